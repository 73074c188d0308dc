//! What figures are measured in: shares, degrees, lengths, weights.

use super::super::token::{Token, TokenKind};

/// A unit read from the tokens, with the token after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// ISO 4217 code in lower case, or a singular English word.
    pub name: &'static str,
    pub end: usize,
}

impl Unit {
    pub const fn new(name: &'static str, end: usize) -> Self {
        Self { name, end }
    }
}

/// Measures: the singular name, then its spellings and signs, singular, in lower case.
const MEASURES: &[(&str, &str)] = &[
    ("kilometer", "kilometre kilometer km kms"),
    ("meter", "metre meter m"),
    ("decimeter", "dm decimeter decimetre"),
    ("gram", "gramme gram g"),
    ("kilogram", "kilogramme kilogram kilo kg kgs"),
    ("microgram", "μg µg microgramme microgram mcg"),
    ("tonne", "t tonne"),
    ("cup", "cup"),
    ("centimeter", "centimetre centimeter cm"),
    ("millimeter", "millimetre millimeter mm"),
    ("mile", "mile"),
    ("foot", "foot feet ft"),
    ("inch", "inch inche"),
    ("yard", "yard"),
    ("acre", "acre"),
    ("hectare", "hectare ha"),
    ("liter", "litre liter"),
    ("milliliter", "millilitre milliliter ml"),
    ("gallon", "gallon"),
    ("barrel", "barrel bbl bpd"),
    ("ton", "ton"),
    ("milligram", "milligram mg"),
    ("pound", "pound lb lbs"),
    ("ounce", "ounce oz"),
    ("mile per hour", "mph"),
    ("kilometer per hour", "kph kmph kmh"),
    ("knot", "knot"),
    ("megawatt", "megawatt mw"),
    ("gigawatt", "gigawatt gw"),
    ("kilowatt", "kilowatt kw"),
    ("kilowatt hour", "kwh"),
    ("megawatt hour", "mwh"),
    ("gigawatt hour", "gwh"),
    ("watt", "watt"),
    ("volt", "volt"),
    ("hertz", "hertz"),
    ("megahertz", "mhz"),
    ("gigahertz", "ghz"),
    ("gigabyte", "gigabyte gb"),
    ("megabyte", "megabyte mb"),
    ("terabyte", "terabyte tb"),
    ("bushel", "bushel"),
    ("carat", "carat"),
    ("decibel", "decibel"),
    ("calorie", "calorie"),
    ("megapixel", "megapixel"),
    ("kilobyte", "kilobyte"),
    ("horsepower", "horsepower hp bhp"),
    ("sievert", "sievert"),
    ("millisievert", "millisievert"),
    ("microsievert", "microsievert"),
    ("becquerel", "becquerel"),
    ("bit", "bit"),
    ("kilobit", "kilobit kbps"),
    ("megabit", "megabit mbps"),
    ("gigabit", "gigabit gbps"),
    ("petabyte", "petabyte pb"),
    ("exabyte", "exabyte"),
    ("terawatt hour", "twh"),
    ("terawatt", "terawatt"),
    ("milliwatt", "milliwatt"),
    ("kilohertz", "kilohertz khz"),
    ("kilovolt", "kilovolt kv"),
    ("ampere", "ampere amp"),
    ("joule", "joule"),
    ("kilojoule", "kilojoule kj"),
    ("megajoule", "megajoule"),
    ("pascal", "pascal"),
    ("hectopascal", "hectopascal hpa"),
    ("kilopascal", "kilopascal kpa"),
    ("newton", "newton"),
    ("micrometer", "micrometer micrometre micron μm µm"),
    ("nanometer", "nanometer nanometre"),
    ("deciliter", "deciliter decilitre dl"),
    ("centiliter", "centiliter centilitre cl"),
    ("hectoliter", "hectoliter hectolitre hl"),
    ("nautical mile", "nmi"),
    ("gigaton", "gigaton gigatonne"),
    ("kilocalorie", "kilocalorie kcal"),
    ("radian", "radian rad"),
    ("fathom", "fathom"),
    ("furlong", "furlong"),
    ("kiloton", "kiloton kilotonne"),
    ("megaton", "megaton"),
    ("stone", "stone"),
    ("teaspoon", "teaspoon"),
    ("tablespoon", "tablespoon"),
    ("pint", "pint"),
    ("quart", "quart"),
];

pub(super) fn lookup(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    table.iter().find(|(key, _)| *key == word).map(|&(_, name)| name)
}

/// `word` without a plural `s`.
pub(super) fn singular(word: &str) -> &str {
    word.strip_suffix('s')
        .filter(|stem| stem.len() > 2)
        .unwrap_or(word)
}

