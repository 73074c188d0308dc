//! Reads everything about one event.

use sqlx::{Connection, SqliteConnection};

use super::claim_list;
use crate::store::{ClaimQuery, DossierEvent, EventDossier, EventLink, EventStory, StoreError};

/// Claims told with an event; `dateline claims --event` has more.
const CLAIMS_MAX: u32 = 200;

/// The event of that id, as one moment of the store.
pub(super) async fn event(
    connection: &mut SqliteConnection,
    event_id: i64,
) -> Result<Option<EventDossier>, StoreError> {
    let failed = |error| StoreError::from_driver("event_dossier", error);
    // A reader's transaction: what a writer commits meanwhile is not half seen.
    let mut moment = connection.begin().await.map_err(failed)?;
    let head: Option<DossierEvent> = sqlx::query_as(
        "SELECT event_id, title, from_at, to_at, stories, articles, outlets FROM v_event WHERE event_id = $1",
    )
    .bind(event_id)
    .fetch_optional(&mut *moment)
    .await
    .map_err(failed)?;
    let Some(event) = head else { return Ok(None) };
    let wanted = ClaimQuery {
        event_id: Some(event_id),
        limit: CLAIMS_MAX,
        ..ClaimQuery::default()
    };
    let dossier = EventDossier {
        event,
        claims: claim_list::claims(&mut moment, &wanted).await?.claims,
        stories: stories(&mut moment, event_id).await?,
        links: links(&mut moment, event_id).await?,
    };
    moment.rollback().await.map_err(failed)?;
    Ok(Some(dossier))
}

async fn stories(connection: &mut SqliteConnection, event_id: i64) -> Result<Vec<EventStory>, StoreError> {
    sqlx::query_as(
        "SELECT s.story_id, s.title, s.articles, s.outlets, s.origin_kind, s.origin_agency, f.outlet AS first_outlet,
                f.at AS first_at, s.first_basis, es.score
         FROM event_story es
         JOIN v_story s ON s.story_id = es.story_id
         JOIN v_first_reporter f ON f.story_id = es.story_id
         WHERE es.event_id = $1
         ORDER BY f.at, s.story_id",
    )
    .bind(event_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("event_dossier_stories", error))
}

async fn links(connection: &mut SqliteConnection, event_id: i64) -> Result<Vec<EventLink>, StoreError> {
    sqlx::query_as(
        "SELECT kind, to_event_id AS event_id, to_title AS title, score, 1 AS is_later FROM v_event_link
         WHERE event_id = $1
         UNION ALL
         SELECT kind, event_id, title, score, 0 FROM v_event_link WHERE to_event_id = $1
         ORDER BY 5 DESC, 4 DESC, 2",
    )
    .bind(event_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("event_dossier_links", error))
}
