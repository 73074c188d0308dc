//! Word classes: words that stand in like company, `Nairobi` and `Kampala`, `spokesman` and `aide`.
//!
//! Data (`config/word_classes.bin`, made by `scripts/make_word_classes.py` from GloVe vectors, PDDL 1.0).

use std::sync::LazyLock;

static SHIPPED: &[u8] = include_bytes!("../../../config/word_classes.bin");

const MAGIC: &[u8] = b"DLWC1";

/// Largest file, unpacked: what is larger is not ours.
const BYTES_MAX: usize = 16 << 20;

/// Bits of a hash that choose its bucket.
const BUCKET_BITS: u32 = 16;

/// The classes of a word, from narrow to wide. 0 is the class of words nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes {
    pub fine: u16,
    pub middle: u8,
    pub coarse: u8,
}

/// The classes of some 200,000 lower-case English words and names. About 1.5 MB.
#[derive(Debug, Default)]
pub(super) struct WordClasses {
    /// Middle and coarse class of each fine class.
    wider: Vec<(u8, u8)>,
    /// Where the hashes of each bucket begin; one more at the end.
    buckets: Vec<u32>,
    hashes: Vec<u32>,
    fine: Vec<u16>,
}

impl WordClasses {
    /// The classes that come with the program, read at the first call.
    pub fn shipped() -> &'static Self {
        static CLASSES: LazyLock<WordClasses> = LazyLock::new(|| {
            zstd::bulk::decompress(SHIPPED, BYTES_MAX)
                .ok()
                .and_then(|bytes| WordClasses::parse(&bytes))
                .unwrap_or_default()
        });
        &CLASSES
    }

    /// `None` for bytes of another form.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(MAGIC)?;
        let (head, rest) = bytes.split_at_checked(10)?;
        let words = u32::from_le_bytes(head[..4].try_into().ok()?) as usize;
        let fine_count = u16::from_le_bytes(head[4..6].try_into().ok()?) as usize;
        let (middle, rest) = rest.split_at_checked(fine_count)?;
        let (coarse, rest) = rest.split_at_checked(fine_count)?;
        let (deltas, labels) = rest.split_at_checked(words.checked_mul(4)?)?;
        if labels.len() != words.checked_mul(2)? {
            return None;
        }
        let mut hash = 0_u32;
        let mut hashes = Vec::with_capacity(words);
        let mut fine = Vec::with_capacity(words);
        for at in 0..words {
            let byte = |plane: usize| u32::from(deltas[plane * words + at]);
            hash = hash.wrapping_add(byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24);
            hashes.push(hash);
            fine.push(u16::from_le_bytes([labels[at], labels[words + at]]));
        }
        let mut buckets = Vec::with_capacity((1 << BUCKET_BITS) + 1);
        for bucket in 0..=1_u64 << BUCKET_BITS {
            let first = bucket << (32 - BUCKET_BITS);
            let at = hashes.partition_point(|&hash| u64::from(hash) < first);
            buckets.push(u32::try_from(at).ok()?);
        }
        let wider = middle.iter().copied().zip(coarse.iter().copied()).collect();
        Some(Self {
            wider,
            buckets,
            hashes,
            fine,
        })
    }

    /// The classes of the word with that 32-bit FNV-1a hash; all 0 for a word that is not known.
    pub fn of(&self, hash: u32) -> Classes {
        let bucket = (hash >> (32 - BUCKET_BITS)) as usize;
        let (Some(&from), Some(&to)) = (self.buckets.get(bucket), self.buckets.get(bucket + 1)) else {
            return Classes::default();
        };
        let (from, to) = (from as usize, to as usize);
        let Some(at) = self.hashes[from..to].iter().position(|&held| held == hash) else {
            return Classes::default();
        };
        let fine = self.fine[from + at];
        let (middle, coarse) = self.wider.get(fine as usize).copied().unwrap_or_default();
        Classes {
            fine: fine + 1,
            middle: middle + 1,
            coarse: coarse + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::word::hash32;
    use super::*;

    #[test]
    fn capitals_share_a_class_and_verbs_of_speech_another() {
        let classes = WordClasses::shipped();
        let of = |word: &str| classes.of(hash32(word));
        assert!(classes.hashes.len() > 100_000);
        assert_eq!(of("nairobi").coarse, of("kampala").coarse);
        assert_ne!(of("nairobi").coarse, of("spokesman").coarse);
        assert_eq!(of("qqxzzy"), Classes::default());
    }

    #[test]
    fn other_bytes_are_no_classes() {
        assert!(WordClasses::parse(b"DLWC1\xff\xff\xff\xff\xff\xff").is_none());
        assert!(WordClasses::parse(b"").is_none());
    }
}
