//! Pages: which are to be fetched, and what became of them.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::values::{Packer, detail};
use crate::model::{ErrorClass, stamp};
use crate::store::{FinishedPage, PageResult, StoreError, WantedPage};

/// Entries that wait for their page and may be tried at `now`; hosts on hold are left out. The first of
/// each host come before the second of any.
pub(super) async fn wanted(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    per_host: u32,
    limit: u32,
) -> Result<Vec<WantedPage>, StoreError> {
    let rows: Vec<(i64, String, String, i64)> = sqlx::query_as(
        "SELECT entry.entry_id, entry.link, entry.page_host_key, entry.page_attempts
         FROM (SELECT entry_id, ROW_NUMBER() OVER (PARTITION BY page_host_key ORDER BY entry_id) AS place
               FROM entry
               WHERE stage = 'page' AND (next_try_at IS NULL OR next_try_at <= $1)
                 AND NOT EXISTS (SELECT 1 FROM host
                                 WHERE host.host_key = entry.page_host_key AND host.hold_until > $1)) AS waiting
         JOIN entry ON entry.entry_id = waiting.entry_id
         WHERE waiting.place <= $2 AND entry.link IS NOT NULL
         ORDER BY waiting.place, entry.entry_id LIMIT $3",
    )
    .bind(stamp(now))
    .bind(i64::from(per_host))
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("pages_wanted", error))?;
    let wanted = |(entry_id, url, host_key, attempts)| WantedPage {
        entry_id,
        url,
        host_key,
        attempts,
    };
    Ok(rows.into_iter().map(wanted).collect())
}

/// A page result with its HTML compressed.
pub(super) struct PackedPage {
    page: FinishedPage,
    html: Vec<u8>,
}

/// Compresses before the writer is asked, and off the threads that serve the network: a page may be large.
pub(super) async fn packed(mut page: FinishedPage) -> Result<PackedPage, StoreError> {
    let PageResult::Kept(kept) = &mut page.result else {
        return Ok(PackedPage {
            page,
            html: Vec::new(),
        });
    };
    let html = std::mem::take(&mut kept.html);
    let html = tokio::task::spawn_blocking(move || Packer::new()?.bytes(html.as_bytes()))
        .await
        .map_err(|error| StoreError::Panicked(error.to_string()))??;
    Ok(PackedPage { page, html })
}

/// Writes a page result. One that comes late, when the entry no longer waits for it, changes nothing.
pub(super) async fn finish(connection: &mut SqliteConnection, packed: &PackedPage) -> Result<(), StoreError> {
    let page = &packed.page;
    let tried = match &page.result {
        PageResult::Kept(_) => Tried {
            stage: "read",
            next_try_at: None,
            error: None,
        },
        PageResult::Retry {
            next_try_at,
            class,
            detail,
        } => Tried {
            stage: "page",
            next_try_at: Some(stamp(*next_try_at)),
            error: Some((*class, detail)),
        },
        PageResult::GivenUp { class, detail } => Tried {
            stage: "read",
            next_try_at: None,
            error: Some((*class, detail)),
        },
    };
    let was_waiting = put_try(connection, page.entry_id, tried).await?;
    if was_waiting && let PageResult::Kept(kept) = &page.result {
        sqlx::query(
            "INSERT INTO page (entry_id, final_url, fetched_at, http_status, html, is_truncated)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (entry_id) DO UPDATE SET
                 final_url = excluded.final_url, fetched_at = excluded.fetched_at,
                 http_status = excluded.http_status, html = excluded.html,
                 is_truncated = excluded.is_truncated",
        )
        .bind(page.entry_id)
        .bind(&kept.final_url)
        .bind(stamp(kept.fetched_at))
        .bind(i64::from(kept.http_status))
        .bind(&packed.html)
        .bind(kept.is_truncated)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("put_page", error))?;
    }
    Ok(())
}

struct Tried<'p> {
    stage: &'static str,
    next_try_at: Option<String>,
    error: Option<(ErrorClass, &'p String)>,
}

/// Notes the try on the entry; `false` when it was not waiting for a page.
async fn put_try(
    connection: &mut SqliteConnection,
    entry_id: i64,
    tried: Tried<'_>,
) -> Result<bool, StoreError> {
    let changed = sqlx::query(
        "UPDATE entry SET stage = $2, page_attempts = page_attempts + 1, next_try_at = $3, page_error = $4,
                          page_error_text = $5
         WHERE entry_id = $1 AND stage = 'page'",
    )
    .bind(entry_id)
    .bind(tried.stage)
    .bind(tried.next_try_at)
    .bind(tried.error.map(|(class, _)| class.as_str()))
    .bind(tried.error.map(|(_, text)| detail(text)))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("put_try", error))?;
    Ok(changed.rows_affected() > 0)
}