/// `percent`, `per cent`, `%`, `percentage points` at token `at`.
pub(super) fn share(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let word = |ahead: usize| tokens.get(at + ahead).map_or("", |t| t.lower.as_ref());
    Some(match word(0) {
        "%" | "percent" | "pct" | "percents" => {
            let points = matches!(word(1), "point" | "points");
            Unit::new(
                if points { "percentage point" } else { "percent" },
                at + 1 + usize::from(points),
            )
        }
        "per" if matches!(word(1), "cent" | "cents") => {
            let points = matches!(word(2), "point" | "points");
            Unit::new(
                if points { "percentage point" } else { "percent" },
                at + 2 + usize::from(points),
            )
        }
        "percentage" if matches!(word(1), "point" | "points") => Unit::new("percentage point", at + 2),
        "basis" if matches!(word(1), "point" | "points") => Unit::new("basis point", at + 2),
        _ => return None,
    })
}

/// `°C`, `degrees Celsius`, `deg. F`, and behind digits `C` and `F` alone, at token `at`.
pub(super) fn temperature(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let token = tokens.get(at)?;
    let degree = token.text == "°" || token.is_any(&["degree", "degrees", "deg"]);
    let next =
        at + 1 + usize::from(token.lower == "deg" && tokens.get(at + 1).is_some_and(|t| t.text == "."));
    if degree {
        return scale_of_heat(tokens, next).map(|name| Unit::new(name, next + 1));
    }
    // `41.3C`, `20 C`, `40 Celsius`; an initial (`12 C. Smith`) is none.
    let digits = at > 0 && tokens[at - 1].kind == TokenKind::Number;
    let letter = token.text.len() == 1;
    let initial = letter
        && !token.glued
        && tokens
            .get(at + 1)
            .is_some_and(|t| t.text == "." || t.is_capital());
    let fits = if letter {
        digits && matches!(token.text, "C" | "F") && !initial
    } else {
        true
    };
    scale_of_heat(tokens, at)
        .filter(|_| fits)
        .map(|name| Unit::new(name, at + 1))
}

/// The temperature scale that the token names.
fn scale_of_heat(tokens: &[Token<'_>], at: usize) -> Option<&'static str> {
    match tokens.get(at).map_or("", |t| t.lower.as_ref()) {
        "c" | "celsius" | "centigrade" | "celcius" => Some("celsius"),
        "f" | "fahrenheit" | "farenheit" => Some("fahrenheit"),
        "kelvin" | "kelvins" => Some("kelvin"),
        _ => None,
    }
}

/// A measure at token `at`: `km`, `square miles`, `metric tons`, `kilometers per hour`, `degrees`.
pub(super) fn measure(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let word = |ahead: usize| tokens.get(at + ahead).map_or("", |t| t.lower.as_ref());
    let plain = |ahead: usize| spelled(word(ahead)).or_else(|| spelled(singular(word(ahead))));
    let (prefix, start) = match word(0) {
        "square" | "sq" => ("square", 1 + usize::from(word(1) == ".")),
        "cubic" | "cu" => ("cubic", 1 + usize::from(word(1) == ".")),
        "metric" => ("metric", 1),
        "nautical" => ("nautical", 1),
        "light" if matches!(word(1), "year" | "years") => return Some(Unit::new("light year", at + 2)),
        _ => ("", 0),
    };
    let Some(base) = plain(start) else {
        let degree = prefix.is_empty() && matches!(word(0), "°" | "degree" | "degrees" | "deg");
        return degree.then(|| Unit::new("degree", at + 1));
    };
    let end = at + start + 1;
    let name = match (prefix, base) {
        ("", "kilometer") if per_hour(tokens, end) => return Some(Unit::new("kilometer per hour", end + 2)),
        ("", "mile") if per_hour(tokens, end) => return Some(Unit::new("mile per hour", end + 2)),
        ("", base) => base,
        ("square", "kilometer") => "square kilometer",
        ("square", "meter") => "square meter",
        ("square", "mile") => "square mile",
        ("square", "foot") => "square foot",
        ("square", "inch") => "square inch",
        ("square", "yard") => "square yard",
        ("cubic", "meter") => "cubic meter",
        ("cubic", "foot") => "cubic foot",
        ("cubic", "kilometer") => "cubic kilometer",
        ("metric", "ton") => "metric ton",
        ("nautical", "mile") => "nautical mile",
        _ => return None,
    };
    Some(Unit::new(name, end))
}

/// `per hour`, `an hour`, `/h`.
fn per_hour(tokens: &[Token<'_>], at: usize) -> bool {
    let word = |ahead: usize| tokens.get(at + ahead).map_or("", |t| t.lower.as_ref());
    matches!(
        (word(0), word(1)),
        ("per" | "an", "hour") | ("/", "h" | "hr" | "hour")
    )
}

/// The measure spelled so.
fn spelled(word: &str) -> Option<&'static str> {
    let hit = MEASURES
        .iter()
        .find(|(_, spellings)| spellings.split(' ').any(|spelling| spelling == word));
    hit.map(|&(name, _)| name)
}
