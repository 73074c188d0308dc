//! Finds the feed that somebody means who names a web page.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::config::Config;
use crate::model::{ErrorClass, FeedHistory, LeasedFeed, Validators};
use crate::net_guard::Client;
use crate::parse::discovery::{self, AnnouncedFeed};
use crate::parse::{self, opml::OpmlFeed};
use crate::poll;
use crate::poll::http::Answer;
use crate::telemetry::field;

/// Addresses looked at by one command; a longer list is a list of feeds.
const LOOKED_AT_MAX: usize = 8;
/// Longest wait for all of them.
const WAIT: Duration = Duration::from_secs(60);
/// Further feeds of a page that are named.
const NAMED_MAX: usize = 5;

/// What is to be polled instead of what was named, with what to tell about it.
#[derive(Debug, Default)]
pub(super) struct Meant {
    pub feeds: Vec<OpmlFeed>,
    pub told: Vec<String>,
}

/// Asks for each of `feeds` that does not look like a feed's address, and puts in the place of a web page the
/// first feed it announces. What cannot be had, or announces nothing, stays as it was named: the daemon will ask
/// again, and say what is wrong.
pub(super) async fn meant(config: &Config, feeds: Vec<OpmlFeed>, now: DateTime<Utc>) -> Meant {
    let mut meant = Meant {
        feeds,
        told: Vec::new(),
    };
    let Ok(client) = Client::new(&config.net) else {
        return meant;
    };
    if meant.feeds.len() > LOOKED_AT_MAX {
        return meant;
    }
    let search = async {
        for at in 0..meant.feeds.len() {
            let url = meant.feeds[at].url.trim().to_owned();
            // The daemon will ask soon enough; a second request would only annoy.
            if discovery::looks_like_feed(&url) {
                continue;
            }
            if let Look::Page(announced) = look(&client, &url, now).await {
                meant.told.push(tell(&url, &announced));
                if let Some(first) = announced.into_iter().next() {
                    meant.feeds[at].url = first.url;
                }
            }
        }
    };
    let is_late = tokio::time::timeout(WAIT, search).await.is_err();
    if is_late {
        meant
            .told
            .push("not all addresses could be looked at in time; they are added as given".to_owned());
    }
    meant
}

fn tell(url: &str, announced: &[AnnouncedFeed]) -> String {
    let Some((first, further)) = announced.split_first() else {
        return format!(
            "{} is a web page that announces no feed; it is added as given",
            field(url)
        );
    };
    let mut told = format!("{} is a web page; its feed is {}", field(url), field(&first.url));
    let further: Vec<String> = further
        .iter()
        .take(NAMED_MAX)
        .map(|feed| field(&feed.url))
        .collect();
    if !further.is_empty() {
        told.push_str(&format!(" (it announces also {})", further.join(", ")));
    }
    told
}

/// What is at an address.
enum Look {
    /// A web page, with the feeds that it announces.
    Page(Vec<AnnouncedFeed>),
    /// A feed, or nothing that could be had.
    Else,
}

async fn look(client: &Client, url: &str, now: DateTime<Utc>) -> Look {
    let Some(feed) = unknown_feed(url) else {
        return Look::Else;
    };
    let Answer::Document {
        exchange,
        body,
        content_type,
    } = poll::http::get_feed(client, &feed, now).await
    else {
        return Look::Else;
    };
    match parse::feed::document(&body, content_type.as_deref(), &exchange.final_url, now) {
        Err(error) if error.class == ErrorClass::NotAFeed => {
            let html = parse::page::decode(&body, content_type.as_deref()).html;
            Look::Page(discovery::feeds(&html, &exchange.final_url))
        }
        _ => Look::Else,
    }
}

/// A feed at `url` of which nothing is known; `None` when that is no web address.
pub(super) fn unknown_feed(url: &str) -> Option<LeasedFeed> {
    Some(LeasedFeed {
        feed_id: 0,
        url: url.to_owned(),
        host_key: poll::host_key(url)?,
        validators: Validators::default(),
        body_sha256: None,
        history: FeedHistory::new(),
        lease_gen: 0,
    })
}
