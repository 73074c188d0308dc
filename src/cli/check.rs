//! `dateline check-config`.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::output;
use crate::config::Config;
use crate::daemon;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Print the configuration as it counts, defaults and variables included
    #[arg(long)]
    print: bool,
}

/// The file has been read by now; what is left is what only shows when it is used.
pub(super) fn run(config: &Config, path: Option<&Path>, options: &Options) -> anyhow::Result<ExitCode> {
    daemon::agencies(config).map_err(|error| output::BadConfig(format!("agencies.extra: {error:#}")))?;
    if options.print {
        output::print(&toml::to_string(config)?)?;
    }
    let name = path.map_or_else(
        || "built-in defaults".to_owned(),
        |path| path.display().to_string(),
    );
    match config.contact_problem() {
        Some(problem) => Err(output::BadConfig(format!("{name}: {problem}")).into()),
        None => {
            output::say(&format!("{name}: ok"));
            Ok(ExitCode::SUCCESS)
        }
    }
}
