//! What the grouping of stories into events sees and decides.

use chrono::{DateTime, Utc};

use super::Anchor;

/// What a report is about. Made by `dedup::gist`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gist {
    /// Hashes of the heaviest words with their weights in thousandths of a unit vector, by key.
    pub terms: Vec<Anchor>,
}

/// An event that a new story may belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventCandidate {
    pub event_id: i64,
    /// When its first story was seen.
    pub from_at: DateTime<Utc>,
    /// When its last story was seen.
    pub to_at: DateTime<Utc>,
    /// Whether one of its stories and the new one quote the same words.
    pub shares_statement: bool,
    /// Sum of the gists of its stories, by key; the heaviest terms only.
    pub centroid: Vec<Anchor>,
}

/// Where a new story goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EventChoice {
    Join {
        event_id: i64,
        /// Cosine to the event's centroid.
        score: f64,
    },
    /// An event of its own; `follows` is the one it takes up again, with the cosine, if there is one.
    Open { follows: Option<(i64, f64)> },
}
