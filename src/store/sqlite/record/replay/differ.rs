//! What stands otherwise in the scratch than in the store.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use sqlx::SqliteConnection;

use super::home::{Home, home};
use crate::store::StoreError;

/// Stories looked at in one go, and articles of those that differ, after which no more are looked for.
const STORIES_LOOKED_AT: i64 = 256;
const ARTICLES_MAX: usize = 64;

/// Stories that hold each other's articles, to be written together.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Stories of which every article may move, as they are to be; others only get and lose articles.
    pub(super) told: Vec<Told>,
    pub(super) moves: Vec<Move>,
    /// Stories of the store that have something to do with it, with their articles.
    pub(super) kept: Vec<(i64, Vec<i64>)>,
}

/// A story as it is to be.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) told: i64,
    /// Its number in the store, if it has one.
    pub(super) kept: Option<i64>,
    pub(super) is_roundup: bool,
    /// Whether it comes from somebody else than the store says.
    pub(super) is_origin_new: bool,
    pub(super) members: Vec<Member>,
    /// Articles that others are compared with, and the version in which they are.
    pub(super) exemplars: BTreeSet<(i64, i64)>,
    pub(super) links: Vec<Link>,
    pub(super) signs: Vec<Sign>,
    pub(super) merged: Vec<MergedPart>,
}

/// An article that goes into another story.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) article_id: i64,
    /// Of the store.
    pub(super) from: i64,
    /// Of the scratch, and its number in the store.
    pub(super) told: i64,
    pub(super) to: Option<i64>,
}

/// An article as it stands in the scratch, and how that differs.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Member {
    pub(super) article_id: i64,
    /// Its story in the store.
    pub(super) kept: i64,
    pub(super) stays: bool,
    pub(super) relation: String,
    pub(super) grade: String,
    pub(super) of_article_id: Option<i64>,
    pub(super) score: f64,
    pub(super) similarity: f64,
    pub(super) coverage: f64,
    pub(super) coverage_of_origin: f64,
    pub(super) possible_told: Option<i64>,
    pub(super) possible_score: Option<f64>,
    pub(super) possible_of_article_id: Option<i64>,
    pub(super) likeness: Option<f64>,
    pub(super) kept_relation: String,
    possible_kept: Option<i64>,
    pub(super) is_related_otherwise: bool,
    pub(super) is_measured_otherwise: bool,
    pub(super) is_possible_otherwise: bool,
    /// The story in the store of the text it may be a copy of.
    possible_home: Option<i64>,
    /// The number in the store of the story it may be a copy of, if it has one.
    #[sqlx(skip)]
    pub(super) possible: Option<i64>,
}

impl Member {
    /// Whether anything but its story is otherwise.
    pub(super) const fn is_otherwise(&self) -> bool {
        self.is_related_otherwise || self.is_measured_otherwise || self.is_possible_otherwise
    }
}

/// A link of a story.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Link {
    pub(super) to_told: i64,
    pub(super) kind: String,
    pub(super) article_id: i64,
    pub(super) score: f64,
    #[sqlx(skip)]
    pub(super) to: Option<i64>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Sign {
    pub(super) article_id: i64,
    pub(super) sign: String,
    pub(super) weight: f64,
    pub(super) holds: bool,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct MergedPart {
    pub(super) article_id: i64,
    pub(super) of_article_id: i64,
    pub(super) revision_id: i64,
    pub(super) grade: String,
    pub(super) score: f64,
    pub(super) coverage: f64,
    pub(super) coverage_of_origin: f64,
    pub(super) start_char: Option<i64>,
    pub(super) end_char: Option<i64>,
}

/// The groups found, up to which story of the scratch all have been looked at, and whether that was the last.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) groups: Vec<Group>,
    pub(super) through: i64,
    pub(super) is_end: bool,
}

