//! `dateline reread`: kept articles read again after a change of the rules.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::control::{self, Daemon, Writer};
use super::moment::Moment;
use super::story_edit::article_named;
use super::{StoreOption, exit, output};
use crate::config::Config;
use crate::daemon::Clock;
use crate::daemon::control::protocol::{Answer, Request};
use crate::daemon::reread::Rereader;
use crate::model::stamp;
use crate::store::{self, RereadFilter, RereadFrom, RereadReport, RereadRun, RereadStage, Store};
use crate::telemetry::field;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Articles are read from what is kept of them: the page, the entry of the feed, an archive's text; where that has been \
pruned, from the stored text. Articles, revisions, stories and events keep their numbers, and what reads as before is \
not written. While a daemon runs it does the work between its own, by its own configuration. A run that was cut off \
goes on where it was when the same is asked again, or with --resume.")]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// What to tell anew: read = all that is read of an article; facts = facts and credits, from the stored text;
    /// stories = which story an article is in, and how it relates to it;
    /// events = which event a story is in, and all claims
    #[arg(long, value_enum, default_value_t = Stage::Read)]
    stage: Stage,
    /// Only articles first seen at this time or later: 2025-03-14, 2025-03-14T12:00:00Z, or back from now: 12h, 7d, 4w
    #[arg(long, value_name = "TIME")]
    since: Option<Moment>,
    /// Only articles first seen before this time
    #[arg(long, value_name = "TIME")]
    until: Option<Moment>,
    /// Only articles of this outlet
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Only this article: its number, its address or its id in an archive
    #[arg(long, value_name = "ARTICLE")]
    article: Option<String>,
    /// Say what would change about the articles, or their stories, and write nothing
    #[arg(long, conflicts_with_all = ["resume", "status"])]
    dry_run: bool,
    /// Go on with the run that was cut off, whatever it was
    #[arg(long, conflicts_with_all = ["stage", "since", "until", "outlet", "article"])]
    resume: bool,
    /// Show how far the last run has come, and what it has changed
    #[arg(long, conflicts_with = "resume")]
    status: bool,
    /// The report as one JSON line
    #[arg(long)]
    json: bool,
}

