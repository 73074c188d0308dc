//! What a text says in its own words: without what it quotes and without the sentences that name the speaker.
//!
//! Reports of one statement share its quotations whoever wrote them, so quotations never make a copy.

use super::encoding::Word;

/// Share of a sentence that is quoted from which the rest of it only names the speaker.
const QUOTED_SENTENCE_MIN: f64 = 0.3;

/// Longest sentence, in content words, that only names the speaker of the quotation before it.
const SPEAKER_WORDS_MAX: usize = 6;

/// Own words below which a text is hardly more than what it quotes and is compared as it is.
pub(super) const OWN_WORDS_MIN: usize = 40;

/// For each of `words` whether it is the text's own.
pub(super) fn own(words: &[Word]) -> Vec<bool> {
    let mut own = Vec::with_capacity(words.len());
    let mut follows_quotation = false;
    for sentence in words.chunk_by(|_, next| !next.opens_sentence() && !next.opens_paragraph()) {
        let quoted = sentence.iter().filter(|word| word.is_quoted()).count();
        let opens_paragraph = sentence.first().is_some_and(|word| word.opens_paragraph());
        let names_speaker = follows_quotation && !opens_paragraph && sentence.len() <= SPEAKER_WORDS_MAX;
        let is_quotation = quoted as f64 >= QUOTED_SENTENCE_MIN * sentence.len() as f64;
        let is_own = !is_quotation && !names_speaker;
        own.extend(sentence.iter().map(|word| is_own && !word.is_quoted()));
        follows_quotation = is_quotation;
    }
    own
}

/// Share of the own words that are covered; `None` when there are too few of them to tell.
pub(super) fn own_coverage(own: &[bool], covered: &[bool]) -> Option<f64> {
    let all = own.iter().filter(|is_own| **is_own).count();
    let held = own
        .iter()
        .zip(covered)
        .filter(|(is_own, is_covered)| **is_own && **is_covered)
        .count();
    (all >= OWN_WORDS_MIN).then(|| held as f64 / all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::words::of_line;

    fn own_of(text: &str) -> usize {
        own(&of_line(text)).into_iter().filter(|is| *is).count()
    }

    #[test]
    fn quotations_and_the_words_that_name_the_speaker_are_not_the_texts_own() {
        assert_eq!(
            own_of("“The harbour stays closed until spring,” mayor Calder announced."),
            0
        );
        assert_eq!(
            own_of("“Nobody asked the fishermen of Osk about it.” Calder spoke Friday."),
            0
        );
        assert_eq!(own_of("The harbour of Osk closed. Ships wait outside."), 6);
    }

    #[test]
    fn a_word_in_quotation_marks_leaves_its_sentence_alone() {
        let text = "The council of Ellery voted Friday to close the \"old\" harbour bridge for two winters.";
        assert_eq!(own_of(text) + 1, of_line(text).len());
    }

    #[test]
    fn too_few_own_words_tell_nothing() {
        assert_eq!(own_coverage(&[true; 10], &[true; 10]), None);
        assert_eq!(own_coverage(&[true; 40], &[true; 40]), Some(1.0));
        assert_eq!(own_coverage(&[], &[]), None);
    }
}
