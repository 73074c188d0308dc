//! What a noun of speech or thought reports: `the mayor's claim that the bridge is safe`.

use std::ops::Range;

use super::super::speaker::Source;
use super::super::token::{Token, TokenKind};
use super::clause;
use super::reported::{Clause, Reader};

/// Nouns whose `that` opens what is said, feared or hoped.
pub(super) const NOUNS: &str = "claim claims suggestion suggestions complaint complaints statement assertion assertions allegation \
    allegations accusation accusations warning warnings belief beliefs hope hopes fear fears concern concerns promise \
    promises pledge argument arguments conclusion prediction predictions speculation admission \
    contention insistence declaration rumors rumours worries \
    acknowledgement acknowledgment remark remarks";

/// How sure it is that such a clause is reported.
const SURENESS: f64 = 0.85;

/// The clause that the noun at `at` reports, in `range`.
pub(super) fn read(reader: &Reader<'_, '_>, at: usize, range: &Range<usize>) -> Option<Clause> {
    let tokens = reader.tokens();
    let start = at + 2;
    let told = start < range.end && tokens[at + 1].lower == "that" && !reader.is_quoted(tokens[at].span);
    if !told || !clause::opens_after_noun(tokens, start) {
        return None;
    }
    // `fears that` may be a verb with its subject; then the verb's rule reads it.
    let before = at.checked_sub(1).filter(|&before| before >= range.start)?;
    let determined = tokens[before].is_any(&[
        "the", "a", "an", "his", "her", "its", "their", "'s", "’s", "any", "no", "of", "with", "over",
        "about", "and", "by", "to", "on", "for", "in", "despite", "amid",
    ]) || !tokens[before].is_any(&["he", "she", "it", "they", "who", "also"])
        && before > range.start
        && tokens[before - 1].is_any(&["the", "a", "an", "his", "her", "its", "their", "’s", "'s"]);
    if !determined {
        return None;
    }
    let source = Source {
        mention: owner(reader, at, range),
        cue: Some(tokens[at].span),
        via: None,
        rule: "noun of speech",
    };
    reader.clause(start..clause::end(tokens, start, range.end), source, SURENESS)
}

/// Whose claim it is: `the mayor's claim`, `his claim`, `a claim by`.
fn owner(reader: &Reader<'_, '_>, at: usize, range: &Range<usize>) -> Option<crate::model::Span> {
    let tokens = reader.tokens();
    let low = range.start.max(at.saturating_sub(OWNER_REACH));
    for back in (low..at).rev() {
        if tokens[back].is_any(&["'s", "’s"]) && back > low {
            let start = possessor_start(tokens, back, range.start);
            return (start < back).then(|| reader.passage.span_of(&(start..back)));
        }
        if tokens[back].is_any(&["his", "her", "their", "its", "my", "our"]) {
            return Some(tokens[back].span);
        }
        if tokens[back].is_any(&["the", "a", "an"]) {
            return None;
        }
    }
    None
}

/// Where the name of an owner begins that ends at `end`: `over [the mayor]'s claim`.
fn possessor_start(tokens: &[Token<'_>], end: usize, low: usize) -> usize {
    let floor = low.max(end.saturating_sub(OWNER_TOKENS_MAX));
    let mut start = end;
    while start > floor && tokens[start - 1].kind == TokenKind::Word {
        let token = &tokens[start - 1];
        let named = start == end || token.is_capital() || !tokens[start].is_capital();
        if token.is_any(&[
            "over", "of", "to", "on", "with", "by", "about", "for", "in", "despite", "and", "that",
        ]) || !named
        {
            break;
        }
        start -= 1;
        if token.is_any(&["the", "a", "an", "his", "her", "its", "their"]) {
            break;
        }
    }
    start
}

/// Longest name of an owner, in tokens.
const OWNER_TOKENS_MAX: usize = 6;

/// Tokens between an owner and the noun: `his repeated claim`.
const OWNER_REACH: usize = 4;
