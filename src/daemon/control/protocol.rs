//! What is said over the control socket: JSON Lines, one request a connection.
//!
//! ```text
//! daemon: {"dateline":"0.1.0","protocol":1,"pid":4711}
//! client: {"request":"ingest_begin","archive":"march","source":"march.jsonl"}
//! client: {"id":"a","text":"..."}          the file's lines as they are, blank ones too: they are counted
//! client: "wait"                           now and then, while the file has nothing
//! client: "end"
//! daemon: {"answer":"rejected",...}        any time; so is {"answer":"progress",...}
//! daemon: {"answer":"ingested",...}        the last word
//! ```
//!
//! A line that begins with a quotation mark is the protocol's own; no article does, being an object. A line
//! of the file that begins so, perhaps after spaces, is sent with one space more: [`is_marked`].

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt};

use crate::daemon::archive::{ArchiveTotals, LINE_BYTES_MAX};
use crate::parse::opml::OpmlFeed;
use crate::store::{
    EntityEdit, EntityEdited, PruneReport, RereadFilter, RereadRun, RereadStage, StoryEdit, StoryEdited,
};

/// Number of this protocol; client and daemon must agree.
pub const PROTOCOL: u32 = 1;
/// The mark that a client has sent its archive whole.
pub const END: &[u8] = b"\"end\"";
/// The mark of a client that has nothing to send yet, and is there.
pub const WAIT: &[u8] = b"\"wait\"";
/// What begins the protocol's own lines among an archive's.
pub const MARK: u8 = b'"';

/// The daemon's first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Version of the daemon's program.
    pub dateline: String,
    pub protocol: u32,
    pub pid: u32,
}

impl Hello {
    /// What this process says.
    pub fn ours() -> Self {
        Self {
            dateline: env!("CARGO_PKG_VERSION").to_owned(),
            protocol: PROTOCOL,
            pid: std::process::id(),
        }
    }
}

/// The client's one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "request", rename_all = "snake_case")]
pub enum Request {
    /// Is anybody there?
    Ping,
    AddFeeds {
        feeds: Vec<FeedToAdd>,
    },
    /// Sets a wrong or a missed join right.
    EditStory {
        #[serde(flatten)]
        edit: StoryEdit,
        #[serde(default)]
        reason: Option<String>,
    },
    /// Merges two entities, or takes a name from one.
    EditEntity {
        #[serde(flatten)]
        edit: EntityEdit,
        #[serde(default)]
        by_whom: Option<String>,
        #[serde(default)]
        reason: Option<String>,
    },
    /// Gives up what is older than the daemon's configuration keeps.
    Prune,
    /// Reads kept articles again; the run's progress comes as answers.
    Reread {
        stage: RereadStage,
        filter: RereadFilter,
        /// Goes on with the last run instead, whatever it was.
        resumes: bool,
    },
    /// The lines of one archive follow, then [`END`].
    IngestBegin {
        /// Name of the archive: with an article's id, what it is known by.
        archive: String,
        /// What the file is called in complaints.
        source: String,
    },
}

/// A feed of [`Request::AddFeeds`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedToAdd {
    pub url: String,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
}

impl From<OpmlFeed> for FeedToAdd {
    fn from(feed: OpmlFeed) -> Self {
        Self {
            url: feed.url,
            title: feed.title,
            tags: feed.tags,
        }
    }
}

impl From<FeedToAdd> for OpmlFeed {
    fn from(feed: FeedToAdd) -> Self {
        Self {
            url: feed.url,
            title: feed.title,
            tags: feed.tags,
        }
    }
}

