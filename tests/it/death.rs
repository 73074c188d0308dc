//! The process dies at a bad moment; the next one has everything, once.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use sqlx::{Connection, Row, SqliteConnection};

use crate::origin::Origin;

const FEEDS: usize = 12;
const ITEMS: usize = 15;

fn start(folder: &Path, arguments: &[&str]) -> Child {
    let config = "[net]\ncontact = \"https://example.org/bot\"\nallow_networks = [\"127.0.0.0/8\"]\n\
        [poll]\nfeed_host_gap_ms = 0\npage_host_gap_ms = 0\n";
    std::fs::write(folder.join("d.toml"), config).unwrap();
    Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["--config", "d.toml", "run", "--db", "d.db", "--no-pages"])
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

async fn number(db: &Path, sql: &'static str) -> i64 {
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
        .await
        .unwrap();
    sqlx::query(sql).fetch_one(&mut connection).await.unwrap().get(0)
}

/// An origin with feeds of distinct reports, and an OPML list of them in `folder`.
async fn press(folder: &Path) -> Origin {
    let origin = Origin::start().await;
    let mut outlines = String::new();
    for feed in 0..FEEDS {
        let texts: Vec<(String, String, String)> = (0..ITEMS)
            .map(|item| {
                let n = feed * ITEMS + item;
                let text = format!(
                    "Council {n} of district {feed} met on day {item} and spent {n}00 dollars on bridge {n}."
                );
                (format!("/a/{feed}/{item}"), format!("Bridge {n} approved"), text)
            })
            .collect();
        let items: Vec<(&str, &str, &str)> = texts
            .iter()
            .map(|(path, title, text)| (path.as_str(), title.as_str(), text.as_str()))
            .collect();
        origin.put_feed(&format!("/f/{feed}"), &items);
        outlines.push_str(&format!(
            "<outline type=\"rss\" xmlUrl=\"{}\"/>",
            origin.url(&format!("/f/{feed}"))
        ));
    }
    let opml = format!("<opml version=\"2.0\"><body>{outlines}</body></opml>");
    std::fs::write(folder.join("feeds.opml"), opml).unwrap();
    origin
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_poll_the_next_pass_has_every_item_once() {
    for polls_before_death in [1, 5, 9] {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("d.db");
        let origin = press(folder.path()).await;
        let mut child = start(folder.path(), &["--opml", "feeds.opml"]);
        origin.answered(polls_before_death).await;
        child.kill().unwrap();
        child.wait().unwrap();

        let again = start(folder.path(), &["--opml", "feeds.opml", "--once"])
            .wait()
            .unwrap();
        assert!(again.success());
        assert_eq!(
            number(
                &db,
                "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"
            )
            .await,
            0
        );
        let wanted = i64::try_from(FEEDS * ITEMS).unwrap();
        assert_eq!(number(&db, "SELECT count(*) FROM v_article").await, wanted);
        assert_eq!(
            number(&db, "SELECT count(DISTINCT url) FROM v_article").await,
            wanted
        );
        assert_eq!(
            number(&db, "SELECT count(*) FROM entry WHERE stage <> 'done'").await,
            0
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_daemon_is_refused_and_sigterm_ends_the_first_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let origin = press(folder.path()).await;
    let mut first = start(folder.path(), &["--opml", "feeds.opml"]);
    origin.answered(FEEDS).await;
    let second = start(folder.path(), &["--once"]).wait().unwrap();
    assert_eq!(second.code(), Some(75));

    let asked_to_stop = std::time::Instant::now();
    let signalled = Command::new("kill")
        .args(["-TERM", &first.id().to_string()])
        .status()
        .unwrap();
    assert!(signalled.success());
    let ended = tokio::task::spawn_blocking(move || first.wait().unwrap())
        .await
        .unwrap();
    assert_eq!(ended.code(), Some(0));
    assert!(asked_to_stop.elapsed() < std::time::Duration::from_secs(5));
}
