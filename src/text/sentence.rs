//! Sentences, for facts and for `sentence` columns.

use crate::model::Span;

/// Words after which a full stop does not end a sentence. Lower case, without the stop.
const ABBREVIATIONS: &[&str] = &[
    "adm", "al", "approx", "apr", "art", "assn", "aug", "ave", "brig", "bros", "calif", "capt", "cf", "cmdr",
    "co", "col", "colo", "conn", "corp", "cpl", "dec", "del", "dept", "dr", "drs", "e.g", "ed", "esq", "est",
    "etc", "feb", "fig", "fla", "fr", "ft", "ga", "gen", "gov", "hon", "i.e", "ill", "inc", "ind", "jan",
    "jr", "jul", "jun", "kan", "ky", "la", "lt", "ltd", "maj", "mass", "md", "messrs", "mich", "minn",
    "miss", "mo", "mr", "mrs", "ms", "mt", "n.c", "n.h", "n.j", "n.m", "n.y", "neb", "nev", "no", "nos",
    "nov", "oct", "okla", "ore", "p", "pa", "ph.d", "pp", "pres", "prof", "pvt", "r.i", "rep", "reps", "rev",
    "s.c", "s.d", "sen", "sens", "sept", "sep", "sgt", "spc", "sr", "st", "supt", "tenn", "tex", "u.k",
    "u.n", "u.s", "v", "va", "vs", "vt", "w.va", "wash", "wis", "wyo", "a.m", "p.m",
];

/// Whether `word` (without its full stop) is an abbreviation or a single initial.
pub fn is_abbreviation(word: &str) -> bool {
    let mut letters = word.chars();
    if let (Some(first), None) = (letters.next(), letters.next()) {
        return first.is_uppercase();
    }
    let lower = word.to_lowercase();
    ABBREVIATIONS.binary_search(&lower.as_str()).is_ok() || ABBREVIATIONS.contains(&lower.as_str())
}

/// The sentences of `within`, trimmed, in order; a line break always ends one.
///
/// Closing quotation marks and brackets after the stop belong to the sentence. Linear.
pub fn sentences(text: &str, within: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = within.start;
    let slice = within.of(text);
    let mut characters = slice.char_indices().peekable();
    let push = |from: usize, to: usize, found: &mut Vec<Span>| {
        let span = Span::new(from, to).trimmed(text);
        if !span.is_empty() {
            found.push(span);
        }
    };
    while let Some((at, c)) = characters.next() {
        let at = within.start + at;
        if c == '\n' {
            push(start, at, &mut found);
            start = at + 1;
            continue;
        }
        if !matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？') {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, n)) = characters.peek() {
            if !matches!(n, '.' | '!' | '?' | '"' | '”' | '’' | '\'' | ')' | ']' | '»') {
                break;
            }
            end = within.start + next + n.len_utf8();
            characters.next();
        }
        if is_boundary(text, within, start, at, c, end) {
            push(start, end, &mut found);
            start = end;
        }
    }
    push(start, within.end, &mut found);
    found
}

/// Whether the mark `c` at `at`, with closers up to `end`, ends a sentence begun at `start`.
fn is_boundary(text: &str, within: Span, start: usize, at: usize, c: char, end: usize) -> bool {
    if matches!(c, '。' | '！' | '？') {
        return true;
    }
    let rest = &text[end..within.end];
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return false;
    }
    let next = rest.trim_start().chars().next();
    // An ellipsis or a question inside a quotation goes on in lower case: "Why?" he asked.
    if next.is_some_and(char::is_lowercase) {
        return false;
    }
    if c == '.' && end == at + 1 {
        let word = text[start..at]
            .rsplit(|c: char| c.is_whitespace() || c == '(')
            .next()
            .unwrap_or("");
        let word = word.trim_start_matches(['“', '"', '‘', '\'', '(']);
        return !is_abbreviation(word) || next.is_none();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text, Span::new(0, text.len()))
            .into_iter()
            .map(|s| s.of(text))
            .collect()
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_a_sentence() {
        assert_eq!(
            split("Mr. J. Smith of the U.S. Navy spoke. He left."),
            ["Mr. J. Smith of the U.S. Navy spoke.", "He left."]
        );
    }

    #[test]
    fn a_closing_quotation_mark_belongs_to_its_sentence() {
        assert_eq!(
            split("“We go.” He left. “Why?” he asked."),
            ["“We go.”", "He left.", "“Why?” he asked."]
        );
    }

    #[test]
    fn spaces_of_several_bytes_are_spaces() {
        assert_eq!(
            split("He met Dr.\u{a0}Lee.\u{a0}He left."),
            ["He met Dr.\u{a0}Lee.", "He left."]
        );
    }

    #[test]
    fn a_line_break_ends_a_sentence() {
        assert_eq!(split("One\nTwo"), ["One", "Two"]);
    }
}
