//! What a text says in its own words: without what it quotes and without the sentences that name the speaker.
//!
//! Reports of one statement share its quotations whoever wrote them, so quotations never make a copy.

use super::align::{Alignment, Text, align};
use super::encoding::Word;
use super::measures::measures;
use super::rewrite;
use crate::model::{Candidate, Sign, Signal};

/// Releases looked at for one article.
const RELEASES_MAX: usize = 2;

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

/// Quoted words that both texts have from which they report one statement.
const SHARED_QUOTED_MIN: usize = 20;

/// What a shared statement takes from the log-odds of a rewrite when hardly anything else is left of a text;
/// what it takes at most.
const NOTHING_LEFT_WEIGHT: f64 = -2.0;
/// A rewrite is less like its source by this much when its quotations, the part it copied, are taken away.
const LESS_LIKE_OF_REWRITES: f64 = 1.0;
const LESS_LIKE_WEIGHT_MIN: f64 = -4.0;

/// The sign that both texts quote one statement, with what that takes from `log_odds`, those of the whole
/// texts: as much as what they say in their own words is less alike.
pub(super) fn shared_statement(log_odds: f32, one: &Text, other: &Text, alignment: &Alignment) -> Signal {
    let quoted = one.words.iter().zip(&alignment.covered);
    let quoted = quoted
        .filter(|(word, is_covered)| **is_covered && word.is_quoted())
        .count();
    let holds = quoted >= SHARED_QUOTED_MIN;
    let weight = if holds {
        match log_odds_of_own(one, other) {
            Own::Alike(of_own) => {
                (f64::from(of_own - log_odds) + LESS_LIKE_OF_REWRITES).clamp(LESS_LIKE_WEIGHT_MIN, 0.0)
            }
            Own::Apart => LESS_LIKE_WEIGHT_MIN,
            Own::TooFew => NOTHING_LEFT_WEIGHT,
        }
    } else {
        0.0
    };
    Signal {
        sign: Sign::SharedStatement,
        weight,
        holds,
    }
}

/// How alike two texts are without what they quote.
enum Own {
    Alike(f32),
    Apart,
    TooFew,
}

fn log_odds_of_own(one: &Text, other: &Text) -> Own {
    let own = |text: &Text| -> Vec<Word> {
        let words = text.words.iter().zip(&text.own);
        words
            .filter(|(_, is_own)| **is_own)
            .map(|(word, _)| *word)
            .collect()
    };
    let (one, other) = (own(one), own(other));
    if one.len().min(other.len()) < OWN_WORDS_MIN {
        return Own::TooFew;
    }
    let (one, other) = (Text::of(one), Text::of(other));
    let (mine, their) = measures(&one, &other, &align(&one, &other));
    rewrite::log_odds(&one, &other, &mine, &their).map_or(Own::Apart, Own::Alike)
}

/// The press releases among the texts of `candidates`: what reports have from them is nobody's own.
pub(super) fn releases(candidates: &[Candidate]) -> Vec<Text> {
    let exemplars = candidates.iter().flat_map(|candidate| &candidate.exemplars);
    exemplars
        .filter(|exemplar| exemplar.setting.is_release)
        .filter_map(|exemplar| Text::read(&exemplar.folded))
        .take(RELEASES_MAX)
        .collect()
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
