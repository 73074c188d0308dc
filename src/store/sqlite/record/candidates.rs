//! Stories a new article may be a copy of: postings from sampled shingles to stories, and their exemplars.
//!
//! The lookup costs the same however large the archive is: postings lie in seven-day buckets, a list that
//! has grown too long is ignored and grows no further, and few stories are ever compared.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::setting::SettingRow;
use super::story::StoryState;
use super::{setting, values};
use crate::dedup::{
    ANCHOR_CANDIDATES_MAX, ANCHOR_POSTINGS_MAX, ANCHORED_MIN, CANDIDATE_SHARED_MIN, CANDIDATES_MAX,
    EXEMPLARS_MAX, POSTINGS_MAX, VERSION,
};
use crate::model::{Candidate, Exemplar, Fingerprint, Placement, Reading, stamp};
use crate::store::{Recording, StoreError};

/// Stories with the very same body looked at.
const SAME_BODY_MAX: i64 = 8;
/// Shingles of one text that are written as postings, the smallest ones: hashes are spread evenly, so
/// every copy has the same ones of the text it shares. Each posting dirties a page of its own once the
/// index is large; a text looks others up by all its shingles.
const POSTED_MAX: usize = 64;
/// Length of a bucket. Shorter ones mean more lookups for each article, longer ones mean longer lists.
const BUCKET_S: i64 = 7 * 24 * 3600;
/// Buckets looked into at most, whatever window is asked for.
const BUCKETS_MAX: i64 = 16;

/// The stories with the most shingles in common, at most [`CANDIDATES_MAX`], those with the very same body
/// first; each with its exemplars. Only stories that had an article within `window_s` seconds of `seen_at`,
/// before or after: an archive may bring an old article when newer stories are known.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    fingerprint: &Fingerprint,
    seen_at: DateTime<Utc>,
    window_s: i64,
) -> Result<Vec<Candidate>, StoreError> {
    let window = Window::around(seen_at, window_s);
    let mut ranked: Vec<(i64, i64)> = Vec::new();
    if fingerprint.body_hash != 0 {
        // The very same words share every shingle, also those whose lists have grown too long to count.
        let all = values::integer(fingerprint.shingles.len()).max(1);
        let same = same_body(connection, fingerprint, &window).await?;
        ranked.extend(same.into_iter().map(|story_id| (story_id, all)));
    }
    if !fingerprint.shingles.is_empty() {
        let found = sharing(connection, fingerprint, seen_at, window_s, &window).await?;
        let known = ranked.len();
        for story in found {
            if !ranked[..known].iter().any(|&(story_id, _)| story_id == story.0) {
                ranked.push(story);
            }
        }
    }
    ranked.truncate(CANDIDATES_MAX);
    let anchored = anchored(connection, fingerprint, seen_at, window_s, &window).await?;
    for &(story_id, _) in &anchored {
        if !ranked.iter().any(|&(known, _)| known == story_id) {
            ranked.push((story_id, 0));
        }
    }
    if ranked.is_empty() {
        return Ok(Vec::new());
    }
    let anchored: HashMap<i64, i64> = anchored.into_iter().collect();
    let mut exemplars = exemplars(connection, &ranked, fingerprint.version).await?;
    let candidate = |(story_id, shared): (i64, i64)| {
        let (is_roundup, exemplars) = exemplars.remove(&story_id)?;
        Some(Candidate {
            story_id,
            shared: u32::try_from(shared).unwrap_or(u32::MAX),
            anchored: anchored.get(&story_id).copied().unwrap_or(0),
            is_roundup,
            exemplars,
        })
    };
    Ok(ranked.into_iter().filter_map(candidate).collect())
}

