//! Addresses of articles: the one to show, and the key under which equal articles meet.

mod tracking;

use url::Url;

use tracking::is_tracking;

/// Longest address read, in bytes; browsers stop at about this.
const URL_BYTES_MAX: usize = 4096;
/// Redirectors unwrapped one inside the other: each takes more than 16 bytes, so never one less than
/// there are, or the key of a key would be another.
const UNWRAP_MAX: usize = URL_BYTES_MAX / 16;

/// First folders that say that an article follows, not of what section.
const NO_SECTIONS: &[&str] = &[
    "amp",
    "app",
    "archive",
    "archives",
    "article",
    "articles",
    "artikel",
    "articulo",
    "blog",
    "blogs",
    "content",
    "detail",
    "document",
    "eng",
    "entry",
    "home",
    "html",
    "index",
    "item",
    "items",
    "news",
    "news-story",
    "node",
    "noticia",
    "noticias",
    "page",
    "pages",
    "post",
    "posts",
    "site",
    "stories",
    "story",
    "video",
    "videos",
    "watch",
    "web",
    "www",
];

/// The key of an article that was found at `given` and whose page names `canonical_link` as its own
/// address: the key of the link when it can be believed (see [`accepts_canonical`]), else of `given`.
///
/// `None` when `given` is no absolute web address. A key is compared and stored, never fetched.
pub fn canonical_key(given: &str, canonical_link: Option<&str>) -> Option<String> {
    let believed = canonical_link.filter(|link| accepts_canonical(given, link));
    believed.and_then(key).or_else(|| key(given))
}

/// The key of one absolute address: https, no `www.`, `m.` and the like, AMP marks, user info, fragment (but `#!`) or
/// tracking parameters, the other parameters sorted, no slash at the end. A fixed point: the key of
/// a key is itself.
pub fn key(address: &str) -> Option<String> {
    let mut key = peeled(address)?;
    // What was taken away may lay bare another mark. Each round takes some bytes, so the last is reached.
    for _ in 0..UNWRAP_MAX {
        let again = peeled(&key)?;
        if again == key {
            break;
        }
        key = again;
    }
    Some(key)
}

/// One round of [`key`].
fn peeled(address: &str) -> Option<String> {
    let url = unwrapped(parse(address)?);
    let host = key_host(&url)?;
    let path = key_path(url.path());
    let mut pairs: Vec<&str> = kept_pairs(&url);
    pairs.sort_unstable();
    pairs.dedup();
    let mut key = format!("https://{host}");
    if let Some(port) = url.port() {
        key.push_str(&format!(":{port}"));
    }
    key.push_str(path);
    if !pairs.is_empty() {
        if path.is_empty() {
            key.push('/');
        }
        key.push('?');
        key.push_str(&pairs.join("&"));
    }
    if let Some(fragment) = url.fragment().filter(|fragment| fragment.starts_with('!')) {
        key.push('#');
        key.push_str(fragment);
    }
    // Without the dots behind it, a host may end in a number, and then it is none (`a.7.`).
    let had_dots = url.host_str().is_some_and(|host| host.ends_with('.'));
    (!had_dots || Url::parse(&key).is_ok()).then_some(key)
}

/// `address`, resolved against `base`, without redirector, tracking parameters, user info and
/// fragment: fit to be fetched and shown. `None` when it is no web address.
pub fn clean(address: &str, base: Option<&str>) -> Option<String> {
    let absolute = match base.and_then(parse) {
        Some(base) => base.join(address.trim()).ok().filter(is_web)?,
        None => parse(address)?,
    };
    let mut url = unwrapped(absolute);
    let query = kept_pairs(&url).join("&");
    url.set_query((!query.is_empty()).then_some(&query));
    if !url.fragment().is_some_and(|fragment| fragment.starts_with('!')) {
        url.set_fragment(None);
    }
    // Refused only for addresses without a host, which are no web addresses.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Some(url.into())
}

