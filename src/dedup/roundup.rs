//! Articles put together from parts of several stories: a morning briefing, the world in brief.

use super::align::{Alignment, Text};
use super::bag::Bag;
use super::encoding::Word;
use super::title::{Titles, is_of_roundup};

/// Stories that must have a part in it. Two are a merged article.
const PARTS_MIN: usize = 3;

/// Words of a story that make a part.
const PART_WORDS_MIN: usize = 10;

/// Share of the article that one part may fill; what is mostly one story is a copy with additions.
const PART_MAX: f64 = 0.45;

/// Share of the article that the parts must fill together.
const PARTS_TOGETHER_MIN: f64 = 0.4;

/// Share of the parts' words that may lie in more than one part: stories that share text with each other
/// are one part seen twice.
const OVERLAP_MAX: f64 = 0.2;

/// Whether the article whose alignments with different stories are `parts` is put together from them.
pub(super) fn is_roundup<'a>(parts: impl Iterator<Item = &'a Alignment>) -> bool {
    let parts: Vec<&Alignment> = parts
        .filter(|part| part.covered_words() >= PART_WORDS_MIN)
        .collect();
    if parts.len() < PARTS_MIN || parts.iter().any(|part| part.coverage > PART_MAX) {
        return false;
    }
    let words = parts.iter().map(|part| part.covered.len()).max().unwrap_or(0);
    let taken: usize = parts.iter().map(|part| part.covered_words()).sum();
    let together = (0..words)
        .filter(|&at| {
            parts
                .iter()
                .any(|part| part.covered.get(at).copied().unwrap_or(false))
        })
        .count();
    let overlap = taken - together;
    together as f64 >= PARTS_TOGETHER_MIN * words as f64 && overlap as f64 <= OVERLAP_MAX * together as f64
}

/// Coverage of a text by its part: below the one it may be a round-up, above the other the part is whole.
const HELD_MAX: f64 = PART_MAX;
const PART_COVERED_MIN: f64 = 0.5;

/// Words of the text outside the part, from which it can be told what they are about.
const REST_WORDS_MIN: usize = 40;

/// Cosine of what a text shares with its part and of the rest: below, the rest is about something else. Many
/// copies are so too, with text of their outlet's own added, so it is not enough by itself.
const COHESION_MAX: f32 = 0.05;

/// Coverage of a text that calls itself a round-up from which it is one report under the wrong heading.
const WHOLE_COVERED_MAX: f64 = 0.8;

/// Share of its lead that a text has in common with a part it does not begin with.
const LEAD_MAX: f64 = 0.3;

/// Whether the article is one of several reports that `other`, which came first, is put together from: much
/// of the article stands in it, it fills less than half of it, the rest is about something else, and either
/// its title says so or its title and lead are of another report.
pub(super) fn is_part((title, other_title): (&str, &str), other: &Text, alignment: &Alignment) -> bool {
    if alignment.coverage < PART_COVERED_MIN || alignment.coverage_of_other > HELD_MAX {
        return false;
    }
    let begins_otherwise =
        || alignment.lead_of_other < LEAD_MAX && Titles::of(title, other_title) == Titles::Different;
    (is_of_roundup(other_title) || begins_otherwise())
        && cohesion(other, &alignment.covered_other) < COHESION_MAX
}

/// Whether `other` is only a part of the article, whose other parts nobody has seen yet: the article is a
/// round-up by its own word, or it begins with something else under another title and has `other` behind it.
pub(super) fn is_whole_of((title, other_title): (&str, &str), article: &Text, alignment: &Alignment) -> bool {
    let says_so =
        || alignment.coverage < WHOLE_COVERED_MAX && is_of_roundup(title) && !is_of_roundup(other_title);
    let begins_otherwise = || {
        alignment.coverage <= PART_MAX
            && alignment.lead_of_one < LEAD_MAX
            && Titles::of(title, other_title) == Titles::Different
    };
    (says_so() || begins_otherwise()) && cohesion(article, &alignment.covered) < COHESION_MAX
}

/// Cosine of the `covered` part of `text` and of the rest; 1 when one of them is too short to tell.
pub(super) fn cohesion(text: &Text, covered: &[bool]) -> f32 {
    let of = |is_wanted: bool| -> Vec<Word> {
        let words = text.words.iter().zip(covered);
        words
            .filter(|(_, is_covered)| **is_covered == is_wanted)
            .map(|(word, _)| *word)
            .collect()
    };
    let rest = of(false);
    if rest.len() < REST_WORDS_MIN {
        return 1.0;
    }
    Bag::of(&of(true)).cosine(&Bag::of(&rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::{
        align::{Text, align},
        encoding::encode,
        words::of_line,
    };

    /// `count` different words that begin with `letter`.
    fn story(letter: char, count: u8) -> String {
        (0..count)
            .map(|n| format!("{letter}{letter}{} ", char::from(b'a' + n)))
            .collect()
    }

    fn is_put_together(article: &str, stories: &[String]) -> bool {
        let read = |text: &str| Text::read(&encode(&of_line(text))).unwrap();
        let parts: Vec<_> = stories
            .iter()
            .map(|story| align(&read(article), &read(story)))
            .collect();
        is_roundup(parts.iter())
    }

    #[test]
    fn three_parts_make_a_roundup_and_two_do_not() {
        let stories: Vec<String> = ['a', 'b', 'c'].map(|letter| story(letter, 20)).into();
        assert!(is_put_together(&stories.concat(), &stories));
        assert!(!is_put_together(&stories[..2].concat(), &stories[..2]));
    }

    #[test]
    fn a_copy_with_background_of_two_more_stories_is_no_roundup() {
        let mut stories: Vec<String> = ['b', 'c'].map(|letter| story(letter, 12)).into();
        stories.push(story('a', 26));
        assert!(!is_put_together(&stories.concat(), &stories));
    }

    #[test]
    fn one_part_seen_in_three_stories_is_no_roundup() {
        let article = story('a', 12) + &story('z', 24);
        let same = vec![story('a', 12); 3];
        assert!(!is_put_together(&article, &same));
    }
}
