//! The words of dates: months, weekdays, units, holidays.

use super::super::token::Token;

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// The unit named by a singular or plural word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "second" | "seconds" => Self::Second,
            "minute" | "minutes" | "mins" => Self::Minute,
            "hour" | "hours" | "hrs" => Self::Hour,
            "day" | "days" => Self::Day,
            "week" | "weeks" => Self::Week,
            "month" | "months" => Self::Month,
            "quarter" | "quarters" => Self::Quarter,
            "year" | "years" | "yrs" => Self::Year,
            "decade" | "decades" => Self::Decade,
            "century" | "centuries" => Self::Century,
            _ => return None,
        })
    }

    /// The singular English word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
        }
    }
}

/// The month (1 to 12) a capitalised word names, in full or cut.
pub(super) fn month(token: &Token<'_>) -> Option<u32> {
    if !token.is_capital() {
        return None;
    }
    Some(match token.lower.as_ref() {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// Whether the word may be a month only in company: a verb, a name or a cut form.
pub(super) fn is_doubtful_month(lower: &str) -> bool {
    lower.len() <= 4 && !matches!(lower, "june" | "july") || lower == "march"
}

/// The weekday (0 is Monday) a capitalised word names.
pub(super) fn weekday(token: &Token<'_>) -> Option<u32> {
    if !token.is_capital() {
        return None;
    }
    Some(match token.lower.as_ref() {
        "monday" => 0,
        "tuesday" | "tue" | "tues" => 1,
        "wednesday" | "wed" => 2,
        "thursday" | "thu" | "thur" | "thurs" => 3,
        "friday" | "fri" => 4,
        "saturday" => 5,
        "sunday" => 6,
        _ => return None,
    })
}

/// The TIMEX code of a part of the day.
pub(super) fn day_part(lower: &str) -> Option<&'static str> {
    Some(match lower {
        "morning" => "MO",
        "afternoon" => "AF",
        "evening" => "EV",
        "night" | "overnight" => "NI",
        _ => return None,
    })
}

/// The TIMEX code of a season.
pub(super) fn season(lower: &str) -> Option<&'static str> {
    Some(match lower {
        "spring" => "SP",
        "summer" => "SU",
        "fall" | "autumn" => "FA",
        "winter" => "WI",
        _ => return None,
    })
}

/// Days with a fixed place in the year: words in lower case, month, day.
pub(super) const HOLIDAYS: &[(&[&str], u32, u32)] = &[
    (&["christmas", "eve"], 12, 24),
    (&["christmas", "day"], 12, 25),
    (&["christmas"], 12, 25),
    (&["boxing", "day"], 12, 26),
    (&["new", "year", "'s", "eve"], 12, 31),
    (&["new", "year", "'s", "day"], 1, 1),
    (&["valentine", "'s", "day"], 2, 14),
    (&["halloween"], 10, 31),
];

/// Words that speak of a moment without a date, with their TIMEX value.
pub(super) fn vague(lower: &str) -> Option<&'static str> {
    Some(match lower {
        "now" | "currently" | "current" | "nowadays" | "presently" => "PRESENT_REF",
        "recently" | "previously" | "recent" | "formerly" | "lately" => "PAST_REF",
        "soon" => "FUTURE_REF",
        _ => return None,
    })
}

/// How often an adverb says something happens.
pub(super) fn adverb_of_frequency(lower: &str) -> Option<Unit> {
    Some(match lower {
        "annually" | "yearly" => Unit::Year,
        "quarterly" => Unit::Quarter,
        "monthly" => Unit::Month,
        "weekly" => Unit::Week,
        "daily" => Unit::Day,
        "hourly" => Unit::Hour,
        _ => return None,
    })
}

/// Words before a month or year that make it one.
pub(super) const BEFORE_A_DATE: &[&str] = &[
    "in", "since", "until", "till", "by", "of", "from", "to", "through", "during", "before", "after", "last",
    "next", "this", "early", "late", "mid", "between", "and", "past", "around", "about", "circa", "for",
    "or", "the", "on", "as", "every", "each", "earlier", "later", "fiscal", "ending", "ended", "year",
];

/// Plural nouns that show that four digits before them count things.
pub(super) const COUNTED: &[&str] = &[
    "people",
    "men",
    "women",
    "children",
    "soldiers",
    "troops",
    "miles",
    "kilometres",
    "kilometers",
    "km",
    "metres",
    "meters",
    "feet",
    "tonnes",
    "tons",
    "units",
    "dollars",
    "euros",
    "pounds",
    "percent",
    "per",
    "homes",
    "houses",
    "jobs",
    "workers",
    "employees",
    "members",
    "participants",
    "points",
    "votes",
    "cases",
    "deaths",
    "casualties",
    "cars",
    "copies",
    "words",
    "hours",
    "hrs",
    "gmt",
    "utc",
    "million",
    "billion",
    "thousand",
    "hundred",
    "students",
    "residents",
    "migrants",
    "refugees",
    "shares",
    "megawatts",
    "mw",
    "aircraft",
    "tanks",
    "ships",
    "prisoners",
    "guests",
    "fans",
    "delegates",
    "barrels",
    "acres",
    "hectares",
];
