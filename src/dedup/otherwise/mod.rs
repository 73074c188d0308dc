//! What would have changed a verdict: the decision asked again with one thing supposed other than it is.
//!
//! Nothing here knows a rule. Each lever is moved step by step, up and down, and the same code that places articles
//! is asked at every step; the first step at which it answers otherwise is told. So what is told and what is done
//! cannot part.

use std::slice::from_ref;

use chrono::{DateTime, TimeDelta};

use super::SHORT_WORDS;
use super::align::{Alignment, Text};
use super::comparison::{Article, CERTAIN_MIN, Comparison, POSSIBLE_MIN, best_of_story};
use super::corroboration::{HABIT_ARTICLES_MIN, gap_s};
use super::encoding::{Word, decode};
use super::first::is_before;
use super::measures::Measures;
use super::placement::{article_of, decide};
use super::rewrite::better;
use crate::model::{Candidate, Exemplar, Habit, Setting, Sign};

/// Stands for an agency that is only supposed to be cited; no agency's id has a space.
const SUPPOSED: &str = "supposed agency";

/// What an article is found to be beside a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A certain copy.
    Joins,
    /// A possible copy.
    Possible,
    /// A report of its own.
    Report,
}

impl Outcome {
    /// The word printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Joins => "joins",
            Self::Possible => "possible",
            Self::Report => "report",
        }
    }
}

/// What is supposed other than it is, one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lever {
    /// Share of the better covered text that stands in the other's wording, 0 to 1.
    Wording,
    /// Share of the lead that does, 0 to 1.
    Lead,
    /// Figures that stand in place of others between the same words.
    ReplacedFigures,
    /// Share of its outlet's articles that were other reports in other words, 0 to 1.
    Habit,
    /// Whether the later text cites the earlier one's agency or outlet, 0 or 1.
    Citation,
    /// Hours between the two.
    Hours,
    /// Names and figures of the later text that the other lacks.
    NewNames,
    /// Share of the better matched text that is quotation which the other lacks, 0 to 1.
    NewQuotation,
    /// Share of the paragraphs whose counterparts come in the same order, 0 to 1.
    Order,
}

impl Lever {
    /// The word printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wording => "wording",
            Self::Lead => "lead",
            Self::ReplacedFigures => "replaced_figures",
            Self::Habit => "habit",
            Self::Citation => "citation",
            Self::Hours => "hours",
            Self::NewNames => "new_names",
            Self::NewQuotation => "new_quotation",
            Self::Order => "order",
        }
    }

    /// The size of a step, how far it goes at most, and what makes a long way, by which levers are compared.
    const fn steps(self) -> (f64, f64, f64) {
        match self {
            Self::Wording | Self::NewQuotation => (0.01, 1.0, 1.0),
            Self::Lead | Self::Habit | Self::Order => (0.05, 1.0, 1.0),
            Self::Citation => (1.0, 1.0, 2.0),
            Self::Hours => (1.0, 96.0, 72.0),
            Self::ReplacedFigures | Self::NewNames => (1.0, 40.0, 10.0),
        }
    }
}

/// A single change after which the decision is another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    pub lever: Lever,
    /// As it is, and the first value at which the outcome is another; units as of the lever.
    pub is: f64,
    pub would_be: f64,
    pub outcome: Outcome,
}

impl Change {
    fn way(&self) -> f64 {
        (self.would_be - self.is).abs() / self.lever.steps().2
    }
}

/// A decision and what would have changed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Otherwise {
    pub outcome: Outcome,
    /// The text it was compared to, and its story.
    pub of_article_id: i64,
    pub story_id: i64,
    /// How far the wording reaches to what makes a copy: from 1 it is enough.
    pub reach: f64,
    /// Log-odds of a rewritten copy, signs counted; `None` where that is out of the question.
    pub log_odds: Option<f64>,
    /// Log-odds from which it joins, and from which it is shown as possible.
    pub certain_from: f64,
    pub possible_from: f64,
    /// Single changes, the smallest first.
    pub changes: Vec<Change>,
}

/// What becomes of `article` beside `story`, and which single changes would make that something else. `None` for
/// texts that cannot be compared, and for short ones, which join their equals and nothing else.
#[must_use]
pub fn otherwise(article: &Exemplar, story: &Candidate) -> Option<Otherwise> {
    let asked = Asked::of(article, story)?;
    let (outcome, found) = asked.found()?;
    let flips = found.values.iter().flat_map(|&lever| {
        let both_ways = [1.0, -1.0];
        both_ways.map(|direction| asked.flip(lever, direction, outcome))
    });
    let mut changes: Vec<Change> = flips.flatten().collect();
    changes.sort_by(|one, other| one.way().total_cmp(&other.way()));
    Some(Otherwise {
        outcome,
        of_article_id: found.of_article_id,
        story_id: story.story_id,
        reach: found.reach,
        log_odds: found.log_odds,
        certain_from: log_odds(CERTAIN_MIN),
        possible_from: log_odds(POSSIBLE_MIN),
        changes,
    })
}

