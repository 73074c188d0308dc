//! Dates as pages write them for machines.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use regex::Regex;

use super::written;
use crate::model::DateQuality;
use crate::parse::date::{self, month};

/// Years a news page can be from: the first newspapers went on the web in 1995; what is far in the
/// future is a template's mistake. (Whether a date lies in *our* future is for those with a clock.)
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1995..=2100;
/// Longest text read as a date, in bytes.
const DATE_BYTES_MAX: usize = 100;

static ISO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:(?:T|@|\s+|\s*,\s*)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    )
    .expect("static pattern")
});

/// `/2025/03/14/`, `/2025/3/14/`, `/2025/mar/14/`: a folder for each day.
static DAY_FOLDERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)/((?:19|20)\d{2})/(?:(\d{1,2})|([a-z]{3,9}))/(\d{1,2})(?:/|$)").expect("static pattern")
});
/// `/2025-03-14/`, `/2025-03-14-title`, `/20250314/`, `/title-2025-03-14/`, `/2025/0314/`.
static DAY_IN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:/|[a-z][-_])((?:19|20)\d{2})(?:([-_/])(\d{2})[-_/]?(\d{2})|(\d{2})(\d{2}))(?:[/_.-]|$)")
        .expect("static pattern")
});
/// `/2025/03/`.
static MONTH_FOLDERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)/((?:19|20)\d{2})[/-](?:(\d{1,2})|([a-z]{3,9}))(?:/|-|$)").expect("static pattern")
});

/// A point in time as a page writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub at: DateTime<Utc>,
    /// The day in the writer's own zone.
    pub on: NaiveDate,
    /// `Ok`, or `NoZone` and `UnknownZone` where `at` is the local time read as UTC.
    pub quality: DateQuality,
    /// Whether a time of day was given; without, `at` is midnight.
    pub has_time: bool,
}

impl Stamp {
    /// A day without a time.
    pub(super) fn of_day(on: NaiveDate) -> Self {
        Self {
            at: on.and_time(NaiveTime::MIN).and_utc(),
            on,
            quality: DateQuality::NoZone,
            has_time: false,
        }
    }
}

/// Reads an instant: RFC 3339 and its usual misspellings, and all that [`crate::parse::date`] reads.
///
/// A time without a zone is read as UTC, a day without a time as its midnight, both with quality
/// `NoZone`. `None` for anything else and for years no news page is from.
pub fn instant(text: &str) -> Option<Stamp> {
    let text = text.trim();
    if text.len() > DATE_BYTES_MAX {
        return None;
    }
    iso(text)
        .or_else(|| of_people(text))
        .filter(|stamp| YEARS.contains(&stamp.at.year()) && YEARS.contains(&stamp.on.year()))
}

/// What an address says about the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddressDate {
    /// The day, at midnight.
    pub on: Option<NaiveDate>,
    /// Whether it stands in folders of its own, as a publisher's program sets it, and not in a name,
    /// which may speak of any day.
    pub is_folders: bool,
    /// Year and month, where there are folders for them.
    pub month: Option<(i32, u32)>,
}

/// The day or month in the path of an address.
pub fn in_address(url: &str) -> AddressDate {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let mut found = AddressDate::default();
    if let Some(folders) = DAY_FOLDERS.captures(path) {
        let month = match folders.get(2) {
            Some(number) => number.as_str().parse().ok(),
            None => month(&folders[3].to_lowercase()),
        };
        found.on = month.and_then(|month| day(&folders[1], month, &folders[4]));
        found.is_folders = found.on.is_some();
    }
    if found.on.is_none() {
        found.on = DAY_IN_NAME.captures_iter(path).find_map(|name| {
            let group = |a: usize, b: usize| name.get(a).or_else(|| name.get(b)).map(|text| text.as_str());
            day(&name[1], group(3, 5)?.parse().ok()?, group(4, 6)?)
        });
    }
    found.month = MONTH_FOLDERS.captures(path).and_then(|folders| {
        let month = match folders.get(2) {
            Some(number) => number.as_str().parse().ok()?,
            None => month(&folders[3].to_lowercase())?,
        };
        let year: i32 = folders[1].parse().ok()?;
        (YEARS.contains(&year) && (1..=12).contains(&month)).then_some((year, month))
    });
    found
}

