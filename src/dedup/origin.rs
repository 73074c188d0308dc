//! Who had a story first, over all its members: an agency, an outlet, or nobody can say.
//!
//! Reasons in the order of their strength: the agency's own feed; the credits of all members, once for
//! each outlet; the earliest text that holds the others; a lone article's silence. An agency that is only
//! cited ("according to ...") is never the origin, at most the likely source: of a story of unknown origin, or
//! of the agency's report itself, which makes a chain (`ians <- xinhua`).

use super::chain::chained;
use super::first::{is_dated, known_at};
use super::votes::{Votes, credited, weight};
use crate::model::{Credit, CreditKind, Evidence, Member, Origin, OriginKind, Relation};

/// Weight of an agency's own feed: surer than any credit, as it needs no reading.
const OWN_FEED_WEIGHT: f64 = 0.99;

/// A credit to somebody else of at least this weight makes even an agency's own article a reprint.
const REPRINT_WEIGHT_MIN: f64 = 0.5;

/// Summed weight of credits below which no agency is named: one "with inputs from" is not enough.
const VOTE_WEIGHT_MIN: f64 = 0.5;

/// Nothing that rests on credits is surer than this.
const VOTE_CONFIDENCE_MAX: f64 = 0.98;

/// How sure the earliest outlet is when its text holds the others, and when nothing speaks for or against it.
const EARLIEST_HOLDS_CONFIDENCE: f64 = 0.6;
const LONE_CONFIDENCE: f64 = 0.5;

/// The same when the credits speak of another source: unnamed agencies, or an agency's contribution.
const DOUBTFUL_CONFIDENCE: f64 = 0.35;

/// Share of the other members that the earliest text must hold, and how much of their words it must have,
/// before it is taken for their source.
const HELD_MEMBERS_MIN: f64 = 0.5;
const HELD_COVERAGE_MIN: f64 = 0.6;

/// The origin of the story that `members` share, with the reasons. The order of `members` does not matter.
///
/// Unknown, without article, for no members.
#[must_use]
pub fn origin(members: &[Member]) -> Origin {
    let mut members: Vec<&Member> = members.iter().collect();
    members.sort_by(|one, other| {
        let key = |member: &Member| (member.article_id, member.outlet_id, member.relation);
        key(one).cmp(&key(other))
    });
    let votes = Votes::count(&members);
    if let Some(found) = by_own_feed(&members, &votes).or_else(|| by_credits(&members, &votes)) {
        return chained(found, &members);
    }
    by_outlets(&members, &votes)
}

/// Whether the dateline of `member` holds a name that is not listed: its own, mostly.
pub(super) fn has_own_name_in_dateline(member: &Member) -> bool {
    let names_nobody = |credit: &Credit| credit.kind == CreditKind::Dateline && credit.agency.is_none();
    member.outlet_agency.is_none() && member.credits.iter().any(names_nobody)
}

/// Whether `member` names `agency` as origin anywhere.
pub(super) fn credits_agency(member: &Member, agency: &str) -> bool {
    member
        .credits
        .iter()
        .any(|credit| credited(credit) == Some(agency))
}

/// Reason 1: a member is the agency's own article and not its reprint of another's.
fn by_own_feed(members: &[&Member], votes: &Votes<'_>) -> Option<Origin> {
    let is_own = |member: &&&Member| {
        let Some(agency) = member.outlet_agency.as_deref() else {
            return false;
        };
        let is_reprint = |credit: &Credit| {
            credited(credit).is_some_and(|named| named != agency) && weight(credit) >= REPRINT_WEIGHT_MIN
        };
        credits_agency(member, agency) || !member.credits.iter().any(is_reprint)
    };
    let own: Vec<&Member> = members.iter().filter(is_own).copied().collect();
    let article = nearest_original(&own)?;
    let agency = article.outlet_agency.clone()?;
    let mut evidence = votes.evidence.clone();
    evidence.extend(own.iter().map(|member| Evidence {
        article_id: member.article_id,
        kind: "own_feed".to_owned(),
        agency: member.outlet_agency.clone(),
        weight: OWN_FEED_WEIGHT,
        text: member.outlet_key.clone(),
    }));
    Some(Origin {
        kind: OriginKind::Agency,
        agency: Some(agency),
        article_id: Some(article.article_id),
        confidence: OWN_FEED_WEIGHT,
        likely_source_agency: None,
        evidence,
    })
}

