//! What feeds ask for, where they move, how they are found: the daemon and the commands against a press.

use std::path::Path;
use std::process::Output;

use chrono::TimeDelta;
use sqlx::{Connection, Row, SqliteConnection};

use crate::daemon::{config, count, noon, number, pass};
use crate::origin::{Origin, Reply};

fn document(origin: &Origin, path: &str, content_type: &'static str, body: &str) {
    let body = body.as_bytes().to_vec();
    origin.put(path, Reply::Document { content_type, body });
}

async fn text(db: &Path, sql: &'static str) -> String {
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
        .await
        .unwrap();
    sqlx::query(sql).fetch_one(&mut connection).await.unwrap().get(0)
}

fn dateline(folder: &Path, arguments: &[&str]) -> Output {
    std::fs::write(
        folder.join("loopback.toml"),
        "[net]\nallow_networks = [\"127.0.0.0/8\"]\n[poll]\npage_host_gap_ms = 0\n",
    )
    .unwrap();
    std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .current_dir(folder)
        .args(["--config", "loopback.toml"])
        .args(arguments)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn resting(hour_of_the_item: u32) -> String {
    format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Night Post</title>\
         <ttl>30</ttl><atom:link rel=\"hub\" href=\"https://hub.example/\"/>\
         <skipHours><hour>12</hour><hour>13</hour><hour>14</hour></skipHours>\
         <item><title>Quay closed</title><guid isPermaLink=\"false\">1</guid><description>Closed.</description>\
         <pubDate>Thu, 13 Mar 2025 {hour_of_the_item}:00:00 GMT</pubDate></item></channel></rss>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_left_alone_in_the_hours_in_which_it_rests() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    document(&origin, "/rss", "application/rss+xml", &resting(10));
    pass(&db, config(), &[origin.url("/rss")], noon()).await;
    let next_at = text(&db, "SELECT next_at FROM feed").await;
    assert!(next_at.starts_with("2025-03-14T15:"), "{next_at}");

    let why = tokio::task::block_in_place(|| dateline(folder.path(), &["feeds", "why", "1", "--db", "d.db"]));
    let told = out(&why);
    for line in [
        "rests (GMT)       12,13,14\n",
        "hub               https://hub.example/\n",
        "ttl               30 min\n",
    ] {
        assert!(told.contains(line), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_publishes_while_it_rests_is_asked_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    document(&origin, "/rss", "application/rss+xml", &resting(13));
    pass(&db, config(), &[origin.url("/rss")], noon()).await;
    let next_at = text(&db, "SELECT next_at FROM feed").await;
    assert!(next_at.starts_with("2025-03-14T12:"), "{next_at}");
    assert_eq!(
        text(&db, "SELECT skip_broken_at FROM feed").await,
        "2025-03-13T13:00:00Z"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permanent_redirect_seen_for_a_day_moves_the_feed_and_is_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    origin.put("/old", Reply::Moved("/new"));
    origin.put_feed("/new", &[("/a", "Eastern quay closed", "The quay is closed.")]);
    let mut config = config();
    config.pages.enabled = false;
    let old = [origin.url("/old")];
    let is_moved = "SELECT count(*) FROM feed WHERE url LIKE '%/new'";
    for hours in [0, 13] {
        pass(&db, config.clone(), &old, noon() + TimeDelta::hours(hours)).await;
        assert_eq!(number(&db, is_moved).await, 0, "after {hours} hours");
    }
    pass(&db, config.clone(), &old, noon() + TimeDelta::hours(26)).await;
    assert_eq!(number(&db, is_moved).await, 1);
    assert_eq!(
        number(
            &db,
            "SELECT count(*) FROM feed_move WHERE was LIKE '%/old' AND now LIKE '%/new'"
        )
        .await,
        1
    );

    // Adding the old address again adds nothing, and it is asked no more.
    let asked = origin.asked("/old").len();
    let later = pass(&db, config, &old, noon() + TimeDelta::hours(30)).await;
    assert_eq!((count(&later, "polls"), count(&later, "new_entries")), (1, 0));
    assert_eq!(origin.asked("/old").len(), asked);
    assert_eq!(number(&db, "SELECT count(*) FROM feed").await, 1);
    let why = tokio::task::block_in_place(|| {
        dateline(
            folder.path(),
            &["feeds", "why", &origin.url("/old"), "--db", "d.db"],
        )
    });
    let told = out(&why);
    assert!(told.contains("/new\n") && told.contains("from http://"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_news_sitemap_is_polled_like_a_feed() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("d.db");
    let origin = Origin::start().await;
    let sitemap = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
         xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>/quay</loc><news:news>\
         <news:publication><news:name>The Harbour Post</news:name><news:language>en</news:language></news:publication>\
         <news:publication_date>2025-03-14T10:00:00Z</news:publication_date>\
         <news:title>Eastern quay closed</news:title></news:news></url></urlset>";
    document(&origin, "/news.xml", "application/xml", sitemap);
    let page = "<html><body><article><h1>Eastern quay closed</h1><p>The harbour authority closed the eastern quay \
                on Friday after engineers found cracks in three of its forty pillars, it said in a statement.</p>\
                <p>Ferries to the outer islands leave from the fishing dock until further notice.</p></article></body></html>";
    document(&origin, "/quay", "text/html", page);
    let first = pass(&db, config(), &[origin.url("/news.xml")], noon()).await;
    assert_eq!((count(&first, "new_entries"), count(&first, "articles")), (1, 1));
    assert_eq!(
        text(
            &db,
            "SELECT title || ' ' || claimed_at || ' ' || text_from FROM v_article"
        )
        .await,
        "Eastern quay closed 2025-03-14T10:00:00Z page"
    );
    assert_eq!(text(&db, "SELECT title FROM feed").await, "The Harbour Post");
    let second = pass(&db, config(), &[], noon() + TimeDelta::hours(1)).await;
    assert_eq!(count(&second, "new_entries"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_site_adds_the_feed_it_announces() {
    let folder = tempfile::tempdir().unwrap();
    let origin = Origin::start().await;
    let home = "<html><head><title>The Harbour Post</title>\
                <link rel='alternate' type='application/rss+xml' href='/comments/feed'>\
                <link rel='alternate' type='application/rss+xml' title='News' href='/rss'></head><body>Hi</body></html>";
    document(&origin, "/", "text/html", home);
    document(&origin, "/none", "text/html", "<html><body>Hi</body></html>");
    origin.put_feed("/rss", &[("/a", "Eastern quay closed", "The quay is closed.")]);
    let run = |arguments: &[&str]| tokio::task::block_in_place(|| dateline(folder.path(), arguments));

    let added = run(&["feeds", "add", &origin.url("/"), "--db", "d.db"]);
    assert!(added.status.success(), "{}", complaint(&added));
    assert!(
        complaint(&added).contains("its feed is http://"),
        "{}",
        complaint(&added)
    );
    let again = run(&["feeds", "add", &origin.url("/rss"), "--db", "d.db"]);
    assert!(
        complaint(&again).contains("0 added, 1 known"),
        "{}",
        complaint(&again)
    );
    let none = run(&["feeds", "add", &origin.url("/none"), "--db", "d.db"]);
    assert!(
        complaint(&none).contains("announces no feed"),
        "{}",
        complaint(&none)
    );
    let given = run(&["feeds", "add", "--as-given", &origin.url("/"), "--db", "d.db"]);
    assert!(complaint(&given).contains("1 added"), "{}", complaint(&given));

    let tried = run(&["try", &origin.url("/")]);
    assert!(out(&tried).contains("Eastern quay closed"), "{}", out(&tried));
    // What the daemon says of a page in the place of a feed names the feed.
    let db = folder.path().join("e.db");
    pass(&db, config(), &[origin.url("/")], noon()).await;
    let detail = text(&db, "SELECT last_error_detail FROM feed").await;
    assert!(detail.ends_with("/rss"), "{detail}");
}
