//! Who is who across articles: whether a name means somebody whom other articles name.
//!
//! Precision first: a wrong link mixes two people up for good, a missing one is a second row. So a whole name is
//! one entity of its kind, places with their country. Of a person, initials in the middle may come and go while
//! only one person has them so; a middle name written out must agree. A bare surname or acronym is somebody only
//! where the article's own story names one of that name in full, or where one is named so much more than all
//! others that nobody would write it for another.

use std::collections::BTreeSet;

use crate::model::{Entity, EntityChoice, FactKind, KnownBy, KnownName, NameKey};
use crate::text::folded;

/// Entities that share a short name, at most; one that so many share is nobody's.
pub const HOLDERS_MAX: usize = 32;

/// Stories that name an entity in full before its surname or acronym alone means it in others.
const KNOWN_STORIES_MIN: i64 = 3;

/// How many times more stories name it than all others of that short name together.
const LEAD: i64 = 20;

/// Longest name, in words: what is longer is a misreading.
const WORDS_MAX: usize = 16;

/// Fewest and most letters of an acronym.
const ACRONYM_LETTERS: std::ops::RangeInclusive<usize> = 2..=8;

/// Words that belong to the surname behind them, folded.
const PARTICLES: &[&str] = &[
    "al", "el", "de", "del", "della", "der", "den", "di", "da", "dos", "du", "la", "le", "van", "von", "bin",
    "ibn", "ben", "abu", "ter", "ten", "zu", "st", "san", "santa",
];

/// What stands behind a surname and is none.
const GENERATIONS: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// Legal forms at the end of an organisation's name; with or without them it is the same.
const LEGAL_FORMS: &[&str] = &[
    "inc", "corp", "ltd", "limited", "llc", "plc", "co", "ag", "sa", "gmbh", "nv", "bv", "oyj", "ab", "spa",
    "pjsc", "ojsc", "llp",
];

/// How the name of a person, organisation or place is looked up; `None` for what is no name, and for other kinds
/// of facts.
pub fn key(kind: FactKind, entity: &Entity) -> Option<NameKey> {
    let whole = folded(&entity.name);
    let words: Vec<&str> = whole.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > WORDS_MAX || !whole.chars().any(char::is_alphabetic) {
        return None;
    }
    match kind {
        FactKind::Person => Some(person(&words)),
        FactKind::Org => Some(organisation(&entity.name, &words)),
        FactKind::Place => Some(NameKey {
            folded: words.join(" "),
            country: entity.country.clone().unwrap_or_default(),
            ..NameKey::default()
        }),
        _ => None,
    }
}

/// Whom `key` means, of those found under its names.
pub fn choose(key: &NameKey, known: &[KnownName]) -> EntityChoice {
    let is_own = |name: &&KnownName| name.by == KnownBy::Full && name.folded == key.folded;
    let own = known.iter().find(is_own);
    if key.is_bare {
        return match (short(known), own) {
            (Some(entity_id), _) => found(entity_id),
            (None, Some(own)) => found(own.entity_id),
            // Letters are a name of their own, a surname is not.
            (None, None) if key.surnames.is_empty() => EntityChoice::New,
            (None, None) => EntityChoice::Unknown,
        };
    }
    if let Some(own) = own {
        return found(own.entity_id);
    }
    match with_other_middle(key, known) {
        Some(entity_id) => EntityChoice::Known {
            entity_id,
            is_new_name: true,
        },
        None => EntityChoice::New,
    }
}

/// The letters of an acronym as they are looked up: `U.N.` is `un`. `None` for what is none.
pub fn acronym(written: &str) -> Option<String> {
    let letters = written.replace('.', "");
    let is_acronym = ACRONYM_LETTERS.contains(&letters.chars().count())
        && letters.chars().any(char::is_alphabetic)
        && letters.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    is_acronym
        .then(|| folded(&letters))
        .filter(|letters| !letters.is_empty())
}

