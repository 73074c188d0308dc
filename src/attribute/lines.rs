//! The lines of an article that may hold a credit: the first few and the last few.
//!
//! Credits stand at the edges of a report. Looking only there keeps teasers of other stories, which
//! carry datelines and credits of their own, out of it.

use crate::model::{Article, Section, SectionKind, Span};

/// Lines looked at before the report proper begins: byline, source, time of update, seldom more.
const HEAD_LINES_MAX: usize = 4;

/// A line at least this long (bytes) is a paragraph of the report; the head ends before it.
const PARAGRAPH_BYTES_MIN: usize = 120;

/// Lines looked at behind the report: sign-off, contributors, editors, copyright, disclaimer, tags.
const TAIL_LINES_MAX: usize = 8;

/// Lines of sections that are credits or disclaimers; more than this is a page that is nothing else.
const MARKED_LINES_MAX: usize = 64;

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Before the first paragraph.
    Head,
    /// Among the last lines, and not in the head.
    Tail,
}

/// A line at an edge of the article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Trimmed, not empty.
    pub span: Span,
    pub kind: SectionKind,
    pub edge: Edge,
    /// The very last line of the body or the credits.
    pub is_last: bool,
    /// No paragraph of the report follows; what stands between paragraphs mostly belongs to pictures.
    pub is_closing: bool,
}

/// The lines at the edges, in order, each once.
pub(super) fn at_edges(article: &Article) -> Vec<Line> {
    let whole = [Section {
        kind: SectionKind::Body,
        span: Span::new(0, article.text.len()),
    }];
    let sections = if article.sections.is_empty() {
        &whole
    } else {
        article.sections.as_slice()
    };
    let mut body = Vec::new();
    let mut marked = Vec::new();
    let mut first_paragraph = None;
    for section in sections {
        for span in article.paragraphs(section.span) {
            let is_headline = span.of(&article.text) == article.title;
            match section.kind {
                SectionKind::Body if !is_headline => {
                    let opens = opens_report(article, span);
                    if first_paragraph.is_none() && (opens || body.len() >= HEAD_LINES_MAX) {
                        first_paragraph = Some(span.start);
                    }
                    body.push((span, section.kind));
                }
                SectionKind::Credit | SectionKind::Disclaimer if marked.len() < MARKED_LINES_MAX => {
                    marked.push((span, section.kind));
                }
                _ => {}
            }
        }
    }
    let report_start =
        first_paragraph.unwrap_or_else(|| body.first().map_or(usize::MAX, |(span, _)| span.start));
    let tail_from = body.len().saturating_sub(TAIL_LINES_MAX);
    let head_to = body
        .iter()
        .take_while(|(span, _)| span.start < report_start)
        .count();
    let edge = |span: Span| {
        if span.start < report_start {
            Edge::Head
        } else {
            Edge::Tail
        }
    };
    let mut lines: Vec<Line> = body[..head_to]
        .iter()
        .chain(&body[tail_from.max(head_to)..])
        .chain(&marked)
        .map(|&(span, kind)| Line {
            span,
            kind,
            edge: edge(span),
            is_last: false,
            is_closing: false,
        })
        .collect();
    lines.sort_by_key(|line| line.span);
    for line in lines.iter_mut().rev() {
        line.is_closing = true;
        if line.kind == SectionKind::Body && continues_report(line.span.of(&article.text)) {
            break;
        }
    }
    if let Some(last) = lines
        .iter_mut()
        .rfind(|line| line.kind != SectionKind::Disclaimer)
    {
        last.is_last = true;
    }
    lines
}

/// Whether a line is a paragraph of the report and no footer.
fn continues_report(line: &str) -> bool {
    const FOOTER_OPENINGS: [&str; 8] = [
        "(",
        "[",
        "©",
        "*",
        "Copyright",
        "Disclaimer",
        "This ",
        "Reporting by",
    ];
    line.len() >= PARAGRAPH_BYTES_MIN && !FOOTER_OPENINGS.iter().any(|opening| line.starts_with(opening))
}

/// Whether the report proper begins with the line at `span`.
fn opens_report(article: &Article, span: Span) -> bool {
    let has_dateline = article
        .dateline
        .as_ref()
        .is_some_and(|dateline| span.overlaps(dateline.span));
    has_dateline || span.len() >= PARAGRAPH_BYTES_MIN
}
