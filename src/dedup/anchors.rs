//! The heaviest words of a text: keys that survive rewriting, damage and another order of paragraphs.

use super::ANCHORS_MAX;
use super::background;
use super::bag::{Bag, Term};
use crate::model::Anchor;

/// How much more a name or a figure counts when the heaviest words are chosen: they are what a rewrite keeps.
const MARK_LIFT: f32 = 1.25;

/// The scale of [`Anchor::weight`].
const THOUSANDTHS: f32 = 1_000.0;

/// At most [`ANCHORS_MAX`] anchors of the text whose bag this is, by key.
///
/// Of a damaged text (`is_garbled`) no words are taken that the background does not know, names and figures
/// apart: they are the heaviest, and nobody else has them.
pub(super) fn anchors(bag: &Bag, is_garbled: bool) -> Vec<Anchor> {
    let lifted = |term: &Term| {
        let is_mark = term.is_name || term.is_figure;
        term.weight * if is_mark { MARK_LIFT } else { 1.0 }
    };
    let is_damaged =
        |term: &Term| is_garbled && !term.is_figure && !term.is_name && background::is_rarest(term.rarity);
    let mut heaviest: Vec<(f32, &Term)> = bag
        .terms
        .iter()
        .filter(|term| !is_damaged(term))
        .map(|term| (lifted(term), term))
        .collect();
    let by_weight = |one: &(f32, &Term), other: &(f32, &Term)| {
        (other.0.total_cmp(&one.0)).then(one.1.hash.cmp(&other.1.hash))
    };
    if heaviest.len() > ANCHORS_MAX {
        heaviest.select_nth_unstable_by(ANCHORS_MAX, by_weight);
        heaviest.truncate(ANCHORS_MAX);
    }
    let mut anchors: Vec<Anchor> = heaviest
        .into_iter()
        .map(|(_, term)| Anchor {
            key: i64::from(term.hash),
            weight: (THOUSANDTHS * term.weight / bag.length.max(f32::MIN_POSITIVE)).round() as i64,
        })
        .collect();
    anchors.sort_unstable();
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::words;

    fn keys(text: &str) -> Vec<i64> {
        anchors(&Bag::of(&words::of_line(text)), false)
            .into_iter()
            .map(|anchor| anchor.key)
            .collect()
    }

    #[test]
    fn a_text_and_its_rewrite_share_most_of_their_anchors() {
        let report = "Kostic opened the Morava bridge near Velika Plana after floods; freight trains to Nis will use the \
            45 million euro crossing from April, railway engineer Ilic told the guests in Svilajnac.";
        let rewrite = "Trains carrying freight towards Nis get a new crossing: engineer Ilic says the Morava bridge at Velika \
            Plana, which Kostic inaugurated, cost 45 million euros and opens in April for Svilajnac.";
        let (one, other) = (keys(report), keys(rewrite));
        assert_eq!(one.len(), ANCHORS_MAX);
        assert!(one.iter().filter(|key| other.contains(key)).count() >= 9);
    }

    #[test]
    fn anchors_are_rare_words_in_the_order_of_their_keys() {
        let found = anchors(
            &Bag::of(&words::of_line("government people year Qwzxv month week")),
            false,
        );
        assert!(found.is_sorted());
        let heaviest = found.iter().max_by_key(|anchor| anchor.weight).unwrap();
        assert_eq!(heaviest.key, i64::from(words::of_line("Qwzxv")[0].hash()));
    }

    #[test]
    fn a_text_without_words_has_none() {
        assert_eq!(anchors(&Bag::of(&[]), false), []);
    }
}
