//! What a person is said to be, beside the name: `Harvanian President Anton Belrus`, `Ada Lind, the chief executive of
//! Portside Bank,`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::super::lexicon::{TITLES, WEAK_TITLES};
use super::super::names::is_person_noun;
use super::super::token::TokenKind;
use super::compose::Piece;
use super::label::NameKind;
use super::places;
use super::resolve::Meant;
use super::sheet::Sheet;
use super::word::Case;
use crate::model::{Role, Span};
use crate::normalise::place::{Gazetteer, PlaceKind};

/// Most tokens of a role: `Deputy Chief of Staff of the Presidential Executive Office of Harvania` has eleven.
const TOKENS_MAX: usize = 18;

/// Most tokens before the word for the office in an apposition: `, the newly appointed deputy [head]`.
const LEAD_MAX: usize = 8;

/// Words that join the parts of a role.
const JOINTS: &[&str] = &[
    "of", "the", "for", "and", "to", "in", "at", "'s", "’s", "-", "&", "on",
];

/// Words before which an apposition's role ends.
const ENDS: &[&str] = &[
    "who", "that", "which", "said", "says", "told", "when", "where", "whose", "has", "had", "is", "was",
];

/// Nouns of office that the lists of titles lack.
const OFFICES: &[&str] = &[
    "head",
    "official",
    "officials",
    "member",
    "winner",
    "champion",
    "captain",
    "striker",
    "midfielder",
    "mufti",
    "emir",
    "sultan",
    "crown",
    "first",
    "dean",
    "owner",
    "partner",
    "creator",
    "leader",
    "representative",
    "lawmaker",
    "legislator",
    "minister",
];

static DEMONYMS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    include_str!("../../../config/demonyms.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(word, code)| (word.to_lowercase(), code.trim()))
        .collect()
});

/// An article with its names, for looking around a person.
pub(super) struct Surroundings<'a> {
    pub text: &'a str,
    pub sheet: &'a Sheet,
    pub pieces: &'a [Piece],
    pub meant: &'a [Meant],
}

