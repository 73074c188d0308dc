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

/// How a name is looked up among those that other articles have. Texts are folded: no case, accents or marks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NameKey {
    /// The whole name, titles and legal forms left out.
    pub folded: String,
    /// Of places: ISO 3166-1 alpha-2 code, empty where it is not known. Empty for others.
    pub country: String,
    /// A surname or an acronym alone, which several may share.
    pub is_bare: bool,
    /// Of a person with middle names: the name without them. `None` for others.
    pub core: Option<String>,
    /// Middle names or initials, with blanks.
    pub middle: String,
    /// What others call the person for short: the surname, with and without its particles.
    pub surnames: Vec<String>,
}

/// By what an entity is known under a looked-up name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KnownBy {
    /// It is its whole name; no other entity of that kind has it.
    Full,
    /// It is a person's name without what stands in the middle.
    Core,
    Surname,
    Acronym,
}

impl KnownBy {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Core => "core",
            Self::Surname => "surname",
            Self::Acronym => "acronym",
        }
    }

    /// Reads the stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Full, Self::Core, Self::Surname, Self::Acronym]
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}

/// An entity that a looked-up name may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownName {
    pub entity_id: i64,
    pub by: KnownBy,
    /// The folded name under which it was found.
    pub folded: String,
    /// Of names in full and without their middle: what stands there.
    pub middle: String,
    /// Stories that name the entity.
    pub stories: i64,
    /// Whether the story of the article in hand is one of them.
    pub is_here: bool,
}

/// Whom a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityChoice {
    Known {
        entity_id: i64,
        /// Whether the name is one that the entity was not known by.
        is_new_name: bool,
    },
    /// Nobody has that name yet.
    New,
    /// Several may be meant, or nobody is known.
    Unknown,
}
