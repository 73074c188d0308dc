//! Raw text to a clean article: sections, dateline, byline, language. Pure.

pub mod byline;
pub mod dateline;
pub mod language;
mod layout;
pub mod place;
pub mod sections;
mod source;
pub mod title;
mod values;

use crate::model::{
    Article, Dateline, MetadataValue, PageMetadata, ReadInput, SectionKind, TextFrom, ValueSource,
};
use byline::Byline;
use layout::LaidOut;
use sections::BlockHint;
use source::{Chosen, Content};

/// Body sections among which the dateline is looked for: a standfirst and a caption may come first.
const DATELINE_SECTIONS: usize = 3;
/// Lines of credit before the report among which the byline is looked for.
const BYLINE_LINES: usize = 4;

/// What publishing systems write where a section is missing.
const NO_SECTIONS: &[&str] = &[
    "all",
    "article",
    "articles",
    "default",
    "home",
    "homepage",
    "none",
    "null",
    "other",
    "post",
    "posts",
    "story",
    "uncategorised",
    "uncategorized",
];

/// An article, and what came out beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Normalised {
    pub article: Article,
    /// Empty when there was no whole page.
    pub metadata: PageMetadata,
    /// What was chosen for each field of the article and where it was found, fields in the order of
    /// [`crate::model::MetadataField`]; without the byline's agencies, which only their list can tell.
    pub values: Vec<MetadataValue>,
    /// The article's byline taken apart; empty without one.
    pub byline: Byline,
    /// What was odd: `page_truncated`, `page_flattened`, `page_refused: depth`, `page_without_text`,
    /// `text_truncated`, `extractor_fault: NAME`, `language_overruled: TAG`, `no_text`.
    pub notes: Vec<String>,
}

/// Makes a clean article of `input`. Never fails: a bad text gives notes, no text an empty article.
///
/// HTML becomes its blocks, a blank line between them, rows of a table on lines of their own; plain
/// text stays unchanged, control characters aside, so that spans point into what was given.
pub fn article(input: &ReadInput) -> Normalised {
    let Chosen {
        content,
        metadata,
        text_from,
        mut notes,
    } = source::choose(input);
    let is_plain = matches!(content, Content::Plain(_));
    let LaidOut { text, hints } = match content {
        Content::Blocks(blocks) => layout::lay_out(&blocks),
        Content::Plain(text) => LaidOut {
            text,
            hints: Vec::new(),
        },
    };
    if text.trim().is_empty() && !notes.iter().any(|note| note == "no_text") {
        notes.push("no_text".to_owned());
    }
    let mut chosen = values::Chosen::default();
    let title = article_title(input, &metadata, &text, &hints);
    chosen.title_source = title.1;
    let sections = sections::sections(&text, &title.0, if is_plain { &[] } else { &hints });
    let own_time = metadata.published.map(|(at, _)| at);
    let published_at = match input.text_from {
        TextFrom::Archive => input.published.at.or(own_time),
        _ => own_time,
    };
    let url = input
        .url
        .clone()
        .or_else(|| metadata.canonical_url.as_ref().map(|(url, _)| url.clone()));
    let canonical_link = metadata.canonical_url.as_ref().map(|(url, _)| url.as_str());
    chosen.section = article_section(input, &metadata, url.as_deref());
    let mut article = Article {
        title: title.0,
        byline: None,
        published_at,
        language: None,
        canonical_url: url
            .as_deref()
            .and_then(|url| crate::parse::url::canonical_key(url, canonical_link)),
        url,
        site_name: metadata.site_name.as_ref().map(|(name, _)| name.clone()),
        section: chosen.section.as_ref().map(|(section, _)| section.clone()),
        text,
        text_from,
        sections,
        dateline: None,
    };
    if let Some((language, source)) = article_language(input, &metadata, &article, &mut notes) {
        article.language = Some(language);
        chosen.language_source = source;
    }
    article.dateline = article_dateline(&article, input.published.at.or(published_at));
    let byline = article_byline(input, &metadata, &article);
    if let Some((text, source)) = &byline {
        article.byline = Some(text.clone());
        chosen.byline_source = source;
    }
    let byline = byline
        .and_then(|(text, _)| byline::read(&text))
        .unwrap_or_default();
    Normalised {
        values: values::values(input, &metadata, &article, &byline, chosen),
        byline,
        article,
        metadata,
        notes,
    }
}

