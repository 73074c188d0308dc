//! Names of sources: which of them mean one, and which mean a newsroom.

/// Words that name nobody: whom they mean is not known.
const PRONOUNS: [&str; 20] = [
    "he", "she", "it", "they", "we", "i", "you", "who", "him", "her", "them", "one", "this", "that",
    "another", "others", "some", "many", "both", "which",
];

/// Whether a name is only a pronoun, so that the fact names nobody.
#[must_use]
pub fn is_pronoun(name: &str) -> bool {
    let name = name.trim();
    PRONOUNS.iter().any(|pronoun| name.eq_ignore_ascii_case(pronoun))
}

/// Words for those who speak for others, by trade or by rank.
const SPEAKERS: [&str; 16] = [
    "press",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "chief",
    "sheriff",
    "sgt",
    "sergeant",
    "lt",
    "lieutenant",
    "capt",
    "detective",
    "constable",
    "superintendent",
    "inspector",
    "trooper",
];

/// Words for those who are known by whom they belong to: `her father`, `their lawyer`.
const RELATIVES: [&str; 14] = [
    "father", "mother", "wife", "husband", "widow", "brother", "sister", "son", "daughter", "uncle", "aunt",
    "cousin", "lawyer", "attorney",
];

/// The name of a source with whom he speaks for: `Ana Rube`, written as `Ellery police chief Ana Rube`, is given as written.
/// Anybody else speaks for himself.
#[must_use]
pub fn spokesman(name: &str, as_written: &str) -> String {
    let has = |word: &str| words(as_written).iter().any(|written| written.lower == word);
    let is_whole = words(name).iter().all(|word| has(&word.lower));
    let speaks_for = SPEAKERS.iter().chain(&RELATIVES).any(|speaker| has(speaker));
    let is_police = !has("chief") || POLICE.iter().chain(&FIRE).any(|word| has(word));
    if is_whole && speaks_for && is_police && as_written.len() < AS_WRITTEN_BYTES_MAX {
        as_written.to_owned()
    } else {
        name.to_owned()
    }
}

/// Longest naming of a spokesman; a longer one is no naming.
const AS_WRITTEN_BYTES_MAX: usize = 100;

/// Words that say nothing of who it is.
const FILLERS: [&str; 17] = [
    "the", "a", "an", "of", "and", "for", "at", "its", "his", "her", "their", "own", "mr", "ms", "mrs", "dr",
    "s",
];

/// Words of those who want no name: what they are is all that is said of them.
const UNNAMED: [&str; 25] = [
    "source",
    "sources",
    "person",
    "people",
    "insider",
    "insiders",
    "familiar",
    "briefed",
    "close",
    "knowledge",
    "matter",
    "situation",
    "talks",
    "anonymous",
    "unnamed",
    "unidentified",
    "with",
    "on",
    "to",
    "who",
    "asked",
    "not",
    "be",
    "two",
    "several",
];

/// Words by which a police force is told, and the ranks of those who speak for one.
const POLICE: [&str; 16] = [
    "police",
    "policeman",
    "policewoman",
    "officer",
    "sheriff",
    "sgt",
    "sergeant",
    "lt",
    "lieutenant",
    "capt",
    "detective",
    "constable",
    "constabulary",
    "superintendent",
    "inspector",
    "trooper",
];

/// The same of fire brigades.
const FIRE: [&str; 5] = ["fire", "firefighter", "fireman", "firemen", "brigade"];

/// Words that say nothing of which force it is.
const OF_FORCES: [&str; 17] = [
    "department",
    "dept",
    "force",
    "office",
    "service",
    "station",
    "official",
    "chief",
    "deputy",
    "assistant",
    "head",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "authorities",
    "local",
    "city",
];

/// Words for those who hold an office, whichever it is.
const OFFICIALS: [&str; 9] = [
    "authorities",
    "authority",
    "official",
    "local",
    "state",
    "federal",
    "government",
    "public",
    "senior",
];

/// Words in the names of bodies that have officials.
const BODIES: [&str; 14] = [
    "department",
    "ministry",
    "agency",
    "authority",
    "bureau",
    "service",
    "government",
    "council",
    "administration",
    "commission",
    "board",
    "army",
    "coastguard",
    "sheriff",
];

