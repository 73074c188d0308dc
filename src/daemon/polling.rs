//! The polling stage: leases due feeds, fetches and parses them, writes each poll whole.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use tracing::Instrument;

use super::desk::{Desk, Progress};
use crate::model::{
    ErrorClass, FeedDocument, LeasedFeed, PollObservation, PollOutcome, Validators,
};
use crate::poll::{self, Answer, Document};
use crate::store::{FinishedPoll, ParsedEntry, Schedule};
use crate::{parse, pipeline, telemetry};

/// Longest time the scheduler sleeps without looking whether a feed was added.
const IDLE_MAX: Duration = Duration::from_secs(5);
/// Shortest sleep, so that a clock that stands still cannot make the loop spin.
const IDLE_MIN: Duration = Duration::from_millis(20);
/// In a single pass, a host held longer than this is left for the next pass.
const ONCE_WAIT_MAX: TimeDelta = TimeDelta::seconds(60);
/// A document that takes longer to parse is given up; its thread ends by the parser's own limits.
const PARSE_TIME_MAX: Duration = Duration::from_secs(10);
/// Largest body kept for diagnosis when it cannot be parsed.
const KEPT_BODY_BYTES_MAX: usize = 1024 * 1024;

/// Polls until told to stop, or, when `due_at` is given, every feed due then once.
pub(super) async fn run(desk: Arc<Desk>, due_at: Option<DateTime<Utc>>) -> anyhow::Result<()> {
    let in_flight_max = desk.config.poll.in_flight_max as usize;
    let mut polls: JoinSet<()> = JoinSet::new();
    // In a single pass: a feed that comes up again has been polled already.
    let mut polled: HashSet<i64> = HashSet::new();
    let mut may_lease = true;
    loop {
        if desk.stop.is_cancelled() {
            polls.abort_all();
            return Ok(());
        }
        let now = desk.clock.now();
        let free = in_flight_max - polls.len().min(in_flight_max);
        if may_lease && free > 0 {
            let lease_end = now + TimeDelta::seconds(desk.config.poll.lease_s);
            let limit = u32::try_from(free).unwrap_or(u32::MAX);
            for feed in desk.store.lease_due_feeds(now, lease_end, limit).await? {
                if due_at.is_some() && !polled.insert(feed.feed_id) {
                    continue;
                }
                let span = tracing::info_span!("poll", feed.id = feed.feed_id, feed.url = %telemetry::field(&feed.url));
                polls.spawn(poll_one(Arc::clone(&desk), feed).instrument(span));
            }
        }
        let next_at = match due_at {
            None => desk.store.next_due_at().await?,
            Some(due_at) => desk.store.next_of_pass_at(due_at).await?,
        };
        if due_at.is_some() && polls.is_empty() && next_at.is_none_or(|at| at - now > ONCE_WAIT_MAX) {
            if let Some(at) = next_at {
                tracing::warn!(until = %at, "hosts on hold; their feeds are left for the next pass");
            }
            return Ok(());
        }
        let idle = next_at.map_or(IDLE_MAX, |at| (at - now).to_std().unwrap_or(IDLE_MIN).clamp(IDLE_MIN, IDLE_MAX));
        tokio::select! {
            () = desk.stop.cancelled() => {}
            Some(ended) = polls.join_next(), if !polls.is_empty() => {
                if let Err(error) = ended && error.is_panic() {
                    tracing::error!(error = %error, "a poll panicked; its feed is asked again when the lease ends");
                }
                // Leasing in groups keeps the writer's batches large.
                while let Some(ended) = polls.try_join_next() { drop(ended); }
                may_lease = polls.len() <= in_flight_max - in_flight_max.div_ceil(4);
            }
            () = tokio::time::sleep(idle) => may_lease = true,
        }
    }
}

/// One feed: fetch, parse, write.
async fn poll_one(desk: Arc<Desk>, feed: LeasedFeed) {
    let permit = desk.start_at_host(&feed.host_key).await;
    let started_at = desk.clock.now();
    let clock = std::time::Instant::now();
    let answer = poll::get_feed(&desk.client, &feed, started_at).await;
    let took = clock.elapsed();
    let host_next_start_at = desk.finish_at_host(permit, took, desk.config.poll.feed_host_gap_ms);
    let duration_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    let finished = finished_poll(&desk, feed, answer, started_at, duration_ms, host_next_start_at).await;
    let progress = &desk.progress;
    Progress::count(&progress.polls);
    match finished.outcome {
        PollOutcome::Fetched => {}
        PollOutcome::NotModified => Progress::count(&progress.polls_not_modified),
        PollOutcome::Failed(class) => {
            Progress::count(&progress.polls_failed);
            tracing::info!(
                class = class.as_str(),
                detail = finished.detail.as_deref().map(telemetry::field),
                duration_ms,
                "poll failed"
            );
        }
    }
    write_poll(&desk, finished).await;
}

/// Writes a poll. What cannot be written is polled again when the lease ends: nothing of it is lost.
async fn write_poll(desk: &Desk, finished: FinishedPoll) {
    match desk.store.finish_poll(finished).await {
        Ok(recorded) => {
            let progress = &desk.progress;
            Progress::add(&progress.new_entries, recorded.new_entries);
            Progress::add(&progress.changed_entries, recorded.changed_entries);
            if recorded.new_entries + recorded.changed_entries > 0 {
                desk.pages_news.notify_one();
                desk.reading_news.notify_one();
            }
            tracing::debug!(new = recorded.new_entries, changed = recorded.changed_entries, "polled");
        }
        Err(error) => {
            let error = format!("{:#}", anyhow::Error::from(error));
            tracing::error!(error, "poll not written; the feed is asked again when its lease ends");
        }
    }
}

