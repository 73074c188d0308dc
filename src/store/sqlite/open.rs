//! Opens the file: judges it before touching it, takes the lock, sets it up, migrates it.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use tokio::sync::Mutex;

use super::writer::Writer;
use super::{SqliteStore, lock, persist};
use crate::model::stamp;
use crate::store::{LookupFigures, StoreError};

/// `DTLN`: tells our files from those of other programs.
pub(super) const APPLICATION_ID: i64 = 0x4454_4C4E;
/// The first release without the WAL-reset bug, by which two connections can corrupt a file.
const ENGINE_MIN: [u32; 3] = [3, 51, 3];
/// Larger pages write a seventh faster than SQLite's 4096 here; beyond 8192 nothing is gained.
const PAGE_BYTES: u32 = 8192;
/// Page cache of a connection, negative for KiB: 64 MiB.
const CACHE_SIZE: &str = "-65536";
/// Readers map this much of the file: 256 MiB.
const MMAP_BYTES: &str = "268435456";
/// Pages in the WAL before they are moved into the file: 32 MiB.
const CHECKPOINT_PAGES: &str = "4000";
/// The WAL is cut back to this after a checkpoint, if a long reader has let it grow: 64 MiB.
const WAL_BYTES_KEPT: &str = "67108864";
/// How long a statement waits for a lock before it fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Read-only connections; each is a thread.
const READERS_MAX: u32 = 4;
/// Distinct statements of the whole program, so that none is prepared twice.
const STATEMENTS_KEPT: usize = 400;
/// What every SQLite file begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Where the header keeps `user_version` and `application_id`, both big-endian.
const USER_VERSION_AT: usize = 60;
const APPLICATION_ID_AT: usize = 68;
const HEADER_BYTES: usize = 100;

/// The steps from an empty file to the present schema.
pub(super) static MIGRATOR: Migrator = sqlx::migrate!("migrations/sqlite");

impl SqliteStore {
    /// Opens or creates the file at `path`.
    ///
    /// # Errors
    /// See [`crate::store::open`]. A file that is refused is left as it was, and nothing is created beside it.
    pub(in crate::store) async fn open(path: &str, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let path = std::path::absolute(path).map_err(|error| cannot_open(Path::new(path), &error))?;
        judge(&path).await?;
        let lock = lock::take(&path)?;
        // Another process may have made the file while we had no lock.
        judge(&path).await?;
        let mut connection = connect_writer(&path).await?;
        check_engine(&mut connection).await?;
        mark_as_ours(&mut connection)
            .await
            .map_err(|error| cannot_open(&path, &error))?;
        persist::keep_wal(&mut connection).await?;
        MIGRATOR
            .run(&mut connection)
            .await
            .map_err(|error| cannot_open(&path, &error))?;
        note_start(&mut connection, now).await?;
        Ok(Self {
            writer: Some(Writer::start(connection, lock)),
            readers: readers(&path),
            lookups: LookupFigures::new(),
            scratch: Mutex::default(),
            path,
        })
    }
}

impl SqliteStore {
    /// Opens the file at `path` to read, whoever writes it meanwhile; nothing is created or migrated.
    ///
    /// # Errors
    /// As [`SqliteStore::open`], but for the lock; [`StoreError::CannotOpen`] when there is no file, or its
    /// schema is older than this program.
    pub(in crate::store) async fn open_to_read(path: &str) -> Result<Self, StoreError> {
        let path = std::path::absolute(path).map_err(|error| cannot_open(Path::new(path), &error))?;
        if !path.exists() {
            return Err(cannot_open(
                &path,
                &"there is no such file; name yours with --db FILE (the demo leaves dateline-demo.db), or make it with \
                  `dateline run` or `ingest`",
            ));
        }
        judge(&path).await?;
        let store = Self {
            writer: None,
            readers: readers(&path),
            lookups: LookupFigures::new(),
            scratch: Mutex::default(),
            path,
        };
        let (_, schema, _) = identity(&mut *store.reader().await?)
            .await
            .map_err(|error| cannot_open(&store.path, &error))?;
        if schema < known_schema() {
            let reason = format!(
                "its schema is {schema}; start `dateline run` once to bring it to {}",
                known_schema()
            );
            return Err(cannot_open(&store.path, &reason));
        }
        Ok(store)
    }
}

