//! Holidays: of fixed days, and of days told by the weekday or by Easter.

use chrono::{Days, NaiveDate, Weekday};

use super::clause::{Clause, Found};
use super::when::When;
use super::words::HOLIDAYS;

/// Where a holiday lies in its year.
#[derive(Clone, Copy)]
enum Place {
    /// The so-maniest such weekday of the month.
    Nth(u32, Weekday, u8),
    /// The last such weekday of the month.
    Last(u32, Weekday),
    /// Days from Easter Sunday, Western reckoning.
    Easter(i64),
}

/// Holidays without a fixed day: words in lower case. Sources: 5 U.S.C. 6103 and the Western church year.
const MOVABLE: &[(&[&str], Place)] = &[
    (&["thanksgiving"], Place::Nth(11, Weekday::Thu, 4)),
    (&["labor", "day"], Place::Nth(9, Weekday::Mon, 1)),
    (&["memorial", "day"], Place::Last(5, Weekday::Mon)),
    (
        &["martin", "luther", "king", "day"],
        Place::Nth(1, Weekday::Mon, 3),
    ),
    (&["good", "friday"], Place::Easter(-2)),
    (&["palm", "sunday"], Place::Easter(-7)),
    (&["ash", "wednesday"], Place::Easter(-46)),
    (&["easter", "sunday"], Place::Easter(0)),
    (&["easter", "monday"], Place::Easter(1)),
    (&["easter"], Place::Easter(0)),
];

impl Clause<'_, '_> {
    /// `Christmas`, `Thanksgiving`, `Good Friday`, `July Fourth`, `the Fourth of July`.
    pub(super) fn holiday(&self, at: usize) -> Option<Found> {
        self.token(at).filter(|token| token.is_capital())?;
        let fits = |words: &[&str]| words.iter().enumerate().all(|(i, w)| self.word(at + i) == *w);
        if let Some((words, month, day)) = HOLIDAYS.iter().find(|(words, ..)| fits(words)) {
            let (year, end) = self.year_after(at + words.len());
            let when = self.calendar.day(year, *month, *day, self.tense(at, end))?;
            return Some(Found::new(at, end, when));
        }
        let (words, place) = MOVABLE.iter().find(|(words, _)| fits(words))?;
        // `Easter Island`
        if self
            .token(at + words.len())
            .is_some_and(|next| next.is_capital() && !next.glued)
        {
            return None;
        }
        let (year, end) = self.year_after(at + words.len());
        let month = match place {
            Place::Nth(month, ..) | Place::Last(month, _) => *month,
            Place::Easter(_) => 4,
        };
        let year = year.or_else(|| self.calendar.year_of_month(month, self.tense(at, end)))?;
        day_of(year, *place).map(|day| Found::new(at, end, When::Day(day)))
    }
}

fn day_of(year: i32, place: Place) -> Option<NaiveDate> {
    match place {
        Place::Nth(month, weekday, nth) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth),
        Place::Last(month, weekday) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, 5)
            .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, weekday, 4)),
        Place::Easter(days) => {
            let easter = easter(year)?;
            if days < 0 {
                easter.checked_sub_days(Days::new(days.unsigned_abs()))
            } else {
                easter.checked_add_days(Days::new(days.unsigned_abs()))
            }
        }
    }
}

/// Easter Sunday of the Gregorian year, by the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Option<NaiveDate> {
    if !(1583..=4099).contains(&year) {
        return None;
    }
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    let month = u32::try_from(sum / 31).ok()?;
    let day = u32::try_from(sum % 31 + 1).ok()?;
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_and_thanksgiving_fall_where_the_calendar_has_them() {
        for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (1998, 4, 12), (2000, 4, 23)] {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day));
        }
        let thanksgiving = day_of(2024, Place::Nth(11, Weekday::Thu, 4));
        assert_eq!(thanksgiving, NaiveDate::from_ymd_opt(2024, 11, 28));
        assert_eq!(
            day_of(2025, Place::Last(5, Weekday::Mon)),
            NaiveDate::from_ymd_opt(2025, 5, 26)
        );
    }
}
