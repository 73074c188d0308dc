//! Views taken away as files: the same rows as SQL gives, and nothing to be seen of an export that ended early.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

fn dateline(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// A folder with the file of an invented press.
fn press() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/press.jsonl");
    let ended = dateline(
        folder.path(),
        &["ingest", fixture.to_str().unwrap(), "--db", "d.db"],
    );
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    folder
}

async fn connect(folder: &Path) -> SqliteConnection {
    let address = format!("sqlite://{}?mode=ro", folder.join("d.db").display());
    SqliteConnection::connect(&address).await.unwrap()
}

async fn number(db: &mut SqliteConnection, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql))
        .fetch_one(db)
        .await
        .unwrap()
}

/// All files below `folder`, by path.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Rows of the Parquet files of a view, and the sum of one of its columns.
fn rows_and_sum(folder: &Path, column: &str) -> (i64, i64) {
    let (mut rows, mut sum) = (0, 0);
    for file in files(folder) {
        let reader = SerializedFileReader::new(File::open(file).unwrap()).unwrap();
        for row in reader.get_row_iter(None).unwrap() {
            rows += 1;
            let row = row.unwrap();
            let cell = row.get_column_iter().find(|(name, _)| *name == column).unwrap().1;
            if let Field::Long(value) = cell {
                sum += value;
            }
        }
    }
    (rows, sum)
}

