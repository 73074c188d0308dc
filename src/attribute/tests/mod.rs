//! Whole articles through [`super::credits`].

mod closing;
mod inline;
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
fn a_dateline_names_every_agency_in_its_bracket() {
    let line = "KYIV, March 14 (AP, Reuters) - The port reopened on Friday after repairs that took most of the winter.";
    let article = with_dateline(
        &[(SectionKind::Body, line), (SectionKind::Body, MIDDLE)],
        "AP, Reuters",
    );
    let found = read(&article);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].span.unwrap().of(&article.text), "AP");
    assert_eq!(found[1].span.unwrap().of(&article.text), "Reuters");
    assert!(
        found
            .iter()
            .all(|credit| credit.kind == CreditKind::Dateline && credit.confidence == 0.95)
    );
}

#[test]
fn a_desk_in_the_bracket_is_no_second_agency() {
    let article = with_dateline(
        &[(
            SectionKind::Body,
            "Hamburg (dpa/lno) – Die Brücke ist wieder offen.",
        )],
        "dpa/lno",
    );
    assert_eq!(told(&article), [(CreditKind::Dateline, "dpa".to_owned())]);
}

/// The agencies of the dateline that `line` opens with, read from its text.
fn dateline_agencies(line: &str, url: &str, language: Option<&str>) -> Vec<String> {
    let mut input = ReadInput::new("1");
    input.url = Some(url.to_owned());
    input.language = language.map(str::to_owned);
    input.page = Some(crate::model::PageSource::Text(format!("{line}\n{MIDDLE}")));
    let normalised = crate::normalise::article(&input);
    credits(
        &normalised.article,
        &normalised.metadata,
        &input,
        Agencies::shipped(),
    )
    .into_iter()
    .filter(|credit| credit.kind == CreditKind::Dateline)
    .map(|credit| credit.agency.unwrap_or_else(|| "-".to_owned()))
    .collect()
}

#[test]
fn an_agency_and_its_partner_are_both_read_the_first_first() {
    for (line, agencies) in [
        (
            "KABUL (AP/Reuters) — Aid crossed the border.",
            vec!["ap", "reuters"],
        ),
        (
            "Genf (AFP, dpa) - Die Gespräche gehen weiter.",
            vec!["afp", "dpa"],
        ),
        (
            "Harare, Sept 2 (Xinhua/IANS) The river rose.",
            vec!["xinhua", "ians"],
        ),
        ("Kiel (dpa/lno) - Die Fähre fährt wieder.", vec!["dpa"]),
    ] {
        assert_eq!(
            dateline_agencies(line, "https://post.example/1", None),
            agencies,
            "{line}"
        );
    }
}

#[test]
fn a_shared_name_is_that_of_the_country_it_was_filed_or_published_in() {
    for (line, url, agency) in [
        (
            "TAIPEI, March 2 (CNA) The ministry spoke.",
            "https://post.example/1",
            "cna_tw",
        ),
        (
            "SINGAPORE (CNA) - The ministry spoke.",
            "https://post.example/1",
            "cna_sg",
        ),
        (
            "Vatican City (CNA) — The bishops spoke.",
            "https://post.example/1",
            "cna_va",
        ),
        (
            "NICOSIA (CNA) - The ministry spoke.",
            "https://post.example/1",
            "cyprus_na",
        ),
        (
            "(CNA) - The ministry spoke.",
            "https://post.example.sg/1",
            "cna_sg",
        ),
        (
            "DAKAR (APS) - The ministry spoke.",
            "https://post.example/1",
            "aps_sn",
        ),
        (
            "ALGIERS (APS) - The ministry spoke.",
            "https://post.example/1",
            "aps_dz",
        ),
        (
            "ANKARA (AA) - The ministry spoke.",
            "https://post.example/1",
            "anadolu",
        ),
    ] {
        assert_eq!(dateline_agencies(line, url, Some("en")), [agency], "{line}");
    }
    assert_eq!(
        dateline_agencies("LONDON (AA) - The club spoke.", "https://post.example/1", None),
        ["-"]
    );
}

