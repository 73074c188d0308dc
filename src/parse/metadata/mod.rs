//! What a page says about itself outside its text.
//!
//! Of the sampled pages 86 % have OpenGraph, half JSON-LD; neither can be had from an extraction
//! crate whole. One walk gathers all (`scan`); each field takes the first source in a fixed order and
//! keeps its name.

use dom_query::Document;
use url::Url;

use super::blocks;
use crate::model::{PageMetadata, ValueSource};
use metas::META;
use scan::Scan;

mod cues;
pub mod date;
mod elements;
mod json_ld;
mod metas;
mod published;
mod scan;
mod tags;
pub mod written;

/// Value taken from a JSON-LD script.
const JSON_LD: ValueSource = "json_ld";
/// Value taken from the page's visible markup.
const HTML: ValueSource = "html";
/// Value taken from the page's address.
const URL: ValueSource = "url";

/// Longest value kept, in bytes; what is longer is no title, name or address.
const VALUE_BYTES_MAX: usize = 2_000;
/// Longest name of an author element that is kept, in bytes.
const NAME_BYTES_MAX: usize = 200;
/// Authors kept: beyond this the field is a list of keywords.
const AUTHORS_MAX: usize = 20;

const AUTHOR_NAMES: &[&str] = &[
    "author",
    "authors",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.name",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "byline",
    "citation_author",
];

/// Reads the metadata of `document`, the page at `url` (absolute), if that is known.
///
/// Costs one walk over the document and the parse of its JSON-LD.
pub fn read(document: &Document, url: Option<&str>) -> PageMetadata {
    let scan = scan::scan(document);
    let base = base_url(&scan, url);
    let canonical = address(scan.canonical.as_deref(), base.as_ref()).map(|address| (address, META));
    let canonical_url = canonical.or_else(|| of_meta_address(&scan, base.as_ref(), &["og:url"]));
    let titles = [scan.metas.get("og:title"), scan.metas.get("twitter:title")];
    let known = json_ld::Known {
        addresses: url
            .into_iter()
            .chain(canonical_url.as_ref().map(|(url, _)| url.as_str()))
            .collect(),
        titles: titles
            .iter()
            .flatten()
            .map(|(title, _)| *title)
            .chain(scan.title.as_deref())
            .collect(),
    };
    let node = json_ld::article(&scan.scripts, &known);
    let page = Page {
        scan: &scan,
        node: &node,
        base,
    };
    let language = page.language();
    let locale = scan.metas.get("og:locale").map(|(locale, _)| locale);
    let dates = published::dates(&published::Page {
        scan: &scan,
        node: &node,
        url,
        // The longer of the two tells the region.
        language: language
            .as_ref()
            .map(|(tag, _)| tag.as_str())
            .filter(|tag| tag.len() > 2)
            .or(locale)
            .or(language.as_ref().map(|(tag, _)| tag.as_str())),
    });
    PageMetadata {
        title: page.title(),
        authors: page.authors(),
        published: dates.published.map(|(stamp, source)| (stamp.at, source)),
        published_quality: dates.published.map(|(stamp, _)| stamp.quality),
        published_on: dates.published.map(|(stamp, _)| stamp.on),
        modified: dates.modified.map(|(stamp, source)| (stamp.at, source)),
        canonical_url,
        site_name: page.site_name(),
        language,
        section: page.section(),
        tags: tags::tags(&scan, &node),
        image_url: page.image(),
        original_source: page.original_source(),
    }
}

struct Page<'a> {
    scan: &'a Scan,
    node: &'a json_ld::Article,
    base: Option<Url>,
}

