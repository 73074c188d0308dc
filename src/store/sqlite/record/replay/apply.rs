//! Writes into the store what stands otherwise in the scratch.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::super::edit::{self, forget, hand_over, open_beside, put_on_record, relocate, tell_anew};
use super::super::reread::{claims, event_of};
use super::super::rows::RowInsert;
use super::super::{candidates, claim, event, merged, story, values};
use super::REASON;
use super::differ::{Group, Member, MergedPart, Sign, Told};
use crate::model::Placement;
use crate::store::{RecordRules, RereadReport, StoreError};

/// Writes `group`, and adds to the report what that changed around it; `false`, and nothing is written, when the store
/// is not any more what the group was compared with.
pub(super) async fn apply(
    connection: &mut SqliteConnection,
    group: &Group,
    now: DateTime<Utc>,
    rules: &RecordRules,
    report: &mut RereadReport,
) -> Result<bool, StoreError> {
    if !is_as_seen(connection, group).await? {
        return Ok(false);
    }
    let written = homes(connection, group).await?;
    let homes = opened(connection, group, &written).await?;
    let mut moves: BTreeMap<(i64, i64), Vec<i64>> = BTreeMap::new();
    for one in &group.moves {
        if let Some(to) = one.to.or_else(|| homes.get(&one.told).copied()) {
            moves.entry((one.from, to)).or_default().push(one.article_id);
        }
    }
    let moved: BTreeSet<i64> = moves.keys().flat_map(|(from, to)| [*from, *to]).collect();
    let mut touched = moved.clone();
    touched.extend(written.values());
    let touched: Vec<i64> = touched.into_iter().collect();
    let mut events = claim::events_around(connection, &touched).await?;
    for ((from, to), articles) in &moves {
        relocate(connection, *from, *to, articles).await?;
    }
    for from in moves.keys().map(|(from, _)| *from).collect::<BTreeSet<_>>() {
        if is_empty(connection, from).await? {
            let heir = moves
                .iter()
                .find(|((old, _), _)| *old == from)
                .map(|((_, to), _)| *to);
            hand_over(connection, from, heir.unwrap_or(from)).await?;
        }
    }
    let whole: BTreeSet<i64> = written.values().copied().collect();
    for &story_id in moved.difference(&whole) {
        tell_anew(connection, story_id, rules).await?;
    }
    for told in &group.told {
        let Some(&story_id) = written.get(&told.told) else {
            continue;
        };
        write(
            connection,
            (story_id, moved.contains(&story_id)),
            told,
            &homes,
            rules,
        )
        .await?;
    }
    for &story_id in &moved {
        let before = event_of(connection, story_id).await?;
        event::retell(connection, story_id, now, rules).await?;
        let after = event_of(connection, story_id).await?;
        report.moved += u64::from(before.is_some() && after.is_some() && before != after);
    }
    events.extend(claim::events_around(connection, &touched).await?);
    let before = claims(connection, &events).await?;
    claim::retell(connection, &events).await?;
    let after = claims(connection, &events).await?;
    let changed: BTreeSet<i64> = before.symmetric_difference(&after).map(|claim| claim.0).collect();
    report.claims += changed.len() as u64;
    for ((from, to), articles) in &moves {
        let kind = if is_empty(connection, *from).await? {
            "join"
        } else {
            "split"
        };
        put_on_record(connection, kind, *from, *to, Some(REASON), now, articles).await?;
    }
    Ok(true)
}

