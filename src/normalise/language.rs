//! Which language a text is in.

use whichlang::Lang;

use crate::model::ValueSource;

/// Characters a text needs before the detector is believed against a declaration.
const CHARS_TO_OVERRULE: usize = 200;
/// Characters a text needs before the detector is asked at all.
const CHARS_TO_GUESS: usize = 40;
/// Characters the detector reads; more changes nothing.
const CHARS_READ: usize = 1_000;

/// The language of `text` as a lower-case BCP 47 primary tag, and who says so: the source that comes
/// with `declared` (the page), `feed`, or `detector`.
///
/// The declaration comes first, the page's before the feed's. The detector knows sixteen languages;
/// it overrules a declaration of one of those when the text is long enough to tell. Without a
/// declaration it is asked alone; `None` when the text is too short for that.
pub fn detect(
    declared: Option<(&str, ValueSource)>,
    feed: Option<&str>,
    text: &str,
) -> Option<(String, ValueSource)> {
    let given = declared
        .and_then(|(written, source)| Some((primary_tag(written)?, source)))
        .or_else(|| feed.and_then(primary_tag).map(|tag| (tag, "feed")));
    let sample: String = text
        .chars()
        .filter(|c| !c.is_ascii_digit())
        .take(CHARS_READ)
        .collect();
    let chars = sample.chars().count();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if letters * 2 < chars || chars < CHARS_TO_GUESS {
        return given;
    }
    let detected = tag_of(whichlang::detect_language(&sample));
    match given {
        Some((tag, source)) => {
            let can_judge = is_known_to_detector(&tag) && chars >= CHARS_TO_OVERRULE;
            if tag != detected && can_judge {
                Some((detected.to_owned(), "detector"))
            } else {
                Some((tag, source))
            }
        }
        None => Some((detected.to_owned(), "detector")),
    }
}

/// `en` of `en-GB`, `EN_us`, ` en `; `None` when it does not look like a tag.
fn primary_tag(written: &str) -> Option<String> {
    let tag = written
        .trim()
        .split(['-', '_', ',', ';', ' '])
        .next()?
        .to_ascii_lowercase();
    let is_tag = (2..=3).contains(&tag.len()) && tag.bytes().all(|c| c.is_ascii_lowercase()) && tag != "und";
    is_tag.then_some(tag)
}

const fn tag_of(language: Lang) -> &'static str {
    match language {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

/// The detector takes a language it does not know for a neighbour: Polish is not called wrong by it.
fn is_known_to_detector(tag: &str) -> bool {
    whichlang::LANGUAGES
        .iter()
        .any(|language| tag_of(*language) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str = "Der Stadtrat hat am Montag beschlossen, die alte Hafenbrücke für zwei Jahre zu sperren. \
        Die Händler im Viertel hatten sich seit dem Frühjahr gegen die Entscheidung gewehrt. Der Verkehr wird über \
        die nördliche Brücke geführt, über die täglich viele Autos fahren.";

    fn tag(declared: Option<&str>, feed: Option<&str>, text: &str) -> Option<String> {
        detect(declared.map(|tag| (tag, "html")), feed, text).map(|found| found.0)
    }

    #[test]
    fn the_declaration_comes_first() {
        assert_eq!(
            detect(Some(("de-AT", "html")), Some("en"), GERMAN),
            Some(("de".to_owned(), "html"))
        );
        assert_eq!(
            detect(None, Some("DE_de"), "kurz"),
            Some(("de".to_owned(), "feed"))
        );
        assert_eq!(tag(Some("pl"), None, GERMAN).as_deref(), Some("pl"));
    }

    #[test]
    fn a_long_text_overrules_a_wrong_declaration() {
        assert_eq!(
            detect(Some(("en", "meta")), None, GERMAN),
            Some(("de".to_owned(), "detector"))
        );
        assert_eq!(tag(Some("en"), None, &GERMAN[..80]).as_deref(), Some("en"));
    }

    #[test]
    fn without_words_nothing_is_guessed() {
        for text in ["", "12 345 67", "ok", &"7 | ".repeat(100)] {
            assert_eq!(tag(None, None, text), None, "{text}");
        }
        assert_eq!(tag(Some("???"), Some("x"), GERMAN).as_deref(), Some("de"));
    }
}
