//! The little press: who publishes what and when, and how it looks over HTTP. Pure: data in, documents out.
//!
//! The data stand in `config/demo/`, with the truth beside each article: what it was made from, and how.

mod feed;
mod markup;
mod page;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::Deserialize;

use self::markup::Paragraph;

/// The files, embedded: the demo needs nothing but the program.
const OUTLETS: &str = include_str!("../../../config/demo/press.toml");
const ARTICLES: [&str; 6] = [
    include_str!("../../../config/demo/ferry.toml"),
    include_str!("../../../config/demo/rail.toml"),
    include_str!("../../../config/demo/thursday.toml"),
    include_str!("../../../config/demo/business.toml"),
    include_str!("../../../config/demo/local.toml"),
    include_str!("../../../config/demo/doubt.toml"),
];
/// Texts within texts within texts: deeper than this they are a circle.
const REFERENCES_DEEP_MAX: usize = 4;

/// Outlets, articles, and when the daemon looks.
#[derive(Debug)]
pub struct Press {
    pub outlets: Vec<Outlet>,
    pub articles: Vec<Article>,
    /// Instants of the daemon's passes, in order.
    pub passes: Vec<DateTime<Utc>>,
    by_id: HashMap<String, usize>,
}

/// Who publishes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    /// Begins the path of everything it publishes.
    pub slug: String,
    /// What the outlet map calls it.
    pub key: String,
    pub name: String,
    /// Id of the agency that it is.
    pub agency: Option<String>,
    pub layout: Layout,
    /// Paragraphs that it sets under each of its articles.
    #[serde(default)]
    pub standing: Vec<String>,
    #[serde(default = "english")]
    pub language: String,
    pub feed: Feed,
}

fn english() -> String {
    "en".to_owned()
}

/// The page around an outlet's articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    Plain,
    Portal,
    Magazine,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// After the outlet's slug.
    pub path: String,
    pub format: Format,
    pub text: FeedText,
    /// Whether entries name their time.
    #[serde(default = "yes")]
    pub dates: bool,
    pub broken: Option<Broken>,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Rss,
    Atom,
    Json,
}

/// How much of an article its feed holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedText {
    Teaser,
    Full,
}

/// What is wrong with a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Broken {
    /// Entries, but no well-formed document.
    Markup,
    /// A web page in the feed's place.
    Html,
    /// Nobody listens.
    Closed,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    pub id: String,
    /// Slug of the outlet.
    pub outlet: String,
    pub published: DateTime<Utc>,
    pub title: String,
    pub byline: Option<String>,
    /// What it truly is; the store has to find out.
    pub relation: Truth,
    /// The articles it was made from.
    #[serde(default)]
    pub of: Vec<String>,
    /// Articles of one name have one frame and different figures.
    pub template: Option<String>,
    /// Articles of one name quote one press release.
    pub statement: Option<String>,
    pub page: Option<PageState>,
    text: String,
    pub edit: Option<Edit>,
}

/// What an article truly is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    Original,
    Identical,
    Cut,
    Edited,
    Extended,
    Rewritten,
    Update,
    Merged,
}

impl Truth {
    /// The word of the data and of the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Identical => "identical",
            Self::Cut => "cut",
            Self::Edited => "edited",
            Self::Extended => "extended",
            Self::Rewritten => "rewritten",
            Self::Update => "update",
            Self::Merged => "merged",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// 404.
    Missing,
}

/// A later state of an article.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub at: DateTime<Utc>,
    pub title: String,
    text: String,
}

/// Where each outlet answers: `http://host:port` by slug.
pub type Addresses = BTreeMap<String, String>;

