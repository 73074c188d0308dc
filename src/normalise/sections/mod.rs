//! Tells what each stretch of an article's text is: report, summary box, caption, credit, furniture.
//!
//! Nothing is deleted: every line gets a kind. Summary boxes, related links and credits must not
//! count as report, or each outlet's machine-made box would look like a second report.

use crate::model::{Section, SectionKind, Span};
use crate::normalise::{dateline, title};
use crate::parse::blocks::Role;

mod furniture;
mod heads;

/// Lines among which the headline is looked for.
const HEADLINE_LINES: usize = 3;
/// Lines before the report that may be bylines and stamps.
const OPENING_LINES: usize = 6;
/// Lines behind the report that may be credits.
const CLOSING_LINES: usize = 10;
/// A summary without bullets goes on for at most so many lines, and only when something ends it.
const SUMMARY_LINES: usize = 8;
/// Longest line of a summary without bullets, in bytes.
const SUMMARY_LINE_BYTES: usize = 1_000;
/// Lines of one text asked for a dateline; a report has begun long before.
const DATELINE_LINES: usize = 500;
/// Longest teaser of another story, in bytes.
const TEASER_BYTES: usize = 160;

/// A block with its place in the article's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockHint {
    /// Where its text stands; blocks are in order and do not overlap.
    pub start: usize,
    pub end: usize,
    pub role: Role,
    pub level: u8,
    pub container: u32,
    pub is_credit: bool,
    pub is_link: bool,
}

/// The sections of `text`, in order, disjoint, covering all of it but white space.
///
/// `blocks` are the HTML blocks the text was made of; empty for plain text, whose lines then speak
/// for themselves. A head belongs to the section it opens. `title` finds the headline.
pub fn sections(text: &str, title: &str, blocks: &[BlockHint]) -> Vec<Section> {
    let lines = lines(text, blocks);
    let mut kinds = Sorter::new(text, title, &lines, !blocks.is_empty()).kinds();
    mark_closing_credits(text, &lines, &mut kinds);
    let mut sections: Vec<Section> = Vec::new();
    for (line, sorted) in lines.iter().zip(&kinds) {
        match sections.last_mut() {
            Some(last) if last.kind == sorted.kind && !sorted.is_head => last.span.end = line.span.end,
            _ => sections.push(Section {
                kind: sorted.kind,
                span: line.span,
            }),
        }
    }
    sections
}

/// Whether `line` names its source by its form and is nothing else: a footer, a sign-off, a copyright.
pub(super) fn is_credit_line(line: &str) -> bool {
    furniture::is_credit(line)
}

/// Whether `line` is a name of a few words and nothing else.
pub(super) fn is_bare_name(line: &str) -> bool {
    furniture::is_bare_name(line)
}

/// A line of the text, never empty.
#[derive(Clone, Copy, Debug)]
struct Line {
    span: Span,
    role: Role,
    level: u8,
    container: u32,
    is_credit: bool,
    is_link: bool,
    /// An entry of a list, by markup or by its bullet.
    is_item: bool,
}

/// Splits the text into lines, and a head that is glued to a line's end off that line.
fn lines(text: &str, blocks: &[BlockHint]) -> Vec<Line> {
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
        let line = Line {
            span,
            role: hint.role,
            level: hint.level,
            container: hint.container,
            is_credit: hint.is_credit,
            is_link: hint.is_link,
            is_item: hint.role == Role::ListItem || has_bullet(span.of(text)),
        };
        lines.push(line);
    }
    split_glued(text, lines)
}

fn split_glued(text: &str, lines: Vec<Line>) -> Vec<Line> {
    let count = lines.len();
    let mut split = Vec::with_capacity(count);
    for (index, line) in lines.into_iter().enumerate() {
        // A head at the very end of the text opens nothing.
        let cut = (index + 1 < count)
            .then(|| heads::glued(line.span.of(text)))
            .flatten();
        match cut {
            Some(cut) => {
                let middle = line.span.start + cut;
                let before = Span::new(line.span.start, middle);
                let head = Span::new(middle, line.span.end);
                split.push(Line { span: before, ..line });
                split.push(Line {
                    span: head,
                    is_item: false,
                    role: Role::Paragraph,
                    ..line
                });
            }
            None => split.push(line),
        }
    }
    split
}

