//! Who publishes.

use sqlx::SqliteConnection;

use crate::store::{OutletRef, StoreError};

/// The id of `outlet`, made when it is new. What the outlet map says of it now replaces what it said before.
pub(super) async fn upsert(connection: &mut SqliteConnection, outlet: &OutletRef) -> Result<i64, StoreError> {
    let known: Option<(i64, Option<String>, bool)> =
        sqlx::query_as("SELECT outlet_id, agency_id, is_aggregator FROM outlet WHERE outlet_key = $1")
            .bind(&outlet.key)
            .fetch_optional(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("outlet_find", error))?;
    if let Some((outlet_id, agency_id, is_aggregator)) = known
        && agency_id == outlet.agency_id
        && is_aggregator == outlet.is_aggregator
    {
        return Ok(outlet_id);
    }
    sqlx::query_scalar(
        "INSERT INTO outlet (outlet_key, agency_id, is_aggregator, name) VALUES ($1, $2, $3, $1)
         ON CONFLICT (outlet_key) DO UPDATE
            SET agency_id = excluded.agency_id, is_aggregator = excluded.is_aggregator
         RETURNING outlet_id",
    )
    .bind(&outlet.key)
    .bind(&outlet.agency_id)
    .bind(outlet.is_aggregator)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("outlet_upsert", error))
}
