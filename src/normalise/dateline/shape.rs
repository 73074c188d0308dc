//! The shapes of an opening.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::plausible::{
    is_acronym, is_credit, is_furniture, is_in_capitals, is_known_place, is_place, is_short_form,
    known_ending,
};
use super::{date, weekday};
use crate::normalise::place::Gazetteer;

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

/// What has to hold besides the pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Credit and date: anything may follow.
    Dated,
    /// Credit without a date: a separator, or a place in capitals, has to make it clear.
    Undated,
    /// The credit stands first, or behind a date alone.
    CreditFirst,
    /// A credit in capitals without brackets behind place and date.
    Bare,
    /// The same without a date: the place has to be a known one, the credit must not be.
    BareUndated,
    /// No separator at all: a known place and the short form of a credit.
    Known,
    /// No credit; the date and a dash make it clear.
    NoCredit,
    /// Only a place in capitals and a dash.
    PlaceOnly,
    /// Behind a byline in the same line; place in capitals, credit and dash.
    Behind,
    /// The same with a known place in small letters.
    BehindKnown,
    /// Scripts without capitals: a known place, a date or a dash makes it clear.
    Uncased,
    /// Han, Kana, Hangul: the brackets and signs are clear by themselves.
    Unspaced,
}

static SHAPES: LazyLock<Vec<(Regex, Rule)>> = LazyLock::new(|| {
    let mut shapes = latin_shapes();
    shapes.extend(other_shapes());
    shapes
        .into_iter()
        .map(|(pattern, rule)| (Regex::new(&pattern).expect("static pattern"), rule))
        .collect()
});

/// What the shapes of scripts with capital letters are put together from.
struct Pieces {
    word: &'static str,
    /// With a district in brackets, as ANI writes them.
    place: String,
    plain_place: String,
    caps_place: String,
    short_place: String,
    date: String,
    /// A weekday or a day of the month alone; only right before the credit's bracket.
    day: String,
    /// In brackets or between slashes.
    credit: &'static str,
    /// Without them.
    bare: &'static str,
    tail: &'static str,
    dash: &'static str,
}

fn pieces() -> Pieces {
    let word = r"[\p{Lu}][\p{L}\p{M}'’.\-]*";
    let small = r"(?:de|del|della|di|do|da|dos|das|du|des|la|le|el|al|of|the|and|upon|on|sur|am|an|der|im|in|ob|bei|y|e|et|und|i)";
    let more = format!(r"(?:,\s+|\s*/\s*|\s+(?:{small}\s+){{0,2}}|\s*-\s*)");
    let place =
        format!(r"(?P<place>{word}(?:{more}{word})*(?:\s\([\p{{L}}\s.'-]+\))?(?:,?\s\[[\p{{L}}\s.'-]+\])?)");
    let plain_place = format!(r"(?P<place>{word}(?:{more}{word})*(?:,?\s\[[\p{{L}}\s.'-]+\])?)");
    let caps_word = r"\p{Lu}[\p{Lu}\p{M}'’.\-]+";
    let caps_place =
        format!(r"(?P<place>{caps_word}(?:(?:\s+|\s*/\s*){caps_word})*(?:,\s+{word}(?:\s+{word})*)*)");
    let short_place = format!(r"(?P<place>{word}(?:[ -]{word})*)");
    let date = format!("(?P<date>{})", date::pattern());
    // "Madrid, 14 (EFE)", "BERLIN, Montag (dpa)": only right before the credit's bracket.
    let day = format!(r"(?P<date>(?i:{})|\d{{1,2}})", weekday::alternation());
    let credit = r"(?:\((?P<credit>[^()\n]+)\)|/(?P<slashed>[^/\s\d](?:[^/\n]*[^/\s])?)/)";
    let bare = r"(?P<credit>\p{Lu}[\p{Lu}\p{N}]+(?:[\s-]\p{Lu}\p{L}+)?|\p{Lu}\p{Ll}+\p{Lu}+|РИА Новости)";
    let tail = r"(?P<tail>\s*(?:\.?\s*[-–—―‒_]+|[:.|])?\s*)";
    let dash = r"(?P<tail>\s*(?:[–—―]+|--+)\s*|\s+[-_]\s+|\.-\s*)";
    Pieces {
        word,
        place,
        plain_place,
        caps_place,
        short_place,
        date,
        day,
        credit,
        bare,
        tail,
        dash,
    }
}

