//! Where the agency had it from that a story comes from.

use super::origin::{credits_agency, nearest_original};
use super::votes::Votes;
use crate::model::{Credit, CreditKind, Evidence, Member, Origin};

/// A link of a chain says nothing of whose story it is, only where its agency had it from: it weighs less than
/// any credit.
const CHAIN_WEIGHT: f64 = 0.3;

/// `found`, an agency's, with the agency its own report cites as the source: asked of the members that are the
/// agency's or credit it, once for each outlet. None when they cite several and no one most of the time.
pub(super) fn chained(found: Origin, members: &[&Member]) -> Origin {
    let Some(agency) = found.agency.as_deref() else {
        return found;
    };
    let carriers: Vec<&Member> = members
        .iter()
        .filter(|member| member.outlet_agency.as_deref() == Some(agency) || credits_agency(member, agency))
        .copied()
        .collect();
    let Some((source, share)) = Votes::count(&carriers).main_citation(agency) else {
        return found;
    };
    let cites =
        |credit: &Credit| credit.kind == CreditKind::Inline && credit.agency.as_deref() == Some(&source);
    let citing: Vec<&Member> = carriers
        .into_iter()
        .filter(|member| member.credits.iter().any(cites))
        .collect();
    let Some(nearest) = nearest_original(&citing) else {
        return found;
    };
    let link = Evidence {
        article_id: nearest.article_id,
        kind: "chain".to_owned(),
        agency: Some(source.clone()),
        weight: CHAIN_WEIGHT * share,
        text: format!("{agency} <- {source}"),
    };
    let mut evidence = found.evidence;
    evidence.push(link);
    Origin {
        likely_source_agency: Some(source),
        evidence,
        ..found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::origin::{origin, tests::member};

    const SEED: &[(CreditKind, Option<&str>)] =
        &[(CreditKind::Dateline, None), (CreditKind::Inline, Some("xinhua"))];

    #[test]
    fn the_chain_is_kept_when_the_agencys_report_cites_another_agency() {
        let cites = (CreditKind::Inline, Some("xinhua"));
        let ians = member(2, 30, &[(CreditKind::Signoff, Some("ians")), cites]);
        let found = origin(&[member(1, 0, SEED), ians.clone()]);
        assert_eq!(found.agency.as_deref(), Some("ians"));
        assert_eq!(found.likely_source_agency.as_deref(), Some("xinhua"));
        let link = found.evidence.iter().find(|row| row.kind == "chain").unwrap();
        assert_eq!((link.article_id, link.text.as_str()), (2, "ians <- xinhua"));
    }

    #[test]
    fn what_only_others_cite_or_what_is_one_of_several_is_no_link_of_a_chain() {
        let silent = member(2, 30, &[(CreditKind::Signoff, Some("ians"))]);
        assert_eq!(origin(&[member(1, 0, SEED), silent]).likely_source_agency, None);
        let several = member(
            2,
            30,
            &[
                (CreditKind::Signoff, Some("ians")),
                (CreditKind::Inline, Some("xinhua")),
                (CreditKind::Inline, Some("tass")),
                (CreditKind::Inline, Some("ians")),
            ],
        );
        let found = origin(&[several]);
        assert_eq!(found.likely_source_agency, None);
        assert!(found.evidence.iter().all(|row| row.kind != "chain"));
    }
}
