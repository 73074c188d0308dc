//! A stored fact as it is compared with others.

use std::collections::HashMap;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::conflict::takes_back;
use super::unit;
use crate::dedup::weighted_words;
use crate::model::{Amount, Approximation, Clause, FigureKind, Happened, Quoted, Said, Statement};

/// A fact as the store has it, or one sentence of a quotation.
#[derive(Clone, Debug)]
pub struct StoredFact {
    /// See [`Statement::statement_id`].
    pub statement_id: i64,
    pub article_id: i64,
    pub story_id: i64,
    pub fact_key: i64,
    /// As [`crate::model::FactKind::as_str`].
    pub kind: String,
    pub text: String,
    pub sentence: String,
    /// Where the fact's text begins in the sentence, in characters; 0 for one that begins before it.
    pub at: usize,
    pub speaker: Option<String>,
    pub is_denied: bool,
    /// Said in the speaker's own words, in marks.
    pub is_direct: bool,
    pub figure: Option<StoredFigure>,
    pub happening_type: Option<String>,
}

/// The part of a stored figure that claims look at.
#[derive(Clone, Debug)]
pub struct StoredFigure {
    pub kind: FigureKind,
    pub unit: Option<String>,
    pub value: f64,
    pub value_high: Option<f64>,
    pub value_text: String,
    pub approximation: Approximation,
}

/// Words on either side of a figure that tell what it counts.
const AROUND_WORDS: usize = 8;

/// How much less each further word tells.
const FADING: f32 = 0.25;

/// Equal for sentences of the same words, whoever says them.
#[must_use]
pub fn part_key(sentence: &str) -> i64 {
    let mut bytes = Vec::new();
    for word in spoken(sentence) {
        bytes.extend(word.to_le_bytes());
    }
    xxh3_64(&bytes).cast_signed()
}

/// Every word of a quotation in lower case without marks, hashed. The small ones too: `it could have been very bad`.
fn spoken(text: &str) -> Vec<u32> {
    let bare = |word: &str| -> String {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | '…'))
        .map(bare)
        .filter(|word| !word.is_empty())
        .map(|word| xxh3_64(word.as_bytes()) as u32)
        .collect()
}

/// Words that name one measured thing. A report of "seven dead" and one of "seven people were killed" state one
/// figure; folded words of these lists are one word.
const CLASSES: [&str; 7] = [
    "killed kill killing dead death deaths died die dies dying toll fatality fatalities lives deadliest deadly",
    "injured injure injuring injuries injury hurt wounded wound wounding wounds hospitalised hospitalized hospital",
    "arrested arrest arrests arresting detained detain detaining detention custody",
    "missing unaccounted disappeared",
    "evacuated evacuate evacuating evacuation displaced homeless fled",
    "rescued rescue rescuing rescues saved freed",
    "jailed jail prison imprisonment imprisoned sentence sentenced bars",
];

/// The class of terms in prison.
pub(super) static TERM: LazyLock<Option<u32>> = LazyLock::new(|| class_of("jailed"));

static CLASS_OF: LazyLock<HashMap<u32, u32>> = LazyLock::new(|| {
    CLASSES
        .iter()
        .flat_map(|class| {
            let words = weighted_words(class);
            let first = words.first().map_or(0, |(word, _)| *word);
            words.into_iter().map(move |(word, _)| (word, first))
        })
        .collect()
});

/// The class of things measured that the word names.
pub(super) fn class_of(word: &str) -> Option<u32> {
    let words = weighted_words(word);
    words.first().and_then(|(word, _)| CLASS_OF.get(word).copied())
}

/// `fact` as a statement; `None` for kinds that make no claims (days, names).
#[must_use]
pub fn statement(fact: &StoredFact) -> Option<Statement> {
    let said = match fact.kind.as_str() {
        "quote" => Said::Quote(Quoted {
            words: spoken(&fact.text),
            // Words of his own are known again by themselves.
            clause: if fact.is_direct {
                Clause::default()
            } else {
                clause(fact)
            },
        }),
        "figure" => Said::Figure(amount(fact)?),
        "happening" => Said::Happening(Happened {
            type_: fact.happening_type.clone()?,
            clause: clause(fact),
        }),
        _ => return None,
    };
    Some(Statement {
        statement_id: fact.statement_id,
        article_id: fact.article_id,
        story_id: fact.story_id,
        fact_key: fact.fact_key,
        speaker: fact.speaker.clone(),
        is_denied: fact.is_denied,
        takes_back: matches!(said, Said::Figure(_)) && takes_back(&fact.sentence),
        said,
    })
}

