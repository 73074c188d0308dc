//! Ranges, and the letters that may be a scale or a unit.

use rust_decimal::Decimal;

use super::super::number::{self, Number};
use super::super::token::Token;
use super::{Clause, counted, currency, unit};

impl Clause<'_, '_> {
    /// A small `m` glued to digits: a million of money or of something counted, else metres.
    pub(super) fn letter_scale(&self, mut number: Number, money: bool) -> Number {
        let end = number.tokens.end;
        // A capital one may stand apart: `$5 M`, `48 M people`.
        let is_m = self
            .tokens
            .get(end)
            .is_some_and(|t| t.text == "m" && t.glued || t.text == "M" && !t.glued)
            && number.in_digits;
        let counts = counted::counted(self.all, end + 1).is_some();
        let million = Decimal::from(1_000_000);
        let scales = is_m && number.scale.is_none() && (money || counts);
        if let Some(value) = number.value.checked_mul(million).filter(|_| scales) {
            number.value = value;
            number.scale = Some(million);
            number.tokens.end += 1;
        }
        number
    }

    /// `10-15`, `10 to 15`, `between 10 and 15`, `$5 million to $7 million`: joins the upper end.
    pub(super) fn range(&self, number: Number, currency: Option<&str>) -> (Number, Option<Decimal>) {
        let start = number.tokens.start;
        let own_unit = unit::share(self.tokens, number.tokens.end);
        let unit_end = own_unit.as_ref().map_or(number.tokens.end, |unit| unit.end);
        let at = unit_end;
        let Some(joint) = self.tokens.get(at) else {
            return (number, None);
        };
        let opened = (0..3).any(|back| {
            start
                .checked_sub(back + 1)
                .is_some_and(|before| self.opens_range(before))
        });
        let joins = joint.is_dash() && !number.is_fraction
            || joint.lower == "to" && !number.is_fraction && (opened || !self.is_change(start))
            || joint.lower == "and" && opened;
        // `up 5 percent to 42 percent` is a change; `between 5 percent and 7 percent`, `5%-7%` are ranges.
        let glued = joint.is_dash() && joint.glued;
        if !joins || own_unit.is_some() && !opened && !glued {
            return (number, None);
        }
        let before_high = currency::currency_before(self.tokens, at + 1);
        // `$5 to 7 million` shares the sign; `5 to $7` is no range.
        if before_high.is_some() && currency.is_none() {
            return (number, None);
        }
        let after = before_high.map_or(at + 1, |unit| unit.end);
        let starts_with_sign = self.tokens.get(after).is_some_and(Token::is_dash);
        let Some(high) = number::number(self.tokens, after).filter(|_| !starts_with_sign) else {
            return (number, None);
        };
        let high = self.letter_scale(high, currency.is_some());
        let mut low = number.clone();
        if let (None, Some(scale)) = (low.scale, high.scale) {
            low.value = low
                .value
                .checked_mul(scale)
                .filter(|value| *value < high.value)
                .unwrap_or(low.value);
        }
        if low.value >= high.value {
            return (number, None);
        }
        low.scale = low.scale.or(high.scale);
        low.tokens.end = high.tokens.end;
        (low, Some(high.value))
    }

    /// Whether the token opens a range: `between`, and `from` in `ranging from 5 to 7`. Elsewhere `from 5 to 7`
    /// tells of a change: two figures.
    fn opens_range(&self, at: usize) -> bool {
        let ranges = |at: usize| {
            self.tokens[at].is_any(&[
                "range", "ranges", "ranged", "ranging", "vary", "varies", "varied", "varying", "anywhere",
                "aged", "ages",
            ])
        };
        match self.word(at) {
            "between" => true,
            "from" => at > 0 && ranges(at - 1),
            _ => false,
        }
    }

    /// Whether `from` stands before the number: `rose from 5 to 7`.
    fn is_change(&self, start: usize) -> bool {
        (1..=3).any(|back| start.checked_sub(back).is_some_and(|at| self.word(at) == "from"))
    }
}
