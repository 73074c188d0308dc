//! The rooms keep to themselves: imports point one way.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms that know nothing but their input.
const PURE: &[&str] = &[
    "model",
    "text",
    "parse",
    "normalise",
    "attribute",
    "dedup",
    "entity",
    "event",
    "facts",
    "pipeline",
];
/// What a pure room may not mention.
const WORLD: &[&str] = &[
    "tokio::",
    "sqlx::",
    "reqwest::",
    "Utc::now",
    "SystemTime",
    "Instant::now",
    "std::fs",
    "std::net",
    "std::env",
];
/// The rooms from the ground up: none may import one further down this list, or one it is kept from.
const ORDER: &[&str] = &[
    "model",
    "text",
    "parse",
    "normalise",
    "attribute",
    "facts",
    "dedup",
    "entity",
    "event",
    "pipeline",
    "config",
    "net_guard",
    "poll",
    "store",
    "serve",
    "daemon",
    "demo",
    "cli",
];
/// Rooms below that are not for this room all the same.
const KEPT_FROM: &[(&str, &[&str])] = &[
    ("dedup", &["facts"]),
    ("entity", &["parse", "normalise", "attribute", "facts", "dedup"]),
    ("event", &["parse", "normalise", "attribute", "facts", "entity"]),
    ("net_guard", &["pipeline", "config"]),
    ("poll", &["pipeline", "config"]),
    (
        "store",
        &[
            "parse",
            "normalise",
            "attribute",
            "facts",
            "pipeline",
            "config",
            "net_guard",
            "poll",
        ],
    ),
    (
        "serve",
        &[
            "parse",
            "normalise",
            "attribute",
            "facts",
            "dedup",
            "entity",
            "event",
            "pipeline",
            "config",
            "net_guard",
            "poll",
            "store",
        ],
    ),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file of a room, with its text up to its tests and without comments.
fn files(room: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![source().join(room), source().join(format!("{room}.rs"))];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.exists() && path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or("");
            let code: String = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .map(|line| format!("{line}\n"))
                .collect();
            found.push((path, code));
        }
    }
    found
}

#[test]
fn pure_rooms_do_not_touch_the_world() {
    for room in PURE {
        let files = files(room);
        assert!(!files.is_empty(), "there is no room `{room}`");
        for (path, code) in files {
            for word in WORLD {
                assert!(!code.contains(word), "{} mentions {word}", path.display());
            }
        }
    }
}

#[test]
fn imports_point_one_way() {
    for (at, room) in ORDER.iter().enumerate() {
        let kept = KEPT_FROM.iter().filter(|(whose, _)| whose == room);
        let not_for_it: Vec<&&str> = ORDER[at + 1..]
            .iter()
            .chain(kept.flat_map(|(_, rooms)| rooms.iter()))
            .collect();
        for (path, code) in files(room) {
            for other in &not_for_it {
                assert!(
                    !code.contains(&format!("crate::{other}::")),
                    "{} imports {other}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn only_the_guard_makes_http_clients() {
    let rooms = fs::read_dir(source())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    for room in rooms.map(|name| name.to_string_lossy().trim_end_matches(".rs").to_owned()) {
        if room == "net_guard" {
            continue;
        }
        for (path, code) in files(&room) {
            // `healthcheck` asks the daemon on this very machine, which the guard would refuse.
            if path.ends_with("serve/ask.rs") {
                assert!(!code.contains("reqwest"), "{} mentions reqwest", path.display());
                continue;
            }
            for word in [
                "reqwest::Client",
                "reqwest::get",
                "ClientBuilder",
                "TcpStream::connect",
            ] {
                assert!(!code.contains(word), "{} mentions {word}", path.display());
            }
        }
    }
}

#[test]
fn only_the_store_speaks_sql() {
    let rooms = fs::read_dir(source())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    for room in rooms.map(|name| name.to_string_lossy().trim_end_matches(".rs").to_owned()) {
        if room == "store" {
            continue;
        }
        for (path, code) in files(&room) {
            assert!(!code.contains("sqlx::"), "{} mentions sqlx", path.display());
        }
    }
}
