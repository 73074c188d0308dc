//! One item while it is read, and what it becomes.

use url::Url;

use super::super::element::{Inner, from_base64};
use super::super::markup::Tag;
use super::super::vocabulary::{Family, Field};
use super::written::{FoundLink, absolute, based, found_link, write_category, write_text, written_address};

/// Values kept of what may be repeated in one item: links, authors, categories.
const VALUES_MAX: usize = 64;

/// One item.
#[derive(Debug, Default)]
pub(in crate::parse) struct RepairedItem {
    /// Its elements, without identity and the item element itself.
    pub xml: String,
    pub margin: Margin,
}

/// What stands beside the parser's reading of an item.
#[derive(Debug, Default)]
pub(in crate::parse) struct Margin {
    /// The page of the article, see [`FoundLink`].
    pub link: Option<String>,
    pub guid: Option<String>,
    /// The guid as an http or https address, when it is one or a path from the site's root.
    pub guid_url: Option<String>,
    /// The guid may serve as link when it is an address: `isPermaLink` is not false.
    pub guid_is_permalink: bool,
    /// As written, with the rank of the element.
    pub published: Option<(u8, String)>,
    pub updated: Option<(u8, String)>,
    pub authors: Vec<String>,
    /// Who is to be named beside the authors: `credit`, `media:credit`.
    pub credits: Vec<String>,
    pub language: Option<String>,
    pub source_name: Option<String>,
    pub source_url: Option<String>,
}

/// An item being read.
pub(super) struct Draft<'a> {
    name: &'a str,
    /// Addresses are relative to this.
    base: Option<Url>,
    out: RepairedItem,
    /// Title, summary and content were seen.
    has: [bool; 3],
    title_else: Option<String>,
    summary_else: Option<String>,
    categories: usize,
    links: usize,
    link: Option<FoundLink>,
}

impl<'a> Draft<'a> {
    /// An item with what its opening tag says.
    pub fn new(family: Family, base: Option<&Url>, tag: &Tag<'a>) -> Self {
        let mut draft = Self {
            name: tag.name,
            base: based(base, tag),
            out: RepairedItem::default(),
            has: [false; 3],
            title_else: None,
            summary_else: None,
            categories: 0,
            links: 0,
            link: None,
        };
        let margin = &mut draft.out.margin;
        // RSS 1.0 names its items in an attribute of the item.
        margin.guid = tag.attribute("rdf:about").map(|about| about.trim().to_owned());
        margin.guid_is_permalink = true;
        margin.language = tag.attribute("xml:lang").map(Into::into);
        // CDF, the oldest of them, puts address and date there too.
        margin.updated = tag.attribute("lastmod").map(|changed| (0, changed.into_owned()));
        if let Some(about) = &margin.guid {
            margin.guid_url = guid_url(about, draft.base.as_ref());
        }
        if tag.attribute("href").is_some() {
            draft.link = found_link(family, base, tag, &Inner::default());
        }
        draft
    }

    /// Whether `name` is that of this item's closing tag.
    pub fn is_closed_by(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Takes what the element `tag` with the content `inner` says.
    pub fn field(&mut self, family: Family, field: Field, tag: &Tag<'_>, inner: &Inner<'_>) {
        let margin = &mut self.out.margin;
        match field {
            Field::Title => self.text(family, field, 0, tag, inner),
            Field::Summary => self.text(family, field, 1, tag, inner),
            Field::Content => self.text(family, field, 2, tag, inner),
            Field::TitleElse => self.title_else = Some(inner.text()),
            Field::SummaryElse => self.summary_else = Some(inner.text()),
            Field::Link if self.links < VALUES_MAX => {
                self.links += 1;
                let found = found_link(family, self.base.as_ref(), tag, inner);
                if self.link.as_ref().map(|link| link.rank) < found.as_ref().map(|link| link.rank) {
                    self.link = found;
                }
            }
            Field::Guid => {
                let guid = inner.text();
                if !guid.is_empty() {
                    let denied = tag
                        .attribute("isPermaLink")
                        .is_some_and(|value| value.trim().eq_ignore_ascii_case("false"));
                    margin.guid_is_permalink = !denied;
                    margin.guid_url = guid_url(&guid, based(self.base.as_ref(), tag).as_ref());
                    margin.guid = Some(guid);
                }
            }
            Field::Category if self.categories < VALUES_MAX => {
                self.categories += 1;
                let label = tag.attribute("label").or_else(|| tag.attribute("term"));
                let name = label.map_or_else(|| inner.text(), Into::into);
                write_category(&mut self.out.xml, family, &name);
            }
            Field::Author if margin.authors.len() < VALUES_MAX => margin.authors.extend(inner.person()),
            Field::Credit if margin.credits.len() < VALUES_MAX => margin.credits.extend(inner.person()),
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
        let name = inner.child("title").unwrap_or_else(|| {
            if inner.has_elements() {
                String::new()
            } else {
                inner.text()
            }
        });
        if !name.is_empty() {
            margin.source_name.get_or_insert(name);
        }
    }

    /// The item, with the modules' texts where it had none of its own.
    pub fn finish(mut self, family: Family) -> RepairedItem {
        if let (false, Some(title)) = (self.has[0], self.title_else) {
            write_text(&mut self.out.xml, family, Field::Title, &title);
        }
        if let (false, Some(summary)) = (self.has[1], self.summary_else) {
            write_text(&mut self.out.xml, family, Field::Summary, &summary);
        }
        self.out.margin.link = self.link.map(|link| link.url);
        self.out
    }
}

/// `guid` as an address. Only a path that begins at the root is completed: `4711` is a number, no address.
fn guid_url(guid: &str, base: Option<&Url>) -> Option<String> {
    let base = base.filter(|_| guid.starts_with('/'));
    written_address(guid, base)
}

/// Keeps the text of the lowest rank; the last of equals, as other readers do.
fn keep(slot: &mut Option<(u8, String)>, rank: u8, inner: &Inner<'_>) {
    let text = inner.text();
    if !text.is_empty() && slot.as_ref().is_none_or(|(kept, _)| rank <= *kept) {
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
