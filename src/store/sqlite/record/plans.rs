//! What the statements of recording look at: never the whole of a table that grows.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::store::sqlite::tests::store;

/// What a statement of this room may go through from end to end: lists that it was given, and what it has just
/// picked out itself, by the names they have here; and the few times that somebody had everything read again.
const SHORT: [&str; 16] = [
    "reread",
    "near",
    "hit",
    "kept",
    "list",
    "early",
    "late",
    "doubt",
    "of_it",
    "its_own",
    "of_outlet",
    "e",
    "CONSTANT",
    "steps",
    "sent",
    "told",
];

/// Files whose statements count everything there is, which nobody does while recording.
const COUNTING: [&str; 3] = ["stats.rs", "tests.rs", "sample.rs"];

/// Files whose statements are put to the file in which `replay` places articles, where the tables have other names.
const BESIDE: [&str; 5] = ["scratch.rs", "place.rs", "home.rs", "differ.rs", "step.rs"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if ![&COUNTING[..], &BESIDE].concat().contains(&name.as_str())
            && name != "plans.rs"
            && name != "views.rs"
        {
            found.push(path);
        }
    }
    found
}

/// The statements in a source, tests left out: its string literals that begin like one.
fn statements(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let literals = source.split('"').skip(1).step_by(2);
    let is_statement = |literal: &&str| {
        let word = literal.split_whitespace().next().unwrap_or_default();
        // A pattern is filled in elsewhere, and asked about there.
        let is_whole = literal.trim().contains(' ') && !literal.contains('{');
        is_whole && ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(&word)
    };
    // Rust's line continuation inside a literal.
    literals
        .filter(is_statement)
        .map(|literal| literal.replace("\\\n", " "))
        .collect()
}

#[tokio::test]
async fn no_statement_of_recording_reads_a_whole_table() {
    let (_folder, store) = store().await;
    let mut reader = store.reader().await.unwrap();
    // The plan would list the searches for rows that wait for this one, which are made only when some do.
    sqlx::query("PRAGMA foreign_keys = OFF")
        .execute(&mut *reader)
        .await
        .unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/sqlite/record");
    let (mut seen, mut scans) = (0, Vec::new());
    for path in sources(&folder) {
        let source = std::fs::read_to_string(&path).unwrap();
        for sql in statements(&source) {
            let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
            let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(explained)
                .fetch_all(&mut *reader)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}\n{sql}", path.display()));
            seen += 1;
            let mut searched = HashSet::new();
            for (_, parent, _, step) in rows {
                // A list is gone through once, and each of its items is looked up. The other way round all that an
                // outlet or a stretch of time has is gone through for the list.
                if step.starts_with("SEARCH ") {
                    searched.insert(parent);
                } else if step.contains("VIRTUAL TABLE") && searched.contains(&parent) {
                    scans.push(format!("{}: {step} for each row found\n{sql}\n", path.display()));
                }
                let scanned = step.strip_prefix("SCAN ").unwrap_or_default();
                let name = scanned.split_whitespace().next().unwrap_or_default();
                let is_short = name.is_empty()
                    || SHORT.contains(&name)
                    || name.parse::<u32>().is_ok()
                    || name.starts_with("(subquery")
                    || scanned.contains("VIRTUAL TABLE");
                if !is_short {
                    scans.push(format!("{}: {step}\n{sql}\n", path.display()));
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} statements were found");
    assert!(scans.is_empty(), "{}", scans.join("\n"));
}
