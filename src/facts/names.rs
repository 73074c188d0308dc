//! Capitalised names with the titles before them, and which of them are persons.

use std::ops::Range;

use super::token::{Passage, Token, TokenKind};
use crate::model::Span;

/// Longest name, in tokens: longer runs are headlines.
const NAME_TOKENS_MAX: usize = 8;

/// A run of capitalised words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The name without its title.
    pub span: Span,
    /// Indices into the passage's tokens, without the title.
    pub tokens: Range<usize>,
    /// Title words before the name, in lower case, nationality first: `belarusian president`.
    pub title: Vec<String>,
    pub gender: Option<Gender>,
    /// A title, a first name or an age shows that it is a person.
    pub is_person: bool,
}

/// Told by a title or a first name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

/// Words before a name that make it a person, in lower case.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "president",
    "vice",
    "premier",
    "chancellor",
    "minister",
    "king",
    "queen",
    "prince",
    "princess",
    "pope",
    "cardinal",
    "bishop",
    "archbishop",
    "rev",
    "reverend",
    "father",
    "sister",
    "imam",
    "rabbi",
    "sheikh",
    "ayatollah",
    "sen",
    "senator",
    "rep",
    "representative",
    "congressman",
    "congresswoman",
    "gov",
    "governor",
    "mayor",
    "judge",
    "justice",
    "gen",
    "general",
    "lt",
    "col",
    "colonel",
    "maj",
    "major",
    "capt",
    "captain",
    "sgt",
    "sergeant",
    "lieutenant",
    "admiral",
    "adm",
    "commander",
    "brigadier",
    "marshal",
    "officer",
    "detective",
    "sheriff",
    "chief",
    "director",
    "chairman",
    "chairwoman",
    "chair",
    "secretary",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "ambassador",
    "envoy",
    "leader",
    "commissioner",
    "attorney",
    "prosecutor",
    "lawyer",
    "analyst",
    "economist",
    "coach",
    "deputy",
    "speaker",
    "candidate",
    "nominee",
    "ceo",
    "cfo",
    "editor",
    "author",
    "actor",
    "actress",
    "singer",
    "strategist",
    "pollster",
    "adviser",
    "advisor",
    "manager",
    "councilman",
    "councilwoman",
    "councillor",
    "republican",
    "democrat",
    "democratic",
    "former",
    "then",
    "prime",
    "first",
    "foreign",
    "defence",
    "defense",
    "finance",
    "interior",
    "ex",
    "acting",
    "opposition",
    "mp",
    "founder",
    "activist",
    "journalist",
    "correspondent",
    "historian",
    "emperor",
    "dictator",
    "warlord",
    "guru",
    "swami",
    "pastor",
    "comedian",
    "billionaire",
    "businessman",
    "campaign",
    "majority",
    "minority",
    "whip",
    "professor",
    "researcher",
    "scientist",
    "superintendent",
    "inspector",
    "constable",
    "user",
    "resident",
    "voter",
    "cofounder",
    "co",
    "communications",
    "press",
    "party",
    "policy",
    "national",
    "security",
    "host",
    "anchor",
    "executive",
    "senior",
    "presidential",
    "vice-presidential",
];

/// Title words that name nobody's rank by themselves: a name is a person only with one of the others.
const WEAK_TITLES: &[&str] = &[
    "vice",
    "former",
    "then",
    "first",
    "foreign",
    "defence",
    "defense",
    "finance",
    "interior",
    "ex",
    "acting",
    "opposition",
    "republican",
    "democratic",
    "prime",
    "deputy",
    "campaign",
    "majority",
    "minority",
    "co",
    "communications",
    "press",
    "party",
    "policy",
    "national",
    "security",
    "executive",
    "senior",
    "presidential",
    "vice-presidential",
];

