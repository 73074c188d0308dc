//! What a time expression means: its TIMEX value and the interval it covers.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;

use super::words::Unit;
use crate::model::{DateFact, Granularity, TimexKind};

/// A resolved (or honestly unresolved) time expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum When {
    Day(NaiveDate),
    /// A day and the TIMEX code of its part: `MO`, `AF`, `EV`, `NI`.
    DayPart(NaiveDate, &'static str),
    /// Hours and minutes, of a known day or not.
    Clock(Option<NaiveDate>, u32, u32),
    /// The week of that Monday.
    Week(NaiveDate),
    Weekend(NaiveDate),
    Month(i32, u32),
    Quarter(i32, u32),
    Half(i32, u32),
    /// A season's TIMEX code: `SP`, `SU`, `FA`, `WI`.
    Season(i32, &'static str),
    Year(i32),
    /// A first and a last year: a season, a fiscal year, a span.
    Years(i32, i32),
    YearBeforeChrist(i32),
    /// The first three digits of its years: 199.
    Decade(i32),
    /// The first two digits of its years: 18 for the nineteenth.
    Century(i32),
    /// `PRESENT_REF`, `PAST_REF`, `FUTURE_REF`.
    Vague(&'static str),
    /// Month and day without a known year.
    DayOfYear(u32, u32),
    /// A month without a known year.
    MonthOfYear(u32),
    /// A weekday (0 is Monday) without a known week.
    DayOfWeek(u32),
    /// An amount of time; `None` when it is not said how many.
    Duration(Option<Decimal>, Unit),
    /// A repetition; `None` as above.
    Every(Option<Decimal>, Unit),
    /// Every such weekday.
    EveryWeekday(u32),
    /// A date whose reference is not known.
    Unknown(Granularity),
}

impl When {
    /// The TIMEX3 value; `None` for [`When::Unknown`].
    pub fn value(&self) -> Option<String> {
        Some(match self {
            Self::Day(day) => day.format("%Y-%m-%d").to_string(),
            Self::DayPart(day, part) => format!("{}T{part}", day.format("%Y-%m-%d")),
            Self::Clock(Some(day), hour, minute) => {
                format!("{}T{hour:02}:{minute:02}", day.format("%Y-%m-%d"))
            }
            Self::Clock(None, hour, minute) => format!("T{hour:02}:{minute:02}"),
            Self::Week(monday) => week_name(*monday),
            Self::Weekend(monday) => format!("{}-WE", week_name(*monday)),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => format!("{year:04}-Q{quarter}"),
            Self::Half(year, half) => format!("{year:04}-H{half}"),
            Self::Season(year, season) => format!("{year:04}-{season}"),
            Self::Year(year) => format!("{year:04}"),
            Self::Years(from, to) => format!("{from:04}/{to:04}"),
            Self::YearBeforeChrist(year) => format!("BC{year:04}"),
            Self::Decade(decade) => format!("{decade:03}"),
            Self::Century(century) => format!("{century:02}"),
            Self::Vague(word) => (*word).to_owned(),
            Self::DayOfYear(month, day) => format!("XXXX-{month:02}-{day:02}"),
            Self::MonthOfYear(month) => format!("XXXX-{month:02}"),
            Self::DayOfWeek(day) | Self::EveryWeekday(day) => format!("XXXX-WXX-{}", day + 1),
            Self::Duration(amount, unit) | Self::Every(amount, unit) => duration(*amount, *unit),
            Self::Unknown(_) => return None,
        })
    }

    /// Date, time, duration or set.
    pub const fn kind(&self) -> TimexKind {
        match self {
            Self::Clock(..) | Self::DayPart(..) => TimexKind::Time,
            Self::Duration(..) => TimexKind::Duration,
            Self::Every(..) | Self::EveryWeekday(_) => TimexKind::Set,
            _ => TimexKind::Date,
        }
    }

    /// How fine it is.
    pub const fn granularity(&self) -> Granularity {
        match self {
            Self::Clock(..) | Self::DayPart(..) => Granularity::Time,
            Self::Day(_) | Self::DayOfYear(..) | Self::DayOfWeek(_) | Self::EveryWeekday(_) => {
                Granularity::Day
            }
            Self::Week(_) | Self::Weekend(_) => Granularity::Week,
            Self::Month(..) | Self::MonthOfYear(_) => Granularity::Month,
            Self::Quarter(..) | Self::Half(..) => Granularity::Quarter,
            Self::Season(..) => Granularity::Season,
            Self::Year(_) | Self::Years(..) | Self::YearBeforeChrist(_) => Granularity::Year,
            Self::Decade(_) | Self::Century(_) => Granularity::Decade,
            Self::Vague(_) => Granularity::Vague,
            Self::Duration(_, unit) | Self::Every(_, unit) => match unit {
                Unit::Second | Unit::Minute | Unit::Hour => Granularity::Time,
                Unit::Day => Granularity::Day,
                Unit::Week => Granularity::Week,
                Unit::Month => Granularity::Month,
                Unit::Quarter => Granularity::Quarter,
                Unit::Year => Granularity::Year,
                Unit::Decade | Unit::Century => Granularity::Decade,
            },
            Self::Unknown(granularity) => *granularity,
        }
    }

    /// The half-open interval it covers; `None` for durations, sets and what is not resolved.
    pub fn interval(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let (from, to) = match self {
            Self::Day(day) => (*day, day.succ_opt()?),
            Self::DayPart(day, part) => return part_of_day(*day, part),
            Self::Clock(day, hour, minute) => {
                let from = (*day)?.and_time(NaiveTime::from_hms_opt(*hour, *minute, 0)?);
                return Some((from, from.checked_add_signed(chrono::TimeDelta::minutes(1))?));
            }
            Self::Week(monday) => (*monday, monday.checked_add_days(Days::new(7))?),
            Self::Weekend(monday) => (
                monday.checked_add_days(Days::new(5))?,
                monday.checked_add_days(Days::new(7))?,
            ),
            Self::Month(year, month) => months(*year, *month, 1)?,
            Self::Quarter(year, quarter) => months(*year, 3 * quarter - 2, 3)?,
            Self::Half(year, half) => months(*year, 6 * half - 5, 6)?,
            Self::Season(year, "SP") => months(*year, 3, 3)?,
            Self::Season(year, "SU") => months(*year, 6, 3)?,
            Self::Season(year, "FA") => months(*year, 9, 3)?,
            Self::Season(year, _) => months(*year, 12, 3)?,
            Self::Year(year) => months(*year, 1, 12)?,
            Self::Years(from, to) => (months(*from, 1, 12)?.0, months(*to, 1, 12)?.1),
            Self::Decade(decade) => months(decade * 10, 1, 120)?,
            Self::Century(century) => months(century * 100, 1, 1200)?,
            _ => return None,
        };
        Some((from.and_time(NaiveTime::MIN), to.and_time(NaiveTime::MIN)))
    }

    /// What is stored of it.
    pub fn fact(&self) -> DateFact {
        let interval = self.interval();
        DateFact {
            kind: self.kind(),
            value: self.value(),
            from: interval.map(|(from, _)| from),
            to: interval.map(|(_, to)| to),
            granularity: self.granularity(),
        }
    }

    /// The year it lies in.
    pub fn year(&self) -> Option<i32> {
        match self {
            Self::Day(day) | Self::DayPart(day, _) | Self::Week(day) | Self::Weekend(day) => Some(day.year()),
            Self::Month(year, _)
            | Self::Quarter(year, _)
            | Self::Half(year, _)
            | Self::Season(year, _)
            | Self::Years(_, year)
            | Self::Year(year) => Some(*year),
            _ => None,
        }
    }

    /// The day, when it is one.
    pub const fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) | Self::DayPart(day, _) => Some(*day),
            _ => None,
        }
    }
}

