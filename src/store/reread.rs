//! Reading again what is kept: what is asked for, what is read, what came of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{OutletRef, PendingEntry};
use crate::model::{Article, ClaimedTime, Credit, Reading};

/// Examples of changed articles kept in a report.
pub const REREAD_EXAMPLES_MAX: usize = 10;

/// What is told anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RereadStage {
    /// Everything that reading makes, from the raw input where it is kept.
    Read,
    /// Facts and credits, from the stored text; an archive's text also gives its sections.
    Facts,
    /// Which story each article is in, and how it relates to it.
    Stories,
    /// Which event a story is in, and the claims of all events.
    Events,
}

impl RereadStage {
    /// The word stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Facts => "facts",
            Self::Stories => "stories",
            Self::Events => "events",
        }
    }

    /// Reads [`RereadStage::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Read, Self::Facts, Self::Stories, Self::Events]
            .into_iter()
            .find(|stage| stage.as_str() == word)
    }

    /// Whether it goes through the articles, one by one; else it goes through the stories.
    pub const fn is_of_articles(self) -> bool {
        !matches!(self, Self::Events)
    }
}

/// Which articles; all of these must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RereadFilter {
    /// First seen at this time or later.
    pub since: Option<DateTime<Utc>>,
    /// First seen before this time.
    pub until: Option<DateTime<Utc>>,
    /// Of this outlet.
    pub outlet: Option<String>,
    pub article_id: Option<i64>,
}

/// What was asked for, and by which rules it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RereadTask {
    pub stage: RereadStage,
    pub filter: RereadFilter,
    /// Equal for equal rules.
    pub rules: String,
}

/// One run through the kept articles, as far as it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RereadRun {
    pub reread_id: i64,
    #[serde(flatten)]
    pub task: RereadTask,
    /// Articles, or stories, below this id are done.
    pub next_id: i64,
    /// The last id there was at the start.
    pub last_id: i64,
    /// How many there are to be done, those done included.
    pub total: i64,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    /// Another one was asked for before this one had ended.
    pub is_dropped: bool,
    pub report: RereadReport,
}

/// What an article was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RereadFrom {
    /// The kept page.
    Page,
    /// The kept entry of its feed.
    Feed,
    /// An archive's text, which is stored as it was given.
    Text,
    /// The stored text in its stored sections: the raw input is not kept, or was not asked for.
    Stored,
}

/// What was read and what it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RereadReport {
    /// Articles, or stories, gone through.
    pub done: u64,
    /// Articles by what they were read from.
    pub from: BTreeMap<RereadFrom, u64>,
    /// Left as they are: revised meanwhile, or no reader could take them.
    pub skipped: u64,
    /// Articles of which anything changed.
    pub changed: u64,
    /// Those whose title or text changed.
    pub text: u64,
    pub sections: u64,
    pub metadata: u64,
    pub credits: u64,
    pub credits_added: u64,
    pub credits_removed: u64,
    /// Articles of which facts changed.
    pub facts: u64,
    /// By kind.
    pub facts_added: BTreeMap<String, u64>,
    pub facts_removed: BTreeMap<String, u64>,
    /// Facts in the same words of which something else changed: speaker, value, modality, place.
    pub facts_altered: BTreeMap<String, u64>,
    /// Stories decided again.
    pub stories: u64,
    /// Those that come from somebody else than before.
    pub origins: u64,
    /// Articles that stand otherwise to their story.
    pub relations: u64,
    /// Articles that are in another story than before.
    pub articles_moved: u64,
    /// Stories opened for articles that parted from others.
    pub stories_opened: u64,
    /// Stories whose articles all went into others.
    pub stories_emptied: u64,
    /// Articles that are a possible copy of another text than before, or none any more.
    pub possible_copies: u64,
    /// Stories that are in another event than before.
    pub moved: u64,
    /// Claims that came, went, or count otherwise.
    pub claims: u64,
    /// Outlets that are another agency than before, or none any more.
    pub outlets: BTreeSet<i64>,
    pub examples: Vec<RereadExample>,
}

/// A changed article, or story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RereadExample {
    /// Number of the article, or of the story for stages that go through stories.
    pub id: i64,
    pub outlet: String,
    pub title: String,
    /// What changed, a few words each: `credits: +anp`, `facts: +2 -1`.
    pub what: Vec<String>,
}

impl RereadReport {
    /// Tells of `batch`, and of `skipped` articles beside it, that they were read, and from what.
    #[must_use]
    pub fn of_batch(batch: &[Reread], skipped: u64) -> Self {
        let mut report = Self {
            done: batch.len() as u64 + skipped,
            skipped,
            ..Self::default()
        };
        for again in batch {
            *report.from.entry(again.from).or_default() += 1;
        }
        report
    }

    /// Adds what a further batch did.
    pub fn add(&mut self, more: Self) {
        let counts = [
            (&mut self.done, more.done),
            (&mut self.skipped, more.skipped),
            (&mut self.changed, more.changed),
            (&mut self.text, more.text),
            (&mut self.sections, more.sections),
            (&mut self.metadata, more.metadata),
            (&mut self.credits, more.credits),
            (&mut self.credits_added, more.credits_added),
            (&mut self.credits_removed, more.credits_removed),
            (&mut self.facts, more.facts),
            (&mut self.stories, more.stories),
            (&mut self.origins, more.origins),
            (&mut self.relations, more.relations),
            (&mut self.articles_moved, more.articles_moved),
            (&mut self.stories_opened, more.stories_opened),
            (&mut self.stories_emptied, more.stories_emptied),
            (&mut self.possible_copies, more.possible_copies),
            (&mut self.moved, more.moved),
            (&mut self.claims, more.claims),
        ];
        for (count, further) in counts {
            *count += further;
        }
        for (from, further) in more.from {
            *self.from.entry(from).or_default() += further;
        }
        for (kinds, further) in [
            (&mut self.facts_added, more.facts_added),
            (&mut self.facts_removed, more.facts_removed),
            (&mut self.facts_altered, more.facts_altered),
        ] {
            for (kind, count) in further {
                *kinds.entry(kind).or_default() += count;
            }
        }
        self.outlets.extend(more.outlets);
        self.examples.extend(more.examples);
        self.examples.truncate(REREAD_EXAMPLES_MAX);
    }
}

/// An article with all that is kept of it.
#[derive(Clone, Debug)]
pub struct KeptArticle {
    pub article_id: i64,
    /// Its current revision; what is read is that one's.
    pub revision_id: i64,
    pub outlet: OutletRef,
    /// Whether an archive gave it, and if so whether as HTML.
    pub archived_as_markup: Option<bool>,
    /// As stored, without its dateline; learnt boilerplate is body.
    pub article: Article,
    pub claimed: ClaimedTime,
    /// Credits that stand outside the text, in their order.
    pub credits: Vec<Credit>,
    pub notes: Vec<String>,
    /// Lines that were learnt to be furniture when it was recorded.
    pub boilerplate: Vec<String>,
    /// The feed entries that show it and have been read, by id; without their pages when those are not asked for.
    pub entries: Vec<PendingEntry>,
}

/// An article read again, on its way into the store.
#[derive(Clone, Debug)]
pub struct Reread {
    pub article_id: i64,
    /// The revision it was the current one of when it was read.
    pub revision_id: i64,
    pub from: RereadFrom,
    pub outlet: OutletRef,
    pub reading: Reading,
    pub boilerplate: Vec<String>,
}

/// What a batch would change.
#[derive(Clone, Debug, Default)]
pub struct RereadForeseen {
    pub report: RereadReport,
    /// Places in the batch of those that change.
    pub changed: Vec<usize>,
}
