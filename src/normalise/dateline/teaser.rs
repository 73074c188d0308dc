//! Tells the dateline of the report from that of another story's teaser between its paragraphs.

use std::collections::HashSet;

use crate::model::Span;

/// What stands before the report's dateline is furniture or a standfirst; up to this many bytes it is
/// taken for one without a look at the words.
const FURNITURE_BYTES_MAX: usize = 90;

/// Bytes of the paragraph, and of what stands before and behind it, whose words are compared.
const WINDOW_BYTES: usize = 700;

/// Shorter words are grammar in most languages (characters).
const WORD_CHARS_MIN: usize = 4;

/// Words are compared by their beginnings, so that `reopened` meets `reopen` (characters).
const STEM_CHARS: usize = 5;

/// Words in common with the text around that make the paragraph a part of it.
const COMMON_WORDS_MIN: usize = 2;

/// Whether the `paragraph` with a dateline up to `dateline_end` is a teaser: it comes after a whole
/// paragraph of `body` and shares hardly a word with the headline and the text around it.
///
/// A report that begins behind a standfirst says again what the standfirst said; another story does not.
pub(super) fn is_teaser(text: &str, body: Span, paragraph: Span, dateline_end: usize) -> bool {
    let before = text.get(body.start..paragraph.start).unwrap_or("");
    if before
        .split('\n')
        .all(|line| line.trim().len() <= FURNITURE_BYTES_MAX)
    {
        return false;
    }
    // Scripts without spaces give no words to compare.
    let own = words(start_of(text.get(dateline_end..paragraph.end).unwrap_or("")));
    if own.is_empty() || !before.contains(' ') {
        return false;
    }
    let headline_and_before = end_of(&text[..paragraph.start.min(text.len())]);
    let behind = start_of(text.get(paragraph.end..body.end).unwrap_or(""));
    let around: HashSet<String> = words(headline_and_before)
        .union(&words(behind))
        .cloned()
        .collect();
    own.intersection(&around).count() < COMMON_WORDS_MIN
}

/// The beginnings of the longer words of `text`.
fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= WORD_CHARS_MIN)
        .map(|word| word.to_lowercase().chars().take(STEM_CHARS).collect())
        .collect()
}

fn start_of(text: &str) -> &str {
    &text[..text.floor_char_boundary(WINDOW_BYTES)]
}

fn end_of(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(WINDOW_BYTES))..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDFIRST: &str = "The ferry between the islands will stop running in the autumn after a dispute over who pays \
                              for the new engines.";

    fn teaser(second: &str, third: &str) -> bool {
        let text = format!("{STANDFIRST}\n{second}\n{third}");
        let start = STANDFIRST.len() + 1;
        let end = start + second.len();
        let dateline_end = start + second.find("- ").unwrap() + 2;
        is_teaser(
            &text,
            Span::new(0, text.len()),
            Span::new(start, end),
            dateline_end,
        )
    }

    #[test]
    fn a_report_behind_its_standfirst_is_none() {
        let report = "OSLO (Reuters) - The ferry line said on Monday that its engines could not be paid for.";
        assert!(!teaser(report, "Passengers were told by letter."));
    }

    #[test]
    fn another_story_between_paragraphs_is_one() {
        let other = "LISBON (Reuters) - Grain futures fell for a fourth day as rain reached the plains.";
        assert!(teaser(other, "Passengers were told by letter."));
    }
}
