use proptest::prelude::*;

use super::*;
use crate::model::{ClaimedTime, DateQuality, PageSource, Span, parse_instant};

const BODY: &str = "The council of the valley voted on Monday to close the old harbour bridge for two years while \
    engineers replace its bearings, a decision that shopkeepers had fought since the spring.";

fn input(page: Option<PageSource>, feed_text: Option<PageSource>) -> ReadInput {
    ReadInput {
        page,
        feed_text,
        title: Some("Bridge closes".to_owned()),
        url: Some("https://www.valley.example/bridge?utm_source=rss".to_owned()),
        published: ClaimedTime {
            raw: None,
            at: parse_instant("2025-03-04T06:00:00Z"),
            quality: DateQuality::Ok,
        },
        ..ReadInput::new("t")
    }
}

fn fragment(html: &str) -> Normalised {
    article(&input(Some(PageSource::Fragment(html.to_owned())), None))
}

fn kinds(article: &Article) -> Vec<SectionKind> {
    article.sections.iter().map(|section| section.kind).collect()
}

#[test]
fn a_fragment_keeps_its_blocks() {
    let read = fragment(&format!(
        "<article><h1>Bridge closes</h1><p class=byline>By Jane Roe, AP</p><p>RIGA, March 3 (AP) — {BODY}</p>\
         <figure><img src=a><figcaption>Photo: AFP</figcaption></figure><p>It met.</p></article>"
    ));
    let article = read.article;
    assert_eq!(
        kinds(&article),
        [
            SectionKind::Headline,
            SectionKind::Credit,
            SectionKind::Body,
            SectionKind::Caption,
            SectionKind::Body
        ]
    );
    assert_eq!(article.byline.as_deref(), Some("By Jane Roe, AP"));
    let dateline = article.dateline.as_ref().unwrap();
    assert_eq!(dateline.place.map(|span| span.of(&article.text)), Some("RIGA"));
    assert_eq!(
        dateline.date_on.map(|day| day.to_string()).as_deref(),
        Some("2025-03-03")
    );
    assert_eq!(
        article.canonical_url.as_deref(),
        Some("https://valley.example/bridge")
    );
    assert_eq!(article.language.as_deref(), Some("en"));
    assert_eq!(article.text_from, TextFrom::Archive);
    assert!(read.notes.is_empty());
}

#[test]
fn plain_text_stays_as_it_was_given() {
    let text = format!("Bridge closes\r\n\r\n  Riga, March 3 (ValleyPress) {BODY}\0\n\n\nIt met.");
    let read = article(&input(Some(PageSource::Text(text.clone())), None)).article;
    // The place of every word before a dropped control stays: a carriage return becomes a blank.
    assert_eq!(read.text, text.replace("\r\n", " \n").replace('\0', ""));
    assert_eq!(read.text.find("Riga"), text.find("Riga"));
    assert_eq!(kinds(&read), [SectionKind::Headline, SectionKind::Body]);
    assert!(
        read.dateline
            .unwrap()
            .span
            .of(&read.text)
            .starts_with("Riga, March 3 (ValleyPress) ")
    );
}

#[test]
fn a_full_text_of_the_feed_is_preferred_to_the_page() {
    let page = format!(
        "<html><head><meta property='og:site_name' content='Valley Post'></head><body><article><p>{BODY}</p><p>{BODY} From the page.</p></article></body></html>"
    );
    let full = format!("<p>{BODY}</p>").repeat(6);
    let mut given = input(Some(PageSource::Page(page)), Some(PageSource::Fragment(full)));
    given.text_from = TextFrom::Page;
    let read = article(&given);
    assert_eq!(read.article.text_from, TextFrom::Feed);
    assert!(!read.article.text.contains("From the page"));
    assert_eq!(read.article.site_name.as_deref(), Some("Valley Post"));

    let teaser = format!("<p>{}</p><p>Read more</p>", BODY.repeat(6));
    given.feed_text = Some(PageSource::Fragment(teaser));
    assert_eq!(article(&given).article.text_from, TextFrom::Page);
}

#[test]
fn a_page_without_text_loses_to_the_teaser() {
    let page = PageSource::Page("<html><body><div id=app></div></body></html>".to_owned());
    let read = article(&input(
        Some(page),
        Some(PageSource::Fragment(format!("<p>{BODY}</p>"))),
    ));
    assert_eq!(read.article.text, BODY);
    assert_eq!(read.article.text_from, TextFrom::Feed);
    assert_eq!(read.notes, ["page_without_text"]);
}

#[test]
fn nothing_gives_an_empty_article() {
    let read = article(&ReadInput::new("empty"));
    assert_eq!(read.article.text, "");
    assert_eq!(read.notes, ["no_text"]);
    assert!(read.article.sections.is_empty() && read.article.title.is_empty());
}

#[test]
fn a_hostile_page_is_noted() {
    let read = article(&input(Some(PageSource::Page("<div>".repeat(60_000))), None));
    assert!(read.notes.contains(&"page_refused: depth".to_owned()));
}

#[test]
fn rows_of_a_table_stand_on_lines_of_their_own() {
    let read = fragment(
        "<p>Figures:</p><table><tr><th>Year<th>Tonnes</tr><tr><td>2024<td>12</tr></table><p>End.</p>",
    );
    assert_eq!(read.article.text, "Figures:\n\nYear | Tonnes\n2024 | 12\n\nEnd.");
}

#[test]
fn the_feed_is_asked_for_authors_last() {
    let mut given = input(Some(PageSource::Fragment(format!("<p>{BODY}</p>"))), None);
    given.authors = vec!["jane@valley.example (Jane Roe)".to_owned(), "PTI".to_owned()];
    assert_eq!(article(&given).article.byline.as_deref(), Some("Jane Roe, PTI"));
}

proptest! {
    #[test]
    fn any_input_gives_sound_spans(html in "(<p>|</p>|<h1>|<li>|<table><tr><td>|<br>|\\PC{0,10}|Moscow, March 3 \\(X\\) |Key Takeaways|\n){0,12}", plain in any::<bool>()) {
        let source = if plain { PageSource::Text(html) } else { PageSource::Fragment(html) };
        let read = article(&input(Some(source), None)).article;
        let mut end = 0;
        for section in &read.sections {
            prop_assert!(section.span.start >= end);
            prop_assert!(read.text.get(section.span.start..section.span.end).is_some());
            end = section.span.end;
        }
        if let Some(dateline) = &read.dateline {
            let whole = Span::new(0, read.text.len());
            for span in [Some(dateline.span), dateline.place, dateline.date, dateline.credit].into_iter().flatten() {
                prop_assert!(whole.contains(span) && read.text.get(span.start..span.end).is_some());
            }
        }
    }
}
