//! What is asked for, promised or refused: `urged the board to act`, `vowed to return`, `called for a vote`.

use std::ops::Range;

use super::super::token::{Token, TokenKind};
use super::classes::{Class, Classes};
use super::clause;

/// How sure it is that such words report what somebody said: less than `said that`.
pub(super) const SURENESS: f64 = 0.85;

/// How many tokens may stand between a verb and its `to`, `for`, `of`.
const REACH: usize = 10;

/// Verbs with an infinitive that their subject commits to.
pub(super) const COMMIT: &str = "promise promises promised promising vow vows vowed vowing pledge pledges pledged pledging refuse \
    refuses refused refusing decline declines declined declining agreed agrees threaten threatens threatened \
    threatening offered hopes hoped swore claims claimed";

/// Verbs with somebody who is to do something.
pub(super) const DIRECT: &str = "urge urges urged urging asked asks asking implored implores \
    begged advised warned warns warning instructed ordered demanded told tells \
    called calls calling";

/// Verbs of blame, with whom and for what.
pub(super) const ACCUSE: &str = "accuse accuses accused accusing";

/// What the verb at `at` asks for or commits to, in `range`.
pub(super) fn content(tokens: &[Token<'_>], at: usize, range: &Range<usize>) -> Option<Range<usize>> {
    let can = Classes::of(&tokens[at].lower);
    let last = range.end.min(at + 1 + REACH);
    let next = tokens.get(at + 1).filter(|_| at + 1 < range.end)?;
    let start = if can.is(Class::Accuse) {
        accused(tokens, at, last)?
    } else if tokens[at].lower.starts_with("call") {
        called_for(tokens, at, range.end)?
    } else if next.lower == "to" {
        (can.is(Class::Commit) && is_base(tokens, at + 2)).then_some(at + 1)?
    } else if next.is_any(&["of", "against"]) && tokens[at].lower.starts_with("warn") {
        at + 2
    } else if can.is(Class::Commit) {
        // `promised on Tuesday to`
        (clause::is_adverbial(next))
            .then(|| infinitive(tokens, at, last))
            .flatten()?
    } else {
        directed(tokens, at, last)?
    };
    let end = clause::end(tokens, start, range.end);
    (start < end).then_some(start..end)
}

/// `called for`, `calling on the council to`.
fn called_for(tokens: &[Token<'_>], at: usize, end: usize) -> Option<usize> {
    let next = (at + 1..end.min(at + 4)).find(|&next| tokens[next].is_any(&["for", "on"]))?;
    let near = next == at + 1 || tokens[at + 1].is_any(&["again", "instead", "repeatedly", "also"]);
    let start = next + 1;
    if !near || start >= end || tokens[start].kind == TokenKind::Mark {
        return None;
    }
    if tokens[next].lower == "for" {
        return Some(start);
    }
    infinitive(tokens, next, end.min(next + REACH)).map(|_| start)
}

/// The `to` behind `at` before any mark, verb or other clause.
fn infinitive(tokens: &[Token<'_>], at: usize, last: usize) -> Option<usize> {
    (at + 1..last)
        .take_while(|&next| tokens[next].kind != TokenKind::Mark || tokens[next].is_dash())
        .take_while(|&next| {
            !tokens[next].is_any(clause::SUBORDINATORS)
                && !tokens[next].is_any(&["that", "whether", "how", "about", "for"])
        })
        .find(|&next| tokens[next].lower == "to" && is_base(tokens, next + 1))
}

/// Whether a verb in its base form may stand at `at`: no article, no name.
fn is_base(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| {
        token.is_lower()
            && !token.is_any(&[
                "the", "a", "an", "his", "her", "its", "their", "this", "that", "those", "these", "all",
                "him", "them",
            ])
            && !token.lower.ends_with("ing")
    })
}

/// `urged the board to act`: from whom it is asked on.
fn directed(tokens: &[Token<'_>], at: usize, last: usize) -> Option<usize> {
    let object = tokens.get(at + 1).filter(|next| {
        next.kind == TokenKind::Word
            && !next.is_any(&[
                "by", "in", "on", "at", "about", "for", "if", "as", "and", "or", "what", "who",
            ])
    });
    object?;
    infinitive(tokens, at, last).map(|_| at + 1)
}

/// `accused the board of hiding the report`.
fn accused(tokens: &[Token<'_>], at: usize, last: usize) -> Option<usize> {
    let next = tokens.get(at + 1)?;
    if next.kind == TokenKind::Mark || next.is_any(&["by", "in"]) {
        return None;
    }
    let of = (at + 2..last)
        .take_while(|&next| tokens[next].kind != TokenKind::Mark || tokens[next].is_dash())
        .any(|next| tokens[next].lower == "of");
    of.then_some(at + 1)
}
