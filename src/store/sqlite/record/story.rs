//! Stories: opening and counting them, and the decisions that look at all their members.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;
use xxhash_rust::xxh3::Xxh3;

use super::member::{self, Standing};
use super::rows::RowInsert;
use super::{fulltext, merged, turn, values};
use crate::model::{Evidence, FirstReport, Link, Member, Origin, Relation, stamp};
use crate::store::{RecordRules, StoreError};

/// Reasons kept for one origin; the strongest are enough to explain it.
const EVIDENCE_MAX: usize = 32;

/// What a story says of itself before it is decided anew.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct StoryState {
    pub(super) story_id: i64,
    pub(super) exemplars: i64,
    /// Newest bucket of postings that knows the story.
    pub(super) posted_bucket: Option<i64>,
    representative_article_id: Option<i64>,
    /// Of the evidence as stored; see [`evidence_hash`].
    evidence_hash: Option<i64>,
    origin_agency: Option<String>,
    origin_article_id: Option<i64>,
    /// Opened by the very article that is being recorded: nothing is said of it yet.
    #[sqlx(skip)]
    pub(super) is_new: bool,
}

/// The story as it stands.
pub(super) async fn state(
    connection: &mut SqliteConnection,
    story_id: i64,
) -> Result<StoryState, StoreError> {
    sqlx::query_as(
        "SELECT story_id, exemplars, posted_bucket, representative_article_id, evidence_hash,
                origin_agency, origin_article_id
         FROM story WHERE story_id = $1",
    )
    .bind(story_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_state", error))
}

/// Opens a story whose first article was seen at `seen_at`.
pub(super) async fn open(
    connection: &mut SqliteConnection,
    title: &str,
    seen_at: DateTime<Utc>,
    is_roundup: bool,
) -> Result<i64, StoreError> {
    sqlx::query_scalar(
        "INSERT INTO story (title, first_seen_at, last_seen_at, is_roundup) VALUES ($1, $2, $2, $3)
         RETURNING story_id",
    )
    .bind(title)
    .bind(stamp(seen_at))
    .bind(is_roundup)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_open", error))
}

/// Whether an article of `outlet_id` is in the story already.
pub(super) async fn has_outlet(
    connection: &mut SqliteConnection,
    story_id: i64,
    outlet_id: i64,
) -> Result<bool, StoreError> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM article WHERE outlet_id = $1 AND story_id = $2)")
        .bind(outlet_id)
        .bind(story_id)
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("story_has_outlet", error))
}

/// Counts one more article of the given relation; gives back the story as it then stands.
pub(super) async fn count(
    connection: &mut SqliteConnection,
    story_id: i64,
    relation: Relation,
    is_new_outlet: bool,
    seen_at: DateTime<Utc>,
) -> Result<StoryState, StoreError> {
    sqlx::query_as(
        "UPDATE story SET
            articles  = articles + 1,
            outlets   = outlets + $3,
            originals = originals + CASE WHEN $2 = 'original' THEN 1 ELSE 0 END,
            identical = identical + CASE WHEN $2 = 'identical' THEN 1 ELSE 0 END,
            cut       = cut + CASE WHEN $2 = 'cut' THEN 1 ELSE 0 END,
            edited    = edited + CASE WHEN $2 = 'edited' THEN 1 ELSE 0 END,
            extended  = extended + CASE WHEN $2 = 'extended' THEN 1 ELSE 0 END,
            rewritten = rewritten + CASE WHEN $2 = 'rewritten' THEN 1 ELSE 0 END,
            updates   = updates + CASE WHEN $2 = 'update' THEN 1 ELSE 0 END,
            last_seen_at = CASE WHEN last_seen_at < $4 THEN $4 ELSE last_seen_at END
         WHERE story_id = $1
         RETURNING story_id, exemplars, posted_bucket, representative_article_id, evidence_hash,
            origin_agency, origin_article_id",
    )
    .bind(story_id)
    .bind(relation.as_str())
    .bind(i64::from(is_new_outlet))
    .bind(stamp(seen_at))
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_count", error))
}

