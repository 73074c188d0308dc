//! Two texts laid side by side: what they share, where, and what was put in place of what.

use super::bag::{Bag, LEAD_WORDS};
use super::encoding::{Mark, Word, decode};
use super::fingerprint::{SHINGLE_WORDS, shingles};
use super::garbled;
use super::statement::{self, own_coverage};

/// Longest stretch between two shared runs, in words, in which figures and names are taken to stand in
/// for one another. In longer stretches other text was put in, not other values.
const GAP_WORDS_MAX: usize = 10;

/// Share of a paragraph's words that must be covered for its figures to count: only paragraphs that both
/// texts have can show one frame with other figures. An added local paragraph full of figures does not.
const MATCHED_PARAGRAPH_MIN: f64 = 0.35;

/// A folded body ready to be aligned.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) words: Vec<Word>,
    /// Hash and first word of every shingle, by hash, then place.
    shingles: Vec<(u64, u32)>,
    pub(super) bag: Bag,
    /// For each word whether it is the text's own and not quoted.
    pub(super) own: Vec<bool>,
    /// Whether it has wording from a press release.
    is_of_release: bool,
    /// Whether many of its words are damaged.
    is_garbled: bool,
}

impl Text {
    /// Reads a folded body; `None` when it is empty, damaged or of another version.
    pub(super) fn read(folded: &[u8]) -> Option<Self> {
        Some(Self::of(decode(folded)?))
    }

    /// The text of `words`.
    pub(super) fn of(words: Vec<Word>) -> Self {
        let bag = Bag::of(&words);
        Self::with_bag(words, bag)
    }

    /// The text of `words`, whose bag is made already.
    pub(super) fn with_bag(words: Vec<Word>, bag: Bag) -> Self {
        let mut shingles: Vec<(u64, u32)> = shingles(&words).zip(0..).collect();
        shingles.sort_unstable();
        let is_garbled = garbled::is_garbled(&words);
        Self {
            own: statement::own(&words),
            words,
            shingles,
            bag,
            is_of_release: false,
            is_garbled,
        }
    }

    /// Leaves what stands in one of `releases` out of the text's own words.
    pub(super) fn leave_out(&mut self, releases: &[Self]) {
        for release in releases {
            let covered = align(self, release).covered;
            for (is_own, is_released) in self.own.iter_mut().zip(covered) {
                *is_own &= !is_released;
                self.is_of_release |= is_released;
            }
        }
    }

    /// Share of the text's own words that are covered; of all its words when hardly any are its own, as for an
    /// interview. 0 when that is so because of a release.
    fn own_coverage(&self, covered: &[bool]) -> f64 {
        let of_few = || if self.is_of_release { 0.0 } else { share(covered) };
        own_coverage(&self.own, covered).unwrap_or_else(of_few)
    }

    /// Different shingles.
    pub(super) fn distinct(&self) -> usize {
        self.shingles.chunk_by(|one, other| one.0 == other.0).count()
    }
}

/// How one text stands to another.
#[derive(Debug)]
pub(super) struct Alignment {
    /// Different shingles that both have.
    pub(super) shared: usize,
    /// For each word of the one text whether it lies in a shared shingle.
    pub(super) covered: Vec<bool>,
    /// The same for the words of the other.
    pub(super) covered_other: Vec<bool>,
    /// Share of the one text's words that the other has, 0 to 1; and the other way round.
    pub(super) coverage: f64,
    pub(super) coverage_of_other: f64,
    /// The same of the words that are a text's own; as above when those are few.
    pub(super) own_coverage: f64,
    pub(super) own_coverage_of_other: f64,
    /// Share of all words of both texts that is covered, 0 to 1.
    pub(super) similarity: f64,
    /// Share of the lead that is covered, of the better covered lead of the two.
    pub(super) lead: f64,
    /// Share of the one text's lead that is covered; and of the other's.
    pub(super) lead_of_one: f64,
    pub(super) lead_of_other: f64,
    /// Figures put in place of other figures between shared runs, and names in place of names.
    pub(super) figures_replaced: usize,
    pub(super) names_replaced: usize,
    /// Figures and names that both have.
    pub(super) marks_kept: usize,
    /// Covered words of the one text that stand outside quotations.
    pub(super) covered_unquoted: usize,
    /// Different figures in the matched paragraphs of the one text, and how many of them the other has
    /// anywhere; and the other way round.
    pub(super) figures: FiguresHeld,
    pub(super) figures_of_other: FiguresHeld,
}

/// How many of some figures another text has.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FiguresHeld {
    pub(super) all: usize,
    pub(super) held: usize,
}

impl Alignment {
    /// Words of the one text that the other has.
    pub(super) fn covered_words(&self) -> usize {
        count(&self.covered)
    }

