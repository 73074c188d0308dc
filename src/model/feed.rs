//! A feed as the poller sees it: where it is, what it last said, how it behaves.

use chrono::{DateTime, Utc};

use super::{ErrorClass, SkipDays, SkipHours};

/// How a feed is being treated. Never "dead": every state is polled again, only ever more slowly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeedState {
    /// Polled at its own pace.
    Active,
    /// Answers, but has published nothing for 30 days.
    Slow,
    /// 404 for five polls over 48 hours: asked once a day.
    Missing,
    /// 410 twice, a day apart: asked once a week.
    Gone,
    /// Refuses us (401, 403, a bot wall, a page instead of a feed): asked once a day, reason shown.
    Blocked,
    /// Switched off by the operator, or gone for eight weeks.
    Paused,
}

impl FeedState {
    /// The word stored in `feed.state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Slow => "slow",
            Self::Missing => "missing",
            Self::Gone => "gone",
            Self::Blocked => "blocked",
            Self::Paused => "paused",
        }
    }

    /// Reads [`FeedState::as_str`]; unknown words are `Active`, the state that heals itself.
    pub fn parse(word: &str) -> Self {
        match word {
            "slow" => Self::Slow,
            "missing" => Self::Missing,
            "gone" => Self::Gone,
            "blocked" => Self::Blocked,
            "paused" => Self::Paused,
            _ => Self::Active,
        }
    }
}

/// What the server asked us to repeat, byte for byte (weak prefixes, `-gzip` suffixes
/// and odd dates included), with the address that said it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` header.
    pub etag: Option<Vec<u8>>,
    /// The `Last-Modified` header.
    pub last_modified: Option<Vec<u8>>,
    /// The address that sent them. Validators are sent only to this address.
    pub url: Option<String>,
}

/// Everything the polling policy remembers of one feed. Plain data: see `poll::schedule`.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedHistory {
    pub state: FeedState,
    /// Current distance between polls, in seconds.
    pub interval_s: i64,
    /// Smoothed time between new entries, in seconds; `None` until two polls brought news.
    pub gap_ewma_s: Option<i64>,
    /// Newest minus oldest entry time in the last document, in seconds.
    pub window_s: Option<i64>,
    /// Soft floor from `ttl` and `sy:updatePeriod`, in seconds.
    pub hint_floor_s: Option<i64>,
    /// Failures in a row; 0 after a success.
    pub fail_count: i64,
    pub fail_since_at: Option<DateTime<Utc>>,
    pub last_error: Option<ErrorClass>,
    /// Successful polls (200 or 304) in all.
    pub successes: i64,
    pub last_polled_at: Option<DateTime<Utc>>,
    pub last_success_at: Option<DateTime<Utc>>,
    /// When a poll last brought an entry that was not known.
    pub last_new_at: Option<DateTime<Utc>>,
    /// Where permanent redirects have pointed, since when, how often in a row.
    pub redirect_to: Option<String>,
    pub redirect_since_at: Option<DateTime<Utc>>,
    pub redirect_count: i64,
    /// When the first 410 of the present row came.
    pub gone_since_at: Option<DateTime<Utc>>,
    /// When the feed asks not to be asked.
    pub skip_hours: SkipHours,
    pub skip_days: SkipDays,
    /// The latest claimed time of an entry within those hours and days.
    pub skip_broken_at: Option<DateTime<Utc>>,
}

impl FeedHistory {
    /// A feed never polled, to be asked first at 15-minute distance.
    pub const fn new() -> Self {
        Self {
            state: FeedState::Active,
            interval_s: 15 * 60,
            gap_ewma_s: None,
            window_s: None,
            hint_floor_s: None,
            fail_count: 0,
            fail_since_at: None,
            last_error: None,
            successes: 0,
            last_polled_at: None,
            last_success_at: None,
            last_new_at: None,
            redirect_to: None,
            redirect_since_at: None,
            redirect_count: 0,
            gone_since_at: None,
            skip_hours: SkipHours::new(0),
            skip_days: SkipDays::new(0),
            skip_broken_at: None,
        }
    }
}

impl Default for FeedHistory {
    fn default() -> Self {
        Self::new()
    }
}

/// A feed handed to this daemon to poll, until the lease ends.
#[derive(Clone, Debug, PartialEq)]
pub struct LeasedFeed {
    pub feed_id: i64,
    pub url: String,
    /// Who is paced together: the host of `url`, with port when it is not the scheme's own.
    pub host_key: String,
    pub validators: Validators,
    /// SHA-256 of the last body; an equal body is not parsed again.
    pub body_sha256: Option<Vec<u8>>,
    pub history: FeedHistory,
    /// Fencing token: a `finish_poll` with an older generation is refused.
    pub lease_gen: i64,
}
