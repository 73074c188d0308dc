//! Reported statements: clauses without marks, or with marks around a part.

use std::ops::Range;

use super::super::AgencyNames;
use super::super::cue::{self, Form, Strength};
use super::super::speaker::{self, Source};
use super::super::token::{Passage, Sentence, Token, TokenKind};
use super::classes::{Class, Classes};
use super::marks::Quoted;
use super::{behind, clause, nominal, request, stance};
use crate::model::Span;

/// Longest sentence, in tokens, read for reported clauses; longer ones are lists or not prose.
const SENTENCE_TOKENS_MAX: usize = 150;

/// Shortest reported clause, in words.
const WORDS_MIN: usize = 3;

/// Tokens before a cue in which its subject's noun stands.
const SUBJECT_REACH: usize = 8;

/// A reported clause with its source.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clause {
    pub span: Span,
    pub source: Source,
    pub holds_quote: bool,
    /// How sure it is that something is reported, 0 to 1.
    pub sureness: f64,
}

/// The reported clauses of `passage`, in order, none overlapping; `taken` are the direct quotations.
pub(super) fn read(
    passage: &Passage<'_>,
    taken: &[Span],
    quoted: &[Quoted],
    agencies: &AgencyNames<'_>,
) -> Vec<Clause> {
    let mut found = Vec::new();
    for sentence in &passage.sentences {
        if sentence.tokens.len() > SENTENCE_TOKENS_MAX {
            continue;
        }
        let first = taken.partition_point(|span| span.end <= sentence.span.start);
        let here = taken[first..]
            .iter()
            .take_while(|span| span.start < sentence.span.end);
        let reader = Reader {
            passage,
            sentence,
            quoted,
            agencies,
        };
        let mut start = sentence.tokens.start;
        let mut shared = false;
        for span in here {
            shared = true;
            let end = passage.token_at(span.start).clamp(start, sentence.tokens.end);
            reader.read(start..end, true, &mut found);
            start = passage.token_at(span.end).clamp(end, sentence.tokens.end);
        }
        reader.read(start..sentence.tokens.end, shared, &mut found);
    }
    found
}

pub(super) struct Reader<'r, 'a> {
    pub passage: &'r Passage<'a>,
    pub sentence: &'r Sentence,
    pub quoted: &'r [Quoted],
    pub agencies: &'r AgencyNames<'r>,
}

impl Reader<'_, '_> {
    /// Adds the clauses in `range`, a sentence or what direct quotations have left of one (`shared`).
    fn read(&self, range: Range<usize>, shared: bool, found: &mut Vec<Clause>) {
        if range.len() < WORDS_MIN {
            return;
        }
        if !shared && let Some(clause) = behind::after_according(self, &range) {
            found.push(clause);
            return;
        }
        let first = found.len();
        let mut at = range.start;
        while at < range.end {
            match self.at_cue(at, &range, &found[first..]) {
                Some(clause) => {
                    at = self.passage.token_at(clause.span.end).max(at + 1);
                    found.push(clause);
                }
                None => at += 1,
            }
        }
        if shared {
            return;
        }
        // What stands before the first cue may be attributed at its end: `Rents rose, he said, adding that`.
        let cue = found.get(first).and_then(|clause| clause.source.cue);
        let end = cue.map_or(range.end, |cue| self.passage.token_at(cue.start));
        let before = match cue {
            Some(_) => behind::before_attribution(self, &(range.start..end)),
            None => behind::interrupted(self, &range).or_else(|| behind::before_attribution(self, &range)),
        };
        if let Some(clause) = before {
            found.insert(first, clause);
        }
    }

    /// The tokens up to the sentence's end.
    pub fn tokens(&self) -> &[Token<'_>] {
        &self.passage.tokens[..self.sentence.tokens.end]
    }

    pub fn is_quoted(&self, span: Span) -> bool {
        let next = self
            .quoted
            .partition_point(|quoted| quoted.outer.end <= span.start);
        self.quoted
            .get(next)
            .is_some_and(|quoted| quoted.outer.overlaps(span))
    }

    /// Whether a quotation begins with the token.
    fn opens_quote(&self, token: &Token<'_>) -> bool {
        let next = self
            .quoted
            .partition_point(|quoted| quoted.outer.start < token.span.start);
        self.quoted
            .get(next)
            .is_some_and(|quoted| quoted.outer.start == token.span.start)
    }

