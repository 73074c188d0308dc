//! Entries, pages and archive lines as [`ReadInput`].

use chrono::{DateTime, Utc};

use crate::model::{ArchiveItem, ClaimedTime, Entry, PageSource, ReadInput, TextFrom};
use crate::parse;

/// Why a line of an archive cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    #[error("it has neither `text` nor `html`")]
    NoText,
}

/// The input made of a feed's entry, and of its page where one was fetched.
///
/// `page` is the decoded HTML with the address it was found at.
pub fn input_of_entry(entry: &Entry, page: Option<(&str, &str)>) -> ReadInput {
    let feed_text = entry.content.as_ref().or(entry.summary.as_ref());
    ReadInput {
        id: entry.key.clone(),
        outlet: None,
        url: entry.link.clone().or_else(|| page.map(|(_, url)| url.to_owned())),
        title: entry.title.clone(),
        authors: entry.authors.clone(),
        published: entry.published.clone(),
        language: entry.language.clone(),
        categories: entry.categories.clone(),
        source_name: entry.source_name.clone(),
        source_url: entry.source_url.clone(),
        page: page.map(|(html, _)| PageSource::Page(html.to_owned())),
        feed_text: feed_text.map(|html| PageSource::Fragment(html.clone())),
        text_from: if page.is_some() {
            TextFrom::Page
        } else {
            TextFrom::Feed
        },
    }
}

/// The input made of one line of an archive; `fallback_id` names it when it has no id of its own.
///
/// # Errors
/// [`InputError::NoText`] when there is nothing to read.
pub fn input_of_archive(
    item: ArchiveItem,
    fallback_id: &str,
    now: DateTime<Utc>,
) -> Result<ReadInput, InputError> {
    let page = match (item.html, item.text) {
        (Some(html), _) if is_page(&html) => PageSource::Page(html),
        (Some(html), _) => PageSource::Fragment(html),
        (None, Some(text)) => PageSource::Text(text),
        (None, None) => return Err(InputError::NoText),
    };
    let published = match item.published.as_deref() {
        Some(raw) => parse::date::read(Some(raw), now),
        None => ClaimedTime::default(),
    };
    let mut input = ReadInput::new(item.id.unwrap_or_else(|| fallback_id.to_owned()));
    input.outlet = item.outlet;
    input.url = item.url;
    input.title = item.title;
    input.published = published;
    input.page = Some(page);
    Ok(input)
}

/// Whether `html` is a whole page (it has an `<html>` or `<body>` element) rather than a fragment.
fn is_page(html: &str) -> bool {
    html.match_indices('<').any(|(at, _)| {
        let rest = html.as_bytes().get(at + 1..at + 6).unwrap_or(&[]);
        let name = rest.get(..4).unwrap_or(&[]);
        let ends = rest
            .get(4)
            .is_some_and(|b| b.is_ascii_whitespace() || *b == b'>' || *b == b'/');
        ends && (name.eq_ignore_ascii_case(b"html") || name.eq_ignore_ascii_case(b"body"))
    })
}

/// Whether the feed holds only a teaser, so that the page is needed for the article.
///
/// A text of `full_text_chars` or more that does not end in an ellipsis or an invitation to read on is
/// the article itself.
pub fn is_teaser(entry: &Entry, full_text_chars: usize) -> bool {
    let Some(text) = entry.content.as_ref().or(entry.summary.as_ref()) else {
        return true;
    };
    let visible = visible_chars(text);
    if visible < full_text_chars {
        return true;
    }
    let end: String = tail(text, 120).to_lowercase();
    let end =
        end.trim_end_matches(|c: char| c.is_whitespace() || c == '>' || c == '<' || c == '/' || c == ']');
    end.ends_with('…')
        || end.ends_with("...")
        || [
            "read more",
            "continue reading",
            "read full story",
            "weiterlesen",
            "lire la suite",
            "leer más",
        ]
        .iter()
        .any(|words| end.contains(words))
}

/// Characters outside tags.
fn visible_chars(html: &str) -> usize {
    let mut in_tag = false;
    let mut count = 0;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if !in_tag => count += 1,
            _ => {}
        }
    }
    count
}

/// The last `bytes` bytes of `text`, from a character boundary on.
fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(content: &str) -> Entry {
        Entry {
            content: Some(content.to_owned()),
            ..Entry::default()
        }
    }

    #[test]
    fn a_long_text_is_the_article_and_a_short_or_broken_off_one_a_teaser() {
        let long = format!("<p>{}</p>", "word ".repeat(200));
        assert!(!is_teaser(&entry(&long), 800));
        assert!(is_teaser(&entry("<p>Short.</p>"), 800));
        assert!(is_teaser(
            &entry(&format!("<p>{}…</p>", "word ".repeat(200))),
            800
        ));
        assert!(is_teaser(
            &entry(&format!("{long}<a href=\"x\">Read more</a>")),
            800
        ));
        assert!(is_teaser(&Entry::default(), 800));
    }

    #[test]
    fn markup_does_not_make_a_teaser_long() {
        assert!(is_teaser(
            &entry(&format!("<img alt=\"{}\">Short.", "x".repeat(2_000))),
            800
        ));
    }

    #[test]
    fn only_html_and_body_elements_make_a_page() {
        assert!(is_page("<!doctype html><HTML lang=en>"));
        assert!(is_page("x<body>"));
        assert!(!is_page("<article><p>bodyguard <bodyx></p></article>"));
    }

    #[test]
    fn html_wins_over_text_and_one_of_them_is_needed() {
        let now = crate::model::parse_instant("2025-03-14T00:00:00Z").unwrap();
        let item = ArchiveItem {
            text: Some("t".into()),
            html: Some("<p>h</p>".into()),
            ..Default::default()
        };
        let input = input_of_archive(item, "line 1", now).unwrap();
        assert_eq!(input.page, Some(PageSource::Fragment("<p>h</p>".into())));
        assert_eq!(input.id, "line 1");
        assert_eq!(
            input_of_archive(ArchiveItem::default(), "x", now),
            Err(InputError::NoText)
        );
    }
}
