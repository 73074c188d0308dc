//! The feeds, in the three formats, whole and broken.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::markup::{escaped, html, teaser};
use super::{Addresses, Article, Broken, Document, FeedText, Format, Outlet, Press, home};
use crate::model::stamp;

/// Words of an article that a teaser holds.
const TEASER_WORDS_MAX: usize = 24;

/// The feed of `outlet` at `now`.
pub(super) fn document(
    press: &Press,
    outlet: &Outlet,
    now: DateTime<Utc>,
    addresses: &Addresses,
) -> Document {
    let page = |body| Document {
        status: 200,
        content_type: "text/html; charset=utf-8",
        body,
    };
    if outlet.feed.broken == Some(Broken::Html) {
        let body = "<!doctype html><html><head><title>We have moved</title></head><body><h1>We have moved</h1>\
                    <p>Our feeds are being renovated. Please come back later.</p></body></html>\n";
        return page(body.to_owned());
    }
    let entries: Vec<Entry> = press
        .published(outlet, now)
        .map(|article| Entry::of(press, outlet, article, now, addresses))
        .collect();
    let home = home(outlet, addresses);
    let (content_type, body) = match outlet.feed.format {
        Format::Rss => ("application/rss+xml; charset=utf-8", rss(outlet, &home, &entries)),
        Format::Atom => (
            "application/atom+xml; charset=utf-8",
            atom(outlet, &home, &entries),
        ),
        Format::Json => ("application/feed+json", json_feed(outlet, &home, &entries)),
    };
    let body = if outlet.feed.broken == Some(Broken::Markup) {
        mangled(&body)
    } else {
        body
    };
    Document {
        status: 200,
        content_type,
        body,
    }
}

/// One article, as its feed shows it.
struct Entry {
    url: String,
    title: String,
    teaser: String,
    /// The article as HTML, where the feed holds all of it.
    full: Option<String>,
    published: Option<DateTime<Utc>>,
    updated: Option<DateTime<Utc>>,
}

impl Entry {
    fn of(
        press: &Press,
        outlet: &Outlet,
        article: &Article,
        now: DateTime<Utc>,
        addresses: &Addresses,
    ) -> Self {
        let paragraphs = press.published_text(outlet, article, now);
        let published = outlet.feed.dates.then_some(article.published);
        let edited = article.edited_at(now).map(|edit| edit.at);
        Self {
            url: article.url(outlet, addresses),
            title: article.title_at(now).to_owned(),
            teaser: teaser(&paragraphs, TEASER_WORDS_MAX),
            full: (outlet.feed.text == FeedText::Full).then(|| html(&paragraphs)),
            published,
            updated: published.map(|published| edited.unwrap_or(published)),
        }
    }
}

fn rss(outlet: &Outlet, home: &str, entries: &[Entry]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n<channel>\n\
         <title>{}</title>\n<link>{home}</link>\n<language>{}</language>\n",
        escaped(&outlet.name),
        outlet.language
    );
    for entry in entries {
        let date = entry.published.map_or(String::new(), |at| {
            format!("<pubDate>{}</pubDate>\n", at.to_rfc2822())
        });
        let full = entry.full.as_deref().map_or(String::new(), |full| {
            format!("<content:encoded><![CDATA[{full}]]></content:encoded>\n")
        });
        text.push_str(&format!(
            "<item>\n<title>{title}</title>\n<link>{url}</link>\n<guid isPermaLink=\"true\">{url}</guid>\n{date}\
             <description>{teaser}</description>\n{full}</item>\n",
            title = escaped(&entry.title),
            url = entry.url,
            teaser = escaped(&entry.teaser),
        ));
    }
    text.push_str("</channel>\n</rss>\n");
    text
}

fn atom(outlet: &Outlet, home: &str, entries: &[Entry]) -> String {
    let newest = entries.iter().filter_map(|entry| entry.updated).max();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{home}</id>\n<link href=\"{home}\"/>\n{}",
        outlet.language,
        escaped(&outlet.name),
        dated("updated", newest),
    );
    for entry in entries {
        let full = entry.full.as_deref().map_or(String::new(), |full| {
            format!("<content type=\"html\">{}</content>\n", escaped(full))
        });
        text.push_str(&format!(
            "<entry>\n<title>{title}</title>\n<id>{url}</id>\n<link href=\"{url}\"/>\n{published}{updated}\
             <summary>{teaser}</summary>\n{full}</entry>\n",
            title = escaped(&entry.title),
            url = entry.url,
            published = dated("published", entry.published),
            updated = dated("updated", entry.updated),
            teaser = escaped(&entry.teaser),
        ));
    }
    text.push_str("</feed>\n");
    text
}

fn dated(element: &str, at: Option<DateTime<Utc>>) -> String {
    at.map_or(String::new(), |at| {
        format!("<{element}>{}</{element}>\n", stamp(at))
    })
}

fn json_feed(outlet: &Outlet, home: &str, entries: &[Entry]) -> String {
    let items: Vec<serde_json::Value> = entries
        .iter()
        .map(|entry| {
            let mut item = json!({
                "id": entry.url,
                "url": entry.url,
                "title": entry.title,
                "summary": entry.teaser,
            });
            if let Some(at) = entry.published {
                item["date_published"] = stamp(at).into();
            }
            if let Some(full) = &entry.full {
                item["content_html"] = full.clone().into();
            }
            item
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": home,
        "language": outlet.language,
        "items": items,
    });
    format!("{feed}\n")
}

/// What careless scripts make of a feed: bare ampersands, names that XML does not know, elements that are
/// never closed, an end that is missing.
fn mangled(rss: &str) -> String {
    let careless = rss
        .replace("&amp;", "&")
        .replace("&quot;", "\"")
        .replace("<description>", "<description>&nbsp;<br>")
        .replace("…</description>", "&hellip; <b>more</description>");
    let end = careless.find("</channel>").unwrap_or(careless.len());
    format!("{}<!-- served from cache", &careless[..end])
}
