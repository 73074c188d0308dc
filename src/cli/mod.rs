//! Arguments, signals, exit codes; one file per command. Decides nothing about news.

mod check;
mod claims;
mod control;
mod datasette;
mod demo;
mod entity;
mod entity_edit;
mod event;
mod explain;
mod export;
mod feed_search;
mod feed_why;
mod feeds;
mod grid;
mod healthcheck;
mod ingest;
mod man;
mod moment;
mod open;
mod otherwise;
mod output;
mod parse;
mod prune;
mod query;
mod read;
mod reread;
mod rows;
mod run;
mod search;
mod snapshot;
mod stats;
mod story;
mod story_edit;
mod try_url;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::config::{self, Config, ConfigErrors, Extent, Given, LogFormat};
use crate::daemon::Clock;
use crate::store::StoreError;
use crate::telemetry;

/// Exit codes, as systemd's `RestartPreventExitStatus` and scripts read them.
mod exit {
    /// Something failed while running.
    pub(super) const FAILURE: u8 = 1;
    /// Another process has the store: try again later (sysexits `EX_TEMPFAIL`).
    pub(super) const TEMPORARY: u8 = 75;
    /// The configuration, or the file it names, is wrong (sysexits `EX_CONFIG`).
    pub(super) const CONFIG: u8 = 78;
    /// Ended by Ctrl-C (128 and the number of SIGINT, as shells count).
    pub(super) const INTERRUPTED: u8 = 130;
}

/// Files looked for when no --config is given, in this order.
const CONFIG_PLACES: [&str; 2] = ["dateline.toml", "/etc/dateline/dateline.toml"];

/// Polls news feeds, recognises copies of wire stories, extracts facts: counts sources, not copies.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, propagate_version = true, max_term_width = 100)]
pub struct Arguments {
    /// Configuration file [default: ./dateline.toml, then /etc/dateline/dateline.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Form of the log on standard error
    #[arg(long, global = true, value_enum)]
    log_format: Option<LogFormat>,
    /// What to log: error, warn, info, debug, trace, or a filter such as info,dateline::daemon=debug
    #[arg(long, global = true, value_name = "FILTER")]
    log_level: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Poll the feeds and keep their articles, until stopped
    Run(run::Options),
    /// Read archives (JSON Lines, one article a line) into the store
    Ingest(ingest::Options),
    /// Read texts and print what is found, one JSON line each; nothing is stored
    Read(read::Options),
    /// Read kept articles again after a change of the rules, in the background; report what changed
    Reread(reread::Options),
    /// Parse one feed file and print its entries, one JSON line each
    Parse(parse::Options),
    /// Add, list, import and export feeds
    #[command(subcommand)]
    Feeds(feeds::Command),
    /// Try a feed, a page or a file: show what would be stored, store nothing
    Try(try_url::Options),
    /// Serve a little press on loopback, let the daemon poll it, and show what an analyst would ask
    Demo(demo::Options),
    /// Show a story: its origin, its copies and why they belong together
    Story(story::Options),
    /// Show a person, organisation or place across all articles; merge and split them
    Entity(entity::Options),
    /// Show an event: its stories, who was first with each, what it follows
    Event(event::Options),
    /// List what the reports state, and by how many independent sources
    Claims(claims::Options),
    /// Explain why an article is a copy, or is none: what is shared, moved and added, and what decided
    Explain(explain::Options),
    /// Search stories and quotations
    Search(search::Options),
    /// Run SQL, read only
    Query(query::Options),
    /// Take views away as files: CSV, JSON Lines, Parquet
    Export(export::Options),
    /// Print how to open the store, read-only, in sqlite3, Datasette, DuckDB and pandas
    Open(open::Options),
    /// Print the meanings, facets and ready queries that Datasette shows beside the data
    DatasetteMetadata(datasette::Options),
    /// Give up what is older than the configuration keeps
    Prune(prune::Options),
    /// Write a consistent copy of the store that opens anywhere
    Snapshot(snapshot::Options),
    /// Ask a running daemon how it is
    Healthcheck(healthcheck::Options),
    /// Show how much is in the store
    Stats(stats::Options),
    /// Check the configuration; all mistakes at once
    CheckConfig(check::Options),
    /// Print a configuration file with every key commented at its default
    SampleConfig,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual pages of all commands, or write one file each
    Man(man::Options),
}