/// Whether plain text sets `line` as an entry of a list: `- `, `• `, `1. `.
fn has_bullet(line: &str) -> bool {
    let rest = line.trim_start_matches(['-', '–', '•', '*', '·', '‣', '▪', '●', '◦', '■', '➤', '→', '✔']);
    if rest.len() < line.len() {
        let marks = line.len() - rest.len();
        return rest.starts_with(char::is_whitespace) && marks <= '•'.len_utf8();
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && (line[digits..].starts_with(". ") || line[digits..].starts_with(") "))
}

/// What a line is.
#[derive(Clone, Copy, Debug)]
struct Sorted {
    kind: SectionKind,
    /// It opens a section of its own.
    is_head: bool,
}

/// How long an opened section goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Nothing is open: report.
    Report,
    /// While lines are entries of a list.
    Items,
    /// So many lines more.
    Lines(usize),
    /// While lines look like teasers of other stories.
    Teasers,
    /// While the container stays.
    Container(u32),
    /// Until a head, a dateline, or a heading of this level or above.
    Heading(u8),
}

struct Sorter<'a> {
    text: &'a str,
    title: &'a str,
    lines: &'a [Line],
    is_html: bool,
    open: SectionKind,
    reach: Reach,
    has_headline: bool,
    /// Lines of report seen.
    report_lines: usize,
    /// Lines that may still be asked for a dateline.
    dateline_lines_left: usize,
}

impl<'a> Sorter<'a> {
    fn new(text: &'a str, title: &'a str, lines: &'a [Line], is_html: bool) -> Self {
        Self {
            text,
            title,
            lines,
            is_html,
            open: SectionKind::Body,
            reach: Reach::Report,
            has_headline: false,
            report_lines: 0,
            dateline_lines_left: DATELINE_LINES,
        }
    }

    fn kinds(mut self) -> Vec<Sorted> {
        let mut kinds = Vec::with_capacity(self.lines.len());
        for index in 0..self.lines.len() {
            let sorted = self.sort(index);
            self.report_lines += usize::from(sorted.kind == SectionKind::Body);
            kinds.push(sorted);
        }
        kinds
    }

