//! An article laid out for the tagger: its words, the stretches where names can stand, and what each word
//! does elsewhere in the article.

use std::collections::HashMap;
use std::ops::Range;

use super::super::token::{Passage, TokenKind};
use super::classes::WordClasses;
use super::places;
use super::word::{Case, Word};

/// Most tokens without a capital between two with one that still lie in one stretch: `Bank of the
/// Republic`, `Ministry of Health and Family`.
const GAP_MAX: usize = 3;

/// Tokens on either side of a stretch whose classes are looked up for the features.
const MARGIN: usize = 3;

/// Most other places of a word that are looked at; further ones tell nothing new.
pub(super) const PLACES_MAX: usize = 6;

/// What is known of a word over the whole article, whatever its case.
#[derive(Clone, Debug, Default)]
pub(super) struct Habit {
    /// Written small somewhere.
    pub is_small: bool,
    /// Written large where nothing but being a name makes it so.
    pub is_large_inside: bool,
    /// Where it is written large: word numbers, the first few.
    pub large: Vec<u32>,
}

/// An article's words.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub words: Vec<Word>,
    /// Sentences, as ranges of words.
    pub sentences: Vec<Sentence>,
    /// Where names can stand: ranges of words, each inside one sentence, in order.
    pub stretches: Vec<Stretch>,
    pub habits: HashMap<u64, Habit>,
}

/// A sentence of the sheet.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub words: Range<usize>,
    /// Most of its words are capitals throughout, as in the headlines of some outlets.
    pub is_upper: bool,
    /// Most of its words begin with a capital, as in the headlines of others.
    pub is_title: bool,
}

/// A run of tokens that may hold names.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub words: Range<usize>,
    pub sentence: usize,
}

impl Sheet {
    /// Lays out `passages`, in the order of the text. Linear in their tokens.
    pub fn new<'p, 'a: 'p>(passages: impl Iterator<Item = &'p Passage<'a>>) -> Self {
        let mut sheet = Self::default();
        for passage in passages {
            for sentence in &passage.sentences {
                sheet.add(passage, sentence.tokens.clone());
            }
        }
        sheet
    }

    fn add(&mut self, passage: &Passage<'_>, tokens: Range<usize>) {
        let start = self.words.len();
        self.words.extend(passage.tokens[tokens].iter().map(Word::new));
        let words = start..self.words.len();
        let sentence = style(words.clone(), &self.words[words.clone()]);
        let stretches = self.stretches.len();
        let at = self.sentences.len();
        stretches_of(&self.words, &words, |found| {
            self.stretches.push(Stretch {
                words: found,
                sentence: at,
            });
        });
        if self.stretches.len() > stretches {
            places::mark(&mut self.words[words.clone()]);
            let classes = WordClasses::shipped();
            let mut done = words.start;
            for stretch in &self.stretches[stretches..] {
                let from = stretch.words.start.saturating_sub(MARGIN).max(done);
                let to = (stretch.words.end + MARGIN).min(words.end);
                for word in &mut self.words[from.min(to)..to] {
                    word.classes = classes.of(word.key);
                }
                done = done.max(to);
            }
        }
        self.learn(&sentence);
        self.sentences.push(sentence);
    }

    /// Notes how the words of a sentence are written.
    fn learn(&mut self, sentence: &Sentence) {
        let plain = !sentence.is_upper && !sentence.is_title;
        let mut opens = true;
        for at in sentence.words.clone() {
            let word = &self.words[at];
            if word.kind != TokenKind::Word {
                // Behind a quotation mark or a colon a sentence begins.
                opens |= word.case == Case::None && word.kind == TokenKind::Mark && is_opening(word.exact);
                continue;
            }
            if word.is_large() {
                let habit = self.habits.entry(word.lower).or_default();
                habit.is_large_inside |= plain && !opens;
                if habit.large.len() < PLACES_MAX {
                    habit.large.push(u32::try_from(at).unwrap_or(u32::MAX));
                }
            } else if word.case == Case::Lower && plain && word.span.len() > 2 {
                // Only words that are also written large matter; entries for all would cost more than they tell.
                self.habits.entry(word.lower).or_default().is_small = true;
            }
            opens = false;
        }
    }
}

fn is_opening(mark: u64) -> bool {
    use super::word::hash64;
    use std::sync::LazyLock;
    static OPENING: LazyLock<[u64; 8]> =
        LazyLock::new(|| ["\"", "“", "‘", "'", ":", "(", "–", "—"].map(hash64));
    OPENING.contains(&mark)
}

fn style(words: Range<usize>, held: &[Word]) -> Sentence {
    let (mut all, mut upper, mut large, mut long) = (0, 0, 0, 0);
    for word in held.iter().filter(|word| word.kind == TokenKind::Word) {
        all += 1;
        upper += usize::from(word.case == Case::Upper);
        if word.span.len() > 3 {
            long += 1;
            large += usize::from(word.is_large());
        }
    }
    Sentence {
        words,
        is_upper: all > 3 && upper * 10 > all * 6,
        is_title: long > 3 && large * 10 > long * 8,
    }
}

/// Calls `found` with every stretch of `words`: tokens with a capital, what stands in short gaps between
/// them, small particles glued to or leading into them, and a number behind them.
fn stretches_of(all: &[Word], words: &Range<usize>, mut found: impl FnMut(Range<usize>)) {
    let mut floor = words.start;
    let mut at = words.start;
    while at < words.end {
        if !all[at].is_large() {
            at += 1;
            continue;
        }
        let mut start = at;
        // `al-Shabaab`, `van Gogh`, `2022 World Cup`.
        if start > floor && !all[start].glued && is_lead(&all[start - 1]) {
            start -= 1;
        } else {
            while start > floor && all[start].glued && at - start < GAP_MAX && !is_quote(&all[start - 1]) {
                start -= 1;
            }
        }
        let mut end = at + 1;
        let mut next = end;
        while next < words.end && next <= end + GAP_MAX {
            if all[next].is_large() {
                end = next + 1;
            }
            next += 1;
        }
        // `Flight 370`, `Foreign ministry`.
        if end < words.end && all[end].kind != TokenKind::Mark {
            end += 1;
        }
        found(start..end);
        floor = end;
        at = end;
    }
}

/// A short small word or a number may lead a name.
fn is_lead(word: &Word) -> bool {
    word.kind == TokenKind::Number || word.case == Case::Lower && word.span.len() <= 4
}

fn is_quote(word: &Word) -> bool {
    word.kind == TokenKind::Mark && is_opening(word.exact)
}
