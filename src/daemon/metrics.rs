//! The figures for monitoring, under the prefix `dateline_`. A label never names a feed, a host or an
//! article: its values are few and known beforehand.

use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use chrono::{DateTime, Utc};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::process::ProcessFigures;
use crate::model::{ErrorClass, FactKind, FeedState, PollOutcome};
use crate::store::{Census, Gauges, LookupFigures};

type Label = [(&'static str, &'static str); 1];
type Seconds = Gauge<f64, AtomicU64>;

/// Bounds of the histogram of polls, in seconds: from an answer nearby to the longest that is waited for.
const POLL_SECONDS: [f64; 9] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

const STATES: [FeedState; 6] = [
    FeedState::Active,
    FeedState::Slow,
    FeedState::Missing,
    FeedState::Gone,
    FeedState::Blocked,
    FeedState::Paused,
];
const KINDS: [FactKind; 7] = [
    FactKind::Quote,
    FactKind::Figure,
    FactKind::Date,
    FactKind::Happening,
    FactKind::Person,
    FactKind::Org,
    FactKind::Place,
];
const STATUS_CLASSES: [&str; 6] = ["none", "2xx", "304", "3xx", "4xx", "5xx"];

/// What became of an article that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A report of its own.
    New,
    /// A copy of a story that was there.
    Copy,
    /// A changed text of an article that was there.
    Revised,
    /// Known in these very words.
    Seen,
    /// The store refused it.
    Rejected,
}

impl Item {
    const ALL: [Self; 5] = [Self::New, Self::Copy, Self::Revised, Self::Seen, Self::Rejected];

    const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Copy => "copy",
            Self::Revised => "revised",
            Self::Seen => "seen",
            Self::Rejected => "rejected",
        }
    }
}

/// All counters of this process.
pub(super) struct Metrics {
    registry: Mutex<Registry>,
    polls: Family<Label, Counter>,
    poll_failures: Family<Label, Counter>,
    poll_seconds: Histogram,
    items: Family<Label, Counter>,
    stories: Counter,
    facts: Family<Label, Counter>,
    responses: Family<Label, Counter>,
    bytes_received: Counter,
    extract_errors: Counter,
    extract_overruns: Counter,
    blocked_addresses: Counter,
    feeds: Family<Label, Gauge>,
    hosts_held: Gauge,
    lag: Seconds,
    wal_bytes: Gauge,
    db_bytes: Gauge,
    disk_free_bytes: Gauge,
    queued: Gauge,
    reload_failed: Gauge,
    in_flight: Family<Label, Gauge>,
    cpu: Counter<f64, AtomicU64>,
    resident_bytes: Gauge,
    threads: Gauge,
    open_fds: Gauge,
    max_fds: Gauge,
}

/// What is asked for at the moment of reading.
pub(super) struct Moment {
    pub(super) census: Option<Census>,
    pub(super) gauges: Gauges,
    pub(super) process: ProcessFigures,
    /// Polls and pages in flight.
    pub(super) in_flight: (u64, u64),
    pub(super) lag_s: u64,
    /// The configuration that was asked for last is not the one in use.
    pub(super) is_reload_failed: bool,
}

impl Metrics {
    /// Counters at zero. `commit_seconds` and `lookups` are the store's own histograms.
    pub(super) fn new(commit_seconds: Histogram, lookups: LookupFigures, started_at: DateTime<Utc>) -> Self {
        let metrics = Self {
            registry: Mutex::default(),
            polls: Family::default(),
            poll_failures: Family::default(),
            poll_seconds: Histogram::new(POLL_SECONDS),
            items: Family::default(),
            stories: Counter::default(),
            facts: Family::default(),
            responses: Family::default(),
            bytes_received: Counter::default(),
            extract_errors: Counter::default(),
            extract_overruns: Counter::default(),
            blocked_addresses: Counter::default(),
            feeds: Family::default(),
            hosts_held: Gauge::default(),
            lag: Seconds::default(),
            wal_bytes: Gauge::default(),
            db_bytes: Gauge::default(),
            disk_free_bytes: Gauge::default(),
            queued: Gauge::default(),
            reload_failed: Gauge::default(),
            in_flight: Family::default(),
            cpu: Counter::default(),
            resident_bytes: Gauge::default(),
            threads: Gauge::default(),
            open_fds: Gauge::default(),
            max_fds: Gauge::default(),
        };
        metrics.start_at_zero();
        let mut registry = Registry::default();
        metrics.register_own(registry.sub_registry_with_prefix("dateline"), commit_seconds);
        register_lookups(registry.sub_registry_with_prefix("dateline"), lookups);
        metrics.register_process(registry.sub_registry_with_prefix("process"), started_at);
        Self {
            registry: Mutex::new(registry),
            ..metrics
        }
    }

