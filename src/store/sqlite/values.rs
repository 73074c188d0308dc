//! How values are spelled in columns.
