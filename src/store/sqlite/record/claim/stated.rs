//! What articles state: facts, and sentences of quotations, as they are compared.

use std::collections::{BTreeSet, HashMap};

use sqlx::SqliteConnection;

use super::super::values;
use super::list;
use crate::event::claim::{
    PARTS_MAX, StoredFact, StoredFigure, is_marked, is_pronoun, part_key, parts, shown, spokesman, statement,
    timed, timed_key,
};
use crate::model::{Approximation, FigureKind, Span, Statement};
use crate::store::StoreError;

/// Statements of one fact, at most: see [`Statement::statement_id`]. The statements in SQL say 16.
pub(super) const PARTS: i64 = PARTS_MAX as i64;

/// A statement of the article, and the claim its key belongs to.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    pub(super) statement_id: i64,
    pub(super) key: i64,
    pub(super) claim_id: Option<i64>,
    /// Whom the fact names.
    pub(super) named: Option<String>,
    /// Where it is shown to begin, in characters from where the fact does: a figure is shown with words around it.
    pub(super) from_char: i64,
    pub(super) chars: i64,
    /// The value of a time, which its fact does not have.
    pub(super) time: Option<StoredFigure>,
}

#[derive(sqlx::FromRow)]
struct ToldRow {
    fact_id: i64,
    fact_key: i64,
    kind: String,
    text: String,
    sentence: String,
    /// Where the fact begins in the sentence, in characters; less than 0 for one that begins before it.
    at: i64,
    attributed_to: Option<String>,
    attributed_text: Option<String>,
    via_agency: Option<String>,
    of_what: Option<String>,
    date_kind: Option<String>,
    value_text: Option<String>,
}

impl ToldRow {
    /// The fact's place in its sentence, in bytes; `None` where the sentence does not hold it.
    fn place(&self) -> Option<Span> {
        let start = byte_at(&self.sentence, usize::try_from(self.at).ok()?);
        let place = Span::new(start, start + self.text.len());
        (self.sentence.get(place.start..place.end)? == self.text).then_some(place)
    }

    fn time(&self, place: Option<Span>) -> Option<StoredFigure> {
        let before = self.sentence.get(..place?.start)?;
        timed(
            self.date_kind.as_deref()?,
            self.value_text.as_deref()?,
            &self.text,
            before,
        )
    }

    /// The statement of a figure or a time; `None` for a date that has no value as such.
    fn figure(self) -> Option<Stated> {
        let place = self.place();
        let is_time = self.kind == "date";
        let time = if is_time { Some(self.time(place)?) } else { None };
        let whole = (0, values::integer(self.text.chars().count()));
        let shown = place.and_then(|place| {
            let shown = shown(&self.sentence, place, self.of_what.as_deref(), is_time);
            let chars = |from: usize, to: usize| Some(self.sentence.get(from..to)?.chars().count());
            let before = values::integer(chars(shown.start, place.start)?);
            Some((-before, values::integer(chars(shown.start, shown.end)?)))
        });
        let (from_char, chars) = shown.unwrap_or(whole);
        Some(Stated {
            statement_id: PARTS * self.fact_id,
            key: if is_time {
                timed_key(self.fact_key, &self.sentence)
            } else {
                self.fact_key
            },
            claim_id: None,
            named: named(
                self.attributed_to,
                self.attributed_text.as_deref(),
                self.via_agency,
            ),
            from_char,
            chars,
            time,
        })
    }

    /// The sentences of a quotation, or a happening.
    fn parts(self) -> Vec<Stated> {
        let parts = if self.kind == "quote" {
            parts(&self.text)
        } else {
            vec![Span::new(0, self.text.len())]
        };
        let is_whole = parts.len() == 1;
        let named = named(
            self.attributed_to,
            self.attributed_text.as_deref(),
            self.via_agency,
        );
        let stated = parts.into_iter().enumerate().map(|(number, part)| {
            let before = self.text.get(..part.start).unwrap_or_default().chars().count();
            let words = self.text.get(part.start..part.end).unwrap_or_default();
            Stated {
                statement_id: PARTS * self.fact_id + values::integer(number),
                key: if is_whole { self.fact_key } else { part_key(words) },
                claim_id: None,
                named: named.clone(),
                from_char: values::integer(before),
                chars: values::integer(words.chars().count()),
                time: None,
            }
        });
        stated.collect()
    }
}

