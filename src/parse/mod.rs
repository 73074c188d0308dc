//! Bytes to entries and pages to text blocks; one file per format. Pure.