    /// Every label value is there from the start: a rate over a counter that appears late misses its first.
    fn start_at_zero(&self) {
        let classes = ErrorClass::ALL
            .into_iter()
            .filter(|class| *class != ErrorClass::Robots);
        start(&self.polls, "outcome", ["fetched", "not_modified", "failed"]);
        start(&self.poll_failures, "class", classes.map(ErrorClass::as_str));
        start(&self.items, "result", Item::ALL.map(Item::as_str));
        start(&self.facts, "kind", KINDS.map(FactKind::as_str));
        start(&self.responses, "class", STATUS_CLASSES);
        start(&self.feeds, "state", STATES.map(FeedState::as_str));
        start(&self.in_flight, "what", ["feed", "page"]);
    }

    fn register_own(&self, own: &mut Registry, commit_seconds: Histogram) {
        let build: Info<Label> = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        own.register("build", "The program", build);
        own.register("polls", "Polls of feeds by how they ended", self.polls.clone());
        own.register(
            "poll_failures",
            "Failed polls by their reason",
            self.poll_failures.clone(),
        );
        let name = "Time from asking for a feed to the end of its answer";
        own.register_with_unit("poll_duration", name, Unit::Seconds, self.poll_seconds.clone());
        own.register(
            "items",
            "Articles that were read, by what became of them",
            self.items.clone(),
        );
        own.register("stories", "New stories", self.stories.clone());
        own.register(
            "facts",
            "Facts of new articles and revisions by kind",
            self.facts.clone(),
        );
        let name = "Answers to requests for feeds and pages by class of status; none: no answer";
        own.register("http_responses", name, self.responses.clone());
        let name = "Bytes of feeds and pages after decompression";
        own.register("bytes_received", name, self.bytes_received.clone());
        let name = "Feeds, pages and articles that a parser could not read";
        own.register("extract_errors", name, self.extract_errors.clone());
        let name = "Pages that took more than five seconds to read";
        own.register("extract_overruns", name, self.extract_overruns.clone());
        let name = "Feeds and pages not asked for because their address is refused";
        own.register("blocked_addresses", name, self.blocked_addresses.clone());
        own.register("feeds", "Feeds by state", self.feeds.clone());
        own.register(
            "hosts_held",
            "Hosts that asked for a rest or could not be reached",
            self.hosts_held.clone(),
        );
        let name = "How long the feed has been due that is longest due";
        own.register_with_unit("schedule_lag", name, Unit::Seconds, self.lag.clone());
        own.register(
            "requests_in_flight",
            "Requests under way by what they ask for",
            self.in_flight.clone(),
        );
        let name = "Time of transactions that wrote";
        own.register_with_unit("db_commit_duration", name, Unit::Seconds, commit_seconds);
        own.register_with_unit(
            "db_wal",
            "The log of recent writes",
            Unit::Bytes,
            self.wal_bytes.clone(),
        );
        own.register_with_unit("db", "The database file", Unit::Bytes, self.db_bytes.clone());
        let name = "Room left on the disk of the store";
        own.register_with_unit("disk_free", name, Unit::Bytes, self.disk_free_bytes.clone());
        own.register(
            "writer_queue_items",
            "Writes that wait for the writer",
            self.queued.clone(),
        );
        own.register(
            "config_reload_failed",
            "1 while the configuration asked for last is refused and an older one counts",
            self.reload_failed.clone(),
        );
    }

