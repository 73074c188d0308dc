//! Signs of life: when the scheduler last turned, when the writer last answered, what goes on right now.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::store::Gauges;

/// How often signs of life are given when nobody wants them more often.
const BEAT: Duration = Duration::from_secs(5);
/// A watchdog gets so many chances within its interval before it bites.
const BEATS_PER_WATCHDOG: u32 = 4;
/// Silence of a loop after which a restart is called for, when there is no watchdog to say how long.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// What the loops leave behind as they turn. Read by the watchdog, the status line and the health pages.
#[derive(Debug)]
pub(super) struct Vitals {
    started: Instant,
    /// Milliseconds since `started`.
    scheduler_at: AtomicU64,
    writer_answered_at: AtomicU64,
    writer_well_at: AtomicU64,
    polls_in_flight: AtomicU64,
    pages_in_flight: AtomicU64,
    /// How long the feed has been due that is longest due, in seconds.
    lag_s: AtomicU64,
    /// Set when the scheduler has looked at the feeds once.
    pub(super) first_turn: CancellationToken,
    /// As last seen.
    gauges: Mutex<Option<Gauges>>,
    /// Why the configuration that was asked for last is not the one in use.
    reload_problem: Mutex<Option<String>>,
    watchdog: Option<Duration>,
}

impl Vitals {
    /// `watchdog`: after how much silence the service manager ends the process, if it does.
    pub(super) fn new(now: Instant, watchdog: Option<Duration>) -> Self {
        Self {
            started: now,
            scheduler_at: AtomicU64::default(),
            writer_answered_at: AtomicU64::default(),
            writer_well_at: AtomicU64::default(),
            polls_in_flight: AtomicU64::default(),
            pages_in_flight: AtomicU64::default(),
            lag_s: AtomicU64::default(),
            first_turn: CancellationToken::new(),
            gauges: Mutex::default(),
            reload_problem: Mutex::default(),
            watchdog,
        }
    }

    /// How long a loop may sleep so that its silence means something.
    pub(super) fn beat(&self) -> Duration {
        self.watchdog
            .map_or(BEAT, |watchdog| BEAT.min(watchdog / BEATS_PER_WATCHDOG))
    }

    pub(super) fn watchdog(&self) -> Option<Duration> {
        self.watchdog
    }

    /// The scheduler goes round.
    pub(super) fn scheduler_turns(&self, now: Instant) {
        self.scheduler_at.store(self.millis(now), Ordering::Relaxed);
    }

    /// The writer has answered; `is_well` when it could take the write lock.
    pub(super) fn writer_answers(&self, now: Instant, is_well: bool) {
        let at = self.millis(now);
        self.writer_answered_at.store(at, Ordering::Relaxed);
        if is_well {
            self.writer_well_at.store(at, Ordering::Relaxed);
        }
    }

    /// Time since the writer was last able to write.
    pub(super) fn writer_well_age(&self, now: Instant) -> Duration {
        self.age(&self.writer_well_at, now)
    }

    /// What has not moved for longer than it should: half the watchdog's interval, so that a bite follows
    /// within one and a half of them.
    pub(super) fn stuck(&self, now: Instant) -> Option<String> {
        let silence_max = self.watchdog.map_or(SILENCE_MAX, |watchdog| watchdog / 2);
        [
            ("the scheduler", &self.scheduler_at),
            ("the writer", &self.writer_answered_at),
        ]
        .into_iter()
        .map(|(name, at)| (name, self.age(at, now)))
        .find(|(_, age)| *age > silence_max)
        .map(|(name, age)| format!("{name} has not moved for {} s", age.as_secs()))
    }

    pub(super) fn note_polls(&self, in_flight: usize, lag_s: i64) {
        self.polls_in_flight.store(in_flight as u64, Ordering::Relaxed);
        self.lag_s
            .store(u64::try_from(lag_s).unwrap_or(0), Ordering::Relaxed);
    }

    pub(super) fn note_pages(&self, in_flight: usize) {
        self.pages_in_flight.store(in_flight as u64, Ordering::Relaxed);
    }

    /// Polls and pages that are being asked for.
    pub(super) fn in_flight(&self) -> (u64, u64) {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (read(&self.polls_in_flight), read(&self.pages_in_flight))
    }

    pub(super) fn lag_s(&self) -> u64 {
        self.lag_s.load(Ordering::Relaxed)
    }

    pub(super) fn note_gauges(&self, gauges: Gauges) {
        *lock(&self.gauges) = Some(gauges);
    }

    /// The store's gauges, at most a beat old; `None` before the first.
    pub(super) fn gauges(&self) -> Option<Gauges> {
        *lock(&self.gauges)
    }

    pub(super) fn note_reload(&self, problem: Option<String>) {
        *lock(&self.reload_problem) = problem;
    }

    pub(super) fn reload_problem(&self) -> Option<String> {
        lock(&self.reload_problem).clone()
    }

    fn millis(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.started).as_millis()).unwrap_or(u64::MAX)
    }

    fn age(&self, at: &AtomicU64, now: Instant) -> Duration {
        Duration::from_millis(self.millis(now).saturating_sub(at.load(Ordering::Relaxed)))
    }
}

/// No code that can panic runs under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_loops_must_move_for_the_watchdog() {
        let start = Instant::now();
        let vitals = Vitals::new(start, Some(Duration::from_secs(60)));
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(vitals.stuck(at(30)), None);
        vitals.scheduler_turns(at(29));
        assert_eq!(
            vitals.stuck(at(31)).as_deref(),
            Some("the writer has not moved for 31 s")
        );
        vitals.writer_answers(at(31), false);
        assert_eq!(vitals.stuck(at(59)), None);
        assert_eq!(
            vitals.stuck(at(61)).as_deref(),
            Some("the scheduler has not moved for 32 s")
        );
    }

    #[test]
    fn a_writer_that_only_says_no_lives_but_is_not_well() {
        let start = Instant::now();
        let vitals = Vitals::new(start, None);
        let later = start + Duration::from_secs(50);
        vitals.scheduler_turns(later);
        vitals.writer_answers(later, false);
        assert_eq!(vitals.stuck(later + Duration::from_secs(50)), None);
        assert_eq!(vitals.writer_well_age(later), Duration::from_secs(50));
    }

    #[test]
    fn a_short_watchdog_hurries_the_beat() {
        let beat = |watchdog| Vitals::new(Instant::now(), watchdog).beat();
        assert_eq!(beat(None), BEAT);
        assert_eq!(beat(Some(Duration::from_secs(60))), BEAT);
        assert_eq!(beat(Some(Duration::from_secs(2))), Duration::from_millis(500));
    }
}
