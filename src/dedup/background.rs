//! How rare words are: frequencies in a body of news texts, shipped with the program.
//!
//! Frozen on purpose: a weight that changed with the archive would make the same two texts a copy today and
//! none tomorrow, and a replay would not give the same stories. Words of the day (new names) are not in it
//! and count as rare, which is what they are for telling reports apart.

use std::sync::LazyLock;

use super::encoding::hash_of;
use super::{spelling, words};

/// See `scripts/make_background.py`.
const SHIPPED: &str = include_str!("../../config/background.txt");

/// What is added to a frequency, so that a word of no text has a finite weight.
const SMOOTHING: f32 = 0.5;

/// Marks a free slot; no hash of 27 bits is this.
const EMPTY: u32 = u32::MAX;

static BACKGROUND: LazyLock<Background> = LazyLock::new(|| Background::read(SHIPPED));

/// Weights by the hash of the folded stem: an open table, as it is asked a thousand times for each article.
struct Background {
    slots: Vec<(u32, f32)>,
    mask: usize,
    /// The weight of a word of no text.
    rarest: f32,
}

/// The weight of the word of that hash: the logarithm of how many times fewer texts have it than there are.
/// Between 0 (in every text) and about 10 (in none).
pub(super) fn weight(hash: u32) -> f32 {
    BACKGROUND.get(hash).unwrap_or(BACKGROUND.rarest)
}

/// Whether [`weight`] gives this to words of no text.
pub(super) fn is_rarest(weight: f32) -> bool {
    weight >= BACKGROUND.rarest
}

impl Background {
    /// Reads lines of a word and its frequency, and one of `=` and how many texts there are; others are passed
    /// over.
    fn read(text: &str) -> Self {
        let mut texts = 1.0_f32;
        let mut counts: Vec<(u32, f32)> = Vec::new();
        for line in text.lines() {
            let Some((word, count)) = line.split_once(' ') else {
                continue;
            };
            let Ok(count) = count.parse::<f32>() else { continue };
            if word == "=" {
                texts = count;
                continue;
            }
            counts.push((hash_of_form(word), count));
        }
        // Forms of one stem add up: most texts have one of them.
        counts.sort_unstable_by_key(|&(hash, _)| hash);
        counts.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                earlier.1 += later.1;
            }
            is_same
        });
        let mask = (2 * counts.len()).next_power_of_two() - 1;
        let mut table = Self {
            slots: vec![(EMPTY, 0.0); mask + 1],
            mask,
            rarest: weight_of(0.0, texts),
        };
        for (hash, count) in counts {
            table.put(hash, weight_of(count.min(texts), texts));
        }
        table
    }

    fn put(&mut self, hash: u32, weight: f32) {
        let mut at = hash as usize & self.mask;
        while self.slots[at].0 != EMPTY {
            at = (at + 1) & self.mask;
        }
        self.slots[at] = (hash, weight);
    }

    fn get(&self, hash: u32) -> Option<f32> {
        let mut at = hash as usize & self.mask;
        loop {
            let (found, weight) = self.slots[at];
            if found == hash {
                return Some(weight);
            }
            if found == EMPTY {
                return None;
            }
            at = (at + 1) & self.mask;
        }
    }
}

fn weight_of(count: f32, texts: f32) -> f32 {
    ((texts + 1.0) / (count + SMOOTHING)).ln().max(0.0)
}

/// The hash of a word as it is written, folded and stemmed like the words of articles.
fn hash_of_form(word: &str) -> u32 {
    words::of_line(word).first().map_or_else(
        || {
            let mut folded = word.to_owned();
            spelling::fold(&mut folded, false);
            hash_of(folded.as_bytes())
        },
        |word| word.hash(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight_of_word(word: &str) -> f32 {
        weight(words::of_line(word)[0].hash())
    }

    #[test]
    fn common_words_weigh_little_and_unknown_ones_most() {
        let (common, name, unknown) = (
            weight_of_word("government"),
            weight_of_word("Blair"),
            weight_of_word("Qwzxv"),
        );
        assert!(common < name && name < unknown, "{common} {name} {unknown}");
        assert!((9.0..11.0).contains(&unknown));
    }

    #[test]
    fn forms_of_one_word_weigh_the_same() {
        assert!((weight_of_word("rallies") - weight_of_word("rally")).abs() < f32::EPSILON);
    }

    #[test]
    fn articles_and_prepositions_of_other_languages_weigh_little() {
        for word in ["der", "dans", "para", "который", "في", "में", "için"] {
            let found = words::of_line(word);
            assert!(found.iter().all(|word| weight(word.hash()) < 3.0), "{word}");
        }
    }

    #[test]
    fn odd_lines_are_passed_over() {
        let read = Background::read("# made\n= 10\nbridge 4\nbridges 3\nalone\nx y\n");
        let hash = words::of_line("bridge")[0].hash();
        assert!(read.get(hash).is_some_and(|weight| weight < 0.5));
        assert!(read.get(hash ^ 1).is_none());
    }
}
