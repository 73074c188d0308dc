//! The comparable form of an article's body.

use std::ops::Range;

use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

use super::anchors;
use super::bag::Bag;
use super::encoding::{self, Word};
use super::garbled::is_garbled;
use super::post::posts;
use super::words::Reader;
use super::{CANDIDATE_SHARED_MIN, SHORT_WORDS, VERSION};
use crate::model::{Article, Credit, CreditKind, Fingerprint, Span};

/// Content words to a shingle. Two make phrases that independent reports of one event share; with four
/// the light edits of a rewrite desk leave too few whole. Three was best on made and real streams.
pub(super) const SHINGLE_WORDS: usize = 3;

/// Texts with at most this many shingles (a brief, a teaser) are indexed whole: there is nothing to spare.
const UNSAMPLED_MAX: usize = 96;

/// Of longer texts only hashes divisible by this are indexed. Both sides of a pair pick the same ones,
/// whatever stands around them.
const SAMPLE_ONE_IN: u64 = 4;

/// Most shingles indexed of one text, the smallest hashes first, so that a book costs what a long
/// article costs: 512 sampled shingles are those of about 2,000 content words.
const SHINGLES_MAX: usize = 512;

/// Bits by which each further key of a short text is turned from the one before.
const SHORT_KEY_TURN: u32 = 21;

/// Longest line, in bytes, that is left out whole for being mostly a credit. What is longer is a paragraph.
const CREDIT_LINE_BYTES_MAX: usize = 200;

/// The comparable form of `article`: its body sections without the dateline and without the credits that
/// stand apart from the report (all kinds but inline), folded word by word.
///
/// [`Fingerprint::of_nothing`] when the body has no words. Only the first 20,000 content words count.
/// Source of the rules: measurements on labelled streams of wire copies.
#[must_use]
pub fn fingerprint(article: &Article, credits: &[Credit]) -> Fingerprint {
    let mut reader = Reader::default();
    for piece in pieces(article, credits) {
        reader.read(piece.of(&article.text));
    }
    let words = reader.into_words();
    if words.is_empty() {
        return Fingerprint::of_nothing();
    }
    let body_hash = body_hash(&words);
    let shingles = if words.len() < SHORT_WORDS {
        keys_of_short(body_hash)
    } else {
        sample(shingles(&words).collect())
    };
    let anchors = if words.len() < SHORT_WORDS {
        Vec::new()
    } else {
        anchors::anchors(&Bag::of(&words), is_garbled(&words))
    };
    Fingerprint {
        version: VERSION,
        body_hash,
        shingles,
        anchors,
        folded: encoding::encode(&words),
        words: u32::try_from(words.len()).unwrap_or(u32::MAX),
    }
}

/// Where the paragraphs stand that hold these words of the folded body; `None` when it has no such words.
pub(super) fn locate(article: &Article, credits: &[Credit], words: &Range<usize>) -> Option<Span> {
    let mut reader = Reader::default();
    let mut found: Option<Span> = None;
    for piece in pieces(article, credits) {
        let before = reader.len();
        reader.read(piece.of(&article.text));
        if before < words.end && words.start < reader.len() && before < reader.len() {
            let start = found.map_or(piece.start, |found| found.start);
            found = Some(Span::new(start, piece.end));
        }
    }
    found
}

/// What is read of the body, in order: its paragraphs without dateline, credits and other people's posts.
fn pieces(article: &Article, credits: &[Credit]) -> Vec<Span> {
    let mut pieces = Vec::new();
    let cuts = cuts(article, credits);
    let mut next_cut = cuts.iter().copied().peekable();
    for body in article.body() {
        let spans: Vec<Span> = article.paragraphs(body).collect();
        let paragraphs: Vec<&str> = spans.iter().map(|span| span.of(&article.text)).collect();
        for (paragraph, is_post) in spans.into_iter().zip(posts(&paragraphs)) {
            if is_post {
                continue;
            }
            let mut from = paragraph.start;
            while let Some(&cut) = next_cut.peek() {
                if cut.start >= paragraph.end {
                    break;
                }
                pieces.push(Span::new(from, cut.start.max(from)));
                from = from.max(cut.end.min(paragraph.end));
                if cut.end > paragraph.end {
                    break;
                }
                next_cut.next();
            }
            pieces.push(Span::new(from, paragraph.end));
        }
    }
    pieces
}

