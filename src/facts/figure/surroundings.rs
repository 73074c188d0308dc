//! The words around a figure: how exact it is, how often, and what is counted.

use super::super::date::Unit;
use super::super::token::{Token, TokenKind};
use crate::model::Approximation;

/// Longest description of what is counted, in tokens.
const COUNTED_TOKENS_MAX: usize = 6;

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
    let word = |ahead: usize| tokens.get(end + ahead).map_or("", |t| t.lower.as_ref());
    match (word(0), word(1)) {
        ("or", "more") | ("or", "above") => Approximation::AtLeast,
        ("+", _) if tokens[end].glued => Approximation::AtLeast,
        ("or", "less" | "fewer") => Approximation::AtMost,
        ("or", "so") => Approximation::About,
        _ => Approximation::Exact,
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

/// Words that end the description of what is counted.
const ENDS: &[&str] = &[
    "in", "on", "at", "to", "for", "by", "with", "from", "and", "or", "that", "which", "who", "whom",
    "whose", "was", "were", "is", "are", "be", "been", "had", "have", "has", "will", "would", "could", "can",
    "may", "might", "must", "should", "since", "after", "before", "during", "as", "than", "while", "when",
    "where", "but", "if", "because", "into", "over", "under", "of", "per", "a", "an", "each", "every",
    "within", "across", "through", "against", "between", "among", "amid", "until", "till", "did", "do",
    "does", "not", "it", "he", "she", "they", "we", "i", "you", "this", "these", "those", "there", "out",
    "up", "down", "off", "ago", "later", "earlier", "about", "said", "says", "more", "less", "fewer", "or",
    "nor", "so", "then", "also", "only", "annually", "yearly", "monthly", "weekly", "daily", "worth", "went",
    "came", "took", "voted", "died", "killed", "injured", "wounded", "back",
];

/// What a bare number counts: the words after it up to and with the first plural noun, and that noun's
/// singular. `None` when no plural noun follows closely.
pub(super) fn counted(tokens: &[Token<'_>], at: usize) -> Option<(usize, String)> {
    for (taken, token) in tokens.iter().skip(at).take(COUNTED_TOKENS_MAX).enumerate() {
        let joins = token.is_dash() && token.glued || matches!(token.text, "'s" | "’s");
        if joins {
            continue;
        }
        if token.kind != TokenKind::Word
            || token.is_any(ENDS) && !(taken == 0 && token.is_any(&["killed", "injured", "wounded", "more"]))
        {
            return None;
        }
        if let Some(noun) = plural(token) {
            // `12 Russian drones`: a capitalised plural in the middle is a name or nationality.
            let last = tokens
                .get(at + taken + 1)
                .is_none_or(|next| !(next.is_lower() && plural(next).is_some()));
            if token.is_lower() || last {
                return Some((at + taken + 1, noun));
            }
        }
    }
    None
}

/// The singular of a plural noun; `None` for other words.
fn plural(token: &Token<'_>) -> Option<String> {
    let lower = token.lower.as_ref();
    let irregular = match lower {
        "people" | "persons" => Some("person"),
        "men" => Some("man"),
        "women" => Some("woman"),
        "children" => Some("child"),
        "policemen" => Some("policeman"),
        "servicemen" => Some("serviceman"),
        "fishermen" => Some("fisherman"),
        "police" | "aircraft" | "personnel" | "staff" | "cattle" | "sheep" | "fish" | "troops" | "votes" => {
            Some(lower.strip_suffix('s').unwrap_or(lower))
        }
        "species" | "series" | "headquarters" | "barracks" | "crossroads" => Some(lower),
        "lives" => Some("life"),
        "wives" => Some("wife"),
        "feet" => Some("foot"),
        "news" | "times" | "always" | "perhaps" | "thus" | "towards" | "less" | "yes" | "afterwards" => {
            return None;
        }
        _ => None,
    };
    if let Some(noun) = irregular {
        return Some(noun.to_owned());
    }
    let is_plural = lower.len() > 3
        && lower.ends_with('s')
        && !["ss", "us", "is", "'s", "as"]
            .iter()
            .any(|ending| lower.ends_with(ending));
    is_plural.then(|| singular(lower))
}

/// The singular of a regular plural.
pub(super) fn singular(lower: &str) -> String {
    if matches!(
        lower,
        "species" | "series" | "headquarters" | "barracks" | "crossroads"
    ) {
        return lower.to_owned();
    }
    if let Some(stem) = lower.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    for ending in ["ches", "shes", "sses", "xes", "zes"] {
        if lower.ends_with(ending) {
            return lower[..lower.len() - 2].to_owned();
        }
    }
    lower.strip_suffix('s').unwrap_or(lower).to_owned()
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
