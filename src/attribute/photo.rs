//! Tells picture credits from credits of the text.
//!
//! Most agency names on a page belong to its pictures: `(Darren Staples/Reuters)`, `Foto: dpa`,
//! `AFP / Getty`. None of them says where the report comes from.

use std::sync::LazyLock;

use regex::Regex;

use super::masked::pattern;

/// A caption is short; words about photographs in a longer paragraph are news about photographs.
const CAPTION_BYTES_MAX: usize = 320;

/// Whether the masked line credits a picture.
pub(super) fn is_picture_credit(masked: &str) -> bool {
    static OPENING: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)^\W*(?:(?:file|representati(?:ve|onal)|archive|handout)\s+)?",
            r"(?:photo(?:graph)?s?|fotos?|image|picture|pic|bild|imagen|fotografía|foto(?:grafie)?|",
            r"zdjęcie|фото|video|",
            r"credit|photo\s+credit|illustration|caption|infographic)\b\s*(?:[:|©(/-]|by\b|credit|",
            r"courtesy|copyright|caption|\s*{N})",
        ))
    });
    static ANYWHERE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)(?:photo\s*(?:credits?|courtesy|by)?\s*[:|©]|image\s+(?:copyright|credit|caption|",
            r"source)|picture[s]?\s*(?:credit)?\s*:",
            r"|\bphotos?\s*/\s*{N}|[(\[]\s*photos?\b|\bfoto\s*:|\bbild\s*:|(?:file|representati(?:ve|",
            r"onal))\s+(?:photo|image|picture)|\bgetty\b|\bimago\b|shutterstock",
            r"|picture[\s-]alliance|[(/]\s*pool\b|\bpool\s*[/)]|{A}\s+(?:photo|pic|image)s?\b|",
            r"\bvia\s+{A}\s*$|\bhandout\b|/\s*file\b)",
        ))
    });
    static PHOTOGRAPHER: LazyLock<Regex> = LazyLock::new(|| {
        let person = r"\p{Lu}[\p{L}.'’-]+(?:\s+[\p{L}.'’-]+){1,3}";
        pattern(&format!(
            r"(?:{{A}}\s*/\s*{person}|[(©|]\s*{person}\s*[/,]\s*{{A}}|^{person}\s*/\s*{{A}})"
        ))
    });
    masked.len() <= CAPTION_BYTES_MAX
        && (OPENING.is_match(masked) || ANYWHERE.is_match(masked) || PHOTOGRAPHER.is_match(masked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::agencies::Agencies;
    use crate::attribute::masked::Masked;

    fn credits_a_picture(line: &str) -> bool {
        is_picture_credit(&Masked::new(line, 0, Agencies::shipped(), Some("en")).text)
    }

    #[test]
    fn picture_credits_are_known() {
        for line in [
            "Supporters wave flags (Amelia Stone/Reuters)",
            "Foto: Karl Muster/dpa",
            "© AFP / LENA ROY",
            "©Michel Muster (Pool/AFP)",
            "The bridge at dawn | Photo Credit: Reuters",
            "Representational image | ANI",
            "File photo: PTI",
            "Credit: Xinhua",
            "Image copyright Reuters Image caption The old town",
            "A fan cheers. AP Photo",
            "The old bridge at dawn. [Photo/Agencies]",
            "© picture alliance/dpa",
        ] {
            assert!(credits_a_picture(line), "{line}");
        }
    }

    #[test]
    fn credits_of_the_text_are_not() {
        for line in [
            "© Reuters",
            "(Agencies)",
            "Quelle: dpa-AFX",
            "jm/dm (AFP, dpa)",
            "aja/PAP",
            "Source: Xinhua",
            "(Reporting by Jane Roe; Editing by John Doe)",
            "© 2019 Associated Press. All rights reserved.",
        ] {
            assert!(!credits_a_picture(line), "{line}");
        }
    }
}
