//! Feeds as the operator sees them.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::host;
use super::values::{instant, instant_or_null};
use crate::model::{ErrorClass, FeedHistory, FeedState, LeasedFeed, Moved, stamp};
use crate::store::{AddedFeed, FeedListing, NewFeed, StoreError};

/// Adds a feed, due at `now`, or finds the one that is or was at that address.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    feed: &NewFeed,
    now: DateTime<Utc>,
) -> Result<AddedFeed, StoreError> {
    let known: Option<i64> = sqlx::query_scalar(
        "SELECT feed_id FROM feed WHERE url = $1
         UNION ALL SELECT feed_id FROM feed_move WHERE was = $1
         LIMIT 1",
    )
    .bind(&feed.url)
    .fetch_optional(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("find_feed", error))?;
    if let Some(feed_id) = known {
        return Ok(AddedFeed {
            feed_id,
            is_new: false,
        });
    }
    let host_id = host::ensure(connection, &feed.host_key).await?;
    let feed_id = insert(connection, feed, host_id, &stamp(now)).await?;
    host::refresh_due(connection, host_id).await?;
    Ok(AddedFeed {
        feed_id,
        is_new: true,
    })
}

/// Gives a feed the address that its server has long redirected to, and keeps the old one on record. Nothing
/// happens when the new address is a feed of its own: two rows would ask for the same.
pub(super) async fn move_to(
    connection: &mut SqliteConnection,
    feed: &LeasedFeed,
    moved: &Moved,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let failed = |error| StoreError::from_driver("move_feed", error);
    let host_id = host::ensure(connection, &moved.host_key).await?;
    let host_before: Option<i64> = sqlx::query_scalar(
        "UPDATE feed SET url = $2, host_id = $3, redirect_to = NULL, redirect_since_at = NULL, redirect_count = 0
         WHERE feed_id = $1 AND NOT EXISTS (SELECT 1 FROM feed AS other WHERE other.url = $2)
         RETURNING (SELECT before.host_id FROM host AS before WHERE before.host_key = $4)",
    )
    .bind(feed.feed_id)
    .bind(&moved.url)
    .bind(host_id)
    .bind(&feed.host_key)
    .fetch_optional(&mut *connection)
    .await
    .map_err(failed)?;
    let Some(host_before) = host_before else {
        return Ok(());
    };
    sqlx::query("INSERT INTO feed_move (feed_id, at, was, now) VALUES ($1, $2, $3, $4)")
        .bind(feed.feed_id)
        .bind(stamp(at))
        .bind(&feed.url)
        .bind(&moved.url)
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    for host_id in [host_before, host_id] {
        host::refresh_due(connection, host_id).await?;
    }
    Ok(())
}

/// All feeds, by id.
pub(super) async fn list(connection: &mut SqliteConnection) -> Result<Vec<FeedListing>, StoreError> {
    let rows: Vec<ListingRow> = sqlx::query_as(
        "SELECT feed_id, url, COALESCE(given_title, title) AS title, tags, state, next_at, interval_s,
                last_polled_at, last_success_at, last_error, last_error_detail, fail_count, entries
         FROM feed ORDER BY feed_id",
    )
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("feeds", error))?;
    rows.into_iter().map(ListingRow::into_listing).collect()
}

async fn insert(
    connection: &mut SqliteConnection,
    feed: &NewFeed,
    host_id: i64,
    now: &str,
) -> Result<i64, StoreError> {
    let tags = serde_json::to_string(&feed.tags)
        .map_err(|error| StoreError::unreadable("feed.tags", error.to_string()))?;
    sqlx::query_scalar(
        "INSERT INTO feed (host_id, url, given_title, tags, created_at, next_at, interval_s)
         VALUES ($1, $2, $3, $4, $5, $5, $6) RETURNING feed_id",
    )
    .bind(host_id)
    .bind(&feed.url)
    .bind(&feed.title)
    .bind(tags)
    .bind(now)
    .bind(FeedHistory::new().interval_s)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("add_feed", error))
}

#[derive(sqlx::FromRow)]
struct ListingRow {
    feed_id: i64,
    url: String,
    title: Option<String>,
    tags: String,
    state: String,
    next_at: String,
    interval_s: i64,
    last_polled_at: Option<String>,
    last_success_at: Option<String>,
    last_error: Option<String>,
    last_error_detail: Option<String>,
    fail_count: i64,
    entries: i64,
}

impl ListingRow {
    fn into_listing(self) -> Result<FeedListing, StoreError> {
        let state = FeedState::parse(&self.state);
        Ok(FeedListing {
            feed_id: self.feed_id,
            url: self.url,
            title: self.title,
            tags: serde_json::from_str(&self.tags)
                .map_err(|error| StoreError::unreadable("feed.tags", error.to_string()))?,
            state,
            next_at: match state {
                FeedState::Paused => None,
                _ => Some(instant("feed.next_at", &self.next_at)?),
            },
            interval_s: self.interval_s,
            last_polled_at: instant_or_null("feed.last_polled_at", self.last_polled_at.as_deref())?,
            last_success_at: instant_or_null("feed.last_success_at", self.last_success_at.as_deref())?,
            last_error: self.last_error.as_deref().and_then(ErrorClass::parse),
            last_error_detail: self.last_error_detail,
            fail_count: self.fail_count,
            entries: self.entries,
        })
    }
}
