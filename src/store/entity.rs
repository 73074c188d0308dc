//! Everything about one person, organisation or place, as a person reads it. Instants are text as stored, in UTC.

use serde::{Deserialize, Serialize};

use crate::model::FactKind;

/// An entity with its names, roles, stories and quotations. Counts are of stories: copies count once.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EntityDossier {
    #[serde(flatten)]
    pub entity: EntityRow,
    /// Names it is found under; full names first, then acronyms, then short ones.
    pub names: Vec<EntityName>,
    /// Of a person: offices and trades, the one that most stories give first.
    pub roles: Vec<EntityRole>,
    /// Stories that name it, the latest first.
    pub latest: Vec<EntityStory>,
    /// What it says, each statement once; the one in most stories first.
    pub quotes: Vec<EntityQuote>,
    /// Merges and splits by hand.
    pub edits: Vec<EntityEditRow>,
}

/// A row of `v_entity`.
#[derive(Clone, Debug, PartialEq, Serialize, sqlx::FromRow)]
pub struct EntityRow {
    pub entity_id: i64,
    /// `person`, `org` or `place`.
    pub kind: String,
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Degrees.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub articles: i64,
    pub stories: i64,
    pub mentions: i64,
    pub first_seen_at: String,
    pub last_seen_at: String,
}

/// A name of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct EntityName {
    /// As first written; of a surname the whole name.
    pub name: String,
    /// As it is looked up: small letters, no accents.
    pub folded: String,
    /// `full`, `acronym`, `surname` or `core`.
    pub known_by: String,
    /// Whether others have it too.
    pub is_shared: bool,
}

/// What a person is said to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct EntityRole {
    pub title: String,
    pub org: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    pub stories: i64,
    /// First sight of the latest article that says so.
    pub last_seen_at: String,
}

/// A story that names the entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct EntityStory {
    pub story_id: i64,
    pub title: String,
    pub last_seen_at: String,
    /// Articles of the story that name it.
    pub articles: i64,
    /// Articles of the story.
    pub of_articles: i64,
    /// The latest article that names it.
    pub article_id: i64,
    pub url: Option<String>,
}

/// A statement of the entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct EntityQuote {
    pub fact_id: i64,
    pub text: String,
    /// `direct`, `mixed` or `indirect`.
    pub form: Option<String>,
    /// Stories that have it: independent reports.
    pub stories: i64,
    pub article_id: i64,
    pub story_id: i64,
    pub outlet: String,
    pub via_agency: Option<String>,
}

/// A row of `v_entity_edit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct EntityEditRow {
    pub edit_id: i64,
    pub at: String,
    pub kind: String,
    pub from_entity_id: i64,
    pub from_name: String,
    pub to_entity_id: Option<i64>,
    pub to_name: Option<String>,
    pub alias: Option<String>,
    pub by_whom: Option<String>,
    pub reason: Option<String>,
}

/// A name as a person gives it, in the forms in which it is looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameSought {
    /// As a person, an organisation, a place; without repeats.
    pub folded: Vec<String>,
    /// Only of that kind.
    pub kind: Option<FactKind>,
}

/// Entities merged that are one, or a name taken from one that it does not mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum EntityEdit {
    /// All names of an entity mean another from now on, and so does all that was said of it.
    Merge { entity_id: i64, into: i64 },
    /// A name of an entity, folded, means somebody else; a surname or acronym means nobody.
    Split { entity_id: i64, folded: String },
}

/// What an edit did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityEdited {
    pub edit_id: i64,
    pub from_entity_id: i64,
    /// `None` when a surname or an acronym was taken away.
    pub to_entity_id: Option<i64>,
    /// Articles whose names mean somebody else now.
    pub articles: u64,
}
