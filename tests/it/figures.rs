//! Figures of made-up reports, marked by hand: see `tests/fixtures/figures/README.md`.

use std::collections::HashMap;
use std::io::Write;
use std::process::Command;

use serde_json::{Value, json};

const NEWS: &str = include_str!("../fixtures/figures/news.jsonl");
const LATER: &str = include_str!("../fixtures/figures/later.jsonl");

/// What was counted over all reports.
#[derive(Debug, Default)]
struct Score {
    marked: usize,
    found: usize,
    /// Pairs that share a character, each used once.
    met: usize,
    /// Pairs with the same first and last character.
    exact: usize,
    value: usize,
    approx: usize,
    /// Right, and asked for.
    unit: (usize, usize),
    of_what: (usize, usize),
    wrong: Vec<String>,
}

/// `part` of `whole` in percent.
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

/// What `dateline read` finds in the reports: the figures of each, by its id.
fn readings(reports: &[Value]) -> HashMap<String, Vec<Value>> {
    let mut archive = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
    for report in reports {
        let item = json!({"id": report["id"], "text": report["text"], "published": report["published"]});
        writeln!(archive, "{item}").unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("read")
        .arg(archive.path())
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let read = lines.lines().map(|line| {
        let reading: Value = serde_json::from_str(line).unwrap();
        let facts = reading["facts"].as_array().unwrap();
        let figures = facts.iter().filter(|fact| fact["kind"] == "figure");
        (
            reading["id"].as_str().unwrap().to_owned(),
            figures.cloned().collect(),
        )
    });
    read.collect()
}

fn number(value: &Value) -> f64 {
    value.as_str().map_or(f64::NAN, |text| text.parse().unwrap())
}

/// Equal to six digits: a third has no end.
fn is_equal(marked: &Value, found: &Value) -> bool {
    if marked.is_null() || found.is_null() {
        return marked.is_null() && found.is_null();
    }
    let (marked, found) = (number(marked), number(found));
    (marked - found).abs() <= marked.abs() * 1e-5
}

fn compare(score: &mut Score, id: &str, marked: &Value, found: &Value) {
    let mut tell = |what: &str| score.wrong.push(format!("{id} {what}: {marked} {found}"));
    let is_exact = marked["start"] == found["start"] && marked["end"] == found["end"];
    let is_right =
        is_equal(&marked["value"], &found["value"]) && is_equal(&marked["value_high"], &found["value_high"]);
    let is_approx = marked["approx"] == found["approx"];
    for (what, fits) in [("span", is_exact), ("value", is_right), ("approx", is_approx)] {
        if !fits {
            tell(what);
        }
    }
    if let Some(unit) = marked["unit"].as_str() {
        let fits = found["unit"] == unit;
        score.unit.0 += usize::from(fits);
        score.unit.1 += 1;
        if !fits {
            tell("unit");
        }
    }
    if let Some(head) = marked["of_what"].as_str() {
        let told = found["of_what"].as_str().unwrap_or_default();
        let fits = told
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == head);
        score.of_what.0 += usize::from(fits);
        score.of_what.1 += 1;
        if !fits {
            tell("of_what");
        }
    }
    score.met += 1;
    score.exact += usize::from(is_exact);
    score.value += usize::from(is_right);
    score.approx += usize::from(is_approx);
}

fn scored(file: &str) -> Score {
    let reports: Vec<Value> = file
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let readings = readings(&reports);
    let mut score = Score::default();
    let place = |value: &Value| value.as_u64().unwrap();
    for report in &reports {
        let id = report["id"].as_str().unwrap();
        let marked = report["figures"].as_array().unwrap();
        let mut found = readings[id].clone();
        score.marked += marked.len();
        score.found += found.len();
        for figure in marked {
            let shared = |other: &Value| {
                let start = place(&figure["start"]).max(place(&other["start"]));
                place(&figure["end"])
                    .min(place(&other["end"]))
                    .saturating_sub(start)
            };
            let best = (0..found.len()).max_by_key(|&at| shared(&found[at]));
            match best.filter(|&at| shared(&found[at]) > 0) {
                Some(at) => compare(&mut score, id, figure, &found.swap_remove(at)),
                None => score.wrong.push(format!("{id} missed: {figure}")),
            }
        }
        score
            .wrong
            .extend(found.iter().map(|extra| format!("{id} extra: {}", extra["text"])));
    }
    score
}

/// Least precision, recall and share of right values, in percent.
fn reaches(file: &str, bars: [f64; 3]) {
    let score = scored(file);
    let precision = percent(score.met, score.found);
    let recall = percent(score.met, score.marked);
    let value = percent(score.value, score.met);
    println!("{:#?}", score.wrong);
    println!(
        "precision {precision:.1} recall {recall:.1} exact {:.1} value {value:.1} unit {:.1} approx {:.1} of_what {:.1} \
         ({} marked, {} found)",
        percent(score.exact, score.met),
        percent(score.unit.0, score.unit.1),
        percent(score.approx, score.met),
        percent(score.of_what.0, score.of_what.1),
        score.marked,
        score.found
    );
    let [precision_min, recall_min, value_min] = bars;
    assert!(precision >= precision_min, "{precision}");
    assert!(recall >= recall_min, "{recall}");
    assert!(value >= value_min, "{value}");
}

#[test]
fn figures_of_news_are_found_with_their_values() {
    reaches(NEWS, [98.0, 95.0, 98.0]);
}

#[test]
fn figures_of_reports_written_after_the_rules_are_found() {
    reaches(LATER, [95.0, 95.0, 98.0]);
}
