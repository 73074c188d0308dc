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

/// Writes the link that `tag` or, without `href`, its content gives; nothing when that is no http address.
pub(super) fn write_link(
    xml: &mut String,
    family: Family,
    base: Option<&Url>,
    tag: &Tag<'_>,
    inner: &Inner<'_>,
) {
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
