//! Whether an article may be somebody else's report under the outlet's own name.

use super::agencies::Agencies;
use super::outlet::Outlet;
use crate::model::{Credit, CreditKind};

/// The word in a reading's notes.
pub const RELABELLED_POSSIBLE: &str = "relabelled_possible";

/// A credit at least this sure names the origin; then nothing has to be guessed.
const NAMES_ORIGIN_MIN: f64 = 0.5;

/// How sure a single cited agency is the source, when the dateline carries an unlisted name.
const RELABELLED_SOURCE: f64 = 0.6;

/// The same without a name in the dateline: most reports cite others without being their copies.
const CITED_SOURCE: f64 = 0.3;

/// What an article's own words let suspect about its source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RelabelHint {
    /// The dateline carries an unlisted name, the text cites an agency.
    pub is_possible: bool,
    /// The agency most prominently cited, and how likely it is the source, 0 to 1. `None` when no
    /// agency is cited, when a credit names the origin, or when the outlet is an agency itself.
    pub likely_source: Option<(String, f64)>,
}

impl RelabelHint {
    /// The note for the reading: [`RELABELLED_POSSIBLE`], or `None`.
    pub fn note(&self) -> Option<&'static str> {
        self.is_possible.then_some(RELABELLED_POSSIBLE)
    }
}

/// What the credits of one article, published by `outlet`, let suspect. The copy detection decides.
pub fn relabelled_hint(credits: &[Credit], outlet: &Outlet, agencies: &Agencies) -> RelabelHint {
    let is_specific = |credit: &&Credit| {
        let agency = credit.agency.as_deref().and_then(|id| agencies.by_id(id));
        agency.is_some_and(|agency| !agency.is_generic())
    };
    let names_origin = credits
        .iter()
        .filter(is_specific)
        .any(|credit| credit.kind != CreditKind::Inline && credit.confidence >= NAMES_ORIGIN_MIN);
    if names_origin || outlet.agency_id.is_some() {
        return RelabelHint::default();
    }
    let has_unlisted_dateline = credits
        .iter()
        .any(|credit| credit.kind == CreditKind::Dateline && credit.agency.is_none());
    let Some((agency, share)) =
        most_prominent(credits.iter().filter(|credit| credit.kind == CreditKind::Inline))
    else {
        return RelabelHint::default();
    };
    let likelihood = if has_unlisted_dateline {
        RELABELLED_SOURCE
    } else {
        CITED_SOURCE
    };
    RelabelHint {
        is_possible: has_unlisted_dateline,
        likely_source: Some((agency.to_owned(), likelihood * share)),
    }
}

/// The agency cited most, early citations counting more, and its share of all.
fn most_prominent<'a>(citations: impl Iterator<Item = &'a Credit>) -> Option<(&'a str, f64)> {
    let mut in_order: Vec<&Credit> = citations.collect();
    in_order.sort_by_key(|credit| credit.span);
    let mut weights: Vec<(&str, f64)> = Vec::new();
    let mut rank = 1.0;
    for credit in in_order {
        let Some(agency) = credit.agency.as_deref() else {
            continue;
        };
        let weight = credit.confidence / rank;
        rank += 1.0;
        match weights.iter_mut().find(|(known, _)| *known == agency) {
            Some((_, sum)) => *sum += weight,
            None => weights.push((agency, weight)),
        }
    }
    let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let heaviest = weights
        .into_iter()
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    heaviest.map(|(agency, weight)| (agency, weight / total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn credit(agency: Option<&str>, kind: CreditKind, confidence: f64, at: usize) -> Credit {
        Credit {
            agency: agency.map(str::to_owned),
            kind,
            text: String::new(),
            span: Some(Span::new(at, at + 1)),
            confidence,
            rule: "test",
        }
    }

    fn outlet(agency: Option<&str>) -> Outlet {
        Outlet {
            key: "post.example".into(),
            agency_id: agency.map(str::to_owned),
            is_aggregator: false,
        }
    }

    #[test]
    fn an_unlisted_dateline_and_a_cited_agency_are_suspect() {
        let credits = [
            credit(None, CreditKind::Dateline, 0.3, 0),
            credit(Some("xinhua"), CreditKind::Inline, 0.9, 50),
            credit(Some("tass"), CreditKind::Inline, 0.9, 90),
        ];
        let hint = relabelled_hint(&credits, &outlet(None), Agencies::shipped());
        assert_eq!(hint.note(), Some("relabelled_possible"));
        let (agency, likelihood) = hint.likely_source.unwrap();
        assert_eq!(agency, "xinhua");
        assert!(likelihood > 0.3 && likelihood < 0.6);
    }

    #[test]
    fn a_named_origin_leaves_nothing_to_suspect() {
        let credits = [
            credit(Some("ians"), CreditKind::Signoff, 0.9, 200),
            credit(None, CreditKind::Dateline, 0.3, 0),
            credit(Some("xinhua"), CreditKind::Inline, 0.9, 50),
        ];
        assert_eq!(
            relabelled_hint(&credits, &outlet(None), Agencies::shipped()),
            RelabelHint::default()
        );
    }

    #[test]
    fn an_agency_citing_another_is_not_suspect() {
        let credits = [credit(Some("tass"), CreditKind::Inline, 0.9, 50)];
        assert_eq!(
            relabelled_hint(&credits, &outlet(Some("xinhua")), Agencies::shipped()),
            RelabelHint::default()
        );
        let own = relabelled_hint(&credits, &outlet(None), Agencies::shipped());
        assert!(!own.is_possible && own.likely_source.is_some());
        assert_eq!(
            relabelled_hint(&[], &outlet(None), Agencies::shipped()),
            RelabelHint::default()
        );
    }
}
