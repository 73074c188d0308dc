//! What the service manager is told: when we are ready, what we do, that we live, that we stop.
//!
//! Without one (no `NOTIFY_SOCKET`) nothing is said and nothing else changes.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use crate::store::{Census, Gauges};

/// How often the status line is renewed.
const STATUS_EVERY: Duration = Duration::from_secs(10);
/// While the store is opened: how often the manager is asked for patience, and for how much.
const EXTEND_EVERY: Duration = Duration::from_secs(5);
const EXTENSION_US: u32 = 60_000_000;
/// Longest patience asked for in all: migrations of a large file take minutes, not more.
const STARTING_MAX: Duration = Duration::from_secs(30 * 60);
/// Longest status line, in characters.
const STATUS_CHARS_MAX: usize = 300;

/// After how much silence the service manager ends us, if it does.
pub(super) fn watchdog() -> Option<Duration> {
    sd_notify::watchdog_enabled().filter(|interval| !interval.is_zero())
}

/// Does `work` while the service manager is asked to wait: opening a store may migrate it.
pub async fn while_starting<T>(work: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(EXTEND_EVERY) => {
                if begun.elapsed() < STARTING_MAX {
                    say(&[
                        NotifyState::ExtendTimeoutUsec(EXTENSION_US),
                        NotifyState::Status("opening the store; a new version may have to rebuild parts of it"),
                    ]);
                }
            }
        }
    }
}

/// Says that we are ready once the scheduler has looked at the feeds; then how we are, until `closing`;
/// then that we stop.
pub(super) async fn run(desk: Arc<Desk>, closing: CancellationToken) {
    tokio::select! {
        () = closing.cancelled() => {}
        () = desk.vitals.first_turn.cancelled() => {
            say(&[NotifyState::Ready, NotifyState::Status(&status(&desk).await)]);
            tokio::join!(tell_status(&desk, &closing), feed_watchdog(&desk, &closing));
        }
    }
    say(&[NotifyState::Stopping, NotifyState::Status("stopping")]);
}

async fn tell_status(desk: &Desk, closing: &CancellationToken) {
    loop {
        tokio::select! {
            () = closing.cancelled() => return,
            () = tokio::time::sleep(STATUS_EVERY) => {}
        }
        say(&[NotifyState::Status(&status(desk).await)]);
    }
}

/// Tells the watchdog that we live for as long as both the scheduler and the writer do; a timer of its
/// own would go on ticking in a dead process.
async fn feed_watchdog(desk: &Desk, closing: &CancellationToken) {
    if desk.vitals.watchdog().is_none() {
        return;
    }
    let mut was_stuck = false;
    loop {
        let stuck = desk.vitals.stuck(desk.monotonic());
        match &stuck {
            None => say(&[NotifyState::Watchdog]),
            Some(what) if !was_stuck => {
                tracing::error!("{what}; the watchdog is no longer told that all is well");
            }
            Some(_) => {}
        }
        was_stuck = stuck.is_some();
        tokio::select! {
            () = closing.cancelled() => return,
            () = tokio::time::sleep(desk.vitals.beat()) => {}
        }
    }
}

/// A reload begins.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => say(&[NotifyState::Reloading, now]),
        Err(_) => say(&[NotifyState::Reloading]),
    }
}

/// The reload is over, whatever came of it.
pub(super) async fn reloaded(desk: &Desk) {
    say(&[NotifyState::Ready, NotifyState::Status(&status(desk).await)]);
}

/// Without a manager, or one that does not listen, nothing is lost.
fn say(words: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(words) {
        tracing::debug!(error = %error, "the service manager was not told");
    }
}

async fn status(desk: &Desk) -> String {
    let census = desk.store.census(desk.clock.now()).await.ok();
    let (polls, pages) = desk.vitals.in_flight();
    status_line(
        census.as_ref(),
        polls + pages,
        &desk.store.gauges().await,
        desk.vitals.reload_problem().as_deref(),
    )
}

/// One line for `systemctl status`.
fn status_line(
    census: Option<&Census>,
    in_flight: u64,
    gauges: &Gauges,
    reload_problem: Option<&str>,
) -> String {
    let mut words = Vec::new();
    if let Some(problem) = reload_problem {
        let first = problem.lines().next().unwrap_or_default();
        words.push(format!("reload failed: {first}"));
    }
    match census {
        Some(census) => words.push(format!("{} feeds", census.feeds())),
        None => words.push("the store does not answer".to_owned()),
    }
    words.push(format!("{in_flight} in flight"));
    if let Some(census) = census {
        words.push(format!("{} hosts held", census.hosts_held));
    }
    words.push(match gauges.last_write_age {
        Some(age) => format!("last write {} s ago", age.as_secs()),
        None => "nothing written yet".to_owned(),
    });
    let line = words.join(", ");
    line.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(STATUS_CHARS_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_line_says_what_goes_on() {
        let census = Census {
            feed_states: vec![("active".into(), 118), ("slow".into(), 2)],
            hosts_held: 2,
        };
        let gauges = Gauges {
            last_write_age: Some(Duration::from_millis(2_400)),
            ..Gauges::default()
        };
        assert_eq!(
            status_line(Some(&census), 4, &gauges, None),
            "120 feeds, 4 in flight, 2 hosts held, last write 2 s ago"
        );
        assert_eq!(
            status_line(None, 0, &Gauges::default(), Some("d.toml:2:1: wrong\nand more")),
            "reload failed: d.toml:2:1: wrong, the store does not answer, 0 in flight, nothing written yet"
        );
    }
}
