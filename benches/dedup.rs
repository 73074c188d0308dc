//! What it costs to tell which story an article belongs to, in memory: its fingerprint, its comparison with the
//! nearest stories, and the whole way with the look-up. Texts are made here.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta};
use dateline::dedup::{self, Index};
use dateline::model::{
    Article, Candidate, ClaimedTime, Exemplar, Reading, Section, SectionKind, Setting, Span, TextFrom,
};
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

/// Articles placed in one run of the whole way. Every third is a copy of the one before.
const ARTICLES: usize = 2_000;

/// Words of this bench's little world; reports pick from them so that stories share words as real ones do.
const STEMS: [&str; 16] = [
    "harbour", "council", "minister", "bridge", "strike", "treaty", "market", "engineer", "farmer", "court",
    "school", "budget", "river", "storm", "ticket", "village",
];

/// The `n`th report, some 250 words in six paragraphs.
fn report(n: usize) -> String {
    let word = |step: usize| {
        let at = (n * 31 + step * 17 + n * step) % 4_001;
        format!(
            "{}{}",
            STEMS[at % STEMS.len()],
            ["", "al", "ist", "ment", "age"][at % 5]
        )
    };
    let mut text = String::new();
    for step in 0..6 {
        let _ = writeln!(
            text,
            "The {} of Place{} {} the {} near {} on Friday, {} days after Name{} asked for {}.{} million euros. \
             “We waited for the {} since {} and will not wait another {} weeks,” Name{} said of the {} {}. Some {} percent \
             of the {} had signed petition {} against the {} {}, {} and {}.",
            word(step),
            (n + step) % 997,
            word(step + 100),
            word(step + 200),
            word(step + 300),
            (n + step) % 90 + 2,
            n * 7 + step,
            n % 17 + 1,
            step,
            word(step + 400),
            1980 + (n + step) % 44,
            step + 2,
            n * 7 + step,
            word(step + 500),
            word(step + 600),
            (n * 13 + step) % 97 + 1,
            word(step + 700),
            n * 31 + step * 1009,
            word(step + 800),
            word(step + 900),
            word(step + 1_000),
            word(step + 1_100),
        );
    }
    text
}

fn article(n: usize) -> Article {
    let text = report(n);
    Article {
        title: format!("Report {n}"),
        byline: None,
        published_at: None,
        language: Some("en".to_owned()),
        url: None,
        canonical_url: None,
        site_name: None,
        section: None,
        sections: vec![Section {
            kind: SectionKind::Body,
            span: Span::new(0, text.len()),
        }],
        text,
        text_from: TextFrom::Archive,
        dateline: None,
    }
}

fn reading(n: usize) -> Reading {
    let article = article(n);
    Reading {
        id: n.to_string(),
        published: ClaimedTime::default(),
        metadata: Vec::new(),
        credits: Vec::new(),
        facts: Vec::new(),
        fingerprint: dedup::fingerprint(&article, &[]),
        notes: Vec::new(),
        article,
    }
}

#[divan::bench]
fn fingerprint_of_an_article(bencher: Bencher) {
    let article = article(7);
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| dedup::fingerprint(&article, &[]));
}

#[divan::bench]
fn place_among_ten_stories(bencher: Bencher) {
    let candidates: Vec<Candidate> = (0..10)
        .map(|n| Candidate {
            story_id: n,
            shared: 3,
            exemplars: vec![Exemplar {
                article_id: n,
                folded: reading(n as usize).fingerprint.folded,
                ..Exemplar::default()
            }],
            ..Candidate::default()
        })
        .collect();
    let (reading, setting) = (reading(3), Setting::default());
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| dedup::place_in(&reading, &setting, &candidates));
}

#[divan::bench(sample_count = 5)]
fn look_up_place_and_keep(bencher: Bencher) {
    let readings: Vec<Reading> = (0..ARTICLES).map(|n| reading(n - n % 3 / 2)).collect();
    bencher.counter(ItemsCount::new(ARTICLES)).bench(|| {
        let mut index = Index::default();
        for (n, reading) in (1..).zip(&readings) {
            index.add(n, n, reading, DateTime::UNIX_EPOCH + TimeDelta::minutes(n));
        }
        index
    });
}
