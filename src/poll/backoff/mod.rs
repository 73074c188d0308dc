//! When a feed is asked again after a failure. Pure.
//!
//! Nothing is given up for good: a passing fault is tried again soon, a lasting one ever more rarely, and
//! what concerns a whole host holds the host. The feed's own interval is left as it was, so that it
//! returns to its pace with the first success.

use chrono::TimeDelta;

use super::Settings;
use super::schedule::{RETRY_AFTER_S_MAX, at_least, jittered, later};
use crate::model::{ErrorClass, FeedHistory, FeedState, NextPoll, PollObservation};

const HOUR_S: i64 = 3600;
const DAY_S: i64 = 24 * HOUR_S;

/// Cap for faults that pass, in seconds.
const PASSING_S_MAX: i64 = 6 * HOUR_S;
/// Cap for faults that somebody has to mend, in seconds.
const LASTING_S_MAX: i64 = DAY_S;
/// The one quick retry after a lost connection comes within this and twice this time, in seconds.
const QUICK_RETRY_S: i64 = 60;
/// Hold of a host that does not accept connections, in seconds.
const UNREACHABLE_HOLD_S: i64 = 600;
/// First hold of a host that answers 429 and names no time, in seconds; doubles each time.
const TOO_MANY_HOLD_S: i64 = 900;
/// 404s in a row, and the time they must span, before a feed counts as missing.
const MISSING_FAILURES: i64 = 5;
const MISSING_AFTER: TimeDelta = TimeDelta::hours(48);
/// Time between the first 410 and the one that settles it.
const GONE_AFTER: TimeDelta = TimeDelta::hours(24);
/// A feed that is gone is asked this often, in seconds, ...
const GONE_INTERVAL_S: i64 = 7 * DAY_S;
/// ... and for this long after it was settled, before it is paused.
const PAUSED_AFTER: TimeDelta = TimeDelta::weeks(8);
/// Doublings beyond which every cap is reached.
const DOUBLINGS_MAX: i64 = 24;

/// How long to wait, before what the state and the server add to it.
struct Wait {
    seconds: i64,
    /// Nobody else asks this host either, for so many seconds.
    host_hold_s: Option<i64>,
}

/// What is to happen after a poll that failed with `class`.
pub(super) fn after_failure(
    history: &FeedHistory,
    observed: &PollObservation,
    class: ErrorClass,
    settings: &Settings,
    jitter: f64,
) -> NextPoll {
    let mut kept = history.clone();
    note_failure(&mut kept, history, observed, class);
    kept.state = state(&kept, observed, class);
    let wait = wait(&kept, observed, class, settings, jitter);

    let state_floor_s = match kept.state {
        FeedState::Missing => DAY_S,
        FeedState::Gone | FeedState::Paused => GONE_INTERVAL_S,
        FeedState::Active | FeedState::Slow | FeedState::Blocked => 0,
    };
    let retry_after_s = observed.retry_after_s.unwrap_or(0).clamp(0, RETRY_AFTER_S_MAX);
    let delay_s = wait
        .seconds
        .max(jittered(state_floor_s, jitter))
        .max(at_least(retry_after_s, jitter))
        .max(wait.host_hold_s.unwrap_or(0));
    NextPoll {
        next_at: later(observed.at, delay_s),
        history: kept,
        gap: None,
        host_hold_until: wait.host_hold_s.map(|hold_s| later(observed.at, hold_s)),
        moved: None,
        state_was: None,
    }
}

fn note_failure(
    kept: &mut FeedHistory,
    history: &FeedHistory,
    observed: &PollObservation,
    class: ErrorClass,
) {
    // 404s count among themselves only: five failures of which one is a 404 do not make a feed missing.
    let was_not_found = history.last_error == Some(ErrorClass::NotFound);
    let is_same_row = history.fail_count > 0 && was_not_found == (class == ErrorClass::NotFound);
    if is_same_row {
        kept.fail_count = history.fail_count.saturating_add(1);
        kept.fail_since_at = history.fail_since_at.or(Some(observed.at));
    } else {
        kept.fail_count = 1;
        kept.fail_since_at = Some(observed.at);
    }
    kept.last_error = Some(class);
    if class == ErrorClass::Gone {
        kept.gone_since_at = history.gone_since_at.or(Some(observed.at));
    } else if is_answer(class) {
        kept.gone_since_at = None;
    }
}

/// Whether the server said something, so that an earlier 410 no longer stands.
fn is_answer(class: ErrorClass) -> bool {
    use ErrorClass as E;
    !matches!(
        class,
        E::Connect | E::Timeout | E::DnsTemporary | E::DnsNotFound | E::Tls | E::AddressRefused
    )
}

