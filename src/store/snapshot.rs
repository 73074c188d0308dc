//! A consistent copy of a store: what was written, why it could not be.

use std::path::PathBuf;

use super::StoreError;

/// A finished copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Absolute.
    pub path: PathBuf,
    pub bytes: u64,
    pub schema: i64,
    pub articles: i64,
    pub stories: i64,
}

/// Why there is no copy. Nothing is left of an unfinished one.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The place to write to cannot be used.
    #[error("cannot write {path}: {reason}")]
    Target { path: PathBuf, reason: String },
    /// The copy was made but is not sound: the store itself is damaged, or the disk is.
    #[error("the copy is not sound and was thrown away: {0}")]
    Unsound(String),
}
