//! Events and claims of a small press, from the archive to the commands.

use std::path::Path;

use serde_json::{Value, json};

use crate::control::{complaint, dateline};

const WIRE: &str = "ELLERY, March 14 (Reuters) - At least seven people were killed and 41 were injured when a tram left its track in \
    the port of Ellery on Friday, police said.\n\n\"There was a scream and then the whole carriage went over on its \
    side,\" said baker Jonas Orrin, who was on the way to his shop.\n\nThe tram, built in 1987, carried about 120 \
    passengers. Mayor Ana Rube closed the harbour line until Monday.";

const SECOND: &str = "Seven people are dead after a tram overturned in Ellery this morning, Ellery police have confirmed.\n\n\
    I met Jonas Orrin in front of his bakery in Quay Street. \"The whole carriage went over on its side,\" the baker \
    told me, still white in the face. His hands were full of splinters, and he had lost a shoe.\n\nNeighbours brought \
    blankets. A school opened its gymnasium for those who waited for news of their families.";

const LATER: &str = "Nine people were killed in the tram accident of Ellery, the hospital of Saint Vessin said on Saturday, after \
    two passengers had died in the night.\n\nInvestigators took the recorder out of the wreck. They want to know why \
    the tram did not brake before the bend at the fish market, where 15 kilometres per hour are allowed.";

const OTHER: &str = "The central bank of Kessia raised its key rate to 7.25 percent on Friday, the third step within a year.\n\n\
    \"We will do what it takes to bring prices down,\" governor Mila Sorn told reporters in Veld. Economists had \
    expected no change.";

fn press() -> String {
    let article = |id: &str, outlet: &str, at: &str, title: &str, text: &str| {
        json!({"id": id, "outlet": outlet, "published": at, "title": title, "text": text}).to_string()
    };
    let title = "Seven killed as tram overturns in Ellery";
    [
        article("wire", "reuters.example", "2025-03-14T08:00:00Z", title, WIRE),
        article("copy", "herald.example", "2025-03-14T08:40:00Z", title, WIRE),
        article("again", "coastpress.example", "2025-03-14T09:10:00Z", title, WIRE),
        article(
            "own",
            "quaynews.example",
            "2025-03-14T10:30:00Z",
            "Ellery tram overturns: baker tells of the accident that killed seven",
            SECOND,
        ),
        article(
            "later",
            "sarnovapost.example",
            "2025-03-15T07:00:00Z",
            "Ellery tram accident: nine killed, toll rises",
            LATER,
        ),
        article(
            "bank",
            "kessiatimes.example",
            "2025-03-14T11:00:00Z",
            "Kessia raises rates again",
            OTHER,
        ),
    ]
    .map(|line| line + "\n")
    .concat()
}

fn lines(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let ended = dateline(folder, arguments);
    assert_eq!(
        ended.status.code(),
        Some(0),
        "{arguments:?}: {}",
        complaint(&ended)
    );
    let text = String::from_utf8(ended.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn store(folder: &Path) {
    std::fs::write(folder.join("d.toml"), "").unwrap();
    std::fs::write(folder.join("tram.jsonl"), press()).unwrap();
    let ingested = dateline(folder, &["ingest", "tram.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
}

fn claims(folder: &Path, more: &[&str]) -> Vec<Value> {
    let mut arguments = vec!["claims", "--db", "d.db", "--json"];
    arguments.extend(more);
    lines(folder, &arguments)
}

/// The claim whose words hold `words`.
fn claim<'a>(claims: &'a [Value], words: &str) -> &'a Value {
    let of = |claim: &&Value| {
        let words_of = |key: &str| claim[key].as_str().unwrap_or_default().to_lowercase();
        words_of("canonical").contains(words)
    };
    claims
        .iter()
        .find(of)
        .unwrap_or_else(|| panic!("{words}: {claims:#?}"))
}

#[test]
fn a_quotation_in_four_outlets_is_one_claim_of_two_reports_and_one_speaker() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let found = claims(folder.path(), &["--kind", "quote"]);
    let said = claim(&found, "carriage went over");
    assert_eq!(
        (
            &said["articles"],
            &said["outlets"],
            &said["independent_reports"],
            &said["primary_sources"]
        ),
        (&4.into(), &4.into(), &2.into(), &1.into()),
        "{said:#}"
    );
    assert_eq!(said["first_outlet"], "reuters.example");
}

#[test]
fn a_toll_that_rose_is_one_claim_with_its_history() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let found = claims(folder.path(), &["--conflicts"]);
    let toll = claim(&found, "seven");
    assert_eq!(toll["conflict_kind"], "update", "{toll:#}");
    assert_eq!(toll["independent_reports"], 3, "{toll:#}");
    let history = toll["history"].as_str().unwrap().to_lowercase();
    assert!(history.find("seven") < history.find("nine"), "{history}");
}

