//! The lines of a text, and heads that lost their own line put back on one.

use super::{BlockHint, heads};
use crate::model::Span;
use crate::normalise::dateline;
use crate::parse::blocks::Role;

/// Places of one text that are asked whether something glued begins there. Ordinary texts have a
/// handful; a text that has thousands was never set in lines.
const EDGES_MAX: usize = 2_000;
/// Parts of one text that are split off; a text has a few boxes.
const CUTS_MAX: usize = 64;

/// A line of the text, never empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub span: Span,
    pub role: Role,
    pub level: u8,
    pub container: u32,
    pub is_credit: bool,
    pub is_link: bool,
    /// An entry of a list, by markup or by its bullet.
    pub is_item: bool,
}

/// Splits `text` into lines, and heads and datelines that are glued to a sentence off their lines.
pub(super) fn lines(text: &str, blocks: &[BlockHint]) -> Vec<Line> {
    let whole = whole_lines(text, blocks);
    let count = whole.len();
    let mut splitter = Splitter {
        edges_left: EDGES_MAX,
        cuts_left: CUTS_MAX,
    };
    let mut lines = Vec::with_capacity(count);
    for (index, line) in whole.into_iter().enumerate() {
        let words = line.span.of(text);
        let cuts = splitter.cuts(words, index + 1 == count);
        if cuts.is_empty() {
            lines.push(line);
            continue;
        }
        let ends = cuts.iter().copied().skip(1).chain([words.len()]);
        let parts = [(0, cuts[0])].into_iter().chain(cuts.iter().copied().zip(ends));
        for (start, end) in parts {
            let span = Span::new(line.span.start + start, line.span.start + end).trimmed(text);
            if !span.is_empty() {
                let has_bullet = has_bullet(span.of(text));
                lines.push(Line {
                    span,
                    is_item: has_bullet || (start == 0 && line.is_item),
                    role: if start == 0 { line.role } else { Role::Paragraph },
                    ..line
                });
            }
        }
    }
    lines
}

fn whole_lines(text: &str, blocks: &[BlockHint]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut hints = blocks.iter().peekable();
    let mut at = 0;
    for written in text.split('\n') {
        let whole = Span::new(at, at + written.len());
        at = whole.end + 1;
        let span = whole.trimmed(text);
        if span.is_empty() {
            continue;
        }
        while hints.next_if(|hint| hint.end <= span.start).is_some() {}
        let hint = hints.peek().copied().copied().unwrap_or_default();
        lines.push(Line {
            span,
            role: hint.role,
            level: hint.level,
            container: hint.container,
            is_credit: hint.is_credit,
            is_link: hint.is_link,
            // "2. Avoid the bridge" as a heading is one.
            is_item: hint.role == Role::ListItem || (hint.role != Role::Heading && has_bullet(span.of(text))),
        });
    }
    lines
}

/// Finds where lines are split, with what is left of the text's allowance.
struct Splitter {
    edges_left: usize,
    cuts_left: usize,
}

impl Splitter {
    /// Byte offsets in `line`, in order, at which a new part begins.
    fn cuts(&mut self, line: &str, is_last: bool) -> Vec<usize> {
        let mut cuts = Vec::new();
        self.cut_head(line, 0, &mut cuts);
        for at in heads::edges(line, 0) {
            if self.edges_left == 0 || self.cuts_left == 0 {
                break;
            }
            self.edges_left -= 1;
            if cuts.last().is_some_and(|&cut| at <= cut) {
                continue;
            }
            if !self.cut_head(line, at, &mut cuts) && dateline::opens(&line[at..]) {
                self.cut(at, &mut cuts);
            }
        }
        // A head at the very end of the text opens nothing.
        if !is_last
            && let Some(at) = heads::glued_to_end(line)
            && cuts.last().is_none_or(|&cut| cut < at)
        {
            self.cut(at, &mut cuts);
        }
        cuts
    }

    /// Cuts around a head that begins at `at` and is glued to what follows.
    fn cut_head(&mut self, line: &str, at: usize, cuts: &mut Vec<usize>) -> bool {
        let Some(length) = heads::glued_to_start(&line[at..]) else {
            return false;
        };
        if at > 0 {
            self.cut(at, cuts);
        }
        self.cut(at + length, cuts);
        true
    }

    fn cut(&mut self, at: usize, cuts: &mut Vec<usize>) {
        if self.cuts_left > 0 {
            self.cuts_left -= 1;
            cuts.push(at);
        }
    }
}

/// Whether plain text sets `line` as an entry of a list: `- `, `• `, `1. `, `(1) `.
fn has_bullet(line: &str) -> bool {
    let mut characters = line.chars();
    if let Some(first) = characters.next()
        && heads::is_mark(first)
    {
        // "•One" has lost its space; "-One" may be a sign or a sign-off.
        return characters
            .next()
            .is_some_and(|next| next.is_whitespace() || (first == '•' && next.is_alphanumeric()));
    }
    let inner = line.strip_prefix('(').unwrap_or(line);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && [". ", ") "].iter().any(|mark| inner[digits..].starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<&str> {
        lines(text, &[])
            .into_iter()
            .map(|line| line.span.of(text))
            .collect()
    }

    #[test]
    fn glued_heads_and_datelines_get_lines_of_their_own() {
        assert_eq!(
            told(
                "SynopsisThe bridge closes in June.Key Takeaways:- It is old.- It is closed.Riga, March 3 (ValleyPress) The council met."
            ),
            [
                "Synopsis",
                "The bridge closes in June.",
                "Key Takeaways:",
                "- It is old.- It is closed.",
                "Riga, March 3 (ValleyPress) The council met."
            ]
        );
    }

    #[test]
    fn ordinary_lines_stay_whole() {
        for line in [
            "He met Mr.Poe of the U.S.Navy on Monday.",
            "“We close.”The mayor left.",
            "It opens in June. Key Takeaways",
            "It opens in June.Key Takeaways",
        ] {
            assert_eq!(told(line), [line]);
        }
    }

    #[test]
    fn bullets_and_numbers_make_items() {
        for line in ["- one", "• one", "•One", "1. one", "12) one", "(1) one", "✅ one"] {
            assert!(has_bullet(line), "{line}");
        }
        for line in [
            "-one",
            "--IANS",
            "1.5 percent",
            "2025. The",
            "one",
            "(AP) one",
            "",
        ] {
            assert!(!has_bullet(line), "{line}");
        }
    }
}
