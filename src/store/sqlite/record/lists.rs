//! The posting lists of a text's keys: which stories hold its shingles and its anchors.
//!
//! All lists come in one row, as text. A list of a few hundred stories as so many rows would cost a thousand times
//! the trip that brings it, and grouping them in SQL several times what the counting costs in memory. A list that
//! is too long to be of use is walked to its limit and not written out, which is a tenth of the work: in a large
//! archive most lists of an ordinary text are such.

use sqlx::SqliteConnection;

use super::values;
use crate::dedup::{ANCHOR_POSTINGS_MAX, Hit, POSTINGS_MAX};
use crate::event;
use crate::model::{Anchor, Fingerprint};
use crate::store::StoreError;

/// What the keys of one text led to.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) shingles: Vec<Hit>,
    pub(super) anchors: Vec<Hit>,
    /// Postings read, those of lists that are too long to be of use included.
    pub(super) read: usize,
}

/// Reads the lists of the text's keys in `buckets`: at most [`POSTINGS_MAX`] stories for each shingle and
/// [`ANCHOR_POSTINGS_MAX`] for each anchor in each bucket. A longer list counts as empty.
pub(super) async fn read(
    connection: &mut SqliteConnection,
    fingerprint: &Fingerprint,
    buckets: impl IntoIterator<Item = i64>,
) -> Result<Lists, StoreError> {
    let (shingles, anchors): (Option<String>, Option<String>) = sqlx::query_as(
        "SELECT (SELECT group_concat(wanted.key || ':' || CASE
                     WHEN EXISTS (SELECT 1 FROM story_shingle AS posting
                                  WHERE posting.bucket = bucket.value AND posting.shingle = wanted.value
                                  LIMIT 1 OFFSET $4) THEN '-'
                     ELSE (SELECT group_concat(posting.story_id, ' ') FROM story_shingle AS posting
                           WHERE posting.bucket = bucket.value AND posting.shingle = wanted.value) END, ';')
                 FROM json_each($2) AS wanted CROSS JOIN json_each($1) AS bucket),
                (SELECT group_concat(wanted.key || ':' || CASE
                     WHEN EXISTS (SELECT 1 FROM story_anchor AS posting
                                  WHERE posting.bucket = bucket.value AND posting.anchor = wanted.value
                                  LIMIT 1 OFFSET $5) THEN '-'
                     ELSE (SELECT group_concat(posting.story_id || ',' || posting.weight, ' ')
                           FROM story_anchor AS posting
                           WHERE posting.bucket = bucket.value AND posting.anchor = wanted.value) END, ';')
                 FROM json_each($3) AS wanted CROSS JOIN json_each($1) AS bucket)",
    )
    .bind(values::integer_list(buckets))
    .bind(values::integer_list(fingerprint.shingles.iter().copied()))
    .bind(values::integer_list(
        fingerprint.anchors.iter().map(|anchor| anchor.key),
    ))
    .bind(values::integer(POSTINGS_MAX))
    .bind(values::integer(ANCHOR_POSTINGS_MAX))
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("candidate_lists", error))?;
    let mut lists = Lists::default();
    lists.read += parse(shingles.as_deref(), POSTINGS_MAX, &mut lists.shingles);
    lists.read += parse(anchors.as_deref(), ANCHOR_POSTINGS_MAX, &mut lists.anchors);
    Ok(lists)
}

/// Reads the lists of the events that hold these terms in `buckets`, at most [`event::POSTINGS_MAX`] for each term
/// in each bucket; `story_id` of a hit is the event's. A longer list counts as empty.
pub(super) async fn of_events(
    connection: &mut SqliteConnection,
    terms: &[Anchor],
    buckets: impl IntoIterator<Item = i64>,
) -> Result<Vec<Hit>, StoreError> {
    let lists: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(wanted.key || ':' || CASE
             WHEN EXISTS (SELECT 1 FROM event_term AS posting
                          WHERE posting.bucket = bucket.value AND posting.term = wanted.value
                          LIMIT 1 OFFSET $3) THEN '-'
             ELSE (SELECT group_concat(posting.event_id || ',' || posting.weight, ' ')
                   FROM event_term AS posting
                   WHERE posting.bucket = bucket.value AND posting.term = wanted.value) END, ';')
         FROM json_each($2) AS wanted CROSS JOIN json_each($1) AS bucket",
    )
    .bind(values::integer_list(buckets))
    .bind(values::integer_list(terms.iter().map(|term| term.key)))
    .bind(values::integer(event::POSTINGS_MAX))
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("event_lists", error))?;
    let mut hits = Vec::new();
    parse(lists.as_deref(), event::POSTINGS_MAX, &mut hits);
    Ok(hits)
}

/// What stands for a list of more than the stories it may have.
const TOO_LONG: &str = "-";

/// Adds the stories of `key:story story;key:story,weight` to `hits`; the postings that were read, of which a list
/// that is too long counts one more than the `longest`.
fn parse(lists: Option<&str>, longest: usize, hits: &mut Vec<Hit>) -> usize {
    let mut read = 0;
    for (key, list) in lists
        .unwrap_or_default()
        .split(';')
        .filter_map(|list| list.split_once(':'))
    {
        let Ok(key) = key.parse() else { continue };
        if list == TOO_LONG {
            read += longest + 1;
            continue;
        }
        let begun = hits.len();
        hits.extend(list.split(' ').filter_map(|posting| {
            let (story_id, weight) = posting.split_once(',').unwrap_or((posting, "0"));
            let (story_id, weight) = (story_id.parse().ok()?, weight.parse().ok()?);
            Some(Hit {
                story_id,
                key,
                weight,
            })
        }));
        read += hits.len() - begun;
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_too_long_says_nothing_and_is_counted_as_read() {
        let mut hits = Vec::new();
        assert_eq!(parse(Some("0:4 5;3:-;4:4"), 2, &mut hits), 6);
        let found: Vec<(i64, usize)> = hits.iter().map(|hit| (hit.story_id, hit.key)).collect();
        assert_eq!(found, [(4, 0), (5, 0), (4, 4)]);
    }

    #[test]
    fn weights_come_with_their_stories() {
        let mut hits = Vec::new();
        assert_eq!(parse(Some("2:40,310"), 9, &mut hits), 1);
        assert_eq!(
            hits,
            [Hit {
                story_id: 40,
                key: 2,
                weight: 310
            }]
        );
        assert_eq!(parse(None, 9, &mut hits), 0);
    }
}
