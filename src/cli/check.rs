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
    check_files(config)?;
    if options.print {
        output::print(&toml::to_string(config)?)?;
    }
    check_contact(config, path)?;
    output::say(&format!("{}: ok", name_of(path)));
    Ok(ExitCode::SUCCESS)
}

/// What the daemon asks of a configuration beyond its own keys; also of one that is reloaded.
pub(super) fn whole(config: &Config, path: Option<&Path>) -> Result<(), output::BadConfig> {
    check_files(config)?;
    check_contact(config, path)
}

fn check_files(config: &Config) -> Result<(), output::BadConfig> {
    daemon::agencies(config)
        .map(drop)
        .map_err(|error| output::BadConfig(format!("agencies.extra: {error:#}")))
}

fn check_contact(config: &Config, path: Option<&Path>) -> Result<(), output::BadConfig> {
    match config.contact_problem() {
        Some(problem) => Err(output::BadConfig(format!("{}: {problem}", name_of(path)))),
        None => Ok(()),
    }
}

fn name_of(path: Option<&Path>) -> String {
    path.map_or_else(
        || "built-in defaults".to_owned(),
        |path| path.display().to_string(),
    )
}
