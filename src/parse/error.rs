//! Why a document could not be read.

use crate::model::ErrorClass;

/// A refused document: the class drives the schedule, the detail is for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ParseError {
    /// `NotAFeed`, `Unparsable`, `ParserFault`, `TooLarge` or `Binary`.
    pub class: ErrorClass,
    /// One line: what is wrong, where, and what to do about it.
    pub detail: String,
}

impl ParseError {
    /// An error of that class.
    pub(super) fn new(class: ErrorClass, detail: impl Into<String>) -> Self {
        Self {
            class,
            detail: detail.into(),
        }
    }
}
