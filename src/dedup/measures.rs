//! What two texts share beyond wording, in both directions: the figures on which a rewrite is decided.
//!
//! An independent report adds; a rewrite does not. So each measure asks how much of the one text the other
//! accounts for: its words, its paragraphs, its names and figures, its quotations, its lead.

use super::align::{Alignment, Text};
use super::background;
use super::bag::{Bag, Number, PARAGRAPHS_MAX, Term};

/// Cosine of two paragraphs below which the one has no counterpart in the other.
const FLAT_MAX: f32 = 0.2;

/// Cosine from which a paragraph counts as matched: its figures can be expected in the other text.
const MATCHED_MIN: f32 = 0.35;

/// Cosine from which the place of a counterpart says something of the order of facts.
const IN_STEP_MIN: f32 = 0.25;

/// What is added to "found of stated" so that a text of two names is not judged by two names. Study of
/// labelled rewrites: priors near what a rewrite of many marks reaches.
const MARKS_PRIOR: (f32, f32) = (1.5, 2.5);
const NUMBERS_PRIOR: (f32, f32) = (1.2, 2.0);
const STEPS_PRIOR: (f32, f32) = (1.0, 2.0);

/// Figures in matched paragraphs from which, and share of them held below which, a text is the same frame
/// with other values.
const FEW_FIGURES_MIN: usize = 4;
const FEW_HELD_MIN: f32 = 0.45;

/// How much of one text, x, the other one, y, accounts for. All between 0 and 1 but `size`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Measures {
    /// Share of x's words in wording that y has; the same outside quotations.
    pub(super) wording: f32,
    pub(super) wording_unquoted: f32,
    /// Share of x's words that y has anywhere, by weight.
    pub(super) words: f32,
    /// Cosine of the two; the same both ways.
    pub(super) cosine: f32,
    /// Cosine of each paragraph of x with its best counterpart, by length.
    pub(super) paragraphs: f32,
    /// Share of x in paragraphs without a counterpart.
    pub(super) flat: f32,
    /// Share of x's names and figures that y has; of its figures; of its figures in matched paragraphs.
    pub(super) marks: f32,
    pub(super) numbers: f32,
    pub(super) matched_numbers: f32,
    /// Words of x.
    pub(super) of_words: u32,
    /// Names and figures of x that y lacks.
    pub(super) new_marks: u32,
    /// Words of x that are neither name nor figure and stand in no text of the background; those y has.
    pub(super) rare: u32,
    pub(super) rare_held: u32,
    /// Share of x that is quotation y lacks.
    pub(super) new_quotation: f32,
    /// How well the weaker of the two leads is found in the other text, by weight; the same both ways.
    pub(super) lead: f32,
    /// Wording of the better covered lead; the same both ways.
    pub(super) lead_wording: f32,
    /// Share of figures and names put in place of others; the same both ways.
    pub(super) replaced: f32,
    /// Logarithm of how many times longer x is.
    pub(super) size: f32,
    /// Share of neighbouring matched paragraphs whose counterparts come in the same order.
    pub(super) order: f32,
    /// Whether x has many figures in matched paragraphs and y lacks most of them.
    pub(super) lacks_figures: bool,
}

impl Measures {
    /// The same for a text that names `count` things the other lacks, and as many that it has.
    pub(super) fn with_new_marks(self, count: u32) -> Self {
        let (above, below) = MARKS_PRIOR;
        // Solved from marks = (all - new + above) / (all + below).
        let all = (self.new_marks as f32 - above + below * self.marks) / (1.0 - self.marks).max(f32::EPSILON);
        let held = (all.round() as u32).saturating_sub(self.new_marks);
        Self {
            new_marks: count,
            marks: smoothed(held, held.saturating_add(count), MARKS_PRIOR),
            ..self
        }
    }

