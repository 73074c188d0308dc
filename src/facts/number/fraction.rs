//! Fractions: `half a million`, `two thirds`, `and a half`, `3/4`.

use rust_decimal::Decimal;

use super::super::token::{Token, TokenKind};
use super::digits::vulgar_fraction;
use super::{Reader, Sum, denominator, digits, scale_word};

impl Reader<'_, '_> {
    /// `half a million`, `half a dozen`, `a third`, `a quarter of`, `half`.
    pub(super) fn part_of_a_whole(&mut self) -> Option<Decimal> {
        let article = usize::from(matches!(self.word(0), "a" | "an"));
        let word = self.word(article).to_owned();
        let under = denominator(&word).filter(|_| !word.ends_with('s'))?;
        let share = Decimal::ONE.checked_div(under)?;
        let mut next = article + 1;
        if matches!(self.word(next), "a" | "an") && scale_word(self.word(next + 1)).is_some() {
            next += 1;
        }
        if let Some(scale) =
            scale_word(self.word(next)).filter(|_| matches!(word.as_str(), "half" | "quarter"))
        {
            self.at += next + 1;
            self.scale = Some(scale);
            return share.checked_mul(scale);
        }
        // `a third time`, `the quarter`: a share only with an article or before `of`; `half` always.
        let compared = matches!(
            self.word(article + 1),
            "of" | "more" | "less" | "fewer" | "higher" | "lower" | "bigger" | "smaller" | "cheaper" | "off"
        );
        // `cut by a third to 500 tonnes`
        let by = self.at > 0 && self.tokens[self.at - 1].lower == "by" && word != "quarter";
        let is_share = word == "half" || compared || article == 1 && (by || !self.is_lower_word(article + 1));
        if !is_share || article == 0 && word != "half" {
            return None;
        }
        self.at += article + 1;
        self.is_fraction = true;
        Some(share)
    }

    /// `and a half`, `and two thirds`, ` ¾`, ` 1/4` after a whole number. A fraction of millions is meant
    /// where the last scale was a million or more.
    pub(super) fn and_fraction(&mut self, last_scale: Decimal) -> Option<Decimal> {
        let unit = if last_scale >= Decimal::from(1_000_000) {
            last_scale
        } else {
            Decimal::ONE
        };
        if let Some(token) = self.tokens.get(self.at).filter(|_| self.in_digits) {
            if let Some(value) = vulgar_fraction(token.text) {
                self.at += 1;
                return Some(value);
            }
            if !token.glued && self.word(1) == "/" && token.kind == TokenKind::Number {
                let value = ratio(&self.tokens[self.at..])?;
                self.at += 3;
                return Some(value);
            }
        }
        let before = self.at;
        // `seven-and-a-half`
        let dash = |reader: &Self| usize::from(reader.tokens.get(reader.at).is_some_and(Token::is_dash));
        let hyphen = dash(self);
        self.at += hyphen;
        if self.word(0) != "and" {
            self.at = before;
            return None;
        }
        self.at += 1;
        self.at += if hyphen > 0 { dash(self) } else { 0 };
        let fraction = self.fraction();
        let Some(fraction) = fraction else {
            self.at = before;
            return None;
        };
        if let Some(scale) = scale_word(self.word(0)).filter(|_| unit > Decimal::ONE) {
            self.at += 1;
            return fraction.checked_mul(scale);
        }
        fraction.checked_mul(unit)
    }

    /// `a half`, `one half`, `two thirds`, `fifty-four hundredths`: numerator and denominator.
    fn fraction(&mut self) -> Option<Decimal> {
        let before = self.at;
        let over = if matches!(self.word(0), "a" | "an") {
            self.at += 1;
            self.at += usize::from(self.tokens.get(self.at).is_some_and(Token::is_dash));
            Decimal::ONE
        } else {
            let sum = self.sum()?;
            if self.tokens.get(self.at).is_some_and(Token::is_dash) {
                self.at += 1;
            }
            sum.value
        };
        let under = denominator(self.word(0)).filter(|under| over < *under);
        let Some(under) = under else {
            self.at = before;
            return None;
        };
        self.at += 1;
        over.checked_div(under)
    }

    /// `two thirds`, `three-quarters`, `3/4`: a number and what it is divided by.
    pub(super) fn over(&mut self, total: &Sum) -> Option<Decimal> {
        let dash = usize::from(self.tokens.get(self.at).is_some_and(Token::is_dash));
        let word = self.word(dash).to_owned();
        let one = total.value == Decimal::ONE;
        let plural_fits =
            word.ends_with('s') || one && !self.is_lower_word(dash + 1) || self.word(dash + 1) == "of";
        if let Some(under) =
            denominator(&word).filter(|_| plural_fits && !self.in_digits && word != "seconds")
        {
            self.at += dash + 1;
            self.is_fraction = true;
            let share = total.value.checked_div(under)?;
            // `three quarters billion`
            let Some(scale) = scale_word(self.word(0)) else {
                return Some(share);
            };
            self.at += 1;
            self.scale = Some(scale);
            return share.checked_mul(scale);
        }
        if one && self.word(0) == "over" && total.last_scale.is_zero() {
            // `one over twenty`
            let before = self.at;
            self.at += 1;
            let under = self.sum().filter(|under| under.value > Decimal::ONE);
            if let Some(under) = under {
                self.is_fraction = true;
                return total.value.checked_div(under.value);
            }
            self.at = before;
        }
        if self.word(0) == "/" && self.in_digits && self.tokens.get(self.at).is_some_and(|t| t.glued) {
            let next = self
                .tokens
                .get(self.at + 1)
                .filter(|t| t.kind == TokenKind::Number && t.glued);
            // `5/17/2018` is a date, `24/7` a saying.
            if let Some(under) = next.and_then(|t| digits(t.text)).filter(|_| self.word(2) != "/") {
                self.at += 2;
                self.is_fraction = true;
                return total.value.checked_div(under);
            }
        }
        Some(total.value)
    }
}

/// `1/4` from its three tokens.
fn ratio(tokens: &[Token<'_>]) -> Option<Decimal> {
    let over = digits(tokens.first()?.text)?;
    let under = tokens.get(2).filter(|t| t.kind == TokenKind::Number && t.glued)?;
    over.checked_div(digits(under.text)?)
}
