//! What elements and attributes mean to the reader of metadata.

use std::borrow::Cow;

use dom_query::Attr;

use super::scan::Property;

/// The attributes that are looked at; empty ones are `None`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Attributes<'a> {
    pub class: Option<&'a str>,
    pub id: Option<&'a str>,
    pub rel: Option<&'a str>,
    pub href: Option<&'a str>,
    pub lang: Option<&'a str>,
    pub name: Option<&'a str>,
    pub property: Option<&'a str>,
    pub http_equiv: Option<&'a str>,
    pub itemprop: Option<&'a str>,
    pub itemtype: Option<&'a str>,
    pub content: Option<&'a str>,
    pub datetime: Option<&'a str>,
    pub title: Option<&'a str>,
    /// `data-datetime` and its like.
    pub data_date: Option<&'a str>,
    pub has_pubdate: bool,
}

impl<'a> Attributes<'a> {
    pub(super) fn read(attributes: &'a [Attr]) -> Self {
        let mut read = Self::default();
        for attribute in attributes {
            let value = attribute.value.trim();
            let slot = match &*attribute.name.local {
                "pubdate" => {
                    read.has_pubdate = true;
                    continue;
                }
                "class" => &mut read.class,
                "id" => &mut read.id,
                "rel" => &mut read.rel,
                "href" => &mut read.href,
                "lang" => &mut read.lang,
                "name" => &mut read.name,
                "property" => &mut read.property,
                "http-equiv" => &mut read.http_equiv,
                "itemprop" => &mut read.itemprop,
                "itemtype" => &mut read.itemtype,
                "content" => &mut read.content,
                "datetime" => &mut read.datetime,
                "title" => &mut read.title,
                "data-datetime"
                | "data-date"
                | "data-timestamp"
                | "data-published"
                | "data-time"
                | "data-utc"
                | "data-publish-date"
                | "data-published-date" => &mut read.data_date,
                _ => continue,
            };
            if !value.is_empty() {
                *slot = Some(value);
            }
        }
        read
    }

    /// The attribute that holds a date for machines; `is_dated` says that the element is one.
    pub(super) fn dated_value(&self, is_dated: bool) -> Option<&'a str> {
        if !is_dated {
            return None;
        }
        let holds_day = |value: &&str| value.bytes().filter(u8::is_ascii_digit).nth(5).is_some();
        self.datetime
            .or(self.content)
            .or(self.data_date.filter(holds_day))
            .or(self.title.filter(holds_day))
            .filter(holds_day)
    }
}

/// The value of one attribute.
pub(super) fn value<'a>(attributes: &'a [Attr], name: &str) -> Option<&'a str> {
    attributes
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| &*attribute.value)
}

/// Whether an element stands in the line, by the HTML standard's rendering section.
pub(super) fn is_inline(name: &str) -> bool {
    const INLINE: &[&str] = &[
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
        "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u",
        "var", "wbr", "img",
    ];
    INLINE.contains(&name)
}

/// Whether `class` names a caption: `caption`, `wp-caption`, `caption-text`.
pub(super) fn is_caption_class(class: &str) -> bool {
    class
        .split_ascii_whitespace()
        .any(|word| word.starts_with("caption") || word.ends_with("caption"))
}

/// Whether an item of microdata of type `kind` is something beside the article.
pub(super) fn is_other_item(kind: &str) -> bool {
    let is_article = kind.ends_with("Article")
        || kind.ends_with("Posting")
        || kind.ends_with("Page")
        || matches!(
            kind,
            "Report" | "Review" | "CreativeWork" | "Blog" | "ScholarlyArticle" | "Recipe"
        );
    !is_article
}

/// What microdata's `property` dates; `None` for all else and for films' `uploadDate`.
pub(super) fn dated_property(property: &str) -> Option<Property> {
    property.split_ascii_whitespace().find_map(|name| {
        if name.eq_ignore_ascii_case("datePublished") {
            Some(Property::Published)
        } else if name.eq_ignore_ascii_case("dateModified") {
            Some(Property::Modified)
        } else if name.eq_ignore_ascii_case("dateCreated") {
            Some(Property::Created)
        } else {
            None
        }
    })
}

/// `text` with the digits of other scripts as ASCII ones.
pub(super) fn with_ascii_digits(text: &str) -> Cow<'_, str> {
    /// First digits of Arabic, Persian, Devanagari, Bengali and full-width numbers.
    const ZEROS: [u32; 5] = [0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10];
    let digit = |c: char| {
        let zero = ZEROS
            .into_iter()
            .find(|zero| (*zero..zero + 10).contains(&u32::from(c)))?;
        char::from_digit(u32::from(c) - zero, 10)
    };
    if text.is_ascii() || !text.chars().any(|c| digit(c).is_some()) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| digit(c).unwrap_or(c))
        .collect::<String>()
        .into()
}
