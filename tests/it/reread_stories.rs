//! Stories told anew: by the same rules nothing changes, by others they are those of a fresh start.

use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::control::{complaint, dateline, summary};
use crate::fortnight::press::fixture;
use crate::reread::{assert_same, copied, dump, reread, texts};

/// The invented press of the demo, of three days.
const PRESS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/press.jsonl");
/// Copies must come within an hour: many of that press do not.
const HASTY: &str = "[story]\nwindow_h = 1\n";
const STORIES: [&str; 2] = ["--stage", "stories"];

/// A folder with a store of the articles of `archive`, recorded by the rules of `config`.
fn recorded(archive: &str, config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), config).unwrap();
    std::fs::write(folder.path().join("coast.toml"), "").unwrap();
    std::fs::write(folder.path().join("press.jsonl"), archive).unwrap();
    let output = dateline(folder.path(), &["ingest", "press.jsonl", "--db", "d.db"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    folder
}

fn press(config: &str) -> tempfile::TempDir {
    recorded(&std::fs::read_to_string(PRESS).unwrap(), config)
}

/// What is said of each article and its story, which is named by its first article.
async fn told(db: &Path) -> Vec<String> {
    texts(
        db,
        "WITH named AS (SELECT story_id, min(article_id) AS first FROM article GROUP BY story_id)
         SELECT concat_ws('|', a.external_id, n.first, a.relation, a.grade, a.of_article_id, round(a.score, 6),
             round(a.coverage, 6), a.relabelled, coalesce(p.first, '-'), s.articles, s.outlets, s.merged, s.origin_kind,
             s.origin_agency, s.origin_article_id, s.likely_source_agency, s.first_seen_article_id, s.first_seen_at,
             s.last_seen_at, s.title, round(o.habit_articles, 6), round(o.habit_rewritten, 6),
             (SELECT group_concat(f.fact_key || ':' || f.story_count) FROM v_fact f WHERE f.article_id = a.article_id))
         FROM article a JOIN story s ON s.story_id = a.story_id JOIN named n ON n.story_id = a.story_id
         JOIN outlet o ON o.outlet_id = a.outlet_id
         LEFT JOIN named p ON p.story_id = a.possible_story_id ORDER BY a.article_id",
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_press_of_a_fortnight_stays_as_it_was_recorded() {
    let mut archive = String::new();
    for piece in fixture(&["rewriter", "scenes"]) {
        let line = json!({
            "id": piece.id, "outlet": piece.outlet, "published": piece.published, "seen": piece.seen,
            "title": piece.title, "text": piece.text, "url": format!("https://press.example/{}", piece.id),
        });
        archive.push_str(&format!("{line}\n"));
    }
    let folder = recorded(&archive, "");
    let db = folder.path().join("d.db");
    let late = texts(&db, "SELECT reason FROM story_edit").await;
    let before = dump(&db).await;
    let run = reread(folder.path(), &STORIES);
    let report = &run["report"];
    assert_eq!(
        (&report["changed"], &report["stories"]),
        (&0.into(), &0.into()),
        "{run}, {late:?}"
    );
    assert_eq!(report["done"], run["total"], "{run}");
    assert_same(&db, &before, "stories").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_another_window_stories_part_and_join_again_as_if_recorded_so() {
    let folder = press("");
    let db = folder.path().join("d.db");
    let (usual, before) = (told(&db).await, dump(&db).await);
    std::fs::write(folder.path().join("d.toml"), HASTY).unwrap();
    let foreseen = reread(folder.path(), &["--stage", "stories", "--dry-run"]);
    assert_same(&db, &before, "dry run").await;
    let parted = reread(folder.path(), &STORIES);
    for key in [
        "changed",
        "articles_moved",
        "stories_opened",
        "relations",
        "possible_copies",
        "origins",
        "examples",
    ] {
        assert_eq!(foreseen["report"][key], parted["report"][key], "{key}");
    }
    assert!(
        parted["report"]["articles_moved"].as_u64().unwrap() >= 5,
        "{parted}"
    );
    let fresh = press(HASTY);
    for (told, expected) in told(&db)
        .await
        .iter()
        .zip(&told(&fresh.path().join("d.db")).await)
    {
        assert_eq!(told, expected);
    }
    let output = dateline(folder.path(), &["reread", "--db", "d.db", "--status"]);
    let status = String::from_utf8_lossy(&output.stdout).into_owned();
    let moved = format!("articles moved {}", parted["report"]["articles_moved"]);
    assert!(status.contains(&moved) && status.contains("story: "), "{status}");

    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    let joined = reread(folder.path(), &STORIES);
    assert_eq!(
        joined["report"]["stories_emptied"],
        parted["report"]["stories_opened"]
    );
    assert_eq!(told(&db).await, usual);
    let ids = "SELECT concat_ws('|', external_id, story_id, event_id) FROM v_article ORDER BY article_id";
    let first = press("");
    assert_eq!(
        texts(&db, ids).await,
        texts(&first.path().join("d.db"), ids).await,
        "the old numbers"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_stories_end_as_if_it_had_not_been() {
    let folder = press("");
    let db = folder.path().join("d.db");
    std::fs::write(folder.path().join("d.toml"), HASTY).unwrap();
    let copy = copied(&folder);
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args([
            "--config", "d.toml", "reread", "--db", "d.db", "--stage", "stories",
        ])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = "SELECT CAST(next_id AS TEXT) FROM reread WHERE next_id > 0";
    while child.try_wait().unwrap().is_none() && texts(&db, begun).await.is_empty() {
        tokio::task::yield_now().await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    reread(folder.path(), &STORIES);
    reread(copy.path(), &STORIES);
    assert_eq!(told(&db).await, told(&copy.path().join("d.db")).await);
    let broken = "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    assert!(texts(&db, broken).await.is_empty());
    assert!(
        !folder.path().join("d.db.reread").exists(),
        "what was placed beside the store is taken away"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_daemon_tells_stories_anew() {
    let folder = press("");
    let db = folder.path().join("d.db");
    let copy = copied(&folder);
    let config = format!("{HASTY}[net]\ncontact = \"https://example.org/bot\"\n");
    std::fs::write(folder.path().join("d.toml"), config).unwrap();
    std::fs::write(copy.path().join("d.toml"), HASTY).unwrap();
    let mut daemon = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["--config", "d.toml", "run", "--db", "d.db", "--no-pages"])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while daemon.try_wait().unwrap().is_none()
        && UnixStream::connect(folder.path().join("d.db.sock")).is_err()
    {
        tokio::task::yield_now().await;
    }
    let output = dateline(
        folder.path(),
        &["reread", "--db", "d.db", "--json", "--stage", "stories"],
    );
    daemon.kill().unwrap();
    daemon.wait().unwrap();
    assert!(
        complaint(&output).contains("through the running daemon"),
        "{}",
        complaint(&output)
    );
    let run: Value = summary(&output);
    assert!(run["finished_at"].is_string(), "{run}");
    let direct = reread(copy.path(), &STORIES);
    assert_eq!(run["report"], direct["report"]);
    assert_eq!(told(&db).await, told(&copy.path().join("d.db")).await);
}
