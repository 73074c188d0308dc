//! Whom the names of a revision mean, across articles, and how many stories name each.
//!
//! All names of an article are looked up in one statement, by index; what a name means is decided by the rules.
//! Ids are given in the order of the names, so a replay gives the same.

mod edit;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

pub(in crate::store) use self::edit::edit_entity;
use super::named::{Row, entity_of, hundredths};
use super::values;
use crate::entity::HOLDERS_MAX;
use crate::model::{
    Entity, EntityChoice, FactDetail, FactKind, KnownBy, KnownName, NameForm, NameKey, Reading, stamp,
};
use crate::store::{RecordRules, StoreError};

/// The entities of a revision's names.
#[derive(Debug, Default)]
pub(super) struct Linked<'a> {
    by_name: HashMap<(FactKind, &'a str, Option<&'a str>), i64>,
    /// By folded name: persons, then organisations, then places.
    by_folded: HashMap<String, i64>,
    /// Persons by surname; `None` where several of the article share it.
    by_surname: HashMap<String, Option<i64>>,
}

impl Linked<'_> {
    /// Whom a fact of the revision names; `None` for facts that are no names, and for names of nobody known.
    pub(super) fn named(&self, kind: FactKind, entity: &Entity) -> Option<i64> {
        self.by_name
            .get(&(kind, entity.name.as_str(), entity.country.as_deref()))
            .copied()
    }

    /// Who makes a statement that is attributed to `name`, among those whom the revision names.
    pub(super) fn speaker(&self, name: &str, rules: &RecordRules) -> Option<i64> {
        let entity = Entity {
            name: name.to_owned(),
            ..Entity::default()
        };
        let key = (rules.name_key)(FactKind::Person, &entity)?;
        if let Some(entity_id) = self.by_folded.get(&key.folded) {
            return Some(*entity_id);
        }
        let surname = key.surnames.last().filter(|_| key.is_bare)?;
        self.by_surname.get(surname).copied().flatten()
    }
}

/// A name on its way to its entity.
struct Wanted<'a> {
    kind: FactKind,
    entity: &'a Entity,
    key: NameKey,
    /// Acronyms that the article uses for it, as they are looked up.
    acronyms: Vec<String>,
    found: Vec<KnownName>,
    /// The name of the entity found under the whole name.
    shown: Option<(i64, String)>,
}

/// Finds or makes the entities of the names in `rows`, those of a revision of `story_id`.
pub(super) async fn link<'a>(
    connection: &mut SqliteConnection,
    reading: &'a Reading,
    rows: &[Row<'a>],
    story_id: i64,
    seen_at: DateTime<Utc>,
    rules: &RecordRules,
) -> Result<Linked<'a>, StoreError> {
    let mut linked = Linked::default();
    let mut wanted = wanted(reading, rows, rules);
    if wanted.is_empty() {
        return Ok(linked);
    }
    let mut last_id = look_up(connection, &mut wanted, story_id).await?;
    let (mut new, mut aliases) = (Vec::new(), Vec::new());
    let mut entities = Vec::with_capacity(wanted.len());
    for one in &wanted {
        let entity_id = match (rules.entity)(&one.key, &one.found) {
            EntityChoice::Unknown => None,
            EntityChoice::Known {
                entity_id,
                is_new_name,
            } => {
                if is_new_name {
                    aliases.extend(
                        one.names(entity_id)
                            .into_iter()
                            .take(1 + usize::from(one.key.core.is_some())),
                    );
                }
                rename_shouted(connection, one, entity_id).await?;
                Some(entity_id)
            }
            EntityChoice::New => {
                last_id += 1;
                let entity_id = last_id;
                new.push((entity_id, one));
                aliases.extend(one.names(entity_id));
                Some(entity_id)
            }
        };
        if let Some(entity_id) = entity_id {
            aliases.extend(one.new_acronyms(entity_id));
        }
        entities.push(entity_id);
    }
    insert(connection, &new, seen_at).await?;
    insert_aliases(connection, &aliases).await?;
    drop(new);
    for (one, entity_id) in wanted.iter().zip(&entities) {
        linked.add(one, *entity_id);
    }
    linked.add_rows(rows, rules, &wanted, &entities);
    Ok(linked)
}

