//! The walk over the document.

use dom_query::{Document, NodeData, NodeRef};

use super::{Area, Line, Mark, Place, Scan};
use crate::parse::metadata::cues::{self, Meaning, Naming};
use crate::parse::metadata::elements::{self, Attributes};
use crate::text::collapsed;

/// Longest line that is kept to look for a date, in bytes; what is longer is text of the article.
const LINE_BYTES_MAX: usize = 300;
/// Lines with digits and dated elements kept; an article's own stand among the first.
const LINES_MAX: usize = 400;
const MARKS_MAX: usize = 200;
/// Longest text of a dated or author's element, in bytes.
const CAPTURE_BYTES_MAX: usize = 200;
/// Elements that gather text at one time; deeper ones go without.
const CAPTURES_MAX: usize = 8;
/// Text in front of a dated element in which its cue is looked for, in bytes.
const CUE_BYTES: usize = 48;
/// Author elements of a kind, and tag links, that are kept.
const NAMES_MAX: usize = 20;
/// Scripts of JSON-LD that are kept, and bytes of each: far above what pages carry.
const SCRIPTS_MAX: usize = 30;
const SCRIPT_BYTES_MAX: usize = 512 * 1024;
enum Target {
    Mark(usize),
    Author(usize, Place),
    Tag,
    Title,
}

struct Capture {
    target: Target,
    text: String,
    is_too_long: bool,
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave {
        outer: Place,
        is_block: bool,
        captures: usize,
    },
}

/// Walks over `document` once.
pub(in crate::parse::metadata) fn scan(document: &Document) -> Scan {
    let mut walk = Walk {
        found: Scan {
            elsewhere: vec![Area::default()],
            articles: vec![Area::default()],
            ..Scan::default()
        },
        steps: vec![Step::Enter(document.root())],
        place: Place::default(),
        line: String::new(),
        line_is_too_long: false,
        last_line: String::new(),
        captures: Vec::new(),
        offset: 0,
        titles: None,
    };
    while let Some(step) = walk.steps.pop() {
        match step {
            Step::Enter(node) => walk.enter(node),
            Step::Leave {
                outer,
                is_block,
                captures,
            } => walk.leave(outer, is_block, captures),
        }
    }
    walk.end_line();
    walk.found
}

pub(super) struct Walk<'a> {
    pub(super) found: Scan,
    steps: Vec<Step<'a>>,
    pub(super) place: Place,
    line: String,
    line_is_too_long: bool,
    /// The line before this one, where a cue may stand alone.
    last_line: String,
    captures: Vec<Capture>,
    pub(super) offset: usize,
    /// Folded titles of the page.
    pub(super) titles: Option<Vec<String>>,
}

/// What an element is to the walk.
enum Entered {
    Text,
    Ignored,
    Container,
    Script,
    Element { is_block: bool, opens: Vec<Target> },
}

impl<'a> Walk<'a> {
    fn enter(&mut self, node: NodeRef<'a>) {
        let outer = self.place;
        let entered = node.query_or(Entered::Ignored, |node| match &node.data {
            NodeData::Text { contents } => {
                self.push(contents);
                Entered::Text
            }
            NodeData::Element(element) => self.element(&element.name.local, &element.attrs),
            NodeData::Document | NodeData::Fragment => Entered::Container,
            _ => Entered::Ignored,
        });
        let (is_block, opens) = match entered {
            Entered::Text | Entered::Ignored => return,
            Entered::Script => {
                let text = node.text();
                if self.found.scripts.len() < SCRIPTS_MAX && text.len() <= SCRIPT_BYTES_MAX {
                    self.found.scripts.push(text.to_string());
                }
                return;
            }
            Entered::Container => (false, Vec::new()),
            Entered::Element { is_block, opens } => (is_block, opens),
        };
        if is_block {
            // Ends what came before, which stood outside.
            let inner = std::mem::replace(&mut self.place, outer);
            self.end_line();
            self.place = inner;
        }
        let before = self.captures.len();
        for target in opens {
            if self.captures.len() < CAPTURES_MAX {
                self.captures.push(Capture {
                    target,
                    text: String::new(),
                    is_too_long: false,
                });
            }
        }
        self.steps.push(Step::Leave {
            outer,
            is_block,
            captures: self.captures.len() - before,
        });
        // Children are pushed last to first, so that the first is on top.
        self.steps.extend(node.children_it(true).map(Step::Enter));
    }

