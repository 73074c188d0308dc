//! Gives up what is old, as `[retention]` says: while the daemon runs, and for `dateline prune`.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use crate::config::RetentionSettings;
use crate::store::{Cuts, PrunePlace, PruneReport, Store, StoreError};

/// From one pass to the next. What grew old meanwhile is little; that nothing is old costs a few look-ups.
const PASS_EVERY: Duration = Duration::from_secs(3600);
/// Between two steps of a pass, so that it takes a small part of the writer's time.
const STEP_PAUSE: Duration = Duration::from_millis(100);
/// When others wait for the writer: how long before looking again.
const BUSY_PAUSE: Duration = Duration::from_secs(2);

/// Before when, at `now`, what goes.
pub fn cuts(settings: &RetentionSettings, now: DateTime<Utc>) -> Cuts {
    // Days that lead out of the calendar keep everything, as 0 does.
    let before = |days: u32| {
        let age = (days > 0).then(|| TimeDelta::try_days(i64::from(days)))??;
        now.checked_sub_signed(age)
    };
    Cuts {
        now,
        raw: before(settings.raw_days),
        old_texts: before(settings.old_text_days),
        texts: before(settings.text_days),
        facts: before(settings.facts_days),
        logs: before(settings.log_days),
    }
}

/// One pass over everything that may be old, step by step.
#[derive(Debug)]
pub struct Pass {
    cuts: Cuts,
    is_dry: bool,
    /// Where to go on; `None` at the end.
    place: Option<PrunePlace>,
    /// What went so far, or would go.
    pub report: PruneReport,
}

impl Pass {
    /// Begins; with `is_dry` it only counts.
    pub fn new(cuts: Cuts, is_dry: bool) -> Self {
        Self {
            cuts,
            is_dry,
            place: (!cuts.keep_all()).then(PrunePlace::start),
            report: PruneReport::default(),
        }
    }

    /// Does the next step; whether there was one.
    ///
    /// # Errors
    /// Those of [`Store::prune`]; the same step can be tried again.
    pub async fn step(&mut self, store: &dyn Store) -> Result<bool, StoreError> {
        let Some(place) = &self.place else {
            return Ok(false);
        };
        let step = store.prune(&self.cuts, place, self.is_dry).await?;
        self.report += step.pruned;
        self.place = step.next;
        Ok(true)
    }
}

/// A pass now and every hour until `closing`, in moments in which nobody waits for the writer.
pub(super) async fn run(desk: Arc<Desk>, closing: CancellationToken) {
    loop {
        let round = async {
            pass(&desk).await;
            tokio::time::sleep(PASS_EVERY).await;
        };
        tokio::select! {
            () = closing.cancelled() => return,
            () = round => {}
        }
    }
}

async fn pass(desk: &Desk) {
    let cuts = cuts(&desk.rulebook().config.retention, desk.clock.now());
    let mut pass = Pass::new(cuts, false);
    loop {
        while desk.store.gauges().await.queued > 0 {
            tokio::time::sleep(BUSY_PAUSE).await;
        }
        match pass.step(desk.store.as_ref()).await {
            Ok(true) => tokio::time::sleep(STEP_PAUSE).await,
            Ok(false) => break,
            Err(error) => {
                let error = format!("{:#}", anyhow::Error::from(error));
                tracing::warn!(error, "giving up what is old; the next pass goes on");
                break;
            }
        }
    }
    tell(&pass.report);
}

/// A line in the log when something went.
pub(super) fn tell(report: &PruneReport) {
    if *report == PruneReport::default() {
        return;
    }
    let total = report.total();
    tracing::info!(
        raw = report.raw.rows,
        pages = report.pages.rows,
        texts = report.texts.rows + report.old_texts.rows,
        facts = report.facts.rows,
        claims = report.claims.rows,
        polls = report.polls.rows,
        rows = total.rows,
        bytes = total.bytes,
        "gave up what is older than [retention] keeps"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_instant;

    #[test]
    fn zero_days_keep_for_ever_and_others_count_back_from_now() {
        let now = parse_instant("2025-03-14T12:00:00Z").unwrap();
        assert!(cuts(&RetentionSettings::default(), now).keep_all());
        let settings = RetentionSettings {
            raw_days: 30,
            facts_days: u32::MAX,
            ..RetentionSettings::default()
        };
        let cuts = cuts(&settings, now);
        assert_eq!(cuts.raw, parse_instant("2025-02-12T12:00:00Z"));
        assert_eq!((cuts.texts, cuts.logs), (None, None));
        assert!(cuts.facts.is_none_or(|cut| cut < now));
    }
}
