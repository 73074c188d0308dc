//! `dateline man`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Command};
use clap_mangen::Man;

use super::output;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Write one page for each command into this directory, made if need be
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Writes the pages of `program` and all its commands.
pub(super) fn run(program: Command, options: &Options) -> anyhow::Result<ExitCode> {
    let pages = pages(program)?;
    let Some(folder) = &options.dir else {
        let roff: String = pages.into_iter().map(|(_, roff)| roff).collect();
        output::print(&roff)?;
        return Ok(ExitCode::SUCCESS);
    };
    std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    for (name, roff) in &pages {
        let path = folder.join(name);
        std::fs::write(&path, roff).with_context(|| format!("writing {}", path.display()))?;
    }
    output::say(&format!("{} pages in {}", pages.len(), folder.display()));
    Ok(ExitCode::SUCCESS)
}

/// File name and roff of each page, the program's own first.
fn pages(mut program: Command) -> anyhow::Result<Vec<(String, String)>> {
    program = program.disable_help_subcommand(true);
    program.build();
    let mut pages = Vec::new();
    let mut open = vec![program];
    while let Some(command) = open.pop() {
        let commands: Vec<Command> = command
            .get_subcommands()
            .filter(|command| !command.is_hide_set())
            .cloned()
            .collect();
        open.extend(commands.into_iter().rev());
        let man = Man::new(command).manual("Dateline");
        let mut roff = Vec::new();
        man.render(&mut roff).context("writing a manual page")?;
        pages.push((man.get_filename(), String::from_utf8_lossy(&roff).into_owned()));
    }
    Ok(pages)
}