/// Looks for differences behind the story `from`.
pub(super) async fn next(connection: &mut SqliteConnection, from: i64) -> Result<Found, StoreError> {
    let stories: Vec<i64> = sqlx::query_scalar(
        "SELECT s.story_id FROM main.story s WHERE s.story_id > $1 AND s.articles > 0 ORDER BY s.story_id LIMIT $2",
    )
    .bind(from)
    .bind(STORIES_LOOKED_AT)
    .fetch_all(&mut *connection)
    .await
    .map_err(|error| StoreError::from_driver("replay_stories", error))?;
    let mut found = Found {
        through: from,
        is_end: super::super::values::integer(stories.len()) < STORIES_LOOKED_AT,
        ..Found::default()
    };
    let mut look = Look::default();
    let (mut seen, mut articles) = (HashSet::new(), 0);
    for told in stories {
        if articles >= ARTICLES_MAX {
            found.is_end = false;
            break;
        }
        if !seen.contains(&told)
            && let Some(group) = look.group_of(connection, told).await?
        {
            seen.extend(group.told.iter().map(|told| told.told));
            seen.extend(group.moves.iter().map(|one| one.told));
            articles += group
                .kept
                .iter()
                .map(|(_, articles)| articles.len())
                .sum::<usize>();
            found.groups.push(group);
        }
        found.through = told;
    }
    Ok(found)
}

/// A look through the stories, with the homes that it has found.
#[derive(Default)]
struct Look {
    homes: HashMap<i64, Home>,
}

impl Look {
    async fn home(&mut self, connection: &mut SqliteConnection, told: i64) -> Result<Home, StoreError> {
        if let Some(home) = self.homes.get(&told) {
            return Ok(home.clone());
        }
        let found = home(connection, told).await?;
        self.homes.insert(told, found.clone());
        Ok(found)
    }

