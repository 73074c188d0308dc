//! Which of an article's texts is read: the page's, the feed's, or the archive's.

use super::{byline, dateline, sections};
use crate::model::{PageMetadata, PageSource, ReadInput, TextFrom};
use crate::parse::blocks::{Block, blocks};
use crate::parse::page::{self, Around, Care};
use crate::text::without_controls_in_place;

/// Longest credit taken in from outside the article, in bytes.
const CREDIT_BYTES_MAX: usize = 240;
/// Most credits taken in before and behind the article.
const CREDITS_BEFORE_MAX: usize = 2;
const CREDITS_AFTER_MAX: usize = 3;
/// Lines behind the article among which a bare name is a credit; further down stand the authors of
/// other stories.
const NAMES_BEHIND: usize = 2;
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
    let behind: Vec<Block> = after
        .into_iter()
        .enumerate()
        .filter(|(place, line)| {
            line.text.len() <= CREDIT_BYTES_MAX
                && line.text != last.text
                && is_credit_behind(line, *place < NAMES_BEHIND)
        })
        .take(CREDITS_AFTER_MAX)
        .map(|(_, line)| as_credit(line))
        .collect();
    let filed = before
        .iter()
        .rposition(|line| is_lone_dateline(&line.text, &first.text))
        .map(|index| before.remove(index).text);
    if let (Some(filed), Some(first)) = (filed, blocks.first_mut()) {
        first.text.insert(0, ' ');
        first.text.insert_str(0, &filed);
    }
    // The page's author fields are read as credits anyway.
    let known: Vec<String> = metadata
        .authors
        .iter()
        .map(|(name, _)| name.to_lowercase())
        .collect();
    let is_new = |text: &str| {
        let folded = text.to_lowercase();
        text.len() <= CREDIT_BYTES_MAX && !known.iter().any(|name| folded.contains(name.as_str()))
    };
    let mut all: Vec<Block> = before
        .into_iter()
        .filter(|line| is_credit_before(line) && is_new(&line.text))
        .take(CREDITS_BEFORE_MAX)
        .map(as_credit)
        .collect();
    all.append(&mut blocks);
    all.extend(behind);
    all
}

/// Whether a line above an article says whose it is: a byline, or a name that its markup calls a
/// credit. One word is a label (`Share`) more often than a name, unless it is set in capitals.
fn is_credit_before(line: &Block) -> bool {
    let text = line.text.as_str();
    let may_be_name = text.contains(' ') || !text.contains(char::is_lowercase);
    byline::is_byline(text) || (line.is_credit && may_be_name && sections::is_bare_name(text))
}

/// Whether a line behind an article says whose it is. Menus are capitals and bars too, so the form
/// alone counts only with a bracket, a dash, a colon, a sign or a sentence in it; and a time stamp
/// (`First published on ..`) is no source.
fn is_credit_behind(line: &Block, is_near: bool) -> bool {
    let text = line.text.as_str();
    let is_phrase = text.contains(['(', ':', '©', '-', '–', '—', '/']) || text.contains(char::is_lowercase);
    let folded = text.to_lowercase();
    let is_stamp = folded.trim_start_matches("first ").starts_with("published on ");
    let is_name = is_near
        && line.is_credit
        && folded != "by"
        && sections::is_bare_name(text)
        && !byline::is_byline(text);
    !is_stamp && (is_name || (is_phrase && sections::is_credit_line(text)))
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
            let found = page::extract_with(html, url, care, sections::opens_box);
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
                content: Content::Plain(without_controls_in_place(kept).into_owned()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> (Vec<String>, Vec<bool>) {
        let input = ReadInput {
            page: Some(PageSource::Page(html.to_owned())),
            ..ReadInput::new("t")
        };
        let Content::Blocks(blocks) = choose(&input).content else {
            return Default::default();
        };
        let credits = blocks.iter().map(|block| block.is_credit).collect();
        (blocks.into_iter().map(|block| block.text).collect(), credits)
    }

    fn page(head: &str, tail: &str) -> String {
        let paragraphs: String = (0..4)
            .map(|n| {
                format!(
                    "<p>The council voted {n} times on Monday to close the old harbour bridge for two \
                     years while engineers replace its bearings.</p>"
                )
            })
            .collect();
        format!("<body><article>{head}<div class=article-body>{paragraphs}</div>{tail}</article><p>End</p>")
    }

    #[test]
    fn credits_behind_the_article_become_blocks_of_it() {
        for (tail, credit) in [
            ("<p class=copyright>© 2020 AP</p>", "© 2020 AP"),
            ("<div class=credit>Reuters</div>", "Reuters"),
            (
                "<p>Share it</p><p>With inputs from agencies</p>",
                "With inputs from agencies",
            ),
            (
                "<p>(Reporting by Jane Roe; editing by Tom Brun)</p>",
                "(Reporting by Jane Roe; editing by Tom Brun)",
            ),
        ] {
            let (texts, credits) = read(&page("", tail));
            assert_eq!(texts.last().map(String::as_str), Some(credit));
            assert_eq!(texts.len(), 5, "{texts:?}");
            // What stands in the article's own column may be cut out with it.
            assert!(credits[4] || tail.starts_with("<p>("), "{texts:?}");
        }
    }

    #[test]
    fn a_byline_above_it_does_unless_the_metadata_has_it() {
        let (texts, credits) = read(&page("<p>By Associated Press</p>", ""));
        assert_eq!((texts[0].as_str(), credits[0]), ("By Associated Press", true));
        let head = "<meta name=author content='Associated Press'><p>By ASSOCIATED PRESS</p>";
        assert_eq!(read(&page(head, "")).0.len(), 4);
    }

    #[test]
    fn other_lines_around_it_do_not() {
        let tail = "<p>SHARE THIS</p><p>First published on May 4, 2020</p><p>Tags: bridge</p>\
            <div class=byline>By Jane Roe</div><p>More from the valley</p>";
        assert_eq!(read(&page("<p>Share</p><p>4 May</p>", tail)).0.len(), 4);
    }

    #[test]
    fn a_dateline_above_the_first_paragraph_opens_it() {
        let (texts, _) = read(&page("<div class=dateline>OSLO, May 4 (Reuters) -</div>", ""));
        assert!(
            texts[0].starts_with("OSLO, May 4 (Reuters) - The council"),
            "{texts:?}"
        );
    }
}
