//! Times as feeds and archives write them.
//!
//! RFC 822 and its successors in all their deformities, ISO 8601, asctime, epochs, month names of a dozen
//! languages, Chinese and Korean. A text with two readings has none: better no time than a wrong one.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use regex::{Captures, Regex};

use super::date_words;
use crate::model::{ClaimedTime, DateQuality};
use crate::text;

/// Longer texts are no dates.
const DATE_BYTES_MAX: usize = 160;

/// Clocks of publishers are wrong by minutes without meaning anything.
const FUTURE_MINUTES: i64 = 15;

/// News feeds began in the late nineties; what claims to be older is a default value or a wrong century.
const ANCIENT_BEFORE: i32 = 1995;

/// Years that a news feed can mean.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// Zones lie between -12:00 and +14:00.
const OFFSET_MINUTES_MAX: i32 = 14 * 60;

/// `08:30`, `8:30:00.125`, `08h30`, `13时30分05秒`.
static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)(?: (?-u:\b) | [Tt] ) (?<h>\d{1,2}) (?: \s?:\s? | [hH] | \s?[时時시点點]\s? ) (?<m>\d{2})
        (?: \s?:\s?(?<s>\d{2})(?: [.,:]\d{1,9} )? | \s?[分분](?: \s?(?<s2>\d{1,2})\s?[秒초] )? )?",
    )
});
/// What makes a clock of twelve hours one of twenty-four, behind the time or before it.
static HALF_BEHIND: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^\s?(?<half>[ap])\.?\s?m(?-u:\b)\.?"));
static HALF_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:(?<am>上午|早上|오전)|(?<pm>下午|晚上|오후))\s?$"));
/// `+0300`, `GMT+3`, `UTC-05:30`, right behind the time.
static OFFSET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^\s?\(?(?: [A-Za-z]{1,5}\s? )? (?<sign>[+\-−])
        (?: (?<h>\d{2}):?(?<m>\d{2}) | (?<h1>\d{1,2})(?: :(?<m1>\d{2}) )? ) (?: \D | $ )",
    )
});
/// `2024-03-14`, `2024/3/14`, `2024年3月14日`, `2024. 3. 14`.
static YEAR_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\D|^)(?<y>\d{4})\s?[-/.年년]\s?(?<m>\d{1,2})\s?[-/.月월]\s?(?<d>\d{1,2})(?:\D|$)")
});
/// `14.03.2024`, `3/14/24`.
static YEAR_LAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\D|^)(?<a>\d{1,2})\s?(?<sep>[-/.])\s?(?<b>\d{1,2})\s?[-/.]\s?(?<y>\d{4}|\d{2})(?:\D|$)")
});
/// `20240314`, `20240314T083000Z`, `202403140830`.
static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^(?<y>(?:19|20|21)\d\d)(?<m>\d\d)(?<d>\d\d)
        (?: [Tt\s]?(?<h>\d\d)(?<min>\d\d)(?<s>\d\d)?(?: [.,]\d{1,9} )? )? (?<zone> [^\d:].* )?$",
    )
});
static EPOCH: LazyLock<Regex> = LazyLock::new(|| pattern(r"^@?(?<n>\d{9,10}|\d{13})(?:\.\d{1,9})?$"));

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// The time that `raw` claims, with how far it can be trusted; `now` only tells what is the future.
///
/// Missing or blank text gives `Missing`, text without a reading `Unparsed`, both without an instant. A day
/// without a time of day is its first instant in UTC with quality `NoZone`. `raw` is kept with its blanks
/// collapsed, at most `DATE_BYTES_MAX` of it.
pub fn read(raw: Option<&str>, now: DateTime<Utc>) -> ClaimedTime {
    let Some(raw) = raw.map(text::collapsed).filter(|raw| !raw.is_empty()) else {
        return ClaimedTime::default();
    };
    let reading = if raw.len() <= DATE_BYTES_MAX {
        instant(&raw)
    } else {
        None
    };
    let kept = raw[..raw.floor_char_boundary(DATE_BYTES_MAX)].to_owned();
    let Some((at, zone)) = reading else {
        return ClaimedTime {
            raw: Some(kept),
            at: None,
            quality: DateQuality::Unparsed,
        };
    };
    let quality = if at > now + TimeDelta::minutes(FUTURE_MINUTES) {
        DateQuality::Future
    } else if at.year() < ANCIENT_BEFORE {
        DateQuality::Ancient
    } else {
        zone
    };
    ClaimedTime {
        raw: Some(kept),
        at: Some(at),
        quality,
    }
}

