//! Quotations in single marks, as British papers set them: `'We go,' he said.`
//!
//! The closing mark is the apostrophe's character, so both are told by what stands beside them, in one pass of a
//! paragraph: a mark opens at the start of a word and closes behind a letter or a stop, before a space or a mark.
//! Behind a plural (`the workers' pay`) it may be either; it closes only when no surer mark does.

use super::super::token::Passage;
use super::marks::{Quoted, is_stop, push, words_in};
use crate::model::Span;

/// Longest quotation in single marks, in bytes; an apostrophe further away closes nothing.
const BYTES_MAX: usize = 2_000;

/// Shortest quotation without a closing mark, in words: shorter ones are names such as `'Abd`.
const UNCLOSED_WORDS_MIN: usize = 4;

/// Words that lose their first letters to an apostrophe.
const CLIPPED: &[&str] = &[
    "em", "tis", "twas", "til", "till", "n", "cos", "cuz", "cause", "bout", "ere", "neath", "round", "fraid",
    "ello", "ave",
];

/// What a single mark can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Opens,
    /// An apostrophe is not written here.
    Closes,
    /// Or an apostrophe, behind a plural or a clipped ending: `workers'`, `goin'`.
    MayClose,
}

/// Adds the quotations in single marks of `paragraph` to `found`, whose entries from `first` on are the ones in
/// double marks of that paragraph; keeps the order. Single marks inside double ones are left alone; a quotation in
/// single marks takes in the double ones that it holds.
pub(super) fn add(passage: &Passage<'_>, paragraph: Span, found: &mut Vec<Quoted>, first: usize) {
    if !paragraph.of(passage.text).contains(['\'', '‘']) {
        return;
    }
    let doubles = found.split_off(first);
    let events = roles(passage.text, paragraph, &doubles);
    let mut singles = Vec::new();
    let mut reopened = false;
    let mut at = 0;
    while let Some(&(open, role)) = events.get(at) {
        at += 1;
        if role != Role::Opens {
            continue;
        }
        let follows = std::mem::take(&mut reopened);
        let inner = open + width(passage.text, open);
        match closing(&events[at..], open) {
            Some(close) if holds_whole(passage.text, &doubles, open, close) => {
                let end = close + width(passage.text, close);
                push(
                    passage,
                    Span::new(open, end),
                    Span::new(inner, close),
                    false,
                    &mut singles,
                );
                if let Some(last) = singles.last_mut().filter(|last| last.outer.start == open) {
                    last.continues = follows;
                }
                at += events[at..].partition_point(|&(mark, _)| mark < end);
            }
            Some(_) => {}
            None => reopened = leave_open(passage, paragraph, open, &events[at..], follows, &mut singles),
        }
    }
    let inside = |double: &Quoted| {
        let next = singles.partition_point(|single| single.outer.end <= double.outer.start);
        singles
            .get(next)
            .is_some_and(|single| single.outer.overlaps(double.outer))
    };
    let kept: Vec<Quoted> = doubles.into_iter().filter(|double| !inside(double)).collect();
    found.extend(kept);
    found.extend(singles);
    found[first..].sort_by_key(|quoted| quoted.outer.start);
}

/// Adds the quotation at `open` that nothing closes, when it is one: its sentence ends and the next one opens with a
/// mark again, in this paragraph or the next. Tells whether the next one of this paragraph goes on with it.
fn leave_open(
    passage: &Passage<'_>,
    paragraph: Span,
    open: usize,
    behind: &[(usize, Role)],
    follows: bool,
    singles: &mut Vec<Quoted>,
) -> bool {
    let text = passage.text;
    let opens_anew = |at: usize| {
        let mut characters = text[at..passage.span.end].chars();
        matches!(characters.next(), Some('\'' | '‘')) && characters.next().is_some_and(char::is_uppercase)
    };
    let again = behind
        .iter()
        .find(|&&(_, role)| role == Role::Opens)
        .map(|&(at, _)| at);
    let end = again.unwrap_or(paragraph.end);
    let next = match again {
        Some(at) => at,
        None => passage.span.end - text[end..passage.span.end].trim_start().len(),
    };
    let span = Span::new(open, end).trimmed(text);
    let ends = span.of(text).chars().next_back().is_some_and(is_stop);
    let begins = open == paragraph.start || follows || {
        let before = text[paragraph.start..open].trim_end().chars().next_back();
        before.is_some_and(|before| before == ':' || is_stop(before))
    };
    let inner = Span::new(open + width(text, open), span.end);
    let goes_on = opens_anew(open) && opens_anew(next) && ends && begins;
    if !goes_on || words_in(passage, inner) < UNCLOSED_WORDS_MIN {
        return false;
    }
    push(passage, span, inner, true, singles);
    if let Some(last) = singles.last_mut().filter(|last| last.outer.start == open) {
        last.continues = follows;
    }
    again.is_some()
}

