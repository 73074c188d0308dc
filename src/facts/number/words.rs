//! The words numbers are made of.

use rust_decimal::Decimal;

use super::super::token::Token;

/// `zero` to `ninety`.
pub(crate) fn small_word(word: &str) -> Option<u32> {
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
pub(crate) fn scale_word(word: &str) -> Option<Decimal> {
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
pub(crate) fn scale_letter(token: &Token<'_>) -> Option<Decimal> {
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
pub(crate) fn denominator(word: &str) -> Option<Decimal> {
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
pub(crate) fn ordinal_word(word: &str) -> Option<u32> {
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
