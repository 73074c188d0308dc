//! Gives up what no new article is compared with any more: postings, exemplars, lines learnt of outlets. See
//! `dedup`'s rules on reach.
//!
//! It is part of recording: every [`STEP`] articles a bounded number of rows goes, more than as many articles
//! bring. So the cost is flat, no large transaction is ever needed, and since neither a clock nor the size of a
//! batch decides when it happens, a replay gives up the same rows at the same article.

use chrono::NaiveDate;
use sqlx::SqliteConnection;

use super::candidates::BUCKET_S;
use super::{line, values};
use crate::dedup::out_of_reach;
use crate::store::{RecordRules, StoreError};

/// Articles from one time to the next.
const STEP: i64 = 256;
/// Rows of a table given up at one time: an article brings at most 64 of them.
const ROWS_MAX: i64 = 100 * STEP;
/// Stories whose exemplars are given up at one time.
const STORIES_MAX: i64 = 2 * STEP;
const DAY_S: i64 = 24 * 3600;

/// Does its work at every article whose id is a multiple of [`STEP`].
pub(super) async fn give_up(
    connection: &mut SqliteConnection,
    article_id: i64,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    if article_id % STEP != 0 {
        return Ok(());
    }
    let latest = latest_days(connection, article_id - rules.kept_by_articles, article_id).await?;
    let weeks = Stretches::of(&latest, BUCKET_S, rules.kept_s);
    let kept = stretches(connection, KEPT_SHINGLES).await?;
    if let Some(bucket) = weeks.first_out_of_reach(&kept) {
        delete(connection, "story_shingle_give_up", DELETE_SHINGLES, bucket).await?;
    }
    let kept = stretches(connection, KEPT_ANCHORS).await?;
    if let Some(bucket) = weeks.first_out_of_reach(&kept) {
        delete(connection, "story_anchor_give_up", DELETE_ANCHORS, bucket).await?;
    }
    let kept = stretches(connection, KEPT_EXEMPLARS).await?;
    if let Some(bucket) = weeks.first_out_of_reach(&kept) {
        delete_exemplars(connection, bucket).await?;
    }
    let fortnights = Stretches::of(&latest, line::BUCKET_S, rules.kept_s);
    let kept = stretches(connection, KEPT_LINES).await?;
    if let Some(bucket) = fortnights.first_out_of_reach(&kept) {
        delete(connection, "outlet_line_give_up", DELETE_LINES, bucket).await?;
    }
    Ok(())
}

/// The stretches of one length into which the latest articles fell, and how far they reach.
struct Stretches {
    latest: Vec<i64>,
    reach: i64,
}

impl Stretches {
    fn of(days: &[NaiveDate], length_s: i64, kept_s: i64) -> Self {
        let start = |day: &NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        let both_ends = |day| [start(day), start(day) + DAY_S - 1];
        let mut latest: Vec<i64> = days
            .iter()
            .flat_map(both_ends)
            .map(|second| second.div_euclid(length_s))
            .collect();
        latest.sort_unstable();
        latest.dedup();
        Self {
            latest,
            reach: kept_s.div_euclid(length_s) + 1,
        }
    }

    fn first_out_of_reach(&self, kept: &[i64]) -> Option<i64> {
        out_of_reach(kept, &self.latest, self.reach).first().copied()
    }
}

/// The days on which the articles behind `from` up to `to` were seen.
async fn latest_days(
    connection: &mut SqliteConnection,
    from: i64,
    to: i64,
) -> Result<Vec<NaiveDate>, StoreError> {
    let days: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT substr(first_seen_at, 1, 10) FROM article WHERE article_id > $1 AND article_id <= $2",
    )
    .bind(from)
    .bind(to)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("reach_latest", error))?;
    Ok(days.iter().filter_map(|day| day.parse().ok()).collect())
}

