//! The content of one element of a feed, however it is written.

use std::sync::LazyLock;

use regex::Regex;

use super::markup::{Tag, Token};
use super::references;

/// Longest text kept of one element, in bytes. The longest reports have some 100 kB.
pub(super) const TEXT_BYTES_MAX: usize = 1024 * 1024;

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:mailto:)?[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
        .expect("a constant pattern")
});

/// What stands between an opening and a closing tag.
#[derive(Debug, Default)]
pub(super) struct Inner<'a> {
    pieces: Vec<Token<'a>>,
    bytes: usize,
    has_markup: bool,
}

impl<'a> Inner<'a> {
    /// Adds what comes next; beyond the limit it is forgotten.
    pub fn push(&mut self, piece: Token<'a>) {
        let bytes = match piece {
            Token::Open(tag) => tag.name.len() + tag.attributes.len() + 2,
            Token::Close(name) => name.len() + 3,
            Token::Text(text) | Token::Cdata(text) => text.len(),
        };
        if self.bytes < TEXT_BYTES_MAX {
            self.has_markup |= matches!(piece, Token::Open(_) | Token::Close(_));
            self.bytes += bytes;
            self.pieces.push(piece);
        }
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether there are tags inside.
    pub const fn has_elements(&self) -> bool {
        self.has_markup
    }

    /// Forgets all but the first `len` pieces.
    pub fn truncate(&mut self, len: usize) {
        self.pieces.truncate(len);
        self.has_markup = self
            .pieces
            .iter()
            .any(|piece| matches!(piece, Token::Open(_) | Token::Close(_)));
    }

    /// The text: HTML when the publisher wrote HTML, escaped or not. Trimmed, at most `TEXT_BYTES_MAX`.
    ///
    /// Without tags inside, one level of escaping is undone. Tags that stand there unescaped (XHTML, or
    /// plain carelessness) make the whole markup already, which is kept as it is, without prefixes.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.bytes.min(TEXT_BYTES_MAX));
        for piece in &self.pieces {
            match *piece {
                Token::Cdata(characters) => text.push_str(characters),
                Token::Text(characters) if self.has_markup => text.push_str(characters),
                Token::Text(characters) => text.push_str(&references::resolved(characters)),
                Token::Open(tag) => push_tag(&mut text, &tag),
                Token::Close(name) => {
                    text.push_str("</");
                    text.push_str(local(name));
                    text.push('>');
                }
            }
        }
        text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
        let start = text.len() - text.trim_start().len();
        text.truncate(text.trim_end().len());
        text.split_off(start.min(text.len()))
    }

    /// The text of the first child element of that local name; `None` when absent or empty.
    pub fn child(&self, name: &str) -> Option<String> {
        let start = self.pieces.iter().position(
            |piece| matches!(piece, Token::Open(tag) if local(tag.name).eq_ignore_ascii_case(name)),
        )?;
        let mut inner = Self::default();
        for piece in &self.pieces[start + 1..] {
            if matches!(piece, Token::Close(close) if local(close).eq_ignore_ascii_case(name)) {
                break;
            }
            inner.push(*piece);
        }
        Some(inner.text()).filter(|text| !text.is_empty())
    }

    /// The texts of the child elements of that local name, in order, those without text left out.
    pub fn children(&self, name: &str) -> Vec<String> {
        let is_named = |found: &str| local(found).eq_ignore_ascii_case(name);
        let mut texts = Vec::new();
        let mut open: Option<Self> = None;
        for piece in &self.pieces {
            match (piece, open.as_mut()) {
                (Token::Open(tag), _) if is_named(tag.name) => {
                    texts.extend(open.replace(Self::default()).map(|inner| inner.text()));
                }
                (Token::Close(close), Some(_)) if is_named(close) => {
                    texts.extend(open.take().map(|inner| inner.text()));
                }
                (_, Some(inner)) => inner.push(*piece),
                (_, None) => {}
            }
        }
        texts.extend(open.map(|inner| inner.text()));
        texts.retain(|text| !text.is_empty());
        texts
    }