/// The folded forms under which a name that somebody gives is looked up: as a person, an organisation, a place.
pub fn sought(name: &str) -> Vec<String> {
    let entity = Entity {
        name: name.to_owned(),
        ..Entity::default()
    };
    let kinds = [FactKind::Person, FactKind::Org, FactKind::Place];
    let mut forms: Vec<String> = kinds
        .into_iter()
        .filter_map(|kind| key(kind, &entity))
        .map(|key| key.folded)
        .collect();
    forms.sort();
    forms.dedup();
    forms
}

/// How alike two names are in their letters, 0 to 1: the share of letter pairs that both have (Dice).
pub fn likeness(one: &str, other: &str) -> f64 {
    let pairs = |name: &str| {
        let letters: Vec<char> = format!(" {} ", folded(name)).chars().collect();
        let mut pairs: Vec<(char, char)> = letters
            .windows(2)
            .filter_map(|pair| Some((*pair.first()?, *pair.last()?)))
            .collect();
        pairs.sort_unstable();
        pairs
    };
    let (ones, others) = (pairs(one), pairs(other));
    let mut left = others.iter().peekable();
    let shared = ones.iter().filter(|pair| {
        while left.next_if(|other| other < pair).is_some() {}
        left.next_if(|other| other == pair).is_some()
    });
    2.0 * shared.count() as f64 / (ones.len() + others.len()) as f64
}

const fn found(entity_id: i64) -> EntityChoice {
    EntityChoice::Known {
        entity_id,
        is_new_name: false,
    }
}

fn person(words: &[&str]) -> NameKey {
    let is_generation = words.len() > 2 && GENERATIONS.contains(&words[words.len() - 1]);
    let named = &words[..words.len() - usize::from(is_generation)];
    let last = named.len() - 1;
    let particles = named[..last]
        .iter()
        .rev()
        .take_while(|word| PARTICLES.contains(word))
        .count();
    let surname = named[last - particles..].join(" ");
    let mut surnames = vec![named[last].to_owned()];
    if particles > 0 {
        surnames.push(surname.clone());
    }
    let middle = named.get(1..last - particles).unwrap_or_default();
    let has_middle = !middle.is_empty() && !is_generation;
    NameKey {
        folded: words.join(" "),
        is_bare: particles == last,
        core: has_middle.then(|| format!("{} {surname}", named[0])),
        middle: if has_middle {
            middle.join(" ")
        } else {
            String::new()
        },
        surnames,
        ..NameKey::default()
    }
}

fn organisation(written: &str, words: &[&str]) -> NameKey {
    if let Some(letters) = acronym(written) {
        return NameKey {
            folded: letters,
            is_bare: true,
            ..NameKey::default()
        };
    }
    let first = usize::from(words.len() > 1 && words[0] == "the");
    let is_form = |word: &&str| LEGAL_FORMS.contains(word);
    let end = words
        .iter()
        .rposition(|word| !is_form(word))
        .map_or(words.len(), |at| at + 1);
    let kept = words
        .get(first..end)
        .filter(|kept| !kept.is_empty())
        .unwrap_or(words);
    let kept: Vec<&str> = kept.iter().copied().filter(|word| *word != "and").collect();
    NameKey {
        folded: if kept.is_empty() {
            words.join(" ")
        } else {
            kept.join(" ")
        },
        ..NameKey::default()
    }
}

/// The one entity that a surname or acronym means; `None` where several may be meant.
fn short(known: &[KnownName]) -> Option<i64> {
    let shared: Vec<&KnownName> = known
        .iter()
        .filter(|name| matches!(name.by, KnownBy::Surname | KnownBy::Acronym))
        .collect();
    let here: BTreeSet<i64> = shared
        .iter()
        .filter(|name| name.is_here)
        .map(|name| name.entity_id)
        .collect();
    match here.len() {
        0 => {}
        1 => return here.first().copied(),
        _ => return None,
    }
    if shared.len() >= HOLDERS_MAX {
        return None;
    }
    // Its own letters as a name are one of those that may be meant.
    let leader = shared.iter().max_by_key(|name| (name.stories, -name.entity_id))?;
    let mut others: Vec<(i64, i64)> = known
        .iter()
        .filter(|name| name.by != KnownBy::Core && name.entity_id != leader.entity_id)
        .map(|name| (name.entity_id, name.stories))
        .collect();
    others.sort_unstable();
    others.dedup();
    let others: i64 = others.iter().map(|(_, stories)| stories.max(&1)).sum();
    let is_known = leader.stories >= KNOWN_STORIES_MIN && leader.stories >= LEAD * others;
    is_known.then_some(leader.entity_id)
}

