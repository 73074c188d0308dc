//! The program itself: arguments, files, exit codes.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn dateline(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DATELINE_NET__CONTACT")
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_broken_configuration_names_all_mistakes_and_exits_78() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "[poll]\nin_flight_mx = 3\n[nett]\n").unwrap();
    let output = dateline(folder.path(), &["--config", "d.toml", "check-config"]);
    assert_eq!(output.status.code(), Some(78));
    let complaint = complaint(&output);
    assert!(
        complaint.contains("d.toml:2:1") && complaint.contains("did you mean `in_flight_max`"),
        "{complaint}"
    );
    assert!(
        complaint.contains("d.toml:3:2") && complaint.contains("did you mean `net`"),
        "{complaint}"
    );
}

#[test]
fn the_sample_is_a_configuration_that_only_lacks_a_contact() {
    let folder = tempfile::tempdir().unwrap();
    let sample = dateline(folder.path(), &["sample-config"]);
    std::fs::write(folder.path().join("s.toml"), &sample.stdout).unwrap();
    let output = dateline(folder.path(), &["--config", "s.toml", "check-config"]);
    assert_eq!(output.status.code(), Some(78));
    assert!(complaint(&output).contains("contact"));
}

#[test]
fn running_without_a_contact_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let output = dateline(folder.path(), &["run", "--once", "--db", "x.db"]);
    assert_eq!(output.status.code(), Some(78));
    assert!(!folder.path().join("x.db").exists());
}

#[test]
fn an_archive_is_ingested_once_and_bad_lines_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"id\":\"a\",\"outlet\":\"one.example\",\"title\":\"Quay closed\",\"text\":\"The quay of Port Ellery was closed on Friday.\"}\n\
        not json\n{\"id\":\"b\",\"outlet\":\"two.example\"}\n";
    std::fs::write(folder.path().join("news.jsonl"), lines).unwrap();
    let first = dateline(folder.path(), &["ingest", "news.jsonl", "--db", "x.db", "--json"]);
    assert_eq!(first.status.code(), Some(0), "{}", complaint(&first));
    let summary: Value = serde_json::from_str(&out(&first)).unwrap();
    assert_eq!(
        (summary["new"].as_u64(), summary["rejected"].as_u64()),
        (Some(1), Some(2))
    );
    let complaint = complaint(&first);
    assert!(
        complaint.contains("news.jsonl:2: rejected") && complaint.contains("news.jsonl:3: rejected"),
        "{complaint}"
    );
    let second = dateline(folder.path(), &["ingest", "news.jsonl", "--db", "x.db", "--json"]);
    let summary: Value = serde_json::from_str(&out(&second)).unwrap();
    assert_eq!(
        (summary["new"].as_u64(), summary["unchanged"].as_u64()),
        (Some(0), Some(1))
    );
    let stats = dateline(folder.path(), &["stats", "--db", "x.db", "--json"]);
    let stats: Value = serde_json::from_str(&out(&stats)).unwrap();
    assert_eq!(
        (stats["articles"].as_i64(), stats["stories"].as_i64()),
        (Some(1), Some(1))
    );
}

#[test]
fn a_file_that_is_no_feed_is_one_clear_line_and_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("x.html"),
        "<!doctype html><html><body>Hello</body></html>",
    )
    .unwrap();
    let output = dateline(folder.path(), &["parse", "x.html"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(complaint(&output).lines().count(), 1);
    assert!(complaint(&output).contains("x.html"));
}

#[test]
fn feeds_are_added_listed_exported_and_imported() {
    let folder = tempfile::tempdir().unwrap();
    let added = dateline(
        folder.path(),
        &[
            "feeds",
            "add",
            "https://one.example/rss",
            "ftp://no",
            "--tag",
            "coast",
            "--db",
            "x.db",
        ],
    );
    assert_eq!(added.status.code(), Some(0));
    assert!(complaint(&added).contains("1 added, 0 known already, 1 skipped"));
    let listed = dateline(folder.path(), &["feeds", "list", "--db", "x.db", "--json"]);
    let feed: Value = serde_json::from_str(out(&listed).lines().next().unwrap()).unwrap();
    assert_eq!(feed["url"], "https://one.example/rss");
    let exported = dateline(folder.path(), &["feeds", "export", "feeds.opml", "--db", "x.db"]);
    assert_eq!(exported.status.code(), Some(0));
    let imported = dateline(folder.path(), &["feeds", "import", "feeds.opml", "--db", "y.db"]);
    assert!(
        complaint(&imported).contains("1 added"),
        "{}",
        complaint(&imported)
    );
}

#[test]
fn the_store_of_another_program_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("x.db"),
        "this is no database, it is a letter to my aunt",
    )
    .unwrap();
    let output = dateline(folder.path(), &["stats", "--db", "x.db"]);
    assert_eq!(output.status.code(), Some(78), "{}", complaint(&output));
    assert!(
        std::fs::read_to_string(folder.path().join("x.db"))
            .unwrap()
            .starts_with("this is no database")
    );
}

