//! Dates as pages write them for machines.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use regex::Regex;

/// Years a news page can be from: the first newspapers went on the web in 1995; what is far in the
/// future is a template's mistake. (Whether a date lies in *our* future is for those with a clock.)
const YEARS: std::ops::RangeInclusive<i32> = 1995..=2100;
/// Longest text read as a date, in bytes.
const DATE_BYTES_MAX: usize = 100;

static ISO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:(?:T|\s+|\s*,\s*)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    )
    .expect("static pattern")
});

static IN_PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?:[/_.-]|$)").expect("static pattern")
});

static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:(\d{1,2})\s+([a-z]{3,9})|([a-z]{3,9})\.?\s+(\d{1,2})),?\s+((?:19|20)\d{2})\b")
        .expect("static pattern")
});

/// Reads an instant: RFC 3339 and its usual misspellings, RFC 2822, `14 March 2025`.
///
/// A time without a zone is read as UTC, a day without a time as its midnight. `None` for anything
/// else and for years no news page is from.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.len() > DATE_BYTES_MAX {
        return None;
    }
    iso(text)
        .or_else(|| DateTime::parse_from_rfc2822(text).ok().map(|at| at.to_utc()))
        .or_else(|| written(text))
        .filter(|at| YEARS.contains(&at.year()))
}

/// The day in the path of an address (`/2025/03/14/`), at midnight UTC.
pub fn in_address(url: &str) -> Option<DateTime<Utc>> {
    let found = IN_PATH.captures(url)?;
    let day = day(
        found[1].parse().ok()?,
        found[2].parse().ok()?,
        found[3].parse().ok()?,
    )?;
    Some(day.and_time(NaiveTime::MIN).and_utc()).filter(|at| YEARS.contains(&at.year()))
}

fn iso(text: &str) -> Option<DateTime<Utc>> {
    let found = ISO.captures(text)?;
    let number = |group: usize| {
        found
            .get(group)
            .map_or(Some(0), |m| m.as_str().parse::<u32>().ok())
    };
    let day = day(found[1].parse().ok()?, number(2)?, number(3)?)?;
    let time = NaiveTime::from_hms_opt(number(4)?, number(5)?, number(6)?.min(59))?;
    let local = NaiveDateTime::new(day, time);
    let zone_s = found.get(7).map_or(Some(0), |zone| zone_seconds(zone.as_str()))?;
    local
        .and_utc()
        .checked_sub_signed(chrono::TimeDelta::seconds(zone_s))
}

/// Seconds east of Greenwich: `+0530`, `-03:00`, `+02`, `Z`.
fn zone_seconds(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return Some(0),
    };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let minutes: i64 = digits.get(2..4).map_or(Some(0), |minutes| minutes.parse().ok())?;
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn written(text: &str) -> Option<DateTime<Utc>> {
    let found = WRITTEN.captures(text)?;
    let (month, day_of_month) = match (found.get(1), found.get(2), found.get(3), found.get(4)) {
        (Some(day), Some(month), ..) | (_, _, Some(month), Some(day)) => (month.as_str(), day.as_str()),
        _ => return None,
    };
    let day = day(
        found[5].parse().ok()?,
        month_number(month)?,
        day_of_month.parse().ok()?,
    )?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

fn month_number(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let start = word.get(..3)?.to_ascii_lowercase();
    MONTHS
        .iter()
        .position(|month| *month == start)
        .map(|at| at as u32 + 1)
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_spellings_are_read() {
        for (text, expected) in [
            ("2025-03-14T10:31:00+05:30", "2025-03-14T05:01:00+00:00"),
            ("2025-03-14T10:31:00.123Z", "2025-03-14T10:31:00+00:00"),
            ("2025-03-14T10:31+0200", "2025-03-14T08:31:00+00:00"),
            ("2025-03-14 10:31:05", "2025-03-14T10:31:05+00:00"),
            ("20250314", "2025-03-14T00:00:00+00:00"),
            ("2025/03/14", "2025-03-14T00:00:00+00:00"),
            ("Fri, 14 Mar 2025 10:31:00 GMT", "2025-03-14T10:31:00+00:00"),
            ("March 14, 2025", "2025-03-14T00:00:00+00:00"),
            ("Published 14 March 2025", "2025-03-14T00:00:00+00:00"),
        ] {
            assert_eq!(
                instant(text).map(|at| at.to_rfc3339()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn nonsense_and_old_dates_are_refused() {
        for text in [
            "",
            "yesterday",
            "0000-00-00",
            "1970-01-01T00:00:00Z",
            "2025-13-41",
            "99999999",
            "14 Blah 2025",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_may_hold_the_day() {
        let day = |url| in_address(url).map(|at| at.date_naive().to_string());
        assert_eq!(
            day("https://a.example/2025/03/14/bridge").as_deref(),
            Some("2025-03-14")
        );
        assert_eq!(day("https://a.example/story-20250314.html"), None);
        assert_eq!(day("https://a.example/id/20259999/"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}|[0-9T:+/. -]{0,40}") {
            let _ = instant(&text);
            let _ = in_address(&text);
        }
    }
}
