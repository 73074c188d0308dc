//! What the store has of an article beside what is read of it now.

use std::collections::{BTreeMap, HashMap, VecDeque};

use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection, TypeInfo, ValueRef};

use super::super::rows::{Cell, RowInsert};
use super::super::{article, credit, fact, metadata, revision};
use crate::model::Reading;
use crate::store::{OutletRef, Reread, RereadFrom, StoreError};

/// An article as it stands, as far as it is not compared row by row.
#[derive(sqlx::FromRow)]
pub(super) struct Standing {
    pub(super) story_id: i64,
    pub(super) outlet_id: i64,
    pub(super) revisions: i64,
    pub(super) is_representative: bool,
    agency_id: Option<String>,
    is_aggregator: bool,
    title: String,
    text: String,
    notes: Option<String>,
}

/// How an article differs.
pub(super) struct Changes<'a> {
    pub(super) standing: Standing,
    pub(super) title: bool,
    pub(super) text: bool,
    pub(super) notes: bool,
    pub(super) sections: bool,
    pub(super) metadata: bool,
    /// The columns of `article::DERIVED` as they are to be; `None` when they are so.
    pub(super) columns: Option<Vec<Cell<'a>>>,
    pub(super) credits: Option<Rows<'a>>,
    pub(super) facts: Option<Rows<'a>>,
    /// The outlet is an agency now, or another, or none any more.
    pub(super) outlet: bool,
}

impl Changes<'_> {
    /// Whether anything differs.
    pub(super) const fn is_any(&self) -> bool {
        self.outlet || self.is_about_article()
    }

    /// Whether anything about the article itself differs.
    pub(super) const fn is_about_article(&self) -> bool {
        self.facts.is_some() || self.sections || self.names_source()
    }

    /// Whether what differs may tell whose the story is.
    pub(super) const fn speaks_of_origin(&self) -> bool {
        self.outlet || self.names_source()
    }

    const fn names_source(&self) -> bool {
        self.title
            || self.text
            || self.notes
            || self.metadata
            || self.columns.is_some()
            || self.credits.is_some()
    }
}

/// How the rows of a table differ for one revision.
#[derive(Default)]
pub(super) struct Rows<'a> {
    /// Ids of rows that nothing answers to, each with its word in the report.
    pub(super) gone: Vec<(i64, String)>,
    /// Rows in the same words, to be written under the same id.
    pub(super) altered: Vec<(i64, Vec<Cell<'a>>, String)>,
    pub(super) new: Vec<(Vec<Cell<'a>>, String)>,
    /// All rows as they are to be, where their order counts.
    pub(super) all: Vec<Vec<Cell<'a>>>,
}

impl Rows<'_> {
    /// How many of each word there are among the new, the gone and the altered.
    pub(super) fn counts(&self) -> [BTreeMap<String, u64>; 3] {
        let count = |words: &mut dyn Iterator<Item = &String>| {
            let mut counts = BTreeMap::new();
            for word in words {
                *counts.entry(word.clone()).or_default() += 1;
            }
            counts
        };
        [
            count(&mut self.new.iter().map(|(_, word)| word)),
            count(&mut self.gone.iter().map(|(_, word)| word)),
            count(&mut self.altered.iter().map(|(_, _, word)| word)),
        ]
    }
}

/// What `reading` changes about the article; `None` when that has another current revision by now.
pub(super) async fn changes<'a>(
    connection: &mut SqliteConnection,
    again: &Reread,
    reading: &'a Reading,
) -> Result<Option<Changes<'a>>, StoreError> {
    let (article_id, revision_id) = (again.article_id, again.revision_id);
    let standing: Option<Standing> = sqlx::query_as(
        "SELECT a.story_id, a.outlet_id, a.revisions, a.is_representative, o.agency_id, o.is_aggregator,
                r.title, r.text, r.notes
         FROM article a
         JOIN revision r ON r.revision_id = a.current_revision_id
         JOIN outlet o ON o.outlet_id = a.outlet_id
         WHERE a.article_id = $1 AND a.current_revision_id = $2",
    )
    .bind(article_id)
    .bind(revision_id)
    .fetch_optional(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_standing", error))?;
    let Some(standing) = standing else {
        return Ok(None);
    };
    let sections = stored_rows(connection, &revision::INSERT_SECTION, "position", revision_id).await?;
    let sections = !is_same(&sections, &revision::section_rows(revision_id, reading));
    let keeps_metadata = again.from == RereadFrom::Stored;
    Ok(Some(Changes {
        title: standing.title != reading.article.title,
        text: standing.text != reading.article.text,
        notes: are_other_notes(standing.notes.as_deref(), reading),
        sections,
        metadata: !keeps_metadata && is_other_metadata(connection, revision_id, reading).await?,
        columns: columns(connection, (article_id, standing.revisions), reading).await?,
        credits: credits(connection, (article_id, revision_id), reading).await?,
        facts: facts(connection, (article_id, revision_id), reading).await?,
        outlet: is_other_outlet(&standing, &again.outlet),
        standing,
    }))
}

