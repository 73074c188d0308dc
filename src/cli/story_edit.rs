//! `dateline story split|join`: joins set right by hand.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::Args;

use super::control::{self, Daemon, DaemonError, Writer};
use super::{StoreOption, output};
use crate::config::Config;
use crate::daemon::control::protocol::{Answer, Request};
use crate::daemon::record_rules;
use crate::store::{self, Store, StoryEdit, StoryEdited};
use crate::telemetry::field;

#[derive(Debug, Args)]
pub(super) struct SplitOptions {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// Articles to take out, all of one story: their numbers, addresses or ids in an archive
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The answer as one JSON line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct JoinOptions {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// The story whose articles go: its number, the address of one of its articles, or an id in an archive
    #[arg(value_name = "STORY")]
    story: String,
    /// The story they go into
    #[arg(value_name = "INTO")]
    into: String,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The answer as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) async fn split(
    config: &Config,
    options: &SplitOptions,
    now: DateTime<Utc>,
) -> anyhow::Result<ExitCode> {
    let address = options.store.address(config);
    let reader = store::open_to_read(address).await?;
    let mut article_ids = Vec::with_capacity(options.articles.len());
    for name in &options.articles {
        article_ids.push(article_named(reader.as_ref(), name.trim()).await?);
    }
    reader.close().await;
    article_ids.sort_unstable();
    article_ids.dedup();
    let edit = StoryEdit::Split { article_ids };
    let edited = carry_out(config, address, edit, options.reason.clone(), now).await?;
    tell(&edited, options.json)
}

pub(super) async fn join(
    config: &Config,
    options: &JoinOptions,
    now: DateTime<Utc>,
) -> anyhow::Result<ExitCode> {
    let address = options.store.address(config);
    let reader = store::open_to_read(address).await?;
    let story_id = super::story::find(reader.as_ref(), address, options.story.trim())
        .await?
        .story
        .story_id;
    let into = super::story::find(reader.as_ref(), address, options.into.trim())
        .await?
        .story
        .story_id;
    reader.close().await;
    let edit = StoryEdit::Join { story_id, into };
    let edited = carry_out(config, address, edit, options.reason.clone(), now).await?;
    tell(&edited, options.json)
}

/// The article that `name` means: its number, or what it is called.
pub(super) async fn article_named(store: &dyn Store, name: &str) -> anyhow::Result<i64> {
    let canonical = crate::parse::url::key(name);
    let found = store.articles_named(name, canonical.as_deref()).await?;
    match (found.as_slice(), name.parse()) {
        ([article_id], _) => Ok(*article_id),
        ([], Ok(number)) => Ok(number),
        ([], Err(_)) => bail!("no article has that address or id: `{}`", field(name)),
        (several, _) => {
            let numbers: Vec<String> = several.iter().map(ToString::to_string).collect();
            bail!(
                "several articles are called `{}`; give the number of one: {}",
                field(name),
                numbers.join(", ")
            )
        }
    }
}

async fn carry_out(
    config: &Config,
    address: &str,
    edit: StoryEdit,
    reason: Option<String>,
    now: DateTime<Utc>,
) -> anyhow::Result<StoryEdited> {
    match control::writer(config, address, now).await? {
        Writer::Own(store) => {
            let edited = store
                .edit_story(edit, reason, now, Arc::new(record_rules(config)))
                .await;
            store.close().await;
            Ok(edited?)
        }
        Writer::Daemon(daemon) => {
            let socket = daemon.socket().to_owned();
            let edited = through(daemon, edit, reason).await?;
            output::say(&control::through(&socket));
            Ok(edited)
        }
    }
}

async fn through(
    mut daemon: Daemon,
    edit: StoryEdit,
    reason: Option<String>,
) -> Result<StoryEdited, DaemonError> {
    let connection = daemon.connection().await?;
    let (mut answers, _open) = connection.ask(&Request::EditStory { edit, reason }).await?;
    match answers.next().await? {
        Answer::Edited { edited } => Ok(edited),
        other => Err(answers.unexpected(&other)),
    }
}

fn tell(edited: &StoryEdited, is_json: bool) -> anyhow::Result<ExitCode> {
    if is_json {
        output::print_json(&serde_json::to_value(edited)?)?;
    } else {
        output::print(&format!(
            "{} of story {} now in story {}\n",
            if edited.articles == 1 {
                "1 article".to_owned()
            } else {
                format!("{} articles", edited.articles)
            },
            edited.from_story_id,
            edited.to_story_id
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
