//! Possible copies that become certain when more is known of the other story.
//!
//! A rewrite that comes minutes after its source may be the second text anybody sees: its outlet's habit is
//! not known, the source's credit stands in a copy that is still to come, the fuller text as well. So the store
//! asks again when such evidence comes.

use std::slice::from_ref;

use super::SHORT_WORDS;
use super::comparison::best_of_story;
use super::encoding::decode;
use super::placement::{article_of, decide};
use crate::model::{Candidate, CreditKind, Exemplar, Member, Placement};

/// The placement of `article` in `story`, of which it was only a possible copy when it came, if by what is
/// known now it belongs there; `None` while that is not sure.
///
/// `article` is the first text of the story it opened, in its setting as it is today (the outlet's habit, above
/// all); `story` has its present exemplars, each with the agencies that the story's members credit.
#[must_use]
pub fn confirm(article: &Exemplar, story: &Candidate) -> Option<Placement> {
    let words = decode(&article.folded).filter(|words| words.len() >= SHORT_WORDS)?;
    let compared = article_of(
        (&article.title, article.body_hash),
        words,
        &article.setting,
        from_ref(story),
    );
    let comparison = best_of_story(&compared, story)?;
    let placement = decide(&compared, from_ref(&comparison));
    placement.story_id.is_some().then_some(placement)
}

/// Whether a `newcomer` to a story, placed so, can make possible copies of the story certain: its text is kept
/// to compare others with, or it credits an agency that no other of `members` credits.
#[must_use]
pub fn is_evidence(newcomer: &Member, placement: &Placement, members: &[Member]) -> bool {
    let credits = |member: &Member, agency: &str| {
        member
            .credits
            .iter()
            .any(|credit| credit.kind != CreditKind::Inline && credit.agency.as_deref() == Some(agency))
            || member.outlet_agency.as_deref() == Some(agency)
    };
    let named = newcomer
        .credits
        .iter()
        .filter(|credit| credit.kind != CreditKind::Inline)
        .filter_map(|credit| credit.agency.as_deref())
        .chain(newcomer.outlet_agency.as_deref());
    let is_known = |agency: &str| {
        members
            .iter()
            .any(|member| member.article_id != newcomer.article_id && credits(member, agency))
    };
    placement.is_exemplar || named.into_iter().any(|agency| !is_known(agency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::origin::tests::member;

    #[test]
    fn a_credit_nobody_named_so_far_is_evidence_and_one_more_copy_is_not() {
        let copy = Placement {
            is_exemplar: false,
            ..Placement::original()
        };
        let afp: &[(CreditKind, Option<&str>)] = &[(CreditKind::Dateline, Some("afp"))];
        let members = [member(1, 0, &[]), member(2, 5, afp)];
        assert!(is_evidence(&member(2, 5, afp), &copy, &members));
        assert!(!is_evidence(&member(3, 9, afp), &copy, &members));
        assert!(!is_evidence(&member(3, 9, &[]), &copy, &members));
        assert!(!is_evidence(
            &member(3, 9, &[(CreditKind::Inline, Some("ap"))]),
            &copy,
            &members
        ));
    }

    #[test]
    fn a_fuller_text_is_evidence() {
        assert!(is_evidence(&member(3, 9, &[]), &Placement::original(), &[]));
    }

    #[test]
    fn what_cannot_be_read_is_not_confirmed() {
        assert_eq!(confirm(&Exemplar::default(), &Candidate::default()), None);
    }
}