/// Writes the links that `article_id` showed between its story and others.
pub(super) async fn link(
    connection: &mut SqliteConnection,
    story_id: i64,
    article_id: i64,
    links: &[Link],
) -> Result<(), StoreError> {
    for link in links.iter().filter(|link| link.story_id != story_id) {
        sqlx::query(
            "INSERT INTO story_link (story_id, to_story_id, kind, article_id, score)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (story_id, to_story_id, kind) DO NOTHING",
        )
        .bind(story_id)
        .bind(link.story_id)
        .bind(link.kind.as_str())
        .bind(article_id)
        .bind(values::finite(link.score))
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("story_link_insert", error))?;
    }
    Ok(())
}

/// What a decision changed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decided {
    /// The relation in which it leaves the article asked about; `None` when that is not among the members looked at.
    pub(super) relation: Option<Relation>,
    /// Whether the story comes from somebody else than before.
    pub(super) is_origin_new: bool,
}

/// Asks the rules anew who had the story first, over its members, and writes what they say.
pub(super) async fn decide(
    connection: &mut SqliteConnection,
    story: &StoryState,
    article_id: i64,
    rules: &RecordRules,
) -> Result<Decided, StoreError> {
    let story_id = story.story_id;
    let (mut members, mut standings) = member::load(connection, story_id).await?;
    let Some(earliest) = members.first().map(|member| member.article_id) else {
        return Ok(Decided::default());
    };
    let mut origin = (rules.origin)(&members);
    origin.article_id = origin
        .article_id
        .filter(|id| members.iter().any(|member| member.article_id == *id));
    turn::turn_round(connection, story, &mut members, &mut standings, &origin, rules).await?;
    let first = (rules.first)(&members);
    mark_relabelled(connection, &members, &standings, &origin, rules).await?;
    let evidence = evidence_hash(&origin);
    if story.evidence_hash != Some(evidence) {
        if !story.is_new {
            delete_evidence(connection, story_id).await?;
        }
        insert_evidence(connection, story_id, &origin).await?;
    }
    write_decision(connection, story_id, &origin, &first, evidence).await?;
    let representative = origin
        .article_id
        .or(story.representative_article_id)
        .unwrap_or(earliest);
    if story.representative_article_id != Some(representative) {
        represent(
            connection,
            story_id,
            story.representative_article_id,
            representative,
        )
        .await?;
    }
    let of_article = |member: &&Member| member.article_id == article_id;
    Ok(Decided {
        relation: members.iter().find(of_article).map(|member| member.relation),
        is_origin_new: (&origin.agency, origin.article_id) != (&story.origin_agency, story.origin_article_id),
    })
}

/// Writes origin and first report.
async fn write_decision(
    connection: &mut SqliteConnection,
    story_id: i64,
    origin: &Origin,
    first: &FirstReport,
    evidence_hash: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE story SET origin_kind = $2, origin_agency = $3, origin_article_id = $4, origin_confidence = $5,
            likely_source_agency = $6, first_claimed_article_id = $7, first_claimed_at = $8,
            first_seen_article_id = $9, first_seen_at = coalesce($10, first_seen_at), first_basis = $11,
            evidence_hash = $12
         WHERE story_id = $1",
    )
    .bind(story_id)
    .bind(origin.kind.as_str())
    .bind(&origin.agency)
    .bind(origin.article_id)
    .bind(values::finite(origin.confidence))
    .bind(&origin.likely_source_agency)
    .bind(first.claimed_article_id)
    .bind(values::instant(first.claimed_at))
    .bind(first.seen_article_id)
    .bind(values::instant(Some(first.seen_at)))
    .bind(if first.basis == "claimed" { "claimed" } else { "seen" })
    .bind(evidence_hash)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_decide", error))?;
    Ok(())
}

/// Lets `article_id` stand for the story in lists and in full-text search.
async fn represent(
    connection: &mut SqliteConnection,
    story_id: i64,
    before: Option<i64>,
    article_id: i64,
) -> Result<(), StoreError> {
    for (id, stands) in [(before, false), (Some(article_id), true)] {
        let Some(id) = id else { continue };
        sqlx::query("UPDATE article SET is_representative = $2 WHERE article_id = $1")
            .bind(id)
            .bind(stands)
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("article_represent", error))?;
    }
    refresh(connection, story_id, article_id).await
}

