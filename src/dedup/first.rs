//! Who reported first, by the clocks that can be trusted.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{DateQuality, FirstReport, Member, Setting};

/// How far a claimed time may lie after our first sight of the article, in seconds: clocks differ.
const CLOCK_SKEW_S: i64 = 5 * 60;

/// How long an article may be out before its feed shows it, in seconds, beside the time between polls:
/// publishing systems and caches in front of feeds hold entries back.
const FEED_DELAY_S: i64 = 30 * 60;

/// The longest lag that is believed when nothing is known of the polling before, in seconds: a feed that
/// is asked for the first time shows entries of the last days.
const FIRST_POLL_LAG_S: i64 = 7 * 24 * 60 * 60;

/// The longest lag that is believed in an archive, in seconds. Its times are somebody's else's crawl;
/// claims farther off are mostly another time zone read as ours.
const ARCHIVE_LAG_S: i64 = 60 * 60;

/// The earliest member by claimed times that are plausible, and by first sight; `basis` says which of
/// the two decides. Ties go to the lower article id.
///
/// A claimed time is plausible when it is a whole instant, not later than our first sight (by more than
/// five minutes), and not earlier than polling and the feed's delay explain.
///
/// Without members: article 0 at the Unix epoch, basis `seen`.
#[must_use]
pub fn first(members: &[Member]) -> FirstReport {
    let claimed = members
        .iter()
        .filter_map(|member| Some((trusted_claim(member)?, member.article_id)))
        .min();
    let seen = members
        .iter()
        .map(|member| (member.first_seen_at, member.article_id))
        .min();
    let (seen_at, seen_article_id) = seen.unwrap_or((DateTime::UNIX_EPOCH, 0));
    FirstReport {
        claimed_article_id: claimed.map(|(_, id)| id),
        claimed_at: claimed.map(|(at, _)| at),
        seen_article_id,
        seen_at,
        basis: if claimed.is_some_and(|(at, _)| at <= seen_at) {
            "claimed"
        } else {
            "seen"
        },
    }
}

/// When `member` was out at the latest: its claimed time when that can be trusted, else our first sight.
pub(super) fn known_at(member: &Member) -> DateTime<Utc> {
    trusted_claim(member).map_or(member.first_seen_at, |claimed| claimed.min(member.first_seen_at))
}

/// Whether the claimed time of `member` can be trusted, so that its time is not merely when we saw it.
pub(super) fn is_dated(member: &Member) -> bool {
    trusted_claim(member).is_some()
}

/// [`known_at`] of an article that is being placed; `None` when nothing is known of its time.
fn known_in(setting: &Setting) -> Option<DateTime<Utc>> {
    let Some(seen_at) = setting.seen_at else {
        return setting.claimed_at;
    };
    let sight = (seen_at, setting.seen_is_ours, setting.polling_gap_s);
    let claimed = setting.claimed_at.and_then(|claimed| plausible(claimed, sight));
    Some(claimed.map_or(seen_at, |claimed| claimed.min(seen_at)))
}

/// Whether the article of `setting` was out before that of `other`, by clocks that can be trusted; not when
/// the time of either is not known.
pub(super) fn is_before(setting: &Setting, other: &Setting) -> bool {
    matches!((known_in(setting), known_in(other)), (Some(mine), Some(their)) if mine < their)
}

/// The claimed time of `member` when it is plausible.
fn trusted_claim(member: &Member) -> Option<DateTime<Utc>> {
    let claimed = member
        .claimed_at
        .filter(|_| member.claimed_quality == DateQuality::Ok)?;
    let sight = (member.first_seen_at, member.seen_is_ours, member.polling_gap_s);
    plausible(claimed, sight)
}

/// `claimed` when our first sight, by whose clock it was, and the polling before it allow for it.
fn plausible(
    claimed: DateTime<Utc>,
    (seen_at, is_ours, gap_s): (DateTime<Utc>, bool, Option<i64>),
) -> Option<DateTime<Utc>> {
    let lag = seen_at.signed_duration_since(claimed);
    let longest_s = match (is_ours, gap_s) {
        (false, _) => ARCHIVE_LAG_S,
        (true, None) => FIRST_POLL_LAG_S,
        (true, Some(gap_s)) => gap_s.max(0).saturating_add(FEED_DELAY_S),
    };
    let longest = TimeDelta::try_seconds(longest_s).unwrap_or(TimeDelta::MAX);
    (-TimeDelta::seconds(CLOCK_SKEW_S)..=longest)
        .contains(&lag)
        .then_some(claimed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::origin::tests::{at, member};

    fn claiming(article_id: i64, seen: i64, claimed: i64) -> Member {
        Member {
            claimed_at: Some(at(claimed)),
            claimed_quality: DateQuality::Ok,
            ..member(article_id, seen, &[])
        }
    }

    #[test]
    fn a_plausible_claim_decides_over_the_order_in_which_feeds_were_polled() {
        let found = first(&[claiming(1, 10, 8), claiming(2, 14, 2)]);
        assert_eq!(
            (found.claimed_article_id, found.claimed_at, found.basis),
            (Some(2), Some(at(2)), "claimed")
        );
        assert_eq!((found.seen_article_id, found.seen_at), (1, at(10)));
    }

    #[test]
    fn a_claim_that_polling_would_have_contradicted_does_not_count() {
        let backdated = claiming(1, 600, 0);
        assert_eq!(first(std::slice::from_ref(&backdated)).claimed_at, None);
        let slow = Member {
            polling_gap_s: Some(12 * 60 * 60),
            ..backdated.clone()
        };
        assert_eq!(first(&[slow]).basis, "claimed");
        let first_poll = Member {
            polling_gap_s: None,
            ..backdated
        };
        assert_eq!(first(&[first_poll]).basis, "claimed");
    }

    #[test]
    fn claims_from_the_future_or_without_a_zone_do_not_count() {
        assert_eq!(first(&[claiming(1, 0, 20)]).claimed_at, None);
        let zoneless = Member {
            claimed_quality: DateQuality::NoZone,
            ..claiming(1, 5, 0)
        };
        assert_eq!(first(&[zoneless]).basis, "seen");
    }

    #[test]
    fn an_archives_claim_counts_within_an_hour() {
        let archived = |claimed| Member {
            seen_is_ours: false,
            ..claiming(1, 300, claimed)
        };
        assert_eq!(first(&[archived(250)]).basis, "claimed");
        assert_eq!(first(&[archived(300)]).basis, "claimed");
        assert_eq!(first(&[archived(60)]).basis, "seen");
    }

    #[test]
    fn sight_decides_when_an_undated_article_was_seen_before_any_claim() {
        let found = first(&[member(1, 0, &[]), claiming(2, 10, 8)]);
        assert_eq!(
            (found.basis, found.seen_article_id, found.claimed_article_id),
            ("seen", 1, Some(2))
        );
    }

    #[test]
    fn nobody_was_first_among_none() {
        assert_eq!((first(&[]).seen_article_id, first(&[]).basis), (0, "seen"));
    }
}
