//! A feed document to entries: RSS 0.9x, 1.0, 2.0, Atom 0.3, 1.0, JSON Feed, news sitemaps.
//!
//! Bytes are decoded ([`super::decode`]), markup is made well-formed, feed-rs reads it, and what feed-rs
//! hides is put beside its reading. feed-rs never sees raw bytes, author names or dates: those made it
//! refuse, change or lose whole documents.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use url::Url;

use super::markup::{Token, Tokens};
use super::repair::{Margin, Repaired, RepairedItem, first_root, repair};
use super::vocabulary::{Family, Root};
use super::{ParseError, date, decode, discovery, identity, json_feed, sitemap};
use crate::model::{Entry, ErrorClass, FeedDocument};
use crate::text;

/// Entries of one document; the newest stay. A feed of news has tens, an archive of a site some thousands.
const ENTRIES_MAX: usize = 2_000;

/// Longest title, in characters. Headlines have at most some 200; more is a text in the wrong element.
const TITLE_CHARS_MAX: usize = 1_000;

/// First bytes of files that are no text, and what they are.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"RIFF", "an image, sound or film"),
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1F\x8B", "gzip data that was not announced"),
    (b"\x28\xB5\x2F\xFD", "zstd data that was not announced"),
    (b"7z\xBC\xAF", "a 7z archive"),
    (b"\x7FELF", "a program"),
    (b"ID3", "an MP3 file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"SQLite format 3\x00", "a database"),
];

/// Reads one feed document.
///
/// `content_type` is the header as received; `base_url` the address the document came from, for relative
/// links; `now` only marks times in the future. The caller limits the size of `bytes`. One bad item costs
/// one item: those that say nothing, repeat another, or are beyond the limit are counted in
/// `entries_dropped`. Entries carry their own language, never the feed's, which is often a default.
///
/// # Errors
///
/// `NotAFeed` for HTML pages and other documents, `Binary` for files, `Unparsable` for nothing and for
/// broken JSON, and for a document that is cut off before its first entry, `ParserFault` when the feed parser panicked on every item.
pub fn document(
    bytes: &[u8],
    content_type: Option<&str>,
    base_url: &str,
    now: DateTime<Utc>,
) -> Result<FeedDocument, ParseError> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        let detail = format!("this is {what}, not a feed");
        return Err(ParseError::new(ErrorClass::Binary, detail));
    }
    let decoded = decode::text(bytes, content_type);
    let text = decoded.text.trim();
    let mut document = match text.chars().next() {
        None => return Err(ParseError::new(ErrorClass::Unparsable, "the document is empty")),
        Some('{' | '[') => json_feed::read(text, base_url, now)?,
        Some(_) => match first_root(text) {
            Some(Root::Sitemap) => sitemap::read(text, base_url, now)?,
            Some(Root::Html) => return Err(page(text, base_url)),
            _ => xml(text, base_url, now)?,
        },
    };
    if decoded.is_damaged {
        let note = format!("some bytes mean nothing in {}", decoded.encoding);
        document.notes.push(note);
    }
    for entry in &mut document.entries {
        tidy(entry);
    }
    document.title = document
        .title
        .take()
        .map(|title| tidy_title(&title))
        .filter(|title| !title.is_empty());
    let (kept, beyond) = newest(document.entries);
    let (entries, unnamed) = identity::assign(kept);
    document.entries = entries;
    document.entries_dropped += beyond + unnamed;
    Ok(document)
}

/// The refusal of an HTML page, with the feed that it announces.
fn page(html: &str, base_url: &str) -> ParseError {
    let detail = match discovery::feeds(html, base_url).first() {
        Some(feed) => format!(
            "this is an HTML page, not a feed; it announces the feed {}",
            feed.url
        ),
        None => "this is an HTML page, not a feed; look for its feed address".to_owned(),
    };
    ParseError::new(ErrorClass::NotAFeed, detail)
}

fn xml(text: &str, base_url: &str, now: DateTime<Utc>) -> Result<FeedDocument, ParseError> {
    let repaired = repair(text, base_url)?;
    let mut notes = Vec::new();
    if repaired.is_cut {
        notes.push("the document ends before its last element is closed".to_owned());
    }
    let (head, readings) = readings(&repaired, base_url, now, &mut notes)?;
    let mut entries_dropped = repaired.items_dropped;
    let mut entries = Vec::with_capacity(repaired.items.len());
    let raws = repaired.items.iter().flat_map(|item| {
        let margin = &item.margin;
        margin
            .published
            .iter()
            .chain(&margin.updated)
            .map(|(_, raw)| raw.as_str())
    });
    let habit = date::Habit::of(raws, repaired.language.as_deref());
    for (item, reading) in repaired.items.into_iter().zip(readings) {
        match reading {
            Some(reading) => entries.push(entry(reading, item.margin, habit, now)),
            None => entries_dropped += 1,
        }
    }
    if !repaired.is_whole && entries.is_empty() {
        // A feed with nothing new ends properly; taking this for one would hide that the rest was lost.
        let detail = "the document ends before its first entry is whole";
        return Err(ParseError::new(ErrorClass::Unparsable, detail));
    }
    Ok(FeedDocument {
        title: head.title.map(|title| title.content),
        home_url: article_link(&head.links),
        language: repaired.language,
        hints: repaired.hints,
        entries,
        entries_dropped,
        notes,
    })
}

