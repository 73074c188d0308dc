//! The clause around a verb: where it begins and ends, and who does what to whom, by the order of words alone.

use std::ops::Range;

use super::super::token::{Token, TokenKind};

/// Most tokens of a clause on either side of its verb.
const SIDE_MAX: usize = 24;

/// Insertions that are passed over on the way to the subject.
const HOPS_MAX: usize = 3;

/// Words that begin another clause.
const BOUNDARIES: &[&str] = &[
    "that", "which", "who", "whom", "whose", "after", "when", "while", "because", "although", "though",
    "but", "since", "before", "as", "where", "if", "unless", "until", "whether", "so", "than", "amid",
    "despite",
];

/// Those after which a verb's subject stands before them.
const RELATIVE: &[&str] = &["who", "which", "that"];

pub(super) const BE: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "being", "get", "gets", "got", "gotten", "am",
];

const AUXILIARIES: &[&str] = &[
    "has",
    "have",
    "had",
    "having",
    "will",
    "would",
    "shall",
    "should",
    "can",
    "could",
    "may",
    "might",
    "must",
    "do",
    "does",
    "did",
    "to",
    "not",
    "n't",
    "never",
    "also",
    "then",
    "later",
    "now",
    "just",
    "already",
    "reportedly",
    "allegedly",
    "immediately",
    "still",
    "once",
    "again",
    "finally",
    "recently",
    "since",
    "only",
    "first",
    "both",
    "didn't",
    "doesn't",
    "don't",
    "wasn't",
    "weren't",
    "hasn't",
    "haven't",
    "hadn't",
    "won't",
    "wouldn't",
    "cannot",
];

pub(super) const DETERMINERS: &[&str] = &[
    "the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "this", "that", "these", "those",
    "some", "any", "no", "every", "each", "another", "all", "both", "several", "many", "more", "most",
    "other", "'s",
];

pub(super) const PREPOSITIONS: &[&str] = &[
    "of", "in", "on", "at", "by", "with", "for", "from", "to", "into", "over", "under", "near", "about",
    "against", "between", "through", "during", "without", "within", "across", "around", "outside", "inside",
    "behind", "off", "out", "up", "down", "along", "toward", "towards", "upon", "via", "per",
];

const PRONOUNS: &[&str] = &[
    "he",
    "she",
    "they",
    "it",
    "we",
    "i",
    "you",
    "him",
    "them",
    "us",
    "me",
    "her",
    "who",
    "which",
    "that",
    "himself",
    "herself",
    "themselves",
    "itself",
];

/// A verb with its clause, in tokens of the passage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clause {
    /// From the subject to what belongs to the verb.
    pub whole: Range<usize>,
    /// Auxiliaries and adverbs before the verb, and the verb.
    pub verb: Range<usize>,
    /// Whether a form of `be` makes it passive or progressive.
    pub has_be: bool,
}

