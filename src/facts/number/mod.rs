//! Numbers in digits and in words, exact.

mod digits;
mod fraction;
mod ordinal;
mod words;

use std::ops::Range;

use rust_decimal::Decimal;

pub(super) use self::digits::digits;
pub(super) use self::ordinal::ordinal;
use self::words::scale_letter;
pub(super) use self::words::{denominator, ordinal_word, scale_word, small_word};
use super::token::{Token, TokenKind};

/// Longest number in words, in tokens. Longer chains are lists, not numbers.
const NUMBER_TOKENS_MAX: usize = 24;

/// Significant digits kept of a fraction without an end, such as a third.
const FRACTION_DIGITS: u32 = 15;

/// A number read from the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub value: Decimal,
    /// The tokens it was read from.
    pub tokens: Range<usize>,
    /// It holds a digit.
    pub in_digits: bool,
    /// The scale word or sign it ends in: a million for `1.2 million`.
    pub scale: Option<Decimal>,
    /// It is (or ends in) a fraction: `two thirds`, `half`, `3/4`.
    pub is_fraction: bool,
}

/// The number that starts at token `at`, in digits or words, with its scale; `None` when there is none.
///
/// A lone `a` is no number; a lone `one` is returned and left to the caller to judge.
pub(super) fn number(tokens: &[Token<'_>], at: usize) -> Option<Number> {
    let mut reader = Reader {
        tokens: &tokens[..tokens.len().min(at + NUMBER_TOKENS_MAX)],
        at,
        in_digits: false,
        scale: None,
        is_fraction: false,
    };
    let negative = reader.sign();
    let mut value = reader.value()?;
    if reader.is_fraction {
        value = rounded(value);
    }
    Some(Number {
        value: if negative { -value } else { value },
        tokens: at..reader.at,
        in_digits: reader.in_digits,
        scale: reader.scale,
        is_fraction: reader.is_fraction,
    })
}

/// `value` with the digits that are kept of a fraction without an end.
pub(super) fn rounded(value: Decimal) -> Decimal {
    value.round_sf(FRACTION_DIGITS).unwrap_or(value)
}

struct Reader<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    in_digits: bool,
    scale: Option<Decimal>,
    is_fraction: bool,
}

impl Reader<'_, '_> {
    fn word(&self, ahead: usize) -> &str {
        self.tokens
            .get(self.at + ahead)
            .map_or("", |token| token.lower.as_ref())
    }

    /// Reads `-`, `minus`, `negative` before a number.
    fn sign(&mut self) -> bool {
        let Some(token) = self.tokens.get(self.at) else {
            return false;
        };
        let next_is_digits = |glued: bool| {
            self.tokens
                .get(self.at + 1)
                .is_some_and(|next| next.kind == TokenKind::Number && (next.glued || !glued))
        };
        // A hyphen inside `pre-2000` or between numbers is glued to what stands before it.
        let is_sign = matches!(token.text, "-" | "−") && !token.glued && next_is_digits(true)
            || token.is_any(&["minus", "negative"])
                && (next_is_digits(false) || small_word(self.word(1)).is_some());
        if is_sign {
            self.at += 1;
        }
        is_sign
    }

    fn value(&mut self) -> Option<Decimal> {
        if let Some(value) = self.part_of_a_whole() {
            return Some(value);
        }
        let mut total = self.sum()?;
        if let Some(more) = self.and_fraction(total.last_scale) {
            total.value = total.value.checked_add(more)?;
            self.is_fraction = true;
            // `five and a half million`
            if let Some(scale) = scale_word(self.word(0)).filter(|_| total.last_scale <= Decimal::ONE) {
                self.at += 1;
                self.scale = Some(scale);
                total.value = total.value.checked_mul(scale)?;
            }
            return Some(total.value);
        }
        self.over(&total)
    }

    fn is_lower_word(&self, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(Token::is_lower)
    }

