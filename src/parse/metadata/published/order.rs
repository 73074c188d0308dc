//! How `03/04/2025` is meant.

use chrono::{Datelike, NaiveDate};

use super::{DAYS_NEAR, Page, days};
use crate::parse::metadata::date::AddressDate;
use crate::parse::metadata::written::{self, Day};

/// How the outlet writes numeric dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

impl Order {
    /// By the page's region, its language, the country of its address, or another date on the page
    /// that has one reading only.
    pub(super) fn of(page: &Page<'_>) -> Self {
        let tag = page.language.unwrap_or("").to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        let language = parts.next().unwrap_or("");
        let region = parts.next_back().unwrap_or("");
        match (language, region) {
            (_, "us" | "ph") => return Self::of_page(page).unwrap_or(Self::MonthFirst),
            ("en" | "", "") => {}
            _ => return Self::of_page(page).unwrap_or(Self::DayFirst),
        }
        let host = page.url.and_then(|url| url.split('/').nth(2)).unwrap_or("");
        let country = host.rsplit('.').next().unwrap_or("");
        let by_country = match country {
            "us" | "gov" | "mil" | "ph" => Some(Self::MonthFirst),
            other if other.len() == 2 && !matches!(other, "io" | "co" | "tv" | "me" | "ca") => {
                Some(Self::DayFirst)
            }
            _ => None,
        };
        Self::of_page(page).or(by_country).unwrap_or(Self::Unknown)
    }

    /// What the unambiguous numeric dates of the page agree on.
    fn of_page(page: &Page<'_>) -> Option<Self> {
        let (mut has_day_first, mut has_month_first) = (false, false);
        let texts = page
            .scan
            .lines
            .iter()
            .map(|line| line.text.as_str())
            .chain(page.scan.marks.iter().map(|mark| mark.text.as_str()));
        for text in texts.filter(|text| text.contains('/')) {
            for found in written::dates(text) {
                let words = &text[found.range.clone()];
                let Some((first, _)) = words.split_once('/') else {
                    continue;
                };
                let Ok(first) = first.trim().parse::<u32>() else {
                    continue;
                };
                if let Day::One(day) = found.day
                    && day.day() != day.month()
                {
                    has_day_first |= first == day.day();
                    has_month_first |= first == day.month();
                }
            }
        }
        match (has_day_first, has_month_first) {
            (true, false) => Some(Self::DayFirst),
            (false, true) => Some(Self::MonthFirst),
            _ => None,
        }
    }

    /// The day of `found`; of two readings that of the order, or the one the address confirms.
    pub(super) fn resolve(self, found: Day, address: &AddressDate) -> Option<NaiveDate> {
        let Day::Either {
            day_first,
            month_first,
        } = found
        else {
            let Day::One(day) = found else { return None };
            return Some(day);
        };
        let is_confirmed = |day: NaiveDate| {
            address.on.is_some_and(|on| days(day, on).abs() <= DAYS_NEAR)
                || address.month == Some((day.year(), day.month()))
        };
        match (is_confirmed(day_first), is_confirmed(month_first), self) {
            (true, false, _) | (false, false, Self::DayFirst) => Some(day_first),
            (false, true, _) | (false, false, Self::MonthFirst) => Some(month_first),
            _ => None,
        }
    }
}
