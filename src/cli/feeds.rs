//! `dateline feeds add|list|why|import|export`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde_json::json;

use super::control::{self, Daemon, DaemonError, Writer};
use super::{StoreOption, feed_search, feed_why, output};
use crate::config::Config;
use crate::daemon::control::protocol::{Answer, Request};
use crate::daemon::{AddedFeeds, Clock, add_feeds};
use crate::model::stamp;
use crate::net_guard::address::Policy;
use crate::parse::opml::{self, OpmlFeed, OpmlList};
use crate::store::{self, FeedListing, Store};
use crate::telemetry;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add feeds by address
    Add(AddOptions),
    /// Show all feeds and how they are doing
    List(ListOptions),
    /// Tell how a feed is asked, and why so
    Why(feed_why::Options),
    /// Add the feeds of an OPML file
    Import(ImportOptions),
    /// Write all feeds as OPML
    Export(ExportOptions),
}

#[derive(Debug, Args)]
pub(super) struct AddOptions {
    #[command(flatten)]
    store: StoreOption,
    /// Addresses of feeds, or of web pages that announce one
    #[arg(required = true, value_name = "URL")]
    urls: Vec<String>,
    /// A tag for them; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Add the addresses as they are, without asking what is there
    #[arg(long)]
    as_given: bool,
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

impl Command {
    /// The store of a command that only reads it.
    pub(super) const fn only_reads(&self) -> Option<&StoreOption> {
        match self {
            Self::List(options) => Some(&options.store),
            Self::Export(options) => Some(&options.store),
            Self::Why(options) => Some(&options.store),
            Self::Add(_) | Self::Import(_) => None,
        }
    }
}

pub(super) fn run(config: &Config, command: Command, clock: &Clock) -> anyhow::Result<ExitCode> {
    let now = clock.now();
    super::runtime()?.block_on(async {
        match command {
            Command::Add(options) => {
                let named = options.urls.into_iter().map(|url| OpmlFeed {
                    url,
                    title: None,
                    tags: options.tags.clone(),
                });
                let mut feeds = named.collect();
                if !options.as_given {
                    let meant = feed_search::meant(config, feeds, now).await;
                    meant.told.iter().for_each(|told| output::say(told));
                    feeds = meant.feeds;
                }
                let list = OpmlList {
                    feeds,
                    skipped: Vec::new(),
                };
                add_and_tell(config, &options.store, list, now).await
            }
            Command::Why(options) => feed_why::run(config, &options).await,
            Command::Import(options) => {
                let list = read_opml(&options.file)?;
                add_and_tell(config, &options.store, list, now).await
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
pub(super) fn read_opml(path: &Path) -> anyhow::Result<OpmlList> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
            .context("reading standard input")?;
        bytes
    } else {
        std::fs::read(path).with_context(|| format!("reading {}", path.display()))?
    };
    let list = opml::read(&bytes).with_context(|| format!("in {}", path.display()))?;
    if list.feeds.is_empty() && list.skipped.is_empty() {
        bail!("{} holds no feed: no outline has an xmlUrl", path.display());
    }
    Ok(list)
}

/// Adds the feeds of `list`; an address that is no http address is skipped with a warning.
pub(super) async fn add(store: &dyn Store, list: OpmlList, now: DateTime<Utc>) -> anyhow::Result<AddedFeeds> {
    let mut added = add_feeds(store, list.feeds, now).await?;
    added.skipped.extend(list.skipped);
    warn_of_skipped(&added);
    Ok(added)
}

fn warn_of_skipped(added: &AddedFeeds) {
    for url in &added.skipped {
        let problem = no_address(url);
        tracing::warn!(url = %telemetry::field(url), "skipped: {problem}");
    }
}

/// What is wrong with an address that cannot be polled, and what was probably meant.
fn no_address(url: &str) -> String {
    let problem = "a feed's address starts with http:// or https://";
    match with_scheme(url) {
        Some(meant) => format!("{problem}; did you mean {}?", telemetry::field(&meant)),
        None => problem.to_owned(),
    }
}

/// `example.org/rss` as the address it would be in a browser; `None` for what is no host and path.
fn with_scheme(url: &str) -> Option<String> {
    let url = url.trim();
    let host = url.split(['/', '?', '#']).next()?;
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let is_host = name.contains('.')
        && name.split('.').all(|label| !label.is_empty())
        && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
        && port.bytes().all(|byte| byte.is_ascii_digit());
    let meant = format!("https://{url}");
    (is_host && url::Url::parse(&meant).is_ok()).then_some(meant)
}

/// Says which addresses a daemon with this configuration would never connect to. Names are judged when they
/// are looked up, not here.
fn warn_of_refused(config: &Config, feeds: &[OpmlFeed]) {
    let policy = Policy::new(&config.net);
    for feed in feeds {
        let Ok(url) = url::Url::parse(feed.url.trim()) else {
            continue;
        };
        if matches!(url.scheme(), "http" | "https")
            && let Err(why) = policy.judge_url(&url)
        {
            tracing::warn!(url = %telemetry::field(&feed.url), "the daemon will refuse it: {why}");
        }
    }
}

async fn add_and_tell(
    config: &Config,
    option: &StoreOption,
    list: OpmlList,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    warn_of_refused(config, &list.feeds);
    let added = match control::writer(config, option.address(config), now).await? {
        Writer::Own(store) => {
            let added = add(store.as_ref(), list, now).await;
            store.close().await;
            added?
        }
        Writer::Daemon(daemon) => {
            let socket = daemon.socket().to_owned();
            let mut added = add_through(daemon, list.feeds).await?;
            added.skipped.extend(list.skipped);
            warn_of_skipped(&added);
            output::say(&control::through(&socket));
            added
        }
    };
    let skipped = added.skipped.len();
    output::say(&format!(
        "{} added, {} known already, {skipped} skipped",
        added.new, added.known
    ));
    if added.new + added.known == 0
        && let Some(url) = added.skipped.first()
    {
        bail!("no address could be added: {}", no_address(url));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_its_scheme_is_completed_and_other_words_are_not() {
        let meant = |url| with_scheme(url);
        assert_eq!(
            meant("example.org/rss").as_deref(),
            Some("https://example.org/rss")
        );
        assert_eq!(
            meant("n.example:8080/?a=b").as_deref(),
            Some("https://n.example:8080/?a=b")
        );
        for word in [
            "ftp://no",
            "mailto:x@y.example",
            "rss",
            "../feed.xml",
            "a b.example",
            "",
        ] {
            assert_eq!(meant(word), None, "{word}");
        }
    }
}
