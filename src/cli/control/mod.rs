//! Who writes for a command: the process itself, or the daemon that holds the store, over its socket.

mod people;

pub(super) use people::whose;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;

use super::exit;
use crate::config::Config;
use crate::daemon::control::protocol::{self, Answer, Failure, Hello, PROTOCOL, Received, Request};
use crate::daemon::control::{connect, place};
use crate::store::{self, Store, StoreError};

/// How long a daemon may take from its lock to its socket: it may be migrating the file.
const START_WAIT: Duration = Duration::from_secs(3);
/// How often to look meanwhile.
const START_LOOK: Duration = Duration::from_millis(100);
/// The daemon greets at once.
const HELLO_WAIT: Duration = Duration::from_secs(10);
/// Longest silence of a daemon that is at work: it may be waiting for a full disk.
const ANSWER_WAIT: Duration = Duration::from_secs(120);

/// Why the daemon did not do it.
#[derive(Debug, thiserror::Error)]
pub(super) enum DaemonError {
    /// Exit code 75.
    #[error("the daemon{} holds {} and does not answer on its socket {}: {reason}", pid(*holder), store.display(), socket.display())]
    Silent {
        holder: Option<u32>,
        store: PathBuf,
        socket: PathBuf,
        reason: String,
    },
    #[error("you may not use the daemon's socket {}: {advice}", socket.display())]
    Forbidden { socket: PathBuf, advice: String },
    #[error(
        "the daemon{} is dateline {version} and speaks protocol {protocol}, this is dateline {} with protocol {PROTOCOL}: \
         use the same version", pid(Some(*daemon_pid)), env!("CARGO_PKG_VERSION")
    )]
    OtherProtocol {
        daemon_pid: u32,
        version: String,
        protocol: u32,
    },
    /// Exit code 75.
    #[error("the daemon cannot do it now: {0}; try again")]
    Later(String),
    #[error("the daemon refused: {0}")]
    Refused(String),
}

fn pid(pid: Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (pid {pid})"))
}

impl DaemonError {
    /// See [`exit`].
    pub(super) const fn exit_code(&self) -> u8 {
        match self {
            Self::Silent { .. } | Self::Later(_) => exit::TEMPORARY,
            Self::Forbidden { .. } | Self::OtherProtocol { .. } | Self::Refused(_) => exit::FAILURE,
        }
    }
}

/// Who writes.
pub(super) enum Writer {
    /// We hold the lock.
    Own(Arc<dyn Store>),
    Daemon(Daemon),
}

/// Opens the store at `address` to write; when a daemon holds it, turns to the daemon.
///
/// # Errors
/// What [`store::open`] says, or [`DaemonError`] when somebody else holds the store.
pub(super) async fn writer(config: &Config, address: &str, now: DateTime<Utc>) -> anyhow::Result<Writer> {
    let file = store::file_of(address)?;
    let socket = place(&config.control, &file);
    let patience = tokio::time::Instant::now() + START_WAIT;
    loop {
        let refusal = match store::open(address, now).await {
            Ok(store) => return Ok(Writer::Own(store)),
            Err(error) => error,
        };
        let holder = match &refusal {
            StoreError::Locked { holder, .. } => *holder,
            // Whoever may not write the file may still ask the daemon to.
            StoreError::CannotOpen { .. } | StoreError::Forbidden { .. } if socket.exists() => None,
            _ => return Err(refusal.into()),
        };
        let mut daemon = Daemon {
            socket: socket.clone(),
            store: file.clone(),
            holder,
            greeted: None,
        };
        match connect(&socket).await {
            Ok(stream) => {
                daemon.greeted = Some(daemon.greet(stream).await?);
                return Ok(Writer::Daemon(daemon));
            }
            Err(_) if holder.is_none() => return Err(daemon.unreachable_or(refusal).await),
            // It may have just started, or just ended.
            Err(error) if is_nobody(&error) && tokio::time::Instant::now() < patience => {
                tokio::time::sleep(START_LOOK).await;
            }
            Err(error) => return Err(daemon.unreachable(&error).into()),
        }
    }
}

/// Nobody listens.
fn is_nobody(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
    )
}

/// The daemon that holds the store.
pub(super) struct Daemon {
    socket: PathBuf,
    store: PathBuf,
    holder: Option<u32>,
    /// The connection by which we found it.
    greeted: Option<Connection>,
}

impl Daemon {
    /// A connection for one request.
    ///
    /// # Errors
    /// [`DaemonError::Silent`] when the daemon has gone meanwhile.
    pub(super) async fn connection(&mut self) -> Result<Connection, DaemonError> {
        if let Some(connection) = self.greeted.take() {
            return Ok(connection);
        }
        match connect(&self.socket).await {
            Ok(stream) => self.greet(stream).await,
            Err(error) => Err(self.unreachable(&error)),
        }
    }