fn iso(text: &str) -> Option<Stamp> {
    let found = ISO.captures(text)?;
    let number = |group: usize| {
        found
            .get(group)
            .map_or(Some(0), |m| m.as_str().parse::<u32>().ok())
    };
    // The first eight digits of an epoch may look like a day.
    let rest = &text[found.get(0)?.end()..];
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let on = day(&found[1], number(2)?, found.get(3)?.as_str())?;
    let time = NaiveTime::from_hms_opt(number(4)?, number(5)?, number(6)?.min(59))?;
    let has_time = found.get(4).is_some();
    let Some(zone) = found.get(7).filter(|_| has_time) else {
        // `2019-11-18 05:36 PM CST` is for those who know halves of a day and names of zones.
        if has_time && rest.trim_start().starts_with(|c: char| c.is_ascii_alphabetic()) {
            return of_people(text);
        }
        return Some(Stamp {
            at: on.and_time(time).and_utc(),
            has_time,
            ..Stamp::of_day(on)
        });
    };
    let east = TimeDelta::seconds(zone_seconds(zone.as_str())?);
    Some(Stamp {
        at: NaiveDateTime::new(on, time).and_utc().checked_sub_signed(east)?,
        on,
        quality: DateQuality::Ok,
        has_time,
    })
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

/// A text with one date that is spelled as in feeds and in print.
fn of_people(text: &str) -> Option<Stamp> {
    let written = written::dates(text);
    let on = match written.as_slice() {
        [] => None,
        [first, ..] => match first.day {
            written::Day::One(day) => Some(day),
            written::Day::Either { .. } => None,
        },
    };
    match (date::instant(text), on) {
        (Some((at, quality)), Some(on)) => {
            // Days that are told apart by more than a zone: one of the readers is wrong.
            let is_near = (at.date_naive() - on).num_days().abs() <= 1;
            Some(if is_near {
                let has_time = at.time() != NaiveTime::MIN || quality == DateQuality::Ok;
                Stamp {
                    at,
                    on,
                    quality,
                    has_time,
                }
            } else {
                Stamp::of_day(on)
            })
        }
        (Some((at, quality)), None) if written.is_empty() => Some(Stamp {
            at,
            on: at.date_naive(),
            quality,
            has_time: true,
        }),
        (_, on) => on.map(Stamp::of_day),
    }
}

fn day(year: &str, month: u32, day: &str) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, month, day.parse().ok()?)
        .filter(|day| YEARS.contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_usual_spellings_are_read() {
        for (text, expected, quality) in [
            ("2025-03-14T10:31:00+05:30", "2025-03-14T05:01:00+00:00", "ok"),
            ("2025-03-14T10:31:00.123Z", "2025-03-14T10:31:00+00:00", "ok"),
            ("2025-03-14T10:31+0200", "2025-03-14T08:31:00+00:00", "ok"),
            ("2025-03-14 10:31:05", "2025-03-14T10:31:05+00:00", "no_zone"),
            ("2025-03-14 10:31:05 PM EST", "2025-03-15T03:31:05+00:00", "ok"),
            ("20250314", "2025-03-14T00:00:00+00:00", "no_zone"),
            ("2025/03/14", "2025-03-14T00:00:00+00:00", "no_zone"),
            ("Fri, 14 Mar 2025 10:31:00 GMT", "2025-03-14T10:31:00+00:00", "ok"),
            ("March 14, 2025", "2025-03-14T00:00:00+00:00", "no_zone"),
            ("March 14, 2025, 10:31 PM EST", "2025-03-15T03:31:00+00:00", "ok"),
            ("Published 14 March 2025", "2025-03-14T00:00:00+00:00", "no_zone"),
            ("1741948260", "2025-03-14T10:31:00+00:00", "ok"),
            ("1741948260000", "2025-03-14T10:31:00+00:00", "ok"),
        ] {
            let found = instant(text);
            assert_eq!(
                found.map(|stamp| stamp.at.to_rfc3339()).as_deref(),
                Some(expected),
                "{text}"
            );
            assert_eq!(found.map(|stamp| stamp.quality.as_str()), Some(quality), "{text}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_writer() {
        let day = |text| instant(text).map(|stamp| stamp.on.to_string());
        assert_eq!(day("2025-03-14T23:31:00-05:00").as_deref(), Some("2025-03-14"));
        assert_eq!(day("March 14, 2025, 10:31 PM EST").as_deref(), Some("2025-03-14"));
    }

    #[test]
    fn nonsense_and_old_dates_are_refused() {
        for text in [
            "",
            "yesterday",
            "0000-00-00",
            "0001-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "2025-13-41",
            "99999999",
            "14 Blah 2025",
            "03/04/2025",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_may_hold_the_day() {
        for (url, day, is_folders) in [
            ("https://a.example/2025/03/14/bridge", Some("2025-03-14"), true),
            ("https://a.example/news/2025/3/4/bridge", Some("2025-03-04"), true),
            ("https://a.example/2025/mar/14/bridge", Some("2025-03-14"), true),
            ("https://a.example/2025-03-14/bridge", Some("2025-03-14"), false),
            ("https://a.example/bridge-2025-03-14/", Some("2025-03-14"), false),
            ("https://a.example/20250314/bridge", Some("2025-03-14"), false),
            ("https://a.example/story-20250314.html", Some("2025-03-14"), false),
            ("https://a.example/id/20259999/", None, false),
            ("https://a.example/?d=/2025/03/14/", None, false),
            ("https://a.example/report-1020250314", None, false),
        ] {
            let found = in_address(url);
            assert_eq!(found.on.map(|day| day.to_string()).as_deref(), day, "{url}");
            assert_eq!(found.is_folders, is_folders, "{url}");
        }
        assert_eq!(
            in_address("https://a.example/2025/03/bridge").month,
            Some((2025, 3))
        );
        assert_eq!(
            in_address("https://a.example/2025-03-bridge.html").month,
            Some((2025, 3))
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}|[0-9T:+/. -]{0,40}") {
            let _ = instant(&text);
            let _ = in_address(&text);
        }
    }
}