#[tokio::test]
async fn the_files_of_all_views_hold_the_rows_that_sql_gives() {
    let folder = press();
    let mut db = connect(folder.path()).await;
    let ended = dateline(
        folder.path(),
        &[
            "export", "--view", "all", "--format", "parquet", "--out", "out", "--db", "d.db", "--json",
        ],
    );
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    let told: serde_json::Value = serde_json::from_slice(&ended.stdout).unwrap();
    let views = told["views"].as_array().unwrap();
    assert!(views.len() > 25);
    for view in views {
        let name = view["view"].as_str().unwrap();
        let rows = number(&mut db, &format!("SELECT count(*) FROM {name}")).await;
        assert_eq!(view["rows"], rows, "{name}");
    }
    for (view, column) in [
        ("v_article", "words"),
        ("v_story", "articles"),
        ("v_figure", "start_char"),
    ] {
        let sql = format!("SELECT sum({column}) FROM {view}");
        let rows = number(&mut db, &format!("SELECT count(*) FROM {view}")).await;
        let found = rows_and_sum(&folder.path().join("out").join(view), column);
        assert_eq!(found, (rows, number(&mut db, &sql).await), "{view}");
    }
    let days: Vec<String> = sqlx::query_scalar("SELECT DISTINCT day FROM v_article ORDER BY day")
        .fetch_all(&mut db)
        .await
        .unwrap();
    let folders: Vec<String> = files(&folder.path().join("out/v_article"))
        .iter()
        .map(|file| {
            file.parent()
                .unwrap()
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let expected: Vec<String> = days.iter().map(|day| format!("seen_on={day}")).collect();
    assert_eq!(folders, expected);
}

#[tokio::test]
async fn instants_are_timestamps_and_null_stays_null() {
    let folder = press();
    let ended = dateline(
        folder.path(),
        &[
            "export",
            "--view",
            "v_article",
            "--format",
            "parquet",
            "--out",
            "out",
            "--db",
            "d.db",
        ],
    );
    assert!(ended.status.success());
    let mut db = connect(folder.path()).await;
    let nulls = number(&mut db, "SELECT count(*) FROM v_article WHERE byline IS NULL").await;
    let mut seen = (0, Vec::new());
    for file in files(&folder.path().join("out")) {
        for row in SerializedFileReader::new(File::open(file).unwrap())
            .unwrap()
            .into_iter()
        {
            for (name, value) in row.unwrap().get_column_iter() {
                match (name.as_str(), value) {
                    ("byline", Field::Null) => seen.0 += 1,
                    ("first_seen_at", Field::TimestampMillis(ms)) => seen.1.push(ms / 1000),
                    _ => {}
                }
            }
        }
    }
    seen.1.sort_unstable();
    let seconds: Vec<i64> = sqlx::query_scalar(
        "SELECT CAST(strftime('%s', first_seen_at) AS INTEGER) FROM v_article ORDER BY first_seen_at",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    assert_eq!(seen, (nulls, seconds));
}

#[tokio::test]
async fn a_stretch_of_time_goes_to_standard_output() {
    let folder = press();
    let mut db = connect(folder.path()).await;
    let sql = "SELECT max(day) FROM v_article";
    let last: String = sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap();
    let ended = dateline(
        folder.path(),
        &[
            "export", "--view", "v_fact", "--since", &last, "--format", "jsonl", "--db", "d.db",
        ],
    );
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    let lines: Vec<serde_json::Value> = String::from_utf8(ended.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let sql = format!("SELECT count(*) FROM v_fact JOIN v_article USING (article_id) WHERE day >= '{last}'");
    let rows = number(&mut db, &sql).await;
    assert!(rows > 0);
    assert_eq!(i64::try_from(lines.len()).unwrap(), rows);
}

#[test]
fn days_are_written_again_beside_the_others_and_whole() {
    let folder = press();
    let export = |arguments: &[&str]| {
        let mut all = vec!["export", "--view", "v_article", "--out", "out", "--db", "d.db"];
        all.extend(arguments);
        let ended = dateline(folder.path(), &all);
        assert!(
            ended.status.success(),
            "{}",
            String::from_utf8_lossy(&ended.stderr)
        );
    };
    export(&[]);
    let before: Vec<(PathBuf, Vec<u8>)> = files(&folder.path().join("out"))
        .into_iter()
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect();
    assert!(before.len() > 1);
    let last = before
        .last()
        .unwrap()
        .0
        .parent()
        .unwrap()
        .file_name()
        .unwrap()
        .to_str()
        .unwrap();
    // Late on the last day: the whole day is written all the same.
    export(&[
        "--since",
        &format!("{}T23:59:00Z", last.trim_start_matches("seen_on=")),
    ]);
    for (path, bytes) in before {
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "{}", path.display());
    }
}

#[test]
fn what_is_killed_in_the_middle_leaves_nothing_to_be_seen() {
    let folder = press();
    let mut running = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args([
            "export", "--view", "all", "--format", "parquet", "--out", "out", "--db", "d.db",
        ])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let is_begun = || {
        std::fs::read_dir(folder.path())
            .unwrap()
            .any(|entry| entry.unwrap().file_name().to_string_lossy().ends_with(".partial"))
    };
    while !is_begun() && running.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    running.kill().unwrap();
    let ended = running.wait().unwrap();
    let out = folder.path().join("out");
    assert!(ended.success() || !out.exists(), "half an export can be seen");
    // What was left does not stand in the way of the next one.
    let again = dateline(
        folder.path(),
        &["export", "--view", "v_story", "--out", "out", "--db", "d.db"],
    );
    assert!(
        again.status.success(),
        "{}",
        String::from_utf8_lossy(&again.stderr)
    );
}

#[test]
fn a_wrong_name_a_wrong_time_and_a_wrong_form_are_told_with_a_way_out() {
    let folder = press();
    for (arguments, word) in [
        (vec!["--view", "stories"], "did you mean v_story?"),
        (vec!["--view", "v_nonsense"], "there are v_"),
        (
            vec!["--view", "v_story", "--since", "yesterday"],
            "--since: `yesterday` is no time here",
        ),
        (
            vec!["--view", "v_story", "--since", "2d", "--until", "3d"],
            "nothing between them",
        ),
        (
            vec!["--view", "v_story", "--format", "parquet"],
            "name a folder with --out",
        ),
        (
            vec!["--view", "v_story", "--view", "v_copy"],
            "name a folder with --out",
        ),
    ] {
        let mut all = vec!["export", "--db", "d.db"];
        all.extend(&arguments);
        let ended = dateline(folder.path(), &all);
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(
            !ended.status.success() && told.contains(word),
            "{arguments:?}: {told}"
        );
    }
}
