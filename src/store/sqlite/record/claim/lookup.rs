//! The statements of claims: what is read and written of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use sqlx::SqliteConnection;

use super::super::rows::RowInsert;
use super::super::values;
use super::{Opened, Told, list};
use crate::event::claim::{
    COMPARED_MAX, Known, PARTS_MAX, Report, StoredFact, StoredFigure, Why, is_pronoun, keys, part_key, parts,
    sources, statement,
};
use crate::model::{Approximation, FigureKind, Span, Statement};
use crate::store::StoreError;

/// Statements read of one posting list, the earliest. Behind a longer list stands a word that says little here.
const POSTINGS_MAX: i64 = 32;

/// Statements of one fact, at most: see [`Statement::statement_id`]. The statements in SQL say 16.
const PARTS: i64 = PARTS_MAX as i64;

/// A statement of the article, and the claim its key belongs to.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    pub(super) statement_id: i64,
    pub(super) key: i64,
    pub(super) claim_id: Option<i64>,
    /// Whom the fact names.
    named: Option<String>,
    /// Where it stands in the fact, in characters.
    from_char: usize,
    chars: usize,
}

pub(super) async fn event_of(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<Option<i64>, StoreError> {
    sqlx::query_scalar("SELECT event_id FROM event_story WHERE story_id = $1")
        .bind(story_id)
        .fetch_optional(connection)
        .await
        .map_err(|error| StoreError::from_driver("claim_event_of", error))
}

/// Fact, its key, its kind, its words, who says so, via which agency.
type FactTold = (i64, i64, String, String, Option<String>, Option<String>);

/// What the revision states that can make claims, in its order.
pub(super) async fn stated(
    connection: &mut SqliteConnection,
    revision_id: i64,
    event_id: i64,
) -> Result<Vec<Stated>, StoreError> {
    let facts: Vec<FactTold> = sqlx::query_as(
        "SELECT fact_id, fact_key, kind, text, attributed_to, via_agency FROM fact
         WHERE revision_id = $1 AND kind IN ('quote', 'figure', 'happening') AND fact_key IS NOT NULL
         ORDER BY fact_id",
    )
    .bind(revision_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_stated", error))?;
    let mut stated = Vec::new();
    for (fact_id, fact_key, kind, text, attributed_to, via_agency) in facts {
        let named = attributed_to.filter(|name| !is_pronoun(name)).or(via_agency);
        let parts = if kind == "quote" {
            parts(&text)
        } else {
            vec![Span::new(0, text.len())]
        };
        let is_whole = parts.len() == 1;
        for (number, part) in parts.into_iter().enumerate() {
            let before = text.get(..part.start).unwrap_or_default().chars().count();
            let words = text.get(part.start..part.end).unwrap_or_default();
            stated.push(Stated {
                statement_id: PARTS * fact_id + values::integer(number),
                key: if is_whole { fact_key } else { part_key(words) },
                claim_id: None,
                named: named.clone(),
                from_char: before,
                chars: words.chars().count(),
            });
        }
    }
    let known: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT s.fact_key, s.claim_id FROM json_each($2) AS wanted
         CROSS JOIN claim_statement s ON s.event_id = $1 AND s.fact_key = wanted.value",
    )
    .bind(event_id)
    .bind(values::integer_list(stated.iter().map(|stated| stated.key)))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_known", error))?;
    let known: HashMap<i64, i64> = known.into_iter().collect();
    for stated in &mut stated {
        stated.claim_id = known.get(&stated.key).copied();
    }
    Ok(stated)
}

#[derive(Clone, sqlx::FromRow)]
struct FactRow {
    fact_id: i64,
    article_id: i64,
    story_id: i64,
    fact_key: i64,
    kind: String,
    text: String,
    sentence: String,
    at: i64,
    attributed_to: Option<String>,
    polarity: String,
    figure_kind: Option<String>,
    unit: Option<String>,
    value: Option<f64>,
    value_high: Option<f64>,
    value_text: Option<String>,
    approx: Option<String>,
    happening_type: Option<String>,
}

impl FactRow {
    /// One part of it; `None` when it has no such part.
    fn stored(mut self, part: i64) -> Option<StoredFact> {
        if self.kind == "quote" {
            let parts = parts(&self.text);
            let range = parts.get(usize::try_from(part).ok()?)?;
            if parts.len() > 1 {
                self.text = self.text.get(range.start..range.end)?.to_owned();
                self.fact_key = part_key(&self.text);
            }
        }
        let figure = self.figure_kind.as_deref().and_then(figure_kind).zip(self.value);
        Some(StoredFact {
            statement_id: PARTS * self.fact_id + part,
            article_id: self.article_id,
            story_id: self.story_id,
            fact_key: self.fact_key,
            kind: self.kind,
            text: self.text,
            sentence: self.sentence,
            at: usize::try_from(self.at).unwrap_or(0),
            speaker: self.attributed_to,
            is_denied: self.polarity == "neg",
            figure: figure.map(|(kind, value)| StoredFigure {
                kind,
                unit: self.unit,
                value,
                value_high: self.value_high,
                value_text: self.value_text.unwrap_or_default(),
                approximation: self.approx.as_deref().map_or(Approximation::Exact, approximation),
            }),
            happening_type: self.happening_type,
        })
    }
}

pub(super) fn figure_kind(word: &str) -> Option<FigureKind> {
    use FigureKind::{Age, Count, Measure, Money, Ordinal, Percent, Ratio, Temperature};
    [Percent, Money, Count, Measure, Age, Ordinal, Temperature, Ratio]
        .into_iter()
        .find(|kind| kind.as_str() == word)
}

pub(super) fn approximation(word: &str) -> Approximation {
    use Approximation::{About, AtLeast, AtMost, Exact, LessThan, MoreThan, Nearly, Range};
    [About, AtMost, AtLeast, MoreThan, LessThan, Nearly, Range]
        .into_iter()
        .find(|kind| kind.as_str() == word)
        .unwrap_or(Exact)
}

/// The statements of these ids, in order.
pub(super) async fn statements(
    connection: &mut SqliteConnection,
    ids: BTreeSet<i64>,
) -> Result<Vec<Statement>, StoreError> {
    let facts: BTreeSet<i64> = ids.iter().map(|id| id / PARTS).collect();
    let rows: Vec<FactRow> = sqlx::query_as(
        "SELECT f.fact_id, f.article_id, a.story_id, f.fact_key, f.kind, f.text, f.sentence,
                max(0, f.start_char - f.sentence_start_char) AS at, f.attributed_to, f.polarity, f.figure_kind,
                f.unit, f.value, f.value_high, f.value_text, f.approx, f.happening_type
         FROM json_each($1) AS wanted
         CROSS JOIN fact f ON f.fact_id = wanted.value
         JOIN article a ON a.article_id = f.article_id
         WHERE f.fact_key IS NOT NULL",
    )
    .bind(list(&facts))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_facts", error))?;
    let rows: HashMap<i64, FactRow> = rows.into_iter().map(|row| (row.fact_id, row)).collect();
    let found = ids.iter().filter_map(|id| {
        let row = rows.get(&(id / PARTS))?.clone();
        statement(&row.stored(id % PARTS)?)
    });
    Ok(found.collect())
}

pub(super) async fn has_claims(connection: &mut SqliteConnection, event_id: i64) -> Result<bool, StoreError> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM claim_statement WHERE event_id = $1)")
        .bind(event_id)
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("claim_any", error))
}

