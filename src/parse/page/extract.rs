//! The article cut out of a page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;

use super::around::{Around, around, find};
use super::boxes;
use super::cut::{OPEN_PERCENT_MIN, cut};
use super::outline::{Outline, outline};
use super::referees::{self, Answer, most_agreed};
use super::{Guarded, guard, without_nul};
use crate::model::PageMetadata;
use crate::parse::blocks::Block;
use crate::parse::metadata as page_metadata;

/// Nesting of ordinary pages (the deepest of 1,171 sampled ones has 51): up to here the extractors'
/// recursion fits an ordinary 2 MiB stack with room to spare, and beyond other extractors are not asked.
const DEPTH_INLINE_MAX: usize = 64;
/// Stack for deeper pages: the guard lets 512 levels through, measured need is below 4 MiB.
const STACK_BYTES: usize = 16 * 1024 * 1024;
/// Size of a page, in bytes and tags, above which trafilatura takes seconds and is not asked. The
/// largest of 1,171 sampled news pages has 1.6 MB.
const REFEREED_BYTES_MAX: usize = 2 * 1024 * 1024;
const REFEREED_TAGS_MAX: usize = 30_000;
/// Characters below which our own cut may have missed the article.
const TEXT_CHARS_MIN: usize = 200;
/// Per cent of the page's prose below which it may be another part of the page. Of 89 sampled news
/// pages two are below, with comments and with the heads of ten more stories.
const PROSE_PERCENT_MIN: usize = 45;

/// Our own cut, as [`Extracted::extractor`] names it.
const OWN: &str = "outline";

/// What a page holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// The article, in order; empty when nobody found one.
    pub blocks: Vec<Block>,
    /// Short lines next to it that may credit it.
    pub around: Around,
    pub metadata: PageMetadata,
    /// Who cut the article out: `outline`, `trafilatura`, `dom_smoothie`, or `none`.
    pub extractor: &'static str,
    /// `page_refused: depth`, `page_flattened`, `page_truncated`, `extractor_fault: NAME`, `no_text`.
    pub notes: Vec<String>,
}

/// How much time a page is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Care {
    /// Other extractors are asked when our own cut is in doubt.
    #[default]
    Full,
    /// Only the way that is linear in the page's size: for hosts whose pages have taken too long.
    Quick,
}

/// Cuts the article and the metadata out of `html`, the page found at `url`, with full care.
pub fn extract(html: &str, url: Option<&str>) -> Extracted {
    extract_with(html, url, Care::Full, |_| false)
}

/// Cuts the article and the metadata out of `html`, the page found at `url`.
///
/// Never fails and never runs away: hostile markup is flattened or refused before anything parses
/// it, deep pages are read on a thread with a stack of their own while the caller waits (so there
/// are never more pages at work than callers), and a panic of an extractor is a note and the next
/// one's turn.
///
/// Boxes beside the report that open with a head, as `is_head` knows it, are part of the article.
pub fn extract_with(html: &str, url: Option<&str>, care: Care, is_head: fn(&str) -> bool) -> Extracted {
    let html = without_nul(html);
    let page = match guard(&html) {
        Ok(page) => page,
        Err(refused) => {
            return Extracted {
                extractor: "none",
                notes: vec![format!("page_refused: {refused}"), "no_text".to_owned()],
                ..Extracted::default()
            };
        }
    };
    if page.depth <= DEPTH_INLINE_MAX {
        return read(&page, url, care, is_head);
    }
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("page".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || read(&page, url, care, is_head))
            .ok()
            .and_then(|thread| thread.join().ok())
    })
    .unwrap_or_else(|| Extracted {
        extractor: "none",
        notes: vec!["extractor_fault: thread".to_owned(), "no_text".to_owned()],
        ..Extracted::default()
    })
}

