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
    /// The heaviest words, by key, no repeats: keys of the second candidate index, which finds what was
    /// rewritten or damaged.
    pub anchors: Vec<Anchor>,
    /// The folded body, encoded by `dedup` for alignment; kept for a story's exemplars.
    pub folded: Vec<u8>,
    /// Content words in the folded body.
    pub words: u32,
}

/// A word by which a text is found again, whatever became of its wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Anchor {
    pub key: i64,
    /// Share of the text's word vector, in thousandths: two texts that share an anchor are alike by at least
    /// the product of both weights, in millionths.
    pub weight: i64,
}

/// A story that shares shingles or anchors with an article, with the texts it can be compared to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate {
    pub story_id: i64,
    /// How many of the article's shingles it shares; 0 when only anchors led to it.
    pub shared: u32,
    /// Sum of the products of the weights of shared anchors, in millionths; 0 when not looked up.
    pub anchored: i64,
    /// The story is put together from parts of others: only its equals may join it.
    pub is_roundup: bool,
    /// First text of the story first.
    pub exemplars: Vec<Exemplar>,
}

/// One text of a story that others are compared to. Everything behind `folded` may be missing: then the
/// signs that rest on it do not count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exemplar {
    pub article_id: i64,
    pub outlet_id: i64,
    pub title: String,
    pub body_hash: i64,
    pub folded: Vec<u8>,
    pub setting: Setting,
    /// Stories that it tells beside its own.
    pub holds: Vec<i64>,
}

/// What is known of an article beside its text when copies are told from reports.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setting {
    /// As in `outlet.outlet_key`; empty when not known.
    pub outlet_key: String,
    /// The outlet's name as it is cited; empty when not known.
    pub outlet_name: String,
    /// Set when the outlet is the agency's own feed or site.
    pub outlet_agency: Option<String>,
    /// Agencies that its credits name as source, strongest first, citations left out.
    pub credited_agencies: Vec<String>,
    /// Agencies it only cites ("according to ...", "told ...").
    pub cited_agencies: Vec<String>,
    /// Whether its outlet or its credits name a press-release wire.
    pub is_release: bool,
    /// The article's own claim, when it can be trusted.
    pub claimed_at: Option<DateTime<Utc>>,
    pub seen_at: Option<DateTime<Utc>>,
    /// Whether first sight is our own clock (a feed) or an archive's word for it.
    pub seen_is_ours: bool,
    /// Longest time the article may have been out before we could see it, in seconds; `None` when unknown.
    pub polling_gap_s: Option<i64>,
    /// How often the outlet was found rewriting.
    pub habit: Habit,
}

/// How often an outlet's articles turned out to be other people's reports in other words, with older ones
/// counting less. Kept by the store: see `dedup::learn_habit`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Habit {
    /// Articles placed, in weights that fade.
    pub articles: f64,
    /// Of these, rewritten copies, certain or possible, each by its score.
    pub rewritten: f64,
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
    /// The exemplar of that story it was compared to.
    pub possible_of_article_id: Option<i64>,
    /// What speaks for and against a rewritten copy, certain or possible; empty for other relations.
    pub corroboration: Corroboration,
    /// The other text of a rewritten copy, certain or possible, came out after this one: it is the rewrite.
    pub is_source: bool,
    /// Nothing may join the story: it is put together from parts of others.
    pub is_roundup: bool,
    pub links: Vec<Link>,
    /// Stories that the article tells beside its own, surest first.
    pub merged: Vec<Merged>,
    /// Recorded articles of other stories that tell this one as a second story; only when it opens one.
    pub holders: Vec<i64>,
}

/// A second story inside an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The text of the second story that it was found by.
    pub of_article_id: i64,
    pub grade: Grade,
    /// 0 to 1: how much of the part, and of the second story's lead, is the same wording.
    pub score: f64,
    /// 0 to 1: share of the article that the part is.
    pub coverage: f64,
    /// 0 to 1: share of the second story's text that the part has.
    pub coverage_of_origin: f64,
    /// The paragraphs of the part, in the article's text.
    pub span: Option<Span>,
}

/// A sign that one text was written from another and not from the same event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sign {
    /// The outlet was found rewriting before.
    Habit,
    /// The later text cites the earlier one's agency or outlet.
    CitesSource,
    /// Minutes to a day lie between the two.
    SoonAfter,
    /// The later text names no person or figure of its own.
    NothingNew,
    /// Wording that hardly any other text has stands in both.
    RareWording,
    /// The facts come in the same order.
    SameOrder,
    /// Both quote the same statement: what they share may come from there.
    SharedStatement,
}

impl Sign {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Habit => "habit",
            Self::CitesSource => "cites_source",
            Self::SoonAfter => "soon_after",
            Self::NothingNew => "nothing_new",
            Self::RareWording => "rare_wording",
            Self::SameOrder => "same_order",
            Self::SharedStatement => "shared_statement",
        }
    }
}

/// One sign, whether it was found, and what that adds to the log-odds of a rewritten copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signal {
    pub sign: Sign,
    /// Negative when it speaks against a copy, as a sign may do by not being found; 0 when it says nothing.
    pub weight: f64,
    pub holds: bool,
}

/// What speaks for and against a rewritten copy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corroboration {
    /// How probable the two texts alone make it, 0 to 1.
    pub likeness: f64,
    /// Every sign that was looked for, in the order of [`Sign`].
    pub signals: Vec<Signal>,
}

impl Corroboration {
    /// What all signs add together.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.signals.iter().map(|signal| signal.weight).sum()
    }
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
            possible_of_article_id: None,
            corroboration: Corroboration {
                likeness: 0.0,
                signals: Vec::new(),
            },
            is_source: false,
            is_roundup: false,
            links: Vec::new(),
            merged: Vec::new(),
            holders: Vec::new(),
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
    /// `own_feed`, `dateline`, `byline`, ..., `earliest`, `contains`, `chain`.
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
    /// An agency that is cited and probably the source: of a story whose origin is not known, or of the origin
    /// agency's own report (`ians <- xinhua`).
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
