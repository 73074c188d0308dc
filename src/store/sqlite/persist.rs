//! Keeps the WAL and its index on disk after a clean close.
//!
//! Without them an analyst who may not write to the directory cannot open a WAL database at all once the
//! daemon has stopped ("attempt to write a readonly database").

use libsqlite3_sys::{SQLITE_FCNTL_PERSIST_WAL, SQLITE_OK, sqlite3_file_control};
use sqlx::SqliteConnection;

use crate::store::StoreError;

/// Switches SQLite's persistent WAL on for `connection`'s database.
///
/// # Errors
/// When the file system layer does not know the switch.
#[expect(unsafe_code, reason = "the switch exists only in SQLite's C interface")]
pub(super) async fn keep_wal(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut handle = connection
        .lock_handle()
        .await
        .map_err(|error| StoreError::from_driver("lock handle", error))?;
    let mut on: std::ffi::c_int = 1;
    // SAFETY: the lock guarantees that no other thread uses the connection meanwhile; the name is a
    // NUL-terminated literal; the argument of this operation is a pointer to an int that outlives the call.
    let code = unsafe {
        sqlite3_file_control(
            handle.as_raw_handle().as_ptr(),
            c"main".as_ptr(),
            SQLITE_FCNTL_PERSIST_WAL,
            (&raw mut on).cast(),
        )
    };
    if code == SQLITE_OK {
        Ok(())
    } else {
        Err(StoreError::Refused {
            statement: "persist wal",
            source: sqlx::Error::Io(std::io::Error::other(format!("file control answered {code}"))),
        })
    }
}
