//! Takes the entries of a document in: which are new, which have changed, which only have a new name.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::values::{Packer, instant_or_null, unpacked_entry};
use crate::model::{LeasedFeed, stamp};
use crate::store::{ParsedEntry, StoreError};

/// Entries looked up by one statement. A fixed number keeps the statement's text the same, and so
/// prepared; unused places are null, which equals nothing.
const LOOKUP_MAX: usize = 32;

/// Stands between a key that was given away and the number of the entry that had it.
const ASIDE: &str = " #";

/// Seconds between two articles under one guid from which on they are two; less is an article set anew.
const REUSED_AFTER_S: i64 = 24 * 3600;

/// What a document brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Intake {
    pub(super) new: i64,
    pub(super) changed: i64,
    /// Known ones under a new key.
    pub(super) rotated: i64,
}

/// Writes what is new or changed in `entries`, seen at `at`; the rest costs a share of one lookup.
///
/// An entry is known by its key; failing that by its link, when that is unique both in the feed and in the
/// document and the entry that had it is not in the document itself. A key that comes twice counts once. A key
/// that comes back with another link, another title and a date more than a day later names a new article: the
/// old one steps aside, and is found by its link should it come again.
pub(super) async fn take_in(
    connection: &mut SqliteConnection,
    feed: &LeasedFeed,
    entries: &[ParsedEntry],
    at: DateTime<Utc>,
) -> Result<Intake, StoreError> {
    let mut intake = Intake::default();
    let unique = first_of_each_key(entries);
    let by_key = known_by_key(connection, feed.feed_id, &unique).await?;
    let unsettled: Vec<&ParsedEntry> = unique
        .iter()
        .copied()
        .filter(|parsed| {
            by_key
                .get(&parsed.entry.key)
                .is_none_or(|holder| holder.has_other_link(parsed))
        })
        .collect();
    let mut by_link = known_by_link(connection, feed.feed_id, &lone_links(&unique, &unsettled)).await?;
    // An entry that is in the document under its own key has not been renamed.
    by_link.retain(|_, known| !by_key.contains_key(&known.entry_key));

    let mut write = Write {
        feed,
        at: stamp(at),
        gap_s: gap_s(feed, at),
        packer: None,
    };
    for parsed in unique {
        let of_link = link_keys(parsed).find_map(|link| by_link.get(link));
        let known = match (by_key.get(&parsed.entry.key), of_link) {
            (Some(holder), Some(before)) if before.stepped_aside_for(holder) => before,
            (Some(holder), _) if write.is_reused(connection, holder, parsed).await? => {
                write.step_aside(connection, holder).await?;
                write.insert(connection, parsed).await?;
                intake.new += 1;
                continue;
            }
            (Some(holder), _) => holder,
            (None, Some(known)) => {
                write
                    .rename(connection, known.entry_id, &parsed.entry.key)
                    .await?;
                intake.rotated += 1;
                known
            }
            (None, None) => {
                write.insert(connection, parsed).await?;
                intake.new += 1;
                continue;
            }
        };
        if known.content_hash != parsed.content_hash {
            write.change(connection, known.entry_id, parsed).await?;
            intake.changed += 1;
        }
    }
    Ok(intake)
}

/// What the link of `parsed` is stored as: its key, or, from before there were keys, itself.
fn link_keys(parsed: &ParsedEntry) -> impl Iterator<Item = &str> {
    [parsed.link_key.as_deref(), parsed.entry.link.as_deref()]
        .into_iter()
        .flatten()
}

#[derive(sqlx::FromRow)]
struct Known {
    entry_id: i64,
    entry_key: String,
    content_hash: i64,
    link_key: Option<String>,
}

impl Known {
    /// Whether both name a page, and not the same.
    fn has_other_link(&self, parsed: &ParsedEntry) -> bool {
        self.link_key.as_deref().is_some_and(|known| {
            let mut links = link_keys(parsed).peekable();
            links.peek().is_some() && links.all(|link| link != known)
        })
    }

    /// Whether this entry had `holder`'s key before, see [`Write::step_aside`].
    fn stepped_aside_for(&self, holder: &Self) -> bool {
        self.entry_key
            .strip_prefix(holder.entry_key.as_str())
            .is_some_and(|rest| rest.starts_with(ASIDE))
    }
}

