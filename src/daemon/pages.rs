//! The page stage: fetches the article's page where the feed holds only a teaser.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::task::JoinSet;
use tracing::Instrument;

use super::Mode;
use super::desk::{BUSY_WAIT, Desk, Progress};
use crate::model::ErrorClass;
use crate::net_guard::FetchError;
use crate::poll;
use crate::poll::page::FetchedPage;
use crate::poll::politeness::{Permit, Start};
use crate::store::{FinishedPage, PageResult, StoredPage, WantedPage};
use crate::{parse, telemetry};

/// Pages in hand, waiting for their host: enough to keep all hosts busy, small enough to forget.
const IN_HAND_MAX: u32 = 1_024;
/// Of one host at most, so that a large host cannot fill the hand.
const PER_HOST_MAX: u32 = 8;
/// How often to look for pages whose retry is due when nothing else wakes the stage.
const IDLE: Duration = Duration::from_secs(5);

/// Fetches pages until told to stop; in a single pass until none is left.
pub(super) async fn run(desk: Arc<Desk>, mode: Mode) -> anyhow::Result<()> {
    let mut hand = Hand::default();
    let mut fetches: JoinSet<i64> = JoinSet::new();
    loop {
        if desk.stop.is_cancelled() {
            fetches.abort_all();
            return Ok(());
        }
        let rulebook = desk.rulebook();
        let in_flight_max = rulebook.config.pages.in_flight_max as usize;
        let attempts_max = match mode {
            Mode::Once => 1,
            Mode::Forever => rulebook.config.poll.page_attempts_max,
        };
        // Read before looking: whatever polling wrote before it ended is then seen by this look.
        let is_last_look = mode == Mode::Once && desk.polling_done.is_cancelled();
        if hand.waiting.len() < in_flight_max * 2 {
            hand.take(
                desk.patiently(|| {
                    desk.store
                        .pages_wanted(desk.clock.now(), PER_HOST_MAX, IN_HAND_MAX)
                })
                .await?,
            );
        }
        let wait = start_fetches(&desk, &mut hand, &mut fetches, in_flight_max, attempts_max);
        desk.vitals.note_pages(fetches.len());
        if is_last_look && fetches.is_empty() && hand.waiting.is_empty() {
            return Ok(());
        }
        tokio::select! {
            () = desk.stop.cancelled() => {}
            Some(ended) = fetches.join_next(), if !fetches.is_empty() => {
                match ended {
                    Ok(entry_id) => { hand.ids.remove(&entry_id); }
                    Err(error) if error.is_panic() => return Err(anyhow::anyhow!("a page fetch panicked: {error}")),
                    Err(_) => {}
                }
                while let Some(Ok(entry_id)) = fetches.try_join_next() {
                    hand.ids.remove(&entry_id);
                }
            }
            () = desk.pages_news.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Pages this stage has taken, and which of them wait for their host.
#[derive(Default)]
struct Hand {
    waiting: Vec<WantedPage>,
    /// Waiting or in flight.
    ids: HashSet<i64>,
}

impl Hand {
    fn take(&mut self, wanted: Vec<WantedPage>) {
        for page in wanted {
            if self.ids.insert(page.entry_id) {
                self.waiting.push(page);
            }
        }
    }
}

/// Starts what may start now; returns how long until the next host is free.
fn start_fetches(
    desk: &Arc<Desk>,
    hand: &mut Hand,
    fetches: &mut JoinSet<i64>,
    in_flight_max: usize,
    attempts_max: i64,
) -> Duration {
    let mut wait = IDLE;
    let mut kept = Vec::with_capacity(hand.waiting.len());
    for page in hand.waiting.drain(..) {
        if fetches.len() >= in_flight_max {
            kept.push(page);
            continue;
        }
        match desk.pacer.try_start(&page.host_key, desk.monotonic()) {
            Start::Now(permit) => {
                let span = tracing::info_span!("page", entry.id = page.entry_id, article.url = %telemetry::field(&page.url));
                fetches.spawn(fetch(Arc::clone(desk), page, permit, attempts_max).instrument(span));
            }
            Start::At(at) => {
                wait = wait.min(at.saturating_duration_since(desk.monotonic()));
                kept.push(page);
            }
            Start::Busy => {
                wait = wait.min(BUSY_WAIT);
                kept.push(page);
            }
        }
    }
    hand.waiting = kept;
    wait.max(Duration::from_millis(5))
}

/// One page: fetch, decode, write. Returns the entry's id.
async fn fetch(desk: Arc<Desk>, page: WantedPage, permit: Permit, attempts_max: i64) -> i64 {
    let rulebook = desk.rulebook();
    let started = desk.monotonic();
    let fetched = poll::page::get_page(&rulebook.client, &rulebook.robots, &page.url, desk.clock.now()).await;
    let took = desk.monotonic().saturating_duration_since(started);
    let crawl_delay_s = fetched
        .as_ref()
        .ok()
        .and_then(|page| page.crawl_delay_s)
        .unwrap_or(0.0);
    let gap = Duration::from_millis(rulebook.config.poll.page_host_gap_ms)
        .max(Duration::try_from_secs_f64(crawl_delay_s).unwrap_or_default());
    desk.finish_at_host(permit, took, gap);
    let is_outage = desk.note_reached(&page.host_key, fetched.as_ref().err().map(|error| error.class));
    let result = match fetched {
        Ok(fetched) => kept(&desk, fetched).await,
        Err(error) => {
            Progress::count(&desk.progress.pages_failed);
            desk.metrics.page_failed(error.class, error.status);
            tracing::info!(class = error.class.as_str(), detail = %telemetry::field(&error.detail), "page failed");
            failed(&desk, &page, error, attempts_max, is_outage)
        }
    };
    let entry_id = page.entry_id;
    let finished = FinishedPage {
        entry_id,
        at: desk.clock.now(),
        result,
    };
    match desk.store.finish_page(finished).await {
        Ok(()) => desk.reading_news.notify_one(),
        // The entry still waits for its page and comes up again.
        Err(error) => tracing::error!(
            error = format!("{:#}", anyhow::Error::from(error)),
            "page not written"
        ),
    }
    entry_id
}

/// Decodes a page off the async threads.
async fn kept(desk: &Desk, fetched: FetchedPage) -> PageResult {
    Progress::count(&desk.progress.pages);
    desk.metrics.page_came(fetched.status, fetched.body.len());
    let FetchedPage {
        final_url,
        status,
        body,
        content_type,
        truncated,
        ..
    } = fetched;
    match tokio::task::spawn_blocking(move || parse::page::decode(&body, content_type.as_deref())).await {
        Ok(decoded) => PageResult::Kept(StoredPage {
            final_url,
            fetched_at: desk.clock.now(),
            http_status: status,
            html: decoded.html,
            is_truncated: truncated || decoded.truncated,
        }),
        Err(_) => {
            desk.metrics.extract_failed();
            PageResult::GivenUp {
                class: ErrorClass::ParserFault,
                detail: "decoding the page panicked".to_owned(),
            }
        }
    }
}

/// Whether to try again, and when. A page that our own lost line kept from us costs no try in a long run.
fn failed(
    desk: &Desk,
    page: &WantedPage,
    error: FetchError,
    attempts_max: i64,
    is_outage: bool,
) -> PageResult {
    let attempts = if is_outage { 1 } else { page.attempts + 1 };
    let jitter = poll::schedule::jitter(page.entry_id, attempts);
    let wait_s = poll::page::retry_after_s(attempts, &error, &desk.rulebook().config.poll, jitter);
    match wait_s {
        Some(wait_s) if attempts < attempts_max => PageResult::Retry {
            next_try_at: desk.clock.now() + TimeDelta::seconds(wait_s),
            class: error.class,
            detail: error.detail,
        },
        _ => PageResult::GivenUp {
            class: error.class,
            detail: error.detail,
        },
    }
}
