//! What the readers of credits share: the article on the desk, and the credits found so far.

use super::agencies::{Agencies, Agency, NameMatch};
use crate::model::{Credit, CreditKind, Span};

/// The article being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk<'a> {
    /// The article's text.
    pub text: &'a str,
    /// Of the text, when known.
    pub language: Option<&'a str>,
    /// Country in which the report was filed, by its dateline; ISO 3166-1 alpha-2.
    pub filed_in: Option<&'a str>,
    /// Country of the address at which it was published (`.sg`), by its ending.
    pub published_in: Option<&'a str>,
    pub agencies: &'a Agencies,
}

impl<'a> Desk<'a> {
    /// The agency that `name`, written as `words`, means here: where several share a name, the one of
    /// the country in which the report was filed or published.
    pub fn meant(&self, name: &NameMatch<'a>, words: &str) -> &'a Agency {
        [self.filed_in, self.published_in]
            .into_iter()
            .flatten()
            .find_map(|country| self.agencies.of_country(words, country))
            .unwrap_or(name.agency)
    }
}

/// The credits found so far; the same words are never taken twice.
#[derive(Debug, Default)]
pub(super) struct Found {
    credits: Vec<Credit>,
}

impl Found {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.credits.len()
    }

    /// Whether the words at `span` are part of a credit already.
    pub fn holds(&self, span: Span) -> bool {
        self.credits
            .iter()
            .any(|credit| credit.span.is_some_and(|own| own.overlaps(span)))
    }

    /// Adds a credit of the agency `name`. `words` are kept when there is no span to take them from.
    #[expect(clippy::too_many_arguments, reason = "each is one column of the credit")]
    pub fn name<'a>(
        &mut self,
        desk: &Desk<'a>,
        name: &NameMatch<'a>,
        span: Option<Span>,
        words: &str,
        kind: CreditKind,
        confidence: f64,
        rule: &'static str,
    ) {
        let text = span.map_or_else(|| words.trim().to_owned(), |span| span.of(desk.text).to_owned());
        let agency = span.map_or(name.agency, |span| desk.meant(name, span.of(desk.text)));
        self.add(Credit {
            agency: Some(agency.id.clone()),
            kind,
            text,
            span,
            confidence,
            rule,
        });
    }

    /// Adds a credit, unless the same agency has one of that kind at that place.
    pub fn add(&mut self, credit: Credit) {
        let is_known = self.credits.iter().any(|known| {
            let is_same_place = match (known.span, credit.span) {
                (Some(one), Some(other)) => one.overlaps(other),
                (None, None) => known.kind == credit.kind,
                _ => false,
            };
            known.agency == credit.agency && is_same_place
        });
        if !is_known {
            self.credits.push(credit);
        }
    }

    /// All of them, strongest kind first, then the surer, then in the order of the text.
    pub fn sorted(mut self) -> Vec<Credit> {
        strongest_first(&mut self.credits);
        self.credits
    }
}

/// Sorts credits by kind, confidence and place; equal ones keep their order.
pub fn strongest_first(credits: &mut [Credit]) {
    credits.sort_by(|one, other| {
        strength(one.kind)
            .cmp(&strength(other.kind))
            .then(other.confidence.total_cmp(&one.confidence))
            .then(one.span.cmp(&other.span))
    });
}

/// Rank of a kind as evidence of the origin; 0 is the strongest.
const fn strength(kind: CreditKind) -> u8 {
    match kind {
        CreditKind::Dateline => 0,
        CreditKind::Byline => 1,
        CreditKind::Markup => 2,
        CreditKind::Signoff => 3,
        CreditKind::Credit => 4,
        CreditKind::Footer => 5,
        CreditKind::Inline => 6,
    }
}