fn is_other_outlet(standing: &Standing, outlet: &OutletRef) -> bool {
    standing.agency_id != outlet.agency_id || standing.is_aggregator != outlet.is_aggregator
}

/// Notes are a set: who reads from the stored text finds them in another order.
fn are_other_notes(stored: Option<&str>, reading: &Reading) -> bool {
    let mut stored: Vec<String> = stored
        .and_then(|stored| serde_json::from_str(stored).ok())
        .unwrap_or_default();
    let mut now = reading.notes.clone();
    stored.sort_unstable();
    now.sort_unstable();
    stored != now
}

async fn is_other_metadata(
    connection: &mut SqliteConnection,
    revision_id: i64,
    reading: &Reading,
) -> Result<bool, StoreError> {
    let stored: Vec<(String, String, String)> =
        sqlx::query_as("SELECT field, value, source FROM metadata WHERE revision_id = $1 ORDER BY position")
            .bind(revision_id)
            .fetch_all(connection)
            .await
            .map_err(|error| StoreError::from_driver("reread_metadata", error))?;
    let stored = stored
        .iter()
        .map(|(field, value, source)| (field.as_str(), value.as_str(), source.as_str()));
    Ok(!stored.eq(metadata::rows(reading)))
}

async fn columns<'a>(
    connection: &mut SqliteConnection,
    (article_id, revisions): (i64, i64),
    reading: &'a Reading,
) -> Result<Option<Vec<Cell<'a>>>, StoreError> {
    let sql = format!("SELECT {} FROM article WHERE article_id = $1", article::DERIVED);
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(article_id)
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("reread_columns", error))?;
    let stored = cells(&row, 0)?;
    let mut now = article::derived(reading);
    if revisions > 1 {
        let first = now.len().saturating_sub(article::OF_FIRST);
        now.truncate(first);
        now.extend(stored.iter().skip(first).cloned());
    }
    Ok((stored != now).then_some(now))
}

async fn credits<'a>(
    connection: &mut SqliteConnection,
    (article_id, revision_id): (i64, i64),
    reading: &'a Reading,
) -> Result<Option<Rows<'a>>, StoreError> {
    let stored = stored_rows(connection, &credit::INSERT, "credit_id", revision_id).await?;
    let mut now = credit::rows(article_id, revision_id, reading);
    keep_rules(&stored, &mut now);
    if is_same(&stored, &now) {
        return Ok(None);
    }
    let [kind, agency, text] = ["kind", "agency", "text"].map(|name| column(&credit::INSERT, name));
    let mut rows = matched(&stored, now.clone(), &[kind, agency, text], &[agency]);
    rows.all = now;
    Ok(Some(rows))
}

/// Credits that were not read again keep the name of the rule that found them.
fn keep_rules(stored: &[(i64, Vec<Cell<'static>>)], now: &mut [Vec<Cell<'_>>]) {
    let rule = column(&credit::INSERT, "rule");
    for row in now {
        if row.get(rule).and_then(Cell::text) != Some("stored") {
            continue;
        }
        let is_it = |stored: &[Cell<'_>]| {
            let columns = stored.iter().zip(row.iter()).enumerate();
            columns.fold(true, |all, (at, (one, other))| {
                all && (at == rule || one == other)
            })
        };
        let known = stored.iter().find(|(_, stored)| is_it(stored));
        let word = known.and_then(|(_, stored)| stored.get(rule)).cloned();
        if let (Some(word), Some(cell)) = (word, row.get_mut(rule)) {
            *cell = word;
        }
    }
}

async fn facts<'a>(
    connection: &mut SqliteConnection,
    (article_id, revision_id): (i64, i64),
    reading: &'a Reading,
) -> Result<Option<Rows<'a>>, StoreError> {
    let stored = stored_rows(connection, &fact::INSERT, "fact_id", revision_id).await?;
    let now = fact::rows(article_id, revision_id, reading);
    if is_same(&stored, &now) {
        return Ok(None);
    }
    let kind = column(&fact::INSERT, "kind");
    let rows = matched(&stored, now, &[kind, column(&fact::INSERT, "text")], &[kind]);
    // Their order alone says nothing.
    let is_any = !(rows.gone.is_empty() && rows.altered.is_empty() && rows.new.is_empty());
    Ok(is_any.then_some(rows))
}

/// Place of a column among those of the insert.
fn column(insert: &RowInsert, name: &str) -> usize {
    let (_, columns) = insert.place();
    columns
        .split(',')
        .position(|column| column.trim() == name)
        .unwrap_or(usize::MAX)
}