/// Words of organisations, places and events: a name that holds one is no person.
const NOT_PERSONS: &[&str] = &[
    "council",
    "ministry",
    "university",
    "college",
    "committee",
    "commission",
    "party",
    "house",
    "senate",
    "congress",
    "parliament",
    "court",
    "bank",
    "union",
    "agency",
    "department",
    "institute",
    "centre",
    "center",
    "association",
    "federation",
    "republic",
    "states",
    "kingdom",
    "group",
    "company",
    "corp",
    "inc",
    "ltd",
    "co",
    "llc",
    "news",
    "times",
    "post",
    "journal",
    "press",
    "street",
    "avenue",
    "road",
    "city",
    "county",
    "state",
    "island",
    "islands",
    "river",
    "sea",
    "ocean",
    "lake",
    "mountain",
    "mountains",
    "airport",
    "station",
    "hospital",
    "school",
    "church",
    "army",
    "navy",
    "force",
    "forces",
    "police",
    "office",
    "bureau",
    "service",
    "services",
    "organization",
    "organisation",
    "foundation",
    "fund",
    "league",
    "club",
    "cup",
    "games",
    "conference",
    "summit",
    "day",
    "war",
    "act",
    "law",
    "bill",
    "treaty",
    "agreement",
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "new",
    "united",
    "international",
    "national",
    "world",
    "democrats",
    "republicans",
    "americans",
    "administration",
    "board",
    "authority",
    "museum",
    "park",
    "square",
    "tower",
    "hotel",
    "radio",
    "tv",
    "television",
    "network",
    "media",
    "magazine",
    "industries",
    "systems",
    "technologies",
    "airlines",
    "motors",
    "exhibition",
    "headquarters",
    "embassy",
    "ministers",
    "nations",
    "european",
    "african",
    "asian",
    "american",
    "british",
    "russian",
    "chinese",
    "district",
    "province",
    "region",
    "daily",
    "street",
    "white",
    "supreme",
    "security",
];

/// Capitalised words that open sentences and are no names.
const OPENERS: &[&str] = &[
    "the",
    "a",
    "an",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "you",
    "his",
    "her",
    "its",
    "their",
    "our",
    "my",
    "your",
    "this",
    "that",
    "these",
    "those",
    "in",
    "on",
    "at",
    "by",
    "for",
    "from",
    "to",
    "of",
    "with",
    "as",
    "but",
    "and",
    "or",
    "if",
    "when",
    "while",
    "after",
    "before",
    "during",
    "since",
    "until",
    "although",
    "though",
    "because",
    "however",
    "meanwhile",
    "moreover",
    "also",
    "according",
    "about",
    "what",
    "who",
    "why",
    "how",
    "where",
    "there",
    "here",
    "not",
    "no",
    "yes",
    "some",
    "many",
    "most",
    "all",
    "both",
    "each",
    "every",
    "one",
    "two",
    "three",
    "so",
    "then",
    "now",
    "today",
    "yesterday",
    "tomorrow",
    "asked",
    "speaking",
    "earlier",
    "later",
    "still",
    "yet",
    "even",
    "just",
    "only",
    "over",
    "under",
    "more",
    "less",
    "well",
    "let",
    "mr",
    "previously",
    "despite",
    "instead",
    "another",
    "other",
    "such",
    "like",
    "is",
    "are",
    "was",
    "were",
    "will",
    "would",
    "do",
    "does",
    "did",
    "has",
    "have",
    "had",
    "can",
    "could",
    "should",
    "may",
    "might",
    "must",
    "addressing",
    "citing",
    "last",
    "next",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "us",
    "it's",
    "he's",
    "she's",
    "they're",
    "we're",
    "i'm",
    "don't",
    "nor",
    "among",
    "within",
    "without",
    "amid",
    "through",
    "once",
    "whether",
    "these",
    "key",
    "synopsis",
    "asked",
    "recent",
    "second",
    "finally",
    "nevertheless",
    "indeed",
    "perhaps",
    "oh",
];

/// Small words inside names: `Osama bin Laden`, `Charles de Gaulle`.
const PARTICLES: &[&str] = &[
    "de", "da", "dos", "del", "di", "du", "la", "le", "van", "von", "der", "den", "bin", "bint", "al", "el",
    "ibn", "ben", "ul", "und", "y", "e",
];

const FEMALE: &[&str] = &[
    "mary",
    "anna",
    "maria",
    "elizabeth",
    "jennifer",
    "linda",
    "patricia",
    "susan",
    "jessica",
    "sarah",
    "karen",
    "nancy",
    "lisa",
    "margaret",
    "sandra",
    "ashley",
    "kimberly",
    "emily",
    "donna",
    "michelle",
    "carol",
    "amanda",
    "melissa",
    "deborah",
    "stephanie",
    "rebecca",
    "laura",
    "hillary",
    "ivanka",
    "melania",
    "angela",
    "ursula",
    "theresa",
    "kamala",
    "nikki",
    "carly",
    "huma",
    "elena",
    "olga",
    "tatiana",
    "svetlana",
    "natalia",
    "ekaterina",
    "marine",
    "giorgia",
    "sanna",
    "jacinda",
    "christine",
    "janet",
    "julia",
    "joan",
    "jane",
    "kate",
    "katie",
    "kelly",
    "megyn",
    "heather",
    "loretta",
    "debbie",
    "claire",
    "priya",
    "sonia",
    "indira",
    "mamata",
    "nirmala",
    "aung",
    "fatima",
    "aisha",
    "leila",
    "yulia",
    "kellyanne",
    "tulsi",
    "nancy",
    "diane",
    "barbara",
    "rachel",
    "hope",
    "diana",
];

