//! Reports of a series: the same frame filled anew each day or for each subject (bond issues, market notes,
//! results, balances). Their wording is the same as that of a copy; their values are not.

use super::align::{Alignment, Text};
use super::measures::Measures;
use super::title::{Titles, own_words};

/// Figures in paragraphs that both texts have, from which values can be compared, and the share of them held
/// from which they are the same: copies hold nearly all, later versions of one report most.
const FIGURES_MIN: usize = 3;
const FIGURES_HELD_MAX: f64 = 0.75;

/// Names and figures each text must have for itself, and the share of its own that the other holds at most.
const OWN_MARKS_MIN: u32 = 3;
const MARKS_HELD_MAX: f32 = 0.78;

/// Seconds between two reports from which they need no different titles to be of different days.
const ANOTHER_DAY_S: i64 = 12 * 60 * 60;

/// Whether the values that the two texts have in common can be too few for a copy. Cheap; asked first.
pub(super) fn has_other_figures(alignment: &Alignment) -> bool {
    let (mine, their) = (alignment.figures, alignment.figures_of_other);
    let all = mine.all + their.all;
    all >= FIGURES_MIN && ((mine.held + their.held) as f64) <= FIGURES_HELD_MAX * all as f64
}

/// Whether two texts of one frame are two reports, being `gap_s` seconds apart: both state names and figures
/// the other lacks, and their titles say the same of something else, or they are of different days.
pub(super) fn are_of_series(titles: Titles, mine: &Measures, their: &Measures, gap_s: Option<i64>) -> bool {
    let has_own =
        |measures: &Measures| measures.new_marks >= OWN_MARKS_MIN && measures.marks <= MARKS_HELD_MAX;
    if !(has_own(mine) && has_own(their)) {
        return false;
    }
    match titles {
        Titles::SameFrame => true,
        Titles::Same => gap_s.is_some_and(|gap| gap.abs() >= ANOTHER_DAY_S),
        Titles::Different => false,
    }
}

/// Rarity of a word from which it can be a subject's name: in one of 150 texts at most.
const SUBJECT_RARITY_MIN: f32 = 5.0;

/// Whether the titles of two texts name two subjects: each has a rare word that is a name in its
/// own text and unknown to the other. Copies may be given any title, but it is of what both texts are about.
pub(super) fn name_two_subjects((title, text): (&str, &Text), (other_title, other): (&str, &Text)) -> bool {
    let has_own = |title: &str, text: &Text, other_title: &str, other: &Text| {
        own_words(title, other_title).into_iter().any(|hash| {
            let name = text.bag.find(hash).filter(|term| term.is_name);
            name.is_some_and(|name| name.rarity >= SUBJECT_RARITY_MIN) && other.bag.find(hash).is_none()
        })
    };
    has_own(title, text, other_title, other) && has_own(other_title, other, title, text)
}

/// Seconds after which a text with a title and much of its own is a sequel, however much it repeats.
const SEQUEL_S: i64 = 24 * 60 * 60;

/// Coverage of the better covered text up to which more than a third of either is new.
const SEQUEL_COVERED_MAX: f64 = 0.65;

/// Whether two texts that share much of their wording are a report and its sequel, being `gap_s` seconds
/// apart: each has a third of its own at least, with names and figures, under a title of its own.
pub(super) fn are_report_and_sequel(
    titles: Titles,
    mine: &Measures,
    their: &Measures,
    gap_s: Option<i64>,
) -> bool {
    gap_s.is_some_and(|gap| gap.abs() >= SEQUEL_S)
        && mine.new_marks.min(their.new_marks) >= OWN_MARKS_MIN
        && titles != Titles::Same
}

/// Whether so little is covered that [`are_report_and_sequel`] has to be asked.
pub(super) const fn has_much_of_its_own(alignment: &Alignment) -> bool {
    alignment.coverage < SEQUEL_COVERED_MAX && alignment.coverage_of_other < SEQUEL_COVERED_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_one_frame_are_two_only_when_both_state_what_the_other_lacks() {
        let own = Measures {
            new_marks: 4,
            marks: 0.6,
            ..Measures::default()
        };
        let nothing_own = Measures { new_marks: 0, ..own };
        assert!(are_of_series(Titles::SameFrame, &own, &own, None));
        assert!(!are_of_series(Titles::SameFrame, &own, &nothing_own, None));
        assert!(!are_of_series(Titles::Same, &own, &own, Some(3_600)));
        assert!(are_of_series(Titles::Same, &own, &own, Some(86_400)));
        assert!(!are_of_series(Titles::Different, &own, &own, Some(86_400)));
    }

    #[test]
    fn a_sequel_comes_a_day_later_under_a_title_of_its_own() {
        let own = Measures {
            new_marks: 4,
            ..Measures::default()
        };
        let day = Some(90_000);
        assert!(are_report_and_sequel(Titles::SameFrame, &own, &own, day));
        assert!(are_report_and_sequel(Titles::Different, &own, &own, day));
        assert!(!are_report_and_sequel(Titles::Same, &own, &own, day));
        assert!(!are_report_and_sequel(Titles::SameFrame, &own, &own, Some(600)));
        assert!(!are_report_and_sequel(Titles::SameFrame, &own, &own, None));
    }
}
