//! The tags of a page, one by one, as the HTML tokenizer sees them.

/// Attributes of one tag that are let through: the tokenizer compares each with all before it.
const ATTRIBUTES_MAX: usize = 200;
/// Longest attribute value let through, in bytes; data URIs and inlined state are longer.
const VALUE_BYTES_MAX: usize = 64 * 1024;
/// Longest element name read; longer ones are no element's.
const NAME_BYTES_MAX: usize = 64;

/// A start or end tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Place of `<`.
    pub start: usize,
    /// One past `>`.
    pub end: usize,
    /// As written but for known elements, which come in lower case.
    pub name: &'a str,
    pub is_end: bool,
    pub is_self_closing: bool,
    /// Where the first attribute begins that is one too many or too long.
    pub cut_at: Option<usize>,
    /// Where the first attribute begins that nobody reads.
    pub idle_at: Option<usize>,
}

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup<'a> {
    Tag(Tag<'a>),
    /// A comment that starts here.
    Comment(usize),
    /// A declaration or a stray bracket.
    Other,
}

/// The next piece of markup at or behind `from`, and where it ends. What is no tag costs the parser
/// a node or an error too.
///
/// `None` at the end, and for a tag that the text ends in: the parser drops that one too.
pub(super) fn next_markup(html: &str, from: usize) -> Option<(usize, Markup<'_>)> {
    let bytes = html.as_bytes();
    let start = from + html.get(from..)?.find('<')?;
    let (is_end, name_start) = match bytes.get(start + 1)? {
        b'/' => (true, start + 2),
        b'!' | b'?' => {
            let end = end_of_declaration(html, start)?;
            let is_comment = html[start..].starts_with("<!--");
            let markup = if is_comment {
                Markup::Comment(start)
            } else {
                Markup::Other
            };
            return Some((end, markup));
        }
        _ => (false, start + 1),
    };
    if !bytes.get(name_start)?.is_ascii_alphabetic() {
        // `</ anything>` is a comment to the tokenizer, `< ` is text.
        let end = if is_end {
            name_start + html.get(name_start..)?.find('>')? + 1
        } else {
            start + 1
        };
        return Some((end, Markup::Other));
    }
    let name_end = name_start
        + bytes[name_start..]
            .iter()
            .position(|c| c.is_ascii_whitespace() || matches!(c, b'/' | b'>'))?;
    let attributes = Attributes::read(bytes, name_end)?;
    let tag = Tag {
        start,
        end: attributes.end,
        name: element_name(&html[name_start..name_end]),
        is_end,
        is_self_closing: attributes.is_self_closing,
        cut_at: attributes.cut_at,
        idle_at: attributes.idle_at,
    };
    Some((tag.end, Markup::Tag(tag)))
}

fn end_of_declaration(html: &str, start: usize) -> Option<usize> {
    let rest = &html[start..];
    let Some(comment) = rest.strip_prefix("<!--") else {
        return Some(start + rest.find('>')? + 1);
    };
    let body = start + 4;
    if comment.starts_with('>') {
        return Some(body + 1);
    }
    if comment.starts_with("->") {
        return Some(body + 2);
    }
    let mut at = body;
    loop {
        let dashes = at + html.get(at..)?.find("--")?;
        let tail = &html[dashes + 2..];
        if tail.starts_with('>') {
            return Some(dashes + 3);
        }
        if tail.starts_with("!>") {
            return Some(dashes + 4);
        }
        at = dashes + 1;
    }
}

/// Where the text of the raw element `name` ends: the `<` of its end tag, or the end of the page.
pub(super) fn end_of_raw(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = html.get(at..).and_then(|rest| rest.find("</")) {
        let start = at + found;
        let name_end = start + 2 + name.len();
        let is_it = bytes
            .get(start + 2..name_end)
            .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
            && bytes
                .get(name_end)
                .is_none_or(|c| c.is_ascii_whitespace() || matches!(c, b'/' | b'>'));
        if is_it {
            return start;
        }
        at = start + 2;
    }
    html.len()
}

/// The attributes of a tag one by one, from behind the element's name.
struct Attributes {
    /// One past `>`.
    end: usize,
    /// A slash stands before `>` that is no part of a value.
    is_self_closing: bool,
    cut_at: Option<usize>,
    idle_at: Option<usize>,
}

/// One attribute's places.
#[derive(Clone, Copy)]
struct Attribute {
    start: usize,
    name_end: usize,
    /// Quotes and all; empty without `=`.
    value: usize,
    end: usize,
}

fn skip(bytes: &[u8], mut at: usize, also: &[u8]) -> usize {
    while bytes
        .get(at)
        .is_some_and(|c| c.is_ascii_whitespace() || also.contains(c))
    {
        at += 1;
    }
    at
}

/// The attribute that begins at `start`, which is neither white space, `/` nor `>`; quotes count
/// only behind `=`. `None` when the page ends in it.
fn attribute(bytes: &[u8], start: usize) -> Option<Attribute> {
    let name_end = start
        + 1
        + bytes
            .get(start + 1..)?
            .iter()
            .position(|c| c.is_ascii_whitespace() || matches!(c, b'/' | b'>' | b'='))?;
    let behind = skip(bytes, name_end, b"");
    if bytes.get(behind) != Some(&b'=') {
        return Some(Attribute {
            start,
            name_end,
            value: name_end,
            end: name_end,
        });
    }
    let value = skip(bytes, behind + 1, b"");
    let end = match bytes.get(value)? {
        b'>' => value,
        quote @ (b'"' | b'\'') => value + 2 + memchr(*quote, bytes.get(value + 1..)?)?,
        _ => {
            value
                + bytes[value..]
                    .iter()
                    .position(|c| c.is_ascii_whitespace() || *c == b'>')?
        }
    };
    Some(Attribute {
        start,
        name_end,
        value,
        end,
    })
}