impl Command {
    /// Whether everything the command needs is on its line, so that a broken configuration, which it would
    /// hardly look at, is no reason to refuse.
    fn does_without_configuration(&self) -> bool {
        let is_given = |store: &StoreOption| store.db.is_some();
        match self {
            Self::Parse(_) | Self::Healthcheck(_) => true,
            Self::Story(options) => options.is_store_given(),
            Self::Entity(options) => options.is_store_given(),
            Self::Event(options) => is_given(&options.store),
            Self::Claims(options) => is_given(&options.store),
            Self::Explain(options) => is_given(&options.store),
            Self::Search(options) => is_given(&options.store),
            Self::Query(options) => is_given(&options.store),
            Self::Export(options) => is_given(&options.store),
            Self::Open(options) => options.is_store_given(),
            Self::DatasetteMetadata(options) => options.is_store_given(),
            Self::Snapshot(options) => is_given(&options.store),
            Self::Stats(options) => is_given(&options.store),
            Self::Reread(options) => options.only_looks() && is_given(&options.store),
            Self::Feeds(command) => command.only_reads().is_some_and(is_given),
            _ => false,
        }
    }
}

/// The settings among the flags.
fn given(log_format: Option<LogFormat>, log_level: Option<String>, command: &Command) -> Vec<Given> {
    let format = log_format
        .and_then(|format| format.to_possible_value())
        .map(|format| format.get_name().to_owned());
    // The daemon's store is part of what a reload compares; for others the flag alone counts.
    let store = match command {
        Command::Run(options) => options.store.db.clone(),
        _ => None,
    };
    [
        ("--log-format", "log", "format", format),
        ("--log-level", "log", "level", log_level),
        ("--db", "store", "path", store),
    ]
    .into_iter()
    .filter_map(|(flag, table, key, value)| {
        value.map(|value| Given {
            flag,
            table,
            key,
            value,
        })
    })
    .collect()
}

/// Which store a command works on.
#[derive(Clone, Debug, Args)]
struct StoreOption {
    /// The store: a file path [default: store.path of the configuration, dateline.db]
    #[arg(long, value_name = "FILE")]
    db: Option<String>,
}

impl StoreOption {
    fn address<'a>(&'a self, config: &'a Config) -> &'a str {
        self.db.as_deref().unwrap_or(&config.store.path)
    }
}

/// Runs the command and returns the process's exit code.
pub fn run(arguments: Arguments) -> ExitCode {
    match dispatch(arguments) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let code = code_of(&error);
            output::complain(&with_advice(error));
            ExitCode::from(code)
        }
    }
}

