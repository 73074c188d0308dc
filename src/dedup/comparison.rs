//! An article beside the texts of one story.

use super::EXEMPLARS_MAX;
use super::align::{Alignment, Text, align};
use super::bag::Bag;
use super::corroboration::{corroborate, gap_s};
use super::doubt::reconsider;
use super::encoding::decode;
use super::first::is_before;
use super::measures::{Measures, measures};
use super::otherwise::Supposed;
use super::relation::is_later_version;
use super::rewrite;
use super::statement::shared_statement;
use super::verdict::{Verdict, is_near_core, judge, reach};
use crate::model::{Candidate, Corroboration, Exemplar, Setting};

/// How much the smaller coverage counts when the better of two stories is chosen.
const OTHER_WAY_WEIGHT: f64 = 0.2;

/// Probability of a rewrite, signs counted, from which it joins: as sure as a copy by wording is.
pub(super) const CERTAIN_MIN: f64 = 0.9;

/// The same from which it is shown as a possible copy.
pub(super) const POSSIBLE_MIN: f64 = 0.1;

/// What the placement has to know of the article.
pub(super) struct Article<'a> {
    pub(super) title: &'a str,
    pub(super) body_hash: i64,
    pub(super) text: Text,
    pub(super) setting: &'a Setting,
    /// Press releases among the texts it is compared with.
    pub(super) releases: Vec<Text>,
    /// Nothing, but for the question what would have been decided otherwise.
    pub(super) supposed: Supposed,
}

impl Article<'_> {
    /// The measures of the article and of `other`, an exemplar in `setting`.
    pub(super) fn measures(
        &self,
        other: &Text,
        alignment: &Alignment,
        setting: &Setting,
    ) -> (Measures, Measures) {
        let (mut mine, mut their) = measures(&self.text, other, alignment);
        let (later, earlier) = if !is_before(self.setting, setting) {
            (&mut mine, &mut their)
        } else {
            (&mut their, &mut mine)
        };
        self.supposed.alter_measures(later, earlier);
        (mine, their)
    }
}

/// An article beside one exemplar of one story.
pub(super) struct Comparison<'a> {
    pub(super) candidate: &'a Candidate,
    pub(super) exemplar: &'a Exemplar,
    pub(super) alignment: Alignment,
    pub(super) verdict: Verdict,
    /// See [`reach`].
    pub(super) reach: f64,
    /// Set when the texts may be one in other words.
    pub(super) rewrite: Option<Rewrite>,
    /// Whether the article is like the story's first text, too: else it may be a copy at most.
    pub(super) is_near_core: bool,
}

/// How sure it is that one text is the other in other words.
pub(super) struct Rewrite {
    pub(super) probability: f64,
    corroboration: Corroboration,
}

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Found {
    Copy,
    /// With its probability.
    Rewrite(f64),
    /// With how sure that is, 0 to 1.
    Possible(f64),
    Nothing,
}

impl Comparison<'_> {
    /// What the two texts are to one another.
    pub(super) fn found(&self) -> Found {
        let probability = self.rewrite.as_ref().map_or(0.0, |rewrite| rewrite.probability);
        match self.verdict {
            Verdict::Copy => Found::Copy,
            _ if probability >= CERTAIN_MIN && self.is_near_core => Found::Rewrite(probability),
            Verdict::Near => Found::Possible(self.reach.min(1.0).max(probability)),
            _ if probability >= POSSIBLE_MIN => Found::Possible(probability),
            _ => Found::Nothing,
        }
    }

    /// What decides between stories: copies before rewrites before possible ones, then by how much the texts
    /// share.
    pub(super) fn strength(&self) -> (u8, f64) {
        let (mine, their) = (self.alignment.coverage, self.alignment.coverage_of_other);
        match self.found() {
            Found::Copy => (3, mine.max(their) + OTHER_WAY_WEIGHT * mine.min(their)),
            Found::Rewrite(probability) => (2, probability),
            Found::Possible(score) => (1, score),
            Found::Nothing => (0, mine.max(their)),
        }
    }

    /// What was looked for beside the wording.
    pub(super) fn corroboration(&self) -> Corroboration {
        self.rewrite
            .as_ref()
            .map(|rewrite| rewrite.corroboration.clone())
            .unwrap_or_default()
    }
}

