//! Numbers in digits and in words, exact.

use std::ops::Range;

use rust_decimal::Decimal;

use super::token::{Token, TokenKind};

/// Longest number in words, in tokens. Longer chains are lists, not numbers.
const NUMBER_TOKENS_MAX: usize = 24;

/// Significant digits kept of a fraction without an end, such as a third.
const FRACTION_DIGITS: u32 = 15;

/// Most digits a number may have; longer runs are identifiers, and `Decimal` holds 28.
const DIGITS_MAX: usize = 24;

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

/// The value of one group of digits with its separators; `None` for version numbers, addresses and runs
/// of more than 24 digits.
///
/// A comma before groups of three (or of two, as in India) is a thousands mark, else a decimal comma; a lone
/// full stop is a decimal point; of two different marks the last is the decimal one.
pub(super) fn digits(text: &str) -> Option<Decimal> {
    if let Some(value) = vulgar_fraction(text) {
        return Some(value);
    }
    if text.len() > 2 * DIGITS_MAX || text.bytes().filter(u8::is_ascii_digit).count() > DIGITS_MAX {
        return None;
    }
    let commas = text.matches(',').count();
    let stops = text.matches('.').count();
    let decimal_mark = match (commas, stops) {
        (0, 0) => None,
        (0, 1) => Some('.'),
        (0, _) => {
            if !is_grouped(text, '.') {
                return None;
            }
            None
        }
        (1, 0) if !is_grouped(text, ',') => Some(','),
        (_, 0) => {
            if !is_grouped(text, ',') {
                return None;
            }
            None
        }
        (_, _) => {
            let last_comma = text.rfind(',');
            let last_stop = text.rfind('.');
            let mark = if last_comma > last_stop { ',' } else { '.' };
            if text.matches(mark).count() > 1 {
                return None;
            }
            Some(mark)
        }
    };
    let plain: String = text
        .chars()
        .filter_map(|c| match c {
            c if Some(c) == decimal_mark => Some('.'),
            '.' | ',' => None,
            c => Some(c),
        })
        .collect();
    plain.parse().ok()
}

/// Whether every group after the first has three digits, or two with a last one of three.
fn is_grouped(text: &str, mark: char) -> bool {
    let mut groups = text.split(mark);
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    let Some((last, inner)) = rest.split_last() else {
        return false;
    };
    (1..=3).contains(&first.len())
        && last.len() == 3
        && (inner.iter().all(|g| g.len() == 3) || mark == ',' && first.len() <= 2 && inner.iter().all(|g| g.len() == 2))
}

fn vulgar_fraction(text: &str) -> Option<Decimal> {
    let (over, under) = match text {
        "½" => (1, 2),
        "⅓" => (1, 3),
        "⅔" => (2, 3),
        "¼" => (1, 4),
        "¾" => (3, 4),
        "⅕" => (1, 5),
        "⅖" => (2, 5),
        "⅗" => (3, 5),
        "⅘" => (4, 5),
        "⅙" => (1, 6),
        "⅚" => (5, 6),
        "⅛" => (1, 8),
        "⅜" => (3, 8),
        "⅝" => (5, 8),
        "⅞" => (7, 8),
        _ => return None,
    };
    Decimal::from(over).checked_div(Decimal::from(under))
}

