//! What two headlines say of two texts: the same, the same of something else, or nothing.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::encoding::{Mark, Word};
use super::words;

/// Share of the shorter title's words, figures apart, that both titles have: they name the same thing or the
/// same kind of thing.
const SAME_FRAME_MIN: f64 = 0.4;

/// Bytes of a title that are read; headlines are shorter.
const TITLE_BYTES_MAX: usize = 500;

/// Words by which outlets head texts that are put together from several reports.
static ROUNDUP_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) \b(?:
            (?:morning|evening|daily|weekly|midday|news|world|market)\s+(?:briefing|brief|briefs|digest|wrap|headlines|bulletin|summary)
          | news\s+in\s+brief | in\s+brief\b | round-?up | top\s+(?:stories|headlines|news) | headlines\s+(?:today|at) | at\s+a\s+glance
          | kurzmeldungen | nachrichten\s+kompakt | nachrichtenüberblick | meldungen\s+des\s+tages | morgenlage
          | en\s+bref | l['’]essentiel\s+de\s+l | titres\s+du\s+jour
          | resumen\s+de\s+noticias | titulares | noticias\s+breves | resumo\s+do\s+dia | notizie\s+in\s+breve
        )",
    )
    .expect("a fixed pattern")
});

/// How two titles stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Titles {
    /// One says nothing the other does not.
    Same,
    /// Much the same, and each says something of its own.
    SameFrame,
    Different,
}

impl Titles {
    /// Of one title and another.
    pub(super) fn of(title: &str, other: &str) -> Self {
        let (one, other) = (read(title), read(other));
        let (frame, other_frame) = (frame(&one), frame(&other));
        let shared = frame.intersection(&other_frame).count();
        let smaller = frame.len().min(other_frame.len()).max(1);
        if (shared as f64) < SAME_FRAME_MIN * smaller as f64 {
            return Self::Different;
        }
        let lacks = |one: &[Word], other: &[Word]| {
            one.iter()
                .any(|word| !other.iter().any(|other| other.hash() == word.hash()))
        };
        if lacks(&one, &other) && lacks(&other, &one) {
            Self::SameFrame
        } else {
            Self::Same
        }
    }
}

/// Hashes of the words of `title` that `other` lacks, figures apart.
pub(super) fn own_words(title: &str, other: &str) -> Vec<u32> {
    let other = frame(&read(other));
    let mut own: Vec<u32> = frame(&read(title)).difference(&other).copied().collect();
    own.sort_unstable();
    own
}

/// Whether a text of this title is put together from several reports, by its own word.
pub(super) fn is_of_roundup(title: &str) -> bool {
    ROUNDUP_TITLE.is_match(beginning(title))
}

fn read(title: &str) -> Vec<Word> {
    words::of_line(beginning(title))
}

fn beginning(title: &str) -> &str {
    &title[..title.floor_char_boundary(TITLE_BYTES_MAX)]
}

/// The words of a title but for its figures.
fn frame(words: &[Word]) -> HashSet<u32> {
    words
        .iter()
        .filter(|word| word.mark() != Mark::Figure)
        .map(|word| word.hash())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_a_series_say_the_same_of_something_else() {
        for (one, other, expected) in [
            (
                "Bank of Ellery sets 30-day bill rate",
                "Bank of Ellery sets 91-day bill rate",
                Titles::SameFrame,
            ),
            (
                "Morvane issues 20 mln euro bond",
                "Quillan issues 75 mln euro bond",
                Titles::SameFrame,
            ),
            ("Harbour to reopen", "Harbour to reopen in May", Titles::Same),
            ("Harbour to reopen", "Ferry sinks off Osk", Titles::Different),
            ("", "Ferry sinks off Osk", Titles::Different),
        ] {
            assert_eq!(Titles::of(one, other), expected, "{one} | {other}");
        }
    }

    #[test]
    fn roundups_are_known_by_their_own_word() {
        for title in [
            "Morning briefing: harbour reopens",
            "World news in brief",
            "Nachrichten kompakt",
            "Market wrap",
        ] {
            assert!(is_of_roundup(title), "{title}");
        }
        for title in [
            "Police chief gives briefing",
            "Bank wraps up sale",
            "Brief calm in Osk",
            "",
        ] {
            assert!(!is_of_roundup(title), "{title}");
        }
    }
}
