//! The analyst's tools: query, search, snapshot, try, man.

mod query;
mod search;
mod snapshot;
mod try_url;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use dateline::store::{self, Cell, QueryEnd, QueryError, QueryLimits, TakeRows};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::origin::{Origin, Reply};

const REPORT: &str = "The harbour authority of Port Ellery closed the eastern quay on Friday after engineers found \
    cracks in three of its forty supporting pillars. Ferries to the outer islands leave from the fishing dock \
    until further notice, the authority said. Repairs are expected to take eleven weeks and to cost about \
    2.4 million dollars. “We would rather close one quay than lose one passenger,” harbour master Ines Calder \
    said. Freight is not affected. The quay was last repaired in 2011, when a storm had torn away part of its \
    railing. Shop owners on the promenade fear for the season, which begins in May.";
/// What only a copy says.
const ADDED: &str = " Café owners on the old market, which no tram serves, also worry.";

fn dateline(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_remove("DATELINE_NET__CONTACT");
    command
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with `x.db`: a report, two copies of it, and a report of another matter.
fn store() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let other = "Parliament voted on Saturday for a new fishing law that limits catches of cod to 1,200 tonnes a \
        year. “This is a good day for the sea,” minister Paul Arden said. The law enters into force in July.";
    let line = |id: &str, outlet: &str, title: &str, at: &str, text: &str| {
        json!({"id": id, "outlet": outlet, "title": title, "published": at, "text": text}).to_string()
    };
    let lines = [
        line(
            "1",
            "coast.example",
            "Eastern quay closed",
            "2025-03-14T10:00:00Z",
            REPORT,
        ),
        line(
            "2",
            "morning.example",
            "=1+1 quay",
            "2025-03-14T11:00:00Z",
            &format!("{REPORT}{ADDED}"),
        ),
        line("3", "daily.example", "Quay shut", "2025-03-14T12:00:00Z", REPORT),
        line(
            "4",
            "capital.example",
            "Fishing law passes",
            "2025-03-15T09:00:00Z",
            other,
        ),
    ];
    std::fs::write(folder.path().join("news.jsonl"), lines.join("\n")).unwrap();
    let ingested = dateline(folder.path(), &["ingest", "news.jsonl", "--db", "x.db"]);
    assert!(ingested.status.success(), "{}", complaint(&ingested));
    folder
}

#[derive(Default)]
struct Rows(Vec<Vec<Cell>>);

impl TakeRows for Rows {
    fn columns(&mut self, _: &[String]) -> std::io::Result<()> {
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> std::io::Result<()> {
        self.0.push(cells);
        Ok(())
    }
}

#[test]
fn every_command_has_a_manual_page_and_shells_have_completions() {
    let folder = tempfile::tempdir().unwrap();
    let written = dateline(folder.path(), &["man", "--dir", "man/man1"]);
    assert!(written.status.success(), "{}", complaint(&written));
    for page in [
        "dateline.1",
        "dateline-query.1",
        "dateline-feeds-add.1",
        "dateline-man.1",
    ] {
        let text = std::fs::read_to_string(folder.path().join("man/man1").join(page)).unwrap();
        assert!(text.contains(".TH") && text.contains(".SH"), "{page}");
    }
    let all = out(&dateline(folder.path(), &["man"]));
    assert!(all.contains("dateline\\-query") || all.contains("dateline-query"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            out(&dateline(folder.path(), &["completions", shell])).contains("snapshot"),
            "{shell}"
        );
    }
}

#[test]
fn nothing_is_coloured_off_a_terminal() {
    let folder = store();
    for arguments in [
        ["query", "SELECT * FROM v_story", "--db", "x.db"].as_slice(),
        &["search", "quay", "--db", "x.db"],
        &["stats", "--db", "x.db"],
        &["snapshot", "y.db", "--db", "x.db"],
        &["query", "--help"],
        &["query", "nonsense", "--db", "x.db"],
    ] {
        let output = dateline(folder.path(), arguments);
        assert!(
            !out(&output).contains('\u{1b}') && !complaint(&output).contains('\u{1b}'),
            "{arguments:?}"
        );
    }
}
