//! Languages known by their letters.

/// Scripts that one language of the news has for itself, by the ranges of the Unicode standard.
const OWN_SCRIPTS: &[(std::ops::RangeInclusive<char>, &str)] = &[
    ('\u{0370}'..='\u{03FF}', "el"),
    ('\u{0530}'..='\u{058F}', "hy"),
    ('\u{0590}'..='\u{05FF}', "he"),
    ('\u{0980}'..='\u{09FF}', "bn"),
    ('\u{0A00}'..='\u{0A7F}', "pa"),
    ('\u{0A80}'..='\u{0AFF}', "gu"),
    ('\u{0B00}'..='\u{0B7F}', "or"),
    ('\u{0B80}'..='\u{0BFF}', "ta"),
    ('\u{0C00}'..='\u{0C7F}', "te"),
    ('\u{0C80}'..='\u{0CFF}', "kn"),
    ('\u{0D00}'..='\u{0D7F}', "ml"),
    ('\u{0D80}'..='\u{0DFF}', "si"),
    ('\u{0E00}'..='\u{0E7F}', "th"),
    ('\u{0E80}'..='\u{0EFF}', "lo"),
    ('\u{0F00}'..='\u{0FFF}', "bo"),
    ('\u{1000}'..='\u{109F}', "my"),
    ('\u{10A0}'..='\u{10FF}', "ka"),
    ('\u{1200}'..='\u{137F}', "am"),
    ('\u{1780}'..='\u{17FF}', "km"),
];

/// Letters of one language among those that share a script; the first language with enough of them is it.
/// An order of rarity: Macedonian has letters that Serbian has not, and all of Serbian's but two.
const CYRILLIC: &[(&str, &str)] = &[
    ("be", "ўЎ"),
    ("mk", "ѓќѕЃЌЅ"),
    ("sr", "јљњђћџЈЉЊЂЋЏ"),
    ("kk", "қғәңұҚҒӘҢҰ"),
    ("uk", "їєґіЇЄҐІ"),
];
const ARABIC: &[(&str, &str)] = &[("ur", "ٹڈڑےں"), ("ps", "ښړځټ"), ("fa", "پچژگکی")];
/// Small words of languages in the script of Hindi.
const DEVANAGARI: &[(&str, &[&str])] = &[
    ("mr", &["आहे", "आणि", "आहेत", "नाही"]),
    ("ne", &["छन्", "गरेको", "भएको", "हुन्"]),
];

/// Letters in a hundred from which a letter is the language's own and not a foreign name's.
const SHARE: usize = 1;
/// Bulgarian has a vowel that is a rare sign in Russian, and lacks three of its letters.
const BULGARIAN_SHARE: usize = 1;

/// The script most letters of a text are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    /// A language is known by it or by its letters.
    Of(&'static str),
    Other,
}

/// Reads the script of `text`.
pub(super) fn script(text: &str) -> Script {
    let (mut latin, mut cyrillic, mut arabic, mut devanagari, mut letters) = (0, 0, 0, 0, 0);
    let mut own = [0_usize; OWN_SCRIPTS.len()];
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        match c {
            '\u{0041}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => latin += 1,
            '\u{0400}'..='\u{052F}' => cyrillic += 1,
            '\u{0600}'..='\u{06FF}' => arabic += 1,
            '\u{0900}'..='\u{097F}' => devanagari += 1,
            _ => {
                if let Some(at) = OWN_SCRIPTS.iter().position(|(range, _)| range.contains(&c)) {
                    own[at] += 1;
                }
            }
        }
    }
    let is_most = |count: usize| count * 2 > letters;
    if is_most(latin) {
        return Script::Latin;
    }
    if let Some(at) = own.iter().position(|count| is_most(*count)) {
        return Script::Of(OWN_SCRIPTS[at].1);
    }
    let found = if is_most(cyrillic) {
        by_letters(text, CYRILLIC, letters).or_else(|| bulgarian(text, letters))
    } else if is_most(arabic) {
        by_letters(text, ARABIC, letters)
    } else if is_most(devanagari) {
        by_words(text)
    } else {
        None
    };
    found.map_or(Script::Other, Script::Of)
}

/// Whether `tag` is a language that [`script`] can name.
pub(super) fn is_known(tag: &str) -> bool {
    tag == "bg"
        || OWN_SCRIPTS.iter().any(|(_, own)| *own == tag)
        || CYRILLIC.iter().chain(ARABIC).any(|(own, _)| *own == tag)
        || DEVANAGARI.iter().any(|(own, _)| *own == tag)
}

fn by_letters(text: &str, languages: &[(&'static str, &str)], letters: usize) -> Option<&'static str> {
    languages.iter().find_map(|(tag, own)| {
        let count = text.chars().filter(|c| own.contains(*c)).count();
        (count > 0 && count * 100 >= letters * SHARE).then_some(*tag)
    })
}

fn bulgarian(text: &str, letters: usize) -> Option<&'static str> {
    let hard = text.chars().filter(|c| matches!(c, 'ъ' | 'Ъ')).count();
    let is_russian = text.contains(['ы', 'э', 'ё', 'Ы', 'Э', 'Ё']);
    (!is_russian && hard > 0 && hard * 100 >= letters * BULGARIAN_SHARE).then_some("bg")
}

fn by_words(text: &str) -> Option<&'static str> {
    DEVANAGARI.iter().find_map(|(tag, words)| {
        let mut of_text = text.split(|c: char| c.is_whitespace() || matches!(c, '।' | ',' | '.'));
        of_text.any(|word| words.contains(&word)).then_some(*tag)
    })
}