/// One story with its exemplars; `None` when it has none that can be compared.
pub(super) async fn of_story(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<Option<Candidate>, StoreError> {
    let found = exemplars(connection, &[(story_id, 0)], VERSION)
        .await?
        .remove(&story_id);
    Ok(found.map(|(is_roundup, exemplars)| Candidate {
        story_id,
        is_roundup,
        exemplars,
        ..Candidate::default()
    }))
}

/// The stretch of time in which a story must have had an article, as stored.
struct Window {
    from: String,
    to: String,
}

impl Window {
    fn around(at: DateTime<Utc>, window_s: i64) -> Self {
        let window = TimeDelta::seconds(window_s.clamp(0, BUCKETS_MAX * BUCKET_S));
        let shifted = |shifted: Option<DateTime<Utc>>| values::instant(shifted).unwrap_or_else(|| stamp(at));
        Self {
            from: shifted(at.checked_sub_signed(window)),
            to: shifted(at.checked_add_signed(window)),
        }
    }
}

/// Lets later articles find the story by this one: as an exemplar when the placement says so, and by its
/// postings whenever the story would be forgotten in the present bucket.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    story: &StoryState,
    article_id: i64,
    reading: &Reading,
    placement: &Placement,
    seen_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (bucket, story_id) = (bucket_of(seen_at), story.story_id);
    let is_exemplar = placement.is_exemplar && story.exemplars < values::integer(EXEMPLARS_MAX);
    if is_exemplar {
        insert_exemplar(connection, story_id, article_id, reading).await?;
    }
    if is_exemplar || story.posted_bucket.is_some_and(|posted| bucket > posted) {
        post(connection, story_id, bucket, &reading.fingerprint).await?;
    }
    Ok(())
}

/// Keeps the new text of a revised article beside its old one, when that served as an exemplar: copies of
/// either are still to come.
pub(super) async fn keep_revised(
    connection: &mut SqliteConnection,
    story: &StoryState,
    article_id: i64,
    recording: &Recording,
) -> Result<(), StoreError> {
    let (reading, story_id) = (&recording.reading, story.story_id);
    let hashes: Vec<i64> =
        sqlx::query_scalar("SELECT body_hash FROM exemplar WHERE story_id = $1 AND article_id = $2")
            .bind(story_id)
            .bind(article_id)
            .fetch_all(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("exemplar_hashes", error))?;
    let is_known = hashes.is_empty() || hashes.contains(&reading.fingerprint.body_hash);
    if is_known || story.exemplars >= values::integer(EXEMPLARS_MAX) {
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

/// Stories that share at least [`CANDIDATE_SHARED_MIN`] shingles, best first, with how many.
///
/// One statement for all shingles: a hundred lookups of one row each would cost a hundred trips to the
/// connection's thread.
async fn sharing(
    connection: &mut SqliteConnection,
    fingerprint: &Fingerprint,
    seen_at: DateTime<Utc>,
    window_s: i64,
    window: &Window,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let buckets: Vec<i64> = buckets(seen_at, window_s).collect();
    sqlx::query_as(
        "SELECT sharing.story_id, sharing.shared
         FROM (SELECT posting.story_id, count(DISTINCT posting.shingle) AS shared
               FROM json_each($1) AS bucket
               CROSS JOIN json_each($2) AS wanted
               CROSS JOIN story_shingle AS posting
                   ON posting.bucket = bucket.value AND posting.shingle = wanted.value
               WHERE (SELECT count(*) FROM (SELECT 1 FROM story_shingle AS other
                          WHERE other.bucket = bucket.value AND other.shingle = wanted.value LIMIT $3)) < $3
               GROUP BY posting.story_id
               HAVING count(DISTINCT posting.shingle) >= $4) AS sharing
         JOIN story ON story.story_id = sharing.story_id
         WHERE story.last_seen_at >= $5 AND story.first_seen_at <= $6
         ORDER BY sharing.shared DESC, sharing.story_id
         LIMIT $7",
    )
    .bind(values::integer_list(buckets.iter().copied()))
    .bind(values::integer_list(fingerprint.shingles.iter().copied()))
    .bind(values::integer(POSTINGS_MAX + 1))
    .bind(i64::from(CANDIDATE_SHARED_MIN))
    .bind(&window.from)
    .bind(&window.to)
    .bind(values::integer(CANDIDATES_MAX))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("candidates_sharing", error))
}

/// Stories whose texts share the most anchors, best first, with the sum of the products of both weights: see
/// [`ANCHORED_MIN`]. A story counts an anchor once, by its heaviest text.
async fn anchored(
    connection: &mut SqliteConnection,
    fingerprint: &Fingerprint,
    seen_at: DateTime<Utc>,
    window_s: i64,
    window: &Window,
) -> Result<Vec<(i64, i64)>, StoreError> {
    if fingerprint.anchors.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_as(
        "SELECT near.story_id, near.weight
         FROM (SELECT hit.story_id, sum(hit.weight) AS weight
               FROM (SELECT posting.story_id, wanted.value ->> 0 AS anchor,
                            max(posting.weight) * (wanted.value ->> 1) AS weight
                     FROM json_each($1) AS bucket
                     CROSS JOIN json_each($2) AS wanted
                     CROSS JOIN story_anchor AS posting
                         ON posting.bucket = bucket.value AND posting.anchor = wanted.value ->> 0
                     WHERE (SELECT count(*) FROM (SELECT 1 FROM story_anchor AS other
                                WHERE other.bucket = bucket.value AND other.anchor = wanted.value ->> 0
                                LIMIT $3)) < $3
                     GROUP BY posting.story_id, wanted.value ->> 0) AS hit
               GROUP BY hit.story_id
               HAVING sum(hit.weight) >= $4) AS near
         JOIN story ON story.story_id = near.story_id
         WHERE story.last_seen_at >= $5 AND story.first_seen_at <= $6
         ORDER BY near.weight DESC, near.story_id
         LIMIT $7",
    )
    .bind(values::integer_list(buckets(seen_at, window_s)))
    .bind(anchor_list(fingerprint))
    .bind(values::integer(ANCHOR_POSTINGS_MAX + 1))
    .bind(ANCHORED_MIN)
    .bind(&window.from)
    .bind(&window.to)
    .bind(values::integer(ANCHOR_CANDIDATES_MAX))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("candidates_anchored", error))
}

