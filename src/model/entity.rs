//! Persons, organisations and places, as an article names them.

use super::Span;

/// Which form of a name a mention uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NameForm {
    /// The name as fully as the article has it, or one that nothing in the article completes.
    #[default]
    Full,
    /// A part of it: a surname, a first name, a name without its middle.
    Short,
    /// Its initials.
    Acronym,
}

impl NameForm {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Short => "short",
            Self::Acronym => "acronym",
        }
    }
}

/// A person, organisation or place that is named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entity {
    /// The fullest name in this article, without titles: of `Lukashenko` it is `Alexander Lukashenko`, of
    /// `the PDB` `Portside Development Bank`. Of a place that the gazetteer knows, the gazetteer's name.
    pub name: String,
    pub form: NameForm,
    /// ISO 3166-1 alpha-2 code: where a place lies. `None` for others, and for places nobody knows or several share.
    pub country: Option<String>,
    /// Degrees north and east of a town.
    pub position: Option<(f32, f32)>,
    /// What the person is said to be, here.
    pub role: Option<Role>,
}

/// An office, rank or trade that is given to a person beside the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Title and organisation, as written.
    pub span: Span,
    /// `Deputy Chief of Staff`.
    pub title: String,
    /// Of what: `Presidential Executive Office`.
    pub org: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country whose office it is.
    pub country: Option<String>,
}
