//! Reads bylines: `By MEG ROE and ANNA POE, Associated Press`.
//!
//! Persons, organisations and roles are told apart by their form alone; which organisation is an agency is
//! for those who have the list.

use std::sync::LazyLock;

use regex::Regex;

use crate::parse::metadata::written;

/// Longest byline kept, in bytes: a dozen names.
const BYLINE_BYTES_MAX: usize = 300;
/// Parts read of one byline.
const PARTS_MAX: usize = 20;

/// A byline taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Byline {
    /// As written, in one line, without addresses and time stamps.
    pub text: String,
    /// Names of persons, in order, without titles of office.
    pub persons: Vec<String>,
    /// Names that look like an agency's, outlet's or desk's, in order.
    pub organisations: Vec<String>,
    /// What persons are: `Chief political reporter`; in order.
    pub roles: Vec<String>,
}

impl Byline {
    /// Whether all parts look like names: no part is a phrase or half a sentence.
    pub fn is_names(&self) -> bool {
        const NAME_WORDS_MAX: usize = 5;
        let parts = || self.persons.iter().chain(&self.organisations).chain(&self.roles);
        parts().all(|name| {
            let lower = name
                .split_whitespace()
                .filter(|word| word.starts_with(char::is_lowercase))
                .count();
            let words = name.split_whitespace().count();
            words <= NAME_WORDS_MAX && lower * 2 <= words + 1
        }) && parts().next().is_some()
    }
}

/// Words before the names.
const OPENINGS: &[&str] = &[
    "by",
    "von",
    "por",
    "par",
    "di",
    "door",
    "av",
    "od",
    "от",
    "автор",
    "autor",
    "author",
    "written by",
    "reported by",
    "analysis by",
    "opinion by",
    "commentary by",
    "review by",
    "story by",
    "words by",
    "text by",
    "текст",
    "text",
    "oleh",
];
/// Words that only stand in names of organisations.
const ORGANISATION_WORDS: &[&str] = &[
    "press",
    "news",
    "agency",
    "agencies",
    "agence",
    "agencia",
    "agenzia",
    "agentur",
    "agência",
    "wire",
    "wires",
    "reuters",
    "desk",
    "bureau",
    "staff",
    "service",
    "services",
    "editorial",
    "redaktion",
    "redacción",
    "redação",
    "redazione",
    "rédaction",
    "newsroom",
    "team",
    "media",
    "times",
    "post",
    "magazine",
    "network",
    "tv",
    "radio",
    "online",
    "associated",
    "bloomberg",
    "syndicate",
    "foundation",
    "board",
];

/// Words that say what a person does, not who it is.
const ROLE_WORDS: &[&str] = &[
    "reporter",
    "reporters",
    "correspondent",
    "correspondents",
    "editor",
    "editors",
    "writer",
    "writers",
    "columnist",
    "contributor",
    "contributors",
    "journalist",
    "producer",
    "photographer",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "korrespondentin",
    "reporterin",
    "journaliste",
    "correspondant",
    "correspondante",
    "rédacteur",
    "rédactrice",
    "corresponsal",
    "redactor",
    "redactora",
    "periodista",
    "corrispondente",
    "inviato",
    "inviata",
    "giornalista",
    "verslaggever",
    "redacteur",
    "correspondente",
    "repórter",
    "jornalista",
    "dziennikarz",
    "корреспондент",
    "редактор",
    "обозреватель",
    "muhabiri",
    "muhabir",
];
/// Degrees and generations behind a name: `Jane Roe, MD`.
const DEGREES: &[&str] = &[
    "md", "m.d", "phd", "ph.d", "ms", "ma", "msc", "bsc", "mba", "mph", "rd", "rdn", "rn", "jd", "dds",
    "esq", "jr", "sr", "ii", "iii",
];
/// Accounts of publishing systems, and what stands where a name is missing.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "wp-admin",
    "wpadmin",
    "superadmin",
    "superuser",
    "root",
    "user",
    "guest",
    "guest author",
    "author",
    "editor",
    "webmaster",
    "moderator",
    "unknown",
    "anonymous",
    "none",
    "null",
    "undefined",
    "n/a",
    "she",
    "her",
    "hers",
    "he",
    "him",
    "his",
    "they",
    "them",
];

static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*[|•·]\s*(?:last\s+)?(?:updated|published|posted|modified|\w+ \d|\d).*$|\s*\b(?:last\s+)?(?:updated|published|posted)\b(?:\s*(?:on|at))?\s*:?\s.*\d.*$")
        .expect("static pattern")
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w{2,30}|https?://\S+").expect("static pattern")
});
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*(?:[,;/|•·&+()]|\s+(?:and|und|y|et|e|en|och|og|with|i|и|for)\s+)\s*")
        .expect("static pattern")
});
/// `Jane Roe in London`: what follows is no name.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s+(?:in|aus|à|en|em|da|из)\s+(?-i:\p{Lu}).*$").expect("static pattern")
});

