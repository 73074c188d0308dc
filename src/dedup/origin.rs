//! Who had a story first, over all its members: an agency, an outlet, or nobody can say.
//!
//! Reasons in the order of their strength: the agency's own feed; the credits of all members, once for
//! each outlet; the earliest text that holds the others; a lone article's silence. An agency that is only
//! cited ("according to ...") is never the origin, at most the likely source.

use std::collections::{BTreeMap, BTreeSet};

use super::first::known_at;
use crate::model::{Credit, CreditKind, Evidence, Member, Origin, OriginKind, Relation};

/// The id in the agency table of a credit that names no agency (`(Agencies)`): it says that the text is
/// not the outlet's own, but not whose.
const UNNAMED_AGENCIES: &str = "agencies";

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

/// The same when something speaks for another source: a name of its own in the dateline, unnamed agencies
/// or a contribution in the credits.
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
    if let Some(found) = by_own_feed(&members, &votes) {
        return found;
    }
    if let Some(found) = by_credits(&members, &votes) {
        return found;
    }
    by_outlets(&members, &votes)
}

/// The weight of `credit` as evidence for an origin, 0 to 1: how surely it was read, times how seldom its
/// kind is wrong. Markup is filled in by templates; a footer is often the page's and not the report's.
fn weight(credit: &Credit) -> f64 {
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
fn credited(credit: &Credit) -> Option<&str> {
    let agency = credit.agency.as_deref()?;
    (credit.kind != CreditKind::Inline && agency != UNNAMED_AGENCIES).then_some(agency)
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

/// What the members' credits say, each outlet heard once for each agency.
struct Votes<'a> {
    /// Weight by agency, then outlet: the surest credit counts.
    by_agency: BTreeMap<&'a str, BTreeMap<i64, f64>>,
    /// The same for citations.
    cited: BTreeMap<&'a str, BTreeMap<i64, f64>>,
    /// Credits behind the votes, in order of article.
    evidence: Vec<Evidence>,
}

impl<'a> Votes<'a> {
    fn count(members: &[&'a Member]) -> Self {
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

    fn total(tally: &BTreeMap<&'a str, BTreeMap<i64, f64>>) -> Vec<(&'a str, f64)> {
        tally
            .iter()
            .map(|(agency, outlets)| (*agency, outlets.values().sum()))
            .collect()
    }

    /// The agency cited by most outlets; the first by name of equals.
    fn most_cited(&self) -> Option<&'a str> {
        Self::total(&self.cited)
            .into_iter()
            .filter(|(agency, _)| *agency != UNNAMED_AGENCIES)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(agency, _)| agency)
    }
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
        article_id: nearest_original(members).map(|member| member.article_id),
        confidence: ((1.0 - doubt) * most / all).min(VOTE_CONFIDENCE_MAX),
        likely_source_agency: None,
        evidence: votes.evidence.clone(),
    })
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
        let held = others
            .iter()
            .filter(|member| member.coverage >= HELD_COVERAGE_MIN)
            .count();
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

fn cites_agency(member: &Member) -> bool {
    member
        .credits
        .iter()
        .any(|credit| credit.kind == CreditKind::Inline && credit.agency.is_some())
}

/// The member nearest to the original text: not a later version or a part, then out earliest, then fullest.
fn nearest_original<'a>(members: &[&'a Member]) -> Option<&'a Member> {
    members
        .iter()
        .copied()
        .min_by_key(|member| original_order(member))
}

/// Sorts members by how near they are to the original text; no two are equal but by id.
fn original_order(member: &Member) -> impl Ord + use<> {
    let is_later = matches!(member.relation, Relation::Update | Relation::Merged);
    let is_part = matches!(member.relation, Relation::Cut);
    (
        is_later,
        is_part,
        known_at(member),
        std::cmp::Reverse(member.words),
        member.article_id,
    )
}