    /// Digits and number words joined into one whole number (or decimal).
    fn sum(&mut self) -> Option<Sum> {
        let mut sum = Sum::default();
        let start = self.at;
        if matches!(self.word(0), "a" | "an") {
            // `a million`, `a hundred`; not `a one-off`.
            scale_word(self.word(1)).filter(|_| self.word(1) != "dozens")?;
            self.at += 1;
            sum.current = Decimal::ONE;
            sum.any = true;
        }
        loop {
            let before = self.at;
            if !self.joint(&sum) || !self.piece(&mut sum, start)? {
                self.at = before;
                break;
            }
        }
        if !sum.any || self.at == start {
            return None;
        }
        sum.value = sum.value.checked_add(sum.current)?;
        sum.current = Decimal::ZERO;
        Some(sum)
    }

    /// Steps over the `and` or hyphen between two pieces; false when no piece can follow.
    fn joint(&mut self, sum: &Sum) -> bool {
        if !sum.any {
            return true;
        }
        if self.tokens.get(self.at).is_some_and(Token::is_dash) {
            // `fifty-two` and `fifty - two`, but not `fifty-year` or a range.
            let joins = sum.last_small.is_some_and(|n| n >= 20 && n % 10 == 0)
                && small_word(self.word(1)).is_some_and(|n| (1..10).contains(&n));
            let scales = scale_word(self.word(1)).is_some();
            if joins || scales {
                self.at += 1;
            }
            return joins || scales;
        }
        if self.word(0) == "and" {
            let follows = small_word(self.word(1)).is_some()
                || self
                    .tokens
                    .get(self.at + 1)
                    .is_some_and(|t| t.kind == TokenKind::Number);
            // `one hundred and five`, not `five and six`; and not `3 hundred and 2 hundred`.
            let smaller = scale_word(self.word(2)).is_none_or(|scale| {
                scale < sum.last_scale && sum.last_scale > Decimal::from(999)
                    || sum.last_scale == Decimal::from(100) && scale > Decimal::from(100)
            });
            let fraction = denominator(self.word(2)).is_some();
            if follows && sum.last_scale >= Decimal::from(100) && smaller && !fraction {
                self.at += 1;
                return true;
            }
            return false;
        }
        true
    }

    /// Reads one number word, group of digits or scale into `sum`; `Some(false)` when none is here.
    fn piece(&mut self, sum: &mut Sum, start: usize) -> Option<bool> {
        let Some(token) = self.tokens.get(self.at) else {
            return Some(false);
        };
        if token.kind == TokenKind::Number {
            return self.digit_piece(sum, start);
        }
        if token.kind == TokenKind::Mark {
            return Some(false);
        }
        if let Some(small) = small_word(&token.lower) {
            let fits = match sum.last_small {
                None => true,
                Some(last) => last >= 20 && last % 10 == 0 && (1..10).contains(&small),
            };
            if !fits || sum.any && sum.last_small.is_none() && sum.last_scale < Decimal::from(100) {
                return Some(false);
            }
            sum.current = sum.current.checked_add(Decimal::from(small))?;
            sum.last_small = Some(small);
            sum.any = true;
            self.at += 1;
            self.decimal_words(sum);
            return Some(true);
        }
        let in_digits = self.in_digits && sum.any;
        let Some(scale) = scale_word(&token.lower).or_else(|| scale_letter(token).filter(|_| in_digits))
        else {
            return Some(false);
        };
        if !sum.any {
            // `hundred thousand dollars`, but `million` alone or `thousands` is no number.
            if scale_word(self.word(1)).is_none() || token.is_any(&["dozen", "dozens"]) {
                return Some(false);
            }
            sum.current = Decimal::ONE;
        }
        sum.scale(scale)?;
        self.scale = Some(scale);
        self.at += 1;
        Some(true)
    }