const MALE: &[&str] = &[
    "james",
    "john",
    "robert",
    "michael",
    "mike",
    "william",
    "bill",
    "david",
    "richard",
    "joseph",
    "joe",
    "thomas",
    "tom",
    "charles",
    "chris",
    "christopher",
    "daniel",
    "dan",
    "matthew",
    "anthony",
    "mark",
    "donald",
    "steven",
    "steve",
    "paul",
    "andrew",
    "joshua",
    "kenneth",
    "kevin",
    "brian",
    "george",
    "edward",
    "ronald",
    "timothy",
    "tim",
    "jason",
    "jeffrey",
    "jeff",
    "ryan",
    "jacob",
    "gary",
    "nicholas",
    "eric",
    "jonathan",
    "stephen",
    "larry",
    "justin",
    "scott",
    "brandon",
    "benjamin",
    "ben",
    "samuel",
    "sam",
    "gregory",
    "frank",
    "alexander",
    "raymond",
    "patrick",
    "jack",
    "dennis",
    "jerry",
    "vladimir",
    "dmitry",
    "sergei",
    "sergey",
    "alexei",
    "maxim",
    "mikhail",
    "nikolai",
    "viktor",
    "boris",
    "emmanuel",
    "olaf",
    "friedrich",
    "recep",
    "benjamin",
    "bernie",
    "ted",
    "marco",
    "jeb",
    "rand",
    "barack",
    "newt",
    "reince",
    "rudy",
    "mitt",
    "narendra",
    "amit",
    "rahul",
    "imran",
    "nawaz",
    "mohammed",
    "mohammad",
    "muhammad",
    "ahmed",
    "ali",
    "hassan",
    "ibrahim",
    "xi",
    "li",
    "wang",
    "kim",
    "lee",
    "volodymyr",
    "oleksandr",
    "pedro",
    "juan",
    "carlos",
    "jose",
    "luis",
    "antonio",
    "giuseppe",
    "silvio",
    "matteo",
    "harry",
    "peter",
    "simon",
    "nigel",
    "keir",
    "rishi",
    "jean",
    "pierre",
    "francois",
    "hans",
    "klaus",
    "lindsey",
    "corey",
    "roger",
    "sean",
];

/// The names of `passage`, in order.
pub(super) fn names(passage: &Passage<'_>) -> Vec<Name> {
    let mut found = Vec::new();
    for sentence in &passage.sentences {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let end = run_end(&passage.tokens[..sentence.tokens.end], at);
            if end == at {
                at += 1;
                continue;
            }
            found.extend(name(passage, at..end, sentence.tokens.start));
            at = end;
        }
    }
    found
}

