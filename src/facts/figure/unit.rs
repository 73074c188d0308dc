//! What figures are measured in: currencies, measures, shares.

use super::super::token::{Token, TokenKind};

/// A unit read from the tokens, with the token after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// ISO 4217 code in lower case, or a singular English word.
    pub name: &'static str,
    pub end: usize,
}

impl Unit {
    const fn new(name: &'static str, end: usize) -> Self {
        Self { name, end }
    }
}

/// Currency signs. A bare `$` is taken for the United States dollar, as agencies write it.
const SIGNS: &[(&str, &str)] = &[
    ("$", "usd"),
    ("€", "eur"),
    ("£", "gbp"),
    ("¥", "jpy"),
    ("₹", "inr"),
    ("₽", "rub"),
    ("₴", "uah"),
    ("₩", "krw"),
    ("₦", "ngn"),
    ("₺", "try"),
    ("₪", "ils"),
    ("₫", "vnd"),
    ("฿", "thb"),
    ("₱", "php"),
    ("৳", "bdt"),
    ("₡", "crc"),
    ("₾", "gel"),
    ("₸", "kzt"),
    ("元", "cny"),
];

/// Letters before a dollar sign.
const DOLLARS: &[(&str, &str)] = &[
    ("us", "usd"),
    ("u.s.", "usd"),
    ("a", "aud"),
    ("au", "aud"),
    ("c", "cad"),
    ("ca", "cad"),
    ("can", "cad"),
    ("hk", "hkd"),
    ("nz", "nzd"),
    ("s", "sgd"),
    ("sg", "sgd"),
    ("nt", "twd"),
    ("r", "brl"),
    ("mx", "mxn"),
    ("mex", "mxn"),
    ("j", "jmd"),
    ("tt", "ttd"),
];

/// ISO 4217 codes and house abbreviations that stand before or after the number, in capitals.
const CODES: &[(&str, &str)] = &[
    ("USD", "usd"), ("EUR", "eur"), ("GBP", "gbp"), ("JPY", "jpy"), ("CNY", "cny"), ("RMB", "cny"), ("INR", "inr"),
    ("RUB", "rub"), ("UAH", "uah"), ("BYN", "byn"), ("KRW", "krw"), ("CHF", "chf"), ("CAD", "cad"), ("AUD", "aud"),
    ("NZD", "nzd"), ("HKD", "hkd"), ("SGD", "sgd"), ("TWD", "twd"), ("SEK", "sek"), ("NOK", "nok"), ("DKK", "dkk"),
    ("PLN", "pln"), ("CZK", "czk"), ("HUF", "huf"), ("RON", "ron"), ("BGN", "bgn"), ("TRY", "try"), ("ILS", "ils"),
    ("ZAR", "zar"), ("NGN", "ngn"), ("KES", "kes"), ("KSh", "kes"), ("Sh", "shilling"), ("GHS", "ghs"), ("EGP", "egp"),
    ("MXN", "mxn"), ("BRL", "brl"), ("ARS", "ars"), ("CLP", "clp"), ("COP", "cop"), ("PEN", "pen"), ("AED", "aed"),
    ("Dh", "aed"), ("Dhs", "aed"), ("SAR", "sar"), ("SR", "sar"), ("QAR", "qar"), ("KWD", "kwd"), ("BHD", "bhd"),
    ("OMR", "omr"), ("IRR", "irr"), ("IQD", "iqd"), ("PKR", "pkr"), ("LKR", "lkr"), ("NPR", "npr"), ("BDT", "bdt"),
    ("Tk", "bdt"), ("THB", "thb"), ("MYR", "myr"), ("RM", "myr"), ("IDR", "idr"), ("Rp", "idr"), ("PHP", "php"),
    ("VND", "vnd"), ("KZT", "kzt"), ("UZS", "uzs"), ("GEL", "gel"), ("AMD", "amd"), ("AZN", "azn"), ("Rs", "rupee"),
    ("Re", "rupee"), ("BTC", "bitcoin"),
];

