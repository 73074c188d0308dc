//! The form of a configuration: tables and keys that exist, values of the right type. Every key is tried
//! alone, so that one mistake hides no other.

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::load::Problems;
use super::{
    AgencySettings, ControlSettings, LogSettings, PageSettings, RetentionSettings, StoreSettings,
    StorySettings,
};
use crate::attribute::OutletRule;
use crate::{net_guard, poll, serve};

/// Two names this close (Jaro-Winkler, 0 to 1) are taken for a misspelling.
pub(super) const SIMILAR_MIN: f64 = 0.8;

/// The tables there are; `outlet` is a list of them.
const TABLES: [&str; 11] = [
    "store",
    "net",
    "poll",
    "pages",
    "story",
    "retention",
    "agencies",
    "control",
    "health",
    "log",
    "outlet",
];

/// What cannot be read.
#[derive(Debug, Default)]
pub(super) struct Faults {
    tables: Vec<String>,
    keys: Vec<(String, String)>,
    /// Places in the list of outlets, ascending.
    outlets: Vec<usize>,
}

impl Faults {
    /// Whether `table.key` is among it.
    pub(super) fn has(&self, table: &str, key: &str) -> bool {
        self.tables.iter().any(|name| name == table)
            || self.keys.iter().any(|(name, at)| name == table && at == key)
    }

    /// Takes it away, so that what is left can be read.
    pub(super) fn take_out_of(&self, config: &mut toml::Table) {
        for table in &self.tables {
            config.remove(table);
        }
        for (table, key) in &self.keys {
            if let Some(table) = config.get_mut(table).and_then(toml::Value::as_table_mut) {
                table.remove(key);
            }
        }
        if let Some(outlets) = config.get_mut("outlet").and_then(toml::Value::as_array_mut) {
            let mut at = 0;
            outlets.retain(|_| {
                at += 1;
                self.outlets.binary_search(&(at - 1)).is_err()
            });
        }
    }
}

/// Tries every key of every table alone, and every outlet.
pub(super) fn check(tree: &DeTable<'_>, problems: &mut Problems<'_>) -> Faults {
    let mut faults = Faults::default();
    for (key, value) in tree {
        let section: &str = key.get_ref().as_ref();
        if section == "outlet" {
            check_outlets(value, problems, &mut faults);
            continue;
        }
        let Some(check) = checker(section) else {
            let message = format!("unknown table [{section}]{}", suggestion(section, TABLES));
            problems.at(key.span().start, &message);
            faults.tables.push(section.to_owned());
            continue;
        };
        let Some(keys) = value.get_ref().as_table() else {
            let message = format!("{section} must be a table: write [{section}] on a line of its own");
            problems.at(value.span().start, &message);
            faults.tables.push(section.to_owned());
            continue;
        };
        for (key, value) in keys {
            let mut alone = DeTable::new();
            alone.insert(key.clone(), value.clone());
            let alone = Spanned::new(key.span().start..value.span().end, DeValue::Table(alone));
            if let Err(error) = check(alone) {
                let at = error.span().filter(|s| s.start > 0).unwrap_or(value.span()).start;
                let message = format!("{section}.{}: {}", key.get_ref(), explain(error.message()));
                problems.at(at, &message);
                faults.keys.push((section.to_owned(), key.get_ref().to_string()));
            }
        }
    }
    faults
}

fn check_outlets(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>, faults: &mut Faults) {
    let Some(outlets) = value.get_ref().as_array() else {
        problems.at(
            value.span().start,
            "outlet must be a list of tables: write [[outlet]]",
        );
        faults.tables.push("outlet".to_owned());
        return;
    };
    for (at, outlet) in outlets.iter().enumerate() {
        match OutletRule::deserialize_from(outlet.clone()) {
            Ok(rule) => {
                if let Some(problem) = idle(&rule) {
                    problems.at(outlet.span().start, problem);
                }
            }
            Err(error) => {
                let at_byte = error.span().unwrap_or(outlet.span()).start;
                problems.at(at_byte, &format!("outlet: {}", explain(error.message())));
                faults.outlets.push(at);
            }
        }
    }
}

/// Why a rule can never change anything.
fn idle(rule: &OutletRule) -> Option<&'static str> {
    if rule.host.is_none() && rule.feed.is_none() {
        return Some("outlet: the rule fits no article: give host or feed");
    }
    if rule.outlet.is_none() && rule.agency.is_none() && !rule.aggregator {
        return Some(
            "outlet: the rule says nothing of the articles it fits: give outlet, agency or aggregator = true",
        );
    }
    None
}

/// Reads a table's type from a tree.
type Check = fn(Spanned<DeValue<'_>>) -> Result<(), toml::de::Error>;

/// The check of one table's type; `None` for a table that does not exist.
pub(super) fn checker(section: &str) -> Option<Check> {
    fn check<T: DeserializeOwned>(value: Spanned<DeValue<'_>>) -> Result<(), toml::de::Error> {
        T::deserialize_from(value).map(drop)
    }
    Some(match section {
        "store" => check::<StoreSettings>,
        "net" => check::<net_guard::Settings>,
        "poll" => check::<poll::Settings>,
        "pages" => check::<PageSettings>,
        "story" => check::<StorySettings>,
        "retention" => check::<RetentionSettings>,
        "agencies" => check::<AgencySettings>,
        "control" => check::<ControlSettings>,
        "health" => check::<serve::Settings>,
        "log" => check::<LogSettings>,
        _ => return None,
    })
}

trait DeserializeFrom: Sized {
    fn deserialize_from(value: Spanned<DeValue<'_>>) -> Result<Self, toml::de::Error>;
}

impl<T: DeserializeOwned> DeserializeFrom for T {
    fn deserialize_from(value: Spanned<DeValue<'_>>) -> Result<Self, toml::de::Error> {
        T::deserialize(toml::de::ValueDeserializer::from(value))
    }
}

/// serde's words for people: a misspelt key gets a suggestion before the list of all keys.
pub(super) fn explain(message: &str) -> String {
    let Some(rest) = message.strip_prefix("unknown field `") else {
        return message.to_owned();
    };
    let Some((field, known)) = rest.split_once('`') else {
        return message.to_owned();
    };
    let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    format!(
        "unknown key `{field}`{}; known keys: {}",
        suggestion(field, known.iter().copied()),
        known.join(", ")
    )
}

fn suggestion<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(word, known).map_or(String::new(), |candidate| {
        format!(", did you mean `{candidate}`?")
    })
}

/// The known word that `word` was probably meant to be.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(similar, _)| *similar >= SIMILAR_MIN)
        .map(|(_, candidate)| candidate)
}
