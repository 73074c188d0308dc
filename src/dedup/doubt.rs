//! Second thoughts: texts that share the wording of a copy and are two reports all the same.

use super::align::{Alignment, Text};
use super::comparison::Article;
use super::corroboration::gap_s;
use super::measures::Measures;
use super::roundup::{is_part, is_whole_of};
use super::series;
use super::title::Titles;
use super::verdict::{Verdict, is_nearly_equal};
use crate::model::{Candidate, Exemplar};

/// Share of its names and figures, smoothed, that a copy under another title must find in the other text:
/// on labelled streams copies keep two thirds, and texts that share an outlet's boxes half.
const MATTER_MARKS_MIN: f32 = 0.6;

/// What two texts that share the wording of a copy turn out to be when their values, titles and times are
/// looked at: `verdict` itself, or why they are two reports all the same.
pub(super) fn reconsider(
    verdict: Verdict,
    article: &Article<'_>,
    other: &Text,
    (candidate, exemplar): (&Candidate, &Exemplar),
    alignment: &Alignment,
) -> Verdict {
    if is_nearly_equal(alignment) && !series::has_other_figures(alignment) {
        return verdict;
    }
    let titles = (article.title, exemplar.title.as_str());
    if candidate.is_roundup
        || is_part(titles, other, alignment)
        || is_whole_of(titles, &article.text, alignment)
    {
        return Verdict::Part;
    }
    let stand = Titles::of(titles.0, titles.1);
    if stand == Titles::SameFrame && series::name_two_subjects((titles.0, &article.text), (titles.1, other)) {
        return Verdict::Template;
    }
    let may_be_series = series::has_other_figures(alignment);
    let may_be_sequel = series::has_much_of_its_own(alignment);
    if !may_be_series && !may_be_sequel && stand != Titles::Different {
        return verdict;
    }
    let (mine, their) = article.measures(other, alignment, &exemplar.setting);
    let gap_s = gap_s(article.setting, &exemplar.setting);
    if may_be_series && series::are_of_series(stand, &mine, &their, gap_s) {
        Verdict::Template
    } else if (may_be_sequel && series::are_report_and_sequel(stand, &mine, &their, gap_s))
        || (stand == Titles::Different && shares_furniture(&mine, &their))
    {
        Verdict::Shares
    } else {
        verdict
    }
}

/// Whether what two texts of different titles share is not their matter: the text that is covered better
/// names things of which the other knows too few.
fn shares_furniture(mine: &Measures, their: &Measures) -> bool {
    let better = if mine.wording >= their.wording {
        mine
    } else {
        their
    };
    better.marks < MATTER_MARKS_MIN
}
