//! Rows as columns for people.

use std::io;

use crate::cli::grid::{Grid, Side};
use crate::cli::rows::{Form, Out, real};
use crate::store::{Cell, TakeRows};

/// Bytes of text that are held to find the widths of the columns: 64 MiB.
const BYTES_MAX: usize = 64 << 20;

/// Holds all rows until the last has come, for the widths.
pub(super) struct Table {
    out: Out,
    grid: Grid,
    width: Option<u16>,
    bytes: usize,
}

impl Table {
    /// Within `width` columns of a terminal; as wide as it comes for `None`.
    pub(super) fn new(out: Out, width: Option<u16>) -> Self {
        Self {
            out,
            grid: Grid::default(),
            width,
            bytes: 0,
        }
    }
}

impl TakeRows for Table {
    fn columns(&mut self, names: &[String]) -> io::Result<()> {
        self.grid = Grid::new(names);
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        let row: Vec<(String, Side)> = cells.into_iter().map(shown).collect();
        self.bytes += row.iter().map(|(text, _)| text.len()).sum::<usize>();
        if self.bytes > BYTES_MAX {
            return Err(io::Error::other(
                "the rows hold more than 64 MiB, too much for a table; use --format csv or jsonl",
            ));
        }
        self.grid.row(row, self.width);
        Ok(())
    }
}

impl Form for Table {
    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(self.grid.text(self.width).as_bytes())?;
        self.out.flush()
    }
}

fn shown(cell: Cell) -> (String, Side) {
    match cell {
        Cell::Null => (String::new(), Side::Left),
        Cell::Integer(number) => (number.to_string(), Side::Right),
        Cell::Real(number) => (real(number), Side::Right),
        Cell::Text(text) => (text, Side::Left),
        Cell::Blob(bytes) => (format!("<{} bytes>", bytes.len()), Side::Left),
    }
}
