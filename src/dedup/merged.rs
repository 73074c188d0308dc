//! A second story inside an article: two agencies' reports run together under one headline, a copy with three
//! paragraphs of another report under it.
//!
//! The article belongs to one story; the other one is told beside it. What a follow-up repeats of older reports
//! is no second story: it is short, comes from the middle of the report, or is about the same matter.

use std::ops::Range;

use super::align::{Text, align};
use super::bag::LEAD_WORDS;
use super::comparison::{Article, Comparison};
use super::fingerprint::locate;
use super::roundup::cohesion;
use super::statement::OWN_WORDS_MIN;
use super::title::{Titles, is_of_roundup};
use super::verdict::{Verdict, judge};
use crate::model::{Fingerprint, Grade, Merged, Placement, Reading};

/// Covered words outside quotations that make a second story, two or three paragraphs of a wire report. Shorter
/// stretches are statements, and the sentence or two that say what happened before.
const WORDS_MIN: usize = OWN_WORDS_MIN;

/// Words in a row that the second story need not have: an editor's changes within it. Longer stretches end it.
const GAP_WORDS_MAX: usize = 10;

/// Share of the second story's lead that stands in the part. Background comes from the middle of a report; who
/// prints a report begins with its beginning.
const LEAD_MIN: f64 = 0.6;

/// Share of the part that is in the second story's wording: nearly all of it is a reprint, most of it an edited
/// one, which a report from the same release could be as well.
const CERTAIN_MIN: f64 = 0.8;
const POSSIBLE_MIN: f64 = 0.6;

/// Words beside the part: with fewer the article is the second story with an introduction.
const REST_WORDS_MIN: usize = OWN_WORDS_MIN;

/// Cosine of the part and of the rest from which both are about one matter. An article that opens a story of
/// its own and repeats an older report on its matter is a follow-up, whatever it repeats.
const MATTER_MAX: f32 = 0.12;

/// Where nothing is known of the rest, the part stands behind a beginning of the article's own: who begins with a
/// report is headed by it. And the share of the article that the part is at least, as a short one is
/// like nothing around it, and the share of the second story, which may else have taken its beginning from here.
const SHARE_MIN: f64 = 0.15;
const OF_SECOND_MIN: f64 = 0.3;

/// Stories told beside an article's own; with more it is a round-up.
const MERGED_MAX: usize = 2;

/// The stretch of a text that is another story.
struct Part {
    words: Range<usize>,
    /// Share of the part that the second story has.
    coverage: f64,
    /// Share of the second story's text, and of its lead, that the part has.
    of_second: f64,
    lead: f64,
}

/// What is known of the rest of a text that may hold a second story.
#[derive(Clone, Copy)]
enum Beside<'a> {
    /// Which words of the text its own story has.
    Story(&'a [bool]),
    /// Nothing: it opens a story of its own.
    Unknown,
    /// It is a copy of a text that holds the second story.
    Settled,
}

/// The part of `holder` that is the story of `second`, which has the words `covered` of it.
fn part(holder: &Text, covered: &[bool], beside: Beside<'_>, second: &Text) -> Option<Part> {
    let is_of_main = |at: usize| match beside {
        Beside::Story(main) => main.get(at).copied().unwrap_or(false),
        Beside::Unknown | Beside::Settled => false,
    };
    let own: Vec<bool> = (0..holder.words.len())
        .map(|at| covered.get(at).copied().unwrap_or(false) && !is_of_main(at))
        .collect();
    let words = stretch(&own)?;
    let text = Text::of(holder.words.get(words.clone())?.to_vec());
    let alignment = align(&text, second);
    let own_words = text.own.iter().zip(&alignment.covered);
    let own_words = own_words.filter(|(is_own, is_covered)| **is_own && **is_covered);
    let is_second = own_words.count() >= WORDS_MIN
        && alignment.lead_of_other >= LEAD_MIN
        && alignment.coverage >= POSSIBLE_MIN
        && judge(&text, second, &alignment) == Verdict::Copy;
    if !is_second {
        return None;
    }
    let is_inside = |at: usize| words.contains(&at);
    let of_main = (0..holder.words.len()).filter(|at| !is_inside(*at) && is_of_main(*at));
    let inside = || -> Vec<bool> { (0..holder.words.len()).map(is_inside).collect() };
    let has_own_story = match beside {
        Beside::Settled => holder.words.len() - words.len() >= REST_WORDS_MIN,
        _ => {
            let is_report = || {
                words.start >= LEAD_WORDS
                    && words.len() as f64 >= SHARE_MIN * holder.words.len() as f64
                    && alignment.coverage_of_other >= OF_SECOND_MIN
            };
            of_main.count() >= REST_WORDS_MIN || (is_report() && cohesion(holder, &inside()) < MATTER_MAX)
        }
    };
    has_own_story.then_some(Part {
        words,
        coverage: alignment.coverage,
        of_second: alignment.coverage_of_other,
        lead: alignment.lead_of_other,
    })
}

