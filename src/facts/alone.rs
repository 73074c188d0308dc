//! The extractors of figures and of dates, each by itself: for those who ask one question, and to be measured.

use chrono::NaiveDate;

use super::date::{DateReader, Moment};
use super::figure;
use super::token::Passage;
use crate::model::{DateFact, Figure, Span};

/// Most bytes of a text that are read, as of an article.
const BYTES_MAX: usize = super::READ_BYTES_MAX;

/// The time expressions of an English `text`, in order of their spans (bytes), none overlapping.
///
/// `anchor` is the day of the report: without one, `Friday` stays a weekday. At most the first mebibyte is read.
///
/// ```
/// use chrono::NaiveDate;
/// use dateline::facts;
///
/// let text = "The bridge was closed on Friday.";
/// let dates = facts::dates(text, NaiveDate::from_ymd_opt(2025, 3, 19));
/// assert_eq!(dates[0].0.of(text), "Friday");
/// assert_eq!(dates[0].1.value.as_deref(), Some("2025-03-14"));
/// ```
pub fn dates(text: &str, anchor: Option<NaiveDate>) -> Vec<(Span, DateFact)> {
    let (_, moments) = read(text, anchor);
    moments
        .iter()
        .map(|moment| (moment.span, moment.when.fact()))
        .collect()
}

/// The figures of an English `text`, in order of their spans (bytes), none overlapping; dates are none.
///
/// Whose they are and which period they speak of is told by [`extract`](super::extract), which knows the names and
/// the dates of the article. At most the first mebibyte is read.
///
/// ```
/// use dateline::facts;
///
/// let text = "Some 12 lakh children received Rs 3,200 crore.";
/// let figures = facts::figures(text);
/// assert_eq!(figures[0].1.value.to_string(), "1200000");
/// assert_eq!(figures[1].0.of(text), "Rs 3,200 crore");
/// ```
pub fn figures(text: &str) -> Vec<(Span, Figure)> {
    let (passage, moments) = read(text, None);
    let taken: Vec<Span> = moments.iter().map(|moment| moment.span).collect();
    figure::read(&passage, &taken)
        .into_iter()
        .map(|found| (found.span, found.figure))
        .collect()
}

fn read(text: &str, anchor: Option<NaiveDate>) -> (Passage<'_>, Vec<Moment>) {
    let end = text.floor_char_boundary(text.len().min(BYTES_MAX));
    let text = &text[..end];
    let passage = Passage::new(text, Span::new(0, end));
    let moments = DateReader::new(text, anchor).read(&passage);
    (passage, moments)
}
