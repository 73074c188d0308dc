//! `dateline run`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::{Map, Value};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Source, StoreOption, exit, feeds, output};
use crate::config::{Config, Extent};
use crate::daemon::{self, Clock, Mode, Progress, Reload};
use crate::store;

/// After a signal everything has this long to end in order; then the process ends regardless.
/// Nothing is lost by that: what was not written is asked for again.
const STOP_TIME_MAX: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// Poll every feed once, read what came, and end
    #[arg(long)]
    once: bool,
    /// Add the feeds of this OPML file first; known ones are left as they are
    #[arg(long, value_name = "FILE")]
    opml: Option<PathBuf>,
    /// Fetch no article pages: read the feeds' own texts
    #[arg(long)]
    no_pages: bool,
    /// Print the summary at the end as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(
    mut config: Config,
    options: &Options,
    clock: Clock,
    source: Source,
) -> anyhow::Result<ExitCode> {
    if options.no_pages {
        config.pages.enabled = false;
    }
    let opml = options.opml.as_deref().map(feeds::read_opml).transpose()?;
    let runtime = super::runtime()?;
    let ended = runtime.block_on(async {
        let mode = if options.once { Mode::Once } else { Mode::Forever };
        // Before the store is opened: a hang-up during a migration must not end the process.
        let reload = match mode {
            Mode::Forever => Some(listen_for_reloads(source, options.no_pages)?),
            Mode::Once => None,
        };
        let opening = store::open(options.store.address(&config), clock.now());
        let store = daemon::while_starting(opening).await?;
        if let Some(opml) = opml {
            let added = feeds::add(store.as_ref(), opml, clock.now()).await?;
            let skipped = added.skipped.len();
            tracing::info!(feeds = added.new, known = added.known, skipped, "imported");
        }
        let progress = Arc::new(Progress::default());
        let stop = CancellationToken::new();
        let interrupted = listen_for_signals(&stop)?;
        let spinner = options.once.then(|| show(Arc::clone(&progress)));
        let told = Arc::clone(&progress);
        let running = daemon::run_reloadable(Arc::new(config), store, clock, mode, told, stop, reload);
        let ended = running.await;
        if let Some(spinner) = spinner {
            spinner.abort();
        }
        ended.map(|()| (progress, interrupted.is_cancelled()))
    });
    // Threads that still parse something must not hold up the end.
    runtime.shutdown_timeout(Duration::from_secs(1));
    let (progress, is_interrupted) = ended?;
    summary(&progress, options.json)?;
    // A daemon ends by a signal, and has done its work; a single pass has not.
    Ok(if options.once && is_interrupted {
        ExitCode::from(exit::INTERRUPTED)
    } else {
        ExitCode::SUCCESS
    })
}

/// SIGHUP asks for the configuration to be read again.
fn listen_for_reloads(source: Source, no_pages: bool) -> anyhow::Result<Reload> {
    let mut hang_up = signal(SignalKind::hangup()).context("listening for SIGHUP")?;
    // One that waits is enough: it will see the newest file.
    let (ask, asked) = mpsc::channel(1);
    tokio::spawn(async move {
        while hang_up.recv().await.is_some() {
            if let Err(mpsc::error::TrySendError::Closed(())) = ask.try_send(()) {
                return;
            }
        }
    });
    let load = move || {
        let mut config = source.load(Extent::Daemon).map_err(|errors| errors.to_string())?;
        if no_pages {
            config.pages.enabled = false;
        }
        Ok(config)
    };
    Ok(Reload {
        asked,
        load: Arc::new(load),
    })
}

/// SIGTERM and SIGINT stop in order; a second one, or five seconds, at once. The token that comes back is
/// cancelled when one has come.
fn listen_for_signals(stop: &CancellationToken) -> anyhow::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listening for SIGINT")?;
    let stop = stop.clone();
    let interrupted = CancellationToken::new();
    let heard = interrupted.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        heard.cancel();
        stop.cancel();
        tokio::select! {
            _ = terminate.recv() => tracing::warn!("second signal; ending at once"),
            _ = interrupt.recv() => tracing::warn!("second signal; ending at once"),
            () = tokio::time::sleep(STOP_TIME_MAX) => tracing::warn!("stopping took too long; ending at once"),
        }
        std::process::exit(1);
    });
    Ok(interrupted)
}

/// A line of counters on a terminal, redrawn until aborted.
fn show(progress: Arc<Progress>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let spinner = output::spinner();
        loop {
            let words: Vec<String> = progress
                .counts()
                .iter()
                .filter(|(_, count)| *count > 0)
                .map(|(name, count)| format!("{count} {}", name.replace('_', " ")))
                .collect();
            spinner.set_message(words.join(", "));
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    })
}

fn summary(progress: &Progress, json: bool) -> anyhow::Result<()> {
    let counts = progress.counts();
    if json {
        let object: Map<String, Value> = counts
            .iter()
            .map(|(name, count)| ((*name).to_owned(), Value::from(*count)))
            .collect();
        return output::print_json(&Value::Object(object));
    }
    let rows: Vec<Vec<String>> = counts
        .iter()
        .map(|(name, count)| vec![name.replace('_', " "), count.to_string()])
        .collect();
    output::print(&output::table(&rows))
}