/// The stretch that holds most of the words marked, from one marked word to another, without long gaps.
fn stretch(marked: &[bool]) -> Option<Range<usize>> {
    let mut best: Option<(usize, Range<usize>)> = None;
    let mut open: Option<(usize, Range<usize>)> = None;
    let places = marked.iter().enumerate().filter(|(_, is_marked)| **is_marked);
    for (at, _) in places {
        open = match open.take() {
            Some((count, range)) if at - range.end <= GAP_WORDS_MAX => Some((count + 1, range.start..at + 1)),
            _ => Some((1, at..at + 1)),
        };
        if let Some((count, range)) = &open
            && best.as_ref().is_none_or(|(most, _)| count > most)
        {
            best = Some((*count, range.clone()));
        }
    }
    best.map(|(_, range)| range)
}

/// Whether a text that has so much of the lead of another, and of whose words that one has `covered`, may hold it.
fn may_hold(covered: &[bool], lead_of_second: f64) -> bool {
    lead_of_second >= LEAD_MIN && covered.iter().filter(|is| **is).count() >= WORDS_MIN
}

/// The comparisons that decide: not those with a later text of a story that is like the article only for the
/// second story it tells.
pub(super) fn deciding<'c, 'a>(
    comparisons: &'c [Comparison<'a>],
    holders: &[usize],
) -> Vec<&'c Comparison<'a>> {
    let places = comparisons.iter().enumerate();
    places
        .filter(|(place, comparison)| comparison.is_near_core || !holders.contains(place))
        .map(|(_, comparison)| comparison)
        .collect()
}

