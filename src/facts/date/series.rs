//! Days and years that share what stands beside them: `March 9-12`, `16 and 17 February`, `2024-25`, and years in
//! words: `nineteen ninety-four`.

use super::super::number::small_word;
use super::super::token::{Token, TokenKind};
use super::clause::{Clause, Found};
use super::when::When;
use super::words::month;

impl Clause<'_, '_> {
    /// The day of the month at token `at` whose month stands by another day: the `9` of `9-12 March`, the `12` of
    /// `March 9-12`, the `10` of `March 9, 10 and 11`.
    pub(super) fn day_beside(&self, at: usize) -> Option<Found> {
        let (day, end) = self.month_day(at)?;
        if self.counts(end) {
            return None;
        }
        let behind = self.day_behind(end, day).map(|when| Found::new(at, end, when));
        behind.or_else(|| self.day_in_front(at, day))
    }

    /// That day of the month, when `- 12 March` follows at token `end`.
    fn day_behind(&self, end: usize, day: u32) -> Option<When> {
        let next = self.joint(end)?;
        let later = self
            .day_first(next)
            .filter(|_| self.token(next).is_some_and(|t| t.text.len() <= 2))?;
        let When::Day(later) = later.when else {
            return None;
        };
        chrono::Datelike::with_day(&later, day).map(When::Day)
    }

    /// The day at `at`, when `March 9-` stands before it.
    fn day_in_front(&self, at: usize, day: u32) -> Option<Found> {
        let mut first = at;
        // Over the days in between.
        for _ in 0..6 {
            let joint = first.checked_sub(1)?;
            if !self.is_joint(joint) {
                return None;
            }
            let mut before = joint.checked_sub(1)?;
            if self.word(joint) == "and" && self.word(before) == "," {
                before = before.checked_sub(1)?;
            }
            before -= usize::from(matches!(self.word(before), "st" | "nd" | "rd" | "th") && before > 0);
            self.small(before).filter(|day| (1..=31).contains(day))?;
            let dotted = usize::from(before > 1 && self.word(before - 1) == ".");
            let named = before.checked_sub(1 + dotted)?;
            if let Some(number) = month(self.token(named)?) {
                let (_, end) = self.month_day(at)?;
                let (year, end) = self.year_after(end);
                let when = self.calendar.day(year, number, day, self.tense(named, end))?;
                return Some(Found::new(at, end, when));
            }
            first = before;
        }
        None
    }

    /// Whether the number that ends before `at` goes on to count or measure.
    fn counts(&self, at: usize) -> bool {
        self.token(at).is_some_and(|next| {
            matches!(next.text, "%" | "$" | "€" | "£" | "/" | ":")
                || next.is_lower() && next.text.ends_with('s') && next.text.len() > 3
                || next.is_any(&[
                    "percent", "per", "million", "billion", "am", "pm", "a.m.", "p.m.", "people",
                ])
        })
    }

    fn is_joint(&self, at: usize) -> bool {
        self.token(at)
            .is_some_and(|t| t.is_dash() || matches!(t.lower.as_ref(), "and" | "or" | "to" | "," | "through"))
    }

    /// The token after a hyphen, `and`, `to` at `at`.
    fn joint(&self, at: usize) -> Option<usize> {
        self.is_joint(at)
            .then_some(at + 1)
            .filter(|_| self.word(at) != ",")
    }

    /// `2024-25`, `2024/25`, `1990-1992` in one piece: a season, a fiscal year, a span of years.
    pub(super) fn years_joined(&self, at: usize) -> Option<Found> {
        let year = self.year(at).filter(|year| (1900..=2060).contains(year))?;
        let mark = self
            .token(at + 1)
            .filter(|t| t.glued && (t.is_dash() || t.text == "/"))?;
        let last = self
            .token(at + 2)
            .filter(|t| t.glued && t.kind == TokenKind::Number)?;
        let ends = self
            .token(at + 3)
            .is_none_or(|t| !t.glued || t.kind == TokenKind::Mark && !t.is_dash() && t.text != "/");
        let short: i32 = last.text.parse().ok().filter(|_| last.text.len() == 2 && ends)?;
        let to = year - year % 100 + short + if short < year % 100 { 100 } else { 0 };
        let near = to - year <= if mark.text == "/" { 1 } else { 40 };
        (to > year && near).then(|| Found::new(at, at + 3, When::Years(year, to)))
    }

    /// `nineteen ninety-four`, `two thousand and eight`, `twenty twenty-five`.
    pub(super) fn year_in_words(&self, at: usize) -> Option<Found> {
        let hundreds = small_word(self.word(at)).filter(|n| (17..=20).contains(n))?;
        let tens = small_word(self.word(at + 1)).filter(|n| (10..100).contains(n) && *n != 100)?;
        let mut end = at + 2;
        let mut value = hundreds * 100 + tens;
        if tens >= 20 && tens % 10 == 0 {
            let dash = usize::from(self.token(end).is_some_and(Token::is_dash));
            if let Some(units) = small_word(self.word(end + dash)).filter(|n| (1..10).contains(n)) {
                value += units;
                end += dash + 1;
            }
        }
        // `twenty twelve-year-olds`; `nineteen thirty hours`.
        let goes_on = self.token(end).is_some_and(|t| t.is_dash() && t.glued)
            || super::words::Unit::parse(self.word(end)).is_some();
        let year = i32::try_from(value).ok().filter(|_| !goes_on)?;
        Some(Found::new(at, end, When::Year(year)))
    }
}
