//! One item of a feed, as its publisher wrote it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How far a claimed time can be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateQuality {
    /// A whole instant, with a zone.
    Ok,
    /// Day and month are both numbers up to 12 and nothing in the feed says which is which; the usual order
    /// was taken.
    Ambiguous,
    /// Read as UTC because no zone was given.
    NoZone,
    /// The zone's name is not known; read as UTC.
    UnknownZone,
    /// No date at all.
    #[default]
    Missing,
    /// Later than our own clock by more than 15 minutes.
    Future,
    /// Before 1995.
    Ancient,
    /// There is a text, but no reading of it.
    Unparsed,
}

impl DateQuality {
    /// The word stored in `claimed_quality`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Ambiguous => "ambiguous",
            Self::NoZone => "no_zone",
            Self::UnknownZone => "unknown_zone",
            Self::Missing => "missing",
            Self::Future => "future",
            Self::Ancient => "ancient",
            Self::Unparsed => "unparsed",
        }
    }

    /// Reads [`DateQuality::as_str`]; unknown words are `Missing`.
    pub fn parse(word: &str) -> Self {
        match word {
            "ok" => Self::Ok,
            "ambiguous" => Self::Ambiguous,
            "no_zone" => Self::NoZone,
            "unknown_zone" => Self::UnknownZone,
            "future" => Self::Future,
            "ancient" => Self::Ancient,
            "unparsed" => Self::Unparsed,
            _ => Self::Missing,
        }
    }
}

/// A time somebody claims. Never filled from our clock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedTime {
    /// The text as written.
    pub raw: Option<String>,
    pub at: Option<DateTime<Utc>>,
    pub quality: DateQuality,
}

/// One item of a feed. Texts are as in the feed (HTML stays HTML), free of control characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Identity inside its feed: guid, else canonical link; never the title, never random.
    pub key: String,
    pub guid: Option<String>,
    /// The article's address, absolute.
    pub link: Option<String>,
    /// May hold markup.
    pub title: Option<String>,
    /// Names of authors, `dc:creator` included.
    #[serde(default)]
    pub authors: Vec<String>,
    /// The teaser, HTML.
    pub summary: Option<String>,
    /// The full text, HTML, when the feed has one beside the teaser.
    pub content: Option<String>,
    #[serde(default)]
    pub categories: Vec<String>,
    pub language: Option<String>,
    pub published: ClaimedTime,
    pub updated: ClaimedTime,
    /// RSS `<source>` or Atom `<source>`: who had it first, by this feed's own word.
    pub source_name: Option<String>,
    pub source_url: Option<String>,
    /// Who is to be named beside the authors, in the words of the feed: `credit`, `media:credit`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<String>,
}

/// Hours of the day, in GMT, in which a feed asks not to be asked. Bit 0 is the hour after midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SkipHours(u32);

impl SkipHours {
    const ALL: u32 = (1 << 24) - 1;

    /// From bits; every hour of the day at once is nonsense and means none.
    pub const fn new(bits: u32) -> Self {
        let bits = bits & Self::ALL;
        Self(if bits == Self::ALL { 0 } else { bits })
    }

    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether `hour` (0 to 23) is one of them.
    pub const fn contains(self, hour: u32) -> bool {
        hour < 24 && self.0 & (1 << hour) != 0
    }
}

/// Days of the week, in GMT, on which a feed asks not to be asked. Bit 0 is Monday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SkipDays(u32);

impl SkipDays {
    const ALL: u32 = (1 << 7) - 1;

    /// From bits; every day of the week at once is nonsense and means none.
    pub const fn new(bits: u32) -> Self {
        let bits = bits & Self::ALL;
        Self(if bits == Self::ALL { 0 } else { bits })
    }

    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether the day `from_monday` (0 to 6) is one of them.
    pub const fn contains(self, from_monday: u32) -> bool {
        from_monday < 7 && self.0 & (1 << from_monday) != 0
    }
}

/// What the feed says about how often to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedHints {
    /// `ttl`, in seconds.
    pub ttl_s: Option<i64>,
    /// `sy:updatePeriod` over `sy:updateFrequency`, in seconds.
    pub update_period_s: Option<i64>,
    pub skip_hours: SkipHours,
    pub skip_days: SkipDays,
    /// A WebSub hub, which would tell of news; kept and shown, not used.
    pub hub_url: Option<String>,
    /// The address the feed gives itself.
    pub self_url: Option<String>,
    /// RSS's own notification service (`cloud`); kept and shown, not used.
    pub cloud: Option<String>,
}

/// A parsed feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedDocument {
    pub title: Option<String>,
    pub home_url: Option<String>,
    pub language: Option<String>,
    pub hints: FeedHints,
    /// In document order, one per identity.
    pub entries: Vec<Entry>,
    /// Items that could not be read, or were beyond the limit.
    pub entries_dropped: usize,
    /// What was odd, for the poll log.
    pub notes: Vec<String>,
}
