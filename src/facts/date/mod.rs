//! Time expressions: their place, TIMEX3 value and interval.
//!
//! Rules by closed word classes, measured against TempEval-3's annotation habits. The report's day is the
//! anchor: a weekday is the nearest past one unless the clause speaks of the future, a month without a year
//! the latest that is not more than two months ahead.

mod anaphora;
mod calendar;
mod clause;
mod explicit;
mod holiday;
mod modifier;
mod relative;
mod series;
mod when;
mod words;

use chrono::{Datelike, NaiveDate};

use self::calendar::Calendar;
use self::clause::Clause;
pub(super) use self::when::When;
pub(super) use self::words::Unit;
use super::token::Passage;
use crate::model::Span;

/// Longest sentence, in tokens, that is read as one; what is longer is read in pieces of this size.
const CLAUSE_TOKENS_MAX: usize = 400;

/// Years named that lie this far back make a text a history when they are the great majority.
const HISTORY_YEARS: i32 = 2;

/// How many such years it takes.
const HISTORY_COUNT_MIN: usize = 6;

/// A time expression found in a passage.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Moment {
    pub span: Span,
    pub when: When,
}

/// Finds the time expressions of an article's passages, in order.
#[derive(Debug)]
pub(super) struct DateReader {
    calendar: Calendar,
}

impl DateReader {
    /// A reader for a text reported on `anchor`; `text` is looked through for years.
    pub fn new(text: &str, anchor: Option<NaiveDate>) -> Self {
        let calendar = Calendar {
            anchor,
            is_history: is_history(text, anchor),
            last_year: None,
            leans_ahead: false,
            last_day: None,
            last_month: None,
            last_quarter: None,
            sentences_since_quarter: 0,
        };
        Self { calendar }
    }

    /// The time expressions of `passage`, in order, none overlapping.
    pub fn read(&mut self, passage: &Passage<'_>) -> Vec<Moment> {
        let mut moments = Vec::new();
        for sentence in &passage.sentences {
            self.calendar.begin_sentence();
            let mut first = sentence.tokens.start;
            while first < sentence.tokens.end {
                let last = sentence.tokens.end.min(first + CLAUSE_TOKENS_MAX);
                self.read_clause(passage, first..last, &mut moments);
                first = last;
            }
        }
        moments
    }

    fn read_clause(
        &mut self,
        passage: &Passage<'_>,
        range: std::ops::Range<usize>,
        moments: &mut Vec<Moment>,
    ) {
        let tokens = &passage.tokens[range.clone()];
        let mut at = 0;
        let mut free = 0;
        while at < tokens.len() {
            let clause = Clause {
                tokens,
                calendar: &self.calendar,
            };
            let found = clause
                .explicit(at)
                .or_else(|| clause.anaphoric(at))
                .or_else(|| clause.relative(at))
                .filter(|found| found.start >= free);
            let Some(found) = found else {
                at += 1;
                continue;
            };
            let found = modifier::widened(&clause, found, free);
            self.calendar.note(&found.when);
            at = found.end;
            free = found.end;
            let span = passage.span_of(&(range.start + found.start..range.start + found.end));
            moments.push(Moment {
                span,
                when: found.when,
            });
        }
    }
}

