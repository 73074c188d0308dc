//! `search`.

use super::*;

#[test]
fn words_find_stories_and_quotations_and_what_only_copies_say() {
    let folder = store();
    let lines = |arguments: &[&str]| -> Vec<Value> {
        let mut all = vec!["search", "--db", "x.db", "--json"];
        all.extend(arguments);
        let output = dateline(folder.path(), &all);
        assert!(output.status.success(), "{}", complaint(&output));
        out(&output)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let stories = lines(&["QUAY", "\"eastern quay\"", "repair*"]);
    assert_eq!(stories.len(), 1, "{stories:?}");
    let story = &stories[0];
    assert_eq!(
        (story["articles"].as_i64(), story["first_outlet"].as_str()),
        (Some(3), Some("coast.example"))
    );
    assert_eq!(story["outlet_names"].as_array().unwrap().len(), 3);
    assert!(story["snippet"].as_str().unwrap().contains("quay]"), "{story}");
    let quotes = lines(&["--quotes", "\"good day\""]);
    assert_eq!(quotes[0]["outlet"], "capital.example");
    assert!(quotes[0]["speaker"].as_str().unwrap().contains("Arden"));
    assert_eq!(lines(&["--quotes", "calder"])[0]["kind"], "quote");
    assert!(lines(&["tram"]).is_empty());
    let copies = lines(&["--copies", "CAFE", "tram"]);
    assert_eq!((copies.len(), copies[0]["kind"].as_str()), (1, Some("copy")));
    assert_eq!(copies[0]["outlet"], "morning.example");
    assert!(copies[0]["snippet"].as_str().unwrap().contains("[tram]"));
    // A story that matches itself is not told again through its copies.
    assert!(
        lines(&["--copies", "pillars"])
            .iter()
            .all(|hit| hit["kind"] == "story")
    );
    assert_eq!(lines(&["--raw", "quay NOT law"]).len(), 1);
}

#[test]
fn a_search_cannot_be_misspelt_unless_it_is_raw() {
    let folder = store();
    for words in [
        "\"", "(", "quay AND", "title:", "NEAR(", "*", "a\"b*c", "^quay", "-quay", "{x} : y",
    ] {
        let output = dateline(folder.path(), &["search", "--db", "x.db", "--", words]);
        let complaint = complaint(&output);
        assert!(
            output.status.success() || complaint.contains("no word to search for"),
            "{words}: {complaint}"
        );
    }
    let raw = dateline(folder.path(), &["search", "--db", "x.db", "--raw", "quay AND ("]);
    assert_eq!(raw.status.code(), Some(1));
    assert!(
        complaint(&raw).contains("not a search expression: syntax error"),
        "{}",
        complaint(&raw)
    );
    let told = out(&dateline(folder.path(), &["search", "--db", "x.db", "quay"]));
    assert!(
        told.contains("3 articles in 3 outlets (coast.example, daily.example, morning.example)"),
        "{told}"
    );
}