    /// What is to be written because of `told`; `None` where it is as it was.
    async fn group_of(
        &mut self,
        connection: &mut SqliteConnection,
        told: i64,
    ) -> Result<Option<Group>, StoreError> {
        let home = self.home(connection, told).await?;
        let members = self.members(connection, told).await?;
        if members.iter().any(|member| is_moved(member, &home)) {
            return self.around(connection, told).await.map(Some);
        }
        let Some(kept) = home.kept.filter(|_| home.is_free) else {
            return Ok(None);
        };
        let loses_some: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM standing s WHERE s.kept = $1 AND s.told <> $2)")
                .bind(kept)
                .bind(told)
                .fetch_one(&mut *connection)
                .await
                .map_err(|error| StoreError::from_driver("replay_loses", error))?;
        if loses_some {
            // Articles leave it for others, with which it is written.
            return self.around(connection, told).await.map(Some);
        }
        let story = self.story(connection, told, &home, members).await?;
        if !self.is_altered(connection, &story, kept).await? {
            return Ok(None);
        }
        Ok(Some(Group {
            kept: vec![(
                kept,
                story.members.iter().map(|member| member.article_id).collect(),
            )],
            told: vec![story],
            moves: Vec::new(),
        }))
    }

    /// The stories that hold articles of each other, beginning with `told`.
    async fn around(&mut self, connection: &mut SqliteConnection, told: i64) -> Result<Group, StoreError> {
        let mut group = Group::default();
        let (mut known, mut kept_known) = (HashSet::from([told]), BTreeSet::new());
        let mut waiting = VecDeque::from([told]);
        while let Some(told) = waiting.pop_front() {
            let home = self.home(connection, told).await?;
            let members = self.members(connection, told).await?;
            let mut near: BTreeSet<i64> = BTreeSet::new();
            for member in &members {
                if is_moved(member, &home) {
                    let to = home.of(member.article_id, member.kept);
                    near.extend(to);
                    group.moves.push(Move {
                        article_id: member.article_id,
                        from: member.kept,
                        told,
                        to,
                    });
                }
                if home.is_free || is_moved(member, &home) {
                    near.insert(member.kept);
                }
            }
            if home.is_free {
                group
                    .told
                    .push(self.story(connection, told, &home, members).await?);
            }
            for kept in near {
                if !kept_known.insert(kept) {
                    continue;
                }
                let standing: Vec<(i64, i64)> = sqlx::query_as(
                    "SELECT s.article_id, s.told FROM standing s WHERE s.kept = $1 ORDER BY s.article_id",
                )
                .bind(kept)
                .fetch_all(&mut *connection)
                .await
                .map_err(|error| StoreError::from_driver("replay_near_stories", error))?;
                waiting.extend(
                    standing
                        .iter()
                        .map(|(_, told)| *told)
                        .filter(|told| known.insert(*told)),
                );
                let articles = standing.into_iter().map(|(article_id, _)| article_id);
                group.kept.push((kept, articles.collect()));
            }
        }
        group.moves.sort_unstable_by_key(|one| one.article_id);
        group.told.sort_unstable_by_key(|told| told.told);
        Ok(group)
    }

    /// The articles of a story in the order in which they came.
    async fn members(
        &mut self,
        connection: &mut SqliteConnection,
        told: i64,
    ) -> Result<Vec<Member>, StoreError> {
        let mut members: Vec<Member> = sqlx::query_as(
            "SELECT s.article_id, s.kept, s.stays, s.relation, s.grade, s.of_article_id, s.score, s.similarity,
                s.coverage, s.coverage_of_origin, s.possible_told, s.possible_score, s.possible_of_article_id,
                s.likeness, s.kept_relation, s.possible_kept, s.is_related_otherwise, s.is_measured_otherwise,
                s.is_possible_otherwise, s.possible_home
             FROM standing s WHERE s.told = $1 ORDER BY s.article_id",
        )
        .bind(told)
        .fetch_all(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("replay_members", error))?;
        for member in &mut members {
            let Some(possible_told) = member.possible_told else {
                continue;
            };
            let home = self.home(connection, possible_told).await?.target();
            member.possible = home.or(member.possible_home);
            // Where somebody has moved the other text by hand, either of the two is where it was.
            let is_known = home.is_none() || [home, member.possible_home].contains(&member.possible_kept);
            member.is_possible_otherwise |= !is_known;
        }
        Ok(members)
    }

    /// The story with all that is said of it.
    async fn story(
        &mut self,
        connection: &mut SqliteConnection,
        told: i64,
        home: &Home,
        members: Vec<Member>,
    ) -> Result<Told, StoreError> {
        let failed = |error| StoreError::from_driver("replay_story", error);
        let (is_roundup, is_origin_new): (bool, bool) = sqlx::query_as(
            "SELECT t.is_roundup, coalesce((SELECT k.origin_kind <> t.origin_kind
                 OR k.origin_agency IS NOT t.origin_agency OR k.origin_article_id IS NOT t.origin_article_id
                 FROM kept.story k WHERE k.story_id = $2), 0)
             FROM main.story t WHERE t.story_id = $1",
        )
        .bind(told)
        .bind(home.kept)
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
        let exemplars: Vec<(i64, i64)> =
            sqlx::query_as("SELECT e.article_id, e.version FROM main.exemplar e WHERE e.story_id = $1")
                .bind(told)
                .fetch_all(&mut *connection)
                .await
                .map_err(failed)?;
        let mut links: Vec<Link> = sqlx::query_as(
            "SELECT l.to_story_id AS to_told, l.kind, l.article_id, l.score FROM main.story_link l
             WHERE l.story_id = $1 ORDER BY l.to_story_id, l.kind",
        )
        .bind(told)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
        for link in &mut links {
            link.to = self.home(connection, link.to_told).await?.target();
        }
        let signs = sqlx::query_as(
            "SELECT p.article_id, p.sign, p.weight, p.holds
             FROM main.article m CROSS JOIN main.placement_sign p ON p.article_id = m.article_id
             WHERE m.story_id = $1",
        )
        .bind(told)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
        let merged = sqlx::query_as(
            "SELECT p.article_id, p.of_article_id, p.revision_id, p.grade, p.score, p.coverage, p.coverage_of_origin,
                p.start_char, p.end_char
             FROM main.article m CROSS JOIN main.merged_part p ON p.article_id = m.article_id
             WHERE m.story_id = $1",
        )
        .bind(told)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
        Ok(Told {
            told,
            kept: home.kept,
            is_roundup,
            is_origin_new,
            members,
            exemplars: exemplars.into_iter().collect(),
            links,
            signs,
            merged,
        })
    }

    /// Whether anything is said otherwise of the story `kept`, which has the articles that it is to have.
    async fn is_altered(
        &mut self,
        connection: &mut SqliteConnection,
        story: &Told,
        kept: i64,
    ) -> Result<bool, StoreError> {
        if story.is_origin_new || story.members.iter().any(Member::is_otherwise) {
            return Ok(true);
        }
        let is_said_otherwise: bool = sqlx::query_scalar(IS_SAID_OTHERWISE)
            .bind(story.told)
            .bind(kept)
            .fetch_one(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("replay_said", error))?;
        if is_said_otherwise {
            return Ok(true);
        }
        let known: Vec<(i64, String)> =
            sqlx::query_as("SELECT l.to_story_id, l.kind FROM kept.story_link l WHERE l.story_id = $1")
                .bind(kept)
                .fetch_all(connection)
                .await
                .map_err(|error| StoreError::from_driver("replay_links", error))?;
        let known: BTreeSet<(i64, String)> = known.into_iter().collect();
        let told: BTreeSet<(i64, String)> = story
            .links
            .iter()
            .filter_map(|link| Some((link.to?, link.kind.clone())))
            .filter(|(to, _)| *to != kept)
            .collect();
        Ok(known != told)
    }
}

