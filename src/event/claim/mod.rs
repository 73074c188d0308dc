//! Which facts of one event say the same.
//!
//! Pure: the store hands in a new statement and the claims of its event that may be meant, each by a few of
//! its statements. A quotation is known by its words, a figure by what it counts; different values of one
//! quantity are one claim, whose history shows them. Rules: Full Fact's "same truth conditions" for figures
//! and happenings, "said by the same person on the same occasion" for quotations.

mod alias;
mod amount;
mod conflict;
mod hedge;
mod parts;
mod quote;
mod read;
mod shown;
mod sort;
mod source;
mod time;
mod told;
mod unit;

pub use self::alias::spokesman;
pub use self::conflict::{Stated, conflict, takes_back};
pub use self::parts::{PARTS_MAX, is_marked, parts};
pub use self::read::{StoredFact, StoredFigure, part_key, statement};
pub use self::shown::shown;
pub use self::sort::{COMPARED_MAX, Known, Place, sort};
pub use self::source::{NAMES_MAX, Report, Source, Why, independent, is_pronoun, sources};
pub use self::time::{timed, timed_key};
pub use self::unit::scale;
use crate::model::{Said, Statement};

/// Whether the two say the same: how like they are, from 0 up; `None` when they do not. Comparable among
/// statements of one kind only.
#[must_use]
pub fn likeness_of(one: &Statement, other: &Statement) -> Option<f32> {
    match (&one.said, &other.said) {
        (Said::Quote(quoted), Said::Quote(others)) => {
            let speakers = (one.speaker.as_deref(), other.speaker.as_deref());
            quote::likeness(&quoted.words, &others.words, speakers)
                .or_else(|| told::statements(&quoted.clause, &others.clause))
        }
        (Said::Figure(amount), Said::Figure(others)) => {
            let is_one_telling = one.article_id == other.article_id && !one.takes_back && !other.takes_back;
            amount::same(amount, others, is_one_telling)
        }
        (Said::Happening(happened), Said::Happening(others)) => told::happenings(happened, others),
        (Said::Quote(quoted), Said::Happening(happened))
        | (Said::Happening(happened), Said::Quote(quoted)) => {
            told::likeness(&quoted.clause, &happened.clause)
        }
        _ => None,
    }
}

/// Keys by which a statement finds the claims it may belong to, inside its event: runs of a quotation's words,
/// the unit of a figure with its value or with a word beside it, the kind of a happening with a word of its
/// sentence, and words that tell most of what is said or happened. No repeats, ascending.
#[must_use]
pub fn keys(statement: &Statement) -> Vec<i64> {
    let mut keys = match &statement.said {
        Said::Quote(quoted) => {
            let mut keys = quote::keys(&quoted.words);
            keys.extend(told::keys(&quoted.clause));
            keys
        }
        Said::Figure(amount) => amount::keys(amount),
        Said::Happening(happened) => {
            let mut keys = amount::keys_of(&happened.type_, &happened.clause.sentence);
            keys.extend(told::keys(&happened.clause));
            keys
        }
    };
    keys.push(statement.fact_key);
    keys.sort_unstable();
    keys.dedup();
    keys
}
