//! What the training program needs of the tagger: sequences of features and labels, and the tagging of a text.
//!
//! Training itself is in `examples/train_tagger`; nothing of it runs in the daemon.

use super::super::token::Passage;
use super::compose;
use super::features::features;
pub use super::label::{LABELS, NameKind, kind_of, may_begin, may_end, may_follow};
use super::label::{OUTSIDE, Part, label};
use super::sheet::Sheet;
use super::tagger;
pub use super::weights::{ROW, Weights};
use crate::model::Span;

/// A name that somebody marked or the tagger found; the span counts bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    pub kind: NameKind,
    pub span: Span,
}

/// A stretch of a text, ready for training.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    /// Feature hashes of each token.
    pub features: Vec<Vec<u32>>,
    /// The right label of each token.
    pub labels: Vec<u8>,
}

/// The stretches of `text` with their labels by `names`, which are in order and do not overlap, and how many of
/// the names lie outside all stretches: the tagger cannot find those.
pub fn sequences(text: &str, names: &[Name]) -> (Vec<Sequence>, usize) {
    let passage = Passage::new(text, Span::new(0, text.len()));
    let sheet = Sheet::new(std::iter::once(&passage));
    let mut right = vec![OUTSIDE; sheet.words.len()];
    let mut is_held = vec![false; sheet.words.len()];
    for stretch in &sheet.stretches {
        is_held[stretch.words.clone()].fill(true);
    }
    let mut lost = 0;
    for name in names {
        let start = sheet
            .words
            .partition_point(|word| word.span.end <= name.span.start);
        let end = sheet
            .words
            .partition_point(|word| word.span.start < name.span.end);
        if start >= end || !is_held[start..end].iter().all(|held| *held) {
            lost += 1;
            continue;
        }
        for (at, right) in right.iter_mut().enumerate().take(end).skip(start) {
            let part = match (at == start, at + 1 == end) {
                (true, true) => Part::Whole,
                (true, false) => Part::Begin,
                (false, false) => Part::Inside,
                (false, true) => Part::End,
            };
            *right = label(name.kind, part);
        }
    }
    let mut held = Vec::new();
    let sequences = sheet.stretches.iter().map(|stretch| {
        let features = stretch.words.clone().map(|at| {
            features(text, &sheet, stretch, at, &mut held);
            held.clone()
        });
        Sequence {
            features: features.collect(),
            labels: mended(&right[stretch.words.clone()]),
        }
    });
    (sequences.collect(), lost)
}

/// Labels without pairs that must not follow each other; a name that a stretch cuts is left out.
fn mended(labels: &[u8]) -> Vec<u8> {
    let mut labels = labels.to_vec();
    let mut at = 0;
    while at < labels.len() {
        let begins = if at == 0 {
            may_begin(labels[0])
        } else {
            may_follow(labels[at - 1], labels[at])
        };
        let ends = at + 1 < labels.len() || may_end(labels[at]);
        if begins && ends {
            at += 1;
        } else {
            labels[at] = OUTSIDE;
            at = at.saturating_sub(1);
        }
    }
    labels
}

/// The names that a tagger with `weights` finds in `text`, of all kinds, in order.
pub fn tag(weights: &Weights, text: &str) -> Vec<Name> {
    let passage = Passage::new(text, Span::new(0, text.len()));
    let sheet = Sheet::new(std::iter::once(&passage));
    let found = tagger::tag(weights, text, &sheet);
    compose::compose(text, &sheet, found)
        .into_iter()
        .map(|piece| Name {
            kind: piece.kind,
            span: Span::new(
                sheet.words[piece.words.start].span.start,
                sheet.words[piece.words.end - 1].span.end,
            ),
        })
        .collect()
}
