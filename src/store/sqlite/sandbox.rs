//! Runs an analyst's SQL where it can do no harm and takes no longer than allowed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow, SqliteValueRef};
use sqlx::{AssertSqlSafe, ConnectOptions, Decode, Row, Sqlite, SqliteConnection, TypeInfo, ValueRef};

use super::fence::{self, Objection};
use super::hint::hint;
use super::open::cannot_open;
use crate::store::{Cell, QueryEnd, QueryError, QueryLimits, StoreError, TakeRows};

/// Instructions between two looks at the clock. One that works on a value of the largest size takes tens
/// of milliseconds; so few of them pass unseen.
const CLOCK_INSTRUCTIONS: i32 = 16;
/// How long beyond its time a query may go on inside a single instruction before its thread is left alone.
const GRACE: Duration = Duration::from_millis(100);
/// How long a query waits for a lock. Readers of a WAL file hardly ever meet one.
const LOCK_WAIT: Duration = Duration::from_secs(2);
/// Rows that wait to be taken; each may hold values of 10 MB.
const ROWS_WAITING_MAX: usize = 4;
/// Page cache, negative for KiB: 16 MiB. Also how much is sorted at a stretch, which no clock interrupts.
const CACHE_SIZE: &str = "-16384";
/// How much of the file is mapped instead: 256 MiB.
const MMAP_BYTES: &str = "268435456";
/// Primary result codes: out of memory, interrupted, too big, not authorised.
const NO_MEMORY: i64 = 7;
const INTERRUPTED: i64 = 9;
const TOO_BIG: i64 = 18;
const NOT_AUTHORISED: i64 = 23;

/// Runs `sql` on the file at `path`; see [`crate::store::query`].
pub(in crate::store) async fn run(
    path: &Path,
    sql: &str,
    limits: QueryLimits,
    taker: &mut dyn TakeRows,
) -> Result<QueryEnd, QueryError> {
    if sql.len() > fence::SQL_BYTES_MAX {
        let words = format!("the SQL is longer than {} bytes", fence::SQL_BYTES_MAX);
        return Err(QueryError::Refused(words));
    }
    let mut connection = connect(path).await?;
    fence::raise(&mut connection).await?;
    let inspected = match fence::inspect(&mut connection, sql).await? {
        Ok(inspected) => inspected,
        Err(Objection::Refused(words)) => return Err(QueryError::Refused(words)),
        Err(Objection::Wrong(words)) => {
            let hint = hint(&mut connection, sql, &words).await;
            return Err(QueryError::Failed(format!("{words}{hint}")));
        }
    };
    taker.columns(&inspected.columns).map_err(QueryError::Output)?;
    let budget = Arc::new(Budget::new(limits.time_max));
    let watched = Arc::clone(&budget);
    connection
        .lock_handle()
        .await
        .map_err(|error| StoreError::from_driver("lock handle", error))?
        .set_progress_handler(CLOCK_INSTRUCTIONS, move || watched.is_left());
    let ended = rows(&mut connection, sql, limits, &budget, taker).await;
    // What still runs, runs for nobody. Closing would wait for it.
    budget.stop();
    ended
}

async fn connect(path: &Path) -> Result<SqliteConnection, StoreError> {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(LOCK_WAIT)
        .statement_cache_capacity(1)
        .row_buffer_size(ROWS_WAITING_MAX)
        .pragma("query_only", "ON")
        .pragma("trusted_schema", "OFF")
        .pragma("cache_size", CACHE_SIZE)
        .pragma("mmap_size", MMAP_BYTES)
        .pragma("temp_store", "memory")
        .disable_statement_logging()
        .connect()
        .await
        .map_err(|error| cannot_open(path, &error))
}

