//! The full-text index over each story's representative text.
//!
//! FTS5 with external content does not watch its content: a changed row has to be taken out with its old
//! words before it is written with the new ones, or the index points at words that are no longer there.

use sqlx::SqliteConnection;

use crate::store::StoreError;

/// Makes the current text of `article_id` the searched text of the story.
pub(super) async fn replace(
    connection: &mut SqliteConnection,
    story_id: i64,
    article_id: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO story_fts (story_fts, rowid, title, text)
         SELECT 'delete', story_id, title, text FROM story_text WHERE story_id = $1",
    )
    .bind(story_id)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("story_fts_delete", error))?;
    sqlx::query(
        "INSERT INTO story_text (story_id, title, text)
         SELECT $1, r.title, r.text
         FROM article a JOIN revision r ON r.revision_id = a.current_revision_id
         WHERE a.article_id = $2
         ON CONFLICT (story_id) DO UPDATE SET title = excluded.title, text = excluded.text",
    )
    .bind(story_id)
    .bind(article_id)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("story_text_replace", error))?;
    sqlx::query(
        "INSERT INTO story_fts (rowid, title, text)
         SELECT story_id, title, text FROM story_text WHERE story_id = $1",
    )
    .bind(story_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_fts_insert", error))?;
    Ok(())
}
