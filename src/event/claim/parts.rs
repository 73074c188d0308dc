//! Into which statements a quotation is cut.

use crate::model::Span;
use crate::text::sentences;

/// Sentences of one quotation that are statements of their own; what follows belongs to the last.
pub const PARTS_MAX: usize = 16;

/// Words from which a sentence of a quotation is a statement of its own.
const PART_WORDS: usize = 3;

/// Words from which what stands between quoted stretches is a statement of its own.
const REST_WORDS: usize = 5;

/// The parts of a quotation that outlets quote apart from each other, in bytes: its sentences, very short ones with the
/// one before, and in a statement that the report words itself the stretches which it quotes. At least one, at most
/// [`PARTS_MAX`].
#[must_use]
pub fn parts(quotation: &str) -> Vec<Span> {
    let whole = Span::new(0, quotation.len());
    let mut parts: Vec<Span> = Vec::new();
    for sentence in sentences(quotation, whole) {
        for stretch in stretches(quotation, sentence) {
            let is_rest = stretch != sentence && !stretch.of(quotation).starts_with(MARKS);
            let least = if is_rest { REST_WORDS } else { PART_WORDS };
            let is_short = stretch.of(quotation).split_whitespace().count() < least;
            let is_full = parts.len() == PARTS_MAX;
            match parts.last_mut() {
                Some(last) if is_short || is_full => last.end = stretch.end,
                _ => parts.push(stretch),
            }
        }
    }
    // A short beginning goes with what follows it: `the crew “saw the light”`.
    if let [first, second, ..] = parts.as_mut_slice()
        && first.of(quotation).split_whitespace().count() < REST_WORDS
        && !first.of(quotation).ends_with(['.', '!', '?'])
    {
        second.start = first.start;
        parts.remove(0);
    }
    if parts.len() < 2 {
        parts = vec![whole];
    }
    parts
}

/// Whether the part of a statement is a stretch in marks.
#[must_use]
pub fn is_marked(part: &str) -> bool {
    part.starts_with(MARKS)
}

/// The marks between which words are quoted inside a statement.
const MARKS: [char; 5] = ['“', '”', '"', '«', '»'];

/// The sentence cut where a quoted stretch of some length begins or ends, its marks left with it.
fn stretches(text: &str, sentence: Span) -> Vec<Span> {
    let marks: Vec<usize> = sentence
        .of(text)
        .match_indices(MARKS)
        .map(|(at, _)| sentence.start + at)
        .collect();
    let mut cuts = vec![sentence.start];
    for pair in marks.chunks_exact(2) {
        let &[open, close] = pair else { continue };
        let end = close
            + text
                .get(close..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
        let quoted = Span::new(open, end);
        if quoted.of(text).split_whitespace().count() >= PART_WORDS {
            cuts.extend([open, end]);
        }
    }
    cuts.push(sentence.end);
    let bounds = cuts.windows(2).filter_map(|pair| match pair {
        [start, end] if start < end => Some(trimmed(text, Span::new(*start, *end))),
        _ => None,
    });
    bounds
        .filter(|span| span.of(text).contains(char::is_alphanumeric))
        .collect()
}

fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    Span::new(start, start + words.trim().len())
}

#[cfg(test)]
mod tests {
    use super::super::read::part_key;
    use super::*;

    #[test]
    fn a_quotation_is_its_sentences_and_short_ones_go_with_the_one_before() {
        let said = "There was blood everywhere. Shoes too. He thinks he blacked out.";
        let parts: Vec<&str> = parts(said).into_iter().map(|part| part.of(said)).collect();
        assert_eq!(
            parts,
            [
                "There was blood everywhere. Shoes too.",
                "He thinks he blacked out."
            ]
        );
        assert_eq!(
            part_key("He thinks he blacked out."),
            part_key("“he thinks – he blacked out”")
        );
        assert_eq!(super::parts(""), [Span::new(0, 0)]);
        assert!(super::parts(&"One two three. ".repeat(100)).len() <= PARTS_MAX);
    }

    #[test]
    fn a_statement_in_the_words_of_the_report_is_cut_where_it_quotes() {
        let said = "the crew “saw water in the engine room before dawn,” and then made the “right choice” to turn around “for the safety of all on board.”";
        let parts: Vec<&str> = parts(said).into_iter().map(|part| part.of(said)).collect();
        assert_eq!(
            parts,
            [
                "the crew “saw water in the engine room before dawn,”",
                "and then made the “right choice” to turn around",
                "“for the safety of all on board.”"
            ]
        );
        assert_eq!(super::parts("the ferry is \"quite safe\"").len(), 1);
        assert_eq!(super::parts("an unclosed “mark of some length").len(), 1);
    }
}
