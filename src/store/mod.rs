//! The only room that speaks SQL.
//!
//! [`Store`] is one narrow trait behind `Arc<dyn Store>`; [`open`] picks the engine from the address and
//! nobody else asks which it is. A verb is one sentence of the daemon and one transaction: no
//! transaction type leaves this room. Decisions are made elsewhere by pure functions that the caller
//! hands in ([`FinishedPoll::schedule`], [`RecordRules`]); the store calls them between look and write.

mod claim_list;
mod dossier;
mod entity;
mod error;
mod event_dossier;
mod explanation;
mod export;
mod feed_dossier;
mod query;
mod reread;
mod retention;
mod search;
mod snapshot;
mod sqlite;
mod types;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use prometheus_client::metrics::histogram::Histogram;

pub use claim_list::{ClaimList, ClaimQuery, ListedClaim};
pub use dossier::{
    DossierEvidence, DossierFact, DossierLink, DossierMember, DossierPossible, DossierStory, StoryDossier,
};
pub use entity::{
    EntityDossier, EntityEdit, EntityEditRow, EntityEdited, EntityName, EntityQuote, EntityRole, EntityRow,
    EntityStory, NameSought,
};
pub use error::StoreError;
pub use event_dossier::{DossierEvent, EventDossier, EventLink, EventStory};
pub use explanation::{ExplainedArticle, ExplainedMerged, ExplainedSign, Explanation};
pub use export::{ExportError, Span, ViewColumn, ViewShape};
pub use feed_dossier::{DossierFeed, FeedDossier, FeedEvent, FeedMove, FeedPoll};
pub use query::{Cell, QueryEnd, QueryError, QueryLimits, TakeRows};
pub use reread::{
    KeptArticle, REREAD_EXAMPLES_MAX, Reread, RereadExample, RereadFilter, RereadForeseen, RereadFrom,
    RereadReport, RereadRun, RereadStage, RereadTask,
};
pub use retention::{Cuts, PrunePlace, PruneReport, PruneStep, Pruned};
pub use search::{CopyHit, Found, QuoteHit, Search, SearchError, StoryHit};
pub use snapshot::{Snapshot, SnapshotError};
pub use types::{
    AddedFeed, Census, FeedListing, FinishedPage, FinishedPoll, Gauges, LookupFigures, NewFeed, OutletRef,
    PageResult, ParsedEntry, PassLeft, PendingEntry, PollRecorded, RecordRules, RecordSource, Recorded,
    RecordedOutcome, Recording, Rows, Schedule, Stats, StoredPage, StoryEdit, StoryEdited, WantedPage,
};

use crate::model::LeasedFeed;

/// What the daemon and the commands ask of a database.
///
/// # Errors
/// Every verb: [`StoreError::Unavailable`] when the same call may succeed later, [`StoreError::Refused`]
/// when it will not. A verb that failed has changed nothing.
#[async_trait]
pub trait Store: Send + Sync {
    /// Adds a feed; a known address is left as it is and reported as such. First poll is due at once.
    async fn add_feed(&self, feed: NewFeed, now: DateTime<Utc>) -> Result<AddedFeed, StoreError>;

    /// All feeds, by id, with their health.
    async fn feeds(&self) -> Result<Vec<FeedListing>, StoreError>;

    /// Everything about the feed of that number, or that is or was at `url`; `None` when there is none.
    async fn feed(&self, feed_id: Option<i64>, url: &str) -> Result<Option<FeedDossier>, StoreError>;

