//! Every query of `docs/sql.md` runs on the demo's file, and answers; the counting views agree with the articles.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::origin::Origin;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

struct Question {
    title: String,
    /// What the page says between the heading and the query.
    says: String,
    query: String,
}

/// The questions of the page, each with the query below its heading.
fn questions() -> Vec<Question> {
    let page = std::fs::read_to_string(project().join("docs/sql.md")).unwrap();
    page.split("\n### ")
        .skip(1)
        .map(|part| {
            let title = part.lines().next().unwrap().to_owned();
            let (says, rest) = part
                .split_once("```sql\n")
                .unwrap_or_else(|| panic!("no query below `{title}`"));
            Question {
                says: says.split_whitespace().collect::<Vec<_>>().join(" "),
                query: rest.split_once("```").unwrap().0.to_owned(),
                title,
            }
        })
        .collect()
}

fn dateline(folder: &Path, arguments: &[&str]) {
    let ended = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(ended.success(), "{arguments:?}");
}

/// A file with three days of an invented press, what was edited since, and two feeds, one of them broken.
async fn file_with_content(folder: &Path) -> PathBuf {
    let fixture = |name: &str| {
        let path = project().join("tests/fixtures").join(name);
        path.to_str().unwrap().to_owned()
    };
    let (press, later) = (fixture("press.jsonl"), fixture("press-later.jsonl"));
    dateline(folder, &["ingest", &press, "--db", "d.db"]);
    dateline(folder, &["ingest", &later, "--archive", "press", "--db", "d.db"]);
    let origin = Origin::start().await;
    origin.put_feed(
        "/rss",
        &[(
            "/quay",
            "Quay closed",
            "The eastern quay of Port Ellery was closed on Friday.",
        )],
    );
    let config = "[net]\ncontact = \"https://example.org/bot\"\nallow_networks = [\"127.0.0.0/8\"]\n\
        [poll]\nfeed_host_gap_ms = 0\n";
    std::fs::write(folder.join("d.toml"), config).unwrap();
    let (good, missing) = (origin.url("/rss"), origin.url("/missing"));
    dateline(folder, &["feeds", "add", &good, &missing, "--db", "d.db"]);
    let run = [
        "--config",
        "d.toml",
        "run",
        "--once",
        "--no-pages",
        "--db",
        "d.db",
    ];
    dateline(folder, &run);
    folder.join("d.db")
}

