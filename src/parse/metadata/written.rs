//! Dates inside lines that were written for people.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::{Captures, Regex};

use super::date::YEARS;
use crate::parse::date::month;

/// Dates read from one line; a line with more is a calendar.
const DATES_MAX: usize = 8;
/// Longest line that is looked at, in bytes.
const LINE_BYTES_MAX: usize = 600;

/// `18. November 2019`, `le 1er mars 2019`, `18 de novembro de 2019`; `Nov. 18th, 2019`,
/// `November 20 15:23 2019`; `2019-11-18`, `2019年11月18日`; `18/11/19`; `2019. november 18.`
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?<d1>\d{1,2}) (?:st|nd|rd|th|er|º|ª|\.|\))? [\s-]* (?:de\s+|of\s+|d['’]\s*|di\s+)?
            (?<m1>\p{L}[\p{L}\p{M}]{2,13}) \.? (?:\s*,\s*|[\s-]*) (?:de\s+|del\s+)? (?<y1>(?:19|20)\d{2})
        | (?<m2>\p{L}[\p{L}\p{M}]{2,20}) \.? \s+ (?<d2>\d{1,2}) (?:st|nd|rd|th|\.)? (?:\s*,\s*|\s+)
            (?:\d{1,2}:\d{2}(?::\d{2})?,?\s+)? (?<y2>(?:19|20)\d{2})
        | (?<y3>(?:19|20)\d{2}) \s?[-/.年년]\s? (?<n3>\d{1,2}) \s?[-/.月월]\s? (?<d3>\d{1,2})
        | (?<y5>(?:19|20)\d{2}) \.? \s+ (?<m5>\p{L}[\p{L}\p{M}]{2,13}) \.? \s+ (?<d5>\d{1,2})
        | (?<a>\d{1,2}) \s?(?<sep>[-/.])\s? (?<b>\d{1,2}) \s?[-/.]\s? (?<y4>(?:19|20)\d{2}|\d{2})",
    )
    .expect("static pattern")
});

/// The day a written date means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    One(NaiveDate),
    /// `03/04/2025`: the readings with the day and with the month first.
    Either {
        day_first: NaiveDate,
        month_first: NaiveDate,
    },
}

/// A date in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub day: Day,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// The dates in `line`, in order, at most [`DATES_MAX`]; none in lines that cannot be date lines by
/// their length. Years no news page is from are passed over.
pub(super) fn dates(line: &str) -> Vec<Written> {
    let mut found = Vec::new();
    if line.len() > LINE_BYTES_MAX || !may_hold_date(line) {
        return found;
    }
    let mut at = 0;
    while found.len() < DATES_MAX
        && let Some(captures) = DATE.captures_at(line, at)
        && let Some(whole) = captures.get(0)
    {
        match day(line, &captures) {
            Some(day) => {
                at = whole.end();
                found.push(Written {
                    day,
                    range: whole.start() + glued_bytes(&captures)..whole.end(),
                });
            }
            // The next character may begin a date: `In 10. 18 November 2019`.
            None => at = line.ceil_char_boundary(whole.start() + 1),
        }
    }
    found
}

/// Where the first date begins in `line`, a weekday before it included; `None` without a date.
pub fn begin(line: &str) -> Option<usize> {
    let date = dates(line).into_iter().next()?;
    let before = line[..date.range.start].trim_end_matches([' ', ',', '.']);
    let word = before
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let is_weekday = before[word..].to_lowercase().ends_with("day");
    Some(if is_weekday { word } else { date.range.start })
}

fn may_hold_date(line: &str) -> bool {
    line.bytes().filter(u8::is_ascii_digit).nth(3).is_some()
}

fn day(line: &str, found: &Captures<'_>) -> Option<Day> {
    let whole = found.get(0)?;
    let before = line[..whole.start()].chars().next_back();
    let after = line[whole.end()..].chars().next();
    let number = |name: &str| {
        found
            .name(name)
            .and_then(|text| text.as_str().parse::<u32>().ok())
    };
    let named = |day: &str, month: &str, year: &str| {
        let month = named_month(found.name(month)?.as_str())?;
        exact(number(year)?, month, number(day)?).map(Day::One)
    };
    if before.is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    if found.name("y1").is_some() {
        return named("d1", "m1", "y1");
    }
    if found.name("y2").is_some() {
        return named("d2", "m2", "y2");
    }
    let is_cut = after.is_some_and(|c| c.is_ascii_digit());
    if found.name("y3").is_some() {
        return exact(number("y3")?, number("n3")?, number("d3")?)
            .filter(|_| !is_cut)
            .map(Day::One);
    }
    if found.name("y5").is_some() {
        return named("d5", "m5", "y5").filter(|_| !is_cut);
    }
    // 192.168.1.20 and 1.10.15-2 are no dates.
    let is_longer = |c: Option<char>| c.is_some_and(|c| matches!(c, '.' | '/' | '-'));
    if is_cut || is_longer(before) || after.is_some_and(|c| matches!(c, '/' | '-')) {
        return None;
    }
    numeric(
        number("a")?,
        number("b")?,
        found.name("y4")?.as_str(),
        found.name("sep")?.as_str(),
    )
}

