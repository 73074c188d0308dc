//! Credits of an article of which nothing but the stored text is left.

use super::found::strongest_first;
use super::{Agencies, credits};
use crate::model::{Article, Credit, CreditKind, PageMetadata, ReadInput};

/// The credits that `article`'s text names, and of `outside`, those that stood in its page or feed, the ones whose
/// agencies are still listed. In the order of [`credits`].
pub fn credits_of_stored(article: &Article, outside: &[Credit], agencies: &Agencies) -> Vec<Credit> {
    let mut input = ReadInput::new("");
    input.url.clone_from(&article.url);
    let is_listed = |credit: &&Credit| {
        let agency = credit.agency.as_deref();
        agency.is_none_or(|id| agencies.by_id(id).is_some())
    };
    let outside: Vec<Credit> = outside.iter().filter(is_listed).cloned().collect();
    let mut found = credits(article, &PageMetadata::default(), &input, agencies);
    // A byline that the page gave apart from its text may stand in the text as well.
    found.retain(|credit| {
        let is_field = matches!(credit.kind, CreditKind::Byline | CreditKind::Markup);
        !is_field
            || !outside
                .iter()
                .any(|known| known.kind == credit.kind && known.agency == credit.agency)
    });
    found.extend(outside);
    strongest_first(&mut found);
    found
}
