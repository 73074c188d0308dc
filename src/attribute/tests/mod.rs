//! Whole articles through [`super::credits`].

mod closing;
mod inline;
mod opening;
mod table;

use proptest::prelude::*;

use super::*;
use crate::model::{CreditKind, Dateline, Section, SectionKind, Span, TextFrom};

const OPENING: &str = "The road through the pass will reopen before the end of the month, officials said on Friday, \
                       once the last of the debris has been cleared away.";
const MIDDLE: &str = "Residents had waited for most of the winter and many had moved in with relatives in the next \
                      valley, where the council met twice to hear them.";

/// An article of the given lines, each a section of its own.
fn article_of(lines: &[(SectionKind, &str)]) -> Article {
    let mut text = String::new();
    let mut sections = Vec::new();
    for (kind, line) in lines {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        text.push_str(line);
        sections.push(Section {
            kind: *kind,
            span: Span::new(start, text.len()),
        });
    }
    Article {
        title: "Road through the pass to reopen".into(),
        byline: None,
        published_at: None,
        language: Some("en".into()),
        url: Some("https://valley-post.example/1".into()),
        canonical_url: None,
        site_name: None,
        section: None,
        text,
        text_from: TextFrom::Archive,
        sections,
        dateline: None,
    }
}

/// `article_of` with the words `credit` marked as the dateline's.
fn with_dateline(lines: &[(SectionKind, &str)], credit: &str) -> Article {
    let mut article = article_of(lines);
    let start = article.text.find(credit).unwrap();
    let span = Span::new(start, start + credit.len());
    article.dateline = Some(Dateline {
        span: Span::new(0, span.end + 1),
        place: None,
        date: None,
        date_on: None,
        credit: Some(span),
        country: None,
        is_weekday_right: None,
    });
    article
}

fn read(article: &Article) -> Vec<Credit> {
    credits(
        article,
        &PageMetadata::default(),
        &ReadInput::new("1"),
        Agencies::shipped(),
    )
}

/// Kind and agency of every credit; `-` for a name that is not listed.
fn told(article: &Article) -> Vec<(CreditKind, String)> {
    read(article)
        .into_iter()
        .map(|credit| (credit.kind, credit.agency.unwrap_or_else(|| "-".into())))
        .collect()
}

fn last_line(line: &str) -> Article {
    article_of(&[
        (SectionKind::Body, OPENING),
        (SectionKind::Body, MIDDLE),
        (SectionKind::Body, line),
    ])
}

fn middle_line(line: &str) -> Article {
    article_of(&[
        (SectionKind::Body, OPENING),
        (SectionKind::Body, line),
        (SectionKind::Body, MIDDLE),
    ])
}

#[test]
fn a_line_with_a_time_of_update_is_a_credit() {
    for (line, agency) in [
        ("Xinhua | Updated: 2017-09-15 17:52", "xinhua"),
        ("Road to reopen Updated: 2016-07-15 06:50 (Xinhua)", "xinhua"),
        (
            "Road to reopen Updated: 2016-07-15 13:14 By Agencies(China Daily)",
            "agencies",
        ),
        ("ANI | Updated: Mar 14, 2025 10:31 IST", "ani"),
    ] {
        let in_text = article_of(&[(SectionKind::Body, line), (SectionKind::Body, OPENING)]);
        assert_eq!(
            told(&in_text),
            [(CreditKind::Credit, agency.to_owned())],
            "{line}"
        );
        let mut in_field = article_of(&[(SectionKind::Body, OPENING)]);
        in_field.byline = Some(line.to_owned());
        assert_eq!(
            told(&in_field),
            [(CreditKind::Credit, agency.to_owned())],
            "{line}"
        );
    }
}

#[test]
fn a_byline_in_the_text_is_a_byline() {
    let article = article_of(&[
        (SectionKind::Body, "By Jane Roe, Associated Press"),
        (SectionKind::Body, OPENING),
    ]);
    let found = read(&article);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, CreditKind::Byline);
    assert_eq!(found[0].span.unwrap().of(&article.text), "Associated Press");
}

#[test]
fn author_fields_source_tags_and_foreign_canonical_links_are_markup() {
    let article = article_of(&[(SectionKind::Body, OPENING)]);
    let metadata = PageMetadata {
        authors: vec![
            ("Jane Roe".into(), "json_ld"),
            ("Reuters".into(), "json_ld"),
            ("AP".into(), "html"),
        ],
        canonical_url: Some(("https://www.tass.com/world/1".into(), "html")),
        original_source: Some(("https://www.afp.com/1".into(), "meta")),
        ..PageMetadata::default()
    };
    let mut input = ReadInput::new("1");
    input.authors = vec!["desk@post.example (PTI)".into()];
    input.source_name = Some("Xinhua".into());
    input.source_url = Some("https://english.news.cn/".into());
    let found = credits(&article, &metadata, &input, Agencies::shipped());
    let told: Vec<(CreditKind, &str)> = found
        .iter()
        .map(|credit| (credit.kind, credit.agency.as_deref().unwrap()))
        .collect();
    assert_eq!(told[0], (CreditKind::Byline, "ap"));
    for agency in ["reuters", "pti", "afp", "xinhua", "tass"] {
        assert!(told.contains(&(CreditKind::Markup, agency)), "{agency}: {told:?}");
    }
    assert_eq!(told.len(), 6);
}

