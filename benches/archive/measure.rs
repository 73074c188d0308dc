//! Opens a filled store and records further articles, one by one.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use dateline::config::Config;
use dateline::daemon::record_rules;
use dateline::store::{self, LookupFigures};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use rayon::prelude::*;
use rustix::time::{ClockId, clock_gettime};

use super::press;

/// Articles that are recorded, and those before them that only warm the caches.
const MEASURED: u64 = 500;
const WARMING: u64 = 100;

pub const HEADS: &str = "articles  ready s  cpu ms/article: mean    p50    p99  look-up and placement ms: mean    p50    p99  \
                         postings: mean    most  texts: mean  memory MB  file MB";

/// Records articles into the store at `path`, which holds `size`, and prints a line.
///
/// # Errors
/// Those of the store.
pub async fn measure(path: &Path, size: u64) -> anyhow::Result<()> {
    let address = path.display().to_string();
    // An archive that was measured before has grown by the articles of that time.
    let counted = store::read_rows(&address, &["SELECT max(article_id) FROM article"]).await?;
    let first = counted
        .first()
        .and_then(|answer| answer.rows.first()?.first()?.as_u64());
    let held = first.unwrap_or(size);
    let further: Vec<_> = (held..held + WARMING + MEASURED)
        .into_par_iter()
        .map(|n| press::recording(n, size))
        .collect();
    // The texts above are not the store's memory.
    let before = memory_mb("VmRSS");
    let rules = Arc::new(record_rules(&Config::default()));
    let begun = Instant::now();
    let store = press::open(&address).await?;
    let figures = Figures::of(store.lookups());
    let (mut ready_s, mut before_each) = (None, figures.sums());
    let [mut costs, mut placing_ms, mut postings, mut texts] = [(); 4].map(|()| Vec::new());
    for recording in further {
        let cpu = cpu_ms();
        store
            .record(Arc::new(vec![recording]), Arc::clone(&rules))
            .await?;
        costs.push(cpu_ms() - cpu);
        ready_s.get_or_insert_with(|| begun.elapsed().as_secs_f64());
        let sums = figures.sums();
        let [one_postings, one_texts, seconds] = std::array::from_fn(|n| sums[n] - before_each[n]);
        before_each = sums;
        postings.push(one_postings);
        texts.push(one_texts);
        placing_ms.push(seconds * 1e3);
    }
    let memory = memory_mb("VmHWM") - before;
    store.close().await;
    let [costs, placing_ms, postings, texts] = [costs, placing_ms, postings, texts].map(Spread::of);
    println!(
        "{size:>8} {:>8.2} {:>21.2} {:>6.2} {:>6.2} {:>31.2} {:>6.2} {:>6.2} {:>15.0} {:>7.0} {:>12.1} {memory:>10} {:>8}",
        ready_s.unwrap_or_default(),
        costs.mean,
        costs.p50,
        costs.p99,
        placing_ms.mean,
        placing_ms.p50,
        placing_ms.p99,
        postings.mean,
        postings.most,
        texts.mean,
        std::fs::metadata(path)?.len() >> 20,
    );
    Ok(())
}

/// What the measured articles cost, the warming ones left out.
struct Spread {
    mean: f64,
    p50: f64,
    p99: f64,
    most: f64,
}

impl Spread {
    fn of(mut each: Vec<f64>) -> Self {
        each.drain(..each.len().min(WARMING as usize));
        let mean = each.iter().sum::<f64>() / each.len() as f64;
        each.sort_unstable_by(f64::total_cmp);
        let part = |share: f64| each[((each.len() - 1) as f64 * share) as usize];
        let [p50, p99, most] = [0.5, 0.99, 1.0].map(part);
        Self { mean, p50, p99, most }
    }
}

/// The store's own figures. A histogram tells its sum only as text.
struct Figures(Registry);

impl Figures {
    fn of(lookups: LookupFigures) -> Self {
        let mut registry = Registry::default();
        let mut add = |name: &str, figure: Histogram| registry.register(name, "", figure);
        add("postings", lookups.postings);
        add("texts", lookups.texts);
        add("seconds", lookups.seconds);
        Self(registry)
    }

    fn sums(&self) -> [f64; 3] {
        let mut text = String::new();
        let _ = encode(&mut text, &self.0);
        ["postings_sum ", "texts_sum ", "seconds_sum "].map(|name| {
            let found = text.lines().find_map(|line| line.strip_prefix(name));
            found.and_then(|sum| sum.parse().ok()).unwrap_or_default()
        })
    }
}

/// Processor time of all threads of this process. Other programs on the machine do not count.
fn cpu_ms() -> f64 {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    spent.tv_sec as f64 * 1e3 + spent.tv_nsec as f64 / 1e6
}

/// A line of `/proc/self/status`, in MB.
fn memory_mb(line: &str) -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kb = status
        .lines()
        .find_map(|found| found.strip_prefix(line)?.strip_prefix(':'))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<i64>().ok());
    kb.unwrap_or_default() / 1024
}
