//! The date inside a dateline.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use regex::Regex;
use std::sync::LazyLock;

use super::{month, weekday};

/// How far behind its publication's UTC day a dateline may be dated: zones east of Greenwich, and
/// feeds with a slow clock.
const AHEAD_DAYS: u64 = 2;

/// A pattern for what may be a date, without groups: `March 14`, `14 March 2025`, `28 LUG`, `2025-03-14`.
///
/// Any word may stand for the month, so that the pattern stays small; [`is_date`] knows the names.
pub(super) fn pattern() -> String {
    let pattern = concat!(
        r"(?:(?:WORD\.?,?\s+)?(?:WORD\.?\s+\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s+(?:19|20)\d{2})?|",
        r"\d{1,2}(?:st|nd|rd|th|er|º|°)?\.?\s*(?:de\s+|di\s+)?WORD\.?(?:,?\s+(?:de\s+|del\s+)?(?:19|20)\d{2})?)|",
        r"(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./](?:19|20)\d{2})"
    );
    pattern.replace("WORD", r"\p{L}[\p{L}\p{M}'’]+")
}

/// Whether `written`, a match of [`pattern`], is a date: its words are a month, a weekday and small words.
pub(super) fn is_date(written: &str) -> bool {
    /// Words that stand in dates beside the names.
    const SMALL: [&str; 10] = ["de", "di", "del", "st", "nd", "rd", "th", "er", "º", "г"];
    let mut months = 0;
    let is_part = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '\u{900}'..='\u{97F}');
    for word in written
        .split(|c: char| !is_part(c))
        .filter(|word| !word.is_empty())
    {
        if month::number(word).is_some() {
            months += 1;
        } else if weekday::of_word(word).is_none() && !SMALL.contains(&word.to_lowercase().as_str()) {
            return false;
        }
    }
    months == 1 || months == 0 && !written.contains(char::is_alphabetic)
}

/// The day that `written` (a match of [`pattern`]) means in a report published at `published`.
///
/// Without a year, or without a month too, it is the last such day not later than two days after
/// publication; a weekday alone is the last one. Without a publication, or for a day no calendar has, `None`.
pub(super) fn resolve(written: &str, published: Option<DateTime<Utc>>) -> Option<NaiveDate> {
    static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[./](\d{1,2})[./](\d{4}))$")
            .expect("static pattern")
    });
    if let Some(found) = NUMERIC.captures(written) {
        let number = |group: usize| found.get(group).and_then(|m| m.as_str().parse::<u32>().ok());
        return match (number(1), number(4)) {
            (Some(year), _) => NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(2)?, number(3)?),
            (_, Some(day)) => NaiveDate::from_ymd_opt(i32::try_from(number(6)?).ok()?, number(5)?, day),
            _ => None,
        };
    }
    if let Some((year, month, day)) = in_han_or_hangul(written) {
        return complete(year, month, Some(day), published);
    }
    if let Some(weekday) = weekday::of_word(written) {
        return published.and_then(|published| weekday::resolve(weekday, published));
    }
    let (mut day, mut year, mut month_number) = (None, None, None);
    let is_part = |c: char| c.is_alphanumeric() || ('\u{900}'..='\u{97F}').contains(&c);
    for word in written.split(|c: char| !is_part(c)) {
        let digits: &str = &word[..word.bytes().take_while(u8::is_ascii_digit).count()];
        match digits.len() {
            0 => month_number = month_number.or_else(|| month::number(word)),
            4 => year = digits.parse::<i32>().ok(),
            _ => {
                day = day.or_else(|| digits.parse::<u32>().ok());
                month_number = month_number.or_else(|| month::number(&word[digits.len()..]));
            }
        }
    }
    complete(year, month_number, day, published)
}

/// `2025年3月14日`, `14日`, `3월 14일`: year, month and day.
fn in_han_or_hangul(written: &str) -> Option<(Option<i32>, Option<u32>, u32)> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:(\d{4})[年년]\s*)?(?:(\d{1,2})[月월]\s*)?(\d{1,2})[日일]$").expect("static pattern")
    });
    let plain: String = written.chars().map(narrow).collect();
    let found = DAY.captures(&plain)?;
    let number = |group: usize| found.get(group).and_then(|m| m.as_str().parse::<u32>().ok());
    Some((
        number(1).and_then(|year| i32::try_from(year).ok()),
        number(2),
        number(3)?,
    ))
}

