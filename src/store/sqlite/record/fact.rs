//! Facts of a revision, and how many stories state each.
//!
//! Copies count once: `fact_key_story` knows how many articles of a story state a fact, and only the first
//! of them and the last to drop it move the counter of stories.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDateTime, Utc};
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::named::{self, entity_of, happening_of};
use super::rows::{Bound, Cell, RowInsert};
use super::{entity, values};
use crate::model::{Entity, Fact, FactDetail, FactKind, Happening, Reading, Span};
use crate::store::{RecordRules, StoreError};
use crate::text::CharIndex;

/// Facts kept of one revision. A report has some dozens, a page of tables some hundreds; beyond that the
/// text is a list or hostile.
const FACTS_MAX: usize = 5_000;
/// Bytes of a sentence kept beside its fact. A text without full stops is one sentence, and every fact in
/// it would carry all of it.
const SENTENCE_BYTES_MAX: usize = 2_000;

/// Whose facts are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) article_id: i64,
    pub(super) revision_id: i64,
    pub(super) story_id: i64,
    pub(super) seen_at: DateTime<Utc>,
}

/// Writes the facts of `reading`, each name with the entity it means.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    told: Told,
    reading: &Reading,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let text = reading.article.text.as_str();
    let index = CharIndex::new(text);
    let kept = named::told_once(&reading.facts);
    let kept = &kept[..kept.len().min(FACTS_MAX)];
    let linked = entity::link(connection, reading, kept, told.story_id, told.seen_at, rules).await?;
    LINKED
        .insert(connection, kept, |query, row| {
            bind(
                query.bind(told.revision_id).bind(told.article_id),
                row,
                text,
                &index,
            )
            .bind(entity_of(row.fact).and_then(|entity| linked.named(row.fact.kind, entity)))
            .bind(speaker(row.fact).and_then(|name| linked.speaker(name, rules)))
        })
        .await
}

/// The rows that [`insert`] writes, without the entities that their names mean.
pub(super) fn rows(article_id: i64, revision_id: i64, reading: &Reading) -> Vec<Vec<Cell<'_>>> {
    let text = reading.article.text.as_str();
    let index = CharIndex::new(text);
    let kept = named::told_once(&reading.facts);
    let kept = kept.iter().take(FACTS_MAX);
    kept.map(|row| {
        let ids = Bound::default().bind(revision_id).bind(article_id);
        bind(ids, row, text, &index).into_cells()
    })
    .collect()
}

/// A fact that may mean an entity.
#[derive(sqlx::FromRow)]
struct Named {
    fact_id: i64,
    kind: String,
    name: Option<String>,
    country: Option<String>,
    attributed_to: Option<String>,
}

/// Links the names of a revision whose facts were written without: after they were taken out of the counts, before they
/// are counted again.
pub(super) async fn link_again(
    connection: &mut SqliteConnection,
    told: Told,
    reading: &Reading,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let kept = named::told_once(&reading.facts);
    let kept = &kept[..kept.len().min(FACTS_MAX)];
    let linked = entity::link(connection, reading, kept, told.story_id, told.seen_at, rules).await?;
    let named: Vec<Named> = sqlx::query_as(
        "SELECT fact_id, kind, name, country, attributed_to FROM fact
         WHERE revision_id = $1 AND (name IS NOT NULL OR kind = 'quote') ORDER BY fact_id",
    )
    .bind(told.revision_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("fact_named", error))?;
    let links: Vec<Value> = named
        .into_iter()
        .map(|row| {
            let kinds = [FactKind::Person, FactKind::Org, FactKind::Place];
            let kind = kinds.into_iter().find(|known| known.as_str() == row.kind);
            let entity = row.name.map(|name| Entity {
                name,
                country: row.country,
                ..Entity::default()
            });
            let entity_id = kind
                .zip(entity)
                .and_then(|(kind, entity)| linked.named(kind, &entity));
            let speaker = row.attributed_to.filter(|_| kind.is_none());
            json!([
                row.fact_id,
                entity_id,
                speaker.and_then(|name| linked.speaker(&name, rules))
            ])
        })
        .collect();
    sqlx::query(
        "UPDATE fact SET entity_id = link.value ->> 1, speaker_entity_id = link.value ->> 2
         FROM json_each($1) AS link WHERE fact.fact_id = link.value ->> 0",
    )
    .bind(Value::from(links).to_string())
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("fact_link", error))?;
    Ok(())
}

