//! The laws that Dateline's reading of foreign texts must keep, as functions of raw bytes.

pub mod laws;
