//! What goes into reading an article, and what comes out.

use serde::Deserialize;

use super::{Article, ClaimedTime, Credit, Fact, Fingerprint, MetadataValue, TextFrom};

/// A text to read, in one of three shapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageSource {
    /// A whole HTML page: the article has to be cut out.
    Page(String),
    /// HTML that is the article, blocks as they are.
    Fragment(String),
    /// Plain text; it becomes the article's text unchanged, control characters aside.
    Text(String),
}

/// All that is known of an article before it is read. Pure data: same input, same reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadInput {
    /// Echoed into the reading: an archive's id, a file name, an entry's key.
    pub id: String,
    /// Who publishes, as the archive or the outlet map names it.
    pub outlet: Option<String>,
    pub url: Option<String>,
    /// May hold markup.
    pub title: Option<String>,
    /// Author fields of the feed.
    pub authors: Vec<String>,
    pub published: ClaimedTime,
    pub language: Option<String>,
    pub categories: Vec<String>,
    /// RSS `<source>`.
    pub source_name: Option<String>,
    pub source_url: Option<String>,
    /// The article's page, when it was fetched or archived.
    pub page: Option<PageSource>,
    /// The feed's own text, full or teaser.
    pub feed_text: Option<PageSource>,
    /// Pages of this host took too long before: only what is quick is tried.
    pub is_page_slow: bool,
    /// What `text_from` becomes when `feed_text` is used (`Feed`), or the page (`Page`, `Archive`).
    pub text_from: TextFrom,
}

impl ReadInput {
    /// An input of that name with nothing in it.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            outlet: None,
            url: None,
            title: None,
            authors: Vec::new(),
            published: ClaimedTime::default(),
            language: None,
            categories: Vec::new(),
            source_name: None,
            source_url: None,
            page: None,
            feed_text: None,
            is_page_slow: false,
            text_from: TextFrom::Archive,
        }
    }
}

/// One line of an archive. Unknown keys are ignored; one of `text` and `html` is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ArchiveItem {
    #[serde(default)]
    pub id: Option<String>,
    #[serde(default)]
    pub outlet: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub published: Option<String>,
    #[serde(default)]
    pub seen: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub html: Option<String>,
}

/// Note of an article that a press-release wire sent out: a statement, whoever prints it.
pub const PRESS_RELEASE: &str = "press_release";

/// A note that begins so goes on with the newsroom whose report the article retells.
pub const ACCOUNT_OF: &str = "account_of: ";

/// Everything the pure rooms make of one input. The store writes it; nothing is computed later.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub id: String,
    pub article: Article,
    pub published: ClaimedTime,
    /// What was chosen for each field and where it was found; fields in the order of [`super::MetadataField`].
    pub metadata: Vec<MetadataValue>,
    pub credits: Vec<Credit>,
    pub facts: Vec<Fact>,
    pub fingerprint: Fingerprint,
    /// What was odd about the text, one word each with optional detail: `page_truncated`,
    /// `relabelled_possible`, `language_not_supported: hi`.
    pub notes: Vec<String>,
}
