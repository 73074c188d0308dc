//! Reads everything about one story.

use std::collections::HashMap;

use sqlx::{Connection, SqliteConnection};

use crate::store::{
    DossierEvidence, DossierFact, DossierLink, DossierMember, DossierPossible, DossierStory, StoreError,
    StoryDossier,
};

/// Stories one name may stand for before it is no name.
const NAMED_MAX: i64 = 20;

/// The story of that id, as one moment of the store.
pub(super) async fn story(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<Option<StoryDossier>, StoreError> {
    let failed = |error| StoreError::from_driver("dossier", error);
    // A reader's transaction: what a writer commits meanwhile is not half seen.
    let mut moment = connection.begin().await.map_err(failed)?;
    let Some(head) = head(&mut moment, story_id).await? else {
        return Ok(None);
    };
    let dossier = StoryDossier {
        story: head,
        evidence: evidence(&mut moment, story_id).await?,
        members: members(&mut moment, story_id).await?,
        possible: possible(&mut moment, story_id).await?,
        links: links(&mut moment, story_id).await?,
        facts: facts(&mut moment, story_id).await?,
    };
    moment.rollback().await.map_err(failed)?;
    Ok(Some(dossier))
}

/// Stories of articles that have that id in an archive, or that address.
pub(super) async fn named(
    connection: &mut SqliteConnection,
    name: &str,
    canonical_url: Option<&str>,
) -> Result<Vec<i64>, StoreError> {
    // Articles from feeds are found by an index; only for others are all looked at.
    let found: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT story_id FROM article WHERE canonical_url = $1 AND archive IS NULL
         ORDER BY story_id LIMIT $2",
    )
    .bind(canonical_url)
    .bind(NAMED_MAX)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("stories_at", error))?;
    if !found.is_empty() {
        return Ok(found);
    }
    sqlx::query_scalar(
        "SELECT DISTINCT story_id FROM article WHERE external_id = $1 OR url = $1 OR canonical_url = $2
         ORDER BY story_id LIMIT $3",
    )
    .bind(name)
    .bind(canonical_url)
    .bind(NAMED_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("stories_named", error))
}

/// Articles that have that id in an archive, or that address.
pub(super) async fn articles_named(
    connection: &mut SqliteConnection,
    name: &str,
    canonical_url: Option<&str>,
) -> Result<Vec<i64>, StoreError> {
    // Articles from feeds are found by an index; only for others are all looked at.
    let found: Vec<i64> = sqlx::query_scalar(
        "SELECT article_id FROM article WHERE canonical_url = $1 AND archive IS NULL
         ORDER BY article_id LIMIT $2",
    )
    .bind(canonical_url)
    .bind(NAMED_MAX)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("articles_at", error))?;
    if !found.is_empty() {
        return Ok(found);
    }
    sqlx::query_scalar(
        "SELECT article_id FROM article WHERE external_id = $1 OR url = $1 OR canonical_url = $2
         ORDER BY article_id LIMIT $3",
    )
    .bind(name)
    .bind(canonical_url)
    .bind(NAMED_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("articles_named", error))
}

async fn head(connection: &mut SqliteConnection, story_id: i64) -> Result<Option<DossierStory>, StoreError> {
    sqlx::query_as(
        "SELECT s.story_id, s.title, s.articles, s.outlets, s.originals, s.identical, s.cut, s.edited, s.extended,
                s.rewritten, s.updates, s.merged, s.origin_kind, s.origin_agency, o.outlet_key AS origin_outlet,
                s.origin_article_id, s.origin_confidence, s.likely_source_agency, s.first_claimed_outlet,
                s.first_claimed_at, s.first_seen_outlet, s.first_seen_at, s.first_basis, s.last_seen_at
         FROM v_story s
         LEFT JOIN article a ON a.article_id = s.origin_article_id
         LEFT JOIN outlet o ON o.outlet_id = a.outlet_id
         WHERE s.story_id = $1 AND s.articles > 0",
    )
    .bind(story_id)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("dossier_story", error))
}

