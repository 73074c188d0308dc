//! An article and what it is compared to, as the rules see them: for questions after the fact.

use sqlx::SqliteConnection;

use super::edit::stored;
use super::{candidates, setting, values};
use crate::model::{Candidate, Exemplar, Fingerprint};
use crate::store::explanation::{Compared, ExplainedPlace};
use crate::store::{LookupFigures, RecordRules, StoreError};

/// The article with the story it is, or may be, a copy of; an original with the stories near to it that were
/// known when it came. No stories where there are none.
pub(in crate::store) async fn compared(
    connection: &mut SqliteConnection,
    placed: &ExplainedPlace,
    rules: &RecordRules,
) -> Result<Compared, StoreError> {
    let article_id = placed.article_id;
    let article = exemplar(connection, article_id, rules).await?;
    let of_other = placed.possible_of_article_id.or(placed.of_article_id);
    let Some(other_id) = of_other else {
        let mut stories = near(connection, &article, article_id, rules).await?;
        stories.retain(|story| story.story_id != placed.story_id);
        return Ok(Compared {
            article: article.0,
            stories,
        });
    };
    let story_id = placed.possible_story_id.unwrap_or(placed.story_id);
    let mut story = candidates::of_story(connection, story_id)
        .await?
        .unwrap_or(Candidate {
            story_id,
            ..Candidate::default()
        });
    // Found once, so it shares enough to be compared.
    story.shared = 1;
    story.exemplars.retain(|text| text.article_id != article_id);
    if !story.exemplars.iter().any(|text| text.article_id == other_id) {
        let at = story.exemplars.len().min(1);
        story
            .exemplars
            .insert(at, exemplar(connection, other_id, rules).await?.0);
    }
    Ok(Compared {
        article: article.0,
        stories: vec![story],
    })
}

/// Stories near to the article, with their texts that came before it.
async fn near(
    connection: &mut SqliteConnection,
    (_, fingerprint, first_seen_at): &(Exemplar, Fingerprint, String),
    article_id: i64,
    rules: &RecordRules,
) -> Result<Vec<Candidate>, StoreError> {
    let seen_at = values::read_instant("compared", first_seen_at)?;
    let mut stories = candidates::find(
        connection,
        fingerprint,
        seen_at,
        rules.window_s,
        &LookupFigures::new(),
    )
    .await?;
    for story in &mut stories {
        story.exemplars.retain(|text| text.article_id < article_id);
    }
    stories.retain(|story| !story.exemplars.is_empty());
    Ok(stories)
}

/// The article as others are compared to it, its fingerprint, and when it was first seen.
async fn exemplar(
    connection: &mut SqliteConnection,
    article_id: i64,
    rules: &RecordRules,
) -> Result<(Exemplar, Fingerprint, String), StoreError> {
    let stored = stored(connection, article_id).await?;
    let reading = (rules.again)(stored.text);
    let mut settings = setting::of_articles(connection, [article_id]).await?;
    let exemplar = Exemplar {
        article_id,
        outlet_id: stored.outlet_id,
        title: reading.article.title,
        body_hash: reading.fingerprint.body_hash,
        folded: reading.fingerprint.folded.clone(),
        setting: settings.remove(&article_id).unwrap_or_default(),
        holds: Vec::new(),
    };
    Ok((exemplar, reading.fingerprint, stored.first_seen_at))
}
