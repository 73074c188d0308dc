//! JSON Feed 1 and 1.1, read leniently: any field may be missing, null or of another type.

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use super::ParseError;
use super::date::Habit;
use super::repair::written_address;
use crate::model::{Entry, ErrorClass, FeedDocument, FeedHints};

/// Reads the feed in `text`; entries have no keys yet. `base_url` completes relative addresses.
///
/// # Errors
///
/// `Unparsable` for broken JSON, `NotAFeed` for JSON without a list of items.
pub(super) fn read(text: &str, base_url: &str, now: DateTime<Utc>) -> Result<FeedDocument, ParseError> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| ParseError::new(ErrorClass::Unparsable, format!("broken JSON: {error}")))?;
    let Some(items) = value.get("items").and_then(Value::as_array) else {
        let detail = "JSON without a list of items: this is not a feed; look for its feed address";
        return Err(ParseError::new(ErrorClass::NotAFeed, detail));
    };
    let base = Url::parse(base_url).ok();
    let raws = items
        .iter()
        .filter_map(|item| item.get("date_published").or_else(|| item.get("date_modified")))
        .filter_map(Value::as_str);
    let language = word(&value, "language");
    let habit = Habit::of(raws, language.as_deref());
    Ok(FeedDocument {
        title: word(&value, "title"),
        home_url: address(&value, "home_page_url", base.as_ref()),
        language,
        hints: FeedHints {
            hub_url: hub(&value, base.as_ref()),
            self_url: address(&value, "feed_url", base.as_ref()),
            ..FeedHints::default()
        },
        entries: items
            .iter()
            .map(|item| entry(item, base.as_ref(), habit, now))
            .collect(),
        ..FeedDocument::default()
    })
}

/// The first hub of the list: `{"type": "WebSub", "url": ...}`.
fn hub(feed: &Value, base: Option<&Url>) -> Option<String> {
    let hubs = feed.get("hubs")?.as_array()?;
    hubs.iter().find_map(|hub| address(hub, "url", base))
}

fn entry(item: &Value, base: Option<&Url>, habit: Habit, now: DateTime<Utc>) -> Entry {
    let plain = word(item, "content_text").map(|text| escaped(&text));
    Entry {
        guid: word(item, "id"),
        link: address(item, "url", base).or_else(|| address(item, "external_url", base)),
        title: word(item, "title"),
        authors: authors(item),
        summary: word(item, "summary"),
        content: word(item, "content_html").or(plain),
        categories: words(item.get("tags")),
        language: word(item, "language"),
        published: habit.read(word(item, "date_published").as_deref(), now),
        updated: habit.read(word(item, "date_modified").as_deref(), now),
        ..Entry::default()
    }
}

/// A text or number that is not blank.
fn word(object: &Value, key: &str) -> Option<String> {
    let text = match object.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

fn words(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    list.iter()
        .filter_map(|value| Some(value.as_str()?.trim().to_owned()))
        .filter(|text| !text.is_empty())
        .collect()
}

/// Version 1.1 has a list of authors, version 1 a single one.
fn authors(item: &Value) -> Vec<String> {
    let list = item.get("authors").and_then(Value::as_array);
    let single = item.get("author");
    list.into_iter()
        .flatten()
        .chain(single)
        .filter_map(|author| word(author, "name").or_else(|| author.as_str().map(str::to_owned)))
        .collect()
}

fn address(object: &Value, key: &str, base: Option<&Url>) -> Option<String> {
    written_address(&word(object, key)?, base)
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    super::repair::write_escaped(&mut html, text);
    html
}
