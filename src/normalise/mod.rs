//! Raw text to a clean article: url, sections, dateline, byline, language. Pure.

pub mod byline;
pub mod dateline;
pub mod language;
pub mod title;
mod tracking;
pub mod url;
