//! A new configuration while the daemon runs: checked as a whole, then put in the place of the old one.
//! A broken one changes nothing.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use super::notify;
use super::rulebook::Rulebook;
use crate::config::Config;

/// Where a new configuration comes from.
pub struct Reload {
    /// One message for each time that somebody asks for it.
    pub asked: mpsc::Receiver<()>,
    /// Reads it; what is wrong with it, one mistake a line, in the words of `check-config`.
    pub load: Arc<dyn Fn() -> Result<Config, String> + Send + Sync>,
}

/// Settings that count at once; all others need a restart.
const LIVE: [&str; 10] = [
    "net.",
    "poll.",
    "pages.",
    "story.",
    "retention.",
    "agencies.",
    "outlet",
    "health.disk_free_mib_min",
    "health.writer_age_s_max",
    "log.level",
];

/// Reloads whenever it is asked to, until `closing`.
pub(super) async fn run(desk: Arc<Desk>, mut reload: Reload, closing: CancellationToken) {
    let started_with = Arc::clone(&desk.rulebook().config);
    loop {
        tokio::select! {
            () = closing.cancelled() => return,
            asked = reload.asked.recv() => if asked.is_none() { return },
        }
        notify::reloading();
        let load = Arc::clone(&reload.load);
        let loaded = tokio::task::spawn_blocking(move || load()).await;
        let outcome = loaded
            .unwrap_or_else(|error| Err(format!("reading the configuration failed: {error}")))
            .and_then(|config| take(&desk, &started_with, config));
        match &outcome {
            Ok(change) => tell(change),
            Err(problem) => {
                for line in problem.lines() {
                    tracing::error!("{line}");
                }
                tracing::error!("reload failed; going on with the old configuration");
            }
        }
        desk.vitals.note_reload(outcome.err());
        notify::reloaded(&desk).await;
    }
}

/// Keys that differ from what runs.
#[derive(Debug, Default, PartialEq, Eq)]
struct Change {
    /// They count from now on.
    live: Vec<String>,
    /// They count after a restart.
    late: Vec<String>,
}

impl Change {
    /// What counts at once is compared with the file before, the rest with the one that the daemon was
    /// started with: a file between the two never ran as a whole.
    fn between(started_with: &Config, before: &Config, config: &Config) -> Self {
        let is_live = |key: &String| LIVE.iter().any(|live| key.starts_with(live));
        let mut change = Self {
            live: differences(before, config),
            late: differences(started_with, config),
        };
        change.live.retain(is_live);
        change.late.retain(|key| !is_live(key));
        change
    }
}

/// Puts `config` in the place of the present one; returns what differs.
fn take(desk: &Desk, started_with: &Config, config: Config) -> Result<Change, String> {
    let before = desk.rulebook();
    let changed = Change::between(started_with, &before.config, &config);
    let rulebook = Rulebook::new(Arc::new(config), Some(&before)).map_err(|error| format!("{error:#}"))?;
    if let Err(problem) = crate::telemetry::set_level(&rulebook.config.log.level) {
        return Err(format!("log.level {problem}"));
    }
    desk.go_by(rulebook);
    Ok(changed)
}

fn tell(change: &Change) {
    match change.live.as_slice() {
        [] => tracing::info!("reloaded; nothing has changed"),
        live => tracing::info!(changed = live.join(", "), "reloaded"),
    }
    if !change.late.is_empty() {
        tracing::warn!(
            keys = change.late.join(", "),
            "differ from what runs; they count only after a restart"
        );
    }
}

/// Keys whose values differ, as `table.key`; a list that is a table of its own as its name.
fn differences(old: &Config, new: &Config) -> Vec<String> {
    let table = |config: &Config| toml::Table::try_from(config).unwrap_or_default();
    let (old, new) = (table(old), table(new));
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let mut found = Vec::new();
    for name in names {
        let (before, after) = (old.get(name), new.get(name));
        match (
            before.and_then(toml::Value::as_table),
            after.and_then(toml::Value::as_table),
        ) {
            (Some(before), Some(after)) => {
                let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
                keys.sort();
                keys.dedup();
                let differing = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
                found.extend(differing.map(|key| format!("{name}.{key}")));
            }
            _ if before != after => found.push(name.clone()),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_changed_is_named() {
        let old = Config::default();
        let mut new = old.clone();
        assert_eq!(differences(&old, &new), Vec::<String>::new());
        new.net.contact = "desk@example.org".into();
        new.store.path = "other.db".into();
        new.agencies.extra = Some("mine.toml".into());
        new.outlet = toml::from_str::<Config>("[[outlet]]\nhost = \"a.example\"\noutlet = \"A\"\n")
            .unwrap()
            .outlet;
        assert_eq!(
            differences(&old, &new),
            ["agencies.extra", "net.contact", "outlet", "store.path"]
        );
    }

    #[test]
    fn what_needs_a_restart_is_compared_with_what_runs() {
        let started_with = Config::default();
        let mut moved = started_with.clone();
        moved.store.path = "other.db".into();
        moved.story.window_h = 24;
        let change = Change::between(&started_with, &started_with, &moved);
        assert_eq!(
            (change.live, change.late),
            (vec!["story.window_h".to_owned()], vec!["store.path".to_owned()])
        );
        let again = Change::between(&started_with, &moved, &moved);
        assert_eq!((again.live, again.late), (vec![], vec!["store.path".to_owned()]));
        let mut back = moved.clone();
        back.store.path.clone_from(&started_with.store.path);
        assert_eq!(Change::between(&started_with, &moved, &back), Change::default());
    }
}