/// The instant of `raw` and what its zone was worth.
fn instant(raw: &str) -> Option<(DateTime<Utc>, DateQuality)> {
    if let Some(at) = epoch(raw) {
        return Some((at, DateQuality::Ok));
    }
    if let Some(found) = COMPACT.captures(raw) {
        let day = valid_day(number(&found, "y")?, number(&found, "m")?, number(&found, "d")?)?;
        let Some(hour) = number(&found, "h") else {
            return at(day, TimeDelta::zero(), Offset::NONE);
        };
        let time = time_of_day(hour, number(&found, "min")?, number(&found, "s").unwrap_or(0))?;
        let (offset, _) = offset(found.name("zone").map_or("", |zone| zone.as_str()));
        return at(day, time, offset);
    }
    let Some(clock) = clock(raw) else {
        return at(day(raw, false)?, TimeDelta::zero(), Offset::NONE);
    };
    let (offset, after) = offset(clock.after);
    let day = day(&format!("{} {after}", clock.before), clock.is_twelve_hours)?;
    at(day, clock.time?, offset)
}

fn at(day: NaiveDate, time: TimeDelta, offset: Offset) -> Option<(DateTime<Utc>, DateQuality)> {
    let local = day.and_time(NaiveTime::MIN).checked_add_signed(time)?;
    let utc = local.checked_sub_signed(TimeDelta::minutes(i64::from(offset.minutes)))?;
    Some((utc.and_utc(), offset.quality))
}

/// Seconds or milliseconds since 1970.
fn epoch(raw: &str) -> Option<DateTime<Utc>> {
    let digits = EPOCH.captures(raw)?.name("n")?.as_str();
    let number: i64 = digits.parse().ok()?;
    if digits.len() == 13 {
        DateTime::from_timestamp_millis(number)
    } else {
        DateTime::from_timestamp(number, 0)
    }
}

/// A time of day and the text around it.
struct Clock<'a> {
    /// Since midnight; `None` for a time that does not exist.
    time: Option<TimeDelta>,
    /// It had an `AM` or `PM`.
    is_twelve_hours: bool,
    before: &'a str,
    after: &'a str,
}

fn clock(raw: &str) -> Option<Clock<'_>> {
    // The clock of `2024-03-14+03:00` is an offset.
    let found = CLOCK
        .captures_iter(raw)
        .find(|found| found.name("h").is_some_and(|hour| !raw[..hour.start()].ends_with(['+', '−'])))?;
    let whole = found.get(0)?;
    let (before, mut after) = (&raw[..whole.start()], &raw[whole.end()..]);
    let mut hour = number(&found, "h")?;
    let mut is_twelve_hours = false;
    let mut is_afternoon = None;
    if let Some(half) = HALF_BEHIND.captures(after) {
        is_twelve_hours = true;
        is_afternoon = half.name("half").map(|half| matches!(half.as_str(), "p" | "P"));
        after = &after[half.get(0)?.end()..];
    } else if let Some(half) = HALF_BEFORE.captures(before) {
        is_afternoon = Some(half.name("pm").is_some());
    }
    hour = match (is_afternoon, hour) {
        (Some(false), 12) => 0,
        (Some(true), 1..=11) => hour + 12,
        _ => hour,
    };
    let second = number(&found, "s").or_else(|| number(&found, "s2"));
    Some(Clock {
        time: time_of_day(hour, number(&found, "m")?, second.unwrap_or(0)),
        is_twelve_hours,
        before,
        after,
    })
}

