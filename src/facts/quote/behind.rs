//! Clauses whose source stands behind them, in their middle, or in `According to ...` before them.

use std::ops::Range;

use super::super::cue;
use super::super::names::is_person_noun;
use super::super::speaker::{self, Source};
use super::super::token::{Token, TokenKind};
use super::clause;
use super::reported::{Clause, Reader, reports_alone};
use crate::facts::cue::Strength;

/// Where a closing attribution may begin, in tokens before the end of its sentence.
const TAIL_TOKENS_MAX: usize = 24;

/// Longest closing attribution behind its cue, in tokens.
const ATTRIBUTION_TOKENS_MAX: usize = 14;

/// Longest phrase of time or place that opens a sentence, in tokens.
const LED_IN_TOKENS_MAX: usize = 5;

/// Longest source in the middle of its clause, in tokens with its cue.
const INTERRUPTION_TOKENS_MAX: usize = 10;

/// How sure a clause is that its source interrupts.
const INTERRUPTED: f64 = 0.9;

/// `..., X said.` and `..., according to X.`
pub(super) fn before_attribution(reader: &Reader<'_, '_>, range: &Range<usize>) -> Option<Clause> {
    if range.is_empty() {
        return None;
    }
    let tokens = reader.tokens();
    let low = range.start.max(range.end.saturating_sub(TAIL_TOKENS_MAX));
    if let Some(clause) = before_final_words(reader, range) {
        return Some(clause);
    }
    for at in low..range.end {
        let comma = tokens[at].text == ",";
        let Some(first) = reader
            .behind_comma(at)
            .filter(|&first| comma && first < range.end)
        else {
            continue;
        };
        let according = tokens[first].lower == "according";
        // `, X said on Friday.`: the cue is near the sentence's end, nothing of substance follows.
        let Some(source) = speaker::after(reader.passage, first..range.end, reader.agencies) else {
            continue;
        };
        let cue = source.cue?;
        let cue_at = reader.passage.token_at(cue.start);
        let strong = according
            || matches!(cue::verb(&tokens[cue_at].lower), Some((Strength::Alone, _)))
                && !is_unsaid(tokens, cue_at, first);
        let tail = attribution_end(tokens, cue_at) - cue_at;
        let that = tokens[cue_at..range.end].iter().any(|t| t.lower == "that");
        let attributes = strong && !that && (according || tail <= ATTRIBUTION_TOKENS_MAX);
        let attributes = attributes && (according || names_source(reader, &source, first, cue_at));
        if !attributes || is_led_in(tokens, range.start, at) {
            continue;
        }
        if let Some(clause) = reader.clause(range.start..before_comma(at, first), source, 1.0) {
            return Some(clause);
        }
    }
    None
}

/// `..., X said.`: whoever the sentence ends with is its source, whatever commas stand before.
fn before_final_words(reader: &Reader<'_, '_>, range: &Range<usize>) -> Option<Clause> {
    let tokens = reader.tokens();
    let mut last = range.end;
    while last > range.start && matches!(tokens[last - 1].text, "." | "!" | "?") {
        last -= 1;
    }
    let comma = (range.start + 1..last.checked_sub(2)?)
        .rev()
        .take(ATTRIBUTION_TOKENS_MAX)
        .find(|&at| tokens[at].text == ",")?;
    let verb = last - 1;
    let first = reader.behind_comma(comma).filter(|&first| first < verb)?;
    let told = reports_alone(&tokens[verb])
        && !speaker::is_noun_here(tokens, verb, first)
        && !is_unsaid(tokens, verb, first)
        && !is_led_in(tokens, range.start, comma);
    let source = speaker::after(reader.passage, first..range.end, reader.agencies).filter(|_| told)?;
    let ends_here = source.cue == Some(tokens[verb].span);
    let mention = source.mention?;
    let named = names_source(reader, &source, first, verb);
    // `X, a professor, said` names X before the commas.
    let apposed =
        tokens[first].is_any(&["a", "an", "who"]) || reader.passage.token_at(mention.start) != first;
    reader
        .clause(range.start..before_comma(comma, first), source, 1.0)
        .filter(|_| ends_here && !apposed && named)
}

