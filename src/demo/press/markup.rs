//! Paragraphs and their markup.

/// A paragraph of an article's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paragraph<'p> {
    Words(&'p str),
    /// Boxes and pictures, as they stand on the page.
    Html(&'p str),
}

impl<'p> Paragraph<'p> {
    pub(super) fn of(text: &'p str) -> Self {
        if text.starts_with('<') {
            Self::Html(text)
        } else {
            Self::Words(text)
        }
    }
}

/// The paragraphs as HTML, one a line.
pub(super) fn html(paragraphs: &[Paragraph<'_>]) -> String {
    paragraphs
        .iter()
        .map(|paragraph| match paragraph {
            Paragraph::Words(text) => format!("<p>{}</p>\n", escaped(text)),
            Paragraph::Html(html) => format!("{html}\n"),
        })
        .collect()
}

/// The first `words_max` words of the report, with an ellipsis when there are more; boxes are left out.
pub(super) fn teaser(paragraphs: &[Paragraph<'_>], words_max: usize) -> String {
    let first = paragraphs.iter().find_map(|paragraph| match paragraph {
        Paragraph::Words(text) => Some(*text),
        Paragraph::Html(_) => None,
    });
    let mut words = first.unwrap_or_default().split_whitespace();
    let mut teaser = words.by_ref().take(words_max).collect::<Vec<_>>().join(" ");
    if words.next().is_some() || paragraphs.len() > 1 {
        teaser.push('…');
    }
    teaser
}

/// `text` for the inside of an element or a quoted attribute.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
