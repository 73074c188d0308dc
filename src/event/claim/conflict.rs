//! Whether the values given for one quantity can all be right.

use chrono::{DateTime, Utc};

use super::amount::{agree, interval, is_equal};
use crate::model::{Amount, Approximation, ConflictKind};

/// A value of a claim, when it was stated, and whether its sentence takes an earlier one back.
#[derive(Clone, Debug)]
pub struct Stated<'a> {
    pub amount: &'a Amount,
    pub at: DateTime<Utc>,
    /// `initially reported`, `corrected`, `not four but`.
    pub takes_back: bool,
}

/// Words by which a sentence takes a value back: an earlier report's, or its own outlet's.
const TAKEN_BACK: [&str; 12] = [
    "initially reported",
    "initially said",
    "earlier reported",
    "earlier reports",
    "earlier report",
    "previously reported",
    "an earlier version",
    "a previous version",
    "was corrected",
    "correction:",
    "revised down",
    "lowered the",
];

/// Whether the sentence takes an earlier value back.
#[must_use]
pub fn takes_back(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    TAKEN_BACK.iter().any(|words| sentence.contains(words))
}

/// Values that are looked at; a quantity of which more are reported conflicts anyhow.
const VALUES_MAX: usize = 64;

/// What kind of conflict the values of one claim are in; `None` when all can be right.
///
/// A value that takes another back makes a correction. Bounds that only rise, or exact values that only grow
/// with time, are updates: tolls do. Everything else is a contradiction.
#[must_use]
pub fn conflict(values: &[Stated<'_>]) -> Option<ConflictKind> {
    let values = values.get(..VALUES_MAX).unwrap_or(values);
    let mut by_time: Vec<&Stated<'_>> = values.iter().collect();
    by_time.sort_by_key(|value| value.at);
    let disagree = |at: usize| {
        let (one, later) = (by_time.get(at)?, by_time.get(at + 1..)?);
        let other = later
            .iter()
            .find(|other| !agree(one.amount, other.amount) || is_other_maximum(one.amount, other.amount))?;
        Some((*one, *other))
    };
    let pairs: Vec<_> = (0..by_time.len()).filter_map(disagree).collect();
    if pairs.is_empty() {
        // A bound that rises is on its way to a value, though no two of its values exclude each other.
        return has_risen(&by_time).then_some(ConflictKind::Update);
    }
    if values.iter().any(|value| value.takes_back) {
        return Some(ConflictKind::Correction);
    }
    let grows = pairs
        .iter()
        .all(|(one, other)| other.at > one.at && interval(one.amount).1 <= interval(other.amount).0);
    Some(if grows {
        ConflictKind::Update
    } else {
        ConflictKind::Contradiction
    })
}

/// Whether two are given as the most it can be, and not the same: a maximum is a value, though both leave room below.
fn is_other_maximum(one: &Amount, other: &Amount) -> bool {
    one.approximation == Approximation::AtMost
        && other.approximation == Approximation::AtMost
        && !is_equal(one, other)
}

/// Whether a lower bound was followed by a higher one: `at least 2`, then `at least 6`; `more than 400`, then `more
/// than 500`.
fn has_risen(by_time: &[&Stated<'_>]) -> bool {
    let is_bound = |how| matches!(how, Approximation::AtLeast | Approximation::MoreThan);
    let bounds: Vec<(DateTime<Utc>, f64)> = by_time
        .iter()
        .filter(|value| is_bound(value.amount.approximation))
        .map(|value| (value.at, value.amount.value))
        .collect();
    bounds.windows(2).any(|pair| match pair {
        [one, other] => other.0 > one.0 && other.1 > one.1,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::model::FigureKind;

    fn amount(value: f64, approximation: Approximation) -> Amount {
        Amount {
            kind: FigureKind::Count,
            unit: String::new(),
            value,
            value_high: None,
            approximation,
            class: None,
            digits: 2,
            about: Vec::new(),
        }
    }

    fn of(values: &[(f64, Approximation, i64)]) -> Option<ConflictKind> {
        let amounts: Vec<Amount> = values
            .iter()
            .map(|(value, how, _)| amount(*value, *how))
            .collect();
        let stated: Vec<Stated<'_>> = amounts
            .iter()
            .zip(values)
            .map(|(amount, (_, _, hour))| Stated {
                amount,
                at: DateTime::UNIX_EPOCH + TimeDelta::hours(*hour),
                takes_back: false,
            })
            .collect();
        conflict(&stated)
    }

    #[test]
    fn values_that_can_all_be_right_are_no_conflict() {
        use Approximation::{About, Exact, MoreThan};
        assert_eq!(of(&[(200.0, MoreThan, 0), (276.0, Exact, 1)]), None);
        assert_eq!(of(&[(30.0, About, 0), (32.0, Exact, 1)]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn what_rises_with_time_is_an_update() {
        use Approximation::{AtLeast, Exact};
        assert_eq!(
            of(&[(12.0, Exact, 0), (15.0, Exact, 3)]),
            Some(ConflictKind::Update)
        );
        assert_eq!(
            of(&[(2.0, AtLeast, 0), (6.0, AtLeast, 3)]),
            Some(ConflictKind::Update)
        );
        assert_eq!(
            of(&[
                (400.0, Approximation::MoreThan, 0),
                (500.0, Approximation::MoreThan, 3)
            ]),
            Some(ConflictKind::Update)
        );
    }

    #[test]
    fn two_maxima_are_a_contradiction() {
        use Approximation::{AtMost, Exact};
        assert_eq!(
            of(&[(10.0, AtMost, 0), (14.0, AtMost, 3)]),
            Some(ConflictKind::Contradiction)
        );
        assert_eq!(of(&[(10.0, AtMost, 0), (10.0, AtMost, 3)]), None);
        assert_eq!(of(&[(10.0, AtMost, 0), (8.0, Exact, 3)]), None);
    }

    #[test]
    fn what_falls_or_differs_at_one_time_is_a_contradiction() {
        use Approximation::Exact;
        assert_eq!(
            of(&[(15.0, Exact, 0), (12.0, Exact, 3)]),
            Some(ConflictKind::Contradiction)
        );
        assert_eq!(
            of(&[(12.0, Exact, 3), (15.0, Exact, 3)]),
            Some(ConflictKind::Contradiction)
        );
    }

    #[test]
    fn a_value_that_takes_another_back_is_a_correction() {
        let (four, three) = (
            amount(4.0, Approximation::Exact),
            amount(3.0, Approximation::Exact),
        );
        let stated = |amount, takes_back| Stated {
            amount,
            at: DateTime::UNIX_EPOCH,
            takes_back,
        };
        assert_eq!(
            conflict(&[stated(&four, false), stated(&three, true)]),
            Some(ConflictKind::Correction)
        );
    }
}
