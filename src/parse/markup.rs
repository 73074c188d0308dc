//! Tags, text and CDATA of markup that may be broken in any way.
//!
//! Unlike an XML parser this never stops: what is not a tag is text, comments, instructions and document
//! types are passed over, entities are never defined. Each byte is looked at a bounded number of times.

use std::borrow::Cow;

use super::references;

/// Attributes looked at in one tag; no vocabulary read here has more than a dozen.
const ATTRIBUTES_MAX: usize = 64;

/// One piece of markup, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open(Tag<'a>),
    /// A closing tag's name, with prefix.
    Close(&'a str),
    /// Characters between tags, references unresolved.
    Text(&'a str),
    /// What a CDATA section holds; up to the end of the input when nobody closes it.
    Cdata(&'a str),
}

/// An opening tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// With prefix, in the case of the document.
    pub name: &'a str,
    /// All between name and bracket, the slash of an empty element aside.
    pub attributes: &'a str,
    /// Written `<x/>`.
    pub is_empty: bool,
}

impl<'a> Tag<'a> {
    /// The first attribute of that name in any case, references resolved; `None` when absent.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| references::resolved(value))
    }

    /// Names and raw values in order; a name alone has the value "".
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        Attributes {
            rest: self.attributes,
        }
        .take(ATTRIBUTES_MAX)
    }
}

struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self
            .rest
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '='));
        if rest.is_empty() {
            return None;
        }
        let name_end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '/' | '"' | '\''))
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            self.rest = after;
            return Some((name, ""));
        };
        let (value, rest) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        self.rest = rest;
        Some((name, value))
    }
}

/// Walks over the tokens of a text; cloning remembers a place to come back to.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Found while looking for the end of a text.
    pending: Option<(Found<'a>, usize)>,
    /// No such mark follows, so nobody needs to look for it again.
    no_comment_end: bool,
    no_bracket: bool,
    no_subset_end: bool,
}

#[derive(Clone, Copy, Debug)]
enum Found<'a> {
    Token(Token<'a>),
    /// A comment or the like.
    Nothing,
}

impl<'a> Tokens<'a> {
    pub const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            pending: None,
            no_comment_end: false,
            no_bracket: false,
            no_subset_end: false,
        }
    }

    /// First byte not yet handed out.
    pub const fn position(&self) -> usize {
        self.at
    }

    /// Bytes not yet handed out.
    pub const fn rest_len(&self) -> usize {
        self.text.len() - self.at
    }

    /// What begins at the `<` at `at`, and where it ends; `None` when that is a plain character.
    fn markup(&mut self, at: usize) -> Option<(Found<'a>, usize)> {
        let rest = &self.text[at..];
        let end = self.text.len();
        if let Some(inside) = rest.strip_prefix("<![CDATA[") {
            let (inside, len) = match inside.find("]]>") {
                Some(len) => (&inside[..len], len + 12),
                None => (inside, rest.len()),
            };
            return Some((Found::Token(Token::Cdata(inside)), at + len));
        }
        if let Some(inside) = rest.strip_prefix("<!--") {
            let len = if self.no_comment_end {
                None
            } else {
                inside.find("-->")
            };
            self.no_comment_end = len.is_none();
            return Some((Found::Nothing, at + len.map_or(4, |len| len + 7)));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return self
                .declaration_end(rest)
                .map(|len| (Found::Nothing, (at + len).min(end)));
        }
        let (token, len) = tag(rest)?;
        Some((Found::Token(token), at + len))
    }

    /// Length of the instruction or document type that `rest` starts with, its internal subset included.
    fn declaration_end(&mut self, rest: &str) -> Option<usize> {
        if self.no_bracket {
            return None;
        }
        let Some(bracket) = rest.find('>') else {
            self.no_bracket = true;
            return None;
        };
        let is_doctype = rest
            .get(..9)
            .is_some_and(|word| word.eq_ignore_ascii_case("<!doctype"));
        if is_doctype && !self.no_subset_end && rest[..bracket].contains('[') {
            // A subset ends at `]>`; the quoted values inside may hold both characters, but not in this order.
            let subset_end = rest.find("]>").map(|at| at + 2);
            self.no_subset_end = subset_end.is_none();
            return Some(subset_end.unwrap_or(bracket + 1));
        }
        Some(bracket + 1)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((found, end)) = self.pending.take() {
                self.at = end;
                if let Found::Token(token) = found {
                    return Some(token);
                }
                continue;
            }
            let start = self.at;
            let mut from = start;
            self.at = loop {
                let Some(at) = self.text[from..].find('<').map(|at| from + at) else {
                    break self.text.len();
                };
                self.pending = self.markup(at);
                if self.pending.is_some() {
                    break at;
                }
                from = at + 1;
            };
            if self.at > start {
                return Some(Token::Text(&self.text[start..self.at]));
            }
            self.pending.as_ref()?;
        }
    }
}

