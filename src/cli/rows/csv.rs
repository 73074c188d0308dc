//! Rows as RFC 4180, with nothing in it that a spreadsheet would run.

use std::borrow::Cow;
use std::io;

use csv::{Terminator, Writer, WriterBuilder};

use super::{Form, Out, Pace, hexadecimal, real};
use crate::store::{Cell, TakeRows};

/// What a spreadsheet takes for the start of a formula, full-width forms included.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Writes each row as it comes.
pub(in crate::cli) struct Csv {
    out: Writer<Out>,
    pace: Pace,
}

impl Csv {
    pub(in crate::cli) fn new(out: Out, pace: Pace) -> Self {
        Self {
            out: WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out),
            pace,
        }
    }
}

impl TakeRows for Csv {
    fn columns(&mut self, names: &[String]) -> io::Result<()> {
        self.out
            .write_record(names.iter().map(|name| inert(name).into_owned()))
            .map_err(io_error)
    }

    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        self.out
            .write_record(cells.into_iter().map(field))
            .map_err(io_error)?;
        match self.pace {
            Pace::EachRow => self.out.flush(),
            Pace::Whole => Ok(()),
        }
    }
}

impl Form for Csv {
    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn field(cell: Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => real(number),
        Cell::Text(text) => match inert(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(text) => text,
        },
        Cell::Blob(bytes) => hexadecimal(&bytes),
    }
}

/// `text` with an apostrophe before what would be a formula; numbers such as `-3.5` stay.
fn inert(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) && !is_number(text) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// Digits with a sign, a point, an exponent; nothing else, so no formula.
fn is_number(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'))
        && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_formula_becomes_a_text_and_a_number_stays_one() {
        for formula in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝1",
            "--1",
            "+1 2",
        ] {
            assert_eq!(inert(formula), format!("'{formula}"), "{formula:?}");
        }
        for harmless in ["-3.5", "+4", "-1e9", "a=b", "", "'=1", "1-2", "–5"] {
            assert_eq!(inert(harmless), harmless);
        }
    }

    proptest! {
        #[test]
        fn no_field_of_text_starts_a_formula(text in "\\PC*|[=+@\t\r\n-]\\PC*") {
            let field = field(Cell::Text(text.clone()));
            prop_assert!(!field.starts_with(FORMULA_STARTS) || is_number(&text));
        }
    }
}
