//! `dateline event`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use super::grid::{Grid, Side, inert, terminal_width};
use super::{StoreOption, claims, output};
use crate::config::Config;
use crate::store::{self, EventDossier};

/// Claims shown of an event to people.
const CLAIMS_SHOWN: usize = 15;

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// The event's number; `v_article` and `v_story` have it as event_id
    #[arg(value_name = "EVENT")]
    event_id: i64,
    /// Everything as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let address = options.store.address(config);
    let found = super::runtime()?.block_on(async {
        let store = store::open_to_read(address).await?;
        let found = store.event(options.event_id).await;
        store.close().await;
        anyhow::Ok(found?)
    })?;
    let Some(dossier) = found else {
        bail!(
            "{address} holds no event {}; `dateline query \"SELECT event_id, title, stories FROM v_event\"` lists them",
            options.event_id
        );
    };
    if options.json {
        output::print_json(&serde_json::to_value(&dossier)?)?;
    } else {
        output::print(&page(&dossier, terminal_width()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn left(text: impl Into<String>) -> (String, Side) {
    (text.into(), Side::Left)
}

fn right(number: &impl ToString) -> (String, Side) {
    (number.to_string(), Side::Right)
}

fn page(dossier: &EventDossier, width: Option<u16>) -> String {
    let event = &dossier.event;
    let count =
        |number: i64, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let mut text = format!(
        "Event {}: {}\n{} in {} at {}\n{} to {}\n",
        event.event_id,
        inert(&event.title),
        count(event.stories, "story", "stories"),
        count(event.articles, "article", "articles"),
        count(event.outlets, "outlet", "outlets"),
        event.from_at,
        event.to_at,
    );
    let mut grid = Grid::new(&[
        "story", "first", "at", "by", "articles", "outlets", "origin", "title",
    ]);
    for story in &dossier.stories {
        let origin = match (&story.origin_agency, story.origin_kind.as_str()) {
            (Some(agency), _) => format!("agency {agency}"),
            (None, kind) => kind.to_owned(),
        };
        let cells = vec![
            right(&story.story_id),
            left(story.first_outlet.as_deref().unwrap_or("-")),
            left(story.first_at.as_deref().unwrap_or("-")),
            left(story.first_basis.clone()),
            right(&story.articles),
            right(&story.outlets),
            left(origin),
            left(story.title.clone()),
        ];
        grid.row(cells, width);
    }
    text.push_str("\nIts stories, by who was first: each is one report with its copies\n");
    text.push_str(&grid.text(width));
    if !dossier.links.is_empty() {
        text.push_str("\nBefore and after it\n");
        let mut grid = Grid::new(&["link", "event", "score", "title"]);
        for link in &dossier.links {
            let how = match (link.kind.as_str(), link.is_later) {
                ("follow_up", true) => "follows",
                ("follow_up", false) => "followed by",
                (_, true) => "background",
                (_, false) => "background of",
            };
            let cells = vec![
                left(how),
                right(&link.event_id),
                right(&format!("{:.2}", link.score)),
                left(link.title.clone()),
            ];
            grid.row(cells, width);
        }
        text.push_str(&grid.text(width));
    }
    if !dossier.claims.is_empty() {
        text.push_str("\nWhat they state; reports are independent ones\n");
        let shown = &dossier.claims[..dossier.claims.len().min(CLAIMS_SHOWN)];
        text.push_str(&claims::table(shown, width));
        if dossier.claims.len() > shown.len() {
            text.push_str(&format!(
                "... more with `dateline claims --event {}`\n",
                event.event_id
            ));
        }
    }
    text
}
