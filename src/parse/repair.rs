//! Makes a well-formed feed of a broken one, and keeps what the feed parser would hide.
//!
//! Only elements that mean something to us are written again, as leaves, in one spelling: nothing unknown
//! can make the parser refuse the document. What it does not expose (`isPermaLink`, dates as written,
//! `source`, `ttl`) or must not see (author names) goes into each item's [`Margin`].

use url::Url;

use super::ParseError;
use super::element::{Inner, from_base64};
use super::markup::{Tag, Token, Tokens};
use super::vocabulary::{self, Family, Field, Root, Vocabulary};
use crate::model::{ErrorClass, FeedHints};

/// Items looked at in one document; feeds have tens, archives of a whole site some thousands.
const ITEMS_READ_MAX: usize = 20_000;

/// Values kept of what may be repeated in one item: links, authors, categories.
const VALUES_MAX: usize = 64;

/// A document made well-formed.
#[derive(Debug)]
pub(super) struct Repaired {
    pub family: Family,
    /// Elements of the feed itself.
    pub head: String,
    pub items: Vec<RepairedItem>,
    /// Items beyond the limit, and those that say nothing.
    pub items_dropped: usize,
    pub language: Option<String>,
    pub hints: FeedHints,
    /// The document ended before its last element was closed.
    pub is_cut: bool,
}

/// One item.
#[derive(Debug, Default)]
pub(super) struct RepairedItem {
    /// Its elements, without identity and the item element itself.
    pub xml: String,
    pub margin: Margin,
}

/// What stands beside the parser's reading of an item.
#[derive(Debug, Default)]
pub(super) struct Margin {
    pub guid: Option<String>,
    /// The guid may serve as link when it is an address: `isPermaLink` is not false.
    pub guid_is_permalink: bool,
    /// As written, with the rank of the element.
    pub published: Option<(u8, String)>,
    pub updated: Option<(u8, String)>,
    pub authors: Vec<String>,
    pub language: Option<String>,
    pub source_name: Option<String>,
    pub source_url: Option<String>,
}

/// Repairs the XML document `text`; relative links are resolved against `base_url` and `xml:base`.
///
/// # Errors
///
/// When nothing in it opens a feed. Everything after that is repaired, whatever it is.
pub(super) fn repair(text: &str, base_url: &str) -> Result<Repaired, ParseError> {
    let mut tokens = Tokens::new(text);
    let mut before = tokens.clone();
    while let Some(token) = tokens.next() {
        if let Token::Open(tag) = token {
            match vocabulary::root(tag.name) {
                Some(Root::Feed(family)) => return Ok(Repair::new(family, &tag, tokens, base_url).run(Some(tag.name))),
                Some(Root::Item(family)) => return Ok(Repair::new(family, &tag, before, base_url).run(None)),
                Some(other) => return Err(not_a_feed(other)),
                None => {}
            }
        }
        before = tokens.clone();
    }
    let detail = "no rss, rdf, feed or item element: this is not a feed";
    Err(ParseError::new(ErrorClass::NotAFeed, detail))
}

fn not_a_feed(root: Root) -> ParseError {
    let detail = match root {
        Root::Opml => "this is an OPML list of feeds, not a feed; import it instead",
        Root::Sitemap => "this is a sitemap, not a feed; look for the site's feed address",
        _ => "this is an HTML page, not a feed; look for its feed address",
    };
    ParseError::new(ErrorClass::NotAFeed, detail)
}

struct Repair<'a> {
    tokens: Tokens<'a>,
    vocabulary: Vocabulary,
    /// Addresses are relative to this, innermost last: document, item.
    base: Option<Url>,
    item: Option<Draft<'a>>,
    out: Repaired,
    has_title: bool,
    period_s: Option<i64>,
    frequency: Option<i64>,
    /// Bytes that may still be read twice because an element was not closed.
    rewind_left: usize,
}

/// An item being read.
struct Draft<'a> {
    name: &'a str,
    base: Option<Url>,
    out: RepairedItem,
    /// A text was seen: title, summary, content, and the modules' title and summary.
    has: [bool; 3],
    title_else: Option<String>,
    summary_else: Option<String>,
    values: usize,
    links: usize,
}

impl<'a> Repair<'a> {
    fn new(family: Family, root: &Tag<'a>, tokens: Tokens<'a>, base_url: &str) -> Self {
        let mut vocabulary = Vocabulary::default();
        vocabulary.learn(root);
        let base = based(Url::parse(base_url).ok().as_ref(), root);
        Self {
            rewind_left: tokens.rest_len(),
            tokens,
            vocabulary,
            base,
            item: None,
            out: Repaired {
                family,
                head: String::new(),
                items: Vec::new(),
                items_dropped: 0,
                language: root.attribute("xml:lang").map(Into::into),
                hints: FeedHints::default(),
                is_cut: false,
            },
            has_title: false,
            period_s: None,
            frequency: None,
        }
    }