/// Whom a fact names: with whom he speaks for, where the words beside it say so.
pub(super) fn named(
    attributed_to: Option<String>,
    as_written: Option<&str>,
    via_agency: Option<String>,
) -> Option<String> {
    let name = attributed_to.filter(|name| !is_pronoun(name)).or(via_agency)?;
    Some(as_written.map_or_else(|| name.clone(), |written| spokesman(&name, written)))
}

/// The byte at which the character of this number begins.
fn byte_at(text: &str, at: usize) -> usize {
    text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
}

/// What the revision states that can make claims, in its order.
pub(super) async fn stated(
    connection: &mut SqliteConnection,
    revision_id: i64,
    event_id: i64,
) -> Result<Vec<Stated>, StoreError> {
    let facts: Vec<ToldRow> = sqlx::query_as(
        "SELECT fact_id, fact_key, kind, text, sentence, start_char - sentence_start_char AS at, attributed_to,
                attributed_text, via_agency, of_what, date_kind, value_text
         FROM fact
         WHERE revision_id = $1 AND fact_key IS NOT NULL
           AND (kind IN ('quote', 'figure', 'happening') OR kind = 'date' AND date_kind IN ('duration', 'time'))
         ORDER BY fact_id",
    )
    .bind(revision_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_stated", error))?;
    let mut stated = Vec::new();
    for fact in facts {
        match fact.kind.as_str() {
            "figure" | "date" => stated.extend(fact.figure()),
            _ => stated.extend(fact.parts()),
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
    form: Option<String>,
    figure_kind: Option<String>,
    unit: Option<String>,
    value: Option<f64>,
    value_high: Option<f64>,
    value_text: Option<String>,
    approx: Option<String>,
    happening_type: Option<String>,
    date_kind: Option<String>,
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
        let is_direct = self.form.as_deref() == Some("direct") || is_marked(&self.text);
        let mut time = None;
        if self.kind == "date" {
            let at = byte_at(&self.sentence, usize::try_from(self.at).ok()?);
            let (kind, value) = (self.date_kind.as_deref()?, self.value_text.as_deref()?);
            time = Some(timed(kind, value, &self.text, self.sentence.get(..at)?)?);
            self.fact_key = timed_key(self.fact_key, &self.sentence);
            self.kind = "figure".to_owned();
        }
        let figure = self
            .figure_kind
            .as_deref()
            .and_then(FigureKind::of)
            .zip(self.value);
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
            is_direct,
            figure: time.or_else(|| {
                figure.map(|(kind, value)| StoredFigure {
                    kind,
                    unit: self.unit,
                    value,
                    value_high: self.value_high,
                    value_text: self.value_text.unwrap_or_default(),
                    approximation: self.approx.as_deref().map(Approximation::of).unwrap_or_default(),
                })
            }),
            happening_type: self.happening_type,
        })
    }
}

/// The statements of these ids, in order.
pub(super) async fn statements(
    connection: &mut SqliteConnection,
    ids: BTreeSet<i64>,
) -> Result<Vec<Statement>, StoreError> {
    let facts: BTreeSet<i64> = ids.iter().map(|id| id / PARTS).collect();
    let rows: Vec<FactRow> = sqlx::query_as(
        "SELECT f.fact_id, f.article_id, a.story_id, f.fact_key, f.kind, f.text, f.sentence,
                max(0, f.start_char - f.sentence_start_char) AS at, f.attributed_to, f.polarity, f.form, f.figure_kind,
                f.unit, f.value, f.value_high, f.value_text, f.approx, f.happening_type, f.date_kind
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
