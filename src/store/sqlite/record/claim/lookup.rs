//! What is read of claims: those that a new statement may belong to, and who tells.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::SqliteConnection;

use super::list;
use super::stated::statements;
use crate::event::claim::{COMPARED_MAX, Known, Report, keys};
use crate::model::{ACCOUNT_OF, Statement};
use crate::store::StoreError;

/// Statements read of one posting list, the earliest. Behind a longer list stands a word that says little here.
const POSTINGS_MAX: i64 = 32;

pub(super) async fn event_of(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<Option<i64>, StoreError> {
    sqlx::query_scalar("SELECT event_id FROM event_story WHERE story_id = $1")
        .bind(story_id)
        .fetch_optional(connection)
        .await
        .map_err(|error| StoreError::from_driver("claim_event_of", error))
}

pub(super) async fn has_claims(connection: &mut SqliteConnection, event_id: i64) -> Result<bool, StoreError> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM claim_statement WHERE event_id = $1)")
        .bind(event_id)
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("claim_any", error))
}

/// Posts what the event states, unless that was done: while it has one report there is nothing to be found.
pub(super) async fn post_first(connection: &mut SqliteConnection, event_id: i64) -> Result<(), StoreError> {
    let facts: Vec<i64> = sqlx::query_scalar(
        "SELECT statement_id FROM claim_statement WHERE event_id = $1
         AND NOT EXISTS (SELECT 1 FROM claim_term WHERE event_id = $1)",
    )
    .bind(event_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_unposted", error))?;
    let known = statements(connection, facts.into_iter().collect()).await?;
    super::post(connection, event_id, &known).await
}

/// The statements of the event that may say what one of `new` says, with their claims.
pub(super) async fn near(
    connection: &mut SqliteConnection,
    event_id: i64,
    new: &[Statement],
) -> Result<Vec<Known>, StoreError> {
    let wanted: Vec<Vec<i64>> = new.iter().map(keys).collect();
    let every: BTreeSet<i64> = wanted.iter().flatten().copied().collect();
    let lists: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(wanted.value || ':' || (
             SELECT group_concat(list.statement_id, ' ')
             FROM (SELECT posting.statement_id FROM claim_term AS posting
                   WHERE posting.event_id = $1 AND posting.term = wanted.value
                   ORDER BY posting.statement_id LIMIT $3) AS list), ';')
         FROM json_each($2) AS wanted",
    )
    .bind(event_id)
    .bind(list(&every))
    .bind(POSTINGS_MAX)
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_lists", error))?;
    let lists = lists_of(lists.as_deref().unwrap_or_default());
    let mut near = BTreeSet::new();
    for keys in wanted {
        let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
        for id in keys.iter().filter_map(|key| lists.get(key)).flatten() {
            *shared.entry(*id).or_default() += 1;
        }
        let mut best: Vec<(i64, usize)> = shared.into_iter().collect();
        best.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        near.extend(best.into_iter().take(COMPARED_MAX).map(|(id, _)| id));
    }
    let claims: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT m.statement_id, m.claim_id FROM json_each($1) AS near
         CROSS JOIN claim_fact m ON m.statement_id = near.value",
    )
    .bind(list(&near))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_near", error))?;
    let claims: HashMap<i64, i64> = claims.into_iter().collect();
    let known = statements(connection, near).await?;
    let known = known.into_iter().filter_map(|statement| {
        let claim_id = *claims.get(&statement.statement_id)?;
        Some(Known { claim_id, statement })
    });
    Ok(known.collect())
}

/// Reads `key:id id;key:id`.
fn lists_of(text: &str) -> HashMap<i64, Vec<i64>> {
    let lists = text.split(';').filter_map(|list| {
        let (key, facts) = list.split_once(':')?;
        let facts = facts.split(' ').filter_map(|fact| fact.parse().ok());
        Some((key.parse().ok()?, facts.collect()))
    });
    lists.collect()
}

/// What is known of who tells, beside the fact.
#[derive(sqlx::FromRow)]
pub(super) struct TellerRow {
    likely_source_agency: Option<String>,
    /// Of the current revision, as JSON.
    notes: Option<String>,
    origin_agency: Option<String>,
    outlet_key: String,
    agency_id: Option<String>,
}

impl TellerRow {
    pub(super) fn report(self, story_id: i64) -> Report {
        let notes: Vec<String> = self
            .notes
            .and_then(|notes| serde_json::from_str(&notes).ok())
            .unwrap_or_default();
        let account = notes.iter().find_map(|note| note.strip_prefix(ACCOUNT_OF));
        Report {
            story_id,
            account: account.map(str::to_owned),
            standing: self.likely_source_agency,
            newsroom: [self.origin_agency, self.agency_id, Some(self.outlet_key)]
                .into_iter()
                .flatten()
                .collect(),
            ..Report::default()
        }
    }
}

/// Articles of a story whose claims are counted again when something about the story changes; the first of them state
/// what it states.
const ARTICLES_ASKED: i64 = 16;

pub(super) async fn claims_of_story(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<BTreeSet<i64>, StoreError> {
    let claims: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT m.claim_id
         FROM (SELECT current_revision_id FROM article WHERE story_id = $1 ORDER BY article_id LIMIT $2) AS early
         CROSS JOIN fact f ON f.revision_id = early.current_revision_id
         CROSS JOIN claim_fact m ON m.statement_id >= 16 * f.fact_id AND m.statement_id < 16 * f.fact_id + 16",
    )
    .bind(story_id)
    .bind(ARTICLES_ASKED)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claims_of_story", error))?;
    Ok(claims.into_iter().collect())
}
