use dom_query::Document;

use crate::model::{DateQuality, PageMetadata};
use crate::parse::metadata::read;

const URL: &str = "https://valley.example/news/bridge-closes";
const H1: &str = "<h1>Bridge closes for two years</h1>";
const TEXT: &str = "<p>The council of the valley voted on Monday to close the old harbour bridge for two years while \
    engineers replace its bearings, a decision that shopkeepers had fought since the spring of 2017 and before.</p>";

fn page(language: &str, url: &str, head: &str, body: &str) -> PageMetadata {
    let html = format!(
        "<html lang='{language}'><head><title>Bridge closes for two years - Valley Post</title>{head}</head><body>{body}</body></html>"
    );
    read(&Document::from(html), Some(url))
}

/// Day and source of the page, or `-`.
fn dated(metadata: &PageMetadata) -> String {
    match (metadata.published_on, metadata.published) {
        (Some(on), Some((_, source))) => format!("{on} {source}"),
        _ => "-".to_owned(),
    }
}

fn body_dated(language: &str, body: &str) -> String {
    dated(&page(language, URL, "", body))
}

#[test]
fn machines_dates_come_first_in_their_order() {
    let json = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge closes for two years","datePublished":"2019-11-18T08:00:00+01:00"}</script>"#;
    let video = r#"<script type="application/ld+json">{"@type":"VideoObject","datePublished":"2015-01-02","uploadDate":"2015-01-02"}</script>"#;
    let other = r#"<script type="application/ld+json">[{"@type":"NewsArticle","headline":"Something else","url":"https://valley.example/other","datePublished":"2015-01-02"},
        {"@type":"NewsArticle","headline":"Bridge closes for two years","datePublished":"2019-11-18"}]</script>"#;
    let broken = r#"<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"0001-01-01T00:00:00Z"}</script>"#;
    let meta = r#"<meta property="article:published_time" content="2019-11-17T08:00:00Z">"#;
    for (head, body, expected) in [
        (format!("{json}{meta}"), String::new(), "2019-11-18 json_ld"),
        (format!("{video}{meta}"), String::new(), "2019-11-17 opengraph"),
        (other.to_owned(), String::new(), "2019-11-18 json_ld"),
        (format!("{broken}{meta}"), String::new(), "2019-11-17 opengraph"),
        (
            "<meta name='DC.date.issued' content='2019-11-18'>".to_owned(),
            String::new(),
            "2019-11-18 meta",
        ),
        (
            "<meta name='parsely-pub-date' content='2019-11-18T11:30:00Z'><meta name=date content='2001-01-01'>".to_owned(),
            String::new(),
            "2019-11-18 meta",
        ),
        (
            "<meta name='cXenseParse:recs:publishtime' content='2019-11-18T11:30:00Z'>".to_owned(),
            String::new(),
            "2019-11-18 meta",
        ),
        (
            "<meta name='sailthru.date' content='2019-11-18 20:58:46'>".to_owned(),
            String::new(),
            "2019-11-18 meta",
        ),
        (
            "<meta property='article:published_time' content='November 18, 2019, 07:47 PM EST'>".to_owned(),
            String::new(),
            "2019-11-18 opengraph",
        ),
        (
            "<meta itemprop=datePublished content='2019-11-18'>".to_owned(),
            String::new(),
            "2019-11-18 microdata",
        ),
        (
            String::new(),
            format!("{H1}<span itemprop=datePublished>18 November 2019</span>{TEXT}"),
            "2019-11-18 microdata",
        ),
        (
            String::new(),
            format!("{H1}{TEXT}<div itemscope itemtype='http://schema.org/Comment'><time itemprop=datePublished datetime='2019-12-01'></time></div>"),
            "-",
        ),
    ] {
        assert_eq!(dated(&page("en", URL, &head, &body)), expected, "{head}{body}");
    }
}

