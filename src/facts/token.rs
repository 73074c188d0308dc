//! Words, numbers and marks of a stretch of text, with the sentences they form.
//!
//! Every extractor walks these tokens; none scans the raw text again.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::Span;
use crate::text::sentences;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters, with inner apostrophes and the full stops of `U.S.` and `a.m.`.
    Word,
    /// Digits with inner stops and commas, or one vulgar fraction such as `½`.
    Number,
    /// Any other single character.
    Mark,
}

/// One word, number or mark.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    pub span: Span,
    pub text: &'a str,
    /// The text in lower case, `’` as `'`.
    pub lower: Cow<'a, str>,
    pub kind: TokenKind,
    /// No white space stands before it.
    pub glued: bool,
}

impl Token<'_> {
    /// Whether the word opens with a capital letter.
    pub fn is_capital(&self) -> bool {
        self.kind == TokenKind::Word && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it is a word all in lower case letters at its start.
    pub fn is_lower(&self) -> bool {
        self.kind == TokenKind::Word && self.text.chars().next().is_some_and(char::is_lowercase)
    }

    /// Whether it is one of `words` (lower case).
    pub fn is_any(&self, words: &[&str]) -> bool {
        words.contains(&self.lower.as_ref())
    }

    /// Whether it is a hyphen or a dash of any length.
    pub fn is_dash(&self) -> bool {
        matches!(self.text, "-" | "‐" | "‑" | "–" | "—" | "−")
    }
}

/// A sentence and the tokens in it.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub span: Span,
    /// Indices into [`Passage::tokens`].
    pub tokens: Range<usize>,
}

/// A stretch of text read into tokens and sentences.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    pub text: &'a str,
    pub span: Span,
    pub tokens: Vec<Token<'a>>,
    pub sentences: Vec<Sentence>,
}

impl<'a> Passage<'a> {
    /// Reads the part `within` of `text`. One pass; spans count in `text`.
    pub fn new(text: &'a str, within: Span) -> Self {
        let tokens = tokens(text, within);
        let mut at = 0;
        let mut found = Vec::new();
        for span in sentences(text, within) {
            while at < tokens.len() && tokens[at].span.start < span.start {
                at += 1;
            }
            let first = at;
            while at < tokens.len() && tokens[at].span.start < span.end {
                at += 1;
            }
            found.push(Sentence {
                span,
                tokens: first..at,
            });
        }
        Self {
            text,
            span: within,
            tokens,
            sentences: found,
        }
    }

    /// The sentence that holds byte `at`, or the last one before it.
    pub fn sentence_at(&self, at: usize) -> Option<&Sentence> {
        self.sentences.get(self.sentence_index(at)?)
    }

    /// The number of the sentence that holds byte `at`, or of the last one before it.
    pub fn sentence_index(&self, at: usize) -> Option<usize> {
        let after = self
            .sentences
            .partition_point(|sentence| sentence.span.start <= at);
        after.checked_sub(1)
    }

    /// The index of the first token that starts at or after byte `at`.
    pub fn token_at(&self, at: usize) -> usize {
        self.tokens.partition_point(|token| token.span.start < at)
    }

    /// The span from the first to the last token of a non-empty range.
    pub fn span_of(&self, range: &Range<usize>) -> Span {
        match (
            self.tokens.get(range.start),
            range.end.checked_sub(1).and_then(|last| self.tokens.get(last)),
        ) {
            (Some(first), Some(last)) if range.start < range.end => {
                Span::new(first.span.start, last.span.end)
            }
            _ => Span::new(self.span.start, self.span.start),
        }
    }
}

/// The tokens of `within`, in order.
fn tokens(text: &str, within: Span) -> Vec<Token<'_>> {
    let slice = within.of(text);
    let mut found = Vec::with_capacity(slice.len() / 5);
    let mut at = 0;
    let mut glued = false;
    while let Some(first) = slice[at..].chars().next() {
        if first.is_whitespace() {
            glued = false;
            at += first.len_utf8();
            continue;
        }
        let rest = &slice[at..];
        let (length, kind) = if first.is_ascii_digit() {
            (number_length(rest), TokenKind::Number)
        } else if is_vulgar_fraction(first) {
            (first.len_utf8(), TokenKind::Number)
        } else if first.is_alphabetic() || clitic_length(rest) > 0 && glued {
            (word_length(rest), TokenKind::Word)
        } else {
            (first.len_utf8(), TokenKind::Mark)
        };
        let piece = &rest[..length];
        let start = within.start + at;
        found.push(Token {
            span: Span::new(start, start + length),
            text: piece,
            lower: lowered(piece),
            kind,
            glued,
        });
        glued = true;
        at += length;
    }
    found
}

/// Whether `c` is one of `¼ ½ ¾` or `⅐` to `⅞`.
const fn is_vulgar_fraction(c: char) -> bool {
    matches!(c, '¼' | '½' | '¾' | '⅐'..='⅞')
}

/// Bytes of the number at the start: digits, and stops and commas that stand between digits.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let inner = matches!(bytes[end], b'.' | b',') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !bytes[end].is_ascii_digit() && !inner {
            break;
        }
        end += 1;
    }
    end
}

/// Bytes of `'s` or `’s` at the start when no letter follows, else 0.
fn clitic_length(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('\'').or_else(|| text.strip_prefix('’')) else {
        return 0;
    };
    let mut letters = rest.chars();
    if !matches!(letters.next(), Some('s' | 'S')) || letters.next().is_some_and(char::is_alphanumeric) {
        return 0;
    }
    text.len() - rest.len() + 1
}

/// Bytes of the word at the start.
fn word_length(text: &str) -> usize {
    let clitic = clitic_length(text);
    if clitic > 0 {
        return clitic;
    }
    let mut end = 0;
    // Letters since the last full stop: `U.S.` has one between each.
    let mut run = 0;
    let mut dotted = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|&(_, n)| n);
        let contracts = matches!(c, '\'' | '’')
            && next.is_some_and(char::is_alphabetic)
            && clitic_length(&text[at..]) == 0;
        if c.is_alphabetic() || is_combining(c) || contracts {
            run += 1;
        } else if c == '.' && run == 1 && (next.is_some_and(char::is_alphabetic) || dotted) {
            dotted = true;
            run = 0;
        } else {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// Marks that sit on the letter before them: combining diacritics and the vowel signs of Indic scripts.
const fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{93A}'..='\u{94F}' | '\u{200C}'..='\u{200D}')
}

fn lowered(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c.is_uppercase() || c == '’') {
        Cow::Owned(text.to_lowercase().replace('’', "'"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text, Span::new(0, text.len()))
            .into_iter()
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn abbreviations_with_inner_stops_are_one_word() {
        assert_eq!(
            words("The U.S. at 5 p.m. sharp."),
            ["The", "U.S.", "at", "5", "p.m.", "sharp", "."]
        );
    }

    #[test]
    fn a_possessive_is_its_own_word_and_a_contraction_is_not() {
        assert_eq!(
            words("Smith’s don't O'Brien"),
            ["Smith", "’s", "don't", "O'Brien"]
        );
    }

    #[test]
    fn numbers_keep_their_groups_and_lose_their_suffix() {
        assert_eq!(
            words("1,234.5m, 14th 1990s"),
            ["1,234.5", "m", ",", "14", "th", "1990", "s"]
        );
    }

    proptest! {
        #[test]
        fn tokens_cover_all_but_white_space(text in "\\PC{0,80}") {
            let kept: String = tokens(&text, Span::new(0, text.len())).iter().map(|t| t.text).collect();
            let wanted: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(kept, wanted);
        }
    }
}
