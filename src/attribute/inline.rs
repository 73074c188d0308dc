//! Reads citations: `according to Xinhua news agency`, `told Reuters`, `berichtet die dpa`.
//!
//! A cited agency was asked, heard or read by whoever wrote the text; that the text itself is the
//! agency's does not follow. So an inline credit is never an origin by itself, and its confidence
//! says how sure we are that there is a citation.

use super::agencies::NameMatch;
use super::cues;
use super::found::{Desk, Found};
use crate::model::{Article, CreditKind, SectionKind, Span};

/// Names looked at in one article. A text that names agencies more often is a list or an attack.
const NAMES_MAX: usize = 4_000;

/// Citations kept of one article; beyond that they only repeat.
const CITATIONS_MAX: usize = 64;

/// How much before a name may hold the cue, in bytes: `told` and a row of descriptions.
const BEFORE_BYTES_MAX: usize = 110;

/// How much behind a name may hold the verb, in bytes.
const AFTER_BYTES_MAX: usize = 70;

/// A cue that speaks of the name as a source.
const CUED: f64 = 0.9;

/// The same for a name that also means something else.
const CUED_DOUBTFUL: f64 = 0.7;

/// The text calls the name an agency, without a word about who said what.
const CALLED_AGENCY: f64 = 0.5;

/// Adds the agencies cited in the body.
pub(super) fn read(desk: &Desk<'_>, article: &Article, found: &mut Found) {
    let dateline = article.dateline.as_ref().map(|dateline| dateline.span);
    let whole = [Span::new(0, desk.text.len())];
    let cited_in = |kind| matches!(kind, SectionKind::Body | SectionKind::LiveBlog);
    let sections: Vec<Span> = article
        .sections
        .iter()
        .filter(|section| cited_in(section.kind))
        .map(|section| section.span)
        .collect();
    let sections = if article.sections.is_empty() {
        &whole[..]
    } else {
        &sections
    };
    let mut kept = 0;
    let names = sections.iter().flat_map(|&section| {
        let names = desk
            .agencies
            .names_anywhere_in(section.of(desk.text), desk.language);
        names.map(move |name| {
            (
                section,
                NameMatch {
                    span: name.span.shifted(section.start),
                    ..name
                },
            )
        })
    });
    for (section, name) in names.take(NAMES_MAX) {
        let is_taken =
            dateline.is_some_and(|dateline| dateline.overlaps(name.span)) || found.holds(name.span);
        if name.agency.is_generic() || is_taken {
            continue;
        }
        let Some((rule, confidence)) = citation(desk.text, section, &name) else {
            continue;
        };
        found.name(
            desk,
            &name,
            Some(name.span),
            "",
            CreditKind::Inline,
            confidence,
            rule,
        );
        kept += 1;
        if kept == CITATIONS_MAX {
            break;
        }
    }
}

/// The rule by which the words around `name` cite it, and how surely.
fn citation(text: &str, section: Span, name: &NameMatch<'_>) -> Option<(&'static str, f64)> {
    let before = before(text, section, name.span);
    let after = after(text, section, name.span);
    if cues::is_picture_or_compound(before, after) {
        return None;
    }
    let cued = if name.is_ambiguous { CUED_DOUBTFUL } else { CUED };
    // A name that only its own language reads as an agency needs that language's words around it.
    let language = name
        .is_foreign
        .then(|| name.agency.languages.first().map_or("", String::as_str));
    let is_called_agency = cues::calls_agency(before, after);
    // Being called an agency settles what an ambiguous name means.
    let is_doubtful = name.is_ambiguous && !is_called_agency;
    let confidence = if is_called_agency { CUED } else { cued };
    if cues::leads_to_source(before, is_doubtful, language) && !(is_doubtful && cues::goes_on_as_other(after))
    {
        return Some(("inline_before", confidence));
    }
    if cues::speaks(after, is_doubtful, language) {
        return Some(("inline_after", confidence));
    }
    is_called_agency.then_some(("inline_called_agency", CALLED_AGENCY))
}

/// What stands before `name` in its line, at most [`BEFORE_BYTES_MAX`].
fn before(text: &str, section: Span, name: Span) -> &str {
    let mut start = name.start.saturating_sub(BEFORE_BYTES_MAX).max(section.start);
    while start < name.start && !text.is_char_boundary(start) {
        start += 1;
    }
    let window = text.get(start..name.start).unwrap_or("");
    window
        .rfind('\n')
        .map_or(window, |newline| &window[newline + 1..])
}

/// What stands behind `name` in its line, at most [`AFTER_BYTES_MAX`].
fn after(text: &str, section: Span, name: Span) -> &str {
    let mut end = section.end.min(name.end + AFTER_BYTES_MAX);
    while end > name.end && !text.is_char_boundary(end) {
        end -= 1;
    }
    let window = text.get(name.end..end).unwrap_or("");
    window.find('\n').map_or(window, |newline| &window[..newline])
}
