//! What an article states: quotes, figures, dates. One extractor per file. Pure.

mod date;
mod number;
mod token;
