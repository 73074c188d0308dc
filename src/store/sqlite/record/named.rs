//! Persons, organisations and places of a revision: each once, with how often it is named, and once more for
//! each further role.

use std::collections::HashMap;

use super::rows::Bound;
use crate::model::{Entity, Fact, FactDetail, FactKind, Happening, Role};

/// A fact on its way into the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub fact: &'a Fact,
    /// Of the row that stands for a name: how often the revision has it. `None` for further roles of a person,
    /// and for facts that are no names.
    pub mentions: Option<i64>,
}

/// `facts` in their order, with one row for each name: the first mention that tells a role, else the first; and one
/// for each other role.
pub(super) fn told_once(facts: &[Fact]) -> Vec<Row<'_>> {
    let mut names: HashMap<(FactKind, &str, i64), Vec<usize>> = HashMap::new();
    for (at, fact) in facts.iter().enumerate() {
        if let FactDetail::Entity(entity) = &fact.detail {
            names
                .entry((fact.kind, entity.name.as_str(), fact.key))
                .or_default()
                .push(at);
        }
    }
    let mut mentions: HashMap<usize, Option<i64>> = HashMap::new();
    for places in names.values() {
        let mut roles: Vec<&Role> = Vec::new();
        for &at in places {
            let Some(role) = entity_of(&facts[at]).and_then(|entity| entity.role.as_ref()) else {
                continue;
            };
            let is_told = roles
                .iter()
                .any(|told| told.title == role.title && told.org == role.org && told.country == role.country);
            if !is_told {
                roles.push(role);
                mentions.insert(at, None);
            }
        }
        let first = places
            .iter()
            .copied()
            .find(|at| mentions.contains_key(at))
            .or(places.first().copied());
        if let Some(first) = first {
            mentions.insert(first, i64::try_from(places.len()).ok());
        }
    }
    facts
        .iter()
        .enumerate()
        .filter_map(|(at, fact)| match (&fact.detail, mentions.get(&at)) {
            (FactDetail::Entity(_), None) => None,
            (_, held) => Some(Row {
                fact,
                mentions: held.copied().flatten(),
            }),
        })
        .collect()
}

/// The person, organisation or place that a fact names.
pub(super) const fn entity_of(fact: &Fact) -> Option<&Entity> {
    match &fact.detail {
        FactDetail::Entity(entity) => Some(entity),
        _ => None,
    }
}

/// What a fact says that took place.
pub(super) const fn happening_of(fact: &Fact) -> Option<&Happening> {
    match &fact.detail {
        FactDetail::Happening(happening) => Some(happening),
        _ => None,
    }
}

/// Degrees as they are stored.
pub(super) fn hundredths(degrees: f32) -> f64 {
    (f64::from(degrees) * 100.0).round() / 100.0
}

/// Binds the columns that only names have, and the place of a happening.
pub(super) fn bind<'q>(query: Bound<'q>, row: &Row<'q>) -> Bound<'q> {
    let entity = entity_of(row.fact);
    let happening = happening_of(row.fact);
    let position = entity
        .and_then(|entity| entity.position)
        .or(happening.and_then(|happening| happening.position));
    let country = entity
        .and_then(|entity| entity.country.as_deref())
        .or(happening.and_then(|happening| happening.country.as_deref()));
    let role = entity.and_then(|entity| entity.role.as_ref());
    query
        .bind(entity.map(|entity| entity.form.as_str()))
        .bind(row.mentions)
        .bind(country)
        .bind(position.map(|(latitude, _)| hundredths(latitude)))
        .bind(position.map(|(_, longitude)| hundredths(longitude)))
        .bind(role.map(|role| role.title.as_str()))
        .bind(role.and_then(|role| role.org.as_deref()))
        .bind(role.and_then(|role| role.country.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Modality, Polarity, SectionKind, Span};

    fn named(at: usize, name: &str, title: Option<&str>) -> Fact {
        Fact {
            kind: FactKind::Person,
            span: Span::new(at, at + 4),
            sentence: Span::new(0, 100),
            section: SectionKind::Body,
            attribution: None,
            polarity: Polarity::Positive,
            modality: Modality::Asserted,
            confidence: 0.9,
            detail: FactDetail::Entity(Entity {
                name: name.into(),
                role: title.map(|title| Role {
                    span: Span::new(at, at + 4),
                    title: title.into(),
                    org: None,
                    country: None,
                }),
                ..Entity::default()
            }),
            key: 1,
        }
    }

    #[test]
    fn a_name_is_one_row_that_counts_its_mentions_and_further_roles_are_more() {
        let facts = [
            named(0, "Ada Lind", None),
            named(10, "Ada Lind", Some("director")),
            named(20, "Bo Orr", None),
            named(30, "Ada Lind", Some("director")),
            named(40, "Ada Lind", Some("novelist")),
            named(50, "Bo Orr", None),
        ];
        let rows: Vec<(usize, Option<i64>)> = told_once(&facts)
            .iter()
            .map(|row| (row.fact.span.start, row.mentions))
            .collect();
        assert_eq!(rows, [(10, Some(4)), (20, Some(2)), (40, None)]);
    }
}
