//! What an element's name and attributes say of it: part of a report, or of the page around one.
//!
//! The words are those that the open extractors have gathered over the years (readability,
//! trafilatura): parts of names where they are long enough to mean one thing, else whole words, for
//! `bar` is furniture and `barack` is not.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use dom_query::Element;

use crate::parse::blocks::words;

/// What is known of an element before its text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Traits {
    /// Navigation, sharing, advertisements, other stories, comments: no part of a report.
    pub is_furniture: bool,
    /// Not shown to the reader.
    pub is_hidden: bool,
    /// Called what bodies of articles are called.
    pub is_body: bool,
    /// Called what rather lies around an article.
    pub is_doubtful: bool,
}

/// Elements that are furniture by their name.
const FURNITURE_ELEMENTS: &[&str] = &["aside", "nav", "footer", "form", "fieldset", "menu", "dialog"];

/// Values of `role` that are.
const FURNITURE_ROLES: &[&str] = &[
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "menu",
    "dialog",
    "complementary",
];

/// Parts of `class` and `id` that make an element furniture.
const FURNITURE_FRAGMENTS: &[&str] = &[
    "advert",
    "akismet",
    "also-read",
    "attachment",
    "author",
    "banner",
    "bread-crumb",
    "breadcrumb",
    "button",
    "byline",
    "caption",
    "carousel",
    "comments",
    "consent",
    "cookie",
    "credit",
    "criteo",
    "disqus",
    "fact-box",
    "factbox",
    "follow-us",
    "footer",
    "gdpr",
    "hide-print",
    "infobox",
    "masthead",
    "modal",
    "more-from",
    "more-on",
    "most-read",
    "mostread",
    "navbar",
    "navigation",
    "newsletter",
    "noprint",
    "outbrain",
    "overlay",
    "popular",
    "popup",
    "promo",
    "pull-quote",
    "pullquote",
    "rating",
    "read-more",
    "read-next",
    "readmore",
    "recirc",
    "recommend",
    "related",
    "share-",
    "sharebar",
    "sharetool",
    "sharing",
    "shoutbox",
    "sidebar",
    "skip-link",
    "slideshow",
    "sociable",
    "social",
    "sponsor",
    "subnav",
    "subscri",
    "syndication",
    "taboola",
    "teaser",
    "timestamp",
    "toolbar",
    "trending",
    "up-next",
    "user-info",
    "user-profile",
    "viewport",
    "widget",
    "you-may",
];

/// Words of `class` and `id` that do.
const FURNITURE_WORDS: &[&str] = &[
    "ad",
    "ads",
    "bar",
    "bio",
    "bottom",
    "comment",
    "dateline",
    "embed",
    "embedded",
    "gallery",
    "icon",
    "icons",
    "infoline",
    "link",
    "links",
    "login",
    "menu",
    "message",
    "meta",
    "nav",
    "pager",
    "pagination",
    "reply",
    "respond",
    "share",
    "shares",
    "signup",
    "taglist",
    "tags",
    "toc",
    "topics",
    "viral",
];
/// The longest of them, in bytes.
const FURNITURE_WORD_BYTES: usize = 10;

/// Parts of `class` and `id` that bodies of articles are called by.
const BODY_FRAGMENTS: &[&str] = &[
    "art-content",
    "article-body",
    "article-content",
    "article-text",
    "article__body",
    "article__content",
    "article_body",
    "article_content",
    "articlebody",
    "articlecontent",
    "articletext",
    "body-text",
    "bodytext",
    "content-body",
    "content__body",
    "contentbody",
    "entry-content",
    "field-body",
    "fulltext",
    "main-content",
    "post-body",
    "post-content",
    "post-text",
    "post_content",
    "postcontent",
    "single-content",
    "story-body",
    "story-content",
    "storybody",
    "storycontent",
    "text-content",
];

/// Parts that speak against a candidate without ruling it out.
const DOUBTFUL_FRAGMENTS: &[&str] = &[
    "agegate",
    "combx",
    "community",
    "contact",
    "extra",
    "foot",
    "header",
    "media",
    "outer",
    "remark",
    "rss",
    "scroll",
    "shopping",
    "tool",
    "tweet",
    "twitter",
];

