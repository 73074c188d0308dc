//! `try`.

use super::*;

fn try_config(folder: &Path) {
    let config = "[net]\nallow_networks = [\"127.0.0.0/8\"]\n[poll]\npage_host_gap_ms = 0\n";
    std::fs::write(folder.join("try.toml"), config).unwrap();
}

async fn press() -> Origin {
    let origin = Origin::start().await;
    origin.put_feed("/rss", &[("/quay", "Eastern quay closed", "The quay is closed.")]);
    let paragraphs: String = REPORT
        .split(". ")
        .map(|sentence| format!("<p>{sentence}.</p>"))
        .collect();
    let page =
        format!("<html><body><article><h1>Eastern quay closed</h1>{paragraphs}</article></body></html>");
    origin.put(
        "/quay",
        Reply::Document {
            content_type: "text/html",
            body: page.into_bytes(),
        },
    );
    origin
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_a_feed_shows_its_entries_and_reads_as_many_as_asked() {
    let folder = tempfile::tempdir().unwrap();
    try_config(folder.path());
    let origin = press().await;
    let url = origin.url("/rss");
    let tried = |arguments: &[&str]| {
        let mut all = vec!["--config", "try.toml", "try", &url];
        all.extend(arguments);
        tokio::task::block_in_place(|| dateline(folder.path(), &all))
    };
    let entries = tried(&[]);
    assert!(entries.status.success(), "{}", complaint(&entries));
    let told = out(&entries);
    assert!(
        told.contains("The Harbour Post") && told.contains("1 would be read from their page"),
        "{told}"
    );
    assert!(
        told.contains("2025-03-14T10:00:00Z  ok       page  Eastern quay closed"),
        "{told}"
    );
    assert!(complaint(&entries).contains("net.contact is empty"));
    assert!(origin.asked("/quay").is_empty());
    let read = tried(&["--pages", "3", "--json"]);
    let found: Value = serde_json::from_str(&out(&read)).unwrap();
    let article = &found["articles"][0];
    assert_eq!(article["article"]["text_from"], "page");
    assert!(
        article["article"]["text"]
            .as_str()
            .unwrap()
            .contains("eleven weeks")
    );
    assert_eq!(found["feed"]["entries"][0]["wants_page"], true);
    assert_eq!(origin.asked("/quay").len(), 1);
    assert!(!folder.path().join("dateline.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_a_page_reads_it_by_leave_of_its_robots_txt() {
    let folder = tempfile::tempdir().unwrap();
    try_config(folder.path());
    let origin = press().await;
    let tried = |url: &str, config: &[&str]| {
        let mut all = config.to_vec();
        all.extend(["try", url]);
        tokio::task::block_in_place(|| dateline(folder.path(), &all))
    };
    let config = ["--config", "try.toml"];
    let page = tried(&origin.url("/quay"), &config);
    let told = out(&page);
    assert!(
        told.starts_with("Eastern quay closed\n"),
        "{told}{}",
        complaint(&page)
    );
    assert!(
        told.contains("facts") && told.contains("quote") && told.contains("from the page"),
        "{told}"
    );
    assert_eq!(origin.asked("/robots.txt").len(), 1);
    let refused = tried(&origin.url("/quay"), &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        complaint(&refused).contains("address_refused"),
        "{}",
        complaint(&refused)
    );
    let missing = tried(&origin.url("/nothing"), &config);
    assert!(
        complaint(&missing).contains("not_found"),
        "{}",
        complaint(&missing)
    );
}

#[test]
fn trying_a_file_goes_by_what_is_in_it() {
    let folder = store();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.txt", REPORT);
    write(
        "page",
        &format!("<html><body><h1>Quay</h1><p>{REPORT}</p></body></html>"),
    );
    write(
        "feed",
        "<rss version=\"2.0\"><channel><title>Post\u{9b}</title><item><title>One</title><guid>1</guid></item></channel></rss>",
    );
    let tried = |name: &str| -> Value {
        let output = dateline(folder.path(), &["try", name, "--json"]);
        assert!(output.status.success(), "{}", complaint(&output));
        serde_json::from_str(&out(&output)).unwrap()
    };
    assert_eq!(tried("a.txt")["articles"][0]["article"]["text"], REPORT);
    assert!(
        tried("page")["articles"][0]["article"]["text"]
            .as_str()
            .unwrap()
            .contains("eleven weeks")
    );
    assert_eq!(tried("feed")["feed"]["entries"][0]["title"], "One");
    let archive = tried("news.jsonl");
    assert_eq!(archive["articles"].as_array().unwrap().len(), 3);
    assert_eq!(archive["articles"][0]["outlet"]["key"], "coast.example");
    let nothing = dateline(folder.path(), &["try", "no-such-thing"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(
        complaint(&nothing).contains("no address"),
        "{}",
        complaint(&nothing)
    );
}
