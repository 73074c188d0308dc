//! `dateline feeds add|list|import|export`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde_json::json;

use super::control::{self, Daemon, DaemonError, Writer};
use super::{StoreOption, output};
use crate::config::Config;
use crate::daemon::control::protocol::{Answer, Request};
use crate::daemon::{AddedFeeds, Clock, add_feeds};
use crate::model::stamp;
use crate::parse::opml::{self, OpmlFeed};
use crate::store::{self, FeedListing, Store};
use crate::telemetry;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add feeds by address
    Add(AddOptions),
    /// Show all feeds and how they are doing
    List(ListOptions),
    /// Add the feeds of an OPML file
    Import(ImportOptions),
    /// Write all feeds as OPML
    Export(ExportOptions),
}

#[derive(Debug, Args)]
pub(super) struct AddOptions {
    #[command(flatten)]
    store: StoreOption,
    /// Addresses of feeds
    #[arg(required = true, value_name = "URL")]
    urls: Vec<String>,
    /// A tag for them; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct ListOptions {
    #[command(flatten)]
    store: StoreOption,
    /// One JSON line for each feed
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ImportOptions {
    #[command(flatten)]
    store: StoreOption,
    /// The OPML file; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ExportOptions {
    #[command(flatten)]
    store: StoreOption,
    /// Where to write [default: standard output]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

pub(super) fn run(config: &Config, command: Command, clock: &Clock) -> anyhow::Result<ExitCode> {
    let now = clock.now();
    super::runtime()?.block_on(async {
        match command {
            Command::Add(options) => {
                let feeds = options
                    .urls
                    .into_iter()
                    .map(|url| OpmlFeed {
                        url,
                        title: None,
                        tags: options.tags.clone(),
                    })
                    .collect();
                add_and_tell(config, &options.store, feeds, now).await
            }
            Command::Import(options) => {
                let feeds = read_opml(&options.file)?;
                add_and_tell(config, &options.store, feeds, now).await
            }
            Command::List(options) => {
                let feeds = listing(config, &options.store).await?;
                if options.json {
                    feeds
                        .iter()
                        .try_for_each(|feed| output::print_json(&to_json(feed)))
                } else {
                    output::print(&output::table(&rows(&feeds)))
                }
            }
            Command::Export(options) => {
                let feeds = listing(config, &options.store).await?;
                let text = opml::write(&feeds.into_iter().map(to_opml).collect::<Vec<_>>());
                match options.file {
                    Some(path) => {
                        std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
                    }
                    None => output::print(&text),
                }
            }
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Reads an OPML file, or standard input for `-`.
pub(super) fn read_opml(path: &Path) -> anyhow::Result<Vec<OpmlFeed>> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
            .context("reading standard input")?;
        bytes
    } else {
        std::fs::read(path).with_context(|| format!("reading {}", path.display()))?
    };
    let feeds = opml::read(&bytes).with_context(|| format!("in {}", path.display()))?;
    if feeds.is_empty() {
        bail!("{} holds no feed: no outline has an xmlUrl", path.display());
    }
    Ok(feeds)
}

/// Adds `feeds`; an address that is no http address is skipped with a warning.
pub(super) async fn add(
    store: &dyn Store,
    feeds: Vec<OpmlFeed>,
    now: DateTime<Utc>,
) -> anyhow::Result<AddedFeeds> {
    let added = add_feeds(store, feeds, now).await?;
    warn_of(&added);
    Ok(added)
}

fn warn_of(added: &AddedFeeds) {
    for url in &added.skipped {
        tracing::warn!(url = %telemetry::field(url), "skipped: a feed's address starts with http:// or https://");
    }
}

async fn add_and_tell(
    config: &Config,
    option: &StoreOption,
    feeds: Vec<OpmlFeed>,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let added = match control::writer(config, option.address(config), now).await? {
        Writer::Own(store) => {
            let added = add(store.as_ref(), feeds, now).await;
            store.close().await;
            added?
        }
        Writer::Daemon(daemon) => {
            let socket = daemon.socket().to_owned();
            let added = add_through(daemon, feeds).await?;
            warn_of(&added);
            output::say(&control::through(&socket));
            added
        }
    };
    let skipped = added.skipped.len();
    output::say(&format!(
        "{} added, {} known already, {skipped} skipped",
        added.new, added.known
    ));
    if added.new + added.known == 0 && skipped > 0 {
        bail!("no address could be added: a feed's address starts with http:// or https://");
    }
    Ok(())
}

async fn add_through(mut daemon: Daemon, feeds: Vec<OpmlFeed>) -> Result<AddedFeeds, DaemonError> {
    let feeds = feeds.into_iter().map(Into::into).collect();
    let connection = daemon.connection().await?;
    let (mut answers, _open) = connection.ask(&Request::AddFeeds { feeds }).await?;
    match answers.next().await? {
        Answer::Added { new, known, skipped } => Ok(AddedFeeds { new, known, skipped }),
        other => Err(answers.unexpected(&other)),
    }
}

async fn listing(config: &Config, option: &StoreOption) -> anyhow::Result<Vec<FeedListing>> {
    let store = store::open_to_read(option.address(config)).await?;
    let feeds = store.feeds().await?;
    store.close().await;
    Ok(feeds)
}

fn to_opml(feed: FeedListing) -> OpmlFeed {
    OpmlFeed {
        url: feed.url,
        title: feed.title,
        tags: feed.tags,
    }
}

fn to_json(feed: &FeedListing) -> serde_json::Value {
    json!({
        "feed_id": feed.feed_id,
        "url": feed.url,
        "title": feed.title,
        "tags": feed.tags,
        "state": feed.state.as_str(),
        "next_at": feed.next_at.map(stamp),
        "interval_s": feed.interval_s,
        "last_polled_at": feed.last_polled_at.map(stamp),
        "last_success_at": feed.last_success_at.map(stamp),
        "last_error": feed.last_error.map(crate::model::ErrorClass::as_str),
        "last_error_detail": feed.last_error_detail,
        "fail_count": feed.fail_count,
        "entries": feed.entries,
    })
}

fn rows(feeds: &[FeedListing]) -> Vec<Vec<String>> {
    let head = [
        "id",
        "state",
        "entries",
        "last success",
        "next",
        "failures",
        "last error",
        "feed",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let when = |at: Option<DateTime<Utc>>| at.map_or_else(|| "-".to_owned(), stamp);
    rows.extend(feeds.iter().map(|feed| {
        vec![
            feed.feed_id.to_string(),
            feed.state.as_str().to_owned(),
            feed.entries.to_string(),
            when(feed.last_success_at),
            when(feed.next_at),
            feed.fail_count.to_string(),
            feed.last_error
                .map_or("-", crate::model::ErrorClass::as_str)
                .to_owned(),
            telemetry::field(&feed.url),
        ]
    }));
    rows
}
