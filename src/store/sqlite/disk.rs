//! Room left on the disk.

use std::path::Path;

/// Bytes that we may still write where `path` lies; `None` when the system does not say.
pub(super) fn free_bytes(path: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(path.parent()?).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(all(test, target_os = "linux"))]
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