/// One entry for each key, the first.
fn first_of_each_key(entries: &[ParsedEntry]) -> Vec<&ParsedEntry> {
    let mut keys = HashSet::with_capacity(entries.len());
    entries
        .iter()
        .filter(|parsed| keys.insert(parsed.entry.key.as_str()))
        .collect()
}

/// The links of `unsettled` that only one entry of `document` has.
fn lone_links<'e>(document: &[&'e ParsedEntry], unsettled: &[&'e ParsedEntry]) -> Vec<&'e str> {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for link in document.iter().filter_map(|parsed| parsed.link_key.as_deref()) {
        *uses.entry(link).or_default() += 1;
    }
    unsettled
        .iter()
        .filter(|parsed| {
            parsed
                .link_key
                .as_deref()
                .is_none_or(|link| uses.get(link) == Some(&1))
        })
        .flat_map(|parsed| link_keys(parsed))
        .collect()
}

async fn known_by_key(
    connection: &mut SqliteConnection,
    feed_id: i64,
    entries: &[&ParsedEntry],
) -> Result<HashMap<String, Known>, StoreError> {
    let mut found = HashMap::with_capacity(entries.len());
    for chunk in entries.chunks(LOOKUP_MAX) {
        let mut query = sqlx::query_as::<_, Known>(
            "SELECT entry_id, entry_key, content_hash, link_key FROM entry
             WHERE feed_id = $1
               AND entry_key IN (
                        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                        $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)",
        )
        .bind(feed_id);
        for place in 0..LOOKUP_MAX {
            query = query.bind(chunk.get(place).map(|parsed| parsed.entry.key.as_str()));
        }
        let rows = query
            .fetch_all(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("known_by_key", error))?;
        found.extend(rows.into_iter().map(|known| (known.entry_key.clone(), known)));
    }
    Ok(found)
}

/// The entries that alone in their feed have one of `links`, by link.
async fn known_by_link(
    connection: &mut SqliteConnection,
    feed_id: i64,
    links: &[&str],
) -> Result<HashMap<String, Known>, StoreError> {
    let mut found = HashMap::new();
    for chunk in links.chunks(LOOKUP_MAX) {
        let mut query = sqlx::query_as::<_, Known>(
            "SELECT entry_id, entry_key, content_hash, link_key FROM entry
             WHERE entry_id IN (
                 SELECT max(entry_id) FROM entry
                 WHERE feed_id = $1
                   AND link_key IN (
                        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                        $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
                 GROUP BY link_key HAVING count(*) = 1)",
        )
        .bind(feed_id);
        for place in 0..LOOKUP_MAX {
            query = query.bind(chunk.get(place).copied());
        }
        let rows = query
            .fetch_all(&mut *connection)
            .await
            .map_err(|error| StoreError::from_driver("known_by_link", error))?;
        found.extend(
            rows.into_iter()
                .filter_map(|known| known.link_key.clone().map(|link| (link, known))),
        );
    }
    Ok(found)
}

/// Seconds since the last successful poll; `None` on the first.
fn gap_s(feed: &LeasedFeed, at: DateTime<Utc>) -> Option<i64> {
    feed.history
        .last_success_at
        .map(|before| (at - before).num_seconds().max(0))
}

/// What the writes of one document share.
struct Write<'f> {
    feed: &'f LeasedFeed,
    at: String,
    gap_s: Option<i64>,
    /// Made when first needed: most polls bring nothing.
    packer: Option<Packer>,
}

impl Write<'_> {
    fn pack(&mut self, parsed: &ParsedEntry) -> Result<Vec<u8>, StoreError> {
        let packer = match self.packer.take() {
            Some(packer) => packer,
            None => Packer::new()?,
        };
        self.packer.insert(packer).entry(&parsed.entry)
    }

    async fn insert(
        &mut self,
        connection: &mut SqliteConnection,
        parsed: &ParsedEntry,
    ) -> Result<(), StoreError> {
        let raw = self.pack(parsed)?;
        sqlx::query(
            "INSERT INTO entry (feed_id, entry_key, content_hash, link, stage, first_seen_at, last_changed_at,
                                polling_gap_s, page_host_key, raw, link_key)
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10)",
        )
        .bind(self.feed.feed_id)
        .bind(&parsed.entry.key)
        .bind(parsed.content_hash)
        .bind(&parsed.entry.link)
        .bind(stage(parsed))
        .bind(&self.at)
        .bind(self.gap_s)
        .bind(&parsed.page_host_key)
        .bind(raw)
        .bind(&parsed.link_key)
        .execute(connection)
        .await
        .map_err(|error| StoreError::from_driver("add_entry", error))?;
        Ok(())
    }

    /// Replaces a known entry's text and sends it through reading again. Its page showed the former state.
    async fn change(
        &mut self,
        connection: &mut SqliteConnection,
        entry_id: i64,
        parsed: &ParsedEntry,
    ) -> Result<(), StoreError> {
        let raw = self.pack(parsed)?;
        sqlx::query(
            "UPDATE entry SET content_hash = $2, link = $3, stage = $4,
                              read_again = CASE WHEN stage = 'read' THEN 1 ELSE read_again END,
                              last_changed_at = $5, page_host_key = $6, page_attempts = 0, next_try_at = NULL,
                              page_error = NULL, page_error_text = NULL, raw = $7, link_key = $8,
                              raw_pruned_at = NULL, pruned_title = NULL, pruned_published_at = NULL
             WHERE entry_id = $1",
        )
        .bind(entry_id)
        .bind(parsed.content_hash)
        .bind(&parsed.entry.link)
        .bind(stage(parsed))
        .bind(&self.at)
        .bind(&parsed.page_host_key)
        .bind(raw)
        .bind(&parsed.link_key)
        .execute(&mut *connection)
        .await
        .map_err(|error| StoreError::from_driver("change_entry", error))?;
        sqlx::query("DELETE FROM page WHERE entry_id = $1")
            .bind(entry_id)
            .execute(connection)
            .await
            .map_err(|error| StoreError::from_driver("drop_page", error))?;
        Ok(())
    }

    /// Whether `parsed` is another article under the key of `holder`: link and title differ, and it is dated
    /// more than a day later.
    async fn is_reused(
        &self,
        connection: &mut SqliteConnection,
        holder: &Known,
        parsed: &ParsedEntry,
    ) -> Result<bool, StoreError> {
        if holder.content_hash == parsed.content_hash || !holder.has_other_link(parsed) {
            return Ok(false);
        }
        let (title, published_at) = headed(connection, holder.entry_id).await?;
        let later_s = match (published_at, parsed.entry.published.at) {
            (Some(before), Some(now)) => (now - before).num_seconds(),
            _ => 0,
        };
        Ok(title != parsed.entry.title && later_s > REUSED_AFTER_S)
    }

    /// Takes the key from an entry whose guid now names another.
    async fn step_aside(&self, connection: &mut SqliteConnection, holder: &Known) -> Result<(), StoreError> {
        let key = format!("{}{ASIDE}{}", holder.entry_key, holder.entry_id);
        self.rename(connection, holder.entry_id, &key).await
    }

    async fn rename(
        &self,
        connection: &mut SqliteConnection,
        entry_id: i64,
        key: &str,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE entry SET entry_key = $2 WHERE entry_id = $1")
            .bind(entry_id)
            .bind(key)
            .execute(connection)
            .await
            .map_err(|error| StoreError::from_driver("rename_entry", error))?;
        Ok(())
    }
}

