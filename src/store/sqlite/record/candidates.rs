//! Stories a new article may be a copy of: postings from sampled shingles to stories, and their exemplars.
//!
//! The lookup costs the same however large the archive is: postings lie in seven-day buckets, a list that
//! has grown too long is ignored and grows no further, and few stories are ever compared.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::values;
use crate::model::{Candidate, Exemplar, Fingerprint, Placement, Reading, stamp};
use crate::store::{Recording, StoreError};

/// A shingle that more stories of one bucket share says nothing about any of them: it is a phrase of the
/// trade or boilerplate.
const POSTINGS_MAX: i64 = 48;
/// Stories compared for one article: beyond the best few, sharing is chance.
const CANDIDATES_MAX: usize = 4;
/// Fewer shared shingles than this is chance as well.
const SHARED_MIN: i64 = 2;
/// Texts of one story that others are compared to.
const EXEMPLARS_MAX: i64 = 4;
/// Stories looked at before the window drops those too old or too new.
const SHORTLIST_MAX: i64 = 16;
/// Stories with the very same body looked at.
const SAME_BODY_MAX: i64 = 8;
/// Length of a bucket. Shorter ones mean more lookups for each article, longer ones mean longer lists.
const BUCKET_S: i64 = 7 * 24 * 3600;
/// Buckets looked into at most, whatever window is asked for.
const BUCKETS_MAX: i64 = 16;

/// The stories with the most shingles in common, at most [`CANDIDATES_MAX`], those with the very same body
/// first; each with its exemplars. Only stories that had an article within `window_s` seconds of `seen_at`.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    fingerprint: &Fingerprint,
    seen_at: DateTime<Utc>,
    window_s: i64,
) -> Result<Vec<Candidate>, StoreError> {
    let mut shared: HashMap<i64, i64> = HashMap::new();
    if !fingerprint.shingles.is_empty() {
        let wanted = shingle_list(&fingerprint.shingles);
        for bucket in buckets(seen_at, window_s) {
            for (story_id, count) in sharing(connection, bucket, &wanted).await? {
                let best = shared.entry(story_id).or_default();
                *best = (*best).max(count);
            }
        }
    }
    if fingerprint.body_hash != 0 {
        let all = values::integer(fingerprint.shingles.len()).max(1);
        for story_id in same_body(connection, fingerprint).await? {
            shared.insert(story_id, all + 1);
        }
    }
    let mut ranked: Vec<(i64, i64)> = shared.into_iter().collect();
    ranked.sort_unstable_by_key(|&(story_id, count)| (std::cmp::Reverse(count), story_id));
    let mut candidates = Vec::new();
    for (story_id, count) in ranked {
        if candidates.len() == CANDIDATES_MAX {
            break;
        }
        if !is_within(connection, story_id, seen_at, window_s).await? {
            continue;
        }
        let exemplars = exemplars(connection, story_id, fingerprint.version).await?;
        if !exemplars.is_empty() {
            let shared = u32::try_from(count).unwrap_or(u32::MAX);
            candidates.push(Candidate {
                story_id,
                shared,
                exemplars,
            });
        }
    }
    Ok(candidates)
}

/// Lets later articles find the story by this one: as an exemplar when the placement says so, and by its
/// postings whenever the story would be forgotten in the present bucket.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    story_id: i64,
    article_id: i64,
    reading: &Reading,
    placement: &Placement,
    seen_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let bucket = bucket_of(seen_at);
    let (exemplars, posted) = posting_state(connection, story_id).await?;
    let is_exemplar = placement.is_exemplar && exemplars < EXEMPLARS_MAX;
    if is_exemplar {
        insert_exemplar(connection, story_id, article_id, reading).await?;
    }
    if is_exemplar || posted.is_some_and(|posted| bucket > posted) {
        post(connection, story_id, bucket, &reading.fingerprint).await?;
    }
    Ok(())
}

