//! Credits of a revision.

use sqlx::SqliteConnection;

use super::values;
use crate::model::Reading;
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
    for credit in reading.credits.iter().take(CREDITS_MAX) {
        let place = credit.span.map(|span| index.char_span(span));
        sqlx::query(
            "INSERT INTO credit (revision_id, article_id, agency, kind, text, start_char, end_char, confidence,
                rule)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(revision_id)
        .bind(article_id)
        .bind(&credit.agency)
        .bind(credit.kind.as_str())
        .bind(&credit.text)
        .bind(place.map(|(start, _)| values::integer(start)))
        .bind(place.map(|(_, end)| values::integer(end)))
        .bind(values::finite(credit.confidence))
        .bind(credit.rule)
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("credit_insert", error))?;
    }
    Ok(())
}