    fn register_process(&self, process: &mut Registry, started_at: DateTime<Utc>) {
        process.register_with_unit("cpu", "Processor time used", Unit::Seconds, self.cpu.clone());
        let name = "Memory in use";
        process.register_with_unit("resident_memory", name, Unit::Bytes, self.resident_bytes.clone());
        process.register("threads", "Threads", self.threads.clone());
        process.register("open_fds", "Open files and connections", self.open_fds.clone());
        process.register(
            "max_fds",
            "Most open files and connections allowed",
            self.max_fds.clone(),
        );
        let start = Seconds::default();
        start.set(started_at.timestamp_millis() as f64 / 1000.0);
        let name = "When the process started, since 1970";
        process.register_with_unit("start_time", name, Unit::Seconds, start);
    }

    /// A feed was asked for.
    pub(super) fn polled(&self, outcome: PollOutcome, status: Option<u16>, took: Duration, bytes: i64) {
        let word = match outcome {
            PollOutcome::Fetched => "fetched",
            PollOutcome::NotModified => "not_modified",
            PollOutcome::Failed(class) => {
                self.failed(class);
                self.poll_failures
                    .get_or_create(&[("class", class.as_str())])
                    .inc();
                "failed"
            }
        };
        self.polls.get_or_create(&[("outcome", word)]).inc();
        self.poll_seconds.observe(took.as_secs_f64());
        self.answered(status, bytes.unsigned_abs());
    }

    /// A page was asked for and came.
    pub(super) fn page_came(&self, status: u16, bytes: usize) {
        self.answered(Some(status), bytes as u64);
    }

    /// A page was asked for in vain, or not asked for at all because it may not be.
    pub(super) fn page_failed(&self, class: ErrorClass, status: Option<u16>) {
        self.failed(class);
        if class != ErrorClass::Robots {
            self.answered(status, 0);
        }
    }

    fn failed(&self, class: ErrorClass) {
        match class {
            ErrorClass::AddressRefused => {
                self.blocked_addresses.inc();
            }
            ErrorClass::NotAFeed | ErrorClass::Unparsable | ErrorClass::ParserFault | ErrorClass::Binary => {
                self.extract_errors.inc();
            }
            _ => {}
        }
    }

    fn answered(&self, status: Option<u16>, bytes: u64) {
        let class = match status {
            None => "none",
            Some(304) => "304",
            Some(status) => match status / 100 {
                2 => "2xx",
                4 => "4xx",
                5 => "5xx",
                _ => "3xx",
            },
        };
        self.responses.get_or_create(&[("class", class)]).inc();
        self.bytes_received.inc_by(bytes);
    }

    /// A reader broke down over an article or its page.
    pub(super) fn extract_failed(&self) {
        self.extract_errors.inc();
    }

    /// A page took too long to read.
    pub(super) fn extract_overran(&self) {
        self.extract_overruns.inc();
    }

    /// An article was read and recorded, or not.
    pub(super) fn item(&self, item: Item) {
        self.items.get_or_create(&[("result", item.as_str())]).inc();
        if item == Item::New {
            self.stories.inc();
        }
    }

    /// A fact was recorded.
    pub(super) fn fact(&self, kind: FactKind) {
        self.facts.get_or_create(&[("kind", kind.as_str())]).inc();
    }

    /// Everything as OpenMetrics text, with the figures of the moment.
    pub(super) fn text(&self, moment: &Moment) -> String {
        self.show(moment);
        let mut text = String::new();
        // No code that can panic runs under the lock.
        let registry = self
            .registry
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // Writing to a text cannot fail.
        let _ = encode(&mut text, &registry);
        text
    }

    fn show(&self, moment: &Moment) {
        if let Some(census) = &moment.census {
            for state in STATES {
                let found = census.feed_states.iter().find(|(word, _)| word == state.as_str());
                self.feeds
                    .get_or_create(&[("state", state.as_str())])
                    .set(found.map_or(0, |(_, feeds)| *feeds));
            }
            self.hosts_held.set(census.hosts_held);
        }
        self.lag.set(moment.lag_s as f64);
        self.wal_bytes.set(moment.gauges.wal_bytes);
        self.db_bytes.set(moment.gauges.bytes);
        self.reload_failed.set(i64::from(moment.is_reload_failed));
        self.queued.set(signed(moment.gauges.queued as u64));
        if let Some(free) = moment.gauges.disk_free_bytes {
            self.disk_free_bytes.set(signed(free));
        }
        let (polls, pages) = moment.in_flight;
        self.in_flight
            .get_or_create(&[("what", "feed")])
            .set(signed(polls));
        self.in_flight
            .get_or_create(&[("what", "page")])
            .set(signed(pages));
        let process = &moment.process;
        if let Some(cpu_s) = process.cpu_s {
            // A counter only grows; another reader may have been here a moment ago.
            self.cpu.inc_by((cpu_s - self.cpu.get()).max(0.0));
        }
        for (gauge, value) in [
            (&self.resident_bytes, process.resident_bytes),
            (&self.threads, process.threads),
            (&self.open_fds, process.open_fds),
            (&self.max_fds, process.max_fds),
        ] {
            if let Some(value) = value {
                gauge.set(signed(value));
            }
        }
    }
}