/// Binds all columns behind the ids but the entities.
fn bind<'q>(query: Bound<'q>, row: &named::Row<'q>, text: &'q str, index: &CharIndex<'_>) -> Bound<'q> {
    let query = bind_common(query, row.fact, text, index);
    named::bind(bind_detail(query, &row.fact.detail), row)
        .bind(happening_of(row.fact).and_then(|happening| happening.place.as_deref()))
        .bind(happening_of(row.fact).and_then(participants))
}

const COLUMNS: &str = "revision_id, article_id, fact_key, kind, section, start_char, end_char, text,
        sentence_start_char, sentence_end_char, sentence, polarity, modality, attributed_to, attributed_text, cue,
        via_agency, attribution_rule, confidence, form, figure_kind, value_text, value, value_high, unit, approx,
        rate, of_what, period_from, period_to, date_kind, date_from, date_to, granularity, name, happening_type,
        whose, name_form, mentions, country, latitude, longitude, role_title, role_org, role_country,
        happening_place, participants";

/// What the text states, without the entities that its names mean.
pub(super) static INSERT: LazyLock<RowInsert> =
    LazyLock::new(|| RowInsert::new("fact_insert_again", &format!("fact ({COLUMNS})"), 47));

static LINKED: LazyLock<RowInsert> = LazyLock::new(|| {
    let into = format!("fact ({COLUMNS}, entity_id, speaker_entity_id)");
    RowInsert::new("fact_insert", &into, 49)
});

/// Who takes part in a happening, with semicolons; `None` where nobody is named.
fn participants(happening: &Happening) -> Option<String> {
    (!happening.participants.is_empty()).then(|| happening.participants.join("; "))
}

/// Who says a quotation, as fully as the article names him.
fn speaker(fact: &Fact) -> Option<&str> {
    let source = fact.attribution.as_ref()?.source.as_ref()?;
    (fact.kind == FactKind::Quote).then(|| source.name.as_deref().unwrap_or(&source.text))
}

/// Columns 3 to 19: those that every kind has.
fn bind_common<'q>(query: Bound<'q>, fact: &'q Fact, text: &'q str, index: &CharIndex<'_>) -> Bound<'q> {
    let (start, end) = index.char_span(fact.span);
    let sentence = kept_sentence(text, fact.sentence, fact.span);
    let (sentence_start, sentence_end) = index.char_span(sentence);
    let attribution = fact.attribution.as_ref();
    let source = attribution.and_then(|attribution| attribution.source.as_ref());
    let cue = attribution.and_then(|attribution| attribution.cue);
    query
        .bind((fact.key != 0).then_some(fact.key))
        .bind(fact.kind.as_str())
        .bind(fact.section.as_str())
        .bind(values::integer(start))
        .bind(values::integer(end))
        .bind(fact.span.of(text))
        .bind(values::integer(sentence_start))
        .bind(values::integer(sentence_end))
        .bind(sentence.of(text))
        .bind(fact.polarity.as_str())
        .bind(fact.modality.as_str())
        .bind(source.map(|source| source.name.as_deref().unwrap_or(&source.text)))
        .bind(source.map(|source| source.text.as_str()))
        .bind(cue.map(|cue| cue.of(text)))
        .bind(attribution.and_then(|attribution| attribution.via_agency.as_deref()))
        .bind(attribution.map(|attribution| attribution.rule))
        .bind(values::finite(fact.confidence))
}

/// Columns 20 to 37: those that depend on the kind.
fn bind_detail<'q>(query: Bound<'q>, detail: &'q FactDetail) -> Bound<'q> {
    let detail = Detail::of(detail);
    query
        .bind(detail.form)
        .bind(detail.figure_kind)
        .bind(detail.value_text)
        .bind(detail.value)
        .bind(detail.value_high)
        .bind(detail.unit)
        .bind(detail.approx)
        .bind(detail.rate)
        .bind(detail.of_what)
        .bind(detail.period_from)
        .bind(detail.period_to)
        .bind(detail.date_kind)
        .bind(detail.date_from)
        .bind(detail.date_to)
        .bind(detail.granularity)
        .bind(detail.name)
        .bind(detail.happening_type)
        .bind(detail.whose)
}

