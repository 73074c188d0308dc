//! What one more article costs in archives of different sizes, in one run, so that the rows can be compared as
//! ratios: `cargo bench --bench archive`.
//!
//! Each archive holds articles of three weeks, the window of a story; 500 further ones of the last minutes are
//! then recorded one by one by a process of its own, which has just opened the store. Sizes are in
//! `DATELINE_BENCH_ARTICLES`, with commas between them; a million takes some minutes and 4 GB in
//! `DATELINE_BENCH_FOLDER`, which is a temporary folder unless given.

mod fill;
mod measure;
mod press;

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

const SIZES: &str = "5000,50000";

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    if let Some(path) = std::env::var_os("DATELINE_BENCH_STORE") {
        let size = std::env::var("DATELINE_BENCH_ARTICLES")?.parse()?;
        return runtime.block_on(measure::measure(&PathBuf::from(path), size));
    }
    let sizes = std::env::var("DATELINE_BENCH_ARTICLES").unwrap_or_else(|_| SIZES.to_owned());
    let temporary = tempfile::tempdir()?;
    let folder = std::env::var_os("DATELINE_BENCH_FOLDER");
    let folder = folder.map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    println!("{}", measure::HEADS);
    for size in sizes.split(',') {
        let articles: u64 = size.trim().parse().context("DATELINE_BENCH_ARTICLES")?;
        let path = folder.join(format!("archive-{articles}.db"));
        if !path.exists() {
            runtime.block_on(fill::fill(&path, articles))?;
        }
        // A process of its own: its memory is that of the store alone, and it starts cold.
        let ended = Command::new(std::env::current_exe()?)
            .env("DATELINE_BENCH_STORE", &path)
            .env("DATELINE_BENCH_ARTICLES", articles.to_string())
            .status()?;
        anyhow::ensure!(ended.success(), "measuring {articles} articles: {ended}");
    }
    Ok(())
}
