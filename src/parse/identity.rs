//! Which entry is which, from one poll to the next.
//!
//! A key must not change when a headline is edited, an entry moves in the document, or a site turns to https.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::url;
use crate::model::Entry;

/// Longer keys are replaced by their hash: a key is an index entry, and no honest one is that long.
const KEY_BYTES_MAX: usize = 1024;

/// The key under which spellings of an entry's link meet, see [`super::url::key`]; `None` where the link names
/// no article: flash news and tickers all link to the front page.
pub fn link_key(link: &str) -> Option<String> {
    let key = url::key(link)?;
    let is_front = !key.strip_prefix("https://")?.contains(['/', '?', '#']);
    (!is_front).then_some(key)
}

/// Gives every entry its key, in order, and returns those that have one and how many had not.
///
/// The key is the guid, in the spelling of [`guid_key`]; without one, [`link_key`] of the link; without both, `text:` and a hash of
/// date and text. Never the title, which is edited, and never anything random. A guid that a document gives
/// to several links is worth nothing: then guid and link make the key. What still shares a key is told
/// apart by a hash of its date and text, and is the same entry when that is equal too: the first stays.
/// A counter would do worse: it changes with every new entry on top.
pub(super) fn assign(entries: Vec<Entry>) -> (Vec<Entry>, usize) {
    let shared = shared_guids(&entries);
    let given: Vec<Option<String>> = entries
        .iter()
        .map(|entry| own_key(entry, &shared).map(short))
        .collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for key in given.iter().flatten() {
        *uses.entry(key).or_default() += 1;
    }
    let mut taken = HashSet::new();
    let mut kept = Vec::with_capacity(entries.len());
    let all = entries.len();
    for (mut entry, key) in entries.into_iter().zip(&given) {
        let hash = text_hash(&entry);
        entry.key = match (key, hash) {
            // Same guid and link twice is one entry, shown twice; same link alone may be two.
            (Some(key), Some(hash)) if uses[key.as_str()] > 1 && !is_certain(&entry) => {
                format!("{key} {hash:016x}")
            }
            (Some(key), _) => key.clone(),
            (None, Some(hash)) => format!("text:{hash:016x}"),
            (None, None) => match entry.link.as_deref().and_then(url::key) {
                Some(key) => key,
                None => continue,
            },
        };
        if taken.insert(entry.key.clone()) {
            kept.push(entry);
        }
    }
    let dropped = all - kept.len();
    (kept, dropped)
}

/// Whether guid and link are both there: then equal ones mean the same entry.
const fn is_certain(entry: &Entry) -> bool {
    entry.guid.is_some() && entry.link.is_some()
}

/// The guids that this document gives to different links.
fn shared_guids(entries: &[Entry]) -> HashSet<String> {
    let mut links: HashMap<String, Option<String>> = HashMap::new();
    let mut shared = HashSet::new();
    for entry in entries {
        let Some(guid) = entry.guid.as_deref().map(guid_key) else {
            continue;
        };
        let link = entry.link.as_deref().and_then(link_key);
        if links.entry(guid.clone()).or_insert_with(|| link.clone()) != &link {
            shared.insert(guid);
        }
    }
    shared
}

fn own_key(entry: &Entry, shared: &HashSet<String>) -> Option<String> {
    let link = entry.link.as_deref().and_then(link_key);
    match (entry.guid.as_deref().map(guid_key), link) {
        (Some(guid), Some(link)) if shared.contains(&guid) => Some(format!("{guid} {link}")),
        (Some(guid), _) => Some(guid),
        (None, link) => link,
    }
}

fn short(key: String) -> String {
    if key.len() <= KEY_BYTES_MAX {
        return key;
    }
    format!("hash:{:032x}", xxh3_128(key.as_bytes()))
}

/// The form in which spellings of one guid meet: an http address as `https`, its host in lower case without
/// `www.` and default port, since sites move to https and change their minds about `www`. The rest, and every
/// other guid, stays as given: who is to say which part of it counts.
pub fn guid_key(guid: &str) -> String {
    let guid = guid.trim();
    let after = ["http://", "https://"].iter().find_map(|scheme| {
        guid.get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
            .map(|start| &guid[start.len()..])
    });
    let Some(after) = after else {
        return guid.to_owned();
    };
    let (host, rest) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let host = host
        .strip_suffix(":80")
        .or_else(|| host.strip_suffix(":443"))
        .unwrap_or(host);
    format!("https://{host}{rest}")
}

/// A hash of date as written, summary and content; of the title only where that is all there is, as in
/// flash news. `None` for an entry that says nothing.
fn text_hash(entry: &Entry) -> Option<u64> {
    let parts = [&entry.published.raw, &entry.summary, &entry.content];
    let parts = parts.map(Option::as_deref);
    if parts.iter().any(Option::is_some) {
        return Some(hash_of(parts.into_iter()));
    }
    let rest = [&entry.updated.raw, &entry.title].map(Option::as_deref);
    rest.iter()
        .any(Option::is_some)
        .then(|| hash_of(rest.into_iter()))
}