#[test]
fn a_text_is_read_with_its_sections_credits_and_facts() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Synopsis\nThe harbour of Port Ellery is partly closed.Key Takeaways\n- Three pillars are cracked.\n- Repairs take eleven weeks.\n\
        Port Ellery, March 14 (CoastPress) The eastern quay was closed on Friday, the harbour authority said.\n\
        “We would rather close one quay than lose one passenger,” harbour master Ines Calder said, according to Xinhua news agency.\n\
        The repairs will cost about 2.4 million dollars.\n";
    std::fs::write(folder.path().join("quay.txt"), text).unwrap();
    let output = dateline(folder.path(), &["read", "quay.txt", "--published", "2025-03-14"]);
    let reading: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(reading["article"]["text"], text.trim_end_matches('\r'));
    let kinds: Vec<&str> = reading["article"]["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["synopsis", "key_takeaways", "body"]);
    assert_eq!(reading["dateline"]["place_text"], "Port Ellery");
    assert_eq!(reading["dateline"]["credit"], "CoastPress");
    let credits = reading["credits"].as_array().unwrap();
    assert!(
        credits
            .iter()
            .any(|c| c["agency"] == "xinhua" && c["kind"] == "inline")
    );
    let quote = reading["facts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["kind"] == "quote" && f["sub"] == "direct")
        .unwrap();
    assert_eq!(quote["via_agency"], "xinhua");
    assert!(quote["speaker"].as_str().unwrap().contains("Ines Calder"));
    assert!(
        reading["notes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n == "relabelled_possible")
    );
}

#[test]
fn reading_a_named_store_needs_no_sound_configuration_and_writing_does() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("dateline.toml"), "[nett]\n").unwrap();
    let sound = folder.path().join("sound.toml");
    std::fs::write(&sound, "").unwrap();
    let sound = sound.to_str().unwrap();
    let add = ["feeds", "add", "https://one.example/rss", "--db", "x.db"];
    assert_eq!(dateline(folder.path(), &add).status.code(), Some(78));
    let made = dateline(folder.path(), &[&["--config", sound], &add[..]].concat());
    assert_eq!(made.status.code(), Some(0), "{}", complaint(&made));
    let readers: [&[&str]; 3] = [&["stats"], &["feeds", "list"], &["query", "SELECT 1"]];
    for reader in readers {
        assert_eq!(
            dateline(folder.path(), reader).status.code(),
            Some(78),
            "{reader:?}"
        );
        let named = dateline(folder.path(), &[reader, &["--db", "x.db"]].concat());
        assert_eq!(named.status.code(), Some(0), "{}", complaint(&named));
        assert!(
            complaint(&named).contains("dateline.toml:1:2: unknown table [nett]")
                && complaint(&named).contains("warning: going on without the configuration"),
            "{}",
            complaint(&named)
        );
    }
    for health in [
        &["healthcheck"][..],
        &["healthcheck", "--url", "unix:/nowhere/h.sock"],
    ] {
        assert_eq!(
            dateline(folder.path(), health).status.code(),
            Some(1),
            "{health:?}"
        );
    }
}

#[test]
fn a_level_that_is_none_is_refused_wherever_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), "[log]\nlevel = \"warning\"\n").unwrap();
    let by_file = dateline(folder.path(), &["--config", "d.toml", "check-config"]);
    assert_eq!(by_file.status.code(), Some(78));
    assert!(
        complaint(&by_file).contains("d.toml:2:1: log.level `warning` is no level, did you mean `warn`?"),
        "{}",
        complaint(&by_file)
    );
    let by_flag = dateline(folder.path(), &["--log-level", "debgu", "parse", "-"]);
    assert_eq!(by_flag.status.code(), Some(78));
    assert!(
        complaint(&by_flag).starts_with("--log-level: "),
        "{}",
        complaint(&by_flag)
    );
}

#[test]
fn addresses_that_cannot_be_feeds_are_told_with_what_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    let bare = dateline(
        folder.path(),
        &["feeds", "add", "example.org/rss", "--db", "x.db"],
    );
    assert_eq!(bare.status.code(), Some(1));
    assert!(
        complaint(&bare).contains("did you mean https://example.org/rss?"),
        "{}",
        complaint(&bare)
    );
    let inside = dateline(
        folder.path(),
        &["feeds", "add", "http://10.0.0.5/rss", "--db", "x.db"],
    );
    assert_eq!(inside.status.code(), Some(0));
    assert!(
        complaint(&inside).contains("the daemon will refuse it")
            && complaint(&inside).contains("allow_networks"),
        "{}",
        complaint(&inside)
    );
    let list = "<opml><outline xmlUrl='https://one.example/rss'/><outline xmlUrl='two.example/rss'/></opml>";
    std::fs::write(folder.path().join("f.opml"), list).unwrap();
    let imported = dateline(folder.path(), &["feeds", "import", "f.opml", "--db", "x.db"]);
    assert!(
        complaint(&imported).contains("1 added, 0 known already, 1 skipped"),
        "{}",
        complaint(&imported)
    );
}

/// The list of networks is one plain word; the health pages' address is taken, which is no matter to one pass.
#[test]
fn a_single_pass_that_is_cut_short_says_so_and_tells_nobody_of_its_health() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let feed = format!("http://{address}/rss");
    let added = dateline(folder.path(), &["feeds", "add", &feed, "--db", "x.db"]);
    assert_eq!(added.status.code(), Some(0), "{}", complaint(&added));
    let mut pass = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["run", "--once", "--db", "x.db"])
        .current_dir(folder.path())
        .env("DATELINE_NET__CONTACT", "desk@example.org")
        .env("DATELINE_NET__ALLOW_NETWORKS", "127.0.0.0/8")
        .env("DATELINE_HEALTH__LISTEN", address.to_string())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let _asked = silent.accept().unwrap();
    let sent = Command::new("kill")
        .args(["-INT", &pass.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(pass.wait().unwrap().code(), Some(130));
}
