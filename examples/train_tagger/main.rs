//! Trains the tagger of names and measures it.
//!
//! ```text
//! cargo run --release --example train_tagger -- train OUT.bin SET.jsonl[:WEIGHT] ... [--held SET.jsonl ...] [--KEY VALUE ...]
//! cargo run --release --example train_tagger -- score MODEL.bin SET.jsonl ...
//! ```
//!
//! A document is kept back when the hash of its id says so (one in five); `train` measures on these after each few
//! rounds and `--all` trains on them too. Deterministic: same files, same settings, same bytes.

mod crf;
mod data;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use data::Document;
use dateline::facts::entity::training::{self, Name, NameKind, Weights};

const ROW_BITS: u32 = 19;

/// Features seen less often are left out: they tell one text, not the language.
const SEEN_MIN: u32 = 2;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((verb, rest)) if verb == "train" => train(rest),
        Some((verb, rest)) if verb == "score" => score(rest),
        _ => {
            bail!("train OUT.bin SET.jsonl[:WEIGHT]... [--held SET.jsonl]... | score MODEL.bin SET.jsonl...")
        }
    }
}

/// What `train` is asked for.
struct Order {
    out: PathBuf,
    sets: Vec<(PathBuf, f32)>,
    held: Vec<PathBuf>,
    settings: crf::Settings,
    takes_all: bool,
    cased: f32,
}

fn order(arguments: &[String]) -> Result<Order> {
    let mut order = Order {
        out: PathBuf::new(),
        sets: Vec::new(),
        held: Vec::new(),
        settings: crf::Settings {
            bits: ROW_BITS,
            rounds: 16,
            averaged: 6,
            rate: 0.05,
            decay: 1.0e-4,
            dropout: 0.2,
            seed: 20_250_314,
            largest: 1.5,
        },
        takes_all: false,
        cased: 0.06,
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let Some(key) = word.strip_prefix("--") else {
            if order.out.as_os_str().is_empty() {
                order.out = word.into();
            } else {
                let (path, weight) = word.rsplit_once(':').unwrap_or((word, "1"));
                order
                    .sets
                    .push((path.into(), weight.parse().context("the weight of a set")?));
            }
            continue;
        };
        if key == "all" {
            order.takes_all = true;
            continue;
        }
        let value = words.next().with_context(|| format!("--{key} needs a value"))?;
        match key {
            "held" => order.held.push(value.into()),
            "bits" => order.settings.bits = value.parse()?,
            "rounds" => order.settings.rounds = value.parse()?,
            "averaged" => order.settings.averaged = value.parse()?,
            "rate" => order.settings.rate = value.parse()?,
            "decay" => order.settings.decay = value.parse()?,
            "dropout" => order.settings.dropout = value.parse()?,
            "seed" => order.settings.seed = value.parse()?,
            "largest" => order.settings.largest = value.parse()?,
            "cased" => order.cased = value.parse()?,
            _ => bail!("no such setting: --{key}"),
        }
    }
    Ok(order)
}

fn train(arguments: &[String]) -> Result<()> {
    let order = order(arguments)?;
    let mut sequences = Vec::new();
    let mut tests: Vec<(String, Vec<Document>)> = Vec::new();
    let mut draw = crf::Draw::new(order.settings.seed);
    for (path, weight) in &order.sets {
        let documents = data::read(path)?;
        let (held, used): (Vec<_>, Vec<_>) = documents.into_iter().partition(|d| data::is_kept_back(&d.id));
        let mut lost = 0;
        let mut count = 0;
        let both = held.iter().filter(|_| order.takes_all).chain(&used);
        for document in both {
            let (found, missed) = training::sequences(&document.text, &document.names);
            lost += missed;
            count += document.names.len();
            sequences.extend(found.into_iter().map(|sequence| (sequence, *weight)));
            for (text, names) in recased(document, order.cased, &mut draw) {
                sequences.extend(
                    training::sequences(&text, &names)
                        .0
                        .into_iter()
                        .map(|s| (s, *weight)),
                );
            }
        }
        println!(
            "{}: {} documents, {count} names, {lost} out of reach",
            name(path),
            used.len()
        );
        tests.push((name(path), held));
    }
    for path in &order.held {
        tests.push((name(path), data::read(path)?));
    }
    let examples = examples(sequences, order.settings.bits);
    let rounds = order.settings.rounds;
    let weights = crf::train(&examples, order.settings, |round, loss, now| {
        println!("round {} loss {loss:.0}", round + 1);
        if (round + 1) % 8 == 0 && round + 1 < rounds {
            measure(&now(), &tests);
        }
    });
    measure(&weights, &tests);
    let packed = zstd::bulk::compress(&weights.to_bytes(), 19)?;
    println!("{} bytes", packed.len());
    std::fs::write(&order.out, packed).with_context(|| format!("writing {}", order.out.display()))
}

