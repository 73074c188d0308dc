//! Sorts the lines of a text, from the first to the last, by heads, forms and what is open.

use super::beside::{self, TEASER_BYTES_MAX};
use super::heads::{self, Habit, Head};
use super::lines::Line;
use super::{Sorted, furniture, live, words};
use crate::model::SectionKind;
use crate::normalise::{byline, dateline, title};
use crate::parse::blocks::Role;

/// Lines among which the headline is looked for.
const HEADLINE_LINES: usize = 3;
/// Lines before the report that may be bylines and stamps.
const OPENING_LINES: usize = 6;
/// Lines of a standfirst, above which no byline stands.
const STANDFIRST_LINES: usize = 2;
/// A summary without bullets goes on for at most so many lines, and only when something ends it.
const SUMMARY_LINES: usize = 8;
/// Longest line of a summary without bullets, in bytes.
const SUMMARY_LINE_BYTES: usize = 1_000;
/// Longest point of such a summary, in bytes, when only the length of the lines or the end of the text
/// ends it.
const POINT_BYTES: usize = 120;
/// Summaries of one text from which on they are the report's own way of writing, one under each heading.
const SUMMARIES_MAX: usize = 2;
/// Lines of one text asked for a dateline; a report has begun long before.
const DATELINE_LINES: usize = 500;
/// Lines of report from which a box or comments may be the end of the text.
const REPORT_LINES_MIN: usize = 3;
/// Readers' comments may be so many times as long as the report; when more follows, the word stood in
/// a bar above the report.
const REST_TIMES_MAX: usize = 2;
/// Titles of other stories under one head.
const TEASERS_MAX: usize = 40;
/// Lines between the head of questions and the first of them.
const QUESTION_INTRODUCTION_LINES: usize = 3;

/// The kind of every line.
pub(super) fn kinds(text: &str, title: &str, lines: &[Line], is_html: bool) -> Vec<Sorted> {
    let marks = beside::marks(text, lines);
    let entries = live::entries(text, title, lines);
    let mut sorter = Sorter {
        text,
        title,
        lines,
        is_html,
        marks,
        entries,
        open: SectionKind::Body,
        reach: Reach::Report,
        has_many_summaries: false,
        has_headline: false,
        report_lines: 0,
        report_bytes: 0,
        dateline_lines_left: DATELINE_LINES,
    };
    let is_summary = |index: &usize| {
        sorter
            .head(*index)
            .is_some_and(|head| head.kind == SectionKind::Synopsis)
    };
    sorter.has_many_summaries = (0..lines.len()).filter(is_summary).nth(SUMMARIES_MAX).is_some();
    let mut kinds: Vec<Sorted> = (0..lines.len())
        .map(|index| {
            let sorted = sorter.sort(index);
            if sorted.kind == SectionKind::Body {
                sorter.report_lines += 1;
                sorter.report_bytes += lines[index].span.len();
            }
            sorted
        })
        .collect();
    if sorter.report_lines == 0 {
        take_synopsis_for_report(&mut kinds);
    }
    kinds
}

/// A text that is nothing but a synopsis, a feed's teaser for instance, has no other report.
fn take_synopsis_for_report(kinds: &mut [Sorted]) {
    if kinds.iter().any(|sorted| sorted.kind == SectionKind::LiveBlog) {
        return;
    }
    for sorted in kinds {
        if sorted.kind == SectionKind::Synopsis && !sorted.is_head {
            sorted.kind = SectionKind::Body;
        }
    }
}

/// How long an opened section goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Nothing is open: report.
    Report,
    /// While lines are entries of a list, behind so many lines that lead to it.
    Items(usize),
    /// So many lines more.
    Lines(usize),
    /// While lines look like titles of other stories, at most so many.
    Teasers(usize),
    /// While the container stays.
    Container(u32),
    /// While questions follow.
    Questions(Questions),
    /// To the next head.
    Rest,
}

/// Questions and answers so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Questions {
    container: u32,
    /// Level of the head's heading; 0 for a head that is none.
    level: u8,
    questions: usize,
    /// Lines of the open answer, and of the longest one that has ended.
    answer: usize,
    longest: usize,
    /// How the open question is set.
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A heading, so the answer goes on to the next one.
    Heading,
    /// The answer is in the line.
    Answered,
    Line,
}