/// The Monday of `day`'s week.
pub(super) fn monday_of(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

/// `count` months from the first of `month`, as days, half open.
fn months(year: i32, month: u32, count: u32) -> Option<(NaiveDate, NaiveDate)> {
    let from = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((from, from.checked_add_months(Months::new(count))?))
}

fn part_of_day(day: NaiveDate, part: &str) -> Option<(NaiveDateTime, NaiveDateTime)> {
    // Hours as broadcasters use the words; nights end at six in the morning.
    let (from, hours) = match part {
        "MO" => (6, 6),
        "AF" => (12, 6),
        "EV" => (18, 6),
        _ => (20, 10),
    };
    let from = day.and_hms_opt(from, 0, 0)?;
    Some((from, from.checked_add_signed(chrono::TimeDelta::hours(hours))?))
}

fn week_name(monday: NaiveDate) -> String {
    let week = monday.iso_week();
    format!("{:04}-W{:02}", week.year(), week.week())
}

fn duration(amount: Option<Decimal>, unit: Unit) -> String {
    let (prefix, letter, factor) = match unit {
        Unit::Second => ("PT", 'S', 1),
        Unit::Minute => ("PT", 'M', 1),
        Unit::Hour => ("PT", 'H', 1),
        Unit::Day => ("P", 'D', 1),
        Unit::Week => ("P", 'W', 1),
        Unit::Month => ("P", 'M', 1),
        Unit::Quarter => ("P", 'Q', 1),
        Unit::Year => ("P", 'Y', 1),
        Unit::Decade => ("P", 'Y', 10),
        Unit::Century => ("P", 'Y', 100),
    };
    match amount.and_then(|n| n.checked_mul(Decimal::from(factor))) {
        Some(n) => format!("{prefix}{}{letter}", n.normalize()),
        None => match unit {
            Unit::Decade => "PXE".to_owned(),
            Unit::Century => "PXC".to_owned(),
            _ => format!("{prefix}X{letter}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_timex() {
        let day = NaiveDate::from_ymd_opt(2025, 3, 14).unwrap();
        for (when, value) in [
            (When::Day(day), "2025-03-14"),
            (When::DayPart(day, "NI"), "2025-03-14TNI"),
            (When::Week(monday_of(day)), "2025-W11"),
            (When::Season(2024, "FA"), "2024-FA"),
            (When::Decade(199), "199"),
            (When::Duration(Some(Decimal::from(3)), Unit::Decade), "P30Y"),
            (When::Duration(None, Unit::Day), "PXD"),
        ] {
            assert_eq!(when.value().as_deref(), Some(value));
        }
    }

    #[test]
    fn intervals_are_half_open() {
        let (from, to) = When::Month(2025, 12).interval().unwrap();
        assert_eq!(
            (from.date().to_string(), to.date().to_string()),
            ("2025-12-01".into(), "2026-01-01".into())
        );
        assert_eq!(When::Duration(None, Unit::Day).interval(), None);
    }
}
