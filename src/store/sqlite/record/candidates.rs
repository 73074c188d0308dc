//! Stories a new article may be a copy of: postings from sampled shingles to stories, and their exemplars.
//!
//! The lookup costs the same however large the archive is: postings lie in seven-day buckets, a list that
//! has grown too long is ignored and grows no further, and few stories are ever compared. What was read and
//! compared is counted ([`LookupFigures`]).

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::setting::SettingRow;
use super::story::StoryState;
use super::{lists, setting, values};
use crate::dedup::{
    self, ANCHOR_CANDIDATES_MAX, ANCHOR_POSTINGS_MAX, CANDIDATES_MAX, EXEMPLARS_MAX, POSTINGS_MAX, VERSION,
};
use crate::model::{Candidate, Exemplar, Fingerprint, Placement, Reading, stamp};
use crate::store::{LookupFigures, StoreError};

/// Stories with the very same body looked at.
const SAME_BODY_MAX: i64 = 8;
/// Shingles of one text that are written as postings, the smallest ones: hashes are spread evenly, so
/// every copy has the same ones of the text it shares. Each posting dirties a page of its own once the
/// index is large; a text looks others up by all its shingles.
const POSTED_MAX: usize = 64;
/// Length of a bucket. Shorter ones mean more lookups for each article, longer ones mean longer lists.
pub(super) const BUCKET_S: i64 = 7 * 24 * 3600;
/// Stories whose times are looked at in one go, and how often at most for one article.
const LOOKED_AT: usize = 48;
const PORTIONS_MAX: usize = 8;
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
    figures: &LookupFigures,
) -> Result<Vec<Candidate>, StoreError> {
    let window = Window::around(seen_at, window_s);
    let lists = lists::read(connection, fingerprint, buckets(seen_at, window_s)).await?;
    let weights: Vec<i64> = fingerprint.anchors.iter().map(|anchor| anchor.weight).collect();
    let sharing = dedup::by_shared(lists.shingles);
    let anchored = dedup::by_anchors(lists.anchors, &weights);
    let ranked = [
        (sharing.as_slice(), CANDIDATES_MAX),
        (anchored.as_slice(), ANCHOR_CANDIDATES_MAX),
    ];
    let [sharing, anchored] = open_ones(connection, &window, ranked).await?;
    let mut ranked: Vec<(i64, i64)> = Vec::new();
    if fingerprint.body_hash != 0 {
        // The very same words share every shingle, also those whose lists have grown too long to count.
        let all = values::integer(fingerprint.shingles.len()).max(1);
        let same = same_body(connection, fingerprint, &window).await?;
        ranked.extend(same.into_iter().map(|story_id| (story_id, all)));
    }
    let known = ranked.len();
    for story in sharing {
        if !ranked[..known].iter().any(|&(story_id, _)| story_id == story.0) {
            ranked.push(story);
        }
    }
    ranked.truncate(CANDIDATES_MAX);
    for &(story_id, _) in &anchored {
        if !ranked.iter().any(|&(known, _)| known == story_id) {
            ranked.push((story_id, 0));
        }
    }
    figures.postings.observe(lists.read as f64);
    if ranked.is_empty() {
        figures.texts.observe(0.0);
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
    let found: Vec<Candidate> = ranked.into_iter().filter_map(candidate).collect();
    let texts: usize = found.iter().map(|candidate| candidate.exemplars.len()).sum();
    figures.texts.observe(texts as f64);
    Ok(found)
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
        note(connection, story_id, bucket, is_exemplar).await?;
    }
    Ok(())
}

/// Keeps the new text of a revised article beside its old one, when that served as an exemplar: copies of
/// either are still to come.
pub(super) async fn keep_revised(
    connection: &mut SqliteConnection,
    story: &StoryState,
    article_id: i64,
    reading: &Reading,
    first_seen_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let story_id = story.story_id;
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
    let bucket = bucket_of(first_seen_at);
    insert_exemplar(connection, story_id, article_id, reading).await?;
    post(connection, story_id, bucket, &reading.fingerprint).await?;
    note(connection, story_id, bucket, true).await
}

