//! Cleans titles, and tells whether a line repeats one.

use crate::parse::blocks;

/// Longest title kept, in bytes; what is longer is a text in the wrong field.
const TITLE_BYTES_MAX: usize = 1_000;
/// Bytes of a raw title that are looked at, markup included.
const RAW_BYTES_MAX: usize = 16 * 1024;
/// What stands between a title and the name of its site.
const SEPARATORS: &[&str] = &[" - ", " | ", " – ", " — ", " :: ", " • ", " » ", " · ", " / "];

/// `raw` as one line without markup, entities, and the name of its site at the end (or start).
///
/// `site_names` are all the names and hosts the outlet is known by.
pub fn clean(raw: &str, site_names: &[&str]) -> String {
    let mut title = blocks::line(&raw[..raw.floor_char_boundary(RAW_BYTES_MAX)]);
    title.truncate(title.floor_char_boundary(TITLE_BYTES_MAX));
    let sites: Vec<String> = site_names
        .iter()
        .flat_map(|name| [folded(name), folded(host_word(name))])
        .filter(|name| name.len() > 1)
        .collect();
    if let Some(kept) = without_suffix(&title, &sites) {
        return kept.to_owned();
    }
    title
}

fn without_suffix<'a>(title: &'a str, sites: &[String]) -> Option<&'a str> {
    let is_site = |part: &str| {
        let part = folded(part);
        !part.is_empty() && sites.contains(&part)
    };
    let last = SEPARATORS
        .iter()
        .filter_map(|sep| title.rfind(sep).map(|at| (at, sep.len())))
        .max();
    if let Some((at, len)) = last
        && at > 0
        && is_site(&title[at + len..])
    {
        let kept = title[..at].trim_end();
        // "Title | World | Site" has two.
        return Some(without_suffix(kept, sites).unwrap_or(kept));
    }
    let first = SEPARATORS
        .iter()
        .filter_map(|sep| title.find(sep).map(|at| (at, sep.len())))
        .min()?;
    let rest = &title[first.0 + first.1..];
    (is_site(&title[..first.0]) && !rest.trim().is_empty()).then(|| rest.trim_start())
}

/// `valleypost` of `www.valleypost.example`; the whole name when it is no host.
fn host_word(name: &str) -> &str {
    let host = name.strip_prefix("www.").unwrap_or(name);
    match psl::domain_str(host) {
        Some(domain) if !name.contains(' ') => domain.split('.').next().unwrap_or(domain),
        _ => name,
    }
}

/// Letters and digits of `text` in lower case: two titles with equal folds say the same.
pub fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether `line` is `title` but for punctuation and case.
pub fn repeats(line: &str, title: &str) -> bool {
    if title.is_empty() || line.len() > 2 * title.len() + 32 {
        return false;
    }
    let title = folded(title);
    !title.is_empty() && folded(line) == title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_entities_and_the_site_go() {
        assert_eq!(
            clean("Bridge &amp; <b>harbour</b> - Valley Post", &["Valley Post"]),
            "Bridge & harbour"
        );
        assert_eq!(
            clean("Bridge closes | Local | ValleyPost", &["www.valleypost.example"]),
            "Bridge closes | Local"
        );
        assert_eq!(
            clean("Valley Post: x – Bridge", &["Valley Post"]),
            "Valley Post: x – Bridge"
        );
        assert_eq!(clean("Valley Post | Bridge", &["Valley Post"]), "Bridge");
    }

    #[test]
    fn a_dash_inside_a_title_stays() {
        assert_eq!(
            clean("Bridge closes - for two years", &["Valley Post"]),
            "Bridge closes - for two years"
        );
        assert_eq!(clean("Valley Post", &["Valley Post"]), "Valley Post");
        assert_eq!(clean("", &[]), "");
    }

    #[test]
    fn a_line_repeats_a_title_but_for_punctuation() {
        assert!(repeats("BRIDGE closes — again", "Bridge closes, again"));
        assert!(!repeats("Bridge closes", "Bridge closes again"));
        assert!(!repeats("", ""));
    }
}
