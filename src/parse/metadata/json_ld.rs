//! The JSON-LD node that describes the article.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

/// Nodes looked at: far above what pages carry.
const NODES_MAX: usize = 500;
/// Keywords and names taken from one node.
const STRINGS_MAX: usize = 100;

/// What the node says; missing fields are `None` or empty.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub headline: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<String>,
    pub created: Option<String>,
    pub modified: Option<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    /// One by one, or one string of many with commas.
    pub keywords: Vec<String>,
    pub language: Option<String>,
    pub image: Option<String>,
}

/// What is known of the page before its JSON-LD is read: tells its own node from others'.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    /// Where it was found and what it calls its own address.
    pub addresses: Vec<&'a str>,
    pub titles: Vec<&'a str>,
}

/// The best article node of `scripts`: an article type before a web page, one whose address or headline
/// is the page's before others, one of another address last, then the first. Persons and publishers
/// that are named by `@id` alone are looked up in the same scripts.
///
/// Nesting is bounded by serde_json's own limit of 128.
pub(super) fn article(scripts: &[String], known: &Known<'_>) -> Article {
    let values: Vec<Value> = scripts.iter().filter_map(|text| lenient(text)).collect();
    let nodes = nodes(&values);
    let names = names_by_id(&nodes);
    let addresses: Vec<&str> = known.addresses.iter().map(|url| bare(url)).collect();
    let titles: Vec<String> = known.titles.iter().map(|title| folded(title)).collect();
    let mut best: Option<(u8, &Value)> = None;
    for node in nodes {
        let rank = rank(node, &addresses, &titles);
        if rank > best.map_or(0, |(rank, _)| rank) {
            best = Some((rank, node));
        }
    }
    best.map(|(_, node)| read(node, &names)).unwrap_or_default()
}

/// The objects at the top of the scripts and in their graphs, in order.
fn nodes(values: &[Value]) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Value> = values.iter().rev().collect();
    let mut left = NODES_MAX;
    while let Some(node) = waiting.pop() {
        if left == 0 {
            break;
        }
        left -= 1;
        match node {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(fields) => {
                for key in ["mainEntity", "mainEntityOfPage", "@graph"] {
                    waiting.extend(fields.get(key).filter(|inner| !inner.is_string()));
                }
                found.push(node);
            }
            _ => {}
        }
    }
    found
}

fn names_by_id<'a>(nodes: &[&'a Value]) -> HashMap<&'a str, &'a str> {
    nodes
        .iter()
        .filter_map(|node| Some((node["@id"].as_str()?, node["name"].as_str()?)))
        .collect()
}

/// 0: not about the article. More is better.
fn rank(node: &Value, own: &[&str], titles: &[String]) -> u8 {
    let kinds = strings(&node["@type"]);
    let is_article = kinds.iter().any(|kind| {
        kind.ends_with("Article")
            || kind.ends_with("BlogPosting")
            || matches!(kind.as_str(), "Report" | "Review" | "ClaimReview" | "Recipe")
    });
    let is_page = kinds.iter().any(|kind| kind.ends_with("WebPage"));
    let base = match (is_article, is_page) {
        (true, _) => 10,
        (_, true) => 2,
        _ => return 0,
    };
    let addresses = [
        &node["url"],
        &node["@id"],
        &node["mainEntityOfPage"],
        &node["mainEntityOfPage"]["@id"],
    ];
    let mut named = addresses
        .iter()
        .filter_map(|value| value.as_str())
        .filter(|address| address.starts_with("http"))
        .map(bare)
        .peekable();
    let is_named = named.peek().is_some();
    let is_here = named.any(|address| own.contains(&address));
    let is_titled = || {
        let headline = node["headline"].as_str().or_else(|| node["name"].as_str());
        let headline = headline.map(folded).filter(|headline| !headline.is_empty());
        headline.is_some_and(|headline| titles.iter().any(|title| title.starts_with(&headline)))
    };
    base + match (is_here, is_titled()) {
        (true, _) => 4,
        (false, true) => 3,
        (false, false) if is_named && !own.is_empty() => 0,
        (false, false) => 1,
    }
}

/// An address without what varies between two spellings of it.
fn bare(address: &str) -> &str {
    let address = address.split(['?', '#']).next().unwrap_or(address);
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    address
        .strip_prefix("www.")
        .unwrap_or(address)
        .trim_end_matches('/')
}

fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn read(node: &Value, by_id: &HashMap<&str, &str>) -> Article {
    let text = |key: &str| strings(&node[key]).into_iter().next();
    Article {
        headline: text("headline").or_else(|| text("name")),
        authors: names(&node["author"], by_id)
            .into_iter()
            .chain(names(&node["creator"], by_id))
            .collect(),
        published: text("datePublished"),
        created: text("dateCreated"),
        modified: text("dateModified"),
        publisher: names(&node["publisher"], by_id).into_iter().next(),
        section: text("articleSection"),
        keywords: strings(&node["keywords"]),
        language: text("inLanguage")
            .or_else(|| node["inLanguage"]["alternateName"].as_str().map(str::to_owned)),
        image: strings(&node["image"])
            .into_iter()
            .next()
            .or_else(|| node["image"]["url"].as_str().map(str::to_owned))
            .or_else(|| node["image"][0]["url"].as_str().map(str::to_owned)),
    }
}

