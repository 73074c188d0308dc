//! How an article that joined a story stands to the text it was compared with.

use std::sync::LazyLock;

use regex::Regex;

use super::align::Alignment;
use super::title::Titles;
use crate::model::Relation;

/// Coverage both ways from which two texts are the same words: what is missing is a caption, a credit
/// line that was not recognised, a changed word or two.
const IDENTICAL_MIN: f64 = 0.95;

/// Coverage from which one text holds all of another but for small edits.
const WHOLE_MIN: f64 = 0.8;

/// A text at least this many times as well covered as the one it is compared with is a part of it, even
/// when neither is covered whole: a copy that was both cut and edited.
const CUT_RATIO_MIN: f64 = 1.5;

/// Figures in place of others that make a later version. One is a slip or a conversion.
const UPDATE_FIGURES_MIN: usize = 2;

/// Marks that agencies and desks put on later versions: `UPDATE 2-`, `(2nd LD)`, `1st LD-Writethru`,
/// `CORRECTED:`, `(Zusammenfassung)`. Only where they stand as marks: at the head before a separator, or
/// in brackets; the verb `update` in a headline is none.
static UPDATE_MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        ^\s*(?:
            (?i:(?:update|wrapup|refile|roundup)\s*\d+) \s*[-–—:|]
          | (?:UPDATED?|CORRECTED|CORRECTION|REFILE|WRAPUP|LEAD|ACTUALISATION|KORREKTUR|BERICHTIGUNG) \s*(?:\([^)]*\))?\s*[-–—:|]
          | (?i:updated|update|corrected|correction|korrektur|berichtigung|actualización) \s*[:|]
          | (?i:\d+(?:st|nd|rd|th)\s+(?:ld|lead)\b)
        )
        | (?i:\b\d+(?:st|nd|rd|th)\s+ld\b | \bld-?\s?writethru\b)
        | [(\[]\s*(?i:
            (?:\d+(?:st|nd|rd|th)?\s+)?(?:ld|lead|update|updated|corrected|correction)(?:\s*\d+)?
          | aktualisiert | zusammenfassung[^)\]]{0,20} | berichtigt | actualisé | actualizado
        )\s*[)\]]",
    )
    .expect("a fixed pattern")
});

/// Titles longer than this, in bytes, are looked at only so far: marks stand at the ends of headlines.
const TITLE_BYTES_MAX: usize = 500;

/// The relation of an article with `title` to an exemplar of its story, whose body is the same or is aligned
/// so with it. An article that `is_earlier` than the exemplar is no later version of it, whatever figures differ.
pub(super) fn relation(
    title: &str,
    exemplar_title: &str,
    is_same_body: bool,
    is_earlier: bool,
    alignment: &Alignment,
) -> Relation {
    let (mine, their) = (alignment.coverage, alignment.coverage_of_other);
    if is_same_body {
        return Relation::Identical;
    }
    let has_other_figures = alignment.figures_replaced >= UPDATE_FIGURES_MIN && !is_earlier;
    if is_marked_later(title, exemplar_title) || has_other_figures {
        return Relation::Update;
    }
    if mine.min(their) >= IDENTICAL_MIN && alignment.replaced() == 0 {
        Relation::Identical
    } else if mine >= WHOLE_MIN && their >= WHOLE_MIN {
        Relation::Edited
    } else if mine >= WHOLE_MIN || mine >= their * CUT_RATIO_MIN {
        Relation::Cut
    } else if their >= WHOLE_MIN || their >= mine * CUT_RATIO_MIN {
        Relation::Extended
    } else {
        Relation::Edited
    }
}

/// Coverage both ways from which a text that is marked as a later version of another one is that.
const VERSION_COVERED_MIN: f64 = 0.55;

/// Seconds between two versions of one report: desks write through a story for a day.
const VERSION_S: i64 = 24 * 60 * 60;

