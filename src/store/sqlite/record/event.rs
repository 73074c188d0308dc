//! Events: where a new story belongs, and what becomes of an event whose story goes.
//!
//! Asked once for each story, never for a copy. The look-up is bounded like that of stories: postings in
//! seven-day stretches, long lists ignored, few events compared.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::rows::RowInsert;
use super::{candidates, lists, values};
use crate::dedup::by_anchors;
use crate::event::{CANDIDATES_MAX, REACH_DAYS, TERMS_POSTED, add, heaviest, sum};
use crate::model::{Anchor, EventCandidate, EventChoice, Fingerprint, Gist, stamp};
use crate::store::{RecordRules, StoreError};

/// Stories of an event that its sum is made of when one has gone.
const SUMMED_MAX: i64 = 200;

/// The reach in seconds.
const REACH_S: i64 = REACH_DAYS * 24 * 3600;

/// A story that looks for its event.
pub(super) struct NewStory<'a> {
    pub(super) story_id: i64,
    pub(super) title: &'a str,
    pub(super) gist: Gist,
    pub(super) seen_at: DateTime<Utc>,
    /// Of several happenings: it tells nothing of what the event is about.
    pub(super) is_roundup: bool,
}

/// Puts a new story into the event the rules choose, or into one of its own; which.
pub(super) async fn enter(
    connection: &mut SqliteConnection,
    story: &NewStory<'_>,
    rules: &RecordRules,
) -> Result<i64, StoreError> {
    let found = find(connection, story).await?;
    match (rules.event)(&story.gist, story.seen_at, &found) {
        EventChoice::Join { event_id, score } => {
            join(connection, story, event_id, Some(score), &found).await?;
            Ok(event_id)
        }
        EventChoice::Open { follows } => {
            let event_id = open(connection, story).await?;
            if let Some((followed, score)) = follows {
                link(connection, event_id, followed, story.story_id, score).await?;
            }
            Ok(event_id)
        }
    }
}

/// Sets right the event of a story that was told anew: one without articles leaves its event, one that is
/// about something else than before looks for its event again. What changes is put on record.
pub(super) async fn retell(
    connection: &mut SqliteConnection,
    story_id: i64,
    now: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let before: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT event_id, gist FROM event_story WHERE story_id = $1")
            .bind(story_id)
            .fetch_optional(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("event_of_story", error))?;
    let told: Option<(String, Vec<u8>, i64, String, bool)> = sqlx::query_as(
        "SELECT e.title, e.folded, e.version, s.first_seen_at, s.is_roundup
         FROM story s JOIN exemplar e ON e.story_id = s.story_id
         WHERE s.story_id = $1 AND s.articles > 0 ORDER BY e.exemplar_id LIMIT 1",
    )
    .bind(story_id)
    .fetch_optional(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("event_story_told", error))?;
    let Some((title, folded, version, seen_at, is_roundup)) = told else {
        if let Some((event_id, _)) = before {
            leave(connection, story_id, event_id).await?;
            put_on_record(connection, story_id, event_id, None, now).await?;
        }
        return Ok(());
    };
    let fingerprint = Fingerprint {
        version,
        folded,
        ..Fingerprint::default()
    };
    let story = NewStory {
        story_id,
        title: &title,
        gist: (rules.gist)(&title, &fingerprint),
        seen_at: values::read_instant("event_story_told", &seen_at)?,
        is_roundup,
    };
    let Some((old, gist)) = before else {
        enter(connection, &story, rules).await?;
        return Ok(());
    };
    if gist == encode(&story.gist.terms) {
        return Ok(());
    }
    let is_empty = leave(connection, story_id, old).await?;
    let found = find(connection, &story).await?;
    let new = match (rules.event)(&story.gist, story.seen_at, &found) {
        EventChoice::Join { event_id, score } => {
            join(connection, &story, event_id, Some(score), &found).await?;
            event_id
        }
        // Nobody else is in the event it comes from: that is its event, whatever it is about now.
        EventChoice::Open { .. } if is_empty => {
            join(connection, &story, old, None, &[]).await?;
            old
        }
        EventChoice::Open { .. } => open(connection, &story).await?,
    };
    if new != old {
        put_on_record(connection, story_id, old, Some(new), now).await?;
    }
    Ok(())
}

