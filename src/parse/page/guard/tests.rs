//! Hostile markup made harmless.

use proptest::prelude::*;

use super::*;

fn guarded(html: &str) -> Guarded<'_> {
    guard(html).unwrap()
}

#[test]
fn an_ordinary_page_is_borrowed() {
    let html = "<html><body><div><p>One <b>two</b><p>Three<br/><img src=a></div><title>a<div></title>";
    let page = guarded(html);
    assert!(matches!(page.html, Cow::Borrowed(_)));
    assert!(!page.is_flattened && !page.is_truncated);
    assert_eq!(page.depth, 4);
}

#[test]
fn nesting_beyond_the_limit_is_flattened_and_keeps_its_text() {
    let html = format!("{}deep{}after", "<div>".repeat(2_000), "</div>".repeat(2_000));
    let page = guarded(&html);
    assert_eq!(page.depth, 512);
    assert!(page.is_flattened);
    assert_eq!(page.html.matches("<div>").count(), 512);
    assert_eq!(page.html.matches("</div>").count(), 512);
    assert!(page.html.contains("<br>deep<br>") && page.html.ends_with("after"));
}

#[test]
fn a_hundred_thousand_nested_elements_are_refused() {
    for name in ["div", "span", "x-y", "table><td"] {
        let html = format!("<{name}>").repeat(100_000);
        assert_eq!(guard(&html), Err(PageRefused::Depth), "{name}");
    }
}

#[test]
fn end_tags_that_the_parser_ignores_do_not_lower_the_count() {
    for unit in [
        "<div></span>",
        "<div><table><td></div>",
        "<!--><div>",
        "<svg><desc><x/>",
    ] {
        let html = unit.repeat(2_000);
        assert!(guarded(&html).is_flattened, "{unit}");
    }
}

#[test]
fn optional_end_tags_do_not_raise_the_count() {
    for unit in ["<p>text", "<li>item", "<tr><td>cell", "<option>o", "<dt>a<dd>b"] {
        let html = format!("<table><ul>{}", unit.repeat(3_000));
        assert!(guarded(&html).depth < 10, "{unit}");
    }
}

#[test]
fn formatting_that_is_never_closed_stays_bounded() {
    let html: String = (0..20_000).map(|n| format!("<p><b id={n}>w")).collect();
    let page = guarded(&html);
    assert!(page.html.matches("<b ").count() <= FORMATTING_MAX);
    assert!(page.html.contains("</b>"));
}

#[test]
fn surplus_attributes_and_monstrous_values_are_cut() {
    let many: String = (0..5_000).map(|n| format!(" a{n}")).collect();
    let html = format!("<div{many}>text</div>");
    let page = guarded(&html);
    assert!(page.html.len() < 3_000 && page.html.ends_with(">text</div>"));
    let html = format!("<div title=\"{}\">text</div>", "x".repeat(1 << 20));
    assert_eq!(guarded(&html).html, "<div >text</div>");
}

#[test]
fn what_no_reader_looks_at_is_left_out() {
    for (html, kept) in [
        ("<p>a<script>if (a<b) '<div>'</script>b", "<p>ab"),
        ("<STYLE>p{}</STYLE><p>a<!-- <b> -->b", "<p>ab"),
        ("a<svg><path d='M0'/></svg>b", "ab"),
        (
            "<img data-x='1' src=a.png srcset='b 2x' alt=\"c\" onload=d>",
            "<img src=a.png alt=\"c\" >",
        ),
        ("<p style='color:red' class=x>", "<p class=x >"),
        ("<p aria-hidden=true aria-label=x>", "<p aria-hidden=true >"),
        ("<i data-a/>", "<i />"),
    ] {
        let page = guarded(html);
        assert_eq!(page.html, kept);
        assert!(!page.is_flattened);
    }
    for html in [
        "<script type='application/ld+json'>{}</script>",
        "<p style='display: none'>a",
        "<svg><svg></svg></svg>",
        "<script>never closed",
    ] {
        assert_eq!(guarded(html).html, html);
    }
}

#[test]
fn a_dropped_tag_may_have_surplus_attributes() {
    let many: String = (0..300).map(|n| format!(" a{n}")).collect();
    let html = format!("{}<div{many}><p data-x>text", "<div>".repeat(600));
    assert!(guarded(&html).html.ends_with("<br><p >text"));
}

#[test]
fn too_many_tags_cut_the_page() {
    let html = "<p>a".repeat(300_000);
    let page = guarded(&html);
    assert!(page.is_truncated);
    assert_eq!(page.html.matches("<p>").count(), TAGS_MAX);
}

proptest! {
    #[test]
    fn any_text_passes(html in "[<>/a-dp!\"'= -]{0,200}") {
        let _ = guard(&html);
    }

    #[test]
    fn a_second_pass_changes_nothing(depth in 500_usize..600, name in "(div|span|section|b|td|svg)") {
        let html = format!("<table>{}x", format!("<{name}>").repeat(depth));
        let once = guarded(&html).html.into_owned();
        prop_assert_eq!(&guarded(&once).html, &once);
    }
}
