//! Polls.
use sqlx::SqliteConnection;

use crate::store::{FinishedPoll, PollRecorded, StoreError};

pub(super) async fn finish(
    _c: &mut SqliteConnection,
    _poll: FinishedPoll,
) -> Result<PollRecorded, StoreError> {
    Ok(PollRecorded::default())
}
