//! Which facts of one event say the same.
//!
//! Pure: the store hands in a new statement and the claims of its event that may be meant, each by a few of
//! its statements. A quotation is known by its words, a figure by what it counts; different values of one
//! quantity are one claim, whose history shows them. Rules: Full Fact's "same truth conditions" for figures
//! and happenings, "said by the same person on the same occasion" for quotations.

mod amount;
mod conflict;
mod quote;
mod read;

pub use self::conflict::{Stated, conflict};
pub use self::read::{StoredFact, StoredFigure, statement};
use crate::model::{Said, Statement};

/// Statements of one claim that a new one is compared with.
pub const COMPARED_MAX: usize = 8;

/// Whether `new` says what `known`, statements of one claim, say.
#[must_use]
pub fn is_same(new: &Statement, known: &[Statement]) -> bool {
    known.iter().take(COMPARED_MAX).any(|known| are_same(new, known))
}

fn are_same(one: &Statement, other: &Statement) -> bool {
    match (&one.said, &other.said) {
        (Said::Quote(words), Said::Quote(others)) => {
            quote::are_same(words, others, one.speaker.as_deref(), other.speaker.as_deref())
        }
        (Said::Figure(amount), Said::Figure(others)) => {
            amount::are_same(amount, others, one.article_id == other.article_id)
        }
        (Said::Happening(happened), Said::Happening(others)) => {
            happened.type_ == others.type_
                && amount::likeness(&happened.about, &others.about) >= HAPPENING_LIKENESS_MIN
        }
        _ => false,
    }
}

/// Likeness of two sentences from which happenings of one kind in one event are one.
const HAPPENING_LIKENESS_MIN: f32 = 0.4;

/// Keys by which a statement finds the claims it may belong to, inside its event: runs of a quotation's words,
/// the unit of a figure, the kind of a happening. No repeats, ascending.
#[must_use]
pub fn keys(statement: &Statement) -> Vec<i64> {
    let mut keys = match &statement.said {
        Said::Quote(words) => quote::keys(words),
        Said::Figure(amount) => vec![amount::key(amount)],
        Said::Happening(happened) => {
            vec![xxhash_rust::xxh3::xxh3_64(happened.type_.as_bytes()).cast_signed()]
        }
    };
    keys.push(statement.fact_key);
    keys.sort_unstable();
    keys.dedup();
    keys
}