/// Turns an answer into what the store writes.
async fn finished_poll(
    desk: &Desk,
    feed: LeasedFeed,
    answer: Answer,
    started_at: DateTime<Utc>,
    duration_ms: i64,
    host_next_start_at: DateTime<Utc>,
) -> FinishedPoll {
    let at = desk.clock.now();
    let mut finished = FinishedPoll {
        observation: PollObservation {
            at,
            outcome: PollOutcome::NotModified,
            entries: 0,
            new_entries: 0,
            window_s: None,
            retry_after_s: None,
            max_age_s: None,
            soft_hint_s: None,
            permanent_redirect: None,
            host_was_pressed: false,
        },
        feed,
        started_at,
        duration_ms,
        outcome: PollOutcome::NotModified,
        http_status: None,
        detail: None,
        bytes: 0,
        validators: None,
        body_sha256: None,
        feed_title: None,
        home_url: None,
        entries: Vec::new(),
        entries_dropped: 0,
        kept_body: None,
        host_next_start_at,
        schedule: schedule(desk),
    };
    match answer {
        Answer::NotModified(seen) => {
            finished.http_status = Some(seen.status);
            finished.validators = Some(seen.validators);
            finished.observation.max_age_s = seen.max_age_s;
            finished.observation.permanent_redirect = seen.permanent_redirect;
            finished.bytes = seen.bytes;
        }
        Answer::Document(document) => read_document(desk, &mut finished, document).await,
        Answer::Failed(error) => {
            finished.http_status = error.status;
            finished.observation.retry_after_s = error.retry_after_s;
            fail(&mut finished, error.class, error.detail);
        }
    }
    finished.observation.outcome = finished.outcome;
    finished
}

/// Parses a document off the async threads and fills in what it holds.
async fn read_document(desk: &Desk, finished: &mut FinishedPoll, document: Document) {
    finished.http_status = Some(document.status);
    finished.bytes = i64::try_from(document.body.len()).unwrap_or(i64::MAX);
    finished.observation.max_age_s = document.max_age_s;
    finished.observation.permanent_redirect = document.permanent_redirect;
    let now = finished.started_at;
    let body = Arc::new(document.body);
    let (bytes, content_type, base) = (Arc::clone(&body), document.content_type, document.final_url);
    let parsing = tokio::task::spawn_blocking(move || {
        parse::feed::document(&bytes, content_type.as_deref(), &base, now)
    });
    match tokio::time::timeout(PARSE_TIME_MAX, parsing).await {
        Ok(Ok(Ok(parsed))) => {
            finished.outcome = PollOutcome::Fetched;
            finished.validators = Some(document.validators);
            finished.body_sha256 = Some(document.body_sha256);
            take_entries(desk, finished, parsed);
        }
        Ok(Ok(Err(error))) => fail_to_parse(finished, error.class, error.detail, &body),
        Ok(Err(_)) => fail_to_parse(finished, ErrorClass::ParserFault, "the parser panicked".to_owned(), &body),
        Err(_) => {
            let detail = format!("parsing took over {} s", PARSE_TIME_MAX.as_secs());
            fail_to_parse(finished, ErrorClass::ParserFault, detail, &body);
        }
    }
}

fn take_entries(desk: &Desk, finished: &mut FinishedPoll, parsed: FeedDocument) {
    finished.observation.window_s = window_s(&parsed);
    finished.observation.soft_hint_s = parsed.hints.ttl_s.max(parsed.hints.update_period_s);
    finished.feed_title = parsed.title;
    finished.home_url = parsed.home_url;
    finished.entries_dropped = i64::try_from(parsed.entries_dropped).unwrap_or(i64::MAX);
    finished.detail = (!parsed.notes.is_empty()).then(|| parsed.notes.join("; "));
    let pages = &desk.config.pages;
    finished.entries = parsed
        .entries
        .into_iter()
        .map(|entry| {
            let page_host_key = entry.link.as_deref().and_then(poll::host_key);
            ParsedEntry {
                content_hash: parse::content_hash(&entry),
                needs_page: pages.enabled
                    && page_host_key.is_some()
                    && pipeline::is_teaser(&entry, pages.full_text_chars),
                page_host_key,
                entry,
            }
        })
        .collect();
}

/// Newest minus oldest claimed time, when at least two entries are dated.
fn window_s(parsed: &FeedDocument) -> Option<i64> {
    let times = || parsed.entries.iter().filter_map(|entry| entry.published.at);
    let (oldest, newest) = (times().min()?, times().max()?);
    (newest > oldest).then(|| (newest - oldest).num_seconds())
}

fn fail(finished: &mut FinishedPoll, class: ErrorClass, detail: String) {
    finished.outcome = PollOutcome::Failed(class);
    finished.detail = Some(detail);
    // A failure leaves the validators of the last good document alone.
    finished.validators = None::<Validators>;
}

fn fail_to_parse(finished: &mut FinishedPoll, class: ErrorClass, detail: String, body: &[u8]) {
    fail(finished, class, detail);
    finished.kept_body = Some(body[..body.len().min(KEPT_BODY_BYTES_MAX)].to_vec());
}

/// The policy with this daemon's settings, spread by a jitter of the feed's own.
fn schedule(desk: &Desk) -> Schedule {
    let settings = desk.config.poll.clone();
    Arc::new(move |feed, observed| {
        let polls = feed.history.successes + feed.history.fail_count;
        poll::schedule::next(&feed.history, observed, &settings, poll::schedule::jitter(feed.feed_id, polls))
    })
}