    /// Where what follows the comma at `comma` begins, in tokens: right behind it, or behind the closing mark of a
    /// quotation that ends with it (`“fine,” she said`); `None` when more quoted words follow.
    pub fn behind_comma(&self, comma: usize) -> Option<usize> {
        let span = self.tokens().get(comma)?.span;
        let next = self
            .quoted
            .partition_point(|quoted| quoted.outer.end <= span.start);
        match self.quoted.get(next).filter(|quoted| quoted.outer.overlaps(span)) {
            None => Some(comma + 1),
            Some(quoted) => (quoted.inner.end == span.end && !quoted.unclosed)
                .then(|| self.passage.token_at(quoted.outer.end)),
        }
    }

    /// The clause of the tokens `content`, unless they are too few.
    pub fn clause(&self, content: Range<usize>, source: Source, sureness: f64) -> Option<Clause> {
        let tokens = self.passage.tokens.get(content.clone())?;
        // The dash or bullet of a list's line is not said.
        let bullet = tokens
            .iter()
            .take_while(|t| t.kind == TokenKind::Mark && t.text != "$" && !self.opens_quote(t))
            .count();
        let content = content.start + bullet..content.end;
        let words = self
            .passage
            .tokens
            .get(content.clone())?
            .iter()
            .filter(|t| t.kind != TokenKind::Mark)
            .count();
        if words < WORDS_MIN {
            return None;
        }
        let span = self.passage.span_of(&content);
        Some(Clause {
            span,
            source,
            holds_quote: self.is_quoted(span),
            sureness,
        })
    }

    /// What the word at `at` reports, in `range`, where `earlier` has been found before it.
    fn at_cue(&self, at: usize, range: &Range<usize>, earlier: &[Clause]) -> Option<Clause> {
        let token = &self.tokens()[at];
        if !token.is_lower() {
            return None;
        }
        let can = Classes::of(&token.lower);
        let told = (!can.is_none())
            .then(|| self.at_classed(at, range, earlier, can))
            .flatten();
        told.or_else(|| self.at_verb(at, range, earlier))
    }

    /// What a word of the classes `can` reports by its own construction.
    fn at_classed(
        &self,
        at: usize,
        range: &Range<usize>,
        earlier: &[Clause],
        can: Classes,
    ) -> Option<Clause> {
        let tokens = self.tokens();
        if can.is(Class::Noun)
            && let Some(clause) = nominal::read(self, at, range)
        {
            return Some(clause);
        }
        if can.is_any(&[Class::Commit, Class::Direct, Class::Accuse])
            && let Some(content) = request::content(tokens, at, range)
            && let Some(clause) = self.of_subject(
                at,
                range,
                earlier,
                content,
                request::SURENESS,
                "asked or promised",
            )
        {
            return Some(clause);
        }
        if can.is(Class::Naming)
            && let Some(content) = stance::named(self, at, range)
            && let Some(clause) =
                self.of_subject(at, range, earlier, content, stance::SURENESS, "holds a view")
        {
            return Some(clause);
        }
        // A judgement begins with its sentence, so nothing may have been found before.
        let judged = (earlier.is_empty() && can.is(Class::Judged))
            .then(|| stance::judged(self, at, range))
            .flatten();
        judged.or_else(|| {
            let content = stance::content(tokens, at, range)?;
            self.of_subject(at, range, earlier, content, stance::SURENESS, "holds a view")
        })
    }

    /// The clause of the verb of speech or thought at `at`.
    fn at_verb(&self, at: usize, range: &Range<usize>, earlier: &[Clause]) -> Option<Clause> {
        let tokens = self.tokens();
        let (strength, _) = cue::verb(&tokens[at].lower)?;
        if speaker::is_noun_here(tokens, at, range.start) {
            return None;
        }
        let by_research = clause::is_research(&tokens[at.saturating_sub(SUBJECT_REACH).max(range.start)..at]);
        let start = clause::start(tokens, at, range.end, strength, by_research)?;
        let that = tokens[start - 1].lower == "that";
        let behind_quote = range.start > self.sentence.tokens.start;
        if is_hypothetical(tokens, at, range.start)
            || !that && (self.is_inverted(at, range) || is_aside(tokens, at, range.start))
            || !that && behind_quote && !clause::is_full(tokens, start)
        {
            return None;
        }
        let mut end = clause::end(tokens, start, range.end);
        if at > range.start && tokens[at - 1].lower == "who" {
            // `Ann Roe, who said rents “ate up” her pay, left.`: the report ends with the relative clause.
            let resumed = (start + 1..end)
                .filter(|&comma| tokens[comma].text == ",")
                .find_map(|comma| {
                    let next = self.behind_comma(comma)?;
                    let before = if next == comma + 1 { comma } else { next };
                    clause::resumes(tokens, next).then_some(before)
                });
            end = resumed.unwrap_or(end);
        }
        self.of_subject(at, range, earlier, start..end, 1.0, "reported after its cue")
    }

