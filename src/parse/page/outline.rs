//! A page as elements that hold blocks, with the sums that tell prose from furniture.

use dom_query::{Document, Element as Node};
use xxhash_rust::xxh3::xxh3_64;

use super::traits::{Traits, traits};
use crate::parse::blocks::{self, Block, Observer, Role, Shape};

/// Letters of a block below which it is no prose; readability asks for 25 characters.
const PROSE_SIGNS_MIN: usize = 22;
/// Letters of a list's item below which it is no prose.
const ITEM_SIGNS_MIN: usize = 80;
/// Letters of a link below which it is one of a list.
const SHORT_LINK_SIGNS: usize = 9;

/// An element of the page that is drawn.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// Index of the element around it; its own for the first.
    pub parent: usize,
    pub shape: Shape,
    pub tag: Tag,
    pub traits: Traits,
    /// Hash of its `class`; 0 for none.
    pub class: u64,
    /// Letters and signs in it, and those inside links.
    pub signs: usize,
    pub linked: usize,
    /// Those in blocks of prose.
    pub prose: usize,
    /// Links with text, and those of few letters.
    pub links: usize,
    pub short_links: usize,
    /// Elements directly in it that are no part of a line, and the last of them.
    pub children: usize,
    pub last_child: usize,
    /// Blocks of prose directly in it.
    pub blocks: usize,
}

/// Names of elements that count differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Link,
    Paragraph,
    Div,
    Article,
    Quote,
    Cell,
    List,
    Heading,
    Header,
    Figure,
    Other,
}

impl Tag {
    fn of(name: &str) -> Self {
        match name {
            "a" => Self::Link,
            "p" => Self::Paragraph,
            "div" | "section" | "main" | "center" => Self::Div,
            "article" => Self::Article,
            "blockquote" | "pre" => Self::Quote,
            "td" | "th" => Self::Cell,
            "ul" | "ol" | "dl" | "li" | "dt" | "dd" | "address" | "form" | "menu" => Self::List,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Self::Heading,
            "header" | "hgroup" => Self::Header,
            "figure" | "figcaption" | "picture" | "caption" => Self::Figure,
            _ => Self::Other,
        }
    }
}

/// The page as it is drawn.
pub(super) struct Outline {
    /// In document order: an element comes before all that is in it.
    pub elements: Vec<Element>,
    pub blocks: Vec<Block>,
    /// The innermost element of each block that is no part of a line.
    pub of_block: Vec<usize>,
    /// Letters and signs of each block, and those inside links.
    pub signs: Vec<usize>,
    pub linked: Vec<usize>,
}

/// Reads the outline of `document`. Linear in its size.
pub(super) fn outline(document: &Document) -> Outline {
    let (blocks, sketch) = blocks::observed(document, Sketch::default());
    let mut outline = Outline {
        elements: sketch.elements,
        blocks,
        of_block: sketch.of_block,
        signs: sketch.signs,
        linked: sketch.linked,
    };
    if outline.elements.is_empty() {
        // Text without any element: nothing to cut from.
        outline.blocks.clear();
    }
    outline.add_up();
    outline
}

impl Outline {
    /// Whether a block is running text.
    pub(super) fn is_prose(&self, block: usize) -> bool {
        let (signs, linked) = (self.signs[block], self.linked[block]);
        let needed = match self.blocks[block].role {
            Role::Paragraph | Role::Quote => PROSE_SIGNS_MIN,
            // A teaser in a list opens with its link.
            Role::ListItem if linked * 10 <= signs => ITEM_SIGNS_MIN,
            _ => return false,
        };
        signs >= needed && linked * 2 < signs
    }

    /// Whether `index` is `ancestor` or inside it.
    pub(super) fn is_inside(&self, mut index: usize, ancestor: usize) -> bool {
        while index > ancestor {
            index = self.elements[index].parent;
        }
        index == ancestor
    }

    /// An element comes before what it holds, so one pass from the end adds all up.
    fn add_up(&mut self) {
        for block in 0..self.blocks.len() {
            if self.is_prose(block) {
                let element = &mut self.elements[self.of_block[block]];
                element.prose += self.signs[block];
                element.blocks += 1;
            }
        }
        for index in (1..self.elements.len()).rev() {
            let inner = self.elements[index].clone();
            let is_link = inner.tag == Tag::Link && inner.signs > 0;
            let outer = &mut self.elements[inner.parent];
            outer.signs += inner.signs;
            outer.linked += inner.linked;
            outer.prose += inner.prose;
            outer.links += inner.links + usize::from(is_link);
            outer.short_links += inner.short_links + usize::from(is_link && inner.signs < SHORT_LINK_SIGNS);
        }
    }
}

