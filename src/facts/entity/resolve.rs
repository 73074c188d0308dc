//! Who is meant: surnames get their full name, acronyms their expansion, places their country.
//!
//! All within one article; nothing is remembered between articles.

use std::collections::HashMap;

use super::super::lexicon::TITLES;
use super::super::token::TokenKind;
use super::compose::Piece;
use super::label::NameKind;
use super::sheet::Sheet;
use super::word::Case;
use crate::model::{NameForm, Span};
use crate::normalise::place::{Gazetteer, Place};

/// Most different names of a kind that are compared with each other; an article with more is a list.
const NAMES_MAX: usize = 300;

/// Fewest and most letters of an acronym.
const ACRONYM_LETTERS: std::ops::RangeInclusive<usize> = 2..=8;

/// Whom a piece means.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meant {
    pub name: String,
    pub form: NameForm,
    pub place: Option<&'static Place>,
}

/// A name as it is written, once for all its places.
#[derive(Debug)]
struct Form {
    /// Words in lower case, without possessives.
    words: Vec<String>,
    /// As written; not in capitals throughout where the article has it otherwise.
    shown: String,
    is_upper: bool,
    /// Numbers of the pieces that are written so.
    pieces: Vec<usize>,
}

/// Whom each of `pieces` means, in their order.
pub(super) fn resolve(text: &str, sheet: &Sheet, pieces: &[Piece]) -> Vec<Meant> {
    let mut meant: Vec<Option<Meant>> = vec![None; pieces.len()];
    let persons = forms(text, sheet, pieces, NameKind::Person);
    settle(&persons, pieces, &mut meant, |full, short| {
        is_same_person(&full.words, &short.words)
    });
    let orgs = forms(text, sheet, pieces, NameKind::Org);
    let bracketed = bracketed(text, sheet, pieces);
    settle(&orgs, pieces, &mut meant, |full, short| {
        is_acronym_of(short, full)
            || short
                .pieces
                .iter()
                .any(|piece| bracketed.get(piece).is_some_and(|of| full.pieces.contains(of)))
    });
    for (at, piece) in pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| piece.kind == NameKind::Place)
    {
        meant[at] = Some(place(text, sheet, piece, pieces.get(at + 1)));
    }
    let plain = |piece: &Piece| Meant {
        name: shown(text, sheet, piece),
        form: NameForm::Full,
        place: None,
    };
    meant
        .into_iter()
        .zip(pieces)
        .map(|(meant, piece)| meant.unwrap_or_else(|| plain(piece)))
        .collect()
}

/// The different names of a kind, longest first, then in the order of their first places.
fn forms(text: &str, sheet: &Sheet, pieces: &[Piece], kind: NameKind) -> Vec<Form> {
    let mut by_words: HashMap<Vec<String>, usize> = HashMap::new();
    let mut forms: Vec<Form> = Vec::new();
    for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.kind == kind) {
        let words = words(text, sheet, piece);
        let is_upper = sheet.words[piece.whole.clone()]
            .iter()
            .all(|word| !matches!(word.case, Case::Capital | Case::Inner | Case::Lower));
        let held = *by_words.entry(words.clone()).or_insert(forms.len());
        match forms.get_mut(held) {
            Some(form) => {
                form.pieces.push(at);
                if form.is_upper && !is_upper {
                    form.shown = shown(text, sheet, piece);
                    form.is_upper = false;
                }
            }
            None => forms.push(Form {
                shown: shown(text, sheet, piece),
                words,
                is_upper,
                pieces: vec![at],
            }),
        }
    }
    forms.sort_by_key(|form| std::cmp::Reverse(form.words.len()));
    forms
}

/// Gives each form the longer one that `is_short_of` finds for it: the one that came last before each place, else the
/// first of the article. Forms that are short of none stand for themselves.
fn settle(
    forms: &[Form],
    pieces: &[Piece],
    meant: &mut [Option<Meant>],
    is_short_of: impl Fn(&Form, &Form) -> bool,
) {
    // Numbers of forms that stand for themselves.
    let mut full: Vec<usize> = Vec::new();
    for (number, form) in forms.iter().enumerate() {
        let longer: Vec<usize> = if number < NAMES_MAX {
            full.iter()
                .copied()
                .filter(|&at| is_short_of(&forms[at], form))
                .collect()
        } else {
            Vec::new()
        };
        if longer.is_empty() && full.len() < NAMES_MAX {
            full.push(number);
        }
        for &piece in &form.pieces {
            let latest = |of: &usize| forms[*of].pieces.iter().filter(|&&at| at < piece).max().copied();
            let chosen = longer
                .iter()
                .filter_map(|of| latest(of).map(|at| (at, *of)))
                .max()
                .map(|(_, of)| of)
                .or_else(|| longer.iter().copied().min_by_key(|of| forms[*of].pieces[0]));
            let whole = &forms[chosen.unwrap_or(number)];
            let is_short = chosen.is_some() && form.words != whole.words;
            let written = &pieces[piece];
            meant[piece] = Some(Meant {
                name: whole.shown.clone(),
                form: match (is_short, written.kind) {
                    (true, NameKind::Org) => NameForm::Acronym,
                    (true, _) => NameForm::Short,
                    (false, _) => NameForm::Full,
                },
                place: None,
            });
        }
    }
}