/// What the daemon says back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    Pong,
    Added {
        new: u64,
        known: u64,
        skipped: Vec<String>,
    },
    Edited {
        #[serde(flatten)]
        edited: StoryEdited,
    },
    EntityEdited {
        #[serde(flatten)]
        edited: EntityEdited,
    },
    /// What is given up for good so far. Not the last word.
    Pruning {
        so_far: PruneReport,
    },
    /// Everything has been looked at.
    Pruned {
        pruned: PruneReport,
    },
    /// How far reading again has come; the last word when the run has ended.
    Rereading {
        run: Box<RereadRun>,
    },
    /// A line of the archive was not taken; not every one is told when there are many.
    Rejected {
        complaint: String,
    },
    /// What is recorded for good so far. Not the last word.
    Progress {
        totals: ArchiveTotals,
    },
    /// The whole archive is recorded.
    Ingested {
        totals: ArchiveTotals,
        /// Stories in the store.
        stories: i64,
    },
    Failed {
        why: Failure,
        message: String,
    },
}

/// Sorts failures by what the client can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Too many clients at once; try again.
    Busy,
    /// The daemon is stopping; the next command can write by itself, or ask the next daemon.
    Stopping,
    /// The client was silent for too long.
    Idle,
    /// The request is no request, or a line is too long.
    BadRequest,
    /// The store could not do it.
    Store,
}

/// How a line came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// Whole, without its line break.
    Line,
    /// Longer than [`LINE_BYTES_MAX`]; the reader stands within it.
    TooLong,
    /// The other side has ended, perhaps within a line; what there was of it is no line.
    End,
}

/// Reads the next line into `line`, which is emptied first.
///
/// # Errors
/// When the connection breaks.
pub async fn next_line<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    line: &mut Vec<u8>,
) -> std::io::Result<Received> {
    line.clear();
    loop {
        let chunk = reader.fill_buf().await?;
        if chunk.is_empty() {
            return Ok(Received::End);
        }
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        if line.len() + part.len() > LINE_BYTES_MAX {
            return Ok(Received::TooLong);
        }
        line.extend_from_slice(part);
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            return Ok(Received::Line);
        }
    }
}

/// Whether `line` begins with a quotation mark, after however many spaces: on its way from client to daemon
/// such a line of an archive has one space more.
pub fn is_marked(line: &[u8]) -> bool {
    line.iter().find(|byte| **byte != b' ') == Some(&MARK)
}

/// `message` as a line to send.
pub fn to_line(message: &impl Serialize) -> Vec<u8> {
    // Plain structures of strings and numbers; nothing in them can fail to be written.
    let mut line = serde_json::to_vec(message).unwrap_or_default();
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_one_line_each_and_come_back_as_they_were() {
        let request = Request::IngestBegin {
            archive: "a\nb".into(),
            source: "\"\\".into(),
        };
        let line = to_line(&request);
        assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
        assert_eq!(serde_json::from_slice::<Request>(&line).unwrap(), request);
        let answer = Answer::Failed {
            why: Failure::BadRequest,
            message: "no".into(),
        };
        assert_eq!(
            serde_json::to_value(&answer).unwrap(),
            serde_json::json!({"answer": "failed", "why": "bad_request", "message": "no"})
        );
        let bare: Request =
            serde_json::from_str(r#"{"request":"add_feeds","feeds":[{"url":"http://a/"}]}"#).unwrap();
        assert!(matches!(bare, Request::AddFeeds { feeds } if feeds[0].tags.is_empty()));
    }

    #[tokio::test]
    async fn a_line_cut_short_is_no_line_and_one_without_end_is_not_kept() {
        let mut line = Vec::new();
        let mut reader = &b"one\n\nthr"[..];
        assert_eq!(next_line(&mut reader, &mut line).await.unwrap(), Received::Line);
        assert_eq!(line, b"one");
        assert_eq!(next_line(&mut reader, &mut line).await.unwrap(), Received::Line);
        assert!(line.is_empty());
        assert_eq!(next_line(&mut reader, &mut line).await.unwrap(), Received::End);

        let endless = tokio::io::AsyncReadExt::take(tokio::io::repeat(b'x'), 1 << 40);
        let mut endless = tokio::io::BufReader::with_capacity(1 << 20, endless);
        assert_eq!(
            next_line(&mut endless, &mut line).await.unwrap(),
            Received::TooLong
        );
        assert!(line.len() <= LINE_BYTES_MAX);
    }
}