/// The anchors as `[[key, weight], ...]`.
fn anchor_list(fingerprint: &Fingerprint) -> String {
    let anchors = fingerprint.anchors.iter();
    serde_json::Value::from_iter(anchors.map(|anchor| vec![anchor.key, anchor.weight])).to_string()
}

/// Stories with an exemplar of the very same body, the newest exemplar first.
async fn same_body(
    connection: &mut SqliteConnection,
    fingerprint: &Fingerprint,
    window: &Window,
) -> Result<Vec<i64>, StoreError> {
    let mut stories: Vec<i64> = sqlx::query_scalar(
        "SELECT e.story_id
         FROM (SELECT exemplar_id, story_id FROM exemplar
               WHERE body_hash = $1 AND body_hash <> 0 AND version = $2
               ORDER BY exemplar_id DESC LIMIT $3) AS e
         JOIN story s ON s.story_id = e.story_id
         WHERE s.last_seen_at >= $4 AND s.first_seen_at <= $5
         ORDER BY e.exemplar_id DESC",
    )
    .bind(fingerprint.body_hash)
    .bind(fingerprint.version)
    .bind(SAME_BODY_MAX)
    .bind(&window.from)
    .bind(&window.to)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("candidates_same_body", error))?;
    let mut known = std::collections::HashSet::new();
    stories.retain(|story_id| known.insert(*story_id));
    Ok(stories)
}

#[derive(sqlx::FromRow)]
struct ExemplarRow {
    story_id: i64,
    is_roundup: bool,
    outlet_id: i64,
    title: String,
    body_hash: i64,
    folded: Vec<u8>,
    #[sqlx(flatten)]
    setting: SettingRow,
}

