//! Extractors of others, asked where our own cut is in doubt: the answer that the others agree
//! with most is taken.

use std::collections::HashMap;

use dom_query::Document;
use xxhash_rust::xxh3::xxh3_64;

use crate::parse::blocks::{self, Block};

/// One extractor's answer.
pub(super) struct Answer {
    pub extractor: &'static str,
    pub blocks: Vec<Block>,
}

/// The article by the crate trafilatura; empty when it finds none.
pub(super) fn trafilatura(html: &str, url: Option<&str>) -> Vec<Block> {
    let mut options = ::trafilatura::Options::default()
        .with_focus(::trafilatura::ExtractionFocus::FavorPrecision)
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(::trafilatura::HtmlDateMode::Disabled);
    options.original_url = url.and_then(|url| url::Url::parse(url).ok());
    // Its text field glues paragraphs; the HTML keeps them apart.
    ::trafilatura::extract(html, &options)
        .map_or_else(|_| Vec::new(), |result| blocks::blocks(&result.content_html))
}

/// The article by the crate dom_smoothie, a readability; empty when it finds none.
pub(super) fn dom_smoothie(document: Document, url: Option<&str>) -> Vec<Block> {
    ::dom_smoothie::Readability::with_document(document, url, None)
        .and_then(|mut reader| reader.parse())
        .map_or_else(|_| Vec::new(), |article| blocks::blocks(&article.content))
}

/// The answer that shares most with the others; of equals the first.
pub(super) fn most_agreed(answers: Vec<Answer>) -> Option<Answer> {
    let weighed: Vec<HashMap<u64, usize>> = answers.iter().map(|answer| weights(&answer.blocks)).collect();
    let agreement = |index: usize| -> f64 {
        (0..weighed.len())
            .filter(|&other| other != index)
            .map(|other| shared(&weighed[index], &weighed[other]))
            .sum()
    };
    let agreements: Vec<f64> = (0..answers.len()).map(agreement).collect();
    let mut best = 0;
    for index in 1..agreements.len() {
        if agreements[index] > agreements[best] {
            best = index;
        }
    }
    answers.into_iter().nth(best)
}

/// Letters of each distinct line, spelling of white space and signs aside.
fn weights(blocks: &[Block]) -> HashMap<u64, usize> {
    let mut weights = HashMap::new();
    let mut letters = String::new();
    for line in blocks.iter().flat_map(|block| block.text.split('\n')) {
        letters.clear();
        letters.extend(line.chars().filter(|c| c.is_alphanumeric()));
        *weights.entry(xxh3_64(letters.as_bytes())).or_default() += letters.len();
    }
    weights
}

/// Part of the longer text that both have, from 0 to 1; nothing shares nothing.
fn shared(a: &HashMap<u64, usize>, b: &HashMap<u64, usize>) -> f64 {
    let both: usize = a
        .iter()
        .filter_map(|(line, weight)| b.get(line).map(|other| *weight.min(other)))
        .sum();
    let longer = a.values().sum::<usize>().max(b.values().sum());
    if longer == 0 {
        0.0
    } else {
        both as f64 / longer as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(extractor: &'static str, texts: &[&str]) -> Answer {
        let block = |text: &&str| Block {
            text: (*text).to_owned(),
            ..Block::default()
        };
        Answer {
            extractor,
            blocks: texts.iter().map(block).collect(),
        }
    }

    #[test]
    fn two_against_one_win_and_the_first_of_equals() {
        let chosen = |answers| most_agreed(answers).map(|answer| answer.extractor);
        let (report, menu) = ("The report of the day, whole.", "Menu and other things of ours");
        assert_eq!(
            chosen(vec![
                answer("a", &[menu]),
                answer("b", &[report]),
                answer("c", &[report, "More"]),
            ]),
            Some("b")
        );
        assert_eq!(
            chosen(vec![
                answer("a", &[report]),
                answer("b", &[menu]),
                answer("c", &[])
            ]),
            Some("a")
        );
        assert_eq!(chosen(vec![]), None);
    }
}
