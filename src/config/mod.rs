//! Every knob once: its unit, its default, its check. Read from one TOML file, `DATELINE_*` over it.

mod form;
mod level;
mod load;
mod overrides;
mod retention;
mod surroundings;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use load::{ConfigErrors, Extent, Problem, load};
pub use overrides::Given;
pub use retention::RetentionSettings;

use crate::attribute::OutletRule;
use crate::{net_guard, poll, serve};

/// The commented file that `sample-config` prints. A test keeps it equal to the defaults.
pub const SAMPLE: &str = include_str!("../../config/dateline.toml");

/// The whole configuration. Unknown keys are refused everywhere.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    pub store: StoreSettings,
    pub net: net_guard::Settings,
    pub poll: poll::Settings,
    pub pages: PageSettings,
    pub story: StorySettings,
    pub retention: RetentionSettings,
    pub agencies: AgencySettings,
    pub control: ControlSettings,
    pub health: serve::Settings,
    pub log: LogSettings,
    /// Who publishes what: see [`OutletRule`].
    pub outlet: Vec<OutletRule>,
}

/// Where the articles are kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreSettings {
    /// A path, or `sqlite:PATH`. Relative paths count from the working directory.
    pub path: String,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            path: "dateline.db".to_owned(),
        }
    }
}

/// Whether and how article pages are fetched.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PageSettings {
    /// Fetch the article's page when the feed holds only a teaser.
    pub enabled: bool,
    /// Pages in flight at once, over all hosts.
    pub in_flight_max: u32,
    /// A feed text of at least so many characters is taken as the whole article.
    pub full_text_chars: usize,
}

impl Default for PageSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            in_flight_max: 32,
            full_text_chars: 800,
        }
    }
}

impl PageSettings {
    /// Values out of range, as (key, what is wrong and what to write).
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        if !(1..=1024).contains(&self.in_flight_max) {
            found.push(("in_flight_max", "must be from 1 to 1024".to_owned()));
        }
        if self.full_text_chars == 0 {
            found.push((
                "full_text_chars",
                "must be at least 1; to fetch no pages set enabled = false".to_owned(),
            ));
        }
        found
    }
}

/// How articles are grouped.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct StorySettings {
    /// A story takes no more copies when its last article is older than this, in hours.
    pub window_h: u32,
    /// What new articles are compared with is kept for so many days, by the articles' own times.
    pub keep_postings_days: u32,
}

impl Default for StorySettings {
    fn default() -> Self {
        // Three weeks, as dedup::WINDOW_S says: real reprints were seen after sixteen days. Twice as long for
        // what is compared.
        Self {
            window_h: 504,
            keep_postings_days: 42,
        }
    }
}

impl StorySettings {
    /// See [`PageSettings::problems`].
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        if !(1..=24 * 90).contains(&self.window_h) {
            found.push(("window_h", "must be from 1 to 2160 hours (90 days)".to_owned()));
        } else if self.kept_s() < i64::from(self.window_h) * 3600 || self.keep_postings_days > 36_500 {
            let least = self.window_h.div_ceil(24);
            let problem = format!("must be from {least} (window_h as days) to 36500 days");
            found.push(("keep_postings_days", problem));
        }
        found
    }

    /// [`StorySettings::keep_postings_days`] in seconds.
    pub fn kept_s(&self) -> i64 {
        i64::from(self.keep_postings_days) * 24 * 3600
    }
}

/// Agencies beside those that ship with the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgencySettings {
    /// A file of the form of `agencies.toml`; its entries are added, equal ids replace.
    pub extra: Option<PathBuf>,
}

/// How other commands reach a running daemon.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ControlSettings {
    /// Absolute path of the daemon's socket; empty: the store's path with `.sock` after it.
    pub socket: String,
    /// Who may use it.
    pub access: ControlAccess,
}

