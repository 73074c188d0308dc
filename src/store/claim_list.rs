//! Claims as a person asks for them.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// Which claims are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimQuery {
    pub event_id: Option<i64>,
    /// First stated then or later.
    pub since: Option<DateTime<Utc>>,
    /// Only those of one independent report, or whose reports all name one source. A quotation has one speaker by
    /// nature and is asked for its reports alone.
    pub is_single_source: bool,
    /// Only those whose values cannot all be right.
    pub is_conflict: bool,
    /// `quote`, `figure` or `happening`.
    pub kind: Option<String>,
    /// At most so many, the most printed first.
    pub limit: u32,
}

/// A row of `v_claim`, with whose word it is.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct ListedClaim {
    pub claim_id: i64,
    pub event_id: i64,
    pub kind: String,
    /// The words in which it was stated first.
    pub canonical: String,
    /// The sentence they stand in.
    pub sentence: String,
    pub value: Option<f64>,
    pub unit: Option<String>,
    pub speaker: Option<String>,
    pub articles: i64,
    pub outlets: i64,
    pub independent_reports: i64,
    pub independent_reports_max: i64,
    pub primary_sources: i64,
    /// With semicolons.
    pub sources: Option<String>,
    pub has_unknown_origin: bool,
    /// `update`, `correction` or `contradiction`.
    pub conflict_kind: Option<String>,
    /// Of a conflict: the values in the order of their times, with arrows.
    pub history: Option<String>,
    pub first_outlet: Option<String>,
    pub first_article_id: Option<i64>,
    pub first_at: Option<String>,
}

/// Claims that were asked for, and how many there are to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimList {
    pub claims: Vec<ListedClaim>,
    /// Claims of the store, whatever was asked.
    pub in_all: i64,
}
