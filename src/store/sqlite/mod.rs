//! The embedded store: one file, one writer, readers apart.

mod open;
mod writer;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::SqlitePool;

use self::writer::Writer;
use super::{
    AddedFeed, FeedListing, FinishedPage, FinishedPoll, NewFeed, PendingEntry, PollRecorded, RecordRules,
    Recorded, Recording, Stats, Store, StoreError, WantedPage,
};
use crate::model::LeasedFeed;

/// A store in one SQLite file.
pub(super) struct SqliteStore {
    writer: Writer,
    /// Read-only connections.
    readers: SqlitePool,
    path: PathBuf,
    /// Held for as long as the store is open: the sign that this process writes the file.
    _lock: File,
}
