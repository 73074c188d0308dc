//! Signs that a text was written from another one, beside the likeness of the two.

use chrono::{DateTime, Utc};

use super::bag::Bag;
use super::first::is_before;
use super::measures::Measures;
use super::rewrite::better;
use super::words;
use crate::model::{Corroboration, Grade, Habit, Placement, Relation, Setting, Sign, Signal};

/// What is left of an outlet's count at each further article: the last hundred or so speak for it.
const HABIT_FADING: f64 = 0.99;

/// Articles of an outlet from which its habit says something, and the share of them that was rewritten from
/// which it speaks for one more. Independent outlets come to a few in a hundred by mistake.
pub(super) const HABIT_ARTICLES_MIN: f64 = 5.0;
const HABIT_SHARE_MIN: f64 = 0.3;
const HABIT_WEIGHT: f64 = 2.0;

/// Weight of a citation of the other text's agency or outlet.
const CITES_WEIGHT: f64 = 1.0;

/// Rarity of an outlet's name of one word (`Post`, `Times`) from which finding it in a text is a citation.
const NAME_RARITY_MIN: f32 = 5.0;

/// Seconds between the two texts in which rewrites appear, and what it adds; later ones are rather sequels.
const SOON_S: i64 = 36 * 60 * 60;
const SOON_WEIGHT: f64 = 0.3;
const LATE_WEIGHT: f64 = -0.7;

/// The order of facts: measured against what two reports of one event reach by chance.
const ORDER_WEIGHT: f32 = 8.0;
const ORDER_BY_CHANCE: f32 = 0.7;

/// Words no text of the background has, of the text that has fewer of them: the share that both have,
/// measured against what the matter itself brings with it.
const RARE_WEIGHT: f32 = 3.0;
const RARE_BY_CHANCE: f32 = 0.4;
const RARE_PRIOR: (f32, f32) = (0.5, 2.0);

/// Names and figures of the later text that the other lacks, to ten words: rewrites come to one in forty
/// words and independent reports to twice as many and more.
const NOTHING_NEW_WEIGHT: f32 = 4.0;
const NEW_MARKS_WORDS: f32 = 10.0;
const NEW_MARKS_BY_CHANCE: f32 = 0.25;
const NEW_MARKS_WORDS_MIN: f32 = 20.0;

/// What speaks for the one text (`mine`, in `setting`) being written from the other (`their`, in
/// `other_setting`), or the other way round.
pub(super) fn corroborate(
    likeness: f64,
    (mine, setting, bag): (&Measures, &Setting, &Bag),
    (their, other_setting, other_bag): (&Measures, &Setting, &Bag),
) -> Corroboration {
    let gap = gap_s(setting, other_setting);
    // The later text is the one that may be a rewrite; without times it is the one that arrived later.
    let is_later = !is_before(setting, other_setting);
    let (later, later_setting, later_bag, earlier_setting) = if is_later {
        (mine, setting, bag, other_setting)
    } else {
        (their, other_setting, other_bag, setting)
    };
    let direction = better(mine, their);
    let order = ORDER_WEIGHT * (direction.order - ORDER_BY_CHANCE);
    let rare = RARE_WEIGHT * (rare_share(mine, their) - RARE_BY_CHANCE);
    let soon = gap.map(|gap| gap.abs() <= SOON_S);
    let signals = vec![
        held(Sign::Habit, HABIT_WEIGHT, has_habit(later_setting.habit)),
        held(
            Sign::CitesSource,
            CITES_WEIGHT,
            cites(later_setting, earlier_setting) || names(later_bag, earlier_setting),
        ),
        Signal {
            sign: Sign::SoonAfter,
            weight: match soon {
                Some(true) => SOON_WEIGHT,
                Some(false) => LATE_WEIGHT,
                None => 0.0,
            },
            holds: soon == Some(true),
        },
        graded(
            Sign::NothingNew,
            NOTHING_NEW_WEIGHT * (NEW_MARKS_BY_CHANCE - new_marks(later)),
        ),
        graded(Sign::RareWording, rare),
        graded(Sign::SameOrder, order),
    ];
    Corroboration { likeness, signals }
}

/// An outlet's habit after one more article of its own was placed so. Texts that nearly are copies by their
/// wording, and may not be rewritten at all, say nothing of it; nor does one that others were written from.
#[must_use]
pub fn learn_habit(habit: Habit, placement: &Placement) -> Habit {
    let share = if placement.is_source {
        0.0
    } else {
        rewritten_share(placement)
    };
    Habit {
        articles: HABIT_FADING * habit.articles + 1.0,
        rewritten: HABIT_FADING * habit.rewritten + share,
    }
}

/// An outlet's habit when the source of one of its earlier articles came after it and was placed so.
#[must_use]
pub fn learn_late_habit(habit: Habit, placement: &Placement) -> Habit {
    Habit {
        rewritten: (habit.rewritten + rewritten_share(placement)).min(habit.articles),
        ..habit
    }
}

/// How sure it is that the one text of a placement was written from the other, 0 to 1.
fn rewritten_share(placement: &Placement) -> f64 {
    let is_rewritten = placement.relation == Relation::Rewritten && placement.grade == Grade::Certain;
    match placement.possible {
        _ if is_rewritten => 1.0,
        Some((_, score)) if placement.corroboration.likeness > 0.0 => score.clamp(0.0, 1.0),
        Some(_) | None => 0.0,
    }
}

fn held(sign: Sign, weight: f64, holds: bool) -> Signal {
    let weight = if holds { weight } else { 0.0 };
    Signal { sign, weight, holds }
}