/// Keeps the new text of a revised article beside its old one, when that served as an exemplar: copies of
/// either are still to come.
pub(super) async fn keep_revised(
    connection: &mut SqliteConnection,
    story_id: i64,
    article_id: i64,
    recording: &Recording,
) -> Result<(), StoreError> {
    let reading = &recording.reading;
    let hashes: Vec<i64> =
        sqlx::query_scalar("SELECT body_hash FROM exemplar WHERE story_id = $1 AND article_id = $2")
            .bind(story_id)
            .bind(article_id)
            .fetch_all(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("exemplar_hashes", error))?;
    let (exemplars, _) = posting_state(connection, story_id).await?;
    if hashes.is_empty() || hashes.contains(&reading.fingerprint.body_hash) || exemplars >= EXEMPLARS_MAX {
        return Ok(());
    }
    insert_exemplar(connection, story_id, article_id, reading).await?;
    post(
        connection,
        story_id,
        bucket_of(values::first_seen(recording)),
        &reading.fingerprint,
    )
    .await
}

/// Stories in `bucket` that share at least [`SHARED_MIN`] of the `wanted` shingles, best first.
///
/// One statement for all shingles: a hundred lookups of one row each would cost a hundred trips to the
/// connection's thread.
async fn sharing(
    connection: &mut SqliteConnection,
    bucket: i64,
    wanted: &str,
) -> Result<Vec<(i64, i64)>, StoreError> {
    sqlx::query_as(
        "SELECT posting.story_id, count(*) AS shared
         FROM json_each($1) AS wanted
         CROSS JOIN story_shingle AS posting ON posting.bucket = $2 AND posting.shingle = wanted.value
         WHERE (SELECT count(*) FROM (SELECT 1 FROM story_shingle AS other
                    WHERE other.bucket = $2 AND other.shingle = wanted.value LIMIT $3)) < $3
         GROUP BY posting.story_id
         HAVING count(*) >= $4
         ORDER BY count(*) DESC, posting.story_id
         LIMIT $5",
    )
    .bind(wanted)
    .bind(bucket)
    .bind(POSTINGS_MAX + 1)
    .bind(SHARED_MIN)
    .bind(SHORTLIST_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("candidates_sharing", error))
}

/// Stories with an exemplar of the very same body, newest first.
async fn same_body(
    connection: &mut SqliteConnection,
    fingerprint: &Fingerprint,
) -> Result<Vec<i64>, StoreError> {
    sqlx::query_scalar(
        "SELECT story_id FROM exemplar
         WHERE body_hash = $1 AND body_hash <> 0 AND version = $2
         ORDER BY exemplar_id DESC LIMIT $3",
    )
    .bind(fingerprint.body_hash)
    .bind(fingerprint.version)
    .bind(SAME_BODY_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("candidates_same_body", error))
}

/// Whether the story had an article within `window_s` seconds of `seen_at`, before or after: an archive
/// may bring an old article when newer stories are known.
async fn is_within(
    connection: &mut SqliteConnection,
    story_id: i64,
    seen_at: DateTime<Utc>,
    window_s: i64,
) -> Result<bool, StoreError> {
    let window = TimeDelta::try_seconds(window_s).unwrap_or(TimeDelta::MAX);
    let from = seen_at.checked_sub_signed(window).unwrap_or(DateTime::UNIX_EPOCH);
    let to = seen_at.checked_add_signed(window).unwrap_or(seen_at);
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM story
            WHERE story_id = $1 AND last_seen_at >= $2 AND first_seen_at <= $3)",
    )
    .bind(story_id)
    .bind(stamp(from))
    .bind(stamp(to))
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("candidates_within", error))
}

#[derive(sqlx::FromRow)]
struct ExemplarRow {
    article_id: i64,
    outlet_id: i64,
    title: String,
    body_hash: i64,
    folded: Vec<u8>,
}

