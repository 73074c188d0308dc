//! When a feed is asked next. Pure: time and chance are handed in.
//!
//! Two things decide the interval: how often the feed brings news (ask twice within that time) and how
//! long its document reaches back (ask four times before an entry can fall off its end). Intervals shorten
//! at once and lengthen slowly, because a late poll loses entries and an early one costs a request.

mod skip;

pub use skip::broken_at as skip_broken_at;

use chrono::{DateTime, TimeDelta, Utc};
use xxhash_rust::xxh3::xxh3_64;

use super::{Settings, backoff};
use crate::model::{FeedGap, FeedHistory, FeedState, NextPoll, PollObservation, PollOutcome};

/// Weight of the newest sample in the smoothed time between entries.
const GAP_WEIGHT: f64 = 0.2;
/// Polls within the time between two entries: half that time is the mean delay of news.
const POLLS_PER_GAP: i64 = 2;
/// Polls while an entry stays in the document, so that three may fail without loss.
const POLLS_PER_WINDOW: i64 = 4;
/// How much an interval may grow in one poll.
const GROWTH_MAX: f64 = 1.5;
/// Entries in a document that, all unknown, show that others fell off its end. Fewer prove nothing.
const LOSS_ENTRIES_MIN: i64 = 5;
/// Silence after which a feed is polled slowly.
const SILENCE: TimeDelta = TimeDelta::days(30);
/// Highest floor that a feed's own hints can set, in seconds: many say a day and publish hourly.
const HINT_FLOOR_S_MAX: i64 = 3600;
/// Highest floor that `Cache-Control` and `Expires` can set, in seconds.
const MAX_AGE_FLOOR_S_MAX: i64 = 3600;
/// Longest `Retry-After` that is obeyed, in seconds.
pub(super) const RETRY_AFTER_S_MAX: i64 = 7 * 24 * 3600;
/// Half width of the random change of each distance, so that feeds added together drift apart.
const JITTER: f64 = 0.1;

/// What is to happen after a poll.
///
/// `jitter` is in `[0, 1)`, see [`jitter`]; other values are pulled into it. The result depends on nothing
/// else, so a replay of the log gives the same schedule.
pub fn next(history: &FeedHistory, observed: &PollObservation, settings: &Settings, jitter: f64) -> NextPoll {
    let jitter = if jitter.is_finite() {
        jitter.clamp(0.0, 1.0)
    } else {
        0.5
    };
    let mut next = match observed.outcome {
        PollOutcome::Fetched | PollOutcome::NotModified => after_success(history, observed, settings, jitter),
        PollOutcome::Failed(class) => backoff::after_failure(history, observed, class, settings, jitter),
    };
    next.history.last_polled_at = Some(observed.at);
    next.state_was = (next.history.state != history.state).then_some(history.state);
    next
}

/// A number in `[0, 1)` for [`next`], different for each feed and poll, the same when replayed.
pub fn jitter(feed_id: i64, polls: i64) -> f64 {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&feed_id.to_le_bytes());
    key[8..].copy_from_slice(&polls.to_le_bytes());
    // The 53 bits that a f64 holds exactly.
    (xxh3_64(&key) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Where in an interval a feed has its place, in seconds from 0 to `interval_s - 1`; 0 when there is no
/// interval. Spreads feeds that would otherwise all be due at once.
pub fn spread(feed_id: i64, interval_s: i64) -> i64 {
    let Ok(interval) = u64::try_from(interval_s) else {
        return 0;
    };
    if interval == 0 {
        return 0;
    }
    i64::try_from(xxh3_64(&feed_id.to_le_bytes()) % interval).unwrap_or(0)
}

/// Permanent redirects in a row before an address is rewritten.
const REDIRECTS_MIN: i64 = 3;
/// Time over which they must have been seen: maintenance redirects claim to be permanent too.
const REDIRECT_AGE: TimeDelta = TimeDelta::hours(24);

/// The address that should replace `feed_url`, once its permanent redirect has been stable for three polls
/// over a day; `None` until then, and for targets that are not a feed's new home: a site's front page, or
/// http instead of https.
///
/// `shares_entry` says that the document at the target holds an entry known before; without that only the
/// same address under https is believed.
pub fn settled_redirect<'h>(
    history: &'h FeedHistory,
    feed_url: &str,
    at: DateTime<Utc>,
    shares_entry: bool,
) -> Option<&'h str> {
    let target = history.redirect_to.as_deref()?;
    let since_at = history.redirect_since_at?;
    if history.redirect_count < REDIRECTS_MIN || at - since_at < REDIRECT_AGE {
        return None;
    }
    let old = url::Url::parse(feed_url).ok()?;
    let new = url::Url::parse(target).ok()?;
    let is_front_page = new.path() == "/" && new.query().is_none();
    let leaves_https = old.scheme() == "https" && new.scheme() != "https";
    let is_web = matches!(new.scheme(), "http" | "https");
    if is_front_page || leaves_https || !is_web {
        return None;
    }
    let is_same_place =
        new.host_str() == old.host_str() && new.path() == old.path() && new.query() == old.query();
    (shares_entry || is_same_place).then_some(target)
}

