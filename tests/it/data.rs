//! Development data, when `DATELINE_DATA` names a folder that has it; without, these tests have nothing to say.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use dateline::model::parse_instant;
use dateline::parse;
use serde_json::Value;

fn data(name: &str) -> Option<PathBuf> {
    let path = Path::new(&std::env::var_os("DATELINE_DATA")?).join(name);
    path.exists().then_some(path)
}

pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut open = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn feeds_of_every_kind_are_accepted() {
    let Some(folder) = data("feeds") else { return };
    let now = parse_instant("2026-01-01T00:00:00Z").unwrap();
    let files = files(&folder);
    let refused: Vec<String> = files
        .iter()
        .filter_map(|path| {
            let bytes = std::fs::read(path).unwrap();
            let error = parse::feed::document(&bytes, None, "http://127.0.0.1/", now).err()?;
            Some(format!("{}: {}", path.display(), error.detail))
        })
        .collect();
    assert!(refused.len() * 100 <= files.len(), "{refused:#?}");
}

#[test]
fn the_relabelled_rewrite_is_read_for_what_it_is() {
    let Some(path) = data("seed_nationpress.txt") else {
        return;
    };
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["read", path.to_str().unwrap(), "--published", "2025-03-14"])
        .output()
        .unwrap();
    let reading: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text: Vec<char> = reading["article"]["text"].as_str().unwrap().chars().collect();
    let place = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let sections: Vec<(&str, usize)> = reading["article"]["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| {
            let words: String = text[place(&section["start"])..place(&section["end"])]
                .iter()
                .collect();
            (
                section["kind"].as_str().unwrap(),
                words.lines().filter(|line| !line.trim().is_empty()).count(),
            )
        })
        .collect();
    assert_eq!(sections, [("synopsis", 2), ("key_takeaways", 6), ("body", 14)]);
    let credits = reading["credits"].as_array().unwrap();
    assert!(
        credits
            .iter()
            .all(|credit| credit["agency"].is_null() || credit["kind"] == "inline")
    );
    assert!(
        reading["notes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|note| note == "relabelled_possible")
    );
    let figures: Vec<&str> = reading["facts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|fact| fact["kind"] == "figure")
        .map(|fact| fact["value"].as_str().unwrap())
        .collect();
    assert_eq!(figures, ["100000", "86.82", "85.69", "50"]);
}

/// Text alone rarely proves a rewrite, but it must never call independent reports one.
#[test]
fn independent_reports_of_one_event_stay_apart() {
    let Some(path) = data("rewrites_dev.jsonl") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut items: Vec<Value> = std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    items.sort_by_key(|item| item["published"].to_string());
    let lines: String = items
        .iter()
        .map(|item| {
            let line = serde_json::json!({"id": item["id"], "outlet": item["outlet"], "published": item["published"],
                "seen": item["published"], "title": item["title"], "html": item["html"]});
            format!("{line}\n")
        })
        .collect();
    std::fs::write(folder.path().join("items.jsonl"), lines).unwrap();
    let program = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success());
    };
    program(&["ingest", "items.jsonl", "--db", "d.db"]);
    let truth: HashMap<&str, &str> = items
        .iter()
        .map(|item| (item["id"].as_str().unwrap(), item["story"].as_str().unwrap()))
        .collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let placed: Vec<(String, i64)> = runtime.block_on(async {
        use sqlx::Connection;
        let address = format!("sqlite:{}?mode=ro", folder.path().join("d.db").display());
        let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
        sqlx::query_as("SELECT external_id, story_id FROM v_placement")
            .fetch_all(&mut connection)
            .await
            .unwrap()
    });
    assert_eq!(placed.len(), items.len());
    let mut right = 0;
    let mut wrong = Vec::new();
    for (i, (a, story_a)) in placed.iter().enumerate() {
        for (b, story_b) in &placed[..i] {
            if story_a == story_b {
                if truth[a.as_str()] == truth[b.as_str()] {
                    right += 1;
                } else {
                    wrong.push((a, b));
                }
            }
        }
    }
    assert!(
        right >= 40 && wrong.len() * 50 <= right,
        "{right} right, wrong: {wrong:?}"
    );
}
