//! Whose a figure is: whom or what the text measures or counts, of those it names.
//!
//! Three signs, the nearest first: the name behind `of` or `in` after the figure (`3 million people in Sudan`), a name
//! in the possessive before it (`Norvik's profit of $5m`), the subject of the sentence. A name behind `near`, `from`,
//! `to` is a place on the way, not whose.

use super::entity::Mention;
use super::token::{Passage, Token, TokenKind};
use crate::model::{FactKind, Span};

/// Tokens between the figure and the name behind it: `3 million young people in Sudan`.
const BEHIND_TOKENS_MAX: usize = 6;

/// Tokens between the name and the figure before which it stands.
const BEFORE_TOKENS_MAX: usize = 25;

/// Prepositions that lead to a name which the figure says nothing about.
const ON_THE_WAY: &[&str] = &[
    "near", "from", "to", "at", "into", "onto", "toward", "towards", "via", "with", "by", "for", "against",
    "than", "between", "around", "across", "through", "outside", "off", "under", "over", "after", "before",
    "until", "on", "like", "and", "as", "about", "called", "named",
];

/// The name among `mentions` (in order of place, all of the article) whose `figure` is; `speaker` is who says so.
pub(super) fn whose<'m>(
    passage: &Passage<'_>,
    sentence: &std::ops::Range<usize>,
    figure: Span,
    speaker: Option<Span>,
    mentions: &'m [Mention],
) -> Option<&'m Mention> {
    let tokens = &passage.tokens[sentence.clone()];
    let start = tokens.partition_point(|token| token.span.start < figure.start);
    let end = tokens.partition_point(|token| token.span.start < figure.end);
    let opens = tokens.first()?.span.start;
    let closes = tokens.last()?.span.end;
    let first = mentions.partition_point(|mention| mention.span.start < opens);
    let here = &mentions[first..];
    let count = here.partition_point(|mention| mention.span.start < closes);
    let here = &here[..count];
    behind(tokens, end, here).or_else(|| in_front(tokens, start, here, speaker))
}

/// The name behind `of` or `in`: `12 percent of Harvania's exports`, `47 people in Talla`.
fn behind<'m>(tokens: &[Token<'_>], end: usize, here: &'m [Mention]) -> Option<&'m Mention> {
    let last = tokens.len().min(end + BEHIND_TOKENS_MAX);
    for at in end..last {
        let token = &tokens[at];
        if token.kind == TokenKind::Number || token.kind == TokenKind::Mark && !token.is_dash() {
            return None;
        }
        if !token.is_any(&["of", "in"]) {
            continue;
        }
        let next = at + 1 + usize::from(tokens.get(at + 1).is_some_and(|t| t.lower == "the"));
        let begins = tokens.get(next)?.span.start;
        let found = here
            .binary_search_by_key(&begins, |mention| mention.span.start)
            .ok();
        if let Some(found) = found {
            return Some(&here[found])
                .filter(|mention| mention.kind != FactKind::Person || token.lower == "of");
        }
    }
    None
}

/// A possessive before the figure, else the nearest name before it that is not merely on the way.
fn in_front<'m>(
    tokens: &[Token<'_>],
    start: usize,
    here: &'m [Mention],
    speaker: Option<Span>,
) -> Option<&'m Mention> {
    let first = start.saturating_sub(BEFORE_TOKENS_MAX);
    let from = tokens.get(first)?.span.start;
    let until = tokens.get(start)?.span.start;
    let mut subject = None;
    for mention in here.iter().rev().filter(|mention| mention.span.end <= until) {
        if mention.span.start < from {
            break;
        }
        if speaker.is_some_and(|speaker| speaker.overlaps(mention.span)) {
            continue;
        }
        let before = tokens.partition_point(|token| token.span.start < mention.span.start);
        let after = tokens.partition_point(|token| token.span.start < mention.span.end);
        if tokens
            .get(after)
            .is_some_and(|token| matches!(token.lower.as_ref(), "'s" | "'"))
        {
            return Some(mention);
        }
        let article = usize::from(before > 0 && tokens[before - 1].lower == "the");
        let led = before.checked_sub(1 + article).map(|at| &tokens[at]);
        if led.is_none_or(|token| !token.is_any(ON_THE_WAY)) {
            subject = subject.or(Some(mention));
        }
    }
    // `in Talla` names the scene only where nobody acts in the sentence.
    subject
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::entity::Mention;
    use crate::model::{Entity, NameForm};

    /// Whose the figure written `figure` is, of the `names` in `text`.
    fn whose_is(text: &str, figure: &str, names: &[&str]) -> Option<String> {
        let span = |part: &str| {
            let start = text.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        let passage = Passage::new(text, Span::new(0, text.len()));
        let mentions: Vec<Mention> = names
            .iter()
            .map(|name| Mention {
                kind: FactKind::Org,
                span: span(name),
                entity: Entity {
                    name: (*name).to_owned(),
                    form: NameForm::Full,
                    country: None,
                    position: None,
                    role: None,
                },
                confidence: 1.0,
            })
            .collect();
        let tokens = 0..passage.tokens.len();
        whose(&passage, &tokens, span(figure), None, &mentions).map(|mention| mention.entity.name.clone())
    }

    #[test]
    fn a_figure_is_the_subjects_unless_a_name_stands_behind_it() {
        let text = "Norvik said Ostbank earned $5m near Talla and has 3 million customers in Harvania";
        let names = ["Norvik", "Ostbank", "Talla", "Harvania"];
        assert_eq!(whose_is(text, "$5m", &names).as_deref(), Some("Ostbank"));
        assert_eq!(whose_is(text, "3 million", &names).as_deref(), Some("Harvania"));
    }

    #[test]
    fn a_possessive_is_nearer_than_the_subject_and_a_place_on_the_way_is_nobody() {
        let text = "Ostbank put Norvik's profit at $5m";
        assert_eq!(
            whose_is(text, "$5m", &["Ostbank", "Norvik"]).as_deref(),
            Some("Norvik")
        );
        assert_eq!(
            whose_is("The bus fell near Talla, killing 14", "14", &["Talla"]),
            None
        );
    }
}
