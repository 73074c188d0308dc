//! The list of what in an address says how a reader came: `config/addresses.toml`.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../config/addresses.toml"))
        .expect("the shipped list is read by a test");
    Rules::from(file)
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    always: Vec<String>,
    mostly: HashSet<String>,
    hosts: Vec<String>,
    #[serde(default)]
    redirector: Vec<Redirector>,
}

/// An address that only leads to the one in a parameter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Redirector {
    host: String,
    /// Any path when absent.
    path: Option<String>,
    /// The first that holds an address counts.
    pub parameters: Vec<String>,
}

struct Rules {
    always: HashSet<String>,
    starts: Vec<String>,
    mostly: HashSet<String>,
    /// Each with its dot.
    hosts: Vec<String>,
    redirectors: Vec<Redirector>,
}

impl From<File> for Rules {
    fn from(file: File) -> Self {
        let (starts, always) = file
            .always
            .into_iter()
            .partition::<Vec<_>, _>(|name| name.ends_with('*'));
        Self {
            always: always.into_iter().collect(),
            starts: starts
                .into_iter()
                .map(|start| start.trim_end_matches('*').to_owned())
                .collect(),
            mostly: file.mostly,
            hosts: file.hosts.into_iter().map(|label| label + ".").collect(),
            redirectors: file.redirector,
        }
    }
}

/// Whether the parameter `name` with `value` can go from the address of an article.
pub(super) fn is_tracking(name: &str, value: &str, path_names_article: bool) -> bool {
    let name = name.to_ascii_lowercase();
    let rules = &*RULES;
    let is_always =
        rules.always.contains(&name) || rules.starts.iter().any(|start| name.starts_with(start.as_str()));
    let is_number = value.len() > 2 && value.bytes().all(|c| c.is_ascii_digit());
    is_always || (path_names_article && !is_number && rules.mostly.contains(&name))
}

/// `host` without a first label that only names another dress of the site; `None` when it has none.
pub(super) fn undressed(host: &str) -> Option<&str> {
    RULES
        .hosts
        .iter()
        .find_map(|label| host.strip_prefix(label.as_str()))
}

/// The redirector at `host` (without `www.`) and `path`.
pub(super) fn redirector(host: &str, path: &str) -> Option<&'static Redirector> {
    RULES.redirectors.iter().find(|redirector| {
        redirector.host == host && redirector.path.as_deref().is_none_or(|expected| expected == path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_is_in_lower_case_and_has_no_doubles() {
        let file: File = toml::from_str(include_str!("../../../config/addresses.toml")).unwrap();
        let mut names: Vec<&String> = file.always.iter().chain(&file.mostly).collect();
        assert!(names.iter().all(|name| name.to_ascii_lowercase() == **name));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn parameters_are_known_by_name_or_beginning() {
        assert!(is_tracking("UTM_Source", "x", false));
        assert!(is_tracking("fbclid", "", false));
        assert!(!is_tracking("id", "7", true));
        assert!(is_tracking("ref", "home", true));
        assert!(!is_tracking("ref", "home", false));
        assert!(!is_tracking("ref", "4711", true));
    }
}