/// The end of the words before the comma at `comma`, where `first` follows: with the mark that closes behind it.
const fn before_comma(comma: usize, first: usize) -> usize {
    if first == comma + 1 { comma } else { first }
}

/// `The bridge, she said, will open in May.`: the whole sentence is reported.
pub(super) fn interrupted(reader: &Reader<'_, '_>, range: &Range<usize>) -> Option<Clause> {
    let tokens = reader.tokens();
    for at in range.start + 1..range.end.saturating_sub(WORDS_BEHIND_MIN) {
        if tokens[at].text != "," || reader.is_quoted(tokens[at].span) {
            continue;
        }
        let limit = range.end.min(at + 1 + INTERRUPTION_TOKENS_MAX);
        let Some(close) = (at + 2..limit).find(|&next| tokens[next].text == ",") else {
            continue;
        };
        let inside = at + 1..close;
        let Some(cue_at) = inside.clone().find(|&next| reports_alone(&tokens[next])) else {
            continue;
        };
        let tail = &tokens[cue_at + 1..close];
        let ends = tail.is_empty() || cue_at == at + 1 || tail.len() <= 3 && clause::is_adverbial(&tail[0]);
        if !ends || is_unsaid(tokens, cue_at, at + 1) || speaker::is_noun_here(tokens, cue_at, at + 1) {
            continue;
        }
        let Some(source) = speaker::after(reader.passage, inside, reader.agencies) else {
            continue;
        };
        let mention = source.mention.map(|span| reader.passage.token_at(span.start));
        let beside = mention == Some(at + 1) || mention == Some(cue_at + 1) && cue_at == at + 1;
        // `John, who said, ...`, `X, a friend said, ...`: fine; `, and said,` has no source here.
        if beside && close + WORDS_BEHIND_MIN <= range.end {
            let mut end = range.end;
            while end > close && matches!(tokens[end - 1].text, "." | "!" | "?") {
                end -= 1;
            }
            return reader.clause(range.start..end, source, INTERRUPTED);
        }
    }
    None
}

/// Words that must follow an interrupting source.
const WORDS_BEHIND_MIN: usize = 3;

/// `According to X, ...`.
pub(super) fn after_according(reader: &Reader<'_, '_>, range: &Range<usize>) -> Option<Clause> {
    let tokens = reader.tokens();
    if tokens.get(range.start)?.lower != "according" {
        return None;
    }
    let source = speaker::after(reader.passage, range.clone(), reader.agencies)?;
    let comma = range.clone().find(|&at| tokens[at].text == ",")?;
    reader.clause(comma + 1..clause::end(tokens, comma + 1, range.end), source, 1.0)
}

/// The end of the attribution whose cue stands at `cue`: before `, who ...`, `, correcting ...`.
fn attribution_end(tokens: &[Token<'_>], cue: usize) -> usize {
    let goes_on = |next: &Token<'_>| {
        next.is_any(&["who", "whose", "which"]) || next.is_lower() && next.lower.ends_with("ing")
    };
    (cue + 1..tokens.len())
        .find(|&at| tokens[at].text == "," && tokens.get(at + 1).is_some_and(goes_on))
        .unwrap_or(tokens.len())
}