fn state(kept: &FeedHistory, observed: &PollObservation, class: ErrorClass) -> FeedState {
    let since = |at: Option<_>| at.map_or(TimeDelta::zero(), |at| observed.at - at);
    match class {
        _ if kept.state == FeedState::Paused => FeedState::Paused,
        ErrorClass::Gone if since(kept.gone_since_at) >= GONE_AFTER + PAUSED_AFTER => FeedState::Paused,
        ErrorClass::Gone if since(kept.gone_since_at) >= GONE_AFTER => FeedState::Gone,
        ErrorClass::NotFound
            if kept.fail_count >= MISSING_FAILURES && since(kept.fail_since_at) >= MISSING_AFTER =>
        {
            FeedState::Missing
        }
        ErrorClass::Forbidden if !is_about_the_host(observed, class) => FeedState::Blocked,
        ErrorClass::NotAFeed => FeedState::Blocked,
        _ => kept.state,
    }
}

/// 429, and a 403 that reads like one: the host wants fewer requests, whichever feed they are for.
fn is_about_the_host(observed: &PollObservation, class: ErrorClass) -> bool {
    match class {
        ErrorClass::TooManyRequests => true,
        ErrorClass::Forbidden => observed.retry_after_s.is_some_and(|s| s > 0) || observed.host_was_pressed,
        _ => false,
    }
}

fn wait(
    kept: &FeedHistory,
    observed: &PollObservation,
    class: ErrorClass,
    settings: &Settings,
    jitter: f64,
) -> Wait {
    use ErrorClass as E;
    let failures = kept.fail_count.max(1);
    let interval_s = kept.interval_s.clamp(1, settings.slow_interval_s.max(1));
    let alone = |seconds| Wait {
        seconds,
        host_hold_s: None,
    };
    match class {
        _ if is_about_the_host(observed, class) => {
            let asked_s = observed
                .retry_after_s
                .filter(|&s| s > 0)
                .map(|s| s.min(RETRY_AFTER_S_MAX));
            let hold_s = asked_s.unwrap_or_else(|| doubled(TOO_MANY_HOLD_S, failures - 1, LASTING_S_MAX));
            Wait {
                seconds: at_least(hold_s, jitter),
                host_hold_s: Some(hold_s),
            }
        }
        E::Connect | E::Timeout | E::DnsTemporary => {
            let seconds = if failures == 1 {
                QUICK_RETRY_S + (QUICK_RETRY_S as f64 * jitter) as i64
            } else {
                anywhere_within(doubled(interval_s, failures - 1, PASSING_S_MAX), settings, jitter)
            };
            // Only a refused connection speaks for the host; one slow feed must not delay the others.
            let hold_s = if failures == 1 {
                seconds
            } else {
                UNREACHABLE_HOLD_S
            };
            Wait {
                seconds,
                host_hold_s: (class == E::Connect).then_some(hold_s),
            }
        }
        E::ServerError | E::BadBody => alone(jittered(doubled(interval_s, failures, PASSING_S_MAX), jitter)),
        E::NotFound => alone(jittered(doubled(interval_s, failures, PASSING_S_MAX), jitter)),
        // Ours to mend, or theirs, and not urgent: the document is kept and the feed answers.
        E::Unparsable | E::ParserFault => alone(jittered(grown(interval_s, failures, PASSING_S_MAX), jitter)),
        E::DnsNotFound
        | E::Tls
        | E::AddressRefused
        | E::Redirect
        | E::Robots
        | E::Forbidden
        | E::Gone
        | E::TooManyRequests
        | E::ClientError
        | E::OddStatus
        | E::TooLarge
        | E::NotAFeed
        | E::Binary => alone(jittered(doubled(interval_s, failures, LASTING_S_MAX), jitter)),
    }
}

/// `seconds` times two to the `times`, at most `cap`.
fn doubled(seconds: i64, times: i64, cap: i64) -> i64 {
    let factor = 1_i64 << times.clamp(0, DOUBLINGS_MAX);
    seconds.saturating_mul(factor).min(cap)
}

/// `seconds` times 1.5 to the `times`, at most `cap`.
fn grown(seconds: i64, times: i64, cap: i64) -> i64 {
    let factor = 1.5_f64.powi(times.clamp(0, DOUBLINGS_MAX) as i32);
    ((seconds as f64 * factor) as i64).min(cap)
}

/// Full jitter: any time between the shortest interval and `seconds`, so that feeds of a host that failed
/// together do not come back together.
fn anywhere_within(seconds: i64, settings: &Settings, jitter: f64) -> i64 {
    let shortest = settings.min_interval_s.min(seconds);
    shortest + ((seconds - shortest) as f64 * jitter) as i64
}

#[cfg(test)]
mod tests;
