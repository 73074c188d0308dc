//! A text as a bag of weighted words, whole and by paragraph: what survives when the wording does not.

use super::background;
use super::calendar;
use super::encoding::{Mark, Word};

/// Content words below which a paragraph joins the next: one sentence says too little to be matched alone.
const PARAGRAPH_WORDS_MIN: usize = 10;

/// Content words above which a paragraph is read in pieces of half of this: pages without paragraphs are one
/// paragraph, and nothing matches the whole of them.
const LONG_PARAGRAPH_WORDS: usize = 90;

/// Most paragraphs of a text; those of longer texts are joined until they are so few. Bounds the table of
/// every paragraph against every other, and no report has more that matter.
pub(super) const PARAGRAPHS_MAX: usize = 64;

/// Words of a text that make its lead. Two paragraphs of a wire report, roughly.
pub(super) const LEAD_WORDS: usize = 30;

/// Logarithms of small counts.
const COUNTS: usize = 32;

/// A different word of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    pub(super) hash: u32,
    /// Of the word by its frequency in the text and its rarity; not yet of unit length.
    pub(super) weight: f32,
    /// Its rarity alone.
    pub(super) rarity: f32,
    pub(super) is_name: bool,
    /// Written with digits.
    pub(super) is_figure: bool,
    pub(super) is_in_lead: bool,
    /// First of its [`Bag::places`].
    first_place: u32,
    places: u32,
}

/// A word in a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) paragraph: u32,
    /// Share of the paragraph's length: the squares of a paragraph's weights add up to 1.
    pub(super) weight: f32,
}

/// A number that the text states: figure and magnitude as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number {
    pub(super) value: u64,
    pub(super) paragraph: u32,
}

/// The weighted words of a text.
#[derive(Debug, Default)]
pub(super) struct Bag {
    /// By hash.
    pub(super) terms: Vec<Term>,
    places: Vec<Place>,
    /// Content words of each paragraph.
    pub(super) paragraphs: Vec<u32>,
    /// By value, then paragraph.
    pub(super) numbers: Vec<Number>,
    /// Length of the vector of term weights.
    pub(super) length: f32,
}

impl Bag {
    /// The bag of `words`. O(n log n).
    pub(super) fn of(words: &[Word]) -> Self {
        let paragraphs = paragraphs(words);
        // Hash, paragraph and marks in one number, so that one sort groups them.
        let mut keys: Vec<u64> = Vec::with_capacity(words.len());
        let mut numbers = Vec::new();
        let mut at = 0;
        for (paragraph, size) in (0_u32..).zip(&paragraphs) {
            for _ in 0..*size {
                let Some(word) = words.get(at) else { break };
                let is_digits = word.mark() == Mark::Figure && !word.is_spelled();
                let is_name = word.mark() == Mark::Name && !calendar::is_day_or_month(word.hash());
                let flags = u64::from(is_digits) | u64::from(is_name) << 1 | u64::from(at < LEAD_WORDS) << 2;
                keys.push(u64::from(word.hash()) << 32 | u64::from(paragraph) << 8 | flags);
                if word.mark() == Mark::Figure
                    && let Some(value) = number(*word, words.get(at + 1).copied())
                {
                    numbers.push(Number { value, paragraph });
                }
                at += 1;
            }
        }
        keys.sort_unstable();
        numbers.sort_unstable();
        numbers.dedup();
        let mut bag = Self {
            terms: Vec::with_capacity(keys.len()),
            places: Vec::with_capacity(keys.len()),
            paragraphs,
            numbers,
            length: 0.0,
        };
        bag.fill(&keys);
        bag
    }

