//! Two texts side by side, for people: what of the one stands in the other, paragraph by paragraph.

use std::collections::{HashMap, HashSet};

use super::words::of_line;
use crate::model::{Article, Span};

/// Paragraphs of each text that are laid side by side; a reader looks at fewer.
const PARAGRAPHS_MAX: usize = 200;
/// Content words in a row that make a wording shared.
const RUN_WORDS: usize = 3;
/// Least share of its words that a paragraph has in common with the one beside it.
const NEAR_MIN: f64 = 0.15;

/// A paragraph beside the other text.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// Of the article's text.
    pub paragraph: Span,
    /// Which paragraph of the other text is nearest to it; `None` when none is near.
    pub nearest: Option<usize>,
    /// Share of its content words that the nearest paragraph has, 0 to 1.
    pub share: f64,
    /// Stretches of it whose wording the other text has, in order.
    pub same_wording: Vec<Span>,
}

/// The paragraphs of the report of `one`, each beside the report of `other`; at most two hundred.
#[must_use]
pub fn beside(one: &Article, other: &Article) -> Vec<Beside> {
    let theirs: Vec<Vec<Token>> = paragraphs(other)
        .iter()
        .map(|span| tokens(other, *span))
        .collect();
    let runs: HashSet<[u32; RUN_WORDS]> = theirs
        .iter()
        .flat_map(|tokens| runs_of(tokens))
        .map(|(run, _)| run)
        .collect();
    let bags: Vec<HashSet<u32>> = theirs
        .iter()
        .map(|tokens| tokens.iter().map(|token| token.word).collect())
        .collect();
    paragraphs(one)
        .into_iter()
        .map(|paragraph| {
            let tokens = tokens(one, paragraph);
            let (nearest, share) = nearest(&tokens, &bags);
            Beside {
                paragraph,
                nearest,
                share,
                same_wording: same_wording(&tokens, &runs),
            }
        })
        .collect()
}

/// A content word and where it stands.
#[derive(Clone, Copy)]
struct Token {
    word: u32,
    span: Span,
}

fn paragraphs(article: &Article) -> Vec<Span> {
    let all = article.body().flat_map(|body| article.paragraphs(body));
    all.take(PARAGRAPHS_MAX).collect()
}

fn tokens(article: &Article, paragraph: Span) -> Vec<Token> {
    let text = paragraph.of(&article.text);
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let span = Span::new(at, at + part.trim_end().len()).shifted(paragraph.start);
        at += part.len();
        found.extend(of_line(part).into_iter().map(|word| Token {
            word: word.hash(),
            span,
        }));
    }
    found
}

/// Every few words in a row, with the place of the first.
fn runs_of(tokens: &[Token]) -> impl Iterator<Item = ([u32; RUN_WORDS], usize)> + '_ {
    tokens.windows(RUN_WORDS).enumerate().map(|(at, window)| {
        let mut run = [0; RUN_WORDS];
        for (place, token) in run.iter_mut().zip(window) {
            *place = token.word;
        }
        (run, at)
    })
}

fn same_wording(tokens: &[Token], runs: &HashSet<[u32; RUN_WORDS]>) -> Vec<Span> {
    let mut stretches: Vec<Span> = Vec::new();
    for (_, at) in runs_of(tokens).filter(|(run, _)| runs.contains(run)) {
        let (from, to) = (tokens[at].span.start, tokens[at + RUN_WORDS - 1].span.end);
        match stretches.last_mut() {
            Some(last) if from <= last.end => last.end = last.end.max(to),
            _ => stretches.push(Span::new(from, to)),
        }
    }
    stretches
}

/// The paragraph with most of the words, and the share of them it has.
fn nearest(tokens: &[Token], bags: &[HashSet<u32>]) -> (Option<usize>, f64) {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for token in tokens {
        *counts.entry(token.word).or_default() += 1;
    }
    let all = tokens.len().max(1) as f64;
    let share = |bag: &HashSet<u32>| -> f64 {
        let held = counts.iter().filter(|(word, _)| bag.contains(word));
        held.map(|(_, count)| *count).sum::<usize>() as f64 / all
    };
    let best = bags
        .iter()
        .map(share)
        .enumerate()
        .filter(|(_, share)| *share >= NEAR_MIN)
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map_or((None, 0.0), |(index, share)| (Some(index), share))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dedup::fingerprint::tests::article;

    const SOURCE: &str = "The council of Ellery voted on Friday to rebuild the harbour bridge.\nWork will cost 31 million euros, \
        engineer Ines Calder explained.";

    #[test]
    fn what_was_moved_is_found_where_it_went_and_its_wording_is_marked() {
        let copy = "Engineer Ines Calder put the cost at 31 million euros.\nOn Friday the council of Ellery voted to rebuild \
            the harbour bridge.\nNobody asked the herons.";
        let (one, other) = (article("", copy), article("", SOURCE));
        let found = beside(&one, &other);
        let nearest: Vec<Option<usize>> = found.iter().map(|row| row.nearest).collect();
        assert_eq!(nearest, [Some(1), Some(0), None]);
        let marked: Vec<&str> = found[1]
            .same_wording
            .iter()
            .map(|span| span.of(&one.text))
            .collect();
        assert!(
            marked
                .iter()
                .any(|words| words.contains("rebuild the harbour bridge")),
            "{marked:?}"
        );
        assert!(found[2].same_wording.is_empty());
    }

    #[test]
    fn a_text_beside_itself_is_the_same_throughout() {
        let text = article("", SOURCE);
        for (index, row) in beside(&text, &text).into_iter().enumerate() {
            assert_eq!((row.nearest, row.share), (Some(index), 1.0));
        }
    }

    proptest! {
        #[test]
        fn any_two_texts_lie_side_by_side(one in "\\PC{0,200}", other in "\\PC{0,200}") {
            let (one, other) = (article("", &one), article("", &other));
            for row in beside(&one, &other) {
                prop_assert!((0.0..=1.0).contains(&row.share));
                for span in row.same_wording {
                    prop_assert!(one.text.get(span.start..span.end).is_some() && row.paragraph.contains(span));
                }
            }
        }
    }
}
