//! The sentence a date stands in: neighbours and tense.

use super::super::token::{Token, TokenKind};
use super::calendar::{Calendar, Tense};
use super::when::When;

/// How many words around a date are looked at for its tense.
const TENSE_WORDS: usize = 14;

/// Words that put what follows or precedes into the future.
const FUTURE: &[&str] = &[
    "will",
    "shall",
    "'ll",
    "won't",
    "upcoming",
    "scheduled",
    "slated",
    "due",
    "expected",
    "planned",
    "plans",
    "expires",
    "coming",
    "deadline",
    "begins",
    "starts",
    "opens",
    "until",
    "till",
    "tomorrow",
    "tentatively",
    "going",
    "poised",
    "hopefully",
];

/// Words that do so before `to`: `wants to show`, `is to open`.
const FUTURE_WITH_TO: &[&str] = &[
    "want", "wants", "hope", "hopes", "intend", "intends", "aim", "aims", "plan", "plans", "mean", "means",
    "expect", "expects", "seek", "seeks", "promise", "promises", "is", "are", "ready", "about", "wish",
    "wishes", "need", "needs",
];

/// Past verbs that do not end in `-ed`.
const PAST: &[&str] = &[
    "said", "told", "was", "were", "had", "did", "took", "came", "went", "made", "began", "won", "lost",
    "fell", "rose", "gave", "held", "met", "left", "found", "became", "wrote", "saw", "led", "sent", "spoke",
    "struck", "hit", "shot", "sold", "bought", "broke", "cut", "set", "ran", "ago", "got", "kept", "grew",
    "flew",
];

/// A date found, in tokens of its sentence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub when: When,
}

impl Found {
    pub const fn new(start: usize, end: usize, when: When) -> Self {
        Self { start, end, when }
    }
}

/// One sentence's tokens and what its dates are measured from.
pub(super) struct Clause<'p, 'a> {
    pub tokens: &'p [Token<'a>],
    pub calendar: &'p Calendar,
}

impl<'p, 'a> Clause<'p, 'a> {
    pub fn token(&self, at: usize) -> Option<&'p Token<'a>> {
        self.tokens.get(at)
    }

    /// The lower-case text of a token; empty beyond the sentence.
    pub fn word(&self, at: usize) -> &'p str {
        self.tokens.get(at).map_or("", |token| token.lower.as_ref())
    }

    /// The lower-case text of the token before `at`; empty at the start.
    pub fn before(&self, at: usize) -> &'p str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    /// A number of one or two plain digits.
    pub fn small(&self, at: usize) -> Option<u32> {
        let token = self.token(at)?;
        (token.kind == TokenKind::Number && token.text.len() <= 2).then(|| token.text.parse().ok())?
    }

    /// A day of the month, its `st`, `nd`, `rd`, `th` included; with the token after it.
    pub fn month_day(&self, at: usize) -> Option<(u32, usize)> {
        let day = self.small(at).filter(|day| (1..=31).contains(day))?;
        let suffix = matches!(self.word(at + 1), "st" | "nd" | "rd" | "th") && self.token(at + 1)?.glued;
        Some((day, at + 1 + usize::from(suffix)))
    }

    /// Four plain digits that can be a year.
    pub fn year(&self, at: usize) -> Option<i32> {
        let token = self.token(at)?;
        let plain = token.text.len() == 4 && token.text.bytes().all(|b| b.is_ascii_digit());
        token
            .text
            .parse()
            .ok()
            .filter(|year| plain && (1000..=2100).contains(year))
    }

    /// Whether the clause around tokens `from..to` speaks of the past or the future.
    ///
    /// The nearest sign wins: `said Friday that it will` is past, `will meet on Friday` future.
    pub fn tense(&self, from: usize, to: usize) -> Tense {
        if self.before(from) == "since" {
            return Tense::Begun;
        }
        let first = from.saturating_sub(TENSE_WORDS);
        for (back, token) in self.tokens[first..from].iter().rev().enumerate() {
            let at = from - 1 - back;
            if self.word(at + 1) == "to" && token.is_lower() && token.is_any(FUTURE_WITH_TO) {
                return Tense::Future;
            }
            if let Some(tense) = sign(token) {
                return tense;
            }
        }
        let last = self.tokens.len().min(to + TENSE_WORDS);
        for token in &self.tokens[to.min(last)..last] {
            if let Some(tense) = sign(token) {
                return tense;
            }
        }
        Tense::Unclear
    }
}

fn sign(token: &Token<'_>) -> Option<Tense> {
    if token.kind != TokenKind::Word {
        return None;
    }
    let lower = token.lower.as_ref();
    if FUTURE.contains(&lower) {
        return Some(Tense::Future);
    }
    let past = PAST.contains(&lower) || lower.len() > 4 && lower.ends_with("ed") && token.is_lower();
    past.then_some(Tense::Past)
}
