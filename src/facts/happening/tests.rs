use chrono::NaiveDate;
use proptest::prelude::*;

use super::super::date::DateReader;
use super::super::entity;
use super::*;

fn read_all(text: &str) -> Vec<(Found, String)> {
    let passage = Passage::new(text, Span::new(0, text.len()));
    let mentions = entity::read(text, std::iter::once(&passage));
    let moments = DateReader::new(text, NaiveDate::from_ymd_opt(2025, 5, 6)).read(&passage);
    read(&passage, &mentions, &moments)
        .into_iter()
        .map(|found| {
            let words = found.span.of(text).to_owned();
            (found, words)
        })
        .collect()
}

/// The kinds of happenings in a text.
fn kinds(text: &str) -> Vec<String> {
    read_all(text)
        .into_iter()
        .map(|(found, _)| found.happening.type_)
        .collect()
}

/// The one happening of a text.
fn only(text: &str) -> (Found, String) {
    let mut found = read_all(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found.remove(0)
}

#[test]
fn a_happening_has_its_kind_its_day_its_place_and_who_takes_part() {
    let (found, words) = only("Police in Nairobi arrested Ada Lind on Friday, the harbour master said.");
    assert_eq!(words, "Police in Nairobi arrested Ada Lind on Friday");
    let happening = found.happening;
    assert_eq!(
        (happening.type_.as_str(), happening.place.as_deref()),
        ("arrest", Some("Nairobi"))
    );
    assert_eq!(happening.country.as_deref(), Some("KE"));
    assert_eq!(happening.participants, ["Ada Lind"]);
    let day = |day| {
        NaiveDate::from_ymd_opt(2025, 5, day)
            .unwrap()
            .and_hms_opt(0, 0, 0)
    };
    assert_eq!((happening.from, happening.to), (day(2), day(3)));
    assert_eq!(
        (found.polarity, found.modality),
        (Polarity::Positive, Modality::Asserted)
    );
}

#[test]
fn the_subject_of_a_passive_may_stand_before_an_insertion() {
    let (found, words) = only("The pilot, a man of 42, was arrested at his home.");
    assert_eq!(found.happening.type_, "arrest");
    assert_eq!(words, "The pilot, a man of 42, was arrested at his home");
    assert_eq!(kinds("The sailors who were rescued went home."), ["rescue"]);
    assert_eq!(kinds("Divers found the man arrested in Nairobi."), ["arrest"]);
}

#[test]
fn countries_act_and_towns_are_where_it_happens() {
    let (found, _) = only("Germany invaded Poland in September 1939.");
    assert_eq!(found.happening.type_, "attack");
    assert_eq!(found.happening.participants, ["Germany", "Poland"]);
    let (found, words) = only("NAIROBI - The Nairobi tram derailed on Monday.");
    assert_eq!(words, "The Nairobi tram derailed on Monday");
    assert!(found.happening.participants.is_empty());
    assert_eq!(found.happening.place, None);
}

#[test]
fn words_that_belong_together_tell_together() {
    assert_eq!(
        kinds("The two ministers signed a trade agreement in Nairobi."),
        ["deal"]
    );
    assert_eq!(kinds("The minister stepped down on Monday."), ["appointment"]);
    assert_eq!(
        kinds("She signed the guest book on Monday."),
        Vec::<String>::new()
    );
    assert_eq!(kinds("He took his time in Nairobi."), Vec::<String>::new());
}

#[test]
fn what_states_no_happening_is_none() {
    for text in [
        "The arrested man spoke.",
        "He suffered a heart attack in Nairobi.",
        "They came to arrest him.",
        "Attack helicopters were seen over Nairobi.",
        "He was arrested.",
        "They hit the floor.",
        "The arrest rate is low.",
        "Her injured brother waited.",
        "Arrest",
        "",
    ] {
        assert_eq!(kinds(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn nouns_need_a_day_or_a_place_in_their_clause() {
    assert_eq!(
        kinds("An earthquake struck near Nairobi on Monday."),
        ["disaster"]
    );
    assert_eq!(kinds("The earthquake was strong."), Vec::<String>::new());
}

#[test]
fn the_clause_says_how_it_is_put_forward() {
    let (found, _) = only("Ada Lind was not arrested on Friday.");
    assert_eq!(found.polarity, Polarity::Negative);
    let (found, _) = only("If Ada Lind is arrested, the bank falls.");
    assert_eq!(found.modality, Modality::Condition);
    let (found, _) = only("Police will arrest Ada Lind on Friday.");
    assert_eq!(found.modality, Modality::Future);
    let (found, _) = only("Nobody could leave, but Ada Lind was arrested on Friday.");
    assert_eq!(found.modality, Modality::Asserted);
}

#[test]
fn one_happening_told_twice_in_a_clause_is_one_and_two_kinds_are_two() {
    assert_eq!(
        kinds("Police seized and inspected the ship on Friday."),
        ["investigation"]
    );
    assert_eq!(
        kinds("The blast killed two men and injured Ada Lind."),
        ["death", "injury"]
    );
}

#[test]
fn happenings_of_the_same_people_on_the_same_day_meet_under_one_key() {
    let key = |text: &str| only(text).0.key;
    let one = key("Police arrested Ada Lind on Friday.");
    assert_eq!(one, key("Ada Lind was arrested at her home on Friday."));
    assert_ne!(one, key("Police arrested Bo Orr on Friday."));
    assert_ne!(one, key("Police arrested Ada Lind on Monday."));
    assert_ne!(
        key("The driver was arrested at once."),
        key("The driver was arrested.")
    );
}

#[test]
fn a_text_of_nothing_but_happenings_is_read_in_bounded_time() {
    let text = "was killed and arrested in Nairobi on Friday ".repeat(20_000);
    let found = read_all(&text);
    assert!(found.len() <= FOUND_MAX);
}

proptest! {
    #[test]
    fn spans_lie_inside_the_text(text in "([a-z]{1,8}|was|arrested|killed|signed|deal|in|,|\\.|é|“|[A-Z][a-z]{1,5}| ){0,60}") {
        for (found, words) in read_all(&text) {
            prop_assert!(!words.is_empty());
            prop_assert!(text.get(found.span.start..found.span.end).is_some());
        }
    }
}
