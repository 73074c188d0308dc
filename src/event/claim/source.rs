//! Who stands behind a claim: how many reports are independent, and how many sources they have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One story that states a claim, in the order in which the stories came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub story_id: i64,
    /// The story it may be a copy of.
    pub possible_story_id: Option<i64>,
    /// Stories with which it shares a statement.
    pub shares_with: Vec<i64>,
    /// Whom the fact names: its speaker, else the attribution of its sentence, else the agency that carried it.
    pub named: Option<String>,
    /// Whom the article rests on as a whole.
    pub standing: Option<String>,
    /// The newsroom behind the story, as others may call it: its agency, the hosts of its outlets.
    pub newsroom: Vec<String>,
}

/// The rule that gave a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The fact names it.
    Named,
    /// The article names it, not beside the fact.
    Standing,
    /// It names another report of the event: the source of that one.
    Followed,
    /// Nobody is named: the report speaks for itself.
    Own,
    /// Nobody is named, and another report took up the same statement.
    SameStatement,
}

impl Why {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Standing => "standing",
            Self::Followed => "followed",
            Self::Own => "own",
            Self::SameStatement => "same_statement",
        }
    }

    /// The rule of that word; `Own` for a word of another version.
    #[must_use]
    pub fn of(word: &str) -> Self {
        [Self::Named, Self::Standing, Self::Followed, Self::SameStatement]
            .into_iter()
            .find(|why| why.as_str() == word)
            .unwrap_or(Self::Own)
    }
}

/// The source of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The first name it has in the claim; `None` for a report that speaks for itself.
    pub name: Option<String>,
    /// The story that speaks for itself, or whose naming is followed.
    pub story_id: i64,
    pub why: Why,
}

/// Whether each report is independent by the careful count, which folds possible copies into what they may be copies
/// of: the first of each group is. All of them are by the other count.
#[must_use]
pub fn independent(reports: &[Report]) -> Vec<bool> {
    let mut groups = Groups::default();
    for report in reports {
        groups.join(
            report.story_id,
            report.possible_story_id.unwrap_or(report.story_id),
        );
    }
    let mut seen = BTreeSet::new();
    reports
        .iter()
        .map(|report| seen.insert(groups.root(report.story_id)))
        .collect()
}

/// The source of each report, and how many sources that makes.
///
/// The names of one source are folded: `police` and `Ellery Police Department`, `Rube` and `Ana Rube`. A report that
/// names the newsroom of another has the source of that one; in a circle the earliest speaks for itself. The speaker
/// of a quotation is one, however he is named (`is_quotation`).
#[must_use]
pub fn sources(reports: &[Report], is_quotation: bool) -> (Vec<Source>, usize) {
    let called = Called::of(reports);
    let mut sources: Vec<Source> = (0..reports.len())
        .map(|at| source_of(reports, &called, at))
        .collect();
    share(reports, &mut sources);
    let mut names: Vec<(String, Vec<String>)> = Vec::new();
    let mut folded: HashMap<String, usize> = HashMap::new();
    for source in &mut sources {
        let Some(name) = &source.name else { continue };
        let at = folded.get(name).copied().unwrap_or_else(|| {
            let words = words(name);
            names
                .iter()
                .position(|(_, known)| is_alias(known, &words))
                .unwrap_or_else(|| {
                    names.push((name.clone(), words));
                    names.len() - 1
                })
        });
        folded.insert(name.clone(), at);
        source.name = names.get(at).map(|(known, _)| known.clone());
    }
    let own: BTreeSet<i64> = sources
        .iter()
        .filter(|source| source.name.is_none())
        .map(|source| source.story_id)
        .collect();
    let count = names.len() + own.len();
    (sources, if is_quotation { count.min(1) } else { count })
}

/// The reports of the newsrooms that each name may mean, in their order. Reports name few sources, so a name is looked
/// up once, not for each report.
struct Called<'a>(HashMap<&'a str, Vec<usize>>);

impl<'a> Called<'a> {
    fn of(reports: &'a [Report]) -> Self {
        let names = reports
            .iter()
            .filter_map(|report| report.named.as_deref().or(report.standing.as_deref()));
        let mut called = HashMap::new();
        for name in names {
            called.entry(name).or_insert_with(|| {
                let words = words(name);
                let is_meant =
                    |report: &Report| report.newsroom.iter().any(|newsroom| is_called(newsroom, &words));
                let meant = reports.iter().enumerate().filter(|(_, report)| is_meant(report));
                meant.map(|(at, _)| at).collect()
            });
        }
        Self(called)
    }

