//! Figures without a unit behind them: ordinals in digits, and counts.

use rust_decimal::Decimal;

use super::super::number::Number;
use super::super::token::Token;
use super::{Clause, Measured, counted, label, refused};
use crate::model::FigureKind;

impl Clause<'_, '_> {
    /// `14th`, `22nd`.
    pub(super) fn ordinal(&self, at: usize, number: &Number) -> Option<Measured> {
        let end = number.tokens.end;
        let suffix = self
            .tokens
            .get(end)
            .filter(|t| t.glued && t.is_any(&["st", "nd", "rd", "th"]));
        suffix.filter(|_| number.in_digits && number.tokens.len() == 1)?;
        // `34th Street`: part of a name.
        if self.tokens.get(end + 1).is_some_and(Token::is_capital) {
            return None;
        }
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
        // `15-member`, `two-bedroom`: counts its noun; `3-1`, `two-thirds`, `three-way`: no count.
        if dash {
            let noun = self
                .tokens
                .get(end + 1)
                .filter(|t| t.is_lower() && t.glued && !refused::is_manner(&t.lower, number.in_digits))?;
            if is_one && !number.in_digits {
                return None;
            }
            return Some(Measured {
                unit: Some(counted::singular(&noun.lower)),
                start: at,
                end,
                number,
                high,
                kind: FigureKind::Count,
                confidence: 0.6,
            });
        }
        let unit = counted::told(self.all, end).map(|(_, noun)| noun);
        // `zero tolerance`, `nil`: a word for nothing that counts nothing.
        if unit.is_none() && number.value.is_zero() && !number.in_digits {
            return None;
        }
        if unit.is_none() && label::is_model_name(self.tokens, at) {
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
