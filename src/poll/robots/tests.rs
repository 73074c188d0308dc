use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::net_guard::test_origin::{Origin, answer, loopback_settings};

const ALLOWED: RobotsVerdict = RobotsVerdict::Allowed { crawl_delay_s: None };

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 14, 12, 0, 0).unwrap()
}

fn robots() -> Robots {
    Robots::new(Client::new(&loopback_settings()).unwrap())
}

fn judge(text: &str, path: &str) -> RobotsVerdict {
    parse(text.as_bytes(), false)
        .unwrap()
        .verdict(&format!("https://news.example{path}"))
}

#[test]
fn rules_for_us_win_over_rules_for_all() {
    let text = "User-agent: *\nDisallow: /\n\nUser-agent: Dateline\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 7\n";
    let delayed = RobotsVerdict::Allowed {
        crawl_delay_s: Some(7.0),
    };
    assert_eq!(judge(text, "/news/1"), delayed);
    assert_eq!(judge(text, "/private/x"), RobotsVerdict::Disallowed);
    assert_eq!(judge(text, "/private/open/1"), delayed);
}

#[test]
fn crawl_delays_are_capped_and_nonsense_is_none() {
    let delay = |value: &str| match judge(&format!("User-agent: *\nCrawl-delay: {value}\n"), "/") {
        RobotsVerdict::Allowed { crawl_delay_s } => crawl_delay_s,
        other => panic!("{other:?}"),
    };
    assert_eq!(delay("0.5"), Some(0.5));
    for long in ["3600", "1e30", "inf"] {
        assert_eq!(delay(long), Some(60.0), "{long}");
    }
    for nonsense in ["0", "-1", "soon", "NaN", ""] {
        assert_eq!(delay(nonsense), None, "{nonsense}");
    }
}

#[test]
fn one_oversized_rule_does_not_cost_the_others() {
    let text = format!(
        "User-agent: *\nDisallow: /{}$\nDisallow: /secret\n",
        "*é".repeat(600)
    );
    assert_eq!(judge(&text, "/secret/1"), RobotsVerdict::Disallowed);
    assert_eq!(judge(&text, "/news"), ALLOWED);
}

#[test]
fn rules_cut_for_their_number_forbid_more_and_never_less() {
    let many = "Disallow: /x$\n".repeat(ANCHORED_MAX);
    let text = format!("User-agent: *\n{many}Disallow: /\nDisallow: $\nAllow: /news$\nDisallow: /pdf$\n");
    assert_eq!(judge(&text, "/other"), RobotsVerdict::Disallowed);
    assert_eq!(judge(&text, "/news"), RobotsVerdict::Disallowed);
    let text = format!("User-agent: *\n{many}Disallow: /*.pdf$\n");
    assert_eq!(judge(&text, "/a.pdf"), RobotsVerdict::Disallowed);
    assert_eq!(judge(&text, "/a.html"), ALLOWED);
}

#[test]
fn a_cut_file_is_read_to_its_last_whole_line() {
    let rules = parse(b"User-agent: *\nDisallow: /a\nDisallow: /", true).unwrap();
    assert_eq!(rules.verdict("https://news.example/b"), ALLOWED);
    assert_eq!(rules.verdict("https://news.example/a"), RobotsVerdict::Disallowed);
}

