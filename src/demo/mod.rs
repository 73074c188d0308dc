//! The main job on a laptop without network: a little press on loopback, the real daemon, a real file.
//!
//! The press and the daemon share a clock that stands in March 2025 and jumps from pass to pass. So the
//! times that outlets claim and the times at which the daemon first saw their articles relate as they do
//! in a run of three days, and a demo made twice shows the same.

pub mod press;
mod report;
mod server;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

pub use self::report::{Section, sections};

use self::press::{Outlet, Press};
use self::server::Server;
use crate::attribute::OutletRule;
use crate::config::Config;
use crate::daemon::{self, Clock, Mode, Progress};
use crate::poll;
use crate::store::{self, NewFeed, Store};

/// Tag of the demo's feeds, by which a file is known as the demo's own.
const TAG: &str = "dateline-demo";
/// What SQLite keeps beside a database. The lock's file stays: another process may be about to take it.
const BESIDE: [&str; 2] = ["-wal", "-shm"];
/// Time-outs toward our own loopback, in milliseconds: only the closed port is ever waited for.
const TIMEOUT_MS: u64 = 5_000;

/// A demo under way.
pub struct Demo {
    pub press: Arc<Press>,
    server: Server,
    time: PressTime,
    clock: Clock,
}

impl Demo {
    /// Opens the press; nothing is polled yet.
    ///
    /// # Errors
    /// When no loopback port can be had.
    pub async fn start() -> anyhow::Result<Self> {
        let press = Arc::new(Press::shipped().context("reading the bundled press")?);
        let first = press.passes.first().copied().unwrap_or_default();
        let time = PressTime::new(first);
        let clock = time.clock();
        let server = Server::start(Arc::clone(&press), clock.clone()).await?;
        Ok(Self {
            press,
            server,
            time,
            clock,
        })
    }

    /// One pass of the daemon over all feeds into the file at `db`, with the clock at `at`.
    ///
    /// # Errors
    /// Those of [`store::open`] and [`daemon::run`].
    pub async fn pass(&self, db: &str, at: DateTime<Utc>, progress: Arc<Progress>) -> anyhow::Result<()> {
        self.time.set(at);
        let store = store::open(db, self.clock.now()).await?;
        self.add_feeds(store.as_ref()).await?;
        daemon::run(
            Arc::new(self.config()),
            store,
            self.clock.clone(),
            Mode::Once,
            progress,
            CancellationToken::new(),
        )
        .await
    }

    /// Where to look around: a page that lists all outlets.
    pub fn address(&self) -> String {
        let outlet = self
            .press
            .outlets
            .iter()
            .find(|outlet| outlet.feed.broken.is_none());
        let base = outlet.and_then(|outlet| self.server.addresses.get(&outlet.slug));
        format!("{}/", base.map_or("", String::as_str))
    }

    async fn add_feeds(&self, store: &dyn Store) -> anyhow::Result<()> {
        for outlet in &self.press.outlets {
            let url = self.press.feed_url(outlet, &self.server.addresses);
            let host_key = poll::host_key(&url).context("a feed without a host")?;
            let feed = NewFeed {
                url,
                host_key,
                title: Some(outlet.name.clone()),
                tags: vec![TAG.to_owned()],
            };
            store.add_feed(feed, self.clock.now()).await?;
        }
        Ok(())
    }

    /// The daemon's configuration: defaults, but for a press that is ours and next door.
    fn config(&self) -> Config {
        let mut config = Config::default();
        config.net.contact = "https://dateline.example/demo".to_owned();
        config.net.allow_networks = "127.0.0.0/8".parse().into_iter().collect();
        config.net.connect_timeout_ms = TIMEOUT_MS;
        config.net.first_byte_timeout_ms = TIMEOUT_MS;
        config.poll.feed_host_gap_ms = 0;
        config.poll.page_host_gap_ms = 0;
        // One by one, so that articles arrive in much the same order each time.
        config.poll.in_flight_max = 1;
        config.outlet = self.press.outlets.iter().map(rule).collect();
        config
    }
}

fn rule(outlet: &Outlet) -> OutletRule {
    OutletRule {
        host: Some("127.0.0.1".to_owned()),
        path_prefix: Some(format!("/{}", outlet.slug)),
        outlet: Some(outlet.key.clone()),
        agency: outlet.agency.clone(),
        ..OutletRule::default()
    }
}

/// The time in the demo's world: set to a pass, then running on.
#[derive(Clone)]
struct PressTime(Arc<Mutex<(DateTime<Utc>, Instant)>>);

impl PressTime {
    fn new(at: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new((at, Instant::now()))))
    }

    fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (at, Instant::now());
    }

    fn clock(&self) -> Clock {
        let time = self.clone();
        Clock::from_fn(move || {
            let (at, since) = *time.0.lock().unwrap_or_else(PoisonError::into_inner);
            at + TimeDelta::from_std(since.elapsed()).unwrap_or_default()
        })
    }
}

/// Something that is no file of an earlier demo stands where the new one should; it was left alone.
#[derive(Debug, thiserror::Error)]
#[error("{0} is there already and is no file of an earlier demo; it was left alone. Give another --db")]
pub struct NotOurs(PathBuf);

/// Makes room for a new demo at `db`: removes the file of an earlier demo, a snapshot of one included, or one
/// that holds nothing. Says whether an earlier demo was removed.
///
/// # Errors
/// [`NotOurs`]; those of [`store::open_to_read`] for a file that is no store, and of [`store::open`] when
/// another process writes it.
pub async fn make_room(db: &str, now: DateTime<Utc>) -> anyhow::Result<bool> {
    let path = Path::new(db.strip_prefix("sqlite:").unwrap_or(db));
    if !path.exists() {
        return Ok(false);
    }
    let refused = || NotOurs(path.to_owned());
    let store = store::open_to_read(db)
        .await
        .with_context(|| refused().to_string())?;
    let (feeds, stats) = (store.feeds().await, store.stats().await);
    store.close().await;
    let (feeds, stats) = (feeds?, stats?);
    let is_demo = |tags: &[String]| tags.iter().any(|tag| tag == TAG);
    let holds_articles_only = feeds.is_empty() && stats.articles > 0;
    if holds_articles_only || !feeds.iter().all(|feed| is_demo(&feed.tags)) {
        return Err(refused().into());
    }
    // Whoever writes it now holds its lock.
    store::open(db, now).await?.close().await;
    let beside = BESIDE.iter().map(|suffix| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    });
    for file in std::iter::once(path.to_owned()).chain(beside) {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("removing {}", file.display()));
            }
            _ => {}
        }
    }
    Ok(!feeds.is_empty())
}
