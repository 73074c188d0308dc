//! Whom a sentence names for what it tells, where no reported clause was found around it.

use super::super::cue::{self, Form, Strength};
use super::super::token::{Passage, Sentence, Token, TokenKind};
use super::phrase::{is_noun_here, subject_before};
use super::plausible::is_nobody;
use super::{Source, after, with_channel};
use crate::facts::AgencyNames;
use crate::model::Span;

/// Longest sentence that is looked at, in tokens; longer ones are lists or not prose.
const SENTENCE_TOKENS_MAX: usize = 150;

/// Longest attribution at the end of a sentence, in tokens behind its cue.
const TAIL_TOKENS_MAX: usize = 14;

/// How far behind its verb a `that` may stand: `estimated on March 2 that`.
const THAT_REACH: usize = 6;

/// Verbs of those who tell what they expect of themselves: `expects to earn 5 million`.
const EXPECTS: &[&str] = &[
    "expects",
    "expected",
    "anticipates",
    "anticipated",
    "plans",
    "planned",
    "projects",
    "projected",
    "estimates",
    "estimated",
    "forecasts",
    "forecast",
    "predicts",
    "predicted",
];

/// Verbs of speech that do other things as well, unless `that` follows: `added a goal`, `maintains two satellites`.
const ALSO_DEEDS: &[&str] = &[
    "add",
    "adds",
    "added",
    "maintain",
    "maintains",
    "maintained",
    "write",
    "writes",
    "wrote",
    "recall",
    "recalls",
    "recalled",
    "recount",
    "recounts",
    "recounted",
    "vow",
    "vows",
    "vowed",
    "deny",
    "denies",
    "denied",
];

/// Words that open a clause in which somebody else's word, or the writer's own, is told.
const OTHER_CLAUSES: &[&str] = &["while", "whereas", "although", "though", "but"];

/// Longest phrase before a subject that opens the sentence, in tokens: `On Friday, after the hearing,`.
const LED_IN_TOKENS_MAX: usize = 8;

/// Words before a subject that make its clause a part of another one.
const SUBORDINATES: &[&str] = &[
    "who", "whom", "whose", "which", "that", "what", "when", "where", "after", "before", "because", "if",
    "since", "although", "though", "while", "as", "until", "unless",
];

/// The source that `sentence` names for what stands at `told`: at its end (`..., a harbour official said on Friday`), else
/// before it (`The bank said in a letter that it had lost 5 million`).
pub(in crate::facts) fn of_sentence(
    passage: &Passage<'_>,
    sentence: &Sentence,
    told: Span,
    agencies: &AgencyNames<'_>,
) -> Option<Source> {
    if sentence.tokens.len() > SENTENCE_TOKENS_MAX {
        return None;
    }
    closing(passage, sentence, told, agencies).or_else(|| opening(passage, sentence, told, agencies))
}

fn closing(
    passage: &Passage<'_>,
    sentence: &Sentence,
    told: Span,
    agencies: &AgencyNames<'_>,
) -> Option<Source> {
    let tokens = &passage.tokens[..sentence.tokens.end];
    let from = passage.token_at(told.end).max(sentence.tokens.start);
    (from..tokens.len())
        .take_while(|&at| tokens[at].text != ";")
        .filter(|&at| tokens[at].text == ",")
        .find_map(|comma| {
            let first = (comma + 1..tokens.len()).find(|&at| !is_closing_mark(&tokens[at]))?;
            let source = after(passage, first..tokens.len(), agencies)?;
            let cue = passage.token_at(source.cue?.start);
            let is_according = cue == first && tokens[cue].lower == "according";
            (is_according || ends_sentence(passage, tokens, &source, first, cue)).then_some(source)
        })
}