    /// The attribute of the first child element of that local name.
    pub fn child_attribute(&self, name: &str, attribute: &str) -> Option<String> {
        self.pieces.iter().find_map(|piece| match piece {
            Token::Open(tag) if local(tag.name).eq_ignore_ascii_case(name) => {
                tag.attribute(attribute).map(std::borrow::Cow::into_owned)
            }
            _ => None,
        })
    }

    /// The name in an author element: Atom's child, or the text without an e-mail address beside it.
    /// An address alone is given as it is.
    pub fn person(&self) -> Option<String> {
        let text = if self.has_markup {
            self.child("name").or_else(|| self.child("email"))?
        } else {
            self.text()
        };
        Some(name_of(&text)).filter(|name| !name.is_empty())
    }
}

fn push_tag(text: &mut String, tag: &Tag<'_>) {
    text.push('<');
    text.push_str(local(tag.name));
    text.push_str(tag.attributes);
    text.push_str(if tag.is_empty { "/>" } else { ">" });
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// `text` without an e-mail address and the brackets and dashes that set it off.
fn name_of(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let without = ADDRESS.replace(text, " ");
    let is_frame = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '(' | ')' | '[' | ']' | '（' | '）' | '—' | '–' | '-' | ',' | ';' | ':' | '|'
            )
    };
    let name = without.trim_matches(is_frame);
    if name.is_empty() {
        return text.trim().to_owned();
    }
    name.to_owned()
}

/// The text behind base64, when there is one: `None` for anything that is not base64 of plain text.
pub(super) fn from_base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=')
    {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    let is_plain = !text.contains(|c: char| c.is_control() && !c.is_whitespace());
    (is_plain && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markup::Tokens;

    fn inner(markup: &str) -> Inner<'_> {
        let mut inner = Inner::default();
        Tokens::new(markup).for_each(|token| inner.push(token));
        inner
    }

    #[test]
    fn escaped_and_unescaped_markup_give_the_same_text() {
        assert_eq!(inner(" a &lt;b&gt;x&lt;/b&gt; ").text(), "a <b>x</b>");
        assert_eq!(inner("a <b>x</b>").text(), "a <b>x</b>");
        assert_eq!(inner("<![CDATA[a <b>x</b>]]>").text(), "a <b>x</b>");
        assert_eq!(
            inner("<h:p class='x'>5 &lt; 6</h:p>").text(),
            "<p class='x'>5 &lt; 6</p>"
        );
    }

    #[test]
    fn people_are_named_without_their_address() {
        for (written, name) in [
            ("ivan@n.example (Иван)", "Иван"),
            ("张三（zhang@n.example）", "张三"),
            ("Иван—ivan@n.example", "Иван"),
            ("ivan@n.example（Иван）", "Иван"),
            ("Jane Roe &lt;jane@n.example&gt;", "Jane Roe"),
            ("<name>Jane Roe</name><email>j@n.example</email>", "Jane Roe"),
            ("Jane Roe (AP)", "Jane Roe (AP)"),
            ("desk@n.example", "desk@n.example"),
            ("@handle", "@handle"),
        ] {
            assert_eq!(inner(written).person().as_deref(), Some(name), "{written}");
        }
        assert_eq!(inner(" ").person(), None);
    }

    #[test]
    fn base64_is_undone_only_when_it_is_text() {
        assert_eq!(from_base64("RXhh\nbXBsZQ==").as_deref(), Some("Example"));
        assert_eq!(from_base64("Alpha talks resume"), None);
        assert_eq!(from_base64("not base64!"), None);
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        let long = "й".repeat(TEXT_BYTES_MAX);
        let text = inner(&long).text();
        assert!(text.len() <= TEXT_BYTES_MAX && text.len() > TEXT_BYTES_MAX - 4);
    }
}
