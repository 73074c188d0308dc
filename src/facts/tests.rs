use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::model::{Approximation, Dateline, FigureKind, QuoteForm, Section, TextFrom};
use crate::text::CharIndex;

const REPORT: &str = "Synopsis\nOn May 6, Harvanian President Anton Belrus said the canal must be kept open. \
    Approval was 71.25 percent.\nOSTRAVIA, May 6 (NewsDesk) - Harvanian President Anton Belrus on Tuesday urged \
    calm.\nWhile visiting the port, Belrus met Zorvian Prime Minister Mira Kolt.\n“We shall keep the canal open, \
    day by day, as we do now,” he stated, according to Xinhua news agency.\nThe Harvanian leader said that 86 \
    percent of shippers had returned. “It is over,” said Kolt. “We won.”\nLena Ort, the port's director, said the \
    plant would make up to 20,000 engines annually.\nIn April, approval was 71.25 percent.";

fn article(text: &str, sections: &[(SectionKind, &str)]) -> Article {
    let mut at = 0;
    let sections = sections
        .iter()
        .map(|(kind, opens_next)| {
            let end = if opens_next.is_empty() {
                text.len()
            } else {
                text.find(opens_next).unwrap()
            };
            let span = Span::new(at, end);
            at = end;
            Section { kind: *kind, span }
        })
        .collect();
    Article {
        title: String::new(),
        byline: None,
        published_at: None,
        language: Some("en".into()),
        url: None,
        canonical_url: None,
        site_name: None,
        section: None,
        text: text.to_owned(),
        text_from: TextFrom::Archive,
        sections,
        dateline: None,
    }
}

fn report() -> Article {
    let mut article = article(
        REPORT,
        &[(SectionKind::Synopsis, "OSTRAVIA"), (SectionKind::Body, "")],
    );
    let start = REPORT.find("OSTRAVIA").unwrap();
    let span = Span::new(start, REPORT.find("Harvanian President Anton Belrus on").unwrap());
    article.dateline = Some(Dateline {
        span,
        place: None,
        date: None,
        date_on: NaiveDate::from_ymd_opt(2025, 5, 6),
        credit: None,
        country: None,
        is_weekday_right: None,
    });
    article
}

fn agency(name: &str) -> Option<String> {
    name.starts_with("Xinhua").then(|| "xinhua".to_owned())
}

fn read(article: &Article) -> Vec<Fact> {
    extract(article, None, &agency)
}

fn figure_of(fact: &Fact) -> Option<&crate::model::Figure> {
    match &fact.detail {
        FactDetail::Figure(figure) => Some(figure),
        _ => None,
    }
}

fn speaker_of(fact: &Fact) -> Option<(&str, Option<&str>)> {
    let source = fact.attribution.as_ref()?.source.as_ref()?;
    Some((source.text.as_str(), source.name.as_deref()))
}

fn quote<'f>(facts: &'f [Fact], text: &str, opens: &str) -> &'f Fact {
    let found = facts
        .iter()
        .find(|f| f.kind == FactKind::Quote && f.span.of(text).starts_with(opens));
    found.unwrap_or_else(|| panic!("no quote opens with {opens}"))
}

#[test]
fn a_pronoun_speaks_for_its_person_and_the_agency_is_the_channel() {
    let facts = read(&report());
    let said = quote(&facts, REPORT, "We shall keep");
    assert_eq!(
        said.span.of(REPORT),
        "We shall keep the canal open, day by day, as we do now,"
    );
    assert_eq!(speaker_of(said), Some(("he", Some("Anton Belrus"))));
    let attribution = said.attribution.as_ref().unwrap();
    assert_eq!(attribution.via_agency.as_deref(), Some("xinhua"));
    assert_eq!(attribution.cue.map(|cue| cue.of(REPORT)), Some("stated"));
}

