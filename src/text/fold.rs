//! The form under which equal names meet.

use unicode_normalization::UnicodeNormalization;

/// Longest text that can be a name, in bytes.
const NAME_BYTES_MAX: usize = 160;

/// `name` in small letters, without accents, with one blank for whatever is no letter or digit;
/// empty for a text too long to be a name.
///
/// `St. Pölten` becomes `st polten`, `NUR-SULTAN` `nur sultan`, `N.M.` `n m`.
pub fn folded(name: &str) -> String {
    if name.len() > NAME_BYTES_MAX {
        return String::new();
    }
    let mut folded = String::with_capacity(name.len());
    for c in name.nfkd().flat_map(char::to_lowercase) {
        if is_accent(c) {
            continue;
        }
        match c {
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            // Signs of vowels and letters' halves in other scripts are part of the name.
            c if c.is_alphanumeric() || is_mark(c) => folded.push(c),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Accents over Latin, Greek and Cyrillic letters.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Marks that stand for sounds: Arabic, Hebrew, Indic.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{65F}' | '\u{900}'..='\u{DFF}')
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn accents_case_and_marks_do_not_count() {
        assert_eq!(folded("St. Pölten"), "st polten");
        assert_eq!(folded("NUR-SULTAN "), "nur sultan");
        assert_eq!(folded("Łódź"), "lodz");
        assert_eq!(folded("İSTANBUL"), "istanbul");
        assert_eq!(folded("N.M."), "n m");
        assert_eq!(folded(" — "), "");
        assert_eq!(folded(&"x".repeat(10_000)), "");
    }
}
