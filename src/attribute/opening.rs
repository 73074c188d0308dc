//! Reads the credit of the dateline.

use std::sync::LazyLock;

use regex::Regex;

use super::found::{Desk, Found};
use super::masked::{Masked, pattern};
use crate::model::{Article, Credit, CreditKind, Span};

/// A listed agency in the dateline.
const LISTED: f64 = 0.95;

/// The same, when the opening was read here because nobody had marked a dateline.
const LISTED_UNMARKED: f64 = 0.9;

/// A name that is not listed: mostly the outlet's own, sometimes an agency we do not know.
const UNLISTED: f64 = 0.3;

/// How far into the report its credit may stand, in bytes. Places with districts and countries
/// are long (`Mumbai (Maharashtra) [India], January 13`), and a byline may be glued before them.
const OPENING_BYTES_MAX: usize = 200;

/// A line shorter than this before the report is a byline or a label, not its opening.
const OPENING_LINE_BYTES_MIN: usize = 60;

/// Lines looked at for an opening.
const OPENING_LINES_MAX: usize = 3;

/// Adds the credits of the article's dateline; datelines of other stories further down do not count.
pub(super) fn read(desk: &Desk<'_>, article: &Article, found: &mut Found) {
    let credit = article.dateline.as_ref().and_then(|dateline| dateline.credit);
    match credit
        .map(|span| span.trimmed(desk.text))
        .filter(|span| !span.is_empty())
    {
        Some(span) => marked(desk, article, span, found),
        None => unmarked(desk, article, found),
    }
}

fn marked(desk: &Desk<'_>, article: &Article, span: Span, found: &mut Found) {
    let words = span.of(desk.text);
    let before = found.len();
    let masked = Masked::folded(words, span.start, desk.agencies, desk.language);
    for name in masked.names() {
        found.name(
            desk,
            name,
            Some(name.span),
            "",
            CreditKind::Dateline,
            LISTED,
            "dateline",
        );
    }
    // "ANKARA (AA)", "Stockholm (TT)": short forms that only their own country reads as an agency.
    for name in desk.agencies.names_anywhere_in(words, desk.language) {
        let is_home = desk
            .filed_in
            .is_some_and(|country| desk.agencies.of_country(name.span.of(words), country).is_some());
        if name.is_foreign && is_home {
            let own = Some(name.span.shifted(span.start));
            found.name(
                desk,
                &name,
                own,
                "",
                CreditKind::Dateline,
                LISTED,
                "dateline_home",
            );
        }
    }
    if found.len() > before {
        return;
    }
    // A district in brackets may have been taken for the credit: Mumbai (Maharashtra), Jan 13 (ANI).
    let before = found.len();
    unmarked(desk, article, found);
    if found.len() > before {
        return;
    }
    let is_outlet = article
        .site_name
        .as_deref()
        .is_some_and(|site| site.eq_ignore_ascii_case(words));
    found.add(Credit {
        agency: None,
        kind: CreditKind::Dateline,
        text: words.to_owned(),
        span: Some(span),
        confidence: UNLISTED,
        rule: if is_outlet {
            "dateline_outlet"
        } else {
            "dateline_unlisted"
        },
    });
}

