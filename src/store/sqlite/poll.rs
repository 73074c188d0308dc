//! Polls: one is written whole, or not at all.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::intake::{self, Intake};
use super::values::{Packer, count, detail, stamp_or_null};
use super::{feed, host, values};
use crate::model::{ErrorClass, FeedHints, FeedState, NextPoll, PollObservation, PollOutcome, day, stamp};
use crate::store::{FinishedPoll, PollRecorded, StoreError};

/// From this many known entries under new keys on, the feed is said to have changed its naming.
const ROTATION_MIN: i64 = 3;

/// Writes a poll: entries, then what the schedule makes of their number, then the logs.
///
/// # Errors
/// [`StoreError::StaleLease`] when the lease has passed on.
pub(super) async fn finish(
    connection: &mut SqliteConnection,
    poll: FinishedPoll,
) -> Result<PollRecorded, StoreError> {
    let at = poll.observation.at;
    let intake = intake::take_in(connection, &poll.feed, &poll.entries, at).await?;
    let observation = PollObservation {
        entries: count(poll.entries.len()),
        new_entries: intake.new,
        ..poll.observation.clone()
    };
    let next = (poll.schedule)(&poll.feed, &observation);
    let told = Told::of(&poll);
    let host_id = put_feed(connection, &poll, &intake, &next, &told).await?;
    host::release(
        connection,
        host_id,
        Some(poll.host_next_start_at),
        next.host_hold_until,
    )
    .await?;
    if let Some(hints) = &poll.hints {
        put_hints(connection, poll.feed.feed_id, hints).await?;
    }
    if let Some(moved) = &next.moved {
        feed::move_to(connection, &poll.feed, moved, at).await?;
    }
    log_poll(connection, &poll, &intake, &told).await?;
    count_day(connection, &poll, &intake, &next).await?;
    log_changes(connection, poll.feed.feed_id, at, &intake, &next, &told).await?;
    if let Some(body) = &poll.kept_body {
        keep_body(connection, poll.feed.feed_id, at, body).await?;
    }
    Ok(PollRecorded {
        new_entries: intake.new,
        changed_entries: intake.changed,
        next_at: (next.history.state != FeedState::Paused).then_some(next.next_at),
    })
}

/// The outcome in words.
struct Told {
    outcome: &'static str,
    error_class: Option<&'static str>,
    detail: Option<String>,
}

impl Told {
    fn of(poll: &FinishedPoll) -> Self {
        let (outcome, error_class) = match poll.outcome {
            PollOutcome::Fetched => ("fetched", None),
            PollOutcome::NotModified => ("not_modified", None),
            PollOutcome::Failed(class) => ("failed", Some(class.as_str())),
        };
        Self {
            outcome,
            error_class,
            detail: poll.detail.as_deref().map(detail),
        }
    }

    fn is(&self, outcome: &str) -> i64 {
        i64::from(self.outcome == outcome)
    }
}

/// Writes schedule, history, validators and totals; gives back the host's id. The lease is checked here:
/// an error undoes what the entries have written already.
async fn put_feed(
    connection: &mut SqliteConnection,
    poll: &FinishedPoll,
    intake: &Intake,
    next: &NextPoll,
    told: &Told,
) -> Result<i64, StoreError> {
    let history = &next.history;
    let validators = poll.validators.clone().unwrap_or_default();
    let host_id: Option<i64> = sqlx::query_scalar(
        "UPDATE feed SET
             lease_until = NULL, next_at = $3, state = $4, interval_s = $5, gap_ewma_s = $6, window_s = $7,
             hint_floor_s = $8, fail_count = $9, fail_since_at = $10, last_error = $11,
             last_error_detail = CASE WHEN $12 THEN $13 WHEN $11 IS NULL THEN NULL ELSE last_error_detail END,
             successes = $14, last_polled_at = $15, last_success_at = $16, last_new_at = $17, redirect_to = $18,
             redirect_since_at = $19, redirect_count = $20, gone_since_at = $21,
             etag = CASE WHEN $22 THEN $23 ELSE etag END,
             last_modified = CASE WHEN $22 THEN $24 ELSE last_modified END,
             validator_url = CASE WHEN $22 THEN $25 ELSE validator_url END,
             body_sha256 = COALESCE($26, body_sha256), title = COALESCE($27, title),
             home_url = COALESCE($28, home_url), polls = polls + 1, not_modified = not_modified + $29,
             failures = failures + $30, entries = entries + $31, gaps = gaps + $32,
             skip_hours = $33, skip_days = $34, skip_broken_at = $35
         WHERE feed_id = $1 AND lease_gen = $2 AND lease_until IS NOT NULL
         RETURNING host_id",
    )
    .bind(poll.feed.feed_id)
    .bind(poll.feed.lease_gen)
    .bind(stamp(next.next_at))
    .bind(history.state.as_str())
    .bind(history.interval_s)
    .bind(history.gap_ewma_s)
    .bind(history.window_s)
    .bind(history.hint_floor_s)
    .bind(history.fail_count)
    .bind(stamp_or_null(history.fail_since_at))
    .bind(history.last_error.map(ErrorClass::as_str))
    .bind(told.error_class.is_some())
    .bind(&told.detail)
    .bind(history.successes)
    .bind(stamp_or_null(history.last_polled_at))
    .bind(stamp_or_null(history.last_success_at))
    .bind(stamp_or_null(history.last_new_at))
    .bind(&history.redirect_to)
    .bind(stamp_or_null(history.redirect_since_at))
    .bind(history.redirect_count)
    .bind(stamp_or_null(history.gone_since_at))
    .bind(poll.validators.is_some())
    .bind(validators.etag)
    .bind(validators.last_modified)
    .bind(validators.url)
    .bind(&poll.body_sha256)
    .bind(poll.feed_title.as_deref().map(values::detail))
    .bind(&poll.home_url)
    .bind(told.is("not_modified"))
    .bind(told.is("failed"))
    .bind(intake.new)
    .bind(i64::from(next.gap.is_some()))
    .bind(i64::from(history.skip_hours.bits()))
    .bind(i64::from(history.skip_days.bits()))
    .bind(stamp_or_null(history.skip_broken_at))
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("put_feed", error))?;
    host_id.ok_or(StoreError::StaleLease {
        feed_id: poll.feed.feed_id,
    })
}

