//! Sizes of things on the feed side, and of the file.

use std::path::Path;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::open::beside;
use crate::model::stamp;
use crate::store::{Census, Stats, StoreError};

/// See [`crate::store::Store::census`].
pub(super) async fn census(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
) -> Result<Census, StoreError> {
    let failed = |error| StoreError::from_driver("census", error);
    let feed_states = sqlx::query_as("SELECT state, count(*) FROM feed GROUP BY state ORDER BY state")
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    let hosts_held = sqlx::query_scalar("SELECT count(*) FROM host WHERE hold_until > $1")
        .bind(stamp(now))
        .fetch_one(connection)
        .await
        .map_err(failed)?;
    Ok(Census {
        feed_states,
        hosts_held,
    })
}

/// Fills in the counts of feeds, entries and polls.
pub(super) async fn feed_stats(
    connection: &mut SqliteConnection,
    stats: &mut Stats,
) -> Result<(), StoreError> {
    let failed = |error| StoreError::from_driver("feed_stats", error);
    stats.feed_states = sqlx::query_as("SELECT state, count(*) FROM feed GROUP BY state ORDER BY state")
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    stats.feeds = stats.feed_states.iter().map(|(_, feeds)| feeds).sum();
    (stats.entries, stats.polls, stats.polls_failed) = sqlx::query_as(
        "SELECT COALESCE(sum(entries), 0), COALESCE(sum(polls), 0), COALESCE(sum(failures), 0) FROM feed",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(failed)?;
    stats.entries_waiting_for_page = sqlx::query_scalar("SELECT count(*) FROM entry WHERE stage = 'page'")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    stats.entries_to_read = sqlx::query_scalar("SELECT count(*) FROM entry WHERE stage = 'read'")
        .fetch_one(connection)
        .await
        .map_err(failed)?;
    Ok(())
}

/// Bytes of the database at `path` and of its WAL; 0 for what is not there.
pub(super) fn file_bytes(path: &Path) -> (i64, i64) {
    let bytes =
        |path: &Path| std::fs::metadata(path).map_or(0, |file| i64::try_from(file.len()).unwrap_or(i64::MAX));
    (bytes(path), bytes(&beside(path, "-wal")))
}