impl<'a> Linked<'a> {
    fn add(&mut self, one: &Wanted<'a>, entity_id: Option<i64>) {
        let Some(entity_id) = entity_id else { return };
        match one.kind {
            FactKind::Person => {
                self.by_folded.insert(one.key.folded.clone(), entity_id);
                for surname in &one.key.surnames {
                    self.by_surname
                        .entry(surname.clone())
                        .and_modify(|held| *held = held.filter(|held| *held == entity_id))
                        .or_insert(Some(entity_id));
                }
            }
            _ => {
                self.by_folded.entry(one.key.folded.clone()).or_insert(entity_id);
            }
        }
    }

    /// Each spelling of each name to its entity.
    fn add_rows(
        &mut self,
        rows: &[Row<'a>],
        rules: &RecordRules,
        wanted: &[Wanted<'_>],
        entities: &[Option<i64>],
    ) {
        let by_key: HashMap<(FactKind, &str, &str), i64> = wanted
            .iter()
            .zip(entities)
            .filter_map(|(one, id)| {
                Some((
                    (one.kind, one.key.folded.as_str(), one.key.country.as_str()),
                    (*id)?,
                ))
            })
            .collect();
        for row in rows {
            let Some(entity) = entity_of(row.fact) else {
                continue;
            };
            let name = (row.fact.kind, entity.name.as_str(), entity.country.as_deref());
            if self.by_name.contains_key(&name) {
                continue;
            }
            let key = (rules.name_key)(row.fact.kind, entity);
            let found = key.and_then(|key| {
                by_key
                    .get(&(row.fact.kind, key.folded.as_str(), key.country.as_str()))
                    .copied()
            });
            if let Some(entity_id) = found {
                self.by_name.insert(name, entity_id);
            }
        }
    }
}

/// One row of the names of an entity.
struct Alias {
    kind: FactKind,
    folded: String,
    country: String,
    by: KnownBy,
    entity_id: i64,
    middle: String,
    name: String,
}

impl Wanted<'_> {
    /// The rows under which the entity is found: its whole name first, then the one without the middle.
    fn names(&self, entity_id: i64) -> Vec<Alias> {
        let alias = |by, folded: &str, middle: &str| Alias {
            kind: self.kind,
            folded: folded.to_owned(),
            country: self.key.country.clone(),
            by,
            entity_id,
            middle: middle.to_owned(),
            name: self.entity.name.clone(),
        };
        let mut names = vec![alias(KnownBy::Full, &self.key.folded, &self.key.middle)];
        if let Some(core) = &self.key.core {
            names.push(alias(KnownBy::Core, core, &self.key.middle));
        }
        if !self.key.is_bare {
            let surnames = self.key.surnames.iter();
            names.extend(surnames.map(|surname| alias(KnownBy::Surname, surname, "")));
        }
        names
    }

    fn new_acronyms(&self, entity_id: i64) -> Vec<Alias> {
        let is_known = |letters: &&String| {
            let is_it = |name: &KnownName| {
                name.entity_id == entity_id && name.by == KnownBy::Acronym && name.folded == **letters
            };
            !self.found.iter().any(is_it)
        };
        let alias = |letters: &String| Alias {
            kind: self.kind,
            folded: letters.clone(),
            country: String::new(),
            by: KnownBy::Acronym,
            entity_id,
            middle: String::new(),
            name: letters.to_uppercase(),
        };
        self.acronyms.iter().filter(is_known).map(alias).collect()
    }
}

/// The names of `rows`, each once, with the acronyms that the article has for them.
fn wanted<'a>(reading: &'a Reading, rows: &[Row<'a>], rules: &RecordRules) -> Vec<Wanted<'a>> {
    let mut places: HashMap<(FactKind, String, String), usize> = HashMap::new();
    let mut by_name: HashMap<&str, usize> = HashMap::new();
    let mut wanted: Vec<Wanted<'a>> = Vec::new();
    for row in rows {
        let Some(entity) = entity_of(row.fact) else {
            continue;
        };
        let Some(key) = (rules.name_key)(row.fact.kind, entity) else {
            continue;
        };
        let at = *places
            .entry((row.fact.kind, key.folded.clone(), key.country.clone()))
            .or_insert(wanted.len());
        if row.fact.kind == FactKind::Org {
            by_name.insert(entity.name.as_str(), at);
        }
        if at == wanted.len() {
            wanted.push(Wanted {
                kind: row.fact.kind,
                entity,
                key,
                acronyms: Vec::new(),
                found: Vec::new(),
                shown: None,
            });
        }
    }
    for fact in &reading.facts {
        let FactDetail::Entity(entity) = &fact.detail else {
            continue;
        };
        if entity.form != NameForm::Acronym || fact.kind != FactKind::Org {
            continue;
        }
        let letters = (rules.acronym)(fact.span.of(&reading.article.text));
        let named = by_name
            .get(entity.name.as_str())
            .and_then(|at| wanted.get_mut(*at));
        if let (Some(letters), Some(named)) = (letters, named)
            && !named.acronyms.contains(&letters)
        {
            named.acronyms.push(letters);
        }
    }
    wanted
}

/// A row of `entity_alias` with its entity, as the look-up gives it: place of the name sought, how it is known,
/// folded name, entity, middle, whether it is barred, stories, whether this story is one, name of the entity.
type FoundRow = (usize, String, String, i64, String, i64, i64, i64, String);

/// Reads what is known under the names of `wanted`, at most [`HOLDERS_MAX`] of each kind for each name; the last id given.
///
/// All comes in one row, as text: a row is a trip to the connection's thread.
async fn look_up(
    connection: &mut SqliteConnection,
    wanted: &mut [Wanted<'_>],
    story_id: i64,
) -> Result<i64, StoreError> {
    let mut sought = Vec::new();
    let mut places = Vec::new();
    for (at, one) in wanted.iter().enumerate() {
        let shorter = one.key.core.iter().chain(&one.acronyms);
        for folded in std::iter::once(&one.key.folded).chain(shorter) {
            sought.push(serde_json::json!([one.kind.as_str(), folded, one.key.country]));
            places.push(at);
        }
    }
    let (found, last_id): (String, i64) = sqlx::query_as(
        "SELECT (SELECT json_group_array(json_array(wanted.key, a.known_by, a.folded, a.entity_id, a.middle,
                            a.is_barred, e.stories, s.story_id IS NOT NULL, e.name))
                 FROM json_each($1) AS wanted
                 CROSS JOIN entity_alias a ON a.kind = json_extract(wanted.value, '$[0]')
                    AND a.folded = json_extract(wanted.value, '$[1]')
                    AND a.country = json_extract(wanted.value, '$[2]')
                 CROSS JOIN entity e ON e.entity_id = a.entity_id
                 LEFT JOIN entity_story s ON s.entity_id = a.entity_id AND s.story_id = $2),
                (SELECT coalesce(max(entity_id), 0) FROM entity)",
    )
    .bind(serde_json::Value::from(sought).to_string())
    .bind(story_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_look_up", error))?;
    let rows: Vec<FoundRow> = serde_json::from_str(&found)
        .map_err(|error| values::unreadable("entity_look_up", &error.to_string()))?;
    for (place, known_by, folded, entity_id, middle, is_barred, stories, is_here, name) in rows {
        let Some(one) = places.get(place).and_then(|at| wanted.get_mut(*at)) else {
            continue;
        };
        let by = KnownBy::parse(&known_by).ok_or_else(|| values::unreadable("entity_look_up", &known_by))?;
        if by == KnownBy::Full && folded == one.key.folded {
            one.shown = Some((entity_id, name));
        }
        if is_barred == 0 {
            one.found.push(KnownName {
                entity_id,
                by,
                folded,
                middle,
                stories,
                is_here: is_here != 0,
            });
        }
    }
    Ok(last_id)
}

/// Gives an entity that was first named in capitals throughout, as headlines do, the spelling of `one`.
async fn rename_shouted(
    connection: &mut SqliteConnection,
    one: &Wanted<'_>,
    entity_id: i64,
) -> Result<(), StoreError> {
    let is_shouted = |name: &str| name.contains(' ') && !name.chars().any(char::is_lowercase);
    let shown = one
        .shown
        .as_ref()
        .filter(|(id, name)| *id == entity_id && is_shouted(name));
    if shown.is_none() || is_shouted(&one.entity.name) {
        return Ok(());
    }
    sqlx::query("UPDATE entity SET name = $2 WHERE entity_id = $1")
        .bind(entity_id)
        .bind(&one.entity.name)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("entity_rename", error))?;
    Ok(())
}

