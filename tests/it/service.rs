//! The daemon as a service: what it tells the service manager, how it reloads, how it stops, how it is
//! asked for its health. The real program against a mock of the manager's socket.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::origin::Origin;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

const CONFIG: &str = "[net]\ncontact = \"https://example.org/bot\"\nallow_networks = [\"127.0.0.0/8\"]\n";

/// A running daemon and what it has told its manager.
struct Service {
    folder: TempDir,
    child: Child,
    manager: UnixDatagram,
    started: Instant,
}

/// A folder with a configuration and a list of feeds.
fn stage(config: &str, feeds: &[String]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("d.toml"), config).unwrap();
    let outlines: String = feeds
        .iter()
        .map(|url| format!("<outline type=\"rss\" xmlUrl=\"{url}\"/>"))
        .collect();
    if !feeds.is_empty() {
        let opml = format!("<opml version=\"2.0\"><body>{outlines}</body></opml>");
        std::fs::write(folder.path().join("feeds.opml"), opml).unwrap();
    }
    folder
}

impl Service {
    fn start(folder: TempDir, watchdog: Option<Duration>) -> Self {
        let socket = folder.path().join("manager.sock");
        let manager = UnixDatagram::bind(&socket).unwrap();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command
            .args([
                "--config",
                "d.toml",
                "--log-format",
                "text",
                "run",
                "--db",
                "d.db",
            ])
            .arg("--no-pages")
            .current_dir(folder.path())
            .env("NOTIFY_SOCKET", &socket)
            .stdout(Stdio::null())
            .stderr(log);
        if folder.path().join("feeds.opml").exists() {
            command.args(["--opml", "feeds.opml"]);
        }
        if let Some(watchdog) = watchdog {
            command.env("WATCHDOG_USEC", watchdog.as_micros().to_string());
        }
        let started = Instant::now();
        let child = command.spawn().unwrap();
        Self {
            folder,
            child,
            manager,
            started,
        }
    }

    /// The next message; `None` when there is none within `patience`.
    fn hear(&self, patience: Duration) -> Option<String> {
        self.manager.set_read_timeout(Some(patience)).unwrap();
        let mut message = [0; 4096];
        let length = self.manager.recv(&mut message).ok()?;
        Some(String::from_utf8(message[..length].to_vec()).unwrap())
    }

