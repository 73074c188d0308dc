//! `dateline export`: views as files that other programs take in.

#[cfg(feature = "parquet")]
mod parquet;
mod target;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use clap::{Args, ValueEnum};
use serde_json::json;

use self::target::{Target, Written};
use super::rows::{Form, Out, Pace, csv, json as json_rows};
use super::{StoreOption, exit, moment, output};
use crate::config::Config;
use crate::daemon::Clock;
use crate::store::{Export, ExportError, Span, ViewShape};

/// Names this close (Jaro-Winkler, 0 to 1) are taken for a misspelling.
const SIMILAR_MIN: f64 = 0.8;
/// Every view.
const ALL: &str = "all";

#[derive(Debug, Args)]
#[command(after_long_help = "\
Works beside a running daemon; everything is read from one state of the store. With --out, a view becomes \
DIR/VIEW/seen_on=DAY/VIEW.csv, a file for each day, as DuckDB, Spark, pandas and Arrow read it; a row belongs \
to the day (UTC) on which its article was first seen, or its story, or its event began. A view whose rows have \
no day is one file. All is written under a hidden name and given its own when it is whole: what is killed leaves \
nothing to be seen. A folder that is there keeps its other days; days are always written whole, so --since and \
--until count in whole days there, and an hourly job may write the same days again.

In Parquet, instants are timestamps (UTC); in CSV, texts that a spreadsheet would run as formulas get an \
apostrophe before them.

