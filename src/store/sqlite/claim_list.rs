//! Reads claims as a person asks for them.

use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::model::stamp;
use crate::store::{ClaimList, ClaimQuery, ListedClaim, StoreError};

/// The claims that `query` asks for, the most printed first.
pub(super) async fn claims(
    connection: &mut SqliteConnection,
    query: &ClaimQuery,
) -> Result<ClaimList, StoreError> {
    // Which event is asked for decides by which index claims are found, so it is not left to a value.
    let of_event = if query.event_id.is_some() {
        "c.event_id = $1"
    } else {
        "$1 IS NULL"
    };
    // Claims are picked by their own row, the most printed first, until there are enough; what is told of them is looked
    // up for those alone. Of what came before, the statement that opened it mostly says so at once.
    let sql = format!(
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
         FROM (SELECT c.claim_id, c.statement_id FROM claim c
               WHERE c.event_id IS NOT NULL AND +c.independent_reports > 0 AND {of_event}
                 AND ($2 IS NULL
                      OR ((SELECT e.to_at FROM event e WHERE e.event_id = c.event_id) >= $2
                          AND NOT EXISTS (
                               SELECT 1 FROM claim_fact m JOIN article a ON a.article_id = m.article_id
                               WHERE m.statement_id = c.statement_id AND m.is_current = 1
                                 AND CASE WHEN a.claimed_quality = 'ok' THEN a.claimed_at ELSE a.first_seen_at END < $2)
                          AND (SELECT min(CASE WHEN a.claimed_quality = 'ok' THEN a.claimed_at ELSE a.first_seen_at END)
                               FROM claim_fact m JOIN article a ON a.article_id = m.article_id
                               WHERE m.claim_id = c.claim_id AND m.is_current = 1) >= $2))
                 AND (NOT $3 OR c.independent_reports = 1 OR (c.kind <> 'quote' AND c.primary_sources = 1))
                 AND (NOT $4 OR c.conflict_kind IS NOT NULL)
                 AND ($5 IS NULL OR c.kind = $5)
               ORDER BY c.outlets DESC, c.independent_reports DESC, c.articles DESC, c.claim_id
               LIMIT $6) AS picked
         JOIN v_claim v ON v.claim_id = picked.claim_id
         JOIN fact f ON f.fact_id = picked.statement_id / 16
         ORDER BY v.outlets DESC, v.independent_reports DESC, v.articles DESC, v.claim_id"
    );
    let claims: Vec<ListedClaim> = sqlx::query_as(AssertSqlSafe(sql))
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