    fn words(&self, index: usize) -> &'a str {
        self.lines[index].span.of(self.text)
    }

    fn sort(&mut self, index: usize) -> Sorted {
        let line = self.lines[index];
        let words = self.words(index);
        let alone = |kind| Sorted { kind, is_head: false };
        if self.is_headline(index) {
            self.has_headline = true;
            return alone(SectionKind::Headline);
        }
        if !line.is_item
            && let Some(kind) = heads::head(words)
        {
            self.open = kind;
            self.reach = self.reach(kind, index);
            return Sorted { kind, is_head: true };
        }
        if let Some(kind) = self.single(index) {
            return alone(kind);
        }
        if self.goes_on(index) {
            return alone(self.open);
        }
        self.reach = Reach::Report;
        self.open = SectionKind::Body;
        alone(SectionKind::Body)
    }

    /// A plain text's first line, or one of the first blocks, that repeats the title; or the page's h1.
    fn is_headline(&self, index: usize) -> bool {
        let line = self.lines[index];
        let reach = if self.is_html { HEADLINE_LINES } else { 1 };
        let is_h1 = line.role == Role::Heading && line.level == 1;
        !self.has_headline
            && index < reach
            && self.report_lines == 0
            && (is_h1 || title::repeats(self.words(index), self.title))
    }

    /// What the line is by itself, whatever is open.
    fn single(&self, index: usize) -> Option<SectionKind> {
        const TEASER_WORDS_MIN: usize = 4;
        let line = self.lines[index];
        let words = self.words(index);
        if line.role == Role::Caption || (!line.is_item && furniture::is_caption(words)) {
            return Some(SectionKind::Caption);
        }
        if line.is_credit {
            return Some(SectionKind::Credit);
        }
        if self.report_lines == 0
            && index < OPENING_LINES
            && self.reach == Reach::Report
            && furniture::is_opening(words)
        {
            return Some(SectionKind::Credit);
        }
        if let Some(kind) = heads::inline_head(words) {
            // A sentence may follow "Read:", a story's title has no full stop.
            let is_title = words.len() <= 2 * TEASER_BYTES && !words.ends_with('.');
            if kind != SectionKind::Related || is_title || line.is_link {
                return Some(kind);
            }
        }
        if furniture::is_promotion(words) {
            return Some(SectionKind::Subscribe);
        }
        let is_teaser = line.is_link
            && line.role == Role::Paragraph
            && words.split_whitespace().count() >= TEASER_WORDS_MIN;
        (is_teaser && words.len() <= TEASER_BYTES && !words.ends_with('.')).then_some(SectionKind::Related)
    }

    /// How far the section goes that the head at `index` opens.
    fn reach(&mut self, kind: SectionKind, index: usize) -> Reach {
        let head = self.lines[index];
        let next = self.lines.get(index + 1);
        let has_own_container = head.container != 0
            && next.is_some_and(|next| next.container == head.container)
            && self.lines[..index]
                .last()
                .is_none_or(|before| before.container != head.container)
            && self.lines[index..]
                .iter()
                .take(4 * SUMMARY_LINES)
                .any(|line| line.container != head.container && !line.is_item);
        match kind {
            SectionKind::Advertisement => Reach::Lines(0),
            SectionKind::Faq | SectionKind::LiveBlog => {
                Reach::Heading(if head.role == Role::Heading { head.level } else { 0 })
            }
            _ if has_own_container => Reach::Container(head.container),
            _ if next.is_some_and(|next| next.is_item) => Reach::Items,
            SectionKind::Related => Reach::Teasers,
            SectionKind::Subscribe => Reach::Lines(0),
            SectionKind::Disclaimer => Reach::Lines(1),
            _ => Reach::Lines(self.summary_lines(index)),
        }
    }

    /// Lines of a summary without bullets: up to what ends it, when that comes soon, else one.
    fn summary_lines(&mut self, head: usize) -> usize {
        for (count, index) in (head + 1..self.lines.len()).enumerate().take(SUMMARY_LINES + 1) {
            let words = self.words(index);
            let is_next_box = heads::head(words).is_some_and(is_summary);
            if is_next_box || self.opens_report(words) {
                return count;
            }
            if words.len() > SUMMARY_LINE_BYTES {
                break;
            }
        }
        1
    }

    fn opens_report(&mut self, words: &str) -> bool {
        self.dateline_lines_left = self.dateline_lines_left.saturating_sub(1);
        self.dateline_lines_left > 0 && dateline::opens(words)
    }

    /// Whether the open section takes the line in; counts it when it does.
    fn goes_on(&mut self, index: usize) -> bool {
        let line = self.lines[index];
        let words = self.words(index);
        match self.reach {
            Reach::Report => false,
            Reach::Items => line.is_item,
            Reach::Lines(0) => false,
            Reach::Lines(left) => {
                self.reach = Reach::Lines(left - 1);
                true
            }
            Reach::Teasers => {
                line.is_item
                    || line.is_link
                    || (words.len() <= TEASER_BYTES && !words.ends_with(['.', '!', '”', '"']))
            }
            // Lists inside the container have containers of their own.
            Reach::Container(container) => line.container == container || line.is_item,
            Reach::Heading(level) => {
                let ends = line.role == Role::Heading && line.level <= level && !words.ends_with('?');
                !ends && !self.opens_report(words)
            }
        }
    }
}

fn is_summary(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Synopsis | SectionKind::KeyTakeaways | SectionKind::Highlights
    )
}

/// Turns the last lines of the report into credits, as far as they are, from the end upwards.
fn mark_closing_credits(text: &str, lines: &[Line], kinds: &mut [Sorted]) {
    let first_report = kinds.iter().position(|sorted| sorted.kind == SectionKind::Body);
    let mut report_lines_left = CLOSING_LINES;
    let mut is_last = true;
    for index in (0..lines.len()).rev() {
        if kinds[index].kind != SectionKind::Body {
            continue;
        }
        let line = lines[index];
        let words = line.span.of(text);
        let stands_alone = !matches!(
            line.role,
            Role::Heading | Role::ListItem | Role::TableRow | Role::Quote
        );
        // The last sentence of the report ends before the name; a heading's lone word does not.
        let follows_sentence = index > 0
            && lines[index - 1]
                .span
                .of(text)
                .ends_with(['.', '!', '?', '”', '"', ')', '’', '…', '。']);
        let is_credit = stands_alone
            && (furniture::is_credit(words)
                || (is_last && follows_sentence && furniture::is_bare_name(words)));
        if Some(index) == first_report || !is_credit || report_lines_left == 0 {
            break;
        }
        kinds[index] = Sorted {
            kind: SectionKind::Credit,
            is_head: false,
        };
        is_last = false;
        report_lines_left -= 1;
    }
}

#[cfg(test)]
mod tests;