/// The marks of `paragraph` outside the quotations `doubles`, in order, without plain apostrophes.
fn roles(text: &str, paragraph: Span, doubles: &[Quoted]) -> Vec<(usize, Role)> {
    let mut found = Vec::new();
    let mut double = 0;
    let mut before = ' ';
    for (offset, c) in paragraph.of(text).char_indices() {
        let previous = std::mem::replace(&mut before, c);
        if !matches!(c, '\'' | '‘' | '’') {
            continue;
        }
        let at = paragraph.start + offset;
        while doubles.get(double).is_some_and(|double| double.outer.end <= at) {
            double += 1;
        }
        if doubles.get(double).is_some_and(|double| double.outer.start <= at) {
            continue;
        }
        let rest = &text[at + c.len_utf8()..paragraph.end];
        if let Some(role) = role(c, previous, rest) {
            found.push((at, role));
        }
    }
    found
}

/// What the mark `c` is between `before` and `rest`; `None` for an apostrophe.
fn role(c: char, before: char, rest: &str) -> Option<Role> {
    let after = rest.chars().next().unwrap_or(' ');
    let at_word = after.is_alphanumeric() || matches!(after, '“' | '"' | '$' | '£' | '€' | '[' | '…');
    let free = before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–' | '“' | '"' | '/');
    if c != '’' && at_word && free {
        return (!is_clipped(rest)).then_some(Role::Opens);
    }
    let behind_word = !before.is_whitespace() && !matches!(before, '(' | '[' | '\'' | '‘' | '’');
    if c == '‘' || !behind_word || after.is_alphanumeric() {
        return None;
    }
    let stop = is_stop(before) || matches!(before, ',' | ';' | ':' | ')' | '”' | '"' | '%' | '—' | '–');
    // `the workers' pay`, `goin' home`, `cup o' tea`; `, his 'losers', and` has a mark behind it.
    let clipped = matches!(before, 's' | 'S' | 'z' | 'x' | 'n' | 'o') && after.is_whitespace();
    Some(if clipped && !stop {
        Role::MayClose
    } else {
        Role::Closes
    })
}

/// Whether the word behind an apostrophe has lost its beginning: `em`, `90s`.
fn is_clipped(rest: &str) -> bool {
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = &rest[..end];
    let decade = word.len() == 3 && word.ends_with('s') && word.starts_with(|c: char| c.is_ascii_digit());
    decade || CLIPPED.contains(&word)
}

/// The mark that closes what opens at `open`, of the marks `behind` it.
fn closing(behind: &[(usize, Role)], open: usize) -> Option<usize> {
    let mut maybe = None;
    for &(at, role) in behind.iter().take_while(|&&(at, _)| at - open <= BYTES_MAX) {
        match role {
            Role::Opens => break,
            Role::Closes => return Some(at),
            Role::MayClose => maybe = maybe.or(Some(at)),
        }
    }
    maybe
}

/// Whether the quotations `doubles` between `open` and `close` are nested in it: none, or whole ones in words that
/// end with a stop or a comma.
fn holds_whole(text: &str, doubles: &[Quoted], open: usize, close: usize) -> bool {
    let from = doubles.partition_point(|double| double.outer.start < open);
    let held = &doubles[from..doubles.partition_point(|double| double.outer.start < close)];
    let ends = text[open..close]
        .chars()
        .next_back()
        .is_some_and(|last| is_stop(last) || matches!(last, ',' | '”' | '"'));
    held.is_empty()
        || ends
            && held
                .iter()
                .all(|double| !double.unclosed && double.outer.end <= close)
}

/// Bytes of the mark at `at`.
fn width(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}
