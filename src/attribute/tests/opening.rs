//! Datelines, marked and unmarked, and whom their credits mean.

use super::*;

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
