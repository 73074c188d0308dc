//! Rows in forms that other programs read.

pub(super) mod csv;
pub(super) mod json;

use std::io::Write;

use crate::store::TakeRows;

/// A form of output: takes rows, and is told when the last one has come.
pub(super) trait Form: TakeRows {
    fn finish(&mut self) -> std::io::Result<()>;
}

/// How soon what was written can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// A reader sees each row at once, and a slow query shows that it lives.
    EachRow,
    /// Nobody reads before the end.
    Whole,
}

/// A place to write to, held by a form.
pub(super) type Out = Box<dyn Write + Send>;

/// Bytes as two hexadecimal digits each.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    text
}

/// A real number as SQL writes it: always with a point or an exponent, so that 2.0 does not turn into 2.
pub(super) fn real(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    format!("{value:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reals_keep_their_point() {
        assert_eq!((real(2.0).as_str(), real(0.1).as_str()), ("2.0", "0.1"));
        assert_eq!(
            (real(1e300).as_str(), real(f64::NEG_INFINITY).as_str()),
            ("1e300", "-Infinity")
        );
    }
}
