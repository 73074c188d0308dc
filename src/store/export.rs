//! Taking views away as files: what there is to take, and of which days.

use super::StoreError;

/// A view as it is taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewShape {
    pub name: String,
    /// In the view's order.
    pub columns: Vec<ViewColumn>,
    /// Whether each of its rows belongs to a day; else it is taken whole or not at all.
    pub has_days: bool,
}

/// One column, as the dictionary has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewColumn {
    pub name: String,
    /// `INTEGER`, `REAL` or `TEXT`.
    pub type_: String,
    /// Empty when there is none; `UTC` for instants and days.
    pub unit: String,
    pub meaning: String,
}

/// A stretch of time, as stored: from `from` up to `to`, without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub from: Option<String>,
    pub to: Option<String>,
}

/// Why a view could not be taken away.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rows could not be passed on.
    #[error("writing the rows")]
    Output(#[source] std::io::Error),
}
