//! Which of an article's texts is read: the page's, the feed's, or the archive's.

use super::{byline, dateline, sections};
use crate::model::{PageMetadata, PageSource, ReadInput, TextFrom};
use crate::parse::blocks::{Block, blocks};
use crate::parse::page::{self, Around, Care};
use crate::text::without_controls;

/// Longest credit taken in from outside the article, in bytes.
const CREDIT_BYTES_MAX: usize = 240;
/// Most credits taken in before and behind the article.
const CREDITS_BEFORE_MAX: usize = 1;
const CREDITS_AFTER_MAX: usize = 3;
/// Longest dateline set in an element of its own, in bytes.
const DATELINE_BYTES_MAX: usize = 120;

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
    let care = if input.is_page_slow {
        Care::Quick
    } else {
        Care::Full
    };
    let mut notes = Vec::new();
    let from_feed = input
        .feed_text
        .as_ref()
        .map(|source| read_source(source, url, care, &mut notes).content);
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
    let from_page = read_source(page_source, url, care, &mut notes);
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

/// Puts the credits that stand around an article before and behind it, as blocks that say what they
/// are; and a dateline set above the first paragraph at its head.
fn with_credits(mut blocks: Vec<Block>, around: Around, metadata: &PageMetadata) -> Vec<Block> {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else {
        return blocks;
    };
    let Around { mut before, after } = around;
    let is_new = |text: &str| {
        let said_by_metadata = metadata
            .authors
            .iter()
            .any(|(name, _)| text.contains(name.as_str()));
        text.len() <= CREDIT_BYTES_MAX && !said_by_metadata
    };
    let behind: Vec<Block> = after
        .into_iter()
        .filter(|line| is_new(&line.text) && line.text != last.text && is_credit_behind(line))
        .take(CREDITS_AFTER_MAX)
        .map(as_credit)
        .collect();
    let filed = before
        .iter()
        .rposition(|line| is_lone_dateline(&line.text, &first.text))
        .map(|index| before.remove(index).text);
    if let (Some(filed), Some(first)) = (filed, blocks.first_mut()) {
        first.text.insert(0, ' ');
        first.text.insert_str(0, &filed);
    }
    let mut all: Vec<Block> = before
        .into_iter()
        .rev()
        .filter(|line| is_new(&line.text) && byline::is_byline(&line.text))
        .take(CREDITS_BEFORE_MAX)
        .map(as_credit)
        .collect();
    all.append(&mut blocks);
    all.extend(behind);
    all
}

/// Whether a line behind an article says whose it is. Menus are capitals and bars too, so the form
/// alone counts only with a bracket, a dash, a colon, a sign or a sentence in it.
fn is_credit_behind(line: &Block) -> bool {
    let text = line.text.as_str();
    let is_phrase = text.contains(['(', ':', '©', '-', '–', '—', '/']) || text.contains(char::is_lowercase);
    (is_phrase && sections::is_credit_line(text)) || (line.is_credit && sections::is_bare_name(text))
}

/// Whether `line` is a dateline without its report, which `next` begins.
fn is_lone_dateline(line: &str, next: &str) -> bool {
    line.len() <= DATELINE_BYTES_MAX
        && line.ends_with(['-', '–', '—', ')', ':'])
        && !dateline::opens(next)
        && dateline::opens(&format!("{line} {next}"))
}

fn as_credit(line: Block) -> Block {
    Block {
        is_credit: true,
        ..line
    }
}

fn read_source(source: &PageSource, url: Option<&str>, care: Care, notes: &mut Vec<String>) -> FromSource {
    match source {
        PageSource::Page(html) => {
            let found = page::extract_with(html, url, care);
            notes.extend(found.notes);
            let blocks = with_credits(found.blocks, found.around, &found.metadata);
            FromSource {
                content: Content::Blocks(blocks),
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
