//! What one poll brought, and what is to happen next.

use chrono::{DateTime, Utc};

use super::{FeedHistory, FeedState, SkipDays, SkipHours};

/// Why a poll, or the fetch of a page, failed. One word each: a metric label and a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ErrorClass {
    /// No connection, or it was cut.
    Connect,
    /// Slower than the limit, at whatever stage.
    Timeout,
    /// The resolver failed for now.
    DnsTemporary,
    /// The name does not exist.
    DnsNotFound,
    /// The certificate or the handshake was refused.
    Tls,
    /// The address, port or scheme is one we do not connect to.
    AddressRefused,
    /// Too many redirects, a loop, or one we do not follow.
    Redirect,
    /// robots.txt forbids this page.
    Robots,
    /// 401, 403, or a bot wall.
    Forbidden,
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// 429.
    TooManyRequests,
    /// Any other 4xx.
    ClientError,
    /// 5xx.
    ServerError,
    /// A status that makes no sense here (206, 226, 1xx).
    OddStatus,
    /// More bytes than allowed, encoded or decoded, or a suspicious compression ratio.
    TooLarge,
    /// The body's content encoding could not be undone, or the body ended early.
    BadBody,
    /// HTML where a feed was expected.
    NotAFeed,
    /// Looked like a feed but could not be read.
    Unparsable,
    /// The parser panicked or ran out of time; the document is kept for diagnosis.
    ParserFault,
    /// Not text: an image, an archive, a PDF.
    Binary,
}

impl ErrorClass {
    /// Every class, for tests and metrics.
    pub const ALL: [Self; 21] = [
        Self::Connect,
        Self::Timeout,
        Self::DnsTemporary,
        Self::DnsNotFound,
        Self::Tls,
        Self::AddressRefused,
        Self::Redirect,
        Self::Robots,
        Self::Forbidden,
        Self::NotFound,
        Self::Gone,
        Self::TooManyRequests,
        Self::ClientError,
        Self::ServerError,
        Self::OddStatus,
        Self::TooLarge,
        Self::BadBody,
        Self::NotAFeed,
        Self::Unparsable,
        Self::ParserFault,
        Self::Binary,
    ];

    /// The word stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::DnsTemporary => "dns_temporary",
            Self::DnsNotFound => "dns_not_found",
            Self::Tls => "tls",
            Self::AddressRefused => "address_refused",
            Self::Redirect => "redirect",
            Self::Robots => "robots",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::TooManyRequests => "too_many_requests",
            Self::ClientError => "client_error",
            Self::ServerError => "server_error",
            Self::OddStatus => "odd_status",
            Self::TooLarge => "too_large",
            Self::BadBody => "bad_body",
            Self::NotAFeed => "not_a_feed",
            Self::Unparsable => "unparsable",
            Self::ParserFault => "parser_fault",
            Self::Binary => "binary",
        }
    }

    /// Reads [`ErrorClass::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }
}

/// How a poll ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollOutcome {
    /// 200 with a document that was read.
    Fetched,
    /// 304, or 200 with the very bytes of last time.
    NotModified,
    Failed(ErrorClass),
}

/// All that the schedule needs to know of one poll. Built by the daemon and the store together:
/// only the store knows how many entries were new.
#[derive(Clone, Debug, PartialEq)]
pub struct PollObservation {
    /// When the answer came.
    pub at: DateTime<Utc>,
    pub outcome: PollOutcome,
    /// Entries in the document, and how many of them this feed had never shown.
    pub entries: i64,
    pub new_entries: i64,
    /// Newest minus oldest claimed time in the document, in seconds, when at least two are dated.
    pub window_s: Option<i64>,
    /// Hard floor from `Retry-After`, in seconds.
    pub retry_after_s: Option<i64>,
    /// Hard floor from `Cache-Control: max-age` less `Age`, else `Expires` less `Date`, in seconds.
    pub max_age_s: Option<i64>,
    /// Soft hint from `ttl` and `sy:updatePeriod`, in seconds.
    pub soft_hint_s: Option<i64>,
    /// When the document asks not to be asked.
    pub skip_hours: SkipHours,
    pub skip_days: SkipDays,
    /// The latest claimed time of an entry of the document within those hours and days.
    pub skip_broken_at: Option<DateTime<Utc>>,
    /// The target when every redirect hop was permanent.
    pub permanent_redirect: Option<String>,
    /// Two requests or more went to this host in the last minute (read with a 403).
    pub host_was_pressed: bool,
}

/// A stretch of time in which a feed probably published more than we saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedGap {
    pub from_at: DateTime<Utc>,
    pub to_at: DateTime<Utc>,
    /// Entries in the document that revealed the gap, all of them unknown.
    pub entries: i64,
}

/// The address that takes the place of a feed's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub url: String,
    /// See [`super::LeasedFeed::host_key`].
    pub host_key: String,
}

/// What the schedule decided.
#[derive(Clone, Debug, PartialEq)]
pub struct NextPoll {
    pub next_at: DateTime<Utc>,
    pub history: FeedHistory,
    pub gap: Option<FeedGap>,
    /// Hold the whole host until then (429, connection failure).
    pub host_hold_until: Option<DateTime<Utc>>,
    /// Ask there from now on, unless that address is a feed of its own.
    pub moved: Option<Moved>,
    /// The state before, when it changed: one `feed_event` row.
    pub state_was: Option<FeedState>,
}