/// The title and who gave it; empty when nobody did.
fn article_title(
    input: &ReadInput,
    metadata: &PageMetadata,
    text: &str,
    hints: &[BlockHint],
) -> (String, ValueSource) {
    let host = input
        .url
        .as_deref()
        .and_then(|url| ::url::Url::parse(url).ok())
        .and_then(|url| url.host_str().map(str::to_owned));
    let sites: Vec<&str> = [
        metadata.site_name.as_ref().map(|(name, _)| name.as_str()),
        input.outlet.as_deref(),
        input.source_name.as_deref(),
        host.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let of_heading = || {
        hints
            .iter()
            .find(|hint| hint.level == 1 && hint.role == crate::parse::blocks::Role::Heading)
            .and_then(|hint| text.get(hint.start..hint.end))
    };
    [
        input.title.as_deref().map(|title| (title, values::giver(input))),
        metadata
            .title
            .as_ref()
            .map(|(title, source)| (title.as_str(), *source)),
        of_heading().map(|heading| (heading, values::HTML)),
    ]
    .into_iter()
    .flatten()
    .map(|(raw, source)| (title::clean(raw, &sites), source))
    .find(|(title, _)| !title.is_empty())
    .unwrap_or_default()
}

/// The page's section, the feed's first category, else the first folder of the address.
fn article_section(input: &ReadInput, metadata: &PageMetadata, url: Option<&str>) -> values::Sourced {
    let of_feed = || {
        let category = crate::text::collapsed(input.categories.first()?);
        (!category.is_empty()).then(|| (category, values::giver(input)))
    };
    let of_address = || Some((crate::parse::url::section(url?)?, values::URL));
    let of_page = || {
        let (written, source) = metadata.section.as_ref()?;
        // `game,news,slider` is a list of a publishing system, `Arts, Culture` a section.
        let section = match written.split_once(',') {
            Some((first, rest)) if !rest.starts_with(' ') => first,
            _ => written,
        };
        let is_named = !section.is_empty() && !NO_SECTIONS.contains(&section.to_lowercase().as_str());
        is_named.then(|| (section.to_owned(), *source))
    };
    of_page().or_else(of_feed).or_else(of_address)
}

fn article_language(
    input: &ReadInput,
    metadata: &PageMetadata,
    article: &Article,
    notes: &mut Vec<String>,
) -> Option<(String, ValueSource)> {
    // Without a body, whatever there is.
    let sample = article
        .body()
        .next()
        .map_or(article.text.as_str(), |body| body.of(&article.text));
    let declared = metadata
        .language
        .as_ref()
        .map(|(tag, source)| (tag.as_str(), *source));
    let (tag, source) = language::detect(declared, input.language.as_deref(), sample)?;
    if source == "detector" && (declared.is_some() || input.language.is_some()) {
        notes.push(format!("language_overruled: {tag}"));
    }
    Some((tag, source))
}

/// The dateline of `article`'s report, read in its first sections; `published` resolves its date.
pub fn article_dateline(
    article: &Article,
    published: Option<chrono::DateTime<chrono::Utc>>,
) -> Option<Dateline> {
    article
        .body()
        .take(DATELINE_SECTIONS)
        .find_map(|body| dateline::read(&article.text, body, published))
}

/// The page's author fields, else a byline in the text, else the feed's authors.
fn article_byline(input: &ReadInput, metadata: &PageMetadata, article: &Article) -> values::Sourced {
    let of_page: Vec<&str> = metadata.authors.iter().map(|(name, _)| name.as_str()).collect();
    let of_feed: Vec<&str> = input.authors.iter().map(String::as_str).collect();
    let page_source = metadata
        .authors
        .first()
        .map_or(values::HTML, |(_, source)| source);
    names(&of_page)
        .map(|names| (names, page_source))
        .or_else(|| Some((byline_in_text(article)?, values::seen_in(input, article))))
        .or_else(|| Some((names(&of_feed)?, values::giver(input))))
}

fn names(authors: &[&str]) -> Option<String> {
    let read: Vec<String> = authors
        .iter()
        .filter_map(|author| byline::read(author))
        .map(|byline| byline.text)
        .collect();
    (!read.is_empty()).then(|| read.join(", "))
}

fn byline_in_text(article: &Article) -> Option<String> {
    let is_before_report = |kind: SectionKind| kind != SectionKind::Body;
    article
        .sections
        .iter()
        .take_while(|section| is_before_report(section.kind))
        .filter(|section| section.kind == SectionKind::Credit)
        .flat_map(|section| article.paragraphs(section.span))
        .take(BYLINE_LINES)
        .filter_map(|line| byline::read(line.of(&article.text)))
        .find(byline::Byline::is_names)
        .map(|byline| byline.text)
}

#[cfg(test)]
mod tests;
