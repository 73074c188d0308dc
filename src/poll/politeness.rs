//! One request at a time to each host, with a pause between them: feeds and pages share this.
//!
//! Pure with regard to time: the caller says what time it is and waits by itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Longest pause that a slow host earns by being slow.
const LATENCY_PAUSE_MAX: Duration = Duration::from_secs(60);
/// A host that takes longer than half its gap is given twice its latency.
const LATENCY_FACTOR: u32 = 2;
/// Two requests within this time are pressure: a 403 that follows may mean "too many".
const PRESSURE: Duration = Duration::from_secs(60);
/// Hosts remembered at most. A forgotten host is one whose pause is over.
const HOSTS_MAX: usize = 100_000;

/// Whether a host may be asked.
#[derive(Debug)]
pub enum Start {
    /// Now. The host is taken until the permit ends.
    Now(Permit),
    /// Not before then: it was asked just now, or is on hold.
    At(Instant),
    /// Another request is under way; try again when it has ended.
    Busy,
}

/// Remembers for each host when it may be asked next. Clones share one memory.
#[derive(Clone, Debug, Default)]
pub struct Pacer {
    hosts: Arc<Mutex<HashMap<String, Host>>>,
}

#[derive(Clone, Copy, Debug)]
struct Host {
    in_flight: bool,
    /// No request before then.
    next_start: Instant,
    /// The last two starts, newest first.
    starts: [Option<Instant>; 2],
    /// Smoothed time to answer.
    latency: Option<Duration>,
}

/// The right to send one request to a host. Ends with [`Permit::finished`], or when dropped.
#[derive(Debug)]
pub struct Permit {
    pacer: Pacer,
    host: String,
    is_open: bool,
}

impl Pacer {
    /// Asks for leave to send a request to `host` at `now`.
    pub fn try_start(&self, host: &str, now: Instant) -> Start {
        let mut hosts = self.lock();
        make_room(&mut hosts, host, now);
        let entry = hosts.entry(host.to_owned()).or_insert_with(|| Host::new(now));
        if entry.in_flight {
            return Start::Busy;
        }
        if entry.next_start > now {
            return Start::At(entry.next_start);
        }
        entry.in_flight = true;
        entry.starts = [Some(now), entry.starts[0]];
        Start::Now(Permit {
            pacer: self.clone(),
            host: host.to_owned(),
            is_open: true,
        })
    }

    /// Keeps everybody away from `host` until `until`. A hold only ever lengthens.
    pub fn hold(&self, host: &str, until: Instant, now: Instant) {
        let mut hosts = self.lock();
        make_room(&mut hosts, host, now);
        let entry = hosts.entry(host.to_owned()).or_insert_with(|| Host::new(now));
        entry.next_start = entry.next_start.max(until);
    }

    /// Whether two requests or more were sent to `host` within the last minute.
    pub fn is_pressed(&self, host: &str, now: Instant) -> bool {
        let earlier = self.lock().get(host).and_then(|entry| entry.starts[1]);
        earlier.is_some_and(|start| now.saturating_duration_since(start) < PRESSURE)
    }

