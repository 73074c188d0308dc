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
fn single_marks_are_read_as_double_ones() {
    assert_eq!(
        said(
            "'The quay is the town's life,' the harbour master Ada Holt told the paper, 'and ours.'\n'It went badly.'"
        ),
        [
            "the harbour master Ada Holt / told / The quay is the town's life,",
            "the harbour master Ada Holt / told / and ours.",
            "the harbour master Ada Holt / told / It went badly.",
        ]
    );
    assert_eq!(
        said("\"We close early,\" Ada Holt said.\n'A very long fight.'\nRain fell."),
        ["Ada Holt / said / We close early,"]
    );
    assert_eq!(
        said("Engineers said the pier was 'nearly gone' by May."),
        ["Engineers / said / the pier was 'nearly gone' by May"]
    );
}

#[test]
fn a_speaker_keeps_each_sentence_that_opens_again() {
    assert_eq!(
        said(
            "Mr Holt said: \"We came round the quay. \"The boat was gone.\n\"We called for help all night.\" Rain fell."
        ),
        [
            "Mr Holt / said / We came round the quay.",
            "Mr Holt / said / The boat was gone.",
            "Mr Holt / said / We called for help all night.",
        ]
    );
    assert_eq!(
        said("\"We came round the quay. \"The boat was gone,\" said Ada Holt."),
        [
            "Ada Holt / said / We came round the quay.",
            "Ada Holt / said / The boat was gone,",
        ]
    );
}

#[test]
fn a_few_quoted_words_make_their_clause_a_statement() {
    for (text, wanted) in [
        (
            "The quay is now “quite safe,” according to Dr. Ada Holt, the engineer.",
            "Dr. Ada Holt / according to / The quay is now “quite safe,”",
        ),
        (
            "The plan was “deeply wrong” and “foolish,” Ada Holt said.",
            "Ada Holt / said / The plan was “deeply wrong” and “foolish,”",
        ),
        (
            "Ada Holt, who said crews needed to “step up” their work, left the guild.",
            "Ada Holt / said / crews needed to “step up” their work",
        ),
        (
            "The guild called it a sham, saying the council dug up old papers to “justify the sale.”",
            "The guild / saying / the council dug up old papers to “justify the sale.”",
        ),
    ] {
        assert_eq!(said(text), [wanted], "{text}");
    }
}

#[test]
fn sources_end_before_adverbs_and_verbs_and_are_no_places() {
    for (text, wanted) in [
        (
            "The Harbour Office flatly rejected the claim, saying it was “sheer fiction.”",
            "The Harbour Office / saying / it was “sheer fiction.”",
        ),
        (
            "In New Carrow, he left the guild, saying the pier was unsafe.",
            "he / saying / the pier was unsafe",
        ),
        (
            "Ada Holt, 34, of New Carrow, said the pier was unsafe.",
            "Ada Holt / said / the pier was unsafe",
        ),
    ] {
        assert_eq!(said(text), [wanted], "{text}");
    }
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
        "It broke the so-called ‘quiet rule’ with the guild.",
    ] {
        assert_eq!(said(text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(
        said("“Not Again,” said Ada Holt."),
        ["Ada Holt / said / Not Again,"]
    );
    assert_eq!(said("Ada Holt said, “Never.”"), ["Ada Holt / said / Never."]);
}

#[test]
fn an_interview_may_stand_between_the_cue_and_its_clause() {
    assert_eq!(
        said(
            "Kolt told the Valley Post daily in an interview published on Saturday that the pier sends a bad message."
        ),
        ["Kolt / told / the pier sends a bad message"]
    );
}

#[test]
fn that_may_be_the_subject_of_what_is_said() {
    assert_eq!(
        said("The mayor said that will allow officials to open the gates."),
        ["The mayor / said / that will allow officials to open the gates"]
    );
}