fn number(found: &Captures<'_>, name: &str) -> Option<u32> {
    found.name(name)?.as_str().parse().ok()
}

/// Hour 24 is the end of the day, second 60 the beginning of the next minute.
fn time_of_day(hour: u32, minute: u32, second: u32) -> Option<TimeDelta> {
    let exists = hour < 24 && minute < 60 && second <= 60 || (hour, minute, second) == (24, 0, 0);
    exists.then(|| TimeDelta::seconds(i64::from(hour * 3600 + minute * 60 + second)))
}

/// Minutes east of UTC, and whether they were given.
#[derive(Clone, Copy)]
struct Offset {
    minutes: i32,
    quality: DateQuality,
}

impl Offset {
    const NONE: Self = Self {
        minutes: 0,
        quality: DateQuality::NoZone,
    };
    const UNKNOWN: Self = Self {
        minutes: 0,
        quality: DateQuality::UnknownZone,
    };

    const fn known(minutes: i32) -> Self {
        Self {
            minutes,
            quality: DateQuality::Ok,
        }
    }
}

/// The zone in the text behind the time, and that text without a numeric one.
fn offset(after: &str) -> (Offset, &str) {
    if let Some(found) = OFFSET.captures(after) {
        let hours = number(&found, "h").or_else(|| number(&found, "h1")).unwrap_or(0);
        let minutes = number(&found, "m").or_else(|| number(&found, "m1")).unwrap_or(0);
        let east = i32::try_from(hours * 60 + minutes).unwrap_or(i32::MAX);
        let rest = &after[found.get(0).map_or(0, |whole| whole.end())..];
        if east > OFFSET_MINUTES_MAX {
            return (Offset::UNKNOWN, rest);
        }
        let is_east = found.name("sign").is_some_and(|sign| sign.as_str() == "+");
        return (Offset::known(if is_east { east } else { -east }), rest);
    }
    let mut offset = Offset::NONE;
    for word in after.split(|c: char| !(c.is_alphabetic() || matches!(c, '/' | '_'))) {
        let lower = word.to_lowercase();
        if let Some(minutes) = date_words::zone(&lower) {
            return (Offset::known(minutes), after);
        }
        let is_short = (1..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase());
        if (is_short || word.contains('/')) && date_words::month(&lower).is_none() {
            offset = Offset::UNKNOWN;
        }
    }
    (offset, after)
}

/// The day named in `text`, from which the time has been taken.
fn day(text: &str, is_twelve_hours: bool) -> Option<NaiveDate> {
    if let Some(found) = YEAR_FIRST
        .captures(text)
        .or_else(|| COMPACT.captures(text.trim()).filter(|found| found.name("h").is_none()))
    {
        return valid_day(number(&found, "y")?, number(&found, "m")?, number(&found, "d")?);
    }
    let (year, month, day) = match YEAR_LAST.captures(text) {
        Some(found) => numeric_day(&found, is_twelve_hours)?,
        None => named_day(text)?,
    };
    valid_day(year, month, day)
}

fn valid_day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// With dots the day comes first everywhere. With slashes and hyphens only a number above 12 tells, or a
/// clock of twelve hours, which goes with the American order; and `24-03-14` tells nothing at all.
fn numeric_day(found: &Captures<'_>, is_twelve_hours: bool) -> Option<(u32, u32, u32)> {
    let (a, b) = (number(found, "a")?, number(found, "b")?);
    let digits = found.name("y")?.as_str();
    let year = full_year(digits)?;
    match found.name("sep")?.as_str() {
        "." => Some((year, b, a)),
        "-" if digits.len() == 2 => None,
        _ if b > 12 || is_twelve_hours && a <= 12 => Some((year, a, b)),
        _ => (a > 12 || a == b).then_some((year, b, a)),
    }
}

