//! One connection writes; callers hand it jobs and share its commits.
//!
//! SQLite takes one writer at a time, and a commit costs far more than the rows in it (measured: batches
//! of 200 write 3.2 times as many articles in a CPU second as batches of one). So jobs queue for one task,
//! which runs all that are waiting inside one `BEGIN IMMEDIATE`, each in its own savepoint, and answers
//! each caller only after the commit. A job that fails, or panics, undoes itself alone.
//!
//! A job that is itself a large batch goes alone, without a savepoint: inside one, SQLite keeps the old
//! state of every page it changes in a list that it walks at the end of every statement (measured: half
//! of the time of recording 256 articles, and growing with the batch).
//!
//! The transaction is spelled out in SQL rather than left to the driver: after a full disk SQLite ends it
//! by itself, and a driver that counts levels would be wrong about every later one.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use prometheus_client::metrics::histogram::Histogram;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::store::StoreError;

/// Jobs waiting at most; callers beyond that wait for room. Enough to keep the writer busy, small
/// enough that memory stays bounded when the disk is slow.
const QUEUE_MAX: usize = 256;
/// Jobs in one commit at most: the measured knee of the batch-size curve.
const BATCH_MAX: usize = 200;
/// An analyst's long query may hold the last checkpoint up; half a second, then the WAL stays as it is.
const CHECKPOINT_PATIENCE: &str = "PRAGMA busy_timeout = 500";
/// As the connection was opened with.
const USUAL_PATIENCE: &str = "PRAGMA busy_timeout = 10000";
/// Bounds of the histogram of transactions, in seconds: from a few rows to a batch on a slow disk.
const COMMIT_SECONDS: [f64; 10] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];

/// Tells one caller how it ended: with the commit, or with the reason why there was none.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A write on its way, with the caller who waits for it.
trait Job: Send {
    /// Does the work inside the open savepoint. `Err` when the savepoint must be undone.
    fn run<'c>(
        self: Box<Self>,
        connection: &'c mut SqliteConnection,
    ) -> BoxFuture<'c, Result<Answer, Answer>>;

    /// Answers without having done anything.
    fn refuse(self: Box<Self>, reason: StoreError);
}

struct Call<T, F> {
    work: F,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Call<T, F>
where
    T: Send + 'static,
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
{
    fn run<'c>(
        self: Box<Self>,
        connection: &'c mut SqliteConnection,
    ) -> BoxFuture<'c, Result<Answer, Answer>> {
        let Self { work, answer } = *self;
        Box::pin(async move {
            // The closure runs inside the caught future too, so that its own panic is caught.
            let outcome = AssertUnwindSafe(async move { work(connection).await })
                .catch_unwind()
                .await;
            let outcome = outcome.unwrap_or_else(|panic| Err(StoreError::Panicked(panic_text(&*panic))));
            // A caller that has gone away needs no answer.
            match outcome {
                Ok(value) => Ok(Box::new(move |committed: Result<(), StoreError>| {
                    let _ = answer.send(committed.map(|()| value));
                }) as Answer),
                Err(error) => Err(Box::new(move |_: Result<(), StoreError>| {
                    let _ = answer.send(Err(error));
                }) as Answer),
            }
        })
    }

    fn refuse(self: Box<Self>, reason: StoreError) {
        let _ = self.answer.send(Err(reason));
    }
}

enum Command {
    Run(Box<dyn Job>),
    /// In a transaction of its own.
    RunAlone(Box<dyn Job>),
    /// A transaction of nothing.
    Beat(oneshot::Sender<Result<(), StoreError>>),
    /// Moves the WAL into the file; answers whether it could be emptied.
    Checkpoint(oneshot::Sender<Result<bool, StoreError>>),
    Close(oneshot::Sender<()>),
}

/// Hands jobs to the task that owns the writing connection.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Command>,
    log: CommitLog,
}

/// What the writer tells of its transactions. Clones share one memory.
#[derive(Clone)]
struct CommitLog {
    /// Time from the begin to the end of each transaction that wrote, in seconds.
    seconds: Histogram,
    last_at: Arc<Mutex<Option<Instant>>>,
}

impl CommitLog {
    fn new() -> Self {
        Self {
            seconds: Histogram::new(COMMIT_SECONDS),
            last_at: Arc::default(),
        }
    }

    fn note(&self, begun: Instant) {
        let now = Instant::now();
        self.seconds
            .observe(now.saturating_duration_since(begun).as_secs_f64());
        // No code that can panic runs under the lock.
        *self.last_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }
}

