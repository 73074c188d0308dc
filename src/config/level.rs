//! `log.level`: what is a filter, and what only looks like one.

use std::str::FromStr;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use super::form::nearest;

/// The levels that can be named, from few words to many.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// What is wrong with `level`, and what to write; `None` when it is a filter.
///
/// A filter may name a target without a level, and means everything of that target then. So every
/// misspelt level is a filter that shows nothing; a word alone must be a level here.
pub(super) fn problem(level: &str) -> Option<String> {
    if level.trim().is_empty() {
        return Some("is empty; give error, warn, info, debug, trace or a filter".to_owned());
    }
    for part in level.split(',').map(str::trim) {
        let is_word = !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_word && LevelFilter::from_str(part).is_err() {
            let meant = meant(part);
            return Some(match meant {
                Some(meant) => format!("`{part}` is no level, did you mean `{meant}`?"),
                None => format!(
                    "`{part}` is no level; the levels are error, warn, info, debug and trace; for one part \
                     of the program write `{part}=debug`"
                ),
            });
        }
    }
    EnvFilter::try_new(level)
        .err()
        .map(|error| format!("is no log filter: {error}"))
}

/// The level that was probably meant: by spelling, or by its name elsewhere.
fn meant(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    match word.as_str() {
        "fatal" | "critical" | "crit" => return Some("error"),
        "notice" => return Some("info"),
        "verbose" | "all" => return Some("trace"),
        "none" | "quiet" => return Some("off"),
        _ => {}
    }
    nearest(&word, LEVELS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_alone_must_be_a_level() {
        for (level, meant) in [
            ("warning", "warn"),
            ("debgu", "debug"),
            ("Inof", "info"),
            ("fatal", "error"),
            ("info,trcae", "trace"),
        ] {
            let problem = problem(level).unwrap();
            assert!(problem.contains(&format!("did you mean `{meant}`?")), "{problem}");
        }
        assert!(problem("hyper").unwrap().contains("`hyper=debug`"));
        assert!(problem(" ").unwrap().contains("is empty"));
    }

    #[test]
    fn levels_and_filters_are_taken_as_before() {
        for level in [
            "warn",
            "INFO",
            "off",
            "info,hyper=trace",
            "dateline::poll=debug",
            "[poll{feed=1}]=debug",
        ] {
            assert_eq!(problem(level), None, "{level}");
        }
        assert!(problem("x=debgu").unwrap().contains("is no log filter"));
    }
}
