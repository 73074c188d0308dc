//! Bodies, limits and statuses.

use chrono::{DateTime, TimeZone, Utc};

use super::{Client, Kind, Request};
use crate::model::ErrorClass;
use crate::net_guard::Settings;
use crate::net_guard::test_origin::{Origin, Reply, answer, loopback_settings};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 14, 12, 0, 0).unwrap()
}

fn client(settings: &Settings) -> Client {
    Client::with_trust(settings, super::Trust::Nobody).unwrap()
}

async fn class_of(client: &Client, url: &str) -> ErrorClass {
    client
        .get(Request::new(url, Kind::Feed), now())
        .await
        .unwrap_err()
        .class
}

#[tokio::test]
async fn feeds_over_the_limit_fail_and_pages_are_cut_off() {
    let origin = Origin::start(|path, _| match path {
        "/lying" => answer(
            "200 OK",
            &[("transfer-encoding", "chunked"), ("content-length", "1")],
            b"800\r\n",
        ),
        "/html" => answer("200 OK", &[("content-type", "text/html")], &[b'x'; 5000]),
        _ => answer("200 OK", &[], &[b'x'; 5000]),
    })
    .await;
    let limited = client(&Settings {
        feed_body_bytes_max: 4096,
        page_body_bytes_max: 1024,
        ..loopback_settings()
    });
    assert_eq!(class_of(&limited, &origin.url("/")).await, ErrorClass::TooLarge);
    let page = limited
        .get(Request::new(&origin.url("/html"), Kind::Page), now())
        .await
        .unwrap();
    assert_eq!((page.body.len(), page.truncated), (1024, true));
    assert_eq!(
        class_of(&limited, &origin.url("/lying")).await,
        ErrorClass::BadBody
    );
}

#[tokio::test]
async fn a_compression_bomb_ends_at_the_limit() {
    let bomb = zstd::encode_all(std::io::repeat(0).take_bytes(64 << 20), 1).unwrap();
    let origin = Origin::start(move |_, _| answer("200 OK", &[("content-encoding", "zstd")], &bomb)).await;
    let client = client(&loopback_settings());
    assert_eq!(class_of(&client, &origin.url("/")).await, ErrorClass::TooLarge);
}

#[tokio::test]
async fn a_compressed_body_has_a_limit_on_its_way_and_a_ratio() {
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
    .take(60_000)
    .collect();
    let noise = zstd::encode_all(noise.as_slice(), 1).unwrap();
    let zeros = zstd::encode_all(std::io::repeat(0).take_bytes(2 << 20), 1).unwrap();
    let (noise_bytes, zeros_bytes) = (noise.len() as u64, zeros.len());
    assert!(noise_bytes > 10_000 && zeros_bytes < 10_000);
    let origin = Origin::start(move |path, _| {
        let body = if path == "/noise" { &noise } else { &zeros };
        answer("200 OK", &[("content-encoding", "zstd")], body)
    })
    .await;
    let narrow = client(&Settings {
        encoded_body_bytes_max: 10_000,
        ..loopback_settings()
    });
    assert_eq!(
        class_of(&narrow, &origin.url("/noise")).await,
        ErrorClass::TooLarge
    );
    let wide = client(&loopback_settings());
    let noise = wide
        .get(Request::new(&origin.url("/noise"), Kind::Feed), now())
        .await;
    assert_eq!(noise.unwrap().body.len(), 60_000);
    // 2 MiB is well within every limit, and still no honest document.
    let error = wide
        .get(Request::new(&origin.url("/zeros"), Kind::Feed), now())
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::TooLarge);
    assert!(error.detail.contains("bomb"), "{error}");
}

#[tokio::test]
async fn a_server_that_breaks_http_2_is_asked_in_http_1() {
    // Greeted in HTTP/2, it answers in HTTP/1.1, which is no frame.
    let origin = Origin::start(|_, head| match answer("200 OK", &[], b"<rss/>") {
        Reply::Raw(bytes) if head.starts_with("PRI ") => Reply::Hang(bytes),
        reply => reply,
    })
    .await;
    let client = Client::with_trust(&loopback_settings(), super::Trust::SystemAndHttp2).unwrap();
    for _ in 0..2 {
        let response = client
            .get(Request::new(&origin.url("/"), Kind::Feed), now())
            .await
            .unwrap();
        assert_eq!(response.body, b"<rss/>");
    }
    let lines: Vec<String> = origin
        .heads()
        .iter()
        .filter_map(|head| head.lines().next().map(str::to_owned))
        .collect();
    // The second time it is asked as it understands at once.
    assert_eq!(lines, ["PRI * HTTP/2.0", "GET / HTTP/1.1", "GET / HTTP/1.1"]);
}

trait TakeBytes: std::io::Read + Sized {
    fn take_bytes(self, bytes: u64) -> std::io::Take<Self> {
        self.take(bytes)
    }
}
impl<R: std::io::Read> TakeBytes for R {}

/// A gzip member of stored (uncompressed) blocks.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut member = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let length = u16::try_from(bytes.len()).unwrap();
    member.push(1);
    member.extend_from_slice(&length.to_le_bytes());
    member.extend_from_slice(&(!length).to_le_bytes());
    member.extend_from_slice(bytes);
    let crc = !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    });
    member.extend_from_slice(&crc.to_le_bytes());
    member.extend_from_slice(&u32::from(length).to_le_bytes());
    member
}

