//! What the end of an article says, and what only looks like it.

use super::*;

#[test]
fn signoffs_and_credit_lines_at_the_end_are_read() {
    for (line, agency) in [
        ("--IANS ms/vd", "ians"),
        ("IANS vd/", "ians"),
        ("The council meets again on Monday.--IANS", "ians"),
        ("-PTI", "pti"),
        ("The council meets again on Monday. (NAN)", "nan"),
        ("The council meets again on Monday. PTI ABC RHL RHL", "pti"),
        ("The council meets again on Monday. (ANI)", "ani"),
        ("“We shall meet again,” the mayor said. – BERNAMA", "bernama"),
        ("PTI ABC RHL RHL", "pti"),
        ("--Field Level Media", "fieldlevel"),
        ("aja/PAP", "pap"),
        ("(Agencies)", "agencies"),
        ("Quelle: dpa-AFX", "afx"),
        ("Source: Xinhua", "xinhua"),
        ("Źródło:PAP", "pap"),
        ("Reuters", "reuters"),
        ("Dépêche AFP", "afp"),
        ("/ritzau/", "ritzau"),
    ] {
        let found = told(&last_line(line));
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert!(
            matches!(found[0].0, CreditKind::Signoff | CreditKind::Credit),
            "{line}: {found:?}"
        );
        assert_eq!(found[0].1, agency, "{line}");
    }
    let both: Vec<String> = told(&last_line("jm/dm (AFP, dpa)"))
        .into_iter()
        .map(|(_, agency)| agency)
        .collect();
    assert_eq!(both, ["afp", "dpa"]);
    let three: Vec<String> = told(&last_line("Reuters - Ap - Afp"))
        .into_iter()
        .map(|(_, agency)| agency)
        .collect();
    assert_eq!(three, ["reuters", "ap", "afp"]);
}

#[test]
fn footers_are_read_and_contributions_count_less() {
    for (line, agency, is_whole) in [
        (
            "© 2019 Associated Press. All rights reserved. This material may not be published.",
            "ap",
            true,
        ),
        (
            "Copyright 2017 The Associated Press. All rights reserved.",
            "ap",
            true,
        ),
        ("© Reuters", "reuters", true),
        (
            "This report by The Canadian Press was first published March 14, 2025.",
            "cp",
            true,
        ),
        (
            "This article was originally published by ProPublica, a newsroom.",
            "propublica",
            true,
        ),
        ("Distributed by Tribune Content Agency, LLC.", "tns", true),
        (
            "Our Standards: The Thomson Reuters Trust Principles.",
            "reuters",
            true,
        ),
        (
            "Disclaimer: This post has been auto-published from an agency feed without any modifications.",
            "agencies",
            true,
        ),
        (
            "(This story has not been edited by our staff and is auto-generated from a syndicated feed.)",
            "agencies",
            true,
        ),
        (
            "This story has been sourced from a third party syndicated feed, agencies.",
            "agencies",
            true,
        ),
        (
            "(This story has been published from PTI feed without modifications.)",
            "pti",
            true,
        ),
        ("(Reporting by Jane Roe; Editing by John Doe)", "reuters", true),
        (
            "(This story is published from a syndicated feed - PTI)",
            "pti",
            true,
        ),
        ("The Associated Press contributed to this report.", "ap", false),
        (
            "Associated Press writer Jane Roe in Paris contributed to this report.",
            "ap",
            false,
        ),
        ("Additional reporting from agencies", "agencies", false),
        ("With inputs from agencies", "agencies", false),
        ("(With PTI inputs)", "pti", false),
        ("(With inputs from ANI)", "ani", false),
        ("(mit Material der dpa)", "dpa", false),
        ("(Con información de EFE)", "efe", false),
        ("Avec AFP", "afp", false),
    ] {
        let found = read(&last_line(line));
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert_eq!(
            (found[0].kind, found[0].agency.as_deref()),
            (CreditKind::Footer, Some(agency)),
            "{line}"
        );
        assert_eq!(found[0].confidence >= 0.5, is_whole, "{line}");
    }
}

#[test]
fn a_footer_behind_the_last_sentence_is_read() {
    let line =
        "The council will meet again on Monday. (Reporting by Jane Roe and Max Muster; Editing by John Doe)";
    let article = last_line(line);
    let found = read(&article);
    assert_eq!(found[0].agency.as_deref(), Some("reuters"));
    assert!(
        found[0].text.starts_with("(Reporting by Jane Roe"),
        "{:?}",
        found[0].text
    );
}

#[test]
fn last_lines_that_are_no_credits_stay_out() {
    for line in [
        "Fox News’ Jane Roe contributed to this report.",
        "Jane Roe contributed to this report.",
        "Distributed by APO Group on behalf of the Ministry of Health.",
        "Discover Thomson Reuters",
        "This site does not append comment threads to stories from wire services such as the Associated Press.",
        "Supporters wave flags near the square (Amelia Stone/Reuters)",
        "Assange leaves the court (AFP)",
        "Foto: Karl Muster/dpa",
        "File photo: PTI",
        "AAP, BJP",
        "From Yonhap:",
        "He joined the party (AAP).",
    ] {
        assert!(
            read(&last_line(line)).is_empty(),
            "{line}: {:?}",
            read(&last_line(line))
        );
    }
}

#[test]
fn a_bare_name_that_may_be_a_pictures_is_weak_evidence() {
    for lines in [["Reuters", OPENING, MIDDLE], [OPENING, "Reuters", MIDDLE]] {
        let found = read(&article_of(&lines.map(|line| (SectionKind::Body, line))));
        assert_eq!(found[0].agency.as_deref(), Some("reuters"));
        assert!(found[0].confidence < 0.5, "{found:?}");
    }
}

#[test]
fn a_signoff_before_a_disclaimer_is_still_the_end() {
    let article = article_of(&[
        (SectionKind::Body, OPENING),
        (SectionKind::Body, "The council meets again on Monday. (ANI)"),
        (
            SectionKind::Body,
            "(Except for the headline, this story has not been edited by our staff and is published from a \
             syndicated feed without any modification whatsoever.)",
        ),
    ]);
    let told = told(&article);
    assert_eq!(
        told,
        [
            (CreditKind::Signoff, "ani".to_owned()),
            (CreditKind::Footer, "agencies".to_owned())
        ]
    );
}

#[test]
fn captions_are_never_read() {
    for caption in [
        "Credit: Xinhua",
        "Representational image | ANI",
        "Reuters",
        "A boat, according to Reuters. (AFP)",
    ] {
        let article = article_of(&[
            (SectionKind::Body, OPENING),
            (SectionKind::Caption, caption),
            (SectionKind::Body, MIDDLE),
            (SectionKind::Caption, caption),
        ]);
        assert!(read(&article).is_empty(), "{caption}");
    }
}
