//! Whether two clauses tell the same, whoever words them: what somebody said as a report puts it, what happened.

use super::amount::{keys_of, likeness as share};
use crate::model::{Clause, Happened};

/// What two clauses must have in common to tell the same: a share of the shorter clause and of the shorter sentence, by
/// what the words say, and a number of words. Inside one event few clauses have as much. Measured on 166 articles.
struct Needed {
    clause: f32,
    sentence: f32,
    words: usize,
}

/// Any two clauses: mostly the same words, or fewer in sentences that are alike too.
const SAME_WORDS: Needed = Needed {
    clause: 0.6,
    sentence: 0.0,
    words: 3,
};
const SAME_SENTENCE: Needed = Needed {
    clause: 0.45,
    sentence: 0.5,
    words: 2,
};

/// Two statements that reports word themselves: long ones in sentences that are less alike, short ones of three words.
const SAME_STATEMENT: [Needed; 2] = [
    Needed {
        clause: 0.45,
        sentence: 0.35,
        words: 4,
    },
    Needed {
        words: 3,
        ..SAME_SENTENCE
    },
];

/// Happenings of one kind, and of any.
const SAME_KIND: [Needed; 2] = [
    Needed {
        clause: 0.3,
        sentence: 0.4,
        words: 2,
    },
    Needed {
        clause: 0.4,
        sentence: 0.3,
        words: 1,
    },
];
const ANY_KIND: Needed = Needed {
    clause: 0.6,
    sentence: 0.3,
    words: 3,
};

/// The most that likeness by what is told gives: less than a run of words, so that a quotation meets its own words first.
pub(super) const WORDED_ALIKE_MAX: f32 = 0.5;

/// How like a statement and a happening are, from 0 up; `None` when they do not tell the same.
pub(super) fn likeness(one: &Clause, other: &Clause) -> Option<f32> {
    compare(one, other, &[SAME_WORDS, SAME_SENTENCE])
}

/// The same for two statements.
pub(super) fn statements(one: &Clause, other: &Clause) -> Option<f32> {
    let [long, short] = SAME_STATEMENT;
    compare(one, other, &[SAME_WORDS, long, short])
}

/// The same for two happenings.
pub(super) fn happenings(one: &Happened, other: &Happened) -> Option<f32> {
    if one.type_ == other.type_ && compare(&one.clause, &other.clause, &SAME_KIND).is_some() {
        return Some(WORDED_ALIKE_MAX * share(&one.clause.sentence, &other.clause.sentence));
    }
    compare(&one.clause, &other.clause, &[ANY_KIND])
}

fn compare(one: &Clause, other: &Clause, needed: &[Needed]) -> Option<f32> {
    let clause = share(&one.told, &other.told);
    let sentence = share(&one.sentence, &other.sentence);
    let words = shared(one, other);
    let is_same = needed
        .iter()
        .any(|needed| clause >= needed.clause && sentence >= needed.sentence && words >= needed.words);
    is_same.then_some(WORDED_ALIKE_MAX * clause)
}

fn shared(one: &Clause, other: &Clause) -> usize {
    let is_shared =
        |(word, _): &&(u32, f32)| other.told.binary_search_by_key(word, |(their, _)| *their).is_ok();
    one.told.iter().filter(is_shared).count()
}

/// By which of its words a clause is found.
pub(super) fn keys(clause: &Clause) -> Vec<i64> {
    keys_of("told", &clause.told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(ids: &[u32]) -> Vec<(u32, f32)> {
        ids.iter().map(|id| (*id, 1.0)).collect()
    }

    fn clause(told: &[u32], around: &[u32]) -> Clause {
        let mut sentence = words(told);
        sentence.extend(words(around));
        Clause {
            told: words(told),
            sentence,
        }
    }

    #[test]
    fn clauses_of_mostly_the_same_words_tell_the_same() {
        let one = clause(&[1, 2, 3, 4], &[90, 91, 92, 93]);
        assert!(likeness(&one, &clause(&[1, 2, 3, 9], &[80, 81, 82, 83])).is_some());
        assert!(likeness(&one, &clause(&[1, 2, 8, 9], &[80, 81, 82, 83])).is_none());
    }

    #[test]
    fn fewer_words_do_where_the_sentences_are_alike() {
        let one = clause(&[1, 2, 3, 4], &[90, 91, 92, 93]);
        assert!(likeness(&one, &clause(&[1, 2, 8, 9], &[90, 91, 92, 94])).is_some());
        assert!(likeness(&clause(&[1], &[90, 91]), &clause(&[1], &[90, 91])).is_none());
    }

    #[test]
    fn a_direct_quotation_is_never_told_in_other_words() {
        let nothing = Clause::default();
        assert!(statements(&nothing, &clause(&[1, 2, 3], &[4])).is_none());
        assert!(keys(&nothing).is_empty());
    }

    #[test]
    fn happenings_of_one_kind_need_less_in_common() {
        let happened = |type_: &str, clause: Clause| Happened {
            type_: type_.to_owned(),
            clause,
        };
        let (one, other) = (clause(&[1, 2, 3, 4], &[90, 91]), clause(&[1, 2, 8, 9], &[80, 81]));
        assert!(
            happenings(
                &happened("arrest", one.clone()),
                &happened("arrest", other.clone())
            )
            .is_some()
        );
        assert!(happenings(&happened("arrest", one), &happened("travel", other)).is_none());
    }

    #[test]
    fn words_worded_again_are_less_than_a_run() {
        let one = clause(&[1, 2, 3, 4], &[5]);
        assert!(likeness(&one, &one).is_some_and(|likeness| likeness <= WORDED_ALIKE_MAX));
    }
}
