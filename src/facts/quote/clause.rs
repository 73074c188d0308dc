//! Where a reported clause begins and ends.

use super::super::cue::{self, Form, Strength};
use super::super::token::{Token, TokenKind};

/// How many tokens may stand between a cue and its `that`: `told reporters on Friday that`.
const THAT_REACH: usize = 12;

/// Tokens within which a clause without `that` shows its verb.
const VERB_REACH: usize = 14;

/// The first token of what is reported after the cue at `at`, in tokens up to `end`; `None` when nothing seems
/// to be. `by_research` says that the subject is a poll, a study, a document: those `show Mr. Lind ahead`.
pub(super) fn start(
    tokens: &[Token<'_>],
    at: usize,
    end: usize,
    strength: Strength,
    by_research: bool,
) -> Option<usize> {
    let last = end.min(at + 1 + THAT_REACH);
    for next in at + 1..last {
        let token = &tokens[next];
        if token.lower == "that" && next + 1 < end {
            // `says that will help`: the pronoun is the subject.
            let after = &tokens[next + 1];
            if next == at + 1 && tokens[at].is_any(SAY) && after.is_lower() && is_auxiliary(after) {
                return (strength > Strength::BesideQuotes).then_some(next);
            }
            let opens = opens_behind_that(tokens, at, next) && strength > Strength::BesideQuotes;
            return opens.then_some(next + 1);
        }
        let participle = matches!(cue::verb(&token.lower), Some((_, Form::Participle)))
            && !(takes_object(&tokens[at].lower) && token.is_any(GIVEN_OUT));
        if matches!(token.text, "." | ";" | ":" | "“" | "\"")
            || token.text == "," && strength != Strength::Alone
            || participle
        {
            break;
        }
    }
    without_that(&tokens[..end], at, last, by_research)
}

/// What was done with the interview or the statement in which something is told: `in an interview published on Monday`.
const GIVEN_OUT: &[&str] = &["published", "released", "issued", "posted", "aired", "broadcast"];

/// Whether the `that` at `that` opens a clause of the cue at `at`: it stands beside it, or only whom it was
/// told, or a phrase of time or place, stands between. `referred to a mission that will` is a relative clause
/// of the verb's object.
fn opens_behind_that(tokens: &[Token<'_>], at: usize, that: usize) -> bool {
    // `asked for guarantees that`: the clause belongs to what is asked for.
    if tokens[at].lower.starts_with("ask") && tokens[at + 1].is_any(&["for", "about"]) {
        return false;
    }
    // `reports that will follow`: what follows is no subject. `said that, if ...` is one that comes late.
    let next = &tokens[that + 1];
    let relative = next.is_lower() && is_auxiliary(next) || next.is_any(&["'s", "’s"]);
    // `hinted at that`, `said that.`: a pronoun.
    let pronoun = matches!(next.text, "." | "?" | "!" | ";" | "”")
        || next.text == "\"" && next.glued
        || next.is_any(&["in", "was", "is"]);
    let beside = that == at + 1;
    let between = &tokens[at + 1..that];
    let led = beside
        || takes_object(&tokens[at].lower) && !between.iter().any(|t| t.is_any(SUBORDINATORS))
        || (is_adverbial(&tokens[at + 1]) || tokens[at + 1].lower == "to" && tokens[at].is_any(SAY))
            && !tokens[that - 1].is_any(&["at", "on", "in", "of", "to", "for"]);
    led && !relative && !pronoun
}

/// Whether a clause may begin at `start`, behind a noun and its `that`: `the claim that is made` goes on with the
/// noun instead.
pub(super) fn opens_after_noun(tokens: &[Token<'_>], start: usize) -> bool {
    tokens.get(start).is_some_and(|next| {
        next.kind != TokenKind::Mark && !(next.is_lower() && is_auxiliary(next))
            || matches!(next.text, "“" | "\"" | "‘" | "'")
    })
}

/// Words before a clause that a cue's phrase of time or place opens: `said on Friday the plan`.
const PHRASE_OPENERS: &[&str] = &[
    "on",
    "in",
    "at",
    "during",
    "earlier",
    "later",
    "last",
    "today",
    "yesterday",
    "recently",
    "this",
];

/// Words that open no clause behind a cue: `said of Trump`, `said to be`.
const NOT_CLAUSES: &[&str] = &[
    "to",
    "of",
    "about",
    "for",
    "with",
    "by",
    "from",
    "as",
    "and",
    "or",
    "but",
    "so",
    "it",
    "not",
    "no",
    "yes",
    "against",
    "like",
    "than",
    "through",
    "into",
    "out",
    "up",
    "down",
    "over",
    "when",
    "while",
    "after",
    "before",
    "because",
    "nothing",
    "little",
    "much",
    "goodbye",
    "enough",
    "something",
    "more",
    "himself",
    "herself",
    "themselves",
    "itself",
    "otherwise",
    "only",
];

/// Cues that report a clause without `that`, whatever opens it.
const SAY: &[&str] = &["said", "says", "say", "saying"];

/// Cues that may take a thing instead of a clause: `announced a lawsuit`.
const OR_THINGS: &str = "added adding adds claim claims claimed claiming insist insists insisted insisting \
    believe believes believed acknowledge acknowledges acknowledged admit admits admitted announced announces \
    confirmed confirms argue argues argued arguing note notes noted noting warn warns warned predict predicts \
    predicted suggest suggests suggested stated states reported reports revealed reveals promised promises vowed \
    vows pledged pledges contend contends contended allege alleges alleged alleging estimate estimates estimated \
    complained complains concluded concludes explained explains indicated indicates wrote writes tweeted denied \
    denies testified joked jokes recalled recalls reckon reckons declared declares \
    conceded concedes stressed stresses hope hopes hoped fear fears feared think thinks thought \
    learned boasted asserted asserts assert swore swears bet doubts doubted expects expect expected \
    emphasized emphasised reiterated remarked figured guessed realized realised worried worry joking suggesting \
    claiming hoping stating declaring vowing believing";

/// Cues whose clause a question word opens.
const ASK: &[&str] = &[
    "ask",
    "asked",
    "asks",
    "asking",
    "wonder",
    "wondered",
    "wonders",
    "wondering",
    "question",
    "questioned",
    "questions",
    "questioning",
];

/// Cues that tell how, why or what.
const EXPLAIN: &[&str] = &[
    "explain",
    "explained",
    "explains",
    "explaining",
    "describe",
    "described",
    "describes",
    "describing",
    "said",
    "says",
    "say",
    "saying",
    "told",
    "tells",
    "tell",
    "noted",
    "notes",
    "recounted",
    "recalled",
    "recalling",
    "detailed",
    "outlined",
    "specify",
    "specified",
    "clarify",
    "clarified",
    "disclose",
    "disclosed",
    "reveal",
    "revealed",
    "comment",
    "elaborate",
    "discussed",
    "discuss",
    "mentioned",
];

/// Words that open subordinate clauses, none of them reported.
pub(super) const SUBORDINATORS: &[&str] = &[
    "when", "while", "after", "before", "as", "because", "if", "since", "although", "though", "until",
    "unless", "whenever", "once", "who", "which",
];

/// The first token of a clause that follows the cue at `at` without `that`.
fn without_that(tokens: &[Token<'_>], at: usize, last: usize, by_research: bool) -> Option<usize> {
    let cue = &tokens[at];
    let start = at + 1;
    let token = tokens.get(start)?;
    if let Some(question) = question(tokens, at, last) {
        return Some(question);
    }
    let says = cue.is_any(SAY);
    let told = takes_object(&cue.lower) && cue.lower.starts_with("t");
    if told
        || (says || cue.is_any(&["announced", "added", "wrote"]))
            && (token.is_any(PHRASE_OPENERS) || is_weekday(token))
    {
        // `told reporters he would`, `said in a statement he`: one phrase before a new subject.
        return behind_phrase(tokens, start, last);
    }
    if by_research && lists(RESEARCH_CUES, cue) && token.kind != TokenKind::Mark {
        return (!token.is_any(NOT_CLAUSES)).then_some(start);
    }
    if says {
        let it_is = token.lower == "it" && tokens.get(start + 1).is_some_and(Token::is_lower);
        let none = token.lower == "no" && has_verb(tokens, start);
        return (token.kind != TokenKind::Mark && !token.is_any(NOT_CLAUSES) || it_is || none)
            .then_some(start)
            .filter(|_| !is_short_object(tokens, start));
    }
    let opens = is_subject_opener(tokens, start);
    (lists(OR_THINGS, cue) && opens && has_verb(tokens, start)).then_some(start)
}

/// Whether the word is a form of `say`, `tell`, `write`: cues that also the first person has.
pub(super) fn is_said(token: &Token<'_>) -> bool {
    token.is_any(SAY) || token.is_any(&["told", "tell", "wrote", "write", "argued", "asked", "suggested"])
}

/// `said the words`, `said a prayer.`: a thing and the sentence's end.
fn is_short_object(tokens: &[Token<'_>], start: usize) -> bool {
    let end = (start..tokens.len())
        .find(|&at| tokens[at].kind == TokenKind::Mark && !tokens[at].is_dash())
        .unwrap_or(tokens.len());
    end - start <= 4
        && tokens[start].is_any(&["a", "an", "the", "his", "her", "that", "this"])
        && !has_verb(tokens, start)
}

/// `asked whether`, `asked the board how`, `explained why`.
fn question(tokens: &[Token<'_>], at: usize, last: usize) -> Option<usize> {
    let cue = &tokens[at];
    let asks = cue.is_any(ASK);
    if !asks && !cue.is_any(EXPLAIN) {
        return None;
    }
    let opens = |next: &usize| {
        tokens[*next].is_any(&["whether", "how", "why", "what"])
            || asks && tokens[*next].is_any(&["if", "who", "when", "where", "which"])
    };
    let addressed = asks || takes_object(&cue.lower);
    let reach = if addressed { last } else { last.min(at + 2) };
    (at + 1..reach)
        .take_while(|&next| tokens[next].kind != TokenKind::Mark)
        .find(opens)
}

/// The subject behind a phrase of time or place, or behind whom it was told.
fn behind_phrase(tokens: &[Token<'_>], start: usize, last: usize) -> Option<usize> {
    (start + 1..last)
        .take_while(|&next| tokens[next].kind != TokenKind::Mark && !tokens[next].is_any(SUBORDINATORS))
        .find(|&next| {
            let governed = tokens[next - 1].is_any(GOVERNORS);
            let named = tokens[next].is_capital() && tokens[next - 1].is_lower();
            !governed && (is_pronoun_or_article(&tokens[next]) || named) && has_verb(tokens, next)
        })
}

/// Words whose object follows: a noun phrase behind them is no subject.
const GOVERNORS: &[&str] = &[
    "in", "on", "at", "during", "of", "from", "with", "by", "for", "to", "about", "after", "before", "and",
    "last", "this", "the", "a", "an", "his", "her", "its", "their", "into", "over", "under", "as",
];

/// Cues of what polls, studies and documents say.
const RESEARCH_CUES: &str = "show shows showed showing find finds found suggest suggests suggested indicate indicates \
    indicated estimate estimates estimated reveal reveals revealed project projects projected predicted predicts put puts";

/// Whether the noun phrase `subject` is something that was found out or written down.
pub(super) fn is_research(subject: &[Token<'_>]) -> bool {
    const NOUNS: &str = "poll polls survey surveys study studies data records report reports figures statistics census \
        analysis documents emails filings results estimates research researchers numbers review audit";
    subject.iter().any(|token| lists(NOUNS, token))
}

fn lists(list: &str, token: &Token<'_>) -> bool {
    list.split_ascii_whitespace().any(|word| token.lower == word)
}

/// Whether a subject seems to begin at `at`.
fn is_subject_opener(tokens: &[Token<'_>], at: usize) -> bool {
    let token = &tokens[at];
    is_pronoun_or_article(token)
        || token.is_capital()
        || token.is_any(&[
            "this",
            "these",
            "those",
            "many",
            "most",
            "some",
            "all",
            "both",
            "more",
            "no",
            "people",
            "voters",
            "officials",
            "such",
            "my",
            "our",
            "your",
        ])
        || token.is_lower() && token.lower.ends_with('s') && !token.lower.ends_with("ss")
}

fn is_pronoun_or_article(token: &Token<'_>) -> bool {
    token.is_any(&[
        "he", "she", "it", "they", "we", "i", "you", "there", "the", "his", "her", "its", "their", "a", "an",
        "if", "nobody", "everyone", "someone",
    ])
}

/// Whether a whole clause begins at `start`: its subject, and soon its verb.
pub(super) fn is_full(tokens: &[Token<'_>], start: usize) -> bool {
    is_subject_opener(tokens, start) && has_verb(tokens, start)
}

/// Whether a clause that begins at `start` shows its verb soon.
pub(super) fn has_verb(tokens: &[Token<'_>], start: usize) -> bool {
    (start..tokens.len())
        .take(VERB_REACH)
        .take_while(|&at| !matches!(tokens[at].text, ";" | ":" | ","))
        .any(|at| is_finite(tokens, at, start))
}

/// Whether the word at `at` is a finite verb, as far as words tell: an auxiliary, one of a few frequent ones, a
/// past in `-ed` behind a noun, or whatever follows a pronoun.
fn is_finite(tokens: &[Token<'_>], at: usize, start: usize) -> bool {
    let token = &tokens[at];
    if !token.is_lower() {
        return false;
    }
    let before = at
        .checked_sub(1)
        .filter(|&before| before >= start)
        .map(|before| &tokens[before]);
    let behind_pronoun = before
        .is_some_and(|before| before.is_any(&["he", "she", "it", "they", "we", "i", "you", "there"]))
        && !token.is_any(&["and", "or", "who", "to", "of", "in", "on", "at", "for"]);
    let past = token.lower.len() > 4
        && token.lower.ends_with("ed")
        && before.is_some_and(|before| {
            before.kind == TokenKind::Word
                && !before.is_any(&[
                    "the", "a", "an", "and", "of", "his", "her", "its", "their", "by", "more",
                ])
        });
    is_auxiliary(token) || behind_pronoun || past || lists(FREQUENT_VERBS, token)
}

const FREQUENT_VERBS: &str = "came went made took knew saw gave got won lost fell rose left held began wants needs \
    makes seems appears remains deserves includes faces plans expects supports knows goes gets comes thinks believes \
    says means requires provides represents became brought kept led met paid said sent spent stood told thought";

fn is_auxiliary(token: &Token<'_>) -> bool {
    token.is_any(&[
        "is", "are", "was", "were", "will", "would", "has", "had", "have", "can", "could", "may", "might",
        "must", "should", "shall", "did", "does", "do", "won't", "isn't", "wasn't", "didn't", "don't",
        "doesn't", "can't", "couldn't", "wouldn't", "aren't", "weren't", "hasn't", "haven't", "'s",
    ])
}

/// Verbs whose object is the person addressed: `told reporters that`.
pub(super) fn takes_object(lower: &str) -> bool {
    [
        "told", "tell", "warn", "inform", "assur", "promis", "convinc", "remind", "ask", "advis",
    ]
    .iter()
    .any(|stem| lower.starts_with(stem))
}

const ADVERBIALS: &str =
    "on in at during earlier later last this today yesterday here after before from via recently again";

/// Whether the word opens a phrase of time or place between a cue and its clause.
pub(super) fn is_adverbial(token: &Token<'_>) -> bool {
    lists(ADVERBIALS, token) || is_weekday(token) || token.lower.ends_with("ly") || token.text == ","
}

pub(super) fn is_weekday(token: &Token<'_>) -> bool {
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

/// The end of a clause that begins at `start`, at most `limit`: before a closing attribution, a participle that
/// adds another, a coordinated cue, a semicolon; without its full stop.
pub(super) fn end(tokens: &[Token<'_>], start: usize, limit: usize) -> usize {
    let mut end = limit;
    for at in start..limit {
        let next = tokens.get(at + 1).filter(|_| at + 1 < limit);
        let closes = tokens[at].text == ","
            && next.is_some_and(|next| {
                next.lower == "according"
                    || matches!(cue::verb(&next.lower), Some((strength, Form::Participle)) if strength > Strength::BesideQuotes)
            });
        if closes || tokens[at].text == ";" || is_coordinated_cue(tokens, at, start, limit) {
            end = at;
            break;
        }
    }
    while end > start && matches!(tokens[end - 1].text, "." | "!" | "?" | "," | ";") {
        end -= 1;
    }
    end
}

/// Whether a comma before token `at` closes a relative clause: the sentence's own verb follows.
pub(super) fn resumes(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| {
        let past = token.lower.len() > 4 && token.lower.ends_with("ed");
        let cue = matches!(cue::verb(&token.lower), Some((_, Form::Finite)));
        token.is_lower() && (is_auxiliary(token) || past || cue || lists(FREQUENT_VERBS, token))
    })
}

/// `... and warned that`, `... but said he`: the subject says a second thing.
fn is_coordinated_cue(tokens: &[Token<'_>], at: usize, start: usize, limit: usize) -> bool {
    if at < start + 3 || !tokens[at].is_any(&["and", "but"]) {
        return false;
    }
    let verb = at
        + 1
        + usize::from(
            tokens
                .get(at + 1)
                .is_some_and(|next| next.is_any(&["also", "then", "later"]) || next.lower.ends_with("ly")),
        );
    let Some(token) = tokens
        .get(verb)
        .filter(|token| verb + 1 < limit && token.is_lower())
    else {
        return false;
    };
    let past = token.lower.ends_with("ed") || token.is_any(&["said", "told", "says", "wrote", "swore"]);
    let Some((strength, Form::Finite)) = cue::verb(&token.lower).filter(|_| past) else {
        return false;
    };
    tokens[verb + 1].lower == "that" && strength > Strength::BesideQuotes
        || token.is_any(SAY) && self::start(tokens, verb, limit, strength, false).is_some()
}