/// Reason 2: the agency that the members' credits name, by the weight of the outlets that name it.
fn by_credits(members: &[&Member], votes: &Votes<'_>) -> Option<Origin> {
    let totals = Votes::total(&votes.by_agency);
    let all: f64 = totals.iter().map(|(_, weight)| weight).sum();
    let most = totals.iter().map(|(_, weight)| *weight).reduce(f64::max)?;
    if most < VOTE_WEIGHT_MIN {
        return None;
    }
    // Of equals the one that the nearest original credits, then the first by name.
    let leaders: Vec<&str> = totals
        .iter()
        .filter(|(_, weight)| *weight >= most)
        .map(|(id, _)| *id)
        .collect();
    let crediting = |agency: &str| -> Vec<&Member> {
        members
            .iter()
            .filter(|member| credits_agency(member, agency))
            .copied()
            .collect()
    };
    let agency = leaders
        .into_iter()
        .min_by_key(|agency| nearest_original(&crediting(agency)).map(original_order))?;
    let outlets = votes.by_agency.get(agency)?;
    let doubt: f64 = outlets.values().map(|weight| 1.0 - weight).product();
    Some(Origin {
        kind: OriginKind::Agency,
        agency: Some(agency.to_owned()),
        article_id: nearest_in_time_or_credit(members, &crediting(agency)).map(|member| member.article_id),
        confidence: ((1.0 - doubt) * most / all).min(VOTE_CONFIDENCE_MAX),
        likely_source_agency: None,
        evidence: votes.evidence.clone(),
    })
}

/// The member nearest to the original text where some are in other words than others: a text that keeps silent
/// about the agency, and whose time is only when we saw it, is rather the rewrite than the source.
fn nearest_in_time_or_credit<'a>(members: &[&'a Member], crediting: &[&'a Member]) -> Option<&'a Member> {
    let nearest = nearest_original(members)?;
    let is_in_other_words = members
        .iter()
        .any(|member| member.relation == Relation::Rewritten);
    let credits = crediting
        .iter()
        .any(|member| member.article_id == nearest.article_id);
    if credits || !is_in_other_words || is_dated(nearest) {
        return Some(nearest);
    }
    nearest_original(crediting)
}

/// Reasons 3 and 4: no agency is credited; the earliest outlet, unless something speaks against it.
fn by_outlets(members: &[&Member], votes: &Votes<'_>) -> Origin {
    let mut evidence = votes.evidence.clone();
    let unknown = |evidence, likely_source: Option<&str>, article: Option<&Member>| Origin {
        kind: OriginKind::Unknown,
        agency: None,
        article_id: article.map(|member| member.article_id),
        confidence: 0.0,
        likely_source_agency: likely_source.map(str::to_owned),
        evidence,
    };
    let Some(earliest) = nearest_original(members) else {
        return unknown(evidence, None, None);
    };
    let cited = votes.most_cited();
    // A desk that puts its own name into the dateline and cites an agency writes like one that relabels.
    let is_suspect = |member: &&Member| has_own_name_in_dateline(member) && cites_agency(member);
    if members.iter().any(is_suspect) {
        return unknown(evidence, cited, Some(earliest));
    }
    let others: Vec<&Member> = members
        .iter()
        .filter(|member| member.outlet_id != earliest.outlet_id)
        .copied()
        .collect();
    let is_doubtful = members.iter().any(|member| {
        let points_elsewhere = |credit: &Credit| credit.kind != CreditKind::Inline && credit.agency.is_some();
        member.credits.iter().any(points_elsewhere)
    });
    let mut confidence = if is_doubtful {
        DOUBTFUL_CONFIDENCE
    } else {
        LONE_CONFIDENCE
    };
    evidence.push(Evidence {
        article_id: earliest.article_id,
        kind: "earliest".to_owned(),
        agency: None,
        weight: confidence,
        text: earliest.outlet_key.clone(),
    });
    if !others.is_empty() {
        let held = others.iter().filter(|member| is_held(member)).count();
        if (held as f64) < HELD_MEMBERS_MIN * others.len() as f64 {
            return unknown(evidence, cited, Some(earliest));
        }
        if !is_doubtful {
            confidence = EARLIEST_HOLDS_CONFIDENCE;
        }
        evidence.push(Evidence {
            article_id: earliest.article_id,
            kind: "contains".to_owned(),
            agency: None,
            weight: held as f64 / others.len() as f64,
            text: format!("{held} of {} other texts", others.len()),
        });
    }
    Origin {
        kind: OriginKind::Outlet,
        agency: None,
        article_id: Some(earliest.article_id),
        confidence,
        likely_source_agency: None,
        evidence,
    }
}

/// Whether the story's other texts hold what `member` says: in its words, or in other words.
fn is_held(member: &Member) -> bool {
    member.coverage >= HELD_COVERAGE_MIN || member.relation == Relation::Rewritten
}

fn cites_agency(member: &Member) -> bool {
    member
        .credits
        .iter()
        .any(|credit| credit.kind == CreditKind::Inline && credit.agency.is_some())
}

/// The member nearest to the original text: not a later version, then out earliest, then fullest.
pub(super) fn nearest_original<'a>(members: &[&'a Member]) -> Option<&'a Member> {
    members
        .iter()
        .copied()
        .min_by_key(|member| original_order(member))
}