/// Whether the source read at `first` with its cue at `cue` closes the sentence, and nothing is told behind it.
fn ends_sentence(
    passage: &Passage<'_>,
    tokens: &[Token<'_>],
    source: &Source,
    first: usize,
    cue: usize,
) -> bool {
    let Some((Strength::Alone, Form::Finite)) = cue::verb(&tokens[cue].lower) else {
        return false;
    };
    let mention = source.mention.map(|span| passage.token_at(span.start));
    let beside = mention.is_none_or(|at| at == first || first == cue && at == cue + 1);
    // What opens another clause behind the comma is no source: `, where a guard said`.
    let opens_clause = tokens[first].is_any(SUBORDINATES) || tokens[first].is_any(&["and", "but", "or"]);
    let tail = &tokens[cue + 1..];
    let ends = tail.first().is_none_or(|next| {
        next.kind == TokenKind::Mark
            || first == cue
            || tokens[cue].is_any(&["told", "tells"])
            || next.is_any(&[
                "in",
                "on",
                "at",
                "to",
                "as",
                "by",
                "during",
                "after",
                "following",
                "through",
                "late",
                "early",
                "this",
                "last",
                "earlier",
                "later",
                "today",
                "yesterday",
                "when",
            ])
            || super::phrase::is_calendar(next)
    });
    let tells_on = tail
        .iter()
        .any(|token| token.is_any(&["that", "whether", "how", "why"]) || token.text == ":");
    beside && !opens_clause && ends && !tells_on && tail.len() <= TAIL_TOKENS_MAX
}

fn is_closing_mark(token: &Token<'_>) -> bool {
    matches!(token.text, "\"" | "”" | "’" | "'" | "»")
}

fn opening(
    passage: &Passage<'_>,
    sentence: &Sentence,
    told: Span,
    agencies: &AgencyNames<'_>,
) -> Option<Source> {
    let low = sentence.tokens.start;
    let end = passage.token_at(told.start).min(sentence.tokens.end);
    let tokens = &passage.tokens[..sentence.tokens.end];
    let cue = (low + 1..end).find(|&at| {
        tokens[at].is_lower()
            && matches!(cue::verb(&tokens[at].lower), Some((_, Form::Finite)))
            && !is_noun_here(tokens, at, low)
    })?;
    let (strength, _) = cue::verb(&tokens[cue].lower)?;
    let has_that = || {
        tokens[cue + 1..end]
            .iter()
            .take(THAT_REACH)
            .any(|token| token.lower == "that")
    };
    let expects = || tokens[cue].is_any(EXPECTS) && tokens[cue + 1].lower == "to";
    let reports = match strength {
        // `reported being robbed` is what befell them.
        Strength::Alone if tokens.get(cue + 1).is_some_and(|next| next.lower == "being") => false,
        Strength::Alone => !tokens[cue].is_any(ALSO_DEEDS) || has_that(),
        Strength::WithThat => has_that() || expects(),
        Strength::BesideQuotes => false,
    };
    let subject = subject_before(tokens, low, cue).filter(|subject| !is_nobody(tokens, subject.clone()))?;
    let in_main_clause = subject.start - low <= LED_IN_TOKENS_MAX
        && !tokens[low..subject.start]
            .iter()
            .any(|token| token.is_any(SUBORDINATES))
        && !tokens[subject.end..cue].iter().any(|token| {
            // `was initially reported` says who is spoken of, not who speaks.
            token.is_any(&[
                "who", "which", "that", "is", "was", "are", "were", "be", "been", "being",
            ])
        });
    let goes_on = !tokens[cue..end].windows(2).any(|pair| {
        pair[0].text == ";" || pair[0].text == "," && pair[1].is_any(OTHER_CLAUSES) || pair[0].text == "“"
    });
    if !(reports && in_main_clause && goes_on) {
        return None;
    }
    let source = Source {
        mention: Some(passage.span_of(&subject)),
        cue: Some(tokens[cue].span),
        via: None,
        rule: "opens the sentence",
    };
    Some(with_channel(passage, source, tokens, cue, agencies))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whom the sentence names for the words `told`.
    fn source(text: &str, told: &str) -> Option<String> {
        let passage = Passage::new(text, Span::new(0, text.len()));
        let start = text.find(told).unwrap();
        let found = of_sentence(
            &passage,
            passage.sentence_at(start).unwrap(),
            Span::new(start, start + told.len()),
            &|_| None,
        );
        found?.mention.map(|span| span.of(text).to_owned())
    }

    #[test]
    fn who_closes_a_sentence_is_the_source_of_all_of_it() {
        for (text, told, named) in [
            (
                "The crane, which weighs 40 tonnes, was stopped \"for want of grease,\" a harbour official said.",
                "40 tonnes",
                "a harbour official",
            ),
            (
                "The cellar was flooded by two plumbers who cut a pipe, a city official confirmed to the Herald following an \
                 inspection on Monday.",
                "two plumbers",
                "a city official",
            ),
            (
                "Some 40 trees fell in the park, according to the gardens office.",
                "40 trees",
                "the gardens office",
            ),
        ] {
            assert_eq!(source(text, told).as_deref(), Some(named), "{text}");
        }
    }

    #[test]
    fn who_opens_a_sentence_is_the_source_until_another_clause_begins() {
        let text = "Quay Bank said in a letter of March 2 it had lost 3 million, while Reef Bank will lose 9 million.";
        assert_eq!(source(text, "3 million").as_deref(), Some("Quay Bank"));
        assert_eq!(source(text, "9 million"), None);
        assert_eq!(
            source("Quay Bank expects to lose 5 million this year.", "5 million").as_deref(),
            Some("Quay Bank")
        );
    }

    #[test]
    fn a_cue_in_a_clause_of_its_own_is_no_source_of_the_rest() {
        for (text, told) in [
            (
                "After police said the road was safe, 40 drivers set out.",
                "40 drivers",
            ),
            ("Orrin, who said he had slept, carried 12 loaves.", "12 loaves"),
            ("The mayor left at noon; 30 guests stayed.", "30 guests"),
            ("Ellery added a goal in the 40th minute.", "40th"),
            ("Some 20 women reported being robbed of 90 purses.", "90 purses"),
            ("The ship was first reported to be 90 metres long.", "90 metres"),
            (
                "The bridge is closed, the mayor said at noon, but 30 cars crossed it.",
                "30 cars",
            ),
        ] {
            assert_eq!(source(text, told), None, "{text}");
        }
    }
}
