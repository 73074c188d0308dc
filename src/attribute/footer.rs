//! Reads what stands below a report about how it came about: copyright, contributors, editors, feeds.

use std::sync::LazyLock;

use regex::Regex;

use super::closing::end_of;
use super::found::{Desk, Found};
use super::lines::Line;
use super::masked::{Masked, pattern};
use super::photo::is_picture_credit;
use crate::model::{Credit, CreditKind, Span};

/// How much of a line's end is read, in bytes: disclaimers are long, and stand behind the last sentence.
const FOOTER_BYTES_MAX: usize = 600;

/// The whole text is the agency's.
const WHOLE: f64 = 0.8;

/// Part of the text may be the agency's.
const PART: f64 = 0.4;

/// `Reporting by ...; Editing by ...` is Reuters' form, but others have taken it over.
const FORM_ONLY: f64 = 0.5;

/// The agency whose form `Reporting by ...; Editing by ...` is.
const FORM_OF: &str = "reuters";

/// The agency that stands for unnamed ones.
const UNNAMED: &str = "agencies";

/// Name, confidence and pattern of each rule. Beside the marks of [`pattern`], `{START}` is where a
/// sentence may begin, `{MATERIAL}` what an agency gives, `{OF}` a preposition, `{ARTICLE}` an article or
/// the word for an agency, `{NAMES}` a list.
/// The first that fits is taken; its first group holds the names.
const RULES: [(&str, f64, &str); 13] = [
    (
        "footer_copyright",
        WHOLE,
        concat!(
            r"^[\s(\[*]*(?:\(c\)|©|copyright)(?:[\s:,]|\(c\)|©|copyright)*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?",
            r"[\s,]*(?:by\s+|von\s+)?(?:the\s+|agence\s+)?({A})(?:\W|$)",
        ),
    ),
    (
        "footer_published_by",
        WHOLE,
        concat!(
            r"{START}(?:this|the)\s+(?:report|story|article|content|piece|news|copy|item)\s+",
            r"(?:by|from|of|(?:was|is|has\s+been|comes|came|originally|first)\b[^.]{0,60}?\b(?:by|",
            r"from|in|on|via|at|of))",
            r"\s+(?:an?\s+|the\s+)?({A})",
        ),
    ),
    (
        "footer_provided_by",
        WHOLE,
        concat!(
            r"{START}(?:provided|distributed|supplied|syndicated|republished|reprinted|published|courtesy)\s+",
            r"(?:by|from|via|of|under|in|with|through)(?:\s+(?:arrangement|permission|agreement|partnership))?",
            r"(?:\s+(?:with|from|by|of))?\s+(?:the\s+)?({A})",
        ),
    ),
    (
        "footer_read_original",
        WHOLE,
        concat!(
            r"{START}(?:read|see)\s+the\s+(?:original|full)\s+(?:article|story|report|version)\s+",
            r"(?:at|on|from|here\s+at)\s+(?:the\s+)?({A})",
        ),
    ),
    (
        "footer_standards",
        WHOLE,
        r"our\s+standards\s*:\s*(?:the\s+)?({A})\s+trust\s+principles",
    ),
    (
        "footer_agency_feed",
        WHOLE,
        concat!(
            r"\b(?:published|generated|sourced|taken|syndicated|received|auto-?\s?(?:published|",
            r"generated))\b[^.]{0,60}?",
            r"\b(?:from|by|via)\s+(?:an?\s+|the\s+)?({A})\s+(?:news\s+)?(?:agency\s+|wire\s+|syndicated\s+)?",
            r"(?:feeds?|wires?|service)",
        ),
    ),
    (
        "footer_contributed",
        PART,
        concat!(
            r"({N}(?:\s*(?:,|and|&)\s*(?:the\s+)?{N})*)(?:['’]s)?[^.]{0,160}?",
            r"\bcontributed(?:\s+(?:(?:\w+\s+)?to\s+(?:this|the)\b|reporting\b)|\W*$)",
        ),
    ),
    (
        "footer_inputs",
        PART,
        concat!(
            r"\b(?:with|additional|some|includes?|including|using|mit|con|com|avec|met|med|ze?|",
            r"contains?)\s+(?:\w+\s+){0,2}?",
            r"{MATERIAL}\s+{OF}\s*{ARTICLE}({NAMES})",
        ),
    ),
    (
        "footer_inputs",
        PART,
        r"\bwith\s+(?:the\s+)?({NAMES})\s+(?:inputs?|reports?|copy|material)\b",
    ),
    (
        "footer_inputs",
        PART,
        r"{START}{MATERIAL}\s+{OF}\s+(?:the\s+)?({NAMES})(?:\s+(?:was|were)\s+used\b|\W*$)",
    ),
    (
        "footer_inputs",
        PART,
        r"{START}(?:inputs?|agency\s+inputs?|additional\s+reporting)\s*(?:from|by|:)\s*(?:the\s+)?({NAMES})",
    ),
    (
        "footer_inputs",
        PART,
        r"{START}(?:with|mit|avec|con|com)\s+(?:{N}|\p{L}*(?:agentur|agency|agenc|agenz)\p{L}*)(?:\s+\p{L}+)?\s*[(:]\s*({NAMES})",
    ),
    (
        "footer_with",
        PART,
        r"{START}(?:with|mit|avec|con|com|met|med|ze?|vía)\s+{ARTICLE}({NAMES})\s*[)\]]?[\s.]*$",
    ),
];

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let start = r"(?:^|[.!?”\x22’:;]\s*|[\s][(\[*]|^\W+)[\s(\[*_–—-]*";
    let material = concat!(
        r"(?:material(?:e|et|en|i|ien)?|information(?:s|en)?|información|informaciones|informações|",
        r"informazioni|informatie|informacji|datos|dados|dati|despachos|dépêches|reporting|files?|inputs?|",
        r"copy|contributions?|dispatch(?:es)?|reports?|agentur|agencia|materiałów|notas?)",
    );
    let of = r"(?:from|by|of|via|von|der|de(?:\s+la)?|del|da|do|das|des|di|della|dell[’']|d[’']|van|från|fra|od|z)";
    let article = concat!(
        r"(?:the\s+|der\s+|den\s+|la\s+|las\s+|het\s+|l['’])?",
        r"(?:(?:news\s+)?agency\s+|agência\s+|agencias?\s+|agence\s+|l['’]agence\s+|agenzia\s+|",
        r"(?:nachrichten)?agentur\s+|persbureau\s+|nyhetsbyrån\s+|agencji\s+)?",
    );
    let names = r"{N}(?:\s*(?:,|and|&|/|und|et|y|e)\s*(?:the\s+|der\s+|l['’])?{N})*";
    let whole = |(_, _, rule): &(&str, f64, &str)| {
        let rule = rule
            .replace("{START}", start)
            .replace("{MATERIAL}", material)
            .replace("{ARTICLE}", article);
        pattern(&format!(
            "(?i){}",
            rule.replace("{OF}", of).replace("{NAMES}", names)
        ))
    };
    RULES.iter().map(whole).collect()
});

