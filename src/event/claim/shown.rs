//! How a figure is shown: with how exact it is and with what it counts, where these stand beside it. `12` alone says
//! nothing to the reader of a claim; `at least 12 people were killed` does.

use super::hedge;
use super::read::class_of;
use crate::model::Span;

/// Words after a figure among which that what happened to those counted is looked for.
const AFTER_WORDS: usize = 6;

/// Words with which another statement begins, or the place and the time of this one.
const ENDS: [&str; 20] = [
    "and",
    "but",
    "or",
    "while",
    "when",
    "who",
    "that",
    "which",
    "with",
    "as",
    "after",
    "before",
    "since",
    "including",
    "because",
    "said",
    "says",
    "from",
    "than",
    "for",
];

/// Words after which a thing is still to be named.
const JOINTS: [&str; 17] = [
    "of", "in", "on", "at", "to", "by", "the", "a", "an", "were", "was", "are", "is", "been", "be", "have",
    "has",
];

/// Words before a value that say how it came about: `fell 1 percent`.
const CHANGES: [&str; 24] = [
    "up",
    "down",
    "rose",
    "rises",
    "rise",
    "rising",
    "fell",
    "falls",
    "fall",
    "falling",
    "dropped",
    "drop",
    "gained",
    "lost",
    "climbed",
    "slid",
    "jumped",
    "grew",
    "shrank",
    "increased",
    "decreased",
    "declined",
    "added",
    "cut",
];

/// Words before a time or a duration that belong to it.
const PREPOSITIONS: [&str; 8] = ["for", "at", "by", "until", "since", "within", "in", "of"];

/// The part of `sentence` in which the figure at `figure`, in bytes, is shown. Contains it, and stays inside the
/// sentence. `of_what` is what is counted, as written; a time (`is_time`) counts nothing.
#[must_use]
pub fn shown(sentence: &str, figure: Span, of_what: Option<&str>, is_time: bool) -> Span {
    let (Some(before), Some(after)) = (sentence.get(..figure.start), sentence.get(figure.end..)) else {
        return figure;
    };
    let end = if is_time {
        0
    } else {
        let bare = figure.of(sentence).split_whitespace().count() < 2;
        reach(after, of_what, bare)
    };
    Span::new(start(before, is_time), figure.end + end)
}

/// Where it begins: at the words that say how exact it is, and those before them that say what it is about.
fn start(before: &str, is_time: bool) -> usize {
    let hedged = hedge::at_end(before).map_or(before.len(), |(_, start)| start);
    let rest = before.get(..hedged).unwrap_or_default();
    let trimmed = rest.trim_end();
    let word = trimmed
        .rsplit(|c: char| !c.is_alphanumeric() && c != '-')
        .next()
        .unwrap_or_default();
    let belongs = if is_time {
        PREPOSITIONS.iter().any(|known| word.eq_ignore_ascii_case(known))
    } else {
        class_of(word).is_some() || CHANGES.iter().any(|known| word.eq_ignore_ascii_case(known))
    };
    if belongs && !word.is_empty() && rest.len() > trimmed.len() {
        trimmed.len() - word.len()
    } else {
        hedged
    }
}

/// How many bytes of `after` belong to the figure: what is counted and what became of it. A figure that is a bare
/// number is shown with a word or two whatever they are.
fn reach(after: &str, of_what: Option<&str>, is_bare: bool) -> usize {
    let lead = after.len() - after.trim_start().len();
    if lead == 0 && !after.is_empty() {
        return 0;
    }
    let mut end = of_what
        .filter(|what| !what.is_empty() && after.trim_start().starts_with(what))
        .map_or(0, |what| lead + what.len());
    let mut named = 0;
    for (at, word) in words(after).into_iter().take(AFTER_WORDS).enumerate() {
        let text = word.of(after);
        let bare = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%');
        let is_one_of = |list: &[&str]| list.iter().any(|known| bare.eq_ignore_ascii_case(known));
        if bare.is_empty()
            || is_one_of(&ENDS)
            || !bare.starts_with(char::is_alphanumeric)
            || bare.starts_with(|c: char| c.is_ascii_digit())
        {
            break;
        }
        let here = word.start + bare.len();
        if class_of(bare).is_some() {
            end = end.max(here);
        }
        if !is_one_of(&JOINTS) && named < 2 && at < 3 {
            named += 1;
            if is_bare && end < here && named == 1 {
                end = here;
            }
        }
        if bare.len() < text.len() {
            break;
        }
    }
    end
}

/// Where the words of `text` stand, in bytes.
fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in text.split(char::is_whitespace).take(4 * AFTER_WORDS) {
        if !word.is_empty() {
            words.push(Span::new(at, at + word.len()));
        }
        at += word.len()
            + text
                .get(at + word.len()..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sentence: &str, figure: &str, of_what: Option<&str>, is_time: bool) -> String {
        let start = sentence.find(figure).unwrap();
        let span = shown(sentence, Span::new(start, start + figure.len()), of_what, is_time);
        span.of(sentence).to_owned()
    }

    #[test]
    fn a_figure_is_shown_with_its_hedge_and_with_what_it_counts() {
        let toll = "The tram left its track and at least seven people were killed, police said.";
        assert_eq!(
            of(toll, "seven people", Some("people"), false),
            "at least seven people were killed"
        );
        assert_eq!(of("The crash left 12 dead.", "12", None, false), "12 dead");
        assert_eq!(
            of("It injured more than 50 and closed the line.", "50", None, false),
            "injured more than 50"
        );
        assert_eq!(
            of("Some 51 were taken to hospital on Monday.", "51", None, false),
            "Some 51 were taken to hospital"
        );
        assert_eq!(
            of("Ünal won 40 percent.", "40 percent", None, false),
            "40 percent"
        );
        assert_eq!(of("He is 4", "4", None, false), "4");
        assert_eq!(
            of(
                "The shares fell 1 percent to 254 crowns.",
                "1 percent",
                None,
                false
            ),
            "fell 1 percent"
        );
    }

    #[test]
    fn a_time_is_shown_with_the_words_before_it() {
        assert_eq!(
            of(
                "He was in the moat for about 10 minutes before help came.",
                "10 minutes",
                None,
                true
            ),
            "for about 10 minutes"
        );
        assert_eq!(
            of("It sank at 5:10 a.m. on Monday.", "5:10 a.m.", None, true),
            "at 5:10 a.m."
        );
        assert_eq!(
            of("Four hours later it sank.", "Four hours", None, true),
            "Four hours"
        );
    }

    #[test]
    fn a_span_outside_the_sentence_is_left_as_it_is() {
        let span = Span::new(90, 95);
        assert_eq!(shown("Short — é.", span, None, false), span);
        let inside = Span::new(9, 10);
        assert_eq!(shown("Short — é.", inside, None, false), inside);
    }
}
