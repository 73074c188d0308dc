//! The record side: readings become articles, revisions, stories and facts, in one transaction.
//!
//! Everything here runs inside a job of the writer, so a batch is seen whole or not at all and each reading
//! sees those before it. The cost of one article does not grow with the archive: candidates come from
//! bounded posting lists, a story is judged by a bounded number of members, counters are kept in step.

mod article;
mod candidates;
mod claim;
mod compared;
mod credit;
mod edit;
mod entity;
mod event;
mod fact;
mod fulltext;
mod late;
mod line;
mod lists;
mod member;
mod merged;
mod metadata;
mod named;
mod outlet;
#[cfg(test)]
mod plans;
pub(in crate::store::sqlite) mod prune;
mod reach;
pub(in crate::store::sqlite) mod replay;
mod reread;
mod revision;
mod rows;
#[cfg(test)]
mod sample;
mod setting;
mod sign;
mod stats;
mod story;
#[cfg(test)]
mod tests;
mod turn;
mod values;
#[cfg(test)]
mod views;

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Instant;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::model::{Habit, Placement, Reading, Relation, Span};
use crate::store::{
    LookupFigures, OutletRef, RecordRules, RecordSource, Recorded, RecordedOutcome, Recording, StoreError,
};

use self::article::Known;
use self::story::StoryState;
use super::entry;

pub(in crate::store) use self::compared::compared;
pub(in crate::store) use self::edit::{edit, stored};
pub(in crate::store) use self::entity::edit_entity;
pub(in crate::store) use self::reread::{
    begin as begin_reread, finish as finish_reread, foresee as foresee_reread, kept as kept_articles,
    last as last_reread, plan as plan_reread, retell as retell_events, write as write_reread,
};
pub(in crate::store) use self::stats::article_stats;

/// Writes `batch` in the order given. One result for each; see [`crate::store::Store::record`].
///
/// # Errors
/// Those of the driver; the caller's transaction is then to be undone.
pub(in crate::store) async fn record(
    connection: &mut SqliteConnection,
    batch: &[Recording],
    rules: &RecordRules,
    figures: &LookupFigures,
) -> Result<Vec<Recorded>, StoreError> {
    let mut publishers: HashMap<&OutletRef, Publisher> = HashMap::new();
    let mut recorded = Vec::with_capacity(batch.len());
    for recording in batch {
        let publisher = match publishers.entry(&recording.outlet) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let outlet_id = outlet::upsert(connection, &recording.outlet).await?;
                let habit = setting::habit(connection, outlet_id).await?;
                new.insert(Publisher {
                    outlet_id,
                    habit,
                    rewriter: None,
                })
            }
        };
        recorded.push(record_one(connection, recording, publisher, rules, figures).await?);
        let Some((outlet_id, habit)) = publisher.rewriter.take() else {
            continue;
        };
        for known in publishers
            .values_mut()
            .filter(|known| known.outlet_id == outlet_id)
        {
            known.habit = habit;
        }
    }
    Ok(recorded)
}

/// The outlet of an article, as the batch knows it.
struct Publisher {
    outlet_id: i64,
    /// As of its last article.
    habit: Habit,
    /// The outlet that turned out to have rewritten that article, and its habit.
    rewriter: Option<(i64, Habit)>,
}

async fn record_one(
    connection: &mut SqliteConnection,
    recording: &Recording,
    publisher: &mut Publisher,
    rules: &RecordRules,
    figures: &LookupFigures,
) -> Result<Recorded, StoreError> {
    let recorded = match article::find(connection, publisher.outlet_id, recording).await? {
        None => add(connection, recording, publisher, rules, figures).await?,
        Some(known) if known.is_superseded_by(recording) => {
            revise(connection, recording, publisher.outlet_id, &known, rules).await?
        }
        Some(known) => Recorded {
            article_id: known.article_id,
            story_id: known.story_id,
            relation: known.relation,
            outcome: RecordedOutcome::Unchanged,
        },
    };
    if let RecordSource::Entry { entry_id, .. } = recording.source {
        article::link_entry(connection, entry_id, recorded.article_id).await?;
        entry::mark_read(connection, entry_id).await?;
    }
    Ok(recorded)
}