/// A day with the month in letters, in any order that has the day beside the month.
fn named_day(rest: &str) -> Option<(u32, u32, u32)> {
    let words: Vec<&str> = words(rest).filter(|word| !matches!(*word, "de" | "del" | "of" | "г" | "di")).collect();
    // The last name counts: `mar` also opens French, Spanish and Italian Tuesdays.
    let (at, month) = (0..words.len())
        .rev()
        .find_map(|at| Some((at, date_words::month(&words[at].to_lowercase())?)))?;
    let number_at = |at: usize| words.get(at).filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let previous = at.checked_sub(1).and_then(number_at);
    let later = || (at + 1..words.len()).filter_map(number_at);
    match previous {
        Some(year) if year.len() == 4 => Some((full_year(year)?, month, later().next()?.parse().ok()?)),
        Some(day) => Some((full_year(later().next()?)?, month, day.parse().ok()?)),
        None => {
            let mut numbers = later();
            let day = numbers.next()?.parse().ok()?;
            Some((full_year(numbers.next()?)?, month, day))
        }
    }
}

/// Numbers and runs of letters; `14th`, `14.` and `1º` are numbers.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = rest.chars().next()?;
        let is_number = first.is_ascii_digit();
        let end = rest
            .find(|c: char| if is_number { !c.is_ascii_digit() } else { !c.is_alphabetic() })
            .unwrap_or(rest.len())
            .max(first.len_utf8());
        let (word, tail) = rest.split_at(end);
        rest = tail;
        if is_number {
            let ordinal = ["st", "nd", "rd", "th", "er", "ª", "º"];
            rest = ordinal.iter().find_map(|suffix| tail.strip_prefix(suffix)).unwrap_or(tail);
        }
        Some(word)
    })
}

