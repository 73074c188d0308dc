//! Google News sitemaps: the list of a site's articles of the last days, with titles and times.
//!
//! Format: the sitemaps protocol 0.9 and Google's `sitemap-news` extension. Many publishers keep theirs while
//! their feeds rot. A plain sitemap has no titles and lists everything ever written; it is no feed.

use chrono::{DateTime, Utc};
use url::Url;

use super::ParseError;
use super::date::Habit;
use super::element::{Inner, TEXT_BYTES_MAX};
use super::markup::{Tag, Token, Tokens};
use super::repair::written_address;
use crate::model::{Entry, ErrorClass, FeedDocument};

/// Addresses looked at in one sitemap: the protocol allows 50,000, the news extension 1,000.
const URLS_MAX: usize = 20_000;

/// Sitemaps of an index that are named when it is refused.
const NAMED_MAX: usize = 3;

/// What an element says of the address around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Location,
    Changed,
    Title,
    Published,
    Keywords,
    Outlet,
    Language,
}

/// Reads the sitemap `text`; entries have no keys yet. `base_url` completes relative addresses.
///
/// # Errors
///
/// `NotAFeed` for an index of sitemaps and for a sitemap without a single news element.
pub(super) fn read(text: &str, base_url: &str, now: DateTime<Utc>) -> Result<FeedDocument, ParseError> {
    let mut list = List {
        base: Url::parse(base_url).ok(),
        ..List::default()
    };
    for token in Tokens::new(text) {
        match token {
            Token::Open(tag) => list.open(&tag),
            Token::Close(name) => list.close(name),
            text @ (Token::Text(_) | Token::Cdata(_)) => {
                if let Some((_, inner)) = &mut list.field {
                    inner.push(text);
                }
            }
        }
    }
    list.finish_url();
    if list.is_index {
        return Err(index(&list.locations));
    }
    if !list.has_news {
        let detail = "this is a sitemap without news, not a feed; look for the site's news sitemap or feed";
        return Err(ParseError::new(ErrorClass::NotAFeed, detail));
    }
    Ok(list.document(now))
}

fn index(locations: &[String]) -> ParseError {
    let news = locations
        .iter()
        .filter(|address| address.to_ascii_lowercase().contains("news"));
    let named: Vec<&str> = news.take(NAMED_MAX).map(String::as_str).collect();
    let detail = if named.is_empty() {
        "this is an index of sitemaps, not a feed; add the sitemap in it that lists the news".to_owned()
    } else {
        format!(
            "this is an index of sitemaps, not a feed; add one of them: {}",
            named.join(", ")
        )
    };
    ParseError::new(ErrorClass::NotAFeed, detail)
}

/// An address with what is said of it.
#[derive(Debug, Default)]
struct Listed {
    entry: Entry,
    published: Option<String>,
    changed: Option<String>,
    is_news: bool,
}

/// What was read so far.
#[derive(Default)]
struct List<'a> {
    base: Option<Url>,
    /// The prefix of the news elements, with its colon.
    prefix: Option<String>,
    field: Option<(Field, Inner<'a>)>,
    name: &'a str,
    url: Option<Listed>,
    urls: Vec<Listed>,
    dropped: usize,
    outlet: Option<String>,
    language: Option<String>,
    has_news: bool,
    is_index: bool,
    locations: Vec<String>,
}

impl<'a> List<'a> {
    fn open(&mut self, tag: &Tag<'a>) {
        if self.prefix.is_none() && tag.attributes.contains("sitemap-news") {
            let declared = tag.attributes().find(|(_, uri)| uri.contains("sitemap-news"));
            let prefix = declared.and_then(|(name, _)| name.strip_prefix("xmlns:"));
            self.prefix = prefix.map(|prefix| format!("{prefix}:"));
        }
        // An element that nobody closed ends where the next begins.
        self.finish_field();
        let prefix = self.prefix.as_deref().unwrap_or("news:");
        if let Some(local) = tag.name.strip_prefix(prefix) {
            self.open_news(tag, local);
            return;
        }
        match tag.name.to_ascii_lowercase().as_str() {
            "url" => {
                self.finish_url();
                self.url = Some(Listed::default());
            }
            "sitemapindex" => self.is_index = true,
            "loc" => self.begin(Field::Location, tag),
            "lastmod" => self.begin(Field::Changed, tag),
            _ => {}
        }
    }

    fn open_news(&mut self, tag: &Tag<'a>, local: &str) {
        let field = match local.to_ascii_lowercase().as_str() {
            "news" => {
                self.has_news = true;
                if let Some(url) = &mut self.url {
                    url.is_news = true;
                }
                return;
            }
            "title" => Field::Title,
            "publication_date" => Field::Published,
            "keywords" => Field::Keywords,
            "name" => Field::Outlet,
            "language" => Field::Language,
            _ => return,
        };
        self.begin(field, tag);
    }

    fn begin(&mut self, field: Field, tag: &Tag<'a>) {
        if !tag.is_empty {
            self.field = Some((field, Inner::default()));
            self.name = tag.name;
        }
    }

    fn close(&mut self, name: &str) {
        if name.eq_ignore_ascii_case(self.name) {
            self.finish_field();
        } else if name.eq_ignore_ascii_case("url") {
            self.finish_url();
        }
    }

