//! Entries, from first sight until they have been read.

use sqlx::SqliteConnection;

use super::values::{instant, unpacked_entry, unpacked_text};
use crate::store::{PendingEntry, StoreError, StoredPage};

/// Marks an entry as read, unless it has changed since it was handed out: then it stays ready to be read
/// again. Called by `record` for each entry it has written.
pub(super) async fn mark_read(connection: &mut SqliteConnection, entry_id: i64) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE entry SET stage = CASE WHEN stage = 'read' AND read_again = 0 THEN 'done' ELSE stage END,
                          read_again = 0
         WHERE entry_id = $1",
    )
    .bind(entry_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("mark_read", error))?;
    Ok(())
}

/// Takes an entry that the store refuses to record out of the way of the others.
pub(super) async fn give_up(
    connection: &mut SqliteConnection,
    entry_id: i64,
    detail: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE entry SET stage = 'failed', read_error_text = $2 WHERE entry_id = $1 AND stage = 'read'",
    )
    .bind(entry_id)
    .bind(detail)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("give_up_entry", error))?;
    Ok(())
}

/// Entries ready to be read, by id, with their page if one was kept. One that is damaged on disk is left
/// out, with a line in the log: it must not stop the others.
pub(super) async fn to_read(
    connection: &mut SqliteConnection,
    limit: u32,
) -> Result<Vec<PendingEntry>, StoreError> {
    let rows: Vec<PendingRow> = sqlx::query_as(
        "SELECT entry.entry_id, entry.feed_id, feed.url AS feed_url, COALESCE(feed.given_title, feed.title) AS feed_title,
                entry.first_seen_at, entry.polling_gap_s, entry.raw,
                page.final_url, page.fetched_at, page.http_status, page.html, page.is_truncated
         FROM entry
         JOIN feed ON feed.feed_id = entry.feed_id
         LEFT JOIN page ON page.entry_id = entry.entry_id
         WHERE entry.stage = 'read'
         ORDER BY entry.entry_id LIMIT $1",
    )
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("entries_to_read", error))?;
    // Unpacking hundreds of pages takes longer than a thread that serves the network may be held.
    tokio::task::spawn_blocking(move || {
        rows.into_iter()
            .filter_map(PendingRow::into_entry_or_log)
            .collect()
    })
    .await
    .map_err(|error| StoreError::Panicked(error.to_string()))
}

/// The entries that show the article and have been read, by id, as far as their raw form is kept and whole; with the
/// page of each, if `with_pages` and if it is kept.
pub(super) async fn of_article(
    connection: &mut SqliteConnection,
    article_id: i64,
    with_pages: bool,
) -> Result<Vec<PendingEntry>, StoreError> {
    let rows: Vec<PendingRow> = sqlx::query_as(
        "SELECT entry.entry_id, entry.feed_id, feed.url AS feed_url, COALESCE(feed.given_title, feed.title) AS feed_title,
                entry.first_seen_at, entry.polling_gap_s, entry.raw,
                page.final_url, page.fetched_at, page.http_status, page.html, page.is_truncated
         FROM article_entry shown
         JOIN entry ON entry.entry_id = shown.entry_id
         JOIN feed ON feed.feed_id = entry.feed_id
         LEFT JOIN page ON page.entry_id = entry.entry_id AND $2
         WHERE shown.article_id = $1 AND entry.stage = 'done' AND length(entry.raw) > 0
         ORDER BY entry.entry_id LIMIT $3",
    )
    .bind(article_id)
    .bind(with_pages)
    .bind(ENTRIES_OF_ARTICLE_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("entries_of_article", error))?;
    Ok(rows
        .into_iter()
        .filter_map(PendingRow::into_entry_or_log)
        .collect())
}

/// Entries of one article looked at; an outlet shows a report in a few feeds.
const ENTRIES_OF_ARTICLE_MAX: i64 = 8;

#[derive(sqlx::FromRow)]
struct PendingRow {
    entry_id: i64,
    feed_id: i64,
    feed_url: String,
    feed_title: Option<String>,
    first_seen_at: String,
    polling_gap_s: Option<i64>,
    raw: Vec<u8>,
    final_url: Option<String>,
    fetched_at: Option<String>,
    http_status: Option<i64>,
    html: Option<Vec<u8>>,
    is_truncated: Option<bool>,
}

impl PendingRow {
    fn into_entry_or_log(self) -> Option<PendingEntry> {
        let entry_id = self.entry_id;
        self.into_entry()
            .inspect_err(
                |error| tracing::error!(entry.id = entry_id, error = %error, "an entry cannot be unpacked"),
            )
            .ok()
    }

    fn into_entry(self) -> Result<PendingEntry, StoreError> {
        let page = match (self.final_url, self.fetched_at, self.html) {
            (Some(final_url), Some(fetched_at), Some(html)) => Some(StoredPage {
                final_url,
                fetched_at: instant("page.fetched_at", &fetched_at)?,
                http_status: self
                    .http_status
                    .and_then(|status| u16::try_from(status).ok())
                    .unwrap_or(0),
                html: unpacked_text(&html)?,
                is_truncated: self.is_truncated.unwrap_or(false),
            }),
            _ => None,
        };
        Ok(PendingEntry {
            entry_id: self.entry_id,
            feed_id: self.feed_id,
            feed_url: self.feed_url,
            feed_title: self.feed_title,
            entry: unpacked_entry(&self.raw)?,
            first_seen_at: instant("entry.first_seen_at", &self.first_seen_at)?,
            polling_gap_s: self.polling_gap_s,
            page,
        })
    }
}
