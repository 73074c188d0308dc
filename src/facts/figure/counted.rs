//! What a figure counts: the noun behind it.

use std::ops::Range;

use super::super::token::{Token, TokenKind};

/// Longest description of what is counted, in tokens.
pub(super) const COUNTED_TOKENS_MAX: usize = 6;

/// Words in `-men` that are no men.
const NO_MEN: &[&str] = &[
    "specimen", "regimen", "abdomen", "omen", "acumen", "amen", "ramen", "semen", "stamen",
];

/// Words in `-as` that are singular, or no nouns.
const NO_PLURALS: &[&str] = &[
    "whereas",
    "overseas",
    "bias",
    "canvas",
    "atlas",
    "alias",
    "christmas",
    "pancreas",
    "texas",
    "kansas",
    "arkansas",
    "hamas",
    "judas",
    "abbas",
    "thomas",
    "has",
    "gas",
    "was",
];

/// What the number that ends before token `end` counts, with the tokens that say so and their noun's singular:
/// `drones`, `Russian soldiers`, `times`, `of the 250 seats`, the noun behind `1`, `dead` where no noun follows.
pub(super) fn told(tokens: &[Token<'_>], end: usize) -> Option<(Range<usize>, String)> {
    if let Some((last, noun)) = counted(tokens, end) {
        return Some((end..last, noun));
    }
    let token = tokens.get(end)?;
    if token.lower == "times" {
        return Some((end..end + 1, "time".to_owned()));
    }
    if token.is_any(&["dead", "wounded", "injured", "missing", "homeless"]) {
        return Some((end..end + 1, token.lower.clone().into_owned()));
    }
    if token.lower == "of" {
        return part_of(tokens, end);
    }
    let last = end.checked_sub(1).map(|last| &tokens[last])?;
    let single = last.is_any(&["one", "1"]) && token.is_lower() && !token.is_any(ENDS) && !token.glued;
    single.then(|| (end..end + 1, token.lower.clone().into_owned()))
}

/// `of the 250 seats`, `of its last eight games`, `of 23 drones`, `of customers`.
fn part_of(tokens: &[Token<'_>], at: usize) -> Option<(Range<usize>, String)> {
    let mut next = at + 1;
    while tokens.get(next).is_some_and(|token| {
        next <= at + COUNTED_TOKENS_MAX
            && (token.kind == TokenKind::Number
                || token.is_any(&[
                    "the", "its", "their", "his", "her", "our", "these", "those", "all", "last", "first",
                    "past", "every",
                ])
                || super::super::number::small_word(&token.lower).is_some())
    }) {
        next += 1;
    }
    let (last, noun) = counted(tokens, next)?;
    Some((at..last, noun))
}

/// `more energy`, `fewer flights` behind a share or a measure: what there is more of.
pub(super) fn more_of(tokens: &[Token<'_>], end: usize) -> Option<(Range<usize>, String)> {
    tokens
        .get(end)?
        .is_any(&["more", "fewer", "less", "extra"])
        .then_some(())?;
    if let Some((last, noun)) = counted(tokens, end + 1) {
        return Some((end..last, noun));
    }
    let noun = tokens.get(end + 1)?;
    let fits =
        noun.is_lower() && !noun.is_any(ENDS) && !noun.lower.ends_with("ly") && !noun.lower.ends_with("ed");
    // `12 percent more likely`, `more expensive`: an adjective is followed by `than` or `to`.
    let compared = tokens
        .get(end + 2)
        .is_some_and(|token| token.is_any(&["than", "to"]));
    (fits && !compared).then(|| (end..end + 2, singular(&noun.lower)))
}

/// Words that end the description of what is counted.
pub(super) const ENDS: &[&str] = &[
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
        // `Kh-59 missiles`, `A320 jets`: the number of a model.
        let model = taken > 0 && token.kind == TokenKind::Number && token.glued;
        let joins = token.is_dash() && token.glued || matches!(token.text, "'s" | "’s");
        if joins || model {
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
        "teeth" => Some("tooth"),
        "crew" | "faithful" | "offspring" | "militia" | "clergy" => Some(lower),
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
    for (plural, singular) in [("children", "child"), ("women", "woman"), ("people", "person")] {
        if let Some(stem) = lower.strip_suffix(plural) {
            return Some(format!("{stem}{singular}"));
        }
    }
    if let Some(stem) = lower.strip_suffix("men").filter(|_| !NO_MEN.contains(&lower)) {
        return Some(format!("{stem}man"));
    }
    let is_plural = lower.len() > 3
        && lower.ends_with('s')
        && !["ss", "us", "is", "'s"]
            .iter()
            .any(|ending| lower.ends_with(ending))
        && !NO_PLURALS.contains(&lower);
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