/// A hash of what readers see of `entry`: title, link, summary, content, authors, date as written. Of the link
/// its [`link_key`] where it has one: links that count readers change at every poll.
///
/// Equal for equal entries on every machine and in every version; a changed value means a revision.
pub fn content_hash(entry: &Entry) -> i64 {
    let link = entry
        .link
        .as_deref()
        .and_then(link_key)
        .or_else(|| entry.link.clone());
    let fields = [
        &entry.title,
        &link,
        &entry.summary,
        &entry.content,
        &entry.published.raw,
    ];
    let fields = fields.into_iter().map(Option::as_deref);
    let authors = entry.authors.iter().map(|author| Some(author.as_str()));
    hash_of(fields.chain(authors)).cast_signed()
}

/// Fields with their lengths, so that text cannot move between them unseen; `None` differs from empty.
fn hash_of<'a>(fields: impl Iterator<Item = Option<&'a str>>) -> u64 {
    let mut hasher = Xxh3::new();
    for field in fields {
        let len = field.map_or(u64::MAX, |text| text.len() as u64);
        hasher.update(&len.to_le_bytes());
        hasher.update(field.unwrap_or_default().as_bytes());
    }
    hasher.digest()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ClaimedTime;

    fn entry(guid: &str, link: &str, content: &str) -> Entry {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Entry {
            guid: some(guid),
            link: some(link),
            content: some(content),
            title: Some("Any title".to_owned()),
            ..Entry::default()
        }
    }

    fn keys(entries: &[Entry]) -> Vec<String> {
        let (kept, _) = assign(entries.to_vec());
        kept.into_iter().map(|entry| entry.key).collect()
    }

    #[test]
    fn the_guid_is_the_key_whatever_its_scheme_and_the_case_of_its_host() {
        for guid in [
            "http://WWW.n.example/A?b#x",
            "HTTPS://n.Example:443/A?b#x",
            " http://n.example:80/A?b#x ",
        ] {
            assert_eq!(
                keys(&[entry(guid, "http://n.example/a", "")]),
                ["https://n.example/A?b#x"]
            );
        }
        for guid in ["tag:N.example,2024:A", "4711", "http:/A", "/a/B"] {
            assert_eq!(keys(&[entry(guid, "", "")]), [guid]);
        }
    }

    #[test]
    fn without_guid_the_link_is_the_key_however_the_reader_came() {
        let expected = ["https://n.example/a?x=1"];
        for link in [
            "http://n.example/a?x=1",
            "https://www.N.example:443/a?x=1#comments",
            "https://m.n.example/a/?utm_source=rss&x=1",
        ] {
            assert_eq!(keys(&[entry("", link, "text")]), expected);
        }
    }

    #[test]
    fn a_guid_given_to_several_links_is_joined_with_the_link() {
        let entries = [
            entry("1", "http://n.example/a", ""),
            entry("1", "http://n.example/b", ""),
        ];
        assert_eq!(keys(&entries), ["1 https://n.example/a", "1 https://n.example/b"]);
    }

    #[test]
    fn the_same_entry_twice_is_one() {
        let one = entry("1", "http://n.example/a", "x");
        let (kept, dropped) = assign(vec![one.clone(), one]);
        assert_eq!((kept.len(), dropped), (1, 1));
    }

    #[test]
    fn a_guid_without_links_is_told_apart_by_text_wherever_it_stands() {
        let (a, b) = (entry("1", "", "a"), entry("1", "", "b"));
        let there = keys(&[a.clone(), b.clone()]);
        let mut back = keys(&[b, a]);
        back.reverse();
        assert_eq!(there, back);
        assert_ne!(there[0], there[1]);
    }

    #[test]
    fn without_guid_and_link_date_and_text_make_the_key_but_not_the_title() {
        let one = entry("", "", "text");
        let mut other = one.clone();
        other.title = Some("Edited".to_owned());
        assert_eq!(keys(std::slice::from_ref(&one)), keys(&[other]));
        assert!(keys(&[one])[0].starts_with("text:"));
    }

    #[test]
    fn an_entry_that_says_nothing_is_dropped_and_counted() {
        assert_eq!(assign(vec![Entry::default()]), (vec![], 1));
    }

    #[test]
    fn a_title_is_the_key_only_where_it_is_all_there_is() {
        let one = entry("", "", "");
        let mut other = one.clone();
        other.title = Some("Another".to_owned());
        assert_eq!(keys(&[one, other]).len(), 2);
    }

    #[test]
    fn a_huge_guid_becomes_a_hash() {
        let long = "x".repeat(100_000);
        assert_eq!(keys(&[entry(&long, "", "")])[0].len(), 37);
    }

    #[test]
    fn every_visible_change_changes_the_content_hash() {
        let one = entry("1", "http://n.example/a", "x");
        let hash = content_hash(&one);
        let mut changed = vec![one.clone(); 4];
        changed[0].title = None;
        changed[1].authors.push("Jane Roe".to_owned());
        changed[2].content = Some("y".to_owned());
        changed[3].published = ClaimedTime {
            raw: Some("now".to_owned()),
            ..ClaimedTime::default()
        };
        for entry in changed {
            assert_ne!(content_hash(&entry), hash);
        }
        let mut same = one;
        same.key = "another".to_owned();
        assert_eq!(content_hash(&same), hash);
    }
}
