//! An archive on its way through the daemon.

use std::time::Duration;

use anyhow::Context;
use indicatif::ProgressBar;
use tokio::io::{AsyncWriteExt, BufWriter};
use tokio::net::unix::OwnedWriteHalf;

use super::lines::{Chunk, Chunks};
use super::{ArchiveFile, Complaints, output};
use crate::cli::control::{Answers, Daemon, DaemonError};
use crate::daemon::archive::{self, ArchiveLine, ArchiveTotals};
use crate::daemon::control::protocol::{self, Answer, END, Request, WAIT};

/// How often we say that we are there while the archive has nothing; the daemon waits four times as long.
const WAIT_EVERY: Duration = Duration::from_secs(15);
/// Bytes sent at once.
const BUFFER_BYTES: usize = 256 * 1024;

/// Has the daemon ingest `file`; the totals and the stories in the store.
///
/// # Errors
/// When the file cannot be read or the daemon does not do it. Whole batches stay recorded then, and are
/// passed over when the same file is ingested again.
pub(super) async fn ingest(
    daemon: &mut Daemon,
    file: ArchiveFile,
    complaints: &mut Complaints,
) -> anyhow::Result<(ArchiveTotals, i64)> {
    let ArchiveFile {
        archive,
        source,
        bytes,
        chunks,
    } = file;
    let bar = output::bar(bytes, &archive);
    let request = Request::IngestBegin {
        archive,
        source: source.clone(),
    };
    let (mut answers, to_daemon) = daemon.connection().await?.ask(&request).await?;
    let mut recorded = ArchiveTotals::default();
    let ended = {
        let mut receiving = std::pin::pin!(receive(&mut answers, &bar, complaints, &mut recorded));
        let sending = send(to_daemon, chunks, &bar);
        tokio::select! {
            // The daemon has its reasons to end early.
            ended = &mut receiving => ended.map(|stories| (stories, Sent::default())),
            sent = sending => match sent {
                Ok(sent) => receiving.await.map(|stories| (stories, sent)),
                Err(SendError::Archive(error)) => {
                    return Err(error).with_context(|| format!("reading {source}"));
                }
                // What broke the connection is among the answers.
                Err(SendError::Daemon) => receiving.await.map(|stories| (stories, Sent::default())),
            },
        }
    };
    bar.finish_and_clear();
    let (stories, sent) = match ended {
        Ok(ended) => ended,
        Err(error) if recorded.lines == 0 => return Err(error.into()),
        Err(error) => {
            let done = recorded.lines;
            return Err(error).with_context(|| {
                format!("{done} lines were recorded; they are passed over when the file is ingested again")
            });
        }
    };
    for number in &sent.too_long {
        complaints.tell(&archive::too_long(&source, *number));
    }
    let too_long = sent.too_long.len() as u64;
    recorded.lines += too_long;
    recorded.rejected += too_long;
    Ok((recorded, stories))
}

/// Reads the answers up to the last; returns the stories in the store.
async fn receive(
    answers: &mut Answers,
    bar: &ProgressBar,
    complaints: &mut Complaints,
    recorded: &mut ArchiveTotals,
) -> Result<i64, DaemonError> {
    loop {
        match answers.next().await? {
            Answer::Rejected { complaint } => bar.suspend(|| complaints.tell(&complaint)),
            Answer::Progress { totals } => *recorded = totals,
            Answer::Ingested { totals, stories } => {
                *recorded = totals;
                return Ok(stories);
            }
            other => return Err(answers.unexpected(&other)),
        }
    }
}

/// What was kept back.
#[derive(Default)]
struct Sent {
    /// Numbers of the lines too long to be sent.
    too_long: Vec<u64>,
}

enum SendError {
    Archive(std::io::Error),
    /// The daemon no longer listens.
    Daemon,
}

/// Sends the archive's lines as they are, and the end mark.
async fn send(to_daemon: OwnedWriteHalf, mut chunks: Chunks, bar: &ProgressBar) -> Result<Sent, SendError> {
    let mut to_daemon = BufWriter::with_capacity(BUFFER_BYTES, to_daemon);
    let (mut sent, mut next) = (Sent::default(), 1);
    loop {
        let chunk = tokio::select! {
            chunk = chunks.next() => chunk,
            () = tokio::time::sleep(WAIT_EVERY) => {
                write(&mut to_daemon, WAIT).await?;
                to_daemon.flush().await.map_err(|_| SendError::Daemon)?;
                continue;
            }
        };
        let Some(chunk) = chunk else {
            write(&mut to_daemon, END).await?;
            to_daemon.flush().await.map_err(|_| SendError::Daemon)?;
            return Ok(sent);
        };
        let Chunk { lines, bytes } = chunk.map_err(SendError::Archive)?;
        for line in lines {
            // The daemon counts lines, blank ones too.
            while next < line.number {
                write(&mut to_daemon, b"").await?;
                next += 1;
            }
            next += 1;
            if line.is_too_long {
                sent.too_long.push(line.number);
            }
            write_line(&mut to_daemon, &line).await?;
        }
        to_daemon.flush().await.map_err(|_| SendError::Daemon)?;
        bar.inc(bytes);
    }
}

async fn write_line(to_daemon: &mut BufWriter<OwnedWriteHalf>, line: &ArchiveLine) -> Result<(), SendError> {
    if protocol::is_marked(&line.bytes) {
        to_daemon.write_all(b" ").await.map_err(|_| SendError::Daemon)?;
    }
    write(to_daemon, &line.bytes).await
}

async fn write(to_daemon: &mut BufWriter<OwnedWriteHalf>, line: &[u8]) -> Result<(), SendError> {
    to_daemon.write_all(line).await.map_err(|_| SendError::Daemon)?;
    to_daemon.write_all(b"\n").await.map_err(|_| SendError::Daemon)
}
