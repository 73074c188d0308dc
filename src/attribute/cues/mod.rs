//! The words around a cited agency's name, by language.
//!
//! Each pattern sees a short window that ends, or begins, at the name. The words are data
//! ([`words`]); this module says where they may stand.

mod words;

use std::sync::{LazyLock, OnceLock};

use regex::Regex;

use super::masked::pattern;
use words::{LANGUAGES, Words};

/// What may stand between a cue and the name: articles, `state news agency`, `Iran's semi-official`.
const DESCRIPTION: &str = concat!(
    r"(?:(?:(?i:the|a|an|its|his|their|new|news|press|wire|agency|agencies|service|state|official|",
    r"semi-official|state-(?:run|owned|backed|controlled)|",
    r"government-run|local|national|international|global|private|independent|financial|leading|",
    r"country's|broadcaster|reporters?\s+from|eine[rms]?|ein|die|der|dem|den|das|",
    r"deutschen?|staatlichen?|amtlichen?|russischen?|chinesischen?|(?:nachrichten|presse)agentur(?:en)?|",
    r"l|la|le|les|el|al|une|una|un|agence(?:\s+de\s+presse)?|agencia(?:\s+de\s+noticias)?|",
    r"agência(?:\s+de\s+notícias)?|agenzia(?:\s+di\s+stampa)?|",
    r"estatal|oficial|officielle?|агентств[оауе]м?|информагентств[оау]|государственно\p{L}+|",
    r"російськ\p{L}+|agencj[ai]|agencji|",
    r"het|een|persbureau|dagblad|nyhetsbyrån?|nyhetsbureauet|nyhetsbyrået|telegrambyrå|all|dall|",
    r"агентству|агенції|агентстві|інформагентств\p{L}+|вид[аи]н\p{L}+|корреспонденту)|",
    r"\p{Lu}[\p{Ll}.]+(?:['’]s)?|[A-Z]{2,3}(?:['’]s)?)[\s'’“\x22«„]+){0,6}",
);

/// What may stand between a name and the verb behind it.
const HOUSE: &str = concat!(
    r"^['’»”]?s?(?:\s*[(（][^()]{0,30}[)）])?",
    r"(?:\s+(?i:news|press|agency|wire|service|newswire|television|tv|radio|nachrichtenagentur|",
    r"reporters?|journalists?|correspondents?|photographers?|has|have|had|also|later|earlier|first|",
    r"on\s+\p{L}+day))*",
    r"(?:\s*[(（][^()]{0,30}[)）])?,?\s+",
);

/// The patterns of some languages: one for the window before a name, one for the window behind it.
struct Patterns {
    before: Regex,
    after: Regex,
}

impl Patterns {
    fn of(languages: &[&Words]) -> Self {
        let joined = |part: fn(&Words) -> &'static str| -> String {
            let parts: Vec<&str> = languages
                .iter()
                .map(|words| part(words))
                .filter(|part| !part.is_empty())
                .collect();
            // An empty alternation would match everywhere; nothing matches this class.
            if parts.is_empty() {
                r"[^\s\S]".to_owned()
            } else {
                parts.join("|")
            }
        };
        let before = format!(
            r"(?:^|[\s,;:(“\x22'’«»„”—–-])(?i:{})\s*[\s'’“\x22«„]\s*{DESCRIPTION}$|(?i:{})$",
            joined(|words| words.before),
            joined(|words| words.touching_before),
        );
        let after = format!(
            r"{HOUSE}(?i:{})(?:[^\p{{L}}]|$)|^(?i:{})",
            joined(|words| words.after),
            joined(|words| words.touching_after),
        );
        Self {
            before: pattern(&before),
            after: pattern(&after),
        }
    }
}

/// All languages together.
static ALL: LazyLock<Patterns> = LazyLock::new(|| Patterns::of(&LANGUAGES.iter().collect::<Vec<_>>()));

