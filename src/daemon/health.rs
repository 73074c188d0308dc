//! What the health pages say of this daemon.

use std::sync::Arc;

use async_trait::async_trait;

use super::desk::Desk;
use super::metrics::Moment;
use super::process;
use crate::serve::Subject;

/// The daemon as its health pages see it.
pub(super) struct DeskHealth(pub(super) Arc<Desk>);

#[async_trait]
impl Subject for DeskHealth {
    async fn live(&self) -> Result<(), String> {
        match self.0.vitals.stuck(self.0.monotonic()) {
            None => Ok(()),
            Some(what) => Err(what),
        }
    }

    /// Started, able to write, with room on the disk.
    async fn ready(&self) -> Result<(), String> {
        let desk = &self.0;
        let settings = desk.rulebook().config.health.clone();
        if !desk.vitals.first_turn.is_cancelled() {
            return Err("starting".to_owned());
        }
        let age = desk.vitals.writer_well_age(desk.monotonic());
        if age.as_secs() > settings.writer_age_s_max {
            return Err(format!("the store could not be written for {} s", age.as_secs()));
        }
        let free = desk.vitals.gauges().and_then(|gauges| gauges.disk_free_bytes);
        match free.map(|bytes| bytes >> 20) {
            Some(free) if free < settings.disk_free_mib_min => Err(format!(
                "the disk of the store has {free} MiB left, less than {}",
                settings.disk_free_mib_min
            )),
            _ => Ok(()),
        }
    }

    async fn metrics(&self) -> String {
        let desk = &self.0;
        let (census, gauges) = tokio::join!(desk.store.census(desk.clock.now()), desk.store.gauges());
        let moment = Moment {
            census: census.ok(),
            gauges,
            process: process::figures(),
            in_flight: desk.vitals.in_flight(),
            lag_s: desk.vitals.lag_s(),
            is_reload_failed: desk.vitals.reload_problem().is_some(),
        };
        desk.metrics.text(&moment)
    }
}