/// The absolute path of a file that [`SqliteStore::open_to_read`] would take.
///
/// # Errors
/// As there.
pub(in crate::store) async fn readable(path: &str) -> Result<PathBuf, StoreError> {
    let store = SqliteStore::open_to_read(path).await?;
    store.readers.close().await;
    Ok(store.path)
}

/// Number of the newest schema this program knows.
pub(super) fn known_schema() -> i64 {
    MIGRATOR
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0)
}

pub(super) fn cannot_open(path: &Path, reason: &dyn std::fmt::Display) -> StoreError {
    StoreError::CannotOpen {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

/// Whether we may write to what is at `path`. Reads only; a file that is not there is fine.
async fn judge(path: &Path) -> Result<(), StoreError> {
    let Some(header) = header(path)? else {
        return Ok(());
    };
    let field = |at: usize| {
        header
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(0, |bytes| i64::from(i32::from_be_bytes(bytes)))
    };
    let application_id = field(APPLICATION_ID_AT);
    refuse_foreign(path, application_id, field(USER_VERSION_AT), false)?;
    // The header may be behind the WAL, and says nothing of tables: then ask SQLite, still without writing.
    let wal_holds_data = std::fs::metadata(beside(path, "-wal")).is_ok_and(|file| file.len() > 0);
    if application_id == APPLICATION_ID && !wal_holds_data {
        return Ok(());
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        // Without a WAL to read, nothing at all is created beside the file.
        .immutable(!wal_holds_data)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    let mut connection = options
        .connect()
        .await
        .map_err(|error| cannot_open(path, &error))?;
    let identity = identity(&mut connection)
        .await
        .map_err(|error| cannot_open(path, &error));
    let _ = connection.close().await;
    let (application_id, user_version, tables) = identity?;
    refuse_foreign(path, application_id, user_version, tables > 0)
}

fn refuse_foreign(
    path: &Path,
    application_id: i64,
    user_version: i64,
    has_tables: bool,
) -> Result<(), StoreError> {
    let is_ours = application_id == APPLICATION_ID;
    if !is_ours && (application_id != 0 || has_tables) {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
            application_id,
        });
    }
    let known = known_schema();
    if is_ours && user_version > known {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found: user_version,
            known,
        });
    }
    Ok(())
}

/// The first bytes of the database; `None` when it is not there or empty.
fn header(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match std::fs::metadata(path) {
        Ok(file) if file.is_dir() => return Err(cannot_open(path, &"it is a directory")),
        Ok(file) if !file.is_file() => return Err(cannot_open(path, &"it is not a regular file")),
        Ok(file) if file.len() == 0 => return Ok(None),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return missing(path).map(|()| None),
        Err(error) => return Err(cannot_open(path, &error)),
    }
    let mut bytes = Vec::with_capacity(HEADER_BYTES);
    std::fs::File::open(path)
        .and_then(|file| file.take(HEADER_BYTES as u64).read_to_end(&mut bytes))
        .map_err(|error| cannot_open(path, &error))?;
    if bytes.len() < HEADER_BYTES || !bytes.starts_with(MAGIC) {
        return Err(cannot_open(path, &"it is not a SQLite database"));
    }
    Ok(Some(bytes))
}

/// A file that is not there can be made when its directory is.
fn missing(path: &Path) -> Result<(), StoreError> {
    match path.parent() {
        Some(folder) if folder.is_dir() => Ok(()),
        _ => Err(cannot_open(path, &"its directory does not exist")),
    }
}

/// `<db><suffix>`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// `application_id`, `user_version`, number of tables.
async fn identity(connection: &mut SqliteConnection) -> Result<(i64, i64, i64), sqlx::Error> {
    let application_id = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(&mut *connection)
        .await?;
    let user_version = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *connection)
        .await?;
    let tables = sqlx::query_scalar("SELECT count(*) FROM sqlite_master")
        .fetch_one(&mut *connection)
        .await?;
    Ok((application_id, user_version, tables))
}

