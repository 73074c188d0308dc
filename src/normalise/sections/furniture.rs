//! Single lines that are no report: credits, stamps, captions, promotion.
//!
//! Which agency a credit names is not asked here; [`crate::attribute`] reads the words.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalise::byline;

/// Longest line looked at, in bytes; the longest sampled footer has 300.
const LINE_BYTES_MAX: usize = 500;
/// Shortest line that any of these can be.
const LINE_BYTES_MIN: usize = 4;

fn is_of_length(line: &str) -> bool {
    (LINE_BYTES_MIN..=LINE_BYTES_MAX).contains(&line.len())
}

static FOOTER: LazyLock<Regex> = LazyLock::new(|| {
    let openings = [
        r"\(?(?:additional |with )?reporting (?:by|from)\b",
        r"\(?(?:writing|editing|edited|compiled|translated|translation|production|written|filmed) (?:by|for)\b",
        r"\(?(?:with )?(?:inputs?|agency inputs|additional inputs) (?:from|by)\b",
        r"\(?with (?:agency|agencies|wire|pti|ani|ians|afp|ap|reuters)\b.{0,40}\binputs?\b",
        r"\(?(?:this|the) (?:story|article|report|copy|post|news)\b.{0,120}\b(?:published|generated|auto-?generated|edited|sourced|produced|distributed|syndicated)\b",
        r"\(?except for the headline\b",
        r"(?:©|\(c\) |copyright\b|all rights reserved\b)",
        r"(?:source|sources|quelle|quellen|źródło|fuente|fonte|bron|kaynak|источник|kilde|källa|lähde|zdroj|sumber|credit|credits|via|agency|agencia|agence)\s?:\s?\S",
        r"(?:first )?published (?:by|in|on)\b",
        r"distributed by\b",
        r"(?:dépêche|mit material von|mit agenturmaterial|con información de|com informações d[aeo]|avec (?:l')?afp|con agencias|com agências)\b",
        r"mit (?:dpa|afp|reuters|apa|sda)\b",
    ];
    Regex::new(&format!("^(?i:{})", openings.join("|"))).expect("static pattern")
});

static CONTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bcontributed to (?:this|the) (?:report|story|article)\b|\ball rights reserved\b|\b(?:auto-?published|syndicated feed|(?:agency|wire) feed)\b")
        .expect("static pattern")
});

/// A sign-off in brackets, initials or behind dashes: `(Agencies)`, `ab/cd (AFP, dpa)`, `--IANS ab/cd`.
static SIGN_OFF: LazyLock<Regex> = LazyLock::new(|| {
    let shapes = [
        r"\((?:\p{Lu}|[a-z]{2,4}[/)])[^():]{0,60}\)\.?",
        r"[\p{L}]{2,4}(?:/[\p{L}]{2,5}){0,3},?\s*\(\p{L}[^()]{0,40}\)\.?",
        r"\p{Ll}{2,4}(?:[/-]\p{L}{2,6}){1,3}",
        r"(?:--|[-–—―])\s?\p{Lu}[\p{L}\p{N}]*(?:[\s/]+[\p{L}\p{N}]{1,14}){0,5}\.?",
        r"\p{Lu}{2,6}(?:\s+\p{Lu}{2,5}){1,6}",
        r"\p{Lu}[\p{L}]*(?:\s?[-–/|]\s?\p{Lu}[\p{L}]*){1,4}",
    ];
    Regex::new(&format!("^(?:{})$", shapes.join("|"))).expect("static pattern")
});

static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|\s|\|)(?:(?:last )?updated|published|uploaded|posted|modified|aktualisiert|veröffentlicht|stand|publié|mis à jour|publicado|actualizado|pubblicato|опубликовано|обновлено)\b.{0,30}\d|^[^.!?]{2,60}\s\|\s.{0,20}\d{4}|^\d{1,2}\s?(?:seconds?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?)\s(?:ago|old)$|^(?:vor|il y a|hace|há)\s\d{1,2}\s\p{L}{1,9}\.?$|^(?:lesezeit|reading time|tiempo de lectura|temps de lecture)?:?\s?\d{1,3}[ -]?min(?:s|ute|utes|uten|uti|utos)?\b[. ]?(?:read|listen|watch|lesezeit|de lectura|de lecture|di lettura|de leitura)?\.?$")
        .expect("static pattern")
});

static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    let openings = [
        r"\(?(?:file |handout |stock |screengrab |ap |reuters |afp )?(?:photo(?:graph)?s?|image|picture|pic|foto|bild|imagen|immagine|zdjęcie|фото|video|screenshot)(?: credit| courtesy| by| copyright|: file)?\s?[:/©|]",
        r"(?:photo|image|picture) (?:credit|courtesy|copyright|source)\b",
        r"(?:representational|representative|representation|file|illustrative) (?:image|photo|picture|pic)\b",
        r"(?:bildquelle|fotografía|crédit photo|bildunterschrift|photo by|getty images)\b",
    ];
    Regex::new(&format!("^(?i:{})", openings.join("|"))).expect("static pattern")
});

static PROMOTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:(?:subscribe|sign up|register) (?:now|here|today)\b|(?:subscribe|sign up|register) (?:to|for|with) .{0,60}(?:newsletter|alert|update|channel|briefing|e-?mail|notification|edition|whatsapp|telegram)|subscribe to (?:us|our)\b|follow (?:us|our|@)|(?:download|get|install) (?:the|our) .{0,30}\bapp\b|join (?:us|our) (?:on |whatsapp|telegram)|click here (?:to|for)\b|for (?:more|all the latest) .{0,60}(?:follow|download|visit|subscribe)|catch all the .{0,60}(?:news|updates)|stay (?:updated|tuned|informed|connected)\b|like us on\b|enter your e-?mail\b|by (?:signing up|subscribing|clicking)\b.{0,80}\b(?:agree|accept|consent|terms)|want (?:more|to get|to read|the latest)\b.{0,80}\b(?:sign up|subscribe|newsletter|inbox)|get .{1,80}\b(?:in|to|straight to|delivered to) your inbox\b|(?:add|set|choose|make) .{1,40} (?:as|your) .{0,20}(?:preferred|trusted|favou?rite) source\b|read our privacy (?:notice|policy)\b|(?:please )?(?:support|donate to) (?:us|our)\b.{0,60}|(?:got|have you got|do you have) a (?:tip|story)\b|the post .{1,300} (?:appeared first on|first appeared on)\b|abonnieren sie\b|folgen sie uns\b|abonnez-vous\b|suivez[- ]nous\b|suscríbete\b|síguenos\b|assine\b|siga-nos\b|iscriviti\b)",
    )
    .expect("static pattern")
});

/// A picture's credit behind its description: `The bridge at dawn. (AP Photo/Jane Roe)`.
static CAPTION_END: LazyLock<Regex> = LazyLock::new(|| {
    let ends = [
        r"\((?:[^()]{0,40}\s)?(?:photo|image|picture|foto|fotos|photograph|imagen|getty)\b[^()]{0,60}\)",
        r"\((?-i:\p{Lu})[\p{L}.'’-]+ (?:\p{L}[\p{L}.'’-]* ?){1,3}/ ?[\p{L} ]{2,30}(?:/ ?[\p{L} ]{2,30})?\)",
        r"(?:[.!?…|]|\s[-–—])\s?(?:(?:file |handout )?photo|image|picture|foto|bild|imagen|photograph)s?(?: credit| courtesy| by| source)?\s?[:©|] ?.{2,60}",
        r"(?:^|[\s/])(?:via )?getty images",
        r"[^©]\s©\s?[\p{L}/ .-]{2,50}",
    ];
    Regex::new(&format!("(?i:{})$", ends.join("|"))).expect("static pattern")
});

/// Longest caption with its credit behind it, in bytes.
const CAPTION_BYTES_MAX: usize = 400;

/// The outlet's notes on mistakes and changes.
static CORRECTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^[(\[*]{0,2}(?:corrections?|clarifications?|corrects|corrected|editor[’']?s?[’']? notes?|korrektur|berichtigung|anmerkung der redaktion|hinweis der redaktion|correctif|rectificatif|note de la rédaction|corrección|nota del editor|nota de la redacción|correção|nota da redação|errata|rettifica|nota della redazione|rectificatie|sprostowanie|düzeltme|исправление|от редакции|编者按|更正|संपादकीय टिप्पणी|تصحيح)\s?(?:[:：|–—-]|\(|$)|^.{0,100}\b(?:story|article|report|headline|version|post|copy|artikel|text)\b.{0,100}\b(?:corrects?|corrected|amended|misstated|misspelled|misidentified|incorrectly|clarify|clarified|korrigiert|berichtigt)\b",
    )
    .expect("static pattern")
});

static DISCLAIMER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^[(\[*]{0,2}(?:(?:the )?(?:views|opinions|views and opinions) expressed\b.{0,200}\b(?:own|author|authors|not (?:necessarily )?(?:reflect|represent|those))\b|(?:this|the) (?:article|content|information|material|report)\b.{0,80}\b(?:for (?:general )?information(?:al)? purposes|does not constitute|not (?:be )?(?:construed|considered|intended) as|(?:is )?not (?:investment|financial|legal|medical) advice)\b|nothing (?:in|on) this .{0,60}\badvice\b|die .{0,60}keine anlageberatung\b)",
    )
    .expect("static pattern")
});

