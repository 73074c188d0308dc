//! Pairs of quotation marks.
//!
//! A quotation never leaves its paragraph: an unclosed mark ends with it, and is continued when the next
//! paragraph opens with a mark too, as newspapers set long statements.

use super::super::token::{Passage, TokenKind};
use crate::model::Span;

/// Shortest quotation in single marks, in words: shorter ones are nicknames, contractions, possessives.
const SINGLE_WORDS_MIN: usize = 4;

/// Longest quotation in single marks, in bytes; an apostrophe further away closes nothing.
const SINGLE_BYTES_MAX: usize = 2_000;

/// Words between marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quoted {
    /// Without the marks, trimmed.
    pub inner: Span,
    /// With the marks.
    pub outer: Span,
    /// Words inside.
    pub words: usize,
    /// No closing mark: the quotation goes on in the next paragraph, or the mark was forgotten.
    pub unclosed: bool,
    /// The quotation before was unclosed and this one opens the next paragraph.
    pub continues: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
    Either,
}

/// The quotations of `passage`, in order, none overlapping.
pub(crate) fn quoted(passage: &Passage<'_>) -> Vec<Quoted> {
    let mut found = Vec::new();
    let mut line_start = passage.span.start;
    for line in passage.span.of(passage.text).split_inclusive('\n') {
        let span = Span::new(line_start, line_start + line.len());
        line_start = span.end;
        let paragraph = span.trimmed(passage.text);
        if !paragraph.is_empty() {
            read_paragraph(passage, paragraph, &mut found);
        }
    }
    found
}

fn read_paragraph(passage: &Passage<'_>, paragraph: Span, found: &mut Vec<Quoted>) {
    let after_unclosed = found.last().is_some_and(|last: &Quoted| last.unclosed);
    let first = found.len();
    doubles(passage, paragraph, found);
    if found.len() == first {
        singles(passage, paragraph, found);
    }
    if let Some(opening) = found.get_mut(first).filter(|q| q.outer.start == paragraph.start) {
        opening.continues = after_unclosed;
    }
}

/// Double marks of every kind, guillemets, and doubled single marks.
fn doubles(passage: &Passage<'_>, paragraph: Span, found: &mut Vec<Quoted>) {
    let text = passage.text;
    let slice = paragraph.of(text);
    let mut open: Option<(usize, usize)> = None;
    let mut characters = slice.char_indices().peekable();
    let mut previous = ' ';
    while let Some((at, c)) = characters.next() {
        let before = std::mem::replace(&mut previous, c);
        let mut length = c.len_utf8();
        let side = match c {
            '“' | '«' | '„' | '‟' => Side::Opens,
            '”' | '»' => Side::Closes,
            '"' | '＂' => Side::Either,
            '\'' | '`' | '’' | '‘' if characters.peek().is_some_and(|&(_, next)| next == c) => {
                characters.next();
                length *= 2;
                match c {
                    '`' | '‘' => Side::Opens,
                    _ => Side::Either,
                }
            }
            _ => continue,
        };
        let start = paragraph.start + at;
        let after = slice[at + length..].chars().next().unwrap_or(' ');
        let may_open = !after.is_whitespace()
            && (before.is_whitespace() || !before.is_alphanumeric() && !matches!(before, '.' | ',' | '='));
        let closes = match (side, open) {
            (Side::Opens, Some(_)) => {
                // A second opening mark where none was closed: `“` used for both sides.
                !may_open && c == '“'
            }
            (Side::Opens, None) | (Side::Either | Side::Closes, None) => false,
            (Side::Closes, Some(_)) => true,
            (Side::Either, Some(_)) => !before.is_whitespace() || after.is_whitespace(),
        };
        match open {
            Some((outer, inner)) if closes => {
                push(
                    passage,
                    Span::new(outer, start + length),
                    Span::new(inner, start),
                    false,
                    found,
                );
                open = None;
            }
            _ if side == Side::Opens || may_open => open = Some((start, start + length)),
            _ => {}
        }
    }
    if let Some((outer, inner)) = open {
        push(
            passage,
            Span::new(outer, paragraph.end),
            Span::new(inner, paragraph.end),
            true,
            found,
        );
    }
}

/// Single curly marks, where a paragraph has no double ones.
fn singles(passage: &Passage<'_>, paragraph: Span, found: &mut Vec<Quoted>) {
    let text = passage.text;
    let mut at = paragraph.start;
    while let Some(offset) = text[at..paragraph.end].find('‘') {
        let open = at + offset;
        let inner = open + '‘'.len_utf8();
        let free = text[paragraph.start..open]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        let close = free.then(|| single_close(text, inner, paragraph.end)).flatten();
        let Some(close) = close else {
            at = inner;
            continue;
        };
        at = close + '’'.len_utf8();
        let words = words_in(passage, Span::new(inner, close));
        if words >= SINGLE_WORDS_MIN {
            push(
                passage,
                Span::new(open, at),
                Span::new(inner, close),
                false,
                found,
            );
        }
    }
}

/// The `’` that closes: one behind punctuation if there is any, else the first that ends a word.
fn single_close(text: &str, from: usize, end: usize) -> Option<usize> {
    let mut fallback = None;
    let mut before = ' ';
    for (offset, c) in text[from..end]
        .char_indices()
        .take_while(|&(offset, _)| offset < SINGLE_BYTES_MAX)
    {
        let at = from + offset;
        if c == '‘' {
            break;
        }
        if c == '’' {
            let after = text[at + c.len_utf8()..end].chars().next();
            if after.is_none_or(|after| !after.is_alphanumeric()) {
                if matches!(before, ',' | '.' | '!' | '?' | '…') {
                    return Some(at);
                }
                fallback = fallback.or(Some(at));
            }
        }
        before = c;
    }
    fallback
}

fn words_in(passage: &Passage<'_>, span: Span) -> usize {
    let range = passage.token_at(span.start)..passage.token_at(span.end);
    passage.tokens[range]
        .iter()
        .filter(|token| token.kind != TokenKind::Mark)
        .count()
}

fn push(passage: &Passage<'_>, outer: Span, inner: Span, unclosed: bool, found: &mut Vec<Quoted>) {
    let inner = inner.trimmed(passage.text);
    let words = words_in(passage, inner);
    if words > 0 {
        found.push(Quoted {
            inner,
            outer,
            words,
            unclosed,
            continues: false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<&str> {
        let passage = Passage::new(text, Span::new(0, text.len()));
        quoted(&passage).into_iter().map(|q| q.inner.of(text)).collect()
    }

    #[test]
    fn marks_of_every_kind_pair_up() {
        assert_eq!(
            read("“We go,” he said. \"And stay,\" she said. «Да»"),
            ["We go,", "And stay,", "Да"]
        );
        assert_eq!(read("''Very well,'' he wrote."), ["Very well,"]);
        assert_eq!(read("‘We don’t go there,’ he said."), ["We don’t go there,"]);
    }

    #[test]
    fn an_unclosed_mark_ends_with_its_paragraph() {
        let text = "“We go.\n“And stay,” he said.\nNo \"end here\nNext";
        let passage = Passage::new(text, Span::new(0, text.len()));
        let all = quoted(&passage);
        assert_eq!(
            all.iter().map(|q| q.inner.of(text)).collect::<Vec<_>>(),
            ["We go.", "And stay,", "end here"]
        );
        assert!(all[0].unclosed && all[1].continues && all[2].unclosed);
    }

    #[test]
    fn inches_and_apostrophes_are_no_marks() {
        assert_eq!(read("a 6\" nail and the boys’ dogs’ toys"), Vec::<&str>::new());
    }
}
