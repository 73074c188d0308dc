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
    assert_eq!(page.title, Some(("T".to_owned(), "meta")));
    assert_eq!(
        page.canonical_url,
        Some(("https://valley.example/bridge".to_owned(), "meta"))
    );
    assert_eq!(
        page.image_url,
        Some(("https://valley.example/i.jpg".to_owned(), "meta"))
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
        "<article><header><time datetime='2024-05-01'>1 May</time></header></article>",
    );
    assert_eq!(
        page.published.map(|p| p.0.to_rfc3339()).as_deref(),
        Some("2024-05-01T00:00:00+00:00")
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
