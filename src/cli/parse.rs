//! `dateline parse FILE`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::Args;
use serde_json::json;

use super::output;
use crate::daemon::Clock;
use crate::model::{ClaimedTime, Entry, stamp};
use crate::parse;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// A feed document; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The address it came from, to complete relative links
    #[arg(long, value_name = "URL", default_value = "http://localhost/")]
    base: String,
    /// The Content-Type header it came with
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
}

pub(super) fn run(options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let name = options.file.display();
    let bytes = if options.file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)
            .context("reading standard input")?;
        bytes
    } else {
        std::fs::read(&options.file).with_context(|| format!("reading {name}"))?
    };
    let content_type = options.content_type.as_deref().filter(|text| !text.is_empty());
    let base = if options.base.is_empty() {
        "http://localhost/"
    } else {
        &options.base
    };
    let document = parse::feed::document(&bytes, content_type, base, clock.now())
        .map_err(|error| anyhow!("{name}: {} ({})", error.detail, error.class.as_str()))?;
    let mut lines = String::new();
    for entry in &document.entries {
        lines.push_str(&line(entry, base).to_string());
        lines.push('\n');
    }
    output::print(&lines)?;
    for note in &document.notes {
        output::say(&format!("{name}: {note}"));
    }
    if document.entries_dropped > 0 {
        output::say(&format!(
            "{name}: {} items could not be read",
            document.entries_dropped
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The identity that the feed gives: a path from the root of the site is an address.
fn id(entry: &Entry, base: &str) -> Option<String> {
    let guid = entry.guid.as_ref().or(entry.link.as_ref())?;
    let is_path = guid.starts_with('/');
    let whole = url::Url::parse(base).ok().filter(|_| is_path);
    let whole = whole.and_then(|base| base.join(guid).ok());
    Some(whole.map_or_else(|| guid.clone(), Into::into))
}

fn line(entry: &Entry, base: &str) -> serde_json::Value {
    let at = |time: &ClaimedTime| time.at.map(stamp);
    json!({
        "title": entry.title,
        "link": entry.link,
        "id": id(entry, base),
        "key": entry.key,
        "published": at(&entry.published),
        "published_raw": entry.published.raw,
        "published_quality": entry.published.quality.as_str(),
        "updated": at(&entry.updated),
        "author": (!entry.authors.is_empty()).then(|| entry.authors.join(", ")),
        "summary": entry.summary,
        "content": entry.content,
        "categories": entry.categories,
        "language": entry.language,
        "source": entry.source_name,
        "source_url": entry.source_url,
        "credits": entry.credits,
    })
}