    /// Reads an element's name and attributes and sets the place for its children.
    fn element(&mut self, name: &str, attributes: &[dom_query::Attr]) -> Entered {
        match name {
            "script" => {
                let is_json =
                    elements::value(attributes, "type").is_some_and(|kind| kind.contains("ld+json"));
                return if is_json {
                    Entered::Script
                } else {
                    Entered::Ignored
                };
            }
            "style" | "noscript" | "template" | "svg" | "iframe" | "select" | "textarea" | "object" => {
                return Entered::Ignored;
            }
            _ => {}
        }
        let attributes = Attributes::read(attributes);
        let mut opens = Vec::new();
        match name {
            "html" => self.found.language = attributes.lang.map(str::to_owned),
            "base" if self.found.base.is_none() => self.found.base = attributes.href.map(str::to_owned),
            "link" => self.link(&attributes),
            "meta" => {
                self.found.metas.add(&attributes);
                self.dated_meta(&attributes);
            }
            "title" if self.found.title.is_none() => opens.push(Target::Title),
            _ => {}
        }
        if matches!(
            name,
            "html" | "head" | "body" | "base" | "link" | "meta" | "title"
        ) {
            return Entered::Element {
                is_block: true,
                opens,
            };
        }
        let named = [attributes.class, attributes.id]
            .into_iter()
            .flatten()
            .map(cues::name)
            .fold(cues::Name::default(), cues::Name::and);
        self.enter_place(name, &attributes, named);
        self.open_names(name, &attributes, &mut opens);
        if let Some(mark) = self.mark(name, &attributes, named) {
            opens.push(Target::Mark(self.found.marks.len()));
            self.found.marks.push(mark);
        }
        if !self.line.ends_with(' ') && !matches!(name, "sup" | "sub" | "b" | "em" | "i" | "strong") {
            // What is set apart by style alone is set apart.
            self.space();
        }
        Entered::Element {
            is_block: !elements::is_inline(name),
            opens,
        }
    }

    fn link(&mut self, attributes: &Attributes<'_>) {
        let is_canonical = attributes.rel.is_some_and(|rel| {
            rel.split_ascii_whitespace()
                .any(|word| word.eq_ignore_ascii_case("canonical"))
        });
        if is_canonical && self.found.canonical.is_none() {
            self.found.canonical = attributes.href.map(str::to_owned);
        }
    }

    fn enter_place(&mut self, name: &str, attributes: &Attributes<'_>, named: cues::Name) {
        let is_elsewhere = named.is_elsewhere || matches!(name, "aside" | "nav" | "footer");
        if is_elsewhere {
            self.place.elsewhere = number(&mut self.found.elsewhere, self.place.elsewhere);
        }
        match name {
            "article" => self.place.article = number(&mut self.found.articles, self.place.article),
            "a" => self.place.is_link = true,
            "figcaption" | "figure" | "video" => self.place.is_caption = true,
            "h1" => self.place.heading = 1,
            "h2" | "h3" => self.place.heading = 2,
            _ => {}
        }
        if attributes.itemprop == Some("headline") && self.place.heading == 0 {
            self.place.heading = 3;
        }
        if attributes.class.is_some_and(elements::is_caption_class) {
            self.place.is_caption = true;
        }
        if let Some(kind) = attributes.itemtype {
            let kind = kind.rsplit(['/', '#']).next().unwrap_or(kind);
            self.place.is_other_item = elements::is_other_item(kind);
        }
        if named.naming == Naming::Date && named.meaning != Meaning::Unknown {
            self.place.meaning = named.meaning;
        }
    }

    /// Author elements and tag links.
    fn open_names(&mut self, name: &str, attributes: &Attributes<'_>, opens: &mut Vec<Target>) {
        let rel = attributes.rel.unwrap_or("");
        let has_rel = |word: &str| rel.split_ascii_whitespace().any(|other| other == word);
        if name == "a" && has_rel("tag") {
            opens.push(Target::Tag);
        }
        let is_property = |word: &str| {
            attributes
                .itemprop
                .is_some_and(|property| property.split_ascii_whitespace().any(|other| other == word))
        };
        let has_class = |word: &str| {
            attributes
                .class
                .is_some_and(|class| class.split_ascii_whitespace().any(|other| other == word))
        };
        let kind = if self.place.is_author && is_property("name") {
            Some(0)
        } else if has_rel("author") {
            Some(1)
        } else if is_property("author") {
            Some(2)
        } else if has_class("byline") || has_class("article-byline") || has_class("author-name") {
            Some(3)
        } else {
            None
        };
        if is_property("author") {
            self.place.is_author = true;
            self.place.is_other_item = false;
        }
        opens.extend(kind.map(|kind| Target::Author(kind, self.place)));
    }

    fn dated_meta(&mut self, attributes: &Attributes<'_>) {
        let property = attributes.itemprop.and_then(elements::dated_property);
        let (Some(property), Some(value)) = (property, attributes.content) else {
            return;
        };
        if self.found.marks.len() < MARKS_MAX {
            self.found.marks.push(Mark {
                naming: Naming::Date,
                meaning: Meaning::Unknown,
                is_time: false,
                is_pubdate: false,
                property: Some(property),
                value: Some(value.to_owned()),
                text: String::new(),
                offset: self.offset,
                place: self.place,
            });
        }
    }

