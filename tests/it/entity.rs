//! `dateline entity`: who is who across articles, alone and beside a running daemon.

use std::path::Path;

use serde_json::{Value, json};

use crate::control::{complaint, dateline, summary};

/// Two reports and a copy: a harbour master who is named with and without an initial, and by surname alone.
fn archive() -> String {
    let full = "Ada Lind, director of the Nairobi Port Authority, said on Friday that the eastern quay of Nairobi stays shut. \"We open it \
        when the divers have seen every pile,\" Lind said. The city council asked her for a date.";
    let other = "Ada B. Lind told reporters in Nairobi that the ferries will come back next spring. The company that \
        runs them, Kestrel Shipping, had asked the court for an order against the city last week.";
    let lines = [
        ("a", "quay.example", full),
        ("b", "post.example", full),
        ("c", "daily.example", other),
    ];
    lines
        .iter()
        .map(|(id, outlet, text)| {
            let item = json!({"id": id, "outlet": outlet, "title": format!("Title {}", text.len()), "text": text,
                "published": "2025-03-14T10:00:00Z"});
            format!("{item}\n")
        })
        .collect()
}

fn ingest(folder: &Path) {
    std::fs::write(folder.join("d.toml"), "").unwrap();
    std::fs::write(folder.join("quays.jsonl"), archive()).unwrap();
    let ingested = dateline(folder, &["ingest", "quays.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
}

#[test]
fn a_person_is_shown_with_names_roles_stories_and_words() {
    let folder = tempfile::tempdir().unwrap();
    ingest(folder.path());
    let entity = |arguments: &[&str]| {
        let all: Vec<&str> = [&["entity"], arguments, &["--db", "d.db"]].concat();
        dateline(folder.path(), &all)
    };
    let told = summary(&entity(&["Ada", "Lind", "--json"]));
    assert_eq!(
        (&told["kind"], &told["name"]),
        (&json!("person"), &json!("Ada Lind"))
    );
    assert_eq!(
        (&told["stories"], &told["articles"]),
        (&json!(2), &json!(3)),
        "{told}"
    );
    let full: Vec<&Value> = told["names"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|name| name["known_by"] == "full")
        .collect();
    assert_eq!(full.len(), 2, "{told}");
    assert_eq!(told["quotes"][0]["stories"], 1, "copies count once: {told}");
    let page = String::from_utf8(entity(&["lind"]).stdout).unwrap();
    for words in [
        "Ada Lind (person), entity",
        "2 stories, 3 articles",
        "for short: lind",
        "director",
        "every pile",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains('\u{1b}'));
}

#[test]
fn an_unknown_name_is_answered_with_those_that_are_spelt_nearly_so() {
    let folder = tempfile::tempdir().unwrap();
    ingest(folder.path());
    let unknown = dateline(folder.path(), &["entity", "Ada Lindt", "--db", "d.db"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        complaint(&unknown).contains("Ada Lind"),
        "{}",
        complaint(&unknown)
    );
    let nobody = dateline(folder.path(), &["entity", "Zzyzx", "--db", "d.db"]);
    assert!(
        complaint(&nobody).contains("dateline search"),
        "{}",
        complaint(&nobody)
    );
}

#[test]
fn a_merge_and_a_split_by_hand_are_kept_on_record() {
    let folder = tempfile::tempdir().unwrap();
    ingest(folder.path());
    let entity = |arguments: &[&str]| {
        let all: Vec<&str> = [&["entity"], arguments, &["--db", "d.db"]].concat();
        dateline(folder.path(), &all)
    };
    let split = entity(&[
        "split",
        "Ada B. Lind",
        "--by",
        "ana",
        "--reason",
        "her daughter",
        "--json",
    ]);
    assert_eq!(split.status.code(), Some(0), "{}", complaint(&split));
    assert_eq!(summary(&split)["articles"], 1);
    assert_eq!(summary(&entity(&["Ada Lind", "--json"]))["stories"], 1);
    let merged = entity(&["merge", "Ada B. Lind", "Ada Lind", "--by", "ana"]);
    assert_eq!(merged.status.code(), Some(0), "{}", complaint(&merged));
    let told = summary(&entity(&["Ada Lind", "--json"]));
    assert_eq!(
        (&told["stories"], told["edits"].as_array().unwrap().len()),
        (&json!(2), 2)
    );
    assert_eq!(
        (&told["edits"][0]["by_whom"], &told["edits"][0]["reason"]),
        (&json!("ana"), &json!("her daughter"))
    );
    let refused = entity(&["merge", "Ada Lind", "Nairobi"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        complaint(&refused).contains("of two kinds"),
        "{}",
        complaint(&refused)
    );
}
