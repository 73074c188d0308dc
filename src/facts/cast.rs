//! The persons of an article, and whom `he`, `the Harvanian leader` and a surname mean.

use std::collections::HashMap;

use super::names::{Gender, Name, is_role, names};
use super::quote::Quoted;
use super::token::{Passage, TokenKind};
use crate::model::Span;

/// How many paragraph breaks a pronoun may look back over: further up, somebody else was spoken of since.
const PRONOUN_PARAGRAPHS: usize = 2;

/// How sure a pronoun's person is when gender or the absence of others tells.
const PRONOUN_SURE: f64 = 0.85;

/// How sure it is when another named near by fits as well, or nothing tells the person's gender.
const PRONOUN_AMBIGUOUS: f64 = 0.6;

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

/// Whom a mention means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Resolved<'c> {
    /// The fullest name in the article, without titles.
    pub name: &'c str,
    /// 1 for names and roles, less for pronouns: a factor of the statement's confidence.
    pub sureness: f64,
}

/// Who is named where.
#[derive(Debug, Default)]
pub(super) struct Cast {
    persons: Vec<Person>,
    by_surname: HashMap<String, usize>,
    /// First words of names of several words; `None` for those that several persons share.
    by_first: HashMap<String, Option<usize>>,
    /// Starts of the paragraphs, in order.
    paragraphs: Vec<usize>,
    appearances: Vec<Appearance>,
    sentences: usize,
}

impl Cast {
    /// Adds the persons named in `passage`, whose quotations are `quoted`; passages come in the order of the
    /// text.
    pub fn add(&mut self, passage: &Passage<'_>, quoted: &[Quoted]) {
        let names = names(passage);
        let words = passage.span.of(passage.text);
        self.paragraphs.push(passage.span.start);
        let breaks = words
            .match_indices('\n')
            .map(|(at, _)| passage.span.start + at + 1);
        self.paragraphs.extend(breaks.filter(|&at| {
            // A blank line breaks no paragraph that its neighbour has not broken.
            passage.text[at..passage.span.end].starts_with(|c: char| !c.is_whitespace())
        }));
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
        if let Some(first) = first_word(passage, name).filter(|_| words > 1) {
            let held = self.by_first.entry(first).or_insert(Some(at));
            *held = held.filter(|&held| held == at);
        }
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
        let last = surname(passage, name)?;
        let known = self.by_surname.get(&last).copied();
        // `Liu` for Liu Wenbo, `Hillary` for Hillary Clinton.
        known.or_else(|| {
            let alone = name.tokens.len() == 1;
            self.by_first.get(&last).copied().flatten().filter(|_| alone)
        })
    }

    /// Whom the mention at `span` means; `None` when the article does not tell.
    pub fn resolve<'c>(&'c self, passage: &Passage<'c>, span: Span) -> Option<Resolved<'c>> {
        let certain = |name| Resolved { name, sureness: 1.0 };
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
                    .map(|(person, sureness)| Resolved {
                        name: self.persons[person].name.as_str(),
                        sureness,
                    });
            }
        }
        if let Some(at) = self.within(span) {
            return Some(certain(self.persons[at].name.as_str()));
        }
        if let Some(name) = apposed_name(passage, span) {
            let known = self.within(name);
            return Some(certain(
                known.map_or(name.of(passage.text), |at| &self.persons[at].name),
            ));
        }
        let words: Vec<&str> = tokens.iter().map(|t| t.lower.as_ref()).collect();
        let definite = matches!(first.lower.as_ref(), "the" | "his" | "her" | "its" | "their");
        let by_role = definite.then(|| self.holder(&words, span.start)).flatten();
        by_role.map(|person| certain(self.persons[person].name.as_str()))
    }

    /// The person named inside `span`: the first.
    fn within(&self, span: Span) -> Option<usize> {
        let from = self.appearances.partition_point(|a| a.span.end <= span.start);
        self.appearances
            .get(from)
            .filter(|a| a.span.start < span.end)
            .map(|a| a.person)
    }

    /// The first person of the nearest sentence before `at` whose gender fits (subjects come first), and how
    /// sure that is.
    fn antecedent(&self, at: usize, gender: Gender) -> Option<(usize, f64)> {
        let before = self.appearances.partition_point(|a| a.span.start < at);
        let here = self.paragraphs.partition_point(|&start| start <= at);
        let first = here.checked_sub(PRONOUN_PARAGRAPHS + 1);
        let reach = first.map_or(0, |first| self.paragraphs[first]);
        let mut best: Option<(usize, usize)> = None;
        let mut others = false;
        for appearance in self.appearances[..before]
            .iter()
            .rev()
            .take(MENTIONS_REACH)
            .filter(|a| !a.is_quoted)
        {
            if appearance.span.start < reach {
                break;
            }
            let fits = self.persons[appearance.person]
                .gender
                .is_none_or(|told| told == gender);
            if !fits {
                continue;
            }
            match best {
                Some((person, sentence)) => {
                    others |= person != appearance.person;
                    if sentence == appearance.sentence {
                        best = Some((appearance.person, sentence));
                    }
                }
                None => best = Some((appearance.person, appearance.sentence)),
            }
        }
        let (person, _) = best?;
        let told = self.persons[person].gender.is_some() || !others;
        Some((person, if told { PRONOUN_SURE } else { PRONOUN_AMBIGUOUS }))
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

/// The first word of a name, in lower case.
fn first_word(passage: &Passage<'_>, name: &Name) -> Option<String> {
    let first = passage.tokens.get(name.tokens.start)?;
    (first.text.len() > 1).then(|| first.lower.clone().into_owned())
}

/// The name apposed to a role: `its head, [Rita Monk]`, `the operator, [Bran Lines],`.
fn apposed_name(passage: &Passage<'_>, span: Span) -> Option<Span> {
    let tokens = &passage.tokens;
    let first = tokens.get(passage.token_at(span.start))?;
    let comma = passage.token_at(span.end);
    // `Carrow's port director, [Ana Lund],` as well.
    let owned = passage.tokens[passage.token_at(span.start)..comma]
        .iter()
        .any(|t| t.is_any(&["'s", "’s"]));
    let definite = first.is_any(&["the", "a", "an", "his", "her", "its", "their"])
        || owned && tokens[comma - 1].is_lower();
    if !definite || tokens.get(comma)?.text != "," {
        return None;
    }
    let end = (comma + 1..tokens.len())
        .take(APPOSED_WORDS_MAX + 1)
        .find(|&at| !tokens[at].is_capital() || tokens[at].span.start >= passage.span.end)
        .unwrap_or(tokens.len());
    let words = end - comma - 1;
    let closes = tokens
        .get(end)
        .is_none_or(|next| matches!(next.text, "," | "." | ";" | ")"));
    (closes && (2..=APPOSED_WORDS_MAX).contains(&words)).then(|| passage.span_of(&(comma + 1..end)))
}

/// Longest name in an apposition, in words.
const APPOSED_WORDS_MAX: usize = 4;

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
            .map(|found| found.name.to_owned())
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
