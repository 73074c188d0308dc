//! Dates that lean on another day: weekdays, `yesterday`, `last week`, `three days ago`, and clock times.

use rust_decimal::Decimal;

use super::super::number;
use super::super::token::{Token, TokenKind};
use super::calendar::Tense;
use super::clause::{Clause, Found};
use super::when::When;
use super::words::{BEFORE_A_DATE, Unit, adverb_of_frequency, day_part, month, season, vague, weekday};

impl Clause<'_, '_> {
    /// The relative date, duration or set that starts at token `at`.
    pub(super) fn relative(&self, at: usize) -> Option<Found> {
        self.clock(at)
            .or_else(|| self.named_day(at))
            .or_else(|| self.plain_weekday(at))
            .or_else(|| self.stepped(at))
            .or_else(|| self.set(at))
            .or_else(|| self.amount(at))
            .or_else(|| self.vague_moment(at))
    }

    /// `10:35 a.m.`, `8 p.m.`, `0735 GMT`, `noon`, `midnight`.
    fn clock(&self, at: usize) -> Option<Found> {
        let day = self.day_nearby(at);
        match self.word(at) {
            "noon" | "midday" => return Some(Found::new(at, at + 1, When::Clock(day, 12, 0))),
            "midnight" => return Some(Found::new(at, at + 1, When::Clock(day, 0, 0))),
            _ => {}
        }
        let token = self
            .token(at)
            .filter(|t| t.kind == TokenKind::Number && !(t.glued && at > 0 && self.before(at) != "("))?;
        let zone = |at: usize| {
            matches!(
                self.word(at),
                "gmt" | "utc" | "est" | "edt" | "ist" | "cet" | "bst" | "et" | "pt" | "pst" | "pdt"
            )
        };
        if token.text.len() == 4 && (zone(at + 1) || matches!(self.word(at + 1), "hours" | "hrs")) {
            let number: u32 = token.text.parse().ok()?;
            return checked_clock(day, number / 100, number % 100).map(|when| Found::new(at, at + 2, when));
        }
        let stopped = token.text.split_once('.').filter(|(_, m)| m.len() == 2);
        let (hour, minute, mut next, full) = if let Some((hour, minute)) = stopped {
            (hour.parse().ok()?, minute.parse().ok()?, at + 1, false)
        } else if self.word(at + 1) == ":" && self.token(at + 2)?.text.len() == 2 && self.token(at + 2)?.glued
        {
            (self.small(at)?, self.small(at + 2)?, at + 3, true)
        } else {
            (self.small(at)?, 0, at + 1, false)
        };
        let half = match self.word(next) {
            "am" | "a.m." | "a.m" => 0,
            "pm" | "p.m." | "p.m" => 12,
            "o'clock" => {
                return checked_clock(day, hour, minute).map(|when| Found::new(at, next + 1, when));
            }
            _ => {
                let told = matches!(
                    self.before(at),
                    "at" | "by" | "until" | "around" | "about" | "from" | "before" | "after"
                );
                next += usize::from(zone(next));
                return (full && (told || zone(next - 1)) && self.word(next) != ":")
                    .then(|| checked_clock(day, hour, minute))?
                    .map(|when| Found::new(at, next, when));
            }
        };
        if hour > 12 {
            return None;
        }
        next += 1;
        checked_clock(day, hour % 12 + half, minute).map(|when| Found::new(at, next, when))
    }

    /// The day a clock time belongs to: the weekday or day within a few words, else the report's.
    fn day_nearby(&self, at: usize) -> Option<chrono::NaiveDate> {
        let last = self.tokens.len().min(at + 10);
        for next in at + 1..last {
            if let Some(number) = weekday(&self.tokens[next]) {
                return self.calendar.weekday(number, self.tense(at, next)).day();
            }
        }
        self.calendar.reference()
    }