#[test]
fn a_relabelled_report_cites_but_has_no_origin() {
    let article = with_dateline(
        &[
            (
                SectionKind::Synopsis,
                "The treaty cannot be undone, said the president.",
            ),
            (
                SectionKind::Body,
                "Minsk, March 3 (DailyWire24) The treaty between the two states cannot be undone, the president said.",
            ),
            (
                SectionKind::Body,
                "“We go on as we began,” he said, according to Xinhua news agency.",
            ),
            (SectionKind::Body, MIDDLE),
        ],
        "DailyWire24",
    );
    let found = read(&article);
    let told: Vec<_> = found
        .iter()
        .map(|credit| (credit.kind, credit.agency.as_deref()))
        .collect();
    assert_eq!(
        told,
        [(CreditKind::Dateline, None), (CreditKind::Inline, Some("xinhua"))]
    );
    let outlet = OutletRules::default().outlet_of(None, Some("DailyWire24"), None, Agencies::shipped());
    let hint = relabelled_hint(&found, &outlet, Agencies::shipped());
    assert_eq!(hint.note(), Some("relabelled_possible"));
    assert_eq!(hint.likely_source.unwrap().0, "xinhua");
}

#[test]
fn every_span_points_at_the_words_of_its_credit() {
    let article = last_line("“Noch heute”, sagte er laut Reuters – mehr weiß niemand.\nÜber – --IANS ms/vd");
    for credit in read(&article) {
        assert_eq!(credit.span.unwrap().of(&article.text), credit.text);
    }
}

#[test]
fn hostile_texts_end_soon() {
    let long = "told Reuters (AP) © AFP -- PTI ".repeat(60_000);
    let brackets = "(".repeat(500_000);
    let datelines = "(AFP) - ".repeat(200_000);
    let digits = "1234567890 ".repeat(150_000);
    let dashes = "- ".repeat(800_000);
    let lines = "LONDON, March 14 (AFP) - told Reuters on Friday\n".repeat(20_000);
    for text in [
        long.as_str(),
        brackets.as_str(),
        datelines.as_str(),
        digits.as_str(),
        dashes.as_str(),
        lines.as_str(),
        "",
        "\n\n",
        "AP\nAP\nAP",
    ] {
        let article = article_of(&[(SectionKind::Body, text)]);
        for credit in read(&article) {
            assert_eq!(credit.span.unwrap().of(&article.text), credit.text);
        }
    }
}

proptest! {
    #[test]
    fn any_page_gives_credits_and_a_dateline_on_its_own_words(
        paragraphs in prop::collection::vec(
            "(\\PC|LONDON|Berlin|, |March 14|14|Freitag|\\(|\\)|Reuters|AA|dpa/lno| - |—|/|\\.|【|電|新华社|لرويترز|told |\n){0,24}",
            0..6,
        ),
    ) {
        let mut input = ReadInput::new("1");
        input.page = Some(crate::model::PageSource::Text(paragraphs.join("\n\n")));
        input.published.at = crate::model::parse_instant("2025-03-14T12:00:00Z");
        let article = crate::normalise::article(&input).article;
        let text = &article.text;
        if let Some(dateline) = &article.dateline {
            for span in [Some(dateline.span), dateline.place, dateline.date, dateline.credit].into_iter().flatten() {
                prop_assert!(text.get(span.start..span.end).is_some() && dateline.span.contains(span));
            }
        }
        for credit in read(&article) {
            if let Some(span) = credit.span {
                prop_assert_eq!(text.get(span.start..span.end), Some(credit.text.as_str()));
            }
        }
    }

    #[test]
    fn any_text_gives_spans_on_its_own_words(
        lines in prop::collection::vec("(\\PC|Reuters|AP|told |\\(|\\)|--| ©|By |新华社|Reporting by |Editing by |; |\\. ){0,30}", 0..8),
        byline in prop::option::of("(\\PC|Reuters|, | AP|Updated: |\\| ){0,12}"),
    ) {
        let sections: Vec<(SectionKind, &str)> = lines.iter().map(|line| (SectionKind::Body, line.as_str())).collect();
        let mut article = article_of(&sections);
        article.byline = byline;
        for credit in read(&article) {
            prop_assert!((0.0..=1.0).contains(&credit.confidence));
            if let Some(span) = credit.span {
                prop_assert_eq!(span.of(&article.text), credit.text.as_str());
                prop_assert!(!credit.text.is_empty());
            }
        }
    }
}