/// `Distributed by X on behalf of Y`: the words are Y's, X only carries them.
static ON_BEHALF: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^[^.]{0,40}?\bon\s+behalf\s+of\b"));

/// Adds what the line at the article's edge says about agencies.
pub(super) fn read(desk: &Desk<'_>, line: &Line, found: &mut Found) {
    let tail = end_of(desk.text, line.span, FOOTER_BYTES_MAX);
    let masked = Masked::new(tail.of(desk.text), tail.start, desk.agencies, desk.language);
    if is_picture_credit(&masked.text) {
        return;
    }
    let before = found.len();
    if !masked.is_bare() {
        for ((rule, confidence, _), regex) in RULES.iter().zip(PATTERNS.iter()) {
            let Some(group) = regex.captures(&masked.text).and_then(|groups| groups.get(1)) else {
                continue;
            };
            if ON_BEHALF.is_match(&masked.text[group.end()..]) {
                continue;
            }
            for name in masked.names_in(group.range()) {
                found.name(
                    desk,
                    name,
                    Some(name.span),
                    "",
                    CreditKind::Footer,
                    *confidence,
                    rule,
                );
            }
            break;
        }
    }
    if found.len() == before {
        by_form(desk, line, &masked, found);
    }
}

/// Footers that name no agency: the form tells.
fn by_form(desk: &Desk<'_>, line: &Line, masked: &Masked<'_>, found: &mut Found) {
    /// `(Reporting by ...; Editing by ...)`.
    static REPORTING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"\(?\b(?:(?:[Aa]dditional\s+)?[Rr]eporting|",
            r"[Ww]riting)\s+[Bb]y\s+[^()]{2,300}?[;.,]?\s*(?:[Aa]dditional\s+reporting|[Ww]riting|",
            r"[Ee]diting|[Cc]ompiled|[Rr]eporting)\s+[Bb]y\s+[^()]{2,160}\)?[\s.]*$|",
            // The same house in Portuguese, Spanish, French and German.
            r"\(?\b(?i:reportagem|reportes?|reportaje|reportage|rédigé|bericht|version\s+française)\s+",
            r"(?i:adicional\s+)?(?:de|por|par|von|da)\s+[^()]{2,200}?[;.,]\s*(?i:edição|edi[ct]i[óo]n|editado|",
            r"édité|redigiert|edited)\b[^()]{2,160}\)?[\s.]*$",
        ))
    });
    /// `auto-generated from a syndicated feed`.
    static FEED: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)\b(?:published|generated|sourced|taken|syndicated|received|auto-?\s?(?:published|",
            r"generated)|is|comes)\b[^.]{0,60}?\b(?:from|by|via)\s+",
            r"(?:(?:an?|the|our|one\s+of|automated|third[\s-]party|news|wire|",
            r"unedited)\s+){0,5}(?:agency|agencies|wire|syndicated|newswire)s?\b[^.]{0,20}?",
            r"\b(?:feeds?|copy|reports?|content|source)\b|",
            r"\bfrom\s+(?:an?\s+)?(?:third[\s-]party\s+)?syndicated\s+feed|",
            r"\b(?:story|report|copy|article|text|post|content|news)\b[^.]{0,60}?\b(?:from|by|via)\s+",
            r"(?:(?:an?|the|our|news|wire)\s+){1,3}(?:agency|agencies|wires?)\b[^.]{0,80}?\b(?:unedited|without|",
            r"minimal|minor|modif\p{L}+|headline|not\s+(?:been\s+)?(?:edited|altered|changed))\b",
        ))
    });
    /// `With inputs from agencies`, `additional reporting by agencies`: no name of the catalogue in that case or form.
    static INPUTS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)\b(?:with|additional)\s+(?:\w+\s+)?(?:inputs?|reporting|reports?)\s+(?:from|",
            r"by)\s+(?:\w+\s+){0,2}(?:agencies|wires?|agency)\b|\bwith\s+agency\s+inputs?\b",
        ))
    });
    let tries = [
        (&*FEED, UNNAMED, WHOLE, "footer_feed"),
        (&*INPUTS, UNNAMED, PART, "footer_inputs"),
        (&*REPORTING, FORM_OF, FORM_ONLY, "footer_reporting_editing"),
    ];
    for (regex, agency, confidence, rule) in tries {
        if !regex.is_match(&masked.text) || desk.agencies.by_id(agency).is_none() {
            continue;
        }
        // A name beside the form ("Reporting by Jane Roe, AFP; Editing by ...") is its true owner.
        let named = masked.names().filter(|name| !name.agency.is_generic()).last();
        if let Some(name) = named {
            found.name(
                desk,
                name,
                Some(name.span),
                "",
                CreditKind::Footer,
                confidence,
                rule,
            );
            return;
        }
        // Without a mark that stands for other bytes, places in the masked text are places in the line.
        let tail = end_of(desk.text, line.span, FOOTER_BYTES_MAX);
        let whole = regex.find(tail.of(desk.text)).map_or(tail, |words| {
            Span::new(tail.start + words.start(), tail.start + words.end()).trimmed(desk.text)
        });
        found.add(Credit {
            agency: Some(agency.to_owned()),
            kind: CreditKind::Footer,
            text: whole.of(desk.text).to_owned(),
            span: Some(whole),
            confidence,
            rule,
        });
        return;
    }
}
