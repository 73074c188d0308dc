//! An archive's lines in batches, read ahead by a thread of its own.

use std::io::{self, BufRead, BufReader, Read};

use tokio::sync::mpsc;

use crate::daemon::archive::{ArchiveLine, Batch, LINE_BYTES_MAX};

/// Bytes read at once.
const BUFFER_BYTES: usize = 1 << 20;

/// One batch of lines.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) lines: Vec<ArchiveLine>,
    /// Of the file, since the chunk before: for a progress bar.
    pub(super) bytes: u64,
}

/// The chunks of an archive, in order. The last may hold no line.
pub(super) struct Chunks(mpsc::Receiver<io::Result<Chunk>>);

impl Chunks {
    /// Reads `archive` from now on, one chunk ahead of whoever takes them.
    pub(super) fn of(archive: impl Read + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel(1);
        // No task of the runtime: a read of standard input that never ends must not hold up our end.
        std::thread::spawn(move || read(BufReader::with_capacity(BUFFER_BYTES, archive), &sender));
        Self(receiver)
    }

    /// The next chunk; `None` after the last, and after an error. May be dropped while it waits.
    pub(super) async fn next(&mut self) -> Option<io::Result<Chunk>> {
        self.0.recv().await
    }
}

fn read(mut archive: impl BufRead, chunks: &mpsc::Sender<io::Result<Chunk>>) {
    let (mut batch, mut bytes, mut number) = (Batch::default(), 0, 0);
    loop {
        let (line, length) = match next_line(&mut archive, LINE_BYTES_MAX) {
            Ok(Some(found)) => found,
            Ok(None) => {
                let lines = batch.take();
                let _ = chunks.blocking_send(Ok(Chunk { lines, bytes }));
                return;
            }
            Err(error) => {
                let _ = chunks.blocking_send(Err(error));
                return;
            }
        };
        number += 1;
        bytes += length;
        let is_too_long = line.is_none();
        let line = line.unwrap_or_default();
        if !is_too_long && line.trim_ascii().is_empty() {
            continue;
        }
        let is_full = batch.push(ArchiveLine {
            number,
            bytes: line,
            is_too_long,
        });
        if is_full {
            let lines = batch.take();
            let chunk = Chunk {
                lines,
                bytes: std::mem::take(&mut bytes),
            };
            if chunks.blocking_send(Ok(chunk)).is_err() {
                return;
            }
        }
    }
}

/// A line without its break, or `None` for one longer than `longest`, and its length in the file. The whole
/// is `None` at the end.
fn next_line(archive: &mut impl BufRead, longest: usize) -> io::Result<Option<(Option<Vec<u8>>, u64)>> {
    let mut line = Some(Vec::new());
    let mut length = 0;
    loop {
        let chunk = match archive.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            return Ok((length > 0).then_some((line, length)));
        }
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        match &mut line {
            Some(kept) if kept.len() + part.len() <= longest => kept.extend_from_slice(part),
            _ => line = None,
        }
        let used = part.len() + usize::from(end.is_some());
        length += used as u64;
        archive.consume(used);
        if end.is_some() {
            return Ok(Some((line, length)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8], longest: usize) -> Vec<(Option<Vec<u8>>, u64)> {
        let mut archive = BufReader::with_capacity(3, text);
        std::iter::from_fn(|| next_line(&mut archive, longest).unwrap()).collect()
    }

    #[test]
    fn lines_are_cut_at_breaks_and_a_long_one_is_passed_over() {
        let found = lines(b"one\n\n12345678\nlast", 5);
        let wanted = [
            (Some(b"one".to_vec()), 4),
            (Some(Vec::new()), 1),
            (None, 9),
            (Some(b"last".to_vec()), 4),
        ];
        assert_eq!(found, wanted);
        assert!(lines(b"", 5).is_empty());
    }

    #[tokio::test]
    async fn blank_lines_are_counted_but_not_handed_on() {
        let mut chunks = Chunks::of(&b"{}\n  \n\n{\"id\":1}\r\n"[..]);
        let chunk = chunks.next().await.unwrap().unwrap();
        let numbers: Vec<u64> = chunk.lines.iter().map(|line| line.number).collect();
        assert_eq!((numbers, chunk.bytes), (vec![1, 4], 17));
        assert!(chunks.next().await.is_none());
    }
}
