//! Groups of digits with their separators.

use rust_decimal::Decimal;

/// Most digits a number may have; longer runs are identifiers, and `Decimal` holds 28.
const DIGITS_MAX: usize = 24;

/// The value of one group of digits with its separators; `None` for version numbers, addresses and runs
/// of more than 24 digits.
///
/// A comma before groups of three (or of two, as in India) is a thousands mark, else a decimal comma; a lone
/// full stop is a decimal point; of two different marks the last is the decimal one.
pub(crate) fn digits(text: &str) -> Option<Decimal> {
    if let Some(value) = vulgar_fraction(text) {
        return Some(value);
    }
    if text.len() > 2 * DIGITS_MAX || text.bytes().filter(u8::is_ascii_digit).count() > DIGITS_MAX {
        return None;
    }
    let commas = text.matches(',').count();
    let stops = text.matches('.').count();
    let decimal_mark = match (commas, stops) {
        (0, 0) => None,
        (0, 1) => Some('.'),
        (0, _) => {
            if !is_grouped(text, '.') {
                return None;
            }
            None
        }
        (1, 0) if !is_grouped(text, ',') => Some(','),
        (_, 0) => {
            if !is_grouped(text, ',') {
                return None;
            }
            None
        }
        (_, _) => {
            let last_comma = text.rfind(',');
            let last_stop = text.rfind('.');
            let mark = if last_comma > last_stop { ',' } else { '.' };
            if text.matches(mark).count() > 1 {
                return None;
            }
            Some(mark)
        }
    };
    let plain: String = text
        .chars()
        .filter_map(|c| match c {
            c if Some(c) == decimal_mark => Some('.'),
            '.' | ',' => None,
            c => Some(c),
        })
        .collect();
    plain.parse().ok()
}

/// Whether every group after the first has three digits, or two with a last one of three.
fn is_grouped(text: &str, mark: char) -> bool {
    let mut groups = text.split(mark);
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    let Some((last, inner)) = rest.split_last() else {
        return false;
    };
    (1..=3).contains(&first.len())
        && last.len() == 3
        && (inner.iter().all(|g| g.len() == 3)
            || mark == ',' && first.len() <= 2 && inner.iter().all(|g| g.len() == 2))
}

/// The value of `½`, `¾` and the like.
pub(super) fn vulgar_fraction(text: &str) -> Option<Decimal> {
    let (over, under) = match text {
        "½" => (1, 2),
        "⅓" => (1, 3),
        "⅔" => (2, 3),
        "¼" => (1, 4),
        "¾" => (3, 4),
        "⅕" => (1, 5),
        "⅖" => (2, 5),
        "⅗" => (3, 5),
        "⅘" => (4, 5),
        "⅙" => (1, 6),
        "⅚" => (5, 6),
        "⅛" => (1, 8),
        "⅜" => (3, 8),
        "⅝" => (5, 8),
        "⅞" => (7, 8),
        _ => return None,
    };
    Decimal::from(over)
        .checked_div(Decimal::from(under))
        .map(super::rounded)
}
