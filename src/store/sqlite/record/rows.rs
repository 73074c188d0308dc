//! Inserts of many rows in few trips to the connection's thread.
//!
//! Each statement is a trip, and a trip costs more than the row it carries (measured: a third of the time
//! of recording). A handful of fixed row counts keeps the texts constant, so each is prepared once.

use std::borrow::Cow;

use sqlx::SqliteConnection;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;

use crate::store::StoreError;

/// Row counts of which a statement is kept, largest first. A list is cut into these.
const COUNTS: [usize; 4] = [24, 8, 3, 1];

/// An `INSERT` into one table, for every count of [`COUNTS`].
pub(super) struct RowInsert {
    name: &'static str,
    statements: [String; COUNTS.len()],
    /// Table and columns.
    into: String,
}

impl RowInsert {
    /// `into` is the table with its columns, `columns` their number.
    ///
    /// Parameters are positional: named ones are looked up one by one, which costs the square of their number.
    pub(super) fn new(name: &'static str, into: &str, columns: usize) -> Self {
        let row = format!("({})", vec!["?"; columns].join(","));
        let statements =
            COUNTS.map(|rows| format!("INSERT INTO {into} VALUES {}", vec![row.as_str(); rows].join(",")));
        Self {
            name,
            statements,
            into: into.to_owned(),
        }
    }

    /// The table, and its columns with commas.
    pub(super) fn place(&self) -> (&str, &str) {
        let (table, columns) = self.into.split_once('(').unwrap_or((&self.into, ""));
        (table.trim(), columns.trim_end_matches(')'))
    }

    /// Inserts `rows` in order; `bind` binds the columns of one.
    pub(super) async fn insert<'q, T>(
        &'static self,
        connection: &mut SqliteConnection,
        mut rows: &'q [T],
        bind: impl Fn(Bound<'q>, &'q T) -> Bound<'q>,
    ) -> Result<(), StoreError> {
        for (count, statement) in COUNTS.into_iter().zip(&self.statements) {
            while let Some((now, later)) = rows.split_at_checked(count) {
                let bound = now.iter().fold(Bound::default(), &bind);
                let cells = bound.0.into_iter();
                cells
                    .fold(sqlx::query(statement.as_str()), Cell::bound_to)
                    .execute(&mut *connection)
                    .await
                    .map_err(|error| StoreError::from_driver(self.name, error))?;
                rows = later;
            }
        }
        Ok(())
    }
}

/// Values of columns in their order.
#[derive(Debug, Default)]
pub(super) struct Bound<'q>(Vec<Cell<'q>>);

impl<'q> Bound<'q> {
    /// With the value of the next column.
    #[must_use]
    pub(super) fn bind(mut self, value: impl Into<Cell<'q>>) -> Self {
        self.0.push(value.into());
        self
    }

    /// The values, as they would be inserted.
    pub(super) fn into_cells(self) -> Vec<Cell<'q>> {
        self.0
    }
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'q> {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'q, str>),
}

impl<'q> Cell<'q> {
    /// `query` with this as its next value.
    pub(super) fn bound_to(
        query: Query<'q, sqlx::Sqlite, SqliteArguments>,
        cell: Self,
    ) -> Query<'q, sqlx::Sqlite, SqliteArguments> {
        match cell {
            Self::Null => query.bind(None::<i64>),
            Self::Integer(value) => query.bind(value),
            Self::Real(value) => query.bind(value),
            Self::Text(Cow::Borrowed(text)) => query.bind(text),
            Self::Text(Cow::Owned(text)) => query.bind(text),
        }
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<i64> for Cell<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<i32> for Cell<'_> {
    fn from(value: i32) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<bool> for Cell<'_> {
    fn from(value: bool) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<f64> for Cell<'_> {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl<'q> From<&'q str> for Cell<'q> {
    fn from(value: &'q str) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Cell<'_> {
    fn from(value: String) -> Self {
        Self::Text(Cow::Owned(value))
    }
}

impl<'q> From<&'q String> for Cell<'q> {
    fn from(value: &'q String) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl From<&i64> for Cell<'_> {
    fn from(value: &i64) -> Self {
        Self::Integer(*value)
    }
}

impl<'q, T: Into<Cell<'q>>> From<Option<T>> for Cell<'q> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'q> From<&'q Option<String>> for Cell<'q> {
    fn from(value: &'q Option<String>) -> Self {
        value.as_deref().into()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::store::sqlite::tests::store;

    static META: LazyLock<RowInsert> = LazyLock::new(|| RowInsert::new("meta", "meta (key, value)", 2));

    #[tokio::test]
    async fn every_row_arrives_once_and_in_order_whatever_their_number() {
        let (_folder, store) = store().await;
        for count in [0_usize, 1, 2, 3, 7, 24, 60] {
            let found: Vec<String> = store
                .writer()
                .unwrap()
                .run(move |connection| {
                    Box::pin(async move {
                        let keys: Vec<String> = (0..count).map(|n| format!("{count}-{n:03}")).collect();
                        META.insert(connection, &keys, |query, key| query.bind(key).bind(key))
                            .await?;
                        let prefix = format!("{count}-%");
                        sqlx::query_scalar("SELECT value FROM meta WHERE key LIKE $1 ORDER BY key")
                            .bind(prefix)
                            .fetch_all(connection)
                            .await
                            .map_err(|error| StoreError::from_driver("meta", error))
                    })
                })
                .await
                .unwrap();
            assert_eq!(
                found,
                (0..count).map(|n| format!("{count}-{n:03}")).collect::<Vec<_>>()
            );
        }
    }
}
