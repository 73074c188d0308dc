//! Persons, organisations and places: who and where an article speaks of.
//!
//! A linear tagger finds the names (`tagger`), names that belong together become one (`compose`), surnames and
//! acronyms get the full name and places their country (`resolve`), and what a person is said to be is read from
//! the words beside the name (`role`). Nothing is remembered between articles.

mod classes;
mod compose;
mod decode;
mod features;
mod label;
mod places;
mod resolve;
mod role;
mod sheet;
mod tagger;
#[cfg(test)]
mod tests;
pub mod training;
mod weights;
mod word;

use std::sync::LazyLock;

use self::compose::Piece;
use self::label::NameKind;
use self::role::Surroundings;
use self::sheet::Sheet;
use self::weights::Weights;
use super::token::Passage;
use crate::model::{Article, Entity, FactKind, Span};
use crate::normalise::place::Place;

/// The weights that come with the program, compressed; made by `examples/train_tagger`, see `docs/model-card.md`.
static SHIPPED: &[u8] = include_bytes!("../../../config/tagger.bin");

/// Largest table of weights, unpacked.
const WEIGHTS_BYTES_MAX: usize = 64 << 20;

/// Most names of an article: one with more is a list, or hostile.
const NAMES_MAX: usize = 4_000;

/// How sure a name is at the least and at the most.
const CONFIDENCE: (f64, f64) = (0.5, 0.99);

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    zstd::bulk::decompress(SHIPPED, WEIGHTS_BYTES_MAX)
        .ok()
        .and_then(|bytes| Weights::parse(&bytes))
        .unwrap_or_default()
});

/// A place where an article names a person, an organisation or a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// `Person`, `Org` or `Place`.
    pub kind: FactKind,
    /// The name as it stands in the text, in bytes, without titles.
    pub span: Span,
    /// Whom it means: see [`Entity::name`] for the full name behind a surname.
    pub entity: Entity,
    /// 0 to 1.
    pub confidence: f64,
}

/// The names in `article`, ordered by place: report, captions and dateline. A place may lie inside an
/// organisation (`University of Ostravia`); nothing else overlaps. Empty for languages that
/// [`supports`](super::supports) refuses.
pub fn mentions(article: &Article) -> Vec<Mention> {
    if !super::supports(article.language.as_deref()) {
        return Vec::new();
    }
    let parts = super::passages(article);
    read(&article.text, parts.iter().map(|part| &part.passage))
}

/// The names in `passages` of `text`, which come in order.
pub(super) fn read<'p, 'a: 'p>(text: &str, passages: impl Iterator<Item = &'p Passage<'a>>) -> Vec<Mention> {
    let sheet = Sheet::new(passages);
    let found = tagger::tag(&WEIGHTS, text, &sheet);
    let mut pieces = compose::compose(text, &sheet, found);
    pieces.truncate(NAMES_MAX);
    let meant = resolve::resolve(text, &sheet, &pieces);
    let around = Surroundings {
        text,
        sheet: &sheet,
        pieces: &pieces,
        meant: &meant,
    };
    let mention = |(at, piece): (usize, &Piece)| {
        let kind = fact_kind(piece.kind)?;
        let first = sheet.words[piece.words.start].span.start;
        let sentence = sheet
            .sentences
            .partition_point(|s| s.words.end <= piece.words.start);
        let sentence = sheet.sentences.get(sentence)?;
        let place = meant[at].place;
        Some(Mention {
            kind,
            span: Span::new(first, sheet.words[piece.words.end - 1].span.end),
            entity: Entity {
                name: meant[at].name.clone(),
                form: meant[at].form,
                country: place.map(|place| place.country.to_owned()),
                position: place.and_then(position),
                role: (kind == FactKind::Person)
                    .then(|| around.role(at, &sentence.words))
                    .flatten(),
            },
            confidence: confidence(piece.margin),
        })
    };
    pieces.iter().enumerate().filter_map(mention).collect()
}

const fn fact_kind(kind: NameKind) -> Option<FactKind> {
    match kind {
        NameKind::Person => Some(FactKind::Person),
        NameKind::Org => Some(FactKind::Org),
        NameKind::Place => Some(FactKind::Place),
        NameKind::Other => None,
    }
}

fn position(place: &Place) -> Option<(f32, f32)> {
    place.latitude.zip(place.longitude)
}

/// How sure a name is whose words are so far ahead of being none, in log-odds, to two decimals.
fn confidence(margin: f32) -> f64 {
    let share = 1.0 / (1.0 + (-f64::from(margin) / 4.0).exp());
    (share.clamp(CONFIDENCE.0, CONFIDENCE.1) * 100.0).round() / 100.0
}