fn dispatch(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments {
        config,
        log_format,
        log_level,
        command,
    } = arguments;
    match command {
        // These need no configuration, so that they work when it is broken.
        Command::SampleConfig => return output::print(config::SAMPLE).map(|()| ExitCode::SUCCESS),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "dateline", &mut script);
            return output::print(&String::from_utf8_lossy(&script)).map(|()| ExitCode::SUCCESS);
        }
        Command::Man(ref options) => return man::run(Arguments::command(), options),
        _ => {}
    }
    // The demo's report says how the feeds fared; log lines between would only hide it.
    let quiet = matches!(command, Command::Demo(_)).then(|| "error".to_owned());
    let source = Source {
        path: config_path(config),
        given: given(log_format, log_level.or(quiet), &command),
    };
    if let Command::CheckConfig(options) = &command {
        return check::run(&source, options);
    }
    let extent = match command {
        Command::Run(_) => Extent::Daemon,
        _ => Extent::Values,
    };
    let config = match source.load(extent) {
        Err(errors) if command.does_without_configuration() => {
            output::say(&format!("{errors}\nwarning: going on without the configuration"));
            source.defaults()?
        }
        loaded => loaded?,
    };
    telemetry::start(&config.log);
    let clock = Clock::system();
    match command {
        Command::Run(options) => run::run(config, &options, clock, source),
        Command::Ingest(options) => ingest::run(&config, &options, &clock),
        Command::Read(options) => read::run(&config, &options, &clock),
        Command::Reread(options) => reread::run(&config, &options, &clock),
        Command::Parse(options) => parse::run(&options, &clock),
        Command::Feeds(command) => feeds::run(&config, command, &clock),
        Command::Try(options) => try_url::run(&config, &options, &clock),
        Command::Demo(options) => demo::run(config, &options, &clock),
        Command::Story(options) => story::run(&config, &options, &clock),
        Command::Entity(options) => entity::run(&config, &options, &clock),
        Command::Event(options) => event::run(&config, &options),
        Command::Claims(options) => claims::run(&config, &options, &clock),
        Command::Explain(options) => explain::run(&config, &options),
        Command::Search(options) => search::run(&config, &options),
        Command::Query(options) => query::run(&config, &options),
        Command::Export(options) => export::run(&config, &options, &clock),
        Command::Open(options) => open::run(&config, &options),
        Command::DatasetteMetadata(options) => datasette::run(&config, &options),
        Command::Prune(options) => prune::run(&config, &options, &clock),
        Command::Snapshot(options) => snapshot::run(&config, &options),
        Command::Healthcheck(options) => healthcheck::run(&config, &options, &clock),
        Command::Stats(options) => stats::run(&config, &options),
        Command::CheckConfig(_) | Command::SampleConfig | Command::Completions { .. } | Command::Man(_) => {
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Where the configuration comes from, so that it can be read again.
#[derive(Clone, Debug)]
struct Source {
    path: Option<PathBuf>,
    given: Vec<Given>,
}

impl Source {
    /// File, variables and flags, the later winning.
    fn load(&self, extent: Extent) -> Result<Config, ConfigErrors> {
        // A variable that is no text is none of ours.
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        config::load(self.path.as_deref(), variables, &self.given, extent)
    }

    /// Flags alone.
    fn defaults(&self) -> Result<Config, ConfigErrors> {
        config::load(None, [], &self.given, Extent::Values)
    }

    /// What to call it.
    fn name(&self) -> String {
        self.path.as_ref().map_or_else(
            || "built-in defaults".to_owned(),
            |path| path.display().to_string(),
        )
    }
}

/// The file given, else the first of the usual places that exists.
fn config_path(given: Option<PathBuf>) -> Option<PathBuf> {
    given.or_else(|| {
        CONFIG_PLACES
            .iter()
            .map(Path::new)
            .find(|path| path.exists())
            .map(Path::to_path_buf)
    })
}

/// A runtime for commands that touch the store or the network.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")
}

/// Ends the process at Ctrl-C, whatever it is doing: for commands that have nothing to put in order. A
/// handler of our own, because a shell that starts us in the background has SIGINT ignored.
async fn end_when_interrupted() {
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(i32::from(exit::INTERRUPTED));
    }
}

/// Only here is it known who the users of this machine are.
fn with_advice(error: anyhow::Error) -> anyhow::Error {
    match error.downcast_ref::<StoreError>() {
        Some(StoreError::Forbidden { path }) => {
            let advice = control::whose(path);
            anyhow::anyhow!("{error:#}: {advice}")
        }
        _ => error,
    }
}

fn code_of(error: &anyhow::Error) -> u8 {
    if error.downcast_ref::<ConfigErrors>().is_some() || error.downcast_ref::<output::BadConfig>().is_some() {
        return exit::CONFIG;
    }
    if let Some(error) = error.downcast_ref::<control::DaemonError>() {
        return error.exit_code();
    }
    match error.downcast_ref::<StoreError>() {
        Some(StoreError::Locked { .. }) => exit::TEMPORARY,
        Some(
            StoreError::Foreign { .. }
            | StoreError::Newer { .. }
            | StoreError::CannotOpen { .. }
            | StoreError::Forbidden { .. }
            | StoreError::UnknownAddress(_),
        ) => exit::CONFIG,
        _ => exit::FAILURE,
    }
}

/// Whoever read our output has gone (`dateline read ... | head`): no reason to complain.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }
}
