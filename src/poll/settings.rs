//! The knobs of polling: how often, how many at once, how patient.

use serde::{Deserialize, Serialize};

/// How feeds and pages are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Shortest time between two polls of a feed, in seconds. Default: 300; the busiest feeds show their
    /// entries for longer, and publishers frown on less.
    pub min_interval_s: i64,
    /// Longest time between two polls of a feed that publishes, in seconds. Default: 21,600 (6 h).
    pub max_interval_s: i64,
    /// Time between polls of a feed with nothing new for 30 days, in seconds. Default: 86,400 (a day).
    pub slow_interval_s: i64,
    /// Distance of the first polls of a feed, in seconds, until its own pace is known. Default: 900.
    pub first_interval_s: i64,
    /// Most requests under way at once, feeds and pages together. Default: 64.
    pub in_flight_max: usize,
    /// Pause between requests for feeds to one host, in milliseconds. Default: 2,000.
    pub feed_host_gap_ms: u64,
    /// Pause between requests for pages to one host, in milliseconds; a longer crawl delay in robots.txt
    /// wins. Default: 5,000.
    pub page_host_gap_ms: u64,
    /// How long a feed is ours alone while it is polled, in seconds. Default: 120, longer than the slowest
    /// fetch and its write.
    pub lease_s: i64,
    /// Tries for a page before the article is made from the feed's own text. Default: 4.
    pub page_attempts_max: i64,
    /// Wait after a page's first failure, in seconds; each further one waits four times as long.
    /// Default: 60.
    pub page_retry_first_s: i64,
    /// Longest wait between tries for a page, in seconds. Default: 3,600; news that waits longer is old.
    pub page_retry_max_s: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            min_interval_s: 300,
            max_interval_s: 6 * 3600,
            slow_interval_s: 24 * 3600,
            first_interval_s: 900,
            in_flight_max: 64,
            feed_host_gap_ms: 2_000,
            page_host_gap_ms: 5_000,
            lease_s: 120,
            page_attempts_max: 4,
            page_retry_first_s: 60,
            page_retry_max_s: 3600,
        }
    }
}

/// Shortest interval that can be set, in seconds. More often is not polling but hammering.
const INTERVAL_S_MIN: i64 = 60;
/// Longest interval that can be set, in seconds.
const INTERVAL_S_MAX: i64 = 7 * 24 * 3600;
/// Most requests at once that can be set; each may hold a body of many megabytes.
const IN_FLIGHT_LIMIT: usize = 1024;
/// Longest pause that can be set, in milliseconds.
const GAP_MS_MAX: u64 = 600_000;

impl Settings {
    /// What is wrong with the values, as (field, message for people); empty when all is well.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        let mut within = |field, value: i64, low: i64, high: i64, unit: &str| {
            if !(low..=high).contains(&value) {
                problems.push((field, format!("is {value}; give {low} to {high} {unit}")));
            }
        };
        within(
            "min_interval_s",
            self.min_interval_s,
            INTERVAL_S_MIN,
            INTERVAL_S_MAX,
            "seconds",
        );
        within(
            "max_interval_s",
            self.max_interval_s,
            INTERVAL_S_MIN,
            INTERVAL_S_MAX,
            "seconds",
        );
        within(
            "slow_interval_s",
            self.slow_interval_s,
            INTERVAL_S_MIN,
            INTERVAL_S_MAX,
            "seconds",
        );
        within(
            "first_interval_s",
            self.first_interval_s,
            INTERVAL_S_MIN,
            INTERVAL_S_MAX,
            "seconds",
        );
        within("lease_s", self.lease_s, 10, 3600, "seconds");
        within("page_attempts_max", self.page_attempts_max, 1, 20, "tries");
        within(
            "page_retry_first_s",
            self.page_retry_first_s,
            1,
            24 * 3600,
            "seconds",
        );
        within(
            "page_retry_max_s",
            self.page_retry_max_s,
            1,
            7 * 24 * 3600,
            "seconds",
        );
        if !(1..=IN_FLIGHT_LIMIT).contains(&self.in_flight_max) {
            problems.push((
                "in_flight_max",
                format!("is {}; give 1 to {IN_FLIGHT_LIMIT}", self.in_flight_max),
            ));
        }
        for (field, value) in [
            ("feed_host_gap_ms", self.feed_host_gap_ms),
            ("page_host_gap_ms", self.page_host_gap_ms),
        ] {
            if value > GAP_MS_MAX {
                problems.push((field, format!("is {value}; give 0 to {GAP_MS_MAX} milliseconds")));
            }
        }
        if self.min_interval_s > self.max_interval_s {
            problems.push(("min_interval_s", "is longer than max_interval_s".to_owned()));
        }
        if self.max_interval_s > self.slow_interval_s {
            problems.push(("max_interval_s", "is longer than slow_interval_s".to_owned()));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn the_defaults_are_in_order() {
        assert_eq!(Settings::default().problems(), []);
        assert_eq!(toml::from_str::<Settings>("").unwrap(), Settings::default());
        assert!(toml::from_str::<Settings>("interval_s = 3").is_err());
    }

    #[test]
    fn values_out_of_range_or_out_of_order_are_reported_by_name() {
        let settings = Settings {
            min_interval_s: 1,
            in_flight_max: 0,
            page_host_gap_ms: u64::MAX,
            max_interval_s: 200_000,
            ..Settings::default()
        };
        let fields: Vec<&str> = settings.problems().into_iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            [
                "min_interval_s",
                "in_flight_max",
                "page_host_gap_ms",
                "max_interval_s"
            ]
        );
    }
}
