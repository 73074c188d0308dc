//! Which language a text is in.
//!
//! A declaration comes first. The detector behind it knows sixteen languages and takes all others for one
//! of them; scripts and small words tell those.

use whichlang::Lang;

mod script;
mod words;

use script::Script;

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
/// The declaration comes first, the page's before the feed's. The detector overrules a declaration of a
/// language it knows when the text is long enough to tell, but not one of a close relative. Without
/// a declaration it is asked alone; `None` when the text is too short for that.
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
    let detected = detected(&sample);
    match given {
        Some((tag, source)) => {
            let can_judge = is_known(&tag) && chars >= CHARS_TO_OVERRULE;
            if can_judge && family(&tag) != family(detected) {
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

/// The language of `sample` by its script, else by the detector, else by its small words.
fn detected(sample: &str) -> &'static str {
    match script::script(sample) {
        Script::Of(tag) => tag,
        Script::Latin => words::tag(
            sample,
            tag_of(whichlang::detect_language(sample)),
            is_known_to_detector,
        ),
        Script::Other => tag_of(whichlang::detect_language(sample)),
    }
}

/// One word for languages that a page's text cannot tell apart surely enough to call its author wrong.
fn family(tag: &str) -> &str {
    const FAMILIES: &[(&str, &[&str])] = &[
        ("da", &["nb", "no", "nn"]),
        ("hr", &["sr", "bs", "me", "sh", "sl", "mk"]),
        ("cs", &["sk"]),
        ("id", &["ms", "su", "jv"]),
        ("pt", &["gl"]),
        ("es", &["ca"]),
        ("nl", &["af"]),
        ("fi", &["et"]),
        ("tr", &["az"]),
        ("ru", &["be", "bg"]),
        ("hi", &["mr", "ne"]),
        ("ar", &["ps", "fa", "ur"]),
        ("zh", &["ja"]),
        ("tl", &["fil"]),
    ];
    FAMILIES
        .iter()
        .find(|(_, members)| members.contains(&tag))
        .map_or(tag, |(family, _)| family)
}

/// Whether the language can be told here: one that cannot is taken for a neighbour, and a declaration of it
/// is not called wrong.
fn is_known(tag: &str) -> bool {
    is_known_to_detector(tag) || script::is_known(tag) || words::is_known(tag)
}

/// The languages of the detector.
fn is_known_to_detector(tag: &str) -> bool {
    whichlang::LANGUAGES
        .iter()
        .any(|language| tag_of(*language) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

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
        assert_eq!(tag(Some("lb"), None, GERMAN).as_deref(), Some("lb"));
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
    fn languages_the_detector_does_not_know_are_told_by_letters_and_words() {
        for (expected, text) in [
            (
                "pl",
                "Rada miasta zdecydowała w poniedziałek, że stary most będzie zamknięty przez dwa lata.",
            ),
            (
                "cs",
                "Městská rada v pondělí rozhodla, že se starý most na dva roky uzavře a řidiči pojedou jinudy.",
            ),
            (
                "ro",
                "Consiliul local a decis luni să închidă podul vechi pentru doi ani, în timp ce inginerii lucrează.",
            ),
            (
                "hu",
                "A városi tanács hétfőn úgy döntött, hogy a régi hidat két évre lezárja, és nem nyitja meg előbb.",
            ),
            (
                "fi",
                "Kaupunginvaltuusto päätti maanantaina, että vanha silta on suljettu kaksi vuotta, mutta se ei ole ainoa.",
            ),
            (
                "da",
                "Byrådet besluttede mandag at lukke den gamle bro i to år, og trafikken bliver ført af en anden vej.",
            ),
            (
                "id",
                "Dewan kota memutuskan pada hari Senin untuk menutup jembatan tua itu dan tidak akan dibuka lagi.",
            ),
            (
                "uk",
                "Міська рада вирішила в понеділок закрити старий міст на два роки, і рух буде спрямовано іншим шляхом.",
            ),
            (
                "bg",
                "Общинският съвет реши в понеделник да затвори стария мост за две години, докато инженерите работят.",
            ),
            (
                "ru",
                "Городской совет решил в понедельник закрыть старый мост на два года, пока инженеры меняют опоры.",
            ),
            (
                "el",
                "Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα να κλείσει την παλιά γέφυρα για δύο χρόνια.",
            ),
            (
                "fa",
                "شورای شهر روز دوشنبه تصمیم گرفت پل قدیمی بندر را برای دو سال ببندد تا مهندسان آن را تعمیر کنند.",
            ),
            (
                "ar",
                "قرر مجلس المدينة يوم الاثنين إغلاق الجسر القديم لمدة عامين بينما يقوم المهندسون بإصلاحه.",
            ),
            (
                "th",
                "สภาเมืองมีมติเมื่อวันจันทร์ให้ปิดสะพานเก่าเป็นเวลาสองปีในขณะที่วิศวกรทำการซ่อมแซม",
            ),
            (
                "he",
                "מועצת העיר החליטה ביום שני לסגור את הגשר הישן למשך שנתיים בזמן שהמהנדסים מתקנים אותו.",
            ),
            (
                "en",
                "The council decided on Monday to close the old bridge for two years while engineers repair it.",
            ),
            (
                "sv",
                "Kommunfullmäktige beslutade på måndagen att stänga den gamla bron i två år och inte öppna den igen.",
            ),
        ] {
            assert_eq!(tag(None, None, text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_close_relative_is_not_called_wrong() {
        let danish = "Byrådet besluttede mandag at lukke den gamle bro i to år, og trafikken bliver ført af en \
            anden vej. Det var ikke let, men der er penge til det, og arbejdet begynder efter sommeren, siger \
            borgmesteren, som også har talt med dem, der bor ved broen.";
        assert_eq!(tag(Some("no"), None, danish).as_deref(), Some("no"));
        assert_eq!(tag(Some("en"), None, danish).as_deref(), Some("da"));
    }

    #[test]
    fn without_words_nothing_is_guessed() {
        for text in ["", "12 345 67", "ok", &"7 | ".repeat(100)] {
            assert_eq!(tag(None, None, text), None, "{text}");
        }
        assert_eq!(tag(Some("???"), Some("x"), GERMAN).as_deref(), Some("de"));
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "\\PC{0,200}") {
            let _ = detect(None, None, &text);
        }
    }
}