fn clause(fact: &StoredFact) -> Clause {
    Clause {
        told: by_word(weighted_words(&fact.text)),
        sentence: by_word(weighted_words(&fact.sentence)),
    }
}

fn amount(fact: &StoredFact) -> Option<Amount> {
    let figure = fact.figure.as_ref()?;
    let digits = figure.value_text.chars().filter(char::is_ascii_digit);
    let digits: String = digits.collect();
    let unit = figure.unit.as_deref().unwrap_or_default();
    let (unit, scale) = match figure.kind {
        FigureKind::Measure => unit::dimension(unit),
        _ => (unit, 1.0),
    };
    let (about, class) = about(fact);
    Some(Amount {
        kind: figure.kind,
        unit: unit.to_owned(),
        value: figure.value * scale,
        value_high: figure.value_high.map(|high| high * scale),
        approximation: figure.approximation,
        class,
        digits: if is_vague(&fact.text) {
            0
        } else {
            u32::try_from(digits.trim_matches('0').len()).unwrap_or(u32::MAX)
        },
        about,
    })
}

/// Words that give a number's size and not the number.
const VAGUE: [&str; 7] = [
    "tens",
    "dozens",
    "scores",
    "hundreds",
    "thousands",
    "millions",
    "billions",
];

fn is_vague(figure: &str) -> bool {
    let words = figure.split(|c: char| !c.is_alphanumeric());
    words
        .into_iter()
        .any(|word| VAGUE.iter().any(|vague| word.eq_ignore_ascii_case(vague)))
}

/// The words around the figure, nearer ones with more weight, and those inside it; and the class of the nearest word
/// that has one.
fn about(fact: &StoredFact) -> (Vec<(u32, f32)>, Option<u32>) {
    let cut = |at: usize| {
        fact.sentence
            .char_indices()
            .nth(at)
            .map_or(fact.sentence.len(), |(byte, _)| byte)
    };
    let (start, end) = (cut(fact.at), cut(fact.at + fact.text.chars().count()));
    let (text_before, text_after) = (
        fact.sentence.get(..start).unwrap_or_default(),
        fact.sentence.get(end..).unwrap_or_default(),
    );
    let (before, after) = (told(text_before), told(text_after));
    let fade = |(place, (word, weight)): (usize, (u32, f32))| (word, weight / (1.0 + FADING * place as f32));
    let class_at = |words: &mut dyn Iterator<Item = &(u32, f32)>| {
        words
            .take(AROUND_WORDS)
            .enumerate()
            .find_map(|(at, (word, _))| Some((at, *CLASS_OF.get(word)?)))
    };
    let inside = told(&fact.text);
    let nearest_of = |before: &[(u32, f32)], after: &[(u32, f32)]| {
        let classes = [
            class_at(&mut inside.iter()).map(|(_, class)| (0, class)),
            class_at(&mut after.iter()),
            class_at(&mut before.iter().rev()),
        ];
        classes.into_iter().flatten().min_by_key(|(at, _)| *at)
    };
    // In `killed 50 people and injured 400` the nearest word may be of the other figure.
    let beside = nearest_of(&told(last_part(text_before)), &told(first_part(text_after)));
    let nearest = beside
        .or_else(|| nearest_of(&before, &after))
        .or_else(|| has_changed_to(text_before).then(|| class_at(&mut before.iter()))?);
    let mut words: Vec<(u32, f32)> = Vec::new();
    words.extend(before.into_iter().rev().take(AROUND_WORDS).enumerate().map(fade));
    words.extend(after.into_iter().take(AROUND_WORDS).enumerate().map(fade));
    words.extend(inside);
    (by_word(words), nearest.map(|(_, class)| class))
}

/// Words before a figure that its subject has come to: `the death toll in the valley, which ..., rose to 85`.
const CHANGED: [&str; 10] = [
    "rose",
    "rises",
    "risen",
    "climbed",
    "climbs",
    "grew",
    "increased",
    "jumped",
    "stands",
    "reached",
];

fn has_changed_to(before: &str) -> bool {
    let mut words = before.split_whitespace().rev();
    let last = words.next().unwrap_or_default();
    let verb = if matches!(last, "to" | "at") {
        words.next()
    } else {
        Some(last)
    };
    verb.is_some_and(|verb| CHANGED.contains(&verb))
}

/// Words and marks at which what is said of a figure ends.
const JOINTS: [&str; 12] = [
    ",",
    ";",
    ":",
    "(",
    ")",
    "—",
    " and ",
    " but ",
    " while ",
    " with ",
    " after ",
    " including ",
];

