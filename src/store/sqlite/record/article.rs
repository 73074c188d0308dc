//! Article rows: who they are, which entries showed them, where they were placed.

use chrono::Datelike;
use sqlx::SqliteConnection;

use super::rows::{Bound, Cell};
use super::{setting, values};
use crate::model::{Article, CreditKind, Placement, Reading, Relation, TextFrom};
use crate::store::{RecordSource, Recording, StoreError};

/// An article the store has, as far as the next reading of it is concerned.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) article_id: i64,
    pub(super) story_id: i64,
    pub(super) relation: Relation,
    pub(super) is_representative: bool,
    pub(super) revision_id: i64,
    /// Number of the current revision.
    pub(super) number: i64,
    text_hash: i64,
    is_from_page: bool,
    words: i64,
    /// Whether this very entry, or archive item, is the one the article is known by.
    is_same_source: bool,
}

impl Known {
    /// Whether `recording` is a newer state of the article rather than a lesser sight of the same one.
    ///
    /// A teaser does not replace a page (the page could not be fetched this time), and what another feed
    /// of the outlet shows replaces the text only when it shows more.
    pub(super) fn is_superseded_by(&self, recording: &Recording) -> bool {
        let is_lesser = self.is_from_page && recording.reading.article.text_from == TextFrom::Feed;
        let shows_more = self.is_same_source || values::words(&recording.reading) > self.words;
        values::text_hash(&recording.reading) != self.text_hash && !is_lesser && shows_more
    }
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    article_id: i64,
    story_id: i64,
    relation: String,
    is_representative: bool,
    revision_id: i64,
    revisions: i64,
    text_hash: i64,
    text_from: String,
    words: i64,
}

impl KnownRow {
    fn into_known(self, is_same_source: bool) -> Result<Known, StoreError> {
        Ok(Known {
            article_id: self.article_id,
            story_id: self.story_id,
            relation: read_relation(&self.relation)?,
            is_representative: self.is_representative,
            revision_id: self.revision_id,
            number: self.revisions,
            text_hash: self.text_hash,
            is_from_page: self.text_from == TextFrom::Page.as_str(),
            words: self.words,
            is_same_source,
        })
    }
}

/// The article that `recording` shows, if the store has it.
///
/// A feed's article is known by its entry, else by the outlet and the canonical address; an archive's by
/// the archive and its id, and by nothing else: archives repeat addresses.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    outlet_id: i64,
    recording: &Recording,
) -> Result<Option<Known>, StoreError> {
    match &recording.source {
        RecordSource::Archive {
            archive, external_id, ..
        } => {
            let row = find_archived(connection, archive, external_id).await?;
            row.map(|row| row.into_known(true)).transpose()
        }
        RecordSource::Entry { entry_id, .. } => {
            if let Some(row) = find_by_entry(connection, *entry_id).await? {
                return row.into_known(true).map(Some);
            }
            let Some(url) = &recording.reading.article.canonical_url else {
                return Ok(None);
            };
            let row = find_by_address(connection, outlet_id, url).await?;
            row.map(|row| row.into_known(false)).transpose()
        }
    }
}

async fn find_archived(
    connection: &mut SqliteConnection,
    archive: &str,
    external_id: &str,
) -> Result<Option<KnownRow>, StoreError> {
    sqlx::query_as(
        "SELECT a.article_id, a.story_id, a.relation, a.is_representative, r.revision_id, a.revisions,
                r.text_hash, a.text_from, a.words
         FROM article a JOIN revision r ON r.revision_id = a.current_revision_id
         WHERE a.archive = $1 AND a.external_id = $2",
    )
    .bind(archive)
    .bind(external_id)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("article_find_archived", error))
}

async fn find_by_entry(
    connection: &mut SqliteConnection,
    entry_id: i64,
) -> Result<Option<KnownRow>, StoreError> {
    sqlx::query_as(
        "SELECT a.article_id, a.story_id, a.relation, a.is_representative, r.revision_id, a.revisions,
                r.text_hash, a.text_from, a.words
         FROM article_entry e
         JOIN article a ON a.article_id = e.article_id
         JOIN revision r ON r.revision_id = a.current_revision_id
         WHERE e.entry_id = $1",
    )
    .bind(entry_id)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("article_find_by_entry", error))
}

