//! Leases.
use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::model::LeasedFeed;
use crate::store::StoreError;

pub(super) async fn make_all_due(_c: &mut SqliteConnection, _now: DateTime<Utc>) -> Result<(), StoreError> {
    Ok(())
}
pub(super) async fn is_any_due(_c: &mut SqliteConnection, _now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(false)
}
pub(super) async fn take(
    _c: &mut SqliteConnection,
    _now: DateTime<Utc>,
    _end: DateTime<Utc>,
    _l: u32,
) -> Result<Vec<LeasedFeed>, StoreError> {
    Ok(Vec::new())
}
pub(super) async fn next_due_at(_c: &mut SqliteConnection) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(None)
}
pub(super) async fn release_all(_c: &mut SqliteConnection) -> Result<(), StoreError> {
    Ok(())
}
