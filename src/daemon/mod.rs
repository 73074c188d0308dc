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
mod health;
mod metrics;
mod notify;
mod pages;
mod polling;
mod process;
mod reading;
mod reload;
pub mod reread;
pub mod retention;
mod rulebook;
mod subscription;
mod upkeep;
mod vitals;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use clock::Clock;
pub use desk::{Progress, agencies, record_rules};
pub use notify::while_starting;
pub use reading::{outlet_ref, read_guarded};
pub use reload::Reload;
pub use subscription::{AddedFeeds, add_feeds};

use self::desk::Desk;
use self::health::DeskHealth;

use crate::config::Config;
use crate::serve;
use crate::store::Store;

/// How long those who only watch may take to say their last words.
const FAREWELL: Duration = Duration::from_millis(500);

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
    run_reloadable(config, store, clock, mode, progress, stop, None).await
}

/// As [`run`]; a new configuration is taken from `reload` whenever somebody asks for it.
///
/// # Errors
/// As [`run`], and when the health pages cannot have their address.
pub async fn run_reloadable(
    config: Arc<Config>,
    store: Arc<dyn Store>,
    clock: Clock,
    mode: Mode,
    progress: Arc<Progress>,
    stop: CancellationToken,
    reload: Option<Reload>,
) -> anyhow::Result<()> {
    let health = config.health.clone();
    let desk = Arc::new(Desk::new(config, Arc::clone(&store), clock, progress, stop)?);
    let ended = match watch(&desk, &health, mode, reload).await {
        Ok((mut watchers, closing)) => {
            let ended = run_stages(&desk, mode).await;
            closing.cancel();
            let farewell = async { while watchers.join_next().await.is_some() {} };
            let _ = tokio::time::timeout(FAREWELL, farewell).await;
            ended
        }
        Err(error) => Err(error),
    };
    store.close().await;
    ended
}

/// Starts those who do no work of their own but watch, tell and change the rules. They end with the token,
/// which also ends when everything is to stop.
async fn watch(
    desk: &Arc<Desk>,
    health: &serve::Settings,
    mode: Mode,
    reload: Option<Reload>,
) -> anyhow::Result<(JoinSet<()>, CancellationToken)> {
    let closing = desk.stop.child_token();
    // A single pass may run beside the daemon of another store, and nobody waits for its health.
    let listening = match mode {
        Mode::Once => None,
        Mode::Forever => serve::listen(health)
            .await
            .with_context(|| format!("listening on health.listen = \"{}\"", health.listen))?,
    };
    let mut watchers = JoinSet::new();
    if let Some(listening) = listening {
        tracing::info!(address = %listening.address(), "health pages");
        let subject = Arc::new(DeskHealth(Arc::clone(desk)));
        watchers.spawn(listening.answer(subject, closing.clone()));
    }
    watchers.spawn(notify::run(Arc::clone(desk), closing.clone()));
    watchers.spawn(upkeep::run(Arc::clone(desk), closing.clone()));
    // A single pass over the feeds is short, and followed by others or by `dateline prune`.
    if mode == Mode::Forever {
        watchers.spawn(retention::run(Arc::clone(desk), closing.clone()));
    }
    if let Some(reload) = reload {
        watchers.spawn(reload::run(Arc::clone(desk), reload, closing.clone()));
    }
    Ok((watchers, closing))
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