    fn by(&self, name: &str) -> &[usize] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

fn source_of(reports: &[Report], called: &Called<'_>, at: usize) -> Source {
    let mut now = at;
    let mut passed = vec![at];
    loop {
        let report = &reports[now];
        let (name, why) = match (&report.named, &report.standing) {
            (Some(name), _) => (name, Why::Named),
            (None, Some(name)) => (name, Why::Standing),
            (None, None) => return own(report, now != at),
        };
        let meant = called.by(name);
        if meant.contains(&now) {
            return own(report, now != at);
        }
        let other = meant
            .iter()
            .copied()
            .find(|other| reports[*other].story_id != report.story_id);
        match other {
            None => {
                return Source {
                    name: Some(name.clone()),
                    story_id: report.story_id,
                    why: if now == at { why } else { Why::Followed },
                };
            }
            // They cite each other: the first of them had it.
            Some(other) if passed.contains(&other) => {
                let first = passed.iter().copied().min().unwrap_or(at);
                return own(&reports[first], first != at);
            }
            Some(other) => {
                passed.push(other);
                now = other;
            }
        }
    }
}

const fn own(report: &Report, is_followed: bool) -> Source {
    Source {
        name: None,
        story_id: report.story_id,
        why: if is_followed { Why::Followed } else { Why::Own },
    }
}

/// Reports that name nobody and took up one statement have one source.
fn share(reports: &[Report], sources: &mut [Source]) {
    let mut groups = Groups::default();
    let speaks: BTreeSet<i64> = sources
        .iter()
        .filter(|source| source.name.is_none())
        .map(|source| source.story_id)
        .collect();
    for report in reports.iter().filter(|report| speaks.contains(&report.story_id)) {
        for other in report.shares_with.iter().filter(|other| speaks.contains(other)) {
            groups.join(report.story_id, *other);
        }
    }
    for source in sources.iter_mut().filter(|source| source.name.is_none()) {
        let root = groups.root(source.story_id);
        if root != source.story_id {
            source.story_id = root;
            source.why = Why::SameStatement;
        }
    }
}

/// Stories that count as one; the least of each group stands for it.
#[derive(Default)]
struct Groups(BTreeMap<i64, i64>);

impl Groups {
    fn root(&self, story_id: i64) -> i64 {
        let mut now = story_id;
        while let Some(up) = self.0.get(&now) {
            now = *up;
        }
        now
    }

    fn join(&mut self, one: i64, other: i64) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.0.insert(one.max(other), one.min(other));
        }
    }
}

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

/// Words that say nothing of who it is.
const FILLERS: [&str; 12] = [
    "the", "a", "an", "of", "and", "for", "its", "his", "her", "their", "mr", "ms",
];

fn words(name: &str) -> Vec<String> {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(str::to_lowercase)
        .filter(|word| !FILLERS.contains(&word.as_str()) && word != "s")
        .collect()
}

/// Whether two names, by their words, mean one source inside an event: all words of the shorter one stand in the longer one, or one
/// is made of the other's initials.
fn is_alias(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if short.is_empty() {
        return long.is_empty();
    }
    let stands = |word: &String| long.iter().any(|known| is_word_of(word, known));
    if short.iter().all(stands) {
        return true;
    }
    let initials: String = long.iter().filter_map(|word| word.chars().next()).collect();
    long.len() > 1 && matches!(short, [word] if word.len() > 1 && *word == initials)
}

/// Equal, but for an ending: `officials` and `official`.
fn is_word_of(one: &str, other: &str) -> bool {
    one.trim_end_matches('s') == other.trim_end_matches('s')
}

/// Words of a newsroom's name that its address may leave out.
const TRADE: [&str; 5] = ["news", "newspaper", "agency", "magazine", "tv"];