async fn rows(
    connection: &mut SqliteConnection,
    sql: &str,
    limits: QueryLimits,
    budget: &Budget,
    taker: &mut dyn TakeRows,
) -> Result<QueryEnd, QueryError> {
    let timed_out = || QueryError::TimedOut {
        time_max: limits.time_max,
    };
    // Judged by `fence::inspect`, on this connection, which can do nothing but read.
    let mut rows = sqlx::query(AssertSqlSafe(sql))
        .persistent(false)
        .fetch(connection);
    let mut end = QueryEnd {
        rows: 0,
        is_cut: false,
    };
    loop {
        let next = tokio::time::timeout(budget.left() + GRACE, rows.next()).await;
        let row = match next {
            Err(_) => return Err(timed_out()),
            Ok(None) => return Ok(end),
            Ok(Some(Ok(row))) => row,
            Ok(Some(Err(_))) if !budget.is_left() => return Err(timed_out()),
            Ok(Some(Err(error))) => return Err(failure(&error)),
        };
        if end.rows == limits.rows_max {
            end.is_cut = true;
            return Ok(end);
        }
        end.rows += 1;
        let taken = budget.not_counting(|| taker.row(cells(&row)));
        taken.map_err(QueryError::Output)?;
    }
}

pub(super) fn cells(row: &SqliteRow) -> Vec<Cell> {
    (0..row.len())
        .map(|column| row.try_get_raw(column).map_or(Cell::Null, cell))
        .collect()
}

fn cell(value: SqliteValueRef<'_>) -> Cell {
    fn read<'r, T: Decode<'r, Sqlite>>(value: SqliteValueRef<'r>) -> Option<T> {
        T::decode(value).ok()
    }
    if value.is_null() {
        return Cell::Null;
    }
    let kind = value.type_info().name().to_owned();
    let read = match kind.as_str() {
        "INTEGER" => read(value).map(Cell::Integer),
        "REAL" => read(value).map(Cell::Real),
        "TEXT" => read::<&[u8]>(value).map(|bytes| Cell::Text(String::from_utf8_lossy(bytes).into_owned())),
        _ => read::<&[u8]>(value).map(|bytes| Cell::Blob(bytes.to_vec())),
    };
    read.unwrap_or(Cell::Null)
}

/// A failure of a query that was allowed, in words.
fn failure(error: &sqlx::Error) -> QueryError {
    let sqlx::Error::Database(database) = error else {
        // The driver's thread ends when memory for a row cannot be had.
        return QueryError::Failed(match error {
            sqlx::Error::WorkerCrashed => TOO_MUCH_MEMORY.to_owned(),
            other => other.to_string(),
        });
    };
    let code = database
        .code()
        .and_then(|code| code.parse::<i64>().ok())
        .map(|code| code & 0xFF);
    match code {
        Some(NO_MEMORY) => QueryError::Failed(TOO_MUCH_MEMORY.to_owned()),
        Some(INTERRUPTED) => QueryError::Failed("the query was interrupted".to_owned()),
        Some(TOO_BIG) => QueryError::Refused("it makes a value of more than 10 MB".to_owned()),
        Some(NOT_AUTHORISED) => QueryError::Refused(database.message().to_owned()),
        _ => QueryError::Failed(database.message().to_owned()),
    }
}

const TOO_MUCH_MEMORY: &str = "the query needs more memory than it may have; sort or group fewer rows";

/// The time of one query. The clock stands still while rows are being passed on.
struct Budget {
    started: Instant,
    time_max: Duration,
    /// Nanoseconds spent on passing rows on.
    elsewhere: AtomicU64,
    is_elsewhere: AtomicBool,
    is_stopped: AtomicBool,
}

impl Budget {
    fn new(time_max: Duration) -> Self {
        Self {
            started: Instant::now(),
            time_max,
            elsewhere: AtomicU64::new(0),
            is_elsewhere: AtomicBool::new(false),
            is_stopped: AtomicBool::new(false),
        }
    }

    fn left(&self) -> Duration {
        let elsewhere = Duration::from_nanos(self.elsewhere.load(Ordering::Relaxed));
        let used = self.started.elapsed().saturating_sub(elsewhere);
        self.time_max.saturating_sub(used)
    }

    fn is_left(&self) -> bool {
        if self.is_stopped.load(Ordering::Relaxed) {
            return false;
        }
        self.is_elsewhere.load(Ordering::Relaxed) || !self.left().is_zero()
    }

    fn not_counting<T>(&self, pass_on: impl FnOnce() -> T) -> T {
        let since = Instant::now();
        self.is_elsewhere.store(true, Ordering::Relaxed);
        let passed = pass_on();
        let nanos = u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.elsewhere.fetch_add(nanos, Ordering::Relaxed);
        self.is_elsewhere.store(false, Ordering::Relaxed);
        passed
    }

    fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }
}
