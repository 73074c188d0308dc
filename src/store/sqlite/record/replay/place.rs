//! Articles placed anew: each state of an article as it was recorded, in the order in which they were.

use sqlx::{Connection, SqliteConnection};

use super::super::edit::read_again;
use super::super::{article, candidates, late, reach, setting, settle_in, settled, story, story_for, values};
use super::Scratch;
use crate::model::{Placement, Reading};
use crate::store::{LookupFigures, RecordRules, StoreError};

/// One state of an article.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
struct State {
    revision_id: i64,
    article_id: i64,
    number: i64,
    has_text: bool,
}

impl Scratch {
    /// Places the next `limit` states; how many there were, none when all have been placed.
    pub(super) async fn place_next(&mut self, limit: u32, rules: &RecordRules) -> Result<u64, StoreError> {
        let figures = LookupFigures::new();
        let failed = |error| StoreError::from_driver("replay_transaction", error);
        let from = self.place().await?;
        let mut transaction = self.connection.begin().await.map_err(failed)?;
        let states: Vec<State> = sqlx::query_as(
            "SELECT r.revision_id, r.article_id, r.number, r.text_pruned_at IS NULL AS has_text
             FROM kept.revision r JOIN kept.article a ON a.article_id = r.article_id
             WHERE r.revision_id > $1 AND a.current_revision_id IS NOT NULL ORDER BY r.revision_id LIMIT $2",
        )
        .bind(from.revision_id)
        .bind(i64::from(limit))
        .fetch_all(&mut *transaction)
        .await
        .map_err(|error| StoreError::from_driver("replay_states", error))?;
        for state in &states {
            if state.number == 1 {
                add(&mut transaction, *state, rules, &figures).await?;
            } else if state.has_text {
                revise(&mut transaction, *state, rules).await?;
            }
        }
        if let Some(last) = states.last() {
            let articles = states.iter().filter(|state| state.number == 1);
            sqlx::query(
                "UPDATE main.replay SET revision_id = $1, articles = articles + $2,
                    article_id = (SELECT max(article_id) FROM main.article)",
            )
            .bind(last.revision_id)
            .bind(values::integer(articles.count()))
            .execute(&mut *transaction)
            .await
            .map_err(|error| StoreError::from_driver("replay_placed", error))?;
        }
        transaction.commit().await.map_err(failed)?;
        Ok(states.len() as u64)
    }
}

/// Places an article as if it had just come; see `record`'s own way of adding one.
async fn add(
    connection: &mut SqliteConnection,
    state: State,
    rules: &RecordRules,
    figures: &LookupFigures,
) -> Result<(), StoreError> {
    let article_id = state.article_id;
    bring(connection, state).await?;
    let Some((reading, outlet_id, seen_at)) = read_again(connection, article_id, rules).await? else {
        return stay(connection, article_id).await;
    };
    let setting = setting::of_articles(connection, [article_id])
        .await?
        .remove(&article_id);
    let setting = setting.unwrap_or_default();
    let found = candidates::find(connection, &reading.fingerprint, seen_at, rules.window_s, figures).await?;
    let placement = settled((rules.place)(&reading, &setting, &found));
    setting::learn(connection, outlet_id, setting.habit, &placement, rules).await?;
    let rewriter = setting::learn_late(connection, &placement, rules).await?;
    let rewriter_id = rewriter.map_or(outlet_id, |(rewriter_id, _)| rewriter_id);
    let (story_id, is_new_outlet) = story_for(connection, &placement, outlet_id, &reading, seen_at).await?;
    write(connection, article_id, story_id, &reading, &placement).await?;
    let place = (story_id, is_new_outlet, seen_at);
    let story = settle_in(connection, article_id, place, &reading, &placement, rules).await?;
    reach::give_up(connection, article_id, rules).await?;
    story::decide(connection, &story, article_id, rules).await?;
    let who = (article_id, story_id, rewriter_id);
    // The time of a join is told by the record of edits alone, and that of the scratch is not kept.
    late::settle(connection, who, &reading, &placement, seen_at, rules).await?;
    Ok(())
}

/// A further state of a known article.
async fn revise(
    connection: &mut SqliteConnection,
    state: State,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let article_id = state.article_id;
    sqlx::query("UPDATE main.article SET current_revision_id = $2, revisions = $3 WHERE article_id = $1")
        .bind(article_id)
        .bind(state.revision_id)
        .bind(state.number)
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("replay_revise", error))?;
    let Some((reading, _, seen_at)) = read_again(connection, article_id, rules).await? else {
        return Ok(());
    };
    let (story_id, is_representative): (i64, bool) = sqlx::query_as(
        "UPDATE main.article SET words = $2 WHERE article_id = $1 RETURNING story_id, is_representative",
    )
    .bind(article_id)
    .bind(values::words(&reading))
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_revised", error))?;
    let story = story::state(connection, story_id).await?;
    candidates::keep_revised(connection, &story, article_id, &reading, seen_at).await?;
    if is_representative {
        story::refresh(connection, story_id, article_id).await?;
    }
    story::decide(connection, &story, article_id, rules).await?;
    Ok(())
}

