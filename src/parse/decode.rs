//! Bytes to text: which encoding a document is in, whatever its labels say.

use std::borrow::Cow;
use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, WINDOWS_1252};
use regex::bytes::Regex;

use super::references;

/// Where a document's own label is looked for, in bytes. HTML asks for it in the first 1,024; notices and
/// comments put before the declaration push it further.
const LABEL_BYTES_MAX: usize = 4096;

/// One bad byte in so many is damage in UTF-8; more is another encoding.
const DAMAGE_ONE_IN: usize = 500;

/// How much is shown to the detector; it is certain long before, and slow.
const DETECTION_BYTES_MAX: usize = 256 * 1024;

static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    // `<?xml encoding="..."` or `<meta charset=...`, also inside `content="text/html; charset=..."`.
    Regex::new(
        r#"(?i-u)<\?xml[^>]*?encoding\s*=\s*["']\s*([a-z0-9._:-]+)|<meta[^>]*?charset\s*=\s*["']?\s*([a-z0-9._:-]+)"#,
    )
    .expect("the pattern is a constant")
});

/// A document as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// Without byte order marks, NUL and other C0 controls but tab, line feed and carriage return.
    pub text: Cow<'a, str>,
    /// WHATWG name of the encoding used, `UTF-32LE` and `UTF-32BE` aside.
    pub encoding: &'static str,
    /// Bytes or units that meant nothing in that encoding.
    pub is_damaged: bool,
}

/// Decodes `bytes`. In this order: byte order mark or NUL pattern for UTF-16 and UTF-32; valid UTF-8, which
/// wins over any label; the charset of `content_type`; the document's own declaration (XML or `meta`); UTF-8
/// with single bad bytes read as windows-1252; detection. Labels are those of the WHATWG Encoding Standard.
pub fn text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Some(decoded) = wide(bytes) {
        return decoded;
    }
    let mut bytes = bytes;
    while let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        bytes = rest;
    }
    let header = content_type.and_then(charset).and_then(encoding_of);
    let declared = declared(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        // ISO-2022-JP is written in ASCII bytes, so it looks like UTF-8; its escapes give it away.
        let is_escaped = [header, declared].contains(&Some(ISO_2022_JP)) && bytes.contains(&0x1B);
        if !is_escaped {
            return Decoded {
                text: cleaned(text.into()),
                encoding: UTF_8.name(),
                is_damaged: false,
            };
        }
    }
    for encoding in labels(header, declared) {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
        if !had_errors {
            return decoded(text, encoding.name(), false);
        }
    }
    unlabelled(bytes, labels(header, declared).next())
}

/// The charset parameter of a Content-Type header, unquoted.
pub fn charset(content_type: &str) -> Option<&str> {
    content_type
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches(['"', '\'']))
}

/// The encoding behind a label that is neither UTF-8, which was tried, nor UTF-16, which has NUL bytes.
fn encoding_of(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .filter(|encoding| *encoding != UTF_8 && encoding.is_ascii_compatible())
        .or_else(|| (label.eq_ignore_ascii_case("iso-2022-jp")).then_some(ISO_2022_JP))
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(LABEL_BYTES_MAX)];
    let found = DECLARED.captures(head)?;
    let label = found.get(1).or_else(|| found.get(2))?;
    encoding_of(std::str::from_utf8(label.as_bytes()).ok()?)
}

/// The labels in the order they are believed. Web servers send ISO-8859-1 as a default for everything, so
/// that header does not outrank a document that says otherwise.
fn labels(
    header: Option<&'static Encoding>,
    declared: Option<&'static Encoding>,
) -> impl Iterator<Item = &'static Encoding> {
    let header_is_default = header == Some(WINDOWS_1252) && declared.is_some();
    let order = if header_is_default {
        [declared, header]
    } else {
        [header, declared]
    };
    order.into_iter().flatten()
}

/// Text in bytes that are not UTF-8 and whose labels, if any, were wrong.
fn unlabelled<'a>(bytes: &'a [u8], label: Option<&'static Encoding>) -> Decoded<'a> {
    let (bad, sequences) = damage(bytes);
    let is_damaged_utf8 = bad <= 3 + sequences / 8 && bad <= 3 + bytes.len() / DAMAGE_ONE_IN;
    if is_damaged_utf8 {
        return decoded(patched(bytes).into(), UTF_8.name(), true);
    }
    if let Some(encoding) = label {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let replaced = text.matches(char::REPLACEMENT_CHARACTER).count();
        // A handful of broken characters in a double-byte encoding is damage as well.
        if replaced <= 3 + text.len() / DAMAGE_ONE_IN {
            return decoded(text, encoding.name(), true);
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(DETECTION_BYTES_MAX)], true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    decoded(text, encoding.name(), had_errors)
}

/// Bytes outside UTF-8, and valid sequences of two bytes or more.
fn damage(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(bad, sequences), chunk| {
        let continuations = chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        (bad + chunk.invalid().len(), sequences + continuations)
    })
}

/// UTF-8 with every byte outside it read as windows-1252: the usual damage is a quotation mark pasted in.
fn patched(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| references::windows_1252(*byte)));
    }
    text
}

