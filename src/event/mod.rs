//! Which stories are about the same happening.
//!
//! Online and pure: the store looks up events that share heavy words with a new story, [`choose`] decides
//! once, and a copy changes nothing, as only stories are grouped. An event is known by the sum of its
//! stories' gists (title and lead: further down, reports of other happenings tell the same background).
//!
//! While the happening is young, likeness of the gists is enough; later, when each report of a long affair
//! uses the same names, much more is asked, and what falls between is an event of its own that follows the
//! other. Measured on 166 articles of 40 happenings among look-alikes; see `docs/architecture.md`.

mod centroid;
pub mod claim;

use chrono::{DateTime, TimeDelta, Utc};

pub use self::centroid::{add, sum};
use crate::model::{EventCandidate, EventChoice, Gist};

/// Days in which a happening is young: reports are about it, not about what came of it.
const YOUNG_DAYS: i64 = 3;

/// Cosine from which a story joins a young event. Lower ones join the next case of the same kind.
const YOUNG_JOIN: f64 = 0.26;

/// Days after which nothing joins. The window in which events are looked up.
pub const REACH_DAYS: i64 = 30;

/// Cosine from which a story joins an event that is no longer young: names and topic of an affair give up to
/// 0.35 between its successive happenings.
const LATE_JOIN: f64 = 0.36;

/// Cosine from which a story that joins nothing follows an event.
const FOLLOWS: f64 = 0.20;

/// What the cosine need be, of what is asked otherwise, when a report quotes the same words as the event: nobody says
/// the same twice, but a statement may be quoted in reports of something else.
const SHARED_STATEMENT: f64 = 0.6;

/// Heaviest terms of a gist by which its event is found.
pub const TERMS_POSTED: usize = 16;

/// Events compared with a story at most.
pub const CANDIDATES_MAX: usize = 8;

/// Events that may hold a term, within a week, before it says nothing.
pub const POSTINGS_MAX: usize = 64;

/// The event of a new story, seen at `at`, among `candidates`; ties go to the event opened first.
#[must_use]
pub fn choose(gist: &Gist, at: DateTime<Utc>, candidates: &[EventCandidate]) -> EventChoice {
    let mut joined: Option<(i64, f64, f64)> = None;
    let mut followed: Option<(i64, f64)> = None;
    for candidate in candidates {
        let gap = gap(at, candidate);
        if gap > TimeDelta::days(REACH_DAYS) {
            continue;
        }
        let score = centroid::cosine(&gist.terms, &candidate.centroid);
        let needed = if gap <= TimeDelta::days(YOUNG_DAYS) {
            YOUNG_JOIN
        } else {
            LATE_JOIN
        };
        let needed = if candidate.shares_statement {
            SHARED_STATEMENT * needed
        } else {
            needed
        };
        let lead = score / needed;
        if score >= needed && joined.is_none_or(|(_, _, best)| lead > best) {
            joined = Some((candidate.event_id, score, lead));
        }
        // An event can only follow what was there before it.
        if score >= FOLLOWS && candidate.from_at <= at && followed.is_none_or(|(_, best)| score > best) {
            followed = Some((candidate.event_id, score));
        }
    }
    match joined {
        Some((event_id, score, _)) => EventChoice::Join { event_id, score },
        None => EventChoice::Open { follows: followed },
    }
}

/// The `count` heaviest terms of `gist`, the heaviest first; ties by key.
pub fn heaviest(gist: &Gist, count: usize) -> Vec<crate::model::Anchor> {
    let mut terms = gist.terms.clone();
    terms.sort_unstable_by(|one, other| other.weight.cmp(&one.weight).then(one.key.cmp(&other.key)));
    terms.truncate(count);
    terms
}

