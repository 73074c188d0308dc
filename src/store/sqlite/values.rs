//! How values are spelled in columns, and read back.

use chrono::{DateTime, Utc};

use crate::model::{Entry, parse_instant, stamp};
use crate::store::StoreError;
use crate::text::collapsed;

/// Longest detail kept, in characters: a sentence and an address, not a page of a server's HTML.
const DETAIL_CHARS_MAX: usize = 500;
/// zstd's own default: entries shrink to about a third, pages to a fifth, at some 100 MB/s.
const ZSTD_LEVEL: i32 = 3;

/// The column's text as an instant.
///
/// # Errors
/// When it is none; the column's check lets `2025-13-99` pass.
pub(super) fn instant(column: &'static str, text: &str) -> Result<DateTime<Utc>, StoreError> {
    parse_instant(text).ok_or_else(|| StoreError::unreadable(column, format!("`{text}` is not an instant")))
}

/// The same for a column that may be null.
///
/// # Errors
/// As [`instant`].
pub(super) fn instant_or_null(
    column: &'static str,
    text: Option<&str>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    text.map(|text| instant(column, text)).transpose()
}

/// How an instant that may be missing is stored.
pub(super) fn stamp_or_null(at: Option<DateTime<Utc>>) -> Option<String> {
    at.map(stamp)
}

/// A count as stored.
pub(super) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Words from outside as one short line without control characters.
pub(super) fn detail(text: &str) -> String {
    // No more is collapsed than can be kept: four bytes a character, and as much white space again.
    let end = text.floor_char_boundary(DETAIL_CHARS_MAX * 8);
    let line = collapsed(text.get(..end).unwrap_or(text));
    match line.char_indices().nth(DETAIL_CHARS_MAX) {
        Some((end, _)) => line.get(..end).unwrap_or(&line).to_owned(),
        None => line,
    }
}

/// Packs many entries with one compressor: making one costs more than packing an entry.
pub(super) struct Packer(zstd::bulk::Compressor<'static>);

impl Packer {
    /// # Errors
    /// When memory is short.
    pub(super) fn new() -> Result<Self, StoreError> {
        zstd::bulk::Compressor::new(ZSTD_LEVEL)
            .map(Self)
            .map_err(|error| unpackable(&error))
    }

    /// `entry` as stored in `entry.raw`.
    ///
    /// # Errors
    /// When memory is short.
    pub(super) fn entry(&mut self, entry: &Entry) -> Result<Vec<u8>, StoreError> {
        let json = serde_json::to_vec(entry).map_err(|error| unpackable(&error))?;
        self.bytes(&json)
    }

    /// `bytes` compressed.
    ///
    /// # Errors
    /// When memory is short.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.0.compress(bytes).map_err(|error| unpackable(&error))
    }
}

/// What [`Packer::entry`] packed.
///
/// # Errors
/// When the bytes are damaged.
pub(super) fn unpacked_entry(raw: &[u8]) -> Result<Entry, StoreError> {
    let json = zstd::decode_all(raw).map_err(|error| unpackable(&error))?;
    serde_json::from_slice(&json).map_err(|error| unpackable(&error))
}

/// What [`Packer::bytes`] packed of a text.
///
/// # Errors
/// When the bytes are damaged.
pub(super) fn unpacked_text(packed: &[u8]) -> Result<String, StoreError> {
    let bytes = zstd::decode_all(packed).map_err(|error| unpackable(&error))?;
    String::from_utf8(bytes).map_err(|error| unpackable(&error))
}

fn unpackable(error: &dyn std::fmt::Display) -> StoreError {
    StoreError::unreadable("pack", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_back_as_it_was_packed() {
        let entry = Entry {
            key: "tag:example.org,2025:1".to_owned(),
            title: Some("Überschrift — 標題".to_owned()),
            categories: vec!["a".to_owned()],
            ..Entry::default()
        };
        let mut packer = Packer::new().unwrap();
        let first = packer.entry(&entry).unwrap();
        let second = packer.entry(&entry).unwrap();
        assert_eq!(first, second);
        assert_eq!(unpacked_entry(&first).unwrap(), entry);
    }

    #[test]
    fn damaged_bytes_are_an_error_and_no_panic() {
        let mut raw = Packer::new().unwrap().entry(&Entry::default()).unwrap();
        assert!(unpacked_entry(&[]).is_err());
        assert!(unpacked_entry(&raw[..raw.len() - 1]).is_err());
        raw[0] ^= 0xFF;
        assert!(unpacked_entry(&raw).is_err());
        assert!(unpacked_text(&Packer::new().unwrap().bytes(&[0xFF, 0xFE]).unwrap()).is_err());
    }

    #[test]
    fn a_detail_is_one_short_line() {
        assert_eq!(detail("no\r\nroute \0to  host "), "no route to host");
        let long = "é ".repeat(100_000);
        assert_eq!(detail(&long).chars().count(), DETAIL_CHARS_MAX);
    }
}
