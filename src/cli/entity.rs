//! `dateline entity NAME`: a person, organisation or place across all articles; the edits are in `entity_edit`.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};

use super::entity_edit::{self, MergeOptions, SplitOptions};
use super::story::{cell, none, number, table};
use super::{StoreOption, output};
use crate::config::Config;
use crate::daemon::Clock;
use crate::entity;
use crate::model::FactKind;
use crate::store::{
    self, EntityDossier, EntityEditRow, EntityQuote, EntityRow, EntityStory, NameSought, Store, StoreError,
};
use crate::telemetry::field;

/// Rows of a list shown without `--all`.
const ROWS_MAX: usize = 10;
/// Names like an unknown one that are shown.
const NEAR_SHOWN: usize = 5;
/// Likeness from which a name may have been meant.
const NEAR_MIN: f64 = 0.35;
/// Letters of a word by which names like it are looked for.
const BEGINNING_CHARS: usize = 3;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    show: ShowOptions,
}

impl Options {
    /// Whether the command line names the store.
    pub(super) const fn is_store_given(&self) -> bool {
        let store = match &self.command {
            None => &self.show.store,
            Some(Command::Merge(options)) => &options.store,
            Some(Command::Split(options)) => &options.store,
        };
        store.db.is_some()
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Two names mean one: everything said of the first is said of the second, now and later
    Merge(MergeOptions),
    /// A name means somebody else than the entity that has it; a surname or acronym no longer means it
    Split(SplitOptions),
}

#[derive(Debug, Args)]
struct ShowOptions {
    #[command(flatten)]
    store: StoreOption,
    /// The name of a person, organisation or place, or an entity's number
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
    #[command(flatten)]
    kind: KindOption,
    /// Every row of every list
    #[arg(long)]
    all: bool,
    /// Everything as one JSON line
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, Args)]
pub(super) struct KindOption {
    /// Only names of that kind
    #[arg(long, value_enum)]
    kind: Option<Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Person,
    Org,
    Place,
}

impl KindOption {
    fn fact_kind(self) -> Option<FactKind> {
        self.kind.map(|kind| match kind {
            Kind::Person => FactKind::Person,
            Kind::Org => FactKind::Org,
            Kind::Place => FactKind::Place,
        })
    }
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let runtime = super::runtime()?;
    match &options.command {
        None => runtime.block_on(show(config, &options.show)),
        Some(Command::Merge(options)) => runtime.block_on(entity_edit::merge(config, options, clock.now())),
        Some(Command::Split(options)) => runtime.block_on(entity_edit::split(config, options, clock.now())),
    }
}

