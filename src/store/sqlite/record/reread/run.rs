//! How far reading again has come.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::super::values;
use crate::model::{parse_instant, stamp};
use crate::store::{RereadFilter, RereadReport, RereadRun, RereadStage, RereadTask, StoreError};

#[derive(sqlx::FromRow)]
struct RunRow {
    reread_id: i64,
    stage: String,
    filter: String,
    rules: String,
    next_id: i64,
    last_id: i64,
    total: i64,
    started_at: String,
    finished_at: Option<String>,
    is_dropped: bool,
    report: String,
}

impl RunRow {
    fn into_run(self) -> Result<RereadRun, StoreError> {
        let json = |error: serde_json::Error| StoreError::unreadable("reread", error.to_string());
        Ok(RereadRun {
            reread_id: self.reread_id,
            task: RereadTask {
                stage: RereadStage::parse(&self.stage)
                    .ok_or_else(|| values::unreadable("reread", &self.stage))?,
                filter: serde_json::from_str(&self.filter).map_err(json)?,
                rules: self.rules,
            },
            next_id: self.next_id,
            last_id: self.last_id,
            total: self.total,
            started_at: values::read_instant("reread", &self.started_at)?,
            finished_at: self.finished_at.as_deref().and_then(parse_instant),
            is_dropped: self.is_dropped,
            report: serde_json::from_str(&self.report).map_err(json)?,
        })
    }
}

const COLUMNS: &str = "SELECT reread_id, stage, filter, rules, next_id, last_id, total, started_at, finished_at, \
    is_dropped, report FROM reread";

async fn find(
    connection: &mut SqliteConnection,
    which: &'static str,
    id: i64,
) -> Result<Option<RereadRun>, StoreError> {
    let row: Option<RunRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} WHERE {which} ORDER BY reread_id DESC LIMIT 1"
    )))
    .bind(id)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_find", error))?;
    row.map(RunRow::into_run).transpose()
}

/// The run asked for last.
pub(in crate::store) async fn last(
    connection: &mut SqliteConnection,
) -> Result<Option<RereadRun>, StoreError> {
    find(connection, "reread_id > $1", 0).await
}

/// The run, which must be at `from`.
pub(in crate::store::sqlite::record) async fn at(
    connection: &mut SqliteConnection,
    reread_id: i64,
    from: i64,
) -> Result<RereadRun, StoreError> {
    let run = find(connection, "reread_id = $1", reread_id).await?;
    run.filter(|run| run.next_id == from && run.finished_at.is_none() && !run.is_dropped)
        .ok_or_else(|| StoreError::Impossible("another command is reading again at the same time".to_owned()))
}

/// What `task` would go through: a run that is nowhere on record.
pub(in crate::store) async fn plan(
    connection: &mut SqliteConnection,
    task: RereadTask,
    now: DateTime<Utc>,
) -> Result<RereadRun, StoreError> {
    let units = if task.stage.is_of_articles() {
        "a.article_id"
    } else {
        "a.story_id"
    };
    // All articles are placed again, whoever may move: where one belongs depends on those before it.
    let all = RereadFilter::default();
    let filter = match task.stage {
        RereadStage::Stories => &all,
        _ => &task.filter,
    };
    let RereadFilter {
        since,
        until,
        outlet,
        article_id,
    } = filter;
    let (total, last_id): (i64, i64) = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT count(DISTINCT {units}), coalesce(max({units}), 0)
         FROM article a JOIN outlet o ON o.outlet_id = a.outlet_id
         WHERE a.current_revision_id IS NOT NULL AND ($5 OR a.is_text_kept = 1 AND a.are_facts_kept = 1)
           AND ($1 IS NULL OR a.first_seen_at >= $1) AND ($2 IS NULL OR a.first_seen_at < $2)
           AND ($3 IS NULL OR o.outlet_key = $3) AND ($4 IS NULL OR a.article_id = $4)"
    )))
    .bind(since.map(stamp))
    .bind(until.map(stamp))
    .bind(outlet)
    .bind(article_id)
    .bind(task.stage == RereadStage::Stories)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_plan", error))?;
    Ok(RereadRun {
        reread_id: 0,
        task,
        next_id: 0,
        last_id,
        total,
        started_at: now,
        finished_at: None,
        is_dropped: false,
        report: RereadReport::default(),
    })
}

/// Goes on with the last run when it was the same and has not ended, else begins one. With `resumes` the last run's
/// own task counts, whatever `task` says, except for its rules: by other rules it begins anew.
///
/// # Errors
/// [`StoreError::Impossible`] when there is nothing to resume.
pub(in crate::store) async fn begin(
    connection: &mut SqliteConnection,
    mut task: RereadTask,
    resumes: bool,
    now: DateTime<Utc>,
) -> Result<RereadRun, StoreError> {
    let open = last(connection)
        .await?
        .filter(|run| run.finished_at.is_none() && !run.is_dropped);
    match open {
        Some(run) if run.task == task => return Ok(run),
        Some(run) if resumes && run.task.rules == task.rules => return Ok(run),
        Some(run) => {
            if resumes {
                task = RereadTask {
                    rules: task.rules,
                    ..run.task
                };
            }
            sqlx::query("UPDATE reread SET is_dropped = 1 WHERE reread_id = $1")
                .bind(run.reread_id)
                .execute(&mut *connection)
                .await
                .map_err(|error| StoreError::from_driver("reread_drop", error))?;
        }
        None if resumes => {
            return Err(StoreError::Impossible(
                "there is no reading again that has not ended".to_owned(),
            ));
        }
        None => {}
    }
    let mut run = plan(connection, task, now).await?;
    run.reread_id = sqlx::query_scalar(
        "INSERT INTO reread (stage, filter, rules, next_id, last_id, total, started_at, report)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING reread_id",
    )
    .bind(run.task.stage.as_str())
    .bind(written(&run.task.filter)?)
    .bind(&run.task.rules)
    .bind(run.next_id)
    .bind(run.last_id)
    .bind(run.total)
    .bind(stamp(now))
    .bind(written(&run.report)?)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_begin", error))?;
    Ok(run)
}

fn written(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable("reread", error.to_string()))
}

/// Writes how far the run has come.
pub(in crate::store::sqlite::record) async fn save(
    connection: &mut SqliteConnection,
    run: &RereadRun,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE reread SET next_id = $2, report = $3 WHERE reread_id = $1")
        .bind(run.reread_id)
        .bind(run.next_id)
        .bind(written(&run.report)?)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("reread_save", error))?;
    Ok(())
}

/// Ends the run.
pub(in crate::store) async fn finish(
    connection: &mut SqliteConnection,
    reread_id: i64,
    from: i64,
    now: DateTime<Utc>,
) -> Result<RereadRun, StoreError> {
    let mut run = at(connection, reread_id, from).await?;
    run.finished_at = Some(now);
    sqlx::query("UPDATE reread SET finished_at = $2 WHERE reread_id = $1")
        .bind(reread_id)
        .bind(stamp(now))
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("reread_finish", error))?;
    Ok(run)
}