/// Posts what the event states, unless that was done: while it has one report there is nothing to be found.
pub(super) async fn post_first(connection: &mut SqliteConnection, event_id: i64) -> Result<(), StoreError> {
    let facts: Vec<i64> = sqlx::query_scalar(
        "SELECT statement_id FROM claim_statement WHERE event_id = $1
         AND NOT EXISTS (SELECT 1 FROM claim_term WHERE event_id = $1)",
    )
    .bind(event_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_unposted", error))?;
    let known = statements(connection, facts.into_iter().collect()).await?;
    super::post(connection, event_id, &known).await
}

/// The statements of the event that may say what one of `new` says, with their claims.
pub(super) async fn near(
    connection: &mut SqliteConnection,
    event_id: i64,
    new: &[Statement],
) -> Result<Vec<Known>, StoreError> {
    let wanted: Vec<Vec<i64>> = new.iter().map(keys).collect();
    let every: BTreeSet<i64> = wanted.iter().flatten().copied().collect();
    let lists: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(wanted.value || ':' || (
             SELECT group_concat(list.statement_id, ' ')
             FROM (SELECT posting.statement_id FROM claim_term AS posting
                   WHERE posting.event_id = $1 AND posting.term = wanted.value
                   ORDER BY posting.statement_id LIMIT $3) AS list), ';')
         FROM json_each($2) AS wanted",
    )
    .bind(event_id)
    .bind(list(&every))
    .bind(POSTINGS_MAX)
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_lists", error))?;
    let lists = lists_of(lists.as_deref().unwrap_or_default());
    let mut near = BTreeSet::new();
    for keys in wanted {
        let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
        for id in keys.iter().filter_map(|key| lists.get(key)).flatten() {
            *shared.entry(*id).or_default() += 1;
        }
        let mut best: Vec<(i64, usize)> = shared.into_iter().collect();
        best.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        near.extend(best.into_iter().take(COMPARED_MAX).map(|(id, _)| id));
    }
    let claims: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT m.statement_id, m.claim_id FROM json_each($1) AS near
         CROSS JOIN claim_fact m ON m.statement_id = near.value",
    )
    .bind(list(&near))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_near", error))?;
    let claims: HashMap<i64, i64> = claims.into_iter().collect();
    let known = statements(connection, near).await?;
    let known = known.into_iter().filter_map(|statement| {
        let claim_id = *claims.get(&statement.statement_id)?;
        Some(Known { claim_id, statement })
    });
    Ok(known.collect())
}

