//! Entries, from first sight until they have been read.

use sqlx::SqliteConnection;

use crate::store::{PendingEntry, StoreError};

/// Marks an entry as read, unless it has changed since it was handed out: then it stays ready to be read
/// again. Called by `record` for each entry it has written.
pub(super) async fn mark_read(connection: &mut SqliteConnection, entry_id: i64) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE entry SET stage = CASE WHEN stage = 'read' AND read_again = 0 THEN 'done' ELSE stage END,
                          read_again = 0
         WHERE entry_id = $1",
    )
    .bind(entry_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("mark_read", error))?;
    Ok(())
}

pub(super) async fn to_read(_c: &mut SqliteConnection, _limit: u32) -> Result<Vec<PendingEntry>, StoreError> {
    Ok(Vec::new())
}
