//! The key under which equal statements meet.
//!
//! A canonical string per fact, hashed to 64 bits. The string's form is versioned: a change of rules changes
//! every key, and keys of different versions never meet.

use xxhash_rust::xxh3::xxh3_64;

use crate::model::{DateFact, Entity, FactKind, Figure, Happening};

/// Changes whenever a canonical string would come out differently for the same fact.
const VERSION: &str = "4";

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

/// From so many significant digits on, a figure is recognised without what it counts: 86.82 percent is one
/// statement wherever it stands, "four" is not.
const TELLING_DIGITS: usize = 3;

/// The key of a figure: kind, value, unit, how exact, and what is counted. A round figure that counts nothing
/// we can name says something only together with its sentence.
///
/// The period is left out: two reports of the same dead date them by a weekday, by `overnight` or not at all.
pub(super) fn figure(figure: &Figure, head: Option<&str>, sentence: &str) -> i64 {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let high = figure
        .value_high
        .map(|high| high.normalize().to_string())
        .unwrap_or_default();
    let context = match head {
        Some(head) => head.to_owned(),
        None if significant_digits(figure) >= TELLING_DIGITS => String::new(),
        None => format!("in {:x}", xxh3_64(bare(sentence).as_bytes())),
    };
    hash(&format!(
        "{VERSION}|figure|{}|{}|{high}|{}|{}|{context}",
        figure.kind.as_str(),
        figure.value.normalize(),
        text(&figure.unit),
        figure.approximation.as_str(),
    ))
}

/// Digits of the value without zeros at either end.
fn significant_digits(figure: &Figure) -> usize {
    let digits: String = figure
        .value
        .to_string()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    digits.trim_matches('0').len()
}

/// The key of a date: kind and value, or the words where it is not resolved. Dates count only with a
/// happening, so this key never makes a claim of its own.
pub(super) fn date(date: &DateFact, words: &str) -> i64 {
    let value = date.value.clone().unwrap_or_else(|| words.to_lowercase());
    hash(&format!("{VERSION}|date|{}|{value}", date.kind.as_str()))
}

/// The key of a person, organisation or place: equal for mentions of one name. Of persons the first and last word
/// count, so a middle name does not matter; of organisations not the legal form.
pub(super) fn entity(kind: FactKind, entity: &Entity) -> i64 {
    let words: Vec<String> = entity
        .name
        .split_whitespace()
        .map(bare)
        .filter(|word| !word.is_empty())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let told = match (kind, words.as_slice()) {
        (FactKind::Person, [first, .., last]) => format!("{first} {last}"),
        (FactKind::Org, words) => {
            let is_form =
                |word: &&str| matches!(*word, "inc" | "corp" | "ltd" | "llc" | "plc" | "co" | "ag" | "sa");
            let end = words
                .iter()
                .rposition(|word| !is_form(word))
                .map_or(words.len(), |last| last + 1);
            words[..end].join(" ")
        }
        (_, words) => words.join(" "),
    };
    let country = entity.country.as_deref().unwrap_or_default();
    hash(&format!("{VERSION}|{}|{told}|{country}", kind.as_str()))
}

/// The key of a happening: its kind, who takes part, and the day. Where nobody is named, what the nouns of the
/// clause say (`heads`) and the place; where the day is not known either, only the same sentence says the same.
pub(super) fn happening(happening: &Happening, heads: &[String], sentence: &str) -> i64 {
    let words = |name: &String| name.split_whitespace().map(bare).collect::<Vec<_>>().join(" ");
    let mut who: Vec<String> = happening.participants.iter().map(words).collect();
    let is_named = !who.is_empty();
    if !is_named {
        who.extend(heads.iter().map(words));
        who.extend(happening.place.iter().map(words));
    }
    who.sort_unstable();
    let day = happening
        .from
        .map(|from| from.date().to_string())
        .unwrap_or_default();
    let context = if is_named || !day.is_empty() {
        String::new()
    } else {
        format!("in {:x}", xxh3_64(bare(sentence).as_bytes()))
    };
    hash(&format!(
        "{VERSION}|happening|{}|{}|{day}|{context}",
        happening.type_,
        who.join(",")
    ))
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
    fn a_bare_round_number_is_the_same_statement_only_in_the_same_sentence() {
        let bare_number = |value: &str| Figure {
            kind: crate::model::FigureKind::Count,
            value: value.parse().unwrap(),
            value_high: None,
            unit: None,
            approximation: crate::model::Approximation::Exact,
            rate: None,
            of_what: None,
            whose: None,
            period_from: None,
            period_to: None,
        };
        let key = |value: &str, head, sentence| figure(&bare_number(value), head, sentence);
        assert_ne!(key("4", None, "Four came."), key("4", None, "He bought four."));
        assert_eq!(key("4", None, "Four came."), key("4", None, "Four came"));
        assert_eq!(
            key("4", Some("boat"), "Four boats came."),
            key("4", Some("boat"), "It sank four boats.")
        );
        assert_eq!(
            key("86.82", None, "He won 86.82."),
            key("86.82", None, "86.82 it was.")
        );
    }

    #[test]
    fn middle_names_and_legal_forms_do_not_change_a_names_key() {
        let key = |kind, name: &str| {
            let named = Entity {
                name: name.into(),
                ..Entity::default()
            };
            entity(kind, &named)
        };
        assert_eq!(
            key(FactKind::Person, "Ada B. Lind"),
            key(FactKind::Person, "Ada Lind")
        );
        assert_ne!(
            key(FactKind::Person, "Ada Lind"),
            key(FactKind::Person, "Eva Lind")
        );
        assert_eq!(
            key(FactKind::Org, "Kestrel Mining Ltd."),
            key(FactKind::Org, "Kestrel Mining")
        );
        assert_ne!(key(FactKind::Org, "Ostravia"), key(FactKind::Place, "Ostravia"));
    }

    #[test]
    fn words_beyond_the_sixteenth_do_not_count() {
        let long = "one two three four five six seven eight nine ten a b c d e f g h";
        assert_eq!(quote(long, None), quote(&long[..long.len() - 4], None));
    }
}