/// Reads `key:id id;key:id`.
fn lists_of(text: &str) -> HashMap<i64, Vec<i64>> {
    let lists = text.split(';').filter_map(|list| {
        let (key, facts) = list.split_once(':')?;
        let facts = facts.split(' ').filter_map(|fact| fact.parse().ok());
        Some((key.parse().ok()?, facts.collect()))
    });
    lists.collect()
}

/// The id of the next claim.
pub(super) async fn next_id(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    sqlx::query_scalar("SELECT coalesce(max(claim_id), 0) + 1 FROM claim")
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("claim_next", error))
}

/// Opens claims, each with its first statement; one whose id was given before is opened again.
pub(super) async fn insert_claims(
    connection: &mut SqliteConnection,
    event_id: i64,
    claims: &[(i64, &Statement)],
) -> Result<(), StoreError> {
    let rows = claims.iter().map(|(claim_id, statement)| {
        serde_json::json!([
            claim_id,
            statement.statement_id,
            statement.said.kind(),
            statement.speaker
        ])
    });
    sqlx::query(
        "INSERT INTO claim (claim_id, event_id, kind, statement_id, speaker, independent_reports,
            independent_reports_max, primary_sources)
         SELECT json_extract(new.value, '$[0]'), $2, json_extract(new.value, '$[2]'), json_extract(new.value, '$[1]'),
                json_extract(new.value, '$[3]'), 1, 1, 1
         FROM json_each($1) AS new WHERE true
         ON CONFLICT (claim_id) DO UPDATE SET event_id = excluded.event_id, kind = excluded.kind,
            statement_id = excluded.statement_id, speaker = excluded.speaker, independent_reports = 1,
            independent_reports_max = 1, primary_sources = 1, conflict_kind = NULL",
    )
    .bind(serde_json::Value::from_iter(rows).to_string())
    .bind(event_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_insert", error))?;
    Ok(())
}

static FACTS: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "claim_fact_insert",
        "claim_fact (statement_id, claim_id, fact_id, article_id, from_char, chars, is_current)",
        7,
    )
});

/// Writes the facts of the article into their claims.
pub(super) async fn insert_facts(
    connection: &mut SqliteConnection,
    article_id: i64,
    stated: &[Stated],
) -> Result<(), StoreError> {
    FACTS
        .insert(connection, stated, |query, stated| {
            query
                .bind(stated.statement_id)
                .bind(stated.claim_id)
                .bind(stated.statement_id / PARTS)
                .bind(article_id)
                .bind(values::integer(stated.from_char))
                .bind(values::integer(stated.chars))
                .bind(1)
        })
        .await
}

/// The article as a report that names nobody.
async fn report(connection: &mut SqliteConnection, told: Told) -> Result<Report, StoreError> {
    let row: Option<TellerRow> = sqlx::query_as(
        "SELECT a.cited_agencies, s.origin_agency, o.outlet_key, o.agency_id
         FROM article a
         JOIN story s ON s.story_id = a.story_id
         JOIN article n ON n.article_id = coalesce(s.origin_article_id, s.representative_article_id, a.article_id)
         JOIN outlet o ON o.outlet_id = n.outlet_id
         WHERE a.article_id = $1",
    )
    .bind(told.article_id)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_teller", error))?;
    Ok(row.map_or_else(Report::default, |row| row.report(told.story_id)))
}

/// What is known of who tells, beside the fact.
#[derive(sqlx::FromRow)]
pub(super) struct TellerRow {
    cited_agencies: Option<String>,
    origin_agency: Option<String>,
    outlet_key: String,
    agency_id: Option<String>,
}

