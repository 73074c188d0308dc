//! The one spelling of instants: `YYYY-MM-DDTHH:MM:SSZ`.
//!
//! Text with `T` and `Z` is the only form that Datasette, pandas, DuckDB and plain
//! string comparison in SQL all read as a time; sqlx's own spelling (`+00:00`,
//! fractions when present) does not sort with it.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

/// `at` as `2025-03-14T12:00:00Z`, second precision.
pub fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The UTC day of `at`, as `2025-03-14`.
pub fn day(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

/// Reads what [`stamp`] wrote, and any RFC 3339 text; `None` for anything else.
///
/// A text without a zone is not an instant and gives `None`, except the SQL form
/// `YYYY-MM-DD HH:MM:SS`, which SQLite writes in UTC.
pub fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&Utc));
    }
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
        .ok()
        .map(|at| at.and_utc())
}
