//! HTML to blocks of text: what a reader sees as paragraphs, headings, items and rows.
//!
//! Text fields of extraction crates glue or flatten blocks, so theirs are never used. The walk keeps
//! its own stack; nothing recurses.

use std::borrow::Cow;
use std::sync::LazyLock;

use dom_query::{Document, NodeData};
use regex::Regex;

use super::page::{guard, without_nul};
use walk::Walk;

pub(in crate::parse) use elements::{Shape, words};
pub(in crate::parse) use walk::Observer;

mod builder;
mod elements;
mod walk;

/// What a block is on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    #[default]
    Paragraph,
    Heading,
    ListItem,
    Quote,
    /// A row of a table, cells separated by ` | `.
    TableRow,
    /// Text under a picture, a film or a table.
    Caption,
}

/// A block of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    pub role: Role,
    /// 1 to 6 for headings; nesting for list items, from 1; else 0.
    pub level: u8,
    /// Trimmed, never empty, white space collapsed, NFC, no control characters. A `\n` is a line
    /// break inside the block (`br`, `pre`).
    pub text: String,
    /// Number of the list, table, quotation, section or aside that holds it, in document order; 0
    /// for none. Blocks of equal container are siblings in meaning.
    pub container: u32,
    /// Classes, `rel` or `itemprop` call it a byline, credit, dateline or copyright line.
    pub is_credit: bool,
    /// All of it is inside links.
    pub is_link: bool,
}

/// The blocks of `html`, a page or a fragment, in document order.
///
/// Scripts, styles, forms' controls and embedded frames are left out. HTML that was escaped as a
/// whole (common in feeds) is unescaped once. Markup too deep to parse becomes one block without
/// its tags. Source of the rules: the HTML standard's rendering section and sampled feeds.
pub fn blocks(html: &str) -> Vec<Block> {
    let html = without_nul(html);
    let html = unescaped(&html);
    let Ok(page) = guard(&html) else {
        return vec![Block {
            text: crate::text::collapsed(&TAGS.replace_all(&html, " ")),
            ..Block::default()
        }];
    };
    let document = if is_whole_page(&page.html) {
        Document::from(page.html.as_ref())
    } else {
        Document::fragment(page.html.as_ref())
    };
    of_document(&document)
}

/// The blocks of a parsed document; see [`blocks`].
pub fn of_document(document: &Document) -> Vec<Block> {
    Walk::new(document, ()).blocks().0
}

/// The blocks of a parsed document, and the observer that has seen them being made.
pub(in crate::parse) fn observed<O: Observer>(document: &Document, observer: O) -> (Vec<Block>, O) {
    Walk::new(document, observer).blocks()
}

/// The text of `html` in one line, blocks separated by a space. For titles and names that may hold
/// markup or entities.
pub fn line(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return crate::text::collapsed(html);
    }
    let mut text = String::new();
    for block in blocks(html) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&block.text);
    }
    crate::text::collapsed(&text)
}

/// Whether `html` has an `<html>` or `<body>` element: a page, not a fragment.
pub fn is_whole_page(html: &str) -> bool {
    static PAGE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)<(?:html|body)[\s>]").expect("static pattern"));
    PAGE.is_match(html)
}

static TAGS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<[^>]*>").expect("static pattern"));

/// `html` unescaped once more when all of its markup is escaped, and twice when that is escaped too.
fn unescaped(html: &str) -> Cow<'_, str> {
    let mut html = Cow::Borrowed(html);
    for _ in 0..ESCAPES_MAX {
        if !is_escaped(&html) {
            break;
        }
        html = Cow::Owned(text_of(&html));
    }
    html
}

/// Times that feeds are known to escape their markup on top of the feed's own.
const ESCAPES_MAX: usize = 2;

/// Whether there is escaped markup and none that is not.
fn is_escaped(html: &str) -> bool {
    static REAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<[A-Za-z/!]").expect("static pattern"));
    static ESCAPED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)&(?:amp;)?lt;/?(?:p|br|div|a|b|i|em|strong|img|span|ul|ol|li|h[1-6]|figure|table|blockquote)(?:\s|/|&(?:amp;)?gt;)")
            .expect("static pattern")
    });
    !REAL.is_match(html) && ESCAPED.is_match(html)
}

fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let document = Document::fragment(html);
    for node in document.root().descendants_it() {
        node.query(|node| {
            if let NodeData::Text { contents } = &node.data {
                text.push_str(contents);
            }
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(html: &str) -> Vec<String> {
        blocks(html).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn blocks_end_where_block_elements_do() {
        assert_eq!(
            texts("Loose<p>One  <b>bo</b>ld\n</p><div>Two<div>Three</div>Four</div>"),
            ["Loose", "One bold", "Two", "Three", "Four"]
        );
    }

    #[test]
    fn one_line_break_stays_inside_and_two_end_the_block() {
        assert_eq!(texts("a<br>b<br><br>c<br> <br/>d"), ["a\nb", "c", "d"]);
    }

    #[test]
    fn inline_elements_add_no_space_but_between_glued_phrases() {
        assert_eq!(texts("H<sub>2</sub>O"), ["H2O"]);
        assert_eq!(
            texts("<a>Read this</a><a>And that</a><span>one</span><span>two</span>"),
            ["Read this And thatonetwo"]
        );
    }

    #[test]
    fn roles_and_levels_are_told() {
        let found = blocks(
            "<h2>Head</h2><ul><li>a<ul><li>b</li></ul></li></ul><blockquote><p>q</p></blockquote>\
             <figure><img><figcaption>cap</figcaption></figure><p class='wp-caption-text'>cap2</p>",
        );
        let roles: Vec<(Role, u8, &str)> = found.iter().map(|b| (b.role, b.level, b.text.as_str())).collect();
        assert_eq!(
            roles,
            [
                (Role::Heading, 2, "Head"),
                (Role::ListItem, 1, "a"),
                (Role::ListItem, 2, "b"),
                (Role::Quote, 0, "q"),
                (Role::Caption, 0, "cap"),
                (Role::Caption, 0, "cap2"),
            ]
        );
        assert_ne!(found[1].container, found[2].container);
    }

    #[test]
    fn a_data_table_gives_rows_and_a_layout_table_paragraphs() {
        let rows = blocks("<table><tr><th>Year<th>Tonnes<tr><td>2024<td>1,200</table>");
        assert_eq!(rows[1].text, "2024 | 1,200");
        assert_eq!(rows[1].role, Role::TableRow);
        let layout = blocks("<table><tr><td><p>First.</p><p>Second.</p></td><td>menu</td></tr></table>");
        assert_eq!(layout.len(), 3);
        assert_eq!(layout[0].role, Role::Paragraph);
    }

    #[test]
    fn bylines_are_marked_by_their_class() {
        let found = blocks(
            "<p class='article-byline'>By Jane Roe</p><a rel=author>Jane Roe</a><p class=bylines-x>B</p>",
        );
        assert!(found[0].is_credit && found[1].is_credit);
        assert!(!blocks("<p class=creditcards>Text</p>")[0].is_credit);
    }

    #[test]
    fn a_caption_may_be_a_phrase_and_a_page_is_none() {
        let found = blocks("<div><img><span class=newsCaption>The bridge in May</span></div><p>Text</p>");
        assert_eq!(found[0].role, Role::Caption);
        assert_eq!(found[1].role, Role::Paragraph);
        let found = blocks("<body class='has-caption photo-credit byline'><p>Text</p></body>");
        assert_eq!((found[0].role, found[0].is_credit), (Role::Paragraph, false));
        let found = blocks("<p>He said <span class=caption>so</span>.</p>");
        assert_eq!(found[0].role, Role::Paragraph);
    }

    #[test]
    fn a_linked_block_is_marked() {
        let found = blocks("<p><a href=x>Also read this</a></p><p>See <a href=x>this</a></p>");
        assert!(found[0].is_link && !found[1].is_link);
    }

    #[test]
    fn scripts_and_controls_are_left_out() {
        assert_eq!(
            texts(
                "<script>x()</script><style>p{}</style><noscript>n</noscript><button>Go</button><p>t</p><template>u</template>"
            ),
            ["t"]
        );
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        assert_eq!(texts("<pre>\na  b\n c</pre>"), ["a  b\n c"]);
    }

    #[test]
    fn invisible_characters_go_and_text_is_composed() {
        assert_eq!(
            texts("<p>re\u{ad}gime\u{a0}cafe\u{301} \u{200b}\u{202e}\u{2066}x\u{feff}\0</p>"),
            ["regime café x"]
        );
    }

    #[test]
    fn html_escaped_as_a_whole_is_unescaped_once() {
        assert_eq!(
            texts("&lt;p&gt;One &amp;amp; two&lt;/p&gt;&lt;p&gt;x&lt;/p&gt;"),
            ["One & two", "x"]
        );
        assert_eq!(texts("&amp;lt;p&amp;gt;Twice&amp;lt;/p&amp;gt;"), ["Twice"]);
        assert_eq!(texts("<p>The &lt;p&gt; element</p>"), ["The <p> element"]);
    }

    #[test]
    fn a_line_of_a_title_has_no_markup() {
        assert_eq!(line("AT&amp;T <em>buys</em> M&S"), "AT&T buys M&S");
        assert_eq!(line("5 < 6"), "5 < 6");
    }

    #[test]
    fn too_deep_markup_loses_its_tags_only() {
        let html = format!("{}words", "<div>".repeat(60_000));
        assert_eq!(texts(&html), ["words"]);
    }

    proptest! {
        #[test]
        fn every_visible_character_comes_out_once(words in proptest::collection::vec("[a-z]{1,6}", 1..12), tags in proptest::collection::vec("(p|div|b|span|li|td|h2|br|a|table|tr)", 12)) {
            let html: String = words.iter().zip(&tags).map(|(word, tag)| format!("<{tag}>{word}</{tag}> ")).collect();
            let out: String = texts(&html).concat().chars().filter(char::is_ascii_alphabetic).collect();
            prop_assert_eq!(out, words.concat());
        }

        #[test]
        fn any_text_gives_clean_blocks(html in "\\PC{0,120}|[<>/a-e &;!-]{0,120}") {
            for block in blocks(&html) {
                prop_assert_eq!(block.text.trim(), block.text.as_str());
                prop_assert!(!block.text.is_empty());
            }
        }
    }
}
