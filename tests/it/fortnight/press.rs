//! A press on paper: articles of a text file, read and recorded by the program's own reader and rules.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use dateline::config::Config;
use dateline::daemon::archive::{ArchiveLine, ArchiveReader, BATCH_LINES};
use dateline::daemon::record_rules;
use dateline::model::parse_instant;
use dateline::store;
use sqlx::{AssertSqlSafe, Connection, FromRow, SqliteConnection, sqlite::SqliteRow};

/// One article of a fixture.
#[derive(Clone, Debug)]
pub struct Piece {
    pub id: String,
    pub outlet: String,
    /// `2025-03-DDTHH:MM:00Z`, of publication.
    pub published: String,
    /// The same of first sight.
    pub seen: String,
    pub title: String,
    pub text: String,
}

impl Piece {
    /// What is one report with all its copies: the part of the id before the stroke.
    pub fn report(&self) -> &str {
        self.id.split('/').next().unwrap()
    }

    /// Is seen `hours` after `other`, whenever it was published.
    pub fn see_after(&mut self, other: &Self, hours: i64) {
        let seen = parse_instant(&other.seen).unwrap() + TimeDelta::hours(hours);
        self.seen = seen.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    }
}

/// The articles of `tests/fixtures/fortnight/NAME.txt` for each of `names`, by time.
///
/// A line `# report/copy | outlet | day hour:minute | title` opens each, its paragraphs follow, a line each.
pub fn fixture(names: &[&str]) -> Vec<Piece> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fortnight");
    let mut pieces: Vec<Piece> = Vec::new();
    for name in names {
        let text = std::fs::read_to_string(folder.join(name).with_extension("txt")).unwrap();
        pieces.extend(text.split("\n# ").map(piece));
    }
    pieces.sort_by(|one, other| (&one.seen, &one.id).cmp(&(&other.seen, &other.id)));
    pieces
}

fn piece(part: &str) -> Piece {
    let (head, body) = part.split_once('\n').unwrap();
    let fields: Vec<&str> = head.trim_start_matches("# ").splitn(4, " | ").collect();
    let [id, outlet, time, title] = fields[..] else {
        panic!("no head of an article: {head}")
    };
    let (day, hour) = time.split_once(' ').unwrap();
    let at = format!("2025-03-{day:0>2}T{hour}:00Z");
    Piece {
        id: id.to_owned(),
        outlet: outlet.to_owned(),
        published: at.clone(),
        seen: at,
        title: title.to_owned(),
        text: body.trim_end().to_owned(),
    }
}

/// A store in which pieces have been recorded, open to questions.
pub struct Press {
    _folder: tempfile::TempDir,
    connection: SqliteConnection,
}

impl Press {
    /// Reads and records `pieces` in their order, a transaction for each batch of the program's size.
    pub async fn of(pieces: &[Piece]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("d.db").display());
        let config = Config::default();
        let now = parse_instant("2025-04-01T00:00:00Z").unwrap();
        let store = store::open(&address, now).await.unwrap();
        let reader = ArchiveReader::new(&config).unwrap();
        let rules = Arc::new(record_rules(&config));
        let lines: Vec<ArchiveLine> = (1..)
            .zip(pieces)
            .map(|(number, piece)| line(number, piece))
            .collect();
        for batch in lines.chunks(BATCH_LINES) {
            let record = |readings| store.record(readings, Arc::clone(&rules));
            let taken = reader
                .take("fortnight", "fixture", batch.to_vec(), now, record)
                .await
                .unwrap();
            assert!(taken.complaints.is_empty(), "{:?}", taken.complaints);
        }
        store.close().await;
        let connection = SqliteConnection::connect(&format!("{address}?mode=ro"))
            .await
            .unwrap();
        Self {
            _folder: folder,
            connection,
        }
    }

    /// The rows that `question` gives.
    pub async fn rows<T>(&mut self, question: &str) -> Vec<T>
    where
        T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
    {
        sqlx::query_as(AssertSqlSafe(question.to_owned()))
            .fetch_all(&mut self.connection)
            .await
            .unwrap_or_else(|error| panic!("{error}\n{question}"))
    }

    /// The story of each article.
    pub async fn stories(&mut self) -> HashMap<String, i64> {
        let rows: Vec<(String, i64)> = self.rows("SELECT external_id, story_id FROM v_placement").await;
        rows.into_iter().collect()
    }

    /// Of each article its id, story, relation, origin and the story it may be a copy of.
    pub async fn placements(&mut self) -> Vec<(String, i64, String, String, Option<i64>)> {
        self.rows(
            "SELECT external_id, story_id, relation, coalesce(origin_external_id, ''), possible_story_id
             FROM v_placement ORDER BY article_id",
        )
        .await
    }
}

fn line(number: u64, piece: &Piece) -> ArchiveLine {
    let line = serde_json::json!({
        "id": piece.id, "outlet": piece.outlet, "url": format!("https://press.example/{}", piece.id),
        "published": piece.published, "seen": piece.seen, "title": piece.title, "text": piece.text,
    });
    ArchiveLine {
        number,
        bytes: line.to_string().into_bytes(),
        is_too_long: false,
    }
}