/// Whether most years in `text` lie well before the day of the report.
fn is_history(text: &str, anchor: Option<NaiveDate>) -> bool {
    let Some(anchor) = anchor else {
        return false;
    };
    let (mut old, mut recent) = (0, 0);
    for run in text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4)
    {
        match run.parse::<i32>() {
            Ok(year) if (1400..=anchor.year() - HISTORY_YEARS).contains(&year) => old += 1,
            Ok(year) if (anchor.year() - HISTORY_YEARS..=anchor.year() + 1).contains(&year) => recent += 1,
            _ => {}
        }
    }
    old >= HISTORY_COUNT_MIN && old > 4 * recent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, day: (i32, u32, u32)) -> Vec<(String, String)> {
        let passage = Passage::new(text, Span::new(0, text.len()));
        let anchor = NaiveDate::from_ymd_opt(day.0, day.1, day.2);
        DateReader::new(text, anchor)
            .read(&passage)
            .into_iter()
            .map(|m| (m.span.of(text).to_owned(), m.when.value().unwrap_or_default()))
            .collect()
    }

    fn check(text: &str, wanted: &[(&str, &str)]) {
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(values(text, (2025, 3, 14)), wanted, "{text}");
    }

    #[test]
    fn calendar_dates_take_the_year_of_the_report() {
        check("On March 14 he met them.", &[("March 14", "2025-03-14")]);
        check("They voted on 26 January.", &[("26 January", "2025-01-26")]);
        check(
            "It fell on Dec. 3, 2014, a Wednesday.",
            &[("Dec. 3, 2014", "2014-12-03"), ("Wednesday", "2025-03-12")],
        );
        check(
            "He goes to Italy next month and to Peru in January.",
            &[("next month", "2025-04"), ("January", "2026-01")],
        );
        check("In November, it began.", &[("November", "2024-11")]);
    }

    #[test]
    fn weekdays_are_past_unless_the_clause_is_future() {
        check(
            "He said on Thursday that they would go.",
            &[("Thursday", "2025-03-13")],
        );
        check("She spoke on Friday.", &[("Friday", "2025-03-14")]);
        check("They will meet on Monday.", &[("Monday", "2025-03-17")]);
        check(
            "It happened last Friday night.",
            &[("last Friday night", "2025-03-07TNI")],
        );
    }

    #[test]
    fn what_has_begun_is_past_and_what_is_wanted_is_ahead() {
        check("The gate has been shut since autumn.", &[("autumn", "2024-FA")]);
        check("The gate has been shut since April.", &[("April", "2024-04")]);
        check(
            "The gate has been shut since February.",
            &[("February", "2025-02")],
        );
        check(
            "The guild wants to open it in October.",
            &[("October", "2025-10")],
        );
        check("The hall is to close in November.", &[("November", "2025-11")]);
    }

    #[test]
    fn years_are_told_from_counts() {
        check(
            "Champions in 1998, 2007 and 2012.",
            &[("1998", "1998"), ("2007", "2007"), ("2012", "2012")],
        );
        check("Some 2000 people came.", &[]);
        check(
            "The 2016 election and the 1990s.",
            &[("2016", "2016"), ("1990s", "199")],
        );
    }

    #[test]
    fn units_step_from_the_report() {
        check(
            "last week, this month, next year",
            &[
                ("last week", "2025-W10"),
                ("this month", "2025-03"),
                ("next year", "2026"),
            ],
        );
        check("three days ago", &[("three days ago", "2025-03-11")]);
        check(
            "It took two years and 16-hour days.",
            &[("two years", "P2Y"), ("16-hour", "PT16H")],
        );
        check("drones made annually", &[("annually", "P1Y")]);
    }

    #[test]
    fn a_text_about_the_past_dates_from_its_own_years() {
        let text = "In 1914 and 1915 and 1916 and 1917 and 1918 war raged. In 1914, on 7 August, they came.";
        assert!(values(text, (2009, 12, 19)).contains(&("7 August".into(), "1914-08-07".into())));
    }

    #[test]
    fn days_and_years_share_what_stands_beside_them() {
        check(
            "from March 9-12, 2024 on",
            &[("March 9", "2024-03-09"), ("12, 2024", "2024-03-12")],
        );
        check(
            "on 16 and 17 February",
            &[("16", "2025-02-16"), ("17 February", "2025-02-17")],
        );
        check("in the 2024-25 season", &[("2024-25", "2024/2025")]);
        check("in nineteen ninety-four", &[("nineteen ninety-four", "1994")]);
        check("On March 9, 17 people came.", &[("March 9", "2025-03-09")]);
    }

    #[test]
    fn what_was_named_before_is_meant_by_that_and_the_same() {
        check(
            "It began in June 2019. Later that year it closed, in the same month as the mill.",
            &[
                ("June 2019", "2019-06"),
                ("Later that year", "2019"),
                ("same month", "2019-06"),
            ],
        );
        check(
            "In the third quarter it earned more than a year earlier.",
            &[("third quarter", "2024-Q3"), ("a year earlier", "2023-Q3")],
        );
        check("It was smaller a year earlier.", &[("a year earlier", "2024")]);
    }

    #[test]
    fn parts_of_days_and_years_belong_to_the_date() {
        check(
            "on the night of March 8",
            &[("night of March 8", "2025-03-08TNI")],
        );
        check("by the end of the year", &[("end of the year", "2025")]);
        check("in early July last year", &[("early July last year", "2024-07")]);
        check(
            "next year's second half",
            &[("next year's second half", "2026-H2")],
        );
        check("drones fell overnight.", &[("overnight", "2025-03-13TNI")]);
        check("more than three years", &[("more than three years", "P3Y")]);
        check("within two to three weeks", &[("two to three weeks", "P2W")]);
        check("open on Mondays", &[("Mondays", "XXXX-WXX-1")]);
        check("on the Fourth of July", &[("Fourth of July", "2024-07-04")]);
        check("before Good Friday", &[("Good Friday", "2025-04-18")]);
    }

    #[test]
    fn clock_times_belong_to_the_day_beside_them() {
        check(
            "at 10:35 a.m. Friday",
            &[("10:35 a.m.", "2025-03-14T10:35"), ("Friday", "2025-03-14")],
        );
        check("at 5 p.m. sharp", &[("5 p.m.", "2025-03-14T17:00")]);
    }
}
