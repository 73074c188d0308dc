//! Lines that are only a head, and what they open. The heads themselves are data: `heads.txt`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::model::SectionKind;

/// Longest head, in bytes and words; scripts of three bytes a letter need the bytes.
const HEAD_BYTES_MAX: usize = 120;
const HEAD_WORDS_MAX: usize = 8;
/// Shortest single word that may be glued to the sentence behind it: `Synopsis`, `Anzeige`.
const GLUED_WORD_BYTES_MIN: usize = 7;
/// Words that must follow a single word glued to the line's start, so that a name such as `SummaryBot`
/// stays, and a head of several words, which nobody is called.
const GLUED_REST_WORDS_MIN: usize = 5;
const GLUED_REST_WORDS_FEW: usize = 2;

/// Bytes behind a glued head in which its list or its sentence must show.
const GLUED_REST_BYTES: usize = 400;
/// Places of one line at which a glued head is looked up; ordinary text has one or none.
const GLUE_TRIES_MAX: usize = 3;

const CATALOGUE: &str = include_str!("heads.txt");

/// What a head does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// Opens its section wherever it stands.
    Opens,
    /// Only before the report or above a list; elsewhere it is a subheading of the report.
    Weak,
    /// Behind the report, all that follows belongs to it.
    Rest,
    /// Stands before a colon, with its only entry behind it.
    Inline,
    /// The same, when that entry is a title rather than a sentence.
    Title,
}

/// A line that is a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub kind: SectionKind,
    pub habit: Habit,
}

struct Catalogue {
    whole: HashMap<String, Head>,
    inline: HashMap<String, Head>,
}

static HEADS: LazyLock<Catalogue> = LazyLock::new(|| read(CATALOGUE).0);

/// The catalogue, and its lines that could not be read.
fn read(text: &str) -> (Catalogue, Vec<&str>) {
    let mut catalogue = Catalogue {
        whole: HashMap::new(),
        inline: HashMap::new(),
    };
    let mut unread = Vec::new();
    let mut group = None;
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            group = group_of(name);
            if group.is_none() {
                unread.push(line);
            }
            continue;
        }
        let Some((kind, habit)) = group else {
            unread.push(line);
            continue;
        };
        for head in line.split('|').map(key).filter(|head| !head.is_empty()) {
            let heads = match habit {
                Habit::Inline | Habit::Title => &mut catalogue.inline,
                _ => &mut catalogue.whole,
            };
            heads.insert(head, Head { kind, habit });
        }
    }
    (catalogue, unread)
}

/// The kind and habit a group is named for.
fn group_of(name: &str) -> Option<(SectionKind, Habit)> {
    let (kind, habit) = name.split_once(' ').unwrap_or((name, ""));
    let kind = SectionKind::ALL
        .into_iter()
        .find(|known| known.as_str() == kind)?;
    let habit = match habit {
        "" => Habit::Opens,
        "weak" => Habit::Weak,
        "rest" => Habit::Rest,
        "inline" => Habit::Inline,
        "title" => Habit::Title,
        _ => return None,
    };
    Some((kind, habit))
}

/// What `line` opens when all of it is a head; marks at its edges aside, counts too ("12 comments",
/// "Five key takeaways").
pub(super) fn head(line: &str) -> Option<Head> {
    if line.len() > HEAD_BYTES_MAX
        || line.ends_with(['.', '?'])
        || line.split_whitespace().count() > HEAD_WORDS_MAX
    {
        return None;
    }
    let key = key(line);
    HEADS.whole.get(&key).copied().or_else(|| uncounted(&key))
}