    /// Reads the daemon's greeting.
    async fn greet(&self, stream: UnixStream) -> Result<Connection, DaemonError> {
        let (from_daemon, to_daemon) = stream.into_split();
        let mut from_daemon = BufReader::new(from_daemon);
        let mut line = Vec::new();
        let reason = match timeout(HELLO_WAIT, protocol::next_line(&mut from_daemon, &mut line)).await {
            Err(_) => format!("it was silent for {} seconds", HELLO_WAIT.as_secs()),
            Ok(Err(error)) => error.to_string(),
            Ok(Ok(Received::Line)) => match serde_json::from_slice::<Hello>(&line) {
                Ok(hello) if hello.protocol == PROTOCOL => {
                    return Ok(Connection {
                        silent: SilentAs {
                            holder: Some(hello.pid),
                            store: self.store.clone(),
                            socket: self.socket.clone(),
                        },
                        from_daemon,
                        to_daemon,
                    });
                }
                Ok(hello) => {
                    return Err(DaemonError::OtherProtocol {
                        daemon_pid: hello.pid,
                        version: hello.dateline,
                        protocol: hello.protocol,
                    });
                }
                Err(_) => "what answers there is no dateline".to_owned(),
            },
            Ok(Ok(Received::TooLong | Received::End)) => "it closed the connection".to_owned(),
        };
        Err(self.silent(reason))
    }

    fn silent(&self, reason: String) -> DaemonError {
        DaemonError::Silent {
            holder: self.holder,
            store: self.store.clone(),
            socket: self.socket.clone(),
            reason,
        }
    }

    /// Why the socket could not be connected to, and what to do.
    fn unreachable(&self, error: &io::Error) -> DaemonError {
        match error.kind() {
            io::ErrorKind::PermissionDenied => DaemonError::Forbidden {
                socket: self.socket.clone(),
                advice: people::who_to_ask(&self.socket),
            },
            io::ErrorKind::NotFound => self.silent(
                "there is no such socket; if another command holds the store (an ingest), try again when it has \
                 ended; if the daemon was started with another control.socket, give the same configuration"
                    .to_owned(),
            ),
            io::ErrorKind::ConnectionRefused => self.silent(
                "nobody listens there; if another command holds the store (an ingest), try again when it has ended"
                    .to_owned(),
            ),
            _ => self.silent(error.to_string()),
        }
    }

    /// For one who may not write the file: that is the reason, unless the socket is closed to them too.
    async fn unreachable_or(&self, refusal: StoreError) -> anyhow::Error {
        match connect(&self.socket).await {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => self.unreachable(&error).into(),
            _ => refusal.into(),
        }
    }
}

/// Whom to name when the daemon falls silent.
#[derive(Clone)]
struct SilentAs {
    holder: Option<u32>,
    store: PathBuf,
    socket: PathBuf,
}

/// A greeted connection, good for one request.
pub(super) struct Connection {
    silent: SilentAs,
    from_daemon: BufReader<OwnedReadHalf>,
    to_daemon: OwnedWriteHalf,
}

impl Connection {
    /// Sends the request; what follows it, if anything, goes into the second half.
    ///
    /// # Errors
    /// [`DaemonError::Silent`] when the daemon is gone. Its reason, if it gave one, is among its answers.
    pub(super) async fn ask(mut self, request: &Request) -> Result<(Answers, OwnedWriteHalf), DaemonError> {
        let line = protocol::to_line(request);
        let mut answers = Answers {
            silent: self.silent,
            from_daemon: self.from_daemon,
        };
        if let Err(error) = self.to_daemon.write_all(&line).await {
            // It may have said why before it closed.
            return Err(match answers.next().await {
                Err(told @ (DaemonError::Later(_) | DaemonError::Refused(_))) => told,
                _ => answers.fell_silent(error.to_string()),
            });
        }
        Ok((answers, self.to_daemon))
    }
}

/// What the daemon says to a request.
pub(super) struct Answers {
    silent: SilentAs,
    from_daemon: BufReader<OwnedReadHalf>,
}

impl Answers {
    /// The next answer, never [`Answer::Failed`].
    ///
    /// # Errors
    /// What the daemon gave as the reason, or that it says nothing any more.
    pub(super) async fn next(&mut self) -> Result<Answer, DaemonError> {
        let mut line = Vec::new();
        let received = timeout(ANSWER_WAIT, protocol::next_line(&mut self.from_daemon, &mut line));
        let reason = match received.await {
            Err(_) => format!("no answer came for {} seconds", ANSWER_WAIT.as_secs()),
            Ok(Err(error)) => error.to_string(),
            Ok(Ok(Received::Line)) => match serde_json::from_slice(&line) {
                Ok(Answer::Failed { why, message }) => return Err(failed(why, message)),
                Ok(answer) => return Ok(answer),
                Err(error) => format!("its answer makes no sense: {error}"),
            },
            Ok(Ok(Received::TooLong)) => "its answer makes no sense: it has no end".to_owned(),
            Ok(Ok(Received::End)) => "it closed the connection".to_owned(),
        };
        Err(self.fell_silent(reason))
    }

    /// The error of an answer that does not belong to the request.
    pub(super) fn unexpected(&self, answer: &Answer) -> DaemonError {
        self.fell_silent(format!("its answer makes no sense: {answer:?}"))
    }

    fn fell_silent(&self, reason: String) -> DaemonError {
        let SilentAs {
            holder,
            store,
            socket,
        } = self.silent.clone();
        DaemonError::Silent {
            holder,
            store,
            socket,
            reason,
        }
    }
}

fn failed(why: Failure, message: String) -> DaemonError {
    match why {
        Failure::Busy | Failure::Stopping => DaemonError::Later(message),
        Failure::Idle | Failure::BadRequest | Failure::Store => DaemonError::Refused(message),
    }
}

/// What a command says, once, when it went through the daemon.
pub(super) fn through(socket: &Path) -> String {
    format!("through the running daemon, over {}", socket.display())
}

impl Daemon {
    /// The socket it listens on.
    pub(super) fn socket(&self) -> &Path {
        &self.socket
    }
}
