//! Why the store could not do what it was asked, sorted by what the caller can do.

use std::path::PathBuf;

/// See the variants; the exit code for each is decided in `cli`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is busy or away, or the disk is full; the same call may succeed later.
    #[error("database unavailable while doing `{statement}`")]
    Unavailable {
        statement: &'static str,
        #[source]
        source: sqlx::Error,
    },
    /// The statement or the data is wrong; retrying will not help.
    #[error("database refused `{statement}`")]
    Refused {
        statement: &'static str,
        #[source]
        source: sqlx::Error,
    },
    /// Another process writes this file. Exit code 75.
    #[error("{path} is being written by another dateline process{}; stop it, or give another --db", holder.map_or(String::new(), |pid| format!(" (pid {pid})")))]
    Locked { path: PathBuf, holder: Option<u32> },
    /// A database of some other program. It was not touched. Exit code 78.
    #[error(
        "{path} is a SQLite file of another program (application_id {application_id}); give another --db"
    )]
    Foreign { path: PathBuf, application_id: i64 },
    /// Made by a later version of Dateline. It was not touched. Exit code 78.
    #[error("{path} has schema {found}, this program knows up to {known}; install a newer dateline")]
    Newer { path: PathBuf, found: i64, known: i64 },
    /// The linked SQLite is older than 3.51.3, which fixes the WAL-reset corruption. Exit code 1.
    #[error("linked SQLite is {found}, at least 3.51.3 is needed (earlier ones can corrupt a WAL file)")]
    EngineTooOld { found: String },
    /// The file is not a database, is damaged, or cannot be opened or created.
    #[error("cannot open {path}: {reason}")]
    CannotOpen { path: PathBuf, reason: String },
    /// The file system does not let this user write there. Exit code 78.
    #[error("you may not write {path}")]
    Forbidden { path: PathBuf },
    /// The scheme of the address is not supported.
    #[error("cannot open store `{0}`: give a path or sqlite:PATH")]
    UnknownAddress(String),
    /// The lease under which a poll was made is no longer ours; its result was dropped.
    #[error("lease of feed {feed_id} has passed to another")]
    StaleLease { feed_id: i64 },
    /// A write panicked. Nothing of it was kept; the store goes on.
    #[error("a write failed inside the program and was undone: {0}")]
    Panicked(String),
    /// The store does not hold what was to be changed, or it makes no sense for what it holds. Nothing was done.
    #[error("{0}")]
    Impossible(String),
    /// The store was opened to read, with [`super::open_to_read`].
    #[error("the store is open for reading only")]
    ReadOnly,
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Sorts a driver error by whether trying again can help.
    pub(super) fn from_driver(statement: &'static str, source: sqlx::Error) -> Self {
        if is_passing(&source) {
            Self::Unavailable { statement, source }
        } else {
            Self::Refused { statement, source }
        }
    }

    /// The same failure told once more, for each of several callers who shared one commit.
    pub(super) fn shared(statement: &'static str, source: &sqlx::Error) -> Self {
        let told = sqlx::Error::Io(std::io::Error::other(source.to_string()));
        if is_passing(source) {
            Self::Unavailable {
                statement,
                source: told,
            }
        } else {
            Self::Refused {
                statement,
                source: told,
            }
        }
    }

    /// A stored value that does not mean what its column promises.
    pub(super) fn unreadable(statement: &'static str, what: String) -> Self {
        Self::Refused {
            statement,
            source: sqlx::Error::Decode(what.into()),
        }
    }
}

/// Primary SQLite result codes after which the same statement may succeed: BUSY, LOCKED, NOMEM, IOERR,
/// FULL, CANTOPEN (file descriptors used up), PROTOCOL (a lost race for the WAL).
const PASSING_CODES: [i64; 7] = [5, 6, 7, 10, 13, 14, 15];

fn is_passing(source: &sqlx::Error) -> bool {
    match source {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Io(_) => true,
        // Extended codes keep the primary one in the low byte.
        sqlx::Error::Database(error) => error
            .code()
            .and_then(|code| code.parse::<i64>().ok())
            .is_some_and(|code| PASSING_CODES.contains(&(code & 0xFF))),
        _ => false,
    }
}