/// Only the metadata of `html`, the page found at `url`; empty for a page that is refused.
pub fn metadata(html: &str, url: Option<&str>) -> PageMetadata {
    let base = url.filter(|url| url::Url::parse(url).is_ok());
    let html = without_nul(html);
    let Ok(page) = guard(&html) else {
        return PageMetadata::default();
    };
    let work = || page_metadata::read(&Document::from(page.html.as_ref()), base);
    caught("metadata", &mut Vec::new(), work).unwrap_or_default()
}

fn read(page: &Guarded<'_>, url: Option<&str>, care: Care, is_head: fn(&str) -> bool) -> Extracted {
    let mut found = Extracted {
        extractor: "none",
        ..Extracted::default()
    };
    if page.is_truncated {
        found.notes.push("page_truncated".to_owned());
    }
    if page.is_flattened {
        found.notes.push("page_flattened".to_owned());
    }
    let base = url.filter(|url| url::Url::parse(url).is_ok());
    let parsed = caught("parser", &mut found.notes, || Document::from(page.html.as_ref()));
    if let Some(document) = parsed {
        if let Some(metadata) = caught("metadata", &mut found.notes, || {
            page_metadata::read(&document, base)
        }) {
            found.metadata = metadata;
        }
        if let Some(outline) = caught("outline", &mut found.notes, || outline(&document)) {
            let is_article = find_article(page, base, care, document, &outline, &mut found);
            add_boxes(&outline, is_article, is_head, &mut found);
        }
    }
    if found.blocks.is_empty() {
        found.extractor = "none";
        found.notes.push("no_text".to_owned());
    }
    found
}

fn find_article(
    page: &Guarded<'_>,
    base: Option<&str>,
    care: Care,
    document: Document,
    outline: &Outline,
    found: &mut Extracted,
) -> Vec<bool> {
    let title = found.metadata.title.as_ref().map(|(title, _)| title.as_str());
    let Some(cut) = caught("outline", &mut found.notes, || cut(outline, title)) else {
        return Vec::new();
    };
    let mut is_article = cut.is_article;
    let kept = outline.blocks.iter().zip(&is_article);
    found.blocks = kept
        .filter(|(_, is_kept)| **is_kept)
        .map(|(block, _)| block.clone())
        .collect();
    found.extractor = OWN;
    let is_doubtful = chars(&found.blocks) < TEXT_CHARS_MIN
        || cut.signs * 100 < cut.open_prose * PROSE_PERCENT_MIN
        || cut.open_prose * 100 < cut.page_prose * OPEN_PERCENT_MIN;
    if is_doubtful {
        let own = std::mem::take(&mut found.blocks);
        let mut answer = second_opinion(page, base, care, document, own, &mut found.notes);
        if answer.extractor != OWN {
            is_article = find(outline, &mut answer.blocks);
        }
        found.blocks = answer.blocks;
        found.extractor = answer.extractor;
    }
    is_article
}

/// Adds the boxes of the article's column, and gives what stands around all of it.
fn add_boxes(outline: &Outline, mut is_article: Vec<bool>, is_head: fn(&str) -> bool, found: &mut Extracted) {
    let known = |is_article: &[bool]| is_article.iter().filter(|kept| **kept).count();
    // Of another extractor's article only what stands on the page as it gave it can be set in order.
    let is_whole = known(&is_article) == found.blocks.len();
    if is_whole {
        boxes::add(outline, &mut is_article, is_head);
    }
    if is_whole && known(&is_article) > found.blocks.len() {
        let kept = outline.blocks.iter().zip(&is_article);
        found.blocks = kept
            .filter(|(_, is_kept)| **is_kept)
            .map(|(block, _)| block.clone())
            .collect();
    }
    found.around = around(outline, &is_article);
}

