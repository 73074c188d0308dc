//! The whole way: a press on loopback, the real daemon, the file an analyst opens.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use dateline::config::Config;
use dateline::daemon::{self, Clock, Mode, Progress};
use dateline::model::parse_instant;
use dateline::store;
use sqlx::{Connection, Row, SqliteConnection};
use tokio_util::sync::CancellationToken;

use crate::origin::{Origin, Reply};

const TEXT: &str = "The harbour authority of Port Ellery closed the eastern quay on Friday after engineers found \
    cracks in three of its forty supporting pillars. Ferries to the outer islands leave from the fishing dock \
    until further notice, the authority said. Repairs are expected to take eleven weeks and to cost about \
    2.4 million dollars. “We would rather close one quay than lose one passenger,” harbour master Ines Calder \
    said. Freight is not affected. The quay was last repaired in 2011, when a storm had torn away part of its \
    railing. Shop owners on the promenade fear for the season, which begins in May. The town council meets on \
    Monday to speak about compensation for the boat operators, who carry some 90,000 guests a year to the \
    islands. The regional government has promised to send two of its own engineers.";

pub fn noon() -> DateTime<Utc> {
    parse_instant("2025-03-14T12:00:00Z").unwrap()
}

pub fn config() -> Config {
    let mut config = Config::default();
    config.net.contact = "https://example.org/bot".into();
    config.net.allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
    config.poll.feed_host_gap_ms = 0;
    config.poll.page_host_gap_ms = 0;
    config
}

/// One pass over `feeds` at `now`; counters of the pass.
pub async fn pass(db: &Path, config: Config, feeds: &[String], now: DateTime<Utc>) -> Arc<Progress> {
    let store = store::open(db.to_str().unwrap(), now).await.unwrap();
    for url in feeds {
        let host_key = dateline::poll::host_key(url).unwrap();
        let feed = store::NewFeed {
            url: url.clone(),
            host_key,
            title: None,
            tags: Vec::new(),
        };
        store.add_feed(feed, now).await.unwrap();
    }
    let progress = Arc::new(Progress::default());
    let clock = Clock::from_fn(move || now);
    let stop = CancellationToken::new();
    daemon::run(
        Arc::new(config),
        store,
        clock,
        Mode::Once,
        Arc::clone(&progress),
        stop,
    )
    .await
    .unwrap();
    progress
}

pub fn count(progress: &Progress, name: &str) -> u64 {
    progress
        .counts()
        .into_iter()
        .find(|(counter, _)| *counter == name)
        .unwrap()
        .1
}