/// Writes what the document says of the feed, where that has changed: most documents say the same each time.
async fn put_hints(
    connection: &mut SqliteConnection,
    feed_id: i64,
    hints: &FeedHints,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE feed SET ttl_s = $2, update_period_s = $3, hub_url = $4, self_url = $5, cloud_url = $6
         WHERE feed_id = $1
           AND (ttl_s IS DISTINCT FROM $2 OR update_period_s IS DISTINCT FROM $3
                OR hub_url IS DISTINCT FROM $4 OR self_url IS DISTINCT FROM $5 OR cloud_url IS DISTINCT FROM $6)",
    )
    .bind(feed_id)
    .bind(hints.ttl_s)
    .bind(hints.update_period_s)
    .bind(&hints.hub_url)
    .bind(&hints.self_url)
    .bind(&hints.cloud)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("put_hints", error))?;
    Ok(())
}

async fn log_poll(
    connection: &mut SqliteConnection,
    poll: &FinishedPoll,
    intake: &Intake,
    told: &Told,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO poll (feed_id, started_at, duration_ms, outcome, error_class, http_status, bytes, entries,
                           new_entries, changed_entries, entries_dropped, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(poll.feed.feed_id)
    .bind(stamp(poll.started_at))
    .bind(poll.duration_ms)
    .bind(told.outcome)
    .bind(told.error_class)
    .bind(poll.http_status.map(i64::from))
    .bind(poll.bytes)
    .bind(count(poll.entries.len()))
    .bind(intake.new)
    .bind(intake.changed)
    .bind(poll.entries_dropped)
    .bind(&told.detail)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("log_poll", error))?;
    Ok(())
}

async fn count_day(
    connection: &mut SqliteConnection,
    poll: &FinishedPoll,
    intake: &Intake,
    next: &NextPoll,
) -> Result<(), StoreError> {
    let told = Told::of(poll);
    sqlx::query(
        "INSERT INTO feed_day (feed_id, day, polls, not_modified, failures, entries, gaps, bytes)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7)
         ON CONFLICT (feed_id, day) DO UPDATE SET
             polls = feed_day.polls + 1, not_modified = feed_day.not_modified + excluded.not_modified,
             failures = feed_day.failures + excluded.failures, entries = feed_day.entries + excluded.entries,
             gaps = feed_day.gaps + excluded.gaps, bytes = feed_day.bytes + excluded.bytes",
    )
    .bind(poll.feed.feed_id)
    .bind(day(poll.observation.at))
    .bind(told.is("not_modified"))
    .bind(told.is("failed"))
    .bind(intake.new)
    .bind(i64::from(next.gap.is_some()))
    .bind(poll.bytes)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("count_day", error))?;
    Ok(())
}

/// Rows for what does not happen at every poll: a gap, a change of state, a change of naming.
async fn log_changes(
    connection: &mut SqliteConnection,
    feed_id: i64,
    at: DateTime<Utc>,
    intake: &Intake,
    next: &NextPoll,
    told: &Told,
) -> Result<(), StoreError> {
    if let Some(gap) = &next.gap {
        sqlx::query("INSERT INTO feed_gap (feed_id, from_at, to_at, entries) VALUES ($1, $2, $3, $4)")
            .bind(feed_id)
            .bind(stamp(gap.from_at))
            .bind(stamp(gap.to_at))
            .bind(gap.entries)
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("log_gap", error))?;
    }
    if let Some(was) = next.state_was {
        let reason = match (told.error_class, told.detail.as_deref()) {
            (Some(class), Some(detail)) => Some(format!("{class}: {detail}")),
            (class, detail) => class.or(detail).map(str::to_owned),
        };
        let event = Event {
            kind: "state",
            was: Some(was.as_str()),
            now: next.history.state.as_str().to_owned(),
            detail: reason,
        };
        log_event(connection, feed_id, at, event).await?;
    }
    if intake.rotated >= ROTATION_MIN {
        let event = Event {
            kind: "rotation",
            was: None,
            now: intake.rotated.to_string(),
            detail: None,
        };
        log_event(connection, feed_id, at, event).await?;
    }
    Ok(())
}

struct Event {
    kind: &'static str,
    was: Option<&'static str>,
    now: String,
    detail: Option<String>,
}

async fn log_event(
    connection: &mut SqliteConnection,
    feed_id: i64,
    at: DateTime<Utc>,
    event: Event,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO feed_event (feed_id, at, kind, was, now, detail) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(feed_id)
    .bind(stamp(at))
    .bind(event.kind)
    .bind(event.was)
    .bind(event.now)
    .bind(event.detail)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("log_event", error))?;
    Ok(())
}

async fn keep_body(
    connection: &mut SqliteConnection,
    feed_id: i64,
    at: DateTime<Utc>,
    body: &[u8],
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO poll_body (feed_id, at, body) VALUES ($1, $2, $3)
         ON CONFLICT (feed_id) DO UPDATE SET at = excluded.at, body = excluded.body",
    )
    .bind(feed_id)
    .bind(stamp(at))
    .bind(Packer::new()?.bytes(body)?)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("keep_body", error))?;
    Ok(())
}