// From one stretch straight to the next: a look-up for each, however many rows they hold.
const KEPT_SHINGLES: &str = "
    WITH RECURSIVE kept (bucket) AS (
        SELECT min(bucket) FROM story_shingle UNION ALL
        SELECT (SELECT min(bucket) FROM story_shingle WHERE bucket > kept.bucket) FROM kept WHERE bucket IS NOT NULL)
    SELECT bucket FROM kept WHERE bucket IS NOT NULL ORDER BY bucket";
const KEPT_ANCHORS: &str = "
    WITH RECURSIVE kept (bucket) AS (
        SELECT min(bucket) FROM story_anchor UNION ALL
        SELECT (SELECT min(bucket) FROM story_anchor WHERE bucket > kept.bucket) FROM kept WHERE bucket IS NOT NULL)
    SELECT bucket FROM kept WHERE bucket IS NOT NULL ORDER BY bucket";
const KEPT_EXEMPLARS: &str = "
    WITH RECURSIVE kept (bucket) AS (
        SELECT min(posted_bucket) FROM story WHERE exemplars > 0 UNION ALL
        SELECT (SELECT min(posted_bucket) FROM story WHERE exemplars > 0 AND posted_bucket > kept.bucket)
        FROM kept WHERE bucket IS NOT NULL)
    SELECT bucket FROM kept WHERE bucket IS NOT NULL ORDER BY bucket";
const KEPT_LINES: &str = "
    WITH RECURSIVE kept (bucket) AS (
        SELECT min(bucket) FROM outlet_line UNION ALL
        SELECT (SELECT min(bucket) FROM outlet_line WHERE bucket > kept.bucket) FROM kept WHERE bucket IS NOT NULL)
    SELECT bucket FROM kept WHERE bucket IS NOT NULL ORDER BY bucket";

async fn stretches(connection: &mut SqliteConnection, sql: &'static str) -> Result<Vec<i64>, StoreError> {
    sqlx::query_scalar(sql)
        .fetch_all(connection)
        .await
        .map_err(|error| StoreError::from_driver("reach_stretches", error))
}

// The rows up to the one behind the last that may go, in the order of the key.
const DELETE_SHINGLES: &str = "
    DELETE FROM story_shingle WHERE bucket = $1 AND shingle <= coalesce(
        (SELECT shingle FROM story_shingle WHERE bucket = $1 ORDER BY shingle LIMIT 1 OFFSET $2),
        9223372036854775807)";
const DELETE_ANCHORS: &str = "
    DELETE FROM story_anchor WHERE bucket = $1 AND anchor <= coalesce(
        (SELECT anchor FROM story_anchor WHERE bucket = $1 ORDER BY anchor LIMIT 1 OFFSET $2),
        9223372036854775807)";
const DELETE_LINES: &str = "
    DELETE FROM outlet_line WHERE (bucket, outlet_id, line_hash) IN (
        SELECT bucket, outlet_id, line_hash FROM outlet_line WHERE bucket = $1
        ORDER BY outlet_id, line_hash LIMIT $2)";

async fn delete(
    connection: &mut SqliteConnection,
    name: &'static str,
    sql: &'static str,
    bucket: i64,
) -> Result<(), StoreError> {
    sqlx::query(sql)
        .bind(bucket)
        .bind(ROWS_MAX)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver(name, error))?;
    Ok(())
}