    /// Every measure under its name.
    pub(super) fn named(&self) -> [(&'static str, f32); 20] {
        [
            ("wording", self.wording),
            ("wording_unquoted", self.wording_unquoted),
            ("words", self.words),
            ("cosine", self.cosine),
            ("paragraphs", self.paragraphs),
            ("flat", self.flat),
            ("marks", self.marks),
            ("numbers", self.numbers),
            ("matched_numbers", self.matched_numbers),
            ("new_marks", self.new_marks as f32),
            ("rare", self.rare as f32),
            ("rare_held", self.rare_held as f32),
            ("new_quotation", self.new_quotation),
            ("lead", self.lead),
            ("lead_wording", self.lead_wording),
            ("replaced", self.replaced),
            ("size", self.size),
            ("order", self.order),
            ("lacks_figures", f32::from(u8::from(self.lacks_figures))),
            ("of_words", self.of_words as f32),
        ]
    }
}

/// The measures of `alignment`'s one text by the other, and of the other by the one. O(n) in both.
pub(super) fn measures(one: &Text, other: &Text, alignment: &Alignment) -> (Measures, Measures) {
    let table = Table::of(&one.bag, &other.bag);
    let (mut mine, mut their) = (Measures::default(), Measures::default());
    of_wording(&mut mine, one, &alignment.covered);
    of_wording(&mut their, other, &alignment.covered_other);
    of_terms(&mut mine, &mut their, &one.bag, &other.bag);
    of_paragraphs(&mut mine, &one.bag, &other.bag, &table.best_of_rows());
    of_paragraphs(&mut their, &other.bag, &one.bag, &table.best_of_columns());
    let replaced = alignment.replaced() as f32;
    let replaced = replaced / (replaced + alignment.marks_kept as f32 + 3.0);
    let size = (one.words.len().max(1) as f32 / other.words.len().max(1) as f32).ln();
    let lead = mine.lead.min(their.lead);
    for (of_pair, size) in [(&mut mine, size), (&mut their, -size)] {
        of_pair.lead = lead;
        of_pair.lead_wording = alignment.lead as f32;
        of_pair.replaced = replaced;
        of_pair.size = size;
    }
    (mine, their)
}

fn of_wording(measures: &mut Measures, text: &Text, covered: &[bool]) {
    let (mut all, mut unquoted, mut new_quoted, mut unquoted_words) = (0, 0, 0, 0);
    for (word, is_covered) in text.words.iter().zip(covered) {
        all += usize::from(*is_covered);
        unquoted_words += usize::from(!word.is_quoted());
        unquoted += usize::from(*is_covered && !word.is_quoted());
        new_quoted += usize::from(!*is_covered && word.is_quoted());
    }
    measures.of_words = text.words.len() as u32;
    measures.wording = ratio(all, text.words.len());
    measures.wording_unquoted = ratio(unquoted, unquoted_words);
    measures.new_quotation = ratio(new_quoted, text.words.len());
}

/// All that follows from which terms the texts share.
fn of_terms(mine: &mut Measures, their: &mut Measures, one: &Bag, other: &Bag) {
    let cosine = one.cosine(other);
    for (measures, x, y) in [(mine, one, other), (their, other, one)] {
        measures.cosine = cosine;
        let (mut all, mut held, mut lead, mut lead_held) = (0.0, 0.0, 0.0, 0.0);
        let (mut names, mut names_held) = (0_u32, 0_u32);
        let (mut rare, mut rare_held) = (0_u32, 0_u32);
        for term in &x.terms {
            all += term.weight;
            lead += if term.is_in_lead { term.rarity } else { 0.0 };
            names += u32::from(term.is_name);
            rare += u32::from(is_rare(term));
        }
        for (term, _) in x.shared(y) {
            held += term.weight;
            lead_held += if term.is_in_lead { term.rarity } else { 0.0 };
            names_held += u32::from(term.is_name);
            rare_held += u32::from(is_rare(term));
        }
        let (numbers, numbers_held) = held_numbers(&x.numbers, y, |_| true);
        (measures.rare, measures.rare_held) = (rare, rare_held);
        measures.words = held / f32::max(all, f32::MIN_POSITIVE);
        measures.lead = lead_held / f32::max(lead, f32::MIN_POSITIVE);
        measures.numbers = smoothed(numbers_held, numbers, NUMBERS_PRIOR);
        measures.marks = smoothed(names_held + numbers_held, names + numbers, MARKS_PRIOR);
        measures.new_marks = names - names_held + numbers - numbers_held;
    }
}

/// All that follows from how the paragraphs of x match those of y; `best` is each one's best cosine and its
/// counterpart.
fn of_paragraphs(measures: &mut Measures, x: &Bag, y: &Bag, best: &[(f32, usize)]) {
    let (mut matched, mut flat, mut words) = (0.0, 0.0, 0.0);
    for (size, (cosine, _)) in x.paragraphs.iter().zip(best) {
        let size = *size as f32;
        words += size;
        matched += size * cosine;
        flat += if *cosine < FLAT_MAX { size } else { 0.0 };
    }
    let words = f32::max(words, 1.0);
    measures.paragraphs = matched / words;
    measures.flat = flat / words;
    let (mut steps, mut in_step) = (0, 0);
    for pair in best.windows(2) {
        let ((one, at), (next, next_at)) = (pair[0], pair[1]);
        if one > IN_STEP_MIN && next > IN_STEP_MIN {
            steps += 1;
            in_step += u32::from(at <= next_at);
        }
    }
    measures.order = smoothed(in_step, steps, STEPS_PRIOR);
    let is_matched = |paragraph: u32| {
        best.get(paragraph as usize)
            .is_some_and(|(cosine, _)| *cosine >= MATCHED_MIN)
    };
    let (numbers, held) = held_numbers(&x.numbers, y, is_matched);
    measures.matched_numbers = smoothed(held, numbers, NUMBERS_PRIOR);
    measures.lacks_figures =
        numbers as usize >= FEW_FIGURES_MIN && (held as f32) < FEW_HELD_MIN * numbers as f32;
}

/// Whether the background knows no text with the word, and it is no name or figure.
fn is_rare(term: &Term) -> bool {
    !term.is_name && !term.is_figure && background::is_rarest(term.rarity)
}

/// Different numbers in the paragraphs that `is_asked`, and how many of them `y` states.
fn held_numbers(numbers: &[Number], y: &Bag, is_asked: impl Fn(u32) -> bool) -> (u32, u32) {
    let (mut all, mut held) = (0, 0);
    for of_value in numbers.chunk_by(|one, next| one.value == next.value) {
        if of_value.iter().any(|number| is_asked(number.paragraph)) {
            all += 1;
            held += u32::from(y.states(of_value[0].value));
        }
    }
    (all, held)
}

/// Cosine of every paragraph of one text with every paragraph of another.
struct Table {
    cosines: Vec<f32>,
    rows: usize,
    columns: usize,
}

impl Table {
    /// At most [`PARAGRAPHS_MAX`] squared cells; a term adds to as many as it stands in paragraphs of both.
    fn of(one: &Bag, other: &Bag) -> Self {
        let rows = one.paragraphs.len().min(PARAGRAPHS_MAX);
        let columns = other.paragraphs.len().min(PARAGRAPHS_MAX);
        let mut cosines = vec![0.0; rows * columns];
        for (mine, their) in one.shared(other) {
            for place in one.places(mine) {
                let row = place.paragraph as usize * columns;
                for other_place in other.places(their) {
                    if let Some(cell) = cosines.get_mut(row + other_place.paragraph as usize) {
                        *cell += place.weight * other_place.weight;
                    }
                }
            }
        }
        Self {
            cosines,
            rows,
            columns,
        }
    }

    fn best_of_rows(&self) -> Vec<(f32, usize)> {
        if self.columns == 0 {
            return vec![(0.0, 0); self.rows];
        }
        self.cosines
            .chunks(self.columns)
            .map(|row| best(row.iter().copied()))
            .collect()
    }

    fn best_of_columns(&self) -> Vec<(f32, usize)> {
        (0..self.columns)
            .map(|column| best(self.cosines.iter().skip(column).step_by(self.columns).copied()))
            .collect()
    }
}

/// The largest of `cosines` and the first place of it; 0 for none.
fn best(cosines: impl Iterator<Item = f32>) -> (f32, usize) {
    let mut best = (0.0, 0);
    for (at, cosine) in cosines.enumerate() {
        if cosine > best.0 {
            best = (cosine, at);
        }
    }
    (best.0.min(1.0), best.1)
}

fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

fn smoothed(part: u32, whole: u32, (above, below): (f32, f32)) -> f32 {
    (part as f32 + above) / (whole as f32 + below)
}
