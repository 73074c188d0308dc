//! The one place where bytes become characters.

use crate::model::Span;

/// Bytes between two remembered positions. Small enough that a lookup reads one cache line or two.
const STRIDE: usize = 128;

/// Converts byte offsets of one text into character offsets (Unicode code points).
///
/// Building is one pass; a lookup counts at most `STRIDE` bytes.
#[derive(Debug)]
pub struct CharIndex<'a> {
    text: &'a str,
    /// Characters before byte `i * STRIDE`; empty for ASCII text, where both counts agree.
    marks: Vec<u32>,
}

impl<'a> CharIndex<'a> {
    /// An index over `text`.
    pub fn new(text: &'a str) -> Self {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut count = 0_u32;
            for chunk in text.as_bytes().chunks(STRIDE) {
                marks.push(count);
                count += characters(chunk);
            }
            marks.push(count);
        }
        Self { text, marks }
    }

    /// Characters before byte `at`; offsets beyond the text count as its end.
    pub fn chars_before(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        if self.marks.is_empty() {
            return at;
        }
        let block = at / STRIDE;
        let partial = &self.text.as_bytes()[block * STRIDE..at];
        self.marks[block] as usize + characters(partial) as usize
    }

    /// `span` as `(start_char, end_char)`, half open.
    pub fn char_span(&self, span: Span) -> (usize, usize) {
        (self.chars_before(span.start), self.chars_before(span.end))
    }
}

/// Characters that begin in `bytes`: all bytes but UTF-8 continuations.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| u32::from((byte & 0xC0) != 0x80)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_agree_with_counting_characters() {
        let text = "Путин said “да” — ok. ".repeat(40);
        let index = CharIndex::new(&text);
        for (byte, _) in text.char_indices() {
            assert_eq!(index.chars_before(byte), text[..byte].chars().count());
        }
        assert_eq!(index.chars_before(text.len()), text.chars().count());
    }

    #[test]
    fn ascii_needs_no_index() {
        let index = CharIndex::new("plain");
        assert_eq!(index.char_span(Span::new(1, 9)), (1, 5));
    }
}
