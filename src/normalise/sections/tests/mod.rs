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

/// Pieces that heads, lists, times and posts are made of.
const PIECES: &str = "(\\PC{0,20}|Summary|SynopsisThe |Key Takeaways|Key Takeaways:- one|FAQ|What is it\\?|Why it matters|- item|1\\. item|\\.Highlights|Also read: A|Related|Comments|By A B|Reuters|10:42|Live updates|Facebook|— A B \\(@ab\\) March 3|Riga, March 3 \\(BNS\\) |Correction: x|\n| |  ){0,18}";

/// Sound blocks over the lines of `text`, their roles taken from `seeds`.
fn hints(text: &str, seeds: &[u8]) -> Vec<BlockHint> {
    let roles = [
        Role::Paragraph,
        Role::Heading,
        Role::ListItem,
        Role::Quote,
        Role::TableRow,
        Role::Caption,
    ];
    let mut at = 0;
    let mut hints = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        let seed = usize::from(seeds[index % seeds.len()]);
        hints.push(BlockHint {
            start: at,
            end: at + line.len(),
            role: roles[seed % roles.len()],
            level: u8::try_from(seed % 4).unwrap(),
            container: u32::try_from(seed % 5).unwrap(),
            is_credit: seed % 31 == 0,
            is_link: seed % 3 == 0,
        });
        at += line.len() + 1;
    }
    hints
}

proptest! {
    #[test]
    fn sections_cover_everything_once(text in PIECES, title in "\\PC{0,8}", seeds in proptest::collection::vec(any::<u8>(), 1..9), is_html in any::<bool>()) {
        let hints = if is_html { hints(&text, &seeds) } else { Vec::new() };
        let found = sections(&text, &title, &hints);
        let mut covered = vec![false; text.len()];
        let mut end = 0;
        for section in &found {
            prop_assert!(section.span.start >= end && !section.span.is_empty());
            end = section.span.end;
            prop_assert!(text.get(section.span.start..section.span.end).is_some());
            prop_assert_eq!(section.span.trimmed(&text), section.span);
            covered[section.span.start..section.span.end].fill(true);
        }
        for (at, c) in text.char_indices() {
            prop_assert!(covered[at] || c.is_whitespace());
        }
        prop_assert_eq!(sections(&text, &title, &hints), found);
    }

    #[test]
    fn blank_lines_and_white_space_at_the_edges_change_no_kind(text in PIECES, title in "[a-z ]{0,8}") {
        let spaced: String = text.split('\n').map(|line| format!("\n {line} \n\n")).collect();
        let kinds = |text: &str| sections(text, &title, &[]).into_iter().map(|section| section.kind).collect::<Vec<_>>();
        prop_assert_eq!(kinds(&text), kinds(&spaced));
    }
}

/// A rule that looked back or ahead without a bound would not end here.
#[test]
fn long_texts_of_heads_bullets_and_edges_end() {
    const BYTES: usize = 100_000;
    for piece in [
        "Key Takeaways\n",
        "Also read\n",
        "FAQ\n",
        "What is it?\n",
        "- item\n",
        "Facebook\n",
        "10:42\n",
        "Comments\n",
        "— A B (@ab) March 3\n",
        "Correction: x\n",
        "(Reuters)\n",
        "Summary",
        ".A",
        ".SynopsisAa",
        ".Key Takeaways:- a • b",
        ".Riga, March 3 (BNS) A",
        "A - ",
        "aA",
        "(",
        "\u{130}",
    ] {
        let text = piece.repeat(BYTES / piece.len());
        let found = sections(&text, "x", &[]);
        assert!(!found.is_empty(), "{piece}");
    }
}
