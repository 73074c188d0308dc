//! Stored articles, read to be compared once more.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::super::values;
use crate::model::{Credit, CreditKind, Reading, Section, SectionKind, StoredText, parse_instant};
use crate::store::{RecordRules, StoreError};
use crate::text::CharIndex;

#[derive(sqlx::FromRow)]
struct StoredRow {
    revision_id: i64,
    outlet_id: i64,
    first_seen_at: String,
    claimed_at: Option<String>,
    title: String,
    text: String,
    is_pruned: bool,
}

/// An article's current text with what stands around it.
pub(in crate::store) struct Stored {
    pub(in crate::store) outlet_id: i64,
    pub(in crate::store) first_seen_at: String,
    /// Its text has been given up for its age: what stands in `text` is empty.
    pub(in crate::store) is_pruned: bool,
    pub(in crate::store) text: StoredText,
}

/// The article as it was recorded.
pub(in crate::store) async fn stored(
    connection: &mut SqliteConnection,
    article_id: i64,
) -> Result<Stored, StoreError> {
    let row: StoredRow = sqlx::query_as(
        "SELECT r.revision_id, a.outlet_id, a.first_seen_at, a.claimed_at, r.title, r.text,
                r.text_pruned_at IS NOT NULL AS is_pruned
         FROM article a JOIN revision r ON r.revision_id = a.current_revision_id WHERE a.article_id = $1",
    )
    .bind(article_id)
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("stored_article", error))?;
    let index = CharIndex::new(&row.text);
    let (sections, credits) = (
        sections(connection, row.revision_id, &index).await?,
        credits(connection, row.revision_id, &index).await?,
    );
    Ok(Stored {
        outlet_id: row.outlet_id,
        first_seen_at: row.first_seen_at,
        is_pruned: row.is_pruned,
        text: StoredText {
            sections,
            credits,
            published_at: row.claimed_at.as_deref().and_then(parse_instant),
            title: row.title,
            text: row.text,
        },
    })
}

/// The article as it is compared, its outlet, and when it was first seen; `None` when its text has been given up.
pub(in crate::store::sqlite::record) async fn read_again(
    connection: &mut SqliteConnection,
    article_id: i64,
    rules: &RecordRules,
) -> Result<Option<(Reading, i64, DateTime<Utc>)>, StoreError> {
    let stored = stored(connection, article_id).await?;
    if stored.is_pruned {
        return Ok(None);
    }
    let seen_at = values::read_instant("stored_article", &stored.first_seen_at)?;
    Ok(Some(((rules.again)(stored.text), stored.outlet_id, seen_at)))
}

async fn sections(
    connection: &mut SqliteConnection,
    revision_id: i64,
    index: &CharIndex<'_>,
) -> Result<Vec<Section>, StoreError> {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT kind, start_char, end_char FROM section WHERE revision_id = $1 ORDER BY position",
    )
    .bind(revision_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("edit_sections", error))?;
    let kinds: HashMap<&str, SectionKind> = SectionKind::ALL
        .into_iter()
        .map(|kind| (kind.as_str(), kind))
        .collect();
    Ok(rows
        .iter()
        .filter_map(|(kind, start, end)| {
            Some(Section {
                kind: *kinds.get(kind.as_str())?,
                span: index.byte_span(usize::try_from(*start).ok()?, usize::try_from(*end).ok()?)?,
            })
        })
        .collect())
}

async fn credits(
    connection: &mut SqliteConnection,
    revision_id: i64,
    index: &CharIndex<'_>,
) -> Result<Vec<Credit>, StoreError> {
    type Row = (Option<String>, String, String, Option<i64>, Option<i64>, f64);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT agency, kind, text, start_char, end_char, confidence FROM credit WHERE revision_id = $1
         ORDER BY credit_id",
    )
    .bind(revision_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("edit_credits", error))?;
    let position = |at: Option<i64>| usize::try_from(at?).ok();
    Ok(rows
        .into_iter()
        .filter_map(|(agency, kind, text, start, end, confidence)| {
            let span = position(start)
                .zip(position(end))
                .and_then(|(start, end)| index.byte_span(start, end));
            Some(Credit {
                agency,
                kind: CreditKind::parse(&kind)?,
                text,
                span,
                confidence,
                rule: "stored",
            })
        })
        .collect())
}
