//! Sums of gists.

use crate::model::{Anchor, Gist};

/// Terms of a sum that are kept: those of single stories of a large event say nothing about it.
const TERMS_MAX: usize = 192;

/// Adds `gist` to `sum`, which stays ordered by key.
pub fn add(sum: &mut Vec<Anchor>, gist: &Gist) {
    for term in &gist.terms {
        match sum.binary_search_by_key(&term.key, |known| known.key) {
            Ok(at) => {
                if let Some(known) = sum.get_mut(at) {
                    known.weight = known.weight.saturating_add(term.weight);
                }
            }
            Err(at) => sum.insert(at, *term),
        }
    }
    if sum.len() > TERMS_MAX {
        sum.sort_unstable_by(|one, other| other.weight.cmp(&one.weight).then(one.key.cmp(&other.key)));
        sum.truncate(TERMS_MAX);
        sum.sort_unstable_by_key(|term| term.key);
    }
}

/// The sum of `gists`: what is left of an event when a story has gone.
pub fn sum<'a>(gists: impl IntoIterator<Item = &'a Gist>) -> Vec<Anchor> {
    let mut total = Vec::new();
    for gist in gists {
        add(&mut total, gist);
    }
    total
}

/// Cosine of two vectors, each ordered by key; 0 when one is empty.
pub(super) fn cosine(one: &[Anchor], other: &[Anchor]) -> f64 {
    let mut theirs = other.iter().peekable();
    let mut product = 0.0;
    for mine in one {
        while theirs.next_if(|their| their.key < mine.key).is_some() {}
        if let Some(their) = theirs.next_if(|their| their.key == mine.key) {
            product += mine.weight as f64 * their.weight as f64;
        }
    }
    let length = |terms: &[Anchor]| {
        let squares: f64 = terms.iter().map(|term| (term.weight as f64).powi(2)).sum();
        squares.sqrt()
    };
    let lengths = length(one) * length(other);
    if lengths > 0.0 { product / lengths } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gist(terms: &[(i64, i64)]) -> Gist {
        Gist {
            terms: terms
                .iter()
                .map(|&(key, weight)| Anchor { key, weight })
                .collect(),
        }
    }

    #[test]
    fn sums_add_up_by_key() {
        let mut sum = Vec::new();
        add(&mut sum, &gist(&[(1, 10), (5, 20)]));
        add(&mut sum, &gist(&[(2, 7), (5, 1)]));
        assert_eq!(sum, gist(&[(1, 10), (2, 7), (5, 21)]).terms);
    }

    #[test]
    fn a_large_sum_keeps_its_heaviest_terms_in_order() {
        let mut sum = Vec::new();
        let many: Vec<(i64, i64)> = (0..500).map(|key| (key, 1 + key % 250)).collect();
        add(&mut sum, &gist(&many));
        assert_eq!(sum.len(), TERMS_MAX);
        assert!(sum.is_sorted_by_key(|term| term.key));
        assert!(sum.iter().all(|term| term.weight > 150));
    }

    #[test]
    fn the_cosine_of_a_vector_with_itself_is_one_and_with_a_stranger_nothing() {
        let one = gist(&[(1, 300), (4, 500)]).terms;
        assert!((cosine(&one, &one) - 1.0).abs() < 1e-9);
        assert_eq!(cosine(&one, &gist(&[(2, 9)]).terms), 0.0);
        assert_eq!(cosine(&one, &[]), 0.0);
    }
}