fn graded(sign: Sign, weight: f32) -> Signal {
    Signal {
        sign,
        weight: f64::from(weight),
        holds: weight > 0.0,
    }
}

fn has_habit(habit: Habit) -> bool {
    habit.articles >= HABIT_ARTICLES_MIN && habit.rewritten >= HABIT_SHARE_MIN * habit.articles
}

fn rare_share(mine: &Measures, their: &Measures) -> f32 {
    let (above, below) = RARE_PRIOR;
    ((mine.rare_held as f32 + above) / (mine.rare.min(their.rare) as f32 + below)).min(1.0)
}

/// Names and figures of x that y lacks, to [`NEW_MARKS_WORDS`] words, 1 at most.
fn new_marks(measures: &Measures) -> f32 {
    let words = f32::max(measures.of_words as f32, NEW_MARKS_WORDS_MIN);
    (NEW_MARKS_WORDS * measures.new_marks as f32 / words).min(1.0)
}

/// Whether the later text names the earlier one's outlet or agency as the source of something it says.
fn cites(later: &Setting, earlier: &Setting) -> bool {
    let named = || later.cited_agencies.iter().chain(&later.credited_agencies);
    let of_earlier = earlier.outlet_agency.iter().chain(&earlier.credited_agencies);
    let mut of_earlier = of_earlier.filter(|agency| Some(*agency) != later.outlet_agency.as_ref());
    of_earlier.any(|agency| named().any(|cited| cited == agency))
}

/// Whether a text has the name of the outlet of the other one.
fn names(later: &Bag, earlier: &Setting) -> bool {
    let name = words::of_line(&earlier.outlet_name);
    let found: Vec<f32> = name
        .iter()
        .filter_map(|word| later.find(word.hash()).filter(|term| term.is_name))
        .map(|term| term.rarity)
        .collect();
    let is_whole = !name.is_empty() && found.len() == name.len();
    is_whole && (name.len() > 1 || found.iter().all(|rarity| *rarity >= NAME_RARITY_MIN))
}

/// Seconds from the other text to the one: by their own claims when both have one, else by our first sight.
pub(super) fn gap_s(one: &Setting, other: &Setting) -> Option<i64> {
    let between =
        |one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>| Some((one? - other?).num_seconds());
    between(one.claimed_at, other.claimed_at).or_else(|| between(one.seen_at, other.seen_at))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn bag(text: &str) -> Bag {
        Bag::of(&words::of_line(text))
    }

    fn at(hours: i64) -> Setting {
        Setting {
            claimed_at: Some(DateTime::UNIX_EPOCH + TimeDelta::hours(hours)),
            ..Setting::default()
        }
    }

    fn signal(found: &Corroboration, sign: Sign) -> Signal {
        *found.signals.iter().find(|signal| signal.sign == sign).unwrap()
    }

    fn between(one: &Setting, other: &Setting) -> Corroboration {
        let (measures, bag) = (
            Measures::default(),
            bag("Council of Ellery, the Valley Echo reported"),
        );
        corroborate(0.5, (&measures, one, &bag), (&measures, other, &bag))
    }

    #[test]
    fn a_day_between_two_texts_speaks_for_a_rewrite_and_a_week_against() {
        assert!(signal(&between(&at(5), &at(0)), Sign::SoonAfter).holds);
        assert!(signal(&between(&at(0), &at(5)), Sign::SoonAfter).holds);
        assert!(signal(&between(&at(150), &at(0)), Sign::SoonAfter).weight < 0.0);
        let unknown = signal(&between(&Setting::default(), &at(0)), Sign::SoonAfter);
        assert!(!unknown.holds && unknown.weight.abs() < f64::EPSILON);
    }

    #[test]
    fn the_later_text_cites_the_agency_or_the_outlet_of_the_earlier_one() {
        let xinhua = Setting {
            credited_agencies: vec!["xinhua".to_owned()],
            ..at(0)
        };
        let citing = Setting {
            cited_agencies: vec!["xinhua".to_owned()],
            ..at(3)
        };
        assert!(signal(&between(&citing, &xinhua), Sign::CitesSource).holds);
        assert!(!signal(&between(&at(3), &xinhua), Sign::CitesSource).holds);
        for (name, holds) in [("Valley Echo", true), ("Valley Post", false), ("", false)] {
            let echo = Setting {
                outlet_name: name.to_owned(),
                ..at(0)
            };
            assert_eq!(
                signal(&between(&at(3), &echo), Sign::CitesSource).holds,
                holds,
                "{name}"
            );
        }
    }

    #[test]
    fn the_habit_that_counts_is_that_of_the_later_outlet() {
        let rewriter = Setting {
            habit: Habit {
                articles: 20.0,
                rewritten: 15.0,
            },
            ..at(4)
        };
        assert!(signal(&between(&rewriter, &at(0)), Sign::Habit).holds);
        assert!(signal(&between(&at(0), &rewriter), Sign::Habit).holds);
        assert!(!signal(&between(&rewriter, &at(9)), Sign::Habit).holds);
    }

    #[test]
    fn a_habit_is_learnt_from_rewrites_and_fades() {
        let rewritten = Placement {
            relation: Relation::Rewritten,
            ..Placement::original()
        };
        let mut habit = Habit::default();
        for _ in 0..10 {
            habit = learn_habit(habit, &rewritten);
        }
        assert!(has_habit(habit) && habit.articles < 10.0);
        for _ in 0..60 {
            habit = learn_habit(habit, &Placement::original());
        }
        assert!(!has_habit(habit));
    }
}
