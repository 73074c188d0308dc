//! Quoted words that are a name: of a film, a book, a broadcast, a slogan, a person.

use super::super::cue;
use super::super::token::{Passage, Token, TokenKind};
use super::marks::Quoted;

/// Words in lower case inside a title: articles, prepositions, conjunctions.
const SMALL: &[&str] = &[
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "with", "by", "and", "or", "nor", "but",
    "as", "vs", "v", "into", "over", "is", "'s", "’s", "up", "out", "off",
];

/// Whether `quoted` is written as a title is: every word but the small ones with a capital, two at least.
pub(super) fn is_title(passage: &Passage<'_>, quoted: &Quoted) -> bool {
    let range = passage.token_at(quoted.inner.start)..passage.token_at(quoted.inner.end);
    let words = passage.tokens[range]
        .iter()
        .filter(|token| token.kind == TokenKind::Word);
    let mut capitals = 0;
    for word in words {
        if word.is_capital() {
            capitals += 1;
        } else if !word.is_any(SMALL) {
            return false;
        }
    }
    capitals > 1 && quoted.words > 1
}

/// Whether a writer is named right behind: `“Pier to stay shut,” by Ada Holt` cites a headline.
pub(super) fn is_cited(passage: &Passage<'_>, quoted: &Quoted) -> bool {
    let after = passage.token_at(quoted.outer.end);
    let by = passage.tokens.get(after).is_some_and(|token| token.lower == "by");
    by && passage
        .tokens
        .get(after + 1)
        .is_some_and(|token| token.is_capital() || token.lower == "the")
}

/// Whether a verb of speech or a colon stands right before `quoted`: then even words written as a title are said.
pub(super) fn is_announced(passage: &Passage<'_>, quoted: &Quoted) -> bool {
    let Some(before) = passage.token_at(quoted.outer.start).checked_sub(1) else {
        return false;
    };
    let speaks = |token: &Token<'_>| {
        cue::verb(&token.lower).is_some() && !token.is_any(NAMING) && token.kind == TokenKind::Word
    };
    match passage.tokens[before].text {
        ":" => true,
        "," => before > 0 && speaks(&passage.tokens[before - 1]),
        _ => speaks(&passage.tokens[before]),
    }
}

/// Verbs that name things, and words that are written as verbs of speech are.
const NAMING: &[&str] = &[
    "called",
    "call",
    "dubbed",
    "labeled",
    "labelled",
    "show",
    "shows",
    "told",
    "tells",
    "post",
    "read",
    "reads",
    "hit",
    "wrote",
    "writes",
    "blog",
    "cited",
    "branded",
    "described",
    "sang",
    "sing",
    "text",
    "report",
    "hits",
];

/// Whether `quoted` stands in the middle of a name: `C. L. "Butch" Lind`.
pub(super) fn is_nickname(passage: &Passage<'_>, quoted: &Quoted) -> bool {
    let after = passage.tokens.get(passage.token_at(quoted.outer.end));
    let before = passage
        .token_at(quoted.outer.start)
        .checked_sub(1)
        .map(|at| &passage.tokens[at]);
    let named = before.is_some_and(|token| token.is_capital() || token.text == "." && token.glued);
    let bare = quoted.inner.of(passage.text).ends_with(char::is_alphanumeric);
    let within = |token: &&Token<'_>| {
        token.is_capital()
            && passage.sentence_at(token.span.start).map(|s| s.span.start)
                == passage.sentence_at(quoted.outer.start).map(|s| s.span.start)
    };
    let opens = passage
        .sentence_at(quoted.outer.start)
        .is_some_and(|sentence| sentence.span.start >= quoted.outer.start);
    quoted.words <= 2 && named && bare && !opens && after.filter(within).is_some()
}
