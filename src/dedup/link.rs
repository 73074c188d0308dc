//! Links between stories that share text and are not one.

use super::comparison::Comparison;
use super::verdict::Verdict;
use crate::model::{Link, LinkKind};

/// Shared words, and the most of them outside quotations, that make two reports of one statement.
const STATEMENT_WORDS_MIN: usize = 20;
const STATEMENT_UNQUOTED_MAX: f64 = 0.4;

/// The link to a story that was not joined but shares text; of `kind` if given.
pub(super) fn link(comparison: &Comparison<'_>, kind: Option<LinkKind>) -> Option<Link> {
    let alignment = &comparison.alignment;
    if matches!(comparison.verdict, Verdict::Template | Verdict::Apart) {
        return None;
    }
    let covered = alignment.covered_words();
    let is_statement = covered >= STATEMENT_WORDS_MIN
        && alignment.covered_unquoted as f64 <= STATEMENT_UNQUOTED_MAX * covered as f64;
    let is_part_of_it =
        comparison.verdict == Verdict::Part && alignment.coverage > alignment.coverage_of_other;
    Some(Link {
        kind: kind.unwrap_or(if is_part_of_it {
            LinkKind::Roundup
        } else if is_statement {
            LinkKind::SameStatement
        } else {
            LinkKind::Background
        }),
        story_id: comparison.candidate.story_id,
        score: alignment.coverage.max(alignment.coverage_of_other),
    })
}