/// What the store knows of the article before it is placed, and its outlet, which has no habits yet. Where the text
/// of its first state is gone it is the first that is there.
async fn bring(connection: &mut SqliteConnection, state: State) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO main.outlet (outlet_id, outlet_key, agency_id, is_aggregator, name)
         SELECT o.outlet_id, o.outlet_key, o.agency_id, o.is_aggregator, o.name
         FROM kept.article a JOIN kept.outlet o ON o.outlet_id = a.outlet_id WHERE a.article_id = $1
         ON CONFLICT (outlet_id) DO NOTHING",
    )
    .bind(state.article_id)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_outlet", error))?;
    sqlx::query(
        "INSERT INTO main.article (article_id, outlet_id, claimed_at, claimed_quality, first_seen_at, seen_basis,
            polling_gap_s, text_from, words, is_release, is_text_kept, current_revision_id, story_id, relation, grade,
            score, similarity, coverage, coverage_of_origin)
         SELECT a.article_id, a.outlet_id, a.claimed_at, a.claimed_quality, a.first_seen_at, a.seen_basis,
            a.polling_gap_s, a.text_from, a.words, a.is_release, a.is_text_kept,
            coalesce((SELECT min(r.revision_id) FROM kept.revision r
                      WHERE r.article_id = a.article_id AND r.text_pruned_at IS NULL), $2),
            0, 'original', 'certain', 0, 0, 0, 0
         FROM kept.article a WHERE a.article_id = $1",
    )
    .bind(state.article_id)
    .bind(state.revision_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_article", error))?;
    Ok(())
}

async fn write(
    connection: &mut SqliteConnection,
    article_id: i64,
    story_id: i64,
    reading: &Reading,
    placement: &Placement,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE main.article SET words = $2, story_id = $3, relation = $4, grade = $5, of_article_id = $6, score = $7,
            similarity = $8, coverage = $9, coverage_of_origin = $10, possible_story_id = $11, possible_score = $12,
            possible_of_article_id = $13, likeness = $14
         WHERE article_id = $1",
    )
    .bind(article_id)
    .bind(values::words(reading))
    .bind(story_id)
    .bind(placement.relation.as_str())
    .bind(placement.grade.as_str())
    .bind(placement.of_article_id)
    .bind(values::finite(placement.score))
    .bind(values::finite(placement.similarity))
    .bind(values::finite(placement.coverage))
    .bind(values::finite(placement.coverage_of_origin))
    .bind(placement.possible.map(|(story_id, _)| story_id))
    .bind(placement.possible.map(|(_, score)| values::finite(score)))
    .bind(placement.possible_of_article_id)
    .bind(article::likeness(placement))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_place_article", error))?;
    Ok(())
}

/// An article whose texts are gone stays where it is: in the story of the article it was compared with, else of the
/// first of its story, else in one of its own.
async fn stay(connection: &mut SqliteConnection, article_id: i64) -> Result<(), StoreError> {
    let near: Option<i64> = sqlx::query_scalar(
        "SELECT coalesce(
            (SELECT told.story_id FROM main.article told
             WHERE told.article_id = a.of_article_id AND told.article_id < a.article_id),
            (SELECT told.story_id FROM kept.article first CROSS JOIN main.article told
                 ON told.article_id = first.article_id
             WHERE first.story_id = a.story_id AND first.article_id < a.article_id
             ORDER BY first.article_id LIMIT 1))
         FROM kept.article a WHERE a.article_id = $1",
    )
    .bind(article_id)
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_near", error))?;
    let story_id = match near {
        Some(story_id) => story_id,
        None => sqlx::query_scalar(
            "INSERT INTO main.story (title, first_seen_at, last_seen_at)
             SELECT '', a.first_seen_at, a.first_seen_at FROM kept.article a WHERE a.article_id = $1
             RETURNING story_id",
        )
        .bind(article_id)
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("replay_stay_open", error))?,
    };
    sqlx::query(
        "UPDATE main.article AS told SET story_id = $2, relation = a.relation, grade = a.grade, of_article_id = a.of_article_id,
            score = a.score, similarity = a.similarity, coverage = a.coverage,
            coverage_of_origin = a.coverage_of_origin, likeness = a.likeness
         FROM kept.article a WHERE a.article_id = $1 AND told.article_id = $1",
    )
    .bind(article_id)
    .bind(story_id)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_stay", error))?;
    story::recount(connection, story_id).await
}
