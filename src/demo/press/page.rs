//! The page of an article: its text, and around it what sites put there.

use chrono::{DateTime, Utc};

use super::markup::{escaped, html};
use super::{Addresses, Article, Document, Layout, Outlet, Press, home};
use crate::model::stamp;

/// Other articles that a page links to.
const RELATED_MAX: usize = 3;

/// The page of `article` at `now`.
pub(super) fn document(
    press: &Press,
    outlet: &Outlet,
    article: &Article,
    now: DateTime<Utc>,
    addresses: &Addresses,
) -> Document {
    let title = article.title_at(now);
    let byline = article.byline.as_deref().map_or(String::new(), |byline| {
        format!("<p class=\"byline\">{}</p>", escaped(byline))
    });
    let related: String = press
        .published(outlet, now)
        .filter(|other| other.id != article.id)
        .take(RELATED_MAX)
        .map(|other| {
            let url = other.url(outlet, addresses);
            format!("<li><a href=\"{url}\">{}</a></li>", escaped(other.title_at(now)))
        })
        .collect();
    let fields = [
        ("{{title_json}}", json(title)),
        ("{{outlet_json}}", json(&outlet.name)),
        ("{{title}}", escaped(title)),
        ("{{outlet}}", escaped(&outlet.name)),
        ("{{language}}", outlet.language.clone()),
        ("{{url}}", article.url(outlet, addresses)),
        ("{{home}}", home(outlet, addresses)),
        ("{{published}}", stamp(article.published)),
        (
            "{{published_words}}",
            article.published.format("%-d %B %Y, %H:%M").to_string(),
        ),
        ("{{byline}}", byline),
        ("{{related}}", related),
        // Last: whatever an article says in double braces stays as it is.
        ("{{body}}", html(&press.published_text(outlet, article, now))),
    ];
    let layout = match outlet.layout {
        Layout::Plain => include_str!("../../../config/demo/layout/plain.html"),
        Layout::Portal => include_str!("../../../config/demo/layout/portal.html"),
        Layout::Magazine => include_str!("../../../config/demo/layout/magazine.html"),
    };
    let body = fields.iter().fold(layout.to_owned(), |page, (field, value)| {
        page.replace(field, value)
    });
    Document {
        status: 200,
        content_type: "text/html; charset=utf-8",
        body,
    }
}

/// `text` as JSON that may stand inside a script element.
fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace("</", "<\\/")
}
