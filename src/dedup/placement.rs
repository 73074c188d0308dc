//! Which story an article belongs to.

use super::align::{Alignment, FiguresHeld, Text, align};
use super::relation::relation;
use super::roundup::is_roundup;
use super::words;
use super::{CANDIDATES_MAX, EXEMPLARS_MAX, SHORT_WORDS};
use crate::model::{Candidate, Exemplar, Grade, Link, LinkKind, Placement, Reading, Relation};

/// Coverage of the article from which it is a copy. Independent reports of one event share less than a
/// quarter of their words in runs of three; copies that were cut, edited and extended keep 40% and more.
const COVERAGE_MIN: f64 = 0.42;

/// The same for the other direction, a little higher: a long article swallows short texts more easily.
const COVERAGE_OF_OTHER_MIN: f64 = 0.46;

/// What a very short text has to be covered more: one quotation or post that others print too fills it.
const SHORT_EXTRA: f64 = 0.15;

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

/// How much the smaller coverage counts when the better of two stories is chosen.
const OTHER_WAY_WEIGHT: f64 = 0.2;

/// A joined text becomes an exemplar when it holds at least this share of the text it was compared with
/// and is covered by it in this range: much the same report, with much that later copies may take from it.
const EXEMPLAR_HOLDS_MIN: f64 = 0.5;
const EXEMPLAR_COVERED: std::ops::Range<f64> = 0.3..0.85;

/// Reach from which a text that was not joined is shown as a possible copy. On labelled streams five of
/// six such texts are copies, cut and reworded at once; below, most are not.
const NEAR_REACH_MIN: f64 = 0.8;

/// The score of a possible copy that reaches all that is asked.
const POSSIBLE_SCORE_MAX: f64 = 0.85;

/// Shared words, and the most of them outside quotations, that make two reports of one statement.
const STATEMENT_WORDS_MIN: usize = 20;
const STATEMENT_UNQUOTED_MAX: f64 = 0.4;

/// What the alignment with one exemplar amounts to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Verdict {
    /// A copy.
    Copy,
    /// Perhaps a copy: nearly covered enough, or enough but in too few words or only by a later exemplar.
    Near,
    /// The same frame filled with other figures and names.
    Template,
    /// Shares text, but is a report of its own.
    Shares,
    /// Shares nothing to speak of.
    Apart,
}

impl Verdict {
    /// What speaks more for a copy ranks higher.
    const fn rank(self) -> u8 {
        match self {
            Self::Copy => 2,
            Self::Near => 1,
            Self::Template | Self::Shares | Self::Apart => 0,
        }
    }
}

/// An article beside one exemplar of one story.
struct Comparison<'a> {
    candidate: &'a Candidate,
    exemplar: &'a Exemplar,
    alignment: Alignment,
    verdict: Verdict,
    /// See [`reach`].
    reach: f64,
}

impl Comparison<'_> {
    /// Better coverage first, the other way as well.
    fn strength(&self) -> f64 {
        let (mine, their) = (self.alignment.coverage, self.alignment.coverage_of_other);
        mine.max(their) + OTHER_WAY_WEIGHT * mine.min(their)
    }
}

/// The story `reading` belongs to among `candidates`, which the index found, best first.
///
/// Without candidates, or when no text of theirs is near enough, the article opens a story of its own
/// ([`Placement::original`]), with links to the stories it shares text with. Bodies of other versions of
/// the fingerprint are passed over.
#[must_use]
pub fn place(reading: &Reading, candidates: &[Candidate]) -> Placement {
    let Some(text) = Text::read(&reading.fingerprint.folded) else {
        return Placement::original();
    };
    if text.words.len() < SHORT_WORDS {
        return place_short(reading, candidates);
    }
    let comparisons: Vec<Comparison<'_>> = candidates
        .iter()
        .take(CANDIDATES_MAX)
        .filter_map(|candidate| best_of_story(&text, candidate))
        .collect();
    let parts = comparisons
        .iter()
        .filter(|comparison| comparison.verdict != Verdict::Template);
    if is_roundup(parts.map(|comparison| &comparison.alignment)) {
        let links = comparisons
            .iter()
            .filter_map(|comparison| link(comparison, Some(LinkKind::Roundup)))
            .collect();
        return Placement {
            links,
            ..Placement::original()
        };
    }
    let strongest = |verdict| {
        let of_verdict = comparisons
            .iter()
            .filter(move |comparison| comparison.verdict == verdict);
        of_verdict.reduce(|best, next| {
            if next.strength() > best.strength() {
                next
            } else {
                best
            }
        })
    };
    let mut placement = match (strongest(Verdict::Copy), strongest(Verdict::Near)) {
        (Some(copy), _) => join(reading, &text, copy),
        (None, Some(near)) => Placement {
            possible: Some((near.candidate.story_id, possible_score(near))),
            ..Placement::original()
        },
        (None, None) => Placement::original(),
    };
    let taken = placement
        .story_id
        .or(placement.possible.map(|(story_id, _)| story_id));
    placement.links = comparisons
        .iter()
        .filter(|comparison| Some(comparison.candidate.story_id) != taken)
        .filter_map(|comparison| link(comparison, None))
        .collect();
    placement
}

