//! One client of the control socket, from hello to the last answer.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::protocol::{self, Answer, END, Failure, FeedToAdd, Hello, MARK, Received, Request, WAIT};
use crate::daemon::archive::{ArchiveLine, ArchiveReader, ArchiveTotals, Batch, LINE_BYTES_MAX};
use crate::daemon::desk::{Desk, Progress, record_rules};
use crate::daemon::reread::Rereader;
use crate::daemon::retention::{self, Pass};
use crate::daemon::subscription::add_feeds;
use crate::store::{EntityEdit, Recording, RereadFilter, RereadStage, StoreError, StoryEdit};
use crate::telemetry;

/// A request comes at once; this is for one of many megabytes.
const REQUEST_WAIT: Duration = Duration::from_secs(30);
/// Longest silence of a client that is sending an archive; it says `"wait"` four times as often.
const IDLE_WAIT: Duration = Duration::from_secs(60);
/// Longest time a client may leave an answer unread.
const ANSWER_WAIT: Duration = Duration::from_secs(30);
/// The same for the last word at the end of the daemon, which cannot wait long.
const LAST_WORD_WAIT: Duration = Duration::from_millis(500);
/// Bytes read from the socket at once.
const BUFFER_BYTES: usize = 256 * 1024;
/// Rejected lines of an archive told one by one, more than a client shows; beyond that only counted.
const COMPLAINTS_MAX: u64 = 100;
/// Bytes taken from a client that has more to say after its connection failed.
const REST_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How often reading again looks whether the writer is free, and how many times before it takes its turn anyway.
const LOOK_EVERY: Duration = Duration::from_millis(20);
const LOOKS_MAX: usize = 250;

/// How a session ended, other than by its last answer.
enum Ended {
    /// The client hears why.
    Failed(Failure, String),
    /// The client is gone or does not read.
    Lost(io::Error),
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        Self::Lost(error)
    }
}

/// Serves one client; ends early when `over`.
pub(super) async fn run(desk: Arc<Desk>, stream: UnixStream, over: CancellationToken) {
    let (from_client, to_client) = stream.into_split();
    let mut session = Session {
        desk,
        from_client: BufReader::with_capacity(BUFFER_BYTES, from_client),
        to_client,
    };
    let ended = tokio::select! {
        ended = session.talk() => ended,
        () = over.cancelled() => {
            let message = "the daemon is stopping; what it has recorded stays".to_owned();
            let line = protocol::to_line(&Answer::Failed { why: Failure::Stopping, message });
            let _ = timeout(LAST_WORD_WAIT, session.to_client.write_all(&line)).await;
            tracing::info!("a client was cut off: stopping");
            session.say_goodbye().await;
            return;
        }
    };
    match ended {
        Ok(()) => {}
        Err(Ended::Failed(why, message)) => {
            tracing::info!(why = ?why, message = telemetry::field(&message), "a client's request failed");
            if session.answer(&Answer::Failed { why, message }).await.is_ok() {
                session.say_goodbye().await;
            }
        }
        Err(Ended::Lost(error)) => tracing::info!(%error, "a client is gone"),
    }
}

/// Says why a client is not served.
pub(super) async fn refuse(mut stream: UnixStream, answer: Answer) {
    let mut words = protocol::to_line(&Hello::ours());
    words.extend(protocol::to_line(&answer));
    if let Ok(Ok(())) = timeout(LAST_WORD_WAIT, stream.write_all(&words)).await {
        let (mut from_client, mut to_client) = stream.split();
        let _ = to_client.shutdown().await;
        hear_out(&mut BufReader::new(&mut from_client)).await;
    }
}

/// The client's process, for the log; 0 where the system does not say.
pub(super) fn client_pid(stream: &UnixStream) -> i32 {
    stream
        .peer_cred()
        .ok()
        .and_then(|client| client.pid())
        .unwrap_or(0)
}

struct Session {
    desk: Arc<Desk>,
    from_client: BufReader<OwnedReadHalf>,
    to_client: OwnedWriteHalf,
}

impl Session {
    async fn talk(&mut self) -> Result<(), Ended> {
        self.send(&protocol::to_line(&Hello::ours())).await?;
        let mut line = Vec::new();
        match timeout(
            REQUEST_WAIT,
            protocol::next_line(&mut self.from_client, &mut line),
        )
        .await
        {
            Err(_) => return Err(idle(REQUEST_WAIT)),
            Ok(received) => match received? {
                Received::Line => {}
                Received::TooLong => return Err(too_long()),
                // Somebody looked whether we are there.
                Received::End => return Ok(()),
            },
        }
        let request = serde_json::from_slice(&line).map_err(|error| {
            Ended::Failed(
                Failure::BadRequest,
                format!("this is no request of protocol {}: {error}", protocol::PROTOCOL),
            )
        })?;
        drop(line);
        match request {
            Request::Ping => self.answer(&Answer::Pong).await,
            Request::AddFeeds { feeds } => self.add_feeds(feeds).await,
            Request::EditStory { edit, reason } => self.edit_story(edit, reason).await,
            Request::EditEntity {
                edit,
                by_whom,
                reason,
            } => self.edit_entity(edit, by_whom, reason).await,
            Request::Prune => self.prune().await,
            Request::Reread {
                stage,
                filter,
                resumes,
            } => self.reread(stage, filter, resumes).await,
            Request::IngestBegin { archive, source } => self.ingest(&archive, &source).await,
        }
    }