/// The outline while the walk goes on.
#[derive(Default)]
struct Sketch {
    elements: Vec<Element>,
    of_block: Vec<usize>,
    signs: Vec<usize>,
    linked: Vec<usize>,
    /// Elements that are open, and how many of them are links.
    open: Vec<usize>,
    links_open: usize,
}

impl Observer for Sketch {
    fn begin(&mut self, node: &Node, shape: Shape) -> bool {
        let traits = traits(node);
        if traits.is_hidden && shape == Shape::Inline {
            return false;
        }
        let index = self.elements.len();
        let parent = self.open.last().copied().unwrap_or(0);
        let tag = Tag::of(&node.name.local);
        let class = node
            .attrs
            .iter()
            .find(|attribute| &*attribute.name.local == "class");
        self.elements.push(Element {
            parent,
            shape,
            tag,
            traits,
            class: class.map_or(0, |class| xxh3_64(class.value.as_bytes())),
            signs: 0,
            linked: 0,
            prose: 0,
            links: 0,
            short_links: 0,
            children: 0,
            last_child: 0,
            blocks: 0,
        });
        if shape != Shape::Inline && parent != index {
            self.elements[parent].children += 1;
            self.elements[parent].last_child = index;
        }
        self.links_open += usize::from(tag == Tag::Link);
        self.open.push(index);
        true
    }

    fn end(&mut self) {
        if let Some(index) = self.open.pop()
            && self.elements[index].tag == Tag::Link
        {
            self.links_open -= 1;
        }
    }

    fn text(&mut self, signs: usize) {
        if let Some(&index) = self.open.last() {
            let element = &mut self.elements[index];
            element.signs += signs;
            element.linked += if self.links_open > 0 { signs } else { 0 };
        }
    }

    fn block(&mut self, element: usize, signs: usize, linked: usize) {
        self.of_block.push(element);
        self.signs.push(signs);
        self.linked.push(linked);
    }

    fn joined(&mut self, first: usize) {
        self.of_block.truncate(first + 1);
        for sums in [&mut self.signs, &mut self.linked] {
            let joined = sums.drain(first..).sum();
            sums.push(joined);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline_of(html: &str) -> Outline {
        outline(&Document::from(html))
    }

    #[test]
    fn letters_are_added_up_from_the_inside() {
        let found = outline_of("<body><div><p>one <a>two</a></p><ul><li><a>three four five</a></ul></div>");
        let div = found
            .elements
            .iter()
            .find(|element| element.tag == Tag::Div)
            .unwrap();
        assert_eq!((div.signs, div.linked), (19, 16));
        assert_eq!((div.links, div.short_links), (2, 1));
        assert_eq!(div.children, 2);
    }

    #[test]
    fn blocks_know_their_element_and_joined_cells_their_row() {
        let found = outline_of("<p>a</p><table><tr><td>x</td><td>yy</td></tr></table><div>b<br><br>c</div>");
        assert_eq!(found.blocks.len(), 4);
        assert_eq!(found.signs, [1, 3, 1, 1]);
        assert_eq!(found.of_block.len(), 4);
        assert_eq!(found.of_block[2], found.of_block[3]);
    }

    #[test]
    fn teasers_in_a_list_are_no_prose() {
        let words = "word ".repeat(40);
        let found = outline_of(&format!(
            "<p>{words}</p><ul><li><a>A headline of ours</a> {words}<li>{words}</ul>"
        ));
        let prose: Vec<bool> = (0..3).map(|block| found.is_prose(block)).collect();
        assert_eq!(prose, [true, true, true]);
        let found = outline_of(&format!(
            "<ul><li><a>A headline of ours about the bridge</a> {words}</ul>"
        ));
        assert!(!found.is_prose(0));
    }

    #[test]
    fn a_hidden_phrase_is_left_out_of_its_line() {
        let found = outline_of("<p>The bridge<span class=sr-only>, linked,</span> opened.</p>");
        assert_eq!(found.blocks[0].text, "The bridge opened.");
    }
}