/// Whether `link`, the canonical link of the page at `given`, can be the same article: same
/// registrable domain, and neither the home page nor a section: a folder that holds `given`, or one word
/// that its path has not.
pub fn accepts_canonical(given: &str, link: &str) -> bool {
    let (Some(given), Some(link)) = (parse(given).map(unwrapped), parse(link).map(unwrapped)) else {
        return false;
    };
    let (of_given, of_link) = (key_path(given.path()), key_path(link.path()));
    let has_query = !kept_pairs(&link).is_empty();
    let is_home = of_link.is_empty() && !has_query;
    let is_section = !has_query
        && of_given
            .strip_prefix(of_link)
            .is_some_and(|rest| rest.starts_with('/'));
    let is_front_of_section =
        !has_query && is_one_word(of_link) && !of_given.contains(of_link) && !of_given.is_empty();
    let is_same_site =
        matches!((registrable_domain(&given), registrable_domain(&link)), (Some(a), Some(b)) if a == b);
    is_same_site && !is_home && !is_section && !is_front_of_section
}

/// Whether `path` is one folder of letters, as `/sport`: articles have longer names or numbers.
fn is_one_word(path: &str) -> bool {
    const WORD_BYTES_MAX: usize = 15;
    path.strip_prefix('/').is_some_and(|word| {
        word.len() <= WORD_BYTES_MAX
            && !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

/// The section that the first folder of `address` names, hyphens as spaces; `None` when the path has no
/// folder, or one that is a date, a number, a language or the publisher's word for articles.
pub fn section(address: &str) -> Option<String> {
    const SECTION_BYTES_MAX: usize = 30;
    let url = parse(address)?;
    let mut folders = url
        .path_segments()?
        .filter(|folder| !folder.is_empty())
        .peekable();
    while let Some(folder) = folders.next() {
        let is_word = folder.len() > 2
            && folder.len() <= SECTION_BYTES_MAX
            && folder
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        // The last segment names the article.
        folders.peek()?;
        if is_word && !is_locale(folder) && !NO_SECTIONS.contains(&folder.to_ascii_lowercase().as_str()) {
            return Some(folder.replace('-', " "));
        }
        // A language or a word for articles may stand before the section, an id or a date does not.
        if !folder.bytes().all(|byte| byte.is_ascii_alphabetic()) && !is_locale(folder) {
            return None;
        }
    }
    None
}

/// Whether `folder` is a language with its region: `en-us`.
fn is_locale(folder: &str) -> bool {
    let bytes = folder.as_bytes();
    bytes.len() == 5 && bytes[2] == b'-' && folder.split('-').all(|part| part.len() == 2)
}

/// The registrable domain of `url`'s host by the public suffix list; the address itself for an IP.
fn registrable_domain(url: &Url) -> Option<String> {
    match url.host()? {
        url::Host::Domain(host) => Some(psl::domain_str(host).unwrap_or(host).to_owned()),
        address => Some(address.to_string()),
    }
}

fn parse(address: &str) -> Option<Url> {
    let address = address.trim();
    if address.len() > URL_BYTES_MAX {
        return None;
    }
    Url::parse(address).ok().filter(is_web)
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host() && url.as_str().len() <= URL_BYTES_MAX
}

fn key_host(url: &Url) -> Option<&str> {
    let mut host = url.host_str()?.trim_end_matches('.');
    loop {
        let bare = tracking::undressed(host);
        // What is left must still be a host below a public suffix: `www.de` is a site.
        match bare.filter(|bare| psl::domain_str(bare).is_some()) {
            Some(bare) => host = bare,
            // A host of dots alone is none.
            None => return Some(host).filter(|host| !host.is_empty()),
        }
    }
}

/// The path without AMP marks and slashes at the end; empty for the home page.
fn key_path(path: &str) -> &str {
    let mut kept = path;
    loop {
        let before = kept;
        kept = kept.trim_end_matches('/');
        kept = kept.strip_suffix("/amp").unwrap_or(kept);
        kept = kept
            .strip_suffix(".amp")
            .filter(|rest| !rest.ends_with('/'))
            .unwrap_or(kept);
        if let Some(rest) = kept.strip_prefix("/amp/") {
            // Keeps the slash before the rest.
            kept = &kept[kept.len() - rest.len() - 1..];
        }
        if kept == before {
            return kept;
        }
    }
}

/// The raw `name=value` pairs that are no tracking, in order.
fn kept_pairs(url: &Url) -> Vec<&str> {
    let names_article = path_names_article(url.path());
    url.query()
        .unwrap_or("")
        .split('&')
        .filter(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            !name.is_empty() && !is_tracking(name, value, names_article)
        })
        .collect()
}

/// Whether the path can identify the article: it is neither the home page nor one script for all.
fn path_names_article(path: &str) -> bool {
    const SCRIPTS: &[&str] = &[".php", ".asp", ".aspx", ".jsp", ".cgi", ".do", ".cfm", ".pl"];
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    !last.is_empty() && !SCRIPTS.iter().any(|script| last.ends_with(script))
}

/// The address inside a redirector's or AMP cache's address, as far as it stands there.
fn unwrapped(url: Url) -> Url {
    let mut url = url;
    for _ in 0..UNWRAP_MAX {
        match inner(&url) {
            Some(found) => url = found,
            None => break,
        }
    }
    url
}

fn inner(url: &Url) -> Option<Url> {
    // As in the key, or the key of an address would unwrap what the address did not.
    let host = key_host(url)?;
    let parameter = |names: &[&str]| {
        let value = url
            .query_pairs()
            .find(|(name, _)| names.contains(&name.as_ref()))?
            .1;
        parse(&value)
    };
    let is_google =
        host == "google.com" || (host.starts_with("google.") && psl::domain_str(host) == Some(host));
    match (host, url.path()) {
        (_, "/url") if is_google => parameter(&["q", "url"]),
        (_, path) if is_google && path.starts_with("/amp/") => {
            in_amp_path(path.strip_prefix("/amp")?, url.query())
        }
        (_, path) if host.ends_with(".cdn.ampproject.org") => in_amp_path(path.get(2..)?, url.query()),
        (host, path) => {
            let names = &tracking::redirector(host, path)?.parameters;
            parameter(&names.iter().map(String::as_str).collect::<Vec<_>>())
        }
    }
}

/// `/s/www.a.example/x` is https, `/www.a.example/x` is http.
fn in_amp_path(path: &str, query: Option<&str>) -> Option<Url> {
    let mut url = match path.strip_prefix("/s/") {
        Some(rest) => parse(&format!("https://{rest}")),
        None => parse(&format!("http://{}", path.strip_prefix('/')?)),
    }?;
    url.set_query(query);
    // A path such as `/s` holds no site.
    Some(url).filter(|url| url.host_str().is_some_and(|host| host.contains('.')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_host_that_is_none_without_its_dots_has_no_key() {
        assert_eq!(
            key("https://a.example./b").as_deref(),
            Some("https://a.example/b")
        );
        assert_eq!(key("https://www.goog.el_..7../url?a"), None);
    }

    #[test]
    fn the_key_ignores_how_a_reader_came() {
        for address in [
            "http://www.Valley.example/a/b/?utm_source=x&id=7&a=1#top",
            "https://valley.example:443/a/b?a=1&id=7&fbclid=3&ref=home",
            "https://valley.example/a/b/amp/?a=1&id=7",
            "https://amp.valley.example/amp/a/b?id=7&a=1&outputType=amp",
            "https://m.valley.example/a/b?id=7&a=1",
            "http://mobile.valley.example/a/b/?a=1&id=7&ref=rss",
            "https://www.google.com/url?q=https://valley.example/a/b%3Fid%3D7%26a%3D1&sa=U",
            "https://valley-example.cdn.ampproject.org/c/s/valley.example/a/b?a=1&id=7",
            "https://www.www.google.com./url?q=https://valley.example/a/b%3Fid%3D7%26a%3D1",
            "http://valley-example.cdn.ampproject.org/amp/s/m.valley.example/a/b?a=1&id=7",
            "https://user:pass@valley.example/a/b?a=1&id=7",
        ] {
            assert_eq!(
                key(address).as_deref(),
                Some("https://valley.example/a/b?a=1&id=7"),
                "{address}"
            );
        }
    }

    #[test]
    fn a_parameter_that_may_be_the_article_stays() {
        assert_eq!(
            key("https://a.example/story.php?source=abc").as_deref(),
            Some("https://a.example/story.php?source=abc")
        );
        assert_eq!(
            key("https://a.example/x?src=1234567").as_deref(),
            Some("https://a.example/x?src=1234567")
        );
        assert_eq!(
            key("https://a.example/?p=12").as_deref(),
            Some("https://a.example/?p=12")
        );
        assert_eq!(
            key("https://a.example/#!/story/1").as_deref(),
            Some("https://a.example#!/story/1")
        );
    }

    #[test]
    fn what_is_no_web_address_has_no_key() {
        for address in [
            "",
            "story",
            "mailto:a@b.example",
            "javascript:alert(1)",
            "file:///etc/hosts",
            "http://",
            "https:///../b",
        ] {
            assert_eq!(key(address), None, "{address}");
        }
    }

    #[test]
    fn a_canonical_link_is_believed_on_its_own_site_only() {
        let given = "https://m.valley.example/news/bridge-closes?x=1";
        let key_with = |link: &str| canonical_key(given, Some(link)).unwrap();
        assert_eq!(
            key_with("https://www.valley.example/news/bridge-closes"),
            "https://valley.example/news/bridge-closes"
        );
        for link in [
            "https://other.example/bridge",
            "https://valley.example/",
            "https://valley.example/news/",
            "https://valley.example/sport",
            "/relative",
            "",
        ] {
            assert_eq!(
                key_with(link),
                "https://valley.example/news/bridge-closes?x=1",
                "{link}"
            );
        }
    }

    #[test]
    fn a_cleaned_address_can_be_fetched() {
        assert_eq!(
            clean("/a?utm_medium=rss&id=1#x", Some("http://www.a.example/b")).as_deref(),
            Some("http://www.a.example/a?id=1")
        );
        assert_eq!(clean("relative", None), None);
        assert_eq!(
            clean("https://a.example/b?c", None).as_deref(),
            Some("https://a.example/b?c")
        );
    }

    #[test]
    fn names_of_other_scripts_are_written_in_ascii() {
        assert_eq!(
            key("https://www.bücher.example/ä").as_deref(),
            Some("https://xn--bcher-kva.example/%C3%A4")
        );
    }

    #[test]
    fn the_first_folder_may_name_the_section() {
        for (path, expected) in [
            ("/business/bridge-closes", Some("business")),
            ("/news/us-news/2019/11/18/bridge", Some("us news")),
            ("/en/sport/bridge", Some("sport")),
            ("/en-us/health/bridge", Some("health")),
            ("/2019/11/18/bridge", None),
            ("/articles/bridge", None),
            ("/bridge-closes", None),
            ("/", None),
        ] {
            let found = section(&format!("https://a.example{path}"));
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(host in "(www\\.|amp\\.|m\\.){0,2}[a-z]{1,6}\\.(example|co\\.uk|de)", path in "(/amp|/[a-z0-9%]{0,5}|/|\\.amp){0,5}", query in "([a-z_]{1,6}=?[a-z0-9%]{0,4}&?){0,4}", fragment in "(#!?[a-z]{0,3})?") {
            let address = format!("http://{host}{path}?{query}{fragment}");
            if let Some(once) = key(&address) {
                prop_assert_eq!(key(&once), Some(once.clone()), "{}", address);
            }
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,60}", base in "\\PC{0,30}") {
            let _ = (section(&text), key(&text), clean(&text, Some(&base)), canonical_key(&text, Some(&base)));
        }
    }
}
