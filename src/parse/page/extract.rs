//! The article cut out of a page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;

use super::{Guarded, guard, without_nul};
use crate::model::PageMetadata;
use crate::parse::blocks::{self, Block};
use crate::parse::metadata as page_metadata;

/// Nesting up to which the extractors' recursion fits an ordinary 2 MiB stack with room to spare.
const DEPTH_INLINE_MAX: usize = 64;
/// Stack for deeper pages: the guard lets 512 levels through, measured need is below 4 MiB.
const STACK_BYTES: usize = 16 * 1024 * 1024;
/// Size of a page, in bytes and tags, above which the first extractor takes seconds and only the
/// second is asked. The largest of 1,171 sampled news pages has 1.6 MB.
const FIRST_BYTES_MAX: usize = 2 * 1024 * 1024;
const FIRST_TAGS_MAX: usize = 30_000;
/// Characters below which the first extractor's answer is no article and the second is asked.
const TEXT_CHARS_MIN: usize = 200;

/// What a page holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// The article, in order; empty when nobody found one.
    pub blocks: Vec<Block>,
    pub metadata: PageMetadata,
    /// Who cut the article out: `trafilatura`, `dom_smoothie`, or `none`.
    pub extractor: &'static str,
    /// `page_refused: depth`, `page_flattened`, `page_truncated`, `extractor_fault: NAME`, `no_text`.
    pub notes: Vec<String>,
}

/// Cuts the article and the metadata out of `html`, the page found at `url`.
///
/// Never fails and never runs away: hostile markup is flattened or refused before anything parses
/// it, deep pages are read on a thread with a stack of their own, and a panic of an extractor is a
/// note and the next extractor's turn.
pub fn extract(html: &str, url: Option<&str>) -> Extracted {
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
        return read(&page, url);
    }
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("page".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || read(&page, url))
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

fn read(page: &Guarded<'_>, url: Option<&str>) -> Extracted {
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
    let html = page.html.as_ref();
    let base = url.filter(|url| url::Url::parse(url).is_ok());
    let Some(document) = caught("parser", &mut found.notes, || Document::from(html)) else {
        found.notes.push("no_text".to_owned());
        return found;
    };
    if let Some(metadata) = caught("metadata", &mut found.notes, || {
        page_metadata::read(&document, base)
    }) {
        found.metadata = metadata;
    }
    let is_for_first = html.len() <= FIRST_BYTES_MAX && page.tags <= FIRST_TAGS_MAX;
    if is_for_first
        && let Some(blocks) = caught("trafilatura", &mut found.notes, || with_trafilatura(html, base))
    {
        found.blocks = blocks;
        found.extractor = "trafilatura";
    }
    if chars(&found.blocks) < TEXT_CHARS_MIN {
        let second = caught("dom_smoothie", &mut found.notes, || {
            with_dom_smoothie(document, base)
        });
        if let Some(second) = second.filter(|second| chars(second) > chars(&found.blocks)) {
            found.blocks = second;
            found.extractor = "dom_smoothie";
        }
    }
    if found.blocks.is_empty() {
        found.extractor = "none";
        found.notes.push("no_text".to_owned());
    }
    found
}

/// What `work` gives; a panic inside is a note and `None`.
fn caught<T>(name: &str, notes: &mut Vec<String>, work: impl FnOnce() -> T) -> Option<T> {
    let result = catch_unwind(AssertUnwindSafe(work)).ok();
    if result.is_none() {
        notes.push(format!("extractor_fault: {name}"));
    }
    result
}

fn with_trafilatura(html: &str, url: Option<&str>) -> Vec<Block> {
    let mut options = trafilatura::Options::default()
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision)
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(trafilatura::HtmlDateMode::Disabled);
    options.original_url = url.and_then(|url| url::Url::parse(url).ok());
    // Its text field glues paragraphs; the HTML keeps them apart.
    trafilatura::extract(html, &options)
        .map_or_else(|_| Vec::new(), |result| blocks::blocks(&result.content_html))
}

fn with_dom_smoothie(document: Document, url: Option<&str>) -> Vec<Block> {
    dom_smoothie::Readability::with_document(document, url, None)
        .and_then(|mut reader| reader.parse())
        .map_or_else(|_| Vec::new(), |article| blocks::blocks(&article.content))
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
        assert_eq!(found.extractor, "trafilatura");
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
        assert_eq!(extract(&page(&scripted), None).extractor, "trafilatura");
    }
}