/// The end of the run of name words at `at`; `at` itself when none starts there.
fn run_end(tokens: &[Token<'_>], at: usize) -> usize {
    let mut end = at;
    let limit = tokens.len().min(at + NAME_TOKENS_MAX);
    while end < limit {
        let token = &tokens[end];
        let next_capital = tokens.get(end + 1).is_some_and(Token::is_capital);
        let is_opener = token.is_any(OPENERS) && !(token.is_any(&["mr", "al"]));
        let stop_of_cut =
            token.text == "." && token.glued && end > at && next_capital && is_cut(&tokens[end - 1]);
        let joins = end > at
            && (token.is_any(PARTICLES) && next_capital
                || token.is_dash()
                    && token.glued
                    && tokens.get(end + 1).is_some_and(|t| t.glued && t.is_capital())
                || stop_of_cut);
        if !(token.is_capital() && !is_opener || joins) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether a full stop after the word is part of a name or title: `J.`, `Gov.`, `Mr.`.
fn is_cut(token: &Token<'_>) -> bool {
    token.text.chars().count() == 1 || crate::text::is_abbreviation(token.text)
}

/// The name in a run: titles off its front, lower-case roles before it added to them.
fn name(passage: &Passage<'_>, run: Range<usize>, sentence_start: usize) -> Option<Name> {
    let tokens = &passage.tokens;
    let mut start = run.start;
    let mut title = Vec::new();
    let mut ranked = false;
    // Roles in lower case before the run: `visiting Belarusian President`, `spokesman John Smith`.
    let before = run.start.saturating_sub(3).max(sentence_start);
    for token in &tokens[before..run.start] {
        if token.is_any(TITLES) && token.is_lower() {
            title.push(token.lower.clone().into_owned());
        } else {
            title.clear();
        }
    }
    ranked |= title
        .last()
        .is_some_and(|last| !WEAK_TITLES.contains(&last.as_str()));
    let mut last_title = None;
    for (i, token) in tokens[run.clone()].iter().enumerate() {
        if token.is_any(TITLES) && i < run.len() {
            last_title = Some(run.start + i);
        }
    }
    if let Some(last) = last_title.filter(|&last| last + 1 < run.end) {
        title.extend(
            tokens[start..=last]
                .iter()
                .filter(|t| t.kind == TokenKind::Word)
                .map(|t| t.lower.clone().into_owned()),
        );
        ranked |= !tokens[last].is_any(WEAK_TITLES);
        start = last + 1;
        while start < run.end && tokens[start].kind == TokenKind::Mark {
            start += 1;
        }
    }
    let mut end = run.end;
    while end > start
        && (tokens[end - 1].kind == TokenKind::Mark || matches!(tokens[end - 1].text, "'s" | "’s" | "’S"))
    {
        end -= 1;
    }
    if start >= end {
        return None;
    }
    let words: Vec<&Token<'_>> = tokens[start..end]
        .iter()
        .filter(|t| t.kind == TokenKind::Word)
        .collect();
    let first = words.first()?;
    let gender = gender(&title, &first.lower);
    let organised =
        words.iter().any(|word| word.is_any(NOT_PERSONS)) || words.iter().any(|word| word.is_any(TITLES));
    let acronym = words
        .iter()
        .all(|word| word.text.len() > 1 && word.text.chars().all(|c| !c.is_lowercase()))
        && words.len() == 1;
    let known =
        words.len() > 1 && (FEMALE.contains(&first.lower.as_ref()) || MALE.contains(&first.lower.as_ref()));
    let aged = is_apposed(tokens, end);
    let is_person = !organised && !acronym && (ranked || known || aged && words.len() > 1);
    Some(Name {
        span: passage.span_of(&(start..end)),
        tokens: start..end,
        title,
        gender,
        is_person,
    })
}

/// Whether an age or a role stands behind a name: `, 45,`, `, a spokesman`, `, the head of`.
fn is_apposed(tokens: &[Token<'_>], end: usize) -> bool {
    let word = |ahead: usize| tokens.get(end + ahead).map_or("", |t| t.lower.as_ref());
    if word(0) != "," {
        return false;
    }
    let aged = tokens
        .get(end + 1)
        .is_some_and(|t| t.kind == TokenKind::Number && t.text.len() <= 3)
        && word(2) == ",";
    let role = (1..6).map_while(|ahead| tokens.get(end + ahead).filter(|t| t.kind == TokenKind::Word));
    aged || matches!(
        word(1),
        "a" | "an" | "the" | "who" | "chief" | "head" | "director"
    ) && (word(1) == "who"
        || role
            .into_iter()
            .any(|token| token.is_any(TITLES) || token.lower == "head"))
}

fn gender(title: &[String], first: &str) -> Option<Gender> {
    let told = |words: &[&str]| title.iter().any(|word| words.contains(&word.as_str()));
    if told(&[
        "mr",
        "sir",
        "lord",
        "king",
        "prince",
        "pope",
        "father",
        "congressman",
        "chairman",
        "spokesman",
        "actor",
        "businessman",
        "councilman",
    ]) {
        Some(Gender::Male)
    } else if told(&[
        "mrs",
        "ms",
        "miss",
        "dame",
        "lady",
        "queen",
        "princess",
        "sister",
        "congresswoman",
        "chairwoman",
        "spokeswoman",
        "actress",
        "councilwoman",
    ]) {
        Some(Gender::Female)
    } else if FEMALE.contains(&first) {
        Some(Gender::Female)
    } else if MALE.contains(&first) {
        Some(Gender::Male)
    } else {
        None
    }
}

/// Whether a word in lower case names a role a person can have.
pub(super) fn is_role(lower: &str) -> bool {
    TITLES.contains(&lower) && !WEAK_TITLES.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String, bool)> {
        let passage = Passage::new(text, Span::new(0, text.len()));
        names(&passage)
            .into_iter()
            .map(|n| (n.span.of(text).to_owned(), n.title.join(" "), n.is_person))
            .collect()
    }

    #[test]
    fn titles_come_off_the_name() {
        let found = read("visiting Belarusian President Alexander Lukashenko on Friday");
        assert_eq!(
            found,
            [("Alexander Lukashenko".into(), "belarusian president".into(), true)]
        );
        let found = read("Gov. Mike J. Pence and Osama bin Laden");
        assert_eq!(found[0], ("Mike J. Pence".into(), "gov".into(), true));
        assert_eq!(found[1].0, "Osama bin Laden");
    }

    #[test]
    fn organisations_are_no_persons() {
        assert_eq!(read("The Russian Federation Council met.")[0].2, false);
    }
}
