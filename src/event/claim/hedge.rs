//! Words before a value that say how exact it is.

use crate::model::Approximation;

/// Phrases before a value, the longer of two that end alike first.
const HEDGES: [(&str, Approximation); 37] = [
    ("no more than", Approximation::AtMost),
    ("not more than", Approximation::AtMost),
    ("no less than", Approximation::AtLeast),
    ("no fewer than", Approximation::AtLeast),
    ("as many as", Approximation::AtMost),
    ("as much as", Approximation::AtMost),
    ("as long as", Approximation::AtMost),
    ("more than", Approximation::MoreThan),
    ("longer than", Approximation::MoreThan),
    ("less than", Approximation::LessThan),
    ("fewer than", Approximation::LessThan),
    ("just over", Approximation::MoreThan),
    ("well over", Approximation::MoreThan),
    ("just under", Approximation::LessThan),
    ("at least", Approximation::AtLeast),
    ("at most", Approximation::AtMost),
    ("up to", Approximation::AtMost),
    ("close to", Approximation::Nearly),
    ("a minimum of", Approximation::AtLeast),
    ("a maximum of", Approximation::AtMost),
    ("an estimated", Approximation::About),
    ("shortly after", Approximation::About),
    ("shortly before", Approximation::About),
    ("soon after", Approximation::About),
    ("just after", Approximation::About),
    ("just before", Approximation::About),
    ("over", Approximation::MoreThan),
    ("above", Approximation::MoreThan),
    ("under", Approximation::LessThan),
    ("below", Approximation::LessThan),
    ("nearly", Approximation::Nearly),
    ("almost", Approximation::Nearly),
    ("about", Approximation::About),
    ("around", Approximation::About),
    ("approximately", Approximation::About),
    ("roughly", Approximation::About),
    ("some", Approximation::About),
];

/// The phrase that ends `before`: what it makes of the value, and the byte at which it begins.
pub(super) fn at_end(before: &str) -> Option<(Approximation, usize)> {
    let before = before.trim_end();
    HEDGES.iter().find_map(|(phrase, meaning)| {
        let start = before.len().checked_sub(phrase.len())?;
        let is_it = before.get(start..)?.eq_ignore_ascii_case(phrase);
        let is_word = !before.get(..start)?.ends_with(char::is_alphanumeric);
        (is_it && is_word).then_some((*meaning, start))
    })
}

/// The same for a phrase that begins `words`.
pub(super) fn at_start(words: &str) -> Option<Approximation> {
    HEDGES.iter().find_map(|(phrase, meaning)| {
        let is_it = words.get(..phrase.len())?.eq_ignore_ascii_case(phrase);
        let is_word = words.get(phrase.len()..)?.starts_with(char::is_whitespace);
        (is_it && is_word).then_some(*meaning)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_beside_the_value_counts_and_only_whole_words_do() {
        assert_eq!(
            at_end("It lasted no more than "),
            Some((Approximation::AtMost, 10))
        );
        assert_eq!(at_end("jailed for up to "), Some((Approximation::AtMost, 11)));
        assert_eq!(at_end("Moreover "), None);
        assert_eq!(at_end(""), None);
        assert_eq!(at_start("nearly four decades"), Some(Approximation::Nearly));
        assert_eq!(at_start("overnight"), None);
    }
}