/// Says which further stories the article tells, and which other articles tell this one. Who tells a story
/// beside his own is no possible copy of it.
pub(super) fn add(
    placement: &mut Placement,
    reading: &Reading,
    article: &Article<'_>,
    (comparisons, holders): (&[Comparison<'_>], &[usize]),
) {
    if placement.story_id.is_none() {
        let held_by = holders.iter().filter_map(|place| comparisons.get(*place));
        placement.holders = held_by.map(|comparison| comparison.exemplar.article_id).collect();
    }
    let inside = inside(reading, article, placement, comparisons);
    let possible = placement.possible.map(|(story_id, _)| story_id);
    if inside.iter().any(|(story_id, _)| Some(*story_id) == possible) {
        *placement = Placement {
            holders: std::mem::take(&mut placement.holders),
            ..Placement::original()
        };
    }
    placement.merged = inside.into_iter().map(|(_, merged)| merged).collect();
}

/// The stories that the article tells beside the one of `placement`, surest first, each with its id. None when
/// there are so many that it is a round-up.
fn inside(
    reading: &Reading,
    article: &Article<'_>,
    placement: &Placement,
    comparisons: &[Comparison<'_>],
) -> Vec<(i64, Merged)> {
    let is_own = |comparison: &&Comparison<'_>| Some(comparison.candidate.story_id) == placement.story_id;
    let main = comparisons
        .iter()
        .find(is_own)
        .filter(|main| main.verdict == Verdict::Copy);
    let mut found: Vec<(i64, Merged)> = Vec::new();
    for comparison in comparisons.iter().filter(|comparison| !is_own(comparison)) {
        let (story_id, alignment) = (comparison.candidate.story_id, &comparison.alignment);
        let beside = match main {
            // What it is compared to holds the second story as well, so that it takes nothing away from it.
            Some(main) if main.exemplar.holds.contains(&story_id) => Beside::Settled,
            Some(main) => Beside::Story(&main.alignment.covered),
            None => Beside::Unknown,
        };
        let titles = (article.title, comparison.exemplar.title.as_str());
        let of_main = main.map(|main| main.exemplar.title.as_str());
        let is_asked = is_report(comparison, article.title) && is_other_matter(titles, of_main);
        if !is_asked || !may_hold(&alignment.covered, alignment.lead_of_other) {
            continue;
        }
        let second = Text::read(&comparison.exemplar.folded);
        let part = second.and_then(|second| part(&article.text, &alignment.covered, beside, &second));
        if let Some(part) = part {
            found.push((
                story_id,
                merged_of(reading, &article.text, comparison.exemplar.article_id, &part),
            ));
        }
    }
    found.sort_by(|(_, one), (_, other)| other.score.total_cmp(&one.score));
    if found.len() > MERGED_MAX {
        found.clear();
    }
    found
}

/// Which of `comparisons`, by place, are with a text that tells the article as a second story.
pub(super) fn holders(article: &Article<'_>, comparisons: &[Comparison<'_>]) -> Vec<usize> {
    let is_holder = |comparison: &Comparison<'_>| {
        let (candidate, alignment) = (comparison.candidate, &comparison.alignment);
        let first = candidate
            .exemplars
            .first()
            .filter(|first| first.article_id != comparison.exemplar.article_id);
        let titles = (comparison.exemplar.title.as_str(), article.title);
        let is_asked = is_report(comparison, article.title)
            && is_other_matter(titles, first.map(|first| first.title.as_str()))
            && comparison.verdict != Verdict::Copy
            && may_hold(&alignment.covered_other, alignment.lead_of_one);
        let holder = Text::read(&comparison.exemplar.folded).filter(|_| is_asked)?;
        let first = first.and_then(|first| Text::read(&first.folded));
        let of_main = first.map(|first| align(&holder, &first).covered);
        let beside = of_main.as_deref().map_or(Beside::Unknown, Beside::Story);
        part(&holder, &alignment.covered_other, beside, &article.text)
    };
    let places = comparisons.iter().enumerate();
    places
        .filter(|(_, comparison)| is_holder(comparison).is_some())
        .map(|(place, _)| place)
        .collect()
}

/// Whether both texts are reports: no round-ups, and not the same frame with other values.
fn is_report(comparison: &Comparison<'_>, title: &str) -> bool {
    let is_roundup = || is_of_roundup(title) || is_of_roundup(&comparison.exemplar.title);
    !comparison.candidate.is_roundup && comparison.verdict != Verdict::Template && !is_roundup()
}

/// Whether an article, by its title and that of the second story, can be about two matters. An article is headed
/// by the story it is in; where it is headed by the other one alone, it was placed in what it tells besides.
fn is_other_matter((title, of_second): (&str, &str), of_main: Option<&str>) -> bool {
    let is_different = |other: &str| Titles::of(title, other) == Titles::Different;
    is_different(of_second) || of_main.is_some_and(is_different)
}

/// The second story inside `holder`, a text in which it was found or a copy of one; `second` is the story's text.
/// `None` when this text does not hold it.
#[must_use]
pub fn merged(holder: &Reading, second: &Fingerprint, second_article_id: i64) -> Option<Merged> {
    let text = Text::read(&holder.fingerprint.folded)?;
    let second = Text::read(&second.folded)?;
    let covered = align(&text, &second).covered;
    let part = part(&text, &covered, Beside::Settled, &second)?;
    Some(merged_of(holder, &text, second_article_id, &part))
}

fn merged_of(reading: &Reading, holder: &Text, of_article_id: i64, part: &Part) -> Merged {
    Merged {
        of_article_id,
        grade: if part.coverage >= CERTAIN_MIN {
            Grade::Certain
        } else {
            Grade::Possible
        },
        score: part.coverage.min(part.lead),
        coverage: part.words.len() as f64 / holder.words.len().max(1) as f64,
        coverage_of_origin: part.of_second,
        span: locate(&reading.article, &reading.credits, &part.words),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    use super::*;
    use crate::dedup::Index;
    use crate::dedup::scenarios::{INDEPENDENT, OTHER_WIRE, WIRE, reading, two_in_one};
    use crate::model::{LinkKind, Relation};

    const MINE: &str = "Equinor to close Hammerlund refinery";
    const OTHER: &str = "Lake Ohrid hotels to close";

    fn placed(texts: &[(&str, &str)]) -> Vec<(i64, Placement)> {
        let mut index = Index::default();
        let mut place = |(n, (title, text)): (i64, &(&str, &str))| {
            index.add(
                n,
                n,
                &reading(title, text),
                DateTime::UNIX_EPOCH + TimeDelta::minutes(n),
            )
        };
        (1..).zip(texts).map(&mut place).collect()
    }

    fn paragraphs(text: &str, wanted: Range<usize>) -> String {
        text.split('\n').collect::<Vec<_>>()[wanted].join("\n")
    }

    #[test]
    fn a_report_with_the_beginning_of_another_under_it_tells_both() {
        let both = two_in_one();
        let found = placed(&[(MINE, WIRE), (OTHER, OTHER_WIRE), (MINE, &both)]);
        let (story_id, placement) = &found[2];
        assert_eq!((*story_id, placement.relation), (1, Relation::Extended));
        let [merged] = placement.merged.as_slice() else {
            panic!("{placement:?}")
        };
        assert_eq!((merged.of_article_id, merged.grade), (2, Grade::Certain));
        assert!(merged.coverage > 0.3 && merged.coverage < 0.5 && merged.coverage_of_origin > 0.5);
        assert_eq!(merged.span.unwrap().of(&both), paragraphs(OTHER_WIRE, 0..3));
        assert_eq!(placement.links, [], "what is told needs no link");
    }

    #[test]
    fn the_second_story_may_come_after_the_article_that_tells_it() {
        let both = two_in_one();
        let found = placed(&[(MINE, WIRE), (MINE, &both), (OTHER, OTHER_WIRE)]);
        let (story_id, placement) = &found[2];
        assert_eq!((*story_id, placement.possible), (2, None));
        assert_eq!(placement.holders, [2]);
        let held = merged(&reading(MINE, &both), &reading(OTHER, OTHER_WIRE).fingerprint, 3).unwrap();
        assert_eq!((held.of_article_id, held.grade), (3, Grade::Certain));
        assert_eq!(
            merged(&reading(MINE, WIRE), &reading(OTHER, OTHER_WIRE).fingerprint, 3),
            None
        );
    }

    #[test]
    fn an_own_report_with_another_matter_under_it_tells_both() {
        let both = format!("{INDEPENDENT}\n{}", paragraphs(OTHER_WIRE, 0..3));
        let found = placed(&[(OTHER, OTHER_WIRE), ("Stavern mourns its refinery", &both)]);
        assert_eq!(found[1].0, 2);
        assert_eq!(found[1].1.merged.len(), 1, "{:?}", found[1].1);
        assert_eq!(found[1].1.possible, None);
    }

    #[test]
    fn background_is_no_second_story() {
        let middle = format!("{WIRE}\n{}", paragraphs(OTHER_WIRE, 1..4));
        let short = format!("{WIRE}\n{}", paragraphs(OTHER_WIRE, 0..1));
        let follow_up = format!("{INDEPENDENT}\n{}", paragraphs(WIRE, 0..2));
        for (title, text) in [
            (MINE, &middle),
            (MINE, &short),
            ("Stavern mourns its refinery", &follow_up),
        ] {
            let found = placed(&[(MINE, WIRE), (OTHER, OTHER_WIRE), (title, text)]);
            assert_eq!(found[2].1.merged, [], "{text}");
            let found = placed(&[(MINE, WIRE), (title, text), (OTHER, OTHER_WIRE)]);
            assert_eq!(found[2].1.holders, Vec::<i64>::new(), "{text}");
        }
    }

    #[test]
    fn what_its_own_story_has_as_well_is_no_second_story() {
        let both = two_in_one();
        let found = placed(&[
            (MINE, &both),
            ("Hammerlund", &both),
            (OTHER, OTHER_WIRE),
            (MINE, &both),
        ]);
        let merged: Vec<usize> = found
            .iter()
            .map(|(_, placement)| placement.merged.len())
            .collect();
        // The last is a copy of a text that is known to hold the other story.
        assert_eq!(merged, [0, 0, 0, 1]);
    }

    #[test]
    fn three_stories_in_one_are_a_roundup() {
        let parts = [
            paragraphs(WIRE, 0..2),
            paragraphs(OTHER_WIRE, 0..2),
            paragraphs(INDEPENDENT, 0..3),
        ];
        let found = placed(&[
            (MINE, WIRE),
            (OTHER, OTHER_WIRE),
            ("Stavern mourns its refinery", INDEPENDENT),
            ("World in brief", &parts.join("\n")),
        ]);
        let placement = &found[3].1;
        assert!(placement.is_roundup && placement.merged.is_empty());
        assert!(placement.links.iter().all(|link| link.kind == LinkKind::Roundup));
    }

    #[test]
    fn the_stretch_ends_where_the_gap_is_long() {
        let marks = |pattern: &str| -> Vec<bool> { pattern.chars().map(|c| c == 'x').collect() };
        assert_eq!(stretch(&marks("..xx.xxx..........xx")), Some(2..20));
        assert_eq!(stretch(&marks("..xx.xxx...........xx")), Some(2..8));
        assert_eq!(stretch(&marks("....")), None);
    }

    proptest! {
        #[test]
        fn any_texts_can_be_asked_for(one in "( [a-f]{1,2}[.\n]?){0,160}", other in "( [a-f]{1,2}[.\n]?){0,120}") {
            let (one, other) = (reading("one", &one), reading("other", &other));
            if let Some(merged) = merged(&one, &other.fingerprint, 1) {
                prop_assert!((0.0..=1.0).contains(&merged.coverage) && (0.0..=1.0).contains(&merged.score));
                let span = merged.span.unwrap();
                prop_assert!(one.article.text.get(span.start..span.end).is_some());
            }
        }
    }
}
