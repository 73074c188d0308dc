//! Who reported it first, as far as one article says: credits, the outlet, signs of relabelling.
//!
//! Everything here is evidence with a rule and a confidence. Which report a story comes from is
//! decided over all its members, by [`crate::dedup`].

mod account;
mod agencies;
mod byline;
mod closing;
mod cues;
mod footer;
mod found;
mod inline;
mod lines;
mod markup;
mod masked;
mod opening;
mod outlet;
mod photo;
mod relabel;
mod stored;

pub use account::account;
pub use agencies::{Agencies, AgenciesError, AgenciesProblem, Agency, AgencyKind, NameMatch};
pub use outlet::{Outlet, OutletRule, OutletRules, agency_of_host};
pub use relabel::{RELABELLED_POSSIBLE, RelabelHint, relabelled_hint};
pub use stored::credits_of_stored;

use crate::model::{Article, Credit, CreditKind, PageMetadata, ReadInput};
use found::{Desk, Found};

/// Version of the rules of this module; with [`Agencies::version`] it says what made a credit.
pub const RULES_VERSION: u32 = 2;

/// Every place in the article, its page's metadata and its feed's fields that names an agency, and
/// the dateline's name when that is not listed.
///
/// Strongest kind first (dateline, byline, markup, sign-off, credit line, footer, inline), then the
/// surer, then in the order of the text. Empty when nobody is named; that is ordinary. Picture
/// credits, captions, datelines of other stories and names without the shape of a credit are left out.
pub fn credits(
    article: &Article,
    metadata: &PageMetadata,
    input: &ReadInput,
    agencies: &Agencies,
) -> Vec<Credit> {
    let published_in = article.url.as_deref().and_then(outlet::country_of_address);
    let desk = Desk {
        text: &article.text,
        language: article.language.as_deref(),
        filed_in: article
            .dateline
            .as_ref()
            .and_then(|dateline| dateline.country.as_deref()),
        published_in: published_in.as_deref(),
        agencies,
    };
    let mut found = Found::default();
    opening::read(&desk, article, &mut found);
    markup::read(&desk, article, metadata, input, &mut found);
    for line in lines::at_edges(article) {
        if byline::line(&desk, &line, &mut found) {
            continue;
        }
        // Footers first: "(With inputs from agencies)" is part of a text, "(Agencies)" the whole.
        let before = found.len();
        footer::read(&desk, &line, &mut found);
        let is_footer = found.len() > before;
        closing::read(&desk, &line, is_footer, &mut found);
    }
    inline::read(&desk, article, &mut found);
    found.sorted()
}

/// Takes out the citations of the agency that publishes the article itself: "the minister told AFP" in
/// AFP's own report says how it was made, not who else was heard.
pub fn drop_self_citations(credits: &mut Vec<Credit>, outlet: &Outlet) {
    if let Some(own) = outlet.agency_id.as_deref() {
        credits.retain(|credit| credit.kind != CreditKind::Inline || credit.agency.as_deref() != Some(own));
    }
}

#[cfg(test)]
mod tests;
