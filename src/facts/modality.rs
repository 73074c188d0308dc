//! How a sentence puts its statement forward: word lists, the strongest sign first.

use super::token::{Passage, Sentence, Token};
use crate::model::{Modality, Polarity, Span};

/// Words before a fact that are looked at; signs further away belong to other clauses.
const WINDOW_BEFORE: usize = 25;

/// Words after the start of a fact that are looked at.
const WINDOW_AFTER: usize = 12;

const NEGATION: &[&str] = &[
    "not",
    "never",
    "no",
    "nor",
    "neither",
    "without",
    "cannot",
    "can't",
    "won't",
    "don't",
    "doesn't",
    "didn't",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "hasn't",
    "haven't",
    "hadn't",
    "wouldn't",
    "couldn't",
    "shouldn't",
    "denied",
    "denies",
    "deny",
    "denying",
    "refused",
    "refuses",
    "rejected",
    "failed",
];

/// Phrases of negation that negate nothing: `no more than 5`, `not only`.
const NOT_NEGATION: &[(&str, &str)] = &[
    ("no", "more"),
    ("no", "less"),
    ("no", "fewer"),
    ("not", "only"),
    ("not", "just"),
    ("not", "least"),
    ("no", "doubt"),
    ("not", "more"),
    ("not", "less"),
    ("no", "longer"),
];

/// Signs of each modality; the first list with a word in the window decides.
const SIGNS: &[(Modality, &[&str])] = &[
    (
        Modality::Unlikely,
        &["unlikely", "improbable", "doubtful", "implausible"],
    ),
    (
        Modality::Condition,
        &["if", "unless", "provided", "whether", "otherwise"],
    ),
    (
        Modality::Proposal,
        &[
            "suggesting",
            "suggested",
            "suggests",
            "suggest",
            "proposed",
            "proposes",
            "proposing",
            "proposal",
            "propose",
            "offered",
            "offers",
            "urged",
            "urges",
            "urging",
            "called",
            "recommended",
            "recommends",
        ],
    ),
    (
        Modality::Necessity,
        &[
            "must",
            "should",
            "ought",
            "needs",
            "need",
            "required",
            "necessary",
            "obliged",
        ],
    ),
    (
        Modality::Possible,
        &[
            "could",
            "might",
            "may",
            "possible",
            "possibly",
            "possibility",
            "perhaps",
            "potential",
            "potentially",
            "likely",
            "probably",
            "can",
            "capable",
        ],
    ),
    (
        Modality::Future,
        &[
            "will",
            "shall",
            "would",
            "plans",
            "planned",
            "planning",
            "expected",
            "expects",
            "scheduled",
            "set",
            "intends",
            "aims",
            "forecast",
            "projected",
            "'ll",
        ],
    ),
    (
        Modality::Rule,
        &[
            "law",
            "rules",
            "rule",
            "constitution",
            "statute",
            "deemed",
            "stipulates",
            "prohibits",
        ],
    ),
];

/// The polarity and modality of a fact at `span` of `sentence`.
pub(super) fn of(passage: &Passage<'_>, sentence: &Sentence, span: Span) -> (Polarity, Modality) {
    let at = passage
        .token_at(span.start)
        .clamp(sentence.tokens.start, sentence.tokens.end);
    let first = at.saturating_sub(WINDOW_BEFORE).max(sentence.tokens.start);
    let last = (at + WINDOW_AFTER).min(sentence.tokens.end);
    let window = &passage.tokens[first..last];
    let before = &passage.tokens[first..at];
    (polarity(before), modality(window))
}

/// Tokens of a statement that are looked at; later ones are other clauses.
const STATEMENT_TOKENS: usize = 30;

/// Tokens of a statement in which a negation is its own.
const NEGATION_TOKENS: usize = 12;

/// The polarity and modality of the statement at `span`, whose cue is `cue`: by its own words, not by those
/// around it. What is denied, refused or declined is negative.
pub(super) fn of_statement(passage: &Passage<'_>, span: Span, cue: Option<&str>) -> (Polarity, Modality) {
    let range = passage.token_at(span.start)..passage.token_at(span.end);
    let words = passage.tokens.get(range).unwrap_or_default();
    let near = &words[..words.len().min(NEGATION_TOKENS)];
    let denied = cue.is_some_and(|cue| {
        let cue = cue.to_lowercase();
        ["den", "refus", "declin", "reject"]
            .iter()
            .any(|stem| cue.starts_with(stem))
    });
    let negative = denied || polarity(near) == Polarity::Negative;
    let polarity = if negative {
        Polarity::Negative
    } else {
        Polarity::Positive
    };
    (polarity, modality(&words[..words.len().min(STATEMENT_TOKENS)]))
}

