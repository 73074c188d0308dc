//! Texts of revisions. A text that is given up is empty, with the time at which it went; title, hash, sections,
//! credits and facts stay, and what later texts are compared with is another copy ([`super::super::reach`]).

use sqlx::SqliteConnection;

use super::super::{fulltext, values};
use crate::store::retention::Pruned;
use crate::store::sqlite::prune::{Old, Page};
use crate::store::{PruneReport, StoreError};

/// Articles of one step. Each is a few rows, and the searched text of its story.
const ARTICLES_MAX: i64 = 100;

/// Articles first seen before `cut` that have the text of their current revision, the oldest first.
pub(in crate::store::sqlite) async fn find(
    connection: &mut SqliteConnection,
    cut: &str,
    after: Option<&Old>,
) -> Result<Page, StoreError> {
    let old = sqlx::query_as(
        "SELECT first_seen_at, article_id FROM article
         WHERE is_text_kept = 1 AND first_seen_at < $1
           AND first_seen_at >= $2 AND (first_seen_at > $2 OR article_id > $3)
         ORDER BY first_seen_at, article_id LIMIT $4",
    )
    .bind(cut)
    .bind(after.map_or("", |(at, _)| at.as_str()))
    .bind(after.map_or(i64::MIN, |(_, id)| *id))
    .bind(ARTICLES_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_texts", error))?;
    Ok(Page::of(old, ARTICLES_MAX))
}

/// Articles first seen before `cut` that have texts of earlier revisions, the oldest first.
pub(in crate::store::sqlite) async fn find_old(
    connection: &mut SqliteConnection,
    cut: &str,
    after: Option<&Old>,
) -> Result<Page, StoreError> {
    let old = sqlx::query_as(
        "SELECT first_seen_at, article_id FROM article
         WHERE old_texts > 0 AND first_seen_at < $1
           AND first_seen_at >= $2 AND (first_seen_at > $2 OR article_id > $3)
         ORDER BY first_seen_at, article_id LIMIT $4",
    )
    .bind(cut)
    .bind(after.map_or("", |(at, _)| at.as_str()))
    .bind(after.map_or(i64::MIN, |(_, id)| *id))
    .bind(ARTICLES_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_old_texts", error))?;
    Ok(Page::of(old, ARTICLES_MAX))
}

/// The text of the current revision, and what is searched of it. Texts of earlier revisions are counted by
/// [`measure_old`].
pub(in crate::store::sqlite) async fn measure(
    connection: &mut SqliteConnection,
    article_id: i64,
) -> Result<PruneReport, StoreError> {
    let bytes: i64 = sqlx::query_scalar(
        "SELECT octet_length(r.text) + coalesce((SELECT octet_length(t.text) FROM story_text t
                                                 WHERE t.story_id = a.story_id AND a.is_representative = 1), 0)
         FROM article a JOIN revision r ON r.revision_id = a.current_revision_id WHERE a.article_id = $1",
    )
    .bind(article_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_text_size", error))?;
    Ok(PruneReport {
        texts: Pruned::new(1, bytes),
        ..PruneReport::default()
    })
}

/// The texts of earlier revisions.
pub(in crate::store::sqlite) async fn measure_old(
    connection: &mut SqliteConnection,
    article_id: i64,
) -> Result<PruneReport, StoreError> {
    let (rows, bytes): (i64, i64) = sqlx::query_as(
        "SELECT count(*), coalesce(sum(octet_length(r.text)), 0)
         FROM article a CROSS JOIN revision r ON r.article_id = a.article_id
         WHERE a.article_id = $1 AND r.text_pruned_at IS NULL AND r.revision_id <> a.current_revision_id",
    )
    .bind(article_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_old_text_size", error))?;
    Ok(PruneReport {
        old_texts: Pruned::new(rows, bytes),
        ..PruneReport::default()
    })
}

/// Empties the texts of all revisions of the article, and what is searched of its story when it stands for it.
pub(in crate::store::sqlite) async fn give_up(
    connection: &mut SqliteConnection,
    article_id: i64,
    now: &str,
) -> Result<PruneReport, StoreError> {
    let mut report = give_up_old(connection, article_id, now).await?;
    let kept: Option<(i64, bool)> = sqlx::query_as(
        "SELECT story_id, is_representative FROM article WHERE article_id = $1 AND is_text_kept = 1",
    )
    .bind(article_id)
    .fetch_optional(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_text_article", error))?;
    let Some((story_id, is_representative)) = kept else {
        return Ok(report);
    };
    report += measure(connection, article_id).await?;
    sqlx::query(
        "UPDATE revision SET text = '', text_pruned_at = $2
         WHERE revision_id = (SELECT current_revision_id FROM article WHERE article_id = $1)",
    )
    .bind(article_id)
    .bind(now)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_text", error))?;
    sqlx::query("UPDATE article SET is_text_kept = 0 WHERE article_id = $1")
        .bind(article_id)
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("prune_text_mark", error))?;
    if is_representative {
        fulltext::replace(connection, story_id, article_id).await?;
    }
    Ok(report)
}

/// Empties the texts of earlier revisions of the article.
pub(in crate::store::sqlite) async fn give_up_old(
    connection: &mut SqliteConnection,
    article_id: i64,
    now: &str,
) -> Result<PruneReport, StoreError> {
    let report = measure_old(connection, article_id).await?;
    if report.old_texts.rows == 0 {
        return Ok(report);
    }
    sqlx::query(
        "UPDATE revision SET text = '', text_pruned_at = $2
         WHERE article_id = $1 AND text_pruned_at IS NULL
           AND revision_id <> (SELECT current_revision_id FROM article WHERE article_id = $1)",
    )
    .bind(article_id)
    .bind(now)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_old_text", error))?;
    sqlx::query("UPDATE article SET old_texts = 0 WHERE article_id = $1")
        .bind(article_id)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("prune_old_text_mark", error))?;
    Ok(report)
}

/// Whether one of `articles` has lost its text: then it cannot be compared with others any more.
pub(in crate::store::sqlite::record) async fn is_any_pruned(
    connection: &mut SqliteConnection,
    articles: impl IntoIterator<Item = i64>,
) -> Result<bool, StoreError> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM json_each($1) AS near CROSS JOIN article a ON a.article_id = near.value
                        WHERE a.is_text_kept = 0)",
    )
    .bind(values::integer_list(articles))
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("is_any_pruned", error))
}
