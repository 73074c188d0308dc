//! Writes what was read again, with all that hangs on it, in one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use sqlx::{AssertSqlSafe, SqliteConnection};

use super::super::rows::{Bound, Cell, RowInsert};
use super::super::{
    article, candidates, claim, credit, edit, fact, merged, metadata, outlet, revision, story, values,
};
use super::diff::{self, Changes, Rows};
use super::{marked, run, tell};
use crate::model::Reading;
use crate::store::{RecordRules, Reread, RereadReport, RereadRun, StoreError};

/// Members of a story whose relation is compared before and after.
const MEMBERS_TOLD_MAX: i64 = 1_000;

/// Replaces what is stored of the articles of `batch` by what is read of them now, and notes that the run has come from
/// `from` to `next`, where `base` tells of articles that stay as they are.
///
/// # Errors
/// [`StoreError::Impossible`] when the run is not at `from` any more; those of the driver.
pub(in crate::store) async fn write(
    connection: &mut SqliteConnection,
    (reread_id, from, next): (i64, i64, i64),
    batch: &[Reread],
    base: RereadReport,
    rules: &RecordRules,
) -> Result<RereadRun, StoreError> {
    let mut run = run::at(connection, reread_id, from).await?;
    let mut report = base;
    let readings: Vec<Reading> = batch.iter().map(|again| marked(again, rules)).collect();
    let mut all = Vec::with_capacity(batch.len());
    for (again, reading) in batch.iter().zip(&readings) {
        match diff::changes(connection, again, reading).await? {
            Some(changes) => {
                tell(&mut report, &run.report.outlets, again, reading, &changes);
                all.push((again, reading, changes));
            }
            None => report.skipped += 1,
        }
    }
    replace_all(connection, &all, &run.report.outlets, &mut report, rules).await?;
    run.report.add(report);
    run.next_id = next;
    run::save(connection, &run).await?;
    Ok(run)
}

