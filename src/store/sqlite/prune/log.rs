//! The log of single polls and of what happened to feeds. Counts by day stay, and so does where a feed was before.
//!
//! Rows are numbered as they come, so the oldest have the smallest numbers; a clock set back leaves a few out of
//! order, which go when a later pass meets them.

use sqlx::SqliteConnection;

use super::{Old, Page};
use crate::store::retention::Pruned;
use crate::store::{PruneReport, StoreError};

/// Rows looked at in one step.
const ROWS_MAX: i64 = 500;

/// Polls begun before `cut`. The first page without one is the last.
pub(super) async fn find_polls(
    connection: &mut SqliteConnection,
    cut: &str,
    after: Option<&Old>,
) -> Result<Page, StoreError> {
    let rows =
        sqlx::query_as("SELECT started_at, poll_id FROM poll WHERE poll_id > $1 ORDER BY poll_id LIMIT $2")
            .bind(after.map_or(i64::MIN, |(_, id)| *id))
            .bind(ROWS_MAX)
            .fetch_all(connection)
            .await
            .map_err(|error| StoreError::from_driver("prune_polls", error))?;
    Ok(before(rows, cut))
}

/// The same of what happened to feeds.
pub(super) async fn find_events(
    connection: &mut SqliteConnection,
    cut: &str,
    after: Option<&Old>,
) -> Result<Page, StoreError> {
    let rows = sqlx::query_as(
        "SELECT at, feed_event_id FROM feed_event WHERE feed_event_id > $1 ORDER BY feed_event_id LIMIT $2",
    )
    .bind(after.map_or(i64::MIN, |(_, id)| *id))
    .bind(ROWS_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_feed_events", error))?;
    Ok(before(rows, cut))
}

/// Those of `rows`, a page of a table, that are older than `cut`.
fn before(rows: Vec<Old>, cut: &str) -> Page {
    let mut page = Page::of(rows, ROWS_MAX);
    page.old.retain(|(at, _)| at.as_str() < cut);
    if page.old.is_empty() {
        page.last = None;
    }
    page
}

pub(super) async fn measure_poll(
    connection: &mut SqliteConnection,
    poll_id: i64,
) -> Result<PruneReport, StoreError> {
    let bytes: i64 = sqlx::query_scalar(
        "SELECT octet_length(started_at) + coalesce(octet_length(detail), 0) FROM poll WHERE poll_id = $1",
    )
    .bind(poll_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_poll_size", error))?;
    Ok(polls(Some(bytes)))
}

pub(super) async fn give_up_poll(
    connection: &mut SqliteConnection,
    poll_id: i64,
    cut: &str,
) -> Result<PruneReport, StoreError> {
    let bytes = sqlx::query_scalar(
        "DELETE FROM poll WHERE poll_id = $1 AND started_at < $2
         RETURNING octet_length(started_at) + coalesce(octet_length(detail), 0)",
    )
    .bind(poll_id)
    .bind(cut)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_poll", error))?;
    Ok(polls(bytes))
}

fn polls(bytes: Option<i64>) -> PruneReport {
    PruneReport {
        polls: bytes.map_or_else(Pruned::default, |bytes| Pruned::new(1, bytes)),
        ..PruneReport::default()
    }
}

pub(super) async fn measure_event(
    connection: &mut SqliteConnection,
    feed_event_id: i64,
) -> Result<PruneReport, StoreError> {
    let bytes: i64 = sqlx::query_scalar(
        "SELECT octet_length(at) + coalesce(octet_length(detail), 0) FROM feed_event WHERE feed_event_id = $1",
    )
    .bind(feed_event_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_feed_event_size", error))?;
    Ok(events(Some(bytes)))
}

pub(super) async fn give_up_event(
    connection: &mut SqliteConnection,
    feed_event_id: i64,
    cut: &str,
) -> Result<PruneReport, StoreError> {
    let bytes = sqlx::query_scalar(
        "DELETE FROM feed_event WHERE feed_event_id = $1 AND at < $2
         RETURNING octet_length(at) + coalesce(octet_length(detail), 0)",
    )
    .bind(feed_event_id)
    .bind(cut)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_feed_event", error))?;
    Ok(events(bytes))
}

fn events(bytes: Option<i64>) -> PruneReport {
    PruneReport {
        feed_events: bytes.map_or_else(Pruned::default, |bytes| Pruned::new(1, bytes)),
        ..PruneReport::default()
    }
}