    fn fill(&mut self, keys: &[u64]) {
        let mut lengths = vec![0.0_f32; self.paragraphs.len()];
        for of_term in keys.chunk_by(|one, next| one >> 32 == next >> 32) {
            let hash = (of_term[0] >> 32) as u32;
            let rarity = background::weight(hash);
            let first_place = self.places.len() as u32;
            let mut flags = 0;
            for of_paragraph in of_term.chunk_by(|one, next| one >> 8 == next >> 8) {
                let paragraph = (of_paragraph[0] >> 8) as u32 & 0xFF_FFFF;
                let weight = damped(of_paragraph.len()) * rarity;
                if let Some(length) = lengths.get_mut(paragraph as usize) {
                    *length += weight * weight;
                }
                self.places.push(Place { paragraph, weight });
            }
            for key in of_term {
                flags |= key & 0xFF;
            }
            let weight = damped(of_term.len()) * rarity;
            self.length += weight * weight;
            self.terms.push(Term {
                hash,
                weight,
                rarity,
                is_figure: flags & 1 != 0,
                is_name: flags & 2 != 0,
                is_in_lead: flags & 4 != 0,
                first_place,
                places: self.places.len() as u32 - first_place,
            });
        }
        self.length = self.length.sqrt();
        for length in &mut lengths {
            *length = if *length > 0.0 { length.sqrt().recip() } else { 0.0 };
        }
        for place in &mut self.places {
            place.weight *= lengths.get(place.paragraph as usize).copied().unwrap_or(0.0);
        }
    }

    /// Where `term` stands.
    pub(super) fn places(&self, term: &Term) -> &[Place] {
        let from = term.first_place as usize;
        self.places.get(from..from + term.places as usize).unwrap_or(&[])
    }

    /// The word of that hash, if the text has it.
    pub(super) fn find(&self, hash: u32) -> Option<&Term> {
        let at = self.terms.binary_search_by_key(&hash, |term| term.hash).ok()?;
        self.terms.get(at)
    }

    /// Terms that both have, in pairs.
    pub(super) fn shared<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (&'a Term, &'a Term)> + 'a {
        let mut theirs = other.terms.iter().peekable();
        self.terms.iter().filter_map(move |mine| {
            while theirs.next_if(|their| their.hash < mine.hash).is_some() {}
            theirs
                .next_if(|their| their.hash == mine.hash)
                .map(|their| (mine, their))
        })
    }

    /// Cosine of the two vectors, 0 to 1.
    pub(super) fn cosine(&self, other: &Self) -> f32 {
        let product: f32 = self
            .shared(other)
            .map(|(mine, their)| mine.weight * their.weight)
            .sum();
        let lengths = self.length * other.length;
        if lengths > 0.0 {
            (product / lengths).min(1.0)
        } else {
            0.0
        }
    }

    /// Whether the text states that number.
    pub(super) fn states(&self, value: u64) -> bool {
        self.numbers
            .binary_search_by_key(&value, |number| number.value)
            .is_ok()
    }
}

/// Content words of each paragraph of `words`, short ones joined to the next.
fn paragraphs(words: &[Word]) -> Vec<u32> {
    let size_min = PARAGRAPH_WORDS_MIN.max(words.len().div_ceil(PARAGRAPHS_MAX));
    let mut sizes: Vec<u32> = Vec::new();
    let mut size = 0;
    for paragraph in words.chunk_by(|_, next| !next.opens_paragraph()) {
        let is_long = paragraph.len() > LONG_PARAGRAPH_WORDS;
        let piece_words = if is_long {
            LONG_PARAGRAPH_WORDS / 2
        } else {
            LONG_PARAGRAPH_WORDS
        };
        for piece in paragraph.chunks(piece_words) {
            size += piece.len();
            if size >= size_min {
                sizes.push(size as u32);
                size = 0;
            }
        }
    }
    if size > 0 {
        match sizes.last_mut() {
            Some(last) => *last += size as u32,
            None => sizes.push(size as u32),
        }
    }
    sizes
}

/// The number that `figure` states with the magnitude in `next`; `None` for small ones written out, which
/// are as often pronouns and articles.
fn number(figure: Word, next: Option<Word>) -> Option<u64> {
    let magnitude = next.map(Word::hash).filter(|hash| calendar::is_magnitude(*hash));
    if figure.is_spelled() && magnitude.is_none() {
        return None;
    }
    Some(u64::from(figure.hash()) << 32 | u64::from(magnitude.unwrap_or(0)))
}

/// 1 for one, a little more for each further one.
fn damped(count: usize) -> f32 {
    static LOGARITHMS: std::sync::LazyLock<[f32; COUNTS]> =
        std::sync::LazyLock::new(|| std::array::from_fn(|n| 1.0 + (n.max(1) as f32).ln()));
    LOGARITHMS
        .get(count)
        .copied()
        .unwrap_or_else(|| 1.0 + (count as f32).ln())
}
