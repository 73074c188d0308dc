//! What the credits of a story's members say, outlet by outlet.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Credit, CreditKind, Evidence, Member};

/// The id in the agency table of a credit that names no agency (`(Agencies)`): it says that the text is
/// not the outlet's own, but not whose.
const UNNAMED_AGENCIES: &str = "agencies";

/// What the members' credits say, each outlet heard once for each agency.
pub(super) struct Votes<'a> {
    /// Weight by agency, then outlet: the surest credit counts.
    pub(super) by_agency: BTreeMap<&'a str, BTreeMap<i64, f64>>,
    /// The same for citations.
    cited: BTreeMap<&'a str, BTreeMap<i64, f64>>,
    /// Credits behind the votes, in order of article.
    pub(super) evidence: Vec<Evidence>,
}

impl<'a> Votes<'a> {
    /// Counts the credits of `members`, given in order of article.
    pub(super) fn count(members: &[&'a Member]) -> Self {
        let mut votes = Self {
            by_agency: BTreeMap::new(),
            cited: BTreeMap::new(),
            evidence: Vec::new(),
        };
        for member in members {
            let mut told = BTreeSet::new();
            for credit in &member.credits {
                let (tally, agency, weight) = match (credit.kind, credit.agency.as_deref()) {
                    (CreditKind::Inline, Some(agency)) => (&mut votes.cited, agency, credit.confidence),
                    _ => match credited(credit) {
                        Some(agency) => (&mut votes.by_agency, agency, weight(credit)),
                        None => continue,
                    },
                };
                let outlet = tally
                    .entry(agency)
                    .or_default()
                    .entry(member.outlet_id)
                    .or_default();
                *outlet = outlet.max(weight.clamp(0.0, 1.0));
                if told.insert((agency, credit.kind)) {
                    votes.evidence.push(Evidence {
                        article_id: member.article_id,
                        kind: credit.kind.as_str().to_owned(),
                        agency: Some(agency.to_owned()),
                        weight: self::weight(credit),
                        text: credit.text.clone(),
                    });
                }
            }
        }
        votes
    }

    /// The weight of each agency in `tally`, by name.
    pub(super) fn total(tally: &BTreeMap<&'a str, BTreeMap<i64, f64>>) -> Vec<(&'a str, f64)> {
        tally
            .iter()
            .map(|(agency, outlets)| (*agency, outlets.values().sum()))
            .collect()
    }

    /// The agency that has most of the citations of others than `agency`, and its share of them: more than half.
    pub(super) fn main_citation(&self, agency: &str) -> Option<(String, f64)> {
        let cited: Vec<(&str, f64)> = Self::total(&self.cited)
            .into_iter()
            .filter(|(named, _)| *named != agency && *named != UNNAMED_AGENCIES)
            .collect();
        let all: f64 = cited.iter().map(|(_, weight)| weight).sum();
        let (source, weight) = cited.into_iter().find(|(_, weight)| *weight > all / 2.0)?;
        Some((source.to_owned(), weight / all))
    }

    /// The agency cited by most outlets; the first by name of equals.
    pub(super) fn most_cited(&self) -> Option<&'a str> {
        Self::total(&self.cited)
            .into_iter()
            .filter(|(agency, _)| *agency != UNNAMED_AGENCIES)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(agency, _)| agency)
    }
}

/// The weight of `credit` as evidence for an origin, 0 to 1: how surely it was read, times how seldom its
/// kind is wrong. Markup is filled in by templates; a footer is often the page's and not the report's.
pub(super) fn weight(credit: &Credit) -> f64 {
    let of_kind = match credit.kind {
        CreditKind::Dateline | CreditKind::Signoff => 1.0,
        CreditKind::Credit | CreditKind::Byline => 0.95,
        CreditKind::Footer => 0.85,
        CreditKind::Markup => 0.8,
        CreditKind::Inline => 0.0,
    };
    of_kind * credit.confidence.clamp(0.0, 1.0)
}

/// The agency that `credit` names as origin.
pub(super) fn credited(credit: &Credit) -> Option<&str> {
    let agency = credit.agency.as_deref()?;
    (credit.kind != CreditKind::Inline && agency != UNNAMED_AGENCIES).then_some(agency)
}