    /// Hosts remembered at present.
    pub fn hosts(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Host>> {
        // No code that can panic runs under the lock.
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// Ends the request at `now` after `latency`, and says how long the host is left alone from now on: at
    /// least `gap`, or twice the host's usual latency when that is longer, at most a minute for that.
    pub fn finished(mut self, now: Instant, latency: Duration, gap: Duration) -> Duration {
        self.is_open = false;
        let mut hosts = self.pacer.lock();
        let entry = hosts.entry(self.host.clone()).or_insert_with(|| Host::new(now));
        let usual = entry.latency.map_or(latency, |usual| (usual * 4 + latency) / 5);
        entry.latency = Some(usual);
        entry.in_flight = false;
        let pause = gap.max(usual.saturating_mul(LATENCY_FACTOR).min(LATENCY_PAUSE_MAX));
        entry.next_start = entry.next_start.max(now + pause);
        entry.next_start.saturating_duration_since(now)
    }
}

impl Drop for Permit {
    /// A request given up half way frees its host at once; without a clock here, without a pause.
    fn drop(&mut self) {
        if self.is_open
            && let Some(entry) = self.pacer.lock().get_mut(&self.host)
        {
            entry.in_flight = false;
        }
    }
}

impl Host {
    const fn new(now: Instant) -> Self {
        Self {
            in_flight: false,
            next_start: now,
            starts: [None, None],
            latency: None,
        }
    }
}

/// Forgets hosts that may be asked at once anyway, when there are too many to take in `coming`. Hosts on
/// hold go last, the one released soonest first.
fn make_room(hosts: &mut HashMap<String, Host>, coming: &str, now: Instant) {
    if hosts.len() < HOSTS_MAX || hosts.contains_key(coming) {
        return;
    }
    hosts.retain(|_, host| host.in_flight || host.next_start > now);
    if hosts.len() >= HOSTS_MAX {
        let idle = hosts.iter().filter(|(_, host)| !host.in_flight);
        if let Some(name) = idle
            .min_by_key(|(_, host)| host.next_start)
            .map(|(name, _)| name.clone())
        {
            hosts.remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: Duration = Duration::from_secs(2);

    fn permit(pacer: &Pacer, host: &str, now: Instant) -> Permit {
        match pacer.try_start(host, now) {
            Start::Now(permit) => permit,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_host_is_asked_one_request_at_a_time_with_a_pause_between() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        let first = permit(&pacer, "a", now);
        assert!(matches!(pacer.try_start("a", now), Start::Busy));
        let _other = permit(&pacer, "b", now);
        assert_eq!(first.finished(now, Duration::from_millis(10), GAP), GAP);
        assert!(matches!(pacer.try_start("a", now), Start::At(at) if at == now + GAP));
        let _second = permit(&pacer, "a", now + GAP);
    }

    #[test]
    fn a_slow_host_is_given_twice_its_latency_within_bounds() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        let pause = permit(&pacer, "a", now).finished(now, Duration::from_secs(4), GAP);
        assert_eq!(pause, Duration::from_secs(8));
        let pause = permit(&pacer, "b", now).finished(now, Duration::from_secs(400), GAP);
        assert_eq!(pause, LATENCY_PAUSE_MAX);
    }

    #[test]
    fn a_hold_outlasts_shorter_holds_and_requests_under_way() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        let until = now + Duration::from_secs(600);
        let under_way = permit(&pacer, "a", now);
        pacer.hold("a", until, now);
        pacer.hold("a", now + Duration::from_secs(1), now);
        assert_eq!(
            under_way.finished(now, Duration::ZERO, GAP),
            Duration::from_secs(600)
        );
        assert!(matches!(pacer.try_start("a", until - GAP), Start::At(at) if at == until));
        let _free = permit(&pacer, "a", until);
    }

    #[test]
    fn a_request_given_up_frees_its_host() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        drop(permit(&pacer, "a", now));
        let _again = permit(&pacer, "a", now);
    }

    #[test]
    fn two_requests_within_a_minute_are_pressure() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        assert!(!pacer.is_pressed("a", now));
        permit(&pacer, "a", now).finished(now, Duration::ZERO, GAP);
        assert!(!pacer.is_pressed("a", now));
        permit(&pacer, "a", now + GAP).finished(now + GAP, Duration::ZERO, GAP);
        assert!(pacer.is_pressed("a", now + GAP));
        assert!(!pacer.is_pressed("a", now + PRESSURE));
    }

    #[test]
    fn many_hosts_are_forgotten_but_not_those_on_hold() {
        let (pacer, now) = (Pacer::default(), Instant::now());
        let until = now + Duration::from_secs(600);
        pacer.hold("held", until, now);
        for host in 0..HOSTS_MAX + 10 {
            drop(permit(&pacer, &host.to_string(), now));
        }
        assert!(pacer.hosts() <= HOSTS_MAX);
        assert!(matches!(pacer.try_start("held", now), Start::At(_)));
    }
}
