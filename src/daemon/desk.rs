//! What the stages share: the store, the client, the clock, the tables, the signals between them.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::Context;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::Clock;
use crate::attribute::{Agencies, OutletRules};
use crate::config::Config;
use crate::dedup;
use crate::net_guard::{Client, Robots};
use crate::poll::Pacer;
use crate::store::{RecordRules, Store};

/// Counters of this run, for progress on a terminal and the summary at the end.
#[derive(Debug, Default)]
pub struct Progress {
    pub polls: AtomicU64,
    pub polls_not_modified: AtomicU64,
    pub polls_failed: AtomicU64,
    pub new_entries: AtomicU64,
    pub changed_entries: AtomicU64,
    pub pages: AtomicU64,
    pub pages_failed: AtomicU64,
    pub articles: AtomicU64,
    pub revisions: AtomicU64,
    pub copies: AtomicU64,
    pub entries_failed: AtomicU64,
}

impl Progress {
    /// Adds one to a counter.
    pub(super) fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Adds `count`, which is never negative, to a counter.
    pub(super) fn add(counter: &AtomicU64, count: i64) {
        counter.fetch_add(count.unsigned_abs(), Ordering::Relaxed);
    }

    /// The counters by name, in the order an article meets them.
    pub fn counts(&self) -> [(&'static str, u64); 11] {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [
            ("polls", read(&self.polls)),
            ("polls_not_modified", read(&self.polls_not_modified)),
            ("polls_failed", read(&self.polls_failed)),
            ("new_entries", read(&self.new_entries)),
            ("changed_entries", read(&self.changed_entries)),
            ("pages", read(&self.pages)),
            ("pages_failed", read(&self.pages_failed)),
            ("articles", read(&self.articles)),
            ("revisions", read(&self.revisions)),
            ("copies", read(&self.copies)),
            ("entries_failed", read(&self.entries_failed)),
        ]
    }
}

/// Everything a stage needs.
pub struct Desk {
    pub config: Arc<Config>,
    pub store: Arc<dyn Store>,
    pub clock: Clock,
    pub progress: Arc<Progress>,
    pub agencies: Arc<Agencies>,
    pub outlets: Arc<OutletRules>,
    pub(super) client: Arc<Client>,
    pub(super) robots: Arc<Robots>,
    pub(super) pacer: Mutex<Pacer>,
    /// Stops every stage.
    pub(super) stop: CancellationToken,
    /// Hints that there is something to fetch or to read.
    pub(super) pages_news: Notify,
    pub(super) reading_news: Notify,
    /// Set when a stage has ended, so that the next one may end when it has nothing left.
    pub(super) polling_done: CancellationToken,
    pub(super) pages_done: CancellationToken,
    pub(super) reading_done: CancellationToken,
}

impl Desk {
    /// Prepares the shared parts.
    ///
    /// # Errors
    /// When the HTTP client cannot be made or the operator's agency file cannot be read.
    pub fn new(
        config: Arc<Config>,
        store: Arc<dyn Store>,
        clock: Clock,
        progress: Arc<Progress>,
        stop: CancellationToken,
    ) -> anyhow::Result<Self> {
        let client = Arc::new(Client::new(&config.net).context("making the HTTP client")?);
        let agencies = Arc::new(agencies(&config)?);
        let outlets = Arc::new(OutletRules::new(config.outlet.clone()));
        Ok(Self {
            robots: Arc::new(Robots::new(Arc::clone(&client))),
            pacer: Mutex::new(Pacer::new()),
            client,
            agencies,
            outlets,
            config,
            store,
            clock,
            progress,
            stop,
            pages_news: Notify::new(),
            reading_news: Notify::new(),
            polling_done: CancellationToken::new(),
            pages_done: CancellationToken::new(),
            reading_done: CancellationToken::new(),
        })
    }

    /// Runs a stage; when it ends, sets `done`; when it fails, stops all the others.
    pub(super) async fn ending<T>(
        &self,
        stage: impl Future<Output = anyhow::Result<T>>,
        done: &CancellationToken,
    ) -> anyhow::Result<T> {
        let ended = stage.await;
        if let Err(error) = &ended {
            tracing::error!(error = format!("{error:#}"), "a stage failed; stopping");
            self.stop.cancel();
        }
        done.cancel();
        self.pages_news.notify_one();
        self.reading_news.notify_one();
        ended
    }
}

/// The agencies that ship with the program, with the operator's own added.
///
/// # Errors
/// When the operator's file cannot be read; the message names file, line and column.
pub fn agencies(config: &Config) -> anyhow::Result<Agencies> {
    let shipped = Agencies::shipped().clone();
    let Some(path) = &config.agencies.extra else {
        return Ok(shipped);
    };
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let extra = Agencies::parse(&text).with_context(|| format!("in {}", path.display()))?;
    Ok(shipped.with_additions(extra))
}

/// The decisions that the store calls while it records.
pub fn record_rules(config: &Config) -> RecordRules {
    RecordRules {
        place: dedup::place,
        origin: dedup::origin,
        first: dedup::first,
        relabelled: dedup::is_relabelled,
        window_s: i64::from(config.story.window_h) * 3600,
    }
}