async fn evidence(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<Vec<DossierEvidence>, StoreError> {
    sqlx::query_as(
        "SELECT e.kind, e.agency, e.weight, e.text, e.article_id, o.outlet_key AS outlet
         FROM evidence e
         JOIN article a ON a.article_id = e.article_id
         JOIN outlet o ON o.outlet_id = a.outlet_id
         WHERE e.story_id = $1
         ORDER BY e.weight DESC, e.evidence_id",
    )
    .bind(story_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("dossier_evidence", error))
}

async fn members(connection: &mut SqliteConnection, story_id: i64) -> Result<Vec<DossierMember>, StoreError> {
    let mut members: Vec<DossierMember> = sqlx::query_as(
        "SELECT a.article_id, a.external_id, o.outlet_key AS outlet, r.title, a.url, a.claimed_at, a.claimed_quality,
                a.first_seen_at, a.relation, a.grade, a.of_article_id, a.similarity, a.coverage, a.relabelled,
                a.cited_agencies, a.words, a.revisions, a.is_representative
         FROM article a
         JOIN outlet o ON o.outlet_id = a.outlet_id
         JOIN revision r ON r.revision_id = a.current_revision_id
         WHERE a.story_id = $1
         ORDER BY CASE WHEN a.claimed_quality = 'ok' THEN a.claimed_at ELSE a.first_seen_at END, a.article_id",
    )
    .bind(story_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("dossier_members", error))?;
    // The view alone decides which times make a lag. Joined, it would be computed for every story.
    let lags: Vec<(i64, Option<i64>)> = sqlx::query_as(
        "SELECT article_id, lag_minutes FROM v_copy WHERE story_id = $1 AND relation IS NOT NULL",
    )
    .bind(story_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("dossier_lags", error))?;
    let lags: HashMap<i64, Option<i64>> = lags.into_iter().collect();
    for member in &mut members {
        member.lag_minutes = lags.get(&member.article_id).copied().flatten();
    }
    Ok(members)
}

async fn possible(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<Vec<DossierPossible>, StoreError> {
    sqlx::query_as(
        "SELECT a.article_id, o.outlet_key AS outlet, r.title, a.url, a.story_id,
                a.possible_story_id AS of_story_id, a.possible_score AS score
         FROM article a
         JOIN outlet o ON o.outlet_id = a.outlet_id
         JOIN revision r ON r.revision_id = a.current_revision_id
         WHERE a.possible_story_id = $1 OR (a.story_id = $1 AND a.possible_story_id IS NOT NULL)
         ORDER BY a.possible_score DESC, a.article_id",
    )
    .bind(story_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("dossier_possible", error))
}

async fn links(connection: &mut SqliteConnection, story_id: i64) -> Result<Vec<DossierLink>, StoreError> {
    sqlx::query_as(
        "SELECT l.kind, s.story_id, s.title, l.score, l.is_from_here
         FROM (SELECT kind, to_story_id AS other_id, score, 1 AS is_from_here FROM story_link WHERE story_id = $1
               UNION ALL
               SELECT kind, story_id, score, 0 FROM story_link WHERE to_story_id = $1) AS l
         JOIN story s ON s.story_id = l.other_id
         ORDER BY l.score DESC, s.story_id",
    )
    .bind(story_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("dossier_links", error))
}

async fn facts(connection: &mut SqliteConnection, story_id: i64) -> Result<Vec<DossierFact>, StoreError> {
    sqlx::query_as(
        "WITH told AS (
             SELECT f.fact_id, a.is_representative, a.outlet_id,
                    row_number() OVER (
                        PARTITION BY f.fact_key, CASE WHEN f.fact_key IS NULL THEN f.fact_id END
                        ORDER BY a.is_representative DESC, a.article_id, f.start_char
                    ) AS telling
             FROM article a
             JOIN fact f ON f.revision_id = a.current_revision_id
             WHERE a.story_id = $1
         )
         SELECT f.fact_id, f.fact_key, f.kind, f.text, f.value_text AS value, f.unit, f.attributed_to, f.via_agency,
                f.modality, f.polarity, f.sentence, f.start_char AS start, f.end_char AS \"end\", f.article_id,
                o.outlet_key AS outlet, coalesce(ks.articles, 1) AS articles,
                coalesce(k.story_count, 1) AS story_count
         FROM told t
         JOIN fact f ON f.fact_id = t.fact_id
         JOIN outlet o ON o.outlet_id = t.outlet_id
         LEFT JOIN fact_key_story ks ON ks.story_id = $1 AND ks.fact_key = f.fact_key
         LEFT JOIN fact_key k ON k.fact_key = f.fact_key
         WHERE t.telling = 1
         ORDER BY t.is_representative DESC, f.article_id, f.start_char, f.fact_id",
    )
    .bind(story_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("dossier_facts", error))
}
