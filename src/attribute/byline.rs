//! Reads agencies in bylines and author fields.

use std::sync::LazyLock;

use regex::Regex;

use super::found::{Desk, Found};
use super::lines::{Edge, Line};
use super::masked::{Masked, pattern};
use super::{closing, photo};
use crate::model::{Credit, CreditKind, SectionKind, Span};

/// An agency named as author.
const AUTHOR: f64 = 0.9;

/// Longest byline, in bytes; longer fields are biographies.
const BYLINE_BYTES_MAX: usize = 300;

/// Words a byline in the text begins with.
static LEAD_IN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(?:(?:(?i:written|reported)\s+)?(?:[Bb]y|BY)\b|V[Oo][Nn]\b|P[Oo][Rr]\b|P[Aa][Rr]\b|Di\b|",
        r"DI\b|Door\b|Av\b|Af\b|[Oo]pr(?:ac)?\.|(?i:autor(?:en|a)?|authors?|auteur|text|redazione|agency|",
        r"agentur)\s*:)[\s:]*",
    ))
});

/// Adds the agencies of a byline or author field that stands outside the text.
pub(super) fn field(desk: &Desk<'_>, byline: &str, kind: CreditKind, rule: &'static str, found: &mut Found) {
    if kind == CreditKind::Byline && closing::dated(desk, byline, None, found) {
        return;
    }
    authors(desk, byline, None, kind, rule, found);
}

/// Adds the agencies of the byline that stands in the text at `span`.
pub(super) fn field_in_text(desk: &Desk<'_>, span: Span, found: &mut Found) {
    let text = span.of(desk.text);
    if !closing::dated(desk, text, Some(span.start), found) {
        authors(desk, text, Some(span), CreditKind::Byline, "byline", found);
    }
}

/// Adds the agencies of a line of the text, when it is a byline.
pub(super) fn line(desk: &Desk<'_>, line: &Line, found: &mut Found) -> bool {
    let text = line.span.of(desk.text);
    let may_be = line.edge == Edge::Head || line.kind == SectionKind::Credit;
    if !may_be || text.len() > BYLINE_BYTES_MAX {
        return false;
    }
    let is_marked = line.edge == Edge::Head && line.kind == SectionKind::Credit;
    let is_byline = LEAD_IN.is_match(text) || is_marked && is_with_agency(desk, line.span);
    if !is_byline {
        return false;
    }
    let before = found.len();
    authors(
        desk,
        text,
        Some(line.span),
        CreditKind::Byline,
        "byline_line",
        found,
    );
    found.len() > before
}

/// `Le Courrier du Val avec AFP`: a house and, behind a word for "with", an agency at the end.
fn is_with_agency(desk: &Desk<'_>, span: Span) -> bool {
    static WITH: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\s(?i:with|mit|avec|con|com|met|med|and|und|et|e|y)\s+(?:l['’])?{N}\W*$"));
    let masked = Masked::new(span.of(desk.text), span.start, desk.agencies, desk.language);
    WITH.is_match(&masked.text) && !photo::is_picture_credit(&masked.text)
}

fn authors(
    desk: &Desk<'_>,
    text: &str,
    span: Option<Span>,
    kind: CreditKind,
    rule: &'static str,
    found: &mut Found,
) {
    /// What separates one author from the next, and a person from the house.
    static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[,;|/&•·()\[\]（）\n]|\s[-–—]\s|\b(?i:and|und|et|y|with|mit|avec|con|com|met|med|for|für|pour)\b",
        )
    });
    if text.len() > BYLINE_BYTES_MAX {
        return;
    }
    let base = span.map_or(0, |span| span.start);
    let masked = Masked::new(text, base, desk.agencies, desk.language);
    let masked = if masked.is_bare() {
        Masked::folded(text, base, desk.agencies, desk.language)
    } else {
        masked
    };
    if masked.is_bare() {
        led_in(desk, text, span, kind, rule, found);
        return;
    }
    if credits_picture(&masked.text) {
        return;
    }
    let mut at = LEAD_IN.find(&masked.text).map_or(0, |lead_in| lead_in.end());
    let mut segments = Vec::new();
    for separator in SEPARATOR.find_iter(&masked.text) {
        if separator.start() >= at {
            segments.push(at..separator.start());
            at = separator.end();
        }
    }
    segments.push(at..masked.text.len());
    for segment in segments {
        if !names_house(&masked.text[segment.clone()]) {
            continue;
        }
        for name in masked.names_in(segment) {
            let place = span.map(|_| name.span);
            found.name(desk, name, place, text, kind, AUTHOR, rule);
        }
    }
}