/// A word of a name, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    lower: String,
    /// Written with a capital: part of a name, or the first of a sentence.
    is_capital: bool,
}

/// The words of a name that say who it is.
pub(super) fn words(name: &str) -> Vec<Word> {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| Word {
            lower: word.to_lowercase(),
            is_capital: word.starts_with(char::is_uppercase),
        })
        .filter(|word| !FILLERS.contains(&word.lower.as_str()))
        .collect()
}

/// Whether two names, by their words, mean one source inside an event.
///
/// All words of the shorter one stand in the longer one; or one is made of the other's initials; or two words in three are
/// shared, a common noun among them (`the Ostravian police and fire brigade`, `Ostravian Harbour Police`; not `Ellery
/// Hospital`, `Ellery School`); or both are one police force or fire brigade. Who wants no name, and bare `officials`,
/// cannot be told from others who may be meant: they add no source.
pub(super) fn is_alias(one: &[Word], other: &[Word]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if short.is_empty() {
        return long.is_empty();
    }
    let shared: Vec<(&Word, &Word)> = short
        .iter()
        .filter_map(|word| {
            Some((
                word,
                long.iter().find(|known| is_word_of(&word.lower, &known.lower))?,
            ))
        })
        .collect();
    if shared.len() == short.len() {
        return true;
    }
    let initials: String = long.iter().filter_map(|word| word.lower.chars().next()).collect();
    if long.len() > 1 && matches!(short, [word] if word.lower.len() > 1 && word.lower == initials) {
        return true;
    }
    let is_noun = |(one, other): &(&Word, &Word)| !one.is_capital || !other.is_capital;
    if shared.len() > 1 && 3 * shared.len() >= 2 * short.len() && shared.iter().any(is_noun) {
        return true;
    }
    is_official(one, other)
        || is_unnamed(one) && is_unnamed(other)
        || is_one_force(one, other, &POLICE)
        || is_one_force(one, other, &FIRE)
}

/// Whether one is only `officials`, and the other a body that has some: they may be its own.
fn is_official(one: &[Word], other: &[Word]) -> bool {
    let all_of = |name: &[Word]| {
        let is_office = |word: &Word| OFFICIALS.iter().any(|known| is_word_of(&word.lower, known));
        name.iter().all(is_office)
    };
    let has_officials = |name: &[Word]| {
        let of_body = |word: &Word| {
            let mut bodies = BODIES.iter().chain(&POLICE).chain(&FIRE);
            bodies.any(|known| is_word_of(&word.lower, known))
        };
        name.iter().any(of_body)
    };
    all_of(one) && has_officials(other) || all_of(other) && has_officials(one)
}

/// Whether both are the police, and no two forces: `Ellery police`, `officers of the Ellery Constabulary`; not `Ostravia police`. An officer by
/// name speaks for the police.
fn is_one_force(one: &[Word], other: &[Word], of_it: &[&str]) -> bool {
    let is_of_it = |word: &Word| of_it.iter().any(|known| is_word_of(&word.lower, known));
    let which = |name: &[Word]| -> Vec<String> {
        let telling = name
            .iter()
            .filter(|word| !is_of_it(word) && !OF_FORCES.iter().any(|known| is_word_of(&word.lower, known)));
        telling.map(|word| word.lower.clone()).collect()
    };
    if !(one.iter().any(is_of_it) && other.iter().any(is_of_it)) {
        return false;
    }
    let (one, other) = (which(one), which(other));
    one.is_empty() || other.is_empty() || one.iter().any(|word| other.contains(word))
}

fn is_unnamed(words: &[Word]) -> bool {
    words.iter().all(|word| UNNAMED.contains(&word.lower.as_str()))
}

/// Equal, but for an ending: `officials` and `official`.
fn is_word_of(one: &str, other: &str) -> bool {
    one.trim_end_matches('s') == other.trim_end_matches('s')
}

/// Words of a newsroom's name that its address may leave out.
const TRADE: [&str; 5] = ["news", "newspaper", "agency", "magazine", "tv"];

