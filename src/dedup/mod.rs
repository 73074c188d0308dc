//! Which story a text belongs to, who had that story first, and who says so.
//!
//! Everything here is pure: the store looks up candidates by [`Fingerprint::shingles`] and
//! [`Fingerprint::anchors`] and hands them in.
//!
//! - **Copies** are found by containment, not by likeness: a copy cut to a third of its source shares a third
//!   of the words with it, but nearly all of its own. Wording alone joins, unless values, titles or times speak
//!   of another report (`doubt`): a series, a sequel, a part of a round-up.
//! - **Rewritten copies** share no wording. They hold the same names and figures, paragraph by paragraph, and add
//!   nothing (`measures`, `rewrite`); they join when signs beside the text speak for it as well (`corroboration`),
//!   and are shown as possible copies otherwise.
//! - **A second story** inside an article is told beside the one it belongs to (`merged`).
//! - **Statements and releases** are nobody's copy: what is quoted is left out before texts are compared
//!   (`statement`).
//!
//! Joins are made to a story's exemplars by aligning the two texts and never through a chain of copies, so
//! stories do not drift. A change of what is compared changes [`VERSION`], and texts of different versions are
//! never compared.
//!
//! The look-up that [`Index`] does in memory and the store does in SQL, in the same way, among stories of the
//! last [`WINDOW_S`], through their exemplars:
//!
//! 1. those that share the most shingles, at least [`CANDIDATE_SHARED_MIN`] of them, lists of more than
//!    [`POSTINGS_MAX`] stories left out, [`CANDIDATES_MAX`] at most;
//! 2. then those for which the products of the weights of shared anchors add up to most, at least
//!    [`ANCHORED_MIN`], lists of more than [`ANCHOR_POSTINGS_MAX`] stories left out,
//!    [`ANCHOR_CANDIDATES_MAX`] at most; ties to the story opened first.

mod again;
mod align;
mod anchors;
mod background;
mod bag;
mod beside;
mod boilerplate;
mod calendar;
mod chain;
mod comparison;
mod corroboration;
mod doubt;
mod encoding;
mod explain;
mod fingerprint;
mod first;
mod garbled;
mod gist;
mod index;
#[cfg(test)]
mod languages;
mod late;
mod link;
mod measures;
mod merged;
mod nearest;
mod origin;
mod otherwise;
mod placement;
mod post;
mod reach;
mod relabelled;
mod relation;
mod rewrite;
mod roundup;
#[cfg(test)]
pub(crate) mod scenarios;
mod series;
mod spelling;
mod statement;
mod title;
mod verdict;
mod votes;
mod words;

pub use again::again;
pub use beside::{Beside, beside};
pub use boilerplate::{is_learnt, lines, mark, unmarked};
pub use corroboration::{learn_habit, learn_late_habit};
pub use explain::{Measure, compare};
pub use fingerprint::fingerprint;
pub use first::first;
pub use gist::{gist, weighted_words};
pub use index::Index;
pub use late::confirm;
pub use merged::merged;
pub use nearest::{Hit, by_anchors, by_shared};
pub use origin::origin;
pub use otherwise::{Change, Lever, Otherwise, Outcome, nearest, otherwise};
pub use placement::{place, place_in};
pub use reach::{LATEST_ARTICLES, out_of_reach};
pub use relabelled::is_relabelled;

use crate::model::Fingerprint;

/// Version of the normalisation for comparison. Any change to what [`fingerprint()`] gives for some text
/// raises it: hashes of two versions do not meet.
pub const VERSION: i64 = 2;

/// Stories an article is compared with. The true story is among the best four for practically every
/// lexical copy; each further one costs up to [`EXEMPLARS_MAX`] alignments.
pub const CANDIDATES_MAX: usize = 4;

/// Shingles a story must share to be a candidate. One is chance; a copy shares dozens even in the sample.
pub const CANDIDATE_SHARED_MIN: u32 = 2;

/// Stories that may hold a shingle before it says nothing: a phrase found in more is boilerplate, a
/// template or a standing title, and reading its list would cost more than it tells.
pub const POSTINGS_MAX: usize = 48;

/// Anchors of a text. On labelled rewrites among 20,000 articles twelve find every story at the first or
/// second place, and more than sixteen only cost look-ups.
pub const ANCHORS_MAX: usize = 16;

/// Stories compared because of their anchors, beside the [`CANDIDATES_MAX`] found by shingles: the true one
/// is among six even for texts in which every twentieth character is damaged.
pub const ANCHOR_CANDIDATES_MAX: usize = 6;

/// Stories that may hold an anchor before it says nothing: a name in more of them within the window is the
/// name of the week. Longer than [`POSTINGS_MAX`], as words are shared by far more stories than phrases.
pub const ANCHOR_POSTINGS_MAX: usize = 256;

/// Sum of the products of shared anchors' weights, in millionths, below which a story is no candidate: two
/// shared anchors of middling weight.
pub const ANCHORED_MIN: i64 = 40_000;

/// Texts kept of one story to compare others with: the first, and a few that differ much from it.
pub const EXEMPLARS_MAX: usize = 4;

/// A story takes no more articles when its last one is older than this, in seconds: three weeks. Nearly all
/// reprints appear in the first, real ones were seen after sixteen days, and a weekly column is told from its
/// forerunner by its values.
pub const WINDOW_S: i64 = 21 * 24 * 60 * 60;

/// Seconds for which the postings and texts that new articles are compared with are kept, by the articles' own
/// times: twice [`WINDOW_S`], so that no article of the present misses one.
pub const KEPT_S: i64 = 2 * WINDOW_S;

/// Content words below which a body cannot be known by its wording: a flash, a caption, a teaser. Such a
/// text joins only its equal under an equal title, and no longer text joins it.
const SHORT_WORDS: usize = 14;

impl Fingerprint {
    /// The fingerprint of a text without words: equal to nothing, found by nothing.
    #[must_use]
    pub fn of_nothing() -> Self {
        Self {
            version: VERSION,
            ..Self::default()
        }
    }
}
