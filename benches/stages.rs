//! What each stage costs, in one run, so that the rows can be compared as ratios.
//!
//! `cargo bench` prints the time of one item of each stage: a feed of 100 entries, a page, an article, a
//! recorded article. Texts are made here. With `DATELINE_DATA` set, the page stages also run over the real
//! pages found there.

use std::fmt::Write;
use std::io::Read;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use dateline::attribute::{Agencies, OutletRules};
use dateline::daemon::{outlet_ref, record_rules};
use dateline::model::{ClaimedTime, DateQuality, PageSource, ReadInput, Reading, parse_instant};
use dateline::store::{RecordSource, Recording};
use dateline::{config, dedup, facts, normalise, parse, pipeline, store};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

const PLACES: [&str; 8] = [
    "Ellery",
    "Morvane",
    "Tarn Hill",
    "Osk",
    "Quillan",
    "Veld Bay",
    "Lowmoor",
    "Sankt Orla",
];
const PEOPLE: [&str; 8] = [
    "Ines Calder",
    "Tomas Rehn",
    "Ruth Adeyemi",
    "Paul Varga",
    "Mira Sol",
    "Idris Kane",
    "Lena Fors",
    "Karim Aziz",
];
const DEEDS: [&str; 8] = [
    "approved a new bridge over the river",
    "closed the harbour after a storm",
    "opened an inquiry into the missing grain",
    "raised the price of tickets",
    "signed a treaty on fishing rights",
    "put off the vote on the school budget",
    "sent engineers to the flooded valley",
    "promised to repair the northern road",
];

/// The `n`th report of this bench's little world, some 300 words.
fn report(n: usize) -> String {
    let pick = |list: [&'static str; 8], step: usize| list[(n * 7 + step * 3 + n / 8) % 8];
    let mut text = format!("{}, March {} (IANS) ", pick(PLACES, 0).to_uppercase(), n % 28 + 1);
    for step in 0..9 {
        let (place, person, deed) = (
            pick(PLACES, step + 1),
            pick(PEOPLE, step),
            pick(DEEDS, step + n % 5),
        );
        let _ = writeln!(
            text,
            "The council of {place} {deed} on Friday, {} days after {person} had asked for {}.{} million dollars. \
             “We have waited since {} and will not wait another {} weeks,” {person} said, according to Xinhua news \
             agency. Some {} percent of the households had signed the petition numbered {}.",
            (n + step) % 90 + 2,
            n % 17 + 1,
            step,
            1980 + (n + step) % 44,
            step + 2,
            (n * 13 + step) % 97 + 1,
            n * 31 + step * 1009,
        );
    }
    text
}

fn page(n: usize) -> String {
    let paragraphs: String = report(n).lines().map(|line| format!("<p>{line}</p>\n")).collect();
    let related: String = (0..20)
        .map(|i| format!("<li><a href=\"/a/{i}\">More news from district {i}</a></li>"))
        .collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Report {n} - The Post</title>\
         <meta property=\"og:title\" content=\"Report {n}\"><script>var x = {{a: 1}};</script></head>\
         <body><nav><ul>{related}</ul></nav><main><article><h1>Report {n}</h1>{paragraphs}</article></main>\
         <aside><ul>{related}</ul></aside><footer><p>Subscribe to our newsletter</p></footer></body></html>"
    )
}

fn feed(entries: usize) -> String {
    let mut text =
        String::from("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Post</title>");
    for n in 0..entries {
        let _ = write!(
            text,
            "<item><title>Report {n}</title><link>https://post.example/a/{n}</link><guid>https://post.example/a/{n}</guid>\
             <pubDate>Fri, 14 Mar 2025 10:{:02}:00 GMT</pubDate><description><![CDATA[<p>{}</p>]]></description></item>",
            n % 60,
            report(n)
        );
    }
    text + "</channel></rss>"
}

fn noon() -> DateTime<Utc> {
    parse_instant("2025-03-14T12:00:00Z").unwrap_or_default()
}

fn input(n: usize, page: PageSource) -> ReadInput {
    let mut input = ReadInput::new(n.to_string());
    input.url = Some(format!("https://post{}.example/a/{n}", n % 40));
    input.title = Some(format!("Report {n}"));
    input.published = ClaimedTime {
        raw: None,
        at: Some(noon()),
        quality: DateQuality::Ok,
    };
    input.page = Some(page);
    input
}

