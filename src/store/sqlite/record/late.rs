//! Possible copies that late evidence makes certain: see `dedup`'s rules on late evidence.
//!
//! Asked only when evidence may have come: a text that is kept to compare others with, a credit, a further
//! rewritten copy of the same outlet. Then the story of the possible copy goes into the story it is a copy of,
//! as an edit on record.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{candidates, edit, member};
use crate::model::{Candidate, CreditKind, Placement, Reading, Relation};
use crate::store::{RecordRules, StoreError};

/// Possible copies asked about at one time, the latest first.
const ASKED_MAX: i64 = 8;
/// Articles among which they are looked for: the latest possible copies of the story and of the outlet (settled ones
/// among them), and the story's first articles, as it is the first of a story that may be a copy of another.
const LOOKED_AT_MAX: i64 = 64;
/// What the record of edits says.
pub(super) const REASON: &str = "late evidence";

/// A possible copy with a story of its own, and the story it may be a copy of.
#[derive(sqlx::FromRow)]
struct Doubt {
    story_id: i64,
    possible_story_id: i64,
}

/// Joins what can be joined now that article `article_id` of `reading` has been recorded in `story_id`;
/// whether it did. Of a rewritten copy `outlet_id` is the outlet that rewrote.
pub(super) async fn settle(
    connection: &mut SqliteConnection,
    (article_id, story_id, outlet_id): (i64, i64, i64),
    reading: &Reading,
    placement: &Placement,
    now: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<bool, StoreError> {
    let is_joined = placement.story_id.is_some();
    let is_rewriter = is_joined && placement.relation == Relation::Rewritten;
    let may_be_evidence = placement.is_exemplar || is_rewriter || sources(reading).next().is_some();
    if !is_joined || !may_be_evidence {
        return Ok(false);
    }
    let doubts = doubts(connection, story_id, is_rewriter.then_some(outlet_id)).await?;
    if doubts.is_empty() {
        return Ok(false);
    }
    let is_evidence = placement.is_exemplar
        || is_rewriter
        || names_new_source(connection, (article_id, story_id), reading).await?;
    let mut has_joined = false;
    for doubt in doubts.iter().filter(|_| is_evidence) {
        if is_settled(connection, doubt, rules).await? {
            let (from, into) = (doubt.story_id, doubt.possible_story_id);
            has_joined |= edit::join(connection, from, into, REASON, now, rules).await?;
        }
    }
    Ok(has_joined)
}

/// Agencies that the article credits.
fn sources(reading: &Reading) -> impl Iterator<Item = &str> {
    reading
        .credits
        .iter()
        .filter(|credit| credit.kind != CreditKind::Inline)
        .filter_map(|credit| credit.agency.as_deref())
}

/// Whether the article credits an agency that no other of its story credits.
async fn names_new_source(
    connection: &mut SqliteConnection,
    (article_id, story_id): (i64, i64),
    reading: &Reading,
) -> Result<bool, StoreError> {
    let named: Vec<&str> = sources(reading).collect();
    sqlx::query_scalar(
        "SELECT EXISTS (
             SELECT 1 FROM json_each($3) AS named WHERE NOT EXISTS (
                 SELECT 1 FROM article a JOIN credit c ON c.revision_id = a.current_revision_id
                 WHERE a.story_id = $2 AND a.article_id <> $1 AND c.agency = named.value AND c.kind <> 'inline'))",
    )
    .bind(article_id)
    .bind(story_id)
    .bind(serde_json::Value::from(named).to_string())
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("late_new_source", error))
}

/// Possible copies of the story, its own texts that may be copies of others, and those of `outlet_id`.
async fn doubts(
    connection: &mut SqliteConnection,
    story_id: i64,
    outlet_id: Option<i64>,
) -> Result<Vec<Doubt>, StoreError> {
    sqlx::query_as(
        "SELECT DISTINCT doubt.story_id, doubt.possible_story_id
         FROM (SELECT * FROM (SELECT story_id, possible_story_id, article_id FROM article
                              WHERE possible_story_id = $1 ORDER BY article_id DESC LIMIT $4) AS of_it
               UNION ALL
               SELECT * FROM (SELECT story_id, possible_story_id, article_id FROM article
                              WHERE story_id = $1 ORDER BY article_id LIMIT $4) AS its_own
               UNION ALL
               SELECT * FROM (SELECT story_id, possible_story_id, article_id FROM article
                              WHERE outlet_id = $2 AND possible_story_id IS NOT NULL
                              ORDER BY article_id DESC LIMIT $4) AS of_outlet) AS doubt
         WHERE doubt.possible_story_id <> doubt.story_id
         ORDER BY doubt.article_id DESC LIMIT $3",
    )
    .bind(story_id)
    .bind(outlet_id)
    .bind(ASKED_MAX)
    .bind(LOOKED_AT_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("late_doubts", error))
}

