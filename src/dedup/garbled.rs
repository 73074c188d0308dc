//! Damaged texts: scans, bad transcodings, filters that swap letters. Every third or fourth word is none, so
//! few runs of three words stay whole, though the text is the same.

use super::align::Text;
use super::background;
use super::encoding::{Mark, Word};

/// Share of a text's words, names and figures apart, that the background has in no text, from which the text
/// is taken for damaged: reports in its language come to a few in a hundred. Above the upper bound it is in
/// another language.
const UNKNOWN_SHARE: std::ops::Range<f32> = 0.12..0.45;

/// Words below which a share says nothing.
const WORDS_MIN: usize = 30;

/// Damaged words in a row that are bridged.
const BRIDGED_MAX: usize = 2;

/// How the words behind a damaged place stand to one another: as many lost as put in, one lost, one put in,
/// two for two.
const STEPS: [(usize, usize); 5] = [(1, 1), (1, 0), (0, 1), (2, 2), (2, 1)];

/// Whether the text of `words` is damaged.
pub(super) fn is_garbled(words: &[Word]) -> bool {
    let mut unknown = 0;
    for word in words {
        let is_none = word.mark() == Mark::Other && background::is_rarest(background::weight(word.hash()));
        unknown += usize::from(is_none);
    }
    words.len() >= WORDS_MIN && UNKNOWN_SHARE.contains(&(unknown as f32 / words.len() as f32))
}

/// Covers what lies between and beside shared runs (`pairs`, the first words of each in both texts) when only
/// damaged words part it from them. Linear: every walk ends at what is covered already.
pub(super) fn bridge(
    (one, covered): (&Text, &mut [bool]),
    (other, covered_other): (&Text, &mut [bool]),
    pairs: &[(usize, usize)],
) {
    for &(from, their_from) in pairs {
        let forward = |at: usize, by: usize| at.checked_add(by);
        let backward = |at: usize, by: usize| at.checked_sub(by);
        walk(
            (one, covered),
            (other, covered_other),
            (from, their_from),
            &forward,
        );
        walk(
            (one, covered),
            (other, covered_other),
            (from, their_from),
            &backward,
        );
    }
}

fn walk(
    (one, covered): (&Text, &mut [bool]),
    (other, covered_other): (&Text, &mut [bool]),
    (mut at, mut their_at): (usize, usize),
    step: &impl Fn(usize, usize) -> Option<usize>,
) {
    loop {
        // Through what both have.
        let (Some(next), Some(their_next)) = (step(at, 1), step(their_at, 1)) else {
            return;
        };
        let is_same = match (one.words.get(next), other.words.get(their_next)) {
            (Some(mine), Some(their)) => mine.hash() == their.hash(),
            _ => return,
        };
        if is_same {
            let is_new = !covered[next] || !covered_other[their_next];
            covered[next] = true;
            covered_other[their_next] = true;
            (at, their_at) = (next, their_next);
            // Inside the run the walk began in everything is covered; behind it a covered word is another's.
            if !is_new && is_far(at, their_at, step, covered, covered_other) {
                return;
            }
            continue;
        }
        let Some((mine, their)) = behind(one, other, (at, their_at), step) else {
            return;
        };
        for by in 1..=mine {
            if let Some(place) = step(at, by) {
                covered[place] = true;
            }
        }
        for by in 1..=their {
            if let Some(place) = step(their_at, by) {
                covered_other[place] = true;
            }
        }
        let (Some(next), Some(their_next)) = (step(at, mine), step(their_at, their)) else {
            return;
        };
        (at, their_at) = (next, their_next);
    }
}

/// Whether the next word of either text is covered as well: the walk has reached another shared run.
fn is_far(
    at: usize,
    their_at: usize,
    step: &impl Fn(usize, usize) -> Option<usize>,
    covered: &[bool],
    covered_other: &[bool],
) -> bool {
    let is_covered = |covered: &[bool], at: usize| {
        step(at, BRIDGED_MAX + 1).is_some_and(|at| covered.get(at).copied().unwrap_or(false))
    };
    is_covered(covered, at) && is_covered(covered_other, their_at)
}

/// How many words of either text lead over the damaged ones behind `at` to the next one that both have;
/// `None` when they are not damaged or lead nowhere.
fn behind(
    one: &Text,
    other: &Text,
    (at, their_at): (usize, usize),
    step: &impl Fn(usize, usize) -> Option<usize>,
) -> Option<(usize, usize)> {
    let word = |text: &Text, at: usize, by: usize| text.words.get(step(at, by)?).copied();
    let is_damaged =
        |word: Option<Word>| word.is_some_and(|word| background::is_rarest(background::weight(word.hash())));
    if !is_damaged(word(one, at, 1)) && !is_damaged(word(other, their_at, 1)) {
        return None;
    }
    STEPS.into_iter().find_map(|(mine, their)| {
        let next = word(one, at, mine + 1)?;
        let their_next = word(other, their_at, their + 1)?;
        (next.hash() == their_next.hash()).then_some((mine, their))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::align::align;
    use crate::dedup::words::of_line;

    const REPORT: &str = "the council voted to rebuild the harbour bridge after the winter flood and asked the government \
        for money while farmers on the eastern bank complained about the long road to market and the price of fuel";

    /// `text` with a letter of every fourth word turned into another.
    fn damaged(text: &str) -> String {
        let damage = |(n, word): (usize, &str)| {
            if n % 4 == 1 && word.len() > 3 {
                format!("{}qx{} ", &word[..1], &word[3..])
            } else {
                format!("{word} ")
            }
        };
        text.split_whitespace().enumerate().map(damage).collect()
    }

    #[test]
    fn a_damaged_text_is_known_and_a_sound_or_a_foreign_one_is_not() {
        let report = format!("{REPORT} {REPORT}");
        assert!(is_garbled(&of_line(&damaged(&report))));
        assert!(!is_garbled(&of_line(&report)));
        assert!(!is_garbled(&of_line(
            &"квартал мост река город совет решил новый ".repeat(9)
        )));
        assert!(!is_garbled(&of_line("qxz")));
    }

    #[test]
    fn damage_is_bridged_and_other_words_are_not() {
        let report = format!("{REPORT} {REPORT}");
        let (sound, broken) = (Text::of(of_line(&report)), Text::of(of_line(&damaged(&report))));
        assert!(
            align(&broken, &sound).coverage > 0.6,
            "{}",
            align(&broken, &sound).coverage
        );
        let other = REPORT
            .replace("harbour", "market")
            .replace("winter", "spring")
            .replace("money", "votes");
        let other = Text::of(of_line(&other));
        assert!(align(&other, &Text::of(of_line(REPORT))).coverage < 0.9);
    }
}
