//! Reads sign-offs and lines that are nothing but a credit.

use std::sync::LazyLock;

use regex::Regex;

use super::found::{Desk, Found};
use super::lines::{Edge, Line};
use super::masked::{Masked, pattern};
use super::photo::is_picture_credit;
use crate::model::{Credit, CreditKind, SectionKind, Span};

/// Longest line that can be a credit and nothing else, in bytes: names, initials, a time of update.
const CREDIT_LINE_BYTES_MAX: usize = 160;

/// How much of a paragraph's end may hold the sign-off, in bytes.
const SIGNOFF_BYTES_MAX: usize = 120;

/// A sign-off without a full stop before it needs a paragraph of at least this many bytes: shorter
/// lines that end in a bracket are captions.
const PARAGRAPH_BYTES_MIN: usize = 100;

/// A line of names, initials and lead-in words.
const WHOLE_LINE: f64 = 0.9;

/// The same where it may belong to a picture: a bare name before the report, or between paragraphs.
const UNDECIDED: f64 = 0.4;

/// A sign-off behind the last sentence.
const SIGNOFF: f64 = 0.9;

/// A bare name as the last word: the last caption of a gallery looks the same.
const LAST_WORD_SIGNOFF: f64 = 0.6;

/// Adds what the line at an edge of the article says, if it is a credit or ends in one. A line that
/// `is_footer` already is no credit as a whole: `Mit Agenturmaterial (dpa)`.
pub(super) fn read(desk: &Desk<'_>, line: &Line, is_footer: bool, found: &mut Found) {
    if !is_footer && line.span.len() <= CREDIT_LINE_BYTES_MAX && whole_line(desk, line, found) {
        return;
    }
    if line.edge == Edge::Tail || line.is_last {
        signoff(desk, line, found);
    }
}

/// Whether a text that stands alone (a byline field) is a credit with a time: `ANI | Updated: ...`.
/// Adds its names when it is.
pub(super) fn dated(desk: &Desk<'_>, text: &str, base: Option<usize>, found: &mut Found) -> bool {
    static CUE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)\b(?:last\s+)?(?:updated|published|posted|aktualisiert|publié|actualizado|",
            r"обновлено)\b|\|[^|]*\d{4}",
        ))
    });
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)^\W*(?:by\s+|source:\s*)?({N})\s*(?:\||updated|published|posted|[-–—,]\s)|",
            r"[(（]\s*({N}(?:\s*[,/]\s*{N})*)\s*[)）]\W*$|\bby\s+({N})\W|\|\s*({N})\s*(?:\||$)",
        ))
    });
    let masked = Masked::folded(text, base.unwrap_or(0), desk.agencies, desk.language);
    if masked.is_bare() || !CUE.is_match(&masked.text) || is_picture_credit(&masked.text) {
        return false;
    }
    let before = found.len();
    for groups in PLACE.captures_iter(&masked.text) {
        for group in groups.iter().skip(1).flatten() {
            for name in masked.names_in(group.range()) {
                found.name(
                    desk,
                    name,
                    base.map(|_| name.span),
                    text,
                    CreditKind::Credit,
                    WHOLE_LINE,
                    "credit_dated",
                );
            }
        }
    }
    found.len() > before
}