#[test]
fn interrupted_quotations_share_their_speaker() {
    let facts = read(&report());
    assert_eq!(
        speaker_of(quote(&facts, REPORT, "It is over")),
        Some(("Kolt", Some("Mira Kolt")))
    );
    assert_eq!(
        speaker_of(quote(&facts, REPORT, "We won")),
        Some(("Kolt", Some("Mira Kolt")))
    );
}

#[test]
fn figures_in_a_reported_clause_carry_its_source() {
    let facts = read(&report());
    let share = facts.iter().find(|f| f.span.of(REPORT) == "86 percent").unwrap();
    assert_eq!(
        speaker_of(share),
        Some(("The Harvanian leader", Some("Anton Belrus")))
    );
    assert_eq!(figure_of(share).unwrap().of_what.as_deref(), Some("of shippers"));
    let engines = facts.iter().find(|f| f.span.of(REPORT) == "20,000").unwrap();
    assert_eq!(speaker_of(engines), Some(("Lena Ort", Some("Lena Ort"))));
    let figure = figure_of(engines).unwrap();
    assert_eq!(
        (figure.kind, figure.approximation),
        (FigureKind::Count, Approximation::AtMost)
    );
    assert_eq!(
        (figure.rate.as_deref(), figure.unit.as_deref()),
        (Some("year"), Some("engine"))
    );
}

#[test]
fn the_dateline_gives_its_date_and_anchors_the_others() {
    let facts = read(&report());
    let values: Vec<_> = facts
        .iter()
        .filter_map(|f| match &f.detail {
            FactDetail::Date(date) => Some((f.span.of(REPORT), date.value.as_deref().unwrap_or(""))),
            _ => None,
        })
        .collect();
    assert_eq!(values[0], ("May 6", "2025-05-06"));
    assert!(
        values.contains(&("Tuesday", "2025-05-06")) && values.contains(&("April", "2025-04")),
        "{values:?}"
    );
    let in_dateline = facts
        .iter()
        .filter(|f| f.kind == FactKind::Quote && f.span.of(REPORT).contains("NewsDesk"));
    assert_eq!(in_dateline.count(), 0);
}

#[test]
fn the_same_statement_in_synopsis_and_body_has_one_key() {
    let text = "“We shall never leave this valley,” said Anton Belrus. Some 4,500 people came.\n\n“We shall never \
        leave this valley”, Mr. Anton Belrus told Reuters. About 4,500 people came.";
    let facts = read(&article(
        text,
        &[(SectionKind::Synopsis, "\n\n"), (SectionKind::Body, "")],
    ));
    let keys: Vec<i64> = facts
        .iter()
        .filter(|f| f.kind == FactKind::Quote)
        .map(|f| f.key)
        .collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    let keys: Vec<i64> = facts
        .iter()
        .filter(|f| f.kind == FactKind::Figure)
        .map(|f| f.key)
        .collect();
    assert_eq!(keys[0], keys[1]);
}

#[test]
fn quoted_parts_make_a_reported_clause_mixed() {
    let text = "Anton Belrus said that the plan was “deeply flawed” and late.";
    let facts = read(&article(text, &[(SectionKind::Body, "")]));
    let clause = quote(&facts, text, "the plan");
    assert_eq!(
        clause.detail,
        FactDetail::Quote(Quote {
            form: QuoteForm::Mixed
        })
    );
    assert_eq!(clause.span.of(text), "the plan was “deeply flawed” and late");
}

/// Mention and name of the source of each quotation of `text`, in order.
fn sources(text: &str) -> Vec<(String, Option<String>)> {
    read(&article(text, &[(SectionKind::Body, "")]))
        .iter()
        .filter(|fact| fact.kind == FactKind::Quote)
        .filter_map(speaker_of)
        .map(|(mention, name)| (mention.to_owned(), name.map(str::to_owned)))
        .collect()
}

