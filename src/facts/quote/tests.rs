use super::super::token::Passage;
use super::*;
use crate::model::Span;

/// Source, cue and words of each statement of `text`.
fn read_all(text: &str) -> Vec<(String, String, String)> {
    let passage = Passage::new(text, Span::new(0, text.len()));
    let quoted = quoted(&passage);
    let mut cast = Cast::default();
    cast.add(&passage, &quoted);
    let agency = |name: &str| name.starts_with("Reuters").then(|| "reuters".to_owned());
    read(&passage, &quoted, &cast, &agency)
        .into_iter()
        .map(|statement| {
            let attribution = statement.attribution.unwrap();
            let source = attribution.source.map(|source| source.text).unwrap_or_default();
            let cue = attribution
                .cue
                .map(|cue| cue.of(text).to_owned())
                .unwrap_or_default();
            (source, cue, statement.span.of(text).to_owned())
        })
        .collect()
}

/// The statements of `text` as `source / cue / words`.
fn said(text: &str) -> Vec<String> {
    read_all(text)
        .into_iter()
        .map(|(source, cue, words)| format!("{source} / {cue} / {words}"))
        .collect()
}

#[test]
fn a_sentence_reports_as_often_as_it_has_cues() {
    assert_eq!(
        said("The mayor said the pier would close on Friday, adding that boats could use the old quay."),
        [
            "The mayor / said / the pier would close on Friday",
            "The mayor / adding / boats could use the old quay",
        ]
    );
    assert_eq!(
        said("The mayor said that rents were high and warned that they would rise."),
        [
            "The mayor / said / rents were high",
            "The mayor / warned / they would rise",
        ]
    );
    assert_eq!(
        said("“We close early,” Ada Holt said, adding that the pier needed repair."),
        [
            "Ada Holt / said / We close early,",
            "Ada Holt / adding / the pier needed repair",
        ]
    );
}

#[test]
fn a_source_may_stand_before_in_or_behind_its_clause() {
    assert_eq!(
        said("The pier, the mayor said, will open in May."),
        ["the mayor / said / The pier, the mayor said, will open in May"]
    );
    assert_eq!(
        said("The pier was unsafe, insisted visiting Zorvian engineer Ada Holt on Friday."),
        ["visiting Zorvian engineer Ada Holt / insisted / The pier was unsafe"]
    );
    assert_eq!(
        said("According to the harbour office, the pier was closed for a week."),
        ["the harbour office / According to / the pier was closed for a week"]
    );
}

#[test]
fn questions_requests_and_promises_are_statements() {
    assert_eq!(
        said("Reporters asked whether the pier was safe."),
        ["Reporters / asked / whether the pier was safe"]
    );
    assert_eq!(
        said("The guild urged the council to close the pier."),
        ["The guild / urged / the council to close the pier"]
    );
    assert_eq!(
        said("The council vowed on Friday to open the pier."),
        ["The council / vowed / to open the pier"]
    );
    assert_eq!(
        said("Ada Holt called for a vote on the pier."),
        ["Ada Holt / called for / a vote on the pier"]
    );
    assert_eq!(
        said("Ada Holt accused the council of hiding the report."),
        ["Ada Holt / accused / the council of hiding the report"]
    );
}

#[test]
fn views_and_nouns_of_speech_are_statements() {
    assert_eq!(
        said("The guild described the pier as a danger to boats."),
        ["The guild / described / the pier as a danger to boats"]
    );
    assert_eq!(
        said("The old pier is deemed unsafe by the guild."),
        ["the guild / deemed / The old pier is deemed unsafe"]
    );
    assert_eq!(
        said("The guild called the old pier “a danger” on Friday."),
        ["The guild / called / the old pier “a danger”"]
    );
    assert_eq!(
        said("The mayor made clear that the pier would stay."),
        ["The mayor / made / the pier would stay"]
    );
    assert_eq!(
        said("The council met over the mayor's claim that the pier was sound."),
        ["the mayor / claim / the pier was sound"]
    );
}

#[test]
fn an_agency_carries_what_another_said() {
    let found = said("Rents will rise in May, the mayor told Reuters.");
    assert_eq!(found, ["the mayor / told / Rents will rise in May"]);
}

#[test]
fn narrative_reports_nothing() {
    for text in [
        "The pier closed in May as predicted.",
        "Storms in the southern states that border the sea closed the pier.",
        "It was the only show that filled the hall.",
        "If they failed, the council could deny them the permit.",
        "The storm claimed seven lives on the coast.",
        "A plan announced last week would close the pier.",
        "The mayor spoke on the pier, in an interview with the guild.",
        "Boats sailed past the pier, beating rival Carrow in the home state.",
        "The council met, as he said, at noon on the pier.",
        "I think the pier looks better in the rain.",
    ] {
        assert_eq!(said(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn names_in_marks_are_no_statements() {
    for text in [
        "She sang in “Songs of the Quiet Harbour” last year.",
        "The boat was sold to Paul “Skip” Varga in May.",
        "He spoke on the broadcast “Morning in the Harbour” and left.",
    ] {
        assert_eq!(said(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(
        said("“Not Again,” said Ada Holt."),
        ["Ada Holt / said / Not Again,"]
    );
    assert_eq!(said("Ada Holt said, “Never.”"), ["Ada Holt / said / Never."]);
}
