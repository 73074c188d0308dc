//! Gets what is at an address or in a file, and reads it.

use std::io::Read;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use chrono::{DateTime, Utc};

use super::{Findings, FoundArticle, FoundFeed, Options};
use crate::attribute::{Agencies, OutletRules};
use crate::cli::read::archive_line;
use crate::cli::{feed_search, output};
use crate::config::Config;
use crate::daemon::{self, Clock};
use crate::model::{Entry, ErrorClass, FeedDocument, PageSource, ReadInput, TextFrom};
use crate::net_guard::Client;
use crate::parse::discovery;
use crate::poll::http::Answer;
use crate::poll::page::FetchedPage;
use crate::poll::robots::Robots;
use crate::telemetry::field;
use crate::{parse, pipeline, poll};

/// Lines of an archive that are read when --pages does not say.
const LINES: usize = 3;
/// The base of links in a file whose address is not given.
const NOWHERE: &str = "http://localhost/";

/// The parts that reading needs.
pub(super) struct Desk<'a> {
    config: &'a Config,
    options: &'a Options,
    clock: &'a Clock,
    agencies: Agencies,
    outlets: OutletRules,
    client: Client,
    robots: Robots,
}

impl<'a> Desk<'a> {
    pub(super) fn new(config: &'a Config, options: &'a Options, clock: &'a Clock) -> anyhow::Result<Self> {
        let client = Client::new(&config.net).context("making the HTTP client")?;
        Ok(Self {
            config,
            options,
            clock,
            agencies: daemon::agencies(config)?,
            outlets: OutletRules::shipped().with_rules(config.outlet.clone()),
            robots: Robots::new(client.clone()),
            client,
        })
    }

    /// Asks for `url` as for a feed; for a page, when it is one, again by leave of robots.txt.
    /// The front page of a site stands for the feed it announces.
    pub(super) async fn address(&self, url: &str) -> anyhow::Result<Findings> {
        self.at(url, false).await
    }

    /// `is_announced`: a page named this address as its feed, which is believed once.
    async fn at(&self, url: &str, is_announced: bool) -> anyhow::Result<Findings> {
        let Some(feed) = feed_search::unknown_feed(url) else {
            bail!("{url} is no web address");
        };
        let (exchange, body, content_type) = match poll::http::get_feed(&self.client, &feed, self.now()).await
        {
            Answer::Document {
                exchange,
                body,
                content_type,
            } => (exchange, body, content_type),
            Answer::NotModified(_) => bail!("{url}: nothing new, it says, although nothing was known"),
            Answer::Gone(error) | Answer::Failed(error) => {
                bail!("{} ({})", error.detail, error.class.as_str())
            }
        };
        let base = &exchange.final_url;
        match parse::feed::document(&body, content_type.as_deref(), base, self.now()) {
            Ok(document) => Ok(self.feed(url, document).await),
            Err(error)
                if error.class == ErrorClass::NotAFeed && is_markup(&body, content_type.as_deref()) =>
            {
                let html = parse::page::decode(&body, content_type.as_deref()).html;
                let announced = discovery::feeds(&html, base).into_iter().next();
                self.pause(None).await;
                if let Some(feed) = announced.as_ref().filter(|_| is_front(base) && !is_announced) {
                    output::say(&format!(
                        "{} is a web page; its feed is {}",
                        field(url),
                        field(&feed.url)
                    ));
                    return Box::pin(self.at(&feed.url, true)).await;
                }
                let page = self.page(url).await?;
                if let Some(feed) = announced {
                    output::say(&format!("the page announces the feed {}", field(&feed.url)));
                }
                let mut input = ReadInput::new(url);
                input.url = Some(url.to_owned());
                input.text_from = TextFrom::Page;
                input.page = Some(page_source(&page));
                Ok(self.found(vec![self.read(input, None)]))
            }
            Err(error) => bail!("{url}: {} ({})", error.detail, error.class.as_str()),
        }
    }

