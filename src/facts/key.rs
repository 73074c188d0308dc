//! The key under which equal statements meet.
//!
//! A canonical string per fact, hashed to 64 bits. The string's form is versioned: a change of rules changes
//! every key, and keys of different versions never meet.

use xxhash_rust::xxh3::xxh3_64;

use crate::model::{DateFact, Figure};

/// Changes whenever a canonical string would come out differently for the same fact.
const VERSION: &str = "1";

/// Words of a quotation that make its key: enough to be one statement, few enough to survive a cut.
const QUOTE_WORDS: usize = 16;

/// The key of a quotation: its first 16 words in lower case without punctuation, and the surname of who
/// said it. The form (direct, mixed, indirect) is left out, so a paraphrasing outlet's marks do not matter.
pub(super) fn quote(content: &str, speaker: Option<&str>) -> i64 {
    let mut canonical = format!("{VERSION}|quote|");
    for word in content
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/'))
        .map(bare)
        .filter(|word| !word.is_empty())
        .take(QUOTE_WORDS)
    {
        canonical.push_str(&word);
        canonical.push(' ');
    }
    canonical.push('|');
    canonical.push_str(&speaker.map(surname).unwrap_or_default());
    hash(&canonical)
}

/// The key of a figure: kind, value, unit, how exact, what is counted, and its period.
pub(super) fn figure(figure: &Figure, head: Option<&str>) -> i64 {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let high = figure
        .value_high
        .map(|high| high.normalize().to_string())
        .unwrap_or_default();
    hash(&format!(
        "{VERSION}|figure|{}|{}|{high}|{}|{}|{}|{}|{}",
        figure.kind.as_str(),
        figure.value.normalize(),
        text(&figure.unit),
        figure.approximation.as_str(),
        head.unwrap_or_default(),
        text(&figure.period_from),
        text(&figure.period_to),
    ))
}

/// The key of a date: kind and value, or the words where it is not resolved. Dates count only with a
/// happening, so this key never makes a claim of its own.
pub(super) fn date(date: &DateFact, words: &str) -> i64 {
    let value = date.value.clone().unwrap_or_else(|| words.to_lowercase());
    hash(&format!("{VERSION}|date|{}|{value}", date.kind.as_str()))
}

fn hash(canonical: &str) -> i64 {
    xxh3_64(canonical.as_bytes()).cast_signed()
}

/// Letters and digits of a word, in lower case.
fn bare(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The last word of a name, bare; `Jr.` and the like are no surname.
fn surname(name: &str) -> String {
    name.split_whitespace()
        .map(bare)
        .rfind(|word| !word.is_empty() && !matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_case_and_full_name_do_not_change_a_quotations_key() {
        let a = quote(
            "They keep the old bridge open for us, come what may",
            Some("Anton Belrus"),
        );
        assert_eq!(
            a,
            quote(
                "they keep the old bridge open, for us come-what-may!",
                Some("Belrus")
            )
        );
        assert_ne!(
            a,
            quote(
                "They keep the old bridge open for us, come what may",
                Some("Zorin")
            )
        );
    }

    #[test]
    fn words_beyond_the_sixteenth_do_not_count() {
        let long = "one two three four five six seven eight nine ten a b c d e f g h";
        assert_eq!(quote(long, None), quote(&long[..long.len() - 4], None));
    }
}