/// Who may add feeds and articles through a running daemon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlAccess {
    /// The daemon's user and group (mode 0660).
    #[default]
    Group,
    /// Its user alone (mode 0600).
    User,
}

impl ControlSettings {
    /// See [`PageSettings::problems`].
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        if self.socket.is_empty() || self.socket.starts_with('/') {
            return Vec::new();
        }
        // Daemon and commands seldom start in one folder.
        vec![("socket", "must be an absolute path, or empty".to_owned())]
    }
}

/// What the daemon says about itself, on standard error.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogSettings {
    /// `auto` (journald when systemd started us, else text), `text`, `json` or `journald`.
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug`, `trace`, or a filter such as `info,dateline::poll=debug`.
    pub level: String,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            format: LogFormat::Auto,
            level: "info".to_owned(),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    #[default]
    Auto,
    Text,
    Json,
    Journald,
}

impl Config {
    /// What is wrong with the values taken together, as (table, key, what and what to do).
    fn problems(&self) -> Vec<(&'static str, &'static str, String)> {
        let tables: [(&'static str, Vec<(&'static str, String)>); 8] = [
            ("net", self.net.problems()),
            ("poll", self.poll.problems()),
            ("pages", self.pages.problems()),
            ("story", self.story.problems()),
            ("retention", self.retention.problems()),
            ("store", self.store_problems()),
            ("control", self.control.problems()),
            ("health", self.health.problems()),
        ];
        let mut found: Vec<_> = tables
            .into_iter()
            .flat_map(|(table, problems)| problems.into_iter().map(move |(key, what)| (table, key, what)))
            // Reading and ingesting need no contact; `contact_problem` speaks up where one is needed.
            .filter(|(_, key, _)| *key != "contact" || !self.net.contact.trim().is_empty())
            .collect();
        found.extend(level::problem(&self.log.level).map(|problem| ("log", "level", problem)));
        found
    }

    fn store_problems(&self) -> Vec<(&'static str, String)> {
        if self.store.path.trim().is_empty() {
            vec![(
                "path",
                "is empty; give a file path such as dateline.db".to_owned(),
            )]
        } else {
            Vec::new()
        }
    }

    /// The reason why this configuration cannot ask other people's servers anything, if there is one.
    ///
    /// Publishers must be able to reach whoever polls them; an anonymous poller gets blocked, rightly.
    pub fn contact_problem(&self) -> Option<&'static str> {
        self.net.contact.trim().is_empty().then_some(
            "net.contact is empty: give the address of a web page or a mailbox under which publishers can \
             reach you, for instance contact = \"https://example.org/bot\" under [net], or \
             DATELINE_NET__CONTACT=you@example.org",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_holds_every_key_at_its_default() {
        let uncommented: String = SAMPLE
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                // Prose starts with a capital or is indented; a commented-out key does not.
                Some(rest) if is_setting(rest) => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let config: Config = toml::from_str(&uncommented).unwrap();
        let expected = Config {
            outlet: config.outlet.clone(),
            agencies: config.agencies.clone(),
            ..Config::default()
        };
        assert_eq!(config, expected);
        let written = toml::Table::try_from(Config::default()).unwrap();
        for (table, keys) in &written {
            for key in keys.as_table().into_iter().flatten().map(|(key, _)| key) {
                assert!(
                    SAMPLE
                        .lines()
                        .any(|line| line.trim_start_matches("# ").starts_with(&format!("{key} = "))),
                    "the sample lacks {table}.{key}"
                );
            }
        }
    }

    fn is_setting(line: &str) -> bool {
        line.split_once(" = ").is_some_and(|(key, _)| {
            !key.is_empty()
                && key
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        }) || line.starts_with("[[outlet]]")
    }

    #[test]
    fn an_empty_contact_is_named_with_both_ways_to_give_one() {
        let problem = Config::default().contact_problem().unwrap();
        assert!(problem.contains("[net]") && problem.contains("DATELINE_NET__CONTACT"));
    }
}
