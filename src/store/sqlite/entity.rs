//! Reads everything about one person, organisation or place, and finds it by its name.

use sqlx::{Connection, SqliteConnection};

use crate::model::FactKind;
use crate::store::{
    EntityDossier, EntityEditRow, EntityName, EntityQuote, EntityRole, EntityRow, EntityStory, NameSought,
    StoreError,
};

/// Rows of each list of a dossier.
const LISTED_MAX: i64 = 1_000;
/// Entities one name may stand for before it is no name.
const NAMED_MAX: i64 = 20;
/// Entities looked at for one that is spelt nearly so.
const NEAR_MAX: i64 = 500;

/// The entity of that id, or the one it was merged into, as one moment of the store.
pub(super) async fn entity(
    connection: &mut SqliteConnection,
    entity_id: i64,
) -> Result<Option<EntityDossier>, StoreError> {
    let failed = |error| StoreError::from_driver("entity", error);
    let mut moment = connection.begin().await.map_err(failed)?;
    let found: Option<EntityRow> = sqlx::query_as(
        "SELECT e.entity_id, e.kind, e.name, e.country, e.latitude, e.longitude, e.articles, e.stories, e.mentions,
                e.first_seen_at, e.last_seen_at
         FROM entity asked JOIN entity e ON e.entity_id = coalesce(asked.merged_into, asked.entity_id)
         WHERE asked.entity_id = $1",
    )
    .bind(entity_id)
    .fetch_optional(&mut *moment)
    .await
    .map_err(failed)?;
    let Some(found) = found else { return Ok(None) };
    let id = found.entity_id;
    let dossier = EntityDossier {
        names: names(&mut moment, id).await?,
        roles: roles(&mut moment, id).await?,
        latest: latest(&mut moment, id).await?,
        quotes: quotes(&mut moment, id).await?,
        edits: edits(&mut moment, id).await?,
        entity: found,
    };
    moment.rollback().await.map_err(failed)?;
    Ok(Some(dossier))
}

