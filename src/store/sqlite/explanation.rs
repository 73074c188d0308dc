//! Why an article is where it is, from the tables.

use sqlx::{Connection, SqliteConnection};

use super::record;
use crate::store::explanation::{
    ExplainedArticle, ExplainedEdit, ExplainedMerged, ExplainedPlace, ExplainedSign, Explanation,
};
use crate::store::{RecordRules, StoreError};

/// The explanation of one article; `None` when there is none of that id.
pub(super) async fn explanation(
    connection: &mut SqliteConnection,
    article_id: i64,
    rules: &RecordRules,
) -> Result<Option<Explanation>, StoreError> {
    let failed = |error| StoreError::from_driver("explanation", error);
    // A reader's transaction: what a writer commits meanwhile is not half seen.
    let mut moment = connection.begin().await.map_err(failed)?;
    let Some(placed) = place(&mut moment, article_id).await? else {
        return Ok(None);
    };
    let other = match placed.possible_of_article_id.or(placed.of_article_id) {
        Some(other_id) => Some(article(&mut moment, other_id).await?),
        None => None,
    };
    let explanation = Explanation {
        article: article(&mut moment, article_id).await?,
        other,
        signs: signs(&mut moment, article_id).await?,
        edits: edits(&mut moment, article_id).await?,
        merged: merged(&mut moment, article_id).await?,
        compared: record::compared(&mut moment, &placed, rules).await?,
        placed,
    };
    moment.rollback().await.map_err(failed)?;
    Ok(Some(explanation))
}

async fn place(
    connection: &mut SqliteConnection,
    article_id: i64,
) -> Result<Option<ExplainedPlace>, StoreError> {
    sqlx::query_as(
        "SELECT a.article_id, a.story_id, a.relation, a.grade, a.score, a.similarity, a.coverage, a.coverage_of_origin,
                a.of_article_id, a.possible_story_id, a.possible_score, a.possible_of_article_id, a.likeness,
                a.relabelled, s.origin_kind, s.origin_agency,
                s.likely_source_agency
         FROM article a JOIN story s ON s.story_id = a.story_id WHERE a.article_id = $1",
    )
    .bind(article_id)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("explained_place", error))
}

async fn article(connection: &mut SqliteConnection, article_id: i64) -> Result<ExplainedArticle, StoreError> {
    let (outlet, url): (String, Option<String>) = sqlx::query_as(
        "SELECT o.outlet_key, a.url FROM article a JOIN outlet o ON o.outlet_id = a.outlet_id WHERE a.article_id = $1",
    )
    .bind(article_id)
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("explained_article", error))?;
    let stored = record::stored(connection, article_id).await?;
    Ok(ExplainedArticle {
        article_id,
        outlet,
        title: stored.text.title.clone(),
        url,
        first_seen_at: stored.first_seen_at,
        is_text_pruned: stored.is_pruned,
        stored: stored.text,
    })
}

async fn signs(connection: &mut SqliteConnection, article_id: i64) -> Result<Vec<ExplainedSign>, StoreError> {
    sqlx::query_as(
        "SELECT sign, weight, holds FROM placement_sign WHERE article_id = $1 ORDER BY abs(weight) DESC, sign",
    )
    .bind(article_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("explained_signs", error))
}

async fn merged(
    connection: &mut SqliteConnection,
    article_id: i64,
) -> Result<Vec<ExplainedMerged>, StoreError> {
    sqlx::query_as(
        "SELECT m.story_id, s.title, m.grade, m.coverage, m.coverage_of_origin, m.start_char, m.end_char
         FROM v_merged m JOIN story s ON s.story_id = m.story_id WHERE m.article_id = $1 ORDER BY m.story_id",
    )
    .bind(article_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("explained_merged", error))
}

async fn edits(connection: &mut SqliteConnection, article_id: i64) -> Result<Vec<ExplainedEdit>, StoreError> {
    sqlx::query_as(
        "SELECT at, kind, from_story_id, to_story_id, reason FROM v_story_edit WHERE article_id = $1
         ORDER BY edit_id DESC",
    )
    .bind(article_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("explained_edits", error))
}
