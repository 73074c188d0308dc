//! OPML: lists of feeds as readers exchange them.

use std::collections::HashMap;

use url::Url;

use super::markup::{Tag, Token, Tokens};
use super::repair::write_escaped;
use super::{ParseError, decode};
use crate::model::ErrorClass;
use crate::text;

/// Largest list read, in bytes. A list of 20,000 feeds has some 5 MB.
const OPML_BYTES_MAX: usize = 10 * 1024 * 1024;

/// Folders kept around one feed; nobody nests deeper on purpose.
const TAGS_MAX: usize = 16;

/// Outlines searched for folders; without a bound, deep nesting of feeds would cost its square.
const DEPTH_MAX: usize = 64;

/// One feed of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpmlFeed {
    /// http or https, as given.
    pub url: String,
    /// The name the list gives it; `None` when there is none or it is the address.
    pub title: Option<String>,
    /// The folders around it, outermost first, then its categories.
    pub tags: Vec<String>,
}

/// What an OPML list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpmlList {
    pub feeds: Vec<OpmlFeed>,
    /// Addresses of outlines that are no feed's: neither http, https nor `feed:`. As given.
    pub skipped: Vec<String>,
}

/// The feeds of an OPML list, in order. A feed listed twice comes once, with the tags of both.
///
/// Reads what programs write rather than what the format says: any version, attribute names in any case, bare
/// `&`, unclosed outlines. Entities and document types are never resolved. Outlines whose address is not
/// http, https or `feed:` are only counted. The list may be empty.
///
/// # Errors
///
/// `TooLarge` above 10 MiB, `NotAFeed` when there is neither an `opml` nor an `outline` element.
pub fn read(bytes: &[u8]) -> Result<OpmlList, ParseError> {
    if bytes.len() > OPML_BYTES_MAX {
        let detail = format!("the list has {} bytes, more than {OPML_BYTES_MAX}", bytes.len());
        return Err(ParseError::new(ErrorClass::TooLarge, detail));
    }
    let decoded = decode::text(bytes, None);
    let mut list = List::default();
    let mut is_opml = false;
    for token in Tokens::new(&decoded.text) {
        match token {
            Token::Open(tag) if tag.name.eq_ignore_ascii_case("outline") => {
                is_opml = true;
                list.open(&tag);
            }
            Token::Open(tag) => is_opml |= tag.name.eq_ignore_ascii_case("opml"),
            Token::Close(name) if name.eq_ignore_ascii_case("outline") => {
                list.around.pop();
            }
            _ => {}
        }
    }
    if is_opml {
        return Ok(list.read);
    }
    let detail = "no opml or outline element: this is not an OPML list of feeds";
    Err(ParseError::new(ErrorClass::NotAFeed, detail))
}

/// What was read so far.
#[derive(Default)]
struct List {
    read: OpmlList,
    /// Where each address is in its feeds.
    places: HashMap<String, usize>,
    /// The outlines around, with the names of those that are folders.
    around: Vec<Option<String>>,
}

impl List {
    fn open(&mut self, tag: &Tag<'_>) {
        let named = |name| tag.attribute(name).map(|value| text::collapsed(&value));
        let name = [named("title"), named("text")]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty());
        let given = named("xmlUrl");
        let url = given.as_deref().and_then(address);
        if url.is_none() {
            self.read
                .skipped
                .extend(given.clone().filter(|given| !given.is_empty()));
        }
        if let Some(url) = url {
            let folders = self
                .around
                .iter()
                .take(DEPTH_MAX)
                .flatten()
                .take(TAGS_MAX)
                .cloned();
            let tags = folders.chain(categories(named("category").as_deref())).collect();
            self.add(url, name.clone(), tags);
        }
        if !tag.is_empty {
            self.around.push(name.filter(|_| given.is_none()));
        }
    }

    fn add(&mut self, url: String, title: Option<String>, tags: Vec<String>) {
        let feeds = &mut self.read.feeds;
        let at = *self.places.entry(url.clone()).or_insert_with(|| {
            feeds.push(OpmlFeed {
                title: title.filter(|title| *title != url),
                url,
                tags: Vec::new(),
            });
            feeds.len() - 1
        });
        let kept = &mut feeds[at].tags;
        for tag in tags {
            if kept.len() < TAGS_MAX && !kept.contains(&tag) {
                kept.push(tag);
            }
        }
    }
}

/// OPML 2.0 with `feeds` in order, each inside folders of its tags.
pub fn write(feeds: &[OpmlFeed]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head><title>Feeds</title></head>\n  <body>\n",
    );
    let mut open: &[String] = &[];
    for feed in feeds {
        let common = open.iter().zip(&feed.tags).take_while(|(a, b)| a == b).count();
        close(&mut xml, open.len(), common);
        for (depth, tag) in feed.tags.iter().enumerate().skip(common) {
            indent(&mut xml, depth);
            xml.push_str("<outline text=\"");
            write_escaped(&mut xml, &text::collapsed(tag));
            xml.push_str("\">\n");
        }
        open = &feed.tags;
        indent(&mut xml, open.len());
        xml.push_str("<outline type=\"rss\" text=\"");
        write_escaped(
            &mut xml,
            &text::collapsed(feed.title.as_ref().unwrap_or(&feed.url)),
        );
        xml.push_str("\" xmlUrl=\"");
        write_escaped(&mut xml, &feed.url);
        xml.push_str("\"/>\n");
    }
    close(&mut xml, open.len(), 0);
    xml.push_str("  </body>\n</opml>\n");
    xml
}

