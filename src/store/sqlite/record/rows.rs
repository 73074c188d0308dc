//! Inserts of many rows in few trips to the connection's thread.
//!
//! Each statement is a trip, and a trip costs more than the row it carries (measured: a third of the time
//! of recording). A handful of fixed row counts keeps the texts constant, so each is prepared once.

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
}

impl RowInsert {
    /// `into` is the table with its columns, `columns` their number.
    ///
    /// Parameters are positional: named ones are looked up one by one, which costs the square of their number.
    pub(super) fn new(name: &'static str, into: &str, columns: usize) -> Self {
        let row = format!("({})", vec!["?"; columns].join(","));
        let statements =
            COUNTS.map(|rows| format!("INSERT INTO {into} VALUES {}", vec![row.as_str(); rows].join(",")));
        Self { name, statements }
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
                let query = now.iter().fold(sqlx::query(statement.as_str()), &bind);
                query
                    .execute(&mut *connection)
                    .await
                    .map_err(|error| StoreError::from_driver(self.name, error))?;
                rows = later;
            }
        }
        Ok(())
    }
}

/// A statement with some of its values bound.
pub(super) type Bound<'q> = Query<'q, sqlx::Sqlite, SqliteArguments>;

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