#[tokio::test]
async fn encodings_are_undone_and_broken_or_unknown_ones_are_bad_bodies() {
    let whole = gzip(b"<rss>hello</rss>");
    let origin = Origin::start(move |path, _| match path {
        "/gzip" => answer("200 OK", &[("content-encoding", "gzip")], &whole),
        "/cut" => answer(
            "200 OK",
            &[("content-encoding", "gzip")],
            &whole[..whole.len() - 12],
        ),
        "/plain" => answer("200 OK", &[("content-encoding", "gzip")], b"<rss/>"),
        "/odd" => answer("200 OK", &[("content-encoding", "compress")], b"..."),
        "/charset" => answer("200 OK", &[("content-encoding", "UTF-8")], b"<rss/>"),
        "/short" => answer("200 OK", &[("content-length", "100")], b"<rss/>"),
        "/chunks" => answer(
            "200 OK",
            &[("transfer-encoding", "chunked"), ("content-length", "9")],
            b"zz\r\n",
        ),
        _ => answer("200 OK", &[], b""),
    })
    .await;
    let client = client(&loopback_settings());
    let get = async |path: &str| {
        client
            .get(Request::new(&origin.url(path), Kind::Feed), now())
            .await
    };
    assert_eq!(get("/gzip").await.unwrap().body, b"<rss>hello</rss>");
    assert_eq!(get("/charset").await.unwrap().body, b"<rss/>");
    assert_eq!(get("/empty").await.unwrap().body, b"");
    for path in ["/cut", "/plain", "/odd", "/short"] {
        let error = get(path).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::BadBody, "{path}: {error}");
        assert_eq!(error.status, Some(200), "{path}");
    }
    assert!(get("/chunks").await.is_err());
}

#[tokio::test]
async fn every_kind_of_slowness_is_a_timeout() {
    let origin = Origin::start(|path, _| match path {
        "/silent" => Reply::Hang(vec![]),
        "/half" => Reply::Hang(b"HTTP/1.1 200 OK\r\n".to_vec()),
        _ => Reply::Hang(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nsome".to_vec()),
    })
    .await;
    let brisk = Settings {
        first_byte_timeout_ms: 100,
        idle_timeout_ms: 100,
        ..loopback_settings()
    };
    for path in ["/silent", "/half", "/drip"] {
        assert_eq!(
            class_of(&client(&brisk), &origin.url(path)).await,
            ErrorClass::Timeout,
            "{path}"
        );
    }
    let whole = Settings {
        feed_timeout_ms: 100,
        ..loopback_settings()
    };
    for path in ["/silent", "/drip"] {
        assert_eq!(
            class_of(&client(&whole), &origin.url(path)).await,
            ErrorClass::Timeout,
            "{path}"
        );
    }
}

#[tokio::test]
async fn statuses_are_sorted_into_classes() {
    let origin = Origin::start(|path, _| {
        let status = &path[1..];
        let extra: &[(&str, &str)] = match status {
            "503" => &[("retry-after", "60")],
            "499" => &[("cf-mitigated", "challenge")],
            _ => &[],
        };
        answer(&format!("{status} X"), extra, b"")
    })
    .await;
    let client = client(&loopback_settings());
    for (status, class) in [
        (204, ErrorClass::OddStatus),
        (206, ErrorClass::OddStatus),
        (226, ErrorClass::OddStatus),
        (300, ErrorClass::Redirect),
        (304, ErrorClass::OddStatus),
        (400, ErrorClass::ClientError),
        (401, ErrorClass::Forbidden),
        (403, ErrorClass::Forbidden),
        (404, ErrorClass::NotFound),
        (410, ErrorClass::Gone),
        (429, ErrorClass::TooManyRequests),
        (451, ErrorClass::ClientError),
        (499, ErrorClass::Forbidden),
        (500, ErrorClass::ServerError),
        (503, ErrorClass::ServerError),
    ] {
        let url = origin.url(&format!("/{status}"));
        let response = client.get(Request::new(&url, Kind::Feed), now()).await.unwrap();
        let error = response.status_error().unwrap();
        assert_eq!((error.class, error.status), (class, Some(status)));
        assert_eq!(error.retry_after_s, (status == 503).then_some(60));
    }
}

#[tokio::test]
async fn what_is_not_a_page_is_not_read() {
    let origin = Origin::start(|path, _| {
        let given = format!("{}; charset=utf-8", &path[1..]);
        answer("200 OK", &[("content-type", &given)], b"%PDF-1.7")
    })
    .await;
    let client = client(&loopback_settings());
    let get = async |path: &str| {
        client
            .get(Request::new(&origin.url(path), Kind::Page), now())
            .await
    };
    for given in [
        "/application/pdf",
        "/image/png",
        "/video/mp4",
        "/application/octet-stream",
        "/application/json",
    ] {
        assert_eq!(get(given).await.unwrap_err().class, ErrorClass::Binary, "{given}");
    }
    for given in [
        "/text/html",
        "/TEXT/HTML",
        "/application/xhtml+xml",
        "/text/plain",
        "/html",
    ] {
        assert!(get(given).await.is_ok(), "{given}");
    }
}
