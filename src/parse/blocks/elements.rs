//! Which elements make blocks, and what they make of them.

use dom_query::Element;

/// What an element means for the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Not text.
    Skipped,
    /// A line break.
    Break,
    /// Part of a line.
    Inline,
    /// `a`, `span`: often set as separate words without a space between them.
    Phrase,
    Block,
    Heading(u8),
    List,
    Item,
    Quote,
    Caption,
    /// What stands in it without a role of its own is a caption.
    Figure,
    Table,
    Row,
    Cell,
    Preformatted,
    /// A part of the page with a theme of its own.
    Section,
}

/// What an element is to the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Shape {
    /// Part of a line.
    Inline,
    /// It holds other elements, or a paragraph of its own.
    Block,
    Heading,
    List,
    Table,
}

impl Meaning {
    pub(super) const fn shape(self) -> Shape {
        match self {
            Self::Skipped | Self::Break | Self::Inline | Self::Phrase => Shape::Inline,
            Self::Heading(_) => Shape::Heading,
            Self::List => Shape::List,
            Self::Table => Shape::Table,
            _ => Shape::Block,
        }
    }
}

/// The meaning of the element called `name`.
pub(super) fn meaning(name: &str) -> Meaning {
    match name {
        "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "select" | "button"
        | "input" | "textarea" | "head" | "object" | "embed" | "audio" | "video" | "canvas" | "datalist"
        | "map" | "title" => Meaning::Skipped,
        "br" => Meaning::Break,
        "a" | "span" => Meaning::Phrase,
        "h1" => Meaning::Heading(1),
        "h2" => Meaning::Heading(2),
        "h3" => Meaning::Heading(3),
        "h4" => Meaning::Heading(4),
        "h5" => Meaning::Heading(5),
        "h6" => Meaning::Heading(6),
        "ul" | "ol" | "menu" | "dl" => Meaning::List,
        "li" | "dt" | "dd" => Meaning::Item,
        "blockquote" => Meaning::Quote,
        "figcaption" | "caption" => Meaning::Caption,
        "table" => Meaning::Table,
        "tr" => Meaning::Row,
        "td" | "th" => Meaning::Cell,
        "pre" | "listing" | "xmp" => Meaning::Preformatted,
        "figure" => Meaning::Figure,
        "section" | "aside" | "nav" | "details" => Meaning::Section,
        "p" | "div" | "article" | "main" | "header" | "footer" | "address" | "hr" | "form" | "fieldset"
        | "legend" | "summary" | "thead" | "tbody" | "tfoot" | "center" | "hgroup" | "body" | "html"
        | "dialog" | "search" | "picture" | "img" | "optgroup" | "option" => Meaning::Block,
        _ => Meaning::Inline,
    }
}

/// Words in a class, `rel` or `itemprop` that make the element a credit line.
const CREDIT_WORDS: &[&str] = &[
    "author",
    "authors",
    "byline",
    "bylines",
    "copyright",
    "credit",
    "credits",
    "dateline",
    "signature",
    "signoff",
    "autor",
    "auteur",
    "autore",
];
/// Words that make it a picture's credit, which says nothing of the report.
const PICTURE_WORDS: &[&str] = &[
    "image", "photo", "picture", "img", "media", "foto", "figure", "bild", "video",
];
/// Words of one class name that say the element is about something larger than one line.
const NOT_CREDIT_WORDS: &[&str] = &[
    "bio", "box", "card", "cards", "about", "profile", "page", "archive",
];

/// Whether the attributes of `element` call it a credit line.
pub(super) fn is_credit(element: &Element) -> bool {
    marks(element).any(|mark| {
        has_word(mark, CREDIT_WORDS) && !has_word(mark, NOT_CREDIT_WORDS) && !has_word(mark, PICTURE_WORDS)
    })
}

fn has_word(mark: &str, known: &[&str]) -> bool {
    words(mark).any(|word| known.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// Whether the classes of `element` call it a caption.
pub(super) fn is_caption(element: &Element) -> bool {
    marks(element).any(|mark| {
        has_word(mark, &["caption", "legende"])
            || (has_word(mark, CREDIT_WORDS) && has_word(mark, PICTURE_WORDS))
    })
}

/// Single class names, `rel` and `itemprop` values.
fn marks(element: &Element) -> impl Iterator<Item = &str> {
    // The classes of a whole page or article speak of its layout, not of one line.
    let is_whole = matches!(&*element.name.local, "html" | "body" | "main" | "article");
    let attributes = if is_whole { &[] } else { element.attrs.as_slice() };
    attributes
        .iter()
        .filter(|attribute| matches!(&*attribute.name.local, "class" | "rel" | "itemprop"))
        .flat_map(|attribute| attribute.value.split_ascii_whitespace())
}

/// The words of one class name: `article-byline`, `article__byline` and `articleByline` are two.
pub(in crate::parse) fn words(mark: &str) -> impl Iterator<Item = &str> {
    let mut rest = mark;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(at, c)| {
                !c.is_ascii_alphanumeric()
                    || (c.is_ascii_uppercase() && rest.as_bytes()[at - 1].is_ascii_lowercase())
            })
            .map_or(rest.len(), |(at, _)| at);
        let (word, tail) = rest.split_at(end);
        rest = tail;
        Some(word)
    })
}