/// Whether the stories still hold the articles that they held.
async fn is_as_seen(connection: &mut SqliteConnection, group: &Group) -> Result<bool, StoreError> {
    for (story_id, articles) in &group.kept {
        let found: Vec<i64> =
            sqlx::query_scalar("SELECT article_id FROM article WHERE story_id = $1 ORDER BY article_id")
                .bind(story_id)
                .fetch_all(&mut *connection)
                .await
                .map_err(|error| StoreError::from_driver("replay_as_seen", error))?;
        if found != *articles {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The numbers of the group's stories in the store; those that have none are opened.
async fn homes(connection: &mut SqliteConnection, group: &Group) -> Result<HashMap<i64, i64>, StoreError> {
    let mut homes = HashMap::new();
    for told in &group.told {
        let story_id = match told.kept {
            Some(story_id) => story_id,
            None => {
                let articles: Vec<i64> = told.members.iter().map(|member| member.article_id).collect();
                open_beside(connection, &articles).await?
            }
        };
        homes.insert(told.told, story_id);
    }
    Ok(homes)
}

/// The same with the stories that are opened for articles which leave others behind in the scratch's story.
async fn opened(
    connection: &mut SqliteConnection,
    group: &Group,
    written: &HashMap<i64, i64>,
) -> Result<HashMap<i64, i64>, StoreError> {
    let mut parting: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for one in group
        .moves
        .iter()
        .filter(|one| one.to.is_none() && !written.contains_key(&one.told))
    {
        parting.entry(one.told).or_default().push(one.article_id);
    }
    let mut homes = written.clone();
    for (told, articles) in parting {
        homes.insert(told, open_beside(connection, &articles).await?);
    }
    Ok(homes)
}

async fn is_empty(connection: &mut SqliteConnection, story_id: i64) -> Result<bool, StoreError> {
    sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM article WHERE story_id = $1)")
        .bind(story_id)
        .fetch_one(connection)
        .await
        .map_err(|error| StoreError::from_driver("replay_is_empty", error))
}

/// Writes a story that has its articles as it is to be. `is_moved`: articles came or went.
async fn write(
    connection: &mut SqliteConnection,
    (story_id, is_moved): (i64, bool),
    told: &Told,
    homes: &HashMap<i64, i64>,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    if is_moved {
        forget(connection, story_id).await?;
    }
    for member in &told.members {
        write_member(connection, story_id, member, homes).await?;
    }
    write_signs(connection, told).await?;
    write_merged(connection, told).await?;
    if is_moved || !told.exemplars.is_empty() {
        keep_exemplars(connection, (story_id, is_moved), told, rules).await?;
    }
    write_links(connection, story_id, told, homes).await?;
    sqlx::query("UPDATE story SET is_roundup = $2 WHERE story_id = $1")
        .bind(story_id)
        .bind(told.is_roundup)
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("replay_roundup", error))?;
    story::recount(connection, story_id).await?;
    if is_moved {
        edit::tell_quotes_anew(connection, story_id).await?;
    }
    let Some(first) = told.members.first() else {
        return Ok(());
    };
    let state = story::state(connection, story_id).await?;
    story::decide(connection, &state, first.article_id, rules).await?;
    Ok(())
}

async fn write_member(
    connection: &mut SqliteConnection,
    story_id: i64,
    member: &Member,
    homes: &HashMap<i64, i64>,
) -> Result<(), StoreError> {
    let possible = member.possible_told.and_then(|told| homes.get(&told).copied());
    let possible = possible
        .or(member.possible)
        .filter(|possible| member.possible_told.is_some() && *possible != story_id);
    sqlx::query(
        "UPDATE article SET relation = $2, grade = $3, of_article_id = $4, score = $5, similarity = $6,
            coverage = $7, coverage_of_origin = $8, possible_story_id = $9, possible_score = $10,
            possible_of_article_id = $11, likeness = $12
         WHERE article_id = $1",
    )
    .bind(member.article_id)
    .bind(&member.relation)
    .bind(&member.grade)
    .bind(member.of_article_id)
    .bind(member.score)
    .bind(member.similarity)
    .bind(member.coverage)
    .bind(member.coverage_of_origin)
    .bind(possible)
    .bind(member.possible_score.filter(|_| possible.is_some()))
    .bind(member.possible_of_article_id)
    .bind(member.likeness)
    .execute(connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_write_article", error))?;
    Ok(())
}

static SIGNS: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "replay_signs",
        "placement_sign (article_id, sign, weight, holds)",
        4,
    )
});

async fn write_signs(connection: &mut SqliteConnection, told: &Told) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM placement_sign WHERE article_id IN (SELECT value FROM json_each($1))")
        .bind(articles(told))
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("replay_signs_delete", error))?;
    SIGNS
        .insert(connection, &told.signs, |row, sign: &Sign| {
            row.bind(sign.article_id)
                .bind(sign.sign.as_str())
                .bind(sign.weight)
                .bind(sign.holds)
        })
        .await
}

static MERGED: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "replay_merged",
        "merged_part (article_id, of_article_id, revision_id, grade, score, coverage, coverage_of_origin, start_char, \
         end_char)",
        9,
    )
});

