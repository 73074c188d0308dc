//! What the HTML standard says about elements, as far as nesting goes.

/// How an element behaves on the parser's stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Never has content.
    Void,
    /// Ended by its own successor: cannot nest in itself without something counted in between.
    Transparent,
    /// A row or row group of a table.
    Row,
    /// A cell or caption: ends its predecessor, and nothing outside can be closed from inside.
    Cell,
    /// Opened again by the parser in every later block until closed.
    Formatting,
    /// Holds text only, up to its end tag.
    Raw,
    /// Anything else nests.
    Nesting,
}

/// The kind of the element called `name` (lower case).
pub(super) fn kind(name: &str) -> Kind {
    match name {
        "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "embed" | "frame" | "hr" | "img"
        | "image" | "input" | "keygen" | "link" | "meta" | "param" | "source" | "track" | "wbr" => Kind::Void,
        "p" | "li" | "dt" | "dd" | "option" | "optgroup" | "colgroup" => Kind::Transparent,
        "tr" | "tbody" | "thead" | "tfoot" => Kind::Row,
        "td" | "th" | "caption" => Kind::Cell,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong"
        | "tt" | "u" => Kind::Formatting,
        "script" | "style" | "title" | "textarea" | "xmp" | "iframe" | "noembed" | "noframes"
        | "plaintext" => Kind::Raw,
        _ => Kind::Nesting,
    }
}

/// Whether an end tag's search stops here ("has an element in scope").
pub(super) fn is_scope_edge(name: &str) -> bool {
    matches!(
        name,
        "table"
            | "td"
            | "th"
            | "caption"
            | "marquee"
            | "object"
            | "applet"
            | "template"
            | "foreignobject"
            | "desc"
    )
}

/// Whether the start tag `name` ends SVG or MathML content around it.
pub(super) fn leaves_foreign(name: &str) -> bool {
    matches!(
        name,
        "b" | "big"
            | "blockquote"
            | "body"
            | "br"
            | "center"
            | "code"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "em"
            | "embed"
            | "font"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "hr"
            | "i"
            | "img"
            | "li"
            | "listing"
            | "menu"
            | "meta"
            | "nobr"
            | "ol"
            | "p"
            | "pre"
            | "ruby"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "strike"
            | "sub"
            | "sup"
            | "table"
            | "tt"
            | "u"
            | "ul"
            | "var"
    )
}

/// Whether the content of `name` follows the rules of SVG and MathML, given those of its place.
pub(super) fn foreign_content(name: &str, around: bool) -> bool {
    match name {
        "svg" | "math" => true,
        "foreignobject" | "desc" | "title" | "mi" | "mo" | "mn" | "ms" | "mtext" | "annotation-xml" => false,
        _ => around,
    }
}

/// What stands where a tag of `name` was dropped: a line break where a block began or ended.
pub(super) fn stand_in(name: &str) -> &'static str {
    match name {
        "span" | "abbr" | "acronym" | "bdi" | "bdo" | "button" | "cite" | "data" | "del" | "dfn" | "ins"
        | "kbd" | "label" | "mark" | "q" | "ruby" | "rt" | "rp" | "rb" | "samp" | "sub" | "sup" | "time"
        | "var" => "",
        _ => "<br>",
    }
}
