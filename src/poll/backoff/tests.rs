use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::*;
use crate::model::{PollOutcome, SkipDays, SkipHours};
use crate::poll::schedule;

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 14, 12, 0, 0).unwrap()
}

fn failed(class: ErrorClass) -> PollObservation {
    PollObservation {
        at: noon(),
        outcome: PollOutcome::Failed(class),
        entries: 0,
        new_entries: 0,
        window_s: None,
        retry_after_s: None,
        max_age_s: None,
        soft_hint_s: None,
        skip_hours: SkipHours::default(),
        skip_days: SkipDays::default(),
        skip_broken_at: None,
        permanent_redirect: None,
        host_was_pressed: false,
    }
}

fn calm(history: &FeedHistory, observed: &PollObservation) -> NextPoll {
    schedule::next(history, observed, &Settings::default(), 0.5)
}

fn delay_s(next: &NextPoll) -> i64 {
    (next.next_at - noon()).num_seconds()
}

fn hold_s(next: &NextPoll) -> Option<i64> {
    next.host_hold_until.map(|until| (until - noon()).num_seconds())
}

/// Delays of `times` failures in a row, in minutes, without random change.
fn delays(class: ErrorClass, times: usize) -> Vec<i64> {
    let mut history = FeedHistory::new();
    (0..times)
        .map(|_| {
            let next = calm(&history, &failed(class));
            history = next.history.clone();
            delay_s(&next) / 60
        })
        .collect()
}

#[test]
fn a_lost_connection_is_tried_again_within_two_minutes_then_backs_off_to_six_hours() {
    for class in [ErrorClass::Connect, ErrorClass::Timeout, ErrorClass::DnsTemporary] {
        let quick = |jitter| {
            delay_s(&schedule::next(
                &FeedHistory::new(),
                &failed(class),
                &Settings::default(),
                jitter,
            ))
        };
        assert!(quick(0.0) == 60 && (115..=120).contains(&quick(0.999)));
        let history = FeedHistory {
            fail_count: 9,
            last_error: Some(class),
            ..FeedHistory::new()
        };
        let late = |jitter| {
            delay_s(&schedule::next(
                &history,
                &failed(class),
                &Settings::default(),
                jitter,
            ))
        };
        assert!(late(0.0) >= 300 && late(0.999) <= 6 * 3600 && late(0.999) > 5 * 3600);
    }
    // Full jitter at its middle: half way between 5 min and 15 x 2^n.
    assert_eq!(delays(ErrorClass::Timeout, 5), [1, 17, 32, 62, 122]);
}

#[test]
fn only_a_refused_connection_holds_the_host() {
    let first = calm(&FeedHistory::new(), &failed(ErrorClass::Connect));
    assert_eq!(
        hold_s(&first),
        Some(delay_s(&first)),
        "one probe for all feeds of the host"
    );
    let second = calm(&first.history, &failed(ErrorClass::Connect));
    assert_eq!(hold_s(&second), Some(600));
    for class in ErrorClass::ALL {
        let holds = matches!(class, ErrorClass::Connect | ErrorClass::TooManyRequests);
        assert_eq!(
            hold_s(&calm(&FeedHistory::new(), &failed(class))).is_some(),
            holds,
            "{class:?}"
        );
    }
}

#[test]
fn each_class_doubles_to_its_own_cap() {
    use ErrorClass as E;
    for class in [
        E::DnsNotFound,
        E::Tls,
        E::AddressRefused,
        E::Redirect,
        E::ClientError,
        E::TooLarge,
    ] {
        assert_eq!(
            delays(class, 9),
            [30, 60, 120, 240, 480, 960, 1440, 1440, 1440],
            "{class:?}"
        );
    }
    for class in [E::ServerError, E::BadBody] {
        assert_eq!(delays(class, 6), [30, 60, 120, 240, 360, 360], "{class:?}");
    }
    for class in [E::Unparsable, E::ParserFault] {
        assert_eq!(
            delays(class, 9),
            [22, 33, 50, 75, 113, 170, 256, 360, 360],
            "{class:?}"
        );
    }
}

#[test]
fn the_feeds_own_interval_and_successes_outlive_its_failures() {
    let mut history = FeedHistory {
        interval_s: 1234,
        successes: 5,
        ..FeedHistory::new()
    };
    for _ in 0..100 {
        history = calm(&history, &failed(ErrorClass::ServerError)).history;
    }
    assert_eq!(
        (history.interval_s, history.successes, history.fail_count),
        (1234, 5, 100)
    );
    assert_eq!(history.fail_since_at, Some(noon()));
    assert_eq!(history.state, FeedState::Active, "never given up");
}