/// Takes the title and the searched text of the story from the current revision of its representative.
pub(super) async fn refresh(
    connection: &mut SqliteConnection,
    story_id: i64,
    article_id: i64,
) -> Result<(), StoreError> {
    fulltext::replace(connection, story_id, article_id).await?;
    sqlx::query(
        "UPDATE story SET representative_article_id = $2,
            title = (SELECT title FROM story_text WHERE story_text.story_id = $1)
         WHERE story_id = $1",
    )
    .bind(story_id)
    .bind(article_id)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("story_represent", error))?;
    Ok(())
}

/// Counts a story again from its articles, after they were turned round or moved.
pub(super) async fn recount(connection: &mut SqliteConnection, story_id: i64) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE story SET
            articles = (SELECT count(*) FROM article WHERE story_id = $1),
            outlets = (SELECT count(DISTINCT outlet_id) FROM article WHERE story_id = $1),
            originals = (SELECT count(*) FROM article WHERE story_id = $1 AND relation = 'original'),
            identical = (SELECT count(*) FROM article WHERE story_id = $1 AND relation = 'identical'),
            cut = (SELECT count(*) FROM article WHERE story_id = $1 AND relation = 'cut'),
            edited = (SELECT count(*) FROM article WHERE story_id = $1 AND relation = 'edited'),
            extended = (SELECT count(*) FROM article WHERE story_id = $1 AND relation = 'extended'),
            rewritten = (SELECT count(*) FROM article WHERE story_id = $1 AND relation = 'rewritten'),
            updates = (SELECT count(*) FROM article WHERE story_id = $1 AND relation = 'update'),
            first_seen_at = coalesce((SELECT min(first_seen_at) FROM article WHERE story_id = $1), first_seen_at),
            last_seen_at = coalesce((SELECT max(first_seen_at) FROM article WHERE story_id = $1), last_seen_at)
         WHERE story_id = $1",
    )
    .bind(story_id)
    .execute(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("story_recount", error))?;
    merged::count(connection, story_id).await
}

async fn mark_relabelled(
    connection: &mut SqliteConnection,
    members: &[Member],
    standings: &[Standing],
    origin: &Origin,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    for (member, standing) in members.iter().zip(standings) {
        let relabelled = (rules.relabelled)(member, origin);
        if relabelled == standing.relabelled {
            continue;
        }
        sqlx::query("UPDATE article SET relabelled = $2 WHERE article_id = $1")
            .bind(member.article_id)
            .bind(relabelled)
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("article_relabelled", error))?;
    }
    Ok(())
}

async fn delete_evidence(connection: &mut SqliteConnection, story_id: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM evidence WHERE story_id = $1")
        .bind(story_id)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("evidence_delete", error))?;
    Ok(())
}

async fn insert_evidence(
    connection: &mut SqliteConnection,
    story_id: i64,
    origin: &Origin,
) -> Result<(), StoreError> {
    let kept: Vec<&Evidence> = strongest(origin).collect();
    INSERT_EVIDENCE
        .insert(connection, &kept, |query, evidence| {
            query
                .bind(story_id)
                .bind(evidence.article_id)
                .bind(&evidence.kind)
                .bind(&evidence.agency)
                .bind(values::finite(evidence.weight))
                .bind(&evidence.text)
        })
        .await
}

static INSERT_EVIDENCE: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "evidence_insert",
        "evidence (story_id, article_id, kind, agency, weight, text)",
        6,
    )
});

/// The reasons that are kept, strongest first; equal ones as the rules gave them, so that a story with
/// hundreds of copies comes to rest on its first ones and is not written anew for each further copy.
fn strongest(origin: &Origin) -> impl Iterator<Item = &Evidence> {
    let mut strongest: Vec<_> = origin.evidence.iter().collect();
    strongest.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    strongest.into_iter().take(EVIDENCE_MAX)
}

/// Equal for equal evidence.
fn evidence_hash(origin: &Origin) -> i64 {
    let mut hasher = Xxh3::new();
    for evidence in strongest(origin) {
        hasher.update(&evidence.article_id.to_le_bytes());
        hasher.update(&evidence.weight.to_le_bytes());
        for text in [
            evidence.kind.as_str(),
            evidence.agency.as_deref().unwrap_or(""),
            &evidence.text,
        ] {
            hasher.update(text.as_bytes());
            hasher.update(&[0]);
        }
    }
    hasher.digest().cast_signed()
}
