//! The persons of an article, and whom `he`, `the Harvanian leader` and a surname mean.

use std::collections::HashMap;

use super::names::{Gender, Name, is_role, names};
use super::quote::Quoted;
use super::token::{Passage, TokenKind};
use crate::model::Span;

/// How many sentences with persons a pronoun may look back over.
const PRONOUN_REACH: usize = 8;

/// Most persons kept; an article with more is a list, and looking through all would cost too much.
const PERSONS_MAX: usize = 400;

/// Most mentions looked back over for a pronoun or a role, whatever the length of the sentences.
const MENTIONS_REACH: usize = 200;

/// Most role words kept of one person.
const ROLES_MAX: usize = 32;

/// Heads of state and government, whom newspapers call `leader`.
const LEADERS: &[&str] = &[
    "president",
    "premier",
    "minister",
    "chancellor",
    "king",
    "queen",
    "leader",
    "emperor",
    "dictator",
    "chairman",
];

#[derive(Clone, Debug)]
struct Person {
    /// The fullest name so far.
    name: String,
    words: usize,
    /// Words of titles and roles, in lower case.
    roles: Vec<String>,
    gender: Option<Gender>,
}

/// A place where a person is named.
#[derive(Clone, Copy, Debug)]
struct Appearance {
    span: Span,
    person: usize,
    /// Number of the sentence, counted over all passages.
    sentence: usize,
    /// Inside quotation marks, where a speaker names others: no antecedent of a pronoun outside.
    is_quoted: bool,
}

/// Who is named where.
#[derive(Debug, Default)]
pub(super) struct Cast {
    persons: Vec<Person>,
    by_surname: HashMap<String, usize>,
    appearances: Vec<Appearance>,
    sentences: usize,
}

impl Cast {
    /// Adds the persons named in `passage`, whose quotations are `quoted`; passages come in the order of the
    /// text.
    pub fn add(&mut self, passage: &Passage<'_>, quoted: &[Quoted]) {
        let names = names(passage);
        // Surnames may come before the full name: persons first, then every mention of them.
        for name in names.iter().filter(|name| name.is_person) {
            self.introduce(passage, name);
        }
        for name in &names {
            let Some(person) = self.known(passage, name) else {
                continue;
            };
            let sentence = self.sentences + passage.sentence_index(name.span.start).unwrap_or(0);
            let next = quoted.partition_point(|quoted| quoted.outer.end <= name.span.start);
            let is_quoted = quoted
                .get(next)
                .is_some_and(|quoted| quoted.outer.overlaps(name.span));
            self.appearances.push(Appearance {
                is_quoted,
                span: name.span,
                person,
                sentence,
            });
        }
        self.sentences += passage.sentences.len();
    }

    fn introduce(&mut self, passage: &Passage<'_>, name: &Name) {
        let Some(surname) = surname(passage, name) else {
            return;
        };
        let words = passage.tokens[name.tokens.clone()]
            .iter()
            .filter(|t| t.kind == TokenKind::Word)
            .count();
        let at = match self.by_surname.get(&surname) {
            Some(&at) => at,
            None if self.persons.len() >= PERSONS_MAX => return,
            None => {
                self.persons.push(Person {
                    name: String::new(),
                    words: 0,
                    roles: Vec::new(),
                    gender: None,
                });
                self.by_surname.insert(surname, self.persons.len() - 1);
                self.persons.len() - 1
            }
        };
        let person = &mut self.persons[at];
        if words > person.words {
            person.name = crate::text::collapsed(name.span.of(passage.text));
            person.words = words;
        }
        person.gender = person.gender.or(name.gender);
        for role in name.title.iter().chain(&apposed_roles(passage, name.tokens.end)) {
            if person.roles.len() < ROLES_MAX && !person.roles.contains(role) {
                person.roles.push(role.clone());
            }
        }
    }

    fn known(&self, passage: &Passage<'_>, name: &Name) -> Option<usize> {
        self.by_surname.get(&surname(passage, name)?).copied()
    }

    /// The fullest name of whom the mention at `span` means, with the rule that told it.
    pub fn resolve(&self, passage: &Passage<'_>, span: Span) -> Option<(&str, &'static str)> {
        let range = passage.token_at(span.start)..passage.token_at(span.end);
        let tokens = passage.tokens.get(range)?;
        let first = tokens.first()?;
        if tokens.len() == 1 {
            let gender = match first.lower.as_ref() {
                "he" | "him" => Some(Gender::Male),
                "she" | "her" => Some(Gender::Female),
                _ => None,
            };
            if let Some(gender) = gender {
                return self
                    .antecedent(span.start, gender)
                    .map(|person| (self.persons[person].name.as_str(), "pronoun"));
            }
        }
        if let Some(at) = self.within(span) {
            return Some((self.persons[at].name.as_str(), "name"));
        }
        let words: Vec<&str> = tokens.iter().map(|t| t.lower.as_ref()).collect();
        let definite = matches!(first.lower.as_ref(), "the" | "his" | "her" | "its" | "their");
        let by_role = definite.then(|| self.holder(&words, span.start)).flatten();
        by_role.map(|person| (self.persons[person].name.as_str(), "role"))
    }

    /// The person named inside `span`: the first.
    fn within(&self, span: Span) -> Option<usize> {
        let from = self.appearances.partition_point(|a| a.span.end <= span.start);
        self.appearances
            .get(from)
            .filter(|a| a.span.start < span.end)
            .map(|a| a.person)
    }