/// Nouns of one currency wherever they are used.
const NOUNS: &[(&str, &str)] = &[
    ("dollar", "usd"),
    ("euro", "eur"),
    ("yen", "jpy"),
    ("yuan", "cny"),
    ("renminbi", "cny"),
    ("ruble", "rub"),
    ("rouble", "rub"),
    ("hryvnia", "uah"),
    ("hryvnias", "uah"),
    ("sterling", "gbp"),
    ("baht", "thb"),
    ("ringgit", "myr"),
    ("rupiah", "idr"),
    ("zloty", "pln"),
    ("shekel", "ils"),
    ("rand", "zar"),
    ("naira", "ngn"),
    ("taka", "bdt"),
    ("forint", "huf"),
    ("lari", "gel"),
    ("tenge", "kzt"),
    ("cedi", "ghs"),
    ("ringgits", "myr"),
    ("reais", "brl"),
    ("renminbis", "cny"),
    ("bitcoin", "bitcoin"),
    ("peseta", "peseta"),
    ("deutschmark", "deutschmark"),
    ("drachma", "drachma"),
    ("guilder", "guilder"),
    // Names that several currencies share stay words; see `SHARED` for those with a country before them.
    ("rupee", "rupee"),
    ("franc", "franc"),
    ("peso", "peso"),
    ("dinar", "dinar"),
    ("dirham", "dirham"),
    ("riyal", "riyal"),
    ("rial", "rial"),
    ("krona", "krona"),
    ("kronor", "krona"),
    ("krone", "krone"),
    ("kroner", "krone"),
    ("lira", "lira"),
    ("shilling", "shilling"),
    ("cent", "cent"),
    ("penny", "penny"),
    ("pence", "pence"),
    ("kopeck", "kopeck"),
    ("sen", "sen"),
];

/// A country's adjective before a shared name.
const SHARED: &[(&str, &str, &str)] = &[
    ("us", "dollar", "usd"), ("u.s.", "dollar", "usd"), ("american", "dollar", "usd"), ("canadian", "dollar", "cad"),
    ("australian", "dollar", "aud"), ("singapore", "dollar", "sgd"), ("taiwan", "dollar", "twd"),
    ("taiwanese", "dollar", "twd"), ("jamaican", "dollar", "jmd"), ("zimbabwean", "dollar", "zwl"),
    ("indian", "rupee", "inr"), ("pakistani", "rupee", "pkr"), ("nepali", "rupee", "npr"), ("nepalese", "rupee", "npr"),
    ("mauritian", "rupee", "mur"), ("swiss", "franc", "chf"), ("french", "franc", "french franc"),
    ("belgian", "franc", "belgian franc"), ("mexican", "peso", "mxn"), ("argentine", "peso", "ars"),
    ("chilean", "peso", "clp"), ("colombian", "peso", "cop"), ("philippine", "peso", "php"), ("cuban", "peso", "cup"),
    ("iraqi", "dinar", "iqd"), ("kuwaiti", "dinar", "kwd"), ("jordanian", "dinar", "jod"), ("serbian", "dinar", "rsd"),
    ("bahraini", "dinar", "bhd"), ("tunisian", "dinar", "tnd"), ("algerian", "dinar", "dzd"), ("libyan", "dinar", "lyd"),
    ("emirati", "dirham", "aed"), ("uae", "dirham", "aed"), ("moroccan", "dirham", "mad"), ("saudi", "riyal", "sar"),
    ("qatari", "riyal", "qar"), ("iranian", "rial", "irr"), ("omani", "rial", "omr"), ("yemeni", "rial", "yer"),
    ("swedish", "krona", "sek"), ("swedish", "kronor", "sek"), ("icelandic", "krona", "isk"), ("danish", "krone", "dkk"),
    ("danish", "kroner", "dkk"), ("norwegian", "krone", "nok"), ("norwegian", "kroner", "nok"),
    ("turkish", "lira", "try"), ("syrian", "pound", "syp"), ("egyptian", "pound", "egp"), ("lebanese", "pound", "lbp"),
    ("british", "pound", "gbp"), ("sudanese", "pound", "sdg"), ("kenyan", "shilling", "kes"),
    ("ugandan", "shilling", "ugx"), ("tanzanian", "shilling", "tzs"), ("belarusian", "ruble", "byn"),
    ("belarusian", "rouble", "byn"), ("russian", "ruble", "rub"), ("russian", "rouble", "rub"),
    ("brazilian", "real", "brl"), ("korean", "won", "krw"), ("lankan", "rupee", "lkr"), ("zealand", "dollar", "nzd"),
    ("kong", "dollar", "hkd"), ("costa", "rican", "crc"), ("georgian", "lari", "gel"), ("chinese", "yuan", "cny"),
    ("japanese", "yen", "jpy"),
];

