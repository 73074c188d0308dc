//! Numbers that are no figures: names of things, scores, addresses, telephone numbers, list numbering.

use rust_decimal::Decimal;

use super::super::number::{self, Number};
use super::super::token::{Token, TokenKind};
use super::currency;
use super::label::LABELS;

/// Words behind a hyphen that make `two-` a manner of speaking, not a count.
const MANNERS: &[&str] = &[
    "way",
    "fold",
    "time",
    "times",
    "part",
    "sided",
    "off",
    "on",
    "timer",
    "timers",
    "piece",
    "something",
    "thirds",
    "third",
    "fifths",
    "quarters",
    "tier",
    "pronged",
    "state",
    "party",
    "parter",
    "tone",
    "faced",
    "step",
    "hander",
    "handed",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "year",
    "decade",
    "second",
    "star",
    "person",
];

/// What streets are called, behind a house number and a name.
const STREETS: &[&str] = &[
    "street",
    "st",
    "road",
    "rd",
    "avenue",
    "ave",
    "lane",
    "boulevard",
    "blvd",
    "drive",
    "plaza",
    "place",
    "terrace",
    "close",
    "crescent",
    "way",
    "square",
    "court",
    "row",
    "highway",
    "parkway",
    "gardens",
    "hill",
    "quay",
];

/// Most tokens of a list of bare numbers that are looked through.
const LIST_TOKENS_MAX: usize = 60;

/// How many bare numbers in a row are a list of results, not figures.
const LIST_NUMBERS_MIN: usize = 4;

/// Whether `three-word` (`3-word` when `in_digits`) is no count of `word`.
pub(super) fn is_manner(word: &str, in_digits: bool) -> bool {
    // `7-under`, `2-all`: scores.
    matches!(word, "under" | "over" | "all" | "up" | "down" | "and") || !in_digits && MANNERS.contains(&word)
}

/// Nouns of persons and cases that `one` counts: `one soldier was killed`.
const COUNTED_SINGLY: &[&str] = &[
    "person",
    "man",
    "woman",
    "child",
    "boy",
    "girl",
    "soldier",
    "officer",
    "policeman",
    "civilian",
    "worker",
    "student",
    "passenger",
    "driver",
    "pilot",
    "protester",
    "protestor",
    "gunman",
    "attacker",
    "suspect",
    "victim",
    "death",
    "case",
    "body",
    "injury",
    "casualty",
    "journalist",
    "doctor",
    "teacher",
    "house",
    "car",
    "missile",
    "drone",
    "tank",
    "ship",
    "aircraft",
    "helicopter",
    "building",
    "percent",
    "resident",
    "firefighter",
    "guard",
    "hostage",
    "prisoner",
    "villager",
    "farmer",
    "vote",
    "seat",
    "goal",
    "point",
    "bomb",
    "rocket",
    "train",
];

/// The end of a stretch at `at` that holds no figure whatever its digits: an address in the network, a
/// telephone number, a score, a time, the name of a thing, the number of a list item.
pub(super) fn stretch(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let token = tokens.get(at)?;
    let next = |ahead: usize| tokens.get(at + ahead);
    if token.is_any(&["http", "https", "www"]) && next(1).is_some_and(|t| t.glued)
        || matches!(token.text, "@" | "#")
    {
        return Some(glued_end(tokens, at + 1));
    }
    if token.kind != TokenKind::Number {
        return None;
    }
    if is_part_of_name(tokens, at) {
        return Some(glued_end(tokens, at + 1).min(at + 1));
    }
    // `192.168.1.2`, `1.2.3`.
    if token.text.matches('.').count() > 1 && number::digits(token.text).is_none() {
        return Some(at + 1);
    }
    if let Some(end) = telephone(tokens, at)
        .or_else(|| docket(tokens, at))
        .or_else(|| results(tokens, at))
    {
        return Some(end);
    }
    if is_house_number(tokens, at) {
        return Some(at + 1);
    }
    // `Route 21C`, `Gate 14B`: not degrees.
    let lettered = next(1).is_some_and(|t| t.glued && t.is_capital() && t.text.len() == 1);
    if lettered && at > 0 && tokens[at - 1].is_any(LABELS) {
        return Some(at + 2);
    }
    let number = |t: Option<&Token<'_>>| t.is_some_and(|t| t.kind == TokenKind::Number && t.glued);
    let mark = |t: Option<&Token<'_>>, marks: &[&str]| t.is_some_and(|t| t.glued && marks.contains(&t.text));
    let joined = |ahead: usize, marks: &[&str]| mark(next(ahead), marks) && number(next(ahead + 1));
    // `555-123-4567`, `3:0`, `12/31/2000`.
    if joined(1, &["-", "–", "/"]) && joined(3, &["-", "–", "/"]) || joined(1, &[":"]) {
        return Some(glued_end(tokens, at + 1));
    }
    is_list_number(tokens, at).then_some(at + 1)
}

