//! A stored fact as it is compared with others.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::dedup::weighted_words;
use crate::model::{Amount, Approximation, FigureKind, Happened, Said, Statement};

/// A fact as the store has it.
#[derive(Clone, Debug)]
pub struct StoredFact {
    pub fact_id: i64,
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

/// Words that name one measured thing. A report of "seven dead" and one of "seven people were killed" state one
/// figure; folded words of these lists are one word.
const CLASSES: [&str; 3] = [
    "killed kill killing dead death deaths died die dies dying toll fatality fatalities lives",
    "injured injure injuring injuries injury hurt wounded wound wounding wounds hospitalised hospitalized hospital",
    "arrested arrest arrests arresting detained detain detaining detention custody",
];

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

/// `fact` as a statement; `None` for kinds that make no claims (dates, names).
#[must_use]
pub fn statement(fact: &StoredFact) -> Option<Statement> {
    let said = match fact.kind.as_str() {
        "quote" => Said::Quote(
            weighted_words(&fact.text)
                .into_iter()
                .map(|(word, _)| word)
                .collect(),
        ),
        "figure" => Said::Figure(amount(fact)?),
        "happening" => Said::Happening(Happened {
            type_: fact.happening_type.clone()?,
            about: by_word(weighted_words(&fact.sentence)),
        }),
        _ => return None,
    };
    Some(Statement {
        fact_id: fact.fact_id,
        article_id: fact.article_id,
        story_id: fact.story_id,
        fact_key: fact.fact_key,
        speaker: fact.speaker.clone(),
        is_denied: fact.is_denied,
        said,
    })
}

fn amount(fact: &StoredFact) -> Option<Amount> {
    let figure = fact.figure.as_ref()?;
    let digits = figure.value_text.chars().filter(char::is_ascii_digit);
    let digits: String = digits.collect();
    Some(Amount {
        kind: figure.kind,
        unit: figure.unit.clone().unwrap_or_default(),
        value: figure.value,
        value_high: figure.value_high,
        approximation: figure.approximation,
        digits: u32::try_from(digits.trim_matches('0').len()).unwrap_or(u32::MAX),
        about: about(fact),
    })
}

/// The words around the figure, nearer ones with more weight, and those inside it.
fn about(fact: &StoredFact) -> Vec<(u32, f32)> {
    let cut = |at: usize| {
        fact.sentence
            .char_indices()
            .nth(at)
            .map_or(fact.sentence.len(), |(byte, _)| byte)
    };
    let (start, end) = (cut(fact.at), cut(fact.at + fact.text.chars().count()));
    let before = weighted_words(fact.sentence.get(..start).unwrap_or_default());
    let after = weighted_words(fact.sentence.get(end..).unwrap_or_default());
    let fade = |(place, (word, weight)): (usize, (u32, f32))| (word, weight / (1.0 + FADING * place as f32));
    let mut words: Vec<(u32, f32)> = Vec::new();
    words.extend(before.into_iter().rev().take(AROUND_WORDS).enumerate().map(fade));
    words.extend(after.into_iter().take(AROUND_WORDS).enumerate().map(fade));
    words.extend(weighted_words(&fact.text));
    by_word(words)
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
            fact_id: article_id,
            article_id,
            story_id: article_id,
            fact_key: article_id,
            kind: "figure".to_owned(),
            text: text.to_owned(),
            sentence: sentence.to_owned(),
            at: sentence[..byte].chars().count(),
            speaker: None,
            is_denied: false,
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
    fn offsets_count_characters() {
        let fact = figure(1, "Über Köln flogen 12 Störche nach Süden.", "12 Störche", 12.0);
        let Said::Figure(amount) = fact.said else {
            panic!("a figure")
        };
        assert!(amount.about.len() >= 3);
    }
}