    /// The next message that contains `word`; the others are passed over.
    fn expect(&self, word: &str) -> String {
        let begun = Instant::now();
        let mut heard = Vec::new();
        while begun.elapsed() < PATIENCE {
            match self.hear(PATIENCE) {
                Some(message) if message.contains(word) => return message,
                Some(message) => heard.push(message),
                None => break,
            }
        }
        panic!("no {word} in {heard:?}\n{}", self.log());
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// SIGTERM; how it ended and how long that took.
    fn stop(&mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        self.signal("-TERM");
        let status = self.child.wait().unwrap();
        (status, begun.elapsed())
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    fn configure(&self, config: &str) {
        std::fs::write(self.folder.path().join("d.toml"), config).unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn dateline(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["--config", "d.toml"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn words(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn the_manager_hears_when_it_is_ready_how_it_does_and_that_it_stops() {
    let mut service = Service::start(stage(CONFIG, &[]), None);
    let ready = service.expect("READY=1");
    let took = service.started.elapsed();
    assert!(took < Duration::from_secs(2), "ready after {took:?}");
    assert!(
        ready.contains("STATUS=0 feeds, 0 in flight, 0 hosts held, "),
        "{ready}"
    );
    service.expect("STATUS=0 feeds");
    let (status, took) = service.stop();
    service.expect("STOPPING=1");
    assert_eq!(status.code(), Some(0), "{}", service.log());
    assert!(took < Duration::from_secs(5), "{took:?}");
}

/// Feeds of one host are asked one after the other, so that some are still to come after each reload.
#[tokio::test(flavor = "multi_thread")]
async fn a_reload_takes_a_good_file_and_survives_a_broken_one() {
    const FEEDS: usize = 40;
    let config = format!("{CONFIG}[poll]\nfeed_host_gap_ms = 250\n");
    let origin = Origin::start().await;
    let paths: Vec<String> = (0..FEEDS).map(|feed| format!("/f/{feed}")).collect();
    for path in &paths {
        origin.put_feed(
            path,
            &[(&format!("{path}/a"), "Quay closed", "The eastern quay is closed.")],
        );
    }
    let feeds: Vec<String> = paths.iter().map(|path| origin.url(path)).collect();
    let service = Service::start(stage(&config, &feeds), None);
    service.expect("READY=1");
    origin.answered(2).await;

    service.configure(&config.replace("feed_host_gap_ms", "feed_host_gap_sm"));
    service.signal("-HUP");
    let reloading = service.expect("RELOADING=1");
    assert!(reloading.contains("MONOTONIC_USEC="), "{reloading}");
    let ready = service.expect("READY=1");
    assert!(
        ready.contains("STATUS=reload failed: d.toml:5:1: poll.feed_host_gap_sm"),
        "{ready}"
    );
    let complaint = words(&dateline(service.folder.path(), &["check-config"]));
    let complaint = complaint.trim().trim_start_matches("error: ");
    assert!(
        service.log().contains(complaint),
        "{complaint}\n{}",
        service.log()
    );
    let so_far = paths.iter().map(|path| origin.asked(path).len()).sum::<usize>();
    origin.answered(so_far + 2).await;

    service.configure(
        &config
            .replace("/bot", "/new-bot")
            .replace("[poll]", "[control]\naccess = \"user\"\n[poll]"),
    );
    service.signal("-HUP");
    service.expect("RELOADING=1");
    let ready = service.expect("READY=1");
    assert!(!ready.contains("reload failed"), "{ready}");
    origin.answered(FEEDS).await;
    let agents: Vec<String> = paths
        .iter()
        .flat_map(|path| origin.asked(path))
        .map(|asked| asked.headers["user-agent"].clone())
        .collect();
    assert!(agents.iter().any(|agent| agent.contains("/bot)")));
    assert!(agents.iter().any(|agent| agent.contains("/new-bot)")));
    let log = service.log();
    assert!(
        log.contains("net.contact") && log.contains("only after a restart") && log.contains("control.access"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_is_held_up_is_not_reported_alive() {
    let watchdog = Duration::from_secs(2);
    let service = Service::start(stage(CONFIG, &[]), Some(watchdog));
    service.expect("READY=1");
    service.expect("WATCHDOG=1");

    let db = service.folder.path().join("d.db");
    let mut other = SqliteConnection::connect(&format!("sqlite:{}", db.display()))
        .await
        .unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    // The writer waits for the lock for ten seconds; the silence has to begin well before.
    let held = Instant::now();
    let mut last = Instant::now();
    while last.elapsed() < watchdog {
        assert!(held.elapsed() < PATIENCE, "the watchdog is fed all the time");
        match service.hear(Duration::from_millis(100)) {
            Some(message) if message.contains("WATCHDOG=1") => last = Instant::now(),
            _ => {}
        }
    }
    assert!(
        service.log().contains("the writer has not moved"),
        "{}",
        service.log()
    );
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    service.expect("WATCHDOG=1");
}

#[test]
fn two_hundred_silent_servers_do_not_hold_up_the_end() {
    const SERVERS: usize = 200;
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let came = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&came);
    std::thread::spawn(move || {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept() {
            held.push(stream);
            counter.fetch_add(1, Ordering::SeqCst);
        }
    });
    let feeds: Vec<String> = (1..=SERVERS)
        .map(|n| format!("http://127.0.0.{n}:{port}/rss"))
        .collect();
    let config = format!("{CONFIG}[poll]\nin_flight_max = 256\n");
    let mut service = Service::start(stage(&config, &feeds), None);
    service.expect("READY=1");
    while came.load(Ordering::SeqCst) < SERVERS {
        assert!(service.started.elapsed() < PATIENCE, "{came:?} connections");
        std::thread::yield_now();
    }
    let (status, took) = service.stop();
    assert_eq!(status.code(), Some(0), "{}", service.log());
    assert!(took < Duration::from_secs(5), "stopped after {took:?}");
}

/// Status and body of a page, asked through the daemon's socket.
fn page(socket: &Path, path: &str) -> (u16, String) {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
}

/// Sample lines by name and labels; panics where the text is no OpenMetrics.
fn samples(text: &str) -> Vec<(String, f64)> {
    let (body, end) = text.split_at(text.len() - "# EOF\n".len());
    assert_eq!(end, "# EOF\n");
    let mut known: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            let mut parts = rest.splitn(3, ' ');
            let (kind, family) = (parts.next().unwrap(), parts.next().unwrap());
            assert!(
                ["HELP", "TYPE", "UNIT"].contains(&kind) && parts.next().is_some(),
                "{line}"
            );
            known.push(family);
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap();
        let family = name.split('{').next().unwrap();
        assert!(known.iter().any(|known| family.starts_with(known)), "{line}");
        found.push((name.to_owned(), value.parse().unwrap()));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn health_and_figures_are_told_on_a_socket() {
    let origin = Origin::start().await;
    origin.put_feed(
        "/rss",
        &[("/a", "Quay closed", "The eastern quay of Port Ellery is closed.")],
    );
    let folder = stage(
        CONFIG,
        &[
            origin.url("/rss"),
            origin.url("/missing"),
            "http://10.0.0.1/rss".into(),
        ],
    );
    let socket = folder.path().join("h.sock");
    let config = format!(
        "{CONFIG}[health]\nlisten = \"unix:{}\"\ndisk_free_mib_min = 1\n",
        socket.display()
    );
    std::fs::write(folder.path().join("d.toml"), &config).unwrap();
    let silent = dateline(folder.path(), &["healthcheck"]);
    assert_eq!(silent.status.code(), Some(1));
    assert!(words(&silent).contains("nobody answers"), "{}", words(&silent));

    let service = Service::start(folder, None);
    service.expect("READY=1");
    assert_eq!(page(&socket, "/livez"), (200, "ok\n".into()));
    assert_eq!(page(&socket, "/secret").0, 404);
    let well = dateline(service.folder.path(), &["healthcheck"]);
    assert_eq!(well.status.code(), Some(0), "{}", words(&well));
    assert_eq!(words(&well), format!("unix:{}/readyz: ok\n", socket.display()));

    let begun = Instant::now();
    let found = loop {
        let found = samples(&page(&socket, "/metrics").1);
        let value = |name: &str| found.iter().find(|(known, _)| known == name).unwrap().1;
        if value("dateline_items_total{result=\"new\"}") == 1.0
            && value("dateline_polls_total{outcome=\"failed\"}") == 2.0
        {
            break found;
        }
        assert!(begun.elapsed() < PATIENCE, "{found:?}");
        tokio::task::yield_now().await;
    };
    let value = |name: &str| found.iter().find(|(known, _)| known == name).unwrap().1;
    assert_eq!(value("dateline_polls_total{outcome=\"fetched\"}"), 1.0);
    assert_eq!(value("dateline_poll_failures_total{class=\"not_found\"}"), 1.0);
    assert_eq!(value("dateline_blocked_addresses_total"), 1.0);
    assert_eq!(value("dateline_stories_total"), 1.0);
    assert_eq!(value("dateline_feeds{state=\"active\"}"), 3.0);
    assert_eq!(value("dateline_http_responses_total{class=\"4xx\"}"), 1.0);
    assert!(value("dateline_db_commit_duration_seconds_count") > 0.0);
    assert_eq!(value("dateline_lookup_postings_count"), 1.0);
    assert_eq!(value("dateline_lookup_texts_count"), 1.0);
    assert_eq!(value("dateline_lookup_duration_seconds_count"), 1.0);
    assert!(value("process_resident_memory_bytes") > 1e6);
    assert!(value("dateline_disk_free_bytes") > 0.0);
    assert!(
        !found
            .iter()
            .any(|(name, _)| name.contains("127.0.0.1") || name.contains("10.0.0.1"))
    );

    // Those who come and say nothing are shown out in time.
    let _dawdlers: Vec<UnixStream> = (0..20).map(|_| UnixStream::connect(&socket).unwrap()).collect();
    let well = dateline(service.folder.path(), &["healthcheck"]);
    assert_eq!(well.status.code(), Some(0), "{}", words(&well));

    service.configure(&config.replace("min = 1", "min = 1000000000000"));
    service.signal("-HUP");
    service.expect("RELOADING=1");
    service.expect("READY=1");
    let (status, why) = page(&socket, "/readyz");
    assert!(status == 503 && why.contains("MiB left"), "{status} {why}");
    assert_eq!(page(&socket, "/livez").0, 200);
    let sick = dateline(service.folder.path(), &["healthcheck"]);
    assert_eq!(sick.status.code(), Some(1));
    assert!(words(&sick).contains("MiB left"), "{}", words(&sick));
}

#[test]
fn health_is_told_on_loopback_by_tcp_and_to_nobody_who_calls_us_by_another_name() {
    let listen = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listen.local_addr().unwrap();
    drop(listen);
    let config = format!("{CONFIG}[health]\nlisten = \"{address}\"\ndisk_free_mib_min = 1\n");
    let mut service = Service::start(stage(&config, &[]), None);
    service.expect("READY=1");
    let well = dateline(
        service.folder.path(),
        &["healthcheck", "--url", &format!("http://{address}/livez")],
    );
    assert_eq!(well.status.code(), Some(0), "{}", words(&well));
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET /metrics HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    assert!(service.stop().0.success());
}

#[test]
fn health_for_other_machines_has_to_be_allowed_and_nothing_is_asked_where_nothing_listens() {
    let folder = stage(&format!("{CONFIG}[health]\nlisten = \"0.0.0.0:9797\"\n"), &[]);
    let refused = dateline(folder.path(), &["check-config"]);
    assert_eq!(refused.status.code(), Some(78));
    assert!(
        words(&refused).contains("d.toml:5:1: health.listen"),
        "{}",
        words(&refused)
    );
    std::fs::write(folder.path().join("d.toml"), CONFIG).unwrap();
    assert_eq!(dateline(folder.path(), &["healthcheck"]).status.code(), Some(1));
}