    fn run(mut self, root_name: Option<&str>) -> Repaired {
        self.out.is_cut = root_name.is_some();
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Open(tag) => self.open(tag),
                Token::Close(name) if self.closes_item(name) => self.finish_item(),
                Token::Close(name) if root_name.is_some_and(|root| root.eq_ignore_ascii_case(name)) => {
                    self.out.is_cut = false;
                    break;
                }
                _ => {}
            }
        }
        self.out.is_cut |= self.item.is_some();
        self.finish_item();
        self.out.hints.update_period_s = self
            .period_s
            .map(|period| period / self.frequency.unwrap_or(1).max(1));
        self.out
    }

    fn open(&mut self, tag: Tag<'a>) {
        self.vocabulary.learn(&tag);
        if self.vocabulary.is_item(&tag, self.out.family) {
            self.finish_item();
            self.start_item(&tag);
            if tag.is_empty {
                self.finish_item();
            }
            return;
        }
        let Some(field) = self.vocabulary.field(&tag) else {
            return;
        };
        // These say everything in attributes, and HTML habits leave them unclosed.
        let says_it_all = match field {
            Field::Link => tag.attribute("href").is_some(),
            Field::Category => tag.attribute("term").is_some(),
            _ => false,
        };
        let inner = if tag.is_empty || says_it_all {
            Inner::default()
        } else {
            self.inner(&tag)
        };
        match self.item.as_mut() {
            Some(draft) => draft.field(self.out.family, field, &tag, &inner),
            None => self.head_field(field, &tag, &inner),
        }
    }

    fn start_item(&mut self, tag: &Tag<'a>) {
        let base = based(self.base.as_ref(), tag);
        let mut draft = Draft {
            name: tag.name,
            base,
            out: RepairedItem::default(),
            has: [false; 3],
            title_else: None,
            summary_else: None,
            values: 0,
            links: 0,
        };
        // RSS 1.0 names its items in an attribute of the item.
        draft.out.margin.guid = tag.attribute("rdf:about").map(|about| about.trim().to_owned());
        draft.out.margin.language = tag.attribute("xml:lang").map(Into::into);
        // CDF, the oldest of them, puts address and date there too.
        if let Some(changed) = tag.attribute("lastmod") {
            draft.out.margin.updated = Some((0, changed.into_owned()));
        }
        if tag.attribute("href").is_some() {
            let nothing = Inner::default();
            write_link(&mut draft.out.xml, self.out.family, self.base.as_ref(), tag, &nothing);
        }
        self.item = Some(draft);
    }

    fn finish_item(&mut self) {
        let Some(draft) = self.item.take() else {
            return;
        };
        let item = draft.finish(self.out.family);
        let margin = &item.margin;
        let is_known = margin.guid.is_some() || margin.published.is_some() || margin.updated.is_some();
        if (item.xml.is_empty() && !is_known) || self.out.items.len() >= ITEMS_READ_MAX {
            self.out.items_dropped += 1;
            return;
        }
        self.out.items.push(item);
    }

    fn closes_item(&self, name: &str) -> bool {
        self.item
            .as_ref()
            .is_some_and(|draft| draft.name.eq_ignore_ascii_case(name))
    }

    fn head_field(&mut self, field: Field, tag: &Tag<'_>, inner: &Inner<'_>) {
        let number = || inner.text().parse::<f64>().ok().filter(|number| (1.0..1e6).contains(number));
        match field {
            Field::Title if !self.has_title => {
                let title = inner.text();
                self.has_title = !title.is_empty();
                write_text(&mut self.out.head, self.out.family, field, &title);
            }
            Field::Link if self.out.head.len() < super::element::TEXT_BYTES_MAX => {
                write_link(&mut self.out.head, self.out.family, self.base.as_ref(), tag, inner);
            }
            Field::Language if self.out.language.is_none() => {
                self.out.language = Some(inner.text()).filter(|language| !language.is_empty());
            }
            #[expect(clippy::cast_possible_truncation, reason = "below a million")]
            Field::Ttl => self.out.hints.ttl_s = number().map(|minutes| (minutes * 60.0) as i64),
            #[expect(clippy::cast_possible_truncation, reason = "below a million")]
            Field::UpdateFrequency => self.frequency = number().map(|times| times as i64),
            Field::UpdatePeriod => {
                self.period_s = match inner.text().to_ascii_lowercase().as_str() {
                    "hourly" => Some(3_600),
                    "daily" => Some(86_400),
                    "weekly" => Some(7 * 86_400),
                    "monthly" => Some(30 * 86_400),
                    "yearly" => Some(365 * 86_400),
                    _ => None,
                };
            }
            _ => {}
        }
    }

    /// Reads up to the closing tag of `tag`. An element that nobody closes ends where the next one we know
    /// begins, at the latest with its item.
    fn inner(&mut self, tag: &Tag<'a>) -> Inner<'a> {
        let mut inner = Inner::default();
        let mut depth = 0_usize;
        let mut resume = None;
        loop {
            let before = self.tokens.clone();
            let Some(token) = self.tokens.next() else {
                break;
            };
            match token {
                Token::Open(open) => {
                    if self.vocabulary.is_item(&open, self.out.family) {
                        self.tokens = before;
                        break;
                    }
                    if resume.is_none() && self.vocabulary.field(&open).is_some() {
                        resume = Some((before, inner.len()));
                    }
                    depth += usize::from(!open.is_empty && open.name.eq_ignore_ascii_case(tag.name));
                }
                Token::Close(name) if name.eq_ignore_ascii_case(tag.name) => {
                    if depth == 0 {
                        return inner;
                    }
                    depth -= 1;
                }
                Token::Close(name) if self.closes_item(name) || vocabulary::root(name).is_some_and(Root::is_feed) => {
                    self.tokens = before;
                    break;
                }
                _ => {}
            }
            inner.push(token);
        }
        if let Some((place, len)) = resume {
            let again = self.tokens.position().saturating_sub(place.position());
            if again <= self.rewind_left {
                self.rewind_left -= again;
                self.tokens = place;
                inner.truncate(len);
            }
        }
        inner
    }
}

