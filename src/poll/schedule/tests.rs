use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use proptest::prelude::*;

use super::*;
use crate::model::{ErrorClass, SkipDays, SkipHours};

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 14, 12, 0, 0).unwrap()
}

fn minutes(minutes: i64) -> i64 {
    minutes * 60
}

/// An answer at noon: `entries` in the document, `new_entries` of them unknown.
fn fetched(entries: i64, new_entries: i64) -> PollObservation {
    PollObservation {
        at: noon(),
        outcome: PollOutcome::Fetched,
        entries,
        new_entries,
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

fn not_modified() -> PollObservation {
    PollObservation {
        outcome: PollOutcome::NotModified,
        ..fetched(0, 0)
    }
}

/// A feed polled at `interval_s` distance that brings news each `gap_s`, the last `silent_s` ago.
fn known(interval_s: i64, gap_s: i64, silent_s: i64) -> FeedHistory {
    FeedHistory {
        interval_s,
        gap_ewma_s: Some(gap_s),
        successes: 10,
        last_polled_at: Some(noon() - TimeDelta::seconds(interval_s)),
        last_success_at: Some(noon() - TimeDelta::seconds(interval_s)),
        last_new_at: Some(noon() - TimeDelta::seconds(silent_s)),
        ..FeedHistory::new()
    }
}

/// No random change.
fn calm(history: &FeedHistory, observed: &PollObservation) -> NextPoll {
    next(history, observed, &Settings::default(), 0.5)
}

fn delay_s(next: &NextPoll) -> i64 {
    (next.next_at - noon()).num_seconds()
}

#[test]
fn a_new_feed_starts_at_a_quarter_of_an_hour() {
    let first = calm(&FeedHistory::new(), &fetched(20, 20));
    assert_eq!((first.history.interval_s, delay_s(&first)), (900, 900));
    assert_eq!((first.history.successes, first.history.gap_ewma_s), (1, None));
    assert_eq!(first.history.last_new_at, Some(noon()));
    assert_eq!(first.gap, None, "all is new in a feed never seen");
}

#[test]
fn a_feed_is_asked_twice_in_the_time_between_entries() {
    // Sample: 1 h of silence for 1 entry, so the mean stays 1 h.
    let next = calm(&known(minutes(30), minutes(60), minutes(60)), &fetched(20, 1));
    assert_eq!(
        (next.history.gap_ewma_s, next.history.interval_s),
        (Some(minutes(60)), minutes(30))
    );
    // 4 entries in an hour: sample 15 min, mean 0.8 * 60 + 0.2 * 15 = 51 min.
    let next = calm(&known(minutes(30), minutes(60), minutes(60)), &fetched(20, 4));
    assert_eq!(next.history.gap_ewma_s, Some(minutes(51)));
}

#[test]
fn a_feed_is_asked_four_times_before_an_entry_can_fall_off_its_end() {
    let observed = PollObservation {
        window_s: Some(minutes(40)),
        ..fetched(20, 1)
    };
    let next = calm(&known(minutes(30), minutes(60), minutes(60)), &observed);
    assert_eq!(next.history.interval_s, minutes(10));
    // Undated, or all dated at the moment of making: entries times gap.
    for window_s in [None, Some(0), Some(-5)] {
        let next = calm(
            &known(minutes(30), minutes(60), minutes(60)),
            &PollObservation {
                window_s,
                ..fetched(2, 1)
            },
        );
        assert_eq!(next.history.window_s, Some(minutes(120)));
        assert_eq!(next.history.interval_s, minutes(30));
    }
}

#[test]
fn intervals_stay_within_their_bounds() {
    let busy = calm(&known(minutes(30), 10, 10), &fetched(20, 1));
    assert_eq!(busy.history.interval_s, 300);
    let idle = calm(
        &known(minutes(350), minutes(60 * 24 * 9), minutes(60)),
        &not_modified(),
    );
    assert_eq!(idle.history.interval_s, 6 * 3600);
}

#[test]
fn intervals_lengthen_by_half_at_most_and_shorten_at_once() {
    let next = calm(&known(minutes(20), minutes(1000), minutes(10)), &not_modified());
    assert_eq!(next.history.interval_s, minutes(30));
    let next = calm(&known(minutes(300), minutes(20), minutes(20)), &fetched(20, 1));
    assert_eq!(next.history.interval_s, minutes(10));
}

#[test]
fn a_long_silence_lengthens_the_interval_and_the_next_entry_ends_that() {
    // Mean 10 min, silent for 500: as if the mean were 0.8 * 10 + 0.2 * 500 = 108 min.
    let night = calm(&known(minutes(100), minutes(10), minutes(500)), &not_modified());
    assert_eq!(night.history.interval_s, minutes(54));
    assert_eq!(
        night.history.gap_ewma_s,
        Some(minutes(10)),
        "a silence is not yet a gap"
    );
}

#[test]
fn a_feed_that_never_brings_news_is_asked_ever_more_rarely() {
    let mut history = FeedHistory::new();
    let mut observed = fetched(3, 3);
    let mut intervals = Vec::new();
    for _ in 0..10 {
        let next = calm(&history, &observed);
        intervals.push(next.history.interval_s / 60);
        observed = PollObservation {
            at: next.next_at,
            ..not_modified()
        };
        history = next.history;
    }
    assert_eq!(intervals, [15, 22, 33, 50, 75, 113, 170, 256, 360, 360]);
}

#[test]
fn thirty_days_without_news_make_a_feed_slow_and_news_make_it_active_again() {
    let month = 31 * 24 * 3600;
    let slow = calm(&known(6 * 3600, 24 * 3600, month), &not_modified());
    assert_eq!(
        (slow.history.state, slow.state_was),
        (FeedState::Slow, Some(FeedState::Active))
    );
    let history = FeedHistory {
        interval_s: 24 * 3600,
        ..slow.history
    };
    let still = calm(&history, &not_modified());
    assert_eq!((still.history.interval_s, still.state_was), (24 * 3600, None));
    let awake = calm(&history, &fetched(20, 1));
    assert_eq!(
        (awake.history.state, awake.state_was),
        (FeedState::Active, Some(FeedState::Slow))
    );
    assert!(awake.history.interval_s <= 6 * 3600);
}

#[test]
fn a_document_of_which_nothing_was_known_is_a_gap_and_halves_the_interval() {
    let history = known(minutes(30), minutes(60), minutes(60));
    let next = calm(&history, &fetched(20, 20));
    let gap = next.gap.unwrap();
    assert_eq!(
        (gap.from_at, gap.to_at, gap.entries),
        (noon() - TimeDelta::minutes(30), noon(), 20)
    );
    assert_eq!(next.history.interval_s, minutes(15));
    let again = calm(
        &FeedHistory {
            interval_s: 400,
            ..history
        },
        &fetched(5, 5),
    );
    assert_eq!(again.history.interval_s, 300, "never below the shortest interval");
}

#[test]
fn few_entries_known_entries_and_a_feed_once_empty_are_no_gap() {
    let history = known(minutes(30), minutes(60), minutes(60));
    assert_eq!(calm(&history, &fetched(4, 4)).gap, None);
    assert_eq!(calm(&history, &fetched(20, 19)).gap, None);
    assert_eq!(calm(&history, &not_modified()).gap, None);
    assert_eq!(
        calm(
            &FeedHistory {
                last_new_at: None,
                ..history
            },
            &fetched(20, 20)
        )
        .gap,
        None
    );
}

#[test]
fn retry_after_and_freshness_are_obeyed_to_the_second_within_their_caps() {
    let history = known(minutes(10), minutes(20), minutes(20));
    for jitter in [0.0, 0.5, 0.999] {
        let delay =
            |observed: PollObservation| delay_s(&next(&history, &observed, &Settings::default(), jitter));
        assert!(
            delay(PollObservation {
                max_age_s: Some(1800),
                ..not_modified()
            }) >= 1800
        );
        assert!(
            delay(PollObservation {
                max_age_s: Some(86_400),
                ..not_modified()
            }) <= 3600 + 360
        );
        assert!(
            delay(PollObservation {
                retry_after_s: Some(7200),
                ..fetched(9, 0)
            }) >= 7200
        );
        let month = delay(PollObservation {
            retry_after_s: Some(30 * 86_400),
            ..fetched(9, 0)
        });
        assert!((7 * 86_400..=7 * 86_400 * 11 / 10).contains(&month));
        assert!(
            delay(PollObservation {
                retry_after_s: Some(-9),
                max_age_s: Some(-9),
                ..fetched(9, 0)
            }) <= 660
        );
    }
    let hinted = calm(
        &history,
        &PollObservation {
            max_age_s: Some(3600),
            ..not_modified()
        },
    );
    assert_eq!(
        hinted.history.interval_s,
        minutes(10),
        "freshness moves this poll, not the interval"
    );
}

#[test]
fn a_feeds_own_hint_starts_and_floors_the_interval_until_its_pace_is_known_to_be_faster() {
    let hinted = |hint| PollObservation {
        soft_hint_s: Some(hint),
        ..fetched(20, 1)
    };
    let first = calm(&FeedHistory::new(), &hinted(minutes(30)));
    assert_eq!(first.history.interval_s, minutes(30));
    let day = calm(&FeedHistory::new(), &hinted(86_400));
    assert_eq!(day.history.interval_s, minutes(60), "at most an hour");
    for nonsense in [0, -60] {
        assert_eq!(
            calm(&FeedHistory::new(), &hinted(nonsense)).history.interval_s,
            minutes(15)
        );
    }
    // Gap 80 min would be polled at 40: the hint of an hour wins. Gap 20 min shows that it is wrong.
    assert_eq!(
        calm(&known(minutes(60), minutes(80), minutes(80)), &hinted(86_400))
            .history
            .interval_s,
        minutes(60)
    );
    assert_eq!(
        calm(&known(minutes(60), minutes(20), minutes(20)), &hinted(86_400))
            .history
            .interval_s,
        minutes(10)
    );
    // A 304 says nothing, so the hint stays.
    let kept = FeedHistory {
        hint_floor_s: Some(3600),
        ..known(minutes(60), minutes(80), minutes(1))
    };
    assert_eq!(calm(&kept, &not_modified()).history.hint_floor_s, Some(3600));
    assert_eq!(calm(&kept, &fetched(20, 0)).history.hint_floor_s, None);
}

#[test]
fn jitter_moves_each_poll_by_a_tenth_either_way() {
    let history = known(minutes(30), minutes(60), minutes(60));
    let delay = |jitter| delay_s(&next(&history, &fetched(20, 1), &Settings::default(), jitter));
    assert_eq!((delay(0.0), delay(0.5)), (1620, 1800));
    assert!((1970..=1980).contains(&delay(0.999)));
    assert_eq!(delay(f64::NAN), 1800);
}

#[test]
fn success_ends_every_trouble_but_not_a_pause() {
    let troubled = FeedHistory {
        fail_count: 9,
        fail_since_at: Some(noon()),
        last_error: Some(ErrorClass::Forbidden),
        gone_since_at: Some(noon()),
        ..known(minutes(30), minutes(60), minutes(60))
    };
    for state in [FeedState::Blocked, FeedState::Missing, FeedState::Gone] {
        let next = calm(
            &FeedHistory {
                state,
                ..troubled.clone()
            },
            &not_modified(),
        );
        assert_eq!(
            (next.history.state, next.state_was),
            (FeedState::Active, Some(state))
        );
        assert_eq!((next.history.fail_count, next.history.fail_since_at), (0, None));
        assert_eq!(
            (next.history.last_error, next.history.gone_since_at),
            (None, None)
        );
    }
    let paused = calm(
        &FeedHistory {
            state: FeedState::Paused,
            ..troubled
        },
        &not_modified(),
    );
    assert_eq!(
        (paused.history.state, paused.state_was),
        (FeedState::Paused, None)
    );
}

#[test]
fn permanent_redirects_are_counted_in_a_row() {
    let moved = |target: &str| PollObservation {
        permanent_redirect: Some(target.into()),
        ..not_modified()
    };
    let first = calm(&known(600, 1200, 600), &moved("https://b.example/f")).history;
    assert_eq!((first.redirect_count, first.redirect_since_at), (1, Some(noon())));
    let second = calm(&first, &moved("https://b.example/f")).history;
    assert_eq!(second.redirect_count, 2);
    assert_eq!(
        calm(&second, &moved("https://c.example/f"))
            .history
            .redirect_count,
        1
    );
    assert_eq!(calm(&second, &not_modified()).history.redirect_to, None);
}

#[test]
fn an_address_is_rewritten_only_for_a_stable_and_plausible_target() {
    let old = "http://a.example/feed.xml";
    let history = |target: &str, hours, count| FeedHistory {
        redirect_to: Some(target.into()),
        redirect_since_at: Some(noon() - TimeDelta::hours(hours)),
        redirect_count: count,
        ..FeedHistory::new()
    };
    let settled = |target, hours, count, shares| {
        settled_redirect(&history(target, hours, count), old, noon(), shares).map(str::to_owned)
    };
    assert!(settled("https://b.example/rss", 24, 3, true).is_some());
    assert!(settled("https://a.example/feed.xml", 24, 3, false).is_some());
    assert!(
        settled("https://b.example/rss", 24, 3, false).is_none(),
        "no entry in common"
    );
    assert!(
        settled("https://b.example/rss", 24, 2, true).is_none(),
        "twice only"
    );
    assert!(
        settled("https://b.example/rss", 23, 9, true).is_none(),
        "within a day"
    );
    assert!(
        settled("https://b.example/", 24, 3, true).is_none(),
        "a front page"
    );
    assert!(settled("ftp://b.example/rss", 24, 3, true).is_none());
    let to_http = history("http://a.example/feed.xml", 48, 5);
    let https = settled_redirect(&to_http, "https://a.example/feed.xml", noon(), true);
    assert_eq!(https, None, "leaves https");
    assert_eq!(settled_redirect(&FeedHistory::new(), old, noon(), true), None);
}

#[test]
fn feeds_are_spread_over_the_interval() {
    let places: Vec<i64> = (0..1000).map(|feed_id| spread(feed_id, 900)).collect();
    assert!(places.iter().all(|place| (0..900).contains(place)));
    let early = places.iter().filter(|&&place| place < 450).count();
    assert!((400..600).contains(&early), "{early}");
    assert_eq!(
        (spread(7, 900), spread(7, 0), spread(7, -3)),
        (spread(7, 900), 0, 0)
    );
}

proptest! {
    #[test]
    fn jitter_lies_between_nought_and_one(feed_id: i64, polls: i64) {
        let value = jitter(feed_id, polls);
        prop_assert!((0.0..1.0).contains(&value));
        prop_assert_eq!(value, jitter(feed_id, polls));
    }

    #[test]
    fn any_history_and_any_answer_give_a_next_poll_in_the_future(
        numbers in proptest::collection::vec(any::<i64>(), 12),
        class in proptest::option::of(0..ErrorClass::ALL.len()),
        jitter: f64,
    ) {
        let some = |index: usize| Some(numbers[index]).filter(|n| n % 3 != 0);
        let history = FeedHistory {
            interval_s: numbers[0],
            gap_ewma_s: some(1),
            window_s: some(2),
            hint_floor_s: some(3),
            fail_count: numbers[4],
            fail_since_at: some(5).map(|n| DateTime::from_timestamp(n % 8_000_000_000, 0).unwrap()),
            successes: numbers[6],
            last_new_at: some(7).map(|n| DateTime::from_timestamp(n % 8_000_000_000, 0).unwrap()),
            ..FeedHistory::new()
        };
        let observed = PollObservation {
            outcome: class.map_or(PollOutcome::Fetched, |index| PollOutcome::Failed(ErrorClass::ALL[index])),
            window_s: some(8),
            retry_after_s: some(9),
            max_age_s: some(10),
            soft_hint_s: some(11),
            ..fetched(numbers[1], numbers[2])
        };
        let next = next(&history, &observed, &Settings::default(), jitter);
        prop_assert!(next.next_at > noon());
        prop_assert!(next.next_at < noon() + TimeDelta::days(9));
    }
}
