//! Reads and checks the text of a catalogue; every problem is reported with its place.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::Agency;

/// One thing wrong with a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgenciesProblem {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl fmt::Display for AgenciesProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {} ({})",
            self.line, self.column, self.message, self.hint
        )
    }
}

/// Why a catalogue was refused: all its problems, in the order of the text; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct AgenciesError {
    pub problems: Vec<AgenciesProblem>,
}

/// The entries of a catalogue.
pub(super) fn entries(toml: &str) -> Result<Vec<Agency>, AgenciesError> {
    let mut check = Check {
        toml,
        problems: Vec::new(),
        ids: HashMap::new(),
        domains: HashMap::new(),
    };
    let entries = check.document();
    if check.problems.is_empty() {
        return Ok(entries);
    }
    check
        .problems
        .sort_by_key(|problem| (problem.line, problem.column));
    Err(AgenciesError {
        problems: check.problems,
    })
}

struct Check<'a> {
    toml: &'a str,
    problems: Vec<AgenciesProblem>,
    ids: HashMap<String, usize>,
    domains: HashMap<String, String>,
}

impl<'a> Check<'a> {
    fn document(&mut self) -> Vec<Agency> {
        let table = match DeTable::parse(self.toml) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                self.report(error.span(), error.message(), "the file is not TOML");
                return Vec::new();
            }
        };
        let mut entries = Vec::new();
        for (key, value) in table {
            if key.get_ref() != "agency" {
                let message = format!("unknown key `{}`", key.get_ref());
                self.report(Some(key.span()), &message, "only [[agency]] tables are read");
                continue;
            }
            let span = value.span();
            match value.into_inner() {
                DeValue::Array(array) => entries.extend(array.into_iter().filter_map(|one| self.entry(one))),
                _ => self.report(Some(span), "`agency` is not a list of tables", "write [[agency]]"),
            }
        }
        entries
    }

    fn entry(&mut self, value: Spanned<DeValue<'a>>) -> Option<Agency> {
        let places = Places::of(&value);
        let table = value.span();
        let deserializer: ValueDeserializer<'a> = value.into_deserializer();
        let agency = match Agency::deserialize(deserializer) {
            Ok(agency) => agency,
            Err(error) => {
                let span = error.span().unwrap_or(table);
                self.report(
                    Some(span),
                    error.message(),
                    "see the comment at the top of the shipped catalogue",
                );
                return None;
            }
        };
        self.identity(&agency, &places);
        self.names(&agency, &places);
        self.domains(&agency, &places);
        Some(agency)
    }

    fn identity(&mut self, agency: &Agency, places: &Places) {
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if agency.id.is_empty() || !agency.id.chars().all(is_word) {
            let hint = "lower-case letters, digits and underscores";
            self.report(places.of_key("id"), &format!("`{}` is no id", agency.id), hint);
        }
        let line = places.of_key("id").map_or(0, |span| self.place(span.start).0);
        if let Some(first) = self.ids.insert(agency.id.clone(), line) {
            let message = format!("id `{}` is given twice, first in line {first}", agency.id);
            self.report(
                places.of_key("id"),
                &message,
                "an operator's own file may replace an entry; one file may not",
            );
        }
        if agency.name.trim().is_empty() {
            self.report(
                places.of_key("name"),
                "the name is empty",
                "the house's full name",
            );
        }
        let is_country = agency.country.len() == 2 && agency.country.bytes().all(|b| b.is_ascii_uppercase());
        if !is_country {
            let message = format!("`{}` is no country", agency.country);
            self.report(
                places.of_key("country"),
                &message,
                "two capital letters of ISO 3166, ZZ for none",
            );
        }
        if agency.languages.is_empty() {
            self.report(
                places.of_key("languages"),
                "no language",
                "the home language first",
            );
        }
        for language in &agency.languages {
            if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
                let message = format!("`{language}` is no language");
                self.report(
                    places.of_item("languages", language),
                    &message,
                    "a tag such as en or fil",
                );
            }
        }
    }

    fn names(&mut self, agency: &Agency, places: &Places) {
        if agency.credit_tokens.is_empty() && agency.aliases.is_empty() {
            let hint = "without a token or an alias no credit can name this agency";
            self.report(places.of_key("credit_tokens"), "no credit token", hint);
        }
        let mut seen = HashMap::new();
        for (key, names) in [
            ("credit_tokens", &agency.credit_tokens),
            ("aliases", &agency.aliases),
        ] {
            for name in names {
                let is_bare = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '.');
                if !is_bare(name.chars().next()) || !is_bare(name.chars().next_back()) {
                    let hint = "no empty names, no spaces or brackets around them";
                    self.report(places.of_item(key, name), &format!("`{name}` is no name"), hint);
                }
                if seen.insert(name.as_str(), key).is_some() {
                    let message = format!("`{name}` is given twice");
                    self.report(
                        places.of_item(key, name),
                        &message,
                        "one of tokens and aliases is enough",
                    );
                }
            }
        }
        for (key, names) in [
            ("ambiguous_tokens", &agency.ambiguous_tokens),
            ("local_tokens", &agency.local_tokens),
        ] {
            for name in names.iter().filter(|name| !seen.contains_key(name.as_str())) {
                let message = format!("`{name}` is neither a token nor an alias of this agency");
                self.report(
                    places.of_item(key, name),
                    &message,
                    "add it to credit_tokens as well",
                );
            }
        }
    }

    fn domains(&mut self, agency: &Agency, places: &Places) {
        for domain in &agency.domains {
            let is_host = domain.contains('.')
                && domain.split('.').all(|label| !label.is_empty())
                && domain
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
            if !is_host || domain.starts_with("www.") {
                let message = format!("`{domain}` is no domain");
                let hint = "a lower-case host without scheme, path or www.";
                self.report(places.of_item("domains", domain), &message, hint);
            }
            if let Some(owner) = self.domains.insert(domain.clone(), agency.id.clone()) {
                let message = format!("`{domain}` belongs to `{owner}` already");
                self.report(
                    places.of_item("domains", domain),
                    &message,
                    "one host is one agency's",
                );
            }
        }
    }

    fn report(&mut self, span: Option<Range<usize>>, message: &str, hint: &str) {
        let (line, column) = self.place(span.map_or(0, |span| span.start));
        self.problems.push(AgenciesProblem {
            line,
            column,
            message: message.to_owned(),
            hint: hint.to_owned(),
        });
    }

    /// Line and column of byte `at`, both from 1.
    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.toml.get(..at).unwrap_or(self.toml);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

