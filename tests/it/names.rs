//! The tagger of names against annotated texts, when `DATELINE_DATA` names a folder that has them. None of the
//! documents measured on was trained on: see `docs/model-card.md`.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

const KINDS: [&str; 3] = ["person", "org", "place"];

/// A name: kind, first character, one past the last.
type Name = (String, usize, usize);

/// Exact F1 in percent of the names in `set`, over the documents that `is_measured` takes; `None` without data.
fn f1(set: &str, is_measured: fn(&str) -> bool) -> Option<f64> {
    let path = Path::new(&std::env::var_os("DATELINE_DATA")?)
        .join("facts")
        .join(set);
    let file = std::fs::read_to_string(path).ok()?;
    let documents: Vec<Value> = file
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|document| is_measured(document["doc_id"].as_str().unwrap()))
        .collect();
    let mut archive = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    for document in &documents {
        let item =
            json!({"id": document["doc_id"], "text": document["text"], "published": document["published"]});
        writeln!(archive, "{item}").unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("read")
        .arg(archive.path())
        .output()
        .unwrap();
    let read: HashMap<String, HashSet<Name>> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|reading| {
            let text: Vec<char> = reading["article"]["text"].as_str().unwrap().chars().collect();
            (
                reading["id"].as_str().unwrap().to_owned(),
                names(&reading["facts"], &text),
            )
        })
        .collect();
    let (mut gold, mut found, mut right) = (0, 0, 0);
    for document in &documents {
        let text: Vec<char> = document["text"].as_str().unwrap().chars().collect();
        let marked = names(&document["gold"], &text);
        let told = &read[document["doc_id"].as_str().unwrap()];
        gold += marked.len();
        found += told.len();
        right += marked.intersection(told).count();
    }
    Some(200.0 * right as f64 / (gold + found) as f64)
}

/// The names among `facts`, without a leading article and the quotation marks around them.
fn names(facts: &Value, text: &[char]) -> HashSet<Name> {
    let place = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let kept = facts
        .as_array()
        .unwrap()
        .iter()
        .filter(|fact| KINDS.contains(&fact["kind"].as_str().unwrap()));
    kept.map(|fact| {
        let (mut start, mut end) = (place(&fact["start"]), place(&fact["end"]));
        let edge = |c: char| c.is_whitespace() || "\"“”‘’'`«»".contains(c);
        while start < end && edge(text[start]) {
            start += 1;
        }
        while end > start && edge(text[end - 1]) {
            end -= 1;
        }
        for article in ["the ", "a ", "an "] {
            let head: String = text[start..end].iter().take(article.len()).collect();
            if end - start > article.len() && head.eq_ignore_ascii_case(article) {
                start += article.len();
                break;
            }
        }
        (fact["kind"].as_str().unwrap().to_owned(), start, end)
    })
    .collect()
}

/// One in five, as the training program keeps them back.
fn is_kept_back(id: &str) -> bool {
    let hash = id.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    });
    (hash >> 33).is_multiple_of(5)
}

#[test]
fn names_of_wire_reports_are_found() {
    let Some(f1) = f1("conllpp2020.dev.jsonl", |_| true) else {
        return;
    };
    println!("exact F1 {f1:.1}");
    assert!(f1 >= 78.0, "{f1}");
}

#[test]
fn names_of_newspapers_of_all_continents_are_found() {
    let Some(f1) = f1("worldwide.dev.jsonl", is_kept_back) else {
        return;
    };
    println!("exact F1 {f1:.1}");
    assert!(f1 >= 78.0, "{f1}");
}
