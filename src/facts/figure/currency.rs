//! Currencies: signs, codes and names, before and after the number.

use super::super::number::scale_word;
use super::super::token::{Token, TokenKind};
use super::unit::{Unit, lookup, singular};

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

/// ISO 4217 codes, written in capitals before or after the number.
const ISO_CODES: &[&str] = &[
    "usd", "eur", "gbp", "jpy", "cny", "inr", "rub", "uah", "byn", "krw", "chf", "cad", "aud", "nzd", "hkd",
    "sgd", "twd", "sek", "nok", "dkk", "pln", "czk", "huf", "ron", "bgn", "try", "ils", "zar", "ngn", "kes",
    "ghs", "egp", "mxn", "brl", "ars", "clp", "cop", "pen", "aed", "sar", "qar", "kwd", "bhd", "omr", "irr",
    "iqd", "pkr", "lkr", "npr", "bdt", "thb", "myr", "idr", "php", "vnd", "kzt", "uzs", "gel", "amd", "azn",
];

/// House abbreviations, in their own case.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("RMB", "cny"),
    ("KSh", "kes"),
    ("Sh", "shilling"),
    ("Dh", "aed"),
    ("Dhs", "aed"),
    ("SR", "sar"),
    ("Tk", "bdt"),
    ("RM", "myr"),
    ("Rp", "idr"),
    ("Rs", "rupee"),
    ("Re", "rupee"),
    ("BTC", "bitcoin"),
];

/// Letters that are a currency when they touch a large number: `R5,000`, `N20 billion`.
const LETTERS: &[(&str, &str)] = &[("R", "zar"), ("N", "ngn"), ("P", "php")];

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

/// Names that several currencies share: the noun, then adjectives of countries with their codes.
const SHARED: &[(&str, &str)] = &[
    (
        "dollar",
        "us usd u.s. usd american usd canadian cad australian aud singapore sgd taiwan twd \
     taiwanese twd jamaican jmd zimbabwean zwl zealand nzd kong hkd",
    ),
    (
        "rupee",
        "indian inr pakistani pkr nepali npr nepalese npr mauritian mur lankan lkr",
    ),
    ("franc", "swiss chf french french-franc belgian belgian-franc"),
    (
        "peso",
        "mexican mxn argentine ars chilean clp colombian cop philippine php cuban cup",
    ),
    (
        "dinar",
        "iraqi iqd kuwaiti kwd jordanian jod serbian rsd bahraini bhd tunisian tnd algerian \
     dzd libyan lyd",
    ),
    ("dirham", "emirati aed uae aed moroccan mad"),
    ("riyal", "saudi sar qatari qar"),
    ("rial", "iranian irr omani omr yemeni yer"),
    ("krona", "swedish sek icelandic isk"),
    ("kronor", "swedish sek"),
    ("krone", "danish dkk norwegian nok"),
    ("kroner", "danish dkk norwegian nok"),
    ("lira", "turkish try"),
    (
        "pound",
        "syrian syp egyptian egp lebanese lbp british gbp sudanese sdg",
    ),
    ("shilling", "kenyan kes ugandan ugx tanzanian tzs"),
    ("ruble", "belarusian byn russian rub"),
    ("rouble", "belarusian byn russian rub"),
    ("real", "brazilian brl"),
    ("won", "korean krw"),
    ("rican", "costa crc"),
    ("lari", "georgian gel"),
    ("yuan", "chinese cny"),
    ("yen", "japanese jpy"),
];

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
        let name = lookup(DOLLARS, &token.lower).or_else(|| code(&token.text.to_uppercase()));
        return name
            .filter(|_| touches && !token.is_lower() || sign.glued)
            .map(|name| Unit::new(name, at + 2));
    }
    if let Some(name) = lookup(LETTERS, token.text).filter(|_| is_letter_of_money(tokens, at)) {
        return Some(Unit::new(name, at + 1));
    }
    let small = token
        .is_any(&["usd", "eur", "gbp", "rmb"])
        .then(|| code(&token.text.to_uppercase()))
        .flatten();
    let code = code(token.text)
        .or(small)
        .or_else(|| (token.lower == "rs").then_some("rupee"))?;
    let dotted = usize::from(next.is_some_and(|n| n.text == "." && n.glued) && token.text.len() <= 3);
    Some(Unit::new(code, at + 1 + dotted))
}