async fn show(config: &Config, options: &ShowOptions) -> anyhow::Result<ExitCode> {
    let store = store::open_to_read(options.store.address(config)).await?;
    let name = options.name.join(" ");
    let found = dossier(store.as_ref(), name.trim(), options.kind).await;
    store.close().await;
    let dossier = found?;
    if options.json {
        output::print_json(&serde_json::to_value(&dossier)?)?;
    } else {
        output::print(&page(&dossier, if options.all { usize::MAX } else { ROWS_MAX }))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn dossier(store: &dyn Store, name: &str, kind: KindOption) -> anyhow::Result<EntityDossier> {
    let entity_id = find(store, name, kind).await?.entity_id;
    match store.entity(entity_id).await? {
        Some(dossier) => Ok(dossier),
        None => bail!("entity {entity_id} is gone"),
    }
}

/// The entity that `name` means: its number first, then whoever is called so.
pub(super) async fn find(store: &dyn Store, name: &str, kind: KindOption) -> anyhow::Result<EntityRow> {
    if let Ok(number) = name.parse()
        && let Some(dossier) = store.entity(number).await?
    {
        return Ok(dossier.entity);
    }
    let sought = NameSought {
        folded: entity::sought(name),
        kind: kind.fact_kind(),
    };
    let mut found = store.entities_named(&sought).await?;
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => bail!("{}", unknown(store, name).await?),
        _ => bail!(
            "several are called `{}`; give the number of one, or --kind:\n{}",
            field(name),
            rows(&found)
        ),
    }
}

/// Says that nobody is called `name`, and who is called nearly so.
async fn unknown(store: &dyn Store, name: &str) -> Result<String, StoreError> {
    let folded = entity::sought(name);
    let words = folded.iter().flat_map(|name| name.split(' '));
    let mut beginnings: Vec<String> = words
        .filter(|word| word.chars().count() >= BEGINNING_CHARS)
        .map(|word| word.chars().take(BEGINNING_CHARS).collect())
        .collect();
    beginnings.sort();
    beginnings.dedup();
    let mut near: Vec<(f64, EntityRow)> = store
        .entities_near(&beginnings)
        .await?
        .into_iter()
        .map(|row| (entity::likeness(name, &row.name), row))
        .filter(|(likeness, _)| *likeness >= NEAR_MIN)
        .collect();
    near.sort_by(|one, other| {
        other
            .0
            .total_cmp(&one.0)
            .then(other.1.stories.cmp(&one.1.stories))
    });
    near.truncate(NEAR_SHOWN);
    let near: Vec<EntityRow> = near.into_iter().map(|(_, row)| row).collect();
    let nobody = format!("no person, organisation or place is called `{}`", field(name));
    Ok(if near.is_empty() {
        format!("{nobody}; `dateline search WORDS` looks into the texts")
    } else {
        format!("{nobody}; did you mean\n{}", rows(&near))
    })
}

fn rows(found: &[EntityRow]) -> String {
    let line = |row: &EntityRow| {
        let country = row
            .country
            .as_deref()
            .map_or_else(String::new, |code| format!(", {code}"));
        format!(
            "  {}  {} ({}{country}), {}",
            row.entity_id,
            cell(&row.name),
            row.kind,
            stories(row.stories)
        )
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn stories(count: i64) -> String {
    format!("{count} {}", if count == 1 { "story" } else { "stories" })
}

/// The dossier as a page of text; lists are cut at `rows_max`.
fn page(dossier: &EntityDossier, rows_max: usize) -> String {
    let mut text = head(dossier);
    if !dossier.roles.is_empty() {
        text.push_str("\nRoles\n");
        let rows = dossier.roles.iter().map(|role| {
            vec![
                cell(&role.title),
                role.org.as_deref().map_or_else(none, cell),
                role.country.clone().unwrap_or_else(none),
                role.stories.to_string(),
                role.last_seen_at.clone(),
            ]
        });
        text.push_str(&table(
            &["role", "of", "country", "stories", "last seen"],
            rows,
            rows_max,
        ));
    }
    if !dossier.latest.is_empty() {
        text.push_str("\nLatest stories\n");
        let named = ["story", "last seen", "articles", "latest article", "title"];
        text.push_str(&table(&named, dossier.latest.iter().map(story), rows_max));
    }
    if !dossier.quotes.is_empty() {
        text.push_str("\nQuotations; reports counts stories\n");
        let named = ["reports", "story", "outlet", "via", "words"];
        text.push_str(&table(&named, dossier.quotes.iter().map(quote), rows_max));
    }
    if !dossier.edits.is_empty() {
        text.push_str("\nEdits by hand\n");
        let named = ["time", "edit", "by", "reason"];
        text.push_str(&table(&named, dossier.edits.iter().map(edit), rows_max));
    }
    text
}

fn head(dossier: &EntityDossier) -> String {
    let entity = &dossier.entity;
    let place = match (&entity.country, entity.latitude, entity.longitude) {
        (Some(country), Some(latitude), Some(longitude)) => {
            format!(" in {country} at {latitude} {longitude}")
        }
        (Some(country), ..) => format!(" in {country}"),
        _ => String::new(),
    };
    let what = match entity.kind.as_str() {
        "org" => "organisation",
        other => other,
    };
    let mut lines = vec![
        format!(
            "{} ({what}{place}), entity {}",
            field(&entity.name),
            entity.entity_id
        ),
        format!(
            "named in {}, {}, {}",
            stories(entity.stories),
            number(entity.articles, "article"),
            number(entity.mentions, "time")
        ),
        format!(
            "first seen {}, last {}",
            entity.first_seen_at, entity.last_seen_at
        ),
    ];
    let of = |known_by: &[&str]| -> Vec<String> {
        let names = dossier.names.iter();
        let mut names: Vec<String> = names
            .filter(|name| known_by.contains(&name.known_by.as_str()))
            .filter(|name| name.name != entity.name || name.known_by != "full")
            .map(|name| {
                let shown = if name.known_by == "surname" {
                    &name.folded
                } else {
                    &name.name
                };
                format!(
                    "{}{}",
                    field(shown),
                    if name.is_shared { " (not alone)" } else { "" }
                )
            })
            .collect();
        names.dedup();
        names
    };
    for (label, names) in [
        ("also", of(&["full", "acronym"])),
        ("for short", of(&["surname"])),
    ] {
        if !names.is_empty() {
            lines.push(format!("{label}: {}", names.join("; ")));
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn story(story: &EntityStory) -> Vec<String> {
    vec![
        story.story_id.to_string(),
        story.last_seen_at.clone(),
        format!("{} of {}", story.articles, story.of_articles),
        story.article_id.to_string(),
        cell(&story.title),
    ]
}

fn quote(quote: &EntityQuote) -> Vec<String> {
    vec![
        quote.stories.to_string(),
        quote.story_id.to_string(),
        field(&quote.outlet),
        quote.via_agency.clone().unwrap_or_else(none),
        cell(&quote.text),
    ]
}

fn edit(edit: &EntityEditRow) -> Vec<String> {
    let what = match (edit.kind.as_str(), &edit.to_name, &edit.alias) {
        ("merge", Some(to), _) => format!("merged {} into {to}", edit.from_name),
        (_, Some(to), Some(alias)) => format!("split `{alias}` from {}: {to}", edit.from_name),
        (_, None, Some(alias)) => format!("`{alias}` does not mean {}", edit.from_name),
        _ => edit.kind.clone(),
    };
    vec![
        edit.at.clone(),
        cell(&what),
        edit.by_whom.as_deref().map_or_else(none, cell),
        edit.reason.as_deref().map_or_else(none, cell),
    ]
}