#[test]
fn what_cannot_speak_is_no_source() {
    assert_eq!(
        sources("The flood, in 1987, claimed nine lives. A fever has claimed 30 lives since May."),
        []
    );
    assert_eq!(sources("Mill roof to cost 2 million, parish told"), []);
    assert_eq!(
        sources("Growers have announced a strike because of the prices."),
        []
    );
    let source = |mention: &str| vec![(mention.to_owned(), None)];
    assert_eq!(
        sources("A barge sank near the weir on Monday, injuring nine men, rescue workers said."),
        source("rescue workers")
    );
    assert_eq!(
        sources("The lorries will need six days for the road, two days more than the canal takes, she said."),
        source("she")
    );
    assert_eq!(
        sources("By dusk the abbot said that the bell would be rung."),
        source("the abbot")
    );
    assert_eq!(
        sources("Those who steer the boats think that it was ice."),
        source("Those")
    );
}

#[test]
fn a_source_behind_its_clause_keeps_its_clause() {
    let text = "Boats to the outer skerries are due to begin in June, with two crossings a week, announced Olga Brekke, who \
        leads the line.";
    assert_eq!(
        sources(text),
        [("Olga Brekke".to_owned(), Some("Olga Brekke".to_owned()))]
    );
}

#[test]
fn a_pronoun_means_a_person_close_by_or_nobody() {
    let far =
        "Minister Helen Brook spoke.\nRain fell.\nIt went on.\nThe river rose.\n“It is cold,” she said.";
    assert_eq!(sources(far), [("she".to_owned(), None)]);
    let near = "Minister Helen Brook spoke. Its treasurer, Ada Orne, stayed away.\n“I know nothing of it,” she said.";
    let facts = read(&article(near, &[(SectionKind::Body, "")]));
    let said = quote(&facts, near, "I know");
    assert_eq!(speaker_of(said), Some(("she", Some("Ada Orne"))));
    assert!(said.confidence < 0.6, "two persons fit: {}", said.confidence);
}

#[test]
fn speakers_go_by_their_full_name_without_titles() {
    let text = "Chief executive Jana Voss came. “We sail,” said Voss. “We wait,” said ferry porter Tim Ruhl. The head \
        warden, Ines Faro, said lessons would go on. Liu Haitao, a scientist, came. “It is warm,” Liu said. \
        Carrow's port chief, Ana Lund, left. “Later,” Lund said.";
    let names: Vec<_> = sources(text).into_iter().filter_map(|(_, name)| name).collect();
    assert_eq!(
        names,
        ["Jana Voss", "Tim Ruhl", "Ines Faro", "Liu Haitao", "Ana Lund"]
    );
}

#[test]
fn what_is_demanded_is_not_asserted() {
    assert_eq!(
        sources("The unions have asked for guarantees that the 90 jobs will stay."),
        []
    );
    assert_eq!(
        sources("The unions want guarantees that the 90 jobs will stay."),
        []
    );
    let text = "The unions demanded that the 90 jobs stay.";
    let facts = read(&article(text, &[(SectionKind::Body, "")]));
    assert_eq!(quote(&facts, text, "the 90 jobs").modality, Modality::Necessity);
}

#[test]
fn a_figures_period_is_never_empty_and_not_in_its_key() {
    let text = "At 10:35 a.m. at the quay 12 sailors died.\nSome told of Monday. On Monday 12 sailors died.";
    let mut subject = article(text, &[(SectionKind::Body, "")]);
    subject.published_at = "2025-03-14T12:00:00Z".parse().ok();
    let facts = read(&subject);
    let dead: Vec<_> = facts
        .iter()
        .filter(|fact| fact.kind == FactKind::Figure)
        .collect();
    assert_eq!(dead.len(), 2);
    for fact in &dead {
        let figure = figure_of(fact).unwrap();
        assert!(figure.period_from < figure.period_to, "{figure:?}");
    }
    assert_eq!(dead[0].key, dead[1].key);
}

#[test]
fn boxes_and_other_languages_are_not_read() {
    let text = "Some 50 men came.\nRelated: 90 women left.";
    let mut subject = article(
        text,
        &[(SectionKind::Body, "\nRelated"), (SectionKind::Related, "")],
    );
    assert_eq!(read(&subject).len(), 1);
    subject.language = Some("fr".into());
    assert!(read(&subject).is_empty());
    assert!(supports(None) && supports(Some("en")) && supports(Some("en-GB")) && !supports(Some("hi")));
}