    /// The first person of the nearest sentence before `at` whose gender fits: subjects come first.
    fn antecedent(&self, at: usize, gender: Gender) -> Option<usize> {
        let before = self.appearances.partition_point(|a| a.span.start < at);
        let mut best = None;
        let mut sentence = usize::MAX;
        let mut seen = 0;
        for appearance in self.appearances[..before]
            .iter()
            .rev()
            .filter(|a| !a.is_quoted)
            .take(MENTIONS_REACH)
        {
            if appearance.sentence != sentence {
                if best.is_some() || seen >= PRONOUN_REACH {
                    break;
                }
                sentence = appearance.sentence;
                seen += 1;
            }
            let fits = self.persons[appearance.person]
                .gender
                .is_none_or(|told| told == gender);
            if fits {
                best = Some(appearance.person);
            }
        }
        best
    }

    /// The latest person before `at` with the role that `the Harvanian leader` names.
    fn holder(&self, words: &[&str], at: usize) -> Option<usize> {
        let role = words.iter().rev().find(|word| is_role(word))?;
        let others: Vec<&str> = words
            .iter()
            .filter(|word| word.len() > 3 && *word != role)
            .copied()
            .collect();
        let fits = |person: &Person| {
            let holds = person.roles.iter().any(|held| held == role)
                || *role == "leader" && person.roles.iter().any(|held| LEADERS.contains(&held.as_str()));
            holds
                && others
                    .iter()
                    .all(|other| person.roles.iter().any(|held| same_stem(held, other)))
        };
        let before = self.appearances.partition_point(|a| a.span.start < at);
        let earlier = self.appearances[..before]
            .iter()
            .rev()
            .take(MENTIONS_REACH)
            .map(|a| a.person)
            .find(|&p| fits(&self.persons[p]));
        // A role in a headline may come before its holder is named.
        earlier.or_else(|| (0..self.persons.len()).find(|&person| fits(&self.persons[person])))
    }
}

/// `Harvania` and `Harvanian`, `minister` and `ministers`: the first five letters agree.
fn same_stem(a: &str, b: &str) -> bool {
    a == b || a.len() >= 5 && b.len() >= 5 && a.chars().zip(b.chars()).take(5).all(|(x, y)| x == y)
}

/// The last word of a name, in lower case; `Jr` is none.
fn surname(passage: &Passage<'_>, name: &Name) -> Option<String> {
    let words = passage.tokens[name.tokens.clone()]
        .iter()
        .rev()
        .filter(|t| t.kind == TokenKind::Word);
    words
        .into_iter()
        .map(|token| token.lower.as_ref())
        .find(|word| word.len() > 1 && !matches!(*word, "jr" | "sr" | "ii" | "iii" | "iv" | "'s"))
        .map(str::to_owned)
}

/// Role words of `, the Deputy Chief of Staff of ...` after a name.
fn apposed_roles(passage: &Passage<'_>, end: usize) -> Vec<String> {
    const APPOSITION_TOKENS_MAX: usize = 12;
    if passage.tokens.get(end).is_none_or(|token| token.text != ",") {
        return Vec::new();
    }
    let words: Vec<&str> = passage
        .tokens
        .iter()
        .skip(end + 1)
        .take(APPOSITION_TOKENS_MAX)
        .take_while(|token| token.kind == TokenKind::Word)
        .map(|token| token.lower.as_ref())
        .collect();
    let opens = words
        .first()
        .is_some_and(|word| matches!(*word, "the" | "a" | "an") || is_role(word));
    if !opens || !words.iter().any(|word| is_role(word)) {
        return Vec::new();
    }
    words
        .into_iter()
        .filter(|word| word.len() > 3)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str, mention: &str) -> Option<String> {
        let passage = Passage::new(text, Span::new(0, text.len()));
        let mut cast = Cast::default();
        cast.add(&passage, &super::super::quote::quoted(&passage));
        let start = text.rfind(mention).unwrap();
        cast.resolve(&passage, Span::new(start, start + mention.len()))
            .map(|(name, _)| name.to_owned())
    }

    const TEXT: &str = "Harvanian President Anton Belrus spoke. Zorvian President Pavel Zorin heard \
        Belrus in Ostravia. Ms. Anna Lee, the party leader, left. ";

    #[test]
    fn a_pronoun_means_the_nearest_subject_that_fits() {
        assert_eq!(
            resolve(&format!("{TEXT}Then he said"), "he").as_deref(),
            Some("Pavel Zorin")
        );
        assert_eq!(
            resolve(&format!("{TEXT}Then she said"), "she").as_deref(),
            Some("Anna Lee")
        );
        assert_eq!(
            resolve(&format!("{TEXT}“Ms. Jane Roe lies,” she said"), "she").as_deref(),
            Some("Anna Lee")
        );
    }

    #[test]
    fn roles_and_surnames_mean_their_holder() {
        assert_eq!(
            resolve(&format!("{TEXT}the Harvanian leader"), "the Harvanian leader").as_deref(),
            Some("Anton Belrus")
        );
        assert_eq!(
            resolve(&format!("{TEXT}the Zorvian president"), "the Zorvian president").as_deref(),
            Some("Pavel Zorin")
        );
        assert_eq!(
            resolve(&format!("{TEXT}Zorin said"), "Zorin").as_deref(),
            Some("Pavel Zorin")
        );
        assert_eq!(resolve(&format!("{TEXT}the mayor"), "the mayor"), None);
    }
}