    async fn add_feeds(&mut self, feeds: Vec<FeedToAdd>) -> Result<(), Ended> {
        let feeds = feeds.into_iter().map(Into::into).collect();
        let added = add_feeds(self.desk.store.as_ref(), feeds, self.desk.clock.now()).await;
        // Also when only some were added.
        self.desk.polling_news.notify_one();
        let added = added.map_err(store_failed)?;
        tracing::info!(
            feeds = added.new,
            known = added.known,
            skipped = added.skipped.len(),
            "feeds added"
        );
        self.answer(&Answer::Added {
            new: added.new,
            known: added.known,
            skipped: added.skipped,
        })
        .await
    }

    async fn edit_story(&mut self, edit: StoryEdit, reason: Option<String>) -> Result<(), Ended> {
        let desk = &self.desk;
        let rules = Arc::new(record_rules(&desk.rulebook().config));
        let edited = desk
            .store
            .edit_story(edit, reason, desk.clock.now(), rules)
            .await
            .map_err(store_failed)?;
        tracing::info!(
            edit.id = edited.edit_id,
            from = edited.from_story_id,
            to = edited.to_story_id,
            articles = edited.articles,
            "a story was edited"
        );
        self.answer(&Answer::Edited { edited }).await
    }

    async fn edit_entity(
        &mut self,
        edit: EntityEdit,
        by_whom: Option<String>,
        reason: Option<String>,
    ) -> Result<(), Ended> {
        let desk = &self.desk;
        let rules = Arc::new(record_rules(&desk.rulebook().config));
        let edited = desk
            .store
            .edit_entity(edit, by_whom, reason, desk.clock.now(), rules)
            .await
            .map_err(store_failed)?;
        tracing::info!(
            edit.id = edited.edit_id,
            from = edited.from_entity_id,
            to = edited.to_entity_id,
            articles = edited.articles,
            "an entity was edited"
        );
        self.answer(&Answer::EntityEdited { edited }).await
    }

    async fn prune(&mut self) -> Result<(), Ended> {
        let desk = Arc::clone(&self.desk);
        let cuts = retention::cuts(&desk.rulebook().config.retention, desk.clock.now());
        let mut pass = Pass::new(cuts, false);
        while pass.step(desk.store.as_ref()).await.map_err(store_failed)? {
            self.answer(&Answer::Pruning { so_far: pass.report }).await?;
        }
        retention::tell(&pass.report);
        self.answer(&Answer::Pruned { pruned: pass.report }).await
    }

    /// Reads kept articles again, a batch at a time, after whatever else waits for the writer.
    async fn reread(&mut self, stage: RereadStage, filter: RereadFilter, resumes: bool) -> Result<(), Ended> {
        let rulebook = self.desk.rulebook();
        let reader = Rereader::with(
            Arc::clone(&rulebook.agencies),
            Arc::clone(&rulebook.outlets),
            Arc::clone(&rulebook.record_rules),
        );
        let task = reader.task(stage, filter);
        let now = self.desk.clock.now();
        let begun = self.desk.store.begin_reread(task, resumes, now).await;
        let mut run = begun.map_err(store_failed)?;
        while run.finished_at.is_none() {
            self.answer(&Answer::Rereading {
                run: Box::new(run.clone()),
            })
            .await?;
            self.let_others_write().await;
            let desk = &self.desk;
            let step = desk.patiently(|| reader.step(desk.store.as_ref(), &run, desk.clock.now()));
            let stepped = step.await;
            run = stepped.map_err(store_failed)?;
        }
        tracing::info!(
            reread.id = run.reread_id,
            stage = run.task.stage.as_str(),
            done = run.report.done,
            changed = run.report.changed,
            "read again"
        );
        self.answer(&Answer::Rereading { run: Box::new(run) }).await
    }