async fn insert(
    connection: &mut SqliteConnection,
    new: &[(i64, &Wanted<'_>)],
    seen_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.iter().map(|(entity_id, one)| {
        let position = one.entity.position;
        serde_json::json!([
            entity_id,
            one.kind.as_str(),
            one.entity.name,
            one.entity.country,
            position.map(|(latitude, _)| hundredths(latitude)),
            position.map(|(_, longitude)| hundredths(longitude))
        ])
    });
    sqlx::query(
        "INSERT INTO entity (entity_id, kind, name, country, latitude, longitude, first_seen_at, last_seen_at)
         SELECT json_extract(new.value, '$[0]'), json_extract(new.value, '$[1]'), json_extract(new.value, '$[2]'),
                json_extract(new.value, '$[3]'), json_extract(new.value, '$[4]'), json_extract(new.value, '$[5]'),
                $2, $2
         FROM json_each($1) AS new",
    )
    .bind(serde_json::Value::from_iter(rows).to_string())
    .bind(stamp(seen_at))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_insert", error))?;
    Ok(())
}

/// Writes names; of a short one that [`HOLDERS_MAX`] share no more are kept.
async fn insert_aliases(connection: &mut SqliteConnection, aliases: &[Alias]) -> Result<(), StoreError> {
    if aliases.is_empty() {
        return Ok(());
    }
    let rows = aliases.iter().map(|alias| {
        serde_json::json!([
            alias.kind.as_str(),
            alias.folded,
            alias.country,
            alias.by.as_str(),
            alias.entity_id,
            alias.middle,
            alias.name
        ])
    });
    sqlx::query(
        "INSERT INTO entity_alias (kind, folded, country, known_by, entity_id, middle, name, home_entity_id)
         SELECT json_extract(new.value, '$[0]'), json_extract(new.value, '$[1]'), json_extract(new.value, '$[2]'),
                json_extract(new.value, '$[3]'), json_extract(new.value, '$[4]'), json_extract(new.value, '$[5]'),
                json_extract(new.value, '$[6]'), json_extract(new.value, '$[4]')
         FROM json_each($1) AS new
         WHERE json_extract(new.value, '$[3]') = 'full'
            OR (SELECT count(*) FROM entity_alias a
                WHERE a.kind = json_extract(new.value, '$[0]') AND a.folded = json_extract(new.value, '$[1]')
                  AND a.country = json_extract(new.value, '$[2]')
                  AND a.known_by = json_extract(new.value, '$[3]')) < $2
         ON CONFLICT DO NOTHING",
    )
    .bind(serde_json::Value::from_iter(rows).to_string())
    .bind(values::integer(HOLDERS_MAX))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("entity_alias_insert", error))?;
    Ok(())
}

/// Counts the names of `revision_id` for its story.
pub(super) async fn count(
    connection: &mut SqliteConnection,
    revision_id: i64,
    story_id: i64,
) -> Result<(), StoreError> {
    let steps = [
        (
            "entity_story_count",
            "INSERT INTO entity_story (entity_id, story_id, articles, mentions)
             SELECT entity_id, $2, 1, coalesce(sum(mentions), 0) FROM fact
             WHERE revision_id = $1 AND entity_id IS NOT NULL
             GROUP BY entity_id
             ON CONFLICT (entity_id, story_id) DO UPDATE
             SET articles = entity_story.articles + 1, mentions = entity_story.mentions + excluded.mentions",
        ),
        (
            "entity_count",
            "UPDATE entity
             SET articles = entity.articles + 1,
                 stories = entity.stories + CASE WHEN told.held = 1 THEN 1 ELSE 0 END,
                 mentions = entity.mentions + told.named,
                 first_seen_at = CASE WHEN told.seen_at < entity.first_seen_at THEN told.seen_at ELSE entity.first_seen_at END,
                 last_seen_at = CASE WHEN told.seen_at > entity.last_seen_at THEN told.seen_at ELSE entity.last_seen_at END
             FROM (SELECT f.entity_id AS id, coalesce(sum(f.mentions), 0) AS named, max(s.articles) AS held,
                          max(a.first_seen_at) AS seen_at
                   FROM fact f
                   JOIN article a ON a.article_id = f.article_id
                   JOIN entity_story s ON s.entity_id = f.entity_id AND s.story_id = $2
                   WHERE f.revision_id = $1 GROUP BY f.entity_id) AS told
             WHERE entity.entity_id = told.id",
        ),
    ];
    for (name, sql) in steps {
        run(connection, name, sql, revision_id, story_id).await?;
    }
    Ok(())
}

/// Undoes [`count`] for a revision that is no longer the current one, or no longer in that story.
pub(super) async fn uncount(
    connection: &mut SqliteConnection,
    revision_id: i64,
    story_id: i64,
) -> Result<(), StoreError> {
    let steps = [
        (
            "entity_story_uncount",
            "UPDATE entity_story SET articles = articles - 1, mentions = entity_story.mentions - told.mentions
             FROM (SELECT entity_id AS id, coalesce(sum(mentions), 0) AS mentions FROM fact
                   WHERE revision_id = $1 AND entity_id IS NOT NULL GROUP BY entity_id) AS told
             WHERE entity_story.entity_id = told.id AND entity_story.story_id = $2",
        ),
        (
            "entity_uncount",
            "UPDATE entity
             SET articles = entity.articles - 1,
                 stories = entity.stories - CASE WHEN told.held = 0 THEN 1 ELSE 0 END,
                 mentions = entity.mentions - told.named
             FROM (SELECT f.entity_id AS id, coalesce(sum(f.mentions), 0) AS named, max(s.articles) AS held
                   FROM fact f
                   JOIN entity_story s ON s.entity_id = f.entity_id AND s.story_id = $2
                   WHERE f.revision_id = $1 GROUP BY f.entity_id) AS told
             WHERE entity.entity_id = told.id",
        ),
        (
            "entity_story_delete",
            "DELETE FROM entity_story
             WHERE story_id = $2 AND articles = 0 AND entity_id IN
                (SELECT entity_id FROM fact WHERE revision_id = $1 AND entity_id IS NOT NULL)",
        ),
    ];
    for (name, sql) in steps {
        run(connection, name, sql, revision_id, story_id).await?;
    }
    Ok(())
}

async fn run(
    connection: &mut SqliteConnection,
    name: &'static str,
    sql: &'static str,
    revision_id: i64,
    story_id: i64,
) -> Result<(), StoreError> {
    sqlx::query(sql)
        .bind(revision_id)
        .bind(story_id)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver(name, error))?;
    Ok(())
}
