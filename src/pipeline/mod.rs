//! The pure chain from what is known of an article to its reading. No clock, no waiting, no learnt state.

mod input;
mod json;
mod metadata;

pub use input::{InputError, input_of_archive, input_of_entry, is_teaser};
pub use json::reading_to_json;

use crate::attribute::{self, Agencies, AgencyKind, Outlet};
use crate::model::{Credit, CreditKind, PRESS_RELEASE, ReadInput, Reading};
use crate::{dedup, facts, normalise};

/// Reads one article: clean text, credits, facts, fingerprint.
///
/// Never fails: what is odd about the text becomes a note. The same input and agencies give the same
/// reading. Costs time in proportion to the text; calls for different articles may run on all cores.
pub fn read(input: &ReadInput, outlet: &Outlet, agencies: &Agencies) -> Reading {
    let normalised = normalise::article(input);
    let article = normalised.article;
    let mut notes = normalised.notes;
    let mut credits = attribute::credits(&article, &normalised.metadata, input, agencies);
    attribute::drop_self_citations(&mut credits, outlet);
    notes.extend(
        attribute::relabelled_hint(&credits, outlet, agencies)
            .note()
            .map(str::to_owned),
    );
    let dateline = article.dateline.as_ref();
    if dateline.is_some_and(|dateline| dateline.is_weekday_right == Some(false)) {
        notes.push("dateline_weekday_differs".to_owned());
    }
    if is_release(&credits, outlet, agencies) {
        notes.push(PRESS_RELEASE.to_owned());
    }
    let metadata = metadata::with_agencies(
        normalised.values,
        &normalised.byline,
        agencies,
        article.language.as_deref(),
    );
    let published_at = input.published.at.or(article.published_at);
    let language = article.language.as_deref();
    let facts = if facts::supports(language) {
        facts::extract(&article, published_at, &|name| {
            agencies
                .by_name_folded(name, language)
                .map(|(agency, _)| agency.id.clone())
        })
    } else {
        notes.push(format!(
            "language_not_supported: {}",
            language.unwrap_or("unknown")
        ));
        Vec::new()
    };
    let fingerprint = dedup::fingerprint(&article, &credits);
    Reading {
        id: input.id.clone(),
        article,
        published: input.published.clone(),
        metadata,
        credits,
        facts,
        fingerprint,
        notes,
    }
}

/// Whether the outlet or a credit that is no citation is a press-release wire.
fn is_release(credits: &[Credit], outlet: &Outlet, agencies: &Agencies) -> bool {
    let named = credits
        .iter()
        .filter(|credit| credit.kind != CreditKind::Inline)
        .filter_map(|credit| credit.agency.as_deref());
    named
        .chain(outlet.agency_id.as_deref())
        .filter_map(|id| agencies.by_id(id))
        .any(|agency| agency.kind == AgencyKind::PrWire)
}
