//! What an article states: quotes, figures, dates. One extractor per file. Pure.