#[test]
fn what_rests_on_one_source_is_asked_for_in_one_command() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let single = claims(folder.path(), &["--single-source", "--since", "2025-03-14"]);
    let passengers = claim(&single, "120");
    assert_eq!(
        (&passengers["outlets"], &passengers["independent_reports"]),
        (&3.into(), &1.into())
    );
    assert!(
        !single
            .iter()
            .any(|claim| claim["canonical"].as_str().unwrap().contains("carriage"))
    );
    assert_eq!(
        claims(folder.path(), &["--since", "2026-01-01"]),
        Vec::<Value>::new()
    );
    let empty = dateline(
        folder.path(),
        &["claims", "--db", "d.db", "--since", "2026-01-01"],
    );
    assert!(
        complaint(&empty).contains("leave one out"),
        "{}",
        complaint(&empty)
    );
    let page = dateline(folder.path(), &["claims", "--db", "d.db", "--single-source"]);
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("[about 120") || page.contains("[120"), "{page}");
}

#[test]
fn an_event_is_shown_with_its_stories_and_their_claims() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let found = lines(folder.path(), &["event", "1", "--db", "d.db", "--json"]);
    let event = &found[0];
    assert_eq!(
        (&event["story_count"], &event["articles"], &event["outlets"]),
        (&3.into(), &5.into(), &5.into())
    );
    assert_eq!(event["stories"][0]["first_outlet"], "reuters.example");
    assert!(!event["claims"].as_array().unwrap().is_empty());
    let page = dateline(folder.path(), &["event", "1", "--db", "d.db"]);
    let page = String::from_utf8(page.stdout).unwrap();
    for words in [
        "Event 1: Seven killed",
        "3 stories in 5 articles at 5 outlets",
        "What they state",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let none = dateline(folder.path(), &["event", "99", "--db", "d.db"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(complaint(&none).contains("no event 99"), "{}", complaint(&none));
}

#[test]
fn stories_joined_by_hand_are_one_report_and_split_again_two() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path());
    let reports = || {
        let found = claims(folder.path(), &["--kind", "quote"]);
        claim(&found, "carriage went over")["independent_reports"].clone()
    };
    let everything = || claims(folder.path(), &["--limit", "1000"]);
    let before = everything();
    for (arguments, expected) in [
        (vec!["story", "join", "2", "1", "--db", "d.db"], 1),
        (vec!["story", "split", "own", "--db", "d.db"], 2),
    ] {
        let edited = dateline(folder.path(), &arguments);
        assert_eq!(edited.status.code(), Some(0), "{}", complaint(&edited));
        assert_eq!(reports(), expected, "{arguments:?}");
    }
    let of = |claims: &[Value]| -> Vec<(Value, Value)> {
        let mut told: Vec<_> = claims
            .iter()
            .map(|claim| (claim["canonical"].clone(), claim["independent_reports"].clone()))
            .collect();
        told.sort_by_key(|(words, reports)| format!("{words} {reports}"));
        told
    };
    assert_eq!(of(&everything()), of(&before));
}

const EARLY: &str = "The tram left its track in Ellery at about 5:10 a.m. and at least seven people were killed, police \
    said.\n\nRescue of the driver from the wrecked tram took about 40 minutes, the fire brigade said.";

const ON_THE_HILL: &str = "Seven people were killed on the hill above Ellery harbour before dawn.\n\nIt was dark, and the \
    tram left its track at 5:10 a.m. near the mill. Rescue of the driver from the wrecked tram took 40 minutes.";

#[test]
fn times_are_claims_and_figures_are_shown_with_what_they_count() {
    let folder = tempfile::tempdir().unwrap();
    let lines: String = [
        ("early", "herald.example", EARLY),
        ("hill", "echo.example", ON_THE_HILL),
    ]
    .map(|(id, outlet, text)| {
        let title = "Seven killed in Ellery tram accident";
        json!({"id": id, "outlet": outlet, "published": "2025-03-14T08:00:00Z", "title": title, "text": text})
            .to_string()
            + "\n"
    })
    .concat();
    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    std::fs::write(folder.path().join("press.jsonl"), lines).unwrap();
    let ended = dateline(folder.path(), &["ingest", "press.jsonl", "--db", "d.db"]);
    assert_eq!(ended.status.code(), Some(0), "{}", complaint(&ended));
    let found = claims(folder.path(), &["--kind", "figure"]);
    for (words, value, unit) in [
        ("about 5:10 a.m.", 310.0, "clock"),
        ("about 40 minutes", 2_400.0, "duration"),
        ("at least seven people", 7.0, "person"),
    ] {
        let claim = claim(&found, words);
        assert_eq!(
            (&claim["value"], &claim["unit"], &claim["independent_reports"]),
            (&json!(value), &json!(unit), &json!(2)),
            "{words}"
        );
    }
}