fn is_moved(member: &Member, home: &Home) -> bool {
    !member.stays && home.of(member.article_id, member.kept) != Some(member.kept)
}

/// Whether the story $1 of the scratch, its signs, its second stories and its texts for comparison are others than
/// those of the story $2. Texts that no new article is compared with any more are nobody's loss.
const IS_SAID_OTHERWISE: &str = "
    SELECT EXISTS (
        SELECT 1 FROM main.story t JOIN kept.story k ON k.story_id = $2
        WHERE t.story_id = $1 AND (
            t.evidence_hash IS NOT k.evidence_hash OR t.is_roundup <> k.is_roundup
            OR abs(t.origin_confidence - k.origin_confidence) > 1e-6
            OR t.likely_source_agency IS NOT k.likely_source_agency
            OR t.first_claimed_article_id IS NOT k.first_claimed_article_id
            OR t.first_claimed_at IS NOT k.first_claimed_at
            OR t.first_seen_article_id IS NOT k.first_seen_article_id OR t.first_basis <> k.first_basis
            OR t.representative_article_id IS NOT k.representative_article_id))
    OR EXISTS (SELECT p.article_id, p.sign, round(p.weight, 6), p.holds FROM main.article m
               CROSS JOIN main.placement_sign p ON p.article_id = m.article_id WHERE m.story_id = $1
               EXCEPT SELECT p.article_id, p.sign, round(p.weight, 6), p.holds FROM kept.article m
               CROSS JOIN kept.placement_sign p ON p.article_id = m.article_id WHERE m.story_id = $2)
    OR EXISTS (SELECT p.article_id, p.sign, round(p.weight, 6), p.holds FROM kept.article m
               CROSS JOIN kept.placement_sign p ON p.article_id = m.article_id WHERE m.story_id = $2
               EXCEPT SELECT p.article_id, p.sign, round(p.weight, 6), p.holds FROM main.article m
               CROSS JOIN main.placement_sign p ON p.article_id = m.article_id WHERE m.story_id = $1)
    OR EXISTS (SELECT p.article_id, p.of_article_id, p.grade, round(p.score, 6) FROM main.article m
               CROSS JOIN main.merged_part p ON p.article_id = m.article_id WHERE m.story_id = $1
               EXCEPT SELECT p.article_id, p.of_article_id, p.grade, round(p.score, 6) FROM kept.article m
               CROSS JOIN kept.merged_part p ON p.article_id = m.article_id WHERE m.story_id = $2)
    OR EXISTS (SELECT p.article_id, p.of_article_id, p.grade, round(p.score, 6) FROM kept.article m
               CROSS JOIN kept.merged_part p ON p.article_id = m.article_id WHERE m.story_id = $2
               EXCEPT SELECT p.article_id, p.of_article_id, p.grade, round(p.score, 6) FROM main.article m
               CROSS JOIN main.merged_part p ON p.article_id = m.article_id WHERE m.story_id = $1)
    OR EXISTS (SELECT e.article_id, e.version FROM main.exemplar e WHERE e.story_id = $1
               EXCEPT SELECT e.article_id, e.version FROM kept.exemplar e WHERE e.story_id = $2)";
