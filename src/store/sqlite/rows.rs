//! Runs the program's own questions over the public views.

use serde_json::Value;
use sqlx::{Column, Row, SqliteConnection, TypeInfo, ValueRef};

use crate::store::{Rows, StoreError};

/// What `sql`, one SELECT, gives.
pub(super) async fn read(connection: &mut SqliteConnection, sql: &'static str) -> Result<Rows, StoreError> {
    let failed = |error| StoreError::from_driver("read_rows", error);
    let found = sqlx::query(sql).fetch_all(connection).await.map_err(failed)?;
    let columns = found.first().map_or(Vec::new(), |row| {
        row.columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect()
    });
    let mut rows = Vec::with_capacity(found.len());
    for row in &found {
        let cells: Result<Vec<Value>, sqlx::Error> = (0..row.len()).map(|place| cell(row, place)).collect();
        rows.push(cells.map_err(failed)?);
    }
    Ok(Rows { columns, rows })
}

fn cell(row: &sqlx::sqlite::SqliteRow, place: usize) -> Result<Value, sqlx::Error> {
    let raw = row.try_get_raw(place)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().name().to_owned();
    Ok(match kind.as_str() {
        "INTEGER" | "BOOLEAN" => row.try_get_unchecked::<i64, _>(place)?.into(),
        "REAL" => row.try_get_unchecked::<f64, _>(place)?.into(),
        _ => row.try_get_unchecked::<String, _>(place)?.into(),
    })
}
