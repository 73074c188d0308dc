//! Leases: which feeds are to be asked now, and that nobody else asks them meanwhile.
//!
//! Everything goes through `host.due_at`, which is kept by every change of a feed or host. So finding
//! what is due costs the same with ten feeds and with a hundred thousand, and a host with many feeds
//! takes its turns among the others instead of before them.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::host;
use super::values::instant_or_null;
use crate::model::{ErrorClass, FeedHistory, FeedState, LeasedFeed, SkipDays, SkipHours, Validators, stamp};
use crate::store::{PassLeft, StoreError};

/// Whether any feed can be leased at `now`.
pub(super) async fn is_any_due(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("SELECT host_id FROM host WHERE due_at <= $1 LIMIT 1")
        .bind(stamp(now))
        .fetch_optional(connection)
        .await
        .map_err(|error| StoreError::from_driver("is_any_due", error))?;
    Ok(found.is_some())
}

/// Leases up to `limit` feeds until `lease_end`: of each due host the feed longest overdue, hosts that
/// have waited longest first.
pub(super) async fn take(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    lease_end: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<LeasedFeed>, StoreError> {
    let (now, lease_end) = (stamp(now), stamp(lease_end));
    let mut leased = Vec::new();
    for (host_id, host_key) in due_hosts(connection, &now, limit).await? {
        match take_one(connection, host_id, &now, &lease_end).await? {
            Some(row) => {
                host::lease(connection, host_id, &lease_end).await?;
                leased.push(row.into_feed(host_key)?);
            }
            // Somebody changed a feed by hand; the next round has it right.
            None => host::refresh_due(connection, host_id).await?,
        }
    }
    Ok(leased)
}

/// When the next feed can be leased.
pub(super) async fn next_due_at(
    connection: &mut SqliteConnection,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let due_at: Option<String> =
        sqlx::query_scalar("SELECT due_at FROM host WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1")
            .fetch_optional(connection)
            .await
            .map_err(|error| StoreError::from_driver("next_due_at", error))?;
    instant_or_null("host.due_at", due_at.as_deref())
}

/// What is left at `now` of the feeds that were due at `due_at`.
pub(super) async fn pass_left(
    connection: &mut SqliteConnection,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<PassLeft, StoreError> {
    let (next_at, held_feeds): (Option<String>, i64) = sqlx::query_as(
        "SELECT min(CASE WHEN host.hold_until > $2 THEN NULL ELSE host.due_at END),
                count(CASE WHEN host.hold_until > $2 THEN 1 END)
         FROM feed JOIN host ON host.host_id = feed.host_id
         WHERE feed.state <> 'paused' AND feed.next_at <= $1",
    )
    .bind(stamp(due_at))
    .bind(stamp(now))
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("pass_left", error))?;
    Ok(PassLeft {
        next_at: instant_or_null("host.due_at", next_at.as_deref())?,
        held_feeds,
    })
}

/// Makes every feed that is not paused due at `now`; distance, hold and lease of a host stay.
pub(super) async fn make_all_due(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let now = stamp(now);
    let failed = |error| StoreError::from_driver("make_all_due", error);
    sqlx::query("UPDATE feed SET next_at = $1 WHERE state <> 'paused' AND next_at > $1")
        .bind(&now)
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    sqlx::query("UPDATE host SET due_at = $1 WHERE due_at > $1")
        .bind(&now)
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    let bound: Vec<i64> = sqlx::query_scalar(
        "SELECT host_id FROM host WHERE next_start_at > $1 OR hold_until > $1 OR lease_until > $1",
    )
    .bind(&now)
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    for host_id in bound {
        host::refresh_due(connection, host_id).await?;
    }
    Ok(())
}

/// Gives back all leases; polls still made under them are refused.
pub(super) async fn release_all(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let failed = |error| StoreError::from_driver("release_leases", error);
    sqlx::query(
        "UPDATE feed SET lease_until = NULL, lease_gen = lease_gen + 1 WHERE lease_until IS NOT NULL",
    )
    .execute(&mut *connection)
    .await
    .map_err(failed)?;
    let hosts: Vec<i64> = sqlx::query_scalar("SELECT host_id FROM host WHERE lease_until IS NOT NULL")
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    for host_id in hosts {
        host::release(connection, host_id, None, None).await?;
    }
    Ok(())
}

async fn due_hosts(
    connection: &mut SqliteConnection,
    now: &str,
    limit: u32,
) -> Result<Vec<(i64, String)>, StoreError> {
    sqlx::query_as("SELECT host_id, host_key FROM host WHERE due_at <= $1 ORDER BY due_at, host_id LIMIT $2")
        .bind(now)
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await
        .map_err(|error| StoreError::from_driver("due_hosts", error))
}

async fn take_one(
    connection: &mut SqliteConnection,
    host_id: i64,
    now: &str,
    lease_end: &str,
) -> Result<Option<FeedRow>, StoreError> {
    sqlx::query_as(
        "UPDATE feed SET lease_gen = lease_gen + 1, lease_until = $3
         WHERE feed_id = (SELECT due.feed_id FROM feed AS due
                          WHERE due.host_id = $1 AND due.state <> 'paused' AND due.next_at <= $2
                          ORDER BY due.next_at, due.feed_id LIMIT 1)
         RETURNING feed_id, url, etag, last_modified, validator_url, body_sha256, lease_gen, state, interval_s,
                   gap_ewma_s, window_s, hint_floor_s, fail_count, fail_since_at, last_error, successes,
                   last_polled_at, last_success_at, last_new_at, redirect_to, redirect_since_at, redirect_count,
                   gone_since_at, skip_hours, skip_days, skip_broken_at",
    )
    .bind(host_id)
    .bind(now)
    .bind(lease_end)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("lease_feed", error))
}

