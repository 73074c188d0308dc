use super::*;

fn read_page(head: &str, body: &str) -> PageMetadata {
    let html = format!("<html lang=en-GB><head>{head}</head><body>{body}</body></html>");
    read(
        &Document::from(html),
        Some("https://valley.example/news/2024/05/06/bridge"),
    )
}

#[test]
fn json_ld_speaks_first() {
    let page = read_page(
        r#"<meta property="og:title" content="Teaser title"><meta name=author content="Desk">
        <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"V"},
        {"@type":["NewsArticle"],"headline":"Bridge &amp; harbour","datePublished":"2024-05-06T08:00:00+02:00",
         "author":[{"@type":"Person","name":"Jane Roe"},"AFP"],"publisher":{"name":"Valley Post"},"articleSection":["Local"]}]}</script>"#,
        "",
    );
    assert_eq!(page.title, Some(("Bridge & harbour".to_owned(), "json_ld")));
    assert_eq!(
        page.authors,
        [("Jane Roe".to_owned(), "json_ld"), ("AFP".to_owned(), "json_ld")]
    );
    assert_eq!(
        page.published.map(|p| p.0.to_rfc3339()).as_deref(),
        Some("2024-05-06T06:00:00+00:00")
    );
    assert_eq!(page.site_name, Some(("Valley Post".to_owned(), "json_ld")));
    assert_eq!(page.section, Some(("Local".to_owned(), "json_ld")));
    assert_eq!(page.language, Some(("en-GB".to_owned(), "html")));
}

#[test]
fn meta_elements_come_second() {
    let page = read_page(
        r#"<meta property="og:title" content="T"><meta property="article:published_time" content="2024-05-06T08:00:00Z">
        <link rel=canonical href="/bridge"><meta property="og:image" content="/i.jpg">
        <meta name="original-source" content="https://wire.example/1">"#,
        "<p class=byline>By Jane Roe</p>",
    );
    assert_eq!(page.title, Some(("T".to_owned(), "opengraph")));
    assert_eq!(
        page.canonical_url,
        Some(("https://valley.example/bridge".to_owned(), "meta"))
    );
    assert_eq!(
        page.image_url,
        Some(("https://valley.example/i.jpg".to_owned(), "opengraph"))
    );
    assert_eq!(
        page.original_source,
        Some(("https://wire.example/1".to_owned(), "meta"))
    );
    assert_eq!(page.authors, [("By Jane Roe".to_owned(), "html")]);
}

#[test]
fn visible_markup_and_the_address_are_the_last_resort() {
    let page = read_page("<title>Only this</title>", "");
    assert_eq!(page.title, Some(("Only this".to_owned(), "html")));
    assert_eq!(
        page.published.map(|p| p.0.to_rfc3339()).as_deref(),
        Some("2024-05-06T00:00:00+00:00")
    );
    let page = read_page(
        "",
        "<article><header><time datetime='2024-05-07T01:00:00Z'>7 May</time></header></article>",
    );
    assert_eq!(
        page.published.map(|p| p.0.to_rfc3339()).as_deref(),
        Some("2024-05-07T01:00:00+00:00")
    );
}

#[test]
fn an_implausible_date_is_passed_over() {
    let page = read_page(
        r#"<meta property="article:published_time" content="1970-01-01T00:00:00Z"><meta name="dc.date" content="2024-05-07">"#,
        "",
    );
    assert_eq!(
        page.published.map(|p| p.0.to_rfc3339()).as_deref(),
        Some("2024-05-07T00:00:00+00:00")
    );
}

#[test]
fn broken_or_nested_json_is_no_harm() {
    for script in ["{\"headline\": ", "[[[[", &"[".repeat(200_000), "null"] {
        let page = read_page(
            &format!("<script type='application/ld+json'>{script}</script>"),
            "<h1>H</h1>",
        );
        assert_eq!(page.title, Some(("H".to_owned(), "html")));
    }
}

#[test]
fn keywords_are_split_and_distinct() {
    let tags =
        |head: &str| -> Vec<String> { read_page(head, "").tags.into_iter().map(|tag| tag.0).collect() };
    assert_eq!(
        tags(
            r#"<meta name=keywords content="a"><meta name=news_keywords content="Bridge, Harbour,bridge, ,12, type:story">"#
        ),
        ["Bridge", "Harbour"]
    );
    assert_eq!(
        tags(
            r#"<meta property="article:tag" content="Bridge"><meta property="article:tag" content="R&amp;D">"#
        ),
        ["Bridge", "R&D"]
    );
    assert_eq!(
        tags(
            r#"<script type="application/ld+json">{"@type":"Article","headline":"H","keywords":["Bridge","Harbour works"]}</script>"#
        ),
        ["Bridge", "Harbour works"]
    );
    let many: Vec<String> = (0..200).map(|n| format!("word {n}")).collect();
    assert_eq!(
        tags(&format!("<meta name=keywords content='{}'>", many.join(","))).len(),
        30
    );
}

#[test]
fn an_author_field_with_an_address_is_passed_over() {
    let page = read_page(
        r#"<meta property="article:author" content="https://social.example/jane"><meta name=author content="https://valley.example/jane">"#,
        "<span itemprop=author itemscope itemtype='http://schema.org/Person'><span itemprop=name>Jane Roe</span> is a writer</span>",
    );
    assert_eq!(page.authors, [("Jane Roe".to_owned(), "microdata")]);
}

#[test]
fn hostile_pages_are_read_in_time_that_grows_with_them() {
    for part in [
        "<aside><article>",
        "<time class=date>",
        "<p class=date>18/11/2019 1/2/2003 ",
        "<h1>2019-11-18",
        "<a rel=author>x",
        "<meta itemprop=datePublished content=2019-11-18>",
        "<meta name=keywords content='a,b,c'>",
    ] {
        let page = read_page("", &part.repeat(3_000));
        assert!(page.tags.len() < 100, "{part}");
    }
}

proptest::proptest! {
    #[test]
    fn any_markup_is_taken(parts in "(<time datetime=|<p class=date>|<h1>|</h1>|2019-11-18|18 Nov 2019|<aside>|</aside>|<article>|</article>|Updated|é|>|'|\"| |<b>){0,30}") {
        let _ = read_page(&parts, &parts);
    }
}
