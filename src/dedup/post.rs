//! Posts of social networks set into a report: everybody who embeds the same one prints the same words.

use std::sync::LazyLock;

use regex::Regex;

/// Longest embedded post, in bytes, with its signature; longer paragraphs only mention one.
const POST_BYTES_MAX: usize = 700;

/// The signature that networks set under an embedded post, at the end of its paragraph: a handle in brackets
/// with a date, or the address of its picture.
static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        \(@\w{1,30}\) (?: \s* [·•|,-]? \s* (?:\p{L}{3,12}\.?\ \d{1,2},?\ \d{4} | \d{1,2}\.?\ \p{L}{3,12}\.?,?\ \d{4}) )? \s* $
        | \bpic\.(?:twitter|x)\.com/\w+
        | \bA\ post\ shared\ by\b .* $",
    )
    .expect("a fixed pattern")
});

/// For each of `paragraphs` whether it is an embedded post or its signature; for none when all are.
pub(super) fn posts(paragraphs: &[&str]) -> Vec<bool> {
    let mut found: Vec<bool> = paragraphs.iter().map(|paragraph| is_signed(paragraph)).collect();
    for at in 1..found.len() {
        // A signature alone signs the paragraph before it.
        if found[at] && paragraphs[at].trim_start().starts_with(['—', '–', '-']) {
            found[at - 1] |= paragraphs[at - 1].len() <= POST_BYTES_MAX;
        }
    }
    if found.iter().all(|is_post| *is_post) {
        // Nothing but posts: then they are the report.
        found.fill(false);
    }
    found
}

fn is_signed(paragraph: &str) -> bool {
    paragraph.len() <= POST_BYTES_MAX
        && (paragraph.contains("(@") || paragraph.contains("pic.") || paragraph.contains("A post shared"))
        && SIGNATURE.is_match(paragraph)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_goes_with_its_signature_and_the_report_stays() {
        let paragraphs = [
            "The mayor of Osk answered at night.",
            "We will rebuild every single house.",
            "— Ines Calder (@icalder) March 3, 2026",
            "She wrote as @icalder (@icalder) and was read by many, the council said later.",
            "So proud of this town pic.twitter.com/a1B2",
        ];
        assert_eq!(posts(&paragraphs), [false, true, true, false, true]);
    }

    #[test]
    fn nothing_has_no_posts() {
        assert_eq!(posts(&[]), [false; 0]);
    }

    #[test]
    fn a_text_of_nothing_but_posts_is_read() {
        assert_eq!(
            posts(&["Look at this", "— Ines Calder (@icalder) 3 March 2026"]),
            [false, false]
        );
    }
}
