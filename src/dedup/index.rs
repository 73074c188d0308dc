//! The candidate index in memory: for tests, benches and tools. The store does the same in SQL.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::{
    ANCHOR_CANDIDATES_MAX, ANCHOR_POSTINGS_MAX, ANCHORED_MIN, CANDIDATE_SHARED_MIN, CANDIDATES_MAX,
    POSTINGS_MAX, WINDOW_S, learn_habit, place_in,
};
use crate::model::{Candidate, Exemplar, Fingerprint, Habit, Placement, Reading, Setting};

/// Stories by the shingles and anchors of their exemplars. Nothing is ever forgotten, so not for a daemon.
#[derive(Debug, Default)]
pub struct Index {
    postings: HashMap<i64, Vec<i64>>,
    /// Story and weight; one entry for each story, of its heaviest exemplar.
    anchors: HashMap<i64, Vec<(i64, i64)>>,
    /// By story id; ids count up from 1.
    stories: BTreeMap<i64, Story>,
    /// By outlet key.
    habits: HashMap<String, Habit>,
}

#[derive(Debug)]
struct Story {
    exemplars: Vec<Exemplar>,
    last_at: DateTime<Utc>,
    is_roundup: bool,
}

impl Index {
    /// The stories nearest to `fingerprint` that still take articles at `at`: those with most shared shingles
    /// first, then those found by anchors alone, likest first.
    #[must_use]
    pub fn candidates(&self, fingerprint: &Fingerprint, at: DateTime<Utc>) -> Vec<Candidate> {
        let anchored = self.anchored(fingerprint);
        let mut shared: HashMap<i64, u32> = HashMap::new();
        for shingle in &fingerprint.shingles {
            let stories = self
                .postings
                .get(shingle)
                .filter(|stories| stories.len() <= POSTINGS_MAX);
            for story_id in stories.into_iter().flatten() {
                *shared.entry(*story_id).or_default() += 1;
            }
        }
        let is_enough = |count: &u32| *count >= CANDIDATE_SHARED_MIN;
        let by_shingles = self.nearest(
            shared.iter().map(|(id, n)| (*id, *n)),
            is_enough,
            CANDIDATES_MAX,
            at,
        );
        let is_near = |weight: &i64| *weight >= ANCHORED_MIN;
        let by_anchors = self.nearest(
            anchored.iter().map(|(id, weight)| (*id, *weight)),
            is_near,
            ANCHOR_CANDIDATES_MAX,
            at,
        );
        let mut found = by_shingles;
        found.extend(
            by_anchors
                .into_iter()
                .filter(|id| !found.contains(id))
                .collect::<Vec<_>>(),
        );
        let candidate = |story_id| {
            let story = self.stories.get(&story_id)?;
            Some(Candidate {
                story_id,
                is_roundup: story.is_roundup,
                shared: shared.get(&story_id).copied().unwrap_or(0),
                anchored: anchored.get(&story_id).copied().unwrap_or(0),
                exemplars: story.exemplars.clone(),
            })
        };
        found.into_iter().filter_map(candidate).collect()
    }

    /// Stories that hold anchors of the text, with the sum of the products of both weights.
    fn anchored(&self, fingerprint: &Fingerprint) -> HashMap<i64, i64> {
        let mut found: HashMap<i64, i64> = HashMap::new();
        for anchor in &fingerprint.anchors {
            let stories = self
                .anchors
                .get(&anchor.key)
                .filter(|stories| stories.len() <= ANCHOR_POSTINGS_MAX);
            for (story_id, weight) in stories.into_iter().flatten() {
                *found.entry(*story_id).or_default() += weight * anchor.weight;
            }
        }
        found
    }

    /// The ids of the `most` stories of most weight that are still open, ties to the story opened first.
    fn nearest<W: Ord + Copy>(
        &self,
        weighed: impl Iterator<Item = (i64, W)>,
        is_enough: impl Fn(&W) -> bool,
        most: usize,
        at: DateTime<Utc>,
    ) -> Vec<i64> {
        let is_open = |story_id: i64| {
            self.stories
                .get(&story_id)
                .is_some_and(|story| (at - story.last_at).num_seconds() <= WINDOW_S)
        };
        let mut found: Vec<(W, i64)> = weighed
            .filter(|(story_id, weight)| is_enough(weight) && is_open(*story_id))
            .map(|(story_id, weight)| (weight, story_id))
            .collect();
        found.sort_unstable_by_key(|&(weight, story_id)| (std::cmp::Reverse(weight), story_id));
        found.truncate(most);
        found.into_iter().map(|(_, story_id)| story_id).collect()
    }

