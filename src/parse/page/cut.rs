//! The article cut out of a page's outline.
//!
//! Paragraphs give their score to the elements around them, as readability has it; what a page's
//! makers call furniture, and what is links and little more, goes as in trafilatura. All of it is
//! sums over one list of elements: no copy of the page, no second parse.

use super::outline::{Element, Outline, Tag};
use super::score::{Sums, best, scores, sums};
use crate::parse::blocks::{Role, Shape};

/// Per cent of the page's prose outside furniture below which the report may be in what is called so.
pub(super) const OPEN_PERCENT_MIN: usize = 15;

/// Which blocks of a page are its article.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// For each block of the outline.
    pub is_article: Vec<bool>,
    /// Letters and signs of the article.
    pub signs: usize,
    /// Letters and signs of all prose of the page, and of that outside furniture.
    pub page_prose: usize,
    pub open_prose: usize,
}

/// Cuts the article out of `outline`; of a page without prose nothing is kept. `title` is the
/// page's, to know the headline that repeats it.
pub(super) fn cut(outline: &Outline, title: Option<&str>) -> Cut {
    let elements = &outline.elements;
    let mut cut = Cut {
        is_article: vec![false; outline.blocks.len()],
        signs: 0,
        page_prose: elements.first().map_or(0, |page| page.prose),
        open_prose: 0,
    };
    let open_prose = |sums: &[Sums]| sums.first().map_or(0, |page| page.prose);
    let mut is_furniture = furniture(elements, cut.page_prose, false);
    let mut clean = sums(outline, &is_furniture);
    if open_prose(&clean) * 100 < cut.page_prose * OPEN_PERCENT_MIN {
        is_furniture = furniture(elements, cut.page_prose, true);
        clean = sums(outline, &is_furniture);
    }
    cut.open_prose = open_prose(&clean);
    let scores = scores(outline, &is_furniture, &clean);
    let Some(root) = best(outline, &scores, &clean) else {
        return cut;
    };
    let is_chosen = chosen(outline, &scores, &is_furniture, root);
    let is_dropped = dropped(outline, &is_chosen);
    for (block, &element) in outline.of_block.iter().enumerate() {
        cut.is_article[block] =
            is_chosen[element] && !is_dropped[element] && outline.blocks[block].role != Role::Caption;
    }
    take_off_headings(outline, &mut cut.is_article, title);
    cut.signs = (0..outline.blocks.len())
        .filter(|&block| cut.is_article[block])
        .map(|block| outline.signs[block])
        .sum();
    cut
}

/// Elements inside furniture.
///
/// What is called furniture and holds half of the page's prose is none: the name then is about the
/// layout (`with-sidebar`). Nor is it where a good part of the page's prose lies in it in an element
/// that is called a body, for readers' comments may be longer than the report.
///
/// `is_loose` also lets those in whose prose is not in furniture of theirs: when hardly anything is
/// left, the name of one of them was about the layout.
fn furniture(elements: &[Element], page_prose: usize, is_loose: bool) -> Vec<bool> {
    let is_called = |element: &Element| {
        let traits = element.traits;
        traits.is_hidden || (traits.is_furniture && !traits.is_body)
    };
    let mut in_bodies = vec![0; elements.len()];
    let mut in_furniture = vec![0; elements.len()];
    for index in (1..elements.len()).rev() {
        let element = &elements[index];
        let is_furniture = is_called(element);
        let is_body = (element.traits.is_body || element.tag == Tag::Article) && !is_furniture;
        let held = if is_body { element.prose } else { in_bodies[index] };
        let lost = if is_furniture {
            element.prose
        } else {
            in_furniture[index]
        };
        in_bodies[element.parent] = held.max(in_bodies[element.parent]);
        in_furniture[element.parent] += lost;
    }
    let mut found = vec![false; elements.len()];
    for (index, element) in elements.iter().enumerate() {
        let prose = element.prose;
        let holds_body = in_bodies[index] * 2 > prose && in_bodies[index] * 8 > page_prose;
        let is_layout = is_loose
            && !element.traits.is_hidden
            && in_furniture[index] * 2 < prose
            && prose * 10 > page_prose;
        let is_own = is_called(element) && !holds_body && !is_layout && prose * 2 < page_prose.max(1);
        found[index] = (index > 0 && found[element.parent]) || is_own;
    }
    found
}