/// A known agency in the shape of a dateline's credit, where the opening was not read as a dateline:
/// scripts and shapes that have no place or date before the name.
fn unmarked(desk: &Desk<'_>, article: &Article, found: &mut Found) {
    static SHAPES: LazyLock<[Regex; 7]> = LazyLock::new(|| {
        let names = r"(?:\p{L}{1,4}[/ ])?({N}(?:\s*[,/–-]\s*(?:{N}|\p{Ll}{2,4}))*)";
        [
            // In brackets, with a dash, a colon or a new sentence behind; anything may be glued before.
            pattern(concat!(
                r"^[^()（）]{0,150}?(?:\([^()]{0,40}\)[^()]{0,60})?[(（]\s*({S}(?:\s*[,/–-]\s*(?:{N}|\p{Ll}{2,4}))*)",
                r"\s*[)）]\s*(?:\.?\s*[-–—―:]+\s*[^\s\p{Ll}]|\.\s*\p{Lu})",
            )),
            // The same for names that mean other things too: nothing but capitalised words before.
            pattern(&format!(
                concat!(
                    r"^(?:\p{{Lu}}[\p{{L}}\p{{M}}.'’-]*(?:[ ,/]+\p{{Lu}}[\p{{L}}\p{{M}}.'’-]*){{0,4}})?,?\s*",
                    r"[(（]\s*{names}\s*[)）]\s*\.?\s*[-–—―:]+\s*[^\s\p{{Ll}}]",
                ),
                names = names
            )),
            // In brackets behind a place and nothing more: `LONDON (Reuters) The pound`, `北京3月14日电（新华社）`.
            pattern(&format!(
                concat!(
                    r"^(?:\p{{Lu}}[\p{{Lu}}\p{{M}} .,/'’-]{{2,60}}(?:,?\s*\p{{L}}{{3,9}}\.?\s+\d{{1,2}})?|",
                    r"[\p{{Han}}\d]{{2,20}}电)?\s*[(（]\s*{names}\s*[)）]",
                ),
                names = names
            )),
            // In brackets behind a place and a day: `Mumbai, March 14 (IANS) Shares`.
            pattern(&format!(
                concat!(
                    r"^\p{{Lu}}[\p{{L}}\p{{M}} .,/'’()\[\]-]{{1,80}}?[,.:]?\s(?:\p{{L}}{{3,10}}\.?\s",
                    r"\d{{1,2}}|\d{{1,2}}\.?\s(?:de\s)?\p{{L}}{{3,10}})\.?(?:,?\s(?:de\s)?\d{{4}})?\s*[(（]",
                    r"\s*{names}\s*[)）]",
                ),
                names = names
            )),
            // Between slashes.
            pattern(&format!(
                r"^[^/]{{0,80}}/\s*{names}\s*/\s*[.\s]*(?:[-–—]|\p{{Lu}}|$)"
            )),
            // Behind a dash: `МОСКВА, 14 мар - РИА Новости.`
            pattern(r"^\p{Lu}[^.]{1,60}\d?[^.]{0,20}[-–—]\s*({S})[.,]\s"),
            // Before the place: `新华社北京3月14日电`, `【ロンドン共同】`, `(서울=연합뉴스)`.
            pattern(
                r"^(?:({N})[\p{Han}\d\s]{1,24}电|【[^】]{0,24}?({N})】|\([\p{Hangul}\s]{1,16}=\s*({N})\))",
            ),
        ]
    });
    for span in opening_lines(article) {
        let end = end_within(desk.text, span, OPENING_BYTES_MAX);
        let opening = Span::new(span.start, end);
        let masked = Masked::new(opening.of(desk.text), opening.start, desk.agencies, desk.language);
        if masked.is_bare() || super::photo::is_picture_credit(&masked.text) {
            continue;
        }
        let groups = SHAPES.iter().find_map(|shape| shape.captures(&masked.text));
        for group in groups.iter().flat_map(|groups| groups.iter().skip(1)).flatten() {
            for name in masked.names_in(group.range()) {
                found.name(
                    desk,
                    name,
                    Some(name.span),
                    "",
                    CreditKind::Dateline,
                    LISTED_UNMARKED,
                    "dateline_opening",
                );
            }
        }
        if groups.is_some() {
            return;
        }
    }
}

/// The first lines of the body up to the first that is long enough to be the report.
fn opening_lines(article: &Article) -> Vec<Span> {
    let mut lines = Vec::new();
    let paragraphs = article.body().flat_map(|section| article.paragraphs(section));
    for span in paragraphs.take(OPENING_LINES_MAX) {
        lines.push(span);
        if span.len() >= OPENING_LINE_BYTES_MIN {
            break;
        }
    }
    lines
}

/// The end of `span`, or of its first `bytes` on a character boundary.
fn end_within(text: &str, span: Span, bytes: usize) -> usize {
    let mut end = span.end.min(span.start + bytes);
    while end > span.start && !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}
