//! The words that tell of happenings, as data: `config/happenings.tsv`, whose head says how it is written.

use std::collections::HashMap;
use std::sync::LazyLock;

static SHIPPED: &str = include_str!("../../../config/happenings.tsv");

/// What a word is in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `arrest`: also a noun, or the present of a plural.
    Base,
    /// `arrests`.
    Present,
    /// `arrested`: past or participle.
    Past,
    /// `arresting`.
    Going,
    Noun,
}

/// What must stand beside a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    pub subject: bool,
    pub object: bool,
    /// Whoever stands before it without an object behind it suffers it: `the man arrested in Ostravia`.
    pub is_suffered: bool,
    /// A person or organisation by name.
    pub name: bool,
    /// A date or place.
    pub setting: bool,
}

/// A word, with what it tells of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trigger {
    pub type_: &'static str,
    pub form: Form,
    pub needs: Needs,
    /// Words that follow in the clause, in order; none for a word that tells alone.
    pub with: Vec<&'static str>,
}

/// Triggers by their word in lower case; those with further words first, so that the longest is tried first.
pub(super) type Lexicon = HashMap<String, Vec<Trigger>>;

/// The lexicon that comes with the program, read at the first call.
pub(super) fn shipped() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| parse(SHIPPED));
    &LEXICON
}

/// Reads a table; lines of another shape are left out.
fn parse(table: &'static str) -> Lexicon {
    let mut lexicon = Lexicon::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let [type_, form, needs, words] = cells.as_slice() else {
            continue;
        };
        let needs = Needs {
            subject: needs.split(',').any(|need| need == "subject"),
            object: needs.split(',').any(|need| matches!(need, "object" | "patient")),
            is_suffered: needs.split(',').any(|need| need == "patient"),
            name: needs.split(',').any(|need| need == "name"),
            setting: needs.split(',').any(|need| need == "setting"),
        };
        for entry in words.split(' ').filter(|entry| !entry.is_empty()) {
            let mut parts = entry.split('~');
            let word = parts.next().unwrap_or_default();
            let with: Vec<&str> = parts
                .next()
                .map(|with| with.split('+').collect())
                .unwrap_or_default();
            let spelt = if *form == "noun" { nouns(word) } else { verbs(word) };
            for (spelling, form) in spelt {
                lexicon.entry(spelling).or_default().push(Trigger {
                    type_,
                    form,
                    needs,
                    with: with.clone(),
                });
            }
        }
    }
    for triggers in lexicon.values_mut() {
        triggers.sort_by_key(|trigger| std::cmp::Reverse(trigger.with.len()));
    }
    lexicon
}

fn nouns(word: &str) -> Vec<(String, Form)> {
    let plural = if word.ends_with(['h', 's', 'x']) {
        format!("{word}es")
    } else {
        format!("{word}s")
    };
    vec![(word.to_owned(), Form::Noun), (plural, Form::Noun)]
}

/// The forms of `base`, or of `base:past:participle`.
fn verbs(entry: &str) -> Vec<(String, Form)> {
    let mut given = entry.split(':');
    let base = given.next().unwrap_or_default();
    let mut forms = vec![(base.to_owned(), Form::Base)];
    let stem = base.strip_suffix('e').unwrap_or(base);
    let consonant_y = base
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    forms.push(match consonant_y {
        Some(stem) => (format!("{stem}ies"), Form::Present),
        None if base.ends_with(['h', 's', 'x', 'z']) => (format!("{base}es"), Form::Present),
        None => (format!("{base}s"), Form::Present),
    });
    let doubled = doubled(base);
    let going = if let Some(stem) = base.strip_suffix("ie") {
        format!("{stem}ying")
    } else if base.ends_with("ee") {
        format!("{base}ing")
    } else {
        format!("{}ing", doubled.as_deref().unwrap_or(stem))
    };
    forms.push((going, Form::Going));
    let pasts: Vec<String> = given.map(str::to_owned).collect();
    if pasts.is_empty() {
        forms.push(match (consonant_y, doubled) {
            (Some(stem), _) => (format!("{stem}ied"), Form::Past),
            (None, Some(doubled)) => (format!("{doubled}ed"), Form::Past),
            (None, None) => (format!("{stem}ed"), Form::Past),
        });
    }
    forms.extend(pasts.into_iter().map(|past| (past, Form::Past)));
    // `hit`, `run`: one spelling for several forms counts as the past one, which news tells.
    forms.reverse();
    let mut seen: Vec<String> = Vec::new();
    forms.retain(|(spelling, _)| {
        let is_new = !seen.contains(spelling);
        seen.push(spelling.clone());
        is_new
    });
    forms
}

/// `stab` as `stabb`: a short verb of consonant, vowel, consonant.
fn doubled(base: &str) -> Option<String> {
    let letters: Vec<char> = base.chars().collect();
    let [.., before, vowel, last] = letters.as_slice() else {
        return None;
    };
    let is_vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let vowels = letters.iter().filter(|c| is_vowel(c)).count();
    let doubles = vowels == 1
        && !is_vowel(before)
        && is_vowel(vowel)
        && !is_vowel(last)
        && !matches!(last, 'w' | 'x' | 'y');
    doubles.then(|| format!("{base}{last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_have_their_forms() {
        let spelt = |entry: &str| -> Vec<String> { verbs(entry).into_iter().map(|(word, _)| word).collect() };
        assert_eq!(spelt("arrest"), ["arrested", "arresting", "arrests", "arrest"]);
        assert_eq!(spelt("stab"), ["stabbed", "stabbing", "stabs", "stab"]);
        assert_eq!(spelt("seize"), ["seized", "seizing", "seizes", "seize"]);
        assert_eq!(
            spelt("identify"),
            ["identified", "identifying", "identifies", "identify"]
        );
        assert_eq!(spelt("deploy"), ["deployed", "deploying", "deploys", "deploy"]);
        assert_eq!(spelt("hit:hit"), ["hit", "hitting", "hits"]);
        assert_eq!(
            spelt("take:took:taken"),
            ["taken", "took", "taking", "takes", "take"]
        );
        assert_eq!(spelt("flee:fled"), ["fled", "fleeing", "flees", "flee"]);
        assert_eq!(spelt("die"), ["died", "dying", "dies", "die"]);
    }

    #[test]
    fn every_line_of_the_data_is_read() {
        let lines = SHIPPED.lines().filter(|line| !line.starts_with('#'));
        for line in lines {
            assert_eq!(line.split('\t').count(), 4, "{line}");
            for need in line.split('\t').nth(2).unwrap().split(',') {
                assert!(
                    ["subject", "object", "patient", "name", "setting", "-"].contains(&need),
                    "{line}"
                );
            }
        }
        assert!(shipped().len() > 500, "{}", shipped().len());
        let take = &shipped()["taken"];
        assert!(
            take.windows(2)
                .all(|pair| pair[0].with.len() >= pair[1].with.len())
        );
    }
}
