//! One quantity, whatever value is given for it.

use xxhash_rust::xxh3::xxh3_64;

use crate::model::{Amount, Approximation, FigureKind};

/// Likeness of what two figures count from which they count the same: with the same value, with values that
/// agree when both are read as they are meant, and with values that do not. The further apart the values, the
/// more must be said of the thing.
const SAME_VALUE_MIN: f32 = 0.25;
const AGREEING_MIN: f32 = 0.5;
const OTHER_VALUE_MIN: f32 = 0.6;

/// Significant digits from which the value alone tells.
const TELLING_DIGITS: u32 = 3;

/// How far a round or hedged value may be from what is meant.
const ABOUT: f64 = 0.1;

/// Whether two figures state one quantity. Two values of one article are two quantities, unless they are equal.
pub(super) fn are_same(one: &Amount, other: &Amount, is_one_article: bool) -> bool {
    if key(one) != key(other) {
        return false;
    }
    let likeness = likeness(&one.about, &other.about);
    if one.value == other.value && one.value_high == other.value_high {
        return likeness >= SAME_VALUE_MIN || one.digits >= TELLING_DIGITS;
    }
    if is_one_article {
        return false;
    }
    let needed = if agree(one, other) {
        AGREEING_MIN
    } else {
        OTHER_VALUE_MIN
    };
    likeness >= needed
}

/// Whether both may be exact: their intervals meet.
pub(super) fn agree(one: &Amount, other: &Amount) -> bool {
    let (one, other) = (interval(one), interval(other));
    one.0.max(other.0) <= one.1.min(other.1)
}

/// Equal for figures that can state one quantity: the same unit, or things counted.
pub(super) fn key(amount: &Amount) -> i64 {
    let kind = match amount.kind {
        FigureKind::Count => "count",
        kind => kind.as_str(),
    };
    let unit = match amount.kind {
        FigureKind::Money | FigureKind::Measure => amount.unit.as_str(),
        _ => "",
    };
    xxh3_64(format!("{kind}|{unit}").as_bytes()).cast_signed()
}

/// The values that the figure leaves open, lowest and highest.
pub(super) fn interval(amount: &Amount) -> (f64, f64) {
    let (low, high) = (amount.value, amount.value_high.unwrap_or(amount.value));
    match amount.approximation {
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
            digits: 2,
            about: about.iter().map(|word| (*word, 1.0)).collect(),
        }
    }

    #[test]
    fn a_toll_that_rises_is_one_quantity() {
        let first = killed(12.0, Approximation::AtLeast, &[1, 2, 3]);
        let later = killed(15.0, Approximation::Exact, &[1, 2, 4]);
        assert!(are_same(&first, &later, false) && agree(&first, &later));
        let lower = killed(9.0, Approximation::Exact, &[1, 2, 4]);
        assert!(are_same(&first, &lower, false) && !agree(&first, &lower));
    }

    #[test]
    fn two_values_in_one_article_are_two_quantities() {
        let dead = killed(12.0, Approximation::Exact, &[1, 2, 3]);
        let hurt = killed(40.0, Approximation::Exact, &[1, 2, 3]);
        assert!(!are_same(&dead, &hurt, true));
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
        assert!(are_same(&one, &other, false));
        let few = (
            killed(4.0, Approximation::Exact, &[1]),
            killed(4.0, Approximation::Exact, &[2]),
        );
        assert!(!are_same(&few.0, &few.1, false));
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
