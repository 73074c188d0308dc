//! Addresses made absolute, and elements written so that feed-rs reads them.

use url::Url;

use super::super::element::Inner;
use super::super::markup::Tag;
use super::super::vocabulary::{Family, Field};

/// Longest address kept, in bytes; servers refuse longer ones.
const ADDRESS_BYTES_MAX: usize = 8 * 1024;

/// The base for what is inside `tag`.
pub(super) fn based(base: Option<&Url>, tag: &Tag<'_>) -> Option<Url> {
    match tag.attribute("xml:base") {
        Some(relative) => absolute(&relative, base).or_else(|| base.cloned()),
        None => base.cloned(),
    }
}

/// `reference` as an http or https address; `None` when it is none, or too long to be one.
pub(super) fn absolute(reference: &str, base: Option<&Url>) -> Option<Url> {
    if reference.len() > ADDRESS_BYTES_MAX {
        return None;
    }
    let url = Url::options().base_url(base).parse(reference.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// Writes a title, summary or content; nothing when it is empty.
pub(super) fn write_text(xml: &mut String, family: Family, field: Field, text: &str) {
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

/// Writes a category; nothing when it is blank.
pub(super) fn write_category(xml: &mut String, family: Family, name: &str) {
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

/// A link of an item that may lead to its page.
pub(super) struct FoundLink {
    /// See [`written_address`].
    pub url: String,
    /// Higher is better: an HTML page before other types; of equals the first counts.
    pub rank: u8,
}

/// The link that `tag` or, without `href`, its content gives; `None` when that is no http address, or leads
/// elsewhere: to comments, other feeds, files.
pub(super) fn found_link(
    family: Family,
    base: Option<&Url>,
    tag: &Tag<'_>,
    inner: &Inner<'_>,
) -> Option<FoundLink> {
    let rel = tag.attribute("rel").unwrap_or_else(|| "alternate".into());
    if !rel.trim().eq_ignore_ascii_case("alternate") {
        return None;
    }
    let is_html = tag
        .attribute("type")
        .is_none_or(|mime| mime.to_ascii_lowercase().contains("html"));
    // An RSS item says in `link` where it is; what says its type there is Atom's, about another form of it.
    if family == Family::Rss && !is_html {
        return None;
    }
    let base = based(base, tag);
    let href = tag.attribute("href");
    let reference = href.as_deref().map_or_else(|| inner.text(), str::to_owned);
    let url = written_address(&reference, base.as_ref())?;
    Some(FoundLink {
        url,
        rank: 1 + u8::from(is_html),
    })
}

/// `reference` as an absolute http or https address: as the publisher spelt it where that can be sent as it
/// is, else resolved and escaped. `None` when it is none, or too long, or empty, which would resolve to the
/// feed itself.
pub(in crate::parse) fn written_address(reference: &str, base: Option<&Url>) -> Option<String> {
    let reference = reference.trim();
    if reference.is_empty() {
        return None;
    }
    let url = absolute(reference, base)?;
    let is_absolute = ["http://", "https://"].iter().any(|scheme| {
        reference
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let is_sendable = |byte: u8| byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte);
    if is_absolute && reference.bytes().all(is_sendable) {
        return Some(reference.to_owned());
    }
    Some(url.into())
}

/// Writes a link of the feed itself; nothing when that is no http address.
pub(super) fn write_link(
    xml: &mut String,
    family: Family,
    base: Option<&Url>,
    tag: &Tag<'_>,
    inner: &Inner<'_>,
) {
    let Some(link) = found_link(family, base, tag, inner) else {
        return;
    };
    match family {
        Family::Rss => {
            xml.push_str("<link>");
            write_escaped(xml, &link.url);
            xml.push_str("</link>");
        }
        Family::Atom => {
            xml.push_str("<link rel=\"alternate\" href=\"");
            write_escaped(xml, &link.url);
            xml.push_str("\"/>");
        }
    }
}

/// Writes `text` so that it reads as itself inside an element or a quoted attribute.
pub(in crate::parse) fn write_escaped(xml: &mut String, text: &str) {
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
