//! A table for people: columns by display width, nothing in it that a terminal would obey.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

/// Longest part of a cell that is kept when the table has to fit a terminal, in characters. More would not
/// be seen.
const CELL_CHARS_MAX: usize = 400;

/// A line under the head, nothing else.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Where a cell's text stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// Rows under a head.
#[derive(Debug, Default)]
pub(super) struct Grid {
    head: Vec<String>,
    rows: Vec<Vec<(String, Side)>>,
}

impl Grid {
    /// An empty table with these column names.
    pub(super) fn new(names: &[impl AsRef<str>]) -> Self {
        Self {
            head: names.iter().map(|name| inert(name.as_ref())).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; with a width, only as much of each cell as can be shown is kept.
    pub(super) fn row(&mut self, cells: Vec<(String, Side)>, width: Option<u16>) {
        let kept = |(text, side): (String, Side)| {
            let end = text.char_indices().nth(CELL_CHARS_MAX).map(|(at, _)| at);
            match end.filter(|_| width.is_some()) {
                Some(end) => (inert(&text[..end]), side),
                None => (inert(&text), side),
            }
        };
        self.rows.push(cells.into_iter().map(kept).collect());
    }

    /// The table, each row on one line; within `width` columns, long cells end in `…`.
    pub(super) fn text(&self, width: Option<u16>) -> String {
        if self.head.is_empty() {
            return String::new();
        }
        let mut table = Table::new();
        table
            .load_style(STYLE)
            .set_truncation_indicator("…")
            .set_header(&self.head);
        match width {
            Some(width) => table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(width),
            None => table.set_content_arrangement(ContentArrangement::Disabled),
        };
        for row in &self.rows {
            let mut cells = comfy_table::Row::new();
            cells.max_height(1);
            for (text, side) in row {
                let alignment = match side {
                    Side::Left => CellAlignment::Left,
                    Side::Right => CellAlignment::Right,
                };
                cells.add_cell(Cell::new(text).set_alignment(alignment));
            }
            table.add_row(cells);
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 1));
        }
        table.trim_fmt() + "\n"
    }
}

/// `text` on one line, with signs in the place of what a terminal would obey: controls, escapes, and
/// characters that turn the direction of writing.
pub(super) fn inert(text: &str) -> String {
    text.chars().map(inert_char).collect()
}

fn inert_char(c: char) -> char {
    match c {
        '\n' => '⏎',
        '\t' => ' ',
        // The Unicode pictures of the C0 controls stand in their order.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            char::REPLACEMENT_CHARACTER
        }
        other => other,
    }
}

/// Columns of the terminal; `None` when standard output is none.
pub(super) fn terminal_width() -> Option<u16> {
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn left(texts: &[&str]) -> Vec<(String, Side)> {
        texts
            .iter()
            .map(|text| ((*text).to_owned(), Side::Left))
            .collect()
    }

    #[test]
    fn columns_are_as_wide_as_their_text_looks() {
        let mut grid = Grid::new(&["who", "n"]);
        grid.row(
            vec![("新华社".into(), Side::Left), ("7".into(), Side::Right)],
            None,
        );
        grid.row(
            vec![("Reuters".into(), Side::Left), ("123".into(), Side::Right)],
            None,
        );
        let text = grid.text(None);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[2..], ["新华社     7", "Reuters  123"], "{text}");
    }

    #[test]
    fn a_terminal_cuts_long_cells_and_a_pipe_does_not() {
        let mut grid = Grid::new(&["title", "n"]);
        let long = "word ".repeat(40);
        grid.row(left(&[&long, "1"]), None);
        assert!(grid.text(None).contains(long.trim_end()));
        let narrow = grid.text(Some(40));
        assert!(
            narrow.contains('…') && narrow.lines().all(|line| line.chars().count() <= 40),
            "{narrow}"
        );
        assert_eq!(narrow.lines().count(), 3, "{narrow}");
    }

    #[test]
    fn a_terminal_has_nothing_to_obey() {
        assert_eq!(
            inert("a\r\n\u{1b}[31mred\u{9b}2J\u{202e}x\u{7f}"),
            "a␍⏎␛[31mred\u{fffd}2J\u{fffd}x␡"
        );
    }

    proptest! {
        #[test]
        fn every_row_is_one_line(texts in proptest::collection::vec(".*", 1..4), width in 10_u16..90) {
            let mut grid = Grid::new(&texts);
            grid.row(left(&texts.iter().map(String::as_str).collect::<Vec<_>>()), Some(width));
            let text = grid.text(Some(width));
            prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
        }
    }
}
