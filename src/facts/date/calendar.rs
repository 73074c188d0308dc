//! Chooses the year, week or day that an incomplete date means.

use chrono::{Datelike, Days, Months, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::when::{When, monday_of};
use super::words::Unit;
use crate::model::Granularity;

/// How many months after the report a month without a year may still lie, when nothing says it is future.
const MONTHS_AHEAD_MAX: i32 = 2;

/// Whether the clause around a date speaks of the future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    /// Behind `since`: it has begun, however near it lies.
    Begun,
    Future,
    Unclear,
}

/// What incomplete dates are measured from.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    /// The day of the report.
    pub anchor: Option<NaiveDate>,
    /// A text about times long gone: dates follow the last year named, not the report's day.
    pub is_history: bool,
    /// The last full year named.
    pub last_year: Option<i32>,
    /// The sentence has named a date after the report's day: its months go on from there, as in `next
    /// month, Italy in November and Mexico in January`.
    pub leans_ahead: bool,
    /// The last day named.
    pub last_day: Option<NaiveDate>,
    /// Year and month of the last day or month named.
    pub last_month: Option<(i32, u32)>,
    /// Year and number of the last quarter named.
    pub last_quarter: Option<(i32, u32)>,
    /// Sentences begun since then.
    pub sentences_since_quarter: usize,
}

/// How many sentences a report goes on to speak of a quarter it has named.
const QUARTER_SENTENCES_MAX: usize = 3;

impl Calendar {
    /// Forgets what holds for one sentence only.
    pub fn begin_sentence(&mut self) {
        self.leans_ahead = false;
        self.sentences_since_quarter += 1;
    }

    /// The quarter that the text speaks of here.
    pub fn running_quarter(&self) -> Option<(i32, u32)> {
        self.last_quarter
            .filter(|_| self.sentences_since_quarter <= QUARTER_SENTENCES_MAX)
    }

    /// Remembers what later dates of the text may lean on.
    pub fn note(&mut self, when: &When) {
        if let Some(year) = when.year() {
            self.last_year = Some(year);
        }
        if let Some(day) = when.day() {
            self.last_day = Some(day);
            self.last_month = Some((day.year(), day.month()));
        }
        match *when {
            When::Month(year, month) => self.last_month = Some((year, month)),
            When::Quarter(year, quarter) => {
                self.last_quarter = Some((year, quarter));
                self.sentences_since_quarter = 0;
            }
            _ => {}
        }
        let from = when.interval().map(|(from, _)| from.date());
        self.leans_ahead |= from.zip(self.anchor).is_some_and(|(from, anchor)| from > anchor);
    }

    /// The day that `earlier`, `later`, `the next day` are counted from.
    pub fn reference(&self) -> Option<NaiveDate> {
        if self.is_history {
            self.last_day.or(self.anchor)
        } else {
            self.anchor
        }
    }

    /// The year of a month named without one: in a report the latest not later than two months ahead,
    /// or the coming one where the clause speaks of the future.
    pub fn year_of_month(&self, month: u32, tense: Tense) -> Option<i32> {
        if self.is_history && self.last_year.is_some() {
            return self.last_year;
        }
        let anchor = self.anchor?;
        let ahead = month.cast_signed() - anchor.month().cast_signed();
        let tense = if self.leans_ahead && tense != Tense::Begun {
            Tense::Future
        } else {
            tense
        };
        Some(match tense {
            Tense::Begun if ahead > 0 => anchor.year() - 1,
            Tense::Future if ahead < 0 => anchor.year() + 1,
            Tense::Past | Tense::Unclear if ahead > MONTHS_AHEAD_MAX => anchor.year() - 1,
            // `in January`, said in December.
            Tense::Unclear if ahead <= MONTHS_AHEAD_MAX - 12 => anchor.year() + 1,
            _ => anchor.year(),
        })
    }