    fn finish_field(&mut self) {
        let Some((field, inner)) = self.field.take() else {
            return;
        };
        let text = inner.text();
        if text.is_empty() {
            return;
        }
        if self.is_index && field == Field::Location && self.locations.len() < URLS_MAX {
            self.locations.extend(written_address(&text, self.base.as_ref()));
        }
        let Some(url) = &mut self.url else { return };
        match field {
            Field::Location => url.entry.link = written_address(&text, self.base.as_ref()),
            Field::Changed => url.changed = Some(text),
            Field::Title => url.entry.title = Some(text),
            Field::Published => url.published = Some(text),
            Field::Keywords => {
                let words = text.split(',').map(|word| word.trim().to_owned());
                url.entry.categories = words.filter(|word| !word.is_empty()).take(64).collect();
            }
            Field::Outlet => {
                self.outlet.get_or_insert(text);
            }
            Field::Language => {
                self.language.get_or_insert_with(|| text.clone());
                url.entry.language = Some(text);
            }
        }
    }

    fn finish_url(&mut self) {
        self.finish_field();
        let Some(url) = self.url.take() else { return };
        // Pages that are no news stand among the others; they are no loss.
        if !url.is_news {
            return;
        }
        if url.entry.link.is_some() && self.urls.len() < URLS_MAX {
            self.urls.push(url);
        } else {
            self.dropped += 1;
        }
    }

    fn document(self, now: DateTime<Utc>) -> FeedDocument {
        let raws = self.urls.iter().filter_map(|url| url.published.as_deref());
        let habit = Habit::of(raws, self.language.as_deref());
        let entries = self.urls.into_iter().map(|url| Entry {
            published: habit.read(url.published.as_deref(), now),
            updated: habit.read(url.changed.as_deref(), now),
            ..url.entry
        });
        FeedDocument {
            entries: entries.collect(),
            title: self.outlet.filter(|outlet| outlet.len() <= TEXT_BYTES_MAX),
            language: self.language,
            entries_dropped: self.dropped,
            ..FeedDocument::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DateQuality, stamp};

    fn read_at_noon(text: &str) -> Result<FeedDocument, ParseError> {
        let now = DateTime::from_timestamp(1_710_417_600, 0).unwrap();
        read(text, "https://post.example/news.xml", now)
    }

    const NEWS: &str = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
        <url><loc>https://post.example/a?x=1&y=2</loc><lastmod>2024-03-14T09:00:00Z</lastmod>
          <n:news><n:publication><n:name>The Post</n:name><n:language>en</n:language></n:publication>
            <n:publication_date>2024-03-14T08:30:00+03:00</n:publication_date>
            <n:title><![CDATA[Bridge & harbour]]></n:title><n:keywords>bridge, harbour,</n:keywords></n:news>
          <image:image><image:loc>https://post.example/a.jpg</image:loc><image:title>A bridge</image:title></image:image>
        </url>
        <url><loc>/about</loc></url>
        <url><n:news><n:title>Nowhere</n:title></n:news></url>
        <url><loc>/b</loc><n:news><n:title>Unclosed<n:publication_date>2024-03-14</url></urlset>"#;

    #[test]
    fn a_news_sitemap_is_a_feed() {
        let document = read_at_noon(NEWS).unwrap();
        assert_eq!(document.title.as_deref(), Some("The Post"));
        assert_eq!((document.entries.len(), document.entries_dropped), (2, 1));
        let first = &document.entries[0];
        assert_eq!(first.link.as_deref(), Some("https://post.example/a?x=1&y=2"));
        assert_eq!(first.title.as_deref(), Some("Bridge & harbour"));
        assert_eq!(first.categories, ["bridge", "harbour"]);
        assert_eq!(first.language.as_deref(), Some("en"));
        assert_eq!(
            first.published.at.map(stamp).as_deref(),
            Some("2024-03-14T05:30:00Z")
        );
        assert_eq!(
            first.updated.at.map(stamp).as_deref(),
            Some("2024-03-14T09:00:00Z")
        );
        let second = &document.entries[1];
        assert_eq!(second.link.as_deref(), Some("https://post.example/b"));
        assert_eq!(second.title.as_deref(), Some("Unclosed"));
        assert_eq!(second.published.quality, DateQuality::NoZone);
    }

    #[test]
    fn an_index_names_its_news_and_a_plain_sitemap_is_refused() {
        let index = "<sitemapindex><sitemap><loc>https://post.example/pages.xml</loc></sitemap>\
                     <sitemap><loc>https://post.example/news.xml</loc></sitemap></sitemapindex>";
        let error = read_at_noon(index).unwrap_err();
        assert_eq!(error.class, ErrorClass::NotAFeed);
        assert!(
            error.detail.ends_with(": https://post.example/news.xml"),
            "{}",
            error.detail
        );
        let plain = "<urlset><url><loc>https://post.example/</loc></url></urlset>";
        assert_eq!(read_at_noon(plain).unwrap_err().class, ErrorClass::NotAFeed);
    }

    proptest::proptest! {
        #[test]
        fn reading_never_panics(text in "(<url>|</url>|<loc>|</loc>|<news:news>|<news:title>|<sitemapindex>|http://a|x|&amp;){0,40}") {
            drop(read_at_noon(&text));
        }
    }
}
