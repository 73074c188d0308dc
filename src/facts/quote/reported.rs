//! Reported statements: clauses without marks, or with marks around a part.

use std::ops::Range;

use super::super::AgencyNames;
use super::super::cue::{self, Form, Strength};
use super::super::speaker::{self, Source};
use super::super::token::{Passage, Sentence, Token, TokenKind};
use super::marks::Quoted;
use crate::model::Span;

/// Longest sentence, in tokens, read for a reported clause; longer ones are lists or not prose.
const SENTENCE_TOKENS_MAX: usize = 150;

/// How many words may stand between a cue and its `that`: `told reporters on Friday that`.
const THAT_REACH: usize = 9;

/// Where a closing attribution may begin, in tokens before the end of its sentence.
const TAIL_TOKENS_MAX: usize = 24;

/// Tokens from the cue of a closing attribution to the end: `, X said on Friday.`; with more, the cue
/// belongs to another clause.
const ATTRIBUTION_TOKENS_MAX: usize = 14;

/// Shortest reported clause, in words.
const WORDS_MIN: usize = 3;

/// A reported clause with its source.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clause {
    pub span: Span,
    pub source: Source,
    pub holds_quote: bool,
}

/// The reported clauses of `passage`, in order, at most one a sentence; `taken` are the direct quotations.
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
        let next = taken.partition_point(|span| span.end <= sentence.span.start);
        let free_end = taken.get(next).map_or(usize::MAX, |span| span.start);
        // A sentence that a direct quotation shares is read only before it.
        if free_end <= sentence.span.start {
            continue;
        }
        let reader = Reader {
            passage,
            sentence,
            quoted,
            agencies,
        };
        let shared = free_end < sentence.span.end;
        let clause = if shared {
            None
        } else {
            reader
                .after_cue()
                .or_else(|| reader.before_attribution())
                .or_else(|| reader.after_according())
        };
        found.extend(clause);
    }
    found
}

struct Reader<'r, 'a> {
    passage: &'r Passage<'a>,
    sentence: &'r Sentence,
    quoted: &'r [Quoted],
    agencies: &'r AgencyNames<'r>,
}

impl Reader<'_, '_> {
    fn tokens(&self) -> &[Token<'_>] {
        &self.passage.tokens[..self.sentence.tokens.end]
    }

    fn is_quoted(&self, span: Span) -> bool {
        let next = self
            .quoted
            .partition_point(|quoted| quoted.outer.end <= span.start);
        self.quoted
            .get(next)
            .is_some_and(|quoted| quoted.outer.overlaps(span))
    }

