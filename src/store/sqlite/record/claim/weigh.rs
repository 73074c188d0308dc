//! The counts of claims: independent reports, primary sources, conflicts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::super::values;
use super::{list, lookup, stated};
use crate::event::claim::{
    NAMES_MAX, Report, Source, Stated, Why, conflict, independent, is_pronoun, scale, sources, takes_back,
};
use crate::model::{Amount, Approximation, ConflictKind, FigureKind};
use crate::store::StoreError;

/// Reports of one claim that are looked at, the earliest; of more every one counts, as a source of its own.
const REPORTS_MAX: usize = 64;
/// Values of one claim that are looked at, the earliest.
const VALUES_MAX: usize = 64;

#[derive(sqlx::FromRow)]
struct ReportRow {
    claim_id: i64,
    kind: String,
    story_id: i64,
    article_id: i64,
    attributed_to: Option<String>,
    /// See [`named`].
    named: String,
    #[sqlx(flatten)]
    teller: lookup::TellerRow,
    possible_story_id: Option<i64>,
    shares_with: Option<String>,
    source: Option<String>,
    source_story_id: i64,
    why: String,
    is_folded: bool,
    stories: i64,
}

/// Counts these claims again.
pub(super) async fn weigh(
    connection: &mut SqliteConnection,
    claims: BTreeSet<i64>,
) -> Result<(), StoreError> {
    if claims.is_empty() {
        return Ok(());
    }
    let mut reports = reports(connection, &claims).await?;
    let mut conflicts = conflicts(connection, &claims).await?;
    let mut counts = Vec::with_capacity(claims.len());
    let mut changed = Vec::new();
    for claim_id in claims {
        let told = reports.remove(&claim_id).unwrap_or_default();
        let conflict = conflicts.remove(&claim_id).flatten();
        counts.push(count(claim_id, &told, conflict, &mut changed));
    }
    write_counts(connection, &counts).await?;
    write_sources(connection, &changed).await
}

/// Counts again by how many articles and outlets these claims are printed: those of an article that came or went, copies
/// among them.
pub(super) async fn count_printed(
    connection: &mut SqliteConnection,
    claims: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE claim SET (articles, outlets) =
            (SELECT count(DISTINCT m.article_id), count(DISTINCT a.outlet_id)
             FROM claim_fact m CROSS JOIN article a ON a.article_id = m.article_id
             WHERE m.claim_id = claim.claim_id AND m.is_current = 1)
         WHERE claim_id IN (SELECT value FROM json_each($1))",
    )
    .bind(list(claims))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_printed", error))?;
    Ok(())
}

/// The reports of one claim.
#[derive(Default)]
struct Told {
    is_quotation: bool,
    speaker: Option<String>,
    reports: Vec<Report>,
    /// By which article each of them states the claim.
    articles: Vec<i64>,
    /// What is stored of the source of each, and whether it is folded into another.
    stored: Vec<(Source, bool)>,
    /// Those that were not looked at.
    further: usize,
}

