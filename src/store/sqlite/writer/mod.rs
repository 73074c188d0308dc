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

use std::fs::File;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
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
    Close(oneshot::Sender<()>),
}

/// Hands jobs to the task that owns the writing connection.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Command>,
}

impl Writer {
    /// Starts the task; it ends with [`Writer::close`] or when every handle is dropped. `lock` is held
    /// until the connection is closed.
    pub(super) fn start(connection: SqliteConnection, lock: File) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE_MAX);
        // On a thread of its own: each statement is answered by the connection's thread, and waking a plain
        // thread costs a third less than waking a task among the runtime's workers.
        let runtime = tokio::runtime::Handle::current();
        std::thread::spawn(move || runtime.block_on(serve(connection, jobs, lock)));
        Self { queue }
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

async fn serve(mut connection: SqliteConnection, mut jobs: mpsc::Receiver<Command>, lock: File) {
    let mut waiting = Vec::with_capacity(BATCH_MAX);
    let mut closing = Vec::new();
    while closing.is_empty() && jobs.recv_many(&mut waiting, BATCH_MAX).await > 0 {
        let mut batch = Vec::with_capacity(waiting.len());
        for command in waiting.drain(..) {
            match command {
                Command::Run(job) => batch.push(job),
                Command::RunAlone(job) => {
                    commit(&mut connection, std::mem::take(&mut batch)).await;
                    commit_alone(&mut connection, job).await;
                }
                Command::Close(done) => closing.push(done),
            }
        }
        commit(&mut connection, batch).await;
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

/// Runs `batch` in one transaction and answers every caller.
async fn commit(connection: &mut SqliteConnection, batch: Vec<Box<dyn Job>>) {
    if batch.is_empty() {
        return;
    }
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
        Ok(()) => answers.into_iter().for_each(|answer| answer(Ok(()))),
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
async fn commit_alone(connection: &mut SqliteConnection, job: Box<dyn Job>) {
    if let Err(error) = execute(connection, "BEGIN IMMEDIATE").await {
        tracing::error!(error = %error, "the database would not begin a write");
        job.refuse(StoreError::shared("begin", &error));
        return;
    }
    let (answer, ended) = match job.run(connection).await {
        Ok(answer) => (answer, execute(connection, "COMMIT").await),
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

#[cfg(test)]
mod tests;
