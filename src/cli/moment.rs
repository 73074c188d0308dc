//! Moments as people write them on a command line.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::model::parse_instant;

/// What a moment may look like, for help and complaints.
pub(super) const FORMS: &str = "2025-03-14, 2025-03-14T12:00:00Z, or back from now: 12h, 7d, 4w";

/// Longest way back, in days: a century.
const BACK_DAYS_MAX: i64 = 36_525;

/// A moment as it was given: some of them count back from now, which is known only when they are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    At(DateTime<Utc>),
    Back(TimeDelta),
}

impl Moment {
    /// The instant meant, seen from `now`.
    pub(super) fn seen_from(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            // A century back from any clock is a time that exists.
            Self::Back(back) => now.checked_sub_signed(back).unwrap_or(DateTime::<Utc>::MIN_UTC),
        }
    }
}

impl std::str::FromStr for Moment {
    type Err = String;

    /// Reads a day (its beginning, in UTC), an instant, or so many hours, days or weeks before now.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Ok(day) = text.parse::<NaiveDate>() {
            return Ok(Self::At(day.and_time(NaiveTime::MIN).and_utc()));
        }
        parse_instant(text)
            .or_else(|| zoned(text))
            .map(Self::At)
            .or_else(|| back(text).map(Self::Back))
            .ok_or_else(|| format!("`{text}` is no time here; give {FORMS}"))
    }
}

/// The moment that `text` names, seen from `now`.
pub(super) fn moment(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    text.parse().map(|moment: Moment| moment.seen_from(now))
}

fn zoned(text: &str) -> Option<DateTime<Utc>> {
    let instant = DateTime::parse_from_rfc3339(text).ok()?;
    Some(instant.with_timezone(&Utc))
}

fn back(text: &str) -> Option<TimeDelta> {
    let (unit_at, _) = text.char_indices().next_back()?;
    let count: i64 = text[..unit_at].parse().ok().filter(|count| *count >= 0)?;
    let back = match &text[unit_at..] {
        "h" => TimeDelta::try_hours(count),
        "d" => TimeDelta::try_days(count),
        "w" => TimeDelta::try_weeks(count),
        _ => None,
    };
    back.filter(|back| back.num_days() <= BACK_DAYS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_instants_and_stretches_back_are_moments() {
        let now = parse_instant("2025-03-14T12:30:00Z").unwrap();
        for (text, at) in [
            ("2025-03-01", "2025-03-01T00:00:00Z"),
            ("2025-03-01T06:07:08Z", "2025-03-01T06:07:08Z"),
            ("2025-03-01T06:07:08+02:00", "2025-03-01T04:07:08Z"),
            ("12h", "2025-03-14T00:30:00Z"),
            (" 7d ", "2025-03-07T12:30:00Z"),
            ("2w", "2025-02-28T12:30:00Z"),
            ("0d", "2025-03-14T12:30:00Z"),
        ] {
            assert_eq!(moment(text, now), Ok(parse_instant(at).unwrap()), "{text}");
        }
        for wrong in [
            "",
            "d",
            "-1d",
            "7",
            "yesterday",
            "99999999999d",
            "2025-13-01",
            "7ä",
        ] {
            assert!(moment(wrong, now).is_err(), "{wrong}");
        }
    }
}