/// Time between `at` and the stretch in which the event had stories; zero inside it.
fn gap(at: DateTime<Utc>, event: &EventCandidate) -> TimeDelta {
    (at - event.to_at).max(event.from_at - at).max(TimeDelta::zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup;
    use crate::model::Fingerprint;

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + number)
    }

    fn gist(title: &str) -> Gist {
        dedup::gist(title, &Fingerprint::of_nothing())
    }

    fn event(event_id: i64, titles: &[&str], from: i64, to: i64) -> EventCandidate {
        let mut sum = Vec::new();
        for title in titles {
            add(&mut sum, &gist(title));
        }
        EventCandidate {
            event_id,
            from_at: day(from),
            to_at: day(to),
            shares_statement: false,
            centroid: sum,
        }
    }

    const FERRY: &str = "Ferry Halcyon sinks off Tornby with 80 aboard";

    #[test]
    fn reports_of_one_happening_join_while_it_is_young() {
        let known = event(1, &[FERRY], 0, 0);
        let report = gist("Divers search Halcyon ferry wreck near Tornby");
        assert!(matches!(
            choose(&report, day(1), std::slice::from_ref(&known)),
            EventChoice::Join { event_id: 1, .. }
        ));
    }

    #[test]
    fn what_came_of_it_later_is_an_event_that_follows() {
        let known = event(1, &[FERRY], 0, 0);
        let report = gist("Court fines operator of Halcyon ferry over missing lifeboats and false manifest");
        let choice = choose(&report, day(12), &[known]);
        assert!(
            matches!(
                choice,
                EventChoice::Open {
                    follows: Some((1, _))
                }
            ),
            "{choice:?}"
        );
    }

    #[test]
    fn a_report_that_quotes_the_same_words_may_be_less_alike() {
        let known = event(1, &[FERRY, "Harbour board opens inquiry into the Halcyon"], 0, 0);
        let report = gist(
            "Captain tells court in Veld how owners ignored years of letters, warnings and photographs of rusty Halcyon lifeboats",
        );
        let alone = choose(&report, day(1), std::slice::from_ref(&known));
        let quoting = EventCandidate {
            shares_statement: true,
            ..known
        };
        assert!(matches!(alone, EventChoice::Open { .. }), "{alone:?}");
        let joined = choose(&report, day(1), &[quoting]);
        assert!(
            matches!(joined, EventChoice::Join { event_id: 1, .. }),
            "{joined:?}"
        );
    }

    #[test]
    fn another_happening_stands_alone() {
        let known = event(1, &[FERRY], 0, 0);
        let report = gist("Central bank of Kessia raises interest rates to 7 percent");
        assert_eq!(
            choose(&report, day(0), &[known]),
            EventChoice::Open { follows: None }
        );
    }

    #[test]
    fn the_nearest_event_wins_and_the_older_one_where_both_are_as_near() {
        let near = event(2, &[FERRY, FERRY], 0, 0);
        let same = event(3, &[FERRY, FERRY], 0, 0);
        let far = event(
            1,
            &[FERRY, "Kessia votes", "Storm over Brack", "Miners strike in Olm"],
            0,
            0,
        );
        let choice = choose(&gist(FERRY), day(0), &[far, near, same]);
        assert!(
            matches!(choice, EventChoice::Join { event_id: 2, .. }),
            "{choice:?}"
        );
    }

    #[test]
    fn nothing_joins_or_follows_beyond_the_reach() {
        let known = event(1, &[FERRY], 0, 0);
        assert_eq!(
            choose(&gist(FERRY), day(REACH_DAYS + 1), &[known]),
            EventChoice::Open { follows: None }
        );
    }

    #[test]
    fn an_earlier_report_that_comes_late_joins_but_follows_nothing() {
        let known = event(1, &[FERRY], 10, 10);
        assert!(matches!(
            choose(&gist(FERRY), day(9), std::slice::from_ref(&known)),
            EventChoice::Join { .. }
        ));
        let remote = gist("Court fines operator of Halcyon ferry over missing lifeboats and false manifest");
        assert_eq!(
            choose(&remote, day(1), &[known]),
            EventChoice::Open { follows: None }
        );
    }
}