    /// `today`, `yesterday`, `tomorrow`, `tonight`, `the next day`, `this morning`, `last night`.
    fn named_day(&self, at: usize) -> Option<Found> {
        let shift = |days: i64| {
            let day = self
                .calendar
                .reference()?
                .checked_add_signed(chrono::TimeDelta::try_days(days)?)?;
            Some(When::Day(day))
        };
        let unknown = When::Unknown(crate::model::Granularity::Day);
        let found = match self.word(at) {
            "today" => (at + 1, shift(0)),
            "yesterday" => (at + 1, shift(-1)),
            "tomorrow" => (at + 1, shift(1)),
            "tonight" => {
                let night = shift(0)
                    .and_then(|when| when.day())
                    .map(|day| When::DayPart(day, "NI"));
                return Some(Found::new(at, at + 1, night.unwrap_or(unknown)));
            }
            "next" | "following" | "same" | "previous" if self.word(at + 1) == "day" => {
                let step = match self.word(at) {
                    "same" => 0,
                    "previous" => -1,
                    _ => 1,
                };
                let day = self
                    .calendar
                    .last_day
                    .filter(|_| self.before(at) == "the")
                    .or(self.calendar.reference());
                let day = day.and_then(|day| day.checked_add_signed(chrono::TimeDelta::days(step)));
                (at + 2, day.map(When::Day))
            }
            "this" | "last" if day_part(self.word(at + 1)).is_some() => {
                let step = if self.word(at) == "last" { -1 } else { 0 };
                let part = day_part(self.word(at + 1))?;
                let day = shift(step).and_then(|when| when.day());
                return Some(Found::new(
                    at,
                    at + 2,
                    day.map_or(unknown, |day| When::DayPart(day, part)),
                ));
            }
            _ => return None,
        };
        Some(self.with_part(Found::new(at, found.0, found.1.unwrap_or(unknown))))
    }

    /// Adds `morning`, `night` and the like when they follow a day.
    fn with_part(&self, found: Found) -> Found {
        match (found.when.day(), day_part(self.word(found.end))) {
            (Some(day), Some(part)) => Found::new(found.start, found.end + 1, When::DayPart(day, part)),
            _ => found,
        }
    }

    /// `Friday`, `Friday night`.
    fn plain_weekday(&self, at: usize) -> Option<Found> {
        let token = self.token(at)?;
        let number = weekday(token).filter(|_| token.lower.len() > 5 || self.word(at + 1) == ".")?;
        // `Black Friday`, `Bloody Sunday`, `Super Tuesday`: names, of a day not said.
        let named = at > 0
            && self.tokens[at - 1].is_capital()
            && matches!(
                self.before(at),
                "black" | "bloody" | "super" | "good" | "cyber" | "ash" | "palm" | "giving"
            );
        if named {
            return None;
        }
        let tense = self.tense(at, at + 1);
        Some(self.with_part(Found::new(at, at + 1, self.calendar.weekday(number, tense))))
    }

    /// `last week`, `this year`, `next Friday`, `last March`, `early next month`, `the past three years`.
    fn stepped(&self, at: usize) -> Option<Found> {
        let step = match self.word(at) {
            "last" | "past" | "previous" | "preceding" | "latest" => -1,
            "this" | "current" => 0,
            "next" | "coming" | "following" => 1,
            "the" if self.word(at + 1) == "weekend" => {
                let monday = self.calendar.step(Unit::Week, 0);
                let When::Week(monday) = monday else { return None };
                // Spoken of before its Saturday, the weekend is the past one.
                let past = self.tense(at, at + 2) != Tense::Future
                    && self.calendar.reference()? < monday + chrono::Days::new(5);
                let monday = if past {
                    monday - chrono::Days::new(7)
                } else {
                    monday
                };
                return Some(Found::new(at, at + 2, When::Weekend(monday)));
            }
            _ => return None,
        };
        let next = at + 1;
        let token = self.token(next)?;
        if let Some(number) = weekday(token) {
            let when = self.calendar.weekday_of(number, step, self.tense(at, next + 1));
            return Some(self.with_part(Found::new(at, next + 1, when)));
        }
        if let Some(number) = month(token) {
            let tense = [Tense::Past, Tense::Unclear, Tense::Future][usize::try_from(step + 1).ok()?];
            let dotted = usize::from(self.word(next + 1) == "." && token.lower.len() <= 4);
            return Some(Found::new(
                at,
                next + 1 + dotted,
                self.calendar.month(None, number, tense),
            ));
        }
        if let Some(code) = season(&token.lower) {
            return Some(Found::new(at, next + 1, self.calendar.season(code, step)));
        }
        if token.lower == "weekend" {
            let When::Week(monday) = self.calendar.step(Unit::Week, step) else {
                return None;
            };
            return Some(Found::new(at, next + 1, When::Weekend(monday)));
        }
        if let Some(unit) = Unit::parse(&token.lower).filter(|_| token.lower == unit_word(&token.lower)) {
            let possessive = usize::from(self.word(next + 1) == "fiscal");
            if unit == Unit::Century && step == 0 {
                return Some(Found::new(at, next + 1, self.calendar.step(unit, 0)));
            }
            if unit == Unit::Century || possessive > 0 || matches!(unit, Unit::Second | Unit::Minute) {
                return None;
            }
            let span_of_time = matches!(self.word(at), "past" | "coming") && self.before(at) == "the";
            let when = if span_of_time || unit == Unit::Decade && step != 0 || unit == Unit::Hour {
                When::Duration(Some(Decimal::ONE), unit)
            } else if unit == Unit::Day || self.word(at) == "latest" && unit != Unit::Quarter {
                return None;
            } else {
                self.calendar.step(unit, step)
            };
            return Some(Found::new(at, next + 1, when));
        }
        let (amount, unit, end) = self.quantity(next)?;
        Some(Found::new(at, end, When::Duration(amount, unit)))
    }