/// The head that is left of `key` without its counts: for comments, and for summaries, which are then
/// weak: a report counts things too.
fn uncounted(key: &str) -> Option<Head> {
    const NUMBERS: [&str; 9] = [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    let is_count = |word: &&str| {
        NUMBERS.contains(word)
            || word
                .trim_matches(|c: char| matches!(c, '(' | ')' | ','))
                .bytes()
                .all(|byte| byte.is_ascii_digit())
    };
    let words: Vec<&str> = key.split(' ').filter(|word| !is_count(word)).collect();
    let bare = words.join(" ");
    if bare.len() == key.len() {
        return None;
    }
    let head = HEADS.whole.get(&bare).copied()?;
    match head.kind {
        SectionKind::KeyTakeaways | SectionKind::Highlights => Some(Head {
            habit: Habit::Weak,
            ..head
        }),
        _ => Some(head).filter(|head| head.habit == Habit::Rest),
    }
}

/// What a line is that has its head before a colon or bar: `Also read: Bridge closes`.
pub(super) fn inline_head(line: &str) -> Option<Head> {
    let window = &line[..line.floor_char_boundary(HEAD_BYTES_MAX)];
    let (before, _) = window.split_once([':', '|', '：'])?;
    if before.split_whitespace().count() > HEAD_WORDS_MAX {
        return None;
    }
    HEADS.inline.get(&key(before)).copied()
}

/// Where the head begins that is glued to the end of `line` ("in two years.Key Takeaways"), if one is.
///
/// Only directly behind the end of a sentence, without a space.
pub(super) fn glued_to_end(line: &str) -> Option<usize> {
    let tail_start = line.ceil_char_boundary(line.len().saturating_sub(HEAD_BYTES_MAX));
    edges(line, tail_start)
        .take(GLUE_TRIES_MAX)
        .find(|&at| head(&line[at..]).is_some_and(|head| opens_by_glue(head.kind)))
}

/// Where the next stretch begins in `line`, from byte `from` on, that is glued to the sentence before
/// it: a capital directly behind a sentence's end.
pub(super) fn edges(line: &str, from: usize) -> impl Iterator<Item = usize> + '_ {
    let mut before = line[..from].chars().next_back();
    line[from..].char_indices().filter_map(move |(at, c)| {
        let is_edge = before.is_some_and(ends_sentence);
        before = Some(c);
        (is_edge && c.is_uppercase()).then_some(from + at)
    })
}

/// Where a head ends that stands at the start of `line`, glued to what follows: `SynopsisThe bridge`,
/// `Key Takeaways:- one`. Only before a capital or a list's mark.
pub(super) fn glued_to_start(line: &str) -> Option<usize> {
    // The first letter decides for nearly all lines.
    if !line.starts_with(|c: char| c.is_uppercase()) {
        return None;
    }
    let line = &line[..line.floor_char_boundary(HEAD_BYTES_MAX + GLUED_REST_BYTES)];
    let window = &line[..line.floor_char_boundary(HEAD_BYTES_MAX)];
    let mut before: Option<char> = None;
    let (mut spaces, mut tries) = (0, 0);
    for (at, c) in window.char_indices() {
        spaces += usize::from(c == ' ');
        if spaces > HEAD_WORDS_MAX || tries == GLUE_TRIES_MAX {
            return None;
        }
        let (written, rest) = (&window[..at], &line[at..]);
        let is_glue = before.is_some_and(|before| is_glue(before, written, rest, c));
        if is_glue {
            tries += 1;
            let few = written.trim().contains(' ');
            let words_min = if few {
                GLUED_REST_WORDS_FEW
            } else {
                GLUED_REST_WORDS_MIN
            };
            if glues_before(written) && rest.split_whitespace().nth(words_min - 1).is_some() {
                return Some(at);
            }
        }
        before = Some(c);
    }
    None
}

/// Whether `c`, the first character of `rest`, begins something new behind `written`.
fn is_glue(before: char, written: &str, rest: &str, c: char) -> bool {
    if c.is_uppercase() {
        return before.is_lowercase() || before == ':' || is_shouted(written, rest);
    }
    if !is_mark(c) || !rest[c.len_utf8()..].starts_with(' ') {
        return false;
    }
    // Where line breaks became spaces, a second mark tells a list from a dash.
    let is_list = || {
        (c == '•' || written.trim_end().contains(' '))
            && rest[c.len_utf8()..].contains(&[' ', c, ' '].iter().collect::<String>())
    };
    before.is_alphanumeric() || before == ':' || (before == ' ' && is_list())
}

/// Whether `before` is in capitals and `after` begins a word in ordinary case: `SYNOPSISThe bridge`.
fn is_shouted(before: &str, after: &str) -> bool {
    !before.chars().any(char::is_lowercase) && after.chars().nth(1).is_some_and(char::is_lowercase)
}

fn glues_before(written: &str) -> bool {
    head(written).is_some_and(|head| {
        head.habit == Habit::Opens
            && match head.kind {
                SectionKind::Subscribe | SectionKind::LiveBlog | SectionKind::Credit => false,
                SectionKind::Related => written.trim().contains(' '),
                _ => written.len() >= GLUED_WORD_BYTES_MIN,
            }
    })
}

/// The marks that lists are set with in plain text.
pub(super) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '-' | '–'
            | '•'
            | '*'
            | '·'
            | '‣'
            | '▪'
            | '●'
            | '◦'
            | '■'
            | '➤'
            | '→'
            | '✔'
            | '►'
            | '▶'
            | '»'
            | '○'
            | '◆'
            | '✅'
    )
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '"' | '”' | '’' | ')' | '…')
}

/// Short promotional words end too many ordinary lines.
fn opens_by_glue(kind: SectionKind) -> bool {
    !matches!(
        kind,
        SectionKind::Advertisement | SectionKind::Subscribe | SectionKind::LiveBlog
    )
}

