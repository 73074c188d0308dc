//! The scratch: a database beside the store in which articles are placed anew.
//!
//! Its tables are those of the store; names that it lacks (texts, sections, credits, metadata) are found in the store
//! itself, which is attached as `kept` and can only be read.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

use crate::model::stamp;
use crate::store::sqlite::open::{beside, cannot_open};
use crate::store::{RereadFilter, RereadRun, StoreError};

/// What the file is called after the store.
const SUFFIX: &str = ".reread";
/// SQLite's own files beside it.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const STATEMENTS_KEPT: usize = 400;
/// 32 MiB.
const CACHE_SIZE: &str = "-32768";

/// See the module's own words.
pub(in crate::store::sqlite) struct Scratch {
    pub(super) connection: SqliteConnection,
    /// `None` for one that is gone once it is closed.
    path: Option<PathBuf>,
    /// Of which run it is.
    key: String,
    /// Whether stories that cannot be told anew have been looked for.
    pub(super) has_pinned: bool,
    /// How often in a row the store was not any more what it had been compared as.
    pub(super) refusals: u32,
}

/// How far the scratch has come.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct Place {
    /// The last state of an article that was placed.
    pub(super) revision_id: i64,
    /// The last article.
    pub(super) article_id: i64,
    /// How many there were.
    pub(super) articles: i64,
    /// The last story that was compared.
    pub(super) told: i64,
    /// How often all of them have been compared.
    pub(super) round: i64,
    /// Whether this round has found a difference.
    pub(super) has_changed: bool,
}

fn key_of(run: &RereadRun) -> String {
    format!("{} {} {}", run.reread_id, stamp(run.started_at), run.task.rules)
}

impl Scratch {
    /// The scratch of `run` for the store at `store`. With `is_lasting` it is a file beside it, which a later process
    /// goes on with.
    ///
    /// # Errors
    /// [`StoreError::CannotOpen`] when the file cannot be made.
    pub(super) async fn open(store: &Path, run: &RereadRun, is_lasting: bool) -> Result<Self, StoreError> {
        let key = key_of(run);
        let path = is_lasting.then(|| beside(store, SUFFIX));
        if let Some(path) = &path
            && path.exists()
        {
            if let Ok(mut connection) = connect(store, Some(path), &run.task.filter).await {
                let known: Option<String> = sqlx::query_scalar("SELECT run FROM main.replay")
                    .fetch_optional(&mut connection)
                    .await
                    .unwrap_or_default();
                if known.as_deref() == Some(key.as_str()) {
                    let path = Some(path.clone());
                    return Ok(Self::with(connection, path, key));
                }
                let _ = connection.close().await;
            }
            // Of another run, or damaged.
            remove(store);
        }
        let mut connection = connect(store, path.as_deref(), &run.task.filter).await?;
        make_tables(&mut connection, &key).await?;
        Ok(Self::with(connection, path, key))
    }

    const fn with(connection: SqliteConnection, path: Option<PathBuf>, key: String) -> Self {
        Self {
            connection,
            path,
            key,
            has_pinned: false,
            refusals: 0,
        }
    }

    /// Whether it is that of `run`.
    pub(super) fn is_of(&self, run: &RereadRun) -> bool {
        self.key == key_of(run)
    }

    /// Closes it, and takes its file away.
    pub(in crate::store::sqlite) async fn discard(self, store: &Path) {
        let _ = self.connection.close().await;
        if self.path.is_some() {
            remove(store);
        }
    }

    pub(super) async fn place(&mut self) -> Result<Place, StoreError> {
        sqlx::query_as("SELECT revision_id, article_id, articles, told, round, has_changed FROM main.replay")
            .fetch_one(&mut self.connection)
            .await
            .map_err(|error| StoreError::from_driver("replay_place", error))
    }

    /// Notes that stories up to `told` have been compared in `round`.
    pub(super) async fn note(&mut self, told: i64, round: i64, has_changed: bool) -> Result<(), StoreError> {
        sqlx::query("UPDATE main.replay SET told = $1, round = $2, has_changed = $3")
            .bind(told)
            .bind(round)
            .bind(has_changed)
            .execute(&mut self.connection)
            .await
            .map_err(|error| StoreError::from_driver("replay_note", error))?;
        Ok(())
    }
}

/// Takes away what is left of a scratch beside the store.
pub(in crate::store::sqlite) fn remove(store: &Path) {
    let path = beside(store, SUFFIX);
    for suffix in COMPANIONS {
        let _ = std::fs::remove_file(beside(&path, suffix));
    }
    let _ = std::fs::remove_file(path);
}

/// `path` as SQLite reads it in an address.
fn address(path: &Path) -> String {
    let path = path.display().to_string();
    let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?mode=ro")
}

async fn connect(
    store: &Path,
    path: Option<&Path>,
    filter: &RereadFilter,
) -> Result<SqliteConnection, StoreError> {
    let mut options = SqliteConnectOptions::new()
        // SQLite's own name for a file that is gone with its connection.
        .filename(path.unwrap_or(Path::new("")))
        .create_if_missing(true)
        .foreign_keys(false)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(STATEMENTS_KEPT)
        .pragma("cache_size", CACHE_SIZE)
        .disable_statement_logging();
    if path.is_some() {
        options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal);
    }
    let failed = |error: sqlx::Error| cannot_open(&beside(store, SUFFIX), &error);
    let mut connection = options.connect().await.map_err(failed)?;
    sqlx::query("ATTACH DATABASE $1 AS kept")
        .bind(address(store))
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    for sql in [
        // Whose articles stay where they are whatever the rules say: see `pin` for `pinned`.
        "CREATE TEMP TABLE pinned (story_id INTEGER PRIMARY KEY, is_pruned INTEGER NOT NULL)",
        "CREATE TEMP TABLE wanted (since TEXT, until TEXT, outlet TEXT, article_id INTEGER)",
        STANDING,
    ] {
        sqlx::query(sql).execute(&mut connection).await.map_err(failed)?;
    }
    sqlx::query("INSERT INTO wanted (since, until, outlet, article_id) VALUES ($1, $2, $3, $4)")
        .bind(filter.since.map(stamp))
        .bind(filter.until.map(stamp))
        .bind(&filter.outlet)
        .bind(filter.article_id)
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    Ok(connection)
}