/// The comparison with the exemplar of `candidate` that speaks most for a copy; `None` when none can be read
/// or none is about the same.
pub(super) fn best_of_story<'a>(article: &Article<'_>, candidate: &'a Candidate) -> Option<Comparison<'a>> {
    let mut best: Option<Comparison<'a>> = None;
    let mut first: Option<Text> = None;
    for (place, exemplar) in candidate.exemplars.iter().take(EXEMPLARS_MAX).enumerate() {
        let Some(words) = decode(&exemplar.folded).filter(|words| !words.is_empty()) else {
            continue;
        };
        let bag = Bag::of(&words);
        if candidate.shared == 0 && article.text.bag.cosine(&bag) < rewrite::COSINE_MIN {
            continue;
        }
        let mut other = Text::with_bag(words, bag);
        if !exemplar.setting.is_release {
            other.leave_out(&article.releases);
        }
        let mut next = compare(article, &other, candidate, exemplar);
        if place == 0 {
            first = Some(other);
        } else if !is_near_core(&article.text, first.as_ref()) {
            if next.verdict == Verdict::Copy {
                next.verdict = Verdict::Near;
            }
            next.is_near_core = false;
        }
        let is_better = best.as_ref().is_none_or(|best| next.strength() > best.strength());
        if is_better {
            best = Some(next);
        }
    }
    best
}

fn compare<'a>(
    article: &Article<'_>,
    other: &Text,
    candidate: &'a Candidate,
    exemplar: &'a Exemplar,
) -> Comparison<'a> {
    let text = &article.text;
    let mut alignment = align(text, other);
    article.supposed.alter_alignment(&mut alignment);
    let verdict = match judge(text, other, &alignment) {
        verdict @ (Verdict::Copy | Verdict::Near) => {
            reconsider(verdict, article, other, (candidate, exemplar), &alignment)
        }
        verdict => verdict,
    };
    let titles = (article.title, exemplar.title.as_str());
    let gap = || gap_s(article.setting, &exemplar.setting);
    let verdict = match verdict {
        Verdict::Template if is_later_version(titles, &alignment, gap()) => Verdict::Copy,
        verdict => verdict,
    };
    let rewrite = match verdict {
        Verdict::Copy | Verdict::Template | Verdict::Part => None,
        // Whoever puts a release in his own words reports what it says.
        _ if article.setting.is_release || exemplar.setting.is_release => None,
        Verdict::Near | Verdict::Shares | Verdict::Apart => rewrite_of(article, other, exemplar, &alignment),
    };
    Comparison {
        candidate,
        exemplar,
        reach: reach(text, other, &alignment),
        alignment,
        verdict,
        rewrite,
        is_near_core: true,
    }
}

fn rewrite_of(
    article: &Article<'_>,
    other: &Text,
    exemplar: &Exemplar,
    alignment: &Alignment,
) -> Option<Rewrite> {
    if article.text.bag.cosine(&other.bag) < rewrite::COSINE_MIN {
        return None;
    }
    let (mine, their) = article.measures(other, alignment, &exemplar.setting);
    let log_odds = rewrite::log_odds(&article.text, other, &mine, &their)?;
    let likeness = f64::from(log_odds);
    let mut corroboration = corroborate(
        probability(likeness),
        (&mine, article.setting, &article.text.bag),
        (&their, &exemplar.setting, &other.bag),
    );
    if probability(likeness + corroboration.weight()) >= POSSIBLE_MIN {
        corroboration
            .signals
            .push(shared_statement(log_odds, &article.text, other, alignment));
    }
    Some(Rewrite {
        probability: probability(likeness + corroboration.weight()),
        corroboration,
    })
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}