async fn replace_all(
    connection: &mut SqliteConnection,
    all: &[(&Reread, &Reading, Changes<'_>)],
    outlets: &BTreeSet<i64>,
    report: &mut RereadReport,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let stories: BTreeSet<i64> = all
        .iter()
        .filter(|(_, _, changes)| changes.facts.is_some())
        .map(|(_, _, changes)| changes.standing.story_id)
        .collect();
    let told: Vec<i64> = stories.iter().copied().collect();
    let events = claim::events_around(connection, &told).await?;
    let opened = claim::take_apart(connection, &events).await?;
    for &story_id in &stories {
        edit::forget_quotes(connection, story_id).await?;
    }
    let mut decided: BTreeMap<i64, i64> = BTreeMap::new();
    for (again, reading, changes) in all {
        replace(connection, again, reading, changes, rules).await?;
        let standing = &changes.standing;
        if changes.speaks_of_origin() || outlets.contains(&standing.outlet_id) {
            decided.entry(standing.story_id).or_insert(again.article_id);
        }
    }
    for &story_id in &stories {
        edit::tell_quotes_anew(connection, story_id).await?;
    }
    let mut moved_origins = Vec::new();
    for (story_id, article_id) in decided {
        if decide(connection, (story_id, article_id), report, rules).await? {
            moved_origins.push(story_id);
        }
    }
    claim::put_together(connection, &events, opened).await?;
    for story_id in moved_origins {
        claim::reconsider(connection, story_id).await?;
    }
    Ok(())
}

/// Decides anew whose a story is; whether that is somebody else than before.
async fn decide(
    connection: &mut SqliteConnection,
    (story_id, article_id): (i64, i64),
    report: &mut RereadReport,
    rules: &RecordRules,
) -> Result<bool, StoreError> {
    let before = relations(connection, story_id).await?;
    let state = story::state(connection, story_id).await?;
    let decided = story::decide(connection, &state, article_id, rules).await?;
    let after = relations(connection, story_id).await?;
    let changed = before.iter().zip(&after).filter(|(one, other)| one != other);
    report.relations += changed.count() as u64;
    report.stories += 1;
    report.origins += u64::from(decided.is_origin_new);
    Ok(decided.is_origin_new)
}

/// The members of a story with their relations.
pub(super) async fn relations(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<Vec<(i64, String, Option<i64>)>, StoreError> {
    sqlx::query_as(
        "SELECT article_id, relation, of_article_id FROM article WHERE story_id = $1 ORDER BY article_id LIMIT $2",
    )
    .bind(story_id)
    .bind(MEMBERS_TOLD_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_relations", error))
}

async fn replace(
    connection: &mut SqliteConnection,
    again: &Reread,
    reading: &Reading,
    changes: &Changes<'_>,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let (article_id, revision_id) = (again.article_id, again.revision_id);
    let standing = &changes.standing;
    if changes.outlet {
        outlet::upsert(connection, &again.outlet).await?;
    }
    if changes.title || changes.text || changes.notes {
        revision::replace(connection, (article_id, revision_id), reading).await?;
    }
    if changes.sections {
        delete_of(connection, "section", revision_id).await?;
        revision::insert_sections(connection, revision_id, reading).await?;
    }
    if changes.metadata {
        delete_of(connection, "metadata", revision_id).await?;
        metadata::insert(connection, revision_id, reading).await?;
    }
    if let Some(columns) = &changes.columns {
        write_columns(connection, article_id, columns).await?;
    }
    if let Some(rows) = &changes.credits {
        replace_credits(connection, revision_id, rows).await?;
    }
    if let Some(rows) = &changes.facts {
        let told = fact::Told {
            article_id,
            revision_id,
            story_id: standing.story_id,
            seen_at: revision::seen_at(connection, revision_id).await?,
        };
        replace_facts(connection, told, reading, rows, rules).await?;
    }
    candidates::replace(
        connection,
        standing.story_id,
        (article_id, standing.revisions),
        reading,
    )
    .await?;
    if changes.text {
        merged::find_again(connection, article_id, reading, rules).await?;
    }
    if standing.is_representative && (changes.text || changes.title) {
        story::refresh(connection, standing.story_id, article_id).await?;
    }
    Ok(())
}

async fn delete_of(
    connection: &mut SqliteConnection,
    table: &'static str,
    revision_id: i64,
) -> Result<(), StoreError> {
    sqlx::query(AssertSqlSafe(format!(
        "DELETE FROM {table} WHERE revision_id = $1"
    )))
    .bind(revision_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_delete", error))?;
    Ok(())
}

async fn write_columns(
    connection: &mut SqliteConnection,
    article_id: i64,
    columns: &[Cell<'_>],
) -> Result<(), StoreError> {
    let set: Vec<String> = article::DERIVED
        .split(',')
        .zip(2..)
        .map(|(column, number)| format!("{} = ${number}", column.trim()))
        .collect();
    let sql = format!("UPDATE article SET {} WHERE article_id = $1", set.join(", "));
    let query = sqlx::query(AssertSqlSafe(sql)).bind(article_id);
    columns
        .iter()
        .cloned()
        .fold(query, Cell::bound_to)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("reread_columns_write", error))?;
    Ok(())
}

/// Nothing points at a credit, and their order is that of their weight: all are written anew.
async fn replace_credits(
    connection: &mut SqliteConnection,
    revision_id: i64,
    rows: &Rows<'_>,
) -> Result<(), StoreError> {
    delete_of(connection, "credit", revision_id).await?;
    insert_cells(&credit::INSERT, connection, &rows.all).await
}

async fn insert_cells<'a>(
    insert: &'static RowInsert,
    connection: &mut SqliteConnection,
    rows: &'a [Vec<Cell<'a>>],
) -> Result<(), StoreError> {
    insert
        .insert(connection, rows, |query, row| {
            row.iter().cloned().fold(query, Bound::bind)
        })
        .await
}

/// The same as `fact::INSERT`, with the number of the fact before it.
static INSERT_NUMBERED: LazyLock<RowInsert> = LazyLock::new(|| {
    let (table, columns) = fact::INSERT.place();
    let count = columns.split(',').count() + 1;
    RowInsert::new(
        "fact_insert_numbered",
        &format!("{table} (fact_id, {columns})"),
        count,
    )
});

/// The story's quotations must be out of the search, and the claims of its event taken apart.
async fn replace_facts(
    connection: &mut SqliteConnection,
    told: fact::Told,
    reading: &Reading,
    rows: &Rows<'_>,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let (revision_id, story_id) = (told.revision_id, told.story_id);
    fact::uncount(connection, revision_id, story_id).await?;
    // New ones first, so that none of them gets the number of one that goes.
    let new: Vec<Vec<Cell<'_>>> = rows.new.iter().map(|(row, _)| row.clone()).collect();
    insert_cells(&fact::INSERT, connection, &new).await?;
    let gone = rows.gone.iter().map(|(id, _)| *id);
    let altered = rows.altered.iter().map(|(id, _, _)| *id);
    sqlx::query("DELETE FROM fact WHERE fact_id IN (SELECT value FROM json_each($1))")
        .bind(values::integer_list(gone.chain(altered)))
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("reread_facts_delete", error))?;
    let altered: Vec<Vec<Cell<'_>>> = rows
        .altered
        .iter()
        .map(|(id, row, _)| {
            let mut numbered = vec![Cell::from(*id)];
            numbered.extend(row.iter().cloned());
            numbered
        })
        .collect();
    insert_cells(&INSERT_NUMBERED, connection, &altered).await?;
    fact::link_again(connection, told, reading, rules).await?;
    fact::count(connection, revision_id, story_id).await
}