/// The exemplars of each of `stories`, first text first, each in its setting; and whether the story is a
/// round-up.
async fn exemplars(
    connection: &mut SqliteConnection,
    stories: &[(i64, i64)],
    version: i64,
) -> Result<HashMap<i64, (bool, Vec<Exemplar>)>, StoreError> {
    let rows: Vec<ExemplarRow> = sqlx::query_as(
        "SELECT e.story_id, s.is_roundup, e.article_id, a.outlet_id, e.title, e.body_hash, e.folded,
                o.outlet_key, o.agency_id, o.habit_articles, o.habit_rewritten, a.is_release, a.claimed_at,
                a.claimed_quality, a.first_seen_at,
                (SELECT said.value FROM metadata said
                 WHERE said.revision_id = a.current_revision_id AND said.field = 'site_name') AS outlet_name
         FROM json_each($1) AS wanted
         CROSS JOIN exemplar e ON e.story_id = wanted.value
         JOIN story s ON s.story_id = e.story_id
         JOIN article a ON a.article_id = e.article_id
         JOIN outlet o ON o.outlet_id = a.outlet_id
         WHERE e.version = $2
         ORDER BY e.exemplar_id",
    )
    .bind(values::integer_list(
        stories.iter().map(|(story_id, _)| *story_id),
    ))
    .bind(version)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("exemplars", error))?;
    let mut by_story: HashMap<i64, (bool, Vec<Exemplar>)> = HashMap::new();
    let mut settings = Vec::with_capacity(rows.len());
    for row in rows {
        let story = by_story.entry(row.story_id).or_default();
        story.0 = row.is_roundup;
        story.1.push(Exemplar {
            article_id: row.setting.article_id,
            outlet_id: row.outlet_id,
            title: row.title,
            body_hash: row.body_hash,
            folded: row.folded,
            ..Exemplar::default()
        });
        settings.push(row.setting);
    }
    let settings = setting::with_credits(connection, settings).await?;
    for exemplar in by_story.values_mut().flat_map(|story| &mut story.1) {
        // A revised article may serve twice.
        exemplar.setting = settings.get(&exemplar.article_id).cloned().unwrap_or_default();
    }
    Ok(by_story)
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
    // Ascending by contract.
    let posted = &fingerprint.shingles;
    sqlx::query(
        "INSERT INTO story_shingle (bucket, shingle, story_id)
         SELECT $1, wanted.value, $3 FROM json_each($2) AS wanted
         WHERE (SELECT count(*) FROM (SELECT 1 FROM story_shingle AS other
                    WHERE other.bucket = $1 AND other.shingle = wanted.value LIMIT $4)) < $4
         ON CONFLICT DO NOTHING",
    )
    .bind(bucket)
    .bind(values::integer_list(posted.iter().copied().take(POSTED_MAX)))
    .bind(story_id)
    .bind(values::integer(POSTINGS_MAX + 1))
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("story_shingle_insert", error))?;
    sqlx::query(
        "INSERT INTO story_anchor (bucket, anchor, story_id, weight)
         SELECT $1, wanted.value ->> 0, $3, wanted.value ->> 1 FROM json_each($2) AS wanted
         WHERE (SELECT count(*) FROM (SELECT 1 FROM story_anchor AS other
                    WHERE other.bucket = $1 AND other.anchor = wanted.value ->> 0 LIMIT $4)) < $4
         ON CONFLICT (bucket, anchor, story_id) DO UPDATE SET weight = excluded.weight
             WHERE excluded.weight > story_anchor.weight",
    )
    .bind(bucket)
    .bind(anchor_list(fingerprint))
    .bind(story_id)
    .bind(values::integer(ANCHOR_POSTINGS_MAX + 1))
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("story_anchor_insert", error))?;
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

/// `integers` as a JSON array.
pub(super) fn bucket_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(BUCKET_S)
}

/// The buckets that reach into the window around `seen_at`, nearest in time to `seen_at` included.
pub(super) fn buckets(seen_at: DateTime<Utc>, window_s: i64) -> std::ops::RangeInclusive<i64> {
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
