//! Bytes to entries and pages to text blocks; one file per format. Pure.

pub mod blocks;
pub mod metadata;
pub mod page;