/// What feed-rs makes of the feed and of each item, in order; items it cannot read are `None`.
///
/// Should it fail on the whole, every item is read alone, so that one costs one.
fn readings(
    repaired: &Repaired,
    base_url: &str,
    now: DateTime<Utc>,
    notes: &mut Vec<String>,
) -> Result<(feed_rs::model::Feed, Vec<Option<feed_rs::model::Entry>>), ParseError> {
    let read = |xml: &str| read_well_formed(xml, base_url, now);
    let mut readings: Vec<_> = repaired.items.iter().map(|_| None).collect();
    let fault = match read(&written(repaired, &repaired.items, 0)) {
        Ok(mut feed) => {
            for entry in std::mem::take(&mut feed.entries) {
                let place = entry.id.parse().ok().and_then(|at: usize| readings.get_mut(at));
                if let Some(place) = place {
                    *place = Some(entry);
                }
            }
            return Ok((feed, readings));
        }
        Err(fault) => fault,
    };
    for (at, item) in repaired.items.iter().enumerate() {
        let alone = read(&written(repaired, std::slice::from_ref(item), at));
        readings[at] = alone.ok().and_then(|mut feed| feed.entries.pop());
    }
    if readings.iter().all(Option::is_none) {
        return Err(fault);
    }
    notes.push(format!("items were read one by one: {fault}"));
    let head = read(&written(repaired, &[], 0)).unwrap_or_else(|_| empty_feed());
    Ok((head, readings))
}

fn empty_feed() -> feed_rs::model::Feed {
    let empty = b"<feed xmlns=\"http://www.w3.org/2005/Atom\"/>";
    feed_rs::parser::parse(&empty[..]).expect("an empty feed is a feed")
}

/// The document that feed-rs gets; its items are named by their places, from `first` on.
fn written(repaired: &Repaired, items: &[RepairedItem], first: usize) -> String {
    let (open, item_open, item_close, close) = match repaired.family {
        Family::Rss => (
            "<rss version=\"2.0\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>",
            ("<item><guid>", "</guid>"),
            "</item>",
            "</channel></rss>",
        ),
        Family::Atom => (
            "<feed xmlns=\"http://www.w3.org/2005/Atom\">",
            ("<entry><id>", "</id>"),
            "</entry>",
            "</feed>",
        ),
    };
    let bytes: usize = items.iter().map(|item| item.xml.len() + 64).sum();
    let mut xml = String::with_capacity(bytes + repaired.head.len() + 256);
    xml.push_str(open);
    xml.push_str(&repaired.head);
    for (at, item) in items.iter().enumerate() {
        xml.push_str(item_open.0);
        xml.push_str(&(first + at).to_string());
        xml.push_str(item_open.1);
        xml.push_str(&item.xml);
        xml.push_str(item_close);
    }
    xml.push_str(close);
    xml
}

fn read_well_formed(
    xml: &str,
    base_url: &str,
    now: DateTime<Utc>,
) -> Result<feed_rs::model::Feed, ParseError> {
    let base = Url::parse(base_url).ok();
    let parser = feed_rs::parser::Builder::new()
        .base_uri(base)
        .timestamp_parser(move |raw| date::read(Some(raw), now).at)
        // feed-rs would make up a random identity; `identity` decides instead.
        .id_generator(|_, _, _| String::new())
        .build();
    // Version 3.0 panics on some author names, durations and encodings; none of them is in `xml`.
    match catch_unwind(AssertUnwindSafe(|| parser.parse(xml.as_bytes()))) {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(ParseError::new(
            ErrorClass::Unparsable,
            format!("the feed parser refused the repaired document: {error}"),
        )),
        Err(_) => Err(ParseError::new(
            ErrorClass::ParserFault,
            "the feed parser panicked on the repaired document",
        )),
    }
}

