//! Looks words up in the full-text indexes.

mod copies;
mod expression;

use sqlx::SqliteConnection;

use super::SqliteStore;
use crate::store::{Found, QuoteHit, Search, SearchError, StoreError, StoryHit};

/// Outlets of a story that are named; the count says how many there are.
const OUTLETS_NAMED_MAX: i64 = 20;

/// Searches the file at `path`; see [`crate::store::search`].
pub(in crate::store) async fn search(path: &str, search: &Search) -> Result<Found, SearchError> {
    let expression = if search.is_raw {
        search.text.clone()
    } else {
        expression::of_words(&search.text).ok_or(SearchError::NoWords)?
    };
    let store = SqliteStore::open_to_read(path).await?;
    let mut reader = store.reader().await?;
    let mut found = Found::default();
    if search.in_quotes {
        found.quotes = quotes(&mut reader, &expression, search).await?;
    } else {
        found.stories = stories(&mut reader, &expression, search).await?;
    }
    if search.in_copies {
        copies::scan(&mut reader, &expression, search.limit, &mut found).await?;
    }
    Ok(found)
}

/// A failure of a statement with somebody's expression in it: theirs, or the store's.
fn failure(statement: &'static str, is_raw: bool, error: sqlx::Error) -> SearchError {
    /// SQLite's code for "this statement is wrong": FTS5 says so of an expression.
    const WRONG: &str = "1";
    match &error {
        sqlx::Error::Database(database) if is_raw && database.code().as_deref() == Some(WRONG) => {
            let words = database.message();
            SearchError::Expression(words.strip_prefix("fts5: ").unwrap_or(words).to_owned())
        }
        _ => StoreError::from_driver(statement, error).into(),
    }
}

#[derive(sqlx::FromRow)]
struct StoryRow {
    story_id: i64,
    title: String,
    snippet: String,
    articles: i64,
    outlets: i64,
    outlet_names: Option<String>,
    origin_kind: String,
    origin_agency: Option<String>,
    first_outlet: Option<String>,
    first_at: Option<String>,
    first_basis: String,
}

async fn stories(
    connection: &mut SqliteConnection,
    expression: &str,
    search: &Search,
) -> Result<Vec<StoryHit>, SearchError> {
    // A word in the title says more than one in the text. The best are chosen before anything is joined.
    let rows: Vec<StoryRow> = sqlx::query_as(
        "WITH hit AS MATERIALIZED (
             SELECT rowid AS story_id, rank AS place, snippet(story_fts, 1, '[', ']', '…', 24) AS snippet
             FROM story_fts WHERE story_fts MATCH $1 AND rank MATCH 'bm25(4.0, 1.0)' ORDER BY rank LIMIT $2
         )
         SELECT h.story_id, s.title, h.snippet, s.articles, s.outlets, s.origin_kind, s.origin_agency,
                (SELECT group_concat(outlet_key, char(10)) FROM (
                     SELECT DISTINCT o.outlet_key FROM article a JOIN outlet o ON o.outlet_id = a.outlet_id
                     WHERE a.story_id = h.story_id ORDER BY o.outlet_key LIMIT $3
                 )) AS outlet_names,
                s.first_basis,
                CASE s.first_basis WHEN 'claimed' THEN s.first_claimed_at ELSE s.first_seen_at END AS first_at,
                o.outlet_key AS first_outlet
         FROM hit h
         JOIN story s ON s.story_id = h.story_id
         LEFT JOIN article a ON a.article_id =
             CASE s.first_basis WHEN 'claimed' THEN s.first_claimed_article_id ELSE s.first_seen_article_id END
         LEFT JOIN outlet o ON o.outlet_id = a.outlet_id
         ORDER BY h.place, h.story_id",
    )
    .bind(expression)
    .bind(search.limit)
    .bind(OUTLETS_NAMED_MAX)
    .fetch_all(connection)
    .await
    .map_err(|error| failure("search_stories", search.is_raw, error))?;
    Ok(rows.into_iter().map(StoryHit::from).collect())
}

impl From<StoryRow> for StoryHit {
    fn from(row: StoryRow) -> Self {
        let names = row.outlet_names.unwrap_or_default();
        Self {
            story_id: row.story_id,
            title: row.title,
            snippet: row.snippet,
            articles: row.articles,
            outlets: row.outlets,
            outlet_names: names.lines().map(str::to_owned).collect(),
            origin_kind: row.origin_kind,
            origin_agency: row.origin_agency,
            first_outlet: row.first_outlet,
            first_at: row.first_at,
            first_basis: row.first_basis,
        }
    }
}

#[derive(sqlx::FromRow)]
struct QuoteRow {
    fact_id: i64,
    article_id: i64,
    story_id: i64,
    speaker: Option<String>,
    snippet: String,
    outlet: String,
    title: String,
    seen_at: String,
    stories: i64,
}

async fn quotes(
    connection: &mut SqliteConnection,
    expression: &str,
    search: &Search,
) -> Result<Vec<QuoteHit>, SearchError> {
    let rows: Vec<QuoteRow> = sqlx::query_as(
        "WITH hit AS MATERIALIZED (
             SELECT rowid AS fact_id, rank AS place, snippet(quote_fts, 1, '[', ']', '…', 40) AS snippet
             FROM quote_fts WHERE quote_fts MATCH $1 ORDER BY rank LIMIT $2
         )
         SELECT h.fact_id, f.article_id, q.story_id, q.speaker, h.snippet, o.outlet_key AS outlet, s.title,
                a.first_seen_at AS seen_at, coalesce(k.story_count, 1) AS stories
         FROM hit h
         JOIN story_quote q ON q.fact_id = h.fact_id
         JOIN fact f ON f.fact_id = h.fact_id
         JOIN article a ON a.article_id = f.article_id
         JOIN outlet o ON o.outlet_id = a.outlet_id
         JOIN story s ON s.story_id = q.story_id
         LEFT JOIN fact_key k ON k.fact_key = q.fact_key
         ORDER BY h.place, h.fact_id",
    )
    .bind(expression)
    .bind(search.limit)
    .fetch_all(connection)
    .await
    .map_err(|error| failure("search_quotes", search.is_raw, error))?;
    Ok(rows.into_iter().map(QuoteHit::from).collect())
}

impl From<QuoteRow> for QuoteHit {
    fn from(row: QuoteRow) -> Self {
        Self {
            fact_id: row.fact_id,
            article_id: row.article_id,
            story_id: row.story_id,
            speaker: row.speaker,
            snippet: row.snippet,
            outlet: row.outlet,
            title: row.title,
            seen_at: row.seen_at,
            stories: row.stories,
        }
    }
}