#[derive(sqlx::FromRow)]
struct FeedRow {
    feed_id: i64,
    url: String,
    etag: Option<Vec<u8>>,
    last_modified: Option<Vec<u8>>,
    validator_url: Option<String>,
    body_sha256: Option<Vec<u8>>,
    lease_gen: i64,
    state: String,
    interval_s: i64,
    gap_ewma_s: Option<i64>,
    window_s: Option<i64>,
    hint_floor_s: Option<i64>,
    fail_count: i64,
    fail_since_at: Option<String>,
    last_error: Option<String>,
    successes: i64,
    last_polled_at: Option<String>,
    last_success_at: Option<String>,
    last_new_at: Option<String>,
    redirect_to: Option<String>,
    redirect_since_at: Option<String>,
    redirect_count: i64,
    gone_since_at: Option<String>,
    skip_hours: i64,
    skip_days: i64,
    skip_broken_at: Option<String>,
}

impl FeedRow {
    fn into_feed(self, host_key: String) -> Result<LeasedFeed, StoreError> {
        Ok(LeasedFeed {
            feed_id: self.feed_id,
            url: self.url,
            host_key,
            validators: Validators {
                etag: self.etag,
                last_modified: self.last_modified,
                url: self.validator_url,
            },
            body_sha256: self.body_sha256,
            history: FeedHistory {
                state: FeedState::parse(&self.state),
                interval_s: self.interval_s,
                gap_ewma_s: self.gap_ewma_s,
                window_s: self.window_s,
                hint_floor_s: self.hint_floor_s,
                fail_count: self.fail_count,
                fail_since_at: instant_or_null("feed.fail_since_at", self.fail_since_at.as_deref())?,
                last_error: self.last_error.as_deref().and_then(ErrorClass::parse),
                successes: self.successes,
                last_polled_at: instant_or_null("feed.last_polled_at", self.last_polled_at.as_deref())?,
                last_success_at: instant_or_null("feed.last_success_at", self.last_success_at.as_deref())?,
                last_new_at: instant_or_null("feed.last_new_at", self.last_new_at.as_deref())?,
                redirect_to: self.redirect_to,
                redirect_since_at: instant_or_null(
                    "feed.redirect_since_at",
                    self.redirect_since_at.as_deref(),
                )?,
                redirect_count: self.redirect_count,
                gone_since_at: instant_or_null("feed.gone_since_at", self.gone_since_at.as_deref())?,
                skip_hours: SkipHours::new(u32::try_from(self.skip_hours).unwrap_or(0)),
                skip_days: SkipDays::new(u32::try_from(self.skip_days).unwrap_or(0)),
                skip_broken_at: instant_or_null("feed.skip_broken_at", self.skip_broken_at.as_deref())?,
            },
            lease_gen: self.lease_gen,
        })
    }
}