/// Whether the words before the comma at `comma` only lead in: `On March 14, X announced`, `If they failed, X
/// said`.
fn is_led_in(tokens: &[Token<'_>], start: usize, comma: usize) -> bool {
    let first = start + usize::from(tokens[start].is_any(&["but", "and", "so", "yet"]));
    let Some(opening) = tokens.get(first).filter(|_| first < comma) else {
        return true;
    };
    if comma - start <= LED_IN_TOKENS_MAX && clause::is_adverbial(opening) {
        return true;
    }
    let whole = !tokens[first..comma].iter().any(|token| token.text == ",");
    let subordinate = opening.is_any(clause::SUBORDINATORS) && !opening.is_any(&["who", "which"]);
    let prepositional = opening.is_any(PREPOSITIONS) && !clause::has_verb(&tokens[..comma], first);
    whole && subordinate || prepositional
}

const PREPOSITIONS: &[&str] = &[
    "in",
    "on",
    "at",
    "during",
    "for",
    "with",
    "by",
    "from",
    "under",
    "over",
    "despite",
    "amid",
    "about",
    "within",
    "without",
    "through",
    "throughout",
    "among",
    "like",
    "unlike",
    "between",
    "instead",
    "besides",
    "following",
];

/// Whether the source read at `start`, before its cue at `cue`, is somebody and says nothing else: no
/// participle (`beating his rival`), no relative clause (`a trend that they predict`), nothing behind the cue.
fn names_source(reader: &Reader<'_, '_>, source: &Source, start: usize, cue: usize) -> bool {
    let tokens = reader.tokens();
    let Some(mention) = source.mention else {
        return true;
    };
    let first = &tokens[reader.passage.token_at(mention.start)];
    let somebody = first.is_capital() || first.is_any(DETERMINERS) || {
        let named = &tokens[reader.passage.token_at(mention.start)..reader.passage.token_at(mention.end)];
        is_group(named)
    };
    let relative = start < cue
        && tokens[start..cue]
            .iter()
            .any(|token| token.is_any(&["that", "which"]));
    let inverted = mention.start > tokens[cue].span.start;
    if inverted {
        // `, said Mr. Lind on Friday`; not `, said prices would rise`.
        let range = reader.passage.token_at(mention.start)..reader.passage.token_at(mention.end);
        let named = tokens[range.clone()].iter().any(Token::is_capital);
        let by_said = tokens[cue].is_any(&["said", "says", "added", "adds"])
            && first.is_any(&["the", "a", "an", "one"]);
        let pronoun = first.is_any(&["he", "she", "it", "they", "we", "i"]);
        let end = tokens.len().min(range.end + 1);
        return (named || by_said) && !pronoun && !clause::has_verb(&tokens[..end], range.start);
    }
    let ends = tokens[cue].is_any(&["told", "tells"])
        || tokens.get(cue + 1).is_none_or(|next| {
            next.kind == TokenKind::Mark
                || clause::is_adverbial(next)
                || next.is_any(&["as", "through", "to", "when", "while", "by"])
        });
    somebody && !relative && ends
}

/// `officials`, `rescue workers`: persons without an article; no participle or adverb before them.
fn is_group(named: &[Token<'_>]) -> bool {
    let (Some(first), Some(last)) = (named.first(), named.last()) else {
        return false;
    };
    let bends = ["ing", "ed", "ly"]
        .iter()
        .any(|ending| first.lower.ends_with(ending));
    let persons = last.lower.ends_with('s')
        || is_person_noun(&last.lower)
        || last.is_any(&["police", "people", "men", "women"]);
    !bends && persons && !first.is_any(&["plus", "less", "across", "perhaps", "such", "either", "albeit"])
}

/// Words that open the naming of somebody.
const DETERMINERS: &[&str] = &[
    "the", "a", "an", "his", "her", "its", "their", "one", "two", "three", "some", "many", "several",
    "another", "most", "all", "both", "other", "he", "she", "they", "it", "we", "i", "this", "these",
    "those", "few", "our", "my", "state", "local", "federal", "senior", "former",
];

/// Whether the cue at `cue` says nothing where it stands: `could deny`, `as predicted`, `a plan announced`.
fn is_unsaid(tokens: &[Token<'_>], cue: usize, low: usize) -> bool {
    let before = cue
        .checked_sub(1)
        .filter(|&before| before >= low)
        .map(|at| &tokens[at]);
    let hypothetical = before.is_some_and(|token| {
        token.is_any(&[
            "could", "may", "might", "must", "should", "would", "as", "than", "to",
        ])
    });
    // `a plan announced`, `an error reported`: participles behind what they describe.
    let passive = tokens[low].is_any(&["a", "an"])
        && tokens[cue].is_any(&[
            "announced",
            "reported",
            "stated",
            "revealed",
            "predicted",
            "noted",
            "explained",
        ]);
    let and_did = tokens.get(cue + 1).is_some_and(|next| {
        next.kind == TokenKind::Word
            && next.is_any(&["of", "by", "to", "about", "for", "their", "his", "its"])
    }) && !tokens[cue].is_any(&["said", "says", "told"]);
    hypothetical || passive || and_did
}
