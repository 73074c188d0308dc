//! Tells what each stretch of an article's text is: report, summary box, caption, credit, furniture.
//!
//! Nothing is deleted: every line gets a kind. Summary boxes, related links and credits must not
//! count as report, or each outlet's machine-made box would look like a second report.
//!
//! Where a kind is not plain from its name:
//! - corrections and editor's notes are body: they change facts;
//! - pull quotes, tables and lists inside the report are body;
//! - posts of social networks set into the report are related: their words are not the reporter's,
//!   and some copies of a report carry them, others do not;
//! - readers' comments and lists of tags are related; share bars and counts are subscribe;
//! - lines about the author are credits, like the byline;
//! - a live blog has one section for each entry, beginning with its time or its heading.

use crate::model::{Section, SectionKind, Span};
use crate::parse::blocks::Role;

mod beside;
mod closing;
mod furniture;
mod heads;
mod lines;
mod live;
mod sorter;

pub use self::beside::POST_SIGNATURE;

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
/// for themselves. A head belongs to the section it opens. `title` finds the headline. Linear.
pub fn sections(text: &str, title: &str, blocks: &[BlockHint]) -> Vec<Section> {
    let lines = lines::lines(text, blocks);
    let mut kinds = sorter::kinds(text, title, &lines, !blocks.is_empty());
    closing::mark_credits(text, &lines, &mut kinds);
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

/// Whether `line` is the head of a box beside the report: a summary, takeaways, questions and answers.
pub(super) fn opens_box(line: &str) -> bool {
    heads::head(line).is_some_and(|head| {
        matches!(
            head.kind,
            SectionKind::Synopsis | SectionKind::KeyTakeaways | SectionKind::Highlights | SectionKind::Faq
        )
    })
}

/// Whether `line` names its source by its form and is nothing else: a footer, a sign-off, a copyright.
pub(super) fn is_credit_line(line: &str) -> bool {
    furniture::is_credit(line)
}

/// Whether `line` is a name of a few words and nothing else.
pub(super) fn is_bare_name(line: &str) -> bool {
    furniture::is_bare_name(line)
}

/// What a line is.
#[derive(Clone, Copy, Debug)]
struct Sorted {
    kind: SectionKind,
    /// It opens a section of its own.
    is_head: bool,
}

/// The words of a line.
fn words<'a>(text: &'a str, line: &lines::Line) -> &'a str {
    let span: Span = line.span;
    span.of(text)
}

#[cfg(test)]
mod tests;
