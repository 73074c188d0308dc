//! The polling stage: leases due feeds, fetches and parses them, writes each poll whole.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use tracing::Instrument;

use super::desk::{Desk, Progress};
use super::rulebook::Rulebook;
use crate::config::Config;
use crate::model::{ErrorClass, FeedDocument, FeedHistory, LeasedFeed, Moved, PollObservation, PollOutcome};
use crate::poll::http::{Answer, Exchange};
use crate::poll::{self, http};
use crate::store::{FinishedPoll, ParsedEntry, Schedule};
use crate::{parse, pipeline, telemetry};

/// Longest time the scheduler sleeps without looking whether a feed was added.
const IDLE_MAX: Duration = Duration::from_secs(5);
/// Shortest sleep, so that a clock that stands still cannot make the loop spin.
const IDLE_MIN: Duration = Duration::from_millis(20);
/// A document that takes longer to parse is given up; its thread ends by the parser's own limits.
const PARSE_TIME_MAX: Duration = Duration::from_secs(10);
/// Largest body kept for diagnosis when it cannot be parsed.
const KEPT_BODY_BYTES_MAX: usize = 1024 * 1024;

/// Polls until told to stop, or, when `due_at` is given, every feed due then once.
pub(super) async fn run(desk: Arc<Desk>, due_at: Option<DateTime<Utc>>) -> anyhow::Result<()> {
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
        let rulebook = desk.rulebook();
        let in_flight_max = rulebook.config.poll.in_flight_max;
        let free = in_flight_max - polls.len().min(in_flight_max);
        if may_lease && free > 0 {
            let lease_end = now + TimeDelta::seconds(rulebook.config.poll.lease_s);
            let limit = u32::try_from(free).unwrap_or(u32::MAX);
            for feed in desk
                .patiently(|| turning(&desk, desk.store.lease_due_feeds(now, lease_end, limit)))
                .await?
            {
                if due_at.is_some() && !polled.insert(feed.feed_id) {
                    continue;
                }
                let span = tracing::info_span!("poll", feed.id = feed.feed_id, feed.url = %telemetry::field(&feed.url));
                polls.spawn(poll_one(Arc::clone(&desk), feed).instrument(span));
            }
        }
        let next_at = match due_at {
            None => {
                desk.patiently(|| turning(&desk, desk.store.next_due_at()))
                    .await?
            }
            Some(due_at) => {
                let left = desk
                    .patiently(|| turning(&desk, desk.store.pass_left(due_at, now)))
                    .await?;
                if polls.is_empty() && left.next_at.is_none() {
                    if left.held_feeds > 0 {
                        tracing::warn!(
                            feeds = left.held_feeds,
                            "left for the next pass: their hosts are on hold"
                        );
                    }
                    return Ok(());
                }
                left.next_at
            }
        };
        desk.vitals
            .note_polls(polls.len(), next_at.map_or(0, |at| (now - at).num_seconds()));
        desk.vitals.first_turn.cancel();
        let idle_max = IDLE_MAX.min(desk.vitals.beat());
        let idle = next_at.map_or(idle_max, |at| {
            (at - now).to_std().unwrap_or(IDLE_MIN).clamp(IDLE_MIN, idle_max)
        });
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
            () = desk.polling_news.notified() => may_lease = true,
            () = tokio::time::sleep(idle) => may_lease = true,
        }
    }
}

/// Each question to the store is a sign of life, also one that is asked again because the disk is full.
fn turning<T>(desk: &Desk, question: T) -> T {
    desk.vitals.scheduler_turns(desk.monotonic());
    question
}

/// One feed: fetch, parse, write.
async fn poll_one(desk: Arc<Desk>, feed: LeasedFeed) {
    let rulebook = desk.rulebook();
    let permit = desk.start_at_host(&feed.host_key).await;
    let was_pressed = desk.pacer.is_pressed(&feed.host_key, desk.monotonic());
    let started_at = desk.clock.now();
    let started = desk.monotonic();
    let answer = http::get_feed(&rulebook.client, &feed, started_at).await;
    let took = desk.monotonic().saturating_duration_since(started);
    let pause = desk.finish_at_host(
        permit,
        took,
        Duration::from_millis(rulebook.config.poll.feed_host_gap_ms),
    );
    let is_outage = desk.note_reached(&feed.host_key, answer.error().map(|error| error.class));
    let at = desk.clock.now();
    let host_next_start_at = at + TimeDelta::from_std(pause).unwrap_or(TimeDelta::zero());
    let mut finished = FinishedPoll {
        observation: answer.observation(at, was_pressed),
        outcome: answer.outcome(),
        http_status: answer.status(),
        schedule: schedule(&rulebook, is_outage),
        feed,
        started_at,
        duration_ms: i64::try_from(took.as_millis()).unwrap_or(i64::MAX),
        detail: None,
        bytes: 0,
        validators: None,
        body_sha256: None,
        feed_title: None,
        home_url: None,
        hints: None,
        entries: Vec::new(),
        entries_dropped: 0,
        kept_body: None,
        host_next_start_at,
    };
    match answer {
        Answer::NotModified(exchange) => take_exchange(&mut finished, exchange),
        Answer::Document {
            exchange,
            body,
            content_type,
        } => {
            read_document(&rulebook.config, &mut finished, exchange, body, content_type).await;
        }
        Answer::Gone(error) | Answer::Failed(error) => finished.detail = Some(error.detail),
    }
    finished.observation.outcome = finished.outcome;
    tell(&desk, &finished, took);
    write_poll(&desk, finished).await;
}

