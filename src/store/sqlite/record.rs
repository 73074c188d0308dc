//! Readings become articles.

use sqlx::SqliteConnection;

use crate::store::{RecordRules, Recorded, Recording, Stats, StoreError};

/// Writes readings in the order given; one result for each.
pub(super) async fn record(
    _connection: &mut SqliteConnection,
    _batch: &[Recording],
    _rules: &RecordRules,
) -> Result<Vec<Recorded>, StoreError> {
    Ok(Vec::new())
}

/// Fills in the counts of articles, stories and facts.
pub(super) async fn article_stats(
    _connection: &mut SqliteConnection,
    _stats: &mut Stats,
) -> Result<(), StoreError> {
    Ok(())
}
