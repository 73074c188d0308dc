//! `dateline healthcheck`.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::{exit, output};
use crate::config::Config;
use crate::daemon::Clock;
use crate::serve::{self, Address};

/// What is asked when no other page is named.
const PAGE: &str = "/readyz";

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Ask here: http://ADDRESS:PORT[/PAGE] or unix:PATH [default: health.listen of the configuration]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// One line on standard output; exit code 0 when the daemon is well, 1 when it is not, does
/// not answer, or nobody knows where to ask: monitors know no third.
pub(super) fn run(config: &Config, options: &Options, _clock: &Clock) -> anyhow::Result<ExitCode> {
    let (address, page) = match &options.url {
        Some(url) => read(url).map_err(anyhow::Error::msg)?,
        None => (configured(config)?, PAGE.to_owned()),
    };
    let address = address.seen_from_here();
    let (line, is_well) = match super::runtime()?.block_on(serve::ask(&address, &page)) {
        Ok(health) => (health.words, health.is_well),
        Err(error) => (format!("nobody answers: {error}"), false),
    };
    output::print(&format!("{address}{page}: {line}\n"))?;
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(exit::FAILURE)
    })
}

fn configured(config: &Config) -> anyhow::Result<Address> {
    config
        .health
        .address()
        .context("health.listen is empty, so there is nothing to ask; set it, or give --url")
}

/// Address and page of `--url`.
fn read(url: &str) -> Result<(Address, String), String> {
    let rest = url.strip_prefix("http://").unwrap_or(url);
    let (address, page) = match rest.split_once('/') {
        Some((address, page)) if !rest.starts_with("unix:") && !page.is_empty() => {
            (address, format!("/{page}"))
        }
        _ if rest.starts_with("unix:") => (rest, PAGE.to_owned()),
        _ => (rest.trim_end_matches('/'), PAGE.to_owned()),
    };
    let is_plain = page.bytes().all(|byte| byte.is_ascii_graphic());
    let address = address.replace("localhost:", "127.0.0.1:");
    match Address::parse(&address) {
        Ok(address) if is_plain => Ok((address, page)),
        Ok(_) => Err(format!("`{url}` names no page")),
        Err(why) => Err(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_with_and_without_a_page() {
        let told = |url: &str| read(url).map(|(address, page)| format!("{address}{page}"));
        assert_eq!(told("http://127.0.0.1:97").unwrap(), "http://127.0.0.1:97/readyz");
        assert_eq!(
            told("http://127.0.0.1:97/").unwrap(),
            "http://127.0.0.1:97/readyz"
        );
        assert_eq!(
            told("http://localhost:97/livez").unwrap(),
            "http://127.0.0.1:97/livez"
        );
        assert_eq!(told("unix:/run/d/h.sock").unwrap(), "unix:/run/d/h.sock/readyz");
        for url in [
            "https://127.0.0.1:97",
            "http://example.org:97",
            "x",
            "http://127.0.0.1:97/a b",
        ] {
            assert!(told(url).is_err(), "{url}");
        }
    }
}