/// Measures: spellings, plural forms and signs to one singular name.
const MEASURES: &[(&str, &str)] = &[
    ("kilometre", "kilometer"), ("kilometer", "kilometer"), ("km", "kilometer"), ("kms", "kilometer"),
    ("metre", "meter"), ("meter", "meter"), ("m", "meter"), ("dm", "decimeter"), ("gramme", "gram"),
    ("kilogramme", "kilogram"), ("μg", "microgram"), ("µg", "microgram"), ("microgramme", "microgram"), ("t", "tonne"), ("cup", "cup"), ("centimetre", "centimeter"), ("centimeter", "centimeter"),
    ("cm", "centimeter"), ("millimetre", "millimeter"), ("millimeter", "millimeter"), ("mm", "millimeter"),
    ("decimeter", "decimeter"), ("decimetre", "decimeter"), ("mile", "mile"), ("foot", "foot"), ("feet", "foot"),
    ("ft", "foot"), ("inch", "inch"), ("inche", "inch"), ("yard", "yard"), ("acre", "acre"), ("hectare", "hectare"),
    ("ha", "hectare"), ("litre", "liter"), ("liter", "liter"), ("millilitre", "milliliter"),
    ("milliliter", "milliliter"), ("ml", "milliliter"), ("gallon", "gallon"), ("barrel", "barrel"), ("bbl", "barrel"),
    ("tonne", "tonne"), ("ton", "ton"), ("kilogram", "kilogram"), ("kilo", "kilogram"), ("kg", "kilogram"),
    ("kgs", "kilogram"), ("gram", "gram"), ("g", "gram"), ("milligram", "milligram"), ("mg", "milligram"),
    ("microgram", "microgram"), ("mcg", "microgram"), ("pound", "pound"), ("lb", "pound"), ("lbs", "pound"),
    ("ounce", "ounce"), ("oz", "ounce"), ("mph", "mile per hour"), ("kph", "kilometer per hour"),
    ("kmph", "kilometer per hour"), ("kmh", "kilometer per hour"), ("knot", "knot"), ("megawatt", "megawatt"),
    ("mw", "megawatt"), ("gigawatt", "gigawatt"), ("gw", "gigawatt"), ("kilowatt", "kilowatt"), ("kw", "kilowatt"),
    ("kwh", "kilowatt hour"), ("mwh", "megawatt hour"), ("gwh", "gigawatt hour"), ("watt", "watt"), ("volt", "volt"),
    ("hertz", "hertz"), ("mhz", "megahertz"), ("ghz", "gigahertz"), ("gigabyte", "gigabyte"), ("gb", "gigabyte"),
    ("megabyte", "megabyte"), ("mb", "megabyte"), ("terabyte", "terabyte"), ("tb", "terabyte"), ("bushel", "bushel"),
    ("carat", "carat"), ("decibel", "decibel"), ("calorie", "calorie"), ("megapixel", "megapixel"), ("bpd", "barrel"),
    ("kilobyte", "kilobyte"), ("kiloton", "kiloton"), ("kilotonne", "kiloton"), ("megaton", "megaton"),
    ("stone", "stone"), ("teaspoon", "teaspoon"), ("tablespoon", "tablespoon"), ("pint", "pint"), ("quart", "quart"),
];

fn lookup(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    table.iter().find(|(key, _)| *key == word).map(|&(_, name)| name)
}

/// `word` without a plural `s`.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word)
}

/// The currency sign or code that starts at token `at`, before a number.
pub(super) fn currency_before(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let token = tokens.get(at)?;
    let next = tokens.get(at + 1);
    if let Some(name) = lookup(SIGNS, token.text) {
        return Some(Unit::new(name, at + 1));
    }
    if token.kind != TokenKind::Word {
        return None;
    }
    if let Some(sign) = next.filter(|n| n.text == "$") {
        // `A $5 fee` is no Australian fee: one letter must touch the sign.
        let touches = sign.glued || token.text.len() > 1;
        let name = lookup(DOLLARS, &token.lower).or_else(|| lookup(CODES, &token.text.to_uppercase()));
        return name.filter(|_| touches && !token.is_lower() || sign.glued).map(|name| Unit::new(name, at + 2));
    }
    let small = token.is_any(&["usd", "eur", "gbp", "rmb"]).then(|| lookup(CODES, &token.text.to_uppercase())).flatten();
    let code = lookup(CODES, token.text).or(small).or_else(|| (token.lower == "rs").then_some("rupee"))?;
    let dotted = usize::from(next.is_some_and(|n| n.text == "." && n.glued) && token.text.len() <= 3);
    Some(Unit::new(code, at + 1 + dotted))
}