    /// A month and day, with the year if it was given.
    pub fn day(&self, year: Option<i32>, month: u32, day: u32, tense: Tense) -> Option<When> {
        // 29 February is the longest any month can be without knowing the year.
        NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day)?;
        if let Some(year) = year {
            return Some(When::Day(NaiveDate::from_ymd_opt(year, month, day)?));
        }
        let Some(year) = self.year_of_month(month, tense) else {
            return Some(When::DayOfYear(month, day));
        };
        Some(NaiveDate::from_ymd_opt(year, month, day).map_or(When::DayOfYear(month, day), When::Day))
    }

    /// A month, with the year if it was given.
    pub fn month(&self, year: Option<i32>, month: u32, tense: Tense) -> When {
        year.or_else(|| self.year_of_month(month, tense))
            .map_or(When::MonthOfYear(month), |year| When::Month(year, month))
    }

    /// The weekday (0 is Monday) nearest in the past, today included; the coming one for the future.
    pub fn weekday(&self, weekday: u32, tense: Tense) -> When {
        let Some(reference) = self.reference() else {
            return When::DayOfWeek(weekday);
        };
        let back = (reference.weekday().num_days_from_monday() + 7 - weekday) % 7;
        let day = if tense == Tense::Future && back > 0 {
            reference.checked_add_days(Days::new(u64::from(7 - back)))
        } else {
            reference.checked_sub_days(Days::new(u64::from(back)))
        };
        day.map_or(When::DayOfWeek(weekday), When::Day)
    }

    /// `last Friday`, `next Friday`, `this Friday`: -1, 1, 0.
    pub fn weekday_of(&self, weekday: u32, step: i32, tense: Tense) -> When {
        let Some(reference) = self.reference() else {
            return When::DayOfWeek(weekday);
        };
        let today = reference.weekday().num_days_from_monday();
        let back = (today + 7 - weekday) % 7;
        let day = match step {
            -1 => reference.checked_sub_days(Days::new(u64::from(if back == 0 { 7 } else { back }))),
            1 => reference.checked_add_days(Days::new(u64::from(7 - back))),
            _ if tense == Tense::Past => return self.weekday(weekday, tense),
            _ => monday_of(reference).checked_add_days(Days::new(u64::from(weekday))),
        };
        day.map_or(When::DayOfWeek(weekday), When::Day)
    }

    /// `last year`, `this month`, `next week`: the unit `step` away from the report's day.
    pub fn step(&self, unit: Unit, step: i32) -> When {
        self.reference()
            .and_then(|reference| step_from(reference, unit, step))
            .unwrap_or(When::Unknown(granularity(unit)))
    }

    /// `three days ago`, `two years later`: as fine as the unit.
    pub fn shift(&self, amount: Option<Decimal>, unit: Unit, later: bool, from_report: bool) -> When {
        let reference = if from_report {
            self.anchor
        } else {
            self.reference()
        };
        let vague = When::Vague(if later { "FUTURE_REF" } else { "PAST_REF" });
        let Some(amount) = amount
            .and_then(|n| n.to_i32())
            .filter(|n| (0..=5_000).contains(n))
        else {
            return vague;
        };
        let step = if later { amount } else { -amount };
        // `a decade ago` is a year, `last decade` a decade.
        let (unit, step) = if unit == Unit::Decade {
            (Unit::Year, 10 * step)
        } else {
            (unit, step)
        };
        reference
            .and_then(|reference| step_from(reference, unit, step))
            .unwrap_or(vague)
    }

    /// The latest season of that code that has begun, stepped by years; `last fall` said in November is
    /// the past year's.
    pub fn season(&self, code: &'static str, step: i32) -> When {
        let Some(anchor) = self.reference() else {
            return When::Unknown(Granularity::Season);
        };
        let first = first_month(code);
        let begun = anchor.month() >= first;
        let running = begun && anchor.month() < first + 3;
        let year = match (step, begun, running) {
            (-1, true, false) => anchor.year(),
            (-1, _, _) => anchor.year() - 1,
            (1, false, _) => anchor.year(),
            (1, _, _) => anchor.year() + 1,
            _ => anchor.year(),
        };
        When::Season(year, code)
    }

    /// The season of that code in the year of the report; the year before's behind `since`, when this year's
    /// has not begun.
    pub fn season_in(&self, code: &'static str, tense: Tense) -> When {
        match self.season(code, 0) {
            When::Season(year, code)
                if tense == Tense::Begun
                    && self
                        .reference()
                        .is_some_and(|day| day.month() < first_month(code)) =>
            {
                When::Season(year - 1, code)
            }
            when => when,
        }
    }

    /// The latest quarter of that number that has begun, unless the year is given.
    pub fn quarter(&self, quarter: u32, year: Option<i32>) -> When {
        let begun = |anchor: NaiveDate| {
            let running = anchor.month().div_ceil(3);
            // A quarter is reported in the one that follows it, seldom before it ends.
            if quarter > running {
                anchor.year() - 1
            } else {
                anchor.year()
            }
        };
        year.or_else(|| self.anchor.map(begun))
            .map_or(When::Unknown(Granularity::Quarter), |year| {
                When::Quarter(year, quarter)
            })
    }
}

/// The month a season of that code begins in.
fn first_month(code: &str) -> u32 {
    match code {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    }
}

fn granularity(unit: Unit) -> Granularity {
    When::Duration(None, unit).granularity()
}

/// The unit that lies `step` units from `reference`.
fn step_from(reference: NaiveDate, unit: Unit, step: i32) -> Option<When> {
    let days = |count: i64| reference.checked_add_signed(chrono::TimeDelta::try_days(count)?);
    let months = |count: i32| {
        let size = Months::new(count.unsigned_abs());
        if count < 0 {
            reference.checked_sub_months(size)
        } else {
            reference.checked_add_months(size)
        }
    };
    Some(match unit {
        Unit::Second | Unit::Minute | Unit::Hour => When::Day(days(if unit == Unit::Hour {
            i64::from(step) / 24
        } else {
            0
        })?),
        Unit::Day => When::Day(days(i64::from(step))?),
        Unit::Week => When::Week(monday_of(days(7 * i64::from(step))?)),
        Unit::Month => {
            let day = months(step)?;
            When::Month(day.year(), day.month())
        }
        Unit::Quarter => {
            let day = months(3 * step)?;
            When::Quarter(day.year(), day.month().div_ceil(3))
        }
        Unit::Year => When::Year(reference.year() + step),
        Unit::Decade => When::Decade(reference.year().div_euclid(10) + step),
        Unit::Century => When::Century(reference.year().div_euclid(100) + step),
    })
}
