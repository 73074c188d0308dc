//! Opens a filled store and records further articles, one by one.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use dateline::config::Config;
use dateline::daemon::record_rules;
use rayon::prelude::*;
use rustix::time::{ClockId, clock_gettime};

use super::press;

/// Articles that are recorded, and those before them that only warm the caches.
const MEASURED: u64 = 500;
const WARMING: u64 = 100;

pub const HEADS: &str = "articles   ready s   cpu ms/article: mean   p50   p99   memory MB   file MB";

/// Records articles into the store at `path`, which holds `size`, and prints a line.
///
/// # Errors
/// Those of the store.
pub async fn measure(path: &Path, size: u64) -> anyhow::Result<()> {
    let further: Vec<_> = (size..size + WARMING + MEASURED)
        .into_par_iter()
        .map(|n| press::recording(n, size))
        .collect();
    // The texts above are not the store's memory.
    let before = memory_mb("VmRSS");
    let rules = Arc::new(record_rules(&Config::default()));
    let begun = Instant::now();
    let store = press::open(&path.display().to_string()).await?;
    let mut ready_s = None;
    let mut costs = Vec::new();
    for recording in further {
        let cpu = cpu_ms();
        store.record(Arc::new(vec![recording]), Arc::clone(&rules)).await?;
        costs.push(cpu_ms() - cpu);
        ready_s.get_or_insert_with(|| begun.elapsed().as_secs_f64());
    }
    let memory = memory_mb("VmHWM") - before;
    store.close().await;
    costs.drain(..usize::try_from(WARMING)?);
    let mean = costs.iter().sum::<f64>() / costs.len() as f64;
    costs.sort_unstable_by(f64::total_cmp);
    let part = |share: f64| costs[((costs.len() - 1) as f64 * share) as usize];
    println!(
        "{size:>8} {:>9.2} {mean:>22.2} {:>6.2} {:>5.2} {memory:>11} {:>9}",
        ready_s.unwrap_or_default(),
        part(0.5),
        part(0.99),
        std::fs::metadata(path)?.len() >> 20,
    );
    Ok(())
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
