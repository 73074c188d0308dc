use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

use super::*;

struct Bench {
    folder: tempfile::TempDir,
    writer: Writer,
    commits: Arc<AtomicUsize>,
}

impl Bench {
    /// A writer on a file with an empty table `t(n)`, that does not wait for locks.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lock = File::create(folder.path().join("lock")).unwrap();
        let mut connection = connect(&folder, Duration::ZERO).await;
        execute(&mut connection, "CREATE TABLE t (n INTEGER PRIMARY KEY)")
            .await
            .unwrap();
        let commits = Arc::new(AtomicUsize::new(0));
        let counter = commits.clone();
        connection.lock_handle().await.unwrap().set_commit_hook(move || {
            counter.fetch_add(1, Ordering::SeqCst);
            true
        });
        Self {
            folder,
            writer: Writer::start(connection, lock),
            commits,
        }
    }

    async fn kept(&self) -> Vec<i64> {
        let mut connection = connect(&self.folder, Duration::ZERO).await;
        sqlx::query_scalar("SELECT n FROM t ORDER BY n")
            .fetch_all(&mut connection)
            .await
            .unwrap()
    }

    /// Keeps the writer busy, with a transaction of its own, until the sender is used: what is handed in
    /// meanwhile is taken together.
    async fn hold(&self) -> oneshot::Sender<()> {
        let (begun, has_begun) = oneshot::channel();
        let (go_on, may_go_on) = oneshot::channel();
        let writer = self.writer.clone();
        tokio::spawn(async move {
            let holding = writer.run(|_| {
                Box::pin(async move {
                    let _ = begun.send(());
                    let _ = may_go_on.await;
                    Ok(())
                })
            });
            holding.await.unwrap();
        });
        has_begun.await.unwrap();
        go_on
    }

    async fn put(&self, n: i64) -> Result<i64, StoreError> {
        self.writer
            .run(move |connection| Box::pin(put(connection, n)))
            .await
    }
}