/// Hashes of every [`SHINGLE_WORDS`] consecutive words, in order, repeats included; empty for fewer words.
pub(super) fn shingles(words: &[Word]) -> impl Iterator<Item = u64> + '_ {
    words.windows(SHINGLE_WORDS).map(|window| {
        let mut bytes = [0_u8; 4 * SHINGLE_WORDS];
        for (place, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(window) {
            *place = word.hash().to_le_bytes();
        }
        xxh3_64(&bytes)
    })
}

/// The keys of a text that only its equals may find: as many as make a candidate.
fn keys_of_short(body_hash: i64) -> Vec<i64> {
    let mut keys: Vec<i64> = (0..CANDIDATE_SHARED_MIN)
        .map(|turn| body_hash.rotate_left(SHORT_KEY_TURN * turn))
        .collect();
    keys.sort_unstable();
    keys
}

/// The shingles to index.
fn sample(mut all: Vec<u64>) -> Vec<i64> {
    all.sort_unstable();
    all.dedup();
    if all.len() > UNSAMPLED_MAX {
        all.retain(|hash| hash % SAMPLE_ONE_IN == 0);
        all.truncate(SHINGLES_MAX);
    }
    let mut kept: Vec<i64> = all.into_iter().map(u64::cast_signed).collect();
    kept.sort_unstable();
    kept
}

/// Hash of the words in order, whatever their marks; never 0, which means no words.
fn body_hash(words: &[Word]) -> i64 {
    let mut hasher = Xxh3Default::new();
    for word in words {
        hasher.update(&word.hash().to_le_bytes());
    }
    match hasher.digest().cast_signed() {
        0 => 1,
        hash => hash,
    }
}

/// What is left out of the body, by start, without overlaps.
fn cuts(article: &Article, credits: &[Credit]) -> Vec<Span> {
    let mut cuts: Vec<Span> = article.dateline.iter().map(|dateline| dateline.span).collect();
    for credit in credits {
        let Some(span) = credit.span else { continue };
        match credit.kind {
            CreditKind::Inline => {}
            CreditKind::Dateline | CreditKind::Signoff => cuts.push(span),
            CreditKind::Byline | CreditKind::Credit | CreditKind::Footer | CreditKind::Markup => {
                cuts.push(credit_line(&article.text, span));
            }
        }
    }
    cuts.retain(|cut| !cut.is_empty() && article.text.get(cut.start..cut.end).is_some());
    cuts.sort_unstable();
    cuts.dedup_by(|later, earlier| {
        let meet = later.start <= earlier.end;
        if meet {
            earlier.end = earlier.end.max(later.end);
        }
        meet
    });
    cuts
}

