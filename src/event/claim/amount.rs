//! One quantity, whatever value is given for it.

use xxhash_rust::xxh3::xxh3_64;

use super::read::TERM;
use crate::model::{Amount, Approximation, FigureKind};

/// Likeness of what two figures count from which they count the same when the value is the same. Inside one event two
/// ages or two sums of money that are equal are seldom two things; small counts often are.
fn same_value_min(amount: &Amount) -> f32 {
    match amount.kind {
        FigureKind::Age | FigureKind::Money => 0.0,
        FigureKind::Measure | FigureKind::Clock => 0.1,
        FigureKind::Percent | FigureKind::Ratio => 0.15,
        _ if amount.value >= TELLING && amount.digits > 1 => 0.0,
        _ if amount.value >= LARGE => 0.15,
        _ => 0.25,
    }
}

/// Counts from here up are seldom given of two things in one event, and those from there up that are not round never.
const LARGE: f64 = 20.0;
const TELLING: f64 = 100.0;

/// The same with values that agree when both are read as they are meant, and with values that do not. The further
/// apart the values, the more must be said of the thing.
const AGREEING_MIN: f32 = 0.45;
const VAGUE_MIN: f32 = 0.25;
const NEAR_VALUE_MIN: f32 = 0.42;
const OTHER_VALUE_MIN: f32 = 0.6;

/// The same for sums, measures and times that are close, as reports round them or ask different people: one event seldom
/// has two of them.
const CLOSE_MIN: f32 = 0.2;
const CLOSE_TIME_MIN: f32 = 0.1;

/// How far apart close values are, as a share of the greater.
const CLOSE: f64 = 0.1;

/// The same for two numbers of those killed, or hurt, in one event, with what the class adds: they are mostly one toll
/// on its way, and its words change with the report. Far values may be the tolls of other events.
const AGREEING_TOLL_MIN: f32 = 0.3;
const NEAR_TOLL_MIN: f32 = 0.35;
const OTHER_TOLL_MIN: f32 = 0.5;

/// How far apart near values are, as a share of the greater: two counts, sums or ages that different reports give for
/// one thing are seldom further apart, but for tolls.
const NEAR: f64 = 0.25;

/// What it adds that both count the killed, or both the hurt: then the words around say less.
const SAME_CLASS: f32 = 0.25;
/// What it adds that both count the same things.
const SAME_UNIT: f32 = 0.1;

/// How far two measures may be apart, as converted and rounded ones are.
const ROUNDED: f64 = 0.006;

/// Significant digits from which the value alone tells.
const TELLING_DIGITS: u32 = 3;

/// How far a round or hedged value may be from what is meant.
const ABOUT: f64 = 0.1;

/// Minutes that a hedged time of the clock may be away from what is meant, and that two times which reports give for one
/// moment seldom are apart.
const CLOCK_ABOUT: f64 = 15.0;
const CLOCK_NEAR: f64 = 60.0;