async fn find_by_address(
    connection: &mut SqliteConnection,
    outlet_id: i64,
    canonical_url: &str,
) -> Result<Option<KnownRow>, StoreError> {
    sqlx::query_as(
        "SELECT a.article_id, a.story_id, a.relation, a.is_representative, r.revision_id, a.revisions,
                r.text_hash, a.text_from, a.words
         FROM article a JOIN revision r ON r.revision_id = a.current_revision_id
         WHERE a.canonical_url = $1 AND a.outlet_id = $2 AND a.archive IS NULL
         ORDER BY a.article_id LIMIT 1",
    )
    .bind(canonical_url)
    .bind(outlet_id)
    .fetch_optional(connection)
    .await
    .map_err(|error| StoreError::from_driver("article_find_by_address", error))
}

/// Writes the row of a new article; [`set_current`] completes it.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    recording: &Recording,
    outlet_id: i64,
    story_id: i64,
    placement: &Placement,
) -> Result<i64, StoreError> {
    let reading = &recording.reading;
    let article = &reading.article;
    let (archive, external_id, seen_basis, polling_gap_s, is_markup) = match &recording.source {
        RecordSource::Entry { polling_gap_s, .. } => (None, None, "feed", *polling_gap_s, None),
        RecordSource::Archive {
            archive,
            external_id,
            seen_basis,
            is_markup,
            ..
        } => (
            Some(archive),
            Some(external_id),
            *seen_basis,
            None,
            Some(*is_markup),
        ),
    };
    sqlx::query_scalar(
        "INSERT INTO article (outlet_id, archive, external_id, url, canonical_url, byline, section, language,
            claimed_raw, claimed_at, claimed_quality, page_published_at, first_seen_at, seen_basis,
            polling_gap_s, text_from, words, story_id, relation, grade, of_article_id, score, similarity,
            coverage, coverage_of_origin, possible_story_id, possible_score,
            dateline_place, dateline_country, dateline_on, possible_of_article_id, likeness, is_release,
            is_markup)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)
         RETURNING article_id",
    )
    .bind(outlet_id)
    .bind(archive)
    .bind(external_id)
    .bind(&article.url)
    .bind(&article.canonical_url)
    .bind(&article.byline)
    .bind(&article.section)
    .bind(&article.language)
    .bind(&reading.published.raw)
    .bind(values::instant(reading.published.at))
    .bind(reading.published.quality.as_str())
    .bind(values::instant(article.published_at))
    .bind(crate::model::stamp(values::first_seen(recording)))
    .bind(seen_basis)
    .bind(polling_gap_s)
    .bind(article.text_from.as_str())
    .bind(values::words(reading))
    .bind(story_id)
    .bind(placement.relation.as_str())
    .bind(placement.grade.as_str())
    .bind(placement.of_article_id)
    .bind(values::finite(placement.score))
    .bind(values::finite(placement.similarity))
    .bind(values::finite(placement.coverage))
    .bind(values::finite(placement.coverage_of_origin))
    .bind(placement.possible.map(|(story_id, _)| story_id))
    .bind(placement.possible.map(|(_, score)| values::finite(score)))
    .bind(dateline_place(article))
    .bind(dateline_country(article))
    .bind(dateline_on(article))
    .bind(placement.possible_of_article_id)
    .bind(likeness(placement))
    .bind(setting::is_release(reading))
    .bind(is_markup)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("article_insert", error))
}

/// Points a new article at its first revision.
pub(super) async fn set_current(
    connection: &mut SqliteConnection,
    article_id: i64,
    revision_id: i64,
    reading: &Reading,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE article SET current_revision_id = $2, cited_agencies = $3 WHERE article_id = $1")
        .bind(article_id)
        .bind(revision_id)
        .bind(cited_agencies(reading))
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("article_set_current", error))?;
    Ok(())
}

