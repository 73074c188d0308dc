//! Copies the file, compact and without a WAL, while others read and write it.
//!
//! `VACUUM INTO` reads one state of the file; its result is in rollback mode and opens read-only from any
//! folder. The backup interface would copy the WAL flag with it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::open::{APPLICATION_ID, beside, readable};
use crate::store::{Snapshot, SnapshotError, StoreError};

/// How often the caller is told how far the copy is.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);
/// Files that belong to a database of their name. An old one would be taken for the copy's own.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Copies the file at `source`; see [`crate::store::snapshot`].
pub(in crate::store) async fn write(
    source: &str,
    target: &Path,
    overwrites: bool,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Snapshot, SnapshotError> {
    let source = readable(source).await?;
    let target = std::path::absolute(target).map_err(|error| unusable(target, &error))?;
    judge(&source, &target, overwrites)?;
    let partial = Partial::beside(&target)?;
    vacuum(&source, &partial, progress).await?;
    let (schema, articles, stories) = check(&partial.path).await?;
    let file = File::open(&partial.path).map_err(|error| unusable(&target, &error))?;
    file.sync_all().map_err(|error| unusable(&target, &error))?;
    let bytes = file.metadata().map_or(0, |file| file.len());
    put_in_place(&partial.path, &target, overwrites)?;
    Ok(Snapshot {
        path: target,
        bytes,
        schema,
        articles,
        stories,
    })
}

fn unusable(path: &Path, reason: &dyn std::fmt::Display) -> SnapshotError {
    SnapshotError::Target {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

/// Whether a copy may be put at `target`.
fn judge(source: &Path, target: &Path, overwrites: bool) -> Result<(), SnapshotError> {
    let is_source = match (fs::canonicalize(source), fs::canonicalize(target)) {
        (Ok(source), Ok(target)) => source == target,
        _ => false,
    };
    if is_source {
        return Err(unusable(target, &"it is the store itself"));
    }
    match fs::symlink_metadata(target) {
        Ok(file) if file.is_dir() => return Err(unusable(target, &"it is a directory")),
        Ok(_) if !overwrites => {
            return Err(unusable(target, &"it exists; give --force to replace it"));
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(unusable(target, &error)),
    }
    for suffix in COMPANIONS {
        let companion = beside(target, suffix);
        if companion.exists() {
            let reason = format!(
                "{} is beside it: a database in use, or what is left of one; give another name",
                companion.display()
            );
            return Err(unusable(target, &reason));
        }
    }
    match target.parent() {
        Some(folder) if folder.is_dir() => Ok(()),
        _ => Err(unusable(target, &"its directory does not exist")),
    }
}

/// The copy under its first name; removed unless it is put in place.
struct Partial {
    path: PathBuf,
    text: String,
}

impl Partial {
    fn beside(target: &Path) -> Result<Self, SnapshotError> {
        let Some(name) = target.file_name() else {
            return Err(unusable(target, &"it has no file name"));
        };
        let name = format!(".{}.{}.partial", name.to_string_lossy(), std::process::id());
        let path = target.with_file_name(name);
        let Some(text) = path.to_str().map(str::to_owned) else {
            return Err(unusable(target, &"its path is not UTF-8"));
        };
        // Left by a process of the same number that was killed.
        let _ = fs::remove_file(&path);
        Ok(Self { path, text })
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

async fn vacuum(
    source: &Path,
    partial: &Partial,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), SnapshotError> {
    let failed = |error| StoreError::from_driver("vacuum into", error);
    let mut connection = SqliteConnectOptions::new()
        .filename(source)
        .read_only(true)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(failed)?;
    let pages: i64 =
        sqlx::query_scalar("SELECT p.page_count * s.page_size FROM pragma_page_count p, pragma_page_size s")
            .fetch_one(&mut connection)
            .await
            .map_err(failed)?;
    let total = u64::try_from(pages).unwrap_or(0);
    let copying = async {
        let copied = sqlx::query("VACUUM INTO $1")
            .bind(&partial.text)
            .execute(&mut connection)
            .await;
        let _ = connection.close().await;
        copied
    };
    tokio::pin!(copying);
    let mut tick = tokio::time::interval(PROGRESS_EVERY);
    loop {
        tokio::select! {
            copied = &mut copying => {
                copied.map_err(failed)?;
                return Ok(());
            }
            _ = tick.tick() => progress(fs::metadata(&partial.path).map_or(0, |file| file.len()), total),
        }
    }
}

/// Whether the copy is whole and will open anywhere; its schema, articles and stories.
async fn check(path: &Path) -> Result<(i64, i64, i64), SnapshotError> {
    let unsound = |error: sqlx::Error| SnapshotError::Unsound(error.to_string());
    let mut copy = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(true)
        .disable_statement_logging()
        .connect()
        .await
        .map_err(unsound)?;
    let found = facts_of(&mut copy).await.map_err(unsound);
    let _ = copy.close().await;
    let (verdict, mode, application_id, counts) = found?;
    if verdict != "ok" {
        return Err(SnapshotError::Unsound(verdict));
    }
    if mode != "delete" || application_id != APPLICATION_ID {
        let words = format!("journal mode {mode}, application_id {application_id}");
        return Err(SnapshotError::Unsound(words));
    }
    Ok(counts)
}

type Facts = (String, String, i64, (i64, i64, i64));

async fn facts_of(copy: &mut SqliteConnection) -> Result<Facts, sqlx::Error> {
    let verdict = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(&mut *copy)
        .await?;
    let mode = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(&mut *copy)
        .await?;
    let application_id = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(&mut *copy)
        .await?;
    let schema = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *copy)
        .await?;
    let (articles, stories) =
        sqlx::query_as("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM story)")
            .fetch_one(&mut *copy)
            .await?;
    Ok((verdict, mode, application_id, (schema, articles, stories)))
}

/// Gives the copy its name, all at once, and makes the name last.
fn put_in_place(partial: &Path, target: &Path, overwrites: bool) -> Result<(), SnapshotError> {
    // A second name fails when the target has come into being meanwhile; renaming would replace it.
    let placed = if overwrites {
        fs::rename(partial, target)
    } else {
        match fs::hard_link(partial, target) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(error),
            // A file system without second names.
            Err(_) => fs::rename(partial, target),
            Ok(()) => Ok(()),
        }
    };
    placed.map_err(|error| unusable(target, &error))?;
    if let Some(folder) = target.parent() {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| unusable(target, &error))?;
    }
    Ok(())
}
