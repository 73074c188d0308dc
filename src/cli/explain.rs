//! `dateline explain`: why an article is the copy it is said to be, or is not.

use std::fmt::Write;
use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use serde_json::json;

use super::grid::{inert, terminal_width};
use super::story_edit::article_named;
use super::{StoreOption, otherwise, output};
use crate::config::Config;
use crate::daemon;
use crate::dedup::{self, Beside, Otherwise};
use crate::model::{Article, Span};
use crate::store::{self, ExplainedArticle, ExplainedSign, Explanation};
use crate::telemetry::field;

/// Columns of a page without a terminal, and the narrowest and widest that two texts are set in.
const WIDTH: usize = 100;
const WIDTH_MIN: usize = 60;
const WIDTH_MAX: usize = 180;
/// Log-odds below which a sign said nothing.
const WEIGHT_SHOWN_MIN: f64 = 0.005;
/// Set in bold: the wording that both have.
const BOLD: &str = "\u{1b}[1;32m";
const PLAIN: &str = "\u{1b}[0m";

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) store: StoreOption,
    /// An article: its number, its address, or its id in an archive
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Everything as one JSON line
    #[arg(long)]
    json: bool,
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<ExitCode> {
    let address = options.store.address(config);
    let rules = daemon::record_rules(config);
    let found = super::runtime()?.block_on(async {
        let store = store::open_to_read(address).await?;
        let article_id = article_named(store.as_ref(), options.article.trim()).await?;
        let found = store.explanation(article_id, &rules).await?;
        store.close().await;
        anyhow::Ok(found)
    })?;
    let Some(found) = found else {
        bail!(
            "{address} holds no article of that number, address or id: `{}`",
            field(options.article.trim())
        );
    };
    let pair = Pair::of(&found);
    let asked = otherwise::asked(&found).filter(|_| !lacks_text(&found));
    if options.json {
        let mut object = serde_json::to_value(&found)?;
        object["otherwise"] = json!(asked.as_ref().map(otherwise::object));
        object["measures"] = json!(pair.as_ref().map(Pair::measures));
        output::print_json(&object)?;
    } else {
        output::print(&page(&found, pair.as_ref(), asked.as_ref()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Both texts, ready to be compared.
struct Pair {
    one: Article,
    other: Article,
    measures: Vec<dedup::Measure>,
}

impl Pair {
    fn of(found: &Explanation) -> Option<Self> {
        let other = found.other.as_ref()?;
        if lacks_text(found) {
            return None;
        }
        let (one, other) = (
            dedup::again(found.article.stored.clone()),
            dedup::again(other.stored.clone()),
        );
        Some(Self {
            measures: dedup::compare(&one.fingerprint, &other.fingerprint),
            one: one.article,
            other: other.article,
        })
    }

    /// Of the article, and of the other text, by name.
    fn measures(&self) -> serde_json::Value {
        let named = self.measures.iter();
        named
            .map(|measure| (measure.name.to_owned(), json!([measure.of_one, measure.of_other])))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

/// Whether one of the texts has been given up for its age, so that nothing can be compared.
fn lacks_text(found: &Explanation) -> bool {
    found.article.is_text_pruned || found.other.as_ref().is_some_and(|other| other.is_text_pruned)
}

fn page(found: &Explanation, pair: Option<&Pair>, asked: Option<&Otherwise>) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", named(&found.article));
    let placed = &found.placed;
    match (&found.other, placed.possible_story_id) {
        (None, _) => {
            let _ = writeln!(
                text,
                "is the original of story {}: no text near enough was known.",
                placed.story_id
            );
        }
        (Some(other), Some(story_id)) => {
            let _ = writeln!(
                text,
                "keeps story {} of its own, and may be a copy (possible, score {:.2}) in story {story_id} of\n{}",
                placed.story_id,
                placed.possible_score.unwrap_or(0.0),
                named(other)
            );
        }
        (Some(other), None) => {
            let _ = writeln!(
                text,
                "is a copy ({}, {}, score {:.2}) in story {} of\n{}",
                placed.relation,
                placed.grade,
                placed.score,
                placed.story_id,
                named(other)
            );
        }
    }
    if let Some(agency) = &placed.origin_agency {
        let relabelled = match placed.relabelled.as_str() {
            "yes" => "; this article puts its outlet's name in the agency's place",
            "possible" => "; this article may put its outlet's name in the agency's place",
            _ => "",
        };
        let source = placed
            .likely_source_agency
            .as_ref()
            .map_or(String::new(), |source| format!(", which cites {source}"));
        let _ = writeln!(text, "The story comes from {agency}{source}{relabelled}.");
    } else if let Some(agency) = &placed.likely_source_agency {
        let _ = writeln!(
            text,
            "Whose story it is, is not known; {agency} is cited and probably the source."
        );
    }
    for edit in &found.edits {
        let reason = edit
            .reason
            .as_deref()
            .map_or(String::new(), |reason| format!(": {}", inert(reason)));
        let _ = writeln!(
            text,
            "Edited {}: {} from story {} to story {}{reason}",
            edit.at, edit.kind, edit.from_story_id, edit.to_story_id
        );
    }
    for merged in &found.merged {
        let _ = writeln!(
            text,
            "It also tells story {} ({}, {:.0} % of it): {}",
            merged.story_id,
            merged.grade,
            merged.coverage * 100.0,
            inert(&merged.title)
        );
    }
    if lacks_text(found) {
        text.push_str("\nThe texts cannot be laid side by side any more: one has been pruned for its age.\n");
    }
    if let Some(pair) = pair {
        text.push_str(&why(found, pair));
    }
    if let Some(asked) = asked {
        text.push_str(&otherwise::told(found, asked));
    }
    if let Some(pair) = pair {
        text.push_str(&side_by_side(pair));
    }
    text
}

fn named(article: &ExplainedArticle) -> String {
    format!(
        "article {}, {}, {}: {}",
        article.article_id,
        inert(&article.outlet),
        article.first_seen_at,
        inert(&article.title)
    )
}

/// Which figures and signs decided.
fn why(found: &Explanation, pair: &Pair) -> String {
    let mut text = String::from("\nWhy\n");
    let of = |name: &str| pair.measures.iter().find(|measure| measure.name == name);
    let told = [
        (
            "wording",
            "of its words stand in the same wording in the other text",
        ),
        ("words", "of its words stand anywhere in the other text"),
        ("marks", "of its names and figures does the other text have"),
    ];
    for (name, meaning) in told {
        if let Some(measure) = of(name) {
            let _ = writeln!(
                text,
                "  {:>4.0} % {meaning} ({:.0} % the other way round)",
                measure.of_one * 100.0,
                measure.of_other * 100.0
            );
        }
    }
    let Some(likeness) = found.placed.likeness else {
        return text;
    };
    let _ = writeln!(
        text,
        "  {likeness:.2} likeness: how probable the two texts alone make a copy"
    );
    for sign in found
        .signs
        .iter()
        .filter(|sign| sign.weight.abs() >= WEIGHT_SHOWN_MIN)
    {
        let _ = writeln!(text, "  {:+.2} {}", sign.weight, told_sign(sign));
    }
    text
}

fn told_sign(sign: &ExplainedSign) -> String {
    let (yes, no) = match sign.sign.as_str() {
        "habit" => (
            "its outlet was found rewriting before",
            "its outlet has no habit of rewriting",
        ),
        "cites_source" => (
            "it cites the other's agency or outlet",
            "it does not cite the other's agency or outlet",
        ),
        "soon_after" => (
            "minutes to a day lie between the two",
            "more than a day lies between the two",
        ),
        "nothing_new" => (
            "it names hardly anything of its own",
            "it names things of its own",
        ),
        "rare_wording" => ("rare words stand in both", "no rare words stand in both"),
        "same_order" => (
            "the facts come in the same order",
            "the facts come in another order",
        ),
        "shared_statement" => ("both quote the same statement", "no statement is shared"),
        other => (other, other),
    };
    if sign.holds { yes } else { no }.to_owned()
}

/// The two texts beside each other, in the order of the article.
fn side_by_side(pair: &Pair) -> String {
    let is_terminal = std::io::stdout().is_terminal();
    let width = terminal_width()
        .filter(|_| is_terminal)
        .map_or(WIDTH, usize::from);
    let column = (width.clamp(WIDTH_MIN, WIDTH_MAX) - 3) / 2;
    let mine = dedup::beside(&pair.one, &pair.other);
    let their = dedup::beside(&pair.other, &pair.one);
    let mut text = String::from("\nSide by side (wording that both have is marked)\n");
    let mut expected = 0;
    for row in &mine {
        let other = row.nearest.and_then(|nearest| their.get(nearest));
        let note = match row.nearest {
            None => "added",
            Some(at) if at < expected => "moved",
            Some(_) => "",
        };
        expected = row.nearest.map_or(expected, |at| at.max(expected));
        let left = wrapped(&pair.one.text, row, column, is_terminal);
        let right = other.map_or_else(Vec::new, |other| {
            wrapped(&pair.other.text, other, column, is_terminal)
        });
        let _ = writeln!(
            text,
            "{:-^width$}",
            format!(" {:.0} % {note} ", row.share * 100.0),
            width = 2 * column + 3
        );
        for line in 0..left.len().max(right.len()) {
            let (left, used) = left.get(line).cloned().unwrap_or_default();
            let (right, _) = right.get(line).cloned().unwrap_or_default();
            let _ = writeln!(
                text,
                "{left}{} | {right}",
                " ".repeat(column.saturating_sub(used))
            );
        }
    }
    let taken: Vec<usize> = mine.iter().filter_map(|row| row.nearest).collect();
    let left_out = (0..their.len()).filter(|at| !taken.contains(at)).count();
    if left_out > 0 {
        let paragraphs = if left_out == 1 {
            "1 paragraph of the other text has".to_owned()
        } else {
            format!("{left_out} paragraphs of the other text have")
        };
        let _ = writeln!(text, "\n{paragraphs} no counterpart here.");
    }
    text
}

/// The lines of a paragraph, each with the columns it takes; shared wording in colour, or in brackets where
/// there are no colours.
fn wrapped(text: &str, row: &Beside, column: usize, has_colours: bool) -> Vec<(String, usize)> {
    let (open, close) = if has_colours { (BOLD, PLAIN) } else { ("[", "]") };
    let mark_columns = if has_colours { 0 } else { 1 };
    let mut lines: Vec<(String, usize)> = vec![(String::new(), 0)];
    let mut at = row.paragraph.start;
    for word in row.paragraph.of(text).split_inclusive(char::is_whitespace) {
        let span = Span::new(at, at + word.trim_end().len());
        at += word.len();
        if span.is_empty() {
            continue;
        }
        let is_shared = row.same_wording.iter().any(|shared| shared.contains(span));
        let opens = is_shared && row.same_wording.iter().any(|shared| shared.start == span.start);
        let closes = is_shared && row.same_wording.iter().any(|shared| shared.end == span.end);
        let shown = inert(span.of(text));
        let columns = shown.chars().count() + mark_columns * (usize::from(opens) + usize::from(closes));
        let is_full = lines
            .last()
            .is_some_and(|(_, used)| *used > 0 && used + 1 + columns > column);
        if is_full {
            lines.push((String::new(), 0));
        }
        if let Some((line, used)) = lines.last_mut() {
            if *used > 0 {
                line.push(' ');
                *used += 1;
            }
            let marks = if has_colours { is_shared } else { opens };
            if marks {
                line.push_str(open);
            }
            line.push_str(&shown);
            if (has_colours && is_shared) || (!has_colours && closes) {
                line.push_str(close);
            }
            *used += columns;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_width_and_mark_what_is_shared() {
        let text = "The council of Ellery voted on Friday to rebuild the bridge";
        let row = Beside {
            paragraph: Span::new(0, text.len()),
            nearest: Some(0),
            share: 1.0,
            same_wording: vec![Span::new(4, 21)],
        };
        let plain = wrapped(text, &row, 20, false);
        assert!(plain.iter().all(|(_, used)| *used <= 20), "{plain:?}");
        let joined: Vec<&str> = plain.iter().map(|(line, _)| line.as_str()).collect();
        assert!(joined.join(" ").contains("[council of Ellery]"), "{joined:?}");
        let coloured = wrapped(text, &row, 20, true);
        assert!(coloured[0].0.contains(BOLD) && coloured[0].1 <= 20);
    }
}
