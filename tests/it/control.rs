//! Commands beside a running daemon: what they write goes through it.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use crate::origin::{Origin, Reply};

/// A daemon that ends with the test.
pub struct Daemon {
    child: Child,
    folder: tempfile::TempDir,
    origin: Origin,
}

impl Daemon {
    /// Runs and has polled its first feed: lock and socket are there.
    async fn start() -> Self {
        Self::start_with("").await
    }

    /// The same with further tables of the configuration.
    pub async fn start_with(tables: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = "[net]\ncontact = \"https://example.org/bot\"\nallow_networks = [\"127.0.0.0/8\"]\n\
            [poll]\nfeed_host_gap_ms = 0\npage_host_gap_ms = 0\n";
        std::fs::write(folder.path().join("d.toml"), format!("{config}{tables}")).unwrap();
        let origin = Origin::start().await;
        origin.put("/first", Reply::Status(404));
        let first = format!(
            "<opml version=\"2.0\"><body><outline type=\"rss\" xmlUrl=\"{}\"/></body></opml>",
            origin.url("/first")
        );
        std::fs::write(folder.path().join("first.opml"), first).unwrap();
        let child = command(
            folder.path(),
            &["run", "--db", "d.db", "--no-pages", "--opml", "first.opml"],
        )
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
        origin.answered(1).await;
        Self {
            child,
            folder,
            origin,
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A client of our own making, greeted.
    fn connect(&self) -> (UnixStream, BufReader<UnixStream>) {
        let stream = UnixStream::connect(self.path().join("d.db.sock")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut answers = BufReader::new(stream.try_clone().unwrap());
        let hello = answer(&mut answers);
        assert_eq!(hello["protocol"], 1);
        assert_eq!(hello["pid"], self.child.id());
        (stream, answers)
    }

    /// Asks it to stop, in order.
    fn stop(&mut self) -> Option<i32> {
        let signalled = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(signalled.unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command
        .args(["--config", "d.toml"])
        .args(arguments)
        .current_dir(folder);
    command
}

pub fn dateline(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

pub fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn summary(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", complaint(output)))
}

fn answer(answers: &mut impl BufRead) -> Value {
    let mut line = String::new();
    answers.read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}"))
}

async fn rows(db: &Path, sql: &str) -> Vec<String> {
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
        .await
        .unwrap();
    sqlx::query(AssertSqlSafe(sql.to_owned()))
        .fetch_all(&mut connection)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Reports of their own, each with copies at three other outlets, two of them a little different.
pub fn archive(reports: usize) -> String {
    let mut lines = String::new();
    for n in 0..reports {
        let places = [
            "Ellery", "Corran", "Tarbet", "Luing", "Skelmor", "Fionn", "Ardvey",
        ];
        let (place, other) = (places[n % 7], places[(n / 7) % 7]);
        let report = format!(
            "Port {place}, March 14 (CoastPress) Harbour board {n} closed quay {} on Friday after divers found \
             {} cracked pillars under its northern end. The ferries to {other} leave from dock {} until further \
             notice, board {n} said. Repairs take {} weeks and cost {} thousand dollars. “We would rather close \
             quay {n} than lose one passenger,” harbour master number {n} said. Shop owners of {place} street {n} \
             fear for a season that begins on day {} of May, when some {} guests are expected in {other}.",
            n * 3 + 1,
            n + 2,
            n + 100,
            n % 40 + 3,
            n * 17 + 40,
            n % 28 + 1,
            n * 31 + 900
        );
        for (copy, outlet) in [
            "coastpress.example",
            "gazette.example",
            "nationpress.example",
            "herald.example",
        ]
        .iter()
        .enumerate()
        {
            let text = match copy {
                1 => report.replace("March 14 (CoastPress) ", ""),
                2 => report.replace("(CoastPress)", "(NationPress)"),
                3 => format!("{report} Readers of the Herald can write to us."),
                _ => report.clone(),
            };
            let item = serde_json::json!({
                "id": format!("{n}-{copy}"), "outlet": outlet, "url": format!("https://{outlet}/a/{n}"),
                "published": format!("2025-03-14T{:02}:{:02}:00Z", 8 + copy, n % 60),
                "title": format!("Quay {n} closed in {place}"), "text": text,
            });
            lines.push_str(&format!("{item}\n"));
            if n % 10 == 0 && copy == 0 {
                lines.push_str("\n  \n");
            }
        }
    }
    lines
}

const PLACEMENT: &str = "SELECT concat_ws('|', archive, external_id, story_id, relation, grade, origin_external_id, \
    possible_story_id) FROM v_placement ORDER BY article_id";

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_added_beside_a_running_daemon_is_polled_at_once() {
    let mut daemon = Daemon::start().await;
    daemon
        .origin
        .put_feed("/rss", &[("/a", "Quay closed", "The eastern quay is closed.")]);
    let rss = daemon.origin.url("/rss");
    let added = dateline(
        daemon.path(),
        &["feeds", "add", &rss, "ftp://no", "--tag", "coast", "--db", "d.db"],
    );
    assert_eq!(added.status.code(), Some(0), "{}", complaint(&added));
    assert!(
        complaint(&added).contains("1 added, 0 known already, 1 skipped"),
        "{}",
        complaint(&added)
    );
    let polled = tokio::time::timeout(Duration::from_secs(3), daemon.origin.answered(2)).await;
    assert!(
        polled.is_ok(),
        "without a hint the daemon looks every five seconds"
    );
    assert_eq!(daemon.origin.asked("/rss").len(), 1);

    let opml = format!(
        "<opml version=\"2.0\"><body><outline text=\"Coast\"><outline type=\"rss\" text=\"Two\" xmlUrl=\"{}\"/>\
         <outline type=\"rss\" xmlUrl=\"{rss}\"/></outline></body></opml>",
        daemon.origin.url("/two")
    );
    std::fs::write(daemon.path().join("more.opml"), opml).unwrap();
    let imported = dateline(daemon.path(), &["feeds", "import", "more.opml", "--db", "d.db"]);
    assert!(
        complaint(&imported).contains("1 added, 1 known already, 0 skipped"),
        "{}",
        complaint(&imported)
    );
    daemon.origin.answered(3).await;

    assert_eq!(daemon.stop(), Some(0));
    let db = daemon.path().join("d.db");
    let tags = rows(&db, "SELECT tags FROM feed WHERE feed_id > 1 ORDER BY feed_id").await;
    assert_eq!(tags, ["[\"coast\"]", "[\"Coast\"]"]);
    assert!(
        !daemon.path().join("d.db.sock").exists(),
        "the socket goes with the daemon"
    );
    let after = dateline(
        daemon.path(),
        &["feeds", "add", "http://one.example/rss", "--db", "d.db"],
    );
    assert_eq!(after.status.code(), Some(0), "then the command writes by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_through_the_daemon_gives_the_stories_of_one_ingested_directly() {
    let daemon = Daemon::start().await;
    let mut lines = archive(90);
    // What is no article is named by its line, also when it looks like a word of the protocol.
    lines.insert_str(0, "not json\n\"end\"\n  \"wait\"\n\n\u{feff}{}\n");
    std::fs::write(daemon.path().join("quays.jsonl"), &lines).unwrap();
    let through = dateline(
        daemon.path(),
        &["ingest", "quays.jsonl", "--db", "d.db", "--json"],
    );
    let directly = dateline(
        daemon.path(),
        &["ingest", "quays.jsonl", "--db", "e.db", "--json"],
    );
    let (mut one, mut other) = (summary(&through), summary(&directly));
    assert_eq!(one["new"], 360, "{one}");
    assert_eq!(one["rejected"], 4, "{one}");
    for summary in [&mut one, &mut other] {
        summary["seconds"] = Value::Null;
    }
    assert_eq!(one, other);
    let told: Vec<String> = complaint(&directly).lines().map(str::to_owned).collect();
    assert_eq!(told.len(), 4);
    assert!(told[3].starts_with("quays.jsonl:5: rejected"), "{told:?}");
    let through_told = complaint(&through);
    assert!(
        told.iter().all(|line| through_told.contains(line)),
        "{through_told}"
    );

    let placed = rows(&daemon.path().join("d.db"), PLACEMENT).await;
    assert_eq!(placed, rows(&daemon.path().join("e.db"), PLACEMENT).await);
    assert!(
        placed
            .iter()
            .any(|row| row.contains("|identical|") || row.contains("|edited|"))
    );

    let again = dateline(
        daemon.path(),
        &["ingest", "quays.jsonl", "--db", "d.db", "--json"],
    );
    assert_eq!(
        (
            summary(&again)["new"].as_u64(),
            summary(&again)["unchanged"].as_u64()
        ),
        (Some(0), Some(360))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_edited_beside_a_running_daemon_is_edited_by_it() {
    let mut daemon = Daemon::start().await;
    std::fs::write(daemon.path().join("quays.jsonl"), archive(2)).unwrap();
    let ingested = dateline(daemon.path(), &["ingest", "quays.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
    let split = dateline(
        daemon.path(),
        &["story", "split", "0-3", "--json", "--db", "d.db"],
    );
    assert_eq!(summary(&split)["articles"], 1, "{}", complaint(&split));
    let refused = dateline(daemon.path(), &["story", "join", "1", "1", "--db", "d.db"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        complaint(&refused).contains("cannot be joined with itself"),
        "{}",
        complaint(&refused)
    );
    let db = daemon.path().join("d.db");
    assert_eq!(daemon.stop(), Some(0));
    let edits = rows(&db, "SELECT kind || ' ' || outlet FROM v_story_edit").await;
    assert_eq!(edits.len(), 1, "{edits:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn entities_merged_beside_a_running_daemon_are_merged_by_it() {
    let mut daemon = Daemon::start().await;
    let texts = [
        "Kate Holt, director of the Nairobi Port Authority, told reporters in Nairobi that the quay stays shut.",
        "Katherine Holt, director of the Nairobi Port Authority, will leave in spring, the mayor of Nairobi said.",
    ];
    let lines = texts.iter().enumerate().map(|(n, text)| {
        let item = serde_json::json!({"id": n.to_string(), "outlet": "quay.example", "title": text, "text": text,
            "published": "2025-03-14T10:00:00Z"});
        format!("{item}\n")
    });
    std::fs::write(daemon.path().join("holt.jsonl"), lines.collect::<String>()).unwrap();
    let ingested = dateline(daemon.path(), &["ingest", "holt.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
    let entity = |arguments: &[&str]| {
        let all: Vec<&str> = [&["entity"], arguments, &["--db", "d.db"]].concat();
        dateline(daemon.path(), &all)
    };
    let merged = entity(&["merge", "Kate Holt", "Katherine Holt", "--by", "ana", "--json"]);
    assert_eq!(summary(&merged)["articles"], 1, "{}", complaint(&merged));
    assert!(complaint(&merged).contains("through the running daemon"));
    let again = entity(&["merge", "Kate Holt", "Katherine Holt"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(complaint(&again).contains("with itself"), "{}", complaint(&again));
    let db = daemon.path().join("d.db");
    assert_eq!(daemon.stop(), Some(0));
    let edits = rows(
        &db,
        "SELECT kind || ' ' || by_whom || ' ' || to_name FROM v_entity_edit",
    )
    .await;
    assert_eq!(edits, ["merge ana Katherine Holt"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_at_once_are_both_served() {
    let daemon = Daemon::start().await;
    std::fs::write(daemon.path().join("one.jsonl"), archive(40)).unwrap();
    std::fs::write(daemon.path().join("two.jsonl"), archive(40)).unwrap();
    let ingest = |name: &str| {
        command(daemon.path(), &["ingest", name, "--db", "d.db", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let clients = [ingest("one.jsonl"), ingest("two.jsonl")];
    for client in clients {
        let output = client.wait_with_output().unwrap();
        assert_eq!(summary(&output)["new"], 160);
    }
    let db = daemon.path().join("d.db");
    assert_eq!(
        rows(&db, "SELECT CAST(count(*) AS TEXT) FROM v_article").await,
        ["320"]
    );
    assert_eq!(rows(&db, "PRAGMA integrity_check").await, ["ok"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_dies_on_its_way_leaves_whole_batches_and_can_come_again() {
    let mut daemon = Daemon::start().await;
    let lines = archive(90);
    std::fs::write(daemon.path().join("quays.jsonl"), &lines).unwrap();
    let (mut client, mut answers) = daemon.connect();
    client
        .write_all(b"{\"request\":\"ingest_begin\",\"archive\":\"quays\",\"source\":\"quays.jsonl\"}\n")
        .unwrap();
    // Enough for one batch and a part of the next, cut within a line.
    let sent: String = lines.split_inclusive('\n').take(300).collect();
    client.write_all(&sent.as_bytes()[..sent.len() - 40]).unwrap();
    let progress = answer(&mut answers);
    assert_eq!(progress["totals"]["new"], 256, "{progress}");
    drop((client, answers));

    let again = dateline(
        daemon.path(),
        &["ingest", "quays.jsonl", "--db", "d.db", "--json"],
    );
    let again = summary(&again);
    assert_eq!(
        (again["unchanged"].as_u64(), again["new"].as_u64()),
        (Some(256), Some(104))
    );
    assert_eq!(daemon.stop(), Some(0));
    let db = daemon.path().join("d.db");
    let direct = dateline(daemon.path(), &["ingest", "quays.jsonl", "--db", "e.db"]);
    assert_eq!(direct.status.code(), Some(0));
    assert_eq!(
        rows(&db, PLACEMENT).await,
        rows(&daemon.path().join("e.db"), PLACEMENT).await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_stops_tells_its_clients_and_keeps_what_it_recorded() {
    let mut daemon = Daemon::start().await;
    let (mut client, mut answers) = daemon.connect();
    client
        .write_all(b"{\"request\":\"ingest_begin\",\"archive\":\"a\",\"source\":\"a.jsonl\"}\n\"wait\"\n")
        .unwrap();
    assert_eq!(answer(&mut answers)["answer"], "progress");
    let started = std::time::Instant::now();
    assert_eq!(daemon.stop(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(4));
    let last = answer(&mut answers);
    assert_eq!(
        (&last["answer"], &last["why"]),
        (&"failed".into(), &"stopping".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_on_the_socket_ends_its_own_connection_and_nothing_else() {
    let mut daemon = Daemon::start().await;
    for garbage in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        b"\0\xFF\xFE\n",
        b"{\"request\":\"drop_everything\"}\n",
        b"{\"request\":\"add_feeds\"}\n",
        b"[]\n",
        b"\n",
    ] {
        let (mut client, mut answers) = daemon.connect();
        client.write_all(garbage).unwrap();
        let last = answer(&mut answers);
        assert_eq!(last["why"], "bad_request", "{last}");
        let mut rest = Vec::new();
        answers.read_to_end(&mut rest).unwrap();
        assert!(rest.is_empty());
    }
    // A request deeper than any, one with no end, one nobody finishes.
    let (mut client, mut answers) = daemon.connect();
    client.write_all("[".repeat(1_000_000).as_bytes()).unwrap();
    client.write_all(b"\n").unwrap();
    assert_eq!(answer(&mut answers)["why"], "bad_request");
    let (mut client, mut answers) = daemon.connect();
    let megabyte = vec![b'x'; 1 << 20];
    let mut sent = 0;
    while sent < 40 && client.write_all(&megabyte).is_ok() {
        sent += 1;
    }
    assert_eq!(answer(&mut answers)["why"], "bad_request");
    drop(daemon.connect().0.write_all(b"{\"request\":\"pi"));
    // A word of the protocol that it does not have.
    let (mut client, mut answers) = daemon.connect();
    client
        .write_all(b"{\"request\":\"ingest_begin\",\"archive\":\"a\",\"source\":\"a\"}\n\"stop\"\n")
        .unwrap();
    assert_eq!(answer(&mut answers)["why"], "bad_request");

    // The places of those who have just gone are given back when the daemon gets to it.
    let ponged = (0..1_000).any(|_| {
        let (mut client, mut answers) = daemon.connect();
        let _ = client.write_all(b"{\"request\":\"ping\"}\n");
        answer(&mut answers)["answer"] == "pong"
    });
    assert!(ponged);
    assert_eq!(daemon.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_too_many_is_told_to_come_again() {
    let daemon = Daemon::start().await;
    let held: Vec<_> = (0..4).map(|_| daemon.connect()).collect();
    let refused = dateline(
        daemon.path(),
        &["feeds", "add", "http://one.example/rss", "--db", "d.db"],
    );
    assert_eq!(refused.status.code(), Some(75), "{}", complaint(&refused));
    assert!(
        complaint(&refused).contains("try again"),
        "{}",
        complaint(&refused)
    );
    drop(held);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_without_a_socket_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    let db = folder.path().join("d.db");
    let now = dateline::model::parse_instant("2025-03-14T12:00:00Z").unwrap();
    let held = dateline::store::open(db.to_str().unwrap(), now).await.unwrap();
    let pid = std::process::id();
    // A socket that a dead daemon left.
    drop(std::os::unix::net::UnixListener::bind(folder.path().join("d.db.sock")).unwrap());
    let refused = dateline(
        folder.path(),
        &["feeds", "add", "http://one.example/rss", "--db", "d.db"],
    );
    assert_eq!(refused.status.code(), Some(75));
    let words = complaint(&refused);
    assert!(
        words.contains(&format!("(pid {pid})"))
            && words.contains("d.db.sock")
            && words.contains("nobody listens"),
        "{words}"
    );
    held.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_again_beside_the_daemon_goes_through_it() {
    let mut daemon = Daemon::start().await;
    let folder = daemon.path().to_owned();
    std::fs::write(folder.join("quays.jsonl"), archive(20)).unwrap();
    let ingested = dateline(&folder, &["ingest", "quays.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
    let db = folder.join("d.db");
    let facts = "SELECT concat_ws('|', fact_id, article_id, kind, modality, text) FROM fact ORDER BY fact_id";
    let before = rows(&db, facts).await;

    let again = dateline(&folder, &["reread", "--db", "d.db", "--json"]);
    assert!(complaint(&again).contains("through the running daemon"));
    let run = summary(&again);
    assert_eq!(
        (&run["report"]["done"], &run["report"]["changed"]),
        (&80.into(), &0.into())
    );
    assert!(run["finished_at"].is_string(), "{run}");
    assert_eq!(rows(&db, facts).await, before);
    let refused = dateline(&folder, &["reread", "--db", "d.db", "--resume"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complaint(&refused).contains("the daemon refused: there is no reading again"));
    assert_eq!(daemon.stop(), Some(0));
}
