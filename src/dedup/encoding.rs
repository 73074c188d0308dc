//! The folded body as bytes: what is kept of an exemplar.
//!
//! One byte of version, then four bytes a word, little endian. Text is not kept: a word is its hash.

use xxhash_rust::xxh3::xxh3_64;

use super::VERSION;

/// Bits of a word's hash. 28 leave four for the marks in one `u32`; two of a story's few thousand
/// different words fall together about once in a hundred stories, which moves one word of a coverage.
const HASH_BITS: u32 = 28;

/// What kind of word a word is, for the guard against templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Other,
    /// Capital inside a sentence.
    Name,
    Figure,
}

/// A content word of a folded body: the hash of its folded form, its mark, whether it stands inside a
/// quotation, whether it opens a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(u32);

impl Word {
    const QUOTED: u32 = 0b0100;
    const OPENS_PARAGRAPH: u32 = 0b1000;

    /// The word whose folded form is `folded`.
    pub(super) fn new(folded: &[u8], mark: Mark, is_quoted: bool, opens_paragraph: bool) -> Self {
        let high = (xxh3_64(folded) >> (u64::BITS - HASH_BITS)) as u32;
        let mark = match mark {
            Mark::Other => 0,
            Mark::Name => 1,
            Mark::Figure => 2,
        };
        let quoted = if is_quoted { Self::QUOTED } else { 0 };
        let opens = if opens_paragraph { Self::OPENS_PARAGRAPH } else { 0 };
        Self(high << (u32::BITS - HASH_BITS) | opens | quoted | mark)
    }

    /// Equal for equal folded forms, whatever the marks.
    pub(super) const fn hash(self) -> u32 {
        self.0 >> (u32::BITS - HASH_BITS)
    }

    pub(super) const fn mark(self) -> Mark {
        match self.0 & 0b11 {
            1 => Mark::Name,
            2 => Mark::Figure,
            _ => Mark::Other,
        }
    }

    pub(super) const fn is_quoted(self) -> bool {
        self.0 & Self::QUOTED != 0
    }

    pub(super) const fn opens_paragraph(self) -> bool {
        self.0 & Self::OPENS_PARAGRAPH != 0
    }
}

/// `words` as bytes.
pub(super) fn encode(words: &[Word]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + 4 * words.len());
    bytes.push(version_byte());
    for word in words {
        bytes.extend_from_slice(&word.0.to_le_bytes());
    }
    bytes
}

/// The words of [`encode`]; `None` for bytes of another version or that [`encode`] did not write.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<Word>> {
    let (version, words) = bytes.split_first()?;
    let (words, rest) = words.as_chunks::<4>();
    (*version == version_byte() && rest.is_empty())
        .then(|| words.iter().map(|word| Word(u32::from_le_bytes(*word))).collect())
}

/// The low byte of [`VERSION`]: enough to tell neighbours apart.
const fn version_byte() -> u8 {
    VERSION as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_keeps_its_marks_and_its_hash_does_not_depend_on_them() {
        let name = Word::new(b"putin", Mark::Name, true, true);
        let other = Word::new(b"putin", Mark::Other, false, false);
        assert_eq!(
            (name.mark(), name.is_quoted(), name.opens_paragraph()),
            (Mark::Name, true, true)
        );
        assert_eq!(
            (other.mark(), other.is_quoted(), other.opens_paragraph()),
            (Mark::Other, false, false)
        );
        assert_eq!(name.hash(), other.hash());
        assert_eq!(Word::new(b"7", Mark::Figure, false, false).mark(), Mark::Figure);
    }

    #[test]
    fn bytes_of_another_version_are_not_read() {
        let mut bytes = encode(&[Word::new(b"a", Mark::Other, false, false)]);
        bytes[0] = bytes[0].wrapping_add(1);
        assert_eq!(decode(&bytes), None);
        assert_eq!(decode(&[]), None);
    }

    proptest! {
        #[test]
        fn encoding_is_undone_by_decoding(folded in proptest::collection::vec(".{0,8}", 0..40)) {
            let words: Vec<Word> =
                folded.iter().map(|f| Word::new(f.as_bytes(), Mark::Name, f.len() > 3, false)).collect();
            prop_assert_eq!(decode(&encode(&words)), Some(words));
        }

        #[test]
        fn decoding_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = decode(&bytes);
        }
    }
}
