//! Languages that share an alphabet told apart by their small words and letters.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A language written in Latin letters.
struct Language {
    tag: &'static str,
    /// Its most frequent small words, lower case.
    words: &'static str,
    /// Letters that few others have.
    letters: &'static str,
}

/// The languages of news in Latin letters, those that the detector knows among them: to win, another has to
/// fit better than they do. Words from the frequency lists of each language's newspapers.
const LANGUAGES: &[Language] = &[
    language(
        "en",
        "the of and to in a is that for on was with as by it at from his he are be this has an said will not have who",
        "",
    ),
    language(
        "de",
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an hat bei wird",
        "ß",
    ),
    language(
        "fr",
        "le la les de des et en du un une que est pour dans qui par sur au pas plus il à ont a avec ce",
        "œ",
    ),
    language(
        "es",
        "de la que el en y a los del se las por un para con no una su al lo como más es fue ha",
        "ñ",
    ),
    language(
        "it",
        "di che e la il un a per in una è del non le con si da dei della sono anche al ha gli nel",
        "",
    ),
    language(
        "pt",
        "de a que o e do da em um para com não uma os no se na por mais as dos como à é foi ao",
        "ã õ",
    ),
    language(
        "nl",
        "de van het een en in is dat op te zijn met voor niet aan er om ook als door hij bij naar was",
        "",
    ),
    language(
        "sv",
        "och i att det som en på är av för med till den har inte om ett han var de från men sig vid",
        "",
    ),
    language(
        "tr",
        "ve bir bu da de için ile olarak olan daha çok en ne gibi kadar sonra ama olduğunu dedi",
        "ğ ı",
    ),
    language(
        "vi",
        "và của là có trong cho không được một với các những người đã khi này",
        "ư ơ ạ ế ộ",
    ),
    language(
        "pl",
        "i w na z do się nie to że jest o jak po co dla od przez za ale są był jego tym oraz które ma już roku",
        "ł ą ę ż ź ś ń",
    ),
    language(
        "cs",
        "a v na se je že s z do o to i ve k pro za by jsou byl jako podle po ale který při jeho také až od",
        "ř ě ů",
    ),
    language(
        "sk",
        "a v na sa je že s z do o to aj vo k pre za by sú bol ako podľa po ale ktorý pri jeho tiež až od",
        "ľ ĺ ŕ ô",
    ),
    language(
        "ro",
        "și şi în de a la cu pe că nu din o să pentru care mai este sunt au fost prin dar lui un ce",
        "ș ț ş ţ ă",
    ),
    language(
        "hu",
        "a az és hogy nem is egy meg ez de volt van csak még már szerint mint el vagy azt ki után lesz",
        "ő ű",
    ),
    language(
        "fi",
        "ja on että ei se oli ovat mutta myös hän joka kun sen kuin tai ole mukaan jo ollut hänen olla vuoden",
        "",
    ),
    language(
        "da",
        "og i at er det en til af på som for med der ikke de har den et var men fra ved også om efter han blev sig",
        "æ ø",
    ),
    language(
        "nb",
        "og i at er det en til av på som for med ikke de har den et var men fra ved også om etter han ble seg",
        "æ ø",
    ),
    language(
        "hr",
        "i u je na se da za su od s o koji a to kao iz bi nije ili ne po što će koja ali samo nakon",
        "đ",
    ),
    language(
        "sl",
        "in je v na se da za so z ki bi ni pa tudi o iz po ne kot ali od pri do ter še bo",
        "",
    ),
    language(
        "id",
        "yang dan di dengan untuk dari ini pada itu dalam tidak akan juga ke adalah oleh karena telah sebagai bisa",
        "",
    ),
    language(
        "et",
        "ja on ei et see oli ka kui oma mis aga ning selle kes tema ole pärast mida",
        "õ",
    ),
    language(
        "lv",
        "un ir ar no par uz ka arī kas lai bet tika nav gan pēc vai",
        "ņ ļ ķ ģ ī ē ā",
    ),
    language(
        "lt",
        "ir į iš kad su tai bet yra ne apie buvo kaip už jo dėl nuo po bus",
        "ė ų į",
    ),
    language(
        "sq",
        "dhe të e në për me një që nga është ka si do u më nuk por ishte",
        "ë",
    ),
    language(
        "ca",
        "i de la que el a en del les els per amb una un és no al com més va dels als",
        "l·l",
    ),
    language(
        "gl",
        "e de a que o do da en para unha un non os co na máis polo pola ao foi",
        "",
    ),
    language(
        "eu",
        "eta da ez du ere dute zen baina bat dira izan egin dela bere",
        "",
    ),
    language(
        "tl",
        "ang ng sa na mga at ay si ni kay ito hindi niya para may nang siya",
        "",
    ),
    language(
        "sw",
        "ya na wa kwa ni katika za la kuwa cha hii huo alisema yake huyo",
        "",
    ),
    language(
        "is",
        "og að í á er sem til um ekki við var en það af með fyrir hann",
        "ð þ",
    ),
    language("az", "və bu ilə da də üçün bir olan edib görə ki", "ə"),
    language(
        "af",
        "die van en in is het dat nie op vir met om te was hulle sy wat",
        "",
    ),
];

