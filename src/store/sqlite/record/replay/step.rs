//! One step of a run through the stories: some more articles placed beside the store, or some more differences written
//! into it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::super::reread::{at, save};
use super::Scratch;
use super::apply::{apply, write_habits};
use super::differ::{self, Group};
use super::home::pin;
use super::scratch::Place;
use crate::store::sqlite::SqliteStore;
use crate::store::{RecordRules, RereadExample, RereadFilter, RereadReport, RereadRun, StoreError};

/// How often all stories are compared: in the first round stories are opened, in the second what points at them finds
/// them, and the last sees that nothing is left.
const ROUNDS_MAX: i64 = 3;
/// Steps in a row that may find the stories changed meanwhile. Each looks again, milliseconds before it writes.
const REFUSALS_MAX: u32 = 100;

/// Goes on with `run` by one step in which at most `limit` states of articles are placed; its `next_id` is behind
/// `last_id` when nothing is left.
///
/// # Errors
/// [`StoreError::Impossible`] when somebody else goes on with the same run; those of both databases.
pub(in crate::store::sqlite) async fn step(
    store: &SqliteStore,
    run: &RereadRun,
    limit: u32,
    now: DateTime<Utc>,
    rules: Arc<RecordRules>,
) -> Result<RereadRun, StoreError> {
    let writer = store.writer()?;
    let mut slot = store.scratch.lock().await;
    let scratch = of_run(&mut slot, store, run, true).await?;
    let here = (run.reread_id, run.next_id);
    if scratch.place_next(limit, &rules).await? > 0 {
        let place = scratch.place().await?;
        return writer
            .run(move |connection| Box::pin(note_placed(connection, here, place)))
            .await;
    }
    let place = scratch.place().await?;
    let differences = scratch.differences(place, &run.task.filter).await?;
    let (through, is_end, is_over) = (differences.through, differences.is_end, differences.is_over);
    if !differences.groups.is_empty() {
        // Before they are written: what is cut off behind that must not take this round for one without any.
        scratch.note(place.told, place.round, true).await?;
    }
    let has_changed = place.has_changed || !differences.groups.is_empty();
    let (run, is_written) = writer
        .run_alone(move |connection| {
            Box::pin(async move { write(connection, here, place, &differences, now, &rules).await })
        })
        .await?;
    scratch.refusals = if is_written { 0 } else { scratch.refusals + 1 };
    if scratch.refusals > REFUSALS_MAX {
        return Err(StoreError::Impossible(
            "stories change faster than they can be told anew; go on later with `dateline reread --resume`"
                .to_owned(),
        ));
    }
    match (is_written, is_end && !is_over) {
        (true, true) => scratch.note(0, place.round + 1, false).await?,
        (true, false) => scratch.note(through, place.round, has_changed).await?,
        // Articles came to these stories meanwhile: they are placed first.
        (false, _) => {}
    }
    Ok(run)
}

/// Goes on with `run`, which is nowhere on record, by one step of which nothing is written; its report tells what would
/// change about articles and stories.
///
/// # Errors
/// Those of both databases.
pub(in crate::store::sqlite) async fn foresee(
    store: &SqliteStore,
    run: &RereadRun,
    limit: u32,
    now: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<RereadRun, StoreError> {
    let mut slot = store.scratch.lock().await;
    let scratch = of_run(&mut slot, store, run, false).await?;
    let mut run = run.clone();
    if scratch.place_next(limit, rules).await? > 0 {
        let place = scratch.place().await?;
        run.next_id = place.article_id.min(run.last_id);
        run.report.done = place.articles.unsigned_abs();
        return Ok(run);
    }
    let place = scratch.place().await?;
    let differences = scratch.differences(place, &run.task.filter).await?;
    scratch.note(differences.through, place.round, true).await?;
    for (_, report) in differences.groups {
        run.report.add(report);
    }
    if differences.is_end {
        run.next_id = run.last_id + 1;
        run.finished_at = Some(now);
        if let Some(scratch) = slot.take() {
            scratch.discard(&store.path).await;
        }
    }
    Ok(run)
}

/// The scratch of `run`, opened if it is not.
async fn of_run<'a>(
    slot: &'a mut Option<Scratch>,
    store: &SqliteStore,
    run: &RereadRun,
    is_lasting: bool,
) -> Result<&'a mut Scratch, StoreError> {
    if let Some(scratch) = slot.take_if(|scratch| !scratch.is_of(run)) {
        scratch.discard(&store.path).await;
    }
    let scratch = match slot.take() {
        Some(scratch) => scratch,
        None => Scratch::open(&store.path, run, is_lasting).await?,
    };
    Ok(slot.insert(scratch))
}

async fn note_placed(
    connection: &mut SqliteConnection,
    (reread_id, from): (i64, i64),
    place: Place,
) -> Result<RereadRun, StoreError> {
    let mut run = at(connection, reread_id, from).await?;
    run.next_id = place.article_id.min(run.last_id);
    run.report.done = place.articles.unsigned_abs();
    save(connection, &run).await?;
    Ok(run)
}

/// What is to be written next.
struct Differences {
    groups: Vec<(Group, RereadReport)>,
    through: i64,
    is_end: bool,
    /// After this nothing is left.
    is_over: bool,
    /// Habits of outlets that are others, to be written at the end.
    habits: Vec<(i64, f64, f64)>,
}