fn close(xml: &mut String, from: usize, to: usize) {
    for depth in (to..from).rev() {
        indent(xml, depth);
        xml.push_str("</outline>\n");
    }
}

fn indent(xml: &mut String, depth: usize) {
    xml.extend(std::iter::repeat_n("  ", depth + 2));
}

/// `category="/Asia/China,wire"`: comma-separated, each a path.
fn categories(category: Option<&str>) -> impl Iterator<Item = String> {
    category
        .unwrap_or_default()
        .split([',', '/'])
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .take(TAGS_MAX)
}

/// The feed's address; `feed:` is a scheme that browsers used to hand addresses to readers.
fn address(given: &str) -> Option<String> {
    let given = match given.strip_prefix("feed:").map(str::trim) {
        Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
        Some(rest) => rest.to_owned(),
        None => given.to_owned(),
    };
    let url = Url::parse(&given).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(url: &str, title: &str, tags: &[&str]) -> OpmlFeed {
        OpmlFeed {
            url: url.to_owned(),
            title: (!title.is_empty()).then(|| title.to_owned()),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        }
    }

    #[test]
    fn folders_are_tags_whatever_the_case_and_however_broken_the_escapes() {
        let list = r#"<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
            <OPML version="9"><body>
              <outline text="Asia"><outline text='A & B &x; &quot;C&quot;' xmlurl="http://a.example/rss?x=1&y=2"/>
                <outline title="China" ><outline XMLURL = "https://b.example/f" title="B" category="/wire/fast,x"></outline></outline>
              </outline>
              <outline text="Top" xmlUrl="feed:
                //c.example/rss"/>
              <outline text="gone" xmlUrl="mailto:x@y.example"/><outline text="empty" xmlUrl=""/>
            </body></OPML>"#;
        assert_eq!(
            read(list.as_bytes()).unwrap().feeds,
            [
                feed("http://a.example/rss?x=1&y=2", "A & B &x; \"C\"", &["Asia"]),
                feed(
                    "https://b.example/f",
                    "B",
                    &["Asia", "China", "wire", "fast", "x"]
                ),
                feed("http://c.example/rss", "Top", &[]),
            ]
        );
    }

    #[test]
    fn addresses_that_are_no_feeds_are_told() {
        let list = "<opml><outline xmlUrl='mailto:x@y.example'/><outline xmlUrl=''/><outline text='folder'/>\
                    <outline xmlUrl='example.org/rss'/></opml>";
        let read = read(list.as_bytes()).unwrap();
        assert_eq!(read.feeds, []);
        assert_eq!(read.skipped, ["mailto:x@y.example", "example.org/rss"]);
    }

    #[test]
    fn a_feed_in_two_folders_comes_once_with_both_tags() {
        let list = "<opml><outline text='A'><outline xmlUrl='http://a.example/'/></outline>\
                    <outline text='B'><outline xmlUrl='http://a.example/'/></outline></opml>";
        assert_eq!(
            read(list.as_bytes()).unwrap().feeds,
            [feed("http://a.example/", "", &["A", "B"])]
        );
    }

    #[test]
    fn other_documents_are_refused() {
        let error = read(b"<html><body>x").unwrap_err();
        assert_eq!(error.class, ErrorClass::NotAFeed);
        let error = read(&vec![b' '; OPML_BYTES_MAX + 1]).unwrap_err();
        assert_eq!(error.class, ErrorClass::TooLarge);
    }

    #[test]
    fn deep_nesting_is_no_trouble() {
        let list = format!(
            "<opml>{}<outline xmlUrl='http://a.example/'/>",
            "<outline text='x'>".repeat(100_000)
        );
        assert_eq!(read(list.as_bytes()).unwrap().feeds[0].tags, ["x"]);
        let feeds = "<outline xmlUrl='http://a.example/'>".repeat(100_000);
        assert_eq!(read(feeds.as_bytes()).unwrap().feeds.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(
            feeds in proptest::collection::vec(("[a-c]{1,3}", "[a-zA-Z&<>\"'é]{0,8}", proptest::collection::vec("[a-d&]{1,2}", 0..3)), 0..8)
        ) {
            let mut expected: Vec<OpmlFeed> = Vec::new();
            for (host, title, tags) in feeds {
                let mut feed = feed(&format!("http://{host}.example/?a=1&b=2"), &title, &[]);
                for tag in tags {
                    if !feed.tags.contains(&tag) {
                        feed.tags.push(tag);
                    }
                }
                if expected.iter().all(|other| other.url != feed.url) {
                    expected.push(feed);
                }
            }
            proptest::prop_assert_eq!(read(write(&expected).as_bytes()).unwrap().feeds, expected);
        }

        #[test]
        fn reading_never_panics(bytes in "(<outline|</outline>|<opml>| xmlUrl=|'|\"|http://a|&|>){0,30}") {
            drop(read(bytes.as_bytes()));
        }
    }
}
