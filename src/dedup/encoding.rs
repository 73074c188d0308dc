//! The folded body as bytes: what is kept of an exemplar.
//!
//! One byte of version, then four bytes a word, little endian. Text is not kept: a word is its hash.

use xxhash_rust::xxh3::xxh3_64;

use super::VERSION;

/// Bits of a word's hash. 27 leave five for the marks in one `u32`; two of a story's few thousand
/// different words fall together about once in fifty stories, which moves one word of a coverage.
const HASH_BITS: u32 = 27;

/// What kind of word a word is, for the guard against templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Other,
    /// Capital inside a sentence.
    Name,
    Figure,
}

/// A content word of a folded body: the hash of its folded stem, its mark, whether it stands inside a
/// quotation, whether it opens a sentence or a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(u32);

/// Where a word stands and how it is written, apart from what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) is_quoted: bool,
    pub(super) opens_sentence: bool,
    pub(super) opens_paragraph: bool,
    /// A figure written out: `seven`.
    pub(super) is_spelled: bool,
}

impl Word {
    const MARK: u32 = 0b0_0011;
    const SPELLED_FIGURE: u32 = 0b0_0011;
    const QUOTED: u32 = 0b0_0100;
    const OPENS_PARAGRAPH: u32 = 0b0_1000;
    const OPENS_SENTENCE: u32 = 0b1_0000;

    /// The word whose folded stem is `folded`.
    pub(super) fn new(folded: &[u8], mark: Mark, stand: Stand) -> Self {
        let mark = match mark {
            Mark::Other => 0,
            Mark::Name => 1,
            Mark::Figure if stand.is_spelled => Self::SPELLED_FIGURE,
            Mark::Figure => 2,
        };
        let flag = |is: bool, bit: u32| if is { bit } else { 0 };
        Self(
            hash_of(folded) << (u32::BITS - HASH_BITS)
                | flag(stand.is_quoted, Self::QUOTED)
                | flag(stand.opens_paragraph, Self::OPENS_PARAGRAPH)
                | flag(stand.opens_sentence, Self::OPENS_SENTENCE)
                | mark,
        )
    }

    /// Equal for equal folded stems, whatever the marks.
    pub(super) const fn hash(self) -> u32 {
        self.0 >> (u32::BITS - HASH_BITS)
    }

    pub(super) const fn mark(self) -> Mark {
        match self.0 & Self::MARK {
            0 => Mark::Other,
            1 => Mark::Name,
            _ => Mark::Figure,
        }
    }

    /// Whether it is a figure written out.
    pub(super) const fn is_spelled(self) -> bool {
        self.0 & Self::MARK == Self::SPELLED_FIGURE
    }

    pub(super) const fn is_quoted(self) -> bool {
        self.0 & Self::QUOTED != 0
    }

    pub(super) const fn opens_sentence(self) -> bool {
        self.0 & Self::OPENS_SENTENCE != 0
    }

    pub(super) const fn opens_paragraph(self) -> bool {
        self.0 & Self::OPENS_PARAGRAPH != 0
    }
}

/// The hash of a word, given its folded stem: 27 bits.
pub(super) fn hash_of(folded: &[u8]) -> u32 {
    (xxh3_64(folded) >> (u64::BITS - HASH_BITS)) as u32
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
        let everywhere = Stand {
            is_quoted: true,
            opens_sentence: true,
            opens_paragraph: true,
            is_spelled: false,
        };
        let spelled = Stand {
            is_spelled: true,
            ..Stand::default()
        };
        let stand = |word: Word| Stand {
            is_quoted: word.is_quoted(),
            opens_sentence: word.opens_sentence(),
            opens_paragraph: word.opens_paragraph(),
            is_spelled: word.is_spelled(),
        };
        let name = Word::new(b"putin", Mark::Name, everywhere);
        let other = Word::new(b"putin", Mark::Other, Stand::default());
        assert_eq!((name.mark(), stand(name)), (Mark::Name, everywhere));
        assert_eq!((other.mark(), stand(other)), (Mark::Other, Stand::default()));
        assert_eq!(name.hash(), other.hash());
        let seven = Word::new(b"7", Mark::Figure, spelled);
        assert_eq!((seven.mark(), stand(seven)), (Mark::Figure, spelled));
    }

    #[test]
    fn bytes_of_another_version_are_not_read() {
        let mut bytes = encode(&[Word::new(b"a", Mark::Other, Stand::default())]);
        bytes[0] = bytes[0].wrapping_add(1);
        assert_eq!(decode(&bytes), None);
        assert_eq!(decode(&[]), None);
    }

    proptest! {
        #[test]
        fn encoding_is_undone_by_decoding(folded in proptest::collection::vec(".{0,8}", 0..40)) {
            let words: Vec<Word> =
                folded.iter().map(|f| Word::new(f.as_bytes(), Mark::Name, Stand { is_quoted: f.len() > 3, ..Stand::default() })).collect();
            prop_assert_eq!(decode(&encode(&words)), Some(words));
        }

        #[test]
        fn decoding_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = decode(&bytes);
        }
    }
}