/// The columns that depend on the kind.
#[derive(Default)]
struct Detail<'a> {
    form: Option<&'static str>,
    figure_kind: Option<&'static str>,
    value_text: Option<String>,
    value: Option<f64>,
    value_high: Option<f64>,
    unit: Option<&'a str>,
    approx: Option<&'static str>,
    rate: Option<&'a str>,
    of_what: Option<&'a str>,
    period_from: Option<&'a str>,
    period_to: Option<&'a str>,
    date_kind: Option<&'static str>,
    date_from: Option<String>,
    date_to: Option<String>,
    granularity: Option<&'static str>,
    name: Option<&'a str>,
    happening_type: Option<&'a str>,
    whose: Option<&'a str>,
}

impl<'a> Detail<'a> {
    fn of(detail: &'a FactDetail) -> Self {
        match detail {
            FactDetail::Quote(quote) => Self {
                form: Some(quote.form.as_str()),
                ..Self::default()
            },
            FactDetail::Figure(figure) => Self {
                figure_kind: Some(figure.kind.as_str()),
                value_text: Some(figure.value.to_string()),
                value: figure.value.to_f64(),
                value_high: figure.value_high.and_then(|high| high.to_f64()),
                unit: figure.unit.as_deref(),
                approx: Some(figure.approximation.as_str()),
                rate: figure.rate.as_deref(),
                of_what: figure.of_what.as_deref(),
                whose: figure.whose.as_deref(),
                period_from: figure.period_from.as_deref(),
                period_to: figure.period_to.as_deref(),
                ..Self::default()
            },
            FactDetail::Date(date) => Self {
                date_kind: Some(date.kind.as_str()),
                value_text: date.value.clone(),
                date_from: date.from.map(civil),
                date_to: date.to.map(civil),
                granularity: Some(date.granularity.as_str()),
                ..Self::default()
            },
            FactDetail::Entity(entity) => Self {
                name: Some(&entity.name),
                ..Self::default()
            },
            FactDetail::Happening(happening) => Self {
                happening_type: Some(&happening.type_),
                date_from: happening.from.map(civil),
                date_to: happening.to.map(civil),
                ..Self::default()
            },
        }
    }
}

/// A time of the article's own days, as it is stored.
fn civil(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// `sentence`, or as much of it around `fact` as is kept.
fn kept_sentence(text: &str, sentence: Span, fact: Span) -> Span {
    if sentence.len() <= SENTENCE_BYTES_MAX || sentence.end > text.len() {
        return sentence;
    }
    let spare = SENTENCE_BYTES_MAX.saturating_sub(fact.len()) / 2;
    let start = text.ceil_char_boundary(fact.start.saturating_sub(spare).max(sentence.start));
    let end = text.floor_char_boundary(
        fact.start
            .saturating_add(SENTENCE_BYTES_MAX - spare)
            .min(sentence.end),
    );
    Span::new(start, end.max(start))
}

/// Counts what `revision_id` states for its story: once for the article, and for the story when no other
/// article of it did; new quotations become searchable.
pub(super) async fn count(
    connection: &mut SqliteConnection,
    revision_id: i64,
    story_id: i64,
) -> Result<(), StoreError> {
    entity::count(connection, revision_id, story_id).await?;
    let counts: Vec<i64> = sqlx::query_scalar(
        "INSERT INTO fact_key_story (fact_key, story_id, articles)
         SELECT DISTINCT fact_key, $2, 1 FROM fact WHERE revision_id = $1 AND fact_key IS NOT NULL
         ON CONFLICT (story_id, fact_key) DO UPDATE SET articles = fact_key_story.articles + 1
         RETURNING articles",
    )
    .bind(revision_id)
    .bind(story_id)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("fact_key_story_count", error))?;
    if !counts.contains(&1) {
        // A plain copy: the story stated all of it before.
        return Ok(());
    }
    let steps = [
        (
            "fact_key_count",
            "INSERT INTO fact_key (fact_key, kind, story_count)
             SELECT DISTINCT f.fact_key, f.kind, 1
             FROM fact f JOIN fact_key_story s ON s.fact_key = f.fact_key AND s.story_id = $2
             WHERE f.revision_id = $1 AND s.articles = 1
             ON CONFLICT (fact_key) DO UPDATE SET story_count = fact_key.story_count + 1",
        ),
        (
            "story_quote_insert",
            "INSERT INTO story_quote (fact_id, story_id, fact_key, speaker, text)
             SELECT f.fact_id, $2, f.fact_key, f.attributed_to, f.text
             FROM fact f JOIN fact_key_story s ON s.fact_key = f.fact_key AND s.story_id = $2
             WHERE f.revision_id = $1 AND f.kind = 'quote' AND s.articles = 1
             ORDER BY f.fact_id
             ON CONFLICT (story_id, fact_key) DO NOTHING",
        ),
        (
            "quote_fts_insert",
            "INSERT INTO quote_fts (rowid, speaker, text)
             SELECT q.fact_id, q.speaker, q.text
             FROM fact f JOIN story_quote q ON q.fact_id = f.fact_id
             WHERE f.revision_id = $1 AND q.story_id = $2",
        ),
    ];
    for (name, sql) in steps {
        run(connection, name, sql, revision_id, story_id).await?;
    }
    Ok(())
}

