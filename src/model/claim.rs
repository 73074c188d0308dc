//! What the sorting of facts into claims sees and decides.

use super::{Approximation, FigureKind};

/// A fact of an event's article, as it is compared with others.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The fact and its part, a sentence of a quotation: 16 times the fact's id, and the part's number.
    pub statement_id: i64,
    pub article_id: i64,
    pub story_id: i64,
    /// Equal for facts that say the same in the same words.
    pub fact_key: i64,
    /// Who says so, as fully as the article names him.
    pub speaker: Option<String>,
    pub is_denied: bool,
    /// Its sentence tells what was said before, or takes a value back.
    pub takes_back: bool,
    pub said: Said,
}

/// The part of a statement that depends on its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Quote(Quoted),
    Figure(Amount),
    Happening(Happened),
}

impl Said {
    /// The word stored and printed, as of the fact's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Quote(_) => "quote",
            Self::Figure(_) => "figure",
            Self::Happening(_) => "happening",
        }
    }
}

/// A figure with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    pub kind: FigureKind,
    /// The currency, the dimension of the unit, the noun that is counted; empty where it is not known.
    pub unit: String,
    pub value: f64,
    /// Upper end of a range.
    pub value_high: Option<f64>,
    pub approximation: Approximation,
    /// The class of what happened to those counted, as the hash of its first word: killed, hurt.
    pub class: Option<u32>,
    /// Significant digits: 86.82 is known again anywhere, 4 is not. 0 where the text gives no number: `dozens`.
    pub digits: u32,
    /// Words around it with how much they say of what is counted, by word, no repeats.
    pub about: Vec<(u32, f32)>,
}

/// What somebody said, in his words or in the report's.
#[derive(Clone, Debug, PartialEq)]
pub struct Quoted {
    /// All words, folded, in order.
    pub words: Vec<u32>,
    /// None of a direct quotation.
    pub clause: Clause,
}

/// What a clause and the sentence around it tell: words with how much they say, by word, no repeats.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clause {
    pub told: Vec<(u32, f32)>,
    pub sentence: Vec<(u32, f32)>,
}

/// A happening with who took part.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    pub type_: String,
    pub clause: Clause,
}

/// How the values of one claim stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConflictKind {
    /// Both stand.
    Contradiction,
    /// A later value takes the place of an earlier one, as tolls rise.
    Update,
    /// A value is taken back.
    Correction,
}

impl ConflictKind {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Update => "update",
            Self::Correction => "correction",
        }
    }
}
