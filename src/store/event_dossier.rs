//! Everything about one event, as a person reads it. Instants are text as stored, in UTC.

use serde::Serialize;

use super::claim_list::ListedClaim;

/// An event with its stories and the events near it in time and matter.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventDossier {
    #[serde(flatten)]
    pub event: DossierEvent,
    /// Its stories, by who was first.
    pub stories: Vec<EventStory>,
    /// Events it takes up again, and events that take it up.
    pub links: Vec<EventLink>,
    /// What its stories state, the most printed first; at most two hundred.
    pub claims: Vec<ListedClaim>,
}

/// A row of `v_event`.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct DossierEvent {
    pub event_id: i64,
    pub title: String,
    pub from_at: String,
    pub to_at: String,
    /// Independent reports.
    #[serde(rename = "story_count")]
    pub stories: i64,
    pub articles: i64,
    pub outlets: i64,
}

/// A story of the event.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct EventStory {
    pub story_id: i64,
    pub title: String,
    pub articles: i64,
    pub outlets: i64,
    /// `agency`, `outlet` or `unknown`.
    pub origin_kind: String,
    pub origin_agency: Option<String>,
    pub first_outlet: Option<String>,
    pub first_at: Option<String>,
    /// The clock that decided who was first: `claimed` or `seen`.
    pub first_basis: String,
    /// Cosine to the event when it joined; `None` for the story that opened it.
    pub score: Option<f64>,
}

/// Another event nearby.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct EventLink {
    /// `follow_up` or `background`.
    pub kind: String,
    /// The other event.
    pub event_id: i64,
    pub title: String,
    pub score: f64,
    /// Whether this event takes up the other; else the other takes up this one.
    pub is_later: bool,
}
