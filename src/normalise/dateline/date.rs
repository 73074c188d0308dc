//! The date inside a dateline.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use regex::Regex;
use std::sync::LazyLock;

use super::month;

/// How far behind its publication's UTC day a dateline may be dated: zones east of Greenwich, and
/// feeds with a slow clock.
const AHEAD_DAYS: u64 = 2;

/// A pattern for a date, without groups: `March 14`, `14 March 2025`, `28 LUG`, `2025-03-14`.
pub(super) fn pattern() -> String {
    let month = month::alternation();
    let weekday = month::weekday_alternation();
    format!(
        r"(?i:(?:(?:{weekday})\.?,?\s+)?(?:(?:{month})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+(?:19|20)\d{{2}})?|\d{{1,2}}(?:st|nd|rd|th|er|º|°)?\.?\s*(?:de\s+|di\s+)?(?:{month})\b\.?(?:,?\s+(?:de\s+|del\s+)?(?:19|20)\d{{2}})?)|(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d{{2}})"
    )
}

/// The day that `written` (a match of [`pattern`]) means in a report published at `published`.
///
/// Without a year it is the last such day not later than two days after publication; without
/// either, or for a day no calendar has, `None`.
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
    let (mut day, mut year, mut month_number) = (None, None, None);
    for word in written.split(|c: char| !c.is_alphanumeric()) {
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
    let (day, month) = (day?, month_number?);
    if let Some(year) = year {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    let latest = published?.date_naive().checked_add_days(Days::new(AHEAD_DAYS))?;
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
