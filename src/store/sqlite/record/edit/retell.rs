//! Stories told anew from their articles.

use std::collections::HashSet;

use sqlx::SqliteConnection;

use super::super::{candidates, setting, story, values};
use super::stored::read_again;
use super::{members, run};
use crate::dedup::EXEMPLARS_MAX;
use crate::model::{Candidate, Exemplar, Placement, Reading, Relation, Setting};
use crate::store::{RecordRules, StoreError};

/// Decides a story again from its articles; empties what is said of one that has none.
pub(in crate::store::sqlite::record) async fn tell_anew(
    connection: &mut SqliteConnection,
    story_id: i64,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let members = members(connection, story_id).await?;
    forget(connection, story_id).await?;
    place_all(connection, story_id, &members, rules).await?;
    story::recount(connection, story_id).await?;
    tell_quotes_anew(connection, story_id).await?;
    let Some(&first) = members.first() else {
        return forget_text(connection, story_id).await;
    };
    let state = story::state(connection, story_id).await?;
    story::decide(connection, &state, first, rules).await?;
    Ok(())
}

/// Forgets what was decided about a story, and with what others were compared.
pub(in crate::store::sqlite::record) async fn forget(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<(), StoreError> {
    forget_exemplars(connection, story_id).await?;
    for (name, sql) in [
        ("edit_evidence_delete", "DELETE FROM evidence WHERE story_id = $1"),
        (
            "edit_unrepresent",
            "UPDATE article SET is_representative = 0 WHERE story_id = $1",
        ),
        (
            "edit_forget",
            "UPDATE story SET representative_article_id = NULL, evidence_hash = NULL WHERE story_id = $1",
        ),
    ] {
        run(connection, name, sql, &[story_id]).await?;
    }
    Ok(())
}

/// Forgets with what articles were compared that came after those of a story.
pub(in crate::store::sqlite::record) async fn forget_exemplars(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<(), StoreError> {
    for (name, sql) in [
        (
            "edit_exemplars_delete",
            "DELETE FROM exemplar WHERE story_id = $1",
        ),
        (
            "edit_exemplars_forget",
            "UPDATE story SET exemplars = 0, posted_bucket = NULL WHERE story_id = $1",
        ),
    ] {
        run(connection, name, sql, &[story_id]).await?;
    }
    Ok(())
}

/// Places the articles one after the other: the first is the original, each further one is compared to it
/// and to those that are kept as exemplars on the way. What the rules take for another report was put here
/// by hand: it is `rewritten`.
async fn place_all(
    connection: &mut SqliteConnection,
    story_id: i64,
    members: &[i64],
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let settings = setting::of_articles(connection, members.iter().copied()).await?;
    let mut exemplars: Vec<Exemplar> = Vec::new();
    let mut posted: HashSet<i64> = HashSet::new();
    for &article_id in members {
        // Nobody comes here with articles whose texts are gone; such a one would keep its place.
        let Some((reading, outlet_id, seen_at)) = read_again(connection, article_id, rules).await? else {
            continue;
        };
        let setting = settings.get(&article_id).cloned().unwrap_or_default();
        let mut placement = match exemplars.first() {
            None => Placement::original(),
            Some(first) => {
                let shared = reading
                    .fingerprint
                    .shingles
                    .iter()
                    .filter(|key| posted.contains(key));
                let candidate = Candidate {
                    story_id,
                    shared: u32::try_from(shared.count()).unwrap_or(u32::MAX),
                    exemplars: exemplars.clone(),
                    ..Candidate::default()
                };
                placed(&reading, &setting, candidate, first.article_id, rules)
            }
        };
        placement.is_exemplar = placement.is_exemplar && exemplars.len() < EXEMPLARS_MAX;
        write_placement(connection, article_id, &placement).await?;
        if placement.is_exemplar {
            posted.extend(&reading.fingerprint.shingles);
            exemplars.push(Exemplar {
                article_id,
                outlet_id,
                title: reading.article.title.clone(),
                body_hash: reading.fingerprint.body_hash,
                folded: reading.fingerprint.folded.clone(),
                setting,
                holds: Vec::new(),
            });
        }
        let state = story::state(connection, story_id).await?;
        candidates::keep(connection, &state, article_id, &reading, &placement, seen_at).await?;
    }
    Ok(())
}

fn placed(
    reading: &Reading,
    setting: &Setting,
    candidate: Candidate,
    first: i64,
    rules: &RecordRules,
) -> Placement {
    let story_id = candidate.story_id;
    let placement = (rules.place)(reading, setting, &[candidate]);
    if placement.story_id == Some(story_id) {
        return placement;
    }
    Placement {
        story_id: Some(story_id),
        relation: Relation::Rewritten,
        of_article_id: Some(first),
        is_exemplar: true,
        ..Placement::original()
    }
}

async fn write_placement(
    connection: &mut SqliteConnection,
    article_id: i64,
    placement: &Placement,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE article SET relation = $2, grade = $3, of_article_id = $4, score = $5, similarity = $6,
            coverage = $7, coverage_of_origin = $8
         WHERE article_id = $1",
    )
    .bind(article_id)
    .bind(placement.relation.as_str())
    .bind(placement.grade.as_str())
    .bind(placement.of_article_id)
    .bind(values::finite(placement.score))
    .bind(values::finite(placement.similarity))
    .bind(values::finite(placement.coverage))
    .bind(values::finite(placement.coverage_of_origin))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("edit_place", error))?;
    Ok(())
}