/// The best of our `own` cut and the other extractors'.
fn second_opinion(
    page: &Guarded<'_>,
    base: Option<&str>,
    care: Care,
    document: Document,
    own: Vec<Block>,
    notes: &mut Vec<String>,
) -> Answer {
    let is_short = chars(&own) < TEXT_CHARS_MIN;
    let mut own = Answer {
        extractor: OWN,
        blocks: own,
    };
    // Their time grows with tags times depth; the outline's does not.
    if care == Care::Quick || page.depth > DEPTH_INLINE_MAX {
        return own;
    }
    let html = page.html.as_ref();
    let mut others = Vec::new();
    if html.len() <= REFEREED_BYTES_MAX && page.tags <= REFEREED_TAGS_MAX {
        others.extend(
            caught("trafilatura", notes, || referees::trafilatura(html, base)).map(|blocks| Answer {
                extractor: "trafilatura",
                blocks,
            }),
        );
    }
    others.extend(
        caught("dom_smoothie", notes, || referees::dom_smoothie(document, base)).map(|blocks| Answer {
            extractor: "dom_smoothie",
            blocks,
        }),
    );
    others.retain(|answer| !answer.blocks.is_empty());
    if is_short && others.len() == 1 && chars(&others[0].blocks) > chars(&own.blocks) {
        own = others.remove(0);
    }
    others.insert(0, own);
    most_agreed(others).unwrap_or(Answer {
        extractor: OWN,
        blocks: Vec::new(),
    })
}

/// What `work` gives; a panic inside is a note and `None`.
fn caught<T>(name: &str, notes: &mut Vec<String>, work: impl FnOnce() -> T) -> Option<T> {
    let result = catch_unwind(AssertUnwindSafe(work)).ok();
    if result.is_none() {
        notes.push(format!("extractor_fault: {name}"));
    }
    result
}

fn chars(blocks: &[Block]) -> usize {
    blocks.iter().map(|block| block.text.chars().count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPHS: &str = "<p>The council voted on Monday to close the old harbour bridge for two years while \
        engineers replace its bearings, a decision that shopkeepers had fought since the spring.</p>\
        <p>Traffic will be led over the northern bridge, which carries 14,000 cars a day and is \
        expected to carry twice as many from June, the city's engineer said.</p>\
        <p>Work is to cost 31 million euros, two thirds of it paid by the region.</p>";

    fn page(body: &str) -> String {
        format!(
            "<!DOCTYPE html><html lang=en><head><title>Bridge closes</title></head><body><nav><a href=/>Home</a>\
             </nav><article><h1>Bridge closes</h1>{body}</article><footer>Imprint</footer></body></html>"
        )
    }

    #[test]
    fn the_article_is_cut_out_of_the_page() {
        let found = extract(&page(PARAGRAPHS), Some("https://valley.example/bridge"));
        let text: Vec<&str> = found.blocks.iter().map(|block| block.text.as_str()).collect();
        assert!(
            text.iter().any(|text| text.starts_with("The council voted")),
            "{text:?}"
        );
        assert!(!text.iter().any(|text| text.contains("Imprint")));
        assert_eq!(
            found.metadata.title.map(|title| title.0).as_deref(),
            Some("Bridge closes")
        );
        assert_eq!(found.extractor, "outline");
    }

    #[test]
    fn hostile_pages_end_with_a_note() {
        let found = extract(&"<div>".repeat(100_000), None);
        assert_eq!(found.notes, ["page_refused: depth", "no_text"]);
        let nested = format!("{}{PARAGRAPHS}", "<span><div>".repeat(3_000));
        let found = extract(&page(&nested), None);
        assert!(found.notes.contains(&"page_flattened".to_owned()));
    }

    #[test]
    fn empty_and_binary_pages_have_no_text() {
        for html in ["", "\0\0\0\0", "%PDF-1.4 \u{1}\u{2}"] {
            assert!(extract(html, None).blocks.len() <= 1, "{html:?}");
        }
        assert_eq!(extract("", Some("not an address")).notes, ["no_text"]);
    }

    #[test]
    fn nested_json_does_not_harm() {
        let scripted = format!(
            "<script type='application/ld+json'>{}</script>{PARAGRAPHS}",
            "[".repeat(50_000)
        );
        assert_eq!(extract(&page(&scripted), None).extractor, "outline");
    }
}
