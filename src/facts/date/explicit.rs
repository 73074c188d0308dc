//! Dates that name a month, a year or a number: `March 14, 2025`, `14 March`, `1990s`, `2025-03-14`.

use super::super::number::{digits, ordinal_word};
use super::super::token::{Token, TokenKind};
use super::clause::{Clause, Found};
use super::when::When;
use super::words::{BEFORE_A_DATE, COUNTED, is_doubtful_month, month, season, weekday};

impl Clause<'_, '_> {
    /// The explicit date that starts at token `at`.
    pub(super) fn explicit(&self, at: usize) -> Option<Found> {
        self.iso(at)
            .or_else(|| self.slashed(at))
            .or_else(|| self.weekday_and_day(at))
            .or_else(|| self.month_first(at))
            .or_else(|| self.day_first(at))
            .or_else(|| self.day_beside(at))
            .or_else(|| self.years_joined(at))
            .or_else(|| self.year_in_words(at))
            .or_else(|| self.season_of_year(at))
            .or_else(|| self.quarter(at))
            .or_else(|| self.year_and_quarter(at))
            .or_else(|| self.quarter_of_possessed_year(at))
            .or_else(|| self.before_christ(at))
            .or_else(|| self.decade(at))
            .or_else(|| self.century(at))
            .or_else(|| self.holiday(at))
            .or_else(|| self.bare_year(at))
    }

    /// `2025-03-14`.
    fn iso(&self, at: usize) -> Option<Found> {
        let year = self.year(at)?;
        if self.word(at + 1) != "-" || self.word(at + 3) != "-" || !self.token(at + 2)?.glued {
            return None;
        }
        let (month, day) = (self.small(at + 2)?, self.small(at + 4)?);
        let when = self
            .calendar
            .day(Some(year), month, day, super::calendar::Tense::Past)?;
        Some(Found::new(at, at + 5, when))
    }

    /// `14/03/2025`, `3/14/2025`, `14.03.2025`; the order is told by whichever cannot be a month, else
    /// day first when the year comes with full stops, month first with slashes.
    fn slashed(&self, at: usize) -> Option<Found> {
        let token = self.token(at)?;
        let (a, b, year, end) = if token.text.matches('.').count() == 2 {
            let mut parts = token.text.split('.');
            let mut next = || parts.next().and_then(|part| part.parse::<u32>().ok());
            let (a, b, year) = (next()?, next()?, next()?);
            ((b, a), (a, b), i32::try_from(year).ok()?, at + 1)
        } else {
            if self.word(at + 1) != "/" || self.word(at + 3) != "/" {
                return None;
            }
            let (a, b) = (self.small(at)?, self.small(at + 2)?);
            ((a, b), (b, a), self.year(at + 4)?, at + 5)
        };
        if !(1900..=2100).contains(&year) {
            return None;
        }
        let day = |(month, day): (u32, u32)| {
            self.calendar
                .day(Some(year), month, day, super::calendar::Tense::Past)
        };
        Some(Found::new(at, end, day(a).or_else(|| day(b))?))
    }

    /// `Friday, March 14, 2025`, `Friday 14 March`.
    fn weekday_and_day(&self, at: usize) -> Option<Found> {
        let token = self.token(at)?;
        if weekday(token).is_none() && !token.is_any(&["sat", "sun", "mon"]) {
            return None;
        }
        let mut next = at + 1;
        for skipped in [".", ",", "the"] {
            next += usize::from(self.word(next) == skipped);
        }
        let date = self.month_first(next).or_else(|| self.day_first(next))?;
        date.when.day().map(|_| Found::new(at, date.end, date.when))
    }

    /// A year after a month or day: `, 2025`, ` 2025`, ` of 2025`, ` last year`; the token after it.
    pub(super) fn year_after(&self, at: usize) -> (Option<i32>, usize) {
        let skipped = usize::from(matches!(self.word(at), "," | "of"));
        match self.year(at + skipped) {
            Some(year) if !COUNTED.contains(&self.word(at + skipped + 1)) => (Some(year), at + skipped + 1),
            Some(_) => (None, at),
            None => match self.stepped_year(at).or_else(|| self.worded_year(at)) {
                Some((year, end)) => (Some(year), end),
                None => (None, at),
            },
        }
    }

    /// A year in words, and the token after it.
    fn worded_year(&self, at: usize) -> Option<(i32, usize)> {
        let found = self.year_in_words(at + usize::from(self.word(at) == "of"))?;
        found.when.year().map(|year| (year, found.end))
    }