    /// Figures and names put in place of others.
    pub(super) const fn replaced(&self) -> usize {
        self.figures_replaced + self.names_replaced
    }
}

/// Lays `one` beside `other`. O(n log n) in the longer of the two.
pub(super) fn align(one: &Text, other: &Text) -> Alignment {
    let mut covered = vec![false; one.words.len()];
    let mut covered_other = vec![false; other.words.len()];
    let mut pairs = Vec::new();
    let mut theirs = other.shingles.chunk_by(|a, b| a.0 == b.0).peekable();
    for group in one.shingles.chunk_by(|a, b| a.0 == b.0) {
        while theirs.next_if(|their| their[0].0 < group[0].0).is_some() {}
        let Some(their) = theirs.next_if(|their| their[0].0 == group[0].0) else {
            continue;
        };
        pairs.push((group[0].1 as usize, their[0].1 as usize));
        cover(&mut covered, group);
        cover(&mut covered_other, their);
    }
    pairs.sort_unstable();
    let is_garbled = one.is_garbled || other.is_garbled;
    if is_garbled {
        bridge((one, &mut covered), (other, &mut covered_other), &pairs);
    }
    let marks_covered = one
        .words
        .iter()
        .zip(&covered)
        .filter(|(word, is)| **is && word.mark() != Mark::Other)
        .count();
    let covered_unquoted = one
        .words
        .iter()
        .zip(&covered)
        .filter(|(word, is)| **is && !word.is_quoted())
        .count();
    let gaps = compare_gaps(one, other, &pairs);
    Alignment {
        shared: pairs.len(),
        coverage: share(&covered),
        coverage_of_other: share(&covered_other),
        own_coverage: one.own_coverage(&covered),
        own_coverage_of_other: other.own_coverage(&covered_other),
        similarity: (count(&covered) + count(&covered_other)) as f64
            / (covered.len() + covered_other.len()).max(1) as f64,
        lead: share(lead(&covered)).max(share(lead(&covered_other))),
        lead_of_one: share(lead(&covered)),
        lead_of_other: share(lead(&covered_other)),
        figures_replaced: gaps.figures_replaced,
        // A damaged name is not another name.
        names_replaced: if is_garbled { 0 } else { gaps.names_replaced },
        marks_kept: marks_covered + gaps.kept,
        covered_unquoted,
        figures: figures_held(one, &covered, other),
        figures_of_other: figures_held(other, &covered_other, one),
        covered,
        covered_other,
    }
}

/// Covers what only damage keeps apart, from the same side whichever text comes first.
fn bridge(
    (one, covered): (&Text, &mut [bool]),
    (other, covered_other): (&Text, &mut [bool]),
    pairs: &[(usize, usize)],
) {
    let hashes = |text: &Text| text.words.iter().map(|word| word.hash()).collect::<Vec<u32>>();
    if hashes(one) <= hashes(other) {
        garbled::bridge((one, covered), (other, covered_other), pairs);
    } else {
        let mut turned: Vec<(usize, usize)> = pairs.iter().map(|&(mine, their)| (their, mine)).collect();
        turned.sort_unstable();
        garbled::bridge((other, covered_other), (one, covered), &turned);
    }
}

/// The figures of `one` in paragraphs that `other` covers, looked up among all figures of `other`.
fn figures_held(one: &Text, covered: &[bool], other: &Text) -> FiguresHeld {
    let mut figures = Vec::new();
    let mut rest = covered;
    for paragraph in one.words.chunk_by(|_, next| !next.opens_paragraph()) {
        let (its, after) = rest.split_at(paragraph.len().min(rest.len()));
        rest = after;
        if share(its) >= MATCHED_PARAGRAPH_MIN {
            figures.extend(figures_in(paragraph));
        }
    }
    figures.sort_unstable();
    figures.dedup();
    let mut theirs: Vec<u32> = figures_in(&other.words).collect();
    theirs.sort_unstable();
    let held = figures
        .iter()
        .filter(|figure| theirs.binary_search(figure).is_ok())
        .count();
    FiguresHeld {
        all: figures.len(),
        held,
    }
}

fn figures_in(words: &[Word]) -> impl Iterator<Item = u32> + '_ {
    words
        .iter()
        .filter(|word| word.mark() == Mark::Figure)
        .map(|word| word.hash())
}

fn cover(covered: &mut [bool], group: &[(u64, u32)]) {
    for &(_, at) in group {
        let at = at as usize;
        if let Some(words) = covered.get_mut(at..at + SHINGLE_WORDS) {
            words.fill(true);
        }
    }
}

/// What the short gaps between shared runs hold.
#[derive(Default)]
struct Gaps {
    figures_replaced: usize,
    names_replaced: usize,
    kept: usize,
}

