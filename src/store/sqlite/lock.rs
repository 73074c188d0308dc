//! The sign that one process writes a database: a locked file beside it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::Path;

use super::open::beside;
use crate::store::StoreError;

/// What the lock file is called after the database.
const SUFFIX: &str = ".lock";
/// Longest process number in decimal, and a newline.
const PID_BYTES_MAX: u64 = 21;

/// Takes the writer's lock of the database at `path`; it is held until the file is dropped, by whatever
/// end of the process. The file stays behind: removing it would race with the next holder.
///
/// # Errors
/// [`StoreError::Locked`] with the holder's process number when another holds it, [`StoreError::Forbidden`],
/// [`StoreError::CannotOpen`].
pub(super) fn take(path: &Path) -> Result<File, StoreError> {
    let lock_path = beside(path, SUFFIX);
    let cannot = |error: std::io::Error| match error.kind() {
        ErrorKind::PermissionDenied => StoreError::Forbidden {
            path: lock_path.clone(),
        },
        _ => StoreError::CannotOpen {
            path: lock_path.clone(),
            reason: error.to_string(),
        },
    };
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&lock_path)
        .map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(StoreError::Locked {
                path: path.to_owned(),
                holder: holder(&mut file),
            });
        }
        Err(TryLockError::Error(error)) => return Err(cannot(error)),
    }
    file.set_len(0).map_err(cannot)?;
    file.rewind().map_err(cannot)?;
    writeln!(file, "{}", std::process::id()).map_err(cannot)?;
    Ok(file)
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(PID_BYTES_MAX).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_learns_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.db");
        let held = take(&path).unwrap();
        match take(&path) {
            Err(StoreError::Locked { holder, .. }) => assert_eq!(holder, Some(std::process::id())),
            other => panic!("{other:?}"),
        }
        drop(held);
        take(&path).unwrap();
    }

    #[test]
    fn a_lock_file_of_garbage_is_taken_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.db");
        std::fs::write(beside(&path, SUFFIX), [0xFF; 400]).unwrap();
        take(&path).unwrap();
        assert_eq!(
            std::fs::read_to_string(beside(&path, SUFFIX)).unwrap(),
            format!("{}\n", std::process::id())
        );
    }
}
