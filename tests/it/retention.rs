//! Whatever is given up, and at whatever age: every view is whole, and what comes again is known.

use std::path::Path;

use chrono::{DateTime, Utc};
use dateline::model::parse_instant;
use dateline::store::{self, Cuts, PrunePlace, PruneReport};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::control::{Daemon, complaint, dateline, summary};
use crate::origin::Origin;

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    path.to_str().unwrap().to_owned()
}

fn at(instant: &str) -> Option<DateTime<Utc>> {
    Some(parse_instant(instant).unwrap())
}

/// Lets one kind go before an instant, beside what goes already.
type Older = fn(Cuts, Option<DateTime<Utc>>) -> Cuts;

/// Three days of a press with what was edited since, and a feed that the daemon has polled, in `folder`.
struct Press {
    folder: tempfile::TempDir,
    origin: Origin,
}

impl Press {
    async fn new() -> Self {
        let press = Self {
            folder: tempfile::tempdir().unwrap(),
            origin: Origin::start().await,
        };
        let config = "[net]\ncontact = \"https://example.org/bot\"\nallow_networks = [\"127.0.0.0/8\"]\n\
            [poll]\nfeed_host_gap_ms = 0\n";
        std::fs::write(press.folder.path().join("d.toml"), config).unwrap();
        let quay = "The eastern quay of Port Ellery was closed on Friday, the harbour master said.";
        press.origin.put_feed("/rss", &[("/quay", "Quay closed", quay)]);
        let feeds = [press.origin.url("/rss"), press.origin.url("/missing")];
        press.run(&["ingest", &fixture("press.jsonl"), "--db", "whole.db"]);
        press.run(&[
            "ingest",
            &fixture("press-later.jsonl"),
            "--archive",
            "press",
            "--db",
            "whole.db",
        ]);
        press.run(&[
            "feeds",
            "add",
            "--as-given",
            &feeds[0],
            &feeds[1],
            "--db",
            "whole.db",
        ]);
        press.run(&["run", "--once", "--no-pages", "--db", "whole.db"]);
        press
    }

    fn run(&self, arguments: &[&str]) {
        let ended = dateline(self.folder.path(), arguments);
        assert!(ended.status.success(), "{arguments:?}: {}", complaint(&ended));
    }

    /// The same archives and the same feed once more.
    fn comes_again(&self, db: &Path) {
        let db = db.to_str().unwrap();
        self.run(&[
            "ingest",
            &fixture("press-later.jsonl"),
            "--archive",
            "press",
            "--db",
            db,
        ]);
        self.run(&["run", "--once", "--no-pages", "--db", db]);
    }
}

async fn prune(db: &Path, cuts: &Cuts, is_dry: bool) -> PruneReport {
    let store = store::open(db.to_str().unwrap(), cuts.now).await.unwrap();
    let (mut report, mut place) = (PruneReport::default(), Some(PrunePlace::start()));
    while let Some(at) = place {
        let step = store.prune(cuts, &at, is_dry).await.unwrap();
        report += step.pruned;
        place = step.next;
    }
    store.close().await;
    report
}

async fn open(db: &Path) -> SqliteConnection {
    let address = format!("sqlite:{}?mode=rw", db.display());
    SqliteConnection::connect(&address).await.unwrap()
}

async fn texts(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
        .fetch_all(connection)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{sql}"))
}