#[test]
fn json_counts_characters_and_leaves_out_what_is_not_known() {
    let text = "“Да” — Anton Belrus said 5 percent fell.";
    let facts = read(&article(text, &[(SectionKind::Body, "")]));
    let figure = facts.iter().find(|f| f.kind == FactKind::Figure).unwrap();
    let value = to_json(figure, text, &CharIndex::new(text));
    assert_eq!(value["start"], 25);
    assert_eq!(value["value"], "5");
    assert_eq!(value["fact_key"].as_str().unwrap().len(), 16);
    assert!(value.get("rate").is_none());
}

#[test]
fn hostile_texts_are_read_in_linear_steps() {
    // Sizes are small for an unoptimised build; a quadratic step would still take minutes.
    for piece in [
        "\"",
        "“",
        "“a ",
        "he said ",
        "1 ",
        "1,",
        "May 1 ",
        "‘a ",
        "'a ",
        "'A b c d. ",
        "'A b c d.\n",
        "\"A. ",
        "dogs' 'a ",
        "'\"a\" ",
        "a, who said b, ",
        "a.a ",
        "one hundred and ",
        "President A, ",
        "$5 - ",
        "he who saw said ",
        "a who ",
        "said that he said ",
        "urged him to ask the ",
        "He called it “a b” and said he urged the town's claim that it is seen by Ann. ",
        "the 's 's claim that ",
        "X, he said, ",
        "Ann Roe said. She said “x y z w,” he said. ",
        "\n\n\n",
        "March 9, ",
        "March 9-",
        "7, ",
        "aged 9 and ",
        "a year earlier ",
        "hundreds of ",
        "between 5 and ",
        "0800 ",
        "the twenty-",
        "5 feet 2 ",
        "one Ann in ",
        "$9",
        "9-9 ",
    ] {
        let text = piece.repeat(40_000 / piece.len());
        let _ = read(&article(&text, &[(SectionKind::Body, "")]));
    }
}

#[test]
fn five_megabytes_of_digits_are_read_in_a_moment() {
    let size = 5 << 20;
    // Digits that stand apart are tokens by the hundred thousand: the test above has them, shorter.
    for piece in ["9", "9,", "9.9"] {
        let text = piece.repeat(size / piece.len());
        let found = super::figures(&text);
        assert!(found.iter().all(|(span, _)| span.end <= 1 << 20), "{piece}");
        assert!(
            super::dates(&text, None)
                .iter()
                .all(|(span, _)| span.end <= 1 << 20),
            "{piece}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_spans_hold_words(
        text in "([A-Za-z]{1,8}|[0-9]{1,5}|[“”\"'’‘«».,;:$€%()\\-–—\n ]|said|that|May|Friday|President|percent|\\PC){0,120}"
    ) {
        let subject = article(&text, &[(SectionKind::Body, "")]);
        for fact in read(&subject) {
            prop_assert!(!fact.span.of(&text).is_empty());
            prop_assert!(!fact.sentence.of(&text).is_empty());
            let source = fact.attribution.as_ref().and_then(|a| a.source.as_ref());
            prop_assert!(source.is_none_or(|mention| mention.span.of(&text) == mention.text));
            let _ = to_json(&fact, &text, &CharIndex::new(&text));
        }
    }
}

#[test]
fn a_gallery_tells_its_report_in_its_captions() {
    let text = "At least 50 people were killed in Ostravia on Monday.";
    let alone = read(&article(text, &[(SectionKind::Caption, "")]));
    assert!(alone.iter().any(|fact| fact.kind == FactKind::Figure));
    let both = format!("{text}\nThe port was closed.");
    let beside = read(&article(
        &both,
        &[(SectionKind::Caption, "The port"), (SectionKind::Body, "")],
    ));
    assert!(beside.iter().all(|fact| fact.kind != FactKind::Figure));
}
