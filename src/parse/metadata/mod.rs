//! What a page says about itself outside its text.
//!
//! Of the sampled pages 86 % have OpenGraph, half JSON-LD; neither can be had from an extraction
//! crate whole. Each field takes the first source in a fixed order and keeps its name.

use std::collections::HashMap;

use dom_query::Document;
use url::Url;

use super::blocks;
use crate::model::{PageMetadata, ValueSource};

pub mod date;
mod json_ld;

/// Value taken from a JSON-LD script.
const JSON_LD: ValueSource = "json_ld";
/// Value taken from a `meta` or `link` element.
const META: ValueSource = "meta";
/// Value taken from the page's visible markup or its address.
const HTML: ValueSource = "html";

/// Longest value kept, in bytes; what is longer is no title, name or address.
const VALUE_BYTES_MAX: usize = 2_000;
/// `meta` elements read; pages have some dozens.
const METAS_MAX: usize = 1_000;
/// Authors kept: beyond this the field is a list of keywords.
const AUTHORS_MAX: usize = 20;

const AUTHOR_NAMES: &[&str] = &[
    "author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "article:author",
];
const DATE_NAMES: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "article.published",
    "date",
    "dc.date.created",
    "cxenseparse:recs:publishtime",
];

/// Reads the metadata of `document`, the page at `url` (absolute), if that is known.
pub fn read(document: &Document, url: Option<&str>) -> PageMetadata {
    let base = base_url(document, url);
    let page = Page {
        metas: metas(document),
        node: json_ld::article(document, url),
        document,
        base,
    };
    PageMetadata {
        tags: Vec::new(),
        modified: None,
        title: page.title(),
        authors: page.authors(),
        published: page.published(url),
        canonical_url: page.canonical(),
        site_name: page.site_name(),
        language: page.language(),
        section: page.section(),
        image_url: page.image(),
        original_source: page.original_source(),
    }
}

struct Page<'a> {
    document: &'a Document,
    /// First value of each name, property or itemprop, names in lower case.
    metas: HashMap<String, String>,
    node: json_ld::Article,
    base: Option<Url>,
}