/// What holds of every store, whatever was given up.
async fn assert_whole(db: &Path, what: &str) {
    let mut file = open(db).await;
    for index in ["story_fts", "quote_fts"] {
        let check = format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
        let checked = sqlx::query(AssertSqlSafe(check)).execute(&mut file).await;
        assert!(checked.is_ok(), "{what}: {index}: {checked:?}");
    }
    let sound = texts(&mut file, "PRAGMA integrity_check").await;
    assert_eq!(sound, ["ok"], "{what}");
    for view in texts(&mut file, "SELECT name FROM sqlite_master WHERE type = 'view'").await {
        let rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {view}")))
            .fetch_all(&mut file)
            .await;
        assert!(rows.is_ok(), "{what}: {view}: {rows:?}");
    }
    for (law, wrong) in [
        ("foreign keys", "SELECT count(*) FROM pragma_foreign_key_check()"),
        (
            "spans of facts",
            "SELECT count(*) FROM v_fact f JOIN v_article a USING (article_id)
             WHERE substr(a.text, f.start_char + 1, f.end_char - f.start_char) <> f.text
                OR length(f.text) <> f.end_char - f.start_char",
        ),
        (
            "spans of credits",
            "SELECT count(*) FROM v_credit c JOIN v_article a USING (article_id)
             WHERE substr(a.text, c.start_char + 1, c.end_char - c.start_char) <> c.text",
        ),
        (
            "a text is null when it has been pruned, and only then",
            "SELECT count(*) FROM v_article WHERE (text IS NULL) <> (has_text = 0)",
        ),
        (
            "no facts but of articles that have them",
            "SELECT count(*) FROM v_fact JOIN v_article USING (article_id) WHERE has_facts = 0",
        ),
        (
            "a claim's articles are those of its sources",
            "SELECT count(*) FROM v_claim c WHERE articles <>
                 (SELECT count(DISTINCT article_id) FROM v_claim_source s WHERE s.claim_id = c.claim_id)",
        ),
        (
            "stories that state a fact can be counted",
            "SELECT count(*) FROM (SELECT f.fact_key, f.story_count, count(DISTINCT a.story_id) AS stories
                 FROM v_fact f JOIN v_article a USING (article_id) WHERE f.fact_key IS NOT NULL GROUP BY f.fact_key)
             WHERE story_count <> stories",
        ),
        (
            "entries that are not done have what they are read from",
            "SELECT count(*) FROM entry WHERE stage <> 'done' AND (raw_pruned_at IS NOT NULL OR length(raw) = 0)",
        ),
    ] {
        let found: i64 = sqlx::query_scalar(AssertSqlSafe(wrong))
            .fetch_one(&mut file)
            .await
            .unwrap_or_else(|error| panic!("{what}: {law}: {error}"));
        assert_eq!(found, 0, "{what}: {law}");
    }
    file.close().await.unwrap();
}