/// Shapes of scripts with capital letters, the fuller ones first.
fn latin_shapes() -> Vec<(String, Rule)> {
    let Pieces {
        word,
        place,
        plain_place,
        caps_place,
        short_place,
        date,
        day,
        credit,
        bare,
        tail,
        dash,
    } = pieces();
    vec![
        // VANCOUVER, BC / ACCESSWIRE / May 9, 2024 /
        (
            format!(
                r"^{plain_place}\s*/\s*(?P<credit>\p{{Lu}}+(?:\s\p{{Lu}}+)?)\s*/\s*{date}(?P<tail>\s*/\s*)"
            ),
            Rule::Dated,
        ),
        // Toronto, Ontario--(Newsfile Corp. - June 6, 2024) -
        (
            format!(
                r"^{plain_place}\s*[-–—]*\s*\((?P<credit>[^()]+?)\s*[-–—,|]\s*{date}\)(?P<tail>\s*[-–—:]+\s*)"
            ),
            Rule::Dated,
        ),
        (
            format!(r"^{place}[,.:]?\s+{date}[,.]?\s*[-–—]*\s*{credit}{tail}"),
            Rule::Dated,
        ),
        (format!(r"^{plain_place},\s+{day}\s*{credit}{tail}"), Rule::Dated),
        (
            format!(r"^{plain_place}\s*[-–—]*\s*{credit},?\s+{date}{dash}"),
            Rule::Dated,
        ),
        (
            format!(r"^{date},?\s+{plain_place}\s*{credit}{tail}"),
            Rule::Dated,
        ),
        (
            format!(r"^{plain_place}\s*,?\s*[-–—]*\s*{credit}{tail}"),
            Rule::Undated,
        ),
        (
            format!(r"^{plain_place}(?:[,.:]?\s+{date})?[,.]?\s*{credit}(?P<tail>\s*\.?\s*)"),
            Rule::Known,
        ),
        (
            format!(r"^{credit}\s*\.?\s*[-–—]+\s*{caps_place},?\s+{date}{dash}"),
            Rule::CreditFirst,
        ),
        (
            format!(r"^{credit}(?P<tail>\s*\.?\s*[-–—―_]+\s*)"),
            Rule::CreditFirst,
        ),
        (format!(r"^{date}\s*{credit}{dash}"), Rule::CreditFirst),
        (
            format!(r"^{place}[,.]?\s+{date}[,.]*\s*(?:[-–—]+\s*)?{bare}(?P<tail>\s*[-–—―]+\s*|[.:]\s+)"),
            Rule::Bare,
        ),
        (
            format!(r"^{place}[,.]?\s+{date},\s+(?P<credit>\p{{Lu}}+)(?P<tail>\s+)"),
            Rule::Bare,
        ),
        // VICTORIA — The Canadian Press —
        (
            format!(
                r"^{caps_place}\s+[-–—]+\s+(?P<credit>(?:The\s)?{word}(?:\s{word})*)(?P<tail>\s+[-–—]+\s+)"
            ),
            Rule::BareUndated,
        ),
        (format!(r"^{short_place}[,.]\s+{bare}{dash}"), Rule::BareUndated),
        (format!(r"^{place}[,.:]?\s+{date}{dash}"), Rule::NoCredit),
        (
            format!(r"\s{caps_place}(?:,?\s+{date})?\s*{credit}{dash}"),
            Rule::Behind,
        ),
        (
            format!(r"\s{short_place}(?:,?\s+{date})?\s*{credit}{tail}"),
            Rule::BehindKnown,
        ),
        (format!(r"^{caps_place}{dash}"), Rule::PlaceOnly),
    ]
}

