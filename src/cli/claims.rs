//! `dateline claims`: what the reports state, by how many independent sources.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::grid::{Grid, Side, inert, terminal_width};
use super::moment::Moment;
use super::{StoreOption, output};
use crate::config::Config;
use crate::daemon::Clock;
use crate::store::{self, ClaimList, ClaimQuery, ListedClaim};

#[derive(Debug, Args)]
#[command(after_long_help = "\
A claim is what facts of different articles say alike, inside one event. Reports are independent: copies of one story \
count once, and possible copies are folded in (a range says how many there are with them apart). Sources are whom \
the reports name, or the reports themselves.

Examples:
  dateline claims --single-source --since 7d
  dateline claims --conflicts --event 31
  dateline claims --kind figure --since 2025-03-10 --json")]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// Only what rests on one source: one independent report, or several that all name the same source
    #[arg(long)]
    single_source: bool,
    /// Only claims whose values cannot all be right, with the values in order of time
    #[arg(long)]
    conflicts: bool,
    /// First stated since then: 2025-03-14, 2025-03-14T12:00:00Z, or back from now: 12h, 7d, 4w
    #[arg(long, value_name = "WHEN")]
    since: Option<Moment>,
    /// Only claims of this event
    #[arg(long, value_name = "EVENT")]
    event: Option<i64>,
    /// Only claims of this kind
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// Claims, at most; those in most outlets come first
    #[arg(long, value_name = "CLAIMS", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: u32,
    /// One JSON line for each claim
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Quote,
    Figure,
    Happening,
}

pub(super) fn run(config: &Config, options: &Options, clock: &Clock) -> anyhow::Result<ExitCode> {
    let since = options.since.map(|since| since.seen_from(clock.now()));
    let query = ClaimQuery {
        event_id: options.event,
        since,
        is_single_source: options.single_source,
        is_conflict: options.conflicts,
        kind: options.kind.map(|kind| {
            let word = match kind {
                Kind::Quote => "quote",
                Kind::Figure => "figure",
                Kind::Happening => "happening",
            };
            word.to_owned()
        }),
        limit: options.limit,
    };
    let list = super::runtime()?.block_on(async {
        let store = store::open_to_read(options.store.address(config)).await?;
        let list = store.claims(&query).await;
        store.close().await;
        anyhow::Ok(list?)
    })?;
    if options.json {
        let mut lines = String::new();
        for claim in &list.claims {
            lines.push_str(&serde_json::to_string(claim)?);
            lines.push('\n');
        }
        output::print(&lines)?;
    } else if !list.claims.is_empty() {
        output::print(&table(&list.claims, terminal_width()))?;
    }
    if let Some(word) = word(&list, &query) {
        output::say(&word);
    }
    Ok(ExitCode::SUCCESS)
}

/// What is to be said of a list that is empty or cut.
fn word(list: &ClaimList, query: &ClaimQuery) -> Option<String> {
    if list.claims.len() == query.limit as usize {
        return Some(format!("the {} in most outlets; more with --limit", query.limit));
    }
    if !list.claims.is_empty() {
        return None;
    }
    let asked = [
        (query.event_id.is_some(), "--event"),
        (query.since.is_some(), "--since"),
        (query.is_single_source, "--single-source"),
        (query.is_conflict, "--conflicts"),
        (query.kind.is_some(), "--kind"),
    ];
    let asked: Vec<&str> = asked
        .into_iter()
        .filter(|(is_asked, _)| *is_asked)
        .map(|(_, flag)| flag)
        .collect();
    Some(if list.in_all == 0 {
        "no claims yet: they are made as articles are recorded, of quotations, figures and happenings"
            .to_owned()
    } else {
        format!(
            "none of the {} claims of this store is asked for by {}; leave one out",
            list.in_all,
            asked.join(" ")
        )
    })
}

/// The claims as a table for people.
pub(super) fn table(claims: &[ListedClaim], width: Option<u16>) -> String {
    let mut grid = Grid::new(&[
        "claim",
        "event",
        "reports",
        "sources",
        "outlets",
        "kind",
        "conflict",
        "words",
        "whose word",
    ]);
    for claim in claims {
        let reports = match (claim.independent_reports, claim.independent_reports_max) {
            (low, high) if low == high => low.to_string(),
            (low, high) => format!("{low}-{high}"),
        };
        let words = match &claim.history {
            Some(history) => history.clone(),
            None if claim.kind == "figure" => in_sentence(&claim.canonical, &claim.sentence),
            None => claim.canonical.clone(),
        };
        let right = |text: String| (text, Side::Right);
        let left = |text: String| (text, Side::Left);
        let cells = vec![
            right(claim.claim_id.to_string()),
            right(claim.event_id.to_string()),
            right(reports),
            right(claim.primary_sources.to_string()),
            right(claim.outlets.to_string()),
            left(claim.kind.clone()),
            left(claim.conflict_kind.clone().unwrap_or_else(|| "-".to_owned())),
            left(inert(&words)),
            left(claim.sources.clone().unwrap_or_else(|| "-".to_owned())),
        ];
        grid.row(cells, width);
    }
    grid.text(width)
}

/// Characters shown on either side of a figure: `7` says nothing alone.
const AROUND_CHARS: usize = 40;

/// A figure with what stands around it in its sentence.
fn in_sentence(figure: &str, sentence: &str) -> String {
    let Some(at) = sentence.find(figure) else {
        return figure.to_owned();
    };
    let before: Vec<char> = sentence[..at].chars().rev().take(AROUND_CHARS).collect();
    let before: String = before.into_iter().rev().collect();
    let rest = &sentence[at + figure.len()..];
    let after: String = rest.chars().take(AROUND_CHARS).collect();
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    format!(
        "{}{before}[{figure}]{after}{}",
        cut(before.len() < at),
        cut(after.len() < rest.len())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_shown_in_its_sentence() {
        let sentence = "Over the whole long night of the storm at least 7 people were killed.";
        let shown = in_sentence("7 people", sentence);
        assert!(
            shown.starts_with('…') && shown.ends_with("[7 people] were killed."),
            "{shown}"
        );
        assert_eq!(in_sentence("8", "none"), "8");
    }
}
