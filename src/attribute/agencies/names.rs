//! Finds agencies' names in a text in one pass.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, Input, MatchKind};

use super::Agency;
use crate::model::Span;

/// An agency's name in a text.
#[derive(Clone, Copy, Debug)]
pub struct NameMatch<'a> {
    /// In the text that was searched.
    pub span: Span,
    pub agency: &'a Agency,
    /// The name also means something else; it needs the shape of a credit around it.
    pub is_ambiguous: bool,
    /// The name is read only in texts in the agency's home language, and this text is in another: it
    /// needs words of that language, or a place in that country, around it.
    pub is_foreign: bool,
}

/// Every token and alias, with the agencies it may stand for.
#[derive(Clone, Debug)]
pub(super) struct NameTable {
    automaton: AhoCorasick,
    names: Vec<Name>,
    exact: HashMap<String, usize>,
    folded: HashMap<String, usize>,
}

#[derive(Clone, Debug)]
struct Name {
    text: String,
    owners: Vec<Owner>,
    /// The longest other name that this one begins with: tried when this one ends inside a word.
    shorter: Option<usize>,
}

#[derive(Clone, Debug)]
struct Owner {
    agency: usize,
    is_ambiguous: bool,
    is_local: bool,
}

impl NameTable {
    pub(super) fn new(entries: &[Agency]) -> Self {
        let mut names: Vec<Name> = Vec::new();
        let mut exact: HashMap<String, usize> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            // The full name counts as an alias where it is a plain one: "(unnamed agencies)" is not.
            let full = (!entry.is_generic() && !entry.name.contains('(')).then_some(&entry.name);
            for text in entry.credit_tokens.iter().chain(&entry.aliases).chain(full) {
                let name = *exact.entry(text.clone()).or_insert_with(|| {
                    names.push(Name {
                        text: text.clone(),
                        owners: Vec::new(),
                        shorter: None,
                    });
                    names.len() - 1
                });
                if names[name].owners.iter().all(|owner| owner.agency != at) {
                    names[name].owners.push(Owner {
                        agency: at,
                        is_ambiguous: entry.ambiguous_tokens.contains(text),
                        is_local: entry.local_tokens.contains(text),
                    });
                }
            }
        }
        for name in &mut names {
            let beginnings = name.text.char_indices().rev().map(|(end, _)| &name.text[..end]);
            name.shorter = beginnings
                .filter(|part| !part.is_empty())
                .find_map(|part| exact.get(part).copied());
        }
        let mut folded = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            folded.entry(name.text.to_lowercase()).or_insert(at);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(names.iter().map(|name| name.text.as_bytes()))
            .expect("a catalogue is far below the automaton's limit of two billion states");
        Self {
            automaton,
            names,
            exact,
            folded,
        }
    }

    pub(super) fn exact<'a>(
        &self,
        entries: &'a [Agency],
        name: &str,
        language: Option<&str>,
    ) -> Option<(&'a Agency, bool)> {
        let (owner, _) = self.owner(entries, *self.exact.get(name)?, language, false)?;
        Some((&entries[owner.agency], owner.is_ambiguous))
    }

    /// The agency of `country` that has exactly that name.
    pub(super) fn of_country<'a>(
        &self,
        entries: &'a [Agency],
        name: &str,
        country: &str,
    ) -> Option<&'a Agency> {
        let owners = &self.names[*self.exact.get(name)?].owners;
        owners
            .iter()
            .map(|owner| &entries[owner.agency])
            .find(|agency| agency.country == country)
    }

    pub(super) fn folded<'a>(
        &self,
        entries: &'a [Agency],
        name: &str,
        language: Option<&str>,
    ) -> Option<(&'a Agency, bool)> {
        let (owner, _) = self.owner(entries, *self.folded.get(&name.to_lowercase())?, language, false)?;
        Some((&entries[owner.agency], owner.is_ambiguous))
    }

    pub(super) fn matches<'a>(
        &'a self,
        entries: &'a [Agency],
        text: &'a str,
        language: Option<&'a str>,
        with_foreign: bool,
    ) -> impl Iterator<Item = NameMatch<'a>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < text.len() {
                let found = self.automaton.find(Input::new(text).range(at..))?;
                at = found.end().max(found.start() + 1);
                let mut name = Some(found.pattern().as_usize());
                while let Some(candidate) = name {
                    let span = Span::new(found.start(), found.start() + self.names[candidate].text.len());
                    let is_word = is_boundary(text, span);
                    if is_word
                        && let Some((owner, is_foreign)) =
                            self.owner(entries, candidate, language, with_foreign)
                    {
                        at = span.end;
                        return Some(NameMatch {
                            span,
                            agency: &entries[owner.agency],
                            is_ambiguous: owner.is_ambiguous,
                            is_foreign,
                        });
                    }
                    name = self.names[candidate].shorter;
                }
            }
            None
        })
    }

    /// Whom a name means in a text of that language, and whether it is foreign there; foreign ones
    /// only where they are asked for, and after all others.
    fn owner(
        &self,
        entries: &[Agency],
        name: usize,
        language: Option<&str>,
        with_foreign: bool,
    ) -> Option<(&Owner, bool)> {
        let (mut first, mut foreign) = (None, None);
        for owner in &self.names[name].owners {
            let agency = &entries[owner.agency];
            let is_home = language.is_some() && language == agency.languages.first().map(String::as_str);
            if owner.is_local && !is_home {
                foreign = foreign.or(with_foreign.then_some((owner, true)));
                continue;
            }
            if language.is_some_and(|language| agency.writes_in(language)) {
                return Some((owner, false));
            }
            first = first.or(Some((owner, false)));
        }
        first.or(foreign)
    }
}