/// The texts kept for comparison of stories that were last posted in `bucket`.
async fn delete_exemplars(connection: &mut SqliteConnection, bucket: i64) -> Result<(), StoreError> {
    let stories: Vec<i64> = sqlx::query_scalar(
        "SELECT story_id FROM story WHERE posted_bucket = $1 AND exemplars > 0 ORDER BY story_id LIMIT $2",
    )
    .bind(bucket)
    .bind(STORIES_MAX)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("reach_stories", error))?;
    let stories = values::integer_list(stories);
    for (name, sql) in [
        (
            "exemplar_give_up",
            "DELETE FROM exemplar WHERE story_id IN (SELECT value FROM json_each($1))",
        ),
        (
            "story_give_up",
            "UPDATE story SET exemplars = 0 WHERE story_id IN (SELECT value FROM json_each($1))",
        ),
    ] {
        sqlx::query(sql)
            .bind(&stories)
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver(name, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::TimeDelta;

    use super::super::sample::{archived, rules, seen_later};
    use super::super::tests::{assert_consistent, value};
    use super::STEP;
    use crate::dedup;
    use crate::store::sqlite::SqliteStore;
    use crate::store::sqlite::tests::store;
    use crate::store::{RecordRules, Recording, Rows, Store};

    const DAY_S: i64 = 24 * 3600;
    /// Of the present; as many lie before.
    const ARTICLES: i64 = 3 * STEP;

    /// The `n`th article: the first ones are half a year older, every fourth is a copy of one a few days older.
    fn article(n: i64) -> Recording {
        let is_old = n < STEP;
        let source = if n % 4 == 3 { n - 3 } else { n };
        let text: String = (0..12).map(|k| format!("w{source}x{k} ")).collect();
        let notice = if n % 5 == 0 {
            "\n\nRead the Post every day, all of it"
        } else {
            ""
        };
        let outlet = format!("post{}.example", n % 3);
        let at = TimeDelta::hours(if is_old { n } else { 180 * 24 + n });
        seen_later(archived(&outlet, &n.to_string(), &format!("{text}{notice}")), at)
    }

    async fn record(store: &SqliteStore, rules: &Arc<RecordRules>) -> Rows {
        for from in (0..ARTICLES + STEP).step_by(100) {
            let batch = (from..(ARTICLES + STEP).min(from + 100)).map(article);
            store
                .record(Arc::new(batch.collect()), Arc::clone(rules))
                .await
                .unwrap();
        }
        assert_consistent(store).await;
        store
            .read_rows("SELECT * FROM v_placement ORDER BY external_id")
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn what_is_out_of_reach_goes_and_no_placement_of_the_present_changes() {
        let (_folder, giving_up) = store().await;
        let (_other, keeping) = store().await;
        let given_up = Arc::new(RecordRules {
            kept_s: dedup::KEPT_S,
            kept_by_articles: STEP,
            ..*rules()
        });
        let kept = Arc::new(RecordRules {
            kept_s: 10_000 * DAY_S,
            kept_by_articles: STEP,
            ..*rules()
        });
        assert_eq!(
            record(&giving_up, &given_up).await,
            record(&keeping, &kept).await,
            "placements"
        );
        for table in [
            "SELECT count(DISTINCT bucket) FROM story_shingle WHERE bucket < 2900",
            "SELECT count(DISTINCT bucket) FROM outlet_line WHERE bucket < 1450",
            "SELECT count(*) FROM story WHERE exemplars > 0 AND posted_bucket < 2900",
        ] {
            let (left, before): (i64, i64) = (value(&giving_up, table).await, value(&keeping, table).await);
            assert!(left == 0 && before > 0, "{table}: {left} of {before}");
        }
        let all: [i64; 2] = [
            value(&giving_up, "SELECT count(*) FROM article").await,
            value(&giving_up, "SELECT count(*) FROM story_text").await,
        ];
        assert_eq!(all[0], ARTICLES + STEP, "articles and their texts stay");
        assert!(all[1] > 0);
    }

    #[tokio::test]
    async fn an_archive_of_another_time_is_kept_while_it_is_read() {
        let (_folder, store) = store().await;
        let rules = Arc::new(RecordRules {
            kept_by_articles: 2 * ARTICLES,
            ..*rules()
        });
        record(&store, &rules).await;
        let old: i64 = value(&store, "SELECT count(*) FROM story_shingle WHERE bucket < 2900").await;
        assert!(old > 0);
    }
}
