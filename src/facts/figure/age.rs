//! Ages of persons and things.

use rust_decimal::Decimal;

use super::super::number::Number;
use super::super::token::{Token, TokenKind};
use super::{Clause, Measured, counted};
use crate::model::FigureKind;

/// Ages of persons, in years.
const AGE_RANGE: std::ops::RangeInclusive<i64> = 1..=115;

/// How many tokens lie at most between `aged` or `age` and the number.
const AGE_TOKENS_MAX: usize = 6;

/// Words for persons before `under 30`, `over 65`.
const PERSONS: &[&str] = &[
    "children",
    "people",
    "persons",
    "voters",
    "women",
    "men",
    "adults",
    "residents",
    "patients",
    "workers",
    "drivers",
    "players",
    "pupils",
    "students",
    "girls",
    "boys",
    "youths",
    "citizens",
    "pensioners",
    "those",
    "anyone",
    "everyone",
    "anybody",
    "everybody",
    "kids",
    "minors",
    "users",
    "smokers",
    "population",
    "members",
    "employees",
    "applicants",
    "candidates",
];

impl Clause<'_, '_> {
    /// `45-year-old`, `45 years old`, `six months of age`, `aged 45`, `aged 19 and 23`, `, 45,`, `voters under 30`,
    /// `an average age of 44.1`, `turned 45`.
    pub(super) fn age(&self, at: usize, number: &Number, high: Option<Decimal>) -> Option<Measured> {
        let (unit, end) = match self.named_age(number.tokens.end) {
            Some(named) => named,
            None if self.is_age(at, number, high) => ("year", number.tokens.end),
            None => return None,
        };
        Some(Measured {
            number: number.clone(),
            high,
            kind: FigureKind::Age,
            unit: Some(unit.to_owned()),
            start: at,
            end,
            confidence: 0.85,
        })
    }

    /// The unit of `-year-old`, `months of age`, `yo` at token `end`, and the token after it.
    fn named_age(&self, end: usize) -> Option<(&'static str, usize)> {
        let dash = |at: usize| usize::from(self.tokens.get(at).is_some_and(Token::is_dash));
        let unit_at = end + dash(end);
        let unit = match self.word(unit_at) {
            "year" | "years" => "year",
            "month" | "months" => "month",
            "week" | "weeks" => "week",
            "day" | "days" => "day",
            "yo" | "y.o." => return Some(("year", unit_at + 1)),
            _ => return None,
        };
        let next = unit_at + 1 + dash(unit_at + 1);
        match (self.word(next), self.word(next + 1)) {
            ("old" | "olds", _) => Some((unit, next + 1)),
            ("of", "age") => Some((unit, next + 2)),
            _ => None,
        }
    }

    /// Whether the bare number at `at` is somebody's age in years.
    fn is_age(&self, at: usize, number: &Number, high: Option<Decimal>) -> bool {
        let end = number.tokens.end;
        let years = i64::try_from(number.value.trunc()).is_ok_and(|age| AGE_RANGE.contains(&age));
        let alone = counted::counted(self.all, end).is_none()
            && self
                .tokens
                .get(end)
                .is_none_or(|next| !next.glued || next.kind == TokenKind::Mark);
        if years && number.value.fract().is_zero() && high.is_none() && self.is_reached(at, end) {
            return true;
        }
        if !years || !alone || number.is_fraction {
            return false;
        }
        let whole = number.value.fract().is_zero();
        self.follows_aged(at)
            || self.follows_average_age(at)
            || whole
                && high.is_none()
                && (self.limits_persons(at, end) || number.in_digits && self.is_apposed(at, number))
    }

    /// `turned 17 just a day before`, `she is 42.`
    fn is_reached(&self, at: usize, end: usize) -> bool {
        let closes = self.tokens.get(end).is_none_or(|next| {
            next.kind == TokenKind::Mark && !next.glued
                || matches!(next.text, "." | "," | ";" | ")" | "!" | "?" | "”")
                || !next.glued
                    && next.is_any(&[
                        "just",
                        "on",
                        "in",
                        "this",
                        "last",
                        "next",
                        "today",
                        "yesterday",
                        "only",
                        "and",
                        "but",
                        "when",
                        "while",
                    ])
        });
        let Some(before) = at.checked_sub(1).filter(|_| closes) else {
            return false;
        };
        let is_subject = |at: usize| self.tokens[at].is_any(&["he", "she"]);
        self.tokens[before].is_any(&["turned", "turns", "turning"])
            || self.tokens[before].is_any(&["is", "was"]) && before.checked_sub(1).is_some_and(is_subject)
    }

    /// `aged 45`, `ages 19 to 23`, `at age 87`, `the age of 45`: with nothing but numbers between.
    fn follows_aged(&self, at: usize) -> bool {
        let first = at.saturating_sub(AGE_TOKENS_MAX);
        for before in (first..at).rev() {
            let token = &self.tokens[before];
            if token.is_any(&["aged", "ages", "age"]) {
                return true;
            }
            let between = token.kind == TokenKind::Number
                || token.is_dash()
                || token.is_any(&[
                    "and", "or", "to", "of", ",", "between", "from", "under", "over", "about", "around",
                    "at", "least", "only", "just",
                ])
                || super::super::number::small_word(&token.lower).is_some();
            if !between {
                return false;
            }
        }
        false
    }

    /// `average age rose to 44.1`, `pension age from 60 to 65`.
    fn follows_average_age(&self, at: usize) -> bool {
        let first = at.saturating_sub(AGE_TOKENS_MAX);
        let led = at > 0
            && self.tokens[at - 1].is_any(&[
                "to", "is", "was", "from", "of", "at", "than", "about", "under", "over",
            ]);
        led && (first + 1..at).any(|before| {
            self.word(before) == "age"
                && self.tokens[before - 1].is_any(&[
                    "average",
                    "mean",
                    "median",
                    "retirement",
                    "pension",
                    "minimum",
                    "maximum",
                    "legal",
                    "voting",
                    "drinking",
                    "marriage",
                    "working",
                    "school",
                ])
        })
    }

    /// `children under five`, `residents are over 65`, `everyone older than 21`.
    fn limits_persons(&self, at: usize, end: usize) -> bool {
        let closes = self.tokens.get(end).is_none_or(|next| {
            next.kind == TokenKind::Mark && !next.is_dash() && next.text != "°" && next.text != "%"
                || next.is_lower() && !next.glued
        });
        let bound = at.checked_sub(1).is_some_and(|before| {
            self.tokens[before].is_any(&["under", "over", "above", "below"])
                || self.word(before) == "than"
                    && before > 0
                    && self.tokens[before - 1].is_any(&["older", "younger"])
        });
        if !closes || !bound {
            return false;
        }
        let first = at.saturating_sub(4);
        self.tokens[first..at - 1]
            .iter()
            .any(|token| token.is_any(PERSONS))
    }

    /// `Marta Quill, 58, was`, `the pope, 88, spoke`.
    fn is_apposed(&self, at: usize, number: &Number) -> bool {
        if at < 2 || self.word(at - 1) != "," || number.value < Decimal::TEN {
            return false;
        }
        let before = &self.tokens[at - 2];
        let next = self.word(number.tokens.end);
        let ends = number.tokens.end == self.tokens.len();
        before.is_capital() && (matches!(next, "," | ".") || ends)
            || before.is_lower() && next == "," && number.value.fract().is_zero()
    }
}
