//! What somebody thinks of a thing: `praised the crew`, `described the bridge as unsafe`, `pointed out the cost`,
//! `is deemed unsafe by the mayor`.

use std::ops::Range;

use super::super::cue;
use super::super::speaker::{self, Source};
use super::super::token::{Token, TokenKind};
use super::classes::{Class, Classes};
use super::clause;
use super::reported::{Clause, Reader};

/// How sure it is that such words report what somebody said.
pub(super) const SURENESS: f64 = 0.8;

/// Verbs of saying whose object is what is said, or what is praised and blamed.
pub(super) const OF_THINGS: &str = "emphasized emphasised emphasizes stressed stresses reiterated reiterates repeated cited cites citing \
    praised praises praising commended commends commending applauded hailed hails lauded blasted blasts blasting \
    condemned condemns condemning decried decries lamented laments denounced denounces denouncing criticized \
    criticised criticizes criticises defended defends touted touts touting rebuked assailed slammed slams rejected rejects \
    expressed expresses expressing voiced voices voicing underlined underscored highlighted";

/// Verbs with a thing and what it is taken `as`.
pub(super) const AS: &str = "describe describes described describing portray portrays portrayed portraying view views viewed \
    regard regards regarded characterize characterized characterizes characterised dismiss dismissed dismisses \
    dismissing refer refers referred referring declared declare depicted depicts cast painted paints sees";

/// Verbs whose passive, with `by`, says who thinks so.
pub(super) const JUDGED: &str = "deemed considered regarded viewed seen described called hailed praised condemned criticized \
    criticised denounced dismissed rejected";

/// Verbs with a thing and what it is called, in marks.
pub(super) const NAMING: &str = "call calls called calling dubbed labeled labelled labels branded brands brand termed \
    terms terming pronounced declared deemed declaring labeling";

/// Farthest `as` or `by` behind such a verb, in tokens.
const REACH: usize = 12;

pub(super) const PARTICLE: &str = "point points pointed pointing made make makes making";

/// What the subject of the verb at `at` says of a thing, in `range`.
pub(super) fn content(tokens: &[Token<'_>], at: usize, range: &Range<usize>) -> Option<Range<usize>> {
    let can = Classes::of(&tokens[at].lower);
    let last = range.end.min(at + 1 + REACH);
    let start = if can.is(Class::Particle) {
        pointed_out(tokens, at, last)?
    } else if can.is(Class::As) && is_taken_as(tokens, at, last) {
        at + 1 + usize::from(tokens[at + 1].lower == "to")
    } else if can.is(Class::OfThings) && is_thing(tokens.get(at + 1).filter(|_| at + 1 < range.end)?) {
        at + 1
    } else {
        return None;
    };
    let end = clause::end(tokens, start, range.end);
    (start < end).then_some(start..end)
}

/// `pointed out the cost`, `pointed out that`, `made clear that`, `made it clear how`.
fn pointed_out(tokens: &[Token<'_>], at: usize, last: usize) -> Option<usize> {
    let words = |ahead: usize| tokens.get(at + ahead).filter(|_| at + ahead < last);
    let points = tokens[at].lower.starts_with("point");
    if points && words(1)?.lower == "out" {
        let next = words(2)?;
        let that = usize::from(next.lower == "that");
        return (that == 1 || is_thing(next)).then_some(at + 2 + that);
    }
    let clear = (1..=3).find(|&ahead| words(ahead).is_some_and(|token| token.lower == "clear"))?;
    let next = words(clear + 1).filter(|_| !points)?;
    match next.lower.as_ref() {
        "that" => Some(at + clear + 2),
        "he" | "she" | "they" | "it" | "how" | "why" | "what" => Some(at + clear + 1),
        _ => None,
    }
}

/// `described the bridge as unsafe`, `referred to it as`.
fn is_taken_as(tokens: &[Token<'_>], at: usize, last: usize) -> bool {
    let refers = tokens[at].lower.starts_with("refer");
    let Some(next) = tokens
        .get(at + 1)
        .filter(|next| refers == (next.lower == "to") && next.kind == TokenKind::Word)
    else {
        return false;
    };
    let from = at + 2 + usize::from(refers);
    !next.is_any(&["as", "by", "in", "on", "of"])
        && (from..last)
            .take_while(|&at| tokens[at].kind != TokenKind::Mark || tokens[at].is_dash())
            .any(|at| {
                tokens[at].lower == "as"
                    && !tokens.get(at + 1).is_some_and(|next| {
                        next.is_any(&["well", "he", "she", "they"])
                            || next.lower == "the" && clause::has_verb(tokens, at + 1)
                    })
            })
}

/// `called the bridge “a danger”`: from the thing to the closing mark.
pub(super) fn named(reader: &Reader<'_, '_>, at: usize, range: &Range<usize>) -> Option<Range<usize>> {
    let tokens = reader.tokens();
    let last = range.end.min(at + 1 + REACH);
    let object = tokens.get(at + 1).filter(|_| at + 1 < last)?;
    let next = reader
        .quoted
        .partition_point(|quoted| quoted.outer.start < tokens[at].span.end);
    let quoted = reader.quoted.get(next)?;
    let start = reader.passage.token_at(quoted.outer.start);
    let beside = start > at + 1
        && start < last
        && !quoted.unclosed
        && !tokens[at + 1..start]
            .iter()
            .any(|token| matches!(token.text, "." | ";" | ":" | ","));
    let compound = at > range.start && tokens[at - 1].is_dash();
    let thing = object.kind == TokenKind::Word && !object.is_any(&["by", "in", "on", "at", "for"]);
    (beside && thing && !compound).then(|| at + 1..reader.passage.token_at(quoted.outer.end).min(range.end))
}

/// Whether a thing can begin with the token: no preposition, no mark, no clause.
fn is_thing(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word
        && !token.is_any(clause::SUBORDINATORS)
        && !token.is_any(&[
            "by", "in", "on", "at", "for", "of", "to", "with", "from", "that", "and", "or", "but", "about",
            "against", "earlier", "today", "again", "during", "not", "is", "was", "are", "were", "how",
            "why", "what", "whether",
        ])
}

/// `The bridge is deemed unsafe by the mayor.`: what stands before `by` is said by whom it names.
pub(super) fn judged(reader: &Reader<'_, '_>, at: usize, range: &Range<usize>) -> Option<Clause> {
    let tokens = reader.tokens();
    let passive = at > range.start
        && tokens[at - 1].is_any(&["is", "was", "are", "were", "been", "being"])
        && Classes::of(&tokens[at].lower).is(Class::Judged);
    let by = (at + 1..range.end.min(at + REACH))
        .find(|&next| tokens[next].lower == "by")
        .filter(|_| passive)?;
    let first = tokens.get(by + 1)?;
    let named =
        first.is_capital() || first.is_any(&["the", "many", "some", "critics", "experts", "officials"]);
    let end = speaker::source_end(tokens, by + 1, range.end);
    if !named || end == by + 1 || cue::verb(&first.lower).is_some() {
        return None;
    }
    let source = Source {
        mention: Some(reader.passage.span_of(&(by + 1..end))),
        cue: Some(tokens[at].span),
        via: None,
        rule: "judged by",
    };
    reader.clause(range.start..by, source, SURENESS)
}
