//! What stands around copies: releases, statements, series, later versions, briefings, reporters of one's own.

use std::collections::HashMap;

use super::fortnight;
use super::press::{Press, fixture};

/// The links of article `id`: the report it is linked to and the kind.
async fn links(press: &mut Press, id: &str) -> Vec<(String, String)> {
    press
        .rows(&format!(
            "SELECT DISTINCT substr(other.external_id, 1, instr(other.external_id, '/') - 1), link.kind
             FROM story_link link JOIN v_placement mine USING (article_id)
             JOIN v_placement other ON other.story_id = link.to_story_id
             WHERE mine.external_id = '{id}' ORDER BY 1"
        ))
        .await
}

#[tokio::test]
async fn every_story_of_the_fortnight_is_one_report_with_its_copies() {
    let mut press = fortnight().await;
    let stories = press.stories().await;
    let mut of_report: HashMap<String, Vec<i64>> = HashMap::new();
    for piece in fixture(&["rewriter", "scenes"]) {
        of_report
            .entry(piece.report().to_owned())
            .or_default()
            .push(stories[&piece.id]);
    }
    let split: Vec<_> = of_report
        .iter()
        .filter(|(_, stories)| stories.iter().any(|story| *story != stories[0]))
        .collect();
    assert!(split.is_empty(), "{split:?}");
    let mut all: Vec<i64> = of_report.values().map(|stories| stories[0]).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), of_report.len(), "two reports are in one story");
    let doubtful: Vec<(String,)> = press
        .rows("SELECT external_id FROM v_placement WHERE possible_story_id IS NOT NULL")
        .await;
    assert_eq!(doubtful, []);
}

#[tokio::test]
async fn a_release_is_the_origin_of_its_reprint_and_its_reports_share_a_statement_with_it() {
    let mut press = fortnight().await;
    let reprint: Vec<(String, String, Option<String>)> = press
        .rows(
            "SELECT p.relation, p.origin_external_id, s.origin_agency FROM v_placement p JOIN v_story s USING (story_id)
             WHERE p.external_id = 'release/reprint'",
        )
        .await;
    let expected = ("identical", "release/wire", Some("prnewswire"));
    let expected = (
        expected.0.to_owned(),
        expected.1.to_owned(),
        expected.2.map(str::to_owned),
    );
    assert_eq!(reprint, [expected]);
    for id in ["deal-bourse/bourse", "deal-harbour/baltic", "deal-staff/oulu"] {
        let links = links(&mut press, id).await;
        let of_statement = ("release".to_owned(), "same_statement".to_owned());
        assert!(links.contains(&of_statement), "{id}: {links:?}");
    }
}

#[tokio::test]
async fn two_reports_that_quote_one_speech_are_linked_by_the_statement() {
    let mut press = fortnight().await;
    assert_eq!(
        links(&mut press, "speech-two/capital").await,
        [("speech-one".to_owned(), "same_statement".to_owned())]
    );
}

#[tokio::test]
async fn a_toll_that_rises_from_version_to_version_makes_updates_of_one_story() {
    let mut press = fortnight().await;
    let versions: Vec<(String, String)> = press
        .rows(
            "SELECT external_id, relation FROM v_placement WHERE external_id LIKE 'fire/%' ORDER BY article_id",
        )
        .await;
    let versions: Vec<(&str, &str)> = versions
        .iter()
        .map(|(id, is)| (id.as_str(), is.as_str()))
        .collect();
    assert_eq!(
        versions,
        [
            ("fire/first", "original"),
            ("fire/second", "update"),
            ("fire/third", "update"),
            ("fire/corrected", "update"),
            ("fire/reprint", "cut"),
        ]
    );
}

#[tokio::test]
async fn a_briefing_is_linked_to_its_parts_whichever_came_first() {
    let mut press = fortnight().await;
    let parts = ["06", "08", "09", "11"].map(|part| (part.to_owned(), "roundup".to_owned()));
    assert_eq!(links(&mut press, "digest-late/daily").await, parts);
    let early = links(&mut press, "10/wire").await;
    assert_eq!(early.len(), 1, "{early:?}");
    assert_eq!(early[0].0, "digest-early");
}

#[tokio::test]
async fn an_old_paragraph_in_a_new_report_is_its_background() {
    let mut press = fortnight().await;
    assert_eq!(
        links(&mut press, "follow/choir").await,
        [("fire".to_owned(), "background".to_owned())]
    );
}