/// The exemplars of a story, first text first.
async fn exemplars(
    connection: &mut SqliteConnection,
    story_id: i64,
    version: i64,
) -> Result<Vec<Exemplar>, StoreError> {
    let rows: Vec<ExemplarRow> = sqlx::query_as(
        "SELECT e.article_id, a.outlet_id, e.title, e.body_hash, e.folded
         FROM exemplar e JOIN article a ON a.article_id = e.article_id
         WHERE e.story_id = $1 AND e.version = $2
         ORDER BY e.exemplar_id LIMIT $3",
    )
    .bind(story_id)
    .bind(version)
    .bind(EXEMPLARS_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("exemplars", error))?;
    let exemplar = |row: ExemplarRow| Exemplar {
        article_id: row.article_id,
        outlet_id: row.outlet_id,
        title: row.title,
        body_hash: row.body_hash,
        folded: row.folded,
    };
    Ok(rows.into_iter().map(exemplar).collect())
}

/// How many exemplars a story has, and the newest bucket that knows it.
async fn posting_state(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<(i64, Option<i64>), StoreError> {
    sqlx::query_as("SELECT exemplars, posted_bucket FROM story WHERE story_id = $1")
        .bind(story_id)
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("story_postings", error))
}

async fn insert_exemplar(
    connection: &mut SqliteConnection,
    story_id: i64,
    article_id: i64,
    reading: &Reading,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO exemplar (story_id, article_id, version, body_hash, title, folded)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(story_id)
    .bind(article_id)
    .bind(reading.fingerprint.version)
    .bind(reading.fingerprint.body_hash)
    .bind(&reading.article.title)
    .bind(&reading.fingerprint.folded)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("exemplar_insert", error))?;
    sqlx::query("UPDATE story SET exemplars = exemplars + 1 WHERE story_id = $1")
        .bind(story_id)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("story_exemplars", error))?;
    Ok(())
}

/// Writes the postings of `fingerprint` into `bucket`. A list that is too long to be of use stays as it is.
async fn post(
    connection: &mut SqliteConnection,
    story_id: i64,
    bucket: i64,
    fingerprint: &Fingerprint,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO story_shingle (bucket, shingle, story_id)
         SELECT $1, wanted.value, $3 FROM json_each($2) AS wanted
         WHERE (SELECT count(*) FROM (SELECT 1 FROM story_shingle AS other
                    WHERE other.bucket = $1 AND other.shingle = wanted.value LIMIT $4)) < $4
         ON CONFLICT DO NOTHING",
    )
    .bind(bucket)
    .bind(shingle_list(&fingerprint.shingles))
    .bind(story_id)
    .bind(POSTINGS_MAX + 1)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("story_shingle_insert", error))?;
    sqlx::query(
        "UPDATE story SET posted_bucket = $2
         WHERE story_id = $1 AND (posted_bucket IS NULL OR posted_bucket < $2)",
    )
    .bind(story_id)
    .bind(bucket)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_posted", error))?;
    Ok(())
}

/// The shingles as a JSON array.
fn shingle_list(shingles: &[i64]) -> String {
    serde_json::Value::from(shingles).to_string()
}

fn bucket_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(BUCKET_S)
}

/// The buckets that reach into the window around `seen_at`, nearest in time to `seen_at` included.
fn buckets(seen_at: DateTime<Utc>, window_s: i64) -> std::ops::RangeInclusive<i64> {
    let window_s = window_s.clamp(0, BUCKETS_MAX / 2 * BUCKET_S);
    let at = seen_at.timestamp();
    (at - window_s).div_euclid(BUCKET_S)..=(at + window_s).div_euclid(BUCKET_S)
}

#[cfg(test)]
mod unit {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn the_window_reaches_into_the_buckets_on_both_sides() {
        let at = Utc.timestamp_opt(10 * BUCKET_S + 5, 0).unwrap();
        assert_eq!(buckets(at, 60), 9..=10);
        assert_eq!(buckets(at, BUCKET_S), 9..=11);
        assert!(buckets(at, i64::MAX).count() <= 17);
    }
}