/// With dots the day comes first, except where it cannot; with slashes and hyphens only a number
/// above 12 tells.
fn numeric(a: u32, b: u32, year: &str, separator: &str) -> Option<Day> {
    let century = if year.len() == 2 { 2000 } else { 0 };
    let year = year.parse::<u32>().ok()? + century;
    let day_first = exact(year, b, a);
    let month_first = exact(year, a, b);
    match (day_first, month_first) {
        (Some(day), Some(other)) if day == other || separator == "." => Some(Day::One(day)),
        (Some(day_first), Some(month_first)) => Some(Day::Either {
            day_first,
            month_first,
        }),
        (Some(day), None) | (None, Some(day)) => Some(Day::One(day)),
        (None, None) => None,
    }
}

/// The month of `word`, or of its end where a name is glued to it: `RoeNovember`.
fn named_month(word: &str) -> Option<u32> {
    month(&word.to_lowercase()).or_else(|| month(&word[last_capital(word)..].to_lowercase()))
}

/// Bytes of a name that is glued to the month a date begins with.
fn glued_bytes(captures: &Captures<'_>) -> usize {
    match captures.name("m2") {
        Some(word) if month(&word.as_str().to_lowercase()).is_none() => last_capital(word.as_str()),
        _ => 0,
    }
}

fn last_capital(word: &str) -> usize {
    let last = word.char_indices().rev().find(|(_, c)| c.is_uppercase());
    last.map_or(0, |(at, _)| at)
}

fn exact(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|day| YEARS.contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(line: &str) -> Vec<String> {
        dates(line)
            .into_iter()
            .map(|date| match date.day {
                Day::One(day) => day.to_string(),
                Day::Either {
                    day_first,
                    month_first,
                } => format!("{day_first} or {month_first}"),
            })
            .collect()
    }

    #[test]
    fn dates_of_many_languages_are_found() {
        for (line, expected) in [
            ("Published Nov. 18th, 2019 at 4 pm", "2019-11-18"),
            ("Monday, 18 November 2019", "2019-11-18"),
            ("November 20 15:23 2019 Print", "2019-11-20"),
            ("Am 18. März 2019, 10:30 Uhr", "2019-03-18"),
            ("le 1er août 2019", "2019-08-01"),
            ("18 de noviembre de 2019", "2019-11-18"),
            ("Publicado em 5 de março de 2019", "2019-03-05"),
            ("18 novembre 2019 alle 10:00", "2019-11-18"),
            ("18 november 2019 om 10:00", "2019-11-18"),
            ("18 listopada 2019", "2019-11-18"),
            ("Текст: · 11 октября 2018", "2018-10-11"),
            ("18 Kasım 2019 Pazartesi", "2019-11-18"),
            ("2019年11月18日 10時30分", "2019-11-18"),
            ("2019. 11. 18. 오전 10:30", "2019-11-18"),
            ("2019. november 18.", "2019-11-18"),
            ("2016.12.01", "2016-12-01"),
            ("18/11/19 10:30", "2019-11-18"),
            ("11.14.2019 09:00 AM", "2019-11-14"),
            ("14.11.2019", "2019-11-14"),
            ("Jane RoeNovember 12, 2019", "2019-11-12"),
            ("Tue, Nov 19 20197:05 AM", "2019-11-19"),
            ("03/04/2025", "2025-04-03 or 2025-03-04"),
            ("04/04/2025", "2025-04-04"),
        ] {
            assert_eq!(days(line), [expected], "{line}");
        }
        assert_eq!(
            days("Published 18 Nov 2019 | Updated 19 Nov 2019"),
            ["2019-11-18", "2019-11-19"]
        );
    }

    #[test]
    fn numbers_that_are_no_dates_are_none() {
        for line in [
            "",
            "© 2019 Valley Post",
            "192.168.1.20",
            "version 1.10.15-2",
            "call 555-12-2019-11",
            "31 February 2019",
            "12 Angry 2019",
            "2019-13-45",
            "Jan 1, 1901",
            "May 2019",
        ] {
            assert_eq!(days(line), [] as [&str; 0], "{line}");
        }
    }

    #[test]
    fn a_weekday_belongs_to_the_date_behind_it() {
        assert_eq!(begin("By Jane Roe Monday, November 18, 2019"), Some(12));
        assert_eq!(begin("Jane Roe 18 Nov 2019"), Some(9));
        assert_eq!(begin("Jane RoeNovember 12, 2019"), Some(8));
        assert_eq!(begin("Jane Roe"), None);
    }

    proptest! {
        #[test]
        fn any_line_is_taken(line in "\\PC{0,80}|([0-9]{1,4}[-/. ]|Nov|年|月|ü| ){0,20}") {
            for date in dates(&line) {
                prop_assert!(line.get(date.range).is_some());
            }
            if let Some(at) = begin(&line) {
                prop_assert!(line.is_char_boundary(at));
            }
        }
    }
}
