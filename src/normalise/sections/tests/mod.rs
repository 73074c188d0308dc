use proptest::prelude::*;

use super::*;

mod documents;

/// The shape of a rewriting outlet: glued heads, bullets, dateline without a dash.
const BOXED: &str = "Synopsis\n\
    The valley's council has voted to close the harbour bridge. It will open again in two years with new bearings.Key Takeaways\n\
    - The bridge closes in June.\n\
    - Traffic goes over the northern bridge.\n\
    - The work costs 31 million euros.\n\
    Riga, March 3 (ValleyPress) The council of the valley voted on Monday to close the bridge.\n\
    The mayor called it a historic step.\n\
    “We have to do it now,” he said, according to BNS news agency.\n\
    Work starts in June and ends in 2027.";

fn told<'a>(text: &'a str, title: &str) -> Vec<(SectionKind, &'a str)> {
    sections(text, title, &[])
        .into_iter()
        .map(|section| (section.kind, section.span.of(text)))
        .collect()
}

#[test]
fn boxes_with_glued_heads_end_at_the_dateline() {
    let found = told(BOXED, "Bridge closes");
    let kinds: Vec<SectionKind> = found.iter().map(|section| section.0).collect();
    assert_eq!(
        kinds,
        [
            SectionKind::Synopsis,
            SectionKind::KeyTakeaways,
            SectionKind::Body
        ]
    );
    assert!(found[0].1.starts_with("Synopsis\n") && found[0].1.ends_with("bearings."));
    assert!(found[1].1.starts_with("Key Takeaways\n"));
    assert_eq!(found[1].1.lines().skip(1).count(), 3);
    assert!(found[2].1.starts_with("Riga, March 3"));
    assert_eq!(found[2].1.lines().count(), 4);
}

#[test]
fn the_first_line_that_repeats_the_title_is_the_headline() {
    let found = told("Bridge closes\nThe council voted.", "Bridge Closes!");
    assert_eq!(
        found,
        [
            (SectionKind::Headline, "Bridge closes"),
            (SectionKind::Body, "The council voted.")
        ]
    );
    assert_eq!(
        told("The council voted.\nBridge closes again", "Bridge closes").len(),
        1
    );
}

#[test]
fn a_summary_that_nothing_ends_takes_one_line() {
    let found = told(
        "Summary\nThe council voted.\nIt met on Monday.\nWork starts in June.",
        "",
    );
    assert_eq!(found[0], (SectionKind::Synopsis, "Summary\nThe council voted."));
    assert_eq!(
        found[1],
        (SectionKind::Body, "It met on Monday.\nWork starts in June.")
    );
}

#[test]
fn related_stories_end_where_the_report_goes_on() {
    let text = "The council voted.\nAlso read\nMayor under fire\nBridge to nowhere\nThe mayor said it had been a long debate.\nAlso Read: Ferry to sail";
    let found = told(text, "");
    assert_eq!(
        found[1],
        (
            SectionKind::Related,
            "Also read\nMayor under fire\nBridge to nowhere"
        )
    );
    assert_eq!(found[2].0, SectionKind::Body);
    assert_eq!(found[3], (SectionKind::Related, "Also Read: Ferry to sail"));
}

#[test]
fn credits_stand_before_and_behind_the_report() {
    let text = "By Jane Roe\nUpdated: March 3, 2025 10:31\nThe council voted.\nIt met on Monday.\n--IANS ab/cd\n(Reporting by Jane Roe; Editing by Ann Poe)\nSubscribe to our newsletter";
    let found = told(text, "");
    let kinds: Vec<SectionKind> = found.iter().map(|section| section.0).collect();
    assert_eq!(
        kinds,
        [
            SectionKind::Credit,
            SectionKind::Body,
            SectionKind::Credit,
            SectionKind::Subscribe
        ]
    );
    assert_eq!(found[1].1.lines().count(), 2);
}

#[test]
fn a_lone_name_behind_the_last_sentence_is_a_credit() {
    assert_eq!(told("It rained.\nReuters", "")[1].0, SectionKind::Credit);
    assert_eq!(told("It rained in\nParis", "").len(), 1);
    assert_eq!(told("Reuters", "")[0].0, SectionKind::Body);
}

#[test]
fn questions_stay_together_until_the_next_head() {
    let text = "The council voted.\nFAQ\nWhen?\nIn June.\nWhy?\nOld age.\nDisclaimer\nNo advice.";
    let found = told(text, "");
    assert_eq!(
        found[1],
        (SectionKind::Faq, "FAQ\nWhen?\nIn June.\nWhy?\nOld age.")
    );
    assert_eq!(found[2], (SectionKind::Disclaimer, "Disclaimer\nNo advice."));
}

#[test]
fn advertisement_lines_part_the_report() {
    let kinds: Vec<SectionKind> = told("One.\nAdvertisement\nTwo.", "")
        .into_iter()
        .map(|s| s.0)
        .collect();
    assert_eq!(
        kinds,
        [SectionKind::Body, SectionKind::Advertisement, SectionKind::Body]
    );
}

#[test]
fn prefixes_and_single_words_in_sentences_are_report() {
    for text in [
        "Highlights from the match were shown on Monday.",
        "Summary judgment was given.",
        "Related parties met.",
    ] {
        assert_eq!(told(text, "")[0].0, SectionKind::Body, "{text}");
    }
}

#[test]
fn a_text_of_white_space_has_no_sections() {
    assert!(told(" \n\n\t", "x").is_empty());
}

proptest! {
    #[test]
    fn sections_cover_everything_once(text in "(\\PC{0,20}|Summary|Key Takeaways|FAQ|- item|\\.Highlights|By A B|Reuters|\n| ){0,14}", title in "\\PC{0,8}") {
        let found = sections(&text, &title, &[]);
        let mut covered = vec![false; text.len()];
        let mut end = 0;
        for section in &found {
            prop_assert!(section.span.start >= end && !section.span.is_empty());
            end = section.span.end;
            prop_assert!(text.get(section.span.start..section.span.end).is_some());
            covered[section.span.start..section.span.end].fill(true);
        }
        for (at, c) in text.char_indices() {
            prop_assert!(covered[at] || c.is_whitespace());
        }
    }
}
