//! Revisions: each state of an article's title and text, with its sections.

use std::collections::HashMap;
use std::sync::LazyLock;

use sqlx::SqliteConnection;

use super::article::Known;
use super::rows::RowInsert;
use super::values;
use crate::model::{Section, stamp};
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
    insert_sections(connection, revision_id, recording).await?;
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
    insert_sections(connection, revision_id, recording).await?;
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
    let notes =
        (!reading.notes.is_empty()).then(|| serde_json::Value::from(reading.notes.clone()).to_string());
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

async fn insert_sections(
    connection: &mut SqliteConnection,
    revision_id: i64,
    recording: &Recording,
) -> Result<(), StoreError> {
    let article = &recording.reading.article;
    let index = CharIndex::new(&article.text);
    let kept: Vec<(usize, &Section)> = article.sections.iter().take(SECTIONS_MAX).enumerate().collect();
    INSERT_SECTION
        .insert(connection, &kept, |query, (position, section)| {
            let (start, end) = index.char_span(section.span);
            query
                .bind(revision_id)
                .bind(values::integer(*position))
                .bind(section.kind.as_str())
                .bind(values::integer(start))
                .bind(values::integer(end))
        })
        .await
}

static INSERT_SECTION: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "section_insert",
        "section (revision_id, position, kind, start_char, end_char)",
        5,
    )
});

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