    /// Places `reading`, seen at `at`, and keeps it; the story's id and the placement.
    pub fn add(
        &mut self,
        article_id: i64,
        outlet_id: i64,
        reading: &Reading,
        at: DateTime<Utc>,
    ) -> (i64, Placement) {
        let setting = Setting {
            seen_at: Some(at),
            ..Setting::default()
        };
        self.add_in(article_id, outlet_id, reading, at, setting)
    }

    /// Places `reading`, published in `setting` and seen at `at`, and keeps it. The outlet's habit is the
    /// index's own count, whatever `setting` says.
    pub fn add_in(
        &mut self,
        article_id: i64,
        outlet_id: i64,
        reading: &Reading,
        at: DateTime<Utc>,
        mut setting: Setting,
    ) -> (i64, Placement) {
        setting.habit = self.habits.get(&setting.outlet_key).copied().unwrap_or_default();
        let candidates = self.candidates(&reading.fingerprint, at);
        let placement = place_in(reading, &setting, &candidates);
        if !setting.outlet_key.is_empty() {
            let habit = self.habits.entry(setting.outlet_key.clone()).or_default();
            *habit = learn_habit(*habit, &placement);
        }
        let next_id = self.stories.last_key_value().map_or(1, |(id, _)| id + 1);
        let story_id = placement.story_id.unwrap_or(next_id);
        let story = self.stories.entry(story_id).or_insert_with(|| Story {
            exemplars: Vec::new(),
            last_at: at,
            is_roundup: placement.is_roundup,
        });
        story.last_at = story.last_at.max(at);
        let of_article = |id: i64| {
            let mut stories = candidates.iter();
            let has = |story: &&Candidate| story.exemplars.iter().any(|text| text.article_id == id);
            stories.find(has).map(|story| story.story_id)
        };
        let merged = placement.merged.iter();
        let holds = merged
            .filter_map(|merged| of_article(merged.of_article_id))
            .collect();
        if placement.is_exemplar {
            story.exemplars.push(Exemplar {
                article_id,
                outlet_id,
                title: reading.article.title.clone(),
                body_hash: reading.fingerprint.body_hash,
                folded: reading.fingerprint.folded.clone(),
                setting,
                holds,
            });
            self.post(story_id, &reading.fingerprint);
        }
        self.note_holders(story_id, &placement.holders);
        (story_id, placement)
    }

    /// Notes that these articles tell the story as a second one.
    fn note_holders(&mut self, story_id: i64, holders: &[i64]) {
        let exemplars = self.stories.values_mut().flat_map(|story| &mut story.exemplars);
        if !holders.is_empty() {
            exemplars
                .filter(|text| holders.contains(&text.article_id))
                .for_each(|text| text.holds.push(story_id));
        }
    }

    fn post(&mut self, story_id: i64, fingerprint: &Fingerprint) {
        // One more than the most that is read marks a list as full.
        for shingle in &fingerprint.shingles {
            let stories = self.postings.entry(*shingle).or_default();
            if stories.len() <= POSTINGS_MAX && !stories.contains(&story_id) {
                stories.push(story_id);
            }
        }
        for anchor in &fingerprint.anchors {
            let stories = self.anchors.entry(anchor.key).or_default();
            if let Some((_, weight)) = stories.iter_mut().find(|(id, _)| *id == story_id) {
                *weight = anchor.weight.max(*weight);
            } else if stories.len() <= ANCHOR_POSTINGS_MAX {
                stories.push((story_id, anchor.weight));
            }
        }
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
            let (from, to) = (
                n.min(CANDIDATES_MAX),
                n.min(CANDIDATES_MAX + ANCHOR_CANDIDATES_MAX),
            );
            assert!((from..=to).contains(&found.len()), "{n}");
            index.add(n as i64, 1, &reading(&format!("{}\n{BOILERPLATE}", own(n))), noon);
        }
        let found = index.candidates(&boilerplate, noon);
        assert!(found.iter().all(|candidate| candidate.shared == 0));
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
