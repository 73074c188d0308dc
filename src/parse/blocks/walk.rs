//! The walk over the document.

use dom_query::{Document, Element, NodeData, NodeRef};

use super::builder::{BlockText, Marks};
use super::elements::{Meaning, Shape, is_caption, is_credit, meaning};
use super::{Block, Role};

/// Characters above which a cell is prose: the table lays out a page, it holds no data.
const CELL_CHARS_MAX: usize = 300;
/// Longest line, in bytes, that a class may call a credit; what is longer is a box about the author.
const CREDIT_BYTES_MAX: usize = 300;

/// What the walk knows inside an element, restored when it leaves.
#[derive(Clone, Copy, Default)]
struct Place {
    role: Role,
    heading: u8,
    list_depth: u8,
    container: u32,
    marks: Marks,
    keeps_space: bool,
    /// How many elements began before the innermost one that is no part of a line.
    element: usize,
    /// Bytes and spaces of the block when the element began.
    began: (usize, usize),
}

/// A table row that is open.
struct OpenRow {
    first_block: usize,
    /// Index of the first block of each cell.
    cells: Vec<usize>,
    is_layout: bool,
}

/// A phrase element that has ended in the block under construction.
#[derive(Clone, Copy)]
struct EndedPhrase {
    at: usize,
    has_words: bool,
    level: usize,
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(Meaning, Place),
}

/// Hears what the walk passes; `()` listens to nothing.
pub(in crate::parse) trait Observer {
    /// An element begins. `false` leaves it out, with all that is in it, and it does not end.
    fn begin(&mut self, element: &Element, shape: Shape) -> bool;
    /// The element begun last, and not yet ended, ends.
    fn end(&mut self);
    /// Letters and signs of text, white space not counted, in the innermost element.
    fn text(&mut self, signs: usize);
    /// A block is done: its letters and signs, and those inside links. The innermost element that
    /// is no part of a line was begun `element`-th, from 0.
    fn block(&mut self, element: usize, signs: usize, linked: usize);
    /// The last blocks, from the `first` on, became one.
    fn joined(&mut self, first: usize);
}

impl Observer for () {
    fn begin(&mut self, _: &Element, _: Shape) -> bool {
        true
    }
    fn end(&mut self) {}
    fn text(&mut self, _: usize) {}
    fn block(&mut self, _: usize, _: usize, _: usize) {}
    fn joined(&mut self, _: usize) {}
}

pub(super) struct Walk<'a, O> {
    observer: O,
    begun: usize,
    steps: Vec<Step<'a>>,
    place: Place,
    level: usize,
    current: BlockText,
    blocks: Vec<Block>,
    rows: Vec<OpenRow>,
    containers: u32,
    ended: Option<EndedPhrase>,
}

impl<'a, O: Observer> Walk<'a, O> {
    pub(super) fn new(document: &'a Document, observer: O) -> Self {
        Self {
            observer,
            begun: 0,
            steps: vec![Step::Enter(document.root())],
            place: Place::default(),
            level: 0,
            current: BlockText::default(),
            blocks: Vec::new(),
            rows: Vec::new(),
            containers: 0,
            ended: None,
        }
    }

