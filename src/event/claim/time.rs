//! Durations and times of the clock as values, which a report states as it does counts.

use xxhash_rust::xxh3::xxh3_64;

use super::hedge;
use super::read::StoredFigure;
use crate::model::{Approximation, FigureKind};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;
/// Mean lengths in the Gregorian calendar, so that twelve months are a year.
const YEAR: f64 = 365.2425 * DAY;
const MONTH: f64 = YEAR / 12.0;

/// First words of a span of time that is placed on the calendar: `the past two years` measures nothing.
const PLACED: [&str; 12] = [
    "last",
    "past",
    "next",
    "coming",
    "previous",
    "recent",
    "following",
    "first",
    "final",
    "this",
    "these",
    "every",
];

/// The value of a date fact: its kind (`duration`, `time`), its TIMEX3 value, its words, and what stands before it in
/// its sentence. A duration counts seconds, a time the minutes since midnight. `None` for what gives no number
/// (`a few hours`, `Tuesday night`) and for a period of the calendar (`the past two years`).
#[must_use]
pub fn timed(kind: &str, value: &str, words: &str, before: &str) -> Option<StoredFigure> {
    match kind {
        "duration" => duration(value, words, before),
        "time" => clock(value, words, before),
        _ => None,
    }
}

/// The key of a value of time in its sentence: the same duration elsewhere may be another thing's.
#[must_use]
pub fn timed_key(fact_key: i64, sentence: &str) -> i64 {
    let mut bytes = fact_key.to_le_bytes().to_vec();
    let letters = sentence.chars().filter(|c| c.is_alphanumeric());
    let bare: String = letters.flat_map(char::to_lowercase).collect();
    bytes.extend(bare.as_bytes());
    xxh3_64(&bytes).cast_signed()
}

fn approximation(words: &str, before: &str) -> Approximation {
    let beside = || hedge::at_end(before).map(|(meaning, _)| meaning);
    hedge::at_start(words).or_else(beside).unwrap_or_default()
}

fn duration(value: &str, words: &str, before: &str) -> Option<StoredFigure> {
    let is_placed = |word: &str| PLACED.iter().any(|placed| word.eq_ignore_ascii_case(placed));
    let mut around = words
        .split_whitespace()
        .chain(before.split_whitespace().next_back());
    if around.any(is_placed) {
        return None;
    }
    let (number, scale) = quantity(value)?;
    let high = high(words).filter(|high| *high > number);
    let approximation = match high {
        Some(_) => Approximation::Range,
        None => approximation(words, before),
    };
    Some(StoredFigure {
        kind: FigureKind::Duration,
        unit: None,
        value: number * scale,
        value_high: high.map(|high| high * scale),
        value_text: number.to_string(),
        approximation,
    })
}

/// A TIMEX3 duration of one unit: how many, and its seconds.
fn quantity(value: &str) -> Option<(f64, f64)> {
    let (rest, is_clock) = match value.strip_prefix("PT") {
        Some(rest) => (rest, true),
        None => (value.strip_prefix('P')?, false),
    };
    let (number, unit) = rest.split_at_checked(rest.find(|c: char| c.is_ascii_alphabetic())?)?;
    let scale = match (unit, is_clock) {
        ("S", true) => 1.0,
        ("M", true) => MINUTE,
        ("H", true) => HOUR,
        ("D", false) => DAY,
        ("W", false) => 7.0 * DAY,
        ("M", false) => MONTH,
        ("Y", false) => YEAR,
        _ => return None,
    };
    let number: f64 = number.parse().ok()?;
    (number.is_finite() && number > 0.0).then_some((number, scale))
}

/// The upper end of `15 to 20 minutes`, of `30-50 years`.
fn high(words: &str) -> Option<f64> {
    let mut parts = words.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–'));
    parts.next()?.parse::<f64>().ok()?;
    let word = parts.next()?;
    let word = if word == "to" { parts.next()? } else { word };
    word.parse().ok().filter(|high: &f64| high.is_finite())
}

fn clock(value: &str, words: &str, before: &str) -> Option<StoredFigure> {
    let (_, time) = value.split_once('T')?;
    let (hour, minute) = time.split_once(':')?;
    let hour: u16 = hour.parse().ok().filter(|hour| *hour < 24)?;
    let minute: u16 = minute.get(..2)?.parse().ok().filter(|minute| *minute < 60)?;
    Some(StoredFigure {
        kind: FigureKind::Clock,
        unit: None,
        value: f64::from(hour * 60 + minute),
        value_high: None,
        value_text: format!("{hour}{minute:02}"),
        approximation: approximation(words, before),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(kind: &str, timex: &str, words: &str, before: &str) -> Option<(f64, Approximation)> {
        timed(kind, timex, words, before).map(|figure| (figure.value, figure.approximation))
    }

    #[test]
    fn durations_count_seconds_with_what_is_said_of_their_exactness() {
        use Approximation::{About, AtMost, Exact, Range};
        assert_eq!(
            value("duration", "PT10M", "10 minutes", "It lasted about "),
            Some((600.0, About))
        );
        assert_eq!(
            value("duration", "P14Y", "up to 14 years", "She could face "),
            Some((14.0 * YEAR, AtMost))
        );
        assert_eq!(
            value("duration", "PT3H", "three hours", ""),
            Some((10_800.0, Exact))
        );
        assert_eq!(
            value("duration", "P12M", "12 months", ""),
            value("duration", "P1Y", "a year", "")
        );
        let range = timed("duration", "PT15M", "15 to 20 minute", "").unwrap();
        assert_eq!((range.value_high, range.approximation), (Some(1_200.0), Range));
    }

    #[test]
    fn periods_of_the_calendar_and_vague_ones_have_no_value() {
        assert_eq!(value("duration", "P2Y", "past two years", "over the "), None);
        assert_eq!(value("duration", "P2Y", "two years", "over the last "), None);
        assert_eq!(value("duration", "PTXH", "a few hours", "in "), None);
        assert_eq!(value("time", "2016-11-02TMO", "Wednesday morning", "on "), None);
        assert_eq!(value("date", "2015", "2015", "in "), None);
        assert_eq!(value("duration", "P€", "", ""), None);
    }

    #[test]
    fn times_of_the_clock_count_minutes() {
        use Approximation::{About, Exact};
        assert_eq!(
            value("time", "2016-11-09T05:10", "5:10 a.m.", "occurred around "),
            Some((310.0, About))
        );
        assert_eq!(
            value("time", "2016-11-09T23:00:00", "11pm", "at "),
            Some((1_380.0, Exact))
        );
        assert_eq!(value("time", "2016-11-09T25:00", "", ""), None);
    }
}