/// The same beside the story among `stories` that is nearest to being joined; of equals the first.
#[must_use]
pub fn nearest(article: &Exemplar, stories: &[Candidate]) -> Option<Otherwise> {
    let strength = |story: &Candidate| {
        let asked = Asked::of(article, story)?;
        let compared = asked.compared(&article.setting, &asked.story);
        Some(best_of_story(&compared, &asked.story)?.strength())
    };
    let found = stories.iter().filter_map(|story| Some((strength(story)?, story)));
    let nearest = found.reduce(|best, next| if next.0 > best.0 { next } else { best });
    otherwise(article, nearest?.1)
}

fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// What is supposed of two texts other than it is; nothing where articles are placed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Supposed(Option<(Lever, f64)>);

impl Supposed {
    pub(super) fn alter_alignment(self, alignment: &mut Alignment) {
        match self.0 {
            Some((Lever::Wording, value)) => cover(alignment, value),
            Some((Lever::Lead, value)) => alignment.lead = value,
            Some((Lever::ReplacedFigures, value)) => alignment.figures_replaced = value as usize,
            _ => {}
        }
    }

    pub(super) fn alter_measures(self, later: &mut Measures, earlier: &mut Measures) {
        match self.0 {
            Some((Lever::NewNames, value)) => *later = later.with_new_marks(value as u32),
            Some((Lever::NewQuotation, value)) => {
                let is_later = std::ptr::eq(better(later, earlier), later);
                let of = if is_later { later } else { earlier };
                of.new_quotation = value as f32;
            }
            Some((Lever::Order, value)) => (later.order, earlier.order) = (value as f32, value as f32),
            _ => {}
        }
    }
}

/// Supposes that `value` of the better covered text is shared, and of the other one in proportion.
fn cover(alignment: &mut Alignment, value: f64) {
    let (one, other) = (
        alignment.covered.len() as f64,
        alignment.covered_other.len() as f64,
    );
    let is = alignment.coverage.max(alignment.coverage_of_other);
    let scaled = |share: f64, of_whole: f64| {
        let share = if is > 0.0 {
            share / is
        } else {
            one.min(other) / of_whole
        };
        (share * value).min(1.0)
    };
    alignment.shared = if is > 0.0 {
        (alignment.shared as f64 * value / is).round() as usize
    } else {
        (one.min(other) * value) as usize
    };
    alignment.own_coverage = scaled(alignment.own_coverage, one);
    alignment.own_coverage_of_other = scaled(alignment.own_coverage_of_other, other);
    (alignment.coverage, alignment.coverage_of_other) = (
        scaled(alignment.coverage, one),
        scaled(alignment.coverage_of_other, other),
    );
    mark(&mut alignment.covered, alignment.coverage);
    mark(&mut alignment.covered_other, alignment.coverage_of_other);
}

/// Marks further words from the beginning, or unmarks some from the end, until `share` of them is marked.
fn mark(covered: &mut [bool], share: f64) {
    let wanted = (share * covered.len() as f64).round() as usize;
    let marked = covered.iter().filter(|is| **is).count();
    let missing = covered
        .iter_mut()
        .filter(|is| !**is)
        .take(wanted.saturating_sub(marked));
    missing.for_each(|is| *is = true);
    let further = covered
        .iter_mut()
        .rev()
        .filter(|is| **is)
        .take(marked.saturating_sub(wanted));
    further.for_each(|is| *is = false);
}

/// The question: an article and the text of a story it is compared to.
struct Asked<'a> {
    article: &'a Exemplar,
    words: Vec<Word>,
    story: Candidate,
}

/// The values of all levers as they are, and how the decision stands.
struct Found {
    of_article_id: i64,
    reach: f64,
    log_odds: Option<f64>,
    values: Vec<(Lever, f64)>,
}

impl<'a> Asked<'a> {
    fn of(article: &'a Exemplar, story: &Candidate) -> Option<Self> {
        let words = decode(&article.folded).filter(|words| words.len() >= SHORT_WORDS)?;
        let mut asked = Self {
            article,
            words,
            story: story.clone(),
        };
        // Only what the article is compared to is supposed other than it is.
        let (of_article_id, is_near_core) = {
            let compared = asked.compared(&article.setting, &asked.story);
            let best = best_of_story(&compared, &asked.story)?;
            (best.exemplar.article_id, best.is_near_core)
        };
        let exemplars = &mut asked.story.exemplars;
        let place = exemplars
            .iter()
            .position(|text| text.article_id == of_article_id)?;
        exemplars.truncate(place + 1);
        exemplars.drain(if is_near_core {
            0..place
        } else {
            1.min(place)..place
        });
        Some(asked)
    }

    fn compared<'b>(&'b self, setting: &'b Setting, story: &Candidate) -> Article<'b> {
        let head = (self.article.title.as_str(), self.article.body_hash);
        article_of(head, self.words.clone(), setting, from_ref(story))
    }