/// Shapes of scripts without capital letters.
fn other_shapes() -> Vec<(String, Rule)> {
    let date = format!("(?P<date>{})", date::pattern());
    // Names of agencies that touch the place before them.
    let japanese = "(?P<credit>共同通信|共同|時事通信|時事|ロイター|AFP時事|AFP|ＡＦＰ)";
    let plain = [
        // 新华社北京3月14日电, 北京3月14日电（新华社）
        (
            r"^(?:【|\[)?(?P<credit>\p{Han}{2,4}社)?\s*(?P<place>\p{Han}{2,8}?)(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日)(?:[电電]|讯)(?:[（(](?P<slashed>[^（）()]{2,20})[）)])?(?P<tail>(?:】|\])?\s*)",
            Rule::Unspaced,
        ),
        // （中央社記者王某台北14日電）
        (
            r"^[（(](?P<credit>\p{Han}{2,4}社)(?:記者|记者)?\p{Han}{0,8}?(?P<place>\p{Han}{2})(?P<date>(?:\d{1,2}月)?\d{1,2}日)(?:[综綜]合外?)?[电電](?P<tail>[）)]\s*)",
            Rule::Unspaced,
        ),
        // ［ロンドン　１４日　ロイター］
        (
            r"^[［\[](?P<place>[\p{Han}\p{Katakana}ー・]{2,16})[\s　]+(?:(?P<date>(?:[\d０-９]{1,2}月)?[\d０-９]{1,2}日)[\s　]+)?(?P<credit>ロイター|時事|共同|AFP)[］\]](?P<tail>\s*[-－―–—]*\s*)",
            Rule::Unspaced,
        ),
        // (서울=연합뉴스) 김철수 기자 =
        (
            r"^[(\[【](?P<place>[\p{Hangul}·]{1,12}(?:\s\p{Hangul}{1,8})?)\s*=\s*(?P<credit>[\p{Hangul}A-Za-z]{2,12})[)\]】](?P<tail>(?:\s*[\p{Hangul}·,\s]{2,30}(?:기자|특파원)\s*=)?\s*)",
            Rule::Unspaced,
        ),
    ];
    let mut shapes: Vec<(String, Rule)> = plain.map(|(pattern, rule)| (pattern.to_owned(), rule)).into();
    shapes.push((
        // 【ロンドン共同】
        format!(r"^【(?P<place>[\p{{Han}}\p{{Katakana}}ー・]{{2,16}}?){japanese}(?:[=＝][^】]{{1,16}})?】(?P<tail>\s*)"),
        Rule::Unspaced,
    ));
    let uncased = r"(?P<place>[\p{Arabic}\p{Devanagari}\p{Hebrew}\p{Bengali}\p{Tamil}\p{M}][\p{Arabic}\p{Devanagari}\p{Hebrew}\p{Bengali}\p{Tamil}\p{M}\s-]+)";
    shapes.push((
        // الرياض (واس) - ..., नयी दिल्ली, 14 मार्च (भाषा) ...
        format!(
            r"^{uncased}(?:\s*[,،]?\s+{date}(?:\s+م)?)?\s*[,،]?\s*[-–—]?\s*[(/](?P<credit>[^()/\n]{{2,40}})[)/](?P<tail>\s*[-–—:.]*\s*)"
        ),
        Rule::Uncased,
    ));
    shapes
}

/// Labels that Reuters and others put before the dateline in its line: `UPDATE 2-SYDNEY, June 18 (Reuters)`.
static LABELS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:UPDATE|WRAPUP|RPT|REFILE|CORRECTED|EXCLUSIVE|ANALYSIS|FEATURE|FOCUS|INSIGHT|CORRECTION|REPEAT|PREVIEW)(?:\s*\d{1,2})?\s*[-–—:]\s*)+")
        .expect("static pattern")
});

/// The opening of `line`, a paragraph or the first part of one.
pub(super) fn opening(line: &str) -> Option<Opening> {
    // Every shape has a bracket, a slash, a dash, the Chinese word for a dispatch, or else a day.
    let has_sign = line.contains([
        '(', '/', '-', '–', '—', '―', '_', '电', '電', '讯', '（', '【', '[', '［',
    ]);
    if !has_sign && !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let label = LABELS.find(line).map_or(0, |label| label.end());
    let behind = &line[label..];
    let opening = SHAPES.iter().find_map(|(shape, rule)| {
        let found = shape.captures(behind)?;
        let candidate = candidate(behind, &found, *rule)?;
        holds(behind, &candidate, &found, *rule).then_some(candidate)
    })?;
    Some(shifted(opening, label))
}

/// `opening` moved on by the length of the label before it, which becomes part of it.
fn shifted(opening: Opening, label: usize) -> Opening {
    let moved = |range: Range<usize>| range.start + label..range.end + label;
    let start = match opening.whole.start {
        0 => 0,
        start => start + label,
    };
    Opening {
        whole: start..opening.whole.end + label,
        place: opening.place.map(moved),
        date: opening.date.map(moved),
        credit: opening.credit.map(moved),
        is_weak: opening.is_weak,
    }
}

fn candidate(line: &str, found: &Captures<'_>, rule: Rule) -> Option<Opening> {
    let range = |name: &str| found.name(name).map(|part| part.range());
    let mut place = found
        .name("place")
        .map(|part| part.start()..part.start() + without_stop(part.as_str()).len());
    if rule == Rule::BehindKnown {
        // "By Jane Roe Lima (AFP)": the place is what the gazetteer knows.
        let whole = place.clone()?;
        place = Some(whole.start + known_ending(&line[whole.clone()])?..whole.end);
    }
    // The full stop of "3 марта. /ТАСС/" is the opening's, not the month's.
    let mut date = found
        .name("date")
        .map(|part| part.start()..part.start() + part.as_str().trim_end_matches('.').len());
    if let (Some(place), Some(date)) = (&mut place, &mut date) {
        move_weekday(line, place, date);
    }
    let credit = range("credit").or_else(|| range("slashed"));
    let whole_start = match rule {
        Rule::Behind | Rule::BehindKnown => place.as_ref()?.start,
        _ => 0,
    };
    Some(Opening {
        whole: whole_start..found.name("tail")?.end(),
        is_weak: rule == Rule::PlaceOnly,
        place,
        date,
        credit,
    })
}