/// UTF-16 and UTF-32, by byte order mark or by where the NUL bytes of its markup are.
fn wide(bytes: &[u8]) -> Option<Decoded<'_>> {
    match bytes {
        [0xFF, 0xFE, 0, 0, rest @ ..] => Some(utf32(rest, u32::from_le_bytes, "UTF-32LE")),
        [0, 0, 0xFE, 0xFF, rest @ ..] => Some(utf32(rest, u32::from_be_bytes, "UTF-32BE")),
        [0xFF, 0xFE, rest @ ..] => Some(utf16(rest, encoding_rs::UTF_16LE)),
        [0xFE, 0xFF, rest @ ..] => Some(utf16(rest, encoding_rs::UTF_16BE)),
        // Markup starts with two ASCII characters, blanks or not.
        [1..=0xFF, 0, 0, 0, ..] => Some(utf32(bytes, u32::from_le_bytes, "UTF-32LE")),
        [0, 0, 0, 1..=0xFF, ..] => Some(utf32(bytes, u32::from_be_bytes, "UTF-32BE")),
        [1..=0xFF, 0, 1..=0xFF, 0, ..] => Some(utf16(bytes, encoding_rs::UTF_16LE)),
        [0, 1..=0xFF, 0, 1..=0xFF, ..] => Some(utf16(bytes, encoding_rs::UTF_16BE)),
        _ => None,
    }
}

fn utf16<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    decoded(text, encoding.name(), had_errors)
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32, name: &'static str) -> Decoded<'static> {
    let mut is_damaged = false;
    let text: String = bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|quad| {
            char::from_u32(unit(*quad)).unwrap_or_else(|| {
                is_damaged = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    decoded(text.into(), name, is_damaged)
}

fn decoded<'a>(text: Cow<'a, str>, encoding: &'static str, is_damaged: bool) -> Decoded<'a> {
    Decoded {
        text: cleaned(text),
        encoding,
        is_damaged,
    }
}

/// `text` without byte order marks at its start and without control characters that no markup may hold.
fn cleaned(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_control = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r');
    if !text.starts_with('\u{FEFF}') && !text.contains(is_control) {
        return text;
    }
    text.trim_start_matches('\u{FEFF}').replace(is_control, "").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str = "<rss><title>Москва сегодня: переговоры возобновились</title></rss>";

    fn read(bytes: &[u8], content_type: Option<&str>) -> String {
        text(bytes, content_type).text.into_owned()
    }

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn valid_utf_8_wins_over_every_label() {
        let labelled = format!("<?xml version='1.0' encoding='iso-8859-1'?>{RUSSIAN}");
        assert_eq!(
            read(labelled.as_bytes(), Some("text/xml; charset=us-ascii")),
            labelled
        );
    }

    #[test]
    fn byte_order_marks_are_dropped_even_when_doubled() {
        assert_eq!(read(b"\xEF\xBB\xBF\xEF\xBB\xBF<a>", None), "<a>");
    }

    #[test]
    fn wide_encodings_are_known_with_and_without_mark() {
        let little = utf16le(RUSSIAN);
        let big: Vec<u8> = RUSSIAN.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&b"\xFF\xFE"[..], &little].concat();
        let four: Vec<u8> = RUSSIAN.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        for bytes in [&little, &big, &marked, &four] {
            assert_eq!(read(bytes, Some("text/xml; charset=utf-8")), RUSSIAN);
        }
    }

    #[test]
    fn the_header_wins_over_the_declaration_but_for_the_servers_default() {
        let bytes = encoding_rs::WINDOWS_1251.encode(RUSSIAN).0.into_owned();
        let declared = [&b"<?xml version=\"1.0\" encoding=\"windows-1251\"?>"[..], &bytes].concat();
        assert_eq!(read(&bytes, Some("text/xml; charset=\"windows-1251\"")), RUSSIAN);
        assert!(read(&declared, None).ends_with(RUSSIAN));
        assert!(read(&declared, Some("text/xml; charset=ISO-8859-1")).ends_with(RUSSIAN));
        assert!(!read(&declared, Some("text/xml; charset=koi8-r")).ends_with(RUSSIAN));
    }

    #[test]
    fn single_bad_bytes_are_read_as_windows_1252() {
        let bytes = b"<t>\xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0 \x97 it\x92s</t>";
        assert_eq!(read(bytes, None), "<t>Москва — it’s</t>");
    }

    #[test]
    fn an_unlabelled_document_is_detected() {
        let bytes = encoding_rs::WINDOWS_1251.encode(RUSSIAN).0.into_owned();
        assert_eq!(read(&bytes, None), RUSSIAN);
    }

    #[test]
    fn html_pages_declare_themselves_in_a_meta_element() {
        let page = "<meta http-equiv=x content='text/html; charset=windows-1251'><p>Привет";
        let bytes = encoding_rs::WINDOWS_1251.encode(page).0.into_owned();
        assert_eq!(read(&bytes, None), page);
    }

    #[test]
    fn control_characters_vanish() {
        assert_eq!(read(b"A\x00\x08B\tC\n", None), "AB\tC\n");
    }

    proptest::proptest! {
        #[test]
        fn decoding_never_panics(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            text(&bytes, Some("text/xml; charset=gbk"));
            text(&bytes, None);
        }
    }
}
