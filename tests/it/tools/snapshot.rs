//! `snapshot`.

use super::*;

#[test]
fn a_snapshot_is_whole_opens_anywhere_and_replaces_nothing_unasked() {
    let folder = store();
    let snapshot = |arguments: &[&str]| {
        let mut all = vec!["snapshot", "--db", "x.db", "--json"];
        all.extend(arguments);
        dateline(folder.path(), &all)
    };
    let first = snapshot(&["copy.db"]);
    assert!(first.status.success(), "{}", complaint(&first));
    let summary: Value = serde_json::from_str(&out(&first)).unwrap();
    assert_eq!(
        (summary["articles"].as_i64(), summary["stories"].as_i64()),
        (Some(4), Some(2))
    );
    let bytes = std::fs::read(folder.path().join("copy.db")).unwrap();
    assert_eq!(summary["bytes"].as_u64(), Some(bytes.len() as u64));
    assert_eq!((bytes[18], bytes[19]), (1, 1), "the header asks for a WAL");
    let names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("copy.db"))
        .collect();
    assert_eq!(names, ["copy.db"]);
    let again = snapshot(&["copy.db"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(complaint(&again).contains("--force"), "{}", complaint(&again));
    assert!(snapshot(&["copy.db", "--force"]).status.success());
    let asked = dateline(
        folder.path(),
        &[
            "query",
            "SELECT count(*) FROM v_article",
            "--db",
            "copy.db",
            "--json",
        ],
    );
    assert_eq!(out(&asked), "{\"count(*)\":4}\n", "{}", complaint(&asked));
    for (target, words) in [
        ("./x.db", "the store itself"),
        (".", "a directory"),
        ("no/where.db", "directory does not exist"),
    ] {
        let refused = snapshot(&[target, "--force"]);
        assert!(
            complaint(&refused).contains(words),
            "{target}: {}",
            complaint(&refused)
        );
    }
    std::fs::write(folder.path().join("used.db-wal"), "x").unwrap();
    assert!(complaint(&snapshot(&["used.db"])).contains("used.db-wal is beside it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_is_made_beside_a_writer() {
    let folder = store();
    let db = folder.path().join("x.db");
    let now = dateline::model::parse_instant("2025-03-16T12:00:00Z").unwrap();
    let writing = store::open(db.to_str().unwrap(), now).await.unwrap();
    let copy = folder.path().join("copy.db");
    let snapshot = store::snapshot(db.to_str().unwrap(), &copy, false, &|_, _| {})
        .await
        .unwrap();
    assert_eq!(snapshot.articles, 4);
    writing.make_all_due(now).await.unwrap();
    writing.close().await;
}