/// Writes an article nobody has shown before, into the story the rules choose.
async fn add(
    connection: &mut SqliteConnection,
    recording: &Recording,
    publisher: &mut Publisher,
    rules: &RecordRules,
    figures: &LookupFigures,
) -> Result<Recorded, StoreError> {
    let outlet_id = publisher.outlet_id;
    let seen_at = values::first_seen(recording);
    let lines = (rules.lines)(&recording.reading);
    let learnt = line::learnt(connection, outlet_id, &lines, seen_at, rules).await?;
    let recording = &*without(recording, &learnt, rules);
    let reading = &recording.reading;
    let begun = Instant::now();
    let found = candidates::find(connection, &reading.fingerprint, seen_at, rules.window_s, figures).await?;
    let setting = setting::of_recording(recording, publisher.habit);
    let placement = settled((rules.place)(reading, &setting, &found));
    figures.seconds.observe(begun.elapsed().as_secs_f64());
    publisher.habit = setting::learn(connection, outlet_id, publisher.habit, &placement, rules).await?;
    publisher.rewriter = setting::learn_late(connection, &placement, rules).await?;
    let rewriter_id = publisher
        .rewriter
        .map_or(outlet_id, |(rewriter_id, _)| rewriter_id);
    let (story_id, is_new_outlet) = story_for(connection, &placement, outlet_id, reading, seen_at).await?;
    let article_id = article::insert(connection, recording, outlet_id, story_id, &placement).await?;
    let revision_id = revision::insert_first(connection, article_id, recording).await?;
    metadata::insert(connection, revision_id, reading).await?;
    credit::insert(connection, article_id, revision_id, reading).await?;
    article::set_current(connection, article_id, revision_id, reading).await?;
    let place = (story_id, is_new_outlet, seen_at);
    let story = settle_in(connection, article_id, place, reading, &placement, rules).await?;
    if placement.story_id.is_none() {
        let new = event::NewStory {
            story_id,
            title: &reading.article.title,
            gist: (rules.gist)(&reading.article.title, &reading.fingerprint),
            seen_at,
            is_roundup: placement.is_roundup,
        };
        event::enter(connection, &new, rules).await?;
    }
    let told = fact::Told {
        article_id,
        revision_id,
        story_id,
        seen_at,
    };
    fact::insert(connection, told, reading, rules).await?;
    fact::count(connection, revision_id, story_id).await?;
    line::count(connection, outlet_id, story_id, &lines, seen_at).await?;
    reach::give_up(connection, article_id, rules).await?;
    let decided = story::decide(connection, &story, article_id, rules).await?;
    let relation = decided.relation.unwrap_or(placement.relation);
    claim::enter(connection, article_id, revision_id, story_id).await?;
    if !story.is_new && (decided.is_origin_new || !placement.links.is_empty()) {
        claim::reconsider(connection, story_id).await?;
    }
    let is_moved = late::settle(
        connection,
        (article_id, story_id, rewriter_id),
        reading,
        &placement,
        recording.recorded_at,
        rules,
    )
    .await?;
    let (story_id, relation) = if is_moved {
        article::standing(connection, article_id).await?
    } else {
        (story_id, relation)
    };
    Ok(Recorded {
        article_id,
        story_id,
        relation,
        outcome: RecordedOutcome::NewArticle,
    })
}

/// The story that `placement` puts an article into, opened if it is a new one, and whether its outlet is new there.
async fn story_for(
    connection: &mut SqliteConnection,
    placement: &Placement,
    outlet_id: i64,
    reading: &Reading,
    seen_at: DateTime<Utc>,
) -> Result<(i64, bool), StoreError> {
    match placement.story_id {
        Some(story_id) => {
            let has_outlet = story::has_outlet(connection, story_id, outlet_id).await?;
            Ok((story_id, !has_outlet))
        }
        None => {
            let title = &reading.article.title;
            let story_id = story::open(connection, title, seen_at, placement.is_roundup).await?;
            Ok((story_id, true))
        }
    }
}

