//! Finds names: features, weights, and the best labels of each stretch.

use super::decode::Decoder;
use super::features::features;
use super::label::{NameKind, OUTSIDE, kind_of, opens};
use super::sheet::Sheet;
use super::weights::{ROW, Weights};

/// A name found, as a range of the sheet's words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub kind: NameKind,
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
    /// How far the kind is ahead of being no name, a word of the name on average, in log-odds.
    pub margin: f32,
}

/// The names of `sheet`, in order; none overlap. `text` is what the sheet was made of.
pub(super) fn tag(weights: &Weights, text: &str, sheet: &Sheet) -> Vec<Found> {
    let mut names = Vec::new();
    if weights.is_empty() {
        return names;
    }
    let mut decoder = Decoder::new(weights);
    let mut scores: Vec<[i32; ROW]> = Vec::new();
    let mut labels = Vec::new();
    let mut held = Vec::new();
    for stretch in &sheet.stretches {
        scores.clear();
        for at in stretch.words.clone() {
            features(text, sheet, stretch, at, &mut held);
            scores.push(weights.score(&held));
        }
        decoder.decode(&scores, &mut labels);
        collect(weights, stretch.words.start, &labels, &scores, &mut names);
    }
    names
}

/// Reads names off `labels`, those of the words from `start` on.
fn collect(weights: &Weights, start: usize, labels: &[u8], scores: &[[i32; ROW]], names: &mut Vec<Found>) {
    let mut at = 0;
    while at < labels.len() {
        let Some(kind) = kind_of(labels[at]) else {
            at += 1;
            continue;
        };
        let first = at;
        at += 1;
        while at < labels.len() && labels[at] != OUTSIDE && !opens(labels[at]) {
            at += 1;
        }
        let ahead: i32 = (first..at)
            .map(|word| scores[word][usize::from(labels[word])] - scores[word][usize::from(OUTSIDE)])
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
        let margin = ahead as f32 * weights.step() / (at - first) as f32;
        names.push(Found {
            kind,
            start: start + first,
            end: start + at,
            margin,
        });
    }
}
