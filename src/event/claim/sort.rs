//! Sorts what one article states into the claims of its event.

use std::collections::HashMap;

use super::told::WORDED_ALIKE_MAX;
use super::{amount, keys, likeness_of};
use crate::model::{Said, Statement};

/// Known statements that one new statement is compared with; those that share most keys.
pub const COMPARED_MAX: usize = 16;

/// Where a new statement goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into the known claim of this id.
    Known(i64),
    /// Into a new claim, with all others of this number; numbers count from 0 in the order of the statements.
    New(usize),
}

/// A statement of the event and the claim it is in.
#[derive(Clone, Debug)]
pub struct Known {
    pub claim_id: i64,
    pub statement: Statement,
}

/// The claims of `new`, statements of one article in their order, among `known` statements of its event; one
/// place for each.
///
/// The likest pair is joined first, so that an article's toll meets the toll and not the number of the hurt that
/// stands before it. Two different values of one article are never joined. Deterministic: ties go to the earlier
/// statement and the older claim.
#[must_use]
pub fn sort(new: &[Statement], known: &[Known]) -> Vec<Place> {
    let mut sorter = Sorter {
        new,
        places: vec![None; new.len()],
        members: HashMap::new(),
    };
    let by_key = index(known.iter().map(|known| &known.statement));
    let mut pairs: Vec<(f32, usize, i64)> = Vec::new();
    for (at, statement) in new.iter().enumerate() {
        let mut compared: HashMap<i64, Compared> = HashMap::new();
        for place in near(statement, &by_key) {
            let Some(known) = known.get(place) else { continue };
            let compared = compared.entry(known.claim_id).or_default();
            compared.add(likeness_of(statement, &known.statement));
        }
        pairs.extend(
            compared
                .into_iter()
                .filter_map(|(claim_id, compared)| Some((compared.likeness()?, at, claim_id))),
        );
    }
    pairs.sort_by(|one, other| {
        let by_likeness = other.0.total_cmp(&one.0);
        by_likeness.then(one.1.cmp(&other.1)).then(one.2.cmp(&other.2))
    });
    for (_, at, claim_id) in pairs {
        sorter.put(at, Place::Known(claim_id));
    }
    sorter.put_rest_together();
    sorter.places.into_iter().flatten().collect()
}

/// How a new statement compares with those of one claim.
#[derive(Default)]
struct Compared {
    best: Option<f32>,
    alike: usize,
    all: usize,
}

impl Compared {
    fn add(&mut self, likeness: Option<f32>) {
        self.all += 1;
        if let Some(likeness) = likeness {
            self.alike += 1;
            self.best = Some(self.best.map_or(likeness, |best| best.max(likeness)));
        }
    }

    /// `None` when it is not of the claim. What is only worded alike must be like half of them at least: or a claim would
    /// wander from sentence to sentence.
    fn likeness(&self) -> Option<f32> {
        self.best
            .filter(|best| *best > WORDED_ALIKE_MAX || 2 * self.alike >= self.all)
    }
}

struct Sorter<'a> {
    new: &'a [Statement],
    places: Vec<Option<Place>>,
    /// The new statements of each claim.
    members: HashMap<(bool, i64), Vec<usize>>,
}

impl Sorter<'_> {
    /// Puts the statement there, unless it has a place or another value of this article is there.
    fn put(&mut self, at: usize, place: Place) -> bool {
        let members = self.members.entry(name(place)).or_default();
        let is_other_value = members
            .iter()
            .any(|member| is_other_value(&self.new[*member], &self.new[at]));
        if self.places[at].is_some() || is_other_value {
            return false;
        }
        self.places[at] = Some(place);
        members.push(at);
        true
    }

    /// Joins what has no place yet with what the article has said before, or opens a claim for it.
    fn put_rest_together(&mut self) {
        let by_key = index(self.new.iter());
        let mut claims = 0;
        for at in 0..self.new.len() {
            if self.places[at].is_some() {
                continue;
            }
            let statement = &self.new[at];
            let mut best: Option<(f32, Place)> = None;
            for other in near(statement, &by_key) {
                let (Some(place), Some(likeness)) =
                    (self.places[other], likeness_of(statement, &self.new[other]))
                else {
                    continue;
                };
                if best.is_none_or(|(held, _)| likeness > held) {
                    best = Some((likeness, place));
                }
            }
            if !best.is_some_and(|(_, place)| self.put(at, place)) {
                self.put(at, Place::New(claims));
                claims += 1;
            }
        }
    }
}

const fn name(place: Place) -> (bool, i64) {
    match place {
        Place::Known(claim_id) => (true, claim_id),
        Place::New(number) => (false, number as i64),
    }
}

