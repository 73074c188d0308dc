//! The candidate index in memory: for tests, benches and tools. The store does the same in SQL.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::{CANDIDATE_SHARED_MIN, CANDIDATES_MAX, POSTINGS_MAX, WINDOW_S, place};
use crate::model::{Candidate, Exemplar, Fingerprint, Placement, Reading};

/// Stories by the shingles of their exemplars. Nothing is ever forgotten, so not for a daemon.
#[derive(Debug, Default)]
pub struct Index {
    postings: HashMap<i64, Vec<i64>>,
    /// By story id; ids count up from 1.
    stories: BTreeMap<i64, Story>,
}

#[derive(Debug)]
struct Story {
    exemplars: Vec<Exemplar>,
    last_at: DateTime<Utc>,
}

impl Index {
    /// The stories nearest to `fingerprint` that still take articles at `at`, most shared shingles first.
    #[must_use]
    pub fn candidates(&self, fingerprint: &Fingerprint, at: DateTime<Utc>) -> Vec<Candidate> {
        let mut shared: BTreeMap<i64, u32> = BTreeMap::new();
        for shingle in &fingerprint.shingles {
            let stories = self
                .postings
                .get(shingle)
                .filter(|stories| stories.len() <= POSTINGS_MAX);
            for story_id in stories.into_iter().flatten() {
                *shared.entry(*story_id).or_default() += 1;
            }
        }
        let mut found: Vec<(u32, i64)> = shared
            .into_iter()
            .filter(|(story_id, shared)| {
                let is_open = self
                    .stories
                    .get(story_id)
                    .is_some_and(|story| (at - story.last_at).num_seconds() <= WINDOW_S);
                is_open && *shared >= CANDIDATE_SHARED_MIN
            })
            .map(|(story_id, shared)| (shared, story_id))
            .collect();
        found.sort_unstable_by_key(|&(shared, story_id)| (std::cmp::Reverse(shared), story_id));
        found.truncate(CANDIDATES_MAX);
        let candidate = |(shared, story_id)| {
            let exemplars = self.stories.get(&story_id)?.exemplars.clone();
            Some(Candidate {
                story_id,
                shared,
                exemplars,
            })
        };
        found.into_iter().filter_map(candidate).collect()
    }

    /// Places `reading`, seen at `at`, and keeps it; the story's id and the placement.
    pub fn add(
        &mut self,
        article_id: i64,
        outlet_id: i64,
        reading: &Reading,
        at: DateTime<Utc>,
    ) -> (i64, Placement) {
        let placement = place(reading, &self.candidates(&reading.fingerprint, at));
        let next_id = self.stories.last_key_value().map_or(1, |(id, _)| id + 1);
        let story_id = placement.story_id.unwrap_or(next_id);
        let story = self.stories.entry(story_id).or_insert_with(|| Story {
            exemplars: Vec::new(),
            last_at: at,
        });
        story.last_at = story.last_at.max(at);
        if placement.is_exemplar {
            story.exemplars.push(Exemplar {
                article_id,
                outlet_id,
                title: reading.article.title.clone(),
                body_hash: reading.fingerprint.body_hash,
                folded: reading.fingerprint.folded.clone(),
            });
            for shingle in &reading.fingerprint.shingles {
                let stories = self.postings.entry(*shingle).or_default();
                // One more than the most that is read marks the list as full.
                if stories.len() <= POSTINGS_MAX && !stories.contains(&story_id) {
                    stories.push(story_id);
                }
            }
        }
        (story_id, placement)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::dedup::{fingerprint, fingerprint::tests::article};
    use crate::model::ClaimedTime;

    const BOILERPLATE: &str = "Subscribe today for unlimited access, weekly newsletters, live scores, daily \
        horoscopes, crossword puzzles, member discounts, archive search, mobile alerts and podcasts.";

    fn reading(text: &str) -> Reading {
        let article = article("title", text);
        Reading {
            id: String::new(),
            published: ClaimedTime::default(),
            metadata: Vec::new(),
            credits: Vec::new(),
            facts: Vec::new(),
            fingerprint: fingerprint(&article, &[]),
            notes: Vec::new(),
            article,
        }
    }

    /// A text of its own for every `n`.
    fn own(n: usize) -> String {
        let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
        (0..40)
            .map(|k| format!("{0}{1}{2}{1}{0} ", letter(n), letter(n / 26 + 7), letter(k)))
            .collect()
    }

    #[test]
    fn what_too_many_stories_print_finds_nobody() {
        let mut index = Index::default();
        let noon = DateTime::UNIX_EPOCH + TimeDelta::hours(12);
        let boilerplate = reading(BOILERPLATE).fingerprint;
        for n in 0..=POSTINGS_MAX {
            let found = index.candidates(&boilerplate, noon);
            assert_eq!(found.len(), n.min(CANDIDATES_MAX), "{n}");
            index.add(n as i64, 1, &reading(&format!("{}\n{BOILERPLATE}", own(n))), noon);
        }
        assert_eq!(index.candidates(&boilerplate, noon), []);
        assert_eq!(
            index.candidates(&reading(&own(3)).fingerprint, noon)[0].story_id,
            4
        );
    }

    #[test]
    fn the_story_that_shares_most_comes_first() {
        let mut index = Index::default();
        let noon = DateTime::UNIX_EPOCH;
        index.add(1, 1, &reading(&format!("{}\n{}", own(1), own(2))), noon);
        index.add(2, 1, &reading(&format!("{}\n{}", own(3), own(4))), noon);
        let asked = reading(&format!("{}\n{}", own(4), &own(2)[..60])).fingerprint;
        let found: Vec<i64> = index
            .candidates(&asked, noon)
            .iter()
            .map(|one| one.story_id)
            .collect();
        assert_eq!(found, [2, 1]);
    }
}
