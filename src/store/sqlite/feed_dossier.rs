//! Reads everything about one feed.

use sqlx::{Connection, SqliteConnection};

use crate::store::{DossierFeed, FeedDossier, StoreError};

/// Rows of each list: what a person looks at.
const ROWS_MAX: i64 = 10;

/// The feed of that number, or that is or was at that address, as one moment of the store.
pub(super) async fn feed(
    connection: &mut SqliteConnection,
    feed_id: Option<i64>,
    url: &str,
) -> Result<Option<FeedDossier>, StoreError> {
    let failed = |error| StoreError::from_driver("feed_dossier", error);
    let mut moment = connection.begin().await.map_err(failed)?;
    let head: Option<DossierFeed> = sqlx::query_as(
        "SELECT feed_id, url, COALESCE(given_title, title) AS title, home_url, state, created_at, next_at,
                interval_s, gap_ewma_s, window_s, hint_floor_s, ttl_s, update_period_s, skip_hours, skip_days,
                skip_broken_at, hub_url, self_url, cloud_url, redirect_to, redirect_since_at, redirect_count,
                fail_count, fail_since_at, last_error, last_error_detail, last_polled_at, last_success_at,
                last_new_at, polls, not_modified, failures, entries, gaps,
                etag IS NOT NULL OR last_modified IS NOT NULL AS has_validators,
                host_key AS host, hold_until AS host_hold_until
         FROM feed JOIN host USING (host_id)
         WHERE feed_id = COALESCE(
             $1,
             (SELECT feed_id FROM feed WHERE url = $2),
             (SELECT feed_id FROM feed_move WHERE was = $2 ORDER BY feed_move_id DESC LIMIT 1))",
    )
    .bind(feed_id)
    .bind(url)
    .fetch_optional(&mut *moment)
    .await
    .map_err(failed)?;
    let Some(head) = head else {
        return Ok(None);
    };
    let moves = sqlx::query_as(
        "SELECT at, was, now FROM feed_move WHERE feed_id = $1 ORDER BY feed_move_id DESC LIMIT $2",
    )
    .bind(head.feed_id)
    .bind(ROWS_MAX)
    .fetch_all(&mut *moment)
    .await
    .map_err(failed)?;
    let events = sqlx::query_as(
        "SELECT at, kind, was, now, detail FROM feed_event WHERE feed_id = $1
         ORDER BY feed_event_id DESC LIMIT $2",
    )
    .bind(head.feed_id)
    .bind(ROWS_MAX)
    .fetch_all(&mut *moment)
    .await
    .map_err(failed)?;
    let recent = sqlx::query_as(
        "SELECT started_at, outcome, error_class, http_status, entries, new_entries, changed_entries,
                entries_dropped, detail
         FROM poll WHERE feed_id = $1 ORDER BY started_at DESC, poll_id DESC LIMIT $2",
    )
    .bind(head.feed_id)
    .bind(ROWS_MAX)
    .fetch_all(&mut *moment)
    .await
    .map_err(failed)?;
    moment.rollback().await.map_err(failed)?;
    Ok(Some(FeedDossier {
        feed: head,
        moves,
        events,
        recent,
    }))
}