/// The rows of a revision with their ids, in their order.
async fn stored_rows(
    connection: &mut SqliteConnection,
    insert: &RowInsert,
    id: &str,
    revision_id: i64,
) -> Result<Vec<(i64, Vec<Cell<'static>>)>, StoreError> {
    let (table, columns) = insert.place();
    let sql = format!("SELECT {id}, {columns} FROM {table} WHERE revision_id = $1 ORDER BY {id}");
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(revision_id)
        .fetch_all(connection)
        .await
        .map_err(|error| StoreError::from_driver("reread_rows", error))?;
    rows.iter()
        .map(|row| Ok((row.try_get(0).map_err(unread)?, cells(row, 1)?)))
        .collect()
}

fn unread(error: sqlx::Error) -> StoreError {
    StoreError::from_driver("reread_cells", error)
}

/// The columns of a row from number `from` on.
fn cells(row: &SqliteRow, from: usize) -> Result<Vec<Cell<'static>>, StoreError> {
    let cell = |at: usize| -> Result<Cell<'static>, sqlx::Error> {
        let value = row.try_get_raw(at)?;
        if value.is_null() {
            return Ok(Cell::Null);
        }
        let kind = value.type_info();
        Ok(match kind.name() {
            "INTEGER" => Cell::Integer(row.try_get_unchecked(at)?),
            "REAL" => Cell::Real(row.try_get_unchecked(at)?),
            _ => Cell::from(row.try_get_unchecked::<String, _>(at)?),
        })
    };
    (from..row.len()).map(|at| cell(at).map_err(unread)).collect()
}

fn is_same(stored: &[(i64, Vec<Cell<'_>>)], now: &[Vec<Cell<'_>>]) -> bool {
    stored.len() == now.len() && stored.iter().zip(now).all(|((_, stored), now)| stored == now)
}

/// Which of the stored rows go, which stay under their id with other columns, and which rows are new. Rows with equal
/// columns `names` are the same thing; columns `word` name it in the report.
fn matched<'a>(
    stored: &[(i64, Vec<Cell<'static>>)],
    now: Vec<Vec<Cell<'a>>>,
    names: &[usize],
    word: &[usize],
) -> Rows<'a> {
    let mut equal: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (at, (_, row)) in stored.iter().enumerate() {
        equal.entry(format!("{row:?}")).or_default().push_back(at);
    }
    let mut is_taken = vec![false; stored.len()];
    let mut left = Vec::new();
    for row in now {
        let same = equal.get_mut(&format!("{row:?}")).and_then(VecDeque::pop_front);
        match same.and_then(|at| is_taken.get_mut(at)) {
            Some(taken) => *taken = true,
            None => left.push(row),
        }
    }
    let named = |row: &[Cell<'_>], columns: &[usize]| -> Vec<String> {
        let words = columns.iter().filter_map(|at| row.get(*at)?.text());
        words.map(str::to_owned).collect()
    };
    let mut alike: HashMap<Vec<String>, VecDeque<usize>> = HashMap::new();
    for (at, (_, row)) in stored.iter().enumerate() {
        if is_taken.get(at) == Some(&false) {
            alike.entry(named(row, names)).or_default().push_back(at);
        }
    }
    let mut rows = Rows::default();
    for row in left {
        let told = named(&row, word).join(" ");
        let known = alike.get_mut(&named(&row, names)).and_then(VecDeque::pop_front);
        match known.and_then(|at| Some((stored.get(at)?.0, is_taken.get_mut(at)?))) {
            Some((id, taken)) => {
                *taken = true;
                rows.altered.push((id, row, told));
            }
            None => rows.new.push((row, told)),
        }
    }
    let gone = stored.iter().zip(&is_taken).filter(|(_, taken)| !**taken);
    rows.gone = gone
        .map(|((id, row), _)| (*id, named(row, word).join(" ")))
        .collect();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: &'static str, text: &'static str, place: i64) -> Vec<Cell<'static>> {
        vec![Cell::from(kind), Cell::from(text), Cell::from(place)]
    }

    #[test]
    fn what_says_the_same_in_the_same_words_keeps_its_id() {
        let stored = vec![
            (1, row("figure", "12", 4)),
            (2, row("figure", "12", 9)),
            (3, row("quote", "Go", 20)),
            (4, row("date", "Friday", 30)),
        ];
        let now = vec![
            row("figure", "12", 9),
            row("figure", "12", 5),
            row("quote", "Stay", 20),
            row("date", "Friday", 30),
        ];
        let rows = matched(&stored, now, &[0, 1], &[0]);
        assert_eq!(rows.gone, [(3, "quote".to_owned())]);
        assert_eq!(rows.altered, [(1, row("figure", "12", 5), "figure".to_owned())]);
        assert_eq!(rows.new, [(row("quote", "Stay", 20), "quote".to_owned())]);
    }
}
