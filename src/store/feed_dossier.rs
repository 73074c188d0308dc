//! Everything about one feed, as a person reads it. Instants are text as stored, in UTC; seconds end in `_s`.

use serde::Serialize;

/// A feed, how it is asked and why so, and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedDossier {
    #[serde(flatten)]
    pub feed: DossierFeed,
    /// Former addresses, the latest move first.
    pub moves: Vec<FeedMove>,
    /// Changes of state and of naming, the latest first.
    pub events: Vec<FeedEvent>,
    /// The latest polls, the last first.
    pub recent: Vec<FeedPoll>,
}

/// A feed and its host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct DossierFeed {
    pub feed_id: i64,
    pub url: String,
    pub title: Option<String>,
    pub home_url: Option<String>,
    pub state: String,
    pub created_at: String,
    pub next_at: String,
    pub interval_s: i64,
    /// Smoothed time between entries.
    pub gap_ewma_s: Option<i64>,
    /// How far the document reaches back.
    pub window_s: Option<i64>,
    pub hint_floor_s: Option<i64>,
    pub ttl_s: Option<i64>,
    pub update_period_s: Option<i64>,
    /// Bits of the hours of the day, in GMT, in which it asks not to be asked.
    pub skip_hours: i64,
    /// Bits of the days of the week from Monday.
    pub skip_days: i64,
    /// The latest entry dated within those; the wish is not believed for four weeks behind it.
    pub skip_broken_at: Option<String>,
    pub hub_url: Option<String>,
    pub self_url: Option<String>,
    pub cloud_url: Option<String>,
    /// Where permanent redirects point, since when, seen how often in a row.
    pub redirect_to: Option<String>,
    pub redirect_since_at: Option<String>,
    pub redirect_count: i64,
    pub fail_count: i64,
    pub fail_since_at: Option<String>,
    pub last_error: Option<String>,
    pub last_error_detail: Option<String>,
    pub last_polled_at: Option<String>,
    pub last_success_at: Option<String>,
    pub last_new_at: Option<String>,
    pub polls: i64,
    pub not_modified: i64,
    pub failures: i64,
    pub entries: i64,
    pub gaps: i64,
    pub has_validators: bool,
    /// Who is paced together, and until when it asked for peace.
    pub host: String,
    pub host_hold_until: Option<String>,
}

/// One change of address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct FeedMove {
    pub at: String,
    pub was: String,
    pub now: String,
}

/// One thing that happened, other than a poll; see the table `feed_event`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct FeedEvent {
    pub at: String,
    pub kind: String,
    pub was: Option<String>,
    pub now: Option<String>,
    pub detail: Option<String>,
}

/// One poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct FeedPoll {
    pub started_at: String,
    pub outcome: String,
    pub error_class: Option<String>,
    pub http_status: Option<i64>,
    pub entries: i64,
    pub new_entries: i64,
    pub changed_entries: i64,
    pub entries_dropped: i64,
    pub detail: Option<String>,
}