async fn reports(
    connection: &mut SqliteConnection,
    claims: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, Told>, StoreError> {
    let rows: Vec<ReportRow> = sqlx::query_as(
        "SELECT c.claim_id, c.kind, cs.story_id, f.article_id, f.attributed_to, s.likely_source_agency, r.notes, s.origin_agency,
                o.outlet_key, o.agency_id,
                (SELECT json_group_array(coalesce(early.attributed_to, '') || char(10) || coalesce(early.attributed_text, '') || char(10) || coalesce(early.via_agency, ''))
                 FROM (SELECT g.attributed_to, g.attributed_text, g.via_agency
                       FROM claim_fact m CROSS JOIN fact g ON g.fact_id = m.fact_id
                       WHERE m.claim_id = c.claim_id AND m.article_id = f.article_id AND m.is_current = 1
                       ORDER BY m.statement_id LIMIT $3) AS early) AS named,
                (SELECT p.possible_story_id FROM article p
                 WHERE p.story_id = cs.story_id ORDER BY p.article_id LIMIT 1) AS possible_story_id,
                (SELECT group_concat(l.to_story_id, ' ') FROM story_link l
                 WHERE l.story_id = cs.story_id AND l.kind = 'same_statement') AS shares_with,
                cs.source, cs.source_story_id, cs.why, cs.is_folded,
                (SELECT count(*) FROM claim_story e WHERE e.claim_id = c.claim_id) AS stories
         FROM json_each($1) AS wanted
         CROSS JOIN claim c ON c.claim_id = wanted.value
         CROSS JOIN claim_story cs ON cs.claim_id = c.claim_id
             AND cs.story_id IN (SELECT e.story_id FROM claim_story e WHERE e.claim_id = c.claim_id
                                 ORDER BY e.statement_id LIMIT $2)
         CROSS JOIN fact f ON f.fact_id = cs.statement_id / 16
         CROSS JOIN story s ON s.story_id = cs.story_id
         CROSS JOIN article a ON a.article_id = f.article_id
         CROSS JOIN revision r ON r.revision_id = a.current_revision_id
         CROSS JOIN article n ON n.article_id = coalesce(s.origin_article_id, s.representative_article_id, a.article_id)
         CROSS JOIN outlet o ON o.outlet_id = n.outlet_id
         ORDER BY c.claim_id, f.article_id, cs.statement_id",
    )
    .bind(list(claims))
    .bind(values::integer(REPORTS_MAX))
    .bind(values::integer(NAMES_MAX))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_reports", error))?;
    let mut told: BTreeMap<i64, Told> = BTreeMap::new();
    for row in rows {
        let told = told.entry(row.claim_id).or_default();
        told.is_quotation = row.kind == "quote";
        if told.speaker.as_deref().is_none_or(is_pronoun) {
            told.speaker.clone_from(&row.attributed_to);
        }
        let stories = usize::try_from(row.stories).unwrap_or(0);
        told.further = stories.saturating_sub(REPORTS_MAX);
        told.stored.push(stored(&row));
        told.articles.push(row.article_id);
        told.reports.push(report(row));
    }
    for told in told.values_mut() {
        find_accounts(connection, told).await?;
    }
    Ok(told)
}

/// Lets reports that name nobody, and anywhere the newsroom whose account another one retells, rest on that account.
async fn find_accounts(connection: &mut SqliteConnection, told: &mut Told) -> Result<(), StoreError> {
    let Some(account) = told.reports.iter().find_map(|report| report.account.clone()) else {
        return Ok(());
    };
    for (report, article_id) in told.reports.iter_mut().zip(&told.articles) {
        if report.account.is_some() || !report.named.is_empty() {
            continue;
        }
        let names_it: Option<bool> = sqlx::query_scalar(
            "SELECT instr(r.text, $2) > 0 FROM article a JOIN revision r ON r.revision_id = a.current_revision_id
             WHERE a.article_id = $1",
        )
        .bind(article_id)
        .bind(&account)
        .fetch_optional(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("claim_account", error))?
        .flatten();
        if names_it == Some(true) {
            report.standing = Some(account.clone());
        }
    }
    Ok(())
}

fn stored(row: &ReportRow) -> (Source, bool) {
    let source = Source {
        name: row.source.clone(),
        story_id: row.source_story_id,
        why: Why::of(&row.why),
    };
    (source, row.is_folded)
}

fn report(row: ReportRow) -> Report {
    let shares_with = row.shares_with.as_deref().unwrap_or_default().split(' ');
    Report {
        possible_story_id: row.possible_story_id,
        shares_with: shares_with.filter_map(|story| story.parse().ok()).collect(),
        named: named(&row.named),
        ..row.teller.report(row.story_id)
    }
}

/// Whom the facts of a report name: of each, in a list of JSON, to whom it is attributed, how that is written and the agency, on three lines.
fn named(facts: &str) -> Vec<String> {
    let facts: Vec<String> = serde_json::from_str(facts).unwrap_or_default();
    let named = facts.iter().filter_map(|fact| {
        let mut lines = fact.split('\n').map(|line| (!line.is_empty()).then_some(line));
        let (attributed_to, as_written, via_agency) = (lines.next()?, lines.next()?, lines.next()?);
        stated::named(
            attributed_to.map(str::to_owned),
            as_written,
            via_agency.map(str::to_owned),
        )
    });
    named.collect()
}

#[derive(sqlx::FromRow)]
struct ValueRow {
    claim_id: i64,
    sentence: String,
    polarity: String,
    figure_kind: Option<String>,
    value: Option<f64>,
    value_high: Option<f64>,
    unit: Option<String>,
    approx: Option<String>,
    at: String,
}

/// What kind of conflict the values of each claim are in.
async fn conflicts(
    connection: &mut SqliteConnection,
    claims: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, Option<ConflictKind>>, StoreError> {
    // Each value once for each story: its copies repeat it.
    let rows: Vec<ValueRow> = sqlx::query_as(
        "SELECT m.claim_id, f.sentence, f.polarity, coalesce(m.unit, f.figure_kind) AS figure_kind,
                coalesce(m.value, f.value) AS value, coalesce(m.value_high, f.value_high) AS value_high, f.unit,
                coalesce(m.approx, f.approx) AS approx,
                min(CASE WHEN a.claimed_quality = 'ok' THEN a.claimed_at ELSE a.first_seen_at END) AS at
         FROM json_each($1) AS wanted
         CROSS JOIN claim c ON c.claim_id = wanted.value AND c.kind <> 'quote'
         CROSS JOIN claim_fact m ON m.claim_id = c.claim_id AND m.is_current = 1
         CROSS JOIN fact f ON f.fact_id = m.fact_id
         CROSS JOIN article a ON a.article_id = m.article_id
         GROUP BY m.claim_id, a.story_id, f.fact_key
         ORDER BY m.claim_id, at, f.fact_id",
    )
    .bind(list(claims))
    .fetch_all(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_values", error))?;
    let mut by_claim: BTreeMap<i64, Vec<ValueRow>> = BTreeMap::new();
    for row in rows {
        let rows = by_claim.entry(row.claim_id).or_default();
        if rows.len() < VALUES_MAX {
            rows.push(row);
        }
    }
    let mut found = BTreeMap::new();
    for (claim_id, rows) in by_claim {
        found.insert(claim_id, conflict_of(&rows)?);
    }
    Ok(found)
}

fn conflict_of(rows: &[ValueRow]) -> Result<Option<ConflictKind>, StoreError> {
    // Around a figure a negation is mostly about something else: `did not have to pay the full amount`.
    let is_happening = |row: &ValueRow| row.figure_kind.is_none();
    if rows.iter().all(is_happening)
        && rows.iter().any(|row| row.polarity == "neg")
        && rows.iter().any(|row| row.polarity != "neg")
    {
        return Ok(Some(ConflictKind::Contradiction));
    }
    let mut amounts: Vec<(Amount, DateTime<Utc>, bool)> = Vec::new();
    for row in rows {
        if let Some(amount) = amount(row) {
            let at = values::read_instant("claim_values", &row.at)?;
            amounts.push((amount, at, takes_back(&row.sentence)));
        }
    }
    let stated: Vec<Stated<'_>> = amounts
        .iter()
        .map(|(amount, at, takes_back)| Stated {
            amount,
            at: *at,
            takes_back: *takes_back,
        })
        .collect();
    Ok(conflict(&stated))
}

fn amount(row: &ValueRow) -> Option<Amount> {
    let scale = row.unit.as_deref().map_or(1.0, scale);
    Some(Amount {
        kind: row.figure_kind.as_deref().and_then(FigureKind::of)?,
        unit: String::new(),
        value: row.value? * scale,
        value_high: row.value_high.map(|high| high * scale),
        approximation: Approximation::of(row.approx.as_deref().unwrap_or_default()),
        class: None,
        digits: 0,
        about: Vec::new(),
    })
}

/// The counts of the claim as they are stored; adds the reports whose source is another now to `changed`.
fn count(claim_id: i64, told: &Told, conflict: Option<ConflictKind>, changed: &mut Vec<Value>) -> Value {
    let independent = independent(&told.reports);
    let (sources, count) = sources(&told.reports, told.is_quotation);
    let reports = independent.iter().filter(|counts| **counts).count();
    let now = sources
        .into_iter()
        .zip(independent.into_iter().map(|counts| !counts));
    for ((report, stored), (source, is_folded)) in told.reports.iter().zip(&told.stored).zip(now) {
        if (&stored.0, stored.1) != (&source, is_folded) {
            changed.push(json!([
                claim_id,
                report.story_id,
                source.name,
                source.story_id,
                source.why.as_str(),
                i64::from(is_folded)
            ]));
        }
    }
    json!([
        claim_id,
        told.speaker,
        reports + told.further,
        told.reports.len() + told.further,
        count + if told.is_quotation { 0 } else { told.further },
        conflict.map(ConflictKind::as_str)
    ])
}

async fn write_counts(connection: &mut SqliteConnection, counts: &[Value]) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE claim SET speaker = now.value ->> 1, independent_reports = now.value ->> 2,
            independent_reports_max = now.value ->> 3, primary_sources = now.value ->> 4,
            conflict_kind = now.value ->> 5
         FROM json_each($1) AS now WHERE claim.claim_id = now.value ->> 0",
    )
    .bind(Value::from(counts).to_string())
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_count", error))?;
    Ok(())
}

async fn write_sources(connection: &mut SqliteConnection, changed: &[Value]) -> Result<(), StoreError> {
    if changed.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "UPDATE claim_story SET source = now.value ->> 2, source_story_id = now.value ->> 3, why = now.value ->> 4,
            is_folded = now.value ->> 5
         FROM json_each($1) AS now
         WHERE claim_story.claim_id = now.value ->> 0 AND claim_story.story_id = now.value ->> 1",
    )
    .bind(Value::from(changed).to_string())
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("claim_source", error))?;
    Ok(())
}
