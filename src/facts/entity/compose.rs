//! Names put together: `University of` and `Ostravia` are one organisation and a place inside it, `European` and
//! `Union` are one. What a word is in most places of an article it is in all.
//!
//! Sets of training texts differ in whether they cut such names; the tagger learns both ways, and this is where
//! the article's reading becomes even.

use std::collections::HashMap;
use std::ops::Range;

use super::super::lexicon::NOT_PERSONS;
use super::label::NameKind;
use super::sheet::Sheet;
use super::tagger::Found;
use super::word::hash64;
use crate::model::Span;

/// A name with its whole: `whole` may begin before `words`, where a people or country stands before an
/// organisation (`Harvanian | Foreign Ministry`).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub kind: NameKind,
    pub words: Range<usize>,
    pub whole: Range<usize>,
    pub margin: f32,
}

/// Words that are no organisation alone: the people or place before them belongs to the name.
const LEANING: &[&str] = &[
    "union",
    "airways",
    "airlines",
    "times",
    "party",
    "bank",
    "news",
    "post",
    "league",
    "association",
    "federation",
    "group",
    "company",
    "university",
    "organization",
    "organisation",
    "council",
    "commission",
    "front",
    "movement",
    "alliance",
    "congress",
    "institute",
    "college",
    "academy",
    "foundation",
    "agency",
    "corporation",
    "club",
    "society",
    "church",
];

/// Last words after which an organisation's name goes on.
const OPEN_ENDED: &[&str] = &["of", "for", "in", "the", "and"];

/// How often a name must be read before its kinds are put to the vote.
const VOTES_MIN: usize = 3;

/// The pieces of `found`, ordered by their begin; a place may lie inside an organisation.
pub(super) fn compose(text: &str, sheet: &Sheet, mut found: Vec<Found>) -> Vec<Piece> {
    cut_at_commas(text, sheet, &mut found);
    vote(sheet, &mut found);
    let mut pieces: Vec<Piece> = Vec::with_capacity(found.len());
    let mut inner = Vec::new();
    for name in found {
        let piece = Piece {
            kind: name.kind,
            words: name.start..name.end,
            whole: name.start..name.end,
            margin: name.margin,
        };
        let Some(last) = pieces
            .last_mut()
            .filter(|last| adjoins(text, sheet, last.words.end, name.start))
        else {
            pieces.push(piece);
            continue;
        };
        if last.kind == NameKind::Org
            && name.kind != NameKind::Person
            && is_open_ended(text, sheet, last.words.end - 1)
        {
            last.words.end = name.end;
            last.whole.end = name.end;
            if name.kind == NameKind::Place {
                inner.push(piece);
            }
        } else if name.kind == NameKind::Org && matches!(last.kind, NameKind::Place | NameKind::Other) {
            let before = last.clone();
            let leans = name.end - name.start == 1 && is_any(text, sheet, name.start, LEANING);
            let is_common = (name.start..name.end).any(|at| {
                let word = sheet.words[at].span.of(text).to_lowercase();
                LEANING.contains(&word.as_str()) || NOT_PERSONS.contains(word.as_str())
            });
            // `Harvanian Foreign Ministry`, but not `Harvanian Kestrel`.
            let whole = if is_common { before.words.start } else { name.start }..name.end;
            let words = if leans {
                before.words.start..name.end
            } else {
                piece.words.clone()
            };
            if !leans || before.kind == NameKind::Place {
                inner.push(before);
            }
            *last = Piece {
                words,
                whole,
                ..piece
            };
        } else {
            pieces.push(piece);
        }
    }
    pieces.append(&mut inner);
    pieces.sort_by_key(|piece| (piece.words.start, piece.words.end));
    pieces
}

/// Whether nothing but one blank stands between the words.
fn adjoins(text: &str, sheet: &Sheet, end: usize, start: usize) -> bool {
    end == start && end > 0 && {
        let gap = Span::new(sheet.words[end - 1].span.end, sheet.words[start].span.start);
        gap.of(text) == " "
    }
}

fn is_open_ended(text: &str, sheet: &Sheet, at: usize) -> bool {
    is_any(text, sheet, at, OPEN_ENDED)
}

fn is_any(text: &str, sheet: &Sheet, at: usize, words: &[&str]) -> bool {
    let word = sheet.words[at].span.of(text);
    words.iter().any(|held| held.eq_ignore_ascii_case(word))
}

/// `Ostravia, Harvania` is a town and a country.
fn cut_at_commas(text: &str, sheet: &Sheet, found: &mut Vec<Found>) {
    let mut at = 0;
    while let Some(name) = found.get(at).copied() {
        at += 1;
        if name.kind != NameKind::Place || name.end - name.start > PLACE_WORDS_MAX {
            continue;
        }
        let comma =
            (name.start + 1..name.end.saturating_sub(1)).find(|&word| sheet.words[word].span.of(text) == ",");
        if let Some(comma) = comma {
            found[at - 1].end = comma;
            found.insert(
                at,
                Found {
                    start: comma + 1,
                    ..name
                },
            );
        }
    }
}

/// Longest place looked at for commas, in words.
const PLACE_WORDS_MAX: usize = 12;

/// Gives a name that is read several ways the kind of two thirds of its places, if there is one.
fn vote(sheet: &Sheet, found: &mut [Found]) {
    let key = |name: &Found| {
        sheet.words[name.start..name.end]
            .iter()
            .fold(hash64("name"), |key, word| {
                (key.rotate_left(5) ^ word.lower).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            })
    };
    let mut votes: HashMap<u64, [usize; 4]> = HashMap::new();
    for name in found.iter() {
        votes.entry(key(name)).or_default()[name.kind as usize] += 1;
    }
    for name in found.iter_mut() {
        let Some(cast) = votes.get(&key(name)) else {
            continue;
        };
        let all: usize = cast.iter().sum();
        let winner = NameKind::ALL.into_iter().max_by_key(|kind| cast[*kind as usize]);
        if let Some(winner) = winner.filter(|kind| all >= VOTES_MIN && cast[*kind as usize] * 3 >= all * 2) {
            name.kind = winner;
        }
    }
}
