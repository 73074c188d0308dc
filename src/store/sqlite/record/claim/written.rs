//! What is written of claims, and by which facts and stories they are stated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use sqlx::SqliteConnection;

use super::super::rows::RowInsert;
use super::lookup::TellerRow;
use super::stated::{PARTS, Stated};
use super::{Told, list};
use crate::event::claim::{NAMES_MAX, Report, Why, sources};
use crate::model::Statement;
use crate::store::StoreError;

/// The id of the next claim.
pub(super) async fn next_id(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    sqlx::query_scalar("SELECT coalesce(max(claim_id), 0) + 1 FROM claim")
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("claim_next", error))
}

/// Opens claims, each with its first statement; one whose id was given before is opened again.
pub(super) async fn insert_claims(
    connection: &mut SqliteConnection,
    event_id: i64,
    claims: &[(i64, &Statement)],
) -> Result<(), StoreError> {
    let rows = claims.iter().map(|(claim_id, statement)| {
        serde_json::json!([
            claim_id,
            statement.statement_id,
            statement.said.kind(),
            statement.speaker
        ])
    });
    sqlx::query(
        "INSERT INTO claim (claim_id, event_id, kind, statement_id, speaker, independent_reports,
            independent_reports_max, primary_sources)
         SELECT json_extract(new.value, '$[0]'), $2, json_extract(new.value, '$[2]'), json_extract(new.value, '$[1]'),
                json_extract(new.value, '$[3]'), 1, 1, 1
         FROM json_each($1) AS new WHERE true
         ON CONFLICT (claim_id) DO UPDATE SET event_id = excluded.event_id, kind = excluded.kind,
            statement_id = excluded.statement_id, speaker = excluded.speaker, independent_reports = 1,
            independent_reports_max = 1, primary_sources = 1, conflict_kind = NULL",
    )
    .bind(serde_json::Value::from_iter(rows).to_string())
    .bind(event_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_insert", error))?;
    Ok(())
}

static FACTS: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "claim_fact_insert",
        "claim_fact (statement_id, claim_id, fact_id, article_id, from_char, chars, is_current, value, value_high, unit, approx)",
        11,
    )
});

/// Writes the facts of the article into their claims.
pub(super) async fn insert_facts(
    connection: &mut SqliteConnection,
    article_id: i64,
    stated: &[Stated],
) -> Result<(), StoreError> {
    FACTS
        .insert(connection, stated, |query, stated| {
            let time = stated.time.as_ref();
            query
                .bind(stated.statement_id)
                .bind(stated.claim_id)
                .bind(stated.statement_id / PARTS)
                .bind(article_id)
                .bind(stated.from_char)
                .bind(stated.chars)
                .bind(1)
                .bind(time.map(|time| time.value))
                .bind(time.and_then(|time| time.value_high))
                .bind(time.map(|time| time.kind.as_str()))
                .bind(time.map(|time| time.approximation.as_str()))
        })
        .await
}

/// The article as a report that names nobody.
async fn report(connection: &mut SqliteConnection, told: Told) -> Result<Report, StoreError> {
    let row: Option<TellerRow> = sqlx::query_as(
        "SELECT s.likely_source_agency, r.notes, s.origin_agency, o.outlet_key, o.agency_id
         FROM article a
         JOIN revision r ON r.revision_id = a.current_revision_id
         JOIN story s ON s.story_id = a.story_id
         JOIN article n ON n.article_id = coalesce(s.origin_article_id, s.representative_article_id, a.article_id)
         JOIN outlet o ON o.outlet_id = n.outlet_id
         WHERE a.article_id = $1",
    )
    .bind(told.article_id)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_teller", error))?;
    Ok(row.map_or_else(Report::default, |row| row.report(told.story_id)))
}