/// The patterns of `language` alone, made when first asked for, or of all; `None` for a language without
/// cues.
fn patterns(language: Option<&str>) -> Option<&'static Patterns> {
    static EACH: [OnceLock<Patterns>; LANGUAGES.len()] = [const { OnceLock::new() }; LANGUAGES.len()];
    let Some(language) = language else {
        return Some(&ALL);
    };
    let at = LANGUAGES.iter().position(|words| words.language == language)?;
    Some(EACH[at].get_or_init(|| Patterns::of(&[&LANGUAGES[at]])))
}

/// Whether the window before a name says that the name is the source of what is told, in the words of
/// `language`, or of any for `None`.
pub(super) fn leads_to_source(before: &str, is_doubtful: bool, language: Option<&str>) -> bool {
    /// Words that ask for a name which can be nothing else.
    static WEAK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            concat!(
                r"(?:^|[\s,;:(“”\x22'’])(?i:writes?|wrote|reports?|reported|said|says|noted|via|",
                r"per)\s+{description}$",
            ),
            description = DESCRIPTION
        ))
    });
    patterns(language).is_some_and(|patterns| patterns.before.is_match(before))
        || (!is_doubtful && language.is_none() && WEAK.is_match(before))
}

/// Whether the window behind a name makes it speak: `Kyodo said`, `X reported`; languages as in
/// [`leads_to_source`].
pub(super) fn speaks(after: &str, is_doubtful: bool, language: Option<&str>) -> bool {
    static WEAK: LazyLock<Regex> = LazyLock::new(|| {
        pattern(&format!(
            concat!(
                r"{house}(?i:said|says|writes?|wrote|added|adds|noted|notes|stated|states|estimates?|",
                r"estimated|claimed|described|published|tweeted|schreibt|schrieb|indique|сообщил[аио]?|",
                r"пишет)(?:[^\p{{L}}]|$)",
            ),
            house = HOUSE
        ))
    });
    patterns(language).is_some_and(|patterns| patterns.after.is_match(after))
        || (!is_doubtful && language.is_none() && WEAK.is_match(after))
}

/// Whether the text itself calls the name an agency: `state news agency X`, `X news agency`.
pub(super) fn calls_agency(before: &str, after: &str) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)\b(?:news\s+agency|news\s+agencies|newswire|news\s+service|news\s+wire|",
            r"(?:nachrichten|presse)agentur|agence(?:\s+de\s+presse)?|agencia(?:\s+de\s+noticias)?|",
            r"agência(?:\s+de\s+notícias)?|agenzia(?:\s+di\s+stampa)?|агентств\p{L}+|",
            r"информагентств\p{L}+|agencj\p{L}+|persbureau|nyhetsbyrån?|nyhetsbureauet|агенці\p{L}+|",
            r"інформагентств\p{L}+|وكالة(?:\s+(?:الأنباء|أنباء))?)\s+[\x22“'‘«]?$|(?:通讯社|通訊社|通信社)$",
        ))
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^[\x22”'’»]?\s+(?i:news\s+agency|newswire|wire\s+service|news\s+wire|news\s+service|",
            r"haber\s+ajansı)\b|^\s?(?:समाचार\s+एजेंसी|통신사)",
        ))
    });
    BEFORE.is_match(before) || AFTER.is_match(after)
}

/// Whether a doubtful name goes on as something else: `told PTI supporters`, `told AP Dhillon`.
pub(super) fn goes_on_as_other(after: &str) -> bool {
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^\s+(?:\p{Lu}\p{Ll}+\s+\p{Lu}|(?i:supporters?|leaders?|workers?|members?|chief|chairman|",
            r"founder|candidates?|party|lawmakers?|ministers?|officers?|cadres?|activists?|mps?|mlas?|",
            r"government|police|officials?)\b)",
        ))
    });
    OTHER.is_match(after)
}

/// Whether the name belongs to a picture credit or to the name of something else.
pub(super) fn is_picture_or_compound(before: &str, after: &str) -> bool {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:photo|photos|image|picture|foto|bild|©|/|\bcredit)\s*(?:by|:|courtesy)?\s*$")
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"^(?:\s*/\s*\p{Lu}|\s+(?i:photo|photograph|picture|building|headquarters|shares|stock|",
            r"employees?|holdings|foundation|plc|corp)\b)",
        ))
    });
    BEFORE.is_match(before) || AFTER.is_match(after)
}
