//! The pure chain from what is known of an article to its reading. No clock, no waiting, no learnt state.

mod input;
mod json;
mod metadata;

pub use input::{InputError, input_of_archive, input_of_entry, is_teaser};
pub use json::reading_to_json;

use crate::attribute::{self, Agencies, AgencyKind, Outlet, RELABELLED_POSSIBLE};
use crate::model::{
    ACCOUNT_OF, Article, ClaimedTime, Credit, CreditKind, MetadataValue, PRESS_RELEASE, ReadInput, Reading,
};
use crate::{dedup, facts, normalise};

/// Reads one article: clean text, credits, facts, fingerprint.
///
/// Never fails: what is odd about the text becomes a note. The same input and agencies give the same
/// reading. Costs time in proportion to the text; calls for different articles may run on all cores.
pub fn read(input: &ReadInput, outlet: &Outlet, agencies: &Agencies) -> Reading {
    let normalised = normalise::article(input);
    let credits = attribute::credits(&normalised.article, &normalised.metadata, input, agencies);
    let metadata = metadata::with_agencies(
        normalised.values,
        &normalised.byline,
        agencies,
        normalised.article.language.as_deref(),
    );
    let clean = Clean {
        id: &input.id,
        article: normalised.article,
        published: &input.published,
        metadata,
        credits,
        notes: normalised.notes,
    };
    finished(clean, outlet, agencies)
}

/// An article as the store has it, for reading it again without its page.
#[derive(Clone, Debug)]
pub struct StoredArticle {
    /// Sections as stored, learnt boilerplate being body; the dateline is read again.
    pub article: Article,
    pub published: ClaimedTime,
    /// Credits that stood outside the text.
    pub credits: Vec<Credit>,
    pub notes: Vec<String>,
}

/// Reads the stored text in its stored sections: what [`read`] gives, as far as the text alone can tell. Metadata is
/// left out, and what stood outside the text stays as it was.
pub fn read_stored(mut stored: StoredArticle, outlet: &Outlet, agencies: &Agencies) -> Reading {
    let published_at = stored.published.at.or(stored.article.published_at);
    stored.article.dateline = normalise::article_dateline(&stored.article, published_at);
    stored.notes.retain(|note| !is_made_anew(note));
    let clean = Clean {
        id: "",
        credits: attribute::credits_of_stored(&stored.article, &stored.credits, agencies),
        article: stored.article,
        published: &stored.published,
        metadata: Vec::new(),
        notes: stored.notes,
    };
    finished(clean, outlet, agencies)
}

/// Whether [`finished`] writes such a note.
fn is_made_anew(note: &str) -> bool {
    [RELABELLED_POSSIBLE, WEEKDAY_DIFFERS, PRESS_RELEASE].contains(&note)
        || note.starts_with(LANGUAGE_NOT_SUPPORTED)
        || note.starts_with(ACCOUNT_OF)
}

/// The report was filed on another day of the week than it says.
const WEEKDAY_DIFFERS: &str = "dateline_weekday_differs";
/// Facts are not read from texts of the language that follows.
const LANGUAGE_NOT_SUPPORTED: &str = "language_not_supported";

/// An article with its credits, facts still to be read.
struct Clean<'a> {
    id: &'a str,
    article: Article,
    published: &'a ClaimedTime,
    metadata: Vec<MetadataValue>,
    credits: Vec<Credit>,
    notes: Vec<String>,
}

fn finished(clean: Clean<'_>, outlet: &Outlet, agencies: &Agencies) -> Reading {
    let Clean {
        article,
        mut credits,
        mut notes,
        ..
    } = clean;
    attribute::drop_self_citations(&mut credits, outlet);
    notes.extend(
        attribute::relabelled_hint(&credits, outlet, agencies)
            .note()
            .map(str::to_owned),
    );
    notes.extend(attribute::account(&article).map(|newsroom| format!("{ACCOUNT_OF}{newsroom}")));
    let dateline = article.dateline.as_ref();
    if dateline.is_some_and(|dateline| dateline.is_weekday_right == Some(false)) {
        notes.push(WEEKDAY_DIFFERS.to_owned());
    }
    if is_release(&credits, outlet, agencies) {
        notes.push(PRESS_RELEASE.to_owned());
    }
    let published_at = clean.published.at.or(article.published_at);
    let language = article.language.as_deref();
    let facts = if facts::supports(language) {
        facts::extract(&article, published_at, &|name| {
            agencies
                .by_name_folded(name, language)
                .map(|(agency, _)| agency.id.clone())
        })
    } else {
        notes.push(format!(
            "{LANGUAGE_NOT_SUPPORTED}: {}",
            language.unwrap_or("unknown")
        ));
        Vec::new()
    };
    let fingerprint = dedup::fingerprint(&article, &credits);
    Reading {
        id: clean.id.to_owned(),
        article,
        published: clean.published.clone(),
        metadata: clean.metadata,
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