Examples:
  dateline export --view v_story --since 7d > stories.csv
  dateline export --view v_article --view v_fact --format parquet --out archive
  duckdb -c \"SELECT outlet, count(*) FROM 'archive/v_article/*/*.parquet' GROUP BY outlet\"")]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// The view to take away; again for further ones, or all
    #[arg(long = "view", value_name = "VIEW", required = true)]
    views: Vec<String>,
    /// Only what belongs to this day or later: 2025-03-14, 2025-03-14T12:00:00Z, or back from now: 12h, 7d, 4w
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only what belongs to times before this
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// How the rows are written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// The folder to write into; without it one view goes to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the summary as one JSON line
    #[arg(long, requires = "out")]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Comma-separated values with a head, safe to open in a spreadsheet
    Csv,
    /// One JSON object a line
    Jsonl,
    /// Apache Parquet, compressed with zstd
    Parquet,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let span = span(options, clock.now())?;
    if options.format == Format::Parquet {
        if cfg!(not(feature = "parquet")) {
            bail!(
                "this program was built without Parquet: build it with --features parquet, or give --format csv"
            );
        }
        if options.out.is_none() {
            bail!("a Parquet file cannot go to standard output: name a folder with --out");
        }
    }
    let written = super::runtime()?.block_on(async {
        tokio::select! {
            written = export(config, options, &span) => Some(written),
            // Dropping the work removes what there is of it.
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    match written {
        None => Ok(ExitCode::from(exit::INTERRUPTED)),
        Some(written) => {
            if let Some(written) = written? {
                tell(options, &written)?;
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What of time is wanted: whole days when files of days are written.
fn span(options: &Options, now: DateTime<Utc>) -> anyhow::Result<Span> {
    let given = |text: &Option<String>, name: &str| {
        let text = text.as_deref();
        text.map(|text| moment::moment(text, now).map_err(|words| anyhow::anyhow!("--{name}: {words}")))
            .transpose()
    };
    let (mut from, mut to) = (given(&options.since, "since")?, given(&options.until, "until")?);
    if options.out.is_some() {
        let midnight = |at: DateTime<Utc>| at.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        from = from.map(midnight);
        to = to.map(|to| {
            if midnight(to) == to {
                to
            } else {
                midnight(to) + TimeDelta::days(1)
            }
        });
    }
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        bail!("--until is not later than --since: there is nothing between them");
    }
    let stored = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(Span {
        from: from.map(stored),
        to: to.map(stored),
    })
}

async fn export(config: &Config, options: &Options, span: &Span) -> anyhow::Result<Option<Vec<Written>>> {
    let mut store = Export::open(options.store.address(config)).await?;
    let known = store.views().await?;
    let views = chosen(&options.views, &known)?;
    for view in views
        .iter()
        .filter(|view| !view.has_days && *span != Span::default())
    {
        output::say(&format!(
            "{}: its rows belong to no day; all of them are written",
            view.name
        ));
    }
    let Some(out) = &options.out else {
        let [view] = views.as_slice() else {
            bail!("several views cannot go to standard output: name a folder with --out");
        };
        let out: Out = Box::new(std::io::BufWriter::with_capacity(1 << 16, std::io::stdout()));
        let mut form = form(options.format, view, out)?;
        store.rows(view, span, form.as_mut()).await.map_err(failure)?;
        form.finish().context("writing the rows")?;
        return Ok(None);
    };
    let mut target = Target::beside(out, options.format)?;
    let days = store.days(span).await?;
    let bar = output::bar(u64::try_from(views.len() * (days.len() + 1))?, "days written");
    for view in views {
        if view.has_days {
            for day in &days {
                let mut file = target.file(view, Some(day));
                store.rows(view, &of_day(day), &mut file).await.map_err(failure)?;
                file.finish()?;
                bar.inc(1);
            }
        } else {
            let mut file = target.file(view, None);
            store
                .rows(view, &Span::default(), &mut file)
                .await
                .map_err(failure)?;
            file.finish()?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    target.place().map(Some)
}

/// The store's own error alone, for the exit code.
fn failure(error: ExportError) -> anyhow::Error {
    match error {
        ExportError::Store(error) => error.into(),
        ExportError::Output(error) => anyhow::Error::from(error).context("writing the rows"),
    }
}

fn of_day(day: &str) -> Span {
    let next = day.parse::<NaiveDate>().ok().and_then(|day| day.succ_opt());
    Span {
        from: Some(format!("{day}T00:00:00Z")),
        to: next.map(|next| format!("{next}T00:00:00Z")),
    }
}

fn chosen<'a>(names: &[String], known: &'a [ViewShape]) -> anyhow::Result<Vec<&'a ViewShape>> {
    if names.iter().any(|name| name == ALL) {
        return Ok(known.iter().collect());
    }
    let mut views: Vec<&ViewShape> = Vec::new();
    for name in names {
        let Some(view) = known.iter().find(|view| view.name == *name) else {
            bail!("there is no view `{name}`; {}", hint(name, known));
        };
        if !views.contains(&view) {
            views.push(view);
        }
    }
    Ok(views)
}

fn hint(name: &str, known: &[ViewShape]) -> String {
    let bare = |name: &str| name.trim_start_matches("v_").trim_end_matches('s').to_owned();
    let near = known
        .iter()
        .map(|view| (strsim::jaro_winkler(&bare(name), &bare(&view.name)), &view.name))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(likeness, _)| *likeness >= SIMILAR_MIN);
    match near {
        Some((_, near)) => format!("did you mean {near}?"),
        None => {
            let names: Vec<&str> = known.iter().map(|view| view.name.as_str()).collect();
            format!("there are {}, and all", names.join(", "))
        }
    }
}

/// The form that writes `view` to `out`.
fn form(format: Format, view: &ViewShape, out: Out) -> anyhow::Result<Box<dyn Form>> {
    Ok(match format {
        Format::Csv => Box::new(csv::Csv::new(out, Pace::Whole)),
        Format::Jsonl => Box::new(json_rows::Json::lines(out, Pace::Whole)),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(parquet::Parquet::new(view, out)?),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => bail!(
            "this program was built without Parquet; {} is not written",
            view.name
        ),
    })
}

fn tell(options: &Options, written: &[Written]) -> anyhow::Result<()> {
    let folder = options
        .out
        .as_deref()
        .unwrap_or_else(|| std::path::Path::new("."));
    if options.json {
        let views: Vec<_> = written
            .iter()
            .map(|one| json!({ "view": one.view, "rows": one.rows, "files": one.files, "bytes": one.bytes }))
            .collect();
        return output::print_json(&json!({ "out": folder.display().to_string(), "views": views }));
    }
    let mut text = String::new();
    for one in written {
        text += &format!(
            "{}: {} rows in {} files, {} bytes\n",
            one.view, one.rows, one.files, one.bytes
        );
    }
    output::print(&format!("{text}written to {}\n", folder.display()))
}
