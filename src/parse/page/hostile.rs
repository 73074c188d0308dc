//! Pages made to harm: each must end with what is left of its text, or with a note.

use super::extract;

const PARAGRAPH: &str = "<p>The council voted on Monday to close the old harbour bridge for two years, \
    while engineers replace its bearings and the northern bridge carries twice the traffic.</p>";

/// What must come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The five paragraphs, whatever else.
    Text,
    /// `page_refused: depth`.
    Refused,
    /// Whatever it is, it ends.
    Any,
}

fn repeated(unit: &str, times: usize) -> String {
    unit.repeat(times)
}

/// Opens the elements `names` in turn, `times` in all, none of them closed.
fn opened(names: &[&str], times: usize) -> String {
    (0..times)
        .map(|n| format!("<{}>w", names[n % names.len()]))
        .collect()
}

fn nested() -> Vec<(&'static str, String, End)> {
    let text = repeated(PARAGRAPH, 5);
    let mixed = [
        "p",
        "div",
        "b",
        "li",
        "td",
        "h2",
        "a",
        "section",
        "i",
        "ul",
        "font",
        "table",
        "tr",
        "blockquote",
    ];
    vec![
        ("divs", format!("{}{text}", repeated("<div>", 5_000)), End::Text),
        ("spans", format!("{}{text}", repeated("<span>", 5_000)), End::Text),
        ("too many divs", repeated("<div>", 30_000), End::Refused),
        ("too many spans", repeated("<span>", 30_000), End::Refused),
        (
            "tables in tables",
            repeated("<table><tr><td>", 30_000),
            End::Refused,
        ),
        ("templates", repeated("<template>", 30_000), End::Refused),
        ("unclosed tags", opened(&mixed, 20_000), End::Any),
        (
            "adoption",
            opened(&["b", "p", "i", "p", "a", "p", "font", "p"], 8_000),
            End::Any,
        ),
        (
            "crossing",
            repeated("<b><i><a><font></b></i></a>x", 2_000),
            End::Any,
        ),
        ("foster parents", repeated("<table>x<table>", 5_000), End::Any),
        (
            "fostered",
            format!("<table>{}", repeated("<b>x</b><div>y", 4_000)),
            End::Any,
        ),
        ("drawings", repeated("<svg><math><mi><desc>", 5_000), End::Any),
        ("open drawings", repeated("<svg>", 10_000), End::Any),
        ("selects", repeated("<select><option><script>", 5_000), End::Any),
        ("bodies", repeated("<body a=1><html b=2>", 5_000), End::Any),
    ]
}

fn long() -> Vec<(&'static str, String, End)> {
    let text = repeated(PARAGRAPH, 5);
    let attributes: String = (0..20_000).map(|n| format!("a{n} ")).collect();
    let json = |inside: String| format!("<script type='application/ld+json'>{inside}</script>{text}");
    vec![
        (
            "attribute",
            format!("<div title=\"{}\">{text}", repeated("x", 500_000)),
            End::Text,
        ),
        ("attributes", format!("<div {attributes}>{text}"), End::Text),
        (
            "classes",
            format!("<div class='{}'>{text}", repeated("a-b ", 15_000)),
            End::Text,
        ),
        ("json brackets", json(repeated("[", 200_000)), End::Text),
        ("json objects", json(repeated("{\"a\":", 40_000)), End::Text),
        ("nul", format!("{}{text}", repeated("\0", 100_000)), End::Text),
        (
            "open comment",
            format!("{text}<!-- {}", repeated("x -", 50_000)),
            End::Text,
        ),
        (
            "open script",
            format!("{text}<script>{}", repeated("</scrip", 20_000)),
            End::Text,
        ),
        (
            "open textarea",
            format!("{text}<textarea>{}", repeated("</text", 20_000)),
            End::Text,
        ),
        (
            "open title",
            format!("<title>{}", repeated("x <b>", 20_000)),
            End::Any,
        ),
        (
            "open tag",
            format!("{text}{}", repeated("<p a='", 20_000)),
            End::Text,
        ),
        ("breaks", repeated("<br>", 20_000), End::Any),
        ("entities", repeated("&amp;&notit;", 20_000), End::Any),
        (
            "cdata",
            format!("<![CDATA[{}", repeated("]] >", 20_000)),
            End::Any,
        ),
        (
            "other letters",
            repeated("\u{4e00}\u{fffd}\u{202e}", 30_000),
            End::Any,
        ),
        (
            "rows",
            format!("<table>{}", repeated("<tr><td>one<td><a href=x>two</a>", 3_000)),
            End::Any,
        ),
        ("links", repeated("<a href=x>link text here</a>", 3_000), End::Any),
        ("frames", repeated("<frameset><frame>", 5_000), End::Any),
        (
            "plain text",
            format!("<plaintext>{}", repeated("<p>", 20_000)),
            End::Any,
        ),
    ]
}

#[test]
fn hostile_pages_end_with_their_text_or_a_note() {
    for (name, html, end) in nested().into_iter().chain(long()) {
        let found = extract(&html, Some("https://valley.example/a"));
        let paragraphs = found
            .blocks
            .iter()
            .filter(|block| block.text.contains("The council voted"))
            .count();
        match end {
            End::Text => assert_eq!(paragraphs, 5, "{name}: {:?}", found.notes),
            End::Refused => assert_eq!(found.notes, ["page_refused: depth", "no_text"], "{name}"),
            End::Any => assert_eq!(
                found.blocks.is_empty(),
                found.notes.contains(&"no_text".to_owned()),
                "{name}: {:?}",
                found.notes
            ),
        }
        assert!(
            !found.notes.iter().any(|note| note.starts_with("extractor_fault")),
            "{name}: {:?}",
            found.notes
        );
    }
}
