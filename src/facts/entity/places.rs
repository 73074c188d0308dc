//! Which tokens may be part of a place's name, by the gazetteer.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::token::Passage;
use super::word::{Word, hash64};
use crate::model::Span;
use crate::normalise::place::{Gazetteer, PlaceKind};

/// The token opens a name of the gazetteer.
pub(super) const OPENS: u8 = 1;
/// The name is that of a country.
pub(super) const COUNTRY: u8 = 2;
/// The name is that of a part of a country.
pub(super) const REGION: u8 = 4;
/// The name is that of a capital.
pub(super) const CAPITAL: u8 = 8;
/// The name is that of another town.
pub(super) const CITY: u8 = 16;

/// Longest name looked for, in tokens.
const TOKENS_MAX: usize = 6;

/// Names in lower case, by the hash of their tokens.
#[derive(Debug)]
struct Names {
    kinds: HashMap<u64, u8>,
    /// Tokens of the longest name that begins with the token of that hash.
    longest: HashMap<u64, u8>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names {
        kinds: HashMap::new(),
        longest: HashMap::new(),
    };
    for (name, kind) in Gazetteer::names() {
        // The tagger reads Latin letters; names in other scripts would only take room.
        if name
            .chars()
            .any(|c| c > '\u{24F}' && !matches!(c, '’' | 'ʼ' | '\u{1E00}'..='\u{1EFF}'))
        {
            continue;
        }
        let passage = Passage::new(name, Span::new(0, name.len()));
        let count = passage.tokens.len();
        let Some(first) = passage.tokens.first().filter(|_| count <= TOKENS_MAX) else {
            continue;
        };
        let bit = match kind {
            PlaceKind::Country => COUNTRY,
            PlaceKind::Region => REGION,
            PlaceKind::Capital => CAPITAL,
            PlaceKind::City => CITY,
        };
        let key = passage
            .tokens
            .iter()
            .fold(0, |key, token| joined(key, hash64(&token.lower)));
        *names.kinds.entry(key).or_insert(0) |= bit;
        let longest = names.longest.entry(hash64(&first.lower)).or_insert(0);
        *longest = (*longest).max(u8::try_from(count).unwrap_or(u8::MAX));
    }
    names
});

const fn joined(key: u64, next: u64) -> u64 {
    (key.rotate_left(5) ^ next).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Marks the longest place names among `words`, a sentence: from left to right, none inside another.
pub(super) fn mark(words: &mut [Word]) {
    let names = &*NAMES;
    let mut at = 0;
    while at < words.len() {
        let longest = if words[at].is_large() {
            names.longest.get(&words[at].lower).copied().unwrap_or(0)
        } else {
            0
        };
        let mut found = None;
        let mut key = 0;
        for (count, word) in words[at..].iter().take(usize::from(longest)).enumerate() {
            key = joined(key, word.lower);
            if let Some(&kinds) = names.kinds.get(&key) {
                found = Some((count + 1, kinds));
            }
        }
        let Some((count, kinds)) = found else {
            at += 1;
            continue;
        };
        for word in &mut words[at..at + count] {
            word.places |= kinds;
        }
        words[at].places |= OPENS;
        at += count;
    }
}
