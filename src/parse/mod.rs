//! Bytes to entries and pages to text blocks; one file per format. Pure.

pub mod blocks;
pub mod date;
pub mod decode;
pub mod discovery;
mod element;
mod error;
pub mod feed;
pub mod identity;
mod json_feed;
mod markup;
pub mod metadata;
pub mod opml;
pub mod page;
mod references;
mod repair;
mod sitemap;
pub mod url;
mod vocabulary;

pub use error::ParseError;
pub use identity::{content_hash, link_key};
