//! The `dateline` program: arguments, then [`dateline::cli`].

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    dateline::cli::run(dateline::cli::Arguments::parse())
}
