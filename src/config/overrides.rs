//! What wins over the file: variables `DATELINE_TABLE__KEY`, and flags over those.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::form::{checker, explain};
use super::load::Problems;

/// Prefix of variables that override the file: `DATELINE_POLL__MIN_INTERVAL_S=300`.
const PREFIX: &str = "DATELINE_";

/// A setting given on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// As it is written, `--log-level`: the place of its mistakes.
    pub flag: &'static str,
    pub table: &'static str,
    pub key: &'static str,
    pub value: String,
}

/// One value that wins over the file.
pub(super) struct Override {
    pub(super) section: String,
    pub(super) key: String,
    pub(super) value: toml::Value,
    /// The variable's or flag's name.
    pub(super) place: String,
}

/// Those that can be read; of equal ones the last counts.
pub(super) fn all(
    variables: impl IntoIterator<Item = (String, String)>,
    given: &[Given],
    problems: &mut Problems<'_>,
) -> Vec<Override> {
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
        match read(section, key, &text) {
            Ok(value) => found.push(Override {
                section: section.to_owned(),
                key: key.to_owned(),
                value,
                place: variable,
            }),
            Err(message) => problems.of(&variable, &message),
        }
    }
    found.extend(given.iter().map(|given| Override {
        section: given.table.to_owned(),
        key: given.key.to_owned(),
        value: toml::Value::String(given.value.clone()),
        place: given.flag.to_owned(),
    }));
    found
}

/// The value is TOML, else text, and for a list also words with commas between them.
fn read(section: &str, key: &str, text: &str) -> Result<toml::Value, String> {
    let value = one(text);
    let Err(message) = check(section, key, &value) else {
        return Ok(value);
    };
    let list = toml::Value::Array(
        text.split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(one)
            .collect(),
    );
    match check(section, key, &list) {
        Ok(()) => Ok(list),
        // It is a list, and one of its entries is wrong.
        Err(of_list) if message.contains("expected a sequence") => Err(of_list),
        Err(_) => Err(message),
    }
}

fn one(text: &str) -> toml::Value {
    text.parse::<toml::Value>()
        .ok()
        .filter(|value| !value.is_datetime())
        .unwrap_or_else(|| toml::Value::String(text.to_owned()))
}

/// Tries the value as the only one of its table.
fn check(section: &str, key: &str, value: &toml::Value) -> Result<(), String> {
    let Some(check) = checker(section) else {
        return Err(format!("there is no table [{section}]"));
    };
    let alone = format!("{key} = {value}");
    let table = DeTable::parse(&alone).map_err(|error| error.message().to_owned())?;
    let span = table.span();
    check(Spanned::new(span, DeValue::Table(table.into_inner()))).map_err(|error| explain(error.message()))
}
