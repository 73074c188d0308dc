//! Claims: which facts of an event say the same, kept in step with its articles.
//!
//! What an article states that its event has heard before, in the same words, is known by its key and compared with
//! nothing: so a copy costs a row for each fact. New statements are compared with the few that share words or
//! values with them. Counts are made anew only for claims that a further story or a further value has joined.
//!
//! The claims of an event are what sorting its articles in the order of their coming gives. Where stories are moved
//! between stories or events that is done again, and a claim keeps its id as long as the fact that opened it does.

mod lookup;
mod stated;
#[cfg(test)]
pub(super) mod tests;
mod weigh;
mod whole;
mod written;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use sqlx::SqliteConnection;

use self::stated::Stated;
use super::rows::RowInsert;
use super::values;
use crate::event::claim::{Place, keys, sort};
use crate::model::Statement;
use crate::store::StoreError;

/// Claims that a statement opened before, by that statement: opened again, they keep their ids.
pub(super) type Opened = HashMap<i64, i64>;

/// An article with the story and the event that it is in.
#[derive(Clone, Copy, Debug)]
struct Told {
    article_id: i64,
    revision_id: i64,
    story_id: i64,
    event_id: i64,
}

/// Sorts what `revision_id`, the current one of the article, states into the claims of its event.
pub(super) async fn enter(
    connection: &mut SqliteConnection,
    article_id: i64,
    revision_id: i64,
    story_id: i64,
) -> Result<(), StoreError> {
    let Some(event_id) = lookup::event_of(connection, story_id).await? else {
        return Ok(());
    };
    let told = Told {
        article_id,
        revision_id,
        story_id,
        event_id,
    };
    let touched = put(connection, told, &mut Opened::new()).await?;
    weigh::weigh(connection, touched).await
}

/// Sorts a further revision of a known article: what only `before` stated it states no more.
pub(super) async fn revise(
    connection: &mut SqliteConnection,
    article_id: i64,
    (before, now): (i64, i64),
    story_id: i64,
) -> Result<(), StoreError> {
    let Some(event_id) = lookup::event_of(connection, story_id).await? else {
        return Ok(());
    };
    let mut touched = written::retire(connection, before, story_id).await?;
    weigh::count_printed(connection, &touched).await?;
    let told = Told {
        article_id,
        revision_id: now,
        story_id,
        event_id,
    };
    touched.extend(put(connection, told, &mut Opened::new()).await?);
    written::tell_again(connection, story_id, &touched).await?;
    weigh::weigh(connection, touched).await
}

/// Counts the claims of a story again: where it comes from, or what it shares with others, has changed.
pub(super) async fn reconsider(connection: &mut SqliteConnection, story_id: i64) -> Result<(), StoreError> {
    let touched = lookup::claims_of_story(connection, story_id).await?;
    weigh::weigh(connection, touched).await
}

/// The events of `stories` and of the stories that may be copies of one of them.
pub(super) async fn events_around(
    connection: &mut SqliteConnection,
    stories: &[i64],
) -> Result<BTreeSet<i64>, StoreError> {
    whole::events_around(connection, stories).await
}

/// Makes the claims of `events` anew, after stories were told anew or have moved from one to another.
pub(super) async fn retell(
    connection: &mut SqliteConnection,
    events: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    let opened = take_apart(connection, events).await?;
    put_together(connection, events, opened).await
}

/// Takes all claims of `events` apart; gives what [`put_together`] needs to give them their ids again. Between the
/// two, facts of these events may come and go.
pub(super) async fn take_apart(
    connection: &mut SqliteConnection,
    events: &BTreeSet<i64>,
) -> Result<Opened, StoreError> {
    whole::forget(connection, events).await
}

/// Makes the claims of `events` from their facts.
pub(super) async fn put_together(
    connection: &mut SqliteConnection,
    events: &BTreeSet<i64>,
    mut opened: Opened,
) -> Result<(), StoreError> {
    for event_id in events {
        let mut touched = BTreeSet::new();
        for told in whole::articles(connection, *event_id).await? {
            touched.extend(put(connection, told, &mut opened).await?);
        }
        whole::remember_former(connection, *event_id).await?;
        weigh::weigh(connection, touched).await?;
    }
    Ok(())
}

/// Takes the claims of an event away for good, before its facts go; gives how many. Their ids are not given again.
pub(super) async fn give_up(connection: &mut SqliteConnection, event_id: i64) -> Result<i64, StoreError> {
    let opened = whole::forget(connection, &BTreeSet::from([event_id])).await?;
    Ok(values::integer(opened.len()))
}

