//! What the tagger looks at: the features of one token, as hashes.
//!
//! The set follows what linear taggers of names have been found to need (Ratinov and Roth 2009, "Design
//! challenges and misconceptions in named entity recognition"; Chieu and Ng 2002, for what a word does
//! elsewhere in its document), with word classes made from vectors (Guo et al. 2014).

use super::sheet::{Sheet, Stretch};
use super::word::{Case, Word};
use crate::model::Span;

/// Letters at either end of a word that make features.
const AFFIX_MAX: usize = 4;

/// Other places of a word that are looked at.
const ELSEWHERE: usize = 4;

/// Puts the features of the word `at` into `found`, which is emptied first. `text` is what the spans count in.
pub(super) fn features(text: &str, sheet: &Sheet, stretch: &Stretch, at: usize, found: &mut Vec<u32>) {
    found.clear();
    let sentence = &sheet.sentences[stretch.sentence];
    let view = View {
        sheet,
        first: sentence.words.start,
        end: sentence.words.end,
        at,
    };
    let mut add = |template: u32, value: u64| found.push(feature(template, value));
    let word = view.sheet.words[at];
    let style = u64::from(sentence.is_upper) << 1 | u64::from(sentence.is_title);
    add(0, style);
    add(1, word.lower);
    add(2, word.exact);
    add(3, word.shape);
    add(4, word.shape ^ style << 7);
    affixes(text, word.span, &mut add);
    classes(&word, 20, &mut add);
    add(23, u64::from(word.places));
    add(24, u64::from(word.places) << 8 | u64::from(word.classes.coarse));
    add(25, view.case(0) << 16 | view.case(-1) << 8 | view.case(1));
    add(26, u64::from(word.glued) | view.glued(1) << 1 | word.shape << 2);
    if at == sentence.words.start {
        add(27, style);
        add(28, word.shape);
    }
    near(&view, &mut add);
    pairs(&view, &mut add);
    run(&view, &mut add);
    elsewhere(&view, &mut add);
}

/// The number of a feature: the template mixed with its value.
const fn feature(template: u32, value: u64) -> u32 {
    let mixed = (value ^ (template as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
        .wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed >> 32) as u32
}

/// Two values as one.
const fn both(one: u64, other: u64) -> u64 {
    one.rotate_left(17).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ other
}

/// A word and its neighbours within the sentence.
struct View<'s> {
    sheet: &'s Sheet,
    first: usize,
    end: usize,
    at: usize,
}

impl View<'_> {
    /// The word `by` places on; `None` beyond the sentence.
    fn word(&self, by: isize) -> Option<&Word> {
        let at = self.at.checked_add_signed(by)?;
        (self.first..self.end)
            .contains(&at)
            .then(|| &self.sheet.words[at])
    }

    fn case(&self, by: isize) -> u64 {
        self.word(by).map_or(7, |word| word.case as u64)
    }

    fn glued(&self, by: isize) -> u64 {
        self.word(by).map_or(0, |word| u64::from(word.glued))
    }

    fn lower(&self, by: isize) -> u64 {
        self.word(by).map_or(EDGE, |word| word.lower)
    }

    fn fine(&self, by: isize) -> u64 {
        self.word(by).map_or(EDGE, |word| u64::from(word.classes.fine))
    }

    fn middle(&self, by: isize) -> u64 {
        self.word(by).map_or(EDGE, |word| u64::from(word.classes.middle))
    }
}

/// Stands for what lies beyond the sentence.
const EDGE: u64 = 0xED6E;

/// First and last letters, in lower case.
fn affixes(text: &str, span: Span, add: &mut impl FnMut(u32, u64)) {
    let word = span.of(text);
    let fold = |hash: u64, c: char| (hash ^ u64::from(lowered(c))).wrapping_mul(0x100_0000_01B3);
    let mut hash = 1;
    for (template, c) in (5..).zip(word.chars().take(AFFIX_MAX)) {
        hash = fold(hash, c);
        add(template, hash);
    }
    let mut hash = 2;
    for (template, c) in (10..).zip(word.chars().rev().take(AFFIX_MAX)) {
        hash = fold(hash, c);
        if template > 10 {
            add(template, hash);
        }
    }
}

/// One letter for each letter: enough for the few that have two in lower case.
fn lowered(c: char) -> u32 {
    if c.is_ascii() {
        u32::from(c.to_ascii_lowercase())
    } else {
        c.to_lowercase().next().map_or(0, u32::from)
    }
}

