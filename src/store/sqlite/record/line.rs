//! How often an outlet has set a line under its reports; see `dedup`'s rules on boilerplate.
//!
//! Counts lie in stretches of a fortnight and only the present one and its neighbour are asked, so that
//! what an outlet gave up is forgotten; old stretches are dropped (`reach`), so the table does not grow with the
//! archive.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::values;
use crate::model::{LineSeen, ReportLine, Span};
use crate::store::{RecordRules, StoreError};

const DAY_S: i64 = 24 * 3600;
/// Length of a stretch. With the one before, a line is remembered for two to four weeks.
const BUCKET_DAYS: i64 = 14;
/// The same in seconds.
pub(super) const BUCKET_S: i64 = BUCKET_DAYS * DAY_S;

/// Those of `lines` that the outlet has set under so many other stories that they are boilerplate.
pub(super) async fn learnt(
    connection: &mut SqliteConnection,
    outlet_id: i64,
    lines: &[ReportLine],
    seen_at: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<Vec<Span>, StoreError> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let bucket = day_of(seen_at).div_euclid(BUCKET_DAYS);
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT line.line_hash, sum(line.stories), sum(line.days)
         FROM json_each($3) AS wanted
         CROSS JOIN outlet_line AS line
             ON line.bucket IN ($1, $1 - 1) AND line.outlet_id = $2 AND line.line_hash = wanted.value
         GROUP BY line.line_hash",
    )
    .bind(bucket)
    .bind(outlet_id)
    .bind(hashes(lines))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("outlet_line_seen", error))?;
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    let seen: HashMap<i64, LineSeen> = rows
        .into_iter()
        .map(|(hash, stories, days)| {
            let (stories, days) = (count(stories), count(days));
            (hash, LineSeen { stories, days })
        })
        .collect();
    let is_learnt = |line: &&ReportLine| seen.get(&line.hash).is_some_and(|seen| (rules.is_learnt)(*seen));
    Ok(lines.iter().filter(is_learnt).map(|line| line.span).collect())
}

/// Counts `lines`, which an article of the story holds. Copies and versions of one story count once.
pub(super) async fn count(
    connection: &mut SqliteConnection,
    outlet_id: i64,
    story_id: i64,
    lines: &[ReportLine],
    seen_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let day = day_of(seen_at);
    sqlx::query(
        "INSERT INTO outlet_line (bucket, outlet_id, line_hash, stories, days, last_story_id, last_day)
         SELECT $1, $2, line.value, 1, 1, $3, $4 FROM json_each($5) AS line WHERE true
         ON CONFLICT (bucket, outlet_id, line_hash) DO UPDATE SET
             stories = outlet_line.stories + 1,
             days = outlet_line.days + CASE WHEN outlet_line.last_day <> excluded.last_day THEN 1 ELSE 0 END,
             last_story_id = excluded.last_story_id,
             last_day = excluded.last_day
         WHERE outlet_line.last_story_id <> excluded.last_story_id",
    )
    .bind(day.div_euclid(BUCKET_DAYS))
    .bind(outlet_id)
    .bind(story_id)
    .bind(day)
    .bind(hashes(lines))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("outlet_line_count", error))?;
    Ok(())
}

fn day_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(DAY_S)
}

fn hashes(lines: &[ReportLine]) -> String {
    values::integer_list(lines.iter().map(|line| line.hash))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::sample::{archived, seen_later};
    use super::super::tests::{assert_consistent, put, value};
    use crate::store::Recording;
    use crate::store::sqlite::SqliteStore;
    use crate::store::sqlite::tests::store;

    const NOTICE: &str = "Subscribe to the Post, 61 percent of its readers do, according to Xinhua";

    fn report(day: i64, notice: &str) -> Recording {
        let word = |n: usize| format!("w{day}x{n}");
        let sentence = |from: usize| (from..from + 12).map(word).collect::<Vec<_>>().join(" ");
        let text = format!("{}.\n\n{}.\n\n{notice}", sentence(0), sentence(12));
        seen_later(
            archived("post.example", &format!("a{day}"), &text),
            TimeDelta::days(day),
        )
    }

    async fn marked(store: &SqliteStore) -> i64 {
        value(store, "SELECT count(*) FROM v_section WHERE kind = 'boilerplate'").await
    }

    #[tokio::test]
    async fn a_line_that_came_back_in_three_stories_is_set_apart_in_the_fourth() {
        let (_folder, store) = store().await;
        put(&store, (0..3).map(|day| report(day, NOTICE)).collect()).await;
        assert_eq!(marked(&store).await, 0);
        put(
            &store,
            vec![report(3, NOTICE), report(4, "A line of its own kind ends it.")],
        )
        .await;
        let line: String = value(&store, "SELECT text FROM v_boilerplate").await;
        assert_eq!(line, NOTICE);
        let keyed: i64 = value(
            &store,
            "SELECT count(fact_key) FROM v_fact WHERE section = 'boilerplate'",
        )
        .await;
        let counted: i64 = value(&store, "SELECT max(story_count) FROM v_fact").await;
        assert_eq!(
            (keyed, counted),
            (0, 3),
            "the fourth article's notice counts for nobody"
        );
        let cited: i64 = value(
            &store,
            "SELECT count(*) FROM v_article WHERE cited_agencies = 'xinhua'",
        )
        .await;
        assert_eq!(cited, 3);
        assert_consistent(&store).await;
    }

    #[tokio::test]
    async fn versions_and_copies_of_one_story_teach_nothing() {
        let (_folder, store) = store().await;
        for hour in 0..8 {
            let mut again = report(1, NOTICE);
            if let crate::store::RecordSource::Archive { external_id, .. } = &mut again.source {
                *external_id = format!("copy {hour}");
            }
            put(&store, vec![seen_later(again, TimeDelta::hours(hour))]).await;
        }
        put(&store, vec![report(3, NOTICE)]).await;
        assert_eq!(marked(&store).await, 0);
    }

    #[tokio::test]
    async fn another_outlets_habit_is_not_this_ones() {
        let (_folder, store) = store().await;
        put(&store, (0..3).map(|day| report(day, NOTICE)).collect()).await;
        let mut other = report(3, NOTICE);
        other.outlet.key = "herald.example".to_owned();
        put(&store, vec![other]).await;
        assert_eq!(marked(&store).await, 0);
    }

    #[tokio::test]
    async fn what_an_outlet_gave_up_is_forgotten() {
        let (_folder, store) = store().await;
        put(&store, (0..3).map(|day| report(day, NOTICE)).collect()).await;
        put(&store, vec![report(63, NOTICE)]).await;
        assert_eq!(marked(&store).await, 0);
    }
}