/// Whether a name of these words, as a text writes it, may mean the newsroom of that agency id or host: each part of the host but the
/// last is tried, and a word may be shortened from its end (`nytimes`, `wsj`, `ap`).
fn is_called(newsroom: &str, words: &[String]) -> bool {
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

fn without_trade(words: &[String]) -> &[String] {
    match words {
        [head @ .., last] if TRADE.contains(&last.as_str()) => head,
        words => words,
    }
}

/// Words of a name looked at; a longer one is a phrase, not a newsroom.
const NAME_WORDS_MAX: usize = 6;

/// Whether `part` is made of beginnings of all the words, in order.
fn spells(part: &str, words: &[String]) -> bool {
    if words.len() > NAME_WORDS_MAX {
        return false;
    }
    let Some((word, rest)) = words.split_first() else {
        return part.is_empty();
    };
    let shared = part
        .chars()
        .zip(word.chars())
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

    fn report(story_id: i64, named: Option<&str>, newsroom: &[&str]) -> Report {
        Report {
            story_id,
            named: named.map(str::to_owned),
            newsroom: newsroom.iter().map(ToString::to_string).collect(),
            ..Report::default()
        }
    }

    fn count(reports: &[Report]) -> usize {
        sources(reports, false).1
    }

    #[test]
    fn names_of_one_source_are_folded() {
        let reports = [
            report(1, Some("police"), &[]),
            report(2, Some("the Ellery Police Department"), &[]),
            report(3, Some("Ana Rube"), &[]),
            report(4, Some("Rube"), &[]),
            report(5, Some("Harbour Safety Board"), &[]),
            report(6, Some("HSB"), &[]),
        ];
        let (found, number) = sources(&reports, false);
        assert_eq!(number, 3);
        assert_eq!(found[1].name.as_deref(), Some("police"));
    }

    #[test]
    fn reports_that_name_nobody_are_sources_of_their_own() {
        assert_eq!(count(&[report(1, None, &[]), report(2, None, &[])]), 2);
    }

    #[test]
    fn a_report_that_names_another_newsroom_of_the_event_has_its_source() {
        let reports = [
            report(1, Some("mayor Jan Kolt"), &["herald.example"]),
            report(2, Some("the Herald"), &["coastpress.example"]),
            report(3, Some("Associated Press"), &["quay.example"]),
            report(4, None, &["ap", "ap.example"]),
        ];
        let (found, number) = sources(&reports, false);
        assert_eq!(number, 2);
        assert_eq!(
            (found[1].name.as_deref(), found[1].why),
            (Some("mayor Jan Kolt"), Why::Followed)
        );
        assert_eq!((found[2].story_id, found[2].why), (4, Why::Followed));
    }

    #[test]
    fn reports_that_cite_each_other_come_from_the_earliest() {
        let reports = [
            report(1, Some("Coast Press"), &["herald.example"]),
            report(2, Some("the Herald"), &["coastpress.example"]),
        ];
        let (found, number) = sources(&reports, false);
        assert_eq!((number, found[0].story_id, found[1].story_id), (1, 1, 1));
    }

    #[test]
    fn a_report_that_names_its_own_newsroom_speaks_for_itself() {
        let (found, _) = sources(&[report(1, Some("Reuters"), &["reuters"])], false);
        assert_eq!((found[0].name.as_deref(), found[0].why), (None, Why::Own));
    }

    #[test]
    fn a_statement_that_two_reports_took_up_is_one_source_and_says_so() {
        let mut later = report(2, None, &[]);
        later.shares_with = vec![1];
        let (found, number) = sources(&[report(1, None, &[]), later, report(3, None, &[])], false);
        assert_eq!((number, found[1].why), (2, Why::SameStatement));
    }

    #[test]
    fn a_quotation_has_one_speaker_however_he_is_named() {
        let reports = [
            report(1, Some("the minister"), &[]),
            report(2, Some("Ana Rube"), &[]),
        ];
        assert_eq!(sources(&reports, true).1, 1);
    }

    #[test]
    fn possible_copies_are_counted_both_ways() {
        let mut copy = report(2, None, &[]);
        copy.possible_story_id = Some(1);
        let mut other = report(4, None, &[]);
        other.possible_story_id = Some(9);
        let mut third = report(5, None, &[]);
        third.possible_story_id = Some(9);
        let counted = independent(&[report(1, None, &[]), copy, other, third]);
        assert_eq!(counted, [true, false, true, false]);
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
