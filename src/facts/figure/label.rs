//! Numbers that are names: `Article 5`, `Boeing 737`, `Call 101`.

use super::super::token::{Token, TokenKind};
use super::counted;

/// Words that number a thing when they stand before a number: `Article 5`, `Flight 370`, `page 12`.
pub(super) const LABELS: &[&str] = &[
    "article",
    "section",
    "chapter",
    "page",
    "pages",
    "room",
    "flight",
    "route",
    "highway",
    "interstate",
    "no",
    "nos",
    "number",
    "figure",
    "table",
    "version",
    "channel",
    "phase",
    "stage",
    "round",
    "resolution",
    "amendment",
    "proposition",
    "verse",
    "gate",
    "terminal",
    "platform",
    "district",
    "ward",
    "zone",
    "season",
    "episode",
    "volume",
    "rule",
    "act",
    "item",
    "paragraph",
    "clause",
    "appendix",
    "exhibit",
    "formula",
    "apollo",
    "windows",
    "boeing",
    "airbus",
    "suite",
    "apartment",
    "apt",
    "precinct",
    "battalion",
    "unit",
    "pier",
    "bus",
    "train",
    "square",
    "studio",
    "covid",
    "psalm",
    "class",
    "grade",
    "tier",
    "category",
    "world",
    "super",
    "bowl",
    "type",
    "reactor",
    "question",
    "game",
    "match",
    "lane",
    "flat",
    "lot",
    "hall",
    "dock",
    "berth",
    "runway",
    "ball",
    "lap",
    "hole",
    "heat",
    "model",
    "series",
    "chapter",
    "part",
    "book",
    "step",
    "hotline",
    "extension",
    "ext",
    "code",
    "pin",
    "reference",
    "ref",
    "sale",
    "case",
    "file",
    "line",
    "track",
    "tower",
    "block",
    "plot",
    "sector",
    "site",
    "camp",
    "well",
    "car",
    "level",
    "schedule",
    "annex",
    "annexe",
    "pool",
    "dial",
    "p",
    "nikkei",
    "nasdaq",
    "ftse",
    "stoxx",
    "asx",
    "cac",
    "ibex",
    "csi",
    "russell",
    "fortune",
    "nifty",
];

/// Labels that are verbs or counted things as well: they number only what no noun follows.
const DOUBTFUL_LABELS: &[&str] = &[
    "number", "no", "unit", "world", "square", "part", "book", "case", "file", "line", "track", "level",
    "car", "well", "match", "series", "site", "camp", "pool", "heat", "step", "block", "sale", "act",
    "class", "train", "bus", "code", "lot", "p", "ball", "hall", "season", "stage", "round",
];

/// Whether the number in `start..end` numbers a thing: `Article 5`, `No. 10`, `Boeing 737`.
pub(super) fn is_label(tokens: &[Token<'_>], start: usize, end: usize) -> bool {
    let Some(mut before) = start.checked_sub(1) else {
        return false;
    };
    if tokens[before].text == "." && before > 0 && tokens[before].glued {
        before -= 1;
        return tokens[before].is_any(&["no", "nos", "nr", "art", "sec", "fig", "vol", "ch"]);
    }
    let token = &tokens[before];
    if token.kind != TokenKind::Word {
        return false;
    }
    let digits = tokens[start].kind == TokenKind::Number && end - start == 1;
    // `Call 101`: said to be dialled.
    if token.is_any(&["call", "dial"]) && digits {
        return counted::counted(tokens, end).is_none();
    }
    if token.is_any(LABELS) && tokens.get(end).is_none_or(|t| t.text != "%") {
        return !token.is_any(DOUBTFUL_LABELS)
            || digits && counted::told(tokens, end).is_none() && !tokens[start].text.contains(',');
    }
    // A capitalised word before, inside the sentence, and no noun after: `Boeing 737`, `Kepler 22`.
    let named = token.is_capital() && before > 0 && token.text.len() > 1;
    let alone = tokens.get(end).is_none_or(|t| !t.is_lower());
    named && alone && digits && !tokens[start].text.contains([',', '.'])
}

/// Whether letters of a model stand before the number: `CX 40`, `the MB 7`.
pub(super) fn is_model_name(tokens: &[Token<'_>], start: usize) -> bool {
    let Some(before) = start.checked_sub(1).map(|before| &tokens[before]) else {
        return false;
    };
    let letters = (2..=4).contains(&before.text.len()) && before.text.bytes().all(|b| b.is_ascii_uppercase());
    letters && !before.is_any(OPENERS_IN_CAPITALS) && tokens[start].kind == TokenKind::Number
}

/// Words that a headline in capitals writes as models are written.
const OPENERS_IN_CAPITALS: &[&str] = &[
    "in", "at", "on", "by", "for", "with", "and", "the", "than", "to", "of", "from",
];