/// Reads the byline in `text`, given with or without its opening word; `None` when nothing is left
/// that could be a name.
///
/// `name@host (Jane Roe)`, the form of RSS, gives the name.
pub fn read(text: &str) -> Option<Byline> {
    let line = crate::text::collapsed(&text[..text.floor_char_boundary(4 * BYLINE_BYTES_MAX)]);
    let line = without_rss_address(&line);
    let line = ADDRESS.replace_all(line, "");
    let line = STAMP.replace(&line, "");
    let line = match written::begin(&line) {
        Some(at) => &line[..at],
        None => &line,
    };
    let written = crate::text::collapsed(line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '|' | '(' | ')' | '·' | '•' | '-' | '–' | '—')
    }));
    let written = written.trim_end_matches([',', ' ']).to_owned();
    if written.is_empty() || written.len() > BYLINE_BYTES_MAX || !written.chars().any(char::is_alphabetic) {
        return None;
    }
    let mut byline = Byline::default();
    let mut has_nobody = false;
    for part in BETWEEN.split(without_opening(&written)).take(PARTS_MAX) {
        let part = part.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | ')' | '.' | ':' | '-' | '–' | '—')
        });
        if part.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            continue;
        }
        let lower = part.to_lowercase();
        if NOBODY.contains(&lower.as_str()) {
            has_nobody = true;
        } else if !byline.persons.is_empty() && DEGREES.contains(&lower.as_str()) {
            continue;
        } else if is_role(part) {
            byline.roles.push(part.to_owned());
        } else if is_organisation(part) {
            byline.organisations.push(part.to_owned());
        } else {
            let name = PLACE.replace(without_opening(part), "").into_owned();
            byline.persons.push(name);
        }
    }
    let is_empty = byline.persons.is_empty() && byline.organisations.is_empty() && byline.roles.is_empty();
    if has_nobody && is_empty {
        return None;
    }
    byline.text = written;
    Some(byline)
}

/// Whether `name` has the form of a person's: two to five words that begin with capitals, particles aside,
/// or a name in a script without capitals; no figures.
pub fn is_person_name(name: &str) -> bool {
    const WORDS: std::ops::RangeInclusive<usize> = 2..=5;
    let words: Vec<&str> = name.split_whitespace().collect();
    let begins_as_title = words.first().is_some_and(|word| word.eq_ignore_ascii_case("the"));
    let is_marked = |c: char| c.is_numeric() || matches!(c, '@' | '#' | '|' | '=' | '?' | '!' | ':');
    if begins_as_title || name.contains(" - ") || name.chars().any(is_marked) {
        return false;
    }
    let has_capital = |word: &&str| word.starts_with(|c: char| !c.is_lowercase() && c.is_alphabetic());
    let is_caseless = name
        .chars()
        .filter(|c| c.is_alphabetic())
        .all(|c| !c.is_lowercase() && !c.is_uppercase());
    if is_caseless {
        return (2..=20).contains(&name.chars().count());
    }
    let capitals = words.iter().filter(|word| has_capital(word)).count();
    WORDS.contains(&words.len())
        && capitals >= 2
        && words
            .last()
            .is_some_and(|word| has_capital(word) || word.contains('\''))
}

/// Whether `line` is a byline by its form: an opening word and names, no sentence.
pub fn is_byline(line: &str) -> bool {
    const WORDS_MAX: usize = 14;
    let line = line.trim();
    if line.len() > BYLINE_BYTES_MAX || line.ends_with(['?', '!', '"', '”']) {
        return false;
    }
    let rest = without_opening(line);
    let names: Vec<&str> = rest.split_whitespace().collect();
    let begins_with_name = rest.chars().next().is_some_and(char::is_uppercase)
        || is_organisation(rest)
        || is_role(rest)
        || rest.contains('/');
    let lower = names
        .iter()
        .filter(|word| word.starts_with(char::is_lowercase))
        .count();
    rest.len() < line.len()
        && (1..=WORDS_MAX).contains(&names.len())
        && begins_with_name
        && (lower * 3 <= names.len() + 1 || rest.contains('/'))
        && !(rest.ends_with('.') && names.len() > 5)
}

/// `line` behind its opening word; whole when there is none.
fn without_opening(line: &str) -> &str {
    for opening in OPENINGS {
        let Some(head) = line.get(..opening.len()) else {
            continue;
        };
        let behind = &line[opening.len()..];
        if head.to_lowercase() == *opening && behind.starts_with([' ', ':']) {
            return behind.trim_start_matches([':', ' ']);
        }
    }
    line
}

