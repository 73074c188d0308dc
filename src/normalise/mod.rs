//! Raw text to a clean article: url, sections, dateline, byline, language. Pure.