#[test]
fn the_visible_date_line_is_found_by_its_look() {
    for (body, day) in [
        (
            "<time datetime='2019-11-18T10:00:00Z'>today</time>",
            "2019-11-18 html",
        ),
        ("<time pubdate datetime='2019-11-18'></time>", "2019-11-18 html"),
        ("<time>Nov 18, 2019 at 9:24 pm ET</time>", "2019-11-18 html"),
        (
            "<span class='entry-date'>18 November 2019</span>",
            "2019-11-18 html",
        ),
        ("<div id=postedOn>Nov. 18, 2019</div>", "2019-11-18 html"),
        (
            "<abbr class=published title='2019-11-18T10:00:00Z'>last week</abbr>",
            "2019-11-18 html",
        ),
        (
            "<p class=byline>By Jane Roe | November 18, 2019 12:26 PM</p>",
            "2019-11-18 html",
        ),
        ("<p>By Jane Roe - 11/18/19 06:56 AM EST</p>", "2019-11-18 html"),
        (
            "<p>Riga, Nov 18 2019, 11:06am ist updated: Nov 20 2019, 15:24pm ist</p>",
            "2019-11-18 html",
        ),
        (
            "<p>Updated: 20 Nov 2019 9:38 pm</p><p>Posted: 18 Nov 2019 8:11 pm</p>",
            "2019-11-18 html",
        ),
        ("<p>Published:</p><p>18 November 2019</p>", "2019-11-18 html"),
        (
            "<span>Updated <time>Nov 20, 2019</time></span>",
            "2019-11-20 html",
        ),
        ("<p class=info>05/12/2019 - Publicado por: Jane Roe</p>", "-"),
        ("<p>18 November 2019</p>", "2019-11-18 html"),
        (
            "<div data-timestamp=1574071200 class=timestamp>earlier</div>",
            "2019-11-18 html",
        ),
    ] {
        assert_eq!(body_dated("en", &format!("{H1}{body}{TEXT}")), day, "{body}");
    }
}

#[test]
fn date_lines_of_many_languages_are_read() {
    for (language, line) in [
        ("de", "Veröffentlicht am 18. November 2019, 10:30 Uhr"),
        ("de", "Stand: 20.11.2019 | Erstellt: 18.11.2019"),
        (
            "fr",
            "Publié le 18 novembre 2019 à 10h30, mis à jour le 20 novembre 2019",
        ),
        ("es", "18 de noviembre de 2019"),
        ("pt-BR", "Publicado em 18/11/2019 às 10h30"),
        ("it", "Pubblicato il 18 novembre 2019"),
        ("nl", "Geplaatst op 18 november 2019"),
        ("pl", "Opublikowano 18 listopada 2019"),
        ("ru", "18 ноября 2019, 10:30"),
        ("uk", "Опубліковано 18 листопада 2019"),
        ("tr", "Yayınlanma: 18 Kasım 2019 10:30"),
        ("ja", "公開日 2019年11月18日 10時30分"),
        ("zh", "2019年11月18日 10:30 来源"),
        ("ko", "입력 2019.11.18 10:30"),
        ("ar", "نشر في ١٨/١١/٢٠١٩"),
        ("sv", "Publicerad 18 november 2019"),
        ("hu", "2019. november 18. 10:30"),
    ] {
        assert_eq!(
            body_dated(language, &format!("{H1}<p>{line}</p>{TEXT}")),
            "2019-11-18 html",
            "{line}"
        );
    }
}

#[test]
fn a_date_of_something_else_is_not_the_articles() {
    let caption = "<figure><img><figcaption>The bridge on Nov. 3, 2015</figcaption></figure>";
    let sentence = "<p>As of 29 November 2018, thirty artworks will light up the centre of the city for the seventh year.</p>";
    let teasers = "<aside><a href=/x>Other</a><time datetime='2015-01-02'>2 Jan 2015</time></aside><div class=related-stories><span class=date>2 January 2015</span></div>";
    let comments = "<div class=comment-list><p class=date>January 2, 2020 at 5:10 pm</p></div>";
    let beside = "<article><h2>Other</h2><time datetime='2015-01-02'>2 Jan 2015</time></article>";
    let copyright = "<footer>© 2012-2019 Valley Post. Last updated 1 January 2012</footer>";
    let link = "<a href=/other><h3>Other</h3><time datetime='2015-01-02'></time></a>";
    for noise in [caption, sentence, teasers, comments, copyright, link] {
        assert_eq!(body_dated("en", &format!("{H1}{noise}{TEXT}")), "-", "{noise}");
        let own = format!("<article>{H1}{noise}<p class=date>18 November 2019</p>{TEXT}{noise}</article>");
        assert_eq!(body_dated("en", &own), "2019-11-18 html", "{noise}");
    }
    let own = format!("{beside}<article>{H1}<time>18 Nov 2019</time>{TEXT}</article>{beside}");
    assert_eq!(body_dated("en", &own), "2019-11-18 html");
}