/// `zero` to `ninety`.
pub(super) fn small_word(word: &str) -> Option<u32> {
    Some(match word {
        "zero" | "nought" | "naught" | "nil" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" | "fourty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// `hundred`, `million`, `crore`, `bn`; `dozen` counts as a scale of twelve.
pub(super) fn scale_word(word: &str) -> Option<Decimal> {
    Some(match word {
        "dozen" | "dozens" => Decimal::from(12),
        "hundred" => Decimal::from(100),
        "thousand" => Decimal::from(1_000),
        "lakh" | "lakhs" | "lac" => Decimal::from(100_000),
        "million" | "mn" | "mln" | "mil" => Decimal::from(1_000_000),
        "crore" | "crores" => Decimal::from(10_000_000),
        "billion" | "bn" | "bln" => Decimal::from(1_000_000_000_u64),
        "trillion" | "tn" | "tln" | "trn" => Decimal::from(1_000_000_000_000_u64),
        "quadrillion" => Decimal::from(1_000_000_000_000_000_u64),
        _ => return None,
    })
}

/// Letters glued to digits: `10k`, `5M`, `3b`. A small `m` may mean metres and is left to the caller.
fn scale_letter(token: &Token<'_>) -> Option<Decimal> {
    if !token.glued {
        return None;
    }
    Some(match token.text {
        "k" | "K" => Decimal::from(1_000),
        "M" | "MM" | "mm" if token.text != "mm" => Decimal::from(1_000_000),
        "b" | "B" => Decimal::from(1_000_000_000_u64),
        "T" => Decimal::from(1_000_000_000_000_u64),
        _ => return None,
    })
}

/// The denominator named by `third`, `fifths`, `hundredths`, `trillionth`; `half` is 2.
pub(super) fn denominator(word: &str) -> Option<Decimal> {
    let stem = word.strip_suffix('s').unwrap_or(word);
    let value: u64 = match stem {
        "half" | "halve" => 2,
        "third" => 3,
        "quarter" | "fourth" => 4,
        "hundredth" => 100,
        "thousandth" => 1_000,
        "millionth" => 1_000_000,
        "billionth" => 1_000_000_000,
        "trillionth" => 1_000_000_000_000,
        _ => u64::from(ordinal_word(stem).filter(|&n| n >= 5)?),
    };
    Some(Decimal::from(value))
}

/// `first` to `twentieth`, and the tens to `ninetieth`.
pub(super) fn ordinal_word(word: &str) -> Option<u32> {
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "eleventh" => 11,
        "twelfth" => 12,
        "thirteenth" => 13,
        "fourteenth" => 14,
        "fifteenth" => 15,
        "sixteenth" => 16,
        "seventeenth" => 17,
        "eighteenth" => 18,
        "nineteenth" => 19,
        "twentieth" => 20,
        "thirtieth" => 30,
        "fortieth" => 40,
        "fiftieth" => 50,
        "sixtieth" => 60,
        "seventieth" => 70,
        "eightieth" => 80,
        "ninetieth" => 90,
        _ => return None,
    })
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
        value = value.round_sf(FRACTION_DIGITS).unwrap_or(value);
    }
    Some(Number {
        value: if negative { -value } else { value },
        tokens: at..reader.at,
        in_digits: reader.in_digits,
        scale: reader.scale,
        is_fraction: reader.is_fraction,
    })
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
        self.tokens.get(self.at + ahead).map_or("", |token| token.lower.as_ref())
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
        self.over(total)
    }

    /// `half a million`, `half a dozen`, `a third`, `a quarter of`, `half`.
    fn part_of_a_whole(&mut self) -> Option<Decimal> {
        let article = usize::from(matches!(self.word(0), "a" | "an"));
        let word = self.word(article).to_owned();
        let under = denominator(&word).filter(|_| !word.ends_with('s'))?;
        let share = Decimal::ONE.checked_div(under)?;
        let mut next = article + 1;
        if matches!(self.word(next), "a" | "an") && scale_word(self.word(next + 1)).is_some() {
            next += 1;
        }
        if let Some(scale) = scale_word(self.word(next)).filter(|_| matches!(word.as_str(), "half" | "quarter")) {
            self.at += next + 1;
            self.scale = Some(scale);
            return share.checked_mul(scale);
        }
        // `a third time`, `the quarter`: a share only with an article or before `of`; `half` always.
        let is_share = word == "half"
            || (article == 1 || self.word(article + 1) == "of")
                && (self.word(article + 1) == "of" || !self.is_lower_word(article + 1));
        if !is_share || article == 0 && word != "half" {
            return None;
        }
        self.at += article + 1;
        self.is_fraction = true;
        Some(share)
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
                || self.tokens.get(self.at + 1).is_some_and(|t| t.kind == TokenKind::Number);
            // `one hundred and five`, not `five and six`; and not `3 hundred and 2 hundred`.
            let smaller = scale_word(self.word(2)).is_none_or(|scale| scale < sum.last_scale && sum.last_scale > Decimal::from(999) || sum.last_scale == Decimal::from(100) && scale > Decimal::from(100));
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
        let Some(scale) = scale_word(&token.lower).or_else(|| scale_letter(token).filter(|_| in_digits)) else {
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
                value = value.checked_mul(Decimal::from(1_000))?.checked_add(digits(next.text)?)?;
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

    /// `and a half`, `and two thirds`, ` ¾`, ` 1/4` after a whole number. A fraction of millions is meant
    /// where the last scale was a million or more.
    fn and_fraction(&mut self, last_scale: Decimal) -> Option<Decimal> {
        let unit = if last_scale >= Decimal::from(1_000_000) { last_scale } else { Decimal::ONE };
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
        if self.word(0) != "and" {
            return None;
        }
        let before = self.at;
        self.at += 1;
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
    fn over(&mut self, total: Sum) -> Option<Decimal> {
        let dash = usize::from(self.tokens.get(self.at).is_some_and(Token::is_dash));
        let word = self.word(dash).to_owned();
        let one = total.value == Decimal::ONE;
        let plural_fits = word.ends_with('s') || one && !self.is_lower_word(dash + 1) || self.word(dash + 1) == "of";
        if let Some(under) = denominator(&word).filter(|_| plural_fits && !self.in_digits && word != "seconds") {
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
            let next = self.tokens.get(self.at + 1).filter(|t| t.kind == TokenKind::Number && t.glued);
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

/// `1/4` from its three tokens.
fn ratio(tokens: &[Token<'_>]) -> Option<Decimal> {
    let over = digits(tokens.first()?.text)?;
    let under = tokens.get(2).filter(|t| t.kind == TokenKind::Number && t.glued)?;
    over.checked_div(digits(under.text)?)
}

/// `value` times ten to `power`; `None` beyond what a decimal holds.
fn shifted(value: Decimal, power: i32) -> Option<Decimal> {
    let ten = Decimal::from(10);
    let mut result = value;
    for _ in 0..power.unsigned_abs().min(64) {
        result = if power > 0 { result.checked_mul(ten)? } else { result.checked_div(ten)? };
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::super::token::Passage;
    use super::*;
    use crate::model::Span;

    fn read(text: &str) -> Option<String> {
        let passage = Passage::new(text, Span::new(0, text.len()));
        number(&passage.tokens, 0).map(|n| n.value.round_dp(6).normalize().to_string())
    }

    #[test]
    fn groups_and_decimal_marks_are_told_apart() {
        for (text, value) in [
            ("1,234,567", "1234567"),
            ("12,34,567", "1234567"),
            ("1.111,11", "1111.11"),
            ("1.234.567", "1234567"),
            ("5,00", "5"),
            ("86.82", "86.82"),
            ("10 000 men", "10000"),
            ("1.3x10^6", "1300000"),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
        assert_eq!(read("192.168.1.2"), None);
    }

    #[test]
    fn words_and_scales_add_up() {
        for (text, value) in [
            ("one hundred and five", "105"),
            ("twenty-one trillion three hundred", "21000000000300"),
            ("ninety-five hundred", "9500"),
            ("two hundred and two thousand", "202000"),
            ("half a million", "500000"),
            ("half a dozen", "6"),
            ("three lakh crore", "3000000000000"),
            ("6 crore and two hundred", "60000200"),
            ("1.2 million", "1200000"),
            ("a hundred people", "100"),
            ("five and a half million", "5500000"),
            ("one million and a half", "1500000"),
            ("-9.5", "-9.5"),
            ("minus five", "-5"),
            ("10k", "10000"),
            ("nine point nought four", "9.04"),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn fractions_are_shares() {
        for (text, value) in [
            ("two thirds", "0.666667"),
            ("three-quarters of", "0.75"),
            ("one hundred and three quarters", "100.75"),
            ("twenty-three fifths", "4.6"),
            ("3/4", "0.75"),
            ("2 1/4", "2.25"),
            ("a third of", "0.333333"),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
        assert_eq!(read("a third time"), None);
        assert_eq!(read("a man"), None);
    }

    #[test]
    fn long_runs_of_digits_are_no_number() {
        assert_eq!(read(&"9".repeat(500)), None);
    }
}
