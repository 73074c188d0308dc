//! Live blogs: texts made of entries that each open with a time of day.

use std::sync::LazyLock;

use regex::Regex;

use super::heads;
use super::lines::Line;
use crate::model::SectionKind;
use crate::parse::blocks::Role;

/// Longest line that is only a time, in bytes: `Updated at 10.42am GMT on Monday 3 March 2025`.
const STAMP_BYTES_MAX: usize = 64;
/// Bytes of a line looked at for the time it opens with.
const OPENING_BYTES: usize = 40;
/// Entries that make a live blog of a text that calls itself one, and of one that does not.
const CALLED_ENTRIES_MIN: usize = 2;
const UNCALLED_ENTRIES_MIN: usize = 3;
/// The same when each time stands in the line of its entry, as in a timetable or a chronology.
const UNCALLED_LEADING_MIN: usize = 4;
/// Lines before the first entry of a text that does not call itself a live blog: its introduction.
const INTRODUCTION_LINES_MAX: usize = 6;
/// Lines among which a text says that it is a live blog.
const CALL_LINES: usize = 4;
/// Longest such line, in bytes.
const CALL_BYTES_MAX: usize = 160;

/// A time of day at a line's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    minutes: u16,
    /// The line holds nothing else.
    is_alone: bool,
}

static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    let day = r"(?:(?:\p{L}{2,12}\.?,?\s)?(?:\d{1,2}\.?\s\p{L}{3,10}\.?|\p{L}{3,10}\.?\s\d{1,2}|\d{1,2}[./]\d{1,2})(?:[.,]?\s?\d{4})?(?:,|\s[-–|]|\sat|\sum)?\s)?";
    let time = r"(?P<h>[01]?\d|2[0-3])(?P<sep>[:.h]|\s?:\s?)(?P<m>[0-5]\d)(?::[0-5]\d)?";
    let half = r"(?:\s?(?P<half>[ap])\.?m\b\.?)?";
    let zone = r"(?P<zone>\s?(?:Uhr|hrs?|GMT|UTC|(?:BS|ES|ED|CS|CD|MS|MD|PS|PD|CE|CES|EE|EES|IS|MS|JS|HK|SG|PK|WE|WES)T|ET|PT|CT|MSK|МСК)\b(?:[+-]\d{1,2})?)?";
    Regex::new(&format!(
        r"(?i)^[\[(]?(?:(?:last )?updated(?: at)?:?\s|posted(?: at)?:?\s|\+\+\+\s?)?{day}{time}{half}{zone}[\])]?"
    ))
    .expect("static pattern")
});

static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\blive\s?(?:blog|ticker|updates?|coverage|feed|reporting)\b|\bnewsblog\b|\bliveticker\b|\blive\s?[:|–-]|[:|–-]\s?live$|\bas it happened\b|\bminute[- ]by[- ]minute\b|\bminuto a minuto\b|\bminute par minute\b|\ben direct\b|\ben vivo\b|\bao vivo\b|\bin diretta\b|\bna żywo\b|\bcanlı (?:anlatım|blog|yayın)\b|онлайн-трансляци|текстовая трансляция|लाइव अपडेट|تغطية مباشرة|文字直播",
    )
    .expect("static pattern")
});

/// Indexes of the lines at which the entries of a live blog begin; empty when `lines` are none.
///
/// A text that calls itself live, by its title or one of its first lines, needs two times; another
/// needs more, soon, in one order. A report that names times in its sentences is never one, and a
/// chronology (rising times, each in the line of its entry) is a report.
pub(super) fn entries(text: &str, title: &str, lines: &[Line]) -> Vec<usize> {
    let stamps: Vec<(usize, Stamp)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.role != Role::TableRow && line.role != Role::Caption)
        .filter_map(|(index, line)| Some((index, stamp(line.span.of(text))?)))
        .collect();
    let is_called = is_called(text, title, lines);
    let alone: Vec<(usize, Stamp)> = stamps
        .iter()
        .copied()
        .filter(|(_, stamp)| stamp.is_alone)
        .collect();
    let enough = if is_called {
        CALLED_ENTRIES_MIN
    } else {
        UNCALLED_ENTRIES_MIN
    };
    let found = if alone.len() >= enough && (is_called || is_sound(&alone, lines.len())) {
        alone
    } else {
        // In a list, times belong to a programme.
        let leading: Vec<(usize, Stamp)> = stamps
            .into_iter()
            .filter(|(index, _)| is_called || !lines[*index].is_item)
            .collect();
        let is_blog = if is_called {
            leading.len() >= CALLED_ENTRIES_MIN
        } else {
            leading.len() >= UNCALLED_LEADING_MIN && is_sound(&leading, lines.len()) && falls(&leading)
        };
        if !is_blog {
            return Vec::new();
        }
        leading
    };
    found
        .into_iter()
        .map(|(index, stamp)| {
            if stamp.is_alone {
                with_heading(index, lines)
            } else {
                index
            }
        })
        .collect()
}

/// An entry's heading may stand above its time.
fn with_heading(index: usize, lines: &[Line]) -> usize {
    match index.checked_sub(1) {
        Some(before) if lines[before].role == Role::Heading && lines[before].level > 1 => before,
        _ => index,
    }
}