/// Features that occur often enough, as rows of the table.
fn examples(sequences: Vec<(training::Sequence, f32)>, bits: u32) -> Vec<crf::Example> {
    let mut seen: HashMap<u32, u32> = HashMap::new();
    for feature in sequences
        .iter()
        .flat_map(|(sequence, _)| sequence.features.iter().flatten())
    {
        *seen.entry(*feature).or_insert(0) += 1;
    }
    let kept = seen.values().filter(|count| **count >= SEEN_MIN).count();
    println!(
        "{} stretches, {} features, {kept} kept",
        sequences.len(),
        seen.len()
    );
    let mask = (1_u32 << bits) - 1;
    let rows = |features: Vec<u32>| {
        features
            .into_iter()
            .filter(|f| seen[f] >= SEEN_MIN)
            .map(|f| f & mask)
            .collect()
    };
    sequences
        .into_iter()
        .map(|(sequence, weight)| crf::Example {
            rows: sequence.features.into_iter().map(rows).collect(),
            labels: sequence.labels,
            weight,
        })
        .collect()
}

/// Some of a document's lines as headlines write them: every word with a capital, or in capitals throughout.
fn recased(document: &Document, share: f32, draw: &mut crf::Draw) -> Vec<(String, Vec<Name>)> {
    let mut made = Vec::new();
    let mut start = 0;
    for line in document.text.split_inclusive('\n') {
        let span = dateline::model::Span::new(start, start + line.len());
        start += line.len();
        // A headline is a line of moderate length; letters that change their length in capitals would move the spans.
        let end = line.find(". ").map_or(line.len(), |at| at + 1);
        let head = &line[..end];
        if head.len() < 30 || head.len() > 200 || !head.is_ascii() || draw.share() >= share {
            continue;
        }
        let text = if draw.share() < 0.25 {
            head.to_ascii_uppercase()
        } else {
            titled(head)
        };
        let names = document
            .names
            .iter()
            .filter(|name| name.span.start >= span.start && name.span.end <= span.start + end);
        let names = names.map(|name| Name {
            kind: name.kind,
            span: dateline::model::Span::new(name.span.start - span.start, name.span.end - span.start),
        });
        made.push((text, names.collect()));
    }
    made
}

/// `Every Word of It With a Capital`, small words aside.
fn titled(line: &str) -> String {
    const SMALL: &[&str] = &[
        "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
    ];
    let mut kept = String::with_capacity(line.len());
    for word in line.split_inclusive(' ') {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if !SMALL.contains(&word.trim_end()) || kept.is_empty() => {
                kept.push(first.to_ascii_uppercase());
                kept.push_str(letters.as_str());
            }
            _ => kept.push_str(word),
        }
    }
    kept
}

fn score(arguments: &[String]) -> Result<()> {
    let (model, sets) = arguments.split_first().context("which model?")?;
    let packed = std::fs::read(model)?;
    let weights =
        Weights::parse(&zstd::bulk::decompress(&packed, 64 << 20)?).context("these are no weights")?;
    let mut tests = Vec::new();
    for set in sets {
        tests.push((name(Path::new(set)), data::read(Path::new(set))?));
    }
    measure(&weights, &tests);
    Ok(())
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .replace(".dev.jsonl", "")
}

/// Prints exact F1 by kind; a leading article and quotation marks do not count.
fn measure(weights: &Weights, tests: &[(String, Vec<Document>)]) {
    for (name, documents) in tests.iter().filter(|(_, documents)| !documents.is_empty()) {
        let mut counts = [[0_usize; 3]; 4];
        for document in documents {
            let found = training::tag(weights, &document.text);
            for (at, kind) in NameKind::ALL.into_iter().enumerate() {
                let trimmed = |names: &[Name]| -> Vec<(usize, usize)> {
                    let of_kind = names.iter().filter(|name| name.kind == kind);
                    of_kind.map(|name| trim(&document.text, name)).collect()
                };
                let (gold, found) = (trimmed(&document.names), trimmed(&found));
                counts[at][0] += gold.len();
                counts[at][1] += found.len();
                counts[at][2] += found.iter().filter(|span| gold.contains(span)).count();
            }
        }
        let mut line = format!("  {name:20} {:4} docs", documents.len());
        let three = [0, 1, 2].map(|part| counts[..3].iter().map(|count| count[part]).sum());
        for (kind, [gold, found, right]) in ["all", "person", "org", "place", "other"]
            .iter()
            .zip([three].into_iter().chain(counts))
        {
            let f1 = 200.0 * right as f64 / (gold + found).max(1) as f64;
            let share = |of: usize| 100.0 * right as f64 / of.max(1) as f64;
            line += &format!("  {kind} {f1:.1}");
            if *kind == "all" {
                line += &format!(" (P {:.1} R {:.1})", share(found), share(gold));
            }
        }
        println!("{line}");
    }
}

fn trim(text: &str, name: &Name) -> (usize, usize) {
    let edge = |c: char| " \t\r\n\"“”‘’'`«»".contains(c);
    let mut span = name.span;
    let inner = span.of(text);
    span.start += inner.len() - inner.trim_start_matches(edge).len();
    span.end -= inner.len() - inner.trim_end_matches(edge).len();
    let inner = span.of(text);
    for article in ["the ", "a ", "an "] {
        if inner.len() > article.len()
            && inner
                .get(..article.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(article))
        {
            span.start += article.len();
            break;
        }
    }
    (span.start, span.end)
}