/// Full-width digits as ASCII.
fn narrow(c: char) -> char {
    match c {
        '\u{FF10}'..='\u{FF19}' => char::from_u32(u32::from(c) - 0xFF10 + u32::from('0')).unwrap_or(c),
        _ => c,
    }
}

/// The day of these parts: what is missing comes from the publication, and the last such day counts.
fn complete(
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    published: Option<DateTime<Utc>>,
) -> Option<NaiveDate> {
    let day = day?;
    if let (Some(year), Some(month)) = (year, month) {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    let latest = published?.date_naive().checked_add_days(Days::new(AHEAD_DAYS))?;
    let Some(month) = month else {
        // The day alone: two months before this one hold it, whatever it is.
        return (0..=2)
            .filter_map(|back| {
                latest
                    .with_day(1)?
                    .checked_sub_months(Months::new(back))?
                    .with_day(day)
            })
            .find(|date| *date <= latest);
    };
    // Eight years hold a 29 February, whatever the century.
    (0..=8)
        .filter_map(|back| NaiveDate::from_ymd_opt(latest.year() - back, month, day))
        .find(|date| *date <= latest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(written: &str, published: &str) -> Option<String> {
        let published = crate::model::parse_instant(published);
        resolve(written, published).map(|day| day.to_string())
    }

    #[test]
    fn the_year_comes_from_the_publication() {
        assert_eq!(
            resolved("March 14", "2025-03-14T12:00:00Z").as_deref(),
            Some("2025-03-14")
        );
        assert_eq!(
            resolved("Dec. 31", "2025-01-01T02:00:00Z").as_deref(),
            Some("2024-12-31")
        );
        assert_eq!(
            resolved("Jan 1", "2024-12-31T23:00:00Z").as_deref(),
            Some("2025-01-01")
        );
        assert_eq!(
            resolved("Feb 29", "2025-03-01T00:00:00Z").as_deref(),
            Some("2024-02-29")
        );
        assert_eq!(resolved("March 14", ""), None);
    }

    #[test]
    fn a_day_without_a_month_is_the_last_such_day() {
        for (written, published, day) in [
            ("14", "2025-03-14T12:00:00Z", "2025-03-14"),
            ("31", "2025-01-01T12:00:00Z", "2024-12-31"),
            ("31", "2025-03-01T12:00:00Z", "2025-01-31"),
            ("14日", "2025-03-15T00:00:00Z", "2025-03-14"),
            ("Montag", "2025-03-14T12:00:00Z", "2025-03-10"),
            ("31 Dec", "2025-01-01T00:30:00Z", "2024-12-31"),
        ] {
            assert_eq!(resolved(written, published).as_deref(), Some(day), "{written}");
        }
        assert_eq!(resolved("32", "2025-03-14T12:00:00Z"), None);
        assert_eq!(resolved("14", ""), None);
    }

    #[test]
    fn days_are_read_in_han_and_hangul() {
        for written in ["3月14日", "2025年3月14日", "３月１４日", "3월 14일"] {
            assert_eq!(
                resolved(written, "2025-03-14T12:00:00Z").as_deref(),
                Some("2025-03-14"),
                "{written}"
            );
        }
    }

    #[test]
    fn a_written_year_is_believed() {
        assert_eq!(
            resolved("14 mar 2020", "2025-01-01T00:00:00Z").as_deref(),
            Some("2020-03-14")
        );
        assert_eq!(resolved("2025-03-14", "").as_deref(), Some("2025-03-14"));
        assert_eq!(resolved("14.03.2025", "").as_deref(), Some("2025-03-14"));
        assert_eq!(resolved("32 March 2020", ""), None);
    }

    #[test]
    fn months_are_read_in_many_languages() {
        for written in [
            "28 LUG",
            "28. Juli",
            "28 juillet",
            "28 de julio",
            "July 28th",
            "28 июля",
            "28 lipca",
        ] {
            assert_eq!(
                resolved(written, "2025-07-29T00:00:00Z").as_deref(),
                Some("2025-07-28"),
                "{written}"
            );
        }
    }
}