/// Elements of the article: the root's, and those of its siblings that read like it.
fn chosen(outline: &Outline, scores: &[f64], is_furniture: &[bool], root: usize) -> Vec<bool> {
    /// Least score of a sibling, and its least part of the root's; readability's.
    const SCORE_MIN: f64 = 10.0;
    const SCORE_SHARE: f64 = 0.2;
    let elements = &outline.elements;
    let (parent, class) = (elements[root].parent, elements[root].class);
    let threshold = (scores[root] * SCORE_SHARE).max(SCORE_MIN);
    let reads_alike = |index: usize| {
        let element = &elements[index];
        let is_twin = class != 0 && element.class == class && scores[index] > 0.0;
        let is_paragraph =
            element.tag == Tag::Paragraph && element.signs > 65 && element.linked * 4 < element.signs;
        is_twin || is_paragraph || scores[index] >= threshold
    };
    let mut is_chosen = vec![false; elements.len()];
    for (index, element) in elements.iter().enumerate() {
        is_chosen[index] = if index == root {
            true
        } else if index == 0 || (is_furniture[index] && !is_furniture[root]) {
            false
        } else {
            is_chosen[element.parent] || (root != 0 && element.parent == parent && reads_alike(index))
        };
    }
    is_chosen
}

/// Elements of the chosen that are no report, and all in them: pictures, heads, lists of links.
fn dropped(outline: &Outline, is_chosen: &[bool]) -> Vec<bool> {
    let elements = &outline.elements;
    let mut is_dropped = vec![false; elements.len()];
    for (index, element) in elements.iter().enumerate().skip(1) {
        let is_own = matches!(element.tag, Tag::Figure | Tag::Header) || is_links(elements, index);
        is_dropped[index] = is_dropped[element.parent] || (is_chosen[index] && is_own);
    }
    is_dropped
}

/// Whether an element is links and little more. Thresholds: trafilatura's for precision, in letters
/// where it counts characters.
fn is_links(elements: &[Element], index: usize) -> bool {
    let element = &elements[index];
    let (signs, linked) = (element.signs, element.linked);
    if element.links == 0 || element.shape == Shape::Inline {
        return false;
    }
    if element.shape == Shape::Table {
        let is_dense = if signs < 850 {
            linked * 5 > signs * 4
        } else {
            linked * 2 > signs
        };
        return signs >= 170 && is_dense;
    }
    if element.links == 1 && linked > 8 && linked * 10 > signs * 9 {
        return true;
    }
    if element.tag == Tag::Paragraph && linked * 4 > signs * 3 {
        return true;
    }
    let is_last = elements[element.parent].last_child == index;
    let limit = match (element.tag, is_last) {
        (Tag::Paragraph, true) => 50,
        (Tag::Paragraph, false) => 25,
        (_, true) => 250,
        (_, false) => 85,
    };
    let is_dense =
        linked * 5 > signs * 4 || (element.links > 1 && element.short_links * 5 > element.links * 4);
    signs < limit && is_dense
}

/// Takes off the headings that end the article, and the headline that repeats the title.
fn take_off_headings(outline: &Outline, is_article: &mut [bool], title: Option<&str>) {
    let is_heading = |block: usize| outline.blocks[block].role == Role::Heading;
    while let Some(last) = is_article.iter().rposition(|kept| *kept)
        && is_heading(last)
    {
        is_article[last] = false;
    }
    if let Some(first) = is_article.iter().position(|kept| *kept)
        && is_heading(first)
        && outline.blocks[first].level <= 2
        && title.is_some_and(|title| repeats(&outline.blocks[first].text, title))
    {
        is_article[first] = false;
    }
}

