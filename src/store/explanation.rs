//! Why an article is where it is, as the store knows it.

use serde::Serialize;

use crate::model::{Candidate, Exemplar, StoredText};

/// An article, what it was compared to, and what spoke for and against.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    #[serde(flatten)]
    pub placed: ExplainedPlace,
    pub article: ExplainedArticle,
    /// The text it was compared to; `None` for an original that is near to none.
    pub other: Option<ExplainedArticle>,
    /// The signs that were looked for; empty for other placements than rewritten copies.
    pub signs: Vec<ExplainedSign>,
    /// Edits that moved it, the latest first.
    pub edits: Vec<ExplainedEdit>,
    /// Stories that it tells beside its own.
    pub merged: Vec<ExplainedMerged>,
    #[serde(skip)]
    pub compared: Compared,
}

/// What the rules can be asked about: the article, and the story it is compared to, or those near to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    pub article: Exemplar,
    pub stories: Vec<Candidate>,
}

/// A row of `v_merged`.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct ExplainedMerged {
    pub story_id: i64,
    pub title: String,
    pub grade: String,
    /// Share of the article, and of the second story's text, that the part is.
    pub coverage: f64,
    pub coverage_of_origin: f64,
    pub start_char: Option<i64>,
    pub end_char: Option<i64>,
}

/// Where an article stands.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct ExplainedPlace {
    pub article_id: i64,
    pub story_id: i64,
    pub relation: String,
    pub grade: String,
    pub score: f64,
    pub similarity: f64,
    /// Share of its words that the other text has, and the other way round.
    pub coverage: f64,
    pub coverage_of_origin: f64,
    pub of_article_id: Option<i64>,
    pub possible_story_id: Option<i64>,
    pub possible_score: Option<f64>,
    pub possible_of_article_id: Option<i64>,
    pub likeness: Option<f64>,
    pub relabelled: String,
    pub origin_kind: String,
    pub origin_agency: Option<String>,
    pub likely_source_agency: Option<String>,
}

/// One of the two texts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExplainedArticle {
    pub article_id: i64,
    pub outlet: String,
    pub title: String,
    pub url: Option<String>,
    pub first_seen_at: String,
    /// Its text has been given up for its age.
    pub is_text_pruned: bool,
    #[serde(skip)]
    pub stored: StoredText,
}

/// A row of `v_placement_sign`.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct ExplainedSign {
    pub sign: String,
    pub weight: f64,
    pub holds: bool,
}

/// An edit of `v_story_edit`.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct ExplainedEdit {
    pub at: String,
    pub kind: String,
    pub from_story_id: i64,
    pub to_story_id: i64,
    pub reason: Option<String>,
}