/// `(Agencies)`, `Quelle: dpa-AFX`, `jm/dm (AFP, dpa)`, a lone `Reuters`.
fn whole_line(desk: &Desk<'_>, line: &Line, found: &mut Found) -> bool {
    static FILLER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^(?i:\W*(?:(?:sources?|quellen?|źródło|fuentes?|fontes?|bron(?:nen)?|kild[ae]r?|källa|",
            r"kaynak|zdroj|izvor|sursa|forrás|lähde|источник|джерело|来源|來源|出典|출처|المصدر|स्रोत|from|agency|agentur|text|",
            r"dépêche|via|by|von|par|por|di|courtesy(?:\s+of)?|end)\b\W*)*)",
            // Names with initials, joined by marks or words.
            r"(?:{N}|\b\p{Ll}{1,4}\b|\b\p{Lu}{2,4}\b|[\s/()\[\]（）–—+&|,;:.*-]|\b(?i:and|und|et|avec|",
            r"with|mit|staff|news|agency|news\s+agency|newswire|",
            r"the|l['’]|d['’]|reporters?|writers?|desk)\b)*$",
        ))
    });
    /// Capitals that are not codes of a desk: `AAP, BJP` is a list of parties.
    static LISTED_CAPITALS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"{N}\s*[,&]\s*\p{Lu}{2,4}\b|\b\p{Lu}{2,4}\s*[,&]\s*{N}"));
    let text = line.span.of(desk.text);
    let masked = Masked::folded(text, line.span.start, desk.agencies, desk.language);
    if masked.is_bare() {
        return labelled(desk, line, found);
    }
    // "From Yonhap:" leads in a quotation.
    if text.ends_with(':') || is_picture_credit(&masked.text) {
        return false;
    }
    let may_be_dated = line.edge == Edge::Head || line.kind == SectionKind::Credit;
    if may_be_dated && dated(desk, text, Some(line.span.start), found) {
        return true;
    }
    if !FILLER.is_match(&masked.text) || LISTED_CAPITALS.is_match(&masked.text) {
        return false;
    }
    let is_signed = masked.text.starts_with(['-', '–', '—']) || has_initials(&masked.text);
    let (kind, confidence, rule) = match line.edge {
        Edge::Head => (CreditKind::Byline, UNDECIDED, "byline_bare"),
        Edge::Tail if is_signed => (CreditKind::Signoff, SIGNOFF, "signoff_line"),
        Edge::Tail if line.is_closing || line.kind != SectionKind::Body => {
            (CreditKind::Credit, WHOLE_LINE, "credit_line")
        }
        Edge::Tail => (CreditKind::Credit, UNDECIDED, "credit_between"),
    };
    for name in masked.names() {
        found.name(desk, name, Some(name.span), text, kind, confidence, rule);
    }
    true
}

/// `Källa: TT`, `Kaynak: AA`: a short form that only its own language reads as an agency, behind the
/// word for a source in that language.
fn labelled(desk: &Desk<'_>, line: &Line, found: &mut Found) -> bool {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^\W{0,3}(\p{L}{3,9})\s?[:：]\s?([\p{L}\d. -]{2,40}?)[\s.)]*$"));
    /// Words for a source, and the language each belongs to.
    const LABELS: [(&str, &str); 11] = [
        ("källa", "sv"),
        ("kaynak", "tr"),
        ("kilde", "no"),
        ("kilde", "da"),
        ("bron", "nl"),
        ("źródło", "pl"),
        ("quelle", "de"),
        ("fuente", "es"),
        ("fonte", "it"),
        ("fonte", "pt"),
        ("izvor", "hr"),
    ];
    let text = line.span.of(desk.text);
    let Some(groups) = LABEL.captures(text) else {
        return false;
    };
    let (label, name) = (groups[1].to_lowercase(), &groups[2]);
    let agency = LABELS
        .iter()
        .filter(|(word, _)| *word == label)
        .find_map(|(_, language)| desk.agencies.by_name(name, Some(language)));
    let Some(((agency, _), place)) = agency.zip(groups.get(2)) else {
        return false;
    };
    let span = Span::new(line.span.start + place.start(), line.span.start + place.end());
    found.add(Credit {
        agency: Some(agency.id.clone()),
        kind: CreditKind::Credit,
        text: span.of(desk.text).to_owned(),
        span: Some(span),
        confidence: WHOLE_LINE,
        rule: "credit_labelled",
    });
    true
}