    /// The dated element that `name` with `attributes` is, if it is one.
    fn mark(&self, name: &str, attributes: &Attributes<'_>, named: cues::Name) -> Option<Mark> {
        if self.found.marks.len() >= MARKS_MAX {
            return None;
        }
        let property = attributes.itemprop.and_then(elements::dated_property);
        let (naming, mut meaning) = (named.naming, named.meaning);
        let is_time = name == "time";
        let value =
            attributes.dated_value(is_time || property.is_some() || naming == Naming::Date || name == "abbr");
        if !(is_time || property.is_some() || naming != Naming::None || name == "abbr" && value.is_some()) {
            return None;
        }
        if meaning == Meaning::Unknown {
            meaning = self.place.meaning;
        }
        let before = match meaning {
            Meaning::Unknown => self.cue_before(),
            known => known,
        };
        Some(Mark {
            naming,
            meaning: before,
            is_time,
            is_pubdate: attributes.has_pubdate,
            property,
            value: value.map(str::to_owned),
            text: String::new(),
            offset: self.offset + self.line.len(),
            place: self.place,
        })
    }

    /// What the words in front of an element say, or a line of its own before it.
    fn cue_before(&self) -> Meaning {
        let line = if self.line.trim().is_empty() {
            &self.last_line
        } else {
            &self.line
        };
        let tail = &line[line.ceil_char_boundary(line.len().saturating_sub(CUE_BYTES))..];
        cues::meaning(tail)
    }

    fn leave(&mut self, outer: Place, is_block: bool, captures: usize) {
        for _ in 0..captures {
            let Some(capture) = self.captures.pop() else { break };
            let text = collapsed(&capture.text);
            let is_kept = !capture.is_too_long && !text.is_empty();
            match capture.target {
                Target::Mark(at) if is_kept => {
                    if let Some(mark) = self.found.marks.get_mut(at) {
                        mark.text = elements::with_ascii_digits(&text).into_owned();
                    }
                }
                Target::Author(kind, place) if is_kept => keep(&mut self.found.authors[kind], (text, place)),
                Target::Tag if is_kept => keep(&mut self.found.tags, text),
                Target::Title if !text.is_empty() => {
                    // It is no line of the page.
                    self.line.clear();
                    self.line_is_too_long = false;
                    self.found.title = Some(text);
                }
                _ => {}
            }
        }
        if is_block {
            self.end_line();
        }
        self.place = outer;
    }

    fn push(&mut self, text: &str) {
        if self.line.len() + text.len() <= LINE_BYTES_MAX {
            self.line.push_str(text);
        } else if !text.trim().is_empty() {
            // Indentation may be longer than the words.
            let trimmed = text.trim();
            if self.line.len() + trimmed.len() < LINE_BYTES_MAX {
                self.space();
                self.line.push_str(trimmed);
            } else {
                self.line_is_too_long = true;
                self.offset += trimmed.len();
            }
        }
        for capture in &mut self.captures {
            let trimmed = if text.len() > CAPTURE_BYTES_MAX / 4 {
                text.trim()
            } else {
                text
            };
            if capture.text.len() + trimmed.len() <= CAPTURE_BYTES_MAX
                || matches!(capture.target, Target::Title) && capture.text.is_empty()
            {
                capture.text.push_str(trimmed);
            } else {
                capture.is_too_long = true;
            }
        }
    }

    /// A space in the line and in all that is gathered.
    fn space(&mut self) {
        if self.line.len() < LINE_BYTES_MAX {
            self.line.push(' ');
        }
        for capture in &mut self.captures {
            if capture.text.len() < CAPTURE_BYTES_MAX {
                capture.text.push(' ');
            }
        }
    }

    fn end_line(&mut self) {
        let is_too_long = std::mem::take(&mut self.line_is_too_long);
        if self.line.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.line.clear();
            return;
        }
        let text = collapsed(&self.line);
        self.line.clear();
        if text.is_empty() {
            return;
        }
        if !is_too_long && !self.place.is_link_outside_heading() {
            self.end_heading(&text);
        }
        let offset = self.offset;
        self.offset += text.len() + 1;
        let digits = text.chars().filter(|c| c.is_numeric()).take(4).count();
        self.last_line.clear();
        if text.len() <= CUE_BYTES && !is_too_long {
            self.last_line.push_str(&text);
        }
        if digits == 4 && !is_too_long && self.found.lines.len() < LINES_MAX {
            self.found.lines.push(Line {
                text: elements::with_ascii_digits(&text).into_owned(),
                offset,
                place: self.place,
            });
        }
    }
}

/// The number of a new area inside `outer`.
fn number(areas: &mut Vec<Area>, outer: usize) -> usize {
    areas.push(Area {
        outer,
        holds_headline: false,
    });
    areas.len() - 1
}

fn keep<T>(names: &mut Vec<T>, name: T) {
    if names.len() < NAMES_MAX {
        names.push(name);
    }
}
