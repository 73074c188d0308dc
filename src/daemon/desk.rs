//! What the stages share: the store, the client, the clock, the tables, the signals between them.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::Clock;
use super::metrics::Metrics;
use super::notify;
use super::rulebook::Rulebook;
use super::vitals::Vitals;
use crate::attribute::Agencies;
use crate::config::Config;
use crate::dedup;
use crate::entity;
use crate::event;
use crate::model::ErrorClass;
use crate::poll::outage::Detector;
use crate::poll::politeness::{Pacer, Permit, Start};
use crate::store::{RecordRules, Store, StoreError};

/// How long to leave a store alone that could not answer.
const STORE_WAIT: Duration = Duration::from_secs(5);
/// How long to wait for a busy host before looking again, should the word that it is free be missed.
pub(super) const BUSY_WAIT: Duration = Duration::from_millis(250);

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
    pub store: Arc<dyn Store>,
    pub clock: Clock,
    pub progress: Arc<Progress>,
    /// What the stages go by at present.
    rulebook: RwLock<Arc<Rulebook>>,
    pub(super) vitals: Vitals,
    pub(super) metrics: Metrics,
    pub(super) pacer: Pacer,
    outage: Mutex<Detector>,
    /// A host that somebody waits for may be free.
    host_freed: Notify,
    /// Stops every stage.
    pub(super) stop: CancellationToken,
    /// A hint that a feed was added from outside.
    pub(super) polling_news: Notify,
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
        Ok(Self {
            rulebook: RwLock::new(Arc::new(Rulebook::new(config, None)?)),
            vitals: Vitals::new(Instant::now(), notify::watchdog()),
            metrics: Metrics::new(store.commit_seconds(), store.lookups(), clock.now()),
            pacer: Pacer::default(),
            outage: Mutex::default(),
            host_freed: Notify::new(),
            store,
            clock,
            progress,
            stop,
            polling_news: Notify::new(),
            pages_news: Notify::new(),
            reading_news: Notify::new(),
            polling_done: CancellationToken::new(),
            pages_done: CancellationToken::new(),
            reading_done: CancellationToken::new(),
        })
    }

    /// What to go by from now on. Take it once for each piece of work, so that the piece is of one mind.
    pub(super) fn rulebook(&self) -> Arc<Rulebook> {
        // No code that can panic runs under the lock.
        Arc::clone(&self.rulebook.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Work that begins from now on goes by `rulebook`.
    pub(super) fn go_by(&self, rulebook: Rulebook) {
        *self.rulebook.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rulebook);
    }

    /// Asks the store until it answers: a busy or full disk heals, and what waits, waits on disk. Ends with
    /// the store's error when told to stop.
    pub(super) async fn patiently<T, A>(&self, ask: impl Fn() -> A) -> Result<T, StoreError>
    where
        A: Future<Output = Result<T, StoreError>>,
    {
        loop {
            match ask().await {
                Err(error @ StoreError::Unavailable { .. }) if !self.stop.is_cancelled() => {
                    let error = format!("{:#}", anyhow::Error::from(error));
                    tracing::warn!(
                        error,
                        wait_s = STORE_WAIT.as_secs(),
                        "the store does not answer; asking again"
                    );
                    tokio::select! {
                        () = self.stop.cancelled() => {}
                        () = tokio::time::sleep(STORE_WAIT) => {}
                    }
                }
                answer => return answer,
            }
        }
    }

    /// The monotonic clock, for pauses: a clock set back must not stop polling.
    pub(super) fn monotonic(&self) -> Instant {
        Instant::now()
    }

    /// Waits until `host` may be asked, and takes it.
    pub(super) async fn start_at_host(&self, host: &str) -> Permit {
        loop {
            let freed = self.host_freed.notified();
            let wait = match self.pacer.try_start(host, self.monotonic()) {
                Start::Now(permit) => return permit,
                Start::At(at) => at.saturating_duration_since(self.monotonic()),
                Start::Busy => BUSY_WAIT,
            };
            tokio::select! {
                () = freed => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Gives the host back; returns how long it is left alone.
    pub(super) fn finish_at_host(&self, permit: Permit, took: Duration, gap: Duration) -> Duration {
        let pause = permit.finished(self.monotonic(), took, gap);
        self.host_freed.notify_waiters();
        pause
    }

    /// Notes whether `host` could be reached; returns whether it is our own line that is down.
    pub(super) fn note_reached(&self, host: &str, failure: Option<ErrorClass>) -> bool {
        let now = self.monotonic();
        // No code that can panic runs under the lock.
        let mut outage = self.outage.lock().unwrap_or_else(PoisonError::into_inner);
        outage.note(host, failure, now);
        outage.is_down(now)
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
    let shipped = Agencies::shipped();
    let Some(path) = &config.agencies.extra else {
        return Ok(shipped.clone());
    };
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let extra = Agencies::parse(&text).with_context(|| format!("in {}", path.display()))?;
    Ok(shipped.with_additions(&extra))
}

/// The decisions that the store calls while it records.
pub fn record_rules(config: &Config) -> RecordRules {
    RecordRules {
        place: dedup::place_in,
        learn_habit: dedup::learn_habit,
        learn_late_habit: dedup::learn_late_habit,
        confirm: dedup::confirm,
        merged: dedup::merged,
        origin: dedup::origin,
        first: dedup::first,
        relabelled: dedup::is_relabelled,
        lines: dedup::lines,
        is_learnt: dedup::is_learnt,
        mark: dedup::mark,
        again: dedup::again,
        gist: dedup::gist,
        event: event::choose,
        name_key: entity::key,
        acronym: entity::acronym,
        entity: entity::choose,
        window_s: i64::from(config.story.window_h) * 3600,
        kept_s: config.story.kept_s(),
        kept_by_articles: dedup::LATEST_ARTICLES,
    }
}
