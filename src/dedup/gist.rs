//! What a report is about: the heaviest words of its title and its lead.

use super::bag::Bag;
use super::{background, encoding, words};
use crate::model::{Anchor, Fingerprint, Gist};

/// Content words of the body that count: the lead and what follows it directly. Further down reports of one
/// happening tell different things, and reports of different happenings the same background.
const LEAD_WORDS: usize = 60;

/// Times the title is counted. It names the happening, the lead its circumstances.
const TITLE_TIMES: usize = 2;

/// Terms kept. The rest of a lead weighs little, and centroids stay small.
const TERMS_MAX: usize = 48;

/// The scale of [`Anchor::weight`].
const THOUSANDTHS: f32 = 1_000.0;

/// The gist of the report with this title, whose body has this fingerprint.
///
/// Its terms are a vector of about unit length, in thousandths, by key. Empty for a text without words, and
/// for a fingerprint of another version. O(words of title and lead).
#[must_use]
pub fn gist(title: &str, fingerprint: &Fingerprint) -> Gist {
    let title_words = words::of_line(title);
    let mut read = title_words.repeat(TITLE_TIMES);
    let body = encoding::decode(&fingerprint.folded).unwrap_or_default();
    read.extend(body.into_iter().take(LEAD_WORDS));
    let bag = Bag::of(&read);
    let mut heaviest: Vec<(f32, i64)> = bag
        .terms
        .iter()
        .map(|term| (term.weight, i64::from(term.hash)))
        .collect();
    heaviest.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    heaviest.truncate(TERMS_MAX);
    let length = heaviest
        .iter()
        .map(|(weight, _)| weight * weight)
        .sum::<f32>()
        .sqrt();
    let mut terms: Vec<Anchor> = heaviest
        .into_iter()
        .map(|(weight, key)| Anchor {
            key,
            weight: (THOUSANDTHS * weight / length.max(f32::MIN_POSITIVE)).round() as i64,
        })
        .collect();
    terms.sort_unstable();
    Gist { terms }
}

/// The content words of `text` in order, each as the hash of its folded stem, with how much it says: see
/// `config/background.txt`. For others who compare short texts.
#[must_use]
pub fn weighted_words(text: &str) -> Vec<(u32, f32)> {
    words::of_line(text)
        .into_iter()
        .map(|word| (word.hash(), background::weight(word.hash())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_words_has_an_empty_gist() {
        assert_eq!(gist("", &Fingerprint::of_nothing()).terms, []);
    }

    #[test]
    fn a_gist_is_a_vector_of_unit_length() {
        let gist = gist("Ferry Halcyon sinks off Tornby", &Fingerprint::of_nothing());
        let squares: i64 = gist.terms.iter().map(|term| term.weight * term.weight).sum();
        assert!((990_000..1_010_000).contains(&squares), "{squares}");
        assert!(gist.terms.is_sorted());
    }
}
