//! Reads the configuration and finds all its mistakes at once.
//!
//! serde stops at its first error. So the text is parsed into a tree with positions, and every key of
//! every table is tried alone ([`super::form`]); what is wrong is left out, and what is left is judged by
//! its values: each mistake is its own message at its own place.

use std::fmt;
use std::path::Path;

use toml::de::DeTable;

use super::form::{self, Faults};
use super::overrides::{self, Given, Override};
use super::{Config, surroundings};

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `file:line:column`, the file alone when it says nothing of the matter, or the variable's or flag's name.
    pub place: String,
    /// One line.
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

/// How much has to be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Keys and values.
    Values,
    /// What the daemon needs beside: a contact, the store's folder, the operator's agencies.
    Daemon,
}

/// Reads `path` (defaults alone when `None`), lays `variables` over it, and `given` over both.
///
/// # Errors
/// Every mistake found, in the order of the file, then of the variables, then of the flags.
pub fn load(
    path: Option<&Path>,
    variables: impl IntoIterator<Item = (String, String)>,
    given: &[Given],
    extent: Extent,
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
    let source = Source {
        name: &name,
        text: &text,
    };
    read(source, variables, given, extent)
}

/// [`load`] for a text that is already here.
fn read(
    source: Source<'_>,
    variables: impl IntoIterator<Item = (String, String)>,
    given: &[Given],
    extent: Extent,
) -> Result<Config, ConfigErrors> {
    let (tree, syntax) = DeTable::parse_recoverable(source.text);
    let mut problems = Problems::new(source);
    for error in &syntax {
        problems.at(error.span().map_or(0, |span| span.start), error.message());
    }
    if !syntax.is_empty() {
        return Err(problems.sorted());
    }
    let tree = tree.into_inner();
    let faults = form::check(&tree, &mut problems);
    let mut table: toml::Table = toml::from_str(source.text).unwrap_or_default();
    faults.take_out_of(&mut table);
    let overrides = overrides::all(variables, given, &mut problems);
    for one in &overrides {
        if let Some(section) = table
            .entry(one.section.clone())
            .or_insert_with(|| toml::Value::Table(toml::Table::new()))
            .as_table_mut()
        {
            section.insert(one.key.clone(), one.value.clone());
        }
    }
    let config: Config = match table.try_into() {
        Ok(config) => config,
        Err(error) => {
            let error: toml::de::Error = error;
            if problems.is_empty() {
                problems.of_all(error.message());
            }
            return Err(problems.sorted());
        }
    };
    let places = Places {
        tree: &tree,
        faults: &faults,
        overrides: &overrides,
    };
    for (section, key, message) in config.problems() {
        places.report(&mut problems, section, key, &format!("{section}.{key} {message}"));
    }
    if extent == Extent::Daemon {
        surroundings::check(&config, &places, &mut problems);
    }
    if problems.is_empty() {
        Ok(config)
    } else {
        Err(problems.sorted())
    }
}

/// A text and what it is called.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

/// Where each value comes from.
pub(super) struct Places<'a> {
    tree: &'a DeTable<'a>,
    faults: &'a Faults,
    overrides: &'a [Override],
}

impl Places<'_> {
    /// A mistake in the value of `section.key`, at the place that gives it. Where the value was left out
    /// because it could not be read, that has been said already, and the default is not to blame.
    pub(super) fn report(&self, problems: &mut Problems<'_>, section: &str, key: &str, message: &str) {
        // The last one counts.
        let over = self
            .overrides
            .iter()
            .rfind(|one| one.section == section && one.key == key);
        match over {
            Some(over) => problems.of(&over.place, message),
            None if self.faults.has(section, key) => {}
            None => match self.position(section, key) {
                Some(at) => problems.at(at, message),
                None => problems.of_all(message),
            },
        }
    }

    /// Where a mistake in `section.key` stands among the others, for one that has a place of its own.
    pub(super) fn position(&self, section: &str, key: &str) -> Option<usize> {
        let value = self.tree.get(section)?;
        let keys = value.get_ref().as_table();
        let key = keys.and_then(|keys| keys.iter().find(|(name, _)| name.get_ref() == key));
        Some(key.map_or(value.span().start, |(name, _)| name.span().start))
    }
}

/// Mistakes, and the order to tell them in.
pub(super) struct Problems<'a> {
    source: Source<'a>,
    /// With the byte of the text that each belongs to.
    found: Vec<(usize, Problem)>,
}

