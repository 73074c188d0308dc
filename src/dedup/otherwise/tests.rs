//! What is told and what is done are one.

use proptest::prelude::*;

use super::*;
use crate::dedup::place_in;
use crate::dedup::scenarios::{INDEPENDENT, WIRE, reading, thin_rewrite, two_in_one};

const TITLE: &str = "Equinor to close Hammerlund refinery";

fn exemplar(article_id: i64, title: &str, text: &str, minute: i64) -> Exemplar {
    let reading = reading(title, text);
    Exemplar {
        article_id,
        outlet_id: article_id,
        title: title.to_owned(),
        body_hash: reading.fingerprint.body_hash,
        folded: reading.fingerprint.folded,
        setting: Setting {
            outlet_key: format!("outlet-{article_id}"),
            claimed_at: Some(DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)),
            ..Setting::default()
        },
        holds: Vec::new(),
    }
}

fn wire() -> Candidate {
    Candidate {
        story_id: 1,
        shared: 9,
        exemplars: vec![exemplar(1, TITLE, WIRE, 0)],
        ..Candidate::default()
    }
}

fn change(found: &Otherwise, lever: Lever, more: bool) -> Option<Change> {
    let mut changes = found.changes.iter();
    changes
        .find(|change| change.lever == lever && (change.would_be > change.is) == more)
        .copied()
}

/// What the placement itself says of an article of that text in that setting.
fn placed(text: &str, setting: &Setting) -> Outcome {
    let placement = place_in(&reading("Equinor shuts refinery", text), setting, &[wire()]);
    match (placement.story_id, placement.possible) {
        (Some(_), _) => Outcome::Joins,
        (None, Some(_)) => Outcome::Possible,
        (None, None) => Outcome::Report,
    }
}

#[test]
fn a_possible_copy_is_told_from_which_habit_it_would_be_certain_and_is_so_placed() {
    let article = exemplar(2, "Equinor shuts refinery", &thin_rewrite(), 600);
    let found = otherwise(&article, &wire()).unwrap();
    assert_eq!(found.outcome, Outcome::Possible);
    assert!(found.log_odds.unwrap() < found.certain_from && found.log_odds.unwrap() > found.possible_from);
    let habit = change(&found, Lever::Habit, true).unwrap();
    assert_eq!((habit.outcome, habit.is), (Outcome::Joins, 0.0));
    let with = |share: f64| Setting {
        habit: Habit {
            articles: 20.0,
            rewritten: 20.0 * share,
        },
        ..article.setting.clone()
    };
    assert_eq!(placed(&thin_rewrite(), &with(habit.would_be)), Outcome::Joins);
    assert_eq!(
        placed(&thin_rewrite(), &with(habit.would_be - 0.05)),
        Outcome::Possible
    );
}

#[test]
fn names_of_its_own_would_make_a_possible_copy_a_report() {
    let article = exemplar(2, "Equinor shuts refinery", &thin_rewrite(), 600);
    let found = otherwise(&article, &wire()).unwrap();
    let names = change(&found, Lever::NewNames, true).unwrap();
    assert_eq!(names.outcome, Outcome::Report);
    assert!(names.would_be > names.is, "{names:?}");
}

#[test]
fn a_copy_by_wording_is_told_how_much_of_it_could_be_missing() {
    let found = otherwise(&exemplar(2, TITLE, &two_in_one(), 30), &wire()).unwrap();
    assert_eq!((found.outcome, found.of_article_id), (Outcome::Joins, 1));
    assert!(found.reach > 1.0);
    let wording = change(&found, Lever::Wording, false).unwrap();
    assert!(wording.would_be < 0.7 && wording.would_be > 0.2, "{wording:?}");
    assert_ne!(wording.outcome, Outcome::Joins);
}

#[test]
fn a_report_is_told_what_it_lacks_of_the_nearest() {
    let article = exemplar(3, "Stavern mourns its refinery", INDEPENDENT, 60);
    let far = Candidate {
        story_id: 7,
        shared: 2,
        exemplars: vec![exemplar(2, "Lake Ohrid", &two_in_one()[WIRE.len()..], 0)],
        ..Candidate::default()
    };
    let found = nearest(&article, &[far, wire()]).unwrap();
    assert_eq!((found.outcome, found.story_id), (Outcome::Report, 1));
    let wording = change(&found, Lever::Wording, true).unwrap();
    assert!(wording.would_be > wording.is && found.reach < 1.0);
}

#[test]
fn every_change_told_is_one_and_the_step_before_it_is_none() {
    for text in [thin_rewrite(), WIRE.to_owned(), INDEPENDENT.to_owned()] {
        let article = exemplar(2, "Equinor shuts refinery", &text, 600);
        let (asked, story) = (Asked::of(&article, &wire()).unwrap(), wire());
        let found = otherwise(&article, &story).unwrap();
        for change in &found.changes {
            let (step, ..) = change.lever.steps();
            let back = change.would_be - step * (change.would_be - change.is).signum();
            assert_ne!(change.outcome, found.outcome);
            assert_eq!(
                asked.outcome((change.lever, change.would_be)),
                change.outcome,
                "{change:?}"
            );
            if (back - change.is) * (change.would_be - change.is) > 0.0 {
                assert_eq!(asked.outcome((change.lever, back)), found.outcome, "{change:?}");
            }
        }
        let ways: Vec<f64> = found.changes.iter().map(Change::way).collect();
        assert!(ways.is_sorted(), "{ways:?}");
    }
}

#[test]
fn what_cannot_be_compared_has_no_answer() {
    assert_eq!(otherwise(&Exemplar::default(), &wire()), None);
    assert_eq!(
        otherwise(&exemplar(2, TITLE, "Too short to tell", 0), &wire()),
        None
    );
    assert_eq!(nearest(&exemplar(2, TITLE, WIRE, 0), &[]), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn any_two_texts_can_be_asked(one in "( [a-fA-F0-9]{1,3}[.\n”“]?){0,60}", other in "( [a-fA-F0-9]{1,3}[.\n]?){0,60}") {
        let story = Candidate { exemplars: vec![exemplar(1, "one", &one, 0)], ..wire() };
        if let Some(found) = otherwise(&exemplar(2, "other", &other, 90), &story) {
            prop_assert!(found.changes.iter().all(|change| change.would_be >= 0.0 && change.outcome != found.outcome));
        }
    }
}
