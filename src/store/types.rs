//! What is handed to the store and what it hands back.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use prometheus_client::metrics::histogram::Histogram;
use serde::{Deserialize, Serialize};

use crate::model::{
    Candidate, Entity, EntityChoice, Entry, ErrorClass, EventCandidate, EventChoice, Exemplar, FactKind,
    FeedHints, FeedState, Fingerprint, FirstReport, Gist, Habit, KnownName, LeasedFeed, LineSeen, Member,
    Merged, NameKey, NextPoll, Origin, Placement, PollObservation, PollOutcome, Reading, Relation,
    ReportLine, Setting, Span, StoredText, Validators,
};

/// A feed to be polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFeed {
    /// Absolute http or https address, checked by the caller.
    pub url: String,
    /// See [`LeasedFeed::host_key`].
    pub host_key: String,
    pub title: Option<String>,
    /// Folder path of an OPML list, or the operator's own words.
    pub tags: Vec<String>,
}

/// What became of [`NewFeed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddedFeed {
    pub feed_id: i64,
    /// `false` when the address was there already.
    pub is_new: bool,
}

/// One line of `feeds list`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedListing {
    pub feed_id: i64,
    pub url: String,
    pub title: Option<String>,
    pub tags: Vec<String>,
    pub state: FeedState,
    pub next_at: Option<DateTime<Utc>>,
    pub interval_s: i64,
    pub last_polled_at: Option<DateTime<Utc>>,
    pub last_success_at: Option<DateTime<Utc>>,
    pub last_error: Option<ErrorClass>,
    pub last_error_detail: Option<String>,
    pub fail_count: i64,
    pub entries: i64,
}

/// What is left of a single pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassLeft {
    /// When the next feed can be leased; `None` when none can for now.
    pub next_at: Option<DateTime<Utc>>,
    /// Feeds of hosts that asked for a rest or could not be reached: they are not waited for.
    pub held_feeds: i64,
}

/// The polling policy, called inside the transaction once the new entries are counted.
pub type Schedule = Arc<dyn Fn(&LeasedFeed, &PollObservation) -> NextPoll + Send + Sync>;

/// An entry as parsed, with what the pure rooms know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedEntry {
    pub entry: Entry,
    /// Hash of everything in the entry that readers see; a change makes the entry `pending` again.
    pub content_hash: i64,
    /// Whether the page has to be fetched because the feed holds only a teaser.
    pub needs_page: bool,
    /// Who is paced when the page is fetched.
    pub page_host_key: Option<String>,
    /// The form in which spellings of the link meet; `None` without one.
    pub link_key: Option<String>,
}

/// One poll, to be written whole.
pub struct FinishedPoll {
    pub feed: LeasedFeed,
    pub started_at: DateTime<Utc>,
    pub duration_ms: i64,
    pub outcome: PollOutcome,
    pub http_status: Option<u16>,
    /// One line for people: what went wrong, where.
    pub detail: Option<String>,
    /// Bytes received, after decompression.
    pub bytes: i64,
    /// To replace the stored ones; `None` leaves them (a failure), an empty [`Validators`] clears them.
    pub validators: Option<Validators>,
    pub body_sha256: Option<Vec<u8>>,
    pub feed_title: Option<String>,
    pub home_url: Option<String>,
    /// What the document says of the feed; `None` leaves what is stored.
    pub hints: Option<FeedHints>,
    pub entries: Vec<ParsedEntry>,
    pub entries_dropped: i64,
    /// Body of a document that could not be parsed, at most 1 MiB, kept for diagnosis.
    pub kept_body: Option<Vec<u8>>,
    /// `entries` and `new_entries` are filled in by the store.
    pub observation: PollObservation,
    /// No other request to this host before then.
    pub host_next_start_at: DateTime<Utc>,
    pub schedule: Schedule,
}

/// What a poll changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollRecorded {
    pub new_entries: i64,
    pub changed_entries: i64,
    pub next_at: Option<DateTime<Utc>>,
}

/// An entry whose page is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedPage {
    pub entry_id: i64,
    pub url: String,
    pub host_key: String,
    /// Tries so far.
    pub attempts: i64,
}