/// `at` and `seconds` later; `at` itself at the end of time.
pub(super) fn later(at: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    TimeDelta::try_seconds(seconds)
        .and_then(|delta| at.checked_add_signed(delta))
        .unwrap_or(at)
}

/// `seconds` changed by up to a tenth either way.
pub(super) fn jittered(seconds: i64, jitter: f64) -> i64 {
    (seconds as f64 * (1.0 - JITTER + 2.0 * JITTER * jitter)).round() as i64
}

/// A wait of at least `seconds`, up to a tenth longer, so that those who wait together do not come back
/// together.
pub(super) fn at_least(seconds: i64, jitter: f64) -> i64 {
    seconds + (seconds as f64 * JITTER * jitter) as i64
}

fn after_success(
    history: &FeedHistory,
    observed: &PollObservation,
    settings: &Settings,
    jitter: f64,
) -> NextPoll {
    let mut kept = history.clone();
    note_news(&mut kept, history, observed);
    note_hints(&mut kept, observed);
    note_redirect(&mut kept, observed);
    kept.fail_count = 0;
    kept.fail_since_at = None;
    kept.last_error = None;
    kept.gone_since_at = None;
    kept.successes = history.successes.saturating_add(1);
    kept.last_success_at = Some(observed.at);
    if kept.state != FeedState::Paused {
        let is_silent = kept
            .last_new_at
            .is_some_and(|last_new_at| observed.at - last_new_at >= SILENCE);
        kept.state = if is_silent {
            FeedState::Slow
        } else {
            FeedState::Active
        };
    }
    let gap = lost_entries(history, observed);
    kept.interval_s = interval(history, &kept, observed, settings, gap.is_some());

    let max_age_s = observed.max_age_s.unwrap_or(0).clamp(0, MAX_AGE_FLOOR_S_MAX);
    let retry_after_s = observed.retry_after_s.unwrap_or(0).clamp(0, RETRY_AFTER_S_MAX);
    let delay_s = jittered(kept.interval_s, jitter).max(at_least(max_age_s.max(retry_after_s), jitter));
    let next_at = skip::past(&kept, later(observed.at, delay_s), jitter);
    NextPoll {
        next_at,
        history: kept,
        gap,
        host_hold_until: None,
        moved: None,
        state_was: None,
    }
}

/// Time between entries, and how far the document reaches back.
fn note_news(kept: &mut FeedHistory, history: &FeedHistory, observed: &PollObservation) {
    if observed.new_entries > 0 {
        if let Some(last_new_at) = history.last_new_at {
            let sample = (observed.at - last_new_at).num_seconds() / observed.new_entries;
            kept.gap_ewma_s = Some(smoothed(history.gap_ewma_s, sample.max(1)));
        }
        kept.last_new_at = Some(observed.at);
    }
    if observed.outcome == PollOutcome::Fetched {
        // A document whose entries all bear one date is dated by its making, which says nothing.
        let dated = observed.window_s.filter(|&window_s| window_s > 0);
        let undated = kept
            .gap_ewma_s
            .filter(|_| observed.entries > 1)
            .map(|gap_s| gap_s.saturating_mul(observed.entries));
        kept.window_s = dated.or(undated);
    }
}