/// The line around `credit` when that is most of it (`With inputs from` PTI), else `credit` itself.
fn credit_line(text: &str, credit: Span) -> Span {
    let bytes = text.as_bytes();
    let (Some(before), Some(after)) = (bytes.get(..credit.start), bytes.get(credit.end..)) else {
        return credit;
    };
    let near = before.len().saturating_sub(CREDIT_LINE_BYTES_MAX);
    let head = before[near..]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map(|at| near + at + 1);
    let head = head.or((near == 0).then_some(0));
    let far = after.len().min(CREDIT_LINE_BYTES_MAX);
    let tail = after[..far]
        .iter()
        .position(|byte| *byte == b'\n')
        .map(|at| credit.end + at);
    let tail = tail.or((far == after.len()).then_some(bytes.len()));
    match (head, tail) {
        (Some(start), Some(end))
            if end - start <= CREDIT_LINE_BYTES_MAX && 2 * credit.len() >= end - start =>
        {
            Span::new(start, end)
        }
        _ => credit,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Dateline, Section, SectionKind, TextFrom};

    /// An article that is all body.
    pub(crate) fn article(title: &str, text: &str) -> Article {
        Article {
            title: title.to_owned(),
            byline: None,
            published_at: None,
            language: None,
            url: None,
            canonical_url: None,
            site_name: None,
            section: None,
            text: text.to_owned(),
            text_from: TextFrom::Archive,
            sections: vec![Section {
                kind: SectionKind::Body,
                span: Span::new(0, text.len()),
            }],
            dateline: None,
        }
    }

    fn credit(kind: CreditKind, text: &str, words: &str) -> Credit {
        let start = text.find(words).unwrap();
        Credit {
            agency: Some("ians".to_owned()),
            kind,
            text: words.to_owned(),
            span: Some(Span::new(start, start + words.len())),
            confidence: 0.9,
            rule: "test",
        }
    }

    #[test]
    fn dateline_and_signoff_are_not_compared_but_a_citation_is() {
        let bare = "The minister opened the bridge on the river, Xinhua news agency said.";
        let text = format!("Moscow, March 14 (NationPress) {bare}\n--IANS ms/vd");
        let mut whole = article("", &text);
        whole.dateline = Some(Dateline {
            span: Span::new(0, text.find("The").unwrap()),
            place: None,
            date: None,
            date_on: None,
            credit: None,
            country: None,
            is_weekday_right: None,
        });
        let credits = [
            credit(CreditKind::Inline, &text, "Xinhua news agency"),
            credit(CreditKind::Signoff, &text, "--IANS ms/vd"),
        ];
        assert_eq!(
            fingerprint(&whole, &credits),
            fingerprint(&article("", bare), &[])
        );
    }

    #[test]
    fn a_line_that_is_mostly_credit_goes_whole() {
        let text = "The bridge opened.\nWith inputs from Press Trust of India\nIt is long.";
        let credits = [credit(CreditKind::Credit, text, "Press Trust of India")];
        let bare = article("", "The bridge opened.\nIt is long.");
        assert_eq!(
            fingerprint(&article("", text), &credits).body_hash,
            fingerprint(&bare, &[]).body_hash
        );
    }

    #[test]
    fn boxes_are_not_compared() {
        let text = "Key takeaways\nThe bridge opened.";
        let mut boxed = article("", text);
        boxed.sections = vec![
            Section {
                kind: SectionKind::KeyTakeaways,
                span: Span::new(0, 13),
            },
            Section {
                kind: SectionKind::Body,
                span: Span::new(14, text.len()),
            },
        ];
        assert_eq!(fingerprint(&boxed, &[]).words, 2);
    }

    #[test]
    fn a_body_without_words_equals_nothing() {
        let print = fingerprint(&article("Title", " \n\n of the "), &[]);
        assert_eq!(print, Fingerprint::of_nothing());
        assert_eq!((print.body_hash, print.shingles.len()), (0, 0));
    }

    #[test]
    fn indexed_shingles_are_sorted_and_bounded() {
        let text: String = (0..60_000).map(|n| format!("w{n} ")).collect();
        let print = fingerprint(&article("", &text), &[]);
        assert_eq!(print.shingles.len(), SHINGLES_MAX);
        assert!(print.shingles.is_sorted());
    }

    #[test]
    fn a_part_of_a_text_shares_most_of_its_keys_with_the_whole() {
        let text: String = (0..600).map(|n| format!("w{} ", (n * 7919) % 1009)).collect();
        let whole = fingerprint(&article("", &text), &[]).shingles;
        let part = fingerprint(&article("", &text[..text.len() / 2]), &[]).shingles;
        assert!(part.iter().filter(|hash| whole.contains(hash)).count() * 10 >= part.len() * 9);
    }

    proptest! {
        #[test]
        fn any_text_with_any_spans_is_read(
            text in "\\PC{0,120}(\n\\PC{0,60}){0,3}",
            from in 0_usize..200, length in 0_usize..200,
        ) {
            let mut any = article("", &text);
            let span = Some(Span::new(from, from + length));
            let credits: Vec<Credit> = [CreditKind::Signoff, CreditKind::Footer, CreditKind::Credit]
                .map(|kind| Credit { agency: None, kind, text: String::new(), span, confidence: 1.0, rule: "" })
                .into();
            any.sections.push(Section { kind: SectionKind::Body, span: Span::new(from, from + length) });
            let print = fingerprint(&any, &credits);
            prop_assert_eq!(print.clone(), fingerprint(&any, &credits));
            prop_assert_eq!(print.folded.is_empty(), print.words == 0);
        }
    }
}