    /// `annually`, `every Friday`, `every two weeks`, `each year`, `on Mondays`, `Friday nights`.
    fn set(&self, at: usize) -> Option<Found> {
        if let Some(number) = weekday_of_every(self.token(at)?) {
            return Some(Found::new(at, at + 1, When::EveryWeekday(number)));
        }
        // `daily life`, `a quarterly dividend`: an adjective dates nothing.
        let adverb = self.tokens[at].is_lower()
            && (self.word(at) == "annually"
                || self
                    .token(at + 1)
                    .is_none_or(|next| !next.is_lower() || next.is_any(BEFORE_A_DATE)));
        if let Some(unit) = adverb_of_frequency(self.word(at)).filter(|_| adverb) {
            return Some(Found::new(at, at + 1, When::Every(Some(Decimal::ONE), unit)));
        }
        if !matches!(self.word(at), "every" | "each") {
            return None;
        }
        let token = self.token(at + 1)?;
        if let Some(number) = weekday(token) {
            return Some(Found::new(at, at + 2, When::EveryWeekday(number)));
        }
        if let Some(unit) = Unit::parse(&token.lower) {
            return Some(Found::new(at, at + 2, When::Every(Some(Decimal::ONE), unit)));
        }
        let (amount, unit, end) = self.quantity(at + 1)?;
        Some(Found::new(at, end, When::Every(amount, unit)))
    }

    /// An amount of time and the token after it: `three days`, `several years`, `a couple of weeks`, `16-hour`.
    fn quantity(&self, at: usize) -> Option<(Option<Decimal>, Unit, usize)> {
        let mut next = at;
        let amount = match self.word(at) {
            "several" | "few" | "many" | "some" => {
                next += 1;
                None
            }
            "a" | "an" if matches!(self.word(at + 1), "few" | "several") => {
                next += 2;
                None
            }
            "a" | "an" | "the" if self.word(at + 1) == "couple" => {
                next += 2 + usize::from(self.word(at + 2) == "of");
                None
            }
            "couple" => {
                next += 1 + usize::from(self.word(at + 1) == "of");
                None
            }
            // `a quarter of residents` is a share.
            "a" | "an" if self.word(at + 1) == "quarter" && self.word(at + 2) == "of" => return None,
            "a" | "an" if Unit::parse(self.word(at + 1)).is_some() => {
                next += 1;
                Some(Decimal::ONE)
            }
            "half" if matches!(self.word(at + 1), "a" | "an") => {
                next += 2;
                Some(Decimal::new(5, 1))
            }
            _ => {
                let number = number::number(self.tokens, at).filter(|n| !n.is_fraction || n.in_digits)?;
                next = self.second_amount(&number).unwrap_or(number.tokens.end);
                Some(number.value)
            }
        };
        next += usize::from(self.token(next).is_some_and(Token::is_dash) && amount.is_some());
        next += usize::from(matches!(
            self.word(next),
            "more" | "full" | "consecutive" | "straight" | "whole" | "fiscal"
        ));
        let token = self.token(next).filter(|t| t.is_lower())?;
        let unit = Unit::parse(&token.lower)?;
        // `the second half` and `a second man` are not seconds of time; nor is `30 days' notice` anything else.
        if unit == Unit::Second && (amount.is_none() || amount == Some(Decimal::ONE)) {
            return None;
        }
        Some((amount, unit, next + 1))
    }

    /// The token after the `three` of `two to three weeks`, `between two and three weeks`; the lower amount is the value.
    fn second_amount(&self, low: &number::Number) -> Option<usize> {
        let end = low.tokens.end;
        let opened = matches!(self.before(low.tokens.start), "between" | "from");
        let joint = self.token(end)?;
        let joins =
            joint.is_dash() || matches!(joint.lower.as_ref(), "to" | "or") || joint.lower == "and" && opened;
        let high = number::number(self.tokens, end + 1).filter(|high| joins && high.value > low.value)?;
        let named = Unit::parse(self.word(high.tokens.end)).is_some();
        named.then_some(high.tokens.end)
    }

