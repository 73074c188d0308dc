//! What would have changed a verdict, in words.

use std::fmt::Write;

use serde_json::{Value, json};

use super::grid::inert;
use crate::dedup::{self, Change, Lever, Otherwise, Outcome};
use crate::store::Explanation;

/// Single changes that are told, the smallest first; `--json` has them all.
const TOLD_MAX: usize = 5;

/// What the rules answer, and at what they would answer otherwise; `None` where nothing is near.
pub(super) fn asked(found: &Explanation) -> Option<Otherwise> {
    dedup::nearest(&found.compared.article, &found.compared.stories)
}

/// As JSON: one object, the changes with the names and units of [`Lever`].
pub(super) fn object(otherwise: &Otherwise) -> Value {
    let changes = otherwise.changes.iter().map(|change| {
        json!({
            "lever": change.lever.as_str(),
            "is": change.is,
            "would_be": change.would_be,
            "outcome": change.outcome.as_str(),
        })
    });
    json!({
        "outcome": otherwise.outcome.as_str(),
        "story_id": otherwise.story_id,
        "of_article_id": otherwise.of_article_id,
        "reach": otherwise.reach,
        "log_odds": otherwise.log_odds,
        "certain_from": otherwise.certain_from,
        "possible_from": otherwise.possible_from,
        "changes": changes.collect::<Vec<_>>(),
    })
}

/// As paragraphs below the figures of the page; `is_original` when the article has no other text of its own.
pub(super) fn told(found: &Explanation, otherwise: &Otherwise) -> String {
    let mut text = String::from("\nWhat would have changed that\n");
    let placed = &found.placed;
    if placed.of_article_id.is_none() && placed.possible_of_article_id.is_none() {
        let nearest = found.compared.stories.iter().flat_map(|story| &story.exemplars);
        let mut nearest = nearest.filter(|text| text.article_id == otherwise.of_article_id);
        if let Some(nearest) = nearest.next() {
            let _ = writeln!(
                text,
                "  Nearest is article {}, {}, in story {}: {}",
                nearest.article_id,
                inert(&nearest.setting.outlet_key),
                otherwise.story_id,
                inert(&nearest.title)
            );
        }
    }
    let decided = match (placed.possible_story_id, placed.of_article_id) {
        (Some(_), _) => Outcome::Possible,
        (None, Some(_)) => Outcome::Joins,
        (None, None) => Outcome::Report,
    };
    if decided != otherwise.outcome {
        let _ = writeln!(
            text,
            "  By what is known today it {}.",
            if otherwise.outcome == Outcome::Joins {
                "joins"
            } else {
                verdict(otherwise.outcome)
            }
        );
    }
    let _ = writeln!(
        text,
        "  {:.2} reach: from 1 the wording alone makes a copy",
        otherwise.reach
    );
    if let Some(log_odds) = otherwise.log_odds {
        let _ = writeln!(
            text,
            "  {log_odds:+.2} log-odds of a copy in other words; certain from {:+.2}, possible from {:+.2}",
            otherwise.certain_from, otherwise.possible_from
        );
    }
    if otherwise.changes.is_empty() {
        text.push_str("  No single change would: more than one thing had to be different.\n");
    }
    for change in otherwise.changes.iter().take(TOLD_MAX) {
        let _ = writeln!(text, "  It {} if {}.", would(change.outcome), condition(change));
    }
    text
}

const fn verdict(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Joins => "is a certain copy",
        Outcome::Possible => "is a possible copy",
        Outcome::Report => "is a report of its own",
    }
}

const fn would(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Joins => "would be a certain copy",
        Outcome::Possible => "would be a possible copy",
        Outcome::Report => "would be a report of its own",
    }
}

fn condition(change: &Change) -> String {
    let Change {
        lever, is, would_be, ..
    } = *change;
    let (more, percent) = (would_be > is, |share: f64| format!("{:.0} %", share * 100.0));
    let bound = if more { "at least" } else { "no more than" };
    match lever {
        Lever::Wording => format!(
            "{bound} {} of the better covered text stood in the other's wording (now {})",
            percent(would_be),
            percent(is)
        ),
        Lever::Lead => format!(
            "{bound} {} of the lead were shared (now {})",
            percent(would_be),
            percent(is)
        ),
        Lever::ReplacedFigures => {
            format!("{bound} {would_be:.0} figures stood in place of others (now {is:.0})")
        }
        Lever::Habit => format!("its outlet's rewriting habit were {bound} {would_be:.2} (now {is:.2})"),
        Lever::Citation if more => "the later text cited the other's agency or outlet".to_owned(),
        Lever::Citation => "the later text did not cite the other's agency or outlet".to_owned(),
        Lever::Hours if more => format!("it came {would_be:.0} h apart instead of {is:.1} h"),
        Lever::Hours => format!("it came within {would_be:.0} h instead of {is:.1} h"),
        Lever::NewNames => format!(
            "the later text had {bound} {would_be:.0} names and figures that the other lacks (now {is:.0})"
        ),
        Lever::NewQuotation => format!(
            "{bound} {} of it were quotation that the other lacks (now {})",
            percent(would_be),
            percent(is)
        ),
        Lever::Order => format!(
            "{bound} {} of its paragraphs came in the other's order (now {})",
            percent(would_be),
            percent(is)
        ),
    }
}