fn first_part(after: &str) -> &str {
    let end = JOINTS.iter().filter_map(|joint| after.find(joint)).min();
    after.get(..end.unwrap_or(after.len())).unwrap_or(after)
}

fn last_part(before: &str) -> &str {
    let start = JOINTS
        .iter()
        .filter_map(|joint| Some(before.rfind(joint)? + joint.len()))
        .max();
    before.get(start.unwrap_or(0)..).unwrap_or(before)
}

/// The content words of `text` without its numbers: values are compared as values.
fn told(text: &str) -> Vec<(u32, f32)> {
    let spelt: String = text
        .chars()
        .map(|c| {
            if matches!(c, '-' | '–' | '—' | '/') {
                ' '
            } else {
                c
            }
        })
        .collect();
    let words: Vec<&str> = spelt
        .split_whitespace()
        .filter(|word| !word.contains(|c: char| c.is_ascii_digit()))
        .collect();
    weighted_words(&words.join(" "))
}

/// Words of one class as one, each once with its greatest weight, by word.
fn by_word(mut words: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    for (word, _) in &mut words {
        *word = CLASS_OF.get(word).copied().unwrap_or(*word);
    }
    words.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
    words.dedup_by_key(|(word, _)| *word);
    words
}

#[cfg(test)]
mod tests {
    use super::super::likeness_of;
    use super::*;

    fn figure(article_id: i64, sentence: &str, text: &str, value: f64) -> Statement {
        let byte = sentence.find(text).unwrap();
        statement(&StoredFact {
            statement_id: article_id,
            article_id,
            story_id: article_id,
            fact_key: article_id,
            kind: "figure".to_owned(),
            text: text.to_owned(),
            sentence: sentence.to_owned(),
            at: sentence[..byte].chars().count(),
            speaker: None,
            is_denied: false,
            is_direct: false,
            figure: Some(StoredFigure {
                kind: FigureKind::Count,
                unit: None,
                value,
                value_high: None,
                value_text: value.to_string(),
                approximation: Approximation::Exact,
            }),
            happening_type: None,
        })
        .unwrap()
    }

    #[test]
    fn the_dead_are_the_killed_whatever_value_is_given() {
        let one = figure(
            1,
            "At least seven people were killed when the tram left its track.",
            "seven people",
            7.0,
        );
        let other = figure(
            2,
            "The crash left seven dead and closed the tram line.",
            "seven",
            7.0,
        );
        let later = figure(
            3,
            "Nine people were killed when the tram left its track, police said.",
            "Nine people",
            9.0,
        );
        assert!(likeness_of(&other, &one).is_some());
        assert!(likeness_of(&later, &one).is_some());
    }

    #[test]
    fn the_hurt_are_not_the_killed() {
        let dead = figure(1, "Seven people were killed in the crash.", "Seven people", 7.0);
        let hurt = figure(
            2,
            "More than 50 were taken to hospital, some badly hurt.",
            "50",
            50.0,
        );
        assert!(likeness_of(&hurt, &dead).is_none());
    }

    #[test]
    fn what_became_of_those_counted_stands_beside_them() {
        let sentence = "The blast killed at least 50 people and injured more than 400.";
        let (dead, hurt) = (
            figure(1, sentence, "50 people", 50.0),
            figure(1, sentence, "400", 400.0),
        );
        let later = figure(2, "It left 58 dead.", "58", 58.0);
        assert!(likeness_of(&later, &dead).is_some());
        assert!(likeness_of(&later, &hurt).is_none());
    }

    #[test]
    fn a_toll_may_stand_far_from_its_number_where_it_has_risen() {
        let first = figure(
            1,
            "Seven people were killed in Veld on Monday.",
            "Seven people",
            7.0,
        );
        let risen = figure(
            2,
            "The death toll in Veld, where a lorry left the coast road on a foggy July morning and ran down to the harbour wall, rose to 8, police in Veld said on Monday.",
            "8",
            8.0,
        );
        assert!(likeness_of(&risen, &first).is_some());
    }

    #[test]
    fn dozens_are_no_number() {
        let Said::Figure(amount) = figure(1, "Dozens of boats sank.", "Dozens of boats", 12.0).said else {
            panic!("a figure")
        };
        assert_eq!(amount.digits, 0);
    }

    #[test]
    fn offsets_count_characters() {
        let fact = figure(1, "Über Köln flogen 12 Störche nach Süden.", "12 Störche", 12.0);
        let Said::Figure(amount) = fact.said else {
            panic!("a figure")
        };
        assert!(amount.about.len() >= 3);
    }
}
