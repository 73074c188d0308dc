//! Verbs and phrases that attribute words to somebody.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::token::Token;

/// How strongly a verb marks reported speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Beside a quotation only: `called`, `praised`, `asked`.
    BesideQuotes,
    /// Reported speech when `that` follows: `showed`, `believes`.
    WithThat,
    /// Reported speech by itself: `said`, `added`.
    Alone,
}

/// The form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `said`, `says`, `say`.
    Finite,
    /// `saying`, `adding`: its subject is the clause's.
    Participle,
}

/// Verbs in base form. Irregular pasts stand behind the bar.
const ALONE: &str = "say|said state add announce declare insist claim acknowledge admit confirm emphasize emphasise \
    stress reiterate assert contend allege remark warn tell|told note argue explain predict concede reveal report \
    tweet write|wrote testify deny complain vow maintain opine recount recall";
const WITH_THAT: &str = "suggest indicate believe think|thought show|showed find|found estimate agree promise pledge \
    observe comment point hint learn understand|understood know|knew hope fear feel|felt expect conclude respond reply \
    disclose caution repeat propose demand decide order rule assure inform mention forecast boast lament imply \
    speculate reckon assume doubt recommend request urge ask swear|swore guarantee threaten convince tout counter \
    underline underscore highlight affirm signal charge determine ensure calculate project suspect joke quip";
const BESIDE_QUOTES: &str = "call describe dub label praise criticize criticise slam blast denounce condemn continue \
    exclaim shout yell whisper mutter muse echo thunder fume snap boast brag counsel advise disagree answer offer post \
    express elaborate intone deadpan gush shoot|shot fire begin|began read|read cite quote refer reference accuse \
    mock dismiss decry attack defend portray characterize characterise brand apologize apologise plead|pled cry \
    chant sing|sang ask wonder react rail tease retort interject chime conclude finish speak|spoke discuss mean|meant \
    hail welcome summarize summarise sum go|went blog email text proclaim profess appeal chide scold ridicule taunt \
    blame thank hit|hit rip|ripped counter close open scoff sigh laugh crow warn exhort implore";

static VERBS: LazyLock<HashMap<String, (Strength, Form)>> = LazyLock::new(|| {
    let mut verbs = HashMap::new();
    for (list, strength) in [
        (BESIDE_QUOTES, Strength::BesideQuotes),
        (WITH_THAT, Strength::WithThat),
        (ALONE, Strength::Alone),
    ] {
        for entry in list.split_whitespace() {
            let (base, past) = entry.split_once('|').unwrap_or((entry, ""));
            for (form, word) in inflected(base, past) {
                verbs.insert(word, (strength, form));
            }
        }
    }
    verbs
});

/// Base, third person, past and participle of a verb.
fn inflected(base: &str, past: &str) -> Vec<(Form, String)> {
    let stem = base.strip_suffix('e').unwrap_or(base);
    let y = base
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'o']));
    let doubled = matches!(
        base,
        "admit" | "quip" | "hit" | "rip" | "brag" | "dub" | "snap" | "sum" | "refer"
    );
    let twice = if doubled { &base[base.len() - 1..] } else { "" };
    let third = match y {
        Some(stem) => format!("{stem}ies"),
        None if base.ends_with(['s', 'h', 'o']) => format!("{base}es"),
        None => format!("{base}s"),
    };
    let past = match (past, y) {
        ("", Some(stem)) => format!("{stem}ied"),
        ("", None) if base.ends_with('e') => format!("{base}d"),
        ("", None) => format!("{base}{twice}ed"),
        (past, _) => past.to_owned(),
    };
    let participle = if base.ends_with("ee") {
        format!("{base}ing")
    } else {
        format!("{stem}{twice}ing")
    };
    vec![
        (Form::Finite, base.to_owned()),
        (Form::Finite, third),
        (Form::Finite, past),
        (Form::Participle, participle),
    ]
}

/// Strength and form of a cue verb in lower case; `None` for other words.
pub(super) fn verb(lower: &str) -> Option<(Strength, Form)> {
    VERBS.get(lower).copied()
}

/// Whether the word reports speech by itself, in lower case: `said`.
pub(super) fn reports_alone(token: &Token<'_>) -> bool {
    token.is_lower() && matches!(verb(&token.lower), Some((Strength::Alone, Form::Finite)))
}

/// Words that stand between a subject and its verb: auxiliaries and adverbs.
pub(super) fn is_between_subject_and_verb(lower: &str) -> bool {
    const WORDS: &[&str] = &[
        "has",
        "had",
        "have",
        "'s",
        "also",
        "later",
        "then",
        "once",
        "even",
        "still",
        "just",
        "often",
        "soon",
        "never",
        "always",
        "further",
        "now",
        "too",
        "would",
        "will",
        "did",
        "does",
        "do",
        "not",
        "went",
        "on",
        "to",
        "both",
        "twice",
        "again",
        "instead",
        "who",
        "is",
        "was",
        "were",
        "are",
        "been",
        "reportedly",
        "himself",
        "herself",
        "themselves",
        "first",
        "ever",
        "goes",
        "could",
        "can",
        "may",
        "might",
        "must",
    ];
    WORDS.contains(&lower)
        || lower.ends_with("n't")
        || lower.len() > 4 && lower.ends_with("ly") && !matches!(lower, "family" | "italy" | "ally")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_all_their_forms() {
        for word in [
            "said",
            "says",
            "saying",
            "denied",
            "denies",
            "admitted",
            "told",
            "quipped",
            "emphasized",
        ] {
            assert!(verb(word).is_some(), "{word}");
        }
        assert_eq!(verb("adding"), Some((Strength::Alone, Form::Participle)));
        assert_eq!(verb("walked"), None);
    }
}