/// What a path answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub status: u16,
    pub content_type: &'static str,
    pub body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutletFile {
    passes: Vec<DateTime<Utc>>,
    outlet: Vec<Outlet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticleFile {
    article: Vec<Article>,
}

impl Press {
    /// The press that comes with the program.
    ///
    /// # Errors
    /// When its files do not fit together; tests see to it that they do.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        let OutletFile { passes, outlet } = toml::from_str(OUTLETS)?;
        let mut articles = Vec::new();
        for text in ARTICLES {
            articles.extend(toml::from_str::<ArticleFile>(text)?.article);
        }
        articles.sort_by(|one, other| (one.published, &one.id).cmp(&(other.published, &other.id)));
        let by_id = articles
            .iter()
            .enumerate()
            .map(|(place, article)| (article.id.clone(), place))
            .collect();
        Ok(Self {
            outlets: outlet,
            articles,
            passes,
            by_id,
        })
    }

    /// The article of this id.
    pub fn article(&self, id: &str) -> Option<&Article> {
        self.articles.get(*self.by_id.get(id)?)
    }

    /// The article whose story `article` truly belongs to: the first of its line. For a merged one the
    /// first of the lines it joins.
    pub fn root<'p>(&'p self, article: &'p Article) -> &'p Article {
        let mut root = article;
        // A line is never longer than there are articles, so a circle in the data ends too.
        for _ in 0..self.articles.len() {
            match root.of.first().and_then(|id| self.article(id)) {
                Some(source) => root = source,
                None => break,
            }
        }
        root
    }

    /// Address of the feed of `outlet`.
    pub fn feed_url(&self, outlet: &Outlet, addresses: &Addresses) -> String {
        format!("{}{}", home(outlet, addresses), outlet.feed.path)
    }

    /// What is at `path` at `now`; status 404 for nothing.
    pub fn answer(&self, path: &str, now: DateTime<Utc>, addresses: &Addresses) -> Document {
        if path == "/" {
            return self.index(addresses);
        }
        let (slug, rest) = path.trim_start_matches('/').split_once('/').unwrap_or_default();
        let Some(outlet) = self.outlets.iter().find(|outlet| outlet.slug == slug) else {
            return missing();
        };
        if rest == outlet.feed.path {
            return feed::document(self, outlet, now, addresses);
        }
        if rest.is_empty() {
            return self.front(outlet, now, addresses);
        }
        let article = rest
            .rsplit('/')
            .next()
            .and_then(|id| self.article(id))
            .filter(|article| article.outlet == slug && article.published <= now && article.page.is_none());
        match article {
            Some(article) => page::document(self, outlet, article, now, addresses),
            None => missing(),
        }
    }

    /// What `outlet` has published by `now`, newest first.
    fn published(&self, outlet: &Outlet, now: DateTime<Utc>) -> impl Iterator<Item = &Article> {
        self.articles
            .iter()
            .rev()
            .filter(move |article| article.outlet == outlet.slug && article.published <= now)
    }

    /// All paragraphs of a text, with those of other articles in the place of `@id` and `@id 2-4`.
    fn paragraphs<'p>(&'p self, text: &'p str) -> Vec<Paragraph<'p>> {
        let mut found = Vec::new();
        self.collect(text, 0, &mut found);
        found
    }

    /// The paragraphs of `article` as `outlet` publishes it at `now`.
    fn published_text<'p>(
        &'p self,
        outlet: &'p Outlet,
        article: &'p Article,
        now: DateTime<Utc>,
    ) -> Vec<Paragraph<'p>> {
        let mut paragraphs = self.paragraphs(article.text_at(now));
        paragraphs.extend(outlet.standing.iter().map(|text| Paragraph::of(text)));
        paragraphs
    }

    fn collect<'p>(&'p self, text: &'p str, depth: usize, found: &mut Vec<Paragraph<'p>>) {
        for paragraph in text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
            let Some(reference) = paragraph
                .strip_prefix('@')
                .filter(|_| depth < REFERENCES_DEEP_MAX)
            else {
                found.push(Paragraph::of(paragraph));
                continue;
            };
            let (id, range) = reference.split_once(' ').unwrap_or((reference, ""));
            let Some(source) = self.article(id) else {
                continue;
            };
            let mut whole = Vec::new();
            self.collect(&source.text, depth + 1, &mut whole);
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            let from: usize = from.parse().unwrap_or(1);
            let to: usize = to.parse().unwrap_or(whole.len());
            let wanted = whole
                .into_iter()
                .take(to)
                .skip(from.saturating_sub(1))
                // Boxes and pictures belong to the page of whoever put them there.
                .filter(|paragraph| matches!(paragraph, Paragraph::Words(_)));
            found.extend(wanted);
        }
    }

    /// Who there is, for people who look around.
    fn index(&self, addresses: &Addresses) -> Document {
        let links = self.outlets.iter().map(|outlet| {
            let feed = self.feed_url(outlet, addresses);
            let name = markup::escaped(&outlet.name);
            format!(
                "<a href=\"{}\">{name}</a>, <a href=\"{feed}\">feed</a>",
                home(outlet, addresses)
            )
        });
        list(
            "The demo press",
            "All outlets, people and places are invented.",
            links,
        )
    }

    /// What `outlet` has published, for people who look around.
    fn front(&self, outlet: &Outlet, now: DateTime<Utc>, addresses: &Addresses) -> Document {
        let links = self.published(outlet, now).map(|article| {
            let url = article.url(outlet, addresses);
            format!("<a href=\"{url}\">{}</a>", markup::escaped(article.title_at(now)))
        });
        list(&markup::escaped(&outlet.name), "Newest first.", links)
    }
}

fn list(title: &str, words: &str, lines: impl Iterator<Item = String>) -> Document {
    let lines: String = lines.map(|line| format!("<li>{line}</li>\n")).collect();
    Document {
        status: 200,
        content_type: "text/html; charset=utf-8",
        body: format!(
            "<!doctype html><html lang=\"en\"><head><title>{title}</title></head><body><h1>{title}</h1>\
             <p>{words}</p><ul>\n{lines}</ul></body></html>\n"
        ),
    }
}

impl Article {
    /// Its title at `now`.
    pub fn title_at(&self, now: DateTime<Utc>) -> &str {
        self.edited_at(now).map_or(&self.title, |edit| &edit.title)
    }

    fn text_at(&self, now: DateTime<Utc>) -> &str {
        self.edited_at(now).map_or(&self.text, |edit| &edit.text)
    }

    /// The edit, once it has been made.
    pub fn edited_at(&self, now: DateTime<Utc>) -> Option<&Edit> {
        self.edit.as_ref().filter(|edit| edit.at <= now)
    }

    fn url(&self, outlet: &Outlet, addresses: &Addresses) -> String {
        let day = self.published.format("%Y/%m/%d");
        format!("{}{day}/{}", home(outlet, addresses), self.id)
    }
}

/// Beginning of all addresses of `outlet`, with a slash at the end.
fn home(outlet: &Outlet, addresses: &Addresses) -> String {
    let base = addresses.get(&outlet.slug).map_or("", String::as_str);
    format!("{base}/{}/", outlet.slug)
}

fn missing() -> Document {
    Document {
        status: 404,
        content_type: "text/html; charset=utf-8",
        body: "<!doctype html><html><head><title>Not found</title></head><body><h1>404</h1>\
               <p>This page does not exist any more.</p></body></html>\n"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests;