/// Writes the second stories of the story's articles, where they are others, and counts them again.
async fn write_merged(connection: &mut SqliteConnection, told: &Told) -> Result<(), StoreError> {
    let known: Vec<(i64, i64, String)> = sqlx::query_as(
        "SELECT p.article_id, p.of_article_id, p.grade
         FROM json_each($1) AS told CROSS JOIN merged_part p ON p.article_id = told.value",
    )
    .bind(articles(told))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_merged_known", error))?;
    let known: BTreeSet<(i64, i64, String)> = known.into_iter().collect();
    let of = |part: &MergedPart| (part.article_id, part.of_article_id, part.grade.clone());
    let wanted: BTreeSet<(i64, i64, String)> = told.merged.iter().map(of).collect();
    if known != wanted {
        sqlx::query("DELETE FROM merged_part WHERE article_id IN (SELECT value FROM json_each($1))")
            .bind(articles(told))
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("replay_merged_delete", error))?;
        MERGED
            .insert(connection, &told.merged, |row, part: &MergedPart| {
                row.bind(part.article_id)
                    .bind(part.of_article_id)
                    .bind(part.revision_id)
                    .bind(part.grade.as_str())
                    .bind(part.score)
                    .bind(part.coverage)
                    .bind(part.coverage_of_origin)
                    .bind(part.start_char)
                    .bind(part.end_char)
            })
            .await?;
    }
    let others = known.iter().chain(&wanted).map(|(_, other, _)| *other);
    let stories: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT a.story_id FROM json_each($1) AS told CROSS JOIN article a ON a.article_id = told.value",
    )
    .bind(values::integer_list(others))
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_merged_stories", error))?;
    for story_id in stories {
        merged::count(connection, story_id).await?;
    }
    Ok(())
}

/// Lets later articles be compared with the story's texts; of a story that no article can reach any more with its
/// first one, by which its event knows it.
async fn keep_exemplars(
    connection: &mut SqliteConnection,
    (story_id, is_moved): (i64, bool),
    told: &Told,
    rules: &RecordRules,
) -> Result<(), StoreError> {
    let known: Vec<(i64, i64)> =
        sqlx::query_as("SELECT article_id, version FROM exemplar WHERE story_id = $1 ORDER BY article_id")
            .bind(story_id)
            .fetch_all(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("replay_exemplars", error))?;
    if known.into_iter().collect::<BTreeSet<_>>() == told.exemplars && !is_moved {
        return Ok(());
    }
    let compared: BTreeSet<i64> = told.exemplars.iter().map(|(article_id, _)| *article_id).collect();
    edit::forget_exemplars(connection, story_id).await?;
    for member in &told.members {
        let is_first = told
            .members
            .first()
            .is_some_and(|first| first.article_id == member.article_id);
        let is_exemplar = compared.contains(&member.article_id) || (compared.is_empty() && is_first);
        let read = edit::read_again(connection, member.article_id, rules).await?;
        let Some((reading, _, seen_at)) = read else {
            continue;
        };
        let placement = Placement {
            is_exemplar,
            ..Placement::original()
        };
        let state = story::state(connection, story_id).await?;
        candidates::keep(
            connection,
            &state,
            member.article_id,
            &reading,
            &placement,
            seen_at,
        )
        .await?;
    }
    Ok(())
}

static LINKS: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "replay_links",
        "story_link (story_id, to_story_id, kind, article_id, score)",
        5,
    )
});

async fn write_links(
    connection: &mut SqliteConnection,
    story_id: i64,
    told: &Told,
    homes: &HashMap<i64, i64>,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM story_link WHERE story_id = $1")
        .bind(story_id)
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("replay_links_delete", error))?;
    let mut links: BTreeMap<(i64, &str), (i64, f64)> = BTreeMap::new();
    for link in &told.links {
        let to = homes.get(&link.to_told).copied().or(link.to);
        if let Some(to) = to.filter(|to| *to != story_id) {
            let seen = (link.article_id, link.score);
            links.entry((to, link.kind.as_str())).or_insert(seen);
        }
    }
    let rows: Vec<_> = links.into_iter().collect();
    LINKS
        .insert(connection, &rows, |row, ((to, kind), (article_id, score))| {
            row.bind(story_id)
                .bind(*to)
                .bind(*kind)
                .bind(*article_id)
                .bind(*score)
        })
        .await
}

fn articles(told: &Told) -> String {
    values::integer_list(told.members.iter().map(|member| member.article_id))
}

/// Gives outlets the habits that their articles show by the present rules.
pub(super) async fn write_habits(
    connection: &mut SqliteConnection,
    habits: &[(i64, f64, f64)],
) -> Result<(), StoreError> {
    for (outlet_id, articles, rewritten) in habits {
        sqlx::query("UPDATE outlet SET habit_articles = $2, habit_rewritten = $3 WHERE outlet_id = $1")
            .bind(outlet_id)
            .bind(articles)
            .bind(rewritten)
            .execute(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("replay_habits", error))?;
    }
    Ok(())
}