/// Classes of the common style sheets for what is not shown, or only to printers and voices.
const HIDDEN_CLASSES: &[&str] = &[
    "d-none",
    "element-invisible",
    "hidden",
    "hide",
    "invisible",
    "is-hidden",
    "off-screen",
    "print-only",
    "screen-reader-text",
    "sr-only",
    "u-hidden",
    "visually-hidden",
    "visuallyhidden",
];

/// How publishing systems mark an article's subjects in its classes: `tag-comments` is no comment.
const SUBJECT_PREFIXES: &[&str] = &["tag-", "category-"];

static FRAGMENTS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let all = FURNITURE_FRAGMENTS
        .iter()
        .chain(BODY_FRAGMENTS)
        .chain(DOUBTFUL_FRAGMENTS);
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(all)
        .expect("static patterns")
});

/// Reads the traits of `element`.
pub(super) fn traits(element: &Element) -> Traits {
    let name = &*element.name.local;
    let mut traits = Traits {
        is_furniture: FURNITURE_ELEMENTS.contains(&name),
        ..Traits::default()
    };
    if matches!(name, "html" | "body") {
        return traits;
    }
    for attribute in &element.attrs {
        let value = &*attribute.value;
        match &*attribute.name.local {
            "class" | "id" => traits.read_names(value),
            "role" => traits.is_furniture |= FURNITURE_ROLES.contains(&value),
            "itemprop" => traits.is_body |= value.eq_ignore_ascii_case("articlebody"),
            "hidden" => traits.is_hidden = true,
            "aria-hidden" => traits.is_hidden |= value == "true",
            "style" => traits.is_hidden |= hides(value),
            _ => {}
        }
    }
    traits
}

/// Whether `style` takes its element off the page.
fn hides(style: &str) -> bool {
    style.match_indices("display").any(|(at, word)| {
        style[at + word.len()..]
            .trim_start()
            .strip_prefix(':')
            .is_some_and(|value| value.trim_start().starts_with("none"))
    })
}

impl Traits {
    fn read_names(&mut self, names: &str) {
        for name in names.split_ascii_whitespace() {
            if SUBJECT_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
                continue;
            }
            self.is_hidden |= HIDDEN_CLASSES.contains(&name);
            for found in FRAGMENTS.find_overlapping_iter(name) {
                let pattern = found.pattern().as_usize();
                if pattern < FURNITURE_FRAGMENTS.len() {
                    self.is_furniture = true;
                } else if pattern < FURNITURE_FRAGMENTS.len() + BODY_FRAGMENTS.len() {
                    self.is_body = true;
                } else {
                    self.is_doubtful = true;
                }
            }
            self.is_furniture = self.is_furniture || words(name).any(is_furniture_word);
        }
    }
}

fn is_furniture_word(word: &str) -> bool {
    word.len() <= FURNITURE_WORD_BYTES
        && FURNITURE_WORDS
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use dom_query::{Document, NodeData};

    use super::*;

    fn of(html: &str) -> Traits {
        let document = Document::fragment(html);
        let node = document.select_single("#x, [name=x]");
        node.nodes()[0]
            .query(|node| match &node.data {
                NodeData::Element(element) => traits(element),
                _ => Traits::default(),
            })
            .unwrap()
    }

    #[test]
    fn furniture_is_told_by_name_class_role_and_id() {
        for html in [
            "<aside id=x>",
            "<div name=x class='related-stories'>",
            "<div name=x class=pageShareTools>",
            "<ul name=x class=tags>",
            "<div name=x role=navigation>",
            "<div name=x id=x class=articleByline>",
        ] {
            assert!(of(html).is_furniture, "{html}");
        }
        for html in [
            "<div name=x class=barack>",
            "<div name=x class='post tag-comments category-related'>",
            "<div name=x class=download>",
        ] {
            assert!(!of(html).is_furniture, "{html}");
        }
    }

    #[test]
    fn bodies_and_hidden_elements_are_told() {
        assert!(of("<div name=x class=c-entry-content>").is_body);
        assert!(of("<div name=x itemprop=articleBody>").is_body);
        for html in [
            "<p name=x hidden>",
            "<p name=x style='color:red; display : none'>",
            "<p name=x class='a sr-only'>",
            "<p name=x aria-hidden=true>",
        ] {
            assert!(of(html).is_hidden, "{html}");
        }
        assert!(!of("<p name=x style='display:block' class=hidden-gem>").is_hidden);
    }
}