/// Whether a name of these words, as a text writes it, may mean the newsroom of that agency id or host: each part of the host but the
/// last is tried, and a word may be shortened from its end (`nytimes`, `wsj`, `ap`).
pub(super) fn is_called(newsroom: &str, words: &[Word]) -> bool {
    let parts: Vec<&str> = newsroom.split('.').collect();
    let parts = match parts.as_slice() {
        [only] => vec![*only],
        [parts @ .., _] => parts.to_vec(),
        [] => return false,
    };
    let is_name = |part: &str| {
        let part: String = part
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        part.len() > 1 && (spells(&part, words) || (words.len() > 1 && spells(&part, without_trade(words))))
    };
    parts.into_iter().any(is_name)
}

fn without_trade(words: &[Word]) -> &[Word] {
    match words {
        [head @ .., last] if TRADE.contains(&last.lower.as_str()) => head,
        words => words,
    }
}

/// Words of a name looked at; a longer one is a phrase, not a newsroom.
const NAME_WORDS_MAX: usize = 6;

/// Whether `part` is made of beginnings of all the words, in order.
fn spells(part: &str, words: &[Word]) -> bool {
    if words.len() > NAME_WORDS_MAX {
        return false;
    }
    let Some((word, rest)) = words.split_first() else {
        return part.is_empty();
    };
    let shared = part
        .chars()
        .zip(word.lower.chars())
        .take_while(|(one, other)| one == other);
    let mut end = 0;
    for (c, _) in shared {
        end += c.len_utf8();
        if spells(&part[end..], rest) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spokeswoman_is_given_with_whom_she_speaks_for() {
        for (name, written, given) in [
            (
                "Ana Rube",
                "Ellery police chief Ana Rube",
                "Ellery police chief Ana Rube",
            ),
            (
                "Ana Rube",
                "Harbour Board spokeswoman Ana Rube",
                "Harbour Board spokeswoman Ana Rube",
            ),
            ("Ana Rube", "the chief executive, Ana Rube", "Ana Rube"),
            (
                "Ana Rube",
                "City Hall press secretary Ana Rube",
                "City Hall press secretary Ana Rube",
            ),
            ("Ana Rube", "her mother Ana Rube", "her mother Ana Rube"),
            ("Ana Rube", "she", "Ana Rube"),
            ("Quay Bank", "the bank's spokesman", "Quay Bank"),
        ] {
            assert_eq!(spokesman(name, written), given);
        }
        assert!(is_alias(
            &words("the Harbour Board"),
            &words("Harbour Board spokeswoman Ana Rube")
        ));
    }

    #[test]
    fn names_of_one_source_share_most_of_their_words() {
        for (one, other) in [
            ("police", "the Ellery Police Department"),
            (
                "the Ostravian police and fire brigade",
                "Ostravian Harbour Police",
            ),
            ("Quay Bank's own analysts", "Analysts at Quay Bank"),
            ("a source familiar with the talks", "a person briefed"),
            ("HSB", "Harbour Safety Board"),
            ("Ellery Police Chief Ana Rube", "police"),
            ("officers", "the Ellery Constabulary"),
            ("local officials", "the Transport Ministry"),
            ("Authorities", "Ellery police"),
            ("the fire department", "Ellery firefighters"),
        ] {
            assert!(is_alias(&words(one), &words(other)), "{one}, {other}");
        }
        for (one, other) in [
            ("New Carrow Hospital", "New Carrow School"),
            ("two harbour sources", "a person briefed"),
            ("the mayor", "the harbour board"),
            ("Ellery police", "Ostravia officers"),
            ("police", "the fire brigade"),
            ("officials", "Quay Bank"),
            ("harbour officials", "the Transport Ministry"),
        ] {
            assert!(!is_alias(&words(one), &words(other)), "{one}, {other}");
        }
    }

    #[test]
    fn hosts_are_called_by_their_newspapers_names() {
        for (host, name) in [
            ("nytimes.example", "the New York Times"),
            ("wsj.example", "Wall Street Journal"),
            ("news.sky.example", "Sky News"),
            ("ap", "Associated Press"),
        ] {
            assert!(is_called(host, &words(name)), "{name}");
        }
        for (host, name) in [
            ("herald.example", "police"),
            ("ap", "Ana Rube"),
            ("wire.example", "the wire of the north"),
        ] {
            assert!(!is_called(host, &words(name)), "{name}");
        }
    }
}