/// The clause of the verb at `at`, inside `sentence`.
pub(super) fn clause(tokens: &[Token<'_>], sentence: &Range<usize>, at: usize) -> Clause {
    let mut first = at;
    while first > sentence.start && first + 8 > at && is_beside_verb(&tokens[first - 1]) {
        first -= 1;
    }
    let has_be = tokens[first..at].iter().any(|token| token.is_any(BE));
    let floor = at.saturating_sub(SIDE_MAX).max(sentence.start);
    let mut start = back(tokens, floor, first);
    // `The driver, a man of 42, was arrested`, `the driver who was arrested`: the subject stands further back.
    for _ in 0..HOPS_MAX {
        let Some(before) = start.checked_sub(1).filter(|before| *before >= floor) else {
            break;
        };
        let is_comma = tokens[before].text == ",";
        let is_insertion = start < first && is_comma && opens_insertion(&tokens[start]);
        let is_open = start == first && (is_comma || tokens[before].is_any(RELATIVE));
        if !is_open && !is_insertion {
            break;
        }
        first = before;
        start = back(tokens, floor, first);
    }
    let ceiling = (at + SIDE_MAX).min(sentence.end);
    let mut end = at + 1;
    while end < ceiling && !is_boundary(&tokens[end]) && !is_next_predicate(tokens, end) {
        end += 1;
    }
    while end > at + 1 && tokens[end - 1].text == "." {
        end -= 1;
    }
    while start < first && tokens[start].is_any(&["and", "or"]) {
        start += 1;
    }
    Clause {
        whole: start..end,
        verb: first..at + 1,
        has_be,
    }
}

/// The word that names the subject: the last noun before the verb, and before the first preposition.
pub(super) fn subject<'t>(tokens: &'t [Token<'_>], clause: &Clause) -> Option<&'t Token<'t>> {
    let before = &tokens[clause.whole.start..clause.verb.start.max(clause.whole.start)];
    let open = before
        .iter()
        .position(|token| !token.is_any(PREPOSITIONS))
        .unwrap_or(0);
    let before = &before[open..];
    let end = before
        .iter()
        .position(|token| token.is_any(PREPOSITIONS))
        .unwrap_or(before.len());
    let is_noun = |token: &&Token<'_>| is_content(token) && !token.is_any(AUXILIARIES);
    before[..end].iter().rev().find(is_noun)
}

/// The word that names the object: the last noun of those right behind the verb.
pub(super) fn object<'t>(tokens: &'t [Token<'_>], clause: &Clause) -> Option<&'t Token<'t>> {
    let behind = tokens.get(clause.verb.end..clause.whole.end)?;
    let is_end = |token: &Token<'_>| {
        token.is_any(PREPOSITIONS)
            || token.is_any(&["and", "or"])
            || token.kind == TokenKind::Mark && !token.is_dash()
    };
    let end = behind.iter().position(is_end).unwrap_or(behind.len());
    behind[..end].iter().rev().find(|token| is_content(token))
}

/// Whether the next word can begin an object.
pub(super) fn opens_object(token: Option<&Token<'_>>) -> bool {
    token.is_some_and(|token| {
        token.kind == TokenKind::Number
            || token.is_capital()
            || token.is_any(DETERMINERS)
            || token.is_any(PRONOUNS)
    })
}

/// Whether a word stands between subject and verb.
fn is_beside_verb(token: &Token<'_>) -> bool {
    token.is_any(BE)
        || token.is_any(AUXILIARIES)
        || token.is_lower() && token.lower.ends_with("ly") && token.lower.len() > 4
}

/// Whether a stretch between commas says more of the noun before it: `a man of 42`, `42`, `the director`.
fn opens_insertion(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Number || token.is_any(DETERMINERS)
}

/// The start of the stretch without a boundary that ends at `end`.
fn back(tokens: &[Token<'_>], floor: usize, end: usize) -> usize {
    let mut start = end;
    while start > floor && !is_boundary(&tokens[start - 1]) {
        start -= 1;
    }
    start
}

fn is_boundary(token: &Token<'_>) -> bool {
    match token.kind {
        // A dash with white space before it sets apart, a hyphen joins.
        TokenKind::Mark => {
            (!token.is_dash() || !token.glued)
                && !matches!(token.text, "$" | "£" | "€" | "%" | "'" | "’" | "." | "&" | "/")
        }
        TokenKind::Word => token.is_any(BOUNDARIES),
        TokenKind::Number => false,
    }
}

/// `and [was taken ...]`, `and [she left]`: another predicate begins.
fn is_next_predicate(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at].is_any(&["and", "or"])
        && tokens.get(at + 1).is_some_and(|next| {
            next.is_any(PRONOUNS) || next.is_any(BE) || next.is_any(&["has", "had", "will", "then"])
        })
}

/// Whether a word can name somebody or something.
fn is_content(token: &Token<'_>) -> bool {
    let is_adverb = token.is_lower() && token.lower.ends_with("ly");
    let is_small =
        token.is_any(DETERMINERS) || token.is_any(PREPOSITIONS) || token.is_any(&["and", "or", "not"]);
    token.kind == TokenKind::Word && token.text.len() > 1 && !is_adverb && !is_small
}