/// Undoes [`count`] for a revision that is no longer the current one.
pub(super) async fn uncount(
    connection: &mut SqliteConnection,
    revision_id: i64,
    story_id: i64,
) -> Result<(), StoreError> {
    entity::uncount(connection, revision_id, story_id).await?;
    let steps = [
        (
            "fact_key_story_uncount",
            "UPDATE fact_key_story SET articles = articles - 1
             WHERE story_id = $2 AND fact_key IN
                (SELECT fact_key FROM fact WHERE revision_id = $1 AND fact_key IS NOT NULL)",
        ),
        (
            "fact_key_uncount",
            "UPDATE fact_key SET story_count = story_count - 1
             WHERE fact_key IN (SELECT s.fact_key FROM fact f
                JOIN fact_key_story s ON s.fact_key = f.fact_key AND s.story_id = $2
                WHERE f.revision_id = $1 AND s.articles = 0)",
        ),
        (
            "quote_fts_delete",
            "INSERT INTO quote_fts (quote_fts, rowid, speaker, text)
             SELECT 'delete', q.fact_id, q.speaker, q.text
             FROM story_quote q JOIN fact_key_story s ON s.fact_key = q.fact_key AND s.story_id = q.story_id
             WHERE q.story_id = $2 AND s.articles = 0
               AND q.fact_key IN (SELECT fact_key FROM fact WHERE revision_id = $1)",
        ),
        (
            "story_quote_delete",
            "DELETE FROM story_quote
             WHERE story_id = $2 AND fact_key IN (SELECT s.fact_key FROM fact f
                JOIN fact_key_story s ON s.fact_key = f.fact_key AND s.story_id = $2
                WHERE f.revision_id = $1 AND s.articles = 0)",
        ),
        (
            "fact_key_story_delete",
            "DELETE FROM fact_key_story
             WHERE story_id = $2 AND articles = 0 AND fact_key IN
                (SELECT fact_key FROM fact WHERE revision_id = $1 AND fact_key IS NOT NULL)",
        ),
        (
            "fact_key_delete",
            "DELETE FROM fact_key
             WHERE story_count = 0 AND $2 IS NOT NULL AND fact_key IN
                (SELECT fact_key FROM fact WHERE revision_id = $1 AND fact_key IS NOT NULL)",
        ),
    ];
    for (name, sql) in steps {
        run(connection, name, sql, revision_id, story_id).await?;
    }
    Ok(())
}

async fn run(
    connection: &mut SqliteConnection,
    name: &'static str,
    sql: &'static str,
    revision_id: i64,
    story_id: i64,
) -> Result<(), StoreError> {
    sqlx::query(sql)
        .bind(revision_id)
        .bind(story_id)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver(name, error))?;
    Ok(())
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn a_sentence_without_end_is_kept_around_its_fact() {
        let text = "ж".repeat(10_000);
        let fact = Span::new(8_000, 8_010);
        let kept = kept_sentence(&text, Span::new(0, text.len()), fact);
        assert!(kept.contains(fact) && kept.len() <= SENTENCE_BYTES_MAX);
        assert!(!kept.of(&text).is_empty());
    }

    #[test]
    fn a_fact_longer_than_a_sentence_may_be_is_cut_at_its_end() {
        let text = "ж".repeat(10_000);
        let whole = Span::new(0, text.len());
        let kept = kept_sentence(&text, whole, whole);
        assert!(kept.len() <= SENTENCE_BYTES_MAX && !kept.of(&text).is_empty());
    }
}
