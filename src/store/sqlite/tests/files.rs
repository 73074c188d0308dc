//! The file: whose it is, who may write it, what remains of it.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::*;
use crate::store::StoreError;

async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .connect()
        .await
        .unwrap()
}

async fn run(connection: &mut SqliteConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(connection).await.unwrap();
}

/// Opens the file at `path`, which must be refused, and checks that nothing in its folder changed.
async fn refusal(path: &Path) -> StoreError {
    let before = folder_content(path);
    let refused = SqliteStore::open(path.to_str().unwrap(), noon())
        .await
        .err()
        .expect("must be refused");
    assert_eq!(folder_content(path), before, "touched: {refused}");
    refused
}

fn folder_content(path: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut content: Vec<_> =
        std::fs::read_dir(path.ancestors().skip(1).find(|folder| folder.is_dir()).unwrap())
            .unwrap()
            .map(|file| file.unwrap().path())
            .map(|path| (path.clone(), std::fs::read(path).unwrap_or_default()))
            .collect();
    content.sort();
    content
}

#[tokio::test]
async fn a_second_writer_is_told_who_the_first_is() {
    let (folder, store) = store().await;
    let path = folder.path().join("news.db");
    let second = SqliteStore::open(path.to_str().unwrap(), noon()).await.err();
    assert!(
        matches!(&second, Some(StoreError::Locked { holder: Some(pid), .. }) if *pid == std::process::id()),
        "{second:?}"
    );
    store.close().await;
    open(&folder).await;
}

#[tokio::test]
async fn a_file_of_another_program_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let marked = folder.path().join("marked.db");
    let mut connection = raw(&marked).await;
    run(
        &mut connection,
        "PRAGMA application_id = 252006673; CREATE TABLE t (n)",
    )
    .await;
    connection.close().await.unwrap();
    assert!(matches!(
        refusal(&marked).await,
        StoreError::Foreign {
            application_id: 252_006_673,
            ..
        }
    ));

    let unmarked = folder.path().join("unmarked.db");
    let mut connection = raw(&unmarked).await;
    run(&mut connection, "CREATE TABLE t (n)").await;
    connection.close().await.unwrap();
    assert!(matches!(
        refusal(&unmarked).await,
        StoreError::Foreign {
            application_id: 0,
            ..
        }
    ));
}

#[tokio::test]
async fn a_file_of_a_later_version_is_refused_untouched() {
    let (folder, store) = store().await;
    store.close().await;
    drop(store);
    let path = folder.path().join("news.db");
    let mut connection = raw(&path).await;
    run(&mut connection, "PRAGMA user_version = 4711").await;
    connection.close().await.unwrap();
    assert!(matches!(
        refusal(&path).await,
        StoreError::Newer { found: 4711, .. }
    ));
}