/// Where the values of one entry stand in the text.
struct Places {
    entry: Range<usize>,
    keys: HashMap<String, Range<usize>>,
    items: HashMap<(String, String), Range<usize>>,
}

impl Places {
    fn of(value: &Spanned<DeValue<'_>>) -> Self {
        let mut places = Self {
            entry: value.span(),
            keys: HashMap::new(),
            items: HashMap::new(),
        };
        let Some(table) = value.get_ref().as_table() else {
            return places;
        };
        for (key, value) in table {
            let key = key.get_ref().to_string();
            for item in value.get_ref().as_array().into_iter().flatten() {
                if let Some(word) = item.get_ref().as_str() {
                    places.items.insert((key.clone(), word.to_owned()), item.span());
                }
            }
            places.keys.insert(key, value.span());
        }
        places
    }

    fn of_key(&self, key: &str) -> Option<Range<usize>> {
        Some(self.keys.get(key).unwrap_or(&self.entry).clone())
    }

    fn of_item(&self, key: &str, item: &str) -> Option<Range<usize>> {
        let place = self.items.get(&(key.to_owned(), item.to_owned()));
        place.cloned().or_else(|| self.of_key(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(toml: &str) -> Vec<(usize, String)> {
        entries(toml)
            .unwrap_err()
            .problems
            .into_iter()
            .map(|problem| (problem.line, problem.message))
            .collect()
    }

    const ENTRY: &str = "[[agency]]\nid = \"a\"\nname = \"A\"\nkind = \"agency\"\ncountry = \"GB\"\n\
                         languages = [\"en\"]\ncredit_tokens = [\"A\"]\n";

    #[test]
    fn all_problems_are_reported_with_their_lines() {
        let toml = format!(
            "{ENTRY}{}{}",
            ENTRY.replace("[\"A\"]", "[\"\"]"),
            ENTRY.replace("\"GB\"", "\"gb\"").replace("\"a\"", "\"b\"")
                + "domains = [\"https://x.example\"]\n"
        );
        assert_eq!(
            problems(&toml),
            [
                (9, "id `a` is given twice, first in line 2".to_owned()),
                (14, "`` is no name".to_owned()),
                (19, "`gb` is no country".to_owned()),
                (22, "`https://x.example` is no domain".to_owned()),
            ]
        );
    }

    #[test]
    fn an_unknown_field_is_refused_where_it_stands() {
        let found = problems(&format!(
            "{ENTRY}colour = \"red\"\n{}",
            ENTRY.replace("agency\"", "agencies\"")
        ));
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [8, 12]);
        assert!(found[0].1.contains("colour"), "{found:?}");
    }

    #[test]
    fn an_ambiguous_token_must_be_a_token() {
        let found = problems(&format!("{ENTRY}ambiguous_tokens = [\"B\"]\n"));
        assert_eq!(
            found,
            [(8, "`B` is neither a token nor an alias of this agency".to_owned())]
        );
    }

    #[test]
    fn text_that_is_not_toml_is_one_problem() {
        let error = entries("[[agency]\nid = ").unwrap_err();
        assert_eq!(error.problems[0].line, 1);
        assert!(!error.to_string().is_empty());
        assert_eq!(problems("[shape]\n").len(), 1);
        assert_eq!(problems("agency = 3\n").len(), 1);
        assert_eq!(problems("agency = [3, \"x\"]\n").len(), 2);
    }

    #[test]
    fn an_empty_text_is_an_empty_catalogue() {
        assert_eq!(entries("").unwrap(), []);
    }
}
