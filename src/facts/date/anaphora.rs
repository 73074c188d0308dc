//! Dates that lean on what was said before: `that year`, `the same month`, `a year earlier` behind a quarter, `the end
//! of the year`, `overnight`.

use chrono::Datelike;

use super::calendar::Tense;
use super::clause::{Clause, Found};
use super::when::When;
use super::words::{BEFORE_A_DATE, Unit, season};
use crate::model::Granularity;

impl Clause<'_, '_> {
    /// The date at token `at` that an earlier one explains.
    pub(super) fn anaphoric(&self, at: usize) -> Option<Found> {
        self.comparison(at)
            .or_else(|| self.same(at))
            .or_else(|| self.part_of_running(at))
            .or_else(|| self.overnight(at))
            .or_else(|| self.present(at))
    }

    /// `a year earlier`, `a year ago`, `the year-earlier quarter` where the report speaks of a quarter: the same one a
    /// year before. Companies compare quarters, not years.
    fn comparison(&self, at: usize) -> Option<Found> {
        let (year, quarter) = self.calendar.running_quarter()?;
        let before = When::Quarter(year - 1, quarter);
        if matches!(self.word(at), "a" | "one") && self.word(at + 1) == "year" {
            return matches!(self.word(at + 2), "earlier" | "ago").then(|| Found::new(at, at + 3, before));
        }
        let hyphen = self.word(at) == "year" && self.token(at + 1)?.is_dash();
        if hyphen && matches!(self.word(at + 2), "ago" | "earlier") {
            let named = matches!(self.word(at + 3), "quarter" | "period");
            return Some(Found::new(at, at + 3 + usize::from(named), before));
        }
        let led = matches!(self.word(at), "the" | "that" | "latest");
        (led && self.word(at + 1) == "quarter").then(|| {
            let start = at + usize::from(self.word(at) == "the");
            Found::new(start, at + 2, When::Quarter(year, quarter))
        })
    }

    /// `that year`, `the same month`, `that day`: the last one named.
    fn same(&self, at: usize) -> Option<Found> {
        let next = match (self.word(at), self.word(at + 1)) {
            ("that", "same") => at + 2,
            ("that", _) => at + 1,
            ("same", _) if self.before(at) == "the" => at + 1,
            _ => return None,
        };
        let unit = Unit::parse(self.word(next))?;
        // `said that day care` and `that year-old`
        if self.token(next + 1).is_some_and(|t| t.is_dash() && t.glued) || self.word(next).ends_with('s') {
            return None;
        }
        let when = match unit {
            Unit::Day => self.calendar.last_day.map(When::Day),
            Unit::Month => self
                .calendar
                .last_month
                .map(|(year, month)| When::Month(year, month)),
            Unit::Year => self.calendar.last_year.map(When::Year),
            _ => None,
        }?;
        Some(Found::new(at, next + 1, when))
    }

    /// `end of the year`, `middle of the month`, `rest of the week`, `year-end`, `year's end`.
    fn part_of_running(&self, at: usize) -> Option<Found> {
        let running = |unit| match (unit, self.calendar.is_history, self.calendar.last_year) {
            (Unit::Year, true, Some(year)) => When::Year(year),
            _ => self.calendar.step(unit, 0),
        };
        if self.word(at) == "year" {
            let hyphen = self.token(at + 1)?.is_dash() && self.word(at + 2) == "end";
            let plain = matches!(self.word(at + 1), "'s" | "end");
            let end = match () {
                () if hyphen => at + 3,
                () if self.word(at + 1) == "end" => at + 2,
                () if plain && self.word(at + 2) == "end" => at + 3,
                () => return None,
            };
            return Some(Found::new(at, end, running(Unit::Year)));
        }
        let part = matches!(
            self.word(at),
            "end" | "beginning" | "start" | "middle" | "rest" | "remainder" | "close" | "turn"
        );
        if !part || self.word(at + 1) != "of" || self.word(at + 2) != "the" {
            return None;
        }
        let unit = Unit::parse(self.word(at + 3)).filter(|_| !self.word(at + 3).ends_with('s'))?;
        let ends = self
            .token(at + 4)
            .is_none_or(|t| !t.is_lower() || BEFORE_A_DATE.contains(&self.word(at + 4)));
        let fits = ends
            && matches!(
                unit,
                Unit::Day | Unit::Week | Unit::Month | Unit::Quarter | Unit::Year | Unit::Decade
            );
        fits.then(|| Found::new(at, at + 4, running(unit)))
    }

    /// `overnight`: the night before the day of the report, the coming one where the clause looks ahead.
    fn overnight(&self, at: usize) -> Option<Found> {
        let alone = self.word(at) == "overnight"
            && self
                .token(at + 1)
                .is_none_or(|t| !t.is_lower() || BEFORE_A_DATE.contains(&self.word(at + 1)))
            && !matches!(self.before(at), "an" | "the" | "almost" | "succeed");
        if !alone {
            return None;
        }
        let ahead = self.tense(at, at + 1) == Tense::Future;
        let night = self
            .calendar
            .reference()
            .and_then(|day| if ahead { Some(day) } else { day.pred_opt() });
        let when = night.map_or(When::Unknown(Granularity::Day), |day| When::DayPart(day, "NI"));
        Some(Found::new(at, at + 1, when))
    }

    /// `these days`, `at present`, `at the moment`, `in the past`.
    fn present(&self, at: usize) -> Option<Found> {
        match (self.word(at), self.word(at + 1)) {
            ("these", "days") => Some(Found::new(at, at + 2, When::Vague("PRESENT_REF"))),
            ("present", _) if self.before(at) == "at" => {
                Some(Found::new(at, at + 1, When::Vague("PRESENT_REF")))
            }
            ("moment", _) if self.before(at) == "the" && at > 1 && self.before(at - 1) == "at" => {
                Some(Found::new(at, at + 1, When::Vague("PRESENT_REF")))
            }
            ("past", _) if self.before(at) == "the" && at > 1 && self.before(at - 1) == "in" => {
                let ends = self.token(at + 1).is_none_or(|t| {
                    !t.is_lower() || matches!(self.word(at + 1), "and" | "but" | "to" | "for" | "by")
                });
                let number = super::super::number::number(self.tokens, at + 1).is_some();
                (ends && !number).then(|| Found::new(at, at + 1, When::Vague("PAST_REF")))
            }
            _ => None,
        }
    }

    /// `March last year`, `in winter this year`, `the first quarter of next year`: the year behind a month, season,
    /// quarter or half, and the token after it.
    pub(super) fn stepped_year(&self, at: usize) -> Option<(i32, usize)> {
        let of = usize::from(self.word(at) == "of");
        let step = match self.word(at + of) {
            "last" => -1,
            "this" => 0,
            "next" => 1,
            _ => return None,
        };
        let year = self.calendar.anchor?.year();
        let plain = self.word(at + of + 1) == "year" && season(self.word(at + of + 2)).is_none();
        plain.then_some((year + step, at + of + 2))
    }

    /// `last year's fourth quarter`, `next year's summer`: the year in front, with its first token and the one after.
    pub(super) fn possessive_year(&self, at: usize) -> Option<(i32, usize)> {
        let step = match self.word(at) {
            "last" => -1,
            "this" => 0,
            "next" => 1,
            _ => return None,
        };
        let whose = self.word(at + 1) == "year" && self.word(at + 2) == "'s";
        let year = self.calendar.anchor?.year();
        whose.then_some((year + step, at + 3))
    }
}
