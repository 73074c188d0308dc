//! Times as feeds and archives write them.
//!
//! RFC 822 and its successors in all their deformities, ISO 8601, asctime, epochs, month names of a dozen
//! languages, Chinese and Korean. Where day and month could be either, the other dates of the feed decide
//! ([`Habit`]); where they do not, the usual order is taken and the quality says so.

mod habit;
mod words;

pub use habit::Habit;
use habit::Order;

pub(super) use words::month;

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use regex::{Captures, Regex};

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
///
/// For one date alone; the dates of one feed are read by their common [`Habit`].
pub fn read(raw: Option<&str>, now: DateTime<Utc>) -> ClaimedTime {
    Habit::default().read(raw, now)
}

/// [`read`] by the habit of a feed.
fn read_by(habit: Habit, raw: Option<&str>, now: DateTime<Utc>) -> ClaimedTime {
    let Some(raw) = raw.map(text::collapsed).filter(|raw| !raw.is_empty()) else {
        return ClaimedTime::default();
    };
    let reading = if raw.len() <= DATE_BYTES_MAX {
        likely(habit, &raw, now)
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

/// The instant of `raw` and what its zone was worth; `None` for a text without one reading, or with two.
pub(super) fn instant(raw: &str) -> Option<(DateTime<Utc>, DateQuality)> {
    ordered(raw, Order::Unknown)
}

/// The instant of `raw` in the order that is known or usual. News is not dated ahead: of two readings of
/// which one lies in the future, the other is meant.
fn likely(habit: Habit, raw: &str, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateQuality)> {
    if let Some(sure) = ordered(raw, habit.known()) {
        return Some(sure);
    }
    let soon = now + TimeDelta::minutes(FUTURE_MINUTES);
    let usual = habit.usual(raw);
    let read = |order| ordered(raw, order).map(|(at, _)| at);
    let at = match (read(usual), read(usual.other())) {
        (Some(at), Some(other)) if at > soon && other <= soon => other,
        (at, _) => at?,
    };
    Some((at, DateQuality::Ambiguous))
}

fn ordered(raw: &str, order: Order) -> Option<(DateTime<Utc>, DateQuality)> {
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
        return at(day(raw, false, order)?, TimeDelta::zero(), Offset::NONE);
    };
    let (offset, after) = offset(clock.after);
    let day = day(&format!("{} {after}", clock.before), clock.is_twelve_hours, order)?;
    at(day, clock.time?, offset)
}

fn at(day: NaiveDate, time: TimeDelta, offset: Offset) -> Option<(DateTime<Utc>, DateQuality)> {
    let local = day.and_time(NaiveTime::MIN).checked_add_signed(time)?;
    let utc = local.checked_sub_signed(TimeDelta::minutes(i64::from(offset.minutes)))?;
    // A zone can carry the last day of the last year beyond it.
    YEARS
        .contains(&utc.year())
        .then_some((utc.and_utc(), offset.quality))
}

/// Seconds or milliseconds since 1970.
fn epoch(raw: &str) -> Option<DateTime<Utc>> {
    let digits = EPOCH.captures(raw)?.name("n")?.as_str();
    let number: i64 = digits.parse().ok()?;
    let at = if digits.len() == 13 {
        DateTime::from_timestamp_millis(number)
    } else {
        DateTime::from_timestamp(number, 0)
    };
    at.filter(|at| YEARS.contains(&at.year()))
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
    let found = CLOCK.captures_iter(raw).find(|found| {
        found
            .name("h")
            .is_some_and(|hour| !raw[..hour.start()].ends_with(['+', '−']))
    })?;
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
        if let Some(minutes) = words::zone(&lower) {
            return (Offset::known(minutes), after);
        }
        let is_short = (1..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase());
        if (is_short || word.contains('/')) && words::month(&lower).is_none() {
            offset = Offset::UNKNOWN;
        }
    }
    (offset, after)
}

/// The day named in `text`, from which the time has been taken.
fn day(text: &str, is_twelve_hours: bool, order: Order) -> Option<NaiveDate> {
    if let Some(found) = YEAR_FIRST.captures(text).or_else(|| {
        COMPACT
            .captures(text.trim())
            .filter(|found| found.name("h").is_none())
    }) {
        return valid_day(number(&found, "y")?, number(&found, "m")?, number(&found, "d")?);
    }
    let (year, month, day) = match YEAR_LAST.captures(text) {
        Some(found) => numeric_day(&found, is_twelve_hours, order)?,
        None => named_day(text)?,
    };
    valid_day(year, month, day)
}

fn valid_day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// With dots the day comes first everywhere. With slashes and hyphens only a number above 12 tells, or a
/// clock of twelve hours, which goes with the American order, or `order`; and `24-03-14` tells nothing at all.
fn numeric_day(found: &Captures<'_>, is_twelve_hours: bool, order: Order) -> Option<(u32, u32, u32)> {
    let (a, b) = (number(found, "a")?, number(found, "b")?);
    let digits = found.name("y")?.as_str();
    let year = full_year(digits)?;
    match found.name("sep")?.as_str() {
        "." => Some((year, b, a)),
        "-" if digits.len() == 2 => None,
        _ if b > 12 || is_twelve_hours && a <= 12 => Some((year, a, b)),
        _ if a > 12 || a == b => Some((year, b, a)),
        _ => match order {
            Order::DayFirst => Some((year, b, a)),
            Order::MonthFirst => Some((year, a, b)),
            Order::Unknown => None,
        },
    }
}

/// A day with the month in letters, in any order that has the day beside the month.
fn named_day(rest: &str) -> Option<(u32, u32, u32)> {
    let words: Vec<&str> = words_of(rest)
        .filter(|word| !matches!(*word, "de" | "del" | "of" | "г" | "di"))
        .collect();
    // The last name counts: `mar` also opens French, Spanish and Italian Tuesdays.
    let (at, month) = (0..words.len())
        .rev()
        .find_map(|at| Some((at, words::month(&words[at].to_lowercase())?)))?;
    let number_at = |at: usize| {
        words
            .get(at)
            .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
    };
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
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = rest.chars().next()?;
        let is_number = first.is_ascii_digit();
        let end = rest
            .find(|c: char| {
                if is_number {
                    !c.is_ascii_digit()
                } else {
                    !c.is_alphabetic()
                }
            })
            .unwrap_or(rest.len())
            .max(first.len_utf8());
        let (word, tail) = rest.split_at(end);
        rest = tail;
        if is_number {
            let ordinal = ["st", "nd", "rd", "th", "er", "ª", "º"];
            rest = ordinal
                .iter()
                .find_map(|suffix| tail.strip_prefix(suffix))
                .unwrap_or(tail);
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
mod tests;
