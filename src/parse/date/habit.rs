//! How one feed writes days that are all numbers.

use chrono::{DateTime, Utc};

use super::{YEAR_LAST, number, read_by};
use crate::model::ClaimedTime;

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    Unknown,
    DayFirst,
    MonthFirst,
}

impl Order {
    pub const fn other(self) -> Self {
        match self {
            Self::Unknown => Self::Unknown,
            Self::DayFirst => Self::MonthFirst,
            Self::MonthFirst => Self::DayFirst,
        }
    }
}

/// What the dates of one feed say about its order of day and month, and what its language does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    order: Order,
    is_american: bool,
}

impl Habit {
    /// From all dates of a feed, as written, and the language it declares (`en-US`).
    ///
    /// A number above 12 is a day. A feed that has it in both places has no habit.
    pub fn of<'a>(raws: impl Iterator<Item = &'a str>, language: Option<&str>) -> Self {
        let (mut is_day_first, mut is_month_first) = (false, false);
        for raw in raws.filter(|raw| raw.contains(['/', '-'])) {
            let Some(found) = YEAR_LAST.captures(raw) else {
                continue;
            };
            let is_dotted = found.name("sep").is_some_and(|sep| sep.as_str() == ".");
            let is_short = found.name("y").is_some_and(|year| year.len() == 2);
            if is_dotted || is_short {
                continue;
            }
            is_day_first |= number(&found, "a") > Some(12);
            is_month_first |= number(&found, "b") > Some(12);
        }
        let order = match (is_day_first, is_month_first) {
            (true, false) => Order::DayFirst,
            (false, true) => Order::MonthFirst,
            _ => Order::Unknown,
        };
        let is_american = language.is_some_and(|language| {
            let language = language.trim().to_ascii_lowercase();
            matches!(language.as_str(), "en-us" | "en_us")
        });
        Self { order, is_american }
    }

    /// The time that `raw` claims, see [`super::read`].
    pub fn read(self, raw: Option<&str>, now: DateTime<Utc>) -> ClaimedTime {
        read_by(self, raw, now)
    }

    pub(super) const fn known(self) -> Order {
        self.order
    }

    /// The order to be expected of `raw` where nothing is known: day first, but in the United States.
    pub(super) fn usual(self, raw: &str) -> Order {
        // Central and mountain time are left out: China and others share their letters.
        const ZONES: [&str; 6] = ["EST", "EDT", "CDT", "MDT", "PST", "PDT"];
        let mut words = raw.split(|c: char| !c.is_ascii_alphabetic());
        if self.is_american || words.any(|word| ZONES.contains(&word)) {
            Order::MonthFirst
        } else {
            Order::DayFirst
        }
    }
}