    fn clause(&self, content: Range<usize>, source: Source) -> Option<Clause> {
        let words = self.passage.tokens[content.clone()]
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
        })
    }

    /// `X said (that) ...`.
    fn after_cue(&self) -> Option<Clause> {
        let tokens = self.tokens();
        for at in self.sentence.tokens.clone() {
            let token = &tokens[at];
            let Some((strength, form)) = cue::verb(&token.lower).filter(|_| token.is_lower()) else {
                continue;
            };
            if self.is_quoted(token.span) || speaker::is_noun_here(tokens, at, self.sentence.tokens.start) {
                continue;
            }
            let Some(start) = content_start(tokens, at, strength) else {
                continue;
            };
            if tokens[start - 1].lower != "that" && self.is_inverted(at) {
                continue;
            }
            let subject = match form {
                Form::Finite => speaker::subject_before(tokens, self.sentence.tokens.start, at),
                Form::Participle => speaker::first_subject(tokens, self.sentence.tokens.start, at),
            };
            let Some(subject) = subject.filter(|subject| !speaker::is_nobody(tokens, subject.clone())) else {
                continue;
            };
            let source = Source {
                mention: Some(self.passage.span_of(&subject)),
                cue: Some(token.span),
                via: None,
                rule: "reported after its cue",
            };
            let source = speaker::with_channel(self.passage, source, tokens, at, self.agencies);
            if let Some(clause) = self.clause(start..self.content_end(start), source) {
                return Some(clause);
            }
        }
        None
    }

    /// `..., announced X, who heads Y.`: behind its clause, with nothing reported after the source.
    fn is_inverted(&self, at: usize) -> bool {
        let tokens = self.tokens();
        let behind_comma = at > self.sentence.tokens.start && tokens[at - 1].text == ",";
        if !behind_comma || !tokens.get(at + 1).is_some_and(Token::is_capital) {
            return false;
        }
        let end = (at + 1..tokens.len())
            .find(|&next| {
                !tokens[next].is_capital() && tokens[next].kind == TokenKind::Word || tokens[next].text == ","
            })
            .unwrap_or(tokens.len());
        tokens
            .get(end)
            .is_none_or(|next| next.text == "," || next.is_any(&["who", "in", "on", "at", "of"]))
    }

    /// The end of a reported clause: the sentence's, its full stop and a closing attribution left out.
    fn content_end(&self, start: usize) -> usize {
        let tokens = self.tokens();
        let mut end = self.sentence.tokens.end;
        for at in start..end {
            let closes = tokens[at].text == ","
                && (tokens.get(at + 1).is_some_and(|t| t.lower == "according")
                    || tokens.get(at + 1).is_some_and(|t| {
                        matches!(cue::verb(&t.lower), Some((Strength::Alone, Form::Participle)))
                    }));
            if closes || tokens[at].text == ";" {
                end = at;
                break;
            }
        }
        while end > start && matches!(tokens[end - 1].text, "." | "!" | "?" | "," | ";") {
            end -= 1;
        }
        end
    }

    /// `..., X said.` and `..., according to X.`
    fn before_attribution(&self) -> Option<Clause> {
        let tokens = self.tokens();
        let range = self.sentence.tokens.clone();
        let low = range.start.max(range.end.saturating_sub(TAIL_TOKENS_MAX));
        if let Some(clause) = self.before_final_words() {
            return Some(clause);
        }
        for at in low..range.end {
            if tokens[at].text != "," || self.is_quoted(tokens[at].span) {
                continue;
            }
            let next = tokens.get(at + 1)?;
            let according = next.lower == "according";
            // `, X said on Friday.`: the cue is near the sentence's end, nothing of substance follows.
            let Some(source) = speaker::after(self.passage, at + 1..range.end, self.agencies) else {
                continue;
            };
            let cue = source.cue?;
            let cue_at = self.passage.token_at(cue.start);
            let strong = according || matches!(cue::verb(&tokens[cue_at].lower), Some((Strength::Alone, _)));
            let tail = attribution_end(tokens, cue_at) - cue_at;
            let that = tokens[cue_at..range.end].iter().any(|t| t.lower == "that");
            let attributes = strong && !that && (according || tail <= ATTRIBUTION_TOKENS_MAX);
            // `On March 14, X announced`: a phrase led in, nothing told.
            let led_in = at - range.start <= LED_IN_TOKENS_MAX && is_adverbial(&tokens[range.start]);
            let clause = self.clause(range.start..at, source);
            if let Some(clause) = clause.filter(|_| attributes && !led_in) {
                return Some(clause);
            }
        }
        None
    }

    /// `..., X said.`: whoever the sentence ends with is its source, whatever commas stand before.
    fn before_final_words(&self) -> Option<Clause> {
        let tokens = self.tokens();
        let range = self.sentence.tokens.clone();
        let mut last = range.end;
        while last > range.start && matches!(tokens[last - 1].text, "." | "!" | "?") {
            last -= 1;
        }
        let comma = (range.start + 1..last.checked_sub(2)?)
            .rev()
            .take(ATTRIBUTION_TOKENS_MAX)
            .find(|&at| tokens[at].text == ",")?;
        let verb = last - 1;
        let told = matches!(
            cue::verb(&tokens[verb].lower),
            Some((Strength::Alone, Form::Finite))
        ) && tokens[verb].is_lower()
            && !self.is_quoted(tokens[comma].span)
            && !speaker::is_noun_here(tokens, verb, comma + 1);
        let source = speaker::after(self.passage, comma + 1..range.end, self.agencies).filter(|_| told)?;
        let ends_here = source.cue == Some(tokens[verb].span);
        let mention = source.mention?;
        // `X, a professor, said` names X before the commas.
        let apposed = tokens[comma + 1].is_any(&["a", "an", "who"])
            || self.passage.token_at(mention.start) != comma + 1;
        self.clause(range.start..comma, source)
            .filter(|_| ends_here && !apposed)
    }

    /// `According to X, ...`.
    fn after_according(&self) -> Option<Clause> {
        let tokens = self.tokens();
        let range = self.sentence.tokens.clone();
        if tokens.get(range.start)?.lower != "according" {
            return None;
        }
        let source = speaker::after(self.passage, range.clone(), self.agencies)?;
        let comma = range.clone().find(|&at| tokens[at].text == ",")?;
        self.clause(comma + 1..self.content_end(comma + 1), source)
    }
}

/// Longest phrase of time or place that opens a sentence, in tokens.
const LED_IN_TOKENS_MAX: usize = 5;

/// The end of the attribution whose cue stands at `cue`: before `, who ...`, `, correcting ...`.
fn attribution_end(tokens: &[Token<'_>], cue: usize) -> usize {
    let goes_on = |next: &Token<'_>| {
        next.is_any(&["who", "whose", "which"]) || next.is_lower() && next.lower.ends_with("ing")
    };
    (cue + 1..tokens.len())
        .find(|&at| tokens[at].text == "," && tokens.get(at + 1).is_some_and(goes_on))
        .unwrap_or(tokens.len())
}

