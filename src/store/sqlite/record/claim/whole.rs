//! Claims of whole events: taken apart, and told again from the articles.

use std::collections::BTreeSet;

use sqlx::SqliteConnection;

use super::super::values;
use super::{Opened, Told, list};
use crate::store::StoreError;

/// See [`super::events_around`].
pub(super) async fn events_around(
    connection: &mut SqliteConnection,
    stories: &[i64],
) -> Result<BTreeSet<i64>, StoreError> {
    let events: Vec<i64> = sqlx::query_scalar(
        "SELECT e.event_id FROM json_each($1) AS wanted CROSS JOIN event_story e ON e.story_id = wanted.value
         UNION
         SELECT e.event_id FROM json_each($1) AS wanted
         CROSS JOIN article a ON a.possible_story_id = wanted.value
         CROSS JOIN event_story e ON e.story_id = a.story_id",
    )
    .bind(values::integer_list(stories.iter().copied()))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_events", error))?;
    Ok(events.into_iter().collect())
}

/// Takes all claims of these events apart; gives which statement opened which claim.
pub(super) async fn forget(
    connection: &mut SqliteConnection,
    events: &BTreeSet<i64>,
) -> Result<Opened, StoreError> {
    let opened: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT c.statement_id, c.claim_id FROM json_each($1) AS wanted CROSS JOIN claim c ON c.event_id = wanted.value",
    )
    .bind(list(events))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claims_opened", error))?;
    for (name, sql) in [
        (
            "claim_facts_forget",
            "DELETE FROM claim_fact WHERE claim_id IN (SELECT value FROM json_each($1))",
        ),
        (
            "claim_stories_forget",
            "DELETE FROM claim_story WHERE claim_id IN (SELECT value FROM json_each($1))",
        ),
        (
            "claims_forget",
            "UPDATE claim SET event_id = NULL, independent_reports = 0
             WHERE claim_id IN (SELECT value FROM json_each($1))",
        ),
    ] {
        run(
            connection,
            name,
            sql,
            opened.iter().map(|(_, claim_id)| *claim_id),
        )
        .await?;
    }
    for (name, sql) in [
        (
            "claim_statements_forget",
            "DELETE FROM claim_statement WHERE event_id IN (SELECT value FROM json_each($1))",
        ),
        (
            "claim_terms_forget",
            "DELETE FROM claim_term WHERE event_id IN (SELECT value FROM json_each($1))",
        ),
    ] {
        run(connection, name, sql, events.iter().copied()).await?;
    }
    Ok(opened.into_iter().collect())
}

async fn run(
    connection: &mut SqliteConnection,
    name: &'static str,
    sql: &'static str,
    ids: impl IntoIterator<Item = i64>,
) -> Result<(), StoreError> {
    sqlx::query(sql)
        .bind(values::integer_list(ids))
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver(name, error))?;
    Ok(())
}

/// The articles of the event in the order in which they came.
pub(super) async fn articles(
    connection: &mut SqliteConnection,
    event_id: i64,
) -> Result<Vec<Told>, StoreError> {
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT a.article_id, a.current_revision_id, a.story_id
         FROM event_story e CROSS JOIN article a ON a.story_id = e.story_id
         WHERE e.event_id = $1 AND a.current_revision_id IS NOT NULL
         ORDER BY a.article_id",
    )
    .bind(event_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_articles", error))?;
    let told = rows.into_iter().map(|(article_id, revision_id, story_id)| Told {
        article_id,
        revision_id,
        story_id,
        event_id,
    });
    Ok(told.collect())
}

/// Puts what former revisions stated, and what the event still states, into the history of its claim.
pub(super) async fn remember_former(
    connection: &mut SqliteConnection,
    event_id: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO claim_fact (statement_id, claim_id, fact_id, article_id, from_char, chars, is_current)
         SELECT 16 * f.fact_id, s.claim_id, f.fact_id, a.article_id, 0, length(f.text), 0
         FROM event_story e
         CROSS JOIN article a ON a.story_id = e.story_id AND a.revisions > 1
         CROSS JOIN revision r ON r.article_id = a.article_id AND r.revision_id <> a.current_revision_id
         CROSS JOIN fact f ON f.revision_id = r.revision_id
         CROSS JOIN claim_statement s ON s.event_id = $1 AND s.fact_key = f.fact_key
         WHERE e.event_id = $1 AND f.kind IN ('quote', 'figure', 'happening')
         ON CONFLICT (statement_id) DO NOTHING",
    )
    .bind(event_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_former", error))?;
    Ok(())
}
