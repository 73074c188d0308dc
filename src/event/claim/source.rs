//! Who stands behind a claim: how many reports are independent, and how many sources they have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use super::alias::is_pronoun;
use super::alias::{Word, is_alias, is_called, words};

/// Names looked at of one report, the earliest.
pub const NAMES_MAX: usize = 8;

/// One story that states a claim, in the order in which the stories came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub story_id: i64,
    /// The story it may be a copy of.
    pub possible_story_id: Option<i64>,
    /// Stories with which it shares a statement.
    pub shares_with: Vec<i64>,
    /// Whom its facts name, in their order: the speaker, else the attribution of the sentence, else the agency that carried
    /// it. What a report tells in its own voice in one place and puts in somebody's mouth in another is that one's.
    pub named: Vec<String>,
    /// The newsroom whose report the article retells: all that it tells is that one's, whomever it names.
    pub account: Option<String>,
    /// On whom it rests where it names nobody.
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
    let mut names = Names::default();
    let mut sources: Vec<Source> = (0..reports.len())
        .map(|at| names.choose(sources_of(reports, &called, at, is_quotation)))
        .collect();
    share(reports, &mut sources);
    let own: BTreeSet<i64> = sources
        .iter()
        .filter(|source| source.name.is_none())
        .map(|source| source.story_id)
        .collect();
    let count = names.0.len() + own.len();
    (sources, if is_quotation { count.min(1) } else { count })
}

/// The reports of the newsrooms that each name may mean, in their order. Reports name few sources, so a name is looked
/// up once, not for each report.
struct Called<'a>(HashMap<&'a str, Vec<usize>>);

impl<'a> Called<'a> {
    fn of(reports: &'a [Report]) -> Self {
        let names = reports.iter().flat_map(|report| {
            let standing = report.account.iter().chain(&report.standing);
            report.named.iter().chain(standing)
        });
        let mut called = HashMap::new();
        for name in names {
            called.entry(name.as_str()).or_insert_with(|| {
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

/// The sources so far: of each the name that came first, and the words of all names that it had.
#[derive(Default)]
struct Names(Vec<(String, Vec<Vec<Word>>)>);

impl Names {
    fn known(&self, name: &str) -> Option<usize> {
        let words = words(name);
        self.0.iter().position(|(known, spellings)| {
            known == name || spellings.iter().any(|spelling| is_alias(spelling, &words))
        })
    }

    /// Of the sources of one report the one that is known already, else the first, under the name that it has here.
    fn choose(&mut self, mut sources: Vec<Source>) -> Source {
        let known = |source: &Source| {
            source
                .name
                .as_deref()
                .is_some_and(|name| self.known(name).is_some())
        };
        let mut source = sources.swap_remove(sources.iter().position(known).unwrap_or(0));
        let Some(name) = source.name.take() else {
            return source;
        };
        let at = self.known(&name).unwrap_or_else(|| {
            self.0.push((name.clone(), vec![words(&name)]));
            self.0.len() - 1
        });
        // What else the report calls him: `Harbour police`, then `police`.
        for other in sources.iter().filter_map(|other| other.name.as_deref()) {
            let (_, spellings) = &mut self.0[at];
            let words = words(other);
            if spellings.len() < NAMES_MAX && spellings.iter().any(|spelling| is_alias(spelling, &words)) {
                spellings.push(words);
            }
        }
        source.name = Some(self.0[at].0.clone());
        source
    }
}

/// The sources of one report, at least one: of each name that it gives, in order.
///
/// The speaker of a quotation is its source, in whatever report he was first quoted.
fn sources_of(reports: &[Report], called: &Called<'_>, at: usize, is_quotation: bool) -> Vec<Source> {
    let report = &reports[at];
    if let (Some(name), false) = (&report.account, is_quotation) {
        return vec![follow(reports, called, at, name, Why::Standing)];
    }
    if let (Some(name), true) = (&report.standing, report.named.is_empty()) {
        return vec![follow(reports, called, at, name, Why::Standing)];
    }
    if report.named.is_empty() {
        return vec![own(report, false)];
    }
    let of_name = |name: &String| follow(reports, called, at, name, Why::Named);
    report.named.iter().map(of_name).collect()
}

/// The source behind `name`, which the report at `at` gives: of the report that it means, if it means one.
fn follow(reports: &[Report], called: &Called<'_>, at: usize, name: &str, why: Why) -> Source {
    let mut now = at;
    let mut name = name;
    let mut passed = vec![at];
    loop {
        let report = &reports[now];
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
                    name: Some(name.to_owned()),
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
        match reports[now].named.first().or(reports[now].standing.as_ref()) {
            Some(next) => name = next,
            None => return own(&reports[now], true),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn report(story_id: i64, named: Option<&str>, newsroom: &[&str]) -> Report {
        Report {
            story_id,
            named: named.map(str::to_owned).into_iter().collect(),
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
    fn another_name_in_the_same_report_tells_who_is_meant() {
        let names = |story_id, names: &[&str]| Report {
            named: names.iter().map(ToString::to_string).collect(),
            ..report(story_id, None, &[])
        };
        let reports = [
            names(1, &["PA Police", "police"]),
            names(2, &["Ellery Transport Police"]),
            names(
                3,
                &["the harbour board", "officers of the Ellery Transport Police"],
            ),
        ];
        let (found, number) = sources(&reports, false);
        assert_eq!((number, found[2].name.as_deref()), (1, Some("PA Police")));
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
    fn reports_that_retell_one_account_have_its_source_but_the_speaker_of_a_quotation_is_his_own() {
        let mut first = report(1, Some("doctors"), &[]);
        first.account = Some("Lighthouse".to_owned());
        let mut second = report(2, None, &[]);
        second.account = Some("The Lighthouse".to_owned());
        let (found, number) = sources(&[first.clone(), second.clone()], false);
        assert_eq!((number, found[0].why), (1, Why::Standing));
        let (found, _) = sources(&[first, second], true);
        assert_eq!(found[0].name.as_deref(), Some("doctors"));
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
}
