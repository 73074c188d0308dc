//! Capitalised names with the titles before them, and which of them are persons.

use std::ops::Range;

use super::cue::{self, Form, Strength};
use super::lexicon::{
    FEMALE, FEMALE_TITLES, MALE, MALE_TITLES, NO_PERSON_NOUNS, NOT_PERSONS, OPENERS, PARTICLES, PERSON_NOUNS,
    TITLES, WEAK_TITLES, Words,
};
use super::token::{Passage, Token, TokenKind};
use crate::model::Span;

/// Longest name, in tokens: longer runs are headlines.
const NAME_TOKENS_MAX: usize = 8;

/// A run of capitalised words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The name without its title.
    pub span: Span,
    /// Indices into the passage's tokens, without the title.
    pub tokens: Range<usize>,
    /// Title words before the name, in lower case, nationality first: `harvanian president`.
    pub title: Vec<String>,
    pub gender: Option<Gender>,
    /// A title, a first name or an age shows that it is a person.
    pub is_person: bool,
}

/// Told by a title or a first name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

/// The names of `passage`, in order.
pub(super) fn names(passage: &Passage<'_>) -> Vec<Name> {
    let mut found = Vec::new();
    for sentence in &passage.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let end = run_end(&passage.tokens[..sentence.tokens.end], at);
            if end == at {
                at += 1;
                continue;
            }
            found.extend(name(passage, at..end, sentence.tokens.start));
            at = end;
        }
    }
    found
}

