//! Takes the entries of a document in: which are new, which have changed, which only have a new name.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::values::Packer;
use crate::model::{LeasedFeed, stamp};
use crate::store::{ParsedEntry, StoreError};

/// Entries looked up by one statement. A fixed number keeps the statement's text the same, and so
/// prepared; unused places are null, which equals nothing.
const LOOKUP_MAX: usize = 32;

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
/// document and the entry that had it is not in the document itself. A key that comes twice counts once.
pub(super) async fn take_in(
    connection: &mut SqliteConnection,
    feed: &LeasedFeed,
    entries: &[ParsedEntry],
    at: DateTime<Utc>,
) -> Result<Intake, StoreError> {
    let mut intake = Intake::default();
    let unique = first_of_each_key(entries);
    let by_key = known_by_key(connection, feed.feed_id, &unique).await?;
    let unknown: Vec<&ParsedEntry> = unique
        .iter()
        .copied()
        .filter(|parsed| !by_key.contains_key(&parsed.entry.key))
        .collect();
    let mut by_link = known_by_link(connection, feed.feed_id, &lone_links(&unique, &unknown)).await?;
    // An entry that is in the document under its own key has not been renamed.
    by_link.retain(|_, known| !by_key.contains_key(&known.entry_key));

    let mut write = Write {
        feed,
        at: stamp(at),
        gap_s: gap_s(feed, at),
        packer: None,
    };
    for parsed in unique {
        let renamed = || parsed.entry.link.as_ref().and_then(|link| by_link.get(link));
        match by_key.get(&parsed.entry.key).or_else(renamed) {
            Some(known) => {
                if known.entry_key != parsed.entry.key {
                    write
                        .rename(connection, known.entry_id, &parsed.entry.key)
                        .await?;
                    intake.rotated += 1;
                }
                if known.content_hash != parsed.content_hash {
                    write.change(connection, known.entry_id, parsed).await?;
                    intake.changed += 1;
                }
            }
            None => {
                write.insert(connection, parsed).await?;
                intake.new += 1;
            }
        }
    }
    Ok(intake)
}

#[derive(sqlx::FromRow)]
struct Known {
    entry_id: i64,
    entry_key: String,
    content_hash: i64,
    link: Option<String>,
}

/// One entry for each key, the first.
fn first_of_each_key(entries: &[ParsedEntry]) -> Vec<&ParsedEntry> {
    let mut keys = HashSet::with_capacity(entries.len());
    entries
        .iter()
        .filter(|parsed| keys.insert(parsed.entry.key.as_str()))
        .collect()
}

/// The links of `unknown` that only one entry of `document` has.
fn lone_links<'e>(document: &[&'e ParsedEntry], unknown: &[&'e ParsedEntry]) -> Vec<&'e str> {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for link in document.iter().filter_map(|parsed| parsed.entry.link.as_deref()) {
        *uses.entry(link).or_default() += 1;
    }
    unknown
        .iter()
        .filter_map(|parsed| parsed.entry.link.as_deref())
        .filter(|link| uses.get(link) == Some(&1))
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
            "SELECT entry_id, entry_key, content_hash, link FROM entry
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
            "SELECT entry_id, entry_key, content_hash, link FROM entry
             WHERE entry_id IN (
                 SELECT max(entry_id) FROM entry
                 WHERE feed_id = $1
                   AND link IN (
                        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                        $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
                 GROUP BY link HAVING count(*) = 1)",
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
                .filter_map(|known| known.link.clone().map(|link| (link, known))),
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
                                polling_gap_s, page_host_key, raw)
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)",
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
                              page_error = NULL, page_error_text = NULL, raw = $7
             WHERE entry_id = $1",
        )
        .bind(entry_id)
        .bind(parsed.content_hash)
        .bind(&parsed.entry.link)
        .bind(stage(parsed))
        .bind(&self.at)
        .bind(&parsed.page_host_key)
        .bind(raw)
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

/// Where an entry starts: a page can only be waited for when there is one.
fn stage(parsed: &ParsedEntry) -> &'static str {
    let has_page = parsed.entry.link.is_some() && parsed.page_host_key.is_some();
    if parsed.needs_page && has_page {
        "page"
    } else {
        "read"
    }
}