/// Whether `short` names the person `full`: its last words (`Lopez Obrador`), first and last (`Ada Lind` for
/// `Ada B. Lind`), an initial for the first, or one word that is the first name.
fn is_same_person(full: &[String], short: &[String]) -> bool {
    let (Some(first), Some(last)) = (full.first(), full.last()) else {
        return false;
    };
    let (Some(own_first), Some(own_last)) = (short.first(), short.last()) else {
        return false;
    };
    if full.len() < 2 || short.len() > full.len() {
        return false;
    }
    let is_initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    if short.len() == 1 {
        return own_last == last || own_first == first;
    }
    full.ends_with(short)
        || own_last == last
            && (own_first == first || is_initial(own_first, first) || is_initial(first, own_first))
}

/// Whether `short` is made of the initials of `full`: small words may be left out or counted.
fn is_acronym_of(short: &Form, full: &Form) -> bool {
    let [letters] = short.words.as_slice() else {
        return false;
    };
    let written = short.shown.replace('.', "");
    if full.words.len() < 2
        || !ACRONYM_LETTERS.contains(&written.chars().count())
        || !written.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
    {
        return false;
    }
    let letters = letters.replace('.', "");
    let initials = |skips: bool| -> String {
        let words = full
            .words
            .iter()
            .filter(|word| !(skips && SMALL.contains(&word.as_str())));
        words
            .filter_map(|word| word.chars().next())
            .filter(|c| c.is_alphanumeric())
            .collect()
    };
    initials(true) == letters || initials(false) == letters
}

/// Words that acronyms leave out.
const SMALL: &[&str] = &["of", "the", "and", "for", "in", "on", "to", "de", "del", "la"];

/// Organisations in brackets behind another's name, `the Portside Bank (PB)`: piece to the piece before.
fn bracketed(text: &str, sheet: &Sheet, pieces: &[Piece]) -> HashMap<usize, usize> {
    let mut found = HashMap::new();
    for (at, pair) in pieces.windows(2).enumerate() {
        let [before, behind] = pair else { continue };
        let opens = behind.words.start == before.words.end + 1
            && sheet.words[before.words.end].span.of(text) == "("
            && sheet
                .words
                .get(behind.words.end)
                .is_some_and(|word| word.span.of(text) == ")");
        let initial = |piece: &Piece| shown(text, sheet, piece).chars().next();
        if opens
            && before.kind == NameKind::Org
            && behind.kind == NameKind::Org
            && behind.words.len() == 1
            && initial(before) == initial(behind)
        {
            found.insert(at + 1, at);
        }
    }
    found
}

/// The place that a piece means; `next` decides between places of one name (`Perth, Scotland`).
fn place(text: &str, sheet: &Sheet, piece: &Piece, next: Option<&Piece>) -> Meant {
    let gazetteer = Gazetteer::shipped();
    let written = shown(text, sheet, piece);
    let behind = next.filter(|next| {
        next.kind == NameKind::Place
            && next.words.start == piece.words.end + 1
            && sheet.words[piece.words.end].span.of(text) == ","
    });
    let framed = behind
        .map(|next| shown(text, sheet, next))
        .filter(|frame| gazetteer.is_frame(frame));
    let place = framed.map_or_else(
        || gazetteer.resolve(&written),
        // A town nobody knows is where its country is, but it is not the country.
        |frame| {
            let place = gazetteer.resolve(&format!("{written}, {frame}"))?;
            (place.kind.is_town() || gazetteer.named(&written).any(|named| named == place)).then_some(place)
        },
    );
    Meant {
        name: place.map_or(written, |place| place.name.to_owned()),
        form: NameForm::Full,
        place,
    }
}

/// The words of a name in lower case: no marks, no possessive, no title before a person.
fn words(text: &str, sheet: &Sheet, piece: &Piece) -> Vec<String> {
    let range = untitled(text, sheet, piece);
    sheet.words[range]
        .iter()
        .filter(|word| word.kind != TokenKind::Mark)
        .map(|word| word.span.of(text).to_lowercase().replace('’', "'"))
        .filter(|word| word != "'s")
        .collect()
}

/// The name as written, on one line, without title and possessive.
pub(super) fn shown(text: &str, sheet: &Sheet, piece: &Piece) -> String {
    let range = untitled(text, sheet, piece);
    let span = Span::new(
        sheet.words[range.start].span.start,
        sheet.words[range.end - 1].span.end,
    );
    let name = crate::text::collapsed(span.of(text));
    let name = name
        .strip_prefix("the ")
        .or_else(|| name.strip_prefix("The "))
        .unwrap_or(&name);
    let bare = name
        .strip_suffix("'s")
        .or_else(|| name.strip_suffix("’s"))
        .unwrap_or(name);
    if bare.is_empty() {
        name.to_owned()
    } else {
        bare.to_owned()
    }
}

/// The words of the piece without titles at the head of a person's name of several words.
fn untitled(text: &str, sheet: &Sheet, piece: &Piece) -> std::ops::Range<usize> {
    let mut range = piece.whole.clone();
    if piece.kind == NameKind::Person {
        while range.len() > 1 {
            let first = sheet.words[range.start].span.of(text).to_lowercase();
            let is_stop = first == ".";
            if !is_stop && !TITLES.contains(first.as_str()) {
                break;
            }
            range.start += 1;
        }
    }
    range
}