async fn connect_writer(path: &Path) -> Result<SqliteConnection, StoreError> {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .page_size(PAGE_BYTES)
        .journal_mode(SqliteJournalMode::Wal)
        // A power cut may lose the last commits, never the file; feeds are asked again.
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(STATEMENTS_KEPT)
        .pragma("cache_size", CACHE_SIZE)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", WAL_BYTES_KEPT)
        .pragma("temp_store", "memory")
        .disable_statement_logging()
        .connect()
        .await
        .map_err(|error| cannot_open(path, &error))
}

/// Connections that cannot write, opened when first needed.
fn readers(path: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(STATEMENTS_KEPT)
        .pragma("mmap_size", MMAP_BYTES)
        .pragma("temp_store", "memory")
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(READERS_MAX)
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

async fn check_engine(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let found: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("sqlite_version", error))?;
    if is_engine_new_enough(&found) {
        Ok(())
    } else {
        Err(StoreError::EngineTooOld { found })
    }
}

fn is_engine_new_enough(version: &str) -> bool {
    let mut numbers = version
        .split('.')
        .map(|number| number.parse::<u32>().unwrap_or(0));
    let found = [(); 3].map(|()| numbers.next().unwrap_or(0));
    found >= ENGINE_MIN
}

/// Marks a new file before anything is put into it: a file with tables and no mark is taken for another
/// program's. An old one has the mark already and is not written to.
async fn mark_as_ours(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let (application_id, _, _) = identity(connection).await?;
    if application_id != APPLICATION_ID {
        // 0x44544C4E; a pragma takes no bound values.
        sqlx::query("PRAGMA application_id = 1146375246")
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Rows of `meta`: what was true when the file was made stays, the rest is of this start.
async fn note_start(connection: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (now, version, schema) = (stamp(now), env!("CARGO_PKG_VERSION"), known_schema().to_string());
    let rows = [
        ("created_at", now.as_str(), true),
        ("built_by", version, true),
        ("schema", &schema, false),
        ("last_version", version, false),
        ("last_started_at", &now, false),
    ];
    for (key, value, keeps_first) in rows {
        sqlx::query(
            "INSERT INTO meta (key, value) VALUES ($1, $2)
             ON CONFLICT (key) DO UPDATE SET value = CASE WHEN $3 THEN meta.value ELSE excluded.value END",
        )
        .bind(key)
        .bind(value)
        .bind(keeps_first)
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("meta", error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::store;
    use super::*;

    #[tokio::test]
    async fn a_new_file_has_the_schema_the_mark_and_the_engine() {
        let (_folder, store) = store().await;
        let mut reader = store.reader().await.unwrap();
        let (application_id, user_version, tables) = identity(&mut reader).await.unwrap();
        assert_eq!((application_id, user_version), (APPLICATION_ID, known_schema()));
        assert!(tables > 5);
        let found: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&mut *reader)
            .await
            .unwrap();
        assert!(is_engine_new_enough(&found), "{found}");
        let root: f64 = sqlx::query_scalar("SELECT sqrt(16.0) + median(value) FROM json_each('[1, 2, 3]')")
            .fetch_one(&mut *reader)
            .await
            .unwrap();
        assert_eq!(root, 6.0);
    }

    #[test]
    fn every_migration_sets_the_user_version_to_its_own_number() {
        for migration in MIGRATOR.iter() {
            let wanted = format!("PRAGMA user_version = {};", migration.version);
            assert!(
                migration.sql.as_str().contains(&wanted),
                "{} lacks `{wanted}`",
                migration.description
            );
        }
    }

    #[test]
    fn engine_versions_are_compared_as_numbers() {
        assert!(
            !is_engine_new_enough("3.51.2") && !is_engine_new_enough("3.9.9") && !is_engine_new_enough("")
        );
        assert!(
            is_engine_new_enough("3.51.3") && is_engine_new_enough("3.100.0") && is_engine_new_enough("4.0")
        );
    }
}
