//! Figures that begin with no number: `dozens of`, `tens of thousands`, `several hundred`, `a mile away`, and
//! ordinals in words.

use rust_decimal::Decimal;

use super::super::number::{self, Number};
use super::super::token::{Token, TokenKind};
use super::{Clause, Measured, currency, unit};
use crate::model::{Approximation, FigureKind};

/// Words behind an ordinal that make it a name, a part or a manner of speaking.
const NOT_RANKED: &[&str] = &[
    "quarter",
    "half",
    "century",
    "party",
    "parties",
    "grade",
    "grader",
    "graders",
    "degree",
    "hand",
    "base",
    "down",
    "reich",
    "world",
    "person",
    "dimension",
    "amendment",
    "estate",
    "rail",
    "way",
];

impl Clause<'_, '_> {
    /// The figure at `at` that is not written as a number.
    pub(super) fn unnumbered(&self, at: usize) -> Option<Measured> {
        self.many(at)
            .or_else(|| self.ordinal_in_words(at))
            .or_else(|| self.single_measure(at))
    }

    /// `dozens`, `hundreds of thousands`, `several hundred`: at least one such. How many more is not said.
    fn many(&self, at: usize) -> Option<Measured> {
        let (value, end) = if matches!(self.word(at), "several" | "many") {
            let scale =
                number::scale_word(self.word(at + 1)).filter(|_| !self.word(at + 1).ends_with('s'))?;
            (scale, at + 2)
        } else {
            let lowest = many_word(self.word(at))?;
            let of = self.word(at + 1) == "of";
            let higher = many_word(self.word(at + 2)).filter(|_| of);
            // `3 dozens`: the number's scale; `by the dozens`: a manner of speaking.
            let scales = at.checked_sub(1).is_some_and(|before| {
                self.tokens[before].kind == TokenKind::Number || self.word(before) == "the"
            });
            if scales {
                return None;
            }
            match higher {
                Some(scale) => (lowest.checked_mul(scale)?, at + 3),
                None if self.word(at) == "tens" => return None,
                None => (lowest, at + 1),
            }
        };
        let money = currency::currency_after(self.tokens, end + 1, true).filter(|_| self.word(end) == "of");
        if let Some(money) = money {
            return Some(Measured {
                number: told(value, at..end),
                high: None,
                kind: FigureKind::Money,
                unit: Some(money.name.to_owned()),
                start: at,
                end: money.end,
                confidence: 0.7,
            });
        }
        Some(Measured {
            number: told(value, at..end),
            high: None,
            kind: FigureKind::Count,
            unit: super::counted::told(self.all, end).map(|(_, noun)| noun),
            start: at,
            end,
            confidence: 0.6,
        })
    }

    /// `the third visit`, `twenty-first`, `second-largest`. `first` and a plain `second` say too little.
    fn ordinal_in_words(&self, at: usize) -> Option<Measured> {
        let number = number::ordinal(self.tokens, at)?;
        let end = number.tokens.end;
        let dash = usize::from(self.tokens.get(end).is_some_and(|t| t.is_dash() && t.glued));
        let next = self.word(end + dash);
        // `Fifth Avenue`: part of a name.
        let named =
            self.tokens[at].is_capital() && (at > 0 || self.tokens.get(end).is_some_and(Token::is_capital));
        if named || NOT_RANKED.contains(&next) || number.value.is_zero() {
            return None;
        }
        let ranked =
            next.ends_with("est") || matches!(next, "consecutive" | "straight" | "successive" | "most");
        (number.value > Decimal::TWO || number.value == Decimal::TWO && ranked).then_some(Measured {
            number,
            high: None,
            kind: FigureKind::Ordinal,
            unit: None,
            start: at,
            end,
            confidence: 0.6,
        })
    }

    /// `a foot of rain`, `a mile away`; not the `a tonne` of a price.
    fn single_measure(&self, at: usize) -> Option<Measured> {
        // `A litre of milk costs` opens with a price.
        if !matches!(self.word(at), "a" | "an") || at == 0 {
            return None;
        }
        let measure = unit::measure(self.tokens, at + 1)?;
        let told_after = matches!(
            self.word(measure.end),
            "of" | "away"
                | "deep"
                | "tall"
                | "high"
                | "long"
                | "wide"
                | "north"
                | "south"
                | "east"
                | "west"
                | "from"
        );
        let price = at.checked_sub(1).is_some_and(|before| {
            let token = &self.tokens[before];
            token.kind == TokenKind::Number
                || number::scale_word(&token.lower).is_some()
                || currency::currency_after(self.tokens, before, true).is_some()
        });
        if price || !told_after || measure.name == "degree" || measure.name == "stone" {
            return None;
        }
        Some(Measured {
            number: told(Decimal::ONE, at..at + 1),
            high: None,
            kind: FigureKind::Measure,
            unit: Some(measure.name.to_owned()),
            start: at,
            end: measure.end,
            confidence: 0.7,
        })
    }
}

/// How exact a figure is that begins with such a word.
pub(super) fn approximation(word: &str) -> Option<Approximation> {
    (many_word(word).is_some() || matches!(word, "several" | "many")).then_some(Approximation::AtLeast)
}

/// The least that `dozens`, `hundreds`, `thousands`, `lakhs` stand for.
fn many_word(word: &str) -> Option<Decimal> {
    if word == "tens" {
        return Some(Decimal::TEN);
    }
    number::scale_word(word.strip_suffix('s')?)
}

fn told(value: Decimal, tokens: std::ops::Range<usize>) -> Number {
    Number {
        value,
        tokens,
        in_digits: false,
        scale: None,
        is_fraction: false,
    }
}
