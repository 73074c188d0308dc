//! `dateline story show|split|join`; the edits are in `story_edit`.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};

use super::story_edit::{self, JoinOptions, SplitOptions};
use super::{StoreOption, output};
use crate::config::Config;
use crate::daemon::Clock;
use crate::store::{self, DossierFact, DossierMember, DossierStory, Store, StoryDossier};
use crate::telemetry::field;

/// Rows of a table shown without `--all`.
const ROWS_MAX: usize = 40;
/// Longest text of a cell, in characters; the whole is in `--json` and in the views.
const CELL_CHARS_MAX: usize = 100;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

impl Options {
    /// Whether the command line names the store.
    pub(super) const fn is_store_given(&self) -> bool {
        let store = match &self.command {
            Command::Show(options) => &options.store,
            Command::Split(options) => &options.store,
            Command::Join(options) => &options.store,
        };
        store.db.is_some()
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show one story: whose it is and why, its copies, what may be copies, what it states
    Show(ShowOptions),
    /// Take articles out of a story they do not belong to, into one of their own
    Split(SplitOptions),
    /// Put all articles of a story into another that it is a copy of
    Join(JoinOptions),
}

#[derive(Debug, Args)]
struct ShowOptions {
    #[command(flatten)]
    store: StoreOption,
    /// A story's number, the address of one of its articles, or an article's id in an archive
    #[arg(value_name = "STORY")]
    name: String,
    /// Every article and every fact, however many
    #[arg(long)]
    all: bool,
    /// Everything as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let runtime = super::runtime()?;
    match &options.command {
        Command::Show(options) => show(config, options),
        Command::Split(options) => runtime.block_on(story_edit::split(config, options, clock.now())),
        Command::Join(options) => runtime.block_on(story_edit::join(config, options, clock.now())),
    }
}

fn show(config: &Config, options: &ShowOptions) -> anyhow::Result<ExitCode> {
    let address = options.store.address(config);
    let dossier = super::runtime()?.block_on(async {
        let store = store::open_to_read(address).await?;
        let found = find(store.as_ref(), address, options.name.trim()).await;
        store.close().await;
        found
    })?;
    if options.json {
        output::print_json(&serde_json::to_value(&dossier)?)?;
    } else {
        output::print(&page(&dossier, if options.all { usize::MAX } else { ROWS_MAX }))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The story that `name` means: its number first, then what an article is called.
pub(super) async fn find(store: &dyn Store, address: &str, name: &str) -> anyhow::Result<StoryDossier> {
    if let Ok(story_id) = name.parse()
        && let Some(dossier) = store.story(story_id).await?
    {
        return Ok(dossier);
    }
    let canonical = crate::parse::url::key(name);
    let found = store.stories_named(name, canonical.as_deref()).await?;
    match found.as_slice() {
        [story_id] => {
            if let Some(dossier) = store.story(*story_id).await? {
                return Ok(dossier);
            }
        }
        [] => {}
        several => {
            let numbers: Vec<String> = several.iter().map(ToString::to_string).collect();
            bail!(
                "`{}` stands in {} stories; give the number of one: {}",
                field(name),
                several.len(),
                numbers.join(", ")
            );
        }
    }
    bail!(
        "{address} holds no story of that number, and no article with that address or id: `{}`; \
         `dateline search WORDS` finds stories by their words",
        field(name)
    )
}

/// The dossier as a page of text; tables are cut at `rows_max`.
fn page(dossier: &StoryDossier, rows_max: usize) -> String {
    let mut text = head(&dossier.story);
    if !dossier.evidence.is_empty() {
        text.push_str("\nWhy this origin\n");
        let rows = dossier.evidence.iter().map(|reason| {
            vec![
                reason.kind.clone(),
                reason.agency.clone().unwrap_or_else(none),
                format!("{:.2}", reason.weight),
                format!("article {}", reason.article_id),
                field(&reason.outlet),
                cell(&reason.text),
            ]
        });
        let named = ["evidence", "agency", "weight", "in", "outlet", "words"];
        text.push_str(&table(&named, rows, rows_max));
    }
    text.push_str("\nArticles\n");
    let named = [
        "article",
        "time",
        "lag",
        "outlet",
        "relation",
        "grade",
        "coverage",
        "relabelled",
        "address",
    ];
    text.push_str(&table(&named, dossier.members.iter().map(member), rows_max));
    if !dossier.possible.is_empty() {
        text.push_str("\nPossible copies, not counted as such\n");
        let rows = dossier.possible.iter().map(|one| {
            vec![
                one.article_id.to_string(),
                field(&one.outlet),
                one.story_id.to_string(),
                one.of_story_id.to_string(),
                one.score.map_or_else(none, |score| format!("{score:.2}")),
                cell(&one.title),
            ]
        });
        let named = [
            "article",
            "outlet",
            "of story",
            "perhaps of story",
            "score",
            "title",
        ];
        text.push_str(&table(&named, rows, rows_max));
    }
    if !dossier.links.is_empty() {
        text.push_str("\nNear to it, but other stories\n");
        let rows = dossier.links.iter().map(|link| {
            vec![
                link.kind.replace('_', " "),
                link.story_id.to_string(),
                format!("{:.2}", link.score),
                cell(&link.title),
            ]
        });
        text.push_str(&table(&["link", "story", "score", "title"], rows, rows_max));
    }
    if !dossier.facts.is_empty() {
        text.push_str("\nWhat it states; reports counts independent ones, this story included\n");
        let named = ["kind", "reports", "articles", "value", "words", "who says so"];
        text.push_str(&table(&named, dossier.facts.iter().map(fact), rows_max));
    }
    text
}

fn head(story: &DossierStory) -> String {
    let counts: Vec<String> = [
        (story.originals, "original"),
        (story.identical, "identical"),
        (story.cut, "cut"),
        (story.edited, "edited"),
        (story.extended, "extended"),
        (story.rewritten, "rewritten"),
        (story.updates, "update"),
        (story.merged, "merged"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, relation)| format!("{count} {relation}"))
    .collect();
    let mut lines = vec![
        format!("Story {}: {}", story.story_id, field(&story.title)),
        format!(
            "{} at {}: {}",
            number(story.articles, "article"),
            number(story.outlets, "outlet"),
            counts.join(", ")
        ),
        origin(story),
    ];
    let chain = chain(story);
    if let (Some(agency), None) = (&story.likely_source_agency, &chain) {
        lines.push(format!("likely source: {agency}, which is cited"));
    }
    let claimed = match (&story.first_claimed_outlet, &story.first_claimed_at) {
        (Some(outlet), Some(at)) => format!("{} at {at}", field(outlet)),
        _ => "nobody whose time can be trusted".to_owned(),
    };
    let seen = story.first_seen_outlet.as_deref().map_or_else(none, field);
    let counts = |basis: &str| {
        if story.first_basis == basis {
            " (counts)"
        } else {
            ""
        }
    };
    lines.push(format!(
        "first by their own times: {claimed}{}",
        counts("claimed")
    ));
    lines.push(format!(
        "first seen by us: {seen} at {}{}",
        story.first_seen_at,
        counts("seen")
    ));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The agency and the one it cites as its own source, as `ians <- xinhua`.
fn chain(story: &DossierStory) -> Option<String> {
    let (agency, source) = (
        story.origin_agency.as_ref()?,
        story.likely_source_agency.as_ref()?,
    );
    Some(format!("{agency} <- {source}"))
}

fn origin(story: &DossierStory) -> String {
    let whose = match (
        story.origin_kind.as_str(),
        &story.origin_agency,
        &story.origin_outlet,
    ) {
        ("agency", Some(agency), _) => format!("agency {}", chain(story).as_ref().unwrap_or(agency)),
        ("outlet", _, Some(outlet)) => format!("outlet {}", field(outlet)),
        _ => return "origin: unknown".to_owned(),
    };
    let nearest = match (&story.origin_article_id, &story.origin_outlet) {
        (Some(article), Some(outlet)) => {
            format!("; nearest to its text: article {article}, {}", field(outlet))
        }
        _ => String::new(),
    };
    format!(
        "origin: {whose}, confidence {:.2}{nearest}",
        story.origin_confidence
    )
}

fn member(member: &DossierMember) -> Vec<String> {
    let is_claimed = member.claimed_quality == "ok";
    let time = member.claimed_at.as_deref().filter(|_| is_claimed);
    let name = member.url.as_deref().or(member.external_id.as_deref());
    vec![
        member.article_id.to_string(),
        // A time in brackets is when we saw it.
        time.map_or_else(|| format!("({})", member.first_seen_at), str::to_owned),
        member.lag_minutes.map_or_else(none, lag),
        field(&member.outlet),
        member.relation.clone(),
        member.grade.clone(),
        match member.relation.as_str() {
            "original" => none(),
            _ => format!("{:.0}%", member.coverage * 100.0),
        },
        member.relabelled.clone(),
        name.map_or_else(none, field),
    ]
}

fn fact(fact: &DossierFact) -> Vec<String> {
    let value = match (&fact.value, &fact.unit) {
        (Some(value), Some(unit)) => format!("{value} {unit}"),
        (Some(value), None) => value.clone(),
        _ => none(),
    };
    let mut speaker = fact.attributed_to.as_deref().map_or_else(none, cell);
    if let Some(agency) = &fact.via_agency {
        speaker.push_str(&format!(" via {agency}"));
    }
    vec![
        fact.kind.clone(),
        fact.story_count.to_string(),
        fact.articles.to_string(),
        cell(&value),
        cell(&fact.text),
        speaker,
    ]
}

/// `+3 h 05 min`, `-12 min`, `+2 d 4 h`.
fn lag(minutes: i64) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let size = minutes.unsigned_abs();
    match size {
        0..60 => format!("{sign}{size} min"),
        60..1440 => format!("{sign}{} h {:02} min", size / 60, size % 60),
        _ => format!("{sign}{} d {} h", size / 1440, size % 1440 / 60),
    }
}

pub(super) fn number(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

pub(super) fn none() -> String {
    "-".to_owned()
}

/// Text from outside as a cell: one line, no controls, cut.
pub(super) fn cell(text: &str) -> String {
    let line = field(text);
    match line.char_indices().nth(CELL_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A table with its head, cut at `rows_max`; says how much is missing.
pub(super) fn table(
    named: &[&str],
    rows: impl ExactSizeIterator<Item = Vec<String>>,
    rows_max: usize,
) -> String {
    let total = rows.len();
    let mut shown = vec![named.iter().map(ToString::to_string).collect()];
    shown.extend(rows.take(rows_max));
    let mut text = output::table(&shown);
    if total > rows_max {
        text.push_str(&format!("... and {} more (--all)\n", total - rows_max));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lag_reads_in_the_units_of_its_size() {
        assert_eq!(lag(0), "+0 min");
        assert_eq!(lag(-12), "-12 min");
        assert_eq!(lag(185), "+3 h 05 min");
        assert_eq!(lag(2 * 1440 + 245), "+2 d 4 h");
    }

    #[test]
    fn a_table_says_what_it_leaves_out() {
        let rows: Vec<Vec<String>> = (0..5).map(|n| vec![n.to_string()]).collect();
        assert!(table(&["n"], rows.clone().into_iter(), 3).ends_with("2\n... and 2 more (--all)\n"));
        assert_eq!(table(&["n"], rows.into_iter(), usize::MAX).lines().count(), 6);
    }

    #[test]
    fn words_from_outside_stay_on_their_line() {
        assert_eq!(cell("a\u{1b}[31m\nb"), "a [31m b");
        assert_eq!(cell(&"é".repeat(300)).chars().count(), CELL_CHARS_MAX + 1);
    }
}