/// Compares the figures, and the names, of every short gap that both texts have between two shared
/// shingles. Copies keep them; reports made from one frame (weather, markets, results) replace them.
fn compare_gaps(one: &Text, other: &Text, pairs: &[(usize, usize)]) -> Gaps {
    let mut gaps = Gaps::default();
    for pair in pairs.windows(2) {
        let ((from, their_from), (to, their_to)) = (pair[0], pair[1]);
        let (Some(mine), Some(their)) = (gap(one, from, to), gap(other, their_from, their_to)) else {
            continue;
        };
        for mark in [Mark::Figure, Mark::Name] {
            let (mine, their) = (marked(mine, mark), marked(their, mark));
            if mine.is_empty() || their.is_empty() {
                continue;
            }
            let kept = mine.iter().filter(|word| their.contains(word)).count();
            let replaced = (mine.len() - kept).min(their.len() - kept);
            gaps.kept += kept;
            match mark {
                Mark::Figure => gaps.figures_replaced += replaced,
                Mark::Name | Mark::Other => gaps.names_replaced += replaced,
            }
        }
    }
    gaps
}

/// The words between the shingle at `from` and the one at `to`; `None` when there are none or too many.
fn gap(text: &Text, from: usize, to: usize) -> Option<&[Word]> {
    let start = from + SHINGLE_WORDS;
    let gap = text.words.get(start..to)?;
    (!gap.is_empty() && gap.len() <= GAP_WORDS_MAX).then_some(gap)
}

/// Different words of that mark.
fn marked(gap: &[Word], mark: Mark) -> Vec<u32> {
    let mut found: Vec<u32> = gap
        .iter()
        .filter(|word| word.mark() == mark)
        .map(|word| word.hash())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn lead(covered: &[bool]) -> &[bool] {
    &covered[..covered.len().min(LEAD_WORDS)]
}

/// Share of `covered` that is; 0 for nothing.
fn share(covered: &[bool]) -> f64 {
    count(covered) as f64 / covered.len().max(1) as f64
}

fn count(covered: &[bool]) -> usize {
    covered.iter().filter(|is_covered| **is_covered).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dedup::{encoding::encode, words::of_line};

    fn text(line: &str) -> Text {
        Text::read(&encode(&of_line(line))).unwrap()
    }

    #[test]
    fn a_part_is_covered_whole_and_covers_a_part() {
        let whole = text("alpha bravo charlie delta echo foxtrot golf hotel");
        let part = text("alpha bravo charlie delta");
        let found = align(&part, &whole);
        assert_eq!((found.shared, found.covered_words()), (2, 4));
        assert!((found.coverage, found.coverage_of_other) == (1.0, 0.5));
    }

    #[test]
    fn figures_and_names_in_place_of_others_are_counted() {
        let monday = text("alpha bravo charlie rose 12 points in Paris close delta echo foxtrot");
        let tuesday = text("alpha bravo charlie fell 30 points in London close delta echo foxtrot");
        let found = align(&monday, &tuesday);
        assert_eq!((found.figures_replaced, found.names_replaced), (1, 1));
    }

    #[test]
    fn repeated_stretches_are_covered_wherever_they_stand() {
        let twice = text("alpha bravo charlie delta. alpha bravo charlie delta");
        let once = text("alpha bravo charlie delta");
        assert!(align(&twice, &once).coverage > 0.99);
    }

    #[test]
    fn shared_words_inside_quotations_are_told_apart() {
        let one = text("“alpha bravo charlie delta” echo foxtrot golf");
        let found = align(&one, &text("he said “alpha bravo charlie delta” yesterday night"));
        assert_eq!((found.covered_words(), found.covered_unquoted), (4, 0));
    }

    proptest! {
        #[test]
        fn a_text_covers_itself(line in "[a-z]{2,4}( [a-z0-9]{2,4}){3,40}") {
            let (one, other) = (text(&line), text(&line));
            let found = align(&one, &other);
            prop_assert!(one.words.len() < SHINGLE_WORDS || found.coverage == 1.0);
            prop_assert_eq!(found.replaced(), 0);
        }

        #[test]
        fn coverage_does_not_depend_on_who_comes_first(
            one in "( [a-d]{2}){0,60}", other in "( [a-d]{2}){0,60}",
        ) {
            let (Some(one), Some(other)) =
                (Text::read(&encode(&of_line(&one))), Text::read(&encode(&of_line(&other)))) else {
                return Ok(());
            };
            let (there, back) = (align(&one, &other), align(&other, &one));
            prop_assert_eq!(there.shared, back.shared);
            prop_assert_eq!(there.coverage, back.coverage_of_other);
            prop_assert_eq!(there.lead, back.lead);
        }
    }
}
