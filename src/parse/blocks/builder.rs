//! One block under construction.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::text::is_unwanted_control;

/// What the elements around a piece of text say about it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    pub is_link: bool,
    pub is_credit: bool,
    pub is_caption: bool,
}

/// Collects the text of one block, white space collapsed as a browser does it.
#[derive(Debug, Default)]
pub(super) struct BlockText {
    text: String,
    /// Spaces written, to tell phrases of two words from single ones without reading them again.
    spaces: usize,
    /// Letters and signs in all, outside links, and outside elements called credits or captions.
    signs: usize,
    unlinked: usize,
    uncredited: usize,
    uncaptioned: usize,
}

/// A finished block's text.
pub(super) struct Finished {
    pub text: String,
    /// Letters and signs, white space not counted, and those inside links.
    pub signs: usize,
    pub linked: usize,
    /// All of it is inside links.
    pub is_link: bool,
    /// All of it is inside elements that are called credits.
    pub is_credit: bool,
    /// All of it is inside elements that are called captions.
    pub is_caption: bool,
}

impl BlockText {
    pub(super) fn is_blank(&self) -> bool {
        self.signs == 0
    }

    /// Bytes and spaces written so far.
    pub(super) fn position(&self) -> (usize, usize) {
        (self.text.len(), self.spaces)
    }

    /// Adds text; runs of white space become one space, unless `keeps_space` (`pre`). Gives the
    /// letters and signs that were added.
    pub(super) fn push(&mut self, text: &str, keeps_space: bool, marks: Marks) -> usize {
        let before = self.signs;
        for c in text.chars() {
            match c {
                c if keeps_space && matches!(c, '\n' | ' ' | '\t') => {
                    if !(c == '\n' && self.text.is_empty()) {
                        self.text.push(c);
                    }
                }
                c if c.is_whitespace() => self.space(),
                c if is_unwanted_control(c) => {}
                c => {
                    self.text.push(c);
                    self.signs += 1;
                    self.unlinked += usize::from(!marks.is_link);
                    self.uncredited += usize::from(!marks.is_credit);
                    self.uncaptioned += usize::from(!marks.is_caption);
                }
            }
        }
        self.signs - before
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
            self.spaces += 1;
        }
    }

    /// Adds a line break. `false` when the line is already broken: the block ends here.
    pub(super) fn line_break(&mut self) -> bool {
        let kept = self.text.trim_end_matches(' ').len();
        if self.text[..kept].ends_with('\n') {
            return false;
        }
        if kept > 0 {
            self.text.truncate(kept);
            self.text.push('\n');
        }
        true
    }

    /// Puts a space between two phrases that meet at byte `at`.
    pub(super) fn part_at(&mut self, at: usize) {
        // `at` is near the end: what moves is one phrase.
        self.text.insert(at, ' ');
        self.spaces += 1;
    }

    /// Whether white space ends at `at`, or the block begins there.
    pub(super) fn is_parted_at(&self, at: usize) -> bool {
        self.text[..at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace)
            || self.text[at..].chars().next().is_none_or(char::is_whitespace)
    }

    /// Takes the finished text; `None` when there is none.
    pub(super) fn take(&mut self) -> Option<Finished> {
        let done = std::mem::take(self);
        let text = done.text.trim();
        if text.is_empty() {
            return None;
        }
        let text = if is_nfc(text) {
            text.to_owned()
        } else {
            text.nfc().collect()
        };
        Some(Finished {
            text,
            signs: done.signs,
            linked: done.signs - done.unlinked,
            is_link: done.unlinked == 0,
            is_credit: done.uncredited == 0,
            is_caption: done.uncaptioned == 0,
        })
    }
}
