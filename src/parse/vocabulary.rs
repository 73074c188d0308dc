//! Which element of which namespace says what in RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0.

use std::collections::HashMap;

use super::markup::Tag;

/// Namespaces declared in one document; more are ignored.
const PREFIXES_MAX: usize = 256;

/// Longest name of an element that means something here.
const NAME_BYTES_MAX: usize = 32;

/// The two families, which differ in how they write links, dates and texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Rss,
    Atom,
}

/// What an element says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    /// A module's title, for items without their own.
    TitleElse,
    Link,
    Guid,
    Summary,
    SummaryElse,
    Content,
    Category,
    Author,
    /// Who is to be named: `credit`, `media:credit`.
    Credit,
    /// With its rank: 0 is the format's own element, modules follow.
    Published(u8),
    Updated(u8),
    Source,
    Language,
    Ttl,
    UpdatePeriod,
    UpdateFrequency,
    SkipHours,
    SkipDays,
    Cloud,
    /// Holds elements with the names of ours that speak of something else.
    Foreign,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Namespace {
    /// RSS and Atom of every version.
    Feed,
    DublinCore,
    DublinCoreTerms,
    Content,
    Syndication,
    Media,
    Rdf,
    Xhtml,
    Other,
}

impl Namespace {
    /// By address; `http` and `https`, letter case and a last `/` or `#` make no difference.
    fn of(uri: &str) -> Self {
        let uri = uri.trim().trim_end_matches(['/', '#']).to_ascii_lowercase();
        let uri = uri.split_once("://").map_or(uri.as_str(), |(_, rest)| rest);
        match uri {
            "www.w3.org/2005/atom" | "purl.org/atom/ns" | "purl.org/rss/1.0" | "" => Self::Feed,
            "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" => Self::DublinCore,
            "purl.org/dc/terms" => Self::DublinCoreTerms,
            "purl.org/rss/1.0/modules/content" => Self::Content,
            "purl.org/rss/1.0/modules/syndication" => Self::Syndication,
            "search.yahoo.com/mrss" => Self::Media,
            "www.w3.org/1999/02/22-rdf-syntax-ns" => Self::Rdf,
            "www.w3.org/1999/xhtml" => Self::Xhtml,
            _ if uri.contains("/rss2") || uri.contains("/tech/rss") || uri.contains("netscape.com/rdf") => {
                Self::Feed
            }
            _ => Self::Other,
        }
    }

    /// By the prefix that everybody uses, for documents that declare none.
    fn usual(prefix: &str) -> Self {
        match prefix {
            "dc" => Self::DublinCore,
            "dcterms" | "dct" => Self::DublinCoreTerms,
            "content" => Self::Content,
            "sy" => Self::Syndication,
            "media" => Self::Media,
            "rdf" => Self::Rdf,
            "xhtml" | "html" => Self::Xhtml,
            "atom" | "a10" | "rss" => Self::Feed,
            _ => Self::Other,
        }
    }
}

/// The prefixes of one document. Later declarations replace earlier ones; scopes are not kept, as no
/// publisher gives one prefix two meanings.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    prefixes: HashMap<String, Namespace>,
}

impl Vocabulary {
    /// Learns the prefixes that `tag` declares.
    pub fn learn(&mut self, tag: &Tag<'_>) {
        if !tag.attributes.contains("xmlns:") {
            return;
        }
        for (name, uri) in tag.attributes() {
            if let Some(prefix) = name.strip_prefix("xmlns:")
                && self.prefixes.len() < PREFIXES_MAX
            {
                self.prefixes
                    .insert(prefix.to_ascii_lowercase(), Namespace::of(uri));
            }
        }
    }

    /// The namespace of `tag`. Without prefix that is the feed's, whatever the root declares as default;
    /// only a default declared on the element itself and known counts.
    fn namespace(&self, tag: &Tag<'_>) -> Namespace {
        let Some((prefix, _)) = tag.name.split_once(':') else {
            return match tag.attribute("xmlns") {
                Some(uri) => Namespace::of(&uri),
                None => Namespace::Feed,
            };
        };
        let prefix = prefix.to_ascii_lowercase();
        match self.prefixes.get(&prefix) {
            Some(namespace) => *namespace,
            None => Namespace::usual(&prefix),
        }
    }

    /// Whether `tag` opens an item of that family.
    pub fn is_item(&self, tag: &Tag<'_>, family: Family) -> bool {
        let local = tag.name.split_once(':').map_or(tag.name, |(_, local)| local);
        let name = match family {
            Family::Rss => "item",
            Family::Atom => "entry",
        };
        local.eq_ignore_ascii_case(name) && self.namespace(tag) != Namespace::Other
    }

