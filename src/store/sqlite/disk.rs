//! Room left on the disk. The standard library does not ask for it, so the C library is asked.

use std::path::Path;

/// Bytes that we may still write where `path` lies; `None` when the system does not say.
#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
pub(super) fn free_bytes(path: &Path) -> Option<u64> {
    linux::free_bytes(path.parent()?)
}

/// Bytes that we may still write where `path` lies; not known on this system.
#[cfg(not(all(target_os = "linux", target_pointer_width = "64")))]
pub(super) fn free_bytes(_path: &Path) -> Option<u64> {
    None
}

#[cfg(all(target_os = "linux", target_pointer_width = "64"))]
#[expect(unsafe_code, reason = "statvfs exists only in the C library")]
mod linux {
    use std::ffi::{CString, c_char, c_int};
    use std::mem::MaybeUninit;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    /// `struct statvfs` of 64-bit Linux; glibc and musl agree on it.
    #[repr(C)]
    struct Statvfs {
        block_bytes: u64,
        fragment_bytes: u64,
        blocks: u64,
        blocks_free: u64,
        /// Free for processes without privileges, in fragments.
        blocks_available: u64,
        /// Files, flags, limits, and room to spare.
        rest: [u64; 16],
    }

    unsafe extern "C" {
        fn statvfs(path: *const c_char, found: *mut Statvfs) -> c_int;
    }

    pub(super) fn free_bytes(folder: &Path) -> Option<u64> {
        let folder = CString::new(folder.as_os_str().as_bytes()).ok()?;
        let mut found = MaybeUninit::<Statvfs>::zeroed();
        // SAFETY: the path is NUL-terminated and outlives the call; the buffer is larger than what the call
        // fills in (112 bytes) and is zeroed, and every bit pattern is a value of its type.
        let found = unsafe {
            if statvfs(folder.as_ptr(), found.as_mut_ptr()) != 0 {
                return None;
            }
            found.assume_init()
        };
        found.blocks_available.checked_mul(found.fragment_bytes)
    }
}

#[cfg(all(test, target_os = "linux", target_pointer_width = "64"))]
mod tests {
    use super::*;

    #[test]
    fn the_room_left_is_what_df_says() {
        let folder = tempfile::tempdir().unwrap();
        let free = free_bytes(&folder.path().join("news.db")).unwrap();
        let df = std::process::Command::new("df")
            .args(["--output=avail", "-B1"])
            .arg(folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8(df.stdout).unwrap();
        let wanted: u64 = text.lines().nth(1).unwrap().trim().parse().unwrap();
        // Others write to the same disk meanwhile.
        assert!(free.abs_diff(wanted) < 4 << 30, "{free} and {wanted}");
        assert_eq!(free_bytes(Path::new("/no/such/folder/news.db")), None);
    }
}