#[test]
fn hostile_files_end_quickly() {
    let started = Instant::now();
    for line in [
        "Disallow: /a$\n",
        "Disallow: /*a*b*c\n",
        "x",
        "User-agent: a\n",
        "\r",
        "Disallow: /*****$\n",
        "\0",
    ] {
        let text = line.repeat(512 * 1024 / line.len());
        let _ = judge(&text, &format!("/{}", "ab".repeat(1000)));
    }
    // Generous: this is an unoptimised build on a shared machine.
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn a_robots_txt_is_asked_for_once_a_day() {
    let origin = Origin::start(|_, _| answer("200 OK", &[], b"User-agent: *\nDisallow: /x")).await;
    let robots = robots();
    for (path, hours, expected) in [
        ("/news", 0, ALLOWED),
        ("/x", 1, RobotsVerdict::Disallowed),
        ("/robots.txt", 23, ALLOWED),
        ("/news", 24, ALLOWED),
    ] {
        let verdict = robots
            .allowed(&origin.url(path), noon() + TimeDelta::hours(hours))
            .await;
        assert_eq!(verdict, expected, "{path}");
    }
    assert_eq!(origin.connections(), 2);
    assert!(origin.heads()[0].starts_with("GET /robots.txt "));
}

#[tokio::test]
async fn no_robots_txt_allows_everything() {
    for status in ["404 X", "410 X", "401 X", "403 X", "400 X", "302 X"] {
        let origin = Origin::start(move |_, _| answer(status, &[], b"")).await;
        assert_eq!(
            robots().allowed(&origin.url("/"), noon()).await,
            ALLOWED,
            "{status}"
        );
    }
}

#[tokio::test]
async fn a_server_in_trouble_keeps_us_away_for_a_day_at_most() {
    let origin = Origin::start(|_, _| answer("503 X", &[], b"")).await;
    let robots = robots();
    let at = async |minutes| {
        robots
            .allowed(&origin.url("/"), noon() + TimeDelta::minutes(minutes))
            .await
    };
    assert_eq!(at(0).await, RobotsVerdict::Unreachable(ErrorClass::ServerError));
    assert_eq!(at(9).await, RobotsVerdict::Unreachable(ErrorClass::ServerError));
    assert_eq!(origin.connections(), 1);
    assert_eq!(at(10).await, RobotsVerdict::Unreachable(ErrorClass::ServerError));
    assert_eq!(origin.connections(), 2, "asked again after ten minutes");
    assert_eq!(at(24 * 60).await, ALLOWED);
}

#[tokio::test]
async fn the_last_rules_hold_while_new_ones_cannot_be_had() {
    let replies = Mutex::new(["200 OK", "500 X", "429 X"].into_iter());
    let origin = Origin::start(move |_, _| {
        let status = replies.lock().unwrap().next().unwrap_or("404 X");
        answer(status, &[], b"User-agent: *\nDisallow: /x")
    })
    .await;
    let robots = robots();
    for hours in [0, 24, 48] {
        let verdict = robots
            .allowed(&origin.url("/x"), noon() + TimeDelta::hours(hours))
            .await;
        assert_eq!(verdict, RobotsVerdict::Disallowed, "{hours}");
    }
    assert_eq!(
        robots
            .allowed(&origin.url("/x"), noon() + TimeDelta::hours(96))
            .await,
        ALLOWED
    );
}

#[tokio::test]
async fn a_site_that_cannot_be_reached_or_named_is_not_asked_for_pages() {
    let robots = robots();
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let verdict = robots.allowed(&format!("http://{closed}/a"), noon()).await;
    assert_eq!(verdict, RobotsVerdict::Unreachable(ErrorClass::Connect));
    for url in ["nonsense", "ftp://example.org/"] {
        assert_eq!(
            robots.allowed(url, noon()).await,
            RobotsVerdict::Unreachable(ErrorClass::AddressRefused)
        );
    }
}

#[test]
fn memory_is_bounded_by_sites_and_by_bytes() {
    let robots = robots();
    let site = |second: i64, bytes| Site {
        rules: Some(Rules::Given {
            robot: Arc::new(parsed(b"").unwrap()),
            bytes,
        }),
        checked_at: noon() + TimeDelta::seconds(second),
        trouble: None,
    };
    for second in 0..SITES_MAX as i64 + 10 {
        robots.remember(second.to_string(), site(second, 1));
    }
    assert_eq!(robots.lock().len(), SITES_MAX);
    assert!(!robots.lock().contains_key("9"), "the oldest go first");
    robots.remember("large".into(), site(9_000_000, RULE_BYTES_MAX));
    assert_eq!(robots.lock().len(), 1);
}

proptest! {
    #[test]
    fn no_file_and_no_address_make_it_panic(
        lines in proptest::collection::vec("(?i)(user-agent|allow|disallow|crawl-delay)?:? ?\\PC{0,30}", 0..20),
        path in "\\PC{0,30}",
    ) {
        if let Ok(rules) = parse(lines.join("\n").as_bytes(), true) {
            let _ = rules.verdict(&format!("https://news.example/{path}"));
            let _ = rules.verdict(&path);
        }
    }
}