    /// The clause `content` that the verb at `at` gives to its subject.
    fn of_subject(
        &self,
        at: usize,
        range: &Range<usize>,
        earlier: &[Clause],
        content: Range<usize>,
        sureness: f64,
        rule: &'static str,
    ) -> Option<Clause> {
        let tokens = self.tokens();
        let token = &tokens[at];
        if self.is_quoted(token.span) || speaker::is_noun_here(tokens, at, range.start) {
            return None;
        }
        let participle = is_participle(token);
        let again = at > range.start && (participle || tokens[at - 1].is_any(&["and", "but"]));
        let mention = earlier
            .last()
            .filter(|_| again)
            .and_then(|clause| clause.source.mention);
        let mention = mention.or_else(|| {
            let subject = if participle {
                speaker::first_subject(tokens, range.start, at)
            } else {
                speaker::subject_before(tokens, range.start, at)
            };
            subject
                .filter(|subject| !speaker::is_nobody(tokens, subject.clone()))
                .map(|subject| self.passage.span_of(&subject))
        })?;
        // What an author thinks or hopes in the first person is no report of anybody's words.
        let own = matches!(mention.of(self.passage.text), "I" | "we" | "We" | "you" | "You");
        if own && !clause::is_said(token) {
            return None;
        }
        let source = Source {
            mention: Some(mention),
            cue: Some(self.passage.span_of(&(at..cue_end(tokens, at, content.start)))),
            via: None,
            rule,
        };
        let source = speaker::with_channel(self.passage, source, tokens, at, self.agencies);
        self.clause(content, source, sureness)
    }

    /// `..., announced X, who heads Y.`: behind its clause, with nothing reported after the source.
    fn is_inverted(&self, at: usize, range: &Range<usize>) -> bool {
        let tokens = self.tokens();
        let behind_mark =
            at == range.start || matches!(tokens[at - 1].text, "," | "”" | "\"" | "'" | "—" | "–");
        if !behind_mark {
            return false;
        }
        // `, saying the council dug up papers`: a participle has its subject before it.
        if tokens[at].lower.ends_with("ing") {
            return false;
        }
        if at == range.start || tokens[at - 1].text != "," {
            return true;
        }
        let Some(next) = tokens.get(at + 1).filter(|next| next.is_capital()) else {
            // `, said one source in the room.`
            return !clause::has_verb(tokens, at + 1);
        };
        let end = (at + 1..tokens.len())
            .find(|&next| {
                !tokens[next].is_capital() && tokens[next].kind == TokenKind::Word || tokens[next].text == ","
            })
            .unwrap_or(tokens.len());
        next.kind == TokenKind::Word
            && tokens
                .get(end)
                .is_none_or(|next| next.text == "," || next.is_any(&["who", "in", "on", "at", "of"]))
    }
}

/// The end of the cue at `at`, with its particle: `called for`, `pointed out`.
fn cue_end(tokens: &[Token<'_>], at: usize, content: usize) -> usize {
    let next = &tokens[at + 1];
    let before_content = content == at + 2 && next.is_any(&["for", "of", "on", "against", "to", "out"]);
    at + 1 + usize::from(before_content || next.lower == "out")
}

/// `could deny`, `must say`: nothing said yet.
fn is_hypothetical(tokens: &[Token<'_>], at: usize, low: usize) -> bool {
    at > low && tokens[at - 1].is_any(&["could", "may", "might", "must", "should", "can"])
        || at > low && tokens[at - 1].lower == "would" && !tokens[at].is_any(&["say"])
}

/// `as he said`: an aside in what is said already.
fn is_aside(tokens: &[Token<'_>], at: usize, low: usize) -> bool {
    (1..=4)
        .filter_map(|back| at.checked_sub(back).filter(|&at| at >= low))
        .map(|at| &tokens[at])
        .take_while(|t| t.kind == TokenKind::Word)
        .any(|t| t.lower == "as")
}

fn is_participle(token: &Token<'_>) -> bool {
    match cue::verb(&token.lower) {
        Some((_, form)) => form == Form::Participle,
        None => token.lower.ends_with("ing"),
    }
}

/// Whether the word is a finite cue that reports by itself.
pub(super) fn reports_alone(token: &Token<'_>) -> bool {
    token.is_lower() && matches!(cue::verb(&token.lower), Some((Strength::Alone, Form::Finite)))
}
