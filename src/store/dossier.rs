//! Everything about one story, as a person reads it. Instants are text as stored, in UTC.

use serde::Serialize;

/// A story with its evidence, its articles, its neighbours and its facts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoryDossier {
    #[serde(flatten)]
    pub story: DossierStory,
    /// Why it has the origin it has; the strongest first.
    pub evidence: Vec<DossierEvidence>,
    /// Its articles, by the time each claims if that can be trusted, else by first sight.
    pub members: Vec<DossierMember>,
    /// Articles of other stories that may be copies of this one, and the other way round. None is counted.
    pub possible: Vec<DossierPossible>,
    /// Stories it is near to without being one with them.
    pub links: Vec<DossierLink>,
    /// What it states, each once: as the representative article has it, then what only copies have.
    pub facts: Vec<DossierFact>,
}

/// A row of `v_story`.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct DossierStory {
    pub story_id: i64,
    pub title: String,
    pub articles: i64,
    pub outlets: i64,
    pub originals: i64,
    pub identical: i64,
    pub cut: i64,
    pub edited: i64,
    pub extended: i64,
    pub rewritten: i64,
    pub updates: i64,
    pub merged: i64,
    /// `agency`, `outlet` or `unknown`.
    pub origin_kind: String,
    pub origin_agency: Option<String>,
    /// Outlet of the article that is, or is nearest to, the original.
    pub origin_outlet: Option<String>,
    pub origin_article_id: Option<i64>,
    /// 0 to 1.
    pub origin_confidence: f64,
    pub likely_source_agency: Option<String>,
    pub first_claimed_outlet: Option<String>,
    pub first_claimed_at: Option<String>,
    pub first_seen_outlet: Option<String>,
    pub first_seen_at: String,
    /// Which of the two counts: `claimed` or `seen`.
    pub first_basis: String,
    pub last_seen_at: String,
}

/// One reason for the origin.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct DossierEvidence {
    pub kind: String,
    pub agency: Option<String>,
    pub weight: f64,
    pub text: String,
    pub article_id: i64,
    pub outlet: String,
}

/// An article of the story.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct DossierMember {
    pub article_id: i64,
    pub external_id: Option<String>,
    pub outlet: String,
    pub title: String,
    pub url: Option<String>,
    pub claimed_at: Option<String>,
    pub claimed_quality: String,
    pub first_seen_at: String,
    pub relation: String,
    pub grade: String,
    /// The text it was compared to.
    pub of_article_id: Option<i64>,
    /// 0 to 1: how alike the two are, both ways.
    pub similarity: f64,
    /// 0 to 1: share of its words that the other has.
    pub coverage: f64,
    /// Minutes after the origin; `None` when a time is not trusted, and for the original.
    #[sqlx(skip)]
    pub lag_minutes: Option<i64>,
    /// `no`, `possible` or `yes`.
    pub relabelled: String,
    /// With commas.
    pub cited_agencies: Option<String>,
    pub words: i64,
    pub revisions: i64,
    pub is_representative: bool,
}

/// An article that may be a copy of a story it is not in.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct DossierPossible {
    pub article_id: i64,
    pub outlet: String,
    pub title: String,
    pub url: Option<String>,
    /// The story it is in.
    pub story_id: i64,
    /// The story it may be a copy of.
    pub of_story_id: i64,
    /// 0 to 1.
    pub score: Option<f64>,
}

/// Another story nearby.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct DossierLink {
    /// `background`, `roundup` or `same_statement`.
    pub kind: String,
    /// The other story.
    pub story_id: i64,
    pub title: String,
    pub score: f64,
    /// Whether an article of this story showed the link; else one of the other.
    pub is_from_here: bool,
}

/// One statement of the story.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct DossierFact {
    pub fact_id: i64,
    pub fact_key: Option<i64>,
    pub kind: String,
    pub text: String,
    /// Exact decimal of a figure, value of a date.
    pub value: Option<String>,
    pub unit: Option<String>,
    pub attributed_to: Option<String>,
    pub via_agency: Option<String>,
    pub modality: String,
    pub polarity: String,
    pub sentence: String,
    /// Where it stands: half open, in characters of the article's text.
    pub start: i64,
    pub end: i64,
    pub article_id: i64,
    pub outlet: String,
    /// Articles of this story that have it.
    pub articles: i64,
    /// Stories that have it, this one included: independent reports.
    pub story_count: i64,
}