impl Surroundings<'_> {
    /// The role given to the person `at`, a number of a piece: before the name, else behind it.
    pub fn role(&self, at: usize, sentence: &Range<usize>) -> Option<Role> {
        self.before(at, sentence).or_else(|| self.behind(at, sentence))
    }

    fn lower(&self, word: usize) -> String {
        self.sheet.words[word]
            .span
            .of(self.text)
            .to_lowercase()
            .replace('’', "'")
    }

    fn is_office(&self, word: usize) -> bool {
        let held = &self.sheet.words[word];
        if held.kind != TokenKind::Word {
            return false;
        }
        let lower = self.lower(word);
        TITLES.contains(lower.as_str())
            || OFFICES.contains(&lower.as_str())
            || held.case == Case::Lower && is_person_noun(&lower)
    }

    /// A word that alone names nobody's office: `former`, `foreign`.
    fn is_weak(&self, word: usize) -> bool {
        WEAK_TITLES.contains(self.lower(word).as_str())
    }

    fn is_joint(&self, word: usize) -> bool {
        JOINTS.contains(&self.lower(word).as_str())
    }

    /// The office before the name.
    fn before(&self, at: usize, sentence: &Range<usize>) -> Option<Role> {
        let end = self.pieces[at].words.start;
        let floor = end.saturating_sub(TOKENS_MAX).max(sentence.start);
        let floor = self
            .last_person_before(at, end)
            .map_or(floor, |person| floor.max(person));
        let mut start = end;
        while start > floor {
            let word = &self.sheet.words[start - 1];
            let goes_on = word.is_large() || self.is_joint(start - 1) || self.is_office(start - 1);
            let stop_of_cut = self.lower(start - 1) == "." && word.glued;
            if !goes_on && !stop_of_cut {
                break;
            }
            start -= 1;
        }
        while start < end && self.is_joint(start) {
            start += 1;
        }
        // Titles that merely address: `Mr`, `Dr`, are no role.
        let first = (start..end).find(|&word| self.is_office(word) && !is_address(&self.lower(word)))?;
        // The office stands right before the name, or its organisation does: `Chief of Staff of the Harvanian Office X`.
        let last = (first..end).rev().find(|&word| self.is_office(word))?;
        let has_head = (first..=last).any(|word| self.is_office(word) && !self.is_weak(word));
        if !has_head {
            return None;
        }
        let title_end = self.title_end(first, end);
        let gap = title_end..end;
        if !gap.is_empty() && !self.is_joint(title_end) {
            return None;
        }
        Some(self.told(start..end, first..title_end, (start..first, gap)))
    }

    /// The office in the apposition behind the name.
    fn behind(&self, at: usize, sentence: &Range<usize>) -> Option<Role> {
        let comma = self.pieces[at].words.end;
        if comma >= sentence.end || self.lower(comma) != "," {
            return None;
        }
        let start = comma + 1;
        let limit = sentence.end.min(start + TOKENS_MAX);
        let end = (start..limit)
            .find(|&word| {
                let lower = self.lower(word);
                self.sheet.words[word].kind == TokenKind::Mark
                    && !matches!(lower.as_str(), "-" | "&" | "." | "/")
                    || ENDS.contains(&lower.as_str())
            })
            .unwrap_or(limit);
        let first = (start..end.min(start + LEAD_MAX)).find(|&word| self.is_office(word))?;
        let opens = matches!(
            self.lower(start).as_str(),
            "the" | "a" | "an" | "his" | "her" | "its" | "their"
        );
        let owned = self.inside(start, first).is_some();
        if !(opens || first == start || owned) || self.last_person_inside(start, end) {
            return None;
        }
        let title_end = self.title_end(first, end);
        if !(first..title_end).any(|word| self.is_office(word) && !self.is_weak(word)) {
            return None;
        }
        let lead = if opens { start + 1 } else { start };
        // Small words before the office belong to it: `senior policy analyst`.
        let mut title_start = first;
        while title_start > lead
            && self.sheet.words[title_start - 1].case == Case::Lower
            && !self.is_joint(title_start - 1)
        {
            title_start -= 1;
        }
        Some(self.told(
            lead..end,
            title_start..title_end,
            (lead..title_start, title_end..end),
        ))
    }

    /// The end of the title that begins at `first`: further offices and what is joined to it without being a name
    /// (`Secretary of State`, `Minister of Health`).
    fn title_end(&self, first: usize, end: usize) -> usize {
        let mut at = first;
        let mut last = first;
        while at < end {
            if self.is_office(at) {
                last = at;
                at += 1;
            } else if self.lower(at) == "-" || self.lower(at) == "." && self.sheet.words[at].glued {
                at += 1;
            } else if self.is_joint(at) && self.lower(at) != "at" {
                let next = at + 1;
                // `of the Presidential Office`: what has an article is of whom, not what.
                if next >= end || self.lower(next) == "the" || self.inside(next, next + 1).is_some() {
                    break;
                }
                let is_object = self.lower(at) == "of" || self.lower(at) == "for" || self.lower(at) == "and";
                if !is_object || self.is_joint(next) {
                    break;
                }
                last = next;
                at = next + 1;
            } else if self.inside(at, at + 1).is_some() || self.sheet.words[at].kind != TokenKind::Word {
                break;
            } else {
                // `Commerce Secretary`, `policy analyst`: only when an office follows.
                match (at + 1..end.min(at + 3)).find(|&word| self.is_office(word)) {
                    Some(office) => at = office,
                    None if self.is_joint_before(at) => {
                        last = at;
                        at += 1;
                    }
                    None => break,
                }
            }
        }
        last + 1
    }

    fn is_joint_before(&self, at: usize) -> bool {
        at.checked_sub(2).is_some_and(|joint| self.lower(joint) == "and")
    }

    /// The number of an organisation or place that has words in `from..to`.
    fn inside(&self, from: usize, to: usize) -> Option<usize> {
        self.touching(from, to)
            .find(|&at| matches!(self.pieces[at].kind, NameKind::Org | NameKind::Place))
    }

    fn touching(&self, from: usize, to: usize) -> impl Iterator<Item = usize> {
        // Pieces are short and ordered by their begin: those that touch lie near the first that begins behind.
        let behind = self.pieces.partition_point(|piece| piece.words.start < to);
        (behind.saturating_sub(6)..behind).filter(move |&at| self.pieces[at].words.end > from)
    }

    fn last_person_before(&self, at: usize, end: usize) -> Option<usize> {
        self.touching(end.saturating_sub(TOKENS_MAX), end)
            .filter(|&other| other != at && self.pieces[other].kind == NameKind::Person)
            .map(|other| self.pieces[other].words.end)
            .max()
    }

    fn last_person_inside(&self, from: usize, to: usize) -> bool {
        self.touching(from, to)
            .any(|at| self.pieces[at].kind == NameKind::Person)
    }

    /// The role at `all`, whose title is at `title`; organisation and country are looked for in the words around it.
    fn told(
        &self,
        all: Range<usize>,
        title: Range<usize>,
        (lead, rest): (Range<usize>, Range<usize>),
    ) -> Role {
        let span = |words: &Range<usize>| {
            Span::new(
                self.sheet.words[words.start].span.start,
                self.sheet.words[words.end.max(words.start + 1) - 1].span.end,
            )
        };
        let name = |words: &Range<usize>| {
            self.touching(words.start, words.end)
                .find(|&at| self.pieces[at].kind == NameKind::Org)
                .map(|at| self.meant[at].name.clone())
        };
        let country = |words: &Range<usize>| words.clone().find_map(|at| self.country(at));
        let whole = title.start.min(all.start)..title.end.max(rest.end).max(title.end);
        Role {
            span: span(&whole),
            title: crate::text::collapsed(span(&title).of(self.text)),
            org: name(&rest)
                .filter(|_| !rest.is_empty())
                .or_else(|| self.untagged_org(&rest))
                .or_else(|| name(&lead).filter(|_| !lead.is_empty())),
            country: country(&lead).or_else(|| country(&rest)).map(str::to_owned),
        }
    }

    /// The large words behind `of the`, up to the place that an organisation is of: what the office is in, though the
    /// tagger did not take it for a name.
    fn untagged_org(&self, rest: &Range<usize>) -> Option<String> {
        let start = rest.clone().find(|&word| !self.is_joint(word))?;
        let is_part =
            |word: usize| self.sheet.words[word].is_large() && self.inside(word, word + 1).is_none();
        let end = (start..rest.end).find(|&word| !is_part(word)).unwrap_or(rest.end);
        (end > start + 1).then(|| {
            let span = Span::new(
                self.sheet.words[start].span.start,
                self.sheet.words[end - 1].span.end,
            );
            crate::text::collapsed(span.of(self.text))
        })
    }

    /// The country that the word `at` names, as a place or a people.
    fn country(&self, at: usize) -> Option<&'static str> {
        let own = self.lower(at);
        let two = (at + 1 < self.sheet.words.len()).then(|| format!("{own} {}", self.lower(at + 1)));
        let people = two
            .as_deref()
            .and_then(|two| DEMONYMS.get(two))
            .or_else(|| DEMONYMS.get(&own));
        if let Some(&code) = people.filter(|_| self.sheet.words[at].is_large()) {
            return Some(code);
        }
        let place = self
            .touching(at, at + 1)
            .find(|&piece| self.pieces[piece].kind == NameKind::Place);
        let held = match place {
            Some(place) => self.meant[place].place?,
            // `Executive Office of Harvania`, tagged as one organisation.
            None if self.sheet.words[at].places & places::COUNTRY != 0 => {
                Gazetteer::shipped().resolve(&own)?
            }
            None => return None,
        };
        // `Chief Minister of Harvania's Eastland`: a part of a country has its own offices.
        (held.kind == PlaceKind::Country).then_some(held.country)
    }
}

/// Titles that address somebody and tell no office.
fn is_address(lower: &str) -> bool {
    matches!(
        lower,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "sir"
            | "dame"
            | "lord"
            | "lady"
            | "then"
            | "prof"
            | "rev"
            | "father"
            | "sister"
    )
}
