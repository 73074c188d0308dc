//! `dateline try URL|FILE`: one feed, page or file, read as the daemon would read it. Nothing is stored.

mod sources;
mod told;

use std::process::ExitCode;

use clap::Args;

use self::sources::Desk;
use super::output;
use crate::attribute::Outlet;
use crate::config::Config;
use crate::daemon::Clock;
use crate::model::{Entry, FeedDocument, Reading};

#[derive(Debug, Args)]
#[command(after_long_help = "\
Needs no store and no configuration. Addresses are asked through the same guarded client as the daemon's: \
private and loopback networks are refused unless net.allow_networks names them, and pages need the leave of \
the site's robots.txt. Without net.contact the request names the program but nobody to write to; that is \
meant for a look, not for polling.

Files: a feed, a page (.html), a text (.txt), or an archive (.jsonl); the content decides where the name \
does not.")]
pub(super) struct Options {
    /// An address, or a file; - for standard input
    #[arg(value_name = "URL|FILE")]
    target: String,
    /// Read the first N entries of a feed too, fetching the pages that the daemon would fetch
    #[arg(long, value_name = "N", default_value_t = 0)]
    pages: usize,
    /// The address that a file came from, for links and for who publishes it
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Print everything as one JSON object, texts and facts included
    #[arg(long)]
    json: bool,
}

/// What was found at the target.
#[derive(Debug, Default)]
struct Findings {
    /// The target as given.
    source: String,
    feed: Option<FoundFeed>,
    articles: Vec<FoundArticle>,
    /// What could not be had or read, in words.
    troubles: Vec<String>,
}

/// A feed, and what the daemon would do with its entries.
#[derive(Debug)]
struct FoundFeed {
    url: String,
    document: FeedDocument,
    /// For each entry: its page would be fetched, because the feed holds only a teaser.
    wants_page: Vec<bool>,
}

impl FoundFeed {
    fn entries(&self) -> impl Iterator<Item = (&Entry, bool)> {
        self.document.entries.iter().zip(self.wants_page.iter().copied())
    }
}

/// An article as it would be stored.
#[derive(Debug)]
struct FoundArticle {
    outlet: Outlet,
    reading: Reading,
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let is_address = options.target.starts_with("http://") || options.target.starts_with("https://");
    if is_address && config.contact_problem().is_some() {
        output::say("net.contact is empty: the request names nobody whom the publisher could write to");
    }
    let desk = Desk::new(config, options, clock)?;
    let findings = super::runtime()?.block_on(async {
        tokio::spawn(super::end_when_interrupted());
        if is_address {
            desk.address(&options.target).await
        } else {
            desk.file(&options.target).await
        }
    })?;
    if options.json {
        output::print_json(&told::json(&findings))?;
    } else {
        output::print(&told::text(&findings))?;
    }
    for trouble in &findings.troubles {
        output::say(&super::grid::inert(trouble));
    }
    let has_nothing = findings.feed.is_none() && findings.articles.is_empty();
    Ok(if has_nothing {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
