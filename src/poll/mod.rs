//! When to ask, how to ask, how not to annoy: the room that asks the network for feeds and pages.
//!
//! [`schedule`] decides when a feed is asked next, [`politeness`] when a host may be asked at all,
//! [`http`] asks for feeds and [`page`] for articles' pages, by leave of [`robots`]. [`outage`] tells our
//! own lost connection from theirs. Nothing here reads the clock: time is handed in.

mod backoff;
pub mod http;
pub mod outage;
pub mod page;
pub mod politeness;
pub mod robots;
pub mod schedule;
mod settings;

pub use settings::Settings;

/// Who is paced together: the host of `url` in lower case, with `:port` when that is not the scheme's own.
///
/// `None` when `url` is not an absolute http or https address.
///
/// ```
/// use dateline::poll::host_key;
///
/// assert_eq!(host_key("https://News.Example.org:443/rss").as_deref(), Some("news.example.org"));
/// assert_eq!(host_key("http://127.0.0.1:8080/").as_deref(), Some("127.0.0.1:8080"));
/// assert_eq!(host_key("ftp://example.org/"), None);
/// ```
pub fn host_key(url: &str) -> Option<String> {
    let url = url::Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    if host.is_empty() {
        return None;
    }
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host,
    })
}

#[cfg(test)]
mod tests {
    use super::host_key;

    #[test]
    fn spellings_of_one_host_have_one_key() {
        for url in [
            "http://example.org/a",
            "https://EXAMPLE.org",
            "https://example.org.:443/",
            " http://u:p@example.org:80/#x",
        ] {
            assert_eq!(host_key(url).as_deref(), Some("example.org"), "{url}");
        }
        assert_eq!(host_key("http://[::1]:8080/").as_deref(), Some("[::1]:8080"));
        assert_eq!(
            host_key("https://bücher.example/").as_deref(),
            Some("xn--bcher-kva.example")
        );
    }

    #[test]
    fn what_is_not_a_web_address_has_no_key() {
        for url in [
            "",
            "example.org/rss",
            "mailto:a@example.org",
            "file:///etc",
            "http://",
        ] {
            assert_eq!(host_key(url), None, "{url}");
        }
    }
}