/// Whether the first text of the doubtful story belongs, by what is known now, to the other.
async fn is_settled(
    connection: &mut SqliteConnection,
    doubt: &Doubt,
    rules: &RecordRules,
) -> Result<bool, StoreError> {
    let Some(own) = candidates::of_story(connection, doubt.story_id).await? else {
        return Ok(false);
    };
    let Some(mut other) = candidates::of_story(connection, doubt.possible_story_id).await? else {
        return Ok(false);
    };
    credit_all(connection, &mut other).await?;
    let first = own.exemplars.first();
    Ok(first.is_some_and(|first| (rules.confirm)(first, &other).is_some()))
}

/// Gives every text of the story the agencies that any of its members credits.
async fn credit_all(connection: &mut SqliteConnection, story: &mut Candidate) -> Result<(), StoreError> {
    let (members, _) = member::load(connection, story.story_id).await?;
    let mut credited: Vec<String> = Vec::new();
    for credit in members.iter().flat_map(|member| &member.credits) {
        if let (true, Some(agency)) = (credit.kind != CreditKind::Inline, &credit.agency)
            && !credited.contains(agency)
        {
            credited.push(agency.clone());
        }
    }
    for exemplar in &mut story.exemplars {
        let named = &mut exemplar.setting.credited_agencies;
        let further = credited.iter().filter(|agency| !named.contains(agency));
        let further: Vec<String> = further.cloned().collect();
        named.extend(further);
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use super::super::sample::{read_article as article, real_rules};
    use super::super::tests::{assert_consistent, execute, value};
    use crate::dedup::scenarios::{WIRE, thin_rewrite};
    use crate::model::{Credit, CreditKind};
    use crate::store::sqlite::SqliteStore;
    use crate::store::sqlite::tests::store;
    use crate::store::{Recorded, Recording, Store};

    pub(in super::super) async fn put(store: &SqliteStore, recording: Recording) -> Recorded {
        let recorded = store
            .record(Arc::new(vec![recording]), real_rules())
            .await
            .unwrap();
        recorded.into_iter().next().unwrap()
    }

    #[tokio::test]
    async fn a_possible_copy_joins_when_its_outlets_habit_and_the_sources_credit_are_known() {
        let (_folder, store) = store().await;
        put(
            &store,
            article("wire", "Equinor to close Hammerlund refinery", WIRE, 0),
        )
        .await;
        let thin = put(
            &store,
            article("NationPress", "Equinor shuts refinery", &thin_rewrite(), 600),
        )
        .await;
        assert_eq!(thin.story_id, 2);
        let possible: i64 = value(
            &store,
            "SELECT possible_story_id FROM article WHERE article_id = 2",
        )
        .await;
        assert_eq!(possible, 1);

        execute(
            &store,
            "UPDATE outlet SET habit_articles = 20, habit_rewritten = 14 WHERE outlet_key = 'NationPress'",
        )
        .await;
        let mut copy = article("herald", "Refinery to close", WIRE, 700);
        copy.reading.credits.push(Credit {
            agency: Some("ntb".to_owned()),
            kind: CreditKind::Signoff,
            text: "NTB".to_owned(),
            span: None,
            confidence: 0.9,
            rule: "test",
        });
        assert_eq!(put(&store, copy).await.story_id, 1);
        let (story, relation): (i64, String) =
            sqlx::query_as("SELECT story_id, relation FROM article WHERE article_id = 2")
                .fetch_one(&mut *store.reader().await.unwrap())
                .await
                .unwrap();
        assert_eq!((story, relation.as_str()), (1, "rewritten"));
        let reason: String = value(&store, "SELECT reason FROM v_story_edit").await;
        assert_eq!(reason, "late evidence");
        assert_consistent(&store).await;
    }

    #[tokio::test]
    async fn a_plain_copy_settles_nothing() {
        let (_folder, store) = store().await;
        put(
            &store,
            article("wire", "Equinor to close Hammerlund refinery", WIRE, 0),
        )
        .await;
        put(
            &store,
            article("NationPress", "Equinor shuts refinery", &thin_rewrite(), 600),
        )
        .await;
        put(&store, article("herald", "Refinery to close", WIRE, 700)).await;
        let edits: i64 = value(&store, "SELECT count(*) FROM story_edit").await;
        assert_eq!(edits, 0);
    }
}
