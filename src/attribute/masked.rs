//! A line with its agency names replaced by one mark each, so that patterns can speak of names.
//!
//! `(Reporting by X, \u{2}; Editing by Y)`: the catalogue stays data, the patterns stay short.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::agencies::{Agencies, Agency, NameMatch};
use crate::model::Span;

/// Stands for a name that means this agency and nothing else.
const SURE: char = '\u{1}';
/// Stands for a name that also means something else.
const DOUBTFUL: char = '\u{2}';
/// Stands for unnamed agencies ("wire services").
const GENERIC: char = '\u{3}';

/// Words of the longest name read whatever its case: `Press Trust of India`.
const NAME_WORDS_MAX: usize = 4;

/// Compiles a fixed pattern, with `{N}` for any name, `{A}` for one of a certain house, `{S}` for
/// one that is not ambiguous.
pub(super) fn pattern(text: &str) -> Regex {
    let text = text
        .replace("{N}", "[\x01\x02\x03]")
        .replace("{A}", "[\x01\x02]")
        .replace("{S}", "\x01");
    Regex::new(&text).expect("patterns are fixed and compiled in the tests")
}

/// A stretch of text with its names masked.
#[derive(Debug)]
pub(super) struct Masked<'a> {
    /// The stretch; control characters of its own are blanks.
    pub text: String,
    /// Names in order, each with the place of its mark in `text`.
    names: Vec<(usize, NameMatch<'a>)>,
}

impl<'a> Masked<'a> {
    /// `text` with its names masked; spans of the names are moved on by `base`.
    pub fn new(text: &'a str, base: usize, agencies: &'a Agencies, language: Option<&'a str>) -> Self {
        let names = agencies.names_in(text, language).collect();
        Self::with(text, base, names)
    }

    /// As [`Masked::new`], but words in the wrong case are a name as well (`Reuters - Ap - Afp`).
    /// Only for lines that hold nothing else.
    pub fn folded(text: &'a str, base: usize, agencies: &'a Agencies, language: Option<&'a str>) -> Self {
        static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\p{M}]{2,}"));
        let mut names: Vec<NameMatch<'a>> = agencies.names_in(text, language).collect();
        let has_exact = !names.is_empty();
        let words: Vec<Span> = WORD
            .find_iter(text)
            .map(|word| Span::new(word.start(), word.end()))
            .collect();
        for (at, first) in words.iter().enumerate() {
            // The longest run of words that is a name: `ASSOCIATED PRESS`, `Ap`.
            let runs = words[at..words.len().min(at + NAME_WORDS_MAX)].iter().rev();
            for last in runs {
                let span = Span::new(first.start, last.end);
                if names.iter().any(|name| name.span.overlaps(span)) {
                    continue;
                }
                let Some((agency, is_ambiguous)) = agencies.by_name_folded(span.of(text), language) else {
                    continue;
                };
                let is_meant = has_exact && stands_alone(text, span) || is_signature(text, span);
                if !is_ambiguous || is_meant {
                    names.push(NameMatch {
                        span,
                        agency,
                        is_ambiguous,
                        is_foreign: false,
                    });
                    break;
                }
            }
        }
        names.sort_by_key(|name| name.span);
        Self::with(text, base, names)
    }

    fn with(text: &'a str, base: usize, names: Vec<NameMatch<'a>>) -> Self {
        let names = without_echoes(text, names);
        let mut masked = String::with_capacity(text.len());
        let mut placed = Vec::with_capacity(names.len());
        let mut at = 0;
        for mut name in names {
            push_plain(&mut masked, text.get(at..name.span.start).unwrap_or(""));
            at = name.span.end;
            name.span = name.span.shifted(base);
            placed.push((masked.len(), name));
            masked.push(mark(name.agency, name.is_ambiguous));
        }
        push_plain(&mut masked, text.get(at..).unwrap_or(""));
        Self {
            text: masked,
            names: placed,
        }
    }

    /// Whether there is no name at all.
    pub fn is_bare(&self) -> bool {
        self.names.is_empty()
    }

    /// Every name, in order.
    pub fn names(&self) -> impl Iterator<Item = &NameMatch<'a>> {
        self.names.iter().map(|(_, name)| name)
    }

    /// The names whose marks lie in `range` of the masked text.
    pub fn names_in(&self, range: Range<usize>) -> impl Iterator<Item = &NameMatch<'a>> {
        let inside = move |at: &usize| range.contains(at);
        self.names
            .iter()
            .filter(move |(at, _)| inside(at))
            .map(|(_, name)| name)
    }
}

/// Whether the whole of a short `text` is small letters and slashes: a desk's signature, `afp/kg`.
fn is_signature(text: &str, span: Span) -> bool {
    /// Longer lines are words with a slash between them.
    const BYTES_MAX: usize = 24;
    let text = text.trim();
    let is_made_of = |c: char| c.is_lowercase() || c == '/' || c == ' ';
    let beside = text.contains('/') && span.len() < text.len();
    beside && text.len() <= BYTES_MAX && text.chars().all(is_made_of)
}

/// Whether no other word stands right beside `span`, only marks: the `Ap` of `Reuters - Ap`.
fn stands_alone(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).unwrap_or("").trim_end();
    let after = text.get(span.end..).unwrap_or("").trim_start();
    !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
}

/// `names` without a generic word that only completes the name before it: `AFP News Agency`.
fn without_echoes<'a>(text: &str, names: Vec<NameMatch<'a>>) -> Vec<NameMatch<'a>> {
    let mut kept: Vec<NameMatch<'a>> = Vec::with_capacity(names.len());
    for name in names {
        let is_echo = name.agency.is_generic()
            && kept.last().is_some_and(|last| {
                let between = text.get(last.span.end..name.span.start).unwrap_or("").trim();
                !last.agency.is_generic() && matches!(between, "" | "News" | "news")
            });
        if !is_echo {
            kept.push(name);
        }
    }
    kept
}

fn push_plain(masked: &mut String, text: &str) {
    masked.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
}

const fn mark(agency: &Agency, is_ambiguous: bool) -> char {
    match (agency.is_generic(), is_ambiguous) {
        (true, _) => GENERIC,
        (false, true) => DOUBTFUL,
        (false, false) => SURE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_marks_and_keep_their_spans() {
        let text = "aja\u{1}/PAP, Xinhua";
        let masked = Masked::new(text, 10, Agencies::shipped(), None);
        assert_eq!(masked.text, "aja /\u{2}, \u{1}");
        let spans: Vec<Span> = masked.names().map(|name| name.span).collect();
        assert_eq!(spans, [Span::new(15, 18), Span::new(20, 26)]);
        assert_eq!(masked.names_in(0..6).count(), 1);
    }

    #[test]
    fn a_wrong_case_is_a_name_beside_a_right_one_or_when_it_can_mean_nothing_else() {
        let of = |text| {
            let masked = Masked::folded(text, 0, Agencies::shipped(), Some("en"));
            masked
                .names()
                .map(|name| name.agency.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(of("Reuters - Ap - Afp"), ["reuters", "ap", "afp"]);
        assert_eq!(of("xinhua"), ["xinhua"]);
        assert!(of("trend").is_empty());
    }
}
