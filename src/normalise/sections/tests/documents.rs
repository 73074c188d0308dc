//! Small documents of every kind that pages and feeds hand over, with the section of each stretch.
//!
//! A file holds documents parted by lines `=== name`; a line `title: ...` may follow. In a document
//! `[[kind]]` stands where a section is to begin. Everything is compared: kinds, order, and all
//! letters and digits of each section.

use std::fmt::Write;

use crate::model::{PageSource, ReadInput, SectionKind};
use crate::normalise;

const HTML: &[&str] = &[include_str!("boxes_html.txt"), include_str!("furniture_html.txt")];
const PLAIN: &[&str] = &[
    include_str!("boxes_plain.txt"),
    include_str!("furniture_plain.txt"),
    include_str!("languages_plain.txt"),
];

struct Document {
    name: String,
    title: String,
    text: String,
    expected: Vec<(String, String)>,
}

fn documents(file: &str) -> Vec<Document> {
    file.split("=== ")
        .skip(1)
        .map(|document| {
            let (name, rest) = document.split_once('\n').unwrap();
            let (title, marked) = match rest.strip_prefix("title: ") {
                Some(rest) => rest.split_once('\n').unwrap(),
                None => ("Bridge closes", rest),
            };
            let mut text = String::new();
            let mut expected = Vec::new();
            for part in marked.split("[[") {
                let (kind, words) = part.split_once("]]").unwrap_or(("", part));
                text.push_str(words);
                if !kind.is_empty() {
                    expected.push((kind.to_owned(), letters(&without_tags(words))));
                }
            }
            Document {
                name: name.to_owned(),
                title: title.to_owned(),
                text: text.trim().to_owned(),
                expected,
            }
        })
        .collect()
}

fn without_tags(html: &str) -> String {
    let mut is_tag = false;
    html.chars()
        .filter(|c| {
            is_tag |= *c == '<';
            let is_text = !is_tag;
            is_tag &= *c != '>';
            is_text
        })
        .collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn found(document: &Document, is_html: bool) -> Vec<(String, String)> {
    let text = document.text.clone();
    let input = ReadInput {
        title: Some(document.title.clone()),
        page: Some(if is_html {
            PageSource::Fragment(text)
        } else {
            PageSource::Text(text)
        }),
        ..ReadInput::new("t")
    };
    let article = normalise::article(&input).article;
    article
        .sections
        .iter()
        .map(|section| {
            (
                section.kind.as_str().to_owned(),
                letters(section.span.of(&article.text)),
            )
        })
        .collect()
}

/// What differs, document by document.
fn differences(files: &[&str], is_html: bool) -> (usize, String) {
    let mut report = String::new();
    let mut count = 0;
    for document in files.iter().copied().flat_map(documents) {
        count += 1;
        for (kind, _) in &document.expected {
            assert!(
                SectionKind::ALL.iter().any(|known| known.as_str() == kind),
                "{kind}"
            );
        }
        let found = found(&document, is_html);
        if found != document.expected {
            let begin = |(kind, words): &(String, String)| {
                format!(
                    "{kind}: {}..{}",
                    words.chars().take(24).collect::<String>(),
                    words.chars().count()
                )
            };
            writeln!(
                report,
                "{}\n  expected {:#?}\n  found {:#?}",
                document.name,
                document.expected.iter().map(begin).collect::<Vec<_>>(),
                found.iter().map(begin).collect::<Vec<_>>()
            )
            .unwrap();
        }
    }
    (count, report)
}

#[test]
fn html_documents_come_apart_as_an_editor_would() {
    let (count, report) = differences(HTML, true);
    assert!(
        count >= 30 && report.is_empty(),
        "of {count} documents:\n{report}"
    );
}

#[test]
fn plain_documents_come_apart_as_an_editor_would() {
    let (count, report) = differences(PLAIN, false);
    assert!(
        count >= 30 && report.is_empty(),
        "of {count} documents:\n{report}"
    );
}
