//! What the copy detection sees of an article and what it decides.

use chrono::{DateTime, Utc};

use super::{Credit, DateQuality, Section, Span};

/// How an article relates to its story's original report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    Original,
    /// The same words.
    Identical,
    /// Part of the words.
    Cut,
    /// The same report with small changes.
    Edited,
    /// The whole report with text of one's own added.
    Extended,
    /// The same report in other words.
    Rewritten,
    /// A later version by the origin itself.
    Update,
    /// A second story inside this article (a secondary row).
    Merged,
}

impl Relation {
    /// Every relation, in the order of `v_story`'s counters.
    pub const ALL: [Self; 8] = [
        Self::Original,
        Self::Identical,
        Self::Cut,
        Self::Edited,
        Self::Extended,
        Self::Rewritten,
        Self::Update,
        Self::Merged,
    ];

    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Identical => "identical",
            Self::Cut => "cut",
            Self::Edited => "edited",
            Self::Extended => "extended",
            Self::Rewritten => "rewritten",
            Self::Update => "update",
            Self::Merged => "merged",
        }
    }

    /// Reads [`Relation::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.as_str() == word)
    }
}

/// How sure a join is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grade {
    /// Counts as the same source.
    Certain,
    /// A link with a score; the article keeps its own story.
    Possible,
}

impl Grade {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Possible => "possible",
        }
    }
}

/// A connection between stories that does not join them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    Background,
    Roundup,
    SameStatement,
}

impl LinkKind {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Background => "background",
            Self::Roundup => "roundup",
            Self::SameStatement => "same_statement",
        }
    }
}

/// The comparable form of an article's body: boxes, dateline, credits left out; case,
/// spelling and figures folded. Made by `dedup::fingerprint`, opaque to everybody else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Version of the normalisation; only equal versions are compared.
    pub version: i64,
    /// Hash of the whole normalised body; equal means the same words. 0 for an empty body.
    pub body_hash: i64,
    /// Sampled hashes of content-word shingles, ascending, no repeats: keys of the candidate index.
    pub shingles: Vec<i64>,
    /// The folded body, encoded by `dedup` for alignment; kept for a story's exemplars.
    pub folded: Vec<u8>,
    /// Content words in the folded body.
    pub words: u32,
}

/// A story that shares shingles with an article, with the texts it can be compared to.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub story_id: i64,
    /// How many of the article's shingles it shares.
    pub shared: u32,
    /// First text of the story first.
    pub exemplars: Vec<Exemplar>,
}

/// One text of a story that others are compared to.
#[derive(Clone, Debug, PartialEq)]
pub struct Exemplar {
    pub article_id: i64,
    pub outlet_id: i64,
    pub title: String,
    pub body_hash: i64,
    pub folded: Vec<u8>,
}

/// Two stories, or an article and a story, that belong near each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub kind: LinkKind,
    pub story_id: i64,
    pub score: f64,
}

/// Which story an article belongs to, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// The story joined; `None` opens a new one.
    pub story_id: Option<i64>,
    pub relation: Relation,
    pub grade: Grade,
    /// The exemplar it was compared to.
    pub of_article_id: Option<i64>,
    /// 0 to 1: how sure the decision is.
    pub score: f64,
    /// 0 to 1: how alike the two texts are, both ways.
    pub similarity: f64,
    /// 0 to 1: share of this article's words that the other text has.
    pub coverage: f64,
    /// 0 to 1: share of the other text's words that this article has.
    pub coverage_of_origin: f64,
    /// Keep this text as a further exemplar of the story.
    pub is_exemplar: bool,
    /// A story it may be a copy of, with score, when that was not sure enough to join.
    pub possible: Option<(i64, f64)>,
    pub links: Vec<Link>,
}

impl Placement {
    /// An article that is nobody's copy.
    pub const fn original() -> Self {
        Self {
            story_id: None,
            relation: Relation::Original,
            grade: Grade::Certain,
            of_article_id: None,
            score: 1.0,
            similarity: 1.0,
            coverage: 1.0,
            coverage_of_origin: 1.0,
            is_exemplar: true,
            possible: None,
            links: Vec::new(),
        }
    }
}

/// One article of a story, as the decisions about the whole story see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub article_id: i64,
    pub outlet_id: i64,
    pub outlet_key: String,
    /// Set when the outlet is the agency's own feed or site.
    pub outlet_agency: Option<String>,
    pub relation: Relation,
    pub coverage: f64,
    pub coverage_of_origin: f64,
    pub words: i64,
    pub claimed_at: Option<DateTime<Utc>>,
    pub claimed_quality: DateQuality,
    pub first_seen_at: DateTime<Utc>,
    /// Whether first sight is our own clock (a feed) or an archive's word for it.
    pub seen_is_ours: bool,
    /// Longest time the article may have been out before we could see it, in seconds; `None` when unknown.
    pub polling_gap_s: Option<i64>,
    pub credits: Vec<Credit>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OriginKind {
    Agency,
    Outlet,
    Unknown,
}

impl OriginKind {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Outlet => "outlet",
            Self::Unknown => "unknown",
        }
    }
}

/// One reason for an origin, kept as a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub article_id: i64,
    /// `own_feed`, `dateline`, `byline`, ..., `earliest`, `contains`.
    pub kind: String,
    pub agency: Option<String>,
    pub weight: f64,
    pub text: String,
}

/// Who had the story first, over all its members.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    pub kind: OriginKind,
    pub agency: Option<String>,
    /// The member that is, or is nearest to, the original text.
    pub article_id: Option<i64>,
    /// 0 to 1.
    pub confidence: f64,
    /// An agency that is cited and probably the source, when the origin is not known.
    pub likely_source_agency: Option<String>,
    pub evidence: Vec<Evidence>,
}

/// Who was first, by either clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstReport {
    pub claimed_article_id: Option<i64>,
    pub claimed_at: Option<DateTime<Utc>>,
    pub seen_article_id: i64,
    pub seen_at: DateTime<Utc>,
    /// `claimed` when a trustworthy claimed time decides, else `seen`.
    pub basis: &'static str,
}

/// A line of an article's report by which furniture is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportLine {
    /// In the article's text.
    pub span: Span,
    /// Of its words.
    pub hash: i64,
}

/// How often an outlet has set a line, in the last weeks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineSeen {
    /// Stories it stood in.
    pub stories: u32,
    /// Days on which it came back.
    pub days: u32,
}

/// An article as the store kept it, to be compared once more.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredText {
    pub title: String,
    pub text: String,
    pub sections: Vec<Section>,
    /// Those with a place in the text.
    pub credits: Vec<Credit>,
    /// When it says it was published.
    pub published_at: Option<DateTime<Utc>>,
}
