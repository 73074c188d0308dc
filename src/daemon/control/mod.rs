//! The control socket: other processes' writes, applied by the one process that writes the store.
//!
//! The socket's permissions are its guard: who may open it may add feeds and articles, nothing else.
//! Each client has a task of its own, a few at once; what one does wrong ends its connection and nothing
//! more. The words: [`protocol`].

pub mod protocol;
mod session;
mod socket;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use self::protocol::{Answer, Failure};
use self::socket::Socket;
use super::desk::Desk;

pub use socket::{connect, place};

/// Clients served at once. Each may have a batch of articles in memory.
const SESSIONS_MAX: usize = 4;
/// Clients told at once that there are too many; beyond that connections are closed without a word.
const REFUSALS_MAX: usize = 16;
/// How long to leave the socket alone after it could not accept: file descriptors come free again.
const ACCEPT_WAIT: Duration = Duration::from_secs(1);

/// The socket for the store of this daemon; `None`, with a warning, when there cannot be one. Polling does
/// not depend on it.
pub(super) fn open(desk: &Desk) -> Option<Socket> {
    let rulebook = desk.rulebook();
    let settings = &rulebook.config.control;
    let path = place(settings, desk.store.file()?);
    match Socket::bind(&path, settings.access) {
        Ok(socket) => {
            tracing::debug!(socket = %socket.path().display(), "listening for commands");
            Some(socket)
        }
        Err(error) => {
            tracing::warn!(
                socket = %path.display(),
                %error,
                "no control socket; `feeds add` and `ingest` have to wait until this daemon has stopped"
            );
            None
        }
    }
}

/// Serves clients until `over`; what is being recorded then is recorded, and the socket's file is removed.
pub(super) async fn serve(desk: Arc<Desk>, socket: Option<Socket>, over: CancellationToken) {
    let Some(socket) = socket else {
        return;
    };
    let mut sessions: JoinSet<()> = JoinSet::new();
    let mut refusals: JoinSet<()> = JoinSet::new();
    loop {
        tokio::select! {
            () = over.cancelled() => break,
            Some(ended) = sessions.join_next(), if !sessions.is_empty() => {
                if let Err(error) = ended && error.is_panic() {
                    tracing::error!(%error, "serving a client panicked; its whole batches are kept");
                }
            }
            Some(_) = refusals.join_next(), if !refusals.is_empty() => {}
            accepted = socket.accept() => match accepted {
                Ok(stream) if sessions.len() < SESSIONS_MAX => {
                    let span = tracing::info_span!("control", client.pid = session::client_pid(&stream));
                    let session = session::run(Arc::clone(&desk), stream, over.clone());
                    sessions.spawn(session.instrument(span));
                }
                Ok(stream) if refusals.len() < REFUSALS_MAX => {
                    let answer = Answer::Failed {
                        why: Failure::Busy,
                        message: format!("{SESSIONS_MAX} commands are being served already"),
                    };
                    refusals.spawn(session::refuse(stream, answer));
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the control socket cannot take a client");
                    tokio::select! {
                        () = over.cancelled() => {}
                        () = tokio::time::sleep(ACCEPT_WAIT) => {}
                    }
                }
            }
        }
    }
    // Nobody finds the socket any more; those who did hear that it is over.
    drop(socket);
    while sessions.join_next().await.is_some() {}
}
