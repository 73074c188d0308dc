//! Bytes of a page to text: which encoding, and where to cut.

use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::bytes::Regex;

use super::HTML_BYTES_MAX;

/// How far into the page a `meta` charset counts; browsers look at 1,024 bytes, pages put it later.
const META_BYTES: usize = 4096;

static META_CHARSET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})"#)
        .expect("static pattern")
});

static HEADER_CHARSET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})"#).expect("static pattern")
});

/// XHTML may name its encoding in the XML declaration only.
static XML_ENCODING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-z0-9_:.-]{2,40})"#)
        .expect("static pattern")
});

/// A page as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// At most [`HTML_BYTES_MAX`] bytes.
    pub html: String,
    /// Whether something was cut off the end.
    pub truncated: bool,
    /// The encoding's WHATWG name, for instance `windows-1251`.
    pub encoding: &'static str,
    /// `page_truncated`, `encoding_guessed: NAME`, `encoding_overruled: NAME`, `encoding_errors`.
    pub notes: Vec<String>,
}

/// Decodes `bytes`; never fails, undecodable bytes become U+FFFD.
///
/// Order: byte order mark, the charset of `content_type` (the HTTP header's value), `meta` in the
/// first 4,096 bytes or the XML declaration, UTF-16 by its zero bytes, valid UTF-8, detection. A declaration loses against bytes that are plainly
/// UTF-8, and a declared UTF-8 loses when most of its non-ASCII bytes are errors.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    // No encoding takes more than two bytes where UTF-8 takes one; the rest would be cut anyway.
    let input = &bytes[..bytes.len().min(2 * HTML_BYTES_MAX)];
    let mut notes = Vec::new();
    let encoding = choose(input, content_type, &mut notes);
    let (text, had_errors) = encoding.decode_with_bom_removal(input);
    if had_errors && input.len() == bytes.len() {
        notes.push("encoding_errors".to_owned());
    }
    let mut html = text.into_owned();
    let truncated = input.len() < bytes.len() || html.len() > HTML_BYTES_MAX;
    html.truncate(html.floor_char_boundary(HTML_BYTES_MAX));
    if truncated {
        notes.push("page_truncated".to_owned());
    }
    Decoded {
        html,
        truncated,
        encoding: encoding.name(),
        notes,
    }
}

fn choose(bytes: &[u8], content_type: Option<&str>, notes: &mut Vec<String>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let declared = content_type
        .and_then(|value| label(&HEADER_CHARSET, value.as_bytes()))
        .or_else(|| {
            // A `meta` that can be read as ASCII is not in UTF-16, whatever it says.
            let head = &bytes[..bytes.len().min(META_BYTES)];
            let written = label(&META_CHARSET, head).or_else(|| label(&XML_ENCODING, head));
            written.map(|encoding| {
                if encoding.is_ascii_compatible() {
                    encoding
                } else {
                    UTF_8
                }
            })
        });
    let is_utf8 = is_utf8(bytes);
    match declared {
        Some(encoding) if encoding == UTF_8 => {
            if is_utf8 || mostly_utf8(bytes) {
                return UTF_8;
            }
            guess(bytes, notes)
        }
        Some(encoding) if is_utf8 && !bytes.is_ascii() && encoding.is_ascii_compatible() => {
            // One-byte encodings decode anything without an error, so validity is the only evidence.
            if encoding.is_single_byte() || encoding.decode_without_bom_handling(bytes).1 {
                notes.push(format!("encoding_overruled: {}", encoding.name()));
                return UTF_8;
            }
            encoding
        }
        Some(encoding) => encoding,
        None if let Some(encoding) = utf16_by_zeros(bytes) => encoding,
        None if is_utf8 => UTF_8,
        None => guess(bytes, notes),
    }
}

fn label(pattern: &Regex, bytes: &[u8]) -> Option<&'static Encoding> {
    let name = pattern.captures(bytes)?.get(1)?.as_bytes();
    let encoding = Encoding::for_label_no_replacement(name)?;
    Some(if encoding.name() == "x-user-defined" {
        WINDOWS_1252
    } else {
        encoding
    })
}

/// UTF-16 without a byte order mark: markup's every other byte is zero.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(META_BYTES)];
    let zeros = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let most = head.len() / 4;
    if most == 0 {
        return None;
    }
    if odd > most && even * 8 < odd {
        Some(UTF_16LE)
    } else if even > most && odd * 8 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Valid UTF-8, except that the last character may be cut short.
fn is_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// Whether more non-ASCII characters are right than wrong: UTF-8 with some damage.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right > wrong
}

