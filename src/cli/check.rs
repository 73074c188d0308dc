//! `dateline check-config`.

use std::process::ExitCode;

use clap::Args;

use super::{Source, output};
use crate::config::Extent;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Print the configuration as it counts, defaults and variables included
    #[arg(long)]
    print: bool,
}

/// Everything that the daemon asks of a configuration.
pub(super) fn run(source: &Source, options: &Options) -> anyhow::Result<ExitCode> {
    let whole = source.load(Extent::Daemon);
    if options.print
        && let Ok(config) = source.load(Extent::Values)
    {
        output::print(&toml::to_string(&config)?)?;
    }
    whole?;
    output::say(&format!("{}: ok", source.name()));
    Ok(ExitCode::SUCCESS)
}
