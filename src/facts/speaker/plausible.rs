//! What cannot speak: measures, participles, phrases of time; and verbs that are no speech where they stand.

use std::ops::Range;

use super::super::date::Unit;
use super::super::number;
use super::super::token::{Token, TokenKind};
use super::phrase::is_calendar;

/// Words behind a number that make it an amount and no group of persons.
const AMOUNTS: &[&str] = &[
    "life",
    "lives",
    "percent",
    "per",
    "percentage",
    "dollar",
    "dollars",
    "euro",
    "euros",
    "pound",
    "pounds",
    "rupees",
    "yuan",
    "yen",
    "rubles",
    "roubles",
    "cents",
    "kilometre",
    "kilometres",
    "kilometer",
    "kilometers",
    "km",
    "metre",
    "metres",
    "meter",
    "meters",
    "mile",
    "miles",
    "feet",
    "foot",
    "inches",
    "yards",
    "acres",
    "hectares",
    "tonnes",
    "tons",
    "kilograms",
    "kilos",
    "kg",
    "litres",
    "liters",
    "gallons",
    "barrels",
    "degrees",
    "times",
    "knots",
    "points",
    "of",
    "more",
    "less",
    "fewer",
    "square",
    "cubic",
    "nautical",
];

/// Parts of the day, which open sentences as weekdays do.
const HOURS: &[&str] = &[
    "noon",
    "midday",
    "midnight",
    "dawn",
    "dusk",
    "nightfall",
    "daybreak",
    "sunrise",
    "sunset",
    "morning",
    "afternoon",
    "evening",
    "night",
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
];

/// How far behind `claimed` its `lives` may stand: `claimed more than a hundred lives`.
const LIVES_REACH: usize = 7;

/// Whether the noun phrase `range` is nobody who could say something.
pub(in crate::facts) fn is_nobody(tokens: &[Token<'_>], range: Range<usize>) -> bool {
    let Some(phrase) = tokens.get(range.clone()).filter(|phrase| !phrase.is_empty()) else {
        return true;
    };
    is_amount(tokens, &range) || is_participle(phrase) || phrase.iter().all(is_time) || is_remnant(phrase)
}

/// What is left of words that are no noun phrase: `an`, `seen e`, `all over the place and I don't`.
fn is_remnant(phrase: &[Token<'_>]) -> bool {
    let (Some(first), Some(last)) = (phrase.first(), phrase.last()) else {
        return true;
    };
    let letter = last.is_lower() && last.text.chars().nth(1).is_none();
    let participle = first.is_any(&["seen", "been", "gone", "done", "shown", "taken"]) && first.is_lower();
    let clause = phrase
        .iter()
        .any(|token| token.is_lower() && token.lower.ends_with("n't"));
    letter || participle || clause || phrase.iter().all(|token| token.is_any(&["a", "an", "the"]))
}

/// `four days less`, `41 lives`, `2003`; not `four officials`, `two said`.
fn is_amount(tokens: &[Token<'_>], range: &Range<usize>) -> bool {
    let Some(number) = number::number(&tokens[..range.end], range.start) else {
        return false;
    };
    match tokens[..range.end].get(number.tokens.end) {
        Some(next) => next.is_any(AMOUNTS) || Unit::parse(&next.lower).is_some(),
        None => number.in_digits,
    }
}

/// `killing`, `correcting its estimate`, `set to begin in May`; not `leading scientists`.
fn is_participle(phrase: &[Token<'_>]) -> bool {
    let first = &phrase[0];
    if !first.is_lower() {
        return false;
    }
    let next = phrase.get(1);
    let ing =
        first.text.len() > 5 && first.lower.ends_with("ing") && !first.is_any(&["nothing", "everything"]);
    let holds = first.is_any(&[
        "visiting", "leading", "outgoing", "incoming", "acting", "sitting", "ruling", "opposing",
    ]);
    let governs = next.is_none_or(|next| {
        !next.is_lower()
            || next.is_any(&[
                "the", "a", "an", "his", "her", "its", "their", "at", "in", "on", "to", "for", "from", "up",
                "down", "out", "that", "it", "them", "more", "some", "about",
            ])
    });
    ing && governs && !holds || next.is_some_and(|next| next.lower == "to")
}

fn is_time(token: &Token<'_>) -> bool {
    is_calendar(token)
        || is_hour(token)
        || Unit::parse(&token.lower).is_some()
        || token.kind == TokenKind::Number
        || token.is_any(&[
            "last", "next", "this", "the", "a", "early", "late", "that", "of", "in",
        ]) && token.is_lower()
}

/// Whether the word names a part of the day.
pub(in crate::facts) fn is_hour(token: &Token<'_>) -> bool {
    token.is_lower() && token.is_any(HOURS)
}

/// Whether the cue verb at `at` reports nothing where it stands: `claimed seven lives`, `council told.`
pub(in crate::facts) fn is_no_speech(tokens: &[Token<'_>], at: usize) -> bool {
    let verb = &tokens[at];
    let behind = &tokens[at + 1..];
    if verb.lower.starts_with("claim") {
        return behind
            .iter()
            .take(LIVES_REACH)
            .take_while(|token| token.kind != TokenKind::Mark && token.lower != "that")
            .any(|token| token.is_any(&["life", "lives", "victim", "victims", "casualties"]));
    }
    // Who is told something is no source; a teller has a listener behind the verb.
    verb.is_any(&["told"])
        && behind
            .first()
            .is_none_or(|next| matches!(next.text, "." | "!" | ";"))
}

#[cfg(test)]
mod tests {
    use super::super::super::token::Passage;
    use super::*;
    use crate::model::Span;

    fn nobody(text: &str) -> bool {
        let passage = Passage::new(text, Span::new(0, text.len()));
        is_nobody(&passage.tokens, 0..passage.tokens.len())
    }

    #[test]
    fn measures_participles_and_times_do_not_speak() {
        for text in [
            "six days longer",
            "nine lives",
            "2011",
            "wounding",
            "repeating its offer",
            "due to close",
            "last week",
            "noon",
            "12 percent",
            "an",
            "seen e",
            "all over the quay and I don't",
        ] {
            assert!(nobody(text), "{text}");
        }
        for text in [
            "six officials",
            "two",
            "leading scientists",
            "the guild",
            "Weaver",
            "he",
            "40 pilots",
        ] {
            assert!(!nobody(text), "{text}");
        }
    }
}