    /// A duration, or a day counted from another: `three days`, `two years ago`, `a week later`.
    fn amount(&self, at: usize) -> Option<Found> {
        let Some((amount, unit, end)) = self.quantity(at) else {
            return self.bare_plural(at);
        };
        // Ages are figures: `45-year-old`, `45 years old`, `six months of age`.
        let dash = usize::from(self.token(end).is_some_and(Token::is_dash));
        if matches!(self.word(end + dash), "old" | "olds")
            || self.word(end) == "of" && self.word(end + 1) == "age"
        {
            return None;
        }
        let counted = match self.word(end) {
            "ago" => Some((false, true)),
            "back" if unit != Unit::Quarter => Some((false, true)),
            "earlier" | "before" => Some((false, false)),
            "later" | "hence" => Some((true, false)),
            "from" if self.word(end + 1) == "now" => {
                return Some(Found::new(
                    at,
                    end + 2,
                    self.calendar.shift(amount, unit, true, true),
                ));
            }
            "after" if self.calendar.is_history => None,
            _ => None,
        };
        // `two years before the war` leans on an event, not on a day.
        let leans =
            self.word(end) == "before" && self.token(end + 1).is_some_and(|t| t.kind != TokenKind::Mark);
        if let Some((later, from_report)) = counted.filter(|_| !leans) {
            return Some(Found::new(
                at,
                end + 1,
                self.calendar.shift(amount, unit, later, from_report),
            ));
        }
        let one = matches!(self.word(at), "a" | "an");
        // `a day`, `a year` after an amount are rates: `$5 a day`.
        let rate = one
            && at > 0
            && (self.tokens[at - 1].kind == TokenKind::Number
                || self.tokens[at - 1].is_lower() && !self.introduces_duration(at));
        if rate {
            return None;
        }
        Some(Found::new(at, end, When::Duration(amount, unit)))
    }

    fn introduces_duration(&self, at: usize) -> bool {
        matches!(
            self.before(at),
            "for"
                | "in"
                | "within"
                | "than"
                | "over"
                | "after"
                | "about"
                | "nearly"
                | "almost"
                | "once"
                | "of"
                | "lasted"
                | "took"
                | "takes"
                | "take"
                | "spent"
                | "only"
                | "just"
                | "during"
                | "to"
        )
    }

    /// `for years`, `in recent weeks`, `over decades`.
    fn bare_plural(&self, at: usize) -> Option<Found> {
        let recent = usize::from(matches!(self.word(at), "recent" | "coming"));
        let word = self.word(at + recent);
        let unit = Unit::parse(word).filter(|_| word.ends_with('s'))?;
        if recent == 1 {
            let when = When::Vague(if self.word(at) == "recent" {
                "PAST_REF"
            } else {
                "FUTURE_REF"
            });
            return Some(Found::new(at, at + 2, when));
        }
        let introduced = matches!(
            self.before(at),
            "for" | "in" | "within" | "over" | "after" | "of" | "took"
        );
        let ago = matches!(self.word(at + 1), "ago" | "later" | "earlier");
        if ago {
            let later = self.word(at + 1) == "later";
            return Some(Found::new(
                at,
                at + 2,
                self.calendar.shift(None, unit, later, true),
            ));
        }
        introduced.then(|| Found::new(at, at + 1, When::Duration(None, unit)))
    }

    /// `now`, `recently`, `soon`, `in the near future`.
    fn vague_moment(&self, at: usize) -> Option<Found> {
        if self.word(at) == "future" && matches!(self.before(at), "the" | "near" | "foreseeable") {
            let start = at - usize::from(self.before(at) != "the");
            return Some(Found::new(start, at + 1, When::Vague("FUTURE_REF")));
        }
        let value = vague(self.word(at))?;
        let as_soon_as = self.word(at) == "soon"
            && (self.before(at) == "as" || self.word(at + 1) == "as" || self.word(at + 1) == "after");
        let compound = matches!(self.word(at), "now" | "soon")
            && self.token(at + 1).is_some_and(|t| t.is_dash() && t.glued);
        let amount = matches!(self.word(at), "current" | "recent")
            && matches!(self.before(at), "a" | "any" | "our" | "their");
        (!as_soon_as && !compound && !amount).then(|| Found::new(at, at + 1, When::Vague(value)))
    }
}

fn checked_clock(day: Option<chrono::NaiveDate>, hour: u32, minute: u32) -> Option<When> {
    (hour < 24 && minute < 60).then_some(When::Clock(day, hour, minute))
}

/// The weekday of `Mondays`.
fn weekday_of_every(token: &Token<'_>) -> Option<u32> {
    if !token.is_capital() {
        return None;
    }
    [
        "mondays",
        "tuesdays",
        "wednesdays",
        "thursdays",
        "fridays",
        "saturdays",
        "sundays",
    ]
    .iter()
    .position(|day| *day == token.lower)
    .and_then(|day| u32::try_from(day).ok())
}

/// The singular of a unit, so that `last years` is not taken for a year.
fn unit_word(lower: &str) -> &str {
    Unit::parse(lower).map_or("", Unit::as_str)
}