/// Whether `span` is not part of a longer word. Scripts without spaces have no such boundaries.
fn is_boundary(text: &str, span: Span) -> bool {
    let inner = span.of(text);
    let joins = |inside: Option<char>, outside: Option<char>| {
        let (Some(inside), Some(outside)) = (inside, outside) else {
            return false;
        };
        is_word_character(inside)
            && is_word_character(outside)
            && !is_unspaced(inside)
            && !is_unspaced(outside)
    };
    let before = text
        .get(..span.start)
        .and_then(|before| before.chars().next_back());
    let after = text.get(span.end..).and_then(|after| after.chars().next());
    (!joins(inner.chars().next(), before) || follows_proclitic(text, span.start))
        && !joins(inner.chars().next_back(), after)
}

/// Whether an Arabic name at `start` follows nothing but a word of one letter, which is written
/// together with the next: `لرويترز` is "to Reuters".
fn follows_proclitic(text: &str, start: usize) -> bool {
    let is_arabic = |c: char| matches!(c, '\u{620}'..='\u{64A}');
    let mut before = text.get(..start).unwrap_or("").chars().rev();
    let is_name = text
        .get(start..)
        .and_then(|name| name.chars().next())
        .is_some_and(is_arabic);
    let is_clitic = before
        .next()
        .is_some_and(|c| matches!(c, 'ل' | 'ب' | 'و' | 'ف' | 'ك'));
    is_name && is_clitic && !before.next().is_some_and(is_word_character)
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '@'
}

/// Han, Kana, Hangul: names touch their neighbours (in Korean, particles).
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}

#[cfg(test)]
mod tests {
    use crate::attribute::Agencies;

    fn found(text: &str) -> Vec<(&str, &str)> {
        Agencies::shipped()
            .names_in(text, Some("en"))
            .map(|name| (name.span.of(text), name.agency.id.as_str()))
            .collect()
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(
            found("Thomson Reuters Foundation, Thomson Reuters; Interfax-Ukraine and dpa-AFX"),
            [
                ("Thomson Reuters Foundation", "trf"),
                ("Thomson Reuters", "reuters"),
                ("Interfax-Ukraine", "interfax_ua"),
                ("dpa-AFX", "afx"),
            ]
        );
    }

    #[test]
    fn a_name_inside_a_word_is_none_but_a_shorter_one_before_it_may_be() {
        assert_eq!(found("Trendy APPLE in VIENNA, PAPER"), []);
        assert_eq!(found("AP Newsroom"), [("AP", "ap")]);
    }

    #[test]
    fn chinese_names_touch_their_neighbours() {
        assert_eq!(found("据新华社报道"), [("新华社", "xinhua")]);
    }

    #[test]
    fn arabic_names_follow_prepositions_of_one_letter() {
        assert_eq!(found("قال مصدر لرويترز أمس"), [("رويترز", "reuters")]);
        assert_eq!(found("كلرويترز"), []);
    }

    #[test]
    fn an_address_is_not_a_name() {
        assert_eq!(found("write to AP@example.com"), []);
    }

    proptest::proptest! {
        #[test]
        fn spans_lie_on_boundaries_in_any_text(text in "(\\PC|AP|Reuters| |新华社){0,60}") {
            let mut end = 0;
            for name in Agencies::shipped().names_in(&text, None) {
                assert!(name.span.start >= end && !name.span.of(&text).is_empty());
                end = name.span.end;
            }
        }
    }
}
