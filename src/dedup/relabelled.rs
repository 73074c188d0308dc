//! Whether an outlet put its own name on another's report.

use super::origin::{credits_agency, has_own_name_in_dateline};
use crate::model::{CreditKind, Member, Origin, OriginKind};

/// `yes`, `possible` or `no`: whether `member` passes the story of `origin` off as its own.
///
/// - `yes`: the origin is an agency, and the member credits it nowhere and holds a name of its own in the dateline.
/// - `possible`: the same, but the member merely keeps silent about the agency or names another one; or the
///   origin is not known and the member cites the likely source under a dateline of its own; or the origin
///   is another article and the dateline holds a name of its own.
/// - `no`: all else; the agency's own articles among them.
#[must_use]
pub fn is_relabelled(member: &Member, origin: &Origin) -> &'static str {
    let has_own_name = has_own_name_in_dateline(member);
    let is_origin = origin.article_id == Some(member.article_id);
    match (origin.kind, &origin.agency) {
        (OriginKind::Agency, Some(agency)) => {
            if member.outlet_agency.as_ref() == Some(agency) || credits_agency(member, agency) {
                "no"
            } else if has_own_name {
                "yes"
            } else {
                "possible"
            }
        }
        (OriginKind::Unknown, _) => {
            let cites = |agency: &String| {
                let cites = |kind, named: &Option<String>| {
                    kind == CreditKind::Inline && named.as_ref() == Some(agency)
                };
                member
                    .credits
                    .iter()
                    .any(|credit| cites(credit.kind, &credit.agency))
            };
            let is_suspect = origin.likely_source_agency.as_ref().is_some_and(cites);
            if has_own_name && (is_suspect || !is_origin) {
                "possible"
            } else {
                "no"
            }
        }
        _ => {
            if has_own_name && !is_origin {
                "possible"
            } else {
                "no"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::origin::{origin, tests::member};

    const SEED: &[(CreditKind, Option<&str>)] =
        &[(CreditKind::Dateline, None), (CreditKind::Inline, Some("xinhua"))];

    #[test]
    fn an_own_name_over_an_agencys_report_is_relabelled() {
        let (seed, ians) = (
            member(1, 0, SEED),
            member(2, 5, &[(CreditKind::Signoff, Some("ians"))]),
        );
        let found = origin(&[seed.clone(), ians.clone()]);
        assert_eq!(
            (is_relabelled(&seed, &found), is_relabelled(&ians, &found)),
            ("yes", "no")
        );
        assert_eq!(is_relabelled(&member(3, 9, &[]), &found), "possible");
    }

    #[test]
    fn a_suspect_dateline_alone_is_only_possibly_relabelled() {
        let seed = member(1, 0, SEED);
        assert_eq!(
            is_relabelled(&seed, &origin(std::slice::from_ref(&seed))),
            "possible"
        );
    }

    #[test]
    fn an_outlets_own_report_under_its_own_name_is_not_relabelled() {
        let own = member(1, 0, &[(CreditKind::Dateline, None)]);
        let found = origin(std::slice::from_ref(&own));
        assert_eq!(is_relabelled(&own, &found), "no");
        let taker = member(2, 30, &[(CreditKind::Dateline, None)]);
        assert_eq!(is_relabelled(&taker, &origin(&[own, taker.clone()])), "possible");
    }

    #[test]
    fn the_agency_itself_never_relabels() {
        let mut agency = member(1, 0, &[(CreditKind::Dateline, None)]);
        agency.outlet_agency = Some("ians".to_owned());
        assert_eq!(
            is_relabelled(&agency, &origin(std::slice::from_ref(&agency))),
            "no"
        );
    }
}
