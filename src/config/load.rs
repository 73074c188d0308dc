//! Reads the configuration and finds all its mistakes at once.
//!
//! serde stops at its first error. So the text is parsed into a tree with positions, and every key of
//! every table is tried alone against that table's type: each mistake is then its own message, with
//! line, column and, for a misspelt key, the key that was probably meant.

use std::fmt;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{
    AgencySettings, Config, ControlSettings, LogSettings, PageSettings, StoreSettings, StorySettings,
};
use crate::{net_guard, poll, serve};

/// Prefix of variables that override the file: `DATELINE_POLL__MIN_INTERVAL_S=300`.
const PREFIX: &str = "DATELINE_";
/// Two names this close (Jaro-Winkler, 0 to 1) are taken for a misspelling.
pub(super) const SIMILAR_MIN: f64 = 0.8;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `file:line:column`, or the variable's name.
    pub place: String,
    pub message: String,
}

/// All mistakes of a configuration. Exit code 78.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigErrors(pub Vec<Problem>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{}: {}", problem.place, problem.message)?;
        }
        Ok(())
    }
}

/// Reads `path` (defaults alone when `None`) and lays `variables` over it.
///
/// # Errors
/// Every mistake found, in the order of the file, then of the variables.
pub fn load(
    path: Option<&Path>,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigErrors> {
    let (name, text) = match path {
        None => ("built-in defaults".to_owned(), String::new()),
        Some(path) => match std::fs::read_to_string(path) {
            Ok(text) => (path.display().to_string(), text),
            Err(error) => {
                let message = format!("cannot be read: {error}");
                return Err(ConfigErrors(vec![Problem {
                    place: path.display().to_string(),
                    message,
                }]));
            }
        },
    };
    read(&name, &text, variables)
}

/// [`load`] for a text that is already here.
fn read(
    name: &str,
    text: &str,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigErrors> {
    let (tree, syntax) = DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = syntax
        .iter()
        .map(|error| problem_at(name, text, error.span().map_or(0, |s| s.start), error.message()))
        .collect();
    if !problems.is_empty() {
        return Err(ConfigErrors(problems));
    }
    let tree = tree.into_inner();
    check_tables(name, text, &tree, &mut problems);

    let mut table: toml::Table = toml::from_str(text).unwrap_or_default();
    let overrides = overrides(variables, &mut problems);
    for (section, key, value, _) in &overrides {
        if let Some(section) = table
            .entry(section.clone())
            .or_insert_with(|| toml::Value::Table(toml::Table::new()))
            .as_table_mut()
        {
            section.insert(key.clone(), value.clone());
        }
    }
    if !problems.is_empty() {
        return Err(ConfigErrors(problems));
    }
    let config: Config = match table.try_into() {
        Ok(config) => config,
        Err(error) => {
            let error: toml::de::Error = error;
            return Err(ConfigErrors(vec![Problem {
                place: name.to_owned(),
                message: error.message().to_owned(),
            }]));
        }
    };
    for (section, key, message) in config.problems() {
        let variable = overrides.iter().find(|(s, k, _, _)| s == section && k == key);
        let place = match variable {
            Some((_, _, _, variable)) => variable.clone(),
            None => place(name, text, key_position(&tree, section, key)),
        };
        problems.push(Problem {
            place,
            message: format!("{section}.{key} {message}"),
        });
    }
    if problems.is_empty() {
        Ok(config)
    } else {
        Err(ConfigErrors(problems))
    }
}

/// Tries every key of every table alone.
fn check_tables(name: &str, text: &str, tree: &DeTable<'_>, problems: &mut Vec<Problem>) {
    for (key, value) in tree {
        let section: &str = key.get_ref().as_ref();
        if section == "outlet" {
            if let Err(error) = Vec::<super::OutletRule>::deserialize_from(value.clone()) {
                let at = error.span().unwrap_or(value.span()).start;
                problems.push(problem_at(name, text, at, &explain(error.message())));
            }
            continue;
        }
        let Some(check) = checker(section) else {
            let known = [
                "store", "net", "poll", "pages", "story", "agencies", "control", "health", "log", "outlet",
            ];
            let message = format!("unknown table [{section}]{}", suggestion(section, known));
            problems.push(problem_at(name, text, key.span().start, &message));
            continue;
        };
        let Some(keys) = value.get_ref().as_table() else {
            let message = format!("{section} must be a table: write [{section}] on a line of its own");
            problems.push(problem_at(name, text, value.span().start, &message));
            continue;
        };
        for (key, value) in keys {
            let mut alone = DeTable::new();
            alone.insert(key.clone(), value.clone());
            let alone = Spanned::new(key.span().start..value.span().end, DeValue::Table(alone));
            if let Err(error) = check(alone) {
                let at = error.span().filter(|s| s.start > 0).unwrap_or(value.span()).start;
                let message = format!("{section}.{}: {}", key.get_ref(), explain(error.message()));
                problems.push(problem_at(name, text, at, &message));
            }
        }
    }
    problems.sort_by_key(|problem| position_of(&problem.place));
}

type Check = fn(Spanned<DeValue<'_>>) -> Result<(), toml::de::Error>;

/// The check of one table's type; `None` for a table that does not exist.
fn checker(section: &str) -> Option<Check> {
    fn check<T: DeserializeOwned>(value: Spanned<DeValue<'_>>) -> Result<(), toml::de::Error> {
        T::deserialize_from(value).map(drop)
    }
    Some(match section {
        "store" => check::<StoreSettings>,
        "net" => check::<net_guard::Settings>,
        "poll" => check::<poll::Settings>,
        "pages" => check::<PageSettings>,
        "story" => check::<StorySettings>,
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

/// `DATELINE_TABLE__KEY=value` as (table, key, value, variable). The value is read as TOML, else as text.
fn overrides(
    variables: impl IntoIterator<Item = (String, String)>,
    problems: &mut Vec<Problem>,
) -> Vec<(String, String, toml::Value, String)> {
    let mut found = Vec::new();
    let mut variables: Vec<_> = variables
        .into_iter()
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect();
    variables.sort();
    for (variable, text) in variables {
        let path = variable[PREFIX.len()..].to_lowercase();
        let Some((section, key)) = path.split_once("__") else {
            // Other tools may use the prefix for words of their own (DATELINE_DATA); only tables are ours.
            continue;
        };
        let value = text
            .parse::<toml::Value>()
            .ok()
            .filter(|value| !value.is_datetime())
            .unwrap_or_else(|| toml::Value::String(text.clone()));
        let alone = format!("{key} = {value}");
        let message = match checker(section) {
            None => Some(format!("there is no table [{section}]")),
            Some(check) => match ValueTable::parse(&alone) {
                Ok(table) => check(table).err().map(|error| explain(error.message())),
                Err(error) => Some(error.message().to_owned()),
            },
        };
        match message {
            Some(message) => problems.push(Problem {
                place: variable,
                message,
            }),
            None => found.push((section.to_owned(), key.to_owned(), value, variable)),
        }
    }
    found
}

/// A TOML document as a value.
struct ValueTable;

impl ValueTable {
    fn parse(text: &str) -> Result<Spanned<DeValue<'_>>, toml::de::Error> {
        let table = DeTable::parse(text)?;
        let span = table.span();
        Ok(Spanned::new(span, DeValue::Table(table.into_inner())))
    }
}

/// serde's words for people: a misspelt key gets a suggestion before the list of all keys.
fn explain(message: &str) -> String {
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
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(similar, _)| *similar >= SIMILAR_MIN)
        .map_or(String::new(), |(_, candidate)| {
            format!(", did you mean `{candidate}`?")
        })
}

fn key_position(tree: &DeTable<'_>, section: &str, key: &str) -> usize {
    let Some(value) = tree.get(section) else { return 0 };
    value
        .get_ref()
        .as_table()
        .and_then(|keys| {
            keys.iter()
                .find(|(name, _)| name.get_ref().as_ref() as &str == key)
        })
        .map_or(value.span().start, |(name, _)| name.span().start)
}

fn problem_at(name: &str, text: &str, at: usize, message: &str) -> Problem {
    Problem {
        place: place(name, text, at),
        message: message.to_owned(),
    }
}

/// `file:line:column`, both from 1, the column in characters.
fn place(name: &str, text: &str, at: usize) -> String {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    format!("{name}:{line}:{column}")
}

fn position_of(place: &str) -> (usize, usize) {
    let mut parts = place.rsplit(':').map(|part| part.parse().unwrap_or(0));
    let column = parts.next().unwrap_or(0);
    (parts.next().unwrap_or(0), column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        match read("dateline.toml", text, []) {
            Ok(_) => Vec::new(),
            Err(errors) => errors
                .0
                .iter()
                .map(|p| format!("{}: {}", p.place, p.message))
                .collect(),
        }
    }

    #[test]
    fn all_mistakes_are_reported_at_once_with_their_places() {
        let found = mistakes("[pages]\nenabeld = true\nin_flight_max = \"many\"\n\n[stroe]\npath = \"x\"\n");
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(
            found[0].starts_with(
                "dateline.toml:2:1: pages.enabeld: unknown key `enabeld`, did you mean `enabled`?"
            )
        );
        assert!(
            found[1].starts_with("dateline.toml:3:17: pages.in_flight_max: invalid type"),
            "{}",
            found[1]
        );
        assert!(
            found[2].starts_with("dateline.toml:5:2: unknown table [stroe], did you mean `store`?"),
            "{}",
            found[2]
        );
    }

    #[test]
    fn a_value_out_of_range_is_reported_at_its_key() {
        assert_eq!(
            mistakes("[pages]\n\n  in_flight_max = 0\n"),
            ["dateline.toml:3:3: pages.in_flight_max must be from 1 to 1024"]
        );
    }

    #[test]
    fn broken_toml_is_reported_with_line_and_column() {
        let found = mistakes("[pages]\nenabled = \n");
        assert!(found[0].starts_with("dateline.toml:2:"), "{found:?}");
    }

    #[test]
    fn variables_win_over_the_file_and_are_checked_like_it() {
        let over = |value: &str| {
            read(
                "f",
                "[pages]\nin_flight_max = 3\n",
                [("DATELINE_PAGES__IN_FLIGHT_MAX".to_owned(), value.to_owned())],
            )
        };
        assert_eq!(over("7").unwrap().pages.in_flight_max, 7);
        let error = over("seven").unwrap_err();
        assert_eq!(error.0[0].place, "DATELINE_PAGES__IN_FLIGHT_MAX");
        assert_eq!(over("0").unwrap_err().0[0].place, "DATELINE_PAGES__IN_FLIGHT_MAX");
    }

    #[test]
    fn other_programs_variables_with_our_prefix_are_ignored() {
        assert!(read("f", "", [("DATELINE_DATA".to_owned(), "x".to_owned())]).is_ok());
    }
}
