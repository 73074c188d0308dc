//! Whole documents: every dialect, every kind of damage.

use super::*;
use crate::model::{DateQuality, stamp};

const BASE: &str = "http://n.example/feed.xml";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_718_000_000, 0).unwrap() // 2024-06-10
}

fn parsed(document: impl AsRef<[u8]>) -> FeedDocument {
    super::document(document.as_ref(), None, BASE, now()).unwrap()
}

fn refused(document: impl AsRef<[u8]>) -> ErrorClass {
    super::document(document.as_ref(), None, BASE, now())
        .unwrap_err()
        .class
}

fn rss(items: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>N</title>{items}</channel></rss>")
}

fn titles(document: &FeedDocument) -> Vec<&str> {
    document
        .entries
        .iter()
        .map(|entry| entry.title.as_deref().unwrap_or(""))
        .collect()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn an_rss_item_is_read_with_all_its_fields() {
    let feed = parsed(
        r#"<?xml version="1.0"?>
        <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
             xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
          <title>Harbour &amp; Port News</title><link>/</link><language>en-GB</language><ttl>30</ttl>
          <atom:link rel="self" href="http://n.example/feed.xml"/>
          <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
          <image><title>Logo</title><link>http://logo.example/</link></image>
          <item><title>Ferry line
             reopens</title><link>/a?x=1&amp;y=2</link><guid isPermaLink="false">tag:1</guid>
            <description>&lt;p&gt;Short&lt;/p&gt;</description><c:encoded><![CDATA[<p>Long</p>]]></c:encoded>
            <dc:creator>Jane Roe</dc:creator><author>desk@n.example (The Desk)</author>
            <category>Sea</category><category>Trade</category><category>Sea</category>
            <pubDate>Thu, 14 Mar 2024 08:30:00 MSK</pubDate><dc:date>2001-01-01</dc:date>
            <source url="http://wire.example/rss">Wire</source>
          </item></channel></rss>"#,
    );
    assert_eq!(feed.title, some("Harbour & Port News"));
    assert_eq!(feed.home_url, some("http://n.example/"));
    assert_eq!(feed.language, some("en-GB"));
    assert_eq!(
        (feed.hints.ttl_s, feed.hints.update_period_s),
        (Some(1_800), Some(1_800))
    );
    assert_eq!((feed.entries_dropped, &feed.notes), (0, &vec![]));
    let expected = Entry {
        key: "tag:1".to_owned(),
        guid: some("tag:1"),
        link: some("http://n.example/a?x=1&y=2"),
        title: some("Ferry line reopens"),
        authors: vec!["Jane Roe".to_owned(), "The Desk".to_owned()],
        summary: some("<p>Short</p>"),
        content: some("<p>Long</p>"),
        categories: vec!["Sea".to_owned(), "Trade".to_owned()],
        published: date::read(Some("Thu, 14 Mar 2024 08:30:00 MSK"), now()),
        source_name: some("Wire"),
        source_url: some("http://wire.example/rss"),
        ..Entry::default()
    };
    assert_eq!(feed.entries, [expected]);
}

#[test]
fn an_atom_entry_is_read_with_all_its_fields() {
    let feed = parsed(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://base.example/x/" xml:lang="fr"><title>N</title>
          <link href="/"/><link rel="self" href="feed"/>
          <entry xml:lang="de"><id>urn:1</id><title type="html">A &amp;lt; B</title>
            <link rel="enclosure" href="a.mp3"/><link type="application/pdf" href="a.pdf"/><link type="text/html" href="a.html"/>
            <author><name>Jane Roe</name><uri>http://x.example/</uri></author>
            <summary>Short</summary>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><h:p xmlns:h="http://www.w3.org/1999/xhtml">Long &amp; wide</h:p></div></content>
            <category term="sea" label="The Sea"/><published>2024-03-14T05:30:00Z</published><updated>2024-03-15T05:30:00Z</updated>
            <source><id>urn:s</id><title>Wire</title><link href="http://wire.example/"/><updated>1999-01-01T00:00:00Z</updated></source>
          </entry></feed>"#,
    );
    assert_eq!(
        (feed.home_url, feed.language),
        (some("http://base.example/"), some("fr"))
    );
    let entry = &feed.entries[0];
    assert_eq!(entry.key, "urn:1");
    assert_eq!(entry.link, some("http://base.example/x/a.html"));
    assert_eq!(entry.title, some("A &lt; B"));
    assert_eq!(entry.authors, ["Jane Roe"]);
    assert_eq!(entry.summary, some("Short"));
    assert!(
        entry
            .content
            .as_ref()
            .unwrap()
            .contains("<p xmlns:h=\"http://www.w3.org/1999/xhtml\">Long &amp; wide</p>")
    );
    assert_eq!(entry.categories, ["The Sea"]);
    assert_eq!(entry.language, some("de"));
    assert_eq!(entry.published.at.map(stamp), some("2024-03-14T05:30:00Z"));
    assert_eq!(entry.updated.at.map(stamp), some("2024-03-15T05:30:00Z"));
    assert_eq!(
        (&entry.source_name, &entry.source_url),
        (&some("Wire"), &some("http://wire.example/"))
    );
}

#[test]
fn an_rdf_feed_keeps_its_items_outside_the_channel() {
    let feed = parsed(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
          <channel rdf:about="x"><title>N</title><items><rdf:Seq><rdf:li rdf:resource="u"/></rdf:Seq></items></channel>
          <item rdf:about="http://n.example/a"><title>A</title><link>http://n.example/a</link></item></rdf:RDF>"#,
    );
    assert_eq!(titles(&feed), ["A"]);
    assert_eq!(feed.entries[0].key, "https://n.example/a");
}

#[test]
fn a_json_feed_is_read_leniently() {
    let feed = parsed(
        "\u{FEFF}{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[
          {\"id\":7,\"url\":\"/a\",\"title\":null,\"content_text\":\"a < b\",\"tags\":null,\"author\":{\"name\":\"Jane\"},
           \"date_published\":\"2024-03-14T05:30:00Z\"}, 5, {}]}",
    );
    let entry = &feed.entries[0];
    assert_eq!(
        (entry.key.as_str(), &entry.link),
        ("7", &some("http://n.example/a"))
    );
    assert_eq!(
        (&entry.content, &entry.authors),
        (&some("a &lt; b"), &vec!["Jane".to_owned()])
    );
    assert_eq!((feed.entries.len(), feed.entries_dropped), (1, 2));
}

#[test]
fn the_root_may_be_written_in_any_way() {
    let item = "<item><title>A</title><link>http://n.example/a</link></item>";
    for (open, close) in [
        ("<rss>", "</rss>"),
        ("<RSS version='0.93'>", "</RSS>"),
        (
            "<rss version='2.0' xmlns='http://x.example/ns'><channel>",
            "</channel></rss>",
        ),
        ("<channel>", "</channel>"),
        (
            "Warning: x <br/>\n<b>y</b>\n<?xml version='1.0'?><rss><channel>",
            "",
        ),
        ("", ""),
    ] {
        assert_eq!(titles(&parsed(format!("{open}{item}{close}"))), ["A"], "{open}");
    }
    let entry = "<entry><title>A</title><link href='http://n.example/a'/></entry>";
    for open in [
        "<feed>",
        "<feed xmlns='https://www.w3.org/2005/Atom'>",
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'>",
        "<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'>",
    ] {
        assert_eq!(titles(&parsed(format!("{open}{entry}"))), ["A"], "{open}");
    }
}

#[test]
fn one_broken_item_costs_at_most_itself() {
    let good = "<item><title>Good</title><guid>g</guid></item>";
    for bad in [
        "<item>",
        "<item></channel></item>",
        "<item><title>x & y < z</item>",
        "<item><description><b><i>x</b></i></description></item>",
        "<item><title><title><title></item>",
        "<item><guid><![CDATA[x</item>]]></guid></item>",
        "<item><author>张三（z@n.example）</author><guid>b</guid></item>",
        "<item a='<item b=\"></item>",
        "</item></item></image>",
    ] {
        let feed = parsed(rss(&format!("{bad}{good}")));
        assert!(titles(&feed).contains(&"Good"), "{bad}: {feed:?}");
    }
}

#[test]
fn an_unclosed_element_ends_where_the_next_begins() {
    let feed = parsed(rss("<item><title>A<link>http://n.example/a<guid>g</guid></item>"));
    let entry = &feed.entries[0];
    assert_eq!(entry.title, some("A"));
    assert_eq!(
        (entry.link.as_deref(), entry.key.as_str()),
        (Some("http://n.example/a"), "g")
    );
}

#[test]
fn a_document_cut_anywhere_gives_the_items_before_the_cut() {
    let whole = rss(
        "<item><title>A</title><guid>a</guid></item><item><title><![CDATA[B]]></title><guid>b</guid></item>",
    );
    let first_end = whole.find("</item>").unwrap() + 7;
    for cut in first_end..whole.len() {
        let feed = parsed(&whole[..cut]);
        assert_eq!(titles(&feed)[0], "A");
        assert_eq!(feed.notes.len(), 1);
    }
}

#[test]
fn a_permalink_stands_in_for_the_link_unless_denied() {
    let with = |attribute: &str| {
        parsed(rss(&format!(
            "<item><title>A</title><guid {attribute}>http://n.example/g</guid></item>"
        )))
        .entries[0]
            .link
            .clone()
    };
    assert_eq!(with(""), some("http://n.example/g"));
    assert_eq!(with("isPermaLink='true'"), some("http://n.example/g"));
    assert_eq!(with("isPermaLink='false'"), None);
}

#[test]
fn dates_are_kept_as_claimed_and_never_made_up() {
    let dated = |date: &str| parsed(rss(&format!("<item><guid>g</guid>{date}</item>"))).entries[0].clone();
    assert_eq!(dated("").published.quality, DateQuality::Missing);
    assert_eq!(
        dated("<pubDate>soon</pubDate>").published.quality,
        DateQuality::Unparsed
    );
    let entry = dated("<pubDate>Thu, 14 Mar 2024 05:30:00 GMT</pubDate>");
    assert_eq!(entry.updated.at, None);
    assert_eq!(entry.published.raw, some("Thu, 14 Mar 2024 05:30:00 GMT"));
    let module = dated("<dcterms:issued>2024-03-14T05:30:00Z</dcterms:issued>");
    assert_eq!(module.published.quality, DateQuality::Ok);
}

#[test]
fn what_is_not_a_feed_is_refused_with_a_reason() {
    assert_eq!(
        refused("<!doctype html><html><head><title>x</title>"),
        ErrorClass::NotAFeed
    );
    assert_eq!(refused("Not found"), ErrorClass::NotAFeed);
    assert_eq!(refused("<opml><body/></opml>"), ErrorClass::NotAFeed);
    assert_eq!(refused("<urlset><url/></urlset>"), ErrorClass::NotAFeed);
    assert_eq!(refused("{\"error\":1}"), ErrorClass::NotAFeed);
    assert_eq!(refused("{\"items\":[{"), ErrorClass::Unparsable);
    assert_eq!(refused(" \n"), ErrorClass::Unparsable);
    assert_eq!(refused(b"\x89PNG\r\n"), ErrorClass::Binary);
    assert_eq!(refused(b"PK\x03\x04..."), ErrorClass::Binary);
    let error = super::document(b"<html>", None, BASE, now()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "this is an HTML page, not a feed; look for its feed address"
    );
}

#[test]
fn a_feed_without_items_is_a_feed() {
    assert_eq!(parsed(rss("")).entries, []);
}

#[test]
fn entities_are_never_defined_or_fetched() {
    let subset = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let feed = parsed(format!(
        "{subset}{}",
        rss("<item><title>&b; &x;</title><guid>g</guid></item>")
    ));
    assert_eq!(titles(&feed), ["&b; &x;"]);
}

#[test]
fn hostile_documents_end() {
    let nested = format!("{}{}", "<x>".repeat(100_000), "</x>".repeat(100_000));
    let attribute = format!("<x a=\"{}\"/>", "a".repeat(1024 * 1024));
    let attributes = format!("<x {}/>", "a=\"1\" ".repeat(20_000));
    for hostile in [
        nested,
        attribute,
        attributes,
        "<".repeat(2_000_000),
        "<title>".repeat(100_000),
        "<title><link>".repeat(50_000),
        "<item><title><link>".repeat(20_000),
        "<item>".repeat(200_000),
        "<![CDATA[".repeat(100_000),
        "&#x;&".repeat(200_000),
        "<description><b>".repeat(50_000),
    ] {
        // Some swallow everything after them, the end of the document too.
        let before = rss(&format!("{hostile}<item><guid>g</guid></item>"));
        drop(document(before.as_bytes(), None, BASE, now()));
        let within = rss(&format!("<item><guid>g</guid>{hostile}</item>"));
        drop(document(within.as_bytes(), None, BASE, now()));
    }
}

#[test]
fn the_newest_entries_stay_when_there_are_too_many() {
    let items: String = (0..ENTRIES_MAX + 5)
        .map(|n| {
            let date = DateTime::from_timestamp(1_700_000_000 + 60 * i64::try_from(n).unwrap(), 0).unwrap();
            format!(
                "<item><guid>{n}</guid><pubDate>{}</pubDate></item>",
                date.to_rfc2822()
            )
        })
        .collect();
    let feed = parsed(rss(&items));
    assert_eq!((feed.entries.len(), feed.entries_dropped), (ENTRIES_MAX, 5));
    assert_eq!(feed.entries[0].key, "5");
}

#[test]
fn control_characters_do_not_get_through() {
    let feed = parsed(rss(
        "<item><title>A\u{8}B\u{202E}C&#8;</title><guid>g\u{0}h</guid><description>x\r\ny\u{200B}</description></item>",
    ));
    assert_eq!(titles(&feed), ["ABC"]);
    assert_eq!(feed.entries[0].key, "gh");
    assert_eq!(feed.entries[0].summary, some("x\ny"));
}

/// The second opinion: where feed-rs reads a document as it is, both agree.
#[test]
fn well_formed_documents_read_as_by_the_feed_parser_alone() {
    let document = rss(
        "<item><title>A &amp; B</title><link>http://n.example/a</link><guid>g</guid><description>&lt;p&gt;x</description></item>\
         <item><title><![CDATA[C]]></title><link>http://n.example/c</link><guid>h</guid><category>k</category></item>",
    );
    let alone = feed_rs::parser::parse(document.as_bytes()).unwrap();
    let ours = parsed(&document);
    for (theirs, ours) in alone.entries.iter().zip(&ours.entries) {
        assert_eq!(Some(&theirs.id), ours.guid.as_ref());
        assert_eq!(
            theirs.title.as_ref().map(|title| title.content.clone()),
            ours.title
        );
        assert_eq!(theirs.links.first().map(|link| link.href.clone()), ours.link);
        assert_eq!(
            theirs.summary.as_ref().map(|text| text.content.clone()),
            ours.summary
        );
    }
    assert_eq!(alone.entries.len(), ours.entries.len());
}

proptest::proptest! {
    #[test]
    fn parsing_never_panics(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        drop(super::document(&bytes, None, BASE, now()));
    }

    #[test]
    fn markup_in_any_order_never_panics(
        pieces in "(<rss>|<feed>|<item>|</item>|<entry|<title>|</title>|<link href='|<link>|<!\\[CDATA\\[|\\]\\]>|<guid>|&|;|'|\"|>|<|é|<a:b |xmlns:a='|<author>|@x\\.y|<content type='xhtml'>|</div>|<source url=){0,40}"
    ) {
        drop(super::document(pieces.as_bytes(), None, BASE, now()));
    }

    #[test]
    fn keys_are_unique_and_the_same_each_time(pieces in "(<item>|<guid>[ab]</guid>|<link>http://[ab]\\.example/</link>|<title>[ab]</title>|<description>[ab]</description>|</item>){0,40}") {
        let Ok(feed) = super::document(rss(&pieces).as_bytes(), None, BASE, now()) else {
            return Ok(());
        };
        let keys: std::collections::HashSet<_> = feed.entries.iter().map(|entry| &entry.key).collect();
        proptest::prop_assert_eq!(keys.len(), feed.entries.len());
        proptest::prop_assert!(feed.entries.iter().all(|entry| !entry.key.is_empty()));
        proptest::prop_assert_eq!(&super::document(rss(&pieces).as_bytes(), None, BASE, now()).unwrap(), &feed);
    }
}

#[test]
fn a_document_cut_off_before_its_first_entry_is_no_empty_feed() {
    for cut in [
        "<rss version='2.0'><channel><title>N</title>",
        "<rss version='2.0'><channel><title>N</title><item><guid>",
        "<rss version='2.0'>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>N</title>",
    ] {
        assert_eq!(refused(cut), ErrorClass::Unparsable, "{cut}");
    }
    assert_eq!(parsed(rss("")).entries.len(), 0);
    assert_eq!(parsed("<rss version='2.0'/>").entries.len(), 0);
    assert_eq!(
        parsed("<rss version='2.0'><channel><title>N</title></channel></rss")
            .entries
            .len(),
        0
    );
    let half = parsed("<rss version='2.0'><channel><item><title>A</title></item><item><title>B");
    assert!(!half.entries.is_empty() && !half.notes.is_empty());
}
