//! Shares in words and odds: `two thirds of`, `one in five`, `one bus in ten`, `nine out of ten`.

use rust_decimal::Decimal;

use super::super::number::{self, Number};
use super::super::token::Token;
use super::{Clause, Measured, refused, surroundings};
use crate::model::{Approximation, FigureKind};

impl Clause<'_, '_> {
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
        let (joint, named) = match (self.word(end), self.word(end + 1)) {
            ("in", _) => (1, false),
            ("out", "of") => (2, false),
            // `one bus in ten`
            _ if self.word(end + 1) == "in"
                && number.value == Decimal::ONE
                && self.tokens[end].is_lower() =>
            {
                (2, true)
            }
            _ => return None,
        };
        let under = number::number(self.tokens, end + joint)?;
        if !is_share(number, &under, self.word(end) == "out", named)
            || self.tokens.get(under.tokens.end).is_some_and(Token::is_dash)
        {
            return None;
        }
        ratio.value = number.value.checked_div(under.value).map(number::rounded)?;
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
}

/// Whether `over in under` is a share: `six in 10`, `one in 500`; `5 in 2024`, `12 in six boxes` and a score of
/// `746 out of 750` are none.
fn is_share(over: &Number, under: &Number, out_of: bool, named: bool) -> bool {
    if over.value >= under.value || over.value < Decimal::ONE || under.scale.is_some() && named {
        return false;
    }
    let round = [10, 100, 1_000, 10_000, 100_000, 1_000_000]
        .iter()
        .any(|&round| under.value == Decimal::from(round));
    let few = under.value <= Decimal::from(20);
    if out_of {
        return round || few || !under.in_digits;
    }
    let year = under.in_digits
        && under.scale.is_none()
        && (Decimal::from(1_900)..Decimal::from(2_100)).contains(&under.value);
    let one = over.value == Decimal::ONE && !year;
    if named {
        return one && (round || few && !under.in_digits);
    }
    round || one || !under.in_digits
}
