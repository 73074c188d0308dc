//! Noun phrases that can be somebody who speaks: where they begin and end.

use std::ops::Range;

use super::super::cue::{self, Form, Strength};
use super::super::token::{Token, TokenKind};
use super::CUE_REACH;
use super::plausible::{is_hour, is_no_speech};

/// Longest name of a source, in tokens.
const SOURCE_TOKENS_MAX: usize = 16;

/// Words that end a source read to the right.
pub(super) const ENDS_SOURCE: &[&str] = &[
    "in",
    "on",
    "at",
    "during",
    "after",
    "before",
    "as",
    "to",
    "when",
    "while",
    "who",
    "whose",
    "whom",
    "from",
    "with",
    "about",
    "by",
    "last",
    "this",
    "outside",
    "told",
    "today",
    "yesterday",
    "tonight",
    "earlier",
    "later",
    "into",
    "if",
    "that",
    "because",
    "since",
    "through",
    "under",
    "over",
    "upon",
    "once",
    "but",
    "where",
    "which",
    "says",
    "said",
    "here",
    "recently",
    "again",
    "near",
    "following",
    "amid",
    "via",
    "late",
    "early",
    "is",
    "was",
    "are",
    "were",
    "had",
    "has",
    "between",
    "among",
    "against",
    "adding",
    "referring",
    "speaking",
    "describing",
];

/// Words that a source read to the left does not run over.
const STOPS_LEFT: &[&str] = &[
    "that",
    "but",
    "when",
    "while",
    "after",
    "as",
    "because",
    "if",
    "since",
    "although",
    "though",
    "which",
    "whether",
    "where",
    "before",
    "until",
    "so",
    "than",
    "then",
    "said",
    "says",
    "say",
    "told",
    "is",
    "was",
    "are",
    "were",
    "has",
    "had",
    "have",
    "be",
    "been",
    "however",
    "meanwhile",
    "yet",
    "because",
    "what",
    "how",
    "why",
    "who",
    "whom",
];

/// Prepositions inside or before a source.
const PREPOSITIONS: &[&str] = &[
    "in", "on", "at", "to", "from", "with", "by", "during", "under", "over", "through", "about", "into",
    "amid", "despite", "among", "against",
];

/// Prepositions that name where somebody or something is, besides those above.
const OF_PLACES: &[&str] = &[
    "of", "near", "outside", "around", "across", "behind", "beside", "beyond", "for",
];