/// Where each article stands in the scratch and in the store, and whether it stays there: it was not asked for, its
/// text is gone, or somebody has decided by hand about its story.
const STANDING: &str = "
    CREATE TEMP VIEW standing AS
    SELECT m.article_id, m.story_id AS told, k.story_id AS kept,
           k.is_text_kept = 0
               OR EXISTS (SELECT 1 FROM pinned p WHERE p.story_id = k.story_id)
               OR EXISTS (SELECT 1 FROM wanted w
                          WHERE k.first_seen_at < w.since OR k.first_seen_at >= w.until
                             OR k.article_id <> w.article_id
                             OR w.outlet <> (SELECT o.outlet_key FROM kept.outlet o WHERE o.outlet_id = k.outlet_id))
               AS stays,
           m.relation, m.grade, m.of_article_id, m.score, m.similarity, m.coverage, m.coverage_of_origin,
           m.possible_story_id AS possible_told, m.possible_score, m.possible_of_article_id, m.likeness,
           k.relation AS kept_relation, k.possible_story_id AS possible_kept,
           m.relation <> k.relation OR m.of_article_id IS NOT k.of_article_id AS is_related_otherwise,
           m.grade <> k.grade OR m.relabelled <> k.relabelled OR abs(m.score - k.score) > 1e-6
               OR abs(m.similarity - k.similarity) > 1e-6 OR abs(m.coverage - k.coverage) > 1e-6
               OR abs(m.coverage_of_origin - k.coverage_of_origin) > 1e-6
               OR (m.likeness IS NULL) <> (k.likeness IS NULL) OR coalesce(abs(m.likeness - k.likeness) > 1e-6, 0)
               AS is_measured_otherwise,
           (m.possible_story_id IS NULL) <> (k.possible_story_id IS NULL)
               OR m.possible_of_article_id IS NOT k.possible_of_article_id
               OR coalesce(abs(m.possible_score - k.possible_score) > 1e-6, 0) AS is_possible_otherwise,
           (SELECT p.story_id FROM kept.article p WHERE p.article_id = m.possible_of_article_id) AS possible_home
    FROM main.article m JOIN kept.article k ON k.article_id = m.article_id";

/// The tables of the store that are not made here, so that they are found there.
const SHARED: &str = "'revision', 'section', 'credit', 'metadata'";

/// Nothing is searched here: what would go into the indexes of words is dropped.
const INSTEAD_OF_SEARCH: [&str; 6] = [
    "CREATE TABLE main.story_fts (story_fts TEXT, title TEXT, text TEXT)",
    "CREATE TRIGGER main.story_fts_none BEFORE INSERT ON story_fts BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TABLE main.quote_fts (quote_fts TEXT, speaker TEXT, text TEXT)",
    "CREATE TRIGGER main.quote_fts_none BEFORE INSERT ON quote_fts BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TRIGGER main.story_text_new AFTER INSERT ON story_text BEGIN
         UPDATE story_text SET text = '' WHERE story_id = NEW.story_id; END",
    "CREATE TRIGGER main.story_text_other AFTER UPDATE OF text ON story_text WHEN NEW.text <> '' BEGIN
         UPDATE story_text SET text = '' WHERE story_id = NEW.story_id; END",
];

/// Makes the tables of the store, empty, and notes of which run they are.
async fn make_tables(connection: &mut SqliteConnection, key: &str) -> Result<(), StoreError> {
    let failed = |error: sqlx::Error| StoreError::from_driver("replay_tables", error);
    let statements: Vec<String> = sqlx::query_scalar(AssertSqlSafe(format!(
        "SELECT sql FROM kept.sqlite_master
         WHERE sql IS NOT NULL AND tbl_name NOT IN ({SHARED}) AND sql NOT LIKE 'CREATE VIRTUAL %'
           AND tbl_name NOT LIKE '%!_fts!_%' ESCAPE '!' AND tbl_name NOT LIKE 'sqlite!_%' ESCAPE '!'
           AND (type IN ('table', 'index') OR name = 'v_merged')
         ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, name"
    )))
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let mut transaction = connection.begin().await.map_err(failed)?;
    for sql in statements {
        sqlx::query(AssertSqlSafe(sql))
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
    }
    for sql in INSTEAD_OF_SEARCH {
        sqlx::query(sql)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
    }
    sqlx::query(
        "CREATE TABLE main.replay (run TEXT NOT NULL, revision_id INTEGER NOT NULL DEFAULT 0,
            article_id INTEGER NOT NULL DEFAULT 0, articles INTEGER NOT NULL DEFAULT 0,
            told INTEGER NOT NULL DEFAULT 0, round INTEGER NOT NULL DEFAULT 0, has_changed INTEGER NOT NULL DEFAULT 0)",
    )
    .execute(&mut *transaction)
    .await
    .map_err(failed)?;
    sqlx::query("INSERT INTO main.replay (run) VALUES ($1)")
        .bind(key)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    transaction.commit().await.map_err(failed)
}
