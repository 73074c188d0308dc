//! What stands around an article: the lines that credit it are often set outside of it.

use std::collections::HashMap;

use super::outline::{Outline, Tag};
use crate::parse::blocks::{Block, Role};

/// Lines kept before and behind the article.
const BEFORE_MAX: usize = 4;
const AFTER_MAX: usize = 8;
/// Longest line kept, in bytes; the longest sampled footer has 300.
const LINE_BYTES_MAX: usize = 400;
/// Letters that a line has; page numbers and counters have fewer.
const LETTERS_MIN: usize = 2;
/// Elements around the article's own that belong to its column, where no `article` element says so.
const COLUMN_LEVELS: usize = 3;
/// Longest opening, in bytes, that an extractor is thought to have taken off a paragraph.
const OPENING_BYTES_MAX: usize = 120;

/// Short lines of the page next to its article, in its column, in the order of the page. Nobody has
/// judged yet what they say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// At most 4, the last of them nearest to the article.
    pub before: Vec<Block>,
    /// At most 8.
    pub after: Vec<Block>,
}

/// The lines around the blocks `first..=last` of `outline`.
pub(super) fn around(outline: &Outline, is_article: &[bool]) -> Around {
    let (Some(first), Some(last)) = (
        is_article.iter().position(|kept| *kept),
        is_article.iter().rposition(|kept| *kept),
    ) else {
        return Around::default();
    };
    let column = column(outline, first, last);
    let is_line = |block: &usize| {
        let line = &outline.blocks[*block];
        line.text.len() <= LINE_BYTES_MAX
            && line
                .text
                .chars()
                .filter(|c| c.is_alphabetic())
                .nth(LETTERS_MIN - 1)
                .is_some()
            && (line.is_credit || !line.is_link)
            && !matches!(line.role, Role::Caption | Role::Heading | Role::TableRow)
    };
    let is_in_column = |block: &usize| outline.is_inside(outline.of_block[*block], column);
    let take = |blocks: &mut dyn Iterator<Item = usize>, count: usize| -> Vec<Block> {
        blocks
            .take_while(is_in_column)
            .filter(is_line)
            .take(count)
            .map(|block| outline.blocks[block].clone())
            .collect()
    };
    let mut before = take(&mut (0..first).rev(), BEFORE_MAX);
    before.reverse();
    let after = take(&mut (last + 1..outline.blocks.len()), AFTER_MAX);
    Around { before, after }
}

/// The element that holds the article and what belongs to it.
pub(super) fn column(outline: &Outline, first: usize, last: usize) -> usize {
    let elements = &outline.elements;
    let mut at = outline.of_block[first];
    while !outline.is_inside(outline.of_block[last], at) {
        at = elements[at].parent;
    }
    let mut column = at;
    for _ in 0..COLUMN_LEVELS {
        if elements[at].tag == Tag::Article || elements[at].parent <= 1 {
            return at;
        }
        at = elements[at].parent;
        column = at;
    }
    column
}

/// Finds the blocks that another extractor took for the article in `outline`, and gives its first
/// paragraph back what it lost at its head: a dateline in an element of its own.
pub(super) fn find(outline: &Outline, blocks: &mut [Block]) -> Vec<bool> {
    let mut is_article = vec![false; outline.blocks.len()];
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(outline.blocks.len());
    for (index, block) in outline.blocks.iter().enumerate() {
        places.entry(block.text.as_str()).or_insert(index);
    }
    for (index, block) in blocks.iter_mut().enumerate() {
        if let Some(&place) = places.get(block.text.as_str()) {
            is_article[place] = true;
        } else if index == 0
            && let Some(place) = outline.blocks.iter().position(|whole| {
                whole.text.len() <= block.text.len() + OPENING_BYTES_MAX && whole.text.ends_with(&block.text)
            })
        {
            block.text.clone_from(&outline.blocks[place].text);
            is_article[place] = true;
        }
    }
    is_article
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::super::outline::outline;
    use super::*;

    const PAGE: &str = "<body><nav>Menu</nav><article><header><p class=byline>By Jane Roe</p></header>\
        <div><p>First paragraph.</p><p>Last paragraph.</p></div><p class=copyright>© 2020 AP</p>\
        <p><a>Another story</a></p></article><footer><p>© The Post</p></footer>";

    #[test]
    fn lines_of_the_column_are_given_and_the_pages_are_not() {
        let outline = outline(&Document::from(PAGE));
        let is_article: Vec<bool> = outline
            .blocks
            .iter()
            .map(|block| block.text.ends_with("paragraph."))
            .collect();
        let around = around(&outline, &is_article);
        let texts = |blocks: &[Block]| blocks.iter().map(|block| block.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&around.before), ["By Jane Roe"]);
        assert_eq!(texts(&around.after), ["© 2020 AP"]);
    }

    #[test]
    fn a_lost_dateline_comes_back() {
        let outline = outline(&Document::from(
            "<p><span>OSLO (AP) — </span>The talks failed.</p><p>More.</p>",
        ));
        let block = |text: &str| Block {
            text: text.to_owned(),
            ..Block::default()
        };
        let mut blocks = [block("The talks failed."), block("More."), block("Not there")];
        assert_eq!(find(&outline, &mut blocks), [true, true]);
        assert_eq!(blocks[0].text, "OSLO (AP) — The talks failed.");
    }

    #[test]
    fn no_article_has_nothing_around_it() {
        let outline = outline(&Document::from(PAGE));
        assert_eq!(around(&outline, &[false; 8]), Around::default());
    }
}