fn read(n: usize, page: PageSource) -> Reading {
    let (input, rules, agencies) = (input(n, page), OutletRules::shipped(), Agencies::shipped());
    let outlet = rules.outlet_of(rules.address_of(&input), None, None, agencies);
    pipeline::read(&input, &outlet, agencies)
}

#[divan::bench]
fn parse_feed_of_100(bencher: Bencher<'_, '_>) {
    let text = feed(100);
    bencher
        .counter(BytesCount::of_str(&text))
        .counter(ItemsCount::new(100_usize))
        .bench(|| {
            parse::feed::document(
                text.as_bytes(),
                Some("application/rss+xml"),
                "https://post.example/",
                noon(),
            )
        });
}

#[divan::bench]
fn extract_page(bencher: Bencher<'_, '_>) {
    let html = page(1);
    bencher
        .counter(BytesCount::of_str(&html))
        .bench(|| parse::page::extract(&html, Some("https://post.example/a/1")));
}

#[divan::bench]
fn normalise_text(bencher: Bencher<'_, '_>) {
    let input = input(1, PageSource::Text(report(1)));
    bencher.bench(|| normalise::article(&input));
}

#[divan::bench]
fn extract_facts(bencher: Bencher<'_, '_>) {
    let article = read(1, PageSource::Text(report(1))).article;
    bencher
        .counter(BytesCount::of_str(&article.text))
        .bench(|| facts::extract(&article, Some(noon()), &|_| None));
}

/// Some 300 words in which every sentence reports: direct, indirect, requests, views.
fn interview() -> String {
    let mut text = String::new();
    for step in 0..8 {
        let person = PEOPLE[step];
        let place = PLACES[step];
        let _ = writeln!(
            text,
            "“We have waited since May,” {person} said, adding that {place} could not wait. The guild urged the council to \
             act and called the delay “a shame”. The road, {person} said, will open on Friday. The mayor of {place} denied \
             that the money was spent, described the claim as unfair and vowed to publish the bills."
        );
    }
    text
}

#[divan::bench]
fn extract_statements(bencher: Bencher<'_, '_>) {
    let article = read(1, PageSource::Text(interview())).article;
    bencher
        .counter(BytesCount::of_str(&article.text))
        .bench(|| facts::extract(&article, Some(noon()), &|_| None));
}

/// Texts made to hurt: a megabyte of marks, of unclosed quotations, of cues. Their cost grows with their length.
#[divan::bench(args = ["“", "“No, he said ", "said that he said "], sample_count = 3, sample_size = 1)]
fn extract_statements_of_a_hostile_text(bencher: Bencher<'_, '_>, unit: &str) {
    let mut article = read(1, PageSource::Text(report(1))).article;
    article.text = unit.repeat((1 << 20) / unit.len());
    let end = article.text.len();
    article.dateline = None;
    article.sections.truncate(1);
    for section in &mut article.sections {
        section.span = dateline::model::Span::new(0, end);
        section.kind = dateline::model::SectionKind::Body;
    }
    bencher
        .counter(BytesCount::of_str(&article.text))
        .bench(|| facts::extract(&article, Some(noon()), &|_| None));
}

#[divan::bench]
fn extract_figures(bencher: Bencher<'_, '_>) {
    let text = report(1);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| facts::figures(&text));
}

#[divan::bench]
fn extract_dates(bencher: Bencher<'_, '_>) {
    let text = report(1);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| facts::dates(&text, Some(noon().date_naive())));
}

#[divan::bench]
fn extract_names(bencher: Bencher<'_, '_>) {
    let article = read(1, PageSource::Text(report(1))).article;
    bencher
        .counter(BytesCount::of_str(&article.text))
        .bench(|| facts::entity::mentions(&article));
}

/// A text in which every sentence tells of something that took place; what is more than in `extract_facts` is theirs.
#[divan::bench]
fn extract_happenings(bencher: Bencher<'_, '_>) {
    let mut text = String::new();
    for step in 0..8 {
        let (person, place) = (PEOPLE[step], PLACES[step]);
        let _ = writeln!(
            text,
            "Police arrested {person} in {place} on Friday. The council of {place} elected {person} on March 3. {person} \
             met the governor of {place} last week, and two dockers were killed in an explosion at the port of {place}."
        );
    }
    let article = read(1, PageSource::Text(text)).article;
    bencher
        .counter(BytesCount::of_str(&article.text))
        .bench(|| facts::extract(&article, Some(noon()), &|_| None));
}

#[divan::bench]
fn fingerprint(bencher: Bencher<'_, '_>) {
    let reading = read(1, PageSource::Text(report(1)));
    bencher.bench(|| dedup::fingerprint(&reading.article, &reading.credits));
}

