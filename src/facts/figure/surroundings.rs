//! The words around a figure: how exact it is, how often, and what is counted.

use super::super::date::Unit;
use super::super::token::{Token, TokenKind};
use super::counted::{COUNTED_TOKENS_MAX, ENDS};
use crate::model::Approximation;

/// Phrases before a number, longest first, with what they make of it.
const BEFORE: &[(&[&str], Approximation)] = &[
    (&["in", "excess", "of"], Approximation::MoreThan),
    (&["a", "maximum", "of"], Approximation::AtMost),
    (&["a", "minimum", "of"], Approximation::AtLeast),
    (&["no", "more", "than"], Approximation::AtMost),
    (&["not", "more", "than"], Approximation::AtMost),
    (&["no", "less", "than"], Approximation::AtLeast),
    (&["no", "fewer", "than"], Approximation::AtLeast),
    (&["not", "less", "than"], Approximation::AtLeast),
    (&["as", "many", "as"], Approximation::AtMost),
    (&["as", "much", "as"], Approximation::AtMost),
    (&["as", "few", "as"], Approximation::AtLeast),
    (&["as", "little", "as"], Approximation::AtLeast),
    (&["anywhere", "between"], Approximation::Range),
    (&["in", "the", "region", "of"], Approximation::About),
    (&["just", "short", "of"], Approximation::Nearly),
    (&["just", "shy", "of"], Approximation::Nearly),
    (&["north", "of"], Approximation::MoreThan),
    (&["shy", "of"], Approximation::Nearly),
    (&["something", "like"], Approximation::About),
    (&["more", "or", "less"], Approximation::About),
    (&["at", "the", "most"], Approximation::AtMost),
    (&["not", "exceeding"], Approximation::AtMost),
    (&["topping"], Approximation::MoreThan),
    (&["topped"], Approximation::MoreThan),
    (&["surpassing"], Approximation::MoreThan),
    (&["surpassed"], Approximation::MoreThan),
    (&["approaching"], Approximation::Nearly),
    (&["virtually"], Approximation::Nearly),
    (&["more", "than"], Approximation::MoreThan),
    (&["greater", "than"], Approximation::MoreThan),
    (&["higher", "than"], Approximation::MoreThan),
    (&["larger", "than"], Approximation::MoreThan),
    (&["well", "over"], Approximation::MoreThan),
    (&["just", "over"], Approximation::MoreThan),
    (&["upwards", "of"], Approximation::MoreThan),
    (&["upward", "of"], Approximation::MoreThan),
    (&["less", "than"], Approximation::LessThan),
    (&["fewer", "than"], Approximation::LessThan),
    (&["lower", "than"], Approximation::LessThan),
    (&["smaller", "than"], Approximation::LessThan),
    (&["just", "under"], Approximation::LessThan),
    (&["well", "under"], Approximation::LessThan),
    (&["short", "of"], Approximation::LessThan),
    (&["at", "least"], Approximation::AtLeast),
    (&["at", "most"], Approximation::AtMost),
    (&["up", "to"], Approximation::AtMost),
    (&["close", "to"], Approximation::Nearly),
    (&["an", "estimated"], Approximation::About),
    (&["a", "reported"], Approximation::About),
    (&["maximum", "of"], Approximation::AtMost),
    (&["minimum", "of"], Approximation::AtLeast),
    (&["over"], Approximation::MoreThan),
    (&["above"], Approximation::MoreThan),
    (&["exceeding"], Approximation::MoreThan),
    (&["exceeded"], Approximation::MoreThan),
    (&["exceeds"], Approximation::MoreThan),
    (&[">"], Approximation::MoreThan),
    (&["under"], Approximation::LessThan),
    (&["below"], Approximation::LessThan),
    (&["<"], Approximation::LessThan),
    (&["nearly"], Approximation::Nearly),
    (&["almost"], Approximation::Nearly),
    (&["about"], Approximation::About),
    (&["around"], Approximation::About),
    (&["approximately"], Approximation::About),
    (&["approx"], Approximation::About),
    (&["roughly"], Approximation::About),
    (&["some"], Approximation::About),
    (&["estimated"], Approximation::About),
    (&["circa"], Approximation::About),
    (&["~"], Approximation::About),
    (&["≈"], Approximation::About),
];

