//! The shapes of an opening.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{date, month};

/// Words of a place, all parts together; longer runs of capitals are a headline.
const PLACE_WORDS_MAX: usize = 9;
/// Words of a credit: `Thomson Reuters Foundation`, `AFP, dpa, Reuters`.
const CREDIT_WORDS_MAX: usize = 6;

/// An opening, ranges in the given line.
#[derive(Debug)]
pub(super) struct Opening {
    pub whole: Range<usize>,
    pub place: Option<Range<usize>>,
    pub date: Option<Range<usize>>,
    pub credit: Option<Range<usize>>,
    /// It has neither credit nor date.
    pub is_weak: bool,
}

/// Words that begin sentences and labels, never places.
const NOT_PLACES: &[&str] = &[
    "in",
    "on",
    "at",
    "by",
    "a",
    "an",
    "from",
    "since",
    "until",
    "after",
    "before",
    "during",
    "for",
    "with",
    "published",
    "updated",
    "posted",
    "update",
    "breaking",
    "exclusive",
    "watch",
    "live",
    "news",
    "opinion",
    "analysis",
    "factbox",
    "corrected",
    "correction",
    "note",
    "editor",
    "photo",
    "video",
    "read",
    "also",
    "this",
    "that",
    "it",
    "he",
    "she",
    "we",
    "they",
    "today",
    "yesterday",
    "q&a",
    "faq",
    "tl;dr",
    "refile",
    "wrapup",
    "press",
    "um",
    "em",
    "von",
    "am",
    "im",
    "source",
    "copyright",
    "advertisement",
    "disclaimer",
    "summary",
    "synopsis",
    "highlights",
    "image",
    "file",
    "alert",
    "developing",
    "just",
    "here",
    "what",
    "why",
    "how",
    "who",
    "when",
    "where",
    "as",
    "if",
    "but",
    "and",
    "or",
];

/// Words that begin places of several words (`New York`, `Los Angeles`, `THE HAGUE`) and, in small
/// letters behind the first, sentences.
const NOT_PLACES_ALONE: &[&str] = &[
    "new", "the", "le", "la", "les", "el", "il", "lo", "los", "las", "der", "die", "das",
];

/// Words in brackets that are no agency.
const NOT_CREDITS: &[&str] = &[
    "photo",
    "photos",
    "video",
    "updated",
    "update",
    "file",
    "left",
    "right",
    "center",
    "watch",
    "sic",
    "pictured",
    "image",
    "live",
    "corrected",
    "opinion",
    "exclusive",
];

struct Shapes {
    in_order: Vec<(Regex, Rule)>,
}

