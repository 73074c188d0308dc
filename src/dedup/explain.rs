//! The figures on which two texts are told to be one, by name: for `explain`, tools and tests.

use super::align::{Text, align};
use super::measures::measures;
use crate::model::Fingerprint;

/// One measure of a pair of texts, in both directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// One word, stable.
    pub name: &'static str,
    /// How far the other text accounts for the one, and the one for the other; 0 to 1 but for `size`, the
    /// logarithm of how many times longer a text is, and counts.
    pub of_one: f64,
    pub of_other: f64,
}

/// Every measure of the bodies of `one` and `other`; empty when either has no words or is of another version.
#[must_use]
pub fn compare(one: &Fingerprint, other: &Fingerprint) -> Vec<Measure> {
    let (Some(one), Some(other)) = (Text::read(&one.folded), Text::read(&other.folded)) else {
        return Vec::new();
    };
    let (mine, their) = measures(&one, &other, &align(&one, &other));
    let named = mine.named().into_iter().zip(their.named());
    named
        .map(|((name, of_one), (_, of_other))| Measure {
            name,
            of_one: f64::from(of_one),
            of_other: f64::from(of_other),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dedup::{fingerprint, fingerprint::tests::article};

    #[test]
    fn a_text_beside_itself_reaches_every_measure() {
        let text = "The council of Ellery voted on Friday to rebuild the harbour bridge by 2027.\nWork will cost 31 \
            million euros, engineer Ines Calder explained, and last two winters at least.";
        let print = fingerprint(&article("", text), &[]);
        let measured = compare(&print, &print);
        let of = |name: &str| {
            measured
                .iter()
                .find(|measure| measure.name == name)
                .unwrap()
                .of_one
        };
        for name in ["wording", "words", "cosine", "paragraphs", "lead"] {
            assert!(of(name) > 0.99, "{name} {}", of(name));
        }
        assert!(of("size").abs() < f64::EPSILON && of("new_marks").abs() < f64::EPSILON);
        assert_eq!(compare(&print, &Fingerprint::of_nothing()), []);
    }

    proptest! {
        #[test]
        fn any_two_texts_have_measures_and_the_way_back_is_the_same(
            one in "\\PC{0,300}", other in "( [a-cA-C0-9]{1,3}[.”“]?){0,90}",
        ) {
            let print = |text: &str| fingerprint(&article("", text), &[]);
            let (one, other) = (print(&one), print(&other));
            let (there, back) = (compare(&one, &other), compare(&other, &one));
            prop_assert_eq!(there.len(), back.len());
            for (there, back) in there.iter().zip(&back) {
                prop_assert!(there.of_one.is_finite() && there.of_other.is_finite(), "{}", there.name);
                prop_assert!((there.of_one - back.of_other).abs() < 1e-4, "{}", there.name);
            }
        }
    }
}