/// RFC 2822: two digits mean 1969 to 2068; three are years since 1900, as buggy C programs write them.
fn full_year(digits: &str) -> Option<u32> {
    let number: u32 = digits.parse().ok()?;
    match digits.len() {
        1 | 2 if number < 69 => Some(number + 2000),
        2 | 3 => Some(number + 1900),
        4 => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::stamp;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_718_000_000, 0).unwrap() // 2024-06-10
    }

    fn reading(raw: &str) -> (String, DateQuality) {
        let read = read(Some(raw), now());
        (read.at.map(stamp).unwrap_or_default(), read.quality)
    }

    /// Forms of 2024-03-14T05:30:00Z with a zone.
    const ZONED: &[&str] = &[
        "Thu, 14 Mar 2024 08:30:00 +0300",
        "Mon, 14 Mar 2024 08:30:00 +0300",
        "Thu, 14 Mar 24 08:30:00 +0300",
        "Thu, 14 Mar 124 08:30:00 +0300",
        "Thu, 14 Mar 2024 8:30 +0300",
        "14 Mar 2024 08:30:00 +0300",
        "Thu 14 Mar 2024 08:30:00 +03:00",
        "Thu, 14 Mar 2024 08:30:00 +03",
        "Thu, 14 Mar 2024 08:30:00 +3",
        "Thu, 14 Mar 2024 08:30:00 GMT+0300",
        "Thu, 14 Mar 2024 08:30:00 GMT +3",
        "Thu, 14 Mar 2024 08:30:00 UTC+03:00",
        "Thu, 14 Mar 2024 08:30:00 MSK",
        "Thu, 14 Mar 2024 00:30:00 EST",
        "Thu, 14 Mar 2024 01:30:00 EDT",
        "Wed, 13 Mar 2024 22:30:00 PDT",
        "Thu, 14 Mar 2024 00:30:00 -0500 (EST)",
        "Thu, 14 Mar 2024 11:00:00 IST",
        "Thu, 14 Mar 2024 06:30:00 CET",
        "Thu, 14 Mar 2024 14:30:00 JST",
        "Thu, 14 Mar 2024 05:30:00 UT",
        "Thu, 14 Mar 2024 05:30:00 Z",
        "Thu, 14 Mar 2024 05:30:00 GMT",
        "Thu, 14 Mar 2024 05:30:00 -0000",
        "Thu, 14 Mar 2024 05:29:60 GMT",
        "Thursday, 14 March 2024 08:30:00 +0300",
        "Thursday, 14-Mar-24 05:30:00 GMT",
        "thu, 14 mar 2024 08:30:00 +0300",
        "14/Mar/2024:08:30:00 +0300",
        "  Thu,  14  Mar  2024\n08:30:00  +0300 ",
        "2024-03-14T08:30:00+03:00",
        "2024-03-14T08:30:00+0300",
        "2024-03-14T08:30+03",
        "2024-03-14T05:30:00Z",
        "2024-03-14t05:30:00z",
        "2024-03-14T05:30:00.000Z",
        "2024-03-14T05:30:00,123456Z",
        "2024-03-14 05:30:00 UTC",
        "2024-03-14 05:30:00 +0000 UTC",
        "2024-03-14T02:30:00-03:00",
        "20240314T053000Z",
        "20240314T083000+0300",
        "Mar 14, 2024 05:30 GMT",
        "March 14th, 2024 at 12:30 AM EST",
        "Thu Mar 14 05:30:00 UTC 2024",
        "Thu Mar 14 08:30:00 +0300 2024",
        "Thu Mar 14 2024 08:30:00 GMT+0300 (Moscow Standard Time)",
        "Thu, Mar 14 2024 5:30 a.m. GMT",
        "Чт, 14 Мар 2024 08:30:00 +0300",
        "14 марта 2024 г., 08:30 МСК",
        "Do, 14 Mär 2024 06:30:00 MEZ",
        "jeu., 14 mars 2024 06:30:00 +0100",
        "mar, 14 mar 2024 06:30:00 +0100",
        "1710394200",
        "1710394200.25",
        "1710394200000",
    ];

    /// Forms of the same without one.
    const UNZONED: &[&str] = &[
        "Thu, 14 Mar 2024 05:30:00",
        "2024-03-14T05:30:00",
        "2024-03-14 05:30:00",
        "2024-03-14 05:30",
        "2024/03/14 05:30:00",
        "20240314053000",
        "202403140530",
        "20240314 0530",
        "Thu Mar 14 05:30:00 2024",
        "3/14/2024 5:30:00 AM",
        "03/14/2024 05:30",
        "14/03/2024 05:30",
        "14/03/24 05:30",
        "14.03.2024 05:30",
        "14.03.24, 05:30 Uhr",
        "05:30 14.03.2024",
        "05:30, 14 March 2024",
        "14. März 2024, 05:30 Uhr",
        "14 mars 2024 à 05h30",
        "14 de marzo de 2024 05:30",
        "14 marzo 2024 05:30",
        "14 de março de 2024, 05h30",
        "14 марта 2024 05:30",
        "2024年03月14日 05:30:00",
        "2024年3月14日 05时30分",
        "2024年3月14日 上午5:30",
        "2024년 3월 14일 오전 5:30",
        "2024. 3. 14. 5:30",
        "2024 March 14 05:30",
    ];

    #[test]
    fn zoned_forms_are_one_instant() {
        for raw in ZONED {
            assert_eq!(
                reading(raw),
                ("2024-03-14T05:30:00Z".to_owned(), DateQuality::Ok),
                "{raw}"
            );
        }
    }

    #[test]
    fn forms_without_a_zone_are_utc_and_say_so() {
        for raw in UNZONED {
            assert_eq!(
                reading(raw),
                ("2024-03-14T05:30:00Z".to_owned(), DateQuality::NoZone),
                "{raw}"
            );
        }
    }

    #[test]
    fn other_days_and_hours_are_read_too() {
        for (raw, at) in [
            ("Thu, 7 Mar 2024 08:30:00 GMT", "2024-03-07T08:30:00Z"),
            ("2024-03-14T24:00:00Z", "2024-03-15T00:00:00Z"),
            ("Dec 31, 2023 11:59 PM PST", "2024-01-01T07:59:00Z"),
            ("2024年3月14日 下午1:05", "2024-03-14T13:05:00Z"),
            ("Fri, 29 Feb 2024 12:00:00 GMT", "2024-02-29T12:00:00Z"),
            ("12 août 2023 10:00 GMT", "2023-08-12T10:00:00Z"),
            ("1er mai 2023 10:00 GMT", "2023-05-01T10:00:00Z"),
            ("lun, 02 dic 2019 10:00:00 +0000", "2019-12-02T10:00:00Z"),
            ("Ter, 05 Set 2023 10:00:00 +0000", "2023-09-05T10:00:00Z"),
            ("Вт, 07 июня 2022 10:00:00 GMT", "2022-06-07T10:00:00Z"),
            ("mar, 12 nov 2019 10:00:00 GMT", "2019-11-12T10:00:00Z"),
        ] {
            assert_eq!(reading(raw).0, at, "{raw}");
        }
    }

    #[test]
    fn a_day_alone_is_its_first_instant() {
        for raw in [
            "2024-03-14",
            "2024-03-14Z",
            "2024-03-14+03:00",
            "20240314",
            "14 Mar 2024",
            "March 14, 2024",
            "2024年3月14日",
        ] {
            assert_eq!(
                reading(raw),
                ("2024-03-14T00:00:00Z".to_owned(), DateQuality::NoZone),
                "{raw}"
            );
        }
    }

    #[test]
    fn unknown_zones_are_marked() {
        for raw in [
            "Thu, 14 Mar 2024 05:30:00 XYZ",
            "Thu, 14 Mar 2024 05:30:00 A",
            "2024-03-14 05:30 Europe/Moscow",
            "Thu, 14 Mar 2024 05:30:00 +9900",
        ] {
            assert_eq!(
                reading(raw),
                ("2024-03-14T05:30:00Z".to_owned(), DateQuality::UnknownZone),
                "{raw}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_or_has_two_readings_has_no_instant() {
        for raw in [
            "yesterday",
            "2 hours ago",
            "Thu, 31 Feb 2024 05:30:00 GMT",
            "Thu, 14 Mar 2024 25:30:00 GMT",
            "14 Mar 99999 05:30:00 GMT",
            "2024-13-45",
            "0000-00-00 00:00:00",
            "03/04/2024 05:30",
            "24-03-14",
            "14 March",
            "2024",
            "12:30",
            "Thu, 14 Mar 1024 05:30:00 GMT",
            "<b>",
        ] {
            assert_eq!(reading(raw), (String::new(), DateQuality::Unparsed), "{raw}");
        }
        assert_eq!(
            reading(&"14 Mar 2024 ".repeat(1_000)).1,
            DateQuality::Unparsed
        );
    }

    #[test]
    fn a_missing_date_is_never_made_up() {
        for raw in [None, Some(""), Some(" \n ")] {
            assert_eq!(read(raw, now()), ClaimedTime::default());
        }
    }

    #[test]
    fn the_future_and_the_far_past_are_kept_and_marked() {
        let soon = (now() + TimeDelta::minutes(14)).to_rfc3339();
        let later = (now() + TimeDelta::minutes(16)).to_rfc3339();
        assert_eq!(reading(&soon).1, DateQuality::Ok);
        assert_eq!(reading(&later).1, DateQuality::Future);
        assert_eq!(
            reading("Thu, 01 Jan 1970 00:00:00 GMT"),
            ("1970-01-01T00:00:00Z".to_owned(), DateQuality::Ancient)
        );
    }

    proptest::proptest! {
        #[test]
        fn reading_never_panics(raw in "\\PC{0,40}|[0-9:TZ+ /.-]{0,30}|[0-9]{1,4} (Mar|mar|Мар|März) [0-9: ]{0,12}") {
            read(Some(&raw), now());
        }

        #[test]
        fn what_is_written_is_read(seconds in 800_000_000_i64..1_700_000_000) {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            proptest::prop_assert_eq!(read(Some(&at.to_rfc2822()), now()).at, Some(at));
            proptest::prop_assert_eq!(read(Some(&stamp(at)), now()).at, Some(at));
        }
    }
}