/// Tells the story, and those near to it, of an article that has its row; the story as it then stands.
async fn settle_in(
    connection: &mut SqliteConnection,
    article_id: i64,
    (story_id, is_new_outlet, seen_at): (i64, bool, DateTime<Utc>),
    reading: &Reading,
    placement: &Placement,
    rules: &RecordRules,
) -> Result<StoryState, StoreError> {
    sign::insert(connection, article_id, placement).await?;
    let mut story = story::count(connection, story_id, placement.relation, is_new_outlet, seen_at).await?;
    story.is_new = placement.story_id.is_none();
    candidates::keep(connection, &story, article_id, reading, placement, seen_at).await?;
    story::link(connection, story_id, article_id, &placement.links).await?;
    merged::insert(connection, article_id, reading, placement).await?;
    merged::note_holders(connection, article_id, reading, placement, rules).await?;
    Ok(story)
}

/// Writes a further state of a known article. It stays in its story.
async fn revise(
    connection: &mut SqliteConnection,
    recording: &Recording,
    outlet_id: i64,
    known: &Known,
    rules: &RecordRules,
) -> Result<Recorded, StoreError> {
    let lines = (rules.lines)(&recording.reading);
    let seen_at = values::seen_again(recording);
    let learnt = line::learnt(connection, outlet_id, &lines, seen_at, rules).await?;
    let recording = &*without(recording, &learnt, rules);
    let reading = &recording.reading;
    let (article_id, story_id) = (known.article_id, known.story_id);
    let revision_id = revision::insert_next(connection, known, recording).await?;
    metadata::insert(connection, revision_id, reading).await?;
    credit::insert(connection, article_id, revision_id, reading).await?;
    let told = fact::Told {
        article_id,
        revision_id,
        story_id,
        seen_at,
    };
    fact::insert(connection, told, reading, rules).await?;
    // New facts first: what both revisions state keeps its row and its count.
    fact::count(connection, revision_id, story_id).await?;
    fact::uncount(connection, known.revision_id, story_id).await?;
    article::revise(connection, known, revision_id, recording).await?;
    let story = story::state(connection, story_id).await?;
    let first_seen_at = values::first_seen(recording);
    candidates::keep_revised(connection, &story, article_id, reading, first_seen_at).await?;
    if known.is_representative {
        story::refresh(connection, story_id, article_id).await?;
    }
    let decided = story::decide(connection, &story, article_id, rules).await?;
    let relation = decided.relation.unwrap_or(known.relation);
    claim::revise(connection, article_id, (known.revision_id, revision_id), story_id).await?;
    if decided.is_origin_new {
        claim::reconsider(connection, story_id).await?;
    }
    Ok(Recorded {
        article_id,
        story_id,
        relation,
        outcome: RecordedOutcome::NewRevision,
    })
}

/// `recording` with the outlet's known furniture set apart; itself when there is none.
fn without<'a>(recording: &'a Recording, learnt: &[Span], rules: &RecordRules) -> Cow<'a, Recording> {
    if learnt.is_empty() {
        return Cow::Borrowed(recording);
    }
    Cow::Owned(Recording {
        reading: (rules.mark)(&recording.reading, learnt),
        ..recording.clone()
    })
}

/// `placement` as it can stand: an article with a story of its own is that story's original, however
/// sure the rules are that it may be a copy; the doubt is kept in `possible`.
fn settled(mut placement: Placement) -> Placement {
    if placement.story_id.is_none() && placement.relation != Relation::Original {
        placement = Placement {
            possible: placement.possible.take(),
            possible_of_article_id: placement.possible_of_article_id,
            corroboration: std::mem::take(&mut placement.corroboration),
            is_source: placement.is_source,
            is_roundup: placement.is_roundup,
            links: std::mem::take(&mut placement.links),
            merged: std::mem::take(&mut placement.merged),
            holders: std::mem::take(&mut placement.holders),
            is_exemplar: placement.is_exemplar,
            ..Placement::original()
        };
    }
    placement
}
