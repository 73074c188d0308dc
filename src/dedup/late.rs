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
use crate::model::{Candidate, Exemplar, Placement};

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
    let placement = decide(&compared, &[&comparison]);
    placement.story_id.is_some().then_some(placement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_not_confirmed() {
        assert_eq!(confirm(&Exemplar::default(), &Candidate::default()), None);
    }
}
