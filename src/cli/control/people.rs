//! Names of the users and groups of this machine, for advice.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Who can let somebody use the socket at `path`.
pub(super) fn who_to_ask(path: &Path) -> String {
    match std::fs::symlink_metadata(path) {
        Ok(socket) if socket.mode() & 0o060 == 0o060 => format!(
            "ask its owner {} or an administrator to make you a member of the group {}",
            name("/etc/passwd", socket.uid()),
            name("/etc/group", socket.gid())
        ),
        Ok(socket) => format!(
            "it is open to {} alone; run the command as that user (sudo -u), or set control.access = \"group\"",
            name("/etc/passwd", socket.uid())
        ),
        Err(_) => match path.parent().map(|folder| (folder, std::fs::metadata(folder))) {
            Some((folder, Ok(found))) => format!(
                "you may not enter {}; ask its owner {} or an administrator to make you a member of the group {}",
                folder.display(),
                name("/etc/passwd", found.uid()),
                name("/etc/group", found.gid())
            ),
            _ => "you may not enter its folder; ask an administrator".to_owned(),
        },
    }
}

/// Whose the file at `path` is, or the nearest folder around it that is there, and how to write it.
pub(in crate::cli) fn whose(path: &Path) -> String {
    let found = path
        .ancestors()
        .find_map(|place| Some((place, std::fs::metadata(place).ok()?)));
    let Some((place, found)) = found else {
        return "ask an administrator".to_owned();
    };
    let owner = name("/etc/passwd", found.uid());
    // sudo takes a number after a #.
    let user = owner.strip_prefix("number ").map_or_else(
        || owner.trim_matches('`').to_owned(),
        |number| format!("'#{number}'"),
    );
    format!(
        "{} belongs to {owner}; run the command as that user (sudo -u {user}), or beside its running daemon as a \
         member of its group",
        place.display(),
    )
}

/// The name that a line `name:password:number:...` of `list` gives to `number`, else the number.
fn name(list: &str, number: u32) -> String {
    let text = std::fs::read_to_string(list).unwrap_or_default();
    named(&text, number).map_or_else(|| format!("number {number}"), |name| format!("`{name}`"))
}

fn named(list: &str, number: u32) -> Option<&str> {
    list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(number)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_named_by_the_systems_list_and_stays_a_number_without() {
        let list = "root:x:0:\n# a comment\nbroken\ndateline:x:998:ana,ben\n";
        assert_eq!(named(list, 998), Some("dateline"));
        assert_eq!(named(list, 7), None);
        assert_eq!(name("/nowhere/at/all", 7), "number 7");
    }

    #[test]
    fn advice_names_owner_and_group() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        std::fs::write(&path, "").unwrap();
        let advice = |mode| {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            who_to_ask(&path)
        };
        assert!(advice(0o660).contains("member of the group"));
        assert!(advice(0o600).contains("sudo -u"));
        assert!(who_to_ask(&folder.path().join("none")).contains("you may not enter"));
    }
}