fn classes(word: &Word, template: u32, add: &mut impl FnMut(u32, u64)) {
    let case = word.case as u64;
    add(template, u64::from(word.classes.fine) << 3 | case);
    add(template + 1, u64::from(word.classes.middle) << 3 | case);
    add(template + 2, u64::from(word.classes.coarse) << 3 | case);
}

/// What stands around.
fn near(view: &View<'_>, add: &mut impl FnMut(u32, u64)) {
    for (template, by) in [(30, -1), (40, 1), (50, -2), (60, 2)] {
        let Some(word) = view.word(by) else {
            add(template, EDGE);
            continue;
        };
        let case = word.case as u64;
        add(template, word.lower);
        add(template + 1, word.shape);
        add(template + 2, u64::from(word.classes.fine) << 3 | case);
        add(template + 3, u64::from(word.classes.middle) << 3 | case);
        if by.abs() == 1 {
            add(template + 4, u64::from(word.classes.coarse) << 3 | case);
            add(template + 5, u64::from(word.places) << 3 | case);
        }
    }
    for (template, by) in [(70, -3), (71, 3)] {
        add(template, view.middle(by));
    }
}

/// Neighbours together.
fn pairs(view: &View<'_>, add: &mut impl FnMut(u32, u64)) {
    add(80, both(view.lower(-1), view.lower(0)));
    add(81, both(view.lower(0), view.lower(1)));
    add(82, both(view.lower(-1), view.lower(1)));
    add(83, both(view.fine(-1), view.fine(0)));
    add(84, both(view.fine(0), view.fine(1)));
    add(85, both(view.middle(-1), both(view.middle(0), view.middle(1))));
    add(86, both(view.lower(-2), view.lower(-1)));
    add(87, both(view.lower(1), view.lower(2)));
    let shape = |by| view.word(by).map_or(EDGE, |word| word.shape);
    add(88, both(shape(-1), both(shape(0), shape(1))));
    add(89, both(view.lower(-1), shape(0)));
    add(90, both(shape(0), view.lower(1)));
    add(91, both(view.middle(-2), both(view.middle(-1), shape(0))));
    add(92, both(shape(0), both(view.middle(1), view.middle(2))));
}

/// Longest run of capitals whose ends are looked at.
const RUN_MAX: isize = 8;

/// The run of words with capitals around the word: what leads it, ends it, stands before and behind.
fn run(view: &View<'_>, add: &mut impl FnMut(u32, u64)) {
    let large = |by| view.word(by).is_some_and(Word::is_large);
    if !large(0) {
        return;
    }
    let mut before = 0;
    while before < RUN_MAX && large(-before - 1) {
        before += 1;
    }
    let mut behind = 0;
    while behind < RUN_MAX && large(behind + 1) {
        behind += 1;
    }
    let place = (before.unsigned_abs() as u64) << 4 | behind.unsigned_abs() as u64;
    add(100, place);
    add(101, both(view.lower(-before - 1), place.min(1)));
    add(102, view.fine(-before - 1));
    add(103, view.lower(behind + 1));
    add(104, view.fine(behind + 1));
    if before + behind > 0 {
        add(105, view.lower(behind));
        add(106, view.fine(behind));
        add(107, both(view.lower(-before), u64::from(before > 0)));
        add(108, both(view.fine(-before), u64::from(before > 0)));
        add(109, both(view.middle(-before), view.middle(behind)));
    } else {
        add(110, both(view.middle(-1), view.middle(1)));
    }
}

/// What the word does elsewhere in the article.
fn elsewhere(view: &View<'_>, add: &mut impl FnMut(u32, u64)) {
    let words = &view.sheet.words;
    let word = &words[view.at];
    if !word.is_large() {
        return;
    }
    let Some(habit) = view.sheet.habits.get(&word.lower) else {
        return;
    };
    let opens = u64::from(view.at == view.first);
    add(
        120,
        u64::from(habit.is_small) << 2 | u64::from(habit.is_large_inside) << 1 | opens,
    );
    let others = habit
        .large
        .iter()
        .map(|&at| at as usize)
        .filter(|&at| at != view.at);
    let mut several = 0;
    for at in others.take(ELSEWHERE) {
        several += 1;
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        let behind = words.get(at + 1);
        let before_large = before.is_some_and(Word::is_large);
        let behind_large = behind.is_some_and(Word::is_large);
        add(121, u64::from(before_large) << 1 | u64::from(behind_large));
        if let Some(before) = before {
            add(122, before.lower);
        }
        if let Some(behind) = behind {
            add(123, behind.lower);
            if behind_large {
                add(124, u64::from(behind.classes.fine));
            }
        }
        if words[at].case != Case::Upper && word.case == Case::Upper {
            add(125, words[at].places.into());
        }
    }
    add(126, several);
}