/// `Av TT`: a short form that only its own language reads as an agency, behind the word that begins a
/// byline in that language.
fn led_in(
    desk: &Desk<'_>,
    text: &str,
    span: Option<Span>,
    kind: CreditKind,
    rule: &'static str,
    found: &mut Found,
) {
    const LEAD_INS: [(&str, &str); 5] = [
        ("av", "sv"),
        ("av", "no"),
        ("af", "da"),
        ("door", "nl"),
        ("por", "es"),
    ];
    let Some((word, name)) = text.trim().split_once([' ', ':']) else {
        return;
    };
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let agency = LEAD_INS
        .iter()
        .filter(|(lead_in, _)| *lead_in == word.to_lowercase())
        .find_map(|(_, language)| desk.agencies.by_name(name, Some(language)));
    let Some((agency, _)) = agency else {
        return;
    };
    let own = span
        .and_then(|span| Some((span, span.of(desk.text).rfind(name)?)))
        .map(|(span, at)| Span::new(span.start + at, span.start + at + name.len()));
    found.add(Credit {
        agency: Some(agency.id.clone()),
        kind,
        text: name.to_owned(),
        span: own,
        confidence: AUTHOR,
        rule,
    });
}

/// `Photo by X, Reuters`, but not `By Jane Roe/AFP`, which the picture rules would take for a picture's.
fn credits_picture(masked: &str) -> bool {
    !LEAD_IN.is_match(masked) && photo::is_picture_credit(masked)
}

/// Whether one author, masked, is a house and not a person who shares its letters.
fn names_house(segment: &str) -> bool {
    /// Nothing but the name, with what houses add to it.
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)^\W*(?:(?:the|our|agency|agencia|agence|agência|agenzia|agentur|nachrichtenagentur|",
            r"redazione|redacción|source|quelle|from|staff|news)\W+)*",
            r"{N}(?:\W+(?:staff|news|agency|newsroom|newswire|wire|service|desk|bureau|team|",
            r"reporters?|writers?|correspondents?|journalists?|editors?|",
            r"[\p{L}.]+\s+writer|\d+))*\W*$",
        ))
    });
    /// A person with the house behind: `TIM ROE AP Sports Writer`, `Jane Roe Associated Press`.
    static BEHIND_PERSON: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?:\s|^){S}(?:\W|$)|\s{A}(?:\s+\p{Lu}\p{L}+){0,3}\s+(?i:writer|reporter|correspondent|",
            r"editor|staff|analyst)s?\b|\s{N}\W*$",
        ))
    });
    BARE.is_match(segment) || (BEHIND_PERSON.is_match(segment) && !is_initialled_person(segment))
}

/// A person whose last name or initials look like a doubtful token: `Michael Bloomberg`, `Reshma PA`.
fn is_initialled_person(segment: &str) -> bool {
    static PERSON: LazyLock<Regex> =
        LazyLock::new(|| pattern("^\\W*\\p{L}[\\p{L}.'’-]*(?:\\s+[\\p{L}.'’-]+)?\\s+\x02\\W*$"));
    PERSON.is_match(segment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::agencies::Agencies;

    fn named(byline: &str) -> Vec<String> {
        let desk = Desk {
            text: "",
            language: Some("en"),
            filed_in: None,
            published_in: None,
            agencies: Agencies::shipped(),
        };
        let mut found = Found::default();
        field(&desk, byline, CreditKind::Byline, "byline", &mut found);
        found
            .sorted()
            .into_iter()
            .filter_map(|credit| credit.agency)
            .collect()
    }

    #[test]
    fn agencies_alone_or_behind_a_person_are_named() {
        for (byline, agency) in [
            ("By Reuters", "reuters"),
            ("PTI,", "pti"),
            ("Reuters Staff", "reuters"),
            ("By JANE ROE and JOHN DOE, Associated Press", "ap"),
            ("TIM ROE AP Basketball Writer", "ap"),
            ("Von: det/dpa", "dpa"),
            ("Von Karl Muster, dpa", "dpa"),
            ("Por Agencia EFE", "efe"),
            ("By Jane Roe/AFP", "afp"),
            ("Redazione ANSA", "ansa"),
            ("Valley Post wire services", "agencies"),
            ("Jane Roe (Bloomberg)", "bloomberg"),
            ("newsdesk@pti.example (PTI)", "pti"),
            ("AFP News Agency", "afp"),
        ] {
            assert_eq!(named(byline), [agency], "{byline}");
        }
        assert_eq!(named("AP, Reuters"), ["ap", "reuters"]);
        assert_eq!(named("Staff and agencies"), ["agencies"]);
    }

    #[test]
    fn persons_who_share_letters_with_an_agency_are_not() {
        for byline in [
            "By Michael Bloomberg",
            "Reshma PA",
            "PA Sangma",
            "AP Dhillon",
            "By Petra Muster",
            "Hina Khan",
            "",
        ] {
            assert!(named(byline).is_empty(), "{byline}");
        }
    }

    #[test]
    fn a_picture_credit_is_no_byline() {
        assert!(named("Photo by Amelia Stone, Reuters").is_empty());
    }
}