async fn of_other_press(query: &str, other: &mut SqliteConnection) -> Vec<sqlx::sqlite::SqliteRow> {
    sqlx::query(AssertSqlSafe(query.to_owned()))
        .fetch_all(other)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_of_the_page_has_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    dateline(folder.path(), &["demo", "--db", "d.db"]);
    let db = folder.path().join("d.db");
    let questions = questions();
    assert!(questions.len() >= 50, "{} questions", questions.len());
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
        .await
        .unwrap();
    let folder_of_other = tempfile::tempdir().unwrap();
    let other = file_with_content(folder_of_other.path()).await;
    let mut other = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", other.display()))
        .await
        .unwrap();
    for Question { title, query, .. } in questions {
        let rows = sqlx::query(AssertSqlSafe(query.clone()))
            .fetch_all(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{title}: {error}\n{query}"));
        // What the demo's press does not have, the other has.
        let is_answered = !rows.is_empty() || !of_other_press(&query, &mut other).await.is_empty();
        assert!(is_answered, "{title}\n{query}");
    }
}

/// What a query may go through from end to end: what it has picked out itself, and tables that do not grow with the
/// articles, by the names they have in views and queries.
const SHORT: [&str; 9] = [
    "seen",
    "d",
    "recent",
    "v_copy",
    "dictionary",
    "o",
    "feed",
    "feed_day",
    "CONSTANT",
];
/// Indexes of the few among the many: doubtful copies, relabelled ones, later revisions.
const FEW: [&str; 3] = ["article_doubtful", "article_relabelled", "revision_later"];

/// The steps by which `query` goes through a table that grows with the articles. One that stops at a limit does not,
/// if nothing has to be sorted first.
async fn whole_tables(query: &str, connection: &mut SqliteConnection) -> Vec<String> {
    let explained = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}"));
    let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(explained).fetch_all(connection).await.unwrap();
    let sorted: Vec<i64> = steps
        .iter()
        .filter(|step| {
            step.3.starts_with("USE TEMP B-TREE") && !step.3.contains("PART OF") && !step.3.contains("LAST")
        })
        .map(|step| step.1)
        .collect();
    // Second stories are few; they are `m`, as are the facts of claims, of which there are many.
    let is_merged = query.contains("v_merged") || query.contains("v_copy");
    let is_whole = |(_, parent, _, step): &(i64, i64, i64, String)| {
        let Some(scanned) = step.strip_prefix("SCAN ") else {
            return false;
        };
        let name = scanned.split_whitespace().next().unwrap_or_default();
        let is_short = SHORT.contains(&name)
            || name.starts_with('(')
            || (is_merged && name == "m")
            || query.contains(&format!(") AS {name}"))
            || query.contains(&format!("v_copy AS {name}"))
            || FEW.iter().any(|index| scanned.ends_with(index))
            || scanned.contains("VIRTUAL TABLE");
        !is_short && (!query.contains("LIMIT") || sorted.contains(parent))
    };
    steps.into_iter().filter(is_whole).map(|step| step.3).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_question_goes_through_a_whole_table_unless_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_with_content(folder.path()).await;
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
        .await
        .unwrap();
    let mut told = Vec::new();
    let mut wrong: Vec<String> = Vec::new();
    for question in questions() {
        if question.says.contains("whole archive") {
            told.push(question.title);
            continue;
        }
        let whole = whole_tables(&question.query, &mut connection).await;
        if !whole.is_empty() {
            wrong.push(format!("{}: {whole:?}\n{}", question.title, question.query));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(told.len() <= 5, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counting_views_agree_with_the_articles() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_with_content(folder.path()).await;
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
        .await
        .unwrap();
    for (law, wrong) in [
        (
            "an outlet's articles are those of the four kinds of origin",
            "SELECT count(*) FROM v_outlet_originality
             WHERE own + from_agency + from_outlet + of_unknown_origin <> articles",
        ),
        (
            "every article is counted for one outlet",
            "SELECT abs((SELECT sum(articles) FROM v_outlet_originality) - (SELECT count(*) FROM v_article))",
        ),
        (
            "an agency's articles of all days are those of its stories",
            "SELECT count(*) FROM (SELECT agency, sum(articles) AS n FROM v_agency_daily GROUP BY agency) AS d
             WHERE n <> (SELECT count(*) FROM v_article AS a WHERE a.origin_agency = d.agency)",
        ),
        (
            "credited and cited articles are those with such credits, but for an agency that cites itself",
            "SELECT abs((SELECT sum(credited) + sum(cited) FROM v_agency_daily)
                - (SELECT count(DISTINCT article_id || c.agency || (kind = 'inline'))
                   FROM v_credit AS c JOIN v_outlet_originality AS o USING (outlet)
                   WHERE c.agency IS NOT NULL AND (kind <> 'inline' OR o.agency IS NOT c.agency)))",
        ),
        (
            "every story has one first reporter, who is the one of the story",
            "SELECT abs((SELECT count(*) FROM v_story) - (SELECT count(*) FROM v_first_reporter AS f JOIN v_story AS s USING (story_id)
                WHERE f.outlet = CASE s.first_basis WHEN 'claimed' THEN s.first_claimed_outlet ELSE s.first_seen_outlet END))",
        ),
        (
            "nobody was next before the first",
            "SELECT count(*) FROM v_first_reporter WHERE next_at < at OR lead_minutes < 0",
        ),
        (
            "the present figures are those of the current revisions",
            "SELECT abs((SELECT count(*) FROM v_figure) - (SELECT sum(is_current) FROM v_figure_history))",
        ),
    ] {
        let found: i64 = sqlx::query_scalar(AssertSqlSafe(wrong))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(found, 0, "{law}");
    }
    let disagreeing: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM v_first_reporter
         WHERE clocks_agree = 0 AND outlet = 'sarnovaherald.example' AND seen_outlet = 'harbourpost.example'",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(disagreeing, 1);
    let edited: Vec<(String, String)> = sqlx::query_as(
        "SELECT h.text, h.seen_at FROM v_figure_history AS h JOIN v_article AS a USING (article_id)
         WHERE a.external_id = 'sarnova-0313-1' AND h.unit = 'eur' ORDER BY h.revision",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert_eq!(
        edited,
        [
            ("9.4 million euros", "2025-03-13T10:50:00Z"),
            ("9.9 million euros", "2025-03-13T16:20:00Z")
        ]
        .map(|(text, at)| (text.to_owned(), at.to_owned()))
    );
}