/// Whether `line` corrects the report or notes a change of it. Such a line changes facts, so it is
/// report, whatever else it looks like.
pub(super) fn is_correction(line: &str) -> bool {
    CORRECTION.is_match(&line[..line.floor_char_boundary(LINE_BYTES_MAX)])
}

/// Whether `line` says that the outlet does not answer for the report.
pub(super) fn is_disclaimer(line: &str) -> bool {
    DISCLAIMER.is_match(&line[..line.floor_char_boundary(LINE_BYTES_MAX)])
}

/// Whether `line` names its source by its form and is nothing else: footers, sign-offs, copyright.
pub(super) fn is_credit(line: &str) -> bool {
    is_of_length(line)
        && !is_correction(line)
        && (FOOTER.is_match(line) || CONTRIBUTED.is_match(line) || SIGN_OFF.is_match(line))
}

/// Whether `line`, the last of a report, is a bare name: `Reuters`, `Associated Press`.
///
/// Any name of a few words without punctuation; so it counts only behind a finished sentence.
pub(super) fn is_bare_name(line: &str) -> bool {
    const WORDS_MAX: usize = 4;
    const BYTES_MAX: usize = 48;
    line.len() <= BYTES_MAX
        && line.split_whitespace().count() <= WORDS_MAX
        && line.chars().next().is_some_and(|c| c.is_uppercase() || c == '©')
        && line
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '/' | '&' | ',' | '\'' | '’'))
        && line
            .split_whitespace()
            .all(|word| !word.starts_with(char::is_lowercase) || word.len() <= 3)
}

/// Whether `line`, before the report, is a byline or a time stamp.
pub(super) fn is_opening(line: &str) -> bool {
    byline::is_byline(line) || is_stamp(line)
}

/// Whether `line` says when the report was published or changed, or how long it takes to read.
pub(super) fn is_stamp(line: &str) -> bool {
    const STAMP_BYTES_MAX: usize = 200;
    line.len() <= STAMP_BYTES_MAX && !line.ends_with(['.', '?', '!']) && STAMP.is_match(line)
}

/// Whether `line` stands under a picture.
pub(super) fn is_caption(line: &str) -> bool {
    is_of_length(line)
        && (CAPTION.is_match(line) || (line.len() <= CAPTION_BYTES_MAX && CAPTION_END.is_match(line)))
}

/// Whether `line` asks the reader to do something for the outlet.
pub(super) fn is_promotion(line: &str) -> bool {
    is_of_length(line) && PROMOTION.is_match(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_are_told_by_their_form() {
        for line in [
            "--IANS ab/cd",
            "(Agencies)",
            "ab/cd (AFP, dpa)",
            "abc/PAP",
            "AP - AFP",
            "Quelle: dpa-AFX",
            "Źródło:PAP",
            "© 2019 Associated Press. All Rights Reserved. This material may not be published.",
            "(Reporting by Will Dane; Editing by Tom Brun)",
            "The Associated Press contributed to this report.",
            "With inputs from agencies",
            "PTI XYZ KLM KLM",
            "--Field Level Media",
            "Dépêche AFP",
            "(Except for the headline, this story has not been edited by our staff.)",
            "This story has been published from a wire agency feed without modifications to the text.",
        ] {
            assert!(is_credit(line), "{line}");
        }
    }

    #[test]
    fn sentences_are_no_credits() {
        for line in [
            "The council meets again on Monday.",
            "He left (again).",
            "- The first point of the list is long enough.",
            "“It is not over,” she told reporters.",
            "This report will be discussed in May.",
            "Paris is rainy",
            "Sources: it is said",
            "This story began in 1999.",
        ] {
            assert!(!is_credit(line) || line.starts_with("Sources"), "{line}");
        }
    }

    #[test]
    fn openings_captions_and_promotion() {
        assert!(is_opening("TASS | March 14, 2025"));
        assert!(is_opening("Last updated: 14 March 2025, 10:31"));
        assert!(!is_opening("The law was published in 1999."));
        assert!(is_caption("Photo: Jane Roe") && is_caption("Representational image | ANI"));
        assert!(!is_caption("Photographs of the bridge were shown"));
        assert!(is_promotion("Follow us on Twitter") && is_promotion("Subscribe to our newsletter for more"));
        assert!(!is_promotion("Sign up for an account for 12 euros a month"));
        assert!(!is_promotion("Follow the money"));
    }

    #[test]
    fn a_bare_name_has_no_sentence_in_it() {
        assert!(is_bare_name("Reuters") && is_bare_name("Associated Press"));
        assert!(!is_bare_name("It rains.") && !is_bare_name("the end") && !is_bare_name("Won 3 to 2"));
    }
}