    /// Reads digits, groups of three with spaces between, exponents.
    fn digit_piece(&mut self, sum: &mut Sum, start: usize) -> Option<bool> {
        let token = &self.tokens[self.at];
        let fits = !sum.any || sum.last_small.is_none() && sum.last_scale >= Decimal::from(100);
        if !fits {
            // `2 ¼` and `2 1/4` add; anything else is the next number.
            return Some(false);
        }
        let mut value = digits(token.text)?;
        let first_length = token.text.len();
        self.at += 1;
        self.in_digits = true;
        if self.at == start + 1 && first_length <= 3 && token.text.bytes().all(|b| b.is_ascii_digit()) {
            while let Some(next) = self.tokens.get(self.at).filter(|next| is_thin_group(next)) {
                value = value
                    .checked_mul(Decimal::from(1_000))?
                    .checked_add(digits(next.text)?)?;
                self.at += 1;
            }
        }
        if let Some(power) = self.exponent() {
            value = shifted(value, power)?;
        }
        sum.current = sum.current.checked_add(value)?;
        sum.last_small = Some(0);
        sum.any = true;
        Some(true)
    }

    /// `e10`, `e+14`, `x10^6` after digits.
    fn exponent(&mut self) -> Option<i32> {
        let glued = |ahead: usize| self.tokens.get(self.at + ahead).is_some_and(|t| t.glued);
        let mut ahead = match self.word(0) {
            "e" if glued(0) && glued(1) => 1,
            "x" | "×" if self.word(1) == "10" && self.word(2) == "^" => 3,
            _ => return None,
        };
        let negative = matches!(self.word(ahead), "-" | "−");
        if negative || self.word(ahead) == "+" {
            ahead += 1;
        }
        let power: i32 = self.word(ahead).parse().ok()?;
        self.at += ahead + 1;
        Some(if negative { -power } else { power })
    }

    /// `nine point nought four`.
    fn decimal_words(&mut self, sum: &mut Sum) {
        if self.word(0) != "point" || small_word(self.word(1)).is_none_or(|n| n > 9) {
            return;
        }
        self.at += 1;
        let mut place = Decimal::new(1, 1);
        while let Some(digit) = small_word(self.word(0)).filter(|&n| n < 10) {
            let Some(step) = place.checked_mul(Decimal::from(digit)) else {
                return;
            };
            sum.current += step;
            place *= Decimal::new(1, 1);
            self.at += 1;
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Sum {
    value: Decimal,
    current: Decimal,
    last_small: Option<u32>,
    last_scale: Decimal,
    any: bool,
}

impl Sum {
    /// Multiplies what was read by `scale`: `two hundred` keeps counting, `two thousand` is put aside.
    fn scale(&mut self, scale: Decimal) -> Option<()> {
        let base = if self.current.is_zero() && !self.value.is_zero() {
            // `three lakh crore`: the scale multiplies all so far.
            std::mem::take(&mut self.value)
        } else {
            self.current
        };
        let scaled = base.checked_mul(scale)?;
        if scale <= Decimal::from(100) {
            self.current = scaled;
        } else {
            self.value = self.value.checked_add(scaled)?;
            self.current = Decimal::ZERO;
        }
        self.last_small = None;
        self.last_scale = scale;
        self.any = true;
        Some(())
    }
}

/// Whether the token is a group of three digits set off by a space: the `000` of `10 000`.
fn is_thin_group(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Number
        && !token.glued
        && token.text.len() == 3
        && token.text.bytes().all(|b| b.is_ascii_digit())
}

/// `value` times ten to `power`; `None` beyond what a decimal holds.
fn shifted(value: Decimal, power: i32) -> Option<Decimal> {
    let ten = Decimal::from(10);
    let mut result = value;
    for _ in 0..power.unsigned_abs().min(64) {
        result = if power > 0 {
            result.checked_mul(ten)?
        } else {
            result.checked_div(ten)?
        };
    }
    Some(result)
}

#[cfg(test)]
mod tests;
