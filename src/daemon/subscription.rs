//! Takes feeds into the store, from a list or one by one.

use chrono::{DateTime, Utc};

use crate::parse::opml::OpmlFeed;
use crate::poll;
use crate::store::{NewFeed, Store, StoreError};

/// What became of the feeds that were to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddedFeeds {
    pub new: u64,
    /// Were there already; left as they were.
    pub known: u64,
    /// Addresses that are no http address, as given.
    pub skipped: Vec<String>,
}

/// Adds `feeds`, due at `now`. A known address is left as it is, one that cannot be polled is skipped.
///
/// # Errors
/// When the store cannot write; those before stay added.
pub async fn add_feeds(
    store: &dyn Store,
    feeds: Vec<OpmlFeed>,
    now: DateTime<Utc>,
) -> Result<AddedFeeds, StoreError> {
    let mut added = AddedFeeds::default();
    for feed in feeds {
        let Some((url, host_key)) = checked(&feed.url) else {
            added.skipped.push(feed.url);
            continue;
        };
        let feed = NewFeed {
            url,
            host_key,
            title: feed.title,
            tags: feed.tags,
        };
        if store.add_feed(feed, now).await?.is_new {
            added.new += 1;
        } else {
            added.known += 1;
        }
    }
    Ok(added)
}

/// The address in its normal spelling, with its host key; `None` when it cannot be polled.
fn checked(url: &str) -> Option<(String, String)> {
    let url = url::Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host_key = poll::host_key(url.as_str())?;
    Some((url.into(), host_key))
}
