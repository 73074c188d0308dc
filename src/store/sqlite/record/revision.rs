//! Revisions: each state of an article's title and text, with its sections.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::article::Known;
use super::rows::{Bound, Cell, RowInsert};
use super::values;
use crate::model::{Reading, stamp};
use crate::store::{Recording, StoreError};
use crate::text::CharIndex;

/// Sections kept of one revision. An article has a dozen; a page that changes kind at every line is no article.
const SECTIONS_MAX: usize = 2_000;

/// What changed between two revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    /// Words that came plus words that went, wherever they stand.
    words: i64,
    /// Those among them that hold a digit.
    figures: i64,
}

/// Writes the first revision of a new article.
pub(super) async fn insert_first(
    connection: &mut SqliteConnection,
    article_id: i64,
    recording: &Recording,
) -> Result<i64, StoreError> {
    let revision_id = insert(
        connection,
        article_id,
        1,
        stamp(values::first_seen(recording)),
        None,
        recording,
    )
    .await?;
    insert_sections(connection, revision_id, &recording.reading).await?;
    Ok(revision_id)
}

/// Writes the revision that follows `known`'s.
pub(super) async fn insert_next(
    connection: &mut SqliteConnection,
    known: &Known,
    recording: &Recording,
) -> Result<i64, StoreError> {
    let article = &recording.reading.article;
    let change = content(connection, known.revision_id)
        .await?
        .map(|(title, text)| change(&[&title, &text], &[&article.title, &article.text]));
    let seen_at = stamp(values::seen_again(recording));
    let revision_id = insert(
        connection,
        known.article_id,
        known.number + 1,
        seen_at,
        change,
        recording,
    )
    .await?;
    insert_sections(connection, revision_id, &recording.reading).await?;
    Ok(revision_id)
}

/// Title and text of a revision; `None` when the text has been given up for its age.
async fn content(
    connection: &mut SqliteConnection,
    revision_id: i64,
) -> Result<Option<(String, String)>, StoreError> {
    sqlx::query_as("SELECT title, text FROM revision WHERE revision_id = $1 AND text_pruned_at IS NULL")
        .bind(revision_id)
        .fetch_optional(connection)
        .await
        .map_err(|error| StoreError::from_driver("revision_content", error))
}

async fn insert(
    connection: &mut SqliteConnection,
    article_id: i64,
    number: i64,
    seen_at: String,
    change: Option<Change>,
    recording: &Recording,
) -> Result<i64, StoreError> {
    let reading = &recording.reading;
    let notes = notes(reading);
    sqlx::query_scalar(
        "INSERT INTO revision (article_id, number, seen_at, text_from, text_hash, changed_words,
            figures_changed, notes, title, text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         RETURNING revision_id",
    )
    .bind(article_id)
    .bind(number)
    .bind(seen_at)
    .bind(reading.article.text_from.as_str())
    .bind(values::text_hash(reading))
    .bind(change.map(|change| change.words))
    .bind(change.map(|change| change.figures))
    .bind(notes)
    .bind(&reading.article.title)
    .bind(&reading.article.text)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("revision_insert", error))
}

/// The notes as stored; `None` when nothing was odd.
pub(super) fn notes(reading: &Reading) -> Option<String> {
    (!reading.notes.is_empty()).then(|| serde_json::Value::from(reading.notes.clone()).to_string())
}

/// When the revision was first seen.
pub(super) async fn seen_at(
    connection: &mut SqliteConnection,
    revision_id: i64,
) -> Result<DateTime<Utc>, StoreError> {
    let at: String = sqlx::query_scalar("SELECT seen_at FROM revision WHERE revision_id = $1")
        .bind(revision_id)
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("revision_seen", error))?;
    values::read_instant("revision_seen", &at)
}

/// Writes the sections of `reading`.
pub(super) async fn insert_sections(
    connection: &mut SqliteConnection,
    revision_id: i64,
    reading: &Reading,
) -> Result<(), StoreError> {
    let rows = section_rows(revision_id, reading);
    INSERT_SECTION
        .insert(connection, &rows, |query, row| {
            row.iter().cloned().fold(query, Bound::bind)
        })
        .await
}

/// The rows that [`insert_sections`] writes.
pub(super) fn section_rows(revision_id: i64, reading: &Reading) -> Vec<Vec<Cell<'static>>> {
    let article = &reading.article;
    let index = CharIndex::new(&article.text);
    let kept = article.sections.iter().take(SECTIONS_MAX).enumerate();
    kept.map(|(position, section)| {
        let (start, end) = index.char_span(section.span);
        Bound::default()
            .bind(revision_id)
            .bind(values::integer(position))
            .bind(section.kind.as_str())
            .bind(values::integer(start))
            .bind(values::integer(end))
            .into_cells()
    })
    .collect()
}

pub(super) static INSERT_SECTION: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "section_insert",
        "section (revision_id, position, kind, start_char, end_char)",
        5,
    )
});

/// Replaces what an outlet's revision holds by what is read from it now. The outlet changed nothing: what changed
/// since the revision before stays as it was counted, and former revisions whose title was the same keep the same.
pub(super) async fn replace(
    connection: &mut SqliteConnection,
    (article_id, revision_id): (i64, i64),
    reading: &Reading,
) -> Result<(), StoreError> {
    let article = &reading.article;
    sqlx::query(
        "UPDATE revision SET title = $3
         WHERE article_id = $1
           AND number < (SELECT now.number FROM revision now WHERE now.revision_id = $2)
           AND number > coalesce((SELECT max(other.number) FROM revision other, revision now
               WHERE now.revision_id = $2 AND other.article_id = $1 AND other.number < now.number
                 AND other.title <> now.title), 0)",
    )
    .bind(article_id)
    .bind(revision_id)
    .bind(&article.title)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("revision_titles", error))?;
    sqlx::query(
        "UPDATE revision SET title = $2, text = $3, text_hash = $4, notes = $5 WHERE revision_id = $1",
    )
    .bind(revision_id)
    .bind(&article.title)
    .bind(&article.text)
    .bind(values::text_hash(reading))
    .bind(notes(reading))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("revision_replace", error))?;
    Ok(())
}

/// Compares two texts as bags of words: linear, and moving a paragraph is no change of what is said.
fn change(old: &[&str], new: &[&str]) -> Change {
    let mut balance: HashMap<&str, i64> = HashMap::new();
    for word in old.iter().flat_map(|part| part.split_whitespace()) {
        *balance.entry(word).or_default() -= 1;
    }
    for word in new.iter().flat_map(|part| part.split_whitespace()) {
        *balance.entry(word).or_default() += 1;
    }
    let mut change = Change { words: 0, figures: 0 };
    for (word, count) in balance {
        change.words += count.abs();
        if word.contains(|c: char| c.is_numeric()) {
            change.figures += count.abs();
        }
    }
    change
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_figure_is_one_word_out_and_one_in() {
        assert_eq!(
            change(&["killed 12 people"], &["killed 14 people"]),
            Change { words: 2, figures: 2 }
        );
    }

    #[test]
    fn a_moved_sentence_changes_nothing() {
        assert_eq!(
            change(&["One. Two."], &["Two. One."]),
            Change { words: 0, figures: 0 }
        );
    }
}
