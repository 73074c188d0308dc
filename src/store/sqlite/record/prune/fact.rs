//! Facts, with the claims they are in.
//!
//! A claim rests on facts of all articles of its event, and a story's quotation stands in the search by the first
//! article that has it. So facts go when everything of their event has become old, the claims of the event all at
//! once before the first of them: a claim that is shown can always be followed to all of its articles.

use sqlx::SqliteConnection;

use super::super::{claim, fact, values};
use crate::store::retention::Pruned;
use crate::store::sqlite::prune::{Old, Page};
use crate::store::{PruneReport, StoreError};

/// Articles of one step: some hundred facts, seldom thousands.
const ARTICLES_MAX: i64 = 20;

/// Articles with facts whose story, and event, had nothing new since `cut`, the youngest first: so the article by
/// which a quotation is searched is mostly the last of its story.
pub(in crate::store::sqlite) async fn find(
    connection: &mut SqliteConnection,
    cut: &str,
    after: Option<&Old>,
) -> Result<Page, StoreError> {
    let old = sqlx::query_as(
        "SELECT a.first_seen_at, a.article_id
         FROM article a CROSS JOIN story s ON s.story_id = a.story_id
         WHERE a.are_facts_kept = 1 AND a.first_seen_at < $1
           AND a.first_seen_at <= $2 AND (a.first_seen_at < $2 OR a.article_id < $3)
           AND s.last_seen_at < $1
           AND NOT EXISTS (SELECT 1 FROM event_story mine CROSS JOIN event_story theirs ON theirs.event_id = mine.event_id
                           CROSS JOIN story o ON o.story_id = theirs.story_id
                           WHERE mine.story_id = a.story_id AND o.last_seen_at >= $1)
         ORDER BY a.first_seen_at DESC, a.article_id DESC LIMIT $4",
    )
    .bind(cut)
    .bind(after.map_or(cut, |(at, _)| at.as_str()))
    .bind(after.map_or(i64::MAX, |(_, id)| *id))
    .bind(ARTICLES_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_facts", error))?;
    Ok(Page::of(old, ARTICLES_MAX))
}

/// The facts of the article, and the claims that its facts opened.
pub(in crate::store::sqlite) async fn measure(
    connection: &mut SqliteConnection,
    article_id: i64,
) -> Result<PruneReport, StoreError> {
    let claims: i64 = sqlx::query_scalar(
        "SELECT count(*)
         FROM revision r CROSS JOIN fact f ON f.revision_id = r.revision_id
         CROSS JOIN claim_fact m ON m.fact_id = f.fact_id
         CROSS JOIN claim c ON c.claim_id = m.claim_id AND c.statement_id = m.statement_id
         WHERE r.article_id = $1 AND c.event_id IS NOT NULL",
    )
    .bind(article_id)
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_claim_count", error))?;
    Ok(PruneReport {
        facts: size(connection, article_id).await?,
        claims: Pruned::new(claims, 0),
        ..PruneReport::default()
    })
}

/// Facts of the article, with the bytes of their words and sentences.
async fn size(connection: &mut SqliteConnection, article_id: i64) -> Result<Pruned, StoreError> {
    let (rows, bytes): (i64, i64) = sqlx::query_as(
        "SELECT count(*), coalesce(sum(octet_length(f.text) + octet_length(f.sentence)), 0)
         FROM revision r CROSS JOIN fact f ON f.revision_id = r.revision_id WHERE r.article_id = $1",
    )
    .bind(article_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_fact_size", error))?;
    Ok(Pruned::new(rows, bytes))
}

#[derive(sqlx::FromRow)]
struct ArticleRow {
    story_id: i64,
    revision_id: i64,
    event_id: Option<i64>,
}

/// Drops the facts of all revisions of the article, and the claims of its event; nothing when something new has
/// come to the event meanwhile.
pub(in crate::store::sqlite) async fn give_up(
    connection: &mut SqliteConnection,
    article_id: i64,
    cut: &str,
) -> Result<PruneReport, StoreError> {
    let article: Option<ArticleRow> = sqlx::query_as(
        "SELECT a.story_id, a.current_revision_id AS revision_id, mine.event_id
         FROM article a CROSS JOIN story s ON s.story_id = a.story_id
         LEFT JOIN event_story mine ON mine.story_id = a.story_id
         WHERE a.article_id = $1 AND a.are_facts_kept = 1 AND a.first_seen_at < $2 AND s.last_seen_at < $2
           AND NOT EXISTS (SELECT 1 FROM event_story theirs CROSS JOIN story o ON o.story_id = theirs.story_id
                           WHERE theirs.event_id = mine.event_id AND o.last_seen_at >= $2)",
    )
    .bind(article_id)
    .bind(cut)
    .fetch_optional(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_fact_article", error))?;
    let Some(article) = article else {
        return Ok(PruneReport::default());
    };
    let claims = match article.event_id {
        Some(event_id) => claim::give_up(connection, event_id).await?,
        None => 0,
    };
    let quoted = take_out_of_search(connection, article_id).await?;
    fact::uncount(connection, article.revision_id, article.story_id).await?;
    let facts = size(connection, article_id).await?;
    for (name, sql) in [
        (
            "prune_fact",
            "DELETE FROM fact WHERE revision_id IN (SELECT revision_id FROM revision WHERE article_id = $1)",
        ),
        (
            "prune_fact_mark",
            "UPDATE article SET are_facts_kept = 0 WHERE article_id = $1",
        ),
    ] {
        run(connection, name, sql, article_id).await?;
    }
    search_by_others(connection, article.story_id, quoted).await?;
    Ok(PruneReport {
        facts,
        claims: Pruned::new(claims, 0),
        ..PruneReport::default()
    })
}

/// Takes the quotations that are searched by a fact of the article out of the search; gives their keys.
async fn take_out_of_search(
    connection: &mut SqliteConnection,
    article_id: i64,
) -> Result<Vec<i64>, StoreError> {
    run(
        connection,
        "prune_quote_fts",
        "INSERT INTO quote_fts (quote_fts, rowid, speaker, text)
         SELECT 'delete', q.fact_id, q.speaker, q.text
         FROM revision r CROSS JOIN fact f ON f.revision_id = r.revision_id
         CROSS JOIN story_quote q ON q.fact_id = f.fact_id WHERE r.article_id = $1",
        article_id,
    )
    .await?;
    sqlx::query_scalar(
        "DELETE FROM story_quote WHERE fact_id IN (
             SELECT f.fact_id FROM revision r CROSS JOIN fact f ON f.revision_id = r.revision_id WHERE r.article_id = $1)
         RETURNING fact_key",
    )
    .bind(article_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_quotes", error))
}

/// Puts those of the quotations `keys` that other articles of the story still have back into the search, each by
/// the first fact there is.
async fn search_by_others(
    connection: &mut SqliteConnection,
    story_id: i64,
    keys: Vec<i64>,
) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    let facts: Vec<i64> = sqlx::query_scalar(
        "INSERT INTO story_quote (fact_id, story_id, fact_key, speaker, text)
         SELECT f.fact_id, $1, f.fact_key, f.attributed_to, f.text
         FROM json_each($2) AS near
         CROSS JOIN fact_key_story k ON k.story_id = $1 AND k.fact_key = near.value
         CROSS JOIN fact f ON f.fact_id = (
             SELECT min(other.fact_id) FROM fact other
             CROSS JOIN article a ON a.article_id = other.article_id AND a.current_revision_id = other.revision_id
             WHERE other.fact_key = near.value AND other.kind = 'quote' AND a.story_id = $1)
         WHERE true
         ON CONFLICT (story_id, fact_key) DO NOTHING
         RETURNING fact_id",
    )
    .bind(story_id)
    .bind(values::integer_list(keys))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_quote_again", error))?;
    sqlx::query(
        "INSERT INTO quote_fts (rowid, speaker, text)
         SELECT q.fact_id, q.speaker, q.text FROM json_each($1) AS near
         CROSS JOIN story_quote q ON q.fact_id = near.value",
    )
    .bind(values::integer_list(facts))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("prune_quote_fts_again", error))?;
    Ok(())
}

async fn run(
    connection: &mut SqliteConnection,
    name: &'static str,
    sql: &'static str,
    article_id: i64,
) -> Result<(), StoreError> {
    sqlx::query(sql)
        .bind(article_id)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver(name, error))?;
    Ok(())
}