/// Whether the line holds a desk's initials beside the name: `aja/PAP`, `PTI ABC RHL`.
fn has_initials(masked: &str) -> bool {
    static INITIALS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b\p{Ll}{1,4}/(?:\p{Ll}|{N})|{N}(?:\s+\p{Lu}{2,4}\b)+\W*$|{N}\s+\p{Ll}{1,4}/")
    });
    INITIALS.is_match(masked)
}

/// `... on Monday. (NAN)`, `... he said.--IANS ms/vd`, `... again. PTI ABC RHL`.
fn signoff(desk: &Desk<'_>, line: &Line, found: &mut Found) {
    /// After a dash.
    static DASHED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?:^|[\s.!?”\x22’')\]…])[-–—]{1,3}\s*(?:(?i:end|",
            r"ends)\s*/\s*)?({N}(?:\s*[/,&]\s*{N})*)(?:\s+\p{L}{1,5}(?:/\p{L}{1,4})*/?){0,5}[.\s/]*$",
        ))
    });
    /// Behind the last full stop, with initials.
    static CODED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"[.!?”\x22’')…]\s*({A})(?:(?:\s+(?:\p{Lu}{2,4}|\p{Ll}{1,3}(?:/\p{Ll}{1,3})*))+|",
            r"\s+\p{Ll}{1,4}/(?:\p{Ll}{1,4})?)[/.\s]*$",
        ))
    });
    /// In brackets behind the last full stop.
    static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"[.!?”\x22’'»…。]\s*[(（\[]\s*(?:[\p{L}]{1,4}[/ ,]+)?({N}(?:[/,;\s–-]+(?:{N}|",
            r"\p{Ll}{1,4}\b))*)\s*[)）\]]\s*[.。]?(?:\s*\(?(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+/?\)?)?\s*$",
        ))
    });
    /// In brackets at the very end, the full stop behind them.
    static BRACKETED_BEFORE_STOP: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\s[(（]({S}(?:\s*[/,]\s*{N})*)[)）]\s*[.。]?$"));
    /// A name that is the last sentence: `... said the mayor. Xinhua`.
    static LAST_WORD: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"[.!?”\x22’»…]\s+[-–—]?\s*({A}(?:\s*[/,]\s*{N})*)[.\s]*$"));

    let tail = end_of(desk.text, line.span, SIGNOFF_BYTES_MAX);
    let masked = Masked::new(tail.of(desk.text), tail.start, desk.agencies, desk.language);
    if masked.is_bare() || is_picture_credit(&masked.text) {
        return;
    }
    let is_paragraph = line.span.len() >= PARAGRAPH_BYTES_MIN;
    let tries: [(&Regex, &'static str, f64, bool); 5] = [
        (&DASHED, "signoff_dash", SIGNOFF, true),
        (&CODED, "signoff_initials", SIGNOFF, true),
        (&BRACKETED, "signoff_bracket", SIGNOFF, line.is_closing),
        (
            &BRACKETED_BEFORE_STOP,
            "signoff_bracket_stop",
            SIGNOFF,
            is_paragraph && line.is_last,
        ),
        (
            &LAST_WORD,
            "signoff_last_word",
            LAST_WORD_SIGNOFF,
            is_paragraph && line.is_last,
        ),
    ];
    for (regex, rule, confidence, applies) in tries {
        let Some(group) = regex
            .captures(&masked.text)
            .filter(|_| applies)
            .and_then(|groups| groups.get(1))
        else {
            continue;
        };
        for name in masked.names_in(group.range()) {
            found.name(
                desk,
                name,
                Some(name.span),
                name.span.of(desk.text),
                CreditKind::Signoff,
                confidence,
                rule,
            );
        }
        return;
    }
}

/// The last `bytes` of `span`, or a little less, on a character boundary.
pub(super) fn end_of(text: &str, span: Span, bytes: usize) -> Span {
    let mut start = span.end.saturating_sub(bytes).max(span.start);
    while start < span.end && !text.is_char_boundary(start) {
        start += 1;
    }
    Span::new(start, span.end)
}
