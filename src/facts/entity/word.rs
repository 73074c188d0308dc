//! A token as the tagger sees it: hashes of its forms, its classes, what a gazetteer says.

use super::super::token::{Token, TokenKind};
use super::classes::Classes;
use crate::model::Span;

const FNV32: u32 = 0x811C_9DC5;
const FNV64: u64 = 0xCBF2_9CE4_8422_2325;

/// One token, ready to be made features of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub span: Span,
    /// Hash of the token as written.
    pub exact: u64,
    /// Hash of its lower case.
    pub lower: u64,
    /// Hash of its shape: `Xx`, `XX`, `dd`.
    pub shape: u64,
    /// The same as the keys of the word classes.
    pub key: u32,
    pub classes: Classes,
    pub kind: TokenKind,
    pub case: Case,
    /// What place names begin or go on here: bits of [`super::places`].
    pub places: u8,
    /// No white space stands before it.
    pub glued: bool,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// No letters.
    None,
    Lower,
    /// The first letter is a capital, and not all are.
    Capital,
    /// Several letters, all of them capitals.
    Upper,
    /// A capital behind the first letter only: `iPhone`.
    Inner,
}

impl Word {
    /// The token's word, without classes and places.
    pub fn new(token: &Token<'_>) -> Self {
        let (lower, key) = hashes(&token.lower);
        Self {
            span: token.span,
            exact: hash64(token.text),
            lower,
            shape: shape(token.text),
            key,
            classes: Classes::default(),
            kind: token.kind,
            case: case(token),
            places: 0,
            glued: token.glued,
        }
    }

    /// Whether it is written with a capital.
    pub const fn is_large(&self) -> bool {
        matches!(self.case, Case::Capital | Case::Upper | Case::Inner)
    }
}

/// 64-bit FNV-1a of the UTF-8 bytes.
pub(super) fn hash64(text: &str) -> u64 {
    text.bytes().fold(FNV64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    })
}

/// 32-bit FNV-1a of the UTF-8 bytes.
#[cfg(test)]
pub(super) fn hash32(text: &str) -> u32 {
    hashes(text).1
}

/// Both hashes in one pass.
fn hashes(text: &str) -> (u64, u32) {
    text.bytes().fold((FNV64, FNV32), |(wide, narrow), byte| {
        (
            (wide ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3),
            (narrow ^ u32::from(byte)).wrapping_mul(0x0100_0193),
        )
    })
}

/// The hash of a word's shape: kinds of characters, runs of more than two shortened to two.
fn shape(text: &str) -> u64 {
    let mut hash = FNV64;
    let mut last = [0_u8; 2];
    for c in text.chars() {
        let kind = if c.is_ascii_digit() {
            b'd'
        } else if c.is_uppercase() {
            b'X'
        } else if c.is_alphabetic() {
            b'x'
        } else if c.is_ascii() {
            c as u8
        } else {
            b'?'
        };
        if last != [kind; 2] {
            hash = (hash ^ u64::from(kind)).wrapping_mul(0x100_0000_01B3);
        }
        last = [last[1], kind];
    }
    hash
}

fn case(token: &Token<'_>) -> Case {
    if token.kind != TokenKind::Word {
        return Case::None;
    }
    let mut letters = token.text.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else {
        return Case::None;
    };
    let (mut large, mut small) = (0, 0);
    for c in letters {
        if c.is_uppercase() {
            large += 1;
        } else {
            small += 1;
        }
    }
    match (first.is_uppercase(), large, small) {
        // A possessive in a headline is no name.
        (true, ..) if matches!(token.text, "'S" | "’S") => Case::Lower,
        (true, 1.., 0) => Case::Upper,
        (true, ..) => Case::Capital,
        (false, 1.., _) => Case::Inner,
        (false, ..) => Case::Lower,
    }
}