impl Draft<'_> {
    fn field(&mut self, family: Family, field: Field, tag: &Tag<'_>, inner: &Inner<'_>) {
        let margin = &mut self.out.margin;
        match field {
            Field::Title => self.text(family, field, 0, tag, inner),
            Field::Summary => self.text(family, field, 1, tag, inner),
            Field::Content => self.text(family, field, 2, tag, inner),
            Field::TitleElse => self.title_else = Some(inner.text()),
            Field::SummaryElse => self.summary_else = Some(inner.text()),
            Field::Link if self.links < VALUES_MAX => {
                self.links += 1;
                write_link(&mut self.out.xml, family, self.base.as_ref(), tag, inner);
            }
            Field::Guid => {
                let guid = inner.text();
                if !guid.is_empty() {
                    let denied = tag
                        .attribute("isPermaLink")
                        .is_some_and(|value| value.trim().eq_ignore_ascii_case("false"));
                    margin.guid_is_permalink = !denied;
                    margin.guid = Some(guid);
                }
            }
            Field::Category if self.values < VALUES_MAX => {
                self.values += 1;
                let label = tag.attribute("label").or_else(|| tag.attribute("term"));
                let name = label.map_or_else(|| inner.text(), Into::into);
                write_category(&mut self.out.xml, family, &name);
            }
            Field::Author if margin.authors.len() < VALUES_MAX => margin.authors.extend(inner.person()),
            Field::Published(rank) => keep(&mut margin.published, rank, inner),
            Field::Updated(rank) => keep(&mut margin.updated, rank, inner),
            Field::Source => self.source(tag, inner),
            Field::Language if margin.language.is_none() => {
                margin.language = Some(inner.text()).filter(|language| !language.is_empty());
            }
            _ => {}
        }
    }

    /// The first of a kind that is not empty counts.
    fn text(&mut self, family: Family, field: Field, slot: usize, tag: &Tag<'_>, inner: &Inner<'_>) {
        if self.has[slot] {
            return;
        }
        let mut text = inner.text();
        if is_base64(tag)
            && let Some(plain) = from_base64(&text)
        {
            text = plain;
        }
        self.has[slot] = !text.is_empty();
        write_text(&mut self.out.xml, family, field, &text);
        if field == Field::Content && self.out.margin.language.is_none() {
            self.out.margin.language = tag.attribute("xml:lang").map(Into::into);
        }
    }

    /// RSS names the source in the text and gives its feed in an attribute; Atom copies the feed's elements.
    fn source(&mut self, tag: &Tag<'_>, inner: &Inner<'_>) {
        let margin = &mut self.out.margin;
        let url = tag
            .attribute("url")
            .map(Into::into)
            .or_else(|| inner.child_attribute("link", "href"))
            .or_else(|| inner.child("link"))
            .or_else(|| inner.child("id"));
        let resolved = url.and_then(|url| absolute(&url, self.base.as_ref()));
        margin.source_url = margin.source_url.take().or(resolved.map(Into::into));
        let name = inner
            .child("title")
            .unwrap_or_else(|| if inner.has_elements() { String::new() } else { inner.text() });
        if !name.is_empty() {
            margin.source_name.get_or_insert(name);
        }
    }

    fn finish(mut self, family: Family) -> RepairedItem {
        if let (false, Some(title)) = (self.has[0], self.title_else) {
            write_text(&mut self.out.xml, family, Field::Title, &title);
        }
        if let (false, Some(summary)) = (self.has[1], self.summary_else) {
            write_text(&mut self.out.xml, family, Field::Summary, &summary);
        }
        self.out
    }
}

