//! What was chosen for each field of an article, and where it was found.

use chrono::{DateTime, Utc};

use super::byline::{self, Byline};
use crate::model::{
    Article, MetadataField, MetadataValue, PageMetadata, PageSource, ReadInput, TextFrom, ValueSource, stamp,
};

/// Value of a feed's entry.
const FEED: ValueSource = "feed";
/// Value of an archive's line.
const ARCHIVE: ValueSource = "archive";
/// Value read from what the reader of a page sees.
pub(super) const HTML: ValueSource = "html";
/// Value read from the article's address.
pub(super) const URL: ValueSource = "url";

/// Categories of a feed taken for keywords.
const CATEGORIES_MAX: usize = 30;

/// A value with its source, where there is one.
pub(super) type Sourced = Option<(String, ValueSource)>;

/// The fields that [`super::article`] chose among several places.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub title_source: ValueSource,
    pub byline_source: ValueSource,
    pub section: Sourced,
    pub language_source: ValueSource,
}

/// Who gave the input's own fields: an archive or a feed.
pub(super) fn giver(input: &ReadInput) -> ValueSource {
    match input.text_from {
        TextFrom::Archive => ARCHIVE,
        TextFrom::Feed | TextFrom::Page => FEED,
    }
}

/// Where the text of `article` was seen.
pub(super) fn seen_in(input: &ReadInput, article: &Article) -> ValueSource {
    let is_page = matches!(input.page, Some(PageSource::Page(_)));
    match article.text_from {
        TextFrom::Feed => FEED,
        TextFrom::Page => HTML,
        TextFrom::Archive if is_page => HTML,
        TextFrom::Archive => ARCHIVE,
    }
}

/// The values of `article`, fields in the order of [`MetadataField`]. Agencies are not among them: their
/// names are left to those who have the list.
pub(super) fn values(
    input: &ReadInput,
    metadata: &PageMetadata,
    article: &Article,
    byline: &Byline,
    chosen: Chosen,
) -> Vec<MetadataValue> {
    let mut values = Values::default();
    let title = Some(article.title.clone()).filter(|title| !title.is_empty());
    values.add(MetadataField::Title, title, chosen.title_source);
    values.add(
        MetadataField::Byline,
        article.byline.clone(),
        chosen.byline_source,
    );
    for person in &byline.persons {
        let person = byline::is_person_name(person).then(|| person.clone());
        values.add(MetadataField::Person, person, chosen.byline_source);
    }
    values.add_sourced(MetadataField::Section, chosen.section);
    for tag in &metadata.tags {
        values.add_sourced(MetadataField::Tag, Some(tag.clone()));
    }
    if metadata.tags.is_empty() {
        for category in input.categories.iter().take(CATEGORIES_MAX) {
            let category = crate::text::collapsed(category);
            let tag = Some(category).filter(|category| !category.is_empty());
            values.add(MetadataField::Tag, tag, giver(input));
        }
    }
    values.add_sourced(MetadataField::ImageUrl, metadata.image_url.clone());
    values.add_sourced(MetadataField::SiteName, metadata.site_name.clone());
    values.add(
        MetadataField::Language,
        article.language.clone(),
        chosen.language_source,
    );
    values.add(
        MetadataField::CanonicalUrl,
        article.canonical_url.clone(),
        canonical_source(input, metadata),
    );
    if let Some((at, source)) = published(input, metadata) {
        values.add(MetadataField::PublishedAt, Some(stamp(at)), source);
    }
    if let (Some(day), Some((_, source))) = (metadata.published_on, metadata.published) {
        values.add(MetadataField::PublishedOn, Some(day.to_string()), source);
    }
    if let Some((at, source)) = metadata.modified {
        values.add(MetadataField::ModifiedAt, Some(stamp(at)), source);
    }
    values.kept
}

/// The page's or the archive's own time, and, where there is none, the feed's claim.
fn published(input: &ReadInput, metadata: &PageMetadata) -> Option<(DateTime<Utc>, ValueSource)> {
    let given = input.published.at.map(|at| (at, giver(input)));
    match input.text_from {
        TextFrom::Archive => given.or(metadata.published),
        TextFrom::Feed | TextFrom::Page => metadata.published.or(given),
    }
}

/// The source of the page's canonical link where it was believed, else the article's own address.
fn canonical_source(input: &ReadInput, metadata: &PageMetadata) -> ValueSource {
    match (&metadata.canonical_url, &input.url) {
        (Some((_, source)), None) => source,
        (Some((link, source)), Some(given)) if crate::parse::url::accepts_canonical(given, link) => source,
        _ => URL,
    }
}

#[derive(Default)]
struct Values {
    kept: Vec<MetadataValue>,
}

impl Values {
    fn add(&mut self, field: MetadataField, value: Option<String>, source: ValueSource) {
        let Some(value) = value else { return };
        let value = MetadataValue { field, value, source };
        let is_new = !self
            .kept
            .iter()
            .any(|other| other.field == field && other.value == value.value);
        if is_new {
            self.kept.push(value);
        }
    }

    fn add_sourced(&mut self, field: MetadataField, value: Sourced) {
        if let Some((value, source)) = value {
            self.add(field, Some(value), source);
        }
    }
}
