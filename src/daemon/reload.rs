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
const LIVE: [&str; 9] = [
    "net.",
    "poll.",
    "pages.",
    "story.",
    "agencies.",
    "outlet",
    "health.disk_free_mib_min",
    "health.writer_age_s_max",
    "log.level",
];

/// Reloads whenever it is asked to, until `closing`.
pub(super) async fn run(desk: Arc<Desk>, mut reload: Reload, closing: CancellationToken) {
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
            .and_then(|config| take(&desk, config));
        match &outcome {
            Ok(changed) if changed.is_empty() => tracing::info!("reloaded; nothing has changed"),
            Ok(changed) => tell(changed),
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

/// Puts `config` in the place of the present one; returns the keys that differ.
fn take(desk: &Desk, config: Config) -> Result<Vec<String>, String> {
    let before = desk.rulebook();
    let changed = differences(&before.config, &config);
    let rulebook = Rulebook::new(Arc::new(config), Some(&before)).map_err(|error| format!("{error:#}"))?;
    if let Err(problem) = crate::telemetry::set_level(&rulebook.config.log.level) {
        return Err(format!("log.level {problem}"));
    }
    desk.go_by(rulebook);
    Ok(changed)
}

fn tell(changed: &[String]) {
    let is_live = |key: &&String| LIVE.iter().any(|live| key.starts_with(live));
    let (live, late): (Vec<&String>, Vec<&String>) = changed.iter().partition(is_live);
    let list = |keys: Vec<&String>| keys.into_iter().cloned().collect::<Vec<_>>().join(", ");
    if !live.is_empty() {
        tracing::info!(changed = list(live), "reloaded");
    }
    if !late.is_empty() {
        tracing::warn!(
            keys = list(late),
            "changed in the file, but they count only after a restart"
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
}
