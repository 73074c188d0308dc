//! Whose report an article retells: `according to a long story in the Ellery Monthly`.
//!
//! Such words near the top speak of the whole article. A newsroom cited beside one fact (`the mayor told the
//! Herald`) stands for that fact only.

use crate::model::{Article, SectionKind, Span};
use crate::text::sentences;

/// Sentences in which an article says what it retells.
const SENTENCES_MAX: usize = 6;

/// What a newsroom publishes. `report` alone is as often a ministry's.
const PIECES: &[&str] = &[
    "story",
    "stories",
    "account",
    "article",
    "piece",
    "feature",
    "profile",
    "exclusive",
    "investigation",
    "interview",
    "scoop",
];

/// Words between a piece and its newsroom.
const JOINTS: &[&str] = &["by", "in", "on", "from", "with"];

/// Words between `according to` and the piece: `a long, careful`.
const DESCRIPTION_WORDS_MAX: usize = 4;

/// Words in the names of newsrooms: persons report too, a fire for one.
const TRADES: &[&str] = &[
    "news",
    "times",
    "post",
    "herald",
    "journal",
    "tribune",
    "guardian",
    "telegraph",
    "gazette",
    "chronicle",
    "mail",
    "mirror",
    "sun",
    "star",
    "press",
    "radio",
    "tv",
    "television",
    "magazine",
    "weekly",
    "monthly",
    "daily",
    "review",
    "observer",
    "today",
    "agency",
    "bulletin",
    "courier",
    "examiner",
    "inquirer",
    "globe",
    "standard",
    "express",
];

/// Longest name of a newsroom, in words.
const NAME_WORDS_MAX: usize = 5;

/// The newsroom whose report the article retells, as the article names it.
///
/// `according to a story in X`, `first reported by X`, `X first reported` within the first sentences of the report; `None`
/// when there is nothing of the kind.
pub fn account(article: &Article) -> Option<&str> {
    let bodies = article
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Body);
    bodies
        .flat_map(|section| sentences(&article.text, section.span))
        .take(SENTENCES_MAX)
        .find_map(|sentence| account_in(&article.text, sentence))
}

fn account_in(text: &str, sentence: Span) -> Option<&str> {
    let words: Vec<Span> = words(text, sentence);
    let word = |at: usize| words.get(at).map_or("", |span| bare(span.of(text)));
    (0..words.len()).find_map(|at| {
        if word(at) == "first" && word(at + 1) == "reported" {
            let name = match word(at + 2) {
                "by" => name_from(text, &words, at + 3),
                _ => name_before(text, &words, at),
            };
            return name.filter(|name| is_newsroom(name));
        }
        let is_according = word(at).eq_ignore_ascii_case("according") && word(at + 1) == "to";
        let piece = (at + 2..at + 3 + DESCRIPTION_WORDS_MAX).find(|&piece| PIECES.contains(&word(piece)))?;
        let is_joined = is_according && JOINTS.contains(&word(piece + 1));
        is_joined.then(|| name_from(text, &words, piece + 2)).flatten()
    })
}

fn is_newsroom(name: &str) -> bool {
    let is_acronym = name.len() > 2 && name.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    is_acronym
        || name
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| TRADES.iter().any(|trade| word.eq_ignore_ascii_case(trade)))
}

fn words(text: &str, within: Span) -> Vec<Span> {
    let mut words = Vec::new();
    let mut at = within.start;
    for word in within.of(text).split(char::is_whitespace) {
        if !word.is_empty() {
            words.push(Span::new(at, at + word.len()));
        }
        at += word.len();
        at += text[at..within.end].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// The word without the marks around it and without `'s`.
fn bare(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.strip_suffix("'s")
        .or_else(|| word.strip_suffix("’s"))
        .unwrap_or(word)
}

fn is_name(word: &str) -> bool {
    bare(word).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// The name that begins at the word `at`, an article before it left out.
fn name_from<'t>(text: &'t str, words: &[Span], at: usize) -> Option<&'t str> {
    let article = words.get(at)?.of(text);
    let first = at + usize::from(matches!(article, "the" | "The"));
    let mut end = first;
    while let Some(word) = words.get(end).map(|span| span.of(text)) {
        let goes_on = end > first
            && matches!(word, "of" | "and")
            && words.get(end + 1).is_some_and(|next| is_name(next.of(text)));
        if !(is_name(word) || goes_on) || end - first == NAME_WORDS_MAX {
            break;
        }
        end += 1;
        if word.ends_with([',', '.', ';', ':', ')', '"', '”']) {
            break;
        }
    }
    name_of(text, words, first, end)
}

/// The name that ends before the word `at`: `the Ellery Monthly [first reported]`.
fn name_before<'t>(text: &'t str, words: &[Span], at: usize) -> Option<&'t str> {
    let low = at.saturating_sub(NAME_WORDS_MAX);
    let first = (low..at)
        .rev()
        .take_while(|&word| is_name(words[word].of(text)))
        .last()?;
    let first = first + usize::from(matches!(words[first].of(text), "The"));
    name_of(text, words, first, at)
}

fn name_of<'t>(text: &'t str, words: &[Span], first: usize, end: usize) -> Option<&'t str> {
    let last = end.checked_sub(1).filter(|&last| last >= first)?;
    let name = Span::new(words.get(first)?.start, words.get(last)?.end);
    let name = bare(name.of(text));
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account_of(text: &str) -> Option<&str> {
        account_in(text, Span::new(0, text.len()))
    }

    #[test]
    fn the_newsroom_of_the_piece_that_is_retold_is_named() {
        for (text, newsroom) in [
            (
                "The pilot had no chart, according to a long, careful account by The Lighthouse.",
                "Lighthouse",
            ),
            (
                "According to a story in the Ellery Evening Post, he had slept.",
                "Ellery Evening Post",
            ),
            (
                "The sale, first reported by the Quay Herald, was called off.",
                "Quay Herald",
            ),
            ("Quay Herald first reported the sale.", "Quay Herald"),
            (
                "He told it in an interview, according to an article on Quay.example",
                "Quay.example",
            ),
        ] {
            assert_eq!(account_of(text), Some(newsroom), "{text}");
        }
    }

    #[test]
    fn a_word_from_another_newsroom_is_no_account() {
        for text in [
            "The mayor told the Quay Herald that she was sorry.",
            "Rents rose, according to the Quay Herald.",
            "Rents rose, according to a report by the Housing Board.",
            "According to an account by two sailors, it rained.",
            "The leak was first reported in March.",
            "The fire was first reported by Ana Rube.",
            "Baker Jonas Orrin first reported the fire.",
            "",
        ] {
            assert_eq!(account_of(text), None, "{text}");
        }
    }
}