/// Keeps the text of the lowest rank; the first of equals.
fn keep(slot: &mut Option<(u8, String)>, rank: u8, inner: &Inner<'_>) {
    let text = inner.text();
    if !text.is_empty() && slot.as_ref().is_none_or(|(kept, _)| rank < *kept) {
        *slot = Some((rank, text));
    }
}

/// Atom 0.3 says `mode="base64"`; Atom 1.0 means it for every type that is neither text nor XML.
fn is_base64(tag: &Tag<'_>) -> bool {
    if let Some(mode) = tag.attribute("mode") {
        return mode.eq_ignore_ascii_case("base64");
    }
    tag.attribute("type").is_some_and(|mime| {
        let mime = mime.to_ascii_lowercase();
        mime.contains('/') && !mime.starts_with("text/") && !mime.ends_with("xml")
    })
}

/// The base for what is inside `tag`.
fn based(base: Option<&Url>, tag: &Tag<'_>) -> Option<Url> {
    match tag.attribute("xml:base") {
        Some(relative) => absolute(&relative, base).or_else(|| base.cloned()),
        None => base.cloned(),
    }
}

/// `reference` as an http or https address.
fn absolute(reference: &str, base: Option<&Url>) -> Option<Url> {
    let url = Url::options().base_url(base).parse(reference.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn write_text(xml: &mut String, family: Family, field: Field, text: &str) {
    if text.is_empty() {
        return;
    }
    let (open, close) = match (family, field) {
        (Family::Rss, Field::Title) => ("<title>", "</title>"),
        (Family::Rss, Field::Summary) => ("<description>", "</description>"),
        (Family::Rss, _) => ("<content:encoded>", "</content:encoded>"),
        (Family::Atom, Field::Title) => ("<title type=\"html\">", "</title>"),
        (Family::Atom, Field::Summary) => ("<summary type=\"html\">", "</summary>"),
        (Family::Atom, _) => ("<content type=\"html\">", "</content>"),
    };
    xml.push_str(open);
    write_escaped(xml, text);
    xml.push_str(close);
}

fn write_category(xml: &mut String, family: Family, name: &str) {
    let name = name.trim();
    if name.is_empty() {
        return;
    }
    let (open, close) = match family {
        Family::Rss => ("<category>", "</category>"),
        Family::Atom => ("<category term=\"", "\"/>"),
    };
    xml.push_str(open);
    write_escaped(xml, name);
    xml.push_str(close);
}

fn write_link(xml: &mut String, family: Family, base: Option<&Url>, tag: &Tag<'_>, inner: &Inner<'_>) {
    let base = based(base, tag);
    let href = tag.attribute("href");
    let reference = href.as_deref().map_or_else(|| inner.text(), str::to_owned);
    // Nothing at all would resolve to the feed itself.
    let Some(url) = absolute(&reference, base.as_ref()).filter(|_| !reference.trim().is_empty()) else {
        return;
    };
    let rel = tag.attribute("rel").unwrap_or_else(|| "alternate".into());
    let mime = tag.attribute("type").unwrap_or_else(|| "text/html".into());
    if family == Family::Rss {
        // feed-rs knows no other links of RSS items; those to comments, feeds and files are not wanted.
        let is_page = rel.trim().eq_ignore_ascii_case("alternate") && mime.contains("html");
        if is_page {
            xml.push_str("<link>");
            write_escaped(xml, url.as_str());
            xml.push_str("</link>");
        }
        return;
    }
    xml.push_str("<link href=\"");
    write_escaped(xml, url.as_str());
    xml.push_str("\" rel=\"");
    write_escaped(xml, rel.trim());
    xml.push_str("\" type=\"");
    write_escaped(xml, mime.trim());
    xml.push_str("\"/>");
}

/// Writes `text` so that it reads as itself inside an element or a quoted attribute.
pub(super) fn write_escaped(xml: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        xml.push_str(&rest[..at]);
        xml.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    xml.push_str(rest);
}
