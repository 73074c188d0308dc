//! `story show` on a small archive.

use std::path::Path;

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::control::{archive, complaint, dateline, summary};

/// Runs statements on a store that nobody has open.
async fn alter(db: &Path, statements: &[&'static str]) {
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", db.display()))
        .await
        .unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_shown_by_its_number_its_address_or_its_id() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    std::fs::write(folder.path().join("quays.jsonl"), archive(3)).unwrap();
    let ingested = dateline(folder.path(), &["ingest", "quays.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
    let show = |name: &str, more: &[&str]| {
        let mut arguments = vec!["story", "show", name, "--db", "d.db"];
        arguments.extend(more);
        dateline(folder.path(), &arguments)
    };
    let by_number = summary(&show("1", &["--json"]));
    assert_eq!(by_number, summary(&show("0-2", &["--json"])));
    assert_eq!(
        by_number,
        summary(&show("https://herald.example/a/0?utm_source=rss", &["--json"]))
    );
    let members = by_number["members"].as_array().unwrap();
    assert_eq!(members.len(), 4);
    assert_eq!(members[0]["relation"], "original");
    assert_eq!(members[0]["lag_minutes"], Value::Null);
    assert_eq!(members[2]["lag_minutes"], 120);
    assert!(!by_number["evidence"].as_array().unwrap().is_empty());
    let facts = by_number["facts"].as_array().unwrap();
    let quote = facts.iter().find(|fact| fact["kind"] == "quote").unwrap();
    assert_eq!(
        (&quote["articles"], &quote["story_count"]),
        (&4.into(), &1.into()),
        "copies are one report"
    );

    let page = show("1", &[]);
    let page = String::from_utf8(page.stdout).unwrap();
    for words in [
        "Story 1: Quay 0 closed in Ellery",
        "4 articles at 4 outlets",
        "coastpress.example",
        "Articles",
        "What it states",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }

    assert!(
        !page.contains("Possible copies") && !page.contains("Near to it"),
        "{page}"
    );

    let db = folder.path().join("d.db");
    let statements = [
        "UPDATE article SET possible_story_id = 1, possible_score = 0.61 WHERE external_id = '1-0'",
        "UPDATE article SET possible_story_id = 3, possible_score = 0.43 WHERE external_id = '0-0'",
        "INSERT INTO story_link (story_id, to_story_id, kind, article_id, score) VALUES
            (1, 2, 'same_statement', 1, 0.5), (3, 1, 'roundup', 9, 0.75)",
    ];
    alter(&db, &statements).await;
    let dossier = summary(&show("1", &["--json"]));
    let possible: Vec<_> = dossier["possible"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["story_id"].as_i64(),
                one["of_story_id"].as_i64(),
                one["score"].as_f64(),
            )
        })
        .collect();
    assert_eq!(
        possible,
        [(Some(2), Some(1), Some(0.61)), (Some(1), Some(3), Some(0.43))]
    );
    let links: Vec<_> = dossier["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| (link["story_id"].as_i64(), link["is_from_here"].as_bool()))
        .collect();
    assert_eq!(links, [(Some(3), Some(false)), (Some(2), Some(true))]);
    let page = String::from_utf8(show("1", &[]).stdout).unwrap();
    assert!(
        page.contains("Possible copies") && page.contains("same statement"),
        "{page}"
    );
    // An id that stands in two archives names two stories.
    let statements = ["UPDATE article SET external_id = '0-2', archive = 'other' WHERE external_id = '2-2'"];
    alter(&db, &statements).await;
    let doubtful = show("0-2", &[]);
    assert_eq!(doubtful.status.code(), Some(1));
    assert!(
        complaint(&doubtful).contains("stands in 2 stories; give the number of one: 1, 3"),
        "{}",
        complaint(&doubtful)
    );

    let unknown = show("https://nowhere.example/x", &[]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        complaint(&unknown).contains("dateline search"),
        "{}",
        complaint(&unknown)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_by_hand_is_kept_on_record_and_undone_by_a_join() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    std::fs::write(folder.path().join("quays.jsonl"), archive(2)).unwrap();
    let ingested = dateline(folder.path(), &["ingest", "quays.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
    let story = |arguments: &[&str]| {
        let all: Vec<&str> = [&["story"], arguments, &["--db", "d.db"]].concat();
        dateline(folder.path(), &all)
    };
    let members = |name: &str| {
        let shown = summary(&story(&["show", name, "--json"]));
        shown["members"].as_array().unwrap().len()
    };
    let split = story(&["split", "0-2", "0-3", "--reason", "own report", "--json"]);
    let edited = summary(&split);
    assert_eq!(
        (&edited["from_story_id"], &edited["articles"]),
        (&1.into(), &2.into())
    );
    let new = edited["to_story_id"].to_string();
    assert_eq!((members("1"), members(&new)), (2, 2));

    let again = story(&["split", "0-2", "0-3"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(
        complaint(&again).contains("nothing to split"),
        "{}",
        complaint(&again)
    );

    let joined = story(&["join", "0-2", "1"]);
    assert_eq!(joined.status.code(), Some(0), "{}", complaint(&joined));
    assert_eq!(members("1"), 4);
    let gone = story(&["show", &new]);
    assert_eq!(gone.status.code(), Some(1), "it has no articles any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_explained_beside_the_text_it_was_compared_to() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "").unwrap();
    std::fs::write(folder.path().join("quays.jsonl"), archive(2)).unwrap();
    let ingested = dateline(folder.path(), &["ingest", "quays.jsonl", "--db", "d.db"]);
    assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
    let explain = |arguments: &[&str]| {
        let all: Vec<&str> = [&["explain"], arguments, &["--db", "d.db"]].concat();
        dateline(folder.path(), &all)
    };
    let page = String::from_utf8(explain(&["0-2"]).stdout).unwrap();
    for words in [
        "is a copy (",
        "in story 1 of\narticle 1",
        "same wording",
        "Side by side",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains('\u{1b}'), "no colours where nobody sees them");
    let told = summary(&explain(&["0-2", "--json"]));
    assert_eq!(
        (&told["story_id"], &told["other"]["article_id"]),
        (&1.into(), &1.into())
    );
    assert!(told["measures"]["wording"][0].as_f64().unwrap() > 0.5);

    assert_eq!(told["otherwise"]["outcome"], "joins");
    assert_eq!(told["otherwise"]["of_article_id"], 1);
    assert!(page.contains("What would have changed that\n"), "{page}");

    let original = String::from_utf8(explain(&["1"]).stdout).unwrap();
    assert!(original.contains("is the original of story 1"), "{original}");
    assert!(
        !original.contains("Nearest is"),
        "nothing was there before: {original}"
    );
    let nobody = explain(&["nowhere"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(complaint(&nobody).contains("nowhere"), "{}", complaint(&nobody));
}

/// Three reports, the first two sentences of each in a briefing.
const PARTS: [(&str, &str); 3] = [
    (
        "Ferry to the outer isles runs again",
        "The ferry Saint Corva sailed for the outer isles on Monday, eleven weeks after a storm had torn the pier of \
         Lowmarsh from its piles. Harbour master Ada Prell counted 212 passengers and forty crates of hens on the first \
         crossing. Carpenters from three yards had rebuilt the pier in oak, which is dearer than steel by 90,000 crowns \
         but does not rust. The island council wants the money back from the insurer, who calls the storm an act of God.",
    ),
    (
        "Museum buys back stolen clock",
        "The clock museum of Brandt has bought back a table clock of 1585 that thieves carried off in 1979, director \
         Mirko Salb announced. A dealer in Antwerp recognised the brass lion on its lid and asked for 34,000 euros. \
         Police had closed the case in 1991, so no reward is paid. The clock runs eleven minutes slow, and Salb \
         intends to leave it so, because that is how it stood in the parlour of the astronomer Teves.",
    ),
    (
        "Vintners of Sorrel valley fear late frost",
        "Vintners in the Sorrel valley lit 600 fires among their vines on Tuesday night, as the thermometer fell to \
         minus three degrees after a warm March. The growers' union under Hanna Quill expects a third of the buds to \
         be lost. Helicopters, hired in earlier years to stir the air, were too costly this time at 1,400 euros an \
         hour. Fog towards morning saved the slopes above the chapel, where the oldest riesling grows.",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_parts_of_a_briefing_stay_stories_of_their_own_whichever_comes_first() {
    for briefing_first in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("d.toml"), "").unwrap();
        let beginnings = PARTS.map(|(_, text)| text.split(". ").take(2).collect::<Vec<_>>().join(". ") + ".");
        let mut lines: Vec<(&str, String)> = PARTS.map(|(title, text)| (title, text.to_owned())).into();
        let place = if briefing_first { 0 } else { lines.len() };
        lines.insert(place, ("Morning briefing", beginnings.join("\n\n")));
        let archive: String = (0..)
            .zip(&lines)
            .map(|(n, (title, text))| {
                let line = serde_json::json!({
                    "id": n.to_string(), "outlet": format!("outlet{n}.example"), "title": title, "text": text,
                    "published": format!("2025-03-14T0{n}:00:00Z"), "seen": format!("2025-03-14T0{n}:05:00Z"),
                });
                format!("{line}\n")
            })
            .collect();
        std::fs::write(folder.path().join("parts.jsonl"), archive).unwrap();
        let ingested = dateline(folder.path(), &["ingest", "parts.jsonl", "--db", "d.db"]);
        assert_eq!(ingested.status.code(), Some(0), "{}", complaint(&ingested));
        let db = folder.path().join("d.db");
        let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", db.display()))
            .await
            .unwrap();
        let stories: i64 = sqlx::query_scalar("SELECT count(*) FROM v_story WHERE articles = 1")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(stories, 4, "{briefing_first}");
        let links: Vec<String> = sqlx::query_scalar(
            "SELECT CASE title WHEN 'Morning briefing' THEN to_title ELSE title END FROM v_story_link
             WHERE kind = 'roundup' AND 'Morning briefing' IN (title, to_title) ORDER BY 1",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        let mut titles = PARTS.map(|(title, _)| title);
        titles.sort_unstable();
        assert_eq!(links, titles, "{briefing_first}");
    }
}
