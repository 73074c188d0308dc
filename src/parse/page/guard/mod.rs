//! The pre-pass every page takes before an HTML parser sees it.
//!
//! Parsers that follow the HTML standard keep a stack of open elements and search it at every tag,
//! so nesting makes them quadratic; extractors walk the tree by recursion and a stack overflow ends
//! the process. This pass reads the tags once, keeps the standard's own stack in a simpler form
//! (never shallower than the parser's, up to a small factor), and drops what goes too deep.

use std::borrow::Cow;
use std::collections::HashMap;

use super::HTML_BYTES_MAX;
use elements::{Kind, kind};
use tag::{Markup, Tag, next_markup};

mod elements;
mod tag;

/// Deepest nesting let through. The deepest of 1,171 sampled news pages has 51.
const DEPTH_MAX: usize = 512;
/// Open formatting elements (`b`, `i`, `font` ...) let through: the parser opens every one again in
/// each paragraph, and nobody means more than a few.
const FORMATTING_MAX: usize = 16;
/// How often formatting may be opened again in all before the rest of the page goes without it.
const REOPENED_MAX: usize = 100_000;
/// Tags beyond the depth that are dropped before the page counts as an attack.
const DROPPED_MAX: usize = 20_000;
/// Tags, comments and stray brackets read; a page is cut behind the last one. Enough for a table of 30,000 rows.
const TAGS_MAX: usize = 250_000;
/// How far down the stack an end tag looks for its element.
const SEARCH_MAX: usize = 1024;

/// A page that can be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarded<'a> {
    /// The page, without the tags that went too deep, and without what no reader of pages looks at:
    /// programs, styles, comments, drawings, data attributes. Borrowed when nothing had to go.
    pub html: Cow<'a, str>,
    /// Deepest nesting that is left, counting elements whose end tag is not optional.
    pub depth: usize,
    /// Tags, start and end, comments and stray brackets.
    pub tags: usize,
    /// Whether tags went, or attributes that were too many or too long.
    pub is_flattened: bool,
    /// Whether the end was cut off.
    pub is_truncated: bool,
}

/// Why a page is not parsed at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageRefused {
    /// Tens of thousands of elements inside each other.
    #[error("depth")]
    Depth,
}

fn contains_ignore_case(text: &str, wanted: &str) -> bool {
    text.as_bytes()
        .windows(wanted.len())
        .any(|part| part.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// Makes `html` safe to parse: bounded nesting, formatting, attributes and number of tags; and two
/// thirds smaller on an ordinary page, which halves the parser's time.
///
/// Text is never dropped but at the end of a page that is too long. In place of a dropped block
/// tag stands a `<br>`, so that words of different blocks stay apart.
///
/// # Errors
/// [`PageRefused`] when so much would have to go that no article can be meant.
pub fn guard(html: &str) -> Result<Guarded<'_>, PageRefused> {
    let kept = &html[..html.floor_char_boundary(HTML_BYTES_MAX)];
    let mut pass = Pass::new(kept);
    pass.run()?;
    let is_truncated = pass.is_truncated || kept.len() < html.len();
    let is_flattened = pass.is_changed;
    let (depth, tags) = (pass.deepest, pass.tags);
    Ok(Guarded {
        html: pass.finish(),
        depth,
        tags,
        is_flattened,
        is_truncated,
    })
}

/// An element that is open.
#[derive(Clone, Copy)]
struct Open<'a> {
    name: &'a str,
    /// Its start tag was dropped, so its end tag has to go too.
    is_dropped: bool,
    /// Its content follows the rules of SVG and MathML: `/>` closes, raw text is not raw.
    is_foreign: bool,
}

struct Pass<'a> {
    html: &'a str,
    /// Empty until the first change; then all of the page up to `copied`.
    output: String,
    copied: usize,
    stack: Vec<Open<'a>>,
    /// How many of each name are on the stack: most stray end tags need no search.
    open: HashMap<&'a str, usize>,
    tags: usize,
    /// How many of `stack` are not dropped.
    depth: usize,
    deepest: usize,
    formatting: Vec<&'a str>,
    reopened: usize,
    dropped: usize,
    is_changed: bool,
    is_truncated: bool,
    /// No drawing ends behind here; looking once more would make the pass quadratic.
    has_no_drawing_end: bool,
}

