//! Entries, pages and archive lines as [`ReadInput`].

use chrono::{DateTime, Utc};

use crate::model::{ArchiveItem, ClaimedTime, Entry, PageSource, ReadInput, TextFrom};
use crate::parse;

/// Invitations at the end of a teaser.
const READ_ON: [&str; 9] = [
    "read more",
    "continue reading",
    "read full story",
    "read the full story",
    "read on",
    "weiterlesen",
    "lire la suite",
    "leer más",
    "читать далее",
];
/// How much of a text's end is looked at: an invitation with its link's markup.
const TAIL_BYTES: usize = 600;

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
        is_page_slow: false,
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
        (Some(html), _) if parse::blocks::is_whole_page(&html) => PageSource::Page(html),
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

/// Whether the feed holds only a teaser, so that the page is needed for the article.
///
/// A text of `full_text_chars` or more that does not end in an ellipsis or an invitation to read on is
/// the article itself.
pub fn is_teaser(entry: &Entry, full_text_chars: usize) -> bool {
    let Some(text) = entry.content.as_ref().or(entry.summary.as_ref()) else {
        return true;
    };
    let shown = visible_chars(text);
    if shown < full_text_chars {
        return true;
    }
    let end = visible(tail(text, TAIL_BYTES)).to_lowercase();
    let end = end.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ']' | ')' | '»' | '>'));
    end.ends_with('…') || end.ends_with("...") || READ_ON.iter().any(|words| end.ends_with(words))
}

/// Characters outside tags.
fn visible_chars(html: &str) -> usize {
    outside_tags(html).count()
}

/// The text outside tags.
fn visible(html: &str) -> String {
    outside_tags(html).collect()
}

fn outside_tags(html: &str) -> impl Iterator<Item = char> + '_ {
    let mut in_tag = false;
    html.chars().filter(move |c| {
        let was_in_tag = in_tag;
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ => {}
        }
        !in_tag && !was_in_tag
    })
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
