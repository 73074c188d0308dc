//! One spelling for each word: number words, units, British and American, words that carry nothing.

/// Words left out of comparison: they hold a sentence together and are the first to change when a text
/// is edited. Sorted. English only; other languages keep theirs, which makes shingles a little stricter.
const STOP_WORDS: &[&str] = &[
    "a", "about", "after", "again", "also", "an", "and", "are", "as", "at", "be", "been", "before", "being",
    "but", "by", "can", "could", "did", "do", "does", "down", "for", "from", "had", "has", "have", "he",
    "her", "here", "his", "i", "if", "in", "into", "is", "it", "its", "just", "may", "might", "more", "most",
    "must", "no", "not", "of", "off", "on", "only", "or", "our", "out", "over", "own", "per", "said", "same",
    "say", "says", "shall", "she", "should", "so", "some", "such", "than", "that", "the", "their", "then",
    "there", "these", "they", "this", "those", "to", "told", "too", "under", "up", "very", "was", "we",
    "were", "what", "when", "where", "which", "while", "who", "whom", "whose", "will", "with", "would",
    "you",
];

/// Number words that outlets spell out or not as their style book says: up to twelve. Sorted.
const NUMBER_WORDS: &[(&str, &str)] = &[
    ("eight", "8"),
    ("eleven", "11"),
    ("five", "5"),
    ("four", "4"),
    ("nine", "9"),
    ("one", "1"),
    ("seven", "7"),
    ("six", "6"),
    ("ten", "10"),
    ("three", "3"),
    ("twelve", "12"),
    ("two", "2"),
    ("zero", "0"),
];

/// Units and magnitudes in one form. Sorted.
const UNITS: &[(&str, &str)] = &[
    ("bln", "billion"),
    ("bn", "billion"),
    ("dlr", "dollar"),
    ("dlrs", "dollar"),
    ("dollars", "dollar"),
    ("kg", "kilogram"),
    ("kgs", "kilogram"),
    ("kilograms", "kilogram"),
    ("kilometers", "kilometer"),
    ("kilometres", "kilometer"),
    ("km", "kilometer"),
    ("kms", "kilometer"),
    ("mln", "million"),
    ("pct", "percent"),
    ("trn", "trillion"),
];

/// Shortest word whose ending is folded: shorter ones (`hour`, `rise`, `wise`) only look British.
const BRITISH_BYTES_MIN: usize = 6;

/// British endings and their American form, for words of [`BRITISH_BYTES_MIN`] bytes or more. What
/// matters is that both spellings meet, not that the result is a word: `calling` becomes `caling`.
const BRITISH_ENDINGS: &[(&str, &str)] = &[
    ("ise", "ize"),
    ("yse", "yze"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ising", "izing"),
    ("ysed", "yzed"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("lled", "led"),
    ("lling", "ling"),
    ("ller", "ler"),
    ("logue", "log"),
    ("ence", "ense"),
    ("ramme", "ram"),
];

/// The word for `%`.
pub(super) const PERCENT: &str = "percent";

/// Whether `folded` carries nothing of its own.
pub(super) fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.binary_search(&folded).is_ok()
}

/// Brings `word`, lower case and without accents, into its one spelling, in place. `previous` is the
/// word before it in the same form: `cent` is only `percent` after `per`.
pub(super) fn fold(word: &mut String, previous_is_per: bool) {
    if !word.is_ascii() {
        return;
    }
    if previous_is_per && word == "cent" {
        replace(word, PERCENT);
        return;
    }
    for table in [NUMBER_WORDS, UNITS] {
        if let Ok(at) = table.binary_search_by_key(&word.as_str(), |(from, _)| from) {
            replace(word, table[at].1);
            return;
        }
    }
    if word.len() < BRITISH_BYTES_MIN {
        return;
    }
    if word.contains("our") {
        *word = word.replace("our", "or");
    }
    if word.contains("isation") {
        *word = word.replace("isation", "ization");
    }
    if let Some((british, american)) = BRITISH_ENDINGS
        .iter()
        .find(|(british, _)| word.ends_with(british))
    {
        word.truncate(word.len() - british.len());
        word.push_str(american);
    }
}

/// Shortest word that is stemmed, and those from which `-ing` and `-ed` are taken.
const STEMMED_BYTES_MIN: usize = 4;
const ED_BYTES_MIN: usize = 6;
const ING_BYTES_MIN: usize = 7;

/// Takes the plural, `-ed` and `-ing` off a folded `word`, in place: rewriting changes number and tense
/// before it changes words. What matters is that forms meet, not that the result is a word. English endings
/// only; on words of other languages that end alike it does no harm, as it does the same on both sides.
pub(super) fn stem(word: &mut String) {
    if !word.is_ascii() || word.len() < STEMMED_BYTES_MIN {
        return;
    }
    if word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
        return;
    }
    if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        word.pop();
    }
    if word.len() >= ING_BYTES_MIN && word.ends_with("ing") {
        word.truncate(word.len() - 3);
    } else if word.len() >= ED_BYTES_MIN && word.ends_with("ed") {
        word.truncate(word.len() - 2);
    }
}

fn replace(word: &mut String, by: &str) {
    word.clear();
    word.push_str(by);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(word: &str) -> String {
        let mut word = word.to_owned();
        fold(&mut word, false);
        word
    }

    #[test]
    fn british_and_american_spellings_meet() {
        for (british, american) in [
            ("organisation", "organization"),
            ("organised", "organized"),
            ("analyse", "analyze"),
            ("labour", "labor"),
            ("neighbouring", "neighboring"),
            ("centre", "center"),
            ("centres", "centers"),
            ("travelled", "traveled"),
            ("dialogue", "dialog"),
            ("defence", "defense"),
            ("programme", "program"),
        ] {
            assert_eq!(folded(british), folded(american), "{british}");
        }
    }

    #[test]
    fn short_words_keep_their_endings() {
        assert_eq!(
            (folded("hour").as_str(), folded("wise").as_str()),
            ("hour", "wise")
        );
    }

    #[test]
    fn number_words_and_units_have_one_form() {
        assert_eq!((folded("two").as_str(), folded("mln").as_str()), ("2", "million"));
        let mut cent = "cent".to_owned();
        fold(&mut cent, true);
        assert_eq!((cent.as_str(), folded("cent").as_str()), (PERCENT, "cent"));
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
        assert!(NUMBER_WORDS.is_sorted());
        assert!(UNITS.is_sorted());
    }
}