/// How exact the number in tokens `start..end` is said to be.
pub(super) fn approximation(tokens: &[Token<'_>], start: usize, end: usize) -> Approximation {
    let article = usize::from(start > 0 && tokens[start - 1].is_any(&["the", "a", "an"]));
    let before = &tokens[..start - article];
    for (phrase, approximation) in BEFORE {
        let fits = before.len() >= phrase.len()
            && before[before.len() - phrase.len()..]
                .iter()
                .zip(*phrase)
                .all(|(token, word)| token.lower == *word);
        // A phrase that brings its own article: `an estimated 5`.
        if fits {
            return *approximation;
        }
    }
    if let Some(bound) = as_much_as(before) {
        return bound;
    }
    let word = |ahead: usize| tokens.get(end + ahead).map_or("", |t| t.lower.as_ref());
    match (word(0), word(1)) {
        ("-", "plus") => Approximation::AtLeast,
        ("-", "odd") => Approximation::About,
        ("or", "thereabouts") => Approximation::About,
        ("at", "least") => Approximation::AtLeast,
        ("at", "most") => Approximation::AtMost,
        ("or", "more") | ("or", "above") => Approximation::AtLeast,
        ("+", _) if tokens[end].glued => Approximation::AtLeast,
        ("or", "less" | "fewer") => Approximation::AtMost,
        ("or", "so") => Approximation::About,
        _ => Approximation::Exact,
    }
}

/// `as hot as`, `as high as` bound from above, `as few as`, `as low as` from below.
fn as_much_as(before: &[Token<'_>]) -> Option<Approximation> {
    let [.., first, how, second] = before else {
        return None;
    };
    if first.lower != "as" || second.lower != "as" || !how.is_lower() {
        return None;
    }
    match how.lower.as_ref() {
        "soon" | "well" | "such" => None,
        "few" | "little" | "low" | "small" | "cheap" | "cold" | "short" | "young" | "early" => {
            Some(Approximation::AtLeast)
        }
        _ => Some(Approximation::AtMost),
    }
}

/// Words before an amount that set it beside the amount named before it: `against 198.7 million`.
pub(super) fn is_set_beside(tokens: &[Token<'_>], start: usize) -> bool {
    const JOINTS: &[&str] = &["from", "to", "against", "after", "than", "versus"];
    // An approximating phrase may stand between: `from about 198.7 million`.
    (1..=3).any(|back| {
        start
            .checked_sub(back)
            .is_some_and(|at| tokens[at].is_any(JOINTS))
    })
}

/// The unit word of `annually`, `a year`, `per day`, `each month` at token `at` or within two words after.
pub(super) fn rate(tokens: &[Token<'_>], at: usize) -> Option<&'static str> {
    for start in at..at + 3 {
        let token = tokens.get(start)?;
        let often = match token.lower.as_ref() {
            "annually" | "yearly" => Some("year"),
            "monthly" => Some("month"),
            "weekly" => Some("week"),
            "daily" => Some("day"),
            "hourly" => Some("hour"),
            "a" | "an" | "per" | "each" | "every" | "/" => tokens
                .get(start + 1)
                .and_then(|next| Unit::parse(&next.lower))
                .map(Unit::as_str),
            _ => None,
        };
        if often.is_some() {
            return often;
        }
        if token.kind == TokenKind::Mark {
            return None;
        }
    }
    None
}

/// The token range of `of the votes`, `of its GDP` at token `at`; `None` when no `of` is there.
pub(super) fn of_phrase(tokens: &[Token<'_>], at: usize) -> Option<std::ops::Range<usize>> {
    if !tokens.get(at)?.is_any(&["of", "in"]) {
        return None;
    }
    let money_in = tokens[at].lower == "in";
    let mut end = at + 1;
    while let Some(token) = tokens.get(end).filter(|_| end <= at + COUNTED_TOKENS_MAX) {
        let first = end == at + 1;
        let joins = token.is_dash() && token.glued || matches!(token.text, "'s" | "’s");
        let article = first && token.is_any(&["the", "a", "an", "all", "those", "these", "its", "their"]);
        if !joins && !article && (token.kind != TokenKind::Word || token.is_any(ENDS)) {
            break;
        }
        // `in aid` and `in damage` are what the money is; `in Harvania`, `in the last year` are not.
        if money_in && first && (!token.is_lower() || article) {
            return None;
        }
        end += 1;
    }
    (end > at + 1).then_some(at..end)
}

/// The noun before `of 7.35 percent`: the token of `yield`; `None` when the figure is not led in so.
pub(super) fn led_in(tokens: &[Token<'_>], start: usize) -> Option<usize> {
    let mut at = start;
    // Step over the approximating phrase.
    for _ in 0..3 {
        let token = tokens.get(at.checked_sub(1)?)?;
        if token.lower == "of" {
            let noun = at.checked_sub(2)?;
            let fits = tokens[noun].is_lower() && !tokens[noun].is_any(ENDS) && tokens[noun].text.len() > 3;
            return fits.then_some(noun);
        }
        at -= 1;
    }
    None
}