fn without_rss_address(line: &str) -> &str {
    match line.split_once(" (") {
        Some((address, name)) if address.contains('@') && !address.contains(' ') => {
            name.trim_end_matches(')')
        }
        _ => line,
    }
}

/// A part with a word for what people do.
fn is_role(part: &str) -> bool {
    part.split(|c: char| !c.is_alphanumeric())
        .any(|word| ROLE_WORDS.contains(&word.to_lowercase().as_str()))
}

/// A name of capitals (AP, IANS), of small letters (dpa), or with a word only organisations have.
fn is_organisation(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let has_word = words
        .iter()
        .any(|word| ORGANISATION_WORDS.contains(&word.to_lowercase().as_str()));
    let is_one = words.len() == 1 && name.chars().count() <= 6;
    let is_sign = is_one && (name.chars().all(|c| !c.is_lowercase()) || name.chars().all(char::is_lowercase));
    has_word || is_sign
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str) -> (String, Vec<String>, Vec<String>) {
        let byline = read(text).unwrap();
        (byline.text, byline.persons, byline.organisations)
    }

    #[test]
    fn persons_and_agencies_are_told_apart() {
        for (text, persons, organisations) in [
            (
                "By MEG ROE and ANNA POE, Associated Press",
                vec!["MEG ROE", "ANNA POE"],
                vec!["Associated Press"],
            ),
            ("Von Hanna Weber, dpa", vec!["Hanna Weber"], vec!["dpa"]),
            ("PTI,", vec![], vec!["PTI"]),
            ("Por Agencia EFE", vec![], vec!["Agencia EFE"]),
            ("Von: det/dpa", vec![], vec!["det", "dpa"]),
            ("Jane Roe, Chief political reporter", vec!["Jane Roe"], vec![]),
            ("Jane Roe in London", vec!["Jane Roe"], vec![]),
            ("Analysis by Jane Roe, MD", vec!["Jane Roe"], vec![]),
            ("Текст: Анна По", vec!["Анна По"], vec![]),
            ("Jane Roe (AP)", vec!["Jane Roe"], vec!["AP"]),
            ("Post Staff", vec![], vec!["Post Staff"]),
            ("Admin, Ann Poe", vec!["Ann Poe"], vec![]),
            (
                "Jane Roe & Ann Poe | Reuters",
                vec!["Jane Roe", "Ann Poe"],
                vec!["Reuters"],
            ),
        ] {
            let (_, found_persons, found_organisations) = parts(text);
            assert_eq!(found_persons, persons, "{text}");
            assert_eq!(found_organisations, organisations, "{text}");
        }
    }

    #[test]
    fn addresses_and_stamps_go() {
        assert_eq!(parts("jane@valley.example (Jane Roe)").0, "Jane Roe");
        assert_eq!(parts("By Jane Roe jane.roe@valley.example").0, "By Jane Roe");
        assert_eq!(parts("ANI | Updated: Mar 14, 2025 10:31 IST").0, "ANI");
        assert_eq!(parts("By Jane Roe  Updated on March 14, 2025").0, "By Jane Roe");
        assert_eq!(parts("By Jane RoeNovember 12, 2019").0, "By Jane Roe");
        assert_eq!(parts("By Jane Roe - Monday, 18 Nov 2019").0, "By Jane Roe");
    }

    #[test]
    fn nothing_is_no_byline() {
        for text in [
            "",
            "   ",
            "|",
            "12",
            "desk@valley.example",
            "Admin",
            "by admin",
            "https://valley.example/jane",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"Jane Roe, ".repeat(1_000)), None);
    }

    #[test]
    fn names_of_persons_are_known_by_their_form() {
        for name in [
            "Jane Roe",
            "MEG ROE",
            "Ludwig van der Valley",
            "山田太郎",
            "Jane O'Roe",
            "Иван Петров",
        ] {
            assert!(is_person_name(name), "{name}");
        }
        for name in [
            "The Valley Watch",
            "VP - Desk of Health",
            "beachbody",
            "Jane",
            "the council of the valley",
            "Room 101 Desk",
            "",
        ] {
            assert!(!is_person_name(name), "{name}");
        }
    }

    #[test]
    fn a_byline_is_told_from_a_sentence() {
        for line in [
            "By Jane Roe",
            "By The Associated Press",
            "Von: det/dpa",
            "By Jane Roe and Ann Poe, AP",
        ] {
            assert!(is_byline(line), "{line}");
        }
        for line in [
            "By the end of the year the bridge will be open.",
            "Jane Roe",
            "By then",
            "",
            "By Monday, the council had met and voted to close the bridge",
        ] {
            assert!(!is_byline(line), "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "\\PC{0,120}") {
            let _ = (read(&text), is_byline(&text), is_person_name(&text));
        }
    }
}
