//! Stories told anew in the background: which event each is in, and the claims of the events.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::super::{claim, event, values};
use super::run;
use crate::model::stamp;
use crate::store::{
    RecordRules, RereadExample, RereadFilter, RereadReport, RereadRun, RereadStage, StoreError,
};

/// Goes on with the run from story `from` with at most `limit` stories, in one transaction.
///
/// A story looks for its event again when by the present rules it is about something else than before. The claims of
/// an event are made anew once in a run, with the first of its stories, and whenever one of its stories has moved.
///
/// # Errors
/// [`StoreError::Impossible`] when the run is not at `from` any more, or goes through articles.
pub(in crate::store) async fn retell(
    connection: &mut SqliteConnection,
    (reread_id, from): (i64, i64),
    limit: u32,
    now: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<RereadRun, StoreError> {
    let mut run = run::at(connection, reread_id, from).await?;
    if run.task.stage != RereadStage::Events {
        let stage = run.task.stage.as_str();
        return Err(StoreError::Impossible(format!(
            "the stage `{stage}` does not go through events"
        )));
    }
    let stories = stories(connection, &run, limit).await?;
    let mut events = BTreeSet::new();
    let mut report = RereadReport::default();
    for &story_id in &stories {
        report.done += 1;
        let before = event_of(connection, story_id).await?;
        event::retell(connection, story_id, now, rules).await?;
        let after = event_of(connection, story_id).await?;
        if before != after {
            events.extend(before);
            events.extend(after);
            report.moved += 1;
            report
                .examples
                .push(moved(connection, story_id, (before, after)).await?);
        } else if let Some(event_id) = after
            && is_first(connection, &run.task.filter, event_id, story_id).await?
        {
            events.insert(event_id);
        }
    }
    let before = claims(connection, &events).await?;
    claim::retell(connection, &events).await?;
    let after = claims(connection, &events).await?;
    report.claims += before
        .symmetric_difference(&after)
        .map(|claim| claim.0)
        .collect::<BTreeSet<_>>()
        .len() as u64;
    run.report.add(report);
    run.next_id = stories.last().map_or(run.last_id, |last| *last) + 1;
    run::save(connection, &run).await?;
    Ok(run)
}

/// The next stories that have an article which the filter lets pass.
async fn stories(
    connection: &mut SqliteConnection,
    run: &RereadRun,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let filter = &run.task.filter;
    sqlx::query_scalar(
        "SELECT s.story_id FROM story s
         WHERE s.story_id >= $1 AND s.story_id <= $2 AND EXISTS (
             SELECT 1 FROM article a JOIN outlet o ON o.outlet_id = a.outlet_id
             WHERE a.story_id = s.story_id AND a.current_revision_id IS NOT NULL
               AND ($3 IS NULL OR a.first_seen_at >= $3) AND ($4 IS NULL OR a.first_seen_at < $4)
               AND ($5 IS NULL OR o.outlet_key = $5) AND ($6 IS NULL OR a.article_id = $6))
         ORDER BY s.story_id LIMIT $7",
    )
    .bind(run.next_id)
    .bind(run.last_id)
    .bind(filter.since.map(stamp))
    .bind(filter.until.map(stamp))
    .bind(&filter.outlet)
    .bind(filter.article_id)
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_stories", error))
}

/// Whether no other story of the event comes before this one in the run.
async fn is_first(
    connection: &mut SqliteConnection,
    filter: &RereadFilter,
    event_id: i64,
    story_id: i64,
) -> Result<bool, StoreError> {
    sqlx::query_scalar(
        "SELECT NOT EXISTS (
             SELECT 1 FROM event_story e
             CROSS JOIN article a ON a.story_id = e.story_id
             JOIN outlet o ON o.outlet_id = a.outlet_id
             WHERE e.event_id = $1 AND e.story_id < $2 AND a.current_revision_id IS NOT NULL
               AND ($3 IS NULL OR a.first_seen_at >= $3) AND ($4 IS NULL OR a.first_seen_at < $4)
               AND ($5 IS NULL OR o.outlet_key = $5) AND ($6 IS NULL OR a.article_id = $6))",
    )
    .bind(event_id)
    .bind(story_id)
    .bind(filter.since.map(stamp))
    .bind(filter.until.map(stamp))
    .bind(&filter.outlet)
    .bind(filter.article_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_first_story", error))
}

pub(in crate::store::sqlite::record) async fn event_of(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<Option<i64>, StoreError> {
    sqlx::query_scalar("SELECT event_id FROM event_story WHERE story_id = $1")
        .bind(story_id)
        .fetch_optional(connection)
        .await
        .map_err(|error| StoreError::from_driver("reread_event_of", error))
}

async fn moved(
    connection: &mut SqliteConnection,
    story_id: i64,
    (before, after): (Option<i64>, Option<i64>),
) -> Result<RereadExample, StoreError> {
    let title: String = sqlx::query_scalar("SELECT title FROM story WHERE story_id = $1")
        .bind(story_id)
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("reread_story_title", error))?;
    let word = |event: Option<i64>| event.map_or_else(|| "none".to_owned(), |event| event.to_string());
    Ok(RereadExample {
        id: story_id,
        outlet: String::new(),
        title,
        what: vec![format!("event: {} -> {}", word(before), word(after))],
    })
}

/// What is shown of the claims: id, first statement, speaker, counts, conflict.
pub(in crate::store::sqlite::record) type Shown = (i64, i64, Option<String>, i64, i64, i64, Option<String>);

pub(in crate::store::sqlite::record) async fn claims(
    connection: &mut SqliteConnection,
    events: &BTreeSet<i64>,
) -> Result<BTreeSet<Shown>, StoreError> {
    let shown: Vec<Shown> = sqlx::query_as(
        "SELECT c.claim_id, c.statement_id, c.speaker, c.independent_reports, c.independent_reports_max,
                c.primary_sources, c.conflict_kind
         FROM json_each($1) AS told CROSS JOIN claim c ON c.event_id = told.value",
    )
    .bind(values::integer_list(events.iter().copied()))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_claims", error))?;
    Ok(shown.into_iter().collect())
}
