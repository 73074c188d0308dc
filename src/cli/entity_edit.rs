//! `dateline entity merge|split`: whom a name means, set right by hand.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use chrono::{DateTime, Utc};
use clap::Args;

use super::control::{self, Daemon, DaemonError, Writer};
use super::entity::{KindOption, find};
use super::{StoreOption, output};
use crate::config::Config;
use crate::daemon::control::protocol::{Answer, Request};
use crate::daemon::record_rules;
use crate::entity;
use crate::store::{self, EntityEdit, EntityEdited, Store};
use crate::telemetry::field;

#[derive(Debug, Args)]
pub(super) struct MergeOptions {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// The one that goes into the other: its name or number
    #[arg(value_name = "NAME")]
    name: String,
    /// The one that stays
    #[arg(value_name = "INTO")]
    into: String,
    #[command(flatten)]
    kind: KindOption,
    #[command(flatten)]
    record: RecordOptions,
}

#[derive(Debug, Args)]
pub(super) struct SplitOptions {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// The name that means somebody else
    #[arg(value_name = "NAME")]
    name: String,
    /// The entity that has it, by name or number, where several do
    #[arg(long, value_name = "ENTITY")]
    of: Option<String>,
    #[command(flatten)]
    kind: KindOption,
    #[command(flatten)]
    record: RecordOptions,
}

#[derive(Clone, Debug, Args)]
struct RecordOptions {
    /// Who decided, for the record [default: the user's name]
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The answer as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) async fn merge(
    config: &Config,
    options: &MergeOptions,
    now: DateTime<Utc>,
) -> anyhow::Result<ExitCode> {
    let address = options.store.address(config);
    let reader = store::open_to_read(address).await?;
    let found = async {
        let one = find(reader.as_ref(), options.name.trim(), options.kind).await?;
        let other = find(reader.as_ref(), options.into.trim(), options.kind).await?;
        anyhow::Ok((one.entity_id, other.entity_id))
    };
    let found = found.await;
    reader.close().await;
    let (entity_id, into) = found?;
    let edit = EntityEdit::Merge { entity_id, into };
    let edited = carry_out(config, address, edit, &options.record, now).await?;
    tell(&edited, options.record.json)
}

pub(super) async fn split(
    config: &Config,
    options: &SplitOptions,
    now: DateTime<Utc>,
) -> anyhow::Result<ExitCode> {
    let address = options.store.address(config);
    let reader = store::open_to_read(address).await?;
    let found = name_to_split(reader.as_ref(), options).await;
    reader.close().await;
    let edited = carry_out(config, address, found?, &options.record, now).await?;
    tell(&edited, options.record.json)
}

async fn name_to_split(store: &dyn Store, options: &SplitOptions) -> anyhow::Result<EntityEdit> {
    let name = options.name.trim();
    let owner = options.of.as_deref().unwrap_or(name).trim();
    let entity_id = find(store, owner, options.kind).await?.entity_id;
    let dossier = store.entity(entity_id).await?;
    let names = dossier.map(|dossier| dossier.names).unwrap_or_default();
    let sought = entity::sought(name);
    match names.into_iter().find(|held| sought.contains(&held.folded)) {
        Some(held) => Ok(EntityEdit::Split {
            entity_id,
            folded: held.folded,
        }),
        None => bail!("entity {entity_id} is not known as `{}`", field(name)),
    }
}

async fn carry_out(
    config: &Config,
    address: &str,
    edit: EntityEdit,
    record: &RecordOptions,
    now: DateTime<Utc>,
) -> anyhow::Result<EntityEdited> {
    let by_whom = record.by.clone().or_else(|| std::env::var("USER").ok());
    let reason = record.reason.clone();
    match control::writer(config, address, now).await? {
        Writer::Own(store) => {
            let rules = Arc::new(record_rules(config));
            let edited = store.edit_entity(edit, by_whom, reason, now, rules).await;
            store.close().await;
            Ok(edited?)
        }
        Writer::Daemon(daemon) => {
            let socket = daemon.socket().to_owned();
            let request = Request::EditEntity {
                edit,
                by_whom,
                reason,
            };
            let edited = through(daemon, &request).await?;
            output::say(&control::through(&socket));
            Ok(edited)
        }
    }
}

async fn through(mut daemon: Daemon, request: &Request) -> Result<EntityEdited, DaemonError> {
    let connection = daemon.connection().await?;
    let (mut answers, _open) = connection.ask(request).await?;
    match answers.next().await? {
        Answer::EntityEdited { edited } => Ok(edited),
        other => Err(answers.unexpected(&other)),
    }
}

fn tell(edited: &EntityEdited, is_json: bool) -> anyhow::Result<ExitCode> {
    if is_json {
        output::print_json(&serde_json::to_value(edited)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let articles = if edited.articles == 1 {
        "1 article".to_owned()
    } else {
        format!("{} articles", edited.articles)
    };
    let whom = edited.to_entity_id.map_or_else(
        || format!("do not name entity {} any more", edited.from_entity_id),
        |to| format!("of entity {} now name entity {to}", edited.from_entity_id),
    );
    output::print(&format!("{articles} {whom}\n"))?;
    Ok(ExitCode::SUCCESS)
}