pub async fn number(db: &Path, sql: &'static str) -> i64 {
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
        .await
        .unwrap();
    sqlx::query(sql).fetch_one(&mut connection).await.unwrap().get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teaser_becomes_an_article_read_from_its_page_once() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    origin.put_feed(
        "/rss",
        &[("/quay", "Eastern quay closed", "The eastern quay is closed.")],
    );
    let paragraphs: String = TEXT
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

    let feeds = [origin.url("/rss")];
    let first = pass(&db, config(), &feeds, noon()).await;
    assert_eq!(
        (
            count(&first, "polls"),
            count(&first, "new_entries"),
            count(&first, "articles")
        ),
        (1, 1, 1)
    );
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM v_article WHERE text_from = 'page' AND words > 100"
        )
        .await,
        1
    );
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM v_quote WHERE text LIKE 'We would rather close%'"
        )
        .await,
        1
    );

    let second = pass(&db, config(), &feeds, noon() + chrono::TimeDelta::hours(1)).await;
    assert_eq!(
        (
            count(&second, "polls_not_modified"),
            count(&second, "new_entries")
        ),
        (1, 0)
    );
    let asked = origin.asked("/rss");
    assert_eq!((asked[0].status, asked[1].status), (200, 304));
    let agent = &asked[0].headers["user-agent"];
    assert!(
        agent.starts_with("Dateline/") && agent.contains("https://example.org/bot"),
        "{agent}"
    );
    assert_eq!(origin.asked("/quay").len(), 1, "a page is fetched once");
    assert_eq!(number(&db, "SELECT count(*) FROM v_article").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_cannot_be_had_means_the_feeds_own_text() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    origin.put_feed(
        "/rss",
        &[(
            "/gone",
            "Eastern quay closed",
            "The eastern quay of Port Ellery is closed.",
        )],
    );
    pass(&db, config(), &[origin.url("/rss")], noon()).await;
    assert_eq!(
        number(&db, "SELECT count(*) FROM v_article WHERE text_from = 'feed'").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_feeds_cost_one_log_row_each_and_nothing_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    origin.put_feed("/good", &[("/a", "Eastern quay closed", TEXT)]);
    origin.put("/500", Reply::Status(500));
    origin.put(
        "/html",
        Reply::Document {
            content_type: "text/html",
            body: b"<html><body>Hi</body></html>".to_vec(),
        },
    );
    origin.put(
        "/png",
        Reply::Document {
            content_type: "image/png",
            body: b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(),
        },
    );
    origin.put(
        "/nul",
        Reply::Document {
            content_type: "application/rss+xml",
            body: vec![0; 5_000],
        },
    );
    origin.put(
        "/cut",
        Reply::Cut {
            body: vec![b'x'; 1_000],
        },
    );
    let nested = format!("<rss version=\"2.0\"><channel>{}", "<b>".repeat(50_000));
    origin.put(
        "/nested",
        Reply::Document {
            content_type: "application/rss+xml",
            body: nested.into_bytes(),
        },
    );
    let mut feeds: Vec<String> = [
        "/good", "/500", "/html", "/png", "/nul", "/cut", "/nested", "/404",
    ]
    .iter()
    .map(|p| origin.url(p))
    .collect();
    // A port nobody listens on any more.
    let dead = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    feeds.push(format!("http://{dead}/rss"));

    let mut config = config();
    config.pages.enabled = false;
    let progress = pass(&db, config, &feeds, noon()).await;
    assert_eq!(count(&progress, "polls"), 9);
    assert_eq!(number(&db, "SELECT count(*) FROM poll").await, 9);
    assert_eq!(number(&db, "SELECT count(*) FROM v_article").await, 1);
    assert!(
        number(
            &db,
            "SELECT count(*) FROM poll WHERE outcome = 'failed' AND error_class IS NOT NULL"
        )
        .await
            >= 7
    );
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM v_feed_health WHERE fail_count > 0 AND last_error_detail IS NULL"
        )
        .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_at_other_outlets_join_one_story_and_an_edit_is_a_revision() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    let (first, copy) = (
        format!("<p>{TEXT}</p>"),
        format!("<p>{TEXT}</p><p>Our readers write to us daily.</p>"),
    );
    origin.put_feed("/one", &[("/one/quay", "Eastern quay closed", &first)]);
    origin.put_feed(
        "/two",
        &[("/two/quay", "Quay in Port Ellery closed after cracks", &copy)],
    );
    let mut config = config();
    config.pages.enabled = false;
    let outlets = "[[outlet]]\nhost = \"127.0.0.1\"\npath_prefix = \"/one\"\noutlet = \"one.example\"\n\
         [[outlet]]\nhost = \"127.0.0.1\"\npath_prefix = \"/two\"\noutlet = \"two.example\"\n";
    #[derive(serde::Deserialize)]
    struct Map {
        outlet: Vec<dateline::attribute::OutletRule>,
    }
    config.outlet = toml::from_str::<Map>(outlets).unwrap().outlet;
    let feeds = [origin.url("/one"), origin.url("/two")];
    pass(&db, config.clone(), &feeds, noon()).await;
    assert_eq!(number(&db, "SELECT count(*) FROM v_story").await, 1);
    assert_eq!(number(&db, "SELECT outlets FROM v_story").await, 2);
    assert_eq!(
        number(&db, "SELECT max(story_count) FROM v_fact").await,
        1,
        "copies are no further source"
    );

    let edited = first.replace("eleven weeks", "fourteen weeks");
    origin.put_feed(
        "/one",
        &[("/one/quay", "Eastern quay closed for the summer", &edited)],
    );
    pass(&db, config, &feeds, noon() + chrono::TimeDelta::hours(2)).await;
    assert_eq!(number(&db, "SELECT count(*) FROM v_article").await, 2);
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM v_revision WHERE old_title = 'Eastern quay closed'"
        )
        .await,
        1
    );
    assert_eq!(number(&db, "SELECT count(*) FROM v_story").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_inside_are_refused_unless_they_are_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    origin.put_feed("/rss", &[("/a", "Eastern quay closed", TEXT)]);
    let mut config = config();
    config.net.allow_networks.clear();
    pass(&db, config, &[origin.url("/rss")], noon()).await;
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM poll WHERE error_class = 'address_refused'"
        )
        .await,
        1
    );
    assert!(origin.asked("/rss").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_pages_cost_neither_their_article_nor_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    let paths = ["/nested", "/nul", "/image", "/good"];
    let items: Vec<(&str, &str, &str)> = paths
        .iter()
        .map(|path| (*path, *path, "Cracks in the quay."))
        .collect();
    origin.put_feed("/rss", &items);
    let html = |body: Vec<u8>| Reply::Document {
        content_type: "text/html",
        body,
    };
    origin.put("/nested", html("<div>".repeat(100_000).into_bytes()));
    origin.put(
        "/nul",
        html(format!("<article><p>{}</p></article>", TEXT.replace(' ', " \0")).into_bytes()),
    );
    origin.put(
        "/image",
        Reply::Document {
            content_type: "image/jpeg",
            body: vec![0xFF; 2_000],
        },
    );
    origin.put(
        "/good",
        html(format!("<article><p>{TEXT}</p></article>").into_bytes()),
    );
    pass(&db, config(), &[origin.url("/rss")], noon()).await;
    assert_eq!(number(&db, "SELECT count(*) FROM v_article").await, 4);
    assert_eq!(
        number(&db, "SELECT count(*) FROM v_article WHERE words > 100").await,
        2
    );
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM v_article WHERE instr(text, char(0)) > 0"
        )
        .await,
        0
    );
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM v_article WHERE text_from = 'feed' AND text LIKE 'Cracks%'"
        )
        .await,
        2
    );
    assert_eq!(
        number(&db, "SELECT count(*) FROM entry WHERE page_error = 'binary'").await,
        1
    );
}
