//! Sizes of things on the feed side, and of the file.

use std::path::Path;

use sqlx::SqliteConnection;

use super::open::beside;
use crate::store::{Stats, StoreError};

pub(super) async fn feed_stats(
    _connection: &mut SqliteConnection,
    _stats: &mut Stats,
) -> Result<(), StoreError> {
    Ok(())
}

/// Bytes of the database at `path` and of its WAL; 0 for what is not there.
pub(super) fn file_bytes(path: &Path) -> (i64, i64) {
    let bytes =
        |path: &Path| std::fs::metadata(path).map_or(0, |file| i64::try_from(file.len()).unwrap_or(i64::MAX));
    (bytes(path), bytes(&beside(path, "-wal")))
}
