//! Days of publication over labelled pages, when `DATELINE_DATA` names a folder that has them.
//!
//! Labels (`data/page_days.tsv`): the day a reader of the whole page, its markup included, would name; two
//! days where the outlet's zone and UTC differ. `scripts/page_days.py` holds htmldate beside the program.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use dateline::parse::page;
use regex::Regex;
use serde_json::Value;

/// htmldate 1.11.0 (extensive) on 1,000 pages of another set: precision 0.91, recall 0.89 to 0.91.
const PRECISION_MIN: f64 = 0.97;
const RECALL_MIN: f64 = 0.97;
/// Without what is written for machines. htmldate on the same pages: 0.831 and 0.831.
const PRECISION_OF_VISIBLE_MIN: f64 = 0.91;
const RECALL_OF_VISIBLE_MIN: f64 = 0.86;

struct LabelledPage {
    id: String,
    url: Option<String>,
    html: String,
    days: Vec<&'static str>,
}

fn pages() -> Option<Vec<LabelledPage>> {
    let folder = Path::new(&std::env::var_os("DATELINE_DATA")?).join("pages/article-extraction");
    let truth = std::fs::read_to_string(folder.join("ground-truth.json")).ok()?;
    let truth: HashMap<String, Value> = serde_json::from_str(&truth).unwrap();
    let labels = include_str!("data/page_days.tsv").lines().skip(1);
    let pages = labels.map(|line| {
        let (id, days) = line.split_once('\t').unwrap();
        let file = std::fs::File::open(folder.join("html").join(format!("{id}.html.gz"))).unwrap();
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(file)
            .read_to_end(&mut bytes)
            .unwrap();
        LabelledPage {
            id: id.to_owned(),
            url: truth
                .get(id)
                .and_then(|entry| entry["url"].as_str())
                .map(str::to_owned),
            html: String::from_utf8_lossy(&bytes).into_owned(),
            days: days.split(',').collect(),
        }
    });
    Some(pages.collect())
}

/// `html` without JSON-LD, `meta` elements and `datetime` attributes.
fn stripped(html: &str) -> String {
    let mut kept = html.to_owned();
    for pattern in [
        r"(?is)<script[^>]*ld\+json[^>]*>.*?</script>",
        r"(?is)<meta\b[^>]*>",
        r#"(?is)\sdatetime\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)"#,
    ] {
        kept = Regex::new(pattern).unwrap().replace_all(&kept, "").into_owned();
    }
    kept
}

/// Precision and recall of the day, and the pages it is wrong or missing on.
fn measure(pages: &[LabelledPage], prepare: fn(&str) -> String) -> (f64, f64, Vec<String>) {
    let (mut given, mut right, mut failed) = (0.0, 0.0, Vec::new());
    for page in pages {
        let metadata = page::metadata(&prepare(&page.html), page.url.as_deref());
        let day = metadata.published_on.map(|day| day.to_string());
        if day.is_some() {
            given += 1.0;
        }
        if day.as_deref().is_some_and(|day| page.days.contains(&day)) {
            right += 1.0;
        } else {
            failed.push(format!(
                "{} {:?} by {:?} for {:?}",
                &page.id[..8],
                day,
                metadata.published.map(|published| published.1),
                page.days
            ));
        }
    }
    let all = f64::from(u32::try_from(pages.len()).unwrap());
    (right / given, right / all, failed)
}

#[test]
fn pages_are_dated_by_their_own_day() {
    let Some(pages) = pages() else { return };
    let (precision, recall, failed) = measure(&pages, str::to_owned);
    println!("precision {precision:.3} recall {recall:.3} {failed:#?}");
    assert!(precision >= PRECISION_MIN && recall >= RECALL_MIN, "{failed:#?}");
}

#[test]
fn what_a_reader_sees_is_enough_to_date_a_page() {
    let Some(pages) = pages() else { return };
    let (precision, recall, failed) = measure(&pages, stripped);
    println!("precision {precision:.3} recall {recall:.3} {failed:#?}");
    assert!(
        precision >= PRECISION_OF_VISIBLE_MIN && recall >= RECALL_OF_VISIBLE_MIN,
        "{failed:#?}"
    );
}