impl Page<'_> {
    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.metas.get(*name)).cloned()
    }

    fn text_of(&self, selector: &str) -> Option<String> {
        let node = self.document.select_single(selector);
        let text = line(&node.text());
        (!text.is_empty() && text.len() <= VALUE_BYTES_MAX).then_some(text)
    }

    fn title(&self) -> Option<(String, ValueSource)> {
        tagged(self.node.headline.as_deref().map(blocks::line), JSON_LD)
            .or_else(|| {
                tagged(
                    self.meta(&["og:title", "twitter:title", "dc.title"])
                        .map(|text| blocks::line(&text)),
                    META,
                )
            })
            .or_else(|| tagged(self.text_of("h1"), HTML))
            .or_else(|| tagged(self.text_of("title"), HTML))
    }

    fn authors(&self) -> Vec<(String, ValueSource)> {
        let from_json = self.node.authors.iter().map(|name| blocks::line(name));
        let mut names = distinct(from_json);
        let mut source = JSON_LD;
        if names.is_empty() {
            source = META;
            names = distinct(
                AUTHOR_NAMES
                    .iter()
                    .filter_map(|name| self.metas.get(*name))
                    .take(1)
                    .map(|name| blocks::line(name)),
            );
        }
        if names.is_empty() {
            source = HTML;
            names = self.visible_authors();
        }
        names.into_iter().map(|name| (name, source)).collect()
    }

    fn visible_authors(&self) -> Vec<String> {
        for selector in [
            "[rel=author]",
            "[itemprop=author]",
            ".byline",
            ".article-byline",
            ".author-name",
        ] {
            let found = self.document.select(selector);
            let names = distinct(
                found
                    .iter()
                    .take(AUTHORS_MAX)
                    .map(|node| line(&node.text()))
                    .filter(|name| name.len() <= 200),
            );
            if !names.is_empty() {
                return names;
            }
        }
        Vec::new()
    }

    fn published(&self, url: Option<&str>) -> Option<(chrono::DateTime<chrono::Utc>, ValueSource)> {
        let from_json = self.node.published.as_deref().and_then(date::instant);
        let from_meta = || {
            DATE_NAMES
                .iter()
                .filter_map(|name| self.metas.get(*name))
                .find_map(|text| date::instant(text))
        };
        let from_html = || {
            [
                "[itemprop=datePublished]",
                "time[pubdate]",
                "article header time",
                "article time[datetime]",
                "header time[datetime]",
                "time[datetime]",
            ]
            .iter()
            .find_map(|selector| {
                let node = self.document.select_single(selector);
                let written = node.attr("datetime").or_else(|| node.attr("content"));
                written
                    .as_deref()
                    .map_or_else(|| date::instant(&node.text()), date::instant)
            })
        };
        from_json
            .map(|at| (at, JSON_LD))
            .or_else(|| from_meta().map(|at| (at, META)))
            .or_else(|| from_html().map(|at| (at, HTML)))
            .or_else(|| url.and_then(date::in_address).map(|at| (at, HTML)))
    }

    fn canonical(&self) -> Option<(String, ValueSource)> {
        let link = self
            .document
            .select_single("link[rel~=canonical]")
            .attr("href")
            .map(String::from);
        self.address(link.or_else(|| self.meta(&["og:url"])))
    }

    fn address(&self, written: Option<String>) -> Option<(String, ValueSource)> {
        let written = written?;
        let written = written.trim();
        let absolute = match &self.base {
            Some(base) => base.join(written).ok(),
            None => Url::parse(written).ok(),
        }?;
        let is_web =
            matches!(absolute.scheme(), "http" | "https") && absolute.as_str().len() <= VALUE_BYTES_MAX;
        is_web.then(|| (absolute.into(), META))
    }

    fn site_name(&self) -> Option<(String, ValueSource)> {
        tagged(self.meta(&["og:site_name"]).map(|name| blocks::line(&name)), META)
            .or_else(|| tagged(self.node.publisher.as_deref().map(blocks::line), JSON_LD))
            .or_else(|| {
                tagged(
                    self.meta(&["application-name"]).map(|name| blocks::line(&name)),
                    META,
                )
            })
    }

    fn language(&self) -> Option<(String, ValueSource)> {
        let of_html = self.document.select_single("html").attr("lang").map(String::from);
        tagged(of_html, HTML)
            .or_else(|| tagged(self.node.language.clone(), JSON_LD))
            .or_else(|| tagged(self.meta(&["og:locale", "content-language", "dc.language"]), META))
    }

    fn section(&self) -> Option<(String, ValueSource)> {
        tagged(self.node.section.as_deref().map(blocks::line), JSON_LD).or_else(|| {
            tagged(
                self.meta(&["article:section", "parsely-section", "section"])
                    .map(|name| blocks::line(&name)),
                META,
            )
        })
    }

    fn image(&self) -> Option<(String, ValueSource)> {
        self.address(self.meta(&["og:image", "og:image:url", "twitter:image"]))
            .or_else(|| {
                self.address(self.node.image.clone())
                    .map(|(address, _)| (address, JSON_LD))
            })
    }

    fn original_source(&self) -> Option<(String, ValueSource)> {
        tagged(self.meta(&["original-source", "syndication-source"]), META)
    }
}

fn tagged(value: Option<String>, source: ValueSource) -> Option<(String, ValueSource)> {
    let value = value?;
    let value = value.trim();
    (!value.is_empty() && value.len() <= VALUE_BYTES_MAX).then(|| (value.to_owned(), source))
}

fn line(text: &str) -> String {
    crate::text::collapsed(text)
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        // Some pages put the address of a profile into the author field.
        let is_name = !name.is_empty() && name.len() <= VALUE_BYTES_MAX && !name.starts_with("http");
        if is_name && kept.len() < AUTHORS_MAX && !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}

fn base_url(document: &Document, url: Option<&str>) -> Option<Url> {
    let page = url.and_then(|url| Url::parse(url).ok());
    let written = document.select_single("base[href]").attr("href");
    match (page, written) {
        (Some(page), Some(written)) => Some(page.join(&written).unwrap_or(page)),
        (None, Some(written)) => Url::parse(&written).ok(),
        (page, None) => page,
    }
}