    /// What is decided with `supposed`.
    fn outcome(&self, supposed: (Lever, f64)) -> Outcome {
        let (mut setting, mut story) = (self.article.setting.clone(), self.story.clone());
        for exemplar in &mut story.exemplars {
            suppose_of_settings(supposed, &mut setting, &mut exemplar.setting);
        }
        let mut compared = self.compared(&setting, &story);
        compared.supposed = Supposed(Some(supposed));
        best_of_story(&compared, &story).map_or(Outcome::Report, |best| outcome_of(&compared, &best))
    }

    /// What is decided as things are, and how.
    fn found(&self) -> Option<(Outcome, Found)> {
        let compared = self.compared(&self.article.setting, &self.story);
        let best = best_of_story(&compared, &self.story)?;
        let other = Text::read(&best.exemplar.folded)?;
        let (article, exemplar) = (&self.article.setting, &best.exemplar.setting);
        let gap_s = gap_s(article, exemplar);
        let (mine, their) = compared.measures(&other, &best.alignment, exemplar);
        let (later, habit) = if is_before(article, exemplar) {
            (&their, exemplar.habit)
        } else {
            (&mine, article.habit)
        };
        let mut values = vec![
            (
                Lever::Wording,
                best.alignment.coverage.max(best.alignment.coverage_of_other),
            ),
            (Lever::Lead, best.alignment.lead),
            (Lever::ReplacedFigures, best.alignment.figures_replaced as f64),
            (Lever::NewNames, f64::from(later.new_marks)),
            (
                Lever::NewQuotation,
                f64::from(better(&mine, &their).new_quotation),
            ),
            (Lever::Order, f64::from(better(&mine, &their).order)),
        ];
        values.extend(gap_s.map(|gap_s| (Lever::Hours, gap_s.abs() as f64 / 3_600.0)));
        let signals = best.corroboration().signals;
        let cites = signals.iter().find(|signal| signal.sign == Sign::CitesSource);
        if let Some(cites) = cites {
            let is_known = habit.articles >= HABIT_ARTICLES_MIN;
            let share = if is_known {
                habit.rewritten / habit.articles
            } else {
                0.0
            };
            values.push((Lever::Habit, share));
            values.push((Lever::Citation, if cites.holds { 1.0 } else { 0.0 }));
        }
        let found = Found {
            of_article_id: best.exemplar.article_id,
            reach: best.reach,
            log_odds: best.rewrite.as_ref().map(|rewrite| log_odds(rewrite.probability)),
            values,
        };
        Some((outcome_of(&compared, &best), found))
    }

    /// The first value of the lever, going up or down from what it `is`, at which the outcome is not `now`.
    fn flip(&self, (lever, is): (Lever, f64), direction: f64, now: Outcome) -> Option<Change> {
        let (step, most, _) = lever.steps();
        let start = (is.min(most) / step).round();
        let steps = (0..=(most / step).round() as i64).map(|count| (start + direction * count as f64) * step);
        let mut asked = steps
            .skip_while(|value| (value - is) * direction <= 0.0)
            .take_while(|value| (0.0..=most).contains(value));
        asked.find_map(|would_be| {
            let outcome = self.outcome((lever, would_be));
            (outcome != now).then_some(Change {
                lever,
                is,
                would_be,
                outcome,
            })
        })
    }
}

fn outcome_of(article: &Article<'_>, comparison: &Comparison<'_>) -> Outcome {
    let placement = decide(article, &[comparison]);
    match (placement.story_id, placement.possible) {
        (Some(_), _) => Outcome::Joins,
        (None, Some(_)) => Outcome::Possible,
        (None, None) => Outcome::Report,
    }
}

/// Alters what is known beside the texts of the article in `setting` and of an exemplar in `other`.
fn suppose_of_settings((lever, value): (Lever, f64), setting: &mut Setting, other: &mut Setting) {
    let (later, earlier) = if is_before(setting, other) {
        (other, setting)
    } else {
        (setting, other)
    };
    match lever {
        Lever::Habit => {
            let articles = later.habit.articles.max(HABIT_ARTICLES_MIN);
            later.habit = Habit {
                articles,
                rewritten: value * articles,
            };
        }
        Lever::Citation if value > 0.0 => {
            earlier.credited_agencies.push(SUPPOSED.to_owned());
            later.cited_agencies.push(SUPPOSED.to_owned());
        }
        Lever::Citation => {
            earlier.credited_agencies.clear();
            earlier.outlet_agency = None;
            earlier.outlet_name.clear();
        }
        Lever::Hours => {
            let from = earlier
                .claimed_at
                .or(earlier.seen_at)
                .unwrap_or(DateTime::UNIX_EPOCH);
            earlier.claimed_at = Some(from);
            later.claimed_at = from.checked_add_signed(TimeDelta::seconds((value * 3_600.0) as i64));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
