//! Happenings: what a sentence says that took place, or will, or did not.
//!
//! A word that tells of one (`lexicon`, data), in a form that states it, with what must stand beside it: whom it
//! befalls, who does it, where or when (`clause`). Few and right rather than many: `the arrested man`, `a heart
//! attack` and `to arrest him` state nothing that happened.

mod clause;
mod lexicon;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::clause::{BE, Clause, DETERMINERS, PREPOSITIONS};
use self::lexicon::{Form, Needs, Trigger};
use super::date::Moment;
use super::entity::Mention;
use super::token::{Passage, Sentence, Token, TokenKind};
use super::{key, modality};
use crate::model::{FactKind, Happening, Modality, Polarity, Span, TimexKind};

/// Most happenings of a passage: one with more is a chronicle, or hostile.
const FOUND_MAX: usize = 400;

/// Most happenings of a clause.
const CLAUSE_MAX: usize = 3;

/// Most people and organisations that are named with a happening.
const PARTICIPANTS_MAX: usize = 12;

/// Tokens behind a verb among which the words that belong to it stand.
const WITH_REACH: usize = 8;

/// How sure a happening is that has neither name, day nor place, and how much each of these adds.
const CONFIDENCE: f64 = 0.6;
const CONFIDENCE_STEP: f64 = 0.1;

/// Before a base form: it is what somebody does or did.
const MODALS: &[&str] = &[
    "will", "would", "shall", "should", "can", "could", "may", "might", "must", "do", "does", "did",
    "didn't", "don't", "doesn't", "won't", "wouldn't", "cannot", "not",
];

/// Before a form in -ing that has an object: it took place.
const BEFORE_GOING: &[&str] = &[
    "after", "before", "since", "for", "by", "of", "while", "from", "in",
];

/// Before a place where something happens.
const WHERE: &[&str] = &[
    "in", "at", "near", "outside", "inside", "around", "across", "off", "over",
];

/// Before a place that is no setting, nor anybody who acts.
const TOWARDS: &[&str] = &[
    "to", "from", "of", "for", "towards", "toward", "through", "into", "via",
];

/// Words that name nobody by themselves.
const PERSONAL: &[&str] = &[
    "he", "she", "they", "it", "we", "i", "you", "who", "which", "that", "him", "them", "us", "me",
];

/// Before a noun that means no happening then.
const NO_HAPPENING: &[&str] = &[
    "heart",
    "panic",
    "asthma",
    "no",
    "any",
    "possible",
    "potential",
    "future",
    "anti",
];

/// A happening, with its clause.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub span: Span,
    /// The word that says it.
    pub word: Span,
    pub happening: Happening,
    pub polarity: Polarity,
    pub modality: Modality,
    pub confidence: f64,
    pub key: i64,
}

/// Who suffers what the verb says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    Active,
    Passive,
    /// Of a noun: neither.
    Named,
}