/// The currency named at token `at`, after a number; `scaled` when that number ends in `million` or more.
pub(super) fn currency_after(tokens: &[Token<'_>], at: usize, scaled: bool) -> Option<Unit> {
    let token = tokens.get(at)?;
    // `10 $`, but not the `$` of the next amount.
    let opens_next = tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Number);
    if let Some(name) = lookup(SIGNS, token.text).filter(|_| !opens_next) {
        return Some(Unit::new(name, at + 1));
    }
    if token.kind != TokenKind::Word {
        return None;
    }
    let small = token.is_any(&["usd", "eur", "gbp", "rmb"]).then(|| lookup(CODES, &token.text.to_uppercase())).flatten();
    if let Some(name) = lookup(CODES, token.text).filter(|_| token.text.len() >= 3).or(small) {
        return Some(Unit::new(name, at + 1));
    }
    // `Hong Kong dollars`, `Sri Lankan rupees`, `New Zealand dollars`, `South Korean won`.
    for skipped in 0..2 {
        let adjective = tokens.get(at + skipped)?;
        let Some(noun) = tokens.get(at + skipped + 1) else {
            break;
        };
        let stem = singular(&noun.lower);
        let hit = SHARED.iter().find(|(a, n, _)| *a == adjective.lower && (*n == stem || *n == noun.lower));
        if let Some(&(.., name)) = hit {
            return Some(Unit::new(name, at + skipped + 2));
        }
    }
    if token.lower == "won" {
        return scaled.then(|| Unit::new("krw", at + 1));
    }
    if token.is_any(&["pound", "pounds"]) {
        let sterling = tokens.get(at + 1).is_some_and(|t| t.lower == "sterling");
        return (scaled || sterling).then(|| Unit::new("gbp", at + 1 + usize::from(sterling)));
    }
    let name = lookup(NOUNS, &token.lower).or_else(|| lookup(NOUNS, singular(&token.lower)))?;
    Some(Unit::new(name, at + 1))
}

/// `percent`, `per cent`, `%`, `percentage points` at token `at`.
pub(super) fn share(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let word = |ahead: usize| tokens.get(at + ahead).map_or("", |t| t.lower.as_ref());
    Some(match word(0) {
        "%" | "percent" | "pct" | "percents" => {
            let points = matches!(word(1), "point" | "points");
            Unit::new(if points { "percentage point" } else { "percent" }, at + 1 + usize::from(points))
        }
        "per" if matches!(word(1), "cent" | "cents") => {
            let points = matches!(word(2), "point" | "points");
            Unit::new(if points { "percentage point" } else { "percent" }, at + 2 + usize::from(points))
        }
        "percentage" if matches!(word(1), "point" | "points") => Unit::new("percentage point", at + 2),
        "basis" if matches!(word(1), "point" | "points") => Unit::new("basis point", at + 2),
        _ => return None,
    })
}

/// `°C`, `degrees Celsius`, `degrees` at token `at`.
pub(super) fn temperature(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let token = tokens.get(at)?;
    let degree = token.text == "°" || token.is_any(&["degree", "degrees"]);
    if !degree {
        return None;
    }
    match tokens.get(at + 1).map_or("", |t| t.lower.as_ref()) {
        "c" | "celsius" | "centigrade" => Some(Unit::new("celsius", at + 2)),
        "f" | "fahrenheit" => Some(Unit::new("fahrenheit", at + 2)),
        _ => None,
    }
}

/// A measure at token `at`: `km`, `square miles`, `metric tons`, `kilometers per hour`, `degrees`.
pub(super) fn measure(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let word = |ahead: usize| tokens.get(at + ahead).map_or("", |t| t.lower.as_ref());
    let plain = |ahead: usize| lookup(MEASURES, word(ahead)).or_else(|| lookup(MEASURES, singular(word(ahead))));
    let (prefix, start) = match word(0) {
        "square" | "sq" => ("square", 1 + usize::from(word(1) == ".")),
        "cubic" | "cu" => ("cubic", 1 + usize::from(word(1) == ".")),
        "metric" => ("metric", 1),
        "nautical" => ("nautical", 1),
        "light" if matches!(word(1), "year" | "years") => return Some(Unit::new("light year", at + 2)),
        _ => ("", 0),
    };
    let Some(base) = plain(start) else {
        let degree = prefix.is_empty() && (word(0) == "°" || matches!(word(0), "degree" | "degrees"));
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
    matches!((word(0), word(1)), ("per" | "an", "hour") | ("/", "h" | "hr" | "hour"))
}
