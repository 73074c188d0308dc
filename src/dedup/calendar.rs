//! Words that are written like names or stand beside figures without being either: days, months, magnitudes.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::encoding::Word;
use super::words;

/// Names of days and months that outlets set and leave out as their style book says. English, German,
/// French and Spanish ones that are written with a capital, and abbreviations.
const DAYS_AND_MONTHS: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May \
    June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Montag \
    Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag Januar Februar März Mai Juni Juli Oktober Dezember";

/// Words that multiply the figure before them.
const MAGNITUDES: &str =
    "thousand million billion trillion lakh crore Millionen Milliarden millones millions milliards";

static DAY_OR_MONTH: LazyLock<HashSet<u32>> = LazyLock::new(|| hashes(DAYS_AND_MONTHS));
static MAGNITUDE: LazyLock<HashSet<u32>> = LazyLock::new(|| hashes(MAGNITUDES));

/// Whether the word of that hash names a day or a month.
pub(super) fn is_day_or_month(hash: u32) -> bool {
    DAY_OR_MONTH.contains(&hash)
}

/// Whether the word of that hash multiplies the figure before it.
pub(super) fn is_magnitude(hash: u32) -> bool {
    MAGNITUDE.contains(&hash)
}

fn hashes(list: &str) -> HashSet<u32> {
    words::of_line(list).into_iter().map(Word::hash).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_magnitudes_are_known() {
        let hash = |word: &str| words::of_line(word)[0].hash();
        assert!(is_day_or_month(hash("Tuesday")) && is_day_or_month(hash("Sept")));
        assert!(is_magnitude(hash("mln")) && is_magnitude(hash("billion")));
        assert!(!is_day_or_month(hash("Merkel")) && !is_magnitude(hash("Merkel")));
    }
}
