//! Who said it: the words beside a statement that name its source.
//!
//! Patterns after (`“...,” said X`, `“...,” X said`, `according to X`) and before (`X said: “...`). A news
//! agency behind `according to` or `told` is the channel, never the speaker.

use std::ops::Range;

use super::AgencyNames;
use super::cue::{self, Form};
use super::token::{Passage, Token, TokenKind};
use crate::model::Span;

/// How far from a statement its cue may stand, in tokens.
const CUE_REACH: usize = 40;

/// Longest name of a source, in tokens.
const SOURCE_TOKENS_MAX: usize = 16;

/// Where the words beside a statement say it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Source {
    pub mention: Option<Span>,
    pub cue: Option<Span>,
    /// Id of the agency that carried it.
    pub via: Option<String>,
    pub rule: &'static str,
}

/// Words that end a source read to the right.
const ENDS_SOURCE: &[&str] = &[
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

/// The source named after a statement, in tokens `frame`; `None` when they do not attribute.
pub(super) fn after(
    passage: &Passage<'_>,
    frame: Range<usize>,
    agencies: &AgencyNames<'_>,
) -> Option<Source> {
    let frame = frame.start..frame.end.min(frame.start + CUE_REACH);
    let tokens = &passage.tokens[..frame.end];
    let mut at = frame.start;
    while at < frame.end
        && matches!(tokens[at].text, "," | "." | "—" | "–" | "-" | ";")
        && at < frame.start + 2
    {
        at += 1;
    }
    if is_according(tokens, at) {
        return according(passage, tokens, at, agencies);
    }
    let mut source = verb_first(passage, tokens, at).or_else(|| subject_first(passage, tokens, at))?;
    source.via = channel(passage, tokens, at, agencies);
    Some(as_channel(passage, source, agencies))
}

/// The source named before a statement, in tokens `frame` that end where it begins.
pub(super) fn before(
    passage: &Passage<'_>,
    frame: Range<usize>,
    agencies: &AgencyNames<'_>,
) -> Option<Source> {
    let low = frame.start.max(frame.end.saturating_sub(CUE_REACH));
    let tokens = &passage.tokens[..frame.end];
    for at in (low..frame.end).rev() {
        if tokens[at].text == ";" {
            return None;
        }
        if is_according(tokens, at) {
            return according(passage, tokens, at, agencies);
        }
        let Some((_, form)) = cue::verb(&tokens[at].lower).filter(|_| !is_noun_here(tokens, at, frame.start))
        else {
            continue;
        };
        let subject = match form {
            Form::Finite => {
                subject_before(tokens, frame.start, at).or_else(|| first_subject(tokens, frame.start, at))
            }
            Form::Participle => first_subject(tokens, frame.start, at),
        };
        let Some(subject) = subject else {
            continue;
        };
        let source = Source {
            mention: Some(passage.span_of(&subject)),
            cue: Some(tokens[at].span),
            via: channel(passage, tokens, at, agencies),
            rule: "subject before the cue",
        };
        return Some(as_channel(passage, source, agencies));
    }
    // `Trump: “...`, `Lead author Jane Roe: “...`
    let colon = frame
        .end
        .checked_sub(1)
        .filter(|&at| at > frame.start && tokens[at].text == ":")?;
    let name = colon - frame.start <= 8
        && tokens[frame.start..colon]
            .iter()
            .all(|t| t.kind == TokenKind::Word || t.text == ".");
    (name && tokens[frame.start].is_capital()).then(|| Source {
        mention: Some(passage.span_of(&(frame.start..colon))),
        cue: Some(tokens[colon].span),
        via: None,
        rule: "name and colon",
    })
}

/// `source` with the agency that carried it: itself, or the one that the tokens behind the cue at `at` name.
pub(super) fn with_channel(
    passage: &Passage<'_>,
    mut source: Source,
    tokens: &[Token<'_>],
    at: usize,
    agencies: &AgencyNames<'_>,
) -> Source {
    source.via = channel(passage, tokens, at, agencies);
    as_channel(passage, source, agencies)
}

/// The first noun phrase of a sentence's tokens, when it can be somebody who speaks.
pub(super) fn first_subject(tokens: &[Token<'_>], start: usize, end: usize) -> Option<Range<usize>> {
    let mut at = start;
    let limit = end.min(start + CUE_REACH);
    while at < limit {
        let token = &tokens[at];
        if token.is_any(&["he", "she", "they", "it", "i", "we"]) {
            return Some(at..at + 1);
        }
        let prepositional =
            at > start && tokens[at - 1].is_any(PREPOSITIONS) || at == start && token.is_any(PREPOSITIONS);
        if token.is_capital()
            && !prepositional
            && !is_calendar(token)
            && !token.is_any(STOPS_LEFT)
            && !token.is_any(PREPOSITIONS)
        {
            let end = source_end(tokens, at, limit);
            let article_only = end == at + 1 && token.is_any(&["the", "a", "an", "but", "and"]);
            if end > at && !article_only {
                return Some(at..end);
            }
        }
        at += 1;
    }
    None
}

/// Whether `according to`, `in the words of` stands at `at`.
fn is_according(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| t.lower == "according")
        && tokens.get(at + 1).is_some_and(|t| t.lower == "to")
}

fn according(
    passage: &Passage<'_>,
    tokens: &[Token<'_>],
    at: usize,
    agencies: &AgencyNames<'_>,
) -> Option<Source> {
    let start = at + 2;
    let end = source_end(tokens, start, tokens.len());
    if end == start {
        return None;
    }
    let source = Source {
        mention: Some(passage.span_of(&(start..end))),
        cue: Some(passage.span_of(&(at..at + 2))),
        via: None,
        rule: "according to",
    };
    Some(as_channel(passage, source, agencies))
}

/// Makes an agency that stands as the source the channel.
fn as_channel(passage: &Passage<'_>, mut source: Source, agencies: &AgencyNames<'_>) -> Source {
    if let Some(id) = source
        .mention
        .and_then(|span| agency(span.of(passage.text), agencies))
    {
        source.mention = None;
        source.via = Some(id);
        source.rule = "agency";
    }
    source
}

/// The agency that the words name, without an article before them.
fn agency(words: &str, agencies: &AgencyNames<'_>) -> Option<String> {
    let capital = words.chars().any(char::is_uppercase);
    let bare = words
        .strip_prefix("the ")
        .or_else(|| words.strip_prefix("The "))
        .unwrap_or(words);
    let bare = bare
        .strip_prefix("state-run ")
        .or_else(|| bare.strip_prefix("state "))
        .unwrap_or(bare);
    agencies(bare).filter(|_| capital)
}

/// The agency of `, according to Xinhua`, `told Reuters` behind a cue.
fn channel(
    passage: &Passage<'_>,
    tokens: &[Token<'_>],
    from: usize,
    agencies: &AgencyNames<'_>,
) -> Option<String> {
    (from..tokens.len().min(from + CUE_REACH)).find_map(|at| {
        let start = if is_according(tokens, at) {
            at + 2
        } else if tokens[at].is_any(&["told", "tells"]) {
            at + 1
        } else {
            return None;
        };
        let end = source_end(tokens, start, tokens.len());
        let words = passage.span_of(&(start..end));
        (end > start).then(|| agency(words.of(passage.text), agencies))?
    })
}

/// `said Jason Miller, a senior adviser`.
fn verb_first(passage: &Passage<'_>, tokens: &[Token<'_>], at: usize) -> Option<Source> {
    let token = tokens.get(at)?;
    cue::verb(&token.lower).filter(|&(_, form)| form == Form::Finite && token.is_lower())?;
    let mut start = at + 1;
    while tokens
        .get(start)
        .is_some_and(|t| t.is_any(&["then", "also", "later"]))
    {
        start += 1;
    }
    let end = source_end(tokens, start, tokens.len());
    let fits = tokens.get(start).is_some_and(|t| starts_source(t)) && end > start;
    fits.then(|| Source {
        mention: Some(passage.span_of(&(start..end))),
        cue: Some(token.span),
        via: None,
        rule: "cue before its subject",
    })
}

/// `he said`, `the Belarusian leader, who came late, said`.
fn subject_first(passage: &Passage<'_>, tokens: &[Token<'_>], at: usize) -> Option<Source> {
    tokens.get(at).filter(|t| starts_source(t))?;
    let mut commas = 0;
    for verb in at + 1..tokens.len() {
        let token = &tokens[verb];
        if matches!(token.text, ";" | ":" | "!" | "?" | "“" | "\"") {
            return None;
        }
        commas += usize::from(token.text == ",");
        let Some((_, form)) =
            cue::verb(&token.lower).filter(|_| token.is_lower() && !is_noun_here(tokens, verb, at))
        else {
            continue;
        };
        if form == Form::Participle {
            continue;
        }
        // Inside `, who said so,` the comma is still open.
        let open = commas % 2 == 1 && tokens[verb - 1].lower == "who";
        if open {
            continue;
        }
        let mut end = source_end(tokens, at, verb);
        while end > at + 1 && cue::is_between_subject_and_verb(&tokens[end - 1].lower) {
            end -= 1;
        }
        // Between the source and its verb stand only auxiliaries, or an apposition in commas.
        let gap = &tokens[end..verb];
        let apposed = gap
            .first()
            .is_some_and(|t| matches!(t.text, "," | "(" | "—" | "–"));
        let direct = gap.iter().all(|t| cue::is_between_subject_and_verb(&t.lower));
        let relative = gap.first().is_some_and(|t| t.is_any(ENDS_SOURCE));
        return (apposed || direct || relative).then(|| Source {
            mention: Some(passage.span_of(&(at..end))),
            cue: Some(token.span),
            via: None,
            rule: "subject before its cue",
        });
    }
    None
}

/// Whether the word can open a source: a pronoun, an article, a name, a plural such as `officials`.
fn starts_source(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word
        && !token.is_any(ENDS_SOURCE)
        && !token.is_any(&[
            "and", "or", "not", "which", "that", "what", "then", "of", "for", "there", "saying", "adding",
        ])
        && (token.is_capital() || token.text.len() > 1 || token.lower == "a")
}

/// The end of the source that starts at `start`: before a comma, a stop, a preposition or a verb.
pub(super) fn source_end(tokens: &[Token<'_>], start: usize, limit: usize) -> usize {
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
        let ends = token.is_any(ENDS_SOURCE) && !(end == start && token.is_any(&["this", "last"]));
        let verb = end > start
            && token.is_lower()
            && matches!(cue::verb(&token.lower), Some((_, Form::Finite)))
            && !is_noun_here(tokens, end, start);
        if !joins || and_verb || ends || verb || end > start && is_calendar(token) {
            break;
        }
        end += 1;
    }
    end
}

/// The noun phrase that ends at the verb `verb`, in tokens from `low` on.
pub(super) fn subject_before(tokens: &[Token<'_>], low: usize, verb: usize) -> Option<Range<usize>> {
    let mut end = verb;
    while end > low && cue::is_between_subject_and_verb(&tokens[end - 1].lower) && tokens[end - 1].is_lower()
    {
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
        } else if mark == "," {
            // `On Friday, said` has no subject.
            return None;
        }
    } else if end < verb && tokens[end].lower == "who" && end > low && tokens[end - 1].text == "," {
        end -= 1;
    }
    let mut start = end;
    let floor = low.max(end.saturating_sub(SOURCE_TOKENS_MAX));
    while start > floor {
        let token = &tokens[start - 1];
        let abbreviation = token.text == "."
            && token.glued
            && start >= 2
            && crate::text::is_abbreviation(tokens[start - 2].text)
            && start < end;
        let joint = matches!(token.text, "-" | "‑" | "&" | "'" | "’") && start < end;
        if !(token.kind != TokenKind::Mark || abbreviation || joint) || token.is_any(STOPS_LEFT) {
            break;
        }
        let opens = start - 1 == low
            || tokens[start - 2].kind == TokenKind::Mark && tokens[start - 2].text != "."
            || tokens
                .get(start.wrapping_sub(2))
                .is_some_and(|t| t.is_any(STOPS_LEFT));
        if token.is_any(PREPOSITIONS) && opens {
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

/// Weekdays and months, which open sentences and are nobody.
fn is_calendar(token: &Token<'_>) -> bool {
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

/// Whether a word that can be a cue verb is a noun or adjective where it stands: `a report`, `the claim`,
/// `its claims`, `asked about`.
pub(super) fn is_noun_here(tokens: &[Token<'_>], at: usize, low: usize) -> bool {
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
        "first", "last", "annual",
    ]);
    let infinitive = before.lower == "to"
        && !tokens
            .get(at.wrapping_sub(2))
            .is_some_and(|t| t.is_any(&["went", "goes", "on", "going"]));
    let passive = before.is_any(&["is", "was", "were", "are", "been", "being", "be"])
        && tokens[at].lower.ends_with("ed");
    let told_passive = before.is_any(&["was", "were", "been", "be", "being", "is"])
        && tokens[at].is_any(&["told", "said", "shown", "found", "thought", "understood"]);
    determined || infinitive || passive || told_passive
}
