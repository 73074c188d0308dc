//! What a column can hold: the guards between a reading and the constraints of the tables.
//!
//! A text from the network must never make a row the tables refuse, or one bad article would hold up its
//! whole batch for ever.

use chrono::{DateTime, Datelike, Utc};
use xxhash_rust::xxh3::Xxh3;

use crate::model::{Reading, parse_instant, stamp};
use crate::store::{RecordSource, Recording, StoreError};

/// When the article was first seen, for comparing with its story: never beyond what a column holds.
pub(super) fn first_seen(recording: &Recording) -> DateTime<Utc> {
    let at = match &recording.source {
        RecordSource::Entry { first_seen_at, .. } | RecordSource::Archive { first_seen_at, .. } => {
            *first_seen_at
        }
    };
    if fits(at) { at } else { recording.recorded_at }
}

/// When a further state of a known article was seen: by our clock, or by an archive's where it tells.
pub(super) fn seen_again(recording: &Recording) -> DateTime<Utc> {
    match &recording.source {
        RecordSource::Archive {
            first_seen_at,
            seen_basis: "seen",
            ..
        } if fits(*first_seen_at) => *first_seen_at,
        _ => recording.recorded_at,
    }
}

/// `at` as stored; `None` for years that four digits do not hold.
pub(super) fn instant(at: Option<DateTime<Utc>>) -> Option<String> {
    at.filter(|at| fits(*at)).map(stamp)
}

fn fits(at: DateTime<Utc>) -> bool {
    (0..=9999).contains(&at.year())
}

/// Reads a stored instant.
///
/// # Errors
/// [`StoreError::Refused`] for a text no statement of this program wrote.
pub(super) fn read_instant(statement: &'static str, text: &str) -> Result<DateTime<Utc>, StoreError> {
    parse_instant(text).ok_or_else(|| unreadable(statement, text))
}

/// An error for a stored word that has no reading.
pub(super) fn unreadable(statement: &'static str, word: &str) -> StoreError {
    StoreError::unreadable(statement, word.to_owned())
}

/// `x`, or 0 where it is no number: SQLite stores NaN as null, which the tables refuse.
pub(super) fn finite(x: f64) -> f64 {
    if x.is_finite() { x } else { 0.0 }
}

/// Hash of title and text; equal means that nothing a reader sees has changed.
pub(super) fn text_hash(reading: &Reading) -> i64 {
    let mut hasher = Xxh3::new();
    hasher.update(reading.article.title.as_bytes());
    hasher.update(&[0]);
    hasher.update(reading.article.text.as_bytes());
    hasher.digest().cast_signed()
}

/// Words of the article's text, boxes included.
pub(super) fn words(reading: &Reading) -> i64 {
    integer(reading.article.text.split_whitespace().count())
}

/// `integers` as a list for `json_each`: one parameter, however many there are.
pub(super) fn integer_list(integers: impl IntoIterator<Item = i64>) -> String {
    serde_json::Value::from_iter(integers).to_string()
}

/// `n` as SQL counts.
pub(super) fn integer(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn a_year_of_five_digits_is_not_stored() {
        let far = Utc.with_ymd_and_hms(20_000, 1, 1, 0, 0, 0).unwrap();
        assert_eq!(instant(Some(far)), None);
    }

    #[test]
    fn what_is_no_number_counts_as_nothing() {
        assert_eq!(
            [finite(f64::NAN), finite(f64::INFINITY), finite(0.5)],
            [0.0, 0.0, 0.5]
        );
    }
}