#[divan::bench]
fn place_among_four_stories(bencher: Bencher<'_, '_>) {
    let mut index = dedup::Index::default();
    for n in 0..4 {
        index.add(
            i64::try_from(n).unwrap_or(0) + 1,
            1,
            &read(n, PageSource::Text(report(n))),
            noon(),
        );
    }
    let copy = read(9, PageSource::Text(report(2).replace("Friday", "Saturday")));
    let candidates = index.candidates(&copy.fingerprint, noon());
    bencher.bench(|| dedup::place(&copy, &candidates));
}

#[divan::bench]
fn read_page_whole(bencher: Bencher<'_, '_>) {
    let html = page(1);
    bencher.bench(|| read(1, PageSource::Page(html.clone())));
}

/// Real pages, when they are there.
#[divan::bench]
fn read_real_pages(bencher: Bencher<'_, '_>) {
    let pages = real_pages();
    if pages.is_empty() {
        return;
    }
    bencher.counter(ItemsCount::new(pages.len())).bench(|| {
        pages
            .iter()
            .map(|html| read(1, PageSource::Page(html.clone())).facts.len())
            .sum::<usize>()
    });
}

/// The article and the metadata of real pages, without reading them: the items are pages.
#[divan::bench]
fn extract_real_pages(bencher: Bencher<'_, '_>) {
    let pages = real_pages();
    if pages.is_empty() {
        return;
    }
    bencher
        .counter(BytesCount::new(pages.iter().map(String::len).sum::<usize>()))
        .counter(ItemsCount::new(pages.len()))
        .bench(|| {
            pages
                .iter()
                .map(|html| {
                    parse::page::extract(html, Some("https://post.example/a/1"))
                        .blocks
                        .len()
                })
                .sum::<usize>()
        });
}

/// The pages under `DATELINE_DATA/pages`, `.html` or `.html.gz`.
fn real_pages() -> Vec<String> {
    let Some(data) = std::env::var_os("DATELINE_DATA") else {
        return Vec::new();
    };
    let folder = std::path::Path::new(&data).join("pages");
    let mut open = vec![folder];
    let mut pages = Vec::new();
    while let Some(path) = open.pop() {
        if let Ok(entries) = std::fs::read_dir(&path) {
            open.extend(entries.flatten().map(|entry| entry.path()));
        } else if path.to_string_lossy().contains(".html")
            && let Ok(bytes) = std::fs::read(&path)
        {
            let mut unpacked = Vec::new();
            let is_packed = path.extension().is_some_and(|ending| ending == "gz");
            let is_read = is_packed
                && flate2::read::GzDecoder::new(&bytes[..])
                    .read_to_end(&mut unpacked)
                    .is_ok();
            pages.push(parse::page::decode(if is_read { &unpacked } else { &bytes }, None).html);
        }
    }
    pages
}

/// One batch of 200 articles, a fifth of them originals, into a new file.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn record_200(bencher: Bencher<'_, '_>) {
    let Ok(runtime) = tokio::runtime::Runtime::new() else {
        return;
    };
    let rules = Arc::new(record_rules(&config::Config::default()));
    bencher
        .counter(ItemsCount::new(200_usize))
        .with_inputs(|| {
            let batch: Vec<Recording> = (0..200).map(recording).collect();
            (tempfile::tempdir().ok(), Arc::new(batch))
        })
        .bench_values(|(folder, batch)| {
            let path = folder.as_ref().map(|folder| folder.path().join("bench.db"));
            let address = path.map(|path| path.display().to_string()).unwrap_or_default();
            runtime.block_on(async {
                if let Ok(store) = store::open(&address, noon()).await {
                    let recorded = store.record(batch, Arc::clone(&rules)).await;
                    store.close().await;
                    return recorded.map_or(0, |recorded| recorded.len());
                }
                0
            })
        });
}

fn recording(n: usize) -> Recording {
    let reading = read(n, PageSource::Text(report(n / 5)));
    let rules = OutletRules::shipped();
    let outlet = rules.outlet_of(reading.article.url.as_deref(), None, None, Agencies::shipped());
    Recording {
        reading,
        outlet: outlet_ref(outlet),
        source: RecordSource::Archive {
            archive: "bench".into(),
            external_id: n.to_string(),
            first_seen_at: noon(),
            seen_basis: "seen",
            is_markup: false,
        },
        recorded_at: noon(),
    }
}
