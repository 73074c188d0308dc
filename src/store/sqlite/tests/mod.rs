//! What the store promises, on temporary files.

mod files;
mod leases;
mod pages;
mod polls;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::SqliteStore;
use crate::model::{
    Entry, FeedHistory, LeasedFeed, NextPoll, PollObservation, PollOutcome, SkipDays, SkipHours, Validators,
};
use crate::store::{FinishedPoll, NewFeed, ParsedEntry, Store};

/// A moment for everything to happen at.
pub(super) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 3, 14, 12, 0, 0).unwrap()
}

/// `minutes` after noon.
fn past_noon(minutes: i64) -> DateTime<Utc> {
    noon() + TimeDelta::minutes(minutes)
}

/// A new store in a folder that lives as long as the first value.
pub(super) async fn store() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    (folder, store)
}

async fn open(folder: &tempfile::TempDir) -> SqliteStore {
    SqliteStore::open(folder.path().join("news.db").to_str().unwrap(), noon())
        .await
        .unwrap()
}

/// A store with one feed, and the feed leased.
async fn store_with_lease() -> (tempfile::TempDir, SqliteStore, LeasedFeed) {
    let (folder, store) = store().await;
    add(&store, "https://news.example/rss").await;
    let feed = lease(&store, 0).await.remove(0);
    (folder, store, feed)
}

async fn add(store: &SqliteStore, url: &str) -> i64 {
    let host_key = url.split('/').nth(2).unwrap().to_owned();
    let feed = NewFeed {
        url: url.to_owned(),
        host_key,
        title: None,
        tags: Vec::new(),
    };
    store.add_feed(feed, noon()).await.unwrap().feed_id
}

/// What can be leased `minutes` after noon, for five minutes.
async fn lease(store: &SqliteStore, minutes: i64) -> Vec<LeasedFeed> {
    store
        .lease_due_feeds(past_noon(minutes), past_noon(minutes + 5), 100)
        .await
        .unwrap()
}

fn parsed(key: &str, link: Option<&str>, content_hash: i64) -> ParsedEntry {
    ParsedEntry {
        entry: Entry {
            key: key.to_owned(),
            link: link.map(str::to_owned),
            title: Some(format!("Title {content_hash}")),
            ..Entry::default()
        },
        content_hash,
        needs_page: false,
        page_host_key: link.and_then(|link| link.split('/').nth(2)).map(str::to_owned),
        link_key: link.map(|link| link.replace("http:", "https:")),
    }
}

/// An entry that waits for its page.
fn teaser(key: &str, link: &str, content_hash: i64) -> ParsedEntry {
    ParsedEntry {
        needs_page: true,
        ..parsed(key, Some(link), content_hash)
    }
}

/// Asks again in an hour, and remembers a success.
fn hourly(feed: &LeasedFeed, observation: &PollObservation) -> NextPoll {
    let succeeded = !matches!(observation.outcome, PollOutcome::Failed(_));
    NextPoll {
        next_at: observation.at + TimeDelta::hours(1),
        history: FeedHistory {
            successes: feed.history.successes + i64::from(succeeded),
            last_polled_at: Some(observation.at),
            last_success_at: if succeeded {
                Some(observation.at)
            } else {
                feed.history.last_success_at
            },
            last_new_at: if observation.new_entries > 0 {
                Some(observation.at)
            } else {
                feed.history.last_new_at
            },
            fail_count: if succeeded { 0 } else { feed.history.fail_count + 1 },
            last_error: match observation.outcome {
                PollOutcome::Failed(class) => Some(class),
                _ => None,
            },
            ..feed.history.clone()
        },
        gap: None,
        host_hold_until: None,
        moved: None,
        state_was: None,
    }
}

/// A poll that brought `entries`, answered `minutes` after noon.
fn fetched(feed: &LeasedFeed, minutes: i64, entries: Vec<ParsedEntry>) -> FinishedPoll {
    let at = past_noon(minutes);
    FinishedPoll {
        feed: feed.clone(),
        started_at: at,
        duration_ms: 120,
        outcome: PollOutcome::Fetched,
        http_status: Some(200),
        detail: None,
        bytes: 4096,
        validators: Some(Validators {
            etag: Some(format!("W/\"{minutes}\"").into_bytes()),
            last_modified: None,
            url: Some(feed.url.clone()),
        }),
        body_sha256: Some(vec![7; 32]),
        feed_title: Some("News".to_owned()),
        home_url: None,
        hints: None,
        entries,
        entries_dropped: 0,
        kept_body: None,
        observation: PollObservation {
            at,
            outcome: PollOutcome::Fetched,
            entries: 0,
            new_entries: 0,
            window_s: None,
            retry_after_s: None,
            max_age_s: None,
            soft_hint_s: None,
            skip_hours: SkipHours::default(),
            skip_days: SkipDays::default(),
            skip_broken_at: None,
            permanent_redirect: None,
            host_was_pressed: false,
        },
        host_next_start_at: at,
        schedule: Arc::new(hourly),
    }
}

/// The rows of a query, for a look behind the store's back.
async fn rows<T>(store: &SqliteStore, sql: &'static str) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
{
    sqlx::query_as(sql)
        .fetch_all(&mut *store.reader().await.unwrap())
        .await
        .unwrap()
}

/// One number, for the same.
async fn number(store: &SqliteStore, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(&mut *store.reader().await.unwrap())
        .await
        .unwrap()
}
