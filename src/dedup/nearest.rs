//! Which stories are nearest to a text, counted from the posting lists that its keys lead to.

use super::{ANCHORED_MIN, CANDIDATE_SHARED_MIN};

/// A story found in the list of one key of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    pub story_id: i64,
    /// Which key of the text it was, by its place among them.
    pub key: usize,
    /// Of the key in the story; 0 where keys have none.
    pub weight: i64,
}

/// Stories that share at least [`CANDIDATE_SHARED_MIN`] keys, those with the most first, ties to the story opened
/// first; each with the number of keys. A key that several lists gave for one story counts once.
#[must_use]
pub fn by_shared(hits: Vec<Hit>) -> Vec<(i64, i64)> {
    let found = weighed(hits, |_| 1);
    let is_enough = |shared: i64| shared >= i64::from(CANDIDATE_SHARED_MIN);
    ranked(found, is_enough)
}

/// Stories for which the products of the weights of shared anchors add up to at least [`ANCHORED_MIN`], heaviest
/// first, ties to the story opened first; each with the sum. `weights` are the text's own, by place; of a story
/// that several lists gave for one anchor the heaviest counts.
#[must_use]
pub fn by_anchors(hits: Vec<Hit>, weights: &[i64]) -> Vec<(i64, i64)> {
    let product = |hit: Hit| {
        hit.weight
            .saturating_mul(weights.get(hit.key).copied().unwrap_or(0))
    };
    ranked(weighed(hits, product), |weight| weight >= ANCHORED_MIN)
}

/// The sum over each story's keys, of each key its heaviest hit.
fn weighed(mut hits: Vec<Hit>, value: impl Fn(Hit) -> i64) -> Vec<(i64, i64)> {
    hits.sort_unstable();
    let mut found: Vec<(i64, i64)> = Vec::new();
    for (place, hit) in hits.iter().enumerate() {
        let next = hits.get(place + 1);
        if next.is_some_and(|next| (next.story_id, next.key) == (hit.story_id, hit.key)) {
            continue;
        }
        match found.last_mut() {
            Some((story_id, sum)) if *story_id == hit.story_id => *sum = sum.saturating_add(value(*hit)),
            _ => found.push((hit.story_id, value(*hit))),
        }
    }
    found
}

fn ranked(mut found: Vec<(i64, i64)>, is_enough: impl Fn(i64) -> bool) -> Vec<(i64, i64)> {
    found.retain(|&(_, sum)| is_enough(sum));
    found.sort_unstable_by_key(|&(story_id, sum)| (std::cmp::Reverse(sum), story_id));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(story_id: i64, key: usize, weight: i64) -> Hit {
        Hit {
            story_id,
            key,
            weight,
        }
    }

    #[test]
    fn a_shingle_that_two_stretches_of_time_gave_counts_once() {
        let hits = vec![
            hit(7, 0, 0),
            hit(7, 0, 0),
            hit(3, 0, 0),
            hit(3, 1, 0),
            hit(2, 5, 0),
            hit(2, 1, 0),
        ];
        assert_eq!(by_shared(hits), [(2, 2), (3, 2)]);
    }

    #[test]
    fn a_story_counts_an_anchor_by_its_heaviest_text() {
        let hits = vec![
            hit(4, 0, 100),
            hit(4, 0, 300),
            hit(4, 1, 50),
            hit(9, 1, 900),
            hit(1, 0, 10),
        ];
        assert_eq!(by_anchors(hits, &[200, 100]), [(9, 90_000), (4, 65_000)]);
        assert_eq!(
            by_anchors(vec![hit(4, 8, 1_000_000)], &[200]),
            [],
            "no anchor of the text"
        );
    }
}