/// Points a known article at its new revision. What was claimed and seen first stays: it decides who was first.
pub(super) async fn revise(
    connection: &mut SqliteConnection,
    known: &Known,
    revision_id: i64,
    recording: &Recording,
) -> Result<(), StoreError> {
    let article = &recording.reading.article;
    sqlx::query(
        "UPDATE article SET current_revision_id = $2, revisions = $3, byline = $4, section = $5, language = $6,
            text_from = $7, words = $8, cited_agencies = $9, dateline_place = $10, dateline_country = $11,
            dateline_on = $12, old_texts = old_texts + is_text_kept, is_text_kept = 1, are_facts_kept = 1,
            is_markup = coalesce($13, is_markup)
         WHERE article_id = $1",
    )
    .bind(known.article_id)
    .bind(revision_id)
    .bind(known.number + 1)
    .bind(&article.byline)
    .bind(&article.section)
    .bind(&article.language)
    .bind(article.text_from.as_str())
    .bind(values::words(&recording.reading))
    .bind(cited_agencies(&recording.reading))
    .bind(dateline_place(article))
    .bind(dateline_country(article))
    .bind(dateline_on(article))
    .bind(match recording.source {
        RecordSource::Archive { is_markup, .. } => Some(is_markup),
        RecordSource::Entry { .. } => None,
    })
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("article_revise", error))?;
    Ok(())
}

/// Columns that reading makes, in the order of [`derived`]. The last [`OF_FIRST`] are those of the first revision.
pub(super) const DERIVED: &str = "byline, section, language, text_from, words, cited_agencies, dateline_place, \
    dateline_country, dateline_on, page_published_at, is_release, canonical_url";
/// See [`DERIVED`].
pub(super) const OF_FIRST: usize = 3;

/// What `reading` makes of the columns of [`DERIVED`].
pub(super) fn derived(reading: &Reading) -> Vec<Cell<'_>> {
    let article = &reading.article;
    Bound::default()
        .bind(&article.byline)
        .bind(&article.section)
        .bind(&article.language)
        .bind(article.text_from.as_str())
        .bind(values::words(reading))
        .bind(cited_agencies(reading))
        .bind(dateline_place(article))
        .bind(dateline_country(article))
        .bind(dateline_on(article))
        .bind(values::instant(article.published_at))
        .bind(setting::is_release(reading))
        .bind(&article.canonical_url)
        .into_cells()
}

/// How probable the texts alone make a rewritten copy; `None` where nobody asked.
pub(super) fn likeness(placement: &Placement) -> Option<f64> {
    let likeness = placement.corroboration.likeness;
    (likeness > 0.0).then(|| values::finite(likeness))
}

fn dateline_place(article: &Article) -> Option<&str> {
    let place = article.dateline.as_ref()?.place?;
    article.text.get(place.start..place.end)
}

fn dateline_country(article: &Article) -> Option<&str> {
    article.dateline.as_ref()?.country.as_deref()
}

fn dateline_on(article: &Article) -> Option<String> {
    let day = article.dateline.as_ref()?.date_on?;
    (0..=9999).contains(&day.year()).then(|| day.to_string())
}

/// Notes that an entry shows an article; an entry known already keeps its article.
pub(super) async fn link_entry(
    connection: &mut SqliteConnection,
    entry_id: i64,
    article_id: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO article_entry (entry_id, article_id) VALUES ($1, $2) ON CONFLICT (entry_id) DO NOTHING",
    )
    .bind(entry_id)
    .bind(article_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("article_link_entry", error))?;
    Ok(())
}

/// The story an article is in, and how it relates to it.
pub(super) async fn standing(
    connection: &mut SqliteConnection,
    article_id: i64,
) -> Result<(i64, Relation), StoreError> {
    let (story_id, relation): (i64, String) =
        sqlx::query_as("SELECT story_id, relation FROM article WHERE article_id = $1")
            .bind(article_id)
            .fetch_one(connection)
            .await
            .map_err(|error| StoreError::from_driver("article_standing", error))?;
    Ok((story_id, read_relation(&relation)?))
}

/// Reads a stored relation.
pub(super) fn read_relation(word: &str) -> Result<Relation, StoreError> {
    Relation::parse(word).ok_or_else(|| values::unreadable("article_relation", word))
}

/// Agencies cited inline, sorted, with commas; `None` when there are none.
fn cited_agencies(reading: &Reading) -> Option<String> {
    let mut cited: Vec<&str> = reading
        .credits
        .iter()
        .filter(|credit| credit.kind == CreditKind::Inline)
        .filter_map(|credit| credit.agency.as_deref())
        .collect();
    cited.sort_unstable();
    cited.dedup();
    (!cited.is_empty()).then(|| cited.join(","))
}
