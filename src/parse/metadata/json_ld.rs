//! The JSON-LD node that describes the article.

use std::borrow::Cow;

use dom_query::Document;
use serde_json::Value;

/// Scripts read per page, bytes per script, and nodes looked at: far above what pages carry.
const SCRIPTS_MAX: usize = 30;
const SCRIPT_BYTES_MAX: usize = 512 * 1024;
const NODES_MAX: usize = 500;

/// What the node says; missing fields are `None` or empty.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub headline: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    pub language: Option<String>,
    pub image: Option<String>,
}

/// The best article node of the page at `url`: an article type before a web page, one whose address
/// is the page's before others, then the first.
///
/// Nesting is bounded by serde_json's own limit of 128.
pub(super) fn article(document: &Document, url: Option<&str>) -> Article {
    let mut best: Option<(u8, Article)> = None;
    let mut nodes_left = NODES_MAX;
    for script in document
        .select("script[type*='ld+json']")
        .iter()
        .take(SCRIPTS_MAX)
    {
        let text = script.text();
        let Some(value) = lenient(&text) else { continue };
        let mut waiting = vec![&value];
        while let Some(node) = waiting.pop() {
            if nodes_left == 0 {
                break;
            }
            nodes_left -= 1;
            match node {
                Value::Array(items) => waiting.extend(items.iter().rev()),
                Value::Object(fields) => {
                    for key in ["mainEntity", "mainEntityOfPage", "@graph"] {
                        waiting.extend(fields.get(key).filter(|inner| !inner.is_string()));
                    }
                    let rank = rank(node, url);
                    if rank > best.as_ref().map_or(0, |(rank, _)| *rank) {
                        best = Some((rank, read(node)));
                    }
                }
                _ => {}
            }
        }
    }
    best.map(|(_, article)| article).unwrap_or_default()
}

/// 0: not about the article. More is better.
fn rank(node: &Value, url: Option<&str>) -> u8 {
    let kinds = strings(&node["@type"]);
    let is_article = kinds.iter().any(|kind| {
        kind.ends_with("Article")
            || kind.ends_with("BlogPosting")
            || matches!(kind.as_str(), "Report" | "Review")
    });
    let is_page = kinds.iter().any(|kind| kind.ends_with("WebPage"));
    let base = match (is_article, is_page) {
        (true, _) => 3,
        (_, true) => 1,
        _ => return 0,
    };
    let addresses = [
        &node["url"],
        &node["@id"],
        &node["mainEntityOfPage"],
        &node["mainEntityOfPage"]["@id"],
    ];
    let is_here = url.is_some_and(|url| {
        addresses
            .iter()
            .filter_map(|value| value.as_str())
            .any(|address| address.trim_end_matches('/') == url.trim_end_matches('/'))
    });
    base + u8::from(is_here)
}

fn read(node: &Value) -> Article {
    let text = |key: &str| strings(&node[key]).into_iter().next();
    Article {
        headline: text("headline").or_else(|| text("name")),
        authors: names(&node["author"])
            .into_iter()
            .chain(names(&node["creator"]))
            .collect(),
        published: text("datePublished").or_else(|| text("dateCreated")),
        publisher: names(&node["publisher"]).into_iter().next(),
        section: text("articleSection"),
        language: text("inLanguage"),
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
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// The names of persons or organisations: a string, an object with a name, or a list of such. The
/// type is as often wrong as right and is not looked at.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Object(fields) => fields.get("name").map(strings).unwrap_or_default(),
        Value::Array(items) => items
            .iter()
            .flat_map(|item| match item {
                Value::String(name) => vec![name.clone()],
                other => strings(&other["name"]),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Parses what publishers call JSON: comments and CDATA around it, raw line breaks in strings,
/// commas before a closing bracket. One block in forty needs it.
fn lenient(text: &str) -> Option<Value> {
    if text.len() > SCRIPT_BYTES_MAX {
        return None;
    }
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

    fn headline(script: &str) -> Option<String> {
        let html = format!("<script type=\"application/ld+json\">{script}</script>");
        article(&Document::from(html), Some("https://a.example/x")).headline
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
        let script = r#"[{"@type":"NewsArticle","headline":"Other","url":"https://a.example/y"},
            {"@type":"NewsArticle","headline":"This","mainEntityOfPage":{"@id":"https://a.example/x/"}}]"#;
        assert_eq!(headline(script).as_deref(), Some("This"));
        assert_eq!(headline(r#"{"@type":"Organization","name":"Org"}"#), None);
    }
}