    /// Makes every feed that is not paused due at `now`, whatever its schedule says, except that a host
    /// on hold stays on hold. For `run --once`.
    async fn make_all_due(&self, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Takes up to `limit` due feeds, at most one for each host, none of a host that is held, paced or
    /// leased; they are nobody else's until `lease_end`. The host that has waited longest comes first, and of
    /// each host its feed that is longest overdue.
    async fn lease_due_feeds(
        &self,
        now: DateTime<Utc>,
        lease_end: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<LeasedFeed>, StoreError>;

    /// When the next feed can be leased; `None` when there is none to come.
    async fn next_due_at(&self) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// What is left at `now` of a single pass over the feeds that were due at `due_at`. For `run --once`,
    /// which polls those and no others.
    async fn pass_left(&self, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<PassLeft, StoreError>;

    /// Gives back what a previous run of this daemon had leased. Called once at start.
    async fn release_leases(&self) -> Result<(), StoreError>;

    /// Writes one poll: validators, schedule, new and changed entries, log, gap, events. All or nothing:
    /// the validators are never ahead of the entries. A stale lease is refused ([`StoreError::StaleLease`]).
    async fn finish_poll(&self, poll: FinishedPoll) -> Result<PollRecorded, StoreError>;

    /// Entries that wait for their page and may be tried at `now`, at most `per_host` for each host and
    /// `limit` in all, oldest first within a host.
    async fn pages_wanted(
        &self,
        now: DateTime<Utc>,
        per_host: u32,
        limit: u32,
    ) -> Result<Vec<WantedPage>, StoreError>;

    /// Writes what became of a page: kept (the entry is ready to be read), to be retried, or given up (it
    /// will be read from the feed's own text).
    async fn finish_page(&self, page: FinishedPage) -> Result<(), StoreError>;

    /// Entries ready to be read, by id, with their page if one was kept. The caller leaves out those it
    /// already has in hand.
    async fn entries_to_read(&self, limit: u32) -> Result<Vec<PendingEntry>, StoreError>;

    /// Marks an entry that cannot be recorded, with the reason: it is not handed out again until it changes.
    async fn give_up_entry(&self, entry_id: i64, detail: &str) -> Result<(), StoreError>;

    /// Writes readings in the order given, in one transaction: article or revision, sections, credits,
    /// story, origin, facts; then marks their entries done. Replaying changes nothing. One result for each.
    async fn record(
        &self,
        batch: Arc<Vec<Recording>>,
        rules: Arc<RecordRules>,
    ) -> Result<Vec<Recorded>, StoreError>;

    /// Sets a wrong or a missed join right, as somebody decided by hand, and keeps on record who moved where.
    /// All or nothing.
    ///
    /// [`StoreError::Impossible`] for articles or stories that are not there, articles of several stories, a
    /// split of everything, a join with itself.
    async fn edit_story(
        &self,
        edit: StoryEdit,
        reason: Option<String>,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<StoryEdited, StoreError>;

    /// Goes on with the last reading again if `task` is the same and it has not ended, else begins one. With `resumes`
    /// it is the last one's stage and filter that count; by other rules than it was begun with it begins anew.
    ///
    /// [`StoreError::Impossible`] when there is nothing to resume.
    async fn begin_reread(
        &self,
        task: RereadTask,
        resumes: bool,
        now: DateTime<Utc>,
    ) -> Result<RereadRun, StoreError>;

    /// What reading again for `task` would go through; nothing is begun.
    async fn plan_reread(&self, task: RereadTask, now: DateTime<Utc>) -> Result<RereadRun, StoreError>;

    /// The reading again that was asked for last, as far as it has come.
    async fn last_reread(&self) -> Result<Option<RereadRun>, StoreError>;

    /// The next articles of a run through articles, by number, with what is kept of them: at most `limit`, fewer
    /// when they are large, none at the end.
    async fn kept_articles(&self, run: &RereadRun, limit: u32) -> Result<Vec<KeptArticle>, StoreError>;

    /// What writing `batch` would change about its articles, stories apart. Writes nothing.
    async fn foresee_reread(
        &self,
        batch: Arc<Vec<Reread>>,
        run: &RereadRun,
        rules: Arc<RecordRules>,
    ) -> Result<RereadForeseen, StoreError>;

    /// Replaces what is stored of the articles of `batch` by what is read of them now, and all that hangs on it, and
    /// notes that `run` has come to `next`; `base` tells of the articles in between that stay as they are. One
    /// transaction. Revisions, articles and stories keep their numbers; nothing is learnt.
    ///
    /// [`StoreError::Impossible`] when the run has been carried on by somebody else.
    async fn write_reread(
        &self,
        run: &RereadRun,
        next: i64,
        batch: Arc<Vec<Reread>>,
        base: RereadReport,
        rules: Arc<RecordRules>,
    ) -> Result<RereadRun, StoreError>;

    /// Tells the next stories of a run through events anew, at most `limit`, in one transaction.
    async fn retell_events(
        &self,
        run: &RereadRun,
        limit: u32,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<RereadRun, StoreError>;

    /// Goes on with a run through stories by one step: at most `limit` articles are placed by the present rules, beside
    /// the store; once all are, what that changes is written, stories that hold each other's articles in one
    /// transaction. The run's `next_id` is behind its `last_id` when nothing is left.
    async fn retell_stories(
        &self,
        run: &RereadRun,
        limit: u32,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<RereadRun, StoreError>;

    /// The same for a run that is nowhere on record, of which nothing is written.
    async fn foresee_stories(
        &self,
        run: &RereadRun,
        limit: u32,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<RereadRun, StoreError>;

    /// Notes that the run is at its end.
    async fn finish_reread(&self, run: &RereadRun, now: DateTime<Utc>) -> Result<RereadRun, StoreError>;

    /// Articles that have `name` as their id in an archive or as their address, or that canonical address;
    /// ascending, at most 20.
    async fn articles_named(&self, name: &str, canonical_url: Option<&str>) -> Result<Vec<i64>, StoreError>;

    /// Why an article is where it is, with what `rules` can be asked about it; `None` when there is none of that id.
    async fn explanation(
        &self,
        article_id: i64,
        rules: &RecordRules,
    ) -> Result<Option<Explanation>, StoreError>;

    /// Everything about the person, organisation or place of that number, or the one it was merged into; `None` when
    /// there is none.
    async fn entity(&self, entity_id: i64) -> Result<Option<EntityDossier>, StoreError>;

    /// Those that are called so in full, else those that a surname or acronym may mean; at most 20, those in most
    /// stories first.
    async fn entities_named(&self, sought: &NameSought) -> Result<Vec<EntityRow>, StoreError>;

    /// Those that have a word with one of these beginnings, folded; at most 500, those in most stories first. Goes
    /// through all names.
    async fn entities_near(&self, beginnings: &[String]) -> Result<Vec<EntityRow>, StoreError>;

    /// Merges two entities, or takes a name from one, as `by_whom` decided, and keeps it on record. All or nothing;
    /// articles that come later find the names as they are then.
    ///
    /// [`StoreError::Impossible`] for entities that are not there or of two kinds, and for a name that is the only one.
    async fn edit_entity(
        &self,
        edit: EntityEdit,
        by_whom: Option<String>,
        reason: Option<String>,
        now: DateTime<Utc>,
        rules: Arc<RecordRules>,
    ) -> Result<EntityEdited, StoreError>;

    /// Counts for `dateline stats` and the end of a run.
    async fn stats(&self) -> Result<Stats, StoreError>;

    /// Everything about one story; `None` when there is none of that id.
    async fn story(&self, story_id: i64) -> Result<Option<StoryDossier>, StoreError>;

    /// Everything about one event; `None` when there is none of that id, or it has no stories any more.
    async fn event(&self, event_id: i64) -> Result<Option<EventDossier>, StoreError>;

    /// Claims, those in most outlets first.
    async fn claims(&self, query: &ClaimQuery) -> Result<ClaimList, StoreError>;

    /// Stories of the articles that have `name` as their id in an archive or as their address, or that
    /// canonical address; ascending, at most 20.
    async fn stories_named(&self, name: &str, canonical_url: Option<&str>) -> Result<Vec<i64>, StoreError>;

    /// The file it is kept in, as an absolute path; `None` for one that is kept elsewhere.
    fn file(&self) -> Option<&Path>;
    /// Waits for its turn at the writer, takes the write lock and gives it back: whether the writer lives.
    /// Writes nothing.
    async fn heartbeat(&self) -> Result<(), StoreError>;

    /// How loaded the store is and what its disk has left; asks the file system, not the database.
    async fn gauges(&self) -> Gauges;

    /// How long transactions take, in seconds; a handle that shows the present state whenever it is read.
    fn commit_seconds(&self) -> Histogram;

    /// What finding the stories of new articles has cost since the start.
    fn lookups(&self) -> LookupFigures;

    /// Counts that cost little: feeds by state, hosts on hold.
    async fn census(&self, now: DateTime<Utc>) -> Result<Census, StoreError>;

    /// Moves the log of recent writes into the file and empties it; `false` when a reader still needs it.
    /// For quiet moments.
    async fn checkpoint(&self) -> Result<bool, StoreError>;

    /// Gives up some of what is older than `cuts` allow, in one transaction of bounded size, and says where to go on;
    /// begins at [`PrunePlace::start`]. With `is_dry` it only counts, which a store opened to read can do too.
    ///
    /// Nothing that others point at goes, and nothing that has yet to be read; what a view shows afterwards is still
    /// whole (see `docs/analysts.md`).
    async fn prune(&self, cuts: &Cuts, place: &PrunePlace, is_dry: bool) -> Result<PruneStep, StoreError>;

    /// Waits for what was handed in, then closes; the file stays readable for others (see `ops` notes in
    /// `docs/architecture.md` on the persistent WAL).
    async fn close(&self);
}

/// Opens the store at `address`: `sqlite:PATH`, or a plain path.
///
/// Creates and migrates the file when needed and takes its writer's lock.
///
/// # Errors
/// [`StoreError::Locked`] when another process writes it, [`StoreError::Foreign`], [`StoreError::Newer`],
/// [`StoreError::CannotOpen`], [`StoreError::EngineTooOld`]: see there. [`StoreError::UnknownAddress`] for another scheme.
pub async fn open(address: &str, now: DateTime<Utc>) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(sqlite::SqliteStore::open(path_of(address)?, now).await?))
}

/// Opens the store at `address` to read, also while a daemon writes it. Verbs that write fail with
/// [`StoreError::ReadOnly`].
///
/// # Errors
/// As [`open`], but never [`StoreError::Locked`]; [`StoreError::CannotOpen`] when there is no file.
pub async fn open_to_read(address: &str) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(
        sqlite::SqliteStore::open_to_read(path_of(address)?).await?,
    ))
}

/// What each of `questions`, one SELECT over the public views, gives for the store at `address`.
///
/// # Errors
/// Those of [`open_to_read`], and [`StoreError::Refused`] for a question that is no SQL.
pub async fn read_rows(address: &str, questions: &[&'static str]) -> Result<Vec<Rows>, StoreError> {
    let store = sqlite::SqliteStore::open_to_read(path_of(address)?).await?;
    let mut answers = Vec::with_capacity(questions.len());
    for sql in questions {
        answers.push(store.read_rows(sql).await);
    }
    store.close().await;
    answers.into_iter().collect()
}

/// The absolute path of the file at `address`, whether there is one or not.
///
/// # Errors
/// [`StoreError::UnknownAddress`], [`StoreError::CannotOpen`].
pub fn file_of(address: &str) -> Result<PathBuf, StoreError> {
    let path = path_of(address)?;
    std::path::absolute(path).map_err(|error| StoreError::CannotOpen {
        path: path.into(),
        reason: error.to_string(),
    })
}

/// Runs one statement of an analyst's SQL on the store at `address`, and hands its rows to `taker`.
///
/// Only reads, whatever the statement says; sees one state of the file, also while a daemon writes it. Within
/// `limits`: when a single instruction of the database does not end in time, its thread is left to itself
/// and this returns nevertheless.
///
/// # Errors
/// See [`QueryError`].
pub async fn query(
    address: &str,
    sql: &str,
    limits: QueryLimits,
    taker: &mut dyn TakeRows,
) -> Result<QueryEnd, QueryError> {
    let path = sqlite::readable(path_of(address)?).await?;
    sqlite::sandbox::run(&path, sql, limits, taker).await
}

/// Looks words up in the store at `address`, also while a daemon writes it.
///
/// # Errors
/// See [`SearchError`].
pub async fn search(address: &str, search: &Search) -> Result<Found, SearchError> {
    sqlite::search::search(path_of(address)?, search).await
}

/// One state of a store, whose views are taken away whole.
pub struct Export(sqlite::Reader);

impl Export {
    /// Opens the store at `address` to read, beside whoever writes it; what is read is the state of this moment.
    ///
    /// # Errors
    /// Those of [`open_to_read`].
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        Ok(Self(sqlite::Reader::open(path_of(address)?).await?))
    }

    /// All views, by name.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a damaged file.
    pub async fn views(&mut self) -> Result<Vec<ViewShape>, StoreError> {
        self.0.views().await
    }

    /// The days of `span` (`2025-03-14`) to which rows of any view belong, earliest first. A row belongs to the day on
    /// which its article was first seen; where it has none, its story; where it has none, its event began.
    ///
    /// # Errors
    /// As [`Export::views`].
    pub async fn days(&mut self, span: &Span) -> Result<Vec<String>, StoreError> {
        self.0.days(span).await
    }

    /// Hands the rows of `view` that belong to `span` to `taker`, each once, in no promised order; how many there were.
    /// All rows for a span without ends.
    ///
    /// # Errors
    /// Those of the store and of the taker.
    pub async fn rows(
        &mut self,
        view: &ViewShape,
        span: &Span,
        taker: &mut dyn TakeRows,
    ) -> Result<u64, ExportError> {
        self.0.rows(view, span, taker).await
    }
}

/// Writes a consistent copy of the store at `address` to the file `target`, also while a daemon writes the
/// store. `progress` hears now and then how many bytes of about how many are there.
///
/// The copy appears all at once, synced and checked. When the future is dropped nothing is left of it.
///
/// # Errors
/// See [`SnapshotError`]; an existing `target` is refused unless `overwrites`.
pub async fn snapshot(
    address: &str,
    target: &Path,
    overwrites: bool,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Snapshot, SnapshotError> {
    sqlite::snapshot::write(path_of(address)?, target, overwrites, progress).await
}

/// Sets how much memory the database may use in this whole process, in bytes. For commands that run a
/// stranger's SQL and nothing else.
pub fn cap_memory(bytes: i64) {
    sqlite::fence::cap_memory(bytes);
}

/// The file's path in `address`.
fn path_of(address: &str) -> Result<&str, StoreError> {
    let unknown = || StoreError::UnknownAddress(address.to_owned());
    let path = match address.split_once(':') {
        Some(("sqlite", path)) => path.strip_prefix("//").unwrap_or(path),
        Some(("postgres" | "postgresql" | "file", _)) => return Err(unknown()),
        Some((_, rest)) if rest.starts_with("//") => return Err(unknown()),
        _ => address,
    };
    // An in-memory database would be another one for each connection.
    if path.is_empty() || path.starts_with(':') {
        Err(unknown())
    } else {
        Ok(path)
    }
}