fn is_called(text: &str, title: &str, lines: &[Line]) -> bool {
    CALL.is_match(title)
        || lines.iter().take(CALL_LINES).any(|line| {
            let words = line.span.of(text);
            words.len() <= CALL_BYTES_MAX
                && (CALL.is_match(words)
                    || heads::head(words).is_some_and(|head| head.kind == SectionKind::LiveBlog))
        })
}

/// Whether the times begin soon, in one order, and each has an entry behind it.
fn is_sound(stamps: &[(usize, Stamp)], lines: usize) -> bool {
    let begins_soon = stamps
        .first()
        .is_some_and(|(index, _)| *index <= INTRODUCTION_LINES_MAX);
    let has_entries = stamps.iter().all(|(_, stamp)| !stamp.is_alone)
        || stamps.windows(2).all(|pair| pair[1].0 > pair[0].0 + 1)
            && stamps.last().is_some_and(|(index, _)| index + 1 < lines);
    begins_soon && has_entries && (falls(stamps) || rises(stamps))
}

/// Midnight may lie between two entries.
fn falls(stamps: &[(usize, Stamp)]) -> bool {
    stamps
        .windows(2)
        .filter(|pair| pair[0].1.minutes < pair[1].1.minutes)
        .count()
        <= 1
        && stamps.first().map(|first| first.1.minutes) != stamps.last().map(|last| last.1.minutes)
        && !(stamps.len() > 1 && rises(stamps))
}

fn rises(stamps: &[(usize, Stamp)]) -> bool {
    stamps
        .windows(2)
        .filter(|pair| pair[0].1.minutes > pair[1].1.minutes)
        .count()
        == 0
}

/// The time that opens `line`: alone, or before the words of its entry.
fn stamp(line: &str) -> Option<Stamp> {
    let window = &line[..line.floor_char_boundary(2 * STAMP_BYTES_MAX)];
    // Most lines have no digit where a time would stand.
    if !window
        .bytes()
        .take(OPENING_BYTES)
        .any(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let found = STAMP.captures(window)?;
    let end = found.get(0)?.end();
    let hours: u16 = found["h"].parse().ok()?;
    let minutes: u16 = found["m"].parse().ok()?;
    let half = found.name("half").map(|half| half.as_str().to_ascii_lowercase());
    let hours = match half.as_deref() {
        Some("p") if hours < 12 => hours + 12,
        Some("a") if hours == 12 => 0,
        _ => hours,
    };
    let rest = line[end..].trim_end_matches(['+', ' ']);
    let bare = rest.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—' | ':' | ',' | '•' | '·')
    });
    // "10.42" alone is more often an amount.
    let is_clock = matches!(&found["sep"], ":" | "h" | "H") || half.is_some() || found.name("zone").is_some();
    if !is_clock {
        return None;
    }
    let is_alone = line.len() <= STAMP_BYTES_MAX && (bare.is_empty() || is_day(bare));
    let leads = end <= OPENING_BYTES
        && rest.starts_with([' ', '-', '–', '—', ':', '|', ']', ','])
        && bare.chars().next().is_some_and(|c| {
            c.is_uppercase() || matches!(c, '“' | '"' | '„' | '«') || !c.is_ascii() && c.is_alphabetic()
        });
    (is_alone || leads).then_some(Stamp {
        minutes: hours * 60 + minutes,
        is_alone,
    })
}

/// `3 March 2025`, `on Monday`, `IST, Mar 03, 2025`: what follows a time without being an entry.
fn is_day(words: &str) -> bool {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:[a-z]{2,4}\b[,.]?\s?)?(?:on\s|am\s|le\s|el\s)?(?:\p{L}{3,10}\.?,?\s?)?(?:\d{1,2}\.?\s\p{L}{3,10}|\p{L}{3,10}\.?\s\d{1,2}|\d{1,2}[./-]\d{1,2})?(?:[.,]?\s?\d{4})?$")
            .expect("static pattern")
    });
    DAY.is_match(words) && words.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Option<(u16, bool)> {
        stamp(line).map(|stamp| (stamp.minutes, stamp.is_alone))
    }

    #[test]
    fn times_are_read_in_the_forms_of_live_blogs() {
        for (line, minutes, is_alone) in [
            ("10:42", 642, true),
            ("10.42am", 642, true),
            ("2:05 p.m. ET", 845, true),
            ("14:05 GMT", 845, true),
            ("10h42", 642, true),
            ("10.42 Uhr", 642, true),
            ("3 March, 10:42", 642, true),
            ("10:42 IST, Mar 3, 2025", 642, true),
            ("[10:42]", 642, true),
            ("10:42 – Bridge closes", 642, false),
            ("10.42am: The mayor speaks", 642, false),
            ("14:05 GMT The mayor speaks", 845, false),
            ("+++ 10:42 Die Brücke ist zu +++", 642, false),
        ] {
            assert_eq!(told(line), Some((minutes, is_alone)), "{line}");
        }
    }

    #[test]
    fn figures_and_sentences_are_no_times() {
        for line in [
            "10.42",
            "10.42 percent of the voters",
            "2:1 for the guests",
            "At 10:42 the alarm went off.",
            "25:10 The place",
            "10:42 in the morning it rained",
            "",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }
}
