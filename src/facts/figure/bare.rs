//! Figures without a unit behind them: ages, ordinals, shares in words, counts.

use rust_decimal::Decimal;

use super::super::number::{self, Number};
use super::super::token::Token;
use super::{Clause, Measured, refused, surroundings};
use crate::model::{Approximation, FigureKind};

/// Ages of persons that stand between commas after a name.
const AGE_RANGE: std::ops::RangeInclusive<i64> = 1..=115;

impl Clause<'_, '_> {
    /// `45-year-old`, `45 years old`, `six months of age`, `aged 45`, `, 45,`.
    pub(super) fn age(&self, at: usize, number: &Number, high: Option<Decimal>) -> Option<Measured> {
        let end = number.tokens.end;
        let dash = |at: usize| usize::from(self.tokens.get(at).is_some_and(Token::is_dash));
        let unit_at = end + dash(end);
        let unit = match self.word(unit_at) {
            "year" | "years" => Some("year"),
            "month" | "months" => Some("month"),
            "week" | "weeks" => Some("week"),
            "day" | "days" => Some("day"),
            _ => None,
        };
        let (unit, end) = if let Some(unit) = unit {
            let next = unit_at + 1 + dash(unit_at + 1);
            match (self.word(next), self.word(next + 1)) {
                ("old" | "olds", _) => (unit, next + 1),
                ("of", "age") => (unit, next + 2),
                _ => return None,
            }
        } else {
            let whole = number.value.fract().is_zero() && number.in_digits && high.is_none();
            let fits = whole && i64::try_from(number.value).is_ok_and(|age| AGE_RANGE.contains(&age));
            let aged = at > 0 && self.word(at - 1) == "aged"
                || at > 1 && self.word(at - 1) == "of" && self.word(at - 2) == "age";
            let apposed = at > 1
                && self.word(at - 1) == ","
                && self.tokens[at - 2].is_capital()
                && (matches!(self.word(end), "," | ".") || end == self.tokens.len());
            let grown = number.value >= Decimal::from(10);
            if !fits || !(aged || apposed && grown) {
                return None;
            }
            ("year", end)
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

    /// `14th`, `22nd`.
    pub(super) fn ordinal(&self, at: usize, number: &Number) -> Option<Measured> {
        let end = number.tokens.end;
        let suffix = self
            .tokens
            .get(end)
            .filter(|t| t.glued && t.is_any(&["st", "nd", "rd", "th"]));
        suffix.filter(|_| number.in_digits && number.tokens.len() == 1)?;
        Some(Measured {
            number: number.clone(),
            high: None,
            kind: FigureKind::Ordinal,
            unit: None,
            start: at,
            end: end + 1,
            confidence: 0.6,
        })
    }

    /// `one in five`, `two out of three`, `two thirds of`, `half of`, `more than half`.
    pub(super) fn odds(&self, at: usize, number: &Number) -> Option<Measured> {
        let end = number.tokens.end;
        let mut ratio = number.clone();
        if number.is_fraction && number.scale.is_none() {
            let whole = number.value >= Decimal::ONE;
            // `the second half`, `the lower half`: a part of something, not how much of it.
            let part = at > 0 && number.tokens.len() == 1 && refused::names_a_part(&self.tokens[at - 1]);
            if part {
                return None;
            }
            let told = matches!(self.word(end), "of" | "the" | "its" | "their" | "all")
                || !matches!(
                    surroundings::approximation(self.all, at, end),
                    Approximation::Exact
                );
            // `a year and a half`: half a year, which the date reader left.
            if at > 0 && self.word(at - 1) == "and" {
                return None;
            }
            // `half an hour`, `the second half` and `half-brother` are no shares.
            if number.tokens.len() == 1 && !told && !number.in_digits {
                return None;
            }
            return (!whole).then_some(Measured {
                number: ratio,
                high: None,
                kind: FigureKind::Ratio,
                unit: None,
                start: at,
                end,
                confidence: 0.8,
            });
        }
        let joint = match (self.word(end), self.word(end + 1)) {
            ("in", _) => 1,
            ("out", "of") => 2,
            _ => return None,
        };
        let under = number::number(self.tokens, end + joint)?;
        // `six in 10`, `one in five`; `5 in 2024` and `12 in six boxes` are no shares.
        let round = under.value == Decimal::TEN || under.value == Decimal::ONE_HUNDRED;
        let fits = number.value < under.value
            && number.value >= Decimal::ONE
            && (joint == 2 || !under.in_digits || round);
        if !fits || self.tokens.get(under.tokens.end).is_some_and(Token::is_dash) {
            return None;
        }
        ratio.value = number.value.checked_div(under.value)?;
        ratio.tokens.end = under.tokens.end;
        Some(Measured {
            end: under.tokens.end,
            number: ratio,
            high: None,
            kind: FigureKind::Ratio,
            unit: None,
            start: at,
            confidence: 0.75,
        })
    }

    /// A bare number, with or without a counted noun.
    pub(super) fn count(&self, at: usize, number: Number, high: Option<Decimal>) -> Option<Measured> {
        let end = number.tokens.end;
        let is_one = number.value == Decimal::ONE && !number.in_digits;
        if is_one && !refused::is_counting_one(self.tokens, at, end) {
            return None;
        }
        // `half mast`, `half time`: a bare fraction in words counts nothing.
        if number.is_fraction && !number.in_digits && number.scale.is_none() && number.tokens.len() == 1 {
            return None;
        }
        if refused::is_clock_time(self.tokens, at, end, &number) {
            return None;
        }
        let dash = self.tokens.get(end).is_some_and(|t| t.is_dash() && t.glued);
        // `15-member`: counts its noun; `two-state`, `3-1`: no figure.
        if dash {
            let noun = self
                .tokens
                .get(end + 1)
                .filter(|t| t.is_lower() && t.glued && number.in_digits)?;
            return Some(Measured {
                unit: Some(noun.lower.clone().into_owned()),
                start: at,
                end,
                number,
                high,
                kind: FigureKind::Count,
                confidence: 0.6,
            });
        }
        let noun = surroundings::counted(self.all, end).map(|(_, noun)| noun);
        let single = is_one.then(|| self.word(end).to_owned());
        let unit = noun.or(single);
        if unit.is_none() && refused::is_model_name(self.tokens, at) {
            return None;
        }
        // A range without anything counted is a score or a page reference.
        if unit.is_none() && high.is_some() {
            return None;
        }
        let pronoun = unit.is_none() && !number.in_digits && refused::is_pronoun(self.tokens, at, end);
        let confidence = match (&unit, number.in_digits) {
            (Some(_), _) => 0.85,
            (None, true) => 0.6,
            (None, false) => 0.5,
        };
        (!pronoun).then_some(Measured {
            number,
            high,
            kind: FigureKind::Count,
            unit,
            start: at,
            end,
            confidence,
        })
    }
}