fn smoothed(before_s: Option<i64>, sample_s: i64) -> i64 {
    match before_s {
        Some(before_s) => {
            (before_s as f64 * (1.0 - GAP_WEIGHT) + sample_s as f64 * GAP_WEIGHT).round() as i64
        }
        None => sample_s,
    }
}

fn note_hints(kept: &mut FeedHistory, observed: &PollObservation) {
    if observed.outcome == PollOutcome::Fetched {
        kept.hint_floor_s = observed
            .soft_hint_s
            .filter(|&hint_s| hint_s > 0)
            .map(|hint_s| hint_s.min(HINT_FLOOR_S_MAX));
        (kept.skip_hours, kept.skip_days) = (observed.skip_hours, observed.skip_days);
        kept.skip_broken_at = kept.skip_broken_at.max(observed.skip_broken_at);
    }
}

fn note_redirect(kept: &mut FeedHistory, observed: &PollObservation) {
    if observed.permanent_redirect.is_none() {
        (kept.redirect_to, kept.redirect_since_at, kept.redirect_count) = (None, None, 0);
    } else if observed.permanent_redirect == kept.redirect_to {
        kept.redirect_count = kept.redirect_count.saturating_add(1);
    } else {
        kept.redirect_to.clone_from(&observed.permanent_redirect);
        (kept.redirect_since_at, kept.redirect_count) = (Some(observed.at), 1);
    }
}

/// A document of which nothing was known, from a feed that was known: what came between fell off its end.
fn lost_entries(history: &FeedHistory, observed: &PollObservation) -> Option<FeedGap> {
    let was_known = history.successes > 0 && history.last_new_at.is_some();
    let is_all_new = observed.entries >= LOSS_ENTRIES_MIN && observed.new_entries >= observed.entries;
    if !was_known || !is_all_new {
        return None;
    }
    let from_at = history.last_success_at?;
    Some(FeedGap {
        from_at,
        to_at: observed.at,
        entries: observed.entries,
    })
}

fn interval(
    history: &FeedHistory,
    kept: &FeedHistory,
    observed: &PollObservation,
    settings: &Settings,
    has_lost: bool,
) -> i64 {
    let longest = if kept.state == FeedState::Slow {
        settings.slow_interval_s
    } else {
        settings.max_interval_s
    };
    let shortest = settings.min_interval_s.clamp(1, longest.max(1));
    let is_first = history.successes == 0;
    let before = if is_first {
        kept.hint_floor_s.unwrap_or(settings.first_interval_s)
    } else {
        history.interval_s.min(longest)
    };
    let gap_s = expected_gap(kept, observed.at);
    let by_gap = gap_s.map(|gap_s| gap_s / POLLS_PER_GAP);
    let by_window = kept.window_s.map(|window_s| window_s / POLLS_PER_WINDOW);
    let mut target = match kept.state {
        FeedState::Slow => longest,
        _ => by_gap.into_iter().chain(by_window).min().unwrap_or(longest),
    };
    if let Some(floor_s) = kept.hint_floor_s
        && !has_lost
        && gap_s.is_none_or(|gap_s| gap_s >= floor_s)
    {
        target = target.max(floor_s);
    }
    if has_lost {
        target = target.min(before / 2);
    }
    let grown = ((before.max(1) as f64) * GROWTH_MAX) as i64;
    let grown = if is_first { before } else { grown };
    target.min(grown).clamp(shortest, longest.max(1))
}

/// The time between entries as it would be if one came at this moment: a silence longer than usual counts
/// before it ends, so that feeds are left alone at night.
fn expected_gap(kept: &FeedHistory, at: DateTime<Utc>) -> Option<i64> {
    let gap_s = kept.gap_ewma_s?;
    let silence_s = kept
        .last_new_at
        .map_or(0, |last_new_at| (at - last_new_at).num_seconds());
    Some(if silence_s > gap_s {
        smoothed(Some(gap_s), silence_s)
    } else {
        gap_s
    })
}

#[cfg(test)]
mod tests;
