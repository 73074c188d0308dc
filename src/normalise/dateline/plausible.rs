//! Whether the parts of an opening can be what their places in it say: a place, a credit, furniture.

use super::{month, weekday};
use crate::normalise::place::Gazetteer;

/// Words of a place, all parts together; longer runs of capitals are a headline.
const PLACE_WORDS_MAX: usize = 9;
/// Words of a credit: `Thomson Reuters Foundation`, `AFP, dpa, Reuters`.
const CREDIT_WORDS_MAX: usize = 6;
/// The same in characters; a single letter is none.
const CREDIT_CHARS: std::ops::RangeInclusive<usize> = 2..=60;

/// Words that begin sentences and labels, never places.
const NOT_PLACES: &[&str] = &[
    "in",
    "on",
    "at",
    "by",
    "a",
    "an",
    "from",
    "since",
    "until",
    "after",
    "before",
    "during",
    "for",
    "with",
    "published",
    "updated",
    "posted",
    "update",
    "breaking",
    "exclusive",
    "watch",
    "live",
    "news",
    "opinion",
    "analysis",
    "factbox",
    "corrected",
    "correction",
    "note",
    "editor",
    "photo",
    "video",
    "read",
    "also",
    "this",
    "that",
    "it",
    "he",
    "she",
    "we",
    "they",
    "today",
    "yesterday",
    "q&a",
    "faq",
    "tl;dr",
    "refile",
    "wrapup",
    "press",
    "um",
    "em",
    "von",
    "am",
    "im",
    "source",
    "copyright",
    "advertisement",
    "disclaimer",
    "summary",
    "synopsis",
    "highlights",
    "image",
    "file",
    "alert",
    "developing",
    "just",
    "here",
    "what",
    "why",
    "how",
    "who",
    "when",
    "where",
    "as",
    "if",
    "but",
    "and",
    "or",
];

/// Words that begin places of several words (`New York`, `Los Angeles`, `THE HAGUE`) and, in small
/// letters behind the first, sentences.
const NOT_PLACES_ALONE: &[&str] = &[
    "new", "the", "le", "la", "les", "el", "il", "lo", "los", "las", "der", "die", "das",
];

/// Words in brackets that are no agency.
const NOT_CREDITS: &[&str] = &[
    "photo",
    "photos",
    "video",
    "updated",
    "update",
    "file",
    "left",
    "right",
    "center",
    "watch",
    "sic",
    "pictured",
    "image",
    "live",
    "corrected",
    "opinion",
    "exclusive",
];

/// Whether `words` can be a place: few words, none of them the beginning of a sentence or a date.
pub(super) fn is_place(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or("");
    let first = first.trim_end_matches([',', '.', ':']).to_lowercase();
    let is_alone = !words.contains(' ') || (first == "the" && !is_in_capitals(words));
    let is_label =
        NOT_PLACES.contains(&first.as_str()) || (is_alone && NOT_PLACES_ALONE.contains(&first.as_str()));
    let is_time =
        weekday::of_word(&first).is_some() || (month::number(&first).is_some() && !words.contains(' '));
    words.split_whitespace().count() <= PLACE_WORDS_MAX && !is_label && !is_time && !ends_a_sentence(words)
}

/// Whether a full stop inside `words` ends a sentence rather than an abbreviation.
fn ends_a_sentence(words: &str) -> bool {
    words.match_indices(". ").any(|(at, _)| {
        let word = words[..at]
            .rsplit(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or("");
        word.chars().count() > 5 && !crate::text::is_abbreviation(word)
    })
}

/// Whether `name` can be an agency's or outlet's: some words, a letter first, no ticker or label.
pub(super) fn is_credit(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let Some(first) = words.first() else { return false };
    let label = first.trim_end_matches([',', ':', '.']).to_lowercase();
    let begins = name.chars().next();
    let is_name = begins.is_some_and(|c| c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic())
        || (begins.is_some_and(char::is_lowercase) && words.len() <= 2 && first.chars().count() <= 12);
    let is_lower_phrase = words.len() > 1 && words.iter().all(|word| word.chars().all(char::is_lowercase));
    is_name
        && !is_lower_phrase
        && words.len() <= CREDIT_WORDS_MAX
        && CREDIT_CHARS.contains(&name.chars().count())
        && !NOT_CREDITS.contains(&label.as_str())
        && !name.contains([':', '"', '“', '?', '!', '%', '$', '€'])
        && !name.bytes().all(|c| c.is_ascii_digit())
}

/// Whether the first part of the place is set in capitals, as wires do.
pub(super) fn is_in_capitals(place: &str) -> bool {
    let first = place.split(',').next().unwrap_or("");
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && !first.chars().any(char::is_lowercase)
}

/// Whether `credit` is made of the first letters of `words`: an abbreviation being introduced.
pub(super) fn is_acronym(words: &str, credit: &str) -> bool {
    let credit: String = credit
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let parts = || words.split([' ', '-', '/', ',']).filter(|word| !word.is_empty());
    let all: String = parts()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_lowercase)
        .collect();
    let capitals: String = parts()
        .filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
        .flat_map(char::to_lowercase)
        .collect();
    credit.chars().count() >= 2 && (all == credit || capitals == credit || capitals.ends_with(&credit))
}

/// Whether what stands before a dateline in its line is a byline or a stamp, not a sentence.
pub(super) fn is_furniture(before: &str) -> bool {
    const BYTES_MAX: usize = 160;
    let before = before.trim();
    if before.is_empty() || before.len() > BYTES_MAX {
        return false;
    }
    let first = before
        .split_whitespace()
        .next()
        .unwrap_or("")
        .trim_end_matches(':')
        .to_lowercase();
    matches!(
        first.as_str(),
        "by" | "von" | "por" | "par" | "di" | "door" | "updated" | "published" | "posted" | "written"
    ) || before
        .split_whitespace()
        .all(|word| !word.starts_with(char::is_lowercase) || word == "and")
}

/// Whether the gazetteer knows `words` as a place, or as a place in a country it knows.
pub(super) fn is_known_place(words: &str) -> bool {
    let gazetteer = Gazetteer::shipped();
    let town = words.split([',', '/', '(', '[']).next().unwrap_or("");
    gazetteer.knows(town) || gazetteer.country_of(words).is_some()
}

/// The longest ending of `words`, in whole words, that is a known place; where it starts.
pub(super) fn known_ending(words: &str) -> Option<usize> {
    let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
    starts
        .take(PLACE_WORDS_MAX)
        .find(|&start| is_known_place(&words[start..]))
}

/// Whether `name` looks like an agency's short form and not like a country or state: `AFP`, `dpa`, `dpa/lno`.
pub(super) fn is_short_form(name: &str) -> bool {
    let first = name.split(['/', ',']).next().unwrap_or("").trim();
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    let is_capitals = !first.chars().any(char::is_lowercase);
    let is_small = !first.chars().any(char::is_uppercase) && letters <= 5;
    let is_word = !first.contains(char::is_whitespace) && (2..=14).contains(&letters);
    is_word && (is_capitals || is_small) && !Gazetteer::shipped().is_frame(first)
}
