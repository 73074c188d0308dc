//! Lines that an outlet sets under story after story: its newsletter, its house notice, its standing boxes.
//!
//! A reading cannot tell them from report: they are known only by coming back. The store counts in how many
//! stories of an outlet each line stood ([`lines`]), these rules say when that is enough ([`is_learnt`]) and
//! what a reading is without them ([`mark`]). Nothing is deleted: a marked line is a section of its own kind.

use std::collections::HashSet;

use xxhash_rust::xxh3::Xxh3Default;

use super::fingerprint::fingerprint;
use crate::model::{Article, CreditKind, LineSeen, Reading, ReportLine, Section, SectionKind, Span};

/// Longest line that is counted, in bytes. House notices of 500 were seen; longer paragraphs are report.
const LINE_BYTES_MAX: usize = 700;
/// Letters a line needs to be known again: `* * *` and `- 30 -` are everybody's.
const LETTERS_MIN: usize = 3;
/// Lines counted of one article: its first and its last ones, where furniture stands.
const FIRST_LINES: usize = 8;
const LAST_LINES: usize = 16;

/// Stories from which a line is boilerplate when it came back on another day: two may be a report and its
/// sequel that was not recognised, the third is a habit.
const STORIES_MIN: u32 = 3;
const DAYS_MIN: u32 = 2;
/// Stories from which it is boilerplate on its first day: more than any running story is told anew.
const STORIES_OF_A_DAY_MIN: u32 = 6;

/// The lines of a report that may turn out to be furniture, in order, each once: at most its first eight and
/// last sixteen, of some letters and up to 700 bytes. A line that credits an agency comes back as well, and
/// stays what it is.
#[must_use]
pub fn lines(reading: &Reading) -> Vec<ReportLine> {
    let article = &reading.article;
    let credited: Vec<Span> = reading
        .credits
        .iter()
        .filter(|credit| credit.kind != CreditKind::Inline)
        .filter_map(|credit| credit.span)
        .collect();
    let mut known = HashSet::new();
    let mut all: Vec<ReportLine> = article
        .body()
        .flat_map(|body| article.paragraphs(body))
        .filter(|span| span.len() <= LINE_BYTES_MAX && !credited.iter().any(|credit| span.overlaps(*credit)))
        .filter_map(|span| hash(span.of(&article.text)).map(|hash| ReportLine { span, hash }))
        .filter(|line| known.insert(line.hash))
        .collect();
    if all.len() > FIRST_LINES + LAST_LINES {
        all.drain(FIRST_LINES..all.len() - LAST_LINES);
    }
    all
}

/// Whether a line that stood in so many stories of its outlet is boilerplate.
#[must_use]
pub fn is_learnt(seen: LineSeen) -> bool {
    seen.stories >= STORIES_OF_A_DAY_MIN || (seen.stories >= STORIES_MIN && seen.days >= DAYS_MIN)
}

/// `reading` with `learnt`, lines of its report as [`lines`] gave them, set apart from the report: sections
/// of kind boilerplate, facts that count for nobody, no citations, and a fingerprint without them.
///
/// Unchanged when no line of the report would be left: such a text is a template, not furniture.
#[must_use]
pub fn mark(reading: &Reading, learnt: &[Span]) -> Reading {
    let mut marked = reading.clone();
    let article = &mut marked.article;
    let is_marked = |span: Span| learnt.iter().any(|line| line.contains(span));
    let keeps_some = article
        .body()
        .flat_map(|body| article.paragraphs(body))
        .any(|line| !is_marked(line));
    if !keeps_some {
        return marked;
    }
    article.sections = parted(article, learnt);
    for fact in marked.facts.iter_mut().filter(|fact| is_marked(fact.span)) {
        fact.section = SectionKind::Boilerplate;
        fact.key = 0;
    }
    marked.credits.retain(|credit| {
        let is_citation = credit.kind == CreditKind::Inline;
        !(is_citation && credit.span.is_some_and(is_marked))
    });
    marked.fingerprint = fingerprint(&marked.article, &marked.credits);
    marked
}

/// The article's sections with each of the `learnt` lines taken out of the report.
fn parted(article: &Article, learnt: &[Span]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::with_capacity(article.sections.len() + learnt.len());
    for section in &article.sections {
        if section.kind != SectionKind::Body || !learnt.iter().any(|line| section.span.contains(*line)) {
            sections.push(*section);
            continue;
        }
        let first_of_section = sections.len();
        for line in article.paragraphs(section.span) {
            let kind = if learnt.contains(&line) {
                SectionKind::Boilerplate
            } else {
                SectionKind::Body
            };
            match sections
                .get_mut(first_of_section..)
                .and_then(<[Section]>::last_mut)
            {
                Some(last) if last.kind == kind && kind == SectionKind::Body => last.span.end = line.end,
                _ => sections.push(Section { kind, span: line }),
            }
        }
    }
    sections
}

/// The sections as they were before [`mark`] took lines out of the report.
#[must_use]
pub fn unmarked(sections: &[Section]) -> Vec<Section> {
    let mut whole: Vec<Section> = Vec::with_capacity(sections.len());
    let mut is_open = false;
    for section in sections {
        let is_learnt = section.kind == SectionKind::Boilerplate;
        let kind = if is_learnt {
            SectionKind::Body
        } else {
            section.kind
        };
        match whole.last_mut() {
            Some(last) if kind == SectionKind::Body && last.kind == kind && (is_learnt || is_open) => {
                last.span = Span::new(last.span.start, section.span.end);
            }
            _ => whole.push(Section {
                kind,
                span: section.span,
            }),
        }
        is_open = is_learnt;
    }
    whole
}

