//! What the store promises, on temporary files.

use chrono::{DateTime, TimeZone, Utc};

use super::SqliteStore;

/// A moment for everything to happen at.
pub(super) fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 3, 14, 12, 0, 0).unwrap()
}

/// A new store in a folder that lives as long as the first value.
pub(super) async fn store() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("news.db").to_str().unwrap(), noon())
        .await
        .unwrap();
    (folder, store)
}