/// Writes that the story states these claims, by the first fact of each; gives those among them, not `fresh`, that
/// it did not state before. Of the fresh ones the source is written too, as nobody else states them.
pub(super) async fn insert_stories(
    connection: &mut SqliteConnection,
    told: Told,
    stated: &[Stated],
    fresh: &BTreeSet<i64>,
) -> Result<Vec<i64>, StoreError> {
    let teller = if fresh.is_empty() {
        Report::default()
    } else {
        report(connection, told).await?
    };
    let mut by_claim: BTreeMap<i64, Vec<&Stated>> = BTreeMap::new();
    for stated in stated {
        if let Some(claim_id) = stated.claim_id {
            by_claim.entry(claim_id).or_default().push(stated);
        }
    }
    let rows = by_claim.iter().map(|(claim_id, of_claim)| {
        let named = of_claim
            .iter()
            .take(NAMES_MAX)
            .filter_map(|stated| stated.named.clone());
        let report = Report {
            named: named.collect(),
            ..teller.clone()
        };
        let (sources, _) = sources(&[report], false);
        let source = sources.into_iter().next();
        let why = source.as_ref().map_or(Why::Own, |source| source.why);
        let name = source.and_then(|source| source.name);
        serde_json::json!([claim_id, of_claim[0].statement_id, name, why.as_str()])
    });
    let new: Vec<i64> = sqlx::query_scalar(
        "INSERT INTO claim_story (claim_id, story_id, statement_id, source, source_story_id, why, is_folded)
         SELECT json_extract(new.value, '$[0]'), $2, json_extract(new.value, '$[1]'),
                json_extract(new.value, '$[2]'), $2, json_extract(new.value, '$[3]'), 0
         FROM json_each($1) AS new WHERE true
         ON CONFLICT (claim_id, story_id) DO NOTHING
         RETURNING claim_id",
    )
    .bind(serde_json::Value::from_iter(rows).to_string())
    .bind(told.story_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_story_insert", error))?;
    Ok(new
        .into_iter()
        .filter(|claim_id| !fresh.contains(claim_id))
        .collect())
}

/// Marks the facts of a revision as no longer current; gives the claims they were in.
pub(super) async fn retire(
    connection: &mut SqliteConnection,
    revision_id: i64,
    story_id: i64,
) -> Result<BTreeSet<i64>, StoreError> {
    let claims: Vec<i64> = sqlx::query_scalar(
        "UPDATE claim_fact SET is_current = 0
         WHERE statement_id IN (
            SELECT m.statement_id FROM fact f
            CROSS JOIN claim_fact m ON m.statement_id >= 16 * f.fact_id AND m.statement_id < 16 * f.fact_id + 16
            WHERE f.revision_id = $1)
         RETURNING claim_id",
    )
    .bind(revision_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_fact_retire", error))?;
    let claims: BTreeSet<i64> = claims.into_iter().collect();
    sqlx::query(
        "DELETE FROM claim_story
         WHERE claim_id IN (SELECT value FROM json_each($1)) AND story_id = $2
           AND statement_id / 16 IN (SELECT fact_id FROM fact WHERE revision_id = $3)",
    )
    .bind(list(&claims))
    .bind(story_id)
    .bind(revision_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_story_retire", error))?;
    Ok(claims)
}

/// Writes for those among `claims` that only other articles of the story still state by which fact it does.
pub(super) async fn tell_again(
    connection: &mut SqliteConnection,
    story_id: i64,
    claims: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO claim_story (claim_id, story_id, statement_id, source, source_story_id, why, is_folded)
         SELECT m.claim_id, $2, min(m.statement_id), NULL, $2, 'own', 0
         FROM json_each($1) AS told
         CROSS JOIN claim_fact m ON m.claim_id = told.value AND m.is_current = 1
         JOIN article a ON a.article_id = m.article_id AND a.story_id = $2
         GROUP BY m.claim_id
         ON CONFLICT (claim_id, story_id) DO NOTHING",
    )
    .bind(list(claims))
    .bind(story_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_story_again", error))?;
    Ok(())
}