/// The end of `0800 123 456`, `+44 20 7946 0000`, `(555) 123-4567`: a first group with a zero in front, or behind a
/// plus, and the groups after it.
fn telephone(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let text = tokens[at].text;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let zero = text.len() > 1 && text.starts_with('0') && digits(text);
    let group = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|t| t.kind == TokenKind::Number && digits(t.text))
    };
    let plus = at > 0 && tokens[at - 1].text == "+" && tokens[at].glued && digits(text) && group(at + 1);
    let bracket = at > 0
        && tokens[at - 1].text == "("
        && text.len() == 3
        && tokens.get(at + 1).is_some_and(|t| t.text == ")")
        && group(at + 2)
        && tokens.get(at + 3).is_some_and(Token::is_dash);
    if !zero && !plus && !bracket {
        return None;
    }
    let mut end = at + 1 + usize::from(bracket);
    loop {
        let joint = tokens.get(end).is_some_and(|t| t.is_dash() && t.glued);
        if !group(end + usize::from(joint)) {
            return Some(end);
        }
        end += 1 + usize::from(joint);
    }
}

/// The end of `24-cv-1381`, `2024/HC/17`: digits, letters and digits, joined.
fn docket(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let mark = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|t| t.glued && (t.is_dash() || t.text == "/"))
    };
    let glued = |at: usize, kind| tokens.get(at).is_some_and(|t| t.glued && t.kind == kind);
    let is_docket =
        mark(at + 1) && glued(at + 2, TokenKind::Word) && mark(at + 3) && glued(at + 4, TokenKind::Number);
    is_docket.then(|| glued_end(tokens, at + 1))
}

/// The end of a list of bare numbers: `7, 11, 22, 29`. A list whose last number counts or measures is none.
fn results(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let plain = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|t| t.kind == TokenKind::Number && t.text.bytes().all(|b| b.is_ascii_digit()))
    };
    let last = tokens.len().min(at + LIST_TOKENS_MAX);
    let (mut end, mut numbers) = (at, 0);
    while end < last && plain(end) {
        numbers += 1;
        end += 1;
        let mut next = end;
        next += usize::from(tokens.get(next).is_some_and(|t| t.text == ","));
        next += usize::from(tokens.get(next).is_some_and(|t| t.lower == "and"));
        if next == end || !plain(next) {
            break;
        }
        end = next;
    }
    let closes = tokens.get(end).is_none_or(|t| {
        t.kind == TokenKind::Mark && t.text != "%" && t.text != "°" && !t.is_dash() || t.lower == "and"
    });
    (numbers >= LIST_NUMBERS_MIN && closes).then_some(end)
}

/// `14 Mill Lane`, `10 Downing Street`.
fn is_house_number(tokens: &[Token<'_>], at: usize) -> bool {
    let plain = tokens[at].text.len() <= 5 && tokens[at].text.bytes().all(|b| b.is_ascii_digit());
    let name = |ahead: usize| tokens.get(at + ahead).is_some_and(Token::is_capital);
    plain
        && name(1)
        && (2..=4)
            .take_while(|&ahead| name(ahead))
            .any(|ahead| tokens[at + ahead].is_any(STREETS))
}

/// `F-16`, `G7`, `COVID-19`, `MH370`: letters joined to the digits, in front.
fn is_part_of_name(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]) else {
        return false;
    };
    if !tokens[at].glued {
        return false;
    }
    if currency::is_letter_of_money(tokens, at - 1) {
        return false;
    }
    let letters = |token: &Token<'_>| {
        token.kind == TokenKind::Word && !token.is_any(&["us", "rs", "usd", "eur", "rm", "rmb", "ksh", "tk"])
    };
    // `B.1.617`
    if before.text == "."
        && before.glued
        && at >= 2
        && letters(&tokens[at - 2])
        && tokens[at - 2].text.len() == 1
    {
        return true;
    }
    if before.kind == TokenKind::Word {
        return letters(before);
    }
    // `mid-2000` and `pre-1` are not names; `F-16` and `Su-35` are.
    before.is_dash() && before.glued && at >= 2 && letters(&tokens[at - 2]) && tokens[at - 2].is_capital()
}

