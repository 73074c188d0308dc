//! Where the control socket stands, and how it comes and goes.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

use crate::config::{ControlAccess, ControlSettings};

/// What the socket is called after the store's file.
const SUFFIX: &str = ".sock";
/// Longest address of a socket that every Unix takes, in bytes; Linux has four more.
const ADDRESS_BYTES_MAX: usize = 103;

/// The socket of the daemon that writes `file`: the configured one, else `<file>.sock`.
///
/// Both sides compute it from the configuration and the store's absolute path, nothing else.
pub fn place(settings: &ControlSettings, file: &Path) -> PathBuf {
    if !settings.socket.is_empty() {
        return PathBuf::from(&settings.socket);
    }
    let mut name = file.as_os_str().to_owned();
    name.push(SUFFIX);
    PathBuf::from(name)
}

/// Connects to the daemon behind the socket at `path`.
///
/// # Errors
/// As the system says: `NotFound`, `ConnectionRefused` when nobody listens, `PermissionDenied`.
pub async fn connect(path: &Path) -> io::Result<UnixStream> {
    let (_folder, address) = address(path)?;
    UnixStream::connect(address).await
}

/// A listening socket that leaves no file behind.
pub(in crate::daemon) struct Socket {
    listener: UnixListener,
    path: PathBuf,
    /// Device and number of the file we made: another one at our place is not ours to remove.
    identity: (u64, u64),
}

impl Socket {
    /// Listens at `path`. A socket left behind by a dead daemon is replaced; the caller holds the store's
    /// lock, so that nobody can be listening there. Anything that is no socket is left alone.
    ///
    /// # Errors
    /// When something else stands there, or the folder cannot be written.
    pub(super) fn bind(path: &Path, access: ControlAccess) -> io::Result<Self> {
        match fs::symlink_metadata(path) {
            Ok(found) if !found.file_type().is_socket() => {
                return Err(io::Error::new(
                    io::ErrorKind::AlreadyExists,
                    "something that is no socket stands there",
                ));
            }
            _ => {}
        }
        // Made under another name first, so that nobody meets it before its permissions are set.
        let mut own = path.as_os_str().to_owned();
        own.push(format!(".{}", std::process::id()));
        let own = PathBuf::from(own);
        let _ = fs::remove_file(&own);
        let (_folder, address) = address(&own)?;
        let listener = UnixListener::bind(address)?;
        let mode = match access {
            ControlAccess::Group => 0o660,
            ControlAccess::User => 0o600,
        };
        let placed = fs::set_permissions(&own, Permissions::from_mode(mode))
            .and_then(|()| fs::symlink_metadata(&own))
            .and_then(|made| fs::rename(&own, path).map(|()| made));
        match placed {
            Ok(made) => Ok(Self {
                listener,
                path: path.to_owned(),
                identity: (made.dev(), made.ino()),
            }),
            Err(error) => {
                let _ = fs::remove_file(&own);
                Err(error)
            }
        }
    }

    /// The next client.
    ///
    /// # Errors
    /// When the process has no file descriptor left, for instance; the socket goes on listening.
    pub(super) async fn accept(&self) -> io::Result<UnixStream> {
        self.listener.accept().await.map(|(stream, _)| stream)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let is_ours =
            fs::symlink_metadata(&self.path).is_ok_and(|found| (found.dev(), found.ino()) == self.identity);
        if is_ours {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// An address for `path` that is short enough; the folder must stay open while it is used.
///
/// A path that is too long is reached through its open folder, which Linux shows under a short name.
fn address(path: &Path) -> io::Result<(Option<File>, PathBuf)> {
    if path.as_os_str().len() <= ADDRESS_BYTES_MAX {
        return Ok((None, path.to_owned()));
    }
    let too_long = || {
        io::Error::new(
            io::ErrorKind::InvalidFilename,
            format!(
                "its path is too long for a socket; set control.socket to one of at most {ADDRESS_BYTES_MAX} bytes"
            ),
        )
    };
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(too_long());
    };
    let folder = File::open(folder)?;
    let number = std::os::fd::AsRawFd::as_raw_fd(&folder);
    let short = Path::new("/proc/self/fd").join(number.to_string()).join(name);
    if short.as_os_str().len() > ADDRESS_BYTES_MAX || !Path::new("/proc/self/fd").exists() {
        return Err(too_long());
    }
    Ok((Some(folder), short))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn the_socket_stands_beside_the_file_unless_the_configuration_says_otherwise() {
        let mut settings = ControlSettings::default();
        let file = Path::new("/var/lib/dateline/dateline.db");
        assert_eq!(
            place(&settings, file),
            Path::new("/var/lib/dateline/dateline.db.sock")
        );
        settings.socket = "/run/dateline/control.sock".into();
        assert_eq!(place(&settings, file), Path::new("/run/dateline/control.sock"));
    }

    #[tokio::test]
    async fn a_stale_socket_is_replaced_and_ours_is_removed_at_the_end() {
        let folder = folder();
        let path = folder.path().join("d.db.sock");
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        assert_eq!(
            connect(&path).await.unwrap_err().kind(),
            io::ErrorKind::ConnectionRefused
        );
        let socket = Socket::bind(&path, ControlAccess::Group).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o660);
        let (accepted, connected) = tokio::join!(socket.accept(), connect(&path));
        assert!(accepted.is_ok() && connected.is_ok());
        drop(socket);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "nothing stays behind"
        );
    }

    #[tokio::test]
    async fn what_is_no_socket_is_left_alone() {
        let folder = folder();
        let path = folder.path().join("d.db.sock");
        fs::write(&path, "a letter to my aunt").unwrap();
        assert!(Socket::bind(&path, ControlAccess::User).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "a letter to my aunt");
    }

    #[tokio::test]
    async fn a_socket_put_in_our_place_is_not_removed() {
        let folder = folder();
        let path = folder.path().join("d.db.sock");
        let first = Socket::bind(&path, ControlAccess::User).unwrap();
        let second = Socket::bind(&path, ControlAccess::User).unwrap();
        drop(first);
        assert!(connect(&path).await.is_ok());
        drop(second);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_folder_deeper_than_a_socket_address_can_be_long_is_no_hindrance() {
        let folder = folder();
        let deep = folder.path().join("d".repeat(120));
        fs::create_dir(&deep).unwrap();
        let path = deep.join("d.db.sock");
        let socket = Socket::bind(&path, ControlAccess::User).unwrap();
        let (accepted, connected) = tokio::join!(socket.accept(), connect(&path));
        assert!(accepted.is_ok() && connected.is_ok());

        let path = deep.join(format!("{}.sock", "n".repeat(150)));
        let error = Socket::bind(&path, ControlAccess::User).map(drop).unwrap_err();
        assert!(error.to_string().contains("control.socket"), "{error}");
    }
}