/// The tag at the start of `rest` and its length; `None` when `<` is just a character.
fn tag(rest: &str) -> Option<(Token<'_>, usize)> {
    let is_close = rest[1..].starts_with('/');
    let name_start = 1 + usize::from(is_close);
    let after = &rest[name_start..];
    let first = after.chars().next()?;
    if !(first.is_alphabetic() || first == '_') {
        return None;
    }
    let name_len = after
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')))
        .unwrap_or(after.len());
    let (name, tail) = after.split_at(name_len);
    if !tail.is_empty() && !tail.starts_with(|c: char| c.is_whitespace() || matches!(c, '/' | '>')) {
        return None;
    }
    let inside = &tail[..tag_end(tail)?];
    let len = name_start + name_len + inside.len() + 1;
    if is_close {
        return Some((Token::Close(name), len));
    }
    let attributes = inside.trim_end();
    let is_empty = attributes.ends_with('/');
    let attributes = attributes.strip_suffix('/').unwrap_or(attributes);
    let tag = Tag {
        name,
        attributes,
        is_empty,
    };
    Some((Token::Open(tag), len))
}

/// Where the closing bracket of a tag is in `tail`. Brackets inside quoted values do not count, unless the
/// quotation is never closed; another `<` outside a value means that this was no tag.
///
/// Looking for a closing quote is cheap in sum: the next tag with such a quote would have closed this one.
fn tag_end(tail: &str) -> Option<usize> {
    let bytes = tail.as_bytes();
    let mut at = 0;
    let mut after_equals = false;
    while at < bytes.len() {
        match bytes[at] {
            b'>' => return Some(at),
            b'<' => return None,
            quote @ (b'"' | b'\'') if after_equals => {
                if let Some(len) = tail[at + 1..].find(char::from(quote)) {
                    at += len + 1;
                }
                after_equals = false;
            }
            b'=' => after_equals = true,
            byte if byte.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token<'_>> {
        Tokens::new(text).collect()
    }

    fn open<'a>(name: &'a str, attributes: &'a str) -> Token<'a> {
        Token::Open(Tag {
            name,
            attributes,
            is_empty: false,
        })
    }

    #[test]
    fn tags_text_and_cdata_come_in_order() {
        assert_eq!(
            tokens("<a x='1'>t<!-- c --><![CDATA[<b>]]></a>"),
            [
                open("a", " x='1'"),
                Token::Text("t"),
                Token::Cdata("<b>"),
                Token::Close("a")
            ]
        );
    }

    #[test]
    fn a_lone_less_than_sign_is_text() {
        assert_eq!(
            tokens("1 < 2 <3 <a@b.example>"),
            [Token::Text("1 < 2 <3 <a@b.example>")]
        );
    }

    #[test]
    fn attributes_are_read_quoted_or_not() {
        let Token::Open(tag) = tokens("<a href=http://x.example/ b = \"x > y\" c 'd' E='&amp;'/>")[0] else {
            panic!("no tag")
        };
        assert!(tag.is_empty);
        assert_eq!(tag.attribute("href").as_deref(), Some("http://x.example/"));
        assert_eq!(tag.attribute("b").as_deref(), Some("x > y"));
        assert_eq!(tag.attribute("c").as_deref(), Some(""));
        assert_eq!(tag.attribute("e").as_deref(), Some("&"));
        assert_eq!(tag.attribute("f"), None);
    }

    #[test]
    fn a_quotation_that_is_never_closed_ends_with_its_tag() {
        assert_eq!(tokens("<a b=\"x>t")[1], Token::Text("t"));
    }

    #[test]
    fn document_types_and_instructions_are_passed_over() {
        let text = "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a \"b>\">\n]><r>";
        assert_eq!(tokens(text), [open("r", "")]);
    }

    #[test]
    fn an_unclosed_cdata_section_holds_the_rest() {
        assert_eq!(tokens("<![CDATA[x<y"), [Token::Cdata("x<y")]);
    }

    #[test]
    fn hostile_markup_is_read_in_one_go() {
        for piece in [
            "<",
            "<!--",
            "<![CDATA[",
            "<?",
            "<!",
            "<a b=\"",
            "<a b='<c d=\"",
            "</a",
            "<a ",
            "<!DOCTYPE [>",
        ] {
            let text = piece.repeat(200_000);
            assert!(Tokens::new(&text).count() <= text.len());
        }
    }

    proptest::proptest! {
        #[test]
        fn reading_never_panics(text in "(?s)[<>!/?&;a-c\"'= \\[\\]-]{0,60}|\\PC{0,40}") {
            for token in Tokens::new(&text) {
                if let Token::Open(tag) = token {
                    tag.attributes().count();
                }
            }
        }
    }
}