/// The first noun phrase of a sentence's tokens, when it can be somebody who speaks.
pub(in crate::facts) fn first_subject(
    tokens: &[Token<'_>],
    start: usize,
    end: usize,
) -> Option<Range<usize>> {
    let mut at = start;
    let mut governed = false;
    let limit = end.min(start + CUE_REACH);
    while at < limit {
        let token = &tokens[at];
        if token.is_any(&["he", "she", "they", "it", "i", "we"]) {
            return Some(at..at + 1);
        }
        let prepositional = at > start
            && (tokens[at - 1].is_any(PREPOSITIONS) || tokens[at - 1].is_any(OF_PLACES))
            || at == start && token.is_any(PREPOSITIONS);
        // `in New Carrow`: the whole name stands behind the preposition.
        governed = token.is_capital() && (prepositional || governed);
        if token.is_capital()
            && !prepositional
            && !governed
            && !is_calendar(token)
            && !token.is_any(STOPS_LEFT)
            && !token.is_any(PREPOSITIONS)
        {
            let end = before_verb(tokens, at, source_end(tokens, at, limit));
            let article_only = end == at + 1 && token.is_any(&["the", "a", "an", "but", "and"]);
            if end > at && !article_only {
                return Some(at..end);
            }
        }
        at += 1;
    }
    None
}

/// The end of the subject in the tokens from `start` to `end`: before a verb in the past behind a name, `the
/// Harbour Office [closed the quay]`.
fn before_verb(tokens: &[Token<'_>], start: usize, end: usize) -> usize {
    let past = |at: usize| {
        let regular = tokens[at].lower.len() > 4 && tokens[at].lower.ends_with("ed");
        let behind_name = tokens[without_adverbs(tokens, start, at) - 1].is_capital();
        tokens[at].is_lower()
            && (regular && behind_name || tokens[at].is_any(PASTS) || tokens[at].lower.ends_with("n't"))
    };
    (start + 1..end)
        .find(|&at| past(at))
        .map_or(end, |verb| without_adverbs(tokens, start, verb))
}

/// Pasts that are no participles too.
const PASTS: &[&str] = &[
    "came", "went", "took", "knew", "saw", "gave", "began", "became", "rose", "fell", "chose", "grew", "ran",
    "wore",
];

/// `end` without the adverbs before it: `the ministry flatly`.
fn without_adverbs(tokens: &[Token<'_>], start: usize, end: usize) -> usize {
    let adverb = |token: &Token<'_>| {
        token.is_lower()
            && (token.lower.len() > 4 && token.lower.ends_with("ly") && !token.is_any(NOT_ADVERBS)
                || token.is_any(&["also", "then", "still", "just", "now"]))
    };
    let mut end = end;
    while end > start + 1 && adverb(&tokens[end - 1]) {
        end -= 1;
    }
    end
}

/// Nouns that end as adverbs do.
const NOT_ADVERBS: &[&str] = &[
    "family",
    "tally",
    "rally",
    "ally",
    "reply",
    "supply",
    "anomaly",
    "assembly",
    "butterfly",
    "monopoly",
    "elderly",
    "bully",
    "weekly",
    "monthly",
];

/// Whether the word can open a source: a pronoun, an article, a name, a plural such as `officials`.
pub(in crate::facts) fn starts_source(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word
        && !token.is_any(ENDS_SOURCE)
        && !token.is_any(&[
            "and", "or", "not", "which", "that", "what", "then", "of", "for", "there", "saying", "adding",
        ])
        && (token.is_capital() || token.text.len() > 1 || token.lower == "a")
}

/// The end of the source that starts at `start`: before a comma, a stop, a preposition or a verb.
pub(in crate::facts) fn source_end(tokens: &[Token<'_>], start: usize, limit: usize) -> usize {
    let mut end = start;
    let limit = limit.min(tokens.len()).min(start + SOURCE_TOKENS_MAX);
    while end < limit {
        let token = &tokens[end];
        let next_capital = tokens.get(end + 1).is_some_and(Token::is_capital);
        let joins = match token.text {
            "." => {
                token.glued
                    && next_capital
                    && end > start
                    && crate::text::is_abbreviation(tokens[end - 1].text)
            }
            "-" | "‑" | "&" | "@" | "_" | "/" => true,
            "'" | "’" => token.glued,
            _ => token.kind != TokenKind::Mark,
        };
        // `governor of the state and a friend of X said`: one source; `X and adding` is not.
        let and_verb = token.lower == "and"
            && tokens
                .get(end + 1)
                .is_some_and(|t| cue::verb(&t.lower).is_some() || t.is_any(&["then"]));
        let ends = token.is_any(ENDS_SOURCE)
            && !is_acronym(token)
            && !(end == start && token.is_any(&["this", "last"]));
        let verb = end > start
            && token.is_lower()
            && matches!(cue::verb(&token.lower), Some((_, Form::Finite)))
            && !is_noun_here(tokens, end, start)
            && !is_before_noun(tokens, end);
        if !joins || and_verb || ends || verb || end > start && is_calendar(token) {
            break;
        }
        end += 1;
    }
    without_adverbs(tokens, start, end)
}

/// Whether a word that is a cue beside quotations only describes the noun behind it: `rail inspectors`, `fire officials`.
fn is_before_noun(tokens: &[Token<'_>], at: usize) -> bool {
    let is_weak = matches!(cue::verb(&tokens[at].lower), Some((Strength::BesideQuotes, _)));
    is_weak
        && !tokens[at].lower.ends_with("ed")
        && tokens
            .get(at + 1)
            .is_some_and(|next| next.is_lower() && next.lower.len() > 4 && next.lower.ends_with('s'))
}

/// Whether the word is all capitals: `IS`, `WHO` are names, `is` and `Who` are none.
fn is_acronym(token: &Token<'_>) -> bool {
    token.text.len() > 1 && token.text.chars().all(char::is_uppercase)
}

/// The noun phrase that ends at the verb `verb`, in tokens from `low` on.
pub(in crate::facts) fn subject_before(
    tokens: &[Token<'_>],
    low: usize,
    verb: usize,
) -> Option<Range<usize>> {
    let mut end = verb;
    while end > low && cue::is_between_subject_and_verb(&tokens[end - 1].lower) && tokens[end - 1].is_lower()
    {
        end -= 1;
    }
    // `Ann Roe, who said`.
    if end < verb && tokens[end].lower == "who" && end > low && tokens[end - 1].text == "," {
        end -= 1;
    }
    // `Smith, a professor at Yale, said`: the phrase before the apposition.
    if end > low && matches!(tokens[end - 1].text, "," | ")" | "—" | "–") {
        let mark = tokens[end - 1].text;
        let opening = if mark == ")" { "(" } else { mark };
        let from = (low..end - 1)
            .rev()
            .take(CUE_REACH)
            .find(|&at| tokens[at].text == opening);
        if let Some(at) = from.filter(|&at| at > low) {
            end = at;
            // `Ann Roe, 34, of Carrow, said`: an age has commas of its own.
            if end > low + 2 && tokens[end - 1].kind == TokenKind::Number && tokens[end - 2].text == "," {
                end -= 2;
            }
        } else if mark == "," {
            // `On Friday, said` has no subject.
            return None;
        }
    }
    // `Bran Lines Inc. said`: the stop is the abbreviation's.
    if end > low + 1
        && tokens[end - 1].text == "."
        && tokens[end - 1].glued
        && crate::text::is_abbreviation(tokens[end - 2].text)
    {
        end -= 1;
    }
    let mut start = end;
    let mut led_in = false;
    let floor = low.max(end.saturating_sub(SOURCE_TOKENS_MAX));
    while start > floor {
        let token = &tokens[start - 1];
        let abbreviation = token.text == "."
            && token.glued
            && start >= 2
            && crate::text::is_abbreviation(tokens[start - 2].text)
            && start < end;
        // `Smith-Jones`; not `- Smith` in a list, nor `three jets - Smith`.
        let hyphen = matches!(token.text, "-" | "‑") && token.glued && tokens[start].glued;
        let joint = start < end && (hyphen || matches!(token.text, "&" | "'" | "’"));
        if !(token.kind != TokenKind::Mark || abbreviation || joint) || token.is_any(STOPS_LEFT) {
            break;
        }
        let opens = start - 1 == low
            || tokens[start - 2].kind == TokenKind::Mark && tokens[start - 2].text != "."
            || tokens
                .get(start.wrapping_sub(2))
                .is_some_and(|t| t.is_any(STOPS_LEFT));
        if token.is_any(PREPOSITIONS) && opens {
            led_in = true;
            break;
        }
        let joins_clauses = token.is_any(&["and", "or"])
            && (opens
                || !tokens[start].is_capital()
                    && !tokens[start].is_any(&["the", "a", "an", "his", "her", "its"]));
        if joins_clauses {
            break;
        }
        start -= 1;
    }
    // `Those who run the line think`: the subject stands before its clause.
    if start > low + 1 && tokens[start - 1].is_any(&["who"]) && tokens[start - 2].kind == TokenKind::Word {
        // One reach for the whole chain, so that `who` after `who` does not lead back without end.
        return subject_before(tokens, low.max(start.saturating_sub(CUE_REACH)), start - 1);
    }
    if led_in {
        start = behind_led_in(tokens, start, end);
    }
    while start < end
        && (is_calendar(&tokens[start])
            || tokens[start].is_any(&["and", "also", "later", "earlier", "still", "now"]))
    {
        start += 1;
    }
    let pronoun_last = start + 1 < end && tokens[end - 1].is_any(&["he", "she", "they", "i", "we", "it"]);
    if pronoun_last {
        start = end - 1;
    }
    let fits = start < end && starts_source(&tokens[start]);
    fits.then_some(start..end)
}

/// The start of the subject in a phrase that a preposition opens: `[By] noon the town`, `[In] Carrow the mayor`.
fn behind_led_in(tokens: &[Token<'_>], start: usize, end: usize) -> usize {
    let second = (start + 1..end).find(|&at| {
        let before = &tokens[at - 1];
        tokens[at].is_any(&["the", "a", "an", "his", "her", "its", "their"])
            && before.kind == TokenKind::Word
            && !before.is_any(PREPOSITIONS)
            && !before.is_any(&["of", "and", "or", "for", "all", "both", "as"])
    });
    second.unwrap_or_else(|| start + usize::from(start < end && is_hour(&tokens[start])))
}

/// Weekdays and months, which open sentences and are nobody.
pub(in crate::facts) fn is_calendar(token: &Token<'_>) -> bool {
    token.is_capital()
        && token.is_any(&[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "january",
            "february",
            "april",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
            "monday",
            "march",
            "sept",
            "oct",
            "nov",
            "dec",
            "jan",
            "feb",
            "aug",
        ])
}

/// Verbs whose objects are words such as `claims` and `guarantees`.
const TAKE_OBJECTS: &[&str] = &[
    "want", "wants", "wanted", "seek", "seeks", "sought", "need", "needs", "needed", "demand", "demands",
    "demanded", "get", "gets", "got", "give", "gives", "gave", "given", "make", "makes", "made", "receive",
    "received", "offer", "offers", "offered", "have", "has", "had", "face", "faces", "faced", "expect",
    "expects", "expected", "rejected", "denied", "welcomed", "issued", "despite",
];

/// Whether a word that can be a cue verb is a noun or adjective where it stands: `a report`, `the claim`,
/// `its claims`, `asked about`.
pub(in crate::facts) fn is_noun_here(tokens: &[Token<'_>], at: usize, low: usize) -> bool {
    let Some(before) = at
        .checked_sub(1)
        .filter(|&before| before >= low)
        .map(|before| &tokens[before])
    else {
        return false;
    };
    let determined = before.is_any(&[
        "a", "an", "the", "his", "her", "its", "their", "our", "my", "your", "this", "that", "these",
        "those", "any", "no", "some", "such", "of", "for", "in", "on", "with", "new", "public", "recent",
        "first", "last", "annual", "'s", "’s",
    ]);
    let infinitive = before.lower == "to"
        && !tokens
            .get(at.wrapping_sub(2))
            .is_some_and(|t| t.is_any(&["went", "goes", "on", "going"]));
    let passive = before.is_any(&["is", "was", "were", "are", "been", "being", "be"])
        && tokens[at].lower.ends_with("ed");
    let told_passive = before.is_any(&["was", "were", "been", "be", "being", "is"])
        && tokens[at].is_any(&["told", "said", "shown", "found", "thought", "understood", "felt"]);
    // `want guarantees`, `made promises`: plural nouns, the objects of another verb.
    let object = before.is_any(TAKE_OBJECTS) && tokens[at].lower.ends_with('s') && tokens[at].lower != "says";
    determined
        || infinitive
        || passive
        || told_passive
        || object
        || is_noun_form(tokens, at, low)
        || is_no_speech(tokens, at)
}

/// Cues whose base form is a noun as often.
const NOUN_OR_VERB: &[&str] = &[
    "show", "hope", "quip", "rule", "request", "claim", "state", "report", "remark", "note", "post", "tweet",
    "estimate", "demand", "promise", "pledge", "charge", "comment", "answer", "question", "project", "call",
    "joke", "signal", "forecast", "fear", "doubt", "offer", "reply", "vow", "order", "say", "warning",
];

/// What the plural of such a noun, written as a third person, follows.
const BEFORE_PLURALS: &[&str] = &[
    "two",
    "three",
    "four",
    "five",
    "six",
    "several",
    "many",
    "few",
    "other",
    "these",
    "those",
    "all",
    "more",
    "most",
    "early",
    "swing",
    "key",
    "battleground",
    "such",
    "and",
];

/// `the only show`, `a new federal rule`: a singular with its article has no verb in base form. `whiter states`,
/// `news reports`: an adjective or a number is no subject.
fn is_noun_form(tokens: &[Token<'_>], at: usize, low: usize) -> bool {
    let verb = &tokens[at];
    let Some(before) = at.checked_sub(1).filter(|&before| before >= low) else {
        return false;
    };
    let before = &tokens[before];
    if verb.is_any(NOUN_OR_VERB) {
        let plural = before.lower.ends_with('s')
            || before.is_any(&["people", "they", "we", "i", "you", "police", "who", "to"]);
        let determined = (2..=4)
            .filter_map(|back| at.checked_sub(back).filter(|&at| at >= low))
            .map(|at| &tokens[at])
            .take_while(|token| token.kind == TokenKind::Word)
            .any(|token| {
                token.is_any(&[
                    "the", "a", "an", "his", "her", "its", "their", "this", "that", "'s", "’s",
                ])
            });
        return before.is_lower() && !plural && determined;
    }
    let singular = verb
        .lower
        .strip_suffix('s')
        .is_some_and(|singular| NOUN_OR_VERB.contains(&singular));
    let adjective = [
        "al", "ic", "ous", "ful", "ive", "ern", "ier", "iter", "ler", "est", "ary", "able", "rich", "can",
    ]
    .iter()
    .any(|ending| before.lower.ends_with(ending));
    singular
        && !verb.is_any(&["says"])
        && (before.is_any(BEFORE_PLURALS) || adjective && (before.is_lower() || verb.is_any(&["states"])))
}
