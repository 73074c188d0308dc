//! Rows as JSON objects, columns in the query's order.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Form, Out, Pace, hexadecimal, real};
use crate::store::{Cell, TakeRows};

/// Writes each row as it comes.
pub(in crate::cli) struct Json {
    out: Out,
    pace: Pace,
    names: Vec<String>,
    is_array: bool,
    rows: u64,
}

impl Json {
    /// One object a line.
    pub(in crate::cli) fn lines(out: Out, pace: Pace) -> Self {
        Self {
            out,
            pace,
            names: Vec::new(),
            is_array: false,
            rows: 0,
        }
    }

    /// All objects in one array, each on a line.
    pub(in crate::cli) fn array(out: Out) -> Self {
        Self {
            is_array: true,
            ..Self::lines(out, Pace::EachRow)
        }
    }
}

impl TakeRows for Json {
    fn columns(&mut self, names: &[String]) -> io::Result<()> {
        self.names = distinct(names);
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        if self.is_array {
            self.out.write_all(if self.rows == 0 { b"[\n" } else { b",\n" })?;
        }
        self.rows += 1;
        let object = Object {
            names: &self.names,
            cells: &cells,
        };
        serde_json::to_writer(&mut self.out, &object)?;
        if !self.is_array {
            self.out.write_all(b"\n")?;
        }
        match self.pace {
            Pace::EachRow => self.out.flush(),
            Pace::Whole => Ok(()),
        }
    }
}

impl Form for Json {
    fn finish(&mut self) -> io::Result<()> {
        if self.is_array {
            self.out
                .write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        self.out.flush()
    }
}

/// Names that differ: an object has each key once.
fn distinct(names: &[String]) -> Vec<String> {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut seen = HashSet::new();
    names
        .iter()
        .map(|name| {
            if seen.insert(name) {
                return name.clone();
            }
            let free = (2..)
                .map(|number| format!("{name}_{number}"))
                .find(|name| !taken.contains(name))
                .unwrap_or_default();
            taken.insert(free.clone());
            free
        })
        .collect()
}

struct Object<'a> {
    names: &'a [String],
    cells: &'a [Cell],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (name, cell) in self.names.iter().zip(self.cells) {
            match cell {
                Cell::Null => map.serialize_entry(name, &())?,
                Cell::Integer(number) => map.serialize_entry(name, number)?,
                Cell::Real(number) if number.is_finite() => map.serialize_entry(name, number)?,
                Cell::Real(number) => map.serialize_entry(name, &real(*number))?,
                Cell::Text(text) => map.serialize_entry(name, text)?,
                Cell::Blob(bytes) => map.serialize_entry(name, &hexadecimal(bytes))?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_repeats_gets_a_number_that_is_free() {
        let names = ["a", "a", "a_2", "a", ""].map(str::to_owned);
        assert_eq!(distinct(&names), ["a", "a_3", "a_2", "a_4", ""]);
    }

    #[test]
    fn columns_keep_their_order_and_values_their_kind() {
        let names = ["z", "a", "m", "b"].map(str::to_owned);
        let cells = [
            Cell::Integer(i64::MIN),
            Cell::Real(2.0),
            Cell::Text("\u{1b}[31m\"".into()),
            Cell::Real(f64::INFINITY),
        ];
        let object = Object {
            names: &names,
            cells: &cells,
        };
        assert_eq!(
            serde_json::to_string(&object).unwrap(),
            r#"{"z":-9223372036854775808,"a":2.0,"m":"\u001b[31m\"","b":"Infinity"}"#
        );
    }
}
