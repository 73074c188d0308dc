//! Reports of a series: the same frame filled anew each day or for each subject (bond issues, market notes,
//! results, balances). Their wording is the same as that of a copy; their values are not.

use super::align::Alignment;
use super::measures::Measures;
use super::title::Titles;

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
pub(super) fn are_of_series(
    (title, mine): (&str, &Measures),
    (other_title, their): (&str, &Measures),
    gap_s: Option<i64>,
) -> bool {
    let has_own =
        |measures: &Measures| measures.new_marks >= OWN_MARKS_MIN && measures.marks <= MARKS_HELD_MAX;
    if !(has_own(mine) && has_own(their)) {
        return false;
    }
    match Titles::of(title, other_title) {
        Titles::SameFrame => true,
        Titles::Same => gap_s.is_some_and(|gap| gap.abs() >= ANOTHER_DAY_S),
        Titles::Different => false,
    }
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
        let (one, other) = ("Morvane issues bond", "Quillan issues bond");
        assert!(are_of_series((one, &own), (other, &own), None));
        assert!(!are_of_series((one, &own), (other, &nothing_own), None));
        assert!(!are_of_series((one, &own), (one, &own), Some(3_600)));
        assert!(are_of_series((one, &own), (one, &own), Some(86_400)));
    }
}
