//! Reads claims as a person asks for them.

use sqlx::SqliteConnection;

use crate::model::stamp;
use crate::store::{ClaimList, ClaimQuery, ListedClaim, StoreError};

/// The claims that `query` asks for, the most printed first.
pub(super) async fn claims(
    connection: &mut SqliteConnection,
    query: &ClaimQuery,
) -> Result<ClaimList, StoreError> {
    // The events say which claims are looked at: of the week, not of the archive.
    let claims: Vec<ListedClaim> = sqlx::query_as(
        "SELECT v.claim_id, v.event_id, v.kind, v.canonical, f.sentence, v.value, v.unit, v.speaker, v.articles,
                v.outlets, v.independent_reports, v.independent_reports_max, v.primary_sources,
                (SELECT group_concat(n.primary_source, '; ')
                 FROM (SELECT DISTINCT primary_source FROM v_corroboration WHERE claim_id = v.claim_id LIMIT 6) AS n)
                    AS sources,
                v.has_unknown_origin, v.conflict_kind,
                CASE WHEN v.conflict THEN
                    (SELECT group_concat(h.text, ' -> ')
                     FROM (SELECT text, min(at) AS at FROM v_claim_history
                           WHERE claim_id = v.claim_id AND is_current = 1
                           GROUP BY value, value_high, approx, polarity ORDER BY 2 LIMIT 6) AS h)
                END AS history,
                v.first_outlet, v.first_article_id, v.first_at
         FROM v_claim v
         JOIN claim c ON c.claim_id = v.claim_id
         JOIN fact f ON f.fact_id = c.statement_id / 16
         WHERE ($1 IS NULL OR v.event_id = $1)
           AND ($2 IS NULL OR (v.event_id IN (SELECT event_id FROM event WHERE to_at >= $2) AND v.first_at >= $2))
           AND (NOT $3 OR v.independent_reports = 1 OR (v.kind <> 'quote' AND v.primary_sources = 1))
           AND (NOT $4 OR v.conflict)
           AND ($5 IS NULL OR v.kind = $5)
         ORDER BY v.outlets DESC, v.independent_reports DESC, v.articles DESC, v.claim_id
         LIMIT $6",
    )
    .bind(query.event_id)
    .bind(query.since.map(stamp))
    .bind(query.is_single_source)
    .bind(query.is_conflict)
    .bind(&query.kind)
    .bind(query.limit)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_list", error))?;
    let in_all = sqlx::query_scalar(
        "SELECT count(*) FROM claim WHERE event_id IS NOT NULL AND independent_reports > 0",
    )
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_list_all", error))?;
    Ok(ClaimList { claims, in_all })
}
