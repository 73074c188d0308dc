//! Hosts: who is paced together, and when one of their feeds can next be asked.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::values::stamp_or_null;
use crate::store::StoreError;

/// The id of the host of that name, made when it is new.
pub(super) async fn ensure(connection: &mut SqliteConnection, host_key: &str) -> Result<i64, StoreError> {
    let made: Option<i64> = sqlx::query_scalar(
        "INSERT INTO host (host_key) VALUES ($1) ON CONFLICT (host_key) DO NOTHING RETURNING host_id",
    )
    .bind(host_key)
    .fetch_optional(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("add_host", error))?;
    match made {
        Some(host_id) => Ok(host_id),
        None => sqlx::query_scalar("SELECT host_id FROM host WHERE host_key = $1")
            .bind(host_key)
            .fetch_one(connection)
            .await
            .map_err(|error| StoreError::from_driver("host_id", error)),
    }
}

/// Marks the host as being asked until `lease_end` at the latest.
pub(super) async fn lease(
    connection: &mut SqliteConnection,
    host_id: i64,
    lease_end: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE host SET lease_until = $2, due_at = $2 WHERE host_id = $1")
        .bind(host_id)
        .bind(lease_end)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("lease_host", error))?;
    Ok(())
}

/// Ends the host's lease. Neither distance nor hold is ever shortened: each has its own reason.
pub(super) async fn release(
    connection: &mut SqliteConnection,
    host_id: i64,
    next_start_at: Option<DateTime<Utc>>,
    hold_until: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let mut times = times(connection, host_id).await?;
    times.lease_until = None;
    // Instants in our spelling sort as texts; `None` sorts before all.
    times.next_start_at = times.next_start_at.max(stamp_or_null(next_start_at));
    times.hold_until = times.hold_until.max(stamp_or_null(hold_until));
    put(connection, host_id, &times).await
}

/// Brings `due_at` up to date after a change of one of the host's feeds.
pub(super) async fn refresh_due(connection: &mut SqliteConnection, host_id: i64) -> Result<(), StoreError> {
    let times = times(connection, host_id).await?;
    put(connection, host_id, &times).await
}

#[derive(sqlx::FromRow)]
struct Times {
    next_start_at: Option<String>,
    hold_until: Option<String>,
    lease_until: Option<String>,
    /// The earliest `next_at` of the host's feeds that are not paused.
    feed_next_at: Option<String>,
}

impl Times {
    fn due_at(&self) -> Option<&String> {
        let feed_next_at = self.feed_next_at.as_ref()?;
        [
            self.next_start_at.as_ref(),
            self.hold_until.as_ref(),
            self.lease_until.as_ref(),
        ]
        .into_iter()
        .flatten()
        .chain([feed_next_at])
        .max()
    }
}

async fn times(connection: &mut SqliteConnection, host_id: i64) -> Result<Times, StoreError> {
    sqlx::query_as(
        "SELECT next_start_at, hold_until, lease_until,
                (SELECT min(feed.next_at) FROM feed WHERE feed.host_id = host.host_id AND feed.state <> 'paused')
                    AS feed_next_at
         FROM host WHERE host_id = $1",
    )
    .bind(host_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("host_times", error))
}

async fn put(connection: &mut SqliteConnection, host_id: i64, times: &Times) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE host SET next_start_at = $2, hold_until = $3, lease_until = $4, due_at = $5 WHERE host_id = $1",
    )
    .bind(host_id)
    .bind(&times.next_start_at)
    .bind(&times.hold_until)
    .bind(&times.lease_until)
    .bind(times.due_at())
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("put_host", error))?;
    Ok(())
}
