//! Copy or not: the rules that read an alignment.

use super::SHORT_WORDS;
use super::align::{Alignment, FiguresHeld, Text, align};

/// Coverage of the article from which it is a copy. Independent reports of one event share less than a
/// quarter of their words in runs of three; copies that were cut, edited and extended keep 40% and more.
const COVERAGE_MIN: f64 = 0.42;

/// The same for the other direction, a little higher: a long article swallows short texts more easily.
const COVERAGE_OF_OTHER_MIN: f64 = 0.46;

/// What a very short text has to be covered more: one quotation or post that others print too fills it.
const SHORT_EXTRA: f64 = 0.15;

/// How much of the coverage asked for the words outside quotations must reach by themselves. Less than all of
/// it, as desks cut the quotations last; two reports of one statement share a fifth of their own words at most.
const OWN_SHARE: f64 = 0.6;

/// Cosine below which shared wording is furniture and no report: words everybody uses, in the same order.
const COSINE_MIN: f32 = 0.1;

/// Content words from which a text is not short; [`SHORT_EXTRA`] fades out up to here.
const FULL_WORDS: f64 = 200.0;

/// Shared shingles without which two texts are strangers.
const SHARED_MIN: usize = 8;

/// Coverage both ways at which two short texts need no minimum of shared shingles.
const NEARLY_EQUAL_MIN: f64 = 0.8;

/// Shared shingles that even nearly equal texts must have.
const NEARLY_EQUAL_SHARED_MIN: usize = 2;

/// Covered words without which a join would rest on one phrase.
const COVERED_WORDS_MIN: usize = SHORT_WORDS;

/// Coverage of the article below which holding much, but not all, of a shorter text does not make it a
/// copy: the shorter one is rather a round-up that printed part of this story. For `possible` it is enough.
const LONGER_COVERED_MIN: f64 = 0.2;

/// Share of the lead that must be shared when neither text is covered by [`NEARLY_EQUAL_MIN`]. Copies keep
/// the lead; what shares only a middle part is a quotation, a post or old background.
const LEAD_MIN: f64 = 0.3;

/// The guard against templates: this many figures and names put in place of others, being at least this
/// share of those compared, make another report in the same frame. Without it nine in ten made weather,
/// market and result reports join.
const REPLACED_MIN: usize = 2;
const REPLACED_SHARE_MIN: f64 = 0.35;

/// The second guard: both texts have at least this many different figures in the paragraphs they share, and
/// the other lacks more than this share of them. Catches series (tenders, bond issues, balances) whose
/// sentences vary too much for values to stand in the same gap.
const FIGURES_MIN: usize = 4;
const FIGURES_HELD_MIN: f64 = 0.5;

/// Share of the smaller shingle set that an article found through a later exemplar must share with the
/// story's first text: keeps stories from drifting.
const CORE_MIN: f64 = 0.15;

/// Cosine with the story's first text that does the same for an article that shares no wording with it.
const CORE_COSINE_MIN: f32 = 0.3;

/// Reach from which a text that was not joined is shown as a possible copy. On labelled streams five of
/// six such texts are copies, cut and reworded at once; below, most are not.
const NEAR_REACH_MIN: f64 = 0.8;

/// What the alignment with one exemplar amounts to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// A copy.
    Copy,
    /// Perhaps a copy: nearly covered enough, or enough but in too few words or only by a later exemplar.
    Near,
    /// The same frame filled with other figures and names.
    Template,
    /// A part of a text that is put together from several reports, so not a copy of it.
    Part,
    /// Shares text, but is a report of its own.
    Shares,
    /// Shares nothing to speak of.
    Apart,
}

/// What `alignment` of an article's `text` with an exemplar's text, `other`, amounts to.
pub(super) fn judge(text: &Text, other: &Text, alignment: &Alignment) -> Verdict {
    let (mine, their) = (alignment.coverage, alignment.coverage_of_other);
    let is_nearly_equal = is_nearly_equal(alignment);
    let shared_min = if is_nearly_equal {
        NEARLY_EQUAL_SHARED_MIN
    } else {
        SHARED_MIN
    };
    if alignment.shared < shared_min {
        return Verdict::Apart;
    }
    if mine.max(their) < NEARLY_EQUAL_MIN && alignment.lead < LEAD_MIN {
        return Verdict::Shares;
    }
    let reach = reach(text, other, alignment);
    if reach < NEAR_REACH_MIN || (!is_nearly_equal && text.bag.cosine(&other.bag) < COSINE_MIN) {
        return Verdict::Shares;
    }
    if is_template(alignment) {
        return Verdict::Template;
    }
    let is_enough = is_nearly_equal || alignment.covered_words() >= COVERED_WORDS_MIN;
    let is_scrap = mine < LONGER_COVERED_MIN && their < NEARLY_EQUAL_MIN;
    if reach >= 1.0 && is_enough && !is_scrap {
        Verdict::Copy
    } else {
        Verdict::Near
    }
}

/// Whether either text holds nearly all of the other.
pub(super) fn is_nearly_equal(alignment: &Alignment) -> bool {
    alignment.coverage.min(alignment.coverage_of_other) > NEARLY_EQUAL_MIN
}

/// How far the better coverage reaches towards what makes a copy: 1 is just enough.
pub(super) fn reach(text: &Text, other: &Text, alignment: &Alignment) -> f64 {
    let mine = alignment.coverage / (COVERAGE_MIN + short_extra(text));
    let their = alignment.coverage_of_other / (COVERAGE_OF_OTHER_MIN + short_extra(other));
    if is_nearly_equal(alignment) {
        return mine.max(their);
    }
    let own = alignment.own_coverage / (COVERAGE_MIN * OWN_SHARE);
    let own_of_other = alignment.own_coverage_of_other / (COVERAGE_OF_OTHER_MIN * OWN_SHARE);
    mine.min(own).max(their.min(own_of_other))
}

/// Whether `text` shares enough with the first text of a story whose later text it resembles: wording, or
/// for what was rewritten the words themselves.
pub(super) fn is_near_core(text: &Text, first: Option<&Text>) -> bool {
    first.is_some_and(|first| {
        let smaller = text.distinct().min(first.distinct());
        text.bag.cosine(&first.bag) >= CORE_COSINE_MIN
            || align(text, first).shared as f64 >= CORE_MIN * smaller as f64
    })
}

/// Whether figures and names were put in place of others: another report in the same frame.
fn is_template(alignment: &Alignment) -> bool {
    let replaced = alignment.replaced();
    let compared = replaced + alignment.marks_kept;
    (replaced >= REPLACED_MIN && replaced as f64 >= REPLACED_SHARE_MIN * compared as f64)
        || (lacks_figures(alignment.figures) && lacks_figures(alignment.figures_of_other))
}

fn lacks_figures(figures: FiguresHeld) -> bool {
    figures.all >= FIGURES_MIN && (figures.held as f64) < FIGURES_HELD_MIN * figures.all as f64
}

/// What coverage of `text` has to be higher for its being short.
fn short_extra(text: &Text) -> f64 {
    SHORT_EXTRA * (1.0 - text.words.len() as f64 / FULL_WORDS).max(0.0)
}
