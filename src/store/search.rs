//! Full-text search: what is asked, what is found.

use super::StoreError;

/// What to look for, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Words that must all occur; `"..."` is a phrase, `word*` any word that begins so.
    pub text: String,
    /// `text` is an FTS5 expression, taken as it is.
    pub is_raw: bool,
    /// In quotations instead of stories.
    pub in_quotes: bool,
    /// Also in the own texts of copies, newest first, as far as [`Found::copies_scanned`] says.
    pub in_copies: bool,
    /// Hits of each kind, at most.
    pub limit: u32,
}

/// The hits. In every `snippet` the words found stand in `[` and `]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Best first.
    pub stories: Vec<StoryHit>,
    /// Best first.
    pub quotes: Vec<QuoteHit>,
    /// Newest first; only of stories whose searched text does not match itself.
    pub copies: Vec<CopyHit>,
    /// Copies looked at, and whether these were all.
    pub copies_scanned: u64,
    pub is_every_copy_scanned: bool,
}

/// A story whose representative text matches.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryHit {
    pub story_id: i64,
    pub title: String,
    pub snippet: String,
    pub articles: i64,
    pub outlets: i64,
    /// In alphabetical order, at most 20.
    pub outlet_names: Vec<String>,
    pub origin_kind: String,
    pub origin_agency: Option<String>,
    /// Who had it first, by the more trustworthy of the two clocks.
    pub first_outlet: Option<String>,
    pub first_at: Option<String>,
    /// `claimed` or `seen`.
    pub first_basis: String,
}

/// A quotation that matches, or whose speaker does.
#[derive(Clone, Debug, PartialEq)]
pub struct QuoteHit {
    pub fact_id: i64,
    pub article_id: i64,
    pub story_id: i64,
    pub speaker: Option<String>,
    pub snippet: String,
    pub outlet: String,
    pub title: String,
    pub seen_at: String,
    /// Stories that have the quotation.
    pub stories: i64,
}

/// A copy that matches where its story's searched text does not.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyHit {
    pub article_id: i64,
    pub story_id: i64,
    pub outlet: String,
    pub relation: String,
    pub title: String,
    pub snippet: String,
    pub seen_at: String,
    pub url: Option<String>,
}

/// Why nothing could be looked for.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no letter or digit in the text.
    #[error("there is no word to search for")]
    NoWords,
    /// The expression is not FTS5's.
    #[error(
        "not a search expression: {0}; see https://sqlite.org/fts5.html#full_text_query_syntax, or leave --raw out"
    )]
    Expression(String),
}
