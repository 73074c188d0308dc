//! What spoke for and against a rewritten copy.

use std::sync::LazyLock;

use sqlx::SqliteConnection;

use super::rows::RowInsert;
use super::values;
use crate::model::Placement;
use crate::store::StoreError;

/// Writes the signs of a placement; other placements than rewritten copies have none.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    article_id: i64,
    placement: &Placement,
) -> Result<(), StoreError> {
    INSERT
        .insert(connection, &placement.corroboration.signals, |query, signal| {
            query
                .bind(article_id)
                .bind(signal.sign.as_str())
                .bind(values::finite(signal.weight))
                .bind(signal.holds)
        })
        .await
}

static INSERT: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "placement_sign_insert",
        "placement_sign (article_id, sign, weight, holds)",
        4,
    )
});
