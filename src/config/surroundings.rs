//! What a daemon needs that no value alone can tell: a contact, and the files that the configuration names.

use std::io::ErrorKind;
use std::path::Path;

use super::Config;
use super::load::{Places, Problems};
use crate::attribute::Agencies;

/// Reports what is missing, each at its place.
pub(super) fn check(config: &Config, places: &Places<'_>, problems: &mut Problems<'_>) {
    if let Some(problem) = config.contact_problem() {
        places.report(problems, "net", "contact", problem);
    }
    if let Some(problem) = folder_problem(&config.store.path) {
        places.report(problems, "store", "path", &problem);
    }
    if let Some(path) = &config.agencies.extra {
        check_agencies(path, places, problems);
    }
}

/// Why there can be no store at `address`: SQLite makes files, not folders.
fn folder_problem(address: &str) -> Option<String> {
    let path = address.strip_prefix("sqlite:").unwrap_or(address);
    let folder = Path::new(path.strip_prefix("//").unwrap_or(path)).parent()?;
    if folder.as_os_str().is_empty() {
        return None;
    }
    let folder_name = folder.display();
    match std::fs::metadata(folder) {
        Ok(found) if found.is_dir() => None,
        Ok(_) => Some(format!("store.path: {folder_name} is no folder")),
        Err(error) if error.kind() == ErrorKind::NotFound => Some(format!(
            "store.path: there is no folder {folder_name}; make it, or give another path"
        )),
        // Whoever checks may see less than the daemon.
        Err(_) => None,
    }
}

fn check_agencies(path: &Path, places: &Places<'_>, problems: &mut Problems<'_>) {
    let name = path.display();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("agencies.extra: {name} cannot be read: {error}");
            return places.report(problems, "agencies", "extra", &message);
        }
    };
    let at = places.position("agencies", "extra");
    for problem in Agencies::parse(&text)
        .err()
        .into_iter()
        .flat_map(|error| error.problems)
    {
        let place = format!("{name}:{}:{}", problem.line, problem.column);
        problems.elsewhere(at, place, &format!("{} ({})", problem.message, problem.hint));
    }
}
