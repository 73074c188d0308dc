//! Pairs of quotation marks.
//!
//! A quotation never leaves its paragraph: an unclosed mark ends with it, and is continued when the next
//! paragraph opens with a mark too, as newspapers set long statements. Some papers open each sentence of one
//! statement again: an opening mark behind a full stop, while one is open, closes the one before.

use super::super::token::{Passage, TokenKind};
use super::singles;
use crate::model::Span;

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
    singles::add(passage, paragraph, found, first);
    if let Some(opening) = found.get_mut(first).filter(|q| q.outer.start == paragraph.start) {
        opening.continues = after_unclosed;
    }
}

/// Double marks of every kind, guillemets, and doubled single marks.
fn doubles(passage: &Passage<'_>, paragraph: Span, found: &mut Vec<Quoted>) {
    let text = passage.text;
    let slice = paragraph.of(text);
    let mut open: Option<Open> = None;
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
            Some(opened) if closes => {
                opened.close(passage, start, start + length, found);
                open = None;
            }
            _ if side == Side::Opens || may_open => {
                let reopens = after.is_uppercase()
                    && before.is_whitespace()
                    && open.is_some_and(|opened| opened.ends_sentence(text, start));
                if let Some(opened) = open.filter(|_| reopens) {
                    opened.leave(passage, start, found);
                }
                open = Some(Open {
                    outer: start,
                    inner: start + length,
                    continues: reopens,
                });
            }
            _ => {}
        }
    }
    if let Some(opened) = open {
        opened.leave(passage, paragraph.end, found);
    }
}

/// A quotation whose end is not read yet.
#[derive(Clone, Copy)]
struct Open {
    outer: usize,
    inner: usize,
    /// It goes on with the one before.
    continues: bool,
}

impl Open {
    /// Ends at the mark from `mark` to `end`.
    fn close(self, passage: &Passage<'_>, mark: usize, end: usize, found: &mut Vec<Quoted>) {
        self.add(passage, Span::new(self.outer, end), mark, false, found);
    }

    /// Ends without a mark before `end`.
    fn leave(self, passage: &Passage<'_>, end: usize, found: &mut Vec<Quoted>) {
        let outer = Span::new(self.outer, end).trimmed(passage.text);
        self.add(passage, outer, outer.end.max(self.inner), true, found);
    }

    fn add(
        self,
        passage: &Passage<'_>,
        outer: Span,
        inner_end: usize,
        unclosed: bool,
        found: &mut Vec<Quoted>,
    ) {
        let before = found.len();
        push(passage, outer, Span::new(self.inner, inner_end), unclosed, found);
        if let Some(added) = found.get_mut(before) {
            added.continues = self.continues;
        }
    }

    /// Whether the words up to `end` end with a full stop or its like.
    fn ends_sentence(self, text: &str, end: usize) -> bool {
        text[self.inner.min(end)..end]
            .trim_end()
            .trim_end_matches(['\'', '’', ')'])
            .chars()
            .next_back()
            .is_some_and(is_stop)
    }
}

/// Whether the character ends a sentence.
pub(super) const fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

/// Words and numbers in `span`.
pub(super) fn words_in(passage: &Passage<'_>, span: Span) -> usize {
    let range = passage.token_at(span.start)..passage.token_at(span.end);
    passage.tokens[range]
        .iter()
        .filter(|token| token.kind != TokenKind::Mark)
        .count()
}

/// Adds the words `inner` with their marks `outer`, if there are any.
pub(super) fn push(passage: &Passage<'_>, outer: Span, inner: Span, unclosed: bool, found: &mut Vec<Quoted>) {
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
    fn single_marks_pair_as_double_ones_do() {
        assert_eq!(
            read("'The quay is the town's life,' Holt said. 'We don't sell.'"),
            ["The quay is the town's life,", "We don't sell."]
        );
        assert_eq!(
            read("The pier was 'nearly gone' by May, and ‘not ours’ anyway."),
            ["nearly gone", "not ours"]
        );
        assert_eq!(
            read("'The workers' pay is low,' she said of the boys' choir."),
            ["The workers' pay is low,"]
        );
        assert_eq!(read("He called them 'losers' on Friday."), ["losers"]);
        assert_eq!(
            read("'He said \"never again\" to me,' she said. \"It was 'no' then,\" he said."),
            ["He said \"never again\" to me,", "It was 'no' then,"]
        );
    }

    #[test]
    fn every_sentence_may_open_again() {
        for text in [
            "He said: \"We came. \"We saw it all. \"We left.\" Then rain fell.",
            "He said: “We came. “We saw it all. “We left.” Then rain fell.",
        ] {
            let passage = Passage::new(text, Span::new(0, text.len()));
            let all = quoted(&passage);
            let words: Vec<_> = all.iter().map(|q| q.inner.of(text)).collect();
            assert_eq!(words, ["We came.", "We saw it all.", "We left."]);
            assert_eq!(
                all.iter().map(|q| (q.unclosed, q.continues)).collect::<Vec<_>>(),
                [(true, false), (true, true), (false, true)]
            );
        }
        let text = "'We came down the quay. 'We saw it all there.\n'We left in the end,' he said.";
        let passage = Passage::new(text, Span::new(0, text.len()));
        let all = quoted(&passage);
        assert_eq!(all.len(), 3);
        assert!(all[1].continues && all[2].continues);
    }

    #[test]
    fn inches_and_apostrophes_are_no_marks() {
        for text in [
            "a 6\" nail and the boys’ dogs’ toys",
            "At six o'clock the workers' hall of the '90s sang rock 'n' roll to 'em and didn't stop.",
            "The '20s boys' choir left. Ali's boat, the captain's boat and James' boat went.",
        ] {
            assert_eq!(read(text), Vec::<&str>::new(), "{text}");
        }
    }
}