fn entry(reading: feed_rs::model::Entry, margin: Margin, habit: date::Habit, now: DateTime<Utc>) -> Entry {
    let permalink = margin.guid_url.filter(|_| margin.guid_is_permalink);
    Entry {
        key: String::new(),
        link: margin.link.or(permalink),
        guid: margin.guid,
        title: reading.title.map(|title| title.content),
        authors: margin.authors,
        summary: reading.summary.map(|summary| summary.content),
        content: reading.content.and_then(|content| content.body),
        categories: reading
            .categories
            .into_iter()
            .map(|category| category.term)
            .collect(),
        language: margin.language,
        published: habit.read(margin.published.as_ref().map(|(_, raw)| raw.as_str()), now),
        updated: habit.read(margin.updated.as_ref().map(|(_, raw)| raw.as_str()), now),
        source_name: margin.source_name,
        source_url: margin.source_url,
        credits: margin.credits,
    }
}

/// The address of the page: an alternate, HTML before other types.
fn article_link(links: &[feed_rs::model::Link]) -> Option<String> {
    let is_alternate = |link: &&feed_rs::model::Link| {
        link.rel
            .as_deref()
            .is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"))
    };
    let is_html = |link: &&feed_rs::model::Link| {
        link.media_type
            .as_deref()
            .is_none_or(|mime| mime.to_ascii_lowercase().contains("html"))
    };
    let mut alternates = links.iter().filter(is_alternate);
    let first = alternates.clone().next();
    let link = alternates.find(is_html).or(first)?;
    Some(link.href.clone())
}

/// Drops control characters, blanks around values, and values that are nothing.
fn tidy(entry: &mut Entry) {
    let texts = [
        &mut entry.guid,
        &mut entry.summary,
        &mut entry.content,
        &mut entry.language,
    ];
    for text in texts {
        *text = text
            .take()
            .map(|text| clean(&text))
            .filter(|text| !text.is_empty());
    }
    for title in [&mut entry.title, &mut entry.source_name] {
        *title = title
            .take()
            .map(|text| tidy_title(&text))
            .filter(|text| !text.is_empty());
    }
    for list in [&mut entry.authors, &mut entry.categories, &mut entry.credits] {
        for value in list.iter_mut() {
            *value = tidy_title(value);
        }
        list.retain(|value| !value.is_empty());
        let mut seen = std::collections::HashSet::new();
        list.retain(|value| seen.insert(value.clone()));
    }
}

fn clean(value: &str) -> String {
    let value = text::without_controls(value);
    let value = value.trim();
    value[..value.floor_char_boundary(super::element::TEXT_BYTES_MAX)].to_owned()
}

fn tidy_title(value: &str) -> String {
    let mut value = text::collapsed(&without_scripts(value));
    if let Some((end, _)) = value.char_indices().nth(TITLE_CHARS_MAX) {
        value.truncate(end);
    }
    value
}

/// `title` without what scripts and style sheets in it say; of one that nobody closes only the tag goes,
/// as the rest may be what the title is about.
fn without_scripts(title: &str) -> Cow<'_, str> {
    let is_script = |name: &str| {
        ["script", "style", "applet"]
            .iter()
            .any(|script| script.eq_ignore_ascii_case(name))
    };
    if !title.contains("</") {
        return title.into();
    }
    let mut kept = String::with_capacity(title.len());
    let mut tokens = Tokens::new(title);
    let (mut from, mut start) = (0, 0);
    // Looked for in vain once, and not again: that would cost the square of a title of open tags.
    let mut is_closed = true;
    while let Some(token) = tokens.next() {
        if let Token::Open(tag) = token
            && is_script(tag.name)
        {
            kept.push_str(&title[from..start]);
            from = tokens.position();
            let mut inside = tokens.clone();
            is_closed = is_closed
                && inside
                    .any(|token| matches!(token, Token::Close(name) if name.eq_ignore_ascii_case(tag.name)));
            if is_closed {
                from = inside.position();
                tokens = inside;
            }
        }
        start = tokens.position();
    }
    kept.push_str(&title[from..]);
    kept.into()
}

/// The newest entries by their claimed times, in the order of the document, and how many are beyond.
fn newest(entries: Vec<Entry>) -> (Vec<Entry>, usize) {
    let beyond = entries.len().saturating_sub(ENTRIES_MAX);
    if beyond == 0 {
        return (entries, 0);
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    // Stable: entries without a time keep their order, behind those with one.
    order.sort_by_key(|at| Reverse(entries[*at].published.at.or(entries[*at].updated.at)));
    let mut is_kept = vec![false; entries.len()];
    for at in &order[..ENTRIES_MAX] {
        is_kept[*at] = true;
    }
    let mut flags = is_kept.into_iter();
    let kept = entries
        .into_iter()
        .filter(|_| flags.next() == Some(true))
        .collect();
    (kept, beyond)
}

#[cfg(test)]
mod beside_tests;
#[cfg(test)]
mod tests;