/// Sorts members by how near they are to the original text; no two are equal but by id.
///
/// That a member is a part of the text it was compared with does not count against it: that text may be
/// an extended copy which came first. On labelled streams leaving parts out costs one origin in a hundred.
fn original_order(member: &Member) -> impl Ord + use<> {
    let is_later = matches!(member.relation, Relation::Update | Relation::Merged);
    (
        is_later,
        known_at(member),
        std::cmp::Reverse(member.words),
        member.article_id,
    )
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use proptest::prelude::*;

    use super::*;
    use crate::model::DateQuality;

    pub(crate) fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minute)
    }

    /// An outlet's article, seen in that minute, that copies the story's first text.
    pub(crate) fn member(article_id: i64, minute: i64, credits: &[(CreditKind, Option<&str>)]) -> Member {
        let credit = |(kind, agency): &(CreditKind, Option<&str>)| Credit {
            agency: agency.map(str::to_owned),
            kind: *kind,
            text: agency.unwrap_or("NationPress").to_owned(),
            span: None,
            confidence: 0.95,
            rule: "test",
        };
        Member {
            article_id,
            outlet_id: article_id,
            outlet_key: format!("outlet-{article_id}"),
            outlet_agency: None,
            relation: Relation::Identical,
            coverage: 1.0,
            coverage_of_origin: 1.0,
            words: 300,
            claimed_at: None,
            claimed_quality: DateQuality::Missing,
            first_seen_at: at(minute),
            seen_is_ours: true,
            polling_gap_s: Some(900),
            credits: credits.iter().map(credit).collect(),
        }
    }

    fn wire(article_id: i64, minute: i64, agency: &str) -> Member {
        Member {
            outlet_agency: Some(agency.to_owned()),
            ..member(article_id, minute, &[])
        }
    }

    const SEED: &[(CreditKind, Option<&str>)] =
        &[(CreditKind::Dateline, None), (CreditKind::Inline, Some("xinhua"))];

    #[test]
    fn the_agencys_own_article_is_the_origin_however_late_it_is_seen() {
        let members = [
            member(1, 0, &[]),
            wire(2, 90, "reuters"),
            member(3, 5, &[(CreditKind::Byline, Some("afp"))]),
        ];
        let found = origin(&members);
        assert_eq!(
            (found.kind, found.agency.as_deref(), found.article_id),
            (OriginKind::Agency, Some("reuters"), Some(2))
        );
        assert!(found.evidence.iter().any(|row| row.kind == "own_feed"));
    }

    #[test]
    fn an_agency_that_credits_another_is_a_reprinter() {
        let mut reprint = wire(1, 0, "tass");
        reprint.credits = member(1, 0, &[(CreditKind::Dateline, Some("xinhua"))]).credits;
        assert_eq!(origin(&[reprint]).agency.as_deref(), Some("xinhua"));
    }

    #[test]
    fn credits_are_counted_once_for_each_outlet() {
        let afp = |id| Member {
            outlet_id: 7,
            ..member(id, id, &[(CreditKind::Dateline, Some("afp"))])
        };
        let ap = |id| member(id, id, &[(CreditKind::Dateline, Some("ap"))]);
        assert_eq!(
            origin(&[afp(1), afp(2), afp(3), ap(4), ap(5)]).agency.as_deref(),
            Some("ap")
        );
    }

    #[test]
    fn the_seed_alone_is_of_unknown_origin_with_a_likely_source() {
        let found = origin(&[member(1, 0, SEED)]);
        assert_eq!((found.kind, found.agency.as_deref()), (OriginKind::Unknown, None));
        assert_eq!(found.likely_source_agency.as_deref(), Some("xinhua"));
    }

    #[test]
    fn a_relabelled_dateline_loses_against_a_member_with_the_credit() {
        let found = origin(&[
            member(1, 0, SEED),
            member(2, 30, &[(CreditKind::Signoff, Some("ians"))]),
        ]);
        assert_eq!(
            (found.kind, found.agency.as_deref()),
            (OriginKind::Agency, Some("ians"))
        );
    }

    #[test]
    fn a_rewrite_that_was_merely_seen_first_is_not_the_original_of_an_agencys_story() {
        let rewrite = member(1, 0, &[]);
        let source = Member {
            relation: Relation::Rewritten,
            ..member(2, 30, &[(CreditKind::Dateline, Some("ntb"))])
        };
        assert_eq!(origin(&[rewrite.clone(), source.clone()]).article_id, Some(2));
        let dated = Member {
            claimed_at: Some(at(0)),
            claimed_quality: DateQuality::Ok,
            ..rewrite
        };
        assert_eq!(origin(&[dated, source]).article_id, Some(1));
    }

    #[test]
    fn a_contribution_or_unnamed_agencies_are_no_origin() {
        let mut inputs = member(1, 0, &[(CreditKind::Credit, Some("pti"))]);
        inputs.credits[0].confidence = 0.4;
        let unnamed = member(1, 0, &[(CreditKind::Credit, Some("agencies"))]);
        for lone in [inputs, unnamed] {
            let found = origin(&[lone]);
            assert_eq!(found.kind, OriginKind::Outlet);
            assert!(found.confidence < LONE_CONFIDENCE);
        }
    }

    #[test]
    fn without_credits_the_earliest_outlet_that_holds_the_others_is_the_origin() {
        let found = origin(&[member(1, 9, &[]), member(2, 0, &[]), member(3, 4, &[])]);
        assert_eq!((found.kind, found.article_id), (OriginKind::Outlet, Some(2)));
        let loose = |id, minute| Member {
            coverage: 0.45,
            ..member(id, minute, &[])
        };
        assert_eq!(origin(&[loose(1, 0), loose(2, 1)]).kind, OriginKind::Unknown);
        let rewrite = Member {
            relation: Relation::Rewritten,
            ..loose(2, 1)
        };
        let found = origin(&[loose(1, 0), rewrite]);
        assert_eq!((found.kind, found.article_id), (OriginKind::Outlet, Some(1)));
    }

    #[test]
    fn a_citation_in_a_lone_article_leaves_it_the_outlets_own() {
        assert_eq!(
            origin(&[member(1, 0, &[(CreditKind::Inline, Some("tass"))])]).kind,
            OriginKind::Outlet
        );
    }

    #[test]
    fn a_later_version_is_not_the_original_text() {
        let update = Member {
            relation: Relation::Update,
            ..member(1, 0, &[])
        };
        assert_eq!(origin(&[update, member(2, 5, &[])]).article_id, Some(2));
    }

    #[test]
    fn nobody_has_an_unknown_origin() {
        assert_eq!(
            (origin(&[]).kind, origin(&[]).article_id),
            (OriginKind::Unknown, None)
        );
    }

    fn any_member() -> impl Strategy<Value = Member> {
        let kind = prop::sample::select(vec![
            CreditKind::Dateline,
            CreditKind::Byline,
            CreditKind::Signoff,
            CreditKind::Footer,
            CreditKind::Markup,
            CreditKind::Inline,
        ]);
        let agency = prop::sample::select(vec![
            None,
            Some("ap"),
            Some("afp"),
            Some("xinhua"),
            Some("agencies"),
        ]);
        let credits = prop::collection::vec((kind, agency), 0..3);
        let own = prop::sample::select(vec![None, None, None, Some("ap"), Some("afp")]);
        let relation = prop::sample::select(Relation::ALL.to_vec());
        (credits, own, relation, 0_i64..4, 0_i64..30, 0.0..1.0_f64).prop_map(
            |(credits, own, relation, outlet_id, minute, coverage)| Member {
                outlet_id,
                outlet_agency: own.map(str::to_owned),
                relation,
                coverage,
                ..member(0, minute, &credits)
            },
        )
    }

    proptest! {
        #[test]
        fn the_order_of_members_does_not_matter(
            mut members in prop::collection::vec(any_member(), 0..8), by in 0_usize..8,
        ) {
            for (id, member) in members.iter_mut().enumerate() {
                member.article_id = id as i64;
            }
            let found = origin(&members);
            prop_assert!((0.0..=1.0).contains(&found.confidence));
            let turn = by.min(members.len());
            members.rotate_left(turn);
            prop_assert_eq!(&origin(&members), &found);
            members.reverse();
            prop_assert_eq!(&origin(&members), &found);
        }

        #[test]
        fn a_named_article_is_a_member(members in prop::collection::vec(any_member(), 1..6)) {
            let id = origin(&members).article_id;
            prop_assert!(members.iter().any(|member| Some(member.article_id) == id));
        }
    }
}
