//! A view as an Apache Parquet file.
//!
//! Columns have the dictionary's types: INTEGER is INT64, REAL DOUBLE, TEXT a string; instants (TEXT with the unit UTC)
//! are timestamps in milliseconds. Every column may be null, as in SQL.

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use crate::cli::rows::{Form, Out, hexadecimal, real};
use crate::model::parse_instant;
use crate::store::{Cell, TakeRows, ViewColumn, ViewShape};

/// A group of rows is written when it holds so many, or so many bytes of text.
const GROUP_ROWS_MAX: usize = 50_000;
const GROUP_BYTES_MAX: usize = 64 << 20;

/// Holds a group of rows, column by column, until it is large enough to be written.
pub(super) struct Parquet {
    writer: Option<SerializedFileWriter<Out>>,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

/// The values of one column, those that are null left out.
struct Column {
    name: String,
    values: Values,
    /// 1 for a row with a value, 0 for null: the format's definition levels.
    levels: Vec<i16>,
}

enum Values {
    Integers(Vec<i64>),
    Reals(Vec<f64>),
    Texts(Vec<ByteArray>),
    /// Milliseconds since 1970.
    Instants(Vec<i64>),
}

impl Parquet {
    /// Writes the head of the file.
    pub(super) fn new(view: &ViewShape, out: Out) -> anyhow::Result<Self> {
        let columns: Vec<Column> = view.columns.iter().map(Column::of).collect();
        let mut message = format!("message {} {{\n", view.name);
        for column in &columns {
            let _ = writeln!(message, "OPTIONAL {};", column.declaration());
        }
        message.push('}');
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = Arc::new(parse_message_type(&message)?);
        Ok(Self {
            writer: Some(SerializedFileWriter::new(out, schema, Arc::new(properties))?),
            columns,
            rows: 0,
            bytes: 0,
        })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let Some(writer) = self.writer.as_mut().filter(|_| self.rows > 0) else {
            return Ok(());
        };
        let mut group = writer.next_row_group()?;
        for column in &mut self.columns {
            if let Some(out) = group.next_column()? {
                column.write(out)?;
            }
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl TakeRows for Parquet {
    fn columns(&mut self, _names: &[String]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += column.push(cell)?;
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS_MAX || self.bytes >= GROUP_BYTES_MAX {
            self.write_group().map_err(io::Error::other)?;
        }
        Ok(())
    }
}

impl Form for Parquet {
    fn finish(&mut self) -> io::Result<()> {
        self.write_group().map_err(io::Error::other)?;
        if let Some(writer) = self.writer.take() {
            writer.into_inner().map_err(io::Error::other)?.flush()?;
        }
        Ok(())
    }
}

impl Column {
    fn of(column: &ViewColumn) -> Self {
        let is_instant = column.unit == "UTC" && column.name.ends_with("_at");
        let values = match column.type_.as_str() {
            "INTEGER" => Values::Integers(Vec::new()),
            "REAL" => Values::Reals(Vec::new()),
            _ if is_instant => Values::Instants(Vec::new()),
            _ => Values::Texts(Vec::new()),
        };
        Self {
            name: column.name.clone(),
            values,
            levels: Vec::new(),
        }
    }

    fn declaration(&self) -> String {
        match self.values {
            Values::Integers(_) => format!("INT64 {}", self.name),
            Values::Reals(_) => format!("DOUBLE {}", self.name),
            Values::Texts(_) => format!("BYTE_ARRAY {} (STRING)", self.name),
            Values::Instants(_) => format!("INT64 {} (TIMESTAMP(MILLIS,true))", self.name),
        }
    }

    /// Takes one value; the bytes it holds.
    fn push(&mut self, cell: Cell) -> io::Result<usize> {
        if cell == Cell::Null {
            self.levels.push(0);
            return Ok(0);
        }
        let held = match (&mut self.values, cell) {
            (Values::Integers(values), Cell::Integer(value)) => {
                values.push(value);
                8
            }
            (Values::Reals(values), Cell::Real(value)) => {
                values.push(value);
                8
            }
            (Values::Reals(values), Cell::Integer(value)) => {
                values.push(value as f64);
                8
            }
            (Values::Instants(values), Cell::Text(text)) => {
                let Some(instant) = parse_instant(&text) else {
                    return Err(self.unfit(&text));
                };
                values.push(instant.timestamp_millis());
                8
            }
            (Values::Texts(values), cell) => {
                let text = text(cell);
                let bytes = text.len();
                values.push(ByteArray::from(text.into_bytes()));
                bytes
            }
            (_, cell) => return Err(self.unfit(&text(cell))),
        };
        self.levels.push(1);
        Ok(held)
    }

    /// Never of a store that this program wrote: the tables behind the views are STRICT.
    fn unfit(&self, value: &str) -> io::Error {
        let shown: String = value.chars().take(60).collect();
        io::Error::other(format!(
            "column {} holds `{shown}`, which is not of its type; --format csv takes it as it is",
            self.name
        ))
    }

    fn write(&mut self, mut out: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = std::mem::take(&mut self.levels);
        let levels = Some(levels.as_slice());
        match &mut self.values {
            Values::Integers(values) | Values::Instants(values) => {
                out.typed::<Int64Type>()
                    .write_batch(&std::mem::take(values), levels, None)?
            }
            Values::Reals(values) => {
                out.typed::<DoubleType>()
                    .write_batch(&std::mem::take(values), levels, None)?
            }
            Values::Texts(values) => {
                out.typed::<ByteArrayType>()
                    .write_batch(&std::mem::take(values), levels, None)?
            }
        };
        out.close()
    }
}

fn text(cell: Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => real(number),
        Cell::Text(text) => text,
        Cell::Blob(bytes) => hexadecimal(&bytes),
    }
}
