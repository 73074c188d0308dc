//! Which of an article's texts is read: the page's, the feed's, or the archive's.

use crate::model::{PageMetadata, PageSource, ReadInput, TextFrom};
use crate::parse::blocks::{Block, blocks};
use crate::parse::page;
use crate::text::without_controls;

/// Characters from which a feed's text is taken for the whole article rather than a teaser.
const FEED_CHARS_FULL: usize = 800;
/// Characters of a page below which a longer text of the feed is better.
const PAGE_CHARS_MIN: usize = 200;
/// Longest plain text read, in bytes; as long as the longest page.
const TEXT_BYTES_MAX: usize = page::HTML_BYTES_MAX;

/// How teasers end.
const TEASER_ENDS: &[&str] = &[
    "…",
    "...",
    "[…]",
    "[...]",
    "[ ... ]",
    "(…)",
    "(...)",
    "read more",
    "read more »",
    "continue reading",
    "more »",
    "read the full story",
    "read full article",
    "weiterlesen",
    "mehr",
    "lire la suite",
    "leer más",
    "seguir leyendo",
    "leia mais",
    "continua a leggere",
    "lees verder",
    "czytaj dalej",
    "читать далее",
];

/// A text to read.
#[derive(Debug)]
pub(super) enum Content {
    Blocks(Vec<Block>),
    Plain(String),
}

impl Content {
    fn chars(&self) -> usize {
        match self {
            Self::Blocks(blocks) => blocks.iter().map(|block| block.text.chars().count()).sum(),
            Self::Plain(text) => text.trim().chars().count(),
        }
    }

    fn end(&self) -> &str {
        match self {
            Self::Blocks(blocks) => blocks.last().map_or("", |block| &block.text),
            Self::Plain(text) => text.trim_end(),
        }
    }
}

/// The text that was chosen, with what came along.
#[derive(Debug)]
pub(super) struct Chosen {
    pub content: Content,
    pub metadata: PageMetadata,
    pub text_from: TextFrom,
    pub notes: Vec<String>,
}

/// Chooses: a feed's full text before the page (feeds hold no furniture), the page before a teaser,
/// and the longer of a failed page and a teaser.
pub(super) fn choose(input: &ReadInput) -> Chosen {
    let url = input.url.as_deref();
    let mut notes = Vec::new();
    let from_feed = input
        .feed_text
        .as_ref()
        .map(|source| read_source(source, url, &mut notes).content);
    let Some(page_source) = &input.page else {
        return match from_feed {
            Some(content) => of_feed(content, PageMetadata::default(), notes),
            None => Chosen {
                content: Content::Plain(String::new()),
                metadata: PageMetadata::default(),
                text_from: input.text_from,
                notes,
            },
        };
    };
    if let (PageSource::Page(html), Some(content)) = (page_source, &from_feed)
        && is_full(content)
    {
        let metadata = page::metadata(html, url);
        return of_feed(
            from_feed.unwrap_or(Content::Plain(String::new())),
            metadata,
            notes,
        );
    }
    let from_page = read_source(page_source, url, &mut notes);
    if let Some(content) = from_feed
        && from_page.content.chars() < PAGE_CHARS_MIN
        && content.chars() > from_page.content.chars()
    {
        notes.push("page_without_text".to_owned());
        notes.retain(|note| note != "no_text");
        return of_feed(content, from_page.metadata, notes);
    }
    Chosen {
        content: from_page.content,
        metadata: from_page.metadata,
        text_from: input.text_from,
        notes,
    }
}

fn of_feed(content: Content, metadata: PageMetadata, notes: Vec<String>) -> Chosen {
    Chosen {
        content,
        metadata,
        text_from: TextFrom::Feed,
        notes,
    }
}

struct FromSource {
    content: Content,
    metadata: PageMetadata,
}

fn read_source(source: &PageSource, url: Option<&str>, notes: &mut Vec<String>) -> FromSource {
    match source {
        PageSource::Page(html) => {
            let found = page::extract(html, url);
            notes.extend(found.notes);
            FromSource {
                content: Content::Blocks(found.blocks),
                metadata: found.metadata,
            }
        }
        PageSource::Fragment(html) => FromSource {
            content: Content::Blocks(blocks(html)),
            metadata: PageMetadata::default(),
        },
        PageSource::Text(text) => {
            let kept = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
            if kept.len() < text.len() {
                notes.push("text_truncated".to_owned());
            }
            FromSource {
                content: Content::Plain(without_controls(kept).into_owned()),
                metadata: PageMetadata::default(),
            }
        }
    }
}

/// Whether a feed's text is the whole article.
fn is_full(content: &Content) -> bool {
    let end = content.end();
    let tail = end[end.ceil_char_boundary(end.len().saturating_sub(40))..].to_lowercase();
    let tail = tail.trim_end();
    content.chars() > FEED_CHARS_FULL && !TEASER_ENDS.iter().any(|teaser| tail.ends_with(teaser))
}