/// Takes the quotations of a story out of the search. Each stands there by the first article that has it.
pub(in crate::store::sqlite::record) async fn forget_quotes(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<(), StoreError> {
    for (name, sql) in [
        (
            "edit_quote_fts_delete",
            "INSERT INTO quote_fts (quote_fts, rowid, speaker, text)
             SELECT 'delete', fact_id, speaker, text FROM story_quote WHERE story_id = $1",
        ),
        (
            "edit_quotes_delete",
            "DELETE FROM story_quote WHERE story_id = $1",
        ),
    ] {
        run(connection, name, sql, &[story_id]).await?;
    }
    Ok(())
}

/// Puts each quotation of a story into the search, by the first article that has it.
pub(in crate::store::sqlite::record) async fn tell_quotes_anew(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<(), StoreError> {
    forget_quotes(connection, story_id).await?;
    for (name, sql) in [
        (
            "edit_quotes_insert",
            "INSERT INTO story_quote (fact_id, story_id, fact_key, speaker, text)
             SELECT f.fact_id, $1, f.fact_key, f.attributed_to, f.text
             FROM article a JOIN fact f ON f.revision_id = a.current_revision_id
             WHERE a.story_id = $1 AND f.kind = 'quote' AND f.fact_key IS NOT NULL
             ORDER BY f.fact_id
             ON CONFLICT (story_id, fact_key) DO NOTHING",
        ),
        (
            "edit_quote_fts_insert",
            "INSERT INTO quote_fts (rowid, speaker, text)
             SELECT fact_id, speaker, text FROM story_quote WHERE story_id = $1",
        ),
    ] {
        run(connection, name, sql, &[story_id]).await?;
    }
    Ok(())
}

/// Takes a story without articles out of the full-text search and out of what is said of it.
async fn forget_text(connection: &mut SqliteConnection, story_id: i64) -> Result<(), StoreError> {
    for (name, sql) in [
        (
            "edit_fts_delete",
            "INSERT INTO story_fts (story_fts, rowid, title, text)
             SELECT 'delete', story_id, title, text FROM story_text WHERE story_id = $1",
        ),
        ("edit_text_delete", "DELETE FROM story_text WHERE story_id = $1"),
        (
            "edit_nobodys",
            "UPDATE story SET origin_kind = 'unknown', origin_agency = NULL, origin_article_id = NULL,
                origin_confidence = 0, likely_source_agency = NULL, first_claimed_article_id = NULL,
                first_claimed_at = NULL, first_seen_article_id = NULL, first_basis = 'seen'
             WHERE story_id = $1",
        ),
    ] {
        run(connection, name, sql, &[story_id]).await?;
    }
    Ok(())
}
