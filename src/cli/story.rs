//! `dateline story`.

use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::daemon::Clock;

#[derive(Debug, Args)]
pub(super) struct Options {}

pub(super) fn run(_config: Config, _options: &Options, _clock: &Clock) -> anyhow::Result<ExitCode> {
    anyhow::bail!("not in this build")
}
