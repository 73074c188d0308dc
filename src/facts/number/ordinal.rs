//! Ordinals in words: `eleventh`, `twenty-first`, `one hundred and twenty-fifth`, `two hundredth`.

use rust_decimal::Decimal;

use super::super::token::{Token, TokenKind};
use super::{NUMBER_TOKENS_MAX, Number, Reader, ordinal_word, scale_word};

/// The ordinal in words that starts at token `at`; `None` for digits and for plain numbers.
pub(crate) fn ordinal(tokens: &[Token<'_>], at: usize) -> Option<Number> {
    if tokens.get(at)?.kind != TokenKind::Word {
        return None;
    }
    let told = |value: Decimal, end: usize| Number {
        value,
        tokens: at..end,
        in_digits: false,
        scale: None,
        is_fraction: false,
    };
    if let Some(small) = ordinal_word(&tokens[at].lower) {
        return Some(told(Decimal::from(small), at + 1));
    }
    if let Some(scale) = scale_ordinal(&tokens[at].lower) {
        return Some(told(scale, at + 1));
    }
    // The cardinal words in front: `one hundred and twenty` of `one hundred and twenty-fifth`.
    let mut reader = Reader {
        tokens: &tokens[..tokens.len().min(at + NUMBER_TOKENS_MAX)],
        at,
        in_digits: false,
        scale: None,
        is_fraction: false,
    };
    let sum = reader.sum().filter(|_| !reader.in_digits)?;
    let mut next = reader.at;
    let joint = tokens.get(next).is_some_and(|t| t.is_dash() || t.lower == "and");
    next += usize::from(joint);
    let last = tokens.get(next).filter(|t| t.kind == TokenKind::Word)?;
    if let Some(small) = ordinal_word(&last.lower).map(Decimal::from) {
        // `twenty-first`, `hundred and fifth`; not `five first`.
        let under = sum.value % Decimal::ONE_HUNDRED;
        let ten = Decimal::TEN;
        let fits = under.is_zero() || small < ten && under >= Decimal::TWO * ten && (under % ten).is_zero();
        let value = sum.value.checked_add(small).filter(|_| fits)?;
        return Some(told(value, next + 1));
    }
    let scale = scale_ordinal(&last.lower)?;
    Some(told(sum.value.checked_mul(scale)?, next + 1))
}

/// `hundredth`, `thousandth`, `millionth`, `billionth`, `trillionth`.
fn scale_ordinal(word: &str) -> Option<Decimal> {
    scale_word(word.strip_suffix("th")?).filter(|scale| *scale >= Decimal::ONE_HUNDRED)
}
