//! `story show` on a small archive.

use std::path::Path;

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::control::{archive, complaint, dateline, summary};

/// Runs statements on a store that nobody has open.
async fn alter(db: &Path, statements: &[&'static str]) {
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", db.display()))
        .await
        .unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_shown_by_its_number_its_address_or_its_id() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    std::fs::write(folder.path().join("quays.jsonl"), archive(3)).unwrap();
    let ingested = dateline(folder.path(), &["ingest", "quays.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
    let show = |name: &str, more: &[&str]| {
        let mut arguments = vec!["story", "show", name, "--db", "d.db"];
        arguments.extend(more);
        dateline(folder.path(), &arguments)
    };
    let by_number = summary(&show("1", &["--json"]));
    assert_eq!(by_number, summary(&show("0-2", &["--json"])));
    assert_eq!(
        by_number,
        summary(&show("https://herald.example/a/0?utm_source=rss", &["--json"]))
    );
    let members = by_number["members"].as_array().unwrap();
    assert_eq!(members.len(), 4);
    assert_eq!(members[0]["relation"], "original");
    assert_eq!(members[0]["lag_minutes"], Value::Null);
    assert_eq!(members[2]["lag_minutes"], 120);
    assert!(!by_number["evidence"].as_array().unwrap().is_empty());
    let facts = by_number["facts"].as_array().unwrap();
    let quote = facts.iter().find(|fact| fact["kind"] == "quote").unwrap();
    assert_eq!(
        (&quote["articles"], &quote["story_count"]),
        (&4.into(), &1.into()),
        "copies are one report"
    );

    let page = show("1", &[]);
    let page = String::from_utf8(page.stdout).unwrap();
    for words in [
        "Story 1: Quay 0 closed in Ellery",
        "4 articles at 4 outlets",
        "coastpress.example",
        "Articles",
        "What it states",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }

    assert!(
        !page.contains("Possible copies") && !page.contains("Near to it"),
        "{page}"
    );

    let db = folder.path().join("d.db");
    let statements = [
        "UPDATE article SET possible_story_id = 1, possible_score = 0.61 WHERE external_id = '1-0'",
        "UPDATE article SET possible_story_id = 3, possible_score = 0.43 WHERE external_id = '0-0'",
        "INSERT INTO story_link (story_id, to_story_id, kind, article_id, score) VALUES
            (1, 2, 'same_statement', 1, 0.5), (3, 1, 'roundup', 9, 0.75)",
    ];
    alter(&db, &statements).await;
    let dossier = summary(&show("1", &["--json"]));
    let possible: Vec<_> = dossier["possible"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["story_id"].as_i64(),
                one["of_story_id"].as_i64(),
                one["score"].as_f64(),
            )
        })
        .collect();
    assert_eq!(
        possible,
        [(Some(2), Some(1), Some(0.61)), (Some(1), Some(3), Some(0.43))]
    );
    let links: Vec<_> = dossier["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| (link["story_id"].as_i64(), link["is_from_here"].as_bool()))
        .collect();
    assert_eq!(links, [(Some(3), Some(false)), (Some(2), Some(true))]);
    let page = String::from_utf8(show("1", &[]).stdout).unwrap();
    assert!(
        page.contains("Possible copies") && page.contains("same statement"),
        "{page}"
    );
    // An id that stands in two archives names two stories.
    let statements = ["UPDATE article SET external_id = '0-2', archive = 'other' WHERE external_id = '2-2'"];
    alter(&db, &statements).await;
    let doubtful = show("0-2", &[]);
    assert_eq!(doubtful.status.code(), Some(1));
    assert!(
        complaint(&doubtful).contains("stands in 2 stories; give the number of one: 1, 3"),
        "{}",
        complaint(&doubtful)
    );

    let unknown = show("https://nowhere.example/x", &[]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        complaint(&unknown).contains("dateline search"),
        "{}",
        complaint(&unknown)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_by_hand_is_kept_on_record_and_undone_by_a_join() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    std::fs::write(folder.path().join("quays.jsonl"), archive(2)).unwrap();
    let ingested = dateline(folder.path(), &["ingest", "quays.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
    let story = |arguments: &[&str]| {
        let all: Vec<&str> = [&["story"], arguments, &["--db", "d.db"]].concat();
        dateline(folder.path(), &all)
    };
    let members = |name: &str| {
        let shown = summary(&story(&["show", name, "--json"]));
        shown["members"].as_array().unwrap().len()
    };
    let split = story(&["split", "0-2", "0-3", "--reason", "own report", "--json"]);
    let edited = summary(&split);
    assert_eq!(
        (&edited["from_story_id"], &edited["articles"]),
        (&1.into(), &2.into())
    );
    let new = edited["to_story_id"].to_string();
    assert_eq!((members("1"), members(&new)), (2, 2));

    let again = story(&["split", "0-2", "0-3"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(
        complaint(&again).contains("nothing to split"),
        "{}",
        complaint(&again)
    );

    let joined = story(&["join", "0-2", "1"]);
    assert_eq!(joined.status.code(), Some(0), "{}", complaint(&joined));
    assert_eq!(members("1"), 4);
    let gone = story(&["show", &new]);
    assert_eq!(gone.status.code(), Some(1), "it has no articles any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_explained_beside_the_text_it_was_compared_to() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    std::fs::write(folder.path().join("quays.jsonl"), archive(2)).unwrap();
    let ingested = dateline(folder.path(), &["ingest", "quays.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
    let explain = |arguments: &[&str]| {
        let all: Vec<&str> = [&["explain"], arguments, &["--db", "d.db"]].concat();
        dateline(folder.path(), &all)
    };
    let page = String::from_utf8(explain(&["0-2"]).stdout).unwrap();
    for words in [
        "is a copy (",
        "in story 1 of\narticle 1",
        "same wording",
        "Side by side",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains('\u{1b}'), "no colours where nobody sees them");
    let told = summary(&explain(&["0-2", "--json"]));
    assert_eq!(
        (&told["story_id"], &told["other"]["article_id"]),
        (&1.into(), &1.into())
    );
    assert!(told["measures"]["wording"][0].as_f64().unwrap() > 0.5);

    let original = String::from_utf8(explain(&["1"]).stdout).unwrap();
    assert!(original.contains("is the original of story 1"), "{original}");
    let nobody = explain(&["nowhere"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(complaint(&nobody).contains("nowhere"), "{}", complaint(&nobody));
}