/// A body too short to be known by its wording joins only its very equal.
fn place_short(reading: &Reading, candidates: &[Candidate]) -> Placement {
    let title = title_words(&reading.article.title);
    let is_equal = |exemplar: &&Exemplar| {
        exemplar.body_hash == reading.fingerprint.body_hash
            && !title.is_empty()
            && title_words(&exemplar.title) == title
    };
    for candidate in candidates.iter().take(CANDIDATES_MAX) {
        if let Some(exemplar) = candidate.exemplars.iter().find(is_equal) {
            return Placement {
                story_id: Some(candidate.story_id),
                relation: Relation::Identical,
                of_article_id: Some(exemplar.article_id),
                is_exemplar: false,
                ..Placement::original()
            };
        }
    }
    Placement::original()
}

fn title_words(title: &str) -> Vec<u32> {
    words::of_line(title)
        .into_iter()
        .map(super::encoding::Word::hash)
        .collect()
}

/// The comparison with the exemplar of `candidate` that speaks most for a copy; `None` when none can be read.
fn best_of_story<'a>(text: &Text, candidate: &'a Candidate) -> Option<Comparison<'a>> {
    let mut best: Option<Comparison<'a>> = None;
    let mut first: Option<Text> = None;
    for (place, exemplar) in candidate.exemplars.iter().take(EXEMPLARS_MAX).enumerate() {
        let Some(other) = Text::read(&exemplar.folded) else {
            continue;
        };
        let alignment = align(text, &other);
        let mut verdict = judge(text, &other, &alignment);
        let reach = reach(text, &other, &alignment);
        if place == 0 {
            first = Some(other);
        } else if verdict == Verdict::Copy && !is_near_core(text, first.as_ref()) {
            verdict = Verdict::Near;
        }
        let next = Comparison {
            candidate,
            exemplar,
            reach,
            alignment,
            verdict,
        };
        let is_better = best
            .as_ref()
            .is_none_or(|best| (verdict.rank(), next.strength()) > (best.verdict.rank(), best.strength()));
        if is_better {
            best = Some(next);
        }
    }
    best
}

/// Whether `text` shares enough with the first text of a story whose later text it resembles.
fn is_near_core(text: &Text, first: Option<&Text>) -> bool {
    first.is_some_and(|first| {
        let smaller = text.distinct().min(first.distinct());
        align(text, first).shared as f64 >= CORE_MIN * smaller as f64
    })
}

fn judge(text: &Text, other: &Text, alignment: &Alignment) -> Verdict {
    let (mine, their) = (alignment.coverage, alignment.coverage_of_other);
    let is_nearly_equal = mine.min(their) > NEARLY_EQUAL_MIN;
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
    if reach < NEAR_REACH_MIN {
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

/// How far the better coverage reaches towards what makes a copy: 1 is just enough.
fn reach(text: &Text, other: &Text, alignment: &Alignment) -> f64 {
    let mine = alignment.coverage / (COVERAGE_MIN + short_extra(text));
    let their = alignment.coverage_of_other / (COVERAGE_OF_OTHER_MIN + short_extra(other));
    mine.max(their)
}

/// How sure it is that `near` is a copy that was not joined.
fn possible_score(near: &Comparison<'_>) -> f64 {
    POSSIBLE_SCORE_MAX * near.reach.min(1.0)
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

fn join(reading: &Reading, text: &Text, comparison: &Comparison<'_>) -> Placement {
    let Comparison {
        candidate,
        exemplar,
        alignment,
        ..
    } = comparison;
    let (mine, their) = (alignment.coverage, alignment.coverage_of_other);
    let is_same_body = exemplar.body_hash == reading.fingerprint.body_hash;
    let other_words = super::encoding::decode(&exemplar.folded).map_or(0, |words| words.len());
    let both = alignment.covered_words() + alignment.covered_of_other;
    let is_fuller = their >= EXEMPLAR_HOLDS_MIN && EXEMPLAR_COVERED.contains(&mine);
    Placement {
        story_id: Some(candidate.story_id),
        relation: relation(&reading.article.title, &exemplar.title, is_same_body, alignment),
        grade: Grade::Certain,
        of_article_id: Some(exemplar.article_id),
        score: mine.max(their),
        similarity: both as f64 / (text.words.len() + other_words).max(1) as f64,
        coverage: mine,
        coverage_of_origin: their,
        is_exemplar: is_fuller && candidate.exemplars.len() < EXEMPLARS_MAX,
        possible: None,
        links: Vec::new(),
    }
}

/// The link to a story that was not joined but shares text; of `kind` if given.
fn link(comparison: &Comparison<'_>, kind: Option<LinkKind>) -> Option<Link> {
    let alignment = &comparison.alignment;
    if matches!(comparison.verdict, Verdict::Template | Verdict::Apart) {
        return None;
    }
    let covered = alignment.covered_words();
    let is_statement = covered >= STATEMENT_WORDS_MIN
        && alignment.covered_unquoted as f64 <= STATEMENT_UNQUOTED_MAX * covered as f64;
    Some(Link {
        kind: kind.unwrap_or(if is_statement {
            LinkKind::SameStatement
        } else {
            LinkKind::Background
        }),
        story_id: comparison.candidate.story_id,
        score: alignment.coverage.max(alignment.coverage_of_other),
    })
}