#[test]
fn a_numeric_date_with_two_readings_needs_a_witness() {
    let line = format!("{H1}<p class=date>03/04/2019</p>{TEXT}");
    for (language, url, day) in [
        ("en-US", URL, "2019-03-04 html"),
        ("en-GB", URL, "2019-04-03 html"),
        ("fr", URL, "2019-04-03 html"),
        ("en", URL, "-"),
        ("en", "https://valley.co.nz/bridge", "2019-04-03 html"),
        ("en", "https://valley.example/2019/03/bridge", "2019-03-04 html"),
        (
            "en",
            "https://valley.example/2019/04/03/bridge",
            "2019-04-03 html",
        ),
    ] {
        assert_eq!(dated(&page(language, url, "", &line)), day, "{language} {url}");
    }
    let witness = format!("{line}<p>25/12/2018</p>");
    assert_eq!(body_dated("en", &witness), "2019-04-03 html");
}

#[test]
fn the_address_checks_and_stands_in() {
    let of = |url: &str, head: &str, body: &str| dated(&page("en", url, head, body));
    let folders = "https://valley.example/2019/11/18/bridge";
    assert_eq!(of(folders, "", ""), "2019-11-18 url");
    // Republished: the folders keep the first day.
    let late = "<meta property='article:published_time' content='2020-02-01T00:00:00Z'>";
    assert_eq!(of(folders, late, ""), "2019-11-18 url");
    // In a name it may be the day of the event.
    assert_eq!(
        of("https://valley.example/preview-2019-11-18/", late, ""),
        "2020-02-01 opengraph"
    );
    // The evening in the outlet's zone.
    let utc = "<meta property='article:published_time' content='2019-11-19T04:58:46Z'>";
    assert_eq!(of(folders, utc, ""), "2019-11-18 opengraph");
    let wrong = format!("{H1}<p class=date>4 May 2011</p>{TEXT}");
    assert_eq!(of(folders, "", &wrong), "2019-11-18 url");
}

#[test]
fn published_and_modified_are_told_apart() {
    let read = page(
        "en",
        URL,
        "<meta property='article:published_time' content='2019-11-18T08:00:00+01:00'><meta property='article:modified_time' content='2019-11-20T08:00:00Z'>",
        "",
    );
    assert_eq!(
        read.modified.map(|(at, source)| (at.to_rfc3339(), source)),
        Some(("2019-11-20T08:00:00+00:00".to_owned(), "opengraph"))
    );
    assert_eq!(read.published_quality, Some(DateQuality::Ok));
    let read = page(
        "en",
        URL,
        "",
        &format!(
            "{H1}<p>PUBLISHED: November 18, 2019 at 8:59 pm | UPDATED: November 20, 2019 at 10:16 pm</p>"
        ),
    );
    assert_eq!(dated(&read), "2019-11-18 html");
    assert_eq!(
        read.published.map(|p| p.0.to_rfc3339()).as_deref(),
        Some("2019-11-18T20:59:00+00:00")
    );
    assert_eq!(read.published_quality, Some(DateQuality::NoZone));
    assert_eq!(
        read.modified
            .map(|(at, _)| at.date_naive().to_string())
            .as_deref(),
        Some("2019-11-20")
    );
    // Changed before it came out: a draft's date, of no use.
    let read = page(
        "en",
        URL,
        "<meta name=pubdate content='2019-11-18'><meta name=last-modified content='2019-11-01'>",
        "",
    );
    assert_eq!(read.modified, None);
}

#[test]
fn a_page_without_a_date_has_none() {
    for body in [
        "",
        TEXT,
        "<p>© 2019 Valley Post</p>",
        "<p>2 days ago</p>",
        "<p>Call 2019-11</p>",
    ] {
        assert_eq!(body_dated("en", &format!("{H1}{body}")), "-", "{body}");
    }
}