/// Title and claimed time of an entry, also when the rest of what its feed sent has been given up.
async fn headed(
    connection: &mut SqliteConnection,
    entry_id: i64,
) -> Result<(Option<String>, Option<DateTime<Utc>>), StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        raw: Vec<u8>,
        is_pruned: bool,
        pruned_title: Option<String>,
        pruned_published_at: Option<String>,
    }
    let row: Row = sqlx::query_as(
        "SELECT raw, raw_pruned_at IS NOT NULL AS is_pruned, pruned_title, pruned_published_at
         FROM entry WHERE entry_id = $1",
    )
    .bind(entry_id)
    .fetch_one(connection)
    .await
    .map_err(|error| StoreError::from_driver("entry_raw", error))?;
    if row.is_pruned {
        let published_at = instant_or_null("entry.pruned_published_at", row.pruned_published_at.as_deref())?;
        return Ok((row.pruned_title, published_at));
    }
    let entry = unpacked_entry(&row.raw)?;
    Ok((entry.title, entry.published.at))
}

/// Where an entry starts: a page can only be waited for when there is one.
fn stage(parsed: &ParsedEntry) -> &'static str {
    let has_page = parsed.entry.link.is_some() && parsed.page_host_key.is_some();
    if parsed.needs_page && has_page {
        "page"
    } else {
        "read"
    }
}