/// Points of a word with a letter that few languages have.
const LETTER_POINTS: f32 = 0.4;
/// Points below which the words are too few to tell.
const POINTS_MIN: f32 = 0.9;
/// How much better than the detector's language another has to fit.
const BETTER: f32 = 1.25;
/// Words read; more changes nothing.
const WORDS_MAX: usize = 250;

const fn language(tag: &'static str, words: &'static str, letters: &'static str) -> Language {
    Language { tag, words, letters }
}

/// The languages of each word, by their places in [`LANGUAGES`].
static WORDS: LazyLock<HashMap<&'static str, Vec<u8>>> = LazyLock::new(|| {
    let mut languages: HashMap<&'static str, Vec<u8>> = HashMap::new();
    for (at, language) in (0_u8..).zip(LANGUAGES) {
        for word in language.words.split(' ') {
            languages.entry(word).or_default().push(at);
        }
    }
    languages
});
static LETTERS: LazyLock<HashMap<char, Vec<u8>>> = LazyLock::new(|| {
    let mut languages: HashMap<char, Vec<u8>> = HashMap::new();
    for (at, language) in (0_u8..).zip(LANGUAGES) {
        for letter in language.letters.chars().filter(|c| !c.is_ascii() && *c != '·') {
            languages.entry(letter).or_default().push(at);
        }
    }
    languages
});

/// The language of `text` in Latin letters, which the detector calls `detected`: that one, unless the
/// words fit another clearly better.
///
/// A word that several languages share counts for each in parts.
pub(super) fn tag(text: &str, detected: &'static str, detector_knows: impl Fn(&str) -> bool) -> &'static str {
    let mut points = [0.0_f32; LANGUAGES.len()];
    let mut add = |languages: &[u8], share: f32| {
        for at in languages {
            points[usize::from(*at)] += share / languages.len() as f32;
        }
    };
    let lower = text.to_lowercase();
    for word in lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
    {
        if let Some(languages) = WORDS.get(word) {
            add(languages, 1.0);
        }
        if let Some(languages) = word.chars().find_map(|c| LETTERS.get(&c)) {
            add(languages, LETTER_POINTS);
        }
    }
    let of = |tag: &str| {
        LANGUAGES
            .iter()
            .position(|language| language.tag == tag)
            .map_or(0.0, |at| points[at])
    };
    // Among its own languages the detector is the better judge.
    let best = LANGUAGES
        .iter()
        .zip(points)
        .filter(|(language, _)| !detector_knows(language.tag))
        .max_by(|(_, a), (_, b)| a.total_cmp(b));
    match best {
        Some((language, points)) if points >= POINTS_MIN && points > BETTER * of(detected) => language.tag,
        _ => detected,
    }
}

/// Whether `tag` is among the languages told apart here.
pub(super) fn is_known(tag: &str) -> bool {
    LANGUAGES.iter().any(|language| language.tag == tag)
}