/// The happenings of `passage`, in order. `mentions` and `moments` are those of the passage, in order.
pub(super) fn read(passage: &Passage<'_>, mentions: &[Mention], moments: &[Moment]) -> Vec<Found> {
    let lexicon = lexicon::shipped();
    let mut found: Vec<Found> = Vec::new();
    let mut clauses: Vec<(Range<usize>, &'static str)> = Vec::new();
    for sentence in &passage.sentences {
        clauses.clear();
        let around = Around::new(passage, sentence, mentions, moments);
        for at in sentence.tokens.clone() {
            if found.len() >= FOUND_MAX {
                return found;
            }
            let token = &passage.tokens[at];
            if !token.is_lower() {
                continue;
            }
            let Some(triggers) = lexicon.get(token.lower.as_ref()) else {
                continue;
            };
            let clause = clause::clause(&passage.tokens, &sentence.tokens, at);
            let here = clauses.iter().filter(|(whole, _)| overlap(whole, &clause.whole));
            if here.count() >= CLAUSE_MAX {
                continue;
            }
            let Some((trigger, one)) = triggers
                .iter()
                .find_map(|trigger| Some((trigger, around.happening(at, &clause, trigger)?)))
            else {
                continue;
            };
            let is_told = clauses
                .iter()
                .any(|(whole, type_)| *type_ == trigger.type_ && overlap(whole, &clause.whole));
            if !is_told {
                clauses.push((clause.whole.clone(), trigger.type_));
                found.push(one);
            }
        }
    }
    found
}

const fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// A sentence with the names and dates in it.
struct Around<'p, 'a> {
    passage: &'p Passage<'a>,
    sentence: &'p Sentence,
    mentions: &'p [Mention],
    moments: &'p [Moment],
    /// The place and the day, where the sentence names one.
    only_place: Option<&'p Mention>,
    only_moment: Option<&'p Moment>,
}

impl<'p, 'a> Around<'p, 'a> {
    fn new(
        passage: &'p Passage<'a>,
        sentence: &'p Sentence,
        mentions: &'p [Mention],
        moments: &'p [Moment],
    ) -> Self {
        let span = sentence.span;
        let first = mentions.partition_point(|mention| mention.span.start < span.start);
        let end = mentions.partition_point(|mention| mention.span.start < span.end);
        let first_moment = moments.partition_point(|moment| moment.span.start < span.start);
        let end_moment = moments.partition_point(|moment| moment.span.start < span.end);
        let mut around = Self {
            passage,
            sentence,
            mentions: mentions.get(first..end).unwrap_or_default(),
            moments: moments.get(first_moment..end_moment).unwrap_or_default(),
            only_place: None,
            only_moment: None,
        };
        // Once for the sentence, however many words of it tell of something.
        around.only_place = only(
            around
                .mentions
                .iter()
                .filter(|mention| around.is_setting(mention)),
        );
        around.only_moment = only(around.moments.iter().filter(|moment| is_day(moment)));
        around
    }

    /// The happening that the word at `at` tells of; `None` where it tells of none.
    fn happening(&self, at: usize, clause: &Clause, trigger: &Trigger) -> Option<Found> {
        let tokens = &self.passage.tokens;
        if !self.has_words(at, clause, trigger) {
            return None;
        }
        let voice = match trigger.form {
            Form::Noun => self.named(at)?,
            form => self.told(at, clause, form, trigger)?,
        };
        let subject = clause::subject(tokens, clause);
        let object = clause::object(tokens, clause);
        let span = self.passage.span_of(&clause.whole);
        let participants = self.participants(span, clause);
        let place = self.place(span, voice == Voice::Named);
        let moment = self.moment(span, voice == Voice::Named);
        let has_setting = place.is_some() || moment.is_some();
        if !fits(
            trigger.needs,
            voice,
            subject.is_some(),
            object.is_some(),
            &participants,
            has_setting,
        ) {
            return None;
        }
        let is_noun = |head: &&Token<'_>| !head.is_any(PERSONAL);
        let is_subject_told = voice != Voice::Named && subject.is_some_and(|head| is_noun(&head));
        let heads: Vec<String> = [subject, object]
            .into_iter()
            .flatten()
            .filter(|head| voice != Voice::Named && is_noun(head))
            .map(|head| head.lower.clone().into_owned())
            .collect();
        if !is_subject_told && participants.is_empty() && !has_setting {
            return None;
        }
        let signs = [!participants.is_empty(), moment.is_some(), place.is_some()];
        let known = signs.iter().filter(|sign| **sign).count();
        let interval = moment.and_then(|moment| moment.when.interval());
        let happening = Happening {
            type_: trigger.type_.to_owned(),
            from: interval.map(|(from, _)| from),
            to: interval.map(|(_, to)| to),
            place: place.map(|place| place.entity.name.clone()),
            country: place.and_then(|place| place.entity.country.clone()),
            position: place.and_then(|place| place.entity.position),
            participants,
        };
        let sentence = self.sentence.span.of(self.passage.text);
        let (polarity, modality) = self.put_forward(at, clause);
        Some(Found {
            span,
            word: self.passage.tokens[at].span,
            polarity,
            modality,
            confidence: CONFIDENCE + CONFIDENCE_STEP * known as f64,
            key: key::happening(&happening, &heads, sentence),
            happening,
        })
    }

    /// How the clause puts the word at `at` forward; the word that opens the clause (`if`) counts.
    fn put_forward(&self, at: usize, clause: &Clause) -> (Polarity, Modality) {
        let first = clause
            .whole
            .start
            .saturating_sub(1)
            .max(self.sentence.tokens.start);
        let stretch = Sentence {
            span: self.sentence.span,
            tokens: first..clause.whole.end,
        };
        let word = self
            .passage
            .tokens
            .get(at)
            .map_or(self.sentence.span, |token| token.span);
        modality::of(self.passage, &stretch, word)
    }

    /// Whether the further words of the trigger stand behind it, in their order.
    fn has_words(&self, at: usize, clause: &Clause, trigger: &Trigger) -> bool {
        let mut next = at + 1;
        let end = (at + 1 + WITH_REACH)
            .min(clause.whole.end.max(at + 2))
            .min(self.sentence.tokens.end);
        trigger.with.iter().all(|word| {
            let is_it = |token: &Token<'_>| {
                let lower = token.lower.as_ref();
                lower == *word || lower.strip_suffix('s') == Some(word)
            };
            let ahead = self.passage.tokens.get(next..end).unwrap_or_default();
            let place = ahead.iter().position(is_it);
            next += place.map_or(0, |place| place + 1);
            place.is_some()
        })
    }

    /// Whether a noun means a happening: no part of a longer noun, and none that is ruled out.
    fn named(&self, at: usize) -> Option<Voice> {
        let tokens = &self.passage.tokens;
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let next = tokens.get(at + 1).filter(|_| at + 1 < self.sentence.tokens.end);
        let goes_on = next.is_some_and(|next| {
            let is_verb = next.lower.ends_with("ed")
                || next.is_any(&["hit", "took", "struck", "left", "began", "killed"]);
            next.is_lower()
                && !next.is_any(PREPOSITIONS)
                && !next.is_any(BE)
                && !next.is_any(AFTER_NOUN)
                && !is_verb
                || next.is_dash()
        });
        let is_other = before.is_some_and(|before| before.is_any(NO_HAPPENING) || before.is_dash());
        (!goes_on && !is_other).then_some(Voice::Named)
    }

    /// In which voice the verb at `at` states something; `None` for adjectives, nouns and purposes.
    fn told(&self, at: usize, clause: &Clause, form: Form, trigger: &Trigger) -> Option<Voice> {
        let tokens = &self.passage.tokens;
        let before = at
            .checked_sub(1)
            .filter(|before| *before >= self.sentence.tokens.start)
            .and_then(|at| tokens.get(at))?;
        let next = tokens.get(at + 1).filter(|_| at + 1 < self.sentence.tokens.end);
        let has_object = clause::opens_object(next) || !trigger.with.is_empty();
        let beside = tokens.get(clause.verb.start..at).unwrap_or_default();
        let is_noun = before.is_any(DETERMINERS) || before.is_any(PREPOSITIONS);
        let is_told = match form {
            Form::Past if clause.has_be => return Some(Voice::Passive),
            Form::Past
                if !is_noun && trigger.needs.is_suffered && clause::object(tokens, clause).is_none() =>
            {
                let is_followed =
                    next.is_some_and(|next| next.is_any(PREPOSITIONS) || next.kind == TokenKind::Mark);
                return (is_followed && before.kind == TokenKind::Word).then_some(Voice::Passive);
            }
            Form::Past => !is_noun && before.kind != TokenKind::Number,
            Form::Base => {
                let is_modal = beside.iter().any(|token| token.is_any(MODALS));
                let is_purpose = beside.iter().any(|token| token.is_any(&["to"]));
                let is_plural = before.is_lower()
                    && (before.lower.ends_with('s') || before.is_any(&["police", "people"]));
                (is_modal && !is_purpose) || is_plural && has_object && !is_noun && !is_purpose
            }
            Form::Present => {
                has_object && !is_noun && before.kind == TokenKind::Word && !before.is_any(&["and", "or"])
            }
            Form::Going => (clause.has_be || before.is_any(BEFORE_GOING)) && has_object,
            Form::Noun => false,
        };
        is_told.then_some(Voice::Active)
    }

    /// Persons and organisations in `span` by their full names, and places that act or suffer.
    fn participants(&self, span: Span, clause: &Clause) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for mention in self.mentions_in(span) {
            let takes_part = mention.kind != FactKind::Place
                || self.before(mention).is_none() && self.is_whole(mention, clause);
            if takes_part && !names.contains(&mention.entity.name) && names.len() < PARTICIPANTS_MAX {
                names.push(mention.entity.name.clone());
            }
        }
        names
    }

    /// Whether nothing that a place is only a part of goes on behind it: `the Nairobi tram` is no place.
    fn is_whole(&self, mention: &Mention, clause: &Clause) -> bool {
        let next = self.passage.token_at(mention.span.end);
        let Some(token) = self.passage.tokens.get(next) else {
            return true;
        };
        let ends = next >= clause.whole.end || clause.verb.contains(&next) || token.kind != TokenKind::Word;
        ends || token.is_any(PREPOSITIONS) || token.is_any(AFTER_NOUN)
    }

    /// The preposition before a place.
    fn before(&self, mention: &Mention) -> Option<&Token<'a>> {
        let at = self.passage.token_at(mention.span.start);
        let mut before = self.passage.tokens.get(at.checked_sub(1)?)?;
        if before.is_any(DETERMINERS) {
            before = self.passage.tokens.get(at.checked_sub(2)?)?;
        }
        let is_it = before.is_any(PREPOSITIONS) || before.is_any(TOWARDS) || before.text == ",";
        is_it.then_some(before)
    }

    /// The names in `span`.
    fn mentions_in(&self, span: Span) -> impl Iterator<Item = &'p Mention> + use<'p> {
        let first = self
            .mentions
            .partition_point(|mention| mention.span.start < span.start);
        let here = self.mentions.get(first..).unwrap_or_default().iter();
        here.take_while(move |mention| mention.span.start < span.end)
            .filter(move |mention| span.contains(mention.span))
    }

    fn is_setting(&self, mention: &Mention) -> bool {
        mention.kind == FactKind::Place && self.before(mention).is_some_and(|before| before.is_any(WHERE))
    }

    /// Where it happens: a place of the clause, else the only one of the sentence.
    fn place(&self, span: Span, only_here: bool) -> Option<&'p Mention> {
        let here = self.mentions_in(span).find(|mention| self.is_setting(mention));
        here.or(self.only_place.filter(|_| !only_here))
    }

    /// When it happens: a date of the clause, else the only one of the sentence.
    fn moment(&self, span: Span, only_here: bool) -> Option<&'p Moment> {
        let first = self
            .moments
            .partition_point(|moment| moment.span.start < span.start);
        let mut here = self.moments.get(first..).unwrap_or_default().iter();
        let here = here
            .by_ref()
            .take_while(|moment| moment.span.start < span.end)
            .find(|moment| span.contains(moment.span) && is_day(moment));
        here.or(self.only_moment.filter(|_| !only_here))
    }
}

/// Whether a time expression tells the day or days of a happening.
fn is_day(moment: &Moment) -> bool {
    matches!(moment.when.kind(), TimexKind::Date | TimexKind::Time) && moment.when.interval().is_some()
}

/// The one there is; `None` where there are several.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// Words behind a noun that begin something else.
const AFTER_NOUN: &[&str] = &[
    "and", "or", "but", "that", "which", "who", "when", "where", "after", "before", "as", "while", "has",
    "had", "have", "will", "would", "could", "may", "might", "because", "since", "this", "last", "next",
    "late", "early", "between",
];

fn fits(
    needs: Needs,
    voice: Voice,
    has_subject: bool,
    has_object: bool,
    participants: &[String],
    has_setting: bool,
) -> bool {
    let is_named = !participants.is_empty();
    let (actor, patient) = match voice {
        Voice::Active => (has_subject, has_object),
        // Verbs without an object have no passive.
        Voice::Passive => (!needs.subject, has_subject),
        Voice::Named => (true, true),
    };
    (!needs.subject || actor)
        && (!needs.object || patient)
        && (!needs.name || is_named)
        && (!needs.setting || has_setting)
}
