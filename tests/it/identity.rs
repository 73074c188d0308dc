//! Which entry is which, over many polls, through the parser and the store: `data/identity.tsv`.

use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use dateline::model::{PollObservation, PollOutcome, SkipDays, SkipHours, parse_instant};
use dateline::store::{self, FinishedPoll, NewFeed, ParsedEntry, PollRecorded, Store};
use dateline::{parse, poll};

fn noon() -> DateTime<Utc> {
    parse_instant("2025-03-20T12:00:00Z").unwrap()
}

/// The feed whose entries `notes` describes.
fn rss(notes: &str) -> String {
    let mut items = String::new();
    for note in notes.split(" | ").map(str::trim).filter(|note| !note.is_empty()) {
        items.push_str("<item>");
        for field in note.split(' ') {
            let (name, value) = field.split_once(':').unwrap();
            let value = value.replace('~', " ").replace('&', "&amp;");
            let _ = match name {
                "g" => write!(items, "<guid isPermaLink=\"false\">{value}</guid>"),
                "G" => write!(items, "<guid>{value}</guid>"),
                "l" => write!(items, "<link>{value}</link>"),
                "t" => write!(items, "<title>{value}</title>"),
                "d" => write!(items, "<pubDate>{value} Mar 2025 10:00:00 GMT</pubDate>"),
                "b" => write!(items, "<description>{value}</description>"),
                other => panic!("no field {other}: {note}"),
            };
        }
        items.push_str("</item>");
    }
    format!("<rss version=\"2.0\"><channel><title>N</title>{items}</channel></rss>")
}

/// The entries of a document as the daemon hands them to the store.
fn entries(document: &str, now: DateTime<Utc>) -> Vec<ParsedEntry> {
    let parsed = parse::feed::document(document.as_bytes(), None, "http://n.example/rss", now).unwrap();
    let entries = parsed.entries.into_iter();
    entries
        .map(|entry| ParsedEntry {
            content_hash: parse::content_hash(&entry),
            needs_page: false,
            page_host_key: None,
            link_key: entry.link.as_deref().and_then(parse::link_key),
            entry,
        })
        .collect()
}

/// Polls the one feed that is due, with this answer.
async fn poll_once(store: &dyn Store, document: &str, at: DateTime<Utc>) -> PollRecorded {
    let leased = store
        .lease_due_feeds(at, at + TimeDelta::minutes(2), 1)
        .await
        .unwrap();
    let feed = leased.into_iter().next().unwrap();
    let finished = FinishedPoll {
        observation: PollObservation {
            at,
            outcome: PollOutcome::Fetched,
            entries: 0,
            new_entries: 0,
            window_s: None,
            retry_after_s: None,
            max_age_s: None,
            soft_hint_s: None,
            skip_hours: SkipHours::default(),
            skip_days: SkipDays::default(),
            skip_broken_at: None,
            permanent_redirect: None,
            host_was_pressed: false,
        },
        outcome: PollOutcome::Fetched,
        http_status: Some(200),
        schedule: Arc::new(|feed, observed| {
            poll::schedule::next(&feed.history, observed, &poll::Settings::default(), 0.5)
        }),
        feed,
        started_at: at,
        duration_ms: 1,
        detail: None,
        bytes: 1,
        validators: None,
        body_sha256: None,
        feed_title: None,
        home_url: None,
        hints: None,
        entries: entries(document, at),
        entries_dropped: 0,
        kept_body: None,
        host_next_start_at: at,
    };
    store.finish_poll(finished).await.unwrap()
}

#[tokio::test]
async fn every_scenario_gives_no_double_and_no_wrong_merge() {
    let scenarios: Vec<Vec<&str>> = include_str!("data/identity.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
        .collect();
    assert!(scenarios.len() >= 60, "{} scenarios", scenarios.len());
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let store = store::open(db.to_str().unwrap(), noon()).await.unwrap();
    let mut wrong = Vec::new();
    let mut polls = 0;
    for (number, scenario) in scenarios.iter().enumerate() {
        let [name, documents, expected] = scenario[..] else {
            panic!("three columns: {scenario:?}")
        };
        // Each scenario has days of its own, so that only its feed is due.
        let start = noon() + TimeDelta::days(100 * i64::try_from(number).unwrap());
        let url = format!("http://n{number}.example/rss");
        let feed = NewFeed {
            host_key: poll::host_key(&url).unwrap(),
            url,
            title: None,
            tags: Vec::new(),
        };
        let feed_id = store.add_feed(feed, start).await.unwrap().feed_id;
        let mut counts = Vec::new();
        for (at, notes) in (1..).zip(documents.split("||")) {
            let recorded = poll_once(store.as_ref(), &rss(notes), start + TimeDelta::days(at)).await;
            counts.push(format!("{} {}", recorded.new_entries, recorded.changed_entries));
            polls += 1;
        }
        pause(&db, feed_id).await;
        let counts = counts.join(" || ");
        if counts != expected {
            wrong.push(format!("{name}: {counts}, expected {expected}"));
        }
    }
    store.close().await;
    assert_eq!(wrong, Vec::<String>::new(), "of {polls} polls");
}

/// Nobody asks for the feed any more: the next scenario has the scheduler for itself.
async fn pause(db: &std::path::Path, feed_id: i64) {
    use sqlx::Connection;
    let mut connection = sqlx::SqliteConnection::connect(&format!("sqlite:{}", db.display()))
        .await
        .unwrap();
    sqlx::query("UPDATE feed SET state = 'paused' WHERE feed_id = $1")
        .bind(feed_id)
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("UPDATE host SET due_at = NULL")
        .execute(&mut connection)
        .await
        .unwrap();
}
