//! Which words can report something, in one table: every word of every article is looked up.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{nominal, request, stance};

/// What a word can do. A word may be in several classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// `claim`, `fear`: a noun of speech or thought.
    Noun = 1,
    /// `vow`, `refuse`: with what the subject will do.
    Commit = 2,
    /// `urge`, `ask`: with whom and what they are to do.
    Direct = 4,
    /// `accuse`: with whom and of what.
    Accuse = 8,
    /// `praise`, `stress`: with a thing.
    OfThings = 16,
    /// `describe`: with a thing and what it is taken as.
    As = 32,
    /// `deemed`: in the passive, with `by`.
    Judged = 64,
    /// `point out`, `make clear`.
    Particle = 128,
    /// `call`, `dub`: with a thing and a name in marks.
    Naming = 256,
}

/// The classes of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes(u16);

impl Classes {
    /// The classes of a word in lower case.
    pub fn of(lower: &str) -> Self {
        WORDS.get(lower).copied().unwrap_or_default()
    }

    pub fn is(self, class: Class) -> bool {
        self.0 & class as u16 != 0
    }

    pub fn is_any(self, classes: &[Class]) -> bool {
        classes.iter().any(|&class| self.is(class))
    }

    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

static WORDS: LazyLock<HashMap<&'static str, Classes>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, Classes> = HashMap::new();
    for (class, list) in [
        (Class::Noun, nominal::NOUNS),
        (Class::Commit, request::COMMIT),
        (Class::Direct, request::DIRECT),
        (Class::Accuse, request::ACCUSE),
        (Class::OfThings, stance::OF_THINGS),
        (Class::As, stance::AS),
        (Class::Judged, stance::JUDGED),
        (Class::Particle, stance::PARTICLE),
        (Class::Naming, stance::NAMING),
    ] {
        for word in list.split_ascii_whitespace() {
            words.entry(word).or_default().0 |= class as u16;
        }
    }
    words
});
