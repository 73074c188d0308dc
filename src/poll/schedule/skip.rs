//! The hours and days in which a feed asks not to be asked (`skipHours`, `skipDays` of RSS, in GMT).
//!
//! The wish is honest where nothing is published then. Many feeds carry one that their maker's program wrote by
//! itself and publish round the clock: for four weeks behind an entry dated within the hours, it is not believed.

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Timelike, Utc};

use crate::model::{FeedHistory, SkipDays, SkipHours};

/// How long an entry published in the hours or days speaks against the wish.
const BROKEN_FOR: TimeDelta = TimeDelta::days(28);
/// Hours looked at for the end of a rest: a week.
const HOURS_MAX: usize = 7 * 24;
/// Feeds of one rest come back spread over this time, in seconds.
const BACK_WITHIN_S: f64 = 900.0;

/// `at`, or the first time behind it at which the feed of `history` may be asked, up to a quarter of an hour
/// later by `jitter`.
pub(super) fn past(history: &FeedHistory, at: DateTime<Utc>, jitter: f64) -> DateTime<Utc> {
    let rests = |time: DateTime<Utc>| is_within(time, history.skip_hours, history.skip_days);
    let is_broken = history
        .skip_broken_at
        .is_some_and(|broken_at| at - broken_at < BROKEN_FOR);
    if is_broken || !rests(at) {
        return at;
    }
    let Ok(hour) = at.duration_trunc(TimeDelta::hours(1)) else {
        return at;
    };
    let mut end = hour;
    for _ in 0..HOURS_MAX {
        end += TimeDelta::hours(1);
        if !rests(end) {
            return end + TimeDelta::seconds((BACK_WITHIN_S * jitter) as i64);
        }
    }
    // Rests all week long: nonsense.
    at
}

/// The latest of `published` that lies in the hours or days, at most four weeks before `now` and not behind it.
pub fn broken_at(
    published: impl Iterator<Item = DateTime<Utc>>,
    hours: SkipHours,
    days: SkipDays,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    published
        .filter(|at| *at <= now && now - *at < BROKEN_FOR && is_within(*at, hours, days))
        .max()
}

fn is_within(at: DateTime<Utc>, hours: SkipHours, days: SkipDays) -> bool {
    hours.contains(at.hour()) || days.contains(at.weekday().num_days_from_monday())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    /// Saturday, 14 March 2026.
    fn saturday(hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 14, hour, minute, 0).unwrap()
    }

    fn resting(hours: &[u32], days: &[u32]) -> FeedHistory {
        FeedHistory {
            skip_hours: SkipHours::new(hours.iter().fold(0, |bits, hour| bits | 1 << hour)),
            skip_days: SkipDays::new(days.iter().fold(0, |bits, day| bits | 1 << day)),
            ..FeedHistory::new()
        }
    }

    #[test]
    fn a_poll_waits_for_the_end_of_the_rest() {
        let night = resting(&[22, 23, 0, 1], &[]);
        assert_eq!(past(&night, saturday(21, 59), 0.0), saturday(21, 59));
        assert_eq!(
            past(&night, saturday(22, 10), 0.0),
            saturday(0, 0) + TimeDelta::hours(26)
        );
        assert_eq!(
            past(&night, saturday(0, 30), 0.5),
            saturday(2, 7) + TimeDelta::seconds(30)
        );
        let weekend = resting(&[0], &[5, 6]);
        assert_eq!(
            past(&weekend, saturday(12, 0), 0.0),
            saturday(1, 0) + TimeDelta::days(2)
        );
    }

    #[test]
    fn a_feed_that_publishes_in_its_rest_is_asked_all_the_same() {
        let mut night = resting(&[22], &[]);
        let published = [saturday(22, 5) - TimeDelta::days(3), saturday(12, 0)];
        night.skip_broken_at = broken_at(
            published.into_iter(),
            night.skip_hours,
            night.skip_days,
            saturday(21, 0),
        );
        assert_eq!(night.skip_broken_at, Some(published[0]));
        assert_eq!(past(&night, saturday(22, 10), 0.0), saturday(22, 10));
        let month_later = saturday(22, 10) + TimeDelta::days(28);
        assert_eq!(
            past(&night, month_later, 0.0),
            month_later + TimeDelta::minutes(50)
        );
    }

    #[test]
    fn times_to_come_and_long_past_say_nothing() {
        let night = resting(&[22], &[]);
        for at in [saturday(22, 5), saturday(22, 5) - TimeDelta::days(40)] {
            let found = broken_at(
                [at].into_iter(),
                night.skip_hours,
                night.skip_days,
                saturday(21, 0),
            );
            assert_eq!(found, None);
        }
    }

    #[test]
    fn a_feed_that_rests_always_is_asked() {
        let never = resting(&[], &[0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(past(&never, saturday(12, 0), 0.0), saturday(12, 0));
        // Together they leave nothing, though neither alone does.
        let hours: Vec<u32> = (0..23).collect();
        let mut never = resting(&hours, &[]);
        never.skip_days = SkipDays::new(0b111_1110);
        assert_eq!(
            past(&never, saturday(12, 0), 0.0),
            saturday(23, 0) + TimeDelta::days(2)
        );
    }
}