/// Hash of the words of `line`, whatever their case and the white space between them; `None` for a line of
/// hardly any letters.
fn hash(line: &str) -> Option<i64> {
    let mut hasher = Xxh3Default::new();
    let mut letters = 0;
    let mut buffer = [0; 4];
    for word in line.split_whitespace() {
        for c in word.chars().flat_map(char::to_lowercase) {
            letters += usize::from(c.is_alphabetic());
            hasher.update(c.encode_utf8(&mut buffer).as_bytes());
        }
        hasher.update(b" ");
    }
    (letters >= LETTERS_MIN).then(|| hasher.digest().cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PageSource, ReadInput};

    const REPORT: &str = "The council of Ellery voted on Friday to rebuild the old harbour bridge by 2027.\n\n\
        Work will cost 31 million euros, the city's engineer said, and last two winters at least.\n\n";
    const NOTICE: &str = "Get 3 stories a day from the Post, said to be the best, according to Reuters.";

    fn reading(text: &str) -> Reading {
        let mut input = ReadInput::new("a");
        input.page = Some(PageSource::Text(text.to_owned()));
        let agencies = crate::attribute::Agencies::shipped();
        let outlet = crate::attribute::OutletRules::shipped().outlet_of(None, Some("post"), None, agencies);
        crate::pipeline::read(&input, &outlet, agencies)
    }

    fn with_notice() -> (Reading, Vec<Span>) {
        let reading = reading(&format!(
            "{REPORT}{NOTICE}\n\nNobody was hurt when the old one fell in."
        ));
        let learnt = lines(&reading)
            .into_iter()
            .map(|line| line.span)
            .filter(|span| span.of(&reading.article.text) == NOTICE)
            .collect();
        (reading, learnt)
    }

    #[test]
    fn a_marked_line_is_a_section_of_its_own_and_no_part_of_the_report() {
        let (whole, learnt) = with_notice();
        let marked = mark(&whole, &learnt);
        let found: Vec<(SectionKind, &str)> = marked
            .article
            .sections
            .iter()
            .map(|section| (section.kind, section.span.of(&marked.article.text)))
            .collect();
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[1], (SectionKind::Boilerplate, NOTICE));
        assert_eq!(
            marked.fingerprint.body_hash,
            reading(&format!("{REPORT}Nobody was hurt when the old one fell in."))
                .fingerprint
                .body_hash
        );
    }

    #[test]
    fn what_boilerplate_states_counts_for_nobody_and_cites_nobody() {
        let (whole, learnt) = with_notice();
        assert!(
            whole
                .credits
                .iter()
                .any(|credit| credit.kind == CreditKind::Inline)
        );
        let marked = mark(&whole, &learnt);
        assert!(marked.credits.is_empty(), "{:?}", marked.credits);
        assert_eq!(marked.facts.len(), whole.facts.len());
        for fact in &marked.facts {
            let is_of_notice = fact.span.start >= learnt[0].start && fact.span.end <= learnt[0].end;
            assert_eq!(fact.section == SectionKind::Boilerplate, is_of_notice);
            assert_eq!(
                fact.key == 0,
                is_of_notice || whole.facts.iter().any(|f| f.span == fact.span && f.key == 0)
            );
        }
    }

    #[test]
    fn a_text_that_is_nothing_but_known_lines_stays_report() {
        let whole = reading(NOTICE);
        let learnt: Vec<Span> = lines(&whole).into_iter().map(|line| line.span).collect();
        assert_eq!(mark(&whole, &learnt), whole);
    }

    #[test]
    fn case_and_blanks_do_not_make_another_line_but_figures_do() {
        assert_eq!(
            hash("Subscribe  to our\u{a0}letter"),
            hash("SUBSCRIBE to our letter")
        );
        assert_ne!(hash("Route 12 is closed"), hash("Route 14 is closed"));
        assert_eq!(hash("* * *"), None);
    }

    #[test]
    fn three_stories_on_two_days_are_a_habit_and_two_are_not() {
        let seen = |stories, days| is_learnt(LineSeen { stories, days });
        assert!(seen(3, 2) && seen(6, 1));
        assert!(!seen(2, 2) && !seen(5, 1));
    }

    #[test]
    fn a_credit_comes_back_under_many_stories_and_is_no_furniture() {
        let reading = reading(&format!(
            "{REPORT}With inputs from PTI.\n\nFollow us for more of the same."
        ));
        let last = lines(&reading)
            .last()
            .map(|line| line.span.of(&reading.article.text).to_owned());
        assert!(
            !lines(&reading)
                .iter()
                .any(|line| line.span.of(&reading.article.text).contains("PTI"))
        );
        assert_ne!(last, None);
    }

    #[test]
    fn of_a_long_text_only_the_ends_are_counted() {
        let text: String = (0..500)
            .map(|n| format!("Line number {n} of the list says so.\n\n"))
            .collect();
        let found = lines(&reading(&text));
        assert_eq!(found.len(), FIRST_LINES + LAST_LINES);
    }

    #[test]
    fn boilerplate_goes_back_into_the_report_it_was_taken_out_of() {
        let section = |kind, start, end| Section {
            kind,
            span: Span::new(start, end),
        };
        use SectionKind::{Body, Boilerplate, Credit};
        let stored = [
            section(Credit, 0, 4),
            section(Body, 5, 9),
            section(Boilerplate, 10, 14),
            section(Body, 15, 19),
            section(Body, 20, 24),
            section(Credit, 25, 29),
        ];
        let expected = [
            section(Credit, 0, 4),
            section(Body, 5, 19),
            section(Body, 20, 24),
            section(Credit, 25, 29),
        ];
        assert_eq!(unmarked(&stored), expected);
    }
}