impl<'a> Problems<'a> {
    fn new(source: Source<'a>) -> Self {
        Self {
            source,
            found: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// At a byte of the text.
    pub(super) fn at(&mut self, at: usize, message: &str) {
        self.add(at, place(self.source, at), message);
    }

    /// Of something that the text does not mention.
    pub(super) fn of_all(&mut self, message: &str) {
        self.add(0, self.source.name.to_owned(), message);
    }

    /// Of a variable or a flag: after the file.
    pub(super) fn of(&mut self, place: &str, message: &str) {
        self.add(usize::MAX, place.to_owned(), message);
    }

    /// In another file, which the text names at byte `at`.
    pub(super) fn elsewhere(&mut self, at: Option<usize>, place: String, message: &str) {
        self.add(at.unwrap_or(usize::MAX), place, message);
    }

    fn add(&mut self, at: usize, place: String, message: &str) {
        let message = message.lines().map(str::trim).collect::<Vec<_>>().join("; ");
        self.found.push((at, Problem { place, message }));
    }

    fn sorted(mut self) -> ConfigErrors {
        self.found.sort_by_key(|(at, _)| *at);
        ConfigErrors(self.found.into_iter().map(|(_, problem)| problem).collect())
    }
}

/// `file:line:column`, both from 1, the column in characters.
fn place(source: Source<'_>, at: usize) -> String {
    let before = source
        .text
        .get(..at.min(source.text.len()))
        .unwrap_or(source.text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    format!("{}:{line}:{column}", source.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_values(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
        let source = Source {
            name: "dateline.toml",
            text,
        };
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        read(source, variables, &[], Extent::Values)
    }

    fn mistakes(text: &str) -> Vec<String> {
        match read_values(text, &[]) {
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
            read_values(
                "[pages]\nin_flight_max = 3\n",
                &[("DATELINE_PAGES__IN_FLIGHT_MAX", value)],
            )
        };
        assert_eq!(over("7").unwrap().pages.in_flight_max, 7);
        let error = over("seven").unwrap_err();
        assert_eq!(error.0[0].place, "DATELINE_PAGES__IN_FLIGHT_MAX");
        assert_eq!(over("0").unwrap_err().0[0].place, "DATELINE_PAGES__IN_FLIGHT_MAX");
    }

    #[test]
    fn other_programs_variables_with_our_prefix_are_ignored() {
        assert!(read_values("", &[("DATELINE_DATA", "x")]).is_ok());
    }

    #[test]
    fn values_are_judged_beside_mistakes_of_form_in_the_order_of_the_file() {
        let found = mistakes(
            "[story]\nwindow_h = 0\n[nett]\n[pages]\nin_flight_max = 0\nenabeld = true\n\
             [[outlet]]\nhost = \"a.example\"\n[log]\nlevel = \"warning\"\n",
        );
        let places: Vec<&str> = found.iter().filter_map(|line| line.split(": ").next()).collect();
        let lines = [2, 3, 5, 6, 7, 10];
        assert_eq!(places.len(), lines.len(), "{found:#?}");
        for (place, line) in places.iter().zip(lines) {
            assert!(place.starts_with(&format!("dateline.toml:{line}:")), "{found:#?}");
        }
        assert!(found[5].contains("did you mean `warn`?"), "{found:#?}");
    }

    #[test]
    fn a_value_that_cannot_be_read_is_not_blamed_twice() {
        assert_eq!(mistakes("[story]\nwindow_h = \"x\"\n").len(), 1);
    }

    #[test]
    fn lists_in_variables_are_words_with_commas_or_toml() {
        let list = |value: &str| read_values("", &[("DATELINE_NET__ALLOW_NETWORKS", value)]);
        for (value, count) in [
            ("10.1.0.0/16", 1),
            ("10.1.0.0/16, fd00::/8", 2),
            ("[\"10.1.0.0/16\"]", 1),
            ("[]", 0),
            ("", 0),
        ] {
            assert_eq!(list(value).unwrap().net.allow_networks.len(), count, "{value}");
        }
        let error = list("10.1.0.0/16,10.2.0.0/99").unwrap_err().to_string();
        assert!(
            error.contains("`10.2.0.0/99`") && !error.contains('\n'),
            "{error}"
        );
        let ports = read_values("", &[("DATELINE_NET__ALLOW_PORTS", "80,443")]).unwrap();
        assert_eq!(ports.net.allow_ports, [80, 443]);
        let port = read_values("", &[("DATELINE_NET__ALLOW_PORTS", "8080")]).unwrap();
        assert_eq!(port.net.allow_ports, [8080]);
    }

    #[test]
    fn a_bad_network_is_named_with_what_to_write() {
        let found = mistakes("[net]\nallow_networks = [\n  \"10.0.0.0/8\",\n  \"10.1.2.3\",\n]\n");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("dateline.toml:2:") && found[0].contains("`10.1.2.3`"),
            "{found:?}"
        );
        assert!(found[0].contains("10.1.2.3/32"), "{found:?}");
    }

    #[test]
    fn a_flag_wins_and_is_the_place_of_its_mistake() {
        let given = [Given {
            flag: "--log-level",
            table: "log",
            key: "level",
            value: "warning".to_owned(),
        }];
        let source = Source {
            name: "f",
            text: "[log]\nlevel = \"nonsense\"\n",
        };
        let variables = [("DATELINE_LOG__LEVEL".to_owned(), "info".to_owned())];
        let error = read(source, variables, &given, Extent::Values).unwrap_err();
        assert_eq!(error.0.len(), 1);
        assert_eq!(error.0[0].place, "--log-level");
    }

    #[test]
    fn a_daemon_needs_a_contact_a_folder_and_readable_agencies() {
        let folder = tempfile::tempdir().unwrap();
        let agencies = folder.path().join("mine.toml");
        std::fs::write(&agencies, "\n[[agency]]\nid = \"A B\"\n").unwrap();
        let text = format!(
            "[store]\npath = \"{}/none/news.db\"\n[agencies]\nextra = \"{}\"\n",
            folder.path().display(),
            agencies.display()
        );
        let source = Source {
            name: "f",
            text: &text,
        };
        assert!(read(source, [], &[], Extent::Values).is_ok());
        let found = read(source, [], &[], Extent::Daemon).unwrap_err().0;
        assert_eq!(found.len(), 3, "{found:#?}");
        assert_eq!(found[0].place, "f");
        assert!(found[0].message.starts_with("net.contact is empty"));
        assert_eq!(found[1].place, "f:2:1");
        assert!(found[1].message.contains("none"), "{found:#?}");
        assert!(
            found[2].place.starts_with(&format!("{}:2:", agencies.display())),
            "{found:#?}"
        );
    }
}
