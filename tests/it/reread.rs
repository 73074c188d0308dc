//! Kept articles read again: by the same rules nothing changes, by others what a fresh start would have given.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use dateline::config::Config;
use dateline::daemon::reread::Rereader;
use dateline::model::parse_instant;
use dateline::store::{self, RereadFilter, RereadStage};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use crate::control::{archive, complaint, dateline, summary};
use crate::origin::{Origin, Reply};

/// An agency that nobody listed when the archive came.
const COAST: &str = "[[agency]]\nid = \"coast\"\nname = \"CoastPress\"\nkind = \"agency\"\ncountry = \"GB\"\n\
    languages = [\"en\"]\ndomains = [\"coastpress.example\"]\ncredit_tokens = [\"CoastPress\"]\naliases = []\n";
/// A line that an outlet sets under story after story.
const NOTICE: &str = "Read 3 more stories of the harbours every morning at breakfast, with the Gazette.";

async fn open(db: &Path, mode: &str) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite:{}?mode={mode}", db.display()))
        .await
        .unwrap()
}

pub async fn texts(db: &Path, sql: &str) -> Vec<String> {
    let mut connection = open(db, "ro").await;
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned()))
        .fetch_all(&mut connection)
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn alter(db: &Path, statements: &[&'static str]) {
    let mut connection = open(db, "rw").await;
    for statement in statements {
        sqlx::query(*statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// Every row of every table, ids and all; what is kept of runs and starts is left out.
pub async fn dump(db: &Path) -> BTreeMap<String, Vec<String>> {
    let tables = texts(
        db,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('reread', 'meta')
         AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'",
    )
    .await;
    let mut dump = BTreeMap::new();
    for table in tables {
        let columns = format!(
            "SELECT group_concat('quote(\"' || name || '\")', ' || ''|'' || ') FROM pragma_table_info('{table}')"
        );
        let columns = texts(db, &columns).await.remove(0);
        let rows = texts(db, &format!("SELECT {columns} FROM \"{table}\" ORDER BY 1")).await;
        dump.insert(table, rows);
    }
    assert!(dump.values().map(Vec::len).sum::<usize>() > 100);
    dump
}

pub async fn assert_same(db: &Path, before: &BTreeMap<String, Vec<String>>, when: &str) {
    for (table, rows) in dump(db).await {
        assert_eq!(before.get(&table), Some(&rows), "{table}, {when}");
    }
}

pub fn reread(folder: &Path, more: &[&str]) -> Value {
    let mut arguments = vec!["reread", "--db", "d.db", "--json"];
    arguments.extend(more);
    let output = dateline(folder, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    summary(&output)
}

/// What reading and its consequences give, without numbers that depend on the order of writing.
const TOLD: [&str; 8] = [
    "SELECT concat_ws('|', external_id, title, byline, section, language, words, cited_agencies, dateline_place,
        dateline_on, text) FROM v_article ORDER BY 1",
    "SELECT concat_ws('|', external_id, story_id, event_id, relation, grade, origin_kind, origin_agency,
        likely_source_agency, relabelled, is_story_representative) FROM v_article ORDER BY 1",
    "SELECT concat_ws('|', a.external_id, c.agency, c.kind, c.text, c.confidence, c.start_char, c.end_char)
        FROM v_credit c JOIN article a USING (article_id) ORDER BY 1",
    "SELECT concat_ws('|', a.external_id, s.position, s.kind, s.start_char, s.end_char)
        FROM v_section s JOIN article a USING (article_id) ORDER BY 1",
    "SELECT concat_ws('|', a.external_id, m.field, m.value, m.source, m.position)
        FROM v_metadata m JOIN article a USING (article_id) ORDER BY 1",
    "SELECT concat_ws('|', a.external_id, f.kind, f.fact_key, f.text, f.attributed_to, f.via_agency, f.modality,
        f.sentence, f.start_char, f.end_char, f.story_count) FROM v_fact f JOIN article a USING (article_id) ORDER BY 1",
    "SELECT concat_ws('|', kind, canonical, value, unit, speaker, articles, outlets, independent_reports,
        independent_reports_max, primary_sources, conflict_kind) FROM v_claim ORDER BY 1",
    "SELECT concat_ws('|', outlet_key, agency_id, habit_articles, habit_rewritten) FROM outlet ORDER BY 1",
];

async fn told(db: &Path) -> Vec<Vec<String>> {
    let mut told = Vec::new();
    for sql in TOLD {
        told.push(texts(db, sql).await);
    }
    told
}

/// An archive of `reports` reports with copies; the Gazette's carry a notice from day to day.
fn press(reports: usize) -> String {
    let mut lines = String::new();
    for line in archive(reports).lines().filter(|line| !line.trim().is_empty()) {
        let mut item: Value = serde_json::from_str(line).unwrap();
        let n: usize = item["id"]
            .as_str()
            .unwrap()
            .split('-')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let day = 10 + n % 9;
        item["published"] = format!("2025-03-{day}T{:02}:00:00Z", 8 + n % 12).into();
        if item["outlet"] == "gazette.example" {
            item["text"] = format!("{}\n\n{NOTICE}", item["text"].as_str().unwrap()).into();
        }
        lines.push_str(&format!("{item}\n"));
    }
    lines
}

/// A folder with a store of that archive.
fn ingested(reports: usize, config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), config).unwrap();
    std::fs::write(folder.path().join("coast.toml"), COAST).unwrap();
    std::fs::write(folder.path().join("press.jsonl"), press(reports)).unwrap();
    let output = dateline(folder.path(), &["ingest", "press.jsonl", "--db", "d.db"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    folder
}

/// A folder with a copy of the store and of its configuration.
pub fn copied(folder: &tempfile::TempDir) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in ["d.toml", "coast.toml"] {
        std::fs::copy(folder.path().join(file), copy.path().join(file)).unwrap();
    }
    let place = copy.path().join("d.db").display().to_string();
    let output = dateline(folder.path(), &["snapshot", &place, "--db", "d.db"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    copy
}

const WITH_COAST: &str = "[agencies]\nextra = \"coast.toml\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn by_the_same_rules_nothing_in_the_store_changes() {
    let folder = ingested(6, "");
    let db = folder.path().join("d.db");
    let furniture = texts(&db, "SELECT text FROM v_boilerplate").await;
    assert_eq!(furniture, [NOTICE], "the archive teaches furniture");
    let before = dump(&db).await;
    for stage in ["read", "facts", "events", "stories", "read"] {
        if stage == "stories" {
            let foreseen = reread(folder.path(), &["--stage", stage, "--dry-run"]);
            assert_eq!(foreseen["report"]["changed"], 0, "{foreseen}");
        }
        let run = reread(folder.path(), &["--stage", stage]);
        assert_eq!(run["report"]["changed"], 0, "{run}");
        assert_eq!(run["report"]["claims"], 0, "{run}");
        assert_eq!(run["report"]["done"], run["total"], "{run}");
        assert_same(&db, &before, stage).await;
    }
    let status = reread(folder.path(), &["--status"]);
    assert_eq!(
        (&status["stage"], &status["report"]["from"]["text"]),
        (&"read".into(), &24.into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn by_other_rules_the_rows_are_those_of_a_fresh_start() {
    let folder = ingested(6, "");
    let db = folder.path().join("d.db");
    let ids = "SELECT concat_ws('|', article_id, story_id, event_id, revisions, external_id) FROM v_article ORDER BY 1";
    let revisions = "SELECT concat_ws('|', article_id, revision, seen_at, old_title, new_title, changed_words) FROM v_revision ORDER BY 1";
    let (ids_before, revisions_before) = (texts(&db, ids).await, texts(&db, revisions).await);
    std::fs::write(folder.path().join("d.toml"), WITH_COAST).unwrap();
    let before = dump(&db).await;
    let foreseen = reread(folder.path(), &["--dry-run"]);
    assert_same(&db, &before, "dry run").await;
    let run = reread(folder.path(), &[]);
    for key in [
        "changed",
        "credits",
        "credits_added",
        "facts",
        "facts_altered",
        "examples",
        "from",
    ] {
        assert_eq!(foreseen["report"][key], run["report"][key], "{key}");
    }
    assert!(run["report"]["credits"].as_u64().unwrap() >= 12, "{run}");
    assert_eq!(run["report"]["origins"], 6, "{run}");

    let fresh = ingested(6, WITH_COAST);
    let expected = told(&fresh.path().join("d.db")).await;
    for ((told, expected), sql) in told(&db).await.iter().zip(&expected).zip(TOLD) {
        assert_eq!(told, expected, "{sql}");
    }
    assert_eq!(texts(&db, ids).await, ids_before);
    assert_eq!(texts(&db, revisions).await, revisions_before);
    let after = dump(&db).await;
    assert_eq!(reread(folder.path(), &[])["report"]["changed"], 0);
    assert_same(&db, &after, "again").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_asked_for_is_read() {
    let folder = ingested(3, "");
    std::fs::write(folder.path().join("d.toml"), WITH_COAST).unwrap();
    let one = reread(folder.path(), &["--article", "1-0"]);
    assert_eq!((&one["total"], &one["report"]["done"]), (&1.into(), &1.into()));
    let outlet = reread(folder.path(), &["--outlet", "herald.example", "--dry-run"]);
    assert_eq!(outlet["total"], 3);
    let days = reread(
        folder.path(),
        &[
            "--since",
            "2025-03-11",
            "--until",
            "2025-03-12T00:00:00Z",
            "--dry-run",
        ],
    );
    assert_eq!(days["total"], 4);
    let lately = reread(folder.path(), &["--since", "1h", "--dry-run"]);
    assert_eq!(lately["total"], 0, "the archive is of March 2025");
    let wrong = dateline(folder.path(), &["reread", "--db", "d.db", "--since", "lately"]);
    assert_eq!(wrong.status.code(), Some(2));
    let nothing = dateline(folder.path(), &["reread", "--db", "d.db", "--resume"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(
        complaint(&nothing).contains("has not ended"),
        "{}",
        complaint(&nothing)
    );
}

const PARAGRAPHS: [&str; 5] = [
    "PORT ELLERY, March 14 (CoastPress) The harbour board closed the eastern quay on Friday after divers found 14 cracked pillars under its northern end.",
    "“We would rather close a quay than lose a passenger,” harbour master Ada Lindqvist told reporters in Port Ellery.",
    "Repairs will take six weeks and cost 240,000 dollars, the board said in a statement, and the ferries to Corran leave from the western dock until then.",
    "Shop owners of the harbour street fear for a season in which some 3,000 guests are expected in the town.",
    "The board had put the repairs off twice, according to Reuters, as the money went to a new ferry in 2023.",
];

const SCHOOL: [&str; 4] = [
    "Councillors of Tarbet put off their vote on the old school until April 9, as two of the seven were ill.",
    "“Nobody wants to see it sold in a hurry,” said council leader Morag Fionn, who has asked for a second valuation.",
    "The building of 1897 costs 61,000 pounds a year to heat and stands empty since its last 38 pupils moved to Luing.",
    "A brewery has offered to turn it into a museum of the island’s herring trade with flats for 12 families above it, the BBC reported.",
];

/// A store that has polled a feed of a teaser with a page, and of a full text.
async fn polled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let config = "[net]\ncontact = \"https://example.org/bot\"\nallow_networks = [\"127.0.0.0/8\"]\n\
        [poll]\nfeed_host_gap_ms = 0\npage_host_gap_ms = 0\n";
    std::fs::write(folder.path().join("d.toml"), config).unwrap();
    let origin = Origin::start().await;
    let full: String = SCHOOL.iter().map(|words| format!("<p>{words}</p>")).collect();
    origin.put_feed(
        "/rss",
        &[
            ("/quay", "Eastern quay closed", "The eastern quay is closed."),
            ("/school", "School vote put off", &full),
        ],
    );
    let paragraphs: String = PARAGRAPHS.iter().map(|words| format!("<p>{words}</p>")).collect();
    let page = format!(
        "<html lang=\"en\"><head><title>Eastern quay closed</title><meta name=\"author\" content=\"By Jo Roe, Reuters\">\
         </head><body><article><h1>Eastern quay closed</h1><figure><figcaption>The quay. Photo: A. Roe</figcaption>\
         </figure>{paragraphs}</article></body></html>"
    );
    let body = page.into_bytes();
    origin.put(
        "/quay",
        Reply::Document {
            content_type: "text/html",
            body,
        },
    );
    let outline = format!(
        "<opml version=\"2.0\"><body><outline type=\"rss\" xmlUrl=\"{}\"/></body></opml>",
        origin.url("/rss")
    );
    std::fs::write(folder.path().join("feeds.opml"), outline).unwrap();
    let path = folder.path().to_owned();
    let polled = tokio::task::spawn_blocking(move || {
        dateline(&path, &["run", "--once", "--db", "d.db", "--opml", "feeds.opml"])
    });
    let output = polled.await.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feeds_articles_are_read_from_their_pages_and_where_those_are_gone_from_the_stored_text() {
    let folder = polled().await;
    let db = folder.path().join("d.db");
    let froms = texts(&db, "SELECT text_from FROM v_article ORDER BY article_id").await;
    assert_eq!(froms, ["page", "feed"]);
    let before = dump(&db).await;
    let run = reread(folder.path(), &[]);
    assert_eq!(
        (&run["report"]["from"]["page"], &run["report"]["from"]["feed"]),
        (&1.into(), &1.into())
    );
    assert_same(&db, &before, "from raw input").await;
    let run = reread(folder.path(), &["--stage", "facts"]);
    assert_eq!(run["report"]["from"]["stored"], 2);
    assert_same(&db, &before, "facts from the stored text").await;

    alter(&db, &["DELETE FROM page"]).await;
    let before = dump(&db).await;
    let run = reread(folder.path(), &[]);
    assert_eq!(
        (&run["report"]["from"]["stored"], &run["report"]["from"]["feed"]),
        (&1.into(), &1.into())
    );
    assert_same(&db, &before, "without the page").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_older_rules_are_set_right_in_place() {
    let folder = polled().await;
    let db = folder.path().join("d.db");
    let expected = told(&db).await;
    let revisions =
        "SELECT concat_ws('|', article_id, revision, seen_at, changed_words) FROM v_revision ORDER BY 1";
    let revisions_before = texts(&db, revisions).await;
    let numbers = "SELECT concat_ws('|', fact_id, text) FROM fact WHERE kind = 'quote' ORDER BY 1";
    let quotes = texts(&db, numbers).await;
    alter(
        &db,
        &[
            "UPDATE revision SET title = 'Menu', text = 'Menu ' || text",
            "UPDATE fact SET attributed_to = 'nobody', modality = 'planned' WHERE kind = 'quote'",
            "UPDATE fact SET kind = 'date' WHERE fact_id = (SELECT max(fact_id) FROM fact WHERE kind = 'figure')",
            "DELETE FROM credit",
            "DELETE FROM section WHERE position > 0",
            "UPDATE article SET byline = 'Menu', words = 1, language = 'de'",
        ],
    )
    .await;
    let run = reread(folder.path(), &[]);
    assert_eq!(
        (&run["report"]["changed"], &run["report"]["text"]),
        (&2.into(), &2.into())
    );
    for ((told, expected), sql) in told(&db).await.iter().zip(&expected).zip(TOLD) {
        assert_eq!(told, expected, "{sql}");
    }
    assert_eq!(texts(&db, revisions).await, revisions_before);
    assert_eq!(texts(&db, numbers).await, quotes, "a quotation keeps its number");
    alter(
        &db,
        &[
            "INSERT INTO story_fts (story_fts, rank) VALUES ('integrity-check', 1)",
            "INSERT INTO quote_fts (quote_fts, rank) VALUES ('integrity-check', 1)",
        ],
    )
    .await;
    let broken = texts(&db, "SELECT \"table\" FROM pragma_foreign_key_check()").await;
    assert!(broken.is_empty(), "{broken:?}");
    let titles = texts(&db, "SELECT title FROM v_story ORDER BY story_id").await;
    assert_eq!(titles, ["Eastern quay closed", "School vote put off"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_cut_off_goes_on_where_it_was() {
    let folder = ingested(20, "");
    let db = folder.path().join("d.db");
    std::fs::write(folder.path().join("d.toml"), WITH_COAST).unwrap();
    let copy = copied(&folder);
    let mut config = Config::default();
    config.agencies.extra = Some(folder.path().join("coast.toml"));
    let reader = Rereader::new(&config).unwrap();
    let now = parse_instant("2025-04-01T00:00:00Z").unwrap();
    let store = store::open(&db.display().to_string(), now).await.unwrap();
    let task = reader.task(RereadStage::Read, RereadFilter::default());
    let begun = store.begin_reread(task.clone(), false, now).await.unwrap();
    let first = reader.step(store.as_ref(), &begun, now).await.unwrap();
    assert!(first.report.changed > 0 && first.report.done < 80, "{first:?}");
    assert!(
        reader.step(store.as_ref(), &begun, now).await.is_err(),
        "nobody writes a batch that another has written"
    );
    assert_eq!(store.begin_reread(task, false, now).await.unwrap(), first);
    store.close().await;

    let resumed = reread(folder.path(), &["--resume"]);
    assert_eq!(resumed["reread_id"], first.reread_id);
    assert_eq!(resumed["report"]["done"], 80);
    reread(copy.path(), &[]);
    assert_eq!(told(&db).await, told(&copy.path().join("d.db")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_it_ends_as_if_it_had_not_been() {
    let folder = ingested(20, "");
    let db = folder.path().join("d.db");
    std::fs::write(folder.path().join("d.toml"), WITH_COAST).unwrap();
    let copy = copied(&folder);
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["--config", "d.toml", "reread", "--db", "d.db"])
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
    let had_ended = !texts(&db, "SELECT started_at FROM reread WHERE finished_at IS NOT NULL")
        .await
        .is_empty();

    let again = reread(folder.path(), &[]);
    assert_eq!(again["report"]["done"], 80, "{again}");
    let runs = texts(&db, "SELECT started_at FROM reread").await.len();
    assert_eq!(runs, if had_ended { 2 } else { 1 }, "the same run goes on");
    reread(copy.path(), &[]);
    assert_eq!(told(&db).await, told(&copy.path().join("d.db")).await);
    let broken = texts(
        &db,
        "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    )
    .await;
    assert!(broken.is_empty(), "{broken:?}");
}