/// The form under which heads are compared: lower case, accents and edge marks dropped, one space.
fn key(head: &str) -> String {
    let folded: Cow<'_, str> = if head.is_ascii() {
        head.into()
    } else {
        head.nfd().filter(|&c| !is_accent(c)).collect::<String>().into()
    };
    let mut kept = String::with_capacity(folded.len());
    for word in folded
        .trim_matches(|c: char| !c.is_alphanumeric())
        .split_whitespace()
    {
        if !kept.is_empty() {
            kept.push(' ');
        }
        for c in word.chars().flat_map(char::to_lowercase) {
            match c {
                '’' | '‘' => kept.push('\''),
                // Turkish capitals lose or gain their dot when lower-cased.
                'ı' => kept.push('i'),
                '\u{307}' => {}
                c => kept.push(c),
            }
        }
    }
    kept
}

/// Latin, Greek and Cyrillic accents, and Arabic vowel signs.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{655}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(line: &str) -> Option<SectionKind> {
        head(line).map(|head| head.kind)
    }

    #[test]
    fn every_line_of_the_catalogue_is_read() {
        let (catalogue, unread) = read(CATALOGUE);
        assert_eq!(unread, Vec::<&str>::new());
        assert!(catalogue.whole.len() > 500 && catalogue.inline.len() > 80);
        assert_eq!(
            read("word\n[body sideways]\n[nothing]").1,
            ["word", "[body sideways]", "[nothing]"]
        );
    }

    #[test]
    fn a_head_is_a_whole_line() {
        assert_eq!(kind("Key Takeaways:"), Some(SectionKind::KeyTakeaways));
        assert_eq!(kind("## You may also like"), Some(SectionKind::Related));
        assert_eq!(kind("Editor’s picks"), Some(SectionKind::Related));
        assert_eq!(kind("Highlights from the match were shown"), None);
        assert_eq!(kind("Recommended."), None);
        assert_eq!(kind(""), None);
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(kind("İLGİLİ HABERLER"), Some(SectionKind::Related));
        assert_eq!(kind("SIKÇA SORULAN SORULAR"), Some(SectionKind::Faq));
        assert_eq!(kind("A LIRE AUSSI :"), Some(SectionKind::Related));
        assert_eq!(kind("اقرأ أيضاً"), Some(SectionKind::Related));
        assert_eq!(kind("📌 Key points"), Some(SectionKind::KeyTakeaways));
    }

    #[test]
    fn counts_stand_beside_comments_only() {
        assert_eq!(head("12 Comments").map(|head| head.habit), Some(Habit::Rest));
        assert_eq!(kind("Comments (3)"), Some(SectionKind::Related));
        assert_eq!(head("Top 5 takeaways").map(|head| head.habit), Some(Habit::Weak));
        assert_eq!(kind("5 advertisements"), None);
    }

    #[test]
    fn a_colon_may_follow_in_the_line() {
        let kind = |line| inline_head(line).map(|head| head.kind);
        for line in [
            "ALSO READ: Bridge closes",
            "Read more | Bridge closes",
            "延伸阅读：大桥关闭",
        ] {
            assert_eq!(kind(line), Some(SectionKind::Related), "{line}");
        }
        assert_eq!(inline_head("The mayor: we close"), None);
    }

    #[test]
    fn a_glued_head_is_found_behind_a_sentence_only() {
        let line = "It could be one parliament with its neighbour.Key Takeaways";
        assert_eq!(glued_to_end(line).map(|at| &line[at..]), Some("Key Takeaways"));
        assert_eq!(glued_to_end("He spoke. Key Takeaways"), None);
        assert_eq!(glued_to_end("The MacKey Takeaways"), None);
        assert_eq!(glued_to_end("Summary"), None);
    }

    #[test]
    fn a_head_is_found_before_what_it_is_glued_to() {
        for (line, rest) in [
            ("SynopsisThe bridge closes in June.", "The bridge closes in June."),
            ("Key Takeaways:- The bridge closes.", "- The bridge closes."),
            ("HighlightsOne of the bridges closes", "One of the bridges closes"),
            ("SUMMARYThe bridge closes in June.", "The bridge closes in June."),
            (
                "Also ReadMayor of valley under fire",
                "Mayor of valley under fire",
            ),
            (
                "AdvertisementThe mayor spoke on Monday.",
                "The mayor spoke on Monday.",
            ),
        ] {
            assert_eq!(glued_to_start(line).map(|at| &line[at..]), Some(rest), "{line}");
        }
        for line in [
            "SummaryBot is down",
            "RelatedThe mayor spoke on Monday.",
            "Synopsis of the bridge that closes",
            "Highlights - the film - opens",
            "",
        ] {
            assert_eq!(glued_to_start(line), None, "{line}");
        }
    }
}
