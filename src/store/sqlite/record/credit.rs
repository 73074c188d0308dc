//! Credits of a revision.

use std::sync::LazyLock;

use sqlx::SqliteConnection;

use super::rows::{Bound, Cell, RowInsert};
use super::values;
use crate::model::{Credit, Reading};
use crate::store::StoreError;
use crate::text::CharIndex;

/// Credits kept of one revision. A report has a few; a text that cites an agency in every line is a list.
const CREDITS_MAX: usize = 500;

/// Writes the credits of `reading`.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    article_id: i64,
    revision_id: i64,
    reading: &Reading,
) -> Result<(), StoreError> {
    let index = CharIndex::new(&reading.article.text);
    let kept = &reading.credits[..reading.credits.len().min(CREDITS_MAX)];
    INSERT
        .insert(connection, kept, |query, credit| {
            bind(query.bind(revision_id).bind(article_id), credit, &index)
        })
        .await
}

/// The rows that [`insert`] writes.
pub(super) fn rows(article_id: i64, revision_id: i64, reading: &Reading) -> Vec<Vec<Cell<'_>>> {
    let index = CharIndex::new(&reading.article.text);
    let kept = reading.credits.iter().take(CREDITS_MAX);
    kept.map(|credit| {
        let ids = Bound::default().bind(revision_id).bind(article_id);
        bind(ids, credit, &index).into_cells()
    })
    .collect()
}

/// Binds all columns behind the ids.
fn bind<'q>(query: Bound<'q>, credit: &'q Credit, index: &CharIndex<'_>) -> Bound<'q> {
    let place = credit.span.map(|span| index.char_span(span));
    query
        .bind(&credit.agency)
        .bind(credit.kind.as_str())
        .bind(&credit.text)
        .bind(place.map(|(start, _)| values::integer(start)))
        .bind(place.map(|(_, end)| values::integer(end)))
        .bind(values::finite(credit.confidence))
        .bind(credit.rule)
}

pub(super) static INSERT: LazyLock<RowInsert> = LazyLock::new(|| {
    let into = "credit (revision_id, article_id, agency, kind, text, start_char, end_char, confidence, rule)";
    RowInsert::new("credit_insert", into, 9)
});
