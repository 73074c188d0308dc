//! A made press: reports whose words follow Zipf's law, so that posting lists have the lengths of real ones.

use chrono::{DateTime, TimeDelta, Utc};
use dateline::attribute::{Agencies, OutletRules};
use dateline::daemon::outlet_ref;
use dateline::model::{ClaimedTime, DateQuality, PageSource, ReadInput, Reading, parse_instant};
use dateline::store::{RecordSource, Recording};
use dateline::{pipeline, store};

/// Days over which the articles of an archive are spread: the window of a story.
pub const DAYS: i64 = 21;
/// Distinct words and names. An English newspaper of a few weeks has some hundred thousand.
const WORDS: u64 = 120_000;
const NAMES: u64 = 60_000;
/// Outlets that share the articles.
pub const OUTLETS: u64 = 400;
/// Of so many articles, this many are copies of an earlier one.
const ARTICLES: u64 = 5;
const COPIES: u64 = 2;

/// Numbers that are the same in every run (splitmix64, Steele and others 2014).
pub struct Dice(u64);

impl Dice {
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A rank below `end`, the `n`th in proportion to `1 / n`.
    fn zipf(&mut self, end: u64) -> u64 {
        let even = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((end as f64).powf(even) as u64).clamp(1, end) - 1
    }
}

/// Whether the `n`th article of the archive opens a story of its own.
pub const fn is_original(n: u64) -> bool {
    n % ARTICLES >= COPIES
}

/// The article whose words the `n`th one has: itself, or an earlier one of the last few thousand.
pub fn source_of(n: u64) -> u64 {
    if is_original(n) {
        return n;
    }
    let back = Dice::of(n).zipf(4_000) + 1;
    let source = n.saturating_sub(back);
    if is_original(source) {
        source
    } else {
        source + COPIES - source % ARTICLES
    }
}

/// When the `n`th of `size` articles was seen.
pub fn seen_at(n: u64, size: u64) -> DateTime<Utc> {
    let start = parse_instant("2025-03-03T00:00:00Z").unwrap_or_default();
    let second = DAYS as u64 * 86_400 * n / size.max(1);
    start + TimeDelta::seconds(i64::try_from(second).unwrap_or(0))
}

fn syllables(mut rank: u64, text: &mut String) {
    const ONSETS: [&str; 16] = [
        "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v",
    ];
    const RHYMES: [&str; 8] = ["an", "el", "ir", "ol", "um", "ay", "est", "ond"];
    for _ in 0..3 {
        text.push_str(ONSETS[(rank % 16) as usize]);
        text.push_str(RHYMES[(rank / 16 % 8) as usize]);
        rank /= 128;
    }
}

fn name(rank: u64) -> String {
    let mut name = String::new();
    syllables(rank.wrapping_mul(7_919) % 2_097_152, &mut name);
    name[..1].to_uppercase() + &name[1..]
}

/// The text of the `n`th article, some 230 words in eight paragraphs.
pub fn text(n: u64) -> String {
    let source = source_of(n);
    let mut dice = Dice::of(source.wrapping_mul(31) + 7);
    let people: Vec<String> = (0..5).map(|_| name(dice.zipf(NAMES))).collect();
    let topic: Vec<u64> = (0..10).map(|_| dice.zipf(WORDS)).collect();
    let mut text = String::with_capacity(1_800);
    for _ in 0..8 {
        for place in 0..28 {
            if place > 0 {
                text.push(' ');
            } else {
                text.push_str("The ");
            }
            match dice.below(20) {
                0 | 1 => text.push_str(&people[dice.below(5) as usize]),
                2 => text.push_str(&dice.below(2_000).to_string()),
                3..6 => syllables(topic[dice.below(10) as usize], &mut text),
                6..11 => text.push_str(["of the", "in a", "to", "said", "and"][dice.below(5) as usize]),
                _ => syllables(dice.zipf(WORDS), &mut text),
            }
        }
        text.push_str(".\n\n");
    }
    if source != n && n.is_multiple_of(2) {
        // A shortened copy.
        let end = text.len() * 2 / 3;
        text.truncate(text[..end].rfind("\n\n").unwrap_or(end));
    }
    text
}

/// The `n`th of `size` articles, read.
pub fn recording(n: u64, size: u64) -> Recording {
    let at = seen_at(n, size);
    let mut input = ReadInput::new(n.to_string());
    input.url = Some(format!("https://post{}.example/a/{n}", outlet(n)));
    input.title = Some(format!("Report {}", source_of(n)));
    input.published = ClaimedTime {
        raw: None,
        at: Some(at),
        quality: DateQuality::Ok,
    };
    input.page = Some(PageSource::Text(text(n)));
    let (rules, agencies) = (OutletRules::shipped(), Agencies::shipped());
    let outlet = rules.outlet_of(rules.address_of(&input), None, None, agencies);
    let reading: Reading = pipeline::read(&input, &outlet, agencies);
    Recording {
        reading,
        outlet: outlet_ref(outlet),
        source: RecordSource::Archive {
            archive: "bench".into(),
            external_id: n.to_string(),
            first_seen_at: at,
            seen_basis: "seen",
            is_markup: false,
        },
        recorded_at: at,
    }
}

/// The outlet of the `n`th article.
pub fn outlet(n: u64) -> u64 {
    Dice::of(n ^ 0x5EED).zipf(OUTLETS)
}

/// Opens the store at `path`.
pub async fn open(path: &str) -> anyhow::Result<std::sync::Arc<dyn store::Store>> {
    Ok(store::open(path, seen_at(0, 1)).await?)
}
