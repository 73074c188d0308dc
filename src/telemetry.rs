//! The log: where it goes and in which form. Names of spans and fields: see `docs/architecture.md`.

use std::io::IsTerminal;
use std::sync::OnceLock;

use tracing_subscriber::filter::{FilterExt, LevelFilter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, reload};

use crate::config::{LogFormat, LogSettings};

/// Longest text from a feed that enters a log line, in characters; hostile titles stay short.
const FIELD_CHARS_MAX: usize = 200;

/// The filter in use, once the log has started.
static FILTER: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();

/// Sends the log to standard error or the journal. Standard output stays for results.
///
/// A second call changes nothing, so tests may call it freely.
pub fn start(settings: &LogSettings) {
    let filter = EnvFilter::try_new(directives(&settings.level)).unwrap_or_else(|_| EnvFilter::new("info"));
    let (filter, handle) = reload::Layer::new(filter);
    let started = tracing_subscriber::registry()
        // A filter that names one part only must not hide that another fails.
        .with(layer(settings.format).with_filter(filter.or(LevelFilter::ERROR)))
        .try_init();
    if started.is_ok() {
        let _ = FILTER.set(handle);
    }
}

/// Logs by another filter from now on. Where no log was started, nothing changes.
///
/// # Errors
/// When `level` is no filter.
pub fn set_level(level: &str) -> Result<(), String> {
    let filter =
        EnvFilter::try_new(directives(level)).map_err(|error| format!("is no log filter: {error}"))?;
    match FILTER.get() {
        Some(handle) => handle.reload(filter).map_err(|error| error.to_string()),
        None => Ok(()),
    }
}

/// A bare level is meant for this program; HTML parsers warn of every odd page, and nobody can act on it.
fn directives(level: &str) -> String {
    let is_bare = level.parse::<tracing::Level>().is_ok();
    if is_bare {
        format!("error,dateline={level}")
    } else {
        level.to_owned()
    }
}

fn layer(format: LogFormat) -> Box<dyn Layer<Registry> + Send + Sync> {
    let format = match format {
        // systemd sets this when standard error is connected to the journal.
        LogFormat::Auto if std::env::var_os("JOURNAL_STREAM").is_some() => LogFormat::Journald,
        LogFormat::Auto => LogFormat::Text,
        other => other,
    };
    // Without a journal to talk to, the text form still reaches whoever started us.
    if format == LogFormat::Journald
        && let Ok(journal) = tracing_journald::layer()
    {
        return journal.boxed();
    }
    let ansi = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false);
    if format == LogFormat::Json {
        lines.json().flatten_event(true).boxed()
    } else {
        lines.with_ansi(ansi).boxed()
    }
}

/// Text from the network as a log field: one line, no controls, cut.
pub fn field(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(FIELD_CHARS_MAX)
        .collect();
    if text.chars().nth(FIELD_CHARS_MAX).is_some() {
        format!("{clean}…")
    } else {
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_level_is_for_this_program_and_a_filter_stays_as_it_is() {
        assert_eq!(directives("debug"), "error,dateline=debug");
        assert_eq!(directives("info,hyper=trace"), "info,hyper=trace");
    }

    #[test]
    fn a_hostile_title_cannot_break_a_log_line() {
        assert_eq!(field("a\r\nFAKE\u{1b}[31m"), "a  FAKE [31m");
        assert_eq!(field(&"x".repeat(300)).chars().count(), FIELD_CHARS_MAX + 1);
    }
}