/// The end of the run of name words at `at`; `at` itself when none starts there.
fn run_end(tokens: &[Token<'_>], at: usize) -> usize {
    let mut end = at;
    let limit = tokens.len().min(at + NAME_TOKENS_MAX);
    while end < limit {
        let token = &tokens[end];
        let next_capital = tokens.get(end + 1).is_some_and(Token::is_capital);
        let is_opener = OPENERS.contains(token.lower.as_ref()) && !(token.is_any(&["mr", "al"]));
        let stop_of_cut =
            token.text == "." && token.glued && end > at && next_capital && is_cut(&tokens[end - 1]);
        let joins = end > at
            && (PARTICLES.contains(token.lower.as_ref()) && next_capital
                || token.is_dash()
                    && token.glued
                    && tokens.get(end + 1).is_some_and(|t| t.glued && t.is_capital())
                || stop_of_cut);
        if !(token.is_capital() && !is_opener || joins) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether a full stop after the word is part of a name or title: `J.`, `Gov.`, `Mr.`.
fn is_cut(token: &Token<'_>) -> bool {
    token.text.chars().count() == 1 || crate::text::is_abbreviation(token.text)
}

/// The name in a run: titles off its front, lower-case roles before it added to them.
fn name(passage: &Passage<'_>, run: Range<usize>, sentence_start: usize) -> Option<Name> {
    let tokens = &passage.tokens;
    let mut start = run.start;
    let mut title = Vec::new();
    let mut ranked = false;
    // Roles in lower case before the run: `visiting Harvanian President`, `spokesman John Smith`.
    let before = run.start.saturating_sub(3).max(sentence_start);
    for (at, token) in tokens[..run.start].iter().enumerate().skip(before) {
        let is_title = TITLES.contains(token.lower.as_ref()) || is_person_noun(&token.lower);
        if is_title && (token.is_lower() || at == sentence_start) {
            title.push(token.lower.clone().into_owned());
        } else {
            title.clear();
        }
    }
    ranked |= title.iter().any(|word| !WEAK_TITLES.contains(word.as_str()));
    let mut last_title = None;
    for (i, token) in tokens[run.clone()].iter().enumerate() {
        if TITLES.contains(token.lower.as_ref()) && i < run.len() {
            last_title = Some(run.start + i);
        }
    }
    // `Weaver Ada Holt` at the start of a sentence, where a trade is written large.
    let opens = run.start == sentence_start && run.len() > 2 && is_person_noun(&tokens[run.start].lower);
    if last_title.is_none() && opens {
        last_title = Some(run.start);
    }
    if let Some(last) = last_title.filter(|&last| last + 1 < run.end) {
        title.extend(
            tokens[start..=last]
                .iter()
                .filter(|t| t.kind == TokenKind::Word)
                .map(|t| t.lower.clone().into_owned()),
        );
        ranked |= !WEAK_TITLES.contains(tokens[last].lower.as_ref());
        start = last + 1;
        while start < run.end && tokens[start].kind == TokenKind::Mark {
            start += 1;
        }
    }
    let mut end = run.end;
    while end > start
        && (tokens[end - 1].kind == TokenKind::Mark || matches!(tokens[end - 1].text, "'s" | "’s" | "’S"))
    {
        end -= 1;
    }
    if start >= end {
        return None;
    }
    let words: Vec<&Token<'_>> = tokens[start..end]
        .iter()
        .filter(|t| t.kind == TokenKind::Word)
        .collect();
    let first = words.first()?;
    let gender = gender(&title, &first.lower);
    let organised = words.iter().any(|word| NOT_PERSONS.contains(word.lower.as_ref()))
        || words.iter().any(|word| TITLES.contains(word.lower.as_ref()));
    let acronym = words
        .iter()
        .all(|word| word.text.len() > 1 && word.text.chars().all(|c| !c.is_lowercase()))
        && words.len() == 1;
    let known =
        words.len() > 1 && (FEMALE.contains(first.lower.as_ref()) || MALE.contains(first.lower.as_ref()));
    let aged = is_apposed(tokens, end);
    let several = words.len() > 1;
    let told = aged || follows_role(tokens, start) || is_beside_speech(tokens, start, end);
    let is_person = !organised && !acronym && (ranked || known || told && several);
    Some(Name {
        span: passage.span_of(&(start..end)),
        tokens: start..end,
        title,
        gender,
        is_person,
    })
}

/// `its treasurer, [Bea Orr],`: a role and a comma before the name.
fn follows_role(tokens: &[Token<'_>], start: usize) -> bool {
    let Some(role) = start.checked_sub(2).filter(|_| tokens[start - 1].text == ",") else {
        return false;
    };
    let determined = (1..=ROLE_TOKENS_MAX).any(|back| {
        role.checked_sub(back).is_some_and(|at| {
            tokens[at].is_any(&[
                "the", "a", "an", "his", "her", "its", "their", "our", "my", "'s", "’s",
            ])
        })
    });
    tokens[role].is_lower() && is_person_noun(&tokens[role].lower) && determined
}

/// Farthest article or possessive before a role: `the retired harbour pilot`.
const ROLE_TOKENS_MAX: usize = 4;

/// `said [Otto Lind]`, `[Otto Lind] added`: who speaks under a name of several words is a person, unless a
/// word for an organisation stands before.
fn is_beside_speech(tokens: &[Token<'_>], start: usize, end: usize) -> bool {
    let speaks = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            token.is_lower() && matches!(cue::verb(&token.lower), Some((Strength::Alone, Form::Finite)))
        })
    };
    let before = start.checked_sub(1);
    let organised = before.is_some_and(|at| {
        NOT_PERSONS.contains(tokens[at].lower.as_ref())
            || tokens[at].is_any(&[
                "the",
                "of",
                "in",
                "firm",
                "operator",
                "charity",
                "newspaper",
                "maker",
                "carrier",
            ])
    });
    !organised && (before.is_some_and(speaks) && !tokens[start - 1].is_any(&["told", "tell"]) || speaks(end))
}

/// Whether a word in lower case names a person by trade, rank or kin: `treasurer`, `nurse`, `fishwife`.
pub(super) fn is_person_noun(lower: &str) -> bool {
    if is_role(lower) || PERSON_NOUNS.contains(lower) {
        return true;
    }
    let ending = ["er", "or", "ist", "man", "woman", "wife", "master", "eer"]
        .iter()
        .any(|ending| lower.len() > ending.len() + 2 && lower.ends_with(ending));
    ending && !NO_PERSON_NOUNS.contains(lower)
}

/// Whether an age or a role stands behind a name: `, 45,`, `, a spokesman`, `, the head of`.
fn is_apposed(tokens: &[Token<'_>], end: usize) -> bool {
    let word = |ahead: usize| tokens.get(end + ahead).map_or("", |t| t.lower.as_ref());
    if word(0) != "," {
        return false;
    }
    let aged = tokens
        .get(end + 1)
        .is_some_and(|t| t.kind == TokenKind::Number && t.text.len() <= 3)
        && word(2) == ",";
    let role = (1..6).map_while(|ahead| tokens.get(end + ahead).filter(|t| t.kind == TokenKind::Word));
    aged || matches!(
        word(1),
        "a" | "an" | "the" | "who" | "chief" | "head" | "director"
    ) && (word(1) == "who"
        || role
            .into_iter()
            .any(|token| TITLES.contains(token.lower.as_ref()) || token.lower == "head"))
}

fn gender(title: &[String], first: &str) -> Option<Gender> {
    let told = |words: &Words| title.iter().any(|word| words.contains(word.as_str()));
    if told(&MALE_TITLES) {
        Some(Gender::Male)
    } else if told(&FEMALE_TITLES) || FEMALE.contains(first) {
        Some(Gender::Female)
    } else if MALE.contains(first) {
        Some(Gender::Male)
    } else {
        None
    }
}

/// Whether a word in lower case names a role a person can have.
pub(super) fn is_role(lower: &str) -> bool {
    TITLES.contains(lower) && !WEAK_TITLES.contains(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String, bool)> {
        let passage = Passage::new(text, Span::new(0, text.len()));
        names(&passage)
            .into_iter()
            .map(|n| (n.span.of(text).to_owned(), n.title.join(" "), n.is_person))
            .collect()
    }

    #[test]
    fn titles_come_off_the_name() {
        let found = read("visiting Harvanian President Anton Belrus on Friday");
        assert_eq!(
            found,
            [("Anton Belrus".into(), "harvanian president".into(), true)]
        );
        let found = read("Gov. Mike J. Pence and Osama bin Laden");
        assert_eq!(found[0], ("Mike J. Pence".into(), "gov".into(), true));
        assert_eq!(found[1].0, "Osama bin Laden");
    }

    #[test]
    fn organisations_are_no_persons() {
        assert!(!read("The Russian Federation Council met.")[0].2);
    }
}
