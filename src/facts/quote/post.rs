//! Posts that a page shows: the words of somebody who wrote them elsewhere, signed and without marks.

use std::sync::LazyLock;

use regex::Regex;

use super::super::token::Passage;
use super::Statement;
use crate::model::{Attribution, Mention, QuoteForm, Span};
use crate::normalise::sections::POST_SIGNATURE;

/// Who posted and when, as posts end: `— Valley Police (@valleypolice) March 3, 2025`.
static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:^|\s){POST_SIGNATURE}(?:\s+(?:\p{{L}}{{3,9}}\.?\s+\d{{1,2}},?|\d{{1,2}}\.?\s+\p{{L}}{{3,9}},?)\s+\d{{4}})?"
    ))
    .expect("static pattern")
});

/// Addresses, which posts are full of.
static LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:https?://|pic\.twitter\.com/)\S*").expect("static pattern"));

/// Words of a post from which it is a statement.
const WORDS_MIN: usize = 3;

/// Whether there may be posts in `text`.
pub(in crate::facts) fn may_hold_posts(text: &str) -> bool {
    text.contains("(@")
}

/// The posts of `passage` as direct quotations of those who signed them, in order of place. O(its length).
pub(in crate::facts) fn posts(passage: &Passage<'_>) -> Vec<Statement> {
    let whole = passage.span.of(passage.text);
    let mut from = 0;
    let mut posts = Vec::new();
    for signature in SIGNATURE.captures_iter(whole) {
        let (Some(all), Some(name)) = (signature.get(0), signature.name("name")) else {
            continue;
        };
        let above = whole.get(from..all.start()).unwrap_or_default().trim_end();
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        let post = Span::new(from + line, from + above.len());
        from = all.end();
        let Some(span) = words(whole, post) else {
            continue;
        };
        let at = |span: Span| Span::new(passage.span.start + span.start, passage.span.start + span.end);
        posts.push(Statement {
            span: at(span),
            form: QuoteForm::Direct,
            attribution: Some(Attribution {
                source: Some(Mention {
                    span: at(Span::new(name.start(), name.end())),
                    text: name.as_str().to_owned(),
                    name: None,
                }),
                cue: None,
                via_agency: None,
                rule: "signature of a post",
            }),
            confidence: 0.9,
        });
    }
    posts
}

/// `span` without the addresses at its ends; `None` when too few words are left.
fn words(text: &str, span: Span) -> Option<Span> {
    let (mut start, mut end) = (span.start, span.end);
    loop {
        let left = text.get(start..end)?;
        start += left.len() - left.trim_start().len();
        let left = text.get(start..end)?.trim_end();
        end = start + left.len();
        let links: Vec<_> = LINK.find_iter(left).collect();
        match (links.first(), links.last()) {
            (Some(first), _) if first.start() == 0 => start += first.end(),
            (_, Some(last)) if last.end() == left.len() => end = start + last.start(),
            _ => break,
        }
    }
    let span = Span::new(start, end);
    (span.of(text).split_whitespace().count() >= WORDS_MIN).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let passage = Passage::new(text, Span::new(0, text.len()));
        posts(&passage)
            .into_iter()
            .map(|post| {
                let source = post.attribution.unwrap().source.unwrap();
                assert_eq!(source.span.of(text), source.text);
                (source.text, post.span.of(text).to_owned())
            })
            .collect()
    }

    fn pairs(wanted: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(who, what): &(&str, &str)| ((*who).to_owned(), (*what).to_owned());
        wanted.iter().map(owned).collect()
    }

    #[test]
    fn each_post_is_what_its_signer_says() {
        assert_eq!(
            read(
                "The bridge is closed until noon. pic.twitter.com/abc — Valley Police (@valleypolice) March 3, 2025 \
                 So that is why I am late — ana rube (@arube) 3 March 2025"
            ),
            pairs(&[
                ("Valley Police", "The bridge is closed until noon."),
                ("ana rube", "So that is why I am late"),
            ])
        );
    }

    #[test]
    fn a_signature_below_its_post_takes_the_line_above() {
        assert_eq!(
            read("Read more about it\nThe ferry – she is safe.\n— Jan Kolt (@kolt)"),
            pairs(&[("Jan Kolt", "The ferry – she is safe.")])
        );
    }

    #[test]
    fn pictures_and_nothing_are_no_statements() {
        assert_eq!(
            read("https://t.co/abc — Valley Police (@valleypolice) March 3, 2025"),
            []
        );
        assert_eq!(read("— Valley Police (@valleypolice)"), []);
        assert_eq!(read("write to kolt (@kolt) — or é"), []);
    }
}