#[test]
fn retry_after_is_a_floor_for_every_failure() {
    for class in ErrorClass::ALL {
        for jitter in [0.0, 0.5, 0.999] {
            let observed = PollObservation {
                retry_after_s: Some(50_000),
                ..failed(class)
            };
            let next = schedule::next(&FeedHistory::new(), &observed, &Settings::default(), jitter);
            assert!(delay_s(&next) >= 50_000, "{class:?}");
        }
    }
}

#[test]
fn too_many_requests_hold_the_host_for_as_long_as_it_asks_or_ever_longer() {
    let asked = PollObservation {
        retry_after_s: Some(3600),
        ..failed(ErrorClass::TooManyRequests)
    };
    let next = calm(&FeedHistory::new(), &asked);
    assert_eq!(hold_s(&next), Some(3600));
    assert!(next.next_at >= next.host_hold_until.unwrap());
    let mut history = FeedHistory::new();
    let holds: Vec<i64> = (0..9)
        .map(|_| {
            let next = calm(&history, &failed(ErrorClass::TooManyRequests));
            history = next.history.clone();
            hold_s(&next).unwrap() / 60
        })
        .collect();
    assert_eq!(holds, [15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
    assert_eq!(history.state, FeedState::Active);
}

#[test]
fn a_403_under_pressure_is_about_the_host_and_any_other_blocks_the_feed() {
    let pressed = PollObservation {
        host_was_pressed: true,
        ..failed(ErrorClass::Forbidden)
    };
    let next = calm(&FeedHistory::new(), &pressed);
    assert_eq!(
        (next.history.state, hold_s(&next)),
        (FeedState::Active, Some(900))
    );
    let asked = PollObservation {
        retry_after_s: Some(60),
        ..failed(ErrorClass::Forbidden)
    };
    assert_eq!(hold_s(&calm(&FeedHistory::new(), &asked)), Some(60));
    for class in [ErrorClass::Forbidden, ErrorClass::NotAFeed] {
        let next = calm(&FeedHistory::new(), &failed(class));
        assert_eq!(
            (next.history.state, next.state_was),
            (FeedState::Blocked, Some(FeedState::Active))
        );
        assert_eq!((hold_s(&next), next.history.last_error), (None, Some(class)));
        assert_eq!(delays(class, 8)[7], 1440);
    }
}

#[test]
fn a_feed_is_missing_after_five_404s_in_a_row_over_two_days() {
    let row = |fail_count, hours| FeedHistory {
        fail_count,
        fail_since_at: Some(noon() - TimeDelta::hours(hours)),
        last_error: Some(ErrorClass::NotFound),
        ..FeedHistory::new()
    };
    let state = |history: &FeedHistory| calm(history, &failed(ErrorClass::NotFound)).history.state;
    assert_eq!(state(&row(4, 48)), FeedState::Missing);
    assert_eq!(state(&row(3, 48)), FeedState::Active);
    assert_eq!(state(&row(9, 47)), FeedState::Active);
    let mixed = FeedHistory {
        last_error: Some(ErrorClass::Timeout),
        ..row(9, 480)
    };
    assert_eq!(state(&mixed), FeedState::Active, "timeouts are not 404s");
    let missing = calm(&row(4, 48), &failed(ErrorClass::NotFound));
    assert_eq!(delay_s(&missing), 24 * 3600);
    // A timeout in between does not bring a missing feed back into the fast lane.
    let then = calm(&missing.history, &failed(ErrorClass::Timeout));
    assert_eq!(
        (then.history.state, delay_s(&then)),
        (FeedState::Missing, 24 * 3600)
    );
}

#[test]
fn a_feed_is_gone_after_two_410s_a_day_apart_and_paused_eight_weeks_later() {
    let since = |hours| FeedHistory {
        gone_since_at: Some(noon() - TimeDelta::hours(hours)),
        fail_count: 1,
        last_error: Some(ErrorClass::Gone),
        ..FeedHistory::new()
    };
    let first = calm(&FeedHistory::new(), &failed(ErrorClass::Gone));
    assert_eq!(
        (first.history.state, first.history.gone_since_at),
        (FeedState::Active, Some(noon()))
    );
    assert_eq!(
        calm(&since(23), &failed(ErrorClass::Gone)).history.state,
        FeedState::Active
    );
    let gone = calm(&since(24), &failed(ErrorClass::Gone));
    assert_eq!(
        (gone.history.state, delay_s(&gone)),
        (FeedState::Gone, 7 * 24 * 3600)
    );
    let paused = calm(&since(24 + 8 * 7 * 24), &failed(ErrorClass::Gone));
    assert_eq!(paused.history.state, FeedState::Paused);
    // An answer of another kind takes the 410 back, a lost connection does not.
    assert_eq!(
        calm(&since(23), &failed(ErrorClass::ServerError))
            .history
            .gone_since_at,
        None
    );
    assert!(
        calm(&since(23), &failed(ErrorClass::Timeout))
            .history
            .gone_since_at
            .is_some()
    );
}