    /// What `tag` says, `None` when that is of no interest.
    pub fn field(&self, tag: &Tag<'_>) -> Option<Field> {
        let mut buffer = [0; NAME_BYTES_MAX];
        let local = lower_local(tag.name, &mut buffer)?;
        let known = FIELDS.iter().any(|(_, name, _)| *name == local);
        if !known {
            return None;
        }
        let namespace = self.namespace(tag);
        FIELDS
            .iter()
            .find(|(of, name, _)| *of == namespace && *name == local)
            .map(|(_, _, field)| *field)
    }
}

/// The name behind the prefix in lower case; `None` when it is longer than any we know.
pub(super) fn lower_local<'b>(name: &str, buffer: &'b mut [u8; NAME_BYTES_MAX]) -> Option<&'b str> {
    let local = name.split_once(':').map_or(name, |(_, local)| local);
    let kept = buffer.get_mut(..local.len())?;
    kept.copy_from_slice(local.as_bytes());
    kept.make_ascii_lowercase();
    std::str::from_utf8(kept).ok()
}

const FIELDS: &[(Namespace, &str, Field)] = &[
    (Namespace::Feed, "title", Field::Title),
    (Namespace::Feed, "link", Field::Link),
    (Namespace::Feed, "guid", Field::Guid),
    (Namespace::Feed, "id", Field::Guid),
    (Namespace::Feed, "description", Field::Summary),
    (Namespace::Feed, "summary", Field::Summary),
    (Namespace::Feed, "abstract", Field::Summary),
    (Namespace::Feed, "content", Field::Content),
    (Namespace::Feed, "fullitem", Field::Content),
    (Namespace::Feed, "body", Field::Content),
    (Namespace::Feed, "category", Field::Category),
    (Namespace::Feed, "author", Field::Author),
    (Namespace::Feed, "pubdate", Field::Published(0)),
    (Namespace::Feed, "published", Field::Published(0)),
    (Namespace::Feed, "issued", Field::Published(0)),
    (Namespace::Feed, "created", Field::Published(3)),
    (Namespace::Feed, "updated", Field::Updated(0)),
    (Namespace::Feed, "modified", Field::Updated(0)),
    (Namespace::Feed, "source", Field::Source),
    (Namespace::Feed, "language", Field::Language),
    (Namespace::Feed, "ttl", Field::Ttl),
    (Namespace::Feed, "skiphours", Field::SkipHours),
    (Namespace::Feed, "skipdays", Field::SkipDays),
    (Namespace::Feed, "cloud", Field::Cloud),
    (Namespace::Feed, "credit", Field::Credit),
    (Namespace::Feed, "image", Field::Foreign),
    (Namespace::Feed, "textinput", Field::Foreign),
    (Namespace::Feed, "contributor", Field::Foreign),
    (Namespace::Other, "liveitem", Field::Foreign),
    (Namespace::Media, "title", Field::TitleElse),
    (Namespace::Media, "credit", Field::Credit),
    (Namespace::DublinCore, "title", Field::TitleElse),
    (Namespace::DublinCore, "description", Field::SummaryElse),
    (Namespace::DublinCore, "creator", Field::Author),
    (Namespace::DublinCore, "author", Field::Author),
    (Namespace::DublinCore, "date", Field::Published(1)),
    (Namespace::DublinCore, "subject", Field::Category),
    (Namespace::DublinCore, "language", Field::Language),
    (Namespace::DublinCoreTerms, "issued", Field::Published(2)),
    (Namespace::DublinCoreTerms, "created", Field::Published(3)),
    (Namespace::DublinCoreTerms, "modified", Field::Updated(1)),
    (Namespace::DublinCoreTerms, "creator", Field::Author),
    (Namespace::Content, "encoded", Field::Content),
    (Namespace::Xhtml, "body", Field::Content),
    (Namespace::Syndication, "updateperiod", Field::UpdatePeriod),
    (Namespace::Syndication, "updatefrequency", Field::UpdateFrequency),
];

/// What a document is, by one of its first elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    Feed(Family),
    /// An item without anything around it.
    Item(Family),
    Html,
    Opml,
    Sitemap,
}

impl Root {
    /// Whether the element holds the items of a feed.
    pub const fn is_feed(self) -> bool {
        matches!(self, Self::Feed(_))
    }
}

/// What a tag at the start of a document says about it; `None` for anything else.
pub(super) fn root(name: &str) -> Option<Root> {
    let mut buffer = [0; NAME_BYTES_MAX];
    match lower_local(name, &mut buffer)? {
        "rss" | "rdf" | "channel" => Some(Root::Feed(Family::Rss)),
        "feed" => Some(Root::Feed(Family::Atom)),
        "item" => Some(Root::Item(Family::Rss)),
        "entry" => Some(Root::Item(Family::Atom)),
        "html" | "body" => Some(Root::Html),
        "opml" => Some(Root::Opml),
        "urlset" | "sitemapindex" => Some(Root::Sitemap),
        _ => None,
    }
}