/// What has to hold besides the pattern.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Credit and date: anything may follow.
    Dated,
    /// Credit without a date: a separator, or a place in capitals, has to make it clear.
    Undated,
    /// The credit stands first.
    CreditFirst,
    /// No credit; the date and a dash make it clear.
    NoCredit,
    /// Only a place in capitals and a dash.
    PlaceOnly,
    /// Behind a byline in the same line; place in capitals, credit and dash.
    Behind,
    /// Han script: no capitals to go by.
    Han,
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let word = r"[\p{Lu}][\p{L}\p{M}'’.\-]*";
    let small = r"(?:de|del|della|di|do|da|dos|das|du|des|la|le|el|al|of|the|and|upon|on|sur|am|an|der|im|in|ob|bei|y|e|et|und|i)";
    let more = format!(r"(?:,\s+|\s*/\s*|\s+(?:{small}\s+){{0,2}}|\s*-\s*)");
    let place = format!(
        r"(?P<place>{word}(?:{more}{word}){{0,8}}(?:\s\([\p{{L}}\s.'-]{{2,30}}\))?(?:,?\s\[[\p{{L}}\s.'-]{{2,30}}\])?)"
    );
    let plain_place = format!(r"(?P<place>{word}(?:{more}{word}){{0,8}}(?:,?\s\[[\p{{L}}\s.'-]{{2,30}}\])?)");
    let caps_word = r"\p{Lu}[\p{Lu}\p{M}'’.\-]+";
    let caps_place = format!(
        r"(?P<place>{caps_word}(?:(?:\s+|\s*/\s*){caps_word}){{0,4}}(?:,\s+{word}(?:\s+{word}){{0,2}}){{0,2}})"
    );
    let date = format!("(?P<date>{})", date::pattern());
    let credit = r"(?:\((?P<credit>[^()\n]{2,60})\)|/(?P<slashed>[^/\s\d](?:[^/\n]{0,38}[^/\s])?)/)";
    let tail = r"(?P<tail>\s*(?:\.?\s*[-–—―‒]+|[:.|])?\s*)";
    let dash = r"(?P<tail>\s*(?:[–—―]+|--+)\s*|\s+-\s+|\.-\s*)";
    let shape = |pattern: String| Regex::new(&pattern).expect("static pattern");
    Shapes {
        in_order: vec![
            (shape(format!(r"^{place}[,.:]?\s+{date}[,.]?\s*[-–—]*\s*{credit}{tail}")), Rule::Dated),
            (shape(format!(r"^{plain_place}\s*[-–—]*\s*{credit},?\s+{date}{dash}")), Rule::Dated),
            (shape(format!(r"^{plain_place}\s*,?\s*[-–—]*\s*{credit}{tail}")), Rule::Undated),
            (shape(format!(r"^{credit}\s*\.?\s*[-–—]+\s*{caps_place},?\s+{date}{dash}")), Rule::CreditFirst),
            (shape(format!(r"^{credit}(?P<tail>\s*\.?\s*[-–—―]+\s*)")), Rule::CreditFirst),
            (shape(format!(r"^{place}[,.:]?\s+{date}{dash}")), Rule::NoCredit),
            (shape(format!(r"\s{caps_place}(?:,?\s+{date})?\s*{credit}{dash}")), Rule::Behind),
            (shape(format!(r"^{caps_place}{dash}")), Rule::PlaceOnly),
            (
                shape(r"^(?:【|\[)?(?P<credit>\p{Han}{2,4}社)?\s*(?P<place>\p{Han}{2,8}?)(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日)(?:[电電]|讯)(?:[（(](?P<slashed>[^（）()]{2,20})[）)])?(?P<tail>(?:】|\])?\s*)".to_owned()),
                Rule::Han,
            ),
        ],
    }
});

/// The opening of `line`, a paragraph or the first part of one.
pub(super) fn opening(line: &str) -> Option<Opening> {
    // Every shape has a bracket, a slash, a dash, or the Chinese word for a dispatch.
    if !line.contains(['(', '/', '-', '–', '—', '―', '电', '電', '讯']) {
        return None;
    }
    SHAPES.in_order.iter().find_map(|(shape, rule)| {
        let found = shape.captures(line)?;
        let candidate = candidate(&found, *rule)?;
        holds(line, &candidate, &found, *rule).then_some(candidate)
    })
}

fn candidate(found: &Captures<'_>, rule: Rule) -> Option<Opening> {
    let range = |name: &str| found.name(name).map(|part| part.range());
    let place = found
        .name("place")
        .map(|part| part.start()..part.start() + without_stop(part.as_str()).len());
    let credit = range("credit").or_else(|| range("slashed"));
    let whole_start = match rule {
        Rule::Behind => place.as_ref()?.start,
        _ => 0,
    };
    Some(Opening {
        whole: whole_start..found.name("tail")?.end(),
        is_weak: rule == Rule::PlaceOnly,
        place,
        // The full stop of "3 марта. /ТАСС/" is the opening's, not the month's.
        date: found
            .name("date")
            .map(|part| part.start()..part.start() + part.as_str().trim_end_matches('.').len()),
        credit,
    })
}

/// `place` without punctuation behind it; the full stop of `Mich.` and `N.M.` stays.
fn without_stop(place: &str) -> &str {
    let place = place.trim_end_matches([',', ' ', ':', '-']);
    let Some(stopless) = place.strip_suffix('.') else {
        return place;
    };
    let word = stopless.rsplit([' ', '/', ',']).next().unwrap_or("");
    let is_abbreviation = word.contains('.') || crate::text::is_abbreviation(word);
    if is_abbreviation { place } else { stopless }
}