/// Entities that have one of these names: those in full, else those that it may mean for short. Those in most
/// stories first.
pub(super) async fn named(
    connection: &mut SqliteConnection,
    sought: &NameSought,
) -> Result<Vec<EntityRow>, StoreError> {
    for is_full in [true, false] {
        let found: Vec<EntityRow> = sqlx::query_as(
            "SELECT DISTINCT e.entity_id, e.kind, e.name, e.country, e.latitude, e.longitude, e.articles, e.stories,
                    e.mentions, e.first_seen_at, e.last_seen_at
             FROM json_each($1) AS wanted
             JOIN entity_alias a ON a.folded = wanted.value AND a.kind IN ('person', 'org', 'place')
             JOIN entity e ON e.entity_id = a.entity_id
             WHERE (a.known_by = 'full') = $2 AND a.is_barred = 0 AND ($3 IS NULL OR a.kind = $3)
             ORDER BY e.stories DESC, e.entity_id LIMIT $4",
        )
        .bind(serde_json::Value::from(sought.folded.clone()).to_string())
        .bind(is_full)
        .bind(sought.kind.map(FactKind::as_str))
        .bind(NAMED_MAX)
        .fetch_all(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("entities_named", error))?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Entities with a word like one of these, by the first letters; those in most stories first. Goes through all names.
pub(super) async fn near(
    connection: &mut SqliteConnection,
    beginnings: &[String],
) -> Result<Vec<EntityRow>, StoreError> {
    sqlx::query_as(
        "SELECT e.entity_id, e.kind, e.name, e.country, e.latitude, e.longitude, e.articles, e.stories, e.mentions,
                e.first_seen_at, e.last_seen_at
         FROM entity e
         WHERE e.merged_into IS NULL AND e.articles > 0 AND e.entity_id IN
            (SELECT a.entity_id FROM entity_alias a JOIN json_each($1) AS wanted
             ON instr(' ' || a.folded, ' ' || wanted.value) > 0)
         ORDER BY e.stories DESC, e.entity_id LIMIT $2",
    )
    .bind(serde_json::Value::from(beginnings.to_vec()).to_string())
    .bind(NEAR_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("entities_near", error))
}

async fn names(connection: &mut SqliteConnection, entity_id: i64) -> Result<Vec<EntityName>, StoreError> {
    sqlx::query_as(
        "SELECT DISTINCT a.name, a.folded, a.known_by,
                EXISTS (SELECT 1 FROM entity_alias o
                        WHERE o.kind = a.kind AND o.folded = a.folded AND o.entity_id <> a.entity_id
                          AND o.is_barred = 0) AS is_shared
         FROM entity_alias a WHERE a.entity_id = $1 AND a.is_barred = 0
         ORDER BY CASE a.known_by WHEN 'full' THEN 0 WHEN 'acronym' THEN 1 WHEN 'surname' THEN 2 ELSE 3 END, a.name,
                  a.folded
         LIMIT $2",
    )
    .bind(entity_id)
    .bind(LISTED_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_names", error))
}

async fn roles(connection: &mut SqliteConnection, entity_id: i64) -> Result<Vec<EntityRole>, StoreError> {
    sqlx::query_as(
        "SELECT min(f.role_title) AS title, min(f.role_org) AS org, f.role_country AS country,
                count(DISTINCT a.story_id) AS stories, max(a.first_seen_at) AS last_seen_at
         FROM fact f JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
         WHERE f.entity_id = $1 AND f.role_title IS NOT NULL
         GROUP BY lower(f.role_title), lower(f.role_org), f.role_country
         ORDER BY stories DESC, last_seen_at DESC, title LIMIT $2",
    )
    .bind(entity_id)
    .bind(LISTED_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_roles", error))
}

async fn latest(connection: &mut SqliteConnection, entity_id: i64) -> Result<Vec<EntityStory>, StoreError> {
    sqlx::query_as(
        "WITH recent AS (
             SELECT s.story_id, s.title, s.last_seen_at, n.articles, s.articles AS of_articles,
                    (SELECT max(a.article_id) FROM article a
                     WHERE a.story_id = s.story_id AND EXISTS
                        (SELECT 1 FROM fact f WHERE f.revision_id = a.current_revision_id AND f.entity_id = $1)
                    ) AS article_id
             FROM entity_story n JOIN story s ON s.story_id = n.story_id
             WHERE n.entity_id = $1 ORDER BY s.last_seen_at DESC, s.story_id DESC LIMIT $2
         )
         SELECT r.story_id, r.title, r.last_seen_at, r.articles, r.of_articles, r.article_id, a.url
         FROM recent r JOIN article a ON a.article_id = r.article_id
         ORDER BY r.last_seen_at DESC, r.story_id DESC",
    )
    .bind(entity_id)
    .bind(LISTED_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_stories", error))
}

async fn quotes(connection: &mut SqliteConnection, entity_id: i64) -> Result<Vec<EntityQuote>, StoreError> {
    sqlx::query_as(
        "WITH said AS (
             SELECT f.fact_id, a.story_id, a.outlet_id, row_number() OVER (
                        PARTITION BY f.fact_key, CASE WHEN f.fact_key IS NULL THEN f.fact_id END
                        ORDER BY a.is_representative DESC, f.fact_id) AS telling
             FROM fact f JOIN article a ON a.article_id = f.article_id AND a.current_revision_id = f.revision_id
             WHERE f.speaker_entity_id = $1 AND f.kind = 'quote'
         )
         SELECT f.fact_id, f.text, f.form, coalesce(k.story_count, 1) AS stories, f.article_id, s.story_id,
                o.outlet_key AS outlet, f.via_agency
         FROM said s
         JOIN fact f ON f.fact_id = s.fact_id
         JOIN outlet o ON o.outlet_id = s.outlet_id
         LEFT JOIN fact_key k ON k.fact_key = f.fact_key
         WHERE s.telling = 1
         ORDER BY stories DESC, f.fact_id DESC LIMIT $2",
    )
    .bind(entity_id)
    .bind(LISTED_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_quotes", error))
}

async fn edits(connection: &mut SqliteConnection, entity_id: i64) -> Result<Vec<EntityEditRow>, StoreError> {
    sqlx::query_as(
        "SELECT edit_id, at, kind, from_entity_id, from_name, to_entity_id, to_name, alias, by_whom, reason
         FROM v_entity_edit WHERE from_entity_id = $1 OR to_entity_id = $1 ORDER BY edit_id LIMIT $2",
    )
    .bind(entity_id)
    .bind(LISTED_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_edits", error))
}