impl Attribute {
    /// Whether no reader of pages looks at it: data for scripts, handlers, sizes of pictures, looks.
    fn is_idle(self, bytes: &[u8]) -> bool {
        let name = &bytes[self.start..self.name_end];
        let value = &bytes[self.value..self.end];
        let starts = |with: &[u8]| {
            name.get(..with.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(with))
        };
        let is = |wanted: &[u8]| name.eq_ignore_ascii_case(wanted);
        if starts(b"data-") || starts(b"aria-") {
            return !is(b"aria-hidden");
        }
        // A style can hide its element; `display` is the word for that.
        let is_looks = is(b"style") && !value.windows(4).any(|four| four.eq_ignore_ascii_case(b"disp"));
        let is_inlined = is(b"src") && value.len() > INLINED_BYTES && value[1..].starts_with(b"data:");
        starts(b"on") || is(b"srcset") || is(b"sizes") || is_looks || is_inlined
    }
}

/// Longest `src` that is looked at as an address.
const INLINED_BYTES: usize = 200;

/// Writes the tag of `html` that ends at `end` from its attribute at `from` on, without idle ones.
pub(super) fn without_idle(html: &str, from: usize, end: usize, output: &mut String) {
    let bytes = html.as_bytes();
    let mut at = from;
    loop {
        let start = skip(bytes, at, b"/");
        if start + 1 >= end {
            // The slash before `>` closes elements of SVG and MathML.
            output.push_str(&html[at.max(from)..end]);
            return;
        }
        let Some(attribute) = attribute(bytes, start) else {
            output.push_str(&html[start..end]);
            return;
        };
        if !attribute.is_idle(bytes) {
            output.push_str(&html[start..attribute.end]);
            output.push(' ');
        }
        at = attribute.end;
    }
}

impl Attributes {
    /// Reads from behind the element's name to `>`.
    fn read(bytes: &[u8], from: usize) -> Option<Self> {
        let (mut at, mut count, mut cut_at, mut idle_at) = (from, 0, None, None);
        loop {
            let before = at;
            at = skip(bytes, at, b"/");
            if *bytes.get(at)? == b'>' {
                return Some(Self {
                    end: at + 1,
                    is_self_closing: at > before && bytes[at - 1] == b'/',
                    cut_at,
                    idle_at,
                });
            }
            let attribute = attribute(bytes, at)?;
            count += 1;
            at = attribute.end;
            if count > ATTRIBUTES_MAX || attribute.end - attribute.value > VALUE_BYTES_MAX {
                cut_at = cut_at.or(Some(attribute.start));
            }
            if idle_at.is_none() && attribute.is_idle(bytes) {
                idle_at = Some(attribute.start);
            }
        }
    }
}

fn memchr(wanted: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|c| *c == wanted)
}

/// `written` in lower case when it is short, without allocating: names that matter are in a table.
fn element_name(written: &str) -> &str {
    if written.len() > NAME_BYTES_MAX || !written.bytes().any(|c| c.is_ascii_uppercase()) {
        return written;
    }
    KNOWN
        .iter()
        .find(|known| known.eq_ignore_ascii_case(written))
        .copied()
        .unwrap_or(written)
}

/// Elements whose name means something to the guard.
const KNOWN: &[&str] = &[
    "a",
    "annotation-xml",
    "applet",
    "area",
    "b",
    "base",
    "basefont",
    "bgsound",
    "big",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "code",
    "col",
    "colgroup",
    "dd",
    "desc",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "font",
    "foreignobject",
    "frame",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "keygen",
    "li",
    "link",
    "listing",
    "marquee",
    "math",
    "menu",
    "meta",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "nobr",
    "noembed",
    "noframes",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "plaintext",
    "pre",
    "ruby",
    "s",
    "script",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
    "xmp",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<&str> {
        let mut at = 0;
        let mut found = Vec::new();
        while let Some((end, tag)) = next_markup(html, at) {
            if let Markup::Tag(tag) = tag {
                found.push(tag.name);
            }
            at = end;
        }
        found
    }

    #[test]
    fn comments_declarations_and_stray_brackets_are_no_tags() {
        let html = "<!DOCTYPE html><!-- <b> --><?x <i>?>1 < 2 </ p><DIV>";
        assert_eq!(names(html), ["div"]);
    }

    #[test]
    fn a_quote_counts_only_in_a_value() {
        assert_eq!(names("<p title='>'><b \"><i>"), ["p", "b", "i"]);
    }

    #[test]
    fn empty_comments_end_at_once() {
        assert_eq!(names("<!--><b><!---><i><!-- --!><u>"), ["b", "i", "u"]);
    }

    #[test]
    fn raw_text_ends_at_its_own_end_tag() {
        let html = "<script>'</scripty>' </b></SCRIPT >";
        assert_eq!(end_of_raw(html, 8, "script"), html.find("</SCRIPT").unwrap());
    }
}