    /// `March 14, 2025`, `March 14`, `March 2025`, `Sept. 3`, `in March`, `mid-November`.
    fn month_first(&self, at: usize) -> Option<Found> {
        let token = self.token(at)?;
        let number = month(token)?;
        let doubtful = is_doubtful_month(&token.lower);
        let mut next = at + 1;
        let dotted = self.word(next) == "." && token.lower.len() <= 4;
        let after = next + usize::from(dotted);
        let ordinal = usize::from(self.word(after) == "the");
        if let Some((day, end)) = self
            .month_day(after + ordinal)
            .filter(|&(_, end)| !self.goes_on(end))
        {
            let (year, end) = match self.year_after(end) {
                (None, end) => (self.year_behind_range(end), end),
                told => told,
            };
            let tense = self.tense(at, end);
            if let Some(when) = self.calendar.day(year, number, day, tense) {
                return Some(Found::new(at, end, when));
            }
        }
        let (year, end) = self.year_after(after);
        if year.is_some() {
            return Some(Found::new(
                at,
                end,
                self.calendar.month(year, number, self.tense(at, end)),
            ));
        }
        let cut = token.lower.len() <= 4 && !matches!(token.lower.as_ref(), "may" | "june" | "july");
        if cut && dotted {
            next = after;
        }
        let introduced = at > 0 && BEFORE_A_DATE.contains(&self.before(at))
            || at > 1 && self.token(at - 1)?.is_dash() && self.before(at - 1) == "mid";
        // `April Ryan`, `the March Hare`: part of a name.
        let named = self
            .token(at + 1)
            .is_some_and(|next| next.is_capital() && !next.glued);
        if (doubtful || named) && !introduced || token.lower == "mar" {
            return None;
        }
        let tense = self.tense(at, next);
        Some(Found::new(at, next, self.calendar.month(None, number, tense)))
    }

    /// The year of `March 9-12, 2024` for the first of the days.
    fn year_behind_range(&self, at: usize) -> Option<i32> {
        let joint = self.token(at)?;
        if !joint.is_dash() && !joint.is_any(&["and", "to"]) {
            return None;
        }
        let (_, end) = self.month_day(at + 1)?;
        self.year_after(end).0
    }

