//! Looks words up in the own texts of copies, which no index holds.
//!
//! The newest copies are indexed in memory, a batch at a time, by the tokenizer of the file's own index: what
//! matches there would match here, and the reverse.

use std::collections::HashMap;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use super::failure;
use crate::store::{CopyHit, Found, SearchError, StoreError};

/// Copies looked at, newest first: some seconds of work.
const COPIES_MAX: u64 = 10_000;
/// Copies indexed together.
const BATCH: u64 = 500;

/// Fills in the copies of `found`.
pub(super) async fn scan(
    reader: &mut SqliteConnection,
    expression: &str,
    limit: u32,
    found: &mut Found,
) -> Result<(), SearchError> {
    let mut scratch = SqliteConnectOptions::new()
        .in_memory(true)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(|error| StoreError::from_driver("scratch", error))?;
    // Whether a story's searched text matches.
    let mut stories: HashMap<i64, bool> = HashMap::new();
    let mut before = i64::MAX;
    while found.copies.len() < limit as usize && found.copies_scanned < COPIES_MAX {
        let batch = next_batch(reader, before).await?;
        found.copies_scanned += batch.len() as u64;
        let Some(last) = batch.last() else {
            found.is_every_copy_scanned = true;
            break;
        };
        before = last.0;
        for (article_id, snippet) in matching(&mut scratch, &batch, expression).await? {
            let hit = describe(reader, article_id, snippet).await?;
            let story_id = hit.story_id;
            let story_matches = match stories.get(&story_id) {
                Some(matches) => *matches,
                None => matches_itself(reader, story_id, expression).await?,
            };
            stories.insert(story_id, story_matches);
            if !story_matches && found.copies.len() < limit as usize {
                found.copies.push(hit);
            }
        }
    }
    Ok(())
}

/// `article_id`, title and text of copies older than `before`, newest first.
async fn next_batch(
    reader: &mut SqliteConnection,
    before: i64,
) -> Result<Vec<(i64, String, String)>, StoreError> {
    sqlx::query_as(
        "SELECT a.article_id, r.title, r.text
         FROM article a JOIN revision r ON r.revision_id = a.current_revision_id
         WHERE a.article_id < $1 AND a.is_representative = 0
         ORDER BY a.article_id DESC LIMIT $2",
    )
    .bind(before)
    .bind(i64::try_from(BATCH).unwrap_or(i64::MAX))
    .fetch_all(reader)
    .await
    .map_err(|error| StoreError::from_driver("copies", error))
}

/// Those of `batch` that match, newest first, with their snippet.
async fn matching(
    scratch: &mut SqliteConnection,
    batch: &[(i64, String, String)],
    expression: &str,
) -> Result<Vec<(i64, String)>, SearchError> {
    let failed = |error| SearchError::from(StoreError::from_driver("scratch", error));
    for statement in [
        "DROP TABLE IF EXISTS copy_fts",
        "CREATE VIRTUAL TABLE copy_fts USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 2')",
        "BEGIN",
    ] {
        sqlx::query(statement)
            .execute(&mut *scratch)
            .await
            .map_err(failed)?;
    }
    for (article_id, title, text) in batch {
        sqlx::query("INSERT INTO copy_fts (rowid, title, text) VALUES ($1, $2, $3)")
            .bind(article_id)
            .bind(title)
            .bind(text)
            .execute(&mut *scratch)
            .await
            .map_err(failed)?;
    }
    sqlx::query("COMMIT")
        .execute(&mut *scratch)
        .await
        .map_err(failed)?;
    sqlx::query_as(
        "SELECT rowid, snippet(copy_fts, 1, '[', ']', '…', 24) FROM copy_fts WHERE copy_fts MATCH $1
         ORDER BY rowid DESC",
    )
    .bind(expression)
    .fetch_all(scratch)
    .await
    // The expression has been tried on the file before; it is right.
    .map_err(|error| failure("search_copies", true, error))
}

async fn matches_itself(
    reader: &mut SqliteConnection,
    story_id: i64,
    expression: &str,
) -> Result<bool, StoreError> {
    let hits: i64 =
        sqlx::query_scalar("SELECT count(*) FROM story_fts WHERE story_fts MATCH $1 AND rowid = $2")
            .bind(expression)
            .bind(story_id)
            .fetch_one(reader)
            .await
            .map_err(|error| StoreError::from_driver("story_matches", error))?;
    Ok(hits > 0)
}

#[derive(sqlx::FromRow)]
struct CopyRow {
    story_id: i64,
    outlet: String,
    relation: String,
    title: String,
    seen_at: String,
    url: Option<String>,
}

async fn describe(
    reader: &mut SqliteConnection,
    article_id: i64,
    snippet: String,
) -> Result<CopyHit, StoreError> {
    let row: CopyRow = sqlx::query_as(
        "SELECT a.story_id, o.outlet_key AS outlet, a.relation, r.title, a.first_seen_at AS seen_at, a.url
         FROM article a
         JOIN outlet o ON o.outlet_id = a.outlet_id
         JOIN revision r ON r.revision_id = a.current_revision_id
         WHERE a.article_id = $1",
    )
    .bind(article_id)
    .fetch_one(reader)
    .await
    .map_err(|error| StoreError::from_driver("copy", error))?;
    Ok(CopyHit {
        article_id,
        story_id: row.story_id,
        outlet: row.outlet,
        relation: row.relation,
        title: row.title,
        snippet,
        seen_at: row.seen_at,
        url: row.url,
    })
}