/// A page as fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPage {
    /// Where it was found after redirects.
    pub final_url: String,
    pub fetched_at: DateTime<Utc>,
    pub http_status: u16,
    /// Decoded HTML.
    pub html: String,
    /// The page was larger than we take; the rest is missing.
    pub is_truncated: bool,
}

/// How a page fetch ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageResult {
    Kept(StoredPage),
    /// Try again then.
    Retry {
        next_try_at: DateTime<Utc>,
        class: ErrorClass,
        detail: String,
    },
    /// Read the feed's own text instead.
    GivenUp {
        class: ErrorClass,
        detail: String,
    },
}

/// To be written for [`WantedPage`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinishedPage {
    pub entry_id: i64,
    pub at: DateTime<Utc>,
    pub result: PageResult,
}

/// An entry ready to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingEntry {
    pub entry_id: i64,
    pub feed_id: i64,
    pub feed_url: String,
    pub feed_title: Option<String>,
    pub entry: Entry,
    pub first_seen_at: DateTime<Utc>,
    /// Time between the poll that first showed it and the successful poll before; `None` on a first poll.
    pub polling_gap_s: Option<i64>,
    pub page: Option<StoredPage>,
}

/// Who publishes, by the outlet rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OutletRef {
    /// Unique name: the configured one, else the host without `www.`, else the archive's word.
    pub key: String,
    /// Set when the outlet is an agency itself.
    pub agency_id: Option<String>,
    pub is_aggregator: bool,
}

/// Where a reading came from; also its identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordSource {
    Entry {
        entry_id: i64,
        feed_id: i64,
        first_seen_at: DateTime<Utc>,
        polling_gap_s: Option<i64>,
    },
    Archive {
        /// Name of the archive: the file's stem unless given.
        archive: String,
        external_id: String,
        first_seen_at: DateTime<Utc>,
        /// `seen`, `published` or `now`: whose word first sight is.
        seen_basis: &'static str,
        /// Given as HTML, so that its text alone does not tell its sections.
        is_markup: bool,
    },
}

/// A reading on its way into the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    pub reading: Reading,
    pub outlet: OutletRef,
    pub source: RecordSource,
    /// Our clock at the time of recording.
    pub recorded_at: DateTime<Utc>,
}

/// The pure decisions that `record` calls between look and write.
pub struct RecordRules {
    /// `(title, outlet_id is known to the candidates, fingerprint, candidates) -> placement`.
    pub place: fn(&Reading, &Setting, &[Candidate]) -> Placement,
    /// The outlet's habit after one more article was placed so.
    pub learn_habit: fn(Habit, &Placement) -> Habit,
    /// The same for an outlet whose earlier article turned out to be written from the one placed so.
    pub learn_late_habit: fn(Habit, &Placement) -> Habit,
    /// The placement of a possible copy, the first text of its own story, in the other story, when by what is
    /// known now it belongs there.
    pub confirm: fn(&Exemplar, &Candidate) -> Option<Placement>,
    /// The second story inside an article in which, or in whose source, it was found; by the text of that story,
    /// that of the article of this id.
    pub merged: fn(&Reading, &Fingerprint, i64) -> Option<Merged>,
    /// Over all members of a story, in order of article id.
    pub origin: fn(&[Member]) -> Origin,
    pub first: fn(&[Member]) -> FirstReport,
    /// Whether the member hides the story's origin behind its own name: `no`, `possible` or `yes`.
    pub relabelled: fn(&Member, &Origin) -> &'static str,
    /// Lines of the report that may turn out to be furniture.
    pub lines: fn(&Reading) -> Vec<ReportLine>,
    /// Whether a line that was seen so often is boilerplate.
    pub is_learnt: fn(LineSeen) -> bool,
    /// The reading with these lines of its report set apart.
    pub mark: fn(&Reading, &[Span]) -> Reading,
    /// The reading of an article that is compared once more, as far as comparing needs it.
    pub again: fn(StoredText) -> Reading,
    /// What a report of that title is about.
    pub gist: fn(&str, &Fingerprint) -> Gist,
    /// The event of a new story seen at that time, among those that may be it.
    pub event: fn(&Gist, DateTime<Utc>, &[EventCandidate]) -> EventChoice,
    /// How the name of a person, organisation or place is looked up; `None` for what is no name.
    pub name_key: fn(FactKind, &Entity) -> Option<NameKey>,
    /// An acronym as it is looked up; `None` for what is none.
    pub acronym: fn(&str) -> Option<String>,
    /// Whom a name means, of those found under it.
    pub entity: fn(&NameKey, &[KnownName]) -> EntityChoice,
    /// A story takes no more articles when its last one is older than this, in seconds.
    pub window_s: i64,
    /// What new articles are compared with is kept for so long, in seconds between articles' own times; at
    /// least `window_s`.
    pub kept_s: i64,
    /// The times of so many last articles say what is kept.
    pub kept_by_articles: i64,
}