/// What must be the same whether something was given up or not.
async fn identity(db: &Path) -> Vec<String> {
    let mut file = open(db).await;
    let mut found = Vec::new();
    for sql in [
        "SELECT external_id || ' ' || story_id || ' ' || relation || ' ' || grade || ' ' || coalesce(possible_story_id, '')
         FROM v_placement ORDER BY external_id",
        "SELECT story_id || ' ' || title || ' ' || articles || ' ' || outlets || ' ' || origin_kind FROM v_story
         ORDER BY story_id",
        "SELECT article_id || ' ' || revision || ' ' || new_title FROM v_revision ORDER BY article_id, revision",
        "SELECT feed_id || ' ' || entry_key || ' ' || stage FROM entry ORDER BY entry_id",
        "SELECT article_id || ' ' || coalesce(event_id, '') FROM v_article ORDER BY article_id",
    ] {
        found.extend(texts(&mut file, sql).await);
    }
    file.close().await.unwrap();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_can_be_given_up_at_any_age_and_what_comes_again_is_known() {
    let press = Press::new().await;
    let original = press.folder.path().join("as-it-was.db");
    press.run(&["snapshot", "as-it-was.db", "--db", "whole.db"]);
    let copy = |name: &str| {
        let db = press.folder.path().join(name);
        std::fs::copy(&original, &db).unwrap();
        db
    };
    let whole = copy("kept.db");
    press.comes_again(&whole);
    let expected = identity(&whole).await;
    let far = at("2100-01-01T00:00:00Z");
    let none = Cuts::none(far.unwrap());
    let kinds: [(&str, Older); 6] = [
        ("raw", |cuts, raw| Cuts { raw, ..cuts }),
        ("old texts", |cuts, old_texts| Cuts { old_texts, ..cuts }),
        ("texts", |cuts, texts| Cuts { texts, ..cuts }),
        ("facts", |cuts, facts| Cuts { facts, ..cuts }),
        ("logs", |cuts, logs| Cuts { logs, ..cuts }),
        ("all", |cuts, all| Cuts {
            raw: all,
            old_texts: all,
            texts: all,
            facts: all,
            logs: all,
            ..cuts
        }),
    ];
    for (kind, of) in kinds {
        let db = copy(&format!("{}.db", kind.replace(' ', "-")));
        let mut all = PruneReport::default();
        for cut in [at("2025-03-13T12:00:00Z"), far] {
            let (what, cuts) = (format!("{kind} before {cut:?}"), of(none, cut));
            let would = prune(&db, &cuts, true).await;
            let did = prune(&db, &cuts, false).await;
            assert_eq!(did, would, "{what}");
            all += did;
            assert_whole(&db, &what).await;
            assert_eq!(
                prune(&db, &cuts, false).await,
                PruneReport::default(),
                "{what}, once more"
            );
        }
        assert!(all.total().rows > 0, "{kind}");
        press.comes_again(&db);
        assert_eq!(identity(&db).await, expected, "{kind}");
        assert_whole(&db, kind).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_counts_first_and_then_gives_up_what_it_counted() {
    let press = Press::new().await;
    let folder = press.folder.path();
    let nothing = dateline(folder, &["prune", "--db", "whole.db"]);
    assert!(nothing.status.success() && complaint(&nothing).contains("nothing is older"));
    let config = std::fs::read_to_string(folder.join("d.toml")).unwrap();
    let config = format!("{config}[retention]\ntext_days = 30\nfacts_days = 30\n");
    std::fs::write(folder.join("d.toml"), config).unwrap();
    let would = summary(&dateline(
        folder,
        &["prune", "--dry-run", "--json", "--db", "whole.db"],
    ));
    assert_eq!(would["dry_run"], true);
    assert!(would["texts"]["rows"].as_u64().unwrap() >= 40, "{would}");
    let did = summary(&dateline(folder, &["prune", "--json", "--db", "whole.db"]));
    for kind in ["texts", "old_texts", "facts", "claims", "raw"] {
        assert_eq!(did[kind], would[kind], "{kind}");
    }
    assert_eq!(did["raw"]["rows"], 0, "nothing is said of it");
    let again = dateline(folder, &["prune", "--db", "whole.db"]);
    assert!(complaint(&again).contains("nothing is older"));
    assert_whole(&folder.join("whole.db"), "pruned by command").await;
    // Those who show texts say where there is none any more.
    let explained = dateline(folder, &["explain", "2", "--db", "whole.db"]);
    let told = String::from_utf8_lossy(&explained.stdout).into_owned();
    assert!(
        explained.status.success() && told.contains("pruned for its age"),
        "{told}"
    );
    let found = dateline(folder, &["search", "quake", "--db", "whole.db"]);
    let told = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(
        found.status.success() && told.contains("its text has been pruned"),
        "{told}"
    );
    let shown = dateline(folder, &["story", "show", "1", "--db", "whole.db"]);
    assert!(shown.status.success(), "{}", complaint(&shown));
    let split = dateline(folder, &["story", "split", "2", "--db", "whole.db"]);
    assert!(
        complaint(&split).contains("pruned for their age"),
        "{}",
        complaint(&split)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_running_daemon_the_daemon_prunes_by_its_own_configuration() {
    let daemon = Daemon::start_with("[retention]\ntext_days = 30\n").await;
    let ingested = dateline(
        daemon.path(),
        &["ingest", &fixture("press.jsonl"), "--db", "d.db"],
    );
    assert!(ingested.status.success(), "{}", complaint(&ingested));
    let pruned = dateline(daemon.path(), &["prune", "--json", "--db", "d.db"]);
    assert!(
        complaint(&pruned).contains("through the running daemon"),
        "{}",
        complaint(&pruned)
    );
    assert_eq!(summary(&pruned)["texts"]["rows"], 42);
    assert_whole(&daemon.path().join("d.db"), "pruned through the daemon").await;
}