/// Whether the two are values that one article cannot give for one quantity: it says of neither that it was said
/// before.
fn is_other_value(one: &Statement, other: &Statement) -> bool {
    if one.takes_back || other.takes_back {
        return false;
    }
    match (&one.said, &other.said) {
        (Said::Figure(one), Said::Figure(other)) => amount::is_other_value(one, other),
        _ => false,
    }
}

type Index = HashMap<i64, Vec<usize>>;

fn index<'a>(statements: impl Iterator<Item = &'a Statement>) -> Index {
    let mut index = Index::new();
    for (at, statement) in statements.enumerate() {
        for key in keys(statement) {
            index.entry(key).or_default().push(at);
        }
    }
    index
}

/// The statements that share most keys with `statement`, in order.
fn near(statement: &Statement, index: &Index) -> Vec<usize> {
    let mut shared: HashMap<usize, usize> = HashMap::new();
    for key in keys(statement) {
        for at in index.get(&key).into_iter().flatten().take(LIST_MAX) {
            *shared.entry(*at).or_default() += 1;
        }
    }
    let mut near: Vec<(usize, usize)> = shared.into_iter().collect();
    near.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    near.truncate(COMPARED_MAX);
    let mut near: Vec<usize> = near.into_iter().map(|(at, _)| at).collect();
    near.sort_unstable();
    near
}

/// Statements looked at of one key; a list of thousands is a table of results, or hostile.
const LIST_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Amount, Approximation, Clause, FigureKind, Happened};

    fn figure(article_id: i64, value: f64, about: &[u32]) -> Statement {
        Statement {
            statement_id: article_id * 100,
            article_id,
            story_id: article_id,
            fact_key: (value * 8.0) as i64 + i64::from(about.iter().sum::<u32>()) * 1_000,
            speaker: None,
            is_denied: false,
            takes_back: false,
            said: Said::Figure(Amount {
                kind: FigureKind::Count,
                unit: String::new(),
                value,
                value_high: None,
                approximation: Approximation::Exact,
                class: None,
                digits: 2,
                about: about.iter().map(|word| (*word, 1.0)).collect(),
            }),
        }
    }

    fn known(claim_id: i64, statement: Statement) -> Known {
        Known { claim_id, statement }
    }

    #[test]
    fn each_value_of_an_article_meets_its_own_quantity() {
        let known = [
            known(1, figure(1, 7.0, &[1, 2, 3, 4])),
            known(2, figure(1, 50.0, &[1, 2, 5, 6])),
        ];
        let new = [figure(2, 52.0, &[1, 2, 5, 6]), figure(2, 8.0, &[1, 2, 3, 4])];
        assert_eq!(sort(&new, &known), [Place::Known(2), Place::Known(1)]);
    }

    #[test]
    fn two_values_of_one_article_open_two_claims_and_the_same_value_again_none() {
        let new = [
            figure(1, 7.0, &[1, 2, 3]),
            figure(1, 50.0, &[1, 2, 3]),
            figure(1, 7.0, &[1, 2, 3]),
        ];
        assert_eq!(sort(&new, &[]), [Place::New(0), Place::New(1), Place::New(0)]);
    }

    #[test]
    fn the_second_value_of_an_article_does_not_follow_the_first_into_a_claim() {
        let known = [known(1, figure(1, 7.0, &[1, 2, 3]))];
        let new = [figure(2, 9.0, &[1, 2, 3]), figure(2, 12.0, &[1, 2, 3])];
        assert_eq!(sort(&new, &known), [Place::Known(1), Place::New(0)]);
    }

    #[test]
    fn a_claim_does_not_wander_from_sentence_to_sentence() {
        let told = |article_id: i64, words: &[u32]| {
            let told: Vec<(u32, f32)> = words.iter().map(|word| (*word, 1.0)).collect();
            Statement {
                said: Said::Happening(Happened {
                    type_: "statement".to_owned(),
                    clause: Clause {
                        sentence: told.clone(),
                        told,
                    },
                }),
                fact_key: article_id,
                ..figure(article_id, 1.0, &[])
            }
        };
        let known = [
            known(1, told(1, &[1, 2, 3, 4, 5, 6])),
            known(1, told(2, &[1, 2, 3, 4, 12, 13])),
            known(1, told(3, &[1, 2, 3, 7, 8, 9])),
        ];
        let far = [told(4, &[1, 7, 8, 9, 10, 11])];
        assert_eq!(sort(&far, &known), [Place::New(0)]);
        let near = [told(4, &[1, 2, 3, 4, 10, 11])];
        assert_eq!(sort(&near, &known), [Place::Known(1)]);
    }

    #[test]
    fn a_thousand_statements_of_one_kind_are_sorted_at_once() {
        let new: Vec<Statement> = (0..1_000).map(|n| figure(1, f64::from(n), &[1, 2, 3])).collect();
        assert_eq!(sort(&new, &[]).len(), 1_000);
    }
}
