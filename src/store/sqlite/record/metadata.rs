//! What was said about a revision outside its text, with who said it.

use sqlx::SqliteConnection;

use crate::model::Reading;
use crate::store::StoreError;

/// Values kept of one revision. A page has a dozen, one with many keywords some dozens.
const VALUES_MAX: usize = 100;

/// Writes the metadata of `reading`: one statement, as each is a trip to the connection's thread.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    revision_id: i64,
    reading: &Reading,
) -> Result<(), StoreError> {
    if reading.metadata.is_empty() {
        return Ok(());
    }
    let values = rows(reading)
        .into_iter()
        .map(|(field, value, source)| vec![field, value, source]);
    sqlx::query(
        "INSERT INTO metadata (revision_id, position, field, value, source)
         SELECT $1, said.key, said.value ->> 0, said.value ->> 1, said.value ->> 2 FROM json_each($2) AS said",
    )
    .bind(revision_id)
    .bind(serde_json::Value::from_iter(values).to_string())
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("metadata_insert", error))?;
    Ok(())
}

/// Field, value and source of each row that [`insert`] writes.
pub(super) fn rows(reading: &Reading) -> Vec<(&str, &str, &str)> {
    let kept = reading.metadata.iter().take(VALUES_MAX);
    kept.map(|value| (value.field.as_str(), value.value.as_str(), value.source))
        .collect()
}
