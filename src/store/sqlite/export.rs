//! Reads whole views, day by day, all in one state of the file.
//!
//! Rows of one day at a time come by the index on the days of articles; to sort a view by day, SQLite would lay down
//! all its texts a second time.

use std::time::Duration;

use futures_util::StreamExt;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};

use super::open::{cannot_open, readable};
use super::sandbox::cells;
use crate::store::{ExportError, Span, StoreError, TakeRows, ViewColumn, ViewShape};

/// How long a statement waits for a lock. Readers of a WAL file hardly ever meet one.
const LOCK_WAIT: Duration = Duration::from_secs(5);
/// Rows read ahead of the taker.
const ROWS_WAITING_MAX: usize = 64;

/// One state of the store, while it is taken away.
pub(in crate::store) struct Reader {
    connection: SqliteConnection,
}

/// By which column a row of a view is known to belong to a day: that of its article, its story, its event.
const BY_ARTICLE: (&str, &str) = (
    "article_id",
    "v.article_id IN (SELECT article_id FROM article WHERE first_seen_at >= $1 AND first_seen_at < $2)",
);
// A story's day is that of its first article, by whose index it is found.
const BY_STORY: (&str, &str) = (
    "story_id",
    "v.story_id IN (SELECT s.story_id FROM article AS a JOIN story AS s USING (story_id)
                    WHERE a.first_seen_at >= $1 AND a.first_seen_at < $2
                      AND s.first_seen_at >= $1 AND s.first_seen_at < $2)",
);
const BY_EVENT: (&str, &str) = (
    "event_id",
    "v.event_id IN (SELECT event_id FROM event WHERE from_at >= $1 AND from_at < $2)",
);
// Of a view without any of them.
const BY_DAY: (&str, &str) = ("day", "v.day >= substr($1, 1, 10) AND v.day < substr($2, 1, 10)");
const BY: [(&str, &str); 4] = [BY_ARTICLE, BY_STORY, BY_EVENT, BY_DAY];

/// Before and behind all instants that are stored.
const EVER: (&str, &str) = ("0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z");

impl Reader {
    pub(in crate::store) async fn open(path: &str) -> Result<Self, StoreError> {
        let path = readable(path).await?;
        let mut connection = SqliteConnectOptions::new()
            .filename(&path)
            .read_only(true)
            .busy_timeout(LOCK_WAIT)
            .row_buffer_size(ROWS_WAITING_MAX)
            .pragma("query_only", "ON")
            .disable_statement_logging()
            .connect()
            .await
            .map_err(|error| cannot_open(&path, &error))?;
        sqlx::query("BEGIN")
            .execute(&mut connection)
            .await
            .map_err(|error| StoreError::from_driver("export_begin", error))?;
        Ok(Self { connection })
    }

    /// All views, by name, with their columns as the dictionary has them.
    pub(in crate::store) async fn views(&mut self) -> Result<Vec<ViewShape>, StoreError> {
        // The dictionary's rows are added as views grow; their order in it is not that of the view.
        let columns: Vec<(String, String, String, String, String)> = sqlx::query_as(
            "SELECT v.name, c.name, d.type, d.unit, d.meaning
             FROM sqlite_schema AS v CROSS JOIN pragma_table_info(v.name) AS c
             JOIN dictionary AS d ON d.view_name = v.name AND d.column_name = c.name
             WHERE v.type = 'view' ORDER BY v.name, c.cid",
        )
        .fetch_all(&mut self.connection)
        .await
        .map_err(|error| StoreError::from_driver("export_views", error))?;
        let mut views: Vec<ViewShape> = Vec::new();
        for (view, name, type_, unit, meaning) in columns {
            if views.last().is_none_or(|last| last.name != view) {
                views.push(ViewShape {
                    name: view,
                    columns: Vec::new(),
                    has_days: false,
                });
            }
            if let Some(view) = views.last_mut() {
                view.has_days |= BY.iter().any(|(column, _)| *column == name);
                view.columns.push(ViewColumn {
                    name,
                    type_,
                    unit,
                    meaning,
                });
            }
        }
        Ok(views)
    }

    /// The days of `span` on which an article was seen or an event began, earliest first.
    pub(in crate::store) async fn days(&mut self, span: &Span) -> Result<Vec<String>, StoreError> {
        let (from, to) = ends(span);
        sqlx::query_scalar(
            "SELECT substr(first_seen_at, 1, 10) AS day FROM article WHERE first_seen_at >= $1 AND first_seen_at < $2
             UNION SELECT substr(from_at, 1, 10) FROM event WHERE from_at >= $1 AND from_at < $2
             UNION SELECT day FROM v_feed_day WHERE day >= substr($1, 1, 10) AND day < substr($2, 1, 10)
             ORDER BY day",
        )
        .bind(from)
        .bind(to)
        .fetch_all(&mut self.connection)
        .await
        .map_err(|error| StoreError::from_driver("export_days", error))
    }

    /// Hands the rows of `view` that belong to `span` to `taker`, each once; how many there were. All rows for a span
    /// without ends.
    pub(in crate::store) async fn rows(
        &mut self,
        view: &ViewShape,
        span: &Span,
        taker: &mut dyn TakeRows,
    ) -> Result<u64, ExportError> {
        let names: Vec<String> = view.columns.iter().map(|column| column.name.clone()).collect();
        taker.columns(&names).map_err(ExportError::Output)?;
        let sql = select(view, span);
        let (from, to) = ends(span);
        // Built of names that the schema itself gave.
        let mut rows = sqlx::query(AssertSqlSafe(sql.as_str()))
            .persistent(false)
            .bind(from)
            .bind(to)
            .fetch(&mut self.connection);
        let mut count = 0;
        while let Some(row) = rows.next().await {
            let row = row.map_err(|error| StoreError::from_driver("export_rows", error))?;
            taker.row(cells(&row)).map_err(ExportError::Output)?;
            count += 1;
        }
        Ok(count)
    }
}

fn ends(span: &Span) -> (&str, &str) {
    (
        span.from.as_deref().unwrap_or(EVER.0),
        span.to.as_deref().unwrap_or(EVER.1),
    )
}

fn select(view: &ViewShape, span: &Span) -> String {
    let columns: Vec<String> = view
        .columns
        .iter()
        .map(|column| format!("v.\"{}\"", column.name))
        .collect();
    let filter = if *span == Span::default() {
        // Rows without a day as well; the ends are bound all the same.
        "$1 < $2"
    } else {
        let has = |name: &str| view.columns.iter().any(|column| column.name == name);
        let by = BY.iter().find(|(column, _)| has(column));
        by.map_or("$1 < $2", |(_, filter)| *filter)
    };
    format!(
        "SELECT {} FROM \"{}\" AS v WHERE {filter}",
        columns.join(", "),
        view.name
    )
}