fn guess(bytes: &[u8], notes: &mut Vec<String>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    notes.push(format!("encoding_guessed: {}", encoding.name()));
    encoding
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_header_speaks_before_the_meta_element() {
        let bytes = b"<meta charset=\"windows-1252\"><p>\xcf\xf0\xe8\xe2\xe5\xf2";
        let decoded = decode(bytes, Some("text/html; charset=windows-1251"));
        assert!(decoded.html.ends_with("Привет"));
        assert_eq!(decoded.encoding, "windows-1251");
    }

    #[test]
    fn a_meta_element_is_read_in_both_spellings() {
        for head in [
            "<meta charset=koi8-r>",
            "<meta http-equiv='Content-Type' content='text/html; charset=koi8-r'>",
        ] {
            let mut bytes = head.as_bytes().to_vec();
            bytes.extend(b"\xf0\xd2\xc9");
            assert!(decode(&bytes, None).html.ends_with("При"), "{head}");
        }
    }

    #[test]
    fn an_xml_declaration_names_the_encoding_where_nothing_else_does() {
        let mut bytes = b"<?xml version='1.0' encoding='windows-1251'?><html>".to_vec();
        bytes.extend(b"\xcf\xf0\xe8");
        assert!(decode(&bytes, None).html.ends_with("При"));
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_zeros() {
        let html = "<html><p>Ein Wort über Brücken";
        let little: Vec<u8> = html.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = html.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little, None).html, html);
        assert_eq!(decode(&big, None).html, html);
    }

    #[test]
    fn a_meta_element_beyond_the_head_does_not_count() {
        let mut bytes = " ".repeat(META_BYTES).into_bytes();
        bytes.extend("<meta charset=koi8-r><p>Größe".as_bytes());
        assert!(decode(&bytes, None).html.ends_with("Größe"));
    }

    #[test]
    fn unlabelled_bytes_are_utf8_if_they_can_be_even_when_cut_short() {
        let whole = "<p>Größe und Übermaß".as_bytes();
        let cut = &whole[..whole.len() - 1];
        assert_eq!(decode(cut, None).encoding, "UTF-8");
        let latin = b"<p>Die Br\xfccke \xfcber den Flu\xdf ist f\xfcr l\xe4ngere Zeit gesperrt.";
        let decoded = decode(latin, None);
        assert!(decoded.html.contains("Brücke über"), "{}", decoded.html);
        assert!(decoded.notes[0].starts_with("encoding_guessed"));
    }

    #[test]
    fn plain_utf8_overrules_a_one_byte_declaration() {
        let decoded = decode(
            "<p>Größe, naïve “quote”".as_bytes(),
            Some("text/html; charset=ISO-8859-1"),
        );
        assert!(decoded.html.contains("Größe, naïve “quote”"));
        assert_eq!(decoded.notes, ["encoding_overruled: windows-1252"]);
    }

    #[test]
    fn a_byte_order_mark_wins_and_is_dropped() {
        let decoded = decode(b"\xff\xfeA\0B\0", Some("text/html; charset=utf-8"));
        assert_eq!(decoded.html, "AB");
    }

    #[test]
    fn a_declared_utf8_that_is_latin_is_guessed() {
        let bytes = b"<p>Stra\xdfe, Gr\xfc\xdfe aus M\xfcnchen und K\xf6ln, sch\xf6ne W\xf6rter.";
        let decoded = decode(bytes, Some("text/html; charset=utf-8"));
        assert!(decoded.html.contains("Grüße aus München"), "{}", decoded.html);
    }

    #[test]
    fn one_damaged_byte_does_not_change_the_encoding() {
        let mut bytes = "<p>Größe, Übermaß, Äpfel".as_bytes().to_vec();
        bytes.push(0xff);
        bytes.extend(" und Öl".as_bytes());
        let decoded = decode(&bytes, Some("text/html; charset=utf-8"));
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.html.contains("Äpfel\u{fffd} und Öl"));
    }

    #[test]
    fn too_long_a_page_is_cut_on_a_character() {
        let bytes = "é".repeat(HTML_BYTES_MAX).into_bytes();
        let decoded = decode(&bytes, None);
        assert!(decoded.truncated);
        assert_eq!(decoded.notes, ["page_truncated"]);
        assert!(decoded.html.len() <= HTML_BYTES_MAX);
    }

    proptest! {
        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(any::<u8>(), 0..400), header in ".{0,40}") {
            let _ = decode(&bytes, Some(&header));
        }
    }
}
