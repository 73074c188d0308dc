//! What belongs to a date in front of it: `early`, `the end of`, `the night of`, `more than`.

use super::clause::{Clause, Found};
use super::when::When;
use super::words::day_part;

/// Takes `early`, `late`, `mid-`, `earlier`, `the end of`, `the morning of` before a date into its span, and `about`,
/// `more than` before an amount of time, as TIMEX3 does; not what lies before token `free`.
pub(super) fn widened(clause: &Clause<'_, '_>, mut found: Found, free: usize) -> Found {
    let is_amount = matches!(found.when, When::Duration(..)) || is_shifted(clause, &found);
    let taken = if is_amount {
        bound(clause, found.start)
    } else if matches!(found.when, When::Vague(_)) {
        0
    } else {
        part(clause, &mut found)
    };
    if taken <= found.start && found.start - taken >= free {
        found.start -= taken;
    }
    found
}

/// `two years ago`, `a week later`: an amount counted from a day.
fn is_shifted(clause: &Clause<'_, '_>, found: &Found) -> bool {
    // A quarter a year before is no amount: `it earned more than a year earlier`.
    !matches!(found.when, When::Quarter(..))
        && found.end - found.start >= 3
        && matches!(clause.before(found.end), "ago" | "later" | "earlier")
}

/// How many tokens before an amount say how exact it is.
fn bound(clause: &Clause<'_, '_>, at: usize) -> usize {
    let before = |back: usize| at.checked_sub(back).map_or("", |at| clause.word(at));
    match (before(2), before(1)) {
        ("more" | "less" | "fewer", "than") | ("at", "least" | "most") | ("up", "to") => 2,
        (
            _,
            "about" | "around" | "almost" | "nearly" | "over" | "some" | "approximately" | "roughly"
            | "under",
        ) => 1,
        _ => 0,
    }
}

/// How many tokens before a date name a part of it; a part of a day makes the day that part.
fn part(clause: &Clause<'_, '_>, found: &mut Found) -> usize {
    let at = found.start;
    let before = |back: usize| at.checked_sub(back).map_or("", |at| clause.word(at));
    let article = usize::from(before(1) == "the");
    if before(1 + article) == "of" {
        let named = before(2 + article);
        if let (Some(code), Some(day)) = (day_part(named), found.when.day()) {
            found.when = When::DayPart(day, code);
            return 2 + article;
        }
        let is_part = matches!(
            named,
            "end" | "beginning" | "start" | "middle" | "rest" | "remainder" | "close"
        ) && !matches!(found.when, When::DayPart(..) | When::Clock(..) | When::Every(..));
        return if is_part { 2 + article } else { 0 };
    }
    match before(1) {
        "early" | "late" | "earlier" | "later" | "mid" => 1,
        "-" | "–" if matches!(before(2), "mid" | "early" | "late") => 2,
        "in" if matches!(before(2), "early" | "late" | "later" | "earlier") => 2,
        "the" if matches!(before(2), "early" | "late") => 2,
        _ => 0,
    }
}