impl Scratch {
    async fn differences(&mut self, place: Place, filter: &RereadFilter) -> Result<Differences, StoreError> {
        let is_first = place.told == 0;
        let connection = &mut self.connection;
        pin(connection, is_first || !self.has_pinned).await?;
        self.has_pinned = true;
        let found = differ::next(connection, place.told).await?;
        let mut groups = Vec::with_capacity(found.groups.len());
        for group in found.groups {
            let report = if place.round == 0 {
                tell(connection, &group).await?
            } else {
                // What points at stories that were opened meanwhile has been told of.
                RereadReport::default()
            };
            groups.push((group, report));
        }
        let has_changed = place.has_changed || !groups.is_empty();
        let is_over = found.is_end && (!has_changed || place.round + 1 >= ROUNDS_MAX);
        let habits = if is_over && *filter == RereadFilter::default() {
            habits(connection).await?
        } else {
            Vec::new()
        };
        Ok(Differences {
            groups,
            through: found.through,
            is_end: found.is_end,
            is_over,
            habits,
        })
    }
}

/// Writes the differences; the run as it is then, and whether all of them could be written.
async fn write(
    connection: &mut SqliteConnection,
    (reread_id, from): (i64, i64),
    place: Place,
    differences: &Differences,
    now: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<(RereadRun, bool), StoreError> {
    let mut run = at(connection, reread_id, from).await?;
    let mut is_written = true;
    for (group, told) in &differences.groups {
        let mut around = RereadReport::default();
        if apply(connection, group, now, rules, &mut around).await? {
            run.report.add(told.clone());
            run.report.add(around);
        } else {
            is_written = false;
        }
    }
    if differences.is_over && is_written {
        let latest: i64 = sqlx::query_scalar("SELECT coalesce(max(revision_id), 0) FROM revision")
            .fetch_one(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("replay_latest", error))?;
        is_written = latest <= place.revision_id;
        if is_written {
            write_habits(connection, &differences.habits).await?;
            run.next_id = run.last_id + 1;
        }
    }
    save(connection, &run).await?;
    Ok((run, is_written))
}

/// What writing the group changes about articles and stories.
async fn tell(connection: &mut SqliteConnection, group: &Group) -> Result<RereadReport, StoreError> {
    let moved: BTreeSet<i64> = group.moves.iter().map(|one| one.article_id).collect();
    let homes: BTreeSet<i64> = group.told.iter().filter_map(|told| told.kept).collect();
    let goals: BTreeSet<i64> = group.moves.iter().filter_map(|one| one.to).collect();
    let is_left = |(story_id, articles): &&(i64, Vec<i64>)| {
        let is_told = homes.contains(story_id) || goals.contains(story_id);
        !is_told && articles.iter().all(|article_id| moved.contains(article_id))
    };
    let opened: BTreeSet<i64> = group
        .told
        .iter()
        .filter(|told| told.kept.is_none())
        .map(|told| told.told)
        .chain(
            group
                .moves
                .iter()
                .filter(|one| one.to.is_none())
                .map(|one| one.told),
        )
        .collect();
    let told = group
        .moves
        .iter()
        .flat_map(|one| [Some(one.from), one.to])
        .flatten();
    let retold = told
        .filter(|story_id| !homes.contains(story_id))
        .collect::<BTreeSet<_>>();
    let mut report = RereadReport {
        changed: group.moves.len() as u64,
        articles_moved: group.moves.len() as u64,
        stories: (group.told.len() + retold.len()) as u64,
        stories_opened: opened.len() as u64,
        stories_emptied: group.kept.iter().filter(is_left).count() as u64,
        origins: group.told.iter().filter(|told| told.is_origin_new).count() as u64,
        ..RereadReport::default()
    };
    let mut examples: Vec<(i64, String)> = Vec::new();
    for one in &group.moves {
        let to = one.to.map_or_else(|| "new".to_owned(), |to| to.to_string());
        examples.push((one.article_id, format!("story: {} -> {to}", one.from)));
    }
    for member in group.told.iter().flat_map(|told| &told.members) {
        let is_moved = moved.contains(&member.article_id);
        report.relations += u64::from(member.is_related_otherwise);
        report.possible_copies += u64::from(member.is_possible_otherwise);
        report.changed += u64::from(member.is_otherwise() && !is_moved);
        if member.is_otherwise() && !is_moved {
            let what = if member.relation != member.kept_relation {
                format!("relation: {} -> {}", member.kept_relation, member.relation)
            } else if member.is_possible_otherwise {
                "possible copy".to_owned()
            } else {
                "compared".to_owned()
            };
            examples.push((member.article_id, what));
        }
    }
    examples.sort();
    for (article_id, what) in examples.into_iter().take(crate::store::REREAD_EXAMPLES_MAX) {
        let (outlet, title): (String, String) = sqlx::query_as(
            "SELECT o.outlet_key, r.title FROM kept.article a JOIN kept.outlet o ON o.outlet_id = a.outlet_id
             JOIN kept.revision r ON r.revision_id = a.current_revision_id WHERE a.article_id = $1",
        )
        .bind(article_id)
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("replay_example", error))?;
        report.examples.push(RereadExample {
            id: article_id,
            outlet,
            title,
            what: vec![what],
        });
    }
    Ok(report)
}

/// Outlets whose habits are others in the scratch than in the store.
async fn habits(connection: &mut SqliteConnection) -> Result<Vec<(i64, f64, f64)>, StoreError> {
    sqlx::query_as(
        "SELECT m.outlet_id, m.habit_articles, m.habit_rewritten
         FROM main.outlet m JOIN kept.outlet k ON k.outlet_id = m.outlet_id
         WHERE abs(m.habit_articles - k.habit_articles) > 1e-9
            OR abs(m.habit_rewritten - k.habit_rewritten) > 1e-9",
    )
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_habits_differ", error))
}