fn metas(document: &Document) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for node in document.select("meta[content]").iter().take(METAS_MAX) {
        let Some(content) = node.attr("content").filter(|content| !content.trim().is_empty()) else {
            continue;
        };
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = node.attr(key) {
                for name in name.split_ascii_whitespace() {
                    found
                        .entry(name.to_ascii_lowercase())
                        .or_insert_with(|| crate::text::collapsed(&content));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_page(head: &str, body: &str) -> PageMetadata {
        let html = format!("<html lang=en-GB><head>{head}</head><body>{body}</body></html>");
        read(
            &Document::from(html),
            Some("https://valley.example/news/2024/05/06/bridge"),
        )
    }

    #[test]
    fn json_ld_speaks_first() {
        let page = read_page(
            r#"<meta property="og:title" content="Teaser title"><meta name=author content="Desk">
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"V"},
            {"@type":["NewsArticle"],"headline":"Bridge &amp; harbour","datePublished":"2024-05-06T08:00:00+02:00",
             "author":[{"@type":"Person","name":"Jane Roe"},"AFP"],"publisher":{"name":"Valley Post"},"articleSection":["Local"]}]}</script>"#,
            "",
        );
        assert_eq!(page.title, Some(("Bridge & harbour".to_owned(), "json_ld")));
        assert_eq!(
            page.authors,
            [("Jane Roe".to_owned(), "json_ld"), ("AFP".to_owned(), "json_ld")]
        );
        assert_eq!(
            page.published.map(|p| p.0.to_rfc3339()).as_deref(),
            Some("2024-05-06T06:00:00+00:00")
        );
        assert_eq!(page.site_name, Some(("Valley Post".to_owned(), "json_ld")));
        assert_eq!(page.section, Some(("Local".to_owned(), "json_ld")));
        assert_eq!(page.language, Some(("en-GB".to_owned(), "html")));
    }

    #[test]
    fn meta_elements_come_second() {
        let page = read_page(
            r#"<meta property="og:title" content="T"><meta property="article:published_time" content="2024-05-06T08:00:00Z">
            <link rel=canonical href="/bridge"><meta property="og:image" content="/i.jpg">
            <meta name="original-source" content="https://wire.example/1">"#,
            "<p class=byline>By Jane Roe</p>",
        );
        assert_eq!(page.title, Some(("T".to_owned(), "meta")));
        assert_eq!(
            page.canonical_url,
            Some(("https://valley.example/bridge".to_owned(), "meta"))
        );
        assert_eq!(
            page.image_url,
            Some(("https://valley.example/i.jpg".to_owned(), "meta"))
        );
        assert_eq!(
            page.original_source,
            Some(("https://wire.example/1".to_owned(), "meta"))
        );
        assert_eq!(page.authors, [("By Jane Roe".to_owned(), "html")]);
    }

    #[test]
    fn visible_markup_and_the_address_are_the_last_resort() {
        let page = read_page("<title>Only this</title>", "");
        assert_eq!(page.title, Some(("Only this".to_owned(), "html")));
        assert_eq!(
            page.published.map(|p| p.0.to_rfc3339()).as_deref(),
            Some("2024-05-06T00:00:00+00:00")
        );
        let page = read_page(
            "",
            "<article><header><time datetime='2024-05-01'>1 May</time></header></article>",
        );
        assert_eq!(
            page.published.map(|p| p.0.to_rfc3339()).as_deref(),
            Some("2024-05-01T00:00:00+00:00")
        );
    }

    #[test]
    fn an_implausible_date_is_passed_over() {
        let page = read_page(
            r#"<meta property="article:published_time" content="1970-01-01T00:00:00Z"><meta name="dc.date" content="2024-05-07">"#,
            "",
        );
        assert_eq!(
            page.published.map(|p| p.0.to_rfc3339()).as_deref(),
            Some("2024-05-07T00:00:00+00:00")
        );
    }

    #[test]
    fn broken_or_nested_json_is_no_harm() {
        for script in ["{\"headline\": ", "[[[[", &"[".repeat(200_000), "null"] {
            let page = read_page(
                &format!("<script type='application/ld+json'>{script}</script>"),
                "<h1>H</h1>",
            );
            assert_eq!(page.title, Some(("H".to_owned(), "html")));
        }
    }
}