/// What it costs to find the stories an article may be a copy of.
fn register_lookups(own: &mut Registry, lookups: LookupFigures) {
    let name = "Postings read to find the stories a new article may be a copy of";
    own.register("lookup_postings", name, lookups.postings);
    let name = "Texts that a new article was compared with";
    own.register("lookup_texts", name, lookups.texts);
    let name = "Time to find the story of a new article";
    own.register_with_unit("lookup_duration", name, Unit::Seconds, lookups.seconds);
}

fn start<M: Clone + Default>(
    family: &Family<Label, M>,
    name: &'static str,
    values: impl IntoIterator<Item = &'static str>,
) {
    for value in values {
        drop(family.get_or_create_owned(&[(name, value)]));
    }
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(metrics: &Metrics) -> String {
        metrics.text(&Moment {
            census: Some(Census {
                feed_states: vec![("active".into(), 3)],
                hosts_held: 1,
            }),
            gauges: Gauges {
                wal_bytes: 4096,
                disk_free_bytes: Some(1 << 40),
                ..Gauges::default()
            },
            process: ProcessFigures::default(),
            in_flight: (2, 0),
            lag_s: 7,
            is_reload_failed: true,
        })
    }

    fn metrics() -> Metrics {
        Metrics::new(Histogram::new([1.0]), DateTime::UNIX_EPOCH)
    }

    #[test]
    fn all_promised_names_are_there_from_the_start() {
        let text = text(&metrics());
        for line in [
            "dateline_polls_total{outcome=\"fetched\"} 0",
            "dateline_poll_duration_seconds_count 0",
            "dateline_feeds{state=\"active\"} 3",
            "dateline_feeds{state=\"gone\"} 0",
            "dateline_items_total{result=\"copy\"} 0",
            "dateline_stories_total 0",
            "dateline_facts_total{kind=\"quote\"} 0",
            "dateline_schedule_lag_seconds 7",
            "dateline_http_responses_total{class=\"5xx\"} 0",
            "dateline_bytes_received_total 0",
            "dateline_db_commit_duration_seconds_count 0",
            "dateline_db_wal_bytes 4096",
            "dateline_disk_free_bytes 1099511627776",
            "dateline_writer_queue_items 0",
            "dateline_config_reload_failed 1",
            "dateline_extract_errors_total 0",
            "dateline_extract_overruns_total 0",
            "dateline_blocked_addresses_total 0",
            "dateline_build_info{version=\"",
            "process_cpu_seconds_total 0",
            "process_resident_memory_bytes 0",
            "process_start_time_seconds 0",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }

    #[test]
    fn every_class_of_failure_counts_once_and_no_label_has_more_than_twenty_values() {
        let metrics = metrics();
        for class in ErrorClass::ALL
            .into_iter()
            .filter(|class| *class != ErrorClass::Robots)
        {
            metrics.polled(PollOutcome::Failed(class), None, Duration::ZERO, 0);
        }
        let text = text(&metrics);
        let counts: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("dateline_poll_failures_total{"))
            .collect();
        assert_eq!(counts.len(), 20);
        assert!(counts.iter().all(|line| line.ends_with(" 1")), "{counts:?}");
        assert!(text.contains("dateline_polls_total{outcome=\"failed\"} 20"));
        assert!(text.contains("dateline_blocked_addresses_total 1"));
        assert!(text.contains("dateline_extract_errors_total 4"));
    }
}
