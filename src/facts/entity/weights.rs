//! The weights of the tagger: a table of small numbers by hashed feature, and one of label pairs.

use super::label::LABELS;

/// Numbers of a row; one more than there are labels, so that a row is two machine words.
pub const ROW: usize = 16;

const MAGIC: &[u8] = b"DLNT1";

/// Largest table, in bits of its row numbers.
const BITS_MAX: u32 = 20;

/// What a tagger knows.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// Bits of a row's number.
    bits: u32,
    /// What one step of a table entry is worth.
    step: f32,
    rows: Vec<[i8; ROW]>,
    /// Score of a label after another: `pairs[before][after]`, in the unit of the rows.
    pairs: Vec<[f32; ROW]>,
}

impl Weights {
    /// Rounds `rows` to 8 bits: the scale is such that the largest weights are cut, not that the small are lost.
    ///
    /// `rows.len()` is a power of two.
    pub fn quantised(rows: &[[f32; ROW]], pairs: &[[f32; LABELS]; LABELS], largest: f32) -> Self {
        let step = largest / 127.0;
        let small = |weight: f32| {
            let steps = (weight / step).round().clamp(-127.0, 127.0);
            #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i8")]
            let steps = steps as i8;
            steps
        };
        let mut held = vec![[0.0; ROW]; LABELS];
        for (to, from) in held.iter_mut().zip(pairs) {
            for (to, from) in to.iter_mut().zip(from) {
                *to = from / step;
            }
        }
        Self {
            bits: rows.len().trailing_zeros(),
            step,
            rows: rows.iter().map(|row| row.map(small)).collect(),
            pairs: held,
        }
    }

    /// Reads what [`Weights::to_bytes`] wrote; `None` for other bytes.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(MAGIC)?;
        let (&[bits, labels], rest) = bytes.split_first_chunk::<2>()?;
        let bits = u32::from(bits);
        if bits > BITS_MAX || usize::from(labels) != LABELS {
            return None;
        }
        let (step, rest) = rest.split_first_chunk::<4>()?;
        let (pairs, rest) = rest.split_at_checked(4 * LABELS * ROW)?;
        let count = 1_usize << bits;
        if rest.len() != count * LABELS {
            return None;
        }
        let pairs: Vec<f32> = pairs
            .chunks_exact(4)
            .filter_map(|four| four.try_into().ok().map(f32::from_le_bytes))
            .collect();
        let mut rows = vec![[0_i8; ROW]; count];
        // One label after the other: most weights of a label are 0, which compresses well.
        for (label, plane) in rest.chunks_exact(count).enumerate() {
            for (row, &weight) in rows.iter_mut().zip(plane) {
                row[label] = weight.cast_signed();
            }
        }
        Some(Self {
            bits,
            step: f32::from_le_bytes(*step),
            rows,
            pairs: pairs
                .chunks_exact(ROW)
                .filter_map(|row| row.try_into().ok())
                .collect(),
        })
    }

    /// The weights as bytes, little-endian, not compressed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(u8::try_from(self.bits).unwrap_or_default());
        bytes.push(u8::try_from(LABELS).unwrap_or_default());
        bytes.extend(self.step.to_le_bytes());
        for pair in self.pairs.iter().flatten() {
            bytes.extend(pair.to_le_bytes());
        }
        for label in 0..LABELS {
            bytes.extend(self.rows.iter().map(|row| row[label].cast_unsigned()));
        }
        bytes
    }

    /// Whether there is nothing in it: such a tagger finds nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What one point of a score is worth in the unit the weights were trained in (log-odds).
    pub(super) const fn step(&self) -> f32 {
        self.step
    }

    /// The sum of the features' rows.
    pub(super) fn score(&self, features: &[u32]) -> [i32; ROW] {
        let mut sum = [0_i32; ROW];
        let mask = self.rows.len().wrapping_sub(1);
        for &feature in features {
            let Some(row) = self.rows.get(feature as usize & mask) else {
                continue;
            };
            for (sum, &weight) in sum.iter_mut().zip(row) {
                *sum += i32::from(weight);
            }
        }
        sum
    }

    /// Score of `after` behind `before`.
    pub(super) fn pair(&self, before: usize) -> &[f32; ROW] {
        const NONE: [f32; ROW] = [0.0; ROW];
        self.pairs.get(before).unwrap_or(&NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_come_back_as_they_were_written() {
        let mut rows = vec![[0.0; ROW]; 8];
        rows[3][2] = 1.0;
        rows[5][4] = -0.5;
        let mut pairs = [[0.0; LABELS]; LABELS];
        pairs[1][2] = 0.25;
        let weights = Weights::quantised(&rows, &pairs, 2.0);
        let back = Weights::parse(&weights.to_bytes()).unwrap();
        assert_eq!(back.rows, weights.rows);
        assert_eq!(back.pairs, weights.pairs);
        assert_eq!(back.score(&[3, 5, 3 + 8])[2], 2 * 64);
    }

    #[test]
    fn other_bytes_are_no_weights() {
        assert!(Weights::parse(b"").is_none());
        assert!(Weights::parse(b"DLNT1\x14\x0f").is_none());
        assert!(Weights::parse(b"DLNT1\xff\xff\xff").is_none());
    }
}
