//! Counts of articles, stories and facts.

use sqlx::SqliteConnection;

use crate::store::{Stats, StoreError};

/// Fills in the part of `stats` that speaks of articles, stories and facts.
pub(in crate::store) async fn article_stats(
    connection: &mut SqliteConnection,
    stats: &mut Stats,
) -> Result<(), StoreError> {
    let (articles, revisions, stories, outlets, credits): (i64, i64, i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM revision), (SELECT count(*) FROM story),
                (SELECT count(*) FROM outlet), (SELECT count(*) FROM credit)",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("article_stats", error))?;
    (stats.articles, stats.revisions, stats.stories) = (articles, revisions, stories);
    (stats.outlets, stats.credits) = (outlets, credits);
    stats.relations =
        sqlx::query_as("SELECT relation, count(*) FROM article GROUP BY relation ORDER BY relation")
            .fetch_all(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("relation_stats", error))?;
    stats.facts = sqlx::query_as(
        "SELECT f.kind, count(*) FROM article a JOIN fact f ON f.revision_id = a.current_revision_id
         GROUP BY f.kind ORDER BY f.kind",
    )
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("fact_stats", error))?;
    Ok(())
}
