//! The best labels of a stretch: Viterbi's algorithm over the pairs that may follow each other.

use super::label::{LABELS, may_begin, may_end, may_follow};
use super::weights::{ROW, Weights};

/// Stands for what must not be.
const NEVER: f32 = -1.0e9;

/// Buffers that are used again for every stretch.
#[derive(Debug)]
pub(super) struct Decoder {
    /// Pair scores, [`NEVER`] where the labels must not follow each other: `[after][before]`.
    pairs: [[f32; ROW]; LABELS],
    best: Vec<[f32; ROW]>,
    back: Vec<[u8; ROW]>,
}

impl Decoder {
    pub fn new(weights: &Weights) -> Self {
        let mut pairs = [[NEVER; ROW]; LABELS];
        for (after, row) in (0_u8..).zip(pairs.iter_mut()) {
            for (from, held) in (0_u8..).zip(row.iter_mut()).take(LABELS) {
                if may_follow(from, after) {
                    *held = weights.pair(usize::from(from))[usize::from(after)];
                }
            }
        }
        Self {
            pairs,
            best: Vec::new(),
            back: Vec::new(),
        }
    }

    /// The best sequence of labels for `scores`, one row a token, into `labels`.
    pub fn decode(&mut self, scores: &[[i32; ROW]], labels: &mut Vec<u8>) {
        labels.clear();
        self.best.clear();
        self.back.clear();
        for (at, score) in scores.iter().enumerate() {
            let mut best = [NEVER; ROW];
            let mut back = [0_u8; ROW];
            for (label, pairs) in self.pairs.iter().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "sums of some hundred bytes")]
                let own = score[label] as f32;
                let number = u8::try_from(label).unwrap_or_default();
                let Some(last) = at.checked_sub(1).map(|last| &self.best[last]) else {
                    best[label] = if may_begin(number) { own } else { NEVER };
                    continue;
                };
                let mut top = (NEVER * 2.0, 0_u8);
                for (before, (held, pair)) in (0_u8..).zip(last.iter().zip(pairs)).take(LABELS) {
                    let total = held + pair;
                    if total > top.0 {
                        top = (total, before);
                    }
                }
                best[label] = top.0.max(NEVER) + own;
                back[label] = top.1;
            }
            self.best.push(best);
            self.back.push(back);
        }
        let Some(last) = self.best.last() else {
            return;
        };
        let mut label = (0_u8..)
            .zip(last.iter().take(LABELS))
            .filter(|(label, _)| may_end(*label))
            .max_by(|one, other| one.1.total_cmp(other.1))
            .map_or(0, |(label, _)| label);
        for back in self.back.iter().rev() {
            labels.push(label);
            label = back[usize::from(label)];
        }
        labels.reverse();
    }
}