/// How surely two figures state one quantity, from 0 up, equal values always before others; `None` when they do not.
/// Two values of one article are two quantities, unless they are equal.
pub(super) fn same(one: &Amount, other: &Amount, is_one_article: bool) -> Option<f32> {
    if name(one) != name(other) {
        return None;
    }
    let mut likeness = likeness(&one.about, &other.about);
    match (class_of(one), class_of(other)) {
        (Some(one), Some(other)) if one == other => likeness += SAME_CLASS,
        (Some(_), Some(_)) => return None,
        _ => {}
    }
    if one.kind == FigureKind::Count
        && other.kind == FigureKind::Count
        && !one.unit.is_empty()
        && one.unit == other.unit
    {
        likeness += SAME_UNIT;
    }
    if is_equal(one, other) {
        let is_same = likeness >= same_value_min(one) || one.digits >= TELLING_DIGITS;
        // `Dozens` are many different numbers.
        let rank = if one.digits == 0 || other.digits == 0 {
            4.0
        } else {
            6.0
        };
        return is_same.then_some(rank + likeness);
    }
    if is_one_article && is_other_value(one, other) {
        return None;
    }
    if one.kind == FigureKind::Duration && class_of(one).is_some() && is_maximum(one) != is_maximum(other) {
        return None;
    }
    let is_toll = class_of(one).is_some()
        && class_of(one) == class_of(other)
        && (one.kind == FigureKind::Count || is_maximum(one) && is_maximum(other));
    let (needed, of_toll, rank) = if is_end_of(one, other) || is_end_of(other, one) {
        (CLOSE_MIN, AGREEING_TOLL_MIN, 4.0)
    } else if is_close(one, other) {
        (close_min(one.kind), AGREEING_TOLL_MIN, 4.0)
    } else if agree(one, other) && is_size_of(one, other) {
        (VAGUE_MIN, AGREEING_TOLL_MIN, 4.0)
    } else if agree(one, other) {
        (AGREEING_MIN, AGREEING_TOLL_MIN, 4.0)
    } else if is_near(one, other) {
        (NEAR_VALUE_MIN, NEAR_TOLL_MIN, 2.0)
    } else {
        (OTHER_VALUE_MIN, OTHER_TOLL_MIN, 0.0)
    };
    let needed = if is_toll { of_toll } else { needed };
    (likeness >= needed).then_some(rank + likeness)
}

/// What became of those counted, and whether a time is one in prison. Of an age or a sum it says nothing.
fn class_of(amount: &Amount) -> Option<u32> {
    amount.class.filter(|class| match amount.kind {
        FigureKind::Count => true,
        FigureKind::Duration => Some(*class) == *TERM,
        _ => false,
    })
}

/// Whether one gives only the size of a number of the same things: `hundreds of women`, `almost 1,200 women`.
fn is_size_of(one: &Amount, other: &Amount) -> bool {
    is_named(one) && one.unit == other.unit && (one.digits == 0 || other.digits == 0)
}

/// Whether things of a certain kind are counted.
fn is_named(amount: &Amount) -> bool {
    amount.kind == FigureKind::Count && !matches!(amount.unit.as_str(), "" | "person")
}

/// `Up to 14 years`: what a law allows, whoever is sentenced to less.
fn is_maximum(amount: &Amount) -> bool {
    amount.approximation == Approximation::AtMost
}

/// Whether the two are values that one report cannot give for one quantity. `Nearly 80` and `77` it can.
pub(super) fn is_other_value(one: &Amount, other: &Amount) -> bool {
    let is_rough =
        |amount: &Amount| matches!(amount.approximation, Approximation::About | Approximation::Nearly);
    !is_equal(one, other) && !((is_rough(one) || is_rough(other)) && agree(one, other))
}

const fn close_min(kind: FigureKind) -> f32 {
    match kind {
        FigureKind::Money | FigureKind::Measure => CLOSE_MIN,
        FigureKind::Clock => CLOSE_TIME_MIN,
        _ => NEAR_VALUE_MIN,
    }
}

/// Whether `range` begins or ends with the value of `other`: `between 8 and 15.5 percent`, `15.5 percent`.
fn is_end_of(range: &Amount, other: &Amount) -> bool {
    let ends = |value: f64| (value - other.value).abs() <= ROUNDED * value.abs();
    other.value_high.is_none()
        && range
            .value_high
            .is_some_and(|high| ends(range.value) || ends(high))
}

fn is_close(one: &Amount, other: &Amount) -> bool {
    let room = match one.kind {
        FigureKind::Clock => CLOCK_ABOUT,
        _ => CLOSE * one.value.abs().max(other.value.abs()),
    };
    let high = |amount: &Amount| amount.value_high.unwrap_or(amount.value);
    one.value - high(other) <= room && other.value - high(one) <= room
}

