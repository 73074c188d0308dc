//! Tells our own lost connection from the feeds' faults.
//!
//! When half of many hosts fail within a minute it is our line that is down. Charging that to the feeds
//! would leave them all in backoff when it returns.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::schedule::later;
use crate::model::{ErrorClass, FeedHistory, NextPoll};

/// How long an outcome speaks for the present.
const MEMORY: Duration = Duration::from_secs(60);
/// Hosts that must have been asked lately: a few failures among few hosts are theirs.
const HOSTS_MIN: usize = 20;
/// Hosts remembered at most.
const HOSTS_MAX: usize = 4096;
/// Distance of polls during an outage, in seconds.
const PROBE_S: i64 = 30;

/// Remembers how the last request to each host ended.
#[derive(Debug, Default)]
pub struct Detector {
    hosts: HashMap<String, (Instant, bool)>,
}

impl Detector {
    /// Notes the end of a request to `host`: `None` for any answer, else why there was none.
    pub fn note(&mut self, host: &str, failure: Option<ErrorClass>, now: Instant) {
        use ErrorClass as E;
        let is_lost = matches!(
            failure,
            Some(E::Connect | E::Timeout | E::DnsTemporary | E::DnsNotFound)
        );
        if self.hosts.len() >= HOSTS_MAX {
            self.hosts
                .retain(|_, (at, _)| now.saturating_duration_since(*at) < MEMORY);
        }
        if self.hosts.len() < HOSTS_MAX || self.hosts.contains_key(host) {
            self.hosts.insert(host.to_owned(), (now, is_lost));
        }
    }

    /// Whether our own connection seems to be down: of at least 20 hosts asked within the last minute,
    /// half or more could not be reached.
    pub fn is_down(&self, now: Instant) -> bool {
        let recent = self
            .hosts
            .values()
            .filter(|(at, _)| now.saturating_duration_since(*at) < MEMORY);
        let (asked, lost) = recent.fold((0, 0), |(asked, lost), (_, is_lost)| {
            (asked + 1, lost + usize::from(*is_lost))
        });
        asked >= HOSTS_MIN && lost * 2 >= asked
    }
}

/// What is to happen to a feed that could not be reached during an outage: its history stays as it was, and
/// it is asked again in 30 to 60 seconds.
pub fn frozen(history: &FeedHistory, at: DateTime<Utc>, jitter: f64) -> NextPoll {
    let delay_s = PROBE_S + (PROBE_S as f64 * jitter.clamp(0.0, 1.0)) as i64;
    NextPoll {
        next_at: later(at, delay_s),
        history: history.clone(),
        gap: None,
        host_hold_until: None,
        moved: None,
        state_was: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_many_hosts_make_an_outage_and_few_hosts_never_do() {
        let now = Instant::now();
        let mut detector = Detector::default();
        for host in 0..19 {
            detector.note(&format!("h{host}"), Some(ErrorClass::Connect), now);
        }
        assert!(!detector.is_down(now));
        detector.note("h19", Some(ErrorClass::DnsTemporary), now);
        assert!(detector.is_down(now));
        for host in 20..41 {
            detector.note(&format!("h{host}"), None, now);
        }
        assert!(!detector.is_down(now));
    }

    #[test]
    fn answers_of_any_status_are_not_an_outage_and_old_failures_are_forgotten() {
        let now = Instant::now();
        let mut detector = Detector::default();
        for host in 0..30 {
            detector.note(&format!("h{host}"), Some(ErrorClass::ServerError), now);
        }
        assert!(!detector.is_down(now));
        for host in 0..30 {
            detector.note(&format!("h{host}"), Some(ErrorClass::Timeout), now);
        }
        assert!(detector.is_down(now));
        assert!(!detector.is_down(now + MEMORY));
    }

    #[test]
    fn memory_is_bounded() {
        let now = Instant::now();
        let mut detector = Detector::default();
        for host in 0..HOSTS_MAX + 100 {
            detector.note(&format!("h{host}"), None, now);
        }
        assert!(detector.hosts.len() <= HOSTS_MAX);
    }

    #[test]
    fn an_outage_costs_a_feed_nothing() {
        let at = DateTime::UNIX_EPOCH;
        let history = FeedHistory {
            fail_count: 1,
            ..FeedHistory::new()
        };
        let next = frozen(&history, at, 0.5);
        assert_eq!(next.history, history);
        assert_eq!((next.next_at - at).num_seconds(), 45);
    }
}
