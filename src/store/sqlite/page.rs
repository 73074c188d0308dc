//! Pages.
use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::store::{FinishedPage, StoreError, WantedPage};

pub(super) async fn wanted(
    _c: &mut SqliteConnection,
    _now: DateTime<Utc>,
    _h: u32,
    _l: u32,
) -> Result<Vec<WantedPage>, StoreError> {
    Ok(Vec::new())
}
pub(super) async fn packed(page: FinishedPage) -> Result<FinishedPage, StoreError> {
    Ok(page)
}
pub(super) async fn finish(_c: &mut SqliteConnection, _page: &FinishedPage) -> Result<(), StoreError> {
    Ok(())
}
