//! One outlet's text of one report.

use chrono::{DateTime, NaiveDate, Utc};

use super::{DateQuality, Span};

/// What a stretch of an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SectionKind {
    Headline,
    Synopsis,
    KeyTakeaways,
    Highlights,
    Faq,
    Body,
    Caption,
    Credit,
    Related,
    Subscribe,
    Advertisement,
    Disclaimer,
    LiveBlog,
    /// A line this outlet sets under story after story, learnt from its own articles when recording.
    Boilerplate,
}

impl SectionKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Headline,
        Self::Synopsis,
        Self::KeyTakeaways,
        Self::Highlights,
        Self::Faq,
        Self::Body,
        Self::Caption,
        Self::Credit,
        Self::Related,
        Self::Subscribe,
        Self::Advertisement,
        Self::Disclaimer,
        Self::LiveBlog,
        Self::Boilerplate,
    ];

    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Synopsis => "synopsis",
            Self::KeyTakeaways => "key_takeaways",
            Self::Highlights => "highlights",
            Self::Faq => "faq",
            Self::Body => "body",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Related => "related",
            Self::Subscribe => "subscribe",
            Self::Advertisement => "advertisement",
            Self::Disclaimer => "disclaimer",
            Self::LiveBlog => "live_blog",
            Self::Boilerplate => "boilerplate",
        }
    }
}

/// A contiguous stretch of the article's text that plays one part.
///
/// Sections are in order, do not overlap, and together cover all of the text but white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    pub kind: SectionKind,
    pub span: Span,
}

/// The place, date and credit that open a report. Spans lie in the article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// From the first word of the opening to the first byte of the report proper.
    pub span: Span,
    pub place: Option<Span>,
    pub date: Option<Span>,
    /// The date resolved against the day of publication.
    pub date_on: Option<NaiveDate>,
    /// The name in brackets or between slashes, whoever that is.
    pub credit: Option<Span>,
    /// ISO 3166-1 alpha-2 code of the country of `place`; `None` for places nobody knows or several share.
    pub country: Option<String>,
    /// Whether the weekday that the lead names ("on Friday") is that of the dateline's date, of the day
    /// before or of the day of publication; days to come and of other weeks do not count. `None` when
    /// the lead names none or no date is known.
    pub is_weekday_right: Option<bool>,
}

/// What a value of a page's metadata is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MetadataField {
    Title,
    /// The byline as written.
    Byline,
    /// A person of the byline; several in order.
    Person,
    /// An agency of the byline, by its id; several in order.
    Agency,
    Section,
    /// A keyword; several in order.
    Tag,
    ImageUrl,
    SiteName,
    Language,
    CanonicalUrl,
    PublishedAt,
    /// The day of publication as the outlet counts days, of a page that says so.
    PublishedOn,
    ModifiedAt,
}

impl MetadataField {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Person => "person",
            Self::Agency => "agency",
            Self::Section => "section",
            Self::Tag => "tag",
            Self::ImageUrl => "image_url",
            Self::SiteName => "site_name",
            Self::Language => "language",
            Self::CanonicalUrl => "canonical_url",
            Self::PublishedAt => "published_at",
            Self::PublishedOn => "published_on",
            Self::ModifiedAt => "modified_at",
        }
    }
}

/// One value said about an article outside its text, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataValue {
    pub field: MetadataField,
    /// Instants as `YYYY-MM-DDTHH:MM:SSZ`, days as `YYYY-MM-DD`.
    pub value: String,
    pub source: ValueSource,
}

/// Where the article's text was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextFrom {
    /// The article's page.
    Page,
    /// The feed's own text.
    Feed,
    /// An archive given to `ingest`.
    Archive,
}

impl TextFrom {
    /// The word stored in `text_from`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Feed => "feed",
            Self::Archive => "archive",
        }
    }
}

/// Where a metadata value was found: `json_ld`, `opengraph`, `meta`, `microdata`, `html` (what a reader
/// sees), `url`, `feed`, `archive`, `detector`.
pub type ValueSource = &'static str;

/// What a page says about itself outside its text. Every value with its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMetadata {
    pub title: Option<(String, ValueSource)>,
    /// Author names as given, in order.
    pub authors: Vec<(String, ValueSource)>,
    pub published: Option<(DateTime<Utc>, ValueSource)>,
    /// What the zone of `published` is worth: `Ok`, or `NoZone` and `UnknownZone` where local time was
    /// read as UTC; `None` without a date.
    pub published_quality: Option<DateQuality>,
    /// The day of `published` where the outlet is: in the zone it writes, not in UTC.
    pub published_on: Option<NaiveDate>,
    pub modified: Option<(DateTime<Utc>, ValueSource)>,
    /// Absolute.
    pub canonical_url: Option<(String, ValueSource)>,
    pub site_name: Option<(String, ValueSource)>,
    pub language: Option<(String, ValueSource)>,
    pub section: Option<(String, ValueSource)>,
    /// Keywords, in order, without repeats.
    pub tags: Vec<(String, ValueSource)>,
    pub image_url: Option<(String, ValueSource)>,
    /// `meta[name=original-source]` and `syndication-source`.
    pub original_source: Option<(String, ValueSource)>,
}

/// A clean article: what an editor would cut out of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Without markup and without the outlet's name behind it; empty when nobody gave one.
    pub title: String,
    /// Persons and agencies as written, for instance `By Jane Roe, AP`.
    pub byline: Option<String>,
    /// The page's or archive's own time; the feed's claim is kept elsewhere.
    pub published_at: Option<DateTime<Utc>>,
    /// BCP 47 primary tag, lower case.
    pub language: Option<String>,
    /// The address as given.
    pub url: Option<String>,
    /// The key under which equal articles meet; see `normalise::url`.
    pub canonical_url: Option<String>,
    pub site_name: Option<String>,
    pub section: Option<String>,
    pub text: String,
    pub text_from: TextFrom,
    pub sections: Vec<Section>,
    pub dateline: Option<Dateline>,
}

impl Article {
    /// The body sections, in order.
    pub fn body(&self) -> impl Iterator<Item = Span> + '_ {
        self.sections
            .iter()
            .filter(|s| s.kind == SectionKind::Body)
            .map(|s| s.span)
    }

    /// Paragraphs of `span`: its non-empty lines, trimmed.
    pub fn paragraphs(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let mut at = span.start;
        span.of(&self.text).split('\n').filter_map(move |line| {
            let whole = Span::new(at, at + line.len());
            at = whole.end + 1;
            let kept = whole.trimmed(&self.text);
            (!kept.is_empty()).then_some(kept)
        })
    }
}
