//! The laws of `fuzz/`, tried without a fuzzer: seeds are bent by a generator with a seed of its own, so
//! that every run is the same and each failure can be had again.
//!
//! - `DATELINE_MUTANTS=10000` tries so many mutants for each target (else a few seconds' worth) and prints
//!   the slowest of each; `DATELINE_MUTANTS_OF=page,feed` only those targets.
//! - `DATELINE_MUTANT=page:4711` tries that one only.
//! - With `DATELINE_DATA` the development data are bent as well.

use std::io::Read;
use std::panic::catch_unwind;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

#[path = "../../fuzz/src/laws.rs"]
mod laws;

/// Largest mutant, in bytes.
const BYTES_MAX: usize = 200_000;
/// Largest document of the development data that is bent in a short run.
const SHORT_BYTES_MAX: usize = 20_000;
/// Changes to one document.
const CHANGES_MAX: usize = 6;
/// Documents of one target taken from the development data.
const DOCUMENTS_MAX: usize = 400;

/// What parsers stumble over.
const HOSTILE: &[&str] = &[
    "<div>",
    "</p>",
    "<table><tr><td>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<script>",
    "<li>",
    "<br><br>",
    "&",
    "&#0;",
    "&#x110000;",
    "&amp;lt;p&amp;gt;",
    "\"",
    "'",
    "{",
    "[[[[",
    "}",
    "\\u0000",
    "\0",
    "\r\n",
    "\n",
    "\n\n",
    "\u{202e}",
    "\u{feff}",
    "\u{ad}",
    "\u{301}",
    "İ",
    "ß",
    "“",
    "”",
    "‘",
    "«",
    "…",
    "٣",
    "你",
    "🏴",
    "99999999999999999999",
    "1e999",
    "-0",
    ".",
    ",",
    "(",
    ")",
    "(Reuters) - ",
    "LONDON (AP) — ",
    "By ",
    "Key Takeaways",
    "Synopsis",
    "FAQ\n",
    "10:42\n",
    "- ",
    "Also read: ",
    "©",
    " | ",
    "@",
    "http://",
    "%",
    "?",
    "#!",
    "//",
    "\u{1e}",
    "31 February 2025",
    "said",
    "percent",
];

/// xorshift64*: small, fast, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn new(target: &str, number: u64) -> Self {
        // FNV-1a, so that targets differ; the generator must not start at zero.
        let hash = target.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        Self((hash ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `bound`, 0 when there is none.
    fn below(&mut self, bound: usize) -> usize {
        match u64::try_from(bound).unwrap() {
            0 => 0,
            bound => usize::try_from(self.roll() % bound).unwrap(),
        }
    }

    /// A stretch of `length` bytes, often a short one.
    fn stretch(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        let longest = if self.below(2) == 0 { 40 } else { length };
        start..length.min(start + 1 + self.below(longest))
    }
}

/// The mutant of `number`: some seed, changed a few times.
fn mutant(target: &str, number: u64, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut dice = Dice::new(target, number);
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(CHANGES_MAX) {
        let part = dice.stretch(bytes.len());
        match dice.below(8) {
            0 => {
                if let Some(byte) = bytes.get_mut(part.start) {
                    *byte ^= 1 << dice.below(8);
                }
            }
            1 => drop(bytes.drain(part)),
            2 => {
                let copies = 1 + dice.below(50);
                let piece = bytes[part.clone()].repeat(copies);
                bytes.splice(part.start..part.start, piece);
            }
            3 => {
                let other = &seeds[dice.below(seeds.len())];
                let piece = other[dice.stretch(other.len())].to_vec();
                bytes.splice(part, piece);
            }
            4 => {
                let copies = if dice.below(8) == 0 {
                    1 + dice.below(2_000)
                } else {
                    1
                };
                let piece = HOSTILE[dice.below(HOSTILE.len())].repeat(copies);
                bytes.splice(part.start..part.start, piece.into_bytes());
            }
            5 => {
                // Lines and tags change places.
                let piece: Vec<u8> = bytes.drain(part).collect();
                let at = dice.below(bytes.len());
                bytes.splice(at..at, piece);
            }
            6 => {
                if let Some(byte) = bytes.get_mut(part.start) {
                    *byte = u8::try_from(dice.below(256)).unwrap();
                }
            }
            _ => {
                for byte in &mut bytes[part] {
                    if *byte == b' ' {
                        *byte = b'\n';
                    } else if *byte == b'\n' {
                        *byte = b' ';
                    }
                }
            }
        }
        bytes.truncate(BYTES_MAX);
    }
    bytes
}

fn variable<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

/// Mutants of a short run, by what one costs in a debug build.
fn short_run(target: &str) -> u64 {
    match target {
        "page" | "read" => 40,
        "feed" => 150,
        "dates" | "address" => 2_000,
        "opml" => 500,
        _ => 150,
    }
}

fn seeds(target: &str, is_long: bool) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut seeds: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert!(!seeds.is_empty(), "{target} has no seeds");
    let bytes_max = if is_long { BYTES_MAX } else { SHORT_BYTES_MAX };
    seeds.extend(
        development_documents(target)
            .into_iter()
            .filter(|document| document.len() <= bytes_max)
            .take(DOCUMENTS_MAX),
    );
    seeds
}