/// The modality that a cue gives to what it reports: demands are necessities, requests and proposals
/// proposals; `None` for cues that assert.
pub(super) fn of_cue(cue: &str) -> Option<Modality> {
    let cue = cue.to_lowercase();
    let opens = |stems: &[&str]| stems.iter().any(|stem| cue.starts_with(stem));
    if opens(&["demand", "order", "require", "instruct"]) {
        Some(Modality::Necessity)
    } else if opens(&[
        "ask",
        "urg",
        "request",
        "propos",
        "recommend",
        "suggest",
        "implor",
        "invit",
        "offer",
    ]) || opens(&["call"]) && [" for", " on"].iter().any(|particle| cue.ends_with(particle))
    {
        Some(Modality::Proposal)
    } else if opens(&[
        "promis", "vow", "pledg", "threaten", "swor", "agree", "predict", "forecast",
    ]) {
        Some(Modality::Future)
    } else if opens(&["doubt", "question"]) {
        Some(Modality::Unlikely)
    } else if opens(&["hope", "hoping", "fear", "worr", "speculat", "suspect"]) {
        Some(Modality::Possible)
    } else {
        None
    }
}

fn polarity(tokens: &[Token<'_>]) -> Polarity {
    let negates = tokens.iter().enumerate().any(|(at, token)| {
        let next = tokens.get(at + 1).map_or("", |next| next.lower.as_ref());
        // `no more than` at the end of the window stands right before the number.
        token.is_any(NEGATION) && !NOT_NEGATION.contains(&(token.lower.as_ref(), next))
    });
    if negates {
        Polarity::Negative
    } else {
        Polarity::Positive
    }
}

fn modality(tokens: &[Token<'_>]) -> Modality {
    if is_inverted_condition(tokens) {
        return Modality::Condition;
    }
    SIGNS
        .iter()
        .find(|(_, signs)| {
            tokens
                .iter()
                .any(|token| token.is_any(signs) && !is_may_the_month(token))
        })
        .map_or(Modality::Asserted, |&(modality, _)| modality)
}

/// `, should both agree`: a condition without `if`.
fn is_inverted_condition(tokens: &[Token<'_>]) -> bool {
    tokens
        .windows(2)
        .any(|pair| pair[0].text == "," && pair[1].lower == "should")
}

fn is_may_the_month(token: &Token<'_>) -> bool {
    token.text == "May" || token.text == "Will"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, of_what: &str) -> (Polarity, Modality) {
        let passage = Passage::new(text, Span::new(0, text.len()));
        let start = text.find(of_what).unwrap();
        of(
            &passage,
            &passage.sentences[0],
            Span::new(start, start + of_what.len()),
        )
    }

    #[test]
    fn signs_near_the_fact_decide() {
        assert_eq!(read("They must pay 5 percent.", "5").1, Modality::Necessity);
        assert_eq!(read("It is unlikely that 5 come.", "5").1, Modality::Unlikely);
        assert_eq!(read("In May 5 came.", "5").1, Modality::Asserted);
        assert_eq!(
            read("Plants capable of making 100 drones.", "100").1,
            Modality::Possible
        );
    }

    #[test]
    fn a_statement_is_put_forward_by_its_own_words() {
        let text = "They must leave, the mayor said, but the pier could stay open, should the council agree.";
        let passage = Passage::new(text, Span::new(0, text.len()));
        let of = |part: &str, cue| {
            let start = text.find(part).unwrap();
            of_statement(&passage, Span::new(start, start + part.len()), cue)
        };
        assert_eq!(of("the pier could stay open", None).1, Modality::Possible);
        assert_eq!(
            of("the pier could stay open, should the council agree", None).1,
            Modality::Condition
        );
        assert_eq!(
            of("They must leave", Some("denied")),
            (Polarity::Negative, Modality::Necessity)
        );
    }

    #[test]
    fn demands_and_requests_assert_nothing() {
        assert_eq!(of_cue("demanded"), Some(Modality::Necessity));
        assert_eq!(of_cue("urging"), Some(Modality::Proposal));
        assert_eq!(of_cue("called for"), Some(Modality::Proposal));
        assert_eq!(of_cue("called"), None);
        assert_eq!(of_cue("said"), None);
    }

    #[test]
    fn a_bound_is_no_negation() {
        assert_eq!(read("He did not pay 5 dollars.", "5").0, Polarity::Negative);
        assert_eq!(read("It cost no more than 5 dollars.", "5").0, Polarity::Positive);
    }
}