/// The one person of that first and last name whose middle names agree in every form known of the person.
fn with_other_middle(key: &NameKey, known: &[KnownName]) -> Option<i64> {
    let core = key.core.as_ref().unwrap_or(&key.folded);
    if key.surnames.is_empty() {
        return None;
    }
    let named: Vec<&KnownName> = known
        .iter()
        .filter(|name| name.folded == *core && matches!(name.by, KnownBy::Core | KnownBy::Full))
        .collect();
    if named.len() >= HOLDERS_MAX {
        return None;
    }
    let clashing: BTreeSet<i64> = named
        .iter()
        .filter(|name| !agree(&name.middle, &key.middle))
        .map(|name| name.entity_id)
        .collect();
    let mut agreeing = named
        .iter()
        .map(|name| name.entity_id)
        .filter(|id| !clashing.contains(id));
    let first = agreeing.next()?;
    agreeing.all(|id| id == first).then_some(first)
}

/// Whether two persons' middle names can be one person's: initials may be left out or stand for a name.
fn agree(one: &str, other: &str) -> bool {
    let is_initial = |word: &str| word.chars().count() == 1;
    if one.is_empty() || other.is_empty() {
        return one
            .split_whitespace()
            .chain(other.split_whitespace())
            .all(is_initial);
    }
    let (ones, others): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    ones.len() == others.len()
        && ones.iter().zip(&others).all(|(one, other)| {
            one == other
                || is_initial(one) && other.starts_with(one)
                || is_initial(other) && one.starts_with(other)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(kind: FactKind, name: &str) -> NameKey {
        let entity = Entity {
            name: name.into(),
            ..Entity::default()
        };
        key(kind, &entity).unwrap()
    }

    fn known(entity_id: i64, by: KnownBy, folded: &str, middle: &str, stories: i64) -> KnownName {
        KnownName {
            entity_id,
            by,
            folded: folded.into(),
            middle: middle.into(),
            stories,
            is_here: false,
        }
    }

    fn linked(choice: EntityChoice) -> Option<i64> {
        match choice {
            EntityChoice::Known { entity_id, .. } => Some(entity_id),
            _ => None,
        }
    }

    #[test]
    fn a_name_is_looked_up_without_accents_marks_and_legal_form() {
        assert_eq!(key_of(FactKind::Person, "Élise O’Hara").folded, "elise o hara");
        assert_eq!(
            key_of(FactKind::Org, "The Kestrel Mining Co. Ltd.").folded,
            "kestrel mining"
        );
        assert_eq!(
            key_of(FactKind::Org, "Holt & Sons"),
            key_of(FactKind::Org, "Holt and Sons")
        );
        assert_eq!(key_of(FactKind::Org, "U.N."), key_of(FactKind::Org, "UN"));
        assert_eq!(key(FactKind::Person, &Entity::default()), None);
        let endless = Entity {
            name: "word ".repeat(30),
            ..Entity::default()
        };
        assert_eq!(key(FactKind::Org, &endless), None);
    }

    #[test]
    fn a_name_spelt_wrongly_is_most_like_the_one_that_was_meant() {
        let asked = "Aleksandr Belrus";
        let meant = likeness(asked, "Alexander Belrus");
        assert!(meant > likeness(asked, "Alexandra Holt") && meant > likeness(asked, "Anton Zorin"));
        assert!((likeness("Ada", "ada") - 1.0).abs() < f64::EPSILON);
        assert_eq!(sought("U.N."), ["u n", "un"]);
        assert!(sought("—").is_empty());
    }

    #[test]
    fn particles_belong_to_the_surname() {
        let lind = key_of(FactKind::Person, "Ada van der Lind");
        assert_eq!(lind.surnames, ["lind", "van der lind"]);
        assert!(lind.core.is_none() && !lind.is_bare);
        assert!(key_of(FactKind::Person, "al-Lind").is_bare);
        assert!(key_of(FactKind::Person, "Lind").is_bare);
        let junior = key_of(FactKind::Person, "Bo Lind Jr.");
        assert_eq!(
            (junior.folded.as_str(), junior.surnames.as_slice()),
            ("bo lind jr", &["lind".to_owned()][..])
        );
    }

    #[test]
    fn an_initial_may_come_and_go_but_two_initials_are_two_people() {
        let plain = key_of(FactKind::Person, "Ada Lind");
        let with_b = key_of(FactKind::Person, "Ada B. Lind");
        let with_c = key_of(FactKind::Person, "Ada C. Lind");
        let spelt = key_of(FactKind::Person, "Ada Berta Lind");
        let lind = known(1, KnownBy::Full, "ada lind", "", 2);
        assert_eq!(linked(choose(&with_b, std::slice::from_ref(&lind))), Some(1));
        assert_eq!(linked(choose(&spelt, std::slice::from_ref(&lind))), None);
        let middle = known(1, KnownBy::Core, "ada lind", "b", 2);
        assert_eq!(linked(choose(&plain, std::slice::from_ref(&middle))), Some(1));
        assert_eq!(linked(choose(&spelt, std::slice::from_ref(&middle))), Some(1));
        assert_eq!(choose(&with_c, &[lind, middle.clone()]), EntityChoice::New);
        let other = known(2, KnownBy::Core, "ada lind", "c", 2);
        assert_eq!(choose(&plain, &[middle, other]), EntityChoice::New);
    }

    #[test]
    fn a_bare_surname_is_somebody_only_where_nobody_else_can_be_meant() {
        let bare = key_of(FactKind::Person, "Lind");
        let lind = |id, stories| known(id, KnownBy::Surname, "lind", "", stories);
        assert_eq!(choose(&bare, &[]), EntityChoice::Unknown);
        assert_eq!(choose(&bare, &[lind(1, 2)]), EntityChoice::Unknown);
        assert_eq!(linked(choose(&bare, &[lind(1, 3)])), Some(1));
        assert_eq!(choose(&bare, &[lind(1, 19), lind(2, 1)]), EntityChoice::Unknown);
        assert_eq!(linked(choose(&bare, &[lind(1, 20), lind(2, 1)])), Some(1));
        let here = KnownName {
            is_here: true,
            ..lind(2, 1)
        };
        assert_eq!(linked(choose(&bare, &[lind(1, 20), here.clone()])), Some(2));
        let also = KnownName {
            is_here: true,
            ..lind(1, 20)
        };
        assert_eq!(choose(&bare, &[also, here]), EntityChoice::Unknown);
        let many: Vec<KnownName> = (0..32)
            .map(|id| lind(id, if id == 0 { 100_000 } else { 1 }))
            .collect();
        assert_eq!(choose(&bare, &many), EntityChoice::Unknown);
    }

    #[test]
    fn letters_are_a_name_of_their_own_until_one_name_behind_them_leads() {
        let bare = key_of(FactKind::Org, "PDB");
        let bank = |stories| known(1, KnownBy::Acronym, "pdb", "", stories);
        let letters = known(2, KnownBy::Full, "pdb", "", 4);
        assert_eq!(choose(&bare, &[]), EntityChoice::New);
        assert_eq!(linked(choose(&bare, &[bank(3)])), Some(1));
        assert_eq!(linked(choose(&bare, &[bank(3), letters.clone()])), Some(2));
        assert_eq!(linked(choose(&bare, &[bank(80), letters])), Some(1));
    }
}
