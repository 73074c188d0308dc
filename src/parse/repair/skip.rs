//! When a feed asks not to be asked: `skipHours` and `skipDays` of RSS, in GMT.

use crate::model::{SkipDays, SkipHours};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The hours in `written`: 0 to 23, and 24 for 0, as RSS 0.91 counts. All hours, or none, is no wish.
pub(super) fn hours(written: &[String]) -> SkipHours {
    let bits = written
        .iter()
        .filter_map(|hour| hour.trim().parse::<u32>().ok())
        .filter(|hour| *hour <= 24)
        .fold(0, |bits, hour| bits | 1 << (hour % 24));
    SkipHours::new(bits)
}

/// The days in `written`, by their English names, short or long, in any case.
pub(super) fn days(written: &[String]) -> SkipDays {
    let bits = written
        .iter()
        .filter_map(|day| {
            let day = day.trim().to_ascii_lowercase();
            DAYS.iter().position(|name| day.starts_with(name))
        })
        .fold(0, |bits, at| bits | 1 << at);
    SkipDays::new(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn hours_are_read_and_nonsense_is_not() {
        assert_eq!(
            hours(&written(&["0", " 23 ", "24", "25", "-1", "x"])).bits(),
            1 | 1 << 23
        );
        let all: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
        assert_eq!(hours(&all).bits(), 0);
    }

    #[test]
    fn days_are_known_by_name() {
        assert_eq!(
            days(&written(&["Saturday", "SUN", "Someday"])).bits(),
            1 << 5 | 1 << 6
        );
    }
}