/// Lets later articles be compared with the text of `article_id` as it is read now, if they are compared with it at
/// all; whether anything changed. Postings of its former reading stay until their time is up: they find the story,
/// and the texts then decide.
pub(super) async fn replace(
    connection: &mut SqliteConnection,
    story_id: i64,
    (article_id, revisions): (i64, i64),
    reading: &Reading,
) -> Result<bool, StoreError> {
    let kept: Vec<(i64, i64, i64, String, Vec<u8>)> = sqlx::query_as(
        "SELECT exemplar_id, version, body_hash, title, folded FROM exemplar
         WHERE story_id = $1 AND article_id = $2 ORDER BY exemplar_id",
    )
    .bind(story_id)
    .bind(article_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("exemplar_kept", error))?;
    let new = &reading.fingerprint;
    // Of a revised article only a second text is surely the present one.
    let is_present = revisions == 1 || kept.len() > 1;
    let Some((exemplar_id, version, body_hash, title, folded)) = kept.last().filter(|_| is_present) else {
        return Ok(false);
    };
    if (*version, *body_hash, title) == (new.version, new.body_hash, &reading.article.title)
        && *folded == new.folded
    {
        return Ok(false);
    }
    sqlx::query(
        "UPDATE exemplar SET version = $2, body_hash = $3, title = $4, folded = $5 WHERE exemplar_id = $1",
    )
    .bind(exemplar_id)
    .bind(new.version)
    .bind(new.body_hash)
    .bind(&reading.article.title)
    .bind(&new.folded)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("exemplar_replace", error))?;
    let seen_at: String = sqlx::query_scalar("SELECT first_seen_at FROM article WHERE article_id = $1")
        .bind(article_id)
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("exemplar_seen", error))?;
    let bucket = bucket_of(values::read_instant("exemplar_seen", &seen_at)?);
    post(connection, story_id, bucket, new).await?;
    note(connection, story_id, bucket, false).await?;
    Ok(true)
}

/// Of the stories in each of `ranked` the first `most` that had an article within the window, in their order.
///
/// Stories are looked at in portions of [`LOOKED_AT`]: nearly always one is enough, as the lists hold little but
/// the window. After [`PORTIONS_MAX`] of them what is left is too far down to be what the text is a copy of.
async fn open_ones<const N: usize>(
    connection: &mut SqliteConnection,
    window: &Window,
    ranked: [(&[(i64, i64)], usize); N],
) -> Result<[Vec<(i64, i64)>; N], StoreError> {
    let mut open: [Vec<(i64, i64)>; N] = std::array::from_fn(|_| Vec::new());
    let mut left = ranked;
    for _ in 0..PORTIONS_MAX {
        let mut portions = [&[] as &[(i64, i64)]; N];
        for ((portion, (list, most)), found) in portions.iter_mut().zip(&mut left).zip(&open) {
            if found.len() < *most {
                (*portion, *list) = list.split_at(list.len().min(LOOKED_AT));
            }
        }
        if portions.iter().all(|portion| portion.is_empty()) {
            break;
        }
        let asked = values::integer_list(portions.iter().copied().flatten().map(|&(story_id, _)| story_id));
        let within = within(connection, window, asked).await?;
        for ((found, portion), (_, most)) in open.iter_mut().zip(portions).zip(&left) {
            let further = portion.iter().filter(|(story_id, _)| within.contains(story_id));
            found.extend(further.take(most - found.len()));
        }
    }
    Ok(open)
}

/// Those of `story_ids` that had an article within the window.
async fn within(
    connection: &mut SqliteConnection,
    window: &Window,
    story_ids: String,
) -> Result<HashSet<i64>, StoreError> {
    let list: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(story.story_id, ' ')
         FROM json_each($1) AS asked CROSS JOIN story ON story.story_id = asked.value
         WHERE story.last_seen_at >= $2 AND story.first_seen_at <= $3",
    )
    .bind(story_ids)
    .bind(&window.from)
    .bind(&window.to)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("candidates_within", error))?;
    let words = list.as_deref().unwrap_or_default().split(' ');
    Ok(words.filter_map(|word| word.parse().ok()).collect())
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
    /// Stories, with commas.
    holds: Option<String>,
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
                a.claimed_quality, a.first_seen_at, a.seen_basis, a.polling_gap_s,
                (SELECT group_concat(second.story_id) FROM merged_part held
                 JOIN article second ON second.article_id = held.of_article_id
                 WHERE held.article_id = e.article_id) AS holds,
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
            holds: row
                .holds
                .iter()
                .flat_map(|holds| holds.split(','))
                .flat_map(str::parse)
                .collect(),
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
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("exemplar_insert", error))?;
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
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_anchor_insert", error))?;
    Ok(())
}

/// Notes that the story was posted into `bucket`, with one more exemplar or without.
async fn note(
    connection: &mut SqliteConnection,
    story_id: i64,
    bucket: i64,
    has_exemplar: bool,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE story SET exemplars = exemplars + $3,
            posted_bucket = CASE WHEN posted_bucket > $2 THEN posted_bucket ELSE $2 END
         WHERE story_id = $1",
    )
    .bind(story_id)
    .bind(bucket)
    .bind(i64::from(has_exemplar))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_posted", error))?;
    Ok(())
}

/// The bucket into which an article seen at `at` falls.
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
