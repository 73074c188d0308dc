//! What was said about a revision outside its text, with who said it.

use std::sync::LazyLock;

use sqlx::SqliteConnection;

use super::rows::RowInsert;
use super::values;
use crate::model::Reading;
use crate::store::StoreError;

/// Values kept of one revision. A page has a dozen, one with many keywords some dozens.
const VALUES_MAX: usize = 100;

/// Writes the metadata of `reading`.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    revision_id: i64,
    reading: &Reading,
) -> Result<(), StoreError> {
    let kept = &reading.metadata[..reading.metadata.len().min(VALUES_MAX)];
    let numbered: Vec<_> = kept.iter().enumerate().collect();
    INSERT
        .insert(connection, &numbered, |query, (position, value)| {
            query
                .bind(revision_id)
                .bind(values::integer(*position))
                .bind(value.field.as_str())
                .bind(&value.value)
                .bind(value.source)
        })
        .await
}

static INSERT: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "metadata_insert",
        "metadata (revision_id, position, field, value, source)",
        5,
    )
});