struct Sorter<'a> {
    text: &'a str,
    title: &'a str,
    lines: &'a [Line],
    is_html: bool,
    /// What neighbours tell of a line.
    marks: Vec<Option<SectionKind>>,
    /// First lines of a live blog's entries, in order.
    entries: Vec<usize>,
    open: SectionKind,
    reach: Reach,
    has_many_summaries: bool,
    has_headline: bool,
    /// Lines of report seen, and their bytes.
    report_lines: usize,
    report_bytes: usize,
    /// Lines that may still be asked for a dateline.
    dateline_lines_left: usize,
}

impl<'a> Sorter<'a> {
    fn words(&self, index: usize) -> &'a str {
        words(self.text, &self.lines[index])
    }

    fn sort(&mut self, index: usize) -> Sorted {
        let alone = |kind| Sorted { kind, is_head: false };
        if self.is_headline(index) {
            self.has_headline = true;
            return alone(SectionKind::Headline);
        }
        if self.entries.binary_search(&index).is_ok() {
            return self.begin(SectionKind::LiveBlog, Reach::Rest);
        }
        if let Some(head) = self.head(index) {
            if head.habit == Habit::Weak && self.report_lines > 0 && !self.is_item(index + 1) {
                self.close();
                return alone(SectionKind::Body);
            }
            let reach = self.reach(head, index);
            if reach == Reach::Report {
                self.close();
                return alone(SectionKind::Body);
            }
            return self.begin(head.kind, reach);
        }
        if let Some(kind) = self.single(index) {
            return alone(kind);
        }
        if self.goes_on(index) {
            return alone(self.open);
        }
        self.close();
        alone(SectionKind::Body)
    }

    fn begin(&mut self, kind: SectionKind, reach: Reach) -> Sorted {
        self.open = kind;
        self.reach = reach;
        Sorted { kind, is_head: true }
    }

    /// Back to the report, or to the entry of a live blog that something stood in.
    fn close(&mut self) {
        self.reach = Reach::Report;
        self.open = SectionKind::Body;
    }

    /// The head that is the whole line. Entries of a list are none, but for dashes around a word.
    fn head(&self, index: usize) -> Option<Head> {
        let line = &self.lines[index];
        if line.role == Role::TableRow {
            return None;
        }
        heads::head(self.words(index))
            .filter(|head| {
                !line.is_item || (line.role != Role::ListItem && head.kind == SectionKind::Advertisement)
            })
            .filter(|head| !self.has_many_summaries || head.kind != SectionKind::Synopsis)
    }

    fn is_item(&self, index: usize) -> bool {
        self.lines.get(index).is_some_and(|line| line.is_item)
    }

    /// A plain text's first line, or one of the first blocks, that repeats the title; or the page's h1.
    fn is_headline(&self, index: usize) -> bool {
        let line = &self.lines[index];
        let reach = if self.is_html { HEADLINE_LINES } else { 1 };
        let is_h1 = line.role == Role::Heading && line.level == 1;
        !self.has_headline
            && index < reach
            && self.report_lines == 0
            && (is_h1 || title::repeats(self.words(index), self.title))
    }

    /// What the line is by itself, whatever is open.
    fn single(&mut self, index: usize) -> Option<SectionKind> {
        let line = self.lines[index];
        let words = self.words(index);
        if line.role == Role::Caption || (!line.is_item && furniture::is_caption(words)) {
            return Some(SectionKind::Caption);
        }
        if line.is_credit {
            return Some(SectionKind::Credit);
        }
        let is_opening = if self.report_lines == 0 {
            furniture::is_opening
        } else {
            byline::is_byline
        };
        if self.report_lines <= STANDFIRST_LINES
            && index < OPENING_LINES
            && self.reach == Reach::Report
            && is_opening(words)
        {
            return Some(SectionKind::Credit);
        }
        if let Some(head) = heads::inline_head(words).filter(|head| self.is_inline(*head, index)) {
            if is_summary(head.kind) {
                self.open = head.kind;
                self.reach = Reach::Items(0);
            }
            return Some(head.kind);
        }
        if furniture::is_promotion(words) {
            return Some(SectionKind::Subscribe);
        }
        if furniture::is_disclaimer(words) {
            return Some(SectionKind::Disclaimer);
        }
        self.marks[index]
    }

    /// Whether the line, with a `head` before its colon, belongs to that head rather than the report.
    fn is_inline(&self, head: Head, index: usize) -> bool {
        let line = &self.lines[index];
        let words = self.words(index);
        let is_sentence = words.ends_with(['.', '。', '।']);
        match head.kind {
            SectionKind::Related if line.is_link => true,
            SectionKind::Related if head.habit == Habit::Inline && is_sentence => {
                words.len() <= TEASER_BYTES_MAX
            }
            SectionKind::Related => words.len() <= 2 * TEASER_BYTES_MAX && !is_sentence,
            kind if is_summary(kind) => self.report_lines == 0,
            _ => true,
        }
    }

    /// How far the section goes that the head at `index` opens; [`Reach::Report`] when it opens none.
    fn reach(&mut self, head: Head, index: usize) -> Reach {
        let line = self.lines[index];
        let level = if line.role == Role::Heading { line.level } else { 0 };
        match head.kind {
            // Without entries, it is a word above a report.
            SectionKind::Advertisement | SectionKind::LiveBlog => Reach::Lines(0),
            SectionKind::Faq => Reach::Questions(Questions {
                container: line.container,
                level,
                questions: 0,
                answer: 0,
                longest: 0,
                form: Form::Line,
            }),
            _ if self.has_own_container(index) => Reach::Container(line.container),
            SectionKind::Related if head.habit == Habit::Rest => {
                let end = self.text.len();
                let is_behind = end - line.span.end <= REST_TIMES_MAX * self.report_bytes;
                if self.report_lines >= REPORT_LINES_MIN && is_behind {
                    Reach::Rest
                } else {
                    Reach::Lines(0)
                }
            }
            _ if self.is_item(index + 1) => Reach::Items(0),
            SectionKind::Related => Reach::Teasers(TEASERS_MAX),
            SectionKind::Subscribe => Reach::Lines(0),
            SectionKind::Disclaimer | SectionKind::Credit => Reach::Lines(1),
            _ if self.is_item(index + 2) && self.words(index + 1).ends_with(':') => Reach::Items(1),
            kind => match self.summary_lines(kind, index) {
                Some(lines) => Reach::Lines(lines),
                // Inside a report, a head that nothing shows to be a box is a subheading.
                None if self.report_lines >= REPORT_LINES_MIN => Reach::Report,
                None => Reach::Lines(1),
            },
        }
    }

    /// Whether the head at `index` is the first of a container that ends before the text does, or
    /// that stands behind the report.
    fn has_own_container(&self, index: usize) -> bool {
        let container = self.lines[index].container;
        let holds = |line: &Line| line.container == container || line.is_item;
        let is_first = || {
            index
                .checked_sub(1)
                .is_none_or(|before| self.lines[before].container != container)
        };
        let has_more = || {
            self.lines
                .get(index + 1)
                .is_some_and(|next| next.container == container)
        };
        let mut near = self.lines[index..].iter().take(4 * SUMMARY_LINES + 1);
        container != 0
            && is_first()
            && has_more()
            && (near.any(|line| !holds(line))
                || (self.report_lines >= REPORT_LINES_MIN && self.lines.len() - index <= 4 * SUMMARY_LINES))
    }

    /// Lines of a summary without bullets: up to what ends it, when that comes soon; else as many as
    /// look like points; `None` when nothing tells.
    fn summary_lines(&mut self, kind: SectionKind, head: usize) -> Option<usize> {
        let level = self.lines[head].level;
        let is_behind = self.report_lines >= REPORT_LINES_MIN;
        for (count, index) in (head + 1..).enumerate().take(SUMMARY_LINES + 1) {
            let Some(line) = self.lines.get(index).copied() else {
                let is_box = is_behind && kind != SectionKind::Synopsis && self.are_points(head + 1);
                return if is_box {
                    Some(count)
                } else {
                    self.points(kind, head)
                };
            };
            let words = self.words(index);
            let next = self.head(index);
            let is_end = next.is_some_and(|next| is_summary(next.kind) || is_behind)
                || (level > 0 && line.role == Role::Heading && line.level <= level)
                || self.opens_report(words);
            if is_end {
                return Some(count);
            }
            if words.len() > SUMMARY_LINE_BYTES {
                break;
            }
        }
        self.points(kind, head)
    }

    /// Short lines under the `head` of a box of points, when a longer one ends them.
    fn points(&self, kind: SectionKind, head: usize) -> Option<usize> {
        let is_point = |line: &&Line| line.span.len() <= POINT_BYTES;
        let behind = &self.lines[head + 1..];
        let run = behind.iter().take(SUMMARY_LINES + 1).take_while(is_point).count();
        let is_box =
            kind != SectionKind::Synopsis && (2..=SUMMARY_LINES).contains(&run) && run < behind.len();
        is_box.then_some(run)
    }

    /// Whether all lines from `start` on are short.
    fn are_points(&self, start: usize) -> bool {
        self.lines[start..]
            .iter()
            .all(|line| line.span.len() <= POINT_BYTES)
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
            Reach::Report | Reach::Lines(0) => false,
            Reach::Items(0) => line.is_item,
            Reach::Items(lead) => {
                self.reach = Reach::Items(lead - 1);
                true
            }
            Reach::Lines(left) => {
                self.reach = Reach::Lines(left - 1);
                true
            }
            Reach::Teasers(0) => false,
            Reach::Teasers(left) => {
                self.reach = Reach::Teasers(left - 1);
                line.is_item || line.is_link || (is_title(words) && !self.heads_report(index))
            }
            // Lists inside the container have containers of their own.
            Reach::Container(container) => line.container == container || line.is_item,
            Reach::Questions(so_far) => self.questions_go_on(so_far, index),
            Reach::Rest => true,
        }
    }

    /// Whether the line is a heading with report under it, not a title among titles.
    fn heads_report(&self, index: usize) -> bool {
        self.lines[index].role == Role::Heading
            && self
                .lines
                .get(index + 1)
                .is_some_and(|next| next.role != Role::Heading && !is_title(words(self.text, next)))
    }

    /// Questions end with their container, at a heading that asks nothing, at a dateline, or when an
    /// answer grows longer than all before it and no question follows.
    fn questions_go_on(&mut self, so_far: Questions, index: usize) -> bool {
        let line = self.lines[index];
        let words = self.words(index);
        let mut now = so_far;
        let is_heading = line.role == Role::Heading && (so_far.level == 0 || line.level <= so_far.level);
        if line.container < so_far.container || self.opens_report(words) {
            return false;
        }
        if asks(words) {
            if now.questions > 0 {
                now.longest = now.longest.max(now.answer);
            }
            now.questions += 1;
            now.answer = 0;
            now.form = match line.role {
                Role::Heading => Form::Heading,
                _ if words.ends_with(['?', '？', '؟']) || words.starts_with('Q') => Form::Line,
                _ => Form::Answered,
            };
        } else if is_heading {
            return false;
        } else if !line.is_item {
            now.answer += 1;
            let lines_max = match now.form {
                _ if now.questions == 0 => QUESTION_INTRODUCTION_LINES,
                Form::Answered if now.questions > 1 => now.longest,
                Form::Line if now.questions > 1 => now.longest.max(1),
                _ => usize::MAX,
            };
            let is_over = now.answer > lines_max && !(now.questions > 0 && self.asks_soon(index));
            if is_over {
                return false;
            }
        }
        self.reach = Reach::Questions(now);
        true
    }

    fn asks_soon(&self, index: usize) -> bool {
        const SOON: usize = 4;
        self.lines[index + 1..]
            .iter()
            .take(SOON)
            .any(|line| asks(words(self.text, line)))
    }
}

/// Whether `line` opens with a question.
fn asks(line: &str) -> bool {
    const QUESTION_BYTES: usize = 200;
    let line = line.trim_start_matches(|c: char| !c.is_alphabetic());
    let window = &line[..line.floor_char_boundary(QUESTION_BYTES)];
    window
        .find(['.', '!', '?', '。', '！', '？', '؟', '।'])
        .is_some_and(|at| window[at..].starts_with(['?', '？', '؟']))
        || window.starts_with("Q:")
        || window.starts_with("Q.")
}

/// Whether `line` has the form of another story's title.
fn is_title(line: &str) -> bool {
    line.len() <= TEASER_BYTES_MAX && !line.ends_with(['.', '!', '”', '"', '。', '।'])
}

fn is_summary(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Synopsis | SectionKind::KeyTakeaways | SectionKind::Highlights
    )
}
