//! Starts the stages, joins them through the store, stops them in order.
//!
//! ```text
//! polling -> entries -> pages -> entries ready -> reading -> articles, stories, facts
//! ```
//!
//! Each stage takes its work from the store and writes its result there, so a stage that is killed
//! anywhere starts again where it was, and a slow stage holds up nobody: what waits, waits on disk.
//! A stage tells the next one by a hint that there is news; a lost hint costs a moment, never an entry.

pub mod archive;
mod clock;
pub mod control;
mod desk;
mod pages;
mod polling;
mod reading;
mod subscription;

use std::sync::Arc;

use anyhow::Context;
use tokio_util::sync::CancellationToken;

pub use clock::Clock;
pub use desk::{Progress, agencies, record_rules};
pub use reading::{outlet_ref, read_guarded};
pub use subscription::{AddedFeeds, add_feeds};

use self::desk::Desk;

use crate::config::Config;
use crate::store::Store;

/// How long to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Until the token is cancelled.
    Forever,
    /// Every feed once, every page once, every entry read; then end.
    Once,
}

/// Runs the stages over `store` until the mode's end or until `stop` is cancelled.
///
/// On cancellation polling and page fetching end at once (what was in flight is asked for again at the
/// next start), the reading in hand is written, and the store is closed.
///
/// # Errors
/// When the HTTP client cannot be made, or the store refuses a statement. The stages are stopped first.
pub async fn run(
    config: Arc<Config>,
    store: Arc<dyn Store>,
    clock: Clock,
    mode: Mode,
    progress: Arc<Progress>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let desk = Arc::new(Desk::new(config, Arc::clone(&store), clock, progress, stop)?);
    let ended = run_stages(&desk, mode).await;
    store.close().await;
    ended
}

async fn run_stages(desk: &Arc<Desk>, mode: Mode) -> anyhow::Result<()> {
    desk.store
        .release_leases()
        .await
        .context("releasing leases of an earlier run")?;
    let due_at = match mode {
        Mode::Forever => None,
        Mode::Once => {
            let now = desk.clock.now();
            desk.store
                .make_all_due(now)
                .await
                .context("making all feeds due")?;
            Some(now)
        }
    };
    let socket = control::open(desk);
    let control_over = desk.stop.child_token();
    tracing::info!(mode = ?mode, "started");
    let control = control::serve(Arc::clone(desk), socket, control_over.clone());
    let polling = desk.ending(polling::run(Arc::clone(desk), due_at), &desk.polling_done);
    let pages = desk.ending(pages::run(Arc::clone(desk), mode), &desk.pages_done);
    let reading = desk.ending(reading::run(Arc::clone(desk), mode), &desk.reading_done);
    let stages = async {
        let ended = tokio::join!(polling, pages, reading);
        control_over.cancel();
        ended
    };
    let ((polling, pages, reading), ()) = tokio::join!(stages, control);
    tracing::info!("stopped");
    polling.context("polling")?;
    pages.context("fetching pages")?;
    reading.context("reading")
}
