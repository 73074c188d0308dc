//! What is given up for its age: what may go, how far a pass has come, what went.

use std::ops::AddAssign;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Before which instant what is given up; `None` keeps it for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// What is written as the time of pruning.
    pub now: DateTime<Utc>,
    /// What feeds and sites sent, by the entry's last change: entries, pages, documents that could not be read.
    pub raw: Option<DateTime<Utc>>,
    /// Texts of revisions that are no longer current, by the article's first sight; they go no later than `texts`.
    pub old_texts: Option<DateTime<Utc>>,
    /// Texts of all revisions, by the same.
    pub texts: Option<DateTime<Utc>>,
    /// Facts and claims, by the last article of the story and of everything in its event.
    pub facts: Option<DateTime<Utc>>,
    /// Rows for single polls and changes of state.
    pub logs: Option<DateTime<Utc>>,
}

impl Cuts {
    /// Nothing is given up.
    pub fn none(now: DateTime<Utc>) -> Self {
        Self {
            now,
            raw: None,
            old_texts: None,
            texts: None,
            facts: None,
            logs: None,
        }
    }

    /// Whether nothing can go.
    pub fn keep_all(&self) -> bool {
        *self == Self::none(self.now)
    }

    /// Before when rows of `kind` go.
    pub(super) fn of(&self, kind: Aged) -> Option<DateTime<Utc>> {
        match kind {
            Aged::Raw | Aged::Documents => self.raw,
            // Where all texts of an article go, the former ones do.
            Aged::OldTexts => self.old_texts.max(self.texts),
            Aged::Texts => self.texts,
            Aged::Facts => self.facts,
            Aged::Polls | Aged::FeedEvents => self.logs,
        }
    }
}

/// Kinds of what ages, in the order in which they are looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aged {
    Raw,
    Documents,
    OldTexts,
    Texts,
    Facts,
    Polls,
    FeedEvents,
}

impl Aged {
    const ALL: [Self; 7] = [
        Self::Raw,
        Self::Documents,
        Self::OldTexts,
        Self::Texts,
        Self::Facts,
        Self::Polls,
        Self::FeedEvents,
    ];

    fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|kind| *kind == self)?;
        Self::ALL.get(at + 1).copied()
    }
}

/// How far a pass has come. Begins with [`PrunePlace::start`]; of no use to another pass, whose rows may be others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrunePlace {
    pub(super) kind: Aged,
    /// Time and id of the last row looked at; `None` before the first.
    pub(super) after: Option<(String, i64)>,
}

impl PrunePlace {
    /// Nothing has been looked at.
    pub fn start() -> Self {
        Self {
            kind: Aged::Raw,
            after: None,
        }
    }

    /// The place behind `last`, the last row of a full page; of the next kind where there was none.
    pub(super) fn behind(&self, last: Option<(String, i64)>) -> Option<Self> {
        match last {
            Some(_) => Some(Self {
                kind: self.kind,
                after: last,
            }),
            None => self.kind.next().map(|kind| Self { kind, after: None }),
        }
    }
}

/// What a step of a pass did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PruneStep {
    pub pruned: PruneReport,
    /// Where to go on; `None` when everything has been looked at.
    pub next: Option<PrunePlace>,
}

/// Rows that went, or lost what made them large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pruned {
    pub rows: u64,
    /// Bytes of texts and documents as stored, without indexes and the room that rows themselves take.
    pub bytes: u64,
}

impl Pruned {
    /// From what SQL counted.
    pub(super) fn new(rows: i64, bytes: i64) -> Self {
        Self {
            rows: rows.unsigned_abs(),
            bytes: bytes.unsigned_abs(),
        }
    }
}

impl AddAssign for Pruned {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.bytes += other.bytes;
    }
}

/// What went, kind by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PruneReport {
    /// Entries as their feeds sent them.
    pub raw: Pruned,
    /// Pages as fetched.
    pub pages: Pruned,
    /// Documents of feeds that could not be read.
    pub documents: Pruned,
    /// Texts of earlier revisions.
    pub old_texts: Pruned,
    /// Texts of current revisions, with the copies of them that are searched.
    pub texts: Pruned,
    pub facts: Pruned,
    pub claims: Pruned,
    pub polls: Pruned,
    pub feed_events: Pruned,
}

impl PruneReport {
    /// Every kind by its name in JSON.
    pub fn kinds(&self) -> [(&'static str, Pruned); 9] {
        [
            ("raw", self.raw),
            ("pages", self.pages),
            ("documents", self.documents),
            ("old_texts", self.old_texts),
            ("texts", self.texts),
            ("facts", self.facts),
            ("claims", self.claims),
            ("polls", self.polls),
            ("feed_events", self.feed_events),
        ]
    }

    /// Everything together.
    pub fn total(&self) -> Pruned {
        let mut total = Pruned::default();
        for (_, pruned) in self.kinds() {
            total += pruned;
        }
        total
    }
}

impl AddAssign for PruneReport {
    fn add_assign(&mut self, other: Self) {
        self.raw += other.raw;
        self.pages += other.pages;
        self.documents += other.documents;
        self.old_texts += other.old_texts;
        self.texts += other.texts;
        self.facts += other.facts;
        self.claims += other.claims;
        self.polls += other.polls;
        self.feed_events += other.feed_events;
    }
}