fn holds(line: &str, opening: &Opening, found: &Captures<'_>, rule: Rule) -> bool {
    if rule == Rule::Han {
        return true;
    }
    let place = opening.place.clone().map(|range| &line[range]);
    let credit = opening.credit.clone().map(|range| &line[range]);
    if !place.is_none_or(is_place) || !credit.is_none_or(is_credit) {
        return false;
    }
    let follows = line[opening.whole.end..].chars().next();
    let starts_afresh = follows.is_some_and(|c| !c.is_lowercase());
    let tail = found.name("tail").map_or("", |tail| tail.as_str());
    let has_separator = tail
        .trim()
        .chars()
        .any(|c| matches!(c, '-' | '–' | '—' | '―' | '‒' | ':' | '|'));
    let is_capitals = place.is_some_and(is_in_capitals);
    match rule {
        Rule::Dated => has_separator || starts_afresh,
        Rule::CreditFirst => follows.is_some(),
        Rule::NoCredit => starts_afresh,
        Rule::PlaceOnly => starts_afresh && place.is_some_and(|place| place.len() >= 4),
        Rule::Behind => is_furniture(&line[..opening.whole.start]),
        Rule::Undated => {
            let is_acronym = place
                .zip(credit)
                .is_some_and(|(place, credit)| is_acronym(place, credit));
            // "He writes for Le Monde (Paris). The" has no separator and small letters.
            let is_clear = has_separator || (is_capitals && !tail.contains('.'));
            !is_acronym && is_clear && (starts_afresh || (is_capitals && has_separator))
        }
        Rule::Han => true,
    }
}

/// Whether `words` can be a place: few words, none of them the beginning of a sentence or a date.
fn is_place(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or("");
    let first = first.trim_end_matches([',', '.', ':']).to_lowercase();
    let is_alone = !words.contains(' ') || (first == "the" && !is_in_capitals(words));
    let is_label =
        NOT_PLACES.contains(&first.as_str()) || (is_alone && NOT_PLACES_ALONE.contains(&first.as_str()));
    let is_time = month::is_weekday(&first) || (month::number(&first).is_some() && !words.contains(' '));
    words.split_whitespace().count() <= PLACE_WORDS_MAX && !is_label && !is_time && !ends_a_sentence(words)
}

/// Whether a full stop inside `words` ends a sentence rather than an abbreviation.
fn ends_a_sentence(words: &str) -> bool {
    words.match_indices(". ").any(|(at, _)| {
        let word = words[..at]
            .rsplit(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or("");
        word.chars().count() > 5 && !crate::text::is_abbreviation(word)
    })
}

/// Whether `name` can be an agency's or outlet's: some words, a letter first, no ticker or label.
fn is_credit(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let Some(first) = words.first() else { return false };
    let label = first.trim_end_matches([',', ':', '.']).to_lowercase();
    let begins = name.chars().next();
    let is_name = begins.is_some_and(|c| c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic())
        || (begins.is_some_and(char::is_lowercase) && words.len() <= 2 && first.chars().count() <= 12);
    let is_lower_phrase = words.len() > 1 && words.iter().all(|word| word.chars().all(char::is_lowercase));
    is_name
        && !is_lower_phrase
        && words.len() <= CREDIT_WORDS_MAX
        && !NOT_CREDITS.contains(&label.as_str())
        && !name.contains([':', '"', '“', '?', '!', '%', '$', '€'])
        && !name.bytes().all(|c| c.is_ascii_digit())
}

/// Whether the first part of the place is set in capitals, as wires do.
fn is_in_capitals(place: &str) -> bool {
    let first = place.split(',').next().unwrap_or("");
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && !first.chars().any(char::is_lowercase)
}

/// Whether `credit` is made of the first letters of `words`: an abbreviation being introduced.
fn is_acronym(words: &str, credit: &str) -> bool {
    let credit: String = credit
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let parts = || words.split([' ', '-', '/', ',']).filter(|word| !word.is_empty());
    let all: String = parts()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_lowercase)
        .collect();
    let capitals: String = parts()
        .filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
        .flat_map(char::to_lowercase)
        .collect();
    credit.chars().count() >= 2 && (all == credit || capitals == credit || capitals.ends_with(&credit))
}

/// Whether what stands before a dateline in its line is a byline or a stamp, not a sentence.
fn is_furniture(before: &str) -> bool {
    const BYTES_MAX: usize = 160;
    let before = before.trim();
    if before.is_empty() || before.len() > BYTES_MAX {
        return false;
    }
    let first = before
        .split_whitespace()
        .next()
        .unwrap_or("")
        .trim_end_matches(':')
        .to_lowercase();
    matches!(
        first.as_str(),
        "by" | "von" | "por" | "par" | "di" | "door" | "updated" | "published" | "posted" | "written"
    ) || before
        .split_whitespace()
        .all(|word| !word.starts_with(char::is_lowercase) || word == "and")
}
