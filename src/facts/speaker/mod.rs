//! Who said it: the words beside a statement that name its source.
//!
//! Patterns after (`“...,” said X`, `“...,” X said`, `according to X`) and before (`X said: “...`). A news
//! agency behind `according to` or `told` is the channel, never the speaker.

mod phrase;
mod plausible;
mod sentence;

use std::ops::Range;

use self::phrase::{ENDS_SOURCE, starts_source};
pub(super) use self::phrase::{first_subject, is_noun_here, source_end, subject_before};
pub(super) use self::plausible::{is_no_speech, is_nobody};
pub(super) use self::sentence::of_sentence;
use super::AgencyNames;
use super::cue::{self, Form};
use super::token::{Passage, Token, TokenKind};
use crate::model::Span;

/// How far from a statement its cue may stand, in tokens.
const CUE_REACH: usize = 40;

/// Where the words beside a statement say it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Source {
    pub mention: Option<Span>,
    pub cue: Option<Span>,
    /// Id of the agency that carried it.
    pub via: Option<String>,
    pub rule: &'static str,
}

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
    let named = source
        .mention
        .map(|span| passage.token_at(span.start)..passage.token_at(span.end));
    if named.is_some_and(|range| is_nobody(tokens, range)) {
        return None;
    }
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
        let Some(subject) = subject.filter(|subject| !is_nobody(tokens, subject.clone())) else {
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
    cue::verb(&token.lower)
        .filter(|&(_, form)| form == Form::Finite && token.is_lower() && !is_no_speech(tokens, at))?;
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

/// `he said`, `the Harvanian leader, who came late, said`.
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
