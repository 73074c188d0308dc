//! The keywords of a page.

use super::json_ld;
use super::metas::META;
use super::scan::Scan;
use super::{HTML, JSON_LD, metas};
use crate::model::ValueSource;
use crate::parse::blocks;

/// Keywords kept: a page with more lists its site's topics, or words for search engines.
const TAGS_MAX: usize = 30;
/// Longest keyword, in bytes.
const TAG_BYTES_MAX: usize = 80;
/// Longest list that is taken apart, in bytes.
const LIST_BYTES_MAX: usize = 4_000;

/// The keywords of the first place that has some: JSON-LD, `article:tag`, `news_keywords`, `keywords`,
/// links of `rel=tag`. Lists are split at commas and semicolons; in order, without repeats in any case.
pub(super) fn tags(scan: &Scan, node: &json_ld::Article) -> Vec<(String, ValueSource)> {
    let metas = &scan.metas;
    let of_metas = |names: &[&str]| {
        metas
            .any(names)
            .map(|(list, _)| list.to_owned())
            .into_iter()
            .collect()
    };
    let lists: [(Vec<String>, ValueSource); 5] = [
        (node.keywords.clone(), JSON_LD),
        (metas.tags.clone(), metas::OPENGRAPH),
        (
            of_metas(&[
                "news_keywords",
                "parsely-tags",
                "sailthru.tags",
                "article:keywords",
            ]),
            META,
        ),
        (of_metas(&["keywords", "dc.subject"]), META),
        (scan.tags.clone(), HTML),
    ];
    lists
        .into_iter()
        .map(|(list, source)| {
            split(&list)
                .into_iter()
                .map(|tag| (tag, source))
                .collect::<Vec<_>>()
        })
        .find(|tags| !tags.is_empty())
        .unwrap_or_default()
}

fn split(lists: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    let words = lists
        .iter()
        .filter(|list| list.len() <= LIST_BYTES_MAX)
        .flat_map(|list| list.split([',', ';', '|', '、', '，', '،']));
    for word in words {
        let word = blocks::line(word);
        let word = word.trim_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '"' | '.'));
        // `type: story` and `tag:x` speak to the publisher's own programs.
        let is_tag = word.chars().any(char::is_alphabetic)
            && word.len() <= TAG_BYTES_MAX
            && !word.contains([':', '=', '_', '{', '@']);
        let folded = word.to_lowercase();
        if is_tag && kept.len() < TAGS_MAX && !kept.iter().any(|other| other.to_lowercase() == folded) {
            kept.push(word.to_owned());
        }
    }
    kept
}