    /// Reads a file by its name's ending, else by what is in it.
    pub(super) async fn file(&self, name: &str) -> anyhow::Result<Findings> {
        let bytes = self.bytes(name)?;
        let ending = name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase());
        let ending = ending.as_deref().unwrap_or_default();
        if matches!(ending, "jsonl" | "ndjson") {
            return self.archive(name, &bytes);
        }
        let is_text = matches!(ending, "txt" | "text" | "md");
        let is_page = matches!(ending, "html" | "htm" | "xhtml");
        if !is_text && !is_page {
            let base = self.options.url.as_deref().unwrap_or(NOWHERE);
            match parse::feed::document(&bytes, None, base, self.now()) {
                Ok(document) => {
                    return Ok(self
                        .feed(self.options.url.as_deref().unwrap_or(name), document)
                        .await);
                }
                Err(error) if error.class == ErrorClass::Binary => bail!("{name}: {}", error.detail),
                Err(_) if bytes.trim_ascii_start().starts_with(b"{") => return self.archive(name, &bytes),
                Err(_) => {}
            }
        }
        let text = parse::page::decode(&bytes, None).html;
        let mut input = ReadInput::new(name);
        input.url.clone_from(&self.options.url);
        input.page = Some(if is_text || !(is_page || text.trim_start().starts_with('<')) {
            PageSource::Text(text)
        } else if parse::blocks::is_whole_page(&text) {
            PageSource::Page(text)
        } else {
            PageSource::Fragment(text)
        });
        Ok(self.found(vec![self.read(input, None)]))
    }

    fn bytes(&self, name: &str) -> anyhow::Result<Vec<u8>> {
        let bytes_max = self.config.net.feed_body_bytes_max;
        let mut bytes = Vec::new();
        let read = if name == "-" {
            std::io::stdin().lock().take(bytes_max).read_to_end(&mut bytes)
        } else {
            let file = std::fs::File::open(name)
                .with_context(|| format!("reading {name}: it is no address (http://, https://) either"))?;
            file.take(bytes_max).read_to_end(&mut bytes)
        };
        read.with_context(|| format!("reading {name}"))?;
        Ok(bytes)
    }

    fn archive(&self, name: &str, bytes: &[u8]) -> anyhow::Result<Findings> {
        let wanted = if self.options.pages == 0 {
            LINES
        } else {
            self.options.pages
        };
        let mut findings = self.found(Vec::new());
        let lines = bytes.split(|&byte| byte == b'\n').enumerate();
        for (number, line) in lines
            .filter(|(_, line)| !line.trim_ascii().is_empty())
            .take(wanted)
        {
            let place = format!("{name}:{}", number + 1);
            match archive_line(line, &place, self.now()) {
                Ok(input) => findings.articles.push(self.read(input, None)),
                Err(reason) => findings.troubles.push(format!("{place}: rejected: {reason}")),
            }
        }
        if findings.articles.is_empty() && findings.troubles.is_empty() {
            bail!("{name} is empty");
        }
        Ok(findings)
    }

    /// The feed, and its first entries read as far as --pages says.
    async fn feed(&self, url: &str, document: FeedDocument) -> Findings {
        let pages = &self.config.pages;
        let wants_page: Vec<bool> = document
            .entries
            .iter()
            .map(|entry| {
                pages.enabled && entry.link.is_some() && pipeline::is_teaser(entry, pages.full_text_chars)
            })
            .collect();
        let mut findings = self.found(Vec::new());
        let wanted = self.options.pages.min(document.entries.len());
        let bar = output::bar(wanted as u64, "entries read");
        for (entry, wants_page) in document.entries.iter().zip(&wants_page).take(wanted) {
            let page = match entry.link.as_deref().filter(|_| *wants_page) {
                Some(link) => match self.page(link).await {
                    Ok(page) => Some(page),
                    Err(error) => {
                        findings
                            .troubles
                            .push(format!("{error}; read from the feed's own text"));
                        None
                    }
                },
                None => None,
            };
            if *wants_page {
                self.pause(page.as_ref()).await;
            }
            findings.articles.push(self.entry(url, entry, page.as_ref()));
            bar.inc(1);
        }
        bar.finish_and_clear();
        findings.feed = Some(FoundFeed {
            url: url.to_owned(),
            document,
            wants_page,
        });
        findings
    }

    fn entry(&self, feed_url: &str, entry: &Entry, page: Option<&FetchedPage>) -> FoundArticle {
        let html = page.map(|page| parse::page::decode(&page.body, page.content_type.as_deref()).html);
        let page = html.as_deref().zip(page.map(|page| page.final_url.as_str()));
        self.read(pipeline::input_of_entry(entry, page), Some(feed_url))
    }

    async fn page(&self, url: &str) -> anyhow::Result<FetchedPage> {
        poll::page::get_page(&self.client, &self.robots, url, self.now())
            .await
            .map_err(|error| anyhow!("{} ({})", error.detail, error.class.as_str()))
    }

    /// Leaves a site alone between two requests, as the daemon does.
    async fn pause(&self, page: Option<&FetchedPage>) {
        let crawl_delay_s = page.and_then(|page| page.crawl_delay_s).unwrap_or(0.0);
        let gap = Duration::from_millis(self.config.poll.page_host_gap_ms)
            .max(Duration::try_from_secs_f64(crawl_delay_s).unwrap_or_default());
        tokio::time::sleep(gap).await;
    }

    fn read(&self, mut input: ReadInput, feed_url: Option<&str>) -> FoundArticle {
        let outlet = self.outlets.outlet_of(
            self.outlets.address_of(&input),
            input.outlet.as_deref(),
            feed_url,
            &self.agencies,
        );
        input.outlet = Some(outlet.key.clone());
        let reading = daemon::read_guarded(input, &outlet, &self.agencies);
        FoundArticle { outlet, reading }
    }

    fn found(&self, articles: Vec<FoundArticle>) -> Findings {
        Findings {
            source: self.options.target.clone(),
            articles,
            ..Findings::default()
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

fn page_source(page: &FetchedPage) -> PageSource {
    PageSource::Page(parse::page::decode(&page.body, page.content_type.as_deref()).html)
}

/// Whether the address is a site's, not an article's.
fn is_front(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.path().trim_matches('/').is_empty() && url.query().is_none())
}

fn is_markup(body: &[u8], content_type: Option<&str>) -> bool {
    content_type.is_some_and(|kind| kind.contains("html")) || body.trim_ascii_start().starts_with(b"<")
}
