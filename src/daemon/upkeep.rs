//! Asks the writer for signs of life, and keeps an eye on the log of recent writes (the WAL).

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use crate::store::Gauges;

/// A WAL of this size is warned of: some reader has kept it from being emptied for long. 256 MiB.
const WAL_BYTES_MAX: i64 = 256 << 20;
/// A WAL below this is not worth the trouble of emptying it. 1 MiB.
const WAL_BYTES_SMALL: i64 = 1 << 20;
/// No write for so long is a quiet moment.
const QUIET: Duration = Duration::from_secs(10);
/// When a reader was in the way: how long before trying again.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(60);

/// Goes round until `closing`.
pub(super) async fn run(desk: Arc<Desk>, closing: CancellationToken) {
    let mut wal = WalWatch::default();
    loop {
        let round = async {
            beat(&desk).await;
            let gauges = desk.store.gauges().await;
            desk.vitals.note_gauges(gauges);
            let now = desk.monotonic();
            wal.look(&gauges);
            if wal.wants_checkpoint(&gauges, now) {
                checkpoint(&desk, gauges.wal_bytes).await;
            }
            tokio::time::sleep(desk.vitals.beat()).await;
        };
        tokio::select! {
            () = closing.cancelled() => return,
            () = round => {}
        }
    }
}

/// One question to the writer. It waits in the writer's queue like any other; while it waits, the writer's
/// silence grows.
async fn beat(desk: &Desk) {
    let answer = desk.store.heartbeat().await;
    desk.vitals.writer_answers(desk.monotonic(), answer.is_ok());
    if let Err(error) = answer {
        let error = format!("{:#}", anyhow::Error::from(error));
        tracing::warn!(error, "the writer cannot write at present");
    }
}

async fn checkpoint(desk: &Desk, wal_bytes: i64) {
    match desk.store.checkpoint().await {
        Ok(true) => tracing::debug!(wal_bytes, "emptied the log of recent writes"),
        Ok(false) => tracing::debug!(wal_bytes, "a reader needs the log of recent writes"),
        Err(error) => {
            let error = format!("{:#}", anyhow::Error::from(error));
            tracing::warn!(error, "emptying the log of recent writes");
        }
    }
}

/// Remembers what has been said and tried.
#[derive(Debug, Default)]
struct WalWatch {
    has_warned: bool,
    tried_at: Option<Instant>,
}

impl WalWatch {
    /// Warns once each time the WAL outgrows its limit.
    fn look(&mut self, gauges: &Gauges) -> bool {
        if gauges.wal_bytes <= WAL_BYTES_MAX / 2 {
            self.has_warned = false;
        }
        let warns = gauges.wal_bytes > WAL_BYTES_MAX && !self.has_warned;
        if warns {
            self.has_warned = true;
            tracing::warn!(
                wal_bytes = gauges.wal_bytes,
                limit_bytes = WAL_BYTES_MAX,
                "the log of recent writes has grown large: a long query of a reader keeps it from being emptied"
            );
        }
        warns
    }

    /// Whether the moment is quiet and there is something to move. `now` counts as the try.
    fn wants_checkpoint(&mut self, gauges: &Gauges, now: Instant) -> bool {
        let is_quiet = gauges.queued == 0 && gauges.last_write_age.is_none_or(|age| age >= QUIET);
        let was_tried = self
            .tried_at
            .is_some_and(|at| now.saturating_duration_since(at) < CHECKPOINT_EVERY);
        let wants = is_quiet && gauges.wal_bytes > WAL_BYTES_SMALL && !was_tried;
        if wants {
            self.tried_at = Some(now);
        }
        wants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wal(wal_bytes: i64) -> Gauges {
        Gauges {
            wal_bytes,
            ..Gauges::default()
        }
    }

    #[test]
    fn a_large_wal_is_warned_of_once_until_it_has_shrunk() {
        let mut watch = WalWatch::default();
        let warned: Vec<bool> = [10, 300, 400, 200, 300, 100, 300]
            .map(|mib| watch.look(&wal(mib << 20)))
            .to_vec();
        assert_eq!(warned, [false, true, false, false, false, false, true]);
    }

    #[test]
    fn the_wal_is_emptied_in_quiet_moments_and_not_again_at_once() {
        let mut watch = WalWatch::default();
        let now = Instant::now();
        let busy = Gauges {
            last_write_age: Some(Duration::from_secs(1)),
            ..wal(50 << 20)
        };
        assert!(!watch.wants_checkpoint(&busy, now));
        assert!(!watch.wants_checkpoint(&wal(0), now));
        assert!(watch.wants_checkpoint(&wal(50 << 20), now));
        assert!(!watch.wants_checkpoint(&wal(50 << 20), now + Duration::from_secs(5)));
        assert!(watch.wants_checkpoint(&wal(50 << 20), now + CHECKPOINT_EVERY));
    }
}