impl Page<'_> {
    /// The first of `names` with a value of one line.
    fn meta(&self, names: &[&str]) -> Option<(String, ValueSource)> {
        names
            .iter()
            .filter_map(|name| self.scan.metas.get(name))
            .find_map(|(value, source)| tagged(Some(blocks::line(value)), source))
    }

    fn title(&self) -> Option<(String, ValueSource)> {
        tagged(self.node.headline.as_deref().map(blocks::line), JSON_LD)
            .or_else(|| self.meta(&["og:title", "twitter:title", "dc.title", "headline"]))
            .or_else(|| tagged(self.scan.heading.clone(), HTML))
            .or_else(|| tagged(self.scan.title.clone(), HTML))
    }

    fn authors(&self) -> Vec<(String, ValueSource)> {
        let from_json = self.node.authors.iter().map(|name| blocks::line(name));
        let names = distinct(from_json);
        if !names.is_empty() {
            return names.into_iter().map(|name| (name, JSON_LD)).collect();
        }
        let metas = &self.scan.metas;
        // The first of the names that has one; the address of a profile is none.
        for (value, source) in AUTHOR_NAMES.iter().filter_map(|name| metas.get(name)) {
            let names = distinct(std::iter::once(blocks::line(value)));
            if !names.is_empty() {
                return names.into_iter().map(|name| (name, source)).collect();
            }
        }
        let names = distinct(metas.authors.iter().map(|name| blocks::line(name)));
        if !names.is_empty() {
            return names.into_iter().map(|name| (name, metas::OPENGRAPH)).collect();
        }
        let sources = [metas::MICRODATA, HTML, metas::MICRODATA, HTML];
        for (found, source) in self.scan.authors.iter().zip(sources) {
            let own = found
                .iter()
                .filter(|(name, place)| name.len() <= NAME_BYTES_MAX && self.scan.is_here(*place));
            let names = distinct(own.map(|(name, _)| name.clone()));
            if !names.is_empty() {
                return names.into_iter().map(|name| (name, source)).collect();
            }
        }
        Vec::new()
    }

    fn site_name(&self) -> Option<(String, ValueSource)> {
        self.meta(&["og:site_name"])
            .or_else(|| tagged(self.node.publisher.as_deref().map(blocks::line), JSON_LD))
            .or_else(|| self.meta(&["application-name", "al:android:app_name", "dc.publisher"]))
    }

    fn language(&self) -> Option<(String, ValueSource)> {
        tagged(self.scan.language.clone(), HTML)
            .or_else(|| self.meta(&["content-language"]))
            .or_else(|| self.meta(&["og:locale"]))
            .or_else(|| tagged(self.node.language.clone(), JSON_LD))
            .or_else(|| self.meta(&["dc.language", "dcterms.language", "language", "inlanguage"]))
    }

    fn section(&self) -> Option<(String, ValueSource)> {
        tagged(self.node.section.as_deref().map(blocks::line), JSON_LD).or_else(|| {
            self.meta(&[
                "article:section",
                "og:article:section",
                "og:section",
                "articlesection",
                "parsely-section",
                "section",
                "cxenseparse:category",
            ])
        })
    }

    fn image(&self) -> Option<(String, ValueSource)> {
        let of_node =
            || address(self.node.image.as_deref(), self.base.as_ref()).map(|address| (address, JSON_LD));
        of_meta_address(
            self.scan,
            self.base.as_ref(),
            &["og:image", "og:image:url", "og:image:secure_url"],
        )
        .or_else(of_node)
        .or_else(|| {
            of_meta_address(
                self.scan,
                self.base.as_ref(),
                &["twitter:image", "twitter:image:src", "thumbnail", "image"],
            )
        })
    }

    fn original_source(&self) -> Option<(String, ValueSource)> {
        self.meta(&["original-source", "syndication-source"])
    }
}

fn tagged(value: Option<String>, source: ValueSource) -> Option<(String, ValueSource)> {
    let value = value?;
    let value = value.trim();
    (!value.is_empty() && value.len() <= VALUE_BYTES_MAX).then(|| (value.to_owned(), source))
}

/// `written` as an absolute web address.
fn address(written: Option<&str>, base: Option<&Url>) -> Option<String> {
    let written = written?.trim();
    let absolute = match base {
        Some(base) => base.join(written).ok(),
        None => Url::parse(written).ok(),
    }?;
    let is_web = matches!(absolute.scheme(), "http" | "https") && absolute.as_str().len() <= VALUE_BYTES_MAX;
    is_web.then(|| absolute.into())
}

fn of_meta_address(scan: &Scan, base: Option<&Url>, names: &[&str]) -> Option<(String, ValueSource)> {
    let (written, source) = scan.metas.any(names)?;
    address(Some(written), base).map(|address| (address, source))
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        // Some pages put the address of a profile into the author field.
        let is_address = name.starts_with("http") || name.starts_with("www.") || name.starts_with('/');
        let is_name = !name.is_empty() && name.len() <= VALUE_BYTES_MAX && !is_address;
        if is_name && kept.len() < AUTHORS_MAX && !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}

fn base_url(scan: &Scan, url: Option<&str>) -> Option<Url> {
    let page = url.and_then(|url| Url::parse(url).ok());
    match (page, scan.base.as_deref()) {
        (Some(page), Some(written)) => Some(page.join(written).unwrap_or(page)),
        (None, Some(written)) => Url::parse(written).ok(),
        (page, None) => page,
    }
}

#[cfg(test)]
mod tests;
