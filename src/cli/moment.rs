//! Moments as people write them on a command line.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::model::parse_instant;

/// What a moment may look like, for help and complaints.
pub(super) const FORMS: &str = "2025-03-14, 2025-03-14T12:00:00Z, or back from now: 12h, 7d, 4w";

/// Longest way back, in days: a century.
const BACK_DAYS_MAX: i64 = 36_525;

/// The moment that `text` names: a day (its beginning, in UTC), an instant, or so many hours, days or weeks before
/// `now`.
pub(super) fn moment(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(day.and_time(NaiveTime::MIN).and_utc());
    }
    if let Some(instant) = parse_instant(text).or_else(|| zoned(text)) {
        return Ok(instant);
    }
    back(text)
        .and_then(|back| now.checked_sub_signed(back))
        .ok_or_else(|| format!("`{text}` is no time here; give {FORMS}"))
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
