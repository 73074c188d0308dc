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

    /// The bytes of the characters from `start_char` up to `end_char`; `None` when the text has fewer or
    /// the end comes before the start.
    pub fn byte_span(&self, start_char: usize, end_char: usize) -> Option<Span> {
        let (start, end) = (self.byte_of(start_char)?, self.byte_of(end_char)?);
        (start <= end).then(|| Span::new(start, end))
    }

    fn byte_of(&self, at_char: usize) -> Option<usize> {
        if self.marks.is_empty() {
            return (at_char <= self.text.len()).then_some(at_char);
        }
        // The last block that begins at or before the character.
        let block = self.marks.partition_point(|&before| before as usize <= at_char) - 1;
        let from = block * STRIDE;
        let mut left = at_char - self.marks[block] as usize;
        for (at, byte) in self.text.as_bytes().iter().enumerate().skip(from) {
            if (byte & 0xC0) != 0x80 {
                if left == 0 {
                    return Some(at);
                }
                left -= 1;
            }
        }
        (left == 0).then_some(self.text.len())
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
    fn characters_lead_back_to_their_bytes() {
        for text in [
            "Путин said “да” — ok. ".repeat(40),
            "plain".to_owned(),
            String::new(),
        ] {
            let index = CharIndex::new(&text);
            for (characters, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(
                    index.byte_span(characters, characters),
                    Some(Span::new(byte, byte))
                );
            }
            let all = text.chars().count();
            assert_eq!(index.byte_span(0, all), Some(Span::new(0, text.len())));
            assert_eq!((index.byte_span(0, all + 1), index.byte_span(1, 0)), (None, None));
        }
    }

    #[test]
    fn ascii_needs_no_index() {
        let index = CharIndex::new("plain");
        assert_eq!(index.char_span(Span::new(1, 9)), (1, 5));
    }
}