impl TellerRow {
    /// Several agencies cited are no one source.
    pub(super) fn report(self, story_id: i64) -> Report {
        Report {
            story_id,
            standing: self.cited_agencies.filter(|agencies| !agencies.contains(',')),
            newsroom: [self.origin_agency, self.agency_id, Some(self.outlet_key)]
                .into_iter()
                .flatten()
                .collect(),
            ..Report::default()
        }
    }
}

/// Writes that the story states these claims, by the first fact of each; gives those among them, not `fresh`, that
/// it did not state before. Of the fresh ones the source is written too, as nobody else states them.
pub(super) async fn insert_stories(
    connection: &mut SqliteConnection,
    told: Told,
    stated: &[Stated],
    fresh: &BTreeSet<i64>,
) -> Result<Vec<i64>, StoreError> {
    let teller = if fresh.is_empty() {
        Report::default()
    } else {
        report(connection, told).await?
    };
    let mut first: BTreeMap<i64, &Stated> = BTreeMap::new();
    for stated in stated {
        if let Some(claim_id) = stated.claim_id {
            first.entry(claim_id).or_insert(stated);
        }
    }
    let rows = first.iter().map(|(claim_id, stated)| {
        let report = Report {
            named: stated.named.clone(),
            ..teller.clone()
        };
        let (sources, _) = sources(&[report], false);
        let source = sources.into_iter().next();
        let why = source.as_ref().map_or(Why::Own, |source| source.why);
        let name = source.and_then(|source| source.name);
        serde_json::json!([claim_id, stated.statement_id, name, why.as_str()])
    });
    let new: Vec<i64> = sqlx::query_scalar(
        "INSERT INTO claim_story (claim_id, story_id, statement_id, source, source_story_id, why, is_folded)
         SELECT json_extract(new.value, '$[0]'), $2, json_extract(new.value, '$[1]'),
                json_extract(new.value, '$[2]'), $2, json_extract(new.value, '$[3]'), 0
         FROM json_each($1) AS new WHERE true
         ON CONFLICT (claim_id, story_id) DO NOTHING
         RETURNING claim_id",
    )
    .bind(serde_json::Value::from_iter(rows).to_string())
    .bind(told.story_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_story_insert", error))?;
    Ok(new
        .into_iter()
        .filter(|claim_id| !fresh.contains(claim_id))
        .collect())
}

/// Marks the facts of a revision as no longer current; gives the claims they were in.
pub(super) async fn retire(
    connection: &mut SqliteConnection,
    revision_id: i64,
    story_id: i64,
) -> Result<BTreeSet<i64>, StoreError> {
    let claims: Vec<i64> = sqlx::query_scalar(
        "UPDATE claim_fact SET is_current = 0
         WHERE statement_id IN (
            SELECT m.statement_id FROM fact f
            CROSS JOIN claim_fact m ON m.statement_id >= 16 * f.fact_id AND m.statement_id < 16 * f.fact_id + 16
            WHERE f.revision_id = $1)
         RETURNING claim_id",
    )
    .bind(revision_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_fact_retire", error))?;
    let claims: BTreeSet<i64> = claims.into_iter().collect();
    sqlx::query(
        "DELETE FROM claim_story
         WHERE claim_id IN (SELECT value FROM json_each($1)) AND story_id = $2
           AND statement_id / 16 IN (SELECT fact_id FROM fact WHERE revision_id = $3)",
    )
    .bind(list(&claims))
    .bind(story_id)
    .bind(revision_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_story_retire", error))?;
    Ok(claims)
}

/// Writes for those among `claims` that only other articles of the story still state by which fact it does.
pub(super) async fn tell_again(
    connection: &mut SqliteConnection,
    story_id: i64,
    claims: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO claim_story (claim_id, story_id, statement_id, source, source_story_id, why, is_folded)
         SELECT m.claim_id, $2, min(m.statement_id), NULL, $2, 'own', 0
         FROM json_each($1) AS told
         CROSS JOIN claim_fact m ON m.claim_id = told.value AND m.is_current = 1
         JOIN article a ON a.article_id = m.article_id AND a.story_id = $2
         GROUP BY m.claim_id
         ON CONFLICT (claim_id, story_id) DO NOTHING",
    )
    .bind(list(claims))
    .bind(story_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_story_again", error))?;
    Ok(())
}

/// Articles of a story whose claims are counted again when something about the story changes; the first of them state
/// what it states.
const ARTICLES_ASKED: i64 = 16;

pub(super) async fn claims_of_story(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<BTreeSet<i64>, StoreError> {
    let claims: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT m.claim_id
         FROM (SELECT current_revision_id FROM article WHERE story_id = $1 ORDER BY article_id LIMIT $2) AS early
         CROSS JOIN fact f ON f.revision_id = early.current_revision_id
         CROSS JOIN claim_fact m ON m.statement_id >= 16 * f.fact_id AND m.statement_id < 16 * f.fact_id + 16",
    )
    .bind(story_id)
    .bind(ARTICLES_ASKED)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claims_of_story", error))?;
    Ok(claims.into_iter().collect())
}

/// See [`super::events_around`].
pub(super) async fn events_around(
    connection: &mut SqliteConnection,
    stories: &[i64],
) -> Result<BTreeSet<i64>, StoreError> {
    let events: Vec<i64> = sqlx::query_scalar(
        "SELECT e.event_id FROM json_each($1) AS wanted CROSS JOIN event_story e ON e.story_id = wanted.value
         UNION
         SELECT e.event_id FROM json_each($1) AS wanted
         CROSS JOIN article a ON a.possible_story_id = wanted.value
         CROSS JOIN event_story e ON e.story_id = a.story_id",
    )
    .bind(values::integer_list(stories.iter().copied()))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_events", error))?;
    Ok(events.into_iter().collect())
}

/// Takes all claims of these events apart; gives which statement opened which claim.
pub(super) async fn forget(
    connection: &mut SqliteConnection,
    events: &BTreeSet<i64>,
) -> Result<Opened, StoreError> {
    let opened: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT c.statement_id, c.claim_id FROM json_each($1) AS wanted CROSS JOIN claim c ON c.event_id = wanted.value",
    )
    .bind(list(events))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claims_opened", error))?;
    for (name, sql) in [
        (
            "claim_facts_forget",
            "DELETE FROM claim_fact WHERE claim_id IN (SELECT value FROM json_each($1))",
        ),
        (
            "claim_stories_forget",
            "DELETE FROM claim_story WHERE claim_id IN (SELECT value FROM json_each($1))",
        ),
        (
            "claims_forget",
            "UPDATE claim SET event_id = NULL, independent_reports = 0
             WHERE claim_id IN (SELECT value FROM json_each($1))",
        ),
    ] {
        run(
            connection,
            name,
            sql,
            opened.iter().map(|(_, claim_id)| *claim_id),
        )
        .await?;
    }
    for (name, sql) in [
        (
            "claim_statements_forget",
            "DELETE FROM claim_statement WHERE event_id IN (SELECT value FROM json_each($1))",
        ),
        (
            "claim_terms_forget",
            "DELETE FROM claim_term WHERE event_id IN (SELECT value FROM json_each($1))",
        ),
    ] {
        run(connection, name, sql, events.iter().copied()).await?;
    }
    Ok(opened.into_iter().collect())
}

async fn run(
    connection: &mut SqliteConnection,
    name: &'static str,
    sql: &'static str,
    ids: impl IntoIterator<Item = i64>,
) -> Result<(), StoreError> {
    sqlx::query(sql)
        .bind(values::integer_list(ids))
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver(name, error))?;
    Ok(())
}

/// The articles of the event in the order in which they came.
pub(super) async fn articles(
    connection: &mut SqliteConnection,
    event_id: i64,
) -> Result<Vec<Told>, StoreError> {
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT a.article_id, a.current_revision_id, a.story_id
         FROM event_story e CROSS JOIN article a ON a.story_id = e.story_id
         WHERE e.event_id = $1 AND a.current_revision_id IS NOT NULL
         ORDER BY a.article_id",
    )
    .bind(event_id)
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_articles", error))?;
    let told = rows.into_iter().map(|(article_id, revision_id, story_id)| Told {
        article_id,
        revision_id,
        story_id,
        event_id,
    });
    Ok(told.collect())
}

/// Puts what former revisions stated, and what the event still states, into the history of its claim.
pub(super) async fn remember_former(
    connection: &mut SqliteConnection,
    event_id: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO claim_fact (statement_id, claim_id, fact_id, article_id, from_char, chars, is_current)
         SELECT 16 * f.fact_id, s.claim_id, f.fact_id, a.article_id, 0, length(f.text), 0
         FROM event_story e
         CROSS JOIN article a ON a.story_id = e.story_id AND a.revisions > 1
         CROSS JOIN revision r ON r.article_id = a.article_id AND r.revision_id <> a.current_revision_id
         CROSS JOIN fact f ON f.revision_id = r.revision_id
         CROSS JOIN claim_statement s ON s.event_id = $1 AND s.fact_key = f.fact_key
         WHERE e.event_id = $1 AND f.kind IN ('quote', 'figure', 'happening')
         ON CONFLICT (statement_id) DO NOTHING",
    )
    .bind(event_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_former", error))?;
    Ok(())
}
