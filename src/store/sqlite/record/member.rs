//! The members of a story, as the decisions over the whole story see them.

use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::{article, values};
use crate::model::{Credit, CreditKind, DateQuality, Member, parse_instant};
use crate::store::StoreError;

/// Of a story with more members than twice this, the first and the last so many are looked at: the origin
/// is among the early ones or has just come, and the cost of a copy stays flat.
const MEMBERS_EACH_END: i64 = 100;
/// Credits of one member that are looked at.
const CREDITS_MAX: usize = 32;

/// What the table says of a member beside what the rules are told.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standing {
    pub(super) of_article_id: Option<i64>,
    pub(super) relabelled: String,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    article_id: i64,
    outlet_id: i64,
    outlet_key: String,
    agency_id: Option<String>,
    relation: String,
    coverage: f64,
    coverage_of_origin: f64,
    words: i64,
    claimed_at: Option<String>,
    claimed_quality: String,
    first_seen_at: String,
    seen_basis: String,
    polling_gap_s: Option<i64>,
    of_article_id: Option<i64>,
    relabelled: String,
}

#[derive(sqlx::FromRow)]
struct CreditRow {
    article_id: i64,
    agency: Option<String>,
    kind: String,
    text: String,
    confidence: f64,
}

/// The members of a story in order of article id, with their standing at the same place.
pub(super) async fn load(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<(Vec<Member>, Vec<Standing>), StoreError> {
    let rows: Vec<MemberRow> = sqlx::query_as(
        "SELECT a.article_id, a.outlet_id, o.outlet_key, o.agency_id, a.relation, a.coverage,
                a.coverage_of_origin, a.words, a.claimed_at, a.claimed_quality, a.first_seen_at, a.seen_basis,
                a.polling_gap_s, a.of_article_id, a.relabelled
         FROM article a JOIN outlet o ON o.outlet_id = a.outlet_id
         WHERE a.article_id IN (
             SELECT article_id FROM (SELECT article_id FROM article WHERE story_id = $1
                                     ORDER BY article_id LIMIT $2) AS early
             UNION
             SELECT article_id FROM (SELECT article_id FROM article WHERE story_id = $1
                                     ORDER BY article_id DESC LIMIT $2) AS late)
         ORDER BY a.article_id",
    )
    .bind(story_id)
    .bind(MEMBERS_EACH_END)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("members", error))?;
    let mut credits = credits(connection, story_id).await?;
    let mut members = Vec::with_capacity(rows.len());
    let mut standings = Vec::with_capacity(rows.len());
    for row in rows {
        let credits = credits.remove(&row.article_id).unwrap_or_default();
        standings.push(Standing {
            of_article_id: row.of_article_id,
            relabelled: row.relabelled.clone(),
        });
        members.push(row.into_member(credits)?);
    }
    Ok((members, standings))
}

impl MemberRow {
    fn into_member(self, credits: Vec<Credit>) -> Result<Member, StoreError> {
        Ok(Member {
            article_id: self.article_id,
            outlet_id: self.outlet_id,
            outlet_key: self.outlet_key,
            outlet_agency: self.agency_id,
            relation: article::read_relation(&self.relation)?,
            coverage: self.coverage,
            coverage_of_origin: self.coverage_of_origin,
            words: self.words,
            claimed_at: self.claimed_at.as_deref().and_then(parse_instant),
            claimed_quality: DateQuality::parse(&self.claimed_quality),
            first_seen_at: values::read_instant("members", &self.first_seen_at)?,
            seen_is_ours: self.seen_basis == "feed",
            polling_gap_s: self.polling_gap_s,
            credits,
        })
    }
}

/// The credits of the same members' current revisions, by article.
async fn credits(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<HashMap<i64, Vec<Credit>>, StoreError> {
    let rows: Vec<CreditRow> = sqlx::query_as(
        "SELECT a.article_id, c.agency, c.kind, c.text, c.confidence
         FROM article a JOIN credit c ON c.revision_id = a.current_revision_id
         WHERE a.article_id IN (
             SELECT article_id FROM (SELECT article_id FROM article WHERE story_id = $1
                                     ORDER BY article_id LIMIT $2) AS early
             UNION
             SELECT article_id FROM (SELECT article_id FROM article WHERE story_id = $1
                                     ORDER BY article_id DESC LIMIT $2) AS late)
         ORDER BY c.credit_id",
    )
    .bind(story_id)
    .bind(MEMBERS_EACH_END)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("member_credits", error))?;
    let mut by_article: HashMap<i64, Vec<Credit>> = HashMap::new();
    for row in rows {
        let kind =
            CreditKind::parse(&row.kind).ok_or_else(|| values::unreadable("member_credits", &row.kind))?;
        let credits = by_article.entry(row.article_id).or_default();
        if credits.len() < CREDITS_MAX {
            credits.push(Credit {
                agency: row.agency,
                kind,
                text: row.text,
                span: None,
                confidence: row.confidence,
                rule: "stored",
            });
        }
    }
    Ok(by_article)
}
