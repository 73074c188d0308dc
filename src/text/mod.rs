//! Text without meaning: offsets, characters, words, sentences. Everything here is pure and linear.

mod fold;
mod offsets;
mod sentence;

pub use fold::folded;
pub use offsets::CharIndex;
pub use sentence::{is_abbreviation, sentences};

/// Whether `c` is a control character that has no place in stored text: C0 and C1 but tab and
/// newline, bidi embeddings and isolates, and the invisible marks that hide or split words.
///
/// NUL makes SQLite's `length()` and most clients cut the text; bidi controls let a page show
/// an analyst other words than it stores.
pub const fn is_unwanted_control(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
}

/// `text` without control characters, `\r\n` and `\r` as `\n`; borrowed when nothing had to change.
pub fn without_controls(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(is_unwanted_control) {
        return text.into();
    }
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    kept.push('\n');
                }
            }
            c if is_unwanted_control(c) => {}
            c => kept.push(c),
        }
    }
    kept.into()
}

/// [`without_controls`] with a blank for the `\r` of `\r\n`, so that what stands behind keeps its place: who hands in a
/// text finds the spans in it.
pub fn without_controls_in_place(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains("\r\n") {
        without_controls(&text.replace("\r\n", " \n")).into_owned().into()
    } else {
        without_controls(text)
    }
}

/// `text` with every run of white space as one space, trimmed, controls dropped.
pub fn collapsed(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.extend(word.chars().filter(|c| !is_unwanted_control(*c)));
    }
    kept.truncate(kept.trim_end().len());
    kept
}