    /// Whether the number ending before `at` goes on: `March 10,000`, `May 5 percent`, `April 3 million`.
    fn goes_on(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "%" | "percent" | "per" | "million" | "billion" | ":" | "/"
        ) || matches!(self.word(at), "am" | "pm" | "a.m." | "p.m.")
    }

    /// `14 March 2025`, `14th of March`, `the 14th of March`.
    pub(super) fn day_first(&self, at: usize) -> Option<Found> {
        let (day, mut next) = match self.month_day(at) {
            Some(day) => day,
            // `the Fourth of July`, `the fourteenth of March`
            None => (
                ordinal_word(self.word(at)).filter(|_| self.word(at + 1) == "of")?,
                at + 1,
            ),
        };
        next += usize::from(self.word(next) == "of");
        let number = month(self.token(next)?)?;
        next += 1;
        if self.word(next) == "." && self.word(next - 1).len() <= 4 && self.word(next - 1) != "may" {
            let after = next + 1;
            next = if self.year(after).is_some() { after } else { next };
        }
        let (year, end) = self.year_after(next);
        let when = self.calendar.day(year, number, day, self.tense(at, end))?;
        Some(Found::new(at, end, when))
    }

    /// `summer of 2014`, `winter 1941`, `autumn 1990`.
    fn season_of_year(&self, at: usize) -> Option<Found> {
        let code = season(self.word(at))?;
        let (year, end) = self.year_after(at + 1);
        if let Some(year) = year {
            return Some(Found::new(at, end, When::Season(year, code)));
        }
        let introduced = matches!(self.before(at), "in" | "the" | "this" | "by" | "until" | "since")
            && (self.word(at) != "fall" || self.before(at) != "the");
        let named = self.token(at + 1).is_some_and(Token::is_capital);
        let ends = !self
            .token(at + 1)
            .is_some_and(|next| next.is_lower() && !BEFORE_A_DATE.contains(&self.word(at + 1)));
        (introduced && !named && ends)
            .then(|| Found::new(at, at + 1, self.calendar.season_in(code, self.tense(at, at + 1))))
            .filter(|found| self.calendar.anchor.is_some() && found.when.year().is_some())
    }

    /// `third quarter`, `third-quarter`, `first quarter of 1989`, `Q3 2024`, `first half of 2024`.
    fn quarter(&self, at: usize) -> Option<Found> {
        let (number, mut next) = if self.word(at) == "q" && self.token(at + 1)?.glued {
            (self.small(at + 1)?, at + 2)
        } else {
            let suffixed = self
                .small(at)
                .zip(self.token(at + 1))
                .filter(|(_, suffix)| suffix.glued);
            let (number, next) = match suffixed {
                Some((number, _)) => (number, at + 2),
                None if matches!(self.word(at), "last" | "latter") && self.word(at + 1) == "half" => {
                    return self.half(at, at + 2, 2);
                }
                None => (ordinal_word(self.word(at))?, at + 1),
            };
            let next = next + usize::from(self.token(next)?.is_dash());
            if self.word(next) == "half" && number <= 2 {
                return self.half(at, next + 1, number);
            }
            if self.word(next) != "quarter" {
                return None;
            }
            (number, next + 1)
        };
        if !(1..=4).contains(&number) {
            return None;
        }
        next += usize::from(self.word(next) == "of" && self.word(next + 1) == "fiscal");
        let (year, end) = self.year_after(next);
        Some(Found::new(at, end, self.calendar.quarter(number, year)))
    }

    /// `half of 2024`, `half of next year` behind its number; `end` is the token after `half`.
    fn half(&self, at: usize, end: usize, number: u32) -> Option<Found> {
        let (year, end) = self.year_after(end);
        year.map(|year| Found::new(at, end, When::Half(year, number)))
    }

    /// `last year's fourth quarter`, `next year's second half`.
    fn quarter_of_possessed_year(&self, at: usize) -> Option<Found> {
        let (year, next) = self.possessive_year(at)?;
        if ordinal_word(self.word(next)).filter(|n| *n <= 2).is_some() && self.word(next + 1) == "half" {
            let number = ordinal_word(self.word(next))?;
            return Some(Found::new(at, next + 2, When::Half(year, number)));
        }
        let found = self.quarter(next)?;
        let When::Quarter(_, quarter) = found.when else {
            return None;
        };
        Some(Found::new(at, found.end, When::Quarter(year, quarter)))
    }

    /// `1988 third quarter`, `year-ago third quarter`.
    fn year_and_quarter(&self, at: usize) -> Option<Found> {
        if let Some(year) = self.year(at) {
            let found = self.quarter(at + 1)?;
            let When::Quarter(_, quarter) = found.when else {
                return None;
            };
            return Some(Found::new(at, found.end, When::Quarter(year, quarter)));
        }
        let hyphen = self.word(at) == "year"
            && self.token(at + 1)?.is_dash()
            && matches!(self.word(at + 2), "ago" | "earlier");
        let found = self.quarter(at + 3).filter(|_| hyphen)?;
        let When::Quarter(year, quarter) = found.when else {
            return None;
        };
        Some(Found::new(at, found.end, When::Quarter(year - 1, quarter)))
    }

    /// `499 BC`, `499-493 BC`, `BC 44`, `AD 70`.
    fn before_christ(&self, at: usize) -> Option<Found> {
        let era = |word: &str| matches!(word, "bc" | "bce" | "b.c." | "b.c");
        let plain = |at: usize| {
            let token = self.token(at)?;
            (token.kind == TokenKind::Number && token.text.len() <= 4)
                .then(|| token.text.parse::<i32>().ok())?
        };
        let year = plain(at)?;
        if era(self.word(at + 1)) {
            return Some(Found::new(at, at + 2, When::YearBeforeChrist(year)));
        }
        let joined =
            self.token(at + 1).is_some_and(Token::is_dash) || matches!(self.word(at + 1), "to" | "and");
        let ends = plain(at + 2).is_some() && era(self.word(at + 3));
        (joined && ends).then(|| Found::new(at, at + 1, When::YearBeforeChrist(year)))
    }

    /// `1990s`, `1930’s`, `the '90s`, `mid-1990s`.
    fn decade(&self, at: usize) -> Option<Found> {
        let plural =
            |at: usize| self.token(at).is_some_and(|t| t.glued) && matches!(self.word(at), "s" | "'s");
        if let Some(year) = self.year(at).filter(|year| year % 10 == 0 && plural(at + 1)) {
            return Some(Found::new(at, at + 2, When::Decade(year / 10)));
        }
        if let Some(decade) = decade_word(self.word(at)) {
            let years = self.before(at) == "the" || matches!(self.before(at), "early" | "late" | "mid" | "-");
            return years.then(|| Found::new(at, at + 1, When::Decade(decade)));
        }
        let short = self.small(at).filter(|n| n % 10 == 0 && plural(at + 1))?;
        let quoted = at > 0 && matches!(self.before(at), "'" | "’" | "‘");
        let decade = 190 + i32::try_from(short / 10).ok()?;
        (quoted && short >= 20).then(|| Found::new(at - 1, at + 2, When::Decade(decade)))
    }

    /// `19th century`, `nineteenth-century`.
    fn century(&self, at: usize) -> Option<Found> {
        let (number, next) = match self.small(at) {
            Some(number) if matches!(self.word(at + 1), "st" | "nd" | "rd" | "th") => (number, at + 2),
            Some(_) => return None,
            None if self.word(at) == "twenty" && self.word(at + 1) == "-" && self.word(at + 2) == "first" => {
                (21, at + 3)
            }
            None => (ordinal_word(self.word(at))?, at + 1),
        };
        let next = next + usize::from(self.token(next)?.is_dash());
        if self.word(next) != "century" && self.word(next) != "centuries" {
            return None;
        }
        if matches!(self.word(next + 1), "bc" | "bce") {
            return Some(Found::new(
                at,
                next + 2,
                When::Unknown(crate::model::Granularity::Decade),
            ));
        }
        Some(Found::new(
            at,
            next + 1,
            When::Century(i32::try_from(number).ok()? - 1),
        ))
    }

    /// Four digits that are a year by their neighbours.
    fn bare_year(&self, at: usize) -> Option<Found> {
        let year = self.year(at)?;
        let token = self.token(at)?;
        let next = self.token(at + 1);
        let after = self.word(at + 1);
        let counts = COUNTED.contains(&after) || after == "%";
        let part_of_number = next.is_some_and(|n| n.glued && matches!(n.text, ":" | "/" | "%" | "°"))
            || next.is_some_and(|n| {
                n.kind == TokenKind::Number && digits(n.text).is_some_and(|_| n.text.len() == 3)
            })
            || next.is_some_and(|n| n.kind == TokenKind::Word && n.glued && n.text != "’s" && n.text != "'s");
        if counts || part_of_number {
            return None;
        }
        let before = self.before(at);
        let previous = at.checked_sub(1).and_then(|p| self.token(p));
        let marked = matches!(
            before,
            "$" | "€" | "£" | "#" | "№" | "no" | "/" | ":" | "+" | "flight" | "route" | "¥" | "₹"
        );
        let dash = previous.is_some_and(Token::is_dash) && token.glued;
        // `SCP-1973`, `Mi-2000`: the name of a thing.
        let identifier = dash
            && at >= 2
            && self
                .token(at - 2)
                .is_some_and(|t| t.kind == TokenKind::Word && t.is_capital());
        let after_number = previous.is_some_and(|p| p.kind == TokenKind::Number);
        let glued_word = token.glued && previous.is_some_and(|p| p.kind == TokenKind::Word);
        if marked || identifier || after_number || glued_word {
            return None;
        }
        let near = (1900..=2059).contains(&year);
        let opens = matches!(before, "(" | "[" | ",") || at == 0 || dash;
        let introduced = BEFORE_A_DATE.contains(&before) || opens;
        let plural_next = next.is_some_and(|n| {
            n.is_lower() && n.text.ends_with('s') && n.text.len() > 3 && after != "was" && after != "saw"
        });
        let fits = !plural_next || near_year(year) && near;
        (fits && (near || introduced && year >= 1400)).then(|| Found::new(at, at + 1, When::Year(year)))
    }
}

/// The decade of the twentieth century that `sixties` names.
fn decade_word(word: &str) -> Option<i32> {
    Some(match word {
        "twenties" => 192,
        "thirties" => 193,
        "forties" => 194,
        "fifties" => 195,
        "sixties" => 196,
        "seventies" => 197,
        "eighties" => 198,
        "nineties" => 199,
        _ => return None,
    })
}

/// Whether the year is of living memory, so that `2016 elections` is a year and `1900 guests` is not.
const fn near_year(year: i32) -> bool {
    year > 1950 && year < 2050 && year != 2000
}