impl<'a> Pass<'a> {
    fn new(html: &'a str) -> Self {
        Self {
            html,
            output: String::new(),
            copied: 0,
            stack: Vec::new(),
            open: HashMap::new(),
            tags: 0,
            depth: 0,
            deepest: 0,
            formatting: Vec::new(),
            reopened: 0,
            dropped: 0,
            is_changed: false,
            is_truncated: false,
            has_no_drawing_end: false,
        }
    }

    fn run(&mut self) -> Result<(), PageRefused> {
        let mut at = 0;
        while let Some((end, markup)) = next_markup(self.html, at) {
            self.tags += 1;
            if self.tags > TAGS_MAX {
                self.is_truncated = true;
                let start = match markup {
                    Markup::Tag(tag) => tag.start,
                    Markup::Comment(start) => start,
                    Markup::Other => at,
                };
                self.html = &self.html[..start];
                break;
            }
            at = end;
            let tag = match markup {
                Markup::Tag(tag) => tag,
                Markup::Comment(start) => {
                    self.leave_out(start, end, "");
                    continue;
                }
                Markup::Other => continue,
            };
            if tag.is_end {
                self.end_tag(&tag);
            } else {
                at = self.start_tag(&tag);
            }
            if self.dropped > DROPPED_MAX {
                return Err(PageRefused::Depth);
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.output.is_empty() && self.copied == 0 {
            return Cow::Borrowed(self.html);
        }
        self.output.push_str(&self.html[self.copied..]);
        Cow::Owned(self.output)
    }

    /// Puts `replacement` where `start..end` stands.
    fn replace(&mut self, start: usize, end: usize, replacement: &str) {
        self.leave_out(start, end, replacement);
        self.is_changed = true;
    }

    /// The same for what no reader misses.
    fn leave_out(&mut self, start: usize, end: usize, replacement: &str) {
        self.output.push_str(&self.html[self.copied..start]);
        self.output.push_str(replacement);
        self.copied = end;
    }

    fn drop_tag(&mut self, tag: &Tag<'_>, leaves: &str) {
        self.dropped += 1;
        self.replace(tag.start, tag.end, leaves);
    }

    fn is_foreign(&self) -> bool {
        self.stack.last().is_some_and(|open| open.is_foreign)
    }

    /// Handles a start tag; gives where to go on.
    fn start_tag(&mut self, tag: &Tag<'a>) -> usize {
        let next = self.open_element(tag);
        if self.copied > tag.start {
            // It is gone already.
            return next;
        }
        if let Some(cut) = tag.cut_at {
            // Everything from the first surplus attribute on goes; the tag is closed here.
            self.replace(cut, tag.end, ">");
        } else if let Some(idle) = tag.idle_at {
            self.leave_out(idle, tag.end, "");
            tag::without_idle(self.html, idle, tag.end, &mut self.output);
        }
        next
    }

    fn open_element(&mut self, tag: &Tag<'a>) -> usize {
        if self.is_foreign() && elements::leaves_foreign(tag.name) {
            while self.is_foreign() {
                self.pop();
            }
        }
        let kind = kind(tag.name);
        let foreign = self.is_foreign();
        match kind {
            Kind::Void => return tag.end,
            _ if foreign && tag.is_self_closing => return tag.end,
            Kind::Transparent => self.count_reopened(tag),
            Kind::Raw if !foreign => return self.raw_text(tag),
            Kind::Formatting if !foreign => self.formatting(tag),
            Kind::Row | Kind::Cell if !foreign => {
                self.pop_to_table();
                if kind == Kind::Cell
                    && self
                        .stack
                        .iter()
                        .rev()
                        .take(SEARCH_MAX)
                        .any(|o| o.name == "table")
                {
                    self.push(tag, false);
                }
            }
            _ => {
                if tag.name == "svg"
                    && !foreign
                    && let Some(end) = self.end_of_drawing(tag.end)
                {
                    self.leave_out(tag.start, end, "");
                    return end;
                }
                self.count_reopened(tag);
                let inside = elements::foreign_content(tag.name, foreign);
                self.push(tag, inside);
            }
        }
        tag.end
    }

    /// Where the drawing ends whose start tag ends at `from`; `None` when another one begins in it.
    fn end_of_drawing(&mut self, from: usize) -> Option<usize> {
        if self.has_no_drawing_end {
            return None;
        }
        let mut at = from;
        while let Some(found) = self.html.get(at..).and_then(|rest| rest.find("svg")) {
            let name = at + found;
            let before = &self.html.as_bytes()[from..name];
            if before.ends_with(b"</") {
                return Some(name + self.html[name..].find('>')? + 1);
            }
            if before.ends_with(b"<") {
                return None;
            }
            at = name + 3;
        }
        self.has_no_drawing_end = true;
        None
    }

    fn push(&mut self, tag: &Tag<'a>, is_foreign: bool) {
        let is_dropped = self.depth >= DEPTH_MAX;
        if is_dropped {
            self.drop_tag(tag, elements::stand_in(tag.name));
        } else {
            self.depth += 1;
            self.deepest = self.deepest.max(self.depth + self.formatting.len());
        }
        *self.open.entry(tag.name).or_default() += 1;
        self.stack.push(Open {
            name: tag.name,
            is_dropped,
            is_foreign,
        });
    }

    fn pop(&mut self) -> Option<Open<'a>> {
        let open = self.stack.pop()?;
        if let Some(count) = self.open.get_mut(open.name) {
            *count -= 1;
        }
        self.depth -= usize::from(!open.is_dropped);
        Some(open)
    }

    /// Skips the content of an element that holds text only.
    fn raw_text(&mut self, tag: &Tag<'a>) -> usize {
        // Inside `select` the parser ignores the start tag, so what follows is markup to it.
        if self
            .stack
            .iter()
            .rev()
            .take(SEARCH_MAX)
            .any(|open| open.name == "select")
        {
            return tag.end;
        }
        if tag.name == "plaintext" {
            return self.html.len();
        }
        let end = tag::end_of_raw(self.html, tag.end, tag.name);
        let is_idle = match tag.name {
            "style" => true,
            // Data about the article is read; programs are not.
            "script" => !contains_ignore_case(&self.html[tag.start..tag.end], "ld+json"),
            _ => false,
        };
        match self.html.get(end..).and_then(|rest| rest.find('>')) {
            Some(close) if is_idle => {
                let end = end + close + 1;
                self.leave_out(tag.start, end, "");
                end
            }
            _ => end,
        }
    }

    fn formatting(&mut self, tag: &Tag<'a>) {
        if matches!(tag.name, "a" | "nobr") {
            // A second one ends the first.
            self.formatting.retain(|name| *name != tag.name);
        }
        if self.formatting.len() >= FORMATTING_MAX || self.reopened > REOPENED_MAX {
            // Not counted as dropped: an unclosed `font` in every paragraph is bad style, no attack.
            self.replace(tag.start, tag.end, "");
            return;
        }
        self.formatting.push(tag.name);
        self.deepest = self.deepest.max(self.depth + self.formatting.len());
    }

    /// Counts the formatting elements that a block opens again, and ends them all when it is too much.
    fn count_reopened(&mut self, tag: &Tag<'_>) {
        self.reopened += self.formatting.len();
        if self.reopened > REOPENED_MAX && !self.formatting.is_empty() {
            let ends: String = self
                .formatting
                .drain(..)
                .rev()
                .map(|name| format!("</{name}>"))
                .collect();
            self.replace(tag.start, tag.start, &ends);
        }
    }

    fn pop_to_table(&mut self) {
        let is_edge = |open: &Open<'_>| matches!(open.name, "table" | "template");
        if let Some(above) = self.stack.iter().rev().take(SEARCH_MAX).position(is_edge) {
            for _ in 0..above {
                self.pop();
            }
        }
    }

    fn end_tag(&mut self, tag: &Tag<'a>) {
        match kind(tag.name) {
            Kind::Void | Kind::Transparent if !self.is_foreign() => {}
            Kind::Row => self.pop_to_table(),
            Kind::Formatting if !self.is_foreign() => {
                if let Some(at) = self.formatting.iter().rposition(|name| *name == tag.name) {
                    self.formatting.remove(at);
                }
            }
            _ => self.close(tag),
        }
    }

    fn close(&mut self, tag: &Tag<'a>) {
        if self.open.get(tag.name).is_none_or(|count| *count == 0) {
            return;
        }
        let crosses_tables = matches!(tag.name, "table" | "template" | "html" | "body");
        let is_end = |open: &Open<'_>| {
            open.name == tag.name || (!crosses_tables && elements::is_scope_edge(open.name))
        };
        let Some(above) = self.stack.iter().rev().take(SEARCH_MAX).position(is_end) else {
            return;
        };
        let found = self.stack[self.stack.len() - 1 - above];
        if found.name != tag.name {
            return;
        }
        for _ in 0..=above {
            self.pop();
        }
        if found.is_dropped {
            self.drop_tag(tag, elements::stand_in(tag.name));
        }
    }
}

#[cfg(test)]
mod tests;