impl Writer {
    /// Starts the task; it ends with [`Writer::close`] or when every handle is dropped. `lock` is held
    /// until the connection is closed.
    pub(super) fn start(connection: SqliteConnection, lock: File) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        // On a thread of its own: each statement is answered by the connection's thread, and waking a plain
        // thread costs a third less than waking a task among the runtime's workers.
        let runtime = tokio::runtime::Handle::current();
        let log = CommitLog::new();
        let told = log.clone();
        std::thread::spawn(move || runtime.block_on(serve(connection, jobs, lock, told)));
        Self { queue, log }
    }

    /// Jobs that wait.
    pub(super) fn queued(&self) -> usize {
        self.queue.max_capacity().saturating_sub(self.queue.capacity())
    }

    /// When a transaction was last committed that had work in it; `None` before the first.
    pub(super) fn last_commit(&self) -> Option<Instant> {
        *self.log.last_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long transactions take, in seconds: a handle that shows the present state.
    pub(super) fn commit_seconds(&self) -> Histogram {
        self.log.seconds.clone()
    }

    /// Waits for its turn, takes the write lock and gives it back.
    ///
    /// # Errors
    /// When the lock cannot be had, or the writer has closed.
    pub(super) async fn beat(&self) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Command::Beat(answer)).await?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Moves the WAL into the file and cuts it to nothing; `false` when a reader still needs it.
    ///
    /// # Errors
    /// When the file cannot be written, or the writer has closed.
    pub(super) async fn checkpoint(&self) -> Result<bool, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Command::Checkpoint(answer)).await?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Runs `work` in a transaction and returns its value once that is committed.
    ///
    /// The work must not begin or commit anything itself.
    ///
    /// # Errors
    /// The work's own error, or that of the commit; either way nothing of the work remains.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.send(Command::Run(Box::new(Call { work, answer }))).await?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// As [`Writer::run`], in a transaction of its own: for work that is a batch already.
    ///
    /// # Errors
    /// As [`Writer::run`].
    pub(super) async fn run_alone<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.send(Command::RunAlone(Box::new(Call { work, answer })))
            .await?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    async fn send(&self, command: Command) -> Result<(), StoreError> {
        self.queue.send(command).await.map_err(|_| StoreError::Closed)
    }

    /// Finishes the queue, moves the WAL into the file and closes the connection.
    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Command::Close(done)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

async fn serve(
    mut connection: SqliteConnection,
    mut jobs: mpsc::Receiver<Command>,
    lock: File,
    log: CommitLog,
) {
    let mut waiting = Vec::with_capacity(BATCH_MAX);
    let mut closing = Vec::new();
    while closing.is_empty() && jobs.recv_many(&mut waiting, BATCH_MAX).await > 0 {
        let mut batch = Vec::with_capacity(waiting.len());
        for command in waiting.drain(..) {
            match command {
                Command::Run(job) => batch.push(job),
                Command::RunAlone(job) => {
                    commit(&mut connection, std::mem::take(&mut batch), &log).await;
                    commit_alone(&mut connection, job, &log).await;
                }
                Command::Beat(answer) => {
                    let _ = answer.send(beat(&mut connection).await);
                }
                Command::Checkpoint(answer) => {
                    commit(&mut connection, std::mem::take(&mut batch), &log).await;
                    let _ = answer.send(checkpoint(&mut connection).await);
                }
                Command::Close(done) => closing.push(done),
            }
        }
        commit(&mut connection, batch, &log).await;
    }
    // Whoever asks from now on is told `Closed`.
    drop(jobs);
    for sql in [CHECKPOINT_PATIENCE, "PRAGMA wal_checkpoint(TRUNCATE)"] {
        if let Err(error) = execute(&mut connection, sql).await {
            tracing::warn!(error = %error, "moving the last writes into the database file");
        }
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(error = %error, "closing the database");
    }
    drop(lock);
    for done in closing {
        let _ = done.send(());
    }
}

/// Takes the write lock and gives it back.
async fn beat(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    for (statement, sql) in [("begin", "BEGIN IMMEDIATE"), ("commit", "COMMIT")] {
        execute(connection, sql)
            .await
            .map_err(|error| StoreError::shared(statement, &error))?;
    }
    Ok(())
}

/// `PRAGMA wal_checkpoint(TRUNCATE)`, not waiting long for readers.
async fn checkpoint(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let failed = |error| StoreError::from_driver("checkpoint", error);
    execute(connection, CHECKPOINT_PATIENCE).await.map_err(failed)?;
    // Its row says: busy, pages in the WAL, pages moved.
    let moved: Result<i64, sqlx::Error> = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *connection)
        .await;
    execute(connection, USUAL_PATIENCE).await.map_err(failed)?;
    moved.map(|busy| busy == 0).map_err(failed)
}

