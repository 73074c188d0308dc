//! The demo as a stranger runs it, compared with what its press knows to be true.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::{Command, Output};

use dateline::demo::press::{Article, Press, Truth};
use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

fn demo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("demo")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What the store says of an article.
#[derive(sqlx::FromRow)]
struct Stored {
    url: String,
    outlet: String,
    story_id: i64,
    relation: String,
    relabelled: String,
    text_from: String,
    revisions: i64,
    origin_agency: Option<String>,
}

struct File {
    articles: HashMap<String, Stored>,
    connection: SqliteConnection,
}

impl File {
    async fn open(path: &Path) -> Self {
        let url = format!("sqlite:{}?mode=ro", path.display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        let rows: Vec<Stored> = sqlx::query_as(
            "SELECT url, outlet, story_id, relation, relabelled, text_from, revisions, origin_agency FROM v_article",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        let rows_before = rows.len();
        let articles: HashMap<String, Stored> = rows
            .into_iter()
            .map(|row| (row.url.rsplit('/').next().unwrap().to_owned(), row))
            .collect();
        assert_eq!(articles.len(), rows_before, "an article is stored twice");
        Self { articles, connection }
    }

    fn of(&self, article: &Article) -> &Stored {
        let stored = self.articles.get(&article.id);
        stored.unwrap_or_else(|| panic!("{} is not stored", article.id))
    }

    fn story(&self, article: &Article) -> i64 {
        self.of(article).story_id
    }

    async fn texts(&mut self, sql: &'static str) -> Vec<(String, String)> {
        sqlx::query_as(sql).fetch_all(&mut self.connection).await.unwrap()
    }
}

#[tokio::test]
async fn the_demo_finds_what_its_press_knows_to_be_true() {
    let folder = tempfile::tempdir().unwrap();
    let output = demo(folder.path(), &["--db", "d.db", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    for section in [
        "stories",
        "first",
        "copy",
        "facts",
        "quotes",
        "revisions",
        "suspects",
        "feeds",
        "truth",
    ] {
        let rows = report["sections"][section].as_array().unwrap();
        assert!(!rows.is_empty(), "nothing in `{section}`");
    }

    let press = Press::shipped().unwrap();
    let mut file = File::open(&folder.path().join("d.db")).await;
    every_article_stands_once_under_its_outlet(&press, &file);
    copies_stand_with_their_originals(&press, &file);
    reports_of_their_own_stand_apart(&press, &file);
    origins_are_found(&press, &file);
    every_kind_of_doubt_is_shown(&mut file).await;
    an_edit_is_a_revision(&press, &mut file).await;
    a_copy_of_a_later_version_lags_behind_that_version(&mut file).await;
    broken_feeds_are_named(&mut file).await;

    // The same again, in the place of the first.
    let again = demo(folder.path(), &["--db", "d.db", "--json"]);
    assert_eq!(again.status.code(), Some(0), "{}", complaint(&again));
    assert!(
        complaint(&again).contains("d.db was an earlier demo's: replaced"),
        "{}",
        complaint(&again)
    );
    let second = File::open(&folder.path().join("d.db")).await;
    assert_eq!(second.articles.len(), file.articles.len());
}

fn every_article_stands_once_under_its_outlet(press: &Press, file: &File) {
    assert_eq!(file.articles.len(), press.articles.len());
    for article in &press.articles {
        let outlet = press
            .outlets
            .iter()
            .find(|outlet| outlet.slug == article.outlet)
            .unwrap();
        assert_eq!(file.of(article).outlet, outlet.key, "{}", article.id);
        if article.page.is_some() {
            assert_eq!(file.of(article).text_from, "feed", "{}", article.id);
        }
    }
}

fn copies_stand_with_their_originals(press: &Press, file: &File) {
    for article in &press.articles {
        let is_lexical = !matches!(
            article.relation,
            Truth::Original | Truth::Rewritten | Truth::Merged
        );
        if is_lexical {
            let root = press.root(article);
            assert_eq!(
                file.story(article),
                file.story(root),
                "{} is no copy of {}",
                article.id,
                root.id
            );
        }
    }
    let relation = |id: &str| file.articles[id].relation.as_str();
    assert_eq!(relation("ferry-gazette"), "cut");
    assert_eq!(relation("ferry-northbay"), "extended");
    assert_eq!(relation("ferry-afp-2"), "update");
    let sources: HashSet<i64> = press
        .article("merged-eastshore")
        .unwrap()
        .of
        .iter()
        .map(|id| file.articles[id].story_id)
        .collect();
    assert!(sources.contains(&file.articles["merged-eastshore"].story_id));
}

/// Independent reports of one event, reports that quote one press release, and frames filled anew each day.
fn reports_of_their_own_stand_apart(press: &Press, file: &File) {
    let mut taken: HashMap<i64, &str> = HashMap::new();
    for article in press
        .articles
        .iter()
        .filter(|article| article.relation == Truth::Original)
    {
        let other = taken.insert(file.story(article), &article.id);
        assert_eq!(other, None, "{} is taken for a copy", article.id);
    }
}

fn origins_are_found(press: &Press, file: &File) {
    let origin = |id: &str| file.of(press.article(id).unwrap()).origin_agency.as_deref();
    for (id, agency) in [
        ("ferry-coast", Some("afp")),
        ("ferry-lantern", Some("reuters")),
        ("rail-ledger", Some("ians")),
        // Known by their credits alone: their own feeds are not polled.
        ("vessel-gazette", Some("xinhua")),
        ("ap-observer", Some("ap")),
        ("faehre-hafen", Some("dpa")),
        // A picture's credit is none of the text's.
        ("market-hall-harbour", None),
        // The agency's report in other words, under the outlet's own name.
        ("rail-coast", Some("ians")),
    ] {
        assert_eq!(origin(id), agency, "{id}");
    }
    assert_eq!(file.articles["ferry-coast"].relabelled, "yes");
}

/// A possible copy, a story of unknown origin, and a page that tells two stories.
async fn every_kind_of_doubt_is_shown(file: &mut File) {
    let story = |id: &str| file.articles[id].story_id;
    let (tram, own, unknown) = (
        story("tram-observer"),
        story("tram-lantern"),
        story("dam-eastshore"),
    );
    let both = HashSet::from([story("water-reuters"), story("vacc-ians")]);
    assert_ne!(tram, own);
    let possible = file
        .texts(
            "SELECT outlet, CAST(story_id AS TEXT) FROM v_copy WHERE grade = 'possible' AND relation IS NULL",
        )
        .await;
    assert_eq!(possible, [("dailylantern.example".to_owned(), tram.to_string())]);
    let origins = file
        .texts(
            "SELECT CAST(story_id AS TEXT), likely_source_agency FROM v_story WHERE origin_kind = 'unknown'",
        )
        .await;
    assert_eq!(origins, [(unknown.to_string(), "xinhua".to_owned())]);
    let merged: Vec<(i64, i64, String)> =
        sqlx::query_as("SELECT story_id, own_story_id, outlet FROM v_merged")
            .fetch_all(&mut file.connection)
            .await
            .unwrap();
    assert_eq!(merged.len(), 1, "{merged:?}");
    assert_eq!(HashSet::from([merged[0].0, merged[0].1]), both);
    assert_eq!(merged[0].2, "eastshoretribune.example");
}

async fn an_edit_is_a_revision(press: &Press, file: &mut File) {
    for article in press.articles.iter().filter(|article| article.edit.is_some()) {
        assert_eq!(file.of(article).revisions, 2, "{}", article.id);
    }
    let changes = file
        .texts("SELECT old_title, new_title FROM v_revision WHERE revision = 2")
        .await;
    let edited = press.article("bridge-harbour").unwrap();
    let edit = edited.edit.as_ref().unwrap();
    assert_eq!(changes, [(edited.title.clone(), edit.title.clone())]);
}

/// The later version is of 17:20, its copies of 18:00 and 18:30; the first one was of 11:40.
async fn a_copy_of_a_later_version_lags_behind_that_version(file: &mut File) {
    let lags = file
        .texts(
            "SELECT c.outlet, CAST(c.lag_minutes AS TEXT) FROM v_copy AS c
             JOIN v_article AS version ON version.article_id = c.of_article_id
             WHERE version.relation = 'update' ORDER BY c.outlet",
        )
        .await;
    let expected = [("islandtimes.example", "40"), ("uplanddaily.example", "70")];
    assert_eq!(
        lags,
        expected.map(|(outlet, lag)| (outlet.to_owned(), lag.to_owned()))
    );
}

async fn broken_feeds_are_named(file: &mut File) {
    let failing = file
        .texts("SELECT title, last_error FROM v_feed_health WHERE fail_count > 0 ORDER BY title")
        .await;
    let expected = [("Old Town News", "not_a_feed"), ("The Silent Star", "connect")];
    assert_eq!(
        failing,
        expected.map(|(title, error)| (title.to_owned(), error.to_owned()))
    );
    let mangled = file
        .texts("SELECT title, CAST(entries AS TEXT) FROM v_feed_health WHERE title = 'Daily Lantern'")
        .await;
    let good = Press::shipped()
        .unwrap()
        .articles
        .iter()
        .filter(|article| article.outlet == "dailylantern")
        .count();
    assert_eq!(mangled[0].1, good.to_string(), "the mangled feed lost entries");
}

#[test]
fn a_file_that_is_no_demo_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.db");
    let added = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["feeds", "add", "https://one.example/rss", "--db", "mine.db"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(added.status.code(), Some(0));
    let before = std::fs::read(&path).unwrap();
    let refused = demo(folder.path(), &["--db", "mine.db"]);
    assert_eq!(refused.status.code(), Some(78));
    assert!(
        complaint(&refused).contains("no file of an earlier demo"),
        "{}",
        complaint(&refused)
    );
    assert!(complaint(&refused).contains("--db"));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    std::fs::write(
        folder.path().join("letter.db"),
        "a letter to my aunt, longer than a header of a hundred bytes, and no database at all, dear aunt",
    )
    .unwrap();
    let refused = demo(folder.path(), &["--db", "letter.db"]);
    assert_eq!(refused.status.code(), Some(78), "{}", complaint(&refused));
    assert!(
        std::fs::read_to_string(folder.path().join("letter.db"))
            .unwrap()
            .starts_with("a letter")
    );
}