/// The strings of a value that may be one or a list of them.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items
            .iter()
            .take(STRINGS_MAX)
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// The names of persons or organisations: a string, an object with a name or the id of one, or a list
/// of such. The type is as often wrong as right and is not looked at.
fn names(value: &Value, by_id: &HashMap<&str, &str>) -> Vec<String> {
    let of_object = |value: &Value| {
        let found = strings(&value["name"]);
        if !found.is_empty() {
            return found;
        }
        let id = value["@id"].as_str();
        id.and_then(|id| by_id.get(id))
            .map(|name| vec![(*name).to_owned()])
            .unwrap_or_default()
    };
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Object(_) => of_object(value),
        Value::Array(items) => items
            .iter()
            .take(STRINGS_MAX)
            .flat_map(|item| match item {
                Value::String(name) => vec![name.clone()],
                other => of_object(other),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Parses what publishers call JSON: comments and CDATA around it, raw line breaks in strings,
/// commas before a closing bracket. One block in forty needs it.
fn lenient(text: &str) -> Option<Value> {
    let inner = unwrapped(text);
    serde_json::from_str(inner)
        .or_else(|_| serde_json::from_str(&repaired(inner)))
        .ok()
}

fn unwrapped(text: &str) -> &str {
    let mut inner = text.trim();
    for opening in ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["] {
        inner = inner.strip_prefix(opening).unwrap_or(inner).trim_start();
    }
    for closing in ["-->", "//]]>", "/*]]>*/", "]]>", ";"] {
        inner = inner.strip_suffix(closing).unwrap_or(inner).trim_end();
    }
    inner
}

fn repaired(text: &str) -> Cow<'_, str> {
    let mut fixed = String::with_capacity(text.len() + 16);
    let (mut in_string, mut is_escaped) = (false, false);
    for c in text.chars() {
        if in_string {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => in_string = false,
                _ => {}
            }
            match c {
                '\n' => fixed.push_str("\\n"),
                '\t' => fixed.push_str("\\t"),
                c if c.is_control() => {}
                c => fixed.push(c),
            }
            continue;
        }
        match c {
            '"' => in_string = true,
            '}' | ']' => {
                let kept = fixed.trim_end().len();
                if fixed[..kept].ends_with(',') {
                    fixed.truncate(kept - 1);
                }
            }
            _ => {}
        }
        fixed.push(c);
    }
    Cow::Owned(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_script(script: &str) -> Article {
        let known = Known {
            addresses: vec!["https://a.example/x"],
            titles: vec!["This | A"],
        };
        article(&[script.to_owned()], &known)
    }

    fn headline(script: &str) -> Option<String> {
        read_script(script).headline
    }

    #[test]
    fn publishers_json_is_repaired() {
        for script in [
            "<!-- {\"@type\":\"NewsArticle\",\"headline\":\"H\"} -->",
            "//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"H\"}\n//]]>",
            "{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"description\":\"a\nb\",}",
            "[{\"@type\":\"NewsArticle\",\"headline\":\"H\"},];",
        ] {
            assert_eq!(headline(script).as_deref(), Some("H"), "{script}");
        }
    }

    #[test]
    fn the_node_of_this_page_is_preferred() {
        for script in [
            r#"[{"@type":"NewsArticle","headline":"Other","url":"https://a.example/y"},
            {"@type":"NewsArticle","headline":"This","mainEntityOfPage":{"@id":"http://www.a.example/x/"}}]"#,
            r#"[{"@type":"NewsArticle","headline":"Other"},{"@type":"NewsArticle","headline":"This"}]"#,
            r#"[{"@type":"WebPage","headline":"Page","url":"https://a.example/x"},{"@type":"BlogPosting","headline":"This"}]"#,
        ] {
            assert_eq!(headline(script).as_deref(), Some("This"), "{script}");
        }
        assert_eq!(headline(r#"{"@type":"Organization","name":"Org"}"#), None);
    }

    #[test]
    fn names_are_found_by_their_ids() {
        let script = r##"{"@graph":[{"@type":"Article","headline":"This","author":{"@id":"#jane"},"publisher":{"@id":"#post"}},
            {"@type":"Person","@id":"#jane","name":"Jane Roe"},{"@type":"Organization","@id":"#post","name":"Valley Post"}]}"##;
        let found = read_script(script);
        assert_eq!(found.authors, ["Jane Roe"]);
        assert_eq!(found.publisher.as_deref(), Some("Valley Post"));
    }
}