/// Whether one of two texts of one frame is marked as a later version of the other, being `gap_s` seconds apart:
/// the toll of a disaster changes with every version, and the frame and all names stay. A series puts other names,
/// or at least another day, into its frame.
pub(super) fn is_later_version(titles: (&str, &str), alignment: &Alignment, gap_s: Option<i64>) -> bool {
    let (mine, their) = (alignment.coverage, alignment.coverage_of_other);
    mine.min(their) >= VERSION_COVERED_MIN
        && alignment.names_replaced == 0
        && gap_s.is_some_and(|gap| gap.abs() <= VERSION_S)
        && (is_marked_later(titles.0, titles.1) || is_marked_later(titles.1, titles.0))
        && Titles::of(titles.0, titles.1) != Titles::Different
}

/// Whether `title` has the mark of a later version, and `other` not the same one.
fn is_marked_later(title: &str, other: &str) -> bool {
    let mark = update_mark(title);
    mark.is_some() && mark != update_mark(other)
}

/// The mark of a later version in `title`, in lower case.
fn update_mark(title: &str) -> Option<String> {
    let title = title.get(..title.floor_char_boundary(TITLE_BYTES_MAX))?;
    UPDATE_MARK
        .find(title)
        .map(|mark| mark.as_str().trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::{
        align::{Text, align},
        encoding::encode,
        words::of_line,
    };

    fn between(title: &str, text: &str, other: &str) -> Relation {
        seen(false, title, text, other)
    }

    fn seen(is_earlier: bool, title: &str, text: &str, other: &str) -> Relation {
        let read = |text| Text::read(&encode(&of_line(text))).unwrap();
        let (one, two) = (read(text), read(other));
        relation(
            title,
            "Bridge opens",
            text == other,
            is_earlier,
            &align(&one, &two),
        )
    }

    const REPORT: &str = "The minister opened the new bridge across the river Sava before 200 guests. \
        It cost 45 million euros and took three years. Trains will cross from spring, engineers expect.";

    #[test]
    fn marks_of_later_versions_are_read_where_agencies_put_them() {
        for title in [
            "UPDATE 2-Bridge opens",
            "UPDATE: Bridge opens",
            "Bridge opens (2nd LD)",
            "(LEAD) Bridge opens",
            "1st LD: Bridge opens",
            "CORRECTED-Bridge opens",
            "Corrected: Bridge opens",
            "[Updated] Bridge opens",
            "Bridge opens 1st LD-Writethru",
            "Updated: Bridge opens",
            "CORRECTED (OFFICIAL)-Bridge opens",
        ] {
            assert!(update_mark(title).is_some(), "{title}");
        }
        for title in [
            "Update 2 of the game is out",
            "Apple updates phones",
            "Lead found in water",
            "Town (pop. 200)",
            "UPDATE your phone now",
        ] {
            assert!(update_mark(title).is_none(), "{title}");
        }
    }

    #[test]
    fn the_relation_follows_from_what_each_side_has() {
        let half = &REPORT[..REPORT.find("It cost").unwrap()];
        assert_eq!(between("Bridge", REPORT, REPORT), Relation::Identical);
        assert_eq!(between("Bridge", half, REPORT), Relation::Cut);
        assert_eq!(between("Bridge", REPORT, half), Relation::Extended);
        assert_eq!(
            between("UPDATE 1-Bridge", &REPORT.replace("spring", "autumn"), REPORT),
            Relation::Update
        );
        assert_eq!(
            between("Bridge", &REPORT.replace("spring", "autumn"), REPORT),
            Relation::Edited
        );
    }

    #[test]
    fn replaced_figures_make_an_update() {
        let later = REPORT.replace("200", "300").replace("45", "52");
        assert_eq!(between("Bridge", &later, REPORT), Relation::Update);
    }

    #[test]
    fn the_earlier_of_two_versions_is_no_update_of_the_later() {
        let later = REPORT.replace("200", "300").replace("45", "52");
        assert_eq!(seen(true, "Bridge", REPORT, &later), Relation::Edited);
        assert_eq!(seen(true, "UPDATE 1-Bridge", REPORT, &later), Relation::Update);
    }
}