/// Documents of the development data fit for `target`; none without `DATELINE_DATA`.
fn development_documents(target: &str) -> Vec<Vec<u8>> {
    let Some(folder) = std::env::var_os("DATELINE_DATA") else {
        return Vec::new();
    };
    let folder = Path::new(&folder);
    match target {
        "page" => super::data::files(&folder.join("pages"))
            .iter()
            .filter_map(|path| page_of(path))
            .collect(),
        "feed" => super::data::files(&folder.join("feeds"))
            .iter()
            .filter_map(|path| std::fs::read(path).ok())
            .collect(),
        "sections" | "credits" | "facts" | "quotes" => lines_of(&folder.join("dedup/articles_dev.jsonl"))
            .chain(lines_of(&folder.join("rewrites_dev.jsonl")))
            .step_by(7)
            .filter_map(|item| {
                let words = |key: &str| item[key].as_str().map(str::to_owned);
                let title = if target == "sections" {
                    words("title")? + "\n"
                } else {
                    String::new()
                };
                Some((title + &words("text").or_else(|| words("html"))?).into_bytes())
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn page_of(path: &Path) -> Option<Vec<u8>> {
    if path.extension()? != "gz" {
        return None;
    }
    let mut html = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).ok()?)
        .read_to_end(&mut html)
        .ok()?;
    Some(html)
}

fn lines_of(path: &Path) -> impl Iterator<Item = Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect::<Vec<Value>>()
        .into_iter()
}

/// Tries one mutant; the bytes of one that breaks the law are kept.
fn try_mutant(target: &str, number: u64, seeds: &[Vec<u8>], law: fn(&[u8])) -> Duration {
    let bytes = mutant(target, number, seeds);
    let began = Instant::now();
    if catch_unwind(|| law(&bytes)).is_err() {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutant-{target}-{number}"));
        std::fs::write(&path, &bytes).unwrap();
        panic!(
            "DATELINE_MUTANT={target}:{number} breaks a law; its bytes are in {}",
            path.display()
        );
    }
    began.elapsed()
}

/// Tries the mutants of one target, as many as the variables say.
fn keeps_its_law(target: &str) {
    let (_, law) = laws::LAWS
        .iter()
        .copied()
        .find(|(name, _)| *name == target)
        .unwrap();
    let count: Option<u64> = variable("DATELINE_MUTANTS");
    let only: Option<String> = variable("DATELINE_MUTANTS_OF");
    let single: Option<String> = variable("DATELINE_MUTANT");
    if let Some((wanted, number)) = single.as_deref().and_then(|single| single.split_once(':')) {
        if wanted == target {
            try_mutant(target, number.parse().unwrap(), &seeds(target, true), law);
        }
        return;
    }
    if only.is_some_and(|only| !only.split(',').any(|name| name == target)) {
        return;
    }
    let seeds = seeds(target, count.is_some());
    let slowest = (0..count.unwrap_or_else(|| short_run(target)))
        .map(|number| (try_mutant(target, number, &seeds, law), number))
        .max();
    if let (Some(_), Some((time, number))) = (count, slowest) {
        println!("{target}: the slowest mutant is {number} with {time:?}");
    }
}

macro_rules! mutants {
    ($($name:ident: $target:literal,)*) => {
        $(#[test]
        fn $name() {
            keeps_its_law($target);
        })*

        #[test]
        fn every_law_is_tried() {
            assert_eq!(laws::LAWS.iter().map(|law| law.0).collect::<Vec<_>>(), [$($target),*]);
        }
    };
}

mutants! {
    mutants_of_pages_are_read: "page",
    mutants_of_texts_come_apart_into_sections: "sections",
    mutants_of_articles_give_sound_credits: "credits",
    mutants_of_inputs_are_read: "read",
    mutants_of_feeds_are_read_or_refused: "feed",
    mutants_of_dates_are_read_or_unread: "dates",
    mutants_of_lists_are_read_or_refused: "opml",
    mutants_of_addresses_have_one_key: "address",
    mutants_of_texts_give_sound_facts: "facts",
    mutants_of_texts_give_sound_figures: "figures",
    mutants_of_texts_give_sound_dates: "moments",
    mutants_of_statements_lie_apart: "quotes",
}

#[test]
fn a_mutant_is_the_same_each_time() {
    let seeds = [b"The council voted.".to_vec(), b"Work starts in June.".to_vec()];
    let all = |target| {
        (0..50)
            .map(|number| mutant(target, number, &seeds))
            .collect::<Vec<_>>()
    };
    assert_eq!(all("page"), all("page"));
    assert_ne!(all("page"), all("feed"));
}