    /// Waits while somebody else waits for the writer, but not for ever: a busy daemon would never be done.
    async fn let_others_write(&self) {
        for _ in 0..LOOKS_MAX {
            if self.desk.store.gauges().await.queued == 0 {
                return;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn ingest(&mut self, archive: &str, source: &str) -> Result<(), Ended> {
        let rulebook = self.desk.rulebook();
        let reader = ArchiveReader::with(Arc::clone(&rulebook.agencies), Arc::clone(&rulebook.outlets));
        let mut totals = ArchiveTotals::default();
        let (mut batch, mut line, mut number) = (Batch::default(), Vec::new(), 0);
        loop {
            let received = timeout(IDLE_WAIT, protocol::next_line(&mut self.from_client, &mut line)).await;
            match received.map_err(|_| idle(IDLE_WAIT))?? {
                Received::Line => {}
                Received::TooLong => return Err(too_long()),
                Received::End => {
                    let gone = io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "it left before the archive's end; its whole batches are kept",
                    );
                    return Err(gone.into());
                }
            }
            if line.first() == Some(&MARK) {
                match line.as_slice() {
                    END => break,
                    WAIT => self.answer(&Answer::Progress { totals }).await?,
                    _ => return Err(unknown_mark()),
                }
                continue;
            }
            number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            if protocol::is_marked(&line) {
                line.remove(0);
            }
            let line = ArchiveLine {
                number,
                bytes: std::mem::take(&mut line),
                is_too_long: false,
            };
            if batch.push(line) {
                self.record(&reader, archive, source, batch.take(), &mut totals)
                    .await?;
            }
        }
        self.record(&reader, archive, source, batch.take(), &mut totals)
            .await?;
        let stories = self.desk.store.stats().await.map_err(store_failed)?.stories;
        tracing::info!(
            archive = telemetry::field(archive),
            lines = totals.lines,
            new = totals.new,
            rejected = totals.rejected,
            "archive ingested"
        );
        self.answer(&Answer::Ingested { totals, stories }).await
    }

    /// Reads and records a batch, and tells what became of it.
    async fn record(
        &mut self,
        reader: &ArchiveReader,
        archive: &str,
        source: &str,
        lines: Vec<ArchiveLine>,
        totals: &mut ArchiveTotals,
    ) -> Result<(), Ended> {
        if lines.is_empty() {
            return Ok(());
        }
        let desk = &self.desk;
        let rules = Arc::new(record_rules(&desk.rulebook().config));
        let record = |batch: Arc<Vec<Recording>>| {
            let rules = Arc::clone(&rules);
            async move {
                desk.patiently(|| desk.store.record(Arc::clone(&batch), Arc::clone(&rules)))
                    .await
            }
        };
        let taken = reader
            .take(archive, source, lines, desk.clock.now(), record)
            .await;
        let taken = taken.map_err(store_failed)?;
        count(&self.desk.progress, taken.totals);
        let room = COMPLAINTS_MAX.saturating_sub(totals.rejected);
        for complaint in taken
            .complaints
            .into_iter()
            .take(usize::try_from(room).unwrap_or(0))
        {
            self.answer(&Answer::Rejected { complaint }).await?;
        }
        *totals += taken.totals;
        self.answer(&Answer::Progress { totals: *totals }).await
    }

    async fn answer(&mut self, answer: &Answer) -> Result<(), Ended> {
        self.send(&protocol::to_line(answer)).await
    }

    /// Ends what we say; the client reads it in peace.
    async fn say_goodbye(&mut self) {
        let _ = self.to_client.shutdown().await;
        hear_out(&mut self.from_client).await;
    }

    async fn send(&mut self, line: &[u8]) -> Result<(), Ended> {
        match timeout(ANSWER_WAIT, self.to_client.write_all(line)).await {
            Ok(sent) => Ok(sent?),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "it does not read its answers").into()),
        }
    }
}

/// Takes what the client is still sending, for a moment: a socket closed with bytes unread takes our last
/// answer with it.
async fn hear_out(from_client: &mut (impl AsyncBufRead + Unpin)) {
    let hearing = async {
        let mut heard = 0;
        while heard < REST_BYTES_MAX {
            match from_client.fill_buf().await {
                Ok([]) | Err(_) => return,
                Ok(rest) => {
                    let length = rest.len();
                    heard += length;
                    from_client.consume(length);
                }
            }
        }
    };
    let _ = timeout(LAST_WORD_WAIT, hearing).await;
}

fn count(progress: &Progress, totals: ArchiveTotals) {
    for (counter, count) in [
        (&progress.articles, totals.new),
        (&progress.copies, totals.copies),
        (&progress.revisions, totals.revisions),
    ] {
        counter.fetch_add(count, Ordering::Relaxed);
    }
}

fn idle(wait: Duration) -> Ended {
    Ended::Failed(
        Failure::Idle,
        format!("nothing came for {} seconds", wait.as_secs()),
    )
}

fn too_long() -> Ended {
    Ended::Failed(
        Failure::BadRequest,
        format!("a line is longer than {} MiB", LINE_BYTES_MAX >> 20),
    )
}

fn unknown_mark() -> Ended {
    Ended::Failed(
        Failure::BadRequest,
        "a line that begins with a quotation mark is \"wait\" or \"end\"".to_owned(),
    )
}

fn store_failed(error: StoreError) -> Ended {
    let why = match error {
        StoreError::Unavailable { .. } => Failure::Busy,
        StoreError::Closed => Failure::Stopping,
        _ => Failure::Store,
    };
    Ended::Failed(why, format!("{:#}", anyhow::Error::from(error)))
}