fn is_near(one: &Amount, other: &Amount) -> bool {
    let room = match one.kind {
        FigureKind::Clock => CLOCK_NEAR,
        _ => NEAR * one.value.abs().max(other.value.abs()),
    };
    (one.value - other.value).abs() <= room
}

/// Whether both give one value, as far as conversion and rounding leave it.
pub(super) fn is_equal(one: &Amount, other: &Amount) -> bool {
    let slack = match one.kind {
        FigureKind::Measure | FigureKind::Duration => ROUNDED,
        _ => 0.0,
    };
    let near = |one: f64, other: f64| (one - other).abs() <= slack * one.abs().max(other.abs());
    let high = match (one.value_high, other.value_high) {
        (None, None) => true,
        (Some(one), Some(other)) => near(one, other),
        _ => false,
    };
    near(one.value, other.value) && high
}

/// Whether both may be exact: their intervals meet.
pub(super) fn agree(one: &Amount, other: &Amount) -> bool {
    let (one, other) = (interval(one), interval(other));
    one.0.max(other.0) <= one.1.min(other.1)
}

/// Equal for figures that can state one quantity: the same unit, or things counted.
fn name(amount: &Amount) -> (&str, &str) {
    let kind = match amount.kind {
        FigureKind::Count => "count",
        kind => kind.as_str(),
    };
    let unit = match amount.kind {
        FigureKind::Money | FigureKind::Measure => amount.unit.as_str(),
        _ => "",
    };
    (kind, unit)
}

/// By what a figure is found: its unit with the value, and with each of the words that say most of it.
pub(super) fn keys(amount: &Amount) -> Vec<i64> {
    let (kind, unit) = name(amount);
    let named = format!("{kind}|{unit}");
    let mut keys = keys_of(&named, &amount.about);
    let key = |mark: char, value: f64| xxh3_64(format!("{named}{mark}{value}").as_bytes()).cast_signed();
    // The steps below and above it: close values share one of them.
    let step = match amount.kind {
        FigureKind::Measure | FigureKind::Duration | FigureKind::Money if amount.value > 0.0 => {
            Some(amount.value.ln() / STEP)
        }
        FigureKind::Clock => Some(amount.value / CLOCK_ABOUT),
        _ => None,
    };
    match step {
        Some(step) => keys.extend([0.0, 1.0].map(|up| key('|', step.floor() + up))),
        None => keys.push(key('|', amount.value)),
    }
    keys.extend(
        amount
            .value_high
            .filter(|_| step.is_none())
            .map(|high| key('|', high)),
    );
    if is_named(amount) {
        keys.push(xxh3_64(format!("{named}#{}", amount.unit).as_bytes()).cast_signed());
    }
    // Values and classes have two keys each: whatever words stand around, who counts the dead looks for the dead first.
    keys.push(key('=', step.map_or(amount.value, f64::round)));
    if let Some(class) = class_of(amount) {
        keys.extend(
            ['/', '='].map(|mark| xxh3_64(format!("{named}{mark}{class:x}").as_bytes()).cast_signed()),
        );
    }
    keys
}

/// One key for each of the heaviest of `words`, under `named`.
pub(super) fn keys_of(named: &str, words: &[(u32, f32)]) -> Vec<i64> {
    let mut heaviest: Vec<(u32, f32)> = words.to_vec();
    heaviest.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    let heaviest = heaviest.into_iter().take(WORD_KEYS);
    heaviest
        .map(|(word, _)| xxh3_64(format!("{named}/{word:x}").as_bytes()).cast_signed())
        .collect()
}

/// A step between values that are looked for together, as a logarithm: what may be between close ones.
const STEP: f64 = 0.11;

/// Words by which a figure is found when its value is another. Two that are as like as is asked of them share one
/// of the heaviest four practically always.
const WORD_KEYS: usize = 4;

