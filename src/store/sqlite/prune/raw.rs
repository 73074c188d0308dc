//! What feeds and sites sent: entries, pages, documents that could not be read.
//!
//! The entry itself stays for ever, it is how its item is known again. Of what the feed sent, title and time of
//! publication are kept beside it: with them it is told whether a guid names another article by now.

use sqlx::SqliteConnection;

use super::super::values::{stamp_or_null, unpacked_entry};
use super::{Old, Page};
use crate::store::retention::Pruned;
use crate::store::{PruneReport, StoreError};

/// Entries of one step.
const ENTRIES_MAX: i64 = 200;

/// Entries that are done and have not changed since, the oldest first.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    cut: &str,
    after: Option<&Old>,
) -> Result<Page, StoreError> {
    let old = sqlx::query_as(
        "SELECT last_changed_at, entry_id FROM entry
         WHERE stage = 'done' AND raw_pruned_at IS NULL AND last_changed_at < $1
           AND last_changed_at >= $2 AND (last_changed_at > $2 OR entry_id > $3)
         ORDER BY last_changed_at, entry_id LIMIT $4",
    )
    .bind(cut)
    .bind(after.map_or("", |(at, _)| at.as_str()))
    .bind(after.map_or(i64::MIN, |(_, id)| *id))
    .bind(ENTRIES_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_entries", error))?;
    Ok(Page::of(old, ENTRIES_MAX))
}

pub(super) async fn measure(
    connection: &mut SqliteConnection,
    entry_id: i64,
) -> Result<PruneReport, StoreError> {
    let (raw, pages, html): (i64, i64, i64) = sqlx::query_as(
        "SELECT octet_length(e.raw), p.entry_id IS NOT NULL, coalesce(octet_length(p.html), 0)
         FROM entry e LEFT JOIN page p ON p.entry_id = e.entry_id WHERE e.entry_id = $1",
    )
    .bind(entry_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_entry_size", error))?;
    Ok(PruneReport {
        raw: Pruned::new(1, raw),
        pages: Pruned::new(pages, html),
        ..PruneReport::default()
    })
}

/// Empties the entry and drops its page, unless it has changed meanwhile.
pub(super) async fn give_up(
    connection: &mut SqliteConnection,
    entry_id: i64,
    cut: &str,
    now: &str,
) -> Result<PruneReport, StoreError> {
    let raw: Option<Vec<u8>> = sqlx::query_scalar(
        "SELECT raw FROM entry
         WHERE entry_id = $1 AND stage = 'done' AND raw_pruned_at IS NULL AND last_changed_at < $2",
    )
    .bind(entry_id)
    .bind(cut)
    .fetch_optional(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_entry_raw", error))?;
    let Some(raw) = raw else {
        return Ok(PruneReport::default());
    };
    // One that is damaged on disk loses nothing more.
    let entry = unpacked_entry(&raw).ok();
    let report = measure(connection, entry_id).await?;
    sqlx::query(
        "UPDATE entry SET raw = x'', raw_pruned_at = $2, pruned_title = $3, pruned_published_at = $4
         WHERE entry_id = $1",
    )
    .bind(entry_id)
    .bind(now)
    .bind(entry.as_ref().and_then(|entry| entry.title.as_deref()))
    .bind(stamp_or_null(entry.as_ref().and_then(|entry| entry.published.at)))
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_entry", error))?;
    sqlx::query("DELETE FROM page WHERE entry_id = $1")
        .bind(entry_id)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("prune_page", error))?;
    Ok(report)
}

/// Feeds whose document is kept: at most one each, and few fail so.
pub(super) async fn find_documents(connection: &mut SqliteConnection, cut: &str) -> Result<Page, StoreError> {
    let old = sqlx::query_as("SELECT at, feed_id FROM poll_body WHERE at < $1 ORDER BY feed_id")
        .bind(cut)
        .fetch_all(connection)
        .await
        .map_err(|error| StoreError::from_driver("prune_documents", error))?;
    Ok(Page { old, last: None })
}

pub(super) async fn measure_document(
    connection: &mut SqliteConnection,
    feed_id: i64,
) -> Result<PruneReport, StoreError> {
    let (rows, bytes): (i64, i64) = sqlx::query_as(
        "SELECT count(*), coalesce(sum(octet_length(body)), 0) FROM poll_body WHERE feed_id = $1",
    )
    .bind(feed_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_document_size", error))?;
    Ok(PruneReport {
        documents: Pruned::new(rows, bytes),
        ..PruneReport::default()
    })
}

pub(super) async fn give_up_document(
    connection: &mut SqliteConnection,
    feed_id: i64,
    cut: &str,
) -> Result<PruneReport, StoreError> {
    let bytes: Option<i64> = sqlx::query_scalar(
        "DELETE FROM poll_body WHERE feed_id = $1 AND at < $2 RETURNING octet_length(body)",
    )
    .bind(feed_id)
    .bind(cut)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_document", error))?;
    Ok(PruneReport {
        documents: bytes.map_or_else(Pruned::default, |bytes| Pruned::new(1, bytes)),
        ..PruneReport::default()
    })
}