/// Whether the token is a letter for a currency that touches a number with groups or a scale: not `R5`, `N20`.
pub(super) fn is_letter_of_money(tokens: &[Token<'_>], at: usize) -> bool {
    let letter = lookup(LETTERS, tokens[at].text).is_some() && !tokens[at].glued;
    let Some(number) = tokens
        .get(at + 1)
        .filter(|next| letter && next.glued && next.kind == TokenKind::Number)
    else {
        return false;
    };
    let scaled = tokens.get(at + 2).is_some_and(|scale| {
        scale_word(&scale.lower).is_some() || scale.glued && matches!(scale.text, "m" | "b" | "M" | "B")
    });
    number.text.contains(',') || scaled
}

/// The currency named at token `at`, after a number; `scaled` when that number ends in `million` or more.
pub(super) fn currency_after(tokens: &[Token<'_>], at: usize, scaled: bool) -> Option<Unit> {
    let token = tokens.get(at)?;
    // `10 $`, but not the `$` of the next amount; `10 $ 30 cents` is one.
    let opens_next = tokens
        .get(at + 1)
        .is_some_and(|next| next.kind == TokenKind::Number)
        && !tokens
            .get(at + 2)
            .is_some_and(|next| next.is_any(&["cent", "cents"]));
    if token.text == "p" && token.glued && tokens[at - 1].kind == TokenKind::Number {
        return Some(Unit::new("penny", at + 1));
    }
    if let Some(name) = lookup(SIGNS, token.text).filter(|_| !opens_next) {
        return Some(Unit::new(name, at + 1));
    }
    if token.kind != TokenKind::Word {
        return None;
    }
    let small = token
        .is_any(&["usd", "eur", "gbp", "rmb"])
        .then(|| code(&token.text.to_uppercase()))
        .flatten();
    if let Some(name) = code(token.text).filter(|_| token.text.len() >= 3).or(small) {
        return Some(Unit::new(name, at + 1));
    }
    // `Hong Kong dollars`, `Sri Lankan rupees`, `New Zealand dollars`, `South Korean won`.
    for skipped in 0..2 {
        let adjective = tokens.get(at + skipped)?;
        let Some(noun) = tokens.get(at + skipped + 1) else {
            break;
        };
        if let Some(name) = shared(&adjective.lower, &noun.lower) {
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

/// The currency of `MUSD`, `MEUR`, `MSEK`: millions of it.
pub(super) fn millions_of(token: &Token<'_>) -> Option<&'static str> {
    token
        .text
        .strip_prefix('M')
        .filter(|rest| rest.len() == 3)
        .and_then(code)
}

/// The code that a word in capitals, or a house abbreviation, stands for.
fn code(text: &str) -> Option<&'static str> {
    let capitals = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    let iso = capitals
        .then(|| ISO_CODES.iter().find(|iso| iso.eq_ignore_ascii_case(text)))
        .flatten();
    iso.copied().or_else(|| lookup(ABBREVIATIONS, text))
}

/// The code of a shared name with a country's adjective before it.
fn shared(adjective: &str, noun: &str) -> Option<&'static str> {
    let stem = singular(noun);
    let (_, countries) = SHARED.iter().find(|(name, _)| *name == noun || *name == stem)?;
    let mut words = countries.split_whitespace();
    while let (Some(country), Some(code)) = (words.next(), words.next()) {
        if country == adjective {
            return Some(code);
        }
    }
    None
}