/// Runs `batch` in one transaction and answers every caller.
async fn commit(connection: &mut SqliteConnection, batch: Vec<Box<dyn Job>>, log: &CommitLog) {
    if batch.is_empty() {
        return;
    }
    let begun = Instant::now();
    // Waits for the write lock as long as busy_timeout says.
    if let Err(error) = execute(connection, "BEGIN IMMEDIATE").await {
        tracing::error!(error = %error, jobs = batch.len(), "the database would not begin a write");
        for job in batch {
            job.refuse(StoreError::shared("begin", &error));
        }
        return;
    }
    let mut answers: Vec<Answer> = Vec::with_capacity(batch.len());
    let mut failures: Vec<Answer> = Vec::new();
    let mut broken = None;
    let mut batch = batch.into_iter();
    for job in batch.by_ref() {
        match run_one(connection, job).await {
            Ran::Done(answer) => answers.push(answer),
            Ran::Undone(answer) => failures.push(answer),
            Ran::Broken(answer, error) => {
                failures.extend(answer);
                broken = Some(error);
                break;
            }
        }
    }
    let committed = match broken {
        None => execute(connection, "COMMIT").await,
        Some(error) => Err(error),
    };
    for answer in failures {
        answer(Ok(()));
    }
    match committed {
        Ok(()) => {
            log.note(begun);
            answers.into_iter().for_each(|answer| answer(Ok(())));
        }
        Err(error) => {
            tracing::error!(error = %error, jobs = answers.len() + batch.len(), "the database would not keep a write");
            // Fails when SQLite has ended the transaction by itself.
            let _ = execute(connection, "ROLLBACK").await;
            answers
                .into_iter()
                .for_each(|answer| answer(Err(StoreError::shared("commit", &error))));
            batch.for_each(|job| job.refuse(StoreError::shared("commit", &error)));
        }
    }
}

/// Runs `job` as the only one of its transaction: undoing that undoes the job.
async fn commit_alone(connection: &mut SqliteConnection, job: Box<dyn Job>, log: &CommitLog) {
    let begun = Instant::now();
    if let Err(error) = execute(connection, "BEGIN IMMEDIATE").await {
        tracing::error!(error = %error, "the database would not begin a write");
        job.refuse(StoreError::shared("begin", &error));
        return;
    }
    let (answer, ended) = match job.run(connection).await {
        Ok(answer) => {
            let committed = execute(connection, "COMMIT").await;
            if committed.is_ok() {
                log.note(begun);
            }
            (answer, committed)
        }
        Err(answer) => {
            let _ = execute(connection, "ROLLBACK").await;
            (answer, Ok(()))
        }
    };
    if let Err(error) = &ended {
        tracing::error!(error = %error, "the database would not keep a write");
        let _ = execute(connection, "ROLLBACK").await;
    }
    answer(ended.map_err(|error| StoreError::shared("commit", &error)));
}

/// How one job ended.
enum Ran {
    Done(Answer),
    /// It failed and left nothing behind; its answer knows why.
    Undone(Answer),
    /// The transaction as a whole is lost; with the job's own answer if it ran and failed.
    Broken(Option<Answer>, sqlx::Error),
}

/// One job in its own savepoint.
async fn run_one(connection: &mut SqliteConnection, job: Box<dyn Job>) -> Ran {
    if let Err(error) = execute(connection, "SAVEPOINT job").await {
        job.refuse(StoreError::shared("savepoint", &error));
        return Ran::Broken(None, error);
    }
    match job.run(connection).await {
        Ok(answer) => match execute(connection, "RELEASE job").await {
            Ok(()) => Ran::Done(answer),
            Err(error) => {
                answer(Err(StoreError::shared("release", &error)));
                Ran::Broken(None, error)
            }
        },
        Err(answer) => {
            // The first fails when SQLite has ended the whole transaction by itself (disk full, i/o error).
            let undone = match execute(connection, "ROLLBACK TO job").await {
                Ok(()) => execute(connection, "RELEASE job").await,
                Err(error) => Err(error),
            };
            match undone {
                Ok(()) => Ran::Undone(answer),
                // Not the fault of the others: what they asked may succeed later.
                Err(error) => Ran::Broken(
                    Some(answer),
                    sqlx::Error::Io(std::io::Error::other(error.to_string())),
                ),
            }
        }
    }
}

async fn execute(connection: &mut SqliteConnection, sql: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(sql).execute(connection).await.map(|_| ())
}

/// The words of a panic, when it had any.
fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}
