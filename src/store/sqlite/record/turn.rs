//! Stories turned round: when the origin turns out to be another article than the one taken for the original.
//!
//! The whole report is then the original, whatever arrived before it, and what was compared with the former
//! original is compared with the true one. So that who relates how to whom depends little on the order in which
//! the articles came.

use sqlx::SqliteConnection;

use super::edit::read_again;
use super::member::Standing;
use super::story::StoryState;
use super::{candidates, setting, story, values};
use crate::dedup::EXEMPLARS_MAX;
use crate::model::{Candidate, Exemplar, Grade, Member, Origin, Placement, Reading, Relation};
use crate::store::{RecordRules, StoreError};

/// Articles compared with the new original at most, the earliest first; others keep their relation to the
/// former one. Bounds what an article that arrives late costs.
const RETOLD_MAX: usize = 16;

/// Makes the article of `origin` the original of its story; whether it was not.
///
/// `members` and `standings` are those of the story, place by place, and are true again afterwards.
pub(super) async fn turn_round(
    connection: &mut SqliteConnection,
    state: &StoryState,
    members: &mut [Member],
    standings: &mut [Standing],
    origin: &Origin,
    rules: &RecordRules,
) -> Result<bool, StoreError> {
    let place_of = |id: i64| members.iter().position(|member| member.article_id == id);
    let Some(new) = origin.article_id.and_then(place_of) else {
        return Ok(false);
    };
    let is_original = |member: &Member| member.relation == Relation::Original;
    let Some(old) = members.iter().position(is_original).filter(|old| *old != new) else {
        return Ok(false);
    };
    let (new_id, old_id) = (members[new].article_id, members[old].article_id);
    let of_old = |standing: &Standing| standing.of_article_id == Some(old_id);
    let mut retold: Vec<usize> = vec![old];
    retold.extend((0..members.len()).filter(|&at| at != new && at != old && of_old(&standings[at])));
    retold.truncate(RETOLD_MAX);
    let ids: Vec<i64> = retold
        .iter()
        .map(|&at| members[at].article_id)
        .chain([new_id])
        .collect();
    let settings = setting::of_articles(connection, ids).await?;
    // Without its text nothing can be compared with it: things stay as they were told when it was there.
    let Some((reading, outlet_id, seen_at)) = read_again(connection, new_id, rules).await? else {
        return Ok(false);
    };
    let original = Exemplar {
        article_id: new_id,
        outlet_id,
        title: reading.article.title.clone(),
        body_hash: reading.fingerprint.body_hash,
        folded: reading.fingerprint.folded.clone(),
        setting: settings.get(&new_id).cloned().unwrap_or_default(),
        ..Exemplar::default()
    };
    let turned = turned(&members[new], standings[new].of_article_id == Some(old_id));
    write(
        connection,
        &mut members[new],
        &mut standings[new],
        &Placement::original(),
    )
    .await?;
    for at in retold {
        let found = match read_again(connection, members[at].article_id, rules).await? {
            Some((told, ..)) => {
                let candidate = Candidate {
                    story_id: state.story_id,
                    shared: shared(&told, &reading),
                    exemplars: vec![original.clone()],
                    ..Candidate::default()
                };
                let setting = settings.get(&members[at].article_id).cloned().unwrap_or_default();
                (rules.place)(&told, &setting, &[candidate])
            }
            None => Placement::original(),
        };
        let placement = match (found.story_id, at == old) {
            (Some(_), _) => found,
            (None, true) => Placement {
                of_article_id: Some(new_id),
                ..turned.clone()
            },
            // It is a copy of the former original, and only through that one of this story.
            (None, false) => continue,
        };
        write(connection, &mut members[at], &mut standings[at], &placement).await?;
    }
    if state.exemplars < values::integer(EXEMPLARS_MAX) {
        let placement = Placement {
            is_exemplar: !is_exemplar(connection, new_id).await?,
            ..Placement::original()
        };
        candidates::keep(connection, state, new_id, &reading, &placement, seen_at).await?;
    }
    story::recount(connection, state.story_id).await?;
    Ok(true)
}

