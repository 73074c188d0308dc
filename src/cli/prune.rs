//! `dateline prune`: gives up what is older than the configuration keeps.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::control::{self, Daemon, Writer};
use super::{StoreOption, exit, output};
use crate::config::Config;
use crate::daemon::Clock;
use crate::daemon::control::protocol::{Answer, Request};
use crate::daemon::retention::{Pass, cuts};
use crate::store::{self, PruneReport, Store};

#[derive(Debug, Args)]
#[command(after_long_help = "\
How long what is kept stands under [retention] of the configuration; by default everything is kept for ever. A \
running daemon does this by itself, every hour. Rows that others point at stay: an entry without what its feed sent, \
an article without its text. The file does not shrink: the room is used again; `dateline snapshot` writes a copy \
without it.")]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// Only count what would go
    #[arg(long)]
    dry_run: bool,
    /// The counts as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let address = options.store.address(config);
    let spinner = output::spinner();
    let show = |report: &PruneReport| spinner.set_message(format!("{} rows", report.total().rows));
    let pruning = async {
        let now = clock.now();
        let pass = Pass::new(cuts(&config.retention, now), options.dry_run);
        if options.dry_run {
            let store = store::open_to_read(address).await?;
            return to_end(store.as_ref(), pass, &show).await;
        }
        match control::writer(config, address, now).await? {
            Writer::Own(store) => to_end(store.as_ref(), pass, &show).await,
            Writer::Daemon(daemon) => {
                let socket = daemon.socket().to_owned();
                let report = through(daemon, &show).await?;
                output::say(&control::through(&socket));
                Ok(report)
            }
        }
    };
    let report = super::runtime()?.block_on(async {
        tokio::select! {
            report = pruning => Some(report),
            // Each step is a transaction: what is gone is gone, and nothing is half gone.
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    spinner.finish_and_clear();
    match report {
        Some(report) => tell(&report?, options),
        None => Ok(ExitCode::from(exit::INTERRUPTED)),
    }
}

/// Does all steps of `pass`, then closes the store.
async fn to_end(
    store: &dyn Store,
    mut pass: Pass,
    show: &impl Fn(&PruneReport),
) -> anyhow::Result<PruneReport> {
    let ended = loop {
        match pass.step(store).await {
            Ok(true) => show(&pass.report),
            Ok(false) => break Ok(pass.report),
            Err(error) => break Err(error),
        }
    };
    store.close().await;
    Ok(ended?)
}

async fn through(mut daemon: Daemon, show: &impl Fn(&PruneReport)) -> anyhow::Result<PruneReport> {
    let connection = daemon.connection().await?;
    let (mut answers, _open) = connection.ask(&Request::Prune).await?;
    loop {
        match answers.next().await? {
            Answer::Pruning { so_far } => show(&so_far),
            Answer::Pruned { pruned } => return Ok(pruned),
            other => return Err(answers.unexpected(&other).into()),
        }
    }
}

fn tell(report: &PruneReport, options: &Options) -> anyhow::Result<ExitCode> {
    if options.json {
        let mut object = json!({ "dry_run": options.dry_run });
        for (kind, pruned) in report.kinds() {
            object[kind] = serde_json::to_value(pruned)?;
        }
        output::print_json(&object)?;
        return Ok(ExitCode::SUCCESS);
    }
    let total = report.total();
    if total.rows == 0 {
        output::say("nothing is older than [retention] of the configuration keeps");
        return Ok(ExitCode::SUCCESS);
    }
    let row = |kind: &str, rows: String, bytes: String| vec![kind.to_owned(), rows, bytes];
    let head = if options.dry_run { "would go" } else { "gone" };
    let mut rows = vec![row(head, "rows".to_owned(), "bytes".to_owned())];
    let named = report.kinds().into_iter().chain([("together", total)]);
    rows.extend(
        named
            .filter(|(_, pruned)| pruned.rows > 0)
            .map(|(kind, pruned)| row(kind, pruned.rows.to_string(), pruned.bytes.to_string())),
    );
    output::print(&output::table(&rows))?;
    Ok(ExitCode::SUCCESS)
}