#[test]
fn an_agencys_own_report_does_not_cite_itself() {
    let mut found = read(&middle_line(
        "The mayor told AFP that a doctor had told Reuters so.",
    ));
    let own = Outlet {
        key: "afp".into(),
        agency_id: Some("afp".into()),
        is_aggregator: false,
    };
    assert_eq!(found.len(), 2);
    drop_self_citations(&mut found, &own);
    assert_eq!(found[0].agency.as_deref(), Some("reuters"));
    assert_eq!(found.len(), 1);
}

#[test]
fn a_disclaimer_is_a_footer_of_whom_it_names_else_of_unnamed_agencies() {
    for (line, agency) in [
        (
            "This story has been published from a wire agency feed without modifications.",
            "agencies",
        ),
        (
            "Disclaimer: This story is auto-generated from the ANI news feed.",
            "ani",
        ),
    ] {
        let found = read(&last_line(line));
        assert_eq!(
            (found[0].kind, found[0].agency.as_deref()),
            (CreditKind::Footer, Some(agency)),
            "{line}"
        );
    }
}

#[test]
fn an_unlisted_name_in_the_dateline_is_kept_without_an_agency() {
    let line = "Moscow, March 14 (NationPress) The talks ended on Friday.";
    let article = with_dateline(&[(SectionKind::Body, line)], "NationPress");
    let found = read(&article);
    assert_eq!(
        (found[0].agency.as_deref(), found[0].rule),
        (None, "dateline_unlisted")
    );
    assert!(found[0].confidence < 0.5);
}

#[test]
fn an_opening_that_was_not_marked_is_read_when_its_shape_leaves_no_doubt() {
    for (line, agency) in [
        ("北京3月14日电（新华社）会议在北京举行。", "xinhua"),
        ("新华社北京3月14日电 会议在北京举行。", "xinhua"),
        ("МОСКВА, 14 мар - РИА Новости. Совещание прошло в пятницу.", "ria"),
        (
            "Mumbai, March 14 (IANS) Benchmark indices opened lower on Friday.",
            "ians",
        ),
        ("SANAA, March 14. /TASS/. The port reopened on Friday.", "tass"),
        (
            "NEW YORK, March 14, 2025 /PRNewswire/ -- Acme today announced a thing.",
            "prnewswire",
        ),
        (
            "SAN FRANCISCO--(BUSINESS WIRE)--Acme today announced a thing.",
            "businesswire",
        ),
        (
            "(ANSA) - ROMA, 14 MAR - Il ponte riapre venerdì dopo i lavori.",
            "ansa",
        ),
        (
            "Paris (AFP) - Le pont a rouvert vendredi après les travaux.",
            "afp",
        ),
        (
            "Mumbai (Maharashtra) [India], Jan 13 (ANI): Indices hit fresh highs on Monday.",
            "ani",
        ),
    ] {
        assert_eq!(
            told(&article_of(&[(SectionKind::Body, line)])),
            [(CreditKind::Dateline, agency.to_owned())],
            "{line}"
        );
    }
}

#[test]
fn a_party_in_brackets_is_no_dateline() {
    for line in [
        "Imran Khan's party (PTI) - the largest in the house - walked out on Friday.",
        "The Aam party (AAP): what comes next after the vote of Friday in the capital",
    ] {
        assert!(
            read(&article_of(&[(SectionKind::Body, line)])).is_empty(),
            "{line}"
        );
    }
}

#[test]
fn datelines_of_other_stories_do_not_count() {
    let teaser = "Bremen (dpa) – Der Hafen bleibt am Montag geschlossen.";
    let related = article_of(&[
        (SectionKind::Body, OPENING),
        (SectionKind::Body, MIDDLE),
        (SectionKind::Related, teaser),
    ]);
    assert!(read(&related).is_empty());
    let between = article_of(&[
        (SectionKind::Body, OPENING),
        (SectionKind::Body, teaser),
        (SectionKind::Body, MIDDLE),
    ]);
    assert!(read(&between).is_empty());
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
