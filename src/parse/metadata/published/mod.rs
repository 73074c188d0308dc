//! When the article came out and when it was changed, weighed from all places that say so.
//!
//! What is written for machines about this very article comes first, then its visible date line, then
//! the address. Precision is lost to dates of *other* things: teasers, comments, events, films; so a
//! visible date has to earn its belief by where it stands, what it is called, and the words around it.

use chrono::NaiveDate;

use super::cues::Meaning;
use super::date::{self, Stamp};
use super::json_ld;
use super::metas::MICRODATA;
use super::scan::{Property, Scan};
use super::{HTML, JSON_LD, URL};
use crate::model::ValueSource;
use names::{MODIFIED_NAMES, PUBLISHED_NAMES, VAGUE_NAMES};
use visible::{Candidate, best, visible};

mod names;
mod order;
mod visible;

/// Days between two dates of one article that zones and a night's work explain.
const DAYS_NEAR: i64 = 2;

/// What is known of the page beside the scan.
pub(super) struct Page<'a> {
    pub scan: &'a Scan,
    pub node: &'a json_ld::Article,
    pub url: Option<&'a str>,
    /// As declared, with region: tells how `03/04/2025` is meant.
    pub language: Option<&'a str>,
}

/// The two dates, each with its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Dates {
    pub published: Option<(Stamp, ValueSource)>,
    pub modified: Option<(Stamp, ValueSource)>,
}

/// Weighs the dates of a page.
pub(super) fn dates(page: &Page<'_>) -> Dates {
    let address = page.url.map(date::in_address).unwrap_or_default();
    let of_machine = machine(page);
    let modified_of_machine = modified(page);
    let candidates = match (of_machine, modified_of_machine) {
        (Some(_), Some(_)) => Vec::new(),
        _ => plausible(visible(page, &address), modified_of_machine),
    };
    let seen = |meaning| best(&candidates, meaning).map(|stamp| (stamp, HTML));
    let modified = modified_of_machine.or_else(|| seen(Meaning::Modified));
    let mut published = of_machine
        .or_else(|| seen(Meaning::Published))
        .or_else(|| vague(page));
    // Folders of a day are set when a report is first published; a later "published" is a republication.
    if let Some(on) = address.on {
        let is_later = published.is_some_and(|(stamp, _)| days(stamp.on, on) > DAYS_NEAR);
        if published.is_none() || is_later && address.is_folders {
            published = Some((Stamp::of_day(on), URL));
        }
        // A time in UTC beside a day of the address that is its neighbour: the address has the outlet's day.
        if let Some((stamp, _)) = &mut published
            && address.is_folders
            && days(stamp.on, on).abs() == 1
            && stamp.has_time
            && stamp.on == stamp.at.date_naive()
        {
            stamp.on = on;
        }
    }
    let published = published.or_else(|| {
        // A page that says only "updated" was, as a rule, updated on its day.
        seen(Meaning::Modified)
    });
    Dates {
        published,
        modified: modified
            .filter(|(stamp, _)| published.is_none_or(|(first, _)| days(stamp.on, first.on) >= 0)),
    }
}

/// `candidates` without days after the last change: the future of the page, an event's day.
fn plausible(mut candidates: Vec<Candidate>, modified: Option<(Stamp, ValueSource)>) -> Vec<Candidate> {
    if let Some((last, _)) = modified {
        candidates.retain(|candidate| days(candidate.stamp.on, last.on) <= 1);
    }
    candidates
}

/// Days from `from` to `to`.
fn days(to: NaiveDate, from: NaiveDate) -> i64 {
    (to - from).num_days()
}

/// What is written for machines about this article.
fn machine(page: &Page<'_>) -> Option<(Stamp, ValueSource)> {
    let of_node = page.node.published.as_deref().and_then(date::instant);
    let of_meta = |names: &[&str]| {
        names
            .iter()
            .filter_map(|name| page.scan.metas.get(name))
            // Microdata is asked with its place.
            .filter(|(_, source)| *source != MICRODATA)
            .find_map(|(text, source)| Some((date::instant(text)?, source)))
    };
    of_node
        .map(|stamp| (stamp, JSON_LD))
        .or_else(|| of_meta(PUBLISHED_NAMES))
        .or_else(|| microdata(page, Property::Published))
}

fn vague(page: &Page<'_>) -> Option<(Stamp, ValueSource)> {
    let of_node = page.node.created.as_deref().and_then(date::instant);
    let of_meta = || {
        VAGUE_NAMES
            .iter()
            .filter_map(|name| page.scan.metas.get(name))
            .find_map(|(text, source)| Some((date::instant(text)?, source)))
    };
    of_node
        .map(|stamp| (stamp, JSON_LD))
        .or_else(of_meta)
        .or_else(|| microdata(page, Property::Created))
}

fn microdata(page: &Page<'_>, property: Property) -> Option<(Stamp, ValueSource)> {
    page.scan
        .marks
        .iter()
        .filter(|mark| mark.property == Some(property))
        .filter(|mark| !mark.place.is_other_item && page.scan.is_here(mark.place))
        .find_map(|mark| {
            let stamp = mark
                .value
                .as_deref()
                .and_then(date::instant)
                .or_else(|| date::instant(&mark.text))?;
            Some((stamp, MICRODATA))
        })
}

/// What is written for machines about the last change.
fn modified(page: &Page<'_>) -> Option<(Stamp, ValueSource)> {
    let of_node = page.node.modified.as_deref().and_then(date::instant);
    let of_meta = || {
        MODIFIED_NAMES
            .iter()
            .filter_map(|name| page.scan.metas.get(name))
            .filter(|(_, source)| *source != MICRODATA)
            .find_map(|(text, source)| Some((date::instant(text)?, source)))
    };
    of_node
        .map(|stamp| (stamp, JSON_LD))
        .or_else(of_meta)
        .or_else(|| microdata(page, Property::Modified))
}

#[cfg(test)]
mod tests;