/// A wrong join, or a missed one, set right by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum StoryEdit {
    /// Takes articles of one story out into a story of their own.
    Split { article_ids: Vec<i64> },
    /// Moves all articles of a story into another.
    Join { story_id: i64, into: i64 },
}

/// What an edit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryEdited {
    pub edit_id: i64,
    pub from_story_id: i64,
    pub to_story_id: i64,
    /// Articles moved.
    pub articles: u64,
}

/// What became of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub article_id: i64,
    pub story_id: i64,
    pub relation: Relation,
    pub outcome: RecordedOutcome,
}

/// How the store took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordedOutcome {
    NewArticle,
    NewRevision,
    /// Known already, in these very words.
    Unchanged,
}

/// The answer to a question in SQL.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Names of the columns; none when there are no rows.
    pub columns: Vec<String>,
    /// Null, numbers and texts.
    pub rows: Vec<Vec<serde_json::Value>>,
}

/// Sizes of things.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Stats {
    pub feeds: i64,
    /// Feeds by state, alphabetical.
    pub feed_states: Vec<(String, i64)>,
    pub entries: i64,
    pub entries_waiting_for_page: i64,
    pub entries_to_read: i64,
    pub polls: i64,
    pub polls_failed: i64,
    pub articles: i64,
    pub revisions: i64,
    pub stories: i64,
    /// Articles by relation, alphabetical.
    pub relations: Vec<(String, i64)>,
    pub outlets: i64,
    pub credits: i64,
    /// Facts by kind, alphabetical.
    pub facts: Vec<(String, i64)>,
    /// The file and its WAL, in bytes.
    pub bytes: i64,
    pub wal_bytes: i64,
}

/// How loaded the store is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Writes that wait for the writer.
    pub queued: usize,
    /// The file and its WAL, in bytes.
    pub bytes: i64,
    pub wal_bytes: i64,
    /// Room left for us where the file lies, in bytes; `None` when the system does not say.
    pub disk_free_bytes: Option<u64>,
    /// Time since something was last written; `None` when nothing has been since the start.
    pub last_write_age: Option<Duration>,
}

/// What finding the stories of new articles costs, of each article once; handles that show the present state.
#[derive(Clone, Debug)]
pub struct LookupFigures {
    /// Postings read.
    pub postings: Histogram,
    /// Texts it was compared with.
    pub texts: Histogram,
    /// Seconds from the look-up to the decision.
    pub seconds: Histogram,
}

impl LookupFigures {
    /// Nothing counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            postings: Histogram::new([0.0, 10.0, 30.0, 100.0, 300.0, 1e3, 3e3, 1e4, 3e4]),
            texts: Histogram::new([0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0]),
            seconds: Histogram::new([0.0003, 0.001, 0.003, 0.005, 0.01, 0.03, 0.1]),
        }
    }
}

impl Default for LookupFigures {
    fn default() -> Self {
        Self::new()
    }
}

/// Counts of what the daemon deals with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Feeds by state, alphabetical; states without feeds are left out.
    pub feed_states: Vec<(String, i64)>,
    /// Hosts that asked for a rest or could not be reached.
    pub hosts_held: i64,
}

impl Census {
    /// All feeds.
    pub fn feeds(&self) -> i64 {
        self.feed_states.iter().map(|(_, feeds)| feeds).sum()
    }
}
