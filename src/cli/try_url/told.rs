//! What was found, in words and as JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Findings, FoundArticle, FoundFeed};
use crate::cli::grid::{Grid, Side, inert, terminal_width};
use crate::model::{MetadataField, Reading, stamp};
use crate::pipeline;

/// Longest words of a credit or dateline that are shown, in characters.
const WORDS_CHARS_MAX: usize = 120;

/// For people.
pub(super) fn text(findings: &Findings) -> String {
    let mut parts = Vec::new();
    parts.extend(findings.feed.as_ref().map(feed_text));
    parts.extend(findings.articles.iter().map(article_text));
    parts.join("\n")
}

/// `{"source", "feed": null or {...}, "articles": [...], "troubles": [...]}`.
pub(super) fn json(findings: &Findings) -> Value {
    let article = |found: &FoundArticle| {
        let mut object = pipeline::reading_to_json(&found.reading);
        object["outlet"] = json!({
            "key": found.outlet.key,
            "agency": found.outlet.agency_id,
            "is_aggregator": found.outlet.is_aggregator,
        });
        object
    };
    json!({
        "source": findings.source,
        "feed": findings.feed.as_ref().map(feed_json),
        "articles": findings.articles.iter().map(article).collect::<Vec<_>>(),
        "troubles": findings.troubles,
    })
}

fn feed_text(feed: &FoundFeed) -> String {
    let document = &feed.document;
    let pages = feed.wants_page.iter().filter(|wants| **wants).count();
    let mut text = format!(
        "feed     {}\ntitle    {}\nentries  {}, {} unreadable; {} would be read from their page, {} from the feed\n",
        inert(&feed.url),
        inert(document.title.as_deref().unwrap_or("(none)")),
        document.entries.len(),
        document.entries_dropped,
        pages,
        document.entries.len() - pages,
    );
    for note in &document.notes {
        text.push_str(&format!("note     {}\n", inert(note)));
    }
    if document.entries.is_empty() {
        return text;
    }
    let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stdout());
    let width = if is_terminal { terminal_width() } else { None };
    let mut grid = Grid::new(&["claimed", "quality", "text", "title"]);
    for (entry, wants_page) in feed.entries() {
        let claimed = entry.published.at.map_or_else(|| "-".to_owned(), stamp);
        let from = if wants_page { "page" } else { "feed" };
        let cells = [
            claimed.as_str(),
            entry.published.quality.as_str(),
            from,
            entry.title.as_deref().unwrap_or("(no title)"),
        ];
        let cells = cells.map(|cell| (cell.to_owned(), Side::Left)).to_vec();
        grid.row(cells, width);
    }
    format!("{text}\n{}", grid.text(width))
}

fn feed_json(feed: &FoundFeed) -> Value {
    let document = &feed.document;
    let entries: Vec<Value> = feed
        .entries()
        .map(|(entry, wants_page)| {
            json!({
                "key": entry.key, "title": entry.title, "link": entry.link,
                "published": entry.published.at.map(stamp), "published_raw": entry.published.raw,
                "published_quality": entry.published.quality.as_str(),
                "wants_page": wants_page,
            })
        })
        .collect();
    json!({
        "url": feed.url, "title": document.title, "home_url": document.home_url,
        "language": document.language, "entries_dropped": document.entries_dropped,
        "notes": document.notes, "entries": entries,
    })
}

fn article_text(found: &FoundArticle) -> String {
    let reading = &found.reading;
    let article = &reading.article;
    let mut lines: Vec<(&str, String)> = Vec::new();
    let outlet = match &found.outlet.agency_id {
        Some(agency) => format!("{} (the agency {agency} itself)", found.outlet.key),
        None => found.outlet.key.clone(),
    };
    lines.push(("outlet", outlet));
    lines.extend(article.url.clone().map(|url| ("address", url)));
    let claimed = reading.published.at.or(article.published_at);
    lines.extend(claimed.map(|at| ("published", stamp(at))));
    lines.push((
        "text",
        format!(
            "{} words from the {}, language {}",
            article.text.split_whitespace().count(),
            article.text_from.as_str(),
            article.language.as_deref().unwrap_or("unknown"),
        ),
    ));
    lines.extend(said(reading));
    if let Some(dateline) = &article.dateline {
        let words = cut(dateline.span.of(&article.text));
        let day = dateline.date_on.map(|day| day.to_string());
        let resolved: Vec<String> = dateline.country.clone().into_iter().chain(day).collect();
        lines.push((
            "dateline",
            if resolved.is_empty() {
                words
            } else {
                format!("{words} = {}", resolved.join(", "))
            },
        ));
    }
    for credit in &reading.credits {
        let agency = credit.agency.as_deref().unwrap_or("(no listed agency)");
        lines.push((
            "credit",
            format!("{} {agency}: {}", credit.kind.as_str(), cut(&credit.text)),
        ));
    }
    lines.push((
        "sections",
        counted(article.sections.iter().map(|section| section.kind.as_str())),
    ));
    lines.push((
        "facts",
        counted(reading.facts.iter().map(|fact| fact.kind.as_str())),
    ));
    if !reading.notes.is_empty() {
        lines.push(("notes", reading.notes.join(", ")));
    }
    let title = if article.title.is_empty() {
        "(no title)"
    } else {
        &article.title
    };
    let mut text = format!("{}\n", inert(title));
    for (name, words) in lines {
        text.push_str(&format!("  {name:<13} {}\n", inert(&words)));
    }
    text
}

/// What was said of the article outside its text, a line for each field, with who said it.
fn said(reading: &Reading) -> Vec<(&'static str, String)> {
    reading
        .metadata
        .chunk_by(|one, next| one.field == next.field)
        .filter(|values| values[0].field != MetadataField::Title)
        .map(|values| {
            let words: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            let words = cut(&words.join(", "));
            (
                values[0].field.as_str(),
                format!("{words} ({})", values[0].source),
            )
        })
        .collect()
}

/// `2 figure, 3 quote`, by name; `none`.
fn counted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    if counts.is_empty() {
        return "none".to_owned();
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(name, count)| {
            if *count == 1 {
                (*name).to_owned()
            } else {
                format!("{count} {name}")
            }
        })
        .collect();
    counts.join(", ")
}

fn cut(words: &str) -> String {
    match words.char_indices().nth(WORDS_CHARS_MAX) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words.trim_end().to_owned(),
    }
}