/// The values that the figure leaves open, lowest and highest.
pub(super) fn interval(amount: &Amount) -> (f64, f64) {
    let (low, high) = (amount.value, amount.value_high.unwrap_or(amount.value));
    match amount.approximation {
        Approximation::About if amount.kind == FigureKind::Clock => (low - CLOCK_ABOUT, high + CLOCK_ABOUT),
        Approximation::Nearly if amount.kind == FigureKind::Clock => (low - CLOCK_ABOUT, low),
        // A converted measure is as exact as it was rounded.
        Approximation::Exact | Approximation::Range
            if matches!(amount.kind, FigureKind::Measure | FigureKind::Duration) =>
        {
            (low - ROUNDED * low.abs(), high + ROUNDED * high.abs())
        }
        Approximation::Exact | Approximation::Range => (low, high),
        Approximation::About => (low - ABOUT * low.abs(), high + ABOUT * high.abs()),
        Approximation::Nearly => (low - ABOUT * low.abs(), low),
        Approximation::AtLeast | Approximation::MoreThan => (low, f64::INFINITY),
        Approximation::AtMost | Approximation::LessThan => (f64::NEG_INFINITY, high),
    }
}

/// Share of the lighter of two lists of weighted words that the other has, 0 to 1.
pub(super) fn likeness(one: &[(u32, f32)], other: &[(u32, f32)]) -> f32 {
    let mut theirs = other.iter().peekable();
    let mut shared = 0.0;
    for (word, weight) in one {
        while theirs.next_if(|(their, _)| their < word).is_some() {}
        if let Some((_, their)) = theirs.next_if(|(their, _)| their == word) {
            shared += weight.min(*their);
        }
    }
    let total = |words: &[(u32, f32)]| words.iter().map(|(_, weight)| weight).sum::<f32>();
    let lighter = total(one).min(total(other));
    if lighter > 0.0 { shared / lighter } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn killed(value: f64, approximation: Approximation, about: &[u32]) -> Amount {
        Amount {
            kind: FigureKind::Count,
            unit: String::new(),
            value,
            value_high: None,
            approximation,
            class: None,
            digits: 2,
            about: about.iter().map(|word| (*word, 1.0)).collect(),
        }
    }

    #[test]
    fn a_toll_that_rises_is_one_quantity() {
        let first = killed(12.0, Approximation::AtLeast, &[1, 2, 3]);
        let later = killed(15.0, Approximation::Exact, &[1, 2, 4]);
        assert!(same(&first, &later, false).is_some() && agree(&first, &later));
        let lower = killed(9.0, Approximation::Exact, &[1, 2, 4]);
        assert!(same(&first, &lower, false).is_some() && !agree(&first, &lower));
    }

    #[test]
    fn two_values_in_one_article_are_two_quantities() {
        let dead = killed(12.0, Approximation::Exact, &[1, 2, 3]);
        let hurt = killed(40.0, Approximation::Exact, &[1, 2, 3]);
        assert_eq!(same(&dead, &hurt, true), None);
    }

    #[test]
    fn a_value_of_three_digits_is_known_again_whatever_stands_around_it() {
        let one = Amount {
            digits: 4,
            ..killed(86.82, Approximation::Exact, &[1])
        };
        let other = Amount {
            digits: 4,
            ..killed(86.82, Approximation::Exact, &[2])
        };
        assert!(same(&one, &other, false).is_some());
        let few = (
            killed(4.0, Approximation::Exact, &[1]),
            killed(4.0, Approximation::Exact, &[2]),
        );
        assert_eq!(same(&few.0, &few.1, false), None);
    }

    #[test]
    fn a_converted_measure_is_the_same_figure_and_is_found_by_it() {
        let mass = |value, about: &[u32]| Amount {
            kind: FigureKind::Measure,
            unit: "mass".to_owned(),
            ..killed(value, Approximation::Exact, about)
        };
        let (pounds, kilograms) = (mass(400.0 * 0.453_592, &[1, 2]), mass(181.0, &[1, 3]));
        assert!(same(&pounds, &kilograms, false).is_some());
        assert!(keys(&pounds).iter().any(|key| keys(&kilograms).contains(key)));
        assert!(same(&pounds, &mass(290.0, &[1, 3]), false).is_none());
    }

    fn sum(value: f64, about: &[u32]) -> Amount {
        Amount {
            kind: FigureKind::Money,
            unit: "usd".to_owned(),
            ..killed(value, Approximation::Exact, about)
        }
    }

    #[test]
    fn close_sums_of_one_matter_are_one_and_find_each_other() {
        let (one, other) = (sum(31.2e9, &[1, 2, 3, 4, 5]), sum(32.6e9, &[1, 6, 7, 8, 9]));
        assert!(same(&one, &other, false).is_some());
        assert!(keys(&one).iter().any(|key| keys(&other).contains(key)));
        assert_eq!(same(&one, &sum(40.0e9, &[1, 6, 7, 8, 9]), false), None);
    }

    #[test]
    fn the_end_of_a_range_is_its_figure() {
        let percent = |value, value_high| Amount {
            kind: FigureKind::Percent,
            value_high,
            ..killed(value, Approximation::Exact, &[1, 2, 3, 4])
        };
        let range = percent(8.0, Some(15.5));
        let end = Amount {
            about: vec![(1, 1.0), (5, 1.0), (6, 1.0), (7, 1.0)],
            ..percent(15.5, None)
        };
        assert!(same(&range, &end, false).is_some());
        assert_eq!(same(&range, &Amount { value: 11.0, ..end }, false), None);
    }

    #[test]
    fn a_rough_value_and_an_exact_one_may_be_of_one_article() {
        let nearly = killed(80.0, Approximation::Nearly, &[1, 2]);
        let exact = killed(77.0, Approximation::Exact, &[1, 2]);
        assert!(!is_other_value(&nearly, &exact));
        assert!(is_other_value(
            &killed(76.0, Approximation::Exact, &[1, 2]),
            &exact
        ));
    }

    #[test]
    fn what_a_law_allows_is_not_what_somebody_got() {
        let term = |years: f64, approximation, about: &[u32]| Amount {
            kind: FigureKind::Duration,
            class: *TERM,
            ..killed(years * 31_557_600.0, approximation, about)
        };
        let (ten, fourteen) = (
            term(10.0, Approximation::AtMost, &[1, 2, 3, 4]),
            term(14.0, Approximation::AtMost, &[1, 5, 6, 7]),
        );
        assert!(same(&ten, &fourteen, false).is_some());
        assert_eq!(
            same(&ten, &term(1.0, Approximation::Exact, &[1, 2, 3, 4]), false),
            None
        );
    }

    #[test]
    fn hundreds_of_women_are_the_women_counted_elsewhere() {
        let women = |value, approximation, digits, about: &[u32]| Amount {
            unit: "woman".to_owned(),
            digits,
            ..killed(value, approximation, about)
        };
        let size = women(100.0, Approximation::AtLeast, 0, &[1, 2, 3, 4, 5]);
        let number = women(1_200.0, Approximation::Nearly, 2, &[1, 6, 7, 8, 9]);
        assert!(same(&size, &number, false).is_some());
        assert!(keys(&size).iter().any(|key| keys(&number).contains(key)));
        let bound = women(100.0, Approximation::AtLeast, 1, &[1, 2, 3, 4, 5]);
        assert_eq!(same(&bound, &number, false), None);
    }

    #[test]
    fn hedged_values_leave_room() {
        let some = killed(30.0, Approximation::About, &[1]);
        assert!(agree(&some, &killed(32.0, Approximation::Exact, &[1])));
        assert!(!agree(&some, &killed(34.0, Approximation::Exact, &[1])));
        let nearly = killed(1_000.0, Approximation::Nearly, &[1]);
        assert!(agree(&nearly, &killed(940.0, Approximation::Exact, &[1])));
        assert!(!agree(&nearly, &killed(1_010.0, Approximation::Exact, &[1])));
    }
}
