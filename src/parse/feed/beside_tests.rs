//! What stands beside the items' texts: wishes, addresses, credits, the habit of dates.

use super::*;
use crate::model::{DateQuality, stamp};

fn parsed(document: &str) -> FeedDocument {
    let now = DateTime::from_timestamp(1_718_000_000, 0).unwrap(); // 2024-06-10
    super::document(document.as_bytes(), None, "http://n.example/feed.xml", now).unwrap()
}

fn rss(inside: &str) -> FeedDocument {
    parsed(&format!(
        "<rss xmlns:atom='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'><channel>{inside}</channel></rss>"
    ))
}

#[test]
fn wishes_and_other_addresses_of_the_feed_are_kept() {
    let hints = rss("<ttl>15</ttl><skipHours><hour>0</hour><hour> 5 </hour><hour>24</hour></skipHours>
        <skipDays><day>Sunday</day><day>saturday</day></skipDays>
        <cloud domain='rpc.n.example' port='5337' path='/RPC2' registerProcedure='x' protocol='xml-rpc'/>
        <atom:link rel='self' href='/feed.xml'/><atom:link rel='hub' href='https://hub.example/'/><atom:link rel='hub' href='https://other.example/'/>
        <item><title>A</title></item>")
    .hints;
    assert_eq!(hints.ttl_s, Some(900));
    assert_eq!(hints.skip_hours.bits(), 1 | 1 << 5);
    assert_eq!(hints.skip_days.bits(), 1 << 5 | 1 << 6);
    assert_eq!(hints.cloud.as_deref(), Some("http://rpc.n.example:5337/RPC2"));
    assert_eq!(hints.self_url.as_deref(), Some("http://n.example/feed.xml"));
    assert_eq!(hints.hub_url.as_deref(), Some("https://hub.example/"));
}

#[test]
fn a_json_feed_names_its_hub_and_itself() {
    let feed = parsed(
        r#"{"feed_url":"/f.json","hubs":[{"type":"rssCloud"},{"type":"WebSub","url":"https://hub.example/"}],"items":[{"id":1}]}"#,
    );
    assert_eq!(feed.hints.hub_url.as_deref(), Some("https://hub.example/"));
    assert_eq!(feed.hints.self_url.as_deref(), Some("http://n.example/f.json"));
}

#[test]
fn links_stay_as_their_publisher_spelt_them_where_that_can_be_sent() {
    for (written, expected) in [
        ("http://N.Example/A%20b", "http://N.Example/A%20b"),
        ("http://n.example", "http://n.example"),
        (" http://n.example/a b ", "http://n.example/a%20b"),
        ("http://n.example/ä", "http://n.example/%C3%A4"),
        ("../a", "http://n.example/a"),
        ("//cdn.example/a", "http://cdn.example/a"),
    ] {
        let feed = rss(&format!("<item><link>{written}</link></item>"));
        assert_eq!(feed.entries[0].link.as_deref(), Some(expected), "{written}");
    }
    let feed = rss("<item><title>x</title><link>javascript:alert(1)</link></item>");
    assert_eq!(feed.entries[0].link, None);
}

#[test]
fn a_guid_that_is_a_path_from_the_root_is_a_permalink() {
    let feed = rss(
        "<item><guid>/a/1</guid></item><item><guid>4711</guid></item><item><guid isPermaLink='false'>/b</guid></item>",
    );
    let links: Vec<_> = feed.entries.iter().map(|entry| entry.link.as_deref()).collect();
    assert_eq!(links, [Some("http://n.example/a/1"), None, None]);
    assert_eq!(feed.entries[0].guid.as_deref(), Some("/a/1"));
}

#[test]
fn the_title_of_media_serves_where_there_is_no_other() {
    let feed = rss(
        "<item><media:title>Photo</media:title></item><item><media:content><media:title>Photo</media:title></media:content><title>News</title></item>",
    );
    let titles: Vec<_> = feed.entries.iter().map(|entry| entry.title.as_deref()).collect();
    assert_eq!(titles, [Some("Photo"), Some("News")]);
}

#[test]
fn credits_are_kept_beside_the_authors() {
    let feed = rss(
        "<item><title>A</title><media:credit role='photographer'>Jane Roe / Wire</media:credit><credit>The Agency</credit><credit/></item>",
    );
    assert_eq!(feed.entries[0].credits, ["Jane Roe / Wire", "The Agency"]);
}

#[test]
fn scripts_are_no_part_of_a_title() {
    for (written, expected) in [
        (
            "safe&lt;script&gt;x='&lt;/b&gt;';&lt;/script&gt; words",
            "safe words",
        ),
        (
            "&lt;STYLE type=a&gt;b{}&lt;/style&gt;News &lt;b&gt;now&lt;/b&gt;",
            "News <b>now</b>",
        ),
        ("How &lt;script&gt; came to be", "How <script> came to be"),
        (
            "An &lt;i&gt;open&lt;/i&gt; &lt;script&gt; tag",
            "An <i>open</i> tag",
        ),
    ] {
        let feed = rss(&format!("<item><title>{written}</title></item>"));
        assert_eq!(feed.entries[0].title.as_deref(), Some(expected), "{written}");
    }
    let many = rss(&format!(
        "<item><title>a&lt;/b{}</title></item>",
        "&lt;script&gt;".repeat(50_000)
    ));
    assert_eq!(many.entries.len(), 1);
}

fn times(head: &str, dates: &[&str]) -> Vec<(String, DateQuality)> {
    let items: String = dates
        .iter()
        .enumerate()
        .map(|(at, date)| format!("<item><guid>{at}</guid><pubDate>{date}</pubDate></item>"))
        .collect();
    let feed = rss(&format!("{head}{items}"));
    let times = feed.entries.into_iter().map(|entry| entry.published);
    times
        .map(|time| (time.at.map(stamp).unwrap_or_default(), time.quality))
        .collect()
}

#[test]
fn a_numeric_date_is_read_in_the_order_of_the_feeds_other_dates() {
    let read = times("", &["03/04/2024 05:30", "25/03/2024 05:30"]);
    assert_eq!(read[0], ("2024-04-03T05:30:00Z".to_owned(), DateQuality::NoZone));
    let read = times("", &["03/04/2024 05:30", "03/25/2024 05:30"]);
    assert_eq!(read[0], ("2024-03-04T05:30:00Z".to_owned(), DateQuality::NoZone));
}

#[test]
fn without_such_a_date_the_usual_order_is_taken_and_the_quality_says_so() {
    let read = times("", &["03/04/2024 05:30", "05-04-2024 05:30"]);
    assert_eq!(
        read[0],
        ("2024-04-03T05:30:00Z".to_owned(), DateQuality::Ambiguous)
    );
    assert_eq!(
        read[1],
        ("2024-04-05T05:30:00Z".to_owned(), DateQuality::Ambiguous)
    );
    // Two orders in one feed are none.
    let read = times("", &["03/04/2024 05:30", "25/03/2024 05:30", "03/25/2024 05:30"]);
    assert_eq!(read[0].1, DateQuality::Ambiguous);
    let read = times("<language>en-us</language>", &["03/04/2024 05:30"]);
    assert_eq!(
        read[0],
        ("2024-03-04T05:30:00Z".to_owned(), DateQuality::Ambiguous)
    );
    let read = times("", &["03/04/2024 05:30 EST"]);
    assert_eq!(read[0].0, "2024-03-04T10:30:00Z");
    // The day after tomorrow is not meant when the other reading is past.
    let read = times("", &["06/12/2024 05:30", "06/08/2024 05:30"]);
    assert_eq!(read[1].0, "2024-06-08T05:30:00Z");
}

#[test]
fn a_web_page_is_refused_with_the_feed_that_it_announces() {
    let page =
        "<!doctype html><html><head><link rel=alternate type='application/rss+xml' href='/rss'></head>";
    let now = DateTime::from_timestamp(1_718_000_000, 0).unwrap();
    let error = super::document(page.as_bytes(), None, "http://n.example/", now).unwrap_err();
    assert_eq!(error.class, ErrorClass::NotAFeed);
    assert!(error.detail.ends_with("http://n.example/rss"), "{}", error.detail);
}

/// `document` as the plainest RSS that says the same.
fn written(document: &FeedDocument) -> String {
    let mut xml = String::from("<rss version=\"2.0\"><channel>");
    for entry in &document.entries {
        xml.push_str("<item>");
        for (name, value) in [
            ("link", &entry.link),
            ("title", &entry.title),
            ("description", &entry.summary),
            ("content:encoded", &entry.content),
            ("pubDate", &entry.published.raw),
        ] {
            write_element(&mut xml, name, value.as_deref());
        }
        if let Some(guid) = &entry.guid {
            xml.push_str("<guid isPermaLink=\"false\">");
            super::super::repair::write_escaped(&mut xml, guid);
            xml.push_str("</guid>");
        }
        for category in &entry.categories {
            write_element(&mut xml, "category", Some(category));
        }
        xml.push_str("</item>");
    }
    xml + "</channel></rss>"
}

fn write_element(xml: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        xml.push_str(&format!("<{name}>"));
        super::super::repair::write_escaped(xml, value);
        xml.push_str(&format!("</{name}>"));
    }
}

proptest::proptest! {
    #[test]
    fn what_was_read_and_is_written_plainly_reads_the_same(
        pieces in "(<item>|</item>|<guid>[ab&]</guid>|<link>(/|http://)[ab]\\.example/[ä ]?</link>|<title>|</title>|&lt;b&gt;|<b>|</b>|&amp;amp;|&|<description>|</description>|<!\\[CDATA\\[|\\]\\]>|x|<pubDate>0[34]/0[56]/2024</pubDate>|<category>[ab]</category>|\n){0,40}"
    ) {
        let whole = format!("<rss version='2.0'><channel>{pieces}</channel></rss>");
        let now = DateTime::from_timestamp(1_718_000_000, 0).unwrap();
        let read = |text: &str| super::document(text.as_bytes(), None, "http://n.example/feed.xml", now);
        if let Ok(once) = read(&whole) {
            let twice = read(&written(&once)).unwrap();
            proptest::prop_assert_eq!(once.entries, twice.entries, "{}", whole);
        }
    }
}
