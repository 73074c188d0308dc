//! The pure chain from what is known of an article to its reading. No clock, no waiting, no learnt state.

mod input;
mod json;

pub use input::{InputError, input_of_archive, input_of_entry, is_teaser};
pub use json::reading_to_json;

use crate::attribute::{self, Agencies};
use crate::model::{ReadInput, Reading};
use crate::{dedup, facts, normalise};

/// Reads one article: clean text, credits, facts, fingerprint.
///
/// Never fails: what is odd about the text becomes a note. The same input and agencies give the same
/// reading. Costs time in proportion to the text; calls for different articles may run on all cores.
pub fn read(input: &ReadInput, agencies: &Agencies) -> Reading {
    let normalised = normalise::article(input);
    let article = normalised.article;
    let mut notes = normalised.notes;
    let credits = attribute::credits(&article, &normalised.metadata, input, agencies);
    if attribute::relabelled_hint(&article, &credits).is_possible {
        notes.push("relabelled_possible".to_owned());
    }
    let published_at = input.published.at.or(article.published_at);
    let facts = if facts::supports(article.language.as_deref()) {
        facts::extract(&article, published_at, &|name| agencies.id_of_name(name).map(str::to_owned))
    } else {
        let language = article.language.as_deref().unwrap_or("unknown");
        notes.push(format!("language_not_supported: {language}"));
        Vec::new()
    };
    let fingerprint = dedup::fingerprint(&article, &credits);
    Reading { id: input.id.clone(), article, published: input.published.clone(), credits, facts, fingerprint, notes }
}