    pub(super) fn blocks(mut self) -> (Vec<Block>, O) {
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Enter(node) => self.enter(node),
                Step::Leave(meaning, outer) => self.leave(meaning, outer),
            }
        }
        self.end_block();
        (self.blocks, self.observer)
    }

    fn enter(&mut self, node: NodeRef<'a>) {
        let place = self.place;
        let (current, observer) = (&mut self.current, &mut self.observer);
        let found = node.query_or(None, |node| match &node.data {
            NodeData::Text { contents } => {
                let signs = current.push(contents, place.keeps_space, place.marks);
                observer.text(signs);
                None
            }
            NodeData::Element(element) => {
                let meaning = meaning(&element.name.local);
                let is_link = &*element.name.local == "a";
                let is_empty = matches!(meaning, Meaning::Skipped | Meaning::Break);
                if is_empty || observer.begin(element, meaning.shape()) {
                    Some((meaning, is_link, is_caption(element), is_credit(element)))
                } else {
                    Some((Meaning::Skipped, false, false, false))
                }
            }
            _ => None,
        });
        let Some((meaning, is_link, is_caption, is_credit)) = found else {
            if node.is_document() || node.is_fragment() {
                self.steps.extend(node.children_it(true).map(Step::Enter));
            }
            return;
        };
        match meaning {
            Meaning::Skipped => return,
            Meaning::Break => {
                if !self.current.line_break() {
                    self.end_block();
                }
                return;
            }
            _ => {}
        }
        self.steps.push(Step::Leave(meaning, place));
        self.begin(meaning);
        if meaning.shape() != Shape::Inline {
            self.place.element = self.begun;
        }
        self.begun += 1;
        self.level += 1;
        self.place.marks.is_link |= is_link;
        self.place.marks.is_credit |= is_credit;
        self.place.marks.is_caption |= is_caption;
        self.place.began = self.current.position();
        // Children are pushed last to first, so that the first is on top.
        self.steps.extend(node.children_it(true).map(Step::Enter));
    }

    fn begin(&mut self, meaning: Meaning) {
        if !matches!(meaning, Meaning::Inline | Meaning::Phrase) {
            self.end_block();
        }
        match meaning {
            Meaning::Heading(level) => {
                self.place.role = Role::Heading;
                self.place.heading = level;
            }
            Meaning::List => {
                self.place.list_depth = self.place.list_depth.saturating_add(1);
                self.new_container();
            }
            Meaning::Item => self.place.role = Role::ListItem,
            Meaning::Quote => {
                self.place.role = Role::Quote;
                self.new_container();
            }
            Meaning::Caption => self.place.role = Role::Caption,
            Meaning::Figure => {
                self.place.role = Role::Caption;
                self.new_container();
            }
            Meaning::Preformatted => self.place.keeps_space = true,
            Meaning::Section => self.new_container(),
            Meaning::Table => {
                if let Some(row) = self.rows.last_mut() {
                    row.is_layout = true;
                }
                self.new_container();
            }
            Meaning::Row => self.rows.push(OpenRow {
                first_block: self.blocks.len(),
                cells: Vec::new(),
                is_layout: false,
            }),
            Meaning::Cell => {
                if let Some(row) = self.rows.last_mut() {
                    row.cells.push(self.blocks.len());
                }
            }
            Meaning::Skipped | Meaning::Break | Meaning::Inline | Meaning::Phrase | Meaning::Block => {}
        }
    }

    fn leave(&mut self, meaning: Meaning, outer: Place) {
        match meaning {
            Meaning::Inline => {}
            Meaning::Phrase => self.end_phrase(),
            _ => self.end_block(),
        }
        if meaning == Meaning::Row
            && let Some(row) = self.rows.pop()
        {
            self.end_row(&row);
        }
        self.observer.end();
        self.level -= 1;
        self.place = outer;
    }

    fn new_container(&mut self) {
        self.containers += 1;
        self.place.container = self.containers;
    }

    /// Parts two neighbouring phrases of two words or more that were set without a space.
    fn end_phrase(&mut self) {
        let (start, spaces) = self.place.began;
        let (end, spaces_now) = self.current.position();
        if start >= end {
            return;
        }
        let has_words = spaces_now > spaces;
        let mut at = end;
        if let Some(before) = self.ended
            && before.at == start
            && before.level == self.level
            && before.has_words
            && has_words
            && !self.current.is_parted_at(start)
        {
            self.current.part_at(start);
            at += 1;
        }
        self.ended = Some(EndedPhrase {
            at,
            has_words,
            level: self.level,
        });
    }

    fn end_block(&mut self) {
        self.ended = None;
        if self.current.is_blank() {
            self.current = BlockText::default();
            return;
        }
        let place = self.place;
        if let Some(finished) = self.current.take() {
            let level = match place.role {
                Role::Heading => place.heading,
                Role::ListItem => place.list_depth.max(1),
                _ => 0,
            };
            let role = if finished.is_caption && place.role != Role::Heading {
                Role::Caption
            } else {
                place.role
            };
            self.observer
                .block(place.element, finished.signs, finished.linked);
            self.blocks.push(Block {
                role,
                level,
                is_credit: finished.is_credit && finished.text.len() <= CREDIT_BYTES_MAX,
                is_link: finished.is_link,
                text: finished.text,
                container: place.container,
            });
        }
    }

    /// Joins the cells of a row into one block, unless the row lays out prose.
    fn end_row(&mut self, row: &OpenRow) {
        let blocks = &self.blocks[row.first_block..];
        let is_prose = blocks.len() > row.cells.len()
            || blocks
                .iter()
                .any(|block| block.text.len() > CELL_CHARS_MAX || block.role != self.place.role);
        if row.is_layout || is_prose || blocks.len() < 2 {
            return;
        }
        let mut joined = self.blocks.split_off(row.first_block);
        let text = joined
            .iter()
            .map(|block| block.text.replace('\n', " "))
            .collect::<Vec<_>>()
            .join(" | ");
        let mut block = joined.swap_remove(0);
        block.text = text;
        block.role = Role::TableRow;
        self.observer.joined(row.first_block);
        self.blocks.push(block);
    }
}
