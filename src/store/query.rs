//! An analyst's own SQL: what it may cost, what comes back, why it was refused.

use std::time::Duration;

use super::StoreError;

/// How much one query may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryLimits {
    /// Rows handed out; a query with more is cut there, which is no error.
    pub rows_max: u64,
    /// Time of the database's work. Time that the taker needs for its rows does not count.
    pub time_max: Duration,
}

/// One value as SQLite keeps it.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Integer(i64),
    /// Finite, or one of the infinities.
    Real(f64),
    /// Bytes that are no UTF-8 are U+FFFD.
    Text(String),
    Blob(Vec<u8>),
}

/// Whoever takes the rows, one by one, as they come.
pub trait TakeRows: Send {
    /// Called once, before any row; also when there is no row at all.
    ///
    /// # Errors
    /// Whatever the output says; the query ends there.
    fn columns(&mut self, names: &[String]) -> std::io::Result<()>;

    /// One row, as many cells as there are columns.
    ///
    /// # Errors
    /// As [`TakeRows::columns`].
    fn row(&mut self, cells: Vec<Cell>) -> std::io::Result<()>;
}

/// How a query ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryEnd {
    pub rows: u64,
    /// There were more rows than [`QueryLimits::rows_max`].
    pub is_cut: bool,
}

/// Why there is no answer. Nothing was changed in any case.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The store could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It does something that a query may not do; the text says what, and what to do instead.
    #[error("refused: {0}")]
    Refused(String),
    /// It is not SQL, names what is not there, or failed on the data.
    #[error("{0}")]
    Failed(String),
    /// It took longer than [`QueryLimits::time_max`].
    #[error(
        "stopped after {time_max:?}: the query takes too long; narrow it, or allow more time with --timeout"
    )]
    TimedOut { time_max: Duration },
    /// The rows could not be passed on.
    #[error("writing the rows")]
    Output(#[source] std::io::Error),
}