/// Whether three quarters of the words of `headline` stand in `title`.
fn repeats(headline: &str, title: &str) -> bool {
    /// A headline of more words repeats nothing that matters.
    const WORDS_MAX: usize = 60;
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(WORDS_MAX)
            .map(str::to_lowercase)
            .collect()
    };
    let (headline, title) = (words(headline), words(title));
    let shared = headline.iter().filter(|word| title.contains(word)).count();
    !headline.is_empty() && shared * 4 >= headline.len() * 3
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::super::outline::outline;
    use super::*;

    const PROSE: &str = "The council voted on Monday to close the old harbour bridge for two years, \
        while engineers replace its bearings, a decision that shopkeepers had fought.";

    fn kept(html: &str) -> Vec<String> {
        let outline = outline(&Document::from(html));
        let cut = cut(&outline, Some("Bridge closes for two years - The Valley Post"));
        (0..outline.blocks.len())
            .filter(|&block| cut.is_article[block])
            .map(|block| outline.blocks[block].text.clone())
            .collect()
    }

    fn paragraphs(count: usize) -> String {
        (0..count).map(|n| format!("<p>{n} {PROSE}</p>")).collect()
    }

    #[test]
    fn a_page_without_classes_is_cut_by_its_prose() {
        let links = "<li><a href=/a>Something else that happened</a>".repeat(30);
        let html = format!(
            "<div><ul>{links}</ul></div><div><h1>Bridge closes for two years</h1>{}<h2>More</h2></div>\
             <div><p>Imprint and other matters of the house, all of them.</p></div>",
            paragraphs(5)
        );
        let kept = kept(&html);
        assert_eq!(kept.len(), 5, "{kept:?}");
        assert!(kept[0].starts_with("0 The council"));
    }

    #[test]
    fn furniture_captions_and_link_lists_inside_the_article_go() {
        let html = format!(
            "<article class=article-body>{}<div class=newsletter-box><p>{PROSE}</p></div>\
             <figure><img><figcaption>The bridge in May, seen from the east.</figcaption></figure>\
             <ul><li><a href=/b>Another story of ours</a><li><a href=/c>A third one</a></ul>\
             <p><strong>READ MORE: <a href=/d>The bridge that would not open for years and years</a></strong></p>\
             {}</article>",
            paragraphs(3),
            paragraphs(2)
        );
        let kept = kept(&html);
        assert_eq!(kept.len(), 5, "{kept:?}");
    }

    #[test]
    fn elements_of_no_known_name_may_hold_the_report() {
        let html = format!(
            "<x-app><x-page><x-text><x-part>{}</x-part></x-text>",
            paragraphs(4)
        );
        assert_eq!(kept(&html).len(), 4);
    }

    #[test]
    fn furniture_that_holds_the_report_is_none() {
        let html = format!("<body><div class='page sidebar-left'>{}</div>", paragraphs(4));
        assert_eq!(kept(&html).len(), 4);
    }

    #[test]
    fn readers_who_write_more_than_the_reporter_do_not_hide_the_report() {
        let comments: String = (0..20)
            .map(|n| format!("<div class=comment-body><p>Reader {n}, here. {PROSE}</p></div>"))
            .collect();
        for wrapper in ["with-sidebar", "x"] {
            let html = format!(
                "<body><div class={wrapper}>{}</div><div id=comments>{comments}</div>",
                paragraphs(4)
            );
            assert_eq!(kept(&html).len(), 4, "{wrapper}");
        }
    }

    #[test]
    fn an_article_in_pieces_is_put_together() {
        let html = format!(
            "<article><div class=chunk><div class='x article-body'>{}</div></div><div class=ad>Buy</div>\
             <div class=chunk><div class='x article-body'>{}</div></div></article>",
            paragraphs(4),
            paragraphs(3)
        );
        assert_eq!(kept(&html).len(), 7);
    }

    #[test]
    fn a_long_caption_does_not_beat_the_report() {
        let html = format!(
            "<div><div><p>In this photo of May 4, 2006, made by the city, the mayor, left, the engineer, \
             centre, the priest, right, and others, cut a ribbon, on a bridge, in the rain.</p></div>\
             <div>{}</div></div>",
            paragraphs(4)
        );
        assert!(kept(&html).iter().any(|text| text.starts_with("3 The")));
    }

    #[test]
    fn no_prose_gives_nothing() {
        assert!(kept("").is_empty());
        assert!(kept("<p>Short.</p><ul><li><a>Link</a></ul>").is_empty());
    }

    #[test]
    fn a_headline_repeats_the_title_by_its_words() {
        assert!(repeats("Bridge closes", "Bridge closes | Post"));
        assert!(!repeats("What the mayor says", "Bridge closes | Post"));
        assert!(!repeats("", "Bridge"));
    }
}