/// How the former original stands to `new`, when their texts alone do not tell: as `new` stood to it, seen
/// from the other side; in other words where it was not compared with it.
fn turned(new: &Member, is_of_old: bool) -> Placement {
    let relation = match new.relation {
        Relation::Cut if is_of_old => Relation::Extended,
        Relation::Extended if is_of_old => Relation::Cut,
        Relation::Identical | Relation::Edited if is_of_old => new.relation,
        _ => Relation::Rewritten,
    };
    let (coverage, coverage_of_origin) = if is_of_old {
        (new.coverage_of_origin, new.coverage)
    } else {
        (0.0, 0.0)
    };
    Placement {
        relation,
        coverage,
        coverage_of_origin,
        ..Placement::original()
    }
}

/// Shingles that both have.
fn shared(one: &Reading, other: &Reading) -> u32 {
    let theirs = &other.fingerprint.shingles;
    let both = one
        .fingerprint
        .shingles
        .iter()
        .filter(|key| theirs.binary_search(key).is_ok());
    u32::try_from(both.count()).unwrap_or(u32::MAX)
}

async fn is_exemplar(connection: &mut SqliteConnection, article_id: i64) -> Result<bool, StoreError> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM article a JOIN exemplar e ON e.story_id = a.story_id
                        WHERE a.article_id = $1 AND e.article_id = $1)",
    )
    .bind(article_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("turn_is_exemplar", error))
}

/// Writes where a member stands now.
async fn write(
    connection: &mut SqliteConnection,
    member: &mut Member,
    standing: &mut Standing,
    placement: &Placement,
) -> Result<(), StoreError> {
    member.relation = placement.relation;
    member.coverage = placement.coverage;
    member.coverage_of_origin = placement.coverage_of_origin;
    standing.of_article_id = placement.of_article_id;
    sqlx::query(
        "UPDATE article SET relation = $2, grade = $3, of_article_id = $4, coverage = $5, coverage_of_origin = $6
         WHERE article_id = $1",
    )
    .bind(member.article_id)
    .bind(placement.relation.as_str())
    .bind(Grade::Certain.as_str())
    .bind(placement.of_article_id)
    .bind(values::finite(placement.coverage))
    .bind(values::finite(placement.coverage_of_origin))
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("turn_place", error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::late::tests::put;
    use super::super::sample::read_article as article;
    use super::super::tests::{assert_consistent, value};
    use crate::dedup::scenarios::{REWRITE, WIRE};
    use crate::store::sqlite::tests::store;

    #[tokio::test]
    async fn the_source_that_comes_after_its_rewrite_is_the_original_and_the_rewriter_keeps_the_habit() {
        let (_folder, store) = store().await;
        let rewrite = article(
            "NationPress",
            "640 jobs go as Equinor shuts refinery",
            REWRITE,
            40,
        );
        let source = article("wire", "Equinor to close Hammerlund refinery", WIRE, 0);
        let copy = article("herald", "Hammerlund refinery to close", WIRE, 60);
        let mut stories = Vec::new();
        for recording in [rewrite, source, copy] {
            stories.push(put(&store, recording).await.story_id);
        }
        assert_eq!(stories, [1, 1, 1]);
        let placed: Vec<(i64, String, Option<i64>)> =
            sqlx::query_as("SELECT article_id, relation, of_article_id FROM article ORDER BY article_id")
                .fetch_all(&mut *store.reader().await.unwrap())
                .await
                .unwrap();
        let expected = [
            (1, "rewritten", Some(2)),
            (2, "original", None),
            (3, "identical", Some(2)),
        ];
        assert_eq!(
            placed,
            expected.map(|(id, relation, of)| (id, relation.to_owned(), of))
        );
        let origin: i64 = value(&store, "SELECT origin_article_id FROM v_story").await;
        assert_eq!(origin, 2);
        let rewriters: String = value(
            &store,
            "SELECT group_concat(outlet_key) FROM outlet WHERE habit_rewritten > 0.5",
        )
        .await;
        assert_eq!(rewriters, "NationPress");
        assert_consistent(&store).await;
    }
}
