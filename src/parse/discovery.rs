//! Which feeds a page announces.
//!
//! Sources: the `alternate` links of HTML's head (RSS autodiscovery, 2002, and the HTML standard, section
//! "Link type alternate"); where there are none, links in the page whose address is a feed's by its looks.

use std::collections::HashSet;

use url::Url;

use super::markup::{Tag, Token, Tokens};
use super::repair::written_address;
use crate::text;

/// Feeds taken from one page; some announce one for every section.
const FEEDS_MAX: usize = 32;

/// How far a page is searched, in bytes; heads end far before.
const PAGE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Types of documents that are feeds. `text/xml` and the like are used for feeds too, in this place.
const TYPES: [&str; 8] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/rss",
    "application/xml",
    "text/xml",
    "application/x-rss+xml",
];

/// A feed that a page points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncedFeed {
    /// Absolute, http or https.
    pub url: String,
    pub title: Option<String>,
}

/// The feeds that `html`, the page at `base_url`, announces: best first, those of comments last, each address
/// once. Empty when it announces none. Links in its text count only where the head announces nothing.
pub fn feeds(html: &str, base_url: &str) -> Vec<AnnouncedFeed> {
    let html = &html[..html.floor_char_boundary(PAGE_BYTES_MAX)];
    let mut base = Url::parse(base_url).ok();
    let (mut announced, mut linked) = (Vec::new(), Vec::new());
    for token in Tokens::new(html) {
        let Token::Open(tag) = token else { continue };
        match tag.name.to_ascii_lowercase().as_str() {
            "base" => {
                base = tag
                    .attribute("href")
                    .and_then(|href| joined(&href, base.as_ref()))
                    .or(base);
            }
            "link" if announced.len() < FEEDS_MAX && is_feed_link(&tag) => {
                announced.extend(found(&tag, base.as_ref()));
            }
            "a" if linked.len() < FEEDS_MAX && links_to_feed(&tag) => {
                linked.extend(found(&tag, base.as_ref()));
            }
            _ => {}
        }
    }
    let mut feeds = if announced.is_empty() { linked } else { announced };
    let mut seen = HashSet::new();
    feeds.retain(|feed| seen.insert(feed.url.clone()));
    // Stable: otherwise in the order of the page, whose first is the site's own.
    feeds.sort_by_key(is_of_comments);
    feeds
}

fn joined(href: &str, base: Option<&Url>) -> Option<Url> {
    Url::options().base_url(base).parse(href.trim()).ok()
}

fn is_feed_link(tag: &Tag<'_>) -> bool {
    let rel = tag.attribute("rel").unwrap_or_default().to_ascii_lowercase();
    let mime = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let mime = mime.split(';').next().unwrap_or_default().trim().to_owned();
    let mut words = rel.split_ascii_whitespace();
    words.any(|word| matches!(word, "alternate" | "feed")) && TYPES.contains(&mime.as_str())
        || rel.split_ascii_whitespace().any(|word| word == "feed")
}

fn links_to_feed(tag: &Tag<'_>) -> bool {
    tag.attribute("href").is_some_and(|href| looks_like_feed(&href))
}

/// Whether `address` is a feed's by its looks: `/feed`, `/rss`, `/atom.xml`, `/rss/world`, `?format=rss`; not
/// `/newsfeed-is-back`. Nothing is asked for.
pub fn looks_like_feed(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    let is_word = |word: &str| matches!(word, "rss" | "feed" | "feeds" | "atom" | "rdf" | "rss2");
    let is_file = |word: &str| match word.rsplit_once('.') {
        Some((_, "rss" | "atom" | "rdf")) => true,
        Some((name, "xml" | "json")) => is_word(name),
        _ => false,
    };
    path.split('/').any(|part| is_word(part) || is_file(part))
        || query
            .split('&')
            .any(|pair| matches!(pair, "format=rss" | "format=feed" | "feed=rss2" | "feed=rss"))
}

fn found(tag: &Tag<'_>, base: Option<&Url>) -> Option<AnnouncedFeed> {
    let href = tag.attribute("href")?;
    let href = href.trim();
    let href = match href.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => href.to_owned(),
    };
    let title = tag.attribute("title").map(|title| text::collapsed(&title));
    Some(AnnouncedFeed {
        url: written_address(&href, base)?,
        title: title.filter(|title| !title.is_empty()),
    })
}

fn is_of_comments(feed: &AnnouncedFeed) -> bool {
    let says = |text: &str| text.to_ascii_lowercase().contains("comment");
    says(&feed.url) || feed.title.as_deref().is_some_and(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(html: &str) -> Vec<String> {
        feeds(html, "https://post.example/news/")
            .into_iter()
            .map(|feed| feed.url)
            .collect()
    }

    #[test]
    fn announced_feeds_come_in_order_with_those_of_comments_last() {
        let html = r#"<html><head>
            <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
            <LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' TITLE=' The  Post ' HREF='atom.xml'>
            <link rel=alternate type="application/rss+xml" href="https://feeds.example/world?a=1&amp;b=2">
            <link rel="alternate" type="application/rss+xml" href="atom.xml">
            <link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" type="text/css" href="/s.css">
            <a href="/rss">RSS</a>"#;
        assert_eq!(
            urls(html),
            [
                "https://post.example/news/atom.xml",
                "https://feeds.example/world?a=1&b=2",
                "https://post.example/comments/feed/"
            ]
        );
        assert_eq!(
            feeds(html, "https://post.example/news/")[0].title.as_deref(),
            Some("The Post")
        );
    }

    #[test]
    fn links_count_where_nothing_is_announced() {
        let html = r#"<base href="https://cdn.example/x/"><a href="/newsfeed-is-back">n</a><a href="world.rss">r</a>
            <a href="feed://post.example/f/rss.xml">s</a><a href="mailto:rss@post.example">m</a><a href="/data.xml">d</a>
            <a href="/?format=rss">f</a>"#;
        assert_eq!(
            urls(html),
            [
                "https://cdn.example/x/world.rss",
                "http://post.example/f/rss.xml",
                "https://cdn.example/?format=rss"
            ]
        );
    }

    #[test]
    fn a_page_without_feeds_announces_none() {
        assert_eq!(
            urls("<html><body><p>No feed here, and a &lt;link&gt;.</p>"),
            Vec::<String>::new()
        );
    }

    proptest::proptest! {
        #[test]
        fn searching_never_panics(html in "(<link |<a |<base |rel=alternate |type=text/xml |href='|feed:|//|é|>|\"){0,30}") {
            feeds(&html, "https://post.example/");
        }
    }
}