/// The first token of what is reported after the cue at `at`; `None` when nothing seems to be.
fn content_start(tokens: &[Token<'_>], at: usize, strength: Strength) -> Option<usize> {
    let last = tokens.len().min(at + 1 + THAT_REACH);
    for next in at + 1..last {
        let token = &tokens[next];
        if token.lower == "that" {
            // `referred to a mission that will`: a relative clause of the verb's object. Only a phrase of
            // time or place, or whom it was told, may stand between.
            let adjacent = next == at + 1;
            // `asked for guarantees that`: the clause belongs to what is asked for.
            if tokens[at].lower.starts_with("ask") && tokens[at + 1].is_any(&["for", "about"]) {
                return None;
            }
            return (adjacent || takes_object(&tokens[at].lower) || is_adverbial(&tokens[at + 1]))
                .then_some(next + 1);
        }
        if matches!(token.text, "." | ";" | ":" | "“" | "\"")
            || token.text == "," && strength != Strength::Alone
        {
            break;
        }
    }
    if strength != Strength::Alone {
        return None;
    }
    clause_without_that(tokens, at, last)
}

/// Words before a clause that a cue's phrase of time or place opens: `said on Friday the plan`.
const PHRASE_OPENERS: &str = "on in at during earlier later last today yesterday";

/// Words that open no clause behind a cue: `said of Trump`, `said to be`.
const NOT_CLAUSES: &str = "to of about for with by from as and or but so it not";

/// Cues that report a clause without `that`.
const BARE_CUES: &str = "said says say saying added adding adds claims claimed insists insisted believes \
    acknowledged admitted announced confirmed";

/// The first token of a clause that follows the cue at `at` without `that`.
fn clause_without_that(tokens: &[Token<'_>], at: usize, last: usize) -> Option<usize> {
    let lists = |list: &str, token: &Token<'_>| list.split_whitespace().any(|word| token.lower == word);
    let start = at + 1;
    let token = tokens.get(start)?;
    if token.is_any(&["whether", "how", "why"]) {
        return Some(start);
    }
    let told = takes_object(&tokens[at].lower);
    if told || lists(PHRASE_OPENERS, token) || is_weekday(token) {
        // `told reporters he would`, `said in a statement he`: one phrase before a new subject.
        return (start + 1..last)
            .take_while(|&next| tokens[next].kind != TokenKind::Mark)
            .find(|&next| is_clause_opener(&tokens[next]));
    }
    let it_is = token.lower == "it" && tokens.get(start + 1).is_some_and(Token::is_lower);
    let opens = token.kind != TokenKind::Mark && !lists(NOT_CLAUSES, token) || it_is;
    let reports = opens && lists(BARE_CUES, &tokens[at]);
    // `announced a lawsuit`, `claimed a prize`: things, unless a clause with its verb follows.
    let may_take_things = !tokens[at].lower.starts_with("sa");
    let has_verb = || {
        tokens[start..]
            .iter()
            .take(CLAUSE_VERB_REACH)
            .take_while(|token| !matches!(token.text, "," | ";" | ":"))
            .any(is_finite)
    };
    (reports && (!may_take_things || has_verb())).then_some(start)
}

/// Tokens within which a clause without `that` shows its verb.
const CLAUSE_VERB_REACH: usize = 14;

/// Whether the word is surely a finite verb: an auxiliary, or one of a few frequent ones.
fn is_finite(token: &Token<'_>) -> bool {
    token.is_lower()
        && token.is_any(&[
            "is", "are", "was", "were", "will", "would", "has", "had", "have", "can", "could", "may",
            "might", "must", "should", "shall", "did", "does", "do", "won't", "isn't", "wasn't", "didn't",
            "don't", "doesn't", "came", "went", "made", "took", "knew", "saw", "gave", "got", "won", "lost",
            "fell", "rose", "left", "held", "began",
        ])
}

/// Verbs whose object is the person addressed: `told reporters that`.
fn takes_object(lower: &str) -> bool {
    [
        "told", "tell", "warn", "inform", "assur", "promis", "convinc", "remind", "ask",
    ]
    .iter()
    .any(|stem| lower.starts_with(stem))
}

/// Whether the word opens a phrase of time or place between a cue and its clause.
fn is_adverbial(token: &Token<'_>) -> bool {
    token.is_any(&[
        "on",
        "in",
        "at",
        "during",
        "earlier",
        "later",
        "last",
        "this",
        "today",
        "yesterday",
        "here",
        "after",
        "before",
        "from",
        "via",
        "recently",
        "again",
    ]) || is_weekday(token)
        || token.lower.ends_with("ly")
        || token.text == ","
}

fn is_clause_opener(token: &Token<'_>) -> bool {
    token.is_any(&[
        "he", "she", "it", "they", "we", "i", "there", "the", "his", "her", "its", "their", "a", "an",
    ])
}

fn is_weekday(token: &Token<'_>) -> bool {
    token.is_capital()
        && token.is_any(&[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ])
}
