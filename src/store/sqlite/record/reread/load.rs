//! Articles with all that is kept of them.

use sqlx::SqliteConnection;

use super::super::edit::stored;
use super::super::values;
use crate::dedup;
use crate::model::{Article, ClaimedTime, DateQuality, Section, SectionKind, TextFrom, parse_instant, stamp};
use crate::store::sqlite::entry;
use crate::store::{KeptArticle, OutletRef, RereadFilter, RereadStage, StoreError};

/// Bytes of raw input and text taken into memory at once; the article that goes beyond is the last.
const BYTES_MAX: usize = 32 << 20;

/// The articles from number `from` to `last` that the filter lets pass, by number: at most `limit`, and fewer when
/// they are large.
pub(in crate::store) async fn kept(
    connection: &mut SqliteConnection,
    (stage, filter): (RereadStage, &RereadFilter),
    (from, last): (i64, i64),
    limit: u32,
) -> Result<Vec<KeptArticle>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT a.article_id FROM article a JOIN outlet o ON o.outlet_id = a.outlet_id
         WHERE a.article_id >= $1 AND a.article_id <= $2 AND a.current_revision_id IS NOT NULL
           AND a.is_text_kept = 1 AND a.are_facts_kept = 1
           AND ($3 IS NULL OR a.first_seen_at >= $3) AND ($4 IS NULL OR a.first_seen_at < $4)
           AND ($5 IS NULL OR o.outlet_key = $5) AND ($6 IS NULL OR a.article_id = $6)
         ORDER BY a.article_id LIMIT $7",
    )
    .bind(from)
    .bind(last)
    .bind(filter.since.map(stamp))
    .bind(filter.until.map(stamp))
    .bind(&filter.outlet)
    .bind(filter.article_id)
    .bind(i64::from(limit))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_articles", error))?;
    let mut kept = Vec::with_capacity(ids.len());
    let mut bytes = 0;
    for article_id in ids {
        let article = article(connection, article_id, stage).await?;
        let pages = article.entries.iter().filter_map(|entry| entry.page.as_ref());
        bytes += article.article.text.len() + pages.map(|page| page.html.len()).sum::<usize>();
        kept.push(article);
        if bytes >= BYTES_MAX {
            break;
        }
    }
    Ok(kept)
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    revision_id: i64,
    outlet_key: String,
    agency_id: Option<String>,
    is_aggregator: bool,
    is_archived: bool,
    is_markup: bool,
    url: Option<String>,
    canonical_url: Option<String>,
    byline: Option<String>,
    section: Option<String>,
    language: Option<String>,
    site_name: Option<String>,
    claimed_raw: Option<String>,
    claimed_at: Option<String>,
    claimed_quality: String,
    page_published_at: Option<String>,
    text_from: String,
    notes: Option<String>,
}

async fn article(
    connection: &mut SqliteConnection,
    article_id: i64,
    stage: RereadStage,
) -> Result<KeptArticle, StoreError> {
    let row: KeptRow = sqlx::query_as(
        "SELECT r.revision_id, o.outlet_key, o.agency_id, o.is_aggregator, a.archive IS NOT NULL AS is_archived,
                coalesce(a.is_markup, EXISTS (SELECT 1 FROM metadata said WHERE said.revision_id = r.revision_id
                    AND said.source NOT IN ('archive', 'url', 'detector'))) AS is_markup,
                a.url, a.canonical_url, a.byline, a.section, a.language,
                (SELECT said.value FROM metadata said
                 WHERE said.revision_id = r.revision_id AND said.field = 'site_name') AS site_name,
                a.claimed_raw, a.claimed_at, a.claimed_quality, a.page_published_at, r.text_from, r.notes
         FROM article a
         JOIN revision r ON r.revision_id = a.current_revision_id
         JOIN outlet o ON o.outlet_id = a.outlet_id
         WHERE a.article_id = $1",
    )
    .bind(article_id)
    .fetch_one(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("reread_article", error))?;
    let text = stored(connection, article_id).await?.text;
    let boilerplate = boilerplate(&text.sections, &text.text);
    let entries = if row.is_archived {
        Vec::new()
    } else {
        entry::of_article(connection, article_id, stage == RereadStage::Read).await?
    };
    let instant = |at: &Option<String>| at.as_deref().and_then(parse_instant);
    let notes = row.notes.as_deref().map(serde_json::from_str);
    Ok(KeptArticle {
        article_id,
        revision_id: row.revision_id,
        archived_as_markup: row.is_archived.then_some(row.is_markup),
        claimed: ClaimedTime {
            raw: row.claimed_raw,
            at: instant(&row.claimed_at),
            quality: DateQuality::parse(&row.claimed_quality),
        },
        // Those that stand in the text are read again.
        credits: text
            .credits
            .into_iter()
            .filter(|credit| credit.span.is_none())
            .collect(),
        notes: notes.and_then(Result::ok).unwrap_or_default(),
        boilerplate,
        entries,
        article: Article {
            title: text.title,
            byline: row.byline,
            published_at: instant(&row.page_published_at),
            language: row.language,
            url: row.url,
            canonical_url: row.canonical_url,
            site_name: row.site_name,
            section: row.section,
            sections: dedup::unmarked(&text.sections),
            text: text.text,
            text_from: text_from(&row.text_from)?,
            dateline: None,
        },
        outlet: OutletRef {
            key: row.outlet_key,
            agency_id: row.agency_id,
            is_aggregator: row.is_aggregator,
        },
    })
}

fn text_from(word: &str) -> Result<TextFrom, StoreError> {
    [TextFrom::Page, TextFrom::Feed, TextFrom::Archive]
        .into_iter()
        .find(|from| from.as_str() == word)
        .ok_or_else(|| values::unreadable("reread_text_from", word))
}

/// The lines that are set apart as boilerplate.
fn boilerplate(sections: &[Section], text: &str) -> Vec<String> {
    let learnt = sections
        .iter()
        .filter(|section| section.kind == SectionKind::Boilerplate);
    learnt.map(|section| section.span.of(text).to_owned()).collect()
}