/// `1.` or `2)` that opens a line of a list.
fn is_list_number(tokens: &[Token<'_>], at: usize) -> bool {
    let opens = at == 0 || at == 1 && matches!(tokens[0].text, "(" | "•" | "-");
    let closes = tokens
        .get(at + 1)
        .is_some_and(|t| t.glued && matches!(t.text, "." | ")"));
    let bracket = tokens.get(at + 1).is_some_and(|t| t.text == ")");
    opens
        && closes
        && tokens[at].text.len() <= 2
        && (tokens.len() > at + 2 || bracket || tokens.len() == at + 2)
}

/// The first token from `at` on that is not glued to the one before it.
pub(super) fn glued_end(tokens: &[Token<'_>], at: usize) -> usize {
    tokens[at.min(tokens.len())..]
        .iter()
        .position(|token| !token.glued)
        .map_or(tokens.len(), |more| at + more)
}

/// Words before `half` that make it one of two parts.
pub(super) fn names_a_part(before: &Token<'_>) -> bool {
    before.is_any(&[
        "first", "second", "latter", "former", "other", "opening", "closing", "upper", "lower", "top",
        "bottom", "better", "last", "final", "northern", "southern", "eastern", "western",
    ])
}

/// Whether the number in `start..end` is a time of day: `seven in the morning`, `twenty past`, `before four,`.
pub(super) fn is_clock_time(tokens: &[Token<'_>], start: usize, end: usize, number: &Number) -> bool {
    let word = |ahead: usize| tokens.get(end + ahead).map_or("", |t| t.lower.as_ref());
    let minute = number.value.fract().is_zero() && number.value < Decimal::from(60);
    let hour = minute && number.value <= Decimal::from(24);
    let part = matches!(
        (word(0), word(1), word(2)),
        ("in", "the", "morning" | "afternoon" | "evening")
            | ("at", "night", _)
            | ("o'clock" | "o’clock", _, _)
    );
    let alone = tokens.get(end + 1).is_none_or(|t| t.kind == TokenKind::Mark);
    let past = minute && word(0) == "past" && (alone || number::number(tokens, end + 1).is_some());
    let led = start > 0
        && tokens[start - 1].is_any(&["at", "before", "after", "until", "till", "past"])
        && !number.in_digits
        && number.value <= Decimal::from(12);
    let closes = tokens
        .get(end)
        .is_none_or(|t| t.kind == TokenKind::Mark && !t.is_dash());
    hour && part || past || hour && led && closes
}

/// Whether letters that are no unit hang on the number that ends before `end`, or odds follow it: `600px`,
/// `3D`, `2 to 1`.
pub(super) fn is_tied(tokens: &[Token<'_>], end: usize) -> bool {
    let Some(next) = tokens.get(end) else {
        return false;
    };
    // `40s`: a stretch of life or years, not a number.
    let hangs = next.kind == TokenKind::Word && next.glued && !matches!(next.text, "'s" | "’s");
    hangs && tokens[end - 1].kind == TokenKind::Number
}

/// Whether `one` counts: `one soldier`, not `one of them`, `the one`, `no one`.
pub(super) fn is_counting_one(tokens: &[Token<'_>], start: usize, end: usize) -> bool {
    let before_fits = start == 0
        || !tokens[start - 1].is_any(&[
            "the", "this", "that", "no", "any", "some", "every", "each", "which",
        ]);
    before_fits && tokens.get(end).is_some_and(|t| t.is_any(COUNTED_SINGLY))
}

/// Whether a number word without a noun stands for persons or things named before: `the two`, `all three`.
pub(super) fn is_pronoun(tokens: &[Token<'_>], start: usize, end: usize) -> bool {
    if end - start > 1 {
        return false;
    }
    let before = start
        .checked_sub(1)
        .map_or("", |before| tokens[before].lower.as_ref());
    let led = matches!(
        before,
        "the"
            | "these"
            | "those"
            | "all"
            | "both"
            | "other"
            | "his"
            | "her"
            | "its"
            | "their"
            | "last"
            | "first"
            | "next"
            | "any"
            | "of"
    );
    led && tokens
        .get(end)
        .is_none_or(|t| !t.is_lower() || t.is_any(&["of", "were", "are", "have", "had", "was", "will"]))
}
