//! Who comes in, how many, and for how long.

use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep_until};

use super::Address;

/// Connections at once; a scraper, a probe and a curious operator need three.
const CONNECTIONS_MAX: usize = 16;
/// Longest life of a connection, its head included: whoever dawdles makes room for the next.
const CONNECTION_TIME_MAX: Duration = Duration::from_secs(3);
/// Owner and group: the analysts' group may ask.
const SOCKET_MODE: u32 = 0o660;

/// A bound listener.
pub(super) enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener, PathBuf),
}

impl Socket {
    /// Takes `address`; returns it with the port that it came to be.
    pub(super) async fn bind(address: &Address) -> io::Result<(Self, Address)> {
        match address {
            Address::Tcp(wanted) => {
                let listener = TcpListener::bind(wanted).await?;
                let address = Address::Tcp(listener.local_addr()?);
                Ok((Self::Tcp(listener), address))
            }
            Address::Unix(path) => {
                clear(path).await?;
                let listener = UnixListener::bind(path)?;
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(SOCKET_MODE))?;
                Ok((Self::Unix(listener, path.clone()), address.clone()))
            }
        }
    }
}

/// Removes a socket that nobody listens on any more; nothing else is removed.
async fn clear(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} is there and is no socket", path.display()),
        )),
        Ok(_) if tokio::net::UnixStream::connect(path).await.is_ok() => Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            format!("another process listens on {}", path.display()),
        )),
        Ok(_) => std::fs::remove_file(path),
        Err(_) => Ok(()),
    }
}

/// Lets in a few at a time, each for a short while.
pub(super) struct Door<L> {
    listener: L,
    places: Arc<Semaphore>,
    time_max: Duration,
}

impl<L> Door<L> {
    pub(super) fn new(listener: L) -> Self {
        Self {
            listener,
            places: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            time_max: CONNECTION_TIME_MAX,
        }
    }
}

impl<L: axum::serve::Listener> axum::serve::Listener for Door<L> {
    type Io = Visit<L::Io>;
    type Addr = L::Addr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        // The semaphore is never closed; without a place the visit is merely not counted.
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        let (stream, address) = self.listener.accept().await;
        let visit = Visit {
            stream,
            ends: Box::pin(sleep_until(Instant::now() + self.time_max)),
            _place: place,
        };
        (visit, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that ends by itself.
pub(super) struct Visit<S> {
    stream: S,
    ends: Pin<Box<Sleep>>,
    _place: Option<OwnedSemaphorePermit>,
}

impl<S> Visit<S> {
    fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        self.ends.as_mut().poll(context).is_ready()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Visit<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_over(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Visit<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_over(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_dead_socket_is_taken_over_and_a_live_one_or_a_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("health.sock");
        let address = Address::Unix(path.clone());
        let (first, _) = Socket::bind(&address).await.unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            SOCKET_MODE
        );
        assert!(Socket::bind(&address).await.is_err());
        drop(first);
        assert!(Socket::bind(&address).await.is_ok());

        let file = folder.path().join("notes.txt");
        std::fs::write(&file, "mine").unwrap();
        assert!(Socket::bind(&Address::Unix(file.clone())).await.is_err());
        assert_eq!(std::fs::read_to_string(file).unwrap(), "mine");
    }

    #[tokio::test]
    async fn whoever_dawdles_is_shown_out() {
        use axum::serve::Listener;
        use tokio::io::AsyncReadExt;

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut door = Door {
            time_max: Duration::from_millis(20),
            ..Door::new(listener)
        };
        let _silent = tokio::net::TcpStream::connect(address).await.unwrap();
        let (mut visit, _) = door.accept().await;
        let ended = visit.read_u8().await.unwrap_err();
        assert_eq!(ended.kind(), io::ErrorKind::TimedOut);
    }
}