/// Takes a story out of its event; whether that leaves the event empty. Its sum and its stretch are made anew
/// from what is left. An event without stories keeps its row, so that its id is never given again, and is
/// found by nothing.
async fn leave(connection: &mut SqliteConnection, story_id: i64, event_id: i64) -> Result<bool, StoreError> {
    sqlx::query("DELETE FROM event_story WHERE story_id = $1")
        .bind(story_id)
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("event_leave", error))?;
    let mut gists: Vec<Vec<u8>> = sqlx::query_scalar(
        "SELECT gist FROM event_story WHERE event_id = $1 AND is_central = 1 ORDER BY story_id DESC LIMIT $2",
    )
    .bind(event_id)
    .bind(SUMMED_MAX)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("event_gists", error))?;
    gists.reverse();
    let gists: Vec<Gist> = gists.iter().map(|bytes| Gist { terms: decode(bytes) }).collect();
    let left: i64 = sqlx::query_scalar(
        "UPDATE event SET centroid = $2,
            stories = (SELECT count(*) FROM event_story s WHERE s.event_id = $1),
            from_at = coalesce((SELECT min(seen_at) FROM event_story s WHERE s.event_id = $1), from_at),
            to_at   = coalesce((SELECT max(seen_at) FROM event_story s WHERE s.event_id = $1), to_at)
         WHERE event_id = $1 RETURNING stories",
    )
    .bind(event_id)
    .bind(encode(&sum(&gists)))
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("event_shrink", error))?;
    Ok(left == 0)
}

async fn put_on_record(
    connection: &mut SqliteConnection,
    story_id: i64,
    from: i64,
    to: Option<i64>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO event_edit (at, story_id, from_event_id, to_event_id) VALUES ($1, $2, $3, $4)")
        .bind(stamp(now))
        .bind(story_id)
        .bind(from)
        .bind(to)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("event_edit_insert", error))?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct EventRow {
    event_id: i64,
    from_at: String,
    to_at: String,
    centroid: Vec<u8>,
}

/// Events of stories that quote the same words as the story; only what its own articles showed.
async fn sharing(connection: &mut SqliteConnection, story_id: i64) -> Result<Vec<i64>, StoreError> {
    sqlx::query_scalar(
        "SELECT DISTINCT e.event_id FROM story_link l CROSS JOIN event_story e ON e.story_id = l.to_story_id
         WHERE l.story_id = $1 AND l.kind = 'same_statement' ORDER BY e.event_id LIMIT 8",
    )
    .bind(story_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("event_sharing", error))
}

/// Events that share heavy terms or a statement with the story, by id.
async fn find(
    connection: &mut SqliteConnection,
    story: &NewStory<'_>,
) -> Result<Vec<EventCandidate>, StoreError> {
    let (gist, seen_at) = (&story.gist, story.seen_at);
    if gist.terms.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = heaviest(gist, TERMS_POSTED);
    let weights: Vec<i64> = wanted.iter().map(|term| term.weight).collect();
    let hits = lists::of_events(connection, &wanted, candidates::buckets(seen_at, REACH_S)).await?;
    let mut near = by_anchors(hits, &weights);
    near.truncate(CANDIDATES_MAX);
    let sharing = sharing(connection, story.story_id).await?;
    let wanted: BTreeSet<i64> = near
        .into_iter()
        .map(|(event_id, _)| event_id)
        .chain(sharing.iter().copied())
        .collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<EventRow> = sqlx::query_as(
        "SELECT e.event_id, e.from_at, e.to_at, e.centroid
         FROM json_each($1) AS near JOIN event e ON e.event_id = near.value
         WHERE e.stories > 0
         ORDER BY e.event_id",
    )
    .bind(values::integer_list(wanted))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("event_find", error))?;
    rows.into_iter()
        .map(|row| {
            Ok(EventCandidate {
                event_id: row.event_id,
                shares_statement: sharing.contains(&row.event_id),
                from_at: values::read_instant("event_find", &row.from_at)?,
                to_at: values::read_instant("event_find", &row.to_at)?,
                centroid: decode(&row.centroid),
            })
        })
        .collect()
}

async fn open(connection: &mut SqliteConnection, story: &NewStory<'_>) -> Result<i64, StoreError> {
    let mut centroid = Vec::new();
    if !story.is_roundup {
        add(&mut centroid, &story.gist);
    }
    let event_id: i64 = sqlx::query_scalar(
        "INSERT INTO event (title, from_at, to_at, stories, centroid) VALUES ($1, $2, $2, 1, $3)
         RETURNING event_id",
    )
    .bind(story.title)
    .bind(stamp(story.seen_at))
    .bind(encode(&centroid))
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("event_open", error))?;
    hold(connection, story, event_id, (None, true)).await?;
    Ok(event_id)
}