/// The weekday of `BERLIN, Freitag, 14. März` is the date's; as a word with a capital it looked like a
/// part of the place.
fn move_weekday(line: &str, place: &mut Range<usize>, date: &mut Range<usize>) {
    let words = &line[place.clone()];
    let Some(at) = words.rfind([' ', ',']) else { return };
    if weekday::of_word(&words[at + 1..]).is_none() {
        return;
    }
    date.start = place.start + at + 1;
    place.end = place.start + words[..at].trim_end_matches([',', ' ']).len();
}

/// `place` without punctuation behind it; the full stop of `Mich.` and `N.M.` stays.
fn without_stop(place: &str) -> &str {
    let place = place.trim_end_matches([',', ' ', ':', '-', '،']);
    let Some(stopless) = place.strip_suffix('.') else {
        return place;
    };
    let word = stopless.rsplit([' ', '/', ',']).next().unwrap_or("");
    let is_abbreviation = word.contains('.') || crate::text::is_abbreviation(word);
    if is_abbreviation { place } else { stopless }
}

fn holds(line: &str, opening: &Opening, found: &Captures<'_>, rule: Rule) -> bool {
    if rule == Rule::Unspaced {
        return true;
    }
    let place = opening.place.clone().map(|range| &line[range]);
    let credit = opening.credit.clone().map(|range| &line[range]);
    let follows = line[opening.whole.end..].chars().next();
    let starts_afresh = follows.is_some_and(|c| !c.is_lowercase());
    let tail = found.name("tail").map_or("", |tail| tail.as_str());
    let has_separator = tail
        .trim()
        .chars()
        .any(|c| matches!(c, '-' | '–' | '—' | '―' | '‒' | '_' | ':' | '|'));
    let is_dated = opening.date.clone().is_none_or(|range| is_day(&line[range]));
    if !is_dated {
        return false;
    }
    let is_capitals = place.is_some_and(is_in_capitals);
    let is_known = || place.is_some_and(is_known_place);
    if rule == Rule::Uncased {
        return follows.is_some() && (is_known() || opening.date.is_some() && credit.is_some_and(is_credit));
    }
    if !place.is_none_or(is_place) || !credit.is_none_or(is_credit) {
        return false;
    }
    let is_acronym = || {
        place
            .zip(credit)
            .is_some_and(|(place, credit)| is_acronym(place, credit))
    };
    match rule {
        Rule::Dated => has_separator || starts_afresh,
        Rule::CreditFirst => follows.is_some() && (starts_afresh || !credit.is_some_and(is_introduced)),
        Rule::NoCredit => starts_afresh,
        Rule::Bare => {
            starts_afresh
                && credit.is_some_and(is_bare_name)
                && !credit.is_some_and(|credit| Gazetteer::shipped().is_frame(credit))
        }
        Rule::BareUndated => {
            // "Damascus, SANA": a town of that name there is, but nobody writes it in capitals beside
            // a place in small letters.
            let is_place = |credit: &str| {
                let gazetteer = Gazetteer::shipped();
                gazetteer.is_frame(credit) || is_capitals && gazetteer.knows(credit)
            };
            starts_afresh && is_known() && credit.is_some_and(is_bare_name) && !credit.is_some_and(is_place)
        }
        Rule::Known => starts_afresh && credit.is_some_and(is_short_form) && !is_acronym() && is_known(),
        Rule::PlaceOnly => starts_afresh && place.is_some_and(|place| place.len() >= 4),
        Rule::Behind => is_furniture(&line[..opening.whole.start]),
        Rule::BehindKnown => {
            (has_separator || opening.date.is_some())
                && starts_afresh
                && is_known()
                && is_furniture(&line[..opening.whole.start])
        }
        Rule::Undated => {
            // "He writes for Le Monde (Paris). The" has no separator and small letters.
            let is_clear = has_separator || (is_capitals && !tail.contains('.'));
            !is_acronym() && is_clear && (starts_afresh || (is_capitals && has_separator))
        }
        Rule::Uncased | Rule::Unspaced => true,
    }
}

/// Whether `name` is long enough for a credit that nothing but its capitals marks; two letters are a
/// state.
fn is_bare_name(name: &str) -> bool {
    const CHARS_MIN: usize = 3;
    const WORDS_MAX: usize = 4;
    name.chars().count() >= CHARS_MIN && name.split_whitespace().count() <= WORDS_MAX
}

/// Whether the words are a date, a weekday or a day of the month.
fn is_day(written: &str) -> bool {
    date::is_date(written) || weekday::of_word(written).is_some()
}

/// Whether a credit that opens the line is one word in capitals: with a small letter behind its dash
/// (`(APP) - which holds nine seats`) it is an abbreviation being explained.
fn is_introduced(credit: &str) -> bool {
    !credit.contains(char::is_whitespace) && !credit.chars().any(char::is_lowercase)
}