fn tell(desk: &Desk, finished: &FinishedPoll, took: Duration) {
    desk.metrics
        .polled(finished.outcome, finished.http_status, took, finished.bytes);
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
                duration_ms = finished.duration_ms,
                "poll failed"
            );
        }
    }
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
            tracing::debug!(
                new = recorded.new_entries,
                changed = recorded.changed_entries,
                "polled"
            );
        }
        Err(error) => {
            let error = format!("{:#}", anyhow::Error::from(error));
            tracing::error!(
                error,
                "poll not written; the feed is asked again when its lease ends"
            );
        }
    }
}

/// What an answer brought besides entries. Only for documents that could be read: after a failure the
/// validators of the last good document stay, or this one would not be asked for again.
fn take_exchange(finished: &mut FinishedPoll, exchange: Exchange) {
    finished.bytes = exchange.bytes;
    finished.validators = Some(exchange.validators);
    finished.body_sha256 = exchange.body_sha256;
}

/// Parses a document off the async threads and fills in what it holds.
async fn read_document(
    config: &Config,
    finished: &mut FinishedPoll,
    exchange: Exchange,
    body: Vec<u8>,
    content_type: Option<String>,
) {
    finished.bytes = exchange.bytes;
    let now = finished.started_at;
    let body = Arc::new(body);
    let (bytes, base) = (Arc::clone(&body), exchange.final_url.clone());
    let parsing = tokio::task::spawn_blocking(move || {
        parse::feed::document(&bytes, content_type.as_deref(), &base, now)
    });
    let failure = match tokio::time::timeout(PARSE_TIME_MAX, parsing).await {
        Ok(Ok(Ok(parsed))) => {
            finished.outcome = PollOutcome::Fetched;
            take_exchange(finished, exchange);
            take_entries(config, finished, parsed);
            return;
        }
        Ok(Ok(Err(error))) => (error.class, error.detail),
        Ok(Err(_)) => (ErrorClass::ParserFault, "the parser panicked".to_owned()),
        Err(_) => (
            ErrorClass::ParserFault,
            format!("parsing took over {} s", PARSE_TIME_MAX.as_secs()),
        ),
    };
    finished.outcome = PollOutcome::Failed(failure.0);
    finished.detail = Some(failure.1);
    finished.kept_body = Some(body[..body.len().min(KEPT_BODY_BYTES_MAX)].to_vec());
}

fn take_entries(config: &Config, finished: &mut FinishedPoll, parsed: FeedDocument) {
    let hints = &parsed.hints;
    finished.observation.skip_hours = hints.skip_hours;
    finished.observation.skip_days = hints.skip_days;
    finished.observation.skip_broken_at = poll::schedule::skip_broken_at(
        parsed.entries.iter().filter_map(|entry| entry.published.at),
        hints.skip_hours,
        hints.skip_days,
        finished.observation.at,
    );
    finished.observation.window_s = window_s(&parsed);
    finished.observation.soft_hint_s = parsed.hints.ttl_s.max(parsed.hints.update_period_s);
    finished.feed_title = parsed.title;
    finished.home_url = parsed.home_url;
    finished.hints = Some(parsed.hints);
    finished.entries_dropped = i64::try_from(parsed.entries_dropped).unwrap_or(i64::MAX);
    finished.detail = (!parsed.notes.is_empty()).then(|| parsed.notes.join("; "));
    let pages = &config.pages;
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
                link_key: entry.link.as_deref().and_then(parse::link_key),
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

/// The policy with this daemon's settings, spread by a jitter of the feed's own. While our own line is
/// down, nothing is charged to a feed that could not be reached.
fn schedule(rulebook: &Rulebook, is_outage: bool) -> Schedule {
    let settings = rulebook.config.poll.clone();
    Arc::new(move |feed, observed| {
        let polls = feed.history.successes + feed.history.fail_count;
        let jitter = poll::schedule::jitter(feed.feed_id, polls);
        if is_outage && matches!(observed.outcome, PollOutcome::Failed(_)) {
            return poll::outage::frozen(&feed.history, observed.at, jitter);
        }
        let mut next = poll::schedule::next(&feed.history, observed, &settings, jitter);
        next.moved = moved(feed, observed, &next.history);
        next
    })
}

/// Where a feed lives from now on, once its permanent redirect is believed.
fn moved(feed: &LeasedFeed, observed: &PollObservation, history: &FeedHistory) -> Option<Moved> {
    let shares_entry = match observed.outcome {
        PollOutcome::NotModified => true,
        PollOutcome::Fetched => observed.new_entries < observed.entries,
        PollOutcome::Failed(_) => return None,
    };
    let url = poll::schedule::settled_redirect(history, &feed.url, observed.at, shares_entry)?;
    Some(Moved {
        url: url.to_owned(),
        host_key: poll::host_key(url)?,
    })
}
