//! The analyst's tools: query, search, snapshot, try, man.

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

async fn ask(db: &str, sql: &str, time_max: Duration) -> (Result<QueryEnd, QueryError>, Vec<Vec<Cell>>) {
    let limits = QueryLimits {
        rows_max: 100,
        time_max,
    };
    let mut rows = Rows::default();
    let ended = store::query(db, sql, limits, &mut rows).await;
    (ended, rows.0)
}

/// The store of [`store`], in a folder whose other files are counted.
async fn refusals(cases: &[(String, &str)]) {
    let folder = store();
    let db = folder.path().join("x.db");
    let db = db.to_str().unwrap();
    let files = || std::fs::read_dir(folder.path()).unwrap().count();
    let (bytes, count) = (std::fs::read(db).unwrap(), files());
    for (sql, words) in cases {
        let (ended, rows) = ask(db, sql, Duration::from_secs(5)).await;
        let shown: String = sql.chars().take(80).collect();
        let Err(error) = ended else {
            panic!("{shown} was not refused, and gave {rows:?}");
        };
        assert!(error.to_string().contains(words), "{shown}: {error}");
    }
    assert!(std::fs::read(db).unwrap() == bytes, "the file has changed");
    assert_eq!(files(), count, "files have appeared");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_cannot_change_anything() {
    let cases = [
        ("DELETE FROM article", "it writes"),
        ("WITH x AS (SELECT 1) UPDATE article SET url = 'x'", "it writes"),
        ("INSERT INTO meta VALUES ('a', 'b') RETURNING key", "it writes"),
        ("EXPLAIN DELETE FROM article", "it writes"),
        (
            "INSERT INTO story_fts (story_fts) VALUES ('optimize')",
            "it writes",
        ),
        ("CREATE TABLE t (x)", "it writes"),
        ("CREATE VIRTUAL TABLE t USING fts5 (x)", "it writes"),
        ("DROP VIEW v_article", "it writes"),
        ("ALTER TABLE article RENAME TO a", "it writes"),
        ("REINDEX", "it writes"),
        ("ANALYZE", "it writes"),
        ("VACUUM", "it writes"),
        ("VACUUM INTO 'y.db'", "it writes"),
        ("CREATE TEMP TABLE t AS SELECT 1", "temporary"),
        ("CREATE TEMP VIEW t AS SELECT 1", "temporary"),
        ("ATTACH 'x.db' AS y", "ATTACH"),
        ("ATTACH ':memory:' AS y", "ATTACH"),
        ("DETACH main", "ATTACH"),
        ("BEGIN IMMEDIATE", "transactions"),
        ("SAVEPOINT s", "transactions"),
        ("PRAGMA user_version = 99", "not set"),
        ("PRAGMA query_only = 0", "not set"),
        ("PRAGMA writable_schema = 1", "switched off"),
        ("PRAGMA journal_mode = delete", "switched off"),
        ("PRAGMA wal_checkpoint(TRUNCATE)", "switched off"),
        ("PRAGMA optimize", "switched off"),
        ("PRAGMA temp_store_directory = '/tmp'", "switched off"),
        ("SELECT load_extension('x')", "load_extension"),
        ("SELECT 1; DROP TABLE article", "one statement"),
        ("SELECT 1; nonsense", "one statement"),
        ("; SELECT 1; SELECT 2", "one statement"),
        ("SELECT $1", "parameters"),
        ("SELECT 1 \0; DROP TABLE article", "NUL"),
        ("  -- nothing\n", "no SQL"),
    ];
    refusals(&cases.map(|(sql, words)| (sql.to_owned(), words))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_grows_too_large_is_refused() {
    let sum = |terms: usize| format!("SELECT 1{}", " + 1".repeat(terms));
    let union = format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(200));
    let long = format!("SELECT '{}'", "x".repeat(200_000));
    let cases = [
        ("SELECT hex(randomblob(200000000))".to_owned(), "more than 10 MB"),
        ("SELECT zeroblob(2000000000)".to_owned(), "more than 10 MB"),
        (
            "SELECT group_concat(hex(zeroblob(2000000))) FROM article".to_owned(),
            "more than 10 MB",
        ),
        (
            "SELECT replace(hex(zeroblob(4900000)), '00', hex(zeroblob(999)))".to_owned(),
            "more than 10 MB",
        ),
        (sum(2_000), "maximum depth"),
        (union, "too many terms"),
        (long, "longer than"),
        (format!("SELECT 'x' LIKE '{}'", "%a".repeat(2_000)), "too complex"),
    ];
    refusals(&cases).await;
    let folder = store();
    let db = folder.path().join("x.db");
    // This one says nothing of its size: SQLite gives null in the place of what would be too long.
    let (_, rows) = ask(
        db.to_str().unwrap(),
        "SELECT printf('%.*c', 900000000, 'x')",
        Duration::from_secs(5),
    )
    .await;
    assert_eq!(rows, [vec![Cell::Null]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_does_not_end_is_ended_in_time() {
    let folder = store();
    let db = folder.path().join("x.db");
    let count = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)";
    let blobs = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT length(hex(randomblob(4000000))) FROM c)";
    let (time_max, grace) = (Duration::from_millis(200), Duration::from_millis(200));
    for sql in [
        format!("{count} SELECT count(*) FROM c"),
        format!("{count} SELECT x FROM c ORDER BY -x"),
        format!("{blobs} SELECT sum(x) FROM c"),
        "SELECT count(*) FROM dictionary a, dictionary b, dictionary c, dictionary d, dictionary e"
            .to_owned(),
    ] {
        // Other tests may keep the cores from us; the limit holds if it is kept once.
        let kept = (0..5).any(|_| {
            let started = Instant::now();
            let asked = ask(db.to_str().unwrap(), &sql, time_max);
            let (ended, _) =
                tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(asked));
            assert!(
                matches!(ended, Err(QueryError::TimedOut { .. })),
                "{sql}: {ended:?}"
            );
            started.elapsed() < time_max + grace
        });
        assert!(
            kept,
            "{sql} took longer than {time_max:?} and {grace:?}, five times"
        );
    }
}

#[test]
fn a_single_instruction_that_does_not_end_does_not_hold_up_the_program() {
    let folder = store();
    // Compares five megabytes at each of five million places, in one instruction.
    let sql = "SELECT instr(replace(hex(zeroblob(4900000)), '0', 'a'), replace(hex(zeroblob(2000000)), '0', 'a') || 'b')";
    let started = Instant::now();
    let output = dateline(
        folder.path(),
        &["query", sql, "--db", "x.db", "--timeout", "200ms"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        complaint(&output).contains("stopped after 200ms"),
        "{}",
        complaint(&output)
    );
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_query_ends_at_ctrl_c() {
    let folder = store();
    let sql = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c WHERE x = 1 OR x < 0";
    let mut child = command(
        folder.path(),
        &["query", sql, "--db", "x.db", "--json", "--timeout", "10m"],
    )
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let mut rows = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    rows.read_line(&mut first).unwrap();
    assert_eq!(first, "{\"x\":1}\n");
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut rest = String::new();
    rows.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_analysts_ask_is_not_in_the_way_of_the_fence() {
    let folder = store();
    let db = folder.path().join("x.db");
    for sql in [
        "SELECT s.title FROM v_story s JOIN story_fts f ON f.rowid = s.story_id WHERE story_fts MATCH 'quay'",
        "SELECT * FROM v_fact; -- and no more",
        "PRAGMA table_list",
        "SELECT name FROM pragma_table_info('v_article')",
        "PRAGMA quick_check",
        "PRAGMA user_version",
        "EXPLAIN QUERY PLAN SELECT * FROM v_copy",
        "SELECT median(words), sqrt(2), json_group_array(outlet) FROM v_article",
        "SELECT outlet, row_number() OVER (ORDER BY words DESC) FROM v_article",
        "VALUES (1, 'a'), (2, 'b')",
        "\u{a0}SELECT 1".trim(),
    ] {
        let (ended, rows) = ask(db.to_str().unwrap(), sql, Duration::from_secs(30)).await;
        assert!(ended.is_ok() && !rows.is_empty(), "{sql}: {ended:?}");
    }
    let (ended, _) = ask(
        db.to_str().unwrap(),
        "SELECT * FROM v_storys",
        Duration::from_secs(30),
    )
    .await;
    assert!(ended.unwrap_err().to_string().contains("did you mean `v_story`?"));
    let (ended, rows) = ask(
        db.to_str().unwrap(),
        "SELECT a.article_id FROM article a, article b, article c, article d",
        Duration::from_secs(30),
    )
    .await;
    let end = ended.unwrap();
    assert_eq!((end.rows, end.is_cut, rows.len()), (100, true, 100));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_works_beside_a_writer_and_sees_what_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("x.db");
    let db = db.to_str().unwrap();
    let now = dateline::model::parse_instant("2025-03-14T12:00:00Z").unwrap();
    let writing = store::open(db, now).await.unwrap();
    let feed = |number: u32| store::NewFeed {
        url: format!("https://feed{number}.example/rss"),
        host_key: format!("feed{number}.example"),
        title: None,
        tags: Vec::new(),
    };
    for number in 0..5 {
        writing.add_feed(feed(number), now).await.unwrap();
        let (ended, rows) = ask(db, "SELECT count(*) FROM feed", Duration::from_secs(30)).await;
        ended.unwrap();
        assert_eq!(rows, [vec![Cell::Integer(i64::from(number) + 1)]]);
    }
    writing.close().await;
}

#[test]
fn each_form_says_the_same_in_its_own_way() {
    let folder = store();
    let sql = "SELECT title AS \"=t\", -1 AS n, NULL AS e, x'00ff' AS b, '-2.5' AS s, char(27) || '[2J' AS c \
        FROM v_article WHERE external_id = 2";
    let ask = |form: &str| dateline(folder.path(), &["query", sql, "--db", "x.db", "--format", form]);
    assert_eq!(
        out(&ask("csv")),
        "'=t,n,e,b,s,c\r\n'=1+1 quay,-1,,00ff,-2.5,\u{1b}[2J\r\n"
    );
    let line =
        "{\"=t\":\"=1+1 quay\",\"n\":-1,\"e\":null,\"b\":\"00ff\",\"s\":\"-2.5\",\"c\":\"\\u001b[2J\"}";
    assert_eq!(out(&ask("jsonl")), format!("{line}\n"));
    assert_eq!(out(&ask("json")), format!("[\n{line}\n]\n"));
    let table = out(&ask("table"));
    assert!(
        table.contains("=1+1 quay") && table.contains("<2 bytes>") && table.contains("␛[2J"),
        "{table}"
    );
    assert!(!table.contains('\u{1b}'));
    let none = |form: &str| {
        let sql = "SELECT title, words FROM v_article WHERE 0";
        out(&dateline(
            folder.path(),
            &["query", sql, "--db", "x.db", "--format", form],
        ))
    };
    assert_eq!(
        (
            none("csv").as_str(),
            none("jsonl").as_str(),
            none("json").as_str()
        ),
        ("title,words\r\n", "", "[]\n")
    );
    assert!(none("table").starts_with("title  words"));
}

#[test]
fn the_sql_may_come_from_a_file_or_standard_input_and_rows_may_be_limited() {
    let folder = store();
    std::fs::write(
        folder.path().join("q.sql"),
        "\u{feff}SELECT outlet\nFROM v_article ORDER BY 1\n",
    )
    .unwrap();
    let from_file = dateline(
        folder.path(),
        &[
            "query",
            "--file",
            "q.sql",
            "--db",
            "x.db",
            "--json",
            "--max-rows",
            "2",
        ],
    );
    assert_eq!(
        out(&from_file),
        "{\"outlet\":\"capital.example\"}\n{\"outlet\":\"coast.example\"}\n"
    );
    assert!(complaint(&from_file).contains("stopped after 2 rows"));
    let mut child = command(folder.path(), &["query", "--db", "x.db", "--format", "csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"SELECT 1 AS one").unwrap();
    assert_eq!(out(&child.wait_with_output().unwrap()), "one\r\n1\r\n");
    let wrong = dateline(folder.path(), &["query", "SELECT\nFORM", "--db", "x.db"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        complaint(&wrong).contains("(line 2, column "),
        "{}",
        complaint(&wrong)
    );
    assert_eq!(
        dateline(folder.path(), &["query", "SELECT 1", "--db", "no.db"])
            .status
            .code(),
        Some(78)
    );
}

#[test]
fn words_find_stories_and_quotations_and_what_only_copies_say() {
    let folder = store();
    let lines = |arguments: &[&str]| -> Vec<Value> {
        let mut all = vec!["search", "--db", "x.db", "--json"];
        all.extend(arguments);
        let output = dateline(folder.path(), &all);
        assert!(output.status.success(), "{}", complaint(&output));
        out(&output)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let stories = lines(&["QUAY", "\"eastern quay\"", "repair*"]);
    assert_eq!(stories.len(), 1, "{stories:?}");
    let story = &stories[0];
    assert_eq!(
        (story["articles"].as_i64(), story["first_outlet"].as_str()),
        (Some(3), Some("coast.example"))
    );
    assert_eq!(story["outlet_names"].as_array().unwrap().len(), 3);
    assert!(story["snippet"].as_str().unwrap().contains("quay]"), "{story}");
    let quotes = lines(&["--quotes", "\"good day\""]);
    assert_eq!(quotes[0]["outlet"], "capital.example");
    assert!(quotes[0]["speaker"].as_str().unwrap().contains("Arden"));
    assert_eq!(lines(&["--quotes", "calder"])[0]["kind"], "quote");
    assert!(lines(&["tram"]).is_empty());
    let copies = lines(&["--copies", "CAFE", "tram"]);
    assert_eq!((copies.len(), copies[0]["kind"].as_str()), (1, Some("copy")));
    assert_eq!(copies[0]["outlet"], "morning.example");
    assert!(copies[0]["snippet"].as_str().unwrap().contains("[tram]"));
    // A story that matches itself is not told again through its copies.
    assert!(
        lines(&["--copies", "pillars"])
            .iter()
            .all(|hit| hit["kind"] == "story")
    );
    assert_eq!(lines(&["--raw", "quay NOT law"]).len(), 1);
}

#[test]
fn a_search_cannot_be_misspelt_unless_it_is_raw() {
    let folder = store();
    for words in [
        "\"", "(", "quay AND", "title:", "NEAR(", "*", "a\"b*c", "^quay", "-quay", "{x} : y",
    ] {
        let output = dateline(folder.path(), &["search", "--db", "x.db", "--", words]);
        let complaint = complaint(&output);
        assert!(
            output.status.success() || complaint.contains("no word to search for"),
            "{words}: {complaint}"
        );
    }
    let raw = dateline(folder.path(), &["search", "--db", "x.db", "--raw", "quay AND ("]);
    assert_eq!(raw.status.code(), Some(1));
    assert!(
        complaint(&raw).contains("not a search expression: syntax error"),
        "{}",
        complaint(&raw)
    );
    let told = out(&dateline(folder.path(), &["search", "--db", "x.db", "quay"]));
    assert!(
        told.contains("3 articles in 3 outlets (coast.example, daily.example, morning.example)"),
        "{told}"
    );
}

#[test]
fn a_snapshot_is_whole_opens_anywhere_and_replaces_nothing_unasked() {
    let folder = store();
    let snapshot = |arguments: &[&str]| {
        let mut all = vec!["snapshot", "--db", "x.db", "--json"];
        all.extend(arguments);
        dateline(folder.path(), &all)
    };
    let first = snapshot(&["copy.db"]);
    assert!(first.status.success(), "{}", complaint(&first));
    let summary: Value = serde_json::from_str(&out(&first)).unwrap();
    assert_eq!(
        (summary["articles"].as_i64(), summary["stories"].as_i64()),
        (Some(4), Some(2))
    );
    let bytes = std::fs::read(folder.path().join("copy.db")).unwrap();
    assert_eq!(summary["bytes"].as_u64(), Some(bytes.len() as u64));
    assert_eq!((bytes[18], bytes[19]), (1, 1), "the header asks for a WAL");
    let names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("copy.db"))
        .collect();
    assert_eq!(names, ["copy.db"]);
    let again = snapshot(&["copy.db"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(complaint(&again).contains("--force"), "{}", complaint(&again));
    assert!(snapshot(&["copy.db", "--force"]).status.success());
    let asked = dateline(
        folder.path(),
        &[
            "query",
            "SELECT count(*) FROM v_article",
            "--db",
            "copy.db",
            "--json",
        ],
    );
    assert_eq!(out(&asked), "{\"count(*)\":4}\n", "{}", complaint(&asked));
    for (target, words) in [
        ("./x.db", "the store itself"),
        (".", "a directory"),
        ("no/where.db", "directory does not exist"),
    ] {
        let refused = snapshot(&[target, "--force"]);
        assert!(
            complaint(&refused).contains(words),
            "{target}: {}",
            complaint(&refused)
        );
    }
    std::fs::write(folder.path().join("used.db-wal"), "x").unwrap();
    assert!(complaint(&snapshot(&["used.db"])).contains("used.db-wal is beside it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_is_made_beside_a_writer() {
    let folder = store();
    let db = folder.path().join("x.db");
    let now = dateline::model::parse_instant("2025-03-16T12:00:00Z").unwrap();
    let writing = store::open(db.to_str().unwrap(), now).await.unwrap();
    let copy = folder.path().join("copy.db");
    let snapshot = store::snapshot(db.to_str().unwrap(), &copy, false, &|_, _| {})
        .await
        .unwrap();
    assert_eq!(snapshot.articles, 4);
    writing.make_all_due(now).await.unwrap();
    writing.close().await;
}

fn try_config(folder: &Path) {
    let config = "[net]\nallow_networks = [\"127.0.0.0/8\"]\n[poll]\npage_host_gap_ms = 0\n";
    std::fs::write(folder.join("try.toml"), config).unwrap();
}

async fn press() -> Origin {
    let origin = Origin::start().await;
    origin.put_feed("/rss", &[("/quay", "Eastern quay closed", "The quay is closed.")]);
    let paragraphs: String = REPORT
        .split(". ")
        .map(|sentence| format!("<p>{sentence}.</p>"))
        .collect();
    let page =
        format!("<html><body><article><h1>Eastern quay closed</h1>{paragraphs}</article></body></html>");
    origin.put(
        "/quay",
        Reply::Document {
            content_type: "text/html",
            body: page.into_bytes(),
        },
    );
    origin
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_a_feed_shows_its_entries_and_reads_as_many_as_asked() {
    let folder = tempfile::tempdir().unwrap();
    try_config(folder.path());
    let origin = press().await;
    let url = origin.url("/rss");
    let tried = |arguments: &[&str]| {
        let mut all = vec!["--config", "try.toml", "try", &url];
        all.extend(arguments);
        tokio::task::block_in_place(|| dateline(folder.path(), &all))
    };
    let entries = tried(&[]);
    assert!(entries.status.success(), "{}", complaint(&entries));
    let told = out(&entries);
    assert!(
        told.contains("The Harbour Post") && told.contains("1 would be read from their page"),
        "{told}"
    );
    assert!(
        told.contains("2025-03-14T10:00:00Z  ok       page  Eastern quay closed"),
        "{told}"
    );
    assert!(complaint(&entries).contains("net.contact is empty"));
    assert!(origin.asked("/quay").is_empty());
    let read = tried(&["--pages", "3", "--json"]);
    let found: Value = serde_json::from_str(&out(&read)).unwrap();
    let article = &found["articles"][0];
    assert_eq!(article["article"]["text_from"], "page");
    assert!(
        article["article"]["text"]
            .as_str()
            .unwrap()
            .contains("eleven weeks")
    );
    assert_eq!(found["feed"]["entries"][0]["wants_page"], true);
    assert_eq!(origin.asked("/quay").len(), 1);
    assert!(!folder.path().join("dateline.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_a_page_reads_it_by_leave_of_its_robots_txt() {
    let folder = tempfile::tempdir().unwrap();
    try_config(folder.path());
    let origin = press().await;
    let tried = |url: &str, config: &[&str]| {
        let mut all = config.to_vec();
        all.extend(["try", url]);
        tokio::task::block_in_place(|| dateline(folder.path(), &all))
    };
    let config = ["--config", "try.toml"];
    let page = tried(&origin.url("/quay"), &config);
    let told = out(&page);
    assert!(
        told.starts_with("Eastern quay closed\n"),
        "{told}{}",
        complaint(&page)
    );
    assert!(
        told.contains("facts") && told.contains("quote") && told.contains("from the page"),
        "{told}"
    );
    assert_eq!(origin.asked("/robots.txt").len(), 1);
    let refused = tried(&origin.url("/quay"), &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        complaint(&refused).contains("address_refused"),
        "{}",
        complaint(&refused)
    );
    let missing = tried(&origin.url("/nothing"), &config);
    assert!(
        complaint(&missing).contains("not_found"),
        "{}",
        complaint(&missing)
    );
}

#[test]
fn trying_a_file_goes_by_what_is_in_it() {
    let folder = store();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.txt", REPORT);
    write(
        "page",
        &format!("<html><body><h1>Quay</h1><p>{REPORT}</p></body></html>"),
    );
    write(
        "feed",
        "<rss version=\"2.0\"><channel><title>Post\u{9b}</title><item><title>One</title><guid>1</guid></item></channel></rss>",
    );
    let tried = |name: &str| -> Value {
        let output = dateline(folder.path(), &["try", name, "--json"]);
        assert!(output.status.success(), "{}", complaint(&output));
        serde_json::from_str(&out(&output)).unwrap()
    };
    assert_eq!(tried("a.txt")["articles"][0]["article"]["text"], REPORT);
    assert!(
        tried("page")["articles"][0]["article"]["text"]
            .as_str()
            .unwrap()
            .contains("eleven weeks")
    );
    assert_eq!(tried("feed")["feed"]["entries"][0]["title"], "One");
    let archive = tried("news.jsonl");
    assert_eq!(archive["articles"].as_array().unwrap().len(), 3);
    assert_eq!(archive["articles"][0]["outlet"]["key"], "coast.example");
    let nothing = dateline(folder.path(), &["try", "no-such-thing"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(
        complaint(&nothing).contains("no address"),
        "{}",
        complaint(&nothing)
    );
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