async fn join(
    connection: &mut SqliteConnection,
    story: &NewStory<'_>,
    event_id: i64,
    score: Option<f64>,
    found: &[EventCandidate],
) -> Result<(), StoreError> {
    let mut centroid = found
        .iter()
        .find(|event| event.event_id == event_id)
        .map(|event| event.centroid.clone())
        .unwrap_or_default();
    if !story.is_roundup {
        add(&mut centroid, &story.gist);
    }
    sqlx::query(
        "UPDATE event SET stories = stories + 1, centroid = $3,
            from_at = CASE WHEN $4 AND from_at > $2 THEN $2 ELSE from_at END,
            to_at = CASE WHEN $4 AND to_at < $2 THEN $2 ELSE to_at END
         WHERE event_id = $1",
    )
    .bind(event_id)
    .bind(stamp(story.seen_at))
    .bind(encode(&centroid))
    .bind(!story.is_roundup)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("event_join", error))?;
    hold(connection, story, event_id, (score, false)).await
}

static TERMS: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "event_term_insert",
        "event_term (bucket, term, event_id, weight)",
        4,
    )
});

/// Writes that the event has the story, and by which terms it is found.
async fn hold(
    connection: &mut SqliteConnection,
    story: &NewStory<'_>,
    event_id: i64,
    (score, is_new): (Option<f64>, bool),
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO event_story (story_id, event_id, score, is_central, seen_at, gist)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(story.story_id)
    .bind(event_id)
    .bind(score.map(values::finite))
    .bind(!story.is_roundup)
    .bind(stamp(story.seen_at))
    .bind(encode(&story.gist.terms))
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("event_story_insert", error))?;
    if story.is_roundup {
        return Ok(());
    }
    let bucket = candidates::bucket_of(story.seen_at);
    let known = if is_new {
        Vec::new()
    } else {
        known_terms(connection, event_id, bucket, &story.gist).await?
    };
    let new: Vec<Anchor> = heaviest(&story.gist, TERMS_POSTED)
        .into_iter()
        .filter(|term| !known.contains(&term.key))
        .collect();
    TERMS
        .insert(connection, &new, |query, term| {
            query.bind(bucket).bind(term.key).bind(event_id).bind(term.weight)
        })
        .await
}

/// The terms of `gist` by which the event is found in `bucket` already.
async fn known_terms(
    connection: &mut SqliteConnection,
    event_id: i64,
    bucket: i64,
    gist: &Gist,
) -> Result<Vec<i64>, StoreError> {
    sqlx::query_scalar(
        "SELECT posting.term FROM json_each($2) AS wanted
         CROSS JOIN event_term AS posting
             ON posting.bucket = $1 AND posting.term = wanted.value AND posting.event_id = $3",
    )
    .bind(bucket)
    .bind(values::integer_list(gist.terms.iter().map(|term| term.key)))
    .bind(event_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("event_term_known", error))
}

async fn link(
    connection: &mut SqliteConnection,
    event_id: i64,
    followed: i64,
    story_id: i64,
    score: f64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO event_link (event_id, to_event_id, kind, story_id, score)
         VALUES ($1, $2, 'follow_up', $3, $4) ON CONFLICT (event_id, to_event_id, kind) DO NOTHING",
    )
    .bind(event_id)
    .bind(followed)
    .bind(story_id)
    .bind(values::finite(score))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("event_link_insert", error))?;
    Ok(())
}

/// Bytes of one term: its hash and its weight, four each, little endian.
const TERM_BYTES: usize = 8;

fn encode(terms: &[Anchor]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(TERM_BYTES * terms.len());
    for term in terms {
        let of = |number: i64| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        bytes.extend(of(term.key));
        bytes.extend(of(term.weight));
    }
    bytes
}

/// Reads [`encode`]; a rest that is no term is left.
fn decode(bytes: &[u8]) -> Vec<Anchor> {
    let number = |four: [u8; 4]| i64::from(u32::from_le_bytes(four));
    let (terms, _) = bytes.as_chunks::<TERM_BYTES>();
    terms
        .iter()
        .map(|&[a, b, c, d, e, f, g, h]| Anchor {
            key: number([a, b, c, d]),
            weight: number([e, f, g, h]),
        })
        .collect()
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn terms_are_read_as_they_were_written() {
        let terms = vec![
            Anchor { key: 7, weight: 310 },
            Anchor {
                key: i64::from(u32::MAX >> 5),
                weight: 70_000,
            },
        ];
        assert_eq!(decode(&encode(&terms)), terms);
        assert_eq!(decode(&[1, 2, 3]), []);
    }
}