async fn connect(folder: &tempfile::TempDir, busy_timeout: Duration) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(folder.path().join("t.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(busy_timeout)
        .connect()
        .await
        .unwrap()
}

async fn put(connection: &mut SqliteConnection, n: i64) -> Result<i64, StoreError> {
    sqlx::query("INSERT INTO t (n) VALUES ($1)")
        .bind(n)
        .execute(connection)
        .await
        .map(|_| n)
        .map_err(|error| StoreError::from_driver("put", error))
}

#[tokio::test]
async fn a_job_alone_has_a_transaction_of_its_own_and_undoes_itself() {
    let bench = Bench::new().await;
    let failed: Result<(), StoreError> = bench
        .writer
        .run_alone(|connection| {
            Box::pin(async move {
                put(connection, 1).await?;
                Err(StoreError::Closed)
            })
        })
        .await;
    assert!(failed.is_err());
    let kept = bench
        .writer
        .run_alone(|connection| Box::pin(put(connection, 2)))
        .await;
    assert_eq!((kept.unwrap(), bench.kept().await), (2, vec![2]));
    assert_eq!(bench.put(3).await.unwrap(), 3);
}

#[tokio::test]
async fn jobs_that_wait_together_share_one_commit() {
    let bench = Bench::new().await;
    let go_on = bench.hold().await;
    let puts = join_all((0..50).map(|n| bench.put(n)));
    let (answers, ()) = tokio::join!(puts, async { go_on.send(()).unwrap() });
    assert!(answers.into_iter().map(Result::unwrap).eq(0..50));
    assert_eq!(bench.commits.load(Ordering::SeqCst), 1 + 1);
    assert_eq!(bench.kept().await, (0..50).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_failing_job_undoes_only_itself() {
    let bench = Bench::new().await;
    let failing = bench.writer.run(|connection| {
        Box::pin(async move {
            put(connection, 2).await?;
            put(connection, 1).await
        })
    });
    let go_on = bench.hold().await;
    let (first, failed, last, ()) = tokio::join!(bench.put(1), failing, bench.put(3), async {
        go_on.send(()).unwrap();
    });
    assert!(first.is_ok() && last.is_ok());
    assert!(
        matches!(failed, Err(StoreError::Refused { statement: "put", .. })),
        "{failed:?}"
    );
    assert_eq!(bench.commits.load(Ordering::SeqCst), 1 + 1);
    assert_eq!(bench.kept().await, [1, 3]);
}

#[tokio::test]
async fn a_panic_undoes_its_job_and_the_writer_goes_on() {
    let bench = Bench::new().await;
    let panicking = bench.writer.run::<i64, _>(|connection| {
        Box::pin(async move {
            put(connection, 2).await?;
            panic!("a bad day")
        })
    });
    let (first, panicked) = tokio::join!(bench.put(1), panicking);
    assert!(first.is_ok());
    assert!(matches!(panicked, Err(StoreError::Panicked(text)) if text == "a bad day"));
    bench.put(3).await.unwrap();
    assert_eq!(bench.kept().await, [1, 3]);
}

#[tokio::test]
async fn nobody_is_answered_before_the_commit() {
    let bench = Bench::new().await;
    // A job of its own keeps the writer busy until the other two wait for it together.
    let (hold, held) = oneshot::channel::<()>();
    let (begun, has_begun) = oneshot::channel();
    let (go_on, may_go_on) = oneshot::channel::<()>();
    let first = bench.writer.run(|_| {
        Box::pin(async move {
            let _ = held.await;
            Ok(())
        })
    });
    let quick = bench.put(1);
    let slow = bench.writer.run(|connection| {
        Box::pin(async move {
            let _ = begun.send(());
            let _ = may_go_on.await;
            put(connection, 2).await
        })
    });
    tokio::pin!(first, quick, slow);
    assert!((&mut first).now_or_never().is_none());
    assert!((&mut quick).now_or_never().is_none());
    assert!((&mut slow).now_or_never().is_none());
    hold.send(()).unwrap();
    has_begun.await.unwrap();
    assert_eq!(bench.kept().await, [0; 0]);
    assert!((&mut quick).now_or_never().is_none());
    go_on.send(()).unwrap();
    assert!(first.await.is_ok() && quick.await.is_ok() && slow.await.is_ok());
    assert_eq!(bench.kept().await, [1, 2]);
}

#[tokio::test]
async fn a_database_held_by_another_is_unavailable_for_every_caller() {
    let bench = Bench::new().await;
    let mut other = connect(&bench.folder, Duration::ZERO).await;
    execute(&mut other, "BEGIN IMMEDIATE").await.unwrap();
    for answer in join_all((0..3).map(|n| bench.put(n))).await {
        assert!(
            matches!(
                answer,
                Err(StoreError::Unavailable {
                    statement: "begin",
                    ..
                })
            ),
            "{answer:?}"
        );
    }
    execute(&mut other, "COMMIT").await.unwrap();
    bench.put(7).await.unwrap();
    assert_eq!(bench.kept().await, [7]);
}

#[tokio::test]
async fn a_database_held_for_a_moment_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let lock = File::create(folder.path().join("lock")).unwrap();
    let mut other = connect(&folder, Duration::ZERO).await;
    execute(&mut other, "CREATE TABLE t (n INTEGER PRIMARY KEY)")
        .await
        .unwrap();
    let writer = Writer::start(connect(&folder, Duration::from_secs(10)).await, lock);
    execute(&mut other, "BEGIN IMMEDIATE").await.unwrap();
    let put = writer.run(|connection| Box::pin(put(connection, 1)));
    let release = async {
        tokio::task::yield_now().await;
        execute(&mut other, "COMMIT").await.unwrap();
    };
    assert!(tokio::join!(put, release).0.is_ok());
}

#[tokio::test]
async fn a_transaction_lost_half_way_keeps_nothing_and_tells_everybody() {
    let bench = Bench::new().await;
    // What SQLite does by itself when the disk is full.
    let losing = bench.writer.run::<i64, _>(|connection| {
        Box::pin(async move {
            execute(connection, "ROLLBACK").await.unwrap();
            Err(StoreError::Closed)
        })
    });
    let go_on = bench.hold().await;
    let (first, lost, last, ()) = tokio::join!(bench.put(1), losing, bench.put(3), async {
        go_on.send(()).unwrap();
    });
    assert!(matches!(first, Err(StoreError::Unavailable { .. })), "{first:?}");
    assert!(matches!(lost, Err(StoreError::Closed)), "{lost:?}");
    assert!(matches!(last, Err(StoreError::Unavailable { .. })), "{last:?}");
    assert_eq!(bench.kept().await, [0; 0]);
    bench.put(4).await.unwrap();
    assert_eq!(bench.kept().await, [4]);
}

#[tokio::test]
async fn a_beat_takes_its_turn_and_is_no_write() {
    let bench = Bench::new().await;
    bench.writer.beat().await.unwrap();
    assert!(bench.writer.last_commit().is_none());
    let (kept, beat) = tokio::join!(bench.put(1), bench.writer.beat());
    assert!(kept.is_ok() && beat.is_ok() && bench.writer.last_commit().is_some());
    assert_eq!(bench.writer.queued(), 0);
    let mut other = connect(&bench.folder, Duration::ZERO).await;
    execute(&mut other, "BEGIN IMMEDIATE").await.unwrap();
    assert!(matches!(
        bench.writer.beat().await,
        Err(StoreError::Unavailable { .. })
    ));
}

#[tokio::test]
async fn a_checkpoint_empties_the_wal_unless_a_reader_needs_it() {
    let bench = Bench::new().await;
    bench.put(1).await.unwrap();
    let mut reader = connect(&bench.folder, Duration::ZERO).await;
    execute(&mut reader, "BEGIN").await.unwrap();
    let _: i64 = sqlx::query_scalar("SELECT count(*) FROM t")
        .fetch_one(&mut reader)
        .await
        .unwrap();
    bench.put(2).await.unwrap();
    assert!(!bench.writer.checkpoint().await.unwrap());
    execute(&mut reader, "ROLLBACK").await.unwrap();
    assert!(bench.writer.checkpoint().await.unwrap());
    let wal = std::fs::metadata(bench.folder.path().join("t.db-wal")).unwrap();
    assert_eq!(wal.len(), 0);
}

#[tokio::test]
async fn what_was_handed_in_before_the_close_is_kept_and_later_calls_are_told() {
    let bench = Bench::new().await;
    let (kept, ()) = tokio::join!(bench.put(1), bench.writer.close());
    assert!(kept.is_ok());
    assert!(matches!(bench.put(2).await, Err(StoreError::Closed)));
    bench.writer.close().await;
    assert_eq!(bench.kept().await, [1]);
}
