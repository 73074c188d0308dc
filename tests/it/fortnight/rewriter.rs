//! An outlet that has agencies' reports reworded, puts its own name into the dateline, and now and then
//! sends a reporter out.

use super::fortnight;
use super::press::{Piece, Press, fixture};

const OUTLET: &str = "harbourpost.example";

/// The fortnight's rewriter up to `last`.
fn until(last: &str) -> Vec<Piece> {
    let pieces = fixture(&["rewriter"]);
    let end = pieces.iter().position(|piece| piece.id == last).unwrap();
    pieces[..=end].to_vec()
}

#[tokio::test]
async fn the_first_rewrite_of_an_unknown_outlet_is_a_possible_copy() {
    let mut press = Press::of(&until("01/harbour")).await;
    let found: Vec<(i64, Option<i64>, String)> = press
        .rows(
            "SELECT p.story_id, p.possible_story_id, c.grade FROM v_placement p JOIN v_copy c USING (article_id)
             WHERE p.external_id = '01/harbour'",
        )
        .await;
    assert_eq!(found, [(2, Some(1), "possible".to_owned())]);
}

/// Possible copies, and joins by late evidence, when the rewriter's pieces up to `last` are recorded.
async fn doubts_and_edits(last: &str) -> (i64, i64) {
    let mut press = Press::of(&until(last)).await;
    let found: Vec<(i64, i64)> = press
        .rows(
            "SELECT (SELECT count(*) FROM v_placement WHERE possible_story_id IS NOT NULL),
                    (SELECT count(*) FROM v_story_edit WHERE reason = 'late evidence')",
        )
        .await;
    found[0]
}

#[tokio::test]
async fn the_learnt_habit_makes_the_earlier_possible_copies_certain() {
    assert_eq!(doubts_and_edits("04/harbour").await, (2, 0));
    assert_eq!(doubts_and_edits("05/harbour").await, (0, 2));
}

#[tokio::test]
async fn every_rewrite_belongs_to_its_source_and_the_reporters_own_pieces_to_nobody() {
    let mut press = fortnight().await;
    let wrong: Vec<(String,)> = press
        .rows(
            "SELECT mine.external_id FROM v_placement mine
             JOIN v_article a ON a.article_id = mine.article_id AND a.outlet = 'harbourpost.example'
             LEFT JOIN v_placement source ON source.external_id IN (
                 substr(mine.external_id, 1, 2) || '/wire', substr(mine.external_id, 1, 2) || '/coast')
             WHERE mine.external_id GLOB '[0-9]*'
               AND (mine.story_id <> source.story_id OR mine.relation <> 'rewritten' OR mine.grade <> 'certain'
                    OR mine.origin_external_id <> source.external_id)",
        )
        .await;
    assert_eq!(wrong, []);
    let own: Vec<(String, String, i64, Option<i64>)> = press
        .rows(
            "SELECT p.external_id, p.relation, s.articles, p.possible_story_id
             FROM v_placement p JOIN v_story s USING (story_id)
             WHERE p.external_id LIKE 'own%' ORDER BY p.external_id",
        )
        .await;
    let alone = |id: &str| (id.to_owned(), "original".to_owned(), 1, None);
    assert_eq!(
        own,
        ["own01/harbour", "own02/harbour", "own03/harbour"].map(alone)
    );
}

#[tokio::test]
async fn a_dateline_of_the_rewriters_own_is_no_credit_where_the_source_is_known() {
    let mut press = fortnight().await;
    // The agency's feed is not polled; a reprint with the true credit is.
    let found: Vec<(String, Option<String>, String)> = press
        .rows(
            "SELECT s.origin_kind, s.origin_agency, c.relabelled FROM v_placement p JOIN v_story s USING (story_id)
             JOIN v_copy c USING (article_id) WHERE p.external_id = '08/harbour'",
        )
        .await;
    assert_eq!(
        found,
        [("agency".to_owned(), Some("ians".to_owned()), "yes".to_owned())]
    );
}

#[tokio::test]
async fn the_outlets_row_shows_its_habit_and_what_it_relabels() {
    let mut press = fortnight().await;
    let row: Vec<(i64, i64, i64, i64, i64, i64)> = press
        .rows(&format!(
            "SELECT articles, own, from_agency, relabelled, possible_copies, rewriting_habit > 0.6
             FROM v_outlet_originality WHERE outlet = '{OUTLET}'"
        ))
        .await;
    assert_eq!(row, [(15, 3, 12, 12, 0, 1)]);
    let others: Vec<(i64,)> = press
        .rows(&format!(
            "SELECT count(*) FROM v_outlet_originality WHERE outlet <> '{OUTLET}' AND (relabelled > 0 OR rewriting_habit > 0.1)"
        ))
        .await;
    assert_eq!(others, [(0,)]);
}

/// The same press, in which every source is seen three hours after its rewrite.
fn sources_late() -> Vec<Piece> {
    let mut pieces = fixture(&["rewriter"]);
    let rewrites = pieces.clone();
    for piece in pieces.iter_mut().filter(|piece| piece.outlet != OUTLET) {
        let rewrite = rewrites
            .iter()
            .find(|other| other.report() == piece.report() && other.outlet == OUTLET)
            .unwrap();
        piece.see_after(rewrite, 3);
    }
    pieces.sort_by(|one, other| (&one.seen, &one.id).cmp(&(&other.seen, &other.id)));
    pieces
}

/// The first two rewrites, thin and of an outlet without a habit yet, are left out: a source that comes after such a
/// one is its possible copy, and the habit that is learnt later is not asked for it.
#[tokio::test]
async fn a_rewrite_that_is_seen_before_its_source_is_one_story_with_the_source_as_its_origin() {
    let pieces = sources_late();
    let mut press = Press::of(&pieces).await;
    let wrong: Vec<(String,)> = press
        .rows(
            "SELECT rewrite.external_id FROM v_placement rewrite
             JOIN v_placement source ON substr(source.external_id, 1, 3) = substr(rewrite.external_id, 1, 3)
                  AND source.article_id > rewrite.article_id
             WHERE rewrite.external_id GLOB '[0-9]*/harbour' AND rewrite.external_id > '03'
               AND (rewrite.story_id <> source.story_id
                    OR (rewrite.origin_external_id <> source.external_id AND source.external_id LIKE '%/wire'))",
        )
        .await;
    assert_eq!(wrong, []);
    // The story keeps the number it had when the rewrite was alone in it.
    let third: Vec<Piece> = pieces
        .iter()
        .take_while(|piece| piece.id != "12/wire")
        .cloned()
        .collect();
    let (before, after) = (Press::of(&third).await.stories().await, press.stories().await);
    assert_eq!(before["12/harbour"], after["12/wire"]);
}
