//! Rewritten copies: whether one text is another one in other words.
//!
//! The wording of an independent report of the same event is as different as that of a rewrite, so wording
//! says nothing. What tells them apart is that a rewrite adds nothing and leaves out little: both texts hold
//! nearly the same names and figures, each paragraph has its counterpart, in the same order, and no quotation
//! is new. The weights are of a logistic score, rounded from fits on labelled rewrites and independent
//! reports, left out group by group; what matters is their order of size.

use super::align::Text;
use super::measures::Measures;

/// Content words both texts must have: briefs of one sentence on one event are all alike.
const WORDS_MIN: usize = 40;

/// Cosine below which two texts are not about the same thing.
pub(super) const COSINE_MIN: f32 = 0.22;

/// Sum of cosine, matched paragraphs and shared words (at most 3), of the better direction, from which
/// the score is asked at all.
const TOGETHER_MIN: f32 = 0.9;

/// How many times longer the one text may be, as a logarithm: a rewrite cuts and pads little; a report twice
/// as long has other things to say, and a brief of a third is anybody's.
const SIZE_MAX: f32 = 0.8;

/// Share of a text that may be quotation which the other lacks. New quotations come from own calls.
const NEW_QUOTATION_MAX: f32 = 0.12;

/// What each measure adds to the log-odds.
const TOGETHER_WEIGHT: f32 = 2.0;
const MARKS_WEIGHT: f32 = 11.0;
const NEW_QUOTATION_WEIGHT: f32 = -18.0;
const BASE: f32 = -12.0;

/// The log-odds that the text of `mine` is the other one in other words, or the other way round, by what they
/// say alone; `None` when that is out of the question. `mine` is of the one text, `their` of the other.
pub(super) fn log_odds(one: &Text, other: &Text, mine: &Measures, their: &Measures) -> Option<f32> {
    let together = together(mine).max(together(their));
    let is_possible = one.words.len().min(other.words.len()) >= WORDS_MIN
        && mine.cosine >= COSINE_MIN
        && together >= TOGETHER_MIN
        && mine.size.abs() <= SIZE_MAX
        && better(mine, their).new_quotation <= NEW_QUOTATION_MAX
        && !(mine.lacks_figures && their.lacks_figures);
    is_possible.then(|| {
        BASE + TOGETHER_WEIGHT * together
            + MARKS_WEIGHT * marks(mine, their)
            + NEW_QUOTATION_WEIGHT * better(mine, their).new_quotation
    })
}

/// The direction that speaks more for a rewrite.
pub(super) fn better<'a>(mine: &'a Measures, their: &'a Measures) -> &'a Measures {
    if together(mine) >= together(their) {
        mine
    } else {
        their
    }
}

fn together(measures: &Measures) -> f32 {
    measures.cosine + measures.paragraphs + measures.words
}

/// How far both texts hold the same names and figures: the middle of both directions, in which the smaller
/// one counts more.
fn marks(mine: &Measures, their: &Measures) -> f32 {
    (mine.marks * their.marks).sqrt()
}