impl Options {
    /// Whether it only looks, so that a broken configuration is no reason to refuse.
    pub(super) const fn only_looks(&self) -> bool {
        self.status
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stage {
    Read,
    Facts,
    Stories,
    Events,
}

impl Stage {
    const fn of_store(self) -> RereadStage {
        match self {
            Self::Read => RereadStage::Read,
            Self::Facts => RereadStage::Facts,
            Self::Stories => RereadStage::Stories,
            Self::Events => RereadStage::Events,
        }
    }
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    super::runtime()?.block_on(async {
        let address = options.store.address(config);
        if options.status {
            return status(address, options.json).await;
        }
        let filter = filter(options, address, clock.now()).await?;
        let bar = output::bar(0, "read again");
        let working = async {
            if options.dry_run {
                foresee(config, options, filter, clock, &bar).await
            } else {
                again(config, options, filter, clock, &bar).await
            }
        };
        let ended = tokio::select! {
            ended = working => Some(ended),
            _ = tokio::signal::ctrl_c() => None,
        };
        bar.finish_and_clear();
        match ended {
            Some(run) => {
                tell(&run?, options.dry_run, options.json)?;
                Ok(ExitCode::SUCCESS)
            }
            None => {
                output::say("cut off; `dateline reread --resume` goes on");
                Ok(ExitCode::from(exit::INTERRUPTED))
            }
        }
    })
}

async fn filter(options: &Options, address: &str, now: DateTime<Utc>) -> anyhow::Result<RereadFilter> {
    let mut filter = RereadFilter {
        since: options.since.map(|since| since.seen_from(now)),
        until: options.until.map(|until| until.seen_from(now)),
        outlet: options.outlet.clone(),
        article_id: None,
    };
    if let Some(name) = &options.article {
        let reader = store::open_to_read(address).await?;
        let found = article_named(reader.as_ref(), name.trim()).await;
        reader.close().await;
        filter.article_id = Some(found?);
    }
    Ok(filter)
}

async fn status(address: &str, is_json: bool) -> anyhow::Result<ExitCode> {
    let store = store::open_to_read(address).await?;
    let last = store.last_reread().await;
    store.close().await;
    match last? {
        Some(run) => tell(&run, false, is_json)?,
        None if is_json => output::print_json(&Value::Null)?,
        None => output::print("nothing has been read again in this store\n")?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What would change, by this process's configuration.
async fn foresee(
    config: &Config,
    options: &Options,
    filter: RereadFilter,
    clock: &Clock,
    bar: &ProgressBar,
) -> anyhow::Result<RereadRun> {
    let reader = Rereader::new(config)?;
    let task = reader.task(options.stage.of_store(), filter);
    let store = store::open_to_read(options.store.address(config)).await?;
    let mut run = store.plan_reread(task, clock.now()).await?;
    while run.finished_at.is_none() {
        run = reader.foresee(store.as_ref(), &run, clock.now()).await?;
        show(bar, &run);
    }
    store.close().await;
    Ok(run)
}

async fn again(
    config: &Config,
    options: &Options,
    filter: RereadFilter,
    clock: &Clock,
    bar: &ProgressBar,
) -> anyhow::Result<RereadRun> {
    let stage = options.stage.of_store();
    match control::writer(config, options.store.address(config), clock.now()).await? {
        Writer::Own(store) => {
            let ran = directly(
                config,
                (stage, filter, options.resume),
                store.as_ref(),
                clock,
                bar,
            )
            .await;
            store.close().await;
            ran
        }
        Writer::Daemon(daemon) => {
            output::say(&control::through(daemon.socket()));
            let request = Request::Reread {
                stage,
                filter,
                resumes: options.resume,
            };
            through(daemon, &request, bar).await
        }
    }
}

async fn directly(
    config: &Config,
    (stage, filter, resumes): (RereadStage, RereadFilter, bool),
    store: &dyn Store,
    clock: &Clock,
    bar: &ProgressBar,
) -> anyhow::Result<RereadRun> {
    let reader = Rereader::new(config)?;
    let task = reader.task(stage, filter);
    let mut run = store.begin_reread(task, resumes, clock.now()).await?;
    while run.finished_at.is_none() {
        show(bar, &run);
        run = reader.step(store, &run, clock.now()).await?;
    }
    Ok(run)
}

async fn through(mut daemon: Daemon, request: &Request, bar: &ProgressBar) -> anyhow::Result<RereadRun> {
    let (mut answers, _open) = daemon.connection().await?.ask(request).await?;
    loop {
        match answers.next().await? {
            Answer::Rereading { run } if run.finished_at.is_some() => return Ok(*run),
            Answer::Rereading { run } => show(bar, &run),
            other => bail!(answers.unexpected(&other)),
        }
    }
}

fn show(bar: &ProgressBar, run: &RereadRun) {
    bar.set_length(run.total.unsigned_abs());
    bar.set_position(run.report.done);
}

fn tell(run: &RereadRun, is_dry: bool, is_json: bool) -> anyhow::Result<()> {
    if is_json {
        let mut line = serde_json::to_value(run)?;
        if let Some(line) = line.as_object_mut() {
            line.insert("dry_run".to_owned(), json!(is_dry));
        }
        return output::print_json(&line);
    }
    output::print(&told(run, is_dry))
}

/// The report as text.
fn told(run: &RereadRun, is_dry: bool) -> String {
    let (report, stage) = (&run.report, run.task.stage);
    let units = if stage.is_of_articles() {
        "articles"
    } else {
        "stories"
    };
    let state = match (run.finished_at, run.is_dropped) {
        _ if is_dry => "nothing written".to_owned(),
        (Some(at), _) => format!("ended {}", stamp(at)),
        (None, true) => "dropped for another".to_owned(),
        (None, false) => "not ended; `dateline reread --resume` goes on".to_owned(),
    };
    let mut text = format!(
        "stage {}: {} of {} {units}, {} changed; begun {}, {state}\n",
        stage.as_str(),
        report.done,
        run.total,
        report.changed.max(report.moved),
        stamp(run.started_at),
    );
    match stage {
        RereadStage::Read | RereadStage::Facts => of_articles(&mut text, report, is_dry),
        RereadStage::Stories => of_stories(&mut text, report, is_dry),
        RereadStage::Events => of_events(&mut text, report),
    }
    if report.skipped > 0 {
        let _ = writeln!(text, "  left as they are: {}", report.skipped);
    }
    for example in &report.examples {
        let _ = writeln!(
            text,
            "  {} {} \u{201c}{}\u{201d}: {}",
            example.id,
            field(&example.outlet),
            field(&example.title),
            example.what.join("; ")
        );
    }
    text
}

fn of_stories(text: &mut String, report: &RereadReport, is_dry: bool) {
    let _ = writeln!(
        text,
        "  articles moved {}, relations changed {}, possible copies changed {}",
        report.articles_moved, report.relations, report.possible_copies
    );
    let _ = writeln!(
        text,
        "  stories decided again {}, of another origin {}, opened {}, left without articles {}",
        report.stories, report.origins, report.stories_opened, report.stories_emptied
    );
    if !is_dry {
        of_events(text, report);
    }
}

fn of_events(text: &mut String, report: &RereadReport) {
    let _ = writeln!(
        text,
        "  stories in another event {}, claims changed {}",
        report.moved, report.claims
    );
}

fn of_articles(text: &mut String, report: &RereadReport, is_dry: bool) {
    let from = |from: RereadFrom| report.from.get(&from).copied().unwrap_or(0);
    let _ = writeln!(
        text,
        "  read from: page {}, feed {}, archive's text {}, stored text {}",
        from(RereadFrom::Page),
        from(RereadFrom::Feed),
        from(RereadFrom::Text),
        from(RereadFrom::Stored)
    );
    let _ = writeln!(
        text,
        "  articles by what changed: text {}, sections {}, metadata {}, credits {} (+{} -{}), facts {}",
        report.text,
        report.sections,
        report.metadata,
        report.credits,
        report.credits_added,
        report.credits_removed,
        report.facts
    );
    let kinds = |kinds: &BTreeMap<String, u64>| {
        let words: Vec<String> = kinds
            .iter()
            .map(|(kind, count)| format!("{kind} {count}"))
            .collect();
        words.join(", ")
    };
    for (word, counts) in [
        ("added", &report.facts_added),
        ("removed", &report.facts_removed),
        ("altered", &report.facts_altered),
    ] {
        if !counts.is_empty() {
            let _ = writeln!(text, "  facts {word}: {}", kinds(counts));
        }
    }
    if !is_dry {
        let _ = writeln!(
            text,
            "  stories decided again {}, of another origin {}, relations changed {}",
            report.stories, report.origins, report.relations
        );
    }
}