#[tokio::test]
async fn what_only_the_wal_says_counts_too() {
    let (folder, store) = store().await;
    let path = folder.path().join("news.db");
    store
        .writer()
        .unwrap()
        .run(|connection| {
            Box::pin(async move {
                sqlx::query("PRAGMA user_version = 4711")
                    .execute(connection)
                    .await
                    .unwrap();
                Ok(())
            })
        })
        .await
        .unwrap();
    let refused = SqliteStore::open(path.to_str().unwrap(), noon()).await.err();
    assert!(
        matches!(refused, Some(StoreError::Newer { found: 4711, .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_is_no_database_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&str, &[u8]); 4] = [
        ("short", b"SQLite"),
        ("text", &[b'x'; 5000]),
        ("cut", b"SQLite format 3\0"),
        (
            "damaged",
            &[b"SQLite format 3\0".as_slice(), &[0xFF; 5000]].concat(),
        ),
    ];
    for (name, content) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let refused = refusal(&path).await;
        assert!(
            matches!(
                refused,
                StoreError::CannotOpen { .. } | StoreError::Foreign { .. }
            ),
            "{name}: {refused:?}"
        );
    }
    assert!(matches!(
        refusal(&folder.path().join("no/such/folder.db")).await,
        StoreError::CannotOpen { .. }
    ));
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    assert!(matches!(refusal(&inner).await, StoreError::CannotOpen { .. }));
}

#[tokio::test]
async fn a_creation_that_was_cut_off_is_completed() {
    for steps in [
        "",
        "PRAGMA journal_mode = WAL",
        "PRAGMA journal_mode = WAL; PRAGMA application_id = 1146375246",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.db");
        std::fs::write(&path, "").unwrap();
        let mut connection = raw(&path).await;
        sqlx::raw_sql(steps).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        add(&open(&folder).await, "https://news.example/rss").await;
    }
}

#[tokio::test]
async fn what_was_answered_survives_a_death_without_close() {
    let (folder, store, feed) = store_with_lease().await;
    store
        .finish_poll(fetched(&feed, 0, vec![parsed("a", None, 1)]))
        .await
        .unwrap();
    // What a process leaves that dies now: the files as they are, the index of the WAL worthless.
    let grave = tempfile::tempdir().unwrap();
    for name in ["news.db", "news.db-wal"] {
        std::fs::copy(folder.path().join(name), grave.path().join(name)).unwrap();
    }
    let store = open(&grave).await;
    assert_eq!(store.entries_to_read(9).await.unwrap().len(), 1);
    let check: Vec<(String,)> = rows(&store, "PRAGMA integrity_check").await;
    assert_eq!(check, [("ok".to_owned(),)]);
    assert_eq!(
        number(&store, "SELECT count(*) FROM pragma_foreign_key_check").await,
        0
    );
    assert_eq!(
        number(&store, "SELECT count(*) FROM meta WHERE key = 'created_at'").await,
        1
    );
}

#[tokio::test]
async fn a_closed_store_can_be_read_by_those_who_may_not_write() {
    let (folder, store) = store().await;
    add(&store, "https://news.example/rss").await;
    store.close().await;
    assert!(matches!(store.feeds().await, Err(StoreError::Closed)));
    assert!(matches!(store.release_leases().await, Err(StoreError::Closed)));
    let path = folder.path().join("news.db");
    for suffix in ["-wal", "-shm"] {
        assert!(super::super::open::beside(&path, suffix).is_file(), "{suffix}");
    }
    let mut reader = SqliteConnectOptions::new()
        .filename(&path)
        .read_only(true)
        .connect()
        .await
        .unwrap();
    let feeds: i64 = sqlx::query_scalar("SELECT count(*) FROM v_feed_health")
        .fetch_one(&mut reader)
        .await
        .unwrap();
    assert_eq!(feeds, 1);
}

#[tokio::test]
async fn the_file_is_set_up_as_meant() {
    let (_folder, store) = store().await;
    assert_eq!(number(&store, "PRAGMA page_size").await, 8192);
    let mode: Vec<(String,)> = rows(&store, "PRAGMA journal_mode").await;
    assert_eq!(mode, [("wal".to_owned(),)]);
    let writers: [(&'static str, i64); 4] = [
        ("PRAGMA synchronous", 1),
        ("PRAGMA foreign_keys", 1),
        ("PRAGMA wal_autocheckpoint", 4000),
        ("PRAGMA busy_timeout", 10_000),
    ];
    for (sql, wanted) in writers {
        let found: i64 = store
            .writer()
            .unwrap()
            .run(move |connection| {
                Box::pin(async move { Ok(sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()) })
            })
            .await
            .unwrap();
        assert_eq!(found, wanted, "{sql}");
    }
}

#[tokio::test]
async fn readers_cannot_write() {
    let (_folder, store) = store().await;
    let mut reader = store.reader().await.unwrap();
    assert!(
        sqlx::query("DELETE FROM feed")
            .execute(&mut *reader)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn every_table_is_strict_and_every_view_opens() {
    let (_folder, store) = store().await;
    let loose: Vec<(String,)> = rows(
        &store,
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx_%'
           AND name NOT LIKE '%fts%'",
    )
    .await;
    assert_eq!(loose, []);
    let views: Vec<(String,)> = rows(&store, "SELECT name FROM sqlite_master WHERE type = 'view'").await;
    assert!(views.len() >= 2);
    for (view,) in views {
        let sql = format!("SELECT * FROM {view} LIMIT 1");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_all(&mut *store.reader().await.unwrap())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn instants_have_one_spelling() {
    let (_folder, store) = store().await;
    let refused = store
        .writer()
        .unwrap()
        .run(|connection| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO feed_event (feed_id, at, kind) VALUES (1, '2025-03-14 12:00:00', 'state')",
                )
                .execute(connection)
                .await
                .map(|_| ())
                .map_err(|error| StoreError::from_driver("test", error))
            })
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Refused { .. })));
}

#[tokio::test]
async fn only_addresses_of_files_are_opened() {
    for address in [
        "postgres://localhost/news",
        "mysql://localhost/news",
        "file:news.db",
        ":memory:",
        "sqlite::memory:",
        "sqlite:",
        "",
    ] {
        let refused = crate::store::open(address, noon()).await.err();
        assert!(
            matches!(&refused, Some(StoreError::UnknownAddress(told)) if told == address),
            "{address}: {refused:?}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, prefix) in [
        ("plain.db", ""),
        ("odd ?#%41.db", "sqlite:"),
        ("slashes.db", "sqlite://"),
    ] {
        let path = folder.path().join(name);
        let store = crate::store::open(&format!("{prefix}{}", path.display()), noon())
            .await
            .unwrap();
        store.close().await;
        assert!(path.is_file(), "{name}");
        crate::store::open(&format!("{prefix}{}", path.display()), noon())
            .await
            .unwrap()
            .close()
            .await;
    }
}