/// Sorts the facts of one revision; gives the claims whose counts may have changed.
async fn put(
    connection: &mut SqliteConnection,
    told: Told,
    opened: &mut Opened,
) -> Result<BTreeSet<i64>, StoreError> {
    let mut stated = stated::stated(connection, told.revision_id, told.event_id).await?;
    let mut touched = BTreeSet::new();
    let mut fresh = BTreeSet::new();
    if stated.iter().any(|stated| stated.claim_id.is_none()) {
        let found = place_new(connection, told, &mut stated, opened).await?;
        (touched, fresh) = (found.joined, found.opened);
    }
    let stated: Vec<Stated> = stated
        .into_iter()
        .filter(|stated| stated.claim_id.is_some())
        .collect();
    written::insert_facts(connection, told.article_id, &stated).await?;
    let told_now = written::insert_stories(connection, told, &stated, &fresh).await?;
    touched.extend(told_now);
    let printed = stated.iter().filter_map(|stated| stated.claim_id).collect();
    weigh::count_printed(connection, &printed).await?;
    Ok(touched)
}

/// What became of new statements: claims they joined, claims they opened.
#[derive(Default)]
struct Placed {
    joined: BTreeSet<i64>,
    opened: BTreeSet<i64>,
}

async fn place_new(
    connection: &mut SqliteConnection,
    told: Told,
    stated: &mut [Stated],
    opened: &mut Opened,
) -> Result<Placed, StoreError> {
    let new = new_statements(connection, stated).await?;
    if new.is_empty() {
        return Ok(Placed::default());
    }
    let has_more = lookup::has_claims(connection, told.event_id).await?;
    if has_more {
        lookup::post_first(connection, told.event_id).await?;
    }
    let known = if has_more {
        lookup::near(connection, told.event_id, &new).await?
    } else {
        Vec::new()
    };
    let mut placed = Placed::default();
    let mut numbered: BTreeMap<usize, i64> = BTreeMap::new();
    let mut claims = Vec::new();
    let mut next = written::next_id(connection).await?;
    let mut by_key: HashMap<i64, i64> = HashMap::new();
    for (statement, place) in new.iter().zip(sort(&new, &known)) {
        let claim_id = match place {
            Place::Known(claim_id) => {
                placed.joined.insert(claim_id);
                claim_id
            }
            Place::New(number) => *numbered.entry(number).or_insert_with(|| {
                let claim_id = opened.remove(&statement.statement_id).unwrap_or_else(|| {
                    next += 1;
                    next - 1
                });
                claims.push((claim_id, statement));
                placed.opened.insert(claim_id);
                claim_id
            }),
        };
        by_key.insert(statement.fact_key, claim_id);
    }
    written::insert_claims(connection, told.event_id, &claims).await?;
    insert_statements(connection, told.event_id, &new, &by_key, has_more).await?;
    for stated in stated.iter_mut().filter(|stated| stated.claim_id.is_none()) {
        stated.claim_id = by_key.get(&stated.key).copied();
    }
    // A new claim with several statements may hold several values.
    placed
        .joined
        .extend(numbered.values().copied().filter(|_| new.len() > numbered.len()));
    Ok(placed)
}

/// The statements among `stated` that the event has not heard, each key once.
async fn new_statements(
    connection: &mut SqliteConnection,
    stated: &[Stated],
) -> Result<Vec<Statement>, StoreError> {
    let mut keys = BTreeSet::new();
    let ids = stated
        .iter()
        .filter(|stated| stated.claim_id.is_none() && keys.insert(stated.key))
        .map(|stated| stated.statement_id);
    stated::statements(connection, ids.collect()).await
}

static STATEMENTS: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "claim_statement_insert",
        "claim_statement (event_id, fact_key, statement_id, claim_id)",
        4,
    )
});

async fn insert_statements(
    connection: &mut SqliteConnection,
    event_id: i64,
    new: &[Statement],
    claims: &HashMap<i64, i64>,
    is_posted: bool,
) -> Result<(), StoreError> {
    STATEMENTS
        .insert(connection, new, |query, statement| {
            query
                .bind(event_id)
                .bind(statement.fact_key)
                .bind(statement.statement_id)
                .bind(claims.get(&statement.fact_key))
        })
        .await?;
    if is_posted {
        post(connection, event_id, new).await?;
    }
    Ok(())
}

static TERMS: LazyLock<RowInsert> = LazyLock::new(|| {
    RowInsert::new(
        "claim_term_insert",
        "claim_term (event_id, term, statement_id)",
        3,
    )
});

/// Writes by what the statements are found.
async fn post(
    connection: &mut SqliteConnection,
    event_id: i64,
    statements: &[Statement],
) -> Result<(), StoreError> {
    let mut terms: Vec<(i64, i64)> = Vec::new();
    for statement in statements {
        terms.extend(
            keys(statement)
                .into_iter()
                .map(|key| (key, statement.statement_id)),
        );
    }
    terms.sort_unstable();
    TERMS
        .insert(connection, &terms, |query, (term, statement_id)| {
            query.bind(event_id).bind(term).bind(statement_id)
        })
        .await
}

/// Ids as a list for `json_each`.
fn list(ids: &BTreeSet<i64>) -> String {
    values::integer_list(ids.iter().copied())
}
