//! `dateline read [FILE...]`.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Args;
use rayon::prelude::*;

use super::output;
use crate::attribute::{Agencies, OutletRules};
use crate::config::Config;
use crate::daemon::{self, Clock};
use crate::model::{ArchiveItem, PageSource, ReadInput};
use crate::{parse, pipeline};

/// Articles read together on all cores before their lines are printed.
const CHUNK: usize = 256;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Files: .html pages, .txt texts, .jsonl archives [default: standard input]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The address of the page, for links and for who publishes it
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// When it was published (RFC 3339 or a day), to resolve words such as "on Friday"
    #[arg(long, value_name = "TIME")]
    published: Option<String>,
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let agencies = daemon::agencies(config)?;
    let outlets = OutletRules::shipped().with_rules(config.outlet.clone());
    let mut desk = Desk {
        agencies,
        outlets,
        options,
        now: clock.now(),
        rejected: 0,
        read: 0,
    };
    if options.files.is_empty() {
        desk.source("-", std::io::stdin().lock())?;
    }
    for path in &options.files {
        let name = path.display().to_string();
        if name == "-" {
            desk.source("-", std::io::stdin().lock())?;
        } else {
            let file = std::fs::File::open(path).with_context(|| format!("reading {name}"))?;
            desk.source(&name, BufReader::new(file))?;
        }
    }
    if desk.rejected > 0 {
        output::say(&format!("{} read, {} rejected", desk.read, desk.rejected));
    }
    Ok(if desk.read == 0 && desk.rejected > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

struct Desk<'a> {
    agencies: Agencies,
    outlets: OutletRules,
    options: &'a Options,
    now: DateTime<Utc>,
    read: u64,
    rejected: u64,
}

impl Desk<'_> {
    /// Reads one file, by its ending, else by its first character.
    fn source(&mut self, name: &str, mut reader: impl BufRead) -> anyhow::Result<()> {
        let ending = name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase());
        let is_lines = match ending.as_deref() {
            Some("jsonl" | "ndjson" | "json") => true,
            Some("html" | "htm" | "xhtml" | "txt" | "text" | "md") => false,
            _ => first_character(&mut reader).context("reading")? == Some(b'{'),
        };
        if is_lines {
            return self.lines(name, reader);
        }
        let mut bytes = Vec::new();
        reader
            .read_to_end(&mut bytes)
            .with_context(|| format!("reading {name}"))?;
        let decoded = parse::page::decode(&bytes, None);
        let is_html = match ending.as_deref() {
            Some("html" | "htm" | "xhtml") => true,
            Some("txt" | "text" | "md") => false,
            _ => decoded.html.trim_start().starts_with('<'),
        };
        let mut input = ReadInput::new(name);
        input.url = self.options.url.clone();
        input.page = Some(if is_html {
            PageSource::Page(decoded.html)
        } else {
            PageSource::Text(decoded.html)
        });
        self.print(vec![input])
    }

    fn lines(&mut self, name: &str, reader: impl BufRead) -> anyhow::Result<()> {
        let mut chunk = Vec::with_capacity(CHUNK);
        for (number, line) in reader.split(b'\n').enumerate() {
            let line = line.with_context(|| format!("reading {name}"))?;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let place = format!("{name}:{}", number + 1);
            match archive_line(&line, &place, self.now) {
                Ok(input) => chunk.push(input),
                Err(reason) => {
                    self.rejected += 1;
                    output::say(&format!("{place}: rejected: {reason}"));
                }
            }
            if chunk.len() == CHUNK {
                self.print(std::mem::take(&mut chunk))?;
            }
        }
        self.print(chunk)
    }

    fn print(&mut self, mut inputs: Vec<ReadInput>) -> anyhow::Result<()> {
        if let Some(published) = &self.options.published {
            for input in &mut inputs {
                input.published = parse::date::read(Some(published), self.now);
            }
        }
        self.read += inputs.len() as u64;
        let (agencies, outlets) = (&self.agencies, &self.outlets);
        let read = |input: ReadInput| {
            let outlet = outlets.outlet_of(
                outlets.address_of(&input),
                input.outlet.as_deref(),
                None,
                agencies,
            );
            pipeline::reading_to_json(&daemon::read_guarded(input, &outlet, agencies)).to_string()
        };
        let lines: Vec<String> = inputs.into_par_iter().map(read).collect();
        let mut out = std::io::stdout().lock();
        for line in lines {
            writeln!(out, "{line}")?;
        }
        out.flush()?;
        Ok(())
    }
}

/// One archive line as an input.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn archive_line(line: &[u8], place: &str, now: DateTime<Utc>) -> Result<ReadInput, String> {
    let item: ArchiveItem = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    pipeline::input_of_archive(item, place, now).map_err(|error| error.to_string())
}

fn first_character(reader: &mut impl BufRead) -> std::io::Result<Option<u8>> {
    Ok(reader
        .fill_buf()?
        .iter()
        .copied()
        .find(|byte| !byte.is_ascii_whitespace()))
}
